//! What can go wrong with Discord, each with what happened and what to do about it.
//!
//! Never shows an address of a request (it holds tokens), a body, or Discord's own words about a body.

use serenity::{all::HttpError, gateway::GatewayError};
use std::{io, time::Duration};

/// Why the bot does not start, or ends.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Neither the variable nor a file gives a token.
    #[error("there is no token: set DISCORD_TOKEN, or name a file as `discord.token_file` in the configuration")]
    NoToken,
    /// The file with the token cannot be read.
    #[error("the token file {path} cannot be read: check the path and its permissions")]
    TokenFile {
        /// The file.
        path: String,
        /// Why.
        source: io::Error,
    },
    /// The address of the store is none.
    #[error("{0}")]
    Store(crate::store::Error),
    /// What stands in the token's place is no bot token.
    #[error(
        "what stands in {place} is no bot token (three parts with dots between them): copy it from the Bot page of your \
         application at https://discord.com/developers/applications, not the client secret or the public key"
    )]
    TokenShape {
        /// Variable or file.
        place: String,
    },
    /// Discord does not know the token: HTTP 401 or close code 4004.
    #[error(
        "Discord does not accept the token (401 or 4004): reset it on the Bot page of your application at \
         https://discord.com/developers/applications and put the new one in DISCORD_TOKEN or the token file"
    )]
    WrongToken,
    /// An intent is switched off on the application's page: close code 4014.
    #[error(
        "Discord refuses an intent (4014): this bot needs none of the privileged ones, so a different program or version \
         may be running with this token; else look at Privileged Gateway Intents on the Bot page of your application"
    )]
    IntentOff,
    /// Discord does not know an intent: close code 4013.
    #[error("Discord does not know an intent this version asks for (4013): install a newer version")]
    IntentUnknown,
    /// No connection could be made.
    #[error("{place} cannot be reached: check the network, name resolution, the firewall and the machine's clock, then start again")]
    Offline {
        /// What was called, without path.
        place: String,
    },
    /// Something answered, but not as Discord does.
    #[error(
        "{place} does not answer as Discord does ({refusal}): check `discord.api` in the configuration, or look at https://discordstatus.com"
    )]
    Strange {
        /// What was called, without path.
        place: String,
        /// What it said.
        refusal: Refusal,
    },
    /// `discord.api` is no address, or the address of a gateway is none.
    #[error("`{address}` is not an address of {kind}: correct `discord.api` in the configuration")]
    Address {
        /// What was given.
        address: String,
        /// What it should be.
        kind: &'static str,
    },
    /// Only this machine may be called, but something else was named.
    #[error(
        "`{address}` is not on this machine, and `discord.loopback_only` forbids any other: set `discord.api` to a loopback address, or switch it off"
    )]
    NotLoopback {
        /// What was named.
        address: String,
    },
    /// No more connections today.
    #[error("Discord allows no more connections for {} minutes (session start limit): find what restarts the bot so often, and start it later", .wait.as_secs() / 60 + 1)]
    SessionsSpent {
        /// Time until it allows them again.
        wait: Duration,
    },
    /// REST works, the gateway does not.
    #[error("the gateway has not greeted the bot within {} s: check that the firewall lets WebSockets through, or look at https://discordstatus.com", .limit.as_secs())]
    NoGreeting {
        /// How long was waited.
        limit: Duration,
    },
    /// Too many connections in a day: Discord resets a token after 1,000.
    #[error(
        "the bot had to connect {count} times in a day and stops before Discord resets its token (at 1,000): read the log lines before this one, then start it again"
    )]
    Looping {
        /// How often.
        count: usize,
    },
    /// The HTTP client cannot be made.
    #[error("the HTTP client cannot be made: check the machine's certificates and TLS library")]
    Client,
    /// The system does not let the program listen for signals.
    #[error("cannot listen for Ctrl-C and SIGTERM: check the limits of the system")]
    Signals(#[source] io::Error),
    /// All connections ended without being asked to.
    #[error("the connection to Discord ended for good: start the bot again, and read the log lines before this one")]
    Ended,
}

impl Error {
    /// Exit code of the program, one for each thing to do: 3 token, 4 intents, 5 network, 6 configuration, 7 connection
    /// limits, 8 anything else. 0 to 2 belong to success, failure and wrong use of the command line.
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::NoToken | Self::TokenFile { .. } | Self::TokenShape { .. } | Self::WrongToken => 3,
            Self::IntentOff | Self::IntentUnknown => 4,
            Self::Offline { .. } | Self::Strange { .. } | Self::NoGreeting { .. } => 5,
            Self::Address { .. } | Self::NotLoopback { .. } | Self::Store(_) => 6,
            Self::SessionsSpent { .. } | Self::Looping { .. } => 7,
            Self::Client | Self::Signals(_) | Self::Ended => 8,
        }
    }

    /// What ended the gateway connection.
    pub(super) fn of_gateway(error: &serenity::Error) -> Self {
        match error {
            serenity::Error::Gateway(GatewayError::InvalidAuthentication | GatewayError::NoAuthentication) => Self::WrongToken,
            serenity::Error::Gateway(GatewayError::DisallowedGatewayIntents) => Self::IntentOff,
            serenity::Error::Gateway(GatewayError::InvalidGatewayIntents) => Self::IntentUnknown,
            _ => Self::Ended,
        }
    }

    /// Why the first request to `place` failed.
    pub(super) fn of_start(error: &serenity::Error, place: &str) -> Self {
        let refusal = Refusal::of(error);
        match (refusal.status, &refusal.kind) {
            (401, _) => Self::WrongToken,
            (_, Kind::Unreachable) => Self::Offline { place: place.to_owned() },
            _ => Self::Strange { place: place.to_owned(), refusal },
        }
    }
}

/// A request that came to nothing. Prints as what happened and what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{what}: {remedy}")]
pub struct Refusal {
    /// HTTP status; 0 when there was no answer.
    pub status: u16,
    /// Discord's JSON error code; 0 when there was none.
    pub code: isize,
    /// What kind of failure it is.
    pub kind: Kind,
    /// What happened.
    pub what: &'static str,
    /// What to do.
    pub remedy: &'static str,
}

/// Kinds of failed requests, by what the sender does next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// No answer: network, time-out.
    Unreachable,
    /// Discord is busy or broken: 429, 5xx. May go better later.
    Later,
    /// The reply reached its reader, only the answer to us cannot be read.
    Delivered,
    /// The interaction has an answer already.
    Answered,
    /// The message cannot be referred to; without reference it may go.
    NoReference,
    /// The body is not as Discord wants it; a plainer one may go.
    Malformed,
    /// It will not go, however often it is tried.
    Final,
}

/// What is known of an error code: code, kind, what happened, what to do.
/// Source: Discord documentation, Opcodes and Status Codes, JSON.
const CODES: &[(isize, Kind, &str, &str)] = &[
    (10003, Kind::Final, "the channel is gone", "nothing to do"),
    (10008, Kind::Final, "the message is gone", "nothing to do"),
    (10062, Kind::Final, "the interaction is over: the answer came after 3 s", "check the network, the load and the clock of the machine"),
    (40060, Kind::Answered, "the interaction was answered already", "make sure that the bot runs only once"),
    (30003, Kind::Final, "the channel has as many pins as Discord allows", "unpin something there first"),
    (50001, Kind::Final, "the bot cannot see the channel", "give its role View Channel there"),
    (50006, Kind::Final, "the message was empty", "report this as a fault of the program"),
    (50007, Kind::Final, "the person takes no direct messages", "nothing to do"),
    (50013, Kind::Final, "the bot lacks a permission", "give its role Send Messages and, in threads, Send Messages in Threads there"),
    (50035, Kind::Malformed, "Discord finds the message malformed", "report this as a fault of the program"),
    (50083, Kind::Final, "the thread is archived", "open it again to go on"),
    (160_002, Kind::NoReference, "the bot may not refer to earlier messages", "give its role Read Message History there"),
];

impl Refusal {
    /// Reads an error of serenity.
    #[must_use]
    pub fn of(error: &serenity::Error) -> Self {
        match error {
            serenity::Error::Http(HttpError::UnsuccessfulRequest(response)) => {
                Self::answered(response.status_code.as_u16(), response.error.code)
            }
            serenity::Error::Http(HttpError::Request(_)) => {
                Self::new(0, 0, Kind::Unreachable, "Discord did not answer in time or could not be reached", "check the network")
            }
            // The request went well; what came back could not be read.
            serenity::Error::Json(_) => {
                Self::new(0, 0, Kind::Delivered, "Discord's answer could not be read", "install a newer version if this stays")
            }
            _ => Self::new(0, 0, Kind::Final, "the request could not be made", "report this as a fault of the program"),
        }
    }

    /// Discord answered with this status and code.
    pub(super) fn answered(status: u16, code: isize) -> Self {
        if let Some(&(_, kind, what, remedy)) = CODES.iter().find(|(known, ..)| *known == code) {
            return Self::new(status, code, kind, what, remedy);
        }
        let (kind, what, remedy) = match status {
            401 => (Kind::Final, "Discord does not accept the token", "reset the token and start the bot with the new one"),
            403 => (Kind::Final, "Discord does not allow it", "check the permissions of the bot's role there"),
            429 => (Kind::Later, "Discord asks to slow down", "nothing to do, unless this is frequent: then see who else uses the token"),
            500.. => (Kind::Later, "Discord has a fault of its own", "look at https://discordstatus.com if this stays"),
            _ => (Kind::Final, "Discord refused the request", "report this as a fault of the program"),
        };
        Self::new(status, code, kind, what, remedy)
    }

    fn new(status: u16, code: isize, kind: Kind, what: &'static str, remedy: &'static str) -> Self {
        Self { status, code, kind, what, remedy }
    }

    /// The sender's own patience ran out.
    pub(super) fn out_of_time() -> Self {
        Self::new(0, 0, Kind::Unreachable, "Discord did not answer in time", "check the network")
    }
}

#[cfg(test)]
mod tests {
    use super::{CODES, Error, Kind, Refusal};

    #[test]
    fn statuses_and_codes_have_their_remedies() {
        for (label, status, code, kind, word) in [
            ("missing permission", 403, 50013, Kind::Final, "Send Messages"),
            ("no access", 403, 50001, Kind::Final, "View Channel"),
            ("no history", 403, 160_002, Kind::NoReference, "Read Message History"),
            ("late", 404, 10062, Kind::Final, "3 s"),
            ("twice", 400, 40060, Kind::Answered, "once"),
            ("archived", 400, 50083, Kind::Final, "archived"),
            ("closed", 403, 50007, Kind::Final, "direct messages"),
            ("too many requests", 429, -1, Kind::Later, "slow down"),
            ("broken", 502, 0, Kind::Later, "discordstatus"),
            ("wrong token", 401, 0, Kind::Final, "token"),
            ("anything else", 418, 7, Kind::Final, "report"),
        ] {
            let refusal = Refusal::answered(status, code);
            assert_eq!(refusal.kind, kind, "{label}");
            assert!(refusal.to_string().contains(word), "{label}: {refusal}");
        }
    }

    #[test]
    fn no_code_stands_twice() {
        for (at, (code, ..)) in CODES.iter().enumerate() {
            assert!(CODES.iter().skip(at + 1).all(|(other, ..)| other != code), "{code}");
        }
    }

    #[test]
    fn each_thing_to_do_has_an_exit_code_of_its_own() {
        assert_eq!(Error::WrongToken.exit_code(), 3);
        assert_eq!(Error::IntentOff.exit_code(), 4);
        assert_eq!(Error::Offline { place: "x".into() }.exit_code(), 5);
        assert_eq!(Error::NotLoopback { address: "x".into() }.exit_code(), 6);
    }
}
