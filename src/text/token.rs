//! Words of a cleaned question, with the sentence and clause each stands in.

/// One word or number of a cleaned text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Word<'t> {
    /// Lower case, apostrophes removed; never empty.
    pub text: &'t str,
    /// Sentence it stands in, counted from 0. A sentence ends at `.`, `!`, `?`, `;` or a line end.
    pub sentence: u16,
    /// Part of a sentence it stands in, counted from 0 over the whole text. Commas, dashes, brackets and colons divide.
    pub clause: u16,
    /// Whether its sentence ends with a question mark.
    pub asked: bool,
}

/// Splits a cleaned text (see [`super::clean::clean`]) into words.
///
/// `store` receives the words' letters, so that no word is allocated on its own. `10mg` gives `10` and `mg`;
/// `can't` gives `cant`; `i'll` gives `i will` and `we're` gives `we are`, because `ill` and `were` are other words.
#[must_use]
pub fn words<'t>(cleaned: &str, store: &'t mut String) -> Vec<Word<'t>> {
    let mut cuts: Vec<(usize, usize, u16, u16)> = Vec::with_capacity(cleaned.len() / 5 + 4);
    let mut asked: Vec<bool> = vec![false];
    let (mut sentence, mut clause) = (0_u16, 0_u16);
    let mut chars = cleaned.chars().peekable();
    let mut behind = cleaned;
    let mut fresh = true;
    let mut raw = String::new();
    store.clear();
    loop {
        // Most words are plain letters with a blank or a mark behind them.
        if let Some(word) = plain_word(behind) {
            let start = store.len();
            store.push_str(word);
            cuts.push((start, store.len(), sentence, clause));
            fresh = false;
            behind = behind.get(word.len()..).unwrap_or_default();
            chars = behind.chars().peekable();
        }
        let Some(c) = chars.next() else { break };
        if c.is_alphanumeric() {
            raw.clear();
            raw.push(c);
            while let Some(&next) = chars.peek() {
                if next.is_alphanumeric() || is_mark_of_script(next) || next == '\'' {
                    raw.push(next);
                } else if next == '.' && is_number(&raw) {
                    let mut ahead = chars.clone();
                    ahead.next();
                    if !ahead.peek().is_some_and(char::is_ascii_digit) {
                        break;
                    }
                    raw.push('.');
                } else {
                    break;
                }
                chars.next();
            }
            push_word(&raw, store, &mut cuts, sentence, clause);
            fresh = false;
            behind = behind.get(raw.len()..).unwrap_or_default();
            continue;
        }
        behind = behind.get(c.len_utf8()..).unwrap_or_default();
        match c {
            '.' | '!' | '?' | ';' | '\n' | '…' => {
                if c == '?'
                    && let Some(mark) = asked.last_mut()
                {
                    *mark = true;
                }
                let inside_a_word = c == '.' && chars.peek().is_some_and(|n| n.is_alphanumeric());
                if !fresh && !inside_a_word {
                    sentence = sentence.saturating_add(1);
                    clause = clause.saturating_add(1);
                    asked.push(false);
                    fresh = true;
                }
                if c == '?'
                    && fresh
                    && let Some(mark) = asked.iter_mut().rev().nth(1)
                {
                    *mark = true;
                }
            }
            ',' | ':' | '(' | ')' | '—' | '–' | '"' if !fresh => clause = clause.saturating_add(1),
            '-' if !fresh && chars.peek().is_none_or(|n| n.is_whitespace()) => clause = clause.saturating_add(1),
            _ => {}
        }
    }
    let store: &'t str = store;
    cuts.into_iter()
        .filter_map(|(start, end, sentence, clause)| {
            let asked = asked.get(usize::from(sentence)).copied().unwrap_or(false);
            Some(Word { text: store.get(start..end)?, sentence, clause, asked })
        })
        .collect()
}

/// The plain lower-case letters that a text starts with, when they are a whole word.
fn plain_word(text: &str) -> Option<&str> {
    let bytes = text.as_bytes();
    let length = bytes.iter().take_while(|byte| byte.is_ascii_lowercase()).count();
    let ends = bytes.get(length).is_none_or(|byte| byte.is_ascii() && !byte.is_ascii_alphanumeric() && *byte != b'\'');
    if length > 0 && ends { text.get(..length) } else { None }
}

/// Vowel signs of scripts that write them as marks behind the letter (Devanagari and its neighbours).
fn is_mark_of_script(c: char) -> bool {
    matches!(c, '\u{900}'..='\u{903}' | '\u{93a}'..='\u{94f}' | '\u{980}'..='\u{983}' | '\u{9bc}'..='\u{9cd}')
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

/// Units and endings that are written against a number.
const UNITS: &[&str] = &[
    "mg", "mgs", "ml", "mls", "mcg", "ug", "g", "gm", "kg", "lb", "lbs", "st", "x", "am", "pm", "yo", "yr", "yrs", "y", "mo", "hr", "hrs",
    "h", "hours", "hour", "min", "mins", "m", "d", "day", "days", "wk", "wks", "weeks", "week", "months", "th", "nd", "rd", "k", "bpm",
    "c", "f", "tabs", "tab", "pills", "pill", "s",
];

fn push_word(raw: &str, store: &mut String, cuts: &mut Vec<(usize, usize, u16, u16)>, sentence: u16, clause: u16) {
    let mut push = |piece: &str| {
        let start = store.len();
        piece.split('\'').for_each(|part| store.push_str(part));
        if store.len() > start {
            cuts.push((start, store.len(), sentence, clause));
        }
    };
    let raw = raw.trim_matches('\'');
    for (ending, word) in [("'ll", "will"), ("'re", "are")] {
        if let Some(stem) = raw.strip_suffix(ending) {
            push(stem);
            push(word);
            return;
        }
    }
    let digits = raw.bytes().take_while(|b| b.is_ascii_digit() || *b == b'.').count();
    if digits > 0 && digits < raw.len() {
        let (number, unit) = raw.split_at(digits);
        if UNITS.contains(&unit) {
            push(number);
            push(unit);
            return;
        }
    }
    push(raw);
}

#[cfg(test)]
mod tests {
    use super::words;
    use proptest::prelude::*;

    fn read(text: &str) -> Vec<String> {
        let mut store = String::new();
        words(text, &mut store).iter().map(|w| w.text.to_owned()).collect()
    }

    #[test]
    fn splits() {
        for (label, text, expect) in [
            ("plain", "can i stop it?", vec!["can", "i", "stop", "it"]),
            ("apostrophes", "i can't, don't", vec!["i", "cant", "dont"]),
            ("will and are", "i'll say we're ok", vec!["i", "will", "say", "we", "are", "ok"]),
            ("quoted word", "'fit'", vec!["fit"]),
            ("units", "10mg 5ml 3x 2nite", vec!["10", "mg", "5", "ml", "3", "x", "2nite"]),
            ("decimal", "2.5mg. next", vec!["2.5", "mg", "next"]),
            ("slash", "bp 70/40", vec!["bp", "70", "40"]),
            ("nothing", " ?!… ", vec![]),
        ] {
            assert_eq!(read(text), expect, "{label}");
        }
    }

    #[test]
    fn sentences_clauses_and_questions_are_counted() {
        let mut store = String::new();
        let got = words("ran out, day 2. what now? thanks", &mut store);
        let shape: Vec<_> = got.iter().map(|w| (w.text, w.sentence, w.clause, w.asked)).collect();
        assert_eq!(
            shape,
            [
                ("ran", 0, 0, false),
                ("out", 0, 0, false),
                ("day", 0, 1, false),
                ("2", 0, 1, false),
                ("what", 1, 2, true),
                ("now", 1, 2, true),
                ("thanks", 2, 3, false)
            ]
        );
    }

    proptest! {
        #[test]
        fn any_text_splits_without_a_panic(text in any::<String>()) {
            for word in read(&text) { prop_assert!(!word.is_empty()); }
        }
    }
}
