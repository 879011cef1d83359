//! What the bot says of itself: how to ask, what it cannot do, what it keeps.

use super::ask::App;
use crate::answer::{numbers::fill, reply::Reply};

/// What the bot can be asked about itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    /// How to ask, and what it cannot do.
    Help,
    /// What is kept and what is not.
    Privacy,
}

impl App {
    /// The words of `[about]` in `safety/lines.toml`, closed by the safety line.
    #[must_use]
    pub fn about(&self, about: About) -> Reply {
        let current = self.current();
        let knowledge = &current.snapshot.knowledge;
        let guide = knowledge.guides.get(current.guide).map_or("", |guide| guide.head.name.as_str());
        let Some(lines) = &knowledge.safety.lines else { return self.failure() };
        let text = match about {
            About::Help => &lines.about.help,
            About::Privacy => &lines.about.privacy,
        };
        current.note(fill(text, &[("guide", guide), ("emergency_numbers", &current.setting.numbers.emergency)]))
    }
}
