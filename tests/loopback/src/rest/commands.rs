//! Registering commands, globally or for one guild.

use super::{Answer, Call, Outcome, id};
use crate::{error::ApiError, snowflake::GuildId, validate::command::check_set};

/// The scope a path names; only the bot's own application has any.
fn scope(call: &Call<'_>, app: &str, guild: Option<&str>) -> Result<Option<GuildId>, ApiError> {
    let world = &call.inner.world;
    if id("application_id", app)? != world.bot {
        return Err(ApiError::unknown_application());
    }
    let Some(guild) = guild else { return Ok(None) };
    let guild = id("guild_id", guild)?;
    world.guild(guild).map(|g| Some(g.id)).ok_or_else(ApiError::missing_access)
}

pub(crate) fn list(call: &Call<'_>, app: &str, guild: Option<&str>) -> Outcome {
    let scope = scope(call, app, guild)?;
    let mut commands = call.inner.registry.in_scope(scope).to_vec();
    if call.query.get("with_localizations").is_none_or(|v| v != "true") {
        for fields in commands.iter_mut().filter_map(|c| c.as_object_mut()) {
            fields.remove("name_localizations");
            fields.remove("description_localizations");
        }
    }
    Ok(Answer::Json(commands.into()))
}

pub(crate) fn one(call: &Call<'_>, app: &str, command: &str) -> Outcome {
    let scope = scope(call, app, None)?;
    let command = id("command_id", command)?.json();
    let found = call.inner.registry.in_scope(scope).iter().find(|c| c["id"] == command);
    found.map(|c| Answer::Json(c.clone())).ok_or_else(ApiError::unknown_command)
}

pub(crate) fn put(call: &mut Call<'_>, app: &str, guild: Option<&str>) -> Outcome {
    let scope = scope(call, app, guild)?;
    let commands = check_set(call.body)?;
    let (bot, minter) = (call.inner.world.bot, &mut call.inner.world.minter);
    let set = call.inner.registry.put(scope, commands, bot, minter);
    Ok(Answer::Json(set.into()))
}
