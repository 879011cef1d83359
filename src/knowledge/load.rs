//! Knowledge files to a [`Knowledge`]: every file is read, every fault is collected.

use super::{
    fault::Fault,
    files::{Files, text},
    front_matter,
    guide::{Asked, Guide, GuideHead, Pattern},
    medicine,
    mix::Mix,
    model::{Knowledge, Source},
    rules::{self, Told},
    safety::Safety,
    section::{Section, SectionHead, Topic},
    words::{self, Language},
};
use serde::{Deserialize, de::DeserializeOwned};
use sha2::{Digest, Sha256};
use std::{collections::BTreeMap, fmt::Write};

/// Start of the paths of questions about other medicines.
pub(super) const ASKED_OF_OTHERS: &str = "medicines/asked";

/// Parses all files. What cannot be parsed is a fault and is left out of the result.
///
/// A result with faults is for reporting only; nothing is served from it.
#[must_use]
pub fn parse(files: &Files) -> (Knowledge, Vec<Fault>) {
    let mut faults = Vec::new();
    let f = &mut faults;
    let mut knowledge = Knowledge {
        english: text_of(files, "words/english.tsv", f).map(|t| words::english("words/english.tsv", t, f)).unwrap_or_default(),
        forms: toml_of(files, "words/forms.toml", f).unwrap_or_default(),
        chatter: text_of(files, "words/chatter.txt", f).map(words::lines).unwrap_or_default(),
        endings: toml_of(files, "medicines/endings.toml", f).unwrap_or_default(),
        languages: toml_of::<Languages>(files, "safety/languages.toml", f).map(|l| l.language).unwrap_or_default(),
        safety: Safety { lines: toml_of(files, "safety/lines.toml", f), phones: toml_of(files, "safety/phones.toml", f) },
        sources: toml_of::<BTreeMap<String, Source>>(files, "sources.toml", f).unwrap_or_default(),
        version: version(files),
        ..Knowledge::default()
    };
    for (path, t) in texts(files, "medicines/", "tsv", f) {
        knowledge.medicines.extend(medicine::parse(path, t, f));
    }
    for (_, t) in texts(files, ASKED_OF_OTHERS, "txt", f) {
        knowledge.others.extend(words::lines(t));
    }
    for (path, t) in texts(files, "words/concepts/", "toml", f) {
        knowledge.concepts.extend(words::concepts(path, t, f));
    }
    for (path, t) in texts(files, "safety/told", "tsv", f) {
        let told = labelled(path, t, "label", f);
        knowledge.told.extend(told.into_iter().map(|(label, text, line)| Told { label, text, file: path.to_owned(), line }));
    }
    knowledge.concepts.sort_by(|a, b| a.name.cmp(&b.name));
    knowledge.rules = rules::parse(files, &knowledge.sources, f);
    for id in files.keys().filter_map(|path| path.strip_suffix("/guide.toml")) {
        knowledge.guides.extend(guide(files, id, f));
    }
    if knowledge.guides.is_empty() {
        f.push(Fault::file("", "there is no guide", "add a folder with a guide.toml"));
    }
    faults.sort();
    (knowledge, faults)
}

/// First 12 hexadecimal digits of the SHA-256 over names and contents of all files.
fn version(files: &Files) -> String {
    let mut hash = Sha256::new();
    for (path, bytes) in files {
        hash.update(path.as_bytes());
        hash.update([0]);
        hash.update(bytes);
        hash.update([0]);
    }
    let mut out = String::new();
    for byte in hash.finalize().iter().take(6) {
        let _ = write!(out, "{byte:02x}");
    }
    out
}

fn has_ending(path: &str, ending: &str) -> bool {
    path.rsplit_once('.').is_some_and(|(_, end)| end == ending)
}

/// Paths and texts of all files that begin and end so.
fn texts<'f>(files: &'f Files, start: &str, ending: &str, faults: &mut Vec<Fault>) -> Vec<(&'f str, &'f str)> {
    let paths = files.keys().filter(|path| path.starts_with(start) && has_ending(path, ending));
    paths.filter_map(|path| Some((path.as_str(), text_of(files, path, faults)?))).collect()
}

fn text_of<'f>(files: &'f Files, path: &str, faults: &mut Vec<Fault>) -> Option<&'f str> {
    text(files, path).map_err(|fault| faults.push(fault)).ok()
}

fn toml_of<T: DeserializeOwned>(files: &Files, path: &str, faults: &mut Vec<Fault>) -> Option<T> {
    let text = text_of(files, path, faults)?;
    toml::from_str(text).map_err(|error| faults.push(Fault::toml(path, text, &error, 0))).ok()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Languages {
    #[serde(default)]
    language: Vec<Language>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Topics {
    #[serde(default)]
    topic: Vec<Topic>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Patterns {
    #[serde(default)]
    pattern: Vec<Pattern>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Mixes {
    #[serde(default)]
    mix: Vec<Mix>,
}

fn guide(files: &Files, id: &str, faults: &mut Vec<Fault>) -> Option<Guide> {
    let inside: Vec<&String> = files.keys().filter(|path| path.strip_prefix(id).is_some_and(|rest| rest.starts_with('/'))).collect();
    let mut sections = Vec::new();
    let mut asked = Vec::new();
    for path in inside {
        let name = path.rsplit('/').next().unwrap_or_default();
        match name {
            "guide.toml" | "topics.toml" | PATTERNS | MIXES => {}
            _ if has_ending(name, "md") => {
                if let Some(text) = text_of(files, path, faults) {
                    sections.extend(section(path, text).map_err(|fault| faults.push(fault)));
                }
            }
            _ if name.starts_with("asked") && has_ending(name, "tsv") => {
                if let Some(text) = text_of(files, path, faults) {
                    asked.extend(self::asked(path, text, faults));
                }
            }
            _ => faults.push(Fault::file(path, "is no file of a guide", "remove it, or name it as README.md shows")),
        }
    }
    // Lists have room for some two dozen: what the guide itself says comes first.
    sections.sort_by_key(|section: &Section| section.head.tier);
    let head: GuideHead = toml_of(files, &format!("{id}/guide.toml"), faults)?;
    let topics = toml_of::<Topics>(files, &format!("{id}/topics.toml"), faults).map(|t| t.topic).unwrap_or_default();
    let patterns = optional::<Patterns>(files, id, PATTERNS, faults).map(|p| p.pattern).unwrap_or_default();
    let mixes = optional::<Mixes>(files, id, MIXES, faults).map(|m| m.mix).unwrap_or_default();
    Some(Guide { head, sections, topics, asked, patterns, mixes })
}

/// Files that a guide may have.
const PATTERNS: &str = "patterns.toml";
/// See [`PATTERNS`].
const MIXES: &str = "mixes.toml";

fn optional<T: DeserializeOwned>(files: &Files, id: &str, name: &str, faults: &mut Vec<Fault>) -> Option<T> {
    let path = format!("{id}/{name}");
    if files.contains_key(&path) { toml_of(files, &path, faults) } else { None }
}

fn section(path: &str, text: &str) -> Result<Section, Fault> {
    let split = front_matter::split(text)
        .map_err(|reason| Fault::file(path, reason, "start with `+++`, TOML, `+++`, then the text, as README.md shows"))?;
    let head: SectionHead = toml::from_str(split.header).map_err(|error| Fault::toml(path, split.header, &error, 1))?;
    Ok(Section { head, body: split.body.to_owned(), file: path.to_owned(), lines_before_body: split.lines_before_body })
}

fn asked(path: &str, text: &str, faults: &mut Vec<Fault>) -> Vec<Asked> {
    let rows = labelled(path, text, "target", faults).into_iter();
    rows.map(|(target, text, line)| Asked { target, text, file: path.to_owned(), line }).collect()
}

/// Reads `label<TAB>text` lines with their line numbers; a first line that starts with `header` is passed over.
fn labelled(path: &str, text: &str, header: &str, faults: &mut Vec<Fault>) -> Vec<(String, String, usize)> {
    let mut out = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let heading = index == 0 && line.strip_prefix(header).is_some_and(|rest| rest.starts_with('\t'));
        if line.trim().is_empty() || line.starts_with('#') || heading {
            continue;
        }
        match line.split_once('\t') {
            Some((label, text)) if !text.trim().is_empty() && !text.contains('\t') => {
                out.push((label.to_owned(), text.to_owned(), index + 1));
            }
            _ => faults.push(Fault {
                file: path.to_owned(),
                line: index + 1,
                key: line.chars().take(40).collect(),
                reason: format!("is not `{header}<TAB>text`"),
                remedy: "write the label, one tab and the text".to_owned(),
            }),
        }
    }
    out
}
