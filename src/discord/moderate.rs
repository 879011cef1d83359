//! `/medguide`: orders of moderators, each checked by us whatever Discord let through, each answered privately.

use super::{
    errors::Refusal,
    events::Shared,
    extras::Extras,
    orders::Order,
    reply::{self, Asked},
    words,
};
use crate::{
    app::desk::{
        reload::Reloaded,
        reports::{counted, fitted, kept, link},
        settings::Kept,
    },
    store::{Error, Write, rows::Mode},
};
use serenity::all::{ChannelId, CommandInteraction, ComponentInteraction, Http, Member, Permissions};

/// Answers of shadow mode that are offered to be judged at once: one row of buttons.
const SAMPLE: usize = 1;

/// Whether somebody may change settings here.
pub(super) fn manages(member: Option<&Member>) -> bool {
    holds(member, Permissions::MANAGE_GUILD)
}

/// Whether somebody is a moderator.
pub(super) fn moderates(member: Option<&Member>) -> bool {
    holds(member, Permissions::MANAGE_MESSAGES | Permissions::MANAGE_GUILD)
}

/// Discord works these permissions out for the channel, and none of them is among the bits that serenity drops.
fn holds(member: Option<&Member>, any: Permissions) -> bool {
    let permissions = member.and_then(|member| member.permissions);
    permissions.is_some_and(|held| held.intersects(any | Permissions::ADMINISTRATOR))
}

impl Shared {
    /// An order.
    pub(super) async fn order(&self, http: &Http, command: &CommandInteraction) {
        let asked = Asked::command(command);
        let Some(guild) = command.guild_id.filter(|_| manages(command.member.as_deref())) else {
            return self.say(http, asked, words::NOT_MANAGER.to_owned()).await;
        };
        let Some(order) = Order::read(&command.data) else {
            return self.say(http, asked, words::NO_COMMAND.to_owned()).await;
        };
        let (guild, actor, here) = (guild.get(), command.user.id.get(), command.channel_id);
        tracing::info!(guild, order = order.name(), "a moderator gave an order");
        let text = match order {
            // Reading and checking takes longer than the 3 s of a first answer.
            Order::Reload => return self.reload(http, asked, guild, actor).await,
            Order::Report(channel) => return self.shadow_report(http, asked, guild, channel.unwrap_or(here)).await,
            Order::Status => self.desk.status(guild).await,
            Order::Channel { mode, channel } => self.set_mode(guild, actor, channel.unwrap_or(here), mode).await,
            Order::Country(code) => self.set_country(guild, actor, code).await,
            Order::Role(role) => {
                let role = role.map_or(0, |role| role.get());
                let write = Write::AlertRole { guild, role };
                let done =
                    self.desk.set(write, guild, actor, "role", &if role == 0 { "none".to_owned() } else { format!("<@&{role}>") }).await;
                let what = if role == 0 { "I call no role.".to_owned() } else { format!("I call <@&{role}> when a person is asked for.") };
                confirmed(&what, done)
            }
            Order::Staff(channel) => {
                let channel = channel.unwrap_or(here).get();
                let write = Write::StaffChannel { guild, channel };
                let done = self.desk.set(write, guild, actor, "staff", &format!("<#{channel}>")).await;
                confirmed(&format!("Staff read weekly lists and progress in <#{channel}>."), done)
            }
            Order::Pause(section) => self.set_pause(guild, actor, section, true).await,
            Order::Resume(section) => self.set_pause(guild, actor, section, false).await,
            Order::Gaps => read(self.desk.gap_list(guild).await),
            Order::Stats => read(self.desk.stats(guild).await),
            Order::Audit => read(self.desk.audit_list(guild).await),
        };
        self.say(http, asked, text).await;
    }

    /// Says something privately to who gave an order. A refusal is logged.
    pub(super) async fn say(&self, http: &Http, asked: Asked<'_>, text: String) {
        let reply = self.app.report(text);
        let sent = reply::to_interaction(http, asked, &reply, Extras::plain(true)).await;
        self.sent("order", None, sent);
    }

    async fn set_mode(&self, guild: u64, actor: u64, channel: ChannelId, mode: &str) -> String {
        let Some(mode) = Mode::named(mode) else { return words::NO_COMMAND.to_owned() };
        let write = Write::Mode { guild, channel: channel.get(), mode };
        let done = self.desk.set(write, guild, actor, "channel", &format!("<#{channel}> {}", mode.name())).await;
        let mut text = confirmed(&format!("<#{channel}> is set to **{}**.", mode.name()), done);
        if mode != Mode::Off && !self.reads_all {
            text.push_str(
                "\n**It has no effect yet**: I cannot read messages that do not name me. The operator sets `message_content = true` in \
                 [discord] of my settings and allows the Message Content intent on Discord's portal.",
            );
        }
        text
    }

    async fn set_country(&self, guild: u64, actor: u64, code: Option<&str>) -> String {
        let code = code.unwrap_or_default().to_uppercase();
        let known = self.app.countries();
        if !code.is_empty() && !known.contains(&code) {
            return format!("{} {}", words::NO_COUNTRY, known.join(", "));
        }
        let done = self
            .desk
            .set(Write::Country { guild, code: code.clone() }, guild, actor, "country", if code.is_empty() { "none" } else { &code })
            .await;
        let what = if code.is_empty() { "no country".to_owned() } else { code };
        confirmed(&format!("Phone numbers of {what} come first here. All others follow, because people may be elsewhere."), done)
    }

    async fn set_pause(&self, guild: u64, actor: u64, section: Option<&str>, pause: bool) -> String {
        let found = match section {
            None => Some((String::new(), "everything".to_owned())),
            Some(text) => self.app.find_section(text),
        };
        let Some((id, title)) = found else { return words::NO_SECTION.to_owned() };
        let standing = self.desk.standing();
        let held = standing.pauses(guild).iter().any(|held| held.section == id);
        if pause {
            let done = self.desk.pause(guild, &id, actor).await;
            return confirmed(&format!("**{title}** is paused from now on. Emergencies are answered all the same."), done);
        }
        if !held {
            return format!("**{title}** is not paused here.");
        }
        confirmed(&format!("**{title}** is shown again."), self.desk.resume(guild, &id, actor).await)
    }

    async fn reload(&self, http: &Http, asked: Asked<'_>, guild: u64, actor: u64) {
        if let Err(refusal) = reply::think(http, asked).await {
            return self.sent("order", None, Err(refusal));
        }
        let reloaded = self.desk.reload().await;
        let (text, detail) = match reloaded {
            Reloaded::Fresh { version } => (format!("New content answers from now on, version {version}."), version),
            Reloaded::Same => ("Nothing has changed: this is the content that answers already.".to_owned(), "same".to_owned()),
            Reloaded::Fixed => (words::FIXED.to_owned(), "no folder".to_owned()),
            Reloaded::Faulty(faults) => {
                let head = format!(
                    "**Nothing was changed**: the new content has {}. The old content goes on answering.",
                    counted(faults.len(), "fault")
                );
                (fitted(&head, faults.iter().map(|fault| format!("- {fault}"))), counted(faults.len(), "fault"))
            }
        };
        self.desk.audit(guild, actor, "reload", &detail).await;
        let sent = reply::instead(http, asked, &self.app.report(text), Extras::plain(true)).await;
        self.sent("order", None, sent);
    }

    /// What shadow mode would have said, and the newest of it to be judged.
    pub(super) async fn shadow_report(&self, http: &Http, asked: Asked<'_>, guild: u64, channel: ChannelId) {
        let (text, extras) = self.shadow_page(guild, channel.get()).await;
        let sent = reply::to_interaction(http, asked, &self.app.report(text), extras).await;
        self.sent("order", None, sent);
    }

    async fn shadow_page(&self, guild: u64, channel: u64) -> (String, Extras) {
        let report = match self.desk.shadow_report(guild, channel).await {
            Ok(report) => report,
            Err(error) => return (down(&error), Extras::plain(true)),
        };
        let mut text = self.desk.shadow_text(channel, self.desk.standing().mode(guild, channel, 0), &report);
        // The newest answers of which something would have been seen.
        let open: Vec<_> = report.open.iter().filter(|shadow| !shadow.recall.is_empty()).take(SAMPLE).collect();
        for shadow in &open {
            let place = link(guild, channel, shadow.message);
            text.push_str(&format!("\n\nTo {place} I would have said: **{}**. Is that right?", self.app.titles(&shadow.recall)));
        }
        if open.is_empty() && !report.outcomes.is_empty() {
            text.push('\n');
            text.push_str(words::ALL_JUDGED);
        }
        (text, Extras::judging(channel, open.first().map(|shadow| shadow.message)))
    }

    /// Right or wrong: noted, and the next one is shown in its place.
    pub(super) async fn judge(&self, http: &Http, press: &ComponentInteraction, right: bool, channel: u64, message: u64) {
        let asked = Asked::press(press);
        let Some(guild) = press.guild_id.filter(|_| manages(press.member.as_ref())) else {
            return self.say(http, asked, words::NOT_MANAGER.to_owned()).await;
        };
        self.desk.judged(guild.get(), press.user.id.get(), message, right).await;
        let (text, extras) = self.shadow_page(guild.get(), channel).await;
        let sent = reply::update(http, asked, &self.app.report(text), extras).await;
        self.sent("order", None, sent);
    }
}

fn confirmed(what: &str, done: Kept) -> String {
    format!("{what}{}", kept(done))
}

fn read(text: Result<String, Error>) -> String {
    text.unwrap_or_else(|error| down(&error))
}

pub(super) fn down(error: &Error) -> String {
    tracing::warn!("a moderator's question to the store was not answered: {error}");
    words::STORE_DOWN.to_owned()
}

/// What is said of a failure that a moderator waits for.
pub(super) fn refused(what: &str, refusal: &Refusal) -> String {
    format!("{what}: {refusal}.")
}
