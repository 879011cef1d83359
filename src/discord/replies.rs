//! Which reply belongs to which question, by ids of messages alone, for the newest few thousand.

use super::recent::Recent;
use crate::app::ask::Answer;
use serenity::all::MessageId;
use std::{
    collections::VecDeque,
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};
use tokio::sync::Mutex as Turn;

/// Replies remembered: more than a busy server asks in a day, some hundred kilobytes.
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
pub(super) enum Fate {
    /// It is being answered.
    Open,
    /// It has this reply.
    Answered(Answered),
    /// It was deleted while it was being answered.
    Gone,
}

/// A reply as it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Answered {
    pub(super) reply: MessageId,
    /// Whether it tells of a danger.
    pub(super) banner: bool,
    /// Whether its section stays whatever is edited: a helper chose it, or an edit has changed it already.
    pub(super) settled: bool,
}

/// A question and one of its replies: a helper may add one to the bot's own.
pub(super) struct Known {
    question: MessageId,
    pub(super) fate: Fate,
    /// When the newest edit that has come was made, in Unix milliseconds.
    pub(super) edited: i64,
}

/// Questions and their replies.
pub struct Replies {
    known: Mutex<VecDeque<Known>>,
    /// Messages that were deleted before anything was known of them: each event has a task of its own, so that the news of a
    /// deletion can overtake the question.
    pub(super) gone: Recent,
    /// One edit of a question at a time: the reply must not be put right by two at once. Questions share these by their ids.
    turns: [Turn<()>; TURNS],
    looks: Mutex<VecDeque<Instant>>,
    started: SystemTime,
}

impl Default for Replies {
    fn default() -> Self {
        let (known, gone, turns, looks) = Default::default();
        Self { known, gone, turns, looks, started: SystemTime::now() }
    }
}

impl Replies {
    fn known(&self) -> MutexGuard<'_, VecDeque<Known>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes that a question is being answered. False when it was deleted already.
    #[must_use]
    pub fn open(&self, question: MessageId) -> bool {
        if self.gone.contains(question.get()) {
            return false;
        }
        let mut known = self.known();
        if known.len() >= MOST {
            known.pop_front();
        }
        known.push_back(Known { question, fate: Fate::Open, edited: 0 });
        true
    }

    /// Notes the reply of an open question, where its id is known; `chosen`: a helper picked it. Gives the reply back when the
    /// question is gone meanwhile: then it must go too.
    #[must_use]
    pub fn close(&self, question: MessageId, reply: Option<MessageId>, answer: &Answer, chosen: bool) -> Option<MessageId> {
        let Some(reply) = reply else {
            self.abandon(question);
            return None;
        };
        let gone = self.newest(question, |known| {
            let gone = known.fate == Fate::Gone;
            if !gone {
                known.fate = Fate::Answered(Answered { reply, banner: answer.banner(), settled: chosen });
            }
            gone
        });
        if gone != Some(true) {
            return None;
        }
        self.abandon(question);
        Some(reply)
    }

    /// Forgets the newest that is known of a question: it got no reply.
    pub fn abandon(&self, question: MessageId) {
        let mut known = self.known();
        if let Some(at) = known.iter().rposition(|known| known.question == question) {
            known.remove(at);
        }
    }

    /// Takes what is known of a question that was deleted: its replies, which must go too. `None` for one that is not known.
    pub(super) fn take(&self, question: MessageId) -> Option<Vec<MessageId>> {
        let mut known = self.known();
        let mut replies = None;
        known.retain_mut(|known| {
            if known.question != question {
                return true;
            }
            let replies = replies.get_or_insert_with(Vec::new);
            match known.fate {
                Fate::Answered(answered) => replies.push(answered.reply),
                Fate::Open | Fate::Gone => known.fate = Fate::Gone,
            }
            known.fate == Fate::Gone
        });
        replies
    }

    /// Forgets a reply that is gone; gives the question it answered.
    pub(super) fn forget(&self, reply: MessageId) -> Option<MessageId> {
        let mut known = self.known();
        let at = known.iter().rposition(|known| matches!(known.fate, Fate::Answered(answered) if answered.reply == reply))?;
        known.remove(at).map(|known| known.question)
    }

    /// Looks at, and may change, the newest that is known of a question.
    pub(super) fn newest<T>(&self, question: MessageId, look: impl FnOnce(&mut Known) -> T) -> Option<T> {
        self.known().iter_mut().rfind(|known| known.question == question).map(look)
    }

    /// The turn of a question's edits.
    pub(super) fn turn(&self, question: MessageId) -> &Turn<()> {
        // The lowest bits of an id count the messages of a millisecond; those above them are its time.
        let at = usize::try_from((question.get() >> 22) % TURNS as u64).unwrap_or_default();
        self.turns.get(at).unwrap_or(&self.turns[0])
    }

    /// Waits until a question is no longer being answered.
    pub(super) async fn settle(&self, question: MessageId) {
        let mut patience = SETTLING;
        while !patience.is_zero() && self.newest(question, |known| known.fate) == Some(Fate::Open) {
            tokio::time::sleep(STEP).await;
            patience = patience.saturating_sub(STEP);
        }
    }

    /// Notes a reply that an earlier run gave.
    pub(super) fn learn(&self, question: MessageId, reply: Answered) {
        if self.open(question) {
            self.newest(question, |known| known.fate = Fate::Answered(reply));
        }
    }

    /// Whether a message was written before this run began.
    pub(super) fn is_earlier(&self, message: MessageId) -> bool {
        let written = UNIX_EPOCH + Duration::from_secs(u64::try_from(message.created_at().unix_timestamp()).unwrap_or_default());
        written < self.started
    }

    /// Whether an earlier run may have answered it, and a look is in place.
    pub(super) fn worth_a_look(&self, question: MessageId) -> bool {
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

#[cfg(test)]
mod tests {
    use super::{Fate, LOOKS, MOST, Replies};
    use crate::app::ask::{Answer, Record};
    use serenity::all::MessageId;
    use std::time::{Duration, SystemTime, UNIX_EPOCH};

    fn id(id: u64) -> MessageId {
        MessageId::new(id)
    }

    fn answer() -> Answer {
        let record = Record { outcome: "answer", ..Record::default() };
        Answer { reply: None, record, choices: vec![], recall: None, elsewhere: None, missed: vec![], sure: false }
    }

    #[test]
    fn only_the_newest_are_kept() {
        let replies = Replies::default();
        for question in 1..=u64::try_from(MOST).unwrap() + 1 {
            assert!(replies.open(id(question)));
        }
        assert_eq!(replies.newest(id(1), |known| known.fate), None);
        assert_eq!(replies.newest(id(2), |known| known.fate), Some(Fate::Open));
    }

    #[test]
    fn a_deleted_question_gives_up_every_reply() {
        let replies = Replies::default();
        for (reply, chosen) in [(71, false), (72, true)] {
            assert!(replies.open(id(7)));
            assert_eq!(replies.close(id(7), Some(id(reply)), &answer(), chosen), None);
        }
        assert_eq!(replies.take(id(7)), Some(vec![id(71), id(72)]));
        assert_eq!(replies.take(id(7)), None);
    }

    #[test]
    fn one_deleted_before_its_reply_is_told_so_and_one_deleted_first_is_not_answered() {
        let replies = Replies::default();
        assert!(replies.open(id(7)));
        assert_eq!(replies.take(id(7)), Some(vec![]));
        assert_eq!(replies.close(id(7), Some(id(71)), &answer(), false), Some(id(71)));
        assert_eq!(replies.take(id(7)), None, "nothing is kept of it");
        replies.gone.insert(8);
        assert!(!replies.open(id(8)));
    }

    #[test]
    fn a_reply_that_is_gone_or_never_came_is_forgotten() {
        let replies = Replies::default();
        assert!(replies.open(id(7)) && replies.close(id(7), Some(id(71)), &answer(), false).is_none());
        assert_eq!(replies.forget(id(71)), Some(id(7)));
        assert_eq!(replies.forget(id(71)), None);
        assert!(replies.open(id(9)) && replies.close(id(9), None, &answer(), false).is_none());
        assert_eq!(replies.take(id(9)), None);
    }

    #[test]
    fn looks_are_bounded_and_only_for_what_was_before() {
        let replies = Replies::default();
        // Discord's first second, long before any age that is looked for; and one of a year to come.
        for (label, question) in [("too old", 1 << 22), ("of this run", 1_900_000_000_000_000_000)] {
            assert!(!replies.worth_a_look(id(question)), "{label}");
        }
        let yesterday = SystemTime::now() - Duration::from_secs(24 * 60 * 60);
        let ms = u64::try_from(yesterday.duration_since(UNIX_EPOCH).unwrap().as_millis()).unwrap();
        let yesterday = id((ms - 1_420_070_400_000) << 22);
        assert_eq!((0..100).filter(|_| replies.worth_a_look(yesterday)).count(), LOOKS);
    }
}
