//! Word lists shared by all guides: everyday English, forms of words, concepts, other languages.

use super::fault::Fault;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Forms of words, from `words/forms.toml`.
#[derive(Debug, Clone, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Forms {
    /// Slang and short forms to the word or words they stand for.
    pub alias: BTreeMap<String, String>,
    /// Two words to the one they are also written as: `"can not" = "cant"`.
    pub join: BTreeMap<String, String>,
    /// Irregular forms to the word whose stem they share: `took = "take"`.
    pub irregular: BTreeMap<String, String>,
    /// Number words to their value.
    pub numbers: BTreeMap<String, f32>,
}

/// A concept: a named list of phrases. See `lexicon::phrase` for how a phrase is written.
#[derive(Debug, Clone, Deserialize, Serialize)]
pub struct Concept {
    /// Lower case letters, digits and dashes.
    pub name: String,
    /// Phrases, as written.
    pub phrases: Vec<String>,
    /// File it stands in.
    pub file: String,
}

/// A language other than English, from `safety/languages.toml`.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Language {
    /// ISO 639-1 code.
    pub code: String,
    /// Name in English, for reports.
    pub name: String,
    /// Very common words that are no common English words.
    pub stopwords: Vec<String>,
    /// Words that call for help.
    pub help: Vec<String>,
    /// What the bot says in that language.
    pub text: String,
}

/// Reads `word<TAB>zipf×10` lines; `#` starts a comment line.
pub fn english(file: &str, text: &str, faults: &mut Vec<Fault>) -> Vec<(String, u8)> {
    let mut out = Vec::with_capacity(26_000);
    for (index, line) in text.lines().enumerate() {
        if line.starts_with('#') || line.is_empty() {
            continue;
        }
        match line.split_once('\t').and_then(|(word, zipf)| Some((word, zipf.parse().ok()?))) {
            Some((word, zipf)) => out.push((word.to_owned(), zipf)),
            None => faults.push(Fault {
                file: file.to_owned(),
                line: index + 1,
                key: line.to_owned(),
                reason: "is not `word<TAB>number`".to_owned(),
                remedy: "write the word, one tab and its Zipf frequency times ten (0 to 80)".to_owned(),
            }),
        }
    }
    out
}

/// Reads lines of text; blank lines and lines that start with `#` are passed over.
#[must_use]
pub fn lines(text: &str) -> Vec<String> {
    text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')).map(str::to_owned).collect()
}

/// Reads a file of concepts: a TOML table of lists of phrases.
pub fn concepts(file: &str, text: &str, faults: &mut Vec<Fault>) -> Vec<Concept> {
    match toml::from_str::<BTreeMap<String, Vec<String>>>(text) {
        Ok(table) => table.into_iter().map(|(name, phrases)| Concept { name, phrases, file: file.to_owned() }).collect(),
        Err(error) => {
            faults.push(Fault::toml(file, text, &error, 0));
            Vec::new()
        }
    }
}
