//! The commands of moderators: what they are, and reading what was ordered.

use super::words;
use serenity::all::{
    ChannelId, ChannelType, CommandData, CommandDataOption, CommandDataOptionValue, CommandOptionType, CommandType, CreateCommand,
    CreateCommandOption, InstallationContext, InteractionContext, Permissions, RoleId,
};

/// Name of the command for settings.
pub const MEDGUIDE: &str = "medguide";
/// Name of the command that pins.
pub const PIN: &str = "pin";
/// Name of the command that ends a pin.
pub const UNPIN: &str = "unpin";
/// Name of the menu's entry that pins.
pub const PIN_MENU: &str = "Pin answer";
/// Name of the menu's entry that explains.
pub const WHY_MENU: &str = "Why this answer?";
/// Name of the menu's entry that tells the curators.
pub const WRONG_MENU: &str = "Wrong section";

/// Pin Messages, which serenity 0.12.5 has no name for.
const PIN_MESSAGES: Permissions = Permissions::from_bits_retain(super::permission::PIN_MESSAGES);

const SECTION: &str = "section";
const CHANNEL: &str = "channel";

/// Every command of moderators.
pub fn all() -> Vec<CreateCommand> {
    vec![
        moderators(CreateCommand::new(MEDGUIDE).description(words::MEDGUIDE).set_options(sub_commands()), Permissions::MANAGE_GUILD),
        moderators(CreateCommand::new(PIN).description(words::PIN).set_options(vec![section(words::PIN_SECTION)]), PIN_MESSAGES),
        moderators(
            CreateCommand::new(UNPIN).description(words::UNPIN).set_options(vec![section(words::UNPIN_SECTION).required(true)]),
            PIN_MESSAGES,
        ),
        moderators(CreateCommand::new(PIN_MENU).kind(CommandType::Message), PIN_MESSAGES),
        moderators(CreateCommand::new(WHY_MENU).kind(CommandType::Message), Permissions::MANAGE_MESSAGES),
        moderators(CreateCommand::new(WRONG_MENU).kind(CommandType::Message), Permissions::MANAGE_MESSAGES),
    ]
}

fn moderators(command: CreateCommand, needed: Permissions) -> CreateCommand {
    command.default_member_permissions(needed).integration_types(vec![InstallationContext::Guild]).contexts(vec![InteractionContext::Guild])
}

fn section(description: &str) -> CreateCommandOption {
    CreateCommandOption::new(CommandOptionType::String, SECTION, description).set_autocomplete(true)
}

fn sub_commands() -> Vec<CreateCommandOption> {
    let sub = |name: &str, description: &str| CreateCommandOption::new(CommandOptionType::SubCommand, name, description);
    let channel = || {
        CreateCommandOption::new(CommandOptionType::Channel, CHANNEL, words::OF_CHANNEL).channel_types(vec![
            ChannelType::Text,
            ChannelType::News,
            ChannelType::Forum,
            ChannelType::PublicThread,
        ])
    };
    let mode = crate::store::rows::Mode::ALL
        .into_iter()
        .zip(words::MODES)
        .fold(CreateCommandOption::new(CommandOptionType::String, "mode", words::MODE).required(true), |option, (mode, label)| {
            option.add_string_choice(label, mode.name())
        });
    let code = CreateCommandOption::new(CommandOptionType::String, "code", words::COUNTRY_CODE).max_length(2);
    let role = CreateCommandOption::new(CommandOptionType::Role, "role", words::ROLE_WHICH);
    vec![
        sub("status", words::STATUS),
        sub("channel", words::CHANNEL).add_sub_option(mode).add_sub_option(channel()),
        sub("country", words::COUNTRY).add_sub_option(code),
        sub("role", words::ROLE).add_sub_option(role),
        sub("staff", words::STAFF).add_sub_option(channel()),
        sub("pause", words::PAUSE).add_sub_option(section(words::PAUSE_SECTION)),
        sub("resume", words::RESUME).add_sub_option(section(words::PAUSE_SECTION)),
        sub("reload", words::RELOAD),
        sub("gaps", words::GAPS),
        sub("stats", words::STATS),
        sub("report", words::REPORT).add_sub_option(channel()),
        sub("audit", words::AUDIT),
    ]
}

/// What a moderator ordered with `/medguide`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order<'d> {
    /// How things stand.
    Status,
    /// How the bot behaves in a channel; `None`: the one the order was given in.
    Channel {
        /// Name of the mode.
        mode: &'d str,
        /// The channel.
        channel: Option<ChannelId>,
    },
    /// The country whose numbers come first; `None`: none.
    Country(Option<&'d str>),
    /// The role to call; `None`: none.
    Role(Option<RoleId>),
    /// The channel for staff; `None`: the one the order was given in.
    Staff(Option<ChannelId>),
    /// Pause a section, or everything.
    Pause(Option<&'d str>),
    /// End a pause.
    Resume(Option<&'d str>),
    /// Read the knowledge anew.
    Reload,
    /// What the guide could not answer.
    Gaps,
    /// What was asked.
    Stats,
    /// What shadow mode would have said; `None`: in the channel the order was given in.
    Report(Option<ChannelId>),
    /// What moderators did.
    Audit,
}

impl<'d> Order<'d> {
    /// Name in the log.
    pub fn name(self) -> &'static str {
        match self {
            Self::Status => "status",
            Self::Channel { .. } => "channel",
            Self::Country(_) => "country",
            Self::Role(_) => "role",
            Self::Staff(_) => "staff",
            Self::Pause(_) => "pause",
            Self::Resume(_) => "resume",
            Self::Reload => "reload",
            Self::Gaps => "gaps",
            Self::Stats => "stats",
            Self::Report(_) => "report",
            Self::Audit => "audit",
        }
    }

    /// Reads the options; `None` for an order this version does not have.
    pub fn read(data: &'d CommandData) -> Option<Self> {
        let order = data.options.first()?;
        let CommandDataOptionValue::SubCommand(options) = &order.value else { return None };
        let (text, channel) = (|name: &str| text(options, name), channel(options));
        Some(match order.name.as_str() {
            "status" => Self::Status,
            "channel" => Self::Channel { mode: text("mode")?, channel },
            "country" => Self::Country(text("code").map(str::trim).filter(|code| !code.is_empty())),
            "role" => Self::Role(options.iter().find_map(|option| option.value.as_role_id())),
            "staff" => Self::Staff(channel),
            "pause" => Self::Pause(text(SECTION)),
            "resume" => Self::Resume(text(SECTION)),
            "reload" => Self::Reload,
            "gaps" => Self::Gaps,
            "stats" => Self::Stats,
            "report" => Self::Report(channel),
            "audit" => Self::Audit,
            _ => return None,
        })
    }
}

/// The section that was named with `/pin` or `/unpin`.
pub fn section_named(data: &CommandData) -> Option<&str> {
    text(&data.options, SECTION)
}

fn text<'d>(options: &'d [CommandDataOption], name: &str) -> Option<&'d str> {
    options.iter().find(|option| option.name == name).and_then(|option| option.value.as_str())
}

fn channel(options: &[CommandDataOption]) -> Option<ChannelId> {
    options.iter().find_map(|option| option.value.as_channel_id())
}
