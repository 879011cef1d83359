//! What comes after the first answer: the answer itself again as `@original`, and follow-up messages.

use super::{
    Answer, Call, Outcome,
    edit::{change, draft},
    id,
    interactions::post,
};
use crate::{
    error::ApiError,
    interaction::Ticket,
    snowflake::MessageId,
    validate::{mentions::Allowed, message::LAYOUT},
    world::{message::Message, render::Eyes},
};

/// The interaction a token belongs to, if it was answered and its time is not over.
fn ticket(call: &Call<'_>, app: &str, token: &str) -> Result<Ticket, ApiError> {
    if id("webhook_id", app)? != call.inner.world.bot {
        return Err(ApiError::unknown_webhook());
    }
    let desk = &call.inner.desk;
    let ticket = desk.tickets.iter().find(|t| t.token == token).ok_or_else(ApiError::invalid_webhook_token)?;
    if desk.is_over(ticket) {
        return Err(ApiError::invalid_webhook_token());
    }
    // Until the first answer the webhook does not exist, and a missed deadline means that it never will.
    if ticket.response.is_none() { Err(ApiError::unknown_webhook()) } else { Ok(ticket.clone()) }
}

/// A message of this interaction: its answer, or a follow-up.
fn message(call: &Call<'_>, ticket: &Ticket, message: &str) -> Result<MessageId, ApiError> {
    let wanted = if message == "@original" {
        ticket.original
    } else {
        let wanted = id("message_id", message)?;
        (ticket.original == Some(wanted) || ticket.followups.contains(&wanted)).then_some(wanted)
    };
    let there = wanted.filter(|id| call.inner.world.message(*id).is_some());
    there.ok_or_else(ApiError::unknown_message)
}

fn rendered(call: &Call<'_>, message: MessageId) -> Outcome {
    let world = &call.inner.world;
    let message = world.message(message).ok_or_else(ApiError::unknown_message)?;
    Ok(Answer::Json(world.message_json(message, Eyes::Full)))
}

pub(crate) fn follow_up(call: &mut Call<'_>, app: &str, token: &str) -> Outcome {
    let ticket = ticket(call, app, token)?;
    let draft = draft(call, false)?;
    // Straight after "thinking" a follow-up fills the answer, and cannot change who sees it.
    let waiting = ticket.original.filter(|id| call.inner.world.message(*id).is_some_and(Message::is_loading));
    if let Some(original) = waiting {
        change(call, original, &draft, Allowed::users_only())?;
        return rendered(call, original);
    }
    let posted = post(call, &ticket, &draft, true)?;
    if let Some(ticket) = call.inner.desk.ticket_mut(ticket.id) {
        ticket.followups.push(posted);
    }
    rendered(call, posted)
}

pub(crate) fn get(call: &Call<'_>, app: &str, token: &str, message_id: &str) -> Outcome {
    let ticket = ticket(call, app, token)?;
    rendered(call, message(call, &ticket, message_id)?)
}

pub(crate) fn edit(call: &mut Call<'_>, app: &str, token: &str, message_id: &str) -> Outcome {
    let ticket = ticket(call, app, token)?;
    let target = message(call, &ticket, message_id)?;
    let layout = call.inner.world.message(target).is_some_and(|m| m.flags & LAYOUT != 0);
    let draft = draft(call, layout)?;
    change(call, target, &draft, Allowed::users_only())?;
    rendered(call, target)
}

pub(crate) fn delete(call: &mut Call<'_>, app: &str, token: &str, message_id: &str) -> Outcome {
    let ticket = ticket(call, app, token)?;
    let target = message(call, &ticket, message_id)?;
    call.inner.delete(target);
    Ok(Answer::Empty)
}
