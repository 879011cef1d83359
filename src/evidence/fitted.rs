//! Weights for yes-or-no questions, fitted once to example texts: what to say yes to is a sum above zero.
//!
//! Counting ([`super::counts`]) takes every feature by itself; fitting looks at them together, so that words which always
//! come in company are not counted twice. The method is a linear support vector machine with squared hinge loss, by dual
//! coordinate descent (Hsieh and others 2008, ICML, algorithm 1): a fixed number of rounds in a fixed order, no chance.
//! Features of few examples are given more room to count, as in inverse document frequency (Spärck Jones 1972).

use super::{features::Feature, table::Table};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use std::thread;

/// A set of questions, one bit each.
pub type Questions = u64;

/// Most questions that are answered together.
pub const MOST_QUESTIONS: usize = 64;

/// How closely the weights follow the examples: larger follows closer. Chosen by holding back one writer's examples after
/// another, among 0.5, 1, 2 and 4.
const CLOSENESS: f32 = 1.0;

/// Rounds over the examples, and after how many of them those are looked at again that moved nothing. A hundred rounds over all
/// give the same figures.
const ROUNDS: usize = 16;
const LOOK_AGAIN: usize = 5;

/// Natural logarithm of the share of examples at which a feature counts as it stands.
const USUAL: f32 = 5.0;

/// Weights of all features for all questions: a byte each, which moves no sum by more than a hundredth.
#[derive(Default, Deserialize, Serialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Fitted {
    table: Table,
    /// What one step of a weight is worth, and what is added to every sum, by question.
    steps: Vec<f32>,
    base: Vec<f32>,
}

/// Examples to fit weights to.
pub struct Fitter {
    questions: usize,
    /// What a feature counts beside others of the same rarity.
    share: fn(Feature) -> f32,
    /// Whether a feature counts that so many examples have.
    kept: fn(Feature, u32) -> bool,
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
    /// Starts with no examples for so many questions, at most [`MOST_QUESTIONS`]. `kept` says whether a feature counts that
    /// so many examples have.
    #[must_use]
    pub fn new(questions: usize, share: fn(Feature) -> f32, kept: fn(Feature, u32) -> bool) -> Self {
        let questions = questions.min(MOST_QUESTIONS);
        Self { questions, share, kept, rows: FxHashMap::default(), counts: Vec::new(), features: Vec::new(), examples: Vec::new() }
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
        let room = self.room();
        let mut fits: Vec<Fit> = Vec::new();
        // The questions know nothing of each other, so that it does not matter which is done when.
        let at_once = thread::available_parallelism().map_or(1, usize::from);
        let all: Vec<usize> = (0..self.questions).collect();
        for some in all.chunks(at_once) {
            let fit = |&question: &usize| Fit::of(&self, &room, question);
            thread::scope(|scope| {
                let running: Vec<_> = some.iter().map(|question| scope.spawn(move || fit(question))).collect();
                fits.extend(running.into_iter().map(|fit| fit.join().unwrap_or_default()));
            });
        }
        let mut fitted = Fitted::default();
        let mut weights = vec![0; room.len() * fits.len()];
        for (question, fit) in fits.iter().enumerate() {
            let largest = fit.weights.iter().fold(0.0_f32, |largest, weight| largest.max(weight.abs()));
            let step = if largest > 0.0 { largest / f32::from(i8::MAX) } else { 1.0 };
            fitted.steps.push(step);
            fitted.base.push(fit.base);
            for (place, weight) in weights.iter_mut().skip(question).step_by(fits.len()).zip(&fit.weights) {
                #[allow(clippy::cast_possible_truncation, reason = "rounded, and the largest is i8::MAX steps")]
                let steps = (weight / step).round() as i8;
                *place = steps;
            }
        }
        let rows = self.rows.iter().filter_map(|(&feature, &row)| {
            let row = row as usize;
            let room = room.get(row)?;
            Some((feature, room * room, weights.get(row * fits.len()..(row + 1) * fits.len())?))
        });
        fitted.table = Table::build(fits.len(), rows);
        fitted
    }

    /// What each feature counts before it is fitted: its share, and more where few examples have it.
    fn room(&self) -> Vec<f32> {
        #[allow(clippy::cast_precision_loss, reason = "there are some ten thousand examples")]
        let (all, count) = (self.examples.len() as f32, |count: u32| count as f32);
        let mut room: Vec<f32> = self.counts.iter().map(|&held| (all / count(held).max(1.0)).ln() / USUAL).collect();
        for (&feature, &row) in &self.rows {
            room.get_mut(row as usize).into_iter().for_each(|room| *room *= (self.share)(feature));
        }
        room
    }

    /// The features of an example.
    fn example(&self, at: usize) -> Option<(&[u32], Example)> {
        let example = *self.examples.get(at)?;
        let start = at.checked_sub(1).and_then(|before| self.examples.get(before)).map_or(0, |before| before.end);
        Some((self.features.get(start..example.end)?, example))
    }

    /// Leaves out features of too few examples, and numbers the others anew.
    fn drop_rare(&mut self) {
        let mut stays = vec![false; self.counts.len()];
        for (&feature, &row) in &self.rows {
            let held = self.counts.get(row as usize).copied().unwrap_or_default();
            stays.get_mut(row as usize).into_iter().for_each(|stays| *stays = (self.kept)(feature, held));
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

/// All indices below `count`, in an order that leaves neighbours far apart: examples stand in files by what they mean, and
/// going through them as they stand would pull the weights to and fro. Each round has another order: with the same one every
/// time the weights needed three times as many rounds to settle.
fn spread(count: usize, round: usize) -> impl Iterator<Item = usize> {
    // Steps of between two fifths and three fifths of all: close to the golden section, which spreads multiples most evenly.
    let near = count * (382 + round * 137 % 237) / 1_000;
    let step = (near.max(1)..).find(|&step| common_divisor(step, count) == 1).unwrap_or(1);
    (0..count).map(move |at| at * step % count.max(1))
}

fn common_divisor(a: usize, b: usize) -> usize {
    if b == 0 { a } else { common_divisor(b, a % b) }
}

/// Weights of one question while they are being fitted, by row, each with its room counted in.
#[derive(Default)]
struct Fit {
    weights: Vec<f32>,
    base: f32,
}

impl Fit {
    fn of(fitter: &Fitter, room: &[f32], question: usize) -> Self {
        let bit = 1 << question;
        let mine: Vec<usize> =
            (0..fitter.examples.len()).filter(|&at| fitter.examples.get(at).is_some_and(|e| e.asked & bit != 0)).collect();
        let mut fit = Self { weights: vec![0.0; room.len()], base: 0.0 };
        let mut duals = vec![0.0; mine.len()];
        let mut at_work = vec![true; mine.len()];
        for round in 0..ROUNDS {
            // Most examples are soon answered so clearly that they move nothing: they are looked at again now and then.
            let all = round % LOOK_AGAIN == 0;
            for place in spread(mine.len(), round) {
                let Some(at_work) = at_work.get_mut(place).filter(|at_work| all || **at_work) else { continue };
                let example = mine.get(place).and_then(|&at| fitter.example(at));
                let (Some((features, example)), Some(dual)) = (example, duals.get_mut(place)) else { continue };
                *at_work = fit.step(features, room, example.yes & bit != 0, dual);
            }
        }
        fit
    }

    /// Moves the weights so that one example is answered better; whether it has any say in them.
    fn step(&mut self, features: &[u32], room: &[f32], yes: bool, dual: &mut f32) -> bool {
        const SLACK: f32 = 0.5 / CLOSENESS;
        let (mut sum, mut size) = (0.0, 0.0);
        for &row in features {
            sum += self.weights.get(row as usize).copied().unwrap_or_default();
            let room = room.get(row as usize).copied().unwrap_or_default();
            size += room * room;
        }
        // A text has the length one, and its base besides.
        let (share, length) = (unit(size), if size > 0.0 { 2.0 } else { 1.0 });
        let side = if yes { 1.0 } else { -1.0 };
        let gradient = side * (self.base + sum * share) - 1.0 + SLACK * *dual;
        let moved = (*dual - gradient / (length + SLACK)).max(0.0);
        let change = (moved - *dual) * side;
        *dual = moved;
        if change == 0.0 {
            return moved > 0.0;
        }
        for &row in features {
            if let (Some(weight), Some(room)) = (self.weights.get_mut(row as usize), room.get(row as usize)) {
                // Once for the sum and once for the weight it is made of.
                *weight += change * share * room * room;
            }
        }
        self.base += change;
        true
    }
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
            sums.iter_mut().zip(row.weights()).for_each(|(sum, weight)| *sum += share * f32::from(weight));
            size += share * share * row.room;
        }
        let unit = unit(size);
        for (((out, sum), step), base) in out.iter_mut().zip(sums).zip(&self.steps).zip(&self.base) {
            *out = base + sum * step * unit;
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
        row.into_iter().flat_map(|row| row.weights()).zip(&self.steps).map(|(weight, step)| f32::from(weight) * step)
    }
}

#[cfg(test)]
mod tests {
    use super::{Fitted, Fitter, MOST_QUESTIONS, spread};

    /// Features 1 and 2 mean yes to the first question, 3 means yes to the second, 9 means nothing, 7 is seen once. The third
    /// question is asked of half the examples alone.
    fn fitted() -> Fitted {
        let mut fitter = Fitter::new(3, |_| 1.0, |_, count| count >= 3);
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
    fn every_example_has_its_turn_in_each_round() {
        for count in [0, 1, 2, 3, 10, 618, 1_000] {
            let mut order: Vec<usize> = spread(count, count % 7).collect();
            order.sort_unstable();
            assert!(order.into_iter().eq(0..count), "{count}");
        }
    }

    #[test]
    fn the_same_examples_give_the_same_weights() {
        let all = |fitted: &Fitted| [1, 2, 3, 4, 9].map(|feature| [0, 1, 2].map(|question| fitted.weight(feature, question).to_bits()));
        assert_eq!(all(&fitted()), all(&fitted()));
    }
}
