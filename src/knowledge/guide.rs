//! A guide: one medicine's knowledge, a folder of files.

use super::{
    mix::Mix,
    section::{Section, TargetId, Topic},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A guide with everything that stands in its folder.
#[derive(Debug, Clone, Deserialize, Serialize)]
pub struct Guide {
    /// Header, from `guide.toml`.
    pub head: GuideHead,
    /// Sections: those of the guide itself before those beyond it, each kind sorted by file name.
    pub sections: Vec<Section>,
    /// Topics the guide does not cover, in the order of `topics.toml`.
    pub topics: Vec<Topic>,
    /// Ways people ask, from `asked*.tsv`: the matcher counts its word weights from them.
    pub asked: Vec<Asked>,
    /// Hand-written evidence, from `patterns.toml`.
    pub patterns: Vec<Pattern>,
    /// What is known of the medicine together with others, from `mixes.toml`.
    pub mixes: Vec<Mix>,
}

/// `guide.toml`.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct GuideHead {
    /// Equals the folder's name.
    pub id: String,
    /// Name shown to people.
    pub name: String,
    /// Generic and brand names; slips are forgiven by length.
    pub names: Vec<String>,
    /// Short forms used in the community; matched exactly.
    #[serde(default)]
    pub shorthand: Vec<String>,
    /// Misspellings seen; matched exactly.
    #[serde(default)]
    pub misspellings: Vec<String>,
    /// Names that stand close to another medicine's name: matched exactly, no slip forgiven.
    #[serde(default)]
    pub exact_only: Vec<String>,
    /// Words for the medicine's own class ("muscle relaxant").
    #[serde(default)]
    pub own_class: Vec<String>,
    /// Section shown below the banner of an emergency class: class id to section id.
    #[serde(default)]
    pub emergency_sections: BTreeMap<String, String>,
    /// Keys of `sources.toml` the names rest on.
    #[serde(default)]
    pub sources: Vec<String>,
}

/// One way a person asks.
#[derive(Debug, Clone, Deserialize, Serialize)]
pub struct Asked {
    /// Id of a section or topic, or `chatter`.
    pub target: String,
    /// The question.
    pub text: String,
    /// File and line, for faults.
    pub file: String,
    /// Line in that file, from 1.
    pub line: usize,
}

/// Target name of messages that are not for the bot.
pub const CHATTER: &str = "chatter";

/// A phrase that speaks for a target.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Pattern {
    /// Id of a section or topic, or `chatter`.
    pub target: String,
    /// Phrases; any one counts. See `lexicon::phrase`.
    pub phrases: Vec<String>,
    /// What it adds to the target's score, in the same unit as a word's weight (natural logarithm of odds).
    pub weight: f32,
}

impl Guide {
    /// Index of a section or topic by id; `chatter` is the last target.
    #[must_use]
    pub fn target(&self, id: &str) -> Option<TargetId> {
        let index = self
            .sections
            .iter()
            .position(|section| section.head.id == id)
            .or_else(|| self.topics.iter().position(|topic| topic.id == id).map(|at| at + self.sections.len()))
            .or_else(|| (id == CHATTER).then_some(self.sections.len() + self.topics.len()))?;
        TargetId::try_from(index).ok()
    }

    /// Id of a target.
    #[must_use]
    pub fn target_id(&self, target: TargetId) -> &str {
        let index = usize::from(target);
        match self.sections.get(index) {
            Some(section) => &section.head.id,
            None => self.topics.get(index - self.sections.len()).map_or(CHATTER, |topic| &topic.id),
        }
    }

    /// Number of targets: sections, topics and chatter.
    #[must_use]
    pub fn targets(&self) -> usize {
        self.sections.len() + self.topics.len() + 1
    }

    /// The section a target stands for, if it is one.
    #[must_use]
    pub fn section(&self, target: TargetId) -> Option<&Section> {
        self.sections.get(usize::from(target))
    }

    /// The topic a target stands for, if it is one.
    #[must_use]
    pub fn topic(&self, target: TargetId) -> Option<&Topic> {
        self.topics.get(usize::from(target).checked_sub(self.sections.len())?)
    }
}
