//! What a section shows to people, piece by piece, with the line each stands on. Changes no text.

use crate::knowledge::{fault::line_of, section::Section};

/// One shown text of a section.
pub(super) struct Piece<'t> {
    /// Key of the front matter, or `text` for the body.
    pub key: &'static str,
    /// As shown.
    pub text: &'t str,
    /// Line of the file on which it starts.
    line: usize,
    /// Whether its line breaks are line breaks of the file.
    spread: bool,
}

impl<'t> Piece<'t> {
    /// A text that stands on one line of its file.
    pub fn on_line(key: &'static str, text: &'t str, line: usize) -> Self {
        Self { key, text, line, spread: false }
    }

    /// Line of the file for a byte of the text.
    pub fn line_at(&self, byte: usize) -> usize {
        if self.spread { self.line + self.text.get(..byte).map_or(0, |head| head.matches('\n').count()) } else { self.line }
    }
}

/// Title, `about`, text and referral, in the order in which facts are listed.
pub(super) fn pieces<'t>(section: &'t Section, file_text: &str) -> Vec<Piece<'t>> {
    let head = &section.head;
    let of_head = |key, text| Piece { key, text, line: line_of(file_text, key), spread: false };
    let body = Piece { key: "text", text: &section.body, line: section.lines_before_body + 1, spread: true };
    let mut out = vec![of_head("title", &head.title), of_head("about", &head.about), body];
    out.extend(head.referral.as_deref().map(|text| of_head("referral", text)));
    out
}
