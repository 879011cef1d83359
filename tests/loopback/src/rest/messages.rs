//! Messages of a channel: list, read, send, edit, delete, and the typing sign.

use super::{Answer, Call, Outcome, edit::change, edit::draft, edit::fill, id};
use crate::{
    error::ApiError,
    permission::{ATTACH_FILES, EMBED_LINKS, MANAGE_MESSAGES, READ_MESSAGE_HISTORY, SEND_MESSAGES, SEND_MESSAGES_IN_THREADS, VIEW_CHANNEL},
    snowflake::{ChannelId, MessageId, now_ms},
    validate::{
        Form, filled,
        mentions::Allowed,
        message::{Draft, LAYOUT, ReferenceDraft},
    },
    world::{
        Channel,
        message::{Message, kind},
        render::Eyes,
    },
};

/// How long a nonce is remembered, in milliseconds: "the past few minutes".
const NONCE_MS: u64 = 5 * 60 * 1000;

/// What the bot may read over REST depends on what its application was granted, not on the intents it asked for.
pub(crate) fn eyes(call: &Call<'_>) -> Eyes {
    if call.inner.world.content_granted { Eyes::Full } else { Eyes::NoIntent }
}

/// A channel the bot sees and that holds messages.
pub(crate) fn visible<'a>(call: &'a Call<'_>, channel: &str) -> Result<&'a Channel, ApiError> {
    let world = &call.inner.world;
    let channel = world.channel(id("channel_id", channel)?).ok_or_else(ApiError::unknown_channel)?;
    if !world.bot_may(channel.id, VIEW_CHANNEL) {
        return Err(ApiError::missing_access());
    }
    if channel.takes_messages() { Ok(channel) } else { Err(ApiError::non_text_channel()) }
}

/// A message of a visible channel.
fn standing<'a>(call: &'a Call<'_>, channel: ChannelId, message: &str) -> Result<&'a Message, ApiError> {
    let message = id("message_id", message)?;
    call.inner.world.message_in(channel, message).ok_or_else(ApiError::unknown_message)
}

fn rendered(call: &Call<'_>, message: MessageId) -> Outcome {
    let world = &call.inner.world;
    let message = world.message(message).ok_or_else(ApiError::unknown_message)?;
    Ok(Answer::Json(world.message_json(message, eyes(call))))
}

pub(crate) fn get(call: &Call<'_>, channel: &str, message: &str) -> Outcome {
    let channel = visible(call, channel)?.id;
    if !call.inner.world.bot_may(channel, READ_MESSAGE_HISTORY) {
        return Err(ApiError::missing_access());
    }
    rendered(call, standing(call, channel, message)?.id)
}

/// Newest first. Without the right to read history the list is empty, and no error.
pub(crate) fn list(call: &Call<'_>, channel: &str) -> Outcome {
    let channel = visible(call, channel)?.id;
    let world = &call.inner.world;
    let mut form = Form::default();
    let limit = call.query.get("limit").map_or("50", String::as_str);
    let limit = form.integer("limit", &limit.into(), 1, 100).and_then(|n| usize::try_from(n).ok()).unwrap_or(50);
    let bound = |key: &str| call.query.get(key).and_then(|text| crate::snowflake::Snowflake::parse(text));
    let (before, after, around) = (bound("before"), bound("after"), bound("around"));
    if [before, after, around].iter().flatten().count() > 1 {
        form.fault("", "MUTUALLY_EXCLUSIVE", "Only one of before, after and around may be passed");
    }
    form.finish()?;
    if !world.bot_may(channel, READ_MESSAGE_HISTORY) {
        return Ok(Answer::Json(serde_json::json!([])));
    }
    let there = |m: &&Message| m.channel == channel && !m.deleted && m.ephemeral_for.is_none();
    let mut found: Vec<_> = world.messages.iter().filter(there).collect();
    if let Some(before) = before {
        found.retain(|m| m.id < before);
    }
    if let Some(after) = after {
        found.retain(|m| m.id > after);
        found.truncate(limit);
    }
    if let Some(around) = around {
        let middle = found.iter().position(|m| m.id >= around).unwrap_or(found.len());
        found.truncate(middle + limit.div_ceil(2));
    }
    let newest = found.into_iter().rev().take(limit);
    Ok(Answer::Json(newest.map(|m| world.message_json(m, eyes(call))).collect()))
}

pub(crate) fn typing(call: &mut Call<'_>, channel: &str) -> Outcome {
    let channel = visible(call, channel)?.id;
    may_send(call, channel)?;
    let typing = call.inner.world.typing.entry(channel).or_default();
    typing.times += 1;
    typing.last_ms = now_ms();
    Ok(Answer::Empty)
}

/// Whether the bot may write here at all: permission in a guild, an open door in a direct message.
fn may_send(call: &Call<'_>, channel: ChannelId) -> Result<(), ApiError> {
    let world = &call.inner.world;
    let place = world.channel(channel).ok_or_else(ApiError::unknown_channel)?;
    let needed = if place.is_thread() { SEND_MESSAGES_IN_THREADS } else { SEND_MESSAGES };
    if !world.bot_may(channel, needed) {
        return Err(ApiError::missing_permissions());
    }
    let closed = place.recipient.and_then(|user| world.user(user)).is_some_and(|user| !user.takes_dms);
    if closed { Err(ApiError::dm_closed()) } else { Ok(()) }
}

pub(crate) fn create(call: &mut Call<'_>, channel: &str) -> Outcome {
    let channel = visible(call, channel)?.id;
    may_send(call, channel)?;
    let draft = draft(call, false)?;
    let embeds = filled(&call.body["embeds"]) && !call.inner.world.bot_may(channel, EMBED_LINKS);
    let attached = !call.files.is_empty() && !call.inner.world.bot_may(channel, ATTACH_FILES);
    if embeds || attached {
        return Err(ApiError::missing_permissions());
    }
    if let Some(known) = same_nonce(call, &draft) {
        return rendered(call, known);
    }
    let bot = call.inner.world.bot;
    let mut message = Message::blank(&mut call.inner.world, channel, bot);
    if let Some(reference) = &draft.reference
        && let Some(target) = referenced(call, channel, reference)?
    {
        message.kind = kind::REPLY;
        message.replies_to = Some(target);
    }
    fill(call, &mut message, &draft)?;
    if let Some(thread) = call.inner.world.channel_mut(channel).filter(|c| c.archived) {
        thread.archived = false;
        call.inner.announce_channel(channel, "THREAD_UPDATE", &serde_json::json!({}));
    }
    let allowed = draft.allowed.unwrap_or_else(Allowed::everything);
    let posted = call.inner.post(message, &allowed);
    rendered(call, posted)
}

/// With `enforce_nonce`, the message the bot already sent with this nonce.
fn same_nonce(call: &Call<'_>, draft: &Draft) -> Option<MessageId> {
    let nonce = draft.nonce.as_ref().filter(|_| draft.enforce_nonce)?;
    let world = &call.inner.world;
    let since = now_ms().saturating_sub(NONCE_MS);
    let same = |m: &&Message| m.author == world.bot && m.nonce.as_ref() == Some(nonce) && m.id.unix_ms() >= since && !m.deleted;
    world.messages.iter().rfind(same).map(|m| m.id)
}

/// The message a reply shall point at; `None` where it is gone and the body said that this is no error.
fn referenced(call: &Call<'_>, channel: ChannelId, asked: &ReferenceDraft) -> Result<Option<MessageId>, ApiError> {
    let world = &call.inner.world;
    if !world.bot_may(channel, READ_MESSAGE_HISTORY) {
        return Err(ApiError::no_history_for_reply());
    }
    let elsewhere = asked.channel.is_some_and(|named| named != channel);
    let target = world.message_in(channel, asked.message).filter(|_| !elsewhere);
    let mut form = Form::default();
    match target {
        Some(message) if message.kind == kind::PINNED_NOTICE => {
            let message = "Cannot reply to a system message";
            form.fault("message_reference", "REPLIES_CANNOT_REPLY_TO_SYSTEM_MESSAGE", message);
        }
        Some(message) => return Ok(Some(message.id)),
        None if asked.fail_if_not_exists => {
            form.fault("message_reference", "REPLIES_UNKNOWN_MESSAGE", "Unknown message");
        }
        None => return Ok(None),
    }
    form.finish().map(|()| None)
}

pub(crate) fn edit(call: &mut Call<'_>, channel: &str, message: &str) -> Outcome {
    let channel = visible(call, channel)?.id;
    let message = standing(call, channel, message)?;
    let (message_id, layout) = (message.id, message.flags & LAYOUT != 0);
    if message.author != call.inner.world.bot {
        return Err(ApiError::not_the_author());
    }
    if message.kind == kind::PINNED_NOTICE {
        return Err(ApiError::system_message());
    }
    if call.inner.world.channel(channel).is_some_and(|c| c.archived) {
        return Err(ApiError::archived_thread());
    }
    let draft = draft(call, layout)?;
    change(call, message_id, &draft, Allowed::everything())?;
    rendered(call, message_id)
}

pub(crate) fn delete(call: &mut Call<'_>, channel: &str, message: &str) -> Outcome {
    let channel = visible(call, channel)?.id;
    let message = standing(call, channel, message)?;
    let (message_id, world) = (message.id, &call.inner.world);
    let in_dm = world.channel(channel).is_some_and(|c| c.guild.is_none());
    let own = message.author == world.bot && message.kind != kind::PINNED_NOTICE;
    if !own && in_dm {
        // In a direct message nobody holds the permission that deleting for others takes.
        return Err(ApiError::new(403, 50003, "Cannot execute action on a DM channel"));
    }
    if !own && !world.bot_may(channel, MANAGE_MESSAGES) {
        return Err(ApiError::missing_permissions());
    }
    call.inner.delete(message_id);
    Ok(Answer::Empty)
}
