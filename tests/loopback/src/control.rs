//! The control page for people: `/__log` shows what happened, `/__ctl` makes something happen.
//!
//! Only for trying a bot by hand and only on loopback; tests use the handle instead.

use std::sync::Arc;

use axum::{
    body::Bytes,
    extract::State as Shared,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

use crate::{
    actor::Actor,
    faults::{Faults, named},
    page, place,
    snowflake::{ChannelId, Snowflake},
    state::State,
    world::render::Eyes,
};

/// Everything the bot asked, was told and said.
pub(crate) async fn log(Shared(state): Shared<Arc<State>>, headers: HeaderMap) -> Response {
    if let Some(refusal) = page::foreign(&state, &headers) {
        return refusal;
    }
    let body = state.read(|inner| {
        let rest: Vec<_> = inner.journal.calls.iter().map(ToString::to_string).collect();
        let channels: Vec<_> = inner.world.channels.iter().map(|c| json!({"id": c.id.to_string(), "name": c.name})).collect();
        let messages: Vec<_> = inner
            .world
            .messages
            .iter()
            .map(|m| {
                let mut value = inner.world.message_json(m, Eyes::Full);
                value["deleted"] = m.deleted.into();
                value["ephemeral_for"] = m.ephemeral_for.map(|u| u.to_string()).into();
                value
            })
            .collect();
        json!({
            "connected": inner.hub.is_live(), "rest": rest, "frames": inner.hub.frames, "closes": inner.hub.closed,
            "channels": channels, "messages": messages, "commands": inner.registry.in_scope(None),
        })
    });
    answer(StatusCode::OK, &body)
}

fn answer(status: StatusCode, body: &Value) -> Response {
    (status, [("content-type", "application/json")], format!("{body:#}\n")).into_response()
}

/// Carries out one order; see the README for the list.
pub(crate) async fn control(Shared(state): Shared<Arc<State>>, headers: HeaderMap, body: Bytes) -> Response {
    if let Some(refusal) = page::foreign(&state, &headers) {
        return refusal;
    }
    let Ok(order) = serde_json::from_slice::<Value>(&body) else {
        return answer(StatusCode::BAD_REQUEST, &json!({"error": "the body is not JSON"}));
    };
    // The verbs panic on what no client would do; here that is an error of the person at the keyboard.
    match tokio::spawn(carry_out(state, order)).await {
        Ok(Ok(done)) => answer(StatusCode::OK, &done),
        Ok(Err(error)) => answer(StatusCode::BAD_REQUEST, &json!({ "error": error })),
        Err(panicked) => {
            let reason = panicked.into_panic();
            let text = reason.downcast_ref::<String>().cloned();
            let text = text.or_else(|| reason.downcast_ref::<&str>().map(|s| (*s).to_owned()));
            answer(StatusCode::BAD_REQUEST, &json!({ "error": text.unwrap_or_default() }))
        }
    }
}

async fn carry_out(state: Arc<State>, order: Value) -> Result<Value, String> {
    let text = |key: &str| order[key].as_str().ok_or_else(|| format!("`{key}` is missing"));
    let message = || Snowflake::from_json(&order["message"]).ok_or_else(|| "`message` must be an id".to_owned());
    let faults = Faults { state: &state };
    let op = text("op")?;
    if let Some(done) = misbehave(faults, op, &order)? {
        return Ok(done);
    }
    let user = order["user"].as_str().unwrap_or("alice");
    let user = state.read(|inner| inner.world.user_named(user).map(|u| u.id)).ok_or("nobody of that name")?;
    let actor = Actor { state: state.clone(), user };
    let named = order["channel"].as_str().unwrap_or("general");
    let channel = || -> Result<ChannelId, String> {
        state.read(|inner| match Snowflake::parse(named) {
            Some(id) => place::find(inner, &id),
            None => place::find(inner, &named),
        })
    };
    let said = |id: Snowflake| json!({"message": id.to_string()});
    match op {
        "say" => Ok(said(actor.says(channel()?, text("text")?).await)),
        "mention" => Ok(said(actor.mentions_bot(channel()?, text("text")?).await)),
        "dm" => Ok(said(actor.dm(text("text")?).await)),
        "reply" => {
            let ping = order["ping"].as_bool().unwrap_or(true);
            Ok(said(actor.replies_to(message()?, text("text")?, ping).await))
        }
        "edit" => {
            actor.edits(message()?, text("text")?).await;
            Ok(json!({}))
        }
        "delete" => {
            actor.deletes(message()?).await;
            Ok(json!({}))
        }
        "slash" => answered(actor.slash(text("name")?, order["options"].clone(), channel()?).await).await,
        "menu" => answered(actor.menu(text("name")?, message()?).await).await,
        "press" => answered(actor.press(message()?, text("custom_id")?).await).await,
        "select" => {
            let values: Vec<_> = order["values"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
            answered(actor.selects(message()?, text("custom_id")?, &values).await).await
        }
        "autocomplete" => {
            let choices = actor.autocomplete_in(channel()?, text("name")?, text("option")?, text("text")?).await;
            Ok(choices.into_iter().map(|c| json!({"name": c.name, "value": c.value})).collect())
        }
        other => Err(format!("there is no op `{other}`")),
    }
}

/// The first answer and the message as it stands.
async fn answered(interaction: crate::handle::Interaction) -> Result<Value, String> {
    let response = interaction.response().await;
    let message = response.message.map(|id| id.to_string());
    Ok(json!({"type": response.kind, "ephemeral": response.ephemeral, "data": response.data, "message": message}))
}

/// Orders that concern the gateway alone, and faults.
fn misbehave(faults: Faults<'_>, op: &str, order: &Value) -> Result<Option<Value>, String> {
    match op {
        "dispatch" => {
            let name = order["t"].as_str().ok_or("`t` is missing")?;
            let audience = crate::gateway::Audience { guild: None, intent: 0 };
            faults.state.with(|inner| inner.hub.dispatch(audience, name, &|_| order["d"].clone()));
        }
        "clear" => faults.clear(),
        name if named::find(name).is_some() => named::apply(faults, name, order)?,
        _ => return Ok(None),
    }
    Ok(Some(json!({})))
}
