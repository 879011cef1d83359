//! The real bot, on real serenity, against a Discord on loopback: that the wiring holds on every surface.
//!
//! What an answer says is tested elsewhere; here it matters who gets it, where, how often, and what the log tells.

#[path = "support/stores.rs"]
mod stores;
#[path = "bot/support.rs"]
mod support;

#[path = "bot/connection.rs"]
mod connection;
#[path = "bot/follow.rs"]
mod follow;
#[path = "bot/hostile.rs"]
mod hostile;
#[path = "bot/keeping.rs"]
mod keeping;
#[path = "bot/members.rs"]
mod members;
#[path = "bot/menus.rs"]
mod menus;
#[path = "bot/moderate.rs"]
mod moderate;
#[cfg(unix)]
#[path = "bot/outliving.rs"]
mod outliving;
#[path = "bot/pins.rs"]
mod pins;
#[path = "bot/presses.rs"]
mod presses;
#[path = "bot/privacy.rs"]
mod privacy;
#[cfg(unix)]
#[path = "bot/program.rs"]
mod program;
#[path = "bot/safety.rs"]
mod safety;
#[path = "bot/sending.rs"]
mod sending;
#[path = "bot/surfaces.rs"]
mod surfaces;
