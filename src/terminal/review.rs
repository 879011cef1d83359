//! `medguide review`: everything the program may say about a medicine on one sheet, beside what it rests on, for a
//! pharmacist to read and tick. One file, no script, no request leaves it; it prints.

use super::sources::{grade, kind, with};
use crate::{
    knowledge::{
        guide::Guide,
        model::{Knowledge, Source},
        section::{Fact, Section},
    },
    text::html::{Html, allowed},
};

/// Looks of the sheet.
const STYLE: &str = include_str!("review.css");

/// The whole sheet.
#[must_use]
pub fn sheet(knowledge: &Knowledge) -> String {
    let mut page = Html::default();
    page.raw("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    page.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    page.raw("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src ").text(allowed(STYLE));
    page.raw("; base-uri 'none'; form-action 'none'\">\n<title>Review sheet</title>\n<style>")
        .raw(STYLE)
        .raw("</style>\n</head>\n<body>\n");
    page.raw("<header>\n<h1>Review sheet</h1>\n<p class=\"warning\">No clinician has reviewed this text yet.</p>\n");
    page.raw(
        "<p>On the left is what people read, word for word; on the right, what it rests on. Tick each fact that its source bears out, ",
    );
    page.raw("and each section that may be shown as it is. Write beside it what must change. Ticks are not kept: print the sheet.</p>\n");
    page.around("<p>Content version ", &knowledge.version, "</p>\n</header>\n");
    contents(&mut page, knowledge);
    page.raw("<main>\n");
    for guide in &knowledge.guides {
        page.around("<h2>", &guide.head.name, "</h2>\n");
        for section in &guide.sections {
            one(&mut page, knowledge, section);
        }
        mixes(&mut page, knowledge, guide);
        topics(&mut page, guide);
    }
    dangers(&mut page, knowledge);
    page.raw("</main>\n</body>\n</html>\n");
    page.finish()
}

fn contents(page: &mut Html, knowledge: &Knowledge) {
    page.raw("<nav aria-label=\"Sections\">\n<ul>\n");
    for section in knowledge.guides.iter().flat_map(|guide| &guide.sections) {
        page.raw("<li><a href=\"#").text(&section.head.id).around("\">", &section.head.title, "</a>");
        page.raw(if section.head.beyond() { " (beyond the guide)</li>\n" } else { "</li>\n" });
    }
    page.raw("</ul>\n</nav>\n");
}

fn one(page: &mut Html, knowledge: &Knowledge, section: &Section) {
    let head = &section.head;
    page.raw("<section id=\"").text(&head.id).around("\">\n<h3>", &head.title, "</h3>\n");
    let tier = if head.beyond() { "Beyond the guide" } else { "From the guide" };
    page.around("<p class=\"label\">", format!("{tier}. Checked on {}, review by {}.", head.checked_on, head.review_by), "</p>\n");
    page.raw("<div class=\"pair\">\n<div>\n");
    shown(page, section.body.trim());
    if let Some(referral) = &head.referral {
        page.raw("<p class=\"label\">Shown instead where somebody asks for a figure or plan of their own</p>\n");
        shown(page, referral.trim());
    }
    page.raw("</div>\n<div>\n");
    facts(page, knowledge, &head.facts);
    page.raw("<p class=\"label\">Sources</p>\n<ul>\n");
    for key in &head.sources {
        page.raw("<li>");
        source(page, key, knowledge.sources.get(key));
        page.raw("</li>\n");
    }
    page.raw("</ul>\n</div>\n</div>\n");
    sign(page, &head.title);
    page.raw("</section>\n");
}

/// A text as people read it, with its bold parts.
fn shown(page: &mut Html, text: &str) {
    page.raw("<div class=\"shown\">");
    for (number, part) in text.split("**").enumerate() {
        if number % 2 == 1 {
            page.around("<strong>", part, "</strong>");
        } else {
            page.text(part);
        }
    }
    page.raw("</div>\n");
}

fn facts(page: &mut Html, knowledge: &Knowledge, facts: &[Fact]) {
    if facts.is_empty() {
        return;
    }
    page.raw("<p class=\"label\">Locked facts</p>\n<ul>\n");
    for fact in facts {
        page.raw("<li><label><input type=\"checkbox\"><span>").text(&fact.text);
        let publisher = knowledge.sources.get(&fact.source).map_or("", |source| source.publisher.as_str());
        page.around(" <span class=\"from\">", format!("{}; {} [{}]", kind(fact), publisher, fact.source), "</span></span></label></li>\n");
    }
    page.raw("</ul>\n");
}

fn source(page: &mut Html, key: &str, source: Option<&Source>) {
    let Some(source) = source else {
        page.text(format!("{key}: missing from sources.toml"));
        return;
    };
    page.text(format!("[{key}] {}, ", source.publisher));
    match &source.address {
        Some(address) => page.raw("<a href=\"").text(address).around("\" rel=\"noreferrer\">", &source.title, "</a>"),
        None => page.text(&source.title),
    };
    page.around(" <span class=\"from\">", format!("{}, seen {}", grade(source.grade), source.seen_on), "</span>");
}

/// Sources to tick.
fn ticked(page: &mut Html, knowledge: &Knowledge, keys: &[String]) {
    page.raw("<ul>\n");
    for key in keys {
        page.raw("<li><label><input type=\"checkbox\"><span>");
        source(page, key, knowledge.sources.get(key));
        page.raw("</span></label></li>\n");
    }
    page.raw("</ul>\n");
}

fn sign(page: &mut Html, title: &str) {
    page.raw("<div class=\"sign\"><label><input type=\"checkbox\" aria-label=\"").text(format!("{title}: may be shown as it is"));
    page.raw("\"> may be shown as it is</label> <div>name <span></span></div> <div>day <span></span></div></div>\n");
}

fn mixes(page: &mut Html, knowledge: &Knowledge, guide: &Guide) {
    if guide.mixes.is_empty() {
        return;
    }
    page.raw("<section>\n<h3>With other medicines</h3>\n<p class=\"label\">A row is shown where a question names the medicine.</p>\n");
    let severity = |key: &str| {
        let known = knowledge.safety.lines.as_ref().and_then(|lines| lines.interaction.severity.get(key));
        known.map_or(key, String::as_str).to_owned()
    };
    for mix in &guide.mixes {
        page.raw("<div class=\"pair\">\n<div>\n").around("<p class=\"label\">", with(mix), "</p>\n");
        page.around("<div class=\"shown\">", format!("({}) {}", severity(&mix.severity), mix.says), "</div>\n</div>\n<div>\n");
        ticked(page, knowledge, &mix.sources);
        facts(page, knowledge, &mix.facts);
        page.raw("</div>\n</div>\n");
    }
    sign(page, "With other medicines");
    page.raw("</section>\n");
}

fn topics(page: &mut Html, guide: &Guide) {
    page.raw("<section>\n<h3>Not covered</h3>\n<p class=\"label\">Said where the guide is silent: no facts, whom to ask.</p>\n<ul>\n");
    for topic in &guide.topics {
        page.raw("<li><label><input type=\"checkbox\"><span>").text(&topic.title).raw(": ").text(&topic.ask).raw("</span></label></li>\n");
    }
    page.raw("</ul>\n");
    sign(page, "Not covered");
    page.raw("</section>\n");
}

fn dangers(page: &mut Html, knowledge: &Knowledge) {
    page.raw("<h2>Dangers</h2>\n<section>\n<p class=\"label\">Shown behind the emergency numbers, or as an urgent line.</p>\n");
    for class in &knowledge.rules {
        page.raw("<div class=\"pair\">\n").around("<div class=\"shown\">", format!("{}: {}", class.id, class.line), "</div>\n");
        ticked(page, knowledge, &class.sources);
        page.raw("</div>\n");
    }
    sign(page, "Dangers");
    page.raw("</section>\n");
}

#[cfg(test)]
mod tests {
    use super::sheet;
    use crate::{answer::snapshot::Thresholds, app::ready};

    #[test]
    fn the_sheet_holds_every_text_fact_and_source_and_runs_nothing() {
        let snapshot = ready::shipped(Thresholds::default()).unwrap();
        let page = sheet(&snapshot.knowledge);
        assert!(page.contains("No clinician has reviewed this text yet"));
        assert!(!page.contains("<script") && !page.contains("javascript:"));
        let escaped = |text: &str| text.replace('&', "&amp;").replace('"', "&quot;").replace('\'', "&#39;");
        for section in &snapshot.knowledge.guides[0].sections {
            let body = section.body.trim().lines().flat_map(|line| line.split("**"));
            let texts = body.chain(section.head.facts.iter().map(|fact| fact.text.as_str()));
            for text in texts.chain([section.head.title.as_str()]).chain(section.head.sources.iter().map(String::as_str)) {
                assert!(page.contains(&escaped(text)), "{}: {text}", section.head.id);
            }
        }
    }
}
