//! What moderators set: who may, that it holds at once, that it outlives the bot, and that nothing silences an emergency.

use super::{
    stores::{Place, places},
    support::{Bot, MISSED, MISSED_TITLE, app, desk, said, settings, sound},
};
use loopback::{Actor, Loopback, Message};
use medguide::app::{ask, desk::Desk, ready::Source};
use serde_json::json;
use std::{sync::Arc, time::Duration};

const DANGER: &str = "he is not breathing";
const CRISIS: &str = "i want to die and i have all my tablets here";

/// A desk over the store of a place.
pub fn desk_at(place: &Place) -> Arc<Desk> {
    desk(app(ask::Settings::default()), &place.url, Source::default())
}

/// A Discord whose bot may read everything, and a bot over the store of a place.
pub async fn scene_at(place: &Place) -> (Loopback, Bot, Arc<Desk>) {
    let discord = Loopback::start(loopback::Settings { message_content: true, ..loopback::Settings::default() }).await;
    let (bot, desk) = join(&discord, place).await;
    (discord, bot, desk)
}

/// A bot that reads everything, over the store of a place.
pub async fn join(discord: &Loopback, place: &Place) -> (Bot, Arc<Desk>) {
    let desk = desk_at(place);
    let burst = Duration::from_millis(150);
    let settings = medguide::discord::client::Settings { message_content: true, burst, ..settings(discord) };
    let bot = Bot::start_at(discord, settings, desk.clone()).await;
    (bot, desk)
}

/// What a moderator is told.
pub async fn ordered(who: &Actor, order: &str, options: serde_json::Value) -> Message {
    let done = who.slash(&format!("medguide {order}"), options, "general").await;
    assert!(done.response().await.ephemeral, "{order}");
    let message = done.message().await;
    sound(&message);
    message
}

async fn asks(discord: &Loopback, who: &str, text: &str) -> Message {
    discord.wait_reply(discord.member(who).mentions_bot("general", text).await).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pause_holds_at_once_and_after_a_restart_and_never_for_an_emergency() {
    for place in places().await {
        let (discord, bot, _) = scene_at(&place).await;
        let moderator = discord.member("mod");
        let card = "paused while people check it";
        let told = ordered(&moderator, "pause", json!({"section": "Missed dose"})).await;
        assert!(told.content.contains("**Missed dose** is paused"), "{}", told.content);
        let reply = asks(&discord, "alice", MISSED).await;
        assert!(reply.content.contains(card) && !reply.content.contains("Take the missed dose"), "{}", reply.content);
        sound(&reply);
        let other = asks(&discord, "alice", "can i drive on it").await;
        assert!(other.content.contains("Driving"), "{}", other.content);
        // Every way to the section is closed: command, list, title.
        let alice = discord.member("alice");
        for shown in [
            alice.slash("ask", json!({"question": MISSED}), "general").await,
            alice.slash("guide", json!({"section": "Missed dose"}), "general").await,
        ] {
            assert!(shown.message().await.content.contains(card), "{}", place.engine);
        }
        bot.finish(&discord).await;

        let (bot, _) = join(&discord, &place).await;
        assert!(asks(&discord, "alice", MISSED).await.content.contains(card), "{}: after a restart", place.engine);
        ordered(&moderator, "pause", json!({})).await;
        let all = asks(&discord, "alice", "can i drive on it").await;
        assert!(all.content.contains(card), "{}", all.content);
        assert!(asks(&discord, "alice", DANGER).await.content.starts_with('🚨'));
        assert!(asks(&discord, "alice", CRISIS).await.content.contains("988"));
        let urgent = asks(&discord, "bob", "i ran out of baclofen and my refill is on monday, feel ok").await;
        assert!(urgent.content.contains("today") && urgent.content.contains(card), "{}", urgent.content);
        let status = ordered(&moderator, "status", json!({})).await;
        assert!(status.content.contains("everything") && status.content.contains("Missed dose"), "{}", status.content);
        for section in [json!({}), json!({"section": "Missed dose"})] {
            ordered(&moderator, "resume", section).await;
        }
        assert!(asks(&discord, "alice", MISSED).await.content.starts_with(MISSED_TITLE));
        let audit = ordered(&moderator, "audit", json!({})).await;
        for words in ["pause: everything", "pause: baclofen/missed-dose", "resume: everything"] {
            assert!(audit.content.contains(words), "{}", audit.content);
        }
        bot.finish(&discord).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_process_hears_of_a_pause_within_two_seconds() {
    for place in places().await {
        let (discord, bot, _) = scene_at(&place).await;
        // A second process over the same store.
        let other = desk_at(&place);
        other.look().await;
        let guild = discord.guild().get();
        ordered(&discord.member("mod"), "pause", json!({})).await;
        let heard = async {
            while !other.standing().is_all_paused(guild) {
                tokio::time::sleep(Duration::from_millis(50)).await;
                other.look().await;
            }
        };
        tokio::time::timeout(Duration::from_secs(2), heard).await.expect(place.engine);
        // And the other way: the running bot hears of what the other process did.
        other.resume(guild, "", 1).await;
        let resumed = async {
            loop {
                let reply = asks(&discord, "alice", MISSED).await;
                if reply.content.starts_with(MISSED_TITLE) {
                    break;
                }
                tokio::time::sleep(Duration::from_millis(200)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(4), resumed).await.expect(place.engine);
        bot.finish(&discord).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn orders_are_for_who_may_manage_the_server() {
    let place = &places().await[0];
    let (discord, bot, desk) = scene_at(place).await;
    for name in ["medguide", "pin", "unpin", "Pin answer", "Why this answer?", "Wrong section"] {
        assert!(!discord.member("alice").can_see(name, "general"), "{name}");
        assert!(discord.member("mod").can_see(name, "general"), "{name}");
    }
    // An administrator of the server can open a command to others on Discord: we check again.
    discord.open_command("medguide");
    let refused = discord.member("alice").slash("medguide pause", json!({}), "general").await.message().await;
    assert!(refused.content.contains("Manage Server") && refused.is_ephemeral(), "{}", refused.content);
    assert!(!desk.standing().is_all_paused(discord.guild().get()));
    bot.finish(&discord).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn country_role_and_staff_channel_are_kept() {
    for place in places().await {
        let (discord, bot, _) = scene_at(&place).await;
        let moderator = discord.member("mod");
        let wrong = ordered(&moderator, "country", json!({"code": "XX"})).await;
        assert!(wrong.content.contains("GB"), "{}", wrong.content);
        ordered(&moderator, "country", json!({"code": "nz"})).await;
        let danger = asks(&discord, "alice", DANGER).await;
        assert!(danger.content.starts_with("🚨 **Get emergency help now: call 111 (NZ)"), "{}", danger.content);
        assert!(danger.content.contains("999 (UK)"), "never one country's alone: {}", danger.content);
        let staff = discord.channel("staff").to_string();
        let role = discord.role("Helper").to_string();
        ordered(&moderator, "staff", json!({"channel": staff})).await;
        ordered(&moderator, "role", json!({"role": role})).await;
        bot.finish(&discord).await;
        let (bot, _) = join(&discord, &place).await;
        let status = ordered(&moderator, "status", json!({})).await;
        for words in ["NZ", &format!("<#{staff}>"), &format!("<@&{role}>"), "The store is in order"] {
            assert!(status.content.contains(words), "{words}: {}", status.content);
        }
        bot.finish(&discord).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_mode_does_in_a_channel_what_it_says() {
    let place = &places().await[0];
    let (discord, bot, _) = scene_at(place).await;
    let (moderator, alice, bob) = (discord.member("mod"), discord.member("alice"), discord.member("bob"));
    let question = "can i drink wine while taking baclofen?";
    // Off is the default: nothing unprompted, dangers included.
    alice.says("general", DANGER).await;
    alice.says("general", question).await;
    let probe = discord.wait_reply(alice.mentions_bot("general", "hello").await).await;
    assert_eq!(said(&discord, "general").len(), 1, "only the probe is answered: {}", probe.content);

    ordered(&moderator, "channel", json!({"mode": "emergencies"})).await;
    let reply = discord.wait_reply(alice.says("general", DANGER).await).await;
    assert!(reply.content.starts_with('🚨'));
    bob.says("general", question).await;

    ordered(&moderator, "channel", json!({"mode": "on"})).await;
    let (thread, first) = alice.opens_thread("general", "side talk", question).await;
    let reply = discord.wait_reply(first).await;
    assert!(reply.content.to_lowercase().contains("alcohol"), "a thread does as its channel: {}", reply.content);
    // Discord shows an answer a moment before it tells the bot which id it has.
    tokio::time::sleep(Duration::from_millis(200)).await;
    let again = discord.wait_reply(bob.says(thread, "is it ok to drink wine on baclofen?").await).await;
    assert!(again.content.contains("Answered above") && again.content.contains(&reply.id.to_string()), "{}", again.content);
    let people = said(&discord, thread).len();
    bob.replies_to(first, "no idea, can i drive on it though?", true).await;
    bob.says(thread, "had a lovely weekend everybody").await;

    ordered(&moderator, "channel", json!({"mode": "private"})).await;
    let hint = discord.wait_reply(discord.member("helen").says("general", "can i drive on baclofen?").await).await;
    assert!(hint.content.contains("/ask") && !hint.content.contains("Driving"), "{}", hint.content);
    tokio::time::sleep(Duration::from_millis(200)).await;
    discord.member("helen").deletes(hint.replies_to.expect("what it answers")).await;
    discord.wait_change(hint.id, |message| message.deleted).await;
    let reply = discord.wait_reply(discord.member("olivia").says("general", CRISIS).await).await;
    assert!(reply.content.contains("988"));
    assert_eq!(said(&discord, thread).len(), people, "a talk between others, and talk, are left alone");

    ordered(&moderator, "channel", json!({"mode": "shadow"})).await;
    let before = said(&discord, "general").len();
    discord.add_member("zoe", &[]).says("general", "can i drive on baclofen?").await;
    bob.says("general", DANGER).await;
    let mut report = ordered(&moderator, "report", json!({})).await;
    for _ in 0..50 {
        if report.content.contains("emergency 1") && report.content.contains("answer 1") {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
        report = ordered(&moderator, "report", json!({})).await;
    }
    assert!(report.content.contains("answer 1") && report.content.contains("emergency 1"), "{}", report.content);
    assert!(report.content.contains("**Driving"), "{}", report.content);
    assert_eq!(said(&discord, "general").len(), before, "shadow says nothing");
    moderator.press_label(report.id, "Right").await.response().await;
    let judged = discord.wait_change(report.id, |message| message.content.contains("1 of 1 right")).await;
    assert!(judged.content.contains("19 of 20"), "{}", judged.content);
    bot.finish(&discord).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_post_of_a_forum_is_one_question() {
    let place = &places().await[0];
    let (discord, bot, _) = scene_at(place).await;
    let forum = discord.add_forum("questions");
    ordered(&discord.member("mod"), "channel", json!({"mode": "on", "channel": forum.to_string()})).await;
    let (_, first) = discord.member("alice").opens_thread("questions", "Driving on baclofen?", "is it allowed, i feel a bit sleepy").await;
    let reply = discord.wait_reply(first).await;
    assert!(reply.content.contains("Driving"), "{}", reply.content);
    bot.finish(&discord).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_the_intent_a_mode_says_that_it_has_no_effect() {
    let discord = Loopback::start(loopback::Settings::default()).await;
    let bot = Bot::start(&discord).await;
    let told = ordered(&discord.member("mod"), "channel", json!({"mode": "on"})).await;
    assert!(told.content.contains("no effect yet") && told.content.contains("message_content"), "{}", told.content);
    bot.finish(&discord).await;
}
