//! How phrases are written in the data, and how they are kept.
//!
//! A phrase is words parted by spaces. Words are compared by their stem, after slang, joins and spelling.
//!
//! | written | stands for |
//! |---|---|
//! | `miss dose` | these words, one behind the other |
//! | `=took` | exactly this form, not its stem |
//! | `@pill` | any phrase of the concept `pill` |
//! | `tablet\|pill\|@drug` | any one of these |
//! | `?my` | this word or nothing |
//! | `..` | up to three words in between; `...` up to seven |
//! | `#` | a number, in figures or as a word |
//! | `_` | any one word |
//!
//! A phrase never reaches over the end of a sentence.

use super::vocabulary::Symbol;
use serde::{Deserialize, Serialize};

/// One alternative of an element.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
pub enum Atom {
    /// A word by its stem.
    Stem(Symbol),
    /// A word by its exact form.
    Surface(Symbol),
    /// A span of a concept.
    Concept(Symbol),
    /// A number.
    Number,
    /// Any word.
    Any,
}

/// One place of a phrase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Element {
    /// Alternatives; never empty.
    pub atoms: Box<[Atom]>,
    /// May be left out. The first and the last element are never optional.
    pub optional: bool,
    /// Words that may stand between the element before and this one.
    pub gap: u8,
}

/// A compiled phrase.
#[derive(Debug, Clone)]
pub struct Phrase {
    /// Concept it belongs to.
    pub concept: Symbol,
    /// Places in order; at least one.
    pub elements: Box<[Element]>,
    /// Index of the element that is looked for first: the rarest.
    pub anchor: usize,
}

/// Words written as `..` and `...`.
const SHORT_GAP: u8 = 3;
const LONG_GAP: u8 = 7;

/// One place of a phrase as written, before words become symbols.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// Alternatives as written, without the leading `?`.
    pub alternatives: Vec<String>,
    /// Whether it was written with `?`.
    pub optional: bool,
    /// Gap ahead of it.
    pub gap: u8,
}

/// Splits a phrase into its places.
///
/// # Errors
/// A sentence about what is wrong: nothing written, a gap or an optional word at an end, an empty alternative.
pub fn parse(text: &str) -> Result<Vec<Written>, String> {
    let mut out: Vec<Written> = Vec::new();
    let mut gap = 0;
    for piece in text.split_whitespace() {
        match piece {
            ".." => gap = SHORT_GAP,
            "..." => gap = LONG_GAP,
            _ => {
                let (optional, piece) = piece.strip_prefix('?').map_or((false, piece), |rest| (true, rest));
                let alternatives: Vec<String> = piece.split('|').map(str::to_owned).collect();
                if alternatives.iter().any(|a| a.is_empty() || a == "=" || a == "@") {
                    return Err(format!("`{piece}` has an empty alternative"));
                }
                out.push(Written { alternatives, optional, gap });
                gap = 0;
            }
        }
    }
    match (out.first(), out.last()) {
        (None, _) | (_, None) => Err("the phrase is empty".to_owned()),
        (Some(first), _) if first.gap > 0 || first.optional => Err("a phrase cannot start with a gap or an optional word".to_owned()),
        (_, Some(last)) if gap > 0 || last.optional => Err("a phrase cannot end with a gap or an optional word".to_owned()),
        _ => Ok(out),
    }
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn reads_the_notation() {
        let got = parse("cant|=wont .. wake ?my @person")
            .map(|all| all.iter().map(|w| (w.alternatives.join("/"), w.optional, w.gap)).collect::<Vec<_>>());
        let expect = [("cant/=wont", false, 0), ("wake", false, 3), ("my", true, 0), ("@person", false, 0)];
        assert_eq!(got, Ok(expect.map(|(a, o, g)| (a.to_owned(), o, g)).to_vec()));
    }

    #[test]
    fn refuses_what_cannot_match() {
        for text in ["", "  ", ".. a", "a ..", "?a b", "a ?b", "a||b", "@"] {
            assert!(parse(text).is_err(), "{text:?}");
        }
    }
}
