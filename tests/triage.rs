//! The emergency gate against the labelled messages, with the floors it must hold.

mod support;

use medguide::{
    answer::snapshot::{Snapshot, Space},
    knowledge::{files, load, rules::Level},
    lexicon::build::Lexicon,
    triage::{Gate, Verdict, check},
};
use std::{fs, path::Path};
use support::shipped;

/// What the whole gate says: rules and examples.
fn scan(text: &str) -> Verdict {
    shipped().danger(&shipped().lexicon.read(text), &mut Space::default())
}

/// Rows of a table under `tests/golden`, without the header line.
fn rows(name: &str) -> Vec<Vec<String>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name);
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    text.lines().skip(1).filter(|line| !line.is_empty()).map(|line| line.split('\t').map(str::to_owned).collect()).collect()
}

/// Whether a verdict is what a row expects: `emergency`, `crisis`, `urgent-now`, `urgent-today` or no banner.
fn fits(verdict: &Verdict, expect: &str) -> bool {
    let worst = verdict.worst().map(|finding| finding.level);
    match expect {
        "emergency" => verdict.has(Level::Emergency),
        "crisis" => verdict.has(Level::Crisis),
        "urgent-now" => worst == Some(Level::UrgentNow),
        "urgent-today" => worst == Some(Level::UrgentToday),
        _ => !verdict.banner(),
    }
}

/// Share of texts that fit; prints the ones that do not.
fn share<'t>(label: &str, texts: impl IntoIterator<Item = (&'t str, &'t str)>) -> f64 {
    let (mut right, mut all) = (0_u32, 0_u32);
    for (expect, text) in texts {
        let verdict = scan(text);
        all += 1;
        if fits(&verdict, expect) {
            right += 1;
        } else {
            println!(
                "{label}: expected {expect}, got {:?}: {text}",
                verdict.worst().map(|finding| (&finding.class, &finding.rule, &finding.signs))
            );
        }
    }
    let share = f64::from(right) / f64::from(all.max(1));
    println!("{label}: {right} of {all}, {:.1} %", share * 100.0);
    share
}

#[test]
fn the_rules_and_their_concepts_are_sound() {
    let (knowledge, faults) = load::parse(&files::embedded());
    let ours = |file: &str| {
        file.starts_with("safety/rules/") || file.contains("/danger-") || file.contains("/cues-") || file.contains("/personal")
    };
    let (lexicon, more) = Lexicon::build(&knowledge, &[]);
    let (_, rules) = Gate::build(&knowledge, &lexicon);
    let faults: Vec<_> =
        faults.iter().chain(&more).chain(&rules).filter(|fault| ours(&fault.file) || fault.file == "words/concepts").collect();
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn the_rules_keep_their_own_examples() {
    // The wordings stand in the files alone: a snapshot keeps only what is shown.
    let (knowledge, _) = load::parse(&files::embedded());
    assert!(knowledge.rules.iter().map(|class| class.must.len() + class.not.len()).sum::<usize>() > 200);
    let Snapshot { lexicon, gate, told, .. } = shipped();
    let faults = check::examples(&knowledge, lexicon, gate, told);
    assert!(faults.is_empty(), "{}", faults.iter().map(|fault| format!("{fault}\n")).collect::<String>());
}

#[test]
fn every_red_flag_is_right_as_written() {
    let rows = rows("redflags.tsv");
    let texts = rows.iter().map(|row| (row[1].as_str(), row[2].as_str()));
    assert!(share("red flags", texts) >= 1.0);
}

#[test]
fn red_flags_survive_how_people_type() {
    let rows = rows("redflags.tsv");
    let dangerous = || rows.iter().filter(|row| matches!(row[1].as_str(), "emergency" | "crisis"));
    let mut seed = 20_261_123;
    let mut varied: Vec<(String, String)> = Vec::new();
    for row in dangerous() {
        let (expect, text) = (&row[1], &row[2]);
        let preface = "Hi everyone, I hope it is alright to post here. I have been reading along for a while and you have all been so kind to each other, which I really appreciate. It is a lovely group and I have learned a great deal from it over the last weeks. I am not sure where else to write this so I thought I would try here. ";
        let variants = [
            text.replace('\'', ""),
            with_a_slip(text, &mut seed),
            text.to_uppercase(),
            format!("{text} 😟🙏"),
            format!("{text}, probably nothing though"),
            format!("it's likely nothing but {text}"),
            format!("{preface}{text}"),
            format!("Does anyone know if it comes as a liquid? {text}"),
        ];
        varied.extend(variants.into_iter().map(|variant| (expect.clone(), variant)));
    }
    let share = share("variants", varied.iter().map(|(expect, text)| (expect.as_str(), text.as_str())));
    assert!(share >= 0.98, "{share}");
}

#[test]
fn no_amount_of_talk_drowns_a_danger() {
    let talk = "We went to the coast on Saturday and the weather was lovely. My sister brought her dog, who stole two sandwiches. \
        The ramp to the beach has been repaired at last. I had an ice cream and a long chat with a man about boats. On Sunday we \
        tidied the garden and watched the match. The neighbours are getting a new kitchen. My nephew starts school next week. \
        We are thinking of booking the same place next year, because the door was wide enough for my chair. ";
    let rows = rows("redflags.tsv");
    let dangerous = rows.iter().filter(|row| matches!(row[1].as_str(), "emergency" | "crisis"));
    let buried: Vec<(&str, String)> = dangerous
        .flat_map(|row| {
            let text = &row[2];
            [format!("{talk}{talk}{text}"), format!("{talk}{text}. {talk}")].map(|message| (row[1].as_str(), message))
        })
        .collect();
    let share = share("buried", buried.iter().map(|(expect, text)| (*expect, text.as_str())));
    assert!(share >= 0.97, "{share}");
}

/// One slip in one word of five letters or more: two letters swapped, one dropped or one doubled.
fn with_a_slip(text: &str, seed: &mut u64) -> String {
    let mut next = |below: usize| {
        // Constants of Knuth's MMIX generator.
        *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(*seed >> 33).unwrap_or(0) % below.max(1)
    };
    let mut words: Vec<String> = text.split(' ').map(str::to_owned).collect();
    let long: Vec<usize> =
        (0..words.len()).filter(|&at| words[at].len() >= 5 && words[at].bytes().all(|b| b.is_ascii_lowercase())).collect();
    if long.is_empty() {
        return text.to_owned();
    }
    let at = long[next(long.len())];
    let mut letters: Vec<char> = words[at].chars().collect();
    let place = 1 + next(letters.len() - 2);
    match next(3) {
        0 => letters.swap(place, place + 1),
        1 => drop(letters.remove(place)),
        _ => letters.insert(place, letters[place]),
    }
    words[at] = letters.into_iter().collect();
    words.join(" ")
}

/// What a row of `danger.tsv` or `dev.tsv` expects.
fn expected(row: &[String]) -> &str {
    let label = row[1].split('|').next().unwrap_or_default();
    match (label, row.get(5).map(String::as_str)) {
        ("emergency" | "crisis", _) => label,
        (_, Some(tag @ ("urgent-now" | "urgent-today"))) => tag,
        _ => "near-miss",
    }
}

fn share_of(label: &str, rows: &[Vec<String>], kind: &str) -> f64 {
    share(label, rows.iter().filter(|row| expected(row) == kind).map(|row| (kind, row[3].as_str())))
}

#[test]
fn dangers_are_found_and_near_misses_are_not() {
    let rows = rows("danger.tsv");
    for (kind, floor) in [("emergency", 0.98), ("crisis", 0.98), ("near-miss", 0.95), ("urgent-now", 0.88), ("urgent-today", 0.85)] {
        let share = share_of(kind, &rows, kind);
        assert!(share >= floor, "{kind}: {share}");
    }
    let dev = self::rows("dev.tsv");
    assert!(share_of("dev emergencies", &dev, "emergency") >= 0.95);
    assert!(share_of("dev crises", &dev, "crisis") >= 0.95);
}

#[test]
fn ordinary_questions_get_no_banner() {
    let (dev, questions) = (rows("dev.tsv"), rows("questions.tsv"));
    let plain = |row: &&Vec<String>| !row[1].split('|').any(|label| matches!(label, "emergency" | "crisis"));
    let golden = dev.iter().chain(&questions).filter(plain).map(|row| row[3].as_str());
    let (knowledge, _) = load::parse(&files::embedded());
    let asked = knowledge.guides.iter().flat_map(|guide| &guide.asked).map(|question| question.text.as_str());
    let texts: Vec<&str> = golden.chain(asked).chain(knowledge.chatter.iter().map(String::as_str)).collect();
    assert!(texts.len() > 4_000, "{}", texts.len());
    assert!(share("ordinary", texts.iter().map(|text| ("ordinary", *text))) >= 0.995);
    let crises = texts.iter().filter(|text| scan(text).has(Level::Crisis)).count();
    assert!(crises * 1_000 <= texts.len() * 3, "{crises} false crises");
}

#[test]
fn the_same_danger_told_in_five_ways() {
    let rows = rows("pairs.tsv");
    assert!(rows.len() >= 200, "{} rows", rows.len());
    assert!(share("pairs", rows.iter().map(|row| (row[0].as_str(), row[1].as_str()))) >= 0.97);
}

#[test]
fn both_a_crisis_and_an_overdose_are_told() {
    let verdict = scan("i want to die and i just swallowed the whole bottle");
    assert!(verdict.has(Level::Crisis) && verdict.has(Level::Emergency), "{verdict:?}");
    assert_eq!(verdict.worst().map(|finding| finding.level), Some(Level::Crisis));
}

#[test]
fn an_animal_gets_its_own_finding_and_no_banner() {
    let verdict = scan("my dog ate my baclofen");
    assert!(verdict.has_class("PET") && !verdict.banner(), "{verdict:?}");
}

#[test]
fn requests_for_something_personal_are_concepts() {
    // What is shipped knows concepts by their symbols alone.
    let lexicon = Lexicon::build(&load::parse(&files::embedded()).0, &[]).0;
    let has = |concept: &str, text: &str| {
        let reading = lexicon.read(text);
        lexicon.concept(concept).is_some_and(|symbol| reading.has(symbol))
    };
    for (concept, text, expect) in [
        ("p-dose-request", "how much should I take", true),
        ("p-dose-request", "can i go up to 60", true),
        ("p-dose-request", "is 60mg ok for me", true),
        ("p-dose-request", "what is the usual dose of baclofen", false),
        ("p-dose-request", "can i drive on it", false),
        ("p-arithmetic", "what is 3 x 10 mg", true),
        ("p-arithmetic", "how many ml is 10 mg", true),
        ("p-arithmetic", "what does it look like", false),
        ("p-conversion", "convert my tablets to liquid", true),
        ("p-conversion", "from pump to tablets, what dose", true),
        ("p-conversion", "is there a liquid", false),
        ("p-schedule", "give me a taper plan", true),
        ("p-schedule", "make me a schedule to come off", true),
        ("p-schedule", "can i stop it suddenly", false),
        ("p-child-dose", "how much should i give my daughter", true),
        ("p-child-dose", "dose for a 6 year old", true),
        ("p-child-dose", "can children take it", false),
    ] {
        assert_eq!(has(concept, text), expect, "{concept}: {text}");
    }
}

#[test]
fn what_only_sounds_like_a_personal_request_is_none() {
    for text in ["the leaflet is as long as a bus timetable, what are the red flags", "can i take another painkiller with it", "is it ok"] {
        assert_eq!(shipped().personal.find(&shipped().lexicon.read(text)), None, "{text}");
    }
}

#[test]
fn talk_of_bites_and_of_what_to_do_next_is_no_finding() {
    for text in
        ["sixty parcels a day, dog bites and all, on baclofen since friday", "oops forgot my noon bac, double up later or just leave it"]
    {
        let verdict = scan(text);
        assert!(verdict.findings.is_empty(), "{text}: {verdict:?}");
    }
}

/// The first emergency found names the line that is shown: the examples' class where a rule saw one sign alone, the rule's where
/// something was taken, so that poison help is named.
#[test]
fn the_danger_has_the_right_name() {
    for (text, class) in [
        ("ran out thursday, chemist shut, now my skin is crawling and theres someone in the hallway", "E6"),
        ("my flatmate took her whole box of pills and she is on the kitchen floor", "E4"),
        ("my toddler ate two of my baclofen tablets", "E5"),
        ("he is having a seizure right now", "E3"),
    ] {
        let verdict = scan(text);
        let first = verdict.findings.iter().find(|finding| finding.level == Level::Emergency);
        assert_eq!(first.map(|finding| &*finding.class), Some(class), "{text}: {:?}", verdict.findings);
    }
}
