//! The measures of a set of judged questions. Names and rules are fixed: other programs report the same ones.

use super::{
    acceptance::{CRISIS, EMERGENCY, NOT_COVERED, OTHER_MEDICINE, OUTCOMES, SILENCE_IS_RIGHT},
    measure::{Measure, Measures, share},
    scored::Scored,
};
use crate::knowledge::guide::CHATTER;

/// Tag of a question that looks like a danger and is none.
const NEAR_MISS: &str = "near-miss";

/// Start of the tags of questions that need an urgent line, followed by `now` or `today`.
const URGENT: &str = "urgent-";

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
    (NOT_COVERED, ["false_answers_not-covered", "n_not-covered", "exact_not-covered"]),
    (OTHER_MEDICINE, ["false_answers_other-medicine", "n_other-medicine", "exact_other-medicine"]),
    (CHATTER, ["false_answers_chatter", "n_chatter", "exact_chatter"]),
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

/// Whether a label is one of the outcomes that are no section.
#[must_use]
pub fn is_outcome(label: &str) -> bool {
    OUTCOMES.contains(&label)
}

#[cfg(test)]
mod tests {
    use super::{is_class, measures, more};
    use crate::evaluation::{
        acceptance::tests::baclofen,
        labels::Item,
        measure::{Measure, find},
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
    fn tags_of_classes_are_a_letter_and_a_number() {
        for (tag, class) in [("E12", true), ("X1", true), ("E", false), ("near-miss", false), ("E1x", false)] {
            assert_eq!(is_class(tag), class, "{tag}");
        }
    }
}
