//! The commands Discord offers: what they are, registering them, and reading what a person filled in.
//!
//! The set is written to Discord only when it differs from what stands there, never because the bot connected again.

use super::{orders, words};
use serde_json::{Map, Value};
use serenity::all::{
    ApplicationId, CommandData, CommandOptionType, CommandType, CreateCommand, CreateCommandOption, Http, InstallationContext,
    InteractionContext, LightMethod, Request, ResolvedOption, ResolvedValue, Route,
};

/// Name of the command that asks a question.
pub const ASK: &str = "ask";

/// Name of its question.
pub const QUESTION: &str = "question";

/// Name of its switch.
pub const PRIVATE: &str = "private";

/// Name of the command that shows the whole guide.
pub const GUIDE: &str = "guide";

/// Name of its section.
pub const SECTION: &str = "section";

/// Name of the command that says how to ask.
pub const HELP: &str = "help";

/// Name of the command that says what is kept.
pub const PRIVACY: &str = "privacy";

/// Name of the message menu's entry.
pub const ANSWER: &str = words::ANSWER;

/// Every command of this version.
#[must_use]
pub fn all() -> Vec<CreateCommand> {
    let question = CreateCommandOption::new(CommandOptionType::String, QUESTION, words::ASK_QUESTION).required(true).set_autocomplete(true);
    let private = CreateCommandOption::new(CommandOptionType::Boolean, PRIVATE, words::ASK_PRIVATE).required(false);
    let section = CreateCommandOption::new(CommandOptionType::String, SECTION, words::GUIDE_SECTION).required(false).set_autocomplete(true);
    let ask = everywhere(ASK).description(words::ASK).set_options(vec![question, private]);
    let guide = everywhere(GUIDE).description(words::GUIDE).set_options(vec![section]);
    // Where the bot is no member it could not reply to the message.
    let answer = CreateCommand::new(ANSWER)
        .kind(CommandType::Message)
        .integration_types(vec![InstallationContext::Guild])
        .contexts(vec![InteractionContext::Guild]);
    let help = everywhere(HELP).description(words::HELP);
    let privacy = everywhere(PRIVACY).description(words::PRIVACY);
    let mut all = vec![ask, guide, help, privacy, answer];
    all.extend(orders::all());
    all
}

/// Names and descriptions in other languages: locale, command, then name, description, or an option with both.
static LOCALISED: &str = include_str!("../../config/commands.toml");

/// The set as it is sent: every command of this version, with its names in other languages.
///
/// # Errors
/// When a command cannot be written as JSON.
fn set() -> serde_json::Result<Value> {
    let mut set = serde_json::to_value(all())?;
    let locales: toml::Table = toml::from_str(LOCALISED).unwrap_or_default();
    for (locale, commands) in &locales {
        for (name, words) in commands.as_table().into_iter().flatten() {
            let command = set.as_array_mut().into_iter().flatten().find(|command| command["name"] == **name);
            if let Some(command) = command {
                localise(command, locale, words);
                for option in command["options"].as_array_mut().into_iter().flatten() {
                    if let Some(words) = option["name"].as_str().and_then(|name| words.get(name)).cloned() {
                        localise(option, locale, &words);
                    }
                }
            }
        }
    }
    Ok(set)
}

fn localise(item: &mut Value, locale: &str, words: &toml::Value) {
    for key in ["name", "description"] {
        if let Some(text) = words.get(key).and_then(toml::Value::as_str) {
            item[format!("{key}_localizations")][locale] = Value::from(text);
        }
    }
}

/// A command for every place Discord has.
fn everywhere(name: &str) -> CreateCommand {
    CreateCommand::new(name).integration_types(vec![InstallationContext::Guild, InstallationContext::User]).contexts(vec![
        InteractionContext::Guild,
        InteractionContext::BotDm,
        InteractionContext::PrivateChannel,
    ])
}

/// Registers [`all`] when Discord has another set. True when it was written.
///
/// # Errors
/// Those of the two requests.
pub async fn register(http: &Http, application: ApplicationId) -> serenity::Result<bool> {
    let wanted = set()?;
    let route = Route::Commands { application_id: application };
    // Without being asked Discord leaves the other languages out.
    let request = Request::new(route, LightMethod::Get).params(Some(vec![("with_localizations", "true".to_owned())]));
    let present: Value = http.fire(request).await?;
    if same(&wanted, &present) {
        return Ok(false);
    }
    let route = Route::Commands { application_id: application };
    let body = Some(serde_json::to_vec(&wanted)?);
    let _: Value = http.fire(Request::new(route, LightMethod::Put).body(body)).await?;
    Ok(true)
}

/// Whether two sets of commands are the same to a person, whatever Discord adds to them.
fn same(one: &Value, other: &Value) -> bool {
    let sorted = |set: &Value| {
        let mut commands: Vec<Value> = set.as_array().into_iter().flatten().map(essence).collect();
        commands.sort_by_key(|command| format!("{} {}", command["type"], command["name"]));
        commands
    };
    sorted(one) == sorted(other)
}

/// What Discord itself writes into a command.
const DISCORDS_OWN: [&str; 6] = ["id", "application_id", "version", "guild_id", "dm_permission", "handler"];

/// A command or option without what Discord adds and without what says nothing.
fn essence(value: &Value) -> Value {
    let mut kept = Map::new();
    for (key, value) in value.as_object().into_iter().flatten() {
        let value = match value {
            Value::Array(items) if items.iter().all(Value::is_object) => Value::Array(items.iter().map(essence).collect()),
            Value::Array(items) => {
                let mut items = items.clone();
                items.sort_by_key(Value::to_string);
                Value::Array(items)
            }
            other => other.clone(),
        };
        let empty = value.is_null() || value == false || value == "" || value.as_array().is_some_and(Vec::is_empty);
        let empty = empty || value.as_object().is_some_and(Map::is_empty);
        if !empty && !DISCORDS_OWN.contains(&key.as_str()) {
            kept.insert(key.clone(), value);
        }
    }
    // A slash command may leave its type out.
    kept.entry("type").or_insert(Value::from(1));
    Value::Object(kept)
}

/// What a person filled in for `/ask` or `/guide`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Filled<'d> {
    /// The question, or as much of it as has been typed.
    pub question: &'d str,
    /// Whether only the asker sees the answer.
    pub private: bool,
    /// The section, or as much of its title as has been typed.
    pub section: &'d str,
}

impl<'d> Filled<'d> {
    /// Reads the options; a missing text is empty, a missing switch is on.
    pub fn read(data: &'d CommandData) -> Self {
        let mut filled = Self { question: "", private: true, section: "" };
        for ResolvedOption { name, value, .. } in data.options() {
            match (name, value) {
                (QUESTION, ResolvedValue::String(text)) => filled.question = text,
                (QUESTION, ResolvedValue::Autocomplete { value, .. }) => filled.question = value,
                (SECTION, ResolvedValue::String(text) | ResolvedValue::Autocomplete { value: text, .. }) => filled.section = text,
                (PRIVATE, ResolvedValue::Boolean(private)) => filled.private = private,
                _ => {}
            }
        }
        filled
    }
}

#[cfg(test)]
mod tests {
    use super::{LOCALISED, same, set};
    use serde_json::{Value, json};

    fn wanted() -> Value {
        set().unwrap()
    }

    /// As Discord returns it.
    fn present() -> Value {
        let mut set = wanted();
        let command = set[0].as_object_mut().unwrap();
        for (key, value) in [
            ("id", json!("1")),
            ("application_id", json!("2")),
            ("version", json!("3")),
            ("default_member_permissions", Value::Null),
            ("dm_permission", json!(true)),
            ("nsfw", json!(false)),
            ("contexts", json!([2, 1, 0])),
        ] {
            command.insert(key.to_owned(), value);
        }
        command["options"][1].as_object_mut().unwrap().remove("required");
        set
    }

    #[test]
    fn what_discord_adds_makes_no_difference() {
        assert!(same(&wanted(), &present()));
    }

    #[test]
    fn what_a_person_would_see_does() {
        let change = |change: fn(&mut Value)| {
            let mut set = present();
            change(&mut set);
            set
        };
        for (label, other) in [
            ("none", json!([])),
            ("another description", change(|set| set[0]["description"] = json!("x"))),
            ("another option", change(|set| set[0]["options"][1]["name"] = json!("x"))),
            ("another language", change(|set| set[0]["name_localizations"]["de"] = json!("x"))),
            ("no autocomplete", change(|set| set[0]["options"][0]["autocomplete"] = json!(false))),
            ("fewer contexts", change(|set| set[0]["contexts"] = json!([0]))),
            ("one more", change(|set| set.as_array_mut().unwrap().push(json!({"name": "old", "type": 1})))),
            ("for moderators", change(|set| set[0]["default_member_permissions"] = json!("8"))),
        ] {
            assert!(!same(&wanted(), &other), "{label}");
        }
    }

    #[test]
    fn every_name_in_another_language_has_its_place() {
        let locales: toml::Table = toml::from_str(LOCALISED).unwrap();
        let set = wanted();
        let mut placed = 0;
        let items = set
            .as_array()
            .unwrap()
            .iter()
            .flat_map(|command| std::iter::once(command).chain(command["options"].as_array().into_iter().flatten()));
        for item in items {
            for (key, most) in [("name", 32), ("description", 100)] {
                for (_, text) in item[format!("{key}_localizations")].as_object().into_iter().flatten() {
                    let text = text.as_str().unwrap();
                    assert!((1..=most).contains(&text.chars().count()), "{text}");
                    assert!(key == "description" || (!text.contains(' ') && text.to_lowercase() == text), "{text}");
                    placed += 1;
                }
            }
        }
        let leaves = |table: &toml::Table| table.values().filter(|value| value.is_str()).count();
        let written: usize = locales
            .values()
            .flat_map(|commands| commands.as_table().unwrap().values())
            .map(|command| {
                let command = command.as_table().unwrap();
                leaves(command) + command.values().filter_map(toml::Value::as_table).map(leaves).sum::<usize>()
            })
            .sum();
        assert!(written > 40);
        assert_eq!(placed, written, "a command or option that is not there");
    }

    #[test]
    fn texts_fit_their_places() {
        let set = wanted();
        let commands = set.as_array().unwrap();
        assert_eq!(
            commands.iter().map(|c| c["name"].as_str().unwrap()).collect::<Vec<_>>(),
            [
                "ask",
                "guide",
                "help",
                "privacy",
                "Answer from the guide",
                "medguide",
                "pin",
                "unpin",
                "Pin answer",
                "Why this answer?",
                "Wrong section"
            ]
        );
        for command in commands {
            let menu = command["type"] == 3;
            let subs = command["options"].as_array().into_iter().flatten();
            let options = subs.flat_map(|sub| std::iter::once(sub).chain(sub["options"].as_array().into_iter().flatten()));
            let options = options.map(|option| &option["description"]);
            let texts =
                options.chain((!menu).then(|| &command["description"])).map(|text| text.as_str().unwrap_or_default().chars().count());
            assert!(texts.into_iter().all(|letters| (1..=100).contains(&letters)), "{command}");
            // A reply below somebody's message takes a bot that is a member there, as does all that moderators do.
            let staff = !command["default_member_permissions"].is_null();
            let members = menu || staff;
            assert_eq!(command["integration_types"], if members { json!([0]) } else { json!([0, 1]) }, "{command}");
            assert_eq!(command["contexts"], if members { json!([0]) } else { json!([0, 1, 2]) }, "{command}");
            assert!(command["name"].as_str().unwrap().chars().count() <= 32);
        }
        // 1 << 51: serenity has no name for it and must not drop it.
        assert_eq!(set[6]["default_member_permissions"], "2251799813685248");
    }
}
