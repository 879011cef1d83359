//! The connection to Discord, from its first request to its end.
//!
//! Asks for no privileged intent. With an `api` address configured, the real Discord is never called instead of it.

use super::{background, errors::Error, events::Handler, raw::Raw, shards, token::Token};
use crate::app::desk::Desk;
use serenity::{
    all::{Client, ClientBuilder, CreateAllowedMentions, GatewayIntents, Http, HttpBuilder, ShardManager},
    model::gateway::BotGateway,
};
use std::{
    collections::VecDeque,
    net::IpAddr,
    path::PathBuf,
    sync::Arc,
    time::{Duration, Instant},
};

/// Settings of the connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// File that holds the token, when the environment does not.
    pub token_file: Option<PathBuf>,
    /// Base address of a REST proxy, `http://127.0.0.1:3000`; `None` calls Discord itself.
    pub api: Option<String>,
    /// Asks for the Message Content intent, which channels need where the bot is to speak without being named.
    pub message_content: bool,
    /// Messages by one person in a channel within this time of the one before are one question.
    pub burst: Duration,
    /// Refuses every address that is not on this machine: for tests and demonstrations.
    pub loopback_only: bool,
    /// Longest a connection may take to be made.
    pub connect_timeout: Duration,
    /// Longest a request may take.
    pub request_timeout: Duration,
    /// Ordinary answers sent at the same time; urgent ones never wait.
    pub answers_at_once: usize,
    /// Longest Discord may take to greet the bot after its start.
    pub greeting_limit: Duration,
    /// Longest a shard may be without a sign of life; three heartbeats of 41.25 s, Discord's interval.
    pub silence_limit: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            token_file: None,
            api: None,
            message_content: false,
            burst: Duration::from_secs(8),
            loopback_only: false,
            connect_timeout: Duration::from_secs(5),
            request_timeout: Duration::from_secs(10),
            answers_at_once: 64,
            greeting_limit: Duration::from_secs(60),
            silence_limit: Duration::from_secs(125),
        }
    }
}

/// What the bot hears of. Mentions, replies that ping it and direct messages carry their text without the message-content
/// intent (Discord documentation, You Might Not Need a Privileged Intent).
pub const INTENTS: GatewayIntents = GatewayIntents::GUILDS.union(GatewayIntents::GUILD_MESSAGES).union(GatewayIntents::DIRECT_MESSAGES);

/// What Discord's own address is called in messages.
const DISCORD: &str = "https://discord.com";

/// Longest that stopping takes: the shards say goodbye and started answers are finished.
const GOODBYE: Duration = Duration::from_secs(4);

/// Connections in a day after which the bot gives up. Discord resets a token after 1,000 (Discord documentation, Gateway).
const MOST_GREETINGS: usize = 500;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// Runs the bot until `stop` is done or the connection cannot go on. Returns within 5 s of either; the caller then ends
/// the process, because a dead shard of serenity 0.12.5 may leave a task that never ends.
///
/// # Errors
/// Every way a start or a connection fails, with what to do; see [`Error`].
pub async fn run(desk: Arc<Desk>, settings: &Settings, token: &Token, stop: impl Future<Output = ()>) -> Result<(), Error> {
    tokio::pin!(stop);
    let (http, raw) = http(settings, token)?;
    let gateway = tokio::select! {
        () = &mut stop => return Ok(()),
        gateway = gateway(&http, settings) => gateway?,
    };
    // What moderators have set must hold before the first question. Without a store the bot answers all the same.
    desk.look().await;
    let handler = Handler::new(desk.clone(), raw, settings);
    let intents = if settings.message_content { INTENTS.union(GatewayIntents::MESSAGE_CONTENT) } else { INTENTS };
    let builder = ClientBuilder::new_with_http(http, intents).event_handler(handler.clone()).raw_event_handler(handler.clone());
    let mut client: Client = builder.await.map_err(|error| Error::of_gateway(&error))?;
    // Serenity asks for this address once more by itself and takes the real gateway when that fails.
    client.ws_url.lock().await.clone_from(&gateway.url);
    let manager = client.shard_manager.clone();
    let tended = background::tend(client.http.clone(), desk.clone());
    let ended = tokio::select! {
        () = &mut stop => Ok(()),
        ended = client.start_shards(gateway.shards.max(1)) => Err(ended.as_ref().err().map_or(Error::Ended, Error::of_gateway)),
        error = unwell(&handler, settings.greeting_limit) => Err(error),
        () = tended => Err(Error::Ended),
        () = shards::watch(manager.clone(), settings.silence_limit) => Err(Error::Ended),
    };
    goodbye(&manager, &handler).await;
    desk.look().await;
    ended
}

/// Serenity's REST client over an HTTP client of ours, which has time limits.
fn http(settings: &Settings, token: &Token) -> Result<(Http, Raw), Error> {
    let mut client = reqwest::Client::builder()
        .connect_timeout(settings.connect_timeout)
        .timeout(settings.request_timeout)
        .redirect(reqwest::redirect::Policy::none());
    let mut builder = HttpBuilder::new(token.reveal()).default_allowed_mentions(CreateAllowedMentions::new());
    match &settings.api {
        Some(api) => {
            let url = reqwest::Url::parse(api).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
            let url = url.ok_or_else(|| Error::Address { address: api.clone(), kind: "HTTP" })?;
            if is_loopback(&url) {
                // A proxy for the outside world must not be asked for this machine.
                client = client.no_proxy();
            } else if settings.loopback_only {
                return Err(Error::NotLoopback { address: api.clone() });
            }
            // Serenity 0.12.5 calls discord.com, whatever the proxy, while its rate limiter is on.
            builder = builder.proxy(api.trim_end_matches('/')).ratelimiter_disabled(true);
        }
        None if settings.loopback_only => return Err(Error::NotLoopback { address: DISCORD.to_owned() }),
        None => {}
    }
    let client = client.build().map_err(|_| Error::Client)?;
    Ok((builder.client(client.clone()).build(), Raw::new(client, settings.api.as_deref(), token)))
}

/// Asks for the gateway, which tells at once whether the network, the address and the token are right.
async fn gateway(http: &Http, settings: &Settings) -> Result<BotGateway, Error> {
    let place = settings.api.as_deref().unwrap_or(DISCORD);
    let gateway = http.get_bot_gateway().await.map_err(|error| Error::of_start(&error, place))?;
    let url = reqwest::Url::parse(&gateway.url).ok().filter(|url| matches!(url.scheme(), "ws" | "wss") && url.has_host());
    let url = url.ok_or_else(|| Error::Address { address: gateway.url.clone(), kind: "a gateway" })?;
    if settings.loopback_only && !is_loopback(&url) {
        return Err(Error::NotLoopback { address: gateway.url });
    }
    let limit = &gateway.session_start_limit;
    if limit.remaining < u64::from(gateway.shards) {
        return Err(Error::SessionsSpent { wait: Duration::from_millis(limit.reset_after) });
    }
    tracing::info!(shards = gateway.shards, sessions_left = limit.remaining, "Discord answers");
    Ok(gateway)
}

fn is_loopback(url: &reqwest::Url) -> bool {
    let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// Ends when the bot is not greeted in time, or greeted so often that its token is in danger.
async fn unwell(handler: &Handler, limit: Duration) -> Error {
    let mut greetings = handler.greetings();
    if tokio::time::timeout(limit, greetings.changed()).await.is_err() {
        return Error::NoGreeting { limit };
    }
    let mut times: VecDeque<Instant> = VecDeque::new();
    loop {
        let now = Instant::now();
        times.push_back(now);
        times.retain(|&time| now.duration_since(time) < DAY);
        if times.len() > MOST_GREETINGS {
            return Error::Looping { count: times.len() };
        }
        if greetings.changed().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}

/// Leaves the gateway and finishes what was started, for at most [`GOODBYE`].
async fn goodbye(manager: &ShardManager, handler: &Handler) {
    handler.stop();
    let both = async { tokio::join!(shards::close(manager), handler.finished()) };
    match tokio::time::timeout(GOODBYE, both).await {
        Ok(_) => tracing::info!("stopped"),
        Err(_) => tracing::warn!("stopped before every connection and answer was done"),
    }
}
