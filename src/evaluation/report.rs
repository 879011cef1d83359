//! The report as text tables.

use super::{
    ablation,
    measure::{Measure, Measures},
    names::meaning,
    run::Evaluation,
    scored::Scored,
    sweep, table,
    timing::{quantile, slowest},
};
use crate::answer::snapshot::Thresholds;
use std::io::{self, Write};

/// Confusions printed.
const CONFUSIONS: usize = 25;

/// Characters of a question printed beside an error.
const QUESTION: usize = 160;

/// Slowest questions named.
const SLOWEST: usize = 3;

/// Prints everything that was evaluated.
///
/// # Errors
/// When nothing can be written any more.
pub fn print(evaluation: &Evaluation, worst: usize, out: &mut dyn Write) -> io::Result<()> {
    head(evaluation, out)?;
    overall(evaluation, out)?;
    breakdowns(evaluation, out)?;
    errors(evaluation, worst, out)?;
    if !evaluation.sweep.is_empty() {
        settings(evaluation, out)?;
    }
    if !evaluation.ablation.is_empty() {
        techniques(evaluation, out)?;
    }
    Ok(())
}

/// What was evaluated, in lines of label and value.
#[must_use]
pub fn about(evaluation: &Evaluation) -> Vec<(&'static str, String)> {
    let thresholds = evaluation.thresholds;
    let mut lines = vec![
        ("Questions", format!("{} from {}", evaluation.scored.len(), evaluation.file)),
        ("Guide", format!("{}, content version {}", evaluation.guide, evaluation.content)),
    ];
    match &evaluation.predictions {
        Some(path) if evaluation.missing > 0 => {
            lines.push(("Predictions", format!("{path}; {} questions without one count as silence", evaluation.missing)));
        }
        Some(path) => lines.push(("Predictions", path.clone())),
        None => lines.push((
            "Thresholds",
            format!("minimum {:.2}, answer {:.2}, clarify {:.2}", thresholds.minimum, thresholds.answer, thresholds.clarify),
        )),
    }
    if !evaluation.without.is_empty() {
        lines.push(("Without", evaluation.without.join(", ")));
    }
    if let (Some(p50), Some(p99)) = (quantile(&evaluation.times, 0.5), quantile(&evaluation.times, 0.99)) {
        let build = if cfg!(debug_assertions) && evaluation.predictions.is_none() { " (not a release build)" } else { "" };
        lines.push(("Time", format!("{p50:.1} µs a question in the middle (p50), {p99:.1} µs for the slowest hundredth (p99){build}")));
        let slowest = slowest(evaluation.scored, SLOWEST).into_iter().map(|(scored, micros)| format!("{} {micros:.0} µs", scored.item.id));
        lines.push(("Slowest", slowest.collect::<Vec<_>>().join(", ")));
    }
    lines
}

fn head(evaluation: &Evaluation, out: &mut dyn Write) -> io::Result<()> {
    about(evaluation).iter().try_for_each(|(label, value)| writeln!(out, "{label:<12} {value}"))
}

fn overall(evaluation: &Evaluation, out: &mut dyn Write) -> io::Result<()> {
    let row = |&(name, measure): &(&str, Measure)| {
        let of = match measure {
            Measure::Share(hits, of) if of > 0 => format!("{hits}/{of}"),
            Measure::Count(_) | Measure::Share(..) => String::new(),
        };
        vec![name.to_owned(), meaning(name).to_owned(), measure.text(), of, measure.range()]
    };
    let rows =
        |measures: &Measures| measures.iter().filter(|(_, m)| m.value().is_some_and(|v| v > 0.0) || m.text() != "-").map(row).collect();
    let header = ["measure", "meaning", "value", "of", "95% interval"];
    let common: Vec<Vec<String>> = rows(&evaluation.measures);
    let more: Vec<Vec<String>> = rows(&evaluation.more);
    table::print(out, "Overall", 2, &header, &common)?;
    table::print(out, "Beyond", 2, &header, &more)
}

fn breakdowns(evaluation: &Evaluation, out: &mut dyn Write) -> io::Result<()> {
    let styles: Vec<Vec<String>> = evaluation
        .styles
        .iter()
        .map(|row| {
            let shares = [row.right, row.top1, row.shown, row.wrong, row.false_answers].map(Measure::text);
            [row.style.clone(), row.count.to_string()].into_iter().chain(shares).collect()
        })
        .collect();
    let header = ["style", "n", "right outcome", "in-scope top1", "right shown", "in-scope wrong", "false answers"];
    table::print(out, "By style", 1, &header, &styles)?;
    let labels: Vec<Vec<String>> = evaluation
        .labels
        .iter()
        .map(|row| {
            let top1 = row.top1.map_or_else(|| "-".to_owned(), Measure::text);
            let shares = [row.answered, row.wrong, row.emergency].map(Measure::text);
            [row.label.clone(), row.count.to_string(), row.right.text(), top1].into_iter().chain(shares).collect()
        })
        .collect();
    let header = ["best label", "n", "right outcome", "top1", "answered", "wrong answer", "emergency shown"];
    table::print(out, "By best label", 1, &header, &labels)?;
    let confusions = evaluation.confusions.iter().take(CONFUSIONS);
    let confusions: Vec<Vec<String>> = confusions.map(|c| vec![c.best.clone(), c.given.clone(), c.count.to_string()]).collect();
    table::print(out, "Commonest confusions", 2, &["best label", "given", "n"], &confusions)
}

fn errors(evaluation: &Evaluation, worst: usize, out: &mut dyn Write) -> io::Result<()> {
    let all = evaluation.errors.len();
    let rows: Vec<Vec<String>> = evaluation.errors.iter().take(worst).map(|error| error_row(error)).collect();
    let title = format!("Worst errors ({} of {all})", rows.len());
    table::print(out, &title, 7, &["id", "error", "wanted", "given", "score", "style", "question"], &rows)
}

fn error_row(error: &Scored) -> Vec<String> {
    let mut question: String = error.item.text.chars().take(QUESTION).collect();
    if question.len() < error.item.text.len() {
        question.push('…');
    }
    let score = format!("{:.3}", error.prediction.score);
    vec![
        error.item.id.clone(),
        error.severity().name().to_owned(),
        error.item.labels.join("|"),
        given(error),
        score,
        error.item.style.clone(),
        question,
    ]
}

/// What was said, with the section that stood behind it.
#[must_use]
pub fn given(scored: &Scored) -> String {
    let said = if scored.clarify { &scored.prediction.outcome } else { &scored.given };
    match &scored.section {
        Some(section) if *section != scored.given => format!("{said} ({section})"),
        Some(_) | None => said.clone(),
    }
}

fn settings(evaluation: &Evaluation, out: &mut dyn Write) -> io::Result<()> {
    let current = evaluation.thresholds;
    let row = |row: &sweep::Row| {
        let t = row.thresholds;
        let mark = if t == current { "now" } else { "" };
        let shares = [row.right, row.wrong, row.clarify, row.declined, row.false_answers].map(Measure::text);
        let settings = [mark.to_owned(), format!("{:.2}", t.minimum), format!("{:.2}", t.clarify), format!("{:.2}", t.answer)];
        settings.into_iter().chain(shares).collect()
    };
    let through = |row: &&sweep::Row| {
        let t = row.thresholds;
        t == Thresholds { minimum: current.minimum, ..t } || t == Thresholds { minimum: t.minimum, ..current }
    };
    let rows: Vec<Vec<String>> = evaluation.sweep.iter().filter(through).map(row).collect();
    let header = ["", "minimum", "clarify", "answer", "right shown", "wrong shown", "clarify", "declined", "false answers"];
    table::print(out, "Thresholds (right, wrong, clarify and declined are shares of in-scope questions)", 1, &header, &rows)?;
    writeln!(out, "\nThe settings around the current one; `--json` and `--html` have all {}.", evaluation.sweep.len())?;
    match sweep::best(&evaluation.sweep) {
        Some(best) => {
            let t = best.thresholds;
            writeln!(
                out,
                "Most right answers with at most 3 % wrong: minimum {:.2}, clarify {:.2}, answer {:.2} ({} right, {} wrong).",
                t.minimum,
                t.clarify,
                t.answer,
                best.right.text(),
                best.wrong.text()
            )
        }
        None => writeln!(out, "No setting has at most 3 % wrong answers."),
    }
}

fn techniques(evaluation: &Evaluation, out: &mut dyn Write) -> io::Result<()> {
    let Some(base) = evaluation.ablation.first() else { return Ok(()) };
    let rows: Vec<Vec<String>> = evaluation.ablation.iter().map(|row| technique(row, base)).collect();
    let names: Vec<String> = ablation::COLUMNS.iter().map(|(_, heading)| heading.to_lowercase()).collect();
    let header: Vec<&str> =
        ["without"].into_iter().chain(names.iter().map(String::as_str)).chain(["p50 µs", "style that suffers most"]).collect();
    table::print(out, "What each technique is worth (changes in points when it is off)", 1, &header, &rows)
}

/// One row of the ablation table: shares for the first row, changes for the others.
#[must_use]
pub fn technique(row: &ablation::Row, base: &ablation::Row) -> Vec<String> {
    let cell = |name: &str| match row.without {
        None => super::measure::find(&row.measures, name).map_or_else(String::new, Measure::text),
        Some(_) => row.change(base, name).map_or_else(|| "-".to_owned(), points),
    };
    let time = row.p50.map_or_else(String::new, |micros| format!("{micros:.1}"));
    let hardest = row.hardest(base).map_or_else(String::new, |(style, change)| format!("{style} {}", points(change)));
    let name = row.without.unwrap_or("nothing (all on)").to_owned();
    [name].into_iter().chain(ablation::COLUMNS.iter().map(|(name, _)| cell(name))).chain([time, hardest]).collect()
}

/// A change in points with its sign: `−3.1`, `+0.4`, `0.0`.
#[must_use]
pub fn points(change: f64) -> String {
    let size = format!("{:.1}", change.abs());
    match size.as_str() {
        "0.0" => size,
        _ if change < 0.0 => format!("−{size}"),
        _ => format!("+{size}"),
    }
}
