//! A fault in the data: where it is and what to do about it.

use std::fmt;

/// One fault of a knowledge file. All faults of a load are collected; none is reported alone.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault {
    /// Path below the knowledge folder, with `/`.
    pub file: String,
    /// Line in that file, counted from 1; 0 when the fault is about the whole file.
    pub line: usize,
    /// Key or item the fault is about; may be empty.
    pub key: String,
    /// What is wrong.
    pub reason: String,
    /// What to do.
    pub remedy: String,
}

impl Fault {
    /// A fault about `key` of `file`; the line is found in `text` by [`line_of`].
    #[must_use]
    pub fn at(file: &str, text: &str, key: &str, reason: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { file: file.to_owned(), line: line_of(text, key), key: key.to_owned(), reason: reason.into(), remedy: remedy.into() }
    }

    /// A fault about a whole file.
    #[must_use]
    pub fn file(file: &str, reason: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { file: file.to_owned(), line: 0, key: String::new(), reason: reason.into(), remedy: remedy.into() }
    }

    /// A fault that the TOML reader found; `before` lines of the file stand ahead of the TOML text.
    #[must_use]
    pub fn toml(file: &str, text: &str, error: &toml::de::Error, before: usize) -> Self {
        let at = error.span().map_or(0, |span| span.start);
        let line = text.get(..at).map_or(0, |head| head.matches('\n').count()) + 1 + before;
        Self {
            file: file.to_owned(),
            line,
            key: String::new(),
            reason: error.message().to_owned(),
            remedy: "correct the TOML; README.md in the knowledge folder lists the keys".to_owned(),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: ", self.file, self.line)?;
        if !self.key.is_empty() {
            write!(f, "`{}`: ", self.key)?;
        }
        write!(f, "{} — {}", self.reason, self.remedy)
    }
}

/// Line of the first place where `key` stands in `text`, counted from 1; 0 when it is empty or stands nowhere.
///
/// A line that starts with the key is preferred to one that only contains it.
#[must_use]
pub fn line_of(text: &str, key: &str) -> usize {
    if key.is_empty() {
        return 0;
    }
    text.lines()
        .position(|line| {
            line.trim_start().strip_prefix(key).is_some_and(|rest| rest.starts_with('\t') || rest.trim_start().starts_with(['=', ']']))
        })
        .or_else(|| text.lines().position(|line| line.contains(key)))
        .map_or(0, |index| index + 1)
}
