//! Weights of features for targets, counted once from example texts.

use super::{
    features::{self, Feature, Found, Kind},
    tuning::{CEILING, COMMON_CUT, COMMON_FROM, CONCEPT, FLOOR, PAIR, PRIOR, RARE, Techniques},
};
use crate::lexicon::{build::Lexicon, reading::Reading, vocabulary::Symbol};
use rustc_hash::{FxHashMap, FxHashSet};

/// Weights of all features for all targets.
pub struct Counts {
    /// Row of each feature in `weights`.
    rows: FxHashMap<Feature, u32>,
    /// One row a feature, one column a target.
    weights: Vec<f32>,
    /// Columns.
    targets: usize,
    /// For each symbol: whether it counts when it is a concept.
    scored: Vec<bool>,
    techniques: Techniques,
}

/// Working space, kept between questions so that nothing is allocated for each.
#[derive(Default)]
pub struct Space {
    /// Features of the last reading that was collected.
    pub found: Vec<Found>,
    rows: Vec<Option<u32>>,
    stamps: Vec<u32>,
    stamp: u32,
}

impl Space {
    /// Calls with every collected feature that some example has, and its row, once for each sentence it stands in.
    ///
    /// Features of words and pairs come in the order of sentences, those of concepts behind them: a new stamp at each change
    /// of the sentence marks what was seen in it.
    fn each_once(&mut self, mut call: impl FnMut(&Found, u32)) {
        let mut sentence = u16::MAX;
        for (f, row) in self.found.iter().zip(&self.rows) {
            let Some(row) = *row else { continue };
            if f.sentence != sentence {
                sentence = f.sentence;
                self.stamp = self.stamp.wrapping_add(1).max(1);
            }
            let Some(stamp) = self.stamps.get_mut(row as usize) else { continue };
            if std::mem::replace(stamp, self.stamp) != self.stamp {
                call(f, row);
            }
        }
    }
}

/// Adds a share of weights to scores.
fn weigh_in(scores: &mut [f32], weights: &[f32], share: f32) {
    for (score, weight) in scores.iter_mut().zip(weights) {
        *score += weight * share;
    }
}

/// Counts examples one by one, then gives the weights.
pub struct Builder {
    rows: FxHashMap<Feature, u32>,
    counts: Vec<f32>,
    totals: Vec<f32>,
    scored: Vec<bool>,
    techniques: Techniques,
    found: Vec<Found>,
    seen: FxHashSet<Feature>,
}

impl Builder {
    /// Starts with no examples. `scored` says by name which concepts count.
    #[must_use]
    pub fn new(targets: usize, lexicon: &Lexicon, techniques: Techniques, scored: impl Fn(&str) -> bool) -> Self {
        Self {
            rows: FxHashMap::default(),
            counts: Vec::new(),
            totals: vec![0.0; targets],
            scored: lexicon.flags(scored),
            techniques,
            found: Vec::new(),
            seen: FxHashSet::default(),
        }
    }

    /// Counts one example of a target; each feature once.
    pub fn add(&mut self, target: usize, reading: &Reading) {
        let targets = self.totals.len();
        let Some(total) = self.totals.get_mut(target) else { return };
        *total += 1.0;
        features::collect(reading, self.techniques, |symbol| flag(&self.scored, symbol), &mut self.found);
        self.seen.clear();
        for feature in self.found.iter().map(|f| f.feature) {
            if !self.seen.insert(feature) {
                continue;
            }
            let next = u32::try_from(self.rows.len()).unwrap_or(u32::MAX);
            let row = *self.rows.entry(feature).or_insert(next);
            if row == next {
                self.counts.resize(self.counts.len() + targets, 0.0);
            }
            if let Some(count) = self.counts.get_mut(row as usize * targets + target) {
                *count += 1.0;
            }
        }
    }

    /// The weights of what was counted.
    #[must_use]
    pub fn finish(mut self) -> Counts {
        weigh(&mut self.counts, &self.totals);
        let targets = self.totals.len();
        Counts { rows: self.rows, weights: self.counts, targets, scored: self.scored, techniques: self.techniques }
    }
}

impl Counts {
    /// Number of targets.
    #[must_use]
    pub fn targets(&self) -> usize {
        self.targets
    }

    /// Collects the features of a reading into the space and looks each up once.
    pub fn collect(&self, reading: &Reading, space: &mut Space) {
        features::collect(reading, self.techniques, |symbol| flag(&self.scored, symbol), &mut space.found);
        space.rows.clear();
        space.rows.extend(space.found.iter().map(|f| self.rows.get(&f.feature).copied()));
        space.stamps.resize(self.rows.len(), 0);
    }

    /// Adds up the weights of the collected features that `share` gives a share above 0, each once for a sentence.
    ///
    /// `scores` gets one number a target.
    pub fn add(&self, space: &mut Space, share: impl Fn(&Found) -> f32, scores: &mut Vec<f32>) {
        scores.clear();
        scores.resize(self.targets, 0.0);
        space.each_once(|f, row| {
            let share = share(f) * self.share(f);
            if share > 0.0 {
                weigh_in(scores, self.weights_at(row), share);
            }
        });
    }

    /// Hands over every collected feature that some example has, with its weight for a target.
    pub fn each_weight(&self, space: &Space, target: usize, mut call: impl FnMut(&Found, f32)) {
        for (found, row) in space.found.iter().zip(&space.rows) {
            let weight = row.and_then(|row| self.weights_at(row).get(target).copied());
            call(found, weight.unwrap_or(0.0));
        }
    }

    /// Weights of a feature, one a target; `None` when no example has it.
    #[must_use]
    pub fn weights(&self, feature: Feature) -> Option<&[f32]> {
        self.rows.get(&feature).map(|&row| self.weights_at(row))
    }

    /// Share of a feature's weight that counts, by its kind.
    #[must_use]
    pub fn share(&self, found: &Found) -> f32 {
        match found.kind {
            Kind::Word if self.techniques.english => 1.0 - COMMON_CUT * f32::from(found.zipf.saturating_sub(COMMON_FROM)),
            Kind::Word | Kind::Number => 1.0,
            Kind::Pair => PAIR,
            Kind::Concept => CONCEPT,
        }
    }

    fn weights_at(&self, row: u32) -> &[f32] {
        let start = row as usize * self.targets;
        self.weights.get(start..start + self.targets).unwrap_or_default()
    }
}

fn flag(flags: &[bool], symbol: Symbol) -> bool {
    flags.get(symbol as usize).copied().unwrap_or(false)
}

/// Counts to weights, in place: `ln(rate in the target / mean rate over all targets)`, drawn towards 0 for rare features.
fn weigh(counts: &mut [f32], totals: &[f32]) {
    let targets = totals.len().max(1);
    for row in counts.chunks_mut(targets) {
        let seen: f32 = row.iter().sum();
        #[allow(clippy::cast_precision_loss, reason = "there are a few dozen targets")]
        let mean = row.iter().zip(totals).map(|(count, total)| count / total.max(1.0)).sum::<f32>() / targets as f32;
        let trust = seen / (seen + RARE);
        for (count, total) in row.iter_mut().zip(totals) {
            let rate = (*count + PRIOR * mean) / (total + PRIOR);
            let weight = (rate / mean.max(f32::MIN_POSITIVE)).ln() * trust;
            *count = weight.clamp(FLOOR, CEILING);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::weigh as weigh_in_place;

    fn weigh(counts: &[f32], totals: &[f32]) -> Vec<f32> {
        let mut out = counts.to_vec();
        weigh_in_place(&mut out, totals);
        out
    }

    #[test]
    fn a_word_of_one_target_speaks_for_it_and_against_the_others() {
        // Two targets of ten questions; the word stands in five questions of the first.
        let weights = weigh(&[5.0, 0.0], &[10.0, 10.0]);
        assert!(weights[0] > 0.2 && weights[1] < -0.2, "{weights:?}");
    }

    #[test]
    fn an_even_word_speaks_for_nobody_and_a_rare_one_speaks_softly() {
        let even = weigh(&[5.0, 5.0], &[10.0, 10.0]);
        assert!(even.iter().all(|w| w.abs() < 1e-5), "{even:?}");
        let (rare, common) = (weigh(&[1.0, 0.0], &[50.0, 50.0]), weigh(&[20.0, 0.0], &[50.0, 50.0]));
        assert!(rare[0] < common[0], "{rare:?} {common:?}");
    }
}
