//! No word of a question and no id of a person in any log, whatever the level, the surface and the failure.

use super::support::{logs, scene};
use serde_json::json;
use std::time::Duration;

/// Words that stand nowhere but in these questions.
const SEEDS: [&str; 3] = ["quixotripod", "zorblaxian", "snufflewick"];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn questions_and_people_are_in_no_log() {
    let (discord, bot) = scene().await;
    let question = format!("my {} missed its {} baclofen tablet {} what now", SEEDS[0], SEEDS[1], SEEDS[2]);
    let danger = format!("{question}. he had a seizure just now and is not breathing");
    let (alice, bob) = (discord.member("alice"), discord.member("bob"));
    for text in [&question, &danger] {
        let private = alice.slash("ask", json!({"question": text}), "general").await.message().await;
        alice.autocomplete("ask", "question", text).await;
        let reply = discord.wait_reply(alice.mentions_bot("general", text).await).await;
        discord.wait_reply(bob.replies_to(reply.id, text, true).await).await;
        discord.wait_reply(bob.dm(text).await).await;
        if let Some(post) = private.button("Post publicly") {
            bob_cannot_see(&private, bob.id());
            alice.press(private.id, &post).await.response().await;
        }
        if let Some(section) = reply.buttons().first() {
            bob.press(reply.id, &section.custom_id).await.response().await;
        }
        failures(&discord, text).await;
    }
    bot.stop().await;
    let logs = logs();
    let ids = [alice.id().to_string(), bob.id().to_string(), alice.dm_channel().to_string(), bob.dm_channel().to_string()];
    let tokens = discord.interactions().into_iter().map(|interaction| interaction.token());
    let secrets = ids.into_iter().chain(tokens).chain([discord.token().to_owned()]).chain(SEEDS.map(str::to_owned));
    for secret in secrets.filter(|secret| !secret.is_empty()) {
        let line = logs.lines().find(|line| line.contains(&secret));
        assert!(line.is_none(), "`{secret}` stands in the log: {line:?}");
    }
    for surface in ["ask", "mention", "reply", "direct"] {
        assert!(logs.contains(&format!("surface=\"{surface}\"")), "nothing was logged for {surface}");
    }
}

fn bob_cannot_see(message: &loopback::Message, bob: loopback::UserId) {
    assert_ne!(message.ephemeral_for, Some(bob));
}

/// Everything that goes wrong between Discord and the bot while it holds a question.
async fn failures(discord: &loopback::Loopback, text: &str) {
    let bob = discord.member("bob");
    for (status, code) in [(403, 50013), (400, 50035), (404, 10008), (401, 0)] {
        let body = json!({"message": text, "code": code, "errors": {"content": {"_errors": [{"code": "X", "message": text}]}}});
        discord.faults().on("/messages").method("POST").times(2).answer(status, body);
        bob.mentions_bot("general", text).await;
        discord.wait_request(|call| call.status == status && call.code == u32::try_from(code).unwrap_or(0)).await;
        discord.faults().clear();
    }
    discord.faults().on("/callback").times(9).cut();
    bob.slash("ask", json!({"question": text}), "general").await.expect_no_response(Duration::from_millis(50)).await;
    discord.faults().clear();
    // What serenity cannot read: broken JSON, a message and an interaction without half of their parts.
    discord.faults().raw(format!("{{\"op\":0,\"t\":\"MESSAGE_CREATE\",\"s\":1,\"d\":{{\"content\":\"{text}\""));
    discord.dispatch("MESSAGE_CREATE", &json!({"content": text, "author": {"id": bob.id().to_string()}}));
    discord.dispatch("INTERACTION_CREATE", &json!({"data": {"options": [{"value": text}]}}));
    let reply = discord.wait_reply(bob.dm(text).await).await;
    assert!(!reply.content.is_empty());
}
