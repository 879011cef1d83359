//! Floor 2: turns a question into a [`reading::Reading`]: its words (spelling forgiven), the medicines it names and
//! the concepts it speaks of. Built once from the knowledge; pure; shared by triage and matching.

pub mod build;
mod level;
pub mod names;
pub mod phrase;
pub mod places;
pub mod prepare;
pub mod read;
pub mod reading;
mod scan;
mod spelling;
mod usage;
pub mod vocabulary;
