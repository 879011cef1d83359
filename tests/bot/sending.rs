//! What happens when Discord does not take an answer: each is said once, or the log tells why not and what to do.

use super::support::{MISSED, MISSED_TITLE, logged, logs, said, scene, sound};
use loopback::permission;
use serde_json::json;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_missing_permission_is_logged_with_its_remedy_and_the_bot_lives_on() {
    let (discord, bot) = scene().await;
    let alice = discord.member("alice");
    discord.revoke("quiet", permission::SEND_MESSAGES);
    alice.mentions_bot("quiet", MISSED).await;
    let refused = discord.wait_request(|call| call.code == 50013).await;
    assert_eq!(refused.status, 403);
    let reply = discord.wait_reply(alice.mentions_bot("general", MISSED).await).await;
    sound(&reply);
    bot.stop().await;
    let channel = discord.channel("quiet").to_string();
    let logs = logs();
    let line = logs.lines().find(|line| line.contains("50013") && line.contains(&channel)).unwrap_or_else(|| panic!("{logs}"));
    assert!(line.contains("ERROR") && line.contains("give its role Send Messages"), "{line}");
    assert!(said(&discord, "quiet").is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_read_message_history_the_answer_comes_without_reference() {
    let (discord, bot) = scene().await;
    discord.revoke("quiet", permission::READ_MESSAGE_HISTORY);
    discord.member("alice").mentions_bot("quiet", MISSED).await;
    let bot_id = discord.bot_id();
    let reply = discord.wait_message("quiet", |message| message.author == bot_id).await;
    assert!(reply.content.starts_with(MISSED_TITLE));
    assert_eq!(reply.replies_to, None);
    sound(&reply);
    bot.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_whose_receipt_was_lost_is_not_said_twice() {
    let (discord, bot) = scene().await;
    let alice = discord.member("alice");
    discord.faults().on("/messages").method("POST").lose_answer();
    discord.faults().on("/callback").lose_answer();
    discord.wait_reply(alice.mentions_bot("general", MISSED).await).await;
    let asked = alice.slash("ask", json!({"question": MISSED, "private": false}), "general").await;
    asked.response().await;
    discord.wait_request(|call| call.code == 40060).await;
    bot.stop().await;
    assert_eq!(said(&discord, "general").len(), 2);
    let posts = discord.rest_log().iter().filter(|call| call.method == "POST" && call.path.ends_with("/messages")).count();
    assert_eq!(posts, 2, "the second attempt was made and gave the message of the first");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_fault_of_discord_and_a_rate_limit_are_waited_out() {
    let (discord, bot) = scene().await;
    let alice = discord.member("alice");
    discord.faults().on("/messages").method("POST").answer(502, json!({"message": "bad gateway", "code": 0}));
    discord.faults().on("/messages").method("POST").rate_limit(std::time::Duration::from_millis(100));
    discord.wait_reply(alice.mentions_bot("general", MISSED).await).await;
    discord.faults().on("/callback").answer(503, json!({"message": "down", "code": 0}));
    let asked = alice.slash("ask", json!({"question": MISSED}), "general").await;
    assert!(asked.message().await.content.starts_with(MISSED_TITLE));
    bot.finish(&discord).await;
    assert_eq!(said(&discord, "general").len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_event_that_comes_twice_is_answered_once() {
    let (discord, bot) = scene().await;
    let question = discord.member("alice").mentions_bot("general", MISSED).await;
    discord.repeat(question);
    discord.wait_reply(question).await;
    discord.repeat(question);
    sound(&discord.wait_reply(discord.member("bob").dm(MISSED).await).await);
    bot.finish(&discord).await;
    let posts = discord
        .rest_log()
        .iter()
        .filter(|call| call.method == "POST" && call.path.contains(&discord.channel("general").to_string()))
        .count();
    assert_eq!(posts, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_interaction_that_is_over_is_logged_and_nothing_more() {
    let (discord, bot) = scene().await;
    discord.faults().on("/callback").answer(404, json!({"message": "Unknown interaction", "code": 10062}));
    let alice = discord.member("alice");
    alice.slash("ask", json!({"question": MISSED}), "general").await;
    discord.wait_request(|call| call.code == 10062).await;
    let asked = alice.slash("ask", json!({"question": MISSED}), "general").await;
    assert!(asked.message().await.content.starts_with(MISSED_TITLE));
    bot.stop().await;
    assert!(logs().contains("the answer came after 3 s"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_form_discord_finds_fault_with_is_sent_without_its_buttons() {
    let (discord, bot) = scene().await;
    discord.faults().on("/messages").method("POST").answer(400, json!({"message": "Invalid Form Body", "code": 50035, "errors": {}}));
    let reply = discord.wait_reply(discord.member("alice").mentions_bot("general", MISSED).await).await;
    assert!(reply.buttons().is_empty());
    sound(&reply);
    bot.finish(&discord).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn closed_direct_messages_and_archived_threads_are_logged() {
    let (discord, bot) = scene().await;
    let alice = discord.member("alice");
    for (code, status, words) in
        [(50007, 403, "takes no direct messages"), (50083, 400, "the thread is archived"), (50001, 403, "View Channel")]
    {
        discord.faults().on("/messages").method("POST").answer(status, json!({"message": "refused", "code": code}));
        alice.dm(MISSED).await;
        discord.wait_request(|call| call.code == code).await;
        let reply = discord.wait_reply(alice.dm(MISSED).await).await;
        sound(&reply);
        logged(words).await;
    }
    bot.stop().await;
}
