//! The gateway as a raw client meets it.

use std::time::Duration;

use crate::support::{Gateway, INTENTS, Rest, quick};
use loopback::{Loopback, Settings, intent, permission};
use serde_json::json;

#[tokio::test]
async fn guild_create_follows_ready() {
    let discord = Loopback::start(quick()).await;
    let mut gateway = Gateway::open(&discord).await;
    gateway.identify(&format!("Bot {}", discord.token()), INTENTS).await;
    let ready = gateway.frame().await;
    assert_eq!((&ready["t"], &ready["s"]), (&json!("READY"), &json!(1)));
    assert_eq!(ready["d"]["guilds"][0]["unavailable"], true);
    assert_eq!(ready["d"]["user"]["id"], discord.bot_id().to_string());
    let guild = gateway.frame().await;
    assert_eq!((&guild["t"], &guild["s"]), (&json!("GUILD_CREATE"), &json!(2)));
    let pin = permission::PIN_MESSAGES;
    let bits = |role: &serde_json::Value| role["permissions"].as_str().unwrap().parse::<u64>().unwrap();
    let roles = guild["d"]["roles"].as_array().unwrap();
    assert!(roles.iter().any(|r| r["name"] == "Moderator" && bits(r) & pin != 0));
    discord.wait_ready().await;
    assert_eq!(discord.intents(), Some(INTENTS));
}

#[tokio::test]
async fn identify_is_refused() {
    let granted = Settings { message_content: true, ..quick() };
    let good = quick().token;
    for (label, settings, token, intents, code) in [
        ("wrong token", quick(), "wrong", INTENTS, 4004),
        ("content not granted", quick(), good.as_str(), INTENTS | intent::MESSAGE_CONTENT, 4014),
        ("members never granted", granted, good.as_str(), INTENTS | intent::GUILD_MEMBERS, 4014),
        ("intent without meaning", quick(), good.as_str(), 1 << 40, 4013),
    ] {
        let discord = Loopback::start(settings).await;
        let mut gateway = Gateway::open(&discord).await;
        gateway.identify(token, intents).await;
        assert_eq!(gateway.close_code().await, Some(code), "{label}");
        assert_eq!(discord.gateway_closes(), [code], "{label}");
        assert_eq!(discord.complaints().len(), 1, "{label}");
    }
}

#[tokio::test]
async fn bad_frames_close_with_discords_codes() {
    let frames = [
        ("not JSON", "{", 4002),
        ("not an object", "[]", 4002),
        ("unknown op", r#"{"op":77}"#, 4001),
        ("presence before identify", r#"{"op":3,"d":{}}"#, 4003),
        ("too large", &format!("{{\"op\":1,\"d\":\"{}\"}}", "x".repeat(5000)), 4002),
        ("shard past the end", "SHARD", 4010),
    ];
    for (label, text, code) in frames {
        let discord = Loopback::start(quick()).await;
        let mut gateway = Gateway::open(&discord).await;
        if text == "SHARD" {
            let d = json!({"token": discord.token(), "intents": 1, "properties": {}, "shard": [2, 2]});
            gateway.send(&json!({"op": 2, "d": d})).await;
        } else {
            gateway.text(text).await;
        }
        assert_eq!(gateway.close_code().await, Some(code), "{label}");
    }
}

#[tokio::test]
async fn a_second_identify_closes() {
    let discord = Loopback::start(quick()).await;
    let mut gateway = Gateway::ready(&discord, INTENTS).await;
    gateway.identify(discord.token(), INTENTS).await;
    assert_eq!(gateway.close_code().await, Some(4005));
}

#[tokio::test]
async fn heartbeats_are_answered_and_silence_ends() {
    let discord = Loopback::start(Settings { heartbeat: Duration::from_millis(200), ..quick() }).await;
    let mut gateway = Gateway::ready(&discord, 0).await;
    gateway.send(&json!({"op": 1, "d": gateway.seq})).await;
    assert_eq!(gateway.frame().await["op"], 11);
    assert_eq!(gateway.close_code().await, Some(4000), "two intervals without a heartbeat");

    let mut gateway = Gateway::ready(&discord, 0).await;
    discord.faults().ignore_heartbeats(true);
    gateway.send(&json!({"op": 1, "d": null})).await;
    assert!(gateway.is_quiet().await);
}

#[tokio::test]
async fn content_is_emptied_without_the_intent() {
    let discord = Loopback::start(quick()).await;
    let rest = Rest::new(&discord);
    let mut gateway = Gateway::ready(&discord, INTENTS).await;
    let (alice, general) = (discord.member("alice"), discord.channel("general"));
    let own = rest.post(&format!("/channels/{general}/messages"), &json!({"content": "mine"})).await;
    let own = discord.message(loopback::Snowflake::parse(own.id()).unwrap()).id;
    assert_eq!(gateway.event("MESSAGE_CREATE").await["content"], "mine", "own message");

    let mut seen = async |label: &str, want: &str| {
        let event = gateway.event("MESSAGE_CREATE").await;
        assert_eq!(event["content"], want, "{label}");
        event
    };
    let plain = alice.says("general", "secret").await;
    let event = seen("plain", "").await;
    assert_eq!(event["member"]["roles"], json!([]));
    assert_eq!(event["guild_id"], discord.guild().to_string());
    alice.attaches("general", "photo.png", "look").await;
    assert_eq!(seen("file", "").await["attachments"], json!([]));
    alice.mentions_bot("general", "hello").await;
    seen("mention", &format!("<@{}> hello", discord.bot_id())).await;
    alice.replies_to(own, "thanks", true).await;
    let reply = seen("reply with ping", "thanks").await;
    assert_eq!(reply["referenced_message"]["content"], "mine");
    let quiet = alice.replies_to(own, "thanks", false).await;
    seen("reply without ping", "").await;
    alice.replies_to(plain, "me too", true).await;
    let reply = seen("reply to a person", "").await;
    assert_eq!(reply["referenced_message"]["content"], "", "what is quoted is emptied too");
    alice.dm("directly").await;
    let dm = seen("direct", "directly").await;
    assert!(dm.get("guild_id").is_none() && dm.get("member").is_none());
    discord.webhook_says("general", "hook", "from afar").await;
    assert!(seen("webhook", "").await["webhook_id"].is_string());

    alice.edits(quiet, "changed").await;
    assert_eq!(gateway.event("MESSAGE_UPDATE").await["content"], "", "an edit adds no ping");
    let read = rest.get(&format!("/channels/{general}/messages/{plain}")).await;
    assert_eq!(read.body["content"], "", "over REST too");
}

#[tokio::test]
async fn content_is_there_with_the_intent() {
    let discord = Loopback::start(Settings { message_content: true, ..quick() }).await;
    let mut with = Gateway::ready(&discord, INTENTS | intent::MESSAGE_CONTENT).await;
    let mut without = Gateway::ready(&discord, INTENTS).await;
    let flags = Rest::new(&discord).get("/applications/@me").await.body["flags"].as_u64().unwrap();
    assert_ne!(flags & 1 << 19, 0, "the application can see that it was granted");
    let message = discord.member("bob").says("general", "hello").await;
    assert_eq!(with.event("MESSAGE_CREATE").await["content"], "hello");
    assert_eq!(without.event("MESSAGE_CREATE").await["content"], "", "granted, but not asked for");
    let path = format!("/channels/{}/messages/{message}", discord.channel("general"));
    assert_eq!(Rest::new(&discord).get(&path).await.body["content"], "hello", "REST goes by what is granted");
}

#[tokio::test]
async fn messages_need_their_intent_and_sight_of_the_channel() {
    let discord = Loopback::start(quick()).await;
    let mut guilds = Gateway::ready(&discord, intent::GUILD_MESSAGES).await;
    let mut direct = Gateway::ready(&discord, intent::DIRECT_MESSAGES).await;
    let mut neither = Gateway::ready(&discord, 0).await;
    let alice = discord.member("alice");
    alice.says("general", "in the guild").await;
    alice.dm("directly").await;
    discord.hide("quiet");
    alice.says("quiet", "unseen").await;
    assert_eq!(guilds.event("MESSAGE_CREATE").await["channel_id"], discord.channel("general").to_string());
    assert_eq!(direct.event("MESSAGE_CREATE").await["content"], "directly");
    for gateway in [&mut guilds, &mut direct, &mut neither] {
        assert!(gateway.is_quiet().await);
    }
}

#[tokio::test]
async fn resume_replays_what_was_missed() {
    let discord = Loopback::start(quick()).await;
    let mut gateway = Gateway::open(&discord).await;
    gateway.identify(discord.token(), INTENTS).await;
    let session = gateway.event("READY").await["session_id"].as_str().unwrap().to_owned();
    gateway.event("GUILD_CREATE").await;
    let seq = gateway.seq;
    gateway.vanish();
    discord.wait_gone().await;
    let alice = discord.member("alice");
    alice.dm("one").await;
    alice.dm("two").await;

    let mut gateway = Gateway::open(&discord).await;
    gateway.resume(discord.token(), &session, seq).await;
    assert_eq!(gateway.frame().await["d"]["content"], "one");
    assert_eq!(gateway.frame().await["d"]["content"], "two");
    assert_eq!(gateway.frame().await["t"], "RESUMED");
    alice.dm("three").await;
    assert_eq!(gateway.frame().await["d"]["content"], "three");
    assert_eq!((discord.identifies(), discord.resumes()), (1, 1));

    for (label, session, seq, fresh_code) in [("future", session.as_str(), 999, Some(4007)), ("unknown", "nope", 1, None)] {
        let mut gateway = Gateway::open(&discord).await;
        gateway.resume(discord.token(), session, seq).await;
        match fresh_code {
            Some(code) => assert_eq!(gateway.close_code().await, Some(code), "{label}"),
            None => assert_eq!(gateway.frame().await["op"], 9, "{label}"),
        }
    }
}

#[tokio::test]
async fn edits_and_deletions_are_told() {
    let discord = Loopback::start(quick()).await;
    let mut gateway = Gateway::ready(&discord, INTENTS).await;
    let alice = discord.member("alice");
    let message = alice.mentions_bot("general", "first").await;
    gateway.event("MESSAGE_CREATE").await;
    alice.edits(message, "<@1> second").await;
    let update = gateway.event("MESSAGE_UPDATE").await;
    assert_eq!(update["content"], "", "the mention is gone, and with it the right to read");
    assert!(update["edited_timestamp"].is_string());
    discord.unfurls(message);
    gateway.event("MESSAGE_UPDATE").await;
    discord.member("mod").deletes(message).await;
    assert_eq!(gateway.event("MESSAGE_DELETE").await["id"], message.to_string());
    assert!(discord.message(message).deleted);
    assert_eq!(discord.messages("general").len(), 0);
}

#[tokio::test]
async fn threads() {
    let discord = Loopback::start(quick()).await;
    let forum = discord.add_forum("help");
    let mut gateway = Gateway::ready(&discord, INTENTS).await;
    let (thread, message) = discord.member("bob").opens_thread(forum, "can I stop?", "I want to").await;
    let event = gateway.event("THREAD_CREATE").await;
    assert_eq!((&event["name"], &event["newly_created"]), (&json!("can I stop?"), &json!(true)));
    assert_eq!(gateway.event("MESSAGE_CREATE").await["channel_id"], thread.to_string());
    assert_eq!(thread, message, "in a forum the opening message has the thread's id");
    let rest = Rest::new(&discord);
    let say = json!({"content": "answer"});
    assert_eq!(rest.post(&format!("/channels/{thread}/messages"), &say).await.status, 200);
    discord.revoke(forum, permission::SEND_MESSAGES_IN_THREADS);
    assert_eq!(rest.post(&format!("/channels/{thread}/messages"), &say).await.verdict(), (403, 50013));
    assert_eq!(rest.post(&format!("/channels/{forum}/messages"), &say).await.verdict(), (400, 50008));
}

#[tokio::test]
async fn gateway_faults() {
    let discord = Loopback::start(quick()).await;
    let mut gateway = Gateway::ready(&discord, 0).await;
    discord.faults().raw("{nonsense");
    discord.faults().close(4009);
    assert_eq!(gateway.close_code().await, Some(4009));

    let mut gateway = Gateway::ready(&discord, 0).await;
    discord.faults().reconnect();
    assert_eq!(gateway.frame().await["op"], 7);
    discord.faults().invalid_session(false);
    assert_eq!(gateway.frame().await["d"], false);
    discord.faults().close_without_code();
    discord.wait_gone().await;
    assert_eq!(gateway.close_code().await, None);

    discord.faults().refuse_identify(4008);
    let mut gateway = Gateway::open(&discord).await;
    gateway.identify(discord.token(), 0).await;
    assert_eq!(gateway.close_code().await, Some(4008));
    discord.faults().accept_identify();
    Gateway::ready(&discord, 0).await;
    assert!(discord.complaints().is_empty(), "faults of the test's own making are nobody's mistake");
}

#[tokio::test]
async fn guilds_fall_to_their_shards() {
    let discord = Loopback::start(quick()).await;
    let shard = (discord.guild().get() >> 22) % 2;
    let mut gateways = Vec::new();
    for number in 0..2 {
        let mut gateway = Gateway::open(&discord).await;
        let d = json!({"token": discord.token(), "intents": INTENTS, "properties": {}, "shard": [number, 2]});
        gateway.send(&json!({"op": 2, "d": d})).await;
        let ready = gateway.event("READY").await;
        assert_eq!(ready["guilds"].as_array().unwrap().len(), usize::from(number == shard), "shard {number}");
        gateways.push(gateway);
    }
    discord.member("alice").dm("hi").await;
    assert_eq!(gateways[0].event("MESSAGE_CREATE").await["content"], "hi", "direct messages go to shard 0");
}
