//! Cleaning of a question before anything reads it: markup out, disguise folded, lower case.
//!
//! Never echoes: the result is only for matching and must not be shown or stored.

use std::borrow::Cow;
use unicode_normalization::UnicodeNormalization;

/// Characters of a question that are read. Discord allows 4,000 in one message (Discord documentation, message limits).
pub const MAX_CHARS: usize = 4_000;

/// Cleans a question. The result is lower case and keeps sentence marks and line ends.
///
/// - text over [`MAX_CHARS`] keeps its first and last half: a danger is often told at the end;
/// - code blocks, code spans, quoted lines, links, mentions, time stamps and custom emoji are dropped;
/// - spoilers, bold, italics and strike-through are read as their text;
/// - compatibility forms, accents, stacked marks, zero-width and direction marks are folded;
/// - a letter that looks Latin counts as Latin inside a word that has Latin letters.
#[must_use]
pub fn clean(raw: &str) -> String {
    let text = head_and_tail(raw);
    if text.bytes().all(is_plain) {
        let mut out = text.to_ascii_lowercase();
        out.push('\n');
        return out;
    }
    let text = without_blocks(&text);
    let mut out = String::with_capacity(text.len());
    for line in text.split('\n') {
        let trimmed = line.trim_start();
        if trimmed.starts_with(">>> ") {
            break;
        }
        if trimmed.starts_with("> ") || trimmed == ">" {
            continue;
        }
        push_line(&mut out, trimmed);
        out.push('\n');
    }
    out
}

/// A byte that needs no care: most questions have no other.
fn is_plain(byte: u8) -> bool {
    byte.is_ascii() && !matches!(byte, b'<' | b'>' | b'*' | b'_' | b'~' | b'|' | b':' | b'`')
}

/// The first and last half of an over-long text, else the text itself.
fn head_and_tail(raw: &str) -> Cow<'_, str> {
    if raw.len() <= MAX_CHARS {
        return Cow::Borrowed(raw);
    }
    let mut indices = raw.char_indices().map(|(at, _)| at);
    let Some(head) = indices.nth(MAX_CHARS / 2) else { return Cow::Borrowed(raw) };
    let Some(tail) = raw.char_indices().rev().map(|(at, _)| at).nth(MAX_CHARS / 2 - 1) else {
        return Cow::Borrowed(raw);
    };
    if tail <= head {
        return Cow::Borrowed(raw);
    }
    match (raw.get(..head), raw.get(tail..)) {
        (Some(first), Some(last)) => Cow::Owned(format!("{first}\n{last}")),
        _ => Cow::Borrowed(raw),
    }
}

/// Drops closed code fences and code spans; unclosed ones are text, as Discord shows them.
fn without_blocks(text: &str) -> Cow<'_, str> {
    if !text.contains('`') {
        return Cow::Borrowed(text);
    }
    let fenced = drop_between(text, "```");
    Cow::Owned(drop_between(&fenced, "`"))
}

fn drop_between(text: &str, mark: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(mark) {
        let Some((_, behind)) = after.split_once(mark) else { break };
        out.push_str(before);
        out.push(' ');
        rest = behind;
    }
    out.push_str(rest);
    out
}

fn push_line(out: &mut String, line: &str) {
    for (index, piece) in line.split_whitespace().enumerate() {
        if index > 0 {
            out.push(' ');
        }
        push_piece(out, piece);
    }
}

/// One white-space free piece: drops `<…>` marks and links, folds what is left.
fn push_piece(out: &mut String, piece: &str) {
    if piece.is_ascii() && !piece.contains(['<', '*', '_', '~', '|', ':']) {
        let start = out.len();
        out.push_str(piece);
        if let Some(added) = out.get_mut(start..) {
            added.make_ascii_lowercase();
        }
        return;
    }
    let mut rest = piece;
    while let Some((before, after)) = rest.split_once('<') {
        match after.split_once('>') {
            Some((inside, behind)) if is_mark(inside) => {
                push_text(out, before);
                out.push(' ');
                rest = behind;
            }
            _ => break,
        }
    }
    push_text(out, rest);
}

/// Whether the inside of `<…>` is a mention, custom emoji, time stamp, command or link.
fn is_mark(inside: &str) -> bool {
    ["@", "#", ":", "a:", "t:", "/", "id:", "http://", "https://"].iter().any(|start| inside.starts_with(start))
}

fn push_text(out: &mut String, text: &str) {
    let lower = text.to_lowercase();
    if let Some(at) = lower.find("http://").or_else(|| lower.find("https://")) {
        push_folded(out, lower.get(..at).unwrap_or_default());
        return;
    }
    if is_emoji_code(&lower) {
        return;
    }
    push_folded(out, &lower);
}

/// `:name:` as typed for an emoji.
fn is_emoji_code(text: &str) -> bool {
    text.len() > 3
        && text.starts_with(':')
        && text.ends_with(':')
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b':' | b'_'))
}

fn push_folded(out: &mut String, text: &str) {
    let latin = text.chars().any(|c| c.is_ascii_alphabetic() || ('\u{ff21}'..='\u{ff5a}').contains(&c));
    for c in text.nfkd() {
        match c {
            '*' | '~' | '|' => {}
            '_' => out.push(' '),
            '’' | '‘' | 'ʼ' | '`' | '´' => out.push('\''),
            _ if is_mark_or_invisible(c) => {}
            _ if latin && !c.is_ascii() => match look_alike(c) {
                Some(plain) => out.push_str(plain),
                None => out.extend(c.to_lowercase()),
            },
            _ => out.extend(c.to_lowercase()),
        }
    }
}

/// Combining marks of the blocks that are stacked on Latin letters, and characters without a shape.
fn is_mark_or_invisible(c: char) -> bool {
    matches!(c,
        '\u{300}'..='\u{36f}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}'
        | '\u{fe20}'..='\u{fe2f}' | '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
        | '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}' | '\u{e0000}'..='\u{e0fff}')
}

/// Latin letters for characters that look like them (Unicode confusables, lower case, those seen in disguise).
fn look_alike(c: char) -> Option<&'static str> {
    Some(match c {
        'а' | 'α' | 'ɑ' => "a",
        'ь' | 'в' | 'β' => "b",
        'с' | 'ϲ' | 'ᴄ' => "c",
        'ԁ' | 'đ' => "d",
        'е' | 'є' | 'ε' | 'ҽ' => "e",
        'ƒ' => "f",
        'ɡ' => "g",
        'һ' | 'н' => "h",
        'і' | 'ι' | 'ı' => "i",
        'ј' => "j",
        'к' | 'κ' => "k",
        'ӏ' | 'ł' | 'ⅼ' => "l",
        'м' => "m",
        'п' | 'η' | 'ո' => "n",
        'о' | 'ο' | 'ө' | 'ø' | 'օ' => "o",
        'р' | 'ρ' => "p",
        'ԛ' => "q",
        'г' => "r",
        'ѕ' | 'ʂ' => "s",
        'т' | 'τ' => "t",
        'υ' | 'ս' => "u",
        'ν' | 'ѵ' => "v",
        'ѡ' | 'ω' | 'ԝ' => "w",
        'х' | 'χ' => "x",
        'у' | 'γ' => "y",
        'ᴢ' => "z",
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::{MAX_CHARS, clean};
    use proptest::prelude::*;

    #[test]
    fn cleans() {
        for (label, raw, expect) in [
            ("case", "Can I STOP it?", "can i stop it?"),
            ("mention", "<@123> <@!5> <@&9> hi <#77>", "hi"),
            ("custom emoji", "ok <:pill:123> <a:x:1> :smile:", "ok"),
            ("time stamp and command", "at <t:123:R> use </ask:5>", "at use"),
            ("link", "see https://example.org/x?y=z now", "see now"),
            ("masked link", "see [this](https://example.org) now", "see [this]( now"),
            ("code span", "run `rm -rf` now", "run now"),
            ("code fence", "a ```x\ny``` b", "a b"),
            ("unclosed code is text", "a ` b", "a ` b"),
            ("quote", "> stop it\nwhat of this", "what of this"),
            ("quote to the end", "a\n>>> b\nc", "a"),
            ("a bare arrow is text", ">5 mg", ">5 mg"),
            ("spoiler is read", "i ||took 20 pills||", "i took 20 pills"),
            ("bold and strike", "**stop** ~~now~~ __yes__", "stop now yes"),
            ("zero width", "bac\u{200b}lo\u{2060}fen", "baclofen"),
            ("right to left mark", "\u{202e}dose\u{202c}", "dose"),
            ("zalgo", "d\u{335}\u{321}o\u{354}s\u{324}e", "dose"),
            ("look-alikes", "bаclоfеn", "baclofen"),
            ("full width", "ｂａｃｌｏｆｅｎ", "baclofen"),
            ("maths letters", "𝐛𝐚𝐜𝐥𝐨𝐟𝐞𝐧", "baclofen"),
            ("accents", "baclofène", "baclofene"),
            ("curly apostrophe", "can’t", "can't"),
            ("another script stays", "привет", "привет"),
            ("empty", "", ""),
        ] {
            assert_eq!(clean(raw).split_whitespace().collect::<Vec<_>>().join(" "), expect, "{label}");
        }
    }

    #[test]
    fn an_over_long_text_keeps_its_end() {
        let long = format!("{} he is not breathing", "blah ".repeat(3_000));
        let got = clean(&long);
        assert!(got.trim_end().ends_with("he is not breathing"));
        assert!(got.chars().count() <= MAX_CHARS + 2);
    }

    proptest! {
        #[test]
        fn any_text_is_cleaned_without_a_panic(raw in any::<String>()) {
            let once = clean(&raw);
            let invisible = once.chars().any(super::is_mark_or_invisible);
            prop_assert!(!invisible);
        }
    }
}
