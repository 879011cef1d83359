//! Another medicine never gets this guide's text, and fuzzy matching never turns one medicine's name into another's.

mod support;

use medguide::{answer::snapshot::Space, lexicon::names::Who};
use support::{ask, rows, shipped};

/// Sentences in which a name is the only subject.
const FRAMES: [&str; 10] = [
    "what is {} for",
    "{} side effects",
    "I missed my dose of {} this morning, what should I do?",
    "can I stop taking {} suddenly?",
    "how does {} work",
    "is {} safe with kidney disease",
    "can you drive on {}",
    "how much {} can I take in a day",
    "should I take {} with food",
    "ran out of {} until monday, is that bad",
];

/// Names of the shipped table that are neither ambiguous nor discussed by the guide.
fn plain_names() -> Vec<String> {
    let text = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/knowledge/medicines/medicines.tsv")).expect("the table");
    let cells = text.lines().skip(1).map(|line| line.split('\t').collect::<Vec<_>>());
    cells.filter(|c| c[4].is_empty() && c[6].is_empty()).map(|c| c[0].to_owned()).collect()
}

#[test]
fn a_question_about_another_medicine_gets_no_section() {
    let names = plain_names();
    assert!(names.len() > 800, "the table has {} plain names", names.len());
    let mut leaks = Vec::new();
    for name in &names {
        for frame in FRAMES {
            let question = frame.replace("{}", name);
            let (outcome, section) = ask(&question);
            if matches!(outcome, "answer" | "clarify") {
                leaks.push(format!("{question} -> {outcome} {section:?}"));
            }
        }
    }
    assert!(leaks.is_empty(), "{} leaks\n{}", leaks.len(), leaks.join("\n"));
}

#[test]
fn no_other_medicine_is_read_as_the_guides_even_with_a_slip() {
    let snapshot = shipped();
    for name in plain_names().iter().filter(|name| name.len() > 3 && name.is_ascii()) {
        for variant in slips(&name.to_lowercase()) {
            let reading = snapshot.lexicon.read(&variant);
            let taken = reading.mentions.iter().any(|mention| matches!(mention.who, Who::Guide(_)));
            assert!(!taken, "{variant} (from {name}) is read as the guide's medicine");
        }
    }
}

/// The name itself, each letter left out, and each pair of neighbours swapped.
fn slips(name: &str) -> Vec<String> {
    let letters: Vec<char> = name.chars().collect();
    let mut out = vec![name.to_owned()];
    for at in 0..letters.len() {
        let mut without = letters.clone();
        without.remove(at);
        out.push(without.into_iter().collect());
        if at + 1 < letters.len() {
            let mut swapped = letters.clone();
            swapped.swap(at, at + 1);
            out.push(swapped.into_iter().collect());
        }
    }
    out
}

#[test]
fn misspellings_of_the_guides_medicine_resolve() {
    let snapshot = shipped();
    let (mut tried, mut read) = (0, 0);
    let mut missed = Vec::new();
    // Two spellings of one medicine are equally near to some slips, which must not make them a tie.
    for variant in ["bakclofen", "backclofen"] {
        let reading = snapshot.lexicon.read(variant);
        assert!(reading.mentions.iter().any(|mention| matches!(mention.who, Who::Guide(_))), "{variant}");
    }
    for name in ["baclofen", "lioresal", "gablofen", "fleqsuvy", "lyvispah"] {
        let mut variants = slips(name);
        let letters: Vec<char> = name.chars().collect();
        for at in 0..letters.len() {
            for other in ['a', 'e', 'i', 'o', 'k', 's', 't', 'x'] {
                let mut changed = letters.clone();
                changed[at] = other;
                variants.push(changed.iter().collect());
                let mut longer = letters.clone();
                longer.insert(at, other);
                variants.push(longer.into_iter().collect());
            }
        }
        for variant in variants {
            tried += 1;
            let reading = snapshot.lexicon.read(&format!("how does {variant} work"));
            if reading.mentions.iter().any(|mention| matches!(mention.who, Who::Guide(_))) {
                read += 1;
            } else {
                missed.push(variant);
            }
        }
    }
    assert!(tried >= 500, "{tried}");
    assert!(read * 100 >= tried * 95, "{read} of {tried}; missed {missed:?}");
}

#[test]
fn ambiguous_names_and_the_own_class() {
    let table = rows("scope.tsv");
    assert!(table.len() >= 40, "{}", table.len());
    let mut wrong = Vec::new();
    for row in table {
        let (outcome, section) = ask(&row["text"]);
        let got = if outcome == "answer" { section.unwrap_or_default() } else { outcome.to_owned() };
        if !row["expect"].split('|').any(|expect| expect == got) {
            wrong.push(format!("{} -> {got}, not {}", row["text"], row["expect"]));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn a_question_of_two_medicines_says_first_what_is_not_known() {
    let snapshot = shipped();
    let decision = snapshot.judge("can I take amoxicillin together with baclofen", 0, &mut Space::default());
    assert_eq!(decision.outcome.name(), "answer");
    assert!(decision.mix.is_some(), "the guide does not name amoxicillin");
    let decision = snapshot.judge("can I take diazepam together with baclofen", 0, &mut Space::default());
    assert!(decision.mix.is_some(), "the table of mixes has a row for benzodiazepines");
    let decision = snapshot.judge("can I take baclofen together with my breakfast", 0, &mut Space::default());
    assert!(decision.mix.is_none(), "no other medicine is named");
}

#[test]
fn other_medicines_are_known_by_what_is_asked_of_them_too() {
    let snapshot = shipped();
    let mut wrong = Vec::new();
    for (question, expect) in [
        ("the drops for my glaucoma sting, can I drive after putting them in", true),
        ("the orange tablets for a water infection turned my pee orange, how many days can I take them", true),
        ("is zelbrontinol supposed to be kept in the fridge after opening the vial", true),
        ("is clonazepam stronger than xanax", true),
        ("is tizanidine any better?", false),
        ("do they bump you up every few days", false),
        ("expired in march still good?", false),
        ("Is it OK with ambien, or will the two knock me out?", false),
        ("nausea in week one, normal?", false),
    ] {
        let decision = snapshot.judge(question, 0, &mut Space::default());
        if (decision.outcome.name() == "other-medicine") != expect {
            wrong.push(format!("{question}: {} by {:?}, {}", decision.outcome.name(), decision.another, decision.rule));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn a_question_told_among_other_things_is_answered_and_talk_is_not() {
    let talk = [
        "The choir tour was lovely, four churches in three days and a puncture outside Ludlow.",
        "My lad scored twice on Saturday and the whole touchline went mad, then it hailed.",
        "We are doing up the kitchen and there is dust in everything, even the biscuits. The plumber sings opera.",
    ];
    let asked = [
        ("I clean forgot my tablet on the second evening, do I take it with the next one?", Some("missed-dose")),
        ("Is it all right to drive the minibus on these tablets, I'm down for the away match", Some("driving")),
        ("Can I have a beer with my muscle tablets when it is all over?", Some("interactions")),
        ("Does baclofen get on all right with codeine or do they clash?", Some("interactions")),
        ("I forgot my umbrella twice and bought a new one.", None),
        ("Does anyone know a good place for boots?", None),
    ];
    let mut wrong = Vec::new();
    for (question, expect) in asked {
        for text in talk.iter().flat_map(|talk| [format!("{talk} {question}"), format!("{question} {talk}")]) {
            let (outcome, section) = ask(&text);
            let right = expect.map_or(outcome == "chatter", |expect| outcome == "answer" && section.as_deref() == Some(expect));
            if !right {
                wrong.push(format!("{text} -> {outcome} {section:?}"));
            }
        }
    }
    assert!(wrong.len() <= 1, "{} of {}\n{}", wrong.len(), asked.len() * talk.len() * 2, wrong.join("\n"));
}

#[test]
fn a_misspelling_is_shown_as_what_it_stands_for_and_another_name_as_it_is_said() {
    let snapshot = shipped();
    for (question, name) in [("gabapentn dose tonight?", "gabapentin"), ("co-trimoxazole dose tonight?", "co-trimoxazole")] {
        let decision = snapshot.judge(question, 0, &mut Space::default());
        let row = decision.medicine.unwrap_or_else(|| panic!("{question}: {:?}", decision.outcome));
        assert_eq!(snapshot.knowledge.medicines[usize::from(row)].name.to_lowercase(), name, "{question}");
    }
}
