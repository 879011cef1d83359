//! Who is notified by a message: reads mentions in text, and checks and applies `allowed_mentions`.

use serde_json::Value;

use super::{Form, at};
use crate::snowflake::Snowflake;

/// Most ids in each of `users` and `roles`.
const IDS: usize = 100;

/// What a body allows to be notified.
#[derive(Clone, Debug, PartialEq)]
#[expect(clippy::struct_excessive_bools, reason = "the four switches of Discord's own object")]
pub(crate) struct Allowed {
    pub(crate) all_users: bool,
    pub(crate) all_roles: bool,
    pub(crate) everyone: bool,
    pub(crate) users: Vec<Snowflake>,
    pub(crate) roles: Vec<Snowflake>,
    /// Whether the author of the message replied to is notified.
    pub(crate) replied_user: bool,
}

impl Allowed {
    /// The default of an ordinary message: everything.
    pub(crate) fn everything() -> Self {
        Self { all_roles: true, everyone: true, ..Self::users_only() }
    }

    /// The default of interactions and webhooks: users alone.
    pub(crate) fn users_only() -> Self {
        Self { all_users: true, all_roles: false, everyone: false, users: vec![], roles: vec![], replied_user: true }
    }

    /// Reads and checks `allowed_mentions`; absent is `None`, so that the caller's default applies.
    pub(crate) fn read(form: &mut Form, path: &str, value: &Value) -> Option<Self> {
        if value.is_null() {
            return None;
        }
        if !value.is_object() {
            form.fault(path, "MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType");
            return None;
        }
        let mut allowed = Self {
            all_users: false,
            all_roles: false,
            everyone: false,
            users: ids(form, &at(path, "users"), &value["users"]),
            roles: ids(form, &at(path, "roles"), &value["roles"]),
            replied_user: form.boolean(&at(path, "replied_user"), &value["replied_user"]),
        };
        let kinds = form.list(&at(path, "parse"), &value["parse"]);
        for (i, kind) in kinds.into_iter().flatten().enumerate() {
            match kind.as_str() {
                Some("users") => allowed.all_users = true,
                Some("roles") => allowed.all_roles = true,
                Some("everyone") => allowed.everyone = true,
                _ => form.choices(&at(path, format!("parse/{i}")), "('users', 'roles', 'everyone')"),
            }
        }
        for (name, all, ids) in [("users", allowed.all_users, &allowed.users), ("roles", allowed.all_roles, &allowed.roles)] {
            if all && !ids.is_empty() {
                let message = format!("parse:[\"{name}\"] and {name}: [ids...] are mutually exclusive.");
                form.fault(path, "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE", message);
            }
        }
        Some(allowed)
    }

    pub(crate) fn user(&self, id: Snowflake) -> bool {
        self.all_users || self.users.contains(&id)
    }

    pub(crate) fn role(&self, id: Snowflake) -> bool {
        self.all_roles || self.roles.contains(&id)
    }
}

fn ids(form: &mut Form, path: &str, value: &Value) -> Vec<Snowflake> {
    let items = form.list(path, value).map_or(&[][..], Vec::as_slice);
    form.length(path, items.len(), 0, IDS);
    let mut ids = Vec::new();
    for (i, item) in items.iter().enumerate() {
        match Snowflake::from_json(item) {
            Some(id) => ids.push(id),
            None => form.fault(&at(path, i), "NUMBER_TYPE_COERCE", format!("Value {item} is not snowflake.")),
        }
    }
    ids
}

/// What a text names, before anything is allowed or not. Each id once, in order of appearance.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Named {
    pub(crate) users: Vec<Snowflake>,
    pub(crate) roles: Vec<Snowflake>,
    pub(crate) everyone: bool,
}

/// Finds `<@1>`, `<@!1>`, `<@&1>`, `@everyone` and `@here` in a text.
pub(crate) fn named_in(text: &str) -> Named {
    let mut named = Named { everyone: text.contains("@everyone") || text.contains("@here"), ..Named::default() };
    for rest in text.split("<@").skip(1) {
        let Some((inside, _)) = rest.split_once('>') else { continue };
        let (list, digits) = match inside.strip_prefix('&') {
            Some(digits) => (&mut named.roles, digits),
            None => (&mut named.users, inside.strip_prefix('!').unwrap_or(inside)),
        };
        if let Some(id) = Snowflake::parse(digits)
            && !list.contains(&id)
        {
            list.push(id);
        }
    }
    named
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn mentions_in_text() {
        let id = Snowflake::new;
        for (label, text, users, roles, everyone) in [
            ("none", "hello", vec![], vec![], false),
            ("user twice", "<@5> and <@!5>", vec![id(5)], vec![], false),
            ("role", "<@&6>", vec![], vec![id(6)], false),
            ("everyone", "hi @everyone", vec![], vec![], true),
            ("here", "@here", vec![], vec![], true),
            ("unclosed", "<@5", vec![], vec![], false),
            ("not digits", "<@x>", vec![], vec![], false),
        ] {
            assert_eq!(named_in(text), Named { users, roles, everyone }, "{label}");
        }
    }

    #[test]
    fn allowed_mentions() {
        for (label, value, fine) in [
            ("nothing", json!({"parse": []}), true),
            ("kinds", json!({"parse": ["users", "roles", "everyone"], "replied_user": true}), true),
            ("unknown kind", json!({"parse": ["here"]}), false),
            ("kinds not a list", json!({"parse": "users"}), false),
            ("ids", json!({"users": ["5"], "roles": [6]}), true),
            ("ids and kind", json!({"parse": ["users"], "users": ["5"]}), false),
            ("kind and empty ids", json!({"parse": ["users"], "users": []}), true),
            ("bad id", json!({"users": ["alice"]}), false),
            ("101 ids", json!({"users": vec!["5"; 101]}), false),
            ("not an object", json!([]), false),
            ("replied_user not a boolean", json!({"replied_user": "yes"}), false),
        ] {
            let mut form = Form::default();
            Allowed::read(&mut form, "allowed_mentions", &value);
            assert_eq!(form.finish().is_ok(), fine, "{label}");
        }
    }
}
