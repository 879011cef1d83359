//! Builds the lexicon from the knowledge: symbols, phrases by level, names, spelling.

use super::{
    level::Level,
    names::{DRINK, Names, Who, spellings},
    phrase::{self, Atom, Element, Phrase, Written},
    prepare::{aliases, class_concept, foreign, joins, questions, variants},
    spelling::Speller,
    usage::Usage,
    vocabulary::{NONE, Symbol, Vocabulary},
};
use crate::{
    knowledge::{fault::Fault, medicine::MedicineKind, model::Knowledge},
    text::{clean, packed::Flags, token},
};
use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};

/// Concepts that the lexicon itself fills: any guide's name, any other medicine, a guide's own class.
pub const GUIDE_NAME: &str = "guide-name";
/// See [`GUIDE_NAME`].
pub const OTHER_MEDICINE: &str = "other-medicine";
/// See [`GUIDE_NAME`].
pub const OWN_CLASS: &str = "own-class";
/// Concept of the words that make an ambiguous name a medicine ("mg", "take").
pub const NAME_CUE: &str = "name-cue";

/// Examples that must have a word that everyday English does not know before it counts as one.
const MEANT: u32 = 12;

/// Words, phrases and names, ready to read questions. Immutable once built.
#[derive(Deserialize, Serialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Lexicon {
    pub(super) vocabulary: Vocabulary,
    pub(super) names: Names,
    pub(super) speller: Speller,
    pub(super) alias: FxHashMap<Box<str>, Box<[Box<str>]>>,
    pub(super) join: FxHashMap<(Box<str>, Box<str>), Box<str>>,
    pub(super) numbers: FxHashMap<Box<str>, f32>,
    pub(super) levels: Vec<Level>,
    /// Class concept of each other medicine.
    pub(super) class_of: Vec<Symbol>,
    /// Whether a name needs a second cue to count.
    pub(super) needs_cue: Vec<bool>,
    pub(super) guide_name: Symbol,
    pub(super) other_medicine: Symbol,
    pub(super) own_class: Symbol,
    pub(super) name_cue: Symbol,
    /// Very common words of other languages to a bit for each language that has them.
    pub(super) foreign: FxHashMap<Box<str>, u32>,
}

/// A phrase that waits for its level.
struct Pending {
    concept: Symbol,
    name: String,
    written: Vec<Written>,
    file: String,
    text: String,
}

impl Lexicon {
    /// Builds the lexicon; phrases that cannot be read become faults and are left out.
    #[must_use]
    pub fn build(knowledge: &Knowledge, extra: &[(String, Vec<String>, String)]) -> (Self, Vec<Fault>) {
        let mut faults = Vec::new();
        let mut vocabulary = Vocabulary::new(&knowledge.forms.irregular);
        let mut names = Names::default();
        let builtin = [GUIDE_NAME, OTHER_MEDICINE, OWN_CLASS, NAME_CUE].map(|name| vocabulary.add_concept(name));
        let [guide_name, other_medicine, own_class, name_cue] = builtin;
        let class_of = knowledge.medicines.iter().map(|m| vocabulary.add_concept(&class_concept(&m.class))).collect();
        let mut lexicon = Self {
            alias: aliases(knowledge),
            join: joins(knowledge),
            numbers: knowledge.forms.numbers.iter().map(|(word, &value)| (word.as_str().into(), value)).collect(),
            needs_cue: knowledge.medicines.iter().map(|m| m.needs_cue && *m.class != *DRINK).collect(),
            speller: Speller::new(&vocabulary, |_| 0, |_| None),
            levels: Vec::new(),
            class_of,
            guide_name,
            other_medicine,
            own_class,
            name_cue,
            foreign: foreign(knowledge),
            names: Names::default(),
            vocabulary,
        };
        let pending = lexicon.pend(knowledge, extra, &mut faults);
        let mut name_phrases = Vec::new();
        lexicon.name_phrases(knowledge, &mut names, &mut name_phrases);
        lexicon.names = names;
        let usage = lexicon.add_examples(knowledge);
        for joined in lexicon.join.values() {
            lexicon.vocabulary.add_domain(joined);
        }
        lexicon.vocabulary.add_english(&knowledge.english);
        lexicon.speller = Speller::new(&lexicon.vocabulary, |entry| usage.small(entry), |word| lexicon.names.budget(word));
        lexicon.compile(pending, name_phrases, usage, &mut faults);
        (lexicon, faults)
    }

    /// Symbol of a concept by name, for rules that refer to it.
    #[must_use]
    pub fn concept(&self, name: &str) -> Option<Symbol> {
        self.vocabulary.concept(name)
    }

    /// Symbols of the concepts whose names meet a condition.
    pub fn concepts_where<'l>(&'l self, condition: impl Fn(&str) -> bool + 'l) -> impl Iterator<Item = Symbol> + 'l {
        self.vocabulary.concepts().filter(move |(name, _)| condition(name)).map(|(_, symbol)| symbol)
    }

    /// The concepts whose names meet a condition, by symbol.
    #[must_use]
    pub fn flags(&self, condition: impl Fn(&str) -> bool) -> Flags {
        self.concepts_where(condition).collect()
    }

    /// Symbol of the stem of a lower-case word that the knowledge uses.
    #[must_use]
    pub fn stem(&self, word: &str) -> Option<Symbol> {
        self.vocabulary.entry(word).map(|entry| entry.stem).filter(|&stem| stem != NONE)
    }

    /// Symbol of the exact form of a lower-case word that the knowledge uses.
    #[must_use]
    pub fn surface(&self, word: &str) -> Option<Symbol> {
        self.vocabulary.entry(word).map(|entry| entry.surface).filter(|&surface| surface != NONE)
    }

    /// How a symbol is shown in an explanation.
    #[must_use]
    pub fn name(&self, symbol: Symbol) -> &str {
        self.vocabulary.name(symbol)
    }

    /// Number of symbols; every symbol is below it.
    #[must_use]
    pub fn symbols(&self) -> usize {
        self.vocabulary.symbols()
    }

    fn pend(&mut self, knowledge: &Knowledge, extra: &[(String, Vec<String>, String)], faults: &mut Vec<Fault>) -> Vec<Pending> {
        let shared = knowledge.concepts.iter().map(|c| (&c.name, &c.phrases, &c.file));
        let own = extra.iter().map(|(name, phrases, file)| (name, phrases, file));
        let mut pending = Vec::new();
        for (name, phrases, file) in shared.chain(own) {
            let concept = self.vocabulary.add_concept(name);
            for text in phrases {
                match phrase::parse(&text.to_lowercase()) {
                    Ok(written) => {
                        let written = self.normalised(written);
                        pending.push(Pending { concept, name: name.clone(), written, file: file.clone(), text: text.clone() });
                    }
                    Err(reason) => faults.push(Fault::at(file, "", text, reason, "write the phrase as README.md shows")),
                }
            }
        }
        for pending in &pending {
            for word in pending.written.iter().flat_map(|w| &w.alternatives).filter(|a| !a.starts_with('@') && *a != "#" && *a != "_") {
                self.vocabulary.add_domain(word.trim_start_matches('='));
            }
        }
        pending
    }

    /// Puts plain words of a phrase through the same slang and join rules as a question.
    fn normalised(&self, written: Vec<Written>) -> Vec<Written> {
        let mut out: Vec<Written> = Vec::with_capacity(written.len());
        for mut place in written {
            for alternative in &mut place.alternatives {
                alternative.retain(|c| c != '\'');
            }
            if let [single] = place.alternatives.as_slice()
                && let Some(words) = self.alias.get(single.as_str())
            {
                let optional = place.optional;
                for (index, word) in words.iter().enumerate() {
                    let gap = if index == 0 { place.gap } else { 0 };
                    out.push(Written { alternatives: vec![word.to_string()], optional, gap });
                }
                continue;
            }
            if place.gap == 0
                && !place.optional
                && let (Some(Written { alternatives: before, optional: false, .. }), [second]) =
                    (out.last_mut(), place.alternatives.as_slice())
                && let [first] = before.as_mut_slice()
                && let Some(joined) = self.join.get(&(first.as_str().into(), second.as_str().into()))
            {
                *first = joined.to_string();
                continue;
            }
            out.push(place);
        }
        out
    }

    /// Adds the words of all example texts. A word that everyday English does not know and few examples have is a slip of
    /// the pen: it stays unknown, so that its spelling is forgiven here as in a question. So does one that is near the name of a
    /// guide's medicine, however many have it.
    fn add_examples(&mut self, knowledge: &Knowledge) -> Usage {
        let everyday: FxHashSet<&str> = knowledge.english.iter().map(|(word, _)| word.as_str()).collect();
        let mut usage = Usage::default();
        let mut strange: FxHashMap<String, u32> = FxHashMap::default();
        for (text, names) in questions(knowledge).map(|text| (text, false)).chain(knowledge.others.iter().map(|text| (text.as_str(), true)))
        {
            let cleaned = clean::clean(text);
            let mut store = String::new();
            for word in token::words(&cleaned, &mut store) {
                match self.alias.get(word.text) {
                    Some(words) => words.iter().for_each(|word| usage.word(self.vocabulary.add_domain(word))),
                    None if !word.text.bytes().all(|b| b.is_ascii_alphabetic()) => {}
                    None if everyday.contains(word.text) || self.vocabulary.entry(word.text).is_some() => {
                        usage.word(self.vocabulary.add_domain(word.text));
                    }
                    // Names of other medicines stay unknown: what no table has is known by what stands around it.
                    None if names => {}
                    None => *strange.entry(word.text.to_owned()).or_default() += 1,
                }
            }
        }
        let mut meant: Vec<String> = strange.into_iter().filter(|&(_, times)| times >= MEANT).map(|(word, _)| word).collect();
        meant.sort_unstable();
        let speller = Speller::new(&self.vocabulary, |entry| usage.small(entry), |word| self.names.budget(word));
        meant.retain(|word| !speller.nearest(word).is_some_and(|near| self.names.of_guide(near.word)));
        for word in meant {
            usage.word(self.vocabulary.add_domain(&word));
        }
        usage
    }

    fn name_phrases(&mut self, knowledge: &Knowledge, names: &mut Names, out: &mut Vec<(Symbol, Vec<Symbol>)>) {
        for (index, guide) in knowledge.guides.iter().enumerate() {
            let index = u16::try_from(index).unwrap_or(u16::MAX);
            for (name, exact) in spellings(&guide.head) {
                let key = self.vocabulary.add_concept(&format!("name:{}", guide.head.id));
                names.who.insert(key, Who::Guide(index));
                for words in variants(name) {
                    if let [word] = words.as_slice() {
                        names.guide_word(word, exact, index);
                    }
                    out.push((key, words.iter().map(|word| self.vocabulary.add_domain(word).surface).collect()));
                }
            }
            for name in &guide.head.own_class {
                let key = self.vocabulary.add_concept(&format!("class:{}", guide.head.id));
                names.who.insert(key, Who::OwnClass(index));
                for words in variants(name) {
                    out.push((key, words.iter().map(|word| self.vocabulary.add_domain(word).surface).collect()));
                }
            }
        }
        let mut numbers: FxHashMap<String, u16> = FxHashMap::default();
        let rows: FxHashMap<&str, u16> = knowledge.medicines.iter().zip(0..).map(|(medicine, row)| (&*medicine.name, row)).collect();
        for (index, medicine) in knowledge.medicines.iter().enumerate() {
            if medicine.own_class {
                continue;
            }
            let key = self.vocabulary.add_concept(&format!("medicine:{index}"));
            let row = u16::try_from(index).unwrap_or(u16::MAX);
            let generic = if medicine.generic.is_empty() { &medicine.name } else { &medicine.generic };
            let number = *numbers.entry(generic.to_lowercase()).or_insert(row);
            // A listed misspelling of a generic name is shown as what it stands for, and told of as that; other names stay as people say them.
            let slip = medicine.misspelling && medicine.kind == MedicineKind::Generic;
            let row = rows.get(&**generic).copied().filter(|_| slip).unwrap_or(row);
            names.who.insert(key, Who::Other(row));
            for words in variants(&medicine.name) {
                if let [word] = words.as_slice()
                    && (medicine.kind != MedicineKind::Class || word.len() > 6)
                {
                    names.other_word(word, medicine, number);
                }
                out.push((key, words.iter().map(|word| self.vocabulary.add_domain(word).surface).collect()));
            }
        }
    }

    /// Sorts phrases into levels and chooses their anchors.
    fn compile(&mut self, pending: Vec<Pending>, names: Vec<(Symbol, Vec<Symbol>)>, mut usage: Usage, faults: &mut Vec<Fault>) {
        let level_of = self.concept_levels(&pending, faults);
        let mut ready: Vec<(usize, Phrase)> = Vec::new();
        for (concept, surfaces) in names {
            let elements = surfaces.into_iter().map(|s| Element { atoms: Box::new([Atom::Surface(s)]), optional: false, gap: 0 }).collect();
            ready.push((0, Phrase { concept, elements, anchor: 0 }));
        }
        for item in pending {
            match self.elements(&item.written) {
                Ok(elements) => {
                    let level = level_of.get(&item.concept).copied().unwrap_or(0);
                    ready.push((level, Phrase { concept: item.concept, elements, anchor: 0 }));
                }
                Err(unknown) => {
                    let reason = format!("phrase `{}` of `{}` refers to `@{unknown}`, which no file defines", item.text, item.name);
                    faults.push(Fault::at(&item.file, "", &item.text, reason, "define the concept or correct its name"));
                }
            }
        }
        let deepest = ready.iter().map(|(level, _)| *level).max().unwrap_or(0);
        let mut by_level: Vec<Vec<Phrase>> = std::iter::repeat_with(Vec::new).take(deepest + 1).collect();
        for (level, phrase) in ready {
            if let Some(phrases) = by_level.get_mut(level) {
                phrases.push(phrase);
            }
        }
        for mut phrases in by_level {
            for phrase in &mut phrases {
                phrase.anchor = usage.rarest(phrase).0;
            }
            usage.concepts(&phrases);
            self.levels.push(Level::new(&phrases, self.vocabulary.symbols(), |atom| usage.of(atom)));
        }
    }

    /// Level of each concept: one above the highest it refers to. Concepts in a circle are faults and stay at level 0.
    fn concept_levels(&self, pending: &[Pending], faults: &mut Vec<Fault>) -> FxHashMap<Symbol, usize> {
        /// More rounds than this mean that concepts refer to one another in a circle.
        const DEEPEST: usize = 8;
        let mut level_of: FxHashMap<Symbol, usize> = pending.iter().map(|p| (p.concept, 0)).collect();
        for round in 0..=DEEPEST {
            let mut changed = false;
            for item in pending {
                let refers = item.written.iter().flat_map(|w| &w.alternatives).filter_map(|a| self.concept(a.strip_prefix('@')?));
                let needed = refers.map(|symbol| level_of.get(&symbol).map_or(1, |level| level + 1)).max().unwrap_or(0);
                let held = level_of.entry(item.concept).or_default();
                if needed > *held {
                    if round == DEEPEST {
                        let reason = format!("concept `{}` refers to itself through `{}`", item.name, item.text);
                        faults.push(Fault::at(&item.file, "", &item.name, reason, "break the circle"));
                        return level_of.keys().map(|&symbol| (symbol, 0)).collect();
                    }
                    *held = needed;
                    changed = true;
                }
            }
            if !changed {
                break;
            }
        }
        level_of
    }

    fn elements(&self, written: &[Written]) -> Result<Box<[Element]>, String> {
        written
            .iter()
            .map(|place| {
                let atoms = place.alternatives.iter().map(|a| self.atom(a)).collect::<Result<Box<[Atom]>, String>>()?;
                Ok(Element { atoms, optional: place.optional, gap: place.gap })
            })
            .collect()
    }

    fn atom(&self, written: &str) -> Result<Atom, String> {
        let entry = |word: &str| self.vocabulary.entry(word);
        Ok(match written {
            "#" => Atom::Number,
            "_" => Atom::Any,
            _ => match (written.strip_prefix('@'), written.strip_prefix('=')) {
                (Some(name), _) => Atom::Concept(self.concept(name).ok_or_else(|| name.to_owned())?),
                (_, Some(word)) => Atom::Surface(entry(word).map_or(NONE, |e| e.surface)),
                _ => Atom::Stem(entry(written).map_or(NONE, |e| e.stem)),
            },
        })
    }
}
