//! What people do with messages, as a test says it; carried out in `deeds.rs`. Commands and buttons are in `gestures.rs`.
//!
//! A verb that Discord's client would not allow panics with the reason, since then the test itself is wrong.

use std::sync::Arc;

use serde_json::json;

use crate::{
    deeds::Deed,
    place::{Place, must_find},
    snowflake::{ChannelId, MessageId, UserId},
    state::{Inner, State},
    validate::mentions::Allowed,
    world::message::Message,
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
        self.does(|inner, me| inner.write(me, channel, text, None, true)).await
    }

    /// Replies to a message in its channel, with or without a ping to its author.
    ///
    /// # Panics
    ///
    /// As [`Self::says`], and if the message is not there.
    pub async fn replies_to(&self, message: MessageId, text: &str, ping: bool) -> MessageId {
        self.does(|inner, me| {
            let channel = inner.seen_by(me, message)?.channel;
            inner.write(me, channel, text, Some(message), ping)
        })
        .await
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
        self.does(|inner, me| inner.write(me, channel, text, None, true)).await
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
        self.does(|inner, me| inner.edit_own(me, message, text)).await;
    }

    /// Deletes a message, an own one or, as a moderator, any.
    ///
    /// # Panics
    ///
    /// If it is not there or this person may not.
    pub async fn deletes(&self, message: MessageId) {
        self.does(|inner, me| inner.remove(me, message)).await;
    }

    /// Pins a message.
    ///
    /// # Panics
    ///
    /// If it is not there or this person may not.
    pub async fn pins(&self, message: MessageId) {
        self.does(|inner, me| inner.set_pin(me, message, true)).await;
    }

    /// Unpins a message.
    ///
    /// # Panics
    ///
    /// If it is not there or this person may not.
    pub async fn unpins(&self, message: MessageId) {
        self.does(|inner, me| inner.set_pin(me, message, false)).await;
    }

    /// Opens a thread in a channel or forum and writes its first message. Returns the thread and that message, which in a
    /// forum have the same id.
    ///
    /// # Panics
    ///
    /// If there is no such channel or this person may not.
    pub async fn opens_thread(&self, parent: impl Place, title: &str, text: &str) -> (ChannelId, MessageId) {
        let parent = must_find(&self.state, &parent);
        self.does(|inner, me| inner.open_thread(me, parent, title, text)).await
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

    /// Carries out a deed; one that Discord's client would not allow panics, since then the test itself is wrong.
    async fn does<T>(&self, deed: impl FnOnce(&mut Inner, UserId) -> Deed<T>) -> T {
        let done = self.state.with(|inner| deed(inner, self.user));
        self.settle(done.unwrap_or_else(|reason| panic!("{reason}"))).await
    }

    /// Lets the connection's task run, so that on a single-threaded runtime what was said is on its way.
    async fn settle<T>(&self, value: T) -> T {
        tokio::task::yield_now().await;
        value
    }
}
