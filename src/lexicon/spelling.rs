//! Spelling: the nearest known word for one that is not known.

use serde::{Deserialize, Serialize};
use super::vocabulary::{Entry, Vocabulary};
use crate::text::distance;

/// Words of everyday English from this Zipf frequency (times ten) on can be the word that was meant.
const COMMON: u8 = 42;

/// Letters up to which one slip is forgiven; from there on two.
const ONE_SLIP: usize = 5;

/// Letters of the shortest word that is corrected.
const SHORTEST: usize = 4;

/// A word that a misspelt one may stand for.
#[derive(Deserialize, Serialize)]
struct Candidate {
    word: Box<str>,
    entry: Entry,
    /// Slips forgiven for it, whatever the length of the misspelt word; `None` for ordinary words.
    name_budget: Option<u8>,
}

/// Words of one length, sorted: those with one first letter stand together.
#[derive(Default, Deserialize, Serialize)]
struct List {
    words: Vec<Candidate>,
    /// Letters of each word (see [`distance::letters`]), side by side: most words are ruled out by them alone.
    letters: Vec<u64>,
    /// Indices of the words in the order of what follows their first letter.
    by_rest: Vec<u32>,
}

impl List {
    fn sort(&mut self) {
        self.words.sort_by(|a, b| a.word.cmp(&b.word));
        self.letters = self.words.iter().map(|candidate| distance::letters(&candidate.word)).collect();
        let mut by_rest: Vec<u32> = (0..).take(self.words.len()).collect();
        by_rest.sort_by(|&a, &b| self.rest(a).cmp(self.rest(b)));
        self.by_rest = by_rest;
    }

    /// What follows the first letter of a word; every word is ASCII.
    fn rest(&self, index: u32) -> &str {
        self.words.get(index as usize).and_then(|candidate| candidate.word.get(1..)).unwrap_or_default()
    }

    /// Hands over every word of another first letter that one slip turns into `word`: the first letter is another one, or
    /// one more, or one less, or stands behind the second.
    fn first_letter_slips<'l>(&'l self, word: &str, mut found: impl FnMut(&'l Candidate)) {
        let Some(length) = self.words.first().map(|candidate| candidate.word.len()) else { return };
        let first = word.as_bytes().first();
        let mut hand = |candidate: &'l Candidate| {
            if candidate.word.as_bytes().first() != first {
                found(candidate);
            }
        };
        let rest = word.get(1..).unwrap_or_default();
        if length == word.len() || length == word.len() + 1 {
            let wanted = if length == word.len() { rest } else { word };
            let from = self.by_rest.partition_point(|&index| self.rest(index) < wanted);
            let same = self.by_rest.iter().skip(from).take_while(|&&index| self.rest(index) == wanted);
            same.filter_map(|&index| self.words.get(index as usize)).for_each(&mut hand);
        }
        if length + 1 == word.len() {
            self.exactly(rest).into_iter().for_each(&mut hand);
        }
        if length == word.len()
            && let (Some(one), Some(two), Some(rest)) = (word.get(..1), word.get(1..2), word.get(2..))
        {
            self.exactly(&format!("{two}{one}{rest}")).into_iter().for_each(&mut hand);
        }
    }

    fn exactly(&self, word: &str) -> Option<&Candidate> {
        self.words.binary_search_by(|candidate| (*candidate.word).cmp(word)).ok().and_then(|index| self.words.get(index))
    }

    fn all(&self) -> (&[Candidate], &[u64]) {
        (&self.words, &self.letters)
    }

    /// Words with a first letter.
    fn starting(&self, first: u8) -> (&[Candidate], &[u64]) {
        let from = self.words.partition_point(|candidate| candidate.word.as_bytes().first().is_some_and(|&b| b < first));
        let to = self.words.partition_point(|candidate| candidate.word.as_bytes().first().is_some_and(|&b| b <= first));
        (self.words.get(from..to).unwrap_or_default(), self.letters.get(from..to).unwrap_or_default())
    }
}

/// Known words of one length.
#[derive(Default, Deserialize, Serialize)]
struct Bucket {
    /// Ordinary words.
    words: List,
    /// Names of medicines.
    names: List,
}

/// Known words by length, for looking up the nearest.
#[derive(Deserialize, Serialize)]
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
                list.words.push(Candidate { word: word.into(), entry, name_budget });
            }
        }
        for bucket in &mut by_length {
            bucket.words.sort();
            bucket.names.sort();
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
            for list in [&bucket.names, &bucket.words] {
                search.among(list.starting(first));
                list.first_letter_slips(word, |candidate| search.weigh(candidate));
            }
        }
        if search.best.is_none() {
            search.slips = 2;
            for bucket in self.buckets(length, 2) {
                search.among(bucket.names.all());
                if length > ONE_SLIP {
                    search.among(bucket.words.starting(first));
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
    fn among(&mut self, (candidates, letters): (&'s [Candidate], &[u64])) {
        let most = 2 * u32::from(self.slips);
        let own = self.letters;
        for (candidate, _) in candidates.iter().zip(letters).filter(|&(_, &letters)| distance::unshared(own, letters) <= most) {
            if distance::within(self.word, &candidate.word, usize::from(self.slips)).is_some() {
                self.weigh(candidate);
            }
        }
    }

    /// Keeps a word that is as many slips away if it is the best so far.
    fn weigh(&mut self, candidate: &'s Candidate) {
        if candidate.name_budget.is_some_and(|budget| budget < self.slips) {
            return;
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
