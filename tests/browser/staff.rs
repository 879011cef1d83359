//! What moderators do, in a real browser: every command of theirs is used as a person would, and leaves a picture.

use super::support::{BOT, Browser, Demo};

/// What only the one who gave an order sees.
const PRIVATE: &str = "[data-testid=message][data-ephemeral=true]";

/// Types a command, fills its fields, sends it.
async fn orders(browser: &Browser, command: &str, fields: &[(&str, &str)]) {
    let text = browser.find("textarea[data-testid='composer']").await;
    text.click().await.unwrap();
    text.send_keys(command).await.unwrap();
    browser
        .until(command, &format!("return document.querySelectorAll('[data-testid=slash-list] li').length > 0 && {}", first_is(command)))
        .await;
    // Enter takes the first that fits.
    text.send_keys(&char::from(fantoccini::key::Key::Enter).to_string()).await.unwrap();
    browser.find("form[aria-label^='Command']").await;
    for (name, value) in fields {
        let field = browser.find(&format!("[data-testid='option-{name}']")).await;
        if field.tag_name().await.unwrap() == "select" {
            let choose = format!(
                "const field = document.querySelector('[data-testid=option-{name}]');
                 field.value = [...field.options].find((option) => option.text.startsWith({value:?})).value;"
            );
            browser.script(&choose).await;
        } else {
            field.send_keys(value).await.unwrap();
        }
    }
    browser.press("send").await;
}

fn first_is(command: &str) -> String {
    format!("document.querySelector('[data-testid=slash-list] li').innerText.startsWith({command:?})")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn moderators_set_pause_pin_and_read_what_is_missing() {
    let demo = Demo::start().await;
    let mut browser = Browser::open("moderators", 1280, 1000).await;
    browser.goto(&demo.url).await;
    browser.says("@medguide does insurance pay for the pump?").await;
    browser.reads(BOT, "does not cover").await;
    browser.is("Mod").await;
    for (command, fields, words) in [
        ("/medguide status", &[][..], "How things stand"),
        ("/medguide channel", &[("mode", "on"), ("channel", "#quiet")], "is set to on"),
        ("/medguide country", &[("code", "NZ")], "NZ come first"),
        ("/medguide role", &[("role", "@Helper")], "I call"),
        ("/medguide staff", &[("channel", "#staff")], "Staff read"),
        ("/medguide pause", &[("section", "Storage")], "is paused"),
        ("/medguide resume", &[("section", "Storage")], "shown again"),
        ("/medguide gaps", &[], "5 people"),
        ("/medguide stats", &[], "1 answer in 30 days"),
        ("/medguide report", &[("channel", "#quiet")], "nothing to report"),
        ("/medguide reload", &[], "inside the program"),
        ("/medguide audit", &[], "What moderators did"),
    ] {
        // A whole title is taken as it is typed.
        let fields: Vec<(&str, &str)> =
            fields.iter().map(|&(name, value)| (name, if value == "Storage" { "storage" } else { value })).collect();
        orders(&browser, command, &fields).await;
        browser.reads(PRIVATE, words).await;
        browser.picture(&command.replace(['/', ' '], "-")).await;
    }
    orders(&browser, "/pin", &[("section", "missed-dose")]).await;
    browser.reads(PRIVATE, "Pinned:").await;
    browser.reads("[data-testid=pin]", "Missed dose").await;
    browser.picture("pin").await;
    orders(&browser, "/pin", &[]).await;
    browser.reads(PRIVATE, "Pinned answers").await;
    browser.picture("pin-list").await;
    orders(&browser, "/unpin", &[("section", "missed dose")]).await;
    browser.reads(PRIVATE, "Unpinned: 1").await;

    browser.chooses("medguide", "wrong-section").await;
    browser.reads(PRIVATE, "Which section would have been right?").await;
    browser.picture("wrong").await;
    browser.script("[...document.querySelectorAll('[data-ephemeral=true] button')].filter((b) => b.innerText.startsWith('The guide has none')).at(-1).click()").await;
    browser.find("[data-testid='input-wording']").await.send_keys("who pays for it?").await.unwrap();
    browser.picture("wording").await;
    browser.press("modal-submit").await;
    browser.reads(PRIVATE, "Noted for the curators").await;

    // A channel that is on is answered without being named, and an emergency anywhere it is on.
    browser.press("channel-quiet").await;
    browser.is("Bob").await;
    browser.says("can i drive on baclofen?").await;
    browser.reads(BOT, "Driving").await;
    browser.picture("channel-on").await;
    browser.close().await;
}
