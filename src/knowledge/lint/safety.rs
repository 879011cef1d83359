//! Rules for the fixed safety texts (`lines.toml` and the lines in `rules/`) and for `languages.toml`.
//!
//! Walks the TOML as it stands, so that a text with a new key is checked without a change here.

use super::{
    Linter, Report, has_ending,
    shape::{length, markup},
    spans::words,
};
use crate::knowledge::{
    fault::{Fault, line_of},
    rules::FOLDER,
};
use std::collections::BTreeSet;
use toml::Value;

/// Path of the fixed texts below the knowledge folder.
pub(super) const LINES: &str = "safety/lines.toml";
/// Path of the other languages below the knowledge folder.
const LANGUAGES: &str = "safety/languages.toml";

/// Longest safety line, in words: it stands under every reply and is never cut.
const MAX_SAFETY_LINE: usize = 25;
/// Fewest little words that tell a language.
const MIN_STOPWORDS: usize = 40;
/// Longest sentence in another language, in characters; Hindi is written in two scripts.
const MAX_LANGUAGE_TEXT: usize = 300;
/// The one emoji of the house: it opens the emergency banner and stands beside the word, never for it.
const ALARM: &str = "🚨";
/// What replies fill in. Another name would be shown to people with its braces.
const PLACEHOLDERS: &[&str] = &[
    "guide",
    "medicine",
    "title",
    "ask",
    "animals",
    "says",
    "severity",
    "example",
    "date",
    "publishers",
    "emergency_numbers",
    "crisis_numbers",
    "poison",
    "urgent_lines",
    "number",
    "places",
    "finder",
    "state",
];

/// A string of a TOML file with the keys that lead to it.
pub(super) struct Entry<'v> {
    /// Keys from the outermost; entries of a list by their `code`, `id` or `name`.
    pub path: Vec<&'v str>,
    /// The string.
    pub text: &'v str,
    /// Nearest `sources` around it.
    pub sources: Vec<&'v str>,
}

impl Entry<'_> {
    /// The keys as one text.
    pub fn place(&self) -> String {
        self.path.join(" ")
    }
}

/// Every string of a TOML value, besides sources, retired numbers and codes.
pub(super) fn entries(value: &Value) -> Vec<Entry<'_>> {
    let mut out = Vec::new();
    walk(value, &mut Vec::new(), &[], &mut out);
    out
}

fn walk<'v>(value: &'v Value, path: &mut Vec<&'v str>, sources: &[&'v str], out: &mut Vec<Entry<'v>>) {
    match value {
        Value::String(text) => out.push(Entry { path: path.clone(), text, sources: sources.to_vec() }),
        Value::Array(values) => {
            for value in values {
                let Some(label) = label(value) else {
                    walk(value, path, sources, out);
                    continue;
                };
                // A country is known by its code alone; other lists keep their key.
                let key = if value.get("code").is_some() { path.pop() } else { None };
                path.push(label);
                walk(value, path, sources, out);
                path.pop();
                path.extend(key);
            }
        }
        Value::Table(table) => {
            let own: Vec<&str> = table.get("sources").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect();
            let sources = if own.is_empty() { sources } else { &own };
            let known_by = path.last().copied();
            for (key, value) in table {
                let is_label = matches!(key.as_str(), "name" | "id") && value.as_str() == known_by;
                if !is_label && !matches!(key.as_str(), "sources" | "retired" | "code") {
                    path.push(key);
                    walk(value, path, sources, out);
                    path.pop();
                }
            }
        }
        _ => {}
    }
}

/// What an entry of a list is known by.
fn label(value: &Value) -> Option<&str> {
    ["code", "id", "name"].into_iter().find_map(|key| value.get(key)?.as_str())
}

/// A file of fixed texts with its value.
pub(super) struct Texts {
    /// Path below the knowledge folder.
    pub file: String,
    /// Its content.
    pub value: Value,
}

impl Texts {
    /// Every file with fixed texts that reading could make sense of.
    pub fn all(linter: &Linter<'_>) -> Vec<Self> {
        let rules = linter.files.keys().filter(|path| path.starts_with(FOLDER) && has_ending(path, "toml"));
        let files = std::iter::once(LINES).chain(rules.map(String::as_str));
        files.filter_map(|file| Some(Self { file: file.to_owned(), value: linter.value(file)? })).collect()
    }

    /// The texts people are shown; of a rule file that is the line of each class, the rest are wordings to find.
    pub fn shown(&self) -> Vec<Entry<'_>> {
        let mut entries = entries(&self.value);
        entries.retain(|entry| self.file == LINES || (entry.path.len() == 3 && entry.path.last() == Some(&"line")));
        entries
    }
}

/// Every rule on the fixed texts of one file.
pub(super) fn lines(linter: &Linter<'_>, texts: &Texts, report: &mut Report) {
    let file_text = linter.text(&texts.file);
    for entry in texts.shown() {
        let line = line_of(file_text, &entry.text.chars().take(40).collect::<String>());
        let place = entry.place();
        let mut fault = |reason: String, remedy: &str| {
            report.faults.push(Fault { file: texts.file.clone(), line, key: place.clone(), reason, remedy: remedy.to_owned() });
        };
        for name in placeholders(entry.text).filter(|name| !PLACEHOLDERS.contains(name)) {
            fault(format!("`{{{name}}}` is no placeholder"), "the head of the file lists them");
        }
        if entry.path.first() == Some(&"numbers") {
            continue;
        }
        if entry.text.trim().is_empty() {
            fault("is empty".to_owned(), "restore the text");
        }
        for (_, reason) in markup(&entry.text.replace(ALARM, "")) {
            fault(reason, "use plain words and a little **bold**");
        }
        let said = filled(entry.text);
        for (_, reason) in linter.hard_to_read(&said) {
            fault(reason, "use shorter sentences and plainer words");
        }
        let count = words(entry.text).len();
        if entry.path.first() == Some(&"safety_line") && count > MAX_SAFETY_LINE {
            fault(format!("has {count} words, more than {MAX_SAFETY_LINE}"), "say it shorter");
        }
        linter.wording.check(&texts.file, line, &place, entry.text, report);
    }
}

/// Names between braces.
fn placeholders(text: &str) -> impl Iterator<Item = &str> {
    text.split('{').skip(1).map(|rest| rest.split('}').next().unwrap_or_default())
}

/// A text with a plain word for each placeholder and for each number to dial, to measure it.
fn filled(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (index, part) in text.split('{').enumerate() {
        match part.split_once('}') {
            Some((_, rest)) if index > 0 => {
                out.push_str("tablet");
                out.push_str(rest);
            }
            _ => out.push_str(part),
        }
    }
    out.split(' ').map(|word| if word.starts_with(|c: char| c.is_ascii_digit()) { "tablet" } else { word }).collect::<Vec<_>>().join(" ")
}

/// Every rule on other languages.
pub(super) fn languages(linter: &Linter<'_>, report: &mut Report) {
    let file_text = linter.text(LANGUAGES);
    let mut codes = BTreeSet::new();
    for language in &linter.knowledge.languages {
        let line = line_of(file_text, &format!("code = \"{}\"", language.code));
        let mut fault = |key: &str, reason: String, remedy: &str| {
            let key = format!("{}.{key}", language.code);
            report.faults.push(Fault { file: LANGUAGES.to_owned(), line, key, reason, remedy: remedy.to_owned() });
        };
        if language.code.len() != 2 || !language.code.bytes().all(|b| b.is_ascii_lowercase()) || !codes.insert(&language.code) {
            fault("code", "is no ISO 639-1 code or stands twice".to_owned(), "two lower case letters, each once");
        }
        let different: BTreeSet<&String> = language.stopwords.iter().collect();
        if different.len() != language.stopwords.len() || different.len() < MIN_STOPWORDS {
            let reason = format!("has {} different words in {}", different.len(), language.stopwords.len());
            fault("stopwords", reason, &format!("{MIN_STOPWORDS} or more, each once"));
        }
        if language.help.is_empty() || language.help.iter().any(|word| word.trim().is_empty()) {
            fault("help", "is empty".to_owned(), "name words that call for help");
        }
        if let Some(reason) = length(&language.text, 1, MAX_LANGUAGE_TEXT) {
            fault("text", reason, "one or two short sentences");
        }
        if language.text.contains(['@', '<', '{']) || language.text.contains("://") || language.text.chars().any(char::is_numeric) {
            fault(
                "text",
                "holds a number, link, mention or placeholder".to_owned(),
                "say only that answers are in English and whom to ask",
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{entries, filled, placeholders};

    #[test]
    fn entries_carry_their_keys_and_sources() {
        let text = "a = 'x'\n[[country]]\ncode = 'US'\nemergency = '911'\nsources = ['W']\n\
                    poison = [{ name = 'P', number = '1', sources = ['V'] }, { name = 'Q', number = '2' }]\n[b.c]\nsay = 'y'";
        let value = toml::from_str(text).unwrap();
        let mut got: Vec<_> = entries(&value).iter().map(|e| format!("{}={} {}", e.place(), e.text, e.sources.join(","))).collect();
        got.sort();
        assert_eq!(got, ["US emergency=911 W", "US poison P number=1 V", "US poison Q number=2 W", "a=x ", "b c say=y "]);
    }

    #[test]
    fn placeholders_are_found_and_filled() {
        assert_eq!(placeholders("Call {a}, not {b").collect::<Vec<_>>(), ["a", "b"]);
        assert_eq!(filled("Call {a}. Then {b}!"), "Call tablet. Then tablet!");
    }
}
