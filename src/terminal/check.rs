//! `medguide check`: every fault of the knowledge at once.

use crate::{
    answer::{examples, snapshot::Snapshot},
    evidence::tuning::Techniques,
    knowledge::{fault::Fault, files::Files, lint, load, section::Day},
    triage::check as wordings,
};
use std::io::{self, Write};

/// What a check found.
#[derive(Debug, Default)]
pub struct Report {
    /// Must be put right: nothing with faults is served.
    pub faults: Vec<Fault>,
    /// Should be looked at.
    pub notes: Vec<Fault>,
}

/// Checks the files: reads them, lints them, builds everything, and asks every example question.
///
/// Examples are only asked when nothing else is wrong: a fault in the data would repeat itself in each of them.
#[must_use]
pub fn check(files: &Files, mut faults: Vec<Fault>, today: Day) -> Report {
    let (knowledge, parsed) = load::parse(files);
    faults.extend(parsed);
    let today = lint::Day::written(&today).or_else(|| lint::Day::new(1970, 1, 1));
    let linted = today.map(|today| lint::lint(files, &knowledge, today)).unwrap_or_default();
    faults.extend(linted.faults);
    let (snapshot, built) = Snapshot::build(knowledge.clone(), Techniques::default(), crate::answer::snapshot::Thresholds::default());
    faults.extend(built);
    if faults.is_empty() {
        faults.extend(examples::check(&snapshot));
        faults.extend(wordings::examples(&knowledge, &snapshot.lexicon, &snapshot.gate, &snapshot.told));
    }
    faults.sort();
    faults.dedup();
    Report { faults, notes: linted.notes }
}

/// Prints a report and says whether the knowledge is clean.
///
/// # Errors
/// Writing failed.
pub fn print(report: &Report, output: &mut dyn Write) -> io::Result<bool> {
    for note in &report.notes {
        writeln!(output, "note: {note}")?;
    }
    for fault in &report.faults {
        writeln!(output, "fault: {fault}")?;
    }
    let clean = report.faults.is_empty();
    let verdict = if clean { "clean" } else { "not clean" };
    writeln!(output, "{verdict}: {} faults, {} notes", report.faults.len(), report.notes.len())?;
    Ok(clean)
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::knowledge::files;

    /// Faults of the shipped folder with one text put in place of another.
    fn spoilt(file: &str, from: &str, to: &str) -> Vec<String> {
        let mut shipped = files::embedded();
        let text = files::text(&shipped, file).unwrap();
        assert!(text.contains(from), "{file} holds no `{from}`");
        let text = text.replacen(from, to, 1);
        shipped.insert(file.to_owned(), text.into_bytes().into());
        let report = check(&shipped, Vec::new(), "2026-11-27".parse().unwrap());
        report.faults.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn every_wording_and_every_example_is_asked() {
        for (file, from, to, reason) in [
            ("safety/rules/body.toml", "must = [", "must = [ \"can i take it with food\",", "must be found by class"),
            ("safety/rules/body.toml", "not = [", "not = [ \"my tongue is swelling up\",", "must not be found by class"),
            ("baclofen/uses.md", "examples = [", "examples = [ \"can i drive my lorry on it\",", "can i drive my lorry on it"),
        ] {
            let faults = spoilt(file, from, to);
            assert!(faults.iter().any(|fault| fault.contains(file) && fault.contains(reason)), "{reason}: {faults:#?}");
        }
    }
}
