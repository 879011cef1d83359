//! Buttons: sections, posting for everybody, and buttons that lead nowhere. Their state survives a restart.

use super::support::{Bot, MISSED, MISSED_TITLE, said, scene, sound};
use loopback::{Loopback, MessageId};
use serde_json::{Value, json};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_section_button_shows_its_section_to_whoever_presses_it() {
    let (discord, bot) = scene().await;
    let reply = discord.wait_reply(discord.member("alice").mentions_bot("general", MISSED).await).await;
    let bob = discord.member("bob");
    let (sections, others): (Vec<_>, Vec<_>) =
        reply.buttons().into_iter().partition(|button| button.custom_id.starts_with("v1:s:baclofen:"));
    assert_eq!(
        others.iter().map(|button| button.label.as_str()).collect::<Vec<_>>(),
        ["Not what I asked", "Helpful", "Not helpful", "Remove"]
    );
    assert_eq!(sections.len(), 3);
    for button in sections {
        let pressed = bob.press(reply.id, &button.custom_id).await;
        assert!(pressed.response().await.ephemeral);
        let shown = pressed.message().await;
        assert!(shown.content.starts_with(&format!("**{}**", button.label)), "{}", shown.content);
        assert!(shown.button("Post publicly").is_some());
        sound(&shown);
    }
    bot.finish(&discord).await;
    assert_eq!(said(&discord, "general").len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn in_a_direct_message_a_section_stays() {
    let (discord, bot) = scene().await;
    let alice = discord.member("alice");
    let reply = discord.wait_reply(alice.dm(MISSED).await).await;
    let shown = alice.press(reply.id, &reply.buttons()[0].custom_id).await.message().await;
    assert!(!shown.is_ephemeral());
    sound(&shown);
    bot.finish(&discord).await;
}

/// Asks privately, posts, and compares. Gives the posted text.
async fn posted(discord: &Loopback, question: &str) -> String {
    let alice = discord.member("alice");
    let private = alice.slash("ask", json!({"question": question}), "general").await.message().await;
    let pressed = alice.press_label(private.id, "Post publicly").await;
    assert!(!pressed.response().await.ephemeral, "{question}");
    let public = pressed.message().await;
    assert_eq!(public.content, private.content, "{question}");
    assert!(public.button("Post publicly").is_none());
    sound(&public);
    public.content
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_ordinary_outcome_can_be_posted_without_its_question() {
    let (discord, bot) = scene().await;
    for (question, words) in [
        (MISSED, MISSED_TITLE),
        ("can i drink alcohol with baclofen", "**Alcohol and other medicines**"),
        ("is it ok to take baclofen with metronidazole", "no checked information"),
        ("is it ok to take baclofen with lithium", "**With lithium**"),
        ("how much diclofenac can i take a day", "diclofenac"),
        ("how many mg of baclofen should i take tonight", "**How much baclofen people take**"),
        ("does baclofen make your hair fall out", "guide"),
    ] {
        let text = posted(&discord, question).await;
        assert!(text.contains(words), "{question}: {text}");
    }
    bot.finish(&discord).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_press_posts_nothing_more() {
    let (discord, bot) = scene().await;
    let alice = discord.member("alice");
    let private = alice.slash("ask", json!({"question": MISSED}), "general").await.message().await;
    alice.press_label(private.id, "Post publicly").await.response().await;
    let again = alice.press_label(private.id, "Post publicly").await;
    assert!(again.response().await.ephemeral);
    assert!(again.message().await.content.contains("posted already"));
    bot.finish(&discord).await;
    assert_eq!(said(&discord, "general").len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn buttons_work_after_a_restart() {
    let (discord, bot) = scene().await;
    let alice = discord.member("alice");
    let reply = discord.wait_reply(alice.mentions_bot("general", MISSED).await).await;
    let private = alice.slash("ask", json!({"question": MISSED}), "general").await.message().await;
    bot.finish(&discord).await;
    let bot = Bot::start(&discord).await;
    let section = reply.buttons()[0].clone();
    let shown = alice.press(reply.id, &section.custom_id).await.message().await;
    assert!(shown.content.contains(&section.label));
    let public = alice.press_label(private.id, "Post publicly").await.message().await;
    assert_eq!(public.content, private.content);
    bot.finish(&discord).await;
}

/// Puts a message of the bot's account with one button into a channel, as another version might have left it.
async fn left_behind(discord: &Loopback, custom_id: &str) -> MessageId {
    let body = json!({"content": "from another version", "components": [
        {"type": 1, "components": [{"type": 2, "style": 2, "label": "old", "custom_id": custom_id}]}]});
    let url = format!("{}/api/v10/channels/{}/messages", discord.url(), discord.channel("general"));
    let request = reqwest::Client::builder().no_proxy().build().unwrap().post(url);
    let request = request.header("authorization", format!("Bot {}", discord.token())).header("user-agent", "DiscordBot (test, 1)");
    let answer = request.header("content-type", "application/json").body(body.to_string()).send().await.unwrap();
    assert!(answer.status().is_success(), "{custom_id}: {}", answer.status());
    let message: Value = serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap();
    let id = message["id"].as_str().unwrap();
    discord.wait_message("general", |message| message.id.to_string() == id).await.id
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn stale_and_forged_buttons_get_a_polite_note() {
    let (discord, bot) = scene().await;
    let long = "x".repeat(100);
    for custom_id in [
        "fb:1",
        "v0:s:baclofen:dosing",
        "v1:s:baclofen:gone",
        "v1:s:other:dosing",
        "v1:p:",
        "v1:p:baclofen:a:gone:",
        "v1:p:baclofen:e:E99:",
        "v1:p:baclofen:x::",
        "v1:p::::::",
        "v2:s:baclofen:dosing",
        "é🙂",
        &long,
    ] {
        let message = left_behind(&discord, custom_id).await;
        let pressed = discord.member("bob").press(message, custom_id).await;
        assert!(pressed.response().await.ephemeral, "{custom_id}");
        let note = pressed.message().await;
        assert!(note.content.contains("out of date"), "{custom_id}: {}", note.content);
        sound(&note);
    }
    bot.finish(&discord).await;
}
