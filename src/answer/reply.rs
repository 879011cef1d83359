//! A reply ready for any surface. Cannot be built without its closing line, and cannot exceed one message.

use super::closing::Closing;
use crate::knowledge::section::TargetId;

/// Longest message, in UTF-16 units. Discord allows 2,000 characters (Discord documentation, Create Message).
pub const MAX_MESSAGE: usize = 2_000;

/// A button offered below a reply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Offer {
    /// Opens a section of a guide.
    Section {
        /// Index of the guide.
        guide: usize,
        /// The section.
        section: TargetId,
        /// Its title, at most 60 characters.
        title: String,
    },
}

/// Parts of a reply ahead of its closing line. Any of them may be empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Draft {
    /// Emergency, crisis or urgent lines: never cut.
    pub first: Vec<String>,
    /// What must be said before the text ("no checked information on …"): never cut.
    pub notes: Vec<String>,
    /// Title and text of each section, and other texts, in order. Cut from the end when the message is too long.
    pub texts: Vec<String>,
    /// Source and review lines, small. Left out when the message is too long.
    pub small: Vec<String>,
}

/// A reply. Its text ends with the closing line as small text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    text: String,
    offers: Vec<Offer>,
}

impl Reply {
    /// Puts a reply together. What does not fit goes, in this order: small lines, the end of the texts. Never the first
    /// lines, the notes or the closing line: they are bounded by `medguide check` and fit together.
    #[must_use]
    pub fn new(draft: &Draft, closing: &Closing, offers: Vec<Offer>) -> Self {
        let end = format!("-# {}", closing.text());
        let lead: Vec<&str> = draft.first.iter().chain(&draft.notes).map(String::as_str).collect();
        let small = draft.small.iter().map(|line| format!("-# {line}")).collect::<Vec<_>>().join("\n");
        let room = MAX_MESSAGE.saturating_sub(units(&end) + 1);
        let head = cut(&lead.join("\n"), room);
        let mut left = room.saturating_sub(units(&head) + 2);
        let body = cut(&draft.texts.join("\n\n"), left);
        left = left.saturating_sub(units(&body) + 1);
        let mut text = head;
        if !body.is_empty() {
            push_block(&mut text, &body, "\n\n");
        }
        if !small.is_empty() && units(&small) < left {
            push_block(&mut text, &small, "\n");
        }
        push_block(&mut text, &end, "\n");
        Self { text, offers }
    }

    /// The whole message in Discord's Markdown.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Buttons, at most four.
    #[must_use]
    pub fn offers(&self) -> &[Offer] {
        &self.offers
    }

    /// The message for a terminal: without Markdown marks.
    #[must_use]
    pub fn plain(&self) -> String {
        let lines = self.text.lines().map(|line| line.strip_prefix("-# ").unwrap_or(line).replace("**", ""));
        lines.collect::<Vec<_>>().join("\n")
    }
}

fn push_block(text: &mut String, block: &str, between: &str) {
    if !text.is_empty() {
        text.push_str(between);
    }
    text.push_str(block);
}

/// Length in UTF-16 units: never less than the number of characters.
fn units(text: &str) -> usize {
    text.encode_utf16().count()
}

/// The text, or as many whole lines or words of it as fit, with `…` behind.
fn cut(text: &str, room: usize) -> String {
    if units(text) <= room {
        return text.to_owned();
    }
    let mut used = 1;
    let mut end = 0;
    for (at, c) in text.char_indices() {
        used += c.len_utf16();
        if used > room {
            break;
        }
        if c.is_whitespace() {
            end = at;
        }
    }
    let mut out = text.get(..end).unwrap_or_default().trim_end().to_owned();
    if room > 0 {
        out.push('…');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{Draft, MAX_MESSAGE, Reply, units};
    use crate::answer::closing::Closing;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn any_draft_fits_and_ends_with_its_closing_line(
            first in proptest::collection::vec(".{0,300}", 0..3),
            notes in proptest::collection::vec(".{0,200}", 0..2),
            texts in proptest::collection::vec("(?s).{0,2500}", 0..3),
            small in proptest::collection::vec(".{0,300}", 0..3),
        ) {
            let closing = Closing::last_resort();
            let reply = Reply::new(&Draft { first, notes, texts, small }, &closing, Vec::new());
            prop_assert!(units(reply.text()) <= MAX_MESSAGE);
            let end = format!("-# {}", closing.text());
            prop_assert!(reply.text().ends_with(&end));
        }
    }

    #[test]
    fn the_text_is_cut_and_never_the_lines_around_it() {
        let draft =
            Draft { first: vec!["🚨 call".into()], texts: vec!["word ".repeat(800)], small: vec!["source".into()], ..Draft::default() };
        let reply = Reply::new(&draft, &Closing::last_resort(), Vec::new());
        assert!(reply.text().starts_with("🚨 call\n\nword"));
        assert!(reply.text().contains("…\n-# This is general info"), "{}", reply.text());
    }
}
