//! The use-cases over the shipped knowledge.

use super::{App, BUSY, Caller, FAILURE, Question, Settings};
use crate::{
    answer::{outcome::Outcome, snapshot::Snapshot, snapshot::Thresholds},
    app::{limits, ready, recall, suggest},
    knowledge::section::Day,
};
use std::{
    sync::{
        Arc, OnceLock,
        atomic::{AtomicBool, Ordering},
    },
    time::Instant,
};

fn snapshot() -> Arc<Snapshot> {
    static SHIPPED: OnceLock<Arc<Snapshot>> = OnceLock::new();
    let shipped = || Arc::new(ready::shipped(Thresholds::default()).expect("the shipped knowledge is clean"));
    SHIPPED.get_or_init(shipped).clone()
}

fn november() -> Day {
    "2026-11-23".parse().unwrap()
}

fn app(settings: Settings) -> App {
    App::new(snapshot(), settings, november).unwrap()
}

fn question(text: &str) -> Question<'_> {
    Question { text, asker: None, at: Instant::now(), addressed: true, guild: 0 }
}

fn caller(asker: limits::Asker) -> Caller {
    Caller { asker, at: Instant::now(), guild: 0 }
}

const MISSED: &str = "slept thru my lunchtime tablet its nearly dinner what now";

#[test]
fn a_question_gets_its_section_and_ids_for_the_log() {
    let answer = app(Settings::default()).ask(&question(MISSED));
    assert_eq!(answer.record.outcome, "answer");
    assert_eq!(answer.record.sections, ["missed-dose"]);
    assert!(answer.reply.unwrap().text().starts_with("**Missed dose**"));
    assert!(!answer.choices.is_empty());
}

#[test]
fn settings_that_name_nothing_are_faults_with_a_remedy() {
    for (label, settings, key) in [
        ("guide", Settings { guide: Some("nothing".into()), ..Settings::default() }, "answer.guide"),
        ("country", Settings { home_country: Some("QQ".into()), ..Settings::default() }, "answer.home_country"),
    ] {
        let fault = App::new(snapshot(), settings, november).err().unwrap();
        assert_eq!(fault.key, key, "{label}");
        assert!(fault.remedy.contains("one of"), "{label}: {fault}");
    }
}

#[test]
fn the_title_of_a_section_is_that_section() {
    let app = app(Settings::default());
    for section in &snapshot().knowledge.guides[0].sections {
        let answer = app.ask(&question(&section.head.title));
        assert_eq!(answer.record.sections, std::slice::from_ref(&section.head.id), "{}", section.head.title);
    }
}

#[test]
fn only_ordinary_answers_are_limited() {
    let app = app(Settings { limits: limits::Settings { questions_a_minute: 1 }, ..Settings::default() });
    let asker = Some(app.asker(1));
    let asked = || app.ask(&Question { asker, ..question(MISSED) });
    assert_eq!(asked().record.outcome, "answer");
    let busy = asked();
    assert_eq!(busy.record.outcome, BUSY);
    assert!(busy.reply.unwrap().text().contains("999"));
    assert!(app.section("baclofen", "missed-dose", &caller(app.asker(1))).unwrap().record.outcome == BUSY);
    let other = app.ask(&Question { asker: Some(app.asker(2)), ..question(MISSED) });
    assert_eq!(other.record.outcome, "answer");
}

#[test]
fn chatter_is_silent_unless_it_was_said_to_the_bot() {
    let app = app(Settings::default());
    let said = |addressed| app.ask(&Question { addressed, ..question("lol same") }).reply;
    assert!(said(false).is_none());
    assert!(said(true).is_some());
}

#[test]
fn a_panic_while_judging_gives_the_emergency_numbers_and_the_safety_line() {
    static BROKEN: AtomicBool = AtomicBool::new(false);
    fn today() -> Day {
        assert!(!BROKEN.load(Ordering::Relaxed), "broken on purpose");
        november()
    }
    let app = App::new(snapshot(), Settings::default(), today).unwrap();
    BROKEN.store(true, Ordering::Relaxed);
    let answer = app.ask(&question(MISSED));
    assert_eq!(answer.record.outcome, FAILURE);
    let text = answer.reply.unwrap().text().to_owned();
    assert!(text.contains("911") && text.lines().last().unwrap().starts_with("-# "), "{text}");
    let shown = app.section("baclofen", "dosing", &caller(app.asker(1))).unwrap();
    assert!(shown.reply.unwrap().text().contains("911"));
}

#[test]
fn every_answer_that_can_be_recalled_is_shown_word_for_word() {
    let app = app(Settings::default());
    let asker = app.asker(9);
    let mut kinds = std::collections::BTreeSet::new();
    for text in [
        MISSED,
        "how much should i take a day",
        "can i take it with ibuprofen",
        "is baclofen ok with lithium and sertraline",
        "what is the dose of diclofenac",
        "baclofen while pregnant",
        "will baclofen show up on a drug test at work",
        "puedo tomar baclofeno con alcohol por favor",
    ] {
        let answer = app.ask(&question(text));
        let recalled = answer.recall.clone().unwrap_or_else(|| panic!("{text}: {:?}", answer.record));
        assert!(recalled.chars().count() <= recall::MAX_CHARS);
        let again = app.again(&recalled, &caller(asker)).unwrap_or_else(|| panic!("{text}: {recalled}"));
        assert_eq!(again.reply, answer.reply, "{text}: {recalled}");
        kinds.insert(answer.record.outcome);
    }
    assert!(kinds.len() >= 3, "{kinds:?}");
}

#[test]
fn every_section_of_every_outcome_can_be_written_in_the_space_there_is() {
    let snapshot = snapshot();
    let sections = snapshot.knowledge.guides[0].sections.len();
    let mut longest: Vec<u16> = (0..u16::try_from(sections).unwrap()).collect();
    longest.sort_by_key(|&target| std::cmp::Reverse(snapshot.knowledge.guides[0].target_id(target).len()));
    longest.truncate(3);
    let decision = super::Decision { outcome: Outcome::Clarify, shown: longest.clone(), ..recall::blank(0) };
    let text = recall::write(&snapshot, &decision).unwrap();
    assert_eq!(recall::read(&snapshot, &text).unwrap().shown, longest);
}

#[test]
fn what_was_never_written_is_not_read() {
    let snapshot = snapshot();
    for text in [
        "",
        ":",
        "a:b",
        "baclofen:a::",
        "baclofen:a:nothing:",
        "other:a:dosing:",
        "baclofen:x:dosing:",
        "baclofen:aq:dosing:",
        "baclofen:a:dosing::",
        "baclofen:a:dosing:nothing",
        "baclofen:e::",
        "baclofen:e:E99:",
        "baclofen:o:nothing:",
        "baclofen:n:nothing:",
        "baclofen:n:~zz:",
        "baclofen:n:dosing:",
        "baclofen:é:dosing:",
        "é:a:b:c",
        "baclofen::dosing:",
    ] {
        assert!(recall::read(&snapshot, text).is_none(), "{text:?}");
    }
}

#[test]
fn suggestions_fit_and_are_related_or_none() {
    let app = app(Settings::default());
    let titles = app.suggest("");
    let guide = &snapshot().knowledge.guides[0];
    assert_eq!(titles.len(), guide.sections.len().min(suggest::MOST));
    for section in guide.sections.iter().filter(|section| !section.head.beyond()) {
        assert!(titles.iter().any(|title| title.name == section.head.title), "{} is not offered", section.head.id);
    }
    for (partial, title) in [
        ("missed", Some("Missed dose")),
        ("mis", Some("Missed dose")),
        ("mised do", Some("Missed dose")),
        ("kidny", Some("Kidney problems and older adults")),
        ("alchohol", Some("Alcohol and other medicines")),
        ("driv", Some("Driving and machines")),
        ("stoping bac", Some("Stopping and withdrawal")),
        ("best pizza in paris", None),
        ("zzzz qqqq", None),
        ("weather tomorrow", None),
    ] {
        let found = app.suggest(partial);
        assert!(found.len() <= suggest::MOST);
        for suggestion in &found {
            let fits = |text: &str| (1..=suggest::MAX_CHARS).contains(&text.chars().count());
            assert!(fits(&suggestion.name) && fits(&suggestion.value), "{suggestion:?}");
        }
        match title {
            Some(title) => assert!(found.iter().any(|s| s.name == title), "{partial}: {found:?}"),
            None => assert!(found.is_empty(), "{partial}: {found:?}"),
        }
    }
}
