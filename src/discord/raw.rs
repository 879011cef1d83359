//! Requests that serenity 0.12.5 cannot make or whose answers it cuts short: pins by the route of 2025, and permissions beyond
//! the fiftieth bit. Plain JSON over the HTTP client that serenity has too.

use super::{
    errors::{Kind, Refusal},
    permission::{self, Bits},
    token::Token,
};
use reqwest::{Client, Method, StatusCode};
use serde_json::Value;
use serenity::all::{ChannelId, GuildId, MessageId, UserId};
use std::{sync::Arc, time::Duration};

/// Discord's own address.
const DISCORD: &str = "https://discord.com";

/// Attempts at a request that Discord asks to make later.
const ATTEMPTS: usize = 3;

/// Longest that such a request waits: somebody is watching.
const LONGEST_WAIT: Duration = Duration::from_secs(5);

/// How the bot names itself. Discord wants an address and a version (Discord documentation, User Agent).
const USER_AGENT: &str = concat!("DiscordBot (https://github.com/medguide/medguide, ", env!("CARGO_PKG_VERSION"), ")");

/// Discord's codes for a message and a channel that are gone.
pub const GONE: [isize; 2] = [10_008, 10_003];

/// Makes such requests. Clones share one client.
#[derive(Clone)]
pub struct Raw(Arc<Inner>);

struct Inner {
    client: Client,
    base: String,
    token: Token,
}

/// A channel, as far as it matters here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Channel {
    /// The channel a thread is in; 0 for a channel that is none.
    pub parent: u64,
    /// Its name: of a forum post the title.
    pub name: String,
    /// Whether it is a thread.
    pub thread: bool,
}

impl Raw {
    /// Requests to `api`, or to Discord itself.
    pub fn new(client: Client, api: Option<&str>, token: &Token) -> Self {
        let base = format!("{}/api/v10", api.unwrap_or(DISCORD).trim_end_matches('/'));
        Self(Arc::new(Inner { client, base, token: token.clone() }))
    }

    /// Pins a message; one that is pinned already stays so.
    ///
    /// # Errors
    /// What Discord refuses: 50013 without Pin Messages, 30003 when the channel is full.
    pub async fn pin(&self, channel: ChannelId, message: MessageId) -> Result<(), Refusal> {
        self.set_pin(Method::PUT, channel, message).await
    }

    /// Takes a pin away; a message that is gone has none.
    ///
    /// # Errors
    /// As [`Raw::pin`].
    pub async fn unpin(&self, channel: ChannelId, message: MessageId) -> Result<(), Refusal> {
        match self.set_pin(Method::DELETE, channel, message).await {
            Err(refusal) if !GONE.contains(&refusal.code) => Err(refusal),
            _ => Ok(()),
        }
    }

    async fn set_pin(&self, method: Method, channel: ChannelId, message: MessageId) -> Result<(), Refusal> {
        match self.request(method.clone(), &format!("/channels/{channel}/messages/pins/{message}")).await {
            // A route that is not there answers 404 without a code: an older Discord, or a proxy that does not know it.
            Err(refusal) if refusal.status == 404 && refusal.code == 0 => {
                self.request(method, &format!("/channels/{channel}/pins/{message}")).await.map(drop)
            }
            other => other.map(drop),
        }
    }

    /// What two people, of whom one may be the bot, may do in a channel, every bit of it.
    ///
    /// # Errors
    /// What Discord refuses, such as a channel the bot cannot see.
    pub async fn permissions(&self, guild: GuildId, channel: ChannelId, people: [UserId; 2]) -> Result<[Bits; 2], Refusal> {
        let server = self.get(&format!("/guilds/{guild}")).await?;
        let mut place = self.get(&format!("/channels/{channel}")).await?;
        if permission::is_thread(&place)
            && let Some(parent) = place["parent_id"].as_str().map(str::to_owned)
        {
            // A thread has no overwrites of its own.
            place = self.get(&format!("/channels/{parent}")).await?;
        }
        let mut bits = [Bits::default(); 2];
        for (bits, person) in bits.iter_mut().zip(people) {
            let member = self.get(&format!("/guilds/{guild}/members/{person}")).await?;
            *bits = permission::in_channel(&server, &member, &place, person.get());
        }
        Ok(bits)
    }

    /// A channel.
    ///
    /// # Errors
    /// What Discord refuses.
    pub async fn channel(&self, channel: ChannelId) -> Result<Channel, Refusal> {
        let value = self.get(&format!("/channels/{channel}")).await?;
        let thread = permission::is_thread(&value);
        let parent = value["parent_id"].as_str().and_then(|id| id.parse().ok()).filter(|_| thread).unwrap_or_default();
        Ok(Channel { parent, name: value["name"].as_str().unwrap_or_default().to_owned(), thread })
    }

    async fn get(&self, path: &str) -> Result<Value, Refusal> {
        self.request(Method::GET, path).await
    }

    async fn request(&self, method: Method, path: &str) -> Result<Value, Refusal> {
        let mut attempt = 0;
        loop {
            attempt += 1;
            let request = self.0.client.request(method.clone(), format!("{}{path}", self.0.base));
            let request = request.header("Authorization", format!("Bot {}", self.0.token.reveal())).header("User-Agent", USER_AGENT);
            let answer = request.send().await;
            let Ok(answer) = answer else {
                if attempt < ATTEMPTS {
                    tokio::time::sleep(Duration::from_millis(300)).await;
                    continue;
                }
                return Err(Refusal::out_of_time());
            };
            let status = answer.status();
            // An empty answer, as to a pin, is no JSON.
            let body: Value = answer.bytes().await.ok().and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default();
            if status.is_success() {
                return Ok(body);
            }
            let refusal = Refusal::answered(status.as_u16(), body["code"].as_i64().and_then(|code| code.try_into().ok()).unwrap_or(0));
            if refusal.kind != Kind::Later || attempt >= ATTEMPTS {
                return Err(refusal);
            }
            let seconds = if status == StatusCode::TOO_MANY_REQUESTS { body["retry_after"].as_f64() } else { None };
            let wait = seconds.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok()).unwrap_or(Duration::from_millis(500));
            if wait > LONGEST_WAIT {
                return Err(refusal);
            }
            tokio::time::sleep(wait).await;
        }
    }
}
