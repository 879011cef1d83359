//! The set of commands a bot registers: names, descriptions, options, and how many there may be.

use std::collections::HashSet;

use serde_json::Value;

use super::{Form, at, filled, response::choice_at};
use crate::error::ApiError;

const NAME: usize = 32;
const DESCRIPTION: usize = 100;
const OPTIONS: usize = 25;
const CHOICES: usize = 25;
/// Characters of names, descriptions and values of one command together.
const WHOLE: usize = 8000;
/// How many commands of types 1, 2 and 3 may stand in one scope.
const MOST: [usize; 3] = [100, 15, 15];

const SUB_COMMAND: u64 = 1;
const SUB_GROUP: u64 = 2;
const STRING: u64 = 3;
/// Option types that may carry choices or autocomplete: text, whole number, number.
const WITH_CHOICES: &[u64] = &[STRING, 4, 10];

/// Checks a whole set, as PUT sends it.
pub(crate) fn check_set(body: &Value) -> Result<&Vec<Value>, ApiError> {
    let mut form = Form::default();
    let Some(commands) = body.as_array() else {
        form.fault("", "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType");
        return Err(form.finish().err().unwrap_or_else(ApiError::invalid_json));
    };
    let mut names = HashSet::new();
    let mut counts = [0; MOST.len()];
    for (i, command) in commands.iter().enumerate() {
        let path = i.to_string();
        let kind = command["type"].as_u64().unwrap_or(1);
        check(&mut form, &path, command, kind);
        let name = command["name"].as_str().unwrap_or_default();
        if !names.insert((kind, name)) {
            let message = "Application command names must be unique";
            form.fault(&at(&path, "name"), "APPLICATION_COMMANDS_DUPLICATE_NAME", message);
        }
        let slot = usize::try_from(kind).ok().and_then(|kind| counts.get_mut(kind.saturating_sub(1)));
        if let Some(count) = slot {
            *count += 1;
        }
    }
    form.finish()?;
    if counts.iter().zip(MOST).any(|(count, most)| *count > most) {
        return Err(ApiError::new(400, 30032, "Maximum number of application commands reached (100)."));
    }
    Ok(commands)
}

fn check(form: &mut Form, path: &str, command: &Value, kind: u64) {
    match kind {
        1 => {
            slash_name(form, &at(path, "name"), &command["name"]);
            form.required_text(&at(path, "description"), &command["description"], 1, DESCRIPTION);
            options(form, path, &command["options"], true);
        }
        2 | 3 => {
            form.required_text(&at(path, "name"), &command["name"], 1, NAME);
            for key in ["description", "options"] {
                if filled(&command[key]) {
                    let message = format!("Context menu commands cannot have {key}");
                    form.fault(&at(path, key), "APPLICATION_COMMAND_CONTEXT_MENU_FIELD", message);
                }
            }
        }
        _ => form.choices(&at(path, "type"), "(1, 2, 3, 4)"),
    }
    localisations(form, path, command, kind);
    permissions(form, &at(path, "default_member_permissions"), &command["default_member_permissions"]);
    numbers(form, &at(path, "contexts"), &command["contexts"], 2);
    numbers(form, &at(path, "integration_types"), &command["integration_types"], 1);
    if size(command) > WHOLE {
        let message = format!("Command exceeds maximum size ({WHOLE})");
        form.fault(path, "APPLICATION_COMMAND_TOO_LARGE", message);
    }
}

/// Lower-case letters of any script, digits, `-`, `_` and `'`, at most 32.
fn slash_name(form: &mut Form, path: &str, name: &Value) {
    let Some(name) = form.required_text(path, name, 1, NAME) else { return };
    // Marks of Devanagari and Thai count as letters in Discord's rule, and are not alphabetic by themselves.
    let mark = |c: char| matches!(c, '\u{900}'..='\u{97f}' | '\u{e00}'..='\u{e7f}');
    let fits = name.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '\'') || mark(c));
    let lower = name.chars().all(|c| c.to_lowercase().eq([c]));
    if !fits || !lower {
        let message = r"String value did not match validation regex.";
        form.fault(path, "APPLICATION_COMMAND_INVALID_NAME", format!("Command name is invalid: {message}"));
    }
}

fn localisations(form: &mut Form, path: &str, item: &Value, kind: u64) {
    for (key, max) in [("name_localizations", NAME), ("description_localizations", DESCRIPTION)] {
        for (locale, text) in item[key].as_object().into_iter().flatten() {
            let here = at(path, format!("{key}/{locale}"));
            if !LOCALES.contains(&locale.as_str()) {
                form.fault(&here, "ENUM_TYPE_COERCE", format!("Value \"{locale}\" is not a valid enum value."));
            } else if max == NAME && kind == 1 {
                slash_name(form, &here, text);
            } else {
                form.required_text(&here, text, 1, max);
            }
        }
    }
}

fn permissions(form: &mut Form, path: &str, bits: &Value) {
    if !bits.is_null() && bits.as_str().is_none_or(|b| b.parse::<u64>().is_err()) {
        form.fault(path, "BITFIELD_TYPE_CONVERT", "Value is not a bit field.");
    }
}

fn numbers(form: &mut Form, path: &str, list: &Value, most: i64) {
    for (i, item) in form.list(path, list).into_iter().flatten().enumerate() {
        form.integer(&at(path, i), item, 0, most);
    }
}

/// Checks a list of options. Sub-commands stand at the top or inside a group, and never beside ordinary options.
fn options(form: &mut Form, path: &str, value: &Value, top: bool) {
    let path = at(path, "options");
    let options = form.list(&path, value).map_or(&[][..], Vec::as_slice);
    form.length(&path, options.len(), 0, OPTIONS);
    let mut names = HashSet::new();
    let mut optional_seen = false;
    let subs = options.iter().filter(|o| matches!(o["type"].as_u64(), Some(SUB_COMMAND | SUB_GROUP))).count();
    if subs > 0 && (subs < options.len() || !top) {
        let message = "Sub-command and sub-command group option types are mutually exclusive to all other types";
        form.fault(&path, "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", message);
    }
    for (i, one) in options.iter().enumerate() {
        let here = at(&path, i);
        option(form, &here, one);
        if !names.insert(one["name"].as_str().unwrap_or_default()) {
            let message = "Option name already exists";
            form.fault(&at(&here, "name"), "APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS", message);
        }
        let required = form.boolean(&at(&here, "required"), &one["required"]);
        if required && optional_seen {
            let message = "Required options must be placed before non-required options";
            form.fault(&here, "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", message);
        }
        optional_seen |= !required;
    }
}

fn option(form: &mut Form, path: &str, option: &Value) {
    slash_name(form, &at(path, "name"), &option["name"]);
    form.required_text(&at(path, "description"), &option["description"], 1, DESCRIPTION);
    localisations(form, path, option, 1);
    let kind = option["type"].as_u64().unwrap_or(0);
    match kind {
        SUB_COMMAND => options(form, path, &option["options"], false),
        SUB_GROUP => {
            let inner = form.list(&at(path, "options"), &option["options"]).map_or(&[][..], Vec::as_slice);
            for (i, sub) in inner.iter().enumerate() {
                let here = at(path, format!("options/{i}"));
                if sub["type"].as_u64() != Some(SUB_COMMAND) {
                    form.choices(&at(&here, "type"), "(1,)");
                }
                slash_name(form, &at(&here, "name"), &sub["name"]);
                form.required_text(&at(&here, "description"), &sub["description"], 1, DESCRIPTION);
                options(form, &here, &sub["options"], false);
            }
        }
        3..=11 => {}
        _ if option["type"].is_null() => form.required(&at(path, "type")),
        _ => form.choices(&at(path, "type"), "(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)"),
    }
    let here = at(path, "choices");
    let choices = form.list(&here, &option["choices"]).map_or(&[][..], Vec::as_slice);
    form.length(&here, choices.len(), 0, CHOICES);
    for (i, choice) in choices.iter().enumerate() {
        choice_at(form, &at(&here, i), choice);
        if (kind == STRING) != choice["value"].is_string() {
            let message = "The value does not fit the type of its option";
            form.fault(&at(&here, format!("{i}/value")), "APPLICATION_COMMAND_OPTIONS_CHOICE_VALUE", message);
        }
    }
    let autocomplete = form.boolean(&at(path, "autocomplete"), &option["autocomplete"]);
    if autocomplete && !choices.is_empty() {
        let message = "Autocomplete cannot be used with choices";
        form.fault(&at(path, "autocomplete"), "APPLICATION_COMMAND_AUTOCOMPLETE_WITH_CHOICES", message);
    }
    if (autocomplete || !choices.is_empty()) && !WITH_CHOICES.contains(&kind) {
        form.choices(&at(path, "type"), "(3, 4, 10)");
    }
    form.integer(&at(path, "min_length"), &option["min_length"], 0, 6000);
    form.integer(&at(path, "max_length"), &option["max_length"], 1, 6000);
}

/// Characters that count towards a command's whole size: the longest localisation stands for each text.
fn size(item: &Value) -> usize {
    let text = |key: &str| {
        let own = item[key].as_str().map_or(0, |t| t.chars().count());
        let longest = item[format!("{key}_localizations")]
            .as_object()
            .and_then(|map| map.values().filter_map(Value::as_str).map(|t| t.chars().count()).max());
        own.max(longest.unwrap_or(0))
    };
    let value = item["value"].as_str().map_or(0, |t| t.chars().count());
    let inner = ["options", "choices"].iter().filter_map(|key| item[*key].as_array()).flatten();
    text("name") + text("description") + value + inner.map(size).sum::<usize>()
}

/// Locales Discord's client can be set to.
pub(crate) const LOCALES: &[&str] = &[
    "id", "da", "de", "en-GB", "en-US", "es-ES", "es-419", "fr", "hr", "it", "lt", "hu", "nl", "no", "pl", "pt-BR", "ro", "fi", "sv-SE",
    "vi", "tr", "cs", "el", "bg", "ru", "uk", "hi", "th", "zh-CN", "ja", "zh-TW", "ko",
];

#[cfg(test)]
#[path = "command_tests.rs"]
mod tests;
