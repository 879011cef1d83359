//! Which answers count as right for a label: the label's own, and what `acceptance.toml` adds.

use super::error::EvalError;
use crate::knowledge::guide::{CHATTER, Guide};
use serde::Deserialize;
use std::collections::BTreeMap;

/// The shipped tables, by guide.
const TABLES: &str = include_str!("acceptance.toml");

/// Outcome of a question about the guide's medicine on which the guide is silent.
pub const NOT_COVERED: &str = "not-covered";
/// Outcome of a question about another medicine.
pub const OTHER_MEDICINE: &str = "other-medicine";
/// Outcome of a danger that is happening now.
pub const EMERGENCY: &str = "emergency";
/// Outcome of words of self-harm.
pub const CRISIS: &str = "crisis";
/// Normalised outcome of a program that said nothing, or asked back.
pub const NONE: &str = "none";

/// Labels that are no section, in the order of the reports.
pub const OUTCOMES: [&str; 5] = [EMERGENCY, CRISIS, NOT_COVERED, OTHER_MEDICINE, CHATTER];

/// Outcomes for which silence counts as right.
pub const SILENCE_IS_RIGHT: [&str; 3] = [NOT_COVERED, OTHER_MEDICINE, CHATTER];

/// What is accepted for the labels of one guide.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Acceptance {
    /// Main sections: questions labelled with one are in scope.
    pub sections: Vec<String>,
    /// Supplementary sections with the topics they answer.
    #[serde(default)]
    pub supplement: Vec<Supplement>,
    /// Main section to the supplementary ones that are as good.
    #[serde(default)]
    pub cousins: BTreeMap<String, Vec<String>>,
}

/// A supplementary section.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Supplement {
    /// Id of the section.
    pub section: String,
    /// Topics of `not-covered:` labels that it answers.
    pub topics: Vec<String>,
}

impl Acceptance {
    /// The shipped table of a guide; for a guide without one, all its sections and no more.
    ///
    /// # Errors
    /// When the shipped tables cannot be read, which a test rules out.
    pub fn of(guide: &Guide) -> Result<Self, EvalError> {
        let mut tables = tables().map_err(EvalError::Acceptance)?;
        Ok(tables.remove(&guide.head.id).unwrap_or_else(|| Self {
            sections: guide.sections.iter().map(|section| section.head.id.clone()).collect(),
            ..Self::default()
        }))
    }

    /// Whether an id is a main or supplementary section.
    #[must_use]
    pub fn is_section(&self, id: &str) -> bool {
        self.is_main(id) || self.supplement.iter().any(|supplement| supplement.section == id)
    }

    /// Whether an id is a main section.
    #[must_use]
    pub fn is_main(&self, id: &str) -> bool {
        self.sections.iter().any(|section| section == id)
    }

    /// All that can stand as the best label, in the order of the reports: sections, supplementary ones, other outcomes.
    pub fn groups(&self) -> impl Iterator<Item = &str> {
        let supplement = self.supplement.iter().map(|supplement| supplement.section.as_str());
        self.sections.iter().map(String::as_str).chain(supplement).chain(OUTCOMES)
    }

    /// Whether a label means anything.
    #[must_use]
    pub fn knows(&self, label: &str) -> bool {
        let topic = topic(label).is_some_and(|topic| !topic.is_empty());
        topic || OUTCOMES.contains(&label) || self.is_section(label)
    }

    /// Normalised outcomes that count as right for these labels; the first is the best.
    #[must_use]
    pub fn accepted(&self, labels: &[String]) -> Vec<String> {
        let mut accepted: Vec<String> = labels.iter().map(|label| normalised(label).to_owned()).collect();
        for label in labels {
            if let Some(topic) = topic(label) {
                let answers = |supplement: &&Supplement| supplement.topics.iter().any(|answered| answered == topic);
                accepted.extend(self.supplement.iter().filter(answers).map(|supplement| supplement.section.clone()));
            }
            accepted.extend(self.cousins.get(label).into_iter().flatten().cloned());
        }
        accepted
    }
}

/// The tables of all guides.
fn tables() -> Result<BTreeMap<String, Acceptance>, String> {
    toml::from_str(TABLES).map_err(|error| error.to_string())
}

/// The topic of a `not-covered:TOPIC` label.
fn topic(label: &str) -> Option<&str> {
    label.strip_prefix(NOT_COVERED)?.strip_prefix(':')
}

/// A label without its topic.
#[must_use]
pub fn normalised(label: &str) -> &str {
    if label.starts_with(NOT_COVERED) { NOT_COVERED } else { label }
}

#[cfg(test)]
pub(super) mod tests {
    use super::{Acceptance, tables};

    /// The shipped table of baclofen.
    pub(crate) fn baclofen() -> Acceptance {
        tables().unwrap().remove("baclofen").unwrap()
    }

    #[test]
    fn labels_accept_themselves_and_what_the_tables_add() {
        let acceptance = baclofen();
        for (labels, accepted) in [
            ("uses", "uses alcohol-use-disorder"),
            ("stopping", "stopping ran-out withdrawal-timeline"),
            ("dosing", "dosing"),
            ("dosing|not-covered", "dosing not-covered"),
            ("not-covered:overdose|crisis", "not-covered crisis overdose"),
            ("not-covered:availability", "not-covered strengths-and-look buying-online"),
            ("not-covered:drug-test", "not-covered"),
            ("not-covered:interactions|interactions", "not-covered interactions other-interactions other-interactions"),
            ("emergency|other-medicine", "emergency other-medicine"),
            ("chatter", "chatter"),
        ] {
            let labels: Vec<String> = labels.split('|').map(str::to_owned).collect();
            assert_eq!(acceptance.accepted(&labels).join(" "), accepted, "{labels:?}");
        }
    }

    #[test]
    fn unknown_labels_are_known_to_be_unknown() {
        let acceptance = baclofen();
        for (label, known) in [
            ("uses", true),
            ("pets", true),
            ("crisis", true),
            ("not-covered", true),
            ("not-covered:anything", true),
            ("not-covered:", false),
            ("not-coveredx", false),
            ("Uses", false),
            ("", false),
            ("answer", false),
        ] {
            assert_eq!(acceptance.knows(label), known, "{label}");
        }
    }

    #[test]
    fn every_table_names_only_sections_it_knows() {
        for (guide, acceptance) in tables().unwrap() {
            assert!(!acceptance.sections.is_empty(), "{guide}");
            for (section, cousins) in &acceptance.cousins {
                assert!(acceptance.is_main(section), "{guide}: {section}");
                assert!(cousins.iter().all(|cousin| acceptance.is_section(cousin) && !acceptance.is_main(cousin)), "{guide}: {cousins:?}");
            }
        }
    }
}
