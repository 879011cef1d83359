//! A reading to scored targets.

use super::{fits::Sums, index::Index};
use crate::{
    evidence::{
        counts,
        features::{Found, Kind},
        tuning::TELLING,
    },
    knowledge::section::TargetId,
    lexicon::{reading::Reading, vocabulary::Symbol},
};

/// A target with its score.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hit {
    /// Section, topic or chatter.
    pub target: TargetId,
    /// Natural logarithm of odds against the average target; larger is better.
    pub score: f32,
}

/// One piece of evidence for a target.
#[derive(Debug, Clone, PartialEq)]
pub struct Evidence {
    /// Words as understood.
    pub words: String,
    /// Kind of feature.
    pub kind: Kind,
    /// Name of the concept, when it is one.
    pub concept: Option<String>,
    /// What it added to the target's score.
    pub weight: f32,
}

/// How much of what a reading says speaks for a target.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Coverage {
    /// Content words that speak for the target.
    pub explained: usize,
    /// Content words that do not.
    pub unexplained: usize,
    /// Summed weight of the best feature of each explained word.
    pub solid: f32,
}

/// Zipf frequency (times ten) from which a word is no content word: "what", "is", "the", "take".
const CONTENT: u8 = 58;

/// Weight from which a feature speaks for a target.
const SPEAKS: f32 = 0.3;

/// Weight from which a piece of evidence is shown in an explanation, whatever its sign.
const SHOWN: f32 = 0.05;

/// Working space, kept between questions so that nothing is allocated for each.
#[derive(Default)]
pub struct Space {
    counts: counts::Space,
    sums: Sums,
}

impl Index {
    /// Scores all targets for a reading; `scores` gets one number a target. `asking` marks the sentences that ask.
    pub fn score(&self, reading: &Reading, asking: &[bool], space: &mut Space, scores: &mut Vec<f32>) {
        self.counts.collect(reading, &mut space.counts);
        self.add(|f| sentence_share(asking, f), space, scores);
        self.add_written(reading, |start| sentence_share_at(asking, reading.sentence(start.into())), scores);
    }

    /// Scores the words from one index to another alone. Call [`Self::score`] for the whole first.
    pub fn score_part(&self, reading: &Reading, from: u16, to: u16, space: &mut Space, scores: &mut Vec<f32>) {
        self.add(|f| if f.start >= from && f.end <= to { 1.0 } else { 0.0 }, space, scores);
        self.add_written(reading, |start| if (from..to).contains(&start) { 1.0 } else { 0.0 }, scores);
    }

    /// The counted and the fitted sums of the collected features that a share is given.
    fn add(&self, share: impl Fn(&Found) -> f32, space: &mut Space, scores: &mut Vec<f32>) {
        let Space { counts, sums } = space;
        self.counts.add(counts, &share, scores);
        sums.features.clear();
        counts.each_strongest(share, |f, share| sums.features.push((f.feature, share)));
        self.fits.add(sums, scores);
    }

    /// Adds hand-written evidence, each pattern once where it stands first.
    fn add_written(&self, reading: &Reading, share: impl Fn(u16) -> f32, scores: &mut [f32]) {
        if self.patterns.is_empty() {
            return;
        }
        let (first, last) = (self.patterns.first().map_or(0, |p| p.0), self.patterns.last().map_or(0, |p| p.0));
        let mut seen: Vec<Symbol> = Vec::new();
        for span in reading.spans.iter().filter(|span| (first..=last).contains(&span.concept)) {
            if seen.contains(&span.concept) {
                continue;
            }
            seen.push(span.concept);
            for (target, weight) in self.written(span.concept) {
                if let Some(score) = scores.get_mut(usize::from(target)) {
                    *score += weight * share(span.start);
                }
            }
        }
    }

    /// What a feature weighs for a target, before its share.
    fn weight(&self, f: &Found, target: TargetId) -> f32 {
        self.counts.weight(f.feature, target.into())
    }

    /// How much of what a reading says speaks for a target: content words of the sentences that ask (of all, when none
    /// asks). Call [`Self::score`] first.
    #[must_use]
    pub fn coverage(&self, reading: &Reading, asking: &[bool], space: &Space, target: TargetId) -> Coverage {
        let any = asking.contains(&true);
        let counts = |sentence: u16| !any || asking.get(usize::from(sentence)).copied().unwrap_or(true);
        let mut best = vec![0.0_f32; reading.tokens.len()];
        let mut raise = |start: u16, end: u16, weight: f32| {
            for held in best.get_mut(usize::from(start)..usize::from(end)).unwrap_or_default() {
                *held = held.max(weight);
            }
        };
        self.counts.each_weight(&space.counts, target.into(), |f, weight| raise(f.start, f.end, weight));
        for span in &reading.spans {
            let written: f32 = self.written(span.concept).filter(|&(t, _)| t == target).map(|(_, weight)| weight).sum();
            raise(span.start, span.end, written);
        }
        let mut coverage = Coverage::default();
        let mut mentions = reading.mentions.iter().peekable();
        for (index, (token, &weight)) in reading.tokens.iter().zip(&best).enumerate() {
            while mentions.next_if(|mention| usize::from(mention.end) <= index).is_some() {}
            if token.zipf >= CONTENT || token.number.is_some() || !counts(token.sentence) {
                continue;
            }
            let named = mentions.peek().is_some_and(|mention| usize::from(mention.start) <= index);
            if weight >= SPEAKS {
                coverage.explained += 1;
                coverage.solid += weight;
            } else if !named {
                coverage.unexplained += 1;
            }
        }
        coverage
    }

    /// The evidence for one target, strongest first.
    #[must_use]
    pub fn explain(&self, reading: &Reading, asking: &[bool], target: TargetId, name: impl Fn(Symbol) -> String) -> Vec<Evidence> {
        let mut space = Space::default();
        self.score(reading, asking, &mut space, &mut Vec::new());
        let mut out: Vec<Evidence> = Vec::new();
        let (found, sums) = (&space.counts.found, &space.sums);
        for (index, f) in found.iter().enumerate() {
            let before = found.get(..index).unwrap_or_default();
            if before.iter().any(|earlier| earlier.feature == f.feature && earlier.sentence == f.sentence) {
                continue;
            }
            let mut weight = self.weight(f, target) * self.counts.share(f) * sentence_share(asking, f);
            // The fitted weight is counted once, whatever the sentence.
            let once = sums.features.iter().find(|(feature, _)| *feature == f.feature);
            if let Some((_, share)) = once.filter(|_| before.iter().all(|earlier| earlier.feature != f.feature)) {
                weight += share * self.fits.weight(sums, f.feature, target.into());
            }
            let concept = if f.kind == Kind::Concept { Symbol::try_from(f.feature).ok().map(&name) } else { None };
            out.push(Evidence { words: reading.words(f.start, f.end), kind: f.kind, concept, weight });
        }
        for (index, span) in reading.spans.iter().enumerate() {
            let written: f32 = self.written(span.concept).filter(|&(t, _)| t == target).map(|(_, weight)| weight).sum();
            if written != 0.0 && !earlier(reading, index, span.concept) {
                let weight = written * sentence_share_at(asking, reading.sentence(span.start.into()));
                let words = reading.words(span.start, span.end);
                out.push(Evidence { words, kind: Kind::Concept, concept: Some(name(span.concept)), weight });
            }
        }
        out.retain(|evidence| evidence.weight.abs() >= SHOWN);
        out.sort_by(|a, b| b.weight.total_cmp(&a.weight));
        out
    }
}

/// Whether a concept already stands among the spans ahead of an index.
fn earlier(reading: &Reading, index: usize, concept: Symbol) -> bool {
    reading.spans.get(..index).unwrap_or_default().iter().any(|span| span.concept == concept)
}

fn sentence_share(asking: &[bool], f: &Found) -> f32 {
    sentence_share_at(asking, f.sentence)
}

/// Share of a sentence: those that ask count whole, the others less when any asks. An empty list switches this off.
fn sentence_share_at(asking: &[bool], sentence: u16) -> f32 {
    let asks = asking.get(usize::from(sentence)).copied().unwrap_or(true);
    if asks || !asking.contains(&true) { 1.0 } else { TELLING }
}
