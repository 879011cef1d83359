//! Precision against coverage.

use crate::evaluation::{
    measure::{find, percent},
    run::Evaluation,
    sweep::Point,
};
use crate::text::html::Html;

/// Size of the drawing and its margins, in the units of the drawing.
const WIDTH: f64 = 720.0;
const HEIGHT: f64 = 360.0;
const LEFT: f64 = 56.0;
const RIGHT: f64 = 24.0;
const TOP: f64 = 20.0;
const BOTTOM: f64 = 48.0;

/// Points are drawn from this share of the highest coverage on: at a lower one nobody would run it, and it would squeeze the rest.
const DRAWN: f64 = 0.5;

/// Room, across, that the name of a dot needs.
const ROOM: f64 = 34.0;

/// Part of the plane that is drawn: lowest coverage and precision, 0 to 1.
struct Plane {
    coverage: f64,
    precision: f64,
}

impl Plane {
    fn x(&self, coverage: f64) -> f64 {
        LEFT + (coverage - self.coverage) / (1.0 - self.coverage) * (WIDTH - LEFT - RIGHT)
    }

    fn y(&self, precision: f64) -> f64 {
        HEIGHT - BOTTOM - (precision - self.precision) / (1.0 - self.precision) * (HEIGHT - TOP - BOTTOM)
    }
}

/// The curve with the current setting on it, and its points as a table.
pub fn section(evaluation: &Evaluation) -> Html {
    let mut html = Html::default();
    let value = |point: &Point| Some((point.coverage.value()?, point.precision.value()?, point.threshold));
    let points: Vec<(f64, f64, f64)> = evaluation.curve.iter().filter_map(value).collect();
    if points.len() < 2 {
        return html;
    }
    let named = |name: &str| find(&evaluation.measures, name).and_then(crate::evaluation::measure::Measure::value);
    let now = named("answered").zip(named("precision_of_answered"));
    html.raw("<section aria-labelledby=\"curve\">\n<h2 id=\"curve\">Precision against coverage</h2>\n");
    html.raw("<p>How often a shown section is right, over all questions, against how many in-scope questions get one. ");
    html.raw("Each dot is one threshold for an answer, some with their number; both axes, and the line, are cut off at the low end.</p>\n");
    html.raw("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-labelledby=\"curve\">");
    draw(&mut html, &points, now);
    html.raw("</div>\n<details><summary>The points as a table</summary>\n<table><thead><tr><th scope=\"col\">Threshold</th>");
    html.raw("<th scope=\"col\">Coverage</th><th scope=\"col\">Precision</th></tr></thead>\n<tbody>\n");
    for (coverage, precision, threshold) in &points {
        html.around("<tr><td>", format!("{threshold:.2}"), "</td>").around("<td>", percent(*coverage), "</td>");
        html.around("<td>", percent(*precision), "</td></tr>\n");
    }
    html.raw("</tbody></table></details>\n</section>\n");
    html
}

fn draw(html: &mut Html, points: &[(f64, f64, f64)], now: Option<(f64, f64)>) {
    let most = points.iter().map(|point| point.0).fold(0.0, f64::max);
    let points: Vec<(f64, f64, f64)> = points.iter().copied().filter(|point| point.0 >= most * DRAWN).collect();
    let lowest = |value: fn(&(f64, f64, f64)) -> f64| points.iter().map(value).fold(0.95_f64, f64::min);
    let down = |value: f64| ((value * 20.0 - 0.2).floor() / 20.0).clamp(0.0, 0.9);
    let plane = Plane { coverage: down(lowest(|p| p.0)), precision: down(lowest(|p| p.1)) };
    html.raw("<svg class=\"curve\" viewBox=\"0 0 720 360\" role=\"img\" aria-label=\"Curve of precision against coverage; the table below has its points\">\n");
    grid(html, &plane);
    html.raw("<polyline class=\"line\" points=\"");
    for (coverage, precision, _) in &points {
        html.number(plane.x(*coverage)).raw(",").number(plane.y(*precision)).raw(" ");
    }
    html.raw("\"/>\n");
    let mut named = f64::INFINITY;
    for (coverage, precision, threshold) in &points {
        let (x, y) = (plane.x(*coverage), plane.y(*precision));
        html.raw("<circle class=\"dot\" r=\"4\" cx=\"").number(x).raw("\" cy=\"").number(y).raw("\"><title>");
        html.text(format!("threshold {threshold:.2}: coverage {}, precision {}", percent(*coverage), percent(*precision)));
        html.raw("</title></circle>");
        if (x - named).abs() >= ROOM {
            named = x;
            html.raw("<text class=\"tick\" x=\"").number(x + 6.0).raw("\" y=\"").number(y - 6.0).raw("\">");
            html.text(format!("{threshold:.2}")).raw("</text>");
        }
        html.raw("\n");
    }
    if let Some((coverage, precision)) = now {
        let (x, y) = (plane.x(coverage), plane.y(precision));
        html.raw("<circle class=\"now\" r=\"8\" cx=\"").number(x).raw("\" cy=\"").number(y).raw("\"/>");
        html.raw("<text class=\"label\" text-anchor=\"end\" x=\"")
            .number(x - 14.0)
            .raw("\" y=\"")
            .number((y + 22.0).min(HEIGHT - BOTTOM - 6.0));
        html.raw("\">").text(format!("now: {} right, {} covered", percent(precision), percent(coverage))).raw("</text>\n");
    }
    html.raw("</svg>");
}

/// Values of the lines across an axis that starts at `from`: about five of them, at round numbers.
fn ticks(from: f64) -> impl Iterator<Item = f64> {
    let hundredths: u8 = match 1.0 - from {
        range if range <= 0.11 => 2,
        range if range <= 0.31 => 5,
        _ => 10,
    };
    (0..=100_u8)
        .filter(move |hundredth| hundredth % hundredths == 0)
        .map(|hundredth| f64::from(hundredth) / 100.0)
        .filter(move |tick| *tick > from - 1e-9)
}

/// Lines and names of both axes.
fn grid(html: &mut Html, plane: &Plane) {
    for tick in ticks(plane.coverage) {
        let x = plane.x(tick);
        html.raw("<line class=\"grid\" y1=\"20\" y2=\"312\" x1=\"").number(x).raw("\" x2=\"").number(x);
        html.raw("\"/><text class=\"tick\" text-anchor=\"middle\" y=\"330\" x=\"").number(x).raw("\">");
        html.text(format!("{:.0}%", 100.0 * tick)).raw("</text>\n");
    }
    for tick in ticks(plane.precision) {
        let y = plane.y(tick);
        html.raw("<line class=\"grid\" x1=\"56\" x2=\"696\" y1=\"").number(y).raw("\" y2=\"").number(y);
        html.raw("\"/><text class=\"tick\" text-anchor=\"end\" x=\"48\" y=\"").number(y + 4.0).raw("\">");
        html.text(format!("{:.0}%", 100.0 * tick)).raw("</text>\n");
    }
    html.raw("<text class=\"axis\" text-anchor=\"middle\" x=\"376\" y=\"352\">in-scope questions that get a section (coverage)</text>\n");
    html.raw("<text class=\"axis\" text-anchor=\"middle\" transform=\"rotate(-90)\" x=\"-166\" y=\"13\">shown sections that are right (precision)</text>\n");
}
