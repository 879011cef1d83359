//! `medguide eval`: labelled questions to measures, tables and a page for people. Beside the other surfaces: it uses the
//! snapshot they use, and nothing uses it but the command line and the tests.
//!
//! [`run::run`] reads the questions ([`labels`]), gets what was said to each ([`prediction`]), compares both ([`scored`]
//! with [`acceptance`]) and counts ([`measures`], [`breakdown`], [`timing`]). [`report`], [`json`] and [`html`] show the result.

pub mod ablation;
pub mod acceptance;
pub mod breakdown;
pub mod error;
pub mod html;
pub mod json;
pub mod labels;
pub mod measure;
pub mod measures;
pub mod names;
pub mod prediction;
pub mod report;
pub mod run;
pub mod scored;
pub mod sweep;
mod table;
pub mod timing;
