//! What moderators tell the curators, and judging what shadow mode would have said.

use super::{Desk, now, settings::Kept};
use crate::{
    app::ask::Answer,
    store::{
        Error, Store, Write,
        rows::{Shadow, Wrong},
    },
};

/// What stands for "the guide has no section for it" in a row for the curators.
pub const NOT_COVERED: &str = "not-covered";

/// Longest wording a moderator may give, in characters.
pub const MOST_WORDING: usize = 300;

/// Seconds that a shadow report looks back on.
const SHADOW_SECONDS: i64 = 14 * 24 * 60 * 60;

/// Rows of a shadow report.
const MOST_SHADOWS: u32 = 5_000;

/// What shadow mode would have said in a channel.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ShadowReport {
    /// Messages it would have answered, by outcome, most first.
    pub outcomes: Vec<(String, usize)>,
    /// Answers that staff called right, and those they judged.
    pub right: usize,
    /// Judged answers.
    pub judged: usize,
    /// Bounds of the share of right answers among all, 0 to 1, 95 % of the time (Wilson 1927).
    pub interval: Option<(f64, f64)>,
    /// Answers that nobody has judged yet, newest first.
    pub open: Vec<Shadow>,
}

impl Desk {
    /// Notes that an answer was wrong. `wording` is the moderator's own, never the asker's.
    pub async fn wrong(&self, guild: u64, actor: u64, shown: &str, wanted: &str, wording: &str) -> Kept {
        let wording: String = wording.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(MOST_WORDING).collect();
        let row = Wrong {
            id: Store::fresh_id(),
            guild,
            actor,
            shown: shown.to_owned(),
            wanted: wanted.to_owned(),
            wording,
            version: self.app.version(),
            noted: now(),
            curated: 0,
        };
        self.keep(vec![Write::Wrong(row), super::settings::note(guild, actor, "wrong section", wanted)]).await
    }

    /// Notes what would have been said in a channel in shadow mode.
    pub async fn shadowed(&self, guild: u64, channel: u64, message: u64, answer: &Answer) {
        let recall = self.app.keepable(answer).map(|(recall, _)| recall).unwrap_or_default();
        let outcome = answer.record.outcome.to_owned();
        let row = Shadow { message, guild, channel, outcome, recall, seen: now(), verdict: String::new() };
        self.keep(vec![Write::Shadow(row)]).await;
    }

    /// Notes what a moderator says of an answer that shadow mode would have given.
    pub async fn judged(&self, guild: u64, actor: u64, message: u64, right: bool) -> Kept {
        let verdict = if right { "right" } else { "wrong" }.to_owned();
        let note = super::settings::note(guild, actor, "judge", &format!("{verdict}: message {message}"));
        self.keep(vec![Write::Verdict { message, guild, verdict }, note]).await
    }

    /// What shadow mode would have said in a channel these two weeks.
    ///
    /// # Errors
    /// The store is down, or refuses.
    pub async fn shadow_report(&self, guild: u64, channel: u64) -> Result<ShadowReport, Error> {
        let rows = self.store.shadows(guild, channel, now() - SHADOW_SECONDS, MOST_SHADOWS).await?;
        let mut report = ShadowReport::default();
        for row in &rows {
            match report.outcomes.iter_mut().find(|(outcome, _)| *outcome == row.outcome) {
                Some((_, times)) => *times += 1,
                None => report.outcomes.push((row.outcome.clone(), 1)),
            }
            report.judged += usize::from(!row.verdict.is_empty());
            report.right += usize::from(row.verdict == "right");
        }
        report.outcomes.sort_by_key(|(_, times)| std::cmp::Reverse(*times));
        report.interval = wilson(report.right, report.judged);
        report.open = rows.into_iter().filter(|row| row.verdict.is_empty()).collect();
        Ok(report)
    }
}

/// Wilson's score interval for a share, at 95 %. `None` without cases.
#[must_use]
pub fn wilson(right: usize, of: usize) -> Option<(f64, f64)> {
    /// Of the normal distribution, two-sided.
    const Z: f64 = 1.959_963_985;
    let (right, of) = (f64::from(u32::try_from(right).ok()?), f64::from(u32::try_from(of).ok().filter(|&of| of > 0)?));
    let share = right / of;
    let middle = share + Z * Z / (2.0 * of);
    let spread = Z * (share * (1.0 - share) / of + Z * Z / (4.0 * of * of)).sqrt();
    let whole = 1.0 + Z * Z / of;
    Some((((middle - spread) / whole).max(0.0), ((middle + spread) / whole).min(1.0)))
}

/// Rows as lines of a table of labelled questions: id, label, style, text, split, tag. The first line names the columns.
#[must_use]
pub fn lines(rows: &[Wrong]) -> String {
    let mut text = "id\tlabel\tstyle\ttext\tsplit\ttag\n".to_owned();
    for row in rows {
        let wording = row.wording.replace(['\t', '\n', '\r'], " ");
        text.push_str(&format!("mod-{}\t{}\tmoderator\t{wording}\tcurated\tinstead of {}\n", row.id, row.wanted, shown(&row.shown)));
    }
    text
}

/// The sections of a recalled answer, for people.
fn shown(recall: &str) -> &str {
    recall.split(':').nth(2).filter(|ids| !ids.is_empty()).unwrap_or("nothing")
}

#[cfg(test)]
mod tests {
    use super::{lines, wilson};
    use crate::store::rows::Wrong;

    #[test]
    fn intervals() {
        assert_eq!(wilson(0, 0), None);
        for (right, of, low, high) in [(8, 10, 0.490, 0.943), (10, 10, 0.722, 1.0), (0, 20, 0.0, 0.161), (95, 100, 0.888, 0.978)] {
            let (least, most) = wilson(right, of).unwrap();
            assert!((least - low).abs() < 0.001 && (most - high).abs() < 0.001, "{right} of {of}: {least} {most}");
        }
    }

    #[test]
    fn a_wording_stays_on_its_line() {
        let row = Wrong {
            id: 7,
            guild: 1,
            actor: 2,
            shown: "baclofen:a:dosing:".into(),
            wanted: "driving".into(),
            wording: "can\ti\ndrive".into(),
            version: "v".into(),
            noted: 1,
            curated: 0,
        };
        assert_eq!(
            lines(&[row]),
            "id\tlabel\tstyle\ttext\tsplit\ttag\nmod-7\tdriving\tmoderator\tcan i drive\tcurated\tinstead of dosing\n"
        );
    }
}
