//! One version of the knowledge with what is made ready from it: judging, and answers from what was judged.

use super::{
    ask::{Answer, BUSY, Choice, FAILURE, Record, Settings, plain},
    missed, offer, recall,
    suggest::Suggester,
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
    knowledge::{fault::Fault, model::Knowledge, section::Day},
};
use std::{cell::RefCell, collections::BTreeMap, sync::Arc, time::Instant};

thread_local! {
    /// Working space of the judgements of one thread: numbers alone, no words. Without it every question would clear some
    /// hundred thousand of them anew.
    static SPACE: RefCell<Space> = RefCell::default();
}

/// Share of belief in its section that an answer needs where nobody asked the bot.
const UNASKED: f32 = 0.8;

impl Settings {
    /// Index of the guide that is asked when a question names no medicine, and the numbers where no country is set for a server.
    ///
    /// # Errors
    /// A fault when the settings name a guide or country that the knowledge does not have.
    pub fn usual(&self, knowledge: &Knowledge, today: Day) -> Result<(usize, Setting), Fault> {
        let guide = match &self.guide {
            None => Some(0),
            Some(id) => knowledge.guides.iter().position(|guide| guide.head.id == *id),
        };
        let names = || knowledge.guides.iter().map(|guide| guide.head.id.as_str()).collect::<Vec<_>>().join(", ");
        let guide = guide.ok_or_else(|| setting_fault("answer.guide", "names no guide", &format!("use one of: {}", names())))?;
        let home = self.home_country.as_deref();
        let codes = country_codes(knowledge);
        if home.is_some_and(|home| !codes.iter().any(|code| code.eq_ignore_ascii_case(home))) {
            let remedy = format!("use one of: {}, or leave it empty", codes.join(", "));
            return Err(setting_fault("answer.home_country", "names a country without phone numbers", &remedy));
        }
        Ok((guide, Setting::new(knowledge, home, today)))
    }
}

/// Codes of the countries that have phone numbers.
fn country_codes(knowledge: &Knowledge) -> Vec<&str> {
    knowledge.safety.phones.iter().flat_map(|phones| &phones.country).map(|country| country.code.as_str()).collect()
}

/// One version of the knowledge with what is made ready from it.
pub(super) struct Current {
    pub(super) snapshot: Arc<Snapshot>,
    /// Numbers where no country is set.
    pub(super) setting: Setting,
    /// Numbers by country, in capital letters.
    countries: BTreeMap<String, Setting>,
    pub(super) suggester: Suggester,
    pub(super) guide: usize,
    /// Words that may be counted when a question finds no answer.
    notable: missed::Notable,
}

impl Current {
    pub(super) fn new(snapshot: Arc<Snapshot>, settings: &Settings, today: Day) -> Result<Self, Fault> {
        let knowledge = &snapshot.knowledge;
        let (guide, setting) = settings.usual(knowledge, today)?;
        let codes = country_codes(knowledge);
        let countries = codes.iter().map(|code| (code.to_ascii_uppercase(), Setting::new(knowledge, Some(code), today))).collect();
        let suggester = Suggester::build(&snapshot, guide);
        let notable = missed::Notable::of(&snapshot, guide);
        Ok(Self { setting, countries, suggester, guide, notable, snapshot })
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

    /// Numbers of a country, or of none, today.
    pub(super) fn setting_for(&self, country: Option<&str>, today: Day) -> Setting {
        let setting = country.and_then(|code| self.countries.get(&code.to_ascii_uppercase())).unwrap_or(&self.setting);
        Setting { today, ..setting.clone() }
    }

    /// Codes of the countries that have numbers.
    pub(super) fn codes(&self) -> Vec<&str> {
        self.countries.keys().map(String::as_str).collect()
    }

    /// What a question that found no answer is counted by.
    pub(super) fn missed(&self, text: &str, decision: &Decision) -> Vec<missed::Subject> {
        missed::subjects(&self.snapshot, &self.notable, text, decision)
    }

    pub(super) fn answer(&self, decision: &Decision, reply: Option<Reply>, started: Instant) -> Answer {
        let guide = self.snapshot.knowledge.guides.get(decision.guide);
        let sections = decision.shown.iter().filter_map(|&target| Some(guide?.target_id(target).to_owned()));
        let record = Record {
            sections: sections.collect(),
            classes: decision.verdict.findings.iter().map(|finding| finding.class.to_string()).collect(),
            urgent: decision.urgent.map(|urgent| urgent.name()),
            paused: decision.paused.is_some(),
            ..self.record(decision.outcome.name(), started)
        };
        let choices = reply.iter().flat_map(Reply::offers).filter_map(|offer| self.choice(offer)).collect();
        let (recall, elsewhere) = (recall::write(&self.snapshot, decision), offer::elsewhere(self, decision));
        let sure = decision.outcome == Outcome::Answer && decision.paused.is_none() && decision.score >= UNASKED;
        Answer { reply, record, choices, recall, elsewhere, missed: Vec::new(), sure }
    }

    fn choice(&self, offer: &Offer) -> Option<Choice> {
        let Offer::Section { guide, section, title } = offer;
        let guide = self.snapshot.knowledge.guides.get(*guide)?;
        Some(Choice { guide: guide.head.id.clone(), section: guide.target_id(*section).to_owned(), title: title.clone() })
    }

    pub(super) fn busy(&self, started: Instant) -> Answer {
        let lines = self.snapshot.knowledge.safety.lines.as_ref();
        let text = lines.map(|lines| fill(&lines.trouble.busy, &[("emergency_numbers", &self.setting.numbers.emergency)]));
        let reply = text.map_or_else(|| render::failure(None, None), |text| self.note(text));
        self.bare(reply, BUSY, started)
    }

    /// A reply for a question whose judging broke.
    pub(super) fn broken(&self, reply: Reply, started: Instant) -> Answer {
        self.bare(reply, FAILURE, started)
    }

    fn bare(&self, reply: Reply, outcome: &'static str, started: Instant) -> Answer {
        let record = self.record(outcome, started);
        Answer { reply: Some(reply), record, choices: Vec::new(), recall: None, elsewhere: None, missed: Vec::new(), sure: false }
    }

    pub(super) fn note(&self, text: String) -> Reply {
        let lines = self.snapshot.knowledge.safety.lines.as_ref();
        let closing = lines.map_or_else(Closing::last_resort, |lines| Closing::named(lines, "default"));
        Reply::new(&Draft { texts: vec![text], ..Draft::default() }, &closing, Vec::new())
    }

    fn record(&self, outcome: &'static str, started: Instant) -> Record {
        Record {
            outcome,
            sections: Vec::new(),
            classes: Vec::new(),
            urgent: None,
            paused: false,
            version: self.snapshot.knowledge.version.clone(),
            micros: started.elapsed().as_micros(),
        }
    }
}

fn setting_fault(key: &str, reason: &str, remedy: &str) -> Fault {
    Fault { file: "configuration".to_owned(), line: 0, key: key.to_owned(), reason: reason.to_owned(), remedy: remedy.to_owned() }
}
