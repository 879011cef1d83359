//! Rules for `sources.toml` and for every use of a source key in any file. Opens no address.

use super::{Linter, Report, day::Day};
use crate::knowledge::{
    fault::{Fault, line_of},
    files::{Files, text},
    front_matter,
    model::{Grade, Source},
};
use std::collections::BTreeSet;
use toml::Value;

/// Path of the list below the knowledge folder.
pub(super) const FILE: &str = "sources.toml";

/// Every rule on sources.
pub(super) fn check(linter: &Linter<'_>, used_elsewhere: &BTreeSet<String>, report: &mut Report) {
    let sources = &linter.knowledge.sources;
    let list = linter.text(FILE);
    let mut used = used_elsewhere.clone();
    for (file, key, is_first) in uses(linter.files) {
        if !sources.contains_key(&key) {
            let file_text = linter.text(&file);
            let line = line_of(file_text, &format!("\"{key}\""));
            let reason = format!("`{key}` is no source");
            let remedy = "add it to sources.toml or correct the key".to_owned();
            report.faults.push(Fault { file: file.clone(), line, key: "sources".to_owned(), reason, remedy });
        }
        if !is_first {
            let line = line_of(linter.text(&file), &format!("\"{key}\""));
            let reason = format!("`{key}` stands twice in one list");
            report.faults.push(Fault { file, line, key: "sources".to_owned(), reason, remedy: "keep one".to_owned() });
        }
        used.insert(key);
    }
    for (key, source) in sources {
        let line = line_of(list, &format!("[{key}]"));
        let mut fault = |reason: String, remedy: &str| {
            report.faults.push(Fault { file: FILE.to_owned(), line, key: key.clone(), reason, remedy: remedy.to_owned() });
        };
        if !used.contains(key) {
            fault("nothing uses it".to_owned(), "remove it, or name it where its fact stands");
        }
        for (reason, remedy) in faults_of(source, linter.today) {
            fault(reason, remedy);
        }
    }
}

fn faults_of(source: &Source, today: Day) -> Vec<(String, &'static str)> {
    let mut out = Vec::new();
    for (key, text) in [("title", &source.title), ("publisher", &source.publisher)] {
        if text.trim().is_empty() || text.contains(['\n', '@']) {
            out.push((format!("`{key}` is empty or holds a line break or @"), "write it in plain words"));
        }
    }
    match (source.grade, &source.address) {
        (Grade::P, None) => {
            out.push(("has grade P and no `address`".to_owned(), "add the address of the authority's own page or lower the grade"));
        }
        (Grade::C | Grade::S | Grade::G, Some(_)) => {
            out.push(("has an `address` without grade P".to_owned(), "only an authority's own page may be linked: use `seen_at`"));
        }
        _ => {}
    }
    for (key, address) in [("address", &source.address), ("seen_at", &source.seen_at)] {
        if let Some(address) = address.as_deref().filter(|address| !is_address(address)) {
            out.push((format!("`{key}` is no web address: {address}"), "write it with https:// or http://, without blanks"));
        }
    }
    match Day::written(&source.seen_on) {
        None => out.push(("`seen_on` is no day".to_owned(), "write it like 2026-11-23")),
        Some(day) if day > today => out.push((format!("`seen_on` {day} lies in the future"), "write the day on which it was read")),
        Some(_) => {}
    }
    out
}

/// Whether a text is an address that Discord would link: a scheme, a host with a dot, no blank or closing mark inside.
fn is_address(text: &str) -> bool {
    let Some(rest) = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://")) else { return false };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = host.split_once(':').filter(|(_, port)| port.parse::<u16>().is_ok()).map_or(host, |(name, _)| name);
    let good_host = host.split('.').count() > 1
        && host.split('.').all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-'));
    good_host && !text.chars().any(|c| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | '"' | '`' | '\\'))
}

/// Every use of a source key: values of `source` and `sources` in any TOML file and any front matter, with the file and
/// whether it is the first of that key in its list.
///
/// Reads the files anew and not the parsed values, so that a new kind of file is seen without a change here.
fn uses(files: &Files) -> Vec<(String, String, bool)> {
    let mut out = Vec::new();
    for path in files.keys().filter(|path| *path != FILE) {
        let Ok(text) = text(files, path) else { continue };
        let toml = match path.rsplit_once('.') {
            Some((_, "toml")) => text,
            Some((_, "md")) => front_matter::split(text).map_or("", |split| split.header),
            _ => continue,
        };
        if let Ok(value) = toml::from_str::<Value>(toml) {
            collect(&value, &mut |key, is_first| out.push((path.clone(), key.to_owned(), is_first)));
        }
    }
    out
}

fn collect(value: &Value, found: &mut impl FnMut(&str, bool)) {
    match value {
        Value::Table(table) => {
            for (key, value) in table {
                match (key.as_str(), value) {
                    ("source", Value::String(key)) => found(key, true),
                    ("sources", Value::Array(keys)) => {
                        let mut seen = BTreeSet::new();
                        keys.iter().filter_map(Value::as_str).for_each(|key| found(key, seen.insert(key)));
                    }
                    _ => collect(value, found),
                }
            }
        }
        Value::Array(values) => values.iter().for_each(|value| collect(value, found)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::{collect, is_address};

    #[test]
    fn addresses() {
        for (text, expect) in [
            ("https://www.nhs.uk/medicines/", true),
            ("http://a.org/x?y=z#t", true),
            ("https://ch.oddb.org:443/en", true),
            ("https://a.org:x/", false),
            ("ftp://a.org", false),
            ("www.nhs.uk", false),
            ("https://nhs", false),
            ("https://nhs..uk", false),
            ("https://nhs.uk/a b", false),
            ("", false),
        ] {
            assert_eq!(is_address(text), expect, "{text}");
        }
    }

    #[test]
    fn keys_are_found_at_any_depth() {
        let value = toml::from_str("source = 'A'\n[x]\nsources = ['B', 'C', 'B']\n[[x.y]]\nz = { sources = ['D'] }").unwrap();
        let mut keys = Vec::new();
        collect(&value, &mut |key, is_first| keys.push(format!("{key}{}", if is_first { "" } else { " again" })));
        keys.sort();
        assert_eq!(keys, ["A", "B", "B again", "C", "D"]);
    }
}
