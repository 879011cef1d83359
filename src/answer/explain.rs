//! Why a decision came out as it did, for people who look after the guide. Shows words of the question: never log it.

use super::{outcome::Decision, snapshot::Snapshot};
use crate::{
    evidence::features::Kind,
    lexicon::{
        names::Who,
        reading::{How, Reading},
    },
    scope::others,
    triage::limits::Limits,
};
use std::fmt::Write;

/// Pieces of evidence shown for each of the best two targets.
const SHOWN: usize = 8;

/// A readable explanation, several lines.
#[must_use]
pub fn explain(snapshot: &Snapshot, decision: &Decision, reading: &Reading) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "outcome    {} — {}", decision.outcome.name(), decision.rule);
    if let Some(urgent) = decision.urgent {
        let _ = writeln!(out, "urgent     {}", urgent.name());
    }
    words(&mut out, reading);
    names(&mut out, snapshot, reading);
    another(&mut out, snapshot, decision, reading);
    danger(&mut out, decision);
    let Some(guide) = snapshot.knowledge.guides.get(decision.guide) else { return out };
    let margin = match decision.hits.as_slice() {
        [first, second, ..] => first.score - second.score,
        _ => 0.0,
    };
    let _ = writeln!(out, "belief     {:.2} in the best target; margin {margin:.2}", decision.score);
    let mut asking = Vec::new();
    snapshot.mark_asking(reading, &mut asking);
    for hit in decision.hits.iter().take(3) {
        let _ = writeln!(out, "{:>8.2}   {}", hit.score, guide.target_id(hit.target));
        let Some(index) = snapshot.indexes.get(decision.guide) else { continue };
        let name = |symbol| snapshot.lexicon.name(symbol).to_owned();
        for evidence in index.explain(reading, &asking, hit.target, name).iter().take(SHOWN) {
            let how = match (evidence.kind, &evidence.concept) {
                (_, Some(concept)) => format!("concept {concept}"),
                (Kind::Pair, _) => "pair of words".to_owned(),
                (Kind::Number, _) => "a number".to_owned(),
                (Kind::Word | Kind::Concept | Kind::Letters, _) => "word".to_owned(),
            };
            let _ = writeln!(out, "             {:>5.2}  “{}” ({how})", evidence.weight, evidence.words);
        }
    }
    let _ = writeln!(out, "content    version {}", snapshot.knowledge.version);
    out
}

/// How each word that was not plain was understood.
fn words(out: &mut String, reading: &Reading) {
    let mut list = Vec::new();
    for (at, token) in reading.tokens.iter().enumerate() {
        let how = match token.how {
            How::Exact | How::Plain => continue,
            How::Alias => "short form",
            How::Typo(1) => "one slip",
            How::Typo(_) => "two slips",
            How::Unknown => "unknown",
        };
        list.push(format!("{} ({how})", reading.word(at)));
    }
    if !list.is_empty() {
        let _ = writeln!(out, "words      {}", list.join(", "));
    }
}

fn names(out: &mut String, snapshot: &Snapshot, reading: &Reading) {
    for mention in &reading.mentions {
        let what = match mention.who {
            Who::Guide(guide) => {
                let name = snapshot.knowledge.guides.get(usize::from(guide)).map_or("", |guide| guide.head.name.as_str());
                format!("the guide's medicine, {name}")
            }
            Who::OwnClass(_) => "the guide's own class".to_owned(),
            Who::Other(row) => {
                let name = snapshot.knowledge.medicines.get(usize::from(row)).map_or("", |medicine| &*medicine.name);
                format!("another medicine, {name}")
            }
        };
        let _ = writeln!(out, "name       “{}”: {what}, {} slips", reading.words(mention.start, mention.end), mention.slips);
    }
}

/// How much the question reads like one about another medicine, and the words that say so.
fn another(out: &mut String, snapshot: &Snapshot, decision: &Decision, reading: &Reading) {
    let Some(sum) = decision.another else { return };
    let words = snapshot.others.words(reading, decision.guide).join("”, “");
    let (alone, named) = (others::LIMIT, others::NAMED);
    let _ = writeln!(out, "other      {sum:+.2} (another medicine from {alone:+.2}, beside a name from {named:+.2}): “{words}”");
}

fn danger(out: &mut String, decision: &Decision) {
    if let Some([emergency, crisis]) = decision.verdict.sums {
        let from = Limits::default();
        let _ = writeln!(
            out,
            "examples   emergency {emergency:+.2} (a banner from {:+.2}), crisis {crisis:+.2} (from {:+.2})",
            from.emergency, from.crisis
        );
    }
    for finding in &decision.verdict.findings {
        let signs: Vec<&str> = finding.signs.iter().map(|sign| sign.words.as_str()).collect();
        let setting: Vec<&str> = finding.setting.iter().map(|words| words.words.as_str()).collect();
        let _ = write!(out, "danger     {} ({:?}), rule {}: signs “{}”", finding.class, finding.level, finding.rule, signs.join("”, “"));
        if !setting.is_empty() {
            let _ = write!(out, ", setting “{}”", setting.join("”, “"));
        }
        if let Some(time) = &finding.time {
            let _ = write!(out, ", time “{time}”");
        }
        if let Some(person) = &finding.person {
            let _ = write!(out, ", person “{person}”");
        }
        out.push('\n');
    }
    for veto in &decision.verdict.vetoes {
        let _ = writeln!(out, "passed     “{}”: {:?} (“{}”)", veto.sign.words, veto.reason, veto.cue);
    }
}
