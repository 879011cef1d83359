//! Interactions from both ends: people through the test's handle, the bot through a raw client.

use std::time::Duration;

use crate::support::{Answer, Gateway, INTENTS, Rest, quick};
use loopback::{Interaction, Loopback, Settings};
use serde_json::{Value, json};

/// A connected bot with commands.
struct Bot {
    discord: Loopback,
    rest: Rest,
    gateway: Gateway,
}

impl Bot {
    async fn start(settings: Settings) -> Self {
        let discord = Loopback::start(settings).await;
        let rest = Rest::new(&discord);
        let commands = json!([
            {"name": "ask", "description": "Ask", "options": [
                {"type": 3, "name": "question", "description": "q", "required": true, "autocomplete": true, "max_length": 200},
                {"type": 4, "name": "count", "description": "n", "min_value": 1, "max_value": 3},
            ]},
            {"name": "medguide", "description": "Manage", "default_member_permissions": "32", "contexts": [0], "options": [
                {"type": 1, "name": "status", "description": "s"},
            ]},
            {"type": 3, "name": "Answer from the guide"},
        ]);
        let path = format!("/applications/{}/commands", discord.bot_id());
        assert_eq!(rest.call("PUT", &path, &commands).await.status, 200);
        let gateway = Gateway::ready(&discord, INTENTS).await;
        Self { discord, rest, gateway }
    }

    async fn heard(&mut self) -> Value {
        self.gateway.event("INTERACTION_CREATE").await
    }

    async fn answer(&self, interaction: &Interaction, body: &Value) -> Answer {
        let path = format!("/interactions/{}/{}/callback", interaction.id(), interaction.token());
        self.rest.post(&path, body).await
    }

    fn hook(&self, interaction: &Interaction, rest: &str) -> String {
        format!("/webhooks/{}/{}{rest}", self.discord.bot_id(), interaction.token())
    }

    async fn ask(&self) -> Interaction {
        self.discord.member("alice").slash("ask", json!({"question": "dose"}), "general").await
    }
}

fn say(text: &str, flags: u64) -> Value {
    json!({"type": 4, "data": {"content": text, "flags": flags}})
}

#[tokio::test]
async fn a_slash_command_in_a_guild_and_in_a_dm() {
    let mut bot = Bot::start(quick()).await;
    let alice = bot.discord.member("alice");
    let asked = alice.slash("ask", json!({"question": "dose", "count": 2}), "general").await;
    let heard = bot.heard().await;
    assert_eq!(
        heard["data"]["options"],
        json!([
            {"name": "question", "type": 3, "value": "dose"}, {"name": "count", "type": 4, "value": 2},
        ])
    );
    assert_eq!(heard["member"]["user"]["id"], alice.id().to_string());
    assert!(heard["member"]["permissions"].is_string() && heard.get("user").is_none());
    assert_eq!(heard["authorizing_integration_owners"], json!({"0": bot.discord.guild().to_string()}));
    for (field, want) in [
        ("context", json!(0)),
        ("guild_locale", json!("en-US")),
        ("locale", json!("en-US")),
        ("entitlements", json!([])),
        ("attachment_size_limit", json!(10_485_760)),
        ("type", json!(2)),
    ] {
        assert_eq!(heard[field], want, "{field}");
    }
    assert!(heard["app_permissions"].as_str().unwrap().parse::<u64>().unwrap() & loopback::permission::PIN_MESSAGES != 0);

    assert_eq!(bot.answer(&asked, &say("hi", 64)).await.status, 204);
    let response = asked.response().await;
    assert!(response.ephemeral && response.kind == 4 && response.content() == "hi");
    let message = asked.message().await;
    assert_eq!((message.ephemeral_for, message.kind), (Some(alice.id()), 20));
    assert!(bot.discord.messages("general").is_empty(), "others do not see it");
    assert_eq!(bot.discord.messages_seen_by(&alice, "general").len(), 1);
    let path = format!("/channels/{}/messages/{}", message.channel, message.id);
    assert_eq!(bot.rest.get(&path).await.verdict(), (404, 10008), "nor does the channel's route");

    let direct = alice.slash("ask", json!({"question": "dose"}), alice.dm_channel()).await;
    let heard = bot.heard().await;
    assert_eq!(heard["user"]["id"], alice.id().to_string());
    assert!(heard.get("member").is_none() && heard.get("guild_id").is_none() && heard["context"] == 1);
    assert_eq!(heard["authorizing_integration_owners"], json!({"0": "0"}));
    bot.answer(&direct, &say("hi", 0)).await;
    assert_eq!(bot.gateway.event("MESSAGE_CREATE").await["content"], "hi");
    let mod_sees = bot.discord.member("mod");
    assert!(mod_sees.can_see("medguide", "general") && !alice.can_see("medguide", "general"));
    assert!(!mod_sees.can_see("medguide", mod_sees.dm_channel()), "guild only");
    mod_sees.slash("medguide status", Value::Null, "general").await;
    assert_eq!(bot.heard().await["data"]["options"], json!([{"name": "status", "type": 1, "options": []}]));
}

#[tokio::test]
async fn one_answer_only_and_in_time() {
    let bot = Bot::start(quick()).await;
    let asked = bot.ask().await;
    assert_eq!(bot.rest.get(&bot.hook(&asked, "/messages/@original")).await.verdict(), (404, 10015), "not answered yet");
    assert_eq!(bot.answer(&asked, &say("one", 0)).await.status, 204);
    assert_eq!(bot.answer(&asked, &say("two", 0)).await.verdict(), (400, 40060));
    assert_eq!(bot.discord.messages("general").len(), 1);

    let path = format!("/interactions/{}/wrong/callback", asked.id());
    assert_eq!(bot.rest.post(&path, &say("x", 0)).await.verdict(), (404, 10062));
    assert_eq!(bot.rest.post("/interactions/5/x/callback", &say("x", 0)).await.verdict(), (404, 10062));

    bot.discord.set_response_deadline(Duration::from_millis(50));
    let late = bot.ask().await;
    tokio::time::sleep(Duration::from_millis(80)).await;
    assert_eq!(bot.answer(&late, &say("late", 0)).await.verdict(), (404, 10062));
    assert_eq!(bot.rest.post(&bot.hook(&late, ""), &json!({"content": "x"})).await.verdict(), (404, 10015));
    assert!(bot.discord.complaints().iter().any(|c| c.contains("never answered")));

    asked.expire();
    assert_eq!(bot.rest.post(&bot.hook(&asked, ""), &json!({"content": "x"})).await.verdict(), (401, 50027));
}

#[tokio::test]
async fn answers_are_checked() {
    let bot = Bot::start(quick()).await;
    let asked = bot.ask().await;
    for (label, body, verdict) in [
        ("update on a command", json!({"type": 7, "data": {"content": "x"}}), (400, 50035)),
        ("too long", say(&"x".repeat(2001), 0), (400, 50035)),
        ("empty", json!({"type": 4, "data": {}}), (400, 50006)),
        ("no data", json!({"type": 4}), (400, 50035)),
        ("choices", json!({"type": 8, "data": {"choices": []}}), (400, 50035)),
    ] {
        assert_eq!(bot.answer(&asked, &body).await.verdict(), verdict, "{label}");
    }
    assert!(asked.answered().is_none(), "a refused answer is no answer");
    let long = bot.answer(&asked, &say(&"x".repeat(2001), 0)).await;
    assert!(long.body["errors"]["data"]["content"]["_errors"].is_array());
    assert_eq!(bot.answer(&asked, &say("fine", 0)).await.status, 204);
}

#[tokio::test]
async fn thinking_and_follow_ups() {
    let mut bot = Bot::start(quick()).await;
    let asked = bot.ask().await;
    bot.heard().await;
    assert_eq!(bot.answer(&asked, &json!({"type": 5, "data": {"flags": 64}})).await.status, 204);
    let original = bot.hook(&asked, "/messages/@original");
    let read = bot.rest.get(&original).await;
    assert_eq!((read.status, &read.body["flags"]), (200, &json!(64 | 128)));
    let filled = bot.rest.post(&bot.hook(&asked, ""), &json!({"content": "filled"})).await;
    assert_eq!((filled.id(), &filled.body["flags"]), (read.id(), &json!(64)), "the first follow-up fills the answer");
    assert_eq!(asked.message().await.content, "filled");

    let followup = bot.rest.post(&bot.hook(&asked, ""), &json!({"content": "more"})).await;
    assert_eq!((followup.status, &followup.body["type"]), (200, &json!(19)));
    assert_eq!(followup.body["message_reference"]["message_id"], read.id());
    let path = bot.hook(&asked, &format!("/messages/{}", followup.id()));
    assert_eq!(bot.rest.call("PATCH", &path, &json!({"content": "changed"})).await.body["content"], "changed");
    assert_eq!(bot.rest.get(&path).await.body["content"], "changed");
    assert_eq!(asked.followups().len(), 1);
    assert_eq!(bot.rest.delete(&path).await.status, 204);
    assert_eq!(bot.rest.get(&path).await.verdict(), (404, 10008));
    assert_eq!(bot.rest.call("PATCH", &original, &json!({"content": "again"})).await.status, 200);
    assert_eq!(bot.rest.delete(&original).await.status, 204);
    assert_eq!(bot.rest.get(&original).await.verdict(), (404, 10008));
    assert_eq!(bot.rest.get("/webhooks/5/x/messages/@original").await.verdict(), (404, 10015));
    assert_eq!(bot.rest.post(&format!("/webhooks/{}/x", bot.discord.bot_id()), &json!({"content": "x"})).await.verdict(), (401, 50027));
}

#[tokio::test]
async fn buttons() {
    let mut bot = Bot::start(quick()).await;
    let buttons = json!([{"type": 1, "components": [
        {"type": 2, "style": 1, "label": "Helpful", "custom_id": "up"},
        {"type": 2, "style": 2, "label": "Spent", "custom_id": "off", "disabled": true},
    ]}]);
    let asked = bot.ask().await;
    bot.heard().await;
    bot.answer(&asked, &json!({"type": 4, "data": {"content": "answer", "components": buttons, "flags": 64}})).await;
    let message = asked.message().await;
    let alice = bot.discord.member("alice");

    let pressed = alice.press_label(message.id, "Helpful").await;
    let heard = bot.heard().await;
    assert_eq!((&heard["type"], &heard["data"]["custom_id"], &heard["data"]["component_type"]), (&json!(3), &json!("up"), &json!(2)));
    assert_eq!(heard["message"]["id"], message.id.to_string());
    assert_eq!(heard["message"]["flags"], 64);
    let update = json!({"type": 7, "data": {"content": "thanks", "components": []}});
    assert_eq!(bot.answer(&pressed, &update).await.status, 204);
    let changed = pressed.message().await;
    assert_eq!((changed.id, changed.content.as_str(), changed.buttons().len()), (message.id, "thanks", 0));
    assert!(pressed.response().await.ephemeral);

    let asked = bot.ask().await;
    bot.heard().await;
    bot.answer(&asked, &json!({"type": 4, "data": {"content": "public", "components": buttons}})).await;
    let public = asked.message().await;
    let pressed = bot.discord.member("bob").press(public.id, "up").await;
    bot.heard().await;
    assert_eq!(bot.answer(&pressed, &json!({"type": 6})).await.status, 204);
    let path = bot.hook(&pressed, "/messages/@original");
    assert_eq!(bot.rest.call("PATCH", &path, &json!({"content": "later"})).await.id(), public.id.to_string());
    let private = bot.rest.post(&bot.hook(&pressed, ""), &json!({"content": "for you", "flags": 64})).await;
    assert_eq!((&private.body["flags"], &private.body["mentions"]), (&json!(64), &json!([])));
    assert_eq!(pressed.wait_followups(1).await[0].ephemeral_for, Some(bot.discord.member("bob").id()));

    for (label, who, on, id) in
        [("no such button", "bob", public.id, "down"), ("disabled", "bob", public.id, "off"), ("another's", "bob", message.id, "up")]
    {
        let actor = bot.discord.member(who);
        let id = id.to_owned();
        let tried = tokio::spawn(async move { actor.press(on, &id).await.id() }).await;
        assert!(tried.is_err(), "{label}");
    }
}

#[tokio::test]
async fn menus_autocomplete_selects_and_forms() {
    let mut bot = Bot::start(quick()).await;
    let (alice, helen) = (bot.discord.member("alice"), bot.discord.member("helen"));
    let question = alice.says("general", "what now?").await;
    assert_eq!(bot.gateway.event("MESSAGE_CREATE").await["content"], "");
    let menu = helen.menu("Answer from the guide", question).await;
    let heard = bot.heard().await;
    assert_eq!(heard["data"]["target_id"], question.to_string());
    assert_eq!(heard["data"]["resolved"]["messages"][question.to_string()]["content"], "what now?", "whole, without the intent");
    let select = json!([{"type": 1, "components": [{"type": 3, "custom_id": "pick", "options": [
        {"label": "One", "value": "1"}, {"label": "Two", "value": "2"},
    ]}]}]);
    bot.answer(&menu, &json!({"type": 4, "data": {"components": select, "flags": 64}})).await;
    let picking = menu.message().await;
    assert_eq!(picking.kind, 23);
    let picked = helen.selects(picking.id, "pick", &["2"]).await;
    let heard = bot.heard().await;
    assert_eq!((&heard["data"]["values"], &heard["data"]["component_type"]), (&json!(["2"]), &json!(3)));
    let form = json!({"type": 9, "data": {"custom_id": "form", "title": "Why?", "components": [
        {"type": 1, "components": [{"type": 4, "custom_id": "why", "style": 1, "label": "Why"}]},
    ]}});
    assert_eq!(bot.answer(&picked, &form).await.status, 204);
    let sent = helen.submits(&picked, &[("why", "because")]).await;
    let heard = bot.heard().await;
    assert_eq!(heard["data"]["components"][0]["components"][0]["value"], "because");
    assert_eq!(bot.answer(&sent, &json!({"type": 7, "data": {"content": "done", "components": []}})).await.status, 204);

    let typing = tokio::spawn({
        let alice = alice.clone();
        async move { alice.autocomplete("ask", "question", "do").await }
    });
    let heard = bot.heard().await;
    assert_eq!((&heard["type"], &heard["data"]["options"][0]["focused"]), (&json!(4), &json!(true)));
    let (id, token) = (heard["id"].as_str().unwrap(), heard["token"].as_str().unwrap());
    let path = format!("/interactions/{id}/{token}/callback");
    let choices = |n: usize| json!({"type": 8, "data": {"choices": vec![json!({"name": "Dose", "value": "dosing"}); n]}});
    assert_eq!(bot.rest.post(&path, &say("x", 0)).await.verdict(), (400, 50035));
    assert_eq!(bot.rest.post(&path, &choices(26)).await.verdict(), (400, 50035));
    assert_eq!(bot.rest.post(&path, &choices(2)).await.status, 204);
    let found = typing.await.unwrap();
    assert_eq!((found.len(), found[0].name.as_str(), found[0].value.as_str()), (2, "Dose", "dosing"));
}

#[tokio::test]
async fn a_reply_to_an_answer_is_not_readable() {
    let mut bot = Bot::start(quick()).await;
    let asked = bot.ask().await;
    bot.answer(&asked, &say("answer", 0)).await;
    bot.gateway.event("MESSAGE_CREATE").await;
    let alice = bot.discord.member("alice");
    alice.replies_to(asked.message().await.id, "and then?", true).await;
    let event = bot.gateway.event("MESSAGE_CREATE").await;
    assert_eq!(event["content"], "", "answers to interactions are no ordinary messages");
    assert_eq!(event["referenced_message"]["content"], "answer");
}

#[tokio::test]
async fn the_answer_can_be_returned() {
    let bot = Bot::start(quick()).await;
    let asked = bot.ask().await;
    let path = format!("/interactions/{}/{}/callback?with_response=true", asked.id(), asked.token());
    let answer = bot.rest.post(&path, &say("hi", 64)).await;
    assert_eq!((answer.status, &answer.body["resource"]["message"]["content"]), (200, &json!("hi")));
    assert_eq!(answer.body["interaction"]["response_message_ephemeral"], true);
}
