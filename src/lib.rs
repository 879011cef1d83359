//! medguide
pub mod text;
pub mod knowledge;
pub mod lexicon;
pub mod matching;
