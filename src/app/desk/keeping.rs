//! Remembering public messages, and going through those that do not say what they should.

use super::{Desk, now, settings::Kept};
use crate::{
    app::{ask::Answer, posted::Due},
    store::{
        Error, Write,
        rows::{Kind, Posting},
    },
};
use std::sync::PoisonError;

/// Messages looked at together.
const PAGE: u32 = 200;

/// Seconds for which one process has the work of putting messages right, unless it takes it again or ends it.
const LEASE: i64 = 60;

/// Name of that work.
const CORRECTIONS: &str = "corrections";

/// Where a run over the posted messages stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Progress {
    /// Messages that had to be put right.
    pub due: usize,
    /// Messages that were.
    pub done: usize,
    /// Messages that could not be.
    pub failed: usize,
    /// Whether it is under way.
    pub running: bool,
}

impl Desk {
    /// Remembers a public message that answers a question; 0 for none. Nothing is kept of one that shows no section, or of a direct
    /// message.
    pub async fn posted(&self, guild: u64, channel: u64, question: u64, message: u64, answer: &Answer) {
        let Some((recall, digest)) = self.app.keepable(answer).filter(|_| guild != 0) else { return };
        let posting = Posting {
            message,
            guild,
            channel,
            question,
            kind: Kind::Reply,
            recall,
            digest,
            actor: 0,
            posted: now(),
            corrected: 0,
            trouble: String::new(),
        };
        self.keep(vec![Write::Posted(posting)]).await;
    }

    /// Remembers a pinned message of a section, and who pinned it.
    pub async fn pinned(&self, posting: Posting) -> Kept {
        let detail = self.placed(&posting);
        let note = super::settings::note(posting.guild, posting.actor, "pin", &detail);
        self.keep(vec![Write::Posted(posting), note]).await
    }

    /// Notes that a message is no longer pinned: it is kept like any other answer.
    pub async fn unpinned(&self, pin: &Posting, actor: u64) -> Kept {
        let detail = self.placed(pin);
        let note = super::settings::note(pin.guild, actor, "unpin", &detail);
        self.keep(vec![Write::Posted(Posting { kind: Kind::Reply, actor, posted: now(), ..pin.clone() }), note]).await
    }

    /// What is pinned where, for the audit log.
    fn placed(&self, pin: &Posting) -> String {
        format!("{} in <#{}>, message {}", self.app.titles(&pin.recall), pin.channel, pin.message)
    }

    /// Forgets messages that are gone, and those that answered them.
    pub async fn gone(&self, messages: impl IntoIterator<Item = u64>) {
        let writes = messages.into_iter().map(|message| Write::Gone { message }).collect();
        self.keep(writes).await;
    }

    /// Whether this process is to put messages right now.
    ///
    /// # Errors
    /// The store is down, or refuses.
    pub async fn may_correct(&self) -> Result<bool, Error> {
        let now = now();
        self.store.lease(CORRECTIONS, self.holder, now, now + LEASE).await
    }

    /// Lets another process do that work.
    pub async fn leave_corrections(&self) {
        if let Err(error) = self.store.release(CORRECTIONS, self.holder).await {
            self.fell(&error);
        }
    }

    /// Posted messages that do not say what they should, with what is to be done.
    ///
    /// # Errors
    /// The store is down, or refuses.
    pub async fn due(&self) -> Result<Vec<(Posting, Due)>, Error> {
        let mut due = Vec::new();
        let mut after = 0;
        loop {
            let page = self.store.postings(after, PAGE).await?;
            let Some(last) = page.last() else { return Ok(due) };
            after = last.message;
            due.extend(page.into_iter().filter_map(|posting| self.app.due(&posting).map(|what| (posting, what))));
            // Many messages are many renderings: others must get their turn.
            tokio::task::yield_now().await;
        }
    }

    /// Notes that a message says what it should.
    pub async fn corrected(&self, posting: &Posting, due: &Due) -> Kept {
        let message = posting.message;
        let write = match due {
            Due::Reword { digest, corrected, .. } => {
                Write::Corrected { message, digest: digest.clone(), at: if *corrected { now() } else { 0 } }
            }
            Due::Withdraw { .. } => Write::Gone { message },
        };
        self.keep(vec![write]).await
    }

    /// Notes why a message could not be put right.
    pub async fn troubled(&self, posting: &Posting, reason: &str) -> Kept {
        self.keep(vec![Write::Trouble { message: posting.message, reason: reason.to_owned() }]).await
    }

    /// Where the run over the posted messages stands.
    #[must_use]
    pub fn progress(&self) -> Progress {
        *self.progress.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Says where it stands.
    pub fn set_progress(&self, progress: Progress) {
        *self.progress.lock().unwrap_or_else(PoisonError::into_inner) = progress;
    }

    /// Asks for a run over the posted messages.
    pub fn correct_soon(&self) {
        self.corrections.notify_one();
    }
}
