//! What must not go wrong: markup in messages and names, floods, long texts, two tabs, a reload in the middle, other sites.

use super::support::{Browser, Demo, MISSED};
use serde_json::json;

/// Who is who, from the page.
async fn ids(browser: &Browser) -> (String, String) {
    let script = "return location.hash.slice(1).split('/')";
    let ids: Vec<String> = serde_json::from_value(browser.script(script).await).unwrap();
    (ids[0].clone(), ids[1].clone())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_that_is_written_is_carried_out() {
    let demo = Demo::start().await;
    let mut browser = Browser::open("hostile", 1280, 900).await;
    browser.goto(&demo.url).await;
    let (me, channel) = ids(&browser).await;
    for text in [
        "<script>window.pwned = 1</script>",
        "<img src=x onerror='window.pwned = 1'>",
        "[press](javascript:window.pwned=1) <javascript:window.pwned=1>",
        "**[x](https://example.org/\" onmouseover=\"window.pwned=1)**",
        "```html\n<script>window.pwned = 1</script>\n```",
        "|| <svg onload=window.pwned=1> ||",
        "> <iframe srcdoc='<script>parent.pwned=1</script>'></iframe>",
        "<@&1><@1><#1><t:99999999999999:F><t:1:R></x:1>",
        "\u{202e}txet\u{0} @everyone <@1180000000000000042>",
    ] {
        let done = demo.act(&json!({"as": me, "op": "say", "channel": channel, "text": text})).await;
        assert_eq!(done["ok"], true, "{text}: {done}");
    }
    // Titles of posts are somebody's words too.
    let forum = browser.script("return document.querySelector('[data-testid=channel-questions]') && true").await;
    assert_eq!(forum, true);
    browser.press("channel-questions").await;
    browser.find("[data-testid='forum-title']").await.send_keys("<img src=x onerror=window.pwned=1>").await.unwrap();
    browser.find("[data-testid='forum-text']").await.send_keys("<b>bold?</b>").await.unwrap();
    browser.press("forum-post").await;
    browser.reads("[data-testid=message]", "<b>bold?</b>").await;
    browser.press("channel-general").await;
    browser.reads("[data-testid=message]", "txet").await;
    browser.picture("markup").await;
    assert_eq!(browser.script("return window.pwned ?? null").await, json!(null));
    let made =
        "return document.querySelectorAll('#log script, #log img, #log iframe, #log svg, #log [onerror], a[href^=\"javascript\"]').length";
    assert_eq!(browser.script(made).await, 0);
    // Nothing was fetched from anywhere else.
    let foreign = "return performance.getEntriesByType('resource').filter((entry) => !entry.name.startsWith(location.origin)).length";
    assert_eq!(browser.script(foreign).await, 0);
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_flood_two_tabs_and_a_reload_end_in_the_same_picture() {
    let demo = Demo::start().await;
    let mut browser = Browser::open("flood", 1280, 900).await;
    browser.goto(&demo.url).await;
    let (me, channel) = ids(&browser).await;
    let second = browser.tab.new_window(true).await.unwrap();
    let first = browser.tab.window().await.unwrap();
    browser.tab.switch_to_window(second.handle).await.unwrap();
    browser.goto(&demo.url).await;
    browser.is("Bob").await;
    for number in 0..100 {
        let order = json!({"as": me, "op": "say", "channel": channel, "text": format!("flood {number} {}", "x".repeat(number))});
        assert_eq!(demo.act(&order).await["ok"], true);
        if number == 50 {
            browser.tab.refresh().await.unwrap();
        }
    }
    browser.reads("[data-testid=message]", "flood 99").await;
    browser
        .until("Bob after the reload", "return document.querySelector('[data-testid=person]').selectedOptions[0]?.text.startsWith('Bob')")
        .await;
    let shown = "return document.querySelectorAll('[data-testid=message]').length";
    assert_eq!(browser.script(shown).await, 100, "the newest hundred");
    browser.says(&format!("@medguide {MISSED}")).await;
    browser.reads("[data-author=medguide]", "Take the missed dose").await;
    browser.tab.switch_to_window(first).await.unwrap();
    browser.reads("[data-author=medguide]", "Take the missed dose").await;
    browser
        .until(
            "Alice in the first tab",
            "return document.querySelector('[data-testid=person]').selectedOptions[0].text.startsWith('Alice')",
        )
        .await;
    browser.picture("flood").await;
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn long_texts_are_refused_in_words_and_faults_are_survived() {
    let demo = Demo::start().await;
    let mut browser = Browser::open("faults", 1280, 900).await;
    browser.goto(&demo.url).await;
    let field = browser.find("textarea[data-testid='composer']").await;
    browser.script(&format!("const box = document.querySelector('textarea[data-testid=composer]'); box.value = {:?}; box.dispatchEvent(new Event('input'));", "long ".repeat(800))).await;
    browser.press("send").await;
    browser.reads("#composer [data-testid=error]", "at most 2000 characters").await;
    field.clear().await.unwrap();
    // Each kind of fault, and an answer all the same.
    for (fault, question) in
        [("fault-drop", "drop"), ("fault-twice", "twice"), ("fault-fail", "fail"), ("fault-garbled", "garbled"), ("fault-lose", "lose")]
    {
        browser.press(fault).await;
        browser.reads("#fault-said", "Done").await;
        let before = browser.script("return document.querySelectorAll('[data-author=medguide]').length").await.as_u64().unwrap();
        browser.says(&format!("@medguide {MISSED} {question}")).await;
        browser.until(fault, &format!("return document.querySelectorAll('[data-author=medguide]').length === {}", before + 1)).await;
        browser.press("fault-well").await;
    }
    browser.picture("survived").await;
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn other_sites_and_forged_orders_get_nothing() {
    let demo = Demo::start().await;
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let view = format!("{}/__page/view", demo.url);
    for (header, value) in [("origin", "http://example.org"), ("host", "example.org"), ("origin", "null")] {
        let answer = client.get(&view).header(header, value).send().await.unwrap();
        assert_eq!(answer.status(), 403, "{header}: {value}");
        for path in ["/__log", "/__ctl"] {
            let request =
                client.request(if path == "/__log" { reqwest::Method::GET } else { reqwest::Method::POST }, format!("{}{path}", demo.url));
            let answer = request.header(header, value).body("{}").send().await.unwrap();
            assert_eq!(answer.status(), 403, "{path}, {header}: {value}");
        }
    }
    let act = format!("{}/__page/act", demo.url);
    let answer = client.post(&act).header("content-type", "text/plain").body("{}").send().await.unwrap();
    assert_eq!(answer.status(), 415);
    for order in [
        json!({}),
        json!({"op": "say"}),
        json!({"op": "say", "as": "1"}),
        json!({"op": "say", "as": "1180000000000000042", "channel": "dm", "text": "x"}),
        json!({"op": "nonsense", "as": "1"}),
        json!({"op": "fault", "name": "nonsense"}),
        json!({"op": "fault", "name": "slow", "with": {"ms": "much"}}),
        json!([]),
    ] {
        let answer = demo.act(&order).await;
        assert!(answer["error"].as_str().is_some_and(|reason| !reason.is_empty()), "{order}: {answer}");
    }
}
