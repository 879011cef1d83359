//! What the bot asked for over REST, and what it was answered.
//!
//! Holds bodies, since a test wants to see them; never the token.

use std::fmt;

use serde_json::Value;

/// One REST request and its answer.
#[derive(Clone, Debug)]
pub struct RestCall {
    /// `GET`, `POST`, …
    pub method: String,
    /// Path without the `/api/v10` in front and without query.
    pub path: String,
    /// The query as it was sent, empty if there was none.
    pub query: String,
    /// The JSON body, null if there was none.
    pub body: Value,
    /// The decoded reason given for the audit log.
    pub audit_reason: Option<String>,
    /// HTTP status answered; 0 where the connection was cut instead.
    pub status: u16,
    /// Discord's error code, 0 where the answer was no error or has no code of its own.
    pub code: u32,
    /// Why it was refused, if it was.
    pub reason: Option<String>,
    /// Whether a fault set up by the test gave the answer.
    pub injected: bool,
    /// Whether no such route exists.
    pub unknown_route: bool,
}

impl fmt::Display for RestCall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method, self.path)?;
        if !self.query.is_empty() {
            write!(f, "?{}", self.query)?;
        }
        write!(f, " -> {}", self.status)?;
        if self.injected {
            f.write_str(" (injected)")?;
        }
        if let Some(reason) = &self.reason {
            write!(f, " [{reason}]")?;
        }
        if self.body.is_null() { Ok(()) } else { write!(f, " {}", self.body) }
    }
}

/// All requests in the order of their answers.
#[derive(Debug, Default)]
pub(crate) struct Journal {
    pub(crate) calls: Vec<RestCall>,
}

impl Journal {
    /// Requests refused by the rules, not by a fault the test set up.
    pub(crate) fn refused(&self) -> Vec<RestCall> {
        self.calls.iter().filter(|call| call.reason.is_some() && !call.injected).cloned().collect()
    }

    pub(crate) fn unknown_routes(&self) -> Vec<RestCall> {
        self.calls.iter().filter(|call| call.unknown_route).cloned().collect()
    }

    /// The last few lines, for the message of a failed wait.
    pub(crate) fn tail(&self) -> String {
        let from = self.calls.len().saturating_sub(12);
        let lines: Vec<_> = self.calls.iter().skip(from).map(|call| format!("  {call}")).collect();
        if lines.is_empty() { "  (no REST request at all)".to_owned() } else { lines.join("\n") }
    }
}
