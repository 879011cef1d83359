//! Remembers the newest ids of messages, so that an event that comes twice is answered once. Holds no ids of people.

use std::{
    collections::VecDeque,
    sync::{Mutex, PoisonError},
};

/// Ids remembered: more events than come twice around a reconnect, few enough to look through.
const MOST: usize = 512;

/// A set of the newest ids.
#[derive(Default)]
pub struct Recent(Mutex<VecDeque<u64>>);

impl Recent {
    /// Adds an id; false when it is there already.
    pub fn insert(&self, id: u64) -> bool {
        let mut ids = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if ids.contains(&id) {
            return false;
        }
        if ids.len() >= MOST {
            ids.pop_front();
        }
        ids.push_back(id);
        true
    }

    /// Whether an id is there.
    pub fn contains(&self, id: u64) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).contains(&id)
    }

    /// Forgets an id.
    pub fn remove(&self, id: u64) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).retain(|&held| held != id);
    }
}

#[cfg(test)]
mod tests {
    use super::{MOST, Recent};

    #[test]
    fn an_id_counts_once_until_it_is_old() {
        let recent = Recent::default();
        assert!(recent.insert(1));
        assert!(!recent.insert(1));
        for id in 2..=u64::try_from(MOST).unwrap() + 1 {
            assert!(recent.insert(id));
        }
        assert!(recent.insert(1), "the oldest is forgotten");
        recent.remove(1);
        assert!(recent.insert(1));
    }
}
