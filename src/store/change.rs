//! Changes: what can be written, and writing several as one, which is on the disk when it counts as done.

use super::{
    error::Error,
    pool::Store,
    rows::{Audit, Gap, Mode, Pause, Posting, Shadow, Tally, Wrong, signed},
};
use sqlx::{Any, Transaction, query::Query};
use std::{
    hash::{BuildHasher, RandomState},
    sync::atomic::{AtomicU64, Ordering},
    time::{SystemTime, UNIX_EPOCH},
};

/// One change. Doing it twice leaves what doing it once does, but for [`Write::Tally`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Write {
    /// The country whose numbers come first; empty: none.
    Country {
        /// Server.
        guild: u64,
        /// Code.
        code: String,
    },
    /// The role to call when a person is asked for; 0: none.
    AlertRole {
        /// Server.
        guild: u64,
        /// Role.
        role: u64,
    },
    /// The channel for staff; 0: none.
    StaffChannel {
        /// Server.
        guild: u64,
        /// Channel.
        channel: u64,
    },
    /// How the bot behaves in a channel.
    Mode {
        /// Server.
        guild: u64,
        /// Channel.
        channel: u64,
        /// Mode.
        mode: Mode,
    },
    /// Something is paused.
    Pause(Pause),
    /// It is no longer.
    Resume {
        /// Server.
        guild: u64,
        /// `guide/section`, or empty for what was paused as a whole.
        section: String,
    },
    /// A public message was posted or pinned, or shows something else now.
    Posted(Posting),
    /// A public message is gone, or its question is, or it shows no section any more.
    Gone {
        /// The message or its question.
        message: u64,
    },
    /// A public message shows the newest text.
    Corrected {
        /// The message.
        message: u64,
        /// Digest of what it shows.
        digest: String,
        /// When; 0 keeps the day of the last correction.
        at: i64,
    },
    /// A public message could not be put right.
    Trouble {
        /// The message.
        message: u64,
        /// Why, in words for staff.
        reason: String,
    },
    /// What a moderator did.
    Audit(Audit),
    /// Answers given.
    Tally(Tally),
    /// Something the guide could not answer.
    Gap(Gap),
    /// An answer that a moderator called wrong.
    Wrong(Wrong),
    /// What would have been posted.
    Shadow(Shadow),
    /// Whether an answer helped somebody.
    Vote {
        /// The answer's message.
        message: u64,
        /// Keyed hash of the person.
        person: String,
        /// Server, or 0.
        guild: u64,
        /// Id of the section.
        section: String,
        /// Whether it helped.
        helpful: bool,
        /// When.
        at: i64,
    },
    /// Somebody wants to be left alone in a server, or no longer.
    Quiet {
        /// Server.
        guild: u64,
        /// Keyed hash of the person.
        person: String,
        /// In emergencies too; `None`: no longer at all.
        everything: Option<bool>,
        /// When.
        at: i64,
    },
    /// A person wants nothing of theirs kept.
    Forget {
        /// Server.
        guild: u64,
        /// Week.
        week: i64,
        /// Keyed hash of the person.
        person: String,
    },
    /// What staff say of it.
    Verdict {
        /// The message it would have answered.
        message: u64,
        /// In which server it must be.
        guild: u64,
        /// `right` or `wrong`.
        verdict: String,
    },
}

impl Write {
    /// Whether other processes must read the settings anew.
    #[must_use]
    pub fn is_setting(&self) -> bool {
        matches!(
            self,
            Self::Country { .. }
                | Self::AlertRole { .. }
                | Self::StaffChannel { .. }
                | Self::Mode { .. }
                | Self::Pause(_)
                | Self::Resume { .. }
                | Self::Quiet { .. }
        )
    }
}

/// Name of the mark that counts changes of settings.
pub(super) const REVISION: &str = "revision";

/// Bits of an id below its milliseconds: ten for the process, twelve to count.
const BELOW_TIME: u32 = 22;

impl Store {
    /// Carries out changes as one: all of them or none. When it returns, they are on the disk.
    ///
    /// # Errors
    /// The store is down or refuses; then nothing was changed.
    pub async fn write(&self, writes: &[Write]) -> Result<(), Error> {
        let pool = self.ready().await?;
        let _turn = self.writing.lock().await;
        let mut work = pool.begin().await?;
        for write in writes {
            apply(&mut work, write).await?;
        }
        if writes.iter().any(Write::is_setting) {
            let bump = "INSERT INTO mark (name, value) VALUES ($1, 1) ON CONFLICT (name) DO UPDATE SET value = mark.value + 1";
            sqlx::query::<Any>(bump).bind(REVISION).execute(&mut *work).await?;
        }
        work.commit().await?;
        Ok(())
    }

    /// An id that nothing else has: the time in milliseconds, this process, and a count.
    #[must_use]
    pub fn fresh_id() -> u64 {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        static PROCESS: std::sync::LazyLock<u64> = std::sync::LazyLock::new(|| RandomState::new().hash_one(0) & 0x3ff);
        let ms = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_millis();
        let count = COUNT.fetch_add(1, Ordering::Relaxed) & 0xfff;
        (u64::try_from(ms).unwrap_or_default() << BELOW_TIME) | (*PROCESS << 12) | count
    }
}

type Work = Transaction<'static, Any>;

async fn run(work: &mut Work, query: Query<'_, Any, sqlx::any::AnyArguments>) -> Result<(), Error> {
    query.execute(&mut **work).await?;
    Ok(())
}

async fn apply(work: &mut Work, write: &Write) -> Result<(), Error> {
    match write {
        Write::Country { guild, code } => {
            let sql = "INSERT INTO server (guild, country, alert_role, staff_channel) VALUES ($1, $2, 0, 0)
                ON CONFLICT (guild) DO UPDATE SET country = excluded.country";
            run(work, sqlx::query(sql).bind(signed(*guild)).bind(code.clone())).await
        }
        Write::AlertRole { guild, role } => {
            let sql = "INSERT INTO server (guild, country, alert_role, staff_channel) VALUES ($1, '', $2, 0)
                ON CONFLICT (guild) DO UPDATE SET alert_role = excluded.alert_role";
            run(work, sqlx::query(sql).bind(signed(*guild)).bind(signed(*role))).await
        }
        Write::StaffChannel { guild, channel } => {
            let sql = "INSERT INTO server (guild, country, alert_role, staff_channel) VALUES ($1, '', 0, $2)
                ON CONFLICT (guild) DO UPDATE SET staff_channel = excluded.staff_channel";
            run(work, sqlx::query(sql).bind(signed(*guild)).bind(signed(*channel))).await
        }
        Write::Mode { guild, channel, mode } => {
            let sql = "INSERT INTO channel_mode (channel, guild, mode) VALUES ($1, $2, $3)
                ON CONFLICT (channel) DO UPDATE SET guild = excluded.guild, mode = excluded.mode";
            run(work, sqlx::query(sql).bind(signed(*channel)).bind(signed(*guild)).bind(mode.name())).await
        }
        Write::Pause(pause) => {
            let sql = "INSERT INTO pause (guild, section, actor, since) VALUES ($1, $2, $3, $4) ON CONFLICT (guild, section) DO NOTHING";
            let query = sqlx::query(sql).bind(signed(pause.guild)).bind(pause.section.clone());
            run(work, query.bind(signed(pause.actor)).bind(pause.since)).await
        }
        Write::Resume { guild, section } => {
            let sql = "DELETE FROM pause WHERE guild = $1 AND section = $2";
            run(work, sqlx::query(sql).bind(signed(*guild)).bind(section.clone())).await
        }
        Write::Posted(posting) => posted(work, posting).await,
        Write::Gone { message } => {
            let votes = "DELETE FROM vote WHERE message = $1
                OR message IN (SELECT message FROM posting WHERE question = $1 AND question <> 0)";
            run(work, sqlx::query(votes).bind(signed(*message))).await?;
            let sql = "DELETE FROM posting WHERE message = $1 OR (question = $1 AND question <> 0)";
            run(work, sqlx::query(sql).bind(signed(*message))).await
        }
        Write::Corrected { message, digest, at } => {
            let sql = "UPDATE posting SET digest = $1, trouble = '', corrected = CASE WHEN $2 > 0 THEN $2 ELSE corrected END
                WHERE message = $3";
            run(work, sqlx::query(sql).bind(digest.clone()).bind(*at).bind(signed(*message))).await
        }
        Write::Trouble { message, reason } => {
            let sql = "UPDATE posting SET trouble = $1 WHERE message = $2";
            run(work, sqlx::query(sql).bind(reason.clone()).bind(signed(*message))).await
        }
        Write::Vote { message, person, guild, section, helpful, at } => {
            let sql = "INSERT INTO vote (message, person, guild, section, helpful, cast_at) VALUES ($1, $2, $3, $4, $5, $6)
                ON CONFLICT (message, person) DO UPDATE SET helpful = excluded.helpful, cast_at = excluded.cast_at";
            let query = sqlx::query(sql).bind(signed(*message)).bind(person.clone()).bind(signed(*guild));
            run(work, query.bind(section.clone()).bind(i64::from(*helpful)).bind(*at)).await
        }
        Write::Quiet { guild, person, everything: None, .. } => {
            let sql = "DELETE FROM quiet WHERE guild = $1 AND person = $2";
            run(work, sqlx::query(sql).bind(signed(*guild)).bind(person.clone())).await
        }
        Write::Quiet { guild, person, everything: Some(everything), at } => {
            let sql = "INSERT INTO quiet (guild, person, everything, since) VALUES ($1, $2, $3, $4)
                ON CONFLICT (guild, person) DO UPDATE SET everything = excluded.everything";
            let query = sqlx::query(sql).bind(signed(*guild)).bind(person.clone());
            run(work, query.bind(i64::from(*everything)).bind(*at)).await
        }
        Write::Forget { guild, week, person } => {
            let sql = "DELETE FROM gap WHERE guild = $1 AND week = $2 AND person = $3";
            run(work, sqlx::query(sql).bind(signed(*guild)).bind(*week).bind(person.clone())).await
        }
        Write::Audit(_) | Write::Tally(_) | Write::Gap(_) | Write::Wrong(_) | Write::Shadow(_) | Write::Verdict { .. } => {
            record(work, write).await
        }
    }
}

async fn posted(work: &mut Work, posting: &Posting) -> Result<(), Error> {
    let sql = "INSERT INTO posting (message, guild, channel, question, kind, recall, digest, actor, posted, corrected, trouble)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
        ON CONFLICT (message) DO UPDATE SET kind = CASE WHEN excluded.actor = 0 THEN posting.kind ELSE excluded.kind END,
            actor = CASE WHEN excluded.actor = 0 THEN posting.actor ELSE excluded.actor END, recall = excluded.recall,
            digest = excluded.digest, posted = excluded.posted, corrected = excluded.corrected, trouble = excluded.trouble";
    // Actor 0 is the bot itself: an edited question changes what its answer shows, not that the answer is pinned.
    let query = sqlx::query(sql).bind(signed(posting.message)).bind(signed(posting.guild)).bind(signed(posting.channel));
    let query = query.bind(signed(posting.question)).bind(posting.kind.name()).bind(posting.recall.clone());
    let query = query.bind(posting.digest.clone()).bind(signed(posting.actor)).bind(posting.posted);
    run(work, query.bind(posting.corrected).bind(posting.trouble.clone())).await
}

/// What is only ever added.
async fn record(work: &mut Work, write: &Write) -> Result<(), Error> {
    match write {
        Write::Audit(row) => {
            let sql = "INSERT INTO audit (id, guild, actor, action, detail, happened) VALUES ($1, $2, $3, $4, $5, $6)
                ON CONFLICT (id) DO NOTHING";
            let query = sqlx::query(sql).bind(signed(row.id)).bind(signed(row.guild)).bind(signed(row.actor));
            run(work, query.bind(row.action.clone()).bind(row.detail.clone()).bind(row.happened)).await
        }
        Write::Tally(row) => {
            let sql = "INSERT INTO tally (guild, day, surface, outcome, section, times) VALUES ($1, $2, $3, $4, $5, $6)
                ON CONFLICT (guild, day, surface, outcome, section) DO UPDATE SET times = tally.times + excluded.times";
            let query = sqlx::query(sql).bind(signed(row.guild)).bind(row.day).bind(row.surface.clone());
            run(work, query.bind(row.outcome.clone()).bind(row.section.clone()).bind(row.times)).await
        }
        Write::Gap(row) => {
            let sql = "INSERT INTO gap (guild, week, kind, subject, person) VALUES ($1, $2, $3, $4, $5)
                ON CONFLICT (guild, week, kind, subject, person) DO NOTHING";
            let query = sqlx::query(sql).bind(signed(row.guild)).bind(row.week).bind(row.kind.clone());
            run(work, query.bind(row.subject.clone()).bind(row.person.clone())).await
        }
        Write::Wrong(row) => {
            let sql = "INSERT INTO wrong_section (id, guild, actor, shown, wanted, wording, version, noted, curated)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (id) DO NOTHING";
            let query = sqlx::query(sql).bind(signed(row.id)).bind(signed(row.guild)).bind(signed(row.actor));
            let query = query.bind(row.shown.clone()).bind(row.wanted.clone()).bind(row.wording.clone());
            run(work, query.bind(row.version.clone()).bind(row.noted).bind(row.curated)).await
        }
        Write::Shadow(row) => {
            let sql = "INSERT INTO shadow (message, guild, channel, outcome, recall, seen, verdict) VALUES ($1, $2, $3, $4, $5, $6, $7)
                ON CONFLICT (message) DO UPDATE SET outcome = excluded.outcome, recall = excluded.recall";
            let query = sqlx::query(sql).bind(signed(row.message)).bind(signed(row.guild)).bind(signed(row.channel));
            run(work, query.bind(row.outcome.clone()).bind(row.recall.clone()).bind(row.seen).bind(row.verdict.clone())).await
        }
        Write::Verdict { message, guild, verdict } => {
            let sql = "UPDATE shadow SET verdict = $1 WHERE message = $2 AND guild = $3";
            run(work, sqlx::query(sql).bind(verdict.clone()).bind(signed(*message)).bind(signed(*guild))).await
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::Store;
    use std::collections::HashSet;

    #[test]
    fn fresh_ids_differ_and_fit_the_store() {
        let ids: HashSet<u64> = (0..3_000).map(|_| Store::fresh_id()).collect();
        assert_eq!(ids.len(), 3_000);
        assert!(ids.iter().all(|id| i64::try_from(*id).is_ok()));
    }
}
