//! Permission bits and the rule that turns roles and overwrites into what somebody may do in a channel.
//!
//! Pure. Bits beyond those named here pass through untouched.

use crate::snowflake::Snowflake;

/// May do everything.
pub const ADMINISTRATOR: u64 = 1 << 3;
/// May add reactions.
pub const ADD_REACTIONS: u64 = 1 << 6;
/// May change the server's settings.
pub const MANAGE_GUILD: u64 = 1 << 5;
/// May see a channel.
pub const VIEW_CHANNEL: u64 = 1 << 10;
/// May write in a channel.
pub const SEND_MESSAGES: u64 = 1 << 11;
/// May delete messages of others.
pub const MANAGE_MESSAGES: u64 = 1 << 13;
/// May send embeds.
pub const EMBED_LINKS: u64 = 1 << 14;
/// May attach files.
pub const ATTACH_FILES: u64 = 1 << 15;
/// May read what was written before.
pub const READ_MESSAGE_HISTORY: u64 = 1 << 16;
/// May notify everyone, and roles that are not mentionable.
pub const MENTION_EVERYONE: u64 = 1 << 17;
/// May use emoji of other servers.
pub const USE_EXTERNAL_EMOJIS: u64 = 1 << 18;
/// May use commands.
pub const USE_APPLICATION_COMMANDS: u64 = 1 << 31;
/// May open public threads.
pub const CREATE_PUBLIC_THREADS: u64 = 1 << 35;
/// May write in threads.
pub const SEND_MESSAGES_IN_THREADS: u64 = 1 << 38;
/// May pin and unpin; `MANAGE_MESSAGES` has not sufficed since February 2026.
pub const PIN_MESSAGES: u64 = 1 << 51;

/// Every bit Discord has given a meaning, which is what an administrator or owner is shown to hold.
pub(crate) const ALL: u64 = (1 << 53) - 1;

/// What the bot's role holds unless a test says otherwise: view, send, embed, history, threads, pin.
pub(crate) const BOT_DEFAULT: u64 =
    VIEW_CHANNEL | SEND_MESSAGES | EMBED_LINKS | READ_MESSAGE_HISTORY | SEND_MESSAGES_IN_THREADS | PIN_MESSAGES;

/// What `@everyone` holds in the default world.
pub(crate) const EVERYONE_DEFAULT: u64 = VIEW_CHANNEL
    | SEND_MESSAGES
    | EMBED_LINKS
    | ATTACH_FILES
    | READ_MESSAGE_HISTORY
    | ADD_REACTIONS
    | USE_APPLICATION_COMMANDS
    | CREATE_PUBLIC_THREADS
    | SEND_MESSAGES_IN_THREADS;

/// What the app may do in a direct message with somebody.
pub(crate) const IN_DM: u64 = EVERYONE_DEFAULT | MENTION_EVERYONE | USE_EXTERNAL_EMOJIS | PIN_MESSAGES;

/// Whom an [`Overwrite`] is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    Role,
    Member,
}

/// One exception a channel makes for a role or a member.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Overwrite {
    pub(crate) id: Snowflake,
    pub(crate) target: Target,
    pub(crate) allow: u64,
    pub(crate) deny: u64,
}

/// Applies a channel's overwrites to what the roles give, in Discord's order: everyone, roles together, then the member.
pub(crate) fn in_channel(base: u64, everyone: Snowflake, roles: &[Snowflake], member: Snowflake, overwrites: &[Overwrite]) -> u64 {
    if base & ADMINISTRATOR != 0 {
        return ALL;
    }
    let of = |pick: &dyn Fn(&Overwrite) -> bool| {
        overwrites.iter().filter(|o| pick(o)).fold((0, 0), |(allow, deny), o| (allow | o.allow, deny | o.deny))
    };
    let steps = [
        of(&|o| o.target == Target::Role && o.id == everyone),
        of(&|o| o.target == Target::Role && o.id != everyone && roles.contains(&o.id)),
        of(&|o| o.target == Target::Member && o.id == member),
    ];
    let bits = steps.iter().fold(base, |bits, (allow, deny)| bits & !deny | allow);
    // Without sight of a channel nothing else there is worth anything.
    if bits & VIEW_CHANNEL == 0 { 0 } else { bits }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn overwrites_apply_in_order() {
        let (everyone, role, me) = (Snowflake::new(1), Snowflake::new(2), Snowflake::new(3));
        let base = VIEW_CHANNEL | SEND_MESSAGES;
        let over = |id, target, allow, deny| Overwrite { id, target, allow, deny };
        let hide = over(everyone, Target::Role, 0, VIEW_CHANNEL);
        for (label, base, overwrites, want) in [
            ("none", base, vec![], base),
            ("everyone denied", base, vec![hide], 0),
            ("role gives sight back", base, vec![hide, over(role, Target::Role, VIEW_CHANNEL, 0)], base),
            ("a role not held changes nothing", base, vec![over(Snowflake::new(9), Target::Role, PIN_MESSAGES, 0)], base),
            ("member beats role", base, vec![over(role, Target::Role, PIN_MESSAGES, 0), over(me, Target::Member, 0, PIN_MESSAGES)], base),
            ("administrator", ADMINISTRATOR, vec![hide], ALL),
        ] {
            assert_eq!(in_channel(base, everyone, &[role], me, &overwrites), want, "{label}");
        }
    }
}
