//! The moderators' desk: what they set, what must be remembered, and a store that may be down without anybody's answer suffering.
//!
//! A setting holds at once, in memory, and is then written; what the store cannot take waits and is tried again. Nothing here
//! waits for the store longer than a person would.

pub mod counting;
pub mod curating;
pub mod keeping;
pub mod reload;
pub mod reports;
pub mod settings;

use super::{ask::App, ready::Source, standing::Standing};
use crate::store::{Store, read::Retention, rows::Settings as Rows};
use hmac::{Hmac, Mac};
use sha2::Sha256;
use std::{
    collections::VecDeque,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicU64},
    },
    time::{SystemTime, UNIX_EPOCH},
};
use tokio::sync::Notify;

/// Settings of the desk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// Server whose pauses hold in direct messages; `None`: those of every server do.
    pub home_guild: Option<u64>,
    /// How long things are kept.
    pub retention: Retention,
    /// People who must have met a gap in one week before it is shown.
    pub gap_people: u32,
}

impl Default for Settings {
    fn default() -> Self {
        Self { home_guild: None, retention: Retention::default(), gap_people: 5 }
    }
}

/// Moderation, over the use-cases and a store. Shared by all tasks.
pub struct Desk {
    pub(super) app: Arc<App>,
    store: Store,
    settings: Settings,
    source: Source,
    /// Of this process among those that share a store.
    holder: u64,
    /// Key of the hashes of people.
    secret: [u8; 32],
    /// What holds now.
    rows: Mutex<Rows>,
    /// Grows with every change made here, so that what was read from the store meanwhile is known to be old.
    changes: AtomicU64,
    /// What the store could not take yet.
    waiting: Mutex<VecDeque<Vec<crate::store::Write>>>,
    /// Whether the store was down when it was last needed.
    down: AtomicBool,
    /// Changes that found no room to wait.
    lost: AtomicU64,
    /// Rung when posted messages may have to be put right.
    pub(super) corrections: Notify,
    progress: Mutex<keeping::Progress>,
}

impl Desk {
    /// A desk. `secret` is what only the operator holds, such as the bot's token: the hashes of people are keyed with it.
    #[must_use]
    pub fn new(app: Arc<App>, store: Store, source: Source, settings: Settings, secret: &[u8]) -> Self {
        Self {
            app,
            store,
            settings,
            source,
            holder: Store::fresh_id(),
            secret: keyed(secret, b"medguide people"),
            rows: Mutex::default(),
            changes: AtomicU64::new(0),
            waiting: Mutex::default(),
            down: AtomicBool::new(false),
            lost: AtomicU64::new(0),
            corrections: Notify::new(),
            progress: Mutex::default(),
        }
    }

    /// The use-cases.
    #[must_use]
    pub fn app(&self) -> &Arc<App> {
        &self.app
    }

    /// What is kept.
    #[must_use]
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// What moderators have set.
    #[must_use]
    pub fn standing(&self) -> Arc<Standing> {
        self.app.standing()
    }

    /// Waits until posted messages may have to be put right.
    pub async fn corrections_due(&self) {
        self.corrections.notified().await;
    }

    fn rows(&self) -> MutexGuard<'_, Rows> {
        self.rows.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn stand(&self, rows: &Rows) {
        self.app.stand(Arc::new(Standing::new(rows, self.settings.home_guild)));
    }
}

/// Now, in Unix seconds.
#[must_use]
pub fn now() -> i64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
    i64::try_from(now).unwrap_or(i64::MAX)
}

/// HMAC-SHA256 (RFC 2104).
fn keyed(key: &[u8], message: &[u8]) -> [u8; 32] {
    // A key of any length is taken.
    match Hmac::<Sha256>::new_from_slice(key) {
        Ok(mut mac) => {
            mac.update(message);
            mac.finalize().into_bytes().into()
        }
        Err(_) => [0; 32],
    }
}
