//! What goes beyond the guide: marked as such, never in place of something graver, and rows for other medicines.

mod support;

use medguide::{
    answer::{
        render::{self, Setting},
        reply::MAX_MESSAGE,
        snapshot::Space,
    },
    terminal::sources,
};
use support::{ask, shipped};

fn reply(question: &str) -> String {
    let snapshot = shipped();
    let decision = snapshot.judge(question, 0, &mut Space::default());
    let setting = Setting::new(&snapshot.knowledge, None, "2026-11-23".parse().expect("a day"));
    render::render(snapshot, &decision, &setting, true).expect("an addressed question is answered").text().to_owned()
}

#[test]
fn a_section_beyond_the_guide_says_so() {
    let snapshot = shipped();
    let setting = Setting::new(&snapshot.knowledge, None, "2026-11-23".parse().expect("a day"));
    let mut beyond = 0;
    for (section, target) in snapshot.knowledge.guides[0].sections.iter().zip(0..) {
        let shown = render::section(snapshot, 0, target, &setting).expect("a section");
        assert_eq!(shown.text().contains("Beyond the guide: "), section.head.beyond(), "{}", section.head.id);
        assert!(!shown.text().contains(['{', '}']), "{}: a placeholder is left", section.head.id);
        assert!(shown.text().encode_utf16().count() <= MAX_MESSAGE, "{}", section.head.id);
        beyond += usize::from(section.head.beyond());
    }
    assert_eq!(beyond, 20);
}

#[test]
fn a_medicine_in_the_table_gets_its_row_and_the_general_caution() {
    for (question, says) in [
        ("can i take gabapentin with baclofen", &["**With gabapentin** (high risk)", "breathing"][..]),
        ("is it ok to take Neurontin together with baclofen", &["**With Neurontin** (high risk)"]),
        ("baclofen and lorazepam together?", &["**With lorazepam** (high risk)"]),
        ("can I mix baclofen with Ativan", &["**With Ativan** (high risk)"]),
        ("baclofen with amitriptyline at night ok?", &["**With amitriptyline** (take care)"]),
        ("taking lisinopril and baclofen together", &["**With lisinopril** (take care)", "Blood pressure"]),
        ("can i take ibuprofen with baclofen", &["**With ibuprofen** (take care)", "kidneys"]),
        ("does baclofen go with lithium", &["**With lithium** (take care)"]),
        ("metformin and baclofen interaction", &["**With metformin** (take care)", "blood sugar"]),
        ("baclofen and bupropion together", &["**With bupropion** (better not)"]),
        ("can i take metronidazole with baclofen", &["I have no checked information on metronidazole", "Ask a pharmacist"]),
    ] {
        let text = reply(question);
        for says in says {
            assert!(text.contains(says), "{question}: no `{says}` in\n{text}");
        }
        assert!(text.contains("Check every other medicine with a pharmacist") || text.contains("pharmacist"), "{question}\n{text}");
        assert!(!text.to_lowercase().contains(" safe"), "{question}\n{text}");
    }
}

#[test]
fn several_medicines_fit_one_message() {
    let text = reply("can i take baclofen with gabapentin, lisinopril, lithium and metronidazole");
    assert!(text.encode_utf16().count() <= MAX_MESSAGE);
    assert!(text.contains("**With gabapentin**") && text.contains("**With lisinopril**"), "{text}");
}

#[test]
fn more_than_one_missed_dose_never_gets_the_text_for_one() {
    for question in [
        "I ran out of baclofen on friday and the pharmacy has none until tuesday",
        "ran out of my tablets, next delivery is in four days",
        "i have missed my last four doses, feel ok so far, what do i do",
        "havent had any for three days because the post is late, no symptoms",
        "i keep throwing up and cant keep my tablets down",
        "I was sick twice today right after each tablet, so nothing stays in",
        "lost the whole bottle on holiday, nothing left",
        "my prescription ran out and the doctor is on leave",
    ] {
        let (outcome, section) = ask(question);
        assert_ne!(section.as_deref(), Some("missed-dose"), "{question}: {outcome}");
        let text = reply(question);
        assert!(text.contains("suddenly") || text.contains("today"), "{question}\n{text}");
    }
}

#[test]
fn an_overdose_question_without_danger_gets_the_poison_lines() {
    for question in
        ["what happens if you overdose on baclofen", "what are the signs of a baclofen overdose", "is there an antidote for baclofen"]
    {
        let (outcome, section) = ask(question);
        assert_eq!((outcome, section.as_deref()), ("answer", Some("overdose")), "{question}");
        let text = reply(question);
        assert!(text.contains("1-800-222-1222") && !text.contains("🚨"), "{question}\n{text}");
    }
}

#[test]
fn an_extra_dose_gets_poison_help_first_and_nothing_on_dosing() {
    for question in ["i took my morning tablet twice by accident, feel fine", "accidentally doubled my dose, feeling fine"] {
        let text = reply(question);
        assert!(text.starts_with("**Call poison help now"), "{question}\n{text}");
        assert!(!text.contains("Dosing") && text.contains("Beyond the guide"), "{question}\n{text}");
    }
}

#[test]
fn a_frightened_reader_gets_each_number_once() {
    for question in ["my flatmate took her whole box of pills and she is on the kitchen floor", "my toddler ate two of my baclofen tablets"]
    {
        let text = reply(question);
        assert!(text.starts_with("🚨"), "{question}\n{text}");
        assert_eq!(text.matches("1-800-222-1222").count(), 1, "{question}\n{text}");
    }
}

#[test]
fn who_does_not_know_what_to_ask_gets_an_example_from_the_guide_itself() {
    let text = reply("purple monkey dishwasher 42 %%%% ~~");
    let guide = &shipped().knowledge.guides[0];
    let own = guide.sections.iter().filter(|section| !section.head.beyond());
    assert!(own.flat_map(|section| &section.head.examples).any(|example| text.contains(example.as_str())), "{text}");
}

#[test]
fn a_tablet_is_never_identified() {
    for question in [
        "what pill is this, white and round with 1285 on it",
        "found a loose tablet in the car, could it be baclofen",
        "can you identify this tablet for me",
    ] {
        let text = reply(question);
        assert!(text.contains("I cannot say what a tablet is from its look"), "{question}\n{text}");
    }
}

#[test]
fn each_section_lists_what_it_rests_on() {
    let mut output = Vec::new();
    let printed = sources::print(&shipped().knowledge, Some("pregnancy"), &mut output).expect("writing to memory");
    let text = String::from_utf8(output).expect("UTF-8");
    assert_eq!(printed, 1);
    assert!(text.contains("beyond the guide") && text.contains("BUMPS") && text.contains("https://"), "{text}");
    assert_eq!(sources::print(&shipped().knowledge, Some("no-such"), &mut Vec::new()).expect("writing to memory"), 0);
}
