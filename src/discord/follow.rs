//! A reply follows its question: deleted with it, and put right when it is edited.
//!
//! Which reply belongs to which question is remembered by ids of messages alone, for the newest few thousand. What an earlier run
//! answered is found by looking: Discord shows which message a reply answers.

use super::{
    events::{Shared, answered, unsent},
    recent::Recent,
    reply::{self, Extras},
};
use crate::{
    answer::outcome::Outcome,
    app::ask::{Answer, FAILURE, Question},
};
use serenity::all::{ChannelId, GuildId, Http, MessageId, MessageUpdateEvent};
use std::{
    collections::VecDeque,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};
use tokio::sync::Mutex as Turn;

/// Questions remembered: more than a busy server asks in a day, some hundred kilobytes.
const MOST: usize = 4_096;

/// Age up to which questions of an earlier run are looked for.
const OLDEST: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// Looks in a minute for what earlier runs answered, so that a server that deletes much costs little.
const LOOKS: usize = 20;

/// Longest an edit waits for the reply it changes, which may be tried again for half a minute; and how often it looks.
const SETTLING: Duration = Duration::from_secs(35);
const STEP: Duration = Duration::from_millis(50);

/// Edits that are put right at the same time.
const TURNS: usize = 32;

const MINUTE: Duration = Duration::from_secs(60);

/// What became of a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    /// It is being answered.
    Open,
    /// It has this reply, with or without a banner, which was put right so often.
    Answered { reply: MessageId, banner: bool, edits: u32 },
    /// It was deleted while it was being answered.
    Gone,
}

/// Questions and their replies.
pub struct Replies {
    known: Mutex<VecDeque<(MessageId, Fate)>>,
    /// Messages that were deleted before anything was known of them: each event has a task of its own, so that the news of a
    /// deletion can overtake the question.
    gone: Recent,
    /// Edits taken up: the question, and when it was edited, in milliseconds.
    edits: Mutex<VecDeque<(MessageId, i64)>>,
    /// One edit of a question at a time: the reply must not be put right by two at once. Questions share these by their ids.
    turns: [Turn<()>; TURNS],
    looks: Mutex<VecDeque<Instant>>,
    started: SystemTime,
}

impl Default for Replies {
    fn default() -> Self {
        Self {
            known: Mutex::default(),
            gone: Recent::default(),
            edits: Mutex::default(),
            turns: Default::default(),
            looks: Mutex::default(),
            started: SystemTime::now(),
        }
    }
}

impl Replies {
    /// Notes that a question is being answered. False when it was deleted already.
    #[must_use]
    pub fn open(&self, question: MessageId) -> bool {
        if self.gone.contains(question.get()) {
            return false;
        }
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= MOST {
            known.pop_front();
        }
        known.push_back((question, Fate::Open));
        true
    }

    /// Notes the reply of a question. False when the question is gone meanwhile: then the reply must go too.
    #[must_use]
    pub fn answered(&self, question: MessageId, reply: Option<MessageId>, answer: &Answer) -> bool {
        let banner = has_banner(answer);
        self.change(question, |fate| match (fate, reply) {
            (Fate::Gone, _) => None,
            (Fate::Open, Some(reply)) => Some(Fate::Answered { reply, banner, edits: 0 }),
            (fate, _) => Some(fate),
        })
        .is_none_or(|before| before != Fate::Gone)
    }

    /// Puts what `change` makes of a question's fate in its place, or forgets it; gives the fate it had.
    fn change(&self, question: MessageId, change: impl FnOnce(Fate) -> Option<Fate>) -> Option<Fate> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let at = known.iter().rposition(|(id, _)| *id == question)?;
        let before = known.get(at)?.1;
        match change(before) {
            Some(after) => known.get_mut(at)?.1 = after,
            None => {
                known.remove(at);
            }
        }
        Some(before)
    }

    /// Notes an edit. Of several, which may come in any order, only the newest counts.
    fn edit(&self, question: MessageId, when: i64) {
        let mut edits = self.edits.lock().unwrap_or_else(PoisonError::into_inner);
        match edits.iter_mut().find(|(id, _)| *id == question) {
            Some((_, newest)) => *newest = (*newest).max(when),
            None => {
                if edits.len() >= MOST {
                    edits.pop_front();
                }
                edits.push_back((question, when));
            }
        }
    }

    /// The turn of a question's edits.
    fn turn(&self, question: MessageId) -> &Turn<()> {
        // The lowest bits of an id count the messages of a millisecond; those above them are its time.
        let at = usize::try_from((question.get() >> 22) % TURNS as u64).unwrap_or_default();
        self.turns.get(at).unwrap_or(&self.turns[0])
    }

    /// Whether no newer edit has come.
    fn is_newest(&self, question: MessageId, when: i64) -> bool {
        let edits = self.edits.lock().unwrap_or_else(PoisonError::into_inner);
        edits.iter().find(|(id, _)| *id == question).is_none_or(|(_, newest)| *newest == when)
    }

    /// The fate of a question once it is no longer being answered; `None` for one that is not known.
    async fn settled(&self, question: MessageId) -> Option<Fate> {
        let mut patience = SETTLING;
        loop {
            match self.change(question, Some)? {
                Fate::Open if !patience.is_zero() => {
                    tokio::time::sleep(STEP).await;
                    patience = patience.saturating_sub(STEP);
                }
                fate => return Some(fate),
            }
        }
    }

    /// Whether an earlier run may have answered it, and a look is in place.
    fn worth_a_look(&self, question: MessageId) -> bool {
        let written = UNIX_EPOCH + Duration::from_secs(u64::try_from(question.created_at().unix_timestamp()).unwrap_or_default());
        if written >= self.started || SystemTime::now().duration_since(written).is_ok_and(|age| age > OLDEST) {
            return false;
        }
        let mut looks = self.looks.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        looks.retain(|look| now.duration_since(*look) < MINUTE);
        if looks.len() >= LOOKS {
            return false;
        }
        looks.push_back(now);
        true
    }
}

fn has_banner(answer: &Answer) -> bool {
    [Outcome::Crisis.name(), Outcome::Emergency.name(), FAILURE].contains(&answer.record.outcome)
}

impl Shared {
    /// Questions were deleted: their replies go too.
    pub(super) async fn deleted(&self, http: &Http, channel: ChannelId, questions: &[MessageId], guild: Option<GuildId>) {
        let mut replies = Vec::new();
        let mut unknown = Vec::new();
        for &question in questions {
            let fate = self.replies.change(question, |fate| match fate {
                Fate::Open | Fate::Gone => Some(Fate::Gone),
                Fate::Answered { .. } => None,
            });
            match fate {
                Some(Fate::Answered { reply, .. }) => replies.push(reply),
                Some(Fate::Open | Fate::Gone) => {}
                None => {
                    self.replies.gone.insert(question.get());
                    unknown.push(question);
                }
            }
        }
        if let Some(&oldest) = unknown.iter().min()
            && self.replies.worth_a_look(oldest)
        {
            let me = self.identity.me().await;
            match reply::replies_after(http, channel, oldest, me).await {
                Ok(found) => replies.extend(found.into_iter().filter(|(to, _)| unknown.contains(to)).map(|(_, reply)| reply)),
                Err(refusal) => tracing::debug!(status = refusal.status, code = refusal.code, "earlier replies could not be looked for"),
            }
        }
        for reply in replies {
            self.take_back(http, channel, reply, guild).await;
        }
    }

    /// Deletes a reply whose question is gone.
    pub(super) async fn take_back(&self, http: &Http, channel: ChannelId, reply: MessageId, guild: Option<GuildId>) {
        match reply::take_back(http, channel, reply).await {
            Ok(()) => tracing::info!(guild = guild.map_or(0, GuildId::get), "a reply went with its question"),
            Err(refusal) => unsent("follow", guild, guild.map(|_| channel.get()), &refusal),
        }
    }

    /// A question was edited. Danger is judged again each time, the section once: a conversation about an answer would lose its
    /// subject if the answer kept changing.
    pub(super) async fn edited(&self, http: &Http, event: &MessageUpdateEvent) {
        // Link previews and pins are updates too, without an edit; without its words there is nothing to judge.
        let (Some(text), Some(edited)) = (event.content.as_deref().filter(|text| !text.is_empty()), event.edited_timestamp) else { return };
        if self.replies.change(event.id, Some).is_none() {
            return;
        }
        let when = i64::try_from(edited.unix_timestamp_nanos() / 1_000_000).unwrap_or_default();
        self.replies.edit(event.id, when);
        let _turn = self.replies.turn(event.id).lock().await;
        let Some(Fate::Answered { reply, banner, edits }) = self.replies.settled(event.id).await else { return };
        if !self.replies.is_newest(event.id, when) {
            return tracing::debug!("an edit was overtaken by a newer one");
        }
        let answer = self.app.ask(&Question { text, asker: None, at: Instant::now(), addressed: true });
        let now = has_banner(&answer);
        if edits > 0 && !now && !banner {
            return tracing::debug!("a question was edited again without a danger, and its reply stays");
        }
        let Some(words) = &answer.reply else { return };
        match reply::reword(http, event.channel_id, reply, words, Extras::of(&answer, false, false)).await {
            Ok(()) => {
                self.replies.change(event.id, |fate| match fate {
                    Fate::Answered { reply, edits, .. } => Some(Fate::Answered { reply, banner: now, edits: edits.saturating_add(1) }),
                    other => Some(other),
                });
                answered("edit", event.guild_id, &answer.record);
            }
            Err(refusal) => unsent("edit", event.guild_id, event.guild_id.map(|_| event.channel_id.get()), &refusal),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Fate, MOST, Replies};
    use serenity::all::MessageId;

    fn fate(replies: &Replies, question: u64) -> Option<Fate> {
        replies.change(MessageId::new(question), Some)
    }

    #[test]
    fn only_the_newest_are_kept() {
        let replies = Replies::default();
        for question in 1..=u64::try_from(MOST).unwrap() + 1 {
            assert!(replies.open(MessageId::new(question)));
        }
        assert_eq!(fate(&replies, 1), None);
        assert_eq!(fate(&replies, 2), Some(Fate::Open));
    }

    #[test]
    fn what_was_deleted_first_is_not_answered() {
        let replies = Replies::default();
        replies.gone.insert(7);
        assert!(!replies.open(MessageId::new(7)));
        assert!(replies.open(MessageId::new(8)));
    }

    #[test]
    fn only_the_newest_edit_counts() {
        let replies = Replies::default();
        let question = MessageId::new(7);
        for when in [20, 30, 10] {
            replies.edit(question, when);
        }
        assert_eq!([10, 20, 30].map(|when| replies.is_newest(question, when)), [false, false, true]);
    }

    #[test]
    fn looks_are_bounded_and_only_for_what_was_before() {
        let replies = Replies::default();
        // Discord's first second, long before any age that is looked for; and one of a year to come.
        for (label, id) in [("too old", 1 << 22), ("of this run", 1_900_000_000_000_000_000)] {
            assert!(!replies.worth_a_look(MessageId::new(id)), "{label}");
        }
        let yesterday = std::time::SystemTime::now() - std::time::Duration::from_secs(24 * 60 * 60);
        let ms = u64::try_from(yesterday.duration_since(std::time::UNIX_EPOCH).unwrap().as_millis()).unwrap();
        let yesterday = MessageId::new((ms - 1_420_070_400_000) << 22);
        let looks = (0..100).filter(|_| replies.worth_a_look(yesterday)).count();
        assert_eq!(looks, super::LOOKS);
    }
}
