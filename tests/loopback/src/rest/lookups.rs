//! Routes that only look: the bot itself, users, guilds, roles, channels, members, and the gateway's address.

use serde_json::{Value, json};

use super::{Answer, Call, Outcome, id};
use crate::{
    error::ApiError,
    gateway::IDENTIFIES_A_DAY,
    permission::VIEW_CHANNEL,
    snowflake::{GuildId, Snowflake},
    validate::Form,
    world::{Guild, Member, render},
};

/// Milliseconds of a day, after which Discord counts IDENTIFYs afresh.
const DAY_MS: u64 = 86_400_000;

pub(crate) fn gateway(call: &Call<'_>, with_limits: bool) -> Answer {
    let mut body = json!({ "url": call.gateway_url });
    if with_limits {
        let used = call.inner.hub.identifies();
        body["shards"] = 1.into();
        body["session_start_limit"] = json!({
            "total": IDENTIFIES_A_DAY, "remaining": IDENTIFIES_A_DAY.saturating_sub(used), "reset_after": DAY_MS,
            "max_concurrency": 1,
        });
    }
    Answer::Json(body)
}

pub(crate) fn me(call: &Call<'_>) -> Answer {
    let world = &call.inner.world;
    let mut me = world.user_json(world.bot);
    for (key, value) in [("verified", json!(true)), ("mfa_enabled", json!(true)), ("email", Value::Null)] {
        me[key] = value;
    }
    me["locale"] = "en-US".into();
    Answer::Json(me)
}

pub(crate) fn my_guilds(call: &Call<'_>) -> Answer {
    let world = &call.inner.world;
    let guild = |g: &Guild| {
        let permissions = world.guild_permissions(g.id, world.bot).to_string();
        json!({
            "id": g.id.json(), "name": g.name, "icon": null, "banner": null, "owner": g.owner == world.bot,
            "permissions": permissions, "features": ["COMMUNITY"],
        })
    };
    Answer::Json(world.guilds.iter().map(guild).collect())
}

pub(crate) fn open_dm(call: &mut Call<'_>) -> Outcome {
    let world = &mut call.inner.world;
    let Some(recipient) = Snowflake::from_json(&call.body["recipient_id"]) else {
        let mut form = Form::default();
        form.required("recipient_id");
        form.finish()?;
        return Err(ApiError::unknown_user());
    };
    let Some(user) = world.user(recipient) else { return Err(ApiError::unknown_user()) };
    if user.bot {
        return Err(ApiError::dm_closed());
    }
    let channel = world.dm_with(recipient);
    world.channel(channel).map(|c| Answer::Json(world.channel_json(c))).ok_or_else(ApiError::unknown_channel)
}

pub(crate) fn user(call: &Call<'_>, user: &str) -> Outcome {
    let user = id("user_id", user)?;
    call.inner.world.user(user).map(|u| Answer::Json(render::user(u))).ok_or_else(ApiError::unknown_user)
}

pub(crate) fn application(call: &Call<'_>) -> Answer {
    let world = &call.inner.world;
    let owner = world.guilds.first().map(|g| world.user_json(g.owner));
    Answer::Json(json!({
        "id": world.bot.json(), "name": call.settings.bot_name, "icon": null, "description": "", "summary": "",
        "bot_public": true, "bot_require_code_grant": false, "verify_key": "0".repeat(64), "flags": world.application_flags(),
        "hook": true, "tags": [], "owner": owner, "team": null, "rpc_origins": [], "redirect_uris": [],
        "interactions_endpoint_url": null, "bot": world.user_json(world.bot),
        "approximate_guild_count": world.guilds.len(), "approximate_user_install_count": 0,
        "integration_types_config": {"0": {}},
    }))
}

/// A guild the bot is in. One it is not in is "unknown" to it, as Discord has it.
fn known<'a>(call: &'a Call<'_>, guild: &str) -> Result<&'a Guild, ApiError> {
    let guild: GuildId = id("guild_id", guild)?;
    call.inner.world.guild(guild).ok_or_else(ApiError::unknown_guild)
}

pub(crate) fn guild(call: &Call<'_>, guild: &str) -> Outcome {
    let guild = known(call, guild)?;
    let mut value = render::guild(guild);
    if call.query.get("with_counts").is_some_and(|v| v == "true") {
        value["approximate_member_count"] = guild.members.len().into();
        value["approximate_presence_count"] = guild.members.len().into();
    }
    Ok(Answer::Json(value))
}

pub(crate) fn roles(call: &Call<'_>, guild: &str) -> Outcome {
    let roles = &known(call, guild)?.roles;
    Ok(Answer::Json(roles.iter().map(render::role).collect()))
}

pub(crate) fn channels(call: &Call<'_>, guild: &str) -> Outcome {
    let guild = known(call, guild)?.id;
    let world = &call.inner.world;
    let mine = world.channels.iter().filter(|c| c.guild == Some(guild) && !c.is_thread());
    Ok(Answer::Json(mine.map(|c| world.channel_json(c)).collect()))
}

pub(crate) fn member(call: &Call<'_>, guild: &str, user: &str) -> Outcome {
    let guild = known(call, guild)?.id;
    let world = &call.inner.world;
    let user = if user == "@me" { world.bot } else { id("user_id", user)? };
    if world.user(user).is_none() {
        return Err(ApiError::unknown_user());
    }
    world.member_json(guild, user).map(Answer::Json).ok_or_else(ApiError::unknown_member)
}

/// The whole list takes the privileged members intent, which is never granted here.
pub(crate) fn members(call: &Call<'_>, guild: &str) -> Outcome {
    known(call, guild)?;
    Err(ApiError::missing_access())
}

/// Members whose name begins like the query.
pub(crate) fn search_members(call: &Call<'_>, guild: &str) -> Outcome {
    let guild = known(call, guild)?;
    let mut form = Form::default();
    let Some(query) = call.query.get("query").map(|q| q.to_lowercase()) else {
        form.required("query");
        form.finish()?;
        return Err(ApiError::invalid_json());
    };
    let limit = call.query.get("limit").map_or("1", String::as_str);
    let limit = form.integer("limit", &limit.into(), 1, 1000).and_then(|n| usize::try_from(n).ok()).unwrap_or(1);
    form.finish()?;
    let world = &call.inner.world;
    let fits = |m: &&Member| world.user(m.user).is_some_and(|u| u.name.starts_with(&query));
    let found = guild.members.iter().filter(fits).take(limit);
    Ok(Answer::Json(found.filter_map(|m| world.member_json(guild.id, m.user)).collect()))
}

pub(crate) fn channel(call: &Call<'_>, channel: &str) -> Outcome {
    let world = &call.inner.world;
    let channel = world.channel(id("channel_id", channel)?).ok_or_else(ApiError::unknown_channel)?;
    if !world.bot_may(channel.id, VIEW_CHANNEL) {
        return Err(ApiError::missing_access());
    }
    Ok(Answer::Json(world.channel_json(channel)))
}
