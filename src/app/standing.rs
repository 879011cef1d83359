//! What moderators have set, ready to be looked at with every question: pauses, modes of channels, countries.

use crate::store::rows::{Mode, Pause, Settings};
use std::collections::HashMap;

/// All settings of all servers. Never changed: a new one takes its place.
#[derive(Debug, Clone, Default)]
pub struct Standing {
    servers: HashMap<u64, Server>,
    /// Whose pauses hold in direct messages; `None`: everybody's.
    home: Option<u64>,
    /// Whether anything is paused anywhere.
    pausing: bool,
}

#[derive(Debug, Clone, Default)]
struct Server {
    country: Option<String>,
    alert_role: u64,
    staff_channel: u64,
    modes: HashMap<u64, Mode>,
    paused: Vec<Pause>,
    quiet: HashMap<String, bool>,
}

impl Standing {
    /// Makes settings ready. `home` is the server whose pauses hold in direct messages too; `None`: those of every server do,
    /// because a wrong text is worse than none.
    #[must_use]
    pub fn new(settings: &Settings, home: Option<u64>) -> Self {
        let mut servers: HashMap<u64, Server> = HashMap::new();
        for row in &settings.servers {
            let server = servers.entry(row.guild).or_default();
            server.country = Some(row.country.clone()).filter(|code| !code.is_empty());
            (server.alert_role, server.staff_channel) = (row.alert_role, row.staff_channel);
        }
        for (guild, channel, mode) in &settings.modes {
            servers.entry(*guild).or_default().modes.insert(*channel, *mode);
        }
        for pause in &settings.pauses {
            servers.entry(pause.guild).or_default().paused.push(pause.clone());
        }
        for (guild, person, everything) in &settings.quiet {
            servers.entry(*guild).or_default().quiet.insert(person.clone(), *everything);
        }
        Self { servers, home, pausing: !settings.pauses.is_empty() }
    }

    /// Whether a section, as `guide/section`, is paused where somebody asks; `guild` 0 is a direct message. Everything paused
    /// counts too.
    #[must_use]
    pub fn is_paused(&self, guild: u64, section: &str) -> bool {
        self.pauses_in(guild).any(|pause| pause.section.is_empty() || pause.section == section)
    }

    /// Whether anything is paused anywhere: most questions need not look further.
    #[must_use]
    pub fn any_pause(&self) -> bool {
        self.pausing
    }

    /// Whether everything is paused there.
    #[must_use]
    pub fn is_all_paused(&self, guild: u64) -> bool {
        self.pauses_in(guild).any(|pause| pause.section.is_empty())
    }

    fn pauses_in(&self, guild: u64) -> impl Iterator<Item = &Pause> {
        let here = match (guild, self.home) {
            (0, None) => None,
            (0, Some(home)) => Some(home),
            (guild, _) => Some(guild),
        };
        let all = self.servers.values().filter(move |_| here.is_none());
        let one = here.and_then(|guild| self.servers.get(&guild));
        all.chain(one).flat_map(|server| &server.paused)
    }

    /// Whether a person, by keyed hash, wants to be left alone in a server; true: in emergencies too.
    #[must_use]
    pub fn is_quiet(&self, guild: u64, person: &str) -> Option<bool> {
        self.servers.get(&guild)?.quiet.get(person).copied()
    }

    /// What a server itself has paused.
    #[must_use]
    pub fn pauses(&self, guild: u64) -> &[Pause] {
        self.servers.get(&guild).map_or(&[], |server| &server.paused)
    }

    /// How the bot behaves in a channel; a thread without a mode of its own behaves as its channel, `parent`, does.
    #[must_use]
    pub fn mode(&self, guild: u64, channel: u64, parent: u64) -> Mode {
        let modes = self.servers.get(&guild).map(|server| &server.modes);
        modes.and_then(|modes| modes.get(&channel).or_else(|| modes.get(&parent))).copied().unwrap_or_default()
    }

    /// The mode that was set for a channel or thread itself, if one was: off too, which ends what its channel would give a thread.
    #[must_use]
    pub fn own_mode(&self, guild: u64, channel: u64) -> Option<Mode> {
        self.servers.get(&guild)?.modes.get(&channel).copied()
    }

    /// Whether the bot may speak unasked in any channel of a server.
    #[must_use]
    pub fn has_modes(&self, guild: u64) -> bool {
        self.servers.get(&guild).is_some_and(|server| server.modes.values().any(|mode| *mode != Mode::Off))
    }

    /// Channels of a server that are not off, and their modes, in order of their ids.
    #[must_use]
    pub fn modes(&self, guild: u64) -> Vec<(u64, Mode)> {
        let mut modes: Vec<(u64, Mode)> =
            self.servers.get(&guild).into_iter().flat_map(|server| server.modes.iter().map(|(&channel, &mode)| (channel, mode))).collect();
        modes.retain(|(_, mode)| *mode != Mode::Off);
        modes.sort_unstable_by_key(|(channel, _)| *channel);
        modes
    }

    /// Code of the country whose numbers come first in a server.
    #[must_use]
    pub fn country(&self, guild: u64) -> Option<&str> {
        self.servers.get(&guild)?.country.as_deref()
    }

    /// The role to call when a person is asked for.
    #[must_use]
    pub fn alert_role(&self, guild: u64) -> Option<u64> {
        self.servers.get(&guild).map(|server| server.alert_role).filter(|&role| role != 0)
    }

    /// The channel for staff.
    #[must_use]
    pub fn staff_channel(&self, guild: u64) -> Option<u64> {
        self.servers.get(&guild).map(|server| server.staff_channel).filter(|&channel| channel != 0)
    }

    /// Servers with a channel for staff, and it.
    pub fn staff_channels(&self) -> impl Iterator<Item = (u64, u64)> {
        self.servers.iter().filter(|(_, server)| server.staff_channel != 0).map(|(&guild, server)| (guild, server.staff_channel))
    }
}

#[cfg(test)]
mod tests {
    use super::Standing;
    use crate::store::rows::{Mode, Pause, Settings};

    fn pause(guild: u64, section: &str) -> Pause {
        Pause { guild, section: section.to_owned(), actor: 9, since: 0 }
    }

    #[test]
    fn what_is_paused_where() {
        let settings = Settings { pauses: vec![pause(1, "b/dosing"), pause(2, "")], ..Settings::default() };
        for (home, guild, section, paused) in [
            (None, 1, "b/dosing", true),
            (None, 1, "b/forms", false),
            (None, 2, "b/forms", true),
            (None, 3, "b/dosing", false),
            (None, 0, "b/dosing", true),
            (Some(1), 0, "b/dosing", true),
            (Some(1), 0, "b/forms", false),
            (Some(3), 0, "b/dosing", false),
        ] {
            assert_eq!(Standing::new(&settings, home).is_paused(guild, section), paused, "{home:?} {guild} {section}");
        }
        let standing = Standing::new(&settings, None);
        assert!(standing.is_all_paused(2) && !standing.is_all_paused(1));
    }

    #[test]
    fn threads_follow_their_channel() {
        let settings = Settings { modes: vec![(1, 10, Mode::On), (1, 11, Mode::Shadow), (1, 13, Mode::Off)], ..Settings::default() };
        let standing = Standing::new(&settings, None);
        for (channel, parent, mode) in
            [(10, 0, Mode::On), (12, 0, Mode::Off), (12, 10, Mode::On), (11, 10, Mode::Shadow), (13, 10, Mode::Off)]
        {
            assert_eq!(standing.mode(1, channel, parent), mode, "{channel} in {parent}");
        }
        assert_eq!(standing.mode(2, 10, 0), Mode::Off, "of another server");
    }
}
