//! What is built in is what the program would build from the same files.

use medguide::{
    answer::{
        image,
        snapshot::{Snapshot, Space, Thresholds},
    },
    app::ready,
    evidence::tuning::Techniques,
    knowledge::{files, load},
};
use std::sync::LazyLock;

/// Built from the files, once for all tests: the weights are fitted anew.
static ANEW: LazyLock<Snapshot> = LazyLock::new(|| {
    let (knowledge, faults) = load::parse(&files::embedded());
    assert!(faults.is_empty(), "{faults:#?}");
    Snapshot::build(knowledge, Techniques::default(), Thresholds::default()).0
});

#[test]
fn the_built_in_knowledge_is_that_of_the_files() {
    let bytes = image::write(&ANEW).expect("a snapshot can be written");
    assert!(bytes == ready::image_bytes(), "{} bytes built in, {} from the files", ready::image_bytes().len(), bytes.len());
}

#[test]
fn it_decides_as_one_that_was_never_written() {
    let (anew, ready) = (&*ANEW, ready::shipped(Thresholds::default()).expect("it is built in"));
    let (mut left, mut right) = (Space::default(), Space::default());
    for table in ["dev", "danger", "questions"] {
        let table = std::fs::read_to_string(format!("{}/tests/golden/{table}.tsv", env!("CARGO_MANIFEST_DIR"))).expect("a table");
        for question in table.lines().skip(1).filter_map(|line| line.split('\t').nth(3)) {
            let (one, other) = (anew.judge(question, 0, &mut left), ready.judge(question, 0, &mut right));
            assert_eq!(format!("{one:?}"), format!("{other:?}"), "{question}");
        }
    }
}

#[test]
fn spoilt_bytes_are_refused() {
    let bytes = ready::image_bytes();
    for end in [0, 1, bytes.len() / 2, bytes.len() - 1] {
        assert!(image::read(&bytes[..end], Thresholds::default()).is_err(), "{end} bytes");
    }
}
