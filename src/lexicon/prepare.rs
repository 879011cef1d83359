//! The parts of the knowledge in the shape the lexicon keeps them: short forms, joins, names, texts.

use crate::{
    knowledge::model::Knowledge,
    text::{clean, token},
};
use rustc_hash::FxHashMap;

/// Name of the concept that stands for a class of medicines: `class-sedative-hypnotic`.
#[must_use]
pub fn class_concept(class: &str) -> String {
    let mut out = String::from("class-");
    for c in class.chars() {
        if c.is_ascii_alphanumeric() {
            out.push(c.to_ascii_lowercase());
        } else if !out.ends_with('-') {
            out.push('-');
        }
    }
    out.trim_end_matches('-').to_owned()
}

/// A name as the words it is read as, and its plural where it is one word.
pub(super) fn variants(name: &str) -> Vec<Vec<String>> {
    let cleaned = clean::clean(name);
    let mut store = String::new();
    let words: Vec<String> = token::words(&cleaned, &mut store).iter().map(|word| word.text.to_owned()).collect();
    match words.as_slice() {
        [] => Vec::new(),
        [word] if word.len() > 3 && !word.ends_with('s') => vec![vec![word.clone()], vec![format!("{word}s")]],
        [.., last] if words.len() > 1 && !last.ends_with('s') => {
            let mut plural = words.clone();
            if let Some(end) = plural.last_mut() {
                end.push('s');
            }
            vec![words.clone(), plural]
        }
        _ => vec![words],
    }
}

pub(super) fn aliases(knowledge: &Knowledge) -> FxHashMap<Box<str>, Box<[Box<str>]>> {
    let split = |words: &String| words.split_whitespace().map(Into::into).collect();
    knowledge.forms.alias.iter().map(|(word, words)| (word.as_str().into(), split(words))).collect()
}

pub(super) fn joins(knowledge: &Knowledge) -> FxHashMap<(Box<str>, Box<str>), Box<str>> {
    let pair = |(two, one): (&String, &String)| {
        let (first, second) = two.split_once(' ')?;
        Some(((first.into(), second.into()), one.as_str().into()))
    };
    knowledge.forms.join.iter().filter_map(pair).collect()
}

/// Every text the weights are counted from.
pub(super) fn questions(knowledge: &Knowledge) -> impl Iterator<Item = &str> {
    let asked = knowledge.guides.iter().flat_map(|guide| guide.asked.iter().map(|asked| asked.text.as_str()));
    let sections = knowledge.guides.iter().flat_map(|guide| &guide.sections).map(|section| &section.head);
    let of_sections = sections.flat_map(|head| head.examples.iter().chain(&head.keywords).map(String::as_str));
    let topics = knowledge.guides.iter().flat_map(|guide| &guide.topics).flat_map(|topic| topic.keywords.iter().map(String::as_str));
    let told = knowledge.told.iter().map(|told| told.text.as_str());
    let wordings = knowledge.rules.iter().flat_map(|class| class.must.iter().chain(&class.not)).map(String::as_str);
    asked.chain(of_sections).chain(topics).chain(knowledge.chatter.iter().map(String::as_str)).chain(told).chain(wordings)
}

/// Stop words of other languages, cleaned as questions are, with the languages that have them as bits.
pub(super) fn foreign(knowledge: &Knowledge) -> FxHashMap<Box<str>, u32> {
    let mut out: FxHashMap<Box<str>, u32> = FxHashMap::default();
    for (bit, language) in knowledge.languages.iter().take(32).enumerate() {
        for word in &language.stopwords {
            let cleaned = clean::clean(word);
            *out.entry(cleaned.trim().into()).or_default() |= 1 << bit;
        }
    }
    out
}
