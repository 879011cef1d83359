//! What happens on Discord, each event in a task of its own: who is to be answered, and with what.
//!
//! A task ends with a reply or with a logged reason. A panic costs one answer, which is then the fixed words for a failure.
//! Logs hold ids of sections, guilds and channels, never a person's words or id.

use super::{
    commands::{self, Filled},
    errors::Refusal,
    identity::Identity,
    press::Press,
    recent::Recent,
    reply::{self, Asked, Extras},
    words,
};
use crate::app::ask::{Answer, App, BUSY, Question, Record};
use serenity::{
    FutureExt,
    all::{
        CommandInteraction, ComponentInteraction, Context, Event, EventHandler, GuildId, Http, Interaction, InteractionContext, Message,
        MessageType, RawEventHandler, Ready, UserId,
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

struct Shared {
    app: Arc<App>,
    places: Semaphore,
    tasks: TaskTracker,
    identity: Identity,
    /// Whether the commands stand as they should.
    registered: Mutex<bool>,
    stopping: AtomicBool,
    /// Messages that were taken up.
    seen: Recent,
    /// Private answers that were posted for everybody.
    posted: Recent,
}

/// One event that a person waits for.
enum Job {
    Message(Box<Message>),
    Command(Box<CommandInteraction>),
    Typing(Box<CommandInteraction>),
    Button(Box<ComponentInteraction>),
}

impl Handler {
    /// A handler that sends at most so many ordinary answers at once.
    pub fn new(app: Arc<App>, at_once: usize) -> Self {
        Self(Arc::new(Shared {
            app,
            places: Semaphore::new(at_once),
            tasks: TaskTracker::new(),
            identity: Identity::default(),
            registered: Mutex::new(false),
            stopping: AtomicBool::new(false),
            seen: Recent::default(),
            posted: Recent::default(),
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
        }
    }

    /// A place among the answers that are sent at the same time. Nothing pressing waits for one. `None`: waited in vain.
    async fn place(&self, surface: &'static str, answer: &Answer) -> Option<Option<SemaphorePermit<'_>>> {
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
            Job::Message(message) => reply::to_message(http, message, &failure, plain).await,
            Job::Command(command) => reply::to_interaction(http, asked_by(command), &failure, plain).await,
            Job::Button(press) => reply::to_interaction(http, Asked { id: press.id, token: &press.token }, &failure, plain).await,
            Job::Typing(_) => Ok(()),
        };
        sent.unwrap_or_else(|refusal| unsent("failure", None, None, &refusal));
    }

    async fn message(&self, http: &Http, message: &Message) {
        let surface = match addressed(message, self.identity.me().await) {
            Ok(surface) => surface,
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
        });
        let Some(reply) = &answer.reply else { return silent(surface, &answer.record) };
        let Some(_place) = self.place(surface, &answer).await else { return };
        match reply::to_message(http, message, reply, Extras::of(&answer, false, false)).await {
            Ok(()) => answered(surface, message.guild_id, &answer.record),
            // The channel of a direct message stands for a person: it is not logged.
            Err(refusal) => unsent(surface, message.guild_id, message.guild_id.map(|_| message.channel_id.get()), &refusal),
        }
    }

    async fn command(&self, http: &Http, command: &CommandInteraction) {
        let asked = asked_by(command);
        if command.data.name != commands::ASK {
            tracing::warn!("a command came that this version does not have");
            let note = self.app.note(words::NO_COMMAND);
            return self.sent("command", command.guild_id, reply::to_interaction(http, asked, &note, Extras::plain(true)).await);
        }
        let filled = Filled::read(&command.data);
        let answer = self.app.ask(&Question {
            text: filled.question,
            asker: Some(self.app.asker(command.user.id.get())),
            at: Instant::now(),
            addressed: true,
        });
        let private = filled.private || answer.record.outcome == BUSY;
        self.respond(http, "ask", asked, &answer, private, others_there(command.guild_id, command.context), command.guild_id).await;
    }

    async fn typing(&self, http: &Http, command: &CommandInteraction) {
        let suggestions = self.app.suggest(Filled::read(&command.data).question);
        let count = suggestions.len();
        match reply::suggestions(http, asked_by(command), suggestions).await {
            Ok(()) => tracing::debug!(count, "suggestions given"),
            // The next letter was typed meanwhile: nobody waits for these any more.
            Err(refusal) => tracing::debug!(status = refusal.status, code = refusal.code, "suggestions not given: {refusal}"),
        }
    }

    async fn button(&self, http: &Http, press: &ComponentInteraction) {
        let asked = Asked { id: press.id, token: &press.token };
        let asker = self.app.asker(press.user.id.get());
        let others = others_there(press.guild_id, press.context);
        let (surface, answer, private) = match Press::read(&press.data.custom_id) {
            Press::Section { guide, section } => ("section", self.app.section(guide, section, asker, Instant::now()), others),
            Press::Public(_) if !self.posted.insert(press.message.id.get()) => {
                let note = self.app.note(words::POSTED);
                return self.sent("post", press.guild_id, reply::to_interaction(http, asked, &note, Extras::plain(true)).await);
            }
            Press::Public(recall) => ("post", self.app.again(recall, asker, Instant::now()), false),
            Press::Unknown => ("button", None, true),
        };
        let Some(answer) = answer else {
            tracing::info!(surface, "a button leads nowhere in this version");
            let note = self.app.note(words::STALE);
            return self.sent(surface, press.guild_id, reply::to_interaction(http, asked, &note, Extras::plain(true)).await);
        };
        let busy = answer.record.outcome == BUSY;
        let posted = self.respond(http, surface, asked, &answer, private || busy, others, press.guild_id).await;
        if surface == "post" && (busy || !posted) {
            self.posted.remove(press.message.id.get());
        }
    }

    /// Answers an interaction. A private answer can be posted where there are others to see it. True when it was sent.
    #[expect(clippy::too_many_arguments, reason = "one line of facts about one answer, used in two places")]
    async fn respond(
        &self,
        http: &Http,
        surface: &'static str,
        asked: Asked<'_>,
        answer: &Answer,
        private: bool,
        others: bool,
        guild: Option<GuildId>,
    ) -> bool {
        let Some(reply) = &answer.reply else {
            silent(surface, &answer.record);
            return false;
        };
        let Some(_place) = self.place(surface, answer).await else { return false };
        match reply::to_interaction(http, asked, reply, Extras::of(answer, private, private && others)).await {
            Ok(()) => answered(surface, guild, &answer.record),
            Err(refusal) => {
                unsent(surface, guild, None, &refusal);
                return false;
            }
        }
        true
    }

    /// Logs what became of a note.
    fn sent(&self, surface: &'static str, guild: Option<GuildId>, sent: Result<(), Refusal>) {
        sent.unwrap_or_else(|refusal| unsent(surface, guild, None, &refusal));
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

fn asked_by(command: &CommandInteraction) -> Asked<'_> {
    Asked { id: command.id, token: &command.token }
}

/// Whether anybody but the asker could see an answer: everywhere except in a direct message with the bot.
fn others_there(guild: Option<GuildId>, context: Option<InteractionContext>) -> bool {
    guild.is_some() || context == Some(InteractionContext::PrivateChannel)
}

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
        (Some(_), _, false) => Err("it was not said to the bot"),
    }
}

fn answered(surface: &'static str, guild: Option<GuildId>, record: &Record) {
    let Record { outcome, sections, classes, urgent, version, micros } = record;
    let (sections, classes, guild) = (sections.join(","), classes.join(","), guild.map_or(0, GuildId::get));
    tracing::info!(surface, outcome, sections, classes, urgent, guild, version, micros, "answered");
}

fn silent(surface: &'static str, record: &Record) {
    tracing::debug!(surface, outcome = record.outcome, "nothing to say");
}

fn unsent(surface: &'static str, guild: Option<GuildId>, channel: Option<u64>, refusal: &Refusal) {
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

    async fn interaction_create(&self, ctx: Context, interaction: Interaction) {
        let job = match interaction {
            Interaction::Command(command) => Job::Command(Box::new(command)),
            Interaction::Autocomplete(command) => Job::Typing(Box::new(command)),
            Interaction::Component(press) => Job::Button(Box::new(press)),
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
