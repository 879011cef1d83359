//! A calendar day as a number, so that days can be compared and counted. Never reads the clock: today is an argument.

use crate::knowledge::section::Day as Written;
use std::fmt;

/// A day of the Gregorian calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day {
    year: i32,
    month: u8,
    of_month: u8,
}

impl Day {
    /// A day, or `None` when the month has no such day.
    #[must_use]
    pub fn new(year: i32, month: u8, day: u8) -> Option<Self> {
        let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        let days = match month {
            4 | 6 | 9 | 11 => 30,
            2 if leap => 29,
            2 => 28,
            1..=12 => 31,
            _ => return None,
        };
        (1..=days).contains(&day).then_some(Self { year, month, of_month: day })
    }

    /// The day of a TOML value; `None` when it holds a time of day, too, or no day.
    #[must_use]
    pub fn written(value: &Written) -> Option<Self> {
        let date = value.date.filter(|_| value.time.is_none() && value.offset.is_none())?;
        Self::new(i32::from(date.year), date.month, date.day)
    }

    /// Days from `earlier` to this day; negative when `earlier` is later.
    #[must_use]
    pub fn since(self, earlier: Self) -> i64 {
        self.number() - earlier.number()
    }

    /// Days since 1 March of the year 0 (Howard Hinnant, "chrono-compatible low-level date algorithms").
    fn number(self) -> i64 {
        let (month, year) = (i64::from(self.month), i64::from(self.year) - i64::from(self.month <= 2));
        let era = year.div_euclid(400);
        let of_era = year.rem_euclid(400);
        let of_year = (153 * ((month + 9) % 12) + 2) / 5 + i64::from(self.of_month) - 1;
        era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.of_month)
    }
}

#[cfg(test)]
mod tests {
    use super::Day;

    fn day(year: i32, month: u8, day: u8) -> Day {
        Day::new(year, month, day).unwrap()
    }

    #[test]
    fn counts_days() {
        for (label, from, to, expect) in [
            ("same", (2026, 11, 23), (2026, 11, 23), 0),
            ("next", (2026, 11, 30), (2026, 12, 1), 1),
            ("half a year", (2026, 11, 23), (2027, 5, 22), 180),
            ("leap day", (2028, 2, 28), (2028, 3, 1), 2),
            ("no leap day", (2027, 2, 28), (2027, 3, 1), 1),
            ("backwards", (2027, 1, 1), (2026, 1, 1), -365),
            ("a century without a leap day", (1900, 1, 1), (1901, 1, 1), 365),
        ] {
            assert_eq!(day(to.0, to.1, to.2).since(day(from.0, from.1, from.2)), expect, "{label}");
        }
    }

    #[test]
    fn days_that_do_not_exist_are_refused() {
        for (year, month, day) in [(2026, 2, 29), (2026, 13, 1), (2026, 0, 1), (2026, 4, 31), (2026, 1, 0)] {
            assert_eq!(Day::new(year, month, day), None);
        }
        assert!(Day::new(2028, 2, 29).is_some());
    }

    #[test]
    fn a_time_is_no_day() {
        assert!(Day::written(&"2026-11-23".parse().unwrap()).is_some());
        assert!(Day::written(&"2026-11-23T10:00:00Z".parse().unwrap()).is_none());
        assert!(Day::written(&"10:00:00".parse().unwrap()).is_none());
    }
}
