//! The program itself, as an operator runs it: exit codes, messages, signals, and what it prints.

use super::support::{MISSED, MISSED_TITLE, sound};
use loopback::Loopback;
use std::{path::Path, process::Stdio, time::Duration};
use tokio::{
    process::{Child, Command},
    time::timeout,
};

/// Longest a program may take to stop, by our promise; and to fail at its start.
const STOP: Duration = Duration::from_secs(5);
const FAIL: Duration = Duration::from_secs(20);

/// The program in an empty folder, able to reach nothing but an address on this machine.
fn program(dir: &Path, api: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_medguide"));
    command.arg("run").current_dir(dir).env_clear().stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
    command.env("MEDGUIDE__DISCORD__API", api).env("MEDGUIDE__DISCORD__LOOPBACK_ONLY", "true").env("MEDGUIDE__LOG__LEVEL", "trace");
    command
}

/// Exit code and everything printed.
async fn outcome(child: Child, limit: Duration) -> (Option<i32>, String) {
    let output = timeout(limit, child.wait_with_output()).await.expect("the program did not end in time").unwrap();
    let text = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap()).concat();
    (output.status.code(), text)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn answers_until_a_signal_and_ends_cleanly_and_in_time() {
    for signal in ["TERM", "INT"] {
        let settings = loopback::Settings { patience: Duration::from_secs(30), ..loopback::Settings::default() };
        let discord = Loopback::start(settings).await;
        let dir = tempfile::tempdir().unwrap();
        let child = program(dir.path(), &discord.url()).env("DISCORD_TOKEN", discord.token()).spawn().unwrap();
        discord.wait_ready().await;
        let question = format!("{MISSED} quixotripod");
        let reply = discord.wait_reply(discord.member("alice").mentions_bot("general", &question).await).await;
        assert!(reply.content.starts_with(MISSED_TITLE), "{}", reply.content);
        sound(&reply);
        let pid = child.id().unwrap().to_string();
        let kill = std::process::Command::new("kill").args(["-s", signal, &pid]).status().unwrap();
        assert!(kill.success());
        let (code, text) = outcome(child, STOP).await;
        assert_eq!(code, Some(0), "SIG{signal}: {text}");
        discord.wait_gone().await;
        assert!(text.contains("outcome=\"answer\""), "{text}");
        for secret in ["quixotripod", "lunchtime", discord.token(), &discord.member("alice").id().to_string()] {
            assert!(!text.contains(secret), "`{secret}` was printed: {text}");
        }
        assert!(discord.complaints().is_empty(), "{:#?}", discord.complaints());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_failure_has_its_exit_code_and_says_what_to_do() {
    let discord = Loopback::start(loopback::Settings::default()).await;
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("token");
    std::fs::write(&file, "not a token").unwrap();
    let file = file.display().to_string();
    for (label, variables, code, words) in [
        ("no token", &[][..], 3, "set DISCORD_TOKEN"),
        ("no bot token", &[("DISCORD_TOKEN", "123")], 3, "three parts"),
        ("wrong token", &[("DISCORD_TOKEN", "wrong.token.here")], 3, "does not accept the token"),
        ("no token file", &[("MEDGUIDE__DISCORD__TOKEN_FILE", "/no/such/file")], 3, "/no/such/file"),
        ("no token in the file", &[("MEDGUIDE__DISCORD__TOKEN_FILE", file.as_str())], 3, "three parts"),
        ("nobody listens", &[("DISCORD_TOKEN", "a.b.c"), ("MEDGUIDE__DISCORD__API", "http://127.0.0.1:9")], 5, "check the network"),
        ("elsewhere", &[("DISCORD_TOKEN", "a.b.c"), ("MEDGUIDE__DISCORD__API", "http://192.0.2.1")], 6, "loopback"),
        ("unknown setting", &[("MEDGUIDE__DISCORD__TOKN_FILE", "x")], 6, "MEDGUIDE__DISCORD__TOKEN_FILE"),
        ("out of range", &[("MEDGUIDE__LIMITS__QUESTIONS_A_MINUTE", "0")], 6, "use 1 to 600"),
    ] {
        let mut command = program(dir.path(), &discord.url());
        let child = command.envs(variables.iter().copied()).spawn().unwrap();
        let (status, text) = outcome(child, FAIL).await;
        assert_eq!(status, Some(code), "{label}: {text}");
        assert!(text.contains(words), "{label}: {text}");
        assert!(!text.contains("panicked"), "{label}: {text}");
    }
    discord.faults().refuse_identify(4014);
    let child = program(dir.path(), &discord.url()).env("DISCORD_TOKEN", discord.token()).spawn().unwrap();
    let (status, text) = outcome(child, FAIL).await;
    assert_eq!(status, Some(4), "{text}");
    assert!(text.contains("4014"), "{text}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_token_is_read_from_the_file_that_the_settings_name() {
    let settings = loopback::Settings { patience: Duration::from_secs(30), ..loopback::Settings::default() };
    let discord = Loopback::start(settings).await;
    let dir = tempfile::tempdir().unwrap();
    let token = dir.path().join("token");
    std::fs::write(&token, format!("{}\n", discord.token())).unwrap();
    std::fs::create_dir(dir.path().join("config")).unwrap();
    let local = format!("[discord]\ntoken_file = {:?}\n", token.display().to_string());
    std::fs::write(dir.path().join("config/local.toml"), local).unwrap();
    let child = program(dir.path(), &discord.url()).spawn().unwrap();
    discord.wait_ready().await;
    drop(child);
    discord.wait_gone().await;
}

/// The demonstration in an empty folder.
#[cfg(feature = "demo")]
fn demonstration(dir: &Path, arguments: &[&str]) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_medguide"));
    command.arg("demo").args(arguments).current_dir(dir).env_clear().stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command.kill_on_drop(true).spawn().unwrap()
}

#[cfg(feature = "demo")]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_demonstration_says_one_address_serves_it_and_ends_in_time() {
    use tokio::io::{AsyncBufReadExt, BufReader};
    let dir = tempfile::tempdir().unwrap();
    let mut child = demonstration(dir.path(), &["--port", "0"]);
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let line = timeout(FAIL, lines.next_line()).await.unwrap().unwrap().unwrap();
    assert!(line.contains("only this machine"), "{line}");
    let url = line.split_whitespace().find(|word| word.starts_with("http://127.0.0.1:")).unwrap();
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let page = client.get(url).send().await.unwrap();
    assert!(page.headers()["content-security-policy"].to_str().unwrap().starts_with("default-src 'none'"));
    assert!(page.text().await.unwrap().contains("role=\"log\""));
    // The bot connects by itself.
    let view = format!("{url}/__page/view");
    let connected = async {
        while !client.get(&view).send().await.unwrap().text().await.unwrap().contains("\"connected\":true") {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    timeout(FAIL, connected).await.unwrap();
    let taken = url.rsplit(':').next().unwrap();
    let (code, text) = outcome(demonstration(dir.path(), &["--port", taken]), FAIL).await;
    assert_eq!(code, Some(6), "{text}");
    assert!(text.contains("--port") && text.contains(taken), "{text}");
    let kill = std::process::Command::new("kill").args(["-s", "INT", &child.id().unwrap().to_string()]).status().unwrap();
    assert!(kill.success());
    let (code, text) = outcome(child, STOP).await;
    assert_eq!((code, text.as_str()), (Some(0), ""), "nothing but the address is printed");
}
