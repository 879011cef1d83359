//! Everything one person sees, as one JSON object. Messages, commands and users are written as Discord writes them.

use serde_json::{Map, Value, json};

use crate::{
    faults::named,
    invoke,
    permission::{CREATE_PUBLIC_THREADS, MANAGE_MESSAGES, PIN_MESSAGES, SEND_MESSAGES, SEND_MESSAGES_IN_THREADS, VIEW_CHANNEL},
    snowflake::{ChannelId, Snowflake, UserId, now_ms},
    state::Inner,
    world::{Channel, Guild, World, channel_kind, message::Message, render::Eyes},
};

use super::{Page, Starter, Via};

/// What stands for the direct message with the bot, which may not exist yet.
pub(super) const DIRECT: &str = "dm";

/// Most messages shown of a channel.
const SHOWN: usize = 100;

/// How long somebody is shown typing, in milliseconds, as at Discord.
const TYPING_MS: u64 = 10_000;

/// The view of one person in one channel. Whoever or whatever is unknown is replaced by the first there is.
pub(super) fn of(inner: &Inner, page: &Page, user: Option<UserId>, channel: Option<ChannelId>, tick: u64) -> Value {
    let world = &inner.world;
    let Some(me) = somebody(world, user) else { return json!({ "error": "there is nobody to be" }) };
    let title = if page.title.is_empty() { "loopback" } else { &page.title };
    let mut view = json!({
        "title": title, "note": page.note, "tick": tick, "connected": inner.hub.is_live(), "bot": world.user_json(world.bot),
        "me": me.json(), "people": people(world).map(|id| person(world, id)).collect::<Vec<_>>(),
        "names": names(world), "roles": roles(world), "places": places(world, me),
        "servers": world.guilds.iter().filter(|g| world.member(g.id, me).is_some()).map(|g| server(world, g, me)).collect::<Vec<_>>(),
        "dms": [{"id": world.direct_with(me).map_or(DIRECT.into(), |c| c.id.json()), "name": shown_name(world, world.bot)}],
        "starters": page.starters.iter().map(starter).collect::<Vec<_>>(),
        "faults": named::FAULTS.iter().map(|fault| json!({"name": fault.name, "title": fault.title})).collect::<Vec<_>>(),
    });
    let here = chosen(world, me, channel).map(|place| standing_in(inner, me, place));
    if let (Value::Object(view), Some(Value::Object(here))) = (&mut view, here) {
        view.extend(here);
    }
    view
}

/// The person asked for, or the first who is nobody special.
pub(super) fn somebody(world: &World, user: Option<UserId>) -> Option<UserId> {
    let plain = |id: &UserId| world.guilds.iter().any(|g| g.owner != *id && world.member(g.id, *id).is_some_and(|m| m.roles.is_empty()));
    let asked = user.filter(|id| world.user(*id).is_some_and(|user| !user.bot));
    asked.or_else(|| people(world).find(plain)).or_else(|| people(world).next())
}

/// Those one can be: accounts of people who are in a server.
fn people(world: &World) -> impl Iterator<Item = UserId> {
    world.users.iter().filter(|user| !user.bot && world.guilds.iter().any(|g| world.member(g.id, user.id).is_some())).map(|user| user.id)
}

fn person(world: &World, id: UserId) -> Value {
    let first = world.guilds.iter().find_map(|guild| Some((guild, world.member(guild.id, id)?)));
    let roles = first.map(|(guild, member)| {
        let held = guild.roles.iter().filter(|role| member.roles.contains(&role.id)).map(|role| role.name.clone());
        let owner = (guild.owner == id).then(|| "Owner".to_owned());
        owner.into_iter().chain(held).collect::<Vec<_>>()
    });
    json!({"id": id.json(), "name": shown_name(world, id), "roles": roles.unwrap_or_default(), "bot": false})
}

/// The name shown for an account: its display name, where it has one.
fn shown_name(world: &World, id: UserId) -> Value {
    let user = world.user_json(id);
    if user["global_name"].is_string() { user["global_name"].clone() } else { user["username"].clone() }
}

fn names(world: &World) -> Map<String, Value> {
    world.users.iter().map(|user| (user.id.to_string(), shown_name(world, user.id))).collect()
}

fn roles(world: &World) -> Map<String, Value> {
    let all = world.guilds.iter().flat_map(|guild| guild.roles.iter().filter(|role| role.id != guild.id));
    all.map(|role| (role.id.to_string(), role.name.clone().into())).collect()
}

/// Names of the channels this person sees; others stay unknown, as at Discord.
fn places(world: &World, me: UserId) -> Map<String, Value> {
    let seen = world.channels.iter().filter(|c| c.kind != channel_kind::DM && sees(world, me, c));
    seen.map(|c| (c.id.to_string(), c.name.clone().into())).collect()
}

fn sees(world: &World, me: UserId, channel: &Channel) -> bool {
    world.permissions(channel.id, me) & VIEW_CHANNEL != 0
}

fn server(world: &World, guild: &Guild, me: UserId) -> Value {
    let kinds = [channel_kind::TEXT, channel_kind::FORUM, channel_kind::PUBLIC_THREAD];
    let seen = world.channels.iter().filter(|c| c.guild == Some(guild.id) && kinds.contains(&c.kind) && sees(world, me, c));
    let channels: Vec<_> = seen
        .map(|c| json!({"id": c.id.json(), "name": c.name, "type": c.kind, "parent_id": c.parent.map(Snowflake::json), "archived": c.archived}))
        .collect();
    json!({"id": guild.id.json(), "name": guild.name, "channels": channels})
}

/// The channel asked for, or the first text channel this person sees.
fn chosen(world: &World, me: UserId, channel: Option<ChannelId>) -> Option<&Channel> {
    let asked = channel.and_then(|id| world.channel(id)).filter(|c| sees(world, me, c));
    asked.or_else(|| world.channels.iter().find(|c| c.kind == channel_kind::TEXT && sees(world, me, c)))
}

fn standing_in(inner: &Inner, me: UserId, place: &Channel) -> Value {
    let world = &inner.world;
    let held = world.permissions(place.id, me);
    let send = if place.is_thread() { SEND_MESSAGES_IN_THREADS } else { SEND_MESSAGES };
    let may = |bits: u64| held & bits == bits;
    let forks = matches!(place.kind, channel_kind::TEXT | channel_kind::FORUM);
    let name = if place.kind == channel_kind::DM { shown_name(world, world.bot) } else { place.name.clone().into() };
    let readable = |m: &&Message| m.channel == place.id && !m.deleted && m.ephemeral_for.is_none_or(|reader| reader == me);
    let mut newest: Vec<_> = world.messages.iter().rev().filter(readable).take(SHOWN).collect();
    newest.reverse();
    let mut pins = world.pinned(place.id);
    pins.sort_by_key(|m| std::cmp::Reverse(m.pinned_ms));
    let threads = world.channels.iter().filter(|c| c.parent == Some(place.id) && c.is_thread());
    let typing = world.typing.get(&place.id).is_some_and(|typing| typing.seen_at(now_ms(), TYPING_MS));
    json!({
        "channel": {
            "id": place.id.json(), "name": name, "type": place.kind, "guild_id": place.guild.map(Snowflake::json),
            "may": {
                "send": place.takes_messages() && may(send), "pin": may(PIN_MESSAGES), "manage": may(MANAGE_MESSAGES),
                "thread": forks && may(CREATE_PUBLIC_THREADS),
            },
        },
        "threads": threads.map(|c| json!({"id": c.id.json(), "name": c.name, "archived": c.archived})).collect::<Vec<_>>(),
        "messages": newest.into_iter().map(|m| message(world, m, me)).collect::<Vec<_>>(),
        "pins": pins.into_iter().map(|m| message(world, m, me)).collect::<Vec<_>>(),
        "typing": if typing { vec![shown_name(world, world.bot)] } else { vec![] },
        "commands": invoke::all_offered(inner, me, place.id),
    })
}

/// A message as Discord writes it, and what its client would add.
fn message(world: &World, message: &Message, me: UserId) -> Value {
    let mut value = world.message_json(message, Eyes::Full);
    value["ephemeral"] = message.is_ephemeral().into();
    value["mine"] = (message.author == me).into();
    value["edited"] = message.edited_ms.is_some().into();
    value["loading"] = message.is_loading().into();
    let asked = message.interaction.as_ref().filter(|asked| asked["type"] == 2);
    if let Some(asked) = asked {
        let user = Snowflake::from_json(&asked["user"]["id"]).map_or(Value::Null, |id| shown_name(world, id));
        value["invoked"] = json!({"name": asked["name"], "user": user});
    }
    value
}

fn starter(starter: &Starter) -> Value {
    let via = match starter.via {
        Via::Mention => "mention",
        Via::Slash => "slash",
        Via::Direct => "dm",
        Via::Say => "say",
    };
    json!({"id": starter.id, "title": starter.title, "text": starter.text, "via": via, "about": starter.about})
}
