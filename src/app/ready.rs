//! Where the knowledge comes from: inside the program, or a folder; read, checked and made ready to answer.

use crate::{
    answer::{
        examples, image,
        snapshot::{Snapshot, Thresholds},
    },
    evidence::tuning::Techniques,
    knowledge::{
        fault::Fault,
        files::{self, Files},
        lint, load,
        model::Knowledge,
        section::Day,
    },
    triage::check as wordings,
};
use std::{
    fs,
    hash::{DefaultHasher, Hash, Hasher},
    path::{Path, PathBuf},
};

/// What the build script made; empty when the knowledge had faults.
static IMAGE: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/knowledge.bin"));

/// The shipped knowledge with these thresholds; `None` when it was built with faults: parse its files to learn of them.
#[must_use]
pub fn shipped(thresholds: Thresholds) -> Option<Snapshot> {
    image::read(IMAGE, thresholds).ok()
}

/// The bytes that the build script made, for tests.
#[must_use]
pub fn image_bytes() -> &'static [u8] {
    IMAGE
}

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
pub fn check(files: &Files, faults: Vec<Fault>, today: Day) -> Report {
    examined(files, faults, Thresholds::default(), today).0
}

fn examined(files: &Files, mut faults: Vec<Fault>, thresholds: Thresholds, today: Day) -> (Report, Snapshot) {
    let (knowledge, parsed) = load::parse(files);
    faults.extend(parsed);
    let linted = linted(files, &knowledge, today);
    faults.extend(linted.faults);
    let (snapshot, built) = Snapshot::build(knowledge.clone(), Techniques::default(), thresholds);
    faults.extend(built);
    if faults.is_empty() {
        faults.extend(examples::check(&snapshot));
        faults.extend(wordings::examples(&knowledge, &snapshot.lexicon, &snapshot.gate, &snapshot.told));
    }
    faults.sort();
    faults.dedup();
    (Report { faults, notes: linted.notes }, snapshot)
}

fn linted(files: &Files, knowledge: &Knowledge, today: Day) -> lint::Report {
    let today = lint::Day::written(&today).or_else(|| lint::Day::new(1970, 1, 1));
    today.map(|today| lint::lint(files, knowledge, today)).unwrap_or_default()
}

/// Where the knowledge comes from.
#[derive(Debug, Clone, Default)]
pub struct Source {
    /// A folder; `None` is what the program carries.
    pub dir: Option<PathBuf>,
    /// Thresholds of the decision.
    pub thresholds: Thresholds,
}

impl Source {
    /// The files, with the faults of reading them.
    #[must_use]
    pub fn files(&self) -> (Files, Vec<Fault>) {
        match &self.dir {
            Some(dir) => files::from_dir(dir),
            None => (files::embedded(), Vec::new()),
        }
    }

    /// Ready to answer.
    ///
    /// # Errors
    /// The faults that keep it from being served.
    pub fn load(&self) -> Result<Snapshot, Vec<Fault>> {
        if self.dir.is_none()
            && let Some(snapshot) = shipped(self.thresholds)
        {
            return Ok(snapshot);
        }
        let (files, mut faults) = self.files();
        let (knowledge, parsed) = load::parse(&files);
        faults.extend(parsed);
        let (snapshot, built) = Snapshot::build(knowledge, Techniques::default(), self.thresholds);
        faults.extend(built);
        if faults.is_empty() { Ok(snapshot) } else { Err(faults) }
    }

    /// As [`Source::load`], after everything that `medguide check` does: what comes into a running bot has been seen by nobody
    /// else. Takes seconds.
    ///
    /// # Errors
    /// Every fault.
    pub fn reload(&self, today: Day) -> Result<Snapshot, Vec<Fault>> {
        let (files, mut faults) = self.files();
        let (knowledge, parsed) = load::parse(&files);
        faults.extend(parsed);
        faults.extend(linted(&files, &knowledge, today).faults);
        if !faults.is_empty() {
            // Faults in the files are told at once; those that only building finds need not be waited for.
            faults.sort();
            faults.dedup();
            return Err(faults);
        }
        let (report, snapshot) = examined(&files, faults, self.thresholds, today);
        if report.faults.is_empty() { Ok(snapshot) } else { Err(report.faults) }
    }

    /// A number that differs when a file of the folder was changed, added or removed; `None` without a folder.
    #[must_use]
    pub fn fingerprint(&self) -> Option<u64> {
        let mut hasher = DefaultHasher::new();
        walk(self.dir.as_deref()?, &mut hasher, MAX_DEPTH);
        Some(hasher.finish())
    }
}

/// Folders below folders that are looked at.
const MAX_DEPTH: usize = 4;

fn walk(dir: &Path, hasher: &mut DefaultHasher, depth: usize) {
    let Ok(entries) = fs::read_dir(dir) else { return };
    let mut entries: Vec<_> = entries.flatten().collect();
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let Ok(meta) = entry.metadata() else { continue };
        entry.file_name().hash(hasher);
        if meta.is_dir() && depth > 0 {
            walk(&entry.path(), hasher, depth - 1);
        } else {
            (meta.len(), meta.modified().ok()).hash(hasher);
        }
    }
}
