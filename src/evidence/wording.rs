//! How something is said: words as they stand, neighbours within a sentence, the letters of each word, and concepts.
//!
//! Matching counts stems, because a question is about the same thing in any tense. Danger hangs on the tense, so here the
//! form counts. Letters (four in a row, with the ends of the word marked) see that an unknown word resembles known ones.

use super::features::{Feature, Found, Kind, one, tagged, two};
use crate::lexicon::{
    names::Who,
    reading::{How, Reading, Token},
    vocabulary::{NONE, Symbol},
};
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// Symbols for what is no word: the ends of a sentence, any number in digits, a medicine of ours, another one. Far above all
/// symbols of words, and small enough that pairs of them stay below the tags.
const OPENS: Symbol = (1 << 24) - 1;
const CLOSES: Symbol = (1 << 24) - 2;
const DIGITS: Symbol = (1 << 24) - 3;
const OURS: Symbol = (1 << 24) - 4;
const OTHER: Symbol = (1 << 24) - 5;

/// Tags of features that are not words.
const LETTERS: u8 = 1;
const CONCEPT: u8 = 2;
const AROUND: u8 = 3;
/// First tag that is free for others.
pub const FREE: u8 = 8;

/// Letters in a row that are one feature.
const ROW: usize = 4;

/// Zipf frequency (times ten) from which the letters of a word say nothing: the thousand commonest words are known as they stand, and
/// half of all rows of letters are theirs.
const EVERYDAY: u8 = 55;

/// What a feature counts beside a word of the same rarity. Letters and concepts repeat what words say. What rules judged counts
/// less than a word, because rules are never wrong on the examples they were written with: at the full share they were trusted
/// too much, and a twelfth of the emergencies of held-back writers was missed for it. At a third, plain denials were not heard.
#[must_use]
pub fn share(feature: Feature) -> f32 {
    match feature >> 56 {
        0 => 1.0,
        _ if is_letters(feature) => 0.5,
        tag if tag == u64::from(CONCEPT) => 0.3,
        _ => 0.6,
    }
}

/// Whether a feature is some letters of a word.
#[must_use]
pub fn is_letters(feature: Feature) -> bool {
    feature >> 56 == u64::from(LETTERS)
}

/// Whether a feature is two words around another one.
#[must_use]
pub fn is_around(feature: Feature) -> bool {
    feature >> 56 == u64::from(AROUND)
}

/// What of the words is looked at.
#[derive(Debug, Clone, Copy, Deserialize, Serialize)]
pub struct Manner {
    /// Their letters.
    pub letters: bool,
    /// Two words with one between them, whichever that is.
    pub around: bool,
    /// An unknown word is taken like the name of another medicine, and the letters of such names count; the guide's own name reads like
    /// the word with this symbol, so that what is learnt from questions with it holds for those without.
    pub names_alike: Option<Symbol>,
}

/// Letters from which an unknown word can be the name of a medicine.
const NAME_LETTERS: usize = 5;

/// Whether a word at an index is known to nobody and can be the name of a medicine.
#[must_use]
pub fn strange(reading: &Reading, index: usize) -> bool {
    let unknown = reading.tokens.get(index).is_some_and(|token| matches!(token.how, How::Unknown));
    let word = reading.word(index);
    unknown && word.len() >= NAME_LETTERS && word.bytes().all(|b| b.is_ascii_alphabetic())
}

/// Collects the features of a reading into `out`, each with its place. `scored` says which concepts count.
pub fn collect(reading: &Reading, manner: Manner, scored: impl Fn(Symbol) -> bool, out: &mut Vec<Found>) {
    out.clear();
    let mut mentions = reading.mentions.iter().peekable();
    let (mut before, mut earlier) = (OPENS, NONE);
    for (index, token) in reading.tokens.iter().enumerate() {
        let Ok(at) = u16::try_from(index) else { break };
        while mentions.next_if(|mention| mention.end <= at).is_some() {}
        let named = mentions.peek().filter(|mention| mention.start <= at);
        let written = reading.word(index);
        let symbol = match named.map(|mention| mention.who) {
            Some(Who::Guide(_) | Who::OwnClass(_)) => manner.names_alike.unwrap_or(OURS),
            Some(Who::Other(_)) => OTHER,
            None if written.starts_with(|c: char| c.is_ascii_digit()) => DIGITS,
            None if manner.names_alike.is_some() && strange(reading, index) => OTHER,
            None => token.surface,
        };
        if named.is_none_or(|mention| mention.start == at) {
            if symbol != NONE {
                out.push(Found { feature: one(symbol), kind: Kind::Word, ..place(token, at, at) });
            }
            push_two([before, symbol], 0, token, at.saturating_sub(u16::from(before != OPENS))..at, out);
            if manner.around {
                push_two([earlier, symbol], AROUND, token, at.saturating_sub(2)..at, out);
            }
            (earlier, before) = (before, symbol);
        }
        let named = named.is_some() && !(manner.names_alike.is_some() && symbol == OTHER);
        if manner.letters && !named && symbol != DIGITS && token.zipf < EVERYDAY {
            push_letters(written, token, at, out);
        }
        if reading.tokens.get(index + 1).is_none_or(|next| next.sentence != token.sentence) {
            push_two([before, CLOSES], 0, token, at..at, out);
            if manner.around {
                push_two([earlier, CLOSES], AROUND, token, at.saturating_sub(2)..at, out);
            }
            (earlier, before) = (NONE, OPENS);
        }
    }
    for span in reading.spans.iter().filter(|span| scored(span.concept)) {
        let sentence = reading.sentence(span.start.into());
        let feature = tagged(CONCEPT, span.concept);
        out.push(Found { feature, kind: Kind::Concept, start: span.start, end: span.end, sentence, zipf: 0 });
    }
}

/// Pushes two words in a sense told by a tag (0: neighbours), from one place to another; nothing where one of them is unknown.
fn push_two([first, second]: [Symbol; 2], tag: u8, token: &Token, places: Range<u16>, out: &mut Vec<Found>) {
    if first != NONE && second != NONE {
        let feature = two(first, second) | tagged(tag, 0);
        out.push(Found { feature, kind: Kind::Pair, ..place(token, places.start, places.end) });
    }
}

/// Pushes the rows of letters of a word: of `ox` the one `<ox>`, of `pill` also `<pil`, `pill` and `ill>`.
fn push_letters(word: &str, token: &Token, at: u16, out: &mut Vec<Found>) {
    let marked = std::iter::once(b'<').chain(word.bytes()).chain(std::iter::once(b'>'));
    let (mut row, mut length) = (0_u32, 0);
    for byte in marked {
        row = row << 8 | u32::from(byte);
        length += 1;
        if length >= ROW {
            out.push(Found { feature: tagged(LETTERS, row), kind: Kind::Letters, ..place(token, at, at) });
        }
    }
}

fn place(token: &Token, start: u16, last: u16) -> Found {
    Found { feature: 0, kind: Kind::Word, start, end: last.saturating_add(1), sentence: token.sentence, zipf: token.zipf }
}

#[cfg(test)]
mod tests {
    use super::{CLOSES, CONCEPT, DIGITS, LETTERS, Manner, OPENS, OURS, collect, share};
    use crate::{
        evidence::features::{Feature, Found, Kind, one, tagged, two},
        knowledge::{files, load},
        lexicon::{build::Lexicon, reading::Reading},
    };
    use std::sync::LazyLock;

    /// Read by the shipped lexicon.
    fn read(text: &str) -> Reading {
        static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::build(&load::parse(&files::embedded()).0, &[]).0);
        LEXICON.read(text)
    }

    fn found(reading: &Reading, letters: bool) -> Vec<Found> {
        let mut out = Vec::new();
        collect(reading, Manner { letters, around: false, names_alike: None }, |_| true, &mut out);
        out
    }

    #[test]
    fn forms_neighbours_and_ends_of_sentences_count() {
        let reading = read("He took 14 baclofen. She slept");
        let features: Vec<Feature> = found(&reading, false).into_iter().filter(|f| f.kind != Kind::Concept).map(|f| f.feature).collect();
        let [he, took, she, slept] = [0, 1, 4, 5].map(|at: usize| reading.tokens[at].surface);
        let expect = [
            one(he),
            two(OPENS, he),
            one(took),
            two(he, took),
            one(DIGITS),
            two(took, DIGITS),
            one(OURS),
            two(DIGITS, OURS),
            two(OURS, CLOSES),
            one(she),
            two(OPENS, she),
            one(slept),
            two(she, slept),
            two(slept, CLOSES),
        ];
        assert_eq!(features, expect);
        assert_ne!(took, read("taking").tokens[0].surface, "a form is not its stem");
    }

    #[test]
    fn letters_see_what_an_unknown_word_resembles() {
        let reading = read("ox floppyish");
        let rows = |word: &str| -> Vec<Feature> {
            let marked = format!("<{word}>");
            marked.as_bytes().windows(4).map(|row| tagged(LETTERS, u32::from_be_bytes(row.try_into().unwrap()))).collect()
        };
        let of = |reading: &Reading| -> Vec<Feature> {
            found(reading, true).into_iter().filter(|f| f.kind == Kind::Letters).map(|f| f.feature).collect()
        };
        assert_eq!(of(&reading), [rows("ox"), rows("floppyish")].concat());
        assert!(found(&reading, false).iter().all(|found| found.kind != Kind::Letters), "switched off");
        for (text, why) in [("baclofen", "a name"), ("5555555", "a number"), ("a", "too short"), ("the", "everyday"), ("", "nothing")] {
            assert!(of(&read(text)).is_empty(), "{why}");
        }
    }

    #[test]
    fn two_words_around_another_count_whichever_that_is() {
        let around = |text: &str| -> Vec<Feature> {
            let mut out = Vec::new();
            collect(&read(text), Manner { letters: false, around: true, names_alike: None }, |_| false, &mut out);
            let mut features: Vec<Feature> = out.into_iter().map(|f| f.feature).filter(|f| f >> 56 == u64::from(super::AROUND)).collect();
            features.sort_unstable();
            features
        };
        let pair = |first, second| two(first, second) | tagged(super::AROUND, 0);
        let [he, never, woke] = [0, 1, 2].map(|at: usize| read("he never woke").tokens[at].surface);
        let mut expect = [pair(OPENS, never), pair(he, woke), pair(never, CLOSES)];
        expect.sort_unstable();
        assert_eq!(around("he never woke"), expect);
        let shared = |a: &str, b: &str| around(a).into_iter().filter(|f| around(b).contains(f)).count();
        assert_eq!(shared("he never woke", "he barely woke"), 1, "what stands around is the same");
        assert_eq!(around("he. woke"), [pair(OPENS, CLOSES); 2], "no sentence reaches into the next");
        assert!(found(&read("he never woke"), false).iter().all(|f| f.feature >> 56 != u64::from(super::AROUND)), "switched off");
    }

    #[test]
    fn an_unknown_word_is_like_a_name_where_that_is_asked_for() {
        let it = read("it").tokens[0].surface;
        let features = |text: &str, kind: Kind, alike: bool| -> Vec<Feature> {
            let mut out = Vec::new();
            collect(&read(text), Manner { letters: true, around: false, names_alike: alike.then_some(it) }, |_| false, &mut out);
            out.into_iter().filter(|f| f.kind == kind).map(|f| f.feature).collect()
        };
        let (unknown, known) = ("can i take zelbrontin daily", "can i take warfarin daily");
        assert_eq!(features(unknown, Kind::Pair, true), features(known, Kind::Pair, true), "what stands around them is the same");
        assert_ne!(features(unknown, Kind::Pair, false), features(known, Kind::Pair, false));
        assert!(!features("warfarin", Kind::Letters, true).is_empty() && features("warfarin", Kind::Letters, false).is_empty());
        let (own, meant) = ("can i take baclofen daily", "can i take it daily");
        for kind in [Kind::Word, Kind::Pair, Kind::Letters] {
            assert_eq!(features(own, kind, true), features(meant, kind, true), "the guide's own name is as good as none");
        }
    }

    #[test]
    fn words_count_more_than_what_is_made_of_them() {
        let [word, letters, concept, judged] = [one(7), tagged(LETTERS, 7), tagged(CONCEPT, 7), tagged(super::FREE, 7)].map(share);
        assert!(word > judged && judged > letters && letters > concept, "{word} {judged} {letters} {concept}");
        assert!((share(two(OPENS, CLOSES)) - word).abs() < 1e-6, "a pair counts as a word does");
    }
}
