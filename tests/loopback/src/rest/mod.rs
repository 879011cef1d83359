//! The REST side: the table of routes, and what every route gets and gives. The door before it is in `door.rs`.

mod commands;
pub(crate) mod door;
mod edit;
pub(crate) mod files;
mod interactions;
pub(crate) mod limits;
mod lookups;
mod messages;
mod pins;
mod webhooks;

use std::collections::HashMap;

use files::Upload;
use serde_json::Value;

use crate::{error::ApiError, settings::Settings, snowflake::Snowflake, state::Inner, validate::Form};

/// What a route answers when all is well.
#[derive(Debug)]
pub(crate) enum Answer {
    Json(Value),
    Empty,
}

pub(crate) type Outcome = Result<Answer, ApiError>;

/// One request on its way through the routes.
pub(crate) struct Call<'a> {
    pub(crate) inner: &'a mut Inner,
    pub(crate) settings: &'a Settings,
    pub(crate) gateway_url: &'a str,
    pub(crate) query: &'a HashMap<String, String>,
    pub(crate) body: &'a Value,
    pub(crate) files: &'a [Upload],
}

/// The table of routes. What is not here does not exist.
fn route(call: &mut Call<'_>, method: &str, segments: &[&str]) -> Outcome {
    match (method, segments) {
        ("GET", ["gateway"]) => Ok(lookups::gateway(call, false)),
        ("GET", ["gateway", "bot"]) => Ok(lookups::gateway(call, true)),
        ("GET", ["users", "@me"]) => Ok(lookups::me(call)),
        ("GET", ["users", "@me", "guilds"]) => Ok(lookups::my_guilds(call)),
        ("POST", ["users", "@me", "channels"]) => lookups::open_dm(call),
        ("GET", ["users", user]) => lookups::user(call, user),
        ("GET", ["applications", "@me"] | ["oauth2", "applications", "@me"]) => Ok(lookups::application(call)),
        ("GET", ["applications", app, "commands"]) => commands::list(call, app, None),
        ("PUT", ["applications", app, "commands"]) => commands::put(call, app, None),
        ("GET", ["applications", app, "commands", id]) => commands::one(call, app, id),
        ("GET", ["applications", app, "guilds", guild, "commands"]) => commands::list(call, app, Some(guild)),
        ("PUT", ["applications", app, "guilds", guild, "commands"]) => commands::put(call, app, Some(guild)),
        ("GET", ["guilds", guild]) => lookups::guild(call, guild),
        ("GET", ["guilds", guild, "roles"]) => lookups::roles(call, guild),
        ("GET", ["guilds", guild, "channels"]) => lookups::channels(call, guild),
        ("GET", ["guilds", guild, "members"]) => lookups::members(call, guild),
        ("GET", ["guilds", guild, "members", "search"]) => lookups::search_members(call, guild),
        ("GET", ["guilds", guild, "members", user]) => lookups::member(call, guild, user),
        ("GET", ["channels", channel]) => lookups::channel(call, channel),
        ("POST", ["channels", channel, "typing"]) => messages::typing(call, channel),
        ("GET", ["channels", channel, "messages", "pins"]) => pins::list(call, channel, true),
        ("PUT", ["channels", channel, "messages", "pins", id] | ["channels", channel, "pins", id]) => pins::set(call, channel, id, true),
        ("DELETE", ["channels", channel, "messages", "pins", id] | ["channels", channel, "pins", id]) => {
            pins::set(call, channel, id, false)
        }
        ("GET", ["channels", channel, "pins"]) => pins::list(call, channel, false),
        ("GET", ["channels", channel, "messages"]) => messages::list(call, channel),
        ("POST", ["channels", channel, "messages"]) => messages::create(call, channel),
        ("GET", ["channels", channel, "messages", id]) => messages::get(call, channel, id),
        ("PATCH", ["channels", channel, "messages", id]) => messages::edit(call, channel, id),
        ("DELETE", ["channels", channel, "messages", id]) => messages::delete(call, channel, id),
        ("POST", ["interactions", id, token, "callback"]) => interactions::callback(call, id, token),
        ("POST", ["webhooks", app, token]) => webhooks::follow_up(call, app, token),
        ("GET", ["webhooks", app, token, "messages", id]) => webhooks::get(call, app, token, id),
        ("PATCH", ["webhooks", app, token, "messages", id]) => webhooks::edit(call, app, token, id),
        ("DELETE", ["webhooks", app, token, "messages", id]) => webhooks::delete(call, app, token, id),
        _ => Err(ApiError::unknown_route()),
    }
}

/// Reads an id from the path; `field` names it in the error.
pub(crate) fn id(field: &str, text: &str) -> Result<Snowflake, ApiError> {
    Snowflake::parse(text).ok_or_else(|| {
        let mut form = Form::default();
        form.fault(field, "NUMBER_TYPE_COERCE", format!("Value \"{text}\" is not snowflake."));
        form.finish().err().unwrap_or_else(ApiError::invalid_json)
    })
}
