//! Bars: what became of the questions, and shares by style and by label.

use super::super::breakdown::{LabelRow, StyleRow};
use crate::evaluation::{
    measure::{Measure, find, float, percent},
    run::Evaluation,
};
use crate::text::html::Html;

/// A share as a bar with its 95 % interval. `less` marks shares that should be small.
pub fn bar(measure: Measure, less: bool) -> Html {
    let mut svg = Html::default();
    let (Some(share), Some((low, high))) = (measure.value(), measure.interval()) else { return svg };
    svg.raw("<svg class=\"bar\" viewBox=\"0 0 100 10\" preserveAspectRatio=\"none\" aria-hidden=\"true\">");
    svg.raw("<rect class=\"track\" width=\"100\" height=\"10\"/>");
    svg.raw(if less { "<rect class=\"bad\" height=\"10\" width=\"" } else { "<rect class=\"good\" height=\"10\" width=\"" });
    svg.number(100.0 * share).raw("\"/><line class=\"range\" y1=\"5\" y2=\"5\" x1=\"").number(100.0 * low);
    svg.raw("\" x2=\"").number(100.0 * high).raw("\"/></svg>");
    svg
}

/// What became of the questions that the guide answers: one bar in four parts.
pub fn fates(evaluation: &Evaluation) -> Html {
    let mut html = Html::default();
    let hits = |name: &str| match find(&evaluation.measures, name) {
        Some(Measure::Share(hits, _)) => hits,
        Some(Measure::Count(_)) | None => 0,
    };
    let Some(Measure::Share(_, all)) = find(&evaluation.measures, "answered").filter(|m| m.value().is_some()) else { return html };
    let (right, wrong, choice) = (hits("answered_right"), hits("wrong_answer_rate"), hits("clarify_in_scope"));
    let banner = evaluation.scored.iter().filter(|s| s.in_scope && (s.given == "emergency" || s.given == "crisis")).count();
    let rest = all.saturating_sub(right + wrong + choice + banner);
    let parts = [
        ("Right section shown", right, "good"),
        ("Choice offered", choice, "choice"),
        ("Nothing shown", rest, "rest"),
        ("Banner shown", banner, "banner"),
        ("Wrong section shown", wrong, "bad"),
    ];
    html.raw("<section aria-labelledby=\"fates\">\n<h2 id=\"fates\">What became of the questions the guide answers</h2>\n");
    html.raw("<svg class=\"fates\" viewBox=\"0 0 1000 36\" preserveAspectRatio=\"none\" aria-hidden=\"true\">");
    let mut x = 0.0;
    for (_, count, class) in parts {
        let width = 1000.0 * float(count) / float(all.max(1));
        html.raw("<rect height=\"36\" class=\"").text(class).raw("\" x=\"").number(x).raw("\" width=\"").number(width).raw("\"/>");
        x += width;
    }
    html.raw("</svg>\n<ul class=\"key\">\n");
    for (name, count, class) in parts.iter().filter(|(_, count, _)| *count > 0) {
        html.raw("<li><svg class=\"swatch\" viewBox=\"0 0 10 10\" aria-hidden=\"true\"><rect width=\"10\" height=\"10\" class=\"")
            .text(class);
        html.raw("\"/></svg> ").around("<b>", percent(float(*count) / float(all.max(1))), "</b> ").text(name);
        html.around(" <span class=\"quiet\">", format!("{count} of {all}"), "</span></li>\n");
    }
    html.raw("</ul>\n</section>\n");
    html
}

/// Right sections by style.
pub fn styles(rows: &[StyleRow]) -> Html {
    let mut html = Html::default();
    html.raw("<section aria-labelledby=\"styles\">\n<h2 id=\"styles\">By style of writing</h2>\n");
    html.raw("<p>Share of in-scope questions whose best section is right. The thin line is the 95% interval.</p>\n");
    html.raw("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-labelledby=\"styles\"><table class=\"bars\">\n<thead><tr>");
    for name in ["Style", "Questions"] {
        html.around("<th scope=\"col\">", name, "</th>");
    }
    html.raw("<th scope=\"col\" colspan=\"2\">Right section first</th>");
    for name in ["Right shown", "Wrong shown", "False answers", "Right outcome"] {
        html.around("<th scope=\"col\">", name, "</th>");
    }
    html.raw("</tr></thead>\n<tbody>\n");
    for row in rows {
        html.around("<tr><th scope=\"row\">", &row.style, "</th>").around("<td>", row.count.to_string(), "</td><td class=\"wide\">");
        html.part(&bar(row.top1, false)).raw("</td>");
        for measure in [row.top1, row.shown, row.wrong, row.false_answers, row.right] {
            share(&mut html, measure);
        }
        html.raw("</tr>\n");
    }
    html.raw("</tbody></table></div>\n</section>\n");
    html
}

/// Right outcomes by best label.
pub fn labels(rows: &[LabelRow]) -> Html {
    let mut html = Html::default();
    html.raw("<section aria-labelledby=\"labels\">\n<h2 id=\"labels\">By wanted answer</h2>\n");
    html.raw("<p>Share of questions with this best label whose outcome is accepted.</p>\n");
    html.raw("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-labelledby=\"labels\"><table class=\"bars\">\n<thead><tr>");
    for name in ["Wanted", "Questions"] {
        html.around("<th scope=\"col\">", name, "</th>");
    }
    html.raw("<th scope=\"col\" colspan=\"2\">Right outcome</th>");
    for name in ["Right section first", "Section shown", "Wrong shown", "Emergency shown"] {
        html.around("<th scope=\"col\">", name, "</th>");
    }
    html.raw("</tr></thead>\n<tbody>\n");
    for row in rows {
        html.around("<tr><th scope=\"row\">", &row.label, "</th>").around("<td>", row.count.to_string(), "</td><td class=\"wide\">");
        html.part(&bar(row.right, false)).raw("</td>");
        share(&mut html, row.right);
        match row.top1 {
            Some(top1) => share(&mut html, top1),
            None => _ = html.raw("<td>–</td>"),
        }
        for measure in [row.answered, row.wrong, row.emergency] {
            share(&mut html, measure);
        }
        html.raw("</tr>\n");
    }
    html.raw("</tbody></table></div>\n</section>\n");
    html
}

/// A cell with a share; how many of how many shows when it is pointed at.
fn share(html: &mut Html, measure: Measure) {
    match measure {
        Measure::Share(hits, of) if of > 0 => {
            html.raw("<td title=\"").text(format!("{hits} of {of}")).raw("\">").text(measure.text()).raw("</td>");
        }
        Measure::Share(..) | Measure::Count(_) => _ = html.raw("<td>–</td>"),
    }
}
