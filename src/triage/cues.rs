//! The cues the engine itself knows: their concepts, as symbols.

use crate::{
    knowledge::fault::Fault,
    lexicon::{
        build::Lexicon,
        vocabulary::{NONE, Symbol},
    },
};
use serde::{Deserialize, Serialize};

/// Symbols of the cue concepts (`words/concepts/cues-*.toml`); each is described there.
#[derive(Debug, Default, Deserialize, Serialize)]
pub(super) struct Cues {
    pub now: Symbol,
    pub past: Symbol,
    pub past_verb: Symbol,
    pub present_verb: Symbol,
    pub over: Symbol,
    pub modal: Symbol,
    pub condition: Symbol,
    pub hearsay: Symbol,
    pub source: Symbol,
    pub topic_before: Symbol,
    pub topic_after: Symbol,
    pub fear: Symbol,
    pub treats: Symbol,
    pub negation: Symbol,
    pub denied_after: Symbol,
    pub generic: Symbol,
    pub fiction: Symbol,
    pub idiom: Symbol,
    pub subject: Symbol,
    pub have: Symbol,
    pub join: Symbol,
    pub split: Symbol,
    pub actual: Symbol,
    pub opener: Symbol,
    pub animal: Symbol,
    pub person: Symbol,
    pub kin: Symbol,
}

impl Cues {
    /// Looks the concepts up; one that no file defines is a fault and never matches.
    pub fn find(lexicon: &Lexicon, faults: &mut Vec<Fault>) -> Self {
        let mut find = |name: &str| {
            lexicon.concept(name).unwrap_or_else(|| {
                let reason = format!("no file defines the cue `{name}`");
                faults.push(Fault::file("words/concepts", reason, "restore it from the shipped cues-*.toml"));
                NONE
            })
        };
        Self {
            now: find("c-now"),
            past: find("c-past"),
            past_verb: find("c-past-verb"),
            present_verb: find("c-present-verb"),
            over: find("c-over"),
            modal: find("c-modal"),
            condition: find("c-condition"),
            hearsay: find("c-hearsay"),
            source: find("c-source"),
            topic_before: find("c-topic-before"),
            topic_after: find("c-topic-after"),
            fear: find("c-fear"),
            treats: find("c-treats"),
            negation: find("c-negation"),
            denied_after: find("c-denied-after"),
            generic: find("c-generic"),
            fiction: find("c-fiction"),
            idiom: find("c-idiom"),
            subject: find("c-subject"),
            have: find("c-have"),
            join: find("c-join"),
            split: find("c-split"),
            actual: find("c-actual"),
            opener: find("c-opener"),
            animal: find("c-animal"),
            person: find("c-person"),
            kin: find("c-kin"),
        }
    }
}
