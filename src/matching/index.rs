//! The weights of one guide, counted once from its questions, and its hand-written patterns.

use super::fits::{self, Fits};
use crate::{
    evidence::{
        counts::{Builder, Counts},
        tuning::Techniques,
    },
    knowledge::{
        guide::{CHATTER, Guide},
        section::TargetId,
    },
    lexicon::{build::Lexicon, reading::Reading, vocabulary::Symbol},
};
use serde::{Deserialize, Serialize};

/// Weights of all features of a guide for all its targets.
#[derive(Deserialize, Serialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Index {
    pub(super) counts: Counts,
    /// Hand-written evidence: concept, target, weight; sorted by concept.
    pub(super) patterns: Vec<(Symbol, TargetId, f32)>,
    /// The same questions weighed together; nothing when that is switched off.
    pub(super) fits: Fits,
}

/// Starts of names of concepts that do not count for the score: names, and the cues that scope and triage read.
const UNSCORED: [&str; 15] = [
    "name:",
    "class:",
    "pattern:",
    "name-cue",
    "medicine-cue",
    "asks",
    "anchor",
    "own-medicine",
    "beside-",
    "opens-question",
    "other-class",
    "who-are-you",
    "c-",
    "d-",
    "p-",
];

/// Name of the concept that carries the pattern with this index of a guide.
#[must_use]
pub fn pattern_concept(guide: &str, index: usize) -> String {
    format!("pattern:{guide}:{index}")
}

/// The patterns of a guide as concepts, for the lexicon to find: name, phrases, file.
pub fn pattern_concepts(guide: &Guide) -> impl Iterator<Item = (String, Vec<String>, String)> + '_ {
    let id = &guide.head.id;
    guide
        .patterns
        .iter()
        .enumerate()
        .map(move |(index, pattern)| (pattern_concept(id, index), pattern.phrases.clone(), format!("{id}/patterns.toml")))
}

/// Counts a guide's questions one by one.
pub struct IndexBuilder {
    counts: Builder,
    patterns: Vec<(Symbol, TargetId, f32)>,
    fits: Option<fits::Builder>,
    /// Small talk.
    talk: Option<usize>,
}

/// Times that what only small talk has must be met there: it is most of all examples, and what one of them alone has tells nothing.
const TALK: f32 = 2.0;

impl IndexBuilder {
    /// Starts with no questions.
    #[must_use]
    pub fn new(guide: &Guide, lexicon: &Lexicon, techniques: Techniques) -> Self {
        let scored = |name: &str| !UNSCORED.iter().any(|start| name.starts_with(start));
        let patterns = if techniques.patterns { patterns(guide, lexicon) } else { Vec::new() };
        let talk = guide.target(CHATTER).map(usize::from);
        let fits = techniques.fits.then(|| fits::Builder::new(guide.targets()));
        Self { counts: Builder::new(guide.targets(), lexicon, techniques, scored), patterns, fits, talk }
    }

    /// Counts one question of a target. `asking` marks the sentences that ask; where some do, the others count less.
    pub fn add(&mut self, target: TargetId, reading: &Reading, asking: &[bool]) {
        self.counts.add(target.into(), reading, asking);
        if let Some(fits) = &mut self.fits {
            fits.add(target.into(), self.counts.last());
        }
    }

    /// The index.
    #[must_use]
    pub fn finish(self) -> Index {
        let in_talk = |counts: &[f32]| self.talk.and_then(|talk| counts.get(talk)).copied().unwrap_or_default();
        let kept = |counts: &[f32]| in_talk(counts) < counts.iter().sum() || in_talk(counts) >= TALK;
        let fits = self.fits.map(fits::Builder::finish).unwrap_or_default();
        Index { counts: self.counts.finish(kept), patterns: self.patterns, fits }
    }
}

impl Index {
    /// Hand-written evidence of a concept.
    pub(super) fn written(&self, concept: Symbol) -> impl Iterator<Item = (TargetId, f32)> + '_ {
        let from = self.patterns.partition_point(|&(symbol, ..)| symbol < concept);
        let rest = self.patterns.get(from..).unwrap_or_default();
        rest.iter().take_while(move |&&(symbol, ..)| symbol == concept).map(|&(_, target, weight)| (target, weight))
    }
}

fn patterns(guide: &Guide, lexicon: &Lexicon) -> Vec<(Symbol, TargetId, f32)> {
    let mut out: Vec<(Symbol, TargetId, f32)> = Vec::new();
    for (index, pattern) in guide.patterns.iter().enumerate() {
        let symbol = lexicon.concept(&pattern_concept(&guide.head.id, index));
        if let (Some(symbol), Some(target)) = (symbol, guide.target(&pattern.target)) {
            out.push((symbol, target, pattern.weight));
        }
    }
    out.sort_by_key(|&(symbol, target, _)| (symbol, target));
    out
}

/// Every question of a guide with its target: asked ones, the sections' examples and keywords, the topics' keywords.
///
/// Questions for unknown targets are left out; `check` reports them.
pub fn questions(guide: &Guide) -> impl Iterator<Item = (TargetId, &str)> {
    let asked = guide.asked.iter().map(|asked| (asked.target.as_str(), asked.text.as_str()));
    let of_sections = guide.sections.iter().flat_map(|section| {
        let head = &section.head;
        let texts = head.examples.iter().chain(&head.keywords).chain([&head.title]);
        texts.map(|text| (head.id.as_str(), text.as_str()))
    });
    let of_topics = guide.topics.iter().flat_map(|topic| topic.keywords.iter().map(|text| (topic.id.as_str(), text.as_str())));
    asked.chain(of_sections).chain(of_topics).filter_map(|(id, text)| Some((guide.target(id)?, text)))
}
