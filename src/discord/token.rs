//! The bot's token: read from the environment or a file, shown nowhere.

use super::errors::Error;
use sha2::{Digest, Sha256};
use std::{fmt, fs, path::Path};

/// Name of the environment variable that holds the token.
pub const VARIABLE: &str = "DISCORD_TOKEN";

/// A bot token. Prints as `[redacted]`.
#[derive(Clone)]
pub struct Token(String);

impl Token {
    /// Takes the token from the variable's value, else from the file.
    ///
    /// # Errors
    /// When there is neither, the file cannot be read, or what stands there has not the shape of a bot token.
    pub fn find(variable: Option<&str>, file: Option<&Path>) -> Result<Self, Error> {
        if let Some(value) = variable.filter(|value| !value.trim().is_empty()) {
            return Self::parse(value, VARIABLE);
        }
        let Some(path) = file else { return Err(Error::NoToken) };
        let place = path.display().to_string();
        match fs::read_to_string(path) {
            Ok(text) => Self::parse(&text, &place),
            Err(source) => Err(Error::TokenFile { path: place, source }),
        }
    }

    /// Checks the shape: three parts with dots between them, no blanks. A leading `Bot ` is taken off.
    fn parse(text: &str, place: &str) -> Result<Self, Error> {
        let text = text.trim();
        let text = text.strip_prefix("Bot ").unwrap_or(text).trim();
        let parts: Vec<&str> = text.split('.').collect();
        let sound = |part: &&str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'='));
        if parts.len() == 3 && parts.iter().all(sound) {
            Ok(Self(text.to_owned()))
        } else {
            Err(Error::TokenShape { place: place.to_owned() })
        }
    }

    /// A key that only who holds the token has, for hashes; the token cannot be had from it.
    #[must_use]
    pub fn key(&self) -> [u8; 32] {
        Sha256::digest(format!("medguide key {}", self.0)).into()
    }

    /// The token itself, for the one request builder that needs it.
    pub(super) fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

#[cfg(test)]
mod tests {
    use super::{Error, Token};
    use std::path::Path;

    #[test]
    fn reads_the_variable_first_and_then_the_file() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("token");
        std::fs::write(&file, "Bot a.b.file\n").unwrap();
        assert_eq!(Token::find(Some(" a.b.variable "), Some(&file)).unwrap().reveal(), "a.b.variable");
        assert_eq!(Token::find(None, Some(&file)).unwrap().reveal(), "a.b.file");
        assert_eq!(Token::find(Some(" "), Some(&file)).unwrap().reveal(), "a.b.file");
    }

    #[test]
    fn says_what_is_wrong_without_showing_it() {
        for (label, variable, file) in [
            ("none", None, None),
            ("one part", Some("seekrit"), None),
            ("a blank inside", Some("a.b.see krit"), None),
            ("an empty part", Some("a..seekrit"), None),
            ("no such file", None, Some(Path::new("/no/such/file"))),
        ] {
            let error = Token::find(variable, file).unwrap_err();
            let text = format!("{error} {error:?}");
            assert!(!text.contains("krit"), "{label}: {text}");
        }
        assert!(matches!(Token::find(None, None), Err(Error::NoToken)));
    }

    #[test]
    fn prints_nothing_of_itself() {
        assert_eq!(format!("{:?}", Token::find(Some("a.b.c"), None).unwrap()), "[redacted]");
    }
}
