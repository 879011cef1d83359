//! All the knowledge a running program has, as it was loaded at one moment.

use super::{
    guide::Guide,
    medicine::{Endings, Medicine},
    rules::{Class, Told},
    safety::Safety,
    words::{Concept, Forms, Language},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Everything under `knowledge/`, parsed.
#[derive(Debug, Clone, Default, Deserialize, Serialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Knowledge {
    /// Everyday English words with their Zipf frequency times ten.
    pub english: Vec<(String, u8)>,
    /// Forms of words.
    pub forms: Forms,
    /// Concepts of all files, sorted by name.
    pub concepts: Vec<Concept>,
    /// Messages that are not for the bot.
    pub chatter: Vec<String>,
    /// Other medicines and substances.
    pub medicines: Vec<Medicine>,
    /// Questions about other medicines, by name or without one.
    pub others: Vec<String>,
    /// Endings of names of medicines, and of words that are none.
    pub endings: Endings,
    /// Languages other than English.
    pub languages: Vec<Language>,
    /// Safety texts, numbers and rules.
    pub safety: Safety,
    /// Classes of danger with their rules.
    pub rules: Vec<Class>,
    /// How people tell of danger, and of harmless things in dangerous words: label and message.
    pub told: Vec<Told>,
    /// Sources by key.
    pub sources: BTreeMap<String, Source>,
    /// Guides, sorted by id.
    pub guides: Vec<Guide>,
    /// First 12 hexadecimal digits of the SHA-256 over all files: the content version.
    pub version: String,
}

impl Knowledge {
    /// Drops what only the building of lexicon, rules and weights reads: most of the text, and none of what is ever shown.
    pub fn keep_what_is_shown(&mut self) {
        self.english = Vec::new();
        self.forms = Forms::default();
        self.concepts = Vec::new();
        self.chatter = Vec::new();
        self.others = Vec::new();
        self.endings = Endings::default();
        self.told = Vec::new();
        for class in &mut self.rules {
            (class.must, class.not, class.rule, class.lines) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        }
        for guide in &mut self.guides {
            (guide.asked, guide.patterns) = (Vec::new(), Vec::new());
        }
    }
}

/// An entry of `sources.toml`.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// Title of the page or label.
    pub title: String,
    /// Publisher as shown in a reply.
    pub publisher: String,
    /// Address of the authority's own page; only such are linked.
    #[serde(default)]
    pub address: Option<String>,
    /// Where a text of an authority was seen when that is not its own page.
    #[serde(default)]
    pub seen_at: Option<String>,
    /// Day it was seen.
    #[serde(with = "super::written_day")]
    pub seen_on: toml::value::Datetime,
    /// P authority's own page, C authority's text elsewhere, S secondary, G the guide itself.
    pub grade: Grade,
}

/// How good a source is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
pub enum Grade {
    /// The authority's own page or label.
    P,
    /// An authority's text seen on another host.
    C,
    /// Secondary: abstract, hospital, reference site.
    S,
    /// The guide that is covered.
    G,
}
