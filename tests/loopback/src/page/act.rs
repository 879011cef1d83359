//! What the page asks for in somebody's name. Whatever Discord's client would refuse comes back as a sentence.

use std::time::Duration;

use serde_json::{Value, json};

use crate::{
    deeds::Deed,
    faults::{Faults, named},
    interaction::{Act, Response},
    invoke,
    snowflake::{ChannelId, Snowflake, UserId},
    state::{Inner, State},
};

use super::channel_of;

/// Kind of answer that is a form.
const FORM: u8 = 9;

/// How much longer than the bot's deadline the page waits, so that an answer in the last moment is still seen.
const GRACE: Duration = Duration::from_millis(200);

/// Carries out one order.
pub(super) async fn carry_out(state: &State, order: &Value) -> Deed<Value> {
    let op = text(order, "op")?;
    match op {
        "fault" => return named::apply(Faults { state }, text(order, "name")?, &order["with"]).map(|()| json!({})),
        "why" => return Ok(json!({ "why": state.settings.page.why.explain(text(order, "text")?) })),
        _ => {}
    }
    let me = id(order, "as")?;
    if !state.read(|inner| inner.world.user(me).is_some_and(|user| !user.bot)) {
        return Err("there is no such person; reload the page".to_owned());
    }
    match op {
        "slash" | "menu" | "press" | "select" | "submit" => {
            // Found before the lock is taken, since the direct message may have to be made.
            let channel = if op == "slash" { Some(channel_of(state, me, &order["channel"])?) } else { None };
            let opened = open(state, |inner| interaction(inner, me, channel, op, order))?;
            Ok(answer(opened, answered(state, opened).await))
        }
        "autocomplete" => {
            let channel = channel_of(state, me, &order["channel"])?;
            let (name, option) = (text(order, "name")?, text(order, "option")?);
            let opened = open(state, |inner| invoke::slash(inner, me, channel, name, &order["options"], Some(option)))?;
            let choices = answered(state, opened).await.map(|answer| answer.data["choices"].clone());
            Ok(json!({ "choices": choices.filter(Value::is_array).unwrap_or_else(|| json!([])) }))
        }
        _ => message_deed(state, me, op, order),
    }
}

fn text<'o>(order: &'o Value, key: &str) -> Deed<&'o str> {
    order[key].as_str().ok_or_else(|| format!("`{key}` is missing"))
}

fn id(order: &Value, key: &str) -> Deed<Snowflake> {
    Snowflake::from_json(&order[key]).ok_or_else(|| format!("`{key}` must be an id"))
}

fn message_deed(state: &State, me: UserId, op: &str, order: &Value) -> Deed<Value> {
    let message = || id(order, "message");
    let said = |done: Snowflake| json!({ "message": done.json() });
    let nothing = |()| json!({});
    match op {
        "say" => {
            let channel = channel_of(state, me, &order["channel"])?;
            let words = text(order, "text")?;
            state.with(|inner| inner.write(me, channel, words, None, true)).map(said)
        }
        "reply" => {
            let (to, words) = (message()?, text(order, "text")?);
            let ping = order["ping"].as_bool().unwrap_or(true);
            state.with(|inner| {
                let channel = inner.seen_by(me, to)?.channel;
                inner.write(me, channel, words, Some(to), ping).map(said)
            })
        }
        "edit" => {
            let (message, words) = (message()?, text(order, "text")?);
            state.with(|inner| inner.edit_own(me, message, words)).map(nothing)
        }
        "delete" | "dismiss" => {
            let message = message()?;
            state.with(|inner| inner.remove(me, message)).map(nothing)
        }
        "pin" | "unpin" => {
            let message = message()?;
            state.with(|inner| inner.set_pin(me, message, op == "pin")).map(nothing)
        }
        "thread" => {
            let parent = channel_of(state, me, &order["channel"])?;
            let (name, words) = (text(order, "name")?, text(order, "text")?);
            let opened = state.with(|inner| inner.open_thread(me, parent, name, words));
            opened.map(|(thread, message)| json!({"channel": thread.json(), "message": message.json()}))
        }
        other => Err(format!("there is no op `{other}`")),
    }
}

fn interaction(inner: &Inner, me: UserId, channel: Option<ChannelId>, op: &str, order: &Value) -> Deed<Act> {
    let message = || id(order, "message");
    match op {
        "menu" => invoke::menu(inner, me, text(order, "name")?, message()?),
        "press" => invoke::press(inner, me, message()?, text(order, "custom_id")?),
        "select" => {
            let values: Vec<_> = order["values"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
            invoke::select(inner, me, message()?, text(order, "custom_id")?, &values)
        }
        "submit" => {
            let inputs = order["inputs"].as_object().into_iter().flatten();
            let inputs: Vec<_> = inputs.filter_map(|(key, value)| Some((key.as_str(), value.as_str()?))).collect();
            invoke::form(inner, me, id(order, "interaction")?, &inputs)
        }
        _ => {
            let channel = channel.ok_or("`channel` is missing")?;
            invoke::slash(inner, me, channel, text(order, "name")?, &order["options"], None)
        }
    }
}

/// Opens an interaction; without a bot to hear of it nobody would ever answer.
fn open(state: &State, act: impl FnOnce(&Inner) -> Deed<Act>) -> Deed<Snowflake> {
    state.with(|inner| {
        if !inner.hub.has_session() {
            return Err("no bot is connected".to_owned());
        }
        let act = act(inner)?;
        Ok(inner.interact(act))
    })
}

/// The bot's first answer, if it comes in time.
async fn answered(state: &State, opened: Snowflake) -> Option<Response> {
    let limit = state.read(|inner| inner.desk.response_deadline) + GRACE;
    state.wait(limit, |inner| inner.desk.ticket(opened).and_then(|ticket| ticket.response.clone()), |answer| answer).await
}

fn answer(opened: Snowflake, answer: Option<Response>) -> Value {
    let form = answer.as_ref().filter(|answer| answer.kind == FORM).map(|answer| answer.data.clone());
    json!({
        "interaction": opened.json(), "kind": answer.as_ref().map(|answer| answer.kind), "failed": answer.is_none(), "form": form,
    })
}
