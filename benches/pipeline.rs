//! Speed of the whole pipeline in one run: times of this machine, and ratios that hold on any.
//!
//! `cargo bench` prints them; nothing here passes or fails by the clock. Every figure is the median over rounds, so that
//! a busy machine moves it little.

use medguide::{
    answer::snapshot::{Snapshot, Space, Thresholds},
    app::ready,
    evidence::tuning::Techniques,
    knowledge::{
        files::{self, Files},
        load,
    },
};
use std::{fmt::Write, fs, hint::black_box, path::Path, time::Instant};

/// Times each question is asked.
const ROUNDS: usize = 40;

fn main() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let table = fs::read_to_string(root.join("tests/golden/dev.tsv")).expect("tests/golden/dev.tsv");
    let questions: Vec<&str> = table.lines().skip(1).filter_map(|line| line.split('\t').nth(3)).collect();

    let start = Instant::now();
    let snapshot = ready::shipped(Thresholds::default()).expect("the shipped knowledge is clean");
    let loaded = millis(start);
    let start = Instant::now();
    let (knowledge, _) = load::parse(&files::embedded());
    let built = Snapshot::build(knowledge, Techniques::default(), Thresholds::default());
    println!("load: {loaded:.0} ms; reading and fitting all files anew: {:.0} ms", millis(start));
    drop(built);

    let whole = time(&questions, |question, space| drop(black_box(snapshot.judge(question, 0, space))));
    println!("whole pipeline over {} questions: p50 {:.1} µs, p99 {:.1} µs", questions.len(), whole.p50, whole.p99);
    steps(&snapshot, &questions, whole);
    long_inputs(&snapshot, whole);
    many_guides(root, &questions, whole);
}

/// What each step of the way takes, alone.
fn steps(snapshot: &Snapshot, questions: &[&str], whole: Times) {
    let reading = time(questions, |question, _| drop(black_box(snapshot.lexicon.read(question))));
    let readings: Vec<_> = questions.iter().map(|question| snapshot.lexicon.read(question)).collect();
    let gate = time(&readings, |reading, space| drop(black_box(snapshot.danger(reading, space))));
    for (label, step) in [("reading", reading), ("emergency gate", gate)] {
        println!("  {label}: p50 {:.1} µs, {:.0} % of the whole", step.p50, 100.0 * step.p50 / whole.p50);
    }
}

/// 4,000 characters made to be slow, against an ordinary question.
fn long_inputs(snapshot: &Snapshot, whole: Times) {
    let inputs = [
        ("one letter a word", "a ".repeat(2_000)),
        ("one letter repeated", "a".repeat(4_000)),
        ("names one slip off", "baclofin diclofenax gabapentine ".repeat(125)),
        ("words one slip off", "seizzure overdoze hallucinatin withdrawl ".repeat(98)),
        ("danger words", "stopped baclofen yesterday and now seizure fever confused not breathing ".repeat(56)),
        ("no sentence ends", "i took my tablet and then i took it again ".repeat(96)),
        ("stacked marks", "e\u{301}\u{302}\u{303}".repeat(1_000)),
    ];
    for (label, input) in inputs {
        let text: String = input.chars().take(4_000).collect();
        let times = time(&[text.as_str()], |question, space| drop(black_box(snapshot.judge(question, 0, space))));
        println!("  4,000 characters, {label}: {:.0} µs, {:.0} ordinary questions", times.p50, times.p50 / whole.p50);
    }
}

/// A thousand guides beside the shipped one.
fn many_guides(root: &Path, questions: &[&str], whole: Times) {
    let (second, _) = files::from_dir(&root.join("tests/second-guide"));
    let mut all: Files = files::embedded();
    for number in 0..1_000 {
        let name = letters(number);
        for (path, bytes) in &second {
            let text = String::from_utf8_lossy(bytes).replace("levothyroxine", &name).replace("Levothyroxine", &name);
            all.insert(path.replace("levothyroxine", &name), text.into_bytes().into());
        }
    }
    let (knowledge, _) = load::parse(&all);
    let guides = knowledge.guides.len();
    let asked = knowledge.guides.iter().position(|guide| guide.head.id == "baclofen").unwrap_or(0);
    let snapshot = Snapshot::build(knowledge, Techniques::default(), Thresholds::default()).0;
    let times = time(questions, |question, space| drop(black_box(snapshot.judge(question, asked, space))));
    println!("{guides} guides: p50 {:.1} µs, {:.2} times that of one", times.p50, times.p50 / whole.p50);
}

/// A made-up name for each number, far from the others.
fn letters(number: usize) -> String {
    let mut name = String::from("qz");
    for place in [100, 10, 1] {
        let digit = u8::try_from(number / place % 10).unwrap_or(0);
        let _ = write!(name, "{}{}", char::from(b'a' + digit), char::from(b'z' - digit));
    }
    name + "xu"
}

/// Microseconds.
#[derive(Clone, Copy)]
struct Times {
    p50: f64,
    p99: f64,
}

/// The median of each input over all rounds, then the middle and the slowest hundredth of the inputs.
fn time<T>(inputs: &[T], mut work: impl FnMut(&T, &mut Space)) -> Times {
    let mut space = Space::default();
    let mut medians: Vec<f64> = inputs
        .iter()
        .map(|input| {
            let mut rounds: Vec<f64> = (0..ROUNDS)
                .map(|_| {
                    let start = Instant::now();
                    work(input, &mut space);
                    start.elapsed().as_secs_f64() * 1e6
                })
                .collect();
            rounds.sort_by(f64::total_cmp);
            rounds[ROUNDS / 2]
        })
        .collect();
    medians.sort_by(f64::total_cmp);
    let at = |share: usize| medians[(medians.len() - 1) * share / 100];
    Times { p50: at(50), p99: at(99) }
}

fn millis(start: Instant) -> f64 {
    start.elapsed().as_secs_f64() * 1e3
}
