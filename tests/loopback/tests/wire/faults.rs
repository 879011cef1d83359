//! Faults by name, as the page, the control and the command line set them up.

use std::time::{Duration, Instant};

use crate::support::{Gateway, INTENTS, Rest, quick};
use loopback::{Loopback, NAMED_FAULTS, Scope, Settings};
use serde_json::json;

#[tokio::test]
async fn limits_tell_whose_they_are() {
    let discord = Loopback::start(quick()).await;
    let rest = Rest::new(&discord);
    for (scope, name, global) in [(Scope::User, "user", false), (Scope::Global, "global", true), (Scope::Shared, "shared", false)] {
        discord.faults().on("/users/@me").rate_limit_of(scope, Duration::from_millis(1_500));
        let answer = rest.get("/users/@me").await;
        assert_eq!(answer.status, 429);
        assert_eq!((answer.header("x-ratelimit-scope"), answer.header("retry-after")), (name, "2"));
        assert_eq!(answer.header("x-ratelimit-global"), if global { "true" } else { "" });
        assert_eq!((&answer.body["global"], &answer.body["retry_after"]), (&json!(global), &json!(1.5)));
        assert_eq!(rest.get("/users/@me").await.status, 200);
    }
}

#[tokio::test]
async fn events_come_late_and_are_overtaken() {
    let discord = Loopback::start(quick()).await;
    let mut gateway = Gateway::ready(&discord, INTENTS).await;
    gateway.event("GUILD_CREATE").await;
    discord.faults().delay_events(Duration::from_millis(300));
    let alice = discord.member("alice");
    let from = Instant::now();
    let first = alice.dm("first").await;
    discord.faults().delay_events(Duration::ZERO);
    let second = alice.dm("second").await;
    let messages = [gateway.event("MESSAGE_CREATE").await, gateway.event("MESSAGE_CREATE").await];
    let ids: Vec<_> = messages.iter().map(|message| message["id"].as_str().unwrap().to_owned()).collect();
    assert_eq!(ids, [second.to_string(), first.to_string()]);
    assert!(from.elapsed() >= Duration::from_millis(300));
}

#[tokio::test]
async fn events_come_twice_with_one_number() {
    let discord = Loopback::start(quick()).await;
    let mut gateway = Gateway::ready(&discord, INTENTS).await;
    gateway.event("GUILD_CREATE").await;
    discord.faults().named("twice").unwrap();
    discord.member("alice").dm("once").await;
    let (one, two) = (gateway.event("MESSAGE_CREATE").await, gateway.event("MESSAGE_CREATE").await);
    assert_eq!(one, two);
    discord.faults().named("twice,again=0").unwrap();
    let last = discord.member("alice").dm("again").await;
    let three = gateway.event("MESSAGE_CREATE").await;
    assert_eq!(three["id"], last.to_string());
}

#[tokio::test]
async fn every_name_works_alone_and_what_does_not_fit_says_why() {
    for fault in NAMED_FAULTS {
        let discord = Loopback::start(quick()).await;
        discord.faults().named(fault.name).unwrap();
        assert!(!fault.title.is_empty());
        discord.faults().clear();
        assert_eq!(discord.faults().pending(), 0, "{}", fault.name);
        assert_eq!(Rest::new(&discord).get("/users/@me").await.status, 200, "{}", fault.name);
    }
    let discord = Loopback::start(quick()).await;
    for (order, reason) in [
        ("nonsense", "there is no fault"),
        ("slow,ms", "key=value"),
        ("slow,ms=much", "a number"),
        ("limit,scope=all", "user, global or shared"),
        ("close,code=70000", "too large"),
    ] {
        let refused = discord.faults().named(order).unwrap_err();
        assert!(refused.contains(reason), "{order}: {refused}");
    }
    discord.faults().named("fail,path=/gateway,status=502,times=2,method=GET").unwrap();
    let rest = Rest::new(&discord);
    assert_eq!(rest.get("/users/@me").await.status, 200);
    assert_eq!((rest.get("/gateway/bot").await.status, rest.get("/gateway").await.status), (502, 502));
    assert_eq!(rest.get("/gateway").await.status, 200);
}

#[tokio::test]
async fn what_only_grows_is_bounded_where_that_is_asked_for() {
    let discord = Loopback::start(Settings { keep: Some(20), ..quick() }).await;
    let (alice, moderator) = (discord.member("alice"), discord.member("mod"));
    let pinned = alice.says("general", "keep this").await;
    moderator.pins(pinned).await;
    let rest = Rest::new(&discord);
    for number in 0..100 {
        alice.says("general", &format!("message {number}")).await;
        rest.get("/users/@me").await;
    }
    assert!((20..=41).contains(&discord.all_messages().len()), "{}", discord.all_messages().len());
    assert!((20..=41).contains(&discord.rest_log().len()), "{}", discord.rest_log().len());
    assert_eq!(discord.message(pinned).content, "keep this");
    assert!(discord.messages("general").iter().any(|message| message.content == "message 99"));
}
