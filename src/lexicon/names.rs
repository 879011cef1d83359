//! Which names stand for the guides' medicines, which for others, and how many slips each forgives.

use super::vocabulary::Symbol;
use crate::knowledge::{guide::GuideHead, medicine::Medicine};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

/// What a name in a question stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
pub enum Who {
    /// Medicine of the guide with this index.
    Guide(u16),
    /// Word for the own class of the guide with this index ("muscle relaxant").
    OwnClass(u16),
    /// Row of the medicines table.
    Other(u16),
}

/// A name found in a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mention {
    /// What it stands for.
    pub who: Who,
    /// Index of its first word.
    pub start: u16,
    /// Index behind its last word.
    pub end: u16,
    /// Slips forgiven in it.
    pub slips: u8,
}

/// Names by the concept symbol their phrases carry, and by written word.
#[derive(Default, Deserialize, Serialize)]
pub struct Names {
    pub(super) who: FxHashMap<Symbol, Who>,
    /// Only for building the speller.
    #[serde(skip)]
    budgets: FxHashMap<Box<str>, Budget>,
}

/// What a misspelling of a name comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
pub struct Budget {
    /// Slips forgiven.
    pub slips: u8,
    /// Number of the medicine: two names of one medicine do not stand in each other's way.
    pub owner: u16,
}

/// Where the numbers of the other medicines begin, behind those of the guides. The last number is nobody's.
const OTHERS: u16 = 1 << 15;

/// Letters from which two slips are forgiven in a name.
const TWO_SLIPS: usize = 8;
/// Letters from which one slip is forgiven in a guide's name.
const ONE_SLIP: usize = 6;
/// Letters from which one slip is forgiven in another medicine's name (`safety` research: five and six exact).
const OTHER_ONE_SLIP: usize = 7;

/// Class of the names of drinks.
pub(super) const DRINK: &str = "alcohol";

impl Names {
    /// Slips forgiven for a written word that is a name, and whose it is; `None` when it is none.
    #[must_use]
    pub fn budget(&self, word: &str) -> Option<Budget> {
        self.budgets.get(word).copied()
    }

    /// Whether a word is the name of a guide's medicine.
    pub(super) fn of_guide(&self, word: &str) -> bool {
        self.budgets.get(word).is_some_and(|budget| budget.owner < OTHERS)
    }

    /// Remembers a word of a guide's name. Exact names forgive nothing.
    pub(super) fn guide_word(&mut self, word: &str, exact: bool, guide: u16) {
        let slips = match word.len() {
            _ if exact => 0,
            n if n >= TWO_SLIPS => 2,
            n if n >= ONE_SLIP => 1,
            _ => 0,
        };
        self.budgets.insert(word.into(), Budget { slips, owner: guide });
    }

    /// Remembers a one-word name of another medicine. All names of one medicine have the same number.
    pub(super) fn other_word(&mut self, word: &str, medicine: &Medicine, number: u16) {
        // A drink is an everyday word, which nothing else is meant by.
        let exact = medicine.exact && *medicine.class != *DRINK;
        let slips = match word.len() {
            _ if exact && word.len() < TWO_SLIPS => 0,
            _ if exact => 1,
            n if n >= TWO_SLIPS => 2,
            n if n >= OTHER_ONE_SLIP => 1,
            _ => 0,
        };
        let new = Budget { slips, owner: OTHERS.saturating_add(number) };
        let held = self.budgets.get(word).copied();
        let both =
            |held: Budget| Budget { slips: held.slips.min(slips), owner: if held.owner == new.owner { new.owner } else { u16::MAX } };
        self.budgets.insert(word.into(), held.map_or(new, both));
    }
}

/// Every way a guide's medicine is written, with whether it must be exact.
pub fn spellings(head: &GuideHead) -> impl Iterator<Item = (&str, bool)> {
    let exact_only = |name: &str| head.exact_only.iter().any(|exact| exact.eq_ignore_ascii_case(name));
    let names = head.names.iter().map(move |name| (name.as_str(), exact_only(name)));
    let exact = head.shorthand.iter().chain(&head.misspellings).chain(&head.exact_only).map(|name| (name.as_str(), true));
    names.chain(exact)
}
