//! Starting, staying and stopping: each failure ends with what happened and what to do, and the real Discord is never called.

use super::support::{Bot, MISSED, app, logs, said, scene, settings, sound, token};
use loopback::{Loopback, intent};
use medguide::{
    app::ask,
    discord::{client::Settings, errors::Error, shutdown},
};
use serde_json::json;
use std::time::{Duration, Instant};
use tokio::time::timeout;

async fn quiet() -> Loopback {
    Loopback::start(loopback::Settings::default()).await
}

/// Starts a bot that cannot start, and gives what it ends with.
async fn failure(discord: &Loopback, settings: Settings) -> Error {
    Bot::launch(settings, app(ask::Settings::default()), token(discord.token())).end().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_intents_without_privilege_are_asked_for() {
    let (discord, bot) = scene().await;
    assert_eq!(discord.intents(), Some(intent::GUILDS | intent::GUILD_MESSAGES | intent::DIRECT_MESSAGES));
    bot.finish(&discord).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wrong_token_ends_with_what_to_do() {
    let discord = quiet().await;
    let bot = Bot::launch(settings(&discord), app(ask::Settings::default()), token("wrong.token.here"));
    let error = bot.end().await;
    assert!(matches!(error, Error::WrongToken), "{error}");
    assert_eq!(error.exit_code(), 3);
    assert!(error.to_string().contains("DISCORD_TOKEN"));
    assert_eq!(discord.identifies(), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn close_codes_of_the_gateway_end_with_what_to_do() {
    for (code, exit, words) in [(4004, 3, "reset it"), (4013, 4, "newer version"), (4014, 4, "Privileged Gateway Intents")] {
        let discord = quiet().await;
        discord.faults().refuse_identify(code);
        let error = failure(&discord, settings(&discord)).await;
        assert_eq!(error.exit_code(), exit, "{code}: {error}");
        assert!(error.to_string().contains(words), "{code}: {error}");
        assert_eq!(discord.identifies(), 1, "{code}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_network_ends_with_what_to_do() {
    let discord = quiet().await;
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let error = failure(&discord, Settings { api: Some(address.clone()), ..settings(&discord) }).await;
    assert!(matches!(error, Error::Offline { .. }), "{error}");
    assert_eq!(error.exit_code(), 5);
    assert!(error.to_string().contains(&address) && error.to_string().contains("check the network"), "{error}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_that_is_not_discords_ends_with_what_to_do() {
    let discord = quiet().await;
    for (status, body) in [(404, json!("not here")), (500, json!({"message": "down", "code": 0})), (200, json!({"hello": 1}))] {
        discord.faults().on("/gateway/bot").answer(status, body);
        let error = failure(&discord, settings(&discord)).await;
        assert!(matches!(error, Error::Strange { .. }), "{status}: {error}");
        assert!(error.to_string().contains("discord.api"), "{status}: {error}");
    }
    assert_eq!(discord.identifies(), 0);
}

fn bot_gateway(url: &str, remaining: u64) -> serde_json::Value {
    let limit = json!({"total": 1000, "remaining": remaining, "reset_after": 3_600_000, "max_concurrency": 1});
    json!({"url": url, "shards": 1, "session_start_limit": limit})
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_beyond_this_machine_is_called() {
    let discord = quiet().await;
    discord.faults().on("/gateway/bot").answer(200, bot_gateway("wss://gateway.discord.gg", 1000));
    let own = settings(&discord);
    for (label, settings) in [
        ("the gateway is elsewhere", own.clone()),
        ("REST is elsewhere", Settings { api: Some("https://discord.example".into()), ..own.clone() }),
        ("no address at all", Settings { api: None, ..own.clone() }),
    ] {
        let error = failure(&discord, settings).await;
        assert!(matches!(error, Error::NotLoopback { .. }), "{label}: {error}");
        assert_eq!(error.exit_code(), 6, "{label}");
    }
    for address in ["127.0.0.1:1", "ftp://127.0.0.1", "", "http://"] {
        let error = failure(&discord, Settings { api: Some(address.into()), ..own.clone() }).await;
        assert!(matches!(error, Error::Address { .. }), "{address}: {error}");
    }
    assert_eq!(discord.identifies(), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_look_at_the_gateway_that_fails_changes_nothing() {
    let discord = quiet().await;
    discord.faults().on("/gateway").after(1).answer(500, json!({"message": "down", "code": 0}));
    let bot = Bot::start(&discord).await;
    assert_eq!(discord.faults().pending(), 0, "the fault was met");
    bot.finish(&discord).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn spent_sessions_and_a_silent_gateway_end_with_what_to_do() {
    let discord = quiet().await;
    discord.faults().on("/gateway/bot").answer(200, bot_gateway(&discord.gateway_url(), 0));
    let error = failure(&discord, settings(&discord)).await;
    assert!(matches!(error, Error::SessionsSpent { .. }), "{error}");
    discord.faults().on("/gateway/bot").answer(200, bot_gateway("ws://127.0.0.1:9", 1000));
    let limit = Duration::from_millis(300);
    let error = failure(&discord, Settings { greeting_limit: limit, ..settings(&discord) }).await;
    assert!(matches!(error, Error::NoGreeting { .. }), "{error}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn commands_are_written_once_and_not_again() {
    // Serenity takes more than 5 s to start a session anew.
    let discord = Loopback::start(loopback::Settings { patience: Duration::from_secs(20), ..loopback::Settings::default() }).await;
    let bot = Bot::start(&discord).await;
    let commands = discord.commands();
    assert_eq!(commands.len(), 11);
    assert_eq!(commands[0]["name_localizations"]["de"], "fragen");
    assert_eq!((&commands[0]["contexts"], &commands[0]["integration_types"]), (&json!([0, 1, 2]), &json!([0, 1])));
    discord.faults().invalid_session(false);
    discord.wait_connects(2).await;
    sound(&discord.wait_reply(discord.member("alice").mentions_bot("general", MISSED).await).await);
    bot.finish(&discord).await;
    let bot = Bot::start(&discord).await;
    sound(&discord.wait_reply(discord.member("alice").mentions_bot("general", MISSED).await).await);
    bot.finish(&discord).await;
    assert_eq!(discord.command_puts(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bot_whose_commands_were_refused_still_answers() {
    let discord = quiet().await;
    discord.faults().on("/commands").method("PUT").answer(403, json!({"message": "Missing Access", "code": 50001}));
    let bot = Bot::launch(settings(&discord), app(ask::Settings::default()), token(discord.token()));
    discord.wait_request(|call| call.method == "PUT").await;
    sound(&discord.wait_reply(discord.member("alice").mentions_bot("general", MISSED).await).await);
    bot.finish(&discord).await;
    assert!(logs().contains("the commands could not be registered"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_asked_while_the_connection_was_gone_is_answered_after_it() {
    let (discord, bot) = scene().await;
    discord.faults().drop_connection();
    let question = discord.member("alice").mentions_bot("general", MISSED).await;
    sound(&discord.wait_reply(question).await);
    bot.finish(&discord).await;
    assert_eq!(said(&discord, "general").len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_connection_without_a_sign_of_life_is_made_anew() {
    let discord = Loopback::start(loopback::Settings { patience: Duration::from_secs(20), ..loopback::Settings::default() }).await;
    // The first heartbeat is 41 s away, so that for this limit the connection is dead.
    let short = Settings { silence_limit: Duration::from_secs(2), ..settings(&discord) };
    let bot = Bot::start_with(&discord, short, app(ask::Settings::default())).await;
    discord.wait_connects(2).await;
    sound(&discord.wait_reply(discord.member("alice").mentions_bot("general", MISSED).await).await);
    bot.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn stopping_finishes_what_was_started() {
    let (discord, bot) = scene().await;
    discord.faults().on("/messages").method("POST").delay(Duration::from_millis(800));
    let question = discord.member("alice").mentions_bot("general", MISSED).await;
    // The next answer shows that the first question has been taken up.
    discord.wait_reply(discord.member("bob").dm(MISSED).await).await;
    let start = Instant::now();
    bot.finish(&discord).await;
    assert!(start.elapsed() < Duration::from_secs(5));
    sound(&discord.wait_reply(question).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn stopping_is_bounded_when_discord_does_not_answer() {
    let (discord, bot) = scene().await;
    discord.faults().on("/messages").method("POST").delay(Duration::from_secs(60));
    let question = discord.member("alice").mentions_bot("general", MISSED).await;
    discord.wait_message("general", |message| message.id == question).await;
    bot.stop().await;
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_signal_asks_the_program_to_stop() {
    for signal in ["TERM", "INT"] {
        let asked = shutdown::listen().unwrap();
        let kill = std::process::Command::new("kill").args(["-s", signal, &std::process::id().to_string()]).status().unwrap();
        assert!(kill.success());
        timeout(Duration::from_secs(5), asked).await.unwrap_or_else(|_| panic!("SIG{signal} was not heard"));
    }
}
