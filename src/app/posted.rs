//! Public messages of the bot that stand for a long time: what they should say now, and whether that differs from what they say.
//!
//! A message is told by ids (see `recall`) and a digest of what it shows, so that nothing of its question is kept.

use super::{
    ask::{Answer, App, guarded},
    current::Current,
    pause, recall,
};
use crate::{
    answer::{
        numbers::fill,
        outcome::{Decision, Outcome},
        render,
        snapshot::Snapshot,
    },
    store::rows::Posting,
};
use sha2::{Digest, Sha256};
use std::fmt::Write;
use std::time::Instant;

/// What is to be done with a posted message.
#[derive(Debug, Clone)]
pub enum Due {
    /// It shows another text than it should.
    Reword {
        /// What it should show.
        answer: Box<Answer>,
        /// Digest of that.
        digest: String,
        /// Whether its text was wrong or is out of date, rather than paused or shown again.
        corrected: bool,
    },
    /// Its section is no longer in the guide: it says so, and is forgotten.
    Withdraw {
        /// What it should show.
        answer: Box<Answer>,
    },
}

/// In front of the digest of a text that is paused: the digest itself is that of the text below.
const PAUSED: &str = "paused:";

/// Hexadecimal digits of each half of a digest.
const DIGITS: usize = 12;

impl App {
    /// What is kept of a public answer: ids that show it again, without the names of other medicines, and the digest of its text.
    /// `None` where it shows no section, or is paused.
    #[must_use]
    pub fn keepable(&self, answer: &Answer) -> Option<(String, String)> {
        let recalled = recall::without_names(answer.recall.as_deref()?)?;
        let current = self.current();
        let decision = recall::read(&current.snapshot, &recalled)?;
        let paused = if answer.record.paused { PAUSED } else { "" };
        Some((recalled, format!("{paused}{}", digest(&current.snapshot, &decision)?)))
    }

    /// The ids and digest of a section by the ids of guide and section, as a pin shows it.
    #[must_use]
    pub fn keepable_section(&self, guide: &str, section: &str) -> Option<(String, String)> {
        let recalled = format!("{guide}:a:{section}:");
        let current = self.current();
        let decision = recall::read(&current.snapshot, &recalled)?;
        Some((recalled, digest(&current.snapshot, &decision)?))
    }

    /// What a section looks like where a moderator posts it: as anybody sees it, and without the limits for one person.
    #[must_use]
    pub fn posted_section(&self, recalled: &str, guild: u64) -> Option<Answer> {
        let current = self.current();
        let mut decision = recall::read(&current.snapshot, recalled)?;
        pause::hold(&mut decision, &current, &self.standing(), guild);
        let started = Instant::now();
        guarded(|| {
            let reply = render::render(&current.snapshot, &decision, &self.setting(&current, guild), true);
            current.answer(&decision, reply, started)
        })
    }

    /// What is to be done with a posted message; `None` when it says what it should.
    #[must_use]
    pub fn due(&self, posting: &Posting) -> Option<Due> {
        let current = self.current();
        let decision = recall::read(&current.snapshot, &posting.recall);
        let Some((mut decision, digest)) = decision.and_then(|decision| {
            let digest = digest(&current.snapshot, &decision)?;
            Some((decision, digest))
        }) else {
            return Some(Due::Withdraw { answer: Box::new(self.withdrawn(&current, posting.guild)) });
        };
        let whole = decision.shown.len();
        pause::hold(&mut decision, &current, &self.standing(), posting.guild);
        // Below a banner, or beside another one, a paused section is left out rather than stood in for.
        let paused = decision.paused.is_some() || decision.shown.len() < whole;
        let held = posting.digest.strip_prefix(PAUSED).unwrap_or(&posting.digest);
        let target = if paused { format!("{PAUSED}{held}") } else { digest.clone() };
        if target == posting.digest {
            return None;
        }
        let text = |digest: &str| digest.split('.').next().unwrap_or_default().to_owned();
        let corrected = !paused && text(held) != text(&digest);
        let started = Instant::now();
        let answer = guarded(|| {
            let mut setting = self.setting(&current, posting.guild);
            // A correction stays said, whatever changes later.
            if corrected || (posting.corrected > 0 && !paused) {
                setting.corrected = if corrected { Some(self.today()) } else { day(posting.corrected) };
            }
            let reply = render::render(&current.snapshot, &decision, &setting, true);
            current.answer(&decision, reply, started)
        });
        answer.map(|answer| Due::Reword { answer: Box::new(answer), digest: target, corrected })
    }

    fn withdrawn(&self, current: &Current, guild: u64) -> Answer {
        let lines = current.snapshot.knowledge.safety.lines.as_ref();
        let numbers = self.setting(current, guild).numbers;
        let text = lines.map(|lines| fill(&lines.trouble.withdrawn, &[("emergency_numbers", &numbers.emergency)]));
        let reply = text.map_or_else(|| self.failure(), |text| current.note(text));
        current.broken(reply, Instant::now())
    }

    /// Titles of the sections that a posted message shows, joined; empty when they are gone.
    #[must_use]
    pub fn titles(&self, recalled: &str) -> String {
        let current = self.current();
        let decision = recall::read(&current.snapshot, recalled);
        let guide = |decision: &Decision| current.snapshot.knowledge.guides.get(decision.guide);
        let titles = decision.iter().flat_map(|decision| {
            let sections = decision.shown.iter().filter_map(|&target| guide(decision)?.section(target));
            sections.map(|section| section.head.title.clone()).collect::<Vec<_>>()
        });
        titles.collect::<Vec<_>>().join(", ")
    }
}

/// Of the sections that are shown: a digest of their words, a point, and one of what stands below them. `None` where none is.
fn digest(snapshot: &Snapshot, decision: &Decision) -> Option<String> {
    match decision.outcome {
        Outcome::Answer | Outcome::Emergency => {}
        Outcome::Crisis | Outcome::Clarify | Outcome::OtherMedicine | Outcome::NotCovered | Outcome::Chatter => return None,
    }
    let guide = snapshot.knowledge.guides.get(decision.guide)?;
    let (mut words, mut below) = (Sha256::new(), Sha256::new());
    let mut any = false;
    for section in decision.shown.iter().filter_map(|&target| guide.section(target)) {
        any = true;
        let head = &section.head;
        let text = head.referral.as_deref().filter(|_| decision.referral).unwrap_or(&section.body);
        for part in [&head.title, text] {
            words.update(part);
            words.update([0]);
        }
        below.update(head.checked_on.to_string());
        for source in &head.sources {
            below.update(source);
        }
    }
    any.then(|| format!("{}.{}", hex(&words.finalize()), hex(&below.finalize())))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().take(DIGITS / 2).fold(String::with_capacity(DIGITS), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// The day of a time in Unix seconds.
fn day(seconds: i64) -> Option<crate::knowledge::section::Day> {
    let date = time::OffsetDateTime::from_unix_timestamp(seconds).ok()?.date();
    let year = u16::try_from(date.year()).ok()?;
    let date = toml::value::Date { year, month: date.month().into(), day: date.day() };
    Some(crate::knowledge::section::Day { date: Some(date), time: None, offset: None })
}
