//! Floor 7: the same answers on the command line. Never needs a configuration, an account or a network.

pub mod ask;
pub mod chat;
pub mod check;
pub mod keeping;
pub mod lines;
pub mod review;
pub mod sources;
