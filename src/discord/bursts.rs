//! A question in several messages: what one person says in a channel within a short while is one question, answered once.
//!
//! Holds words for that while and no longer. A danger does not wait for the end: whoever adds a message sees at once what all of them
//! say together.

use crate::app::limits::Asker;
use serenity::all::MessageId;
use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio_util::sync::CancellationToken;

/// Most messages of a burst; the oldest go first.
const MOST: usize = 12;

/// Most bursts at a time: beyond that each message is a question of its own.
const MOST_OPEN: usize = 10_000;

type Key = (u64, Asker);

/// What people are saying just now.
pub struct Bursts {
    open: Mutex<HashMap<Key, Vec<(MessageId, String)>>>,
    window: Duration,
    /// Set when the bot stops: nobody waits for more then.
    hurry: CancellationToken,
}

impl Bursts {
    /// Messages within this time of the one before belong together.
    pub fn new(window: Duration) -> Self {
        Self { open: Mutex::default(), window, hurry: CancellationToken::new() }
    }

    fn open(&self) -> MutexGuard<'_, HashMap<Key, Vec<(MessageId, String)>>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds a message. Gives what all of the burst say together.
    pub fn add(&self, channel: u64, asker: Asker, message: MessageId, text: &str) -> String {
        let mut open = self.open();
        if open.len() >= MOST_OPEN && !open.contains_key(&(channel, asker)) {
            return text.to_owned();
        }
        let parts = open.entry((channel, asker)).or_default();
        if parts.len() >= MOST {
            parts.remove(0);
        }
        parts.push((message, text.to_owned()));
        // Events may come in any order: ids tell it.
        parts.sort_by_key(|(id, _)| *id);
        joined(parts)
    }

    /// Waits until nothing more was said for the window. Gives what all of it says to the task of the last message, and nothing to
    /// those of the others.
    pub async fn settle(&self, channel: u64, asker: Asker, message: MessageId) -> Option<String> {
        tokio::select! {
            () = tokio::time::sleep(self.window) => {}
            () = self.hurry.cancelled() => {}
        }
        let mut open = self.open();
        let parts = open.get(&(channel, asker))?;
        if parts.last().is_none_or(|(last, _)| *last != message) {
            return None;
        }
        open.remove(&(channel, asker)).map(|parts| joined(&parts))
    }

    /// The bot stops: every burst is answered as it stands.
    pub fn hurry(&self) {
        self.hurry.cancel();
    }

    /// The burst was answered: what comes next is another one.
    pub fn end(&self, channel: u64, asker: Asker) {
        self.open().remove(&(channel, asker));
    }

    /// A message was deleted: it says nothing any more.
    pub fn forget(&self, message: MessageId) {
        self.open().retain(|_, parts| {
            parts.retain(|(id, _)| *id != message);
            !parts.is_empty()
        });
    }
}

fn joined(parts: &[(MessageId, String)]) -> String {
    parts.iter().map(|(_, text)| text.as_str()).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::{Bursts, MOST};
    use crate::app::limits::{Limits, Settings};
    use serenity::all::MessageId;
    use std::{sync::Arc, time::Duration};
    use tokio::time::{Instant, advance, sleep};

    const WINDOW: Duration = Duration::from_secs(8);

    fn id(id: u64) -> MessageId {
        MessageId::new(id)
    }

    #[tokio::test(start_paused = true)]
    async fn quick_messages_are_one_question_of_the_last() {
        let (bursts, asker) = (Arc::new(Bursts::new(WINDOW)), Limits::new(Settings::default()).asker(1));
        let mut tasks = Vec::new();
        for (number, text) in [(1, "so i take baclofen"), (2, "and yesterday i forgot it"), (3, "what now")] {
            assert!(bursts.add(7, asker, id(number), text).ends_with(text));
            let bursts = bursts.clone();
            tasks.push(tokio::spawn(async move { (number, bursts.settle(7, asker, id(number)).await, Instant::now()) }));
            sleep(Duration::from_secs(5)).await;
        }
        let start = Instant::now();
        for task in tasks {
            let (number, settled, at) = task.await.unwrap();
            let wanted = (number == 3).then(|| "so i take baclofen\nand yesterday i forgot it\nwhat now".to_owned());
            assert_eq!(settled, wanted, "message {number}");
            assert!(number != 3 || at.duration_since(start) <= Duration::from_secs(3), "eight seconds after the last one");
        }
        assert_eq!(bursts.add(7, asker, id(4), "another"), "another", "what comes later is another question");
    }

    #[tokio::test(start_paused = true)]
    async fn people_and_channels_are_apart_and_what_was_answered_or_deleted_is_over() {
        let limits = Limits::new(Settings::default());
        let (one, other) = (limits.asker(1), limits.asker(2));
        let bursts = Bursts::new(WINDOW);
        bursts.add(7, one, id(1), "a");
        assert_eq!(bursts.add(7, other, id(2), "b"), "b");
        assert_eq!(bursts.add(8, one, id(3), "c"), "c");
        assert_eq!(bursts.add(7, one, id(5), "e"), "a\ne");
        assert_eq!(bursts.add(7, one, id(4), "d"), "a\nd\ne", "in the order in which they were written");
        bursts.forget(id(4));
        bursts.end(7, other);
        assert_eq!(bursts.settle(7, other, id(2)).await, None, "answered meanwhile");
        assert_eq!(bursts.settle(7, one, id(5)).await, Some("a\ne".to_owned()));
        bursts.add(9, one, id(6), "f");
        bursts.forget(id(6));
        assert_eq!(bursts.settle(9, one, id(6)).await, None);
        for number in 10..10 + 2 * u64::try_from(MOST).unwrap() {
            assert!(bursts.add(7, one, id(number), "x").lines().count() <= MOST);
        }
        advance(WINDOW).await;
    }

    #[tokio::test(start_paused = true)]
    async fn a_bot_that_stops_answers_at_once() {
        let (bursts, asker) = (Bursts::new(WINDOW), Limits::new(Settings::default()).asker(1));
        bursts.add(7, asker, id(1), "a");
        bursts.hurry();
        let start = Instant::now();
        assert_eq!(bursts.settle(7, asker, id(1)).await, Some("a".to_owned()));
        assert_eq!(Instant::now(), start);
    }
}
