//! Predictions: what a program said to each question, from the matcher itself or from a file of `medguide match`.

use super::{
    acceptance::{CRISIS, EMERGENCY, NONE, NOT_COVERED, OTHER_MEDICINE},
    labels::Item,
};
use crate::{
    answer::{
        explain,
        outcome::{Decision, Outcome},
        snapshot::{Snapshot, Space},
    },
    knowledge::guide::{CHATTER, Guide},
};
use serde_json::Value;
use std::{collections::HashMap, time::Instant};

/// Outcomes that say nothing or ask back: they count as not answered.
const SILENT: [&str; 9] = [NONE, "abstain", "silent", "unsure", "suggest", "fallback", "no-match", CLARIFY, ""];

/// Outcomes that stand as they are.
const PLAIN: [&str; 4] = [EMERGENCY, CRISIS, OTHER_MEDICINE, CHATTER];

/// Outcomes that show the section named beside them.
const ANSWERS: [&str; 4] = ["answer", "section", "match", "answered"];

/// Outcome of a question to which two or three sections are offered.
pub const CLARIFY: &str = "clarify";

/// What was said to one question.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Prediction {
    /// Outcome as given, in lower case.
    pub outcome: String,
    /// The section shown, or the best one when none was.
    pub section: Option<String>,
    /// Sections, best first; may be empty.
    pub candidates: Vec<String>,
    /// How sure; only ranks the errors.
    pub score: f64,
    /// `now` or `today`.
    pub urgent: Option<String>,
    /// Class of danger.
    pub class: Option<String>,
    /// Time taken, in millionths of a second.
    pub micros: Option<f64>,
    /// Which rule decided, in words; empty when not known.
    pub rule: String,
}

impl Prediction {
    /// What a program is taken to have said that said nothing at all.
    #[must_use]
    pub fn missing() -> Self {
        Self { outcome: NONE.to_owned(), ..Self::default() }
    }

    /// A decision on a question asked of `guide`, in the form `medguide match` prints it.
    ///
    /// An answer or a choice from another guide says that the question is about another medicine.
    #[must_use]
    pub fn of(decision: &Decision, guides: &[Guide], guide: usize) -> Self {
        let own = decision.guide == guide;
        let outcome = match decision.outcome {
            Outcome::Answer | Outcome::Clarify | Outcome::NotCovered if !own => Outcome::OtherMedicine,
            outcome => outcome,
        };
        let sections = guides.get(guide).filter(|_| own);
        let id = |target: u16| sections.map(|guide| guide.target_id(target).to_owned());
        let candidates: Vec<String> = decision.candidates.iter().filter_map(|&target| id(target)).collect();
        let shown = decision.shown.first().and_then(|&target| id(target));
        Self {
            outcome: outcome.name().to_owned(),
            section: shown.or_else(|| candidates.first().cloned()),
            candidates,
            // Three decimals, as `medguide match` prints them, so that errors rank the same.
            score: (f64::from(decision.score) * 1_000.0).round() / 1_000.0,
            urgent: decision.urgent.map(|urgent| urgent.name().to_owned()),
            class: decision.verdict.worst().map(|finding| finding.class.to_string()),
            micros: None,
            rule: decision.rule.to_owned(),
        }
    }

    /// The outcome in few words (a section's id, an outcome that is no section, or `none`), and the section.
    ///
    /// `None` when the outcome means nothing.
    #[must_use]
    pub fn normalised(&self, is_section: impl Fn(&str) -> bool) -> Option<(String, Option<String>)> {
        let outcome = self.outcome.trim();
        let section = self.section.as_deref().map(bare).filter(|id| !id.is_empty()).map(str::to_owned);
        if is_section(outcome) {
            return Some((outcome.to_owned(), Some(outcome.to_owned())));
        }
        if ANSWERS.contains(&outcome) {
            return Some(match section.filter(|id| is_section(id)) {
                Some(id) => (id.clone(), Some(id)),
                None => (NONE.to_owned(), None),
            });
        }
        if outcome.starts_with(NOT_COVERED) {
            return Some((NOT_COVERED.to_owned(), section));
        }
        if PLAIN.contains(&outcome) {
            return Some((outcome.to_owned(), section));
        }
        SILENT.contains(&outcome).then(|| (NONE.to_owned(), section))
    }

    /// Sections in the order of belief, without the guide's name.
    pub fn ranked(&self) -> impl Iterator<Item = &str> {
        self.candidates.iter().map(|id| bare(id))
    }
}

/// A section's id without the name of its guide.
fn bare(id: &str) -> &str {
    id.rsplit('/').next().unwrap_or(id)
}

/// Times each question is judged: the shortest counts, because what a question takes is to be known, not what else the
/// machine was doing.
const RUNS: usize = 3;

/// Judges every question with the matcher; `each` is called after each one.
#[must_use]
pub fn from_matcher(snapshot: &Snapshot, guide: usize, items: &[Item], mut each: impl FnMut(usize)) -> Vec<Prediction> {
    let mut space = Space::default();
    let mut timed = |text: &str| {
        let started = Instant::now();
        let decision = snapshot.judge(text, guide, &mut space);
        (started.elapsed(), decision)
    };
    let mut out = Vec::with_capacity(items.len());
    for item in items {
        let runs = (0..RUNS).map(|_| timed(&item.text));
        let Some((time, decision)) = runs.min_by_key(|(time, _)| *time) else { continue };
        let prediction = Prediction::of(&decision, &snapshot.knowledge.guides, guide);
        out.push(Prediction { micros: Some(time.as_secs_f64() * 1e6), ..prediction });
        each(out.len());
    }
    out
}

/// Why the matcher decided on a question as it did.
#[must_use]
pub fn explain(snapshot: &Snapshot, guide: usize, question: &str) -> String {
    let reading = snapshot.lexicon.read(question);
    let decision = snapshot.judge_reading(&reading, guide, &mut Space::default());
    explain::explain(snapshot, &decision, &reading)
}

/// Reads a file of predictions, one JSON object a line, by id. Lines without an id are passed over; the last of several wins.
///
/// # Errors
/// Line and reason of the first line that is no JSON object or has an outcome that means nothing.
pub fn parse(text: &str, is_section: impl Fn(&str) -> bool) -> Result<HashMap<String, Prediction>, (usize, String)> {
    let mut out = HashMap::new();
    for (line, number) in text.lines().zip(1_usize..).filter(|(line, _)| !line.trim().is_empty()) {
        let value: Value = serde_json::from_str(line).map_err(|error| (number, format!("is not JSON: {error}")))?;
        let object = value.as_object().ok_or_else(|| (number, "is no JSON object".to_owned()))?;
        let Some(id) = object.get("id").and_then(Value::as_str) else { continue };
        let string = |key: &str| object.get(key).and_then(Value::as_str).map(str::to_owned);
        let list = object.get("candidates").and_then(Value::as_array).into_iter().flatten();
        let prediction = Prediction {
            outcome: string("outcome").unwrap_or_default().to_lowercase(),
            section: string("section"),
            candidates: list.filter_map(Value::as_str).map(str::to_owned).collect(),
            score: object.get("score").and_then(Value::as_f64).unwrap_or(0.0),
            urgent: string("urgent"),
            class: string("class"),
            micros: object.get("micros").and_then(Value::as_f64),
            rule: string("rule").unwrap_or_default(),
        };
        if prediction.normalised(&is_section).is_none() {
            return Err((number, format!("unknown outcome `{}` for `{id}`", prediction.outcome)));
        }
        out.insert(id.to_owned(), prediction);
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::{Prediction, parse};
    use crate::evaluation::acceptance::tests::baclofen;

    #[test]
    fn outcomes_are_understood_in_every_form() {
        let acceptance = baclofen();
        for (outcome, section, wanted) in [
            ("answer", Some("uses"), Some(("uses", Some("uses")))),
            ("answered", Some("baclofen/uses"), Some(("uses", Some("uses")))),
            (" answer ", Some("weather"), Some(("none", None))),
            ("answer", None, Some(("none", None))),
            ("missed-dose", Some("uses"), Some(("missed-dose", Some("missed-dose")))),
            ("not-covered:pets", Some("forms"), Some(("not-covered", Some("forms")))),
            ("emergency", Some("baclofen/"), Some(("emergency", None))),
            ("clarify", Some("weather"), Some(("none", Some("weather")))),
            ("", None, Some(("none", None))),
            ("perhaps", None, None),
        ] {
            let prediction = Prediction { outcome: outcome.into(), section: section.map(str::to_owned), ..Prediction::default() };
            let got = prediction.normalised(|id| acceptance.is_section(id));
            let wanted = wanted.map(|(outcome, section)| (outcome.to_owned(), section.map(str::to_owned)));
            assert_eq!(got, wanted, "{outcome} {section:?}");
        }
    }

    #[test]
    fn lines_without_an_id_are_passed_over_and_the_last_wins() {
        let text = "{\"line\":3,\"error\":\"x\"}\n\n{\"id\":\"a\",\"outcome\":\"Answer\",\"section\":\"uses\"}\n{\"id\":\"a\",\"outcome\":\"chatter\",\"score\":null}";
        let predictions = parse(text, |id| id == "uses").unwrap();
        assert_eq!(predictions.len(), 1);
        assert_eq!(predictions["a"].outcome, "chatter");
    }

    #[test]
    fn faults_name_their_line() {
        for (text, line, part) in [
            ("{}\nx", 2, "is not JSON"),
            ("[1]", 1, "no JSON object"),
            ("{\"id\":\"a\",\"outcome\":\"maybe\"}", 1, "unknown outcome `maybe`"),
        ] {
            let (at, reason) = parse(text, |_| false).unwrap_err();
            assert!(at == line && reason.contains(part), "{at}: {reason}");
        }
    }
}
