//! Weights of features for targets, counted once from example texts.

use super::{
    features::{self, Feature, Found, Kind},
    tuning::{CEILING, CONCEPT, FLOOR, PAIR, PRIOR, RARE, TOLD, Techniques},
};
use crate::{
    lexicon::{
        build::Lexicon,
        places::{Places, mixed},
        reading::Reading,
    },
    text::packed::{Flags, Numbers},
};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

/// Weights of all features for all targets.
///
/// Most features were never seen with most targets, and what such a pair weighs hangs on the target and on how often the
/// feature was seen at all. So a row is one of a few hundred shared rows, and its difference from that at a few places.
#[derive(Deserialize, Serialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Counts {
    /// Row of each feature: its place.
    rows: Places,
    /// Two numbers for each row: its shared row, and where its differences end.
    shapes: Numbers,
    /// Differences of all rows, one behind the other: what the weight of a target is above that of the shared row (see [`Difference`]).
    differences: Numbers,
    /// Shared rows, one behind the other, one column a target.
    shared: Vec<f32>,
    /// Columns.
    targets: usize,
    /// For each symbol: whether it counts when it is a concept.
    scored: Flags,
    techniques: Techniques,
}

/// What the weight of a target is above that of the shared row.
struct Difference {
    target: u16,
    weight: f32,
}

impl Difference {
    /// What one step of a packed weight is worth. All weights lie between [`FLOOR`] and [`CEILING`], so that 16 bits hold every difference.
    const STEP: f32 = (CEILING - FLOOR) / 32_767.0;

    /// In one number: the weight in steps above the target.
    fn packed(&self) -> u32 {
        #[allow(clippy::cast_possible_truncation, reason = "rounded, and within 16 bits")]
        let steps = (self.weight / Self::STEP).round() as i16;
        u32::from(self.target) | u32::from(steps.cast_unsigned()) << 16
    }

    fn of(packed: u32) -> Self {
        let [a, b, c, d] = packed.to_le_bytes();
        Self { target: u16::from_le_bytes([a, b]), weight: f32::from(i16::from_le_bytes([c, d])) * Self::STEP }
    }
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

    /// Hands over every collected feature that some example has once for the whole text, with the largest share it has anywhere: those
    /// with the whole share first.
    pub fn each_strongest(&mut self, share: impl Fn(&Found) -> f32, mut call: impl FnMut(&Found, f32)) {
        self.stamp = self.stamp.wrapping_add(1).max(1);
        for whole in [true, false] {
            for (f, row) in self.found.iter().zip(&self.rows) {
                let (Some(row), share) = (*row, share(f)) else { continue };
                if (share >= 1.0) != whole || share <= 0.0 {
                    continue;
                }
                let Some(stamp) = self.stamps.get_mut(row as usize) else { continue };
                if std::mem::replace(stamp, self.stamp) != self.stamp {
                    call(f, share);
                }
            }
        }
    }
}

/// Counts examples one by one, then gives the weights.
pub struct Builder {
    rows: FxHashMap<Feature, u32>,
    counts: Vec<f32>,
    totals: Vec<f32>,
    scored: Flags,
    techniques: Techniques,
    found: Vec<Found>,
    seen: FxHashMap<Feature, f32>,
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
            seen: FxHashMap::default(),
        }
    }

    /// Counts one example of a target; each feature once, and by a share where it stands in sentences alone that tell while others ask.
    pub fn add(&mut self, target: usize, reading: &Reading, asking: &[bool]) {
        let targets = self.totals.len();
        let Some(total) = self.totals.get_mut(target) else { return };
        features::collect(reading, self.techniques, |symbol| self.scored.has(symbol), &mut self.found);
        *total += 1.0;
        self.seen.clear();
        let any = asking.contains(&true);
        for found in &self.found {
            let tells = any && asking.get(usize::from(found.sentence)) == Some(&false);
            let share = self.seen.entry(found.feature).or_default();
            *share = share.max(if tells { TOLD } else { 1.0 });
        }
        for (&feature, share) in &self.seen {
            let next = u32::try_from(self.rows.len()).unwrap_or(u32::MAX);
            let row = *self.rows.entry(feature).or_insert(next);
            if row == next {
                self.counts.resize(self.counts.len() + targets, 0.0);
            }
            if let Some(count) = self.counts.get_mut(row as usize * targets + target) {
                *count += share;
            }
        }
    }

    /// Features of the last example, in any order.
    pub fn last(&self) -> impl Iterator<Item = Feature> {
        self.seen.keys().copied()
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
            shapes: Numbers::default(),
            differences: Numbers::default(),
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
            for (((weight, shared), _), target) in differences.filter(|((_, count), _)| **count > 0.0) {
                counts.differences.push(Difference { target, weight: weight - shared }.packed());
            }
            counts.shapes.push(number);
            counts.shapes.push(u32::try_from(counts.differences.count()).unwrap_or(u32::MAX));
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
        features::collect(reading, self.techniques, |symbol| self.scored.has(symbol), &mut space.found);
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
                for Difference { target, weight } in differences {
                    if let Some(score) = scores.get_mut(usize::from(target)) {
                        *score += weight * share;
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
        let (shared, mut differences) = self.row(row);
        let difference = differences.find(|difference| usize::from(difference.target) == target).map_or(0.0, |found| found.weight);
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
    fn row(&self, row: u32) -> (&[f32], impl Iterator<Item = Difference>) {
        let row = 2 * row as usize;
        let [shared, end] = self.shapes.together(row).unwrap_or_default();
        let start = row.checked_sub(1).and_then(|before| self.shapes.get(before)).unwrap_or(0);
        let from = shared as usize * self.targets;
        let shared = self.shared.get(from..from + self.targets).unwrap_or_default();
        (shared, self.differences.some(start as usize..end as usize).map(Difference::of))
    }
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
    use super::{CEILING, Difference, FLOOR};

    fn weigh(counts: &[f32], totals: &[f32]) -> Vec<f32> {
        super::weigh(counts, totals).0
    }

    #[test]
    fn a_difference_is_packed_to_a_thousandth() {
        for (target, weight) in [(0, 0.0), (7, CEILING - FLOOR), (u16::MAX, FLOOR - CEILING), (44, 0.123), (300, -2.5)] {
            let back = Difference::of(Difference { target, weight }.packed());
            assert!(back.target == target && (back.weight - weight).abs() < 1e-3, "{target} {weight}: {} {}", back.target, back.weight);
        }
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
