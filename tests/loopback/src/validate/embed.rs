//! Limits of embeds, each alone and all of one message together.

use serde_json::Value;

use super::{Form, at, filled};

/// Characters over all embeds of a message together.
pub(crate) const TOTAL: usize = 6000;

const EMBEDS: usize = 10;
const TITLE: usize = 256;
const DESCRIPTION: usize = 4096;
const FIELDS: usize = 25;
const FIELD_NAME: usize = 256;
const FIELD_VALUE: usize = 1024;
const FOOTER: usize = 2048;
const AUTHOR: usize = 256;
const WEB: &[&str] = &["http", "https"];
const IMAGES: &[&str] = &["http", "https", "attachment"];
const LARGEST_COLOUR: i64 = 0x00ff_ffff;

/// Checks a list of embeds and returns those that show anything, in the form Discord gives them back.
pub(crate) fn check(form: &mut Form, path: &str, embeds: &[Value]) -> Vec<Value> {
    form.length(path, embeds.len(), 0, EMBEDS);
    let mut total = 0;
    let mut kept = Vec::new();
    for (i, embed) in embeds.iter().enumerate() {
        let here = at(path, i);
        if !embed.is_object() {
            form.fault(&here, "MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType");
            continue;
        }
        total += one(form, &here, embed);
        if shows_anything(embed) {
            let mut embed = embed.clone();
            embed["type"] = "rich".into();
            kept.push(embed);
        }
    }
    if total > TOTAL {
        let message = format!("Embed size exceeds maximum size of {TOTAL}");
        form.fault(path, "MAX_EMBED_SIZE_EXCEEDED", message);
    }
    kept
}

/// Checks one embed; returns its characters that count towards the total.
fn one(form: &mut Form, path: &str, embed: &Value) -> usize {
    let mut total = 0;
    let mut text = |form: &mut Form, path: String, value: &Value, max| {
        let text = form.text(&path, value, 0, max);
        total += text.map_or(0, |t| t.trim().chars().count());
    };
    text(form, at(path, "title"), &embed["title"], TITLE);
    text(form, at(path, "description"), &embed["description"], DESCRIPTION);
    text(form, at(path, "footer/text"), &embed["footer"]["text"], FOOTER);
    text(form, at(path, "author/name"), &embed["author"]["name"], AUTHOR);

    let fields = form.list(&at(path, "fields"), &embed["fields"]).map_or(&[][..], Vec::as_slice);
    form.length(&at(path, "fields"), fields.len(), 0, FIELDS);
    for (i, field) in fields.iter().enumerate() {
        for (key, max) in [("name", FIELD_NAME), ("value", FIELD_VALUE)] {
            let here = at(path, format!("fields/{i}/{key}"));
            if filled(&field[key]) {
                text(form, here, &field[key], max);
            } else {
                form.required(&here);
            }
        }
    }
    for (key, schemes) in [("url", WEB), ("image/url", IMAGES), ("thumbnail/url", IMAGES), ("author/url", WEB)] {
        let value = embed.pointer(&format!("/{key}")).unwrap_or(&Value::Null);
        form.url(&at(path, key), value, schemes);
    }
    form.integer(&at(path, "color"), &embed["color"], 0, LARGEST_COLOUR);
    if let Some(stamp) = form.string(&at(path, "timestamp"), &embed["timestamp"])
        && !looks_like_iso8601(&stamp)
    {
        let message = format!("Could not parse {stamp}. Should be ISO8601.");
        form.fault(&at(path, "timestamp"), "DATE_TIME_TYPE_PARSE", message);
    }
    total
}

/// An embed with a colour alone shows nothing, and Discord drops it.
fn shows_anything(embed: &Value) -> bool {
    ["title", "description", "fields", "image", "thumbnail", "video", "footer", "author"].iter().any(|key| filled(&embed[*key]))
}

/// `2026-11-23T06:30:00Z` in shape; the calendar itself is not checked.
fn looks_like_iso8601(stamp: &str) -> bool {
    let shape = b"0000-00-00T00:00:00";
    let bytes = stamp.as_bytes();
    bytes.len() >= shape.len()
        && bytes.iter().zip(shape).all(|(b, s)| match s {
            b'0' => b.is_ascii_digit(),
            b'T' => matches!(b, b'T' | b' '),
            other => b == other,
        })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn verdict(embeds: &Value) -> Result<usize, String> {
        let mut form = Form::default();
        let kept = check(&mut form, "embeds", embeds.as_array().unwrap());
        form.finish().map(|()| kept.len()).map_err(|e| e.reason())
    }

    #[test]
    fn limits() {
        let of = |n: usize| "x".repeat(n);
        let fields = |n: usize| vec![json!({"name": "n", "value": "v"}); n];
        for (label, embeds, fine) in [
            ("title 256", json!([{"title": of(256)}]), true),
            ("title 257", json!([{"title": of(257)}]), false),
            ("trimmed title", json!([{"title": format!("{}   ", of(256))}]), true),
            ("description 4096", json!([{"description": of(4096)}]), true),
            ("description 4097", json!([{"description": of(4097)}]), false),
            ("25 fields", json!([{"fields": fields(25)}]), true),
            ("26 fields", json!([{"fields": fields(26)}]), false),
            ("empty field value", json!([{"fields": [{"name": "n", "value": " "}]}]), false),
            ("field without name", json!([{"fields": [{"value": "v"}]}]), false),
            ("field name 257", json!([{"fields": [{"name": of(257), "value": "v"}]}]), false),
            ("field value 1025", json!([{"fields": [{"name": "n", "value": of(1025)}]}]), false),
            ("footer 2049", json!([{"footer": {"text": of(2049)}}]), false),
            ("author 257", json!([{"author": {"name": of(257)}}]), false),
            ("10 embeds", json!(vec![json!({"title": "t"}); 10]), true),
            ("11 embeds", json!(vec![json!({"title": "t"}); 11]), false),
            ("6000 over two", json!([{"description": of(4096)}, {"description": of(1904)}]), true),
            ("6001 over two", json!([{"description": of(4096)}, {"description": of(1905)}]), false),
            ("colour too large", json!([{"title": "t", "color": 0x0100_0000}]), false),
            ("bad address", json!([{"title": "t", "url": "nowhere"}]), false),
            ("bad time", json!([{"title": "t", "timestamp": "yesterday"}]), false),
            ("good time", json!([{"title": "t", "timestamp": "2026-11-23T06:30:00Z"}]), true),
            ("not an object", json!(["t"]), false),
            ("characters, not bytes", json!([{"title": "é".repeat(256)}]), true),
        ] {
            assert_eq!(verdict(&embeds).is_ok(), fine, "{label}: {:?}", verdict(&embeds));
        }
    }

    #[test]
    fn an_embed_that_shows_nothing_is_dropped() {
        assert_eq!(verdict(&json!([{"color": 5}, {"title": "t"}])), Ok(1));
    }
}
