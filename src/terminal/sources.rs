//! `medguide sources`: what each section rests on, for people who want to look it up.

use crate::knowledge::{
    guide::Guide,
    mix::Mix,
    model::{Grade, Knowledge, Source},
    section::{Fact, FactKind, Section},
};
use std::io::{self, Write};

/// Prints the sections of all guides, or those with an id, each with its sources and facts. Gives how many it printed.
///
/// # Errors
/// Writing failed.
pub fn print(knowledge: &Knowledge, only: Option<&str>, output: &mut dyn Write) -> io::Result<usize> {
    let mut printed = 0;
    for guide in &knowledge.guides {
        for section in guide.sections.iter().filter(|section| only.is_none_or(|id| section.head.id == id)) {
            one(knowledge, guide, section, output)?;
            printed += 1;
        }
        if only.is_none() {
            mixes(knowledge, guide, output)?;
        }
    }
    Ok(printed)
}

fn one(knowledge: &Knowledge, guide: &Guide, section: &Section, output: &mut dyn Write) -> io::Result<()> {
    let head = &section.head;
    let tier = if head.beyond() { "beyond the guide" } else { "the guide" };
    writeln!(output, "{}/{}: {} ({tier})", guide.head.id, head.id, head.title)?;
    writeln!(output, "  checked on {}, review by {}", head.checked_on, head.review_by)?;
    for key in &head.sources {
        source(key, knowledge.sources.get(key), output)?;
        for fact in head.facts.iter().filter(|fact| fact.source == *key) {
            writeln!(output, "      {}: {}", kind(fact), fact.text)?;
        }
    }
    writeln!(output)
}

fn mixes(knowledge: &Knowledge, guide: &Guide, output: &mut dyn Write) -> io::Result<()> {
    for mix in &guide.mixes {
        writeln!(output, "{} with {}: {}", guide.head.id, with(mix), mix.says)?;
        for key in &mix.sources {
            source(key, knowledge.sources.get(key), output)?;
        }
        writeln!(output)?;
    }
    Ok(())
}

fn source(key: &str, source: Option<&Source>, output: &mut dyn Write) -> io::Result<()> {
    let Some(source) = source else { return writeln!(output, "  {key}: missing from sources.toml") };
    writeln!(output, "  {key}: {}, {} ({}, seen {})", source.publisher, source.title, grade(source.grade), source.seen_on)?;
    match &source.address {
        Some(address) => writeln!(output, "      {address}"),
        None => Ok(()),
    }
}

/// Medicines and classes of a row, in words.
pub(super) fn with(mix: &Mix) -> String {
    mix.names.iter().chain(&mix.classes).map(String::as_str).collect::<Vec<_>>().join(", ")
}

/// A grade in words.
pub(super) fn grade(grade: Grade) -> &'static str {
    match grade {
        Grade::P => "the authority's own page",
        Grade::C => "an authority's text, seen elsewhere",
        Grade::S => "secondary source",
        Grade::G => "the guide itself",
    }
}

/// Kind of a fact in words.
pub(super) fn kind(fact: &Fact) -> &'static str {
    match fact.kind {
        FactKind::Number => "number",
        FactKind::Medicine => "medicine",
        FactKind::Prohibition => "sentence that forbids or limits",
    }
}
