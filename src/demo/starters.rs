//! The questions to try: `config/demo.toml`, inside the program.

use serde::Deserialize;

/// The file.
const TEXT: &str = include_str!("../../config/demo.toml");

/// How a question is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Via {
    /// In a channel, naming the bot.
    Mention,
    /// With `/ask`.
    Slash,
    /// In a direct message.
    Dm,
}

/// One question to try.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Starter {
    /// Short name: letters and hyphens.
    pub id: String,
    /// What its button says.
    pub title: String,
    /// The question.
    pub text: String,
    /// How it is asked.
    pub via: Via,
    /// One line on what there is to see.
    pub about: String,
    /// What the bot makes of it: an outcome and, for an answer, the section.
    pub leads: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sheet {
    starter: Vec<Starter>,
}

/// The shipped file cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("config/demo.toml: {0}")]
pub struct Faulty(#[from] toml::de::Error);

/// All questions to try, in their order.
///
/// # Errors
/// When the file has a fault; the tests see to it that it has none.
pub fn shipped() -> Result<Vec<Starter>, Faulty> {
    Ok(toml::from_str::<Sheet>(TEXT)?.starter)
}

#[cfg(test)]
mod tests {
    use super::shipped;
    use crate::{
        answer::snapshot::{Space, Thresholds},
        app::ready,
    };
    use std::collections::HashSet;

    #[test]
    fn each_leads_where_it_says() {
        let snapshot = ready::shipped(Thresholds::default()).unwrap();
        let starters = shipped().unwrap();
        let mut seen = HashSet::new();
        for starter in &starters {
            let decision = snapshot.judge(&starter.text, 0, &mut Space::default());
            let guide = &snapshot.knowledge.guides[decision.guide];
            let led = match decision.outcome.name() {
                "answer" => format!("answer {}", decision.shown.first().map_or("", |target| guide.target_id(*target))),
                other => other.to_owned(),
            };
            assert_eq!(led, starter.leads, "{}: {}", starter.id, starter.text);
            seen.insert(led.split(' ').next().unwrap().to_owned());
        }
        // A visitor sees each kind of reply.
        for outcome in ["answer", "emergency", "clarify", "other-medicine", "not-covered"] {
            assert!(seen.contains(outcome), "no question leads to {outcome}");
        }
        assert_eq!(starters.len(), 10);
    }
}
