//! Days in TOML as TOML writes them, in any other format as text: the ready-made knowledge holds them so.

use super::section::Day;
use serde::{Deserialize, Deserializer, Serializer, de::Error};

/// Writes a day as text.
///
/// # Errors
/// Those of the format.
pub fn serialize<S: Serializer>(day: &Day, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(day)
}

/// Reads a day: a TOML date from formats for people, text from others.
///
/// # Errors
/// Those of the format; text that is no date.
pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Day, D::Error> {
    if deserializer.is_human_readable() {
        return Day::deserialize(deserializer);
    }
    String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
}
