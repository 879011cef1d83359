//! What a test may choose about the world and its clocks.
//!
//! Plain data; nothing here reads the environment.

use std::time::Duration;

use crate::{page::Page, permission};

/// Id of the bot account, and of its application, in every world.
///
/// Fixed, so that the token, which begins with this id in base 64, is fixed too.
pub(crate) const BOT_ID: u64 = 1_180_000_000_000_000_042;

/// How the loopback Discord behaves. Take the default and change what the test is about.
#[derive(Clone, Debug)]
pub struct Settings {
    /// TCP port on 127.0.0.1; 0 takes a free one. Default 0.
    pub port: u16,
    /// The only token that is let in. Default: shaped like a real one, and valid nowhere.
    pub token: String,
    /// Name of the bot account. Default `guidebot`.
    pub bot_name: String,
    /// Name of the guild. Default `Loopback`.
    pub guild_name: String,
    /// Permission bits of the bot's own role. Default: view, send, embed, history, threads, pin.
    pub bot_permissions: u64,
    /// Preferred locale of the guild. Default `en-US`.
    pub guild_locale: String,
    /// Whether the application was granted the message-content intent. Default false: asking for it closes with 4014.
    pub message_content: bool,
    /// Interval named in HELLO. A client silent for two of them is disconnected. Default 41.25 s.
    pub heartbeat: Duration,
    /// Least time between two IDENTIFYs; a quicker one is answered with op 9. Default 0, Discord's own is 5 s.
    pub identify_interval: Duration,
    /// Time for the first response to an interaction. Default 3 s.
    pub response_deadline: Duration,
    /// Time an interaction's token stays good. Default 15 min.
    pub token_lifetime: Duration,
    /// How long a waiting verb waits before it fails the test. Default 5 s.
    pub patience: Duration,
    /// Whether a spent rate limit answers 429. The headers count either way. Default false.
    pub enforce_rate_limits: bool,
    /// How much is remembered of requests, frames, interactions and messages each; the oldest go first, pinned messages
    /// stay. Between this and twice as much is kept. Default `None`: everything, so that a test can look back.
    pub keep: Option<usize>,
    /// What the page for people shows besides the world. Default: nothing.
    pub page: Page,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            port: 0,
            token: default_token(),
            bot_name: "guidebot".to_owned(),
            guild_name: "Loopback".to_owned(),
            bot_permissions: permission::BOT_DEFAULT,
            guild_locale: "en-US".to_owned(),
            message_content: false,
            heartbeat: Duration::from_millis(41_250),
            identify_interval: Duration::ZERO,
            response_deadline: Duration::from_secs(3),
            token_lifetime: Duration::from_secs(15 * 60),
            patience: Duration::from_secs(5),
            enforce_rate_limits: false,
            keep: None,
            page: Page::default(),
        }
    }
}

/// A token with the three parts of a real one, put together here so that no scanner takes it for a secret.
fn default_token() -> String {
    format!("{}.Loopbk.{}", base64_url(BOT_ID.to_string().as_bytes()), "valid-on-loopback-only-".repeat(2))
}

/// Base 64 with the URL alphabet and no padding, as the first part of a token is written.
pub(crate) fn base64_url(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let word = (0..3).fold(0usize, |word, i| word << 8 | usize::from(chunk.get(i).copied().unwrap_or(0)));
        for i in 0..=chunk.len() {
            text.push(char::from(ALPHABET[word >> (18 - 6 * i) & 63]));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64() {
        for (plain, coded) in [("", ""), ("M", "TQ"), ("Ma", "TWE"), ("Man", "TWFu"), ("loopback", "bG9vcGJhY2s")] {
            assert_eq!(base64_url(plain.as_bytes()), coded, "{plain}");
        }
    }

    #[test]
    fn the_token_has_three_parts() {
        assert_eq!(Settings::default().token.split('.').count(), 3);
    }
}
