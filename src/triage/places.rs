//! Places of concepts in a message, by concept and word, and the words that sentences and segments cover.

use crate::lexicon::{
    reading::{Reading, Span},
    vocabulary::{NONE, Symbol},
};

/// Places of a concept that start from one word on, ahead of another, among places sorted by concept and first word.
pub(super) fn slice(places: &[Span], concept: Symbol, from: u16, to: u16) -> &[Span] {
    let first = places.partition_point(|span| (span.concept, span.start) < (concept, from));
    let rest = places.get(first..).unwrap_or_default();
    let length = rest.partition_point(|span| (span.concept, span.start) < (concept, to));
    if concept == NONE { &[] } else { rest.get(..length).unwrap_or_default() }
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

/// Whether a span is a part of another and shorter.
pub(super) fn part_of(small: Span, large: Span) -> bool {
    small.start >= large.start && small.end <= large.end && small.end - small.start < large.end - large.start
}

/// Whether two spans share a word.
pub(super) fn overlap(a: Span, b: Span) -> bool {
    a.start < b.end && b.start < a.end
}
