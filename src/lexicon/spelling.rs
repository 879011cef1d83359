//! Spelling: the nearest known word for one that is not known.

use super::{
    names::Budget,
    vocabulary::{Entry, Vocabulary},
};
use crate::text::{
    distance,
    packed::{Bytes, Numbers, Text},
};
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// Words of everyday English from this Zipf frequency (times ten) on can be the word that was meant.
const COMMON: u8 = 42;

/// Letters up to which one slip is forgiven; from there on two.
const ONE_SLIP: usize = 6;

/// Letters of the shortest word that is corrected.
const SHORTEST: usize = 4;

/// What is known of a word that a misspelt one may stand for.
#[derive(Clone, Copy)]
struct Facts {
    /// Zipf frequency, times ten.
    zipf: u8,
    /// How often people use it: see [`Usage`](super::usage::Usage), 0 where no phrase, keyword or example does.
    usage: u8,
    /// Slips forgiven for it, whatever the length of the misspelt word; `None` for ordinary words.
    name_budget: Option<u8>,
}

impl Facts {
    /// In one number: a byte for the frequency, one for the use, one for the slips and one more for "a name".
    fn packed(self) -> u32 {
        u32::from_le_bytes([self.zipf, self.usage, self.name_budget.unwrap_or(0), self.name_budget.is_some().into()])
    }

    fn of(packed: u32) -> Self {
        let [zipf, usage, slips, name] = packed.to_le_bytes();
        Self { zipf, usage, name_budget: (name != 0).then_some(slips) }
    }
}

/// Bytes of the letters of a word.
const WIDE: usize = 8;

/// A word that a misspelt one may stand for.
#[derive(Clone, Copy)]
struct Candidate<'s> {
    word: &'s str,
    facts: Facts,
    /// Whose name it is, if it is one.
    owner: Option<u16>,
}

/// Words of one length, sorted: those with one first letter stand together.
#[derive(Default, Deserialize, Serialize)]
#[serde(bound(deserialize = "'de: 'static"))]
struct List {
    /// Letters of a word; all are ASCII.
    length: usize,
    /// All words, one behind the other.
    text: Text,
    /// What is known of each word (see [`Facts::packed`]).
    facts: Numbers,
    /// Whose name each word is; empty where the list holds ordinary words.
    owners: Numbers,
    /// Letters of each word (see [`distance::letters`]), eight bytes side by side: most words are ruled out by them alone.
    letters: Bytes,
    /// Indices of the words in the order of what follows their first letter.
    by_rest: Numbers,
}

impl List {
    fn new(length: usize, mut words: Vec<(&str, Facts, Option<u16>)>) -> Self {
        words.sort_by_key(|&(word, ..)| word);
        let letters: Vec<u8> = words.iter().flat_map(|(word, ..)| distance::letters(word).to_le_bytes()).collect();
        let facts = words.iter().map(|(_, facts, _)| facts.packed()).collect();
        let owners = words.iter().filter_map(|&(.., owner)| owner.map(u32::from)).collect();
        let text = words.iter().map(|&(word, ..)| word).collect();
        let mut list = Self { length, text, facts, owners, letters: letters.into(), by_rest: Numbers::default() };
        let mut by_rest: Vec<u32> = (0..).take(words.len()).collect();
        by_rest.sort_by(|&a, &b| list.rest(a).cmp(list.rest(b)));
        list.by_rest = by_rest.into_iter().collect();
        list
    }

    fn word(&self, index: usize) -> &str {
        let from = index * self.length;
        self.text.get(from..from + self.length).unwrap_or_default()
    }

    fn candidate(&self, index: usize) -> Option<Candidate<'_>> {
        let owner = self.owners.get(index).and_then(|owner| u16::try_from(owner).ok());
        Some(Candidate { word: self.word(index), facts: Facts::of(self.facts.get(index)?), owner })
    }

    /// What follows the first letter of a word.
    fn rest(&self, index: u32) -> &str {
        self.word(index as usize).get(1..).unwrap_or_default()
    }

    /// Hands over every word of another first letter that one slip turns into `word`: the first letter is another one, or
    /// one more, or one less, or stands behind the second.
    fn first_letter_slips<'l>(&'l self, word: &str, mut found: impl FnMut(Candidate<'l>)) {
        if self.facts.count() == 0 {
            return;
        }
        let first = word.as_bytes().first();
        let mut hand = |candidate: Candidate<'l>| {
            if candidate.word.as_bytes().first() != first {
                found(candidate);
            }
        };
        let rest = word.get(1..).unwrap_or_default();
        if self.length == word.len() || self.length == word.len() + 1 {
            let wanted = if self.length == word.len() { rest } else { word };
            let at = |place: usize| self.by_rest.get(place).map(|index| self.rest(index)).unwrap_or_default();
            let from = first_from(self.by_rest.count(), |place| at(place) < wanted);
            let same = self.by_rest.some(from..self.by_rest.count()).take_while(|&index| self.rest(index) == wanted);
            same.filter_map(|index| self.candidate(index as usize)).for_each(&mut hand);
        }
        if self.length + 1 == word.len() {
            self.exactly(rest).into_iter().for_each(&mut hand);
        }
        if self.length == word.len()
            && let (Some(one), Some(two), Some(rest)) = (word.get(..1), word.get(1..2), word.get(2..))
        {
            self.exactly(&format!("{two}{one}{rest}")).into_iter().for_each(&mut hand);
        }
    }

    /// Index of the first word that does not sort before.
    fn first_from(&self, before: impl Fn(&str) -> bool) -> usize {
        first_from(self.facts.count(), |index| before(self.word(index)))
    }

    fn exactly(&self, word: &str) -> Option<Candidate<'_>> {
        let at = self.first_from(|held| held < word);
        self.candidate(at).filter(|candidate| candidate.word == word)
    }

    /// Indices of the words with a first letter.
    fn starting(&self, first: u8) -> Range<usize> {
        let starts = |word: &str| word.as_bytes().first().copied().unwrap_or(0);
        self.first_from(|word| starts(word) < first)..self.first_from(|word| starts(word) <= first)
    }
}

/// The first of so many places, in order, that is not before.
fn first_from(count: usize, before: impl Fn(usize) -> bool) -> usize {
    let (mut from, mut to) = (0, count);
    while from < to {
        let middle = usize::midpoint(from, to);
        if before(middle) { from = middle + 1 } else { to = middle }
    }
    from
}

/// Known words of one length.
#[derive(Default, Deserialize, Serialize)]
#[serde(bound(deserialize = "'de: 'static"))]
struct Bucket {
    /// Ordinary words.
    words: List,
    /// Names of medicines.
    names: List,
}

/// Known words by length, for looking up the nearest.
#[derive(Deserialize, Serialize)]
#[serde(bound(deserialize = "'de: 'static"))]
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
    pub fn new(vocabulary: &Vocabulary, usage: impl Fn(Entry) -> u8, names: impl Fn(&str) -> Option<Budget>) -> Self {
        /// Ordinary words, and names.
        type Lists<'v> = [Vec<(&'v str, Facts, Option<u16>)>; 2];
        let mut by_length: Vec<Lists<'_>> = Vec::new();
        by_length.resize_with(distance::MAX_LETTERS + 1, Default::default);
        for (word, entry) in vocabulary.entries() {
            let name = names(word);
            let name_budget = name.map(|name| name.slips);
            let useful = entry.domain || entry.zipf >= COMMON;
            if name_budget == Some(0) || !useful || word.len() < 3 || !word.is_ascii() {
                continue;
            }
            if let Some([words, names]) = by_length.get_mut(word.len()) {
                let list = if name.is_some() { names } else { words };
                let facts = Facts { zipf: entry.zipf, usage: usage(entry), name_budget };
                list.push((word, facts, name.map(|name| name.owner)));
            }
        }
        let bucket =
            |(length, [words, names]): (usize, Lists<'_>)| Bucket { words: List::new(length, words), names: List::new(length, names) };
        Self { by_length: by_length.into_iter().enumerate().map(bucket).collect() }
    }

    /// The nearest known word, or `None` when none is near or names of two medicines are equally near.
    ///
    /// Slips forgiven: one up to six letters, two from seven on and then only behind the same first letter; names of
    /// medicines have their own budgets. One slip is looked for first, because it always beats two. Of equally near words
    /// the one with the same first letter, then the one that only doubles a letter or does not, then the one people use more often
    /// where they ask and tell, then the commoner wins.
    #[must_use]
    pub fn nearest(&self, word: &str) -> Option<Correction<'_>> {
        let length = word.len();
        let first = *word.as_bytes().first()?;
        if !(SHORTEST..=distance::MAX_LETTERS).contains(&length) || !word.is_ascii() {
            return None;
        }
        let mut search = Search { word, letters: distance::letters(word), slips: 1, best: None, tied: false };
        for bucket in self.buckets(length, 1) {
            for list in [&bucket.names, &bucket.words] {
                search.among(list, list.starting(first));
                list.first_letter_slips(word, |candidate| search.weigh(candidate));
            }
        }
        if search.best.is_none() {
            search.slips = 2;
            for bucket in self.buckets(length, 2) {
                search.among(&bucket.names, 0..bucket.names.facts.count());
                if length > ONE_SLIP {
                    search.among(&bucket.words, bucket.words.starting(first));
                }
            }
        }
        let (_, candidate) = search.best?;
        let decline = search.tied && candidate.owner.is_some();
        (!decline).then_some(Correction { word: candidate.word, slips: search.slips })
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
    slips: u8,
    best: Option<(Rank, Candidate<'s>)>,
    tied: bool,
}

impl<'s> Search<'s, '_> {
    fn among(&mut self, list: &'s List, range: Range<usize>) {
        let most = 2 * u32::from(self.slips);
        let letters = list.letters.get(range.start * WIDE..range.end * WIDE).unwrap_or_default();
        for (index, letters) in range.zip(letters.as_chunks::<WIDE>().0) {
            if distance::unshared(self.letters, u64::from_le_bytes(*letters)) <= most
                && distance::within(self.word, list.word(index), usize::from(self.slips)).is_some()
                && let Some(candidate) = list.candidate(index)
            {
                self.weigh(candidate);
            }
        }
    }

    /// Keeps a word that is as many slips away if it is the best so far.
    fn weigh(&mut self, candidate: Candidate<'s>) {
        if candidate.facts.name_budget.is_some_and(|budget| budget < self.slips) {
            return;
        }
        let rank = Rank::of(self.word, &candidate);
        match &self.best {
            Some((held, other)) => {
                // Two names of one medicine agree on what was meant.
                let both = candidate.owner.is_some() && other.owner.is_some();
                self.tied |= both && (candidate.owner != other.owner || candidate.owner == Some(u16::MAX));
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
    /// More than letters doubled or not.
    unlike: bool,
    /// Where people ask and tell.
    rarity: u8,
    /// In everyday English.
    plain: u8,
}

impl Rank {
    fn of(written: &str, candidate: &Candidate<'_>) -> Self {
        Self {
            other_first: candidate.word.as_bytes().first() != written.as_bytes().first(),
            unlike: !undoubled(written).eq(undoubled(candidate.word)),
            rarity: u8::MAX - candidate.facts.usage,
            plain: u8::MAX - candidate.facts.zipf,
        }
    }
}

/// The letters of a word, each once where it stands twice.
fn undoubled(word: &str) -> impl Iterator<Item = u8> {
    let before = std::iter::once(0).chain(word.bytes());
    word.bytes().zip(before).filter_map(|(byte, before)| (byte != before).then_some(byte))
}

#[cfg(test)]
mod tests {
    use crate::{
        knowledge::{files, load},
        lexicon::build::Lexicon,
    };
    use std::sync::LazyLock;

    /// What a word is read as by the shipped lexicon.
    fn read(word: &str) -> String {
        static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::build(&load::parse(&files::embedded()).0, &[]).0);
        let reading = LEXICON.read(word);
        reading.words(0, u16::try_from(reading.tokens.len()).unwrap())
    }

    #[test]
    fn the_word_that_people_mean_where_they_ask_and_tell_is_taken() {
        for (written, meant, why) in [
            ("dizy", "dizzy", "a letter undoubled, not another word of equal distance"),
            ("dizzzy", "dizzy", "a letter three times"),
            ("stif", "stiff", "not `stir`"),
            ("swolen", "swollen", "not `stolen`"),
            ("blury", "blurry", "not `bury`"),
            ("spazm", "spasm", "more often meant here than `spam`"),
            ("rashs", "rash", "the commoner of two"),
            ("headake", "headache", "two slips in a long word"),
            ("alchohol", "alcohol", "a drink is an everyday word, though it is a name"),
            ("wen", "when", "a short form"),
            ("nurtek", "nurtek", "two slips in six letters may be any name"),
            ("zz", "zz", "too short to tell"),
        ] {
            assert_eq!(read(written), meant, "{why}");
        }
    }
}
