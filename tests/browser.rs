//! The demonstration in a real browser: Chromium, driven over `WebDriver`, against the program itself.
//!
//! Needs `chromium` and `chromium-driver`. Pictures of every step are left in Cargo's target folder, under `tmp/browser`.

#[path = "browser/staff.rs"]
mod staff;
#[path = "browser/support.rs"]
mod support;

#[path = "browser/hostile.rs"]
mod hostile;
#[path = "browser/people.rs"]
mod people;
#[path = "browser/reach.rs"]
mod reach;
