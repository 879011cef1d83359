//! Flesch-Kincaid reading grade with a documented syllable counter.
//!
//! Grade = 0.39 × words per sentence + 11.8 × syllables per word − 15.59
//! (Kincaid et al. 1975, "Derivation of new readability formulas for Navy enlisted personnel").

/// What a text measures.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Measure {
    /// Flesch-Kincaid grade; may be negative for very short words. 0 for a text without words.
    pub grade: f64,
    /// Words in the longest sentence.
    pub longest_sentence: usize,
    /// Words in the whole text.
    pub words: usize,
}

/// Splits a text into sentences: at `.`, `!`, `?` and `:` before white space or the end, and at line ends.
///
/// Shape: trimmed, in order, none empty. List markers and bold marks at the start are kept off.
pub fn sentences(text: &str) -> impl Iterator<Item = &str> {
    text.lines().flat_map(|line| {
        let line = line.trim_start_matches(['-', '*', ' ', '#', '>']).trim();
        let mut rest = line;
        std::iter::from_fn(move || {
            if rest.is_empty() {
                return None;
            }
            let end = sentence_end(rest);
            let (head, tail) = rest.split_at(end);
            rest = tail.trim_start();
            Some(head.trim())
        })
    })
}

/// Byte index just behind the first sentence of `text` (its length when there is one sentence only).
fn sentence_end(text: &str) -> usize {
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        if matches!(c, '.' | '!' | '?' | ':') {
            let mut end = at + c.len_utf8();
            while let Some(&(next, mark)) = chars.peek() {
                if !matches!(mark, '*' | '"' | '”' | ')' | '.' | '!' | '?') {
                    break;
                }
                end = next + mark.len_utf8();
                chars.next();
            }
            if chars.peek().is_none_or(|&(_, next)| next.is_whitespace()) {
                return end;
            }
        }
    }
    text.len()
}

/// Measures a text. `two_syllables` says which lower-case words count as two syllables whatever their length
/// (names of medicines and glossary terms).
pub fn measure(text: &str, two_syllables: impl Fn(&str) -> bool) -> Measure {
    let (mut count, mut words, mut syllables, mut longest) = (0_usize, 0_usize, 0_usize, 0_usize);
    for sentence in sentences(text) {
        let mut here = 0;
        for word in sentence.split(|c: char| !(c.is_alphanumeric() || c == '\'' || c == '’')) {
            let word = word.to_lowercase();
            if word.is_empty() {
                continue;
            }
            here += 1;
            syllables += if two_syllables(&word) { 2 } else { syllables_of(&word) };
        }
        if here > 0 {
            count += 1;
            words += here;
            longest = longest.max(here);
        }
    }
    #[allow(clippy::cast_precision_loss, reason = "word counts stay far below 2^52")]
    let grade = if words == 0 { 0.0 } else { 0.39 * words as f64 / count as f64 + 11.8 * syllables as f64 / words as f64 - 15.59 };
    Measure { grade, longest_sentence: longest, words }
}

/// Syllables of a lower-case word: groups of vowels (`y` included), less a silent final `e` or `es`/`ed`
/// that adds no sound, at least one. Digits count one a figure.
fn syllables_of(word: &str) -> usize {
    if word.bytes().all(|b| b.is_ascii_digit()) {
        return word.len().max(1);
    }
    let mut groups = 0;
    let mut inside = false;
    for c in word.chars() {
        let vowel = matches!(c, 'a' | 'e' | 'i' | 'o' | 'u' | 'y');
        groups += usize::from(vowel && !inside);
        inside = vowel;
    }
    let silent = (word.ends_with('e') && !word.ends_with("le"))
        || (word.ends_with("es") && !word.ends_with("ses") && !word.ends_with("ces") && !word.ends_with("zes"))
        || (word.ends_with("ed") && !word.ends_with("ted") && !word.ends_with("ded"));
    groups.saturating_sub(usize::from(silent && groups > 1)).max(1)
}

#[cfg(test)]
mod tests {
    use super::{measure, sentences, syllables_of};

    #[test]
    fn syllables() {
        for (word, expect) in [
            ("dose", 1),
            ("tablet", 2),
            ("doctor", 2),
            ("missed", 1),
            ("started", 2),
            ("the", 1),
            ("little", 2),
            ("doses", 2),
            ("kidney", 2),
        ] {
            assert_eq!(syllables_of(word), expect, "{word}");
        }
    }

    #[test]
    fn sentences_split_at_marks_and_lines() {
        let text = "Take it now. **Never** double up!\n- Call 111 today\n- See 1.5 things";
        let got: Vec<_> = sentences(text).collect();
        assert_eq!(got, ["Take it now.", "**Never** double up!", "Call 111 today", "See 1.5 things"]);
    }

    #[test]
    fn plain_text_is_easy_and_jargon_is_not() {
        let easy = measure("Call your doctor today. Do not stop on your own.", |_| false);
        let hard = measure("Pharmacological discontinuation necessitates individualised supervision.", |_| false);
        assert!(easy.grade < 4.0 && hard.grade > 15.0, "{easy:?} {hard:?}");
        assert_eq!(measure("", |_| false).words, 0);
    }
}
