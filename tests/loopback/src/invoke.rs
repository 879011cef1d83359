//! What Discord's client does between somebody choosing a command and the bot hearing of it: finding the command, checking
//! who may use it, and putting the options into the form the bot expects.
//!
//! A choice the client would not offer is an error that says why.

use serde_json::{Value, json};

use crate::{
    deeds::Deed,
    interaction::Act,
    permission,
    snowflake::{ChannelId, MessageId, Snowflake, UserId},
    state::Inner,
    validate::{component, response::kind},
    world::{
        message::Message,
        render::{self, Eyes},
    },
};

const SUB_COMMAND: u64 = 1;
const SUB_GROUP: u64 = 2;
const CHANNEL: u64 = 7;
const ROLE: u64 = 8;
const SLASH: u64 = 1;
const MENU: u64 = 3;
/// The kind of answer that is a form.
const MODAL: u8 = 9;

/// The registered command of that name, slash or menu, if this person would be offered it in the channel.
pub(crate) fn visible<'a>(inner: &'a Inner, user: UserId, channel: ChannelId, name: &str) -> Deed<&'a Value> {
    let first = name.split(' ').next().unwrap_or_default();
    offered(inner, user, channel, SLASH, first).or_else(|_| offered(inner, user, channel, MENU, name))
}

fn offered<'a>(inner: &'a Inner, user: UserId, channel: ChannelId, kind: u64, name: &str) -> Deed<&'a Value> {
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
        _ if inner.registry.opened.iter().any(|opened| opened == name) => true,
        // Zero hides a command from everybody but administrators.
        Some(0) => false,
        Some(bits) => held & bits == bits,
        None => true,
    };
    let may = may && (guild.is_none() || held & permission::USE_APPLICATION_COMMANDS != 0);
    if may { Ok(command) } else { Err(format!("this person lacks the permissions to see `{name}`")) }
}

/// Every command this person is offered in the channel.
pub(crate) fn all_offered(inner: &Inner, user: UserId, channel: ChannelId) -> Vec<&Value> {
    let guild = inner.world.channel(channel).and_then(|c| c.guild);
    let known = inner.registry.in_scope(None).iter().chain(guild.into_iter().flat_map(|guild| inner.registry.in_scope(Some(guild))));
    let named = known.filter_map(|command| Some((command["type"].as_u64().unwrap_or(SLASH), command["name"].as_str()?)));
    named.filter_map(|(kind, name)| offered(inner, user, channel, kind, name).ok()).collect()
}

/// A slash command with its options, or, with `focused`, the typing of one of them.
pub(crate) fn slash(inner: &Inner, user: UserId, channel: ChannelId, name: &str, options: &Value, focused: Option<&str>) -> Deed<Act> {
    let mut words = name.split(' ');
    let command = offered(inner, user, channel, SLASH, words.next().unwrap_or_default())?;
    let list = nested(command, words, options, focused)?;
    let mut data = json!({"id": command["id"], "name": command["name"], "type": SLASH, "options": list});
    let resolved = resolved(inner, user, &list);
    if resolved.as_object().is_some_and(|kinds| !kinds.is_empty()) {
        data["resolved"] = resolved;
    }
    if !command["guild_id"].is_null() {
        data["guild_id"] = command["guild_id"].clone();
    }
    Ok(Act {
        kind: if focused.is_some() { kind::AUTOCOMPLETE } else { kind::COMMAND },
        name: name.to_owned(),
        command_type: SLASH,
        user,
        channel,
        source: None,
        data,
    })
}

/// The channels and roles that options name, as the bot gets them beside the ids.
fn resolved(inner: &Inner, user: UserId, options: &[Value]) -> Value {
    let mut found = json!({});
    let mut open: Vec<&Value> = options.iter().collect();
    while let Some(option) = open.pop() {
        open.extend(option["options"].as_array().into_iter().flatten());
        let Some(id) = Snowflake::from_json(&option["value"]) else { continue };
        match option["type"].as_u64() {
            Some(CHANNEL) if inner.world.channel(id).is_some() => {
                found["channels"][id.to_string()] = inner.world.partial_channel(id, user);
            }
            Some(ROLE) => {
                let role = inner.world.guilds.iter().flat_map(|guild| &guild.roles).find(|role| role.id == id);
                if let Some(role) = role {
                    found["roles"][id.to_string()] = render::role(role);
                }
            }
            _ => {}
        }
    }
    found
}

/// Options inside their sub-command and group, as far as the name goes.
fn nested<'a>(level: &Value, mut words: impl Iterator<Item = &'a str>, options: &Value, focused: Option<&str>) -> Deed<Vec<Value>> {
    let known = level["options"].as_array().map_or(&[][..], Vec::as_slice);
    let is_sub = |o: &Value| matches!(o["type"].as_u64(), Some(SUB_COMMAND | SUB_GROUP));
    let Some(word) = words.next() else {
        if known.iter().any(is_sub) {
            return Err(format!("{} cannot be called without a sub-command", level["name"]));
        }
        return filled(known, options, focused);
    };
    let sub = known.iter().find(|o| is_sub(o) && o["name"] == word);
    let sub = sub.ok_or_else(|| format!("{} has no sub-command `{word}`", level["name"]))?;
    let inner = nested(sub, words, options, focused)?;
    Ok(vec![json!({"name": word, "type": sub["type"], "options": inner})])
}

/// Options as the bot gets them, checked against what it registered.
fn filled(known: &[Value], options: &Value, focused: Option<&str>) -> Deed<Vec<Value>> {
    let given = options.as_object();
    if given.is_none() && !options.is_null() {
        return Err(format!("options must be an object, not {options}"));
    }
    let stray = given.into_iter().flat_map(|given| given.keys()).find(|name| !known.iter().any(|o| o["name"] == **name));
    if let Some(stray) = stray {
        return Err(format!("there is no option `{stray}`"));
    }
    let mut list = Vec::new();
    for option in known {
        let name = option["name"].as_str().unwrap_or_default();
        let Some(value) = given.and_then(|given| given.get(name)).filter(|value| !value.is_null()) else {
            // While somebody still types, what is required may yet be missing.
            if focused.is_none() && option["required"] == true {
                return Err(format!("the option `{name}` is required"));
            }
            continue;
        };
        let mut entry = json!({"name": name, "type": option["type"], "value": value});
        if focused == Some(name) {
            if option["autocomplete"] != true {
                return Err(format!("the option `{name}` has no autocomplete"));
            }
            entry["focused"] = true.into();
        } else {
            fits(option, value).map_err(|reason| format!("the option `{name}` {reason}"))?;
        }
        list.push(entry);
    }
    Ok(list)
}

/// Whether the client would let this value pass.
fn fits(option: &Value, value: &Value) -> Deed<()> {
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
pub(crate) fn menu(inner: &Inner, user: UserId, name: &str, target: MessageId) -> Deed<Act> {
    let target = inner.seen_by(user, target)?;
    let command = offered(inner, user, target.channel, MENU, name)?;
    let message = inner.world.message_json(target, Eyes::Full);
    let data = json!({
        "id": command["id"], "name": name, "type": MENU, "target_id": target.id.to_string(),
        "resolved": {"messages": {target.id.to_string(): message}},
    });
    Ok(Act { kind: kind::COMMAND, name: name.to_owned(), command_type: MENU, user, channel: target.channel, source: None, data })
}

/// The pressing of a button.
pub(crate) fn press(inner: &Inner, user: UserId, message: MessageId, custom_id: &str) -> Deed<Act> {
    let source = inner.seen_by(user, message)?;
    let button = source.buttons().into_iter().find(|b| b.custom_id == custom_id && !custom_id.is_empty());
    match button {
        None => Err(format!("message {message} has no button `{custom_id}`; it has {:?}", source.buttons())),
        Some(button) if button.disabled => Err(format!("the button `{custom_id}` cannot be pressed")),
        Some(_) => Ok(touched(source, user, custom_id, component::kind::BUTTON, None)),
    }
}

/// A choice in a select menu.
pub(crate) fn select(inner: &Inner, user: UserId, message: MessageId, custom_id: &str, values: &[&str]) -> Deed<Act> {
    let source = inner.seen_by(user, message)?;
    let menu = source.component(custom_id).filter(|c| c["type"].as_u64().is_some_and(|kind| component::SELECTS.contains(&kind)));
    let menu = menu.ok_or_else(|| format!("message {message} has no select menu `{custom_id}`"))?;
    if menu["disabled"] == true {
        return Err(format!("the menu `{custom_id}` cannot be used"));
    }
    let offered: Vec<_> = menu["options"].as_array().into_iter().flatten().map(|o| &o["value"]).collect();
    if menu["type"] == component::kind::STRING_SELECT && !values.iter().all(|value| offered.iter().any(|o| *o == value)) {
        return Err(format!("the menu `{custom_id}` offers {offered:?}, not all of {values:?}"));
    }
    let bound = |key: &str| menu[key].as_u64().unwrap_or(1);
    if !(bound("min_values")..=bound("max_values")).contains(&(values.len() as u64)) {
        return Err(format!("the menu `{custom_id}` takes {} to {} values", bound("min_values"), bound("max_values")));
    }
    let kind = menu["type"].as_u64().unwrap_or(component::kind::STRING_SELECT);
    Ok(touched(source, user, custom_id, kind, Some(values)))
}

fn touched(source: &Message, user: UserId, custom_id: &str, kind_of: u64, values: Option<&[&str]>) -> Act {
    let id = source.component(custom_id).map_or(Value::Null, |c| c["id"].clone());
    let mut data = json!({"custom_id": custom_id, "component_type": kind_of, "id": id});
    if let Some(values) = values {
        data["values"] = json!(values);
    }
    let (name, channel, source) = (custom_id.to_owned(), source.channel, Some(source.id));
    Act { kind: kind::COMPONENT, name, command_type: 0, user, channel, source, data }
}

/// A form filled in: the one an interaction was answered with. Rows come back as rows, labels as labels, inputs not named
/// come back empty.
pub(crate) fn form(inner: &Inner, user: UserId, asked_by: Snowflake, inputs: &[(&str, &str)]) -> Deed<Act> {
    let ticket = inner.desk.ticket(asked_by).filter(|ticket| ticket.user == user);
    let ticket = ticket.ok_or_else(|| format!("this person opened no interaction {asked_by}"))?;
    let form = ticket.response.as_ref().filter(|answer| answer.kind == MODAL);
    let form = &form.ok_or("the interaction was answered with no form")?.data;
    let mut missing: Vec<_> = inputs.iter().map(|(id, _)| *id).collect();
    let mut refused = None;
    let mut answer = |input: &Value| {
        let id = input["custom_id"].as_str().unwrap_or_default();
        missing.retain(|known| *known != id);
        let text = inputs.iter().find(|(known, _)| *known == id).map_or("", |(_, text)| *text);
        if let Err(reason) = writable(input, text) {
            refused = Some(format!("the input `{id}` {reason}"));
        }
        json!({"type": input["type"], "custom_id": id, "value": text})
    };
    let holders = form["components"].as_array().into_iter().flatten();
    let components: Vec<_> = holders
        .map(|holder| match holder["components"].as_array() {
            Some(row) => json!({"type": 1, "components": row.iter().map(&mut answer).collect::<Vec<_>>()}),
            None => json!({"type": holder["type"], "component": answer(&holder["component"])}),
        })
        .collect();
    if !missing.is_empty() {
        return Err(format!("the form has no inputs {missing:?}"));
    }
    if let Some(reason) = refused {
        return Err(reason);
    }
    Ok(Act {
        kind: kind::MODAL,
        name: form["custom_id"].as_str().unwrap_or_default().to_owned(),
        command_type: 0,
        user,
        channel: ticket.channel,
        source: ticket.source,
        data: json!({"custom_id": form["custom_id"], "components": components}),
    })
}

/// Whether the client would let this text into an input.
fn writable(input: &Value, text: &str) -> Deed<()> {
    let length = text.chars().count() as u64;
    if length == 0 {
        return if input["required"] == false { Ok(()) } else { Err("is required".to_owned()) };
    }
    let (low, high) = (input["min_length"].as_u64().unwrap_or(0), input["max_length"].as_u64().unwrap_or(4000));
    if (low..=high).contains(&length) { Ok(()) } else { Err(format!("takes {low} to {high} characters")) }
}
