//! Danger by example: how people tell of it, counted. Sees what no rule foresaw; explains itself by words and weights.

use super::verdict::{Finding, Verdict, Words};
use crate::{
    evidence::{
        counts::{Builder, Counts, Space},
        features::Found,
        tuning::Techniques,
    },
    knowledge::{model::Knowledge, rules::Level, section::TargetId},
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
        Self { emergency: 18.0, suspected: 14.0, crisis: 9.0 }
    }
}

/// Zipf frequency (times ten) from which a word or pair says little about what happened and much about how people write.
const COMMON: u8 = 56;

/// Share of such a word or pair.
const COMMON_SHARE: f32 = 0.2;

fn content(f: &Found) -> f32 {
    if f.zipf >= COMMON { COMMON_SHARE } else { 1.0 }
}

/// Counts examples of danger and of harmless messages one by one.
pub struct ToldBuilder {
    counts: Builder,
    targets: Vec<Option<(Box<str>, Level)>>,
    signs: Vec<bool>,
    near: usize,
    /// First target of each guide.
    starts: Vec<usize>,
}

impl ToldBuilder {
    /// Starts with no examples. Targets: the classes of danger, near misses, then every section and topic of every guide
    /// and small talk. What is harmless has many faces, and a danger must be told more clearly than each of them.
    #[must_use]
    pub fn new(knowledge: &Knowledge, lexicon: &Lexicon, techniques: Techniques) -> Self {
        let mut targets: Vec<Option<(Box<str>, Level)>> =
            knowledge.rules.iter().map(|class| Some((class.id.as_str().into(), class.level))).collect();
        let near = targets.len();
        let mut next = near + 1;
        let mut starts = Vec::new();
        for guide in &knowledge.guides {
            starts.push(next);
            next += guide.targets();
        }
        targets.resize(next, None);
        let scored = |name: &str| !UNSCORED.iter().any(|start| name.starts_with(start));
        let signs = flags(lexicon, |name| name.starts_with(SIGN) && !name.ends_with("-not"));
        Self { counts: Builder::new(targets.len(), lexicon, techniques, scored), targets, signs, near, starts }
    }

    /// Counts one message under the id of a class or [`NEAR`]; an unknown label is passed over, `check` reports it.
    pub fn add(&mut self, label: &str, reading: &Reading) {
        let class = self.targets.iter().position(|target| target.as_ref().is_some_and(|(id, _)| **id == *label));
        if let Some(target) = if label == NEAR { Some(self.near) } else { class } {
            self.counts.add(target, reading);
        }
    }

    /// Counts one question that somebody asks of a guide, or small talk as that guide's last target.
    pub fn add_harmless(&mut self, guide: usize, target: TargetId, reading: &Reading) {
        if let Some(start) = self.starts.get(guide) {
            self.counts.add(start + usize::from(target), reading);
        }
    }

    /// The counted examples.
    #[must_use]
    pub fn finish(self) -> Told {
        Told { counts: self.counts.finish(), targets: self.targets, signs: self.signs }
    }
}

impl Told {
    /// Listens to a message, sentence by sentence, in pairs and as a whole; gives the strongest tone of a level.
    ///
    /// `rows` holds the scores of each sentence.
    fn listen(&self, rows: &[f32], level: Level, sum: &mut Vec<f32>) -> Option<Tone> {
        let width = self.counts.targets();
        let sentences = rows.len() / width.max(1);
        let first = sentences.saturating_sub(MOST_SENTENCES);
        let singles = (first..sentences).map(|at| (at, at + 1));
        let pairs = (first..sentences.saturating_sub(1)).map(|at| (at, at + 2));
        let mut best: Option<Tone> = None;
        for (from, to) in std::iter::once((0, sentences)).chain(singles).chain(pairs) {
            sum.clear();
            sum.resize(width, 0.0);
            for row in rows.get(from * width..to * width).unwrap_or_default().chunks(width) {
                for (total, score) in sum.iter_mut().zip(row) {
                    *total += score;
                }
            }
            if let Some(tone) = self.tone(sum, level).filter(|tone| best.is_none_or(|held| tone.margin > held.margin)) {
                best = Some(tone);
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
        self.counts.add_by_sentence(space, reading.sentences(), content, scores);
        let mut sum = Vec::new();
        if !verdict.has(Level::Crisis)
            && let Some(tone) = self.listen(scores, Level::Crisis, &mut sum).filter(|tone| tone.margin >= limits.crisis)
        {
            verdict.findings.extend(self.finding(reading, tone, space));
        }
        // A sign that the rules judged and passed over (asked about, denied, long over, a story) stays passed over: they see
        // time and mood, which counting does not.
        if !verdict.has(Level::Emergency)
            && verdict.vetoes.is_empty()
            && let Some(tone) = self.listen(scores, Level::Emergency, &mut sum).filter(|tone| tone.margin >= limits.suspected)
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
