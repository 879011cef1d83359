//! What each measure means, in few words, for readers of a report.

/// Names of measures and what they mean.
const MEANINGS: [(&str, &str); 37] = [
    ("items", "questions"),
    ("in_scope", "questions whose best label is a main section"),
    ("top1", "in scope: the best section is right"),
    ("top3", "in scope: one of the best three is right"),
    ("answered", "in scope: a section was shown"),
    ("answered_right", "in scope: a right section was shown"),
    ("clarify_in_scope", "in scope: two or three sections were offered"),
    ("clarify_out_of_scope", "all others: two or three sections were offered"),
    ("wrong_answer_rate", "in scope: a wrong section was shown"),
    ("precision_of_answered", "of all sections shown, the right ones"),
    ("false_answers_not-covered", "on topics the guide does not cover: a section was shown"),
    ("n_not-covered", "questions on topics the guide does not cover"),
    ("exact_not-covered", "of those, said so or answered as accepted"),
    ("false_answers_other-medicine", "about other medicines: a section was shown"),
    ("n_other-medicine", "questions about other medicines"),
    ("exact_other-medicine", "of those, said so"),
    ("false_answers_chatter", "not for the bot: a section was shown"),
    ("n_chatter", "messages that are not for the bot"),
    ("exact_chatter", "of those, recognised"),
    ("n_emergency", "emergencies"),
    ("emergency_recall", "emergencies: the right banner was shown"),
    ("emergency_or_crisis_banner", "emergencies: any banner was shown"),
    ("emergency_plain_answer", "emergencies: a plain section was shown"),
    ("emergency_false_alarm", "no danger: an emergency banner was shown"),
    ("n_near_miss", "questions that only look like a danger"),
    ("near_miss_false_alarm", "of those, an emergency banner was shown"),
    ("n_crisis", "crises"),
    ("crisis_recall", "crises: the crisis banner was shown"),
    ("crisis_banner_any", "crises: any banner was shown"),
    ("crisis_false_alarm", "no danger: a crisis banner was shown"),
    ("outcome_accuracy", "all: the outcome is accepted"),
    ("n_urgent", "questions that need an urgent line and no banner"),
    ("urgent_right", "of those, the right line was shown"),
    ("urgent_any", "of those, any urgent line was shown"),
    ("urgent_on_others", "all others without a danger: an urgent line was shown"),
    ("class_right", "dangers met with a banner: the class is right"),
    ("false_answers", "out of scope and no danger: a wrong section was shown"),
];

/// What a measure means; empty for one that does not exist.
#[must_use]
pub fn meaning(name: &str) -> &'static str {
    MEANINGS.iter().find(|(known, _)| *known == name).map_or("", |(_, meaning)| meaning)
}

#[cfg(test)]
mod tests {
    use super::{MEANINGS, meaning};
    use crate::evaluation::measures::{measures, more};

    #[test]
    fn every_measure_has_a_meaning_and_no_meaning_is_left_over() {
        let names: Vec<&str> = measures(&[]).iter().chain(&more(&[])).map(|(name, _)| *name).collect();
        assert_eq!(names.len(), MEANINGS.len());
        assert!(names.iter().all(|name| !meaning(name).is_empty()), "{names:?}");
    }
}
