//! Pins and past answers: who may pin, that pins stay true when their section changes, and what becomes of those that cannot.

use super::{
    moderate::{desk_at, ordered, scene_at},
    stores::places,
    support::{Bot, MISSED, TODAY, app, desk, said, settings},
};
use loopback::{
    Actor, Interaction, Loopback, Message,
    permission::{MANAGE_MESSAGES, PIN_MESSAGES},
};
use medguide::{
    app::{
        ask,
        desk::{Desk, reload::Reloaded},
        ready::Source,
    },
    knowledge::files,
};
use serde_json::json;
use std::{fs, path::Path, sync::Arc, time::Duration};

async fn pins(who: &Actor, section: &str) -> Interaction {
    who.slash("pin", json!({"section": section}), "general").await
}

/// What the moderator is told in the end.
async fn told(discord: &Loopback, done: &Interaction) -> Message {
    let message = done.message().await;
    discord.wait_change(message.id, |message| !message.is_loading()).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_section_is_posted_pinned_and_remembered() {
    for place in places().await {
        let (discord, bot, desk) = scene_at(&place).await;
        let moderator = discord.member("mod");
        let titles = moderator.autocomplete("pin", "section", "driv").await;
        assert!(titles.iter().any(|choice| choice.value.contains("Driving")), "{titles:?}");
        let done = told(&discord, &pins(&moderator, "Missed dose").await).await;
        assert!(done.content.contains("Pinned: https://discord.com/channels/"), "{}", done.content);
        let pinned = discord.pinned("general");
        assert_eq!(pinned.len(), 1);
        assert!(pinned[0].content.starts_with("**Missed dose**"), "{}", pinned[0].content);
        assert!(pinned[0].button("Remove").is_none() && !pinned[0].buttons().is_empty());
        // Discord's own notice of the pin is answered by nobody.
        assert_eq!(said(&discord, "general").len(), 2, "the pinned text and Discord's notice");
        let list = moderator.slash("pin", json!({}), "general").await.message().await;
        assert!(list.content.contains("**Missed dose**") && list.content.contains(&pinned[0].id.to_string()), "{}", list.content);
        let kept = desk.store().pins(discord.guild().get(), 0).await.unwrap();
        assert_eq!((kept.len(), kept[0].actor), (1, moderator.id().get()), "{}", place.engine);

        let offered = moderator.autocomplete("unpin", "section", "miss").await;
        assert_eq!(offered.len(), 1, "{offered:?}");
        let ended = moderator.slash("unpin", json!({"section": "Missed dose"}), "general").await;
        assert!(told(&discord, &ended).await.content.contains("Unpinned: 1"));
        assert!(discord.pinned("general").is_empty());
        assert!(desk.store().pins(discord.guild().get(), 0).await.unwrap().is_empty(), "{}", place.engine);
        let again = moderator.slash("unpin", json!({"section": "Missed dose"}), "general").await;
        assert!(told(&discord, &again).await.content.contains("have not pinned"));
        bot.finish(&discord).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pinning_takes_pin_messages_of_the_moderator_and_of_the_bot() {
    let place = &places().await[0];
    let (discord, bot, _) = scene_at(place).await;
    // Manage Messages has not sufficed since February 2026; the command was opened to all.
    discord.open_command("pin");
    let alice = discord.member("alice");
    discord.add_role("Keeper", MANAGE_MESSAGES);
    discord.give_role(&alice, "Keeper");
    let refused = told(&discord, &pins(&alice, "driving").await).await;
    assert!(refused.content.contains("you need the permission Pin Messages"), "{}", refused.content);
    discord.revoke("general", PIN_MESSAGES);
    let refused = told(&discord, &pins(&discord.member("mod"), "Missed dose").await).await;
    assert!(refused.content.contains("my role needs Pin Messages"), "{}", refused.content);
    assert!(said(&discord, "general").is_empty(), "nothing is posted that cannot be pinned");
    let nothing = pins(&discord.member("mod"), "no such section").await.message().await;
    assert!(nothing.content.contains("no such section"), "{}", nothing.content);
    bot.finish(&discord).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_older_route_and_a_full_channel() {
    let place = &places().await[0];
    let (discord, bot, _) = scene_at(place).await;
    discord.faults().on("/messages/pins/").method("PUT").answer(404, json!({"message": "404: Not Found", "code": 0}));
    let done = told(&discord, &pins(&discord.member("mod"), "Missed dose").await).await;
    assert!(done.content.contains("Pinned:"), "{}", done.content);
    assert_eq!(discord.pinned("general").len(), 1);
    discord.faults().on("/messages/pins/").method("PUT").answer(400, json!({"message": "Maximum number of pins", "code": 30003}));
    let full = told(&discord, &pins(&discord.member("mod"), "storage").await).await;
    assert!(full.content.contains("250"), "{}", full.content);
    assert!(said(&discord, "general").iter().all(|message| !message.content.contains("Stor") || message.deleted), "taken back");
    bot.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_menu_pins_an_answer_as_it_stands_or_what_fits_a_question() {
    let place = &places().await[0];
    let (discord, bot, desk) = scene_at(place).await;
    let moderator = discord.member("mod");
    let question = discord.member("alice").mentions_bot("general", MISSED).await;
    let reply = discord.wait_reply(question).await;
    let done = told(&discord, &moderator.menu("Pin answer", reply.id).await).await;
    assert!(done.content.contains("Pinned:"), "{}", done.content);
    assert_eq!(discord.pinned("general")[0].id, reply.id);

    let other = discord.member("bob").says("quiet", "can i drive on baclofen").await;
    let offered = moderator.menu("Pin answer", other).await.message().await;
    assert!(offered.is_ephemeral() && offered.buttons()[0].label.contains("Driving"), "{:?}", offered.buttons());
    let pressed = moderator.press(offered.id, &offered.buttons()[0].custom_id).await;
    assert!(told(&discord, &pressed).await.content.contains("Pinned:"));
    assert!(discord.pinned("quiet")[0].content.contains("Driving"));
    // A danger is nothing to pin.
    let danger = discord.member("bob").says("quiet", "he is not breathing").await;
    let shown = moderator.menu("Pin answer", danger).await.message().await;
    assert!(shown.content.starts_with('🚨') && shown.buttons().is_empty(), "{}", shown.content);
    assert_eq!(desk.store().pins(discord.guild().get(), 0).await.unwrap().len(), 2);
    // A pinned message that is deleted is forgotten.
    moderator.deletes(reply.id).await;
    for _ in 0..100 {
        if desk.store().pins(discord.guild().get(), 0).await.unwrap().len() == 1 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(desk.store().pins(discord.guild().get(), 0).await.unwrap().len(), 1);
    bot.finish(&discord).await;
}

/// The shipped knowledge in a folder, with few of the examples of danger: what is changed in it is not among them, and each
/// reload weighs all.
pub fn folder() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    let few = |path: &str| !path.starts_with("safety/told") || path == "safety/told-r.tsv";
    for (path, bytes) in files::embedded().into_iter().filter(|(path, _)| few(path)) {
        let file = dir.path().join(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, bytes).unwrap();
    }
    dir
}

/// A desk over a folder.
fn desk_over(dir: &Path, store: &str) -> Arc<Desk> {
    desk(app(ask::Settings::default()), store, Source { dir: Some(dir.to_owned()), ..Source::default() })
}

/// Puts other words in place of the last ones that are like these: in the text of a section rather than in its head.
pub fn edit(dir: &Path, file: &str, from: &str, to: &str) {
    let path = dir.join(file);
    let text = fs::read_to_string(&path).unwrap();
    let (head, tail) = text.rsplit_once(from).unwrap_or_else(|| panic!("{file} holds no `{from}`"));
    fs::write(path, format!("{head}{to}{tail}")).unwrap();
}

const OLD: &str = "Then skip it and take the next dose at the usual time.";
const NEW: &str = "Then leave it out and take the next dose at the usual time.";

/// Waits until every message of the bot in a channel says this.
async fn all_say(discord: &Loopback, count: usize, words: &str) {
    for _ in 0..1_200 {
        let saying = discord.all_messages().into_iter().filter(|m| m.author == discord.bot_id() && !m.deleted && m.content.contains(words));
        if saying.count() == count {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let some = discord.all_messages().into_iter().filter(|m| m.author == discord.bot_id() && !m.content.contains(words));
    panic!("not all of {count} say `{words}`: {:?}", some.map(|message| message.content).take(3).collect::<Vec<_>>());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fifty_pins_and_five_hundred_answers_follow_a_change_of_their_section() {
    for place in places().await {
        let discord = Loopback::start(loopback::Settings { patience: Duration::from_secs(20), ..loopback::Settings::default() }).await;
        let dir = folder();
        let desk = desk_over(dir.path(), &place.url);
        let bot = Bot::start_at(&discord, settings(&discord), desk.clone()).await;
        let moderator = discord.member("mod");
        let staff = discord.channel("staff").to_string();
        ordered(&moderator, "staff", json!({"channel": staff})).await;
        let channels: Vec<_> = (0..10).map(|n| discord.add_channel(&format!("room-{n}"))).collect();
        for at in 0..50 {
            let done = moderator.slash("pin", json!({"section": "Missed dose"}), channels[at % 10]).await;
            assert!(told(&discord, &done).await.content.contains("Pinned"));
        }
        let people: Vec<Actor> = (0..50).map(|n| discord.add_member(&format!("person{n}"), &[])).collect();
        for channel in channels.iter().copied() {
            let mut last = None;
            for person in &people {
                last = Some(person.mentions_bot(channel, MISSED).await);
            }
            discord.wait_reply(last.unwrap()).await;
        }
        all_say(&discord, 550, OLD).await;
        let other = discord.wait_reply(people[0].mentions_bot("quiet", "can i drive on it").await).await;
        edit(dir.path(), "baclofen/missed-dose.md", OLD, NEW);
        // The folder is looked at every two seconds; nobody gives an order.
        all_say(&discord, 550, NEW).await;
        all_say(&discord, 550, &format!("This text was corrected on {TODAY}")).await;
        assert_eq!(discord.message(other.id).content, other.content, "a section that did not change stays as it was");
        let progress = discord.wait_message("staff", |message| message.content.contains("Posted answers were put right: 550 of 550")).await;
        assert_eq!(progress.author, discord.bot_id());
        assert!(discord.pinned(channels[0]).iter().all(|pin| pin.content.contains(NEW)));
        bot.finish(&discord).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_changed_while_the_bot_was_away_is_put_right_at_its_start() {
    let place = &places().await[0];
    let discord = Loopback::start(loopback::Settings::default()).await;
    let dir = folder();
    let bot = Bot::start_at(&discord, settings(&discord), desk_at(place)).await;
    let question = discord.member("alice").mentions_bot("general", MISSED).await;
    let reply = discord.wait_reply(question).await;
    let gone = discord.wait_reply(discord.member("bob").mentions_bot("general", MISSED).await).await;
    let hidden = discord.wait_reply(discord.member("bob").mentions_bot("quiet", MISSED).await).await;
    // A medicine that somebody named is not kept, and the reply stays true without it.
    let mixed = discord.wait_reply(discord.member("bob").mentions_bot("general", "can i take diclofenac with baclofen").await).await;
    assert!(mixed.content.contains("diclofenac"), "{}", mixed.content);
    bot.finish(&discord).await;

    discord.member("mod").deletes(gone.id).await;
    discord.hide("quiet");
    edit(dir.path(), "baclofen/missed-dose.md", OLD, NEW);
    let desk = desk_over(dir.path(), &place.url);
    assert!(matches!(desk.reload().await, Reloaded::Fresh { .. }));
    let bot = Bot::start_at(&discord, settings(&discord), desk.clone()).await;
    let changed = discord.wait_change(reply.id, |message| message.content.contains(NEW)).await;
    assert!(changed.button("Remove").is_some());
    for _ in 0..200 {
        if !desk.progress().running && desk.progress().due > 0 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let status = ordered(&discord.member("mod"), "status", json!({})).await;
    assert!(status.content.contains("1 posted answer could not be put right"), "{}", status.content);
    assert!(status.content.contains(&hidden.id.to_string()) && status.content.contains("View Channel"), "{}", status.content);
    let rows = desk.store().postings(0, 99).await.unwrap();
    assert!(rows.iter().all(|row| row.message != gone.id.get()), "a vanished message is forgotten");
    assert!(rows.iter().all(|row| !row.recall.contains("diclofenac")), "{rows:?}");
    bot.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pause_covers_what_was_posted_and_its_end_brings_it_back() {
    let place = &places().await[0];
    let (discord, bot, _) = scene_at(place).await;
    let moderator = discord.member("mod");
    let reply = discord.wait_reply(discord.member("alice").mentions_bot("general", MISSED).await).await;
    ordered(&moderator, "pause", json!({"section": "Missed dose"})).await;
    discord.wait_change(reply.id, |message| message.content.contains("paused while people check it")).await;
    ordered(&moderator, "resume", json!({"section": "Missed dose"})).await;
    let back = discord.wait_change(reply.id, |message| message.content.contains(OLD)).await;
    assert!(!back.content.contains("corrected"), "nothing was corrected: {}", back.content);
    bot.finish(&discord).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_section_that_left_the_guide_is_withdrawn_where_it_was_posted() {
    let place = &places().await[0];
    let (discord, bot, desk) = scene_at(place).await;
    let reply = discord.wait_reply(discord.member("alice").mentions_bot("general", MISSED).await).await;
    for _ in 0..100 {
        if !desk.store().postings(0, 9).await.unwrap().is_empty() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    // As a version without the section would leave it.
    let mut row = desk.store().postings(0, 9).await.unwrap().remove(0);
    row.recall = "baclofen:a:no-such-section:".to_owned();
    desk.store().write(&[medguide::store::Write::Posted(row)]).await.unwrap();
    desk.correct_soon();
    let changed = discord.wait_change(reply.id, |message| message.content.contains("taken out of the guide")).await;
    assert!(changed.content.contains("911"), "{}", changed.content);
    bot.finish(&discord).await;
    assert!(desk.store().postings(0, 9).await.unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_deleted_question_takes_its_answer_and_its_record_with_it_after_a_restart_too() {
    for place in places().await {
        let (discord, bot, desk) = scene_at(&place).await;
        let question = discord.member("alice").mentions_bot("general", MISSED).await;
        let reply = discord.wait_reply(question).await;
        bot.finish(&discord).await;
        assert_eq!(desk.store().postings_of(question.get()).await.unwrap().len(), 1, "{}", place.engine);
        let (bot, desk) = super::moderate::join(&discord, &place).await;
        discord.member("alice").deletes(question).await;
        discord.wait_change(reply.id, |message| message.deleted).await;
        for _ in 0..100 {
            if desk.store().postings(0, 9).await.unwrap().is_empty() {
                break;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        assert!(desk.store().postings(0, 9).await.unwrap().is_empty(), "{}", place.engine);
        bot.finish(&discord).await;
    }
}
