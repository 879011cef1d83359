//! What is said in a channel to nobody in particular: whether moderators want the bot to speak there, and of what.
//!
//! Emergencies and crises are never held back in a channel that has them answered. Everything else is: by doubt, by a talk that goes
//! on between others, by what was said a moment ago.

use super::{
    bursts::Bursts,
    errors::{Kind, Refusal},
    events::{Shared, answered, silent, unsent},
    extras::Extras,
    pins::Stands,
    reply::{self, Below},
    words,
};
use crate::{
    app::{
        ask::{Answer, Question},
        desk::reports::link,
        limits::Asker,
    },
    store::rows::Mode,
};
use serenity::all::{ChannelId, Http, Message};
use std::{
    collections::{HashMap, VecDeque},
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

/// Channels whose parents are remembered.
const MOST_PLACES: usize = 4_096;

/// Answers remembered for folding and cooling down.
const MOST_SAID: usize = 2_048;

/// Time in which the same section is not shown again in a channel: a link leads to it.
const FOLD: Duration = Duration::from_secs(10 * 60);

/// Time in which one person is not answered again unasked.
const COOL: Duration = Duration::from_secs(60);

/// Time in which a channel is left to a helper who wrote there.
const HELPED: Duration = Duration::from_secs(5 * 60);

/// What a channel is: where its mode is looked up, and its title where it is a post of a forum.
#[derive(Debug, Clone, Default)]
struct Place {
    parent: u64,
    title: String,
}

/// An answer that was given unasked.
struct Said {
    channel: u64,
    question: u64,
    section: String,
    /// The answer; 0 while it is on its way.
    message: u64,
    /// Who asked, hashed with this run's key.
    asker: Asker,
    at: Instant,
}

/// What is known of channels, and what was said in them.
pub struct Channels {
    places: Mutex<HashMap<u64, Place>>,
    said: Mutex<VecDeque<Said>>,
    /// When a helper last wrote in a channel.
    helped: Mutex<HashMap<u64, Instant>>,
    /// Questions in several messages.
    pub(super) bursts: Bursts,
}

/// What is to be done with something overheard.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Deed {
    /// Nothing.
    Silence,
    /// Answer it.
    Answer,
    /// Say that it can be answered privately.
    Privately,
    /// Count it.
    Count,
    /// Link to the answer that stands above.
    Fold(u64),
}

impl Channels {
    /// Nothing is known yet. Messages within `burst` of each other are one question.
    pub fn new(burst: Duration) -> Self {
        Self { places: Mutex::default(), said: Mutex::default(), helped: Mutex::default(), bursts: Bursts::new(burst) }
    }

    /// A helper wrote in a channel.
    fn helper_wrote(&self, channel: u64, now: Instant) {
        let mut helped = self.helped.lock().unwrap_or_else(PoisonError::into_inner);
        if helped.len() >= MOST_PLACES {
            helped.retain(|_, at| now.saturating_duration_since(*at) < HELPED);
        }
        helped.insert(channel, now);
    }

    /// Whether a helper wrote in a channel a moment ago.
    fn is_helped(&self, channel: u64, now: Instant) -> bool {
        let helped = self.helped.lock().unwrap_or_else(PoisonError::into_inner);
        helped.get(&channel).is_some_and(|at| now.saturating_duration_since(*at) < HELPED)
    }

    fn known(&self, channel: u64) -> Option<Place> {
        self.places.lock().unwrap_or_else(PoisonError::into_inner).get(&channel).cloned()
    }

    fn learn(&self, channel: u64, place: Place) {
        let mut places = self.places.lock().unwrap_or_else(PoisonError::into_inner);
        if places.len() >= MOST_PLACES {
            places.clear();
        }
        places.insert(channel, place);
    }

    /// Forgets a channel: it was renamed, moved or deleted.
    pub fn forget(&self, channel: u64) {
        self.places.lock().unwrap_or_else(PoisonError::into_inner).remove(&channel);
    }

    fn note(&self, said: Said) {
        let mut all = self.said.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= MOST_SAID {
            all.pop_front();
        }
        all.push_back(said);
    }

    /// An answer has arrived.
    fn sent(&self, question: u64, message: u64) {
        let mut all = self.said.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(said) = all.iter_mut().rfind(|said| said.question == question) {
            said.message = message;
        }
    }

    /// An answer did not arrive.
    fn unsaid(&self, question: u64) {
        self.said.lock().unwrap_or_else(PoisonError::into_inner).retain(|said| said.question != question);
    }

    /// Whether somebody was answered a moment ago; and the message where the section stands already.
    fn lately(&self, channel: u64, section: &str, asker: Asker, now: Instant) -> (bool, Option<u64>) {
        let all = self.said.lock().unwrap_or_else(PoisonError::into_inner);
        let fresh = |said: &&Said, limit| now.saturating_duration_since(said.at) < limit;
        let cool = all.iter().filter(|said| said.asker == asker && said.channel == channel).any(|said| fresh(&said, COOL));
        let same = all.iter().rev().filter(|said| said.channel == channel && said.section == section);
        (cool, same.filter(|said| fresh(said, FOLD)).map(|said| said.message).next())
    }
}

/// One thing overheard: where, by whom, and what is known of it before it is judged.
struct Heard<'m> {
    message: &'m Message,
    guild: u64,
    channel: u64,
    asker: Asker,
    mode: Mode,
    /// A talk goes on between others, or a helper is there: only a danger is answered.
    held: bool,
    now: Instant,
}

impl Shared {
    /// Somebody said something to nobody in particular.
    pub(super) async fn overheard(&self, http: &Http, message: &Message) {
        let Some(guild) = message.guild_id.map(|guild| guild.get()).filter(|&guild| self.desk.standing().has_modes(guild)) else { return };
        if message.content.is_empty() {
            return;
        }
        let channel = message.channel_id.get();
        // What has a mode of its own need not be looked up: nothing is asked of Discord before a danger there is answered.
        let own = self.desk.standing().own_mode(guild, channel);
        let place = if own.is_none() { self.place_of(message.channel_id).await } else { Place::default() };
        let mode = own.unwrap_or_else(|| self.desk.standing().mode(guild, place.parent, 0));
        if mode == Mode::Off || !self.seen.insert(message.id.get()) {
            return;
        }
        let now = Instant::now();
        let role = self.desk.standing().alert_role(guild);
        let helper = message.member.as_ref().is_some_and(|member| member.roles.iter().any(|held| Some(held.get()) == role));
        let held = helper || message.referenced_message.is_some() || self.channels.is_helped(channel, now);
        if helper {
            self.channels.helper_wrote(channel, now);
        }
        let alone = self.desk.is_quiet(guild, message.author.id.get());
        if alone == Some(true) {
            return tracing::debug!("somebody who wants to be left alone is left alone");
        }
        let asker = self.app.asker(message.author.id.get());
        let heard = Heard { message, guild, channel, asker, mode, held: held || alone.is_some(), now };
        // The first message of a post has the post's own id: its title is part of the question.
        let opens = message.id.get() == channel && !place.title.is_empty();
        let text = if opens { format!("{}\n{}", place.title, message.content) } else { message.content.clone() };
        self.hear(http, &heard, &text).await;
    }

    /// Joins it with what the person said just before; a danger in it, or in all of it, is answered at once.
    async fn hear(&self, http: &Http, heard: &Heard<'_>, text: &str) {
        let bursts = &self.channels.bursts;
        if heard.message.referenced_message.is_some() {
            // A word in a talk is no part of a question to everybody.
            let question = Question { text, asker: None, at: heard.now, addressed: false, guild: heard.guild };
            return self.act(http, heard, self.app.ask(&question)).await;
        }
        let together = bursts.add(heard.channel, heard.asker, heard.message.id, text);
        let ask = |text: &str| self.app.ask(&Question { text, asker: None, at: heard.now, addressed: false, guild: heard.guild });
        let more = Some(together.as_str()).filter(|together| *together != text);
        for text in std::iter::once(text).chain(more) {
            let answer = ask(text);
            if answer.banner() {
                bursts.end(heard.channel, heard.asker);
                return self.act(http, heard, answer).await;
            }
        }
        let Some(whole) = bursts.settle(heard.channel, heard.asker, heard.message.id).await else { return };
        self.act(http, heard, ask(&whole)).await;
    }

    /// Does what the mode of the channel says.
    async fn act(&self, http: &Http, heard: &Heard<'_>, answer: Answer) {
        let Heard { message, guild, channel, asker, .. } = *heard;
        let section = answer.record.sections.first().cloned().unwrap_or_default();
        let (cool, same) = self.channels.lately(channel, &section, asker, heard.now);
        let said = |section: String| Said { channel, question: message.id.get(), section, message: 0, asker, at: heard.now };
        // A helper may have come while the person was still writing.
        let held = heard.held || cool || self.channels.is_helped(channel, Instant::now());
        match deed(heard.mode, &answer, held, same) {
            Deed::Silence => silent("channel", &answer.record),
            Deed::Count => {
                // Held back like an answer that was given, so that the report is of what would have been seen.
                self.channels.note(said(section));
                self.desk.shadowed(guild, channel, message.id.get(), &answer).await;
                tracing::debug!(guild, outcome = answer.record.outcome, "shadow: this would have been answered");
            }
            Deed::Answer => {
                // Noted first: the next question may come before Discord has told what became of this answer.
                self.channels.note(said(section));
                if !self.speak(http, message, &answer).await {
                    self.channels.unsaid(message.id.get());
                }
                self.desk.count("channel", guild, message.author.id.get(), &answer).await;
            }
            Deed::Privately => {
                self.hint(http, message, words::PRIVATELY.to_owned(), &answer).await;
                self.channels.note(said(String::new()));
            }
            Deed::Fold(earlier) => {
                let place = if earlier == 0 { String::new() } else { format!(": {}", link(guild, channel, earlier)) };
                self.hint(http, message, format!("{}{place}", words::ABOVE), &answer).await;
            }
        }
    }

    /// Answers something overheard. True when it was answered.
    async fn speak(&self, http: &Http, message: &Message, answer: &Answer) -> bool {
        let Some(reply) = answer.reply.as_ref().filter(|_| self.replies.open(message.id)) else { return false };
        let Some(_place) = self.place("channel", answer).await else {
            self.replies.abandon(message.id);
            return false;
        };
        match reply::to_message(http, Below::question(message), reply, Extras::of(answer, false, false).with_person(answer, true)).await {
            Ok(sent) => {
                answered("channel", message.guild_id, &answer.record);
                if let Some(stray) = self.replies.close(message.id, sent, answer, false) {
                    self.take_back(http, message.channel_id, stray, message.guild_id).await;
                    return false;
                }
                if let Some(sent) = sent {
                    self.channels.sent(message.id.get(), sent.get());
                }
                self.remember(Stands::below(message), sent, answer).await;
                self.call_for(http, Stands::below(message), answer).await;
                true
            }
            Err(refusal) => {
                self.replies.abandon(message.id);
                self.unspoken(message, &refusal);
                false
            }
        }
    }

    /// Says where an answer is to be had. It goes with its question; an edit changes it only where a danger comes up.
    async fn hint(&self, http: &Http, message: &Message, text: String, answer: &Answer) {
        if !self.replies.open(message.id) {
            return;
        }
        let reply = self.app.report(text);
        match reply::to_message(http, Below::question(message), &reply, Extras::plain(false)).await {
            Ok(sent) => {
                tracing::info!(surface = "channel", "somebody was shown where an answer is to be had");
                if let Some(stray) = self.replies.close(message.id, sent, answer, true) {
                    self.take_back(http, message.channel_id, stray, message.guild_id).await;
                }
            }
            Err(refusal) => {
                self.replies.abandon(message.id);
                self.unspoken(message, &refusal);
            }
        }
    }

    #[expect(clippy::unused_self, reason = "one of the ways an answer ends")]
    fn unspoken(&self, message: &Message, refusal: &Refusal) {
        unsent("channel", message.guild_id, message.guild_id.map(|_| message.channel_id.get()), refusal);
    }

    /// What a channel is; asked of Discord once.
    async fn place_of(&self, channel: ChannelId) -> Place {
        if let Some(place) = self.channels.known(channel.get()) {
            return place;
        }
        match self.raw.channel(channel).await {
            Ok(found) => {
                let title = if found.thread { found.name } else { String::new() };
                let place = Place { parent: found.parent, title };
                self.channels.learn(channel.get(), place.clone());
                place
            }
            Err(refusal) => {
                tracing::warn!(
                    channel = channel.get(),
                    status = refusal.status,
                    code = refusal.code,
                    "a channel cannot be looked up: {refusal}"
                );
                if refusal.kind == Kind::Final {
                    // It will not be told later either.
                    self.channels.learn(channel.get(), Place::default());
                }
                Place::default()
            }
        }
    }
}

/// What is to be done, by the mode of the channel. `held`: a talk goes on between others, or the person was answered just now.
fn deed(mode: Mode, answer: &Answer, held: bool, same: Option<u64>) -> Deed {
    let banner = answer.banner();
    match mode {
        Mode::Off => Deed::Silence,
        Mode::Shadow if banner || (answer.sure && !held) => Deed::Count,
        Mode::On | Mode::Private | Mode::Emergencies if banner => Deed::Answer,
        Mode::On | Mode::Private if !answer.sure || held => Deed::Silence,
        Mode::On => same.map_or(Deed::Answer, Deed::Fold),
        Mode::Private => Deed::Privately,
        Mode::Shadow | Mode::Emergencies => Deed::Silence,
    }
}

#[cfg(test)]
mod tests {
    use super::{Deed, Mode, deed};
    use crate::app::ask::{Answer, Record};

    fn answer(outcome: &'static str, sure: bool) -> Answer {
        let record = Record { outcome, ..Record::default() };
        Answer { reply: None, record, choices: vec![], recall: None, elsewhere: None, missed: vec![], sure }
    }

    #[test]
    fn what_each_mode_does() {
        let (danger, crisis, sure, doubt) =
            (answer("emergency", false), answer("crisis", false), answer("answer", true), answer("answer", false));
        for (label, mode, answer, held, same, wanted) in [
            ("off, whatever it is", Mode::Off, &danger, false, None, Deed::Silence),
            ("shadow counts", Mode::Shadow, &sure, false, None, Deed::Count),
            ("shadow counts dangers", Mode::Shadow, &danger, true, None, Deed::Count),
            ("shadow counts no doubt", Mode::Shadow, &doubt, false, None, Deed::Silence),
            ("emergencies", Mode::Emergencies, &danger, true, None, Deed::Answer),
            ("emergencies, a crisis", Mode::Emergencies, &crisis, true, None, Deed::Answer),
            ("emergencies alone", Mode::Emergencies, &sure, false, None, Deed::Silence),
            ("on", Mode::On, &sure, false, None, Deed::Answer),
            ("on, in doubt", Mode::On, &doubt, false, None, Deed::Silence),
            ("on, among others", Mode::On, &sure, true, None, Deed::Silence),
            ("on, said above", Mode::On, &sure, false, Some(7), Deed::Fold(7)),
            ("on, danger said above", Mode::On, &danger, true, Some(7), Deed::Answer),
            ("private", Mode::Private, &sure, false, Some(7), Deed::Privately),
            ("private, danger", Mode::Private, &danger, true, None, Deed::Answer),
            ("private, in doubt", Mode::Private, &doubt, false, None, Deed::Silence),
        ] {
            assert_eq!(deed(mode, answer, held, same), wanted, "{label}");
        }
    }
}
