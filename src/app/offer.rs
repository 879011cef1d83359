//! What a helper may post below somebody's message, and the lists to browse: sections to choose from instead of an answer.
//!
//! The choice is a person's; what is posted is a decision told by ids (see `recall`), so that nothing of the message is kept.

use super::{
    ask::{Answer, App, Caller, Choice, guarded, ordinary, plain},
    current::Current,
    pause, recall,
};
use crate::{
    answer::{
        outcome::{Decision, Outcome},
        render,
        reply::Reply,
    },
    knowledge::section::{Section, TargetId},
};
use std::time::Instant;

/// Sections offered for a message.
const MOST: usize = 3;

/// Sections offered instead of one that was not meant.
const NEXT: usize = 2;

/// What a helper sees of a message, and may post.
#[derive(Debug, Clone)]
pub struct Offered {
    /// Shown to the helper alone.
    pub answer: Answer,
    /// What can be posted, best first. Empty for a crisis: that is never a public matter.
    pub postings: Vec<Posting>,
}

/// One reply that can be posted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Posting {
    /// Title of the section, or `None` for the whole reply that the helper was shown.
    pub title: Option<String>,
    /// The reply as ids, for [`App::again`].
    pub recall: String,
}

/// The sections of a guide that stand together in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shelf {
    /// Id of the guide.
    pub guide: String,
    /// Whether the sections go beyond the guide.
    pub beyond: bool,
    /// Id, title and one line of each section, at most 25.
    pub sections: Vec<Line>,
}

/// A section in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Id of the section.
    pub id: String,
    /// Its title, at most 60 characters.
    pub title: String,
    /// What it is about, at most 90 characters.
    pub about: String,
}

/// Most sections in a list (Discord documentation, String Select, options).
pub const MOST_LISTED: usize = 25;

impl App {
    /// Judges somebody's message for a helper. `None` when the helper asked too often; never for anything urgent.
    #[must_use]
    pub fn offer(&self, text: &str, helper: &Caller) -> Option<Offered> {
        let current = self.current();
        let started = Instant::now();
        let offered = guarded(|| {
            let mut decision = current.decide(text);
            pause::hold(&mut decision, &current, &self.standing(), helper.guild);
            let reply = self.preview(&current, &decision, helper.guild);
            let postings = postings(&current, &decision);
            (current.answer(&decision, Some(reply), started), postings, ordinary(&decision))
        });
        let Some((answer, postings, ordinary)) = offered else {
            return Some(Offered { answer: current.broken(self.failure(), started), postings: Vec::new() });
        };
        if ordinary && !self.may(Some(helper.asker), helper.at) {
            return None;
        }
        // Its own buttons would open sections for the helper alone; what counts here is what can be posted.
        Some(Offered { answer: Answer { choices: Vec::new(), ..answer }, postings })
    }

    /// Id of the section that a text leads to, if any. For moderators, who look at an answer.
    #[must_use]
    pub fn leads_to(&self, text: &str) -> Option<String> {
        let current = self.current();
        let decision = guarded(|| current.decide(text))?;
        let guide = current.snapshot.knowledge.guides.get(decision.guide)?;
        let first = decision.shown.iter().chain(&decision.candidates).find(|&&target| guide.section(target).is_some())?;
        Some(guide.target_id(*first).to_owned())
    }

    /// The lists of all sections of the guide that is asked by default, the guide's own first.
    #[must_use]
    pub fn shelves(&self) -> Vec<Shelf> {
        let current = self.current();
        let Some(guide) = current.snapshot.knowledge.guides.get(current.guide) else { return Vec::new() };
        let mut shelves: Vec<Shelf> = Vec::new();
        for section in &guide.sections {
            let beyond = section.head.beyond();
            let full = shelves.last().is_none_or(|shelf| shelf.beyond != beyond || shelf.sections.len() == MOST_LISTED);
            if full {
                shelves.push(Shelf { guide: guide.head.id.clone(), beyond, sections: Vec::new() });
            }
            if let Some(shelf) = shelves.last_mut() {
                shelf.sections.push(line(section));
            }
        }
        shelves
    }

    /// The sections that came next, with a line each, from [`Answer::elsewhere`]. `None` when none of them is there any more.
    #[must_use]
    pub fn elsewhere(&self, next: &str) -> Option<(Reply, Vec<Choice>)> {
        let current = self.current();
        let (guide_id, ids) = next.split_once(':')?;
        let guide = current.snapshot.knowledge.guides.iter().find(|guide| guide.head.id == guide_id)?;
        let sections: Vec<Line> =
            ids.split(',').take(MOST).filter_map(|id| guide.target(id).and_then(|target| guide.section(target))).map(line).collect();
        if sections.is_empty() {
            return None;
        }
        let choice = |line: &Line| Choice { guide: guide_id.to_owned(), section: line.id.clone(), title: line.title.clone() };
        Some((current.note(listed(&sections)), sections.iter().map(choice).collect()))
    }

    /// What the helper is shown: the sections to choose from, or the reply itself where there is nothing to choose.
    fn preview(&self, current: &Current, decision: &Decision, guild: u64) -> Reply {
        let list: Vec<Line> = match decision.outcome {
            Outcome::Answer | Outcome::Clarify | Outcome::Chatter => {
                let guide = current.snapshot.knowledge.guides.get(decision.guide);
                fitting(current, decision).filter_map(|target| guide?.section(target)).map(line).collect()
            }
            Outcome::Crisis | Outcome::Emergency | Outcome::OtherMedicine | Outcome::NotCovered => Vec::new(),
        };
        if !list.is_empty() {
            return current.note(listed(&list));
        }
        let rendered = render::render(&current.snapshot, decision, &self.setting(current, guild), true);
        rendered.unwrap_or_else(|| self.failure())
    }
}

/// The sections that came next after those an answer shows, as `guide:ids`. Nothing where danger was seen or nobody asked.
pub(super) fn elsewhere(current: &Current, decision: &Decision) -> Option<String> {
    match decision.outcome {
        Outcome::Crisis | Outcome::Emergency | Outcome::OtherMedicine | Outcome::Chatter => return None,
        Outcome::Answer | Outcome::Clarify | Outcome::NotCovered => {}
    }
    let guide = current.snapshot.knowledge.guides.get(decision.guide)?;
    let rest = decision.candidates.iter().filter(|target| !decision.shown.contains(target) && guide.section(**target).is_some());
    let ids: Vec<&str> = rest.take(NEXT).map(|&target| guide.target_id(target)).collect();
    Some(format!("{}:{}", guide.head.id, ids.join(",")))
}

fn listed(lines: &[Line]) -> String {
    let lines: Vec<String> = lines.iter().map(|line| format!("- **{}**: {}", line.title, line.about)).collect();
    lines.join("\n")
}

fn line(section: &Section) -> Line {
    let head = &section.head;
    Line { id: head.id.clone(), title: head.title.clone(), about: head.about.clone() }
}

/// The sections that fit a message best: those an answer would show, then the next ones.
fn fitting<'d>(current: &'d Current, decision: &'d Decision) -> impl Iterator<Item = TargetId> + 'd {
    let guide = current.snapshot.knowledge.guides.get(decision.guide);
    let mut seen = Vec::new();
    let all = decision.shown.iter().chain(&decision.candidates).copied();
    let sections = all.filter(move |&target| guide.is_some_and(|guide| guide.section(target).is_some()));
    sections.filter(move |&target| !seen.contains(&target) && (seen.push(target), true).1).take(MOST)
}

fn postings(current: &Current, decision: &Decision) -> Vec<Posting> {
    let whole = || recall::write(&current.snapshot, decision).map(|recall| Posting { title: None, recall });
    let sections = || {
        let guide = current.snapshot.knowledge.guides.get(decision.guide);
        let post = move |target| {
            let title = guide?.section(target)?.head.title.clone();
            // What the answer itself would say goes with its own sections: a line of urgency, a note on another medicine.
            let answers = decision.outcome == Outcome::Answer && decision.shown == [target];
            let one = Decision { outcome: Outcome::Answer, shown: vec![target], ..plain(decision.clone()) };
            let recall = recall::write(&current.snapshot, if answers { decision } else { &one })?;
            Some(Posting { title: Some(title), recall })
        };
        fitting(current, decision).filter_map(post).collect::<Vec<_>>()
    };
    match decision.outcome {
        Outcome::Crisis => Vec::new(),
        Outcome::Answer | Outcome::Clarify | Outcome::Chatter => sections(),
        Outcome::Emergency | Outcome::OtherMedicine | Outcome::NotCovered => whole().into_iter().collect(),
    }
}
