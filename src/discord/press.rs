//! What a button means, in its `custom_id`: state that survives restarts and carries nothing of the question.
//!
//! Versioned by its first letters; what an earlier or later version wrote, or somebody made up, is [`Press::Unknown`].

use crate::app::ask::Choice;

/// Longest `custom_id`, in characters (Discord documentation, Component Reference).
const MAX_CHARS: usize = 100;

const SECTION: &str = "v1:s:";
const PUBLIC: &str = "v1:p:";

/// A pressed button.
#[derive(Debug, PartialEq, Eq)]
pub enum Press<'i> {
    /// Show a section.
    Section {
        /// Id of the guide.
        guide: &'i str,
        /// Id of the section.
        section: &'i str,
    },
    /// Post the answer for everybody; holds what `App::again` reads.
    Public(&'i str),
    /// No button of this version.
    Unknown,
}

impl<'i> Press<'i> {
    /// Reads a `custom_id`.
    pub fn read(custom_id: &'i str) -> Self {
        if let Some(recall) = custom_id.strip_prefix(PUBLIC) {
            return Self::Public(recall);
        }
        match custom_id.strip_prefix(SECTION).and_then(|rest| rest.split_once(':')) {
            Some((guide, section)) => Self::Section { guide, section },
            None => Self::Unknown,
        }
    }
}

/// The `custom_id` of a button for a section, or nothing when it would be too long.
pub fn section(choice: &Choice) -> Option<String> {
    fitting(format!("{SECTION}{}:{}", choice.guide, choice.section))
}

/// The `custom_id` of the button that posts an answer for everybody, or nothing when it would be too long.
pub fn public(recall: &str) -> Option<String> {
    fitting(format!("{PUBLIC}{recall}"))
}

fn fitting(custom_id: String) -> Option<String> {
    (custom_id.chars().count() <= MAX_CHARS).then_some(custom_id)
}

#[cfg(test)]
mod tests {
    use super::{Press, public, section};
    use crate::app::{ask::Choice, recall};

    #[test]
    fn what_is_written_is_read() {
        let choice = Choice { guide: "baclofen".into(), section: "missed-dose".into(), title: "Missed dose".into() };
        let id = section(&choice).unwrap();
        assert_eq!(id, "v1:s:baclofen:missed-dose");
        assert_eq!(Press::read(&id), Press::Section { guide: "baclofen", section: "missed-dose" });
        assert_eq!(Press::read(&public("baclofen:a:dosing:").unwrap()), Press::Public("baclofen:a:dosing:"));
    }

    #[test]
    fn the_longest_recall_fits() {
        assert!(public(&"x".repeat(recall::MAX_CHARS)).is_some());
        assert!(public(&"x".repeat(recall::MAX_CHARS + 1)).is_none());
    }

    #[test]
    fn anything_else_is_unknown() {
        for id in ["", "v1", "v1:s:", "v1:s:baclofen", "v2:s:baclofen:dosing", "fb:1", "V1:S:a:b", "é"] {
            assert_eq!(Press::read(id), Press::Unknown, "{id:?}");
        }
    }
}
