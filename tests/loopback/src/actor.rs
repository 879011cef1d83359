//! What people do with messages: speak, reply, edit, delete, pin, open threads. Commands and buttons are in `gestures.rs`.
//!
//! A verb that Discord's client would not allow panics with the reason, since then the test itself is wrong.

use std::sync::Arc;

use serde_json::json;

use crate::{
    permission::{CREATE_PUBLIC_THREADS, MANAGE_MESSAGES, PIN_MESSAGES, SEND_MESSAGES, SEND_MESSAGES_IN_THREADS, VIEW_CHANNEL},
    place::{Place, must_find},
    snowflake::{ChannelId, MessageId, UserId},
    stage::guild_channel,
    state::State,
    validate::{mentions::Allowed, message::CONTENT},
    world::{
        Channel, channel_kind,
        message::{Message, kind as message_kind},
    },
};

/// Somebody with an account.
#[derive(Clone, Debug)]
pub struct Actor {
    pub(crate) state: Arc<State>,
    pub(crate) user: UserId,
}

impl Actor {
    /// The account's id.
    #[must_use]
    pub fn id(&self) -> UserId {
        self.user
    }

    /// Writes in a channel.
    ///
    /// # Panics
    ///
    /// If there is no such channel, or this person may not write there, or the text is empty or too long.
    pub async fn says(&self, channel: impl Place, text: &str) -> MessageId {
        let channel = must_find(&self.state, &channel);
        self.write(channel, text, None, true).await
    }

    /// Replies to a message in its channel, with or without a ping to its author.
    ///
    /// # Panics
    ///
    /// As [`Self::says`], and if the message is not there.
    pub async fn replies_to(&self, message: MessageId, text: &str, ping: bool) -> MessageId {
        let channel = self.seen(message).channel;
        self.write(channel, text, Some(message), ping).await
    }

    /// Writes in a channel, naming the bot first.
    ///
    /// # Panics
    ///
    /// As [`Self::says`].
    pub async fn mentions_bot(&self, channel: impl Place, text: &str) -> MessageId {
        let bot = self.state.read(|inner| inner.world.bot);
        self.says(channel, &format!("<@{bot}> {text}")).await
    }

    /// Writes to the bot directly.
    ///
    /// # Panics
    ///
    /// If the text is empty or too long.
    pub async fn dm(&self, text: &str) -> MessageId {
        let channel = self.dm_channel();
        self.write(channel, text, None, true).await
    }

    /// The direct-message channel with the bot.
    #[must_use]
    pub fn dm_channel(&self) -> ChannelId {
        self.state.with(|inner| inner.world.dm_with(self.user))
    }

    /// Writes a message with a file, and perhaps no text.
    ///
    /// # Panics
    ///
    /// If there is no such channel.
    pub async fn attaches(&self, channel: impl Place, filename: &str, text: &str) -> MessageId {
        let channel = must_find(&self.state, &channel);
        let id = self.state.with(|inner| {
            let file = inner.world.minter.mint();
            let url = format!("https://cdn.discordapp.com/attachments/{channel}/{file}/{filename}");
            let mut message = Message::blank(&mut inner.world, channel, self.user);
            message.reword(text);
            message.attachments = vec![json!({
                "id": file.to_string(), "filename": filename, "size": 1024, "url": url, "proxy_url": url,
            })];
            inner.post(message, &Allowed::everything())
        });
        self.settle(id).await
    }

    /// Edits an own message.
    ///
    /// # Panics
    ///
    /// If it is not there or not this person's.
    pub async fn edits(&self, message: MessageId, text: &str) {
        let old = self.seen(message);
        assert_eq!(old.author, self.user, "only the author can edit message {message}");
        check_text(text);
        self.state.with(|inner| {
            let mut new = old.clone();
            new.reword(text);
            new.mark_edited();
            // The ping of a reply is decided when it is sent, and an edit leaves it as it was.
            let answered = old.replies_to.and_then(|id| inner.world.message(id)).map(|m| m.author);
            let replied_user = answered.is_some_and(|author| old.mentions.users.contains(&author));
            new.mentions = inner.world.mentions_of(&new, &Allowed { replied_user, ..Allowed::everything() });
            if let Some(stored) = inner.world.message_mut(message) {
                *stored = new;
            }
            inner.announce(message, "MESSAGE_UPDATE");
        });
        self.settle(()).await;
    }

    /// Deletes a message, an own one or, as a moderator, any.
    ///
    /// # Panics
    ///
    /// If it is not there or this person may not.
    pub async fn deletes(&self, message: MessageId) {
        let old = self.seen(message);
        let may = self.state.read(|inner| inner.world.permissions(old.channel, self.user));
        let allowed = old.author == self.user || may & MANAGE_MESSAGES != 0;
        assert!(allowed, "this person may not delete message {message}");
        self.state.with(|inner| inner.delete(message));
        self.settle(()).await;
    }

    /// Pins a message.
    ///
    /// # Panics
    ///
    /// If it is not there or this person may not.
    pub async fn pins(&self, message: MessageId) {
        self.must_be_able(self.seen(message).channel, PIN_MESSAGES);
        self.state.with(|inner| inner.pin(message, self.user, true));
        self.settle(()).await;
    }

    /// Unpins a message.
    ///
    /// # Panics
    ///
    /// If it is not there or this person may not.
    pub async fn unpins(&self, message: MessageId) {
        self.must_be_able(self.seen(message).channel, PIN_MESSAGES);
        self.state.with(|inner| inner.pin(message, self.user, false));
        self.settle(()).await;
    }

    /// Opens a thread in a channel or forum and writes its first message. Returns the thread and that message, which in a
    /// forum have the same id.
    ///
    /// # Panics
    ///
    /// If there is no such channel or this person may not.
    pub async fn opens_thread(&self, parent: impl Place, title: &str, text: &str) -> (ChannelId, MessageId) {
        let parent = must_find(&self.state, &parent);
        self.must_be_able(parent, VIEW_CHANNEL | CREATE_PUBLIC_THREADS);
        check_text(text);
        let ids = self.state.with(|inner| {
            let id = inner.world.minter.mint();
            let (guild, in_forum) = inner.world.channel(parent).map_or((None, false), |p| (p.guild, p.kind == channel_kind::FORUM));
            let guild = guild.unwrap_or(parent);
            let mut thread = guild_channel(id, guild, channel_kind::PUBLIC_THREAD, title);
            thread.parent = Some(parent);
            thread.owner = Some(self.user);
            inner.world.channels.push(thread);
            inner.announce_channel(id, "THREAD_CREATE", &json!({"newly_created": true}));
            let mut message = Message::blank(&mut inner.world, id, self.user);
            if in_forum {
                message.id = id;
            }
            message.reword(text);
            (id, inner.post(message, &Allowed::everything()))
        });
        self.settle(ids).await
    }

    /// Takes no more direct messages from the bot.
    pub fn closes_dms(&self) {
        self.state.with(|inner| {
            if let Some(user) = inner.world.users.iter_mut().find(|u| u.id == self.user) {
                user.takes_dms = false;
            }
        });
    }

    /// Sets the language of this person's client.
    pub fn speaks(&self, locale: &str) {
        self.state.with(|inner| {
            if let Some(user) = inner.world.users.iter_mut().find(|u| u.id == self.user) {
                locale.clone_into(&mut user.locale);
            }
        });
    }

    /// Makes this person's permissions in a channel exactly these bits.
    ///
    /// # Panics
    ///
    /// If there is no such channel.
    pub fn set_permissions(&self, channel: impl Place, bits: u64) {
        let channel = must_find(&self.state, &channel);
        self.state.with(|inner| inner.world.set_permissions(channel, self.user, bits));
    }

    async fn write(&self, channel: ChannelId, text: &str, answers: Option<MessageId>, ping: bool) -> MessageId {
        let thread = self.state.read(|inner| inner.world.channel(channel).is_some_and(Channel::is_thread));
        self.must_be_able(channel, VIEW_CHANNEL | if thread { SEND_MESSAGES_IN_THREADS } else { SEND_MESSAGES });
        check_text(text);
        let id = self.state.with(|inner| {
            let mut message = Message::blank(&mut inner.world, channel, self.user);
            message.reword(text);
            message.replies_to = answers;
            message.kind = if answers.is_some() { message_kind::REPLY } else { message_kind::ORDINARY };
            inner.post(message, &Allowed { replied_user: ping, ..Allowed::everything() })
        });
        self.settle(id).await
    }

    fn must_be_able(&self, channel: ChannelId, bits: u64) {
        let held = self.state.read(|inner| inner.world.permissions(channel, self.user));
        assert!(held & bits == bits, "this person lacks permissions {} in channel {channel}", bits & !held);
    }

    /// A message this person can see.
    pub(crate) fn seen(&self, message: MessageId) -> Message {
        let found = self.state.read(|inner| {
            let found = inner.world.message(message).filter(|m| m.ephemeral_for.is_none_or(|u| u == self.user))?;
            let sees = inner.world.permissions(found.channel, self.user) & VIEW_CHANNEL != 0;
            sees.then(|| found.clone())
        });
        found.unwrap_or_else(|| panic!("message {message} is deleted, or this person cannot see it"))
    }

    /// Lets the connection's task run, so that on a single-threaded runtime what was said is on its way.
    async fn settle<T>(&self, value: T) -> T {
        tokio::task::yield_now().await;
        value
    }
}

/// Discord's client does not let anybody send less than a letter or more than 2,000.
fn check_text(text: &str) {
    let length = text.trim().chars().count();
    assert!((1..=CONTENT).contains(&length), "a person cannot send a message of {length} characters");
}
