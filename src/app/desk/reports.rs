//! What staff are shown: how things stand, what is asked, what is missing, what was done. Ids, counts and titles alone.

use super::{Desk, counting::day_of, curating::ShadowReport, now, settings::Kept};
use crate::store::{
    Error,
    rows::{Missed, Mode, Posting},
};
use std::fmt::Write;

/// Characters of a report: it must fit one message with the safety line.
const ROOM: usize = 1_650;

/// Rows of a list.
const MOST_LISTED: usize = 12;

/// Days that the counts look back on.
const COUNT_DAYS: i64 = 30;

/// What is added to a confirmation, by what became of the writing.
#[must_use]
pub fn kept(kept: Kept) -> &'static str {
    match kept {
        Kept::Now => "",
        Kept::Later => " The store is down: this holds now, and is written down when the store is back.",
        Kept::Not => " It could not be written down: it ends when I am started again. The log says why.",
    }
}

/// A number and what it counts.
#[must_use]
pub fn counted(number: impl std::fmt::Display, what: &str) -> String {
    let number = number.to_string();
    let plural = if number == "1" { "" } else { "s" };
    format!("{number} {what}{plural}")
}

/// The address of a message.
#[must_use]
pub fn link(guild: u64, channel: u64, message: u64) -> String {
    format!("https://discord.com/channels/{guild}/{channel}/{message}")
}

/// Lines that fit, and how many more there are.
#[must_use]
pub fn fitted(head: &str, lines: impl IntoIterator<Item = String>) -> String {
    let mut text = head.to_owned();
    let mut left = 0;
    for (number, line) in lines.into_iter().enumerate() {
        if number >= MOST_LISTED || text.chars().count() + line.chars().count() + 1 > ROOM {
            left += 1;
            continue;
        }
        text.push('\n');
        text.push_str(&line);
    }
    if left > 0 {
        // Writing to a string cannot fail.
        let _ = write!(text, "\n… and {left} more");
    }
    text
}

impl Desk {
    /// How things stand in a server.
    ///
    /// # Errors
    /// None is given on: a store that is down is part of the report.
    pub async fn status(&self, guild: u64) -> String {
        let standing = self.standing();
        let mut lines = vec![format!("Content version {}.", self.app.version())];
        let troubles = self.store.troubles(guild, 50).await;
        lines.push(match (&troubles, self.backlog()) {
            (Err(error), waiting) => format!("**The store is down**, {waiting} changes wait: {error}"),
            (Ok(_), 0) => "The store is in order.".to_owned(),
            (Ok(_), waiting) => format!("The store is in order; {waiting} changes wait."),
        });
        let paused: Vec<String> = standing.pauses(guild).iter().map(|pause| self.paused_line(&pause.section, pause.since)).collect();
        lines.push(if paused.is_empty() { "Nothing is paused.".to_owned() } else { format!("**Paused**: {}.", paused.join(", ")) });
        let modes: Vec<String> = standing.modes(guild).into_iter().map(|(channel, mode)| format!("<#{channel}> {}", mode.name())).collect();
        lines.push(if modes.is_empty() {
            "Every channel is off: I answer there only when I am asked.".to_owned()
        } else {
            format!("Channels: {}.", modes.join(", "))
        });
        lines.push(format!("Country of the phone numbers: {}.", standing.country(guild).unwrap_or("none first")));
        let role = standing.alert_role(guild).map_or("none".to_owned(), |role| format!("<@&{role}>"));
        let staff = standing.staff_channel(guild).map_or("none".to_owned(), |channel| format!("<#{channel}>"));
        lines.push(format!("Role to call: {role}. Channel for staff: {staff}."));
        let progress = self.progress();
        if progress.running {
            lines.push(format!("Putting posted answers right: {} of {} done.", progress.done + progress.failed, progress.due));
        }
        let troubles = troubles.unwrap_or_default();
        if !troubles.is_empty() {
            lines.push(format!("**{} could not be put right**:", counted(troubles.len(), "posted answer")));
            lines.extend(troubles.iter().map(|posting| self.trouble_line(posting)));
        }
        fitted("**How things stand**", lines)
    }

    fn paused_line(&self, section: &str, since: i64) -> String {
        let title = section.split_once('/').and_then(|(_, id)| self.app.find_section(id)).map(|(_, title)| title);
        let what = if section.is_empty() { "everything".to_owned() } else { title.unwrap_or_else(|| section.to_owned()) };
        format!("{what} (<t:{since}:R>)")
    }

    fn trouble_line(&self, posting: &Posting) -> String {
        let place = link(posting.guild, posting.channel, posting.message);
        format!("- {} {place}: {}", self.app.titles(&posting.recall), posting.trouble)
    }

    /// What is pinned in a channel, or in a whole server with channel 0.
    ///
    /// # Errors
    /// The store is down, or refuses.
    pub async fn pin_list(&self, guild: u64, channel: u64) -> Result<String, Error> {
        let pins = self.store.pins(guild, channel).await?;
        if pins.is_empty() {
            return Ok("I have pinned nothing here.".to_owned());
        }
        let line = |pin: &Posting| {
            let corrected = if pin.corrected > 0 { format!(", corrected <t:{}:d>", pin.corrected) } else { String::new() };
            let trouble = if pin.trouble.is_empty() { String::new() } else { format!(". **Not up to date**: {}", pin.trouble) };
            let place = link(pin.guild, pin.channel, pin.message);
            format!("- **{}** {place}, by <@{}> <t:{}:d>{corrected}{trouble}", self.app.titles(&pin.recall), pin.actor, pin.posted)
        };
        Ok(fitted("**Pinned answers**", pins.iter().map(line)))
    }

    /// What was asked in a server these 30 days.
    ///
    /// # Errors
    /// The store is down, or refuses.
    pub async fn stats(&self, guild: u64) -> Result<String, Error> {
        let tallies = self.store.tallies(guild, day_of(now()) - COUNT_DAYS).await?;
        let total: i64 = tallies.iter().map(|tally| tally.times).sum();
        if total == 0 {
            return Ok("Nothing was asked here in the last 30 days.".to_owned());
        }
        let mut outcomes: Vec<(&str, i64)> = Vec::new();
        let mut sections: Vec<(&str, i64)> = Vec::new();
        for tally in &tallies {
            add(&mut outcomes, &tally.outcome, tally.times);
            if !tally.section.is_empty() && tally.outcome == "answer" {
                add(&mut sections, &tally.section, tally.times);
            }
        }
        let outcomes: Vec<String> = outcomes.iter().map(|(outcome, times)| format!("{outcome} {times}")).collect();
        let most = if sections.is_empty() { "" } else { "\nAsked for most:" };
        let head = format!("**{} in 30 days**: {}.{most}", counted(total, "answer"), outcomes.join(", "));
        let title = |id: &str| self.app.find_section(id).map_or_else(|| id.to_owned(), |(_, title)| title);
        let received = self.store.received(guild).await?;
        let helped = |id: &str| {
            let found = received.iter().find(|received| received.section == id);
            found.map_or_else(String::new, |received| format!(", helpful to {} of {}", received.helpful, received.votes))
        };
        Ok(fitted(&head, sections.iter().map(|(id, times)| format!("- {}: {times}{}", title(id), helped(id)))))
    }

    /// What the guide could not answer.
    ///
    /// # Errors
    /// The store is down, or refuses.
    pub async fn gap_list(&self, guild: u64) -> Result<String, Error> {
        let gaps = self.gaps(guild).await?;
        let people = self.settings.gap_people;
        if gaps.is_empty() {
            return Ok(format!(
                "Nothing was missed by {people} people or more in one of the last weeks. I keep no questions: only topics, and pairs of words."
            ));
        }
        let line = |gap: &Missed| match gap.kind.as_str() {
            "topic" => format!("- topic **{}**: {} people", gap.subject, gap.people),
            _ => format!("- words **{}**: {} people", gap.subject.replace(' ', " + "), gap.people),
        };
        let head = format!("**What the guide could not answer** (met by {people} people or more in a week, these weeks)");
        Ok(fitted(&head, gaps.iter().map(line)))
    }

    /// What moderators did.
    ///
    /// # Errors
    /// The store is down, or refuses.
    pub async fn audit_list(&self, guild: u64) -> Result<String, Error> {
        let rows = self.store.audit(guild, 50).await?;
        if rows.is_empty() {
            return Ok("Nothing was done yet.".to_owned());
        }
        Ok(fitted(
            "**What moderators did**, newest first",
            rows.iter().map(|row| format!("- <t:{}:f> <@{}> {}: {}", row.happened, row.actor, row.action, row.detail)),
        ))
    }

    /// What shadow mode would have said in a channel, without the answers that are still to be judged.
    #[must_use]
    pub fn shadow_text(&self, channel: u64, mode: Mode, report: &ShadowReport) -> String {
        if report.outcomes.is_empty() {
            let hint = if mode == Mode::Shadow { "I am listening." } else { "Set it to shadow first: /medguide channel mode:shadow." };
            return format!("There is nothing to report from <#{channel}>. {hint}");
        }
        let outcomes: Vec<String> = report.outcomes.iter().map(|(outcome, times)| format!("{outcome} {times}")).collect();
        let mut text = format!("**In <#{channel}> I would have answered**, these two weeks: {}.", outcomes.join(", "));
        let judged = match report.interval {
            None => "\nNobody has judged any of it yet.".to_owned(),
            Some((low, high)) => format!(
                "\nStaff call {} of {} right: {:.0} %. Of all, {:.0} to {:.0} % are, in 19 of 20 such samples.",
                report.right,
                report.judged,
                100.0 * share(report.right, report.judged),
                100.0 * low,
                100.0 * high
            ),
        };
        text.push_str(&judged);
        text
    }
}

fn share(part: usize, whole: usize) -> f64 {
    let number = |count: usize| f64::from(u32::try_from(count).unwrap_or(u32::MAX));
    number(part) / number(whole.max(1))
}

fn add<'t>(sums: &mut Vec<(&'t str, i64)>, name: &'t str, times: i64) {
    match sums.iter_mut().find(|(held, _)| *held == name) {
        Some((_, sum)) => *sum += times,
        None => sums.push((name, times)),
    }
}

#[cfg(test)]
mod tests {
    use super::{ROOM, fitted};

    #[test]
    fn what_does_not_fit_is_counted() {
        let text = fitted("head", (0..40).map(|number| format!("line {number}")));
        assert!(text.ends_with("line 11\n… and 28 more"), "{text}");
        let text = fitted("head", (0..4).map(|_| "x".repeat(800)));
        assert!(text.chars().count() <= ROOM + 20 && text.ends_with("… and 2 more"), "{}", text.len());
        assert_eq!(fitted("head", []), "head");
    }
}
