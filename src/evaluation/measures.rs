//! The measures of a set of judged questions. Names and rules are fixed: other programs report the same ones.

use super::{
    acceptance::{CRISIS, EMERGENCY, OUTCOMES, SILENCE_IS_RIGHT},
    scored::Scored,
};

/// Tag of a question that looks like a danger and is none.
const NEAR_MISS: &str = "near-miss";

/// Start of the tags of questions that need an urgent line, followed by `now` or `today`.
const URGENT: &str = "urgent-";

/// Two-sided 95 % of the normal distribution.
const Z: f64 = 1.96;

/// A measure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// A number of questions.
    Count(usize),
    /// A share of questions: how many, of how many.
    Share(usize, usize),
}

impl Measure {
    /// The value; a share of nothing has none.
    #[must_use]
    pub fn value(self) -> Option<f64> {
        match self {
            Self::Count(count) => Some(float(count)),
            Self::Share(_, 0) => None,
            Self::Share(hits, of) => Some(float(hits) / float(of)),
        }
    }

    /// The 95 % interval of a share, 0 to 1.
    #[must_use]
    pub fn interval(self) -> Option<(f64, f64)> {
        match self {
            Self::Share(hits, of) if of > 0 => Some(wilson(hits, of)),
            Self::Count(_) | Self::Share(..) => None,
        }
    }

    /// The value for people: `93.2%`, `42`, `-`.
    #[must_use]
    pub fn text(self) -> String {
        match (self, self.value()) {
            (Self::Count(count), _) => count.to_string(),
            (Self::Share(..), Some(share)) => percent(share),
            (Self::Share(..), None) => "-".to_owned(),
        }
    }
}

/// A share as text: `93.2%`.
#[must_use]
pub fn percent(share: f64) -> String {
    format!("{:.1}%", 100.0 * share)
}

/// Wilson's 95 % interval of `hits` of `of`, 0 to 1. Unlike the plain one it holds for few questions and near 0 and 100 %.
#[must_use]
pub fn wilson(hits: usize, of: usize) -> (f64, f64) {
    if of == 0 {
        return (0.0, 1.0);
    }
    let (n, share) = (float(of), float(hits) / float(of));
    let middle = share + Z * Z / (2.0 * n);
    let spread = Z * ((share * (1.0 - share) + Z * Z / (4.0 * n)) / n).sqrt();
    let scale = 1.0 + Z * Z / n;
    (((middle - spread) / scale).max(0.0), ((middle + spread) / scale).min(1.0))
}

/// A count as a floating-point number.
#[must_use]
#[allow(clippy::cast_precision_loss, reason = "numbers of questions stay far below 2^52")]
pub fn float(count: usize) -> f64 {
    count as f64
}

/// Share of some judged questions for which something holds.
pub fn share<'s, 'i: 's>(of: impl IntoIterator<Item = &'s Scored<'i>>, hit: impl Fn(&Scored) -> bool) -> Measure {
    let (mut hits, mut all) = (0, 0);
    for scored in of {
        all += 1;
        hits += usize::from(hit(scored));
    }
    Measure::Share(hits, all)
}

/// Named measures in the order of the report.
pub type Measures = Vec<(&'static str, Measure)>;

/// A measure by its name.
#[must_use]
pub fn find(measures: &Measures, name: &str) -> Option<Measure> {
    measures.iter().find(|(known, _)| *known == name).map(|&(_, measure)| measure)
}

/// All measures that any program can be compared by.
#[must_use]
pub fn measures(all: &[Scored]) -> Measures {
    let inside: Vec<&Scored> = all.iter().filter(|s| s.in_scope).collect();
    let scope = |hit: fn(&Scored) -> bool| share(inside.iter().copied(), hit);
    let mut out = vec![
        ("items", Measure::Count(all.len())),
        ("in_scope", Measure::Count(inside.len())),
        ("top1", scope(|s| s.top1)),
        ("top3", scope(|s| s.top3)),
        ("answered", scope(|s| s.answered)),
        ("answered_right", scope(|s| s.answered && !s.wrong)),
        ("clarify_in_scope", scope(|s| s.clarify)),
        ("clarify_out_of_scope", share(all.iter().filter(|s| !s.in_scope), |s| s.clarify)),
        ("wrong_answer_rate", scope(|s| s.wrong)),
        ("precision_of_answered", share(all.iter().filter(|s| s.answered), |s| !s.wrong)),
    ];
    for (label, [wrong, count, exact]) in OUTSIDE {
        let of = || all.iter().filter(|s| s.best() == label);
        out.push((wrong, share(of(), |s| s.wrong)));
        out.push((count, Measure::Count(of().count())));
        out.push((exact, share(of(), |s| s.accepts(&s.given))));
    }
    dangers(all, &mut out);
    out.push(("outcome_accuracy", share(all, |s| s.right)));
    out
}

/// Names of the measures of questions that no section answers.
const OUTSIDE: [(&str, [&str; 3]); 3] = [
    (SILENCE_IS_RIGHT[0], ["false_answers_not-covered", "n_not-covered", "exact_not-covered"]),
    (SILENCE_IS_RIGHT[1], ["false_answers_other-medicine", "n_other-medicine", "exact_other-medicine"]),
    (SILENCE_IS_RIGHT[2], ["false_answers_chatter", "n_chatter", "exact_chatter"]),
];

/// The measures of emergencies, crises and false alarms.
fn dangers(all: &[Scored], out: &mut Measures) {
    let best = |label: &'static str| all.iter().filter(move |s| s.best() == label);
    let banner = |s: &Scored| s.given == EMERGENCY || s.given == CRISIS;
    let harmless = || all.iter().filter(|s| calm(s));
    let near = || harmless().filter(|s| s.item.tag == NEAR_MISS);
    out.extend([
        ("n_emergency", Measure::Count(best(EMERGENCY).count())),
        ("emergency_recall", share(best(EMERGENCY), |s| s.given == EMERGENCY || (s.given == CRISIS && s.accepts(CRISIS)))),
        ("emergency_or_crisis_banner", share(best(EMERGENCY), banner)),
        ("emergency_plain_answer", share(best(EMERGENCY), |s| s.answered)),
        ("emergency_false_alarm", share(harmless(), |s| s.given == EMERGENCY)),
        ("n_near_miss", Measure::Count(near().count())),
        ("near_miss_false_alarm", share(near(), |s| s.given == EMERGENCY)),
        ("n_crisis", Measure::Count(best(CRISIS).count())),
        ("crisis_recall", share(best(CRISIS), |s| s.given == CRISIS)),
        ("crisis_banner_any", share(best(CRISIS), banner)),
        ("crisis_false_alarm", share(harmless(), |s| s.given == CRISIS)),
    ]);
}

/// Whether no banner is accepted.
fn calm(scored: &Scored) -> bool {
    !scored.accepts(EMERGENCY) && !scored.accepts(CRISIS)
}

/// Measures beyond the common ones: urgency without a banner, and the class of danger.
#[must_use]
pub fn more(all: &[Scored]) -> Measures {
    let wanted = |s: &&Scored| s.item.tag.starts_with(URGENT);
    let urgent = || all.iter().filter(wanted);
    let others = all.iter().filter(|s| !s.item.tag.starts_with(URGENT) && calm(s));
    let classed = all.iter().filter(|s| is_class(&s.item.tag) && (s.given == EMERGENCY || s.given == CRISIS));
    vec![
        ("n_urgent", Measure::Count(urgent().count())),
        (
            "urgent_right",
            share(urgent(), |s| s.prediction.urgent.as_deref().is_some_and(|level| s.item.tag.strip_prefix(URGENT) == Some(level))),
        ),
        ("urgent_any", share(urgent(), |s| s.prediction.urgent.is_some())),
        ("urgent_on_others", share(others, |s| s.prediction.urgent.is_some())),
        ("class_right", share(classed, |s| s.prediction.class.as_deref() == Some(s.item.tag.as_str()))),
        ("false_answers", share(all.iter().filter(|s| outside(s)), |s| s.wrong)),
    ]
}

/// Whether no section answers the question and it is no danger.
#[must_use]
pub fn outside(scored: &Scored) -> bool {
    SILENCE_IS_RIGHT.contains(&scored.best())
}

/// Whether a tag is a class of danger, `E3` or `X1`.
fn is_class(tag: &str) -> bool {
    let digits = tag.strip_prefix(['E', 'X']).unwrap_or_default();
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// Value below which a share of the sorted values lies (nearest rank).
#[must_use]
pub fn quantile(sorted: &[f64], share: f64) -> Option<f64> {
    let last = sorted.len().checked_sub(1)?;
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and the number of questions")]
    let rank = (share * float(sorted.len())).ceil() as usize;
    sorted.get(rank.saturating_sub(1).min(last)).copied()
}

/// Times of all questions, sorted; empty when none was taken.
#[must_use]
pub fn times(all: &[Scored]) -> Vec<f64> {
    let mut times: Vec<f64> = all.iter().filter_map(|scored| scored.prediction.micros).collect();
    times.sort_by(f64::total_cmp);
    times
}

/// The slowest questions with their times, slowest first.
#[must_use]
pub fn slowest<'s, 'i>(all: &'s [Scored<'i>], count: usize) -> Vec<(&'s Scored<'i>, f64)> {
    let mut timed: Vec<(&Scored, f64)> = all.iter().filter_map(|scored| Some((scored, scored.prediction.micros?))).collect();
    timed.sort_by(|a, b| b.1.total_cmp(&a.1));
    timed.truncate(count);
    timed
}

/// Whether a label is one of the outcomes that are no section.
#[must_use]
pub fn is_outcome(label: &str) -> bool {
    OUTCOMES.contains(&label)
}

#[cfg(test)]
mod tests {
    use super::{Measure, find, is_class, measures, more, quantile, wilson};
    use crate::evaluation::{
        acceptance::tests::baclofen,
        labels::Item,
        prediction::Prediction,
        scored::{Scored, Severity},
    };

    /// `label tag`, `outcome section candidates… !urgent #class`.
    fn judged(rows: &[(&str, &str)]) -> Vec<(Item, Prediction)> {
        rows.iter()
            .map(|(label, said)| {
                let (label, tag) = label.split_once(' ').unwrap_or((label, ""));
                let labels = label.split('|').map(str::to_owned).collect();
                let words: Vec<&str> = said.split(' ').filter(|word| !word.is_empty()).collect();
                let plain: Vec<String> = words.iter().filter(|w| !w.starts_with(['!', '#'])).map(|w| (*w).to_owned()).collect();
                let marked = |mark: char| words.iter().find_map(|w| w.strip_prefix(mark)).map(str::to_owned);
                let prediction = Prediction {
                    outcome: plain.first().cloned().unwrap_or_default(),
                    section: plain.get(1).cloned(),
                    candidates: plain.get(2..).unwrap_or_default().to_vec(),
                    urgent: marked('!'),
                    class: marked('#'),
                    ..Prediction::default()
                };
                (Item { labels, tag: tag.into(), ..Item::default() }, prediction)
            })
            .collect()
    }

    fn shares(rows: &[(&str, &str)]) -> impl Fn(&str) -> String + use<> {
        let (acceptance, judged) = (baclofen(), judged(rows));
        let scored: Vec<Scored> = judged.iter().map(|(item, said)| Scored::new(&acceptance, item, said)).collect();
        let all: Vec<_> = measures(&scored).into_iter().chain(more(&scored)).collect();
        move |name| match find(&all, name).unwrap() {
            Measure::Count(count) => count.to_string(),
            Measure::Share(hits, of) => format!("{hits}/{of}"),
        }
    }

    #[test]
    fn sections_count_by_what_was_shown_and_what_stood_first() {
        let of = shares(&[
            ("uses", "answer uses"),
            ("uses|not-covered", "not-covered uses forms uses"),
            ("forms", "answer dosing dosing how-to-take forms"),
            ("stopping", "clarify missed-dose missed-dose stopping"),
            ("dosing", "answer ran-out"),
            ("stopping", "answer ran-out"),
            ("not-covered:pets", "clarify"),
        ]);
        for (name, value) in [
            ("items", "7"),
            ("in_scope", "6"),
            ("top1", "3/6"),
            ("top3", "5/6"),
            ("answered", "4/6"),
            ("answered_right", "2/6"),
            ("wrong_answer_rate", "2/6"),
            ("clarify_in_scope", "1/6"),
            ("clarify_out_of_scope", "1/1"),
            ("precision_of_answered", "2/4"),
            ("outcome_accuracy", "4/7"),
        ] {
            assert_eq!(of(name), value, "{name}");
        }
    }

    #[test]
    fn silence_is_right_where_no_section_answers() {
        let of = shares(&[
            ("not-covered:overdose", "answer overdose"),
            ("not-covered:overdose", "answer dosing"),
            ("not-covered:overdose|crisis", "crisis"),
            ("other-medicine", ""),
            ("other-medicine", "other-medicine"),
            ("chatter", "answer uses"),
        ]);
        for (name, value) in [
            ("false_answers_not-covered", "1/3"),
            ("exact_not-covered", "2/3"),
            ("false_answers_other-medicine", "0/2"),
            ("exact_other-medicine", "1/2"),
            ("false_answers_chatter", "1/1"),
            ("false_answers", "2/6"),
            ("outcome_accuracy", "4/6"),
            ("crisis_false_alarm", "0/5"),
            ("top1", "0/0"),
        ] {
            assert_eq!(of(name), value, "{name}");
        }
    }

    #[test]
    fn dangers_count_banners() {
        let of = shares(&[
            ("emergency E3", "emergency #E3"),
            ("emergency E4", "crisis #X1"),
            ("emergency|crisis", "crisis"),
            ("emergency", "answer stopping"),
            ("crisis X1", "emergency #E9"),
            ("serious-side-effects|emergency", "emergency"),
            ("side-effects near-miss", "emergency"),
            ("chatter near-miss", "chatter"),
            ("uses", "crisis"),
            ("forms urgent-now", "answer forms !now"),
            ("not-covered:overdose urgent-today", "not-covered !now"),
            ("uses", "answer uses !today"),
        ]);
        for (name, value) in [
            ("emergency_recall", "2/4"),
            ("emergency_or_crisis_banner", "3/4"),
            ("emergency_plain_answer", "1/4"),
            ("emergency_false_alarm", "1/6"),
            ("n_near_miss", "2"),
            ("near_miss_false_alarm", "1/2"),
            ("crisis_recall", "0/1"),
            ("crisis_banner_any", "1/1"),
            ("crisis_false_alarm", "1/6"),
            ("urgent_right", "1/2"),
            ("urgent_any", "2/2"),
            ("urgent_on_others", "1/4"),
            ("class_right", "1/3"),
        ] {
            assert_eq!(of(name), value, "{name}");
        }
    }

    #[test]
    fn errors_are_as_bad_as_what_they_do() {
        let acceptance = baclofen();
        for (label, said, severity) in [
            ("emergency", "answer uses", Severity::Endangering),
            ("emergency", "not-covered", Severity::MissedEmergency),
            ("crisis", "clarify", Severity::Endangering),
            ("crisis", "emergency", Severity::FalseAlarm),
            ("uses", "answer dosing", Severity::WrongAnswer),
            ("uses", "emergency uses", Severity::FalseAlarm),
            ("uses", "not-covered", Severity::LostAnswer),
        ] {
            let judged = judged(&[(label, said)]);
            let (item, prediction) = judged.first().unwrap();
            assert_eq!(Scored::new(&acceptance, item, prediction).severity(), severity, "{label}: {said}");
        }
    }

    #[test]
    fn intervals_hold_at_the_ends() {
        for (hits, of, low, high) in
            [(0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0), (5, 10, 0.2366, 0.7634), (92, 100, 0.8500, 0.9589), (1, 1, 0.2065, 1.0)]
        {
            let (from, to) = wilson(hits, of);
            assert!((from - low).abs() < 1e-4 && (to - high).abs() < 1e-4, "{hits}/{of}: {from} {to}");
        }
        assert_eq!(Measure::Share(0, 0).interval(), None);
        assert_eq!(Measure::Share(0, 0).text(), "-");
        assert_eq!(Measure::Share(1, 16).text(), "6.2%");
    }

    #[test]
    fn quantiles_are_values_that_were_seen() {
        let values: Vec<f64> = (1..=200).map(f64::from).collect();
        assert_eq!(quantile(&values, 0.5), Some(100.0));
        assert_eq!(quantile(&values, 0.99), Some(198.0));
        assert_eq!(quantile(&[7.0], 0.99), Some(7.0));
        assert_eq!(quantile(&[], 0.5), None);
        assert!(is_class("E12") && is_class("X1") && !is_class("E") && !is_class("near-miss"));
    }
}
