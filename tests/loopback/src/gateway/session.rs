//! One session: its intents, its shard, and the events it was sent.
//!
//! A session outlives its connection, so that RESUME can replay what was missed. Owns the sequence numbers.

use std::collections::VecDeque;

use serde_json::{Value, json};

use crate::snowflake::GuildId;

/// Most events kept for a session that may come back.
const BACKLOG: usize = 2000;

/// One gateway session.
#[derive(Debug)]
pub(super) struct Session {
    pub(super) id: String,
    pub(super) intents: u64,
    pub(super) shard: (u64, u64),
    pub(super) seq: u64,
    pub(super) backlog: VecDeque<(u64, String)>,
    pub(super) connection: Option<u64>,
    pub(super) greeted: bool,
}

impl Session {
    /// Direct messages go to the first shard, a guild to the one its id falls to.
    pub(super) fn serves(&self, guild: Option<GuildId>) -> bool {
        guild.map_or(0, |id| (id.get() >> 22) % self.shard.1) == self.shard.0
    }

    /// Numbers an event, keeps it for RESUME, and returns its frame.
    pub(super) fn record(&mut self, name: &str, data: &Value) -> String {
        self.seq += 1;
        let text = json!({"t": name, "s": self.seq, "op": 0, "d": data}).to_string();
        self.backlog.push_back((self.seq, text.clone()));
        if self.backlog.len() > BACKLOG {
            self.backlog.pop_front();
        }
        text
    }
}

/// Reads `[number, count]`; absent means the only shard, nonsense is `None`.
pub(super) fn shard(value: &Value) -> Option<(u64, u64)> {
    if value.is_null() {
        return Some((0, 1));
    }
    let (number, count) = (value[0].as_u64()?, value[1].as_u64()?);
    (number < count).then_some((number, count))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shards() {
        for (label, value, want) in [
            ("absent", Value::Null, Some((0, 1))),
            ("second of two", json!([1, 2]), Some((1, 2))),
            ("past the end", json!([2, 2]), None),
            ("none at all", json!([0, 0]), None),
            ("words", json!(["a", "b"]), None),
        ] {
            assert_eq!(shard(&value), want, "{label}");
        }
    }
}
