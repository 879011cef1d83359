//! Words and their symbols: small numbers that stand for a stem, an exact form or a concept.

use super::places::{Places, mixed};
use crate::text::packed::{Bytes, Numbers, Text};
use rust_stemmers::{Algorithm, Stemmer};
use rustc_hash::{FxBuildHasher, FxHashMap};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, hash::BuildHasher};

/// A stem, an exact form or a concept. Dense from 1; [`NONE`] stands for "nothing of interest".
pub type Symbol = u32;

/// Not a symbol: a word that no phrase, keyword or example uses.
pub const NONE: Symbol = 0;

/// What is known of one written word.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Entry {
    /// Symbol of its stem, or [`NONE`].
    pub stem: Symbol,
    /// Symbol of its exact form, or [`NONE`].
    pub surface: Symbol,
    /// Zipf frequency in everyday English, times ten; 0 when it is not among the common words.
    pub zipf: u8,
    /// A phrase, keyword or example uses it.
    pub domain: bool,
}

/// Words, stems and concepts with their symbols.
#[derive(Deserialize, Serialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Vocabulary {
    words: Words,
    /// Only for building: what is built knows concepts by their symbols.
    #[serde(skip)]
    concepts: FxHashMap<Box<str>, Symbol>,
    names: Names,
    /// Only for adding words.
    #[serde(skip, default = "Stems::unable")]
    stems: Stems,
}

/// How words get their stems.
struct Stems {
    stemmer: Stemmer,
    irregular: FxHashMap<Box<str>, Box<str>>,
    symbols: FxHashMap<Box<str>, Symbol>,
    /// Words that were added so far.
    entries: FxHashMap<Box<str>, Entry>,
}

impl Stems {
    fn unable() -> Self {
        Self {
            stemmer: Stemmer::create(Algorithm::English),
            irregular: FxHashMap::default(),
            symbols: FxHashMap::default(),
            entries: FxHashMap::default(),
        }
    }

    /// Stem of a word: irregular forms first, then Porter's English stemmer (Snowball).
    fn text(&self, word: &str) -> String {
        let base = self.irregular.get(word).map_or(word, |base| base);
        self.stemmer.stem(base).into_owned()
    }
}

/// All words, one behind the other: tens of thousands, too many for a string each.
#[derive(Default, Deserialize, Serialize)]
#[serde(bound(deserialize = "'de: 'static"))]
struct Words {
    places: Places,
    text: Text,
    /// For each word [`RECORD`] numbers: where it ends in the text; its stem, and its frequency above that; its form, and whether it is
    /// used above that.
    records: Numbers,
}

/// Numbers of a word.
const RECORD: usize = 3;
/// Bits of a symbol: there are far fewer than sixteen million.
const SYMBOL: u32 = 24;

impl Words {
    fn of(entries: FxHashMap<Box<str>, Entry>) -> Self {
        let mut sorted: Vec<(u64, Box<str>, Entry)> = entries.into_iter().map(|(word, entry)| (number(&word), word, entry)).collect();
        sorted.sort_unstable_by_key(|&(number, ..)| mixed(number));
        let numbers: Vec<u64> = sorted.iter().map(|&(number, ..)| number).collect();
        let mut words = Self { places: Places::build(&numbers), ..Self::default() };
        for (_, word, entry) in sorted {
            words.text.push(&word);
            let end = u32::try_from(words.text.len()).unwrap_or(u32::MAX);
            let (stem, form) = (entry.stem | u32::from(entry.zipf) << SYMBOL, entry.surface | u32::from(entry.domain) << SYMBOL);
            [end, stem, form].into_iter().for_each(|number| words.records.push(number));
        }
        words
    }

    fn count(&self) -> usize {
        self.records.count() / RECORD
    }

    fn at(&self, place: usize) -> Option<(&str, Entry)> {
        let [end, stem, form] = self.records.together(place * RECORD)?;
        let start = place.checked_sub(1).and_then(|before| self.records.get(before * RECORD)).unwrap_or(0);
        let symbol = |number: u32| number & ((1 << SYMBOL) - 1);
        let [.., zipf] = stem.to_le_bytes();
        let entry = Entry { stem: symbol(stem), surface: symbol(form), zipf, domain: form >> SYMBOL != 0 };
        Some((self.text.get(start as usize..end as usize)?, entry))
    }

    fn get(&self, word: &str) -> Option<(&str, Entry)> {
        let place = self.places.get(number(word))?;
        self.at(place as usize).filter(|(held, _)| *held == word)
    }
}

/// The number that a word is found by.
fn number(word: &str) -> u64 {
    FxBuildHasher.hash_one(word.as_bytes())
}

/// How symbols are shown, in their order, one behind the other.
#[derive(Default, Deserialize, Serialize)]
#[serde(bound(deserialize = "'de: 'static"))]
struct Names {
    /// Bytes of text, which are looked at for explanations alone.
    text: Bytes,
    ends: Numbers,
}

impl Names {
    fn push(&mut self, parts: [&str; 2]) -> Symbol {
        let symbol = Symbol::try_from(self.ends.count()).unwrap_or(Symbol::MAX);
        parts.into_iter().for_each(|part| self.text.extend(part.as_bytes()));
        self.ends.push(u32::try_from(self.text.len()).unwrap_or(u32::MAX));
        symbol
    }

    fn get(&self, symbol: Symbol) -> Option<&str> {
        let index = symbol as usize;
        let end = self.ends.get(index)?;
        let start = index.checked_sub(1).and_then(|before| self.ends.get(before)).unwrap_or(0);
        str::from_utf8(self.text.get(start as usize..end as usize)?).ok()
    }
}

impl Vocabulary {
    /// A vocabulary that knows irregular forms and no words yet.
    #[must_use]
    pub fn new(irregular: &BTreeMap<String, String>) -> Self {
        let irregular = irregular.iter().map(|(form, base)| (form.as_str().into(), base.as_str().into())).collect();
        let mut names = Names::default();
        names.push(["", ""]);
        Self { words: Words::default(), concepts: FxHashMap::default(), names, stems: Stems { irregular, ..Stems::unable() } }
    }

    /// Number of symbols, [`NONE`] included: symbols are below it.
    #[must_use]
    pub fn symbols(&self) -> usize {
        self.names.ends.count()
    }

    /// How a symbol is shown in an explanation: a stem as itself, an exact form as `=form`, a concept as `@name`.
    #[must_use]
    pub fn name(&self, symbol: Symbol) -> &str {
        self.names.get(symbol).unwrap_or_default()
    }

    /// What is known of a lower-case word.
    #[must_use]
    pub fn entry(&self, word: &str) -> Option<Entry> {
        self.stems.entries.get(word).copied().or_else(|| self.words.get(word).map(|(_, entry)| entry))
    }

    /// The held copy of a known word.
    #[must_use]
    pub fn held(&self, word: &str) -> Option<&str> {
        self.words.get(word).map(|(held, _)| held)
    }

    /// All words with what is known of them, in no order; before [`Self::add_english`] those added so far.
    pub fn entries(&self) -> impl Iterator<Item = (&str, Entry)> {
        let added = self.stems.entries.iter().map(|(word, &entry)| (&**word, entry));
        added.chain((0..self.words.count()).filter_map(|place| self.words.at(place)))
    }

    /// Symbol of a concept by name (without `@`).
    #[must_use]
    pub fn concept(&self, name: &str) -> Option<Symbol> {
        self.concepts.get(name).copied()
    }

    /// All concepts with their symbols, in no order.
    pub fn concepts(&self) -> impl Iterator<Item = (&str, Symbol)> {
        self.concepts.iter().map(|(name, &symbol)| (&**name, symbol))
    }

    /// Adds a concept, or gives the symbol it has.
    pub fn add_concept(&mut self, name: &str) -> Symbol {
        if let Some(&symbol) = self.concepts.get(name) {
            return symbol;
        }
        let symbol = self.names.push(["@", name]);
        self.concepts.insert(name.into(), symbol);
        symbol
    }

    /// Adds a word that phrases, keywords or examples use; gives it a stem and an exact form.
    pub fn add_domain(&mut self, word: &str) -> Entry {
        if let Some(&entry) = self.stems.entries.get(word)
            && entry.domain
        {
            return entry;
        }
        let text = self.stems.text(word);
        let stem = match self.stems.symbols.get(text.as_str()) {
            Some(&symbol) => symbol,
            None => {
                let symbol = self.names.push(["", &text]);
                self.stems.symbols.insert(text.into(), symbol);
                symbol
            }
        };
        let surface = self.names.push(["=", word]);
        let zipf = self.stems.entries.get(word).map_or(0, |entry| entry.zipf);
        let entry = Entry { stem, surface, zipf, domain: true };
        self.stems.entries.insert(word.into(), entry);
        entry
    }

    /// Adds everyday words, and with them ends the adding: a common word gets the stem of a word that the knowledge uses, never one
    /// of its own.
    pub fn add_english(&mut self, words: &[(String, u8)]) {
        let mut entries = std::mem::take(&mut self.stems.entries);
        for (word, zipf) in words {
            let new = || {
                let stem = self.stems.symbols.get(self.stems.text(word).as_str()).copied().unwrap_or(NONE);
                Entry { stem, surface: NONE, zipf: *zipf, domain: false }
            };
            entries.entry(word.as_str().into()).or_insert_with(new).zipf = *zipf;
        }
        self.words = Words::of(entries);
    }
}

#[cfg(test)]
mod tests {
    use super::{NONE, Vocabulary};
    use crate::knowledge::{files, load};
    use std::collections::BTreeMap;

    #[test]
    fn every_word_is_found_with_what_is_known_of_it() {
        let english = load::parse(&files::embedded()).0.english;
        let mut vocabulary = Vocabulary::new(&BTreeMap::from([("took".to_owned(), "take".to_owned())]));
        for word in ["take", "took", "baclofen"] {
            vocabulary.add_domain(word);
        }
        vocabulary.add_english(&english);
        assert!(english.len() > 20_000, "{}", english.len());
        for (word, zipf) in &english {
            let entry = vocabulary.entry(word).unwrap_or_else(|| panic!("{word} is lost"));
            assert_eq!((entry.zipf, vocabulary.held(word)), (*zipf, Some(word.as_str())));
        }
        let [take, took, taking] = ["take", "took", "taking"].map(|word| vocabulary.entry(word).unwrap());
        assert!(take.stem == took.stem && take.surface != took.surface, "a form has the stem of its base");
        assert!(taking.stem == take.stem && taking.surface == NONE, "a common word has the stem of one that the knowledge uses");
        assert_eq!(vocabulary.entries().count(), english.len() + 1, "one word is no common one");
        for unknown in ["", "baclofe", "takee", "ängstlich"] {
            assert_eq!(vocabulary.entry(unknown), None, "{unknown}");
        }
    }
}
