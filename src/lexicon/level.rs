//! Phrases that refer only to concepts of lower levels, in the shape a scan needs: by anchor, with what else must be there.

use super::{
    phrase::{Atom, Element, Phrase},
    reading::{Reading, Span},
    vocabulary::{NONE, Symbol},
};
use crate::text::packed::Numbers;
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// A phrase at one of its anchors.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entry {
    /// Its row; nothing where the anchor is all of it.
    phrase: u32,
    /// Bits (see [`bit`]) of the rarest other symbols it cannot do without; that of [`NONE`] where there is none.
    needs: [u16; 2],
    /// Its concept when the anchor is all of it, else [`NONE`].
    pub whole: Symbol,
}

/// One place of a phrase, as [`Element`], with its alternatives in [`Level::atoms`].
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    first: u32,
    count: u16,
    pub optional: bool,
    pub gap: u8,
}

/// A phrase taken apart at its anchor: its places by number.
pub(super) struct Parts {
    pub concept: Symbol,
    pub before: Range<u32>,
    /// Words that may stand between the place before and the anchor.
    pub gap: u8,
    pub after: Range<u32>,
}

/// Phrases of one level. Long rows of numbers that are read where they lie: nothing to load, and near together when looked through.
#[derive(Deserialize, Serialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub(super) struct Level {
    /// Of each phrase of several places: its concept, and its first place, the anchor and the place behind its last one.
    rows: Numbers,
    /// Of each place: its first alternative, and how many there are below how it may stand (see [`Place::packed`]).
    places: Numbers,
    /// Alternatives (see [`packed`]).
    atoms: Numbers,
    anchors: Anchors,
    /// Of each phrase at an anchor: its row, what it needs, and its concept (see [`Entry`]).
    entries: Numbers,
}

/// Numbers of a row, a place and an entry.
const ROW: usize = 4;
const PLACE: usize = 2;
const ENTRY: usize = 3;

impl Place {
    fn packed(self) -> [u32; PLACE] {
        [self.first, u32::from(self.count) | u32::from(self.gap) << 16 | u32::from(self.optional) << 24]
    }

    fn of([first, shape]: [u32; PLACE]) -> Self {
        let [low, high, gap, optional] = shape.to_le_bytes();
        Self { first, count: u16::from_le_bytes([low, high]), gap, optional: optional != 0 }
    }
}

impl Entry {
    fn packed(self) -> [u32; ENTRY] {
        let [first, second] = self.needs;
        [self.phrase, u32::from(first) | u32::from(second) << 16, self.whole]
    }

    fn of([phrase, needs, whole]: [u32; ENTRY]) -> Self {
        let [a, b, c, d] = needs.to_le_bytes();
        Self { phrase, needs: [u16::from_le_bytes([a, b]), u16::from_le_bytes([c, d])], whole }
    }
}

/// An alternative in one number: what it is below its symbol, which is far below 2^29.
fn packed(atom: Atom) -> u32 {
    match atom {
        Atom::Stem(symbol) => symbol << 3,
        Atom::Surface(symbol) => symbol << 3 | 1,
        Atom::Concept(symbol) => symbol << 3 | 2,
        Atom::Number => 3,
        Atom::Any => 4,
    }
}

fn unpacked(number: u32) -> Atom {
    match (number & 7, number >> 3) {
        (0, symbol) => Atom::Stem(symbol),
        (1, symbol) => Atom::Surface(symbol),
        (2, symbol) => Atom::Concept(symbol),
        (3, _) => Atom::Number,
        _ => Atom::Any,
    }
}

/// Where the entries of each anchor start. Most symbols are no anchor: a bit says so, and those that are one are numbered.
#[derive(Default, Deserialize, Serialize)]
#[serde(bound(deserialize = "'de: 'static"))]
struct Anchors {
    /// 64 symbols a word, and how many anchors stand before them.
    words: Vec<(u64, u32)>,
    /// Index of the first entry of each anchor, and behind the last of all.
    starts: Numbers,
}

impl Anchors {
    /// Numbers the symbols of entries, which are sorted by symbol.
    fn new(anchored: &[(Symbol, Entry)], symbols: usize) -> Self {
        let mut out = Self { words: vec![(0, 0); symbols / 64 + 1], starts: Numbers::default() };
        for (&(symbol, _), index) in anchored.iter().zip(0..) {
            if let Some((bits, _)) = out.words.get_mut(symbol as usize / 64)
                && *bits >> (symbol % 64) & 1 == 0
            {
                *bits |= 1 << (symbol % 64);
                out.starts.push(index);
            }
        }
        out.starts.push(u32::try_from(anchored.len()).unwrap_or(u32::MAX));
        let mut sum = 0;
        for (bits, before) in &mut out.words {
            *before = sum;
            sum += bits.count_ones();
        }
        out
    }

    /// Range of the entries of a symbol.
    fn range(&self, symbol: Symbol) -> Option<Range<usize>> {
        let &(bits, before) = self.words.get(symbol as usize / 64)?;
        let bit = 1_u64 << (symbol % 64);
        if bits & bit == 0 {
            return None;
        }
        let number = (before + (bits & (bit - 1)).count_ones()) as usize;
        let [from, to] = self.starts.together(number)?;
        Some(from as usize..to as usize)
    }
}

impl Level {
    /// Sorts phrases by anchor. `met` says how often an alternative is met.
    pub fn new(phrases: &[Phrase], symbols: usize, met: impl Fn(Atom) -> u32) -> Self {
        let number = number_symbol(symbols);
        let (rows, places, atoms, entries) = Default::default();
        let mut level = Self { rows, places, atoms, anchors: Anchors::default(), entries };
        let mut anchored: Vec<(Symbol, usize, Entry)> = Vec::with_capacity(phrases.len());
        for (order, phrase) in phrases.iter().enumerate() {
            let needs = needs(phrase, number, &met);
            let whole = if phrase.elements.len() == 1 { phrase.concept } else { NONE };
            let row = if whole == NONE { level.add(phrase) } else { 0 };
            for &atom in phrase.elements.get(phrase.anchor).map(|e| &*e.atoms).unwrap_or_default() {
                anchored.push((symbol(atom, number), order, Entry { phrase: row, needs, whole }));
            }
        }
        anchored.sort_by_key(|&(symbol, order, _)| (symbol, order));
        anchored.dedup_by_key(|&mut (symbol, order, _)| (symbol, order));
        let anchored: Vec<(Symbol, Entry)> = anchored.into_iter().map(|(symbol, _, entry)| (symbol, entry)).collect();
        level.anchors = Anchors::new(&anchored, number as usize + 1);
        anchored.into_iter().flat_map(|(_, entry)| entry.packed()).for_each(|number| level.entries.push(number));
        level
    }

    /// Adds a phrase; gives its row.
    fn add(&mut self, phrase: &Phrase) -> u32 {
        let first = count::<PLACE>(&self.places);
        for Element { atoms, optional, gap } in &phrase.elements {
            let number = u16::try_from(atoms.len()).unwrap_or(u16::MAX);
            let place = Place { first: count::<1>(&self.atoms), count: number, optional: *optional, gap: *gap };
            place.packed().into_iter().for_each(|number| self.places.push(number));
            atoms.iter().for_each(|&atom| self.atoms.push(packed(atom)));
        }
        let anchor = first + u32::try_from(phrase.anchor).unwrap_or(0);
        let row = count::<ROW>(&self.rows);
        [phrase.concept, first, anchor, count::<PLACE>(&self.places)].into_iter().for_each(|number| self.rows.push(number));
        row
    }

    /// The phrase of an entry.
    pub fn parts(&self, entry: &Entry) -> Option<Parts> {
        let [concept, first, anchor, end] = self.rows.together::<ROW>(entry.phrase as usize * ROW)?;
        Some(Parts { concept, before: first..anchor, gap: self.place(anchor)?.gap, after: anchor + 1..end })
    }

    /// A place by its number.
    pub fn place(&self, number: u32) -> Option<Place> {
        self.places.together(number as usize * PLACE).map(Place::of)
    }

    /// Alternatives of a place.
    pub fn atoms(&self, place: Place) -> impl Iterator<Item = Atom> + Clone {
        let first = place.first as usize;
        self.atoms.some(first..first + usize::from(place.count)).map(unpacked)
    }

    /// Phrases anchored at a symbol; none for [`NONE`].
    pub fn at(&self, symbol: Symbol) -> impl Iterator<Item = Entry> {
        let range = if symbol == NONE { None } else { self.anchors.range(symbol) };
        range.unwrap_or_default().filter_map(|entry| self.entries.together(entry * ENTRY).map(Entry::of))
    }
}

/// How many groups of so many numbers there are.
fn count<const EACH: usize>(numbers: &Numbers) -> u32 {
    u32::try_from(numbers.count() / EACH).unwrap_or(u32::MAX)
}

/// The symbol that stands for any number: the one behind all others.
pub(super) fn number_symbol(symbols: usize) -> Symbol {
    Symbol::try_from(symbols).unwrap_or(Symbol::MAX)
}

/// Symbol of an alternative; any word at all counts as a number, because a phrase is never anchored there alone.
fn symbol(atom: Atom, number: Symbol) -> Symbol {
    match atom {
        Atom::Stem(symbol) | Atom::Surface(symbol) | Atom::Concept(symbol) => symbol,
        Atom::Number | Atom::Any => number,
    }
}

/// Bits of the rarest two places, beside the anchor, that only one symbol can fill.
fn needs(phrase: &Phrase, number: Symbol, met: impl Fn(Atom) -> u32) -> [u16; 2] {
    let others = phrase.elements.iter().enumerate().filter(|(index, element)| *index != phrase.anchor && !element.optional);
    let mut single: Vec<Atom> = others
        .filter_map(|(_, element)| match &*element.atoms {
            [atom] if *atom != Atom::Any => Some(*atom),
            _ => None,
        })
        .collect();
    single.sort_by_key(|&atom| met(atom));
    let mut out = [bit(NONE); 2];
    for (place, atom) in out.iter_mut().zip(single) {
        *place = bit(symbol(atom, number));
    }
    out
}

/// Which symbols may stand in a message: each has one of a few bits, so that a symbol without its bit surely does not.
pub(super) struct Presence([u64; WORDS]);

/// Words of bits: some ten times the symbols of a long question, on the stack.
const WORDS: usize = 16;

/// The bit of a symbol.
fn bit(symbol: Symbol) -> u16 {
    #[allow(clippy::cast_possible_truncation, reason = "the remainder is small")]
    let bit = (symbol % (64 * WORDS as Symbol)) as u16;
    bit
}

impl Presence {
    /// What the words of a reading say; `number` stands for any number.
    pub fn of(reading: &Reading, number: Symbol) -> Self {
        let mut presence = Self([0; WORDS]);
        presence.insert(NONE);
        for token in &reading.tokens {
            presence.insert(token.stem);
            presence.insert(token.surface);
            if token.number.is_some() {
                presence.insert(number);
            }
        }
        presence
    }

    fn insert(&mut self, symbol: Symbol) {
        let bit = bit(symbol);
        if let Some(word) = self.0.get_mut(usize::from(bit) / 64 % WORDS) {
            *word |= 1 << (bit % 64);
        }
    }

    /// Adds concepts that were found.
    pub fn extend(&mut self, spans: &[Span]) {
        spans.iter().for_each(|span| self.insert(span.concept));
    }

    fn holds(&self, bit: u16) -> bool {
        self.0.get(usize::from(bit) / 64 % WORDS).is_some_and(|word| word >> (bit % 64) & 1 == 1)
    }

    /// Whether all that a phrase needs may be there.
    pub fn meets(&self, entry: &Entry) -> bool {
        self.holds(entry.needs[0]) && self.holds(entry.needs[1])
    }
}
