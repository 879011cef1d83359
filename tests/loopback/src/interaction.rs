//! Interactions from the moment somebody makes one until its token expires.
//!
//! Owns the tickets: who asked, how long the bot has, and what it answered. The answers themselves are carried out in
//! `rest/interactions.rs`.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::time::Instant;

use crate::{
    gateway::Audience,
    settings::base64_url,
    snowflake::{ChannelId, GuildId, MessageId, Snowflake, UserId},
    state::Inner,
    validate::response::kind,
    world::{World, message::Message, render::Eyes},
};

/// Largest file an interaction may carry, in bytes; 10 MiB without boosts.
const ATTACHMENT_LIMIT: u64 = 10 * 1024 * 1024;

/// The bot's first answer to an interaction.
#[derive(Clone, Debug)]
pub struct Response {
    /// Discord's number: 4 message, 5 thinking, 6 acknowledged, 7 message changed, 8 suggestions, 9 form.
    pub kind: u8,
    /// The `data` of the answer as it was sent; null if there was none.
    pub data: Value,
    /// Whether only the asker sees it.
    pub ephemeral: bool,
    /// The message that was made or changed.
    pub message: Option<MessageId>,
    /// How long it took.
    pub after: Duration,
}

impl Response {
    /// The text of the answer as it was first sent, empty if it had none.
    #[must_use]
    pub fn content(&self) -> &str {
        self.data["content"].as_str().unwrap_or_default()
    }

    /// The suggestions of an autocomplete answer.
    #[must_use]
    pub fn choices(&self) -> Vec<Choice> {
        let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let choices = self.data["choices"].as_array().into_iter().flatten();
        choices.map(|c| Choice { name: text(&c["name"]), value: text(&c["value"]) }).collect()
    }
}

/// One suggestion of an autocomplete answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// What the person sees.
    pub name: String,
    /// What the command gets; numbers as digits.
    pub value: String,
}

/// One interaction.
#[derive(Clone, Debug)]
pub(crate) struct Ticket {
    pub(crate) id: Snowflake,
    pub(crate) token: String,
    pub(crate) kind: u8,
    /// Name of the command, or `custom_id` of the component.
    pub(crate) name: String,
    /// Type of the command: 1 slash, 3 message menu; 0 for components.
    pub(crate) command_type: u64,
    pub(crate) user: UserId,
    pub(crate) channel: ChannelId,
    /// The message a component hangs on.
    pub(crate) source: Option<MessageId>,
    pub(crate) opened: Instant,
    pub(crate) response: Option<Response>,
    /// What `@original` means: the message that answered, or the one that was changed.
    pub(crate) original: Option<MessageId>,
    pub(crate) followups: Vec<MessageId>,
    /// Set by a test that does not want to wait for the clock.
    pub(crate) expired: bool,
    metadata: Value,
}

/// All interactions, and the clocks they live by.
#[derive(Debug)]
pub(crate) struct Desk {
    pub(crate) tickets: Vec<Ticket>,
    pub(crate) response_deadline: Duration,
    pub(crate) token_lifetime: Duration,
}

impl Desk {
    pub(crate) fn new(response_deadline: Duration, token_lifetime: Duration) -> Self {
        Self { tickets: vec![], response_deadline, token_lifetime }
    }

    pub(crate) fn ticket(&self, id: Snowflake) -> Option<&Ticket> {
        self.tickets.iter().find(|t| t.id == id)
    }

    pub(crate) fn ticket_mut(&mut self, id: Snowflake) -> Option<&mut Ticket> {
        self.tickets.iter_mut().find(|t| t.id == id)
    }

    /// Whether the first answer would come too late.
    pub(crate) fn too_late(&self, ticket: &Ticket) -> bool {
        ticket.expired || ticket.opened.elapsed() > self.response_deadline
    }

    /// Whether the token is no longer good for anything.
    pub(crate) fn is_over(&self, ticket: &Ticket) -> bool {
        ticket.expired || ticket.opened.elapsed() > self.token_lifetime
    }
}

/// What somebody does that makes an interaction.
#[derive(Clone, Debug)]
pub(crate) struct Act {
    pub(crate) kind: u8,
    pub(crate) name: String,
    pub(crate) command_type: u64,
    pub(crate) user: UserId,
    pub(crate) channel: ChannelId,
    pub(crate) source: Option<MessageId>,
    pub(crate) data: Value,
}

impl Inner {
    /// Opens an interaction and tells the bot. Interactions need no intent.
    pub(crate) fn interact(&mut self, act: Act) -> Snowflake {
        let id = self.world.minter.mint();
        let token = base64_url(format!("interaction:{id}:{:0>64x}", id.get().wrapping_mul(0x9e37_79b9_7f4a_7c15)).as_bytes());
        let guild = self.world.channel(act.channel).and_then(|c| c.guild);
        let payload = payload(&self.world, id, &token, &act);
        let metadata = metadata(&self.world, id, guild, &act);
        self.desk.tickets.push(Ticket {
            id,
            token,
            kind: act.kind,
            name: act.name,
            command_type: act.command_type,
            user: act.user,
            channel: act.channel,
            source: act.source,
            opened: Instant::now(),
            response: None,
            original: None,
            followups: vec![],
            expired: false,
            metadata,
        });
        self.hub.dispatch(Audience { guild, intent: 0 }, "INTERACTION_CREATE", &|_| payload.clone());
        id
    }

    /// A blank message that answers an interaction, or follows the answer.
    pub(crate) fn answer_message(&mut self, ticket: &Ticket, followup: bool) -> Message {
        use crate::world::message::kind as message_kind;
        let bot = self.world.bot;
        let mut message = Message::blank(&mut self.world, ticket.channel, bot);
        message.webhook = Some(bot);
        let mut metadata = ticket.metadata.clone();
        if followup {
            message.replies_to = ticket.original;
            message.kind = message_kind::REPLY;
            metadata["original_response_message_id"] = ticket.original.map_or(Value::Null, Snowflake::json);
        } else if ticket.kind == kind::COMMAND {
            message.kind = if ticket.command_type == 1 { message_kind::SLASH } else { message_kind::MENU };
        } else if ticket.source.is_some() {
            message.replies_to = ticket.source;
            message.kind = message_kind::REPLY;
        }
        message.interaction = Some(metadata);
        message
    }
}

/// To whom the installation belongs: the guild, or `"0"` in a direct message with the bot.
fn owners(guild: Option<GuildId>) -> Value {
    json!({ "0": guild.map_or_else(|| "0".to_owned(), |id| id.to_string()) })
}

/// The `INTERACTION_CREATE` payload.
fn payload(world: &World, id: Snowflake, token: &str, act: &Act) -> Value {
    let guild = world.guild_of(act.channel);
    let locale = world.user(act.user).map_or("en-US", |u| &u.locale);
    let mut payload = json!({
        "id": id.json(), "application_id": world.bot.json(), "type": act.kind, "token": token, "version": 1,
        "data": act.data, "channel_id": act.channel.json(), "channel": world.partial_channel(act.channel, act.user),
        "app_permissions": world.permissions(act.channel, world.bot).to_string(), "locale": locale,
        "entitlements": [], "entitlement_sku_ids": [], "attachment_size_limit": ATTACHMENT_LIMIT,
        "authorizing_integration_owners": owners(guild.map(|g| g.id)), "context": u8::from(guild.is_none()),
    });
    match guild {
        Some(guild) => {
            payload["guild_id"] = guild.id.json();
            payload["guild"] = json!({"id": guild.id.json(), "locale": guild.locale, "features": ["COMMUNITY"]});
            payload["guild_locale"] = guild.locale.clone().into();
            let mut member = world.member_json(guild.id, act.user).unwrap_or_default();
            member["permissions"] = world.permissions(act.channel, act.user).to_string().into();
            payload["member"] = member;
        }
        None => payload["user"] = world.user_json(act.user),
    }
    if let Some(message) = act.source.and_then(|id| world.message(id)) {
        payload["message"] = world.message_json(message, Eyes::Full);
    }
    payload
}

/// The `interaction_metadata` of every message that comes of an interaction.
fn metadata(world: &World, id: Snowflake, guild: Option<GuildId>, act: &Act) -> Value {
    let mut metadata = json!({
        "id": id.json(), "type": act.kind, "user": world.user_json(act.user),
        "authorizing_integration_owners": owners(guild),
    });
    if act.kind == kind::COMMAND {
        metadata["name"] = act.name.clone().into();
        metadata["command_type"] = act.command_type.into();
        if act.command_type == 3 {
            metadata["target_message_id"] = act.data["target_id"].clone();
        }
    }
    if let Some(source) = act.source {
        metadata["interacted_message_id"] = source.json();
    }
    metadata
}
