//! A decision to a reply. Every sentence comes from the data; a person's words are never shown.

use super::{
    closing::Closing,
    numbers::{Numbers, fill},
    outcome::{Decision, MixNote, Outcome, Paused, Urgent},
    reply::{Draft, Offer, Reply},
    snapshot::Snapshot,
};
use crate::{
    knowledge::{
        guide::Guide,
        mix::{self, Mix},
        model::Knowledge,
        rules::Level,
        safety::Lines,
        section::{Day, Section, TargetId},
    },
    triage::verdict::Finding,
};

/// What rendering needs beside the decision: the day, for review dates, and the ready-made numbers.
#[derive(Debug, Clone)]
pub struct Setting {
    /// Today.
    pub today: Day,
    /// Phone numbers as words for the home country.
    pub numbers: Numbers,
    /// The day on which a posted text was put right, to be said below it.
    pub corrected: Option<Day>,
}

impl Setting {
    /// Numbers for a home country (ISO code), or for none.
    #[must_use]
    pub fn new(knowledge: &Knowledge, home: Option<&str>, today: Day) -> Self {
        let numbers = match (&knowledge.safety.lines, &knowledge.safety.phones) {
            (Some(lines), Some(phones)) => Numbers::build(lines, phones, home),
            _ => Numbers::default(),
        };
        Self { today, numbers, corrected: None }
    }
}

/// Renders a decision. `None` is silence: chatter that was not addressed to the bot is not answered.
#[must_use]
pub fn render(snapshot: &Snapshot, decision: &Decision, setting: &Setting, addressed: bool) -> Option<Reply> {
    let renderer = Renderer::new(snapshot, decision.guide, setting)?;
    match decision.outcome {
        Outcome::Crisis => Some(renderer.crisis(decision)),
        Outcome::Emergency => Some(renderer.emergency(decision)),
        Outcome::Chatter if !addressed => None,
        _ if decision.paused.is_some() => Some(renderer.paused(decision)),
        Outcome::Answer => Some(renderer.answer(decision)),
        Outcome::Clarify => Some(renderer.clarify(decision)),
        Outcome::OtherMedicine => Some(renderer.other_medicine(decision)),
        Outcome::NotCovered => Some(renderer.not_covered(decision)),
        Outcome::Chatter => Some(renderer.chatter(decision)),
    }
}

/// One section as chosen from a menu or button.
#[must_use]
pub fn section(snapshot: &Snapshot, guide: usize, target: TargetId, setting: &Setting) -> Option<Reply> {
    let renderer = Renderer::new(snapshot, guide, setting)?;
    let shown = renderer.guide.section(target)?;
    let mut draft = Draft::default();
    renderer.push_section(&mut draft, shown, false);
    Some(Reply::new(&draft, &renderer.closing(&shown.head.safety_line), renderer.related(shown)))
}

/// What is shown when anything broke. Needs no knowledge; with it, the numbers are in the text.
#[must_use]
pub fn failure(snapshot: Option<&Snapshot>, setting: Option<&Setting>) -> Reply {
    /// Equals nothing in the data on purpose: it is shown when the data cannot be read.
    const LAST_WORDS: &str = "Something went wrong, so I cannot show the guide. Please ask your pharmacist or prescriber. \
        In an emergency call 911 (US/Canada), 999 (UK), 112 (EU/India), 000 (Australia) or 111 (NZ).";
    let lines = snapshot.and_then(|snapshot| snapshot.knowledge.safety.lines.as_ref());
    let (text, closing) = match (lines, setting) {
        (Some(lines), Some(setting)) => {
            let text = fill(&lines.trouble.failure, &[("emergency_numbers", &setting.numbers.emergency)]);
            (text, Closing::named(lines, "default"))
        }
        _ => (LAST_WORDS.to_owned(), Closing::last_resort()),
    };
    Reply::new(&Draft { first: vec![text], ..Draft::default() }, &closing, Vec::new())
}

struct Renderer<'s> {
    knowledge: &'s Knowledge,
    lines: &'s Lines,
    guide: &'s Guide,
    guide_index: usize,
    setting: &'s Setting,
}

impl<'s> Renderer<'s> {
    fn new(snapshot: &'s Snapshot, guide_index: usize, setting: &'s Setting) -> Option<Self> {
        let knowledge = &snapshot.knowledge;
        let lines = knowledge.safety.lines.as_ref()?;
        let guide = knowledge.guides.get(guide_index)?;
        Some(Self { knowledge, lines, guide, guide_index, setting })
    }

    fn closing(&self, name: &str) -> Closing {
        Closing::named(self.lines, name)
    }

    fn fill(&self, text: &str) -> String {
        let numbers = &self.setting.numbers;
        fill(
            text,
            &[
                ("guide", &self.guide.head.name),
                ("emergency_numbers", &numbers.emergency),
                ("crisis_numbers", &numbers.crisis),
                ("poison", &numbers.poison),
                ("urgent_lines", &numbers.urgent),
            ],
        )
    }

    fn crisis(&self, decision: &Decision) -> Reply {
        let lines = &self.lines.crisis;
        let mut first = Vec::new();
        let dangers = || decision.verdict.findings.iter().filter(|finding| finding.level == Level::Emergency);
        if dangers().next().is_some() {
            first.push(self.fill(&self.lines.emergency.line));
        }
        let taken = |class: &str| self.knowledge.rules.iter().any(|held| held.taken && held.id == class);
        if dangers().any(|finding| taken(&finding.class)) {
            first.push(lines.taken_now.clone());
        }
        let other = decision.verdict.findings.iter().any(|f| f.level == Level::Crisis && f.variant.as_deref() == Some("other"));
        first.push(self.fill(if other { &lines.text_other } else { &lines.text }));
        Reply::new(&Draft { first, ..Draft::default() }, &Closing::crisis(self.lines), Vec::new())
    }

    fn emergency(&self, decision: &Decision) -> Reply {
        let mut draft = Draft { first: vec![self.fill(&self.lines.emergency.line)], ..Draft::default() };
        draft.first.extend(decision.verdict.findings.iter().find(|f| f.level == Level::Emergency).map(|f| self.class_line(f)));
        let shown = decision.shown.first().and_then(|&target| self.guide.section(target));
        let mut closing = "default";
        if let Some(section) = shown {
            self.push_section(&mut draft, section, false);
            closing = &section.head.safety_line;
        }
        Reply::new(&draft, &self.closing(closing), Vec::new())
    }

    /// The second line of a class.
    fn class_line(&self, finding: &Finding) -> String {
        let line = self.knowledge.rules.iter().find(|class| *class.id == *finding.class).map(|class| class.line.as_str());
        self.fill(line.unwrap_or_default())
    }

    /// The urgent line, which stands first whatever the outcome.
    fn push_urgent(&self, draft: &mut Draft, decision: &Decision) {
        let lines = &self.lines.urgent;
        let poison = decision.verdict.findings.iter().any(|finding| finding.variant.as_deref() == Some("poison"));
        let line = match decision.urgent {
            None => return,
            Some(Urgent::Now) => &lines.pump_alarm,
            Some(Urgent::Today) if poison => &lines.poison,
            Some(Urgent::Today) => &lines.today,
        };
        draft.first.push(self.fill(line));
    }

    /// A moderator paused it: whom to ask instead, below what is urgent.
    fn paused(&self, decision: &Decision) -> Reply {
        let mut draft = Draft::default();
        self.push_urgent(&mut draft, decision);
        let trouble = &self.lines.trouble;
        draft.texts.push(self.fill(if decision.paused == Some(Paused::Everything) {
            &trouble.paused_all
        } else {
            &trouble.paused_section
        }));
        Reply::new(&draft, &self.closing("default"), Vec::new())
    }

    fn answer(&self, decision: &Decision) -> Reply {
        let mut draft = Draft::default();
        self.push_urgent(&mut draft, decision);
        if let Some(mix) = &decision.mix {
            draft.notes.push(self.mix_note(mix));
        }
        let sections: Vec<&Section> = decision.shown.iter().filter_map(|&target| self.guide.section(target)).collect();
        let mut offers: Vec<Offer> = Vec::new();
        for (number, section) in sections.iter().enumerate() {
            // A second section that would be cut is offered as the first button instead: text is shown whole or not at all.
            if number > 0 && draft.texts.iter().map(|text| text.len()).sum::<usize>() + section.body.len() > ROOM_FOR_TWO {
                offers.extend(self.guide.target(&section.head.id).and_then(|target| self.offer(target)));
                continue;
            }
            self.push_section(&mut draft, section, decision.referral);
        }
        let closing = sections.first().map_or("default", |section| section.head.safety_line.as_str());
        for offer in sections.first().map(|section| self.related(section)).unwrap_or_default() {
            if !offers.contains(&offer) && offers.len() < 3 {
                offers.push(offer);
            }
        }
        Reply::new(&draft, &self.closing(closing), offers)
    }

    fn mix_note(&self, mix: &MixNote) -> String {
        match mix {
            MixNote::Unnamed => self.fill(&self.lines.interaction.unknown_unnamed),
            MixNote::Named(rows) => {
                let lines = &self.lines.interaction;
                let mut notes: Vec<String> = Vec::new();
                let mut unknown: Vec<&str> = Vec::new();
                for &row in rows.iter().take(3) {
                    match self.knowledge.medicines.get(usize::from(row)).and_then(|medicine| mix::find(&self.guide.mixes, medicine)) {
                        Some(mix) => notes.push(self.known_mix(row, mix)),
                        None => unknown.push(self.medicine(row)),
                    }
                }
                if !unknown.is_empty() {
                    let values = [("medicine", unknown.join(", ")), ("guide", self.guide.head.name.clone())];
                    let line = fill(&lines.unknown, &values.each_ref().map(|(key, value)| (*key, value.as_str())));
                    notes.insert(0, self.fill(&line));
                }
                notes.join("\n")
            }
        }
    }

    /// What a row says of a medicine.
    fn known_mix(&self, row: u16, mix: &Mix) -> String {
        let lines = &self.lines.interaction;
        let severity = lines.severity.get(&mix.severity).map_or("", String::as_str);
        fill(&lines.known, &[("medicine", self.medicine(row)), ("severity", severity), ("says", &mix.says)])
    }

    fn medicine(&self, row: u16) -> &str {
        self.knowledge.medicines.get(usize::from(row)).map_or("another medicine", |medicine| &medicine.name)
    }

    /// Title and text of a section, or its referral; its source line as small text.
    fn push_section(&self, draft: &mut Draft, section: &Section, referral: bool) {
        let head = &section.head;
        let text = head.referral.as_ref().filter(|_| referral).map_or(section.body.as_str(), |text| text.trim());
        let text = fill(text, &[("poison", &self.setting.numbers.poison), ("animals", &self.setting.numbers.animals)]);
        let title = if head.beyond() { fill(&self.lines.tier.beyond, &[("title", &head.title)]) } else { head.title.clone() };
        draft.texts.push(format!("**{title}**\n{text}"));
        let mut publishers: Vec<&str> = Vec::new();
        for source in head.sources.iter().filter_map(|key| self.knowledge.sources.get(key)) {
            let guide_itself = source.grade == crate::knowledge::model::Grade::G;
            if !guide_itself && !publishers.contains(&source.publisher.as_str()) && publishers.len() < MOST_PUBLISHERS {
                publishers.push(&source.publisher);
            }
        }
        let review = &self.lines.review;
        if let Some(day) = self.setting.corrected {
            let line = fill(&review.corrected, &[("date", &day.to_string())]);
            if !draft.small.contains(&line) {
                draft.small.push(line);
            }
        }
        let values = [("publishers", publishers.join(", ")), ("date", head.checked_on.to_string()), ("state", review.unreviewed.clone())];
        let line = fill(&review.checked, &values.each_ref().map(|(key, value)| (*key, value.as_str())));
        if !draft.small.contains(&line) {
            draft.small.push(line);
        }
        if due(head.review_by, self.setting.today) {
            draft.small.push(fill(&review.stale, &[("date", &head.review_by.to_string())]));
        }
    }

    /// Buttons for the sections a section names as related.
    fn related(&self, section: &Section) -> Vec<Offer> {
        let ids = section.head.related.iter().filter_map(|id| self.guide.target(id));
        ids.filter_map(|target| self.offer(target)).take(3).collect()
    }

    fn offer(&self, target: TargetId) -> Option<Offer> {
        let section = self.guide.section(target)?;
        Some(Offer::Section { guide: self.guide_index, section: target, title: section.head.title.clone() })
    }

    fn clarify(&self, decision: &Decision) -> Reply {
        let mut draft = Draft::default();
        self.push_urgent(&mut draft, decision);
        let titles: Vec<String> =
            decision.shown.iter().filter_map(|&t| self.guide.section(t)).map(|section| format!("- {}", section.head.title)).collect();
        draft.texts.push(format!("{}\n{}", self.lines.clarify.text, titles.join("\n")));
        Reply::new(&draft, &self.closing("default"), decision.shown.iter().filter_map(|&target| self.offer(target)).collect())
    }

    fn other_medicine(&self, decision: &Decision) -> Reply {
        let mut draft = Draft::default();
        self.push_urgent(&mut draft, decision);
        if let Some(pet) = self.lines.urgent.pet.as_ref().filter(|_| decision.verdict.has(Level::Pet)) {
            draft.first.push(fill(pet, &[("animals", &self.setting.numbers.animals)]));
        }
        let lines = &self.lines.other_medicine;
        let text = match decision.medicine {
            Some(row) => self.fill(&fill(&lines.named, &[("medicine", self.medicine(row)), ("guide", &self.guide.head.name)])),
            None => self.fill(&lines.unnamed),
        };
        draft.texts.push(text);
        Reply::new(&draft, &self.closing("default"), Vec::new())
    }

    fn not_covered(&self, decision: &Decision) -> Reply {
        let mut draft = Draft::default();
        self.push_urgent(&mut draft, decision);
        let lines = &self.lines.not_covered;
        let language = decision.language.and_then(|index| self.knowledge.languages.get(usize::from(index)));
        let text = match (language, decision.topic.and_then(|target| self.guide.topic(target))) {
            (Some(language), _) => language.text.clone(),
            (None, Some(topic)) => {
                let poison = if topic.pets { &self.setting.numbers.animals } else { &self.setting.numbers.poison };
                let ask = fill(&topic.ask, &[("poison", poison)]);
                fill(&lines.known, &[("title", &topic.title), ("ask", &ask)])
            }
            (None, None) => self.fill(&lines.unknown),
        };
        draft.texts.push(text);
        Reply::new(&draft, &self.closing("default"), Vec::new())
    }

    fn chatter(&self, decision: &Decision) -> Reply {
        let lines = &self.lines.chatter;
        let example = self.guide.sections.iter().find_map(|section| section.head.examples.first()).map_or("", String::as_str);
        let quoted = format!("“{example}”");
        let how = fill(&lines.how_to_ask, &[("guide", &self.guide.head.name), ("example", &quoted)]);
        let text = if decision.who { format!("{}\n{how}", lines.who) } else { how };
        Reply::new(&Draft { texts: vec![text], ..Draft::default() }, &self.closing("default"), Vec::new())
    }
}

/// Bytes that the texts of two sections may have together, so that the lines around them fit one message.
const ROOM_FOR_TWO: usize = 1_250;

/// Publishers named in the source line: more would not be read.
const MOST_PUBLISHERS: usize = 4;

/// Whether a day has come. Days without a date part are never due.
fn due(day: Day, today: Day) -> bool {
    match (day.date, today.date) {
        (Some(day), Some(today)) => (today.year, today.month, today.day) >= (day.year, day.month, day.day),
        _ => false,
    }
}
