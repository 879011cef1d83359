//! The first answer to an interaction.

use serde_json::{Value, json};

use super::{
    Answer, Call, Outcome,
    edit::{change, fill},
    id,
};
use crate::{
    error::ApiError,
    interaction::{Response, Ticket},
    snowflake::MessageId,
    validate::{
        Form,
        mentions::Allowed,
        message::{Draft, EPHEMERAL, LAYOUT, LOADING},
        response::{Reply, check},
    },
    world::render::Eyes,
};

/// What an answer left behind: the message it made or changed, and whether only one person sees it.
struct Effect {
    message: Option<MessageId>,
    ephemeral: bool,
}

pub(crate) fn callback(call: &mut Call<'_>, interaction: &str, token: &str) -> Outcome {
    let interaction = id("interaction_id", interaction)?;
    let ticket = call.inner.desk.ticket(interaction).filter(|t| t.token == token);
    let ticket = ticket.cloned().ok_or_else(ApiError::unknown_interaction)?;
    if ticket.response.is_some() {
        return Err(ApiError::already_acknowledged());
    }
    if call.inner.desk.too_late(&ticket) {
        return Err(ApiError::unknown_interaction());
    }
    let source = ticket.source.and_then(|id| call.inner.world.message(id));
    let layout = source.is_some_and(|m| m.flags & LAYOUT != 0);
    let mut form = Form::default();
    let reply = check(&mut form, call.body, ticket.kind, ticket.source.is_some(), layout);
    form.finish()?;
    let reply = reply.ok_or_else(ApiError::invalid_json)?;
    let effect = carry_out(call, &ticket, &reply)?;
    let kind = call.body["type"].as_u64().and_then(|kind| u8::try_from(kind).ok()).unwrap_or(0);
    let response = Response {
        kind,
        data: call.body["data"].clone(),
        ephemeral: effect.ephemeral,
        message: effect.message,
        after: ticket.opened.elapsed(),
    };
    if let Some(ticket) = call.inner.desk.ticket_mut(interaction) {
        ticket.original = effect.message;
        ticket.response = Some(response);
    }
    if call.query.get("with_response").is_some_and(|v| matches!(v.as_str(), "true" | "True" | "1")) {
        return Ok(Answer::Json(callback_object(call, &ticket, kind, &effect)));
    }
    Ok(Answer::Empty)
}

fn carry_out(call: &mut Call<'_>, ticket: &Ticket, reply: &Reply) -> Result<Effect, ApiError> {
    match reply {
        Reply::Message(draft) => {
            let id = post(call, ticket, draft, false)?;
            Ok(Effect { message: Some(id), ephemeral: is_ephemeral(draft) })
        }
        Reply::Defer(flags) => {
            let mut message = call.inner.answer_message(ticket, false);
            message.flags = LOADING;
            message.ephemeral_for = (flags & EPHEMERAL != 0).then_some(ticket.user);
            let ephemeral = message.is_ephemeral();
            let id = call.inner.post(message, &Allowed::users_only());
            Ok(Effect { message: Some(id), ephemeral })
        }
        Reply::Update(draft) => {
            let source = ticket.source.ok_or_else(ApiError::unknown_message)?;
            change(call, source, draft, Allowed::users_only())?;
            Ok(Effect { message: Some(source), ephemeral: seen_by_one(call, source) })
        }
        Reply::DeferUpdate => {
            let source = ticket.source.ok_or_else(ApiError::unknown_message)?;
            Ok(Effect { message: Some(source), ephemeral: seen_by_one(call, source) })
        }
        Reply::Choices | Reply::Modal => Ok(Effect { message: None, ephemeral: true }),
    }
}

fn is_ephemeral(draft: &Draft) -> bool {
    draft.flags.unwrap_or(0) & EPHEMERAL != 0
}

fn seen_by_one(call: &Call<'_>, message: MessageId) -> bool {
    call.inner.world.message(message).is_some_and(|m| m.ephemeral_for.is_some())
}

/// Posts a message that answers an interaction or follows its answer. Needs no permission to send: it comes by the
/// interaction's own webhook.
pub(crate) fn post(call: &mut Call<'_>, ticket: &Ticket, draft: &Draft, followup: bool) -> Result<MessageId, ApiError> {
    let mut message = call.inner.answer_message(ticket, followup);
    message.ephemeral_for = is_ephemeral(draft).then_some(ticket.user);
    fill(call, &mut message, draft)?;
    let allowed = draft.allowed.clone().unwrap_or_else(Allowed::users_only);
    Ok(call.inner.post(message, &allowed))
}

/// The body answered where the bot asked for one.
fn callback_object(call: &Call<'_>, ticket: &Ticket, kind: u8, effect: &Effect) -> Value {
    let message = effect.message.and_then(|id| call.inner.world.message(id));
    let mut body = json!({
        "interaction": {
            "id": ticket.id.json(), "type": ticket.kind,
            "response_message_id": message.map(|m| m.id.json()),
            "response_message_loading": message.is_some_and(crate::world::message::Message::is_loading),
            "response_message_ephemeral": effect.ephemeral,
        },
    });
    if let Some(message) = message.filter(|_| matches!(kind, 4 | 7)) {
        body["resource"] = json!({"type": kind, "message": call.inner.world.message_json(message, Eyes::Full)});
    }
    body
}
