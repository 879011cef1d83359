//! A reading to scored targets.

use super::{
    features::{self, Feature, Found, Kind},
    index::Index,
    tuning::{COMMON_CUT, COMMON_FROM, CONCEPT, PAIR, TELLING, Techniques},
};
use crate::{knowledge::section::TargetId, lexicon::reading::Reading};

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

/// Working space of a search, kept between questions so that nothing is allocated for each.
#[derive(Default)]
pub struct Workspace {
    pub(super) found: Vec<Found>,
    sentences: Vec<f32>,
    seen: Vec<(Feature, u16)>,
    votes: Vec<f32>,
}

impl Index {
    /// Scores all targets for a reading; `scores` gets one number a target.
    pub fn score(&self, reading: &Reading, asking: &[bool], techniques: Techniques, space: &mut Workspace, scores: &mut Vec<f32>) {
        scores.clear();
        scores.resize(self.targets, 0.0);
        let mut found = std::mem::take(&mut space.found);
        features::collect(reading, techniques, |symbol| self.scores(symbol), &mut found);
        shares(asking, techniques, &mut space.sentences);
        space.seen.clear();
        self.add(&found, techniques, &space.sentences, &mut space.seen, scores);
        if techniques.nearest {
            self.vote(&found, space, scores);
        }
        space.found = found;
    }

    /// Scores the features between two words alone, without the nearest examples. Call [`Self::score`] for the whole first.
    pub fn score_part(&self, from: u16, to: u16, techniques: Techniques, space: &mut Workspace, scores: &mut Vec<f32>) {
        scores.clear();
        scores.resize(self.targets, 0.0);
        let found = std::mem::take(&mut space.found);
        let part: Vec<Found> = found.iter().copied().filter(|f| f.start >= from && f.end <= to).collect();
        space.seen.clear();
        self.add(&part, techniques, &[], &mut space.seen, scores);
        space.found = found;
    }

    /// Adds what the features weigh. `sentences` gives the share of each sentence; a missing one counts whole.
    fn add(&self, found: &[Found], techniques: Techniques, sentences: &[f32], seen: &mut Vec<(Feature, u16)>, scores: &mut [f32]) {
        for f in found {
            // A repeated word counts once in a sentence.
            if seen.contains(&(f.feature, f.sentence)) {
                continue;
            }
            seen.push((f.feature, f.sentence));
            let sentence = sentences.get(usize::from(f.sentence)).copied().unwrap_or(1.0);
            if let Some(row) = self.row(f.feature) {
                let share = share(f, techniques) * sentence;
                for (score, weight) in scores.iter_mut().zip(row) {
                    *score += weight * share;
                }
            }
            if !techniques.patterns || f.kind != Kind::Concept {
                continue;
            }
            for &(target, weight) in u32::try_from(f.feature).ok().and_then(|s| self.patterns.get(&s)).into_iter().flatten() {
                if let Some(score) = scores.get_mut(usize::from(target)) {
                    *score += weight * sentence;
                }
            }
        }
    }

    /// Weights of a feature for all targets.
    fn row(&self, feature: Feature) -> Option<&[f32]> {
        let row = *self.rows.get(&feature)? as usize;
        self.weights.get(row * self.targets..(row + 1) * self.targets)
    }

    /// Adds what the nearest example questions say: cosine of shared features, the best three of each target.
    fn vote(&self, found: &[Found], space: &mut Workspace, scores: &mut [f32]) {
        /// What full likeness to one example is worth.
        const LIKENESS: f32 = 6.0;
        space.votes.clear();
        space.votes.resize(self.examples.len(), 0.0);
        let mut length = 0.0;
        for (index, f) in found.iter().enumerate() {
            let Some(&row) = self.rows.get(&f.feature) else { continue };
            if found.get(..index).unwrap_or_default().iter().any(|earlier| earlier.feature == f.feature) {
                continue;
            }
            let idf = self.idf.get(row as usize).copied().unwrap_or(0.0);
            length += idf * idf;
            for &number in self.postings.get(row as usize).map(Vec::as_slice).unwrap_or_default() {
                if let Some(vote) = space.votes.get_mut(number as usize) {
                    *vote += idf * idf;
                }
            }
        }
        let length = length.sqrt().max(1.0);
        let mut best = vec![[0.0_f32; 3]; self.targets];
        for (number, (target, _)) in self.examples.iter().enumerate() {
            let vote = space.votes.get(number).copied().unwrap_or(0.0);
            if vote <= 0.0 {
                continue;
            }
            let likeness = vote / (length * self.norms.get(number).copied().unwrap_or(1.0));
            if let Some(three) = best.get_mut(usize::from(*target)) {
                insert(three, likeness);
            }
        }
        for (score, three) in scores.iter_mut().zip(&best) {
            let [a, b, c] = three;
            *score += LIKENESS * (0.5 * a + 0.3 * b + 0.2 * c);
        }
    }

    /// How much of what a reading says speaks for a target: content words of the sentences that ask (of all, when none asks).
    #[must_use]
    pub fn coverage(&self, reading: &Reading, asking: &[bool], space: &Workspace, target: TargetId) -> Coverage {
        let any = asking.iter().any(|&asks| asks);
        let counts = |sentence: u16| !any || asking.get(usize::from(sentence)).copied().unwrap_or(true);
        let mut coverage = Coverage::default();
        let weight = |f: &Found| {
            let symbol = u32::try_from(f.feature).ok();
            let written = symbol.and_then(|s| self.patterns.get(&s)).into_iter().flatten();
            let written: f32 = written.filter(|(t, _)| *t == target).map(|(_, w)| w).sum();
            written + self.row(f.feature).and_then(|row| row.get(usize::from(target))).copied().unwrap_or(0.0)
        };
        for (index, token) in reading.tokens.iter().enumerate() {
            if token.zipf >= CONTENT || token.number.is_some() || !counts(token.sentence) {
                continue;
            }
            let Ok(at) = u16::try_from(index) else { break };
            let named = reading.mentions.iter().any(|mention| mention.start <= at && at < mention.end);
            let covering = space.found.iter().filter(|f| f.start <= at && at < f.end);
            let best = covering.map(weight).fold(0.0_f32, f32::max);
            if best >= SPEAKS {
                coverage.explained += 1;
                coverage.solid += best;
            } else if !named {
                coverage.unexplained += 1;
            }
        }
        coverage
    }

    /// The evidence for one target, strongest first.
    #[must_use]
    pub fn explain(
        &self,
        reading: &Reading,
        asking: &[bool],
        techniques: Techniques,
        target: TargetId,
        name: impl Fn(u32) -> String,
    ) -> Vec<Evidence> {
        let mut space = Workspace::default();
        features::collect(reading, techniques, |symbol| self.scores(symbol), &mut space.found);
        shares(asking, techniques, &mut space.sentences);
        let mut out = Vec::new();
        let mut seen: Vec<(Feature, u16)> = Vec::new();
        for f in &space.found {
            if seen.contains(&(f.feature, f.sentence)) {
                continue;
            }
            seen.push((f.feature, f.sentence));
            let sentence = space.sentences.get(usize::from(f.sentence)).copied().unwrap_or(1.0);
            let counted = self.row(f.feature).and_then(|row| row.get(usize::from(target))).map_or(0.0, |w| w * share(f, techniques));
            let symbol = u32::try_from(f.feature).ok();
            let written =
                symbol.and_then(|s| self.patterns.get(&s)).into_iter().flatten().filter(|(t, _)| *t == target).map(|(_, w)| w).sum::<f32>();
            let weight = (counted + written) * sentence;
            if weight.abs() > 0.05 {
                let concept = (f.kind == Kind::Concept).then(|| symbol.map(&name)).flatten();
                out.push(Evidence { words: reading.words(f.start, f.end), kind: f.kind, concept, weight });
            }
        }
        out.sort_by(|a, b| b.weight.total_cmp(&a.weight));
        out
    }
}

fn insert(three: &mut [f32; 3], value: f32) {
    let [a, b, c] = three;
    if value > *a {
        (*c, *b, *a) = (*b, *a, value);
    } else if value > *b {
        (*c, *b) = (*b, value);
    } else if value > *c {
        *c = value;
    }
}

/// Share of a feature's weight that counts.
fn share(found: &Found, techniques: Techniques) -> f32 {
    match found.kind {
        Kind::Word if techniques.english => 1.0 - COMMON_CUT * f32::from(found.zipf.saturating_sub(COMMON_FROM)),
        Kind::Word | Kind::Number => 1.0,
        Kind::Pair => PAIR,
        Kind::Concept => CONCEPT,
    }
}

/// Share of each sentence: those that ask count whole, the others less when any asks.
fn shares(asking: &[bool], techniques: Techniques, out: &mut Vec<f32>) {
    out.clear();
    let any = techniques.clauses && asking.iter().any(|&asks| asks);
    out.extend(asking.iter().map(|&asks| if any && !asks { TELLING } else { 1.0 }));
}
