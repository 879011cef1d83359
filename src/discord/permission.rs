//! What somebody may do in a channel, worked out from raw JSON: serenity 0.12.5 drops the bits it has no name for, and Pin
//! Messages, `1 << 51`, is one of them.
//!
//! Pure. The order of steps is Discord's (Discord documentation, Permissions, Permission Overwrites).

use serde_json::Value;

/// May do everything.
const ADMINISTRATOR: u64 = 1 << 3;
/// May see the channel.
pub const VIEW_CHANNEL: u64 = 1 << 10;
/// May write there.
pub const SEND_MESSAGES: u64 = 1 << 11;
/// May read what was written before.
pub const READ_MESSAGE_HISTORY: u64 = 1 << 16;
/// May pin and unpin; Manage Messages has not sufficed since February 2026.
pub const PIN_MESSAGES: u64 = 1 << 51;

/// Types of channels that are threads (Discord documentation, Channel Types).
const THREADS: [u64; 3] = [10, 11, 12];

/// Permissions by their bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Bits(u64);

impl Bits {
    /// The names of those among `wanted` that are missing, joined; empty when none is.
    #[must_use]
    pub fn missing(self, wanted: u64) -> String {
        const NAMES: [(u64, &str); 4] = [
            (VIEW_CHANNEL, "View Channel"),
            (SEND_MESSAGES, "Send Messages"),
            (READ_MESSAGE_HISTORY, "Read Message History"),
            (PIN_MESSAGES, "Pin Messages"),
        ];
        let names = NAMES.iter().filter(|(bit, _)| wanted & bit != 0 && self.0 & bit == 0).map(|(_, name)| *name);
        names.collect::<Vec<_>>().join(", ")
    }
}

/// Whether a channel is a thread.
#[must_use]
pub fn is_thread(channel: &Value) -> bool {
    channel["type"].as_u64().is_some_and(|kind| THREADS.contains(&kind))
}

/// What a member may do in a channel that is no thread. `server` carries its roles and owner.
#[must_use]
pub fn in_channel(server: &Value, member: &Value, channel: &Value, person: u64) -> Bits {
    let same = |value: &Value, id: u64| value.as_str().and_then(|text| text.parse::<u64>().ok()) == Some(id);
    if same(&server["owner_id"], person) {
        return Bits(u64::MAX);
    }
    let everyone = server["id"].as_str().unwrap_or_default();
    let held: Vec<&str> = member["roles"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let roles = server["roles"].as_array().into_iter().flatten();
    let mine = |role: &&Value| role["id"].as_str().is_some_and(|id| id == everyone || held.contains(&id));
    let base = roles.filter(mine).fold(0, |bits, role| bits | number(&role["permissions"]));
    if base & ADMINISTRATOR != 0 {
        return Bits(u64::MAX);
    }
    let overwrites: Vec<&Value> = channel["permission_overwrites"].as_array().into_iter().flatten().collect();
    let of = |pick: &dyn Fn(&str) -> bool, kind: u64| {
        let picked = overwrites.iter().filter(|over| over["type"].as_u64() == Some(kind) && over["id"].as_str().is_some_and(pick));
        picked.fold((0, 0), |(allow, deny), over| (allow | number(&over["allow"]), deny | number(&over["deny"])))
    };
    let me = person.to_string();
    let steps = [of(&|id| id == everyone, 0), of(&|id| id != everyone && held.contains(&id), 0), of(&|id| id == me, 1)];
    let bits = steps.iter().fold(base, |bits, (allow, deny)| bits & !deny | allow);
    // Without sight of a channel nothing else there is worth anything.
    Bits(if bits & VIEW_CHANNEL == 0 { 0 } else { bits })
}

/// Bits as Discord writes them: digits in a text.
fn number(value: &Value) -> u64 {
    value.as_str().and_then(|text| text.parse().ok()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{Bits, PIN_MESSAGES, SEND_MESSAGES, VIEW_CHANNEL, in_channel};
    use serde_json::{Value, json};

    fn over(id: &str, kind: u64, allow: u64, deny: u64) -> Value {
        json!({"id": id, "type": kind, "allow": allow.to_string(), "deny": deny.to_string()})
    }

    #[test]
    fn roles_and_overwrites_in_discords_order() {
        let base = VIEW_CHANNEL | SEND_MESSAGES;
        let server = json!({"id": "1", "owner_id": "9", "roles": [
            {"id": "1", "permissions": base.to_string()},
            {"id": "2", "permissions": PIN_MESSAGES.to_string()},
            {"id": "3", "permissions": "8"},
        ]});
        let none = json!([]);
        for (label, person, roles, overwrites, missing) in [
            ("everyone", 5, json!([]), none.clone(), "Pin Messages"),
            ("a role with the bit", 5, json!(["2"]), none.clone(), ""),
            ("an administrator", 5, json!(["3"]), json!([over("1", 0, 0, VIEW_CHANNEL)]), ""),
            ("the owner", 9, json!([]), none, ""),
            ("everyone denied", 5, json!(["2"]), json!([over("1", 0, 0, VIEW_CHANNEL)]), "View Channel, Send Messages, Pin Messages"),
            ("a role gives it back", 5, json!(["2"]), json!([over("1", 0, 0, PIN_MESSAGES), over("2", 0, PIN_MESSAGES, 0)]), ""),
            (
                "a member's own beats a role's",
                5,
                json!(["2"]),
                json!([over("2", 0, PIN_MESSAGES, 0), over("5", 1, 0, PIN_MESSAGES)]),
                "Pin Messages",
            ),
            ("a role not held", 5, json!([]), json!([over("2", 0, PIN_MESSAGES, 0)]), "Pin Messages"),
            ("a member with the id of a role", 5, json!([]), json!([over("5", 0, PIN_MESSAGES, 0)]), "Pin Messages"),
        ] {
            let channel = json!({"permission_overwrites": overwrites});
            let bits = in_channel(&server, &json!({"roles": roles}), &channel, person);
            assert_eq!(bits.missing(VIEW_CHANNEL | SEND_MESSAGES | PIN_MESSAGES), missing, "{label}");
        }
    }

    #[test]
    fn anything_may_come() {
        for value in [Value::Null, json!([]), json!({"roles": 1, "permission_overwrites": {}})] {
            assert_eq!(in_channel(&value, &value, &value, 1), Bits(0));
        }
    }
}
