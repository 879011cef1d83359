//! What Discord's client does between somebody choosing a command and the bot hearing of it: finding the command, checking
//! who may use it, and putting the options into the form the bot expects.
//!
//! A choice the client would not offer panics with the reason.

use serde_json::{Value, json};

use crate::{
    interaction::Act,
    permission,
    snowflake::{ChannelId, Snowflake, UserId},
    state::Inner,
    validate::response::kind,
    world::{message::Message, render::Eyes},
};

const SUB_COMMAND: u64 = 1;
const SUB_GROUP: u64 = 2;
const SLASH: u64 = 1;
const MENU: u64 = 3;

/// The registered command of that name, slash or menu, if this person would be offered it in the channel.
pub(crate) fn visible<'a>(inner: &'a Inner, user: UserId, channel: ChannelId, name: &str) -> Result<&'a Value, String> {
    let first = name.split(' ').next().unwrap_or_default();
    offered(inner, user, channel, SLASH, first).or_else(|_| offered(inner, user, channel, MENU, name))
}

fn offered<'a>(inner: &'a Inner, user: UserId, channel: ChannelId, kind: u64, name: &str) -> Result<&'a Value, String> {
    let guild = inner.world.channel(channel).and_then(|c| c.guild);
    let Some(command) = inner.registry.find(guild, kind, name) else {
        return Err(format!("`{name}` is not registered; the bot registered: {}", inner.registry.names()));
    };
    let context = u64::from(guild.is_none());
    if command["contexts"].as_array().is_some_and(|allowed| !allowed.iter().any(|c| *c == context)) {
        return Err(format!("`{name}` is not offered in context {context}"));
    }
    if guild.is_none() && command["dm_permission"] == false {
        return Err(format!("`{name}` is not offered in direct messages"));
    }
    let needed = command["default_member_permissions"].as_str().and_then(|bits| bits.parse::<u64>().ok());
    let held = inner.world.permissions(channel, user);
    let may = match needed {
        _ if guild.is_none() || held & permission::ADMINISTRATOR != 0 => true,
        // Zero hides a command from everybody but administrators.
        Some(0) => false,
        Some(bits) => held & bits == bits,
        None => true,
    };
    let may = may && (guild.is_none() || held & permission::USE_APPLICATION_COMMANDS != 0);
    if may { Ok(command) } else { Err(format!("this person lacks the permissions to see `{name}`")) }
}

fn must<T>(found: Result<T, String>) -> T {
    found.unwrap_or_else(|reason| panic!("{reason}"))
}

/// A slash command with its options, or, with `focused`, the typing of one of them.
pub(crate) fn slash(inner: &Inner, user: UserId, channel: ChannelId, name: &str, options: &Value, focused: Option<&str>) -> Act {
    let mut words = name.split(' ');
    let command = must(offered(inner, user, channel, SLASH, words.next().unwrap_or_default()));
    let list = nested(command, words, options, focused);
    let mut data = json!({"id": command["id"], "name": command["name"], "type": SLASH, "options": list});
    if !command["guild_id"].is_null() {
        data["guild_id"] = command["guild_id"].clone();
    }
    Act {
        kind: if focused.is_some() { kind::AUTOCOMPLETE } else { kind::COMMAND },
        name: name.to_owned(),
        command_type: SLASH,
        user,
        channel,
        source: None,
        data,
    }
}

/// Options inside their sub-command and group, as far as the name goes.
fn nested<'a>(level: &Value, mut words: impl Iterator<Item = &'a str>, options: &Value, focused: Option<&str>) -> Vec<Value> {
    let known = level["options"].as_array().map_or(&[][..], Vec::as_slice);
    let is_sub = |o: &Value| matches!(o["type"].as_u64(), Some(SUB_COMMAND | SUB_GROUP));
    let Some(word) = words.next() else {
        assert!(!known.iter().any(is_sub), "{} cannot be called without a sub-command", level["name"]);
        return filled(known, options, focused);
    };
    let sub = known.iter().find(|o| is_sub(o) && o["name"] == word);
    let sub = sub.unwrap_or_else(|| panic!("{} has no sub-command `{word}`", level["name"]));
    let inner = nested(sub, words, options, focused);
    vec![json!({"name": word, "type": sub["type"], "options": inner})]
}

/// Options as the bot gets them, checked against what it registered.
fn filled(known: &[Value], options: &Value, focused: Option<&str>) -> Vec<Value> {
    let given = options.as_object();
    assert!(given.is_some() || options.is_null(), "options must be an object, not {options}");
    for name in given.into_iter().flat_map(|given| given.keys()) {
        assert!(known.iter().any(|o| o["name"] == *name), "there is no option `{name}`");
    }
    let mut list = Vec::new();
    for option in known {
        let name = option["name"].as_str().unwrap_or_default();
        let value = given.and_then(|given| given.get(name)).filter(|value| !value.is_null());
        let Some(value) = value else {
            // While somebody still types, what is required may yet be missing.
            assert!(focused.is_some() || option["required"] != true, "the option `{name}` is required");
            continue;
        };
        let mut entry = json!({"name": name, "type": option["type"], "value": value});
        if focused == Some(name) {
            assert!(option["autocomplete"] == true, "the option `{name}` has no autocomplete");
            entry["focused"] = true.into();
        } else {
            must(fits(option, value).map_err(|reason| format!("the option `{name}` {reason}")));
        }
        list.push(entry);
    }
    list
}

/// Whether the client would let this value pass.
fn fits(option: &Value, value: &Value) -> Result<(), String> {
    let (right_type, wanted) = match option["type"].as_u64() {
        Some(3) => (value.is_string(), "text"),
        Some(4) => (value.is_i64() || value.is_u64(), "a whole number"),
        Some(5) => (value.is_boolean(), "true or false"),
        Some(10) => (value.is_number(), "a number"),
        _ => (Snowflake::from_json(value).is_some(), "an id"),
    };
    if !right_type {
        return Err(format!("takes {wanted}, not {value}"));
    }
    if option["choices"].as_array().is_some_and(|c| !c.is_empty() && !c.iter().any(|c| c["value"] == *value)) {
        return Err(format!("does not offer {value}"));
    }
    let size = value.as_f64().or_else(|| {
        let letters = u32::try_from(value.as_str()?.chars().count()).ok()?;
        Some(f64::from(letters))
    });
    let (low, high) = if value.is_string() { ("min_length", "max_length") } else { ("min_value", "max_value") };
    // Discord itself takes no more than 6,000 characters of text.
    let most = option[high].as_f64().or(value.is_string().then_some(6000.0));
    let inside = size.is_none_or(|size| option[low].as_f64().is_none_or(|low| size >= low) && most.is_none_or(|high| size <= high));
    if inside { Ok(()) } else { Err(format!("is outside of {low} and {high}")) }
}

/// A command of a message's menu. The bot gets the message whole, whatever its intents.
pub(crate) fn menu(inner: &Inner, user: UserId, name: &str, target: &Message) -> Act {
    let command = must(offered(inner, user, target.channel, MENU, name));
    let message = inner.world.message_json(target, Eyes::Full);
    let data = json!({
        "id": command["id"], "name": name, "type": MENU, "target_id": target.id.to_string(),
        "resolved": {"messages": {target.id.to_string(): message}},
    });
    Act { kind: kind::COMMAND, name: name.to_owned(), command_type: MENU, user, channel: target.channel, source: None, data }
}

/// A form filled in. Rows come back as rows, labels as labels, inputs not named come back empty.
pub(crate) fn form(inner: &Inner, user: UserId, asked_by: Snowflake, form: &Value, inputs: &[(&str, &str)]) -> Act {
    let mut missing: Vec<_> = inputs.iter().map(|(id, _)| *id).collect();
    let mut answer = |input: &Value| {
        let id = input["custom_id"].as_str().unwrap_or_default();
        missing.retain(|known| *known != id);
        let text = inputs.iter().find(|(known, _)| *known == id).map_or("", |(_, text)| *text);
        json!({"type": input["type"], "custom_id": id, "value": text})
    };
    let holders = form["components"].as_array().into_iter().flatten();
    let components: Vec<_> = holders
        .map(|holder| match holder["components"].as_array() {
            Some(row) => json!({"type": 1, "components": row.iter().map(&mut answer).collect::<Vec<_>>()}),
            None => json!({"type": holder["type"], "component": answer(&holder["component"])}),
        })
        .collect();
    assert!(missing.is_empty(), "the form has no inputs {missing:?}");
    let ticket = inner.desk.ticket(asked_by);
    Act {
        kind: kind::MODAL,
        name: form["custom_id"].as_str().unwrap_or_default().to_owned(),
        command_type: 0,
        user,
        channel: ticket.map_or(Snowflake::new(0), |t| t.channel),
        source: ticket.and_then(|t| t.source),
        data: json!({"custom_id": form["custom_id"], "components": components}),
    }
}
