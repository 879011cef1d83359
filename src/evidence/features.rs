//! What of a reading counts: words, pairs of words and concepts, each with its place.

use super::tuning::Techniques;
use crate::lexicon::{
    names::Who,
    reading::{Reading, Token},
    vocabulary::{NONE, Symbol},
};

/// A countable thing: one symbol, or two in the order they stand.
pub type Feature = u64;

/// Stands for any number.
pub const NUMBER: Feature = u64::MAX;

/// What kind of thing a feature is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// One word by its stem.
    Word,
    /// Two neighbouring words.
    Pair,
    /// A concept.
    Concept,
    /// Any number.
    Number,
    /// Some letters of a word.
    Letters,
}

/// A feature at its place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Found {
    /// What it is.
    pub feature: Feature,
    /// Its kind.
    pub kind: Kind,
    /// Index of its first word.
    pub start: u16,
    /// Index behind its last word.
    pub end: u16,
    /// Sentence it stands in.
    pub sentence: u16,
    /// Zipf frequency of the word, of the rarer word of a pair (times ten); 0 for concepts and names.
    pub zipf: u8,
}

/// Feature of one symbol.
#[must_use]
pub fn one(symbol: Symbol) -> Feature {
    u64::from(symbol)
}

/// Feature of two symbols in this order.
#[must_use]
pub fn two(first: Symbol, second: Symbol) -> Feature {
    u64::from(first) << 32 | u64::from(second)
}

/// Feature of a symbol in a sense of its own; `tag` from 1 to 127 tells the sense.
#[must_use]
pub fn tagged(tag: u8, symbol: Symbol) -> Feature {
    // Symbols are far below 2^24, so that no pair of them reaches these bits.
    u64::from(tag & 127) << 56 | u64::from(symbol)
}

/// Collects the features of a reading into `out`. Words of a medicine's name count only as concepts.
/// `scored` says which concepts count at all.
pub fn collect(reading: &Reading, techniques: Techniques, scored: impl Fn(Symbol) -> bool, out: &mut Vec<Found>) {
    out.clear();
    let mut before: Option<(Symbol, u16, u8)> = None;
    let mut mentions = reading.mentions.iter().peekable();
    for (index, token) in reading.tokens.iter().enumerate() {
        let Ok(at) = u16::try_from(index) else { break };
        while mentions.next_if(|mention| mention.end <= at).is_some() {}
        let named = mentions.peek().filter(|mention| mention.start <= at);
        let symbol = named.map_or(token.stem, |mention| stand_in(mention.who));
        let stands_in = named.is_some();
        if token.number.is_some() && !stands_in {
            out.push(Found { feature: NUMBER, kind: Kind::Number, ..place(token, at) });
        }
        if symbol == NONE {
            before = None;
            continue;
        }
        if !stands_in {
            out.push(Found { feature: one(symbol), kind: Kind::Word, ..place(token, at) });
        }
        if techniques.pairs
            && let Some((first, sentence, zipf)) = before
            && sentence == token.sentence
            && first != symbol
        {
            let zipf = zipf.min(token.zipf);
            out.push(Found { feature: two(first, symbol), kind: Kind::Pair, start: at.saturating_sub(1), zipf, ..place(token, at) });
        }
        before = Some((symbol, token.sentence, if stands_in { 0 } else { token.zipf }));
    }
    if techniques.concepts {
        for span in reading.spans.iter().filter(|span| scored(span.concept)) {
            let sentence = reading.sentence(span.start.into());
            out.push(Found { feature: one(span.concept), kind: Kind::Concept, start: span.start, end: span.end, sentence, zipf: 0 });
        }
    }
}

/// Symbol that stands for a name in pairs: all guides' names are alike, and so are all other medicines.
fn stand_in(who: Who) -> Symbol {
    match who {
        Who::Guide(_) | Who::OwnClass(_) => Symbol::MAX,
        Who::Other(_) => Symbol::MAX - 1,
    }
}

fn place(token: &Token, at: u16) -> Found {
    Found { feature: 0, kind: Kind::Word, start: at, end: at + 1, sentence: token.sentence, zipf: token.zipf }
}
