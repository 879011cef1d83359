//! A question to an answer, and a button to a section: the use-cases of every surface.
//!
//! Safety is judged before any limit is looked at. Whatever breaks, a reply with the emergency numbers and the safety line
//! comes out. The question's words end here: an [`Answer`] holds ids alone.

use super::{
    limits::{self, Asker, Limits},
    offer, recall,
    suggest::{Suggester, Suggestion},
};
use crate::{
    answer::{
        closing::Closing,
        numbers::fill,
        outcome::{Decision, Outcome},
        render::{self, Setting},
        reply::{Draft, Offer, Reply},
        snapshot::{Snapshot, Space},
    },
    knowledge::{fault::Fault, rules::Level, section::Day},
};
use std::{
    cell::RefCell,
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
}

impl Answer {
    /// Whether it must not wait behind others: a crisis, an emergency, anything urgent, or a failure, which may be one.
    #[must_use]
    pub fn pressing(&self) -> bool {
        let banner = [Outcome::Crisis.name(), Outcome::Emergency.name(), FAILURE].contains(&self.record.outcome);
        banner || self.record.urgent.is_some()
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
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// Name of the outcome, [`BUSY`] or [`FAILURE`].
    pub outcome: &'static str,
    /// Ids of the sections shown.
    pub sections: Vec<String>,
    /// Ids of the classes of danger found.
    pub classes: Vec<String>,
    /// `now` or `today`.
    pub urgent: Option<&'static str>,
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
}

thread_local! {
    /// Working space of the judgements of one thread: numbers alone, no words. Without it every question would clear some
    /// hundred thousand of them anew.
    static SPACE: RefCell<Space> = RefCell::default();
}

/// One version of the knowledge with what is made ready from it.
pub(super) struct Current {
    pub(super) snapshot: Arc<Snapshot>,
    pub(super) setting: Setting,
    suggester: Suggester,
    pub(super) guide: usize,
}

impl App {
    /// Makes the use-cases ready. `today` tells the day, for review dates.
    ///
    /// # Errors
    /// A fault when the settings name a guide or country that the knowledge does not have.
    pub fn new(snapshot: Arc<Snapshot>, settings: Settings, today: fn() -> Day) -> Result<Self, Fault> {
        let current = Current::new(snapshot, &settings, today())?;
        Ok(Self { current: RwLock::new(Arc::new(current)), limits: Limits::new(settings.limits), settings, today })
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
            let decision = current.decide(question.text);
            let reply = render::render(&current.snapshot, &decision, &current.setting_on(self.today()), question.addressed);
            (decision, reply)
        });
        let (decision, reply) = match decided {
            Some(decided) => decided,
            None => return self.rescue(&current, question.text, started),
        };
        let answer = current.answer(&decision, reply, started);
        if answer.reply.is_some() && ordinary(&decision) && !self.may(question.asker, question.at) {
            return current.busy(started);
        }
        answer
    }

    /// Suggestions for a question that is being typed, best first; see [`Suggester::suggest`].
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
    pub fn section(&self, guide: &str, section: &str, asker: Asker, at: Instant) -> Option<Answer> {
        let current = self.current();
        let index = current.snapshot.knowledge.guides.iter().position(|known| known.head.id == guide)?;
        let target = current.snapshot.knowledge.guides.get(index)?.target(section)?;
        self.show(&current, &Decision { outcome: Outcome::Answer, shown: vec![target], ..recall::blank(index) }, asker, at)
    }

    /// An answer once more, from its [`Answer::recall`]. `None` when it names what is no longer there.
    #[must_use]
    pub fn again(&self, recalled: &str, asker: Asker, at: Instant) -> Option<Answer> {
        let current = self.current();
        let decision = recall::read(&current.snapshot, recalled)?;
        self.show(&current, &decision, asker, at)
    }

    /// A fixed text of a surface as a reply, closed by the safety line. `text` is never a person's.
    #[must_use]
    pub fn note(&self, text: &'static str) -> Reply {
        self.current().note(text.to_owned())
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

    /// Renders a decision that was made before.
    fn show(&self, current: &Current, decision: &Decision, asker: Asker, at: Instant) -> Option<Answer> {
        let started = Instant::now();
        let reply = guarded(|| {
            let setting = current.setting_on(self.today());
            render::render(&current.snapshot, decision, &setting, true)
        });
        let reply = reply.unwrap_or_else(|| Some(self.failure()))?;
        if ordinary(decision) && !self.may(Some(asker), at) {
            return Some(current.busy(started));
        }
        Some(current.answer(decision, Some(reply), started))
    }

    /// Judging broke: if triage alone still sees a danger, its banner, else the fixed words with the emergency numbers.
    fn rescue(&self, current: &Current, text: &str, started: Instant) -> Answer {
        let banner = guarded(|| {
            let verdict = current.snapshot.danger(&current.snapshot.lexicon.read(text), &mut Space::default());
            let outcome = match (verdict.has(Level::Crisis), verdict.banner()) {
                (true, _) => Outcome::Crisis,
                (false, true) => Outcome::Emergency,
                (false, false) => return None,
            };
            let decision = Decision { outcome, verdict, ..recall::blank(current.guide) };
            render::render(&current.snapshot, &decision, &current.setting_on(self.today()), true)
        });
        let reply = banner.flatten().unwrap_or_else(|| render::failure(Some(&current.snapshot), Some(&current.setting)));
        Answer { reply: Some(reply), record: current.record(FAILURE, started), choices: Vec::new(), recall: None, elsewhere: None }
    }
}

impl Current {
    fn new(snapshot: Arc<Snapshot>, settings: &Settings, today: Day) -> Result<Self, Fault> {
        let knowledge = &snapshot.knowledge;
        let guide = match &settings.guide {
            None => Some(0),
            Some(id) => knowledge.guides.iter().position(|guide| guide.head.id == *id),
        };
        let names = || knowledge.guides.iter().map(|guide| guide.head.id.as_str()).collect::<Vec<_>>().join(", ");
        let guide = guide.ok_or_else(|| setting_fault("answer.guide", "names no guide", &format!("use one of: {}", names())))?;
        let home = settings.home_country.as_deref();
        let codes: Vec<&str> = knowledge.safety.phones.iter().flat_map(|p| &p.country).map(|c| c.code.as_str()).collect();
        if home.is_some_and(|home| !codes.iter().any(|code| code.eq_ignore_ascii_case(home))) {
            let remedy = format!("use one of: {}, or leave it empty", codes.join(", "));
            return Err(setting_fault("answer.home_country", "names a country without phone numbers", &remedy));
        }
        let setting = Setting::new(knowledge, home, today);
        let suggester = Suggester::build(&snapshot, guide);
        Ok(Self { setting, suggester, guide, snapshot })
    }

    /// Judges, and takes a section's own title, as autocomplete hands it over, for that section.
    pub(super) fn decide(&self, text: &str) -> Decision {
        // Taken out for the time: what a judgement that broke left in it is not found by the next.
        let mut space = SPACE.take();
        let decision = self.snapshot.judge(text, self.guide, &mut space);
        SPACE.set(space);
        match (decision.outcome, self.suggester.section_titled(text)) {
            (Outcome::Crisis | Outcome::Emergency, _) | (_, None) => decision,
            (_, Some(section)) => {
                let rule = "the title of a section";
                Decision { outcome: Outcome::Answer, guide: self.guide, shown: vec![section], rule, ..plain(decision) }
            }
        }
    }

    pub(super) fn setting_on(&self, today: Day) -> Setting {
        Setting { today, ..self.setting.clone() }
    }

    pub(super) fn answer(&self, decision: &Decision, reply: Option<Reply>, started: Instant) -> Answer {
        let guide = self.snapshot.knowledge.guides.get(decision.guide);
        let sections = decision.shown.iter().filter_map(|&target| Some(guide?.target_id(target).to_owned()));
        let record = Record {
            sections: sections.collect(),
            classes: decision.verdict.findings.iter().map(|finding| finding.class.to_string()).collect(),
            urgent: decision.urgent.map(|urgent| urgent.name()),
            ..self.record(decision.outcome.name(), started)
        };
        let choices = reply.iter().flat_map(Reply::offers).filter_map(|offer| self.choice(offer)).collect();
        Answer { reply, record, choices, recall: recall::write(&self.snapshot, decision), elsewhere: offer::elsewhere(self, decision) }
    }

    fn choice(&self, offer: &Offer) -> Option<Choice> {
        let Offer::Section { guide, section, title } = offer;
        let guide = self.snapshot.knowledge.guides.get(*guide)?;
        Some(Choice { guide: guide.head.id.clone(), section: guide.target_id(*section).to_owned(), title: title.clone() })
    }

    fn busy(&self, started: Instant) -> Answer {
        let lines = self.snapshot.knowledge.safety.lines.as_ref();
        let text = lines.map(|lines| fill(&lines.trouble.busy, &[("emergency_numbers", &self.setting.numbers.emergency)]));
        let reply = text.map_or_else(|| render::failure(None, None), |text| self.note(text));
        Answer { reply: Some(reply), record: self.record(BUSY, started), choices: Vec::new(), recall: None, elsewhere: None }
    }

    pub(super) fn note(&self, text: String) -> Reply {
        let lines = self.snapshot.knowledge.safety.lines.as_ref();
        let closing = lines.map_or_else(Closing::last_resort, |lines| Closing::named(lines, "default"));
        Reply::new(&Draft { texts: vec![text], ..Draft::default() }, &closing, Vec::new())
    }

    pub(super) fn record(&self, outcome: &'static str, started: Instant) -> Record {
        Record {
            outcome,
            sections: Vec::new(),
            classes: Vec::new(),
            urgent: None,
            version: self.snapshot.knowledge.version.clone(),
            micros: started.elapsed().as_micros(),
        }
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

fn setting_fault(key: &str, reason: &str, remedy: &str) -> Fault {
    Fault { file: "configuration".to_owned(), line: 0, key: key.to_owned(), reason: reason.to_owned(), remedy: remedy.to_owned() }
}

#[cfg(test)]
mod tests;
