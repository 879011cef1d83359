//! The program with its store, as an operator runs it: killed without warning, told to read anew, moved, erased, curated.

use super::{
    moderate::ordered,
    pins::{edit, folder},
    stores::{Place, places},
    support::{MISSED, app, desk},
};
use loopback::{Actor, Loopback};
use medguide::app::{ask, ready::Source};
use serde_json::json;
use std::{path::Path, process::Stdio, time::Duration};
use tokio::process::{Child, Command};

/// Times the bot is killed.
const KILLS: usize = 8;

/// Sections that are paused, one before each kill.
const SECTIONS: [&str; KILLS] = ["uses", "forms", "dosing", "driving", "stopping", "overdose", "storage", "mood"];

fn program(discord: &Loopback, store: &str, knowledge: Option<&Path>, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_medguide"));
    command.args(arguments).env_clear().stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
    command.env("MEDGUIDE__DISCORD__API", discord.url()).env("MEDGUIDE__DISCORD__LOOPBACK_ONLY", "true");
    command.env("MEDGUIDE__STORE__URL", store).env("DISCORD_TOKEN", discord.token());
    if let Some(dir) = knowledge {
        command.arg("--knowledge").arg(dir);
    }
    command
}

async fn patient() -> Loopback {
    Loopback::start(loopback::Settings { patience: Duration::from_secs(40), ..loopback::Settings::default() }).await
}

/// Starts the bot; returns when it is connected for the so-manieth time.
async fn started(discord: &Loopback, store: &str, knowledge: Option<&Path>, times: usize) -> Child {
    let child = program(discord, store, knowledge, &["run"]).spawn().unwrap();
    discord.wait_connects(times).await;
    discord.wait_commands().await;
    child
}

async fn told(place: &Place, discord: &Loopback, arguments: &[&str]) -> String {
    let output = program(discord, &place.url, None, arguments).output().await.unwrap();
    let text = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap()).concat();
    assert!(output.status.success(), "{arguments:?}: {text}");
    text
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_killed_bot_keeps_every_pause_it_has_confirmed() {
    for place in places().await {
        let discord = patient().await;
        let moderator = discord.member("mod");
        for (round, section) in SECTIONS.iter().enumerate() {
            let mut child = started(&discord, &place.url, None, round + 1).await;
            // Others ask while it is killed.
            for name in ["alice", "bob", "helen"] {
                discord.member(name).mentions_bot("general", MISSED).await;
            }
            let told = ordered(&moderator, "pause", json!({"section": section})).await;
            assert!(told.content.contains("is paused"), "{}", told.content);
            child.kill().await.unwrap();
            discord.wait_gone().await;
        }
        let desk = desk(app(ask::Settings::default()), &place.url, Source::default());
        desk.look().await;
        let guild = discord.guild().get();
        for section in SECTIONS {
            assert!(desk.standing().is_paused(guild, &format!("baclofen/{section}")), "{}: {section} is lost", place.engine);
        }
        let audit = desk.store().audit(guild, 99).await.unwrap();
        assert_eq!(audit.len(), KILLS, "{}: {audit:?}", place.engine);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sighup_reads_the_guide_anew() {
    let place = &places().await[0];
    let (discord, dir) = (patient().await, folder());
    let child = started(&discord, &place.url, Some(dir.path()), 1).await;
    let asked = async |who: &Actor| discord.wait_reply(who.mentions_bot("general", MISSED).await).await;
    let alice = discord.member("alice");
    let before = asked(&alice).await;
    edit(dir.path(), "baclofen/missed-dose.md", "Then skip it and take", "Then leave it out and take");
    let hangup = std::process::Command::new("kill").args(["-s", "HUP", &child.id().unwrap().to_string()]).status().unwrap();
    assert!(hangup.success());
    // What was answered before says the new text, and so does what is answered now.
    discord.wait_change(before.id, |message| message.content.contains("leave it out")).await;
    assert!(asked(&alice).await.content.contains("leave it out"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_operator_moves_erases_and_curates() {
    for place in places().await {
        let (discord, dir) = (patient().await, tempfile::tempdir().unwrap());
        let guild = discord.guild().get();
        let first = desk(app(ask::Settings::default()), &place.url, Source::default());
        first.pause(guild, "baclofen/dosing", 9).await;
        first.wrong(guild, 9, "baclofen:a:dosing:", "driving", "may i drive").await;
        let file = dir.path().join("all.jsonl").display().to_string();
        assert!(told(&place, &discord, &["store", "export", &file]).await.contains("rows written"), "{}", place.engine);
        let again = program(&discord, &place.url, None, &["store", "export", &file]).output().await.unwrap();
        assert!(!again.status.success(), "a file that is there is not written over");
        // The second time nothing is left to take up.
        for rows in [1, 0] {
            let text = told(&place, &discord, &["curate", "--done"]).await;
            assert!(text.starts_with("id\tlabel\tstyle\ttext\tsplit\ttag\n"), "{text}");
            assert_eq!(text.lines().count(), 1 + rows, "{text}");
        }
        assert!(told(&place, &discord, &["store", "erase", "--guild", &guild.to_string()]).await.contains("erased"));
        first.look().await;
        assert!(!first.standing().is_paused(guild, "baclofen/dosing"), "{}: a running bot sees that it is gone", place.engine);
        assert!(told(&place, &discord, &["store", "import", &file]).await.contains("rows read"));
        first.look().await;
        assert!(first.standing().is_paused(guild, "baclofen/dosing"), "{}: and that it is back", place.engine);
        assert!(told(&place, &discord, &["curate"]).await.contains("\tdriving\tmoderator\tmay i drive\t"), "{}", place.engine);
    }
}
