//! Getting a person: the role that moderators named is called, once in a while and channel, with a link and no word of anybody's.

use super::{
    events::Shared,
    extras::Extras,
    pins::Stands,
    reply::{self, Asked},
    words,
};
use crate::{answer::outcome::Outcome, app::ask::Answer, app::desk::reports::link, store::Store};
use serenity::all::{ChannelId, ComponentInteraction, Http, MessageFlags, RoleId};

/// Seconds in which helpers are called once for a channel.
const WINDOW: i64 = 10 * 60;

impl Shared {
    /// "Get a person".
    pub(super) async fn get_person(&self, http: &Http, press: &ComponentInteraction) {
        let asked = Asked::press(press);
        let Some(guild) = press.guild_id.map(|guild| guild.get()) else { return self.say(http, asked, words::NOBODY.to_owned()).await };
        let Some(role) = self.desk.standing().alert_role(guild) else { return self.say(http, asked, words::NOBODY.to_owned()).await };
        // Calling may take longer than the 3 s of a first answer.
        if let Err(refusal) = reply::think(http, asked).await {
            return self.sent("person", press.guild_id, Err(refusal));
        }
        let text = self.called(http, press, guild, role).await;
        let sent = reply::instead(http, asked, &self.app.note(text), Extras::plain(true)).await;
        self.sent("person", press.guild_id, sent);
    }

    async fn called(&self, http: &Http, press: &ComponentInteraction, guild: u64, role: u64) -> &'static str {
        let here = press.channel_id.get();
        if !self.desk.once(&format!("person-{here}:{guild}"), WINDOW).await {
            return words::CALLED_ALREADY;
        }
        // A private answer cannot be linked to: the channel and who asked must do.
        let private = press.message.flags.is_some_and(|flags| flags.contains(MessageFlags::EPHEMERAL));
        let place = if private { format!("<@{}> in <#{here}>", press.user.id) } else { link(guild, here, press.message.id.get()) };
        let channel = self.desk.standing().staff_channel(guild).unwrap_or(here);
        let called = self.call(http, guild, channel, role, &format!("{} {place}", words::SOMEBODY_ASKS)).await;
        if called { words::CALLED } else { words::CALL_FAILED }
    }

    /// Tells the helpers that somebody wrote of a crisis: only where staff have a channel of their own, so that it shames nobody.
    pub(super) async fn call_for(&self, http: &Http, stands: Stands, answer: &Answer) {
        if answer.record.outcome != Outcome::Crisis.name() || stands.guild == 0 {
            return;
        }
        let standing = self.desk.standing();
        let (Some(role), Some(channel)) = (standing.alert_role(stands.guild), standing.staff_channel(stands.guild)) else { return };
        if self.desk.once(&format!("crisis-{}:{}", stands.channel, stands.guild), WINDOW).await {
            let place = link(stands.guild, stands.channel, stands.question);
            self.call(http, stands.guild, channel, role, &format!("{} {place}", words::SOMEBODY_NEEDS)).await;
        }
    }

    async fn call(&self, http: &Http, guild: u64, channel: u64, role: u64, text: &str) -> bool {
        let reply = self.app.report(format!("<@&{role}> {text}"));
        match reply::alert(http, ChannelId::new(channel), Store::fresh_id(), &reply, RoleId::new(role)).await {
            Ok(()) => {
                tracing::info!(guild, "the helpers were called");
                true
            }
            Err(refusal) => {
                tracing::error!(guild, channel, status = refusal.status, code = refusal.code, "the helpers could not be called: {refusal}");
                false
            }
        }
    }
}
