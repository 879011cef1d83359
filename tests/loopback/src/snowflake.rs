//! Ids and instants as Discord writes them: snowflakes, Unix milliseconds, ISO 8601.
//!
//! Owns the one source of fresh ids. Must never hand out the same id twice or go backwards, because bots take the order
//! of ids for the order of events.

use std::{
    fmt,
    time::{SystemTime, UNIX_EPOCH},
};

use serde_json::Value;

/// First millisecond of 2015 in Unix time, from which Discord counts its ids.
pub const EPOCH_MS: u64 = 1_420_070_400_000;

/// Bits below the milliseconds: worker, process and increment.
const LOW_BITS: u32 = 22;

/// One Discord id. In JSON it is always a string of decimal digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Snowflake(u64);

/// Id of a message.
pub type MessageId = Snowflake;
/// Id of a channel, thread or direct-message channel.
pub type ChannelId = Snowflake;
/// Id of a user; a member has the id of its user.
pub type UserId = Snowflake;
/// Id of a guild, which is also the id of its `@everyone` role.
pub type GuildId = Snowflake;
/// Id of a role.
pub type RoleId = Snowflake;

impl Snowflake {
    /// Wraps a number, for ids a test makes up itself.
    #[must_use]
    pub const fn new(id: u64) -> Self {
        Self(id)
    }

    /// The number inside.
    #[must_use]
    pub const fn get(self) -> u64 {
        self.0
    }

    /// Reads decimal digits; anything else is `None`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        digits.then(|| text.parse().ok().map(Self)).flatten()
    }

    /// Reads a JSON id: a string of digits, or a number, which Discord takes as well.
    pub(crate) fn from_json(value: &Value) -> Option<Self> {
        value.as_str().and_then(Self::parse).or_else(|| value.as_u64().map(Self))
    }

    /// The id as JSON.
    pub(crate) fn json(self) -> Value {
        Value::String(self.0.to_string())
    }

    /// When the id was made, in Unix milliseconds.
    #[must_use]
    pub const fn unix_ms(self) -> u64 {
        (self.0 >> LOW_BITS) + EPOCH_MS
    }
}

impl fmt::Display for Snowflake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for Snowflake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl From<u64> for Snowflake {
    fn from(id: u64) -> Self {
        Self(id)
    }
}

impl From<Snowflake> for u64 {
    fn from(id: Snowflake) -> Self {
        id.0
    }
}

/// Makes ids that only ever grow.
#[derive(Debug, Default)]
pub(crate) struct Minter {
    last: u64,
}

impl Minter {
    /// The next id: the present millisecond, or one above the last id where several fall into one millisecond.
    pub(crate) fn mint(&mut self) -> Snowflake {
        let fresh = now_ms().saturating_sub(EPOCH_MS) << LOW_BITS;
        self.last = fresh.max(self.last + 1);
        Snowflake(self.last)
    }

    /// An id that looks `age_ms` old, for accounts and guilds that are older than the test.
    pub(crate) fn aged(age_ms: u64, salt: u64) -> Snowflake {
        let made = now_ms().saturating_sub(EPOCH_MS).saturating_sub(age_ms);
        Snowflake((made << LOW_BITS) | (salt & 0x3f_ffff))
    }
}

/// The present in Unix milliseconds.
pub(crate) fn now_ms() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}

/// Writes Unix milliseconds as Discord does: `2026-11-23T06:30:00.123000+00:00`.
pub(crate) fn iso8601(unix_ms: u64) -> String {
    let (days, ms) = (unix_ms / 86_400_000, unix_ms % 86_400_000);
    let (year, month, day) = civil(days);
    let (hour, minute) = (ms / 3_600_000, ms / 60_000 % 60);
    let (second, micros) = (ms / 1000 % 60, ms % 1000 * 1000);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{micros:06}+00:00")
}

/// Year, month and day of a day counted from 1 January 1970, by walking years and months.
fn civil(mut days: u64) -> (u64, u64, u64) {
    let leap = |y: u64| y.is_multiple_of(4) && (!y.is_multiple_of(100) || y.is_multiple_of(400));
    let mut year = 1970;
    while days >= 365 + u64::from(leap(year)) {
        days -= 365 + u64::from(leap(year));
        year += 1;
    }
    let february = 28 + u64::from(leap(year));
    let mut month = 1;
    for length in [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] {
        if days < length {
            break;
        }
        days -= length;
        month += 1;
    }
    (year, month, days + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_grow_even_within_one_millisecond() {
        let mut minter = Minter::default();
        let ids: Vec<_> = (0..5000).map(|_| minter.mint()).collect();
        assert!(ids.is_sorted_by(|a, b| a < b));
        assert!(ids.iter().all(|id| id.to_string().len() >= 18), "as long as real ids");
    }

    #[test]
    fn instants() {
        for (label, ms, text) in [
            ("epoch", 0, "1970-01-01T00:00:00.000000+00:00"),
            ("Discord's epoch", EPOCH_MS, "2015-01-01T00:00:00.000000+00:00"),
            ("leap day", 1_709_210_096_789, "2024-02-29T12:34:56.789000+00:00"),
            ("last second of a year", 1_798_761_599_000, "2026-12-31T23:59:59.000000+00:00"),
        ] {
            assert_eq!(iso8601(ms), text, "{label}");
        }
    }

    #[test]
    fn only_digits_are_ids() {
        for (label, text, id) in [
            ("digits", "175928847299117063", Some(175_928_847_299_117_063)),
            ("empty", "", None),
            ("sign", "+5", None),
            ("word", "@me", None),
            ("too large", "99999999999999999999", None),
        ] {
            assert_eq!(Snowflake::parse(text).map(Snowflake::get), id, "{label}");
        }
    }
}
