//! The loopback Discord as a program, for trying any bot by hand: a page in the browser, faults by flag.

use std::process::ExitCode;

use loopback::{Loopback, NAMED_FAULTS, Settings};

/// What the program is told.
struct Orders {
    settings: Settings,
    faults: Vec<String>,
}

#[tokio::main]
async fn main() -> ExitCode {
    match run(std::env::args().skip(1)).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            eprintln!("loopback: {reason}");
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: impl Iterator<Item = String>) -> Result<(), String> {
    let Some(Orders { settings, faults }) = read(arguments)? else {
        println!("{}", usage());
        return Ok(());
    };
    let port = settings.port;
    let started = Loopback::try_start(settings).await;
    let discord = started.map_err(|error| format!("port {port} of 127.0.0.1: {error}; name another, or 0 for a free one"))?;
    for fault in faults {
        discord.faults().named(&fault)?;
    }
    println!("Discord on loopback at {}: open it in a browser, point a bot at it", discord.url());
    println!("token {}", discord.token());
    println!("what happened: GET {0}/__log   make something happen: POST {0}/__ctl", discord.url());
    std::future::pending::<()>().await;
    Ok(())
}

/// Reads the arguments; `None` asks for help.
fn read(mut arguments: impl Iterator<Item = String>) -> Result<Option<Orders>, String> {
    let mut orders = Orders { settings: Settings { port: 4100, keep: Some(5_000), ..Settings::default() }, faults: vec![] };
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "-h" | "--help" => return Ok(None),
            "--message-content" => orders.settings.message_content = true,
            "--rate-limits" => orders.settings.enforce_rate_limits = true,
            "--fault" => orders.faults.push(arguments.next().ok_or("--fault needs a name")?),
            other => orders.settings.port = other.parse().map_err(|_| format!("`{other}` is not a port\n{}", usage()))?,
        }
    }
    Ok(Some(orders))
}

fn usage() -> String {
    let faults = NAMED_FAULTS.iter().map(|fault| format!("  {:10} {} [{}]", fault.name, fault.title, fault.takes));
    let faults = faults.collect::<Vec<_>>().join("\n");
    format!(
        "usage: loopback [PORT] [--message-content] [--rate-limits] [--fault NAME[,FIELD=VALUE…]]…\n\
         PORT is 4100 unless named; 0 takes a free one. REST fields: path, method, times, after. Faults:\n{faults}"
    )
}
