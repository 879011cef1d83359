//! The shape of ids, keywords and shown texts: lengths, letters and marks. Knows no list and no other file.

use super::spans::{folded, touch, words};
use crate::knowledge::guide::CHATTER;

/// Longest title of a section or topic, in characters: fits a Discord button with room for a mark.
pub(super) const MAX_TITLE: usize = 60;
/// Longest sentence, in words (README.md of the knowledge folder).
pub(super) const MAX_WORDS: usize = 20;
/// Highest Flesch-Kincaid grade of a text.
pub(super) const MAX_GRADE: f64 = 8.0;

/// Why an id cannot stand, if it cannot.
pub(super) fn bad_id(id: &str) -> Option<String> {
    let good = !id.is_empty()
        && id != CHATTER
        && id.split('-').all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()));
    (!good).then(|| format!("`{id}` is no id"))
}

/// Why a text is too short or too long, if it is. Counts characters.
pub(super) fn length(text: &str, least: usize, most: usize) -> Option<String> {
    let count = text.trim().chars().count();
    (!(least..=most).contains(&count)).then(|| format!("has {count} characters, not {least} to {most}"))
}

/// Keywords that no cleaned question can hold.
pub(super) fn bad_keywords(keywords: &[String]) -> impl Iterator<Item = (String, String)> {
    let bad = |word: &&String| {
        folded(word).is_empty() || word.chars().any(|c| c.is_uppercase() || matches!(c, '\'' | '’')) || word.trim() != *word
    };
    keywords
        .iter()
        .filter(bad)
        .map(|word| (word.clone(), format!("the keyword `{word}` is empty, has capitals, apostrophes or blanks at an end")))
}

/// What must not stand in a shown text, with the byte it stands at.
///
/// Letters and marks are a closed list: so no emoji, no control mark and no foreign letter that only looks like a Latin one.
pub(super) fn markup(text: &str) -> Vec<(usize, String)> {
    let mut out = Vec::new();
    for found in ["://", "www.", "](", "`", "||", "~~", "__"] {
        out.extend(text.match_indices(found).map(|(at, _)| (at, format!("`{found}` makes a link or markup"))));
    }
    if let Some(at) = text.find('\r') {
        out.push((at, "the lines end as on Windows, with a carriage return: save with plain line ends".to_owned()));
    }
    for (at, c) in text.char_indices().filter(|(_, c)| *c != '\r') {
        let plain =
            matches!(c, ' '..='~' | '\n' | 'À'..='ÿ' | '’' | '‘' | '“' | '”' | '–' | '—' | '…' | '½' | '¼' | '¾' | '°' | 'µ' | 'ā'..='ſ');
        if !plain {
            out.push((at, format!("the character {} is none of plain English text", c.escape_unicode())));
        } else if matches!(c, '@' | '<') {
            out.push((at, format!("`{c}` can open a mention")));
        }
    }
    let words = words(text);
    for (left, right) in words.iter().zip(words.iter().skip(1)) {
        if touch(text, left, right) && left.folded() == right.folded() {
            out.push((left.start, format!("`{}` stands twice in a row", left.text)));
        }
    }
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if line.trim_start().starts_with(['#', '>', '|', '+']) || line.trim_start().starts_with("-#") || line.trim_start().starts_with("* ")
        {
            out.push((at, "a heading, quote or other markup starts the line".to_owned()));
        }
        at += line.len();
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{bad_id, bad_keywords, length, markup};

    #[test]
    fn ids() {
        for (id, good) in [
            ("uses", true),
            ("missed-dose", true),
            ("b12-lack", true),
            ("", false),
            ("a--b", false),
            ("-a", false),
            ("A", false),
            ("chatter", false),
        ] {
            assert_eq!(bad_id(id).is_none(), good, "{id}");
        }
    }

    #[test]
    fn plain_text_passes_and_markup_does_not() {
        for (text, marks) in [
            ("Take it, **now** (see: a–b) ‘x’ “y” ½ café.\n\n- One\n- Two", 0),
            ("see https://a.org", 1),
            ("[a](b)", 1),
            ("`code`", 2),
            ("a ||hidden|| b", 2),
            ("# Head\n> quote\n-# small", 3),
            ("hi @here", 1),
            ("<#12>", 1),
            ("😀", 1),
            ("a\tb", 1),
            ("a\r\nb\r\n", 1),
            ("bа", 1),
            ("take the the dose", 1),
            ("so it is. Is it? It is", 0),
        ] {
            assert_eq!(markup(text).len(), marks, "{text}: {:?}", markup(text));
        }
    }

    #[test]
    fn lengths_are_counted_in_characters() {
        assert!(length("äöü", 1, 3).is_none() && length("  ", 1, 3).is_some() && length("abcd", 1, 3).is_some());
    }

    #[test]
    fn keywords() {
        let list = ["fine word", "Don't", "it's", " a", ""].map(str::to_owned);
        assert_eq!(bad_keywords(&list).map(|(word, _)| word).collect::<Vec<_>>(), ["Don't", "it's", " a", ""]);
    }
}
