//! The weights of one guide, counted once from its questions, and its hand-written patterns.

use crate::{
    evidence::{counts::Counts, tuning::Techniques},
    knowledge::{
        guide::{CHATTER, Guide},
        section::TargetId,
    },
    lexicon::{build::Lexicon, vocabulary::Symbol},
};

/// Weights of all features of a guide for all its targets.
pub struct Index {
    pub(super) counts: Counts,
    /// Hand-written evidence: concept, target, weight; sorted by concept.
    pub(super) patterns: Vec<(Symbol, TargetId, f32)>,
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

impl Index {
    /// Counts the weights of a guide from its questions and from messages that are not for the bot.
    ///
    /// Questions for unknown targets are left out; `check` reports them.
    #[must_use]
    pub fn build(guide: &Guide, chatter: &[String], lexicon: &Lexicon, techniques: Techniques) -> Self {
        let texts = questions(guide).chain(chatter.iter().map(|text| (CHATTER, text.as_str())));
        let texts = texts.filter_map(|(target, text)| Some((usize::from(guide.target(target)?), text)));
        let scored = |name: &str| !UNSCORED.iter().any(|start| name.starts_with(start));
        let counts = Counts::build(guide.targets(), texts, lexicon, techniques, scored);
        let patterns = if techniques.patterns { patterns(guide, lexicon) } else { Vec::new() };
        Self { counts, patterns }
    }

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
fn questions(guide: &Guide) -> impl Iterator<Item = (&str, &str)> {
    let asked = guide.asked.iter().map(|asked| (asked.target.as_str(), asked.text.as_str()));
    let of_sections = guide.sections.iter().flat_map(|section| {
        let head = &section.head;
        let texts = head.examples.iter().chain(&head.keywords).chain([&head.title]);
        texts.map(|text| (head.id.as_str(), text.as_str()))
    });
    let of_topics = guide.topics.iter().flat_map(|topic| topic.keywords.iter().map(|text| (topic.id.as_str(), text.as_str())));
    asked.chain(of_sections).chain(of_topics)
}
