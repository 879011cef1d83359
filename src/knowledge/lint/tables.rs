//! Rules for tables and word lists: nothing is empty, nothing stands twice.

use super::{
    Linter, Report, has_ending,
    numbers::LOCK,
    shape::length,
    spans::folded,
    topics::{MAX_QUESTION, SMALL_TALK},
};
use crate::knowledge::{fault::Fault, load::ASKED_OF_OTHERS, rules::NEAR};
use std::collections::{BTreeMap, BTreeSet};

/// Folder of the tables of medicines below the knowledge folder.
const MEDICINES: &str = "medicines/";

/// A file without content was cut off, or saved by mistake.
pub(super) fn empty_files(linter: &Linter<'_>, report: &mut Report) {
    for (path, bytes) in linter.files {
        let Ok(text) = std::str::from_utf8(bytes) else { continue };
        let is_row = |line: &&str| !line.trim().is_empty() && !line.starts_with('#');
        let is_table = has_ending(path, "tsv");
        // Word lists and the lock of numbers have no line with the names of their columns.
        let header = usize::from(is_table && !path.starts_with("words/") && path != LOCK);
        let empty = if is_table { text.lines().filter(is_row).count() <= header } else { text.trim().is_empty() };
        if empty {
            report.faults.push(Fault::file(path, "is empty", "restore it from the shipped knowledge folder, or remove it"));
        }
    }
}

/// Rules on the tables of medicines beyond what reading them checks.
pub(super) fn medicines(linter: &Linter<'_>, report: &mut Report) {
    let sections: BTreeSet<&str> = linter.knowledge.guides.iter().flat_map(|guide| &guide.sections).map(|s| s.head.id.as_str()).collect();
    let mut seen: BTreeMap<String, (&str, &str)> = BTreeMap::new();
    for file in linter.files.keys().filter(|path| path.starts_with(MEDICINES) && has_ending(path, "tsv")) {
        for (index, line) in
            linter.text(file).lines().enumerate().skip(1).filter(|(_, line)| !line.trim().is_empty() && !line.starts_with('#'))
        {
            // Rows with another number of columns are reported where the table is read.
            let [name, kind, generic, class, _, _, section] = line.split('\t').collect::<Vec<_>>()[..] else { continue };
            let mut fault = |reason: String, remedy: &str| {
                report.faults.push(Fault { file: file.clone(), line: index + 1, key: name.to_owned(), reason, remedy: remedy.to_owned() });
            };
            if let Some((first, first_kind)) = seen.insert(folded(name), (name, kind))
                && !may_stand_twice(first_kind, kind)
            {
                fault(format!("stands twice, also as `{first}`"), "keep one row");
            }
            let is_class = kind == "class";
            for (column, cell) in [("name", name), ("generic", generic), ("class", class)] {
                if cell.trim() != cell || (folded(cell).is_empty() && !(is_class && column == "generic")) {
                    let remedy = "write it without blanks around it; only a class has no generic name";
                    fault(format!("`{column}` is empty or has blanks at an end"), remedy);
                }
            }
            if !section.is_empty() && !sections.contains(section) {
                let remedy = "write the id of the section that names the medicine, or nothing";
                fault(format!("`in_guide` names `{section}`, which is no section"), remedy);
            }
        }
    }
}

/// Rules on the examples of danger: the label is a class or [`NEAR`], and no message stands under two labels.
pub(super) fn told(linter: &Linter<'_>, report: &mut Report) {
    let classes: BTreeSet<&str> = linter.knowledge.rules.iter().map(|class| class.id.as_str()).chain([NEAR]).collect();
    let mut seen: BTreeMap<String, &str> = BTreeMap::new();
    for told in &linter.knowledge.told {
        let mut fault = |reason: String, remedy: &str| {
            let (file, key, remedy) = (told.file.clone(), told.label.clone(), remedy.to_owned());
            report.faults.push(Fault { file, line: told.line, key, reason, remedy });
        };
        if !classes.contains(told.label.as_str()) {
            fault(
                format!("`{}` is no class of safety/rules", told.label),
                "write the id of a class, or NEAR for what only looks like a danger",
            );
        }
        if let Some(other) = seen.insert(folded(&told.text), &told.label) {
            fault(format!("the message stands twice, also under `{other}`"), "keep one");
        }
    }
}

/// Rules on questions about other medicines: none is longer than a question may be, stands twice, or is small talk.
pub(super) fn asked_of_others(linter: &Linter<'_>, report: &mut Report) {
    let small_talk = linter.knowledge.chatter.iter().map(|line| (folded(line), SMALL_TALK.to_owned()));
    let mut seen: BTreeMap<String, String> = small_talk.collect();
    for file in linter.files.keys().filter(|path| path.starts_with(ASKED_OF_OTHERS)) {
        for (line, text) in (1..).zip(linter.text(file).lines()).filter(|(_, text)| !text.trim().is_empty() && !text.starts_with('#')) {
            let place = format!("{file}:{line}");
            let mut fault = |reason: String, remedy: &str| {
                let (file, key) = (file.clone(), text.chars().take(40).collect());
                report.faults.push(Fault { file, line, key, reason, remedy: remedy.to_owned() });
            };
            if let Some(reason) = length(text, 1, MAX_QUESTION) {
                fault(format!("the question {reason}"), "one question a line, as a member types it");
            }
            if let Some(other) = seen.insert(folded(text), place) {
                fault(format!("stands in {other}, too"), "keep one");
            }
        }
    }
}

/// A generic name may be a class ("antacid") or a drug of misuse ("ketamine") as well: both rows are meant.
fn may_stand_twice(a: &str, b: &str) -> bool {
    matches!((a, b), ("generic", "class" | "recreational") | ("class" | "recreational", "generic"))
}
