//! Spelling: the nearest known word for one that is not known.

use super::vocabulary::{Entry, Vocabulary};
use crate::text::distance;

/// Words of everyday English from this Zipf frequency (times ten) on can be the word that was meant.
const COMMON: u8 = 42;

/// Letters up to which one slip is forgiven; from there on two.
const ONE_SLIP: usize = 5;

/// Letters of the shortest word that is corrected.
const SHORTEST: usize = 4;

/// A word that a misspelt one may stand for.
struct Candidate {
    word: Box<str>,
    letters: u64,
    entry: Entry,
    /// Slips forgiven for it, whatever the length of the misspelt word; `None` for ordinary words.
    name_budget: Option<u8>,
}

/// Known words of one length.
#[derive(Default)]
struct Bucket {
    /// Ordinary words, sorted: words with one first letter stand together.
    words: Vec<Candidate>,
    /// Names of medicines, sorted.
    names: Vec<Candidate>,
}

impl Bucket {
    /// Ordinary words with a first letter.
    fn starting(&self, first: u8) -> &[Candidate] {
        let from = self.words.partition_point(|candidate| candidate.word.as_bytes().first().is_some_and(|&b| b < first));
        let to = self.words.partition_point(|candidate| candidate.word.as_bytes().first().is_some_and(|&b| b <= first));
        self.words.get(from..to).unwrap_or_default()
    }
}

/// Known words by length, for looking up the nearest.
pub struct Speller {
    by_length: Vec<Bucket>,
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
        let mut by_length: Vec<Bucket> = Vec::new();
        by_length.resize_with(distance::MAX_LETTERS + 1, Bucket::default);
        for (word, &entry) in vocabulary.entries() {
            let name_budget = names(word);
            let useful = entry.domain || entry.zipf >= COMMON;
            if name_budget == Some(0) || !useful || word.len() < 3 || !word.is_ascii() {
                continue;
            }
            if let Some(bucket) = by_length.get_mut(word.len()) {
                let list = if name_budget.is_some() { &mut bucket.names } else { &mut bucket.words };
                list.push(Candidate { word: word.into(), letters: distance::letters(word), entry, name_budget });
            }
        }
        for bucket in &mut by_length {
            bucket.words.sort_by(|a, b| a.word.cmp(&b.word));
            bucket.names.sort_by(|a, b| a.word.cmp(&b.word));
        }
        Self { by_length }
    }

    /// The nearest known word, or `None` when none is near or two names are equally near.
    ///
    /// Slips forgiven: one up to five letters, two from six on and then only behind the same first letter; names of
    /// medicines have their own budgets. One slip is looked for first, because it always beats two. Of equally near words
    /// the one with the same first letter, then the one the knowledge uses, then the commoner wins.
    #[must_use]
    pub fn nearest(&self, word: &str) -> Option<Correction<'_>> {
        let length = word.len();
        let first = *word.as_bytes().first()?;
        if !(SHORTEST..=distance::MAX_LETTERS).contains(&length) || !word.is_ascii() {
            return None;
        }
        let mut search = Search { word, letters: distance::letters(word), first, slips: 1, best: None, tied: false };
        for bucket in self.buckets(length, 1) {
            search.among(&bucket.names);
            search.among(&bucket.words);
        }
        if search.best.is_none() {
            search.slips = 2;
            for bucket in self.buckets(length, 2) {
                search.among(&bucket.names);
                if length > ONE_SLIP {
                    search.among(bucket.starting(first));
                }
            }
        }
        let (_, candidate) = search.best?;
        let decline = search.tied && candidate.name_budget.is_some();
        (!decline).then_some(Correction { word: &candidate.word, slips: search.slips })
    }

    /// Buckets of the lengths that are within so many letters.
    fn buckets(&self, length: usize, slips: usize) -> impl Iterator<Item = &Bucket> {
        let to = (length + slips + 1).min(self.by_length.len());
        self.by_length.get(length.saturating_sub(slips)..to).unwrap_or_default().iter()
    }
}

/// A look for the best word at a given number of slips.
struct Search<'s, 'w> {
    word: &'w str,
    letters: u64,
    first: u8,
    slips: u8,
    best: Option<(Rank, &'s Candidate)>,
    tied: bool,
}

impl<'s> Search<'s, '_> {
    fn among(&mut self, candidates: &'s [Candidate]) {
        let most = 2 * u32::from(self.slips);
        for candidate in candidates {
            if distance::unshared(self.letters, candidate.letters) > most || candidate.name_budget.is_some_and(|budget| budget < self.slips)
            {
                continue;
            }
            if distance::within(self.word, &candidate.word, usize::from(self.slips)).is_none() {
                continue;
            }
            let rank = Rank::of(self.first, candidate);
            match &self.best {
                Some((held, other)) => {
                    self.tied |= candidate.name_budget.is_some() && other.name_budget.is_some();
                    if rank < *held {
                        self.best = Some((rank, candidate));
                    }
                }
                None => self.best = Some((rank, candidate)),
            }
        }
    }
}

/// Order of equally near candidates, the best lowest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Rank {
    other_first: bool,
    foreign: bool,
    rarity: u8,
}

impl Rank {
    fn of(first: u8, candidate: &Candidate) -> Self {
        Self {
            other_first: candidate.word.as_bytes().first() != Some(&first),
            foreign: !candidate.entry.domain,
            rarity: u8::MAX - candidate.entry.zipf,
        }
    }
}
