//! medguide
pub mod answer;
pub mod text;
pub mod knowledge;
pub mod lexicon;
pub mod matching;
pub mod scope;
pub mod terminal;
pub mod triage;
