//! Danger by example: how people tell of it, counted. Sees what no rule foresaw; explains itself by words and weights.

use super::verdict::{Finding, Verdict, Words};
use crate::{
    evidence::{
        counts::{Counts, Space},
        features::Found,
        tuning::Techniques,
    },
    knowledge::{guide::Guide, model::Knowledge, rules::Level},
    lexicon::{build::Lexicon, reading::Reading, vocabulary::Symbol},
};

/// Label of messages with danger words in harmless use.
pub const NEAR: &str = "NEAR";

/// Starts of names of concepts that do not count: names of single medicines, and patterns of a guide.
const UNSCORED: [&str; 4] = ["name:", "pattern:", "medicine:", "opens-question"];

/// Start of names of concepts that are signs or triggers.
const SIGN: &str = "d-";

/// Sentences of one message that are looked at one by one and in pairs; a longer message is looked at from its end.
const MOST_SENTENCES: usize = 24;

/// Words shown in a finding.
const SHOWN: usize = 4;

/// The examples of danger, counted.
pub struct Told {
    counts: Counts,
    /// Class and level of each target; `None` for what is harmless.
    targets: Vec<Option<(Box<str>, Level)>>,
    /// For each symbol: whether it is a sign of danger or a trigger.
    signs: Vec<bool>,
}

/// How strongly a message tells of danger.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Tone {
    /// Best dangerous target of the level.
    target: usize,
    /// Its score less the best harmless one's, in natural logarithm of odds.
    margin: f32,
}

/// Margins of the counted examples, in natural logarithm of odds. Chosen on `tests/golden/danger.tsv` so that ordinary
/// questions stay quiet; the rules are the finer judge, the examples see what no rule foresaw.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Limits {
    /// From here examples alone make an emergency, beside at least one sign.
    pub emergency: f32,
    /// From here they make it urgent, beside at least one sign: help today is named, without a banner.
    pub suspected: f32,
    /// From here examples alone make a crisis, beside at least one sign.
    pub crisis: f32,
}

impl Default for Limits {
    fn default() -> Self {
        Self { emergency: 16.0, suspected: 12.0, crisis: 7.0 }
    }
}

/// Zipf frequency (times ten) from which a word or pair says little about what happened and much about how people write.
const COMMON: u8 = 56;

/// Share of such a word or pair.
const COMMON_SHARE: f32 = 0.2;

fn content(f: &Found) -> f32 {
    if f.zipf >= COMMON { COMMON_SHARE } else { 1.0 }
}

impl Told {
    /// Counts the examples: the told ones, the rules' own wordings, and everything people ask as harmless.
    #[must_use]
    pub fn build(knowledge: &Knowledge, lexicon: &Lexicon, techniques: Techniques) -> Self {
        let mut targets: Vec<Option<(Box<str>, Level)>> =
            knowledge.rules.iter().map(|class| Some((class.id.as_str().into(), class.level))).collect();
        let near = targets.len();
        // Near misses, then every section and topic of every guide, and small talk: what is harmless has many faces, and a
        // danger must be told more clearly than each of them.
        let guides = &knowledge.guides;
        let starts: Vec<usize> =
            guides.iter().scan(near + 1, |next, guide| Some(std::mem::replace(next, *next + guide.targets()))).collect();
        let talk = near + 1 + guides.iter().map(Guide::targets).sum::<usize>();
        targets.resize(talk + 1, None);
        let index = |label: &str| if label == NEAR { Some(near) } else { knowledge.rules.iter().position(|class| class.id == label) };
        let told = knowledge.told.iter().filter_map(|told| Some((index(&told.label)?, told.text.as_str())));
        let must = knowledge.rules.iter().enumerate().flat_map(|(at, class)| class.must.iter().map(move |text| (at, text.as_str())));
        let not = knowledge.rules.iter().flat_map(|class| &class.not).map(|text| (near, text.as_str()));
        let asked = guides.iter().zip(starts).flat_map(|(guide, start)| {
            let target = move |id: &str| Some(start + usize::from(guide.target(id)?));
            guide.asked.iter().filter_map(move |asked| Some((target(&asked.target)?, asked.text.as_str())))
        });
        let chatter = knowledge.chatter.iter().map(|text| (talk, text.as_str()));
        let texts = told.chain(must).chain(not).chain(asked).chain(chatter);
        let signs = flags(lexicon, |name| name.starts_with(SIGN) && !name.ends_with("-not"));
        let scored = |name: &str| !UNSCORED.iter().any(|start| name.starts_with(start));
        let counts = Counts::build(targets.len(), texts, lexicon, techniques, scored);
        Self { counts, targets, signs }
    }

    /// Listens to a message, sentence by sentence, in pairs and as a whole; gives the strongest tone of a level. Its features are collected already.
    fn listen(&self, reading: &Reading, level: Level, space: &mut Space, scores: &mut Vec<f32>) -> Option<Tone> {
        let sentences = reading.sentences();
        let first = sentences.saturating_sub(MOST_SENTENCES);
        let mut best: Option<Tone> = None;
        let mut hear = |from: usize, to: usize, space: &mut Space, scores: &mut Vec<f32>| {
            let inside = |sentence: u16| (from..to).contains(&usize::from(sentence));
            self.counts.add(space, |f| if inside(f.sentence) { content(f) } else { 0.0 }, scores);
            let tone = self.tone(scores, level);
            if let Some(tone) = tone
                && best.is_none_or(|held| tone.margin > held.margin)
            {
                best = Some(tone);
            }
        };
        hear(0, sentences, space, scores);
        if sentences > 1 {
            for at in first..sentences {
                hear(at, at + 1, space, scores);
                if at + 2 < sentences || (at + 2 == sentences && sentences > 2) {
                    hear(at, at + 2, space, scores);
                }
            }
        }
        best
    }

    fn tone(&self, scores: &[f32], level: Level) -> Option<Tone> {
        let (mut danger, mut harmless): (Option<(usize, f32)>, f32) = (None, 0.0);
        for (target, (&score, meaning)) in scores.iter().zip(&self.targets).enumerate() {
            match meaning {
                Some((_, held)) if *held == level => {
                    if danger.is_none_or(|(_, best)| score > best) {
                        danger = Some((target, score));
                    }
                }
                // A worse danger is not harmless, but neither is it this level.
                Some((_, held)) if *held < level => {}
                Some(_) | None => harmless = harmless.max(score),
            }
        }
        danger.map(|(target, score)| Tone { target, margin: score - harmless })
    }

    /// Adds what the examples say to what the rules found. Without any sign in the message nothing is added.
    pub fn weigh(&self, reading: &Reading, limits: Limits, space: &mut Space, scores: &mut Vec<f32>, verdict: &mut Verdict) {
        let sign = |symbol: Symbol| self.signs.get(symbol as usize).copied().unwrap_or(false);
        if verdict.has(Level::Emergency) && verdict.has(Level::Crisis) || !reading.spans.iter().any(|span| sign(span.concept)) {
            return;
        }
        self.counts.collect(reading, space);
        if !verdict.has(Level::Crisis)
            && let Some(tone) = self.listen(reading, Level::Crisis, space, scores).filter(|tone| tone.margin >= limits.crisis)
        {
            verdict.findings.extend(self.finding(reading, tone, space));
        }
        if !verdict.has(Level::Emergency)
            && let Some(tone) = self.listen(reading, Level::Emergency, space, scores).filter(|tone| tone.margin >= limits.suspected)
        {
            let mut finding = self.finding(reading, tone, space);
            if tone.margin < limits.emergency
                && let Some(finding) = &mut finding
            {
                finding.level = Level::UrgentToday;
            }
            verdict.findings.extend(finding);
        }
        verdict.findings.sort_by_key(|finding| finding.level);
    }

    /// A finding with the words that counted most.
    fn finding(&self, reading: &Reading, tone: Tone, space: &Space) -> Option<Finding> {
        let (class, level) = self.targets.get(tone.target)?.as_ref()?;
        let mut words: Vec<(f32, Words)> = Vec::new();
        for f in &space.found {
            let weight = self.counts.weights(f.feature).and_then(|row| row.get(tone.target)).copied().unwrap_or(0.0);
            let said = reading.words(f.start, f.end);
            if weight > 0.5 && !words.iter().any(|(_, held)| held.words == said) {
                words.push((weight, Words { concept: "told".into(), words: said }));
            }
        }
        words.sort_by(|a, b| b.0.total_cmp(&a.0));
        Some(Finding {
            class: class.clone(),
            level: *level,
            rule: "told like examples of this class".into(),
            variant: None,
            signs: words.into_iter().take(SHOWN).map(|(_, words)| words).collect(),
            setting: Vec::new(),
            time: None,
            person: None,
        })
    }
}

/// A flag by symbol for the concepts whose names meet a condition.
fn flags(lexicon: &Lexicon, condition: impl Fn(&str) -> bool) -> Vec<bool> {
    let mut out = vec![false; lexicon.symbols()];
    for symbol in lexicon.concepts_where(condition) {
        if let Some(flag) = out.get_mut(symbol as usize) {
            *flag = true;
        }
    }
    out
}
