//! Long lists that are read where they lie in the program instead of being unpacked: most of what a start would copy, and of what it
//! would keep, is never looked at.
//!
//! They can be deserialised from bytes of the program alone, which outlive everything that is read from them.

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{Error, Visitor},
};
use std::{
    borrow::Cow,
    fmt::{self, Formatter},
    ops::{Deref, Range},
};

/// Bytes, and any list made of them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Bytes(Cow<'static, [u8]>);

impl Bytes {
    /// Adds bytes at the end.
    pub fn extend(&mut self, bytes: &[u8]) {
        self.0.to_mut().extend_from_slice(bytes);
    }
}

impl Deref for Bytes {
    type Target = [u8];
    fn deref(&self) -> &[u8] {
        &self.0
    }
}

impl From<Vec<u8>> for Bytes {
    fn from(bytes: Vec<u8>) -> Self {
        Self(bytes.into())
    }
}

impl Serialize for Bytes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(&self.0)
    }
}

impl<'de: 'static> Deserialize<'de> for Bytes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InPlace;
        impl<'de: 'static> Visitor<'de> for InPlace {
            type Value = Bytes;
            fn expecting(&self, out: &mut Formatter<'_>) -> fmt::Result {
                out.write_str("bytes that lie in the program")
            }
            fn visit_borrowed_bytes<E: Error>(self, bytes: &'de [u8]) -> Result<Bytes, E> {
                Ok(Bytes(Cow::Borrowed(bytes)))
            }
        }
        deserializer.deserialize_bytes(InPlace)
    }
}

/// Text, one piece behind the other.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Text(Cow<'static, str>);

impl Text {
    /// Adds a piece at the end.
    pub fn push(&mut self, piece: &str) {
        self.0.to_mut().push_str(piece);
    }
}

impl Deref for Text {
    type Target = str;
    fn deref(&self) -> &str {
        &self.0
    }
}

impl From<&str> for Text {
    fn from(piece: &str) -> Self {
        Self(piece.to_owned().into())
    }
}

impl<'p> FromIterator<&'p str> for Text {
    fn from_iter<I: IntoIterator<Item = &'p str>>(pieces: I) -> Self {
        Self(String::from_iter(pieces).into())
    }
}

impl Serialize for Text {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de: 'static> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self(Cow::Borrowed(<&'de str>::deserialize(deserializer)?)))
    }
}

/// Yes or no by number, a bit each.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Flags(Bytes);

impl Flags {
    /// Whether a number is flagged; none is that is beyond the last.
    #[must_use]
    pub fn has(&self, number: u32) -> bool {
        self.0.get(number as usize / 8).is_some_and(|byte| byte >> (number % 8) & 1 == 1)
    }
}

impl FromIterator<u32> for Flags {
    /// From the numbers that are flagged, in any order.
    fn from_iter<I: IntoIterator<Item = u32>>(numbers: I) -> Self {
        let mut bytes = Vec::new();
        for number in numbers {
            let at = number as usize / 8;
            bytes.resize(bytes.len().max(at + 1), 0_u8);
            bytes.get_mut(at).into_iter().for_each(|byte| *byte |= 1 << (number % 8));
        }
        Self(bytes.into())
    }
}

/// Bytes of a number.
const SIZE: usize = 4;

/// Numbers of four bytes.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Numbers(Bytes);

impl Numbers {
    /// How many there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.0.len() / SIZE
    }

    /// The number at a place.
    #[must_use]
    pub fn get(&self, place: usize) -> Option<u32> {
        let from = place.checked_mul(SIZE)?;
        Some(u32::from_le_bytes(*self.0.get(from..)?.first_chunk()?))
    }

    /// So many numbers that stand together from a place.
    #[must_use]
    pub fn together<const N: usize>(&self, place: usize) -> Option<[u32; N]> {
        let from = place.checked_mul(SIZE)?;
        let (parts, _) = self.0.get(from..from.checked_add(N * SIZE)?)?.as_chunks::<SIZE>();
        let parts: &[[u8; SIZE]; N] = parts.first_chunk()?;
        Some(parts.map(u32::from_le_bytes))
    }

    /// The numbers of some places; none where there are fewer.
    pub fn some(&self, places: Range<usize>) -> impl Iterator<Item = u32> + Clone {
        let bytes = self.0.get(places.start.saturating_mul(SIZE)..places.end.saturating_mul(SIZE)).unwrap_or_default();
        bytes.as_chunks::<SIZE>().0.iter().map(|bytes| u32::from_le_bytes(*bytes))
    }

    /// Adds a number at the end.
    pub fn push(&mut self, number: u32) {
        self.0.extend(&number.to_le_bytes());
    }
}

impl FromIterator<u32> for Numbers {
    fn from_iter<I: IntoIterator<Item = u32>>(numbers: I) -> Self {
        Self(numbers.into_iter().flat_map(u32::to_le_bytes).collect::<Vec<u8>>().into())
    }
}

#[cfg(test)]
mod tests {
    use super::{Bytes, Flags, Numbers, Text};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn lists_come_back_as_they_were_written(numbers: Vec<u32>, pieces: Vec<String>, bytes: Vec<u8>) {
            let packed: Numbers = numbers.iter().copied().collect();
            let text: Text = pieces.iter().map(String::as_str).collect();
            let written = postcard::to_stdvec(&(&packed, &text, Bytes::from(bytes.clone()))).unwrap();
            let read: (Numbers, Text, Bytes) = postcard::from_bytes(written.leak()).unwrap();
            prop_assert_eq!(read.0.count(), numbers.len());
            prop_assert!(read.0.some(0..numbers.len()).eq(numbers.iter().copied()));
            prop_assert_eq!(&*read.1, pieces.concat());
            prop_assert_eq!(&*read.2, bytes);
            for place in 0..numbers.len() + 2 {
                prop_assert_eq!(read.0.get(place), numbers.get(place).copied());
                let two = numbers.get(place..place + 2).map(|two| [two[0], two[1]]);
                prop_assert_eq!(read.0.together(place), two);
            }
        }
    }

    proptest! {
        #[test]
        fn flags_are_those_that_were_set(numbers in prop::collection::btree_set(0..3_000_u32, 0..60), other in 0..4_000_u32) {
            let flags: Flags = numbers.iter().copied().collect();
            let read: Flags = postcard::from_bytes(postcard::to_stdvec(&flags).unwrap().leak()).unwrap();
            for number in numbers.iter().copied().chain([other, u32::MAX]) {
                prop_assert_eq!(read.has(number), numbers.contains(&number));
            }
        }
    }

    #[test]
    fn what_is_read_in_place_can_be_added_to_and_places_that_are_not_there_are_empty() {
        let written = postcard::to_stdvec(&Numbers::from_iter([1, 2])).unwrap();
        let mut numbers: Numbers = postcard::from_bytes(written.leak()).unwrap();
        numbers.push(3);
        assert!(numbers.some(0..3).eq([1, 2, 3]));
        assert_eq!(numbers.some(1..9).count(), 0, "there are fewer");
        assert_eq!((numbers.get(usize::MAX), numbers.together::<2>(usize::MAX)), (None, None));
    }
}
