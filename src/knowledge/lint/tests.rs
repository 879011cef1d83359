//! Tables for every rule: each row spoils the shipped knowledge in one way and names the fault that must come of it.

use super::{Day, Linter, Report, lint};
use crate::knowledge::{
    fault::Fault,
    files::{self, Files},
    guide::Asked,
    load,
    mix::Mix,
    model::Knowledge,
    section::{Fact, FactKind, Section, Topic},
};
use std::sync::OnceLock;

/// Later than every day in the files, so that no row depends on the day of the test.
const TODAY: (i32, u8, u8) = (2030, 1, 1);

fn today() -> Day {
    Day::new(TODAY.0, TODAY.1, TODAY.2).unwrap()
}

fn shipped() -> &'static (Files, Knowledge, Report) {
    static SHIPPED: OnceLock<(Files, Knowledge, Report)> = OnceLock::new();
    SHIPPED.get_or_init(|| {
        let files = files::embedded();
        let (knowledge, _) = load::parse(&files);
        let report = lint(&files, &knowledge, today());
        (files, knowledge, report)
    })
}

/// Faults and notes that stand in `after` and not in the report on the shipped knowledge, as text.
fn new_in(after: Report) -> Vec<String> {
    let before = &shipped().2;
    let is_new = |fault: &Fault| !before.faults.contains(fault) && !before.notes.contains(fault);
    after.faults.into_iter().chain(after.notes).filter(is_new).map(|fault| fault.to_string()).collect()
}

/// A small section that breaks no rule, with its file.
fn section() -> Section {
    let mut section = shipped().1.guides[0].sections.iter().find(|section| section.head.id == "missed-dose").unwrap().clone();
    "Never take 5 mg of Alcohol twice a day. Do not stop suddenly.\n\n- Ask **now**".clone_into(&mut section.body);
    section.head.referral = Some("Please call them. Never wait.".to_owned());
    let fact = |kind, text: &str| Fact { kind, text: text.to_owned(), source: "GUIDE".to_owned() };
    section.head.facts = vec![
        fact(FactKind::Prohibition, "Never take 5 mg of Alcohol twice a day."),
        fact(FactKind::Prohibition, "Do not stop suddenly."),
        fact(FactKind::Prohibition, "Never wait."),
        fact(FactKind::Number, "take 5 mg"),
        fact(FactKind::Number, "twice a day"),
        fact(FactKind::Medicine, "Alcohol"),
    ];
    section
}

fn faults_of(section: &Section) -> Vec<String> {
    let (files, knowledge, _) = shipped();
    let report = Linter::new(files, knowledge, today()).section(0, section, "");
    report.faults.iter().map(ToString::to_string).collect()
}

#[test]
fn the_small_section_breaks_no_rule() {
    assert_eq!(faults_of(&section()), Vec::<String>::new());
}

type Spoil = fn(&mut Section);

#[test]
fn every_rule_on_a_section_is_kept() {
    let rows: &[(&str, Spoil, &str)] = &[
        ("id", |s| s.head.id = "other".into(), "not the name of the file"),
        ("id", |s| s.head.id = "Missed_Dose".into(), "is no id"),
        ("title", |s| s.head.title = "x".repeat(61), "61 characters"),
        ("title", |s| s.head.title = String::new(), "0 characters"),
        ("about", |s| s.head.about = "x".repeat(91), "91 characters"),
        ("about", |s| s.head.about = "two\nlines".into(), "line break"),
        ("body", |s| s.body = String::new(), "0 characters"),
        ("body", |s| s.body.push_str(&" word.".repeat(200)), "not 1 to 1100"),
        ("sentence", |s| s.body.push_str(&format!("\n\n{}.", "go ".repeat(21))), "has 21 words"),
        ("grade", |s| s.body = "Pharmacological discontinuation necessitates individualised supervision.".into(), "reading grade"),
        ("paragraph", |s| s.body.push_str("\n\nGo. Sit. Rest. Eat."), "4 sentences"),
        ("spread", |s| s.body.push_str("\n\nOne line.\nand the next"), "spread over two lines"),
        ("bold", |s| s.body.push_str("\n\nA **word."), "not closed"),
        ("link", |s| s.body.push_str(" See https://a.org."), "makes a link"),
        ("link", |s| s.body.push_str(" See www.a.org."), "makes a link"),
        ("link", |s| s.body.push_str(" See [this](x)."), "makes a link"),
        ("mention", |s| s.body.push_str(" Hi @everyone."), "open a mention"),
        ("mention", |s| s.head.title.push_str(" <@1>"), "open a mention"),
        ("heading", |s| s.body.push_str("\n\n# Now"), "starts the line"),
        ("quote", |s| s.body.push_str("\n\n> Now"), "starts the line"),
        ("emoji", |s| s.body.push_str(" 🚨"), "none of plain English"),
        ("look-alike", |s| s.body.push_str(" b\u{430}d"), "none of plain English"),
        ("zero width", |s| s.head.about.push('\u{200b}'), "none of plain English"),
        ("examples", |s| s.head.examples.truncate(7), "fewer than 8"),
        ("examples", |s| s.head.counter_examples.truncate(2), "fewer than 3"),
        ("twice", |s| s.head.counter_examples[0] = s.head.examples[0].to_uppercase(), "stands twice"),
        ("keywords", |s| s.head.keywords.truncate(2), "has 2 entries"),
        ("keywords", |s| s.head.keywords[0] = "Don't".into(), "capitals, apostrophes"),
        ("related", |s| s.head.related = vec!["nothing".into()], "`nothing` is no section"),
        ("related", |s| s.head.related = vec!["missed-dose".into()], "is this section itself"),
        ("related", |s| s.head.related = vec!["dosing".into(), "dosing".into()], "`dosing` stands twice"),
        ("related", |s| s.head.related.clear(), "has 0 entries"),
        ("sources", |s| s.head.sources.retain(|key| key != "GUIDE"), "not among the section's sources"),
        ("safety line", |s| s.head.safety_line = "none".into(), "no safety line `none`"),
        ("future", |s| s.head.checked_on = "2031-01-01".parse().unwrap(), "lies in the future"),
        ("order", |s| s.head.review_by = "2020-01-01".parse().unwrap(), "before `checked_on`"),
        ("time", |s| s.head.review_by = "2026-11-23T10:00:00Z".parse().unwrap(), "is no day"),
        ("referral", |s| s.head.referral = Some("Never wait. Take two.".into()), "holds the number `two`"),
        ("reassuring", |s| s.body.push_str(" It is safe."), "`safe` reassures"),
        ("reassuring", |s| s.head.about = "You’ll be OK".into(), "reassures"),
        ("ends it", |s| s.head.title = "Stop taking it".into(), "end the medicine"),
        ("teaser", |s| s.body.push_str(" Help with withdrawal symptoms."), "is promotion"),
        ("must say", |s| s.body = s.body.replace(" Do not stop suddenly.", ""), "says none of"),
        ("term first", |s| s.body.push_str(" It can be spasticity (stiffness)."), "`spasticity` stands outside brackets"),
        ("two-word term", |s| s.body.push_str(" Ask about sleep apnoea."), "`sleep apnoea` stands outside brackets"),
        ("placeholder", |s| s.body.push_str(" Call {phone}."), "unknown placeholder"),
        ("placeholder in the title", |s| s.head.title = "Call {poison}".into(), "unknown placeholder"),
        ("open brace", |s| s.body.push_str(" Call {poison"), "unknown placeholder"),
        ("tier of the guide", |s| s.head.tier = 2, "which its sources do not bear out"),
        ("no such tier", |s| s.head.tier = 3, "which its sources do not bear out"),
        ("beyond without saying so", |s| s.head.sources.retain(|key| key != "GUIDE"), "which its sources do not bear out"),
    ];
    for (label, spoil, expect) in rows {
        let mut section = section();
        spoil(&mut section);
        let faults = faults_of(&section);
        assert!(faults.iter().any(|fault| fault.contains(expect)), "{label}: expected `{expect}` in {faults:#?}");
    }
}

#[test]
fn the_lock_finds_every_difference() {
    let rows: &[(&str, Spoil, &str)] = &[
        ("number changed", |s| s.body = s.body.replace("5 mg", "6 mg"), "`6 mg` is not inside a fact"),
        ("unit changed", |s| s.body = s.body.replace("5 mg", "5 ml"), "`5 ml` is not inside a fact"),
        ("rate changed", |s| s.body = s.body.replace("a day", "a week"), "`twice a week` is not inside"),
        ("number in the fact changed", |s| s.head.facts[3].text = "take 6 mg".into(), "stands in the text 0 times"),
        ("unit left out of the fact", |s| s.head.facts[3].text = "take 5".into(), "`5 mg` is not inside a fact"),
        ("a cut word is no match", |s| s.body = s.body.replace("5 mg", "5 mg or 2.5 mg"), "`5 mg or 2.5 mg` is not inside"),
        ("fact removed", |s| drop(s.head.facts.remove(3)), "`5 mg` is not inside a fact"),
        ("fact listed twice", |s| s.head.facts.push(s.head.facts[3].clone()), "is listed 2 times and stands in the text 1 times"),
        ("two facts for one number", |s| s.head.facts[3].text = "take 5 mg of Alcohol twice a day".into(), "inside 2 facts"),
        ("out of order", |s| s.head.facts.swap(3, 4), "not listed in the order"),
        ("number in the title", |s| s.head.title = "Take two".into(), "`two` is not inside a fact"),
        ("no number", |s| s.head.facts[3].text = "take".into(), "holds no number"),
        ("name added", |s| s.body.push_str(". Ask about ibuprofen"), "`ibuprofen` is not among"),
        ("name in the title", |s| s.head.title = "Wine".into(), "`Wine` is not among"),
        ("name in the referral", |s| s.head.referral = Some("Never wait. Ask about wine.".into()), "`wine` is not among"),
        ("own class", |s| s.body.push_str(". Ask about muscle relaxants"), "`muscle relaxants` is not among"),
        ("own brand", |s| s.body.push_str(". Ask about Lioresal"), "`Lioresal` is not among"),
        ("name twice", |s| s.body.push_str(". Ask about Alcohol"), "fewer times than it is shown"),
        ("name removed", |s| s.body = s.body.replace(" of Alcohol", ""), "`Alcohol` is listed, but"),
        ("unknown name", |s| s.head.facts[5].text = "Alcohool".into(), "is no name of the medicines tables"),
        ("prohibition changed", |s| s.body = s.body.replace("Do not stop", "Do stop"), "`Do not stop suddenly.` is listed, but"),
        ("prohibition added", |s| s.body.push_str(". Don’t wait"), "`Don’t wait` is not among"),
        ("in the referral", |s| s.head.referral = Some("Always wait.".into()), "`Never wait.` is listed, but"),
        ("no prohibition", |s| s.head.facts[0].text = "Take it.".into(), "holds no word that forbids"),
        ("another kind", |s| s.head.facts[3].kind = FactKind::Prohibition, "holds no word that forbids"),
        ("order of sentences", |s| s.head.facts.swap(0, 1), "not listed in the order"),
    ];
    for (label, spoil, expect) in rows {
        let mut section = section();
        spoil(&mut section);
        let faults = faults_of(&section);
        assert!(faults.iter().any(|fault| fault.contains(expect)), "{label}: expected `{expect}` in {faults:#?}");
    }
}

#[test]
fn what_a_secondary_source_says_is_noted() {
    let (files, knowledge, _) = shipped();
    let secondary = knowledge.sources.iter().find(|(_, source)| source.grade == crate::knowledge::model::Grade::S).unwrap().0;
    let mut section = section();
    section.head.facts[3].source.clone_from(secondary);
    let linter = Linter::new(files, knowledge, today());
    let notes = |section: &Section| linter.section(0, section, "").notes.iter().filter(|note| note.reason.contains("secondary")).count();
    assert_eq!(notes(&section), 1);
    section.body = section.body.replace("Never take", "It is reported: never take");
    assert_eq!(notes(&section), 0);
}

type SpoilAll = fn(&mut Knowledge, &mut Files);

fn replace(files: &mut Files, path: &str, from: &str, to: &str) {
    let text = files::text(files, path).unwrap();
    assert!(text.contains(from), "{path} holds no `{from}`");
    let text = text.replacen(from, to, 1);
    files.insert(path.to_owned(), text.into_bytes().into());
}

fn topic(knowledge: &mut Knowledge) -> &mut Topic {
    &mut knowledge.guides[0].topics[0]
}

fn mix(knowledge: &mut Knowledge) -> &mut Mix {
    &mut knowledge.guides[0].mixes[0]
}

#[test]
fn every_rule_on_the_other_files_is_kept() {
    let rows: &[(&str, SpoilAll, &str)] = &[
        ("same id", |k, _| topic(k).id = "dosing".into(), "is an id in"),
        ("same keyword", |k, _| topic(k).keywords[0] = "MISSED dose".to_lowercase(), "the keyword `missed dose` stands in"),
        (
            "same example",
            |k, _| k.guides[0].sections[0].head.examples[0] = k.guides[0].sections[1].head.examples[0].clone(),
            "the example stands",
        ),
        ("topic title", |k, _| topic(k).title = "What is it?".into(), "is no noun phrase"),
        ("topic ask", |k, _| topic(k).ask = "Ask. ".repeat(80), "characters, not 1 to 350"),
        ("topic number", |k, _| topic(k).ask = "Call 111.".into(), "holds the number `111`"),
        ("topic sentence", |k, _| topic(k).ask = format!("Ask {}.", "them ".repeat(21)), "has 22 words"),
        ("topic keywords", |k, _| topic(k).keywords.truncate(5), "fewer than 6"),
        ("topic placeholder", |k, _| topic(k).ask = "Call {phone}.".into(), "unknown placeholder"),
        ("poison lacking", |k, _| (topic(k).poison, topic(k).ask) = (true, "Ask.".into()), "lacks {poison}"),
        ("poison unset", |k, _| (topic(k).poison, topic(k).ask) = (false, "Call {poison}.".into()), "neither `poison` nor `pets`"),
        ("both set", |k, _| (topic(k).poison, topic(k).pets, topic(k).ask) = (true, true, "Call {poison}.".into()), "both set"),
        ("mix of nothing", |k, _| (mix(k).names, mix(k).classes) = (vec![], vec![]), "neither a medicine nor a class"),
        ("mix name", |k, _| mix(k).names.push("nothing".into()), "is no generic name"),
        ("mix class", |k, _| mix(k).classes.push("nothing".into()), "is no class"),
        ("mix twice", |k, _| mix(k).names = vec!["lithium".into()], "stands in two rows"),
        ("mix severity", |k, _| mix(k).severity = "grave".into(), "no severity `grave`"),
        ("mix sources", |k, _| mix(k).sources.clear(), "has no source"),
        ("mix text", |k, _| mix(k).says = "It adds up. ".repeat(30), "not 1 to 250"),
        ("mix markup", |k, _| mix(k).says.push_str(" [x](y)"), "makes a link"),
        ("mix sentence", |k, _| mix(k).says = format!("It adds {}.", "up ".repeat(21)), "has 23 words"),
        ("mix reassures", |k, _| mix(k).says.push_str(" It is safe."), "reassures"),
        ("mix number", |k, _| mix(k).says.push_str(" Wait 4 hours."), "`4 hours` is not inside a fact"),
        ("mix name in the text", |k, _| mix(k).says.push_str(" Ask about ibuprofen."), "`ibuprofen` is not among"),
        ("mix prohibition", |k, _| mix(k).says.push_str(" Never mix them."), "`Never mix them.` is not among"),
        (
            "mix fact",
            |k, _| mix(k).facts.push(Fact { kind: FactKind::Number, text: "4 hours".into(), source: "NONE".into() }),
            "not among the row's sources",
        ),
        ("unknown target", |k, _| k.guides[0].asked[0].target = "nothing".into(), "no section, topic or `chatter`"),
        ("long question", |k, _| k.guides[0].asked[0].text = "why ".repeat(251), "not 1 to 1000"),
        ("same question", |k, _| k.guides[0].asked[1].text = k.guides[0].asked[0].text.to_uppercase(), "the question stands under"),
        ("small talk twice", |k, _| k.chatter.push(k.chatter[0].clone()), "stands twice"),
        ("unused source", |k, _| drop(k.sources.insert("SPARE".into(), k.sources["GUIDE"].clone())), "nothing uses it"),
        (
            "source twice",
            |_, f| replace(f, "baclofen/uses.md", "sources = [\"GUIDE\"", "sources = [\"GUIDE\", \"GUIDE\""),
            "`GUIDE` stands twice in one list",
        ),
        ("missing source", |k, _| drop(k.sources.remove("NHS-Q")), "`NHS-Q` is no source"),
        ("address missing", |k, _| k.sources.get_mut("NHS-Q").unwrap().address = None, "grade P and no `address`"),
        ("address bad", |k, _| k.sources.get_mut("NHS-Q").unwrap().address = Some("nhs.uk".into()), "is no web address"),
        ("address of a copy", |k, _| k.sources.get_mut("MAYO").unwrap().address = Some("https://a.org".into()), "without grade P"),
        ("seen later", |k, _| k.sources.get_mut("MAYO").unwrap().seen_on = "2040-01-01".parse().unwrap(), "lies in the future"),
        ("near name", |k, _| k.guides[0].head.names.push("diclofenax".into()), "`diclofenax` with 2 slips forgiven reaches diclofenac (1)"),
        ("other's name", |k, _| k.guides[0].head.shorthand.push("tramadol".into()), "is the name of another medicine"),
        ("emergency section", |k, _| drop(k.guides[0].head.emergency_sections.insert("E6".into(), "none".into())), "`none` is no section"),
        ("guide id", |k, _| k.guides[0].head.id = "other".into(), "there is no folder `other`"),
        ("no section", |k, _| k.guides[0].sections.clear(), "the guide has no section"),
        ("stop word list", |k, _| k.languages[0].stopwords.truncate(10), "has 10 different words"),
        ("language twice", |k, _| k.languages.push(k.languages[0].clone()), "stands twice"),
        ("language text", |k, _| k.languages[0].text.push('1'), "holds a number"),
        (
            "phones too old",
            |k, _| k.safety.phones.as_mut().unwrap().country[0].checked_on = "2029-01-01".parse().unwrap(),
            "more than 180 days ago",
        ),
        (
            "phones later",
            |k, _| k.safety.phones.as_mut().unwrap().country[0].checked_on = "2040-01-01".parse().unwrap(),
            "lies in the future",
        ),
        ("no number", |k, _| k.safety.phones.as_mut().unwrap().country[0].emergency = None, "has no emergency number"),
        ("no phone number", |k, _| k.safety.phones.as_mut().unwrap().country[0].emergency = Some("ask".into()), "is no phone number"),
        (
            "phone changed",
            |_, f| replace(f, "safety/phones.toml", "emergency = \"911\"", "emergency = \"912\""),
            "`912` is not in safety/numbers.tsv",
        ),
        ("lock changed", |_, f| replace(f, "safety/numbers.tsv", "116 123", "116 124"), "`116 124` stands here, but not at that place"),
        ("source of the lock", |_, f| replace(f, "safety/numbers.tsv", "116 123\tSAM", "116 123\tMAYO"), "none of its sources"),
        ("columns of the lock", |_, f| replace(f, "safety/numbers.tsv", "116 123\t", "116 123 "), "has 2 columns"),
        ("retired number", |_, f| replace(f, "baclofen/topics.toml", "# Topics", "# 0845-790-9090 Topics"), "is out of use"),
        (
            "number in a line",
            |_, f| replace(f, "safety/lines.toml", "Please wait a moment and ask again.", "Call 5."),
            "`5` is not in safety/numbers.tsv",
        ),
        ("placeholder", |_, f| replace(f, "safety/lines.toml", "{urgent_lines})", "{urgent})"), "`{urgent}` is no placeholder"),
        (
            "comfort in a line",
            |_, f| replace(f, "safety/lines.toml", "Please wait a moment and ask again.", "Don't worry."),
            "`don't worry` reassures",
        ),
        (
            "mention in a line",
            |_, f| replace(f, "safety/lines.toml", "Please wait a moment and ask again.", "Tell @here."),
            "open a mention",
        ),
        (
            "long line",
            |_, f| replace(f, "safety/lines.toml", "Please wait a moment and ask again.", &format!("Go {}.", "on and ".repeat(11))),
            "words, more than 20",
        ),
        ("row twice", |_, f| replace(f, "medicines/medicines.tsv", "aceclofenac\t", "acamprosate\t"), "stands twice"),
        (
            "blank cell",
            |_, f| replace(f, "medicines/medicines.tsv", "aceclofenac\tgeneric\taceclofenac", "aceclofenac\tgeneric\t"),
            "`generic` is empty",
        ),
        (
            "question about others twice",
            |_, f| drop(f.insert("medicines/asked-z.txt".into(), b"what is it\nWhat is it?\n"[..].into())),
            "stands in medicines/asked-z.txt:1",
        ),
        ("long question about others", |_, f| drop(f.insert("medicines/asked-z.txt".into(), b"why ".repeat(251).into())), "not 1 to 1000"),
        ("in_guide", |_, f| replace(f, "medicines/medicines.tsv", "\tinteractions", "\tnothing"), "which is no section"),
        ("list of words", |_, f| drop(f.remove("words/wording.toml")), "is missing"),
        ("unknown key", |_, f| replace(f, "words/wording.toml", "ordinary =", "usual ="), "unknown field"),
        (
            "must say of nothing",
            |_, f| replace(f, "words/wording.toml", "\"missed-dose\"", "\"missed-doses\""),
            "`missed-doses` is no section",
        ),
        ("empty file", |_, f| drop(f.insert("words/english.tsv".into(), b"# words\n"[..].into())), "is empty"),
    ];
    for (label, spoil, expect) in rows {
        let (files, knowledge, _) = shipped();
        let (mut files, mut knowledge) = (files.clone(), knowledge.clone());
        // None of these faults is far down a long list, and reading all of them each time takes a minute.
        knowledge.told.truncate(500);
        knowledge.chatter.truncate(200);
        knowledge.guides[0].asked.truncate(300);
        files.retain(|path, _| !path.starts_with("safety/told") && !path.starts_with("medicines/asked"));
        spoil(&mut knowledge, &mut files);
        let found = new_in(lint(&files, &knowledge, today()));
        assert!(found.iter().any(|fault| fault.contains(expect)), "{label}: expected `{expect}` in {found:#?}");
    }
}

#[test]
fn the_safety_lines_name_the_emergency_numbers_of_the_phone_list() {
    let (files, knowledge, _) = shipped();
    let mut knowledge = knowledge.clone();
    for line in knowledge.safety.lines.as_mut().unwrap().safety_line.values_mut() {
        *line = line.replace("999", "998");
    }
    let found = new_in(lint(files, &knowledge, today()));
    assert_eq!(found.iter().filter(|fault| fault.contains("but phones.toml has")).count(), 3, "{found:#?}");
}

#[test]
fn nothing_at_all_is_reported_without_a_panic() {
    assert!(!lint(&Files::new(), &Knowledge::default(), today()).faults.is_empty());
    let (_, knowledge, _) = shipped();
    let mut knowledge = knowledge.clone();
    knowledge.guides[0].asked.push(Asked { target: String::new(), text: String::new(), file: String::new(), line: 0 });
    assert!(!lint(&Files::new(), &knowledge, today()).faults.is_empty());
}
