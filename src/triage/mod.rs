//! Floor 3: the emergency gate. Reads a message for danger, before anything else is answered.
//!
//! Data decides what is a danger: concepts (`words/concepts/danger-*.toml`), cues (`cues-*.toml`) and rules
//! (`safety/rules/`). The engine only judges each sign where it stands: told as fact or asked, now or long over,
//! denied, somebody's story, or a manner of speaking. A softening word in one clause never cancels a sign in another.

pub mod check;
mod cues;
pub mod gate;
pub mod limits;
mod places;
mod rule;
mod scene;
mod targets;
pub mod told;
pub mod verdict;

pub use gate::Gate;
pub use verdict::{Finding, Reason, Verdict};
