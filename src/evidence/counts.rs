//! Weights of features for targets, counted once from example texts.

use super::{
    features::{self, Feature, Found, Kind},
    tuning::{CEILING, CONCEPT, FLOOR, PAIR, PRIOR, RARE, Techniques},
};
use crate::lexicon::{
    build::Lexicon,
    places::{Places, mixed},
    reading::Reading,
    vocabulary::Symbol,
};
use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};

/// Weights of all features for all targets.
///
/// Most features were never seen with most targets, and what such a pair weighs hangs on the target and on how often the
/// feature was seen at all. So a row is one of a few hundred shared rows, and its difference from that at a few places.
#[derive(Deserialize, Serialize)]
pub struct Counts {
    /// Row of each feature: its place.
    rows: Places,
    /// Shared row of each row, and where its differences end.
    shapes: Vec<(u32, u32)>,
    /// Differences of all rows, one behind the other: target, and what its weight is above that of the shared row.
    differences: Vec<(u16, f32)>,
    /// Shared rows, one behind the other, one column a target.
    shared: Vec<f32>,
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

    /// The weights of the features that are kept, by how often each target has them.
    #[must_use]
    pub fn finish(self, kept: impl Fn(&[f32]) -> bool) -> Counts {
        let targets = self.totals.len();
        let mut rows: Vec<(Feature, &[f32], f32)> = Vec::new();
        for (&feature, &row) in &self.rows {
            let counts = self.counts.get(row as usize * targets..(row as usize + 1) * targets).unwrap_or_default();
            if kept(counts) {
                rows.push((feature, counts, counts.iter().sum()));
            }
        }
        rows.sort_unstable_by_key(|&(feature, ..)| mixed(feature));
        let features: Vec<Feature> = rows.iter().map(|&(feature, ..)| feature).collect();
        let mut counts = Counts {
            rows: Places::build(&features),
            shapes: Vec::new(),
            differences: Vec::new(),
            shared: Vec::new(),
            targets,
            scored: self.scored,
            techniques: self.techniques,
        };
        let mut shared_of: FxHashMap<u32, u32> = FxHashMap::default();
        for (_, row, seen) in rows {
            let (weights, shared) = weigh(row, &self.totals);
            let next = u32::try_from(shared_of.len()).unwrap_or(u32::MAX);
            let number = *shared_of.entry(seen.to_bits()).or_insert(next);
            if number == next {
                counts.shared.extend_from_slice(&shared);
            }
            let differences = weights.iter().zip(&shared).zip(row).zip(0_u16..);
            let differences = differences.filter(|((_, count), _)| **count > 0.0);
            counts.differences.extend(differences.map(|(((weight, shared), _), target)| (target, weight - shared)));
            counts.shapes.push((number, u32::try_from(counts.differences.len()).unwrap_or(u32::MAX)));
        }
        counts
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
        space.rows.extend(space.found.iter().map(|f| self.rows.get(f.feature)));
        space.stamps.resize(self.rows.count(), 0);
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
                let (shared, differences) = self.row(row);
                for (score, weight) in scores.iter_mut().zip(shared) {
                    *score += weight * share;
                }
                for &(target, difference) in differences {
                    if let Some(score) = scores.get_mut(usize::from(target)) {
                        *score += difference * share;
                    }
                }
            }
        });
    }

    /// Hands over every collected feature that some example has, with its weight for a target.
    pub fn each_weight(&self, space: &Space, target: usize, mut call: impl FnMut(&Found, f32)) {
        for (found, row) in space.found.iter().zip(&space.rows) {
            call(found, row.map_or(0.0, |row| self.weight_in(row, target)));
        }
    }

    /// Weight of a feature for a target; 0 when no example has it.
    #[must_use]
    pub fn weight(&self, feature: Feature, target: usize) -> f32 {
        self.rows.get(feature).map_or(0.0, |row| self.weight_in(row, target))
    }

    fn weight_in(&self, row: u32, target: usize) -> f32 {
        let (shared, differences) = self.row(row);
        let difference = differences.iter().find(|(place, _)| usize::from(*place) == target).map_or(0.0, |(_, difference)| *difference);
        shared.get(target).copied().unwrap_or(0.0) + difference
    }

    /// Share of a feature's weight that counts, by its kind.
    #[must_use]
    pub fn share(&self, found: &Found) -> f32 {
        match found.kind {
            Kind::Word | Kind::Number | Kind::Letters => 1.0,
            Kind::Pair => PAIR,
            Kind::Concept => CONCEPT,
        }
    }

    /// The shared row of a row, and its differences from it.
    fn row(&self, row: u32) -> (&[f32], &[(u16, f32)]) {
        let row = row as usize;
        let Some(&(shared, end)) = self.shapes.get(row) else { return (&[], &[]) };
        let start = row.checked_sub(1).and_then(|before| self.shapes.get(before)).map_or(0, |&(_, end)| end);
        let from = shared as usize * self.targets;
        let shared = self.shared.get(from..from + self.targets).unwrap_or_default();
        (shared, self.differences.get(start as usize..end as usize).unwrap_or_default())
    }
}

fn flag(flags: &[bool], symbol: Symbol) -> bool {
    flags.get(symbol as usize).copied().unwrap_or(false)
}

/// Counts to weights: `ln(rate in the target / mean rate over all targets)`, drawn towards 0 for rare features.
/// Beside them what each weight would be had its target never been seen with the feature: the mean then cancels out.
fn weigh(counts: &[f32], totals: &[f32]) -> (Vec<f32>, Vec<f32>) {
    let seen: f32 = counts.iter().sum();
    #[allow(clippy::cast_precision_loss, reason = "there are a few dozen targets")]
    let mean = counts.iter().zip(totals).map(|(count, total)| count / total.max(1.0)).sum::<f32>() / totals.len().max(1) as f32;
    let trust = seen / (seen + RARE);
    let weight = |ratio: f32| (ratio.ln() * trust).clamp(FLOOR, CEILING);
    let own = |(count, total): (&f32, &f32)| weight((count + PRIOR * mean) / (total + PRIOR) / mean.max(f32::MIN_POSITIVE));
    (counts.iter().zip(totals).map(own).collect(), totals.iter().map(|total| weight(PRIOR / (total + PRIOR))).collect())
}

#[cfg(test)]
mod tests {
    fn weigh(counts: &[f32], totals: &[f32]) -> Vec<f32> {
        super::weigh(counts, totals).0
    }

    #[test]
    fn a_word_of_one_target_speaks_for_it_and_against_the_others() {
        // Two targets of ten questions; the word stands in five questions of the first.
        let weights = weigh(&[5.0, 0.0], &[10.0, 10.0]);
        assert!(weights[0] > 0.2 && weights[1] < -0.2, "{weights:?}");
    }

    #[test]
    fn what_was_never_seen_with_a_target_weighs_as_its_shared_row_says() {
        for (counts, totals) in [([5.0, 0.0, 0.0], [10.0, 40.0, 3.0]), ([1.0, 0.0, 2.0], [10.0, 400.0, 3.0])] {
            let (weights, shared) = super::weigh(&counts, &totals);
            for ((weight, shared), count) in weights.iter().zip(&shared).zip(counts) {
                assert!(count > 0.0 || (weight - shared).abs() < 1e-5, "{weights:?} {shared:?}");
            }
        }
    }

    #[test]
    fn an_even_word_speaks_for_nobody_and_a_rare_one_speaks_softly() {
        let even = weigh(&[5.0, 5.0], &[10.0, 10.0]);
        assert!(even.iter().all(|w| w.abs() < 1e-5), "{even:?}");
        let (rare, common) = (weigh(&[1.0, 0.0], &[50.0, 50.0]), weigh(&[20.0, 0.0], &[50.0, 50.0]));
        assert!(rare[0] < common[0], "{rare:?} {common:?}");
    }
}
