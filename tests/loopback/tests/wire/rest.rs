//! REST as a raw client meets it.

use std::time::Duration;

use crate::support::{Answer, Gateway, INTENTS, Rest, quick};
use loopback::{Loopback, Settings, Snowflake, permission};
use serde_json::{Value, json};

async fn started() -> (Loopback, Rest, String) {
    let discord = Loopback::start(quick()).await;
    let rest = Rest::new(&discord);
    let messages = format!("/channels/{}/messages", discord.channel("general"));
    (discord, rest, messages)
}

#[tokio::test]
async fn the_door() {
    let (discord, rest, messages) = started().await;
    let say = json!({"content": "hi"});
    let stranger = Rest::with_token(&discord, "wrong");
    assert_eq!(stranger.post(&messages, &say).await.verdict(), (401, 0));
    assert_eq!(stranger.get("/gateway/bot").await.verdict(), (401, 0));
    assert_eq!(stranger.get("/gateway").await.status, 200, "the address itself is no secret");
    let nameless = rest.request("GET", "/users/@me").header("user-agent", "");
    assert_eq!(rest.send(nameless).await.unwrap().verdict(), (403, 40333));
    let untyped = rest.request("POST", &messages).body("{}");
    assert_eq!(rest.send(untyped).await.unwrap().verdict(), (400, 50035));
    let broken = rest.request("POST", &messages).header("content-type", "application/json").body("{");
    assert_eq!(rest.send(broken).await.unwrap().verdict(), (400, 50109));
    assert_eq!(rest.get("/users/@me/nothing").await.body, json!({"message": "404: Not Found", "code": 0}));
    assert_eq!(rest.call("PATCH", "/users/@me", &json!({})).await.verdict(), (404, 0));
    assert_eq!(discord.unknown_routes().len(), 2);
    assert_eq!(discord.refused().len(), 7);
    assert!(discord.refused()[0].reason.as_ref().unwrap().contains("401"));
}

#[tokio::test]
async fn lookups() {
    let (discord, rest, _) = started().await;
    let (guild, alice, bot) = (discord.guild(), discord.member("alice").id(), discord.bot_id());
    let general = discord.channel("general");
    for (path, field, want) in [
        ("/users/@me".to_owned(), "/id", bot.to_string()),
        ("/applications/@me".to_owned(), "/id", bot.to_string()),
        ("/oauth2/applications/@me".to_owned(), "/bot/bot", "true".to_owned()),
        (format!("/users/{alice}"), "/username", "alice".to_owned()),
        ("/gateway".to_owned(), "/url", discord.gateway_url()),
        ("/gateway/bot".to_owned(), "/session_start_limit/remaining", "1000".to_owned()),
        (format!("/guilds/{guild}"), "/id", guild.to_string()),
        (format!("/guilds/{guild}/roles"), "/0/name", "@everyone".to_owned()),
        (format!("/guilds/{guild}/channels"), "/1/name", "general".to_owned()),
        (format!("/guilds/{guild}/members/{alice}"), "/user/id", alice.to_string()),
        (format!("/channels/{general}"), "/name", "general".to_owned()),
        ("/users/@me/guilds".to_owned(), "/0/id", guild.to_string()),
        (format!("/guilds/{guild}/members/search?query=al"), "/0/user/username", "alice".to_owned()),
    ] {
        let answer = rest.get(&path).await;
        let found = answer.body.pointer(field).cloned().unwrap_or_default();
        let found = found.as_str().map_or_else(|| found.to_string(), str::to_owned);
        assert_eq!((answer.status, found), (200, want), "{path}");
    }
    for (path, code) in [
        ("/users/5", 10013),
        ("/guilds/5", 10004),
        (&format!("/guilds/{guild}/members"), 50001),
        (&format!("/guilds/{guild}/members/search"), 50035),
        (&format!("/guilds/{guild}/members/5"), 10013),
        ("/channels/5", 10003),
        ("/channels/x", 50035),
        (&format!("/channels/{general}/messages/5"), 10008),
    ] {
        assert_eq!(rest.get(path).await.body["code"], code, "{path}");
    }
    let dm = rest.post("/users/@me/channels", &json!({"recipient_id": alice.to_string()})).await;
    assert_eq!(dm.id(), discord.member("alice").dm_channel().to_string());
    assert_eq!(dm.body["type"], 1);
}

#[tokio::test]
async fn what_a_message_may_hold() {
    let (discord, rest, messages) = started().await;
    let button = json!({"type": 2, "style": 1, "label": "b", "custom_id": "c"});
    for (label, body, verdict) in [
        ("2000", json!({"content": "x".repeat(2000)}), (200, 0)),
        ("2001", json!({"content": "x".repeat(2001)}), (400, 50035)),
        ("empty", json!({}), (400, 50006)),
        ("blank", json!({"content": " \n"}), (400, 50006)),
        ("null", json!({"content": null, "embeds": []}), (400, 50006)),
        ("embed with a colour alone", json!({"embeds": [{"color": 1}]}), (400, 50006)),
        ("embed", json!({"embeds": [{"title": "t"}]}), (200, 0)),
        ("6001 in embeds", json!({"embeds": [{"description": "x".repeat(4096)}, {"description": "x".repeat(1905)}]}), (400, 50035)),
        ("button", json!({"components": [{"type": 1, "components": [button]}]}), (200, 0)),
        ("custom_id twice", json!({"components": [{"type": 1, "components": [button, button]}]}), (400, 50035)),
        ("mentions", json!({"content": "x", "allowed_mentions": {"parse": ["all"]}}), (400, 50035)),
        ("not an object", json!([]), (400, 50035)),
    ] {
        assert_eq!(rest.post(&messages, &body).await.verdict(), verdict, "{label}");
    }
    let long = rest.post(&messages, &json!({"content": "x".repeat(2001)})).await;
    let fault = json!({"code": "BASE_TYPE_BAD_LENGTH", "message": "Must be 2000 or fewer in length."});
    assert_eq!(long.body["errors"]["content"]["_errors"], json!([fault]));
    assert_eq!(discord.messages("general").len(), 3);
    assert!(discord.unknown_routes().is_empty());
}

#[tokio::test]
async fn permissions() {
    let (discord, rest, messages) = started().await;
    let asked = discord.member("alice").says("general", "question").await;
    let all = discord.bot_permissions("general");
    let say = json!({"content": "x"});
    let embed = json!({"embeds": [{"title": "t"}]});
    let reply = json!({"content": "x", "message_reference": {"message_id": asked.to_string()}});
    let pin = format!("{messages}/pins/{asked}");
    let old_pin = format!("/channels/{}/pins/{asked}", discord.channel("general"));
    for (label, missing, method, path, body, verdict) in [
        ("view", permission::VIEW_CHANNEL, "POST", &messages, &say, (403, 50001)),
        ("view to look", permission::VIEW_CHANNEL, "GET", &messages, &Value::Null, (403, 50001)),
        ("send", permission::SEND_MESSAGES, "POST", &messages, &say, (403, 50013)),
        ("embed", permission::EMBED_LINKS, "POST", &messages, &embed, (403, 50013)),
        ("history for a reply", permission::READ_MESSAGE_HISTORY, "POST", &messages, &reply, (403, 160_002)),
        ("history to list", permission::READ_MESSAGE_HISTORY, "GET", &messages, &Value::Null, (200, 0)),
        ("pin", permission::PIN_MESSAGES, "PUT", &pin, &json!({}), (403, 50013)),
        ("pin by the old route", permission::PIN_MESSAGES, "PUT", &old_pin, &json!({}), (403, 50013)),
        ("delete another's", permission::MANAGE_MESSAGES, "DELETE", &format!("{messages}/{asked}"), &json!({}), (403, 50013)),
        ("edit another's", 0, "PATCH", &format!("{messages}/{asked}"), &say, (403, 50005)),
        ("nothing missing", 0, "POST", &messages, &reply, (200, 0)),
    ] {
        discord.set_permissions("general", all & !missing);
        assert_eq!(rest.call(method, path, body).await.verdict(), verdict, "{label}");
    }
    discord.set_permissions("general", permission::MANAGE_MESSAGES | all & !permission::PIN_MESSAGES);
    assert_eq!(rest.call("PUT", &pin, &json!({})).await.verdict(), (403, 50013), "managing does not suffice to pin");
    let bob = discord.member("bob");
    bob.closes_dms();
    let dm = format!("/channels/{}/messages", bob.dm_channel());
    assert_eq!(rest.post(&dm, &say).await.verdict(), (403, 50007));
}

#[tokio::test]
async fn replies() {
    let (discord, rest, messages) = started().await;
    let alice = discord.member("alice");
    let gone = alice.says("general", "soon gone").await;
    alice.deletes(gone).await;
    let reply = |must: Option<bool>, allowed: Value| {
        let mut reference = json!({"message_id": gone.to_string()});
        if let Some(must) = must {
            reference["fail_if_not_exists"] = must.into();
        }
        json!({"content": "answer", "message_reference": reference, "allowed_mentions": allowed})
    };
    let strict = rest.post(&messages, &reply(None, Value::Null)).await;
    assert_eq!(strict.verdict(), (400, 50035));
    assert_eq!(strict.body["errors"]["message_reference"]["_errors"][0]["code"], "REPLIES_UNKNOWN_MESSAGE");
    let lenient = rest.post(&messages, &reply(Some(false), Value::Null)).await;
    assert_eq!((lenient.status, &lenient.body["type"]), (200, &json!(0)), "an ordinary message instead");

    let asked = alice.says("general", "question").await;
    for (label, allowed, pinged) in [
        ("default", Value::Null, true),
        ("nobody", json!({"parse": []}), false),
        ("the author", json!({"parse": [], "replied_user": true}), true),
        ("users in the text, of whom there are none", json!({"parse": ["users"]}), false),
    ] {
        let mut body = json!({"content": "answer", "message_reference": {"message_id": asked.to_string()}});
        body["allowed_mentions"] = allowed;
        let answer = rest.post(&messages, &body).await;
        let message = discord.message(Snowflake::parse(answer.id()).unwrap());
        assert_eq!(message.mentions.users.contains(&alice.id()), pinged, "{label}");
        assert_eq!(message.replies_to, Some(asked));
    }
    assert!(discord.wait_reply(asked).await.author_is_bot);
}

#[tokio::test]
async fn pings() {
    let (discord, rest, messages) = started().await;
    let alice = discord.member("alice").id();
    let moderators = discord.add_role("Oncall", 0);
    let text = format!("@everyone <@&{moderators}> <@{alice}>");
    for (label, allowed, users, roles) in [
        ("default", Value::Null, 1, 1),
        ("nobody", json!({"parse": []}), 0, 0),
        ("one user", json!({"users": [alice.to_string()]}), 1, 0),
        ("roles", json!({"parse": ["roles"]}), 0, 1),
    ] {
        let answer = rest.post(&messages, &json!({"content": text, "allowed_mentions": allowed})).await;
        assert_eq!(answer.body["mentions"].as_array().unwrap().len(), users, "{label}");
        assert_eq!(answer.body["mention_roles"].as_array().unwrap().len(), roles, "{label}");
        assert_eq!(answer.body["mention_everyone"], false, "{label}: the bot may not");
    }
    let all = discord.bot_permissions("general");
    discord.set_permissions("general", all | permission::MENTION_EVERYONE);
    assert_eq!(rest.post(&messages, &json!({"content": text})).await.body["mention_everyone"], true);
}

#[tokio::test]
async fn nonces() {
    let (discord, rest, messages) = started().await;
    let body = json!({"content": "once", "nonce": "n1", "enforce_nonce": true});
    let first = rest.post(&messages, &body).await;
    let second = rest.post(&messages, &body).await;
    assert_eq!((second.status, second.id()), (200, first.id()));
    assert_eq!(first.body["nonce"], "n1");
    rest.post(&messages, &json!({"content": "twice", "nonce": "n1"})).await;
    assert_eq!(discord.messages("general").len(), 2, "not enforced, not unique");
}

#[tokio::test]
async fn edits() {
    let (discord, rest, messages) = started().await;
    let row = json!([{"type": 1, "components": [{"type": 2, "style": 1, "label": "b", "custom_id": "c"}]}]);
    let sent = rest.post(&messages, &json!({"content": "first", "components": row})).await;
    let path = format!("{messages}/{}", sent.id());
    let edited = rest.call("PATCH", &path, &json!({"content": "second"})).await;
    assert_eq!((&edited.body["content"], edited.body["components"].as_array().unwrap().len()), (&json!("second"), 1));
    assert!(edited.body["edited_timestamp"].is_string());
    assert_eq!(rest.call("PATCH", &path, &json!({"content": "", "components": []})).await.verdict(), (400, 50006));
    let message = discord.message(Snowflake::parse(sent.id()).unwrap());
    assert_eq!((message.content.as_str(), message.earlier.as_slice()), ("second", &["first".to_owned()][..]));
    assert_eq!(rest.delete(&path).await.status, 204);
    assert_eq!(rest.delete(&path).await.verdict(), (404, 10008));
    assert_eq!(rest.call("PATCH", &path, &json!({"content": "x"})).await.verdict(), (404, 10008));
}

#[tokio::test]
async fn lists() {
    let (discord, rest, messages) = started().await;
    let alice = discord.member("alice");
    let mut ids = Vec::new();
    for n in 0..5 {
        ids.push(alice.mentions_bot("general", &n.to_string()).await);
    }
    let ids_of = |answer: &Answer| -> Vec<Snowflake> {
        answer.body.as_array().unwrap().iter().map(|m| Snowflake::parse(m["id"].as_str().unwrap()).unwrap()).collect()
    };
    for (query, want) in [
        (String::new(), vec![4, 3, 2, 1, 0]),
        ("?limit=2".to_owned(), vec![4, 3]),
        (format!("?before={}&limit=2", ids[2]), vec![1, 0]),
        (format!("?after={}&limit=2", ids[1]), vec![3, 2]),
    ] {
        let answer = rest.get(&format!("{messages}{query}")).await;
        let want: Vec<_> = want.into_iter().map(|n: usize| ids[n]).collect();
        assert_eq!(ids_of(&answer), want, "{query}");
    }
    assert_eq!(rest.get(&format!("{messages}?limit=101")).await.verdict(), (400, 50035));
    discord.revoke("general", permission::READ_MESSAGE_HISTORY);
    assert_eq!(rest.get(&messages).await.body, json!([]), "no history, no messages, no error");
}

#[tokio::test]
async fn pins() {
    let (discord, rest, messages) = started().await;
    let mut gateway = Gateway::ready(&discord, INTENTS).await;
    let sent = rest.post(&messages, &json!({"content": "keep"})).await;
    let id = sent.id();
    gateway.event("MESSAGE_CREATE").await;
    let pin = rest.request("PUT", &format!("{messages}/pins/{id}")).header("x-audit-log-reason", "asked%20for");
    assert_eq!(rest.send(pin).await.unwrap().status, 204);
    assert!(gateway.event("CHANNEL_PINS_UPDATE").await["last_pin_timestamp"].is_string());
    let notice = gateway.event("MESSAGE_CREATE").await;
    assert_eq!((&notice["type"], &notice["message_reference"]["message_id"]), (&json!(6), &json!(id)));
    let list = rest.get(&format!("{messages}/pins?limit=5")).await;
    assert_eq!((&list.body["items"][0]["message"]["id"], &list.body["has_more"]), (&json!(id), &json!(false)));
    let pinned_at = list.body["items"][0]["pinned_at"].as_str().unwrap().to_owned();
    let older = rest.get(&format!("{messages}/pins?before={pinned_at}")).await;
    assert_eq!(older.body["items"], json!([]));
    let old_route = format!("/channels/{}/pins", discord.channel("general"));
    assert_eq!(rest.get(&old_route).await.body[0]["id"], id);
    assert_eq!(discord.pinned("general").len(), 1);
    assert_eq!(rest.delete(&format!("{old_route}/{id}")).await.status, 204);
    assert!(discord.pinned("general").is_empty());
    assert_eq!(rest.call("PUT", &format!("{old_route}/5"), &json!({})).await.verdict(), (404, 10008));
    let reason = discord.rest_log().into_iter().find_map(|call| call.audit_reason);
    assert_eq!(reason.as_deref(), Some("asked for"));
}

#[tokio::test]
async fn commands() {
    let (discord, rest, _) = started().await;
    let path = format!("/applications/{}/commands", discord.bot_id());
    let ask = json!({"name": "ask", "description": "Ask", "name_localizations": {"de": "fragen"}});
    let set = rest.call("PUT", &path, &json!([ask, {"type": 3, "name": "Pin answer"}])).await;
    assert_eq!((set.status, set.body.as_array().unwrap().len()), (200, 2));
    let id = set.body[0]["id"].as_str().unwrap();
    assert_eq!(rest.get(&path).await.body[0].get("name_localizations"), None);
    assert_eq!(rest.get(&format!("{path}?with_localizations=true")).await.body[0]["name_localizations"]["de"], "fragen");
    assert_eq!(rest.get(&format!("{path}/{id}")).await.body["name"], "ask");
    assert_eq!(rest.get(&format!("{path}/5")).await.verdict(), (404, 10063));
    assert_eq!(rest.call("PUT", &path, &json!([{"name": "Ask", "description": "d"}])).await.verdict(), (400, 50035));
    assert_eq!(rest.call("PUT", "/applications/5/commands", &json!([])).await.verdict(), (404, 10002));
    assert_eq!(discord.command_puts(), 1, "a refused set does not count");
    assert_eq!(discord.commands().len(), 2);
    let own = format!("/applications/{}/guilds/{}/commands", discord.bot_id(), discord.guild());
    assert_eq!(rest.call("PUT", &own, &json!([ask])).await.body[0]["guild_id"], discord.guild().to_string());
}

#[tokio::test]
async fn rate_limits() {
    let (discord, rest, messages) = started().await;
    let say = json!({"content": "x"});
    for remaining in ["4", "3", "2", "1", "0", "0"] {
        let answer = rest.post(&messages, &say).await;
        assert_eq!((answer.status, answer.header("x-ratelimit-remaining")), (200, remaining), "counted, not enforced");
    }
    drop(discord);
    let discord = Loopback::start(Settings { enforce_rate_limits: true, ..quick() }).await;
    let rest = Rest::new(&discord);
    let messages = format!("/channels/{}/messages", discord.channel("general"));
    for _ in 0..5 {
        assert_eq!(rest.post(&messages, &say).await.status, 200);
    }
    let limited = rest.post(&messages, &say).await;
    assert_eq!(limited.status, 429);
    assert!(limited.body["retry_after"].as_f64().unwrap() > 0.0 && !limited.header("retry-after").is_empty());
    assert_eq!(limited.header("x-ratelimit-scope"), "user");
    assert_eq!(discord.messages("general").len(), 5);
}

#[tokio::test]
async fn faults() {
    let (discord, rest, messages) = started().await;
    let say = json!({"content": "x"});
    discord.faults().on("/messages").method("POST").times(2).answer(503, json!({"message": "down"}));
    assert_eq!(rest.get(&messages).await.status, 200, "another method");
    assert_eq!(rest.post(&messages, &say).await.status, 503);
    assert_eq!(rest.post(&messages, &say).await.status, 503);
    assert_eq!(rest.post(&messages, &say).await.status, 200);

    discord.faults().on("/messages").rate_limit(Duration::from_millis(1500));
    let limited = rest.post(&messages, &say).await;
    assert_eq!((limited.status, limited.header("retry-after")), (429, "2"));
    assert!((limited.body["retry_after"].as_f64().unwrap() - 1.5).abs() < 1e-9);

    discord.faults().on("/messages").cut();
    let lost = rest.request("POST", &messages).header("content-type", "application/json").body(say.to_string());
    assert!(rest.send(lost).await.is_err(), "no status at all");
    assert_eq!(discord.messages("general").len(), 1, "not carried out");

    discord.faults().on("/messages").lose_answer();
    let lost = rest.request("POST", &messages).header("content-type", "application/json").body(say.to_string());
    assert!(rest.send(lost).await.is_err());
    assert_eq!(discord.messages("general").len(), 2, "carried out all the same");

    discord.faults().on("/messages").after(1).delay(Duration::from_millis(120));
    let begun = std::time::Instant::now();
    rest.post(&messages, &say).await;
    assert!(begun.elapsed() < Duration::from_millis(100));
    rest.post(&messages, &say).await;
    assert!(begun.elapsed() >= Duration::from_millis(120));
    discord.faults().on("/messages").delay(Duration::from_millis(60));
    let hasty = rest.request("POST", &messages).header("content-type", "application/json").body(say.to_string());
    assert!(rest.send(hasty.timeout(Duration::from_millis(20))).await.is_err());
    discord.wait_message("general", |_| discord.messages("general").len() == 5).await;
    assert_eq!(discord.faults().pending(), 0);
    assert!(discord.refused().is_empty(), "faults of the test's own making are no refusals");
    assert_eq!(discord.rest_log().iter().filter(|call| call.injected).count(), 4);
}

#[tokio::test]
async fn files() {
    let (discord, rest, messages) = started().await;
    let body = "--b\r\ncontent-disposition: form-data; name=\"payload_json\"\r\n\r\n{\"attachments\":[{\"id\":0,\"description\":\"d\"}]}\r\n--b\r\n\
                content-disposition: form-data; name=\"files[0]\"; filename=\"a.txt\"\r\n\r\nhello\r\n--b--\r\n";
    let upload = || rest.request("POST", &messages).header("content-type", "multipart/form-data; boundary=b").body(body);
    assert_eq!(rest.send(upload()).await.unwrap().verdict(), (200, 0), "everyone may attach in the default world");
    let message = discord.messages("general").remove(0);
    assert_eq!((&message.attachments[0]["size"], &message.attachments[0]["description"]), (&json!(5), &json!("d")));
    discord.revoke("general", permission::ATTACH_FILES);
    assert_eq!(rest.send(upload()).await.unwrap().verdict(), (403, 50013));
}
