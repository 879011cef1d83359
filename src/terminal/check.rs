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
    let (snapshot, built) = Snapshot::build(knowledge, Techniques::default(), crate::answer::snapshot::Thresholds::default());
    faults.extend(built);
    if faults.is_empty() {
        faults.extend(examples::check(&snapshot));
        faults.extend(wordings::examples(&snapshot.knowledge, &snapshot.lexicon, &snapshot.gate, &snapshot.told));
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
