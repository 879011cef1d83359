//! Rules for topics the guide does not cover and for the collected questions.

use super::{
    Linter, Report,
    amounts::amounts,
    shape::{MAX_TITLE, bad_id, bad_keywords, length, markup},
    spans::{folded, words},
};
use crate::knowledge::{
    fault::{Fault, line_of},
    guide::{CHATTER, Guide},
    section::Topic,
};
use std::collections::{BTreeMap, BTreeSet};

/// Longest `ask`, in characters: it stands behind a title and ahead of the safety line.
const MAX_ASK: usize = 350;
/// Fewest keywords of a topic.
const MIN_KEYWORDS: usize = 6;
/// Longest collected question, in characters: members' questions are short, and a longer line is a paste by mistake.
pub(super) const MAX_QUESTION: usize = 1_000;
/// Placeholder for the poison lines.
const POISON: &str = "{poison}";

/// Every rule on the topics of a guide.
pub(super) fn check(linter: &Linter<'_>, guide: &Guide, report: &mut Report) {
    let file = format!("{}/topics.toml", guide.head.id);
    let text = linter.text(&file);
    if guide.topics.is_empty() && linter.files.contains_key(&file) {
        report.faults.push(Fault::file(&file, "holds no topic", "restore it: without topics every question gets a section"));
    }
    for topic in &guide.topics {
        let line = line_of(text, &format!("id = \"{}\"", topic.id));
        for (key, reason, remedy) in faults_of(linter, topic) {
            report.faults.push(Fault { file: file.clone(), line, key: format!("{}.{key}", topic.id), reason, remedy: remedy.to_owned() });
        }
        let shown = format!("{} {}", topic.title, topic.ask);
        linter.wording.check(&file, line, &topic.id, &shown, report);
        linter.wording.must_say(&file, line, &topic.id, &shown, report);
    }
}

fn faults_of(linter: &Linter<'_>, topic: &Topic) -> Vec<(&'static str, String, &'static str)> {
    let mut out = Vec::new();
    out.extend(bad_id(&topic.id).map(|reason| ("id", reason, "use lower case letters and dashes")));
    out.extend(length(&topic.title, 1, MAX_TITLE).map(|reason| ("title", reason, "say it shorter")));
    if topic.title.ends_with(['.', '?', '!', ':']) || topic.title.starts_with(char::is_uppercase) {
        out.push((
            "title",
            "is no noun phrase".to_owned(),
            "it must fit `The guide does not cover ...`: lower case first, no mark at the end",
        ));
    }
    out.extend(length(&topic.ask, 1, MAX_ASK).map(|reason| ("ask", reason, "one or two sentences: whom to ask")));
    for (key, text) in [("title", &topic.title), ("ask", &topic.ask)] {
        out.extend(markup(text).into_iter().map(|(_, reason)| (key, reason, "use plain words")));
        for number in amounts(text, &words(text), &[]) {
            out.push((
                key,
                format!("holds the number `{}`", number.of(text)),
                "a topic states no fact: say whom to ask, phone lines only as {poison}",
            ));
        }
    }
    let asked = topic.ask.replace(POISON, "poison help");
    out.extend(linter.hard_to_read(&asked).into_iter().map(|(_, reason)| ("ask", reason, "use shorter sentences and plainer words")));
    if asked.contains(['{', '}']) || topic.title.contains(['{', '}']) {
        out.push(("ask", "holds an unknown placeholder".to_owned(), "only {poison} is filled in"));
    }
    match (topic.ask.contains(POISON), topic.poison, topic.pets) {
        (true, false, false) => out.push(("ask", format!("holds {POISON}, but neither `poison` nor `pets` is set"), "set one of them")),
        (false, poison, pets) if poison || pets => {
            out.push(("ask", format!("lacks {POISON}, though `poison` or `pets` is set"), "put the placeholder where the numbers belong"));
        }
        (_, true, true) => out.push(("poison", "`poison` and `pets` are both set".to_owned(), "set the one whose lines are meant")),
        _ => {}
    }
    if topic.keywords.len() < MIN_KEYWORDS {
        out.push((
            "keywords",
            format!("has {} entries, fewer than {MIN_KEYWORDS}", topic.keywords.len()),
            "add words and short phrases people type",
        ));
    }
    out.extend(bad_keywords(&topic.keywords).map(|(_, reason)| ("keywords", reason, "write keywords in lower case without apostrophes")));
    out
}

/// Path of the shared small talk below the knowledge folder.
pub(super) const SMALL_TALK: &str = "words/chatter.txt";

/// What two questions are compared by. A message of emoji alone has no words.
fn compared(question: &str) -> String {
    Some(folded(question)).filter(|words| !words.is_empty()).unwrap_or_else(|| question.to_owned())
}

/// Small talk stands once; the guides' questions are compared with it in [`asked`].
pub(super) fn small_talk(linter: &Linter<'_>, report: &mut Report) {
    let text = linter.text(SMALL_TALK);
    let mut seen = BTreeSet::new();
    for line in linter.knowledge.chatter.iter().filter(|line| !seen.insert(compared(line))) {
        report.faults.push(Fault::at(SMALL_TALK, text, line, "stands twice", "keep one"));
    }
}

/// Rules on the collected questions and the patterns: targets exist, no question stands twice.
pub(super) fn asked(linter: &Linter<'_>, guide: &Guide, report: &mut Report) {
    // Numbered once: looking for each of thousands of lines in the file took most of a check.
    let lines: BTreeMap<&str, usize> = linter.text(SMALL_TALK).lines().map(str::trim).zip(1..).collect();
    let small_talk = linter.knowledge.chatter.iter();
    let small_talk = small_talk.map(|line| (compared(line), (CHATTER, SMALL_TALK, lines.get(line.as_str()).copied().unwrap_or_default())));
    let mut seen: BTreeMap<String, (&str, &str, usize)> = small_talk.collect();
    for asked in &guide.asked {
        let mut fault = |reason: String, remedy: &str| {
            report.faults.push(Fault {
                file: asked.file.clone(),
                line: asked.line,
                key: asked.target.clone(),
                reason,
                remedy: remedy.to_owned(),
            });
        };
        if guide.target(&asked.target).is_none() {
            fault(format!("`{}` is no section, topic or `chatter`", asked.target), "write the id of one");
        }
        if let Some(reason) = length(&asked.text, 1, MAX_QUESTION) {
            fault(format!("the question {reason}"), "one question a line, as a member types it");
        }
        if let Some((target, file, line)) = seen.insert(compared(&asked.text), (&asked.target, &asked.file, asked.line)) {
            let remedy = if target == asked.target { "keep one" } else { "keep it under the target that answers it" };
            fault(format!("the question stands under `{target}` in {file}:{line}, too"), remedy);
        }
    }
    let file = format!("{}/patterns.toml", guide.head.id);
    for pattern in guide.patterns.iter().filter(|pattern| guide.target(&pattern.target).is_none()) {
        let reason = format!("`{}` is no section, topic or `chatter`", pattern.target);
        report.faults.push(Fault::at(&file, linter.text(&file), &format!("\"{}\"", pattern.target), reason, "write the id of one"));
    }
}
