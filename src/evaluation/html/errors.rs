//! Every error with its explanation, narrowed down by kind, style, wanted and given.

use crate::evaluation::{
    report,
    run::Evaluation,
    scored::{Scored, Severity},
};
use crate::text::html::Html;
use std::collections::BTreeSet;

/// All errors, worst first.
pub fn section(evaluation: &Evaluation) -> Html {
    let mut html = Html::default();
    html.raw("<section aria-labelledby=\"errors\">\n<h2 id=\"errors\" tabindex=\"-1\">Every error, worst first</h2>\n");
    if evaluation.errors.is_empty() {
        html.raw("<p>There is none.</p>\n</section>\n");
        return html;
    }
    let count = |kind: Severity| evaluation.errors.iter().filter(|error| error.severity() == kind).count();
    html.raw("<dl class=\"kinds\">\n");
    for kind in Severity::ALL.into_iter().filter(|kind| count(*kind) > 0) {
        html.raw("<div><dt>").part(&badge(kind)).around(" ", count(kind).to_string(), "</dt>").around(
            "<dd>",
            kind.meaning(),
            "</dd></div>\n",
        );
    }
    html.raw("</dl>\n");
    filters(&mut html, &evaluation.errors);
    html.raw("<div id=\"list\">\n");
    for (index, error) in evaluation.errors.iter().enumerate() {
        one(&mut html, error, evaluation.explanations.get(index));
    }
    html.raw("</div>\n</section>\n");
    html
}

fn badge(kind: Severity) -> Html {
    let mut html = Html::default();
    html.raw(match kind {
        Severity::Endangering | Severity::MissedEmergency => "<span class=\"badge worst\">",
        Severity::WrongAnswer => "<span class=\"badge wrong\">",
        Severity::FalseAlarm => "<span class=\"badge alarm\">",
        Severity::LostAnswer => "<span class=\"badge lost\">",
    });
    html.text(kind.name()).raw("</span>");
    html
}

/// The controls; the script shows them, for without it they do nothing.
fn filters(html: &mut Html, errors: &[&Scored]) {
    html.raw("<form id=\"filters\" hidden>\n<label>Contains <input type=\"search\" name=\"text\" autocomplete=\"off\"></label>\n");
    let kinds = Severity::ALL.into_iter().filter(|kind| errors.iter().any(|error| error.severity() == *kind));
    select(html, "<label>Error <select name=\"kind\">", kinds.map(Severity::name));
    select(html, "<label>Style <select name=\"style\">", sorted(errors.iter().map(|error| error.item.style.as_str())));
    select(html, "<label>Wanted <select name=\"wanted\">", sorted(errors.iter().map(|error| error.best())));
    select(html, "<label>Given <select name=\"given\">", sorted(errors.iter().map(|error| error.given.as_str())));
    html.raw("<button type=\"reset\">Show all</button>\n<p id=\"shown\" role=\"status\"></p>\n</form>\n");
}

fn sorted<'t>(texts: impl Iterator<Item = &'t str>) -> impl Iterator<Item = &'t str> {
    texts.collect::<BTreeSet<_>>().into_iter()
}

fn select<'t>(html: &mut Html, open: &'static str, options: impl Iterator<Item = &'t str>) {
    html.raw(open).raw("<option value=\"\">any</option>");
    for option in options {
        html.raw("<option value=\"").text(option).raw("\">").text(option).raw("</option>");
    }
    html.raw("</select></label>\n");
}

fn one(html: &mut Html, error: &Scored, explanation: Option<&String>) {
    let item = error.item;
    let data = [
        (" data-kind=\"", error.severity().name()),
        (" data-style=\"", item.style.as_str()),
        (" data-wanted=\"", error.best()),
        (" data-given=\"", error.given.as_str()),
    ];
    html.raw("<details class=\"error\"");
    for (attribute, value) in data {
        html.raw(attribute).text(value).raw("\"");
    }
    html.raw("><summary>").part(&badge(error.severity()));
    html.around(" <span class=\"question\" dir=\"auto\">", &item.text, "</span>");
    html.around(" <span class=\"pair\">wanted <b>", item.labels.join(" or "), "</b>, ");
    html.around("given <b>", report::given(error), "</b></span></summary>\n<dl class=\"facts\">");
    let mut facts = vec![("Id", item.id.clone()), ("Style", item.style.clone())];
    if !item.tag.is_empty() {
        facts.push(("Tag", item.tag.clone()));
    }
    if !error.prediction.candidates.is_empty() {
        facts.push(("Best sections", error.prediction.candidates.join(", ")));
    }
    facts.push(("Score", format!("{:.3}", error.prediction.score)));
    if !error.prediction.rule.is_empty() {
        facts.push(("Rule", error.prediction.rule.clone()));
    }
    for (name, value) in facts {
        html.around("<div><dt>", name, "</dt>").around("<dd>", value, "</dd></div>");
    }
    html.raw("</dl>\n");
    match explanation {
        Some(explanation) => html.around("<pre>", explanation, "</pre>\n"),
        None => html.raw("<p class=\"quiet\">Predictions from a file have no explanation.</p>\n"),
    };
    html.raw("</details>\n");
}
