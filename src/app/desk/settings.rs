//! Changing what holds: at once in memory, then in the store, with who did it.

use super::{Desk, now};
use crate::store::{
    Error, Store, Write,
    rows::{Audit, Pause, Server, Settings as Rows},
};
use std::{
    sync::{PoisonError, atomic::Ordering},
    time::Duration,
};

/// Longest that writing may take while somebody waits.
const PATIENCE: Duration = Duration::from_secs(2);

/// Changes that wait for a store that is down: some megabytes at most.
const MOST_WAITING: usize = 20_000;

/// What became of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// It is on the disk.
    Now,
    /// The store is down; it is written as soon as it is back, unless this program ends before.
    Later,
    /// The store refuses it, or too much waits already.
    Not,
}

impl Desk {
    /// Reads what holds from the store.
    ///
    /// # Errors
    /// The store is down, or refuses; what held before stays.
    pub async fn load(&self) -> Result<(), Error> {
        let before = self.changes.load(Ordering::Acquire);
        let mut read = self.store.settings().await?;
        let waiting = self.waiting().clone();
        for write in waiting.iter().flatten() {
            apply(&mut read, write);
        }
        let mut rows = self.rows();
        // Something was changed here meanwhile: the next look reads it.
        if self.changes.load(Ordering::Acquire) == before {
            let changed = rows.pauses != read.pauses;
            *rows = read;
            self.stand(&rows);
            if changed {
                self.corrections.notify_one();
            }
        }
        Ok(())
    }

    /// Writes what waits, and reads what another process has changed. Called every second.
    pub async fn look(&self) {
        self.drain().await;
        let known = self.rows().revision;
        match self.store.revision().await {
            Ok(revision) => {
                self.up();
                if revision != known
                    && let Err(error) = self.load().await
                {
                    self.fell(&error);
                }
            }
            Err(error) => self.fell(&error),
        }
    }

    /// Puts a change in place in memory.
    fn hold(&self, write: &Write) {
        let mut rows = self.rows();
        apply(&mut rows, write);
        self.changes.fetch_add(1, Ordering::AcqRel);
        self.stand(&rows);
    }

    /// Changes a setting, and notes who did it. It holds when this returns, whatever became of the writing.
    pub async fn set(&self, write: Write, guild: u64, actor: u64, action: &str, detail: &str) -> Kept {
        self.hold(&write);
        if matches!(write, Write::Pause(_) | Write::Resume { .. }) {
            self.corrections.notify_one();
        }
        self.keep(vec![write, note(guild, actor, action, detail)]).await
    }

    /// Somebody wants to be left alone in a server, in emergencies too, or no longer. Nobody is told, and no readable id is kept.
    pub async fn leave_alone(&self, guild: u64, person: u64, everything: Option<bool>) -> Kept {
        let write = Write::Quiet { guild, person: self.hashed(&format!("quiet:{guild}:{person}")), everything, at: now() };
        self.hold(&write);
        self.keep(vec![write]).await
    }

    /// Whether somebody wants to be left alone in a server; true: in emergencies too.
    #[must_use]
    pub fn is_quiet(&self, guild: u64, person: u64) -> Option<bool> {
        self.standing().is_quiet(guild, &self.hashed(&format!("quiet:{guild}:{person}")))
    }

    /// Notes what a moderator did.
    pub async fn audit(&self, guild: u64, actor: u64, action: &str, detail: &str) -> Kept {
        self.keep(vec![note(guild, actor, action, detail)]).await
    }

    /// Pauses a section, as `guide/section`, or everything, as nothing.
    pub async fn pause(&self, guild: u64, section: &str, actor: u64) -> Kept {
        let pause = Pause { guild, section: section.to_owned(), actor, since: now() };
        self.set(Write::Pause(pause), guild, actor, "pause", named(section)).await
    }

    /// Ends a pause.
    pub async fn resume(&self, guild: u64, section: &str, actor: u64) -> Kept {
        self.set(Write::Resume { guild, section: section.to_owned() }, guild, actor, "resume", named(section)).await
    }

    /// Writes changes as one, now or when the store is back; in the order in which they came.
    pub async fn keep(&self, writes: Vec<Write>) -> Kept {
        if writes.is_empty() {
            return Kept::Now;
        }
        if !self.waiting().is_empty() {
            return self.wait(writes);
        }
        match tokio::time::timeout(PATIENCE, self.store.write(&writes)).await {
            Ok(Ok(())) => {
                self.up();
                Kept::Now
            }
            Ok(Err(error)) if !error.passing() => {
                tracing::error!(changes = writes.len(), "something could not be kept: {error}");
                Kept::Not
            }
            Ok(Err(error)) => {
                self.fell(&error);
                self.wait(writes)
            }
            Err(_) => {
                self.fell(&Error::Down("no answer in time".to_owned()));
                self.wait(writes)
            }
        }
    }

    fn wait(&self, writes: Vec<Write>) -> Kept {
        let mut waiting = self.waiting();
        if waiting.len() >= MOST_WAITING {
            self.lost.fetch_add(1, Ordering::Relaxed);
            return Kept::Not;
        }
        waiting.push_back(writes);
        Kept::Later
    }

    /// Writes what waits, oldest first, until something does not go.
    async fn drain(&self) {
        loop {
            let Some(writes) = self.waiting().front().cloned() else { return };
            match tokio::time::timeout(PATIENCE, self.store.write(&writes)).await {
                Ok(Ok(())) => {}
                Ok(Err(error)) if !error.passing() => tracing::error!("something that waited could not be kept: {error}"),
                _ => return,
            }
            self.waiting().pop_front();
        }
    }

    /// How many changes wait for the store.
    #[must_use]
    pub fn backlog(&self) -> usize {
        self.waiting().len()
    }

    /// Whether the store was down when it was last needed.
    #[must_use]
    pub fn is_down(&self) -> bool {
        self.down.load(Ordering::Acquire)
    }

    /// Says once that the store is down.
    pub(super) fn fell(&self, error: &Error) {
        if !self.down.swap(true, Ordering::AcqRel) {
            tracing::error!("answers go on, but what should be kept must wait: {error}");
        }
    }

    fn up(&self) {
        if self.down.swap(false, Ordering::AcqRel) {
            let (waiting, lost) = (self.backlog(), self.lost.swap(0, Ordering::Relaxed));
            tracing::info!(waiting, lost, "the store is back");
        }
    }

    pub(super) fn waiting(&self) -> std::sync::MutexGuard<'_, std::collections::VecDeque<Vec<Write>>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// How what is paused is called in the audit log.
fn named(section: &str) -> &str {
    if section.is_empty() { "everything" } else { section }
}

/// A note of what a moderator did.
pub(super) fn note(guild: u64, actor: u64, action: &str, detail: &str) -> Write {
    let (action, detail) = (action.to_owned(), detail.to_owned());
    Write::Audit(Audit { id: Store::fresh_id(), guild, actor, action, detail, happened: now() })
}

/// What a change makes of the settings.
fn apply(rows: &mut Rows, write: &Write) {
    match write {
        Write::Country { guild, code } => server(rows, *guild).country.clone_from(code),
        Write::AlertRole { guild, role } => server(rows, *guild).alert_role = *role,
        Write::StaffChannel { guild, channel } => server(rows, *guild).staff_channel = *channel,
        Write::Mode { guild, channel, mode } => {
            rows.modes.retain(|(_, held, _)| held != channel);
            rows.modes.push((*guild, *channel, *mode));
        }
        Write::Pause(pause) => {
            let held = rows.pauses.iter().any(|held| held.guild == pause.guild && held.section == pause.section);
            if !held {
                rows.pauses.push(pause.clone());
            }
        }
        Write::Quiet { guild, person, everything, .. } => {
            rows.quiet.retain(|(server, held, _)| server != guild || held != person);
            rows.quiet.extend(everything.map(|everything| (*guild, person.clone(), everything)));
        }
        Write::Resume { guild, section } => rows.pauses.retain(|held| held.guild != *guild || held.section != *section),
        _ => {}
    }
}

fn server(rows: &mut Rows, guild: u64) -> &mut Server {
    let at = rows.servers.iter().position(|server| server.guild == guild).unwrap_or_else(|| {
        rows.servers.push(Server { guild, ..Server::default() });
        rows.servers.len() - 1
    });
    // `at` is the place that was found or just made.
    #[expect(clippy::indexing_slicing, reason = "just found or pushed")]
    &mut rows.servers[at]
}
