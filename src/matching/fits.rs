//! What is asked of a guide, weighed together: a second sum for each target, beside the counted one.
//!
//! Counting takes each word by itself, so that words which always come in company count twice, and a long story is known too surely.
//! Fitting ([`crate::evidence::fitted`]) looks at them together, and every text has the same length. Each sees what the other misses:
//! added up they show a third fewer wrong sections on long questions than the counted sum alone.

use crate::evidence::{
    features::Feature,
    fitted::{Design, Fitted, Fitter, MOST_QUESTIONS, Questions},
};
use serde::{Deserialize, Serialize};

/// What a fitted sum counts beside a counted one, which is in natural logarithms of odds. Chosen on the development questions among 4,
/// 6, 8, 10 and 12.
const COUNTS: f32 = 10.0;

/// Share of its weight that a pair of words counts, because its words count too.
const PAIR: f32 = 0.8;

/// Examples that must have a feature for it to count.
const LEAST: u32 = 2;

/// Fitted weights of a guide for all its targets.
#[derive(Default, Deserialize, Serialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Fits {
    /// Weights of [`MOST_QUESTIONS`] targets each.
    parts: Vec<Fitted>,
    /// Number of targets.
    targets: usize,
}

/// Takes the examples one by one.
pub struct Builder {
    parts: Vec<Fitter>,
    targets: usize,
    features: Vec<Feature>,
}

impl Builder {
    /// Starts with no examples for so many targets.
    #[must_use]
    pub fn new(targets: usize) -> Self {
        let of = |from: usize| Fitter::new(Design { questions: targets - from, fine: 0, share, kept: |_, count| count >= LEAST });
        Self { parts: (0..targets).step_by(MOST_QUESTIONS).map(of).collect(), targets, features: Vec::new() }
    }

    /// Adds one example of a target with its features, each once.
    pub fn add(&mut self, target: usize, features: impl Iterator<Item = Feature>) {
        self.features.clear();
        self.features.extend(features);
        self.features.sort_unstable();
        for (number, part) in self.parts.iter_mut().enumerate() {
            let yes = if target / MOST_QUESTIONS == number { 1 << (target % MOST_QUESTIONS) } else { 0 };
            part.add(&self.features, Questions::MAX, yes);
        }
    }

    /// The fitted weights.
    #[must_use]
    pub fn finish(self) -> Fits {
        Fits { parts: self.parts.into_iter().map(Fitter::finish).collect(), targets: self.targets }
    }
}

/// What a feature counts beside a word of the same rarity.
fn share(feature: Feature) -> f32 {
    if feature >> 32 == 0 { 1.0 } else { PAIR }
}

/// The sums of a text, kept between questions so that nothing is allocated for each.
#[derive(Default)]
pub struct Sums {
    /// Features of the text, each once, with the share of its weight that counts.
    pub features: Vec<(Feature, f32)>,
    sums: Vec<f32>,
    /// What a weight is multiplied by for the length of the text.
    unit: f32,
}

impl Fits {
    /// Adds to each score how far the sum of its target is above the mean of all targets.
    pub fn add(&self, sums: &mut Sums, scores: &mut [f32]) {
        sums.sums.clear();
        sums.sums.resize(self.targets, 0.0);
        for (part, out) in self.parts.iter().zip(sums.sums.chunks_mut(MOST_QUESTIONS)) {
            sums.unit = part.sums(sums.features.iter().copied(), out);
        }
        let mean = mean(&sums.sums);
        for (score, sum) in scores.iter_mut().zip(&sums.sums) {
            *score += COUNTS * (sum - mean);
        }
    }

    /// What a feature adds to the score of a target in the text that was summed up last, before its share.
    #[must_use]
    pub fn weight(&self, sums: &Sums, feature: Feature, target: usize) -> f32 {
        let weights: Vec<f32> = self.parts.iter().flat_map(|part| part.weights(feature)).collect();
        COUNTS * sums.unit * (weights.get(target).copied().unwrap_or_default() - mean(&weights))
    }
}

#[allow(clippy::cast_precision_loss, reason = "some dozen targets")]
fn mean(of: &[f32]) -> f32 {
    of.iter().sum::<f32>() / of.len().max(1) as f32
}

#[cfg(test)]
mod tests {
    use super::{Builder, Fits, Sums};

    /// More targets than one part holds. Each has three examples of a word of its own beside one that all have.
    const TARGETS: usize = 70;
    const EVERYWHERE: u64 = 1;

    fn own(target: usize) -> u64 {
        100 + target as u64
    }

    fn fits() -> Fits {
        let mut builder = Builder::new(TARGETS);
        for target in (0..TARGETS).cycle().take(3 * TARGETS) {
            builder.add(target, [own(target), EVERYWHERE].into_iter());
        }
        builder.finish()
    }

    fn scores(fits: &Fits, features: &[(u64, f32)]) -> (Vec<f32>, Sums) {
        let mut sums = Sums { features: features.to_vec(), ..Sums::default() };
        let mut scores = vec![0.0; TARGETS];
        fits.add(&mut sums, &mut scores);
        (scores, sums)
    }

    #[test]
    fn the_target_whose_words_stand_there_is_ahead_in_every_part() {
        let fits = fits();
        for target in [0, 1, 63, 64, 69] {
            let (scores, sums) = scores(&fits, &[(own(target), 1.0), (EVERYWHERE, 1.0)]);
            let best = (0..TARGETS).max_by(|&a, &b| scores[a].total_cmp(&scores[b]));
            assert_eq!(best, Some(target), "{scores:?}");
            assert!(scores.iter().sum::<f32>().abs() < 0.01, "scores are measured from their mean");
            let [mine, other] = [target, (target + 1) % TARGETS].map(|of| fits.weight(&sums, own(target), of));
            assert!(mine > 1.0 && other < 0.0, "{mine} {other}");
        }
    }

    #[test]
    fn a_word_told_beside_a_question_says_less_than_one_that_is_asked() {
        let (scores, _) = scores(&fits(), &[(own(3), 1.0), (own(65), 0.45)]);
        assert!(scores[3] > scores[65] && scores[65] > 0.0, "{} {}", scores[3], scores[65]);
    }

    #[test]
    fn nothing_known_moves_no_score_far() {
        let (scores, _) = scores(&fits(), &[(7, 1.0)]);
        assert!(scores.iter().all(|score| score.abs() < 0.5), "{scores:?}");
    }
}
