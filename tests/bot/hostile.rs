//! Input nobody should send: too long, full of pings, made of marks; and one person who asks without end.

use super::support::{Bot, MISSED, MISSED_TITLE, app, scene, settings, sound};
use loopback::Loopback;
use medguide::app::{ask, limits};
use serde_json::json;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn over_long_questions_are_answered() {
    let (discord, bot) = scene().await;
    let alice = discord.member("alice");
    for length in [4_000, 6_000] {
        let filler = "and then the bus was late again and it rained. ".repeat(200);
        let question: String =
            format!("i forgot my baclofen tablet at lunch what should i do now? {filler}").chars().take(length).collect();
        assert_eq!(question.chars().count(), length);
        let asked = alice.slash("ask", json!({"question": question}), "general").await;
        let response = asked.response().await;
        assert!(!response.content().contains("the bus was late"), "the question is echoed");
        sound(&asked.message().await);
    }
    let unbroken = discord.wait_reply(alice.dm(&"a".repeat(2_000)).await).await;
    sound(&unbroken);
    bot.finish(&discord).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn mass_mentions_in_a_question_ping_nobody() {
    let (discord, bot) = scene().await;
    let role = discord.add_role("everybody-here", 0);
    let (alice, bob) = (discord.member("alice"), discord.member("bob"));
    let question = format!("@everyone @here <@&{role}> <@{}> {MISSED}", bob.id());
    let reply = discord.wait_reply(alice.mentions_bot("general", &question).await).await;
    assert!(reply.content.starts_with(MISSED_TITLE), "{}", reply.content);
    sound(&reply);
    let asked = alice.slash("ask", json!({"question": question, "private": false}), "general").await;
    sound(&asked.message().await);
    for call in discord.rest_log().iter().filter(|call| call.method == "POST") {
        let data = if call.path.ends_with("/callback") { &call.body["data"] } else { &call.body };
        let allowed = &data["allowed_mentions"];
        assert!(allowed.is_object(), "{call}");
        for list in ["parse", "users", "roles"] {
            assert!(allowed[list].as_array().is_none_or(Vec::is_empty), "{call}");
        }
        assert_ne!(allowed["replied_user"], true, "{call}");
        assert!(!data["content"].as_str().unwrap().contains("@everyone"), "{call}");
    }
    bot.finish(&discord).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn odd_text_gets_a_reply_and_breaks_nothing() {
    let (discord, bot) = scene().await;
    let alice = discord.member("alice");
    for text in [
        "🙂🙃💊🚨",
        "d\u{335}\u{321}o\u{354}s\u{324}e\u{330} \u{202e}?tahw won\u{202c}",
        "\u{200b}\u{200f}\u{2066}x",
        "```\nrm -rf\n```",
        "||**__~~`>>> ~~__**||",
        "<@0> <#0> <:a:0> <t:0> </ask:0>",
        "{guide} {emergency_numbers} {{}}",
        "你好，我可以喝酒吗？",
        "مرحبا هل يمكنني",
    ] {
        sound(&discord.wait_reply(alice.dm(text).await).await);
        sound(&alice.slash("ask", json!({"question": text}), "general").await.message().await);
        alice.autocomplete("ask", "question", text).await;
    }
    bot.finish(&discord).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_person_is_slowed_down_and_others_are_not() {
    let discord = Loopback::start(loopback::Settings::default()).await;
    let limits = limits::Settings { questions_a_minute: 2 };
    let bot = Bot::start_with(&discord, settings(&discord), app(ask::Settings { limits, ..ask::Settings::default() })).await;
    let (alice, bob) = (discord.member("alice"), discord.member("bob"));
    for (round, words) in [(1, MISSED_TITLE), (2, MISSED_TITLE), (3, "a lot of questions")] {
        let asked = alice.slash("ask", json!({"question": MISSED, "private": false}), "general").await;
        let message = asked.message().await;
        assert!(message.content.contains(words), "{round}: {}", message.content);
        assert_eq!(message.is_ephemeral(), round == 3, "{round}");
        sound(&message);
    }
    let other = bob.slash("ask", json!({"question": MISSED}), "general").await.message().await;
    assert!(other.content.contains(MISSED_TITLE));
    bot.finish(&discord).await;
}
