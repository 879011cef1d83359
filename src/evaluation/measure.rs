//! A measure: a count or a share of questions, with its interval.

use super::scored::Scored;

/// Two-sided 95 % of the normal distribution.
const Z: f64 = 1.96;

/// A measure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// A number of questions.
    Count(usize),
    /// A share of questions: how many, of how many.
    Share(usize, usize),
}

impl Measure {
    /// The value; a share of nothing has none.
    #[must_use]
    pub fn value(self) -> Option<f64> {
        match self {
            Self::Count(count) => Some(float(count)),
            Self::Share(_, 0) => None,
            Self::Share(hits, of) => Some(float(hits) / float(of)),
        }
    }

    /// The 95 % interval of a share, 0 to 1.
    #[must_use]
    pub fn interval(self) -> Option<(f64, f64)> {
        match self {
            Self::Share(hits, of) if of > 0 => Some(wilson(hits, of)),
            Self::Count(_) | Self::Share(..) => None,
        }
    }

    /// The 95 % interval for people: `89.2–95.3%`; empty where there is none.
    #[must_use]
    pub fn range(self) -> String {
        self.interval().map_or_else(String::new, |(low, high)| format!("{:.1}–{}", 100.0 * low, percent(high)))
    }

    /// The value for people: `93.2%`, `42`, `-`.
    #[must_use]
    pub fn text(self) -> String {
        match (self, self.value()) {
            (Self::Count(count), _) => count.to_string(),
            (Self::Share(..), Some(share)) => percent(share),
            (Self::Share(..), None) => "-".to_owned(),
        }
    }
}

/// A share as text: `93.2%`.
#[must_use]
pub fn percent(share: f64) -> String {
    format!("{:.1}%", 100.0 * share)
}

/// Wilson's 95 % interval of `hits` of `of`, 0 to 1. Unlike the plain one it holds for few questions and near 0 and 100 %.
#[must_use]
pub fn wilson(hits: usize, of: usize) -> (f64, f64) {
    if of == 0 {
        return (0.0, 1.0);
    }
    let (n, share) = (float(of), float(hits) / float(of));
    let middle = share + Z * Z / (2.0 * n);
    let spread = Z * ((share * (1.0 - share) + Z * Z / (4.0 * n)) / n).sqrt();
    let scale = 1.0 + Z * Z / n;
    (((middle - spread) / scale).max(0.0), ((middle + spread) / scale).min(1.0))
}

/// A count as a floating-point number.
#[must_use]
#[allow(clippy::cast_precision_loss, reason = "numbers of questions stay far below 2^52")]
pub fn float(count: usize) -> f64 {
    count as f64
}

/// Share of some judged questions for which something holds.
pub fn share<'s, 'i: 's>(of: impl IntoIterator<Item = &'s Scored<'i>>, hit: impl Fn(&Scored) -> bool) -> Measure {
    let (mut hits, mut all) = (0, 0);
    for scored in of {
        all += 1;
        hits += usize::from(hit(scored));
    }
    Measure::Share(hits, all)
}

/// Named measures in the order of the report.
pub type Measures = Vec<(&'static str, Measure)>;

/// A measure by its name.
#[must_use]
pub fn find(measures: &Measures, name: &str) -> Option<Measure> {
    measures.iter().find(|(known, _)| *known == name).map(|&(_, measure)| measure)
}

#[cfg(test)]
mod tests {
    use super::{Measure, wilson};

    #[test]
    fn intervals_hold_at_the_ends() {
        for (hits, of, low, high) in
            [(0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0), (5, 10, 0.2366, 0.7634), (92, 100, 0.8500, 0.9589), (1, 1, 0.2065, 1.0)]
        {
            let (from, to) = wilson(hits, of);
            assert!((from - low).abs() < 1e-4 && (to - high).abs() < 1e-4, "{hits}/{of}: {from} {to}");
        }
        assert_eq!(Measure::Share(0, 0).interval(), None);
        assert_eq!(Measure::Share(0, 0).text(), "-");
        assert_eq!(Measure::Share(1, 16).text(), "6.2%");
    }
}
