//! Floor 3: whose medicine a question is about. Another medicine never gets this guide's text.

pub mod others;

use crate::{
    evidence::wording::strange,
    knowledge::medicine::{Endings, Medicine, MedicineKind},
    lexicon::{build::Lexicon, names::Who, reading::Reading, vocabulary::Symbol},
};
use serde::{Deserialize, Serialize};

/// Whose medicine a question is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    /// The guide's medicine, named or meant.
    Guide {
        /// Whether it was named.
        named: bool,
    },
    /// The guide's medicine and others beside it: rows of the medicines table; empty when the other one is not known.
    Both {
        /// Rows of the medicines table.
        others: Vec<u16>,
    },
    /// Another medicine alone: its row, or `None` when it is not in the table.
    Other {
        /// Row of the medicines table.
        medicine: Option<u16>,
    },
}

/// Concepts that scope reads, by name in `words/concepts/`.
#[derive(Deserialize, Serialize)]
struct Cues {
    /// "on top of these": the own medicine is meant beside the other.
    beside: Option<Symbol>,
    /// "with it", ahead of the other's name.
    before: Option<Symbol>,
    /// "thyroid pill", "eye drops": another medicine without a name.
    other_class: Option<Symbol>,
    /// "instead of", "versus".
    versus: Option<Symbol>,
    /// "i am off … now": the guide's medicine belongs to the past.
    left: Option<Symbol>,
    /// Words around an unknown name that make it a medicine ("mg", "take").
    medicine_cue: Option<Symbol>,
}

/// Decides whose medicine is meant.
#[derive(Deserialize, Serialize)]
pub struct Scoper {
    cues: Cues,
    /// For each row: whether the guide says something about it or its class.
    covered: Vec<bool>,
    /// For each row: an everyday drink, or a substance the guide speaks of: beside no name it is about the own medicine.
    substance: Vec<bool>,
    /// Endings that names of medicines share.
    endings: Vec<Box<str>>,
    /// Endings of everyday words: such a word is no name, whatever stands near it.
    everyday: Vec<Box<str>>,
}

impl Scope {
    /// Other medicines that a reading names: rows of the medicines table, each once.
    #[must_use]
    pub fn others(reading: &Reading) -> Vec<u16> {
        let mut others: Vec<u16> = Vec::new();
        for mention in &reading.mentions {
            if let Who::Other(medicine) = mention.who
                && !others.contains(&medicine)
            {
                others.push(medicine);
            }
        }
        others
    }
}

impl Scoper {
    /// Prepares the cues. A concept that no file defines is never found.
    #[must_use]
    pub fn build(medicines: &[Medicine], endings: &Endings, lexicon: &Lexicon) -> Self {
        let concept = |name: &str| lexicon.concept(name);
        let boxed = |endings: &[String]| endings.iter().map(|ending| ending.as_str().into()).collect();
        let named_classes: Vec<&str> = medicines.iter().filter(|m| m.in_guide && m.kind == MedicineKind::Class).map(|m| &*m.name).collect();
        let covered =
            |m: &Medicine| m.in_guide || named_classes.iter().any(|class| m.class.split([' ', '/', '(', ')']).any(|word| word == *class));
        Self {
            cues: Cues {
                beside: concept("beside-own"),
                before: concept("beside-before"),
                other_class: concept("other-class"),
                versus: concept("versus"),
                left: concept("guide-left"),
                medicine_cue: concept("medicine-cue"),
            },
            covered: medicines.iter().map(covered).collect(),
            substance: medicines
                .iter()
                .map(|m| m.kind == MedicineKind::Recreational && (m.in_guide || m.needs_cue && *m.class == *"caffeine"))
                .collect(),
            endings: boxed(&endings.endings),
            everyday: boxed(&endings.everyday),
        }
    }

    /// Whether the guide says something about a row of the medicines table or its class.
    #[must_use]
    pub fn covered(&self, medicine: u16) -> bool {
        self.covered.get(usize::from(medicine)).copied().unwrap_or(false)
    }

    /// Whether a row is an everyday drink or a substance the guide speaks of.
    #[must_use]
    pub fn substance(&self, medicine: u16) -> bool {
        self.substance.get(usize::from(medicine)).copied().unwrap_or(false)
    }

    /// Whether one thing is measured against another or put in its place.
    #[must_use]
    pub fn versus(&self, reading: &Reading) -> bool {
        self.cues.versus.is_some_and(|cue| reading.has(cue))
    }

    /// Whose medicine a reading is about, asked of the guide with this index.
    #[must_use]
    pub fn resolve(&self, reading: &Reading, guide: u16) -> Scope {
        let has = |cue: Option<Symbol>| cue.is_some_and(|cue| reading.has(cue));
        let named = reading.mentions.iter().any(|m| m.who == Who::Guide(guide));
        let own_class = reading.mentions.iter().any(|m| m.who == Who::OwnClass(guide));
        let foreign_guide = reading.mentions.iter().any(|m| matches!(m.who, Who::Guide(other) if other != guide));
        let others = Scope::others(reading);
        let medicine = others.iter().copied().find(|&m| !self.substance(m));
        if named && has(self.cues.left) && medicine.is_some() {
            return Scope::Other { medicine };
        }
        if named || own_class {
            return if others.is_empty() { Scope::Guide { named } } else { Scope::Both { others } };
        }
        if foreign_guide {
            return Scope::Other { medicine: None };
        }
        if medicine.is_some() {
            return if self.meant_beside(reading) { Scope::Both { others } } else { Scope::Other { medicine } };
        }
        let unnamed = self.unknown_name(reading) || has(self.cues.other_class);
        if unnamed && !has(self.cues.beside) {
            return Scope::Other { medicine: None };
        }
        if others.is_empty() && !unnamed { Scope::Guide { named } } else { Scope::Both { others } }
    }

    /// Whether the own medicine is meant beside the named one, without its name.
    fn meant_beside(&self, reading: &Reading) -> bool {
        let has = |cue: Option<Symbol>| cue.is_some_and(|cue| reading.has(cue));
        let first = reading.mentions.iter().find(|mention| matches!(mention.who, Who::Other(_))).map_or(0, |mention| mention.start);
        let ahead = |cue: Option<Symbol>| cue.is_some_and(|cue| reading.spans_of(cue).any(|span| span.start < first));
        let alternatives = reading.mentions.iter().all(|mention| match mention.who {
            Who::Other(row) => self.covered(row),
            Who::Guide(_) | Who::OwnClass(_) => true,
        });
        has(self.cues.beside) || ahead(self.cues.before) || (has(self.cues.versus) && alternatives && !self.two_others(reading))
    }

    /// Whether two other medicines are named: one is measured against the other then, and neither against the guide's.
    fn two_others(&self, reading: &Reading) -> bool {
        let mut rows = reading.mentions.iter().filter_map(|mention| match mention.who {
            Who::Other(row) => Some(row),
            Who::Guide(_) | Who::OwnClass(_) => None,
        });
        let first = rows.next();
        rows.any(|row| Some(row) != first)
    }

    /// Whether an unknown word looks like the name of a medicine: by its ending, or by the words near it.
    fn unknown_name(&self, reading: &Reading) -> bool {
        (0..reading.tokens.len()).any(|at| {
            let word = reading.word(at);
            let odd = strange(reading, at);
            let ends = |endings: &[Box<str>]| endings.iter().any(|ending| word.ends_with(&**ending));
            odd && (ends(&self.endings) || !ends(&self.everyday) && self.cued(reading, at))
        })
    }

    /// Whether a word of medicine talk stands near the word at an index, in its sentence.
    fn cued(&self, reading: &Reading, at: usize) -> bool {
        /// Words between an unknown name and the word of medicine talk.
        const NEAR: usize = 3;
        let Some(cue) = self.cues.medicine_cue else { return false };
        reading.spans_of(cue).any(|span| {
            let (start, end) = (usize::from(span.start), usize::from(span.end));
            reading.sentence(start) == reading.sentence(at) && start <= at + 1 + NEAR && at <= end + NEAR
        })
    }
}
