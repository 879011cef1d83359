//! New knowledge for a running bot: checked as `medguide check` does, put in place when it is clean, else left alone.

use super::Desk;
use crate::knowledge::fault::Fault;

/// What a reload came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reloaded {
    /// The new content answers.
    Fresh {
        /// Its version.
        version: String,
    },
    /// It is what answers already.
    Same,
    /// The knowledge is inside the program and cannot change while it runs.
    Fixed,
    /// It has faults; the old content goes on answering.
    Faulty(Vec<Fault>),
}

impl Desk {
    /// Reads the knowledge anew, and puts it in place when it is clean. Takes seconds, in a thread of its own.
    pub async fn reload(&self) -> Reloaded {
        if self.source.dir.is_none() {
            return Reloaded::Fixed;
        }
        let (source, today) = (self.source.clone(), self.app.today());
        let built = tokio::task::spawn_blocking(move || source.reload(today)).await;
        let built = built.unwrap_or_else(|_| {
            let remedy = "run `medguide check` on the folder, and report what it says";
            Err(vec![Fault::file("knowledge", "broke the reading of it".to_owned(), remedy)])
        });
        let snapshot = match built {
            Ok(snapshot) if snapshot.knowledge.version == self.app.version() => return Reloaded::Same,
            Ok(snapshot) => snapshot,
            Err(faults) => return self.refused(faults),
        };
        match self.app.replace(snapshot.into()) {
            Ok(()) => {
                let version = self.app.version();
                tracing::info!(version, "new content answers from now on");
                self.corrections.notify_one();
                Reloaded::Fresh { version }
            }
            Err(fault) => self.refused(vec![fault]),
        }
    }

    #[expect(clippy::unused_self, reason = "the log is the desk's")]
    fn refused(&self, faults: Vec<Fault>) -> Reloaded {
        for fault in faults.iter().take(20) {
            tracing::error!("the new content is not taken: {fault}");
        }
        Reloaded::Faulty(faults)
    }

    /// A number that differs when the folder of the knowledge has changed; `None` without a folder.
    #[must_use]
    pub fn fingerprint(&self) -> Option<u64> {
        self.source.fingerprint()
    }
}
