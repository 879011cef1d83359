//! What happens without anybody of the cast doing it: webhooks, link previews, purges, removals, and events sent again.

use serde_json::{Value, json};

use crate::{
    gateway::{Audience, intent},
    loopback::Loopback,
    place::Place,
    snowflake::{GuildId, MessageId},
    validate::mentions::Allowed,
    world::{Channel, message::Message},
};

impl Loopback {
    /// A webhook that is not the bot's writes in a channel.
    ///
    /// # Panics
    ///
    /// If there is no such channel.
    pub async fn webhook_says(&self, channel: impl Place, name: &str, text: &str) -> MessageId {
        let channel = self.channel(channel);
        let id = self.state.with(|inner| {
            let hook = inner.world.minter.mint();
            let mut message = Message::blank(&mut inner.world, channel, hook);
            name.clone_into(&mut message.author_name);
            message.reword(text);
            message.webhook = Some(hook);
            inner.post(message, &Allowed::users_only())
        });
        tokio::task::yield_now().await;
        id
    }

    /// Discord adds a link preview to a message: a `MESSAGE_UPDATE` that is no edit.
    pub fn unfurls(&self, message: MessageId) {
        self.state.with(|inner| {
            if let Some(message) = inner.world.message_mut(message) {
                message.embeds.push(json!({"type": "link", "url": "https://example.org/", "title": "Example"}));
            }
            inner.announce(message, "MESSAGE_UPDATE");
        });
    }

    /// A message goes without anybody of this cast doing it, as when a moderator's tool deletes it.
    pub fn vanishes(&self, message: MessageId) {
        self.state.with(|inner| inner.delete(message));
    }

    /// A moderator's tool deletes several messages at once: one event for all of them.
    ///
    /// # Panics
    ///
    /// If there is no such channel.
    pub fn purges(&self, channel: impl Place, messages: &[MessageId]) {
        let channel = self.channel(channel);
        self.state.with(|inner| inner.purge(channel, messages));
    }

    /// A channel is deleted, with everything in it.
    ///
    /// # Panics
    ///
    /// If there is no such channel.
    pub fn delete_channel(&self, channel: impl Place) {
        let channel = self.channel(channel);
        self.state.with(|inner| {
            let thread = inner.world.channel(channel).is_some_and(Channel::is_thread);
            inner.announce_channel(channel, if thread { "THREAD_DELETE" } else { "CHANNEL_DELETE" }, &json!({}));
            inner.world.channels.retain(|c| c.id != channel);
            inner.world.messages.iter_mut().filter(|m| m.channel == channel).for_each(|m| m.deleted = true);
        });
    }

    /// The bot is removed from a guild: it is told, and sees nothing there any more.
    pub fn removes_bot(&self, guild: GuildId) {
        self.state.with(|inner| {
            let audience = Audience { guild: Some(guild), intent: intent::GUILDS };
            inner.hub.dispatch(audience, "GUILD_DELETE", &|_| json!({"id": guild.to_string()}));
            inner.world.channels.retain(|c| c.guild != Some(guild));
            inner.world.guilds.retain(|g| g.id != guild);
        });
    }

    /// A guild goes away for a while, as in an outage at Discord, and comes back.
    pub fn outage(&self, guild: GuildId) {
        self.state.with(|inner| {
            let audience = Audience { guild: Some(guild), intent: intent::GUILDS };
            inner.hub.dispatch(audience, "GUILD_DELETE", &|_| json!({"id": guild.to_string(), "unavailable": true}));
            inner.announce_guild(guild);
        });
    }

    /// Grants or withdraws the message-content intent on the application's portal page. Connected sessions keep what they
    /// have.
    pub fn grant_message_content(&self, granted: bool) {
        self.state.with(|inner| inner.world.content_granted = granted);
    }

    /// Sends any event to every session, for what this crate has no verb for.
    pub fn dispatch(&self, event: &str, data: &Value) {
        let audience = Audience { guild: None, intent: 0 };
        self.state.with(|inner| inner.hub.dispatch(audience, event, &|_| data.clone()));
    }

    /// Sends an existing message's `MESSAGE_CREATE` once more, as happens around a resume.
    pub fn repeat(&self, message: MessageId) {
        self.state.with(|inner| inner.announce(message, "MESSAGE_CREATE"));
    }
}
