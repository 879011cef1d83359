//! Words and their symbols: small numbers that stand for a stem, an exact form or a concept.

use rust_stemmers::{Algorithm, Stemmer};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A stem, an exact form or a concept. Dense from 1; [`NONE`] stands for "nothing of interest".
pub type Symbol = u32;

/// Not a symbol: a word that no phrase, keyword or example uses.
pub const NONE: Symbol = 0;

/// What is known of one written word.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize, Serialize)]
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
pub struct Vocabulary {
    entries: FxHashMap<Box<str>, Entry>,
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
}

impl Stems {
    fn unable() -> Self {
        Self { stemmer: Stemmer::create(Algorithm::English), irregular: FxHashMap::default(), symbols: FxHashMap::default() }
    }

    /// Stem of a word: irregular forms first, then Porter's English stemmer (Snowball).
    fn text(&self, word: &str) -> String {
        let base = self.irregular.get(word).map_or(word, |base| base);
        self.stemmer.stem(base).into_owned()
    }
}

/// How symbols are shown, in their order, one behind the other.
#[derive(Default, Deserialize, Serialize)]
struct Names {
    text: String,
    ends: Vec<u32>,
}

impl Names {
    fn push(&mut self, parts: [&str; 2]) -> Symbol {
        let symbol = Symbol::try_from(self.ends.len()).unwrap_or(Symbol::MAX);
        self.text.extend(parts);
        self.ends.push(u32::try_from(self.text.len()).unwrap_or(u32::MAX));
        symbol
    }

    fn get(&self, symbol: Symbol) -> Option<&str> {
        let index = symbol as usize;
        let end = *self.ends.get(index)? as usize;
        let start = index.checked_sub(1).and_then(|before| self.ends.get(before)).map_or(0, |&end| end as usize);
        self.text.get(start..end)
    }
}

impl Vocabulary {
    /// A vocabulary that knows irregular forms and no words yet.
    #[must_use]
    pub fn new(irregular: &BTreeMap<String, String>) -> Self {
        let irregular = irregular.iter().map(|(form, base)| (form.as_str().into(), base.as_str().into())).collect();
        let mut names = Names::default();
        names.push(["", ""]);
        Self { entries: FxHashMap::default(), concepts: FxHashMap::default(), names, stems: Stems { irregular, ..Stems::unable() } }
    }

    /// Number of symbols, [`NONE`] included: symbols are below it.
    #[must_use]
    pub fn symbols(&self) -> usize {
        self.names.ends.len()
    }

    /// How a symbol is shown in an explanation: a stem as itself, an exact form as `=form`, a concept as `@name`.
    #[must_use]
    pub fn name(&self, symbol: Symbol) -> &str {
        self.names.get(symbol).unwrap_or_default()
    }

    /// What is known of a lower-case word.
    #[must_use]
    pub fn entry(&self, word: &str) -> Option<Entry> {
        self.entries.get(word).copied()
    }

    /// The held copy of a known word.
    #[must_use]
    pub fn held(&self, word: &str) -> Option<&str> {
        self.entries.get_key_value(word).map(|(word, _)| &**word)
    }

    /// All words with what is known of them, in no order.
    pub fn entries(&self) -> impl Iterator<Item = (&str, &Entry)> {
        self.entries.iter().map(|(word, entry)| (&**word, entry))
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
        if let Some(&entry) = self.entries.get(word)
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
        let zipf = self.entries.get(word).map_or(0, |entry| entry.zipf);
        let entry = Entry { stem, surface, zipf, domain: true };
        self.entries.insert(word.into(), entry);
        entry
    }

    /// Adds everyday words. Called after all domain words: a common word gets the stem of a domain word, never one of its own.
    pub fn add_english(&mut self, words: &[(String, u8)]) {
        self.entries.reserve(words.len());
        for (word, zipf) in words {
            if let Some(entry) = self.entries.get_mut(word.as_str()) {
                entry.zipf = *zipf;
                continue;
            }
            let stem = self.stems.symbols.get(self.stems.text(word).as_str()).copied().unwrap_or(NONE);
            self.entries.insert(word.as_str().into(), Entry { stem, surface: NONE, zipf: *zipf, domain: false });
        }
    }
}
