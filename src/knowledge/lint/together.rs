//! Rules over all sections and topics of a guide together: what must stand in one place only.

use super::{Linter, Report, spans::folded};
use crate::knowledge::{
    fault::{Fault, line_of},
    guide::Guide,
};
use std::collections::BTreeMap;

/// Rules over all sections and topics: ids, keywords and examples stand in one place each.
pub(super) fn check(linter: &Linter<'_>, guide: &Guide, report: &mut Report) {
    let topics_file = format!("{}/topics.toml", guide.head.id);
    let mut ids: BTreeMap<&str, &str> = BTreeMap::new();
    let mut keywords: BTreeMap<String, String> = BTreeMap::new();
    let mut examples: BTreeMap<String, &str> = BTreeMap::new();
    let sections = guide.sections.iter().map(|s| (s.file.as_str(), s.head.id.as_str(), &s.head.keywords, s.head.examples.as_slice()));
    let topics = guide.topics.iter().map(|t| (topics_file.as_str(), t.id.as_str(), &t.keywords, &[][..]));
    for (file, id, words, questions) in sections.chain(topics) {
        let text = linter.text(file);
        if let Some(first) = ids.insert(id, file) {
            let line = line_of(text, &format!("id = \"{id}\""));
            let reason = format!("`{id}` is an id in {first}, too");
            report.faults.push(Fault { file: file.to_owned(), line, key: "id".to_owned(), reason, remedy: "rename one".to_owned() });
        }
        for word in words {
            if let Some(first) = keywords.insert(folded(word), format!("`{id}`")) {
                let reason = format!("the keyword `{word}` stands in {first}, too");
                report.faults.push(Fault::at(
                    file,
                    text,
                    &format!("\"{word}\""),
                    reason,
                    "keep it where it says most, remove it elsewhere",
                ));
            }
        }
        for question in questions {
            if let Some(first) = examples.insert(folded(question), id) {
                let reason = format!("the example stands in `{first}`, too");
                report.faults.push(Fault::at(file, text, question, reason, "keep it where it is answered"));
            }
        }
    }
}
