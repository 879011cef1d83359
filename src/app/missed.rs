//! What a question that found no answer is counted by: a topic's id, or pairs of stems of words that our own texts use.
//!
//! A pair says what people miss ("sleep" with "travel"); no name, dose or number can be one of it, because none stands among
//! those words.

use crate::{
    answer::{
        outcome::{Decision, Outcome},
        snapshot::Snapshot,
    },
    lexicon::vocabulary::Symbol,
};
use rustc_hash::FxHashSet;

/// Most words of a question that are paired: fifteen pairs.
const MOST_WORDS: usize = 6;

/// Zipf frequency, times ten, from which a word says nothing of what is asked: "what", "take", "about".
const TOO_COMMON: u8 = 57;

/// Shortest stem that is counted, in bytes.
const SHORTEST: usize = 3;

/// What a question without an answer was about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// Id of a topic that the guide does not cover.
    Topic(String),
    /// Two stems in alphabetical order, joined by a blank.
    Words(String),
}

/// Stems that may be counted: those of titles, keywords and texts of sections, and of titles and keywords of topics.
pub struct Notable(FxHashSet<Symbol>);

impl Notable {
    /// Those of a guide. Its medicine's own names are left out: they say nothing of what is missed.
    pub fn of(snapshot: &Snapshot, guide: usize) -> Self {
        let mut stems = FxHashSet::default();
        let Some(guide) = snapshot.knowledge.guides.get(guide) else { return Self(stems) };
        let own: FxHashSet<String> =
            guide.head.names.iter().chain([&guide.head.name, &guide.head.id]).map(|name| name.to_lowercase()).collect();
        let sections = guide.sections.iter().flat_map(|section| {
            let head = &section.head;
            head.keywords.iter().map(String::as_str).chain([head.title.as_str(), head.about.as_str(), section.body.as_str()])
        });
        let topics = guide.topics.iter().flat_map(|topic| topic.keywords.iter().map(String::as_str).chain([topic.title.as_str()]));
        for text in sections.chain(topics) {
            for word in text.split(|c: char| !c.is_alphabetic()).filter(|word| word.len() >= SHORTEST) {
                let word = word.to_lowercase();
                stems.extend(snapshot.lexicon.stem(&word).filter(|_| !own.contains(&word)));
            }
        }
        Self(stems)
    }
}

/// What a question is counted by; nothing where it found an answer, or was none.
pub fn subjects(snapshot: &Snapshot, notable: &Notable, text: &str, decision: &Decision) -> Vec<Subject> {
    if decision.outcome != Outcome::NotCovered || decision.language.is_some() {
        return Vec::new();
    }
    let guide = snapshot.knowledge.guides.get(decision.guide);
    if let Some(topic) = decision.topic.filter(|&target| guide.is_some_and(|guide| guide.topic(target).is_some())) {
        return guide.map(|guide| Subject::Topic(guide.target_id(topic).to_owned())).into_iter().collect();
    }
    let reading = snapshot.lexicon.read(text);
    let mut words: Vec<(u8, &str)> = Vec::new();
    for token in &reading.tokens {
        let stem = snapshot.lexicon.name(token.stem);
        let counts = notable.0.contains(&token.stem) && token.number.is_none() && token.zipf < TOO_COMMON && stem.len() >= SHORTEST;
        if counts && !words.iter().any(|(_, held)| *held == stem) {
            words.push((token.zipf, stem));
        }
    }
    // The rarest say most.
    words.sort_unstable();
    words.truncate(MOST_WORDS);
    let mut stems: Vec<&str> = words.into_iter().map(|(_, stem)| stem).collect();
    stems.sort_unstable();
    let pairs = stems.iter().enumerate().flat_map(|(at, one)| stems.iter().skip(at + 1).map(move |other| format!("{one} {other}")));
    pairs.map(Subject::Words).collect()
}
