//! The report for machines.

use super::{
    ablation,
    breakdown::StyleRow,
    measure::{Measure, Measures},
    run::Evaluation,
    scored::Scored,
    sweep,
    timing::quantile,
};
use serde_json::{Map, Value, json};
use std::io::{self, Write};

/// Prints one JSON object.
///
/// # Errors
/// When nothing can be written any more.
pub fn print(evaluation: &Evaluation, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{:#}", value(evaluation))
}

/// Everything that was evaluated. Shares are 0 to 1, or null where there was nothing to count.
#[must_use]
pub fn value(evaluation: &Evaluation) -> Value {
    let thresholds = evaluation.thresholds;
    let intervals: Map<String, Value> = evaluation
        .measures
        .iter()
        .chain(&evaluation.more)
        .filter_map(|(name, measure)| measure.interval().map(|(low, high)| ((*name).to_owned(), json!([low, high]))))
        .collect();
    json!({
        "file": evaluation.file,
        "guide": evaluation.guide,
        "content": evaluation.content,
        "predictions": evaluation.predictions,
        "missing": evaluation.missing,
        "without": evaluation.without,
        "thresholds": setting(thresholds),
        "measures": object(&evaluation.measures),
        "more": object(&evaluation.more),
        "intervals": intervals,
        "micros": { "p50": quantile(&evaluation.times, 0.5), "p99": quantile(&evaluation.times, 0.99) },
        "by_style": evaluation.styles.iter().map(style).collect::<Vec<_>>(),
        "by_label": evaluation.labels.iter().map(|row| json!({
            "label": row.label, "n": row.count, "right": row.right.value(), "top1": row.top1.and_then(Measure::value),
            "answered": row.answered.value(), "wrong": row.wrong.value(), "emergency": row.emergency.value(),
        })).collect::<Vec<_>>(),
        "confusions": evaluation.confusions.iter().map(|c| json!({ "best": c.best, "given": c.given, "n": c.count })).collect::<Vec<_>>(),
        "errors": evaluation.errors.iter().map(|scored| error(scored)).collect::<Vec<_>>(),
        "curve": evaluation.curve.iter().map(|point| json!({
            "threshold": point.threshold, "coverage": point.coverage.value(), "precision": point.precision.value(),
        })).collect::<Vec<_>>(),
        "sweep": evaluation.sweep.iter().map(row).collect::<Vec<_>>(),
        "ablation": evaluation.ablation.iter().map(technique).collect::<Vec<_>>(),
    })
}

/// Measures by name.
fn object(measures: &Measures) -> Map<String, Value> {
    let value = |measure: Measure| match measure {
        Measure::Count(count) => json!(count),
        Measure::Share(..) => json!(measure.value()),
    };
    measures.iter().map(|&(name, measure)| (name.to_owned(), value(measure))).collect()
}

fn style(row: &StyleRow) -> Value {
    json!({
        "style": row.style, "n": row.count, "right": row.right.value(), "top1": row.top1.value(), "shown": row.shown.value(),
        "wrong": row.wrong.value(), "false_answers": row.false_answers.value(),
    })
}

fn error(scored: &Scored) -> Value {
    json!({
        "id": scored.item.id, "severity": scored.severity().name(), "labels": scored.item.labels, "given": scored.given,
        "section": scored.section, "score": scored.prediction.score, "style": scored.item.style, "tag": scored.item.tag,
        "rule": scored.prediction.rule, "text": scored.item.text,
    })
}

/// Thresholds as they were written: the nearest short decimal, not the binary one.
fn setting(thresholds: crate::answer::snapshot::Thresholds) -> Value {
    let short = |value: f32| (f64::from(value) * 1e4).round() / 1e4;
    json!({ "minimum": short(thresholds.minimum), "answer": short(thresholds.answer), "clarify": short(thresholds.clarify) })
}

fn row(row: &sweep::Row) -> Value {
    json!({
        "thresholds": setting(row.thresholds), "right": row.right.value(), "wrong": row.wrong.value(), "clarify": row.clarify.value(),
        "declined": row.declined.value(), "false_answers": row.false_answers.value(), "precision": row.precision.value(),
    })
}

fn technique(row: &ablation::Row) -> Value {
    json!({ "without": row.without, "measures": object(&row.measures), "p50": row.p50, "by_style": row.styles.iter().map(style).collect::<Vec<_>>() })
}
