//! What is shown: every sentence comes from the data, the safety line is last, everything fits one message.

mod support;

use medguide::answer::{
    render::{self, Setting},
    reply::MAX_MESSAGE,
    snapshot::Space,
};
use proptest::prelude::*;
use support::{rows, shipped};

fn setting(home: Option<&str>) -> Setting {
    Setting::new(&shipped().knowledge, home, "2026-11-23".parse().expect("a day"))
}

/// The reply to a question that was addressed to the bot.
fn reply(question: &str, home: Option<&str>) -> String {
    let snapshot = shipped();
    let decision = snapshot.judge(question, 0, &mut Space::default());
    render::render(snapshot, &decision, &setting(home), true).expect("an addressed question is answered").text().to_owned()
}

/// Ends with exactly one line of small text that is one of the safety lines, within one message.
fn assert_closed(question: &str, text: &str) {
    let lines = shipped().knowledge.safety.lines.as_ref().expect("lines");
    let last = text.lines().last().unwrap_or_default();
    let allowed: Vec<&String> = lines.safety_line.values().chain([&lines.crisis.taken]).collect();
    let closing = last.strip_prefix("-# ").unwrap_or_default();
    assert!(allowed.iter().any(|line| *line == closing), "{question}\n{text}");
    assert!(text.encode_utf16().count() <= MAX_MESSAGE, "{question}\n{text}");
    assert_eq!(text.matches(closing).count(), 1, "{question}\n{text}");
}

#[test]
fn every_golden_question_gets_a_closed_reply() {
    for file in ["dev.tsv", "questions.tsv", "danger.tsv", "redflags.tsv"] {
        for row in rows(file) {
            assert_closed(&row["text"], &reply(&row["text"], None));
        }
    }
}

#[test]
fn a_section_is_shown_word_for_word() {
    let snapshot = shipped();
    for (section, target) in snapshot.knowledge.guides[0].sections.iter().zip(0..) {
        let shown = render::section(snapshot, 0, target, &setting(None)).expect("a section");
        let mut rest = shown.text();
        // Phone lines stand where the data has a placeholder for them.
        for part in section.body.split(['{', '}']).step_by(2) {
            let at = rest.find(part).unwrap_or_else(|| panic!("{} is cut or changed", section.head.id));
            rest = &rest[at + part.len()..];
        }
        assert_closed(&section.head.id, shown.text());
    }
}

#[test]
fn an_animal_that_took_another_medicine_gets_the_animal_line_and_no_section() {
    let text = reply("my cat licked some Estrogel off my arm, what should I watch for", Some("US"));
    let animals = setting(Some("US")).numbers.animals;
    assert!(text.lines().next().is_some_and(|line| line.contains(&animals)), "{text}");
    assert!(!text.contains("Baclofen can kill"), "{text}");
    assert!(reply("my cat licked my baclofen liquid", Some("US")).contains("Baclofen can kill"));
}

#[test]
fn a_home_country_comes_first_and_never_alone() {
    let numbers = |home| setting(home).numbers.emergency;
    assert!(numbers(None).starts_with("911 (US/Canada)"));
    assert!(numbers(Some("GB")).starts_with("999 (UK)"));
    for home in ["GB", "NZ", "AU", "IN"] {
        for number in ["911", "999", "112", "000", "111"] {
            assert!(numbers(Some(home)).contains(number), "{home}: {number}");
        }
    }
}

#[test]
fn a_section_past_its_review_date_says_so() {
    let snapshot = shipped();
    let late = Setting::new(&snapshot.knowledge, None, "2031-01-01".parse().expect("a day"));
    let shown = render::section(snapshot, 0, 0, &late).expect("a section");
    assert!(shown.text().contains("due for review"), "{}", shown.text());
}

#[test]
fn when_everything_is_broken_the_numbers_and_the_safety_line_are_still_there() {
    for reply in [render::failure(None, None), render::failure(Some(shipped()), Some(&setting(None)))] {
        assert!(reply.text().contains("911") && reply.text().contains("999"), "{}", reply.text());
        assert_closed("failure", reply.text());
    }
}

#[test]
fn nothing_reassures() {
    for row in rows("questions.tsv") {
        let text = reply(&row["text"], None).to_lowercase();
        for word in ["don't worry", "you will be ok", "you'll be ok", "is safe", "are safe", "perfectly", "no problem"] {
            assert!(!text.contains(word), "{word}: {}\n{text}", row["text"]);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    #[test]
    fn any_text_gets_a_closed_reply(text in "(?s).{0,600}") {
        assert_closed(&text, &reply(&text, None));
    }

    #[test]
    fn any_words_get_a_closed_reply(words in proptest::collection::vec(
        prop_oneof!["baclofen", "stop", "took", "20", "pills", "pump", "wine", "can", "i", "hallucinating", "not", "kidney", "dose", "[a-z]{1,9}", "\\?"], 0..40)) {
        let text = words.join(" ");
        assert_closed(&text, &reply(&text, Some("GB")));
    }
}
