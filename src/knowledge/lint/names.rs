//! Names of medicines in shown texts, and names of a guide that stand too close to another medicine's.
//!
//! Exact and whole words only: the texts are our own, so nothing is forgiven here.

use super::{
    EVERYDAY, Report,
    spans::{Span, Word, folded, touch, words},
};
use crate::{
    knowledge::{
        fault::Fault,
        guide::{Guide, GuideHead},
        medicine::{Medicine, MedicineKind},
        model::Knowledge,
    },
    text::distance,
};
use std::collections::{BTreeMap, BTreeSet};

/// Every name that a text of one guide must lock: other medicines, classes, substances, and the guide's own other names.
pub(super) struct Names {
    /// First word of a name to all names that start with it, the longest first; folded.
    by_first: BTreeMap<String, Vec<Vec<String>>>,
}

impl Names {
    /// Collects the names for texts of `guide`. `ordinary` holds names that are everyday words in a text of ours ("joint").
    pub fn new(knowledge: &Knowledge, guide: &Guide, ordinary: &BTreeSet<String>) -> Self {
        let own = folded(&guide.head.name);
        let others = knowledge.guides.iter().filter(|other| other.head.id != guide.head.id);
        let of_guides = others.chain([guide]).flat_map(|guide| names_of(&guide.head));
        let of_table = knowledge.medicines.iter().map(|medicine| &*medicine.name);
        let mut by_first: BTreeMap<String, Vec<Vec<String>>> = BTreeMap::new();
        for name in of_table.chain(of_guides) {
            let name = folded(name);
            if name.is_empty() || name == own || ordinary.contains(&name) {
                continue;
            }
            let parts: Vec<String> = name.split(' ').map(str::to_owned).collect();
            if let Some(first) = parts.first() {
                by_first.entry(first.clone()).or_default().push(parts);
            }
        }
        for names in by_first.values_mut() {
            names.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
            names.dedup();
        }
        Self { by_first }
    }

    /// Places of names in a text, from left to right, the longest where several start at one word.
    pub fn find(&self, text: &str, words: &[Word<'_>]) -> Vec<Span> {
        let mut out = Vec::new();
        let mut index = 0;
        while let Some(word) = words.get(index) {
            let first = word.folded();
            let single = first.strip_suffix('s').unwrap_or_default();
            let known = [first.as_str(), single].into_iter().filter_map(|key| self.by_first.get(key)).flatten();
            let length = known.filter(|name| stands(text, words, index, name)).map(Vec::len).max();
            if let Some(last) = length.and_then(|length| words.get(index + length - 1)) {
                out.push(Span { start: word.start, end: last.end });
            }
            index += length.unwrap_or(1);
        }
        out
    }

    /// Whether the whole of `text` is one name.
    pub fn knows(&self, text: &str) -> bool {
        let words = words(text);
        matches!((self.find(text, &words).as_slice(), words.as_slice()),
            ([name], [first, ..]) if name.start == first.start && words.last().is_some_and(|last| last.end == name.end))
    }
}

fn names_of(head: &GuideHead) -> impl Iterator<Item = &str> {
    head.names.iter().chain(&head.shorthand).chain(&head.own_class).chain(&head.exact_only).map(String::as_str)
}

/// Whether `name` stands in `words` from `index` on, or its plural, with nothing but blanks and hyphens between its words.
fn stands(text: &str, words: &[Word<'_>], index: usize, name: &[String]) -> bool {
    let Some(here) = words.get(index..index + name.len()) else { return false };
    let last = name.len().saturating_sub(1);
    let same = here.iter().zip(name).enumerate().all(|(at, (word, part))| {
        let word = word.folded();
        word == *part || (at == last && word.strip_suffix('s') == Some(part))
    });
    same && here.iter().zip(here.iter().skip(1)).all(|(left, right)| touch(text, left, right))
}

/// Letters from which two slips, and from which one slip is forgiven in a guide's name: the same as `lexicon::names`,
/// which stands on a higher floor and cannot be asked.
const TWO_SLIPS: usize = 8;
/// See [`TWO_SLIPS`].
const ONE_SLIP: usize = 6;

/// Slips within which a name is worth a look even where none is forgiven.
const NEAR: usize = 2;

/// Names of a guide that come near another medicine's name: a fault when a slip that is forgiven could turn one into the
/// other, else a note. Names near an everyday word are noted, too.
pub(super) fn collisions(guide: &Guide, knowledge: &Knowledge, file_text: &str, report: &mut Report) {
    let file = format!("{}/guide.toml", guide.head.id);
    let others: Vec<(String, &Medicine)> =
        knowledge.medicines.iter().filter(|m| !m.own_class).map(|m| (folded(&m.name), m)).filter(|(name, _)| !name.contains(' ')).collect();
    let exact: BTreeSet<String> = guide.head.exact_only.iter().map(|name| folded(name)).collect();
    for name in &guide.head.names {
        let folded = folded(name);
        if folded.contains(' ') {
            continue;
        }
        let is_exact = exact.contains(&folded);
        let forgiven = if is_exact { 0 } else { budget(&folded) };
        let near: Vec<(&str, usize)> =
            others.iter().filter_map(|(other, m)| Some((&*m.name, distance::within(&folded, other, NEAR)?))).collect();
        let listed =
            |near: &[&(&str, usize)]| near.iter().map(|(other, slips)| format!("{other} ({slips})")).collect::<Vec<_>>().join(", ");
        let (reached, only_near): (Vec<_>, Vec<_>) = near.iter().partition(|(_, slips)| *slips <= forgiven);
        if !reached.is_empty() {
            let reason = format!("`{name}` with {forgiven} slips forgiven reaches {}", listed(&reached));
            let remedy = if is_exact {
                "remove it: it is the same name"
            } else {
                "add it to `exact_only`, so that no slip turns one name into the other"
            };
            report.faults.push(Fault::at(&file, file_text, name, reason, remedy));
        }
        let everyday = knowledge.english.iter().filter(|(word, zipf)| *zipf >= EVERYDAY && *word != folded);
        let near_words: Vec<&str> =
            everyday.map(|(word, _)| word.as_str()).filter(|word| distance::within(&folded, word, forgiven).is_some()).collect();
        if forgiven > 0 && !near_words.is_empty() {
            let reason = format!("`{name}` with {forgiven} slips forgiven comes near everyday words: {}", near_words.join(", "));
            report.notes.push(Fault::at(&file, file_text, name, reason, "add it to `exact_only` if people type these words"));
        }
        if !only_near.is_empty() {
            let reason = format!("`{name}` with {forgiven} slips forgiven comes near {}", listed(&only_near));
            report.notes.push(Fault::at(&file, file_text, name, reason, "nothing to do while no more slips are forgiven"));
        }
    }
    for name in guide.head.misspellings.iter().chain(&guide.head.shorthand) {
        let folded = folded(name);
        for (_, medicine) in others.iter().filter(|(other, m)| *other == folded && m.kind != MedicineKind::Class) {
            let reason = format!("`{name}` is the name of another medicine, {}", &*medicine.name);
            report.faults.push(Fault::at(&file, file_text, name, reason, "remove it here"));
        }
    }
}

/// Slips forgiven in a one-word guide name of this many letters.
fn budget(name: &str) -> usize {
    match name.len() {
        n if n >= TWO_SLIPS => 2,
        n if n >= ONE_SLIP => 1,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::{Names, words};
    use std::collections::BTreeMap;

    fn names(list: &[&str]) -> Names {
        let mut by_first: BTreeMap<String, Vec<Vec<String>>> = BTreeMap::new();
        for name in list {
            let parts: Vec<String> = super::folded(name).split(' ').map(str::to_owned).collect();
            by_first.entry(parts[0].clone()).or_default().push(parts);
        }
        Names { by_first }
    }

    #[test]
    fn finds_whole_names_in_any_case_and_number() {
        let names = names(&[
            "tizanidine",
            "alcohol",
            "sleeping pill",
            "muscle relaxant",
            "muscle",
            "co-codamol",
            "Z-drug",
            "blues",
            "St John's wort",
        ]);
        for (label, text, expect) in [
            ("case", "Alcohol and TIZANIDINE", vec!["Alcohol", "TIZANIDINE"]),
            ("plural", "sleeping pills, Z-drugs", vec!["sleeping pills", "Z-drugs"]),
            ("no singular of a plural", "blue lips, two blues", vec!["blues"]),
            ("the longest wins", "muscle relaxants for a muscle", vec!["muscle relaxants", "muscle"]),
            ("hyphen or blank", "co codamol or Co-codamol", vec!["co codamol", "Co-codamol"]),
            ("whole words only", "alcoholic, tizanidinely", vec![]),
            ("a comma parts", "sleeping, pills", vec![]),
            ("apostrophe", "st john’s wort", vec!["st john’s wort"]),
            ("bold", "no **alcohol** now", vec!["alcohol"]),
        ] {
            let got: Vec<_> = names.find(text, &words(text)).into_iter().map(|span| span.of(text)).collect();
            assert_eq!(got, expect, "{label}");
        }
        assert!(names.knows("sleeping pills") && !names.knows("sleeping pills now") && !names.knows(""));
    }
}
