//! The settings as they are written, and the checks that make them those of the floors.

use super::{Config, Log, Places, remedy};
use crate::{
    answer::snapshot::Thresholds,
    app::{ask, desk, limits},
    discord::client,
    knowledge::fault::Fault,
    store::read::Retention,
};
use serde::Deserialize;
use std::{path::PathBuf, time::Duration};
use tracing::level_filters::LevelFilter;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Raw {
    answer: RawAnswer,
    limits: RawLimits,
    store: RawStore,
    moderation: RawModeration,
    discord: RawDiscord,
    log: RawLog,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawAnswer {
    guide: String,
    home_country: String,
    minimum: f64,
    answer: f64,
    clarify: f64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawLimits {
    questions_a_minute: i64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawStore {
    url: String,
    reply_days: i64,
    audit_days: i64,
    count_days: i64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawModeration {
    home_guild: String,
    gap_people: i64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawDiscord {
    token_file: String,
    api: String,
    message_content: bool,
    burst_s: i64,
    loopback_only: bool,
    connect_timeout_s: i64,
    request_timeout_s: i64,
    answers_at_once: i64,
    greeting_limit_s: i64,
    silence_limit_s: i64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawLog {
    level: String,
    format: String,
}

impl Raw {
    /// Checks every range and composes the settings; values out of range stand at their lower bound beside a fault.
    pub(super) fn check(self, places: &Places<'_>, faults: &mut Vec<Fault>) -> Config {
        let Self { answer, limits, store, moderation, discord, log } = self;
        let mut check = Check { places, faults };
        Config {
            thresholds: Thresholds {
                minimum: check.share("answer", "minimum", answer.minimum, 0.0, 20.0),
                answer: check.share("answer", "answer", answer.answer, 0.05, 1.0),
                clarify: check.share("answer", "clarify", answer.clarify, 0.05, 1.0),
            },
            app: ask::Settings {
                home_country: filled(answer.home_country),
                guide: filled(answer.guide),
                limits: limits::Settings {
                    questions_a_minute: check.number("limits", "questions_a_minute", limits.questions_a_minute, 1, 600),
                },
            },
            desk: desk::Settings {
                home_guild: check.id("moderation", "home_guild", &moderation.home_guild),
                retention: Retention {
                    reply_days: check.number("store", "reply_days", store.reply_days, 1, 3_650),
                    audit_days: check.number("store", "audit_days", store.audit_days, 1, 3_650),
                    count_days: check.number("store", "count_days", store.count_days, 30, 3_650),
                },
                gap_people: check.number("moderation", "gap_people", moderation.gap_people, 2, 1_000),
            },
            store: store.url,
            discord: client::Settings {
                token_file: filled(discord.token_file).map(PathBuf::from),
                api: filled(discord.api),
                message_content: discord.message_content,
                burst: check.seconds("burst_s", discord.burst_s, 0, 60),
                loopback_only: discord.loopback_only,
                connect_timeout: check.seconds("connect_timeout_s", discord.connect_timeout_s, 1, 60),
                request_timeout: check.seconds("request_timeout_s", discord.request_timeout_s, 2, 120),
                answers_at_once: check.number("discord", "answers_at_once", discord.answers_at_once, 1, 10_000),
                greeting_limit: check.seconds("greeting_limit_s", discord.greeting_limit_s, 5, 600),
                silence_limit: check.seconds("silence_limit_s", discord.silence_limit_s, 10, 600),
            },
            log: Log { level: check.level(&log.level), json: check.format(&log.format) },
        }
    }
}

/// Empty text is no value.
fn filled(text: String) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

struct Check<'c, 'p> {
    places: &'c Places<'p>,
    faults: &'c mut Vec<Fault>,
}

impl Check<'_, '_> {
    #[expect(clippy::cast_possible_truncation, reason = "thresholds have two digits")]
    fn share(&mut self, section: &str, key: &str, value: f64, low: f64, high: f64) -> f32 {
        if !(low..=high).contains(&value) {
            let remedy = format!("use {low} to {high}; {}", remedy(section, key));
            self.faults.push(self.places.fault(section, key, format!("is {value}, out of range"), remedy));
        }
        value as f32
    }

    fn number<N: TryFrom<i64> + Default>(&mut self, section: &str, key: &str, value: i64, low: i64, high: i64) -> N {
        if !(low..=high).contains(&value) {
            let remedy = format!("use {low} to {high}; {}", remedy(section, key));
            self.faults.push(self.places.fault(section, key, format!("is {value}, out of range"), remedy));
        }
        N::try_from(value.clamp(low, high)).unwrap_or_default()
    }

    fn id(&mut self, section: &str, key: &str, value: &str) -> Option<u64> {
        let value = filled(value.to_owned())?;
        let id = value.parse().ok().filter(|&id| id > 0);
        if id.is_none() {
            let remedy = format!("use the digits that Discord copies as the id, or nothing; {}", remedy(section, key));
            self.faults.push(self.places.fault(section, key, "is no id".to_owned(), remedy));
        }
        id
    }

    fn seconds(&mut self, key: &str, value: i64, low: i64, high: i64) -> Duration {
        Duration::from_secs(self.number("discord", key, value, low, high))
    }

    fn level(&mut self, level: &str) -> LevelFilter {
        match level {
            "error" => LevelFilter::ERROR,
            "warn" => LevelFilter::WARN,
            "info" => LevelFilter::INFO,
            "debug" => LevelFilter::DEBUG,
            "trace" => LevelFilter::TRACE,
            _ => {
                let remedy = "use error, warn, info, debug or trace".to_owned();
                self.faults.push(self.places.fault("log", "level", "is no level".to_owned(), remedy));
                LevelFilter::INFO
            }
        }
    }

    fn format(&mut self, format: &str) -> bool {
        if !matches!(format, "text" | "json") {
            self.faults.push(self.places.fault("log", "format", "is no format".to_owned(), "use text or json".to_owned()));
        }
        format == "json"
    }
}
