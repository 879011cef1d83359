//! The page's side of the server: what each person sees, and deeds that are refused in words.

use crate::support::{Gateway, INTENTS, Rest, quick};
use loopback::{Loopback, Page, Settings, Starter, Via, Why};
use serde_json::{Value, json};

struct Desk {
    http: reqwest::Client,
    url: String,
}

impl Desk {
    fn new(discord: &Loopback) -> Self {
        Self { http: reqwest::Client::builder().no_proxy().build().unwrap(), url: discord.url() }
    }

    async fn view(&self, query: &str) -> Value {
        let answer = self.http.get(format!("{}/__page/view?{query}", self.url)).send().await.unwrap();
        assert_eq!(answer.status(), 200);
        serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap()
    }

    async fn act(&self, order: Value) -> (u16, Value) {
        let request = self.http.post(format!("{}/__page/act", self.url)).header("content-type", "application/json");
        let answer = request.body(order.to_string()).send().await.unwrap();
        (answer.status().as_u16(), serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap())
    }
}

fn names(list: &Value) -> Vec<&str> {
    list.as_array().unwrap().iter().map(|item| item["name"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn each_person_sees_what_they_may() {
    let page = Page {
        title: "a title".into(),
        starters: vec![Starter { id: "one".into(), title: "One".into(), text: "?".into(), via: Via::Slash, about: "first".into() }],
        why: Why::new(|text| (text == "known").then(|| "because".to_owned())),
        ..Page::default()
    };
    let discord = Loopback::start(Settings { page, ..quick() }).await;
    let desk = Desk::new(&discord);
    let view = desk.view("").await;
    assert_eq!((&view["title"], &view["connected"]), (&json!("a title"), &json!(false)));
    assert_eq!(view["me"], discord.member("alice").id().to_string(), "somebody who is nobody special");
    assert_eq!(view["starters"][0]["via"], "slash");
    assert!(names(&view["people"]).iter().all(|name| *name != "Robin" && *name != "Guidebot"), "no bots");
    for (who, staff) in [("alice", false), ("helen", true), ("olivia", true)] {
        let view = desk.view(&format!("as={}", discord.member(who).id())).await;
        assert_eq!(names(&view["servers"][0]["channels"]).contains(&"staff"), staff, "{who}");
        // A channel one does not see is replaced by one that one sees.
        let staff_view = desk.view(&format!("as={}&channel={}", discord.member(who).id(), discord.channel("staff"))).await;
        assert_eq!(staff_view["channel"]["name"] == "staff", staff, "{who}");
    }
    let mine = desk.view(&format!("as={}&channel=dm", discord.member("alice").id())).await;
    assert_eq!(mine["channel"]["type"], 1);
    let again = desk.view(&format!("as={}&channel=dm", discord.member("alice").id())).await;
    assert_eq!(mine["tick"], again["tick"], "a look is no change");
    assert_eq!(desk.act(json!({"op": "why", "text": "known"})).await.1["why"], "because");
    assert_eq!(desk.act(json!({"op": "why", "text": "unknown"})).await.1["why"], Value::Null);
}

#[tokio::test]
async fn deeds_are_done_or_refused_in_words() {
    let discord = Loopback::start(quick()).await;
    let desk = Desk::new(&discord);
    let (alice, bob, general) = (discord.member("alice").id(), discord.member("bob").id(), discord.channel("general"));
    let (alice, bob, general) = (alice.to_string(), bob.to_string(), general.to_string());
    let (status, done) = desk.act(json!({"op": "say", "as": alice, "channel": general, "text": "hello"})).await;
    assert_eq!(status, 200);
    let message = done["message"].as_str().unwrap().to_owned();
    assert_eq!(desk.act(json!({"op": "edit", "as": alice, "message": message, "text": "hello again"})).await.0, 200);
    assert_eq!(desk.act(json!({"op": "reply", "as": bob, "message": message, "text": "hi", "ping": false})).await.0, 200);
    for (order, reason) in [
        (json!({"op": "edit", "as": bob, "message": message, "text": "mine"}), "only the author"),
        (json!({"op": "delete", "as": bob, "message": message}), "may not delete"),
        (json!({"op": "pin", "as": bob, "message": message}), "lacks permissions"),
        (json!({"op": "say", "as": bob, "channel": general, "text": " "}), "1 to 2000"),
        (json!({"op": "say", "as": bob, "channel": general, "text": "x".repeat(2001)}), "1 to 2000"),
        (json!({"op": "say", "as": bob, "channel": "7", "text": "x"}), "no channel"),
        (json!({"op": "say", "as": discord.bot_id().to_string(), "channel": general, "text": "x"}), "no such person"),
        (json!({"op": "thread", "as": bob, "channel": general, "name": "", "text": "x"}), "title"),
        (json!({"op": "reply", "as": bob, "message": "7", "text": "x"}), "cannot see it"),
        (json!({"op": "slash", "as": bob, "channel": general, "name": "ask", "options": {}}), "no bot is connected"),
        (json!({"op": "press", "as": bob, "message": message, "custom_id": "x"}), "no bot is connected"),
        (json!({"op": "dance", "as": bob}), "no op"),
    ] {
        let (status, answer) = desk.act(order.clone()).await;
        assert_eq!(status, 400, "{order}");
        assert!(answer["error"].as_str().unwrap().contains(reason), "{order}: {answer}");
    }
    assert_eq!(desk.act(json!({"op": "delete", "as": alice, "message": message})).await.0, 200);
    let view = desk.view(&format!("as={bob}&channel={general}")).await;
    assert_eq!(view["messages"].as_array().unwrap().len(), 1);
    assert_eq!(view["messages"][0]["referenced_message"], Value::Null);
}

#[tokio::test]
async fn typing_is_seen_until_something_is_said() {
    let discord = Loopback::start(quick()).await;
    let (desk, rest, general) = (Desk::new(&discord), Rest::new(&discord), discord.channel("general"));
    let view = format!("as={}&channel={general}", discord.member("alice").id());
    assert_eq!(desk.view(&view).await["typing"], json!([]));
    assert_eq!(rest.post(&format!("/channels/{general}/typing"), &json!({})).await.status, 204);
    assert_eq!(desk.view(&view).await["typing"], json!(["guidebot"]));
    assert_eq!(rest.post(&format!("/channels/{general}/messages"), &json!({"content": "<b>done</b>"})).await.status, 200);
    let view = desk.view(&view).await;
    assert_eq!((&view["typing"], &view["messages"][0]["content"]), (&json!([]), &json!("<b>done</b>")));
}

#[tokio::test]
async fn a_form_is_handed_on_and_sent_by_its_opener_alone() {
    let discord = Loopback::start(quick()).await;
    let desk = Desk::new(&discord);
    let rest = Rest::new(&discord);
    let mut gateway = Gateway::ready(&discord, INTENTS).await;
    let app = discord.bot_id();
    let command = json!([{"name": "form", "description": "a form", "type": 1}]);
    assert_eq!(rest.call("PUT", &format!("/applications/{app}/commands"), &command).await.status, 200);
    let (alice, general) = (discord.member("alice").id().to_string(), discord.channel("general").to_string());
    let used = json!({"op": "slash", "as": alice, "channel": general, "name": "form"});
    let answering = async {
        let asked = gateway.event("INTERACTION_CREATE").await;
        let input = json!({"type": 4, "custom_id": "why", "style": 2, "label": "Why?", "max_length": 5});
        let form = json!({"type": 9, "data": {"custom_id": "f", "title": "Tell us", "components": [{"type": 1, "components": [input]}]}});
        let path = format!("/interactions/{}/{}/callback", asked["id"].as_str().unwrap(), asked["token"].as_str().unwrap());
        assert_eq!(rest.post(&path, &form).await.status, 204);
        gateway
    };
    let ((status, done), mut gateway) = tokio::join!(desk.act(used), answering);
    assert_eq!((status, &done["kind"], &done["form"]["title"]), (200, &json!(9), &json!("Tell us")));
    let interaction = &done["interaction"];
    let send = |who: &str, text: &str| json!({"op": "submit", "as": who, "interaction": interaction, "inputs": {"why": text}});
    let bob = discord.member("bob").id().to_string();
    assert!(desk.act(send(&bob, "so")).await.1["error"].as_str().unwrap().contains("opened no interaction"));
    assert!(desk.act(send(&alice, "far too long")).await.1["error"].as_str().unwrap().contains("0 to 5"));
    assert!(desk.act(send(&alice, "")).await.1["error"].as_str().unwrap().contains("required"));
    discord.set_response_deadline(std::time::Duration::from_millis(200));
    let (status, done) = desk.act(send(&alice, "so")).await;
    assert_eq!((status, &done["failed"]), (200, &json!(true)), "nobody answered it");
    let sent = gateway.event("INTERACTION_CREATE").await;
    assert_eq!(sent["data"]["components"][0]["components"][0]["value"], "so");
}
