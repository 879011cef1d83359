//! medguide
pub mod answer;
pub mod knowledge;
pub mod lexicon;
pub mod matching;
pub mod scope;
pub mod terminal;
pub mod text;
pub mod triage;
