//! All that is needed to answer, built once from one version of the knowledge. Immutable: a reload makes a new one.

use super::{
    decide,
    outcome::{Decision, Outcome},
    personal::PersonalRequests,
};
use crate::{
    evidence::tuning::Techniques,
    knowledge::{
        fault::Fault,
        guide::{CHATTER, Guide},
        model::Knowledge,
        rules::NEAR,
        section::TargetId,
    },
    lexicon::{build::Lexicon, reading::Reading, vocabulary::Symbol},
    matching::{
        index::{self, Index, IndexBuilder},
        search, segments,
    },
    scope::{
        Scoper,
        others::{self, Others, OthersBuilder},
    },
    triage::{
        Gate, Verdict,
        limits::Limits,
        told::{self, Told, ToldBuilder},
    },
};
use serde::{Deserialize, Serialize};

/// Thresholds of the decision. Shares of belief are 0 to 1 over all targets of the guide.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize, Serialize)]
pub struct Thresholds {
    /// Score, in natural logarithm of odds, below which nothing is known at all.
    pub minimum: f32,
    /// Share of belief from which the best section is shown.
    pub answer: f32,
    /// Share of belief that the best two or three sections need together to be offered as a choice.
    pub clarify: f32,
}

impl Default for Thresholds {
    fn default() -> Self {
        Self { minimum: 5.0, answer: 0.5, clarify: 0.5 }
    }
}

/// Score from which a section or topic is known under a message that as a whole reads like talk. Chosen on the development questions
/// among 7, 10, 14, 18 and 24: below, long stories that ask something else are answered; above, questions told amid talk meet silence.
const AMID_TALK: f32 = 18.0;

/// Score of what is out of the question: below all others.
const OUT: f32 = -100.0;

/// One version of the knowledge, ready to answer.
#[derive(Deserialize, Serialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Snapshot {
    /// The data that is shown; what was only learnt from is gone (see [`Knowledge::keep_what_is_shown`]).
    pub knowledge: Knowledge,
    /// Words, names and concepts.
    pub lexicon: Lexicon,
    /// The emergency gate.
    pub gate: Gate,
    /// Danger by example.
    pub told: Told,
    /// Whose medicine.
    pub scoper: Scoper,
    /// Other medicines without a known name.
    pub others: Others,
    /// Weights of each guide.
    pub indexes: Vec<Index>,
    /// Personal requests.
    pub personal: PersonalRequests,
    /// Switched techniques.
    pub techniques: Techniques,
    /// Thresholds.
    pub thresholds: Thresholds,
    asks: Option<Symbol>,
    opens: Option<Symbol>,
    pub(super) anchor: Option<Symbol>,
    pub(super) own: Option<Symbol>,
    pub(super) who: Option<Symbol>,
}

impl Snapshot {
    /// Builds everything from parsed knowledge. Faults are those of phrases and rules; the caller has those of the files.
    #[must_use]
    pub fn build(knowledge: Knowledge, techniques: Techniques, thresholds: Thresholds) -> (Self, Vec<Fault>) {
        let extra: Vec<_> = knowledge.guides.iter().flat_map(index::pattern_concepts).collect();
        let (lexicon, mut faults) = Lexicon::build(&knowledge, &extra);
        let (gate, more) = Gate::build(&knowledge, &lexicon);
        faults.extend(more);
        let (indexes, others, told) = count(&knowledge, &lexicon, &gate, techniques);
        let mut snapshot = Self {
            scoper: Scoper::build(&knowledge.medicines, &knowledge.endings, &lexicon),
            personal: PersonalRequests::build(&lexicon),
            asks: lexicon.concept("asks"),
            opens: lexicon.concept("opens-question"),
            anchor: lexicon.concept("anchor"),
            own: lexicon.concept("own-medicine"),
            who: lexicon.concept("who-are-you"),
            told,
            others,
            gate,
            indexes,
            techniques,
            thresholds,
            lexicon,
            knowledge,
        };
        snapshot.knowledge.keep_what_is_shown();
        (snapshot, faults)
    }

    /// Decides on a question asked of the guide with this index. `space` is kept by the caller between questions.
    #[must_use]
    pub fn judge(&self, question: &str, guide: usize, space: &mut Space) -> Decision {
        let reading = self.lexicon.read(question);
        self.judge_reading(&reading, guide, space)
    }

    /// As [`Self::judge`], for a question that is already read.
    #[must_use]
    pub fn judge_reading(&self, reading: &Reading, guide: usize, space: &mut Space) -> Decision {
        let verdict = self.danger(reading, space);
        let guide = self.guide_for(reading, guide);
        self.mark_asking(reading, &mut space.asking);
        if let Some(index) = self.indexes.get(guide) {
            index.score(reading, &space.asking, &mut space.work, &mut space.scores);
        }
        self.look_amid_talk(reading, guide, space);
        let mut decision = decide::decide(self, guide, reading, verdict, space);
        let open = matches!(decision.outcome, Outcome::Answer | Outcome::Clarify) && !decision.referral;
        if open && !decide::chosen_by_danger(&decision) {
            let parts = self.parts(reading, guide, space);
            decide::two_parts(&mut decision, &parts);
        }
        decision
    }

    /// What the emergency gate says of a message: rules and examples, before anything else.
    #[must_use]
    pub fn danger(&self, reading: &Reading, space: &mut Space) -> Verdict {
        self.told.look(reading, &self.gate, Limits::default(), &mut space.danger)
    }

    /// The clear sections of the parts of a question, in order, each once.
    fn parts(&self, reading: &Reading, guide: usize, space: &mut Space) -> Vec<TargetId> {
        let mut out = Vec::new();
        segments::cut(reading, self.opens, &mut space.parts);
        let (Some(index), Some(data)) = (self.indexes.get(guide), self.knowledge.guides.get(guide)) else { return out };
        if space.parts.len() < 2 {
            return out;
        }
        let parts = std::mem::take(&mut space.parts);
        let end = u16::try_from(reading.tokens.len()).unwrap_or(u16::MAX);
        for (number, &from) in parts.iter().enumerate() {
            let to = parts.get(number + 1).copied().unwrap_or(end);
            index.score_part(reading, from, to, &mut space.work, &mut space.scores);
            if let Some(target) = decide::clear(data, &space.scores)
                && !out.contains(&target)
            {
                out.push(target);
            }
        }
        space.parts = parts;
        out
    }

    /// Where a message as a whole reads like talk but asks something and speaks of a medicine, the talk may only surround a question:
    /// the more somebody tells, the more of it is talk, and that is no reason for silence. What comes next after talk is taken if it
    /// is known well, else the first sentence that asks and is clear by itself.
    fn look_amid_talk(&self, reading: &Reading, guide: usize, space: &mut Space) {
        let (Some(index), Some(data)) = (self.indexes.get(guide), self.knowledge.guides.get(guide)) else { return };
        let Some(talk) = data.target(CHATTER).filter(|&talk| decide::best(&space.scores) == Some(talk)) else { return };
        if !space.asking.contains(&true) || !decide::speaks_of_medicine(self, reading) {
            return;
        }
        let others = space.scores.iter().zip(0..).filter(|&(_, target)| target != talk).map(|(score, _)| *score);
        if others.fold(f32::NEG_INFINITY, f32::max) >= AMID_TALK {
            space.scores.get_mut(usize::from(talk)).into_iter().for_each(|score| *score = OUT);
            return;
        }
        let whole = std::mem::take(&mut space.scores);
        let mut from = 0_u16;
        for sentence in reading.tokens.chunk_by(|a, b| a.sentence == b.sentence) {
            let to = from.saturating_add(u16::try_from(sentence.len()).unwrap_or(u16::MAX));
            if sentence.first().is_some_and(|token| space.asking.get(usize::from(token.sentence)) == Some(&true)) {
                index.score_part(reading, from, to, &mut space.work, &mut space.scores);
                if decide::clear(data, &space.scores).is_some() {
                    return;
                }
            }
            from = to;
        }
        space.scores = whole;
    }

    /// Marks each sentence that asks something; marks none when clause scoring is switched off.
    pub fn mark_asking(&self, reading: &Reading, asking: &mut Vec<bool>) {
        mark_asking(self.asks, self.techniques, reading, asking);
    }

    /// The guide whose medicine is named, else the one that was asked.
    fn guide_for(&self, reading: &Reading, asked: usize) -> usize {
        use crate::lexicon::names::Who;
        let mut named = reading.mentions.iter().filter_map(|mention| match mention.who {
            Who::Guide(guide) => Some(usize::from(guide)),
            Who::OwnClass(_) | Who::Other(_) => None,
        });
        match (named.next(), named.next()) {
            (Some(guide), None) => guide,
            _ => asked,
        }
    }
}

/// Marks each sentence that asks something, in words (the concept `asks`) or by its mark; marks none when clause scoring is switched off.
fn mark_asking(asks: Option<Symbol>, techniques: Techniques, reading: &Reading, asking: &mut Vec<bool>) {
    asking.clear();
    if !techniques.clauses {
        return;
    }
    asking.resize(reading.sentences(), false);
    let mut mark = |sentence: u16| {
        if let Some(asks) = asking.get_mut(usize::from(sentence)) {
            *asks = true;
        }
    };
    reading.tokens.iter().filter(|token| token.asked).for_each(|token| mark(token.sentence));
    if let Some(asks) = asks {
        reading.spans_of(asks).for_each(|span| mark(reading.sentence(span.start.into())));
    }
}

/// Counts every example, for matching and for triage side by side: reading them is most of the work of a start.
fn count(knowledge: &Knowledge, lexicon: &Lexicon, gate: &Gate, techniques: Techniques) -> (Vec<Index>, Others, Told) {
    std::thread::scope(|threads| {
        let indexes = threads.spawn(|| sections(knowledge, lexicon, techniques));
        let told = dangers(knowledge, lexicon, gate, techniques);
        let (indexes, others) = indexes.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        (indexes, others, told)
    })
}

/// Counts what is asked of each guide.
fn sections(knowledge: &Knowledge, lexicon: &Lexicon, techniques: Techniques) -> (Vec<Index>, Others) {
    let read = |texts: &[String]| -> Vec<Reading> { texts.iter().map(|text| lexicon.read(text)).collect() };
    let (small_talk, asked_of_others) = (read(&knowledge.chatter), read(&knowledge.others));
    let mut others = OthersBuilder::new(lexicon, &asked_of_others, techniques);
    let (asks, mut asking) = (lexicon.concept("asks"), Vec::new());
    let mut index = |(guide, number): (&Guide, u16)| {
        let mut index = IndexBuilder::new(guide, lexicon, techniques);
        let mut own = Vec::new();
        for (target, text) in index::questions(guide) {
            let reading = lexicon.read(text);
            mark_asking(asks, techniques, &reading, &mut asking);
            index.add(target, &reading, &asking);
            if guide.target(CHATTER) != Some(target) {
                own.push(reading);
            }
        }
        others.guide(number, guide, &own);
        if let Some(chatter) = guide.target(CHATTER) {
            small_talk.iter().for_each(|reading| index.add(chatter, reading, &[]));
        }
        index.finish()
    };
    let indexes = knowledge.guides.iter().zip(0..).map(&mut index).collect();
    (indexes, others.finish())
}

/// Weighs how people tell of danger, and of what is none.
fn dangers(knowledge: &Knowledge, lexicon: &Lexicon, gate: &Gate, techniques: Techniques) -> Told {
    let mut told = ToldBuilder::new(knowledge, lexicon, techniques);
    let asked = knowledge.guides.iter().flat_map(index::questions).map(|(_, text)| text);
    let others = knowledge.chatter.iter().chain(&knowledge.others).map(String::as_str);
    for text in asked.chain(others) {
        told.add_harmless(&lexicon.read(text), gate);
    }
    for message in &knowledge.told {
        told.add(&message.label, &lexicon.read(&message.text), gate);
    }
    for class in &knowledge.rules {
        for text in &class.must {
            told.add(&class.id, &lexicon.read(text), gate);
        }
        for text in &class.not {
            told.add(NEAR, &lexicon.read(text), gate);
        }
    }
    told.finish()
}

/// Working space of a judgement, kept between questions so that little is allocated for each.
#[derive(Default)]
pub struct Space {
    pub(super) work: search::Space,
    danger: told::Space,
    pub(super) others: others::Space,
    pub(super) scores: Vec<f32>,
    pub(super) asking: Vec<bool>,
    parts: Vec<u16>,
}
