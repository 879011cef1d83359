//! Pins, by the new routes and the deprecated ones. Both take the same permission.

use serde_json::{Value, json};

use super::{
    Answer, Call, Outcome, id,
    messages::{eyes, visible},
};
use crate::{
    error::ApiError,
    permission::PIN_MESSAGES,
    snowflake::iso8601,
    validate::Form,
    world::message::{Message, kind},
};

/// Pins one channel may hold.
const MOST: usize = 250;
/// Pins one answer may list.
const PAGE: usize = 50;
/// Characters of an ISO 8601 instant down to microseconds, without its zone, which clients often fail to encode.
const INSTANT: usize = 26;

pub(crate) fn list(call: &Call<'_>, channel: &str, new_route: bool) -> Outcome {
    let channel = visible(call, channel)?.id;
    let world = &call.inner.world;
    let render = |m: &Message| world.message_json(m, eyes(call));
    let mut pins = call.inner.pins(channel);
    if !new_route {
        return Ok(Answer::Json(pins.into_iter().take(PAGE).map(render).collect()));
    }
    let mut form = Form::default();
    let limit = call.query.get("limit").map_or("50", String::as_str);
    let limit = form.integer("limit", &limit.into(), 1, 50).and_then(|n| usize::try_from(n).ok()).unwrap_or(PAGE);
    form.finish()?;
    let when = |m: &Message| iso8601(m.pinned_ms.unwrap_or(0));
    if let Some(before) = call.query.get("before") {
        let before: String = before.chars().take(INSTANT).collect();
        pins.retain(|m| when(m).chars().take(INSTANT).collect::<String>() < before);
    }
    let has_more = pins.len() > limit;
    let items: Value = pins.into_iter().take(limit).map(|m| json!({"pinned_at": when(m), "message": render(m)})).collect();
    Ok(Answer::Json(json!({"items": items, "has_more": has_more})))
}

/// Pins or unpins. Doing it twice is no error and tells nobody anything.
pub(crate) fn set(call: &mut Call<'_>, channel: &str, message: &str, pin: bool) -> Outcome {
    let channel = visible(call, channel)?.id;
    let message_id = id("message_id", message)?;
    if !call.inner.world.bot_may(channel, PIN_MESSAGES) {
        return Err(ApiError::missing_permissions());
    }
    let pinned = call.inner.world.pinned(channel).len();
    let world = &mut call.inner.world;
    let known = world.message_in(channel, message_id).ok_or_else(ApiError::unknown_message)?;
    if known.kind == kind::PINNED_NOTICE {
        return Err(ApiError::system_message());
    }
    if known.pinned_ms.is_some() == pin {
        return Ok(Answer::Empty);
    }
    if pin && pinned >= MOST {
        return Err(ApiError::too_many_pins());
    }
    let bot = world.bot;
    call.inner.pin(message_id, bot, pin);
    Ok(Answer::Empty)
}
