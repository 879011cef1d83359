//! Choosing instead of asking: the helpers' menu on a message, the lists of all sections, other sections, taking away.

use super::support::{Bot, MISSED, MISSED_TITLE, app, said, scene, settings, sound};
use loopback::{Interaction, Loopback, Message, MessageId, permission::SEND_MESSAGES};
use medguide::app::{ask, limits};
use serde_json::json;

const ANSWER: &str = "Answer from the guide";

/// A helper's menu on a message: what the helper is shown.
async fn offered(discord: &Loopback, message: MessageId) -> Message {
    let shown = discord.member("helen").menu(ANSWER, message).await;
    assert!(shown.response().await.ephemeral);
    let shown = shown.message().await;
    assert_eq!(shown.ephemeral_for, Some(discord.member("helen").id()));
    sound(&shown);
    shown
}

async fn pressed(discord: &Loopback, shown: &Message, at: usize) -> Interaction {
    discord.member("helen").press(shown.id, &shown.buttons()[at].custom_id).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_helper_answers_a_message_with_two_presses() {
    let (discord, bot) = scene().await;
    // Said to nobody: without the message-content intent the bot does not see its words before the menu.
    let question = discord.member("bob").says("general", MISSED).await;
    let shown = offered(&discord, question).await;
    let buttons = shown.buttons();
    assert!((1..=3).contains(&buttons.len()), "{buttons:?}");
    assert_eq!(buttons[0].label, "Missed dose");
    for button in &buttons {
        assert!(shown.content.contains(&format!("**{}**: ", button.label)), "{}", shown.content);
    }
    assert!(said(&discord, "general").is_empty());
    pressed(&discord, &shown, 0).await.response().await;
    let reply = discord.wait_reply(question).await;
    assert!(reply.content.starts_with(MISSED_TITLE), "{}", reply.content);
    assert_eq!(reply.mentions.users, [discord.member("bob").id()], "its author and nobody else is told");
    assert!(reply.mentions.roles.is_empty() && !reply.mentions.everyone);
    let done = discord.wait_change(shown.id, |message| message.content.contains("Posted")).await;
    assert!(done.buttons().is_empty());
    bot.finish(&discord).await;
    assert_eq!(said(&discord, "general").len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_helpers_post_one_answer() {
    let (discord, bot) = scene().await;
    let question = discord.member("bob").says("general", MISSED).await;
    let (one, two) = (offered(&discord, question).await, offered(&discord, question).await);
    pressed(&discord, &one, 0).await.response().await;
    discord.wait_reply(question).await;
    let late = pressed(&discord, &two, 1).await;
    assert!(late.message().await.content.contains("posted already"));
    bot.finish(&discord).await;
    assert_eq!(said(&discord, "general").len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_helper_who_asks_too_often_posts_nothing_but_an_emergency() {
    let discord = Loopback::start(loopback::Settings::default()).await;
    let limits = limits::Settings { questions_a_minute: 1 };
    let bot = Bot::start_with(&discord, settings(&discord), app(ask::Settings { limits, ..ask::Settings::default() })).await;
    let bob = discord.member("bob");
    let question = bob.says("general", MISSED).await;
    let shown = offered(&discord, question).await;
    let late = pressed(&discord, &shown, 0).await.message().await;
    assert!(late.content.contains("lot of questions") && late.is_ephemeral(), "{}", late.content);
    assert!(said(&discord, "general").is_empty());
    let danger = bob.says("general", "he is not breathing").await;
    let shown = offered(&discord, danger).await;
    pressed(&discord, &shown, 0).await.response().await;
    assert!(discord.wait_reply(danger).await.content.starts_with('🚨'));
    bot.finish(&discord).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_menu_sees_danger_and_keeps_a_crisis_private() {
    let (discord, bot) = scene().await;
    let bob = discord.member("bob");
    let question = bob.says("general", "stopped my baclofen 2 days ago and theres spiders on the wall").await;
    let shown = offered(&discord, question).await;
    assert!(shown.content.starts_with('🚨'), "{}", shown.content);
    assert_eq!(shown.buttons().len(), 1);
    discord.member("helen").press_label(shown.id, "Post this reply").await.response().await;
    let reply = discord.wait_reply(question).await;
    assert_eq!(reply.content, shown.content);

    let crisis = bob.says("general", "i want to die and i have all my tablets here").await;
    let shown = offered(&discord, crisis).await;
    assert!(shown.buttons().is_empty(), "{:?}", shown.buttons());
    assert!(shown.content.contains("988"), "{}", shown.content);

    let other = bob.says("general", "how much diclofenac can i take a day").await;
    let shown = offered(&discord, other).await;
    assert_eq!(shown.buttons().iter().map(|b| b.label.as_str()).collect::<Vec<_>>(), ["Post this reply"]);
    bot.finish(&discord).await;
    assert_eq!(said(&discord, "general").len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_posting_that_discord_refuses_tells_the_helper_why() {
    let (discord, bot) = scene().await;
    let bob = discord.member("bob");
    let gone = bob.says("general", MISSED).await;
    let shown = offered(&discord, gone).await;
    bob.deletes(gone).await;
    pressed(&discord, &shown, 0).await.response().await;
    discord.wait_change(shown.id, |message| message.content.contains("that message is gone")).await;

    let question = bob.says("general", MISSED).await;
    let shown = offered(&discord, question).await;
    let held = discord.bot_permissions("general");
    discord.revoke("general", SEND_MESSAGES);
    pressed(&discord, &shown, 0).await.response().await;
    discord.wait_change(shown.id, |message| message.content.contains("Send Messages")).await;
    discord.set_permissions("general", held);

    let (thread, question) = bob.opens_thread("general", "a thread", MISSED).await;
    let shown = offered(&discord, question).await;
    discord.archive(thread);
    pressed(&discord, &shown, 0).await.response().await;
    // Writing in an archived thread opens it again, as long as nobody locked it.
    discord.wait_change(shown.id, |message| message.content.contains("Posted")).await;
    discord.wait_reply(question).await;
    bot.stop().await;
    assert!(said(&discord, "general").is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_whole_guide_can_be_read_without_typing() {
    let (discord, bot) = scene().await;
    let alice = discord.member("alice");
    let lists = alice.slash("guide", json!({}), "general").await;
    assert!(lists.response().await.ephemeral);
    let lists = lists.message().await;
    sound(&lists);
    let mut read = 0;
    for row in &lists.components {
        let menu = &row["components"][0];
        let options = menu["options"].as_array().unwrap();
        assert!((1..=25).contains(&options.len()));
        for option in options {
            let value = option["value"].as_str().unwrap();
            let chosen = alice.selects(lists.id, menu["custom_id"].as_str().unwrap(), &[value]).await;
            assert!(chosen.response().await.ephemeral);
            let text = chosen.message().await;
            assert!(text.content.contains(option["label"].as_str().unwrap()), "{value}: {}", text.content);
            assert!(option["description"].as_str().is_some_and(|about| !about.is_empty()));
            sound(&text);
            read += 1;
            if read == 15 {
                // Beyond this many answers in a minute the person is asked to wait.
                break;
            }
        }
    }
    assert_eq!(lists.components.len(), 2, "the guide's own sections, and those beyond it");
    bot.finish(&discord).await;
    assert!(said(&discord, "general").is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn guide_opens_what_is_typed_and_hears_a_cry_for_help() {
    let (discord, bot) = scene().await;
    let alice = discord.member("alice");
    let titles = alice.autocomplete("guide", "section", "miss").await;
    assert!(titles.iter().any(|choice| choice.value == "Missed dose"), "{titles:?}");
    assert!(titles.iter().all(|choice| !choice.value.contains('?')), "titles alone: {titles:?}");
    for (section, start) in [("Missed dose", MISSED_TITLE), ("he is not breathing", "🚨")] {
        let shown = alice.slash("guide", json!({"section": section}), "general").await.message().await;
        assert!(shown.content.starts_with(start), "{section}: {}", shown.content);
        sound(&shown);
    }
    let lists = alice.slash("guide", json!({"section": "hello there"}), "general").await.message().await;
    assert_eq!(lists.components.len(), 2, "{}", lists.content);
    bot.finish(&discord).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn not_what_i_asked_leads_on_in_two_presses() {
    let (discord, bot) = scene().await;
    let alice = discord.member("alice");
    let reply = discord.wait_reply(alice.mentions_bot("general", "tired and dizzy after raising my dose").await).await;
    let other = alice.press_label(reply.id, "Not what I asked").await;
    assert!(other.response().await.ephemeral);
    let other = other.message().await;
    sound(&other);
    let buttons = other.buttons();
    assert_eq!(buttons.len(), 3, "{buttons:?}");
    assert!(buttons.iter().all(|button| !reply.content.starts_with(&format!("**{}**", button.label))));
    let shown = alice.press(other.id, &buttons[0].custom_id).await.message().await;
    assert!(shown.content.contains(&buttons[0].label), "{}", shown.content);
    let lists = alice.press_label(other.id, "All sections").await.message().await;
    assert_eq!(lists.components.len(), 2);
    // Nothing more fitted a section that was opened by its button: the lists come at once.
    let lists = alice.press_label(shown.id, "Not what I asked").await.message().await;
    assert_eq!(lists.components.len(), 2);
    bot.finish(&discord).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reply_is_taken_away_by_its_asker_and_by_moderators_alone() {
    let (discord, bot) = scene().await;
    let alice = discord.member("alice");
    for (who, may) in [("alice", true), ("mod", true), ("bob", false), ("helen", false)] {
        let reply = discord.wait_reply(alice.mentions_bot("general", MISSED).await).await;
        let press = discord.member(who).press_label(reply.id, "Remove").await;
        if may {
            press.response().await;
            discord.wait_change(reply.id, |message| message.deleted).await;
        } else {
            assert!(press.message().await.content.contains("Only the person who asked"), "{who}");
            assert!(!discord.message(reply.id).deleted, "{who}");
        }
    }
    let public = alice.slash("ask", json!({"question": MISSED, "private": false}), "general").await.message().await;
    let refused = discord.member("bob").press_label(public.id, "Remove").await;
    assert!(refused.message().await.content.contains("Only the person who asked"));
    alice.press_label(public.id, "Remove").await.response().await;
    discord.wait_change(public.id, |message| message.deleted).await;
    // What only its reader sees has Discord's own "Dismiss message".
    let private = alice.slash("ask", json!({"question": MISSED}), "general").await.message().await;
    assert!(private.button("Remove").is_none());
    bot.finish(&discord).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_bot_says_what_it_is_and_what_it_keeps() {
    let (discord, bot) = scene().await;
    let alice = discord.member("alice");
    for place in [discord.channel("general"), alice.dm_channel()] {
        for (command, words) in [("help", ["/ask", "I cannot say which dose", "911"]), ("privacy", ["do not keep", "Remove", "in no log"])]
        {
            let said = alice.slash(command, json!({}), place).await;
            assert!(said.response().await.ephemeral);
            let said = said.message().await;
            sound(&said);
            assert!(words.iter().all(|word| said.content.contains(word)), "{}", said.content);
        }
    }
    bot.finish(&discord).await;
}
