//! The body of a message, whether it is created, edited or the answer to an interaction.
//!
//! Reads it into a [`Draft`] in which "absent" and "emptied" stay apart, because an edit treats them differently.

use serde_json::Value;

use super::{Form, at, component, embed, filled, mentions::Allowed};
use crate::snowflake::Snowflake;

/// Characters of a message's text.
pub(crate) const CONTENT: usize = 2000;
/// Characters of a nonce.
const NONCE: usize = 25;
/// Files on one message.
const FILES: usize = 10;

/// Message flag: links show no preview.
pub(crate) const SUPPRESS_EMBEDS: u64 = 1 << 2;
/// Message flag: only one person sees it.
pub(crate) const EPHEMERAL: u64 = 1 << 6;
/// Message flag: the person sees "thinking".
pub(crate) const LOADING: u64 = 1 << 7;
/// Message flag: no push notification.
pub(crate) const SUPPRESS_NOTIFICATIONS: u64 = 1 << 12;
/// Message flag: made of layout components.
pub(crate) const LAYOUT: u64 = 1 << 15;

/// What a body asks a reply to point at.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct ReferenceDraft {
    pub(crate) message: Snowflake,
    pub(crate) channel: Option<Snowflake>,
    pub(crate) fail_if_not_exists: bool,
}

/// A checked body. `None` means the body did not speak of the field.
#[derive(Clone, Debug, Default)]
pub(crate) struct Draft {
    pub(crate) content: Option<String>,
    pub(crate) embeds: Option<Vec<Value>>,
    pub(crate) components: Option<Vec<Value>>,
    pub(crate) attachments: Option<Vec<Value>>,
    pub(crate) flags: Option<u64>,
    pub(crate) allowed: Option<Allowed>,
    pub(crate) tts: bool,
    pub(crate) nonce: Option<Value>,
    pub(crate) enforce_nonce: bool,
    pub(crate) reference: Option<ReferenceDraft>,
}

impl Draft {
    /// Reads and checks a body. `layout` says whether the message being edited already carries the layout flag.
    pub(crate) fn read(form: &mut Form, path: &str, body: &Value, layout: bool) -> Self {
        if !body.is_object() {
            form.fault(path, "MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType");
            return Self::default();
        }
        let flags = form.integer(&at(path, "flags"), &body["flags"], 0, i64::MAX);
        let flags = flags.and_then(|flags| u64::try_from(flags).ok());
        let layout = layout || flags.unwrap_or(0) & LAYOUT != 0;
        if layout {
            without_legacy_fields(form, path, body);
        }
        let spoken = |key: &str| body.get(key).is_some();
        let list = |form: &mut Form, key: &str| spoken(key).then(|| form.list(&at(path, key), &body[key]).cloned().unwrap_or_default());
        let embeds = list(form, "embeds");
        let components = list(form, "components");
        let attachments = list(form, "attachments");
        form.length(&at(path, "attachments"), attachments.as_ref().map_or(0, Vec::len), 0, FILES);
        let content = form.string(&at(path, "content"), &body["content"]).unwrap_or_default();
        form.length(&at(path, "content"), content.chars().count(), 0, CONTENT);
        Self {
            content: spoken("content").then(|| content.trim().to_owned()),
            embeds: embeds.map(|list| embed::check(form, &at(path, "embeds"), &list)),
            components: components.map(|list| component::check(form, &at(path, "components"), &list, layout)),
            attachments,
            flags,
            allowed: Allowed::read(form, &at(path, "allowed_mentions"), &body["allowed_mentions"]),
            tts: form.boolean(&at(path, "tts"), &body["tts"]),
            nonce: nonce(form, &at(path, "nonce"), &body["nonce"]),
            enforce_nonce: form.boolean(&at(path, "enforce_nonce"), &body["enforce_nonce"]),
            reference: reference(form, &at(path, "message_reference"), &body["message_reference"]),
        }
    }
}

fn without_legacy_fields(form: &mut Form, path: &str, body: &Value) {
    for key in ["content", "embeds", "sticker_ids", "poll"] {
        if filled(&body[key]) {
            let message = format!("The '{key}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2");
            form.fault(&at(path, key), "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2", message);
        }
    }
}

/// A nonce is a short string or a whole number, and comes back as it was sent.
fn nonce(form: &mut Form, path: &str, value: &Value) -> Option<Value> {
    match value {
        Value::Null => None,
        Value::String(text) => {
            form.length(path, text.chars().count(), 0, NONCE);
            Some(value.clone())
        }
        Value::Number(number) if number.is_i64() || number.is_u64() => Some(value.clone()),
        _ => {
            form.fault(path, "BASE_TYPE_CHOICES", "Must be a string or an integer.");
            None
        }
    }
}

fn reference(form: &mut Form, path: &str, value: &Value) -> Option<ReferenceDraft> {
    if value.is_null() {
        return None;
    }
    if value["type"].as_u64().unwrap_or(0) != 0 {
        form.choices(&at(path, "type"), "(0,)");
    }
    let Some(message) = Snowflake::from_json(&value["message_id"]) else {
        form.required(&at(path, "message_id"));
        return None;
    };
    let must_exist = &value["fail_if_not_exists"];
    Some(ReferenceDraft {
        message,
        channel: Snowflake::from_json(&value["channel_id"]),
        fail_if_not_exists: must_exist.is_null() || form.boolean(&at(path, "fail_if_not_exists"), must_exist),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn verdict(body: &Value) -> Result<Draft, String> {
        let mut form = Form::default();
        let draft = Draft::read(&mut form, "", body, false);
        form.finish().map(|()| draft).map_err(|e| e.reason())
    }

    #[test]
    fn bodies() {
        let of = |n: usize| "x".repeat(n);
        for (label, body, fine) in [
            ("2000", json!({"content": of(2000)}), true),
            ("2001", json!({"content": of(2001)}), false),
            ("2000 characters of two bytes", json!({"content": "é".repeat(2000)}), true),
            ("content a list", json!({"content": ["x"]}), false),
            ("not an object", json!([1]), false),
            ("nonce 25", json!({"nonce": of(25)}), true),
            ("nonce 26", json!({"nonce": of(26)}), false),
            ("nonce a number", json!({"nonce": 5}), true),
            ("nonce a list", json!({"nonce": []}), false),
            ("flags a word", json!({"flags": "many"}), false),
            ("reference", json!({"message_reference": {"message_id": "5"}}), true),
            ("reference to nothing", json!({"message_reference": {}}), false),
            ("forward", json!({"message_reference": {"type": 1, "message_id": "5"}}), false),
            ("layout with content", json!({"flags": 32768, "content": "x"}), false),
            ("layout with embeds", json!({"flags": 32768, "embeds": [{"title": "t"}]}), false),
            ("layout", json!({"flags": 32768, "components": [{"type": 10, "content": "x"}]}), true),
            ("embeds not a list", json!({"embeds": {"title": "t"}}), false),
        ] {
            assert_eq!(verdict(&body).is_ok(), fine, "{label}: {:?}", verdict(&body));
        }
    }

    #[test]
    fn absent_and_emptied_differ() {
        let draft = verdict(&json!({"content": null, "embeds": []})).unwrap();
        assert_eq!(draft.content.as_deref(), Some(""));
        assert_eq!(draft.embeds, Some(vec![]));
        assert_eq!(draft.components, None);
    }

    #[test]
    fn blanks_around_are_cut() {
        assert_eq!(verdict(&json!({"content": "  hi \n"})).unwrap().content.as_deref(), Some("hi"));
        assert_eq!(verdict(&json!({"content": " \n "})).unwrap().content.as_deref(), Some(""));
    }
}
