//! The report as one file for people: no request leaves it, it reads in light and dark, by keyboard and by screen reader,
//! and nothing in it is told by colour alone.

mod charts;
mod curve;
mod errors;
mod matrix;
mod tables;

use super::{
    measure::{Measure, find},
    names::meaning,
    report,
    run::Evaluation,
    timing::quantile,
};
use crate::text::html::{Html, allowed};

/// Looks of the page.
const STYLE: &str = include_str!("page.css");
/// Narrows the list of errors down; the page reads without it.
const SCRIPT: &str = include_str!("page.js");

/// Measures shown large, with their headings, and whether less is better.
const TILES: [(&str, &str, bool); 10] = [
    ("top1", "Right section first", false),
    ("top3", "Right section in top three", false),
    ("answered_right", "Right section shown", false),
    ("wrong_answer_rate", "Wrong section shown", true),
    ("clarify_in_scope", "Choice offered", true),
    ("false_answers", "False answers", true),
    ("emergency_recall", "Emergencies recognised", false),
    ("crisis_recall", "Crises recognised", false),
    ("emergency_false_alarm", "False alarms", true),
    ("urgent_right", "Urgent line right", false),
];

/// The whole page.
#[must_use]
pub fn page(evaluation: &Evaluation) -> String {
    let mut page = Html::default();
    page.raw("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    page.raw(
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">\n",
    );
    page.raw("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src ").text(allowed(STYLE));
    page.raw("; script-src ").text(allowed(SCRIPT)).raw("; base-uri 'none'; form-action 'none'\">\n");
    page.around("<title>Evaluation of ", &evaluation.file, "</title>\n").raw("<style>").raw(STYLE).raw("</style>\n</head>\n<body>\n");
    page.raw("<a class=\"skip\" href=\"#errors\">Skip to the errors</a>\n");
    head(&mut page, evaluation);
    page.raw("<main>\n");
    tiles(&mut page, evaluation);
    page.part(&charts::fates(evaluation));
    page.part(&charts::styles(&evaluation.styles));
    page.part(&charts::labels(&evaluation.labels));
    page.part(&matrix::section(&evaluation.matrix));
    page.part(&curve::section(evaluation));
    page.part(&tables::sweep(evaluation)).part(&tables::ablation(&evaluation.ablation));
    page.part(&errors::section(evaluation));
    page.part(&tables::measures(evaluation));
    page.raw("</main>\n<script>").raw(SCRIPT).raw("</script>\n</body>\n</html>\n");
    page.finish()
}

fn head(page: &mut Html, evaluation: &Evaluation) {
    page.raw("<header>\n<p class=\"kicker\">medguide eval</p>\n<h1>How well questions are answered</h1>\n<dl class=\"about\">\n");
    for (label, value) in report::about(evaluation) {
        page.around("<div><dt>", label, "</dt>").around("<dd>", value, "</dd></div>\n");
    }
    page.raw("</dl>\n</header>\n");
}

/// The most important figures. Those that counted nothing are left out.
fn tiles(page: &mut Html, evaluation: &Evaluation) {
    page.raw("<section aria-labelledby=\"figures\">\n<h2 id=\"figures\">At a glance</h2>\n<ul class=\"tiles\">\n");
    for (name, heading, less) in TILES {
        let measure = find(&evaluation.measures, name).or_else(|| find(&evaluation.more, name));
        let Some((measure, Measure::Share(hits, of))) = measure.map(|m| (m, m)).filter(|(m, _)| m.interval().is_some()) else { continue };
        page.raw("<li class=\"tile\">").around("<h3>", heading, "</h3>").around("<p class=\"big\">", measure.text(), "</p>");
        page.part(&charts::bar(measure, less));
        page.around("<p class=\"note\">", format!("{hits} of {of} · 95% interval {}", measure.range()), "</p>");
        page.around("<p class=\"note\">", meaning(name), "</p></li>\n");
    }
    if let (Some(p50), Some(p99)) = (quantile(&evaluation.times, 0.5), quantile(&evaluation.times, 0.99)) {
        page.raw("<li class=\"tile\"><h3>Time a question</h3>").around("<p class=\"big\">", format!("{p50:.0} µs"), "</p>");
        page.around("<p class=\"note\">", format!("in the middle; {p99:.0} µs for the slowest hundredth"), "</p></li>\n");
    }
    page.raw("</ul>\n</section>\n");
}

#[cfg(test)]
mod tests {
    use super::page;
    use crate::evaluation::{
        ablation, acceptance::tests::baclofen, breakdown, labels::Item, measures, prediction::Prediction, run::Evaluation, scored::Scored,
        sweep,
    };
    use proptest::prelude::*;

    /// A page about two errors and a right answer in which every piece of data is this text.
    fn rendered(text: &str) -> String {
        let acceptance = baclofen();
        let item = |label: &str| Item {
            id: text.into(),
            labels: vec![label.into()],
            style: text.into(),
            text: text.into(),
            split: text.into(),
            tag: text.into(),
        };
        let items = [item("uses"), item("emergency"), item("dosing")];
        let said = Prediction { outcome: "dosing".into(), rule: text.into(), ..Prediction::default() };
        let scored: Vec<Scored> = items.iter().map(|item| Scored::new(&acceptance, item, &said)).collect();
        let errors = breakdown::errors(&scored);
        let evaluation = Evaluation {
            file: text.into(),
            guide: text.into(),
            content: text.into(),
            predictions: Some(text.into()),
            missing: 1,
            without: vec![text.into()],
            thresholds: crate::answer::snapshot::Thresholds::default(),
            measures: measures::measures(&scored),
            more: measures::more(&scored),
            times: vec![1.0, 2.0],
            styles: breakdown::by_style(&scored),
            labels: breakdown::by_label(&scored, &acceptance),
            confusions: breakdown::confusions(&scored),
            matrix: breakdown::matrix(&scored, &acceptance),
            explanations: vec![text.into(); errors.len()],
            errors,
            curve: sweep::curve_by_score(&scored),
            sweep: Vec::new(),
            ablation: vec![ablation::Row {
                without: None,
                measures: measures::measures(&scored),
                styles: breakdown::by_style(&scored),
                p50: None,
            }],
            scored: &scored,
        };
        page(&evaluation)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn any_text_leaves_the_markup_as_it_is(text in "(?s)(<[a-z/!]{1,6}[ >]?|[\"'&<>]|.){0,40}") {
            let marks = |page: &str| page.chars().filter(|c| matches!(c, '<' | '>' | '"')).count();
            prop_assert_eq!(marks(&rendered(&format!("x{text}"))), marks(&rendered("plain")));
        }
    }

    #[test]
    fn the_page_asks_nothing_of_anybody() {
        let page = rendered("plain");
        for outside in ["http://", "https://", "src=", "@import", "url(", "<link", "<iframe", " style=\""] {
            assert!(!page.contains(outside), "{outside}");
        }
    }

    #[test]
    fn every_error_stands_in_the_page() {
        let page = rendered("a question <b>bold</b>");
        assert_eq!(page.matches("<details class=\"error\"").count(), 2);
        assert!(page.contains("a question &lt;b&gt;bold&lt;/b&gt;") && !page.contains("<b>bold"));
    }
}
