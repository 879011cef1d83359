//! `medguide check`: every fault of the knowledge at once.

use crate::app::ready::Report;
use std::io::{self, Write};

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
    use crate::{app::ready::check, knowledge::files};

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
