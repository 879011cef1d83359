//! A reply follows its question: edited, deleted, deleted in bulk, and after a restart.

use super::{
    moderate::{ordered, scene_at},
    stores::places,
    support::{Bot, MISSED, MISSED_TITLE, said, scene, sound},
};
use loopback::{Loopback, Message, MessageId};
use serde_json::json;
use std::time::Duration;

const DRIVING: &str = "can i drive on it";
const EMERGENCY: &str = "my dad took it and now he wont wake up";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_deleted_question_takes_its_reply_along_everywhere() {
    let (discord, bot) = scene().await;
    let alice = discord.member("alice");
    for place in ["general", "direct"] {
        let question = if place == "direct" { alice.dm(MISSED).await } else { alice.mentions_bot("general", MISSED).await };
        let reply = discord.wait_reply(question).await;
        alice.deletes(question).await;
        discord.wait_change(reply.id, |message| message.deleted).await;
    }
    // A moderator's tool deletes many at once; what was no question stays.
    let one = alice.mentions_bot("general", MISSED).await;
    let two = alice.mentions_bot("general", DRIVING).await;
    let other = alice.mentions_bot("general", "thanks!").await;
    let replies = [discord.wait_reply(one).await, discord.wait_reply(two).await];
    let stays = discord.wait_reply(other).await;
    discord.purges("general", &[one, two]);
    for reply in replies {
        discord.wait_change(reply.id, |message| message.deleted).await;
    }
    assert!(!discord.message(stays.id).deleted);
    bot.finish(&discord).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_question_that_was_deleted_meanwhile_leaves_no_reply_and_no_error() {
    let (discord, bot) = scene().await;
    let alice = discord.member("alice");
    discord.faults().on("/messages").method("POST").delay(Duration::from_millis(500));
    let question = alice.mentions_bot("general", MISSED).await;
    // Not at once: the news of a deletion that overtakes the question leaves nothing to be sent at all.
    tokio::time::sleep(Duration::from_millis(200)).await;
    alice.deletes(question).await;
    let reply = discord.wait_request(|call| call.method == "POST" && call.path.ends_with("/messages")).await;
    assert_eq!(reply.status, 200, "a reference to what is gone is no error");
    discord.wait_request(|call| call.method == "DELETE").await;
    assert!(said(&discord, "general").is_empty());
    bot.finish(&discord).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reply_of_an_earlier_run_goes_too() {
    let (discord, bot) = scene().await;
    let alice = discord.member("alice");
    let question = alice.mentions_bot("general", MISSED).await;
    let reply = discord.wait_reply(question).await;
    let kept = alice.mentions_bot("general", DRIVING).await;
    let stays = discord.wait_reply(kept).await;
    bot.finish(&discord).await;
    // Times of messages are told by the second.
    tokio::time::sleep(Duration::from_millis(1_100)).await;
    let bot = Bot::start(&discord).await;
    alice.deletes(question).await;
    discord.wait_change(reply.id, |message| message.deleted).await;
    assert!(!discord.message(stays.id).deleted);
    bot.finish(&discord).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_edit_changes_the_reply_once_and_danger_is_seen_every_time() {
    let (discord, bot) = scene().await;
    let alice = discord.member("alice");
    let name = format!("<@{}>", discord.bot_id());
    let question = alice.mentions_bot("general", MISSED).await;
    let reply = discord.wait_reply(question).await;
    assert!(reply.content.starts_with(MISSED_TITLE));

    alice.edits(question, &format!("{name} {DRIVING}")).await;
    let changed = discord.wait_change(reply.id, |message| message.content.starts_with("**Driving")).await;
    sound(&changed);
    // A second edit without a danger changes nothing more.
    alice.edits(question, &format!("{name} {MISSED}")).await;
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert!(discord.message(reply.id).content.starts_with("**Driving"));
    // A danger is seen whenever it is written, and so is its end.
    alice.edits(question, &format!("{name} {EMERGENCY}")).await;
    sound(&discord.wait_change(reply.id, |message| message.content.starts_with('🚨')).await);
    alice.edits(question, &format!("{name} {MISSED}")).await;
    discord.wait_change(reply.id, |message| message.content.starts_with(MISSED_TITLE)).await;
    // A link preview is an update, but no edit.
    let before = discord.message(reply.id).earlier.len();
    discord.unfurls(question);
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(discord.message(reply.id).earlier.len(), before);
    bot.finish(&discord).await;
    assert_eq!(said(&discord, "general").len(), 1, "one question, one reply");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_had_no_answer_is_answered_when_it_is_edited_into_a_danger() {
    let place = &places().await[0];
    let (discord, bot, _) = scene_at(place).await;
    let (alice, bob) = (discord.member("alice"), discord.member("bob"));
    // Where the bot does not speak, an edit into a danger changes nothing, unless it names the bot.
    let off = alice.says("general", "good morning everybody").await;
    alice.edits(off, EMERGENCY).await;
    alice.edits(off, &format!("<@{}> {EMERGENCY}", discord.bot_id())).await;
    sound(&discord.wait_reply(off).await);
    assert_eq!(said(&discord, "general").len(), 1);

    ordered(&discord.member("mod"), "channel", json!({"mode": "emergencies"})).await;
    let talk = bob.says("general", "dad had a quiet night").await;
    tokio::time::sleep(Duration::from_millis(400)).await;
    bob.edits(talk, "dad had a quiet night and a long breakfast").await;
    bob.edits(talk, EMERGENCY).await;
    let reply = discord.wait_reply(talk).await;
    assert!(reply.content.starts_with('🚨'), "{}", reply.content);
    bob.edits(talk, &format!("{EMERGENCY}!!")).await;
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert_eq!(said(&discord, "general").len(), 2, "one question, one reply");
    bob.deletes(talk).await;
    discord.wait_change(reply.id, |message| message.deleted).await;
    bot.finish(&discord).await;
}

/// A helper posts the section with this title below a message.
async fn helped(discord: &Loopback, question: MessageId, title: &str) -> Message {
    let helen = discord.member("helen");
    let shown = helen.menu("Answer from the guide", question).await.message().await;
    helen.press_label(shown.id, title).await.response().await;
    discord.wait_change(shown.id, |message| message.content.contains("Posted")).await;
    said(discord, "general").pop().expect("a reply")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_a_helper_chose_stays_when_the_words_change_and_goes_with_its_question() {
    let (discord, bot) = scene().await;
    let bob = discord.member("bob");
    let name = format!("<@{}>", discord.bot_id());
    let question = bob.says("general", MISSED).await;
    let reply = helped(&discord, question, "Missed dose").await;
    bob.edits(question, &format!("{name} {DRIVING}")).await;
    tokio::time::sleep(Duration::from_millis(400)).await;
    assert_eq!(discord.message(reply.id).content, reply.content, "a person chose it");
    bob.edits(question, &format!("{name} {EMERGENCY}")).await;
    discord.wait_change(reply.id, |message| message.content.starts_with('🚨')).await;
    bob.deletes(question).await;
    discord.wait_change(reply.id, |message| message.deleted).await;
    bot.finish(&discord).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_helper_adds_to_the_bots_own_reply_and_both_go_with_the_question() {
    let (discord, bot) = scene().await;
    let alice = discord.member("alice");
    let question = alice.mentions_bot("general", MISSED).await;
    let own = discord.wait_reply(question).await;
    let added = helped(&discord, question, "Missed dose").await;
    assert_ne!(own.id, added.id, "the helper's is a message of its own");
    alice.deletes(question).await;
    for reply in [own, added] {
        discord.wait_change(reply.id, |message| message.deleted).await;
    }
    bot.finish(&discord).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reply_that_was_taken_away_makes_room_for_another() {
    let (discord, bot) = scene().await;
    let question = discord.member("bob").says("general", MISSED).await;
    let wrong = helped(&discord, question, "Missed dose").await;
    discord.member("mod").press_label(wrong.id, "Remove").await.response().await;
    discord.wait_change(wrong.id, |message| message.deleted).await;
    tokio::time::sleep(Duration::from_millis(200)).await;
    let right = helped(&discord, question, "Missed dose").await;
    assert!(!right.deleted && right.id != wrong.id);
    bot.finish(&discord).await;
}
