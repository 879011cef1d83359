//! A decision as a few ids and back, so that an answer can be shown again without its question.
//!
//! The text holds ids of the data alone, at most [`MAX_CHARS`] characters, and can be read by any later version whose
//! data still has those ids. Crises and chatter are not written: nobody posts those for others to see.

use crate::{
    answer::{
        outcome::{Decision, MixNote, Outcome, Urgent},
        snapshot::Snapshot,
    },
    knowledge::{guide::Guide, rules::Level, section::TargetId},
    triage::verdict::Finding,
};

/// Longest text written, in characters: with the five of a button's prefix it fits the 100 that Discord allows for a
/// `custom_id` (Discord documentation, Component Reference).
pub const MAX_CHARS: usize = 95;

/// Name of the variant whose urgent line is the poison line.
const POISON: &str = "poison";

/// Stands for a second medicine that has no name in the data.
const UNNAMED: &str = "?";

/// Writes a decision as `guide:outcome:ids:more`, or nothing when it cannot be told by ids in the space there is.
///
/// `outcome` is a letter (`a`, `c`, `e`, `o`, `n`), followed by `n` (urgent now), `t` (today) or `p` (today, poison line)
/// and `r` (referral). `ids` are sections, class and section, medicine, topic or `~language`. `more` are the medicines
/// named ahead of an interactions answer.
#[must_use]
pub fn write(snapshot: &Snapshot, decision: &Decision) -> Option<String> {
    let guide = snapshot.knowledge.guides.get(decision.guide)?;
    let sections = || decision.shown.iter().map(|&target| guide.target_id(target)).collect::<Vec<_>>();
    let (letter, ids) = match decision.outcome {
        Outcome::Crisis | Outcome::Chatter => return None,
        Outcome::Answer => ("a", sections()),
        Outcome::Clarify => ("c", sections()),
        Outcome::Emergency => {
            let finding = decision.verdict.findings.iter().find(|finding| finding.level == Level::Emergency)?;
            ("e", std::iter::once(&*finding.class).chain(sections()).collect())
        }
        Outcome::OtherMedicine => ("o", decision.medicine.and_then(|row| medicine_name(snapshot, row)).into_iter().collect()),
        Outcome::NotCovered => {
            let topic = decision.topic.filter(|&target| guide.topic(target).is_some());
            ("n", topic.map(|target| guide.target_id(target)).into_iter().collect())
        }
    };
    let language = decision.language.and_then(|index| snapshot.knowledge.languages.get(usize::from(index)));
    let mut parts: Vec<String> = ids.iter().map(|id| (*id).to_owned()).collect();
    if let (Outcome::NotCovered, Some(language)) = (decision.outcome, language) {
        parts = vec![format!("~{}", language.code)];
    }
    let more = match &decision.mix {
        None => Vec::new(),
        Some(MixNote::Unnamed) => vec![UNNAMED],
        Some(MixNote::Named(rows)) => rows.iter().take(3).filter_map(|&row| medicine_name(snapshot, row)).collect(),
    };
    let clean = |id: &str| !id.is_empty() && !id.contains([':', ',']);
    let all = std::iter::once(guide.head.id.as_str()).chain(parts.iter().map(String::as_str)).chain(more.iter().copied());
    let fits = all.into_iter().all(clean);
    let text = format!("{}:{letter}{}:{}:{}", guide.head.id, marks(decision), parts.join(","), more.join(","));
    (fits && text.chars().count() <= MAX_CHARS).then_some(text)
}

/// Letters for urgency and referral.
fn marks(decision: &Decision) -> String {
    let poison = decision.verdict.findings.iter().any(|finding| finding.variant.as_deref() == Some(POISON));
    let urgent = match decision.urgent {
        None => "",
        Some(Urgent::Now) => "n",
        Some(Urgent::Today) if poison => "p",
        Some(Urgent::Today) => "t",
    };
    format!("{urgent}{}", if decision.referral { "r" } else { "" })
}

/// Reads what [`write()`] wrote. `None` when it is no such text or names something the data no longer has.
#[must_use]
pub fn read(snapshot: &Snapshot, text: &str) -> Option<Decision> {
    let mut fields = text.split(':');
    let (guide_id, head, ids, more) = (fields.next()?, fields.next()?, fields.next()?, fields.next()?);
    if fields.next().is_some() {
        return None;
    }
    let index = snapshot.knowledge.guides.iter().position(|guide| guide.head.id == guide_id)?;
    let guide = snapshot.knowledge.guides.get(index)?;
    let (letter, marks) = head.split_at_checked(1)?;
    let mut decision = blank(index);
    read_marks(&mut decision, marks)?;
    let ids: Vec<&str> = ids.split(',').filter(|id| !id.is_empty()).collect();
    match letter {
        "a" | "c" => {
            decision.outcome = if letter == "a" { Outcome::Answer } else { Outcome::Clarify };
            decision.shown = sections(guide, &ids)?;
            if decision.shown.is_empty() {
                return None;
            }
        }
        "e" => {
            let (class, shown) = ids.split_first()?;
            decision.outcome = Outcome::Emergency;
            decision.shown = sections(guide, shown)?;
            snapshot.knowledge.rules.iter().find(|known| known.id == *class)?;
            decision.verdict.findings.push(finding(class, Level::Emergency, None));
        }
        "o" => {
            decision.outcome = Outcome::OtherMedicine;
            decision.medicine = ids.first().map(|name| medicine_row(snapshot, name).ok_or(())).transpose().ok()?;
        }
        "n" => read_not_covered(&mut decision, snapshot, guide, &ids)?,
        _ => return None,
    }
    decision.mix = match more {
        "" => None,
        UNNAMED => Some(MixNote::Unnamed),
        names => Some(MixNote::Named(names.split(',').map(|name| medicine_row(snapshot, name)).collect::<Option<_>>()?)),
    };
    Some(decision)
}

fn read_marks(decision: &mut Decision, marks: &str) -> Option<()> {
    for mark in marks.chars() {
        match mark {
            'n' => decision.urgent = Some(Urgent::Now),
            't' => decision.urgent = Some(Urgent::Today),
            'p' => {
                decision.urgent = Some(Urgent::Today);
                decision.verdict.findings.push(finding("", Level::UrgentToday, Some(POISON)));
            }
            'r' => decision.referral = true,
            _ => return None,
        }
    }
    Some(())
}

fn read_not_covered(decision: &mut Decision, snapshot: &Snapshot, guide: &Guide, ids: &[&str]) -> Option<()> {
    let Some(id) = ids.first() else { return Some(()) };
    match id.strip_prefix('~') {
        Some(code) => {
            let index = snapshot.knowledge.languages.iter().position(|language| language.code == code)?;
            decision.language = Some(u8::try_from(index).ok()?);
        }
        None => decision.topic = Some(guide.target(id).filter(|&target| guide.topic(target).is_some())?),
    }
    Some(())
}

/// Sections by id; `None` when one of them is gone.
fn sections(guide: &Guide, ids: &[&str]) -> Option<Vec<TargetId>> {
    ids.iter().map(|id| guide.target(id).filter(|&target| guide.section(target).is_some())).collect()
}

fn medicine_name(snapshot: &Snapshot, row: u16) -> Option<&str> {
    snapshot.knowledge.medicines.get(usize::from(row)).map(|medicine| &*medicine.name)
}

fn medicine_row(snapshot: &Snapshot, name: &str) -> Option<u16> {
    u16::try_from(snapshot.knowledge.medicines.iter().position(|medicine| *medicine.name == *name)?).ok()
}

/// A finding without the words that led to it.
fn finding(class: &str, level: Level, variant: Option<&str>) -> Finding {
    Finding {
        class: class.into(),
        level,
        rule: "".into(),
        variant: variant.map(Into::into),
        sure: true,
        signs: Vec::new(),
        setting: Vec::new(),
        time: None,
        person: None,
    }
}

/// A decision that knows only its guide.
pub(super) fn blank(guide: usize) -> Decision {
    Decision { rule: "shown again from its ids", ..Decision::blank(guide) }
}

/// The text without the names of other medicines, which came from somebody's question: what is said instead is that another one
/// was named. `None` for the text of an answer about another medicine.
#[must_use]
pub fn without_names(text: &str) -> Option<String> {
    let mut fields = text.splitn(4, ':');
    let (guide, head, ids, more) = (fields.next()?, fields.next()?, fields.next()?, fields.next()?);
    let more = if more.is_empty() { "" } else { UNNAMED };
    (!head.starts_with('o')).then(|| format!("{guide}:{head}:{ids}:{more}"))
}
