//! The gateway: intents, and what passes between a connection's task and the hub of all sessions.

pub(crate) mod hub;
mod session;
pub(crate) mod socket;

use tokio::time::Instant;

use crate::snowflake::GuildId;

/// Gateway intents, by Discord's bits.
pub mod intent {
    /// Guilds, channels, roles, threads, pins.
    pub const GUILDS: u64 = 1;
    /// Members joining and leaving; privileged and never granted here.
    pub const GUILD_MEMBERS: u64 = 1 << 1;
    /// Presences; privileged and never granted here.
    pub const GUILD_PRESENCES: u64 = 1 << 8;
    /// Messages in guilds.
    pub const GUILD_MESSAGES: u64 = 1 << 9;
    /// Messages in direct messages.
    pub const DIRECT_MESSAGES: u64 = 1 << 12;
    /// The content of messages; privileged.
    pub const MESSAGE_CONTENT: u64 = 1 << 15;
    /// Every bit that has a meaning; another one closes with 4013.
    pub(crate) const KNOWN: u64 = 0x1_ffff | 0b11 << 20 | 0b11 << 24;
}

/// IDENTIFYs allowed in a day, as `session_start_limit` tells.
pub(crate) const IDENTIFIES_A_DAY: usize = 1000;

/// What a connection is told to send.
#[derive(Clone, Debug)]
pub(crate) enum Frame {
    Text(String),
    /// A frame that leaves only then, while others overtake it.
    Late(String, Instant),
    /// A close frame, with a code or bare.
    Close(Option<u16>),
    /// The connection ends without a word.
    Cut,
    /// Nothing to send: everything up to here belongs to the greeting of the session.
    Greeted,
}

/// Why an IDENTIFY or RESUME came to nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    Close(u16),
    /// A close that the test asked for.
    Injected(u16),
    /// Op 9; the client shall start a new session.
    InvalidSession,
}

/// Who an event is for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Audience {
    pub(crate) guild: Option<GuildId>,
    /// The intent that lets it through; 0 where none is needed.
    pub(crate) intent: u64,
}
