//! Asks every example question of the knowledge through the whole pipeline.

use super::{
    outcome::Outcome,
    snapshot::{Snapshot, Space},
};
use crate::knowledge::{fault::Fault, section::TargetId};

/// Faults for examples that do not resolve to their section, and counter-examples that do.
///
/// An example resolves when its section is shown, or is the first of the candidates under a banner or a choice.
#[must_use]
pub fn check(snapshot: &Snapshot) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut space = Space::default();
    for (index, guide) in snapshot.knowledge.guides.iter().enumerate() {
        for (section, target) in guide.sections.iter().zip(0..) {
            for example in &section.head.examples {
                if let Some(got) = missed(snapshot, index, example, target, &mut space) {
                    let reason = format!("the example “{example}” gives {got}");
                    let remedy = "reword it, or add keywords or lines to asked.tsv that speak for this section";
                    faults.push(Fault::at(&section.file, "", &section.head.id, reason, remedy));
                }
            }
            for counter in &section.head.counter_examples {
                let decision = snapshot.judge(counter, index, &mut space);
                if decision.outcome == Outcome::Answer && decision.shown.contains(&target) {
                    let reason = format!("the counter-example “{counter}” is answered by this section");
                    faults.push(Fault::at(&section.file, "", &section.head.id, reason, "add lines to asked.tsv for what it is about"));
                }
            }
        }
    }
    faults
}

/// What an example gave instead of its section.
fn missed(snapshot: &Snapshot, guide: usize, example: &str, target: TargetId, space: &mut Space) -> Option<String> {
    let decision = snapshot.judge(example, guide, space);
    let right = match decision.outcome {
        Outcome::Answer | Outcome::Clarify => decision.shown.contains(&target),
        Outcome::Crisis | Outcome::Emergency | Outcome::OtherMedicine | Outcome::NotCovered | Outcome::Chatter => false,
    };
    let name = |target| snapshot.knowledge.guides.get(guide).map_or("", |guide| guide.target_id(target));
    (!right).then(|| match decision.shown.first().or(decision.topic.as_ref()) {
        Some(&other) => format!("{} ({})", decision.outcome.name(), name(other)),
        None => format!("{} ({})", decision.outcome.name(), decision.rule),
    })
}
