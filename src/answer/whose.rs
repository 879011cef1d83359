//! Whose medicine a question is about: by the names in it, and by how it reads where the guide's own is not named.

use super::snapshot::{Snapshot, Space};
use crate::{
    lexicon::{names::Who, reading::Reading},
    scope::{Scope, others},
};

/// Whose medicine a question is about.
pub(super) struct Whose {
    /// By names, and by how it reads where it reads clearly.
    pub scope: Scope,
    /// By its names alone, another medicine stands beside the guide's.
    pub beside: bool,
    /// How much it reads like a question about another medicine, where the guide's own is not named.
    pub sum: Option<f32>,
}

impl Whose {
    /// Decides for a question asked of the guide with this index.
    pub fn medicine(snapshot: &Snapshot, guide: usize, reading: &Reading, space: &mut Space) -> Self {
        let scope = snapshot.scoper.resolve(reading, u16::try_from(guide).unwrap_or(u16::MAX));
        let beside = matches!(scope, Scope::Both { .. });
        let own = |who: Who| matches!(who, Who::Guide(_) | Who::OwnClass(_));
        let named = reading.mentions.iter().any(|mention| own(mention.who));
        let sum = if named { None } else { snapshot.others.sum(reading, guide, &mut space.others) };
        // A story may name another medicine in passing and ask about the guide's.
        let scope = match (scope, sum) {
            (Scope::Other { .. }, Some(sum)) if sum <= others::OWN => Scope::Both { others: Scope::others(reading) },
            (scope, _) => scope,
        };
        Self { scope, beside, sum }
    }

    /// Whether it is asked as people ask about other medicines, though no name says so, or the guide's seems to be meant beside it.
    pub fn reads_like_another(&self, snapshot: &Snapshot, reading: &Reading) -> bool {
        let limit = match &self.scope {
            Scope::Other { .. } => return false,
            // Nobody asks this bot about a drink alone.
            Scope::Both { others } if !others.is_empty() && others.iter().all(|&row| snapshot.scoper.substance(row)) => return false,
            // One thing measured against another that the guide speaks of is measured against the guide's own.
            Scope::Both { .. } if snapshot.scoper.versus(reading) => return false,
            Scope::Both { .. } => others::NAMED,
            Scope::Guide { .. } => others::LIMIT,
        };
        self.sum.is_some_and(|sum| sum >= limit)
    }
}
