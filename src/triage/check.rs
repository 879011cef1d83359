//! Checks the rules against their own examples.

use super::{
    gate::Gate,
    limits::Limits,
    told::{Space, Told},
};
use crate::{
    knowledge::{fault::Fault, model::Knowledge},
    lexicon::build::Lexicon,
};

/// Every `must` wording that gives no finding of its class's level, and every `not` wording that gives one of its class.
#[must_use]
pub fn examples(knowledge: &Knowledge, lexicon: &Lexicon, gate: &Gate, told: &Told) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut space = Space::default();
    let mut look = |text: &str| told.look(&lexicon.read(text), gate, Limits::default(), &mut space);
    for class in &knowledge.rules {
        let mut fault = |text: &str, line: usize, reason: String, remedy: &str| {
            let (file, key, remedy) = (class.file.clone(), text.to_owned(), remedy.to_owned());
            faults.push(Fault { file, line, key, reason, remedy });
        };
        let mut lines = class.lines.iter().copied();
        for text in &class.must {
            let line = lines.next().unwrap_or(0);
            if !look(text).has(class.level) {
                fault(
                    text,
                    line,
                    format!("must be found by class `{}` and is not", class.id),
                    "add its words to a concept, a rule, or told.tsv",
                );
            }
        }
        for text in &class.not {
            let line = lines.next().unwrap_or(0);
            if let Some(finding) = look(text).findings.iter().find(|finding| *finding.class == *class.id) {
                let reason = format!("must not be found by class `{}`, but rule `{}` does", class.id, finding.rule);
                fault(text, line, reason, "add a cue, or narrow the rule");
            }
        }
    }
    faults
}
