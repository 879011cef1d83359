//! Rows of weights found by feature, in bytes that are read where they lie.
//!
//! The weights are most of what the program knows, and a message looks up a few hundred of them. So they are not unpacked at the
//! start: what was built in stays in the program's file, and only the pages that are looked at come into memory.
//!
//! The bytes, all numbers with the lowest byte first: for each bucket the number of its first row, and behind the last one the
//! number of rows (`u32` each); then the rows, bucket by bucket: key (`u32`), room (`u16`, in steps of 1/8192), a byte for
//! each fine weight, and half a byte for each coarse one: the first half of these in the lower halves, the others in the upper ones.

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

/// Highest grade: a coarse weight is one of fifteen, from minus this to this.
const BEST: i8 = 7;
/// What stands in half a byte for the grade of nothing.
const NOTHING: i8 = 8;
const HALF: u32 = 4;

/// What a grade is worth: its square, with its sign. Most weights are small, and those need to be told apart best.
fn worth(grade: i8) -> f32 {
    f32::from(grade * grade.abs()) / f32::from(BEST * BEST)
}

/// The grade that is worth most nearly so much.
fn grade(share: f32) -> i8 {
    let off = |grade: i8| (worth(grade) - share).abs();
    (-BEST..=BEST).min_by(|&a, &b| off(a).total_cmp(&off(b))).unwrap_or_default()
}

/// A fine weight below this is as good as nothing.
const FAINT: f32 = 0.02;

/// The rows.
#[derive(Default, Deserialize, Serialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Table {
    /// Buckets are found by this many of the highest bits.
    bits: u32,
    /// Weights of a row, and how many of them are fine.
    width: usize,
    fine: usize,
    /// Starts of all buckets, then the rows.
    bytes: Bytes,
}

/// One row: what a feature counts before it is fitted, squared, and its weights, one a question, from -1 to 1.
pub struct Row<'t> {
    /// What it adds to the length of a text.
    pub room: f32,
    fine: &'t [u8],
    coarse: &'t [u8],
    width: usize,
}

impl<'t> Row<'t> {
    /// The weights, by question.
    pub fn weights(&self) -> impl Iterator<Item = f32> + use<'t> {
        let fine = self.fine.iter().map(|byte| fine(*byte));
        let (low, high) = (self.coarse.iter().map(|byte| worth(lower(*byte))), self.coarse.iter().map(|byte| worth(upper(*byte))));
        fine.chain(low).chain(high).take(self.width)
    }

    /// Adds a share of each weight to the sum of its question.
    pub fn add(&self, share: f32, sums: &mut [f32]) {
        let (first, rest) = sums.split_at_mut(self.fine.len().min(sums.len()));
        let (low, high) = rest.split_at_mut(self.coarse.len().min(rest.len()));
        first.iter_mut().zip(self.fine).for_each(|(sum, byte)| *sum += share * fine(*byte));
        low.iter_mut().zip(self.coarse).for_each(|(sum, byte)| *sum += share * worth(lower(*byte)));
        high.iter_mut().zip(self.coarse).for_each(|(sum, byte)| *sum += share * worth(upper(*byte)));
    }
}

/// The weight that a byte holds.
fn fine(byte: u8) -> f32 {
    f32::from(byte.cast_signed()) / f32::from(i8::MAX)
}

/// The grades that a byte holds.
fn lower(byte: u8) -> i8 {
    (byte & 15).cast_signed() - NOTHING
}

fn upper(byte: u8) -> i8 {
    (byte >> HALF).cast_signed() - NOTHING
}

/// A byte that holds a weight, and one that holds two grades.
fn whole(weight: f32) -> u8 {
    #[allow(clippy::cast_possible_truncation, reason = "rounded, and no weight is beyond one")]
    let steps = (weight * f32::from(i8::MAX)).round() as i8;
    steps.cast_unsigned()
}

fn both(lower: f32, upper: f32) -> u8 {
    let held = |weight: f32| (grade(weight) + NOTHING).cast_unsigned();
    held(lower) | held(upper) << HALF
}

impl Table {
    /// A table of rows of so many weights, the first of them `fine`: feature, room and weights of each.
    #[must_use]
    pub fn build<'r>(width: usize, fine: usize, rows: impl Iterator<Item = (Feature, f32, &'r [f32])>) -> Self {
        let mut rows: Vec<_> = rows.map(|(feature, room, weights)| (mixed(feature), room, weights)).collect();
        rows.sort_unstable_by_key(|&(mixed, ..)| mixed);
        let bits = bits(rows.len());
        let table = Self { bits, width, fine, bytes: Bytes::default() };
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
            let (fine, coarse) = weights.split_at_checked(fine).unwrap_or_default();
            bytes.extend(fine.iter().map(|weight| whole(*weight)));
            let (low, high) = coarse.split_at_checked(table.coarse()).unwrap_or_default();
            bytes.extend(low.iter().zip(high.iter().chain([&0.0])).map(|(low, high)| both(*low, *high)));
        }
        Self { bytes: bytes.into(), ..table }
    }

    /// Whether weights, the first of them fine, are too small to be told from nothing.
    #[must_use]
    pub fn nothing(fine: usize, weights: &[f32]) -> bool {
        let (fine, coarse) = weights.split_at_checked(fine).unwrap_or_default();
        coarse.iter().all(|weight| grade(*weight) == 0) && fine.iter().all(|weight| weight.abs() < FAINT)
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
        let (fine, coarse) = weights.split_at_checked(self.fine)?;
        Some(Row { room: f32::from(room) / STEPS, fine, coarse, width: self.width })
    }

    /// Bytes of one row, of the starts of all buckets, and of all.
    fn size(&self) -> usize {
        HEAD + self.fine + self.coarse()
    }

    fn coarse(&self) -> usize {
        self.width.saturating_sub(self.fine).div_ceil(2)
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
    use super::{BEST, Table, fine, worth};
    use proptest::{collection::btree_map, prelude::*};
    use std::collections::BTreeMap;

    type Rows = BTreeMap<u64, (f32, [f32; 4])>;

    fn table(rows: &Rows) -> Table {
        Table::build(4, 1, rows.iter().map(|(&feature, (room, weights))| (feature, *room, weights.as_slice())))
    }

    /// What the table says of a feature.
    fn held(table: &Table, feature: u64) -> Option<(f32, Vec<f32>)> {
        table.get(feature).map(|row| (row.room, row.weights().collect()))
    }

    /// Weights that the bytes hold as they are: one fine, three coarse.
    fn exact() -> impl Strategy<Value = [f32; 4]> {
        let coarse = || (-BEST..=BEST).prop_map(worth);
        (-i8::MAX..=i8::MAX, coarse(), coarse(), coarse()).prop_map(|(byte, a, b, c)| [fine(byte.cast_unsigned()), a, b, c])
    }

    proptest! {
        #[test]
        fn every_row_is_found_and_no_other(
            rows in btree_map(any::<u64>(), ((0..=u16::MAX).prop_map(|steps| f32::from(steps) / super::STEPS), exact()), 0..300),
            others in prop::collection::vec(any::<u64>(), 20),
        ) {
            let table = table(&rows);
            for feature in rows.keys().copied().chain(others) {
                let expect = rows.get(&feature).map(|(room, weights)| (*room, weights.to_vec()));
                prop_assert_eq!(held(&table, feature), expect);
            }
        }

        #[test]
        fn a_weight_is_held_as_nearly_as_its_place_allows(weights in [-1.0_f32..=1.0, -1.0_f32..=1.0, -1.0_f32..=1.0, -1.0_f32..=1.0]) {
            let table = table(&[(1, (1.0, weights))].into());
            let (_, held) = held(&table, 1).unwrap();
            prop_assert!((held[0] - weights[0]).abs() <= 0.5 / 127.0 + 1e-6, "{} for {}", held[0], weights[0]);
            for (held, weight) in held.iter().zip(weights).skip(1) {
                // Half of the widest step, that from the sixth to the seventh grade; less where weights are small.
                prop_assert!((held - weight).abs() <= (weight.abs().sqrt() / 7.0).clamp(0.011, 0.133), "{held} for {weight}");
            }
        }

        #[test]
        fn bytes_of_any_kind_are_never_read_beyond(bytes in prop::collection::vec(any::<u8>(), 0..2_000), feature: u64) {
            let rows: Rows = (0..40).map(|feature| (feature, (1.0, [0.1, -0.2, 0.3, 1.0]))).collect();
            let _ = held(&Table { bytes: bytes.into(), ..table(&rows) }, feature);
        }
    }

    #[test]
    fn rows_come_back_from_bytes_that_are_read_in_place() {
        let rows: Rows = [(3, (0.5, [1.0, -1.0, 0.0, worth(3)])), (1 << 40, (2.0, [0.0, 0.0, 0.0, -1.0]))].into();
        let read: Table = postcard::from_bytes(postcard::to_stdvec(&table(&rows)).unwrap().leak()).unwrap();
        assert_eq!(held(&read, 3), Some((0.5, vec![1.0, -1.0, 0.0, worth(3)])));
        assert_eq!(held(&read, 1 << 40), Some((2.0, vec![0.0, 0.0, 0.0, -1.0])));
    }

    #[test]
    fn weights_that_round_to_nothing_are_told() {
        for (weights, expect) in [
            ([0.01, 0.001, -0.002, 0.0], true),
            ([0.03, 0.0, 0.0, 0.0], false),
            ([0.0, 0.0, -0.02, 0.0], false),
            ([0.0, 0.0, 0.0, 0.0], true),
        ] {
            assert_eq!(Table::nothing(1, &weights), expect, "{weights:?}");
        }
    }

    #[test]
    fn what_is_added_is_what_is_held() {
        let table = table(&[(3, (0.5, [0.7, -0.3, 0.05, 0.9]))].into());
        let mut sums = [1.0; 4];
        table.get(3).unwrap().add(0.5, &mut sums);
        for (sum, held) in sums.iter().zip(held(&table, 3).unwrap().1) {
            assert!((sum - 1.0 - 0.5 * held).abs() < 1e-6, "{sums:?}");
        }
        table.get(3).unwrap().add(1.0, &mut sums[..2]);
    }
}
