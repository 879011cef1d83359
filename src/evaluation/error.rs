//! What can stop an evaluation, each with what to do about it.

use crate::knowledge::fault::Fault;
use std::{io, path::PathBuf};

/// Why an evaluation could not be made.
#[derive(Debug, thiserror::Error)]
pub enum EvalError {
    /// A file cannot be read.
    #[error("{}: cannot be read: {error} — check the path and its permissions", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// The labelled questions have faults.
    #[error("{}: {} fault(s) in the labelled questions\n{}", path.display(), faults.len(), list(faults))]
    Labels {
        /// The file.
        path: PathBuf,
        /// Every fault in it.
        faults: Vec<Fault>,
    },
    /// No question is left to judge.
    #[error("{}: no question has `{split}` in the column `split` — the file has: {}", path.display(), found.join(", "))]
    Split {
        /// The file.
        path: PathBuf,
        /// The wanted split.
        split: String,
        /// The splits it has.
        found: Vec<String>,
    },
    /// The predictions have a fault.
    #[error("{}:{line}: {reason} — write one JSON object a line, as `medguide match` does", path.display())]
    Predictions {
        /// The file.
        path: PathBuf,
        /// Line, from 1.
        line: usize,
        /// What is wrong.
        reason: String,
    },
    /// A technique that does not exist.
    #[error("there is no technique `{name}` — choose among: {}", valid.join(", "))]
    Technique {
        /// As given.
        name: String,
        /// The names there are.
        valid: Vec<&'static str>,
    },
    /// A guide that does not exist.
    #[error("there is no guide `{name}` — choose among: {}", valid.join(", "))]
    Guide {
        /// As given; empty when none was and there is none.
        name: String,
        /// The ids there are.
        valid: Vec<String>,
    },
    /// An option that needs the matcher stands beside a file of predictions.
    #[error("`{option}` runs the matcher, so it cannot go with `--predictions` — leave one of them out")]
    NeedsMatcher {
        /// The option.
        option: &'static str,
    },
    /// The shipped table of accepted answers cannot be read.
    #[error("the built-in table of accepted answers cannot be read: {0} — correct src/evaluation/acceptance.toml and build again")]
    Acceptance(String),
    /// The HTML report cannot be written.
    #[error("{}: cannot be written: {error} — name a file in a folder that exists and may be written to", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// The report cannot be printed.
    #[error("the report cannot be printed: {0}")]
    Output(#[from] io::Error),
}

/// Faults one a line; a long list is cut, because the first ones usually explain the others.
fn list(faults: &[Fault]) -> String {
    const SHOWN: usize = 20;
    let mut lines: Vec<String> = faults.iter().take(SHOWN).map(|fault| format!("  {fault}")).collect();
    if faults.len() > SHOWN {
        lines.push(format!("  … and {} more", faults.len() - SHOWN));
    }
    lines.join("\n")
}
