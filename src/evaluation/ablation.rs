//! What each technique of the matcher is worth: everything is judged again with one of them switched off.

use super::{
    acceptance::Acceptance,
    breakdown::{StyleRow, by_style},
    error::EvalError,
    labels::Item,
    measure::{Measures, find},
    measures::{measures, more},
    prediction,
    scored::Scored,
    timing::{quantile, times},
};
use crate::{
    answer::snapshot::{Snapshot, Thresholds},
    evidence::tuning::Techniques,
    knowledge::model::Knowledge,
};

/// Measures shown for each technique, with the heading of their column.
pub const COLUMNS: [(&str, &str); 6] = [
    ("top1", "Section right"),
    ("top3", "In top three"),
    ("answered_right", "Right shown"),
    ("wrong_answer_rate", "Wrong shown"),
    ("false_answers", "False answers"),
    ("outcome_accuracy", "Right outcome"),
];

/// Every technique by name, with its switch. Taken apart without `..`, so that a new technique cannot be left out.
fn switches(techniques: &mut Techniques) -> [(&'static str, &mut bool); 9] {
    let Techniques { concepts, pairs, clauses, patterns, fits, examples, letters, around, others } = techniques;
    [
        ("concepts", concepts),
        ("pairs", pairs),
        ("clauses", clauses),
        ("patterns", patterns),
        ("fits", fits),
        ("examples", examples),
        ("letters", letters),
        ("around", around),
        ("others", others),
    ]
}

/// Names of all techniques, for `--without`.
#[must_use]
pub fn names() -> Vec<&'static str> {
    switches(&mut Techniques::default()).into_iter().map(|(name, _)| name).collect()
}

/// Switches techniques off by name.
///
/// # Errors
/// The first unknown name, with those there are.
pub fn without<'n>(mut techniques: Techniques, off: impl IntoIterator<Item = &'n str>) -> Result<Techniques, EvalError> {
    for name in off {
        match switches(&mut techniques).into_iter().find(|(known, _)| *known == name) {
            Some((_, switch)) => *switch = false,
            None => return Err(EvalError::Technique { name: name.to_owned(), valid: names() }),
        }
    }
    Ok(techniques)
}

/// The measures with one technique switched off.
#[derive(Debug, Clone)]
pub struct Row {
    /// The technique; `None` for the row with everything as it was.
    pub without: Option<&'static str>,
    /// Measures by name.
    pub measures: Measures,
    /// By style.
    pub styles: Vec<StyleRow>,
    /// Median time a question, in millionths of a second.
    pub p50: Option<f64>,
}

impl Row {
    /// How much a measure changed, in points of per cent.
    #[must_use]
    pub fn change(&self, from: &Self, name: &str) -> Option<f64> {
        let value = |row: &Self| find(&row.measures, name).and_then(super::measure::Measure::value);
        Some(100.0 * (value(self)? - value(from)?))
    }

    /// The style whose right sections suffer most, and by how many points.
    #[must_use]
    pub fn hardest(&self, from: &Self) -> Option<(&str, f64)> {
        let pairs = self.styles.iter().filter_map(|row| Some((row, from.styles.iter().find(|old| old.style == row.style)?)));
        let changes = pairs.filter_map(|(new, old)| Some((new.style.as_str(), 100.0 * (new.top1.value()? - old.top1.value()?))));
        changes.min_by(|a, b| a.1.total_cmp(&b.1)).filter(|(_, change)| *change < 0.0)
    }
}

/// Everything as it is, then each technique that is on switched off in turn, the most valuable first.
pub fn run(
    knowledge: &Knowledge,
    guide: usize,
    (techniques, thresholds): (Techniques, Thresholds),
    acceptance: &Acceptance,
    items: &[Item],
    mut each: impl FnMut(&str),
) -> Vec<Row> {
    let judge = |techniques: Techniques, without: Option<&'static str>| {
        let (snapshot, _) = Snapshot::build(knowledge.clone(), techniques, thresholds);
        let predictions = prediction::from_matcher(&snapshot, guide, items, |_| {});
        let scored: Vec<Scored> = items.iter().zip(&predictions).map(|(item, said)| Scored::new(acceptance, item, said)).collect();
        let measures = measures(&scored).into_iter().chain(more(&scored)).collect();
        Row { without, measures, styles: by_style(&scored), p50: quantile(&times(&scored), 0.5) }
    };
    let base = judge(techniques, None);
    let mut rows = Vec::new();
    for name in names() {
        let mut fewer = techniques;
        let switch = switches(&mut fewer).into_iter().find(|(known, on)| *known == name && **on);
        if let Some((_, on)) = switch {
            *on = false;
            each(name);
            rows.push(judge(fewer, Some(name)));
        }
    }
    let worth = |row: &Row| row.change(&base, "top1").unwrap_or(0.0);
    rows.sort_by(|a, b| worth(a).total_cmp(&worth(b)));
    rows.insert(0, base);
    rows
}

#[cfg(test)]
mod tests {
    use super::{names, without};
    use crate::evidence::tuning::Techniques;

    #[test]
    fn every_technique_can_be_switched_off_by_its_name() {
        for name in names() {
            assert_ne!(without(Techniques::default(), [name]).unwrap(), Techniques::default(), "{name}");
        }
        assert_eq!(without(Techniques::default(), []).unwrap(), Techniques::default());
    }

    #[test]
    fn an_unknown_technique_lists_those_there_are() {
        let shown = without(Techniques::default(), ["pairs", "magic"]).unwrap_err().to_string();
        assert!(shown.contains("`magic`") && names().iter().all(|name| shown.contains(name)), "{shown}");
    }
}
