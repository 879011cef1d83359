//! Suggestions while a question is typed: titles of sections and example questions, by words, stems and small slips.
//!
//! Offers nothing rather than something unrelated. Suggests texts of the data alone, and keeps nothing of what was typed.

use crate::{
    answer::snapshot::Snapshot,
    knowledge::{guide::Guide, section::TargetId},
    lexicon::{
        build::Lexicon,
        names::Who,
        vocabulary::{NONE, Symbol},
    },
    text::{clean::clean, distance, token},
};

/// Most suggestions at once (Discord documentation, Application Commands, Autocomplete).
pub const MOST: usize = 25;

/// Longest suggestion, in characters (Discord documentation, option choice name and value).
pub const MAX_CHARS: usize = 100;

/// Most suggestions that lead to the same section, so that one section cannot fill the list.
const MOST_OF_A_SECTION: usize = 4;

/// Words of a partial question that are read: more do not make it clearer, and each is compared with everything.
const MOST_WORDS: usize = 24;

/// Share of what was typed, by weight of words, that a suggestion must hold. Half would let one common word decide.
const ENOUGH: f32 = 0.6;

/// One suggestion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// What the person sees, 1 to [`MAX_CHARS`] characters.
    pub name: String,
    /// What is asked when it is picked, 1 to [`MAX_CHARS`] characters.
    pub value: String,
}

/// Everything that can be suggested for one guide, with its words made ready.
pub struct Suggester {
    /// Titles first, in the order of the sections, then examples.
    entries: Vec<Entry>,
    /// Cleaned title and section.
    titles: Vec<(String, TargetId)>,
}

struct Entry {
    text: String,
    cleaned: String,
    section: TargetId,
    title: bool,
    words: Vec<Known>,
}

/// A word of an entry.
struct Known {
    text: String,
    stem: Symbol,
    /// 1 for a word of the text itself, less for a keyword behind it.
    worth: f32,
}

/// A word that was typed.
struct Typed {
    text: String,
    stems: Vec<Symbol>,
    weight: f32,
    /// Nothing stands behind it: it may be unfinished.
    last: bool,
}

impl Suggester {
    /// Makes the titles and examples of a guide ready.
    #[must_use]
    pub fn build(snapshot: &Snapshot, guide: usize) -> Self {
        let Some(guide) = snapshot.knowledge.guides.get(guide) else {
            return Self { entries: Vec::new(), titles: Vec::new() };
        };
        let lexicon = &snapshot.lexicon;
        let fits = |text: &str| !text.trim().is_empty() && text.chars().count() <= MAX_CHARS;
        let mut entries = Vec::new();
        for (section, target) in guide.sections.iter().zip(0..) {
            let head = &section.head;
            if fits(&head.title) {
                let mut words = known(lexicon, &head.title, 1.0);
                head.keywords.iter().for_each(|keyword| words.extend(known(lexicon, keyword, 0.8)));
                entries.push(Entry { words, ..entry(&head.title, target, true) });
            }
        }
        for (section, target) in guide.sections.iter().zip(0..) {
            for example in section.head.examples.iter().filter(|example| fits(example)) {
                entries.push(Entry { words: known(lexicon, example, 1.0), ..entry(example, target, false) });
            }
        }
        Self { titles: titles(guide), entries }
    }

    /// The section whose title this text is, whatever its case and marks.
    #[must_use]
    pub fn section_titled(&self, text: &str) -> Option<TargetId> {
        // Longer texts are no titles; this spares cleaning them twice.
        if text.len() > 4 * MAX_CHARS {
            return None;
        }
        let cleaned = plain(text);
        self.titles.iter().find(|(title, _)| *title == cleaned && !cleaned.is_empty()).map(|&(_, section)| section)
    }

    /// At most [`MOST`] suggestions for what was typed so far, best first. Without a word: the titles.
    #[must_use]
    pub fn suggest(&self, lexicon: &Lexicon, partial: &str) -> Vec<Suggestion> {
        self.best(lexicon, partial, false)
    }

    /// As [`Suggester::suggest`], titles alone.
    #[must_use]
    pub fn suggest_titles(&self, lexicon: &Lexicon, partial: &str) -> Vec<Suggestion> {
        self.best(lexicon, partial, true)
    }

    fn best(&self, lexicon: &Lexicon, partial: &str, titles_only: bool) -> Vec<Suggestion> {
        let cleaned = plain(partial);
        let typed = self.typed(lexicon, partial);
        if typed.is_empty() {
            let titles = self.entries.iter().filter(|entry| entry.title);
            return titles.take(MOST).map(suggestion).collect();
        }
        let mut scored: Vec<(f32, &Entry)> = self
            .entries
            .iter()
            .filter(|entry| entry.title || !titles_only)
            .filter_map(|entry| Some((score(entry, &typed, &cleaned)?, entry)))
            .collect();
        scored.sort_by(|a, b| b.0.total_cmp(&a.0));
        let mut out: Vec<&Entry> = Vec::new();
        for (_, entry) in scored {
            let of_section = out.iter().filter(|held| held.section == entry.section).count();
            let twice = out.iter().any(|held| held.cleaned == entry.cleaned);
            if of_section < MOST_OF_A_SECTION && !twice && out.len() < MOST {
                out.push(entry);
            }
        }
        out.into_iter().map(suggestion).collect()
    }

    /// The typed words with their weights: rare words count, words of every other entry hardly do.
    fn typed(&self, lexicon: &Lexicon, partial: &str) -> Vec<Typed> {
        let mut store = String::new();
        let finished = partial.ends_with(char::is_whitespace);
        let cleaned = clean(partial);
        let words: Vec<String> = token::words(&cleaned, &mut store).into_iter().take(MOST_WORDS).map(|word| word.text.to_owned()).collect();
        let count = words.len();
        let typed = words.into_iter().enumerate().map(|(at, text)| {
            let reading = lexicon.read(&text);
            let stems: Vec<Symbol> = reading.tokens.iter().map(|token| token.stem).filter(|&stem| stem != NONE).collect();
            let zipf = reading.tokens.iter().map(|token| token.zipf).max().unwrap_or(0);
            // The medicine's own name stands behind every entry, written or not.
            let own = reading.mentions.iter().any(|mention| matches!(mention.who, Who::Guide(_)));
            let weight = if own { LEAST } else { (rarity(zipf) * self.spread(&text, &stems)).max(LEAST) };
            Typed { text, stems, weight, last: at + 1 == count && !finished }
        });
        typed.collect()
    }

    /// 1 for a word in few entries, down to a fifth for one in a third of them or more (the medicine's name).
    fn spread(&self, text: &str, stems: &[Symbol]) -> f32 {
        let has = |entry: &&Entry| entry.words.iter().any(|word| word.text == text || stems.contains(&word.stem));
        let share = ratio(self.entries.iter().filter(has).count(), self.entries.len());
        (1.0 - share * 2.4).max(0.2)
    }
}

/// Weight of a word that says next to nothing.
const LEAST: f32 = 0.05;

/// Weight by Zipf frequency times ten: [`LEAST`] for "the" (77), 1 for anything below 25.
fn rarity(zipf: u8) -> f32 {
    ((75.0 - f32::from(zipf)) / 50.0).clamp(LEAST, 1.0)
}

fn ratio(part: usize, whole: usize) -> f32 {
    let number = |value: usize| f32::from(u16::try_from(value).unwrap_or(u16::MAX));
    number(part) / number(whole.max(1))
}

fn entry(text: &str, section: TargetId, title: bool) -> Entry {
    Entry { text: text.to_owned(), cleaned: plain(text), section, title, words: Vec::new() }
}

fn suggestion(entry: &Entry) -> Suggestion {
    Suggestion { name: entry.text.clone(), value: entry.text.clone() }
}

fn titles(guide: &Guide) -> Vec<(String, TargetId)> {
    guide.sections.iter().zip(0..).map(|(section, target)| (plain(&section.head.title), target)).collect()
}

/// Words joined by single blanks, without marks.
fn plain(text: &str) -> String {
    let mut store = String::new();
    token::words(&clean(text), &mut store).iter().map(|word| word.text).collect::<Vec<_>>().join(" ")
}

fn known(lexicon: &Lexicon, text: &str, worth: f32) -> Vec<Known> {
    let mut store = String::new();
    let cleaned = clean(text);
    let words = token::words(&cleaned, &mut store);
    let stem = |word: &str| lexicon.read(word).tokens.first().map_or(NONE, |token| token.stem);
    words.iter().map(|word| Known { text: word.text.to_owned(), stem: stem(word.text), worth }).collect()
}

/// How well an entry fits, or nothing when it holds too little of what was typed.
fn score(entry: &Entry, typed: &[Typed], cleaned: &str) -> Option<f32> {
    let whole: f32 = typed.iter().map(|word| word.weight).sum();
    let held: f32 = typed.iter().map(|word| word.weight * best(entry, word)).sum();
    let share = held / whole.max(f32::EPSILON);
    let begins = if entry.cleaned.starts_with(cleaned) { 0.3 } else { 0.0 };
    let title = if entry.title { 0.1 } else { 0.0 };
    (share >= ENOUGH).then_some(share + begins + title)
}

fn best(entry: &Entry, typed: &Typed) -> f32 {
    entry.words.iter().map(|word| likeness(word, typed, entry.title) * word.worth).fold(0.0, f32::max)
}

/// 1 for the same word, less for its stem, its beginning, or a slip; 0 for another word.
fn likeness(word: &Known, typed: &Typed, title: bool) -> f32 {
    if word.text == typed.text {
        return 1.0;
    }
    if word.stem != NONE && typed.stems.contains(&word.stem) {
        return 0.9;
    }
    // A single letter begins too many words: only titles follow it.
    let letters = typed.text.chars().count();
    if typed.last && (letters > 1 || title) && word.text.starts_with(&typed.text) {
        return 0.85;
    }
    let budget = match letters {
        0..5 => return 0.0,
        5..8 => 1,
        _ => 2,
    };
    if distance::within(&typed.text, &word.text, budget).is_some() {
        return 0.7;
    }
    let beginning: String = word.text.chars().take(letters).collect();
    let near = typed.last && distance::within(&typed.text, &beginning, 1).is_some();
    if near { 0.65 } else { 0.0 }
}
