//! Judges a sign where it stands: its part of the sentence, and the cues around it.
//!
//! A message is cut into segments, each about as long as one statement: at punctuation, at words that open a new
//! thought ("but", "because", "what do i do") and at "and" or "since" when a person follows. Cues bind within their
//! segment unless said otherwise below; so "read that it can cause seizures and now he's having one" has one sign
//! that is only read about and one that is real.

use super::{cues::Cues, verdict::Reason};
use crate::{
    knowledge::rules::{Mood, Time},
    lexicon::{
        reading::{Reading, Span},
        vocabulary::{NONE, Symbol},
    },
};
use rustc_hash::{FxHashMap, FxHashSet};

/// Words between a negation and the sign it denies: "no sign of any real fever" has four.
const NEGATION_REACH: u16 = 4;
/// Words between "for" or "helps with" and what is treated.
const TREATS_REACH: u16 = 2;
/// Words between a modal and the person it asks about: "will my poor old mum".
const MODAL_REACH: u16 = 2;
/// Sentences around a "last year" that still tell of last year, when they are in the past tense.
const PAST_REACH: u16 = 2;
/// Sentences behind "the leaflet says" that can still be its list.
const QUOTE_REACH: u16 = 3;
/// Words of a clause that can continue a list of denials: "no itching, high temperature or stiffness".
const LIST_WORDS: u16 = 4;

/// A read message with its segments.
pub(super) struct Scene<'r> {
    pub reading: &'r Reading,
    /// All places of concepts, by concept: a judgement asks for two dozen cues.
    by_concept: Vec<Span>,
    cues: &'r Cues,
    except: &'r FxHashMap<Symbol, Symbol>,
    /// Concepts whose phrases hold no denial, so that one in the midst of their words denies them.
    affirmed: &'r FxHashSet<Symbol>,
    /// First word of the segment of each word, and the index behind its last.
    bounds: Vec<(u16, u16)>,
}

/// A veto: the reason and the words that say so.
pub(super) type Veto = (Reason, Option<Span>);

impl<'r> Scene<'r> {
    pub fn new(reading: &'r Reading, cues: &'r Cues, except: &'r FxHashMap<Symbol, Symbol>, affirmed: &'r FxHashSet<Symbol>) -> Self {
        let mut by_concept = reading.spans.clone();
        by_concept.sort_by_key(|span| span.concept);
        let mut scene = Self { reading, by_concept, cues, except, affirmed, bounds: Vec::new() };
        scene.bounds = scene.segments();
        scene
    }

    fn segments(&self) -> Vec<(u16, u16)> {
        let tokens = &self.reading.tokens;
        let mut opens = vec![false; tokens.len() + 1];
        let mut before = None;
        for (open, token) in opens.iter_mut().zip(tokens) {
            *open = before != Some(token.clause);
            before = Some(token.clause);
        }
        let subjects: Vec<u16> = self.spans(self.cues.subject).map(|span| span.start).collect();
        for span in self.spans(self.cues.split) {
            set(&mut opens, span.start);
        }
        for span in self.spans(self.cues.join) {
            if subjects.iter().any(|&at| at == span.end || at == span.end + 1) {
                set(&mut opens, span.start);
            }
        }
        let mut bounds = Vec::with_capacity(tokens.len());
        let mut start = 0;
        for at in 0..tokens.len() {
            if opens.get(at).copied().unwrap_or(false) {
                close(&mut bounds, start, at);
                start = at;
            }
        }
        close(&mut bounds, start, tokens.len());
        bounds
    }

    /// Places of a concept, without those that its `-not` phrases take away. The longer phrase wins: a `-not` phrase that
    /// is only a part of the place's words takes nothing away.
    pub fn spans(&self, concept: Symbol) -> impl Iterator<Item = Span> + '_ {
        self.found(concept).filter(move |&span| {
            let except = self.except.get(&concept).copied().unwrap_or(NONE);
            !self.found(except).any(|other| overlap(span, other) && !part_of(other, span))
        })
    }

    /// Places of a concept in the order of finding; none for [`NONE`].
    fn found(&self, concept: Symbol) -> impl Iterator<Item = Span> + '_ {
        let from = self.by_concept.partition_point(|span| span.concept < concept);
        let rest = self.by_concept.get(from..).unwrap_or_default();
        rest.iter().copied().take_while(move |span| span.concept == concept && concept != NONE)
    }

    fn segment(&self, span: Span) -> (u16, u16) {
        self.bounds.get(usize::from(span.start)).copied().unwrap_or((0, 0))
    }

    fn sentence_of(&self, span: Span) -> u16 {
        self.reading.sentence(span.start.into())
    }

    fn within(&self, cue: Symbol, (from, to): (u16, u16)) -> Option<Span> {
        self.spans(cue).find(|span| span.start >= from && span.start < to)
    }

    fn in_sentence(&self, cue: Symbol, sentence: u16) -> Option<Span> {
        self.spans(cue).find(|span| self.sentence_of(*span) == sentence)
    }

    /// Words that place a sign in the present: in its segment, else in its sentence.
    pub fn time(&self, sign: Span) -> Option<Span> {
        self.within(self.cues.now, self.segment(sign)).or_else(|| self.in_sentence(self.cues.now, self.sentence_of(sign)))
    }

    /// Words for the person a sign is about: the last one ahead of it, else any of its sentence.
    pub fn person(&self, sign: Span) -> Option<Span> {
        self.subject_ahead(sign).or_else(|| self.in_sentence(self.cues.subject, self.sentence_of(sign)))
    }

    /// The last person named in the segment up to the start of the sign.
    fn subject_ahead(&self, sign: Span) -> Option<Span> {
        let (from, _) = self.segment(sign);
        self.spans(self.cues.subject).filter(|span| span.start >= from && span.start <= sign.start).max_by_key(|span| span.start)
    }

    /// Whether a person, a time or a word like "has" stands by the sign.
    pub fn anchored(&self, sign: Span) -> bool {
        let sentence = self.sentence_of(sign);
        [self.cues.subject, self.cues.now, self.cues.have].into_iter().any(|cue| self.in_sentence(cue, sentence).is_some())
    }

    /// Why a sign does not count where it stands; `None` when it does.
    pub fn veto(&self, sign: Span, mood: Mood, time: Time, animal: bool) -> Option<Veto> {
        self.other_sense(sign, animal)
            .or_else(|| self.fiction(sign))
            .or_else(|| self.negated(sign))
            .or_else(|| (mood == Mood::Real).then(|| self.unreal(sign)).flatten())
            .or_else(|| (time == Time::Now).then(|| self.past(sign)).flatten())
    }

    fn other_sense(&self, sign: Span, animal: bool) -> Option<Veto> {
        let idiom = self.spans(self.cues.idiom).find(|idiom| overlap(*idiom, sign));
        let idiom = idiom.or_else(|| if animal { None } else { self.animal(sign) })?;
        Some((Reason::OtherSense, Some(idiom)))
    }

    /// The animal that a sign is about: named last ahead of it, or in the sentence before when nobody else is.
    fn animal(&self, sign: Span) -> Option<Span> {
        let here = self.sentence_of(sign);
        let last = |cue: Symbol, sentence: u16| {
            self.spans(cue).filter(|span| self.sentence_of(*span) == sentence && span.start <= sign.start).max_by_key(|span| span.start)
        };
        let animal = last(self.cues.animal, here);
        if let Some(animal) = animal {
            return last(self.cues.subject, here).is_none_or(|who| who.start < animal.start).then_some(animal);
        }
        let before = here.checked_sub(1)?;
        let person = last(self.cues.person, here).or_else(|| last(self.cues.kin, before));
        if person.is_some() { None } else { last(self.cues.animal, before) }
    }

    /// A film, a game, a dream: holds from its sentence on, until a sentence speaks of now.
    fn fiction(&self, sign: Span) -> Option<Veto> {
        let here = self.sentence_of(sign);
        let cue = self.spans(self.cues.fiction).find(|cue| self.sentence_of(*cue) <= here)?;
        let elsewhere = self.sentence_of(cue) < here;
        if elsewhere && self.in_sentence(self.cues.now, here).is_some() && self.in_sentence(self.cues.subject, here).is_some() {
            return None;
        }
        Some((Reason::Fiction, Some(cue)))
    }

    fn negated(&self, sign: Span) -> Option<Veto> {
        let (from, to) = self.segment(sign);
        let ahead = self.spans(self.cues.negation).find(|cue| {
            cue.start >= from
                && cue.end <= sign.start
                && sign.start - cue.end <= NEGATION_REACH
                && !self.spans(self.cues.subject).any(|who| who.start >= cue.end && who.start < sign.start)
        });
        let after = || self.spans(self.cues.denied_after).find(|cue| cue.start >= sign.end && cue.start <= sign.end + 1 && cue.start < to);
        let inside = || {
            self.affirmed
                .contains(&sign.concept)
                .then(|| self.spans(self.cues.negation).find(|cue| cue.start > sign.start && cue.end < sign.end))?
        };
        ahead.or_else(inside).or_else(after).or_else(|| self.listed_denial(sign)).map(|cue| (Reason::Negated, Some(cue)))
    }

    /// "No itching, high temperature or stiffness": a short clause of a list that a denial opens and an "or" ends.
    fn listed_denial(&self, sign: Span) -> Option<Span> {
        let (from, to) = self.segment(sign);
        if to - from > LIST_WORDS || self.subject_ahead(sign).is_some() {
            return None;
        }
        let sentence = self.sentence_of(sign);
        let or = (usize::from(from)..self.reading.tokens.len())
            .take_while(|&at| self.reading.sentence(at) == sentence)
            .any(|at| matches!(self.reading.word(at), "or" | "nor"));
        if !or {
            return None;
        }
        self.spans(self.cues.negation).find(|cue| {
            let (start, _) = self.segment(*cue);
            self.sentence_of(*cue) == sentence && cue.start < from && cue.start <= start + 1
        })
    }

    /// Asked, feared, read about, or told of people in general.
    fn unreal(&self, sign: Span) -> Option<Veto> {
        let segment @ (from, to) = self.segment(sign);
        let sentence = self.sentence_of(sign);
        let subject = self.subject_ahead(sign);
        let now = self.within(self.cues.now, segment).is_some();
        let no_person_since = |cue: Span| subject.is_none_or(|who| who.start < cue.end);
        let ahead = |cue: Symbol| self.spans(cue).filter(move |span| span.start >= from && span.end <= sign.start);
        let hypothetical = |cue: Span| Some((Reason::Hypothetical, Some(cue)));

        // "if" and "when to call" reach over the whole sentence behind them when it asks, or only lists.
        let condition = self.spans(self.cues.condition).find(|cue| {
            self.sentence_of(*cue) == sentence
                && cue.start < sign.start
                && (cue.start >= from || !now && (!self.person_between(*cue, sign) || self.questioned(sign, segment)))
        });
        if let Some(cue) = condition {
            return hypothetical(cue);
        }
        if self.within(self.cues.actual, segment).is_none() {
            let modal = ahead(self.cues.modal).find(|cue| match subject {
                None => true,
                Some(who) => cue.start >= who.start || who.start - cue.end <= MODAL_REACH,
            });
            if let Some(cue) = modal {
                return hypothetical(cue);
            }
        }
        if let Some(cue) = self.quoted(sign) {
            return hypothetical(cue);
        }
        // "Signs of", "about", "like": talk about a thing only where nobody has it and nobody is telling.
        let topical = subject.is_none() || self.questioned(sign, segment);
        for (cue, counts) in [(self.cues.hearsay, true), (self.cues.topic_before, topical), (self.cues.fear, true)] {
            if let Some(cue) = ahead(cue).find(|cue| counts && no_person_since(*cue)) {
                return hypothetical(cue);
            }
        }
        let treats = ahead(self.cues.treats).find(|cue| sign.start - cue.end <= TREATS_REACH && no_person_since(*cue));
        if let Some(cue) = treats {
            return hypothetical(cue);
        }
        if subject.is_none() && !now {
            let after = self.spans(self.cues.topic_after).find(|cue| cue.start >= sign.end && cue.start < to);
            if let Some(cue) = after {
                return hypothetical(cue);
            }
            if self.questioned(sign, segment) && self.within(self.cues.actual, segment).is_none() {
                return Some((Reason::Hypothetical, None));
            }
        }
        let generic = ahead(self.cues.generic).find(|cue| !now && no_person_since(*cue));
        generic.map(|cue| (Reason::Generic, Some(cue)))
    }

    /// "I read the leaflet. Seizures, coma, collapse": a list without a person behind a word of reading.
    fn quoted(&self, sign: Span) -> Option<Span> {
        let here = self.sentence_of(sign);
        if self.in_sentence(self.cues.now, here).is_some() {
            return None;
        }
        let said = |cue: &Span| cue.end <= sign.start && !self.person_between(*cue, sign);
        let near = self.spans(self.cues.hearsay).find(|cue| said(cue) && self.sentence_of(*cue) == here);
        near.or_else(|| self.spans(self.cues.source).find(|cue| said(cue) && here - self.sentence_of(*cue) <= QUOTE_REACH))
    }

    /// Whether a person is named between a cue and a sign.
    fn person_between(&self, cue: Span, sign: Span) -> bool {
        self.spans(self.cues.subject).any(|who| who.start >= cue.end && who.start <= sign.start)
    }

    /// Whether the sign's sentence ends with a question mark or opens like a question.
    fn questioned(&self, sign: Span, (from, _): (u16, u16)) -> bool {
        let opens = from == 0 || self.reading.sentence(from.into()) != self.reading.sentence(usize::from(from) - 1);
        self.reading.tokens.get(usize::from(sign.start)).is_some_and(|token| token.asked)
            || opens && self.spans(self.cues.opener).any(|cue| cue.start == from)
    }

    /// A verb in the past tense: one of the cues, or a longer word that ends in "ed".
    fn past_word(&self, at: usize) -> bool {
        let word = self.reading.word(at);
        word.len() > 4 && word.ends_with("ed") || self.spans(self.cues.past_verb).any(|span| usize::from(span.start) == at)
    }

    /// Long over: a "years ago" in its segment, or near by when the segment is in the past tense.
    fn past(&self, sign: Span) -> Option<Veto> {
        let segment = self.segment(sign);
        let here = self.sentence_of(sign);
        if self.within(self.cues.now, segment).is_some() {
            return None;
        }
        if let Some(cue) = self.within(self.cues.past, segment) {
            return Some((Reason::Past, Some(cue)));
        }
        let before_sign = (segment.0, sign.end);
        if self.within(self.cues.present_verb, before_sign).is_some() || self.in_sentence(self.cues.now, here).is_some() {
            return None;
        }
        // A verbless clause ("bitten tongue, blue lights") tells of the time of its sentence.
        let sentence_is_past = || (0..self.reading.tokens.len()).any(|at| self.reading.sentence(at) == here && self.past_word(at));
        let same = || self.in_sentence(self.cues.past, here).filter(|_| sentence_is_past());
        if !(usize::from(before_sign.0)..usize::from(before_sign.1)).any(|at| self.past_word(at)) {
            return same().map(|cue| (Reason::Past, Some(cue)));
        }
        let near = self.spans(self.cues.past).find(|cue| self.sentence_of(*cue).abs_diff(here) <= PAST_REACH);
        if let Some(cue) = near {
            return Some((Reason::Past, Some(cue)));
        }
        self.spans(self.cues.over).next().map(|cue| (Reason::Resolved, Some(cue)))
    }
}

fn set(opens: &mut [bool], at: u16) {
    if let Some(open) = opens.get_mut(usize::from(at)) {
        *open = true;
    }
}

fn close(bounds: &mut Vec<(u16, u16)>, start: usize, end: usize) {
    let pair = (u16::try_from(start).unwrap_or(u16::MAX), u16::try_from(end).unwrap_or(u16::MAX));
    bounds.extend((start..end).map(|_| pair));
}

/// Whether a span is a part of another and shorter.
fn part_of(small: Span, large: Span) -> bool {
    small.start >= large.start && small.end <= large.end && small.end - small.start < large.end - large.start
}

/// Whether two spans share a word.
pub(super) fn overlap(a: Span, b: Span) -> bool {
    a.start < b.end && b.start < a.end
}
