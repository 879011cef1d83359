//! Where things stand in a list, found by a number made of each: buckets of short keys, a third of the memory of a map.

use crate::text::packed::Numbers;
use serde::{Deserialize, Serialize};

/// Numbers in an order of their own, each found by its place in it.
#[derive(Default, Deserialize, Serialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Places {
    bits: u32,
    /// First place of each bucket, and behind the last one the number of all.
    starts: Numbers,
    keys: Numbers,
}

impl Places {
    /// The places of numbers that stand in the order of [`mixed`].
    #[must_use]
    pub fn build(numbers: &[u64]) -> Self {
        let bits = bits(numbers.len());
        let before = |at: usize| numbers.partition_point(|&number| bucket(mixed(number), bits) < at);
        let starts = (0..=1_usize << bits).map(|at| u32::try_from(before(at)).unwrap_or(u32::MAX)).collect();
        Self { bits, starts, keys: numbers.iter().map(|&number| key(mixed(number))).collect() }
    }

    /// How many there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.keys.count()
    }

    /// The place of a number.
    #[must_use]
    pub fn get(&self, number: u64) -> Option<u32> {
        let mixed = mixed(number);
        let at = bucket(mixed, self.bits);
        let [start, end] = self.starts.together(at)?;
        let keys = self.keys.some(start as usize..end as usize);
        (start..).zip(keys).find_map(|(place, held)| (held == key(mixed)).then_some(place))
    }
}

/// How many bits tell the buckets of so many rows apart: about two rows a bucket.
#[must_use]
pub fn bits(rows: usize) -> u32 {
    (rows / 2).max(1).ilog2()
}

/// Bucket of a mixed number: its highest bits.
#[must_use]
pub fn bucket(mixed: u64, bits: u32) -> usize {
    // Without a bit there is one bucket alone.
    usize::try_from(mixed.checked_shr(u64::BITS - bits).unwrap_or(0)).unwrap_or(0)
}

/// What tells the numbers of a bucket apart: the lowest bits. Of some hundred thousand numbers in half as many buckets, two
/// share both about once in 30,000 lists.
#[must_use]
pub fn key(mixed: u64) -> u32 {
    let [a, b, c, d, ..] = mixed.to_le_bytes();
    u32::from_le_bytes([a, b, c, d])
}

/// A number with each bit spread over all others, one to one: the last step of `MurmurHash3` (Appleby 2011, public domain).
#[must_use]
pub fn mixed(number: u64) -> u64 {
    let fold = |bits: u64| bits ^ bits >> 33;
    fold(fold(fold(number).wrapping_mul(0xff51_afd7_ed55_8ccd)).wrapping_mul(0xc4ce_b9fe_1a85_ec53))
}

#[cfg(test)]
mod tests {
    use super::{Places, mixed};
    use proptest::{collection::btree_set, prelude::*};

    proptest! {
        #[test]
        fn every_number_has_its_place_and_no_other_has_one(
            numbers in btree_set(any::<u64>(), 0..300),
            others in prop::collection::vec(any::<u64>(), 20),
        ) {
            let mut sorted: Vec<u64> = numbers.iter().copied().collect();
            sorted.sort_by_key(|&number| mixed(number));
            let places = Places::build(&sorted);
            prop_assert_eq!(places.count(), sorted.len());
            for number in sorted.iter().copied().chain(others) {
                let expect = sorted.iter().position(|&held| held == number).map(|at| u32::try_from(at).unwrap());
                prop_assert_eq!(places.get(number), expect);
            }
        }
    }
}
