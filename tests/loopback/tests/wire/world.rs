//! What happens in the world besides requests: people's verbs, setting the scene, waiting, and the control page.

use std::time::Duration;

use crate::support::{Gateway, INTENTS, Rest, quick};
use loopback::{Actor, Loopback, MessageId, Settings, permission};
use serde_json::{Value, json};

/// The message of the panic that ends the future.
async fn panic_of<T: Send + 'static>(future: impl Future<Output = T> + Send + 'static) -> String {
    let Err(error) = tokio::spawn(future).await else { panic!("it did not panic") };
    let reason = error.into_panic();
    reason.downcast_ref::<String>().cloned().or_else(|| reason.downcast_ref::<&str>().map(|s| (*s).to_owned())).unwrap()
}

/// Starts something a person tries, and returns the message of the panic that stops it.
async fn refusal<F: Future<Output = ()> + Send + 'static>(actor: &Actor, attempt: impl FnOnce(Actor) -> F) -> String {
    panic_of(attempt(actor.clone())).await
}

#[tokio::test]
async fn people_do_only_what_discords_client_allows() {
    let discord = Loopback::start(Settings { patience: Duration::from_millis(100), ..Settings::default() }).await;
    let (alice, bob) = (discord.member("alice"), discord.member("bob"));
    let message = alice.says("general", "mine").await;
    let hidden = discord.member("helen").says("staff", "among us").await;
    let gone = alice.says("general", "gone").await;
    alice.deletes(gone).await;
    let say = async |place: &'static str, text: String| refusal(&bob, |b| async move { _ = b.says(place, &text).await }).await;
    let reply = async |to: MessageId| refusal(&bob, move |b| async move { _ = b.replies_to(to, "x", true).await }).await;
    for (label, said, reason) in [
        ("edit another's", refusal(&bob, |b| async move { b.edits(message, "x").await }).await, "only the author"),
        ("delete another's", refusal(&bob, |b| async move { b.deletes(message).await }).await, "may not delete"),
        ("pin", refusal(&bob, |b| async move { b.pins(message).await }).await, "lacks permissions"),
        ("reply to what is gone", reply(gone).await, "deleted"),
        ("reply to what is hidden", reply(hidden).await, "cannot see"),
        ("write where hidden", say("staff", "x".to_owned()).await, "lacks permissions"),
        ("write nothing", say("general", " ".to_owned()).await, "not 0"),
        ("write too much", say("general", "x".repeat(2001)).await, "not 2001"),
        ("write nowhere", say("nowhere", "x".to_owned()).await, "general, quiet, staff"),
        ("command without a bot", refusal(&bob, |b| async move { _ = b.slash("ask", json!({}), "general").await }).await, "in vain"),
    ] {
        assert!(said.contains(reason), "{label}: {said}");
    }
}

#[tokio::test]
async fn commands_are_checked_before_the_bot_hears_of_them() {
    let discord = Loopback::start(quick()).await;
    let commands = json!([
        {"name": "ask", "description": "d", "options": [
            {"type": 3, "name": "question", "description": "d", "required": true, "max_length": 5},
            {"type": 4, "name": "count", "description": "d", "max_value": 3},
            {"type": 3, "name": "kind", "description": "d", "choices": [{"name": "A", "value": "a"}]},
        ]},
        {"name": "nobody", "description": "d", "default_member_permissions": "0"},
    ]);
    Rest::new(&discord).call("PUT", &format!("/applications/{}/commands", discord.bot_id()), &commands).await;
    let _gateway = Gateway::ready(&discord, INTENTS).await;
    for (label, name, options, reason) in [
        ("unregistered", "tell", json!({}), "\"ask\" (type 1)"),
        ("missing", "ask", json!({}), "required"),
        ("unknown", "ask", json!({"question": "x", "other": 1}), "no option `other`"),
        ("type", "ask", json!({"question": 5}), "takes text"),
        ("too long", "ask", json!({"question": "xxxxxx"}), "max_length"),
        ("too large", "ask", json!({"question": "x", "count": 4}), "max_value"),
        ("no choice", "ask", json!({"question": "x", "kind": "b"}), "does not offer"),
        ("hidden", "nobody", json!({}), "permissions"),
        ("no sub-command", "ask now", json!({"question": "x"}), "no sub-command `now`"),
    ] {
        let alice = discord.member("alice");
        let said = panic_of(async move { alice.slash(name, options, "general").await.id() }).await;
        assert!(said.contains(reason), "{label}: {said}");
    }
    assert!(discord.member("olivia").can_see("nobody", "general"), "the owner sees everything");
    discord.member("alice").slash("ask", json!({"question": "x", "count": 3, "kind": "a"}), "general").await;
    assert_eq!(discord.interactions().len(), 1);
}

#[tokio::test]
async fn waits_end_and_say_what_was_seen() {
    let discord = Loopback::start(Settings { patience: Duration::from_millis(100), ..Settings::default() }).await;
    let rest = Rest::new(&discord);
    let asked = discord.member("alice").says("general", "hello there").await;
    rest.get("/users/5").await;
    let said = panic_of(async move {
        let reply = discord.wait_reply(asked).await;
        reply.id
    })
    .await;
    for part in ["in vain", "hello there", "by alice", "GET /users/5 -> 404", "0 identified"] {
        assert!(said.contains(part), "{part} in {said}");
    }
}

#[tokio::test]
async fn silence() {
    let discord = Loopback::start(quick()).await;
    let rest = Rest::new(&discord);
    let path = format!("/channels/{}/messages", discord.channel("general"));
    rest.post(&path, &json!({"content": "before"})).await;
    discord.member("alice").says("general", "hush").await;
    discord.expect_silence("general", Duration::from_millis(20)).await;
    rest.post(&path, &json!({"content": "after"})).await;
    let said = panic_of(async move { discord.expect_silence("general", Duration::from_millis(20)).await }).await;
    assert!(said.contains("after") && !said.contains("before"), "{said}");
}

#[tokio::test]
async fn happenings_are_told() {
    let discord = Loopback::start(quick()).await;
    let mut gateway = Gateway::ready(&discord, INTENTS).await;
    let (alice, moderator) = (discord.member("alice"), discord.member("mod"));
    let ids: Vec<MessageId> = vec![alice.says("general", "one").await, alice.says("general", "two").await];
    moderator.pins(ids[0]).await;
    gateway.event("CHANNEL_PINS_UPDATE").await;
    assert_eq!(gateway.event("MESSAGE_CREATE").await["author"]["id"], moderator.id().to_string());
    moderator.unpins(ids[0]).await;
    assert_eq!(gateway.event("MESSAGE_UPDATE").await["pinned"], false);
    discord.purges("general", &ids);
    assert_eq!(gateway.event("MESSAGE_DELETE_BULK").await["ids"], json!([ids[0].to_string(), ids[1].to_string()]));
    assert!(ids.iter().all(|id| discord.message(*id).deleted));

    let extra = discord.add_channel("extra");
    assert_eq!(gateway.event("CHANNEL_CREATE").await["name"], "extra");
    discord.delete_channel(extra);
    assert_eq!(gateway.event("CHANNEL_DELETE").await["id"], extra.to_string());
    let (guild, channel) = discord.add_guild("Second", "second");
    assert_eq!(gateway.event("GUILD_CREATE").await["id"], guild.to_string());
    let path = format!("/channels/{channel}/messages");
    assert_eq!(Rest::new(&discord).post(&path, &json!({"content": "x"})).await.status, 200);
    discord.outage(guild);
    assert_eq!(gateway.event("GUILD_DELETE").await["unavailable"], true);
    gateway.event("GUILD_CREATE").await;
    discord.removes_bot(guild);
    assert!(gateway.event("GUILD_DELETE").await.get("unavailable").is_none());
    assert_eq!(Rest::new(&discord).post(&path, &json!({"content": "x"})).await.verdict(), (404, 10003));

    let said = alice.dm("again").await;
    discord.repeat(said);
    assert_eq!(gateway.event("MESSAGE_CREATE").await["id"], gateway.event("MESSAGE_CREATE").await["id"]);
    discord.dispatch("SOMETHING_NEW", &json!({"x": 1}));
    assert_eq!(gateway.event("SOMETHING_NEW").await["x"], 1);
    let thread = alice.opens_thread("quiet", "a thread", "in it").await.0;
    gateway.event("THREAD_CREATE").await;
    let sent = Rest::new(&discord).post(&format!("/channels/{thread}/messages"), &json!({"content": "x"})).await;
    discord.archive(thread);
    assert_eq!(gateway.event("THREAD_UPDATE").await["thread_metadata"]["archived"], true);
    let path = format!("/channels/{thread}/messages/{}", sent.id());
    let edit = json!({"content": "y"});
    assert_eq!(Rest::new(&discord).call("PATCH", &path, &edit).await.verdict(), (400, 50083));
    Rest::new(&discord).post(&format!("/channels/{thread}/messages"), &json!({"content": "x"})).await;
    assert_eq!(gateway.event("THREAD_UPDATE").await["thread_metadata"]["archived"], false, "writing brings it back");
}

#[tokio::test]
async fn roles_and_permissions() {
    let discord = Loopback::start(quick()).await;
    let commands = json!([{"name": "manage", "description": "d", "default_member_permissions": permission::MANAGE_GUILD.to_string()}]);
    Rest::new(&discord).call("PUT", &format!("/applications/{}/commands", discord.bot_id()), &commands).await;
    let carol = discord.add_member("carol", &[]);
    assert!(!carol.can_see("manage", "general"));
    discord.give_role(&carol, "Moderator");
    assert!(carol.can_see("manage", "general"));
    discord.take_role(&carol, "Moderator");
    carol.set_permissions("quiet", permission::MANAGE_GUILD | permission::VIEW_CHANNEL | permission::USE_APPLICATION_COMMANDS);
    assert!(carol.can_see("manage", "quiet") && !carol.can_see("manage", "general"));
}

#[tokio::test]
async fn identifying_too_often() {
    let settings = Settings { identify_interval: Duration::from_secs(60), ..quick() };
    let discord = Loopback::start(settings).await;
    Gateway::ready(&discord, 0).await;
    let mut second = Gateway::open(&discord).await;
    second.identify(discord.token(), 0).await;
    assert_eq!(second.frame().await["op"], 9);
}

#[tokio::test]
async fn only_one_door_and_only_on_loopback() {
    let discord = Loopback::start(quick()).await;
    assert!(discord.url().starts_with("http://127.0.0.1:") && discord.gateway_url().starts_with("ws://127.0.0.1:"));
    let port = discord.url().rsplit_once(':').unwrap().1.parse().unwrap();
    assert!(Loopback::try_start(Settings { port, ..quick() }).await.is_err(), "the port is taken");
    drop(discord);
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert!(tokio::net::TcpStream::connect(("127.0.0.1", port)).await.is_err(), "it stops with its handle");
}

#[tokio::test]
async fn the_control_page() {
    let discord = Loopback::start(quick()).await;
    let mut gateway = Gateway::ready(&discord, INTENTS).await;
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let order = async |body: Value| {
        let sent = http.post(format!("{}/__ctl", discord.url())).body(body.to_string()).send().await.unwrap();
        (sent.status().as_u16(), serde_json::from_str::<Value>(&sent.text().await.unwrap()).unwrap())
    };
    let (status, said) = order(json!({"op": "mention", "user": "bob", "text": "hello"})).await;
    assert_eq!(status, 200);
    assert_eq!(gateway.event("MESSAGE_CREATE").await["id"], said["message"]);
    assert_eq!(order(json!({"op": "edit", "user": "bob", "message": said["message"], "text": "bye"})).await.0, 200);
    for (label, bad) in [
        ("no op", json!({})),
        ("unknown op", json!({"op": "sing"})),
        ("nobody", json!({"op": "say", "user": "nobody", "text": "x"})),
        ("no text", json!({"op": "say"})),
        ("another's message", json!({"op": "edit", "user": "alice", "message": said["message"], "text": "x"})),
        ("not an object", json!([])),
    ] {
        let (status, body) = order(bad).await;
        assert!(status == 400 && !body["error"].as_str().unwrap().is_empty(), "{label}: {body}");
    }
    order(json!({"op": "fail", "path": "/users", "status": 500, "body": {"message": "down"}})).await;
    assert_eq!(Rest::new(&discord).get("/users/@me").await.status, 500);
    let log = http.get(format!("{}/__log", discord.url())).send().await.unwrap().text().await.unwrap();
    let log: Value = serde_json::from_str(&log).unwrap();
    assert_eq!((&log["connected"], &log["messages"][0]["content"]), (&json!(true), &json!("bye")));
    assert_eq!(order(json!({"op": "close", "code": 4009})).await.0, 200);
    assert_eq!(gateway.close_code().await, Some(4009));
}
