//! The answer to an interaction: which kinds fit which interaction, and what each kind may carry.

use serde_json::Value;

use super::{Form, at, message::Draft, modal};

/// Choices one autocomplete answer may offer.
pub(crate) const CHOICES: usize = 25;
/// Characters of a choice's name, and of its value where that is text.
const CHOICE_TEXT: usize = 100;

/// Kinds of interaction, by Discord's numbers.
pub(crate) mod kind {
    pub(crate) const COMMAND: u8 = 2;
    pub(crate) const COMPONENT: u8 = 3;
    pub(crate) const AUTOCOMPLETE: u8 = 4;
    pub(crate) const MODAL: u8 = 5;
}

/// A checked answer.
#[derive(Clone, Debug)]
pub(crate) enum Reply {
    /// Type 4: a new message.
    Message(Box<Draft>),
    /// Type 5: "thinking", with the flags given.
    Defer(u64),
    /// Type 6: acknowledged, the message stays.
    DeferUpdate,
    /// Type 7: the message the component hangs on changes.
    Update(Box<Draft>),
    /// Type 8: suggestions.
    Choices,
    /// Type 9: a form pops up.
    Modal,
}

/// Reads and checks an answer to an interaction of kind `asked`. `on_message` says whether there is a message to change,
/// `layout` whether that message is made of layout components.
pub(crate) fn check(form: &mut Form, body: &Value, asked: u8, on_message: bool, layout: bool) -> Option<Reply> {
    let fits = match body["type"].as_u64() {
        Some(4 | 5) => asked != kind::AUTOCOMPLETE,
        Some(6 | 7) => on_message && matches!(asked, kind::COMPONENT | kind::MODAL),
        Some(8) => asked == kind::AUTOCOMPLETE,
        Some(9) => matches!(asked, kind::COMMAND | kind::COMPONENT),
        Some(_) => false,
        None => {
            form.required("type");
            return None;
        }
    };
    if !fits {
        let message = format!("Interaction callback type is invalid for an interaction of type {asked}.");
        form.fault("type", "INTERACTION_CALLBACK_TYPE_INVALID", message);
        return None;
    }
    let data = &body["data"];
    if data.is_null() && !matches!(body["type"].as_u64(), Some(5 | 6)) {
        form.required("data");
        return None;
    }
    match body["type"].as_u64() {
        Some(4) => Some(Reply::Message(Box::new(Draft::read(form, "data", data, false)))),
        Some(5) => Some(Reply::Defer(data["flags"].as_u64().unwrap_or(0))),
        Some(6) => Some(Reply::DeferUpdate),
        Some(7) => Some(Reply::Update(Box::new(Draft::read(form, "data", data, layout)))),
        Some(8) => {
            choices(form, data);
            Some(Reply::Choices)
        }
        _ => {
            modal::check(form, "data", data);
            Some(Reply::Modal)
        }
    }
}

fn choices(form: &mut Form, data: &Value) {
    let path = "data/choices";
    let Some(choices) = form.list(path, &data["choices"]) else {
        form.required(path);
        return;
    };
    form.length(path, choices.len(), 0, CHOICES);
    for (i, choice) in choices.iter().enumerate() {
        choice_at(form, &at(path, i), choice);
    }
}

/// Checks one choice: a name, and a text or number for a value.
pub(crate) fn choice_at(form: &mut Form, path: &str, choice: &Value) {
    form.required_text(&at(path, "name"), &choice["name"], 1, CHOICE_TEXT);
    match &choice["value"] {
        Value::Null => form.required(&at(path, "value")),
        Value::Number(_) => {}
        value => _ = form.text(&at(path, "value"), value, 1, CHOICE_TEXT),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn kinds_fit_interactions() {
        use kind::{AUTOCOMPLETE, COMMAND, COMPONENT};
        let say = json!({"content": "hi"});
        let choices = |n: usize| json!({"choices": (0..n).map(|i| json!({"name": format!("n{i}"), "value": "v"})).collect::<Vec<_>>()});
        for (label, asked, on_message, body, fine) in [
            ("message", COMMAND, false, json!({"type": 4, "data": say}), true),
            ("message without data", COMMAND, false, json!({"type": 4}), false),
            ("defer", COMMAND, false, json!({"type": 5}), true),
            ("update on a command", COMMAND, false, json!({"type": 7, "data": say}), false),
            ("defer update on a command", COMMAND, false, json!({"type": 6}), false),
            ("update", COMPONENT, true, json!({"type": 7, "data": say}), true),
            ("defer update", COMPONENT, true, json!({"type": 6}), true),
            ("choices to a command", COMMAND, false, json!({"type": 8, "data": choices(1)}), false),
            ("message to autocomplete", AUTOCOMPLETE, false, json!({"type": 4, "data": say}), false),
            ("25 choices", AUTOCOMPLETE, false, json!({"type": 8, "data": choices(25)}), true),
            ("26 choices", AUTOCOMPLETE, false, json!({"type": 8, "data": choices(26)}), false),
            ("no choices", AUTOCOMPLETE, false, json!({"type": 8, "data": choices(0)}), true),
            ("no list of choices", AUTOCOMPLETE, false, json!({"type": 8, "data": {}}), false),
            ("name 101", AUTOCOMPLETE, false, json!({"type": 8, "data": {"choices": [{"name": "x".repeat(101), "value": "v"}]}}), false),
            ("value 101", AUTOCOMPLETE, false, json!({"type": 8, "data": {"choices": [{"name": "x", "value": "v".repeat(101)}]}}), false),
            ("value missing", AUTOCOMPLETE, false, json!({"type": 8, "data": {"choices": [{"name": "x"}]}}), false),
            ("value a number", AUTOCOMPLETE, false, json!({"type": 8, "data": {"choices": [{"name": "x", "value": 5}]}}), true),
            ("type missing", COMMAND, false, json!({"data": say}), false),
            ("type 99", COMMAND, false, json!({"type": 99}), false),
        ] {
            let mut form = Form::default();
            check(&mut form, &body, asked, on_message, false);
            assert_eq!(form.finish().is_ok(), fine, "{label}");
        }
    }
}
