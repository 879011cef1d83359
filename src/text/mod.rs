//! Floor 0: plain functions over text. Knows no medicine, no section and no rule; never reads files.

pub mod clean;
pub mod distance;
pub mod html;
pub mod packed;
pub mod readability;
pub mod token;
