//! What people do with messages, carried out under one lock: writing, editing, deleting, pinning, opening threads.
//!
//! What Discord's client would not let somebody do is an error that says why. Tests meet it as a panic (`actor.rs`), a
//! person at the page as a sentence (`page/`).

use serde_json::json;

use crate::{
    permission::{CREATE_PUBLIC_THREADS, MANAGE_MESSAGES, PIN_MESSAGES, SEND_MESSAGES, SEND_MESSAGES_IN_THREADS, VIEW_CHANNEL},
    snowflake::{ChannelId, MessageId, UserId},
    stage::guild_channel,
    state::Inner,
    validate::{mentions::Allowed, message::CONTENT},
    world::{
        Channel, channel_kind,
        message::{Message, kind as message_kind},
    },
};

/// Most characters of a thread's name.
const THREAD_NAME: usize = 100;

/// A deed, or why Discord's client would not allow it.
pub(crate) type Deed<T> = Result<T, String>;

impl Inner {
    /// A message this person can see.
    pub(crate) fn seen_by(&self, user: UserId, message: MessageId) -> Deed<&Message> {
        let found = self.world.message(message).filter(|m| m.ephemeral_for.is_none_or(|reader| reader == user));
        let found = found.filter(|m| self.world.permissions(m.channel, user) & VIEW_CHANNEL != 0);
        found.ok_or_else(|| format!("message {message} is deleted, or this person cannot see it"))
    }

    /// Fails unless this person holds all of these permissions in a channel.
    pub(crate) fn able(&self, user: UserId, channel: ChannelId, bits: u64) -> Deed<()> {
        let held = self.world.permissions(channel, user);
        if held & bits == bits {
            return Ok(());
        }
        Err(format!("this person lacks permissions {} in channel {channel}", bits & !held))
    }

    /// Writes a message, an ordinary one or a reply with or without a ping.
    pub(crate) fn write(
        &mut self,
        user: UserId,
        channel: ChannelId,
        text: &str,
        answers: Option<MessageId>,
        ping: bool,
    ) -> Deed<MessageId> {
        let place = self.world.channel(channel);
        if place.is_some_and(|place| !place.takes_messages()) {
            return Err("nothing can be written here; open a post instead".to_owned());
        }
        let thread = place.is_some_and(Channel::is_thread);
        self.able(user, channel, VIEW_CHANNEL | if thread { SEND_MESSAGES_IN_THREADS } else { SEND_MESSAGES })?;
        check_text(text)?;
        if let Some(answers) = answers {
            self.seen_by(user, answers)?;
        }
        // Writing in an archived thread opens it again.
        if let Some(place) = self.world.channel_mut(channel).filter(|place| place.archived) {
            place.archived = false;
            self.announce_channel(channel, "THREAD_UPDATE", &json!({}));
        }
        let mut message = Message::blank(&mut self.world, channel, user);
        message.reword(text);
        message.replies_to = answers;
        message.kind = if answers.is_some() { message_kind::REPLY } else { message_kind::ORDINARY };
        Ok(self.post(message, &Allowed { replied_user: ping, ..Allowed::everything() }))
    }

    /// Gives an own message another text.
    pub(crate) fn edit_own(&mut self, user: UserId, message: MessageId, text: &str) -> Deed<()> {
        let mut new = self.seen_by(user, message)?.clone();
        if new.author != user {
            return Err(format!("only the author can edit message {message}"));
        }
        check_text(text)?;
        // The ping of a reply is decided when it is sent, and an edit leaves it as it was.
        let answered = new.replies_to.and_then(|id| self.world.message(id)).map(|m| m.author);
        let replied_user = answered.is_some_and(|author| new.mentions.users.contains(&author));
        new.reword(text);
        new.mark_edited();
        new.mentions = self.world.mentions_of(&new, &Allowed { replied_user, ..Allowed::everything() });
        if let Some(stored) = self.world.message_mut(message) {
            *stored = new;
        }
        self.announce(message, "MESSAGE_UPDATE");
        Ok(())
    }

    /// Deletes a message: an own one, an ephemeral one of this reader, or any with Manage Messages.
    pub(crate) fn remove(&mut self, user: UserId, message: MessageId) -> Deed<()> {
        let old = self.seen_by(user, message)?;
        let manages = self.world.permissions(old.channel, user) & MANAGE_MESSAGES != 0;
        if old.author != user && !old.is_ephemeral() && !manages {
            return Err(format!("this person may not delete message {message}"));
        }
        self.delete(message);
        Ok(())
    }

    /// Pins or unpins a message.
    pub(crate) fn set_pin(&mut self, user: UserId, message: MessageId, pin: bool) -> Deed<()> {
        let old = self.seen_by(user, message)?;
        if old.is_ephemeral() {
            return Err("a message only one person sees cannot be pinned".to_owned());
        }
        self.able(user, old.channel, PIN_MESSAGES)?;
        self.pin(message, user, pin);
        Ok(())
    }

    /// Opens a thread in a channel or forum and writes its first message. Returns the thread and that message, which in a
    /// forum have the same id.
    pub(crate) fn open_thread(&mut self, user: UserId, parent: ChannelId, title: &str, text: &str) -> Deed<(ChannelId, MessageId)> {
        self.able(user, parent, VIEW_CHANNEL | CREATE_PUBLIC_THREADS)?;
        check_text(text)?;
        if !(1..=THREAD_NAME).contains(&title.trim().chars().count()) {
            return Err(format!("a thread needs a title of 1 to {THREAD_NAME} characters"));
        }
        let place = self.world.channel(parent).map(|place| (place.guild, place.kind));
        let Some((Some(guild), kind @ (channel_kind::TEXT | channel_kind::FORUM))) = place else {
            return Err("no thread can be opened here".to_owned());
        };
        let id = self.world.minter.mint();
        let mut thread = guild_channel(id, guild, channel_kind::PUBLIC_THREAD, title.trim());
        thread.parent = Some(parent);
        thread.owner = Some(user);
        self.world.channels.push(thread);
        self.announce_channel(id, "THREAD_CREATE", &json!({"newly_created": true}));
        let mut message = Message::blank(&mut self.world, id, user);
        if kind == channel_kind::FORUM {
            message.id = id;
        }
        message.reword(text);
        Ok((id, self.post(message, &Allowed::everything())))
    }
}

/// Discord's client does not let anybody send less than a letter or more than 2,000.
fn check_text(text: &str) -> Deed<()> {
    let length = text.trim().chars().count();
    if (1..=CONTENT).contains(&length) {
        return Ok(());
    }
    Err(format!("a message has 1 to {CONTENT} characters, not {length}"))
}
