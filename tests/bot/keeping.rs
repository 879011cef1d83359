//! What is kept and what is not: no words, names or ids of who asks; a store that is down costs nobody an answer; content that is
//! spoilt while questions keep coming; what moderators tell the curators.

use super::{
    moderate::{join, ordered, scene_at},
    pins::{edit, folder},
    stores::{Place, places},
    support::{Bot, MISSED, MISSED_TITLE, app, desk, logged, logs, settings, sound},
};
use loopback::Loopback;
use medguide::{
    app::{
        ask,
        desk::{Desk, counting::week_of, curating, now, reload::Reloaded},
        ready::Source,
    },
    store::{Write, rows::Gap},
};
use serde_json::json;
use std::{
    fs,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

/// Words, a name, a dose and a number that stand nowhere but in these questions.
const SEEDS: [&str; 5] = ["quixotripod", "gertrud", "zorblaxian", "4250917", "0171998877"];

/// Everything in a store, as text: its rows, and the bytes of its file.
async fn all_kept(place: &Place) -> String {
    let mut lines = Vec::new();
    place.store().export(&mut lines).await.unwrap();
    let mut text = String::from_utf8(lines).unwrap();
    if let Some(file) = place.url.strip_prefix("sqlite:") {
        for ending in ["", "-wal", "-shm"] {
            text.push_str(&String::from_utf8_lossy(&fs::read(format!("{file}{ending}")).unwrap_or_default()));
        }
    }
    text
}

async fn gaps(desk: &Desk) -> Vec<Gap> {
    desk.store().open_gaps().await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn gaps_are_counted_without_words_names_doses_or_ids() {
    for place in places().await {
        let (discord, bot, desk) = scene_at(&place).await;
        let moderator = discord.member("mod");
        ordered(&moderator, "channel", json!({"mode": "shadow", "channel": discord.channel("quiet").to_string()})).await;
        let people = [discord.member("alice"), discord.member("bob"), discord.member("helen")];
        let [one, two, three, dose, phone] = SEEDS;
        for person in &people {
            for question in [
                format!("what does the word baclofen mean in Latin? {one} {two} {three}, {dose}mg, call {phone}"),
                format!("does insurance pay for the pump of {two}?"),
                format!("my {one} missed its {three} baclofen tablet of {dose} mg what now"),
            ] {
                discord.wait_reply(person.mentions_bot("general", &question).await).await;
                discord.wait_reply(person.dm(&question).await).await;
                person.slash("ask", json!({"question": question}), "general").await.message().await;
                person.says("quiet", &question).await;
            }
        }
        for _ in 0..200 {
            if gaps(&desk).await.iter().filter(|gap| gap.kind == "topic").count() == people.len() {
                break;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        let kept = gaps(&desk).await;
        let topics: Vec<&Gap> = kept.iter().filter(|gap| gap.kind == "topic").collect();
        assert_eq!(topics.len(), people.len(), "{}: once a person, however often: {kept:?}", place.engine);
        assert!(kept.iter().any(|gap| gap.kind == "words"), "{}: {kept:?}", place.engine);
        let list = ordered(&moderator, "gaps", json!({})).await;
        assert!(list.content.contains("3 people") && list.content.contains("topic **"), "{}: {}", place.engine, list.content);
        let stats = ordered(&moderator, "stats", json!({})).await;
        assert!(stats.content.contains("not-covered") && stats.content.contains("Missed dose"), "{}", stats.content);

        // Who wants nothing kept presses a button.
        let privacy = people[0].slash("privacy", json!({}), "general").await.message().await;
        let erased = people[0].press_label(privacy.id, "Erase what counts me").await.message().await;
        assert!(erased.content.contains("Done"), "{}", erased.content);
        assert_eq!(gaps(&desk).await.iter().filter(|gap| gap.kind == "topic").count(), people.len() - 1, "{}", place.engine);
        bot.finish(&discord).await;

        let text = all_kept(&place).await;
        assert!(text.contains("not-covered"), "the counts are there");
        let ids = people.iter().flat_map(|person| [person.id().to_string(), person.dm_channel().to_string()]);
        for secret in SEEDS.iter().map(|seed| (*seed).to_owned()).chain(ids) {
            assert!(!text.contains(&secret), "{}: `{secret}` is kept", place.engine);
            assert!(!logs().contains(&secret), "{}: `{secret}` stands in the log", place.engine);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_store_that_is_down_costs_nobody_an_answer_and_is_made_up_for() {
    let discord = Loopback::start(loopback::Settings::default()).await;
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("not-there-yet");
    let url = format!("sqlite:{}", folder.join("store.db").display());
    let bot = Bot::start_at(&discord, settings(&discord), desk(app(ask::Settings::default()), &url, Source::default())).await;
    logged("what should be kept must wait").await;
    let alice = discord.member("alice");
    let reply = discord.wait_reply(alice.mentions_bot("general", MISSED).await).await;
    assert!(reply.content.starts_with(MISSED_TITLE));
    let danger = discord.wait_reply(alice.mentions_bot("general", "he is not breathing").await).await;
    assert!(danger.content.starts_with('🚨'));
    let moderator = discord.member("mod");
    let paused = ordered(&moderator, "pause", json!({})).await;
    assert!(paused.content.contains("The store is down: this holds now"), "{}", paused.content);
    let card = discord.wait_reply(alice.mentions_bot("general", MISSED).await).await;
    assert!(card.content.contains("paused while people check it"), "{}", card.content);
    let status = ordered(&moderator, "status", json!({})).await;
    assert!(status.content.contains("**The store is down**"), "{}", status.content);
    let gaps = ordered(&moderator, "gaps", json!({})).await;
    assert!(gaps.content.contains("does not answer just now"), "{}", gaps.content);

    fs::create_dir(&folder).unwrap();
    logged("the store is back").await;
    let place_desk = desk(app(ask::Settings::default()), &url, Source::default());
    let written = async {
        loop {
            place_desk.look().await;
            if place_desk.standing().is_all_paused(discord.guild().get()) {
                break;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(10), written).await.expect("what waited is written");
    let kept = place_desk.store().postings(0, 9).await.unwrap();
    assert!(kept.iter().any(|posting| posting.message == reply.id.get()), "the answer given meanwhile is remembered too");
    bot.finish(&discord).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_list_for_staff_is_posted_once_a_week_whichever_process_does_it() {
    for place in places().await {
        let discord = Loopback::start(loopback::Settings { message_content: true, ..loopback::Settings::default() }).await;
        let (guild, staff) = (discord.guild().get(), discord.channel("staff").get());
        let one = desk(app(ask::Settings::default()), &place.url, Source::default());
        one.set(Write::StaffChannel { guild, channel: staff }, guild, 9, "staff", "").await;
        let week = week_of(now());
        let gap = |person: &str| {
            let (kind, subject, person) = ("topic".to_owned(), "price-and-prescription".to_owned(), person.to_owned());
            Write::Gap(Gap { guild, week: week - 1, kind, subject, person })
        };
        one.store().write(&[gap("a"), gap("b")]).await.unwrap();
        assert!(!one.weekly(guild).await.unwrap(), "{}: not in its first week", place.engine);
        let name = format!("weekly:{guild}");
        sqlx::query("UPDATE mark SET value = $1 WHERE name = $2")
            .bind(week - 1)
            .bind(name)
            .execute(one.store().ready().await.unwrap())
            .await
            .unwrap();
        let (first, _) = join(&discord, &place).await;
        let list = discord.wait_message("staff", |message| message.content.contains("could not answer")).await;
        assert!(list.content.contains("topic **price-and-prescription**: 2 people"), "{}: {}", place.engine, list.content);
        first.finish(&discord).await;
        let (second, _) = join(&discord, &place).await;
        discord.wait_reply(discord.member("alice").mentions_bot("general", MISSED).await).await;
        second.finish(&discord).await;
        let lists = discord.messages("staff").into_iter().filter(|message| message.content.contains("could not answer"));
        assert_eq!(lists.count(), 1, "{}", place.engine);
    }
}

/// Twenty ways to spoil a folder: the file, what is put in place of what; an empty `from` writes the whole file.
const SPOILT: [(&str, &str, &str); 20] = [
    ("baclofen/uses.md", "", ""),
    ("baclofen/uses.md", "", "+++"),
    ("baclofen/uses.md", "related =", "colour = 1\nrelated ="),
    ("baclofen/uses.md", "title = \"", "title = 1 #"),
    ("baclofen/uses.md", "checked_on = 2026-", "checked_on = 2026-13-01 #"),
    ("baclofen/uses.md", "id = \"uses\"", "id = \"dosing\""),
    ("baclofen/uses.md", "kind = \"", "kind = \"un"),
    ("baclofen/dosing.md", "80", "800"),
    ("baclofen/missed-dose.md", "Never double up", "Double up"),
    ("baclofen/missed-dose.md", "2 hours", "3 hours"),
    ("baclofen/stopping.md", "safety_line = \"", "safety_line = \"no-"),
    ("baclofen/stopping.md", "related = [\"", "related = [\"no-such-"),
    ("baclofen/guide.toml", "", ""),
    ("baclofen/topics.toml", "", "= ="),
    ("safety/lines.toml", "default =", "defaults ="),
    ("safety/lines.toml", "busy = \"", "busy = \"@everyone "),
    ("safety/phones.toml", "", "\n"),
    ("safety/rules/body.toml", "must = [", "must = [ \"can i take it with food\","),
    ("sources.toml", "grade = \"C\"", "grade = \"Z\""),
    ("words/forms.toml", "", "x"),
];

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn twenty_kinds_of_spoilt_content_change_nothing_while_questions_keep_coming() {
    let dir = folder();
    let source = Source { dir: Some(dir.path().to_owned()), ..Source::default() };
    let app = app(ask::Settings::default());
    let desk = desk(app.clone(), "sqlite::memory:", source);
    assert!(matches!(desk.reload().await, Reloaded::Fresh { .. }), "the folder has fewer examples than the program");
    let version = app.version();
    let asked = Arc::new(AtomicUsize::new(0));
    let stop = Arc::new(std::sync::atomic::AtomicBool::new(false));
    let asking = {
        let (app, asked, stop) = (app.clone(), asked.clone(), stop.clone());
        std::thread::spawn(move || {
            while !stop.load(Ordering::Relaxed) {
                let question = ask::Question { text: MISSED, asker: None, at: std::time::Instant::now(), addressed: true, guild: 1 };
                let answer = app.ask(&question);
                assert_eq!(answer.record.sections, ["missed-dose"]);
                asked.fetch_add(1, Ordering::Relaxed);
                std::thread::sleep(Duration::from_millis(2));
            }
        })
    };
    for (file, from, to) in SPOILT {
        let sound = fs::read(dir.path().join(file)).unwrap();
        if from.is_empty() {
            fs::write(dir.path().join(file), to).unwrap();
        } else {
            edit(dir.path(), file, from, to);
        }
        let Reloaded::Faulty(faults) = desk.reload().await else { panic!("{file}, `{from}` to `{to}`: taken") };
        assert!(faults.iter().any(|fault| fault.file == file && !fault.remedy.is_empty()), "{file}: {faults:#?}");
        assert_eq!(app.version(), version, "{file}");
        fs::write(dir.path().join(file), sound).unwrap();
    }
    assert_eq!(desk.reload().await, Reloaded::Same);
    edit(dir.path(), "baclofen/missed-dose.md", "Then skip it and take", "Then leave it out and take");
    assert!(matches!(desk.reload().await, Reloaded::Fresh { .. }));
    assert_ne!(app.version(), version);
    stop.store(true, Ordering::Relaxed);
    asking.join().expect("every question was answered");
    assert!(asked.load(Ordering::Relaxed) > 100);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn reload_by_command_says_what_is_wrong_and_where() {
    let discord = Loopback::start(loopback::Settings { patience: Duration::from_secs(40), ..loopback::Settings::default() }).await;
    let dir = folder();
    let source = Source { dir: Some(dir.path().to_owned()), ..Source::default() };
    let desk = desk(app(ask::Settings::default()), "sqlite::memory:", source);
    assert!(matches!(desk.reload().await, Reloaded::Fresh { .. }), "the folder has fewer examples than the program");
    let bot = Bot::start_at(&discord, settings(&discord), desk).await;
    let moderator = discord.member("mod");
    let reload = async |wanted: &str| {
        let done = moderator.slash("medguide reload", json!({}), "general").await;
        let told = discord.wait_change(done.message().await.id, |message| !message.is_loading()).await;
        assert!(told.content.contains(wanted), "{wanted}: {}", told.content);
        told
    };
    reload("Nothing has changed").await;
    spoil_and_mend(dir.path(), async || {
        let told = reload("**Nothing was changed**").await;
        assert!(told.content.contains("baclofen/missed-dose.md:") && told.content.contains("2 hours"), "{}", told.content);
        sound(&told);
    })
    .await;
    edit(dir.path(), "baclofen/missed-dose.md", "Then skip it and take", "Then leave it out and take");
    // The folder is watched too: one of both reads it first.
    let done = moderator.slash("medguide reload", json!({}), "general").await;
    discord.wait_change(done.message().await.id, |message| !message.is_loading()).await;
    let reply = discord.wait_reply(discord.member("alice").mentions_bot("general", MISSED).await).await;
    assert!(reply.content.contains("leave it out"), "{}", reply.content);
    bot.finish(&discord).await;
}

async fn spoil_and_mend(dir: &Path, look: impl AsyncFnOnce()) {
    edit(dir, "baclofen/missed-dose.md", "less than 2 hours", "less than 3 hours");
    look().await;
    edit(dir, "baclofen/missed-dose.md", "less than 3 hours", "less than 2 hours");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn moderators_see_why_and_tell_the_curators_what_was_wrong() {
    for place in places().await {
        let (discord, bot, desk) = scene_at(&place).await;
        let (moderator, alice) = (discord.member("mod"), discord.member("alice"));
        let question = alice.mentions_bot("general", MISSED).await;
        let reply = discord.wait_reply(question).await;
        for target in [question, reply.id] {
            let why = moderator.menu("Why this answer?", target).await.message().await;
            assert!(
                why.is_ephemeral() && why.content.contains("missed-dose") && why.content.contains(&desk.app().version()),
                "{}",
                why.content
            );
            sound(&why);
        }
        // A public answer to a command hangs on no message: its question is kept nowhere.
        let public = alice.slash("ask", json!({"question": MISSED, "private": false}), "general").await.message().await;
        let why = moderator.menu("Why this answer?", public.id).await.message().await;
        assert!(why.content.contains("I keep no questions"), "{}", why.content);

        let chosen = moderator.menu("Wrong section", reply.id).await.message().await;
        assert!(chosen.is_ephemeral());
        let menu = chosen.components[0]["components"][0]["custom_id"].as_str().unwrap().to_owned();
        let form = moderator.selects(chosen.id, &menu, &["driving"]).await;
        let noted = moderator.submits(&form, &[("wording", "may somebody\tdrive after a late tablet?")]).await.message().await;
        assert!(noted.content.contains("Nothing has changed yet"), "{}", noted.content);
        let form = moderator.press_label(chosen.id, "The guide has none for it").await;
        moderator.submits(&form, &[("wording", "who delivers it?")]).await.message().await;
        assert!(discord.wait_reply(alice.mentions_bot("general", MISSED).await).await.content.starts_with(MISSED_TITLE), "nothing changed");
        let lines = curating::lines(&desk.store().wrong().await.unwrap());
        let lines: Vec<&str> = lines.lines().collect();
        assert_eq!(lines.len(), 3, "{lines:?}");
        assert!(
            lines[1].contains("\tdriving\tmoderator\tmay somebody drive after a late tablet?\tcurated\tinstead of missed-dose"),
            "{lines:?}"
        );
        assert!(lines[2].contains("\tnot-covered\tmoderator\twho delivers it?\t"), "{lines:?}");
        // Menus that were opened to all are for moderators all the same.
        for name in ["Why this answer?", "Wrong section"] {
            discord.open_command(name);
            let refused = alice.menu(name, reply.id).await.message().await;
            assert!(refused.content.contains("for moderators"), "{name}: {}", refused.content);
        }
        bot.finish(&discord).await;
        let (bot, _) = join(&discord, &place).await;
        let (moderator_again, old) = (discord.member("mod"), chosen.id);
        let form = moderator_again.selects(old, &menu, &["dosing"]).await;
        assert!(form.response().await.kind == 9, "a list opened before a restart still works");
        bot.finish(&discord).await;
    }
}
