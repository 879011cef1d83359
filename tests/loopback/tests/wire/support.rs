//! A raw client, so that these tests see exactly what goes over the wire.

use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use loopback::{Loopback, Settings, intent};
use serde_json::{Value, json};
use tokio::{net::TcpStream, time::timeout};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async, tungstenite::Message as Frame};

/// What a bot of this kind asks for.
pub const INTENTS: u64 = intent::GUILDS | intent::GUILD_MESSAGES | intent::DIRECT_MESSAGES;

const PATIENCE: Duration = Duration::from_secs(5);

/// Settings under which a failing wait fails soon.
pub fn quick() -> Settings {
    Settings { patience: Duration::from_secs(2), ..Settings::default() }
}

/// An answer over REST.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: reqwest::header::HeaderMap,
    pub body: Value,
}

impl Answer {
    /// Status and Discord's error code.
    pub fn verdict(&self) -> (u16, u64) {
        (self.status, self.body["code"].as_u64().unwrap_or(0))
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    pub fn id(&self) -> &str {
        self.body["id"].as_str().unwrap_or_else(|| panic!("no id in {self:?}"))
    }
}

/// A REST client with a token.
#[derive(Clone)]
pub struct Rest {
    base: String,
    token: String,
    http: reqwest::Client,
}

impl Rest {
    pub fn new(discord: &Loopback) -> Self {
        Self::with_token(discord, discord.token())
    }

    pub fn with_token(discord: &Loopback, token: &str) -> Self {
        let http = reqwest::Client::builder().no_proxy().user_agent("DiscordBot (https://example.org, 1)");
        let base = format!("{}/api/v10", discord.url());
        Self { base, token: token.to_owned(), http: http.build().unwrap() }
    }

    pub fn request(&self, method: &str, path: &str) -> reqwest::RequestBuilder {
        let method = reqwest::Method::from_bytes(method.as_bytes()).unwrap();
        let url = format!("{}{path}", self.base);
        self.http.request(method, url).header("authorization", format!("Bot {}", self.token))
    }

    pub async fn send(&self, request: reqwest::RequestBuilder) -> Result<Answer, reqwest::Error> {
        let response = request.send().await?;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let bytes = response.bytes().await?;
        let body = if bytes.is_empty() { Value::Null } else { serde_json::from_slice(&bytes).unwrap() };
        Ok(Answer { status, headers, body })
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(self.request("GET", path)).await.unwrap()
    }

    pub async fn delete(&self, path: &str) -> Answer {
        self.send(self.request("DELETE", path)).await.unwrap()
    }

    pub async fn call(&self, method: &str, path: &str, body: &Value) -> Answer {
        let request = self.request(method, path).header("content-type", "application/json").body(body.to_string());
        self.send(request).await.unwrap()
    }

    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        self.call("POST", path, body).await
    }
}

/// A gateway connection.
pub struct Gateway {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
    pub seq: u64,
}

impl Gateway {
    /// Connects and reads HELLO.
    pub async fn open(discord: &Loopback) -> Self {
        let (socket, _) = connect_async(format!("{}/?v=10&encoding=json", discord.gateway_url())).await.unwrap();
        let mut gateway = Self { socket, seq: 0 };
        assert_eq!(gateway.frame().await["op"], 10);
        gateway
    }

    /// Connects and identifies, up to READY.
    pub async fn ready(discord: &Loopback, intents: u64) -> Self {
        let mut gateway = Self::open(discord).await;
        gateway.identify(discord.token(), intents).await;
        gateway.event("READY").await;
        gateway
    }

    pub async fn send(&mut self, frame: &Value) {
        self.text(&frame.to_string()).await;
    }

    pub async fn text(&mut self, text: &str) {
        self.socket.send(Frame::text(text)).await.unwrap();
    }

    pub async fn identify(&mut self, token: &str, intents: u64) {
        let properties = json!({"os": "linux", "browser": "raw", "device": "raw"});
        self.send(&json!({"op": 2, "d": {"token": token, "intents": intents, "properties": properties}})).await;
    }

    pub async fn resume(&mut self, token: &str, session: &str, seq: u64) {
        self.send(&json!({"op": 6, "d": {"token": token, "session_id": session, "seq": seq}})).await;
    }

    /// The next text frame.
    pub async fn frame(&mut self) -> Value {
        match self.next().await {
            Frame::Text(text) => {
                let frame: Value = serde_json::from_str(text.as_str()).unwrap();
                self.seq = frame["s"].as_u64().unwrap_or(self.seq);
                frame
            }
            other => panic!("no text frame but {other:?}"),
        }
    }

    async fn next(&mut self) -> Frame {
        timeout(PATIENCE, self.socket.next()).await.expect("a frame in time").expect("an open connection").unwrap()
    }

    /// The data of the next event of this name; others before it are passed over.
    pub async fn event(&mut self, name: &str) -> Value {
        loop {
            let frame = self.frame().await;
            if frame["t"] == name {
                return frame["d"].clone();
            }
        }
    }

    /// The code of the close frame that comes next.
    pub async fn close_code(&mut self) -> Option<u16> {
        loop {
            match self.next().await {
                Frame::Close(frame) => return frame.map(|f| f.code.into()),
                Frame::Text(_) => {}
                other => panic!("no close frame but {other:?}"),
            }
        }
    }

    /// Leaves without a close frame.
    pub fn vanish(self) {
        drop(self.socket);
    }

    /// Whether nothing comes for a while.
    pub async fn is_quiet(&mut self) -> bool {
        timeout(Duration::from_millis(150), self.socket.next()).await.is_err()
    }
}
