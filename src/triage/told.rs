//! Danger by example: how people tell of it, weighed. Sees what no rule foresaw; explains itself by words and weights.
//!
//! The rules judge each sign where it stands, and what they judged is evidence here: a sign that counts, a sign that was
//! passed over and why, and what the rules found. Beside it stand plain words and pairs. So a message without any known
//! sign can be seen, and one whose only sign is a manner of speaking can be let go.

use super::{
    gate::{Gate, Sight},
    limits::{Limits, TOLD},
    targets::{CLASSES, CRISIS, EMERGENCY, Targets},
    verdict::{Finding, Verdict, Words},
};
use crate::{
    evidence::{
        features::{Feature, Found, Kind, tagged},
        fitted::{Design, Fitted, Fitter, MOST_QUESTIONS, Questions},
        tuning::Techniques,
        wording::{self, FREE, Manner},
    },
    knowledge::{
        model::Knowledge,
        rules::{Level, NEAR},
    },
    lexicon::{build::Lexicon, reading::Reading, vocabulary::Symbol},
    text::packed::Flags,
};
use rustc_hash::FxHashSet;
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// Starts of names of concepts that do not count: names of single medicines, and patterns of a guide.
const UNSCORED: [&str; 4] = ["name:", "pattern:", "medicine:", "opens-question"];

/// Start of names of concepts that are signs or triggers.
const SIGN: &str = "d-";

/// Examples that must have a feature for it to count.
const LEAST: u32 = 3;

/// The same for letters of words, of which there are many: those of fewer examples found no more danger and a few more false alarms.
const LEAST_LETTERS: u32 = 8;

/// The same for two words around another one, of which there are most.
const LEAST_AROUND: u32 = 4;

/// Whether a feature counts that so many examples have.
fn kept(feature: Feature, examples: u32) -> bool {
    examples
        >= match feature {
            letters if wording::is_letters(letters) => LEAST_LETTERS,
            around if wording::is_around(around) => LEAST_AROUND,
            _ => LEAST,
        }
}

/// Words shown in a finding, and what they must count.
const SHOWN: usize = 4;
const LEAST_SHOWN: f32 = 0.05;

/// Tags of features that are not words: a sign that counts, one that does not, the reason, both together, a level found.
const REAL: u8 = FREE;
const PASSED: u8 = FREE + 1;
const REASON: u8 = FREE + 2;
const FOUND: u8 = FREE + 3;
/// This and the number of the reason behind it.
const PASSED_FOR: u8 = 16;

/// What the question for any emergency counts beside that for the likeliest class. The classes have little in common, so that
/// one sum for all misses what a sum for each sees: with both, a third fewer emergencies of held-back writers were missed.
const ANY: f32 = 0.5;

/// Sum from which the examples know better than a rule which danger it is. On unseen dangers the class is right in 86 of 100 with it
/// and in 76 without.
const KNOWN: f32 = 0.0;

/// The examples of danger, weighed.
#[derive(Deserialize, Serialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Told {
    fitted: Fitted,
    targets: Targets,
    evidence: Evidence,
    /// Whether the examples count at all.
    on: bool,
}

/// What the examples say of a message.
#[derive(Clone, Copy)]
struct Sums {
    emergency: f32,
    crisis: f32,
    /// Index of the likeliest class of emergency.
    class: usize,
}

/// Where an emergency is surer than a crisis by more than this, examples alone make no crisis of it.
const AHEAD: f32 = 1.0;

/// Sentences of a longer message that are looked at together.
const TOGETHER: u16 = 3;

/// What is taken off the sums of a few sentences, because the best of many is looked for, and of one alone, of which there are more
/// and which has lost what stood around it. The first is taken off the sum for a crisis of the whole, too: crises in the examples stand
/// amid long talk of a hard life, and half of all such talk without one was taken for one.
const APART: f32 = 0.2;
const ALONE: f32 = 0.4;

/// What is taken off the sums where the rules saw signs and passed over each of them: denied, asked about, long over. Without it
/// four times as many ordinary questions were taken for emergencies, those that ask about a sign.
const PASSED_OVER: f32 = 0.3;

/// Sentences looked at in this way; of a longer message the last ones.
const MOST_SENTENCES: u16 = 60;

/// Working space, kept between messages.
#[derive(Default)]
pub struct Space {
    found: Vec<Found>,
    /// Features with the sentence each stands in.
    placed: Vec<(u16, Feature)>,
    features: Vec<Feature>,
}

impl Space {
    /// Puts the features of some sentences, with what the rules found in the whole, into `features`: sorted, each once.
    fn gather(&mut self, sentences: impl Fn(u16) -> bool, verdict: &Verdict) {
        let out = &mut self.features;
        out.clear();
        out.extend(self.placed.iter().filter(|(sentence, _)| sentences(*sentence)).map(|(_, feature)| *feature));
        out.extend(verdict.findings.iter().map(|finding| tagged(FOUND, finding.level as u32)));
        out.sort_unstable();
        out.dedup();
    }
}

/// Weighs examples of danger and of harmless messages one by one.
pub struct ToldBuilder {
    fitter: Fitter,
    targets: Targets,
    /// Every id that is a label.
    labels: Vec<Box<str>>,
    evidence: Evidence,
    on: bool,
    space: Space,
}

impl ToldBuilder {
    /// Starts with no examples.
    #[must_use]
    pub fn new(knowledge: &Knowledge, lexicon: &Lexicon, techniques: Techniques) -> Self {
        let targets = Targets::of(knowledge);
        let counted = |name: &str| !UNSCORED.iter().any(|start| name.starts_with(start));
        Self {
            fitter: Fitter::new(Design { questions: CLASSES + targets.emergencies.len(), fine: CLASSES, share: wording::share, kept }),
            targets,
            labels: knowledge.rules.iter().map(|class| class.id.as_str().into()).collect(),
            evidence: Evidence {
                scored: lexicon.flags(counted),
                signs: lexicon.flags(|name| name.starts_with(SIGN) && !name.ends_with("-not")),
                manner: Manner { letters: techniques.letters, around: techniques.around, names_alike: None },
            },
            on: techniques.examples,
            space: Space::default(),
        }
    }

    /// Weighs one message under the id of a class or [`NEAR`]; an unknown label is passed over, `check` reports it.
    pub fn add(&mut self, label: &str, reading: &Reading, gate: &Gate) {
        if label == NEAR || self.labels.iter().any(|id| **id == *label) {
            self.weigh(reading, gate, self.targets.answers(label));
        }
    }

    /// Weighs one harmless text: a question somebody asks of a guide, or small talk.
    pub fn add_harmless(&mut self, reading: &Reading, gate: &Gate) {
        self.weigh(reading, gate, self.targets.answers(NEAR));
    }

    fn weigh(&mut self, reading: &Reading, gate: &Gate, (asked, yes): (Questions, Questions)) {
        let sight = gate.sight(reading);
        self.evidence.collect(&sight, &mut self.space);
        let verdict = sight.scan();
        self.space.gather(|_| true, &verdict);
        self.fitter.add(&self.space.features, asked, yes);
        // What is harmless as a whole is so in every part, and parts are what a long message is judged by.
        if yes == 0 {
            for part in parts(reading) {
                self.space.gather(|sentence| part.contains(&sentence), &verdict);
                self.fitter.add(&self.space.features, asked, yes);
            }
        }
    }

    /// The weighed examples.
    #[must_use]
    pub fn finish(self) -> Told {
        let Self { fitter, targets, evidence, on, .. } = self;
        Told { fitted: fitter.finish(), targets, evidence, on }
    }
}

/// Which concepts are evidence as they stand, which are signs that the gate judges first, and what of the words is evidence.
#[derive(Deserialize, Serialize)]
#[serde(bound(deserialize = "'de: 'static"))]
struct Evidence {
    scored: Flags,
    signs: Flags,
    manner: Manner,
}

impl Evidence {
    /// Collects the features of a message, each with its sentence.
    fn collect(&self, sight: &Sight<'_>, space: &mut Space) {
        wording::collect(sight.reading, self.manner, |symbol| self.scored.has(symbol), &mut space.found);
        let out = &mut space.placed;
        out.clear();
        out.extend(space.found.iter().map(|found| (found.sentence, found.feature)));
        sight.judge(
            |symbol| self.signs.has(symbol),
            |sign, passed| {
                let sentence = sight.reading.sentence(sign.start.into());
                let mut push = |tag: u8, symbol: Symbol| out.push((sentence, tagged(tag, symbol)));
                match passed {
                    None => push(REAL, sign.concept),
                    Some(reason) => {
                        push(PASSED, sign.concept);
                        push(REASON, reason as Symbol);
                        push(PASSED_FOR + reason as u8, sign.concept);
                    }
                }
            },
        );
    }
}

impl Told {
    /// What the whole gate says of a message: the rules, and the examples beside them.
    pub fn look(&self, reading: &Reading, gate: &Gate, limits: Limits, space: &mut Space) -> Verdict {
        let sight = gate.sight(reading);
        let mut verdict = sight.scan();
        if self.on {
            self.weigh(&sight, limits, space, &mut verdict);
        }
        verdict
    }

    /// Sets what the rules found beside what the examples say.
    ///
    /// A danger the rules found is let go only where the examples are sure that it is none, and never one that is said
    /// plainly; what the examples are sure of is added, and what they suspect makes a message urgent.
    fn weigh(&self, sight: &Sight<'_>, limits: Limits, space: &mut Space, verdict: &mut Verdict) {
        let reading = sight.reading;
        if reading.tokens.is_empty() {
            return;
        }
        self.evidence.collect(sight, space);
        let sums = self.sums(reading, space, verdict);
        let Sums { emergency, crisis, class } = sums;
        // Where help comes first anyway, a doubtful crisis is not put before it.
        let least = if emergency >= limits.emergency { limits.crisis } else { limits.no_crisis };
        verdict.findings.retain(|finding| finding.sure || finding.level != Level::Crisis || crisis >= least);
        // Words of a wish to die speak against an emergency, which few examples tell of in one breath: both stay.
        let wish = crisis >= limits.crisis;
        if !wish && !verdict.has(Level::Crisis) {
            let open = |finding: &Finding| finding.level == Level::Emergency && !finding.sure;
            verdict.findings.retain(|finding| !open(finding) || emergency >= limits.no_emergency);
            let doubted = verdict.findings.iter_mut().filter(|finding| open(finding) && emergency < limits.doubted);
            doubted.for_each(|finding| finding.level = Level::UrgentToday);
        }
        if wish && crisis >= emergency - AHEAD && !verdict.has(Level::Crisis) {
            let id = self.targets.crises.first();
            verdict.findings.extend(id.map(|id| self.finding(reading, id, Level::Crisis, &[(CRISIS, 1.0)], space)));
        }
        let suspected = emergency >= limits.suspected && !verdict.has(Level::UrgentToday);
        if (suspected || emergency >= limits.emergency) && !verdict.has(Level::Emergency) {
            let level = if emergency < limits.emergency { Level::UrgentToday } else { Level::Emergency };
            let questions = [(CLASSES + class, 1.0), (EMERGENCY, ANY)];
            let id = self.targets.emergencies.get(class);
            verdict.findings.extend(id.map(|id| self.finding(reading, id, level, &questions, space)));
        } else if emergency >= KNOWN && !verdict.findings.iter().any(|finding| self.targets.stays_first(finding)) {
            self.put_first(class, reading, space, verdict);
        }
        verdict.findings.sort_by_key(|finding| finding.level);
        verdict.sums = Some([emergency, crisis]);
    }

    /// Puts the class that the examples are sure of before the classes that rules found: a rule sees one sign, the examples the whole.
    fn put_first(&self, class: usize, reading: &Reading, space: &Space, verdict: &mut Verdict) {
        let Some(id) = self.targets.emergencies.get(class) else { return };
        let at = verdict.findings.iter().position(|finding| finding.level == Level::Emergency && *finding.class == **id);
        let first = match at {
            Some(at) => verdict.findings.remove(at),
            None => self.finding(reading, id, Level::Emergency, &[(CLASSES + class, 1.0), (EMERGENCY, ANY)], space),
        };
        verdict.findings.insert(0, first);
    }

    /// The sums of a message; of a long one, those of the few sentences that tell most of danger, so that no amount of talk
    /// around it drowns it.
    fn sums(&self, reading: &Reading, space: &mut Space, verdict: &Verdict) -> Sums {
        space.gather(|_| true, verdict);
        let mut sums = self.sums_of(&space.features);
        if parts(reading).next().is_some() {
            sums.crisis -= APART;
        }
        for part in parts(reading) {
            space.gather(|sentence| part.contains(&sentence), verdict);
            let here = self.sums_of(&space.features);
            let off = if part.len() == 1 { ALONE } else { APART };
            sums.crisis = sums.crisis.max(here.crisis - off);
            if here.emergency - off > sums.emergency {
                (sums.emergency, sums.class) = (here.emergency - off, here.class);
            }
        }
        sums
    }

    fn sums_of(&self, features: &[Feature]) -> Sums {
        let mut answers = [0.0; MOST_QUESTIONS];
        self.fitted.sums(features.iter().map(|&feature| (feature, 1.0)), &mut answers);
        let off = if passed_over(features) { PASSED_OVER } else { 0.0 };
        let classes = answers.iter().skip(CLASSES).take(self.targets.emergencies.len()).copied().enumerate();
        let (class, most) = classes.max_by(|(_, a), (_, b)| a.total_cmp(b)).unwrap_or((0, f32::NEG_INFINITY));
        Sums { emergency: most + ANY * answers[EMERGENCY] - off, crisis: answers[CRISIS] - off, class }
    }

    /// A finding of a class with the words that counted most for these questions.
    fn finding(&self, reading: &Reading, class: &str, level: Level, questions: &[(usize, f32)], space: &Space) -> Finding {
        let mut places: Vec<(f32, Range<u16>)> = Vec::new();
        let mut seen = FxHashSet::default();
        for found in space.found.iter().filter(|found| seen.insert(found.feature)) {
            let weight: f32 = questions.iter().map(|&(question, share)| share * self.fitted.weight(found.feature, question)).sum();
            let place = found.start..found.end;
            // What a word's letters count is shown as the word's; they stand right behind it.
            match places.iter_mut().rev().take(2).find(|(_, held)| *held == place) {
                Some((sum, _)) if found.kind == Kind::Letters => *sum += weight,
                _ => places.push((weight, place)),
            }
        }
        places.retain(|(weight, _)| *weight > LEAST_SHOWN);
        places.sort_by(|a, b| b.0.total_cmp(&a.0));
        let mut signs: Vec<Words> = Vec::new();
        for (_, place) in places {
            let words = reading.words(place.start, place.end);
            if signs.len() < SHOWN && !signs.iter().any(|held| held.words == words) {
                signs.push(Words { concept: "told".into(), words });
            }
        }
        Finding {
            class: class.into(),
            level,
            rule: TOLD.into(),
            variant: None,
            sure: false,
            signs,
            setting: Vec::new(),
            time: None,
            person: None,
        }
    }
}

/// Each sentence of a long message, and every few that stand together; none of a short one.
fn parts(reading: &Reading) -> impl Iterator<Item = Range<u16>> {
    let sentences = u16::try_from(reading.sentences()).unwrap_or(u16::MAX);
    let first = sentences.saturating_sub(MOST_SENTENCES);
    let long = sentences > TOGETHER;
    let of = move |length: u16| (first..sentences).map(move |from| from..from + length).filter(move |part| long && part.end <= sentences);
    of(TOGETHER).chain(of(1))
}

/// Whether signs stand among these features of which none counts. They are sorted, and tags are their highest bits.
fn passed_over(features: &[Feature]) -> bool {
    let has = |tag: u8| {
        let from = features.partition_point(|&feature| feature < tagged(tag, 0));
        features.get(from).is_some_and(|&feature| feature < tagged(tag + 1, 0))
    };
    has(PASSED) && !has(REAL)
}
