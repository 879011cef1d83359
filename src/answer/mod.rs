//! Floor 4: decides what to do with a question and renders it. Pure: no clock, no files, no network.

pub mod closing;
pub mod decide;
pub mod examples;
pub mod explain;
pub mod image;
pub mod numbers;
pub mod outcome;
pub mod personal;
pub mod render;
pub mod reply;
pub mod snapshot;
mod whose;
