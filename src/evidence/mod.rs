//! Floor 3: how much each word, pair of words and concept speaks for one thing rather than another, counted from examples.
//! Shared by matching (which section) and triage (which danger). No model: sums of logarithms of rates that a person can
//! check by hand.

pub mod counts;
pub mod features;
pub mod fitted;
pub mod table;
pub mod tuning;
pub mod wording;
