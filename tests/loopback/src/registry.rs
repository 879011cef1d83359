//! The commands a bot has registered, globally and per guild.
//!
//! Keeps the id of a command whose type and name stay, as Discord does.

use serde_json::{Value, json};

use crate::snowflake::{GuildId, Minter, Snowflake};

/// Commands by scope; `None` is the global one.
#[derive(Debug, Default)]
pub(crate) struct Registry {
    scopes: Vec<(Option<GuildId>, Vec<Value>)>,
    pub(crate) puts: usize,
    /// Names of commands that a server's administrators have opened to everybody, whatever the bot asked for.
    pub(crate) opened: Vec<String>,
}

impl Registry {
    pub(crate) fn in_scope(&self, scope: Option<GuildId>) -> &[Value] {
        self.scopes.iter().find(|(of, _)| *of == scope).map_or(&[], |(_, commands)| commands)
    }

    /// Replaces a whole scope with a checked set, and returns the set as Discord writes it.
    pub(crate) fn put(&mut self, scope: Option<GuildId>, commands: &[Value], app: Snowflake, minter: &mut Minter) -> Vec<Value> {
        self.puts += 1;
        let old = self.in_scope(scope).to_vec();
        let set: Vec<_> = commands.iter().map(|c| completed(c, &old, scope, app, minter)).collect();
        self.scopes.retain(|(of, _)| *of != scope);
        self.scopes.push((scope, set.clone()));
        set
    }

    /// The command somebody in a guild, or in a direct message, reaches by type and name. The guild's own one wins.
    pub(crate) fn find(&self, guild: Option<GuildId>, kind: u64, name: &str) -> Option<&Value> {
        let own = guild.map_or(&[][..], |guild| self.in_scope(Some(guild)));
        own.iter().chain(self.in_scope(None)).find(|c| c["type"] == kind && c["name"] == name)
    }

    /// What can be called, for the message of a failed test.
    pub(crate) fn names(&self) -> String {
        let all = self.scopes.iter().flat_map(|(_, commands)| commands);
        let names: Vec<_> = all.map(|c| format!("{} (type {})", c["name"], c["type"])).collect();
        if names.is_empty() { "nothing".to_owned() } else { names.join(", ") }
    }
}

/// Fills in what Discord adds to a command as it was sent.
fn completed(sent: &Value, old: &[Value], scope: Option<GuildId>, app: Snowflake, minter: &mut Minter) -> Value {
    let kind = sent["type"].as_u64().unwrap_or(1);
    let same = old.iter().find(|c| c["type"] == kind && c["name"] == sent["name"]);
    let mut command = json!({
        "id": same.map_or_else(|| minter.mint().json(), |c| c["id"].clone()), "application_id": app.json(),
        "version": minter.mint().json(), "default_member_permissions": null, "type": kind, "name": sent["name"],
        "name_localizations": null, "description": "", "description_localizations": null, "dm_permission": true,
        "contexts": null, "integration_types": [0], "nsfw": false,
    });
    for (key, value) in sent.as_object().into_iter().flatten().filter(|(_, value)| !value.is_null()) {
        if !matches!(key.as_str(), "id" | "application_id" | "version" | "type") {
            command[key] = value.clone();
        }
    }
    if let Some(guild) = scope {
        command["guild_id"] = guild.json();
    }
    command
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_that_stays_keeps_its_id() {
        let (mut registry, mut minter) = (Registry::default(), Minter::default());
        let app = Snowflake::new(1);
        let ask = json!({"name": "ask", "description": "d"});
        let menu = json!({"name": "ask", "type": 3});
        let first = registry.put(None, std::slice::from_ref(&ask), app, &mut minter);
        let second = registry.put(None, &[menu, ask], app, &mut minter);
        assert_eq!(first[0]["id"], second[1]["id"]);
        assert_ne!(second[0]["id"], second[1]["id"]);
        assert_ne!(first[0]["version"], second[1]["version"]);
        assert_eq!(registry.puts, 2);
        assert!(registry.find(None, 3, "ask").is_some());
        assert!(registry.find(None, 2, "ask").is_none());
    }
}
