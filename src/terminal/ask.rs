//! `medguide ask`: one question, its reply, and on request why.

use super::lines;
use crate::answer::{
    explain,
    render::{self, Setting},
    snapshot::{Snapshot, Space},
};
use serde_json::{Value, json};
use std::{
    io::{self, Write},
    time::Instant,
};

/// What is printed.
#[derive(Debug, Clone, Copy, Default)]
pub struct Wanted {
    /// Say why.
    pub explain: bool,
    /// JSON instead of words.
    pub json: bool,
}

/// Answers one question as one that was addressed to the bot.
///
/// # Errors
/// Writing failed.
pub fn run(snapshot: &Snapshot, setting: &Setting, guide: usize, question: &str, wanted: Wanted, output: &mut dyn Write) -> io::Result<()> {
    let start = Instant::now();
    let reading = snapshot.lexicon.read(question);
    let decision = snapshot.judge_reading(&reading, guide, &mut Space::default());
    let micros = u64::try_from(start.elapsed().as_micros()).unwrap_or(u64::MAX);
    let reply = render::render(snapshot, &decision, setting, true).unwrap_or_else(|| render::failure(Some(snapshot), Some(setting)));
    let why = wanted.explain.then(|| explain::explain(snapshot, &decision, &reading));
    if wanted.json {
        let row = lines::row(snapshot, &decision, Value::Null, micros).and_then(|row| serde_json::to_value(row).ok());
        let mut value = row.unwrap_or_else(|| json!({}));
        if let Some(object) = value.as_object_mut() {
            object.remove("id");
            object.insert("reply".to_owned(), Value::from(reply.text()));
            if let Some(why) = why {
                object.insert("why".to_owned(), Value::from(why));
            }
        }
        return writeln!(output, "{value}");
    }
    writeln!(output, "{}", reply.plain())?;
    match why {
        Some(why) => write!(output, "\n{why}"),
        None => Ok(()),
    }
}
