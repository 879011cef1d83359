//! Times of the questions.

use super::{measure::float, scored::Scored};

/// Value below which a share of the sorted values lies (nearest rank).
#[must_use]
pub fn quantile(sorted: &[f64], share: f64) -> Option<f64> {
    let last = sorted.len().checked_sub(1)?;
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and the number of questions")]
    let rank = (share * float(sorted.len())).ceil() as usize;
    sorted.get(rank.saturating_sub(1).min(last)).copied()
}

/// Times of all questions, sorted; empty when none was taken.
#[must_use]
pub fn times(all: &[Scored]) -> Vec<f64> {
    let mut times: Vec<f64> = all.iter().filter_map(|scored| scored.prediction.micros).collect();
    times.sort_by(f64::total_cmp);
    times
}

/// The slowest questions with their times, slowest first.
#[must_use]
pub fn slowest<'s, 'i>(all: &'s [Scored<'i>], count: usize) -> Vec<(&'s Scored<'i>, f64)> {
    let mut timed: Vec<(&Scored, f64)> = all.iter().filter_map(|scored| Some((scored, scored.prediction.micros?))).collect();
    timed.sort_by(|a, b| b.1.total_cmp(&a.1));
    timed.truncate(count);
    timed
}

#[cfg(test)]
mod tests {
    use super::quantile;

    #[test]
    fn quantiles_are_values_that_were_seen() {
        let values: Vec<f64> = (1..=200).map(f64::from).collect();
        assert_eq!(quantile(&values, 0.5), Some(100.0));
        assert_eq!(quantile(&values, 0.99), Some(198.0));
        assert_eq!(quantile(&[7.0], 0.99), Some(7.0));
        assert_eq!(quantile(&[], 0.5), None);
    }
}
