//! `medguide demo`: the real bot in a browser, against a Discord on loopback, with no account and no network.
//!
//! The bot is the one that `run` starts, through serenity, gateway and REST; only the address it calls is another. Binds to
//! 127.0.0.1 alone. `run` uses nothing of this floor.

mod scene;
pub mod starters;

use crate::{
    app::{
        ask::App,
        desk::{self, Desk},
        ready::Source,
    },
    discord::{client, errors, token::Token},
    store::{self, Store},
};
use loopback::{Loopback, Page, Settings, Via, Why};
use std::{
    io::{self, Write},
    sync::Arc,
};

/// The port that is taken when none is named, so that the address can be kept as a bookmark.
pub const PORT: u16 = 4180;

/// Requests, interactions and messages remembered each; a demonstration may run for days.
const KEPT: usize = 2_000;

/// What the page says below its name.
const NOTE: &str = "The real bot on a pretend Discord. Everything stays on this machine and is gone when it stops.";

/// Why a demonstration did not start or ended.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The port cannot be had.
    #[error("port {port} of 127.0.0.1 cannot be used ({source}): name another with --port, or 0 for a free one")]
    Port {
        /// The port.
        port: u16,
        /// What the system said.
        source: io::Error,
    },
    /// The address could not be printed.
    #[error("the address cannot be printed: {0}")]
    Output(#[from] io::Error),
    /// The questions to try are faulty.
    #[error("{0}")]
    Starters(#[from] starters::Faulty),
    /// There is no store, which one in memory always is.
    #[error("{0}")]
    Store(#[from] store::Error),
    /// The bot ended.
    #[error(transparent)]
    Bot(#[from] errors::Error),
}

impl Error {
    /// Exit code of the program: those of [`errors::Error::exit_code`], 6 for a port that cannot be had, 1 for anything else.
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Bot(error) => error.exit_code(),
            Self::Port { .. } => 6,
            Self::Output(_) | Self::Starters(_) | Self::Store(_) => 1,
        }
    }
}

/// The bot that is shown: what it knows and how it is set.
pub struct Bot {
    /// Its use-cases.
    pub app: Arc<App>,
    /// Where its knowledge comes from.
    pub source: Source,
    /// Settings of the moderators' desk.
    pub desk: desk::Settings,
    /// Settings of the connection; address and intent are those of the demonstration.
    pub client: client::Settings,
}

/// Runs the loopback Discord and the bot until `stop` is done. Without a `port`, [`PORT`] or, where that is taken, a free one. What
/// the bot keeps is in memory alone.
///
/// # Errors
/// The port is taken, the questions to try are faulty, or the bot ends; see [`Error`].
pub async fn run(bot: Bot, port: Option<u16>, output: &mut (dyn Write + Send), stop: impl Future<Output = ()>) -> Result<(), Error> {
    let Bot { app, source, desk, client: settings } = bot;
    let discord = start(page(app.clone())?, port).await?;
    scene::set(&discord).await;
    writeln!(output, "medguide demo: open {} in a browser (only this machine can); Ctrl-C ends it", discord.url())?;
    output.flush()?;
    let settings = client::Settings { api: Some(discord.url()), loopback_only: true, message_content: true, ..settings };
    let token = Token::find(Some(discord.token()), None)?;
    let desk = Desk::new(app, Store::new("sqlite::memory:")?, source, desk, &token.key());
    Ok(client::run(Arc::new(desk), &settings, &token, stop).await?)
}

async fn start(page: Page, port: Option<u16>) -> Result<Loopback, Error> {
    let settings = Settings {
        port: port.unwrap_or(PORT),
        bot_name: "medguide".to_owned(),
        guild_name: "Baclofen friends".to_owned(),
        keep: Some(KEPT),
        message_content: true,
        page,
        ..Settings::default()
    };
    match Loopback::try_start(settings.clone()).await {
        Ok(discord) => Ok(discord),
        Err(_) if port.is_none() => {
            Loopback::try_start(Settings { port: 0, ..settings }).await.map_err(|source| Error::Port { port: 0, source })
        }
        Err(source) => Err(Error::Port { port: settings.port, source }),
    }
}

fn page(app: Arc<App>) -> Result<Page, starters::Faulty> {
    let starters = starters::shipped()?.into_iter().map(|starter| loopback::Starter {
        id: starter.id,
        title: starter.title,
        text: starter.text,
        via: match starter.via {
            starters::Via::Mention => Via::Mention,
            starters::Via::Slash => Via::Slash,
            starters::Via::Dm => Via::Direct,
        },
        about: starter.about,
    });
    Ok(Page {
        title: "medguide".to_owned(),
        note: NOTE.to_owned(),
        starters: starters.collect(),
        why: Why::new(move |text| Some(app.why(text))),
    })
}
