//! Words and sentences of a shown text with the bytes they stand at. Knows no medicine and no rule.

/// A word of a text: letters and figures with the marks inside it (`don't`, `2.5`, `5%`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Word<'t> {
    /// As written.
    pub text: &'t str,
    /// Byte of its first character.
    pub start: usize,
    /// Byte behind its last character.
    pub end: usize,
}

impl Word<'_> {
    /// Lower case without apostrophes, as words are compared.
    pub fn folded(&self) -> String {
        fold(self.text)
    }
}

/// Lower case without apostrophes.
pub(super) fn fold(word: &str) -> String {
    word.chars().filter(|c| !is_apostrophe(*c)).flat_map(char::to_lowercase).collect()
}

/// All words of a text, folded and parted by one space: two texts that differ only in case and marks are equal.
pub(super) fn folded(text: &str) -> String {
    words(text).iter().map(Word::folded).collect::<Vec<_>>().join(" ")
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’')
}

/// The words of a text, in order. A hyphen parts words, so `24-hour` gives two.
pub(super) fn words(text: &str) -> Vec<Word<'_>> {
    let mut out = Vec::with_capacity(text.len() / 5 + 1);
    let mut chars = text.char_indices().peekable();
    while let Some((start, first)) = chars.next() {
        if !first.is_alphanumeric() {
            continue;
        }
        let (mut end, mut last) = (start + first.len_utf8(), first);
        while let Some(&(at, c)) = chars.peek() {
            let next = || text.get(at + c.len_utf8()..).and_then(|rest| rest.chars().next());
            let inside = c.is_alphanumeric()
                || (is_apostrophe(c) && next().is_some_and(char::is_alphabetic))
                || (matches!(c, '.' | ',' | '/' | ':') && last.is_numeric() && next().is_some_and(char::is_numeric))
                || (c == '%' && last.is_numeric());
            if !inside {
                break;
            }
            (end, last) = (at + c.len_utf8(), c);
            chars.next();
        }
        out.push(Word { text: text.get(start..end).unwrap_or_default(), start, end });
    }
    out
}

/// Whether nothing but blanks, hyphens and bold marks part two neighbouring words.
pub(super) fn touch(text: &str, left: &Word<'_>, right: &Word<'_>) -> bool {
    text.get(left.end..right.start).is_some_and(|gap| gap.chars().all(|c| matches!(c, ' ' | '-' | '–' | '\u{2011}' | '*' | '\u{a0}')))
}

/// A stretch of a text, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Span {
    /// First byte.
    pub start: usize,
    /// Byte behind the last one.
    pub end: usize,
}

impl Span {
    /// The words it covers.
    pub fn of(self, text: &str) -> &str {
        text.get(self.start..self.end).unwrap_or_default()
    }

    /// Whether `inner` lies inside.
    pub fn holds(self, inner: Self) -> bool {
        self.start <= inner.start && inner.end <= self.end
    }
}

/// The sentences of a text: a line is parted behind `.`, `!` and `?`; a bullet mark stands outside, bold marks inside.
///
/// Unlike the sentences of the reading grade these keep a colon inside: what is forbidden "like this: ..." stays whole.
pub(super) fn sentences(text: &str) -> Vec<Span> {
    let mut out = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let blank = line.len() - line.trim_start().len();
        let trimmed = line.trim();
        let bullet = trimmed.strip_prefix("- ").map_or(0, |rest| trimmed.len() - rest.trim_start().len());
        let mut start = at + blank + bullet;
        let end_of_line = at + blank + trimmed.len();
        while start < end_of_line {
            let rest = text.get(start..end_of_line).unwrap_or_default();
            let end = start + sentence_end(rest);
            out.push(Span { start, end });
            let gap = text.get(end..end_of_line).map_or(0, |rest| rest.len() - rest.trim_start().len());
            start = end + gap;
        }
        at += line.len();
    }
    out
}

/// Byte behind the first sentence of a line.
fn sentence_end(line: &str) -> usize {
    let mut chars = line.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        if !matches!(c, '.' | '!' | '?') {
            continue;
        }
        let mut end = at + c.len_utf8();
        while let Some(&(next, mark)) = chars.peek() {
            if !matches!(mark, '*' | '"' | '”' | '’' | ')' | '.' | '!' | '?') {
                break;
            }
            end = next + mark.len_utf8();
            chars.next();
        }
        if chars.peek().is_none_or(|&(_, next)| next.is_whitespace()) {
            return end;
        }
    }
    line.len()
}

/// Places where the words of `phrase` stand in `words` in a row, as index of the first word; marks between them do not matter.
pub(super) fn phrase_at(words: &[String], phrase: &[String]) -> Vec<usize> {
    if phrase.is_empty() {
        return Vec::new();
    }
    words.windows(phrase.len()).enumerate().filter(|(_, window)| *window == phrase).map(|(at, _)| at).collect()
}

#[cfg(test)]
mod tests {
    use super::{folded, sentences, touch, words};

    #[test]
    fn words_keep_their_inner_marks() {
        for (label, text, expect) in [
            ("plain", "Take it, now.", vec!["Take", "it", "now"]),
            ("apostrophes", "don't ‘quote’ it’s", vec!["don't", "quote", "it’s"]),
            ("figures", "2.5 mg, 5% at 10:30", vec!["2.5", "mg", "5%", "at", "10:30"]),
            ("end of a sentence", "take 5. Then", vec!["take", "5", "Then"]),
            ("hyphen", "a 24-hour line", vec!["a", "24", "hour", "line"]),
            ("bold", "**Do not** stop", vec!["Do", "not", "stop"]),
            ("no words", " … ", vec![]),
        ] {
            assert_eq!(words(text).iter().map(|w| w.text).collect::<Vec<_>>(), expect, "{label}");
        }
        assert_eq!(folded("Don’t  STOP, ok?"), "dont stop ok");
    }

    #[test]
    fn sentences_keep_bold_marks_and_lose_bullets() {
        let text = "Take it now. **Never** double up!\n\n- Call 111 today\n- **Wait.** See 1.5 things: two\nEnd";
        let got: Vec<_> = sentences(text).into_iter().map(|span| span.of(text)).collect();
        assert_eq!(got, ["Take it now.", "**Never** double up!", "Call 111 today", "**Wait.**", "See 1.5 things: two", "End"]);
    }

    #[test]
    fn words_touch_over_blanks_only() {
        let text = "five mg, ten-day (one) two\nthree";
        let words = words(text);
        let got: Vec<_> = words.windows(2).map(|pair| touch(text, &pair[0], &pair[1])).collect();
        assert_eq!(got, [true, false, true, false, false, false]);
    }
}
