//! Finds phrases in a row of words: from the rarest word outwards, level by level.

use super::{
    level::{Entry, Level, Parts, Presence},
    phrase::Atom,
    reading::{Reading, Span, Token},
    vocabulary::{NONE, Symbol},
};
use std::ops::Range;

/// Spans kept for one question. A question of everyday length has a few dozen.
const MAX_SPANS: usize = 6_000;

/// Finds the phrases of one level and adds their concepts to the reading and to what is present.
///
/// `number` is the symbol of any number; `found` is working space.
pub(super) fn scan(level: &Level, number: Symbol, reading: &mut Reading, presence: &mut Presence, found: &mut Vec<Span>) {
    found.clear();
    for at in 0..reading.tokens.len() {
        let Some(&token) = reading.tokens.get(at) else { break };
        for symbol in [token.stem, token.surface, if token.number.is_some() { number } else { NONE }] {
            for entry in level.at(symbol) {
                if presence.meets(&entry) {
                    try_phrase(level, &entry, at, at + 1, reading, found);
                }
            }
        }
        if found.len() > MAX_SPANS {
            break;
        }
    }
    for span in &reading.spans {
        for entry in level.at(span.concept) {
            if presence.meets(&entry) {
                try_phrase(level, &entry, span.start.into(), span.end.into(), reading, found);
            }
        }
        if found.len() > MAX_SPANS {
            break;
        }
    }
    presence.extend(found);
    for &span in &*found {
        if reading.spans.len() < MAX_SPANS {
            reading.add(span);
        }
    }
}

/// Tries to lay a phrase over the words so that its anchor covers `start..end`.
fn try_phrase(level: &Level, entry: &Entry, start: usize, end: usize, reading: &Reading, found: &mut Vec<Span>) {
    if entry.whole != NONE {
        return push(entry.whole, start, end, found);
    }
    let Some(Parts { concept, before, gap, after }) = level.parts(entry) else { return };
    let Some(last) = forward(level, after, end, reading) else { return };
    let Some(first) = backward(level, before, start, gap, reading) else { return };
    push(concept, first, last, found);
}

fn push(concept: Symbol, start: usize, end: usize, found: &mut Vec<Span>) {
    if let (Ok(start), Ok(end)) = (u16::try_from(start), u16::try_from(end)) {
        found.push(Span { concept, start, end });
    }
}

/// Lays the places behind the anchor from word `at` on; gives the index behind the last word.
fn forward(level: &Level, mut places: Range<u32>, at: usize, reading: &Reading) -> Option<usize> {
    let Some(place) = places.next() else { return Some(at) };
    let (place, rest) = (level.place(place)?, places);
    for skipped in 0..=usize::from(place.gap) {
        let here = at + skipped;
        if !same_sentence(reading, at, here) {
            break;
        }
        for end in ends(level.atoms(place), here, reading) {
            if let Some(last) = forward(level, rest.clone(), end, reading) {
                return Some(last);
            }
        }
    }
    if place.optional { forward(level, rest, at, reading) } else { None }
}

/// Whether the word at `here` stands in the sentence of the word ahead of `at`.
fn same_sentence(reading: &Reading, at: usize, here: usize) -> bool {
    match (reading.tokens.get(at.wrapping_sub(1)), reading.tokens.get(here)) {
        (Some(before), Some(token)) => before.sentence == token.sentence,
        _ => false,
    }
}

/// Indices behind every way the alternatives of a place cover words from `here` on.
fn ends<'r>(atoms: impl Iterator<Item = Atom> + 'r, here: usize, reading: &'r Reading) -> impl Iterator<Item = usize> + 'r {
    let token = reading.tokens.get(here);
    atoms.flat_map(move |atom| {
        let one = token.is_some_and(|token| covers(atom, token)).then_some(here + 1);
        let spans = matches!(atom, Atom::Concept(_)).then(|| reading.starting_at(here)).into_iter().flatten();
        one.into_iter().chain(spans.filter(move |span| Atom::Concept(span.concept) == atom).map(|span| usize::from(span.end)))
    })
}

/// Lays the places ahead of the anchor, the last one first; gives the index of the first word.
///
/// `end` is the index of the word behind them, `gap` the gap allowed ahead of that word.
fn backward(level: &Level, mut places: Range<u32>, end: usize, gap: u8, reading: &Reading) -> Option<usize> {
    let Some(place) = places.next_back() else { return Some(end) };
    let (place, rest) = (level.place(place)?, places);
    for skipped in 0..=usize::from(gap) {
        let Some(edge) = end.checked_sub(skipped) else { break };
        if edge == 0 || !same_sentence(reading, edge, end.min(reading.tokens.len().saturating_sub(1))) {
            break;
        }
        for start in starts(level.atoms(place), edge, reading) {
            if let Some(first) = backward(level, rest.clone(), start, place.gap, reading) {
                return Some(first);
            }
        }
    }
    if place.optional { backward(level, rest, end, gap.max(place.gap), reading) } else { None }
}

/// Longest concept, in words, that is looked for ahead of an anchor.
const LONGEST: usize = 12;

/// Indices of the first word of every way the alternatives of a place cover words up to `edge` (excluded).
fn starts<'r>(atoms: impl Iterator<Item = Atom> + 'r, edge: usize, reading: &'r Reading) -> impl Iterator<Item = usize> + 'r {
    let token = reading.tokens.get(edge - 1);
    atoms.flat_map(move |atom| {
        let one = token.is_some_and(|token| covers(atom, token)).then_some(edge - 1);
        let from = if matches!(atom, Atom::Concept(_)) { edge.saturating_sub(LONGEST) } else { edge };
        let spans = (from..edge).rev().filter(move |&start| {
            reading.starting_at(start).any(|span| usize::from(span.end) == edge && Atom::Concept(span.concept) == atom)
        });
        one.into_iter().chain(spans)
    })
}

/// Whether a one-word alternative covers a word.
fn covers(atom: Atom, token: &Token) -> bool {
    match atom {
        Atom::Stem(symbol) => symbol != 0 && token.stem == symbol,
        Atom::Surface(symbol) => symbol != 0 && token.surface == symbol,
        Atom::Number => token.number.is_some(),
        Atom::Any => true,
        Atom::Concept(_) => false,
    }
}
