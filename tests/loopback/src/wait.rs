//! Waiting with a deadline.
//!
//! Every wait that fails panics with what was seen instead, so that a failing test explains itself.

use std::time::Duration;

use serde_json::Value;
use tokio::time::sleep;

use crate::{
    journal::RestCall,
    loopback::Loopback,
    place::Place,
    snowflake::MessageId,
    state::{Inner, State},
    world::message::{Message, kind},
};

impl Loopback {
    /// Waits until a bot is connected and was sent READY and its guilds.
    ///
    /// # Panics
    ///
    /// If none is in time.
    pub async fn wait_ready(&self) {
        self.until("a bot to be connected and greeted", |inner| inner.hub.is_live().then_some(())).await;
    }

    /// Waits until no bot is connected.
    ///
    /// # Panics
    ///
    /// If one still is when time is up.
    pub async fn wait_gone(&self) {
        self.until("the bot to be gone", |inner| (!inner.hub.is_live()).then_some(())).await;
    }

    /// Waits until a bot has connected or resumed so many times in all.
    ///
    /// # Panics
    ///
    /// If it has not in time.
    pub async fn wait_connects(&self, count: usize) {
        let enough = |inner: &Inner| inner.hub.identifies() + inner.hub.resumed >= count && inner.hub.is_live();
        self.until(&format!("connect number {count}"), |inner| enough(inner).then_some(())).await;
    }

    /// Waits until commands were registered, and returns the global ones.
    ///
    /// # Panics
    ///
    /// If none were in time.
    pub async fn wait_commands(&self) -> Vec<Value> {
        let registered = |inner: &Inner| (inner.registry.puts > 0).then(|| inner.registry.in_scope(None).to_vec());
        self.until("commands to be registered", registered).await
    }

    /// Waits for a message in a channel that fits; ephemeral ones count too, deleted ones do not.
    ///
    /// # Panics
    ///
    /// If none came in time; the panic shows what stands in the channel.
    pub async fn wait_message(&self, channel: impl Place, fits: impl Fn(&Message) -> bool) -> Message {
        let channel = self.channel(channel);
        let here = |m: &&Message| m.channel == channel && !m.deleted;
        let copy = |inner: &Inner| inner.world.messages.iter().filter(here).cloned().collect::<Vec<_>>();
        let what = format!("a fitting message in channel {channel}");
        until_fit(&self.state, &what, copy, |all| all.into_iter().find(&fits)).await
    }

    /// Waits for the bot's reply to a message.
    ///
    /// # Panics
    ///
    /// If none came in time.
    pub async fn wait_reply(&self, to: MessageId) -> Message {
        let bot = self.bot_id();
        let reply = |m: &&Message| m.replies_to == Some(to) && m.author == bot && m.kind == kind::REPLY && !m.deleted;
        self.until(&format!("a reply to message {to}"), |inner| inner.world.messages.iter().find(reply).cloned()).await
    }

    /// Waits until a message has become what is wanted, for instance edited or deleted.
    ///
    /// # Panics
    ///
    /// If it has not in time.
    pub async fn wait_change(&self, id: MessageId, fits: impl Fn(&Message) -> bool) -> Message {
        let copy = |inner: &Inner| inner.world.messages.iter().find(|m| m.id == id).cloned();
        until_fit(&self.state, &format!("message {id} to change"), copy, |found| found.filter(&fits)).await
    }

    /// Waits for a REST request that fits, and returns it with its answer.
    ///
    /// # Panics
    ///
    /// If none came in time.
    pub async fn wait_request(&self, fits: impl Fn(&RestCall) -> bool) -> RestCall {
        let copy = |inner: &Inner| inner.journal.calls.clone();
        until_fit(&self.state, "a fitting request", copy, |all| all.into_iter().find(&fits)).await
    }

    /// Lets the time given pass and fails if the bot has said anything in the channel since somebody else last spoke
    /// there, ephemeral messages included.
    ///
    /// # Panics
    ///
    /// If the bot has spoken.
    pub async fn expect_silence(&self, channel: impl Place, time: Duration) {
        let channel = self.channel(channel);
        let bot = self.bot_id();
        sleep(time).await;
        let here: Vec<_> = self.all_messages().into_iter().filter(|m| m.channel == channel).collect();
        let since = here.iter().rposition(|m| m.author != bot).unwrap_or(0);
        let said: Vec<_> = here.iter().skip(since).filter(|m| m.author == bot && m.kind != kind::PINNED_NOTICE).map(line).collect();
        assert!(said.is_empty(), "the bot was to be silent in channel {channel}, but said:\n{}", said.join("\n"));
    }

    async fn until<T>(&self, what: &str, look: impl Fn(&Inner) -> Option<T>) -> T {
        until(&self.state, what, look).await
    }
}

/// Waits as long as the settings have patience until `look` finds something, then panics with what was seen.
pub(crate) async fn until<T>(state: &State, what: &str, look: impl Fn(&Inner) -> Option<T>) -> T {
    until_fit(state, what, look, |found| found).await
}

/// As [`until`], judging a copy while the state is free.
async fn until_fit<S, T>(state: &State, what: &str, copy: impl Fn(&Inner) -> S, judge: impl FnMut(S) -> Option<T>) -> T {
    let patience = state.settings.patience;
    match state.wait(patience, copy, judge).await {
        Some(found) => found,
        None => panic!("waited {patience:?} in vain for {what}.\n{}", state.read(seen)),
    }
}

/// What a failed wait shows.
fn seen(inner: &Inner) -> String {
    let from = inner.world.messages.len().saturating_sub(12);
    let messages: Vec<_> = inner.world.messages.iter().skip(from).map(line).collect();
    let open = inner.desk.tickets.iter().filter(|t| t.response.is_none());
    let open: Vec<_> = open.map(|t| format!("  `{}` of type {}", t.name, t.kind)).collect();
    format!(
        "Gateway: {} identified, {} resumed, connected: {}, close codes sent: {:?}\nLast messages:\n{}\n\
         Interactions without an answer:\n{}\nLast REST requests:\n{}",
        inner.hub.identifies(),
        inner.hub.resumed,
        inner.hub.is_live(),
        inner.hub.closed,
        messages.join("\n"),
        open.join("\n"),
        inner.journal.tail(),
    )
}

/// One message in one line.
fn line(message: &Message) -> String {
    let marks = [(message.deleted, " (deleted)"), (message.is_ephemeral(), " (ephemeral)"), (message.is_loading(), " (thinking)")];
    let marks: String = marks.iter().filter(|(is, _)| *is).map(|(_, mark)| *mark).collect();
    format!("  {} in {} by {}{marks}: {:?}", message.id, message.channel, message.author_name, message.text())
}
