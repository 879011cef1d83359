//! Rules for one section file, the fact lock included. Compares with other sections only where one names another.

use super::{
    Linter, Report,
    amounts::amounts,
    day::Day,
    facts,
    names::Names,
    pieces::{Piece, pieces},
    shape::{MAX_TITLE, bad_id, bad_keywords, length, markup},
    spans::{folded, sentences, words},
};
use crate::knowledge::{
    fault::Fault,
    guide::Guide,
    model::Grade,
    section::{BEYOND_TIER, GUIDE_TIER, MAX_BODY, Section},
};
use std::collections::BTreeSet;

/// Longest `about`, in characters: a select menu's description holds 100.
const MAX_ABOUT: usize = 90;
/// Longest referral, in characters: a few short sentences.
const MAX_REFERRAL: usize = 500;
/// Most sentences in a paragraph.
const MAX_SENTENCES: usize = 3;
/// Fewest examples and counter-examples.
const MIN_EXAMPLES: (usize, usize) = (8, 3);
/// Fewest and most keywords of a section.
const KEYWORDS: std::ops::RangeInclusive<usize> = 8..=20;
/// Most related sections: a row of buttons has five places and two are taken.
const MAX_RELATED: usize = 3;

/// What a reply fills in.
const PLACEHOLDERS: [&str; 2] = ["{poison}", "{animals}"];

/// One section with what its faults need.
struct Rules<'s> {
    linter: &'s Linter<'s>,
    guide: &'s Guide,
    section: &'s Section,
    file_text: &'s str,
    report: Report,
}

/// Every rule on one section, the fact lock included.
pub(super) fn check(linter: &Linter<'_>, guide: &Guide, names: &Names, section: &Section, file_text: &str) -> Report {
    let mut rules = Rules { linter, guide, section, file_text, report: Report::default() };
    rules.head();
    rules.lists();
    rules.links();
    rules.days();
    let pieces = pieces(section, file_text);
    for piece in &pieces {
        rules.piece(piece);
    }
    rules.body();
    rules.secondary();
    let lock = facts::Lock { facts: &section.head.facts, file: &section.file, file_text };
    facts::check(&lock, &pieces, names, &mut rules.report.faults);
    rules.report
}

impl Rules<'_> {
    fn fault(&mut self, key: &str, reason: impl Into<String>, remedy: &str) {
        self.report.faults.push(Fault::at(&self.section.file, self.file_text, key, reason, remedy));
    }

    fn fault_on(&mut self, line: usize, key: &str, reason: impl Into<String>, remedy: &str) {
        let file = self.section.file.clone();
        self.report.faults.push(Fault { file, line, key: key.to_owned(), reason: reason.into(), remedy: remedy.to_owned() });
    }

    fn head(&mut self) {
        let (section, head) = (self.section, &self.section.head);
        let stem = section.file.rsplit('/').next().and_then(|name| name.strip_suffix(".md")).unwrap_or_default();
        if head.id != stem {
            self.fault("id", format!("`{}` is not the name of the file", head.id), &format!("write `{stem}` or rename the file"));
        }
        if let Some(reason) = bad_id(&head.id) {
            self.fault("id", reason, "use lower case letters and dashes");
        }
        let from_guide = head.sources.iter().any(|key| self.linter.knowledge.sources.get(key).is_some_and(|s| s.grade == Grade::G));
        let known = matches!((head.tier, from_guide), (GUIDE_TIER, true) | (BEYOND_TIER, false));
        if !known {
            let remedy = "write 1 where the guide itself is among the sources, 2 where it is silent";
            self.fault("tier", format!("is {}, which its sources do not bear out", head.tier), remedy);
        }
        for (key, text, most) in [("title", &head.title, MAX_TITLE), ("about", &head.about, MAX_ABOUT)] {
            if let Some(reason) = length(text, 1, most) {
                self.fault(key, reason, "say it shorter, in plain words");
            }
            if text.trim() != text || text.contains('\n') {
                self.fault(key, "has blanks at an end or a line break", "write it on one line");
            }
        }
        if let Some(referral) = &head.referral {
            if let Some(reason) = length(referral, 1, MAX_REFERRAL) {
                self.fault("referral", reason, "two to four short sentences");
            }
            for number in amounts(referral, &words(referral), &[]) {
                let reason = format!("holds the number `{}`", number.of(referral));
                self.fault("referral", reason, "a referral stands where a personal figure was asked for: it holds none");
            }
        }
        if !self.linter.safety_lines().contains(head.safety_line.as_str()) {
            let reason = format!("there is no safety line `{}`", head.safety_line);
            self.fault("safety_line", reason, "use a key of [safety_line] in safety/lines.toml");
        }
    }

    fn lists(&mut self) {
        let head = &self.section.head;
        for (key, count, least) in [("examples", head.examples.len(), MIN_EXAMPLES.0), ("not", head.counter_examples.len(), MIN_EXAMPLES.1)]
        {
            if count < least {
                self.fault(key, format!("has {count} entries, fewer than {least}"), "add questions as members type them");
            }
        }
        if !KEYWORDS.contains(&head.keywords.len()) {
            let reason = format!("has {} entries, not {} to {}", head.keywords.len(), KEYWORDS.start(), KEYWORDS.end());
            self.fault("keywords", reason, "keep the words that speak for this section alone");
        }
        for (key, reason) in bad_keywords(&head.keywords) {
            self.fault(&key, reason, "write keywords in lower case without apostrophes");
        }
        let mut seen = BTreeSet::new();
        for text in head.examples.iter().chain(&head.counter_examples) {
            if folded(text).is_empty() || !seen.insert(folded(text)) {
                self.fault(text, "is empty or stands twice among examples and counter-examples", "keep one");
            }
        }
    }

    fn links(&mut self) {
        let head = &self.section.head;
        if head.related.is_empty() || head.related.len() > MAX_RELATED {
            self.fault(
                "related",
                format!("has {} entries, not 1 to {MAX_RELATED}", head.related.len()),
                "name the sections people want next",
            );
        }
        let mut seen = BTreeSet::new();
        for id in &head.related {
            let reason = match self.guide.sections.iter().any(|other| other.head.id == *id) {
                _ if *id == head.id => "is this section itself",
                _ if !seen.insert(id) => "stands twice",
                false => "is no section",
                true => continue,
            };
            self.fault("related", format!("`{id}` {reason}"), "name other sections of this guide");
        }
        for fact in head.facts.iter().filter(|fact| !head.sources.contains(&fact.source)) {
            let reason = format!("the fact `{}` names `{}`, which is not among the section's sources", fact.text, fact.source);
            self.fault(&fact.text, reason, "add the key to `sources` or correct the fact");
        }
    }

    fn days(&mut self) {
        let head = &self.section.head;
        let (checked, review) = (Day::written(&head.checked_on), Day::written(&head.review_by));
        for (key, day) in [("checked_on", checked), ("review_by", review)] {
            if day.is_none() {
                self.fault(key, "is no day", "write it like 2026-11-23");
            }
        }
        let (Some(checked), Some(review)) = (checked, review) else { return };
        if checked > self.linter.today {
            self.fault(
                "checked_on",
                format!("{checked} lies in the future"),
                "write the day on which the text was compared with its sources",
            );
        }
        if checked > review {
            self.fault("review_by", format!("{review} lies before `checked_on`"), "set it half a year after `checked_on`");
        }
        if self.linter.today > review {
            let remedy = "compare the text with its sources, then set both days anew";
            self.report.notes.push(Fault::at(&self.section.file, self.file_text, "review_by", format!("{review} has passed"), remedy));
        }
    }

    /// Rules on any shown text.
    fn piece(&mut self, piece: &Piece<'_>) {
        let line = piece.line_at(0);
        for (byte, reason) in markup(piece.text) {
            self.fault_on(piece.line_at(byte), piece.key, reason, "use plain words, `- ` bullets and a little **bold**");
        }
        let shown = matches!(piece.key, "text" | "referral");
        let left = if shown {
            PLACEHOLDERS.iter().fold(piece.text.to_owned(), |text, name| text.replace(name, ""))
        } else {
            piece.text.to_owned()
        };
        if left.contains(['{', '}']) {
            let remedy = "only {poison} and {animals} are filled in, in the text and the referral";
            self.fault_on(line, piece.key, "holds an unknown placeholder", remedy);
        }
        self.linter.wording.check(&self.section.file, line, piece.key, piece.text, &mut self.report);
        if shown {
            for (byte, reason) in self.linter.hard_to_read(piece.text) {
                self.fault_on(piece.line_at(byte), piece.key, reason, "use shorter sentences and plainer words");
            }
            for (byte, reason) in self.linter.wording.unexplained(piece.text) {
                self.fault_on(piece.line_at(byte), piece.key, reason, "write the plain word first and the term in brackets behind it");
            }
        }
    }

    fn body(&mut self) {
        let (section, line) = (self.section, self.section.lines_before_body + 1);
        if let Some(reason) = length(&section.body, 1, MAX_BODY) {
            self.fault_on(line, "text", reason, "a reply must fit one message: split the section or say less");
        }
        let mut previous = "";
        for (index, text) in section.body.lines().enumerate() {
            let count = sentences(text).len();
            if count > MAX_SENTENCES {
                self.fault_on(line + index, "text", format!("the paragraph has {count} sentences, more than {MAX_SENTENCES}"), "part it");
            }
            if text.matches("**").count() % 2 != 0 {
                self.fault_on(line + index, "text", "a bold mark is not closed on its line", "write ** on both sides");
            }
            let prose = |text: &str| !text.is_empty() && !text.starts_with("- ");
            if prose(text) && prose(previous) {
                self.fault_on(line + index, "text", "a paragraph is spread over two lines", "write each paragraph on one line");
            }
            previous = text;
        }
        self.linter.wording.must_say(&section.file, line, &section.head.id, &section.body, &mut self.report);
    }

    /// What only a secondary source says is shown as reported: a note, because people must judge the sentence.
    fn secondary(&mut self) {
        let (section, sources) = (self.section, &self.linter.knowledge.sources);
        for fact in &section.head.facts {
            if sources.get(&fact.source).is_some_and(|source| source.grade == Grade::S) {
                let shown = pieces(section, self.file_text);
                let holds = |piece: &Piece<'_>| {
                    let told = |text: &str| text.contains(&fact.text) && text.contains("report");
                    sentences(piece.text).iter().any(|span| told(span.of(piece.text)))
                };
                if !shown.iter().any(holds) {
                    let reason =
                        format!("`{}` rests on the secondary source `{}` alone and is not told as reported", fact.text, fact.source);
                    let remedy = "find a better source or write `it is reported`";
                    self.report.notes.push(Fault::at(&section.file, self.file_text, &fact.text, reason, remedy));
                }
            }
        }
    }
}
