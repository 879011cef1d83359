//! The one shared state: everything behind a single lock, and the signal that something in it changed.
//!
//! Nothing awaits while holding the lock; whoever waits, waits for the signal and looks again.

use std::{
    net::SocketAddr,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::{sync::watch, time::timeout};

use crate::{
    faults::FaultQueue,
    gateway::hub::Hub,
    interaction::Desk,
    journal::Journal,
    registry::Registry,
    rest::limits::Buckets,
    settings::Settings,
    world::{World, seed},
};

/// What lies behind the lock.
#[derive(Debug)]
pub(crate) struct Inner {
    pub(crate) world: World,
    pub(crate) hub: Hub,
    pub(crate) desk: Desk,
    pub(crate) registry: Registry,
    pub(crate) journal: Journal,
    pub(crate) faults: FaultQueue,
    pub(crate) buckets: Buckets,
}

impl Inner {
    /// Lets go of the oldest of what only grows. Each list is cut when it is twice as long, so that cutting costs little.
    fn forget(&mut self, keep: usize) {
        cut(&mut self.journal.calls, keep);
        cut(&mut self.hub.frames, keep);
        cut(&mut self.desk.tickets, keep);
        if self.world.messages.len() > 2 * keep {
            let mut old = self.world.messages.len() - keep;
            self.world.messages.retain(|message| {
                let stays = old == 0 || (message.pinned_ms.is_some() && !message.deleted);
                old = old.saturating_sub(1);
                stays
            });
        }
    }
}

fn cut<T>(list: &mut Vec<T>, keep: usize) {
    if list.len() > 2 * keep {
        list.drain(..list.len() - keep);
    }
}

/// Shared by the server, its connections and the handles a test holds.
#[derive(Debug)]
pub(crate) struct State {
    pub(crate) settings: Settings,
    pub(crate) address: SocketAddr,
    inner: Mutex<Inner>,
    changed: watch::Sender<u64>,
    stop: watch::Sender<bool>,
}

impl State {
    pub(crate) fn new(settings: Settings, address: SocketAddr) -> Self {
        let inner = Inner {
            world: seed::world(&settings),
            hub: Hub::default(),
            desk: Desk::new(settings.response_deadline, settings.token_lifetime),
            registry: Registry::default(),
            journal: Journal::default(),
            faults: FaultQueue::default(),
            buckets: Buckets::default(),
        };
        Self { settings, address, inner: Mutex::new(inner), changed: watch::Sender::new(0), stop: watch::Sender::new(false) }
    }

    /// The state may be read after a test's assertion has panicked while holding it, hence no poisoning.
    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes something, and wakes all who wait.
    pub(crate) fn with<R>(&self, change: impl FnOnce(&mut Inner) -> R) -> R {
        let mut inner = self.lock();
        let result = change(&mut inner);
        if let Some(keep) = self.settings.keep {
            inner.forget(keep);
        }
        drop(inner);
        self.changed.send_modify(|count| *count += 1);
        result
    }

    /// Looks at something.
    pub(crate) fn read<R>(&self, look: impl FnOnce(&Inner) -> R) -> R {
        look(&self.lock())
    }

    /// Takes a copy of something until `judge` finds in it what it wants, again after every change; `None` once `limit` has
    /// passed. The lock is free while `judge` runs, since a test's own condition may look at the world itself.
    pub(crate) async fn wait<S, T>(&self, limit: Duration, copy: impl Fn(&Inner) -> S, mut judge: impl FnMut(S) -> Option<T>) -> Option<T> {
        let mut changes = self.changed.subscribe();
        timeout(limit, async {
            loop {
                changes.mark_unchanged();
                let copied = self.read(&copy);
                if let Some(found) = judge(copied) {
                    return Some(found);
                }
                changes.changed().await.ok()?;
            }
        })
        .await
        .ok()
        .flatten()
    }

    /// Numbers of the changes so far; the newest is there at once.
    pub(crate) fn changes(&self) -> watch::Receiver<u64> {
        self.changed.subscribe()
    }

    pub(crate) fn gateway_url(&self) -> String {
        format!("ws://{}", self.address)
    }

    /// Ends all connections, for the end of a test.
    pub(crate) fn stop(&self) {
        self.stop.send_replace(true);
    }

    pub(crate) fn stopped(&self) -> watch::Receiver<bool> {
        self.stop.subscribe()
    }
}
