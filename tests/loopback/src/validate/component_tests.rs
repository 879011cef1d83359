//! Tables of components Discord takes and refuses.

use serde_json::json;

use super::*;

fn verdict(components: &Value, layout: bool) -> Result<Vec<Value>, String> {
    let mut form = Form::default();
    let kept = check(&mut form, "components", components.as_array().unwrap(), layout);
    form.finish().map(|()| kept).map_err(|e| e.reason())
}

fn button(i: usize) -> Value {
    json!({"type": 2, "style": 2, "label": "b", "custom_id": format!("id{i}")})
}

fn row(items: Vec<Value>) -> Value {
    json!({"type": 1, "components": items})
}

fn option(i: usize) -> Value {
    json!({"label": format!("o{i}"), "value": format!("v{i}")})
}

#[test]
fn buttons_and_rows() {
    let alone = |extra: Value| {
        let mut one = json!({"type": 2, "style": 1, "label": "b", "custom_id": "c"});
        for (key, value) in extra.as_object().unwrap() {
            one[key] = value.clone();
        }
        json!([row(vec![one])])
    };
    let of = |n: usize| "x".repeat(n);
    let full = |rows: usize, width: usize| {
        Value::from((0..rows).map(|r| row((0..width).map(|i| button(r * 10 + i)).collect())).collect::<Vec<_>>())
    };
    for (label, components, fine) in [
        ("5 rows of 5", full(5, 5), true),
        ("6 rows", full(6, 1), false),
        ("6 buttons in a row", full(1, 6), false),
        ("empty row", json!([row(vec![])]), false),
        ("row without list", json!([{"type": 1}]), false),
        ("button outside a row", json!([button(1)]), false),
        ("no type", json!([{"components": []}]), false),
        ("unknown type", json!([row(vec![json!({"type": 99, "custom_id": "x"})])]), false),
        ("layout component without the flag", json!([{"type": 10, "content": "x"}]), false),
        ("custom_id 100", alone(json!({"custom_id": of(100)})), true),
        ("custom_id 101", alone(json!({"custom_id": of(101)})), false),
        ("custom_id missing", alone(json!({"custom_id": null})), false),
        ("custom_id empty", alone(json!({"custom_id": ""})), false),
        ("custom_id twice", json!([row(vec![button(1), button(1)])]), false),
        ("custom_id twice over rows", json!([row(vec![button(1)]), row(vec![button(1)])]), false),
        ("label 80", alone(json!({"label": of(80)})), true),
        ("label 81", alone(json!({"label": of(81)})), false),
        ("neither label nor emoji", alone(json!({"label": null})), false),
        ("emoji alone", alone(json!({"label": null, "emoji": {"name": "👍"}})), true),
        ("emoji by name", alone(json!({"emoji": {"name": "thumbsup"}})), false),
        ("style missing", alone(json!({"style": null})), false),
        ("style 9", alone(json!({"style": 9})), false),
        ("link", alone(json!({"style": 5, "custom_id": null, "url": "https://example.org"})), true),
        ("link without url", alone(json!({"style": 5, "custom_id": null})), false),
        ("link with custom_id", alone(json!({"style": 5, "url": "https://example.org"})), false),
        ("link to nowhere", alone(json!({"style": 5, "custom_id": null, "url": "example"})), false),
        ("url on an ordinary button", alone(json!({"url": "https://example.org"})), false),
    ] {
        assert_eq!(verdict(&components, false).is_ok(), fine, "{label}: {:?}", verdict(&components, false));
    }
}

#[test]
fn selects() {
    let of = |n: usize| "x".repeat(n);
    let select = |options: Vec<Value>, extra: Value| {
        let mut one = json!({"type": 3, "custom_id": "pick", "options": options});
        for (key, value) in extra.as_object().unwrap() {
            one[key] = value.clone();
        }
        json!([row(vec![one])])
    };
    for (label, components, fine) in [
        ("25 options", select((0..25).map(option).collect(), json!({})), true),
        ("26 options", select((0..26).map(option).collect(), json!({})), false),
        ("no options", select(vec![], json!({})), false),
        ("same value twice", select(vec![option(1), option(1)], json!({})), false),
        ("label 101", select(vec![json!({"label": of(101), "value": "v"})], json!({})), false),
        ("value missing", select(vec![json!({"label": "l"})], json!({})), false),
        ("description 101", select(vec![json!({"label": "l", "value": "v", "description": of(101)})], json!({})), false),
        ("placeholder 150", select(vec![option(1)], json!({"placeholder": of(150)})), true),
        ("placeholder 151", select(vec![option(1)], json!({"placeholder": of(151)})), false),
        ("max above options", select(vec![option(1)], json!({"max_values": 2})), false),
        ("min above max", select(vec![option(1), option(2)], json!({"min_values": 2})), false),
        ("beside a button", json!([row(vec![button(1), json!({"type": 5, "custom_id": "u"})])]), false),
        ("user select", json!([row(vec![json!({"type": 5, "custom_id": "u"})])]), true),
    ] {
        assert_eq!(verdict(&components, false).is_ok(), fine, "{label}: {:?}", verdict(&components, false));
    }
}

#[test]
fn layout() {
    let text = |n: usize| json!({"type": 10, "content": "x".repeat(n)});
    for (label, components, fine) in [
        ("text 4000", json!([text(4000)]), true),
        ("text 4001 in two", json!([text(4000), text(1)]), false),
        ("40 components", Value::from(vec![text(1); 40]), true),
        ("41 components", Value::from(vec![text(1); 41]), false),
        ("container", json!([{"type": 17, "components": [text(1), row(vec![button(1)])]}]), true),
        ("container in container", json!([{"type": 17, "components": [{"type": 17, "components": [text(1)]}]}]), false),
        ("section", json!([{"type": 9, "components": [text(1)], "accessory": button(1)}]), true),
        ("section without accessory", json!([{"type": 9, "components": [text(1)]}]), false),
        ("ids across containers", json!([row(vec![button(1)]), {"type": 17, "components": [row(vec![button(1)])]}]), false),
    ] {
        assert_eq!(verdict(&components, true).is_ok(), fine, "{label}: {:?}", verdict(&components, true));
    }
}

#[test]
fn components_are_numbered() {
    let kept = verdict(&json!([row(vec![button(1), button(2)])]), false).unwrap();
    assert_eq!(kept[0]["id"], 1);
    assert_eq!(kept[0]["components"][1]["id"], 3);
}
