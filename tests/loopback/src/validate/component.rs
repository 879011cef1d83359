//! Message components: rows, buttons and selects, and the newer layout components behind their flag.
//!
//! Checks shape and limits and numbers the components as Discord does. Modals, which hold the same pieces, are in `modal.rs`.

use std::collections::HashSet;

use serde_json::Value;

use super::{Form, at, filled};

const ROWS: usize = 5;
const BUTTONS_IN_A_ROW: usize = 5;
const CUSTOM_ID: usize = 100;
const LABEL: usize = 80;
const URL: usize = 512;
const OPTIONS: usize = 25;
const OPTION_TEXT: usize = 100;
const PLACEHOLDER: usize = 150;
/// Components of one layout message, nested ones included.
const LAYOUT_COMPONENTS: usize = 40;
/// Characters of all text displays of one layout message.
const LAYOUT_TEXT: usize = 4000;
const LARGEST_COLOUR: i64 = 0x00ff_ffff;

/// Kinds of component, by Discord's numbers.
pub(crate) mod kind {
    pub(crate) const ROW: u64 = 1;
    pub(crate) const BUTTON: u64 = 2;
    pub(crate) const STRING_SELECT: u64 = 3;
    pub(crate) const TEXT_INPUT: u64 = 4;
    pub(crate) const USER_SELECT: u64 = 5;
    pub(crate) const ROLE_SELECT: u64 = 6;
    pub(crate) const MENTIONABLE_SELECT: u64 = 7;
    pub(crate) const CHANNEL_SELECT: u64 = 8;
    pub(crate) const SECTION: u64 = 9;
    pub(crate) const TEXT: u64 = 10;
    pub(crate) const THUMBNAIL: u64 = 11;
    pub(crate) const GALLERY: u64 = 12;
    pub(crate) const FILE: u64 = 13;
    pub(crate) const SEPARATOR: u64 = 14;
    pub(crate) const CONTAINER: u64 = 17;
    pub(crate) const LABEL: u64 = 18;
}

/// What a select menu may be.
pub(crate) const SELECTS: &[u64] =
    &[kind::STRING_SELECT, kind::USER_SELECT, kind::ROLE_SELECT, kind::MENTIONABLE_SELECT, kind::CHANNEL_SELECT];
const IN_ROW: &[u64] =
    &[kind::BUTTON, kind::STRING_SELECT, kind::USER_SELECT, kind::ROLE_SELECT, kind::MENTIONABLE_SELECT, kind::CHANNEL_SELECT];
const IN_CONTAINER: &[u64] = &[kind::ROW, kind::SECTION, kind::TEXT, kind::GALLERY, kind::FILE, kind::SEPARATOR];
const TOP_LEGACY: &[u64] = &[kind::ROW];
const TOP_LAYOUT: &[u64] = &[kind::ROW, kind::SECTION, kind::TEXT, kind::GALLERY, kind::FILE, kind::SEPARATOR, kind::CONTAINER];

/// What has been met so far in one message.
#[derive(Default)]
pub(crate) struct Tally {
    custom_ids: HashSet<String>,
    components: usize,
    text: usize,
}

/// Checks a message's components and returns them numbered. `layout` says whether the message carries the layout flag.
pub(crate) fn check(form: &mut Form, path: &str, components: &[Value], layout: bool) -> Vec<Value> {
    let mut tally = Tally::default();
    if !layout {
        form.length(path, components.len(), 0, ROWS);
    }
    let allowed = if layout { TOP_LAYOUT } else { TOP_LEGACY };
    for (i, component) in components.iter().enumerate() {
        one(form, &mut tally, &at(path, i), component, allowed);
    }
    if layout && tally.components > LAYOUT_COMPONENTS {
        let message = format!("The maximum number of total components is {LAYOUT_COMPONENTS}.");
        form.fault(path, "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED", message);
    }
    if tally.text > LAYOUT_TEXT {
        let message = format!("Component displayable text size exceeds maximum size of {LAYOUT_TEXT}");
        form.fault(path, "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED", message);
    }
    let mut numbered = components.to_vec();
    let mut next = 0;
    number(&mut numbered, &mut next);
    numbered
}

/// Gives every component without an `id` the next free number, parents first.
fn number(components: &mut [Value], next: &mut u64) {
    for component in components {
        if component["id"].as_u64().unwrap_or(0) == 0 && component.is_object() {
            *next += 1;
            component["id"] = (*next).into();
        }
        if let Some(children) = component["components"].as_array_mut() {
            number(children, next);
        }
    }
}

fn one(form: &mut Form, tally: &mut Tally, path: &str, component: &Value, allowed: &[u64]) {
    tally.components += 1;
    let kind = component["type"].as_u64().filter(|kind| allowed.contains(kind));
    let Some(kind) = kind else {
        if component["type"].is_null() {
            form.required(&at(path, "type"));
        } else {
            let list: Vec<_> = allowed.iter().map(ToString::to_string).collect();
            let message = format!("Value of field \"type\" must be one of ({}).", list.join(", "));
            form.fault(path, "UNION_TYPE_CHOICES", message);
        }
        return;
    };
    match kind {
        kind::ROW => row(form, tally, path, component),
        kind::BUTTON => button(form, tally, path, component),
        kind::SECTION => section(form, tally, path, component),
        kind::TEXT => text_display(form, tally, path, component),
        kind::THUMBNAIL => media(form, &at(path, "media"), &component["media"], &["http", "https", "attachment"]),
        kind::GALLERY => gallery(form, path, component),
        kind::FILE => media(form, &at(path, "file"), &component["file"], &["attachment"]),
        kind::SEPARATOR => _ = form.integer(&at(path, "spacing"), &component["spacing"], 1, 2),
        kind::CONTAINER => container(form, tally, path, component),
        _ => select(form, tally, path, component, kind),
    }
}

pub(crate) fn children<'a>(form: &mut Form, path: &str, parent: &'a Value, max: usize) -> &'a [Value] {
    let path = at(path, "components");
    let Some(items) = form.list(&path, &parent["components"]) else {
        form.required(&path);
        return &[];
    };
    form.length(&path, items.len(), 1, max);
    items
}

fn row(form: &mut Form, tally: &mut Tally, path: &str, row: &Value) {
    let items = children(form, path, row, BUTTONS_IN_A_ROW);
    let selects = items.iter().filter(|c| c["type"].as_u64() != Some(kind::BUTTON)).count();
    if selects > 0 && items.len() > 1 {
        let message = "The specified component exceeds the maximum width";
        form.fault(&at(path, "components/1"), "COMPONENT_LAYOUT_WIDTH_EXCEEDED", message);
    }
    for (i, item) in items.iter().enumerate() {
        one(form, tally, &at(path, format!("components/{i}")), item, IN_ROW);
    }
}

/// Reads and checks a `custom_id`; two of the same in one message are a fault.
pub(crate) fn custom_id(form: &mut Form, tally: &mut Tally, path: &str, component: &Value) {
    let path = at(path, "custom_id");
    let Some(id) = form.string(&path, &component["custom_id"]).filter(|id| !id.is_empty()) else {
        form.fault(&path, "COMPONENT_CUSTOM_ID_REQUIRED", "A custom id is required");
        return;
    };
    form.length(&path, id.chars().count(), 1, CUSTOM_ID);
    if !tally.custom_ids.insert(id) {
        form.fault(&path, "COMPONENT_CUSTOM_ID_DUPLICATED", "Component custom id cannot be duplicated");
    }
}

fn button(form: &mut Form, tally: &mut Tally, path: &str, button: &Value) {
    form.text(&at(path, "label"), &button["label"], 0, LABEL);
    form.boolean(&at(path, "disabled"), &button["disabled"]);
    emoji(form, &at(path, "emoji"), &button["emoji"]);
    let has = |key: &str| filled(&button[key]);
    let style = button["style"].as_u64();
    match style {
        Some(1..=4) => {
            custom_id(form, tally, path, button);
            if has("url") {
                let message = "A custom id and url cannot both be specified";
                form.fault(&at(path, "url"), "COMPONENT_CUSTOM_ID_URL_EXCLUSIVE", message);
            }
        }
        Some(5) => {
            if has("url") {
                form.url(&at(path, "url"), &button["url"], &["discord", "http", "https"]);
                form.text(&at(path, "url"), &button["url"], 1, URL);
            } else {
                form.fault(&at(path, "url"), "BUTTON_COMPONENT_URL_REQUIRED", "A url is required");
            }
            if has("custom_id") {
                let message = "A custom id and url cannot both be specified";
                form.fault(&at(path, "custom_id"), "COMPONENT_CUSTOM_ID_URL_EXCLUSIVE", message);
            }
        }
        Some(6) if !has("sku_id") => form.required(&at(path, "sku_id")),
        Some(6) => {}
        _ if button["style"].is_null() => form.required(&at(path, "style")),
        _ => form.choices(&at(path, "style"), "(1, 2, 3, 4, 5, 6)"),
    }
    if style != Some(6) && !has("label") && !has("emoji") {
        let message = "A label or emoji is required";
        form.fault(&at(path, "label"), "BUTTON_COMPONENT_LABEL_OR_EMOJI_REQUIRED", message);
    }
}

/// A custom emoji needs an id; any other name must be a real emoji, hence without letters.
fn emoji(form: &mut Form, path: &str, emoji: &Value) {
    if emoji.is_null() {
        return;
    }
    let name = emoji["name"].as_str().unwrap_or_default();
    let custom = filled(&emoji["id"]);
    if !custom && (name.is_empty() || name.is_ascii() || name.chars().any(|c| c.is_ascii_alphabetic())) {
        form.fault(&at(path, "name"), "BUTTON_COMPONENT_INVALID_EMOJI", "Invalid emoji");
    }
}

fn select(form: &mut Form, tally: &mut Tally, path: &str, select: &Value, kind: u64) {
    custom_id(form, tally, path, select);
    form.text(&at(path, "placeholder"), &select["placeholder"], 0, PLACEHOLDER);
    form.boolean(&at(path, "disabled"), &select["disabled"]);
    let most = i64::try_from(OPTIONS).unwrap_or(i64::MAX);
    let min = form.integer(&at(path, "min_values"), &select["min_values"], 0, most).unwrap_or(1);
    let max = form.integer(&at(path, "max_values"), &select["max_values"], 1, most).unwrap_or(1);
    if min > max {
        let message = "The min values must be less than or equal to the max values";
        form.fault(&at(path, "min_values"), "SELECT_COMPONENT_MIN_VALUES_TOO_LARGE", message);
    }
    if kind == kind::STRING_SELECT {
        let count = options(form, &at(path, "options"), &select["options"]);
        if usize::try_from(max).is_ok_and(|max| max > count) {
            let message = "The max values cannot exceed the number of options";
            form.fault(&at(path, "max_values"), "SELECT_COMPONENT_MAX_VALUES_TOO_LARGE", message);
        }
    }
}

/// Checks a string select's options and returns how many there are.
fn options(form: &mut Form, path: &str, value: &Value) -> usize {
    let Some(options) = form.list(path, value) else {
        form.required(path);
        return 0;
    };
    form.length(path, options.len(), 1, OPTIONS);
    let mut values = HashSet::new();
    for (i, option) in options.iter().enumerate() {
        let here = at(path, i);
        form.required_text(&at(&here, "label"), &option["label"], 1, OPTION_TEXT);
        form.text(&at(&here, "description"), &option["description"], 0, OPTION_TEXT);
        emoji(form, &at(&here, "emoji"), &option["emoji"]);
        let value = form.required_text(&at(&here, "value"), &option["value"], 1, OPTION_TEXT);
        if value.is_some_and(|value| !values.insert(value)) {
            let message = "The specified option value is already used";
            form.fault(&here, "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED", message);
        }
    }
    options.len()
}

fn section(form: &mut Form, tally: &mut Tally, path: &str, section: &Value) {
    for (i, item) in children(form, path, section, 3).iter().enumerate() {
        one(form, tally, &at(path, format!("components/{i}")), item, &[kind::TEXT]);
    }
    let here = at(path, "accessory");
    if section["accessory"].is_null() {
        form.required(&here);
    } else {
        one(form, tally, &here, &section["accessory"], &[kind::BUTTON, kind::THUMBNAIL]);
    }
}

pub(crate) fn text_display(form: &mut Form, tally: &mut Tally, path: &str, text: &Value) {
    let content = form.required_text(&at(path, "content"), &text["content"], 1, LAYOUT_TEXT);
    tally.text += content.map_or(0, |text| text.chars().count());
}

fn media(form: &mut Form, path: &str, media: &Value, schemes: &[&str]) {
    if filled(&media["url"]) {
        form.url(&at(path, "url"), &media["url"], schemes);
    } else {
        form.required(&at(path, "url"));
    }
}

fn gallery(form: &mut Form, path: &str, gallery: &Value) {
    let path = at(path, "items");
    let items = form.list(&path, &gallery["items"]).map_or(&[][..], Vec::as_slice);
    form.length(&path, items.len(), 1, 10);
    for (i, item) in items.iter().enumerate() {
        media(form, &at(&path, format!("{i}/media")), &item["media"], &["http", "https", "attachment"]);
    }
}

fn container(form: &mut Form, tally: &mut Tally, path: &str, container: &Value) {
    form.integer(&at(path, "accent_color"), &container["accent_color"], 0, LARGEST_COLOUR);
    for (i, item) in children(form, path, container, LAYOUT_COMPONENTS).iter().enumerate() {
        one(form, tally, &at(path, format!("components/{i}")), item, IN_CONTAINER);
    }
}

#[cfg(test)]
#[path = "component_tests.rs"]
mod tests;
