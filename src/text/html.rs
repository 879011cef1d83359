//! HTML in which text cannot become markup: what is not written in this program goes through [`Html::text`].

use sha2::{Digest, Sha256};

/// A page, or a part of one, under construction.
#[derive(Debug, Default)]
pub struct Html(String);

impl Html {
    /// Adds markup. Only constants of the program are markup.
    pub fn raw(&mut self, markup: &'static str) -> &mut Self {
        self.0.push_str(markup);
        self
    }

    /// Adds text, escaped; also fit for the value of an attribute in double quotes.
    pub fn text(&mut self, text: impl AsRef<str>) -> &mut Self {
        for c in text.as_ref().chars() {
            match c {
                '&' => self.0.push_str("&amp;"),
                '<' => self.0.push_str("&lt;"),
                '>' => self.0.push_str("&gt;"),
                '"' => self.0.push_str("&quot;"),
                '\'' => self.0.push_str("&#39;"),
                '\n' | '\t' => self.0.push(c),
                // Control characters are no valid HTML, and reading a report must not change with them.
                c if c.is_control() || bends(c) => self.0.push('\u{fffd}'),
                c => self.0.push(c),
            }
        }
        self
    }

    /// Adds a part that was built the same way.
    pub fn part(&mut self, part: &Self) -> &mut Self {
        self.0.push_str(&part.0);
        self
    }

    /// Adds a number with one decimal, for coordinates.
    pub fn number(&mut self, number: f64) -> &mut Self {
        self.text(format!("{number:.1}"))
    }

    /// Adds an element around text: `open` and `close` are its tags.
    pub fn around(&mut self, open: &'static str, text: impl AsRef<str>, close: &'static str) -> &mut Self {
        self.raw(open).text(text).raw(close)
    }

    /// The finished text.
    #[must_use]
    pub fn finish(self) -> String {
        self.0
    }
}

/// Whether a character changes the direction of the text behind it: it could make one text look like another.
fn bends(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// The source expression by which a content security policy allows exactly this inline style or script.
#[must_use]
pub fn allowed(source: &str) -> String {
    format!("'sha256-{}'", base64(&Sha256::digest(source.as_bytes())))
}

/// Base64 with padding (RFC 4648, section 4).
fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for three in bytes.chunks(3) {
        let at = |index: usize| u32::from(three.get(index).copied().unwrap_or(0));
        let group = at(0) << 16 | at(1) << 8 | at(2);
        for place in 0..4_usize {
            let six = group >> (18 - 6 * place) & 63;
            let letter = LETTERS.get(six as usize).copied().map_or('=', char::from);
            out.push(if place <= three.len() { letter } else { '=' });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{Html, base64};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn no_text_becomes_markup(text in "(?s).{0,200}") {
            let mut html = Html::default();
            html.text(&text);
            let html = html.finish();
            prop_assert!(!html.contains(['<', '>', '"', '\'']));
            prop_assert!(!html.replace("&amp;", "").replace("&lt;", "").replace("&gt;", "").replace("&quot;", "").replace("&#39;", "").contains('&'));
            prop_assert!(html.chars().all(|c| !c.is_control() || c == '\n' || c == '\t'));
        }
    }

    #[test]
    fn text_is_escaped_and_readable() {
        let mut html = Html::default();
        html.around("<b>", "1 < 2 & \"it's\" \u{202e}\u{0}", "</b>");
        assert_eq!(html.finish(), "<b>1 &lt; 2 &amp; &quot;it&#39;s&quot; \u{fffd}\u{fffd}</b>");
    }

    #[test]
    fn base64_is_that_of_the_standard() {
        for (text, encoded) in
            [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy")]
        {
            assert_eq!(base64(text.as_bytes()), encoded);
        }
    }
}
