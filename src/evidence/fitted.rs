//! Weights for yes-or-no questions, fitted once to example texts: what to say yes to is a sum above zero.
//!
//! Counting ([`super::counts`]) takes every feature by itself; fitting looks at them together, so that words which always
//! come in company are not counted twice. The method is a linear support vector machine with squared hinge loss, by dual
//! coordinate descent (Hsieh and others 2008, ICML, algorithm 1): a fixed number of rounds in a fixed order, no chance.
//! Features of few examples are given more room to count, as in inverse document frequency (Spärck Jones 1972).

mod fit;

use self::fit::Fit;
use super::{features::Feature, table::Table};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use std::thread;

/// A set of questions, one bit each.
pub type Questions = u64;

/// Most questions that are answered together.
pub const MOST_QUESTIONS: usize = 64;

/// Natural logarithm of the share of examples at which a feature counts as it stands.
const USUAL: f32 = 5.0;

/// Weights of all features for all questions.
#[derive(Default, Deserialize, Serialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Fitted {
    table: Table,
    /// The largest weight, which those of the table are shares of, and what is added to every sum, by question.
    largest: Vec<f32>,
    base: Vec<f32>,
}

/// How weights are fitted.
#[derive(Clone, Copy)]
pub struct Design {
    /// Number of questions, at most [`MOST_QUESTIONS`].
    pub questions: usize,
    /// How many of them, the first ones, have weights of a whole byte: half a byte is enough for what is compared with others, but not for
    /// a sum that has to reach a limit.
    pub fine: usize,
    /// What a feature counts beside others of the same rarity.
    pub share: fn(Feature) -> f32,
    /// Whether a feature counts that so many examples have.
    pub kept: fn(Feature, u32) -> bool,
}

/// Examples to fit weights to.
pub struct Fitter {
    design: Design,
    rows: FxHashMap<Feature, u32>,
    /// Examples of each feature.
    counts: Vec<u32>,
    /// Features of all examples, one behind the other.
    features: Vec<u32>,
    examples: Vec<Example>,
}

#[derive(Clone, Copy)]
struct Example {
    /// Where its features end.
    end: usize,
    /// Questions it is an example for, and those of them whose answer is yes.
    asked: Questions,
    yes: Questions,
}

impl Fitter {
    /// Starts with no examples.
    #[must_use]
    pub fn new(design: Design) -> Self {
        let design = Design { questions: design.questions.min(MOST_QUESTIONS), ..design };
        Self { design, rows: FxHashMap::default(), counts: Vec::new(), features: Vec::new(), examples: Vec::new() }
    }

    /// Adds an example for the questions `asked` with its answers. `features` is sorted and holds each once.
    pub fn add(&mut self, features: &[Feature], asked: Questions, yes: Questions) {
        for &feature in features {
            let next = u32::try_from(self.counts.len()).unwrap_or(u32::MAX);
            let row = *self.rows.entry(feature).or_insert(next);
            if row == next {
                self.counts.push(0);
            }
            if let Some(count) = self.counts.get_mut(row as usize) {
                *count += 1;
            }
            self.features.push(row);
        }
        self.examples.push(Example { end: self.features.len(), asked, yes });
    }

    /// The fitted weights.
    #[must_use]
    pub fn finish(mut self) -> Fitted {
        self.drop_rare();
        let squares: Vec<f32> = self.room().into_iter().map(|room| room * room).collect();
        let shares: Vec<f32> = (0..self.examples.len()).map(|at| self.share_of(at, &squares)).collect();
        let mut fits: Vec<Fit> = Vec::new();
        // The questions know nothing of each other, so that it does not matter which is done when.
        let at_once = thread::available_parallelism().map_or(1, usize::from);
        let all: Vec<usize> = (0..self.design.questions).collect();
        for some in all.chunks(at_once) {
            let fit = |&question: &usize| Fit::of(&self, &squares, &shares, question);
            thread::scope(|scope| {
                let running: Vec<_> = some.iter().map(|question| scope.spawn(move || fit(question))).collect();
                fits.extend(running.into_iter().map(|fit| fit.join().unwrap_or_default()));
            });
        }
        let mut fitted = Fitted::default();
        let mut weights = vec![0.0; squares.len() * fits.len()];
        for (question, fit) in fits.iter().enumerate() {
            let largest = fit.weights.iter().fold(0.0_f32, |largest, weight| largest.max(weight.abs()));
            fitted.largest.push(largest);
            fitted.base.push(fit.base);
            for (place, weight) in weights.iter_mut().skip(question).step_by(fits.len()).zip(&fit.weights) {
                *place = if largest > 0.0 { weight / largest } else { 0.0 };
            }
        }
        let rows = self.rows.iter().filter_map(|(&feature, &row)| {
            let row = row as usize;
            let square = *squares.get(row)?;
            let weights = weights.get(row * fits.len()..(row + 1) * fits.len())?;
            // Half of all features end up with no say: without them the rest counts a little more, and nothing is found worse.
            (!Table::nothing(self.design.fine, weights)).then_some((feature, square, weights))
        });
        fitted.table = Table::build(fits.len(), self.design.fine, rows);
        fitted
    }

    /// What each feature counts before it is fitted: its share, and more where few examples have it.
    fn room(&self) -> Vec<f32> {
        #[allow(clippy::cast_precision_loss, reason = "there are some ten thousand examples")]
        let (all, count) = (self.examples.len() as f32, |count: u32| count as f32);
        let mut room: Vec<f32> = self.counts.iter().map(|&held| (all / count(held).max(1.0)).ln() / USUAL).collect();
        for (&feature, &row) in &self.rows {
            room.get_mut(row as usize).into_iter().for_each(|room| *room *= (self.design.share)(feature));
        }
        room
    }

    /// The features of an example.
    fn example(&self, at: usize) -> Option<(&[u32], Example)> {
        let example = *self.examples.get(at)?;
        let start = at.checked_sub(1).and_then(|before| self.examples.get(before)).map_or(0, |before| before.end);
        Some((self.features.get(start..example.end)?, example))
    }

    /// What each feature of an example counts in it.
    fn share_of(&self, at: usize, squares: &[f32]) -> f32 {
        let features = self.example(at).map(|(features, _)| features).unwrap_or_default();
        unit(features.iter().filter_map(|&row| squares.get(row as usize)).sum())
    }

    /// Leaves out features of too few examples, and numbers the others anew.
    fn drop_rare(&mut self) {
        let mut stays = vec![false; self.counts.len()];
        for (&feature, &row) in &self.rows {
            let held = self.counts.get(row as usize).copied().unwrap_or_default();
            stays.get_mut(row as usize).into_iter().for_each(|stays| *stays = (self.design.kept)(feature, held));
        }
        let mut next = 0;
        let numbers: Vec<Option<u32>> = stays
            .iter()
            .map(|stays| {
                stays.then(|| {
                    next += 1;
                    next - 1
                })
            })
            .collect();
        let number = |row: u32| numbers.get(row as usize).copied().flatten();
        self.rows.retain(|_, row| number(*row).map(|kept| *row = kept).is_some());
        let mut kept = Vec::with_capacity(self.features.len());
        let mut start = 0;
        for example in &mut self.examples {
            kept.extend(self.features.get(start..example.end).unwrap_or_default().iter().filter_map(|&row| number(row)));
            start = example.end;
            example.end = kept.len();
        }
        self.features = kept;
        let mut stays = stays.into_iter();
        self.counts.retain(|_| stays.next() == Some(true));
    }
}

/// What each feature of a text counts, given the squares of their room in all: every text has the same length, so that the many
/// words of a long one do not add up to anything, and one loaded word of a short one is not enough.
fn unit(size: f32) -> f32 {
    if size > 0.0 { size.sqrt().recip() } else { 0.0 }
}

impl Fitted {
    /// Puts the sums for a text into `out`, one a question; above zero is yes, 1 and more is a clear yes. `features` holds each
    /// once, with the share of its weight that counts.
    ///
    /// Returns what a weight is multiplied by for the length of the text.
    pub fn sums(&self, features: impl Iterator<Item = (Feature, f32)>, out: &mut [f32]) -> f32 {
        let mut sums = [0.0_f32; MOST_QUESTIONS];
        let mut size = 0.0;
        for (feature, share) in features {
            let Some(row) = self.table.get(feature) else { continue };
            row.add(share, sums.get_mut(..self.largest.len()).unwrap_or_default());
            size += share * share * row.room;
        }
        let unit = unit(size);
        for (((out, sum), largest), base) in out.iter_mut().zip(sums).zip(&self.largest).zip(&self.base) {
            *out = base + sum * largest * unit;
        }
        unit
    }

    /// What one feature adds to the sum of a question, before the length of the text is counted in.
    #[must_use]
    pub fn weight(&self, feature: Feature, question: usize) -> f32 {
        self.weights(feature).nth(question).unwrap_or_default()
    }

    /// As [`Self::weight`], for each question; nothing when no example has the feature.
    pub fn weights(&self, feature: Feature) -> impl Iterator<Item = f32> {
        let row = self.table.get(feature);
        row.into_iter().flat_map(|row| row.weights()).zip(&self.largest).map(|(weight, largest)| weight * largest)
    }
}

#[cfg(test)]
mod tests {
    use super::{Design, Fitted, Fitter, MOST_QUESTIONS};

    /// Features 1 and 2 mean yes to the first question, 3 means yes to the second, 9 means nothing, 7 is seen once. The third
    /// question is asked of half the examples alone.
    fn fitted() -> Fitted {
        let mut fitter = Fitter::new(Design { questions: 3, fine: 1, share: |_| 1.0, kept: |_, count| count >= 3 });
        for _ in 0..100 {
            fitter.add(&[1, 2, 9], 0b011, 0b001);
            fitter.add(&[3, 9], 0b111, 0b110);
            fitter.add(&[4, 9], 0b111, 0b000);
        }
        fitter.add(&[4, 7], 0b011, 0b001);
        // Beside many others, as danger stands among ordinary messages.
        for other in 0..5_000 {
            fitter.add(&[9, 100 + other % 50], 0b111, 0b000);
        }
        fitter.finish()
    }

    fn sums(fitted: &Fitted, features: &[u64]) -> [f32; MOST_QUESTIONS] {
        let mut out = [0.0; MOST_QUESTIONS];
        fitted.sums(features.iter().map(|&feature| (feature, 1.0)), &mut out);
        out
    }

    #[test]
    fn each_question_gets_its_own_answer() {
        let fitted = fitted();
        for (label, features, expect) in
            [("first", vec![1, 2, 9], [true, false]), ("second", vec![3, 9], [false, true]), ("neither", vec![4, 9], [false, false])]
        {
            let sums = sums(&fitted, &features);
            assert_eq!([sums[0] > 0.0, sums[1] > 0.0], expect, "{label}: {sums:?}");
        }
        assert!(fitted.weight(1, 2).abs() < 1e-6, "the third question was never asked of it");
        assert!(fitted.weight(3, 2) > 0.0);
    }

    #[test]
    fn what_always_comes_together_shares_one_weight_and_what_was_seen_once_has_none() {
        let fitted = fitted();
        assert!((fitted.weight(1, 0) - fitted.weight(2, 0)).abs() < 1e-6);
        assert!(fitted.weight(7, 0).abs() < 1e-6 && fitted.weight(7, 1).abs() < 1e-6);
        assert_eq!(sums(&fitted, &[8, 1234]), sums(&fitted, &[]), "unknown features add nothing");
    }

    #[test]
    fn the_same_examples_give_the_same_weights() {
        let all = |fitted: &Fitted| [1, 2, 3, 4, 9].map(|feature| [0, 1, 2].map(|question| fitted.weight(feature, question).to_bits()));
        assert_eq!(all(&fitted()), all(&fitted()));
    }
}
