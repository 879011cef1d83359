//! Words that no text of ours may hold and sentences that some must: `words/wording.toml`, applied to one text.
//!
//! Holds no word itself; a curator changes the list, not the code.

use super::{
    Report,
    spans::{Word, folded, phrase_at, words},
};
use crate::knowledge::{fault::Fault, files::Files, files::text};
use serde::Deserialize;
use std::collections::BTreeSet;

/// Path of the list below the knowledge folder.
pub(super) const FILE: &str = "words/wording.toml";

/// `words/wording.toml`; the file explains each key.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Wording {
    reassuring: Phrases,
    ends_medicine: Phrases,
    promotion: Phrases,
    must_say: Vec<MustSay>,
    /// Names of the medicines table that are everyday words in a text of ours.
    ordinary: Vec<String>,
    /// Terms that count as two syllables in the reading grade.
    pub glossary: Vec<String>,
    /// Medical terms: the first time one stands in a text, it stands in brackets behind the plain word.
    terms: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Phrases {
    phrases: Vec<String>,
    #[serde(default)]
    allowed: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct MustSay {
    ids: Vec<String>,
    any: Vec<String>,
}

impl Wording {
    /// Reads the list, or says what is wrong with it; then nothing is checked against it.
    pub fn read(files: &Files, faults: &mut Vec<Fault>) -> Self {
        let read = text(files, FILE).and_then(|text| toml::from_str::<Self>(text).map_err(|error| Fault::toml(FILE, text, &error, 0)));
        match read {
            Ok(wording) => {
                let lists = [&wording.reassuring, &wording.ends_medicine, &wording.promotion];
                if lists.iter().any(|list| list.phrases.is_empty()) || wording.must_say.is_empty() || wording.terms.is_empty() {
                    faults.push(Fault::file(FILE, "a list is empty", "restore it: without it a text is not checked"));
                }
                wording
            }
            Err(fault) => {
                faults.push(fault);
                Self::default()
            }
        }
    }

    /// Ordinary names, folded as [`super::names::Names`] compares them.
    pub fn ordinary(&self) -> BTreeSet<String> {
        self.ordinary.iter().map(|name| folded(name)).collect()
    }

    /// Reports each forbidden phrase of a text. `line` finds the line for a fault; `key` names the text.
    pub fn check(&self, file: &str, line: usize, key: &str, shown: &str, report: &mut Report) {
        let lists = [
            (&self.reassuring, "reassures", "say what is known and whom to ask, without comfort"),
            (&self.ends_medicine, "can be read as telling a person to end the medicine", "say `do not stop suddenly` and whom to call"),
            (&self.promotion, "is promotion", "leave it out"),
        ];
        let words = list(shown);
        for (phrases, verb, remedy) in lists {
            for phrase in phrases.found(&words) {
                report.faults.push(Fault {
                    file: file.to_owned(),
                    line,
                    key: key.to_owned(),
                    reason: format!("`{phrase}` {verb}"),
                    remedy: format!("{remedy}; the list is {FILE}"),
                });
            }
        }
    }

    /// Medical terms of a text that no plain word explains: bytes of their first places, where these are outside brackets.
    pub fn unexplained(&self, shown: &str) -> Vec<(usize, String)> {
        let words = words(shown);
        let folded: Vec<String> = words.iter().map(Word::folded).collect();
        let first = |term: &str| words.get(*phrase_at(&folded, &list(term)).first()?).map(|word| word.start);
        let in_brackets = |byte: usize| {
            let before = shown.get(..byte).unwrap_or_default();
            before.rfind('(').is_some_and(|open| before.rfind(')').is_none_or(|close| close < open))
        };
        let places = self.terms.iter().filter_map(|term| Some((first(term)?, term))).filter(|(byte, _)| !in_brackets(*byte));
        places.map(|(byte, term)| (byte, format!("`{term}` stands outside brackets at its first place"))).collect()
    }

    /// Reports a section or topic whose text lacks a sentence it must have.
    pub fn must_say(&self, file: &str, line: usize, id: &str, shown: &str, report: &mut Report) {
        let words = list(shown);
        for rule in self.must_say.iter().filter(|rule| rule.ids.iter().any(|listed| listed == id)) {
            if !rule.any.iter().any(|phrase| !phrase_at(&words, &list(phrase)).is_empty()) {
                report.faults.push(Fault {
                    file: file.to_owned(),
                    line,
                    key: id.to_owned(),
                    reason: format!("says none of: {}", rule.any.join("; ")),
                    remedy: format!("add one of these to the text; the list is {FILE}"),
                });
            }
        }
    }

    /// Ids that a `must_say` rule names, for the check that they exist.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.must_say.iter().flat_map(|rule| &rule.ids).map(String::as_str)
    }
}

impl Phrases {
    /// Phrases that stand in `words` outside every allowed phrase.
    fn found<'p>(&'p self, words: &'p [String]) -> impl Iterator<Item = &'p String> {
        let covers = |allowed: &String| {
            let allowed = list(allowed);
            phrase_at(words, &allowed).into_iter().map(move |at| at..at + allowed.len())
        };
        let covered: Vec<_> = self.allowed.iter().flat_map(covers).collect();
        self.phrases.iter().filter(move |phrase| {
            let phrase = list(phrase);
            let free = |at: usize| !covered.iter().any(|range| range.start <= at && at + phrase.len() <= range.end);
            phrase_at(words, &phrase).into_iter().any(free)
        })
    }
}

fn list(text: &str) -> Vec<String> {
    folded(text).split_whitespace().map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::{Phrases, list};

    #[test]
    fn a_phrase_counts_outside_its_allowed_neighbours() {
        let phrases = Phrases { phrases: vec!["safe".into(), "don't worry".into()], allowed: vec!["not safe".into()] };
        for (text, expect) in [
            ("It is safe.", 1),
            ("It is not safe.", 0),
            ("It is not safe. Or is it safe?", 1),
            ("Unsafe, safely", 0),
            ("Don’t worry, it is Safe", 2),
            ("", 0),
        ] {
            let words = list(text);
            assert_eq!(phrases.found(&words).count(), expect, "{text}");
        }
    }
}
