//! Weights for yes-or-no questions, fitted once to example texts: what to say yes to is a sum above zero.
//!
//! Counting ([`super::counts`]) takes every feature by itself; fitting looks at them together, so that words which always
//! come in company are not counted twice. The method is a linear support vector machine with squared hinge loss, by dual
//! coordinate descent (Hsieh and others 2008, ICML, algorithm 1): a fixed number of rounds in a fixed order, no chance.

use super::features::Feature;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

/// Questions that are answered together.
pub const QUESTIONS: usize = 2;

/// One number a question.
pub type Answers = [f32; QUESTIONS];

/// How closely the weights follow the examples: larger follows closer. Chosen on the development messages among 0.01, 0.03,
/// 0.1 and 0.3; from 0.01 to 0.1 little changes.
const CLOSENESS: f32 = 0.03;

/// Rounds over all examples. From 12 to 40, sums of development messages still moved by 0.06 on average, and fewer were wrong.
const ROUNDS: usize = 40;

/// Features of a text of everyday length: there a feature counts its whole weight.
const EVERYDAY: f32 = 20.0;

/// What each feature of a text counts: less in a long one, whose many words else add up to anything, but not so little that
/// one clear sentence is lost. On development messages the fourth root found four of a hundred more emergencies at one false
/// alarm in a hundred questions than no share at all, and the square root no more than that.
fn share(features: usize) -> f32 {
    #[allow(clippy::cast_precision_loss, reason = "a text has at most a few thousand features")]
    let features = features.max(1) as f32;
    (EVERYDAY / features).sqrt().sqrt()
}

/// Examples that must have a feature for it to count.
const LEAST: u32 = 2;

/// Weights of all features for all questions.
#[derive(Default, Deserialize, Serialize)]
pub struct Fitted {
    weights: FxHashMap<Feature, Answers>,
    /// What is added to every sum.
    base: Answers,
}

/// Weights while they are being fitted, by row.
struct Fit {
    weights: Vec<Answers>,
    base: Answers,
}

/// Examples to fit weights to.
#[derive(Default)]
pub struct Fitter {
    rows: FxHashMap<Feature, u32>,
    /// Examples of each feature.
    counts: Vec<u32>,
    /// Features of all examples, one behind the other.
    features: Vec<u32>,
    /// Where the features of each example end, and its answers.
    examples: Vec<(usize, [bool; QUESTIONS])>,
}

impl Fitter {
    /// Adds an example with its right answers. `features` is sorted and holds each once.
    pub fn add(&mut self, features: &[Feature], answers: [bool; QUESTIONS]) {
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
        self.examples.push((self.features.len(), answers));
    }

    /// The fitted weights.
    #[must_use]
    pub fn finish(mut self) -> Fitted {
        self.drop_rare();
        let mut fit = Fit { weights: vec![Answers::default(); self.counts.len()], base: Answers::default() };
        let mut duals = vec![Answers::default(); self.examples.len()];
        for _ in 0..ROUNDS {
            for at in spread(self.examples.len()) {
                let (Some(&(end, answers)), Some(dual)) = (self.examples.get(at), duals.get_mut(at)) else { continue };
                let start = at.checked_sub(1).and_then(|before| self.examples.get(before)).map_or(0, |&(end, _)| end);
                fit.step(self.features.get(start..end).unwrap_or_default(), answers, dual);
            }
        }
        let weight = |(feature, row): (Feature, u32)| Some((feature, *fit.weights.get(row as usize)?));
        Fitted { weights: self.rows.into_iter().filter_map(weight).collect(), base: fit.base }
    }

    /// Leaves out features of too few examples, and numbers the others anew.
    fn drop_rare(&mut self) {
        let mut next = 0;
        let numbers: Vec<Option<u32>> = self
            .counts
            .iter()
            .map(|&count| {
                (count >= LEAST).then(|| {
                    next += 1;
                    next - 1
                })
            })
            .collect();
        let number = |row: u32| numbers.get(row as usize).copied().flatten();
        self.rows.retain(|_, row| number(*row).map(|kept| *row = kept).is_some());
        let mut kept = Vec::with_capacity(self.features.len());
        let mut start = 0;
        for (end, _) in &mut self.examples {
            kept.extend(self.features.get(start..*end).unwrap_or_default().iter().filter_map(|&row| number(row)));
            start = *end;
            *end = kept.len();
        }
        self.features = kept;
        self.counts.truncate(next as usize);
    }
}

/// All indices below `count`, in an order that leaves neighbours far apart: examples stand in files by what they mean, and
/// going through them as they stand would pull the weights to and fro.
fn spread(count: usize) -> impl Iterator<Item = usize> {
    // The golden section spreads multiples most evenly.
    let near = count * 618 / 1_000;
    let step = (near.max(1)..).find(|&step| common_divisor(step, count) == 1).unwrap_or(1);
    (0..count).map(move |at| at * step % count.max(1))
}

fn common_divisor(a: usize, b: usize) -> usize {
    if b == 0 { a } else { common_divisor(b, a % b) }
}

impl Fit {
    /// Moves the weights so that one example is answered better.
    fn step(&mut self, features: &[u32], answers: [bool; QUESTIONS], duals: &mut Answers) {
        const SLACK: f32 = 0.5 / CLOSENESS;
        let weights = features.iter().filter_map(|&row| self.weights.get(row as usize));
        let sums = sum_of(weights, self.base);
        let share = share(features.len());
        #[allow(clippy::cast_precision_loss, reason = "an example has at most a few thousand features")]
        let size = features.len() as f32 * share * share + 1.0;
        let mut moves = Answers::default();
        for (((change, dual), sum), answer) in moves.iter_mut().zip(duals).zip(sums).zip(answers) {
            let side = if answer { 1.0 } else { -1.0 };
            let gradient = side * sum - 1.0 + SLACK * *dual;
            let moved = (*dual - gradient / (size + SLACK)).max(0.0);
            *change = (moved - *dual) * side;
            *dual = moved;
        }
        if moves == Answers::default() {
            return;
        }
        let add = |weights: &mut Answers, share: f32| weights.iter_mut().zip(moves).for_each(|(weight, change)| *weight += change * share);
        for &row in features {
            if let Some(weights) = self.weights.get_mut(row as usize) {
                add(weights, share);
            }
        }
        add(&mut self.base, 1.0);
    }
}

/// The sums of a text from the weights of its features.
fn sum_of<'w>(weights: impl Iterator<Item = &'w Answers>, base: Answers) -> Answers {
    let (mut sums, mut count) = (Answers::default(), 0);
    for weights in weights {
        sums.iter_mut().zip(weights).for_each(|(sum, weight)| *sum += weight);
        count += 1;
    }
    let share = share(count);
    sums.iter_mut().zip(base).for_each(|(sum, base)| *sum = base + *sum * share);
    sums
}

impl Fitted {
    /// The sums for a text; above zero is yes, 1 and more is a clear yes. `features` holds each once.
    #[must_use]
    pub fn sums(&self, features: &[Feature]) -> Answers {
        sum_of(features.iter().filter_map(|feature| self.weights.get(feature)), self.base)
    }

    /// What one feature adds to each sum.
    #[must_use]
    pub fn weights(&self, feature: Feature) -> Answers {
        self.weights.get(&feature).copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::{Fitted, Fitter, spread};

    /// Features 1 and 2 mean yes to the first question, 3 means yes to the second, 9 means nothing, 7 is seen once.
    fn fitted() -> Fitted {
        let mut fitter = Fitter::default();
        for _ in 0..10 {
            fitter.add(&[1, 2, 9], [true, false]);
            fitter.add(&[3, 9], [false, true]);
            fitter.add(&[4, 9], [false, false]);
        }
        fitter.add(&[4, 7], [true, false]);
        fitter.finish()
    }

    #[test]
    fn each_question_gets_its_own_answer() {
        let fitted = fitted();
        for (label, features, expect) in
            [("first", vec![1, 2, 9], [true, false]), ("second", vec![3, 9], [false, true]), ("neither", vec![4, 9], [false, false])]
        {
            assert_eq!(fitted.sums(&features).map(|sum| sum > 0.0), expect, "{label}: {:?}", fitted.sums(&features));
        }
    }

    #[test]
    fn what_always_comes_together_shares_one_weight_and_what_was_seen_once_has_none() {
        let fitted = fitted();
        assert!((fitted.weights(1)[0] - fitted.weights(2)[0]).abs() < 1e-6);
        assert_eq!(fitted.weights(7), [0.0, 0.0]);
        assert_eq!(fitted.sums(&[8, 1234]), fitted.sums(&[]), "unknown features add nothing");
    }

    #[test]
    fn every_example_has_its_turn_in_each_round() {
        for count in [0, 1, 2, 3, 10, 618, 1_000] {
            let mut order: Vec<usize> = spread(count).collect();
            order.sort_unstable();
            assert!(order.into_iter().eq(0..count), "{count}");
        }
    }

    #[test]
    fn the_same_examples_give_the_same_weights() {
        let all = |fitted: &Fitted| [1, 2, 3, 4, 9].map(|feature| fitted.weights(feature));
        assert_eq!(all(&fitted()), all(&fitted()));
    }
}
