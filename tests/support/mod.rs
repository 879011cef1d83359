//! What several tests share: the shipped knowledge, built once in each test program.
#![allow(dead_code, reason = "each test program uses a part of it")]

use medguide::{
    answer::snapshot::{Snapshot, Space, Thresholds},
    app::ready,
};
use std::sync::OnceLock;

/// The shipped knowledge, ready to answer.
pub fn shipped() -> &'static Snapshot {
    static SHIPPED: OnceLock<Snapshot> = OnceLock::new();
    SHIPPED.get_or_init(|| ready::shipped(Thresholds::default()).expect("the shipped knowledge is clean"))
}

/// Outcome name and the first section shown.
pub fn ask(question: &str) -> (&'static str, Option<String>) {
    let snapshot = shipped();
    let decision = snapshot.judge(question, 0, &mut Space::default());
    let section = decision.shown.first().map(|&target| snapshot.knowledge.guides[0].target_id(target).to_owned());
    (decision.outcome.name(), section)
}

/// Rows of a tab-separated golden file by column name.
pub fn rows(name: &str) -> Vec<std::collections::BTreeMap<String, String>> {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name);
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut lines = text.lines();
    let header: Vec<&str> = lines.next().expect("a header").split('\t').collect();
    lines.map(|line| header.iter().map(|h| (*h).to_owned()).zip(line.split('\t').map(str::to_owned)).collect()).collect()
}
