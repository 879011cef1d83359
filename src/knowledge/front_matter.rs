//! Splits a section file into its TOML header and its Markdown body.

/// Header and body of a file that starts with a `+++` line.
#[derive(Debug, PartialEq, Eq)]
pub struct Split<'t> {
    /// TOML text between the two `+++` lines.
    pub header: &'t str,
    /// Markdown behind it, trimmed.
    pub body: &'t str,
    /// Lines ahead of the body, to turn a line of the body into a line of the file.
    pub lines_before_body: usize,
}

/// Splits a file, or says what is missing.
///
/// # Errors
/// A sentence about the missing `+++` line.
pub fn split(text: &str) -> Result<Split<'_>, &'static str> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let first = text.strip_prefix("+++").ok_or("does not start with a `+++` line")?;
    let (rest_of_line, inside) = first.split_once('\n').ok_or("has no line behind its first `+++`")?;
    if !rest_of_line.trim().is_empty() {
        return Err("has something behind `+++` on its first line");
    }
    let mut at = 0;
    for line in inside.split_inclusive('\n') {
        if line.trim_end() == "+++" {
            let header = inside.get(..at).unwrap_or_default();
            let body = inside.get(at + line.len()..).unwrap_or_default();
            let blank = body.len() - body.trim_start().len();
            let skipped = body.get(..blank).unwrap_or_default().matches('\n').count();
            return Ok(Split { header, body: body.trim(), lines_before_body: header.matches('\n').count() + 2 + skipped });
        }
        at += line.len();
    }
    Err("has no closing `+++` line")
}

#[cfg(test)]
mod tests {
    use super::{Split, split};

    #[test]
    fn splits() {
        let got = split("+++\na = 1\n+++\n\nBody.\n");
        assert_eq!(got, Ok(Split { header: "a = 1\n", body: "Body.", lines_before_body: 4 }));
    }

    #[test]
    fn says_what_is_missing() {
        for text in ["", "Body", "+++", "+++ x\n+++\n", "+++\na = 1\n", "++"] {
            assert!(split(text).is_err(), "{text:?}");
        }
    }
}
