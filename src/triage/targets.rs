//! The classes that examples of danger are told of, and the questions the weights answer.

use super::verdict::Finding;
use crate::{
    evidence::fitted::{MOST_QUESTIONS, Questions},
    knowledge::{model::Knowledge, rules::Level},
};
use serde::{Deserialize, Serialize};

/// Which question is which: any emergency, crisis, then each class of emergency.
pub(super) const EMERGENCY: usize = 0;
pub(super) const CRISIS: usize = 1;
pub(super) const CLASSES: usize = 2;

/// The classes that examples are told of.
#[derive(Default, Deserialize, Serialize)]
pub(super) struct Targets {
    /// Classes of emergency, in the order of their questions.
    pub emergencies: Vec<Box<str>>,
    pub crises: Vec<Box<str>>,
    /// Emergencies whose line gives the number of poison help: something was taken.
    taken: Vec<Box<str>>,
}

impl Targets {
    /// The classes of the rules, in their order.
    pub fn of(knowledge: &Knowledge) -> Self {
        let of = |level: Level| knowledge.rules.iter().filter(move |class| class.level == level).map(|class| class.id.as_str().into());
        let lines = knowledge.safety.lines.iter().flat_map(|lines| &lines.emergency.class);
        let taken = lines.filter(|(_, line)| line.say.contains("{poison}")).map(|(id, _)| id.as_str().into());
        Self {
            // A class beyond the last question is told of under "any emergency" alone.
            emergencies: of(Level::Emergency).take(MOST_QUESTIONS - CLASSES).collect(),
            crises: of(Level::Crisis).collect(),
            taken: taken.collect(),
        }
    }

    /// Questions an example of this label is for, and those it answers with yes. An emergency of one class is none of another,
    /// but speaks like one: it says nothing there.
    pub fn answers(&self, label: &str) -> (Questions, Questions) {
        let classes = self.emergencies.iter().enumerate();
        let all = classes.clone().fold(1 << EMERGENCY | 1 << CRISIS, |all, (class, _)| all | 1 << (CLASSES + class));
        if self.crises.iter().any(|id| **id == *label) {
            return (all, 1 << CRISIS);
        }
        match classes.into_iter().find(|(_, id)| ***id == *label) {
            Some((class, _)) => {
                let yes = 1 << EMERGENCY | 1 << (CLASSES + class);
                (yes | 1 << CRISIS, yes)
            }
            None => (all, 0),
        }
    }

    /// Whether what a rule found names the danger, whatever the examples say: it is said plainly, or something was taken, and who is
    /// to be called then must not be missing.
    pub fn stays_first(&self, finding: &Finding) -> bool {
        finding.level == Level::Emergency && (finding.sure || self.taken.contains(&finding.class))
    }
}
