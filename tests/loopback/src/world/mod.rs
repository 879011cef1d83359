//! Everything the loopback Discord knows: guilds, channels, people, roles, messages.
//!
//! Owns the data and the questions one can ask of it. Knows no requests and no connections.

pub(crate) mod message;
pub(crate) mod render;
pub(crate) mod seed;

use std::collections::HashMap;

use message::Message;

use crate::{
    permission::{self, Overwrite, Target},
    snowflake::{ChannelId, GuildId, MessageId, Minter, RoleId, UserId},
};

/// Kinds of channel, by Discord's numbers.
pub mod channel_kind {
    /// A text channel of a guild.
    pub const TEXT: u8 = 0;
    /// A direct message with one person.
    pub const DM: u8 = 1;
    /// A voice channel.
    pub const VOICE: u8 = 2;
    /// A heading over channels; nobody can write there.
    pub const CATEGORY: u8 = 4;
    /// A thread anybody in its parent channel can see.
    pub const PUBLIC_THREAD: u8 = 11;
    /// A channel that holds nothing but threads.
    pub const FORUM: u8 = 15;
}

/// One account.
#[derive(Clone, Debug)]
pub(crate) struct User {
    pub(crate) id: UserId,
    pub(crate) name: String,
    pub(crate) bot: bool,
    pub(crate) locale: String,
    /// Whether the bot may write to this person directly.
    pub(crate) takes_dms: bool,
}

/// An account within a guild.
#[derive(Clone, Debug)]
pub(crate) struct Member {
    pub(crate) user: UserId,
    pub(crate) roles: Vec<RoleId>,
    pub(crate) joined_ms: u64,
}

/// A role; the one with the guild's own id is `@everyone`.
#[derive(Clone, Debug)]
pub(crate) struct Role {
    pub(crate) id: RoleId,
    pub(crate) name: String,
    pub(crate) permissions: u64,
    pub(crate) position: u16,
    pub(crate) mentionable: bool,
    /// The bot whose role this is, if it came with one.
    pub(crate) of_bot: Option<UserId>,
}

/// A server.
#[derive(Clone, Debug)]
pub(crate) struct Guild {
    pub(crate) id: GuildId,
    pub(crate) name: String,
    pub(crate) owner: UserId,
    pub(crate) locale: String,
    pub(crate) roles: Vec<Role>,
    pub(crate) members: Vec<Member>,
}

/// A channel, thread or direct message.
#[derive(Clone, Debug)]
pub(crate) struct Channel {
    pub(crate) id: ChannelId,
    /// `None` for direct messages.
    pub(crate) guild: Option<GuildId>,
    pub(crate) kind: u8,
    pub(crate) name: String,
    pub(crate) parent: Option<ChannelId>,
    pub(crate) overwrites: Vec<Overwrite>,
    /// The person at the other end of a direct message.
    pub(crate) recipient: Option<UserId>,
    /// Who opened a thread.
    pub(crate) owner: Option<UserId>,
    pub(crate) archived: bool,
    pub(crate) last_pin_ms: Option<u64>,
}

impl Channel {
    pub(crate) fn is_thread(&self) -> bool {
        self.kind == channel_kind::PUBLIC_THREAD
    }

    /// Whether messages can stand in it.
    pub(crate) fn takes_messages(&self) -> bool {
        !matches!(self.kind, channel_kind::CATEGORY | channel_kind::FORUM)
    }
}

/// The bot's typing in one channel.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Typing {
    /// How often it showed itself typing.
    pub(crate) times: u32,
    /// When it last did, in Unix milliseconds; 0 once it has written.
    pub(crate) last_ms: u64,
}

impl Typing {
    /// Whether people see it typing: for so many milliseconds after it said so.
    pub(crate) fn seen_at(self, now_ms: u64, for_ms: u64) -> bool {
        now_ms.saturating_sub(self.last_ms) < for_ms
    }
}

/// The whole state of the world.
#[derive(Debug)]
pub(crate) struct World {
    pub(crate) bot: UserId,
    pub(crate) users: Vec<User>,
    pub(crate) guilds: Vec<Guild>,
    pub(crate) channels: Vec<Channel>,
    /// Oldest first; deleted messages stay, marked as such, so that a test can still see them.
    pub(crate) messages: Vec<Message>,
    pub(crate) minter: Minter,
    /// Whether the application may read all content over REST, as its portal page says.
    pub(crate) content_granted: bool,
    /// When the bot showed itself typing, by channel.
    pub(crate) typing: HashMap<ChannelId, Typing>,
}

impl World {
    pub(crate) fn user(&self, id: UserId) -> Option<&User> {
        self.users.iter().find(|u| u.id == id)
    }

    pub(crate) fn user_named(&self, name: &str) -> Option<&User> {
        self.users.iter().find(|u| u.name == name)
    }

    pub(crate) fn guild(&self, id: GuildId) -> Option<&Guild> {
        self.guilds.iter().find(|g| g.id == id)
    }

    pub(crate) fn guild_mut(&mut self, id: GuildId) -> Option<&mut Guild> {
        self.guilds.iter_mut().find(|g| g.id == id)
    }

    pub(crate) fn channel(&self, id: ChannelId) -> Option<&Channel> {
        self.channels.iter().find(|c| c.id == id)
    }

    pub(crate) fn channel_mut(&mut self, id: ChannelId) -> Option<&mut Channel> {
        self.channels.iter_mut().find(|c| c.id == id)
    }

    pub(crate) fn channel_named(&self, name: &str) -> Option<&Channel> {
        self.channels.iter().find(|c| c.name == name && c.kind != channel_kind::DM)
    }

    pub(crate) fn guild_of(&self, channel: ChannelId) -> Option<&Guild> {
        self.guild(self.channel(channel)?.guild?)
    }

    pub(crate) fn member(&self, guild: GuildId, user: UserId) -> Option<&Member> {
        self.guild(guild)?.members.iter().find(|m| m.user == user)
    }

    pub(crate) fn role(&self, id: RoleId) -> Option<&Role> {
        self.guilds.iter().flat_map(|g| &g.roles).find(|r| r.id == id)
    }

    /// A message that is there and not deleted, whoever may see it.
    pub(crate) fn message(&self, id: MessageId) -> Option<&Message> {
        self.messages.iter().find(|m| m.id == id && !m.deleted)
    }

    pub(crate) fn message_mut(&mut self, id: MessageId) -> Option<&mut Message> {
        self.messages.iter_mut().find(|m| m.id == id && !m.deleted)
    }

    /// A message of a channel as the channel routes see it: ephemeral ones are not there.
    pub(crate) fn message_in(&self, channel: ChannelId, id: MessageId) -> Option<&Message> {
        self.message(id).filter(|m| m.channel == channel && m.ephemeral_for.is_none())
    }

    /// The pinned messages of a channel, oldest message first.
    pub(crate) fn pinned(&self, channel: ChannelId) -> Vec<&Message> {
        self.messages.iter().filter(|m| m.channel == channel && !m.deleted && m.pinned_ms.is_some()).collect()
    }

    /// What a member's roles give before any channel has its say.
    pub(crate) fn guild_permissions(&self, guild: GuildId, user: UserId) -> u64 {
        let (Some(guild), Some(member)) = (self.guild(guild), self.member(guild, user)) else { return 0 };
        if guild.owner == user {
            return permission::ALL;
        }
        let held = |role: &&Role| role.id == guild.id || member.roles.contains(&role.id);
        let bits = guild.roles.iter().filter(held).fold(0, |bits, role| bits | role.permissions);
        if bits & permission::ADMINISTRATOR == 0 { bits } else { permission::ALL }
    }

    /// What somebody may do in a channel. A thread follows its parent.
    pub(crate) fn permissions(&self, channel: ChannelId, user: UserId) -> u64 {
        let Some(place) = self.channel(channel) else { return 0 };
        let Some(guild) = place.guild else {
            let present = user == self.bot || place.recipient == Some(user);
            return if present { permission::IN_DM } else { 0 };
        };
        let base = self.guild_permissions(guild, user);
        if base == permission::ALL {
            return base;
        }
        let ruling = place.parent.filter(|_| place.is_thread()).and_then(|id| self.channel(id)).unwrap_or(place);
        let roles = self.member(guild, user).map_or(&[][..], |m| &m.roles);
        permission::in_channel(base, guild, roles, user, &ruling.overwrites)
    }

    /// The application's flags: that it has commands, and whether it may ask for the message-content intent.
    pub(crate) fn application_flags(&self) -> u64 {
        const COMMANDS: u64 = 1 << 23;
        const CONTENT_LIMITED: u64 = 1 << 19;
        COMMANDS | if self.content_granted { CONTENT_LIMITED } else { 0 }
    }

    pub(crate) fn bot_may(&self, channel: ChannelId, bits: u64) -> bool {
        self.permissions(channel, self.bot) & bits == bits
    }

    /// Makes somebody's permissions in a channel exactly the bits given.
    pub(crate) fn set_permissions(&mut self, channel: ChannelId, user: UserId, bits: u64) {
        if let Some(channel) = self.channel_mut(channel) {
            channel.overwrites.retain(|o| o.target != Target::Member || o.id != user);
            let deny = permission::ALL & !bits;
            channel.overwrites.push(Overwrite { id: user, target: Target::Member, allow: bits, deny });
        }
    }

    /// The direct-message channel with somebody, if there is one.
    pub(crate) fn direct_with(&self, user: UserId) -> Option<&Channel> {
        self.channels.iter().find(|c| c.recipient == Some(user))
    }

    /// The direct-message channel with somebody, opened if there is none yet.
    pub(crate) fn dm_with(&mut self, user: UserId) -> ChannelId {
        if let Some(channel) = self.direct_with(user) {
            return channel.id;
        }
        let id = self.minter.mint();
        self.channels.push(Channel {
            id,
            guild: None,
            kind: channel_kind::DM,
            name: format!("dm-{user}"),
            parent: None,
            overwrites: vec![],
            recipient: Some(user),
            owner: None,
            archived: false,
            last_pin_ms: None,
        });
        id
    }
}
