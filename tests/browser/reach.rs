//! Whom the page serves: a phone, a keyboard, a screen reader; and that Markdown reads as at Discord.

use super::support::{Browser, Demo, MISSED};
use fantoccini::key::Key;
use serde_json::{Value, json};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_phone_shows_everything_without_moving_sideways() {
    let demo = Demo::start().await;
    let mut browser = Browser::open("phone", 360, 740).await;
    browser.goto(&demo.url).await;
    let wide = "return document.documentElement.scrollWidth <= window.innerWidth && window.innerWidth <= 360";
    browser.says(&format!("@medguide {MISSED}")).await;
    browser.reads("[data-author=medguide]", "Take the missed dose").await;
    assert_eq!(browser.script(wide).await, true);
    browser.picture("answer").await;
    browser.press("drawer-right").await;
    browser.picture("things-to-try").await;
    assert_eq!(browser.script(wide).await, true);
    browser.press("starter-emergency").await;
    browser.reads("[data-author=medguide]", "Get emergency help now").await;
    browser.press("drawer-left").await;
    browser.picture("channels").await;
    browser.press("dm").await;
    browser.until("the direct message", "return document.querySelector('#place').innerText === 'medguide'").await;
    assert_eq!(
        browser.script("return getComputedStyle(document.querySelector('#left')).display").await,
        "none",
        "the drawer is closed again"
    );
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everything_has_a_name_and_can_be_reached_by_keyboard() {
    let demo = Demo::start().await;
    let mut browser = Browser::open("keyboard", 1280, 900).await;
    browser.goto(&demo.url).await;
    browser.says(&format!("@medguide {MISSED}")).await;
    browser.reads("[data-author=medguide]", "Take the missed dose").await;
    let nameless = "return [...document.querySelectorAll('button, a, input, select, textarea')].filter((node) =>
        !(node.innerText?.trim() || node.getAttribute('aria-label') || node.labels?.length > 0)).map((node) => node.outerHTML)";
    assert_eq!(browser.script(nameless).await, json!([]));
    let landmarks = "return ['nav[aria-label]', 'main', 'aside[aria-label]', '[role=log][aria-live=polite]'].filter((css) => !document.querySelector(css))";
    assert_eq!(browser.script(landmarks).await, json!([]));

    // From the message box back to the answer's first button, by Tab alone, and pressed by Enter.
    let back = char::from(Key::Tab).to_string();
    let shift = char::from(Key::Shift).to_string();
    browser.find("textarea[data-testid='composer']").await.click().await.unwrap();
    let mut reached = false;
    for _ in 0..20 {
        browser.tab.active_element().await.unwrap().send_keys(&format!("{shift}{back}")).await.unwrap();
        if browser.script("return document.activeElement.dataset.testid === 'component-not-what-i-asked'").await == true {
            reached = true;
            break;
        }
    }
    assert!(reached, "{}", browser.script("return document.activeElement.outerHTML").await);
    let outlined = "return getComputedStyle(document.activeElement).outlineStyle";
    assert_ne!(browser.script(outlined).await, "none", "the focus is seen");
    browser.picture("focus").await;
    browser.tab.active_element().await.unwrap().send_keys(&char::from(Key::Enter).to_string()).await.unwrap();
    browser.reads("[data-ephemeral=true]", "All sections").await;

    // A form of a bot: opened, filled in, sent, closed by Escape.
    let form = "window.sent = null; const { showForm } = await import('/__page/modal.js');
        showForm({title: 'A form', components: [{type: 1, components: [{type: 4, custom_id: 'one', style: 1, label: 'One', required: true}]},
            {type: 18, label: 'Two', component: {type: 4, custom_id: 'two', style: 2, required: false, value: 'given'}}]}, async (values) => { window.sent = values; });";
    browser.script(&format!("(async () => {{ {form} }})()")).await;
    browser.find("[data-testid='input-one']").await.send_keys("typed").await.unwrap();
    browser.picture("form").await;
    browser.press("modal-submit").await;
    browser.until("the form to be sent", "return window.sent?.one === 'typed' && window.sent.two === 'given'").await;
    assert_eq!(browser.script("return document.querySelector('dialog').open").await, false);
    browser.close().await;
}

/// Texts and what their tree must be, in short: marks by name, text as it stands.
const MARKDOWN: &[(&str, &str)] = &[
    ("plain", r#"[{"t":"p","c":["plain"]}]"#),
    ("**b** and *i* and _i_", r#"[{"t":"p","c":[{"t":"strong","c":["b"]}," and ",{"t":"em","c":["i"]}," and ",{"t":"em","c":["i"]}]}]"#),
    ("***both***", r#"[{"t":"p","c":[{"t":"strong","c":[{"t":"em","c":["both"]}]}]}]"#),
    ("**b *i* b**", r#"[{"t":"p","c":[{"t":"strong","c":["b ",{"t":"em","c":["i"]}," b"]}]}]"#),
    ("__u__ ~~s~~ ||x||", r#"[{"t":"p","c":[{"t":"u","c":["u"]}," ",{"t":"s","c":["s"]}," ",{"t":"spoiler","c":["x"]}]}]"#),
    ("snake_case_word and 2*3*4 *", r#"[{"t":"p","c":["snake_case_word and 2",{"t":"em","c":["3"]},"4 *"]}]"#),
    ("-# small **b**", r#"[{"t":"small","c":["small ",{"t":"strong","c":["b"]}]}]"#),
    (
        "# one\n## two\n### three\n#### no",
        r#####"[{"t":"h1","c":["one"]},{"t":"h2","c":["two"]},{"t":"h3","c":["three"]},{"t":"p","c":["#### no"]}]"#####,
    ),
    ("> a\n> b\nc", r#"[{"t":"quote","c":[{"t":"p","c":["a\nb"]}]},{"t":"p","c":["c"]}]"#),
    (">>> a\nb", r#"[{"t":"quote","c":[{"t":"p","c":["a\nb"]}]}]"#),
    ("**over\nlines**", r#"[{"t":"p","c":[{"t":"strong","c":["over\nlines"]}]}]"#),
    (
        "- a\n  - b\n1. c",
        r#"[{"t":"list","c":[{"t":"item","deep":0,"c":["a"]},{"t":"item","deep":1,"c":["b"]}]},{"t":"list","c":[{"t":"item","deep":0,"number":"1","c":["c"]}]}]"#,
    ),
    ("`a*b*` ``c`d``", r#"[{"t":"p","c":[{"t":"mono","c":["a*b*"]}," ",{"t":"mono","c":["c`d"]}]}]"#),
    ("```rs\nlet x;\n```", r#"[{"t":"code","c":["let x;"]}]"#),
    (
        "[t](https://e.org) <https://e.org> https://e.org.",
        r#"[{"t":"p","c":[{"t":"link","url":"https://e.org","c":["t"]}," ",{"t":"link","url":"https://e.org","c":["https://e.org"]}," ",{"t":"link","url":"https://e.org","c":["https://e.org"]},"."]}]"#,
    ),
    (
        "[https://a.org](https://b.org)",
        r#"[{"t":"p","c":["[",{"t":"link","url":"https://a.org](https://b.org","c":["https://a.org](https://b.org"]},")"]}]"#,
    ),
    ("[t](javascript:x)", r#"[{"t":"p","c":["[t](javascript:x)"]}]"#),
    (
        "<@1> <@&2> <#3> </ask:4>",
        r#"[{"t":"p","c":[{"t":"user","id":"1","c":[]}," ",{"t":"role","id":"2","c":[]}," ",{"t":"channel","id":"3","c":[]}," ",{"t":"command","c":["/ask"]}]}]"#,
    ),
    (r"\*not\* \\ \_", r#"[{"t":"p","c":["*not* \\ _"]}]"#),
    ("**open", r#"[{"t":"p","c":["**open"]}]"#),
    ("", "[]"),
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn markdown_reads_as_at_discord_and_never_takes_long() {
    let demo = Demo::start().await;
    let browser = Browser::open("markdown", 1280, 900).await;
    browser.goto(&demo.url).await;
    browser.script("import('/__page/markdown.js').then((module) => { window.parse = module.parse; })").await;
    browser.until("the module", "return typeof window.parse === 'function'").await;
    for (text, tree) in MARKDOWN {
        let got = browser.script(&format!("return window.parse({text:?})")).await;
        let want: Value = serde_json::from_str(tree).unwrap();
        assert_eq!(without_empty(&got), want, "{text}");
    }
    // Steps are counted by a clock here, but a text that took more than linear time would take minutes.
    for piece in
        ["*", "**", "_", "__", "||", "~~", "`", "``", "[", "[a](", "<", "<@", "> ", "- ", "*a ", "_a ", "**a* ", "\\", "http", "***"]
    {
        let slow = format!(
            "const from = performance.now(); window.parse({piece:?}.repeat(Math.ceil(4000 / {piece:?}.length))); return performance.now() - from < 3000"
        );
        assert_eq!(browser.script(&slow).await, true, "{piece}");
    }
    browser.close().await;
}

/// Without fields that are undefined, which come as null.
fn without_empty(value: &Value) -> Value {
    match value {
        Value::Array(items) => items.iter().map(without_empty).collect(),
        Value::Object(fields) => {
            fields.iter().filter(|(_, field)| !field.is_null()).map(|(key, field)| (key.clone(), without_empty(field))).collect()
        }
        other => other.clone(),
    }
}
