//! A Discord on loopback: REST and gateway in JSON on one port of 127.0.0.1, for tests of a real bot.
//!
//! It speaks Discord's JSON itself and depends on no Discord library, so that it cannot share a library's mistakes. It is
//! strict where Discord is strict: what Discord refuses, it refuses, with the same status and code.
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() {
//! use loopback::{Loopback, Settings};
//!
//! let discord = Loopback::start(Settings::default()).await;
//! // Point a bot at `discord.url()` with `discord.token()`, then:
//! let question = discord.member("alice").says("general", "what now?").await;
//! assert_eq!(discord.message(question).content, "what now?");
//! assert!(discord.refused().is_empty());
//! # }
//! ```

mod actor;
mod announce;
mod control;
mod deeds;
mod error;
mod faults;
mod gateway;
mod gestures;
mod handle;
mod happenings;
mod interaction;
mod invoke;
mod journal;
mod loopback;
mod page;
pub mod permission;
mod place;
mod registry;
mod rest;
mod server;
mod settings;
mod snowflake;
mod stage;
mod state;
mod validate;
mod wait;
mod wire;
mod world;

pub use actor::Actor;
pub use faults::{Faults, Rule, Scope, named::FAULTS as NAMED_FAULTS, named::Named};
pub use gateway::intent;
pub use handle::Interaction;
pub use interaction::{Choice, Response};
pub use journal::RestCall;
pub use loopback::Loopback;
pub use page::{Page, Starter, Via, Why};
pub use place::{Place, Spot};
pub use settings::Settings;
pub use snowflake::{ChannelId, GuildId, MessageId, RoleId, Snowflake, UserId};
pub use world::{
    channel_kind,
    message::{Button, Mentions, Message},
};
