//! Spelling: the nearest known word for one that is not known.

use super::vocabulary::{Entry, Vocabulary};
use crate::text::distance;

/// Words of everyday English from this Zipf frequency (times ten) on can be the word that was meant.
const COMMON: u8 = 42;

/// A word that a misspelt one may stand for.
struct Candidate {
    word: Box<str>,
    letters: u32,
    entry: Entry,
    /// Slips forgiven for it, whatever the length of the misspelt word; `None` for ordinary words.
    name_budget: Option<u8>,
}

/// Known words by length, for looking up the nearest.
pub struct Speller {
    by_length: Vec<Vec<Candidate>>,
}

/// What a misspelt word was taken for.
#[derive(Debug, Clone, Copy)]
pub struct Correction<'s> {
    /// The known word.
    pub word: &'s str,
    /// Slips between the two, 1 or 2.
    pub slips: u8,
}

impl Speller {
    /// Collects the words that may be meant. `names` gives the slips forgiven for names of medicines (0 for exact ones).
    pub fn new(vocabulary: &Vocabulary, names: impl Fn(&str) -> Option<u8>) -> Self {
        let mut by_length: Vec<Vec<Candidate>> = Vec::new();
        by_length.resize_with(distance::MAX_LETTERS + 1, Vec::new);
        for (word, &entry) in vocabulary.entries() {
            let name_budget = names(word);
            let useful = entry.domain || entry.zipf >= COMMON;
            if name_budget == Some(0) || !useful || word.len() < 3 || !word.is_ascii() {
                continue;
            }
            if let Some(bucket) = by_length.get_mut(word.len()) {
                bucket.push(Candidate { word: word.into(), letters: distance::letters(word), entry, name_budget });
            }
        }
        for bucket in &mut by_length {
            bucket.sort_by(|a, b| a.word.cmp(&b.word));
        }
        Self { by_length }
    }

    /// The nearest known word, or `None` when none is near or a name and another name are equally near.
    ///
    /// Slips forgiven: one up to five letters, two from six on; names of medicines have their own budgets.
    /// Of equally near words the one with the same first letter, then the one the knowledge uses, then the commoner wins.
    #[must_use]
    pub fn nearest(&self, word: &str) -> Option<Correction<'_>> {
        let length = word.len();
        if !(4..=distance::MAX_LETTERS).contains(&length) || !word.is_ascii() {
            return None;
        }
        let general = if length <= 5 { 1 } else { 2 };
        let letters = distance::letters(word);
        let first = word.as_bytes().first();
        let mut best: Option<(Rank, &Candidate, u8)> = None;
        let mut tied_names = false;
        for bucket in self.by_length.get(length.saturating_sub(2)..(length + 3).min(self.by_length.len()))? {
            for candidate in bucket {
                let budget = candidate.name_budget.map_or(general, usize::from);
                if distance::unshared(letters, candidate.letters) > 2 * u32::try_from(budget).unwrap_or(2) {
                    continue;
                }
                let Some(slips) = distance::within(word, &candidate.word, budget) else { continue };
                let same_first = candidate.word.as_bytes().first() == first;
                if slips == 2 && !same_first && candidate.name_budget.is_none() {
                    continue;
                }
                let slips = u8::try_from(slips).unwrap_or(u8::MAX);
                let rank = Rank::of(slips, same_first, &candidate.entry);
                if let Some((held, other, _)) = &best {
                    if candidate.name_budget.is_some() && other.name_budget.is_some() && held.slips == slips {
                        tied_names = true;
                    }
                    if *held <= rank {
                        continue;
                    }
                    if slips < held.slips {
                        tied_names = false;
                    }
                }
                best = Some((rank, candidate, slips));
            }
        }
        let (_, candidate, slips) = best?;
        if tied_names && candidate.name_budget.is_some() {
            return None;
        }
        Some(Correction { word: &candidate.word, slips })
    }
}

/// Order of candidates, the best lowest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Rank {
    slips: u8,
    other_first: bool,
    foreign: bool,
    rarity: u8,
}

impl Rank {
    fn of(slips: u8, same_first: bool, entry: &Entry) -> Self {
        Self { slips, other_first: !same_first, foreign: !entry.domain, rarity: u8::MAX - entry.zipf }
    }
}
