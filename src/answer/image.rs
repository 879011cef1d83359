//! A [`Snapshot`] as bytes: built once when the program is compiled, read at each start.
//!
//! Reading all examples and fitting their weights takes seconds; reading what came of it a few milliseconds. The bytes fit only
//! the program they were built with: nothing else ever reads them. Behind the snapshot stand the weights of danger, which are not
//! unpacked but read where they lie (see [`crate::evidence::table`]).

use super::snapshot::{Snapshot, Thresholds};
use std::borrow::Cow;

/// Writes a snapshot.
///
/// # Errors
/// A sentence of the format; it knows every type that a snapshot holds, so that none is expected.
pub fn write(snapshot: &Snapshot) -> Result<Vec<u8>, String> {
    let mut bytes = postcard::to_stdvec(snapshot).map_err(|error| error.to_string())?;
    bytes.extend_from_slice(snapshot.told.weights().bytes());
    Ok(bytes)
}

/// Reads a snapshot and sets its thresholds. Bytes of the program itself are not copied where they need not be.
///
/// # Errors
/// A sentence of the format when the bytes are not those of [`write()`].
pub fn read(bytes: Cow<'static, [u8]>, thresholds: Thresholds) -> Result<Snapshot, String> {
    let (mut snapshot, rest): (Snapshot, _) = postcard::take_from_bytes(&bytes).map_err(|error| error.to_string())?;
    let start = bytes.len() - rest.len();
    let weights = match bytes {
        Cow::Borrowed(all) => Cow::Borrowed(all.get(start..).unwrap_or_default()),
        Cow::Owned(mut all) => Cow::Owned(all.split_off(start)),
    };
    if !snapshot.told.weights_mut().put(weights) {
        return Err("the weights of danger are cut short".to_owned());
    }
    snapshot.thresholds = thresholds;
    Ok(snapshot)
}
