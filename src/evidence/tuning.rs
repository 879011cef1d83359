//! Constants of the score, each with its reason. Units: natural logarithm of odds, unless said otherwise.

use serde::{Deserialize, Serialize};

/// Techniques that can be switched off to measure what each is worth (`medguide eval --without NAME`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[allow(clippy::struct_excessive_bools, reason = "each switch is one independent technique of the ablation table")]
pub struct Techniques {
    /// Concepts: phrases of several words that stand for one thing.
    pub concepts: bool,
    /// Pairs of neighbouring words.
    pub pairs: bool,
    /// Sentences that ask weigh more than sentences that tell.
    pub clauses: bool,
    /// Hand-written patterns.
    pub patterns: bool,
    /// Questions of a guide weighed together, beside each word counted by itself.
    pub fits: bool,
    /// Examples of danger beside the rules.
    pub examples: bool,
    /// Letters of words in examples of danger.
    pub letters: bool,
    /// Two words around any other in examples of danger.
    pub around: bool,
    /// How people ask about other medicines, weighed beside their names.
    pub others: bool,
}

impl Default for Techniques {
    fn default() -> Self {
        Self {
            concepts: true,
            pairs: true,
            clauses: true,
            patterns: true,
            fits: true,
            examples: true,
            letters: true,
            around: true,
            others: true,
        }
    }
}

/// Questions a target is thought to have on top of those written, spread like the average of all targets.
/// Keeps a word seen once from deciding alone. Chosen on the development questions among 2, 4, 8, 16.
pub const PRIOR: f32 = 8.0;

/// A feature seen `n` times in all counts `n / (n + RARE)` of its weight.
pub const RARE: f32 = 1.0;

/// Share of its weight that a concept counts, because its words count too.
pub const CONCEPT: f32 = 0.8;

/// Share of its weight that a pair of words counts, because its words count too.
pub const PAIR: f32 = 0.6;

/// Weight of a sentence that tells, when another sentence asks (a share).
pub const TELLING: f32 = 0.45;

/// What such a sentence counts in an example (a share).
pub const TOLD: f32 = 0.5;

/// Smallest and largest weight of one feature: no single word may rule a target out, or in alone.
pub const FLOOR: f32 = -1.0;
/// See [`FLOOR`].
pub const CEILING: f32 = 4.0;
