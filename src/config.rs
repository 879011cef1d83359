//! Settings of the whole program, composed from what each floor defines: `config/default.toml` inside the program, then a
//! file, then variables.
//!
//! `default.toml` is the list of all keys and their types; anything else is a fault with place, key and remedy, and all
//! faults are reported at once. Never reads the process's environment itself: it is handed in. Holds no secret.

use crate::{
    answer::snapshot::Thresholds,
    app::{ask, desk},
    discord::client,
    knowledge::fault::{Fault, line_of},
};
use config::{File, FileFormat};
use raw::Raw;
use std::{fmt, fs, io::ErrorKind, path::Path};
use toml::{Table, Value};
use tracing::level_filters::LevelFilter;

/// The shipped settings.
const DEFAULT: &str = include_str!("../config/default.toml");

/// Name of the shipped settings in messages.
const DEFAULT_NAME: &str = "config/default.toml";

/// The file that is read when none is named, from the working directory. It may be missing.
pub const LOCAL: &str = "config/local.toml";

/// Largest file read, in bytes: no sound one comes near.
const MAX_BYTES: u64 = 256 * 1024;

/// What every variable's name starts with.
const PREFIX: &str = "MEDGUIDE__";

/// All settings.
#[derive(Debug, Clone, PartialEq)]
pub struct Config {
    /// When a section is shown, offered or not.
    pub thresholds: Thresholds,
    /// Settings of the use-cases.
    pub app: ask::Settings,
    /// Address of the store.
    pub store: String,
    /// Settings of the moderators' desk.
    pub desk: desk::Settings,
    /// Settings of the connection to Discord.
    pub discord: client::Settings,
    /// Settings of the log.
    pub log: Log,
}

/// Settings of the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Log {
    /// How much of our own is logged.
    pub level: LevelFilter,
    /// One JSON object a line instead of text.
    pub json: bool,
}

/// Everything that is wrong with the settings. Prints one line a fault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Faults(pub Vec<Fault>);

impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines: Vec<String> = self.0.iter().map(ToString::to_string).collect();
        f.write_str(&lines.join("\n"))
    }
}

impl std::error::Error for Faults {}

impl Config {
    /// Reads all settings. `file` must exist when it is named; without it [`LOCAL`] is read if it is there. `variables` are
    /// those of the environment, in any order; names that do not start with `MEDGUIDE__` are passed over.
    ///
    /// # Errors
    /// Every fault of the file and the variables: unreadable, unknown keys, wrong types, values out of range.
    pub fn load(file: Option<&Path>, variables: impl IntoIterator<Item = (String, String)>) -> Result<Self, Faults> {
        let mut faults = Vec::new();
        let (name, text) = read(file, &mut faults);
        let schema: Table = toml::from_str(DEFAULT).unwrap_or_default();
        let own = table(&name, &text, &schema, &mut faults);
        let mut places = Places { name: &name, text: &text, own: &own, set: Vec::new() };
        let mut builder = config::Config::builder().add_source(File::from_str(DEFAULT, FileFormat::Toml));
        builder = builder.add_source(File::from_str(&own.to_string(), FileFormat::Toml));
        for (variable, value) in variables.into_iter().filter(|(variable, _)| variable.starts_with(PREFIX)) {
            match overriding(&variable, &value, &schema) {
                Ok((key, value)) => {
                    places.set.push((key.clone(), variable));
                    builder = match builder.set_override(&key, value) {
                        Ok(builder) => builder,
                        Err(error) => return Err(Faults(vec![odd(&name, &error)])),
                    };
                }
                Err(fault) => faults.push(fault),
            }
        }
        let merged = builder.build().and_then(config::Config::try_deserialize::<Raw>);
        match merged {
            Ok(raw) => {
                let config = raw.check(&places, &mut faults);
                if faults.is_empty() { Ok(config) } else { Err(Faults(faults)) }
            }
            Err(error) if faults.is_empty() => Err(Faults(vec![odd(&name, &error)])),
            Err(_) => Err(Faults(faults)),
        }
    }
}

/// What answering alone needs: thresholds and settings of the use-cases.
///
/// # Errors
/// As [`Config::load`].
pub fn answering(
    file: Option<&Path>,
    variables: impl IntoIterator<Item = (String, String)>,
) -> Result<(Thresholds, ask::Settings), Faults> {
    let mut variables = variables.into_iter().filter(|(variable, _)| variable.starts_with(PREFIX)).peekable();
    // Where nobody set anything, a short run need not read what is shipped: a megabyte of a memory of 25.
    if file.is_none() && variables.peek().is_none() && !Path::new(LOCAL).exists() {
        return Ok(Default::default());
    }
    Config::load(file, variables).map(|config| (config.thresholds, config.app))
}

/// Name and text of the file; a missing [`LOCAL`] is empty.
fn read(file: Option<&Path>, faults: &mut Vec<Fault>) -> (String, String) {
    let path = file.unwrap_or_else(|| Path::new(LOCAL));
    let name = path.display().to_string();
    let mut fail = |reason: String, remedy: &str| faults.push(Fault::file(&name, reason, remedy));
    let text = match fs::metadata(path) {
        Err(error) if error.kind() == ErrorKind::NotFound && file.is_none() => String::new(),
        Ok(meta) if meta.len() > MAX_BYTES => {
            fail(format!("has {} bytes, more than {MAX_BYTES}", meta.len()), "this is no file of settings: name another one");
            String::new()
        }
        _ => match fs::read(path).map(String::from_utf8) {
            Ok(Ok(text)) => text,
            Ok(Err(_)) => {
                fail("is not UTF-8 text".to_owned(), "save the file as UTF-8");
                String::new()
            }
            Err(error) => {
                fail(format!("cannot be read: {error}"), "check the path and its permissions");
                String::new()
            }
        },
    };
    (name, text)
}

/// What is sound of the file, by comparing it key by key with the shipped table.
fn table(name: &str, text: &str, schema: &Table, faults: &mut Vec<Fault>) -> Table {
    let own: Table = match toml::from_str(text) {
        Ok(own) => own,
        Err(error) => {
            let remedy = format!("correct the TOML; {DEFAULT_NAME} shows every setting");
            faults.push(Fault { remedy, ..Fault::toml(name, text, &error, 0) });
            return Table::new();
        }
    };
    let mut sound = Table::new();
    for (section, keys) in own {
        let Some(known) = schema.get(&section).and_then(Value::as_table) else {
            faults.push(unknown(name, text, &section, schema.keys()));
            continue;
        };
        let Value::Table(keys) = keys else {
            faults.push(Fault::at(name, text, &section, "is a section, not a value", format!("write [{section}] on a line of its own")));
            continue;
        };
        let mut kept = Table::new();
        for (key, value) in keys {
            match known.get(&key) {
                None => faults.push(unknown(name, text, &key, known.keys())),
                Some(default) if !alike(default, &value) => {
                    let reason = format!("is {}, not {}", kind(&value), kind(default));
                    faults.push(Fault::at(name, text, &key, reason, remedy(&section, &key)));
                }
                Some(_) => _ = kept.insert(key, value),
            }
        }
        sound.insert(section, Value::Table(kept));
    }
    sound
}

/// Key path and value of a variable, read as the type of the shipped value.
fn overriding(variable: &str, value: &str, schema: &Table) -> Result<(String, config::Value), Fault> {
    let fault = |reason: String, remedy: String| Fault { key: variable.to_owned(), ..Fault::file("environment", reason, remedy) };
    let path = variable.strip_prefix(PREFIX).unwrap_or_default().to_lowercase();
    let known = path.split_once("__").and_then(|(section, key)| Some((section, key, schema.get(section)?.as_table()?.get(key)?)));
    let Some((section, key, default)) = known else {
        let all = schema.iter().flat_map(|(section, keys)| {
            keys.as_table().into_iter().flat_map(Table::keys).map(move |key| format!("{PREFIX}{section}__{key}").to_uppercase())
        });
        let names: Vec<String> = all.collect();
        return Err(fault("is no setting".to_owned(), format!("use {}, or unset it", nearest(variable, names.iter()))));
    };
    let read: Option<config::Value> = match default {
        Value::Integer(_) => value.trim().parse::<i64>().ok().map(Into::into),
        Value::Float(_) => value.trim().parse::<f64>().ok().map(Into::into),
        Value::Boolean(_) => value.trim().parse::<bool>().ok().map(Into::into),
        _ => Some(value.into()),
    };
    let read = read.ok_or_else(|| fault(format!("is not {}", kind(default)), remedy(section, key)))?;
    Ok((format!("{section}.{key}"), read))
}

fn unknown<'k>(name: &str, text: &str, key: &str, known: impl Iterator<Item = &'k String>) -> Fault {
    Fault::at(name, text, key, "is no setting", format!("use {}, or remove it", nearest(key, known)))
}

/// The known name that is most like the one given.
fn nearest<'k>(given: &str, known: impl Iterator<Item = &'k String>) -> String {
    let best = known.map(|name| (strsim::jaro_winkler(given, name), name)).max_by(|a, b| a.0.total_cmp(&b.0));
    best.map_or_else(String::new, |(_, name)| format!("`{name}`"))
}

/// Whether a value can stand for the shipped one; whole numbers can be fractions.
fn alike(default: &Value, value: &Value) -> bool {
    default.same_type(value) || (default.is_float() && value.is_integer())
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::String(_) => "text",
        Value::Integer(_) => "a whole number",
        Value::Float(_) => "a number",
        Value::Boolean(_) => "true or false",
        Value::Datetime(_) => "a date",
        Value::Array(_) => "a list",
        Value::Table(_) => "a table",
    }
}

fn remedy(section: &str, key: &str) -> String {
    format!("{DEFAULT_NAME} tells what `{key}` in [{section}] takes")
}

/// A fault that the checks before should have found.
fn odd(name: &str, error: &config::ConfigError) -> Fault {
    Fault::file(name, error.to_string(), format!("compare it with {DEFAULT_NAME}"))
}

/// Where each value came from.
struct Places<'p> {
    name: &'p str,
    text: &'p str,
    own: &'p Table,
    /// Key path and the variable that set it.
    set: Vec<(String, String)>,
}

impl Places<'_> {
    /// A fault about the value of `section.key`, at the place that gave it.
    fn fault(&self, section: &str, key: &str, reason: String, remedy: String) -> Fault {
        let path = format!("{section}.{key}");
        if let Some((_, variable)) = self.set.iter().rev().find(|(known, _)| *known == path) {
            return Fault { key: variable.clone(), ..Fault::file("environment", reason, remedy) };
        }
        let own = self.own.get(section).and_then(|keys| keys.get(key)).is_some();
        let (file, text) = if own { (self.name, self.text) } else { (DEFAULT_NAME, DEFAULT) };
        Fault { file: file.to_owned(), line: line_of(text, key), key: key.to_owned(), reason, remedy }
    }
}

mod raw;
#[cfg(test)]
mod tests;
