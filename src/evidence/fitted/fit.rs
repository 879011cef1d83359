//! Fits the weights of one question: dual coordinate descent, example by example.

use super::Fitter;

/// How closely the weights follow the examples: larger follows closer. Chosen by holding back one writer's examples after
/// another, among 0.5, 1, 2 and 4.
const CLOSENESS: f32 = 1.0;

/// Rounds over the examples, and after how many of them those are looked at again that moved nothing. A hundred rounds over all
/// give the same figures.
const ROUNDS: usize = 16;
const LOOK_AGAIN: usize = 5;

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
pub(super) struct Fit {
    pub weights: Vec<f32>,
    pub base: f32,
}

impl Fit {
    /// Fits one question. `squares` are those of the room of all features, `shares` what each feature of an example counts in it.
    pub fn of(fitter: &Fitter, squares: &[f32], shares: &[f32], question: usize) -> Self {
        let bit = 1 << question;
        let mine: Vec<usize> =
            (0..fitter.examples.len()).filter(|&at| fitter.examples.get(at).is_some_and(|e| e.asked & bit != 0)).collect();
        let mut fit = Self { weights: vec![0.0; squares.len()], base: 0.0 };
        let mut duals = vec![0.0; mine.len()];
        let mut at_work = vec![true; mine.len()];
        for round in 0..ROUNDS {
            // Most examples are soon answered so clearly that they move nothing: they are looked at again now and then.
            let all = round % LOOK_AGAIN == 0;
            for place in spread(mine.len(), round) {
                let Some(at_work) = at_work.get_mut(place).filter(|at_work| all || **at_work) else { continue };
                let Some(&at) = mine.get(place) else { continue };
                let (Some((features, example)), Some(dual)) = (fitter.example(at), duals.get_mut(place)) else { continue };
                let share = shares.get(at).copied().unwrap_or_default();
                *at_work = fit.step(features, share, squares, example.yes & bit != 0, dual);
            }
        }
        fit
    }

    /// Moves the weights so that one example is answered better; whether it has any say in them.
    fn step(&mut self, features: &[u32], share: f32, squares: &[f32], yes: bool, dual: &mut f32) -> bool {
        const SLACK: f32 = 0.5 / CLOSENESS;
        let at = |of: &[f32], row: u32| of.get(row as usize).copied().unwrap_or_default();
        let sum: f32 = features.iter().map(|&row| at(&self.weights, row)).sum();
        let side = if yes { 1.0 } else { -1.0 };
        let gradient = side * (self.base + sum * share) - 1.0 + SLACK * *dual;
        if *dual == 0.0 && gradient >= 0.0 {
            return false;
        }
        // A text has the length one, and its base besides.
        let length = if features.is_empty() { 1.0 } else { 2.0 };
        let moved = (*dual - gradient / (length + SLACK)).max(0.0);
        let change = (moved - *dual) * side;
        *dual = moved;
        if change == 0.0 {
            return moved > 0.0;
        }
        for &row in features {
            if let Some(weight) = self.weights.get_mut(row as usize) {
                // Once for the sum and once for the weight it is made of.
                *weight += change * share * at(squares, row);
            }
        }
        self.base += change;
        true
    }
}

#[cfg(test)]
mod tests {
    use super::spread;

    #[test]
    fn every_example_has_its_turn_in_each_round() {
        for count in [0, 1, 2, 3, 10, 618, 1_000] {
            let mut order: Vec<usize> = spread(count, count % 7).collect();
            order.sort_unstable();
            assert!(order.into_iter().eq(0..count), "{count}");
        }
    }
}
