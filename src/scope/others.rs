//! Other medicines without a known name: how people ask about them, weighed against how they ask about a guide's own.
//!
//! No table has every name, and many people name none ("the drops for my glaucoma", "can this lisdex be split"). What they ask then reads
//! like a question a guide could answer. The words around tell: the illness, the form, an unknown word where a name would stand.

use crate::{
    evidence::{
        features::{Feature, Found},
        fitted::{Design, Fitted, Fitter},
        tuning::Techniques,
        wording::{self, Manner},
    },
    knowledge::guide::Guide,
    lexicon::{
        build::Lexicon,
        names::Who,
        reading::Reading,
        vocabulary::{NONE, Symbol},
    },
    text::packed::Flags,
};
use rustc_hash::FxHashSet;
use serde::{Deserialize, Serialize};

/// Sums from which a question is about another medicine: without a name of one, and with one beside which the guide's seems to be meant.
/// Chosen on writers held back from the examples: of their questions that no name gave away two thirds are found, and of 650 questions
/// about the guide's medicine that do not name it seven are lost.
pub const LIMIT: f32 = -0.08;
/// See [`LIMIT`].
pub const NAMED: f32 = 0.0;

/// Sum up to which it is about the guide's own, whatever other medicine is named in it. Of 1,079 questions about others that name one
/// none lies below.
pub const OWN: f32 = -1.0;

/// Questions that a guide must have for this to be asked of it: beside a few, everything else would look like another medicine.
const LEAST_ASKED: usize = 1_000;

/// Examples that must have a feature for it to count.
const LEAST: u32 = 2;

/// What the guide's own name reads like.
const MEANT: &str = "it";

/// Starts of names of concepts that do not count: names of single medicines, and patterns of a guide.
const UNSCORED: [&str; 5] = ["name:", "pattern:", "medicine:", "class-", "other-medicine"];

/// Words shown, and what they must count.
const SHOWN: usize = 4;
const LEAST_SHOWN: f32 = 0.05;

/// What is known of each guide.
#[derive(Default, Deserialize, Serialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Others {
    /// By guide; nothing where the guide has too few questions.
    guides: Vec<Option<Fitted>>,
    /// For each symbol: whether it counts when it is a concept.
    scored: Flags,
    /// Symbol of the word that stands for the guide's own name.
    meant: Symbol,
}

/// Working space, kept between questions.
#[derive(Default)]
pub struct Space {
    found: Vec<Found>,
    features: Vec<Feature>,
}

impl Space {
    /// Puts the features of a reading into `features`: sorted, each once.
    ///
    /// Names count by their place and their letters: what is learnt from known names then holds for unknown ones.
    fn gather(&mut self, reading: &Reading, scored: &Flags, meant: Symbol) {
        let manner = Manner { letters: true, around: false, names_alike: Some(meant) };
        wording::collect(reading, manner, |symbol| scored.has(symbol), &mut self.found);
        self.features.clear();
        self.features.extend(self.found.iter().map(|found| found.feature));
        self.features.sort_unstable();
        self.features.dedup();
    }
}

/// Takes the questions one by one.
pub struct OthersBuilder<'k> {
    guides: Vec<Option<Fitted>>,
    scored: Flags,
    meant: Symbol,
    /// Questions about other medicines.
    others: &'k [Reading],
    on: bool,
    space: Space,
}

impl<'k> OthersBuilder<'k> {
    /// Starts without a guide. `others` are questions about other medicines.
    #[must_use]
    pub fn new(lexicon: &Lexicon, others: &'k [Reading], techniques: Techniques) -> Self {
        let scored = lexicon.flags(|name| !UNSCORED.iter().any(|start| name.starts_with(start)));
        let meant = lexicon.surface(MEANT).unwrap_or(NONE);
        Self { guides: Vec::new(), scored, meant, others, on: techniques.others, space: Space::default() }
    }

    /// Weighs the next guide: its own questions against those about other medicines.
    pub fn guide(&mut self, guide: u16, data: &Guide, own: &[Reading]) {
        if !self.on || data.asked.len() < LEAST_ASKED {
            self.guides.push(None);
            return;
        }
        let mut fitter = Fitter::new(Design { questions: 1, fine: 1, share: wording::share, kept: |_, count| count >= LEAST });
        let of_guide = |reading: &Reading| reading.mentions.iter().any(|mention| mention.who == Who::Guide(guide));
        let others = self.others.iter().filter(|reading| !of_guide(reading)).map(|reading| (reading, 1));
        for (reading, yes) in own.iter().map(|reading| (reading, 0)).chain(others) {
            self.space.gather(reading, &self.scored, self.meant);
            fitter.add(&self.space.features, 1, yes);
        }
        self.guides.push(Some(fitter.finish()));
    }

    /// What is known of all guides.
    #[must_use]
    pub fn finish(self) -> Others {
        Others { guides: self.guides, scored: self.scored, meant: self.meant }
    }
}

impl Others {
    /// How much a question asked of a guide reads like one about another medicine; nothing when that is not known. From [`LIMIT`] on
    /// it is one.
    #[must_use]
    pub fn sum(&self, reading: &Reading, guide: usize, space: &mut Space) -> Option<f32> {
        let fitted = self.guides.get(guide)?.as_ref()?;
        space.gather(reading, &self.scored, self.meant);
        let mut out = [0.0];
        fitted.sums(space.features.iter().map(|&feature| (feature, 1.0)), &mut out);
        Some(out[0])
    }

    /// The words that speak most for another medicine, strongest first.
    #[must_use]
    pub fn words(&self, reading: &Reading, guide: usize) -> Vec<String> {
        let Some(Some(fitted)) = self.guides.get(guide) else { return Vec::new() };
        let mut space = Space::default();
        space.gather(reading, &self.scored, self.meant);
        let mut seen = FxHashSet::default();
        let once = space.found.iter().filter(|found| seen.insert(found.feature));
        let mut weights: Vec<(f32, String)> =
            once.map(|found| (fitted.weight(found.feature, 0), reading.words(found.start, found.end))).collect();
        weights.retain(|(weight, _)| *weight > LEAST_SHOWN);
        weights.sort_by(|a, b| b.0.total_cmp(&a.0));
        let mut out: Vec<String> = Vec::new();
        for (_, words) in weights {
            if out.len() < SHOWN && !out.contains(&words) {
                out.push(words);
            }
        }
        out
    }
}
