//! Rules for `phones.toml`: form, sources and age of every number, and the short form in the safety lines.
//!
//! Dials nothing; that a number is the one its source names is locked in [`super::numbers`].

use super::{Linter, Report, day::Day, numbers::PHONES, safety::LINES, spans::words};
use crate::knowledge::{
    fault::{Fault, line_of},
    safety::{Country, Phones},
};
use std::collections::BTreeSet;

/// Days after which phone numbers must be compared with their sources again.
const MAX_AGE: i64 = 180;
/// Numbers of the short form in every safety line, by the country whose entry they must equal.
const IN_SAFETY_LINE: &[&str] = &["US", "GB", "EU"];

/// Rules on the phone list itself.
pub(super) fn check(linter: &Linter<'_>, phones: &Phones, report: &mut Report) {
    let file_text = linter.text(PHONES);
    let mut fault = |key: &str, reason: String, remedy: &str| {
        report.faults.push(Fault::at(PHONES, file_text, key, reason, remedy));
    };
    if phones.country.is_empty() {
        fault("country", "no country is listed".to_owned(), "restore the list");
    }
    let mut codes = BTreeSet::new();
    for country in &phones.country {
        let key = format!("code = \"{}\"", country.code);
        if country.code.len() != 2 || !country.code.bytes().all(|b| b.is_ascii_uppercase()) || !codes.insert(&country.code) {
            fault(&key, format!("`{}` is no country code or stands twice", country.code), "two capital letters, each once");
        }
        if country.emergency.is_none() && country.code != "ZZ" {
            fault(&key, "has no emergency number".to_owned(), "add it: replies begin with it");
        }
        if country.crisis.is_empty() {
            fault(&key, "has no crisis line".to_owned(), "add one, or the helpline finder");
        }
        for (number, sources) in all(country) {
            if !is_number(number) {
                fault(
                    number,
                    format!("`{number}` is no phone number or address"),
                    "digits with blanks, dashes and a leading +, or a host name",
                );
            }
            if sources.is_empty() {
                fault(number, format!("`{number}` has no source"), "name the page it was seen on");
            }
        }
    }
    for animal in phones.animal.iter().filter(|animal| !is_number(&animal.number) || animal.sources.is_empty()) {
        fault(
            &animal.number,
            format!("`{}` is no phone number or has no source", animal.number),
            "digits with blanks, dashes and a leading +",
        );
    }
    let days = phones.country.iter().map(|c| (&c.code, &c.checked_on)).chain(phones.animal.iter().map(|a| (&a.name, &a.checked_on)));
    for (name, written) in days {
        let line = line_of(file_text, &format!("\"{name}\""));
        let note = |reason, remedy: &str| Fault {
            file: PHONES.to_owned(),
            line,
            key: format!("{name} checked_on"),
            reason,
            remedy: remedy.to_owned(),
        };
        match Day::written(written) {
            None => report.faults.push(note("is no day".to_owned(), "write it like 2026-11-23")),
            Some(day) if day > linter.today => {
                report.faults.push(note(format!("{day} lies in the future"), "write the day of the last check"));
            }
            Some(day) if linter.today.since(day) > MAX_AGE => {
                let reason = format!("{day} is more than {MAX_AGE} days ago");
                report.notes.push(note(reason, "look the numbers up at their sources again, then set the day"));
            }
            Some(_) => {}
        }
    }
}

fn all(country: &Country) -> impl Iterator<Item = (&str, &[String])> {
    let lines = country.crisis.iter().chain(&country.poison).chain(&country.urgent);
    country
        .emergency
        .iter()
        .map(|number| (number.as_str(), country.sources.as_slice()))
        .chain(lines.map(|line| (line.number.as_str(), line.sources.as_slice())))
}

fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix('+').unwrap_or(text);
    let dialled = digits.starts_with(|c: char| c.is_ascii_digit()) && digits.chars().all(|c| c.is_ascii_digit() || matches!(c, ' ' | '-'));
    let host = text.contains('.') && text.chars().all(|c| c.is_ascii_lowercase() || matches!(c, '.' | '-' | '/'));
    dialled || host
}

/// The short form in every safety line names the emergency numbers of three places, as the phone list has them, and no other.
pub(super) fn in_safety_lines(linter: &Linter<'_>, phones: &Phones, report: &mut Report) {
    let emergency = |code: &&str| phones.country.iter().find(|country| country.code == **code)?.emergency.clone();
    let expect: BTreeSet<String> = IN_SAFETY_LINE.iter().filter_map(emergency).collect();
    for (key, line) in linter.knowledge.safety.lines.iter().flat_map(|lines| &lines.safety_line) {
        let figures = |text: &str| text.chars().any(char::is_numeric);
        let got: BTreeSet<String> = words(line).iter().filter(|word| figures(word.text)).map(|word| word.text.to_owned()).collect();
        if got != expect {
            let reason = format!("names {got:?}, but phones.toml has {expect:?}");
            report.faults.push(Fault::at(LINES, linter.text(LINES), key, reason, "make both the same"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::is_number;

    #[test]
    fn phone_numbers_and_hosts() {
        for (text, expect) in [
            ("911", true),
            ("116 123", true),
            ("+1 855-764-7661", true),
            ("findahelpline.com", true),
            ("call us", false),
            ("", false),
            ("1-800-HELP", false),
        ] {
            assert_eq!(is_number(text), expect, "{text}");
        }
    }
}
