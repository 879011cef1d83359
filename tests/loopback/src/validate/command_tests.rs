//! Tables of command sets Discord takes and refuses.

use serde_json::json;

use super::*;

fn slash(extra: &Value) -> Value {
    let mut command = json!({"name": "ask", "description": "Ask the guide"});
    for (key, value) in extra.as_object().unwrap() {
        command[key] = value.clone();
    }
    json!([command])
}

fn with_option(extra: &Value) -> Value {
    let mut option = json!({"type": 3, "name": "question", "description": "Your question"});
    for (key, value) in extra.as_object().unwrap() {
        option[key] = value.clone();
    }
    slash(&json!({"options": [option]}))
}

#[test]
fn names_and_descriptions() {
    let of = |n: usize| "x".repeat(n);
    for (label, set, fine) in [
        ("plain", slash(&json!({})), true),
        ("empty set", json!([]), true),
        ("not a list", json!({}), false),
        ("capital", slash(&json!({"name": "Ask"})), false),
        ("blank", slash(&json!({"name": "ask me"})), false),
        ("32", slash(&json!({"name": of(32)})), true),
        ("33", slash(&json!({"name": of(33)})), false),
        ("accent", slash(&json!({"name": "frage-über_x'y"})), true),
        ("slash", slash(&json!({"name": "/ask"})), false),
        ("no name", slash(&json!({"name": null})), false),
        ("description 100", slash(&json!({"description": of(100)})), true),
        ("description 101", slash(&json!({"description": of(101)})), false),
        ("description empty", slash(&json!({"description": ""})), false),
        ("no description", slash(&json!({"description": null})), false),
        ("menu with capitals and blanks", json!([{"type": 3, "name": "Answer from the guide"}]), true),
        ("menu with description", json!([{"type": 3, "name": "Pin", "description": "x"}]), false),
        ("menu with empty description", json!([{"type": 3, "name": "Pin", "description": ""}]), true),
        ("same name, other type", json!([{"name": "pin", "description": "d"}, {"type": 3, "name": "pin"}]), true),
        ("same name twice", json!([{"type": 3, "name": "Pin"}, {"type": 3, "name": "Pin"}]), false),
        ("unknown type", json!([{"type": 9, "name": "x"}]), false),
        ("15 menus", Value::from((0..15).map(|i| json!({"type": 3, "name": format!("m{i}")})).collect::<Vec<_>>()), true),
        ("16 menus", Value::from((0..16).map(|i| json!({"type": 3, "name": format!("m{i}")})).collect::<Vec<_>>()), false),
        ("permissions", slash(&json!({"default_member_permissions": "2251799813685248"})), true),
        ("permissions a word", slash(&json!({"default_member_permissions": "many"})), false),
        ("contexts", slash(&json!({"contexts": [0, 1, 2]})), true),
        ("context 7", slash(&json!({"contexts": [7]})), false),
        ("locale", slash(&json!({"name_localizations": {"de": "fragen"}})), true),
        ("unknown locale", slash(&json!({"name_localizations": {"xx": "fragen"}})), false),
        ("locale with capital", slash(&json!({"name_localizations": {"de": "Fragen"}})), false),
    ] {
        assert_eq!(check_set(&set).is_ok(), fine, "{label}: {:?}", check_set(&set).err().map(|e| e.reason()));
    }
}

#[test]
fn options_of_commands() {
    let choice = |i: usize| json!({"name": format!("c{i}"), "value": format!("v{i}")});
    let option = |i: usize| json!({"type": 3, "name": format!("o{i}"), "description": "d"});
    let many = |n: usize| Value::from((0..n).map(option).collect::<Vec<_>>());
    let choices = |n: usize| Value::from((0..n).map(choice).collect::<Vec<_>>());
    let sub = json!({"type": 1, "name": "status", "description": "d", "options": [option(1)]});
    for (label, set, fine) in [
        ("text", with_option(&json!({})), true),
        ("25 options", slash(&json!({"options": many(25)})), true),
        ("26 options", slash(&json!({"options": many(26)})), false),
        ("25 choices", with_option(&json!({"choices": choices(25)})), true),
        ("26 choices", with_option(&json!({"choices": choices(26)})), false),
        ("choices and autocomplete", with_option(&json!({"choices": choices(1), "autocomplete": true})), false),
        ("autocomplete", with_option(&json!({"autocomplete": true})), true),
        ("autocomplete on a boolean", with_option(&json!({"type": 5, "autocomplete": true})), false),
        ("number choice on text", with_option(&json!({"choices": [{"name": "n", "value": 5}]})), false),
        ("type missing", with_option(&json!({"type": null})), false),
        ("type 12", with_option(&json!({"type": 12})), false),
        ("name twice", slash(&json!({"options": [option(1), option(1)]})), false),
        ("sub-command", slash(&json!({"options": [sub]})), true),
        ("sub-command beside an option", slash(&json!({"options": [sub, option(2)]})), false),
        ("group", slash(&json!({"options": [{"type": 2, "name": "g", "description": "d", "options": [sub]}]})), true),
        ("group of options", slash(&json!({"options": [{"type": 2, "name": "g", "description": "d", "options": [option(1)]}]})), false),
        ("max_length 6001", with_option(&json!({"max_length": 6001})), false),
        (
            "required after optional",
            slash(&json!({"options": [option(1), {"type": 3, "name": "z", "description": "d", "required": true}]})),
            false,
        ),
    ] {
        assert_eq!(check_set(&set).is_ok(), fine, "{label}: {:?}", check_set(&set).err().map(|e| e.reason()));
    }
}

#[test]
fn whole_size() {
    let choice = |i: usize| json!({"name": format!("{i:0>100}"), "value": format!("{i:0>100}")});
    let option = |i: usize| {
        let choices: Vec<_> = (0..25).map(choice).collect();
        json!({"type": 3, "name": format!("o{i}"), "description": "d", "choices": choices})
    };
    assert!(check_set(&slash(&json!({"options": [option(1)]}))).is_ok(), "5,000 characters");
    assert!(check_set(&slash(&json!({"options": [option(1), option(2)]}))).is_err(), "10,000 characters");
}
