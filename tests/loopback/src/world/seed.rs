//! The world every test starts in.
//!
//! One guild with an owner, a moderator, a helper, two members and another bot; two channels everybody can use and one
//! for staff.

use super::{Channel, Guild, Member, Role, User, World, channel_kind};
use crate::{
    permission::{EVERYONE_DEFAULT, MANAGE_GUILD, MANAGE_MESSAGES, Overwrite, PIN_MESSAGES, Target, VIEW_CHANNEL},
    settings::{BOT_ID, Settings},
    snowflake::{Minter, Snowflake},
};

/// One day, since accounts and guilds are older than the test.
const DAY_MS: u64 = 86_400_000;

/// The people of the default world besides the bot: name, whether a bot, name of the role held.
const PEOPLE: &[(&str, bool, Option<&str>)] = &[
    ("olivia", false, None),
    ("alice", false, None),
    ("bob", false, None),
    ("helen", false, Some("Helper")),
    ("mod", false, Some("Moderator")),
    ("robin", true, None),
];

/// Builds the default world.
pub(crate) fn world(settings: &Settings) -> World {
    let bot = Snowflake::new(BOT_ID);
    let mut salt = 0;
    let mut aged = || {
        salt += 1;
        Minter::aged(400 * DAY_MS, salt)
    };
    let guild_id = aged();
    let role = |id, name: &str, permissions, position, of_bot: Option<Snowflake>| Role {
        id,
        name: name.to_owned(),
        permissions,
        position,
        mentionable: of_bot.is_none() && id != guild_id,
        of_bot,
    };
    let roles = vec![
        role(guild_id, "@everyone", EVERYONE_DEFAULT, 0, None),
        role(aged(), "Helper", EVERYONE_DEFAULT, 1, None),
        role(aged(), "Moderator", EVERYONE_DEFAULT | MANAGE_GUILD | MANAGE_MESSAGES | PIN_MESSAGES, 2, None),
        role(aged(), &settings.bot_name, settings.bot_permissions, 3, Some(bot)),
    ];
    let role_named = |name: &str| roles.iter().find(|r| r.name == name).map(|r| r.id);

    let user = |id, name: &str, bot| User { id, name: name.to_owned(), bot, locale: "en-US".to_owned(), takes_dms: true };
    let joined_ms = guild_id.unix_ms() + DAY_MS;
    let mut users = vec![user(bot, &settings.bot_name, true)];
    let mut members = vec![Member { user: bot, roles: role_named(&settings.bot_name).into_iter().collect(), joined_ms }];
    for (name, is_bot, held) in PEOPLE {
        let id = aged();
        users.push(user(id, name, *is_bot));
        members.push(Member { user: id, roles: held.and_then(role_named).into_iter().collect(), joined_ms });
    }
    let owner = users.get(1).map_or(bot, |u| u.id);

    let category = aged();
    let channel = |id, kind, name: &str, parent| Channel {
        id,
        guild: Some(guild_id),
        kind,
        name: name.to_owned(),
        parent,
        overwrites: vec![],
        recipient: None,
        owner: None,
        archived: false,
        last_pin_ms: None,
    };
    let sight = |id, target, allow, deny| Overwrite { id, target, allow, deny };
    let mut staff = channel(aged(), channel_kind::TEXT, "staff", Some(category));
    staff.overwrites.push(sight(guild_id, Target::Role, 0, VIEW_CHANNEL));
    staff.overwrites.push(sight(bot, Target::Member, VIEW_CHANNEL, 0));
    for id in ["Helper", "Moderator"].into_iter().filter_map(role_named) {
        staff.overwrites.push(sight(id, Target::Role, VIEW_CHANNEL, 0));
    }
    let channels = vec![
        channel(category, channel_kind::CATEGORY, "Text channels", None),
        channel(aged(), channel_kind::TEXT, "general", Some(category)),
        channel(aged(), channel_kind::TEXT, "quiet", Some(category)),
        staff,
    ];
    World {
        bot,
        users,
        guilds: vec![Guild {
            id: guild_id,
            name: settings.guild_name.clone(),
            owner,
            locale: settings.guild_locale.clone(),
            roles,
            members,
        }],
        channels,
        messages: vec![],
        minter: Minter::default(),
        content_granted: settings.message_content,
        typing: std::collections::HashMap::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::permission::SEND_MESSAGES;

    #[test]
    fn who_may_do_what() {
        let world = world(&Settings::default());
        let may = |name: &str, channel: &str, bits: u64| {
            let user = world.user_named(name).unwrap().id;
            world.permissions(world.channel_named(channel).unwrap().id, user) & bits == bits
        };
        for (name, channel, bits, want) in [
            ("alice", "general", SEND_MESSAGES, true),
            ("alice", "general", PIN_MESSAGES, false),
            ("alice", "staff", VIEW_CHANNEL, false),
            ("helen", "staff", SEND_MESSAGES, true),
            ("helen", "general", MANAGE_GUILD, false),
            ("mod", "general", MANAGE_GUILD | PIN_MESSAGES, true),
            ("olivia", "staff", MANAGE_GUILD, true),
            ("guidebot", "general", SEND_MESSAGES | PIN_MESSAGES, true),
            ("guidebot", "staff", VIEW_CHANNEL, true),
            ("guidebot", "general", MANAGE_MESSAGES, false),
        ] {
            assert_eq!(may(name, channel, bits), want, "{name} in {channel}: {bits}");
        }
    }
}
