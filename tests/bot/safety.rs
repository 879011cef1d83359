//! Emergencies and crises on every surface: first in the reply, never limited, never cut, never held up.

use super::support::{Bot, MISSED, app, scene, settings, sound};
use loopback::{Loopback, permission};
use medguide::{
    app::{ask, limits},
    discord::client::Settings,
};
use serde_json::json;
use std::time::Duration;

/// A danger that is happening now.
const EMERGENCY: &str = "stopped my baclofen 2 days ago and theres spiders on the wall";

/// A crisis.
const CRISIS: &str = "i want to kill myself";

/// First characters of every emergency reply.
const BANNER: &str = "🚨 **Get emergency help now: call ";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_emergency_comes_first_on_every_surface() {
    let (discord, bot) = scene().await;
    let alice = discord.member("alice");
    let replies = [
        alice.slash("ask", json!({"question": EMERGENCY}), "general").await.message().await,
        alice.slash("ask", json!({"question": EMERGENCY, "private": false}), "general").await.message().await,
        discord.wait_reply(alice.mentions_bot("general", EMERGENCY).await).await,
        discord.wait_reply(alice.dm(EMERGENCY).await).await,
    ];
    for reply in &replies {
        assert!(reply.content.starts_with(BANNER), "{}", reply.content);
        assert!(reply.content.contains("911") && reply.content.contains("999"), "{}", reply.content);
        sound(reply);
    }
    bot.finish(&discord).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_emergency_can_be_posted_for_others_to_see() {
    let (discord, bot) = scene().await;
    let alice = discord.member("alice");
    let private = alice.slash("ask", json!({"question": EMERGENCY}), "general").await.message().await;
    let public = alice.press_label(private.id, "Post publicly").await.message().await;
    assert!(!public.is_ephemeral());
    assert_eq!(public.content, private.content);
    bot.finish(&discord).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_crisis_gets_its_lines_alone_and_cannot_be_posted() {
    let (discord, bot) = scene().await;
    let alice = discord.member("alice");
    for reply in
        [alice.slash("ask", json!({"question": CRISIS}), "general").await.message().await, discord.wait_reply(alice.dm(CRISIS).await).await]
    {
        assert!(reply.content.contains("988") && reply.content.contains("116 123"), "{}", reply.content);
        assert!(!reply.content.to_lowercase().contains("baclofen"), "{}", reply.content);
        assert!(reply.buttons().iter().all(|button| ["Remove", "Get a person"].contains(&&*button.label)), "{:?}", reply.buttons());
        sound(&reply);
    }
    bot.finish(&discord).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_emergency_is_never_limited() {
    let discord = Loopback::start(loopback::Settings::default()).await;
    let limits = limits::Settings { questions_a_minute: 1 };
    let bot = Bot::start_with(&discord, settings(&discord), app(ask::Settings { limits, ..ask::Settings::default() })).await;
    let alice = discord.member("alice");
    for _ in 0..3 {
        alice.slash("ask", json!({"question": MISSED}), "general").await.response().await;
        let asked = alice.slash("ask", json!({"question": EMERGENCY}), "general").await.message().await;
        assert!(asked.content.starts_with(BANNER), "{}", asked.content);
        let crisis = alice.slash("ask", json!({"question": CRISIS}), "general").await.message().await;
        assert!(crisis.content.contains("988"), "{}", crisis.content);
    }
    bot.finish(&discord).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_emergency_at_the_end_of_a_very_long_message_is_seen() {
    let (discord, bot) = scene().await;
    let filler = "we had a nice walk in the park with the dog today. ".repeat(120);
    for length in [4_000, 6_000] {
        let room = length - EMERGENCY.chars().count();
        let head: String = filler.chars().take(room).collect();
        let question = format!("{head}{EMERGENCY}");
        let asked = discord.member("alice").slash("ask", json!({"question": question}), "general").await;
        let message = asked.message().await;
        assert!(message.content.starts_with(BANNER), "{length}: {}", message.content);
        sound(&message);
    }
    bot.finish(&discord).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_broken_network_and_a_lost_permission_do_not_hold_an_emergency_back() {
    let (discord, bot) = scene().await;
    discord.faults().on("/messages").method("POST").times(2).answer(503, json!({"message": "down", "code": 0}));
    discord.faults().on("/callback").cut();
    discord.revoke("quiet", permission::READ_MESSAGE_HISTORY);
    let alice = discord.member("alice");
    let first = alice.mentions_bot("general", EMERGENCY).await;
    assert!(discord.wait_reply(first).await.content.starts_with(BANNER));
    let asked = alice.slash("ask", json!({"question": EMERGENCY}), "general").await;
    assert!(asked.message().await.content.starts_with(BANNER));
    alice.mentions_bot("quiet", EMERGENCY).await;
    let bot_id = discord.bot_id();
    let plain = discord.wait_message("quiet", |message| message.author == bot_id).await;
    assert!(plain.content.starts_with(BANNER), "{}", plain.content);
    bot.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_emergency_does_not_wait_behind_ordinary_answers() {
    let discord = Loopback::start(loopback::Settings::default()).await;
    let one = Settings { answers_at_once: 1, ..settings(&discord) };
    let bot = Bot::start_with(&discord, one, app(ask::Settings::default())).await;
    // The only place is taken until the bot is stopped.
    discord.faults().on("/messages").method("POST").delay(Duration::from_secs(60));
    let stuck = discord.member("bob").mentions_bot("general", MISSED).await;
    discord.wait_message("general", |message| message.id == stuck).await;
    // The bot handles each event in a task of its own: the first one has time to take the place.
    tokio::time::sleep(Duration::from_millis(500)).await;
    let waiting = discord.member("bob").slash("ask", json!({"question": MISSED}), "general").await;
    let urgent = discord.member("alice").slash("ask", json!({"question": EMERGENCY}), "general").await;
    assert!(urgent.message().await.content.starts_with(BANNER));
    assert!(waiting.answered().is_none());
    bot.stop().await;
}
