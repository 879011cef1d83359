//! Pins: a section posted and pinned by a moderator, remembered so that it stays true.

use super::{
    errors::Refusal,
    events::Shared,
    extras::Extras,
    moderate::{down, refused},
    orders,
    permission::{PIN_MESSAGES, READ_MESSAGE_HISTORY, SEND_MESSAGES, VIEW_CHANNEL},
    reply::{self, Asked},
    words,
};
use crate::{
    app::{
        ask::{Answer, Caller},
        desk::{
            now,
            reports::{kept, link},
            settings::Kept,
        },
        suggest::Suggestion,
    },
    store::rows::{Kind, Posting},
};
use serenity::all::{ChannelId, CommandInteraction, ComponentInteraction, GuildId, Http, Message, MessageId, UserId};
use std::time::{Duration, Instant};

/// Discord's code for a channel that holds as many pins as it may.
const PINS_FULL: isize = 30_003;

/// How often, and after what time, an answer is looked for that may not be written down yet.
const LOOKS: usize = 5;
const LOOK: Duration = Duration::from_millis(200);

/// What the bot needs to post and pin.
const TO_PIN: u64 = VIEW_CHANNEL | SEND_MESSAGES | READ_MESSAGE_HISTORY | PIN_MESSAGES;

/// Who pins, and where.
#[derive(Clone, Copy)]
struct Here {
    guild: GuildId,
    channel: ChannelId,
    actor: UserId,
}

impl Shared {
    /// `/pin`: posts and pins a section, or lists what is pinned here.
    pub(super) async fn pin(&self, http: &Http, command: &CommandInteraction) {
        let asked = Asked::command(command);
        let Some(here) = here(command) else { return self.say(http, asked, words::NO_COMMAND.to_owned()).await };
        let Some(text) = orders::section_named(&command.data).filter(|text| !text.trim().is_empty()) else {
            let list = self.desk.pin_list(here.guild.get(), here.channel.get()).await;
            return self.say(http, asked, list.unwrap_or_else(|error| down(&error))).await;
        };
        let Some((id, _)) = self.app.find_section(text) else {
            return self.say(http, asked, words::NO_SECTION.to_owned()).await;
        };
        self.pin_section(http, asked, here, &id, command.id.get()).await;
    }

    /// The button below "Pin answer".
    pub(super) async fn pin_pressed(&self, http: &Http, press: &ComponentInteraction, guide: &str, section: &str) {
        let asked = Asked::press(press);
        let Some(guild) = press.guild_id else { return self.stale(http, asked, "pin", None).await };
        let here = Here { guild, channel: press.channel_id, actor: press.user.id };
        self.pin_section(http, asked, here, &format!("{guide}/{section}"), press.id.get()).await;
    }

    /// Several requests are more than 3 s may hold: first "thinking", then the outcome in its place.
    async fn pin_section(&self, http: &Http, asked: Asked<'_>, here: Here, id: &str, nonce: u64) {
        if let Err(refusal) = reply::think(http, asked).await {
            return self.sent("pin", Some(here.guild), Err(refusal));
        }
        let text = match self.post_and_pin(http, here, id, nonce).await {
            Ok(text) | Err(text) => text,
        };
        let sent = reply::instead(http, asked, &self.app.report(text), Extras::plain(true)).await;
        self.sent("pin", Some(here.guild), sent);
    }

    async fn post_and_pin(&self, http: &Http, here: Here, id: &str, nonce: u64) -> Result<String, String> {
        self.may_pin(here).await?;
        let (guide, section) = id.split_once('/').ok_or(words::NO_SECTION)?;
        let (recall, digest) = self.app.keepable_section(guide, section).ok_or(words::NO_SECTION)?;
        let answer = self.app.posted_section(&recall, here.guild.get()).ok_or(words::NO_SECTION)?;
        if answer.record.paused {
            return Err(words::IS_PAUSED.to_owned());
        }
        let text = answer.reply.as_ref().ok_or(words::NO_SECTION)?;
        let posted = reply::post(http, here.channel, nonce, text, Extras::related(&answer)).await;
        let message =
            posted.map_err(|refusal| refused("Not pinned", &refusal))?.ok_or("Not pinned: Discord did not say what became of it.")?;
        self.pin_message(http, here, message, Some((recall, digest)), true).await
    }

    /// Whether moderator and bot both may pin here, worked out from what Discord tells of roles and channel.
    async fn may_pin(&self, here: Here) -> Result<(), String> {
        let me = self.identity.me().await;
        let bits = self.raw.permissions(here.guild, here.channel, [here.actor, me]).await;
        let [actor, bot] = bits.map_err(|refusal| refused("Not pinned", &refusal))?;
        let missing = actor.missing(PIN_MESSAGES);
        if !missing.is_empty() {
            return Err(format!("Not pinned: you need the permission {missing} here."));
        }
        let missing = bot.missing(TO_PIN);
        if !missing.is_empty() {
            return Err(format!("Not pinned: my role needs {missing} here."));
        }
        Ok(())
    }

    /// Pins a message of ours and remembers it. One that was posted for this goes again when it cannot be pinned.
    async fn pin_message(
        &self,
        http: &Http,
        here: Here,
        message: MessageId,
        shows: Option<(String, String)>,
        fresh: bool,
    ) -> Result<String, String> {
        if let Err(refusal) = self.raw.pin(here.channel, message).await {
            if fresh {
                self.take_back(http, here.channel, message, Some(here.guild)).await;
            }
            return Err(if refusal.code == PINS_FULL { words::PINS_FULL.to_owned() } else { cannot_pin(&refusal) });
        }
        let (guild, channel) = (here.guild.get(), here.channel.get());
        let Some((recall, digest)) = shows else { return Err(words::UNKNOWN_POST.to_owned()) };
        let posting = Posting {
            message: message.get(),
            guild,
            channel,
            question: 0,
            kind: Kind::Pin,
            recall,
            digest,
            actor: here.actor.get(),
            posted: now(),
            corrected: 0,
            trouble: String::new(),
        };
        let done = self.desk.pinned(posting).await;
        tracing::info!(guild, channel, "a section was pinned");
        let place = link(guild, channel, message.get());
        Ok(match done {
            Kept::Now => format!("Pinned: {place}\nWhen the section changes, I change the pinned text."),
            other => format!("Pinned: {place}{}", kept(other)),
        })
    }

    /// `/unpin`.
    pub(super) async fn unpin(&self, http: &Http, command: &CommandInteraction) {
        let asked = Asked::command(command);
        let Some(here) = here(command) else { return self.say(http, asked, words::NO_COMMAND.to_owned()).await };
        let wanted = orders::section_named(&command.data).unwrap_or_default();
        if let Err(refusal) = reply::think(http, asked).await {
            return self.sent("pin", Some(here.guild), Err(refusal));
        }
        let text = match self.end_pin(here, wanted).await {
            Ok(text) | Err(text) => text,
        };
        let sent = reply::instead(http, asked, &self.app.report(text), Extras::plain(true)).await;
        self.sent("pin", Some(here.guild), sent);
    }

    async fn end_pin(&self, here: Here, wanted: &str) -> Result<String, String> {
        self.may_pin(here).await.map_err(|text| text.replace("Not pinned", "Not unpinned"))?;
        let pins = self.desk.store().pins(here.guild.get(), here.channel.get()).await.map_err(|error| down(&error))?;
        let id = self.app.find_section(wanted).map(|(id, _)| id).unwrap_or_default();
        let fits = |pin: &Posting| shows(&pin.recall) == id || self.app.titles(&pin.recall).eq_ignore_ascii_case(wanted.trim());
        let pins: Vec<Posting> = pins.into_iter().filter(fits).collect();
        if pins.is_empty() {
            return Err(words::NOT_PINNED.to_owned());
        }
        for pin in &pins {
            let message = MessageId::new(pin.message);
            self.raw.unpin(here.channel, message).await.map_err(|refusal| refused("Not unpinned", &refusal))?;
            // The message stays, so it is kept true like any other answer.
            self.desk.unpinned(pin, here.actor.get()).await;
        }
        Ok(format!("Unpinned: {} of **{}**.", pins.len(), pins.first().map(|pin| self.app.titles(&pin.recall)).unwrap_or_default()))
    }

    /// "Pin answer" on a message: an answer of the bot is pinned as it stands; of anybody else's the sections that fit are offered.
    pub(super) async fn pin_menu(&self, http: &Http, command: &CommandInteraction) {
        let asked = Asked::command(command);
        let target = command.data.resolved.messages.values().next();
        let (Some(here), Some(target)) = (here(command), target) else {
            return self.say(http, asked, words::NOTHING_THERE.to_owned()).await;
        };
        if target.author.id == self.identity.me().await {
            return self.pin_standing(http, asked, here, target).await;
        }
        let caller = Caller { asker: self.app.asker(here.actor.get()), at: Instant::now(), guild: here.guild.get() };
        let Some(offered) = self.app.offer(&target.content, &caller) else {
            return self.say(http, asked, words::BUSY.to_owned()).await;
        };
        let Some(reply) = &offered.answer.reply else { return };
        let sent = reply::to_interaction(http, asked, reply, Extras::pinning(&offered.postings)).await;
        self.sent("pin", Some(here.guild), sent);
    }

    async fn pin_standing(&self, http: &Http, asked: Asked<'_>, here: Here, target: &Message) {
        if let Err(refusal) = reply::think(http, asked).await {
            return self.sent("pin", Some(here.guild), Err(refusal));
        }
        let text = match self.pin_known(http, here, target.id).await {
            Ok(text) | Err(text) => text,
        };
        let sent = reply::instead(http, asked, &self.app.report(text), Extras::plain(true)).await;
        self.sent("pin", Some(here.guild), sent);
    }

    async fn pin_known(&self, http: &Http, here: Here, message: MessageId) -> Result<String, String> {
        let mut known = None;
        for _ in 0..LOOKS {
            let rows = self.desk.store().postings_of(message.get()).await.map_err(|error| down(&error))?;
            known = rows.into_iter().find(|posting| posting.message == message.get());
            if known.is_some() {
                break;
            }
            // An answer can be seen a moment before it is written down.
            tokio::time::sleep(LOOK).await;
        }
        let known = known.ok_or(words::UNKNOWN_POST)?;
        self.may_pin(here).await?;
        self.pin_message(http, here, message, Some((known.recall, known.digest)), false).await
    }

    /// Sections that are pinned in a channel, while somebody types which one to unpin.
    pub(super) async fn suggest_pins(&self, command: &CommandInteraction, typed: &str) -> Vec<Suggestion> {
        let guild = command.guild_id.map_or(0, GuildId::get);
        let pins = self.desk.store().pins(guild, command.channel_id.get()).await.unwrap_or_default();
        let mut titles: Vec<String> = pins.iter().map(|pin| self.app.titles(&pin.recall)).filter(|title| !title.is_empty()).collect();
        titles.sort_unstable();
        titles.dedup();
        let typed = typed.to_lowercase();
        let fitting = titles.into_iter().filter(|title| title.to_lowercase().contains(&typed)).take(25);
        fitting.map(|title| Suggestion { name: title.clone(), value: title }).collect()
    }

    /// Remembers a public answer, and counts it.
    pub(super) async fn remember(&self, place: Stands, sent: Option<MessageId>, answer: &Answer) {
        if let Some(message) = sent {
            self.desk.posted(place.guild, place.channel, place.question, message.get(), answer).await;
        }
    }
}

/// Where a public answer stands, and what it answers; 0 for none.
#[derive(Clone, Copy)]
pub(super) struct Stands {
    /// The server; 0 in a direct message.
    pub(super) guild: u64,
    /// The channel.
    pub(super) channel: u64,
    /// The message it answers.
    pub(super) question: u64,
}

impl Stands {
    /// The reply to a message.
    pub(super) fn below(message: &Message) -> Self {
        let guild = message.guild_id.map_or(0, GuildId::get);
        Self { guild, channel: message.channel_id.get(), question: message.id.get() }
    }
}

fn here(command: &CommandInteraction) -> Option<Here> {
    Some(Here { guild: command.guild_id?, channel: command.channel_id, actor: command.user.id })
}

/// `guide/section` of a pin.
fn shows(recall: &str) -> String {
    let mut fields = recall.split(':');
    let (guide, ids) = (fields.next().unwrap_or_default(), fields.nth(1).unwrap_or_default());
    format!("{guide}/{ids}")
}

fn cannot_pin(refusal: &Refusal) -> String {
    match refusal.code {
        50_013 => "Not pinned: my role needs Pin Messages here.".to_owned(),
        _ => refused("Not pinned", refusal),
    }
}
