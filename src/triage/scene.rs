//! Judges a sign where it stands: its part of the sentence, and the cues around it.
//!
//! A message is cut into segments, each about as long as one statement: at punctuation, at words that open a new
//! thought ("but", "because", "what do i do") and at "and" or "since" when a person follows. Cues bind within their
//! segment unless said otherwise below; so "read that it can cause seizures and now he's having one" has one sign
//! that is only read about and one that is real.

use super::{
    cues::Cues,
    places::{Places, close, sentences, set},
    verdict::Reason,
};
use crate::{
    knowledge::rules::{Mood, Time},
    lexicon::{
        reading::{Reading, Span},
        vocabulary::Symbol,
    },
};
use rustc_hash::{FxHashMap, FxHashSet};
use std::cell::{OnceCell, RefCell};

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

/// Words that the longest phrase covers, with its gaps.
const LONGEST: u16 = 40;

/// A read message with its segments.
pub(super) struct Scene<'r> {
    pub reading: &'r Reading,
    /// The places of concepts that count: a judgement asks for two dozen cues.
    places: Places,
    /// First word of each sentence, and the index behind its last.
    sentences: Vec<(u16, u16)>,
    cues: &'r Cues,
    /// Concepts whose phrases hold no denial, so that one in the midst of their words denies them.
    affirmed: &'r FxHashSet<Symbol>,
    /// First word of the segment of each word, and the index behind its last.
    bounds: Vec<(u16, u16)>,
    /// Words in the past tense, in order; looked for when first asked for.
    past_words: OnceCell<Vec<u16>>,
    /// What was judged of signs told as fact and now.
    judged: RefCell<FxHashMap<Span, Option<Veto>>>,
}

/// A veto: the reason and the words that say so.
pub(super) type Veto = (Reason, Option<Span>);

impl<'r> Scene<'r> {
    pub fn new(reading: &'r Reading, cues: &'r Cues, except: &'r FxHashMap<Symbol, Symbol>, affirmed: &'r FxHashSet<Symbol>) -> Self {
        let all = Places::new(reading.spans.clone());
        // The longer phrase wins: a `-not` phrase that is only a part of a place's words takes nothing away.
        let taken = |span: &Span| {
            let around = |not: Symbol| all.slice(not, span.start.saturating_sub(LONGEST), span.end);
            except.get(&span.concept).is_some_and(|&not| around(not).iter().any(|&other| span.overlaps(other) && !other.part_of(*span)))
        };
        let taken: Vec<Span> = all.all().iter().filter(|span| taken(span)).copied().collect();
        let (mut places, mut taken) = (all, taken.into_iter().peekable());
        places.retain(|span| taken.next_if_eq(span).is_none());
        let (past_words, judged) = (OnceCell::new(), RefCell::default());
        let mut scene = Self { reading, places, sentences: sentences(reading), cues, affirmed, bounds: Vec::new(), past_words, judged };
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

    /// Places of a concept, without those that its `-not` phrases take away, in the order of their first words.
    pub fn spans(&self, concept: Symbol) -> impl DoubleEndedIterator<Item = Span> + '_ {
        self.range(concept, (0, u16::MAX))
    }

    /// Places of every concept, those of one side by side.
    pub fn all(&self) -> impl Iterator<Item = Span> + '_ {
        self.places.all().iter().copied()
    }

    /// Places of a concept that start from one word on, ahead of another.
    fn range(&self, concept: Symbol, (from, to): (u16, u16)) -> impl DoubleEndedIterator<Item = Span> + '_ {
        self.places.slice(concept, from, to).iter().copied()
    }

    fn last_sentence(&self) -> u16 {
        u16::try_from(self.sentences.len().saturating_sub(1)).unwrap_or(u16::MAX)
    }

    /// Words of a sentence.
    fn words_of(&self, sentence: u16) -> (u16, u16) {
        self.sentences.get(usize::from(sentence)).copied().unwrap_or((0, 0))
    }

    fn segment(&self, span: Span) -> (u16, u16) {
        self.bounds.get(usize::from(span.start)).copied().unwrap_or((0, 0))
    }

    fn sentence_of(&self, span: Span) -> u16 {
        self.reading.sentence(span.start.into())
    }

    fn within(&self, cue: Symbol, segment: (u16, u16)) -> Option<Span> {
        self.range(cue, segment).next()
    }

    fn in_sentence(&self, cue: Symbol, sentence: u16) -> Option<Span> {
        self.range(cue, self.words_of(sentence)).next()
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
        self.range(self.cues.subject, (from, sign.start + 1)).next_back()
    }

    /// Whether a person, a time or a word like "has" stands by the sign.
    pub fn anchored(&self, sign: Span) -> bool {
        let sentence = self.sentence_of(sign);
        [self.cues.subject, self.cues.now, self.cues.have].into_iter().any(|cue| self.in_sentence(cue, sentence).is_some())
    }

    /// Why a sign does not count where it stands; `None` when it does.
    pub fn veto(&self, sign: Span, mood: Mood, time: Time, animal: bool) -> Option<Veto> {
        if (mood, time, animal) != (Mood::Real, Time::Now, false) {
            return self.judge(sign, mood, time, animal);
        }
        // Most rules ask just this, and several of them of the same sign.
        if let Some(&held) = self.judged.borrow().get(&sign) {
            return held;
        }
        let veto = self.judge(sign, mood, time, animal);
        self.judged.borrow_mut().insert(sign, veto);
        veto
    }

    fn judge(&self, sign: Span, mood: Mood, time: Time, animal: bool) -> Option<Veto> {
        self.other_sense(sign, animal)
            .or_else(|| self.fiction(sign))
            .or_else(|| self.negated(sign))
            .or_else(|| (mood == Mood::Real).then(|| self.unreal(sign)).flatten())
            .or_else(|| (time == Time::Now).then(|| self.past(sign)).flatten())
    }

    fn other_sense(&self, sign: Span, animal: bool) -> Option<Veto> {
        let near = (sign.start.saturating_sub(LONGEST), sign.end);
        let idiom = self.range(self.cues.idiom, near).find(|idiom| idiom.overlaps(sign));
        let idiom = idiom.or_else(|| if animal { None } else { self.animal(sign) })?;
        Some((Reason::OtherSense, Some(idiom)))
    }

    /// The animal that a sign is about: named last ahead of it, or in the sentence before when nobody else is.
    fn animal(&self, sign: Span) -> Option<Span> {
        let here = self.sentence_of(sign);
        let last = |cue: Symbol, sentence: u16| {
            let (from, to) = self.words_of(sentence);
            self.range(cue, (from, to.min(sign.start + 1))).next_back()
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
        let cue = self.spans(self.cues.fiction).next().filter(|cue| self.sentence_of(*cue) <= here)?;
        let elsewhere = self.sentence_of(cue) < here;
        if elsewhere && self.in_sentence(self.cues.now, here).is_some() && self.in_sentence(self.cues.subject, here).is_some() {
            return None;
        }
        Some((Reason::Fiction, Some(cue)))
    }

    fn negated(&self, sign: Span) -> Option<Veto> {
        let (from, to) = self.segment(sign);
        let ahead = self.range(self.cues.negation, (from, sign.start)).find(|cue| {
            cue.end <= sign.start
                && sign.start - cue.end <= NEGATION_REACH
                && self.range(self.cues.subject, (cue.end, sign.start)).next().is_none()
        });
        let after = || self.range(self.cues.denied_after, (sign.end, to.min(sign.end + 2))).next();
        let inside = || {
            self.affirmed
                .contains(&sign.concept)
                .then(|| self.range(self.cues.negation, (sign.start + 1, sign.end)).find(|cue| cue.end < sign.end))?
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
        let (opens, ends) = self.words_of(sentence);
        let or = (from..ends).any(|at| matches!(self.reading.word(at.into()), "or" | "nor"));
        if !or {
            return None;
        }
        self.range(self.cues.negation, (opens, from)).find(|cue| cue.start <= self.segment(*cue).0 + 1)
    }

    /// Asked, feared, read about, or told of people in general.
    fn unreal(&self, sign: Span) -> Option<Veto> {
        let segment @ (from, to) = self.segment(sign);
        let sentence = self.sentence_of(sign);
        let subject = self.subject_ahead(sign);
        let now = self.within(self.cues.now, segment).is_some();
        let no_person_since = |cue: Span| subject.is_none_or(|who| who.start < cue.end);
        let ahead = |cue: Symbol| self.range(cue, (from, sign.start)).filter(move |span| span.end <= sign.start);
        let hypothetical = |cue: Span| Some((Reason::Hypothetical, Some(cue)));

        // "if" and "when to call" reach over the whole sentence behind them when it asks, or only lists.
        let (opens, _) = self.words_of(sentence);
        let condition = self
            .range(self.cues.condition, (opens, sign.start))
            .find(|cue| cue.start >= from || !now && (!self.person_between(*cue, sign) || self.questioned(sign, segment)));
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
            let after = self.range(self.cues.topic_after, (sign.end, to)).next();
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
        let from = |sentence: u16| (self.words_of(sentence).0, sign.start);
        let near = self.range(self.cues.hearsay, from(here)).find(said);
        near.or_else(|| self.range(self.cues.source, from(here.saturating_sub(QUOTE_REACH))).find(said))
    }

    /// Whether a person is named between a cue and a sign.
    fn person_between(&self, cue: Span, sign: Span) -> bool {
        self.range(self.cues.subject, (cue.end, sign.start + 1)).next().is_some()
    }

    /// Whether the sign's sentence ends with a question mark or opens like a question.
    fn questioned(&self, sign: Span, (from, _): (u16, u16)) -> bool {
        let opens = from == 0 || self.reading.sentence(from.into()) != self.reading.sentence(usize::from(from) - 1);
        self.reading.tokens.get(usize::from(sign.start)).is_some_and(|token| token.asked)
            || opens && self.range(self.cues.opener, (from, from + 1)).next().is_some()
    }

    /// Whether a verb in the past tense is among some words: one of the cues, or a longer word that ends in "ed".
    fn tells_of_past(&self, (from, to): (u16, u16)) -> bool {
        let past_words = self.past_words.get_or_init(|| {
            let ends_in_ed = |word: &str| word.len() > 4 && word.ends_with("ed");
            let words = (0..).take(self.reading.tokens.len()).filter(|&at| ends_in_ed(self.reading.word(at.into())));
            let mut all: Vec<u16> = words.chain(self.spans(self.cues.past_verb).map(|span| span.start)).collect();
            all.sort_unstable();
            all
        });
        let first = past_words.partition_point(|&at| at < from);
        past_words.get(first).is_some_and(|&at| at < to)
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
        let same = || self.in_sentence(self.cues.past, here).filter(|_| self.tells_of_past(self.words_of(here)));
        if !self.tells_of_past(before_sign) {
            return same().map(|cue| (Reason::Past, Some(cue)));
        }
        let around = (self.words_of(here.saturating_sub(PAST_REACH)).0, self.words_of(self.last_sentence().min(here + PAST_REACH)).1);
        let near = self.range(self.cues.past, around).next();
        if let Some(cue) = near {
            return Some((Reason::Past, Some(cue)));
        }
        self.spans(self.cues.over).next().map(|cue| (Reason::Resolved, Some(cue)))
    }
}
