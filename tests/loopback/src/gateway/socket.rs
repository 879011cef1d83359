//! One websocket connection: HELLO, heartbeats, and the opcodes a client may send.
//!
//! Bad input ends the connection with Discord's close code and never the process.

use std::{collections::HashMap, sync::Arc, time::Duration};

use axum::extract::ws::{CloseFrame, Message, WebSocket};
use serde_json::{Value, json};
use tokio::{
    sync::mpsc,
    time::{Instant, sleep_until},
};

use super::{Frame, Refusal};
use crate::state::State;

/// Bytes a client may send in one frame.
const LARGEST_FRAME: usize = 4096;
/// Frames a client may send in [`WINDOW`].
const MOST_FRAMES: usize = 120;
const WINDOW: Duration = Duration::from_secs(60);

mod op {
    pub(super) const HEARTBEAT: u64 = 1;
    pub(super) const IDENTIFY: u64 = 2;
    pub(super) const PRESENCE: u64 = 3;
    pub(super) const VOICE_STATE: u64 = 4;
    pub(super) const RESUME: u64 = 6;
    pub(super) const REQUEST_MEMBERS: u64 = 8;
    pub(super) const SOUNDBOARD: u64 = 31;
}

/// Close codes by which the server itself gives up the session: authentication, sequence, time, shards, intents.
const ENDS_SESSION: &[u16] = &[4004, 4007, 4009, 4010, 4011, 4012, 4013, 4014];

/// Serves one connection until either side ends it.
pub(crate) async fn serve(state: Arc<State>, mut socket: WebSocket, query: HashMap<String, String>) {
    let (sender, mut frames) = mpsc::unbounded_channel();
    let connection = state.with(|inner| inner.hub.connect(sender));
    let mut link = Link { state: &state, connection, heard: Instant::now(), recent: Vec::new() };
    if query.get("v").is_some_and(|v| v != "10") {
        link.close(4012);
    }
    let beat = u64::try_from(state.settings.heartbeat.as_millis()).unwrap_or(u64::MAX);
    let hello = json!({"t": null, "s": null, "op": 10, "d": {"heartbeat_interval": beat, "_trace": []}});
    let mut client_code = None;
    if socket.send(Message::Text(hello.to_string().into())).await.is_ok() {
        client_code = run(&mut socket, &mut link, &mut frames).await;
    }
    state.with(|inner| inner.hub.disconnect(connection, client_code));
}

/// Passes frames both ways; returns the code the client closed with, if it did.
async fn run(socket: &mut WebSocket, link: &mut Link<'_>, frames: &mut mpsc::UnboundedReceiver<Frame>) -> Option<u16> {
    let mut stopped = link.state.stopped();
    let mut late: Vec<(String, Instant)> = Vec::new();
    loop {
        let next = late.iter().map(|(_, due)| *due).min();
        // Twice the interval, because a client's first heartbeat may take a whole one.
        let silent = link.heard + link.state.settings.heartbeat * 2;
        tokio::select! {
            biased;
            _ = stopped.changed() => return None,
            frame = frames.recv() => match frame? {
                Frame::Text(text) => socket.send(Message::Text(text.into())).await.ok()?,
                Frame::Late(text, due) => late.push((text, due)),
                Frame::Greeted => link.state.with(|inner| inner.hub.greeted(link.connection)),
                Frame::Cut => return None,
                Frame::Close(code) => return say_goodbye(socket, link, code).await,
            },
            message = socket.recv() => match message?.ok()? {
                Message::Text(text) => link.heard_frame(text.as_str()),
                Message::Binary(bytes) => match std::str::from_utf8(&bytes) {
                    Ok(text) => link.heard_frame(text),
                    Err(_) => link.close(4002),
                },
                Message::Close(frame) => return frame.map(|f| f.code),
                Message::Ping(_) | Message::Pong(_) => {}
            },
            () = sleep_until(next.unwrap_or(silent)), if next.is_some() => {
                let now = Instant::now();
                for (text, _) in late.extract_if(.., |(_, due)| *due <= now) {
                    socket.send(Message::Text(text.into())).await.ok()?;
                }
            }
            () = sleep_until(silent) => link.close(4000),
        }
    }
}

/// Sends the close frame, then reads until the client has answered it, so that the code is not lost to a reset.
async fn say_goodbye(socket: &mut WebSocket, link: &Link<'_>, code: Option<u16>) -> Option<u16> {
    if code.is_some_and(|code| ENDS_SESSION.contains(&code)) {
        link.state.with(|inner| inner.hub.end_session_of(link.connection));
    }
    // From here on nothing more is sent, so the connection counts as gone even if the client lingers.
    link.state.with(|inner| inner.hub.disconnect(link.connection, None));
    let frame = code.map(|code| CloseFrame { code, reason: reason(code).into() });
    socket.send(Message::Close(frame)).await.ok()?;
    let patience = Instant::now() + link.state.settings.patience;
    let answer = async { while let Some(Ok(_)) = socket.recv().await {} };
    let _ = tokio::time::timeout_at(patience, answer).await;
    None
}

/// Discord's words for its close codes.
fn reason(code: u16) -> &'static str {
    match code {
        4001 => "Unknown opcode.",
        4002 => "Error while decoding payload.",
        4003 => "Not authenticated.",
        4004 => "Authentication failed.",
        4005 => "Already authenticated.",
        4007 => "Invalid seq.",
        4008 => "You are being rate limited.",
        4009 => "Session timed out.",
        4010 => "Invalid shard.",
        4011 => "Sharding required.",
        4012 => "Invalid API version.",
        4013 => "Invalid intent(s).",
        4014 => "Disallowed intent(s).",
        _ => "",
    }
}

/// What the server remembers of one connection.
struct Link<'a> {
    state: &'a State,
    connection: u64,
    /// When the client last sent a heartbeat.
    heard: Instant,
    /// When it sent the frames of the last minute.
    recent: Vec<Instant>,
}

impl Link<'_> {
    fn close(&mut self, code: u16) {
        // Until the close is on its way the silence must not be noticed again.
        self.heard = Instant::now();
        self.state.with(|inner| {
            inner.hub.mistakes.push(code);
            inner.hub.send_to(self.connection, Frame::Close(Some(code)));
        });
    }

    fn heard_frame(&mut self, text: &str) {
        let now = Instant::now();
        self.recent.retain(|at| now.duration_since(*at) < WINDOW);
        self.recent.push(now);
        if self.recent.len() > MOST_FRAMES {
            return self.close(4008);
        }
        let payload = serde_json::from_str::<Value>(text).ok().filter(Value::is_object);
        let Some(payload) = payload.filter(|_| text.len() <= LARGEST_FRAME) else { return self.close(4002) };
        self.state.with(|inner| inner.hub.frames.push(blackened(&payload)));
        let known = self.state.read(|inner| inner.hub.has_identified(self.connection));
        match payload["op"].as_u64() {
            Some(op::HEARTBEAT) => self.heartbeat(),
            Some(op::IDENTIFY) => self.start(&payload["d"], true),
            Some(op::RESUME) => self.start(&payload["d"], false),
            Some(op::PRESENCE | op::VOICE_STATE | op::REQUEST_MEMBERS | op::SOUNDBOARD) if known => {}
            Some(op::PRESENCE | op::VOICE_STATE | op::REQUEST_MEMBERS | op::SOUNDBOARD) => self.close(4003),
            _ => self.close(4001),
        }
    }

    fn heartbeat(&mut self) {
        self.heard = Instant::now();
        self.state.with(|inner| {
            if !inner.hub.deaf {
                let ack = json!({"t": null, "s": null, "op": 11, "d": null}).to_string();
                inner.hub.send_to(self.connection, Frame::Text(ack));
            }
        });
    }

    /// IDENTIFY or RESUME: the token first, as Discord does, then the rest.
    fn start(&mut self, payload: &Value, fresh: bool) {
        let token = payload["token"].as_str().unwrap_or_default();
        let settings = &self.state.settings;
        if token.strip_prefix("Bot ").unwrap_or(token) != settings.token {
            return self.close(4004);
        }
        let url = self.state.gateway_url();
        let outcome = self.state.with(|inner| {
            if fresh {
                inner.hub.identify(self.connection, payload, &inner.world, settings.identify_interval, &url)
            } else {
                inner.hub.resume(self.connection, payload)
            }
        });
        match outcome {
            Ok(()) => {}
            Err(Refusal::Close(code)) => self.close(code),
            Err(Refusal::Injected(code)) => {
                self.state.with(|inner| inner.hub.send_to(self.connection, Frame::Close(Some(code))));
            }
            Err(Refusal::InvalidSession) => {
                let frame = json!({"t": null, "s": null, "op": 9, "d": false}).to_string();
                self.state.with(|inner| inner.hub.send_to(self.connection, Frame::Text(frame)));
            }
        }
    }
}

/// A client's frame without its token, fit for a log.
fn blackened(payload: &Value) -> Value {
    let mut payload = payload.clone();
    if payload["d"]["token"].is_string() {
        payload["d"]["token"] = "(token)".into();
    }
    payload
}
