//! What a button means, in its `custom_id`: state that survives restarts and carries nothing of the question.
//!
//! Versioned by its first letters; what an earlier or later version wrote, or somebody made up, is [`Press::Unknown`].

use crate::app::ask::Choice;

/// Longest `custom_id`, in characters (Discord documentation, Component Reference).
const MAX_CHARS: usize = 100;

const SECTION: &str = "v1:s:";
const PUBLIC: &str = "v1:p:";
const REPLY: &str = "v1:r:";
const SHELF: &str = "v1:l:";
const ELSEWHERE: &str = "v1:n:";
const BROWSE: &str = "v1:b";
const REMOVE: &str = "v1:x";
const PIN: &str = "v1:q:";
const JUDGE: &str = "v1:j:";
const RIGHTED: &str = "v1:w:";
const WORDING: &str = "v1:f:";
const ERASE: &str = "v1:e";
const HELPFUL: &str = "v1:h:";
const QUIET: &str = "v1:o:";
const PERSON: &str = "v1:a";

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
    /// Post an answer below a message of this channel.
    Reply {
        /// Id of the message.
        message: u64,
        /// What `App::again` reads.
        recall: &'i str,
    },
    /// Show the section that was chosen from a list of this guide.
    Shelf {
        /// Id of the guide.
        guide: &'i str,
    },
    /// Show other sections; holds what `App::elsewhere` reads.
    Elsewhere(&'i str),
    /// Show the lists of all sections.
    Browse,
    /// Take the reply away.
    Remove,
    /// Post a section and pin it.
    Pin {
        /// Id of the guide.
        guide: &'i str,
        /// Id of the section.
        section: &'i str,
    },
    /// What staff say of an answer that shadow mode would have given.
    Judge {
        /// Whether it was right.
        right: bool,
        /// The channel of the report.
        channel: u64,
        /// The message it would have answered.
        message: u64,
    },
    /// The right section was chosen in place of this one.
    Righted {
        /// Id of the section that was shown; may be empty.
        shown: &'i str,
    },
    /// Erase what hangs on who presses.
    Erase,
    /// Whether the answer helped.
    Helpful {
        /// Whether it did.
        yes: bool,
        /// Id of the section.
        section: &'i str,
    },
    /// Leave who presses alone in this server; `Some(true)`: in emergencies too; `None`: no longer.
    Quiet(Option<bool>),
    /// Get a person.
    Person,
    /// No button of this version.
    Unknown,
}

impl<'i> Press<'i> {
    /// Reads a `custom_id`.
    pub fn read(custom_id: &'i str) -> Self {
        let parts = custom_id.split_at_checked(SECTION.len());
        match (custom_id, parts) {
            (BROWSE, _) => Self::Browse,
            (REMOVE, _) => Self::Remove,
            (ERASE, _) => Self::Erase,
            (PERSON, _) => Self::Person,
            (_, Some((HELPFUL, rest))) => match rest.split_once(':') {
                Some(("y", section)) => Self::Helpful { yes: true, section },
                Some(("n", section)) => Self::Helpful { yes: false, section },
                _ => Self::Unknown,
            },
            (_, Some((QUIET, "q"))) => Self::Quiet(Some(false)),
            (_, Some((QUIET, "e"))) => Self::Quiet(Some(true)),
            (_, Some((QUIET, "b"))) => Self::Quiet(None),
            (_, Some((PIN, rest))) => rest.split_once(':').map_or(Self::Unknown, |(guide, section)| Self::Pin { guide, section }),
            (_, Some((JUDGE, rest))) => judge(rest).unwrap_or(Self::Unknown),
            // Behind the section stands the number of the list.
            (_, Some((RIGHTED, rest))) => rest.split_once(':').map_or(Self::Unknown, |(shown, _)| Self::Righted { shown }),
            (_, Some((PUBLIC, recall))) => Self::Public(recall),
            (_, Some((ELSEWHERE, next))) => Self::Elsewhere(next),
            (_, Some((SECTION, rest))) => rest.split_once(':').map_or(Self::Unknown, |(guide, section)| Self::Section { guide, section }),
            // Behind the guide stands the number of the list, because two menus of a message need two ids.
            (_, Some((SHELF, rest))) => rest.split_once(':').map_or(Self::Unknown, |(guide, _)| Self::Shelf { guide }),
            (_, Some((REPLY, rest))) => {
                let read = rest.split_once(':').and_then(|(message, recall)| Some((message.parse().ok().filter(|&id| id != 0)?, recall)));
                read.map_or(Self::Unknown, |(message, recall)| Self::Reply { message, recall })
            }
            _ => Self::Unknown,
        }
    }
}

fn judge(rest: &str) -> Option<Press<'_>> {
    let mut fields = rest.split(':');
    let right = match fields.next()? {
        "r" => true,
        "w" => false,
        _ => return None,
    };
    let (channel, message) = (fields.next()?.parse().ok()?, fields.next()?.parse().ok()?);
    fields.next().is_none().then_some(Press::Judge { right, channel, message })
}

/// The `custom_id` of a button that posts a section and pins it, from what would post it. `None` where more than one section is
/// shown, or the id would be too long.
pub fn pin(recall: &str) -> Option<String> {
    let mut fields = recall.split(':');
    let (guide, head, ids) = (fields.next()?, fields.next()?, fields.next()?);
    let one = head.starts_with('a') && !ids.is_empty() && !ids.contains(',');
    one.then(|| format!("{PIN}{guide}:{ids}")).and_then(fitting)
}

/// The `custom_id` of a button that calls an answer of shadow mode right or wrong.
pub fn judging(right: bool, channel: u64, message: u64) -> String {
    format!("{JUDGE}{}:{channel}:{message}", if right { "r" } else { "w" })
}

/// The `custom_id` of a list of sections of which one is right in place of `shown`.
pub fn righted(shown: &str, number: usize) -> Option<String> {
    fitting(format!("{RIGHTED}{shown}:{number}"))
}

/// The `custom_id` of the form that asks for a wording, or nothing when it would be too long.
pub fn wording(wanted: &str, shown: &str) -> Option<String> {
    fitting(format!("{WORDING}{wanted}:{shown}"))
}

/// Reads the `custom_id` of that form: the right section, and the one that was shown.
pub fn read_wording(custom_id: &str) -> Option<(&str, &str)> {
    custom_id.strip_prefix(WORDING)?.split_once(':')
}

/// The `custom_id` of a button that says whether a section helped.
pub fn helpful(yes: bool, section: &str) -> Option<String> {
    fitting(format!("{HELPFUL}{}:{section}", if yes { "y" } else { "n" }))
}

/// The `custom_id` of a button by which somebody is left alone, or no longer; see [`Press::Quiet`].
pub fn quiet(everything: Option<bool>) -> String {
    let letter = match everything {
        Some(false) => "q",
        Some(true) => "e",
        None => "b",
    };
    format!("{QUIET}{letter}")
}

/// The `custom_id` of the button that gets a person.
pub fn person() -> &'static str {
    PERSON
}

/// The `custom_id` of the button that erases what hangs on who presses it.
pub fn erase() -> &'static str {
    ERASE
}

/// The `custom_id` of a button for a section, or nothing when it would be too long.
pub fn section(choice: &Choice) -> Option<String> {
    fitting(format!("{SECTION}{}:{}", choice.guide, choice.section))
}

/// The `custom_id` of the button that posts an answer for everybody, or nothing when it would be too long.
pub fn public(recall: &str) -> Option<String> {
    fitting(format!("{PUBLIC}{recall}"))
}

/// The `custom_id` of the button that posts an answer below a message, or nothing when it would be too long.
pub fn reply(message: u64, recall: &str) -> Option<String> {
    fitting(format!("{REPLY}{message}:{recall}"))
}

/// The `custom_id` of a list of sections, or nothing when it would be too long.
pub fn shelf(guide: &str, number: usize) -> Option<String> {
    fitting(format!("{SHELF}{guide}:{number}"))
}

/// The `custom_id` of "Not what I asked"; without the next sections when they would make it too long.
pub fn elsewhere(next: Option<&str>) -> String {
    next.and_then(|next| fitting(format!("{ELSEWHERE}{next}"))).unwrap_or_else(|| BROWSE.to_owned())
}

/// The `custom_id` of the button that opens the lists.
pub fn browse() -> &'static str {
    BROWSE
}

/// The `custom_id` of the button that takes a reply away.
pub fn remove() -> &'static str {
    REMOVE
}

fn fitting(custom_id: String) -> Option<String> {
    (custom_id.chars().count() <= MAX_CHARS).then_some(custom_id)
}

#[cfg(test)]
mod tests {
    use super::{
        Press, browse, elsewhere, erase, helpful, judging, person, pin, public, quiet, read_wording, remove, reply, righted, section,
        shelf, wording,
    };
    use crate::app::{ask::Choice, recall};

    #[test]
    fn what_is_written_is_read() {
        let choice = Choice { guide: "baclofen".into(), section: "missed-dose".into(), title: "Missed dose".into() };
        let id = section(&choice).unwrap();
        assert_eq!(id, "v1:s:baclofen:missed-dose");
        assert_eq!(Press::read(&id), Press::Section { guide: "baclofen", section: "missed-dose" });
        assert_eq!(Press::read(&public("baclofen:a:dosing:").unwrap()), Press::Public("baclofen:a:dosing:"));
        let below = reply(1_575_845_669_757_779_968, "baclofen:a:dosing:").unwrap();
        assert_eq!(Press::read(&below), Press::Reply { message: 1_575_845_669_757_779_968, recall: "baclofen:a:dosing:" });
        assert_eq!(Press::read(&shelf("baclofen", 1).unwrap()), Press::Shelf { guide: "baclofen" });
        assert_eq!(Press::read(&elsewhere(Some("baclofen:dosing,forms"))), Press::Elsewhere("baclofen:dosing,forms"));
        assert_eq!(Press::read(&elsewhere(Some(&"x".repeat(96)))), Press::Browse);
        assert_eq!(Press::read(browse()), Press::Browse);
        assert_eq!(Press::read(remove()), Press::Remove);
        assert_eq!(Press::read(erase()), Press::Erase);
        assert_eq!(Press::read(person()), Press::Person);
        assert_eq!(Press::read(&helpful(true, "dosing").unwrap()), Press::Helpful { yes: true, section: "dosing" });
        assert_eq!(Press::read(&helpful(false, "dosing").unwrap()), Press::Helpful { yes: false, section: "dosing" });
        for everything in [None, Some(false), Some(true)] {
            assert_eq!(Press::read(&quiet(everything)), Press::Quiet(everything));
        }
        assert_eq!(Press::read(&pin("baclofen:a:dosing:").unwrap()), Press::Pin { guide: "baclofen", section: "dosing" });
        for several in ["baclofen:a:dosing,forms:", "baclofen:e:E1:", "baclofen:a::", "x"] {
            assert_eq!(pin(several), None, "{several}");
        }
        assert_eq!(Press::read(&judging(false, 7, 8)), Press::Judge { right: false, channel: 7, message: 8 });
        assert_eq!(Press::read(&righted("dosing", 1).unwrap()), Press::Righted { shown: "dosing" });
        assert_eq!(Press::read(&righted("", 0).unwrap()), Press::Righted { shown: "" });
        assert_eq!(read_wording(&wording("forms", "dosing").unwrap()), Some(("forms", "dosing")));
    }

    #[test]
    fn the_longest_recall_fits() {
        assert!(public(&"x".repeat(recall::MAX_CHARS)).is_some());
        assert!(public(&"x".repeat(recall::MAX_CHARS + 1)).is_none());
    }

    #[test]
    fn anything_else_is_unknown() {
        for id in [
            "",
            "v1",
            "v1:s:",
            "v1:s:baclofen",
            "v2:s:baclofen:dosing",
            "fb:1",
            "V1:S:a:b",
            "é",
            "v1:r:0:x",
            "v1:r:x:y",
            "v1:r:7",
            "v1:l:baclofen",
            "v1:x:",
            "v1:q:baclofen",
            "v1:j:x:1:2",
            "v1:j:r:1",
            "v1:j:r:1:2:3",
            "v1:w:dosing",
            "v1:e:",
            "v1:h:x:dosing",
            "v1:h:y",
            "v1:o:x",
        ] {
            assert_eq!(Press::read(id), Press::Unknown, "{id:?}");
        }
    }
}
