//! What a question says: words, names of medicines, concepts, each with its place.

use super::{names::Mention, vocabulary::Symbol};

/// How a written word was understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// As written, or by its stem.
    Exact,
    /// Slang or a short form.
    Alias,
    /// Misspelt by this many slips.
    Typo(u8),
    /// An everyday word that nothing in the knowledge uses, or a number.
    Plain,
    /// Not known and near to nothing.
    Unknown,
}

/// One word of a question.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Token {
    /// Byte range in [`Reading::letters`]: the word as understood.
    pub range: (u32, u32),
    /// Sentence, from 0.
    pub sentence: u16,
    /// Clause, from 0 over the whole question.
    pub clause: u16,
    /// Its sentence ends with a question mark.
    pub asked: bool,
    /// Symbol of its stem, or `NONE`.
    pub stem: Symbol,
    /// Symbol of its exact form, or `NONE`.
    pub surface: Symbol,
    /// Value, when it is a number.
    pub number: Option<f32>,
    /// How it was understood.
    pub how: How,
    /// Zipf frequency in everyday English, times ten; 0 when rare.
    pub zipf: u8,
}

/// A concept found in a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Span {
    /// Which concept.
    pub concept: Symbol,
    /// Index of its first word.
    pub start: u16,
    /// Index behind its last word.
    pub end: u16,
}

impl Span {
    /// Whether it stands within another place and is shorter.
    #[must_use]
    pub fn part_of(self, large: Self) -> bool {
        large.start <= self.start && self.end <= large.end && (large.start, large.end) != (self.start, self.end)
    }

    /// Whether the two share a word.
    #[must_use]
    pub fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }
}

/// A read question. Holds the question's words: never log, store or show it.
#[derive(Default)]
pub struct Reading {
    /// Words in order, at most [`MAX_WORDS`].
    pub tokens: Vec<Token>,
    /// Concepts in order of finding; the same concept once a place.
    pub spans: Vec<Span>,
    /// Medicines named, in order; the longest name at each place.
    pub mentions: Vec<Mention>,
    /// Index of the language the question is written in, when it is not English.
    pub language: Option<u8>,
    /// Letters of the words, pointed to by [`Token::range`].
    pub letters: String,
    /// Index of the first span that starts at each word, then chained by `next`.
    pub(super) heads: Vec<u32>,
    pub(super) next: Vec<u32>,
}

/// Words of a question that are read. 4,000 characters hold fewer words than this unless they are single letters.
pub const MAX_WORDS: usize = 1_200;

/// End of a chain.
pub(super) const END: u32 = u32::MAX;

impl Reading {
    /// The word at an index, as understood; empty when there is none.
    #[must_use]
    pub fn word(&self, index: usize) -> &str {
        self.tokens.get(index).and_then(|token| self.letters.get(token.range.0 as usize..token.range.1 as usize)).unwrap_or_default()
    }

    /// Words of a span, joined by blanks.
    #[must_use]
    pub fn words(&self, start: u16, end: u16) -> String {
        (usize::from(start)..usize::from(end)).map(|index| self.word(index)).collect::<Vec<_>>().join(" ")
    }

    /// Whether a concept stands anywhere.
    #[must_use]
    pub fn has(&self, concept: Symbol) -> bool {
        self.spans.iter().any(|span| span.concept == concept)
    }

    /// Places of a concept.
    pub fn spans_of(&self, concept: Symbol) -> impl Iterator<Item = Span> + '_ {
        self.spans.iter().copied().filter(move |span| span.concept == concept)
    }

    /// Spans that start at a word.
    pub(super) fn starting_at(&self, index: usize) -> impl Iterator<Item = Span> + '_ {
        let mut at = self.heads.get(index).copied().unwrap_or(END);
        std::iter::from_fn(move || {
            let span = *self.spans.get(at as usize)?;
            at = self.next.get(at as usize).copied().unwrap_or(END);
            Some(span)
        })
    }

    /// Adds a span unless the same concept already stands at the same place.
    pub(super) fn add(&mut self, span: Span) {
        if self.starting_at(span.start.into()).any(|held| held == span) {
            return;
        }
        let Some(head) = self.heads.get_mut(usize::from(span.start)) else { return };
        self.next.push(*head);
        *head = u32::try_from(self.spans.len()).unwrap_or(END);
        self.spans.push(span);
    }

    /// Sentence of a word; the last one for an index behind the end.
    #[must_use]
    pub fn sentence(&self, index: usize) -> u16 {
        self.tokens.get(index).or(self.tokens.last()).map_or(0, |token| token.sentence)
    }

    /// Number of sentences that have words.
    #[must_use]
    pub fn sentences(&self) -> usize {
        self.tokens.last().map_or(0, |token| usize::from(token.sentence) + 1)
    }
}
