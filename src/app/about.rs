//! What the bot says of itself: how to ask, what it cannot do, what it keeps, and why it judges a text as it does.

use super::ask::App;
use crate::answer::{explain, numbers::fill, reply::Reply, snapshot::Space};

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
    pub fn about(&self, about: About, guild: u64) -> Reply {
        let current = self.current();
        let knowledge = &current.snapshot.knowledge;
        let guide = knowledge.guides.get(current.guide).map_or("", |guide| guide.head.name.as_str());
        let Some(lines) = &knowledge.safety.lines else { return self.failure() };
        let text = match about {
            About::Help => &lines.about.help,
            About::Privacy => &lines.about.privacy,
        };
        current.note(fill(text, &[("guide", guide), ("emergency_numbers", &self.setting(&current, guild).numbers.emergency)]))
    }

    /// How a text is judged, in several lines. They hold words of the text: for whoever wrote it, or may see it, alone.
    #[must_use]
    pub fn why(&self, text: &str) -> String {
        let current = self.current();
        let reading = current.snapshot.lexicon.read(text);
        let decision = current.snapshot.judge_reading(&reading, current.guide, &mut Space::default());
        explain::explain(&current.snapshot, &decision, &reading)
    }
}
