//! A second guide is a folder of files: neither guide answers for the other, and a question without a name goes to the
//! guide that was asked.

use medguide::{
    answer::snapshot::{Snapshot, Space, Thresholds},
    app::ready,
    evidence::tuning::Techniques,
    knowledge::{files, load},
};
use std::{path::Path, sync::LazyLock};

/// The shipped knowledge with the small guide of `tests/second-guide` beside it, built once for all tests.
static BOTH: LazyLock<Snapshot> = LazyLock::new(|| {
    let mut all = files::embedded();
    let (second, faults) = files::from_dir(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/second-guide"));
    assert!(faults.is_empty(), "{faults:?}");
    all.extend(second);
    let (knowledge, faults) = load::parse(&all);
    assert!(faults.is_empty(), "{faults:#?}");
    let (snapshot, faults) = Snapshot::build(knowledge, Techniques::default(), Thresholds::default());
    assert!(faults.is_empty(), "{faults:#?}");
    snapshot
});

#[test]
fn a_guide_with_few_questions_has_no_say_in_how_others_are_asked_about() {
    let reading = BOTH.lexicon.read("can i take it with food");
    let sum = |guide: usize| BOTH.others.sum(&reading, guide, &mut medguide::scope::others::Space::default());
    assert!(sum(0).is_some_and(|sum| sum < 0.0), "{:?}", sum(0));
    assert_eq!((sum(1), sum(9)), (None, None));
}

#[test]
fn each_guide_answers_for_its_own_medicine_only() {
    let snapshot = &*BOTH;
    let ids: Vec<&str> = snapshot.knowledge.guides.iter().map(|guide| guide.head.id.as_str()).collect();
    assert_eq!(ids, ["baclofen", "levothyroxine"]);
    let mut space = Space::default();
    let mut wrong = Vec::new();
    for (asked, question, expect) in [
        (0, "I missed my baclofen this morning, what now", "baclofen/missed-dose"),
        (1, "I missed my baclofen this morning, what now", "baclofen/missed-dose"),
        (0, "I missed my levothyroxine this morning", "levothyroxine/missed-dose"),
        (1, "I missed my levothyroxine this morning", "levothyroxine/missed-dose"),
        (0, "baclofen side effects", "baclofen/side-effects"),
        (1, "synthroid side effects", "levothyroxine/side-effects"),
        (0, "forgot my tablet this morning, do I take it now?", "baclofen/missed-dose"),
        (1, "forgot my tablet this morning, do I take it now?", "levothyroxine/missed-dose"),
        (1, "should I take it before breakfast with water?", "levothyroxine/how-to-take"),
        (0, "missed my sertraline", "other-medicine"),
        (1, "missed my sertraline", "other-medicine"),
        (0, "what are the side effects of levothyroxin", "levothyroxine/side-effects"),
        (1, "does my thyroid tablet go before breakfast with water", "levothyroxine/how-to-take"),
    ] {
        let decision = snapshot.judge(question, asked, &mut space);
        let guide = &snapshot.knowledge.guides[decision.guide];
        let got = match decision.shown.first() {
            Some(&target) => format!("{}/{}", guide.head.id, guide.target_id(target)),
            None => decision.outcome.name().to_owned(),
        };
        if got != expect {
            wrong.push(format!("asked of {}: {question} -> {got}, not {expect}", ids[asked]));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn the_first_guide_answers_as_it_did_alone() {
    let together = &*BOTH;
    let alone = ready::shipped(Thresholds::default()).expect("the shipped knowledge is clean");
    let mut space = Space::default();
    for section in &alone.knowledge.guides[0].sections {
        for example in &section.head.examples {
            let first = alone.judge(example, 0, &mut space);
            let second = together.judge(example, 0, &mut space);
            assert_eq!((first.outcome, first.shown), (second.outcome, second.shown), "{example}");
        }
    }
}
