//! What the gateway tells when the world changes. Every change that the bot can hear of goes through here.

use serde_json::{Value, json};

use crate::{
    gateway::{Audience, intent},
    permission::{READ_MESSAGE_HISTORY, VIEW_CHANNEL},
    snowflake::{ChannelId, GuildId, MessageId, Snowflake, UserId, iso8601, now_ms},
    state::Inner,
    validate::mentions::Allowed,
    world::message::{Message, kind},
};

impl Inner {
    /// Puts a message into the world, works out whom it notifies, and tells the gateway.
    pub(crate) fn post(&mut self, mut message: Message, allowed: &Allowed) -> MessageId {
        message.mentions = self.world.mentions_of(&message, allowed);
        let id = message.id;
        if message.author == self.world.bot
            && let Some(typing) = self.world.typing.get_mut(&message.channel)
        {
            typing.last_ms = 0;
        }
        self.world.messages.push(message);
        self.announce(id, "MESSAGE_CREATE");
        id
    }

    /// Tells of a message that was created or changed. Nobody but its one reader hears of an ephemeral one.
    pub(crate) fn announce(&mut self, id: MessageId, event: &str) {
        let Self { world, hub, .. } = self;
        let Some(message) = world.message(id).filter(|m| m.ephemeral_for.is_none()) else { return };
        if world.bot_may(message.channel, VIEW_CHANNEL) {
            hub.dispatch(message_audience(message.guild), event, &|eyes| world.message_event(message, eyes));
        }
    }

    /// Marks a message as deleted and tells the gateway. Deleting a pinned message tells nothing of the pin.
    pub(crate) fn delete(&mut self, id: MessageId) -> bool {
        let Some(message) = self.world.message_mut(id) else { return false };
        message.deleted = true;
        let (channel, guild, hidden) = (message.channel, message.guild, message.is_ephemeral());
        if !hidden && self.world.bot_may(channel, VIEW_CHANNEL) {
            let event = located(json!({"id": id.json(), "channel_id": channel.json()}), guild);
            self.hub.dispatch(message_audience(guild), "MESSAGE_DELETE", &|_| event.clone());
        }
        true
    }

    /// Marks several messages of a channel as deleted, and tells of them in one event.
    pub(crate) fn purge(&mut self, channel: ChannelId, ids: &[MessageId]) {
        for id in ids {
            if let Some(message) = self.world.message_mut(*id).filter(|m| m.channel == channel) {
                message.deleted = true;
            }
        }
        let guild = self.world.channel(channel).and_then(|c| c.guild);
        let ids: Vec<_> = ids.iter().map(|id| id.json()).collect();
        let event = located(json!({"ids": ids, "channel_id": channel.json()}), guild);
        self.tell(channel, message_audience(guild), "MESSAGE_DELETE_BULK", &event);
    }

    /// Pins or unpins a message. Pinning leaves a notice in the channel that names the message; doing what is done already
    /// tells nobody anything.
    pub(crate) fn pin(&mut self, id: MessageId, by: UserId, pin: bool) {
        let Some(message) = self.world.message_mut(id).filter(|m| m.pinned_ms.is_some() != pin) else { return };
        message.pinned_ms = pin.then(now_ms);
        let channel = message.channel;
        if pin && let Some(place) = self.world.channel_mut(channel) {
            place.last_pin_ms = Some(now_ms());
        }
        self.announce_pins(channel);
        self.announce(id, "MESSAGE_UPDATE");
        if pin {
            let mut notice = Message::blank(&mut self.world, channel, by);
            notice.kind = kind::PINNED_NOTICE;
            notice.replies_to = Some(id);
            self.post(notice, &Allowed::users_only());
        }
    }

    /// Tells that the pins of a channel changed; neither which message nor who.
    pub(crate) fn announce_pins(&mut self, channel: ChannelId) {
        let Some(place) = self.world.channel(channel) else { return };
        let guild = place.guild;
        let last = place.last_pin_ms.map(iso8601);
        let event = located(json!({"channel_id": channel.json(), "last_pin_timestamp": last}), guild);
        let intent = if guild.is_some() { intent::GUILDS } else { intent::DIRECT_MESSAGES };
        self.tell(channel, Audience { guild, intent }, "CHANNEL_PINS_UPDATE", &event);
    }

    /// Tells of a channel or thread that was created or changed.
    pub(crate) fn announce_channel(&mut self, channel: ChannelId, event: &str, extra: &Value) {
        let Some(place) = self.world.channel(channel) else { return };
        let guild = place.guild;
        let mut value = self.world.channel_json(place);
        for (key, field) in extra.as_object().into_iter().flatten() {
            value[key] = field.clone();
        }
        self.tell(channel, Audience { guild, intent: intent::GUILDS }, event, &value);
    }

    /// Tells of something in a channel, if the bot sees that channel.
    fn tell(&mut self, channel: ChannelId, audience: Audience, event: &str, data: &Value) {
        if self.world.bot_may(channel, VIEW_CHANNEL) {
            self.hub.dispatch(audience, event, &|_| data.clone());
        }
    }

    /// Tells of a guild the bot has just joined, or whose roles changed.
    pub(crate) fn announce_guild(&mut self, guild: GuildId) {
        let Self { world, hub, .. } = self;
        if let Some(known) = world.guild(guild) {
            let audience = Audience { guild: Some(guild), intent: intent::GUILDS };
            hub.dispatch(audience, "GUILD_CREATE", &|_| world.guild_create(known));
        }
    }

    /// The channel's pinned messages, newest pin first; none without the right to read history.
    pub(crate) fn pins(&self, channel: ChannelId) -> Vec<&Message> {
        let mut pins = self.world.pinned(channel);
        pins.sort_by_key(|m| std::cmp::Reverse(m.pinned_ms));
        pins.retain(|_| self.world.bot_may(channel, READ_MESSAGE_HISTORY));
        pins
    }
}

/// Which intent lets message events through.
fn message_audience(guild: Option<Snowflake>) -> Audience {
    let intent = if guild.is_some() { intent::GUILD_MESSAGES } else { intent::DIRECT_MESSAGES };
    Audience { guild, intent }
}

fn located(mut event: Value, guild: Option<Snowflake>) -> Value {
    if let Some(guild) = guild {
        event["guild_id"] = guild.json();
    }
    event
}
