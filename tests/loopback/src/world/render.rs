//! The world as Discord writes it in JSON.
//!
//! Optional fields a real payload carries are there too, null where real ones are null, because a bot may trip over them.

use serde_json::{Map, Value, json};

use super::{Channel, Guild, Member, Message, Role, User, World, message::kind};
use crate::{
    permission::Target,
    snowflake::{ChannelId, GuildId, Snowflake, UserId, iso8601},
    validate::message::EPHEMERAL,
};

/// Who reads a message, and so what of it is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Eyes {
    /// Everything in it, as with the message-content intent.
    Full,
    /// Emptied unless the bot may read it without the intent.
    NoIntent,
}

/// A user object.
pub(crate) fn user(user: &User) -> Value {
    let global_name = if user.bot { Value::Null } else { capitalised(&user.name).into() };
    json!({
        "id": user.id.json(), "username": user.name, "discriminator": "0", "global_name": global_name,
        "avatar": null, "avatar_decoration_data": null, "banner": null, "accent_color": null, "bot": user.bot,
        "system": false, "public_flags": 0, "flags": 0, "collectibles": null, "primary_guild": null,
    })
}

fn capitalised(name: &str) -> String {
    let mut chars = name.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

/// A member object without its user, as it hangs on messages.
pub(crate) fn member_part(member: &Member) -> Value {
    json!({
        "nick": null, "avatar": null, "banner": null, "roles": ids(&member.roles),
        "joined_at": iso8601(member.joined_ms), "premium_since": null, "deaf": false, "mute": false, "flags": 0,
        "pending": false, "communication_disabled_until": null,
    })
}

/// A role object.
pub(crate) fn role(role: &Role) -> Value {
    let mut value = json!({
        "id": role.id.json(), "name": role.name, "description": null, "color": 0,
        "colors": {"primary_color": 0, "secondary_color": null, "tertiary_color": null}, "hoist": false,
        "icon": null, "unicode_emoji": null, "position": role.position, "permissions": role.permissions.to_string(),
        "managed": role.of_bot.is_some(), "mentionable": role.mentionable, "flags": 0,
    });
    if let Some(bot) = role.of_bot {
        value["tags"] = json!({ "bot_id": bot.json() });
    }
    value
}

/// A guild object, without the lists that only the gateway sends.
pub(crate) fn guild(guild: &Guild) -> Value {
    let roles: Vec<_> = guild.roles.iter().map(role).collect();
    let mut value = json!({
        "id": guild.id.json(), "name": guild.name, "owner_id": guild.owner.json(), "roles": roles,
        "preferred_locale": guild.locale, "afk_timeout": 300, "verification_level": 1,
        "default_message_notifications": 1, "explicit_content_filter": 2, "mfa_level": 0, "nsfw_level": 0,
        "system_channel_flags": 0, "premium_tier": 0, "premium_subscription_count": 0,
        "premium_progress_bar_enabled": false, "max_members": 500_000, "max_video_channel_users": 25,
        "max_stage_video_channel_users": 50, "features": ["COMMUNITY"], "emojis": [], "stickers": [],
    });
    for absent in [
        "icon",
        "splash",
        "discovery_splash",
        "banner",
        "description",
        "afk_channel_id",
        "application_id",
        "system_channel_id",
        "rules_channel_id",
        "vanity_url_code",
        "public_updates_channel_id",
        "safety_alerts_channel_id",
        "max_presences",
        "incidents_data",
    ] {
        value[absent] = Value::Null;
    }
    value
}

fn ids(ids: &[Snowflake]) -> Value {
    ids.iter().map(|id| id.json()).collect()
}

impl World {
    /// A user by id; one nobody knows is shown as deleted, as Discord does.
    pub(crate) fn user_json(&self, id: UserId) -> Value {
        match self.user(id) {
            Some(known) => user(known),
            None => json!({"id": id.json(), "username": "deleted_user", "discriminator": "0", "avatar": null}),
        }
    }

    /// A full member object.
    pub(crate) fn member_json(&self, guild: GuildId, user: UserId) -> Option<Value> {
        let mut value = member_part(self.member(guild, user)?);
        value["user"] = self.user_json(user);
        Some(value)
    }

    /// A channel object; direct messages and threads have fields of their own.
    pub(crate) fn channel_json(&self, channel: &Channel) -> Value {
        let last = self.messages.iter().rfind(|m| m.channel == channel.id && m.ephemeral_for.is_none());
        let mut value = json!({
            "id": channel.id.json(), "type": channel.kind, "flags": 0,
            "last_message_id": last.map(|m| m.id.json()), "last_pin_timestamp": channel.last_pin_ms.map(iso8601),
        });
        let mut add = |fields: Value| {
            if let (Value::Object(value), Value::Object(fields)) = (&mut value, fields) {
                value.extend(fields);
            }
        };
        if let Some(recipient) = channel.recipient {
            add(json!({ "recipients": [self.user_json(recipient)] }));
            return value;
        }
        let overwrites: Vec<_> = channel
            .overwrites
            .iter()
            .map(|o| {
                let kind = u8::from(o.target == Target::Member);
                json!({"id": o.id.json(), "type": kind, "allow": o.allow.to_string(), "deny": o.deny.to_string()})
            })
            .collect();
        add(json!({
            "guild_id": channel.guild.map(Snowflake::json), "name": channel.name, "topic": null, "nsfw": false,
            "parent_id": channel.parent.map(Snowflake::json), "rate_limit_per_user": 0,
        }));
        if channel.is_thread() {
            let opened = iso8601(channel.id.unix_ms());
            add(json!({
                "owner_id": channel.owner.map(Snowflake::json), "message_count": 0, "member_count": 1,
                "total_message_sent": 0, "applied_tags": [],
                "thread_metadata": {
                    "archived": channel.archived, "archive_timestamp": opened, "auto_archive_duration": 1440,
                    "locked": false, "create_timestamp": opened,
                },
            }));
        } else {
            let position = self.channels.iter().position(|c| c.id == channel.id);
            add(json!({ "position": position, "permission_overwrites": overwrites }));
        }
        value
    }

    /// A channel as an interaction carries it.
    pub(crate) fn partial_channel(&self, id: ChannelId, user: UserId) -> Value {
        let Some(channel) = self.channel(id) else { return Value::Null };
        let mut value = self.channel_json(channel);
        if let Some(fields) = value.as_object_mut() {
            fields.remove("permission_overwrites");
        }
        value["permissions"] = self.permissions(id, user).to_string().into();
        value["app_permissions"] = self.permissions(id, self.bot).to_string().into();
        value
    }

    /// The `GUILD_CREATE` payload. Without the members intent only the bot itself is among the members.
    pub(crate) fn guild_create(&self, guild: &Guild) -> Value {
        let mut value = self::guild(guild);
        let of = |threads: bool| -> Value {
            let mine = self.channels.iter().filter(|c| c.guild == Some(guild.id) && c.is_thread() == threads);
            mine.map(|c| self.channel_json(c)).collect()
        };
        let me = self.member(guild.id, self.bot);
        let extra = json!({
            "joined_at": me.map(|m| iso8601(m.joined_ms)), "large": false, "unavailable": false,
            "member_count": guild.members.len(), "voice_states": [], "presences": [], "stage_instances": [],
            "guild_scheduled_events": [], "soundboard_sounds": [], "channels": of(false), "threads": of(true),
            "members": [self.member_json(guild.id, self.bot)],
        });
        if let (Value::Object(value), Value::Object(extra)) = (&mut value, extra) {
            value.extend(extra);
        }
        value
    }

    /// A message object as REST answers it.
    pub(crate) fn message_json(&self, message: &Message, eyes: Eyes) -> Value {
        let mut value = self.message_alone(message, eyes);
        if message.kind == kind::REPLY {
            // Present and null where the message answered is gone; absent on all other kinds.
            let answered = message.replies_to.and_then(|id| self.message(id));
            value["referenced_message"] = answered.map_or(Value::Null, |m| self.message_alone(m, eyes));
        }
        value
    }

    /// A message object as the gateway sends it: with guild, member and members mentioned.
    pub(crate) fn message_event(&self, message: &Message, eyes: Eyes) -> Value {
        let mut value = self.message_json(message, eyes);
        value["channel_type"] = self.channel(message.channel).map_or(0, |c| c.kind).into();
        let Some(guild) = message.guild else { return value };
        value["guild_id"] = guild.json();
        if let Some(member) = self.member(guild, message.author).filter(|_| message.webhook.is_none()) {
            value["member"] = member_part(member);
        }
        for mention in value["mentions"].as_array_mut().into_iter().flatten() {
            let member = Snowflake::from_json(&mention["id"]).and_then(|id| self.member(guild, id));
            if let Some(member) = member {
                mention["member"] = member_part(member);
            }
        }
        value
    }

    fn message_alone(&self, message: &Message, eyes: Eyes) -> Value {
        let shown = eyes == Eyes::Full || self.open_to_bot(message);
        let list = |items: &[Value]| if shown { Value::from(items) } else { json!([]) };
        let mut flags = message.flags;
        if message.ephemeral_for.is_some() {
            flags |= EPHEMERAL;
        }
        let mentioned: Vec<_> = message.mentions.users.iter().map(|id| self.user_json(*id)).collect();
        let mut value = json!({
            "id": message.id.json(), "type": message.kind, "channel_id": message.channel.json(),
            "author": self.author_json(message), "content": if shown { &message.content } else { "" },
            "timestamp": iso8601(message.id.unix_ms()), "edited_timestamp": message.edited_ms.map(iso8601),
            "tts": message.tts, "mention_everyone": message.mentions.everyone, "mentions": mentioned,
            "mention_roles": ids(&message.mentions.roles), "attachments": list(&message.attachments),
            "embeds": list(&message.embeds), "components": list(&message.components),
            "pinned": message.pinned_ms.is_some(), "flags": flags,
        });
        let mut extra = Map::new();
        if let Some(nonce) = &message.nonce {
            extra.insert("nonce".to_owned(), nonce.clone());
        }
        if let Some(webhook) = message.webhook {
            extra.insert("webhook_id".to_owned(), webhook.json());
        }
        if message.webhook == Some(self.bot) {
            extra.insert("application_id".to_owned(), self.bot.json());
        }
        if let Some(interaction) = &message.interaction {
            extra.insert("interaction_metadata".to_owned(), interaction.clone());
        }
        if let Some(target) = message.replies_to {
            let mut reference = json!({"type": 0, "message_id": target.json(), "channel_id": message.channel.json()});
            if let Some(guild) = message.guild {
                reference["guild_id"] = guild.json();
            }
            extra.insert("message_reference".to_owned(), reference);
        }
        if let Value::Object(value) = &mut value {
            value.extend(extra);
        }
        value
    }

    /// The author; a webhook has the name it chose and no account.
    fn author_json(&self, message: &Message) -> Value {
        match message.webhook.filter(|hook| *hook != self.bot) {
            None => self.user_json(message.author),
            Some(hook) => json!({
                "id": hook.json(), "username": message.author_name, "discriminator": "0000", "avatar": null,
                "bot": true, "global_name": null, "public_flags": 0,
            }),
        }
    }
}
