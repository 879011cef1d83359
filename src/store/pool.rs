//! The connection to a store: made when it is first needed, checked and brought up to date once, tried again after a failure.

use super::error::Error;
use sqlx::{
    AnyPool, Executor, SqlSafeStr,
    any::{AnyConnectOptions, AnyPoolOptions, install_default_drivers},
    migrate::{Migration, MigrationType, Migrator},
};
use std::{fs::OpenOptions, str::FromStr, time::Duration};
use tokio::sync::{Mutex, OnceCell};

/// Longest that a connection may take to be had; a person may be waiting for what comes behind it.
const PATIENCE: Duration = Duration::from_secs(2);

/// Connections to a server, and to a file, where readers do not wait for the writer.
const CONNECTIONS: u32 = 4;

/// Set on every connection to SQLite: a log of writes, so that nobody waits for a reader; written to the disk before a change
/// counts as done; what is erased is overwritten; a short wait for others who write.
const SQLITE: &str = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON; PRAGMA busy_timeout = 2000;";

/// Every version of the tables, oldest first. What was released is never changed, only added to.
fn migrations() -> Migrator {
    let migration = |version, name: &'static str, sql: &'static str| {
        Migration::new(version, name.into(), MigrationType::Simple, sql.into_sql_str(), false)
    };
    Migrator::with_migrations(vec![migration(1, "start", include_str!("migrations/0001_start.sql"))])
}

/// What medguide keeps. Clones share one pool of connections.
pub struct Store {
    pub(super) pool: AnyPool,
    /// Set when the tables are those of this version.
    ready: OnceCell<()>,
    /// One change at a time: SQLite has one writer, and would refuse the second after a while.
    pub(super) writing: Mutex<()>,
}

impl Store {
    /// A store at an address: `sqlite:FILE`, `sqlite::memory:` or `postgres://…`. Nothing is opened yet, so that a server that
    /// is down does not keep the bot from starting.
    ///
    /// # Errors
    /// [`Error::Address`] when the address is none.
    pub fn new(url: &str) -> Result<Self, Error> {
        install_default_drivers();
        let memory = url.contains(":memory:");
        let sqlite = url.starts_with("sqlite:");
        if !sqlite && !url.starts_with("postgres:") && !url.starts_with("postgresql:") {
            return Err(Error::Address("it starts with neither sqlite: nor postgres:".to_owned()));
        }
        let path = url.strip_prefix("sqlite:").unwrap_or_default().trim_start_matches("//");
        if sqlite && path.is_empty() {
            return Err(Error::Address("it names no file".to_owned()));
        }
        // Made when it is not there, also when its folder appears only later.
        let made = if sqlite && !memory && !url.contains("mode=") {
            format!("{url}{}mode=rwc", if url.contains('?') { '&' } else { '?' })
        } else {
            url.to_owned()
        };
        let options = AnyConnectOptions::from_str(&made).map_err(|_| Error::Address("it cannot be read".to_owned()))?;
        let mut pool = AnyPoolOptions::new().acquire_timeout(PATIENCE).max_connections(if memory { 1 } else { CONNECTIONS });
        if memory {
            // The data would go with its only connection.
            pool = pool.idle_timeout(None).max_lifetime(None);
        }
        if sqlite {
            let file = (!memory).then(|| path.split('?').next().unwrap_or_default().to_owned());
            pool = pool.after_connect(move |connection, _| {
                Box::pin(async move {
                    connection.execute(SQLITE).await?;
                    if memory {
                        // One that was lost took its tables along.
                        migrations().run_direct(None, connection, false).await?;
                    }
                    Ok(())
                })
            });
            if let Some(file) = file {
                make(&file);
            }
        }
        Ok(Self { pool: pool.connect_lazy_with(options), ready: OnceCell::new(), writing: Mutex::new(()) })
    }

    /// The pool, once the tables stand. Cheap after the first success.
    ///
    /// # Errors
    /// The store is down, of a newer version, or not ours.
    pub async fn ready(&self) -> Result<&AnyPool, Error> {
        self.ready
            .get_or_try_init(|| async {
                migrations().run(&self.pool).await?;
                Ok::<(), Error>(())
            })
            .await?;
        Ok(&self.pool)
    }

    /// Gives the connections back; what is under way is finished.
    pub async fn close(&self) {
        self.pool.close().await;
    }
}

/// Makes the file, readable by its owner alone. A failure shows when the file is opened.
fn make(file: &str) {
    let mut options = OpenOptions::new();
    options.create_new(true).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    drop(options.open(file));
}

#[cfg(test)]
mod tests {
    use super::Store;
    use crate::store::Error;

    #[tokio::test]
    async fn addresses() {
        for (url, sound) in [
            ("sqlite::memory:", true),
            ("sqlite:medguide-test-that-is-never-opened/x.db", true),
            ("postgres://u:p@127.0.0.1:1/d", true),
            ("mysql://u:p@h/d", false),
            ("", false),
            ("sqlite:", false),
            ("medguide.db", false),
        ] {
            let made = Store::new(url).map(drop);
            assert_eq!(made.is_ok(), sound, "{url}: {made:?}");
            assert!(sound || matches!(made, Err(Error::Address(_))), "{url}");
        }
    }

    #[tokio::test]
    async fn memory_whose_connection_is_lost_has_its_tables_again() {
        let store = Store::new("sqlite::memory:").unwrap();
        for _ in 0..2 {
            let pool = store.ready().await.unwrap();
            sqlx::query("SELECT count(*) FROM posting").fetch_one(pool).await.unwrap();
            pool.acquire().await.unwrap().close().await.unwrap();
        }
    }

    #[tokio::test]
    async fn what_cannot_be_reached_says_so_without_its_password() {
        for url in ["sqlite:/proc/medguide/none.db", "postgres://u:geheim@127.0.0.1:1/d"] {
            let error = Store::new(url).unwrap().ready().await.unwrap_err();
            assert!(error.passing(), "{url}: {error:?}");
            assert!(!error.to_string().contains("geheim"));
        }
    }
}
