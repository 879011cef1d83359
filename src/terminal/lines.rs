//! `medguide match`: JSON lines in, JSON lines out, for tests, scorers and other programs.

use crate::answer::{
    outcome::{Decision, Outcome},
    snapshot::{Snapshot, Space},
};
use crate::{knowledge::guide::Guide, triage::verdict::Finding};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::{
    io::{self, BufRead, Write},
    time::Instant,
};

/// A question as read.
#[derive(Deserialize)]
struct Question {
    #[serde(default)]
    id: Value,
    text: String,
    #[serde(default)]
    guide: Option<String>,
}

/// One line of output. Keys without a value are left out.
#[derive(Debug, Serialize)]
pub struct Row<'s> {
    /// As given.
    pub id: Value,
    /// Outcome's name.
    pub outcome: &'static str,
    /// Section shown, else the best candidate.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub section: Option<String>,
    /// Share of belief in the best target, 0 to 1, three decimals.
    pub score: f64,
    /// Best sections, best first, at most three.
    pub candidates: Vec<String>,
    /// `now` or `today`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub urgent: Option<&'static str>,
    /// Class of the most urgent finding.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub class: Option<&'s str>,
    /// Topic of a not-covered outcome; `unknown` where nothing matched.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub topic: Option<&'s str>,
    /// Name of the other medicine, when the outcome is about one; `unknown` when the table does not know it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub medicine: Option<&'s str>,
    /// The referral is shown instead of the section's text.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub referral: bool,
    /// Whole microseconds from the question's text to the decision.
    pub micros: u64,
}

/// Reads questions line by line and writes one line for each, in the same order. Gives the number of bad lines.
///
/// A bad line (not UTF-8, not JSON, no text, an unknown guide) gives `{"line":7,"error":"…"}` in its place.
///
/// # Errors
/// Reading or writing failed.
pub fn run(snapshot: &Snapshot, default_guide: usize, input: &mut dyn BufRead, output: &mut dyn Write) -> io::Result<usize> {
    let mut space = Space::default();
    let mut bytes = Vec::new();
    let (mut number, mut bad) = (0_usize, 0_usize);
    loop {
        bytes.clear();
        if input.read_until(b'\n', &mut bytes)? == 0 {
            return Ok(bad);
        }
        number += 1;
        if bytes.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        match answer(snapshot, default_guide, &bytes, &mut space) {
            Ok(line) => writeln!(output, "{line}")?,
            Err(error) => {
                bad += 1;
                writeln!(output, "{}", serde_json::json!({ "line": number, "error": error }))?;
            }
        }
    }
}

fn answer(snapshot: &Snapshot, default_guide: usize, bytes: &[u8], space: &mut Space) -> Result<String, String> {
    let text = std::str::from_utf8(bytes).map_err(|_| "the line is not UTF-8; save the file as UTF-8".to_owned())?;
    let question: Question = serde_json::from_str(text.trim()).map_err(|error| {
        let kind = if error.is_data() { "the line lacks a key or has one of the wrong kind" } else { "the line is not JSON" };
        format!("{kind} ({error}); write {{\"id\":\"q1\",\"text\":\"…\"}}")
    })?;
    let guide = match &question.guide {
        None => default_guide,
        Some(id) => guide_index(snapshot, id)?,
    };
    let start = Instant::now();
    let decision = snapshot.judge(&question.text, guide, space);
    let micros = u64::try_from(start.elapsed().as_micros()).unwrap_or(u64::MAX);
    let row = row(snapshot, &decision, question.id, micros).ok_or("no guide is loaded")?;
    serde_json::to_string(&row).map_err(|error| error.to_string())
}

/// Index of a guide by id.
///
/// # Errors
/// Names the guides that are loaded.
pub fn guide_index(snapshot: &Snapshot, id: &str) -> Result<usize, String> {
    let guides = &snapshot.knowledge.guides;
    guides.iter().position(|guide| guide.head.id == id).ok_or_else(|| {
        let known: Vec<&str> = guides.iter().map(|guide| guide.head.id.as_str()).collect();
        format!("there is no guide with this id; loaded: {}", known.join(", "))
    })
}

/// A decision as a line of output.
#[must_use]
pub fn row<'s>(snapshot: &'s Snapshot, decision: &'s Decision, id: Value, micros: u64) -> Option<Row<'s>> {
    let guide = snapshot.knowledge.guides.get(decision.guide)?;
    let several = snapshot.knowledge.guides.len() > 1;
    let name = |guide: &Guide, target| {
        let id = guide.target_id(target);
        if several { format!("{}/{id}", guide.head.id) } else { id.to_owned() }
    };
    let topic = (decision.outcome == Outcome::NotCovered).then(|| decision.topic.map_or("unknown", |target| guide.target_id(target)));
    let medicine = (decision.outcome == Outcome::OtherMedicine).then(|| {
        let row = decision.medicine.and_then(|row| snapshot.knowledge.medicines.get(usize::from(row)));
        row.map_or("unknown", |medicine| &*medicine.name)
    });
    Some(Row {
        id,
        outcome: decision.outcome.name(),
        section: decision.shown.first().or(decision.candidates.first()).map(|&target| name(guide, target)),
        score: (f64::from(decision.score) * 1_000.0).round() / 1_000.0,
        candidates: decision.candidates.iter().map(|&target| name(guide, target)).collect(),
        urgent: decision.urgent.map(crate::answer::outcome::Urgent::name),
        class: decision.verdict.worst().map(|finding: &Finding| &*finding.class),
        topic,
        medicine,
        referral: decision.referral,
        micros,
    })
}
