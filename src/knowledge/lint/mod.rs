//! Every rule on the knowledge files, the fact lock included: what `medguide check` reports.
//!
//! Pure: works on bytes that were read and on the day it is given, and reports all faults at once. Never changes a text,
//! never stops at the first fault, and never panics, whatever the files hold.

mod amounts;
mod day;
mod facts;
mod mixes;
mod names;
mod numbers;
mod phones;
mod pieces;
mod safety;
mod sections;
mod shape;
mod sources;
mod spans;
mod tables;
mod together;
mod topics;
mod wording;

pub use day::Day;

use super::{
    fault::Fault,
    files::{self, Files},
    guide::Guide,
    model::Knowledge,
    section::Section,
};
use crate::text::readability;
use names::Names;
use std::collections::BTreeSet;
use toml::Value;
use wording::Wording;

/// What a lint found. Both lists are sorted by file, line and key, and hold nothing twice.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// Nothing may be served while one stands.
    pub faults: Vec<Fault>,
    /// Worth a look, no reason to refuse: dates that passed, names that come near, facts of secondary sources.
    pub notes: Vec<Fault>,
}

impl Report {
    fn sorted(mut self) -> Self {
        for list in [&mut self.faults, &mut self.notes] {
            list.sort();
            list.dedup();
        }
        self
    }
}

/// Applies every rule to the files and what was parsed from them. Faults of reading are `load::parse`'s and not repeated.
#[must_use]
pub fn lint(files: &Files, knowledge: &Knowledge, today: Day) -> Report {
    Linter::new(files, knowledge, today).all()
}

/// The rules, made ready once for many texts.
pub struct Linter<'k> {
    files: &'k Files,
    knowledge: &'k Knowledge,
    today: Day,
    wording: Wording,
    /// Faults of the list of words itself.
    unreadable: Vec<Fault>,
    /// Words that count as two syllables: names of medicines and glossary terms; lower case.
    terms: BTreeSet<String>,
    /// Names to lock, one entry for each guide.
    names: Vec<Names>,
}

impl<'k> Linter<'k> {
    /// Reads the word lists and collects the names.
    #[must_use]
    pub fn new(files: &'k Files, knowledge: &'k Knowledge, today: Day) -> Self {
        let mut unreadable = Vec::new();
        let wording = Wording::read(files, &mut unreadable);
        let ordinary = wording.ordinary();
        let names = knowledge.guides.iter().map(|guide| Names::new(knowledge, guide, &ordinary)).collect();
        Self { terms: terms(knowledge, &wording), names, files, knowledge, today, wording, unreadable }
    }

    /// Every rule on every file.
    #[must_use]
    pub fn all(&self) -> Report {
        let mut report = Report { faults: self.unreadable.clone(), notes: Vec::new() };
        tables::empty_files(self, &mut report);
        tables::medicines(self, &mut report);
        tables::told(self, &mut report);
        tables::asked_of_others(self, &mut report);
        topics::small_talk(self, &mut report);
        for (index, guide) in self.knowledge.guides.iter().enumerate() {
            self.guide(index, guide, &mut report);
        }
        self.ids_of_wording(&mut report);
        self.safety(&mut report);
        report.sorted()
    }

    /// The rules on fixed texts, phone numbers, other languages and sources.
    fn safety(&self, report: &mut Report) {
        let phones = self.value(numbers::PHONES);
        let texts = safety::Texts::all(self);
        for texts in &texts {
            safety::lines(self, texts, report);
        }
        safety::languages(self, report);
        if let Some(list) = &self.knowledge.safety.phones {
            phones::check(self, list, report);
            phones::in_safety_lines(self, list, report);
            numbers::retired(self, list, phones.as_ref(), report);
        }
        let used = numbers::check(self, phones.as_ref(), &texts, report);
        sources::check(self, &used, report);
    }

    /// The rules on one section of the guide with this index; `file_text` is its whole file. Unsorted.
    #[must_use]
    pub fn section(&self, guide: usize, section: &Section, file_text: &str) -> Report {
        match (self.knowledge.guides.get(guide), self.names.get(guide)) {
            (Some(guide), Some(names)) => sections::check(self, guide, names, section, file_text),
            _ => Report::default(),
        }
    }

    fn guide(&self, index: usize, guide: &Guide, report: &mut Report) {
        let path = format!("{}/guide.toml", guide.head.id);
        if self.files.contains_key(&path) {
            names::collisions(guide, self.knowledge, self.text(&path), report);
        } else {
            let reason = format!("there is no folder `{}`", guide.head.id);
            report.faults.push(Fault::file(&path, reason, "make the id of guide.toml the name of its folder"));
        }
        for (class, id) in guide.head.emergency_sections.iter().filter(|(_, id)| guide.sections.iter().all(|s| s.head.id != **id)) {
            let reason = format!("`{id}` is no section");
            report.faults.push(Fault::at(&path, self.text(&path), class, reason, "write the id of one"));
        }
        if guide.sections.is_empty() {
            report.faults.push(Fault::file(&guide.head.id, "the guide has no section", "add a section file as README.md shows"));
        }
        for section in &guide.sections {
            let found = self.section(index, section, self.text(&section.file));
            report.faults.extend(found.faults);
            report.notes.extend(found.notes);
        }
        together::check(self, guide, report);
        topics::check(self, guide, report);
        if let Some(names) = self.names.get(index) {
            mixes::check(self, guide, names, report);
        }
        topics::asked(self, guide, report);
    }

    /// A sentence that must be said is checked only where its id exists.
    fn ids_of_wording(&self, report: &mut Report) {
        for id in self.wording.ids().filter(|id| self.knowledge.guides.iter().all(|guide| guide.target(id).is_none())) {
            let reason = format!("`{id}` is no section or topic");
            report.faults.push(Fault::at(wording::FILE, self.text(wording::FILE), id, reason, "write the id of one"));
        }
    }

    /// A file as text; empty when it is missing or not UTF-8, which reading has reported.
    fn text(&self, path: &str) -> &'k str {
        files::text(self.files, path).unwrap_or_default()
    }

    /// A file as TOML, or nothing when reading has reported why.
    fn value(&self, path: &str) -> Option<Value> {
        toml::from_str(files::text(self.files, path).ok()?).ok()
    }

    /// Keys of the safety lines.
    fn safety_lines(&self) -> BTreeSet<&str> {
        self.knowledge.safety.lines.iter().flat_map(|lines| lines.safety_line.keys()).map(String::as_str).collect()
    }

    /// Sentences that are too long, and a reading grade that is too high, with the byte each stands at.
    fn hard_to_read(&self, text: &str) -> Vec<(usize, String)> {
        let measure = |text: &str| readability::measure(text, |word| self.terms.contains(word));
        let mut out = Vec::new();
        let mut at = 0;
        for sentence in readability::sentences(text) {
            at += text.get(at..).and_then(|rest| rest.find(sentence)).unwrap_or(0);
            let words = measure(sentence).longest_sentence;
            if words > shape::MAX_WORDS {
                out.push((at, format!("the sentence `{sentence}` has {words} words, more than {}", shape::MAX_WORDS)));
            }
        }
        let grade = measure(text).grade;
        if grade > shape::MAX_GRADE {
            out.push((0, format!("has reading grade {grade:.1}, above {}", shape::MAX_GRADE)));
        }
        out
    }
}

fn has_ending(path: &str, ending: &str) -> bool {
    path.rsplit_once('.').is_some_and(|(_, end)| end == ending)
}

/// Zipf frequency times ten from which a word of a longer name is everyday English and keeps its own syllables.
const EVERYDAY: u8 = 42;

/// Words that count as two syllables: one-word names whole, the rare words of longer names, and the glossary.
fn terms(knowledge: &Knowledge, wording: &Wording) -> BTreeSet<String> {
    let everyday: BTreeSet<&str> = knowledge.english.iter().filter(|(_, zipf)| *zipf >= EVERYDAY).map(|(word, _)| word.as_str()).collect();
    let of_guides = knowledge.guides.iter().flat_map(|guide| guide.head.names.iter().chain(&guide.head.own_class)).map(String::as_str);
    let mut out = BTreeSet::new();
    for name in knowledge.medicines.iter().map(|medicine| &*medicine.name).chain(of_guides) {
        let words: Vec<String> = name.to_lowercase().split(|c: char| !c.is_alphanumeric()).map(str::to_owned).collect();
        for word in &words {
            if !word.is_empty() && (words.len() == 1 || !everyday.contains(word.as_str())) {
                out.insert(format!("{word}s"));
                out.insert(word.clone());
            }
        }
    }
    out.extend(wording.glossary.iter().map(|word| word.to_lowercase()));
    out
}

#[cfg(test)]
mod tests;
