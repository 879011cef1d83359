//! Sections: the answerable pieces of a guide, one Markdown file each.

use serde::{Deserialize, Serialize};

/// Index of a target (a section or a not-covered topic) within its guide: sections first, in the order of the files.
pub type TargetId = u16;

/// A day as written in TOML, `2026-11-23`.
pub type Day = toml::value::Datetime;

/// One answerable piece of a guide.
#[derive(Debug, Clone, Deserialize, Serialize)]
pub struct Section {
    /// Header of the file.
    pub head: SectionHead,
    /// Markdown shown word for word; at most [`MAX_BODY`] characters.
    pub body: String,
    /// Path of the file below the knowledge folder.
    pub file: String,
    /// Lines ahead of the body in the file.
    pub lines_before_body: usize,
}

/// Longest body, in characters: every reply then fits one message of 2,000 with its other lines.
pub const MAX_BODY: usize = 1_100;

/// Front matter of a section file.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct SectionHead {
    /// Equals the file's stem; lower case letters and dashes.
    pub id: String,
    /// 1: the guide itself says it. 2: beyond the guide, from the cited sources alone; the reply says so.
    #[serde(default = "first")]
    pub tier: u8,
    /// Plain words, at most 60 characters.
    pub title: String,
    /// One line for menus, at most 90 characters.
    pub about: String,
    /// Words and short phrases that speak for this section.
    pub keywords: Vec<String>,
    /// Questions that must resolve to this section.
    pub examples: Vec<String>,
    /// Questions that must not resolve to this section.
    #[serde(rename = "not")]
    pub counter_examples: Vec<String>,
    /// Ids of up to three sections offered below the reply.
    pub related: Vec<String>,
    /// Keys of `sources.toml`.
    pub sources: Vec<String>,
    /// Day on which the text was last compared with its sources.
    #[serde(with = "super::written_day")]
    pub checked_on: Day,
    /// Day from which the reply says that the text is due for review.
    #[serde(with = "super::written_day")]
    pub review_by: Day,
    /// Which safety line closes the reply: a key of `[safety]` in `safety/lines.toml`.
    pub safety_line: String,
    /// Shown instead of the body for a personal dose, arithmetic, a schedule or a child's dose. Holds no figure.
    #[serde(default)]
    pub referral: Option<String>,
    /// The locked facts of the body.
    #[serde(default)]
    pub facts: Vec<Fact>,
}

fn first() -> u8 {
    GUIDE_TIER
}

/// Tier of the sections that cover the guide itself.
pub const GUIDE_TIER: u8 = 1;
/// Tier of the sections that go beyond the guide.
pub const BEYOND_TIER: u8 = 2;

impl SectionHead {
    /// Whether the section goes beyond the guide.
    #[must_use]
    pub fn beyond(&self) -> bool {
        self.tier == BEYOND_TIER
    }
}

/// One locked fact: exact words of the body with the source that bears them.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Fact {
    /// What is locked.
    pub kind: FactKind,
    /// Exact words of the body; for a prohibition the whole sentence.
    pub text: String,
    /// Key of `sources.toml`.
    pub source: String,
}

/// Kinds of locked facts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum FactKind {
    /// A number with its unit.
    Number,
    /// The name of a medicine, class or substance other than the guide's.
    Medicine,
    /// A sentence that forbids or limits something.
    Prohibition,
}

/// A topic the guide is silent about, with whom to ask.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Topic {
    /// Lower case letters and dashes; not the id of a section.
    pub id: String,
    /// Noun phrase that fits "does not cover …".
    pub title: String,
    /// Whom to ask; one or two sentences.
    pub ask: String,
    /// Words and short phrases that speak for this topic.
    pub keywords: Vec<String>,
    /// Whether the reply carries the poison line.
    #[serde(default)]
    pub poison: bool,
    /// Whether the reply carries the line for animals.
    #[serde(default)]
    pub pets: bool,
}
