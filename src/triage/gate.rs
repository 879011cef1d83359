//! The gate: rules compiled against the lexicon, and the scan of one message.

use super::{
    cues::Cues,
    rule::{Bits, Compiled, MAX_CONCEPTS},
    scene::Scene,
    verdict::{Finding, Reason, Verdict, Veto, Words},
};
use crate::{
    knowledge::{
        fault::Fault,
        model::Knowledge,
        rules::{Level, Mood, Time},
    },
    lexicon::{
        build::Lexicon,
        reading::{Reading, Span},
        vocabulary::{NONE, Symbol},
    },
};
use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};
use std::cell::OnceCell;

/// Ending of a concept that takes places away from another: `d-seizure-not` from `d-seizure`.
const EXCEPT: &str = "-not";
/// Marks a concept that no rule speaks of.
const NO_BIT: u16 = u16::MAX;

/// The emergency gate. Immutable once built; shared by all readers.
#[derive(Deserialize, Serialize)]
pub struct Gate {
    rules: Vec<Compiled>,
    classes: Vec<(Box<str>, Level)>,
    cues: Cues,
    /// Bit of each symbol, or [`NO_BIT`].
    bit_of: Vec<u16>,
    /// All concepts that are a sign of some rule.
    any_sign: Bits,
    /// Concept to the concept that takes places away from it.
    except: FxHashMap<Symbol, Symbol>,
    /// Concepts whose phrases hold no denial behind their first word.
    affirmed: FxHashSet<Symbol>,
    names: FxHashMap<Symbol, Box<str>>,
}

impl Gate {
    /// Compiles the rules. A concept that no file defines is a fault and never matches.
    #[must_use]
    pub fn build(knowledge: &Knowledge, lexicon: &Lexicon) -> (Self, Vec<Fault>) {
        let mut faults = Vec::new();
        let mut gate = Self {
            rules: Vec::new(),
            classes: Vec::new(),
            cues: Cues::find(lexicon, &mut faults),
            bit_of: vec![NO_BIT; lexicon.symbols()],
            any_sign: Bits::default(),
            except: FxHashMap::default(),
            affirmed: FxHashSet::default(),
            names: FxHashMap::default(),
        };
        for concept in &knowledge.concepts {
            let taken_from = concept.name.strip_suffix(EXCEPT).and_then(|name| lexicon.concept(name));
            if let (Some(from), Some(except)) = (taken_from, lexicon.concept(&concept.name)) {
                gate.except.insert(from, except);
            }
            if let Some(symbol) = lexicon.concept(&concept.name)
                && !concept.phrases.iter().any(|phrase| holds_denial(phrase))
            {
                gate.affirmed.insert(symbol);
            }
        }
        for class in &knowledge.rules {
            let index = gate.classes.len();
            gate.classes.push((class.id.as_str().into(), class.level));
            for rule in &class.rule {
                for name in rule.signs.iter().chain(rule.with.iter().flatten()).chain(rule.context.iter().flatten()).chain(&rule.unless) {
                    if let Some(symbol) = lexicon.concept(name) {
                        gate.names.insert(symbol, name.as_str().into());
                    }
                }
                gate.number_concepts();
                let bit_of = &gate.bit_of;
                let bit = |symbol: Symbol| bit_of.get(symbol as usize).map_or(MAX_CONCEPTS, |&bit| bit.into());
                let (compiled, unknown) = Compiled::new(index, rule, |name| lexicon.concept(name), bit);
                for name in unknown {
                    let reason = format!("rule `{}` of class `{}` speaks of `{name}`, which no file defines", rule.name, class.id);
                    faults.push(Fault::at(&class.file, "", &name, reason, "define the concept or correct its name"));
                }
                for &sign in &compiled.signs {
                    gate.any_sign.insert(bit(sign));
                }
                gate.rules.push(compiled);
            }
        }
        if gate.names.len() > MAX_CONCEPTS {
            let reason = format!("the rules speak of {} concepts, more than {MAX_CONCEPTS}", gate.names.len());
            faults.push(Fault::file(crate::knowledge::rules::FOLDER, reason, "join concepts that are used alike"));
        }
        (gate, faults)
    }

    /// Gives a bit to every named concept that has none yet.
    fn number_concepts(&mut self) {
        let mut next = self.bit_of.iter().filter(|&&bit| bit != NO_BIT).count();
        for &symbol in self.names.keys() {
            if let Some(bit) = self.bit_of.get_mut(symbol as usize)
                && *bit == NO_BIT
            {
                *bit = u16::try_from(next).unwrap_or(NO_BIT);
                next += 1;
            }
        }
    }

    /// Looks at a message.
    pub(super) fn sight<'s>(&'s self, reading: &'s Reading) -> Sight<'s> {
        Sight { gate: self, reading, scene: OnceCell::new() }
    }

    /// Reads a message for danger by the rules alone. Allocates nothing when no rule can match.
    #[must_use]
    pub fn scan(&self, reading: &Reading) -> Verdict {
        self.sight(reading).scan()
    }

    fn note(&self, verdict: &mut Verdict, reading: &Reading, sign: Span, reason: Reason, cue: Option<Span>) {
        /// Signs passed over that are told of: for explanations.
        const MOST: usize = 40;
        if verdict.vetoes.len() >= MOST {
            return;
        }
        let veto =
            Veto { sign: self.words(reading, sign), reason, cue: cue.map(|cue| reading.words(cue.start, cue.end)).unwrap_or_default() };
        if !verdict.vetoes.contains(&veto) {
            verdict.vetoes.push(veto);
        }
    }

    fn words(&self, reading: &Reading, span: Span) -> Words {
        Words { concept: self.names.get(&span.concept).cloned().unwrap_or_default(), words: reading.words(span.start, span.end) }
    }
}

/// A message under the eyes of the gate. Its scene is set once, when something is to be judged.
pub(super) struct Sight<'s> {
    gate: &'s Gate,
    pub reading: &'s Reading,
    scene: OnceCell<Scene<'s>>,
}

impl<'s> Sight<'s> {
    fn scene(&self) -> &Scene<'s> {
        let Gate { cues, except, affirmed, .. } = self.gate;
        self.scene.get_or_init(|| Scene::new(self.reading, cues, except, affirmed))
    }

    /// What the rules find.
    pub fn scan(&self) -> Verdict {
        let (gate, reading) = (self.gate, self.reading);
        let mut present = Bits::default();
        for span in &reading.spans {
            if let Some(&bit) = gate.bit_of.get(span.concept as usize)
                && bit != NO_BIT
            {
                present.insert(bit.into());
            }
        }
        let mut verdict = Verdict::default();
        if !present.meets(&gate.any_sign) {
            return verdict;
        }
        for rule in gate.rules.iter().filter(|rule| rule.possible(&present)) {
            let Some((class, level)) = gate.classes.get(rule.class) else { continue };
            if verdict.has_class(class) && rule.variant.is_none() {
                continue;
            }
            let scene = self.scene();
            let found = rule.try_on(scene, |sign, reason, cue| gate.note(&mut verdict, reading, sign, reason, cue));
            let Some(found) = found else { continue };
            let first = found.signs.first().copied();
            let words = |span: Option<Span>| span.map(|span| reading.words(span.start, span.end));
            verdict.findings.push(Finding {
                class: class.clone(),
                level: *level,
                rule: rule.name.clone(),
                variant: rule.variant.clone(),
                sure: rule.sure,
                signs: found.signs.iter().map(|span| gate.words(reading, *span)).collect(),
                setting: found.setting.iter().map(|span| gate.words(reading, *span)).collect(),
                time: words(first.and_then(|sign| scene.time(sign))),
                person: words(first.and_then(|sign| scene.person(sign))),
            });
        }
        verdict.findings.sort_by_key(|finding| finding.level);
        verdict
    }

    /// Hands over the signs of a message with the reason why each does not count where it stands; `None` when it does.
    /// A sign that counts once is not judged again elsewhere.
    pub fn judge(&self, sign: impl Fn(Symbol) -> bool, mut judged: impl FnMut(Span, Option<Reason>)) {
        if !self.reading.spans.iter().any(|span| sign(span.concept)) {
            return;
        }
        let mut real = NONE;
        for span in self.scene().all().filter(|span| sign(span.concept)) {
            if span.concept == real {
                continue;
            }
            let reason = self.scene().veto(span, Mood::Real, Time::Now, false).map(|(reason, _)| reason);
            if reason.is_none() {
                real = span.concept;
            }
            judged(span, reason);
        }
    }
}

/// Whether a phrase of the data has a denial behind its first word ("dad .. wont wake").
fn holds_denial(phrase: &str) -> bool {
    phrase.split(' ').skip(1).flat_map(|place| place.split('|')).map(|word| word.trim_start_matches(['=', '?'])).any(|word| {
        matches!(word, "@c-no" | "@d-cant" | "no" | "not" | "never" | "without" | "wont" | "cannot") || NOT_VERBS.contains(&word)
    })
}

/// Verbs with "not" run together, as the lexicon reads them.
const NOT_VERBS: &[&str] =
    &["cant", "dont", "doesnt", "didnt", "isnt", "arent", "wasnt", "werent", "hasnt", "havent", "hadnt", "couldnt", "wouldnt", "shouldnt"];
