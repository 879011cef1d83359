//! Setting the scene: permissions, channels, roles, people, guilds.

use serde_json::json;

use crate::{
    actor::Actor,
    loopback::Loopback,
    permission::VIEW_CHANNEL,
    place::Place,
    snowflake::{ChannelId, GuildId, RoleId, Snowflake, now_ms},
    world::{Channel, Guild, Member, Role, User, channel_kind},
};

impl Loopback {
    /// Makes the bot's permissions in a channel exactly these bits.
    ///
    /// # Panics
    ///
    /// If there is no such channel.
    pub fn set_permissions(&self, channel: impl Place, bits: u64) {
        let channel = self.channel(channel);
        self.state.with(|inner| {
            let bot = inner.world.bot;
            inner.world.set_permissions(channel, bot, bits);
            inner.announce_channel(channel, "CHANNEL_UPDATE", &json!({}));
        });
    }

    /// The bot's permissions in a channel.
    ///
    /// # Panics
    ///
    /// If there is no such channel.
    #[must_use]
    pub fn bot_permissions(&self, channel: impl Place) -> u64 {
        let channel = self.channel(channel);
        self.state.read(|inner| inner.world.permissions(channel, inner.world.bot))
    }

    /// Takes some of the bot's permissions in a channel away.
    ///
    /// # Panics
    ///
    /// If there is no such channel.
    pub fn revoke(&self, channel: impl Place, bits: u64) {
        let channel = self.channel(channel);
        let left = self.bot_permissions(channel) & !bits;
        self.set_permissions(channel, left);
    }

    /// Hides a channel from the bot altogether.
    ///
    /// # Panics
    ///
    /// If there is no such channel.
    pub fn hide(&self, channel: impl Place) {
        self.revoke(channel, VIEW_CHANNEL);
    }

    /// Adds a text channel to the first guild.
    pub fn add_channel(&self, name: &str) -> ChannelId {
        self.add_channel_of(name, channel_kind::TEXT, None)
    }

    /// Adds a forum to the first guild. People open threads in it with [`Actor::opens_thread`].
    pub fn add_forum(&self, name: &str) -> ChannelId {
        self.add_channel_of(name, channel_kind::FORUM, None)
    }

    /// A server's administrators open a command to everybody, whatever permissions the bot asked for (Server Settings, Integrations).
    pub fn open_command(&self, name: &str) {
        self.state.with(|inner| inner.registry.opened.push(name.to_owned()));
    }

    /// Id of a role of the first guild.
    ///
    /// # Panics
    ///
    /// If there is no such role.
    #[must_use]
    pub fn role(&self, name: &str) -> RoleId {
        let found = self.state.read(|inner| {
            let roles = inner.world.guilds.first().into_iter().flat_map(|guild| &guild.roles);
            roles.filter(|role| role.name == name).map(|role| role.id).next()
        });
        found.unwrap_or_else(|| panic!("there is no role `{name}`"))
    }

    /// Adds a channel of any kind, in a guild or in the first one.
    pub fn add_channel_of(&self, name: &str, kind: u8, guild: Option<GuildId>) -> ChannelId {
        let guild = guild.unwrap_or_else(|| self.guild());
        self.state.with(|inner| {
            let id = inner.world.minter.mint();
            inner.world.channels.push(guild_channel(id, guild, kind, name));
            inner.announce_channel(id, "CHANNEL_CREATE", &json!({}));
            id
        })
    }

    /// Archives a thread.
    ///
    /// # Panics
    ///
    /// If there is no such thread.
    pub fn archive(&self, thread: impl Place) {
        let thread = self.channel(thread);
        self.state.with(|inner| {
            if let Some(thread) = inner.world.channel_mut(thread) {
                thread.archived = true;
            }
            inner.announce_channel(thread, "THREAD_UPDATE", &json!({}));
        });
    }

    /// Adds a role to the first guild.
    pub fn add_role(&self, name: &str, permissions: u64) -> RoleId {
        let guild = self.guild();
        self.state.with(|inner| {
            let id = inner.world.minter.mint();
            if let Some(guild) = inner.world.guild_mut(guild) {
                let position = u16::try_from(guild.roles.len()).unwrap_or(u16::MAX);
                guild.roles.push(Role { id, name: name.to_owned(), permissions, position, mentionable: true, of_bot: None });
            }
            id
        })
    }

    /// Adds somebody to the first guild.
    pub fn add_member(&self, name: &str, roles: &[RoleId]) -> Actor {
        self.add_account(name, roles, false)
    }

    /// Adds another bot to the first guild.
    pub fn add_bot(&self, name: &str) -> Actor {
        self.add_account(name, &[], true)
    }

    fn add_account(&self, name: &str, roles: &[RoleId], bot: bool) -> Actor {
        let guild = self.guild();
        let user = self.state.with(|inner| {
            let id = inner.world.minter.mint();
            let name = name.to_owned();
            inner.world.users.push(User { id, name, bot, locale: "en-US".to_owned(), takes_dms: true });
            if let Some(guild) = inner.world.guild_mut(guild) {
                guild.members.push(Member { user: id, roles: roles.to_vec(), joined_ms: now_ms() });
            }
            id
        });
        Actor { state: self.state.clone(), user }
    }

    /// Gives somebody a role of the first guild. The bot is not told, since that takes a privileged intent.
    ///
    /// # Panics
    ///
    /// If there is no role of that name.
    pub fn give_role(&self, actor: &Actor, role: &str) {
        self.change_roles(actor, role, true);
    }

    /// Takes a role of the first guild from somebody.
    ///
    /// # Panics
    ///
    /// If there is no role of that name.
    pub fn take_role(&self, actor: &Actor, role: &str) {
        self.change_roles(actor, role, false);
    }

    fn change_roles(&self, actor: &Actor, role: &str, give: bool) {
        let guild = self.guild();
        let found = self.state.with(|inner| {
            let guild = inner.world.guild_mut(guild)?;
            let id = guild.roles.iter().find(|r| r.name == role)?.id;
            let member = guild.members.iter_mut().find(|m| m.user == actor.user)?;
            member.roles.retain(|held| *held != id);
            if give {
                member.roles.push(id);
            }
            Some(())
        });
        assert!(found.is_some(), "there is no role `{role}`, or this person is not in the first guild");
    }

    /// Adds a second guild with one text channel of the name given. Everybody there is in it too, and the bot is told.
    pub fn add_guild(&self, name: &str, channel: &str) -> (GuildId, ChannelId) {
        self.state.with(|inner| {
            let (id, channel_id) = (inner.world.minter.mint(), inner.world.minter.mint());
            let Some(first) = inner.world.guilds.first() else { return (id, channel_id) };
            let everyone = first.roles.iter().filter(|r| r.id == first.id).map(|r| Role { id, ..r.clone() });
            let bots = first.roles.iter().filter(|r| r.of_bot == Some(inner.world.bot));
            let bots: Vec<_> = bots.map(|r| Role { id: Snowflake::new(id.get() + 1), ..r.clone() }).collect();
            let bot_roles: Vec<_> = bots.iter().map(|r| r.id).collect();
            let of = |m: &Member| if m.user == inner.world.bot { bot_roles.clone() } else { vec![] };
            let guild = Guild {
                id,
                name: name.to_owned(),
                owner: first.owner,
                locale: first.locale.clone(),
                roles: everyone.chain(bots.clone()).collect(),
                members: first.members.iter().map(|m| Member { roles: of(m), ..m.clone() }).collect(),
            };
            inner.world.guilds.push(guild);
            inner.world.channels.push(guild_channel(channel_id, id, channel_kind::TEXT, channel));
            inner.announce_guild(id);
            (id, channel_id)
        })
    }
}

/// A channel of a guild with nothing special about it.
pub(crate) fn guild_channel(id: ChannelId, guild: GuildId, kind: u8, name: &str) -> Channel {
    Channel {
        id,
        guild: Some(guild),
        kind,
        name: name.to_owned(),
        parent: None,
        overwrites: vec![],
        recipient: None,
        owner: None,
        archived: false,
        last_pin_ms: None,
    }
}
