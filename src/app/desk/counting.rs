//! Counting without telling people apart: what was answered, and what the guide could not answer.

use super::{Desk, keyed, now};
use crate::{
    app::{ask::Answer, missed::Subject},
    store::{
        Error, Write,
        rows::{Gap, Missed, Tally},
    },
};
use std::fmt::Write as _;

/// Seconds of a day and of a week; day 0 was a Thursday, so that weeks from Monday on are three days ahead.
const DAY: i64 = 24 * 60 * 60;
const THURSDAY: i64 = 3;

/// Bytes of a person's hash that are kept: enough to tell the members of a server apart, of no use beyond its week.
const HASH: usize = 8;

/// Weeks that a list of gaps looks back on.
const WEEKS: i64 = 4;

/// Gaps listed.
pub const MOST_GAPS: u32 = 15;

/// The day of a time, as days since 1970-01-01.
#[must_use]
pub fn day_of(seconds: i64) -> i64 {
    seconds.div_euclid(DAY)
}

/// The week of a time, as weeks since Monday 1969-12-29.
#[must_use]
pub fn week_of(seconds: i64) -> i64 {
    (day_of(seconds) + THURSDAY).div_euclid(7)
}

impl Desk {
    /// Counts an answer: where it was asked, its outcome and section; and, of a question without one, what it was about, once a
    /// person, server and week. `person` is hashed at once.
    pub async fn count(&self, surface: &'static str, guild: u64, person: u64, answer: &Answer) {
        let writes = self.counted(surface, guild, person, answer, now());
        self.keep(writes).await;
    }

    fn counted(&self, surface: &'static str, guild: u64, person: u64, answer: &Answer, now: i64) -> Vec<Write> {
        let topic = answer.missed.iter().find_map(|subject| match subject {
            Subject::Topic(id) => Some(id.clone()),
            Subject::Words(_) => None,
        });
        let section = answer.record.sections.first().cloned().or(topic).unwrap_or_default();
        let outcome = if answer.record.paused { "paused" } else { answer.record.outcome };
        let (surface, outcome) = (surface.to_owned(), outcome.to_owned());
        let mut writes = vec![Write::Tally(Tally { guild, day: day_of(now), surface, outcome, section, times: 1 })];
        if guild != 0 && !answer.missed.is_empty() {
            let week = week_of(now);
            let person = self.person(guild, week, person);
            writes.extend(answer.missed.iter().map(|subject| {
                let (kind, subject) = match subject {
                    Subject::Topic(id) => ("topic", id),
                    Subject::Words(pair) => ("words", pair),
                };
                let (kind, subject, person) = (kind.to_owned(), subject.clone(), person.clone());
                Write::Gap(Gap { guild, week, kind, subject, person })
            }));
        }
        writes
    }

    /// Counts whether an answer helped: one vote a person and message, which can be changed.
    pub async fn vote(&self, message: u64, guild: u64, section: &str, person: u64, helpful: bool) -> super::settings::Kept {
        let person = self.hashed(&format!("vote:{message}:{person}"));
        let section = section.to_owned();
        self.keep(vec![Write::Vote { message, person, guild, section, helpful, at: now() }]).await
    }

    /// Whether something that may be done once in a window of so many seconds is to be done now, whichever process asks. When the
    /// store is down it is: a person called twice is better than none.
    pub async fn once(&self, name: &str, window: i64) -> bool {
        self.store.raise(name, now().div_euclid(window)).await.unwrap_or(true)
    }

    /// Erases what hangs on a person in a server: what they missed this week.
    pub async fn forget_person(&self, guild: u64, person: u64) -> super::settings::Kept {
        let week = week_of(now());
        self.keep(vec![Write::Forget { guild, week, person: self.person(guild, week, person) }]).await
    }

    /// The hash of a person, good for one server and week.
    fn person(&self, guild: u64, week: i64, person: u64) -> String {
        self.hashed(&format!("{guild}:{week}:{person}"))
    }

    /// A keyed hash, in hexadecimal digits.
    pub(super) fn hashed(&self, text: &str) -> String {
        keyed(&self.secret, text.as_bytes()).iter().take(HASH).fold(String::new(), |mut text, byte| {
            // Writing to a string cannot fail.
            let _ = write!(text, "{byte:02x}");
            text
        })
    }

    /// What the guide could not answer in a server lately, where enough people met it.
    ///
    /// # Errors
    /// The store is down, or refuses.
    pub async fn gaps(&self, guild: u64) -> Result<Vec<Missed>, Error> {
        self.store.gaps(guild, week_of(now()) - WEEKS, self.settings.gap_people, MOST_GAPS).await
    }

    /// How many people make a gap.
    #[must_use]
    pub fn gap_people(&self) -> u32 {
        self.settings.gap_people
    }

    /// Folds weeks that are over, and deletes what is too old. Called every hour.
    pub async fn tidy(&self) {
        let now = now();
        let folded = self.store.fold(week_of(now)).await;
        match folded.and(self.store.expire(now, self.settings.retention).await) {
            Ok(0) => {}
            Ok(rows) => tracing::info!(rows, "what was too old is deleted"),
            Err(error) => self.fell(&error),
        }
    }

    /// Whether a server's weekly list is to be posted now, by this process: once a week, and not in its first week.
    ///
    /// # Errors
    /// The store is down, or refuses.
    pub async fn weekly(&self, guild: u64) -> Result<bool, Error> {
        let name = format!("weekly:{guild}");
        let week = week_of(now());
        let first = self.store.mark(&name).await? == 0;
        Ok(self.store.raise(&name, week).await? && !first)
    }
}

#[cfg(test)]
mod tests {
    use super::{day_of, week_of};

    #[test]
    fn weeks_begin_on_monday() {
        for (label, seconds, day, week) in [
            ("the first second of 1970, a Thursday", 0, 0, 0),
            ("Sunday 4 January 1970, its last second", 4 * 86_400 - 1, 3, 0),
            ("Monday 5 January 1970", 4 * 86_400, 4, 1),
            ("before 1970", -1, -1, 0),
            ("Friday 27 November 2026", 1_795_737_600, 20_784, 2_969),
            ("Monday 30 November 2026", 1_795_996_800, 20_787, 2_970),
        ] {
            assert_eq!((day_of(seconds), week_of(seconds)), (day, week), "{label}");
        }
    }
}
