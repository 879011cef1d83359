//! What is kept, as values. Ids are Discord's; times Unix seconds, days since 1970-01-01, weeks since Monday 1969-12-29.

/// How the bot behaves in a channel when nobody speaks to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Mode {
    /// Says nothing.
    #[default]
    Off,
    /// Says nothing, and counts what it would have said.
    Shadow,
    /// Answers emergencies and crises alone.
    Emergencies,
    /// Answers what it is sure of.
    On,
    /// Says that it can answer privately; emergencies and crises are answered.
    Private,
}

impl Mode {
    /// Every mode.
    pub const ALL: [Self; 5] = [Self::Off, Self::Shadow, Self::Emergencies, Self::On, Self::Private];

    /// Name in the store and in commands.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Shadow => "shadow",
            Self::Emergencies => "emergencies",
            Self::On => "on",
            Self::Private => "private",
        }
    }

    /// The mode with this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mode| mode.name() == name)
    }
}

/// What moderators set for a server; 0 and an empty text stand for none.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Server {
    /// The server.
    pub guild: u64,
    /// Code of the country whose numbers come first.
    pub country: String,
    /// Role to call when a person is asked for.
    pub alert_role: u64,
    /// Channel for weekly lists and progress.
    pub staff_channel: u64,
}

/// What is paused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pause {
    /// In which server.
    pub guild: u64,
    /// `guide/section`, or empty for everything.
    pub section: String,
    /// The moderator.
    pub actor: u64,
    /// Since when.
    pub since: i64,
}

/// All settings, and the revision they are of.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Settings {
    /// Grows with every change of a setting.
    pub revision: i64,
    /// Servers that have settings.
    pub servers: Vec<Server>,
    /// Server, channel and mode.
    pub modes: Vec<(u64, u64, Mode)>,
    /// What is paused where.
    pub pauses: Vec<Pause>,
    /// Server, keyed hash of a person who wants to be left alone there, and whether in emergencies too.
    pub quiet: Vec<(u64, String, bool)>,
}

/// How a section was received.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Received {
    /// Id of the section.
    pub section: String,
    /// Votes that it helped.
    pub helpful: i64,
    /// All votes.
    pub votes: i64,
}

/// Why a public message is remembered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A moderator pinned it: kept as long as it lives.
    Pin,
    /// It answered somebody: kept for some weeks.
    Reply,
}

impl Kind {
    /// Name in the store.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Pin => "pin",
            Self::Reply => "reply",
        }
    }
}

/// A public message of the bot that shows sections.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Posting {
    /// Its id.
    pub message: u64,
    /// Its server.
    pub guild: u64,
    /// Its channel.
    pub channel: u64,
    /// The message it answers, or 0.
    pub question: u64,
    /// Why it is remembered.
    pub kind: Kind,
    /// What it shows, as ids.
    pub recall: String,
    /// Digest of the text it shows.
    pub digest: String,
    /// The moderator who pinned it, or 0.
    pub actor: u64,
    /// When it was posted.
    pub posted: i64,
    /// When it was last put right, or 0.
    pub corrected: i64,
    /// Why it could not be put right, or nothing.
    pub trouble: String,
}

/// What a moderator did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Audit {
    /// Unique; see [`super::Store::fresh_id`].
    pub id: u64,
    /// In which server.
    pub guild: u64,
    /// The moderator.
    pub actor: u64,
    /// What was done, as a short name.
    pub action: String,
    /// To what: ids and settings alone.
    pub detail: String,
    /// When.
    pub happened: i64,
}

/// One more answer of a kind on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tally {
    /// Server, or 0 for a direct message.
    pub guild: u64,
    /// Day.
    pub day: i64,
    /// Where it was asked.
    pub surface: String,
    /// Name of the outcome.
    pub outcome: String,
    /// Section or topic, or nothing.
    pub section: String,
    /// How often.
    pub times: i64,
}

/// Something the guide could not answer.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Gap {
    /// Server.
    pub guild: u64,
    /// Week.
    pub week: i64,
    /// `topic` or `words`.
    pub kind: String,
    /// Id of the topic, or two stems.
    pub subject: String,
    /// Keyed hash of the person, good for one server and week.
    pub person: String,
}

/// A gap with the number of people who met it; those of different weeks may be the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missed {
    /// `topic` or `words`.
    pub kind: String,
    /// Id of the topic, or two stems.
    pub subject: String,
    /// People.
    pub people: i64,
}

/// An answer that a moderator called wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrong {
    /// Unique.
    pub id: u64,
    /// Server.
    pub guild: u64,
    /// The moderator.
    pub actor: u64,
    /// What was shown, as ids; may be empty.
    pub shown: String,
    /// The right section, or `not-covered`.
    pub wanted: String,
    /// A question in the moderator's own words.
    pub wording: String,
    /// Version of the content.
    pub version: String,
    /// When it was noted.
    pub noted: i64,
    /// When the curators took it up, or 0.
    pub curated: i64,
}

/// What would have been posted in a channel in shadow mode.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shadow {
    /// The message it would have answered.
    pub message: u64,
    /// Server.
    pub guild: u64,
    /// Channel.
    pub channel: u64,
    /// Name of the outcome.
    pub outcome: String,
    /// What it would have shown, as ids; may be empty.
    pub recall: String,
    /// When.
    pub seen: i64,
    /// `right`, `wrong`, or nothing yet.
    pub verdict: String,
}

/// Discord's ids fit into 63 bits.
pub(super) fn signed(id: u64) -> i64 {
    id.cast_signed()
}

/// What [`signed`] made.
pub(super) fn unsigned(id: i64) -> u64 {
    id.cast_unsigned()
}
