//! Reading rows, and the few deletions that look first: what is too old, weeks that are over, leases.

use super::{
    change::REVISION,
    error::Error,
    pool::Store,
    rows::{Audit, Gap, Kind, Missed, Mode, Pause, Posting, Received, Server, Settings, Shadow, Tally, Wrong, signed, unsigned},
};
use sqlx::{Any, Row, any::AnyRow};

/// Days for which things are kept; see `[store]` of the settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retention {
    /// Public replies, and what shadow mode would have said.
    pub reply_days: u32,
    /// What moderators did.
    pub audit_days: u32,
    /// Counts, weekly gaps, and what was called wrong.
    pub count_days: u32,
}

impl Default for Retention {
    fn default() -> Self {
        Self { reply_days: 30, audit_days: 90, count_days: 365 }
    }
}

const DAY: i64 = 24 * 60 * 60;

const POSTING: &str = "SELECT message, guild, channel, question, kind, recall, digest, actor, posted, corrected, trouble FROM posting";

impl Store {
    /// All settings.
    ///
    /// # Errors
    /// As every read: the store is down, or refuses.
    pub async fn settings(&self) -> Result<Settings, Error> {
        // The revision first: a change that comes between is read again.
        let revision = self.revision().await?;
        let pool = self.ready().await?;
        let server = |row: &AnyRow| -> Result<Server, Error> {
            Ok(Server { guild: id(row, 0)?, country: row.try_get(1)?, alert_role: id(row, 2)?, staff_channel: id(row, 3)? })
        };
        let servers = sqlx::query::<Any>("SELECT guild, country, alert_role, staff_channel FROM server").fetch_all(pool).await?;
        let modes = sqlx::query::<Any>("SELECT guild, channel, mode FROM channel_mode").fetch_all(pool).await?;
        let mode = |row: &AnyRow| -> Result<(u64, u64, Mode), Error> {
            // A mode of a newer version is one that says nothing.
            Ok((id(row, 0)?, id(row, 1)?, Mode::named(&row.try_get::<String, _>(2)?).unwrap_or_default()))
        };
        let pauses = sqlx::query::<Any>("SELECT guild, section, actor, since FROM pause ORDER BY since").fetch_all(pool).await?;
        let pause = |row: &AnyRow| -> Result<Pause, Error> {
            Ok(Pause { guild: id(row, 0)?, section: row.try_get(1)?, actor: id(row, 2)?, since: row.try_get(3)? })
        };
        let quiet = sqlx::query::<Any>("SELECT guild, person, everything FROM quiet").fetch_all(pool).await?;
        let person =
            |row: &AnyRow| -> Result<(u64, String, bool), Error> { Ok((id(row, 0)?, row.try_get(1)?, row.try_get::<i64, _>(2)? != 0)) };
        Ok(Settings {
            revision,
            servers: each(&servers, server)?,
            modes: each(&modes, mode)?,
            pauses: each(&pauses, pause)?,
            quiet: each(&quiet, person)?,
        })
    }

    /// How often settings were changed.
    ///
    /// # Errors
    /// As every read.
    pub async fn revision(&self) -> Result<i64, Error> {
        self.mark(REVISION).await
    }

    /// A shared number; 0 when it was never set.
    ///
    /// # Errors
    /// As every read.
    pub async fn mark(&self, name: &str) -> Result<i64, Error> {
        let query = sqlx::query::<Any>("SELECT value FROM mark WHERE name = $1").bind(name.to_owned());
        let row = query.fetch_optional(self.ready().await?).await?;
        Ok(row.map(|row| row.try_get(0)).transpose()?.unwrap_or_default())
    }

    /// Raises a shared number; false when it is as high already: then somebody else did what it stands for.
    ///
    /// # Errors
    /// The store is down, or refuses.
    pub async fn raise(&self, name: &str, value: i64) -> Result<bool, Error> {
        let sql = "INSERT INTO mark (name, value) VALUES ($1, $2)
            ON CONFLICT (name) DO UPDATE SET value = excluded.value WHERE mark.value < excluded.value";
        let pool = self.ready().await?;
        let _turn = self.writing.lock().await;
        Ok(sqlx::query::<Any>(sql).bind(name.to_owned()).bind(value).execute(pool).await?.rows_affected() > 0)
    }

    /// Takes or keeps a piece of work until a time; false when another process has it.
    ///
    /// # Errors
    /// The store is down, or refuses.
    pub async fn lease(&self, name: &str, holder: u64, now: i64, until: i64) -> Result<bool, Error> {
        let sql = "INSERT INTO lease (name, holder, until) VALUES ($1, $2, $3)
            ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until
            WHERE lease.holder = excluded.holder OR lease.until <= $4";
        let pool = self.ready().await?;
        let _turn = self.writing.lock().await;
        let query = sqlx::query::<Any>(sql).bind(name.to_owned()).bind(signed(holder)).bind(until).bind(now);
        Ok(query.execute(pool).await?.rows_affected() > 0)
    }

    /// Gives a piece of work back, so that another process need not wait for its end.
    ///
    /// # Errors
    /// The store is down, or refuses.
    pub async fn release(&self, name: &str, holder: u64) -> Result<(), Error> {
        let pool = self.ready().await?;
        let _turn = self.writing.lock().await;
        let sql = "DELETE FROM lease WHERE name = $1 AND holder = $2";
        sqlx::query::<Any>(sql).bind(name.to_owned()).bind(signed(holder)).execute(pool).await?;
        Ok(())
    }

    /// Public messages behind an id, in order of their ids, at most so many.
    ///
    /// # Errors
    /// As every read.
    pub async fn postings(&self, after: u64, most: u32) -> Result<Vec<Posting>, Error> {
        let sql = format!("{POSTING} WHERE message > $1 ORDER BY message LIMIT $2");
        let query = sqlx::query::<Any>(sqlx::AssertSqlSafe(sql)).bind(signed(after)).bind(i64::from(most));
        each(&query.fetch_all(self.ready().await?).await?, posting)
    }

    /// Public messages that are this one or answer it.
    ///
    /// # Errors
    /// As every read.
    pub async fn postings_of(&self, message: u64) -> Result<Vec<Posting>, Error> {
        let sql = format!("{POSTING} WHERE message = $1 OR (question = $1 AND question <> 0)");
        let query = sqlx::query::<Any>(sqlx::AssertSqlSafe(sql)).bind(signed(message));
        each(&query.fetch_all(self.ready().await?).await?, posting)
    }

    /// Pins of a server, newest last; of one channel when it is not 0.
    ///
    /// # Errors
    /// As every read.
    pub async fn pins(&self, guild: u64, channel: u64) -> Result<Vec<Posting>, Error> {
        let sql = format!("{POSTING} WHERE guild = $1 AND kind = 'pin' AND ($2 = 0 OR channel = $2) ORDER BY message");
        let query = sqlx::query::<Any>(sqlx::AssertSqlSafe(sql)).bind(signed(guild)).bind(signed(channel));
        each(&query.fetch_all(self.ready().await?).await?, posting)
    }

    /// Public messages of a server that could not be put right, newest first.
    ///
    /// # Errors
    /// As every read.
    pub async fn troubles(&self, guild: u64, most: u32) -> Result<Vec<Posting>, Error> {
        let sql = format!("{POSTING} WHERE guild = $1 AND trouble <> '' ORDER BY message DESC LIMIT $2");
        let query = sqlx::query::<Any>(sqlx::AssertSqlSafe(sql)).bind(signed(guild)).bind(i64::from(most));
        each(&query.fetch_all(self.ready().await?).await?, posting)
    }

    /// What moderators of a server did, newest first.
    ///
    /// # Errors
    /// As every read.
    pub async fn audit(&self, guild: u64, most: u32) -> Result<Vec<Audit>, Error> {
        let sql = "SELECT id, guild, actor, action, detail, happened FROM audit WHERE guild = $1 ORDER BY happened DESC, id DESC LIMIT $2";
        let query = sqlx::query::<Any>(sql).bind(signed(guild)).bind(i64::from(most));
        each(&query.fetch_all(self.ready().await?).await?, |row| {
            Ok(Audit {
                id: id(row, 0)?,
                guild: id(row, 1)?,
                actor: id(row, 2)?,
                action: row.try_get(3)?,
                detail: row.try_get(4)?,
                happened: row.try_get(5)?,
            })
        })
    }

    /// Answers of a server since a day, summed over the days.
    ///
    /// # Errors
    /// As every read.
    pub async fn tallies(&self, guild: u64, since: i64) -> Result<Vec<Tally>, Error> {
        let sql = "SELECT surface, outcome, section, CAST(SUM(times) AS BIGINT) FROM tally WHERE guild = $1 AND day >= $2
            GROUP BY surface, outcome, section ORDER BY 4 DESC, 1, 2, 3";
        let query = sqlx::query::<Any>(sql).bind(signed(guild)).bind(since);
        each(&query.fetch_all(self.ready().await?).await?, |row| {
            let (surface, outcome, section) = (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
            Ok(Tally { guild, day: since, surface, outcome, section, times: row.try_get(3)? })
        })
    }

    /// How the sections were received in a server.
    ///
    /// # Errors
    /// As every read.
    pub async fn received(&self, guild: u64) -> Result<Vec<Received>, Error> {
        let sql = "SELECT section, CAST(SUM(helpful) AS BIGINT), COUNT(*) FROM vote WHERE guild = $1 GROUP BY section ORDER BY section";
        let query = sqlx::query::<Any>(sql).bind(signed(guild));
        each(&query.fetch_all(self.ready().await?).await?, |row| {
            Ok(Received { section: row.try_get(0)?, helpful: row.try_get(1)?, votes: row.try_get(2)? })
        })
    }

    /// What the guide could not answer in a server since a week, where at least `k` people met it in one week, most first.
    ///
    /// # Errors
    /// As every read.
    pub async fn gaps(&self, guild: u64, since: i64, k: u32, most: u32) -> Result<Vec<Missed>, Error> {
        let sql = "SELECT kind, subject, CAST(SUM(people) AS BIGINT) FROM (
                SELECT kind, subject, week, COUNT(*) AS people FROM gap WHERE guild = $1 AND week >= $2 GROUP BY kind, subject, week
                UNION ALL
                SELECT kind, subject, week, people FROM gap_week WHERE guild = $1 AND week >= $2
            ) AS met WHERE people >= $3 GROUP BY kind, subject ORDER BY 3 DESC, 1, 2 LIMIT $4";
        let query = sqlx::query::<Any>(sql).bind(signed(guild)).bind(since).bind(i64::from(k)).bind(i64::from(most));
        each(&query.fetch_all(self.ready().await?).await?, |row| {
            Ok(Missed { kind: row.try_get(0)?, subject: row.try_get(1)?, people: row.try_get(2)? })
        })
    }

    /// Answers that moderators called wrong and no curator has taken up, oldest first.
    ///
    /// # Errors
    /// As every read.
    pub async fn wrong(&self) -> Result<Vec<Wrong>, Error> {
        let sql =
            "SELECT id, guild, actor, shown, wanted, wording, version, noted, curated FROM wrong_section WHERE curated = 0 ORDER BY id";
        each(&sqlx::query::<Any>(sql).fetch_all(self.ready().await?).await?, |row| {
            Ok(Wrong {
                id: id(row, 0)?,
                guild: id(row, 1)?,
                actor: id(row, 2)?,
                shown: row.try_get(3)?,
                wanted: row.try_get(4)?,
                wording: row.try_get(5)?,
                version: row.try_get(6)?,
                noted: row.try_get(7)?,
                curated: row.try_get(8)?,
            })
        })
    }

    /// Marks those up to this id as taken up.
    ///
    /// # Errors
    /// The store is down, or refuses.
    pub async fn curated(&self, up_to: u64, at: i64) -> Result<(), Error> {
        let pool = self.ready().await?;
        let _turn = self.writing.lock().await;
        let sql = "UPDATE wrong_section SET curated = $1 WHERE id <= $2 AND curated = 0";
        sqlx::query::<Any>(sql).bind(at).bind(signed(up_to)).execute(pool).await?;
        Ok(())
    }

    /// What shadow mode would have said in a channel since a time, newest first.
    ///
    /// # Errors
    /// As every read.
    pub async fn shadows(&self, guild: u64, channel: u64, since: i64, most: u32) -> Result<Vec<Shadow>, Error> {
        let sql = "SELECT message, guild, channel, outcome, recall, seen, verdict FROM shadow
            WHERE guild = $1 AND channel = $2 AND seen >= $3 ORDER BY seen DESC, message DESC LIMIT $4";
        let query = sqlx::query::<Any>(sql).bind(signed(guild)).bind(signed(channel)).bind(since).bind(i64::from(most));
        each(&query.fetch_all(self.ready().await?).await?, |row| {
            Ok(Shadow {
                message: id(row, 0)?,
                guild: id(row, 1)?,
                channel: id(row, 2)?,
                outcome: row.try_get(3)?,
                recall: row.try_get(4)?,
                seen: row.try_get(5)?,
                verdict: row.try_get(6)?,
            })
        })
    }

    /// Folds weeks that are over: of each gap stays how many people met it.
    ///
    /// # Errors
    /// The store is down, or refuses; then nothing was changed.
    pub async fn fold(&self, week: i64) -> Result<(), Error> {
        let pool = self.ready().await?;
        let _turn = self.writing.lock().await;
        let mut work = pool.begin().await?;
        // Behind DO NOTHING stands a second process that folds the same week.
        let sql = "INSERT INTO gap_week (guild, week, kind, subject, people)
            SELECT guild, week, kind, subject, COUNT(*) FROM gap WHERE week < $1 GROUP BY guild, week, kind, subject
            ON CONFLICT (guild, week, kind, subject) DO NOTHING";
        sqlx::query::<Any>(sql).bind(week).execute(&mut *work).await?;
        sqlx::query::<Any>("DELETE FROM gap WHERE week < $1").bind(week).execute(&mut *work).await?;
        work.commit().await?;
        Ok(())
    }

    /// Deletes what is older than it may be. Gives how many rows went.
    ///
    /// # Errors
    /// The store is down, or refuses.
    pub async fn expire(&self, now: i64, retention: Retention) -> Result<u64, Error> {
        let pool = self.ready().await?;
        let _turn = self.writing.lock().await;
        let before = |days: u32| now - i64::from(days) * DAY;
        let (replies, audits, counts) = (before(retention.reply_days), before(retention.audit_days), before(retention.count_days));
        let mut gone = 0;
        for (sql, limit) in [
            ("DELETE FROM posting WHERE kind <> 'pin' AND posted < $1", replies),
            ("DELETE FROM shadow WHERE seen < $1", replies),
            ("DELETE FROM audit WHERE happened < $1", audits),
            ("DELETE FROM tally WHERE day < $1", counts / DAY),
            ("DELETE FROM gap_week WHERE week < $1", counts / (7 * DAY)),
            ("DELETE FROM wrong_section WHERE noted < $1", counts),
            ("DELETE FROM vote WHERE cast_at < $1", counts),
            ("DELETE FROM lease WHERE until < $1", now - DAY),
        ] {
            gone += sqlx::query::<Any>(sql).bind(limit).execute(pool).await?.rows_affected();
        }
        Ok(gone)
    }

    /// Every gap of weeks that are not over, for tests and exports.
    ///
    /// # Errors
    /// As every read.
    pub async fn open_gaps(&self) -> Result<Vec<Gap>, Error> {
        let sql = "SELECT guild, week, kind, subject, person FROM gap ORDER BY guild, week, kind, subject, person";
        each(&sqlx::query::<Any>(sql).fetch_all(self.ready().await?).await?, |row| {
            let (guild, week, kind) = (id(row, 0)?, row.try_get(1)?, row.try_get(2)?);
            Ok(Gap { guild, week, kind, subject: row.try_get(3)?, person: row.try_get(4)? })
        })
    }
}

fn each<T>(rows: &[AnyRow], read: impl Fn(&AnyRow) -> Result<T, Error>) -> Result<Vec<T>, Error> {
    rows.iter().map(read).collect()
}

fn id(row: &AnyRow, at: usize) -> Result<u64, Error> {
    Ok(unsigned(row.try_get::<i64, _>(at)?))
}

fn posting(row: &AnyRow) -> Result<Posting, Error> {
    let kind: String = row.try_get(4)?;
    Ok(Posting {
        message: id(row, 0)?,
        guild: id(row, 1)?,
        channel: id(row, 2)?,
        question: id(row, 3)?,
        kind: if kind == Kind::Pin.name() { Kind::Pin } else { Kind::Reply },
        recall: row.try_get(5)?,
        digest: row.try_get(6)?,
        actor: id(row, 7)?,
        posted: row.try_get(8)?,
        corrected: row.try_get(9)?,
        trouble: row.try_get(10)?,
    })
}
