//! All connections and sessions: identifying, resuming, and passing events on.

use std::{collections::VecDeque, time::Duration};

use serde_json::{Value, json};
use tokio::{sync::mpsc::UnboundedSender, time::Instant};

use super::{
    Audience, Frame, Refusal, intent,
    session::{Session, shard},
};
use crate::world::{World, render::Eyes};

#[derive(Debug)]
struct Connection {
    id: u64,
    sender: UnboundedSender<Frame>,
}

/// All sessions and connections.
#[derive(Debug, Default)]
pub(crate) struct Hub {
    connections: Vec<Connection>,
    sessions: Vec<Session>,
    made: u64,
    identified: Vec<Instant>,
    pub(crate) resumed: usize,
    /// Every frame clients sent, tokens blacked out.
    pub(crate) frames: Vec<Value>,
    /// Every close code sent, oldest first.
    pub(crate) closed: Vec<u16>,
    /// Those of them that answered a client's mistake.
    pub(crate) mistakes: Vec<u16>,
    /// Closes the next IDENTIFYs with this code.
    pub(crate) refuse_identify: Option<u16>,
    /// Leaves heartbeats without an answer.
    pub(crate) deaf: bool,
    /// How late events leave.
    pub(crate) lag: Duration,
    /// How often each event is sent beyond the once.
    pub(crate) again: usize,
}

impl Hub {
    pub(crate) fn connect(&mut self, sender: UnboundedSender<Frame>) -> u64 {
        self.made += 1;
        self.connections.push(Connection { id: self.made, sender });
        self.made
    }

    /// Notes that a connection is gone. A client that left with 1000 or 1001 gave up its session.
    pub(crate) fn disconnect(&mut self, connection: u64, client_code: Option<u16>) {
        self.connections.retain(|c| c.id != connection);
        if matches!(client_code, Some(1000 | 1001)) {
            self.sessions.retain(|s| s.connection != Some(connection));
        }
        for session in self.sessions.iter_mut().filter(|s| s.connection == Some(connection)) {
            session.connection = None;
        }
    }

    pub(crate) fn identifies(&self) -> usize {
        self.identified.len()
    }

    /// Whether a session is connected and was sent its whole greeting.
    pub(crate) fn is_live(&self) -> bool {
        self.sessions.iter().any(|s| s.connection.is_some() && s.greeted)
    }

    /// Whether any session exists that will hear of an event, now or on RESUME.
    pub(crate) fn has_session(&self) -> bool {
        !self.sessions.is_empty()
    }

    pub(crate) fn has_identified(&self, connection: u64) -> bool {
        self.sessions.iter().any(|s| s.connection == Some(connection))
    }

    /// Intents of the newest session.
    pub(crate) fn intents(&self) -> Option<u64> {
        self.sessions.last().map(|s| s.intents)
    }

    pub(crate) fn greeted(&mut self, connection: u64) {
        for session in self.sessions.iter_mut().filter(|s| s.connection == Some(connection)) {
            session.greeted = true;
        }
    }

    /// Starts a session: checks the payload, then sends READY and a `GUILD_CREATE` for every guild of the shard.
    pub(crate) fn identify(
        &mut self,
        connection: u64,
        payload: &Value,
        world: &World,
        interval: Duration,
        url: &str,
    ) -> Result<(), Refusal> {
        let too_soon = self.identified.last().is_some_and(|last| last.elapsed() < interval);
        self.identified.push(Instant::now());
        if let Some(code) = self.refuse_identify {
            return Err(Refusal::Injected(code));
        }
        if self.has_identified(connection) {
            return Err(Refusal::Close(4005));
        }
        if !payload["properties"].is_object() {
            return Err(Refusal::Close(4002));
        }
        let Some(intents) = payload["intents"].as_u64().filter(|bits| bits & !intent::KNOWN == 0) else {
            return Err(Refusal::Close(4013));
        };
        let granted = if world.content_granted { intent::MESSAGE_CONTENT } else { 0 };
        let privileged = intent::GUILD_MEMBERS | intent::GUILD_PRESENCES | intent::MESSAGE_CONTENT;
        if intents & privileged & !granted != 0 {
            return Err(Refusal::Close(4014));
        }
        let shard = shard(&payload["shard"]).ok_or(Refusal::Close(4010))?;
        if too_soon {
            return Err(Refusal::InvalidSession);
        }
        let id = format!("{:016x}{:016x}", world.bot.get(), self.identified.len());
        let mut session = Session { id, intents, shard, seq: 0, backlog: VecDeque::new(), connection: Some(connection), greeted: false };
        let mine: Vec<_> = world.guilds.iter().filter(|g| session.serves(Some(g.id))).collect();
        let unavailable: Vec<_> = mine.iter().map(|g| json!({"id": g.id.json(), "unavailable": true})).collect();
        let ready = json!({
            "v": 10, "user_settings": {}, "user": world.user_json(world.bot), "session_type": "normal",
            "session_id": session.id, "resume_gateway_url": url, "relationships": [], "private_channels": [],
            "presences": [], "guilds": unavailable, "guild_join_requests": [],
            "geo_ordered_rtc_regions": ["rotterdam"], "game_relationships": [], "auth": {},
            "shard": [shard.0, shard.1], "application": {"id": world.bot.json(), "flags": world.application_flags()},
            "_trace": ["[\"loopback\"]"],
        });
        let mut greeting = vec![session.record("READY", &ready)];
        if intents & intent::GUILDS != 0 {
            greeting.extend(mine.iter().map(|g| session.record("GUILD_CREATE", &world.guild_create(g))));
        }
        self.sessions.push(session);
        for text in greeting {
            self.send_to(connection, Frame::Text(text));
        }
        self.send_to(connection, Frame::Greeted);
        Ok(())
    }

    /// Takes up a session again: replays what came after `seq`, then RESUMED.
    pub(crate) fn resume(&mut self, connection: u64, payload: &Value) -> Result<(), Refusal> {
        if self.has_identified(connection) {
            return Err(Refusal::Close(4005));
        }
        let id = payload["session_id"].as_str().unwrap_or_default();
        let Some(session) = self.sessions.iter_mut().find(|s| s.id == id) else {
            return Err(Refusal::InvalidSession);
        };
        let seq = payload["seq"].as_u64().unwrap_or(0);
        if seq > session.seq {
            return Err(Refusal::Close(4007));
        }
        if session.backlog.front().is_some_and(|(first, _)| *first > seq + 1) {
            return Err(Refusal::InvalidSession);
        }
        let stale = session.connection.replace(connection);
        let mut replay: Vec<_> = session.backlog.iter().filter(|(n, _)| *n > seq).map(|(_, text)| text.clone()).collect();
        replay.push(session.record("RESUMED", &json!({"_trace": ["[\"loopback\"]"]})));
        for text in replay {
            self.send_to(connection, Frame::Text(text));
        }
        self.send_to(connection, Frame::Greeted);
        if let Some(stale) = stale {
            self.send_to(stale, Frame::Close(Some(4000)));
        }
        self.resumed += 1;
        Ok(())
    }

    /// Sends an event to every session it is for, each seeing as much as its intents allow.
    pub(crate) fn dispatch(&mut self, audience: Audience, name: &str, data: &dyn Fn(Eyes) -> Value) {
        let mut frames = Vec::new();
        for session in &mut self.sessions {
            if !session.serves(audience.guild) || session.intents & audience.intent != audience.intent {
                continue;
            }
            let full = session.intents & intent::MESSAGE_CONTENT != 0;
            let text = session.record(name, &data(if full { Eyes::Full } else { Eyes::NoIntent }));
            frames.extend(session.connection.map(|connection| (connection, text)));
        }
        for (connection, text) in frames {
            for _ in 0..=self.again {
                let frame =
                    if self.lag.is_zero() { Frame::Text(text.clone()) } else { Frame::Late(text.clone(), Instant::now() + self.lag) };
                self.send_to(connection, frame);
            }
        }
    }

    /// Sends a frame to every connection, whether it has identified or not.
    pub(crate) fn send_all(&mut self, frame: &Frame) {
        if let Frame::Close(Some(code)) = frame {
            self.closed.push(*code);
        }
        for connection in &self.connections {
            // A connection whose task has just ended needs no frame.
            let _ = connection.sender.send(frame.clone());
        }
    }

    /// Ends the session of one connection, because its close code says so.
    pub(crate) fn end_session_of(&mut self, connection: u64) {
        self.sessions.retain(|s| s.connection != Some(connection));
    }

    /// Forgets every session, so that RESUME fails.
    pub(crate) fn forget_sessions(&mut self) {
        self.sessions.clear();
    }

    pub(crate) fn send_to(&mut self, connection: u64, frame: Frame) {
        if let Frame::Close(Some(code)) = &frame {
            self.closed.push(*code);
        }
        if let Some(connection) = self.connections.iter().find(|c| c.id == connection) {
            // As above: a send fails only when the connection's task is gone.
            let _ = connection.sender.send(frame);
        }
    }
}
