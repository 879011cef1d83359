//! The weights of one guide, counted once from its questions.

use super::{
    features::{self, Feature, Found},
    tuning::{CEILING, FLOOR, PRIOR, RARE, Techniques},
};
use crate::{
    knowledge::{
        guide::{CHATTER, Guide},
        section::TargetId,
    },
    lexicon::{build::Lexicon, vocabulary::Symbol},
};
use rustc_hash::{FxHashMap, FxHashSet};

/// Weights of all features of a guide for all its targets.
pub struct Index {
    /// Row of each feature in `weights`.
    pub(super) rows: FxHashMap<Feature, u32>,
    /// One row a feature, one column a target.
    pub(super) weights: Vec<f32>,
    /// Columns.
    pub(super) targets: usize,
    /// Concepts that only other parts read.
    unscored: FxHashSet<Symbol>,
    /// Hand-written evidence: concept, target, weight.
    pub(super) patterns: FxHashMap<Symbol, Vec<(TargetId, f32)>>,
    /// Features of each example with its target, for the nearest-example vote.
    pub(super) examples: Vec<(TargetId, Box<[u32]>)>,
    /// Inverse document frequency of each row over the examples, for the nearest-example vote.
    pub(super) idf: Vec<f32>,
    /// Examples that have a row, for the nearest-example vote.
    pub(super) postings: Vec<Vec<u32>>,
    /// Length (root of the summed squares of `idf`) of each example.
    pub(super) norms: Vec<f32>,
}

/// Starts of names of concepts that do not count for the score: single names of medicines (their classes count), and the
/// cues that scope and triage read.
const UNSCORED: [&str; 14] = [
    "name:",
    "class:",
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
    /// Counts the weights of a guide from its questions and from messages that are not for the bot. Questions for unknown targets are left out; `check` reports them.
    #[must_use]
    pub fn build(guide: &Guide, chatter: &[String], lexicon: &Lexicon, techniques: Techniques) -> Self {
        let targets = guide.targets();
        let mut rows: FxHashMap<Feature, u32> = FxHashMap::default();
        let mut counts: Vec<f32> = Vec::new();
        let mut totals = vec![0.0_f32; targets];
        let mut found: Vec<Found> = Vec::new();
        let mut examples: Vec<(TargetId, Box<[u32]>)> = Vec::new();
        let patterns: FxHashMap<Symbol, Vec<(TargetId, f32)>> = patterns(guide, lexicon);
        let unscored: FxHashSet<Symbol> = lexicon.concepts_where(|name| UNSCORED.iter().any(|start| name.starts_with(start))).collect();
        for (target, text) in questions(guide).chain(chatter.iter().map(|text| (CHATTER, text.as_str()))) {
            let Some(target) = guide.target(target) else { continue };
            let reading = lexicon.read(text);
            features::collect(&reading, techniques, |symbol| !unscored.contains(&symbol), &mut found);
            let mut seen: FxHashSet<Feature> = FxHashSet::default();
            let mut mine = Vec::new();
            for feature in found.iter().filter(|f| !is_pattern(&patterns, f.feature)).map(|f| f.feature) {
                if !seen.insert(feature) {
                    continue;
                }
                let next = u32::try_from(rows.len()).unwrap_or(u32::MAX);
                let row = *rows.entry(feature).or_insert(next);
                if row == next {
                    counts.resize(counts.len() + targets, 0.0);
                }
                if let Some(count) = counts.get_mut(row as usize * targets + usize::from(target)) {
                    *count += 1.0;
                }
                mine.push(row);
            }
            if let Some(total) = totals.get_mut(usize::from(target)) {
                *total += 1.0;
            }
            mine.sort_unstable();
            examples.push((target, mine.into()));
        }
        let weights = weigh(&counts, &totals);
        let mut index =
            Self { rows, weights, targets, unscored, patterns, examples, idf: Vec::new(), postings: Vec::new(), norms: Vec::new() };
        index.post();
        index
    }

    /// Whether a concept counts for the score.
    pub(super) fn scores(&self, concept: Symbol) -> bool {
        !self.unscored.contains(&concept)
    }

    /// Number of features.
    #[must_use]
    pub fn features(&self) -> usize {
        self.rows.len()
    }

    /// Prepares the nearest-example vote.
    #[allow(clippy::cast_precision_loss, reason = "counts of questions stay far below 2^23")]
    fn post(&mut self) {
        self.postings = vec![Vec::new(); self.rows.len()];
        for (number, (_, rows)) in self.examples.iter().enumerate() {
            for &row in rows {
                if let Some(list) = self.postings.get_mut(row as usize) {
                    list.push(u32::try_from(number).unwrap_or(u32::MAX));
                }
            }
        }
        let all = self.examples.len() as f32;
        self.idf = self.postings.iter().map(|list| (all / (list.len() as f32 + 0.5)).ln().max(0.0)).collect();
        let idf = &self.idf;
        let squared = |&row: &u32| idf.get(row as usize).map_or(0.0, |idf| idf * idf);
        self.norms = self.examples.iter().map(|(_, rows)| rows.iter().map(squared).sum::<f32>().sqrt().max(1.0)).collect();
    }
}

fn is_pattern(patterns: &FxHashMap<Symbol, Vec<(TargetId, f32)>>, feature: Feature) -> bool {
    u32::try_from(feature).is_ok_and(|symbol| patterns.contains_key(&symbol))
}

fn patterns(guide: &Guide, lexicon: &Lexicon) -> FxHashMap<Symbol, Vec<(TargetId, f32)>> {
    let mut out: FxHashMap<Symbol, Vec<(TargetId, f32)>> = FxHashMap::default();
    for (index, pattern) in guide.patterns.iter().enumerate() {
        let symbol = lexicon.concept(&pattern_concept(&guide.head.id, index));
        if let (Some(symbol), Some(target)) = (symbol, guide.target(&pattern.target)) {
            out.entry(symbol).or_default().push((target, pattern.weight));
        }
    }
    out
}

/// Every question of a guide with its target: asked ones, and the sections' examples and keywords.
fn questions(guide: &Guide) -> impl Iterator<Item = (&str, &str)> {
    let asked = guide.asked.iter().map(|asked| (asked.target.as_str(), asked.text.as_str()));
    let of_sections = guide.sections.iter().flat_map(|section| {
        let texts = section.head.examples.iter().chain(&section.head.keywords);
        texts.map(|text| (section.head.id.as_str(), text.as_str()))
    });
    let of_topics = guide.topics.iter().flat_map(|topic| topic.keywords.iter().map(|text| (topic.id.as_str(), text.as_str())));
    let titles = guide.sections.iter().map(|section| (section.head.id.as_str(), section.head.title.as_str()));
    asked.chain(of_sections).chain(of_topics).chain(titles)
}

/// Counts to weights: `ln(rate in the target / mean rate over all targets)`, drawn towards 0 for rare features.
fn weigh(counts: &[f32], totals: &[f32]) -> Vec<f32> {
    let targets = totals.len();
    let mut out = Vec::with_capacity(counts.len());
    for row in counts.chunks(targets) {
        let seen: f32 = row.iter().sum();
        #[allow(clippy::cast_precision_loss, reason = "a guide has a few dozen targets")]
        let mean = row.iter().zip(totals).map(|(count, total)| count / total.max(1.0)).sum::<f32>() / targets as f32;
        let trust = seen / (seen + RARE);
        for (count, total) in row.iter().zip(totals) {
            let rate = (count + PRIOR * mean) / (total + PRIOR);
            let weight = (rate / mean.max(f32::MIN_POSITIVE)).ln() * trust;
            out.push(weight.clamp(FLOOR, CEILING));
        }
    }
    out
}
