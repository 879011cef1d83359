//! How often words and concepts are met, counted from the example texts: phrases are looked for where they are rarest.

use super::{
    phrase::{Atom, Element, Phrase},
    vocabulary::{Entry, Symbol},
};

/// Estimated number of meetings in the example texts, by symbol.
#[derive(Default)]
pub(super) struct Usage {
    counts: Vec<u32>,
}

/// Meetings that a number is taken to have: more than most words, fewer than "the".
const NUMBER: u32 = 2_000;

impl Usage {
    /// Counts a word of an example.
    pub fn word(&mut self, entry: Entry) {
        self.add(entry.stem, 1);
        self.add(entry.surface, 1);
    }

    fn add(&mut self, symbol: Symbol, times: u32) {
        let index = symbol as usize;
        if self.counts.len() <= index {
            self.counts.resize(index + 1, 0);
        }
        if let Some(count) = self.counts.get_mut(index) {
            *count = count.saturating_add(times);
        }
    }

    /// Meetings of one alternative of a phrase.
    pub fn of(&self, atom: Atom) -> u32 {
        match atom {
            Atom::Stem(symbol) | Atom::Surface(symbol) | Atom::Concept(symbol) => self.counts.get(symbol as usize).copied().unwrap_or(0),
            Atom::Number => NUMBER,
            Atom::Any => u32::MAX,
        }
    }

    /// How often a word is met, small: eight steps for each doubling, and 1 at least for one that is used at all.
    pub fn small(&self, entry: Entry) -> u8 {
        let count = self.counts.get(entry.surface as usize).copied().unwrap_or(0);
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss, reason = "not negative, below 256")]
        let steps = (8.0 * (count as f32 + 1.0).log2()) as u8;
        steps.max(entry.domain.into())
    }

    fn of_element(&self, element: &Element) -> u32 {
        element.atoms.iter().fold(0, |sum, &atom| sum.saturating_add(self.of(atom)))
    }

    /// The place of a phrase that is met most rarely, and its meetings.
    pub fn rarest(&self, phrase: &Phrase) -> (usize, u32) {
        let places = phrase.elements.iter().enumerate().filter(|(_, element)| !element.optional);
        let places = places.map(|(index, element)| (index, self.of_element(element)));
        places.min_by_key(|&(_, met)| met).unwrap_or((0, 0))
    }

    /// Counts the concepts of phrases that have their anchors: a phrase is met no more often than its rarest place.
    pub fn concepts(&mut self, phrases: &[Phrase]) {
        for phrase in phrases {
            let (_, met) = self.rarest(phrase);
            // A phrase of several places is met far less often than its rarest one.
            self.add(phrase.concept, if phrase.elements.len() > 1 { met / 4 + 1 } else { met });
        }
    }
}
