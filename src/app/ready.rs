//! The shipped knowledge, ready to answer: built when the program was compiled (`build.rs`).

use crate::answer::{
    image,
    snapshot::{Snapshot, Thresholds},
};

/// What the build script made; empty when the knowledge had faults.
static IMAGE: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/knowledge.bin"));

/// The shipped knowledge with these thresholds; `None` when it was built with faults: parse its files to learn of them.
#[must_use]
pub fn shipped(thresholds: Thresholds) -> Option<Snapshot> {
    image::read(IMAGE, thresholds).ok()
}

/// The bytes that the build script made, for tests.
#[must_use]
pub fn image_bytes() -> &'static [u8] {
    IMAGE
}
