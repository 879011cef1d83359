//! Floor 4: which section or topic a question is about. Explainable, deterministic, counted from data; no model.
//!
//! Weights are counted once, when the knowledge is loaded, from the questions in `asked*.tsv`, the sections' examples
//! and keywords: the logarithm of how much likelier a word, word pair or concept is in questions about a target than in
//! questions about any other. A question's score for a target is the sum over what it says, sentence by sentence.

pub mod fits;
pub mod index;
pub mod search;
pub mod segments;
