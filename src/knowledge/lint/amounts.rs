//! Numbers of a text with their units. Judges nothing: what is found here must be locked by a fact.

use super::spans::{Span, Word, touch};

/// Words that count, beside figures. "First", "second" and "last" order things and are left out; "third" is a part, too.
const NUMBER_WORDS: &[&str] = &[
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
    "thirty",
    "forty",
    "fifty",
    "sixty",
    "seventy",
    "eighty",
    "ninety",
    "hundred",
    "hundreds",
    "thousand",
    "thousands",
    "million",
    "dozen",
    "half",
    "halve",
    "halved",
    "halves",
    "third",
    "thirds",
    "quarter",
    "quarters",
    "once",
    "twice",
    "thrice",
    "double",
    "doubled",
    "doubles",
    "doubling",
    "triple",
    "tripled",
];

/// Words that join two numbers to a range: `30 to 80`.
const RANGE: &[&str] = &["to", "or", "and"];

/// Words that are no unit when they follow a number.
const NO_UNIT: &[&str] = &[
    "a", "an", "the", "to", "or", "and", "of", "in", "on", "at", "is", "are", "was", "were", "if", "for", "by", "from", "with", "that",
    "who", "which", "when", "you", "your", "it", "they", "as", "then", "now", "but", "before", "after", "until", "so", "than", "may",
    "can", "must", "should", "will",
];

/// Words ahead of a number that change what it says, with the word that must stand ahead of them for that, if any.
const QUALIFIERS: &[(&str, &[&str])] = &[
    ("than", &["less", "more", "fewer", "other", "later", "earlier", "longer", "older", "younger"]),
    ("least", &["at"]),
    ("most", &["at"]),
    ("to", &["up"]),
    ("about", &[]),
    ("around", &[]),
    ("nearly", &[]),
    ("almost", &[]),
    ("under", &[]),
    ("over", &[]),
    ("below", &[]),
    ("above", &[]),
    ("within", &[]),
    ("every", &[]),
];

/// Words that open a rate behind a unit: `5 mg a day`.
const RATE: &[&str] = &["a", "an", "per", "each", "every"];

/// Whether a word is a number: it holds a figure or is a counting word.
pub(super) fn is_number(word: &str) -> bool {
    word.chars().any(char::is_numeric) || NUMBER_WORDS.contains(&word.to_lowercase().as_str())
}

/// Every number of a text, reaching over its qualifier, range, unit and rate: `less than 2 hours`, `30 to 80 mg a day`.
///
/// `named` holds the places of medicines' names: a figure inside a name is no amount. "At once" and "no one" are none either.
pub(super) fn amounts(text: &str, words: &[Word<'_>], named: &[Span]) -> Vec<Span> {
    let mut out = Vec::new();
    let mut index = 0;
    while let Some(word) = words.get(index) {
        if !counts(words, index) || named.iter().any(|name| name.holds(Span { start: word.start, end: word.end })) {
            index += 1;
            continue;
        }
        let first = qualified(text, words, index);
        let last = reach(text, words, index);
        let (start, end) = (words.get(first).map_or(word.start, |w| w.start), words.get(last).map_or(word.end, |w| w.end));
        out.push(Span { start, end });
        index = last + 1;
    }
    out
}

fn counts(words: &[Word<'_>], index: usize) -> bool {
    let Some(word) = words.get(index).filter(|word| is_number(word.text)) else { return false };
    let before = index.checked_sub(1).and_then(|at| words.get(at)).map(Word::folded).unwrap_or_default();
    !matches!((before.as_str(), word.folded().as_str()), ("at", "once") | ("no", "one"))
}

/// Index of the first word that belongs to the number at `index`.
fn qualified(text: &str, words: &[Word<'_>], index: usize) -> usize {
    let before = |at: usize| {
        let left = words.get(at.checked_sub(1)?)?;
        touch(text, left, words.get(at)?).then(|| left.folded())
    };
    let Some(&(_, needs)) = before(index).and_then(|word| QUALIFIERS.iter().find(|(q, _)| *q == word)) else { return index };
    if needs.is_empty() {
        return index - 1;
    }
    if before(index - 1).is_some_and(|word| needs.contains(&word.as_str())) { index - 2 } else { index }
}

/// Index of the last word that belongs to the number at `index`: ranges, one unit for each number, rates.
fn reach(text: &str, words: &[Word<'_>], index: usize) -> usize {
    let mut last = index;
    let mut has_unit = false;
    let follows = |at: usize| Some(words.get(at + 1).filter(|next| words.get(at).is_some_and(|word| touch(text, word, next)))?.folded());
    while let Some(next) = follows(last) {
        let behind = follows(last + 1);
        let number_behind = behind.is_some() && counts(words, last + 2);
        if counts(words, last + 1) {
            (last, has_unit) = (last + 1, false);
        } else if RANGE.contains(&next.as_str()) && number_behind {
            (last, has_unit) = (last + 2, false);
        } else if RATE.contains(&next.as_str()) && (number_behind || behind.is_some_and(|word| !NO_UNIT.contains(&word.as_str()))) {
            (last, has_unit) = (last + 2, !number_behind);
        } else if !has_unit && !NO_UNIT.contains(&next.as_str()) {
            (last, has_unit) = (last + 1, true);
        } else {
            break;
        }
    }
    last
}

#[cfg(test)]
mod tests {
    use super::{super::spans::words, amounts};

    #[test]
    fn numbers_reach_over_their_units() {
        for (label, text, expect) in [
            ("none", "Take it with food.", vec![]),
            ("unit", "Take 5 mg now.", vec!["5 mg"]),
            ("rate", "often 5 mg three times a day. The", vec!["5 mg three times a day"]),
            ("range", "stay on 30 to 80 mg a day, split", vec!["30 to 80 mg a day"]),
            ("qualifiers", "if less than 2 hours are left, or at least one year.", vec!["less than 2 hours", "at least one year"]),
            ("words", "Never double up. Take half.", vec!["double up", "half"]),
            ("no unit", "limit of 80 to be. Call 111, or 999.", vec!["80", "111", "999"]),
            ("list", "call 911, 999 or 112.", vec!["911", "999 or 112"]),
            ("hyphens", "a 24-hour, three-day line", vec!["24-hour", "three-day"]),
            ("no amount", "call at once; no one knows. Someone", vec![]),
            ("at the end of a line", "wait 2\nhours", vec!["2"]),
            ("percent and marks", "in 1.5% of people; T6 or above", vec!["1.5%", "T6"]),
            ("every", "every 8 hours each day", vec!["every 8 hours each day"]),
            ("half a tablet", "take half a tablet", vec!["half a tablet"]),
            ("fractions are figures", "½ a tablet", vec!["½ a tablet"]),
        ] {
            let got: Vec<_> = amounts(text, &words(text), &[]).into_iter().map(|span| span.of(text)).collect();
            assert_eq!(got, expect, "{label}");
        }
    }
}
