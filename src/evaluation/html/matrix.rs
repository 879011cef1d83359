//! The confusion matrix.

use crate::evaluation::{
    acceptance::NONE,
    breakdown::{Cell, Matrix},
    measure::{float, percent},
};
use crate::text::html::Html;

/// The matrix as a table. A cell with errors narrows the list of errors down to its own.
pub fn section(matrix: &Matrix) -> Html {
    let mut html = Html::default();
    html.raw("<section aria-labelledby=\"matrix\">\n<h2 id=\"matrix\">What was wanted and what was given</h2>\n");
    html.raw("<p>One row a best label, one column an outcome. Framed cells: given as wanted. Underlined numbers hold errors; press one to see them. ");
    html.raw("A number without a line stands where a second label, or silence, is accepted.</p>\n");
    html.raw("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-labelledby=\"matrix\"><table class=\"matrix\">\n");
    html.raw("<thead><tr><th scope=\"col\" class=\"corner\">wanted ↓ given →</th>");
    for column in &matrix.columns {
        html.around("<th scope=\"col\"><span>", heading(column), "</span></th>");
    }
    html.raw("<th scope=\"col\"><span>all</span></th><th scope=\"col\"><span>accepted</span></th></tr></thead>\n<tbody>\n");
    for (label, cells) in &matrix.rows {
        let all: usize = cells.iter().map(|cell| cell.count).sum();
        let errors: usize = cells.iter().map(|cell| cell.errors).sum();
        html.around("<tr><th scope=\"row\">", label, "</th>");
        for (cell, column) in cells.iter().zip(&matrix.columns) {
            put(&mut html, *cell, (label, column), all);
        }
        html.around("<td class=\"sum\">", all.to_string(), "</td>");
        let right = float(all.saturating_sub(errors)) / float(all.max(1));
        html.around("<td class=\"sum\">", percent(right), "</td></tr>\n");
    }
    html.raw("</tbody></table></div>\n</section>\n");
    html
}

/// The name of a column.
fn heading(outcome: &str) -> &str {
    if outcome == NONE { "choice or silence" } else { outcome }
}

/// One cell, shaded by its share of the row: one hue for errors, one for the rest.
fn put(html: &mut Html, cell: Cell, (label, column): (&str, &str), row: usize) {
    let own = if label == column { " own" } else { "" };
    if cell.count == 0 {
        html.raw("<td class=\"none").text(own).raw("\"></td>");
        return;
    }
    let kind = if cell.errors > 0 { "e" } else { "k" };
    html.raw("<td class=\"").text(format!("{kind}{}{own}", depth(cell, row))).raw("\"");
    html.raw(" title=\"").text(format!("wanted {label}, given {}: {}", heading(column), tell(cell))).raw("\">");
    if cell.errors > 0 {
        html.raw("<a href=\"#errors\" data-wanted=\"").text(label).raw("\" data-given=\"").text(column).raw("\">");
        html.text(cell.count.to_string()).raw("</a></td>");
    } else {
        html.text(cell.count.to_string()).raw("</td>");
    }
}

/// What a cell holds, in words.
fn tell(cell: Cell) -> String {
    match (cell.count, cell.errors) {
        (count, 0) => format!("{count}, accepted"),
        (count, errors) if count == errors => format!("{count}, not accepted"),
        (count, errors) => format!("{count}, {errors} of them not accepted"),
    }
}

/// Depth of the shade, 1 to 5. Errors are few, so they deepen sooner.
fn depth(cell: Cell, row: usize) -> u8 {
    let share = float(cell.count) / float(row.max(1));
    let steps = if cell.errors > 0 { [0.03, 0.06, 0.12, 0.25] } else { [0.2, 0.5, 0.75, 0.9] };
    steps.iter().fold(1, |depth, step| depth + u8::from(share > *step))
}
