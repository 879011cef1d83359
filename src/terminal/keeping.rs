//! `medguide store` and `medguide curate`: what an operator and the curators do with the store.

use crate::{
    app::desk::{curating, now},
    store::{Error, Store},
};
use clap::Subcommand;
use std::{
    fs::File,
    io::{self, BufReader, BufWriter, Write},
    path::{Path, PathBuf},
};

/// Why it was not done.
#[derive(Debug, thiserror::Error)]
pub enum KeepingError {
    /// The store.
    #[error("{0}")]
    Store(#[from] Error),
    /// A file that cannot be read or written.
    #[error("{path}: {source}; name another file")]
    File {
        /// Which.
        path: String,
        /// Why.
        source: io::Error,
    },
    /// The output broke, or the runtime did not start.
    #[error(transparent)]
    Output(#[from] io::Error),
}

/// What is to be done with the store.
#[derive(Debug, Clone, Subcommand)]
pub enum Order {
    /// Write every row as a line of JSON.
    Export {
        /// File to write; it must not be there.
        file: PathBuf,
    },
    /// Read lines that an export wrote; rows that are there already are replaced.
    Import {
        /// File to read.
        file: PathBuf,
    },
    /// Erase all that belongs to one server.
    Erase {
        /// Its id.
        #[arg(long, value_name = "ID")]
        guild: u64,
    },
}

/// Works on a store until it is done.
fn with<T>(url: &str, work: impl AsyncFnOnce(&Store) -> Result<T, Error>) -> Result<T, KeepingError> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let store = Store::new(url)?;
        let done = work(&store).await;
        store.close().await;
        Ok(done?)
    })
}

/// Moves the store at an address, or erases a server's part of it.
///
/// # Errors
/// See [`KeepingError`]; an import or an erasure that fails has changed nothing.
pub fn run(url: &str, order: &Order, output: &mut dyn Write) -> Result<(), KeepingError> {
    let fault = |path: &Path, source| KeepingError::File { path: path.display().to_string(), source };
    match order {
        Order::Export { file } => {
            let made = File::create_new(file).map_err(|error| fault(file, error))?;
            let rows = with(url, async |store| store.export(&mut BufWriter::new(made)).await)?;
            writeln!(output, "{rows} rows written to {}", file.display())?;
        }
        Order::Import { file } => {
            let opened = File::open(file).map_err(|error| fault(file, error))?;
            let rows = with(url, async |store| store.import(&mut BufReader::new(opened)).await)?;
            writeln!(output, "{rows} rows read from {}", file.display())?;
        }
        Order::Erase { guild } => {
            let rows = with(url, async |store| store.erase(*guild).await)?;
            writeln!(output, "{rows} rows of server {guild} erased")?;
        }
    }
    Ok(())
}

/// Prints what moderators called wrong, as lines of labelled questions; with `done` they are not printed again.
///
/// # Errors
/// See [`KeepingError`].
pub fn curate(url: &str, done: bool, output: &mut dyn Write) -> Result<(), KeepingError> {
    let rows = with(url, async |store| store.wrong().await)?;
    write!(output, "{}", curating::lines(&rows))?;
    // Printed first: what breaks off in between is printed again.
    output.flush()?;
    if let Some(last) = rows.last().filter(|_| done) {
        with(url, async |store| store.curated(last.id, now()).await)?;
    }
    Ok(())
}
