//! Personal requests: a dose, arithmetic, a conversion, a schedule, a child's dose. They get a referral, never a figure.

use crate::lexicon::{build::Lexicon, reading::Reading, vocabulary::Symbol};
use serde::{Deserialize, Serialize};

/// Kinds of personal requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
pub enum Personal {
    /// How much somebody should take, or whether an amount is right for them; also sums and conversions.
    Dose,
    /// A plan for coming off or building up.
    Schedule,
    /// A child's dose.
    Child,
    /// What a tablet is, from its look.
    Look,
}

/// Concepts of `words/concepts/personal.toml` that are personal requests.
#[derive(Deserialize, Serialize)]
pub struct PersonalRequests {
    concepts: Vec<(Symbol, Personal)>,
}

/// Concept names and what they ask for, the most particular first.
const CONCEPTS: [(&str, Personal); 6] = [
    ("p-identify", Personal::Look),
    ("p-child-dose", Personal::Child),
    ("p-schedule", Personal::Schedule),
    ("p-arithmetic", Personal::Dose),
    ("p-conversion", Personal::Dose),
    ("p-dose-request", Personal::Dose),
];

impl PersonalRequests {
    /// Looks the concepts up; one that no file defines is never found.
    #[must_use]
    pub fn build(lexicon: &Lexicon) -> Self {
        Self { concepts: CONCEPTS.iter().filter_map(|&(name, kind)| Some((lexicon.concept(name)?, kind))).collect() }
    }

    /// The personal request of a reading, if it is one.
    #[must_use]
    pub fn find(&self, reading: &Reading) -> Option<Personal> {
        self.concepts.iter().find(|(symbol, _)| reading.has(*symbol)).map(|&(_, kind)| kind)
    }
}
