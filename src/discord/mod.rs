//! Floor 7: Discord. The only floor that knows serenity; turns events into questions and answers into messages.
//!
//! Decides nothing about medicines and keeps no text: a question lives as long as the task that answers it. Only
//! `reply` sends.

mod background;
mod bursts;
mod channels;
pub mod client;
pub mod commands;
mod correct;
pub mod errors;
mod events;
mod explain;
mod extras;
mod follow;
mod identity;
mod interactions;
mod menus;
mod moderate;
mod orders;
mod permission;
mod persons;
mod pins;
mod press;
mod raw;
mod recent;
mod replies;
mod reply;
mod shards;
pub mod shutdown;
pub mod token;
mod words;
