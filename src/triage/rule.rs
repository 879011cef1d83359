//! A rule as symbols, and how it is tried on a message.

use super::{scene::Scene, verdict::Reason};
use crate::{
    knowledge::rules::{Bounds, Mood, Rule, Scope, Time},
    lexicon::{reading::Span, vocabulary::Symbol},
};
use serde::{Deserialize, Serialize};

/// A set of concepts: one bit for each concept that any rule speaks of.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize)]
pub(super) struct Bits([u64; WORDS]);

const WORDS: usize = 6;
/// Concepts that the rules can speak of.
pub(super) const MAX_CONCEPTS: usize = WORDS * 64;

impl Bits {
    pub fn insert(&mut self, index: usize) {
        if let Some(word) = self.0.get_mut(index / 64) {
            *word |= 1 << (index % 64);
        }
    }

    pub fn meets(&self, other: &Self) -> bool {
        self.0.iter().zip(&other.0).any(|(a, b)| a & b != 0)
    }

    pub fn shared(&self, other: &Self) -> usize {
        self.0.iter().zip(&other.0).map(|(a, b)| (a & b).count_ones() as usize).sum()
    }
}

/// A compiled rule.
#[derive(Debug, Deserialize, Serialize)]
pub(super) struct Compiled {
    /// Index of its class.
    pub class: usize,
    pub name: Box<str>,
    pub variant: Option<Box<str>>,
    pub signs: Box<[Symbol]>,
    pub at_least: usize,
    pub with: Box<[Box<[Symbol]>]>,
    pub context: Box<[Box<[Symbol]>]>,
    pub unless: Box<[Symbol]>,
    pub scope: Scope,
    pub mood: Mood,
    pub time: Time,
    pub anchor: bool,
    pub animal: bool,
    pub ignore_denial: bool,
    pub sure: bool,
    pub number: Option<Bounds>,
    /// Bits of the signs, and of each list of the setting.
    pub sign_bits: Bits,
    pub setting_bits: Box<[Bits]>,
}

/// What a rule found.
pub(super) struct Match {
    pub signs: Vec<Span>,
    pub setting: Vec<Span>,
}

impl Compiled {
    /// Compiles a rule; unknown concepts come back by name and are left out.
    pub fn new(class: usize, rule: &Rule, symbol: impl Fn(&str) -> Option<Symbol>, bit: impl Fn(Symbol) -> usize) -> (Self, Vec<String>) {
        let mut unknown = Vec::new();
        let mut all = |names: &[String]| -> Box<[Symbol]> {
            names
                .iter()
                .filter_map(|name| {
                    let found = symbol(name);
                    if found.is_none() {
                        unknown.push(name.clone());
                    }
                    found
                })
                .collect()
        };
        let signs = all(&rule.signs);
        let with: Box<[_]> = rule.with.iter().map(|names| all(names)).collect();
        let context: Box<[_]> = rule.context.iter().map(|names| all(names)).collect();
        let unless = all(&rule.unless);
        let bits = |symbols: &[Symbol]| {
            let mut out = Bits::default();
            symbols.iter().for_each(|&symbol| out.insert(bit(symbol)));
            out
        };
        let compiled = Self {
            class,
            name: rule.name.as_str().into(),
            variant: rule.variant.as_deref().map(Into::into),
            sign_bits: bits(&signs),
            setting_bits: with.iter().chain(&context).map(|list| bits(list)).collect(),
            signs,
            at_least: rule.at_least,
            with,
            context,
            unless,
            scope: rule.scope,
            mood: rule.mood,
            time: rule.time,
            anchor: rule.anchor,
            animal: rule.animal,
            ignore_denial: rule.ignore_denial,
            sure: rule.sure,
            number: rule.number,
        };
        (compiled, unknown)
    }

    /// Whether the concepts of a message allow the rule at all.
    pub fn possible(&self, present: &Bits) -> bool {
        present.shared(&self.sign_bits) >= self.at_least && self.setting_bits.iter().all(|list| present.meets(list))
    }

    /// Tries the rule; signs that do not count are handed to `vetoed`.
    pub fn try_on(&self, scene: &Scene, mut vetoed: impl FnMut(Span, Reason, Option<Span>)) -> Option<Match> {
        let mut signs: Vec<Span> = Vec::new();
        for &concept in &self.signs {
            let mut chosen: Option<Span> = None;
            for span in scene.spans(concept) {
                if !self.number_fits(scene, span) || self.taken_away(scene, span) {
                    continue;
                }
                let veto = scene
                    .veto(span, self.mood, self.time, self.animal)
                    .filter(|(reason, _)| *reason != Reason::Negated || !self.ignore_denial);
                if let Some((reason, cue)) = veto {
                    vetoed(span, reason, cue);
                    continue;
                }
                if self.anchor && !scene.anchored(span) {
                    vetoed(span, Reason::Bare, None);
                    continue;
                }
                let free = !signs.iter().any(|held| held.overlaps(span));
                if free && chosen.is_none() {
                    chosen = Some(span);
                }
            }
            signs.extend(chosen);
        }
        if signs.len() < self.at_least {
            return None;
        }
        let setting = self.setting(scene, &signs)?;
        Some(Match { signs, setting })
    }

    fn setting(&self, scene: &Scene, signs: &[Span]) -> Option<Vec<Span>> {
        let mut out = Vec::new();
        for list in &self.with {
            let found = list.iter().flat_map(|&concept| scene.spans(concept)).find(|span| {
                self.near(scene, *span, signs)
                    && !scene.veto(*span, self.mood, Time::Any, self.animal).is_some_and(|(reason, _)| reason != Reason::Generic)
            });
            out.push(found?);
        }
        for list in &self.context {
            let found = list.iter().flat_map(|&concept| scene.spans(concept)).find(|span| self.near(scene, *span, signs));
            out.push(found?);
        }
        Some(out)
    }

    fn near(&self, scene: &Scene, span: Span, signs: &[Span]) -> bool {
        let reach = match self.scope {
            Scope::Message => return true,
            Scope::Near => 1,
            Scope::Sentence => 0,
        };
        let here = scene.reading.sentence(span.start.into());
        signs.iter().any(|sign| scene.reading.sentence(sign.start.into()).abs_diff(here) <= reach)
    }

    fn taken_away(&self, scene: &Scene, sign: Span) -> bool {
        let here = scene.reading.sentence(sign.start.into());
        self.unless.iter().any(|&concept| scene.spans(concept).any(|span| scene.reading.sentence(span.start.into()) == here))
    }

    /// Whether the first number among the sign's words is within the rule's bounds.
    fn number_fits(&self, scene: &Scene, span: Span) -> bool {
        let Some(bounds) = self.number else { return true };
        let words = scene.reading.tokens.get(usize::from(span.start)..usize::from(span.end)).unwrap_or_default();
        let Some(number) = words.iter().find_map(|token| token.number) else { return false };
        bounds.min.is_none_or(|min| number >= min) && bounds.max.is_none_or(|max| number <= max)
    }
}
