//! How much one person may ask in a minute. Holds keyed hashes for a minute, never an id; never silences anything urgent,
//! because its caller asks only about ordinary replies.

use std::{
    collections::HashMap,
    hash::{BuildHasher, RandomState},
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

/// Settings of the limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settings {
    /// Ordinary answers one person gets in a minute; crises, emergencies and urgent answers do not count.
    pub questions_a_minute: u32,
}

impl Default for Settings {
    /// Far above what a person types, far below what a script sends.
    fn default() -> Self {
        Self { questions_a_minute: 20 }
    }
}

/// A person, for one run of the program: a hash of the id with a key that is drawn at start and never written down.
///
/// Two runs give different values for the same person, so that nothing can be joined over a restart.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Asker(u64);

const MINUTE: Duration = Duration::from_secs(60);

/// People counted before those of past minutes are forgotten: bounds the memory to about a megabyte.
const MOST_COUNTED: usize = 20_000;

/// Counts answers by person and minute.
pub struct Limits {
    settings: Settings,
    key: RandomState,
    counts: Mutex<HashMap<Asker, Count>>,
}

#[derive(Clone, Copy)]
struct Count {
    since: Instant,
    answers: u32,
}

impl Limits {
    /// Starts with a fresh key and nobody counted.
    #[must_use]
    pub fn new(settings: Settings) -> Self {
        Self { settings, key: RandomState::new(), counts: Mutex::default() }
    }

    /// The person behind an id.
    #[must_use]
    pub fn asker(&self, id: u64) -> Asker {
        Asker(self.key.hash_one(id))
    }

    /// Counts one ordinary answer at `now`, and says whether the person may have it.
    pub fn allow(&self, asker: Asker, now: Instant) -> bool {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        if counts.len() >= MOST_COUNTED {
            counts.retain(|_, count| now.saturating_duration_since(count.since) < MINUTE);
        }
        // Still full: a flood of accounts. People are served uncounted rather than not at all.
        if counts.len() >= MOST_COUNTED && !counts.contains_key(&asker) {
            return true;
        }
        let count = counts.entry(asker).or_insert(Count { since: now, answers: 0 });
        if now.saturating_duration_since(count.since) >= MINUTE {
            *count = Count { since: now, answers: 0 };
        }
        count.answers = count.answers.saturating_add(1);
        count.answers <= self.settings.questions_a_minute
    }
}

#[cfg(test)]
mod tests {
    use super::{Limits, MINUTE, Settings};
    use std::time::Instant;

    #[test]
    fn each_person_has_a_minute_of_their_own() {
        let limits = Limits::new(Settings { questions_a_minute: 2 });
        let (alice, bob) = (limits.asker(1), limits.asker(2));
        let start = Instant::now();
        for (label, who, at, allowed) in [
            ("first", alice, start, true),
            ("second", alice, start, true),
            ("third", alice, start, false),
            ("somebody else", bob, start, true),
            ("a minute later", alice, start + MINUTE, true),
            ("a clock that went back", alice, start, true),
        ] {
            assert_eq!(limits.allow(who, at), allowed, "{label}");
        }
    }

    #[test]
    fn the_same_id_hashes_alike_in_one_run_and_differently_in_another() {
        let (one, other) = (Limits::new(Settings::default()), Limits::new(Settings::default()));
        assert!(one.asker(7) == one.asker(7));
        assert!(one.asker(7) != other.asker(7));
    }
}
