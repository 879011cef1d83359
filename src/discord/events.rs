//! What happens on Discord, each event in a task of its own: who is to be answered, and with what.
//!
//! A task ends with a reply or with a logged reason. A panic costs one answer, which is then the fixed words for a failure.
//! Logs hold ids of sections, guilds and channels, never a person's words or id.

use super::{
    channels::Channels,
    client::Settings,
    commands,
    errors::Refusal,
    extras::Extras,
    identity::Identity,
    pins::Stands,
    raw::Raw,
    recent::Recent,
    replies::Replies,
    reply::{self, Asked, Below},
};
use crate::app::{
    ask::{Answer, App, Question, Record},
    desk::Desk,
};
use serenity::{
    FutureExt,
    all::{
        ChannelId, CommandInteraction, ComponentInteraction, Context, Event, EventHandler, GuildChannel, GuildId, Http, Interaction,
        Message, MessageId, MessageType, MessageUpdateEvent, ModalInteraction, RawEventHandler, Ready, UserId,
    },
    async_trait,
};
use std::{
    panic::AssertUnwindSafe,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};
use tokio::sync::{Mutex, Semaphore, SemaphorePermit, watch};
use tokio_util::task::TaskTracker;

/// Longest an ordinary answer waits for its turn: an interaction is over after 3 s, a message may wait a little.
const LONGEST_WAIT: Duration = Duration::from_secs(10);

/// Answers events. Clones share everything.
#[derive(Clone)]
pub struct Handler(Arc<Shared>);

pub(super) struct Shared {
    pub(super) app: Arc<App>,
    pub(super) desk: Arc<Desk>,
    pub(super) raw: Raw,
    /// Whether messages arrive with their words even where the bot is not named.
    pub(super) reads_all: bool,
    places: Semaphore,
    tasks: TaskTracker,
    pub(super) identity: Identity,
    /// Whether the commands stand as they should.
    registered: Mutex<bool>,
    stopping: AtomicBool,
    /// Messages that were taken up.
    pub(super) seen: Recent,
    /// Private answers that were posted for everybody.
    pub(super) posted: Recent,
    /// Which reply belongs to which question.
    pub(super) replies: Replies,
    /// What is known of channels, and was said in them.
    pub(super) channels: Channels,
}

/// One event that a person waits for.
enum Job {
    Message(Box<Message>),
    Command(Box<CommandInteraction>),
    Typing(Box<CommandInteraction>),
    Button(Box<ComponentInteraction>),
    Form(Box<ModalInteraction>),
    Edited(Box<MessageUpdateEvent>),
    Deleted { channel: ChannelId, messages: Vec<MessageId>, guild: Option<GuildId> },
}

impl Handler {
    /// A handler over a desk.
    pub fn new(desk: Arc<Desk>, raw: Raw, settings: &Settings) -> Self {
        Self(Arc::new(Shared {
            app: desk.app().clone(),
            desk,
            raw,
            reads_all: settings.message_content,
            places: Semaphore::new(settings.answers_at_once),
            tasks: TaskTracker::new(),
            identity: Identity::default(),
            registered: Mutex::new(false),
            stopping: AtomicBool::new(false),
            seen: Recent::default(),
            posted: Recent::default(),
            replies: Replies::default(),
            channels: Channels::new(settings.burst),
        }))
    }

    /// The bot's own id; changes are marked with every greeting by Discord.
    pub fn greetings(&self) -> watch::Receiver<Option<UserId>> {
        self.0.identity.greetings()
    }

    /// Takes up no more events.
    pub fn stop(&self) {
        self.0.stopping.store(true, Ordering::Release);
        self.0.tasks.close();
        self.0.channels.bursts.hurry();
    }

    /// Waits until every event that was taken up is done. Call [`Handler::stop`] first.
    pub async fn finished(&self) {
        self.0.tasks.wait().await;
    }

    fn start(&self, http: Arc<Http>, job: Job) {
        let shared = self.0.clone();
        if shared.stopping.load(Ordering::Acquire) {
            tracing::info!("an event came while stopping and is left");
            return;
        }
        self.0.tasks.spawn(async move {
            if AssertUnwindSafe(shared.work(&http, &job)).catch_unwind().await.is_err() {
                tracing::error!("answering an event broke; the fixed words for a failure are said instead");
                shared.apologise(&http, &job).await;
            }
        });
    }
}

impl Shared {
    async fn work(&self, http: &Http, job: &Job) {
        match job {
            Job::Message(message) => self.message(http, message).await,
            Job::Command(command) => self.command(http, command).await,
            Job::Typing(command) => self.typing(http, command).await,
            Job::Button(press) => self.button(http, press).await,
            Job::Form(form) => self.worded(http, form).await,
            Job::Edited(event) => self.edited(http, event).await,
            Job::Deleted { channel, messages, guild } => self.deleted(http, *channel, messages, *guild).await,
        }
    }

    /// A place among the answers that are sent at the same time. Nothing pressing waits for one. `None`: waited in vain.
    pub(super) async fn place(&self, surface: &'static str, answer: &Answer) -> Option<Option<SemaphorePermit<'_>>> {
        if answer.pressing() {
            return Some(None);
        }
        let place = tokio::time::timeout(LONGEST_WAIT, self.places.acquire()).await.ok().and_then(Result::ok);
        if place.is_none() {
            tracing::error!(surface, "an answer found no place for too long: raise `discord.answers_at_once` or check the network");
        }
        place.map(Some)
    }

    /// Says the fixed words for a failure, so that nobody is left without the emergency numbers.
    async fn apologise(&self, http: &Http, job: &Job) {
        let failure = self.app.failure();
        let plain = Extras::plain(true);
        let sent = match job {
            Job::Message(message) => reply::to_message(http, Below::question(message), &failure, plain).await.map(drop),
            Job::Command(command) => reply::to_interaction(http, Asked::command(command), &failure, plain).await,
            Job::Button(press) => reply::to_interaction(http, Asked::press(press), &failure, plain).await,
            Job::Form(form) => reply::to_interaction(http, Asked::form(form), &failure, plain).await,
            // The reply that stands already has the emergency numbers.
            Job::Typing(_) | Job::Edited(_) | Job::Deleted { .. } => Ok(()),
        };
        sent.unwrap_or_else(|refusal| unsent("failure", None, None, &refusal));
    }

    pub(super) async fn message(&self, http: &Http, message: &Message) {
        let surface = match addressed(message, self.identity.me().await) {
            Ok(surface) => surface,
            Err(NOT_SAID_TO_US) if self.reads_all => return self.overheard(http, message).await,
            Err(reason) => return tracing::trace!(reason, "a message is not answered"),
        };
        if !self.seen.insert(message.id.get()) {
            return tracing::debug!(surface, "a message came twice and is answered once");
        }
        let answer = self.app.ask(&Question {
            text: &message.content,
            asker: Some(self.app.asker(message.author.id.get())),
            at: Instant::now(),
            addressed: true,
            guild: message.guild_id.map_or(0, GuildId::get),
        });
        let Some(reply) = &answer.reply else { return silent(surface, &answer.record) };
        if !self.replies.open(message.id) {
            return tracing::debug!(surface, "the question is gone already");
        }
        let Some(_place) = self.place(surface, &answer).await else { return self.replies.abandon(message.id) };
        match reply::to_message(
            http,
            Below::question(message),
            reply,
            Extras::of(&answer, false, false).with_person(&answer, message.guild_id.is_some()),
        )
        .await
        {
            Ok(sent) => {
                answered(surface, message.guild_id, &answer.record);
                if let Some(stray) = self.replies.close(message.id, sent, &answer, false) {
                    self.take_back(http, message.channel_id, stray, message.guild_id).await;
                } else {
                    self.remember(Stands::below(message), sent, &answer).await;
                    self.call_for(http, Stands::below(message), &answer).await;
                }
                self.desk.count(surface, message.guild_id.map_or(0, GuildId::get), message.author.id.get(), &answer).await;
            }
            Err(refusal) => {
                self.replies.abandon(message.id);
                // The channel of a direct message stands for a person: it is not logged.
                unsent(surface, message.guild_id, message.guild_id.map(|_| message.channel_id.get()), &refusal);
            }
        }
    }

    /// Registers the commands unless this run has seen that they stand.
    async fn register(&self, http: &Http, ready: &Ready) {
        let mut registered = self.registered.lock().await;
        if *registered {
            return;
        }
        match commands::register(http, ready.application.id).await {
            Ok(written) => {
                *registered = true;
                tracing::info!(written, "the commands stand as they should");
            }
            Err(error) => {
                let refusal = Refusal::of(&error);
                tracing::error!(
                    status = refusal.status,
                    code = refusal.code,
                    "the commands could not be registered, next attempt with the next connection: {refusal}"
                );
            }
        }
    }
}

/// Why most messages are not answered.
const NOT_SAID_TO_US: &str = "it was not said to the bot";

/// The surface on which a message was said to the bot, or why it is not to be answered.
fn addressed(message: &Message, me: UserId) -> Result<&'static str, &'static str> {
    if message.author.bot || message.author.id == me {
        return Err("a bot wrote it");
    }
    if message.webhook_id.is_some() {
        return Err("a webhook wrote it");
    }
    if !matches!(message.kind, MessageType::Regular | MessageType::InlineReply) {
        return Err("it is a notice of Discord");
    }
    let reply = message.referenced_message.as_ref().is_some_and(|earlier| earlier.author.id == me);
    let mentioned = message.mentions.iter().any(|user| user.id == me);
    match (message.guild_id, reply, mentioned) {
        (None, _, _) => Ok("direct"),
        (Some(_), true, true) => Ok("reply"),
        (Some(_), false, true) => Ok("mention"),
        // Without a ping its text arrives only where the message-content intent was granted.
        (Some(_), true, false) if !message.content.is_empty() => Ok("reply"),
        (Some(_), _, false) => Err(NOT_SAID_TO_US),
    }
}

pub(super) fn answered(surface: &'static str, guild: Option<GuildId>, record: &Record) {
    let Record { outcome, sections, classes, urgent, paused, version, micros } = record;
    let (sections, classes, guild) = (sections.join(","), classes.join(","), guild.map_or(0, GuildId::get));
    tracing::info!(surface, outcome, sections, classes, urgent, paused, guild, version, micros, "answered");
}

pub(super) fn silent(surface: &'static str, record: &Record) {
    tracing::debug!(surface, outcome = record.outcome, "nothing to say");
}

pub(super) fn unsent(surface: &'static str, guild: Option<GuildId>, channel: Option<u64>, refusal: &Refusal) {
    let guild = guild.map_or(0, GuildId::get);
    tracing::error!(surface, guild, channel, status = refusal.status, code = refusal.code, "an answer could not be given: {refusal}");
}

#[async_trait]
impl EventHandler for Handler {
    async fn ready(&self, ctx: Context, ready: Ready) {
        self.0.identity.greeted(ready.user.id);
        tracing::info!(shard = ctx.shard_id.0, guilds = ready.guilds.len(), "connected");
        self.0.register(&ctx.http, &ready).await;
    }

    async fn message(&self, ctx: Context, message: Message) {
        self.start(ctx.http, Job::Message(Box::new(message)));
    }

    async fn message_update(&self, ctx: Context, _: Option<Message>, _: Option<Message>, event: MessageUpdateEvent) {
        self.start(ctx.http, Job::Edited(Box::new(event)));
    }

    async fn message_delete(&self, ctx: Context, channel: ChannelId, message: MessageId, guild: Option<GuildId>) {
        self.start(ctx.http, Job::Deleted { channel, messages: vec![message], guild });
    }

    async fn message_delete_bulk(&self, ctx: Context, channel: ChannelId, messages: Vec<MessageId>, guild: Option<GuildId>) {
        self.start(ctx.http, Job::Deleted { channel, messages, guild });
    }

    async fn thread_update(&self, _: Context, _: Option<GuildChannel>, thread: GuildChannel) {
        self.0.channels.forget(thread.id.get());
    }

    async fn interaction_create(&self, ctx: Context, interaction: Interaction) {
        let job = match interaction {
            Interaction::Command(command) => Job::Command(Box::new(command)),
            Interaction::Autocomplete(command) => Job::Typing(Box::new(command)),
            Interaction::Component(press) => Job::Button(Box::new(press)),
            Interaction::Modal(form) => Job::Form(Box::new(form)),
            _ => return tracing::warn!("an interaction came that this version does not have"),
        };
        self.start(ctx.http, job);
    }
}

/// Events whose loss leaves somebody unanswered.
const NEEDED: [&str; 4] = ["READY", "RESUMED", "MESSAGE_CREATE", "INTERACTION_CREATE"];

#[async_trait]
impl RawEventHandler for Handler {
    async fn raw_event(&self, _: Context, event: Event) {
        // Serenity drops what it cannot read without a word; the name is all that may be logged.
        if let Event::Unknown(unknown) = event
            && let Some(name) = NEEDED.iter().find(|name| **name == unknown.kind)
        {
            tracing::error!(event = name, "an event could not be read and is lost: install a newer version if this stays");
        }
    }
}
