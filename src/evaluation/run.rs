//! One evaluation from its options to its reports.

use super::{
    ablation,
    acceptance::Acceptance,
    breakdown::{self, Confusion, LabelRow, Matrix, StyleRow},
    error::EvalError,
    html, json,
    labels::{self, Item},
    measure::Measures,
    measures,
    prediction::{self, Prediction},
    report,
    scored::Scored,
    sweep::{self, Sweeper},
    timing,
};
use crate::{
    answer::snapshot::{Snapshot, Thresholds},
    app::ready,
    evidence::tuning::Techniques,
    knowledge::{fault::Fault, model::Knowledge},
};
use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
};

/// What to evaluate and how to show it.
#[derive(Debug, Clone, Default)]
#[allow(clippy::struct_excessive_bools, reason = "each is one switch of the command line")]
pub struct Options {
    /// Labelled questions.
    pub file: PathBuf,
    /// Only questions with this value in the column `split`.
    pub split: Option<String>,
    /// Id of the guide the questions are put to; the first one when not given.
    pub guide: Option<String>,
    /// Judge these predictions instead of running the matcher.
    pub predictions: Option<PathBuf>,
    /// Techniques switched off, by name.
    pub without: Vec<String>,
    /// Thresholds of the decision.
    pub thresholds: Thresholds,
    /// Errors printed.
    pub worst: usize,
    /// Try other thresholds.
    pub sweep: bool,
    /// Switch off each technique in turn.
    pub ablation: bool,
    /// Print JSON instead of tables.
    pub json: bool,
    /// Write a page for people to this file.
    pub html: Option<PathBuf>,
}

/// Errors printed when nothing else is asked for.
pub const WORST: usize = 30;

/// All figures of one evaluation, for every kind of report.
#[derive(Debug)]
pub struct Evaluation<'a> {
    /// Name of the file of questions.
    pub file: String,
    /// Id of the guide.
    pub guide: String,
    /// Version of the content.
    pub content: String,
    /// File of predictions, when the matcher was not run.
    pub predictions: Option<String>,
    /// Questions without a prediction, counted as silence.
    pub missing: usize,
    /// Techniques that were off.
    pub without: Vec<String>,
    /// Thresholds.
    pub thresholds: Thresholds,
    /// Judged questions.
    pub scored: &'a [Scored<'a>],
    /// Measures any program can be compared by.
    pub measures: Measures,
    /// Further measures.
    pub more: Measures,
    /// Times, sorted.
    pub times: Vec<f64>,
    /// By style.
    pub styles: Vec<StyleRow>,
    /// By best label.
    pub labels: Vec<LabelRow>,
    /// Confusions, commonest first.
    pub confusions: Vec<Confusion>,
    /// Best label against outcome.
    pub matrix: Matrix,
    /// Errors, worst first.
    pub errors: Vec<&'a Scored<'a>>,
    /// Explanation of each error; empty when the matcher was not run or no report shows them.
    pub explanations: Vec<String>,
    /// Precision against coverage; empty when no report shows it.
    pub curve: Vec<sweep::Point>,
    /// Other thresholds, when asked for.
    pub sweep: Vec<sweep::Row>,
    /// Techniques switched off, when asked for.
    pub ablation: Vec<ablation::Row>,
}

/// The figures of an evaluation, for whoever started it.
#[derive(Debug, Clone)]
pub struct Summary {
    /// Measures any program can be compared by, then further ones.
    pub measures: Measures,
    /// By style.
    pub styles: Vec<StyleRow>,
    /// By best label.
    pub labels: Vec<LabelRow>,
    /// Confusions, commonest first.
    pub confusions: Vec<Confusion>,
    /// Ids of the errors, worst first.
    pub errors: Vec<String>,
}

/// Evaluates labelled questions and prints the report to `out`. What takes long says so on `progress`.
///
/// # Errors
/// When a file cannot be read or written, has faults, or an option names what does not exist. Nothing is printed then.
pub fn run(knowledge: &Knowledge, options: &Options, out: &mut dyn Write, progress: &mut dyn Write) -> Result<Summary, EvalError> {
    let guide = guide(knowledge, options.guide.as_deref())?;
    let techniques = ablation::without(Techniques::default(), options.without.iter().map(String::as_str))?;
    let acceptance = match knowledge.guides.get(guide) {
        Some(guide) => Acceptance::of(guide)?,
        None => Acceptance::default(),
    };
    let items = items(&options.file, options.split.as_deref(), &acceptance)?;
    let given = options.predictions.as_deref().map(|path| given(path, options, &items, &acceptance)).transpose()?;
    let unlisted = knowledge.guides.get(guide).into_iter().flat_map(|guide| &guide.sections).map(|section| &section.head.id);
    for id in unlisted.filter(|id| !acceptance.is_section(id)) {
        say(progress, &format!("section `{id}` is not in the table of accepted answers: showing it counts as silence"));
    }
    let (mut snapshot, faults) = snapshot(knowledge, techniques, options.thresholds);
    if !faults.is_empty() {
        say(progress, &format!("the knowledge has {} fault(s); `medguide check` lists them", faults.len()));
    }
    let (predictions, missing) = match given {
        Some(given) => given,
        None => (judge(&snapshot, guide, &items, progress), 0),
    };
    let scored: Vec<Scored> = items.iter().zip(&predictions).map(|(item, said)| Scored::new(&acceptance, item, said)).collect();
    let errors = breakdown::errors(&scored);
    let explained = options.html.is_some() && options.predictions.is_none();
    let explain = |error: &&Scored| prediction::explain(&snapshot, guide, &error.item.text);
    let explanations = if explained { errors.iter().map(explain).collect() } else { Vec::new() };
    let (curve, sweep) = settings(&mut snapshot, guide, &acceptance, &items, &scored, options, progress);
    let ablation = if options.ablation {
        let each = |name: &str| say(progress, &format!("judging without {name}"));
        ablation::run(knowledge, guide, (techniques, options.thresholds), &acceptance, &items, each)
    } else {
        Vec::new()
    };
    let evaluation = Evaluation {
        file: options.file.display().to_string(),
        guide: knowledge.guides.get(guide).map(|guide| guide.head.id.clone()).unwrap_or_default(),
        content: knowledge.version.clone(),
        predictions: options.predictions.as_ref().map(|path| path.display().to_string()),
        missing,
        without: options.without.clone(),
        thresholds: options.thresholds,
        measures: measures::measures(&scored),
        more: measures::more(&scored),
        times: timing::times(&scored),
        styles: breakdown::by_style(&scored),
        labels: breakdown::by_label(&scored, &acceptance),
        confusions: breakdown::confusions(&scored),
        matrix: breakdown::matrix(&scored, &acceptance),
        scored: &scored,
        errors,
        explanations,
        curve,
        sweep,
        ablation,
    };
    if let Some(path) = &options.html {
        fs::write(path, html::page(&evaluation)).map_err(|error| EvalError::Write { path: path.clone(), error })?;
        say(progress, &format!("wrote {}", path.display()));
    }
    if options.json {
        json::print(&evaluation, out)?;
    } else {
        report::print(&evaluation, options.worst, out)?;
    }
    out.flush()?;
    Ok(summary(evaluation))
}

/// What answers: the shipped snapshot where it is that of this knowledge, else one built anew, which takes some seconds.
fn snapshot(knowledge: &Knowledge, techniques: Techniques, thresholds: Thresholds) -> (Snapshot, Vec<Fault>) {
    let same = |shipped: &Snapshot| techniques == shipped.techniques && knowledge.version == shipped.knowledge.version;
    match ready::shipped(thresholds).filter(same) {
        Some(shipped) => (shipped, Vec::new()),
        None => Snapshot::build(knowledge.clone(), techniques, thresholds),
    }
}

/// Precision against coverage, and the grid of thresholds, as far as they are asked for.
fn settings(
    snapshot: &mut Snapshot,
    guide: usize,
    acceptance: &Acceptance,
    items: &[Item],
    scored: &[Scored],
    options: &Options,
    progress: &mut dyn Write,
) -> (Vec<sweep::Point>, Vec<sweep::Row>) {
    let wants_curve = options.json || options.html.is_some();
    if options.predictions.is_some() {
        return (if wants_curve { sweep::curve_by_score(scored) } else { Vec::new() }, Vec::new());
    }
    if !wants_curve && !options.sweep {
        return (Vec::new(), Vec::new());
    }
    let mut sweeper = Sweeper::new(snapshot, guide, acceptance, items);
    let curve = if wants_curve { sweeper.curve() } else { Vec::new() };
    let mut tenth = 0;
    let rows = if options.sweep {
        sweeper.grid(|done, all| {
            if done * 10 / all > tenth {
                tenth = done * 10 / all;
                say(progress, &format!("tried {done} of {all} settings"));
            }
        })
    } else {
        Vec::new()
    };
    (curve, rows)
}

/// Runs the matcher over all questions.
fn judge(snapshot: &Snapshot, guide: usize, items: &[Item], progress: &mut dyn Write) -> Vec<Prediction> {
    /// From how many questions on it may take long enough to say so.
    const MANY: usize = 5_000;
    prediction::from_matcher(snapshot, guide, items, |done| {
        if done % MANY == 0 {
            say(progress, &format!("judged {done} of {} questions", items.len()));
        }
    })
}

/// A line of progress. That it cannot be written is no reason to stop.
fn say(progress: &mut dyn Write, line: &str) {
    let _ = writeln!(progress, "eval: {line}");
}

/// Index of a guide by id, or of the first one.
fn guide(knowledge: &Knowledge, id: Option<&str>) -> Result<usize, EvalError> {
    let found = knowledge.guides.iter().position(|guide| id.is_none_or(|id| guide.head.id == id));
    found.ok_or_else(|| EvalError::Guide {
        name: id.unwrap_or_default().to_owned(),
        valid: knowledge.guides.iter().map(|guide| guide.head.id.clone()).collect(),
    })
}

/// A file as text.
fn read(path: &Path) -> Result<String, EvalError> {
    fs::read_to_string(path).map_err(|error| EvalError::Read { path: path.to_owned(), error })
}

/// The questions of a file, or of one split of it.
fn items(path: &Path, split: Option<&str>, acceptance: &Acceptance) -> Result<Vec<Item>, EvalError> {
    let text = read(path)?;
    let failed = |faults: Vec<Fault>| EvalError::Labels { path: path.to_owned(), faults };
    let all = labels::parse(&path.display().to_string(), &text, acceptance).map_err(failed)?;
    let Some(split) = split else { return Ok(all) };
    let mut found: Vec<String> = all.iter().map(|item| item.split.clone()).collect();
    let items: Vec<Item> = all.into_iter().filter(|item| item.split == split).collect();
    if items.is_empty() {
        found.sort();
        found.dedup();
        return Err(EvalError::Split { path: path.to_owned(), split: split.to_owned(), found });
    }
    Ok(items)
}

/// Predictions from a file, one a question, and how many questions have none.
fn given(path: &Path, options: &Options, items: &[Item], acceptance: &Acceptance) -> Result<(Vec<Prediction>, usize), EvalError> {
    let clashes = [("--sweep", options.sweep), ("--ablation", options.ablation), ("--without", !options.without.is_empty())];
    if let Some(&(option, _)) = clashes.iter().find(|(_, on)| *on) {
        return Err(EvalError::NeedsMatcher { option });
    }
    let text = read(path)?;
    let mut known = prediction::parse(&text, |id| acceptance.is_section(id)).map_err(|(line, reason)| EvalError::Predictions {
        path: path.to_owned(),
        line,
        reason,
    })?;
    let missing = items.iter().filter(|item| !known.contains_key(&item.id)).count();
    Ok((items.iter().map(|item| known.remove(&item.id).unwrap_or_else(Prediction::missing)).collect(), missing))
}

fn summary(evaluation: Evaluation) -> Summary {
    Summary {
        measures: evaluation.measures.into_iter().chain(evaluation.more).collect(),
        styles: evaluation.styles,
        labels: evaluation.labels,
        confusions: evaluation.confusions,
        errors: evaluation.errors.iter().map(|error| error.item.id.clone()).collect(),
    }
}
