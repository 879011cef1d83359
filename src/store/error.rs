//! Why the store did not do what it was asked, in words an operator can act on. Holds no value of any row and no password.

use std::io;

/// A store that cannot be had, read or written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The address is none of a store.
    #[error("`store.url` is no address of a store ({0}): use sqlite:FILE, or postgres://USER:PASSWORD@HOST/DATABASE")]
    Address(String),
    /// The file or server does not answer.
    #[error("the store cannot be reached or written ({0}): check that its server runs, or that its file and folder can be written")]
    Down(String),
    /// A newer version of the program wrote it.
    #[error("the store was made by a newer version of medguide: run that version, or name another store in `store.url`")]
    Newer,
    /// It does not hold what it should.
    #[error("the store refused a statement ({0}): restore a copy of it, or export what is left with `medguide store export`")]
    Refused(String),
    /// What is to be imported is faulty.
    #[error("line {line} cannot be imported: {reason}")]
    Import {
        /// Counted from 1.
        line: usize,
        /// What is wrong with it.
        reason: String,
    },
    /// Reading or writing the file that is moved failed.
    #[error("the file cannot be read or written: {0}")]
    File(String),
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        use sqlx::error::ErrorKind;
        match &error {
            sqlx::Error::Configuration(_) => Self::Address("it cannot be read".to_owned()),
            sqlx::Error::PoolTimedOut => Self::Down("no answer in time".to_owned()),
            sqlx::Error::Io(error) => Self::Down(error.kind().to_string()),
            sqlx::Error::Database(refusal) => {
                let code = refusal.code().unwrap_or_default();
                match refusal.kind() {
                    ErrorKind::Other if down(&code) => Self::Down(format!("code {code}")),
                    _ => Self::Refused(format!("code {code}")),
                }
            }
            sqlx::Error::PoolClosed | sqlx::Error::WorkerCrashed | sqlx::Error::Tls(_) | sqlx::Error::Protocol(_) => {
                Self::Down(name(&error).to_owned())
            }
            _ => Self::Refused(name(&error).to_owned()),
        }
    }
}

/// Codes that say "not now" rather than "not so". SQLite: busy, locked, read-only, I/O, full, cannot open. PostgreSQL: classes 08
/// (connection), 53 (resources), 57 (operator), 28 and 3D (who may come in, which database).
/// Source: SQLite documentation, Result and Error Codes; PostgreSQL documentation, Error Codes.
fn down(code: &str) -> bool {
    let primary = code.parse::<i64>().ok().filter(|_| code.len() < 5).map(|code| code & 0xff);
    match primary {
        Some(primary) => [5, 6, 8, 10, 13, 14].contains(&primary),
        None => ["08", "53", "57", "28", "3D", "25"].iter().any(|class| code.starts_with(class)),
    }
}

fn name(error: &sqlx::Error) -> &'static str {
    match error {
        sqlx::Error::PoolClosed => "it was closed",
        sqlx::Error::WorkerCrashed => "its thread ended",
        sqlx::Error::Tls(_) => "no secure connection",
        sqlx::Error::Protocol(_) => "its answers cannot be read",
        sqlx::Error::RowNotFound => "a row is missing",
        sqlx::Error::ColumnNotFound(_) => "a column is missing",
        sqlx::Error::ColumnDecode { .. } | sqlx::Error::Decode(_) => "a value has another type",
        _ => "another fault",
    }
}

impl From<sqlx::migrate::MigrateError> for Error {
    fn from(error: sqlx::migrate::MigrateError) -> Self {
        use sqlx::migrate::MigrateError;
        match error {
            MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) => error.into(),
            MigrateError::VersionMissing(_) | MigrateError::VersionTooNew(..) => Self::Newer,
            MigrateError::VersionMismatch(_) => Self::Refused("its tables are not those of this program".to_owned()),
            _ => Self::Refused("its tables could not be made".to_owned()),
        }
    }
}

impl From<io::Error> for Error {
    fn from(error: io::Error) -> Self {
        Self::File(error.kind().to_string())
    }
}

impl Error {
    /// Whether it may go better later without anybody changing anything here.
    #[must_use]
    pub fn passing(&self) -> bool {
        matches!(self, Self::Down(_))
    }
}

#[cfg(test)]
mod tests {
    use super::down;

    #[test]
    fn codes_that_pass_and_codes_that_stay() {
        for (label, code, passing) in [
            ("SQLite busy", "5", true),
            ("SQLite busy, extended", "261", true),
            ("SQLite read-only folder", "1544", true),
            ("SQLite no such table", "1", false),
            ("SQLite constraint", "1555", false),
            ("PostgreSQL connection", "08006", true),
            ("PostgreSQL shutting down", "57P01", true),
            ("PostgreSQL wrong password", "28P01", true),
            ("PostgreSQL no such table", "42P01", false),
            ("PostgreSQL unique", "23505", false),
        ] {
            assert_eq!(down(code), passing, "{label}");
        }
    }
}
