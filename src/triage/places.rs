//! Places of concepts in a message, by concept and word, and the words that sentences and segments cover.

use crate::lexicon::{
    reading::{Reading, Span},
    vocabulary::{NONE, Symbol},
};

/// Places of concepts, by concept and first word.
pub(super) struct Places {
    all: Vec<Span>,
    /// A few bits for the concepts that stand here: most cues stand in no message, and are not looked for.
    present: [u64; WORDS],
}

/// Words of bits.
const WORDS: usize = 8;

/// Word and bit of a concept.
fn bit(concept: Symbol) -> (usize, u64) {
    (concept as usize / 64 % WORDS, 1 << (concept % 64))
}

impl Places {
    /// Sorts places.
    pub fn new(mut all: Vec<Span>) -> Self {
        all.sort_unstable_by_key(|span| (span.concept, span.start, span.end));
        let mut present = [0; WORDS];
        for span in &all {
            let (word, bit) = bit(span.concept);
            if let Some(word) = present.get_mut(word) {
                *word |= bit;
            }
        }
        Self { all, present }
    }

    /// All places, those of one concept side by side.
    pub fn all(&self) -> &[Span] {
        &self.all
    }

    /// Leaves out the places that a condition says no to.
    pub fn retain(&mut self, keep: impl FnMut(&Span) -> bool) {
        self.all.retain(keep);
    }

    /// Places of a concept that start from one word on, ahead of another.
    pub fn slice(&self, concept: Symbol, from: u16, to: u16) -> &[Span] {
        let (word, bit) = bit(concept);
        if concept == NONE || self.present.get(word).is_none_or(|word| word & bit == 0) {
            return &[];
        }
        let first = self.all.partition_point(|span| (span.concept, span.start) < (concept, from));
        let rest = self.all.get(first..).unwrap_or_default();
        if rest.first().is_none_or(|span| span.concept != concept || span.start >= to) {
            return &[];
        }
        let length = rest.partition_point(|span| (span.concept, span.start) < (concept, to));
        rest.get(..length).unwrap_or_default()
    }
}

/// First word of each sentence, and the index behind its last.
pub(super) fn sentences(reading: &Reading) -> Vec<(u16, u16)> {
    let mut out = vec![(0, 0); reading.sentences()];
    for (token, at) in reading.tokens.iter().zip(0..) {
        if let Some(words) = out.get_mut(usize::from(token.sentence)) {
            *words = if words.1 == 0 { (at, at + 1) } else { (words.0, at + 1) };
        }
    }
    out
}

/// Marks a word as the first of a segment.
pub(super) fn set(opens: &mut [bool], at: u16) {
    if let Some(open) = opens.get_mut(usize::from(at)) {
        *open = true;
    }
}

/// Gives the words from one index to another their segment.
pub(super) fn close(bounds: &mut Vec<(u16, u16)>, start: usize, end: usize) {
    let pair = (u16::try_from(start).unwrap_or(u16::MAX), u16::try_from(end).unwrap_or(u16::MAX));
    bounds.extend((start..end).map(|_| pair));
}
