//! From scores, danger and scope to one decision. Every branch names the rule that decided.

use super::{
    outcome::{Decision, MixNote, Outcome, Urgent},
    personal::Personal,
    snapshot::{Snapshot, Space},
    whose::Whose,
};
use crate::{
    knowledge::{
        guide::{CHATTER, Guide},
        mix,
        rules::Level,
        section::TargetId,
    },
    lexicon::{names::Who, reading::Reading, vocabulary::Symbol},
    matching::search::Hit,
    scope::Scope,
    triage::{
        limits::{self, Limits},
        verdict::Verdict,
    },
};

/// Divides scores before they become shares of belief: words of one question are not independent, so their
/// summed odds are far too sure. Chosen on the development questions together with what a fitted sum counts.
const TEMPERATURE: f32 = 4.5;

/// What a second medicine beside the guide's adds to the interactions section, in natural logarithm of odds.
const BESIDE: f32 = 4.0;

/// Targets kept in a decision for explanations.
const KEPT: usize = 8;

/// Sections kept in a decision as candidates.
const CANDIDATES: usize = 3;

/// Id of the section about other medicines; a guide without it gets no push towards it.
const INTERACTIONS: &str = "interactions";
/// Id of the section about medicines that the guide itself does not name.
const OTHER_INTERACTIONS: &str = "other-interactions";

/// Decides. `space` holds the scores of all targets of the guide and which sentences ask.
#[must_use]
pub fn decide(snapshot: &Snapshot, guide_index: usize, reading: &Reading, verdict: Verdict, space: &mut Space) -> Decision {
    let Some(guide) = snapshot.knowledge.guides.get(guide_index) else { return Decision { verdict, ..Decision::blank(guide_index) } };
    let whose = Whose::medicine(snapshot, guide_index, reading, space);
    let hits = ranked(snapshot, guide, reading, whose.beside, &mut space.scores);
    let beliefs = beliefs(&hits);
    let mut decision = Decision {
        guide: guide_index,
        candidates: hits.iter().map(|hit| hit.target).filter(|&t| guide.section(t).is_some()).take(CANDIDATES).collect(),
        urgent: urgent(&verdict),
        language: reading.language,
        another: whose.sum,
        score: beliefs.first().copied().unwrap_or(0.0),
        verdict,
        ..Decision::blank(guide_index)
    };
    settle(&mut decision, &Case { snapshot, guide, reading, whose: &whose, hits: &hits, beliefs: &beliefs, space });
    decision.hits = hits.into_iter().take(KEPT).collect();
    decision
}

fn urgent(verdict: &Verdict) -> Option<Urgent> {
    if verdict.has(Level::UrgentNow) {
        Some(Urgent::Now)
    } else if verdict.has(Level::UrgentToday) {
        Some(Urgent::Today)
    } else {
        None
    }
}

/// The best targets, best first, with the push that a second medicine gives: [`KEPT`] of them, and then more only as far
/// as three sections are among them.
fn ranked(snapshot: &Snapshot, guide: &Guide, reading: &Reading, beside: bool, scores: &mut [f32]) -> Vec<Hit> {
    let pushed = if beside && !snapshot.scoper.versus(reading) { guide.target(INTERACTIONS) } else { None };
    if let Some(score) = pushed.and_then(|target| scores.get_mut(usize::from(target))) {
        *score += BESIDE;
    }
    let mut hits: Vec<Hit> = scores.iter().zip(0..).map(|(&score, target)| Hit { target, score }).collect();
    let best_first = |a: &Hit, b: &Hit| b.score.total_cmp(&a.score).then(a.target.cmp(&b.target));
    // Most questions need no more than the first few in order.
    if hits.len() > KEPT {
        hits.select_nth_unstable_by(KEPT, best_first);
    }
    let (first, rest) = hits.split_at_mut_checked(KEPT).unwrap_or_default();
    first.sort_unstable_by(best_first);
    if first.iter().filter(|hit| guide.section(hit.target).is_some()).count() < CANDIDATES {
        rest.sort_unstable_by(best_first);
    }
    if scores.len() < KEPT {
        hits.sort_unstable_by(best_first);
    }
    hits
}

/// Shares of belief of the best targets, in the order of the hits; those of all targets sum to 1.
fn beliefs(hits: &[Hit]) -> Vec<f32> {
    let top = hits.first().map_or(0.0, |hit| hit.score);
    let weight = |hit: &Hit| ((hit.score - top) / TEMPERATURE).exp();
    let sum: f32 = hits.iter().map(weight).sum();
    hits.iter().take(KEPT).map(|hit| weight(hit) / sum).collect()
}

/// What a decision is made from.
struct Case<'c> {
    snapshot: &'c Snapshot,
    guide: &'c Guide,
    reading: &'c Reading,
    whose: &'c Whose,
    hits: &'c [Hit],
    beliefs: &'c [f32],
    space: &'c Space,
}

/// Fills in outcome and what belongs to it: danger, then whom the question is for, then what it is about.
fn settle(decision: &mut Decision, case: &Case<'_>) {
    let_go_of_faint_crisis(decision, case);
    if banner(decision, case.guide) || not_for_this_guide(decision, case) {
        return;
    }
    if extra_dose(decision) {
        return about(decision, case.guide, "overdose", "one extra dose: poison help, nothing from the dosing section");
    }
    let Case { snapshot, guide, reading, space, .. } = *case;
    let Some(best) = case.hits.first().copied().filter(|hit| hit.score >= snapshot.thresholds.minimum) else {
        let asked = space.asking.contains(&true) && (has(snapshot.anchor, reading) || has(snapshot.own, reading));
        let outcome = if asked { Outcome::NotCovered } else { silent(decision) };
        return end(decision, outcome, "nothing the guide or its topics know");
    };
    if guide.target(CHATTER) == Some(best.target) {
        // Who asks about the medicine by its name is told that the guide does not know, however much the rest reads like talk.
        if space.asking.contains(&true) && names_the_guide(reading) {
            return end(decision, Outcome::NotCovered, "asks about the medicine, but nothing the guide knows");
        }
        return end(decision, silent(decision), "reads like talk, not like a question");
    }
    let belief = case.beliefs.first().copied().unwrap_or(0.0);
    if small_talk(snapshot, reading, decision.guide, (best, belief), space) {
        return end(decision, silent(decision), "too little of it is about the medicine");
    }
    if case.whose.reads_like_another(snapshot, reading) {
        decision.medicine = Scope::others(reading).into_iter().find(|&row| !snapshot.scoper.substance(row));
        return end(decision, Outcome::OtherMedicine, "asked as people ask about other medicines");
    }
    if let Some(section) = personal(snapshot, guide, reading, best.target) {
        decision.shown = vec![section];
        decision.referral = true;
        return end(decision, Outcome::Answer, "a personal dose, sum or schedule: the referral");
    }
    choose(decision, snapshot, guide, &case.whose.scope, case.hits, case.beliefs);
}

/// Settles what is no question about the guide's medicine in a person: nothing to read, an animal, another language, a
/// question about the bot, another medicine.
fn not_for_this_guide(decision: &mut Decision, case: &Case<'_>) -> bool {
    let Case { snapshot, guide, reading, whose, .. } = *case;
    if reading.tokens.is_empty() {
        end(decision, Outcome::Chatter, "there is nothing to read");
    } else if decision.verdict.has(Level::Pet) && !matches!(whose.scope, Scope::Other { .. }) {
        about(decision, guide, "pets", "an animal took it");
    } else if decision.language.is_some() {
        end(decision, Outcome::NotCovered, "the question is not in English");
    } else if has(snapshot.who, reading) {
        decision.who = true;
        end(decision, Outcome::Chatter, "asks who answers");
    } else if let Scope::Other { medicine } = whose.scope {
        decision.medicine = medicine;
        end(decision, Outcome::OtherMedicine, "another medicine is the subject");
    } else {
        return false;
    }
    true
}

/// Whether what a message says is mostly about something else, however well a word or two of it fit.
fn small_talk(snapshot: &Snapshot, reading: &Reading, index: usize, (best, belief): (Hit, f32), space: &Space) -> bool {
    let Some(index) = snapshot.indexes.get(index) else { return false };
    let asks = space.asking.contains(&true);
    let named = reading.mentions.iter().any(|mention| matches!(mention.who, Who::Guide(_) | Who::OwnClass(_)));
    if !asks && !named && belief < TELLING {
        return true;
    }
    if belief >= CERTAIN && best.score >= WELL_KNOWN {
        return false;
    }
    let coverage = index.coverage(reading, &space.asking, &space.work, best.target);
    match (asks, has(snapshot.anchor, reading)) {
        (false, false) => coverage.solid < SOLID || coverage.explained <= 2 * coverage.unexplained,
        (true, false) => {
            !has(snapshot.own, reading) && (best.score < STRONG || best.score < SURE && coverage.unexplained > coverage.explained)
        }
        (false, true) => !named && coverage.unexplained >= coverage.explained && best.score < STRONG,
        (true, true) => false,
    }
}

/// Share of belief that a message needs which asks nothing and does not name the medicine: most such messages are talk. Chosen
/// on the development questions, where it ends all answers to small talk and costs no right one.
const TELLING: f32 = 0.8;

/// Score from which a question without a word of medicine in it is still taken for one.
const STRONG: f32 = 18.0;

/// Score from which it is so, whatever else the question speaks of.
const SURE: f32 = 22.0;

/// Share of belief and score from which even a remark without question or medicine is taken for one.
const CERTAIN: f32 = 0.95;
const WELL_KNOWN: f32 = 26.0;

/// Summed weight of content words from which a remark without a word of medicine in it is still taken for a question.
const SOLID: f32 = 6.0;

/// Whether the medicine of a guide is named.
fn names_the_guide(reading: &Reading) -> bool {
    reading.mentions.iter().any(|mention| matches!(mention.who, Who::Guide(_)))
}

/// Whether a word of medicine, or the medicine of a guide, stands in a message.
#[must_use]
pub fn speaks_of_medicine(snapshot: &Snapshot, reading: &Reading) -> bool {
    has(snapshot.anchor, reading) || names_the_guide(reading)
}

/// Whether a concept that a file may or may not define stands in a reading.
fn has(concept: Option<Symbol>, reading: &Reading) -> bool {
    concept.is_some_and(|concept| reading.has(concept))
}

/// Chatter, unless something urgent was found: that is never met with silence.
fn silent(decision: &Decision) -> Outcome {
    if decision.urgent.is_some() { Outcome::NotCovered } else { Outcome::Chatter }
}

/// The section or topic with an id: an answer where the guide has that section, else said to be not covered.
fn about(decision: &mut Decision, guide: &Guide, id: &str, rule: &'static str) {
    let target = guide.target(id);
    match target.filter(|&target| guide.section(target).is_some()) {
        Some(section) => {
            decision.shown = vec![section];
            end(decision, Outcome::Answer, rule);
        }
        None => {
            decision.topic = target;
            end(decision, Outcome::NotCovered, rule);
        }
    }
}

fn end(decision: &mut Decision, outcome: Outcome, rule: &'static str) {
    decision.outcome = outcome;
    decision.rule = rule;
}

/// Crisis and emergency come before everything; under an emergency stands the section that its class names.
fn banner(decision: &mut Decision, guide: &Guide) -> bool {
    if decision.verdict.has(Level::Crisis) {
        end(decision, Outcome::Crisis, "words of self-harm");
        return true;
    }
    if !decision.verdict.has(Level::Emergency) {
        return false;
    }
    let section = decision.verdict.findings.iter().find_map(|finding| guide.head.emergency_sections.get(&*finding.class));
    decision.shown = section.and_then(|id| guide.target(id)).into_iter().collect();
    end(decision, Outcome::Emergency, "a danger that is happening now");
    true
}

/// Share of belief from which a question about the medicine outweighs a faint resemblance to a crisis.
const CLEAR_QUESTION: f32 = 0.75;

/// Takes away a crisis that the examples alone see, and faintly, in what is clearly a question about the medicine: "how long
/// must I try this before I say it is not for me". What a rule found always stays.
fn let_go_of_faint_crisis(decision: &mut Decision, case: &Case<'_>) {
    let Case { snapshot, reading, space, .. } = *case;
    let asks = space.asking.contains(&true) && (has(snapshot.own, reading) || speaks_of_medicine(snapshot, reading));
    let known = case.hits.first().is_some_and(|best| case.guide.target(CHATTER) != Some(best.target));
    if asks && known && decision.score >= CLEAR_QUESTION && limits::let_go_of_faint_crisis(&mut decision.verdict, Limits::default()) {
        decision.urgent = urgent(&decision.verdict);
    }
}

/// Whether triage chose the section: no other one may stand beside it.
#[must_use]
pub fn chosen_by_danger(decision: &Decision) -> bool {
    extra_dose(decision) || decision.verdict.has(Level::Pet)
}

/// Whether triage found one extra dose taken by somebody who feels well.
fn extra_dose(decision: &Decision) -> bool {
    decision.verdict.findings.iter().any(|finding| finding.variant.as_deref() == Some("poison"))
}

/// The section whose referral a personal request gets, when the question is near dosing or stopping.
fn personal(snapshot: &Snapshot, guide: &Guide, reading: &Reading, best: TargetId) -> Option<TargetId> {
    let kind = snapshot.personal.find(reading)?;
    let own = guide.section(best).filter(|section| section.head.referral.is_some()).map(|_| best);
    let near = |id: &str| guide.target(id).filter(|&target| guide.section(target).is_some_and(|s| s.head.referral.is_some()));
    match kind {
        Personal::Schedule => near("stopping").filter(|&stopping| best == stopping || own.is_none()).or(own),
        Personal::Child => near("children").or(own).or_else(|| near("dosing")),
        Personal::Look => near("strengths-and-look"),
        Personal::Dose => own.or_else(|| near("dosing")),
    }
}

/// Share of all doubt that the best section may lack to the belief for an answer where it is ahead of the next target by so much, in
/// natural logarithm of odds: a short question knows little, and many faint targets share the rest. Of fifteen questions of all golden sets
/// that this let through, thirteen were answered right, all eleven that the guide answers among them.
const LEEWAY: f32 = 0.2;
const AHEAD: f32 = 4.0;

/// Answer, clarify or not covered, by shares of belief.
fn choose(decision: &mut Decision, snapshot: &Snapshot, guide: &Guide, scope: &Scope, hits: &[Hit], beliefs: &[f32]) {
    let thresholds = snapshot.thresholds;
    let (Some(best), Some(&belief)) = (hits.first(), beliefs.first()) else { return };
    if guide.topic(best.target).is_some() {
        decision.topic = Some(best.target);
        return end(decision, Outcome::NotCovered, "a topic the guide does not cover");
    }
    let margin = hits.get(1).map_or(f32::INFINITY, |second| best.score - second.score);
    if belief >= thresholds.answer || margin >= AHEAD && belief >= thresholds.answer - LEEWAY * (1.0 - thresholds.answer) {
        decision.shown = vec![best.target];
        decision.mix = mix(snapshot, guide, scope, best.target);
        return end(decision, Outcome::Answer, "one section is clearly ahead");
    }
    let close = hits.iter().zip(beliefs).take(CANDIDATES).filter(|(hit, _)| guide.section(hit.target).is_some());
    let (close, believed): (Vec<TargetId>, Vec<f32>) = close.map(|(hit, belief)| (hit.target, *belief)).unzip();
    if close.len() >= 2 && believed.iter().sum::<f32>() >= thresholds.clarify {
        decision.shown = close;
        return end(decision, Outcome::Clarify, "two or three sections are close");
    }
    end(decision, Outcome::NotCovered, "no section is clear enough");
}

/// The target with the highest score, the first of equals.
#[must_use]
pub fn best(scores: &[f32]) -> Option<TargetId> {
    let best = scores.iter().zip(0..).fold(None, |best: Option<(f32, TargetId)>, (&score, target)| match best {
        Some((held, _)) if held >= score => best,
        _ => Some((score, target)),
    });
    best.map(|(_, target)| target)
}

/// The section that a part of a question is clearly about, if it is one.
#[must_use]
pub fn clear(guide: &Guide, scores: &[f32]) -> Option<TargetId> {
    /// Score and share of belief that a part needs on its own: it stands beside an answer that is clear already.
    const SCORE: f32 = 4.0;
    const BELIEF: f32 = 0.7;
    let target = best(scores).filter(|&target| guide.section(target).is_some())?;
    let top = scores.get(usize::from(target)).copied().filter(|&score| score >= SCORE)?;
    let sum: f32 = scores.iter().map(|score| ((score - top) / TEMPERATURE).exp()).sum();
    (1.0 / sum >= BELIEF).then_some(target)
}

/// Shows a second section when the parts of the question are clearly about two, and the best one of all is among them.
pub fn two_parts(decision: &mut Decision, parts: &[TargetId]) {
    let Some(&best) = decision.shown.first() else { return };
    let Some(&other) = parts.iter().find(|&&part| part != best).filter(|_| parts.contains(&best)) else { return };
    decision.shown = vec![best, other];
    decision.candidates.retain(|&target| target != other);
    decision.candidates.insert(1.min(decision.candidates.len()), other);
    decision.candidates.truncate(3);
    end(decision, Outcome::Answer, "the question has two parts");
}

/// What must be said ahead of an interactions answer.
fn mix(snapshot: &Snapshot, guide: &Guide, scope: &Scope, shown: TargetId) -> Option<MixNote> {
    let Scope::Both { others } = scope else { return None };
    if ![INTERACTIONS, OTHER_INTERACTIONS].iter().any(|id| guide.target(id) == Some(shown)) {
        return None;
    }
    if others.is_empty() {
        return Some(MixNote::Unnamed);
    }
    let listed = |row: u16| {
        let medicine = snapshot.knowledge.medicines.get(usize::from(row));
        medicine.is_some_and(|medicine| mix::find(&guide.mixes, medicine).is_some())
    };
    let told: Vec<u16> = others.iter().copied().filter(|&row| !snapshot.scoper.covered(row) || listed(row)).collect();
    (!told.is_empty()).then_some(MixNote::Named(told))
}
