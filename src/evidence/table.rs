//! Rows of weights found by feature, in bytes that are read where they lie.
//!
//! The weights are most of what the program knows, and a message looks up a few hundred of them. So they are not unpacked at the
//! start: what was built in stays in the program's file, and only the pages that are looked at come into memory.
//!
//! The bytes, all numbers with the lowest byte first: for each bucket the number of its first row, and behind the last one the
//! number of rows (`u32` each); then the rows, bucket by bucket: key (`u32`), room (`u16`, in steps of 1/8192), and a weight for each question
//! (`i8`).

use super::features::Feature;
use crate::{
    lexicon::places::{bits, bucket, key, mixed},
    text::packed::Bytes,
};
use serde::{Deserialize, Serialize};

/// Bytes of a number.
const NUMBER: usize = 4;
/// Bytes of a row before its weights.
const HEAD: usize = NUMBER + 2;
/// Steps of a room of one. No room is larger than the square of the logarithm of all examples in fifths, which is about 5.
const STEPS: f32 = 8_192.0;

/// The rows.
#[derive(Default, Deserialize, Serialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Table {
    /// Buckets are found by this many of the highest bits.
    bits: u32,
    /// Weights of a row.
    width: usize,
    /// Starts of all buckets, then the rows.
    bytes: Bytes,
}

/// One row: what a feature counts before it is fitted, squared, and its weights in steps, one a question.
pub struct Row<'t> {
    /// What it adds to the length of a text.
    pub room: f32,
    weights: &'t [u8],
}

impl<'t> Row<'t> {
    /// The weights, in steps of each question.
    pub fn weights(&self) -> impl Iterator<Item = i8> + use<'t> {
        self.weights.iter().map(|&weight| i8::from_le_bytes([weight]))
    }
}

impl Table {
    /// A table of rows of so many weights: feature, room and weights of each.
    #[must_use]
    pub fn build<'r>(width: usize, rows: impl Iterator<Item = (Feature, f32, &'r [i8])>) -> Self {
        let mut rows: Vec<_> = rows.map(|(feature, room, weights)| (mixed(feature), room, weights)).collect();
        rows.sort_unstable_by_key(|&(mixed, ..)| mixed);
        let bits = bits(rows.len());
        let table = Self { bits, width, bytes: Bytes::default() };
        let mut bytes = Vec::with_capacity(table.starts() + rows.len() * table.size());
        for at in 0..=1_usize << bits {
            let first = rows.partition_point(|&(mixed, ..)| bucket(mixed, bits) < at);
            bytes.extend_from_slice(&u32::try_from(first).unwrap_or(u32::MAX).to_le_bytes());
        }
        for (mixed, room, weights) in rows {
            bytes.extend_from_slice(&key(mixed).to_le_bytes());
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "rounded, not negative, and far below the largest")]
            let steps = (room * STEPS).round() as u16;
            bytes.extend_from_slice(&steps.to_le_bytes());
            bytes.extend(weights.iter().map(|weight| weight.to_le_bytes()[0]));
        }
        Self { bytes: bytes.into(), ..table }
    }

    /// The row of a feature.
    #[must_use]
    pub fn get(&self, feature: Feature) -> Option<Row<'_>> {
        let mixed = mixed(feature);
        let (starts, rows) = self.bytes.split_at_checked(self.starts())?;
        let bucket = bucket(mixed, self.bits);
        let start = |at: usize| Some(number(starts.get(at * NUMBER..)?)? as usize * self.size());
        let rows = rows.get(start(bucket)?..start(bucket + 1)?)?;
        let row = rows.chunks_exact(self.size()).find(|row| number(row) == Some(key(mixed)))?;
        let (head, weights) = row.split_at_checked(HEAD)?;
        let room = u16::from_le_bytes(*head.get(NUMBER..)?.first_chunk()?);
        Some(Row { room: f32::from(room) / STEPS, weights })
    }

    /// Bytes of one row, of the starts of all buckets, and of all.
    fn size(&self) -> usize {
        HEAD + self.width
    }

    fn starts(&self) -> usize {
        ((1 << self.bits) + 1) * NUMBER
    }
}

/// The number that bytes start with.
fn number(bytes: &[u8]) -> Option<u32> {
    Some(u32::from_le_bytes(*bytes.first_chunk()?))
}

#[cfg(test)]
mod tests {
    use super::Table;
    use proptest::{collection::btree_map, prelude::*};
    use std::collections::BTreeMap;

    type Rows = BTreeMap<u64, (f32, [i8; 3])>;

    fn table(rows: &Rows) -> Table {
        Table::build(3, rows.iter().map(|(&feature, (room, weights))| (feature, *room, weights.as_slice())))
    }

    /// What the table says of a feature.
    fn held(table: &Table, feature: u64) -> Option<(f32, Vec<i8>)> {
        table.get(feature).map(|row| (row.room, row.weights().collect()))
    }

    proptest! {
        #[test]
        fn every_row_is_found_and_no_other(
            rows in btree_map(any::<u64>(), ((0..=u16::MAX).prop_map(|steps| f32::from(steps) / super::STEPS), any::<[i8; 3]>()), 0..300),
            others in prop::collection::vec(any::<u64>(), 20),
        ) {
            let table = table(&rows);
            for feature in rows.keys().copied().chain(others) {
                let expect = rows.get(&feature).map(|(room, weights)| (*room, weights.to_vec()));
                prop_assert_eq!(held(&table, feature), expect);
            }
        }

        #[test]
        fn bytes_of_any_kind_are_never_read_beyond(bytes in prop::collection::vec(any::<u8>(), 0..2_000), feature: u64) {
            let rows: Rows = (0..40).map(|feature| (feature, (1.0, [1, 2, 3]))).collect();
            let _ = held(&Table { bytes: bytes.into(), ..table(&rows) }, feature);
        }
    }

    #[test]
    fn rows_come_back_from_bytes_that_are_read_in_place() {
        let rows: Rows = [(3, (0.5, [1, -2, 3])), (1 << 40, (2.0, [0, 0, -128]))].into();
        let read: Table = postcard::from_bytes(postcard::to_stdvec(&table(&rows)).unwrap().leak()).unwrap();
        assert_eq!(held(&read, 3), Some((0.5, vec![1, -2, 3])));
        assert_eq!(held(&read, 1 << 40), Some((2.0, vec![0, 0, -128])));
    }
}
