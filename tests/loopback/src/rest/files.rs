//! Uploaded files: reads `multipart/form-data`, and turns files into attachments.
//!
//! The bytes are counted and dropped; nothing is ever stored.

use serde_json::{Value, json};

use crate::{error::ApiError, snowflake::Minter};

/// One uploaded file.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Upload {
    /// The `n` of `files[n]`.
    pub(crate) index: u64,
    pub(crate) filename: String,
    pub(crate) size: usize,
}

/// Splits a multipart body into its JSON part and its files.
pub(crate) fn read_multipart(content_type: &str, body: &[u8]) -> Result<(Value, Vec<Upload>), ApiError> {
    let boundary = content_type.split(';').find_map(|part| part.trim().strip_prefix("boundary="));
    let boundary = boundary.map(|b| b.trim_matches('"')).filter(|b| !b.is_empty()).ok_or_else(ApiError::invalid_json)?;
    let (mut json, mut files) = (Value::Null, Vec::new());
    for part in split(body, format!("--{boundary}").as_bytes()) {
        let Some(cut) = find(part, b"\r\n\r\n") else { continue };
        let (head, content) = part.split_at(cut);
        let head = String::from_utf8_lossy(head);
        let content = content.get(4..).unwrap_or_default();
        let content = content.strip_suffix(b"\r\n").unwrap_or(content);
        let name = attribute(&head, "name").unwrap_or_default();
        if name == "payload_json" {
            json = serde_json::from_slice(content).map_err(|_| ApiError::invalid_json())?;
        } else if let Some(filename) = attribute(&head, "filename") {
            let digits: String = name.chars().filter(char::is_ascii_digit).collect();
            let index = digits.parse().unwrap_or(0);
            files.push(Upload { index, filename, size: content.len() });
        }
    }
    Ok((json, files))
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack.windows(needle.len()).position(|window| window == needle)
}

fn split<'a>(mut body: &'a [u8], mark: &[u8]) -> Vec<&'a [u8]> {
    let mut parts = Vec::new();
    while let Some(at) = find(body, mark) {
        let (part, rest) = body.split_at(at);
        parts.push(part);
        body = rest.get(mark.len()..).unwrap_or_default();
    }
    parts
}

/// The value of `name="…"` in a part's head, not mistaking `filename` for `name`.
fn attribute(head: &str, name: &str) -> Option<String> {
    let mark = format!("{name}=\"");
    let mut pieces = head.split([';', '\n']).map(str::trim);
    let found = pieces.find_map(|piece| piece.strip_prefix(mark.as_str()))?;
    Some(found.split('"').next().unwrap_or_default().to_owned())
}

/// The attachments a message has after a request: of the old ones those the body keeps, then the new files.
pub(crate) fn attachments(old: &[Value], asked: Option<&[Value]>, files: &[Upload], minter: &mut Minter) -> Vec<Value> {
    let id_of = |value: &Value| value["id"].as_str().map_or_else(|| value["id"].to_string(), str::to_owned);
    let kept = |one: &Value| asked.is_none_or(|asked| asked.iter().any(|a| id_of(a) == id_of(one)));
    let mut all: Vec<_> = old.iter().filter(|one| kept(one)).cloned().collect();
    for file in files {
        let told = asked.into_iter().flatten().find(|a| id_of(a) == file.index.to_string());
        let id = minter.mint();
        let url = format!("https://cdn.discordapp.com/attachments/0/{id}/{}", file.filename);
        all.push(json!({
            "id": id.json(), "filename": file.filename, "size": file.size, "url": url, "proxy_url": url,
            "description": told.map(|t| t["description"].clone()),
        }));
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn multipart() {
        let body = "--b\r\ncontent-disposition: form-data; name=\"payload_json\"\r\n\r\n{\"content\":\"x\"}\r\n--b\r\n\
                    content-disposition: form-data; name=\"files[3]\"; filename=\"a.txt\"\r\n\r\nhello\r\n--b--\r\n";
        let (json, files) = read_multipart("multipart/form-data; boundary=b", body.as_bytes()).unwrap();
        assert_eq!(json["content"], "x");
        assert_eq!(files, [Upload { index: 3, filename: "a.txt".to_owned(), size: 5 }]);
        assert!(read_multipart("multipart/form-data", b"").is_err(), "no boundary");
    }

    #[test]
    fn edits_keep_what_they_name() {
        let mut minter = Minter::default();
        let old = [json!({"id": "1"}), json!({"id": "2"})];
        let file = Upload { index: 0, filename: "new.txt".to_owned(), size: 1 };
        let names = |asked: Option<&[Value]>, files: &[Upload], minter: &mut Minter| attachments(&old, asked, files, minter).len();
        assert_eq!(names(None, &[], &mut minter), 2, "unspoken of");
        assert_eq!(names(Some(&[]), &[], &mut minter), 0, "emptied");
        assert_eq!(names(Some(&[json!({"id": "2"}), json!({"id": 0})]), &[file], &mut minter), 2, "one kept, one new");
    }
}
