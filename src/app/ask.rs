//! A question to an answer, and a button to a section: the use-cases of every surface.
//!
//! Safety is judged before any limit is looked at. Whatever breaks, a reply with the emergency numbers and the safety line
//! comes out. The question's words end here: an [`Answer`] holds ids alone.

use super::{
    current::Current,
    limits::{self, Asker, Limits},
    missed::Subject,
    pause, recall,
    standing::Standing,
    suggest::Suggestion,
};
use crate::{
    answer::{
        outcome::{Decision, Outcome},
        render::{self, Setting},
        reply::Reply,
        snapshot::{Snapshot, Space},
    },
    knowledge::{fault::Fault, rules::Level, section::Day},
};
use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, PoisonError, RwLock},
    time::Instant,
};

/// Settings of the use-cases.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Settings {
    /// ISO code of the country whose phone numbers come first; `None` lists all countries in the order of the data.
    pub home_country: Option<String>,
    /// Id of the guide asked when a question names no medicine; `None` is the first one.
    pub guide: Option<String>,
    /// Limits for one person.
    pub limits: limits::Settings,
}

/// One question.
#[derive(Clone, Copy)]
pub struct Question<'q> {
    /// As the person wrote it.
    pub text: &'q str,
    /// Who asks, for the limits; `None` is never limited.
    pub asker: Option<Asker>,
    /// When it came.
    pub at: Instant,
    /// Whether it was said to the bot: only then chatter gets an answer.
    pub addressed: bool,
    /// The server it was asked in, whose pauses and country hold; 0 for a direct message.
    pub guild: u64,
}

/// Somebody who pressed or chose something.
#[derive(Clone, Copy)]
pub struct Caller {
    /// Who, for the limits.
    pub asker: Asker,
    /// When.
    pub at: Instant,
    /// The server it was pressed in; 0 for a direct message.
    pub guild: u64,
}

/// What a question comes to. Holds no word of it.
#[derive(Debug, Clone)]
pub struct Answer {
    /// What to say; `None` is silence.
    pub reply: Option<Reply>,
    /// What to log.
    pub record: Record,
    /// Sections offered below the reply, at most four.
    pub choices: Vec<Choice>,
    /// The answer as ids, for [`App::again`], where it can be shown again.
    pub recall: Option<String>,
    /// The sections that came next, as ids for [`App::elsewhere`], where something else may have been meant.
    pub elsewhere: Option<String>,
    /// What it is counted by when it found no answer: ids, and stems of our own words.
    pub missed: Vec<Subject>,
    /// Whether it is good enough to be said where nobody asked the bot.
    pub sure: bool,
}

impl Answer {
    /// Whether it tells of a danger: a crisis, an emergency, or a failure, which may be one.
    #[must_use]
    pub fn banner(&self) -> bool {
        [Outcome::Crisis.name(), Outcome::Emergency.name(), FAILURE].contains(&self.record.outcome)
    }

    /// Whether it must not wait behind others: a crisis, an emergency, anything urgent, or a failure, which may be one.
    #[must_use]
    pub fn pressing(&self) -> bool {
        self.banner() || self.record.urgent.is_some()
    }
}

/// A section a person can go on to, named so that a button can carry it through restarts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// Id of the guide.
    pub guide: String,
    /// Id of the section.
    pub section: String,
    /// Title of the section, at most 60 characters.
    pub title: String,
}

/// Outcome in the record of a question that was not answered because the person asked too often.
pub const BUSY: &str = "busy";

/// Outcome in the record of a question whose judging broke.
pub const FAILURE: &str = "failure";

/// What may be logged of an answer: ids and times.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Record {
    /// Name of the outcome, [`BUSY`] or [`FAILURE`].
    pub outcome: &'static str,
    /// Ids of the sections shown.
    pub sections: Vec<String>,
    /// Ids of the classes of danger found.
    pub classes: Vec<String>,
    /// `now` or `today`.
    pub urgent: Option<&'static str>,
    /// Whether a moderator has paused what it would have shown.
    pub paused: bool,
    /// Version of the content, 12 hexadecimal digits.
    pub version: String,
    /// Time from the question to the reply, in microseconds.
    pub micros: u128,
}

/// The use-cases over the current knowledge. Shared by all tasks; a reload swaps the knowledge under it.
pub struct App {
    current: RwLock<Arc<Current>>,
    settings: Settings,
    limits: Limits,
    today: fn() -> Day,
    standing: RwLock<Arc<Standing>>,
}

impl App {
    /// Makes the use-cases ready. `today` tells the day, for review dates.
    ///
    /// # Errors
    /// A fault when the settings name a guide or country that the knowledge does not have.
    pub fn new(snapshot: Arc<Snapshot>, settings: Settings, today: fn() -> Day) -> Result<Self, Fault> {
        let current = Current::new(snapshot, &settings, today())?;
        let limits = Limits::new(settings.limits);
        Ok(Self { current: RwLock::new(Arc::new(current)), limits, settings, today, standing: RwLock::default() })
    }

    /// Puts new knowledge in place; questions that are being answered finish with the old one.
    ///
    /// # Errors
    /// As [`App::new`]; the old knowledge then stays.
    pub fn replace(&self, snapshot: Arc<Snapshot>) -> Result<(), Fault> {
        let current = Current::new(snapshot, &self.settings, self.today())?;
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(current);
        Ok(())
    }

    /// Puts what moderators have set in place, for the next question on.
    pub fn stand(&self, standing: Arc<Standing>) {
        *self.standing.write().unwrap_or_else(PoisonError::into_inner) = standing;
    }

    /// What moderators have set.
    #[must_use]
    pub fn standing(&self) -> Arc<Standing> {
        self.standing.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The person behind an id, hashed with this run's key.
    #[must_use]
    pub fn asker(&self, id: u64) -> Asker {
        self.limits.asker(id)
    }

    /// Answers a question.
    #[must_use]
    pub fn ask(&self, question: &Question<'_>) -> Answer {
        let current = self.current();
        let started = Instant::now();
        let decided = guarded(|| {
            let mut decision = current.decide(question.text);
            pause::hold(&mut decision, &current, &self.standing(), question.guild);
            let reply = render::render(&current.snapshot, &decision, &self.setting(&current, question.guild), question.addressed);
            let missed = current.missed(question.text, &decision);
            (decision, reply, missed)
        });
        let Some((decision, reply, missed)) = decided else { return self.rescue(&current, question, started) };
        let answer = Answer { missed, ..current.answer(&decision, reply, started) };
        if answer.reply.is_some() && ordinary(&decision) && !self.may(question.asker, question.at) {
            return current.busy(started);
        }
        answer
    }

    /// Suggestions for a question that is being typed, best first; see `suggest`.
    #[must_use]
    pub fn suggest(&self, partial: &str) -> Vec<Suggestion> {
        let current = self.current();
        guarded(|| current.suggester.suggest(&current.snapshot.lexicon, partial)).unwrap_or_default()
    }

    /// Titles of sections for what is being typed, best first.
    #[must_use]
    pub fn suggest_sections(&self, partial: &str) -> Vec<Suggestion> {
        let current = self.current();
        guarded(|| current.suggester.suggest_titles(&current.snapshot.lexicon, partial)).unwrap_or_default()
    }

    /// A section by the ids of guide and section, as a button names them. `None` when there is no such section (any more).
    #[must_use]
    pub fn section(&self, guide: &str, section: &str, caller: &Caller) -> Option<Answer> {
        let current = self.current();
        let index = current.snapshot.knowledge.guides.iter().position(|known| known.head.id == guide)?;
        let target = current.snapshot.knowledge.guides.get(index)?.target(section)?;
        self.show(&current, &Decision { outcome: Outcome::Answer, shown: vec![target], ..recall::blank(index) }, caller)
    }

    /// An answer once more, from its [`Answer::recall`]. `None` when it names what is no longer there.
    #[must_use]
    pub fn again(&self, recalled: &str, caller: &Caller) -> Option<Answer> {
        let current = self.current();
        let decision = recall::read(&current.snapshot, recalled)?;
        self.show(&current, &decision, caller)
    }

    /// A fixed text of a surface as a reply, closed by the safety line. `text` is never a person's.
    #[must_use]
    pub fn note(&self, text: &'static str) -> Reply {
        self.current().note(text.to_owned())
    }

    /// A report for staff as a reply, closed by the safety line: ids, counts and titles, never a word of somebody who asks.
    #[must_use]
    pub fn report(&self, text: String) -> Reply {
        self.current().note(text)
    }

    /// Codes of the countries that have phone numbers, in order.
    #[must_use]
    pub fn countries(&self) -> Vec<String> {
        self.current().codes().into_iter().map(str::to_owned).collect()
    }

    /// The section with this title or id in the guide that is asked by default: `guide/section`, and its title.
    #[must_use]
    pub fn find_section(&self, text: &str) -> Option<(String, String)> {
        let current = self.current();
        let guide = current.snapshot.knowledge.guides.get(current.guide)?;
        let target = current.suggester.section_titled(text).or_else(|| guide.target(&text.trim().to_lowercase()))?;
        let section = guide.section(target)?;
        Some((format!("{}/{}", guide.head.id, section.head.id), section.head.title.clone()))
    }

    /// What is said when something broke on the way.
    #[must_use]
    pub fn failure(&self) -> Reply {
        let current = self.current();
        render::failure(Some(&current.snapshot), Some(&current.setting))
    }

    /// Version of the content that answers now.
    #[must_use]
    pub fn version(&self) -> String {
        self.current().snapshot.knowledge.version.clone()
    }

    pub(super) fn current(&self) -> Arc<Current> {
        self.current.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Today, for review dates.
    pub(super) fn today(&self) -> Day {
        (self.today)()
    }

    pub(super) fn may(&self, asker: Option<Asker>, at: Instant) -> bool {
        asker.is_none_or(|asker| self.limits.allow(asker, at))
    }

    /// Numbers of the country of a server, today.
    pub(super) fn setting(&self, current: &Current, guild: u64) -> Setting {
        current.setting_for(self.standing().country(guild), self.today())
    }

    /// Renders a decision that was made before.
    fn show(&self, current: &Current, decision: &Decision, caller: &Caller) -> Option<Answer> {
        let started = Instant::now();
        let mut decision = decision.clone();
        pause::hold(&mut decision, current, &self.standing(), caller.guild);
        let reply = guarded(|| render::render(&current.snapshot, &decision, &self.setting(current, caller.guild), true));
        let reply = reply.unwrap_or_else(|| Some(self.failure()))?;
        if ordinary(&decision) && !self.may(Some(caller.asker), caller.at) {
            return Some(current.busy(started));
        }
        Some(current.answer(&decision, Some(reply), started))
    }

    /// Judging broke: if triage alone still sees a danger, its banner, else the fixed words with the emergency numbers.
    fn rescue(&self, current: &Current, question: &Question<'_>, started: Instant) -> Answer {
        let banner = guarded(|| {
            let verdict = current.snapshot.danger(&current.snapshot.lexicon.read(question.text), &mut Space::default());
            let outcome = match (verdict.has(Level::Crisis), verdict.banner()) {
                (true, _) => Outcome::Crisis,
                (false, true) => Outcome::Emergency,
                (false, false) => return None,
            };
            let decision = Decision { outcome, verdict, ..recall::blank(current.guide) };
            render::render(&current.snapshot, &decision, &self.setting(current, question.guild), true)
        });
        let reply = banner.flatten().unwrap_or_else(|| render::failure(Some(&current.snapshot), Some(&current.setting)));
        current.broken(reply, started)
    }
}

/// A decision without what only its old outcome needed.
pub(super) fn plain(decision: Decision) -> Decision {
    Decision { topic: None, medicine: None, mix: None, referral: false, language: None, who: false, ..decision }
}

/// Whether the limits apply: never to a crisis, an emergency or anything urgent.
pub(super) fn ordinary(decision: &Decision) -> bool {
    let banner = match decision.outcome {
        Outcome::Crisis | Outcome::Emergency => true,
        Outcome::Answer | Outcome::Clarify | Outcome::OtherMedicine | Outcome::NotCovered | Outcome::Chatter => false,
    };
    !banner && decision.urgent.is_none()
}

/// Runs work that must not take the caller down; `None` when it panicked.
pub(super) fn guarded<T>(work: impl FnOnce() -> T) -> Option<T> {
    // Nothing shared is changed inside, so that nothing half-done can be seen behind a panic.
    catch_unwind(AssertUnwindSafe(work)).ok()
}

#[cfg(test)]
mod tests;
