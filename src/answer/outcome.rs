//! What was decided for a question.

use crate::{knowledge::section::TargetId, matching::search::Hit, triage::verdict::Verdict};

/// The outcomes of `medguide`. Matches over it use no wildcard arm, so that a new one cannot be forgotten.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Outcome {
    /// Self-harm: kind fixed text and crisis lines, nothing about the medicine.
    Crisis,
    /// Happening now: the emergency line first.
    Emergency,
    /// One or two sections.
    Answer,
    /// Two or three sections are close: their titles as buttons.
    Clarify,
    /// About another medicine.
    OtherMedicine,
    /// About this medicine, but the guide is silent.
    NotCovered,
    /// Not for the bot.
    Chatter,
}

impl Outcome {
    /// Every outcome, in order of precedence.
    pub const ALL: [Self; 7] =
        [Self::Crisis, Self::Emergency, Self::Answer, Self::Clarify, Self::OtherMedicine, Self::NotCovered, Self::Chatter];

    /// Name used in reports and in `medguide match`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Crisis => "crisis",
            Self::Emergency => "emergency",
            Self::Answer => "answer",
            Self::Clarify => "clarify",
            Self::OtherMedicine => "other-medicine",
            Self::NotCovered => "not-covered",
            Self::Chatter => "chatter",
        }
    }
}

/// Urgency without a banner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Urgent {
    /// A pump alarm without symptoms: the pump clinic now.
    Now,
    /// Prescriber, pharmacist or poison help today.
    Today,
}

impl Urgent {
    /// Name used in reports and in `medguide match`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Now => "now",
            Self::Today => "today",
        }
    }
}

/// What is said ahead of an interactions answer: what is known of each medicine, or that nothing checked is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MixNote {
    /// Rows of the medicines table: those with a row in the guide's mixes, and those the guide says nothing about.
    Named(Vec<u16>),
    /// Another medicine is meant that the table does not know.
    Unnamed,
}

/// What a moderator has paused of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paused {
    /// The sections it would show.
    Section,
    /// Everything but crises, emergencies and urgent lines.
    Everything,
}

/// The decision on one question. Holds no text of the question.
#[derive(Debug, Clone)]
pub struct Decision {
    /// Index of the guide that was asked.
    pub guide: usize,
    /// Outcome.
    pub outcome: Outcome,
    /// Urgency, whatever the outcome.
    pub urgent: Option<Urgent>,
    /// Sections to show: one or two for an answer, the choices for a clarify, at most one under a banner, else none.
    pub shown: Vec<TargetId>,
    /// Best sections, best first, at most three, whatever the outcome.
    pub candidates: Vec<TargetId>,
    /// The topic, when the outcome is not-covered and one is known.
    pub topic: Option<TargetId>,
    /// Row of the other medicine, when one is known.
    pub medicine: Option<u16>,
    /// Said ahead of an interactions answer.
    pub mix: Option<MixNote>,
    /// Show the sections' referral instead of their text.
    pub referral: bool,
    /// Index of the language the question is written in, when it is not English.
    pub language: Option<u8>,
    /// Paused: the reply says so in place of its text.
    pub paused: Option<Paused>,
    /// The question asks whether the bot is a doctor or a person.
    pub who: bool,
    /// How much a question that names no medicine of a guide reads like one about another: a sum, see [`crate::scope::others::LIMIT`].
    pub another: Option<f32>,
    /// Share of belief in the best target, 0 to 1.
    pub score: f32,
    /// Which rule decided, in words for moderators.
    pub rule: &'static str,
    /// What triage found.
    pub verdict: Verdict,
    /// All targets that scored above the average target, best first, at most eight.
    pub hits: Vec<Hit>,
}

impl Decision {
    /// A decision before anything is known: not covered, nothing to show.
    #[must_use]
    pub fn blank(guide: usize) -> Self {
        Self {
            guide,
            outcome: Outcome::NotCovered,
            urgent: None,
            shown: Vec::new(),
            candidates: Vec::new(),
            topic: None,
            medicine: None,
            mix: None,
            referral: false,
            language: None,
            paused: None,
            who: false,
            another: None,
            score: 0.0,
            rule: "nothing is known",
            verdict: Verdict::default(),
            hits: Vec::new(),
        }
    }
}
