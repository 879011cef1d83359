//! Figures that must not fall (`golden/floors.toml`), and the measures against an independent implementation of them.

use medguide::{
    evaluation::{
        breakdown::StyleRow,
        measure::{Measure, find},
        run::{Options, Summary, run},
    },
    knowledge::{files, load, model::Knowledge},
};
use serde::Deserialize;
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

/// The folder with the questions.
fn golden() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden")
}

fn knowledge() -> Knowledge {
    load::parse(&files::embedded()).0
}

/// As [`knowledge`], with few of the examples of danger: what is asked here does not hang on them, and weighing all takes long.
fn few_examples(mut knowledge: Knowledge) -> Knowledge {
    knowledge.told.truncate(500);
    knowledge
}

fn evaluate(knowledge: &Knowledge, options: &Options) -> Summary {
    run(knowledge, options, &mut Vec::new(), &mut Vec::new()).unwrap_or_else(|error| panic!("{error}"))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Floors {
    floor: Vec<Floor>,
}

/// One figure that must not fall.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Floor {
    file: String,
    measure: String,
    style: Option<String>,
    minimum: Option<f64>,
    maximum: Option<f64>,
}

impl Floor {
    /// The figure it is about.
    fn figure(&self, summary: &Summary) -> Measure {
        let found = match &self.style {
            None => find(&summary.measures, &self.measure),
            Some(style) => summary.styles.iter().find(|row| row.style == *style).and_then(|row| by_style(row, &self.measure)),
        };
        found.unwrap_or_else(|| panic!("floors.toml names a figure that does not exist: {self:?}"))
    }

    /// What is wrong, if anything.
    fn broken(&self, summary: &Summary) -> Option<String> {
        let figure = self.figure(summary);
        let Some(value) = figure.value() else { return Some(format!("{self:?}: no question counts for it")) };
        let low = self.minimum.is_some_and(|minimum| value < minimum);
        let high = self.maximum.is_some_and(|maximum| value > maximum);
        (low || high).then(|| format!("{} of {} {}is {value:.4}, but {}", self.measure, self.file, self.of(), self.bound()))
    }

    fn of(&self) -> String {
        self.style.as_ref().map_or_else(String::new, |style| format!("({style}) "))
    }

    fn bound(&self) -> String {
        match (self.minimum, self.maximum) {
            (Some(minimum), None) => format!("must be at least {minimum}"),
            (None, Some(maximum)) => format!("must be at most {maximum}"),
            _ => panic!("floors.toml: give either minimum or maximum: {self:?}"),
        }
    }
}

fn by_style(row: &StyleRow, measure: &str) -> Option<Measure> {
    match measure {
        "top1" => Some(row.top1),
        "answered_right" => Some(row.shown),
        "wrong_answer_rate" => Some(row.wrong),
        "false_answers" => Some(row.false_answers),
        "outcome_accuracy" => Some(row.right),
        _ => None,
    }
}

#[test]
fn no_figure_falls_below_its_floor() {
    let floors: Floors = toml::from_str(&fs::read_to_string(golden().join("floors.toml")).unwrap()).unwrap();
    let knowledge = knowledge();
    let mut summaries: BTreeMap<&str, Summary> = BTreeMap::new();
    for floor in &floors.floor {
        let judge = || evaluate(&knowledge, &Options { file: golden().join(&floor.file), ..Options::default() });
        summaries.entry(&floor.file).or_insert_with(judge);
    }
    let broken: Vec<String> = floors.floor.iter().filter_map(|floor| floor.broken(&summaries[floor.file.as_str()])).collect();
    assert!(broken.is_empty(), "{} figure(s) fell:\n{}", broken.len(), broken.join("\n"));
}

/// What another program that follows the same rules printed for the same predictions.
#[derive(Deserialize)]
struct Expected {
    measures: BTreeMap<String, Option<f64>>,
    by_label: Vec<Vec<String>>,
    by_style: Vec<Vec<String>>,
    confusions: Vec<Vec<String>>,
    errors: Vec<String>,
    interval_top1: String,
    interval_emergency_recall: String,
}

/// The fixed predictions, judged here, and what is expected of them.
fn scoring() -> (Summary, Expected) {
    let folder = golden().join("scoring");
    let options = Options { file: folder.join("questions.tsv"), predictions: Some(folder.join("predictions.jsonl")), ..Options::default() };
    let expected = serde_json::from_str(&fs::read_to_string(folder.join("expected.json")).unwrap()).unwrap();
    (evaluate(&knowledge(), &options), expected)
}

fn shares<const N: usize>(name: &str, count: usize, shares: [Measure; N]) -> Vec<String> {
    [name.to_owned(), count.to_string()].into_iter().chain(shares.map(Measure::text)).collect()
}

#[test]
fn measures_equal_those_of_the_reference() {
    let (summary, expected) = scoring();
    for (name, value) in &expected.measures {
        let got = find(&summary.measures, name).unwrap_or_else(|| panic!("there is no measure {name}"));
        let equal = match (got.value(), value) {
            (Some(got), Some(value)) => (got - value).abs() < 1e-12,
            (got, value) => got.is_none() && value.is_none(),
        };
        assert!(equal, "{name}: {got:?}, not {value:?}");
    }
    assert!(expected.measures.len() >= 30);
    for (name, interval) in [("top1", &expected.interval_top1), ("emergency_recall", &expected.interval_emergency_recall)] {
        let (low, high) = find(&summary.measures, name).and_then(Measure::interval).unwrap();
        assert_eq!(format!("{:.1}-{:.1}%", 100.0 * low, 100.0 * high), *interval, "{name}");
    }
}

#[test]
fn tables_and_the_order_of_errors_equal_those_of_the_reference() {
    let (summary, expected) = scoring();
    let labels = summary.labels.iter().map(|row| {
        let mut cells = shares(&row.label, row.count, [row.right, row.answered, row.wrong, row.emergency]);
        cells.insert(3, row.top1.map_or_else(|| "-".to_owned(), Measure::text));
        cells
    });
    assert_eq!(labels.collect::<Vec<_>>(), expected.by_label);
    let styles = summary.styles.iter().map(|row| shares(&row.style, row.count, [row.right, row.top1, row.wrong, row.false_answers]));
    assert_eq!(styles.collect::<Vec<_>>(), expected.by_style);
    let confusions = summary.confusions.iter().map(|c| vec![c.best.clone(), c.given.clone(), c.count.to_string()]);
    assert_eq!(confusions.take(expected.confusions.len()).collect::<Vec<_>>(), expected.confusions);
    assert_eq!(summary.errors, expected.errors);
}

#[test]
fn every_report_can_be_made() {
    let folder = tempfile::tempdir().unwrap();
    let (mut out, html) = (Vec::new(), folder.path().join("report.html"));
    let questions = folder.path().join("questions.tsv");
    fs::write(&questions, "id\tlabel\ttext\na\tmissed-dose\tI missed a dose\nb\tchatter\thello\nc\tuses\twhat about the <b>weather</b>\n")
        .unwrap();
    let options = Options {
        file: questions.clone(),
        worst: 5,
        sweep: true,
        ablation: true,
        json: true,
        html: Some(html.clone()),
        ..Options::default()
    };
    let knowledge = few_examples(knowledge());
    run(&knowledge, &options, &mut out, &mut Vec::new()).unwrap();
    let json: serde_json::Value = serde_json::from_slice(&out).unwrap();
    assert_eq!(json["measures"]["items"], 3);
    assert!(json["ablation"].as_array().unwrap().len() > 1 && json["sweep"].as_array().unwrap().len() > 30);
    assert!(!fs::read_to_string(&html).unwrap().contains("<b>weather"));
    out.clear();
    run(&knowledge, &Options { json: false, html: None, ..options.clone() }, &mut out, &mut Vec::new()).unwrap();
    let text = String::from_utf8(out).unwrap();
    for part in ["top1", "By style", "Thresholds", "What each technique is worth", "nothing (all on)"] {
        assert!(text.contains(part), "{part}");
    }
}

#[test]
fn another_guide_has_its_own_labels_and_never_answers_for_the_one_asked() {
    let mut all = files::embedded();
    all.extend(files::from_dir(&golden().with_file_name("second-guide")).0);
    let knowledge = few_examples(load::parse(&all).0);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("questions.tsv");
    let judge = |guide: &str, rows: &str| {
        fs::write(&file, format!("id\tlabel\ttext\n{rows}")).unwrap();
        let summary = evaluate(&knowledge, &Options { file: file.clone(), guide: Some(guide.into()), ..Options::default() });
        ["in_scope", "outcome_accuracy"].map(|name| find(&summary.measures, name).unwrap().text()).join(" ")
    };
    let rows = "a\tmissed-dose\tI missed my levothyroxine this morning\nb\tother-medicine\tbaclofen side effects\n";
    assert_eq!(judge("levothyroxine", rows), "1 100.0%");
    let rows = "a\tother-medicine\tI missed my levothyroxine this morning\nb\tside-effects\tbaclofen side effects\n";
    assert_eq!(judge("baclofen", rows), "1 100.0%");
}

#[test]
fn what_cannot_be_done_says_what_to_do() {
    let questions = golden().join("scoring/questions.tsv");
    let predictions = golden().join("scoring/predictions.jsonl");
    let base = Options { file: questions.clone(), ..Options::default() };
    let given = Options { predictions: Some(predictions), ..base.clone() };
    for (options, part) in [
        (Options { file: "no/such.tsv".into(), ..base.clone() }, "check the path"),
        (Options { guide: Some("aspirin".into()), ..base.clone() }, "choose among: baclofen"),
        (Options { without: vec!["magic".into()], ..base.clone() }, "choose among: concepts"),
        (Options { split: Some("held".into()), ..base.clone() }, "the file has: dev"),
        (Options { predictions: Some(questions.clone()), ..base.clone() }, "questions.tsv:1: is not JSON"),
        (Options { sweep: true, ..given.clone() }, "`--sweep` runs the matcher"),
        (Options { html: Some("no/such/folder/x.html".into()), ..base }, "cannot be written"),
    ] {
        let mut out = Vec::new();
        let shown = run(&knowledge(), &options, &mut out, &mut Vec::new()).unwrap_err().to_string();
        assert!(shown.contains(part), "{part}: {shown}");
        assert!(out.is_empty());
    }
}
