//! Mutants of every section: each number, name, prohibition and fact changed in turn, one at a time.
//!
//! Finds them by itself: asking the lock what it locks would hide from the test what hides from the lock.

use super::{shipped, today};
use medguide::knowledge::{
    files,
    lint::Linter,
    medicine::MedicineKind,
    section::{FactKind, Section},
};

/// One text of a section that people are shown.
#[derive(Clone, Copy, PartialEq)]
enum Shown {
    Title,
    About,
    Body,
    Referral,
}

const ALL_SHOWN: [Shown; 4] = [Shown::Title, Shown::About, Shown::Body, Shown::Referral];

fn name_of(shown: Shown) -> &'static str {
    match shown {
        Shown::Title => "title",
        Shown::About => "about",
        Shown::Body => "text",
        Shown::Referral => "referral",
    }
}

fn text_of(section: &Section, shown: Shown) -> &str {
    match shown {
        Shown::Title => &section.head.title,
        Shown::About => &section.head.about,
        Shown::Body => &section.body,
        Shown::Referral => section.head.referral.as_deref().unwrap_or_default(),
    }
}

fn with_text(section: &Section, shown: Shown, text: String) -> Section {
    let mut section = section.clone();
    match shown {
        Shown::Title => section.head.title = text,
        Shown::About => section.head.about = text,
        Shown::Body => section.body = text,
        Shown::Referral => section.head.referral = Some(text),
    }
    section
}

fn capital(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

/// One changed section and what was changed.
struct Mutant {
    label: String,
    section: Section,
}

/// Collects mutants of one section.
struct Mutants<'s> {
    section: &'s Section,
    out: Vec<Mutant>,
}

/// Words for another unit, rate or bound.
const SWAPS: [(&str, &str); 17] = [
    ("mg", "ml"),
    ("ml", "mg"),
    ("mcg", "mg"),
    ("hours", "days"),
    ("hour", "day"),
    ("days", "weeks"),
    ("a day", "a week"),
    ("weeks", "months"),
    ("months", "years"),
    ("year", "month"),
    ("years", "months"),
    ("times", "tablets"),
    ("less than", "more than"),
    ("more than", "less than"),
    ("at least", "at most"),
    ("up to", "over"),
    ("about", "under"),
];

/// Words that forbid or limit, turned round.
const TURNED: [(&str, &str); 19] = [
    ("never", "always"),
    ("do not", "do"),
    ("not", ""),
    ("don't", "do"),
    ("does not", "does"),
    ("is not", "is"),
    ("isn't", "is"),
    ("only", "also"),
    ("avoid", "take"),
    ("unless", "if"),
    ("unless", "even if"),
    ("without", "with"),
    ("cannot", "can"),
    ("can't", "can"),
    ("no", "any"),
    ("nor", "or"),
    ("must not", "must"),
    ("should not", "should"),
    ("illegal", "legal"),
];

/// Sentences that must be locked when they are new.
const ADDED: [&str; 18] = [
    "Take 3 tablets.",
    "Take two more.",
    "Wait half an hour.",
    "Take it twice.",
    "Call 111.",
    "Ask about ibuprofen.",
    "Diclofenac helps.",
    "Have some wine.",
    "Ask about statins.",
    "Try Lioresal.",
    "Ask about muscle relaxers.",
    "Never take it.",
    "Don't wait.",
    "Do not call.",
    "Avoid food.",
    "Only call at night.",
    "Take it unless ill.",
    "It can't help.",
];

impl Mutants<'_> {
    /// Keeps a mutant that differs from the section.
    fn add(&mut self, label: String, section: Section) {
        let same_facts = section.head.facts == self.section.head.facts;
        if !same_facts || ALL_SHOWN.iter().any(|shown| text_of(&section, *shown) != text_of(self.section, *shown)) {
            self.out.push(Mutant { label, section });
        }
    }

    /// Each place of `from` that is no part of a longer word, replaced by `to`, one at a time.
    fn replace_each(&mut self, from: &str, to: &str) {
        for shown in ALL_SHOWN {
            let text = text_of(self.section, shown);
            for (at, found) in text.match_indices(from) {
                let (before, after) = (&text[..at], &text[at + found.len()..]);
                let cuts_before = before.ends_with(char::is_alphanumeric) && from.starts_with(char::is_alphanumeric);
                let cuts_after = after.starts_with(char::is_alphanumeric) && from.ends_with(char::is_alphanumeric);
                if !cuts_before && !cuts_after {
                    let section = with_text(self.section, shown, format!("{before}{to}{after}"));
                    self.add(format!("`{from}` -> `{to}` at {at} of {}", name_of(shown)), section);
                }
            }
        }
    }

    /// As [`Self::replace_each`], for the word as written and with a capital.
    fn replace_word(&mut self, from: &str, to: &str) {
        self.replace_each(from, to);
        self.replace_each(&capital(from), &capital(to));
    }

    /// Each word of a locked text, left out where the text is shown.
    fn words_left_out(&mut self, text: &str) {
        let words: Vec<&str> = text.split(' ').collect();
        for index in 0..words.len() {
            let rest: Vec<&str> = words.iter().enumerate().filter(|(at, _)| *at != index).map(|(_, word)| *word).collect();
            self.replace_each(text, &rest.join(" "));
        }
    }

    fn numbers(&mut self) {
        for shown in ALL_SHOWN {
            let text = text_of(self.section, shown).to_owned();
            let mut at = 0;
            while let Some(start) = text[at..].find(|c: char| c.is_ascii_digit()).map(|found| at + found) {
                let end = text[start..].find(|c: char| !c.is_ascii_digit()).map_or(text.len(), |found| start + found);
                let number: u64 = text[start..end].parse().unwrap();
                let news = [
                    ("+1", (number + 1).to_string()),
                    ("x10", format!("{number}0")),
                    (".5", format!("{number}.5")),
                    ("gone", String::new()),
                ];
                for (what, new) in news {
                    let changed = format!("{}{new}{}", &text[..start], &text[end..]);
                    self.add(format!("{number} {what} in {}", name_of(shown)), with_text(self.section, shown, changed));
                }
                at = end;
            }
        }
        let words = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];
        for (index, word) in words.into_iter().enumerate() {
            self.replace_word(word, words[(index + 1) % words.len()]);
        }
        for (from, to) in [("half", "all"), ("twice", "once"), ("double", "triple"), ("once", "twice")] {
            self.replace_word(from, to);
        }
    }

    /// Units, rates and bounds of every number.
    fn units(&mut self) {
        for fact in self.section.head.facts.iter().filter(|fact| fact.kind == FactKind::Number) {
            for (from, to) in SWAPS {
                if let Some((before, after)) = fact.text.split_once(from)
                    && !before.ends_with(char::is_alphanumeric)
                    && !after.starts_with(char::is_alphanumeric)
                {
                    self.replace_each(&fact.text, &format!("{before}{to}{after}"));
                }
            }
            self.words_left_out(&fact.text);
        }
        for shown in ALL_SHOWN {
            let words: Vec<&str> = text_of(self.section, shown).split(' ').collect();
            for pair in words.windows(2) {
                let unit = pair[1].trim_end_matches(['.', ',', ':', '?', '*']);
                if let Some((from, to)) = SWAPS.iter().find(|(from, _)| *from == unit)
                    && pair[0].chars().any(|c| c.is_ascii_digit())
                {
                    self.replace_each(&format!("{} {from}", pair[0]), &format!("{} {to}", pair[0]));
                }
            }
        }
    }

    fn names(&mut self, table: &[String]) {
        let lower: Vec<String> = ALL_SHOWN.iter().map(|shown| text_of(self.section, *shown).to_lowercase()).collect();
        let mut here: Vec<String> = Vec::new();
        for form in table.iter().flat_map(|name| [name.clone(), format!("{name}s")]) {
            if lower.iter().any(|text| text.contains(&form)) {
                here.push(capital(&form));
                here.push(form);
            }
        }
        let medicines = self.section.head.facts.iter().filter(|fact| fact.kind == FactKind::Medicine);
        let listed: Vec<String> = medicines.map(|fact| fact.text.clone()).collect();
        here.extend(listed.iter().cloned());
        here.sort();
        here.dedup();
        for name in &here {
            self.replace_each(name, "ibuprofen");
            self.replace_each(&format!("{name} "), "");
            self.replace_each(name, "");
            for other in &listed {
                self.replace_each(name, other);
            }
        }
        // The guide's own name is not locked, but no other name may take its place.
        self.replace_word("baclofen", "diclofenac");
        self.replace_word("baclofen", "Keflex");
    }

    fn prohibitions(&mut self) {
        for (from, to) in TURNED {
            self.replace_word(from, to);
        }
        for fact in self.section.head.facts.iter().filter(|fact| fact.kind == FactKind::Prohibition) {
            self.words_left_out(&fact.text);
            self.replace_each(&fact.text, "");
            self.replace_each(&fact.text, &format!("{0} {0}", fact.text));
        }
    }

    fn facts(&mut self) {
        let facts = &self.section.head.facts;
        for (index, fact) in facts.iter().enumerate() {
            let mut with = |what: &str, change: &dyn Fn(&mut Section)| {
                let mut section = self.section.clone();
                change(&mut section);
                self.add(format!("fact `{}` {what}", fact.text), section);
            };
            with("removed", &|s| drop(s.head.facts.remove(index)));
            with("listed twice", &|s| s.head.facts.push(fact.clone()));
            with("longer", &|s| s.head.facts[index].text.push_str(" more"));
            // The words ahead of a number only say where it stands: without them the fact still locks the number.
            if fact.kind != FactKind::Number {
                let rest = fact.text.split_once(' ').map_or("", |(_, rest)| rest);
                with("without its first word", &|s| rest.clone_into(&mut s.head.facts[index].text));
            }
            let rest = fact.text.rsplit_once(' ').map_or("", |(rest, _)| rest);
            with("without its last word", &|s| rest.clone_into(&mut s.head.facts[index].text));
            with("in capitals", &|s| s.head.facts[index].text = fact.text.to_uppercase());
            with("from a source the section does not name", &|s| "ZZZ".clone_into(&mut s.head.facts[index].source));
            for kind in [FactKind::Number, FactKind::Medicine, FactKind::Prohibition] {
                with("of another kind", &|s| s.head.facts[index].kind = kind);
            }
            for digit in '0'..='9' {
                let next = if digit == '9' { "0".to_owned() } else { char::from(digit as u8 + 1).to_string() };
                with("with another figure", &|s| s.head.facts[index].text = fact.text.replacen(digit, &next, 1));
            }
            for (other, behind) in facts.iter().enumerate().skip(index + 1) {
                if behind.kind == fact.kind && behind.text != fact.text {
                    with("out of order", &|s| s.head.facts.swap(index, other));
                }
            }
        }
    }

    fn additions(&mut self) {
        for shown in ALL_SHOWN {
            let text = text_of(self.section, shown);
            for sentence in ADDED {
                let ahead = with_text(self.section, shown, format!("{sentence} {text}"));
                let behind = with_text(self.section, shown, format!("{text} {sentence}"));
                self.add(format!("`{sentence}` ahead of {}", name_of(shown)), ahead);
                self.add(format!("`{sentence}` behind {}", name_of(shown)), behind);
                if let Some((first, rest)) = text.split_once("\n\n") {
                    let bullet = with_text(self.section, shown, format!("{first}\n\n- {sentence}\n\n{rest}"));
                    self.add(format!("`{sentence}` as a bullet"), bullet);
                }
            }
        }
    }
}

fn mutants(section: &Section, table: &[String]) -> Vec<Mutant> {
    let mut mutants = Mutants { section, out: Vec::new() };
    mutants.numbers();
    mutants.units();
    mutants.names(table);
    mutants.prohibitions();
    mutants.facts();
    mutants.additions();
    mutants.out
}

#[test]
fn the_fact_lock_finds_every_single_change() {
    let (files, knowledge) = shipped();
    let linter = Linter::new(&files, &knowledge, today());
    // Names that are no everyday words: "ice" and "joint" are left out, and so are the shortest, which many words hold.
    let plain = knowledge.medicines.iter().filter(|medicine| medicine.kind != MedicineKind::Recreational || !medicine.needs_cue);
    let table: Vec<String> =
        plain.map(|medicine| medicine.name.to_lowercase()).filter(|name| name.len() > 4 && name != "the pill").collect();
    let (mut tried, mut survivors) = (0, Vec::new());
    for (index, guide) in knowledge.guides.iter().enumerate() {
        for section in &guide.sections {
            let text = files::text(&files, &section.file).unwrap();
            assert_eq!(linter.section(index, section, text).faults, [], "{} is not clean", section.file);
            let mutants = mutants(section, &table);
            assert!(mutants.len() > 50, "{} has only {} mutants", section.file, mutants.len());
            println!("{}: {} mutants", section.file, mutants.len());
            tried += mutants.len();
            for mutant in mutants {
                if linter.section(index, &mutant.section, text).faults.is_empty() {
                    survivors.push(format!("{}: {}", section.file, mutant.label));
                }
            }
        }
    }
    println!("{tried} mutants tried, {} found", tried - survivors.len());
    assert!(survivors.is_empty(), "{} of {tried} survived:\n{}", survivors.len(), survivors.join("\n"));
}
