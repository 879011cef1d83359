//! Tables of the settings tried, of what each technique is worth, and of all measures.

use crate::evaluation::{ablation, measure::Measure, names::meaning, report, run::Evaluation, sweep};
use crate::text::html::Html;

/// Settings tried, the current and the best one marked in words.
pub fn sweep(evaluation: &Evaluation) -> Html {
    let mut html = Html::default();
    if evaluation.sweep.is_empty() {
        return html;
    }
    let best = sweep::best(&evaluation.sweep);
    html.raw("<section aria-labelledby=\"sweep\">\n<h2 id=\"sweep\">Other thresholds</h2>\n");
    html.raw("<p>Shares of in-scope questions; false answers are shares of the questions no section answers. ");
    html.raw("“Best” has the most right answers among the settings with at most 3% wrong ones; both stand first, then all in order.</p>\n");
    html.raw("<div class=\"scroll tall\" tabindex=\"0\" role=\"region\" aria-labelledby=\"sweep\"><table>\n<thead><tr>");
    for name in ["", "Minimum", "Clarify from", "Answer from", "Right shown", "Wrong shown", "Choice offered", "Declined", "False answers"]
    {
        html.around("<th scope=\"col\">", name, "</th>");
    }
    html.raw("</tr></thead>\n<tbody>\n");
    let marked = |row: &&sweep::Row| row.thresholds == evaluation.thresholds || best == Some(*row);
    evaluation.sweep.iter().filter(marked).for_each(|row| setting(&mut html, row, evaluation, best));
    html.raw("</tbody>\n<tbody>\n");
    evaluation.sweep.iter().for_each(|row| setting(&mut html, row, evaluation, best));
    html.raw("</tbody></table></div>\n</section>\n");
    html
}

/// One setting as a row; the current and the best one say so.
fn setting(html: &mut Html, row: &sweep::Row, evaluation: &Evaluation, best: Option<&sweep::Row>) {
    let t = row.thresholds;
    let (now, top) = (t == evaluation.thresholds, best == Some(row));
    html.raw(if now || top { "<tr class=\"marked\"><th scope=\"row\">" } else { "<tr><th scope=\"row\">" });
    html.text(match (now, top) {
        (true, true) => "now, best",
        (true, false) => "now",
        (false, true) => "best",
        (false, false) => "",
    });
    html.raw("</th>");
    for value in [t.minimum, t.clarify, t.answer] {
        html.around("<td>", format!("{value:.2}"), "</td>");
    }
    for measure in [row.right, row.wrong, row.clarify, row.declined, row.false_answers] {
        html.around("<td>", measure.text(), "</td>");
    }
    html.raw("</tr>\n");
}

/// What each technique is worth.
pub fn ablation(rows: &[ablation::Row]) -> Html {
    let mut html = Html::default();
    let Some(base) = rows.first() else { return html };
    html.raw("<section aria-labelledby=\"ablation\">\n<h2 id=\"ablation\">What each technique is worth</h2>\n");
    html.raw("<p>The first row has everything on; the others show by how many points each figure changes when one technique is off.</p>\n");
    html.raw("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-labelledby=\"ablation\"><table>\n<thead><tr><th scope=\"col\">Without</th>");
    for (_, heading) in ablation::COLUMNS {
        html.around("<th scope=\"col\">", heading, "</th>");
    }
    html.raw("<th scope=\"col\">µs (p50)</th><th scope=\"col\">Suffers most</th></tr></thead>\n<tbody>\n");
    for row in rows {
        let cells = report::technique(row, base);
        for (index, cell) in cells.iter().enumerate() {
            if index == 0 {
                html.around("<tr><th scope=\"row\">", cell, "</th>");
            } else {
                html.around("<td>", cell, "</td>");
            }
        }
        html.raw("</tr>\n");
    }
    html.raw("</tbody></table></div>\n</section>\n");
    html
}

/// All measures with names and meanings.
pub fn measures(evaluation: &Evaluation) -> Html {
    let mut html = Html::default();
    html.raw("<section aria-labelledby=\"measures\">\n<h2 id=\"measures\">All measures</h2>\n");
    html.raw("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-labelledby=\"measures\"><table class=\"measures\">\n<thead><tr>");
    for name in ["Measure", "Meaning", "Value", "Of", "95% interval"] {
        html.around("<th scope=\"col\">", name, "</th>");
    }
    html.raw("</tr></thead>\n<tbody>\n");
    for &(name, measure) in evaluation.measures.iter().chain(&evaluation.more) {
        let of = match measure {
            Measure::Share(hits, of) => format!("{hits} of {of}"),
            Measure::Count(_) => String::new(),
        };
        html.around("<tr><th scope=\"row\"><code>", name, "</code></th>").around("<td class=\"words\">", meaning(name), "</td>");
        for cell in [measure.text(), of, measure.range()] {
            html.around("<td>", cell, "</td>");
        }
        html.raw("</tr>\n");
    }
    html.raw("</tbody></table></div>\n</section>\n");
    html
}
