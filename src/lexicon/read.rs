//! Reads a question: words, spelling, names, concepts.

use super::{
    build::Lexicon,
    level::{Presence, number_symbol},
    names::{Mention, Who},
    reading::{END, How, MAX_WORDS, Reading, Span, Token},
    scan,
    spelling::Correction,
    vocabulary::{Entry, NONE},
};
use crate::text::{clean, token};

/// Words of one question that were not known, with what they were taken for.
type Corrected<'s> = Vec<(&'s str, Option<Correction<'s>>)>;

/// Different unknown words of one question whose spelling is looked up: people misspell a few words, noise has hundreds.
const MOST_CORRECTED: usize = 100;

impl Lexicon {
    /// Reads a question as a person wrote it.
    #[must_use]
    pub fn read(&self, question: &str) -> Reading {
        let cleaned = clean::clean(question);
        let mut store = String::with_capacity(cleaned.len());
        let words = token::words(&cleaned, &mut store);
        let mut reading = Reading { letters: String::with_capacity(cleaned.len() + 16), ..Reading::default() };
        reading.tokens.reserve(words.len().min(MAX_WORDS));
        let mut corrected = Vec::new();
        for word in &words {
            if reading.tokens.len() >= MAX_WORDS {
                break;
            }
            self.push_word(&mut reading, word, &mut corrected);
        }
        reading.language = self.language(&words);
        reading.heads = vec![END; reading.tokens.len()];
        reading.spans.reserve(4 * reading.tokens.len());
        reading.next.reserve(4 * reading.tokens.len());
        let number = number_symbol(self.symbols());
        let mut presence = Presence::of(&reading, number);
        let mut found = Vec::with_capacity(4 * reading.tokens.len());
        for (index, level) in self.levels.iter().enumerate() {
            scan::scan(level, number, &mut reading, &mut presence, &mut found);
            if index == 0 {
                let named = reading.spans.len();
                self.settle_names(&mut reading);
                presence.extend(reading.spans.get(named..).unwrap_or_default());
            }
        }
        reading
    }

    /// The language whose stop words stand in a question: at least two different ones and one word in five.
    fn language(&self, words: &[token::Word<'_>]) -> Option<u8> {
        let hits = words.iter().filter_map(|word| Some((word.text, *self.foreign.get(word.text)?)));
        let mut best: Option<(usize, u8)> = None;
        let hits: Vec<(&str, u32)> = hits.collect();
        if hits.len() < 2 || hits.len() * 5 < words.len() {
            return None;
        }
        for bit in 0..32_u8 {
            let mine = hits.iter().enumerate().filter(|(at, (word, mask))| {
                mask >> bit & 1 == 1 && !hits.get(..*at).unwrap_or_default().iter().any(|(earlier, _)| earlier == word)
            });
            let count = mine.count();
            if count >= 2 && best.is_none_or(|(held, _)| count > held) {
                best = Some((count, bit));
            }
        }
        best.map(|(_, bit)| bit)
    }

    fn push_word<'s>(&'s self, reading: &mut Reading, word: &token::Word<'s>, corrected: &mut Corrected<'s>) {
        match self.alias.get(word.text) {
            Some(words) => {
                for expanded in words {
                    let token = self.known(expanded, How::Alias, word);
                    self.push_token(reading, expanded, token);
                }
            }
            None => {
                let (text, token) = self.understand(word, corrected);
                self.push_token(reading, text, token);
            }
        }
    }

    /// Adds a word, or joins it with the one before ("can not" is read as "cant").
    fn push_token(&self, reading: &mut Reading, text: &str, mut token: Token) {
        if let Some(last) = reading.tokens.last()
            && last.clause == token.clause
            && let Some(joined) = self.joined(reading.word(reading.tokens.len() - 1), text)
        {
            let joined: &str = joined;
            let whole = token::Word { text: joined, sentence: token.sentence, clause: token.clause, asked: token.asked };
            token = self.known(joined, How::Exact, &whole);
            reading.tokens.pop();
            return Self::place(reading, joined, token);
        }
        Self::place(reading, text, token);
    }

    fn joined(&self, first: &str, second: &str) -> Option<&str> {
        // The map is keyed by owned pairs; the few second words that ever join keep this off the common path.
        if !matches!(
            second,
            "not" | "am" | "is" | "are" | "have" | "has" | "will" | "had" | "would" | "no" | "to" | "of" | "up" | "day" | "time"
        ) {
            return None;
        }
        self.join.get(&(first.into(), second.into())).map(|joined| &**joined)
    }

    fn place(reading: &mut Reading, text: &str, mut token: Token) {
        let start = u32::try_from(reading.letters.len()).unwrap_or(u32::MAX);
        reading.letters.push_str(text);
        token.range = (start, u32::try_from(reading.letters.len()).unwrap_or(u32::MAX));
        reading.tokens.push(token);
    }

    /// A known word, or one that is plain.
    fn known(&self, text: &str, how: How, word: &token::Word<'_>) -> Token {
        self.token(text, self.vocabulary.entry(text), how, word)
    }

    fn token(&self, text: &str, entry: Option<Entry>, how: How, word: &token::Word<'_>) -> Token {
        Token {
            range: (0, 0),
            sentence: word.sentence,
            clause: word.clause,
            asked: word.asked,
            stem: entry.map_or(NONE, |entry| entry.stem),
            surface: entry.map_or(NONE, |entry| entry.surface),
            number: self.numbers.get(text).copied().or_else(|| number(text)),
            how: if entry.is_none_or(|entry| entry.stem == NONE) && how == How::Exact { How::Plain } else { how },
            zipf: entry.map_or(0, |entry| entry.zipf),
        }
    }

    /// Understands a written word: as it is, without stretched letters, as two words run together, or as the nearest one.
    fn understand<'s>(&'s self, word: &token::Word<'s>, corrected: &mut Corrected<'s>) -> (&'s str, Token) {
        let text = word.text;
        let entry = self.vocabulary.entry(text);
        if entry.is_some() || self.numbers.contains_key(text) || number(text).is_some() {
            return (text, self.token(text, entry, How::Exact, word));
        }
        if let Some(squeezed) = self.squeezed(text) {
            return (squeezed, self.known(squeezed, How::Alias, word));
        }
        let known = corrected.iter().find(|(written, _)| *written == text).map(|(_, correction)| *correction);
        let correction = known.unwrap_or_else(|| {
            let correction = if corrected.len() < MOST_CORRECTED { self.speller.nearest(text) } else { None };
            corrected.push((text, correction));
            correction
        });
        match correction {
            Some(correction) => {
                let token = self.known(correction.word, How::Typo(correction.slips), word);
                (correction.word, token)
            }
            None => (text, self.token(text, None, How::Unknown, word)),
        }
    }

    /// `sooooo` as `so`: letters written three times or more, once or twice; the form that is known.
    fn squeezed(&self, text: &str) -> Option<&str> {
        let bytes = text.as_bytes();
        if !text.is_ascii() || text.len() > 60 || !bytes.windows(3).any(|w| matches!(w, [a, b, c] if a == b && b == c)) {
            return None;
        }
        for keep in [1, 2] {
            let mut short = String::with_capacity(text.len());
            let (mut run, mut before) = (0, '\0');
            for c in text.chars() {
                run = if c == before { run + 1 } else { 1 };
                before = c;
                if run <= keep {
                    short.push(c);
                }
            }
            if let Some(word) = self.vocabulary.held(&short) {
                return Some(word);
            }
            if let Some(correction) = self.speller.nearest(&short) {
                return Some(correction.word);
            }
        }
        None
    }

    /// Turns name phrases into mentions: the longest at each place; ambiguous names only beside a cue.
    fn settle_names(&self, reading: &mut Reading) {
        let mut named: Vec<(Span, Who)> =
            reading.spans.iter().filter_map(|span| Some((*span, *self.names.who.get(&span.concept)?))).collect();
        named.sort_by_key(|(span, who)| (span.start, std::cmp::Reverse(span.end), matches!(who, Who::Other(_))));
        let mut covered = 0;
        for (span, who) in named {
            if span.start < covered || !self.counts(reading, span, who) {
                continue;
            }
            covered = span.end;
            let slips = (span.start..span.end).map(|at| slips(reading, at)).max().unwrap_or(0);
            reading.mentions.push(Mention { who, start: span.start, end: span.end, slips });
            let concepts = match who {
                Who::Guide(_) => [Some(self.guide_name), None],
                Who::OwnClass(_) => [Some(self.own_class), None],
                Who::Other(index) => [Some(self.other_medicine), self.class_of.get(usize::from(index)).copied()],
            };
            for concept in concepts.into_iter().flatten() {
                reading.add(Span { concept, ..span });
            }
        }
    }

    /// Whether a name counts where it stands.
    fn counts(&self, reading: &Reading, span: Span, who: Who) -> bool {
        /// Words around an ambiguous name within which a cue must stand.
        const WINDOW: u16 = 2;
        let Who::Other(index) = who else { return true };
        if !self.needs_cue.get(usize::from(index)).copied().unwrap_or(false) {
            return true;
        }
        let (from, to) = (span.start.saturating_sub(WINDOW), span.end.saturating_add(WINDOW));
        reading.spans_of(self.name_cue).any(|cue| {
            (cue.end <= span.start && cue.start >= from || cue.start >= span.end && cue.end <= to)
                && reading.sentence(cue.start.into()) == reading.sentence(span.start.into())
        })
    }
}

fn slips(reading: &Reading, at: u16) -> u8 {
    match reading.tokens.get(usize::from(at)).map(|token| token.how) {
        Some(How::Typo(slips)) => slips,
        _ => 0,
    }
}

/// Value of a number written in figures.
fn number(text: &str) -> Option<f32> {
    text.starts_with(|c: char| c.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}
