//! The command line: reads arguments, loads the knowledge, hands over to one floor, turns results into exit codes.

use anyhow::{Context, bail};
use clap::{Parser, Subcommand};
#[cfg(feature = "demo")]
use medguide::demo;
use medguide::{
    answer::{
        render::Setting,
        snapshot::{Snapshot, Thresholds},
    },
    app::{
        ask::App,
        desk::Desk,
        ready::{self, Source},
    },
    config::{self, Config},
    discord::{
        self,
        token::{self, Token},
    },
    evaluation::run as evaluation,
    knowledge::{fault::Fault, load, section::Day},
    store::Store,
    telemetry,
    terminal::{ask, chat, check, keeping, lines, review, sources},
};
use std::{
    io::{self, BufWriter, IsTerminal, Write},
    path::PathBuf,
    process::ExitCode,
    sync::Arc,
};
use tracing::level_filters::LevelFilter;

/// A Discord bot for support communities around a medicine: the right section of a checked guide, emergency help first.
#[derive(Parser)]
#[command(version, propagate_version = true)]
struct Cli {
    /// Folder of knowledge files instead of those inside the program.
    #[arg(long, global = true, value_name = "DIR")]
    knowledge: Option<PathBuf>,
    /// Settings to read instead of config/local.toml.
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Run the bot. Takes its token from DISCORD_TOKEN or from the file that `discord.token_file` names.
    Run,
    /// Try the bot in a browser on a pretend Discord: no account, no network.
    #[cfg(feature = "demo")]
    Demo {
        /// Port of 127.0.0.1; 0 takes a free one.
        #[arg(long, value_name = "PORT")]
        port: Option<u16>,
        /// Print the bot's log too.
        #[arg(long)]
        log: bool,
    },
    /// Talk with the guide in this terminal: no account, no network.
    Chat {
        /// Guide that is asked when a question names no medicine.
        #[arg(long, value_name = "ID")]
        guide: Option<String>,
    },
    /// Answer one question.
    Ask {
        /// The question.
        question: String,
        /// Guide that is asked when the question names no medicine.
        #[arg(long, value_name = "ID")]
        guide: Option<String>,
        /// Say why: words, how each was matched, scores, runner-up, rule.
        #[arg(long)]
        explain: bool,
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
    /// Read {"id":…,"text":…} lines from standard input and print one decision a line.
    Match {
        /// Guide that is asked when a question names no medicine.
        #[arg(long, value_name = "ID")]
        guide: Option<String>,
    },
    /// Check the knowledge files and report every fault.
    Check,
    /// Print what each section rests on.
    Sources {
        /// Only the section with this id.
        section: Option<String>,
    },
    /// Write all texts, facts and sources on one sheet for a pharmacist to read and tick.
    Review {
        /// File to write, such as review.html.
        out: PathBuf,
    },
    /// Move what the bot keeps, or erase a server's part of it. The store is the one of the settings.
    Store {
        #[command(subcommand)]
        what: keeping::Order,
    },
    /// Print what moderators called wrong, as lines of labelled questions for the tests.
    Curate {
        /// Mark the printed ones as taken up, so that they are not printed again.
        #[arg(long)]
        done: bool,
    },
    /// Judge labelled questions and report how well they were answered.
    Eval {
        /// Tab-separated questions with a header: id, label, style, text, split, tag.
        file: PathBuf,
        /// Only rows with this value in the column `split`.
        #[arg(long, value_name = "NAME")]
        split: Option<String>,
        /// Guide that is asked when a question names no medicine.
        #[arg(long, value_name = "ID")]
        guide: Option<String>,
        /// Judge the output of `medguide match` instead of asking now.
        #[arg(long, value_name = "JSONL")]
        predictions: Option<PathBuf>,
        /// Switch a technique off; may be given several times.
        #[arg(long, value_name = "NAME")]
        without: Vec<String>,
        /// How many errors to list.
        #[arg(long, value_name = "N", default_value_t = evaluation::WORST)]
        worst: usize,
        /// Print the trade-off of the thresholds.
        #[arg(long)]
        sweep: bool,
        /// Print what each technique is worth.
        #[arg(long)]
        ablation: bool,
        /// Print JSON.
        #[arg(long)]
        json: bool,
        /// Write a report to look at.
        #[arg(long, value_name = "OUT")]
        html: Option<PathBuf>,
    },
}

/// Exit status for knowledge or input with faults.
const FAULTY: u8 = 1;

fn main() -> ExitCode {
    let cli = Cli::parse();
    match run(&cli) {
        Ok(code) => code,
        Err(error) if broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("medguide: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(cli: &Cli) -> anyhow::Result<ExitCode> {
    let mut output = BufWriter::new(io::stdout().lock());
    match &cli.command {
        Command::Run => return serve(cli),
        #[cfg(feature = "demo")]
        Command::Demo { port, log } => return demonstrate(cli, *port, *log),
        Command::Chat { guide } => {
            let Some((snapshot, setting, guide)) = prepare(cli, guide.as_deref())? else { return Ok(ExitCode::from(MISCONFIGURED)) };
            let prompts = io::stdin().is_terminal();
            chat::run(snapshot, &setting, guide, prompts, &mut io::stdin().lock(), &mut output)?;
        }
        Command::Ask { question, guide, explain, json } => {
            let Some((snapshot, setting, guide)) = prepare(cli, guide.as_deref())? else { return Ok(ExitCode::from(MISCONFIGURED)) };
            let wanted = ask::Wanted { explain: *explain, json: *json };
            ask::run(snapshot, &setting, guide, question, wanted, &mut output)?;
        }
        Command::Match { guide } => {
            let Some((snapshot, _, guide)) = prepare(cli, guide.as_deref())? else { return Ok(ExitCode::from(MISCONFIGURED)) };
            let bad = lines::run(snapshot, guide, &mut io::stdin().lock(), &mut output)?;
            output.flush()?;
            return Ok(if bad == 0 { ExitCode::SUCCESS } else { ExitCode::from(FAULTY) });
        }
        Command::Check => {
            let (files, faults) = source(cli, Thresholds::default()).files();
            let clean = check::print(&ready::check(&files, faults, today()), &mut output)?;
            output.flush()?;
            return Ok(if clean { ExitCode::SUCCESS } else { ExitCode::from(FAULTY) });
        }
        Command::Sources { section } => {
            let snapshot = load_snapshot(&source(cli, Thresholds::default()))?;
            if sources::print(&snapshot.knowledge, section.as_deref(), &mut output)? == 0 {
                bail!("there is no section `{}`; `medguide sources` lists all", section.as_deref().unwrap_or_default());
            }
        }
        Command::Review { out } => {
            let snapshot = load_snapshot(&source(cli, Thresholds::default()))?;
            std::fs::write(out, review::sheet(&snapshot.knowledge)).with_context(|| format!("cannot write {}", out.display()))?;
            writeln!(output, "{} written: open it in a browser, or print it", out.display())?;
        }
        Command::Store { what } => {
            let Some(config) = settings(cli) else { return Ok(ExitCode::from(MISCONFIGURED)) };
            keeping::run(&config.store, what, &mut output)?;
        }
        Command::Curate { done } => {
            let Some(config) = settings(cli) else { return Ok(ExitCode::from(MISCONFIGURED)) };
            keeping::curate(&config.store, *done, &mut output)?;
        }
        Command::Eval { file, split, guide, predictions, without, worst, sweep, ablation, json, html } => {
            let Some(config) = settings(cli) else { return Ok(ExitCode::from(MISCONFIGURED)) };
            let options = evaluation::Options {
                file: file.clone(),
                split: split.clone(),
                guide: guide.clone(),
                predictions: predictions.clone(),
                without: without.clone(),
                thresholds: config.thresholds,
                worst: *worst,
                sweep: *sweep,
                ablation: *ablation,
                json: *json,
                html: html.clone(),
            };
            evaluate(cli, &options, &mut output)?;
        }
    }
    output.flush()?;
    Ok(ExitCode::SUCCESS)
}

/// Done when somebody asks this program to stop.
type Stop = std::pin::Pin<Box<dyn Future<Output = ()>>>;

/// Exit status for a configuration that cannot be used.
const MISCONFIGURED: u8 = 6;

/// Makes settings and use-cases ready and starts the log; `None` for a configuration that cannot be used, which has been reported.
fn make_ready(cli: &Cli, quiet: bool) -> anyhow::Result<Option<(Config, Arc<App>)>> {
    let Some(config) = settings(cli) else { return Ok(None) };
    let level = if quiet { LevelFilter::ERROR } else { config.log.level };
    telemetry::install(level, config.log.json)?;
    let snapshot = load_snapshot(&source(cli, config.thresholds))?;
    let app = App::new(Arc::new(snapshot), config.app.clone(), today).map_err(|fault| anyhow::anyhow!("{fault}"))?;
    Ok(Some((config, Arc::new(app))))
}

/// All settings; `None` where they have faults, which have been reported.
fn settings(cli: &Cli) -> Option<Config> {
    Config::load(cli.config.as_deref(), variables()).map_err(|faults| eprintln!("medguide: {faults}")).ok()
}

/// The variables of the environment. Those that are not Unicode are none of ours: they are passed over, where `std::env::vars` would panic.
fn variables() -> impl Iterator<Item = (String, String)> {
    std::env::vars_os().filter_map(|(key, value)| Some((key.into_string().ok()?, value.into_string().ok()?)))
}

/// Runs the bot until it is told to stop.
fn serve(cli: &Cli) -> anyhow::Result<ExitCode> {
    let Some((config, app)) = make_ready(cli, false)? else { return Ok(ExitCode::from(MISCONFIGURED)) };
    let ended = until_asked(async |stop| {
        let token = std::env::var(token::VARIABLE).ok();
        let token = Token::find(token.as_deref(), config.discord.token_file.as_deref())?;
        let store = Store::new(&config.store).map_err(discord::errors::Error::Store)?;
        let desk = Desk::new(app, store, source(cli, config.thresholds), config.desk, &token.key());
        discord::client::run(Arc::new(desk), &config.discord, &token, stop).await
    });
    Ok(code(ended, discord::errors::Error::exit_code))
}

/// Runs the bot in a browser until it is told to stop.
#[cfg(feature = "demo")]
fn demonstrate(cli: &Cli, port: Option<u16>, log: bool) -> anyhow::Result<ExitCode> {
    let Some((config, app)) = make_ready(cli, !log)? else { return Ok(ExitCode::from(MISCONFIGURED)) };
    let bot = demo::Bot { app, source: source(cli, config.thresholds), desk: config.desk, client: config.discord };
    let ended = until_asked(async |stop| demo::run(bot, port, &mut io::stdout(), stop).await);
    Ok(code(ended, demo::Error::exit_code))
}

/// Exit code of what ended, its error reported.
fn code<E: std::fmt::Display>(ended: Result<(), E>, of: impl Fn(&E) -> u8) -> ExitCode {
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("medguide: {error}");
            ExitCode::from(of(&error))
        }
    }
}

/// Starts the runtime, and runs `work` until it ends; it is handed what is done when somebody asks this program to stop.
fn until_asked<E: From<discord::errors::Error>>(work: impl AsyncFnOnce(Stop) -> Result<(), E>) -> Result<(), E> {
    // Two workers even on one core: a shard that died while stopping can spin in one of them, and the timers that bound
    // the stop need the other.
    let workers = std::thread::available_parallelism().map_or(2, |cores| cores.get().max(2));
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(workers).enable_all().build();
    let runtime = runtime.map_err(discord::errors::Error::Signals)?;
    let ended = runtime.block_on(async {
        let stop: Stop = Box::pin(discord::shutdown::listen().map_err(discord::errors::Error::Signals)?);
        work(stop).await
    });
    // Never dropped: that would wait for such a spinning task.
    runtime.shutdown_background();
    ended
}

fn evaluate(cli: &Cli, options: &evaluation::Options, output: &mut dyn Write) -> anyhow::Result<()> {
    let (files, mut faults) = source(cli, options.thresholds).files();
    let (knowledge, parsed) = load::parse(&files);
    faults.extend(parsed);
    refuse(&faults)?;
    match evaluation::run(&knowledge, options, output, &mut io::stderr()) {
        Ok(_) => Ok(()),
        Err(medguide::evaluation::error::EvalError::Output(error)) => Err(error.into()),
        Err(error) => Err(error.into()),
    }
}

/// Nothing with faults is served.
fn refuse(faults: &[Fault]) -> anyhow::Result<()> {
    if faults.is_empty() {
        return Ok(());
    }
    let list: Vec<String> = faults.iter().map(ToString::to_string).collect();
    bail!("the knowledge has faults; `medguide check` explains them\n{}", list.join("\n"))
}

/// Whether somebody closed our output, as `head` does: no failure of ours.
fn broken_pipe(error: &anyhow::Error) -> bool {
    error.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
}

/// Where the knowledge comes from.
fn source(cli: &Cli, thresholds: Thresholds) -> Source {
    Source { dir: cli.knowledge.clone(), thresholds }
}

/// The shipped knowledge as it was built in, or that of a folder.
fn load_snapshot(source: &Source) -> anyhow::Result<Snapshot> {
    source.load().or_else(|faults| {
        refuse(&faults)?;
        bail!("the knowledge cannot be read")
    })
}

/// Loads the knowledge, and finds the guide that is asked and the numbers that come first, as the bot with these settings would; `None`
/// for settings that cannot be used, which have been reported.
fn prepare(cli: &Cli, guide: Option<&str>) -> anyhow::Result<Option<(&'static Snapshot, Setting, usize)>> {
    let loaded = config::answering(cli.config.as_deref(), variables());
    let Ok((thresholds, app)) = loaded.map_err(|faults| eprintln!("medguide: {faults}")) else { return Ok(None) };
    // Kept until the program ends: taking it apart would be the longest step of a short run.
    let snapshot: &'static Snapshot = Box::leak(Box::new(load_snapshot(&source(cli, thresholds))?));
    let (usual, setting) = match app.usual(&snapshot.knowledge, today()) {
        Ok(usual) => usual,
        Err(fault) => {
            eprintln!("medguide: {fault}");
            return Ok(None);
        }
    };
    let index = match guide {
        Some(id) => lines::guide_index(snapshot, id).map_err(anyhow::Error::msg).context("--guide")?,
        None => usual,
    };
    Ok(Some((snapshot, setting, index)))
}

/// Today in UTC: review dates are days, and a few hours do not matter to them.
fn today() -> Day {
    let date = time::OffsetDateTime::now_utc().date();
    let year = u16::try_from(date.year()).unwrap_or_default();
    let date = toml::value::Date { year, month: date.month().into(), day: date.day() };
    Day { date: Some(date), time: None, offset: None }
}
