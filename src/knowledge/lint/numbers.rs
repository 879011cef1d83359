//! The lock of phone numbers and of numbers in fixed texts: each stands a second time in `safety/numbers.tsv`, with its
//! source, so that no number changes by one slip. Also keeps retired numbers out of every file.
//!
//! Dials nothing: whether a number still answers is for people to check.

use super::{
    Linter, Report,
    amounts::amounts,
    safety::{Entry, Texts, entries},
    spans::words,
};
use crate::knowledge::{
    fault::{Fault, line_of},
    files::text,
    safety::Phones,
};
use std::collections::BTreeSet;
use toml::Value;

/// Path of the phone list below the knowledge folder.
pub(super) const PHONES: &str = "safety/phones.toml";
/// Path of the lock below the knowledge folder.
pub(super) const LOCK: &str = "safety/numbers.tsv";
/// Keys of phone lists whose value is always locked, figures or not.
const ALWAYS: &[&str] = &["number", "emergency", "address"];

/// A number that must stand in the lock.
struct Number<'v> {
    place: String,
    text: String,
    sources: Vec<&'v str>,
    file: &'v str,
}

/// A row of the lock.
struct Row<'t> {
    place: &'t str,
    text: &'t str,
    source: &'t str,
    line: usize,
}

/// Compares phone list and fixed texts with the lock. Returns the source keys the lock names.
pub(super) fn check(linter: &Linter<'_>, phones: Option<&Value>, texts: &[Texts], report: &mut Report) -> BTreeSet<String> {
    let mut numbers: Vec<Number<'_>> = phones.map(entries).unwrap_or_default().iter().filter_map(of_phone).collect();
    for texts in texts {
        numbers.extend(texts.shown().iter().flat_map(|entry| of_text(&texts.file, entry)));
    }
    let rows = rows(linter, report);
    let mut left: Vec<&Row<'_>> = rows.iter().collect();
    for number in &numbers {
        let text = linter.text(number.file);
        let mut fault = |reason: String, remedy: &str| {
            let quoted = line_of(text, &format!("\"{}\"", number.text));
            let line = if quoted == 0 { line_of(text, &number.text) } else { quoted };
            report.faults.push(Fault { file: number.file.to_owned(), line, key: number.place.clone(), reason, remedy: remedy.to_owned() });
        };
        let Some(at) = left.iter().position(|row| row.place == number.place && row.text == number.text) else {
            fault(format!("`{}` is not in {LOCK}", number.text), "look it up at its source, then write it there, too");
            continue;
        };
        let row = left.remove(at);
        if !number.sources.is_empty() && !number.sources.contains(&row.source) {
            fault(format!("its row in {LOCK} names `{}`, which is none of its sources", row.source), "name the source it was seen in");
        }
    }
    for row in left {
        let reason = format!("`{}` stands here, but not at that place", row.text);
        let remedy = "look it up at its source, then make both the same".to_owned();
        report.faults.push(Fault { file: LOCK.to_owned(), line: row.line, key: row.place.to_owned(), reason, remedy });
    }
    rows.iter().map(|row| row.source.to_owned()).filter(|source| source != "-").collect()
}

fn of_phone<'v>(entry: &Entry<'v>) -> Option<Number<'v>> {
    let key = entry.path.last()?;
    let locked = ALWAYS.contains(key) || entry.text.chars().any(char::is_numeric);
    locked.then(|| Number { place: entry.place(), text: entry.text.to_owned(), sources: entry.sources.clone(), file: PHONES })
}

fn of_text<'v>(file: &'v str, entry: &Entry<'v>) -> Vec<Number<'v>> {
    let found = amounts(entry.text, &words(entry.text), &[]);
    let number = |text: &str| Number { place: entry.place(), text: text.to_owned(), sources: entry.sources.clone(), file };
    found.into_iter().map(|span| number(span.of(entry.text))).collect()
}

fn rows<'l>(linter: &'l Linter<'_>, report: &mut Report) -> Vec<Row<'l>> {
    let lock = match text(linter.files, LOCK) {
        Ok(lock) => lock,
        Err(fault) => {
            report.faults.push(fault);
            return Vec::new();
        }
    };
    let mut out = Vec::new();
    for (index, line) in lock.lines().enumerate().filter(|(_, line)| !line.trim().is_empty() && !line.starts_with('#')) {
        let cells: Vec<&str> = line.split('\t').collect();
        let mut fault = |reason: String, remedy: &str| {
            let key = cells.first().copied().unwrap_or_default().to_owned();
            report.faults.push(Fault { file: LOCK.to_owned(), line: index + 1, key, reason, remedy: remedy.to_owned() });
        };
        match cells[..] {
            [place, text, source] => {
                if source != "-" && !linter.knowledge.sources.contains_key(source) {
                    fault(format!("`{source}` is no source"), "name a key of sources.toml, or - where no source is needed");
                }
                out.push(Row { place, text, source, line: index + 1 });
            }
            _ => fault(format!("has {} columns, not 3", cells.len()), "part place, number and source by single tabs"),
        }
    }
    out
}

/// No retired number stands in any file, however it is parted.
pub(super) fn retired(linter: &Linter<'_>, phones: &Phones, phone_values: Option<&Value>, report: &mut Report) {
    let retired: Vec<(String, &String)> =
        phones.retired.iter().map(|number| (digits(number), number)).filter(|(digits, _)| !digits.is_empty()).collect();
    let found = |text: &str| {
        let runs: Vec<String> =
            text.split(|c: char| !(c.is_ascii_digit() || matches!(c, ' ' | '-' | '.' | '(' | ')' | '+' | '/'))).map(digits).collect();
        retired
            .iter()
            .filter(|(number, _)| runs.iter().any(|run| run.contains(number)))
            .map(|(_, number)| (*number).clone())
            .collect::<Vec<_>>()
    };
    let mut fault = |file: &str, line: usize, number: String| {
        let reason = format!("the number {number} is out of use");
        report.faults.push(Fault { file: file.to_owned(), line, key: number, reason, remedy: "use the one of phones.toml".to_owned() });
    };
    // The list itself names the retired numbers, so there only its other values count.
    for entry in phone_values.map(entries).unwrap_or_default() {
        for number in found(entry.text) {
            fault(PHONES, line_of(linter.text(PHONES), entry.text), number);
        }
    }
    for path in linter.files.keys().filter(|path| *path != PHONES) {
        for (index, line) in linter.text(path).lines().enumerate().filter(|(_, line)| line.bytes().filter(u8::is_ascii_digit).count() > 5) {
            for number in found(line) {
                fault(path, index + 1, number);
            }
        }
    }
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}
