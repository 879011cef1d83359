//! The only source of the line that closes every reply.

use crate::knowledge::safety::Lines;

/// The closing line of a reply. Cannot be made from free text: only from the safety texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Closing(String);

/// Shown when even the safety texts are missing; equals the shipped default line, which a test compares.
const LAST_RESORT: &str =
    "This is general info, not medical advice. Ask your doctor or pharmacist before any change. Emergency? Call 911, 999 or 112.";

impl Closing {
    /// The safety line with this name, else the default one.
    #[must_use]
    pub fn named(lines: &Lines, name: &str) -> Self {
        let line = lines.safety_line.get(name).or_else(|| lines.safety_line.get("default"));
        Self(line.map_or_else(|| LAST_RESORT.to_owned(), Clone::clone))
    }

    /// In a crisis reply the crisis lines are the safety line.
    #[must_use]
    pub fn crisis(lines: &Lines) -> Self {
        Self(lines.crisis.taken.clone())
    }

    /// The default line without any knowledge loaded.
    #[must_use]
    pub fn last_resort() -> Self {
        Self(LAST_RESORT.to_owned())
    }

    /// The line as plain words.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.0
    }
}
