//! What other thresholds would have done: right, wrong, offered and declined at each setting.

use super::{
    acceptance::Acceptance,
    labels::Item,
    measure::{Measure, share},
    measures::outside,
    prediction::Prediction,
    scored::Scored,
};
use crate::{
    answer::snapshot::{Snapshot, Space, Thresholds},
    lexicon::reading::Reading,
};
use std::cmp::Ordering;

/// Scores tried, in natural logarithm of odds.
const MINIMUM: [f32; 4] = [0.0, 2.5, 5.0, 7.5];
/// Shares of belief tried for an answer.
const ANSWER: [f32; 8] = [0.30, 0.35, 0.40, 0.45, 0.50, 0.55, 0.60, 0.70];
/// Shares of belief tried for a choice.
const CLARIFY: [f32; 4] = [0.5, 0.6, 0.7, 0.8];

/// Steps of the curve from an answer to everything to an answer to what is certain.
const STEPS: u8 = 20;

/// Most wrong answers among in-scope questions that a setting may have to be named the best.
const WRONG_AT_MOST: f64 = 0.03;

/// What one setting does.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Row {
    /// The setting.
    pub thresholds: Thresholds,
    /// In scope: a right section was shown.
    pub right: Measure,
    /// In scope: a wrong section was shown.
    pub wrong: Measure,
    /// In scope: two or three sections were offered.
    pub clarify: Measure,
    /// In scope: none of these.
    pub declined: Measure,
    /// Out of scope and no danger: a wrong section was shown.
    pub false_answers: Measure,
    /// In scope: a section was shown.
    pub coverage: Measure,
    /// Of all sections shown, the right ones.
    pub precision: Measure,
}

/// Precision of the answers at one share of questions answered.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// Belief, or score, from which is answered.
    pub threshold: f64,
    /// In scope: a section was shown.
    pub coverage: Measure,
    /// Of all sections shown, the right ones.
    pub precision: Measure,
}

impl Row {
    fn of(thresholds: Thresholds, all: &[Scored]) -> Self {
        let inside = |hit: fn(&Scored) -> bool| share(all.iter().filter(|s| s.in_scope), hit);
        Self {
            thresholds,
            right: inside(|s| s.answered && !s.wrong),
            wrong: inside(|s| s.wrong),
            clarify: inside(|s| s.clarify),
            declined: inside(|s| !s.answered && !s.clarify),
            false_answers: share(all.iter().filter(|s| outside(s)), |s| s.wrong),
            coverage: inside(|s| s.answered),
            precision: share(all.iter().filter(|s| s.answered), |s| !s.wrong),
        }
    }
}

/// Questions read once, to be decided on again and again.
pub struct Sweeper<'a> {
    snapshot: &'a mut Snapshot,
    acceptance: &'a Acceptance,
    items: &'a [Item],
    guide: usize,
    readings: Vec<Reading>,
}

impl<'a> Sweeper<'a> {
    /// Reads all questions. The thresholds of the snapshot are changed while it is in use and restored after each call.
    #[must_use]
    pub fn new(snapshot: &'a mut Snapshot, guide: usize, acceptance: &'a Acceptance, items: &'a [Item]) -> Self {
        let readings = items.iter().map(|item| snapshot.lexicon.read(&item.text)).collect();
        Self { snapshot, acceptance, items, guide, readings }
    }

    /// What one setting does.
    pub fn at(&mut self, thresholds: Thresholds) -> Row {
        let kept = std::mem::replace(&mut self.snapshot.thresholds, thresholds);
        let mut space = Space::default();
        let mut judge = |reading| {
            let decision = self.snapshot.judge_reading(reading, self.guide, &mut space);
            Prediction::of(&decision, &self.snapshot.knowledge.guides, self.guide)
        };
        let predictions: Vec<Prediction> = self.readings.iter().map(&mut judge).collect();
        self.snapshot.thresholds = kept;
        let scored = self.items.iter().zip(&predictions).map(|(item, said)| Scored::new(self.acceptance, item, said));
        Row::of(thresholds, &scored.collect::<Vec<_>>())
    }

    /// Every setting of the grid and the current one; `each` gets how many of how many are done.
    pub fn grid(&mut self, mut each: impl FnMut(usize, usize)) -> Vec<Row> {
        let current = self.snapshot.thresholds;
        let (minima, answers) = (with(&MINIMUM, current.minimum), with(&ANSWER, current.answer));
        let clarifies = with(&CLARIFY, current.clarify);
        let all = minima.len() * answers.len() * clarifies.len();
        let mut rows = Vec::with_capacity(all);
        for &minimum in &minima {
            for &clarify in &clarifies {
                for &answer in &answers {
                    rows.push(self.at(Thresholds { minimum, answer, clarify }));
                    each(rows.len(), all);
                }
            }
        }
        rows
    }

    /// Precision against coverage: the current setting with every share of belief for an answer.
    pub fn curve(&mut self) -> Vec<Point> {
        let current = self.snapshot.thresholds;
        let mut points = Vec::new();
        for step in 0..=STEPS {
            let answer = f32::from(step) / f32::from(STEPS);
            let row = self.at(Thresholds { answer, ..current });
            let threshold = f64::from(step) / f64::from(STEPS);
            points.push(Point { threshold, coverage: row.coverage, precision: row.precision });
        }
        points
    }
}

/// Precision against coverage of predictions whose maker cannot be asked again: their answers, cut off by score.
#[must_use]
pub fn curve_by_score(all: &[Scored]) -> Vec<Point> {
    let mut scores: Vec<f64> = all.iter().filter(|s| s.answered).map(|s| s.prediction.score).collect();
    scores.sort_by(f64::total_cmp);
    let step = scores.len().div_ceil(usize::from(STEPS)).max(1);
    let mut cuts: Vec<f64> = scores.iter().copied().step_by(step).collect();
    cuts.dedup();
    let point = |cut: f64| {
        let answered = move |s: &Scored| s.answered && s.prediction.score >= cut;
        Point {
            threshold: cut,
            coverage: share(all.iter().filter(|s| s.in_scope), answered),
            precision: share(all.iter().filter(|s| answered(s)), |s| !s.wrong),
        }
    };
    cuts.into_iter().map(point).collect()
}

/// The values tried with the current one among them, rising.
fn with(tried: &[f32], current: f32) -> Vec<f32> {
    let mut values: Vec<f32> = tried.iter().copied().chain([current]).collect();
    values.sort_by(f32::total_cmp);
    values.dedup_by(|a, b| (*a - *b).abs() < 1e-4);
    values
}

/// The setting with the most right answers among those with few enough wrong ones; among equals the one with the fewest
/// false answers, then wrong answers, then questions declined.
#[must_use]
pub fn best(rows: &[Row]) -> Option<&Row> {
    let value = |measure: Measure| measure.value().unwrap_or(0.0);
    let cost = |row: &Row| [-value(row.right), value(row.false_answers), value(row.wrong), value(row.declined)];
    let order =
        |a: &Row, b: &Row| cost(a).iter().zip(cost(b)).map(|(a, b)| a.total_cmp(&b)).find(|order| order.is_ne()).unwrap_or(Ordering::Equal);
    rows.iter().filter(|row| value(row.wrong) <= WRONG_AT_MOST).min_by(|a, b| order(a, b))
}

#[cfg(test)]
mod tests {
    use super::{Row, best, curve_by_score, with};
    use crate::{
        answer::snapshot::Thresholds,
        evaluation::{acceptance::tests::baclofen, labels::Item, measure::Measure, prediction::Prediction, scored::Scored},
    };

    #[test]
    fn the_current_value_is_tried_once() {
        assert_eq!(with(&[0.3, 0.5], 0.4), [0.3, 0.4, 0.5]);
        assert_eq!(with(&[0.3, 0.5], 0.500_01), [0.3, 0.5]);
    }

    #[test]
    fn the_best_setting_has_few_wrong_answers() {
        let row = |right, wrong, false_answers| Row {
            thresholds: Thresholds::default(),
            right: Measure::Share(right, 100),
            wrong: Measure::Share(wrong, 100),
            clarify: Measure::Share(0, 100),
            declined: Measure::Share(0, 100),
            false_answers: Measure::Share(false_answers, 100),
            coverage: Measure::Share(0, 100),
            precision: Measure::Share(0, 100),
        };
        let rows = [row(95, 4, 0), row(90, 3, 5), row(90, 2, 4), row(80, 0, 0)];
        assert_eq!(best(&rows), rows.get(2));
        assert_eq!(best(&rows[..1]), None);
    }

    #[test]
    fn fewer_answers_are_left_at_a_higher_score() {
        let acceptance = baclofen();
        let judged: Vec<(Item, Prediction)> = (0..60_u8)
            .map(|n| {
                let outcome = if n % 4 == 0 { "dosing" } else { "uses" };
                let item = Item { labels: vec!["uses".into()], ..Item::default() };
                (item, Prediction { outcome: outcome.into(), score: f64::from(n), ..Prediction::default() })
            })
            .collect();
        let all: Vec<Scored> = judged.iter().map(|(item, said)| Scored::new(&acceptance, item, said)).collect();
        let curve = curve_by_score(&all);
        assert_eq!(curve.first().unwrap().coverage, Measure::Share(60, 60));
        assert_eq!(curve.first().unwrap().precision, Measure::Share(45, 60));
        assert!(curve.windows(2).all(|pair| pair[1].coverage.value() < pair[0].coverage.value()));
    }
}
