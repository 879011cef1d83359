//! What Discord refuses in a body: the limits, and the collector that reports every fault at its field.
//!
//! Pure: reads JSON, knows no world. Lengths are counted in Unicode scalar values, as Discord counts them.

pub(crate) mod command;
pub(crate) mod component;
pub(crate) mod embed;
pub(crate) mod mentions;
pub(crate) mod message;
pub(crate) mod modal;
pub(crate) mod response;

use serde_json::{Map, Value, json};

use crate::error::ApiError;

/// Collects the faults of one body, each with the path of its field, such as `embeds/0/title`.
#[derive(Debug, Default)]
pub(crate) struct Form {
    faults: Vec<(String, &'static str, String)>,
}

impl Form {
    /// Adds a fault in Discord's words.
    pub(crate) fn fault(&mut self, path: &str, code: &'static str, message: impl Into<String>) {
        self.faults.push((path.to_owned(), code, message.into()));
    }

    pub(crate) fn required(&mut self, path: &str) {
        self.fault(path, "BASE_TYPE_REQUIRED", "This field is required");
    }

    pub(crate) fn choices(&mut self, path: &str, allowed: &str) {
        self.fault(path, "BASE_TYPE_CHOICES", format!("Value must be one of {allowed}."));
    }

    /// Checks a length or count against an inclusive range.
    pub(crate) fn length(&mut self, path: &str, found: usize, min: usize, max: usize) {
        if (min..=max).contains(&found) {
            return;
        }
        let message =
            if min == 0 { format!("Must be {max} or fewer in length.") } else { format!("Must be between {min} and {max} in length.") };
        self.fault(path, "BASE_TYPE_BAD_LENGTH", message);
    }

    /// Reads an optional string; null counts as absent, and numbers are taken as text, as Discord does.
    pub(crate) fn string(&mut self, path: &str, value: &Value) -> Option<String> {
        match value {
            Value::Null => None,
            Value::String(text) => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            other => {
                let message = format!("Could not interpret \"{other}\" as string.");
                self.fault(path, "STRING_TYPE_CONVERT", message);
                None
            }
        }
    }

    /// Reads an optional string and checks its trimmed length.
    pub(crate) fn text(&mut self, path: &str, value: &Value, min: usize, max: usize) -> Option<String> {
        let text = self.string(path, value)?;
        self.length(path, text.trim().chars().count(), min, max);
        Some(text)
    }

    /// Reads a string that must be there.
    pub(crate) fn required_text(&mut self, path: &str, value: &Value, min: usize, max: usize) -> Option<String> {
        if value.is_null() {
            self.required(path);
            return None;
        }
        self.text(path, value, min, max)
    }

    /// Reads an optional list; null counts as absent.
    pub(crate) fn list<'a>(&mut self, path: &str, value: &'a Value) -> Option<&'a Vec<Value>> {
        match value {
            Value::Null => None,
            Value::Array(items) => Some(items),
            _ => {
                self.fault(path, "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType");
                None
            }
        }
    }

    /// Reads a boolean, absent meaning false.
    pub(crate) fn boolean(&mut self, path: &str, value: &Value) -> bool {
        if !matches!(value, Value::Null | Value::Bool(_)) {
            self.fault(path, "BASE_TYPE_CHOICES", "Must be either true or false.");
        }
        value.as_bool().unwrap_or(false)
    }

    /// Reads an optional whole number within an inclusive range.
    pub(crate) fn integer(&mut self, path: &str, value: &Value, min: i64, max: i64) -> Option<i64> {
        if value.is_null() {
            return None;
        }
        let Some(number) = value.as_i64().or_else(|| value.as_str().and_then(|s| s.parse().ok())) else {
            self.fault(path, "NUMBER_TYPE_COERCE", format!("Value \"{value}\" is not int."));
            return None;
        };
        if number < min {
            let message = format!("int value should be greater than or equal to {min}.");
            self.fault(path, "NUMBER_TYPE_MIN", message);
        }
        if number > max {
            let message = format!("int value should be less than or equal to {max}.");
            self.fault(path, "NUMBER_TYPE_MAX", message);
        }
        Some(number)
    }

    /// Checks an optional address: its scheme must be one of those given, and something must follow it.
    pub(crate) fn url(&mut self, path: &str, value: &Value, schemes: &[&str]) {
        let Some(url) = self.string(path, value) else { return };
        let Some((scheme, rest)) = url.split_once(':') else {
            self.fault(path, "URL_TYPE_INVALID_URL", "Not a well formed URL.");
            return;
        };
        if !schemes.iter().any(|s| s.eq_ignore_ascii_case(scheme)) {
            let allowed: Vec<_> = schemes.iter().map(|s| format!("'{s}'")).collect();
            let message = format!("Scheme \"{scheme}\" is not supported. Scheme must be one of ({}).", allowed.join(", "));
            self.fault(path, "URL_TYPE_INVALID_SCHEME", message);
        } else if !rest.starts_with("//") || rest.len() <= 2 || rest.contains(char::is_whitespace) {
            self.fault(path, "URL_TYPE_INVALID_URL", "Not a well formed URL.");
        }
    }

    /// Ends the check: nothing, or 50035 with every fault.
    pub(crate) fn finish(self) -> Result<(), ApiError> {
        if self.faults.is_empty() {
            return Ok(());
        }
        let mut tree = Map::new();
        for (path, code, message) in self.faults {
            let entry = json!({ "code": code, "message": message });
            plant(&mut tree, path.split('/').filter(|part| !part.is_empty()), entry);
        }
        Err(ApiError::invalid_form(Value::Object(tree)))
    }
}

/// Puts one fault at the end of its path, making the branches on the way.
fn plant<'a>(tree: &mut Map<String, Value>, mut path: impl Iterator<Item = &'a str>, entry: Value) {
    let key = path.next();
    let slot = tree.entry(key.unwrap_or("_errors")).or_insert(Value::Null);
    match (key, slot) {
        (Some(_), Value::Object(branch)) => plant(branch, path, entry),
        (Some(_), slot) => {
            let mut branch = Map::new();
            plant(&mut branch, path, entry);
            *slot = Value::Object(branch);
        }
        (None, Value::Array(list)) => list.push(entry),
        (None, slot) => *slot = Value::Array(vec![entry]),
    }
}

/// A field of a list item, as in `embeds/0/title`.
pub(crate) fn at(path: &str, field: impl std::fmt::Display) -> String {
    if path.is_empty() { field.to_string() } else { format!("{path}/{field}") }
}

/// Whether an optional field is there and holds anything.
pub(crate) fn filled(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::String(text) => !text.trim().is_empty(),
        Value::Array(items) => !items.is_empty(),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_nest_by_field() {
        let mut form = Form::default();
        form.length("content", 2001, 0, 2000);
        form.required("embeds/0/fields/1/name");
        form.required("embeds/0/fields/1/value");
        form.fault("", "TOO_LARGE", "all of it");
        let error = form.finish().unwrap_err();
        assert_eq!((error.status, error.code), (400, 50035));
        let errors = error.errors.unwrap();
        assert_eq!(errors["content"]["_errors"][0]["code"], "BASE_TYPE_BAD_LENGTH");
        assert_eq!(errors["embeds"]["0"]["fields"]["1"]["name"]["_errors"][0]["code"], "BASE_TYPE_REQUIRED");
        assert_eq!(errors["embeds"]["0"]["fields"]["1"]["value"]["_errors"][0]["code"], "BASE_TYPE_REQUIRED");
        assert_eq!(errors["_errors"][0]["message"], "all of it");
    }

    #[test]
    fn addresses() {
        for (label, url, fine) in [
            ("https", "https://example.org/a", true),
            ("no scheme", "example.org", false),
            ("wrong scheme", "ftp://example.org", false),
            ("javascript", "javascript:alert(1)", false),
            ("nothing after it", "https://", false),
            ("a blank", "https://example.org/a b", false),
        ] {
            let mut form = Form::default();
            form.url("url", &json!(url), &["http", "https"]);
            assert_eq!(form.finish().is_ok(), fine, "{label}");
        }
    }
}
