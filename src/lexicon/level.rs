//! Phrases that refer only to concepts of lower levels, in the shape a scan needs: by anchor, with what else must be there.

use super::{
    phrase::{Atom, Element, Phrase},
    reading::{Reading, Span},
    vocabulary::{NONE, Symbol},
};
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// A phrase at one of its anchors.
#[derive(Debug, Clone, Copy, Deserialize, Serialize)]
pub(super) struct Entry {
    /// Index in [`Level::rows`].
    phrase: u32,
    /// Bits (see [`bit`]) of the rarest other symbols it cannot do without; that of [`NONE`] where there is none.
    needs: [u16; 2],
    /// Its concept when the anchor is all of it, else [`NONE`].
    pub whole: Symbol,
}

/// A phrase by its places, which stand side by side in [`Level::places`].
#[derive(Debug, Clone, Copy, Deserialize, Serialize)]
struct Row {
    concept: Symbol,
    first: u32,
    anchor: u32,
    end: u32,
}

/// One place of a phrase, as [`Element`], with its alternatives in [`Level::atoms`].
#[derive(Debug, Clone, Copy, Deserialize, Serialize)]
pub(super) struct Place {
    first: u32,
    count: u16,
    pub optional: bool,
    pub gap: u8,
}

/// A phrase taken apart at its anchor.
pub(super) struct Parts<'l> {
    pub concept: Symbol,
    pub before: &'l [Place],
    /// Words that may stand between the place before and the anchor.
    pub gap: u8,
    pub after: &'l [Place],
}

/// Phrases of one level. Few long rows instead of many small boxes: quick to load, and near together when looked through.
#[derive(Deserialize, Serialize)]
pub(super) struct Level {
    rows: Vec<Row>,
    places: Vec<Place>,
    atoms: Vec<Atom>,
    anchors: Anchors,
    entries: Vec<Entry>,
}

/// Where the entries of each anchor start. Most symbols are no anchor: a bit says so, and those that are one are numbered.
#[derive(Default, Deserialize, Serialize)]
struct Anchors {
    /// 64 symbols a word, and how many anchors stand before them.
    words: Vec<(u64, u32)>,
    /// Index of the first entry of each anchor, and behind the last of all.
    starts: Vec<u32>,
}

impl Anchors {
    /// Numbers the symbols of entries, which are sorted by symbol.
    fn new(anchored: &[(Symbol, Entry)], symbols: usize) -> Self {
        let mut out = Self { words: vec![(0, 0); symbols / 64 + 1], starts: Vec::new() };
        for (&(symbol, _), index) in anchored.iter().zip(0..) {
            if let Some((bits, _)) = out.words.get_mut(symbol as usize / 64)
                && *bits >> (symbol % 64) & 1 == 0
            {
                *bits |= 1 << (symbol % 64);
                out.starts.push(index);
            }
        }
        out.starts.push(length(anchored));
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
        Some(*self.starts.get(number)? as usize..*self.starts.get(number + 1)? as usize)
    }
}

impl Level {
    /// Sorts phrases by anchor. `met` says how often an alternative is met.
    pub fn new(phrases: &[Phrase], symbols: usize, met: impl Fn(Atom) -> u32) -> Self {
        let number = number_symbol(symbols);
        let mut level = Self { rows: Vec::new(), places: Vec::new(), atoms: Vec::new(), anchors: Anchors::default(), entries: Vec::new() };
        let mut anchored: Vec<(Symbol, Entry)> = Vec::with_capacity(phrases.len());
        for (index, phrase) in (0..).zip(phrases) {
            level.add(phrase);
            let needs = needs(phrase, number, &met);
            let whole = if phrase.elements.len() == 1 { phrase.concept } else { NONE };
            for &atom in phrase.elements.get(phrase.anchor).map(|e| &*e.atoms).unwrap_or_default() {
                anchored.push((symbol(atom, number), Entry { phrase: index, needs, whole }));
            }
        }
        anchored.sort_by_key(|&(symbol, entry)| (symbol, entry.phrase));
        anchored.dedup_by_key(|&mut (symbol, entry)| (symbol, entry.phrase));
        level.anchors = Anchors::new(&anchored, number as usize + 1);
        level.entries = anchored.into_iter().map(|(_, entry)| entry).collect();
        level
    }

    fn add(&mut self, phrase: &Phrase) {
        let first = length(&self.places);
        for Element { atoms, optional, gap } in &phrase.elements {
            let count = u16::try_from(atoms.len()).unwrap_or(u16::MAX);
            self.places.push(Place { first: length(&self.atoms), count, optional: *optional, gap: *gap });
            self.atoms.extend_from_slice(atoms);
        }
        let anchor = first + u32::try_from(phrase.anchor).unwrap_or(0);
        self.rows.push(Row { concept: phrase.concept, first, anchor, end: length(&self.places) });
    }

    /// The phrase of an entry.
    pub fn parts(&self, entry: &Entry) -> Option<Parts<'_>> {
        let row = self.rows.get(entry.phrase as usize)?;
        let places = |from: u32, to: u32| self.places.get(from as usize..to as usize);
        let gap = self.places.get(row.anchor as usize)?.gap;
        Some(Parts { concept: row.concept, before: places(row.first, row.anchor)?, gap, after: places(row.anchor + 1, row.end)? })
    }

    /// Alternatives of a place.
    pub fn atoms(&self, place: &Place) -> &[Atom] {
        let first = place.first as usize;
        self.atoms.get(first..first + usize::from(place.count)).unwrap_or_default()
    }

    /// Phrases anchored at a symbol; none for [`NONE`].
    pub fn at(&self, symbol: Symbol) -> &[Entry] {
        if symbol == NONE {
            return &[];
        }
        self.anchors.range(symbol).and_then(|range| self.entries.get(range)).unwrap_or_default()
    }
}

fn length<T>(row: &[T]) -> u32 {
    u32::try_from(row.len()).unwrap_or(u32::MAX)
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
