//! The shipped knowledge is clean, the fact lock finds every single change, and broken files end in faults, never in a
//! panic. No matching here: whether examples find their section is asked by `medguide check` itself.

mod corruption;
mod mutants;
mod safety;

use medguide::knowledge::{
    fault::Fault,
    files::{self, Files},
    lint::{self, Day},
    load,
    model::Knowledge,
};
/// Later than every day in the files: a passed review date is a note and no fault, so this needs no clock.
fn today() -> Day {
    Day::new(2030, 1, 1).unwrap()
}

fn shipped() -> (Files, Knowledge) {
    let files = files::embedded();
    let (knowledge, faults) = load::parse(&files);
    assert!(faults.is_empty(), "{faults:#?}");
    (files, knowledge)
}

fn all_faults(files: &Files) -> Vec<Fault> {
    let (knowledge, mut faults) = load::parse(files);
    faults.extend(lint::lint(files, &knowledge, today()).faults);
    faults
}

fn listed(faults: &[Fault]) -> String {
    faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

/// The shipped files, of the thousands of examples of danger and of small talk a few only: what is changed here is not among them, and
/// reading all of them for each change takes minutes.
fn few_examples() -> Files {
    let mut files = files::embedded();
    files.retain(|path, _| !path.starts_with("safety/told") || path == "safety/told-r.tsv");
    let talk = files::text(&files, "words/chatter.txt").expect("it is UTF-8").lines().take(200).collect::<Vec<_>>().join("\n");
    files.insert("words/chatter.txt".to_owned(), talk.into_bytes().into());
    files
}

#[test]
fn the_shipped_knowledge_has_no_faults() {
    let faults = all_faults(&files::embedded());
    assert!(faults.is_empty(), "\n{}", listed(&faults));
}

/// The lock also holds on the way from the bytes of a file: changes in each section file, through reading and linting.
#[test]
fn a_change_in_the_file_is_found() {
    // The long lists have no part in it.
    let mut shipped = few_examples();
    shipped.retain(|path, _| !path.contains("asked") && !["words/chatter.txt", "words/english.tsv"].contains(&path.as_str()));
    for path in shipped.keys().filter(|path| path.starts_with("baclofen/") && path.rsplit('.').next() == Some("md")) {
        for added in ["\n\nTake 3 tablets.\n", "\n\nAsk about ibuprofen.\n", "\n\nNever wait.\n"] {
            let mut files = shipped.clone();
            let text = files::text(&files, path).unwrap().trim_end().to_owned() + added;
            files.insert(path.clone(), text.into_bytes().into());
            assert!(all_faults(&files).iter().any(|fault| fault.file == *path && fault.line > 0), "{path}: {added}");
        }
    }
}
