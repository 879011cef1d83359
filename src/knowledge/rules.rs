//! Safety rules: which words together mean an emergency, a crisis or something urgent.
//!
//! One file of `safety/rules/` holds one or more classes. A rule combines concepts (see `lexicon::phrase`);
//! how the concepts of a rule are judged (time, negation, question or fact) is `triage`'s work.

use super::{
    fault::{Fault, line_of},
    files::Files,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How urgent a class is, the most urgent first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// Self-harm or suicide.
    Crisis,
    /// Happening now, to anyone.
    Emergency,
    /// Call the clinic right now; no banner.
    UrgentNow,
    /// Call somebody today; no banner.
    UrgentToday,
    /// An animal took it: its own line, no banner.
    Pet,
}

/// A class of danger, with the rules that find it.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Class {
    /// `E1` to `E15`, `X1`, `U1`, `PET`, `HELP`.
    pub id: String,
    /// How urgent it is.
    pub level: Level,
    /// Second line of the reply; its first sentence has at most [`MAX_FIRST_WORDS`] words.
    pub line: String,
    /// Keys of `sources.toml` the line rests on.
    pub sources: Vec<String>,
    /// Something was taken: said beside the crisis lines, where both are found.
    #[serde(default)]
    pub taken: bool,
    /// Wordings that must give a finding of this level.
    #[serde(default)]
    pub must: Vec<String>,
    /// Wordings that must not give a finding of this class.
    #[serde(default)]
    pub not: Vec<String>,
    /// Rules; any one is enough.
    pub rule: Vec<Rule>,
    /// File it stands in.
    #[serde(skip)]
    pub file: String,
    /// Lines of the `must` and then the `not` wordings in that file.
    #[serde(skip)]
    pub lines: Vec<usize>,
}

/// Label of messages with danger words in harmless use.
pub const NEAR: &str = "NEAR";

/// One way people tell of danger, from `safety/told*.tsv`.
#[derive(Debug, Clone, Deserialize, Serialize)]
pub struct Told {
    /// Id of a class, or [`NEAR`].
    pub label: String,
    /// The message.
    pub text: String,
    /// File it stands in.
    pub file: String,
    /// Line in that file, from 1.
    pub line: usize,
}

/// Words of the first sentence of a line: it is read in one breath.
pub const MAX_FIRST_WORDS: usize = 12;

/// One rule: signs that are present, in a setting.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Short name for explanations.
    pub name: String,
    /// Concepts of which some must be present and true.
    pub signs: Vec<String>,
    /// How many different ones, in different words.
    #[serde(default = "one")]
    pub at_least: usize,
    /// Of each list one concept must be present and true, now or before.
    #[serde(default)]
    pub with: Vec<Vec<String>>,
    /// Of each list one concept must stand in the message, in whatever mood.
    #[serde(default)]
    pub context: Vec<Vec<String>>,
    /// Concepts that take a sign away when they stand in its sentence.
    #[serde(default)]
    pub unless: Vec<String>,
    /// How near to a sign the concepts of `with` and `context` must stand.
    #[serde(default)]
    pub scope: Scope,
    /// Whether questions and conditions count.
    #[serde(default)]
    pub mood: Mood,
    /// Whether what is past and over counts.
    #[serde(default)]
    pub time: Time,
    /// The sign may be about an animal; else such signs are passed over.
    #[serde(default)]
    pub animal: bool,
    /// A denial ahead of a sign does not take it away: for signs that are denials themselves ("no point in living").
    #[serde(default)]
    pub ignore_denial: bool,
    /// A sign needs a person, a time or "have" in its sentence: for bare nouns such as "seizure".
    #[serde(default)]
    pub anchor: bool,
    /// Said so plainly that no example of harmless talk takes it away.
    #[serde(default)]
    pub sure: bool,
    /// Bounds for the first number inside the words of a sign.
    #[serde(default)]
    pub number: Option<Bounds>,
    /// Which of the class's texts is meant, where it has several.
    #[serde(default)]
    pub variant: Option<String>,
}

fn one() -> usize {
    1
}

/// Bounds of a number, both included.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Bounds {
    /// Smallest number that counts.
    #[serde(default)]
    pub min: Option<f32>,
    /// Largest number that counts.
    #[serde(default)]
    pub max: Option<f32>,
}

/// How near two parts of a rule must stand.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scope {
    /// Anywhere: two harmless sentences can add up.
    #[default]
    Message,
    /// In the same sentence or the one before or behind.
    Near,
    /// In the same sentence.
    Sentence,
}

/// Which moods of a sign count.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mood {
    /// Only what is told as fact.
    #[default]
    Real,
    /// Questions and conditions too.
    Any,
}

/// Which times of a sign count.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Time {
    /// Now or just before.
    #[default]
    Now,
    /// What is past and over too.
    Any,
}

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct RuleFile {
    class: Vec<Class>,
}

/// Folder of the rule files below the knowledge folder.
pub const FOLDER: &str = "safety/rules/";

/// Reads all rule files. What cannot be read is a fault and is left out.
pub fn parse(files: &Files, sources: &BTreeMap<String, super::model::Source>, faults: &mut Vec<Fault>) -> Vec<Class> {
    let mut classes: Vec<Class> = Vec::new();
    for path in files.keys().filter(|path| path.starts_with(FOLDER) && path.rsplit_once('.').is_some_and(|(_, end)| end == "toml")) {
        let text = match super::files::text(files, path) {
            Ok(text) => text,
            Err(fault) => {
                faults.push(fault);
                continue;
            }
        };
        match toml::from_str::<RuleFile>(text) {
            Ok(file) => {
                for mut class in file.class {
                    class.file.clone_from(path);
                    class.lines = class.must.iter().chain(&class.not).map(|wording| line_of(text, wording)).collect();
                    check(&class, text, sources, &classes, faults);
                    classes.push(class);
                }
            }
            Err(error) => faults.push(Fault::toml(path, text, &error, 0)),
        }
    }
    classes
}

fn check(class: &Class, text: &str, sources: &BTreeMap<String, super::model::Source>, before: &[Class], faults: &mut Vec<Fault>) {
    let mut fault = |key: &str, reason: String, remedy: &str| faults.push(Fault::at(&class.file, text, key, reason, remedy));
    if before.iter().any(|other| other.id == class.id) {
        fault(&class.id, "this class stands in two places".to_owned(), "put all rules of a class into one table");
    }
    let first = class.line.split(['.', ':', '!']).next().unwrap_or_default();
    let words = first.split_whitespace().count();
    if words == 0 || words > MAX_FIRST_WORDS {
        fault(&class.line, format!("the first sentence has {words} words, not 1 to {MAX_FIRST_WORDS}"), "shorten it");
    }
    for key in class.sources.iter().filter(|key| !sources.contains_key(*key)) {
        fault(key, "is no source".to_owned(), "add it to sources.toml or correct the key");
    }
    for rule in &class.rule {
        if rule.signs.is_empty() {
            fault(&format!("name = \"{}\"", rule.name), "the rule has no signs".to_owned(), "name at least one concept");
        }
        if rule.at_least == 0 || rule.at_least > rule.signs.len() {
            let reason = format!("`at_least` is {}, with {} signs", rule.at_least, rule.signs.len());
            fault(&format!("name = \"{}\"", rule.name), reason, "use 1 up to the number of signs");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{FOLDER, Level, parse};
    use crate::knowledge::{fault::Fault, files::Files};
    use std::collections::BTreeMap;

    fn read(text: &'static str) -> (usize, Vec<Fault>) {
        let mut files = Files::new();
        files.insert(format!("{FOLDER}a.toml"), text.as_bytes().into());
        let mut faults = Vec::new();
        let classes = parse(&files, &BTreeMap::new(), &mut faults);
        (classes.len(), faults)
    }

    #[test]
    fn reads_a_class_and_its_rules() {
        let text = "[[class]]\nid = \"E1\"\nlevel = \"emergency\"\nline = \"Call now.\"\nsources = []\n[[class.rule]]\nname = \"a\"\nsigns = [\"d-x\"]\n";
        let (classes, faults) = read(text);
        assert_eq!((classes, faults), (1, vec![]));
    }

    #[test]
    fn says_what_is_wrong_and_where() {
        for (label, text, line) in [
            ("unknown key", "[[class]]\nid = \"E1\"\ncolour = 1\n", 3),
            (
                "no such source",
                "[[class]]\nid = \"E1\"\nlevel = \"crisis\"\nline = \"Call.\"\nsources = [\"NONE\"]\n[[class.rule]]\nname = \"a\"\nsigns = [\"d-x\"]\n",
                5,
            ),
            (
                "too many wanted",
                "[[class]]\nid = \"E1\"\nlevel = \"crisis\"\nline = \"Call.\"\nsources = []\n[[class.rule]]\nname = \"a\"\nsigns = [\"d-x\"]\nat_least = 2\n",
                7,
            ),
        ] {
            let (_, faults) = read(text);
            assert_eq!(faults.iter().map(|fault| fault.line).collect::<Vec<_>>(), [line], "{label}: {faults:?}");
        }
    }

    #[test]
    fn crisis_comes_before_emergency() {
        assert!(Level::Crisis < Level::Emergency && Level::Emergency < Level::UrgentNow && Level::UrgentNow < Level::UrgentToday);
    }
}
