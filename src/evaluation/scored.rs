//! One question, what was said to it, and whether that was right.

use super::{
    acceptance::{Acceptance, CRISIS, EMERGENCY, NONE, SILENCE_IS_RIGHT},
    labels::Item,
    prediction::{CLARIFY, Prediction},
};

/// Candidates among which the right section counts as found.
const TOP: usize = 3;

/// A judged question.
#[derive(Debug, Clone)]
#[allow(clippy::struct_excessive_bools, reason = "each is one independent fact that a measure counts")]
pub struct Scored<'a> {
    /// The question.
    pub item: &'a Item,
    /// What was said.
    pub prediction: &'a Prediction,
    /// A section's id, an outcome that is no section, or `none`.
    pub given: String,
    /// The section shown, or the best one.
    pub section: Option<String>,
    /// Outcomes that count as right; the first is the best.
    pub accepted: Vec<String>,
    /// The best label is a main section.
    pub in_scope: bool,
    /// A section was shown as the answer.
    pub answered: bool,
    /// The outcome is accepted, or silence is as good.
    pub right: bool,
    /// The best section is accepted.
    pub top1: bool,
    /// One of the best three is accepted.
    pub top3: bool,
    /// A section was shown that is not accepted.
    pub wrong: bool,
    /// Two or three sections were offered.
    pub clarify: bool,
}

impl<'a> Scored<'a> {
    /// Compares a prediction with the labels.
    #[must_use]
    pub fn new(acceptance: &Acceptance, item: &'a Item, prediction: &'a Prediction) -> Self {
        let normalised = prediction.normalised(|id| acceptance.is_section(id));
        let (given, section) = normalised.unwrap_or_else(|| (NONE.to_owned(), None));
        let accepted = acceptance.accepted(&item.labels);
        let first = accepted.first().map_or(NONE, String::as_str);
        let fits = |id: &str| acceptance.is_section(id) && accepted.iter().any(|outcome| outcome == id);
        let top1 = section.as_deref().is_some_and(fits);
        let top3 = if prediction.candidates.is_empty() { top1 } else { prediction.ranked().take(TOP).any(fits) };
        let answered = acceptance.is_section(&given);
        let accepts = accepted.contains(&given);
        Self {
            in_scope: acceptance.is_main(first),
            right: accepts || (given == NONE && SILENCE_IS_RIGHT.contains(&first)),
            wrong: answered && !accepts,
            clarify: prediction.outcome == CLARIFY,
            item,
            prediction,
            given,
            section,
            accepted,
            answered,
            top1,
            top3,
        }
    }

    /// The best label, without a topic.
    #[must_use]
    pub fn best(&self) -> &str {
        self.accepted.first().map_or(NONE, String::as_str)
    }

    /// Whether an outcome counts as right.
    #[must_use]
    pub fn accepts(&self, outcome: &str) -> bool {
        self.accepted.iter().any(|accepted| accepted == outcome)
    }

    /// How bad an error is.
    #[must_use]
    pub fn severity(&self) -> Severity {
        let banner = self.given == EMERGENCY || self.given == CRISIS;
        match self.best() {
            EMERGENCY if self.answered => Severity::Endangering,
            EMERGENCY => Severity::MissedEmergency,
            CRISIS if self.given != EMERGENCY => Severity::Endangering,
            CRISIS => Severity::FalseAlarm,
            _ if self.wrong => Severity::WrongAnswer,
            _ if banner => Severity::FalseAlarm,
            _ => Severity::LostAnswer,
        }
    }
}

/// How bad an error is, the worst last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// Nothing shown where a section would have helped.
    LostAnswer,
    /// A banner nobody needed, or the wrong one of the two.
    FalseAlarm,
    /// A section that does not answer the question.
    WrongAnswer,
    /// No banner in an emergency.
    MissedEmergency,
    /// A plain section in an emergency, or no banner in a crisis.
    Endangering,
}

impl Severity {
    /// All, the worst first.
    pub const ALL: [Self; 5] = [Self::Endangering, Self::MissedEmergency, Self::WrongAnswer, Self::FalseAlarm, Self::LostAnswer];

    /// Short name for reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::LostAnswer => "lost answer",
            Self::FalseAlarm => "false alarm",
            Self::WrongAnswer => "wrong answer",
            Self::MissedEmergency => "missed emergency",
            Self::Endangering => "endangering",
        }
    }

    /// What it means, for readers of a report.
    #[must_use]
    pub fn meaning(self) -> &'static str {
        match self {
            Self::LostAnswer => "nothing was shown where a section would have helped",
            Self::FalseAlarm => "an emergency or crisis banner nobody needed, or the wrong one of the two",
            Self::WrongAnswer => "a section was shown that does not answer the question",
            Self::MissedEmergency => "no banner in an emergency",
            Self::Endangering => "a plain section in an emergency, or no banner in a crisis",
        }
    }
}
