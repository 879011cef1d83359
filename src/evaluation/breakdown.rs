//! Judged questions by style, by best label, as confusions, errors and a matrix.

use super::{
    acceptance::{Acceptance, EMERGENCY, NONE},
    measure::{Measure, share},
    measures::{is_outcome, outside},
    scored::Scored,
};
use std::{cmp::Reverse, collections::BTreeMap};

/// Questions of one style.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StyleRow {
    /// The style.
    pub style: String,
    /// How many there are.
    pub count: usize,
    /// The outcome is accepted.
    pub right: Measure,
    /// In scope: the best section is accepted.
    pub top1: Measure,
    /// In scope: a right section was shown.
    pub shown: Measure,
    /// In scope: a wrong section was shown.
    pub wrong: Measure,
    /// Out of scope and no danger: a wrong section was shown.
    pub false_answers: Measure,
}

/// One row a style, by name.
#[must_use]
pub fn by_style(all: &[Scored]) -> Vec<StyleRow> {
    let mut styles: BTreeMap<&str, Vec<&Scored>> = BTreeMap::new();
    for scored in all {
        styles.entry(&scored.item.style).or_default().push(scored);
    }
    let row = |(style, of): (&str, Vec<&Scored>)| {
        let inside = || of.iter().copied().filter(|s| s.in_scope);
        StyleRow {
            style: style.to_owned(),
            count: of.len(),
            right: share(of.iter().copied(), |s| s.right),
            top1: share(inside(), |s| s.top1),
            shown: share(inside(), |s| s.answered && !s.wrong),
            wrong: share(inside(), |s| s.wrong),
            false_answers: share(of.iter().copied().filter(|s| outside(s)), |s| s.wrong),
        }
    };
    styles.into_iter().map(row).collect()
}

/// Questions with one best label.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LabelRow {
    /// The best label, without a topic.
    pub label: String,
    /// How many there are.
    pub count: usize,
    /// The outcome is accepted.
    pub right: Measure,
    /// The best section is accepted; only for sections.
    pub top1: Option<Measure>,
    /// A section was shown.
    pub answered: Measure,
    /// A wrong section was shown.
    pub wrong: Measure,
    /// The emergency banner was shown.
    pub emergency: Measure,
}

/// One row a best label, in the order of the acceptance table.
#[must_use]
pub fn by_label(all: &[Scored], acceptance: &Acceptance) -> Vec<LabelRow> {
    let row = |label: &str| {
        let of: Vec<&Scored> = all.iter().filter(|s| s.best() == label).collect();
        let count = |hit: fn(&Scored) -> bool| share(of.iter().copied(), hit);
        (!of.is_empty()).then(|| LabelRow {
            label: label.to_owned(),
            count: of.len(),
            right: count(|s| s.right),
            top1: (!is_outcome(label)).then(|| count(|s| s.top1)),
            answered: count(|s| s.answered),
            wrong: count(|s| s.wrong),
            emergency: count(|s| s.given == EMERGENCY),
        })
    };
    acceptance.groups().filter_map(row).collect()
}

/// A wrong outcome and how often it was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Confusion {
    /// The best label.
    pub best: String,
    /// What was said.
    pub given: String,
    /// How often.
    pub count: usize,
}

/// All confusions, the commonest first; equally common ones as they came.
#[must_use]
pub fn confusions(all: &[Scored]) -> Vec<Confusion> {
    let mut out: Vec<Confusion> = Vec::new();
    for scored in all.iter().filter(|s| !s.right) {
        match out.iter_mut().find(|c| c.best == scored.best() && c.given == scored.given) {
            Some(confusion) => confusion.count += 1,
            None => out.push(Confusion { best: scored.best().to_owned(), given: scored.given.clone(), count: 1 }),
        }
    }
    out.sort_by_key(|confusion| Reverse(confusion.count));
    out
}

/// All errors, the worst first, among equally bad ones the surest first.
#[must_use]
pub fn errors<'s, 'i>(all: &'s [Scored<'i>]) -> Vec<&'s Scored<'i>> {
    let mut out: Vec<&Scored> = all.iter().filter(|s| !s.right).collect();
    out.sort_by(|a, b| b.severity().cmp(&a.severity()).then(b.prediction.score.total_cmp(&a.prediction.score)));
    out
}

/// How often each outcome was given for each best label.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Matrix {
    /// Outcomes given, in the order of the acceptance table, `none` last.
    pub columns: Vec<String>,
    /// Best labels with one cell a column.
    pub rows: Vec<(String, Vec<Cell>)>,
}

/// One cell of the matrix.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Cell {
    /// Questions with this best label that got this outcome.
    pub count: usize,
    /// Those for which it is not accepted.
    pub errors: usize,
}

/// The confusion matrix: only rows and columns that have questions.
#[must_use]
pub fn matrix(all: &[Scored], acceptance: &Acceptance) -> Matrix {
    let labels = || acceptance.groups().filter(|label| all.iter().any(|s| s.best() == *label));
    let used = |outcome: &&str| all.iter().any(|s| s.given == *outcome || s.best() == *outcome);
    let columns: Vec<String> = acceptance.groups().chain([NONE]).filter(used).map(str::to_owned).collect();
    let cell = |label: &str, given: &str| {
        let of = all.iter().filter(|s| s.best() == label && s.given == given);
        of.fold(Cell::default(), |cell, s| Cell { count: cell.count + 1, errors: cell.errors + usize::from(!s.right) })
    };
    let rows = labels().map(|label| (label.to_owned(), columns.iter().map(|given| cell(label, given)).collect())).collect();
    Matrix { columns, rows }
}

#[cfg(test)]
mod tests {
    use super::{by_label, by_style, confusions, errors, matrix};
    use crate::evaluation::{acceptance::tests::baclofen, labels::Item, prediction::Prediction, scored::Scored};

    #[test]
    fn errors_come_worst_first_and_the_matrix_adds_up() {
        let acceptance = baclofen();
        let rows = [
            ("a", "uses", "plain", "dosing", 0.5),
            ("b", "uses", "typos", "dosing", 0.9),
            ("c", "emergency", "plain", "none", 0.0),
            ("d", "emergency", "plain", "uses", 0.1),
            ("e", "dosing", "typos", "none", 0.9),
            ("f", "chatter", "plain", "none", 0.0),
            ("g", "uses|dosing", "slang", "dosing", 0.8),
        ];
        let judged: Vec<(Item, Prediction)> = rows
            .iter()
            .map(|&(id, label, style, outcome, score)| {
                let labels = label.split('|').map(str::to_owned).collect();
                let item = Item { id: id.into(), labels, style: style.into(), ..Item::default() };
                (item, Prediction { outcome: outcome.into(), score, ..Prediction::default() })
            })
            .collect();
        let all: Vec<Scored> = judged.iter().map(|(item, said)| Scored::new(&acceptance, item, said)).collect();
        assert_eq!(errors(&all).iter().map(|s| s.item.id.as_str()).collect::<String>(), "dcbae");
        let pairs: Vec<String> = confusions(&all).iter().map(|c| format!("{}-{} {}", c.best, c.given, c.count)).collect();
        assert_eq!(pairs, ["uses-dosing 2", "emergency-none 1", "emergency-uses 1", "dosing-none 1"]);
        let matrix = matrix(&all, &acceptance);
        assert_eq!(matrix.columns, ["uses", "dosing", "emergency", "chatter", "none"]);
        assert_eq!(matrix.rows.iter().flat_map(|(_, cells)| cells).map(|cell| cell.count).sum::<usize>(), rows.len());
        assert_eq!(matrix.rows.iter().flat_map(|(_, cells)| cells).map(|cell| cell.errors).sum::<usize>(), 5);
        assert_eq!(
            by_style(&all).iter().map(|row| format!("{} {}", row.style, row.top1.text())).collect::<Vec<_>>(),
            ["plain 0.0%", "slang 100.0%", "typos 0.0%"]
        );
        assert_eq!(
            by_label(&all, &acceptance).iter().map(|row| row.label.as_str()).collect::<Vec<_>>(),
            ["uses", "dosing", "emergency", "chatter"]
        );
    }
}
