//! The handle a test holds: starting, and looking at what happened. Waiting is in `wait.rs`, setting up in `stage.rs`.

use std::{sync::Arc, time::Duration};

use serde_json::Value;
use tokio::task::JoinHandle;

use crate::{
    actor::Actor,
    faults::Faults,
    handle::Interaction,
    journal::RestCall,
    place::{Place, must_find},
    server,
    settings::Settings,
    snowflake::{ChannelId, GuildId, MessageId, UserId},
    state::State,
    world::message::Message,
};

/// A running Discord on loopback. It stops when the handle is dropped.
#[derive(Debug)]
pub struct Loopback {
    pub(crate) state: Arc<State>,
    server: JoinHandle<()>,
}

impl Drop for Loopback {
    fn drop(&mut self) {
        self.state.stop();
        self.server.abort();
    }
}

impl Loopback {
    /// Starts one on 127.0.0.1.
    ///
    /// # Panics
    ///
    /// If the port cannot be bound.
    pub async fn start(settings: Settings) -> Self {
        match Self::try_start(settings).await {
            Ok(started) => started,
            Err(error) => panic!("the loopback Discord could not start: {error}"),
        }
    }

    /// Starts one on 127.0.0.1.
    ///
    /// # Errors
    ///
    /// If the port cannot be bound.
    pub async fn try_start(settings: Settings) -> std::io::Result<Self> {
        let (state, server) = server::start(settings).await?;
        Ok(Self { state, server })
    }

    /// What stands in for `https://discord.com`: `http://127.0.0.1:PORT`.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.state.address)
    }

    /// The address of the gateway: `ws://127.0.0.1:PORT`.
    #[must_use]
    pub fn gateway_url(&self) -> String {
        self.state.gateway_url()
    }

    /// The token that is let in.
    #[must_use]
    pub fn token(&self) -> &str {
        &self.state.settings.token
    }

    /// Id of the bot account, which is its application's id too.
    #[must_use]
    pub fn bot_id(&self) -> UserId {
        self.state.read(|inner| inner.world.bot)
    }

    /// Id of the first guild.
    #[must_use]
    pub fn guild(&self) -> GuildId {
        self.state.read(|inner| inner.world.guilds.first().map(|g| g.id)).unwrap_or(GuildId::new(0))
    }

    /// Id of a channel.
    ///
    /// # Panics
    ///
    /// If there is no channel of that name.
    #[must_use]
    pub fn channel(&self, channel: impl Place) -> ChannelId {
        must_find(&self.state, &channel)
    }

    /// Somebody of the default world (olivia, alice, bob, helen, mod, robin) or added since.
    ///
    /// # Panics
    ///
    /// If there is nobody of that name.
    #[must_use]
    pub fn member(&self, name: &str) -> Actor {
        let user = self.state.read(|inner| {
            let names = inner.world.users.iter().map(|u| u.name.as_str());
            inner.world.user_named(name).map(|u| u.id).ok_or_else(|| names.collect::<Vec<_>>().join(", "))
        });
        match user {
            Ok(user) => Actor { state: self.state.clone(), user },
            Err(known) => panic!("there is nobody called `{name}`; there are: {known}"),
        }
    }

    /// Faults to set up.
    #[must_use]
    pub fn faults(&self) -> Faults<'_> {
        Faults { state: &self.state }
    }

    /// The registered global commands, as Discord would return them.
    #[must_use]
    pub fn commands(&self) -> Vec<Value> {
        self.state.read(|inner| inner.registry.in_scope(None).to_vec())
    }

    /// How often a whole set of commands was registered.
    #[must_use]
    pub fn command_puts(&self) -> usize {
        self.state.read(|inner| inner.registry.puts)
    }

    /// Intents of the newest session, if there is one.
    #[must_use]
    pub fn intents(&self) -> Option<u64> {
        self.state.read(|inner| inner.hub.intents())
    }

    /// How often a client identified, successfully or not.
    #[must_use]
    pub fn identifies(&self) -> usize {
        self.state.read(|inner| inner.hub.identifies())
    }

    /// How often a client resumed its session.
    #[must_use]
    pub fn resumes(&self) -> usize {
        self.state.read(|inner| inner.hub.resumed)
    }

    /// Every frame that clients sent over the gateway, tokens blacked out.
    #[must_use]
    pub fn gateway_frames(&self) -> Vec<Value> {
        self.state.read(|inner| inner.hub.frames.clone())
    }

    /// Every close code the gateway has sent.
    #[must_use]
    pub fn gateway_closes(&self) -> Vec<u16> {
        self.state.read(|inner| inner.hub.closed.clone())
    }

    /// Every REST request with its answer.
    #[must_use]
    pub fn rest_log(&self) -> Vec<RestCall> {
        self.state.read(|inner| inner.journal.calls.clone())
    }

    /// Requests for routes that do not exist.
    #[must_use]
    pub fn unknown_routes(&self) -> Vec<RestCall> {
        self.state.read(|inner| inner.journal.unknown_routes())
    }

    /// Requests that were refused by the rules, with the reason. Faults set up by the test do not count.
    #[must_use]
    pub fn refused(&self) -> Vec<RestCall> {
        self.state.read(|inner| inner.journal.refused())
    }

    /// Everything that went wrong on the bot's side in one line each: refused requests, interactions left unanswered
    /// past their deadline, and close codes that tell of a client's mistake. A healthy run has none.
    #[must_use]
    pub fn complaints(&self) -> Vec<String> {
        self.state.read(|inner| {
            let refused = inner.journal.refused().into_iter().map(|call| call.to_string());
            let late = |t: &&crate::interaction::Ticket| t.response.is_none() && inner.desk.too_late(t) && !t.expired;
            let late = inner.desk.tickets.iter().filter(late);
            let late = late.map(|t| format!("interaction `{}` of type {} was never answered", t.name, t.kind));
            let codes = inner.hub.mistakes.iter().map(|code| format!("the gateway closed with {code}"));
            refused.chain(late).chain(codes).collect()
        })
    }

    /// The messages that stand in a channel and that everybody there sees, oldest first. Pin notices are among them.
    ///
    /// # Panics
    ///
    /// If there is no such channel.
    #[must_use]
    pub fn messages(&self, channel: impl Place) -> Vec<Message> {
        let channel = self.channel(channel);
        self.all_messages().into_iter().filter(|m| m.channel == channel && !m.deleted && !m.is_ephemeral()).collect()
    }

    /// What somebody sees in a channel: its messages and the ephemeral ones for that person.
    ///
    /// # Panics
    ///
    /// If there is no such channel.
    #[must_use]
    pub fn messages_seen_by(&self, actor: &Actor, channel: impl Place) -> Vec<Message> {
        let channel = self.channel(channel);
        let seen = |m: &Message| m.channel == channel && !m.deleted && m.ephemeral_for.is_none_or(|u| u == actor.user);
        self.all_messages().into_iter().filter(seen).collect()
    }

    /// Every message there ever was, deleted and ephemeral ones too, oldest first.
    #[must_use]
    pub fn all_messages(&self) -> Vec<Message> {
        self.state.read(|inner| inner.world.messages.clone())
    }

    /// A message as it is now, deleted or not.
    ///
    /// # Panics
    ///
    /// If there never was one with this id.
    #[must_use]
    pub fn message(&self, id: MessageId) -> Message {
        let found = self.state.read(|inner| inner.world.messages.iter().find(|m| m.id == id).cloned());
        found.unwrap_or_else(|| panic!("there never was a message {id}"))
    }

    /// Pinned messages of a channel, in the order of their ids.
    ///
    /// # Panics
    ///
    /// If there is no such channel.
    #[must_use]
    pub fn pinned(&self, channel: impl Place) -> Vec<Message> {
        let channel = self.channel(channel);
        self.state.read(|inner| inner.world.pinned(channel).into_iter().cloned().collect())
    }

    /// How often the bot showed itself typing in a channel.
    ///
    /// # Panics
    ///
    /// If there is no such channel.
    #[must_use]
    pub fn typing(&self, channel: impl Place) -> u32 {
        let channel = self.channel(channel);
        self.state.read(|inner| inner.world.typing.get(&channel).map_or(0, |typing| typing.times))
    }

    /// The interactions opened so far, oldest first.
    #[must_use]
    pub fn interactions(&self) -> Vec<Interaction> {
        let ids = self.state.read(|inner| inner.desk.tickets.iter().map(|t| t.id).collect::<Vec<_>>());
        ids.into_iter().map(|id| Interaction { state: self.state.clone(), id }).collect()
    }

    /// Changes how long the bot has for its first answer to an interaction.
    pub fn set_response_deadline(&self, deadline: Duration) {
        self.state.with(|inner| inner.desk.response_deadline = deadline);
    }
}
