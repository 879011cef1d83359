//! What members do and may expect: votes, getting a person, being left alone, questions in several messages, and one hand to press.

use super::{
    moderate::{join, ordered, scene_at},
    stores::places,
    support::{MISSED, MISSED_TITLE, said, scene, sound},
};
use loopback::{Interaction, Loopback, Message};
use serde_json::json;
use std::time::Duration;

const DANGER: &str = "he is not breathing";
const CRISIS: &str = "i want to die and i have all my tablets here";
const SILENT: &str = "does insurance pay for the pump?";

async fn asks(discord: &Loopback, who: &str, text: &str) -> Message {
    discord.wait_reply(discord.member(who).mentions_bot("general", text).await).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_vote_a_person_that_can_be_changed_and_is_nobodys() {
    for place in places().await {
        let (discord, bot, desk) = scene_at(&place).await;
        let reply = asks(&discord, "alice", MISSED).await;
        for (who, label) in
            [("alice", "Helpful"), ("bob", "Not helpful"), ("helen", "Helpful"), ("bob", "Helpful"), ("alice", "Not helpful")]
        {
            let told = discord.member(who).press_label(reply.id, label).await.message().await;
            assert!(told.is_ephemeral() && told.content.contains("Counted, without your name"), "{}", told.content);
        }
        let guild = discord.guild().get();
        let received = desk.store().received(guild).await.unwrap();
        assert_eq!((received[0].section.as_str(), received[0].helpful, received[0].votes), ("missed-dose", 2, 3), "{}", place.engine);
        let stats = ordered(&discord.member("mod"), "stats", json!({})).await;
        assert!(stats.content.contains("Missed dose: 1, helpful to 2 of 3"), "{}", stats.content);
        // The votes go with the answer.
        discord.member("mod").press_label(reply.id, "Remove").await.response().await;
        for _ in 0..100 {
            if desk.store().received(guild).await.unwrap().is_empty() {
                break;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        assert!(desk.store().received(guild).await.unwrap().is_empty(), "{}", place.engine);
        bot.finish(&discord).await;
    }
}

/// What somebody is told in the end.
async fn told(discord: &Loopback, pressed: &Interaction) -> Message {
    let message = pressed.message().await;
    discord.wait_change(message.id, |message| !message.is_loading()).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_person_is_called_once_with_a_link_and_without_words() {
    let place = &places().await[0];
    let (discord, bot, _) = scene_at(place).await;
    let (moderator, alice) = (discord.member("mod"), discord.member("alice"));
    let question = format!("{SILENT} quixotripod");
    let reply = asks(&discord, "alice", &question).await;
    let answer = told(&discord, &alice.press_label(reply.id, "Get a person").await).await;
    assert!(answer.content.contains("has not told me whom to call"), "{}", answer.content);
    let (role, staff) = (discord.role("Helper"), discord.channel("staff"));
    ordered(&moderator, "role", json!({"role": role.to_string()})).await;
    ordered(&moderator, "staff", json!({"channel": staff.to_string()})).await;
    let answer = told(&discord, &alice.press_label(reply.id, "Get a person").await).await;
    assert!(answer.content.contains("I have called the helpers"), "{}", answer.content);
    let called = discord.wait_message("staff", |message| message.content.contains("asks for a person")).await;
    assert!(called.content.contains(&reply.id.to_string()) && !called.content.contains("quixotripod"), "{}", called.content);
    assert_eq!((called.mentions.roles.as_slice(), called.mentions.users.len()), (&[role][..], 0));
    let answer = told(&discord, &alice.press_label(reply.id, "Get a person").await).await;
    assert!(answer.content.contains("a few minutes ago"), "{}", answer.content);
    // From a private answer nobody can be linked to: the channel and the name must do.
    let private = alice.slash("ask", json!({"question": SILENT}), "quiet").await.message().await;
    told(&discord, &alice.press_label(private.id, "Get a person").await).await;
    let called = discord.wait_message("staff", |message| message.content.contains(&discord.channel("quiet").to_string())).await;
    assert!(called.content.contains(&format!("<@{}>", alice.id())) && called.mentions.users.is_empty(), "{}", called.content);

    // A crisis that was said in public is told to staff; where it stands, nobody is called.
    let crisis = discord.member("bob").mentions_bot("general", CRISIS).await;
    let reply = discord.wait_reply(crisis).await;
    assert!(reply.content.contains("988") && reply.mentions.roles.is_empty());
    let called = discord.wait_message("staff", |message| message.content.contains("may be in a crisis")).await;
    assert!(called.content.contains(&crisis.to_string()), "{}", called.content);
    assert!(alice.dm(SILENT).await.get() > 0);
    bot.finish(&discord).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_wants_to_be_left_alone_is_and_no_readable_id_is_kept() {
    for place in places().await {
        let (discord, bot, desk) = scene_at(&place).await;
        ordered(&discord.member("mod"), "channel", json!({"mode": "on"})).await;
        let (alice, bob) = (discord.member("alice"), discord.member("bob"));
        let privacy = alice.slash("privacy", json!({}), "general").await.message().await;
        let alone = alice.press_label(privacy.id, "Leave me alone").await.message().await;
        assert!(alone.content.contains("In an emergency I still do"), "{}", alone.content);
        sound(&alone);
        alice.says("general", "can i drive on baclofen?").await;
        let danger = discord.wait_reply(alice.says("general", DANGER).await).await;
        assert!(danger.content.starts_with('🚨'));
        let more = alice.press_label(alone.id, "In emergencies too").await.message().await;
        assert!(more.content.contains("in emergencies too"), "{}", more.content);
        let before = said(&discord, "general").len();
        alice.says("general", DANGER).await;
        // When she asks, she is answered; others are answered as ever.
        assert!(asks(&discord, "alice", DANGER).await.content.starts_with('🚨'));
        discord.wait_reply(bob.says("general", "can i drive on baclofen?").await).await;
        assert_eq!(said(&discord, "general").len(), before + 2);
        bot.finish(&discord).await;
        let kept = desk.store().settings().await.unwrap().quiet;
        assert_eq!(kept.len(), 1, "{}", place.engine);
        assert!(!kept[0].1.contains(&alice.id().to_string()) && kept[0].2);

        let (bot, desk) = join(&discord, &place).await;
        assert_eq!(desk.is_quiet(discord.guild().get(), alice.id().get()), Some(true), "{}: after a restart", place.engine);
        let privacy = alice.slash("privacy", json!({}), "general").await.message().await;
        alice.press_label(privacy.id, "Answer me again").await.message().await;
        let again = discord.wait_reply(alice.says("general", DANGER).await).await;
        assert!(again.content.starts_with('🚨'), "{}", place.engine);
        bot.finish(&discord).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_question_in_several_messages_is_answered_once_and_a_danger_in_it_at_once() {
    let place = &places().await[0];
    let (discord, bot, _) = scene_at(place).await;
    ordered(&discord.member("mod"), "channel", json!({"mode": "on"})).await;
    let alice = discord.member("alice");
    let mut last = None;
    for part in ["hi all, about my baclofen", "i missed my lunchtime tablet", "what should i do now?"] {
        last = Some(alice.says("general", part).await);
        tokio::time::sleep(Duration::from_millis(30)).await;
    }
    let reply = discord.wait_reply(last.unwrap()).await;
    assert!(reply.content.starts_with(MISSED_TITLE), "{}", reply.content);
    assert_eq!(said(&discord, "general").len(), 1, "once");
    // Waiting alone is no danger; the second message is one at once.
    let bob = discord.member("bob");
    bob.says("general", "still waiting on my baclofen from the pharmacy").await;
    let second = bob.says("general", "been 3 days and now the wallpaper is moving").await;
    let reply = discord.wait_reply(second).await;
    assert!(reply.content.starts_with('🚨'), "{}", reply.content);
    bot.finish(&discord).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_a_helper_is_it_keeps_out_but_for_a_danger() {
    let place = &places().await[0];
    let (discord, bot, _) = scene_at(place).await;
    let moderator = discord.member("mod");
    ordered(&moderator, "role", json!({"role": discord.role("Helper").to_string()})).await;
    ordered(&moderator, "channel", json!({"mode": "on"})).await;
    discord.member("helen").says("general", "hello, i am around this evening").await;
    discord.member("alice").says("general", "can i drive on baclofen?").await;
    let reply = discord.wait_reply(discord.member("bob").says("general", DANGER).await).await;
    assert!(reply.content.starts_with('🚨'));
    tokio::time::sleep(Duration::from_millis(400)).await;
    assert_eq!(said(&discord, "general").len(), 1);
    bot.finish(&discord).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_edit_is_followed_after_a_restart_too() {
    for place in places().await {
        let (discord, bot, _) = scene_at(&place).await;
        let alice = discord.member("alice");
        let question = alice.mentions_bot("general", MISSED).await;
        let reply = discord.wait_reply(question).await;
        bot.finish(&discord).await;
        // Discord's times are whole seconds where the beginning of a run is compared with them.
        tokio::time::sleep(Duration::from_millis(1_100)).await;
        let (bot, desk) = join(&discord, &place).await;
        alice.edits(question, &format!("<@{}> can i drive on it", discord.bot_id())).await;
        discord.wait_change(reply.id, |message| message.content.contains("Driving")).await;
        for _ in 0..100 {
            if desk.store().postings_of(question.get()).await.unwrap()[0].recall.contains("driving") {
                break;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        assert!(desk.store().postings_of(question.get()).await.unwrap()[0].recall.contains("driving"), "{}", place.engine);
        bot.finish(&discord).await;
    }
}

/// Letters, digits and signs that a screen reader says as such, or passes over; and the one picture, which stands before its words.
fn readable(text: &str) -> bool {
    let words = text.chars().filter(|c| c.is_alphanumeric()).count();
    let pictures = text.chars().filter(|c| u32::from(*c) >= 0x1F000 || ('\u{2600}'..='\u{27BF}').contains(c)).count();
    words > 0 && pictures <= usize::from(text.starts_with('🚨'))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everything_is_done_with_one_hand_and_read_aloud() {
    let (discord, bot) = scene().await;
    let alice = discord.member("alice");
    // Every reply a member can get, and every control on it: pressed once, and what comes of it pressed once more, is the end.
    let mut open: Vec<(usize, Message)> = Vec::new();
    for question in [MISSED, SILENT, DANGER, CRISIS, "is it withdrawal or too much?", "what is the usual dose of tizanidine", "hello"] {
        open.push((0, alice.slash("ask", json!({"question": question}), "general").await.message().await));
    }
    open.push((0, alice.slash("guide", json!({}), "general").await.message().await));
    open.push((0, alice.slash("help", json!({}), "general").await.message().await));
    open.push((0, alice.slash("privacy", json!({}), "general").await.message().await));
    let mut pressed = 0;
    while let Some((depth, message)) = open.pop() {
        sound(&message);
        assert!(readable(&message.content), "{}", message.content);
        assert!(!message.content.to_lowercase().contains("react"), "{}", message.content);
        for button in message.buttons() {
            assert!(!button.disabled && readable(&button.label), "{button:?}");
            // State is in the id alone, so that nothing runs out: the version, and ids of the guide.
            assert!(button.custom_id.starts_with("v1:") && !button.custom_id.contains("slept"), "{button:?}");
            // Whatever a button leads to shows text at once: the first press is the last that is needed to read something.
            if depth < 1 && !["Post publicly", "Remove", "Erase what counts me"].contains(&button.label.as_str()) && pressed < 60 {
                pressed += 1;
                let shown = alice.press(message.id, &button.custom_id).await;
                // A new message, at once or after a moment of "thinking".
                assert!([4, 5].contains(&shown.response().await.kind), "{button:?} shows nothing");
                open.push((depth + 1, told(&discord, &shown).await));
            }
        }
    }
    assert!(pressed > 10, "{pressed}");
    bot.finish(&discord).await;
}
