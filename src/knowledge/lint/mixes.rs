//! Rules for what is said of the medicine together with others: names that exist, plain words, the fact lock.

use super::{
    Linter, Report, facts,
    names::Names,
    pieces::Piece,
    shape::{length, markup},
};
use crate::knowledge::{
    fault::{Fault, line_of},
    guide::Guide,
    mix::Mix,
};
use std::collections::BTreeSet;

/// Longest text, in characters: up to three rows stand ahead of a section in one message.
const MAX_SAYS: usize = 250;

/// Every rule on the mixes of a guide.
pub(super) fn check(linter: &Linter<'_>, guide: &Guide, names: &Names, report: &mut Report) {
    let file = format!("{}/mixes.toml", guide.head.id);
    let text = linter.text(&file);
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    for mix in &guide.mixes {
        // A text that stands in several rows has the line of the first: the row is found by the name in the fault.
        let line = line_of(text, &mix.says);
        let key = mix.names.iter().chain(&mix.classes).next().map_or("mix", String::as_str);
        let mut fault = |reason: String, remedy: &str| {
            report.faults.push(Fault { file: file.clone(), line, key: key.to_owned(), reason, remedy: remedy.to_owned() });
        };
        for (reason, remedy) in faults_of(linter, mix) {
            fault(reason, remedy);
        }
        for name in mix.names.iter().chain(&mix.classes).filter(|name| !seen.insert(name.as_str())) {
            fault(format!("`{name}` stands in two rows"), "keep the row that says most");
        }
        linter.wording.check(&file, line, key, &mix.says, report);
        let piece = Piece::on_line("says", &mix.says, line);
        facts::check(&facts::Lock { facts: &mix.facts, file: &file, file_text: text }, &[piece], names, &mut report.faults);
    }
}

fn faults_of(linter: &Linter<'_>, mix: &Mix) -> Vec<(String, &'static str)> {
    let medicines = &linter.knowledge.medicines;
    let severities = linter.knowledge.safety.lines.as_ref().map(|lines| &lines.interaction.severity);
    let mut out = Vec::new();
    if mix.names.is_empty() && mix.classes.is_empty() {
        out.push(("names neither a medicine nor a class".to_owned(), "add `names` or `classes`"));
    }
    for name in mix.names.iter().filter(|name| !medicines.iter().any(|medicine| *medicine.generic == **name)) {
        out.push((format!("`{name}` is no generic name of the medicines tables"), "write it as there, in lower case"));
    }
    for class in mix.classes.iter().filter(|class| !medicines.iter().any(|medicine| *medicine.class == **class)) {
        out.push((format!("`{class}` is no class of the medicines tables"), "write it as in their column `class`"));
    }
    if severities.is_some_and(|known| !known.contains_key(&mix.severity)) {
        out.push((format!("there is no severity `{}`", mix.severity), "use a key of [interaction.severity] in safety/lines.toml"));
    }
    if mix.sources.is_empty() {
        out.push(("has no source".to_owned(), "name the keys of sources.toml it rests on"));
    }
    for fact in mix.facts.iter().filter(|fact| !mix.sources.contains(&fact.source)) {
        out.push((
            format!("the fact `{}` names `{}`, which is not among the row's sources", fact.text, fact.source),
            "add the key to `sources`",
        ));
    }
    out.extend(length(&mix.says, 1, MAX_SAYS).map(|reason| (reason, "say it in one to three short sentences")));
    out.extend(markup(&mix.says).into_iter().map(|(_, reason)| (reason, "use plain words")));
    out.extend(linter.hard_to_read(&mix.says).into_iter().map(|(_, reason)| (reason, "use shorter sentences and plainer words")));
    out
}
