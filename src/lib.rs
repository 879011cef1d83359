//! medguide: a Discord bot that answers a patient community's questions from a curated, cited guide; emergency help first.
//!
//! Floors: a module imports only lower ones, and modules of one floor never import each other. `tests/architecture.rs`
//! checks it. This file holds modules only.
//!
//! | floor | modules | what they do |
//! |---|---|---|
//! | 9 | `demo` | the bot in a browser, against a Discord on loopback (feature `demo`) |
//! | 8 | [`config`] [`telemetry`] | settings of the whole program; its log |
//! | 7 | [`discord`] [`terminal`] [`evaluation`] | the bot; the command line; measuring |
//! | 6 | [`app`] | the use-cases, whatever the surface |
//! | 5 | [`answer`] | decides, then renders |
//! | 4 | [`matching`] [`triage`] [`scope`] [`store`] | which section, which danger, whose medicine; what is kept |
//! | 3 | [`evidence`] | what each word speaks for, counted from examples |
//! | 2 | [`lexicon`] | a question to words, names, concepts |
//! | 1 | [`knowledge`] | files to values; every rule on the data |
//! | 0 | [`text`] | cleaning, words, distance, readability |
//!
//! Floors 0 to 5 are pure, but for [`knowledge::files`] and [`store`]: no clock, no network, no randomness.

pub mod answer;
pub mod app;
pub mod config;
#[cfg(feature = "demo")]
pub mod demo;
pub mod discord;
pub mod evaluation;
pub mod evidence;
pub mod knowledge;
pub mod lexicon;
pub mod matching;
pub mod scope;
pub mod store;
pub mod telemetry;
pub mod terminal;
pub mod text;
pub mod triage;
