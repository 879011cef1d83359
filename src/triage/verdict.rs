//! What the gate found, and why.

use crate::knowledge::rules::Level;

/// Everything the gate has to say about one message. Empty for an ordinary question.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Verdict {
    /// Findings, the most urgent first; one for each class.
    pub findings: Vec<Finding>,
    /// Signs that were passed over, with the reason.
    pub vetoes: Vec<Veto>,
    /// What the examples say: sums for an emergency and for a crisis, to be held against `limits::Limits`. `None` until they were asked.
    pub sums: Option<[f32; 2]>,
}

/// One class of danger found.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// Id of the class, `E3`.
    pub class: Box<str>,
    /// How urgent it is.
    pub level: Level,
    /// Name of the rule that fired.
    pub rule: Box<str>,
    /// Which of the class's texts is meant, where it has several (`poison`).
    pub variant: Option<Box<str>>,
    /// Said so plainly that the examples have no say in it.
    pub sure: bool,
    /// Words that were the signs, with their concepts.
    pub signs: Vec<Words>,
    /// Words that were the setting: what was stopped, taken or done.
    pub setting: Vec<Words>,
    /// Words that place it in the present, if any.
    pub time: Option<String>,
    /// Words for the person it is about, if any.
    pub person: Option<String>,
}

/// Words of the message and the concept they stand for. Never log or store them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    /// Concept, without `@`.
    pub concept: Box<str>,
    /// The words as understood.
    pub words: String,
}

/// A sign that does not count where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Veto {
    /// The sign.
    pub sign: Words,
    /// Why it does not count.
    pub reason: Reason,
    /// Words that say so; empty when it is the lack of words.
    pub cue: String,
}

/// Why a sign does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// A manner of speaking, or another sense of the word.
    OtherSense,
    /// From a film, a game, a dream, a drill.
    Fiction,
    /// Denied.
    Negated,
    /// Asked about, feared or read about.
    Hypothetical,
    /// About people in general.
    Generic,
    /// Past and over.
    Past,
    /// It is over and somebody looked at it.
    Resolved,
    /// A bare noun without a person or time.
    Bare,
}

impl Verdict {
    /// The most urgent finding.
    #[must_use]
    pub fn worst(&self) -> Option<&Finding> {
        self.findings.first()
    }

    /// Whether a finding of this level is there.
    #[must_use]
    pub fn has(&self, level: Level) -> bool {
        self.findings.iter().any(|finding| finding.level == level)
    }

    /// Whether the reply is a banner: crisis or emergency.
    #[must_use]
    pub fn banner(&self) -> bool {
        self.has(Level::Crisis) || self.has(Level::Emergency)
    }

    /// Whether a finding of this class is there.
    #[must_use]
    pub fn has_class(&self, class: &str) -> bool {
        self.findings.iter().any(|finding| &*finding.class == class)
    }
}
