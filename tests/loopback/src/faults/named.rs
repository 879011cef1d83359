//! Faults by name, for the page, the control by hand and the command line. Each has its defaults, so that a name alone will do.

use std::time::Duration;

use serde_json::{Value, json};

use super::{Faults, Rule, Scope};

/// A fault that can be asked for by name.
#[derive(Clone, Copy, Debug)]
pub struct Named {
    /// Its name.
    pub name: &'static str,
    /// What happens, for people.
    pub title: &'static str,
    /// Fields it takes, with their defaults.
    pub takes: &'static str,
    act: fn(Faults<'_>, &With<'_>) -> Result<(), String>,
}

/// The fields given with a fault.
struct With<'a>(&'a Value);

impl With<'_> {
    fn number(&self, key: &str, default: u64) -> Result<u64, String> {
        match &self.0[key] {
            Value::Null => Ok(default),
            // The command line knows only text.
            Value::String(text) => text.parse().map_err(|_| format!("`{key}` must be a number, not `{text}`")),
            value => value.as_u64().ok_or_else(|| format!("`{key}` must be a number, not {value}")),
        }
    }

    fn small<T: TryFrom<u64>>(&self, key: &str, default: u64) -> Result<T, String> {
        T::try_from(self.number(key, default)?).map_err(|_| format!("`{key}` is too large"))
    }

    fn ms(&self, key: &str, default: u64) -> Result<Duration, String> {
        self.number(key, default).map(Duration::from_millis)
    }

    fn text<'s>(&'s self, key: &str, default: &'s str) -> &'s str {
        self.0[key].as_str().unwrap_or(default)
    }

    fn flag(&self, key: &str, default: bool) -> bool {
        self.0[key].as_bool().unwrap_or_else(|| self.0[key].as_str().map_or(default, |text| text == "true"))
    }

    /// The requests a REST fault is for.
    fn rule<'f>(&self, faults: Faults<'f>) -> Result<Rule<'f>, String> {
        let mut rule = faults.on(self.text("path", "")).times(self.small("times", 1)?).after(self.small("after", 0)?);
        if let Some(method) = self.0["method"].as_str() {
            rule = rule.method(method);
        }
        Ok(rule)
    }
}

/// Every fault with a name.
pub const FAULTS: &[Named] = &[
    Named {
        name: "slow",
        title: "Next answer 4 s late",
        takes: "ms 4000, REST fields",
        act: |faults, with| {
            with.rule(faults)?.delay(with.ms("ms", 4000)?);
            Ok(())
        },
    },
    Named {
        name: "fail",
        title: "Next request fails with 503",
        takes: "status 503, body, REST fields",
        act: |faults, with| {
            let body = if with.0["body"].is_null() { json!({"message": "upstream connect error"}) } else { with.0["body"].clone() };
            with.rule(faults)?.answer(with.small("status", 503)?, body);
            Ok(())
        },
    },
    Named {
        name: "limit",
        title: "Rate limit of 2 s on the next request",
        takes: "ms 2000, scope user|global|shared, REST fields",
        act: |faults, with| {
            let scope = match with.text("scope", "user") {
                "user" => Scope::User,
                "global" => Scope::Global,
                "shared" => Scope::Shared,
                other => return Err(format!("`scope` is user, global or shared, not `{other}`")),
            };
            with.rule(faults)?.rate_limit_of(scope, with.ms("ms", 2000)?);
            Ok(())
        },
    },
    Named {
        name: "cut",
        title: "Next request breaks off",
        takes: "REST fields",
        act: |faults, with| {
            with.rule(faults)?.cut();
            Ok(())
        },
    },
    Named {
        name: "lose",
        title: "Next request is carried out, its answer lost",
        takes: "REST fields",
        act: |faults, with| {
            with.rule(faults)?.lose_answer();
            Ok(())
        },
    },
    Named {
        name: "drop",
        title: "Connection drops (the bot resumes)",
        takes: "",
        act: |faults, _| {
            faults.drop_connection();
            Ok(())
        },
    },
    Named {
        name: "close",
        title: "Connection is closed",
        takes: "code 4000, or `none`",
        act: |faults, with| {
            if with.text("code", "") == "none" {
                faults.close_without_code()
            } else {
                faults.close(with.small("code", 4000)?)
            }
            Ok(())
        },
    },
    Named {
        name: "reconnect",
        title: "Discord asks to reconnect",
        takes: "",
        act: |faults, _| {
            faults.reconnect();
            Ok(())
        },
    },
    Named {
        name: "invalid",
        title: "Session is invalid (the bot starts anew)",
        takes: "resumable false",
        act: |faults, with| {
            faults.invalid_session(with.flag("resumable", false));
            Ok(())
        },
    },
    Named {
        name: "late",
        title: "Events come 3 s late from now on",
        takes: "ms 3000; 0 ends it",
        act: |faults, with| {
            faults.delay_events(with.ms("ms", 3000)?);
            Ok(())
        },
    },
    Named {
        name: "twice",
        title: "Events come twice from now on",
        takes: "again 1; 0 ends it",
        act: |faults, with| {
            faults.repeat_events(with.small("again", 1)?);
            Ok(())
        },
    },
    Named {
        name: "garbled",
        title: "An event that cannot be read",
        takes: "text",
        act: |faults, with| {
            faults.raw(with.text("text", r#"{"op":0,"t":"MESSAGE_CREATE","s":null,"d":{"id":[]}}"#));
            Ok(())
        },
    },
    Named {
        name: "deaf",
        title: "Heartbeats are not answered",
        takes: "on true",
        act: |faults, with| {
            faults.ignore_heartbeats(with.flag("on", true));
            Ok(())
        },
    },
    Named {
        name: "forget",
        title: "Sessions are forgotten",
        takes: "",
        act: |faults, _| {
            faults.forget_sessions();
            Ok(())
        },
    },
    Named {
        name: "refuse",
        title: "New sessions are refused",
        takes: "code 4004",
        act: |faults, with| {
            faults.refuse_identify(with.small("code", 4004)?);
            Ok(())
        },
    },
    Named {
        name: "well",
        title: "Everything works again",
        takes: "",
        act: |faults, _| {
            faults.clear();
            Ok(())
        },
    },
];

/// The fault of that name.
pub(crate) fn find(name: &str) -> Option<&'static Named> {
    FAULTS.iter().find(|fault| fault.name == name)
}

/// Sets up a fault with the fields given.
pub(crate) fn apply(faults: Faults<'_>, name: &str, with: &Value) -> Result<(), String> {
    let fault = find(name).ok_or_else(|| unknown(name))?;
    (fault.act)(faults, &With(with))
}

/// Reads `name,key=value,key=value`, as on the command line.
pub(crate) fn parse(text: &str) -> Result<(&str, Value), String> {
    let mut parts = text.split(',');
    let name = parts.next().unwrap_or_default();
    let mut with = json!({});
    for part in parts {
        let (key, value) = part.split_once('=').ok_or_else(|| format!("`{part}` is not key=value"))?;
        with[key] = value.into();
    }
    Ok((name, with))
}

fn unknown(name: &str) -> String {
    let names = FAULTS.iter().map(|fault| fault.name).collect::<Vec<_>>().join(", ");
    format!("there is no fault `{name}`; there are: {names}")
}
