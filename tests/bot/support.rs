//! A bot under test: starting, stopping, and what every answer must be.

use loopback::{Loopback, Message};
use medguide::{
    answer::snapshot::{Snapshot, Thresholds},
    app::{
        ask::{self, App},
        desk::{self, Desk},
        ready::{self, Source},
    },
    discord::{
        client::{self, Settings},
        errors::Error,
        token::Token,
    },
    store::Store,
    telemetry,
};
use std::{
    io::{self, Write},
    sync::{Arc, Mutex, OnceLock},
    time::Duration,
};
use tokio::{sync::oneshot, task::JoinHandle, time::timeout};
use tracing::level_filters::LevelFilter;

/// A question whose answer is one section.
pub const MISSED: &str = "slept thru my lunchtime tablet its nearly dinner what now";

/// The title line of that section.
pub const MISSED_TITLE: &str = "**Missed dose**";

/// Longest that stopping may take.
const STOP: Duration = Duration::from_secs(5);

fn snapshot() -> Arc<Snapshot> {
    static SHIPPED: OnceLock<Arc<Snapshot>> = OnceLock::new();
    let shipped = || Arc::new(ready::shipped(Thresholds::default()).expect("the shipped knowledge is clean"));
    SHIPPED.get_or_init(shipped).clone()
}

/// Use-cases over the shipped knowledge.
pub fn app(settings: ask::Settings) -> Arc<App> {
    Arc::new(App::new(snapshot(), settings, || TODAY.parse().expect("a date")).expect("sound settings"))
}

/// Today, in these tests: no source was read later, and no text is due for review.
pub const TODAY: &str = "2026-11-28";

/// A desk over a store at this address.
pub fn desk(app: Arc<App>, store: &str, source: Source) -> Arc<Desk> {
    let settings = desk::Settings { gap_people: 2, ..desk::Settings::default() };
    Arc::new(Desk::new(app, Store::new(store).expect("an address"), source, settings, b"a key for tests"))
}

/// Settings that can reach nothing but this loopback Discord.
pub fn settings(discord: &Loopback) -> Settings {
    Settings { api: Some(discord.url()), loopback_only: true, ..Settings::default() }
}

pub fn token(text: &str) -> Token {
    Token::find(Some(text), None).expect("a token")
}

/// A running bot.
pub struct Bot {
    stop: oneshot::Sender<()>,
    run: JoinHandle<Result<(), Error>>,
}

impl Bot {
    /// Starts a bot and waits until it is connected and its commands stand.
    pub async fn start(discord: &Loopback) -> Self {
        Self::start_with(discord, settings(discord), app(ask::Settings::default())).await
    }

    pub async fn start_with(discord: &Loopback, settings: Settings, app: Arc<App>) -> Self {
        let bot = Self::launch(settings, app, token(discord.token()));
        discord.wait_ready().await;
        discord.wait_commands().await;
        bot
    }

    /// Starts a bot without waiting for anything.
    pub fn launch(settings: Settings, app: Arc<App>, token: Token) -> Self {
        Self::launch_at(settings, desk(app, "sqlite::memory:", Source::default()), token)
    }

    /// Starts a bot with a desk of its own, and waits until it is connected and its commands stand.
    pub async fn start_at(discord: &Loopback, settings: Settings, desk: Arc<Desk>) -> Self {
        let bot = Self::launch_at(settings, desk, token(discord.token()));
        discord.wait_ready().await;
        discord.wait_commands().await;
        bot
    }

    pub fn launch_at(settings: Settings, desk: Arc<Desk>, token: Token) -> Self {
        logs();
        let (stop, stopped) = oneshot::channel();
        let run = tokio::spawn(async move {
            let stopped = async {
                // A test that lost its handle wants the bot to go on until the test ends.
                if stopped.await.is_err() {
                    std::future::pending::<()>().await;
                }
            };
            client::run(desk, &settings, &token, stopped).await
        });
        Self { stop, run }
    }

    /// Stops the bot, which must go well and in time.
    pub async fn stop(self) {
        // The bot may have ended already; what it ended with is looked at below.
        let _ = self.stop.send(());
        let ended = timeout(STOP, self.run).await.expect("the bot did not stop in time").expect("the bot panicked");
        ended.expect("the bot ended with an error");
    }

    /// Waits for the bot to end by itself, and says with what.
    pub async fn end(self) -> Error {
        let ended = timeout(Duration::from_secs(10), self.run).await.expect("the bot did not end").expect("the bot panicked");
        ended.expect_err("the bot ended without an error")
    }

    /// Stops the bot and checks that Discord had nothing to complain of.
    pub async fn finish(self, discord: &Loopback) {
        self.stop().await;
        discord.wait_gone().await;
        assert!(discord.complaints().is_empty(), "{:#?}", discord.complaints());
        assert!(discord.unknown_routes().is_empty(), "{:#?}", discord.unknown_routes());
    }
}

/// A loopback Discord with a bot in it.
pub async fn scene() -> (Loopback, Bot) {
    let discord = Loopback::start(loopback::Settings::default()).await;
    let bot = Bot::start(&discord).await;
    (discord, bot)
}

/// What holds for every message of the bot: it fits, closes with its safety line, and pings nobody.
pub fn sound(message: &Message) {
    assert!(message.content.chars().count() <= 2_000);
    let last = message.content.lines().last().expect("a message has text");
    assert!(last.starts_with("-# "), "no safety line: {}", message.content);
    assert!(message.mentions.is_empty(), "{:?}", message.mentions);
}

/// The bot's messages in a channel that everybody sees.
pub fn said(discord: &Loopback, channel: impl loopback::Place) -> Vec<Message> {
    discord.messages(channel).into_iter().filter(|message| message.author == discord.bot_id()).collect()
}

/// Everything the bots of this test program have logged so far, at the lowest level there is.
pub fn logs() -> String {
    static PAPER: OnceLock<Paper> = OnceLock::new();
    let paper = PAPER.get_or_init(|| {
        let paper = Paper::default();
        let copy = paper.clone();
        let subscriber = telemetry::subscriber(LevelFilter::TRACE, false, move || copy.clone());
        tracing::subscriber::set_global_default(subscriber).expect("nothing else logs");
        paper
    });
    String::from_utf8(paper.0.lock().expect("the log").clone()).expect("text")
}

/// Waits until the log holds these words: the task that logs is not the one a test waits for.
pub async fn logged(words: &str) {
    for _ in 0..500 {
        if logs().contains(words) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("the log does not say `{words}`");
}

#[derive(Clone, Default)]
struct Paper(Arc<Mutex<Vec<u8>>>);

impl Write for Paper {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().expect("the log").extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
