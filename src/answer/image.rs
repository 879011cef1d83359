//! A [`Snapshot`] as bytes: built once when the program is compiled, read at each start.
//!
//! Reading all examples and fitting their weights takes seconds; reading what came of it a few milliseconds, because most of it is read
//! where it lies (see [`crate::text::packed`]). The bytes fit only the program they were built with: nothing else ever reads them.

use super::snapshot::{Snapshot, Thresholds};

/// Writes a snapshot.
///
/// # Errors
/// A sentence of the format; it knows every type that a snapshot holds, so that none is expected.
pub fn write(snapshot: &Snapshot) -> Result<Vec<u8>, String> {
    postcard::to_stdvec(snapshot).map_err(|error| error.to_string())
}

/// Reads a snapshot from bytes of the program and sets its thresholds.
///
/// # Errors
/// A sentence of the format when the bytes are not those of [`write()`].
pub fn read(bytes: &'static [u8], thresholds: Thresholds) -> Result<Snapshot, String> {
    let mut snapshot: Snapshot = postcard::from_bytes(bytes).map_err(|error| error.to_string())?;
    snapshot.thresholds = thresholds;
    Ok(snapshot)
}
