//! Personal requests: a dose, arithmetic, a conversion, a schedule, a child's dose. They get a referral, never a figure.

use crate::lexicon::{
    build::Lexicon,
    reading::{Reading, Span},
    vocabulary::Symbol,
};
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
    /// The concept, the one that takes places away from it, and what it asks for.
    concepts: Vec<(Symbol, Option<Symbol>, Personal)>,
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
        let found = |&(name, kind): &(&str, Personal)| Some((lexicon.concept(name)?, lexicon.concept(&format!("{name}-not")), kind));
        Self { concepts: CONCEPTS.iter().filter_map(found).collect() }
    }

    /// The personal request of a reading, if it is one.
    #[must_use]
    pub fn find(&self, reading: &Reading) -> Option<Personal> {
        // As in the gate, the longer phrase wins.
        let takes = |not: Span, span: Span| not.overlaps(span) && !not.part_of(span);
        let asked = |symbol: Symbol, except: Option<Symbol>| {
            let taken = |span: Span| except.is_some_and(|except| reading.spans_of(except).any(|not| takes(not, span)));
            reading.spans_of(symbol).any(|span| !taken(span))
        };
        self.concepts.iter().find(|&&(symbol, except, _)| asked(symbol, except)).map(|&(.., kind)| kind)
    }
}
