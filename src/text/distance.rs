//! Edit distance behind a length budget, so that a long word never costs more than a short one is worth.
//!
//! The metric is strsim's optimal string alignment: a swap of two neighbours counts as one slip.

/// Letters after which a word is never spell-corrected: real words and names are shorter, noise is not.
pub const MAX_LETTERS: usize = 24;

/// Number of slips between two words, or `None` when it exceeds `budget`.
///
/// Units: characters; one insertion, deletion, substitution or swap of neighbours is one slip.
/// Cheap rejections come first: length difference, then the letters the words do not share.
#[must_use]
pub fn within(a: &str, b: &str, budget: usize) -> Option<usize> {
    if a.len().abs_diff(b.len()) > budget || a.len() > MAX_LETTERS || b.len() > MAX_LETTERS {
        return None;
    }
    if unshared(letters(a), letters(b)) > 2 * u32::try_from(budget).unwrap_or(u32::MAX / 2) {
        return None;
    }
    let slips = strsim::osa_distance(a, b);
    (slips <= budget).then_some(slips)
}

/// Letters of a word as a bit mask: two bits a letter, the first for "once", the second for "twice or more"; other characters
/// share the two bits behind `z`.
#[must_use]
pub fn letters(word: &str) -> u64 {
    word.bytes().fold(0, |mask, byte| {
        let place = match byte {
            b'a'..=b'z' => 2 * (byte - b'a'),
            _ => 52,
        };
        mask | if mask >> place & 1 == 0 { 1 << place } else { 2 << place }
    })
}

/// How many letters stand in one mask only. One slip changes this by two at most.
#[must_use]
pub fn unshared(a: u64, b: u64) -> u32 {
    (a ^ b).count_ones()
}

#[cfg(test)]
mod tests {
    use super::within;

    #[test]
    fn counts_slips_within_the_budget_only() {
        for (label, a, b, budget, expect) in [
            ("same", "baclofen", "baclofen", 2, Some(0)),
            ("swap counts once", "baclofen", "balcofen", 1, Some(1)),
            ("substitution", "baclofen", "baclofin", 1, Some(1)),
            ("two slips", "baclofen", "bacloffin", 2, Some(2)),
            ("over budget", "baclofen", "diclofenac", 2, None),
            ("length alone rejects", "dose", "dosesxxx", 2, None),
            ("keflex is two from lyflex", "keflex", "lyflex", 1, None),
        ] {
            assert_eq!(within(a, b, budget), expect, "{label}");
        }
    }

    #[test]
    fn very_long_words_are_not_compared() {
        let long = "a".repeat(4_000);
        assert_eq!(within(&long, &long, 2), None);
    }
}
