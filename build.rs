//! Builds the knowledge into the form that answers, so that the program starts with it ready.
//!
//! The modules are those of the program: what is embedded is what the program would build from the same files, which a test
//! compares. Knowledge with faults is not built; the program then reads the files itself, and says what is wrong with them.

#![allow(dead_code, unused_imports, clippy::all, clippy::pedantic, missing_docs, reason = "the program itself is linted")]

#[path = "src/answer/mod.rs"]
mod answer;
#[path = "src/evidence/mod.rs"]
mod evidence;
#[path = "src/knowledge/mod.rs"]
mod knowledge;
#[path = "src/lexicon/mod.rs"]
mod lexicon;
#[path = "src/matching/mod.rs"]
mod matching;
#[path = "src/scope/mod.rs"]
mod scope;
#[path = "src/text/mod.rs"]
mod text;
#[path = "src/triage/mod.rs"]
mod triage;

use answer::{image, snapshot::Snapshot};
use std::{env, fs, path::Path, process::ExitCode};

fn main() -> ExitCode {
    println!("cargo:rerun-if-changed=knowledge");
    let (Some(source), Some(out)) = (env::var_os("CARGO_MANIFEST_DIR"), env::var_os("OUT_DIR")) else {
        eprintln!("run by cargo alone");
        return ExitCode::FAILURE;
    };
    let bytes = built(&Path::new(&source).join("knowledge")).unwrap_or_else(|reason| {
        println!("cargo:warning=the knowledge is not built in: {reason}; see `medguide check`");
        Vec::new()
    });
    match fs::write(Path::new(&out).join("knowledge.bin"), bytes) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{}: {error}", Path::new(&out).display());
            ExitCode::FAILURE
        }
    }
}

/// The snapshot of a knowledge folder as bytes, or what is wrong with it.
fn built(folder: &Path) -> Result<Vec<u8>, String> {
    let (files, mut faults) = knowledge::files::from_dir(folder);
    let (knowledge, parsed) = knowledge::load::parse(&files);
    faults.extend(parsed);
    let (snapshot, more) = Snapshot::build(knowledge, Default::default(), Default::default());
    faults.extend(more);
    match faults.first() {
        Some(fault) => Err(format!("{fault}")),
        None => image::write(&snapshot),
    }
}
