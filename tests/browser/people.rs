//! What a stranger does in the first minutes: asks in every way, presses, switches persons, edits and deletes.

use super::support::{BOT, Browser, Demo, MISSED};
use fantoccini::key::Key;
use std::time::Duration;
use tokio::time::sleep;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stranger_asks_in_every_way() {
    let demo = Demo::start().await;
    let mut browser = Browser::open("people", 1280, 900).await;
    browser.goto(&demo.url).await;
    browser.until("the bot", "return document.querySelector('[data-testid=connection]').innerText.includes('is connected')").await;
    browser.picture("start").await;

    // By naming the bot.
    browser.says(&format!("@medguide {MISSED}")).await;
    browser.reads(BOT, "Take the missed dose").await;
    assert_eq!(browser.script("return document.querySelectorAll('.mention').length > 0").await, true);
    browser.picture("mention").await;

    // By command, with suggestions chosen by keyboard alone.
    let field = browser.find("textarea[data-testid='composer']").await;
    field.send_keys("/ask").await.unwrap();
    browser.find("[data-testid='slash-list'] li").await;
    field.send_keys(&char::from(Key::Enter).to_string()).await.unwrap();
    let question = browser.find("[data-testid='option-question']").await;
    question.send_keys("mised do").await.unwrap();
    browser.find("[data-testid='choice-list'] li").await;
    sleep(Duration::from_millis(400)).await;
    browser.picture("suggestions").await;
    let down_enter = [Key::Down, Key::Enter, Key::Enter].map(char::from);
    question.send_keys(&down_enter[..2].iter().collect::<String>()).await.unwrap();
    question.send_keys(&down_enter[2].to_string()).await.unwrap();
    browser.reads("[data-testid=message][data-ephemeral=true]", "Only you can see this").await;
    browser.picture("private").await;

    // What is private is seen by its asker alone.
    let private = "return document.querySelectorAll('[data-ephemeral=true]').length";
    assert_eq!(browser.script(private).await, 1);
    browser.is("Bob").await;
    assert_eq!(browser.script(private).await, 0);
    browser.is("Alice").await;
    browser.until("the private answer again", &format!("{private} === 1")).await;

    // Its buttons: shown to all, other sections, gone.
    browser.press("component-not-what-i-asked").await;
    browser.reads("[data-testid=message][data-ephemeral=true]", "All sections").await;
    browser.press("component-all-sections").await;
    browser.find("[data-testid='component-sections-of-the-guide']").await;
    browser
        .script(
            "const pick = document.querySelector('[data-testid=component-sections-of-the-guide]');
             pick.value = [...pick.options].find((option) => option.text.startsWith('Driving')).value;",
        )
        .await;
    browser.press("choose-sections-of-the-guide").await;
    browser.reads("[data-testid=message][data-ephemeral=true]", "Driving").await;
    browser.picture("lists").await;
    let before = browser.script(private).await.as_u64().unwrap();
    browser.press_at("[data-ephemeral='true'] [data-testid='dismiss']").await;
    browser.until("one less", &format!("{private} === {}", before - 1)).await;
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn helpers_and_moderators_have_their_menus() {
    let demo = Demo::start().await;
    let mut browser = Browser::open("staff", 1280, 900).await;
    browser.goto(&demo.url).await;
    browser.is("Bob").await;
    browser.says("slept through my tablet, what now?").await;
    browser.reads("[data-author=Bob]", "slept through").await;
    assert_eq!(
        browser.script("return [...document.querySelectorAll('[data-testid^=channel-]')].some((c) => c.innerText.includes('staff'))").await,
        false
    );

    browser.is("Helen").await;
    browser.find("[data-testid='channel-staff']").await;
    browser.chooses("Bob", "answer-from-the-guide").await;
    browser.reads("[data-testid=message][data-ephemeral=true]", "Missed dose").await;
    browser.picture("offered").await;
    browser.press("component-missed-dose").await;
    browser.reads("[data-ephemeral=true]", "Posted as a reply").await;
    browser.until("the reply", "return [...document.querySelectorAll('[data-author=medguide][data-ephemeral=false]')].some((m) => m.innerText.includes('replying to Bob'))").await;
    browser.picture("posted").await;

    // A member may not pin, a moderator may; everybody sees it.
    browser.is("Bob").await;
    browser.script("[...document.querySelectorAll('[data-author=medguide] [data-testid=message-menu]')].at(-1).click()").await;
    browser.find("[data-testid='menu-reply']").await;
    assert_eq!(browser.script("return document.querySelectorAll('[data-testid=menu-pin]').length").await, 0);
    browser.is("Mod").await;
    browser.chooses("medguide", "pin").await;
    browser.reads("[data-testid=message]", "pinned a message").await;
    browser.reads("[data-testid=pin]", "Missed dose").await;
    browser.picture("pinned").await;
    browser.is("Bob").await;
    browser.reads("[data-testid=pin]", "Missed dose").await;

    // Why: how the question was judged.
    browser.chooses("medguide", "why-this-answer").await;
    browser.reads("[data-testid=why-panel]", "missed-dose").await;
    browser.picture("why").await;
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_question_is_edited_and_deleted_and_a_post_is_opened() {
    let demo = Demo::start().await;
    let mut browser = Browser::open("edits", 1280, 900).await;
    browser.goto(&demo.url).await;
    browser.says("a first text").await;
    browser.reads("[data-author=Alice]", "a first text").await;
    browser.chooses("Alice", "edit").await;
    let field = browser.find("textarea[data-testid='composer']").await;
    assert_eq!(field.prop("value").await.unwrap().as_deref(), Some("a first text"));
    field.clear().await.unwrap();
    browser.says("a second text").await;
    browser.reads("[data-author=Alice]", "a second text").await;
    browser.reads("[data-author=Alice]", "(edited)").await;
    browser.picture("edited").await;
    browser.chooses("Alice", "delete").await;
    browser.until("the message to go", "return document.querySelectorAll('[data-author=Alice]').length === 0").await;

    browser.press("channel-questions").await;
    browser.find("[data-testid='forum-title']").await.send_keys("Driving?").await.unwrap();
    browser.find("[data-testid='forum-text']").await.send_keys("@medguide can i drive on it").await.unwrap();
    browser.press("forum-post").await;
    browser.reads(BOT, "Driving").await;
    browser.find("[data-testid='channel-driving']").await;
    browser.picture("forum").await;

    browser.press("dm").await;
    browser.until("the direct message", "return document.querySelector('#place').innerText === 'medguide'").await;
    browser.says(MISSED).await;
    browser.reads(BOT, "Take the missed dose").await;
    browser.picture("direct").await;
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_thing_to_try_gets_its_answer_and_its_why() {
    let demo = Demo::start().await;
    let mut browser = Browser::open("starters", 1280, 900).await;
    browser.goto(&demo.url).await;
    let ids =
        browser.script("return [...document.querySelectorAll('[data-testid^=starter-]')].map((b) => b.dataset.testid.slice(8))").await;
    let ids: Vec<String> = serde_json::from_value(ids).unwrap();
    assert_eq!(ids.len(), 10);
    for id in ids {
        // A starter may lead to another channel, so that what is there before says nothing.
        browser.press("channel-general").await;
        browser.until("the channel", "return document.querySelector('#place').innerText === '# general'").await;
        let last = "return [...document.querySelectorAll('[data-testid=message]')].at(-1)?.dataset.id ?? ''";
        let before = browser.script(last).await.as_str().unwrap().to_owned();
        browser.press(&format!("starter-{id}")).await;
        let script = format!(
            "const all = [...document.querySelectorAll({BOT:?})];
             return all.length > 0 && BigInt(all.at(-1).dataset.id) > BigInt({:?} || 0)",
            before
        );
        browser.until(&id, &script).await;
        browser.press(&format!("why-{id}")).await;
        browser.reads("[data-testid=why-panel]", "outcome").await;
        browser.picture(&id).await;
    }
    browser.close().await;
}
