//! The floors: imports go down only, files stay short, and each says what it is for.

use std::{collections::BTreeMap, fs, path::Path};

/// Bottom first. Modules on one line may not import each other.
const FLOORS: &[&[&str]] = &[
    &["text"],
    &["knowledge"],
    &["lexicon"],
    &["evidence"],
    &["matching", "triage", "scope", "store"],
    &["answer"],
    &["app"],
    &["discord", "terminal", "evaluation"],
    &["config", "telemetry"],
    &["demo"],
];

/// Most lines of a file.
const MAX_LINES: usize = 400;

fn floor(module: &str) -> Option<usize> {
    FLOORS.iter().position(|floor| floor.contains(&module))
}

/// All Rust files below `src`, by path below it with `/`.
fn sources() -> BTreeMap<String, String> {
    fn walk(dir: &Path, prefix: &str, out: &mut BTreeMap<String, String>) {
        for entry in fs::read_dir(dir).unwrap() {
            let path = entry.unwrap().path();
            let name = format!("{prefix}{}", path.file_name().unwrap().to_str().unwrap());
            if path.is_dir() {
                walk(&path, &format!("{name}/"), out);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                out.insert(name, fs::read_to_string(&path).unwrap());
            }
        }
    }
    let mut out = BTreeMap::new();
    walk(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), "", &mut out);
    assert!(out.contains_key("lib.rs"), "no sources were found");
    out
}

/// Source text without comments, so that words in documentation are no imports.
fn code(text: &str) -> String {
    text.lines().map(|line| line.split_once("//").map_or(line, |(code, _)| code)).collect::<Vec<_>>().join("\n")
}

/// Top-level modules named behind `crate::`, single or in a group, with their line.
fn imports(text: &str) -> Vec<(usize, String)> {
    let code = code(text);
    let mut found = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        // `$crate::` and `other_crate::` are something else.
        if code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == '$') {
            continue;
        }
        let line = code[..at].matches('\n').count() + 1;
        let rest = &code[at + "crate::".len()..];
        match rest.strip_prefix('{') {
            Some(group) => found.extend(grouped(group).into_iter().map(|(below, name)| (line + below, name))),
            None => found.push((line, word(rest))),
        }
    }
    found
}

/// First words of the items of a group, each with the line ends before it. The group ends at its closing brace.
fn grouped(group: &str) -> Vec<(usize, String)> {
    let (mut depth, mut start, mut found) = (0, true, Vec::new());
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => start = true,
            c if start && c.is_alphabetic() => {
                found.push((group[..at].matches('\n').count(), word(&group[at..])));
                start = false;
            }
            _ => {}
        }
    }
    found
}

fn word(text: &str) -> String {
    text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
}

fn faults(path: &str, text: &str) -> Vec<String> {
    let module = path.split(['/', '.']).next().unwrap();
    if ["lib", "main"].contains(&module) {
        return Vec::new();
    }
    let Some(own) = floor(module) else { return vec![format!("{path}: `{module}` is on no floor")] };
    let up = |name: &str| name != module && floor(name).is_none_or(|floor| floor >= own);
    let upward = imports(text).into_iter().filter(|(_, name)| up(name));
    upward.map(|(line, name)| format!("{path}:{line}: `{module}` imports `{name}`")).collect()
}

#[test]
fn imports_only_go_down() {
    let faults: Vec<String> = sources().iter().flat_map(|(path, text)| faults(path, text)).collect();
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn the_test_itself_sees_every_kind_of_upward_import() {
    for (label, path, text, wrong) in [
        ("single", "answer/x.rs", "use crate::app::ask;", 1),
        ("same floor", "matching/x.rs", "use crate::triage::Gate;", 1),
        ("in a group", "answer/x.rs", "use crate::{knowledge::guide, app::{ask, limits},\n discord};", 2),
        ("inside a function", "text/x.rs", "fn f() { crate::knowledge::load() }", 1),
        ("not listed", "app/x.rs", "use crate::helpers;", 1),
        ("no floor", "helpers/x.rs", "", 1),
        ("down", "app/x.rs", "use crate::{answer::{render, reply}, knowledge::{model, section}};", 0),
        ("own", "app/x.rs", "use crate::app::ask;", 0),
        ("comment", "text/x.rs", "// crate::app\n/// [`crate::app::ask`]", 0),
        ("another crate's", "text/x.rs", "$crate::app::x; my_crate::app::x", 0),
    ] {
        assert_eq!(faults(path, text).len(), wrong, "{label}: {:?}", faults(path, text));
    }
}

#[test]
fn nobody_imports_the_settings() {
    for (path, text) in sources().iter().filter(|(path, _)| *path != "main.rs" && !path.starts_with("config")) {
        assert!(!imports(text).iter().any(|(_, name)| name == "config"), "{path} imports `config`");
    }
}

#[test]
fn only_the_discord_floor_knows_serenity() {
    for (path, text) in sources().iter().filter(|(path, _)| !path.starts_with("discord/")) {
        assert!(!code(text).contains("use serenity"), "{path} uses serenity");
        // As the name of a log target it may stand in a text.
        let paths = code(text).replace("\"serenity::", "").matches("serenity::").count();
        assert_eq!(paths, 0, "{path} uses serenity");
    }
}

#[test]
fn the_library_root_holds_module_lines_only() {
    let root = code(&sources()["lib.rs"]);
    for line in root.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("#!")) {
        let module = line.starts_with("pub mod ") && line.ends_with(';');
        assert!(module || line == "#[cfg(feature = \"demo\")]", "lib.rs holds `{line}`");
    }
}

#[test]
fn only_the_demonstration_knows_the_loopback_discord() {
    for (path, text) in sources().iter().filter(|(path, _)| !path.starts_with("demo/")) {
        assert!(!code(text).contains("loopback::"), "{path} uses the loopback Discord");
    }
}

#[test]
fn files_are_short_and_say_what_they_are_for() {
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        let lines = text.lines().count();
        if lines > MAX_LINES {
            wrong.push(format!("{path} has {lines} lines, more than {MAX_LINES}"));
        }
        if !text.starts_with("//! ") {
            wrong.push(format!("{path} does not start with a `//!` line"));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}
