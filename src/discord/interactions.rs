//! Commands and presses: which answer belongs to each, and who may press what.

use super::{
    commands::{self, Filled},
    errors::Refusal,
    events::{Shared, answered, silent, unsent},
    extras::Extras,
    orders,
    pins::Stands,
    press::Press,
    reply::{self, Asked},
    words,
};
use crate::app::{
    about::About,
    ask::{Answer, BUSY, Caller, Question},
    desk::reports::kept,
};
use serenity::all::{CommandInteraction, CommandType, ComponentInteraction, GuildId, Http, InteractionContext};
use std::time::Instant;

/// Where an answer to an interaction is seen.
#[derive(Clone, Copy)]
pub(super) struct Seen {
    /// Only by the one who asked.
    pub(super) private: bool,
    /// Whether there are others who could see it.
    pub(super) others: bool,
    /// In which guild.
    pub(super) guild: Option<GuildId>,
}

impl Shared {
    pub(super) async fn command(&self, http: &Http, command: &CommandInteraction) {
        match (command.data.kind, command.data.name.as_str()) {
            (CommandType::ChatInput, commands::ASK) => self.ask(http, command).await,
            (CommandType::ChatInput, commands::GUIDE) => self.guide(http, command).await,
            (CommandType::ChatInput, commands::HELP) => self.about(http, command, About::Help).await,
            (CommandType::ChatInput, commands::PRIVACY) => self.about(http, command, About::Privacy).await,
            (CommandType::Message, commands::ANSWER) => self.offer(http, command).await,
            (CommandType::ChatInput, orders::MEDGUIDE) => self.order(http, command).await,
            (CommandType::ChatInput, orders::PIN) => self.pin(http, command).await,
            (CommandType::ChatInput, orders::UNPIN) => self.unpin(http, command).await,
            (CommandType::Message, orders::PIN_MENU) => self.pin_menu(http, command).await,
            (CommandType::Message, orders::WHY_MENU) => self.why(http, command).await,
            (CommandType::Message, orders::WRONG_MENU) => self.wrong(http, command).await,
            _ => {
                tracing::warn!("a command came that this version does not have");
                let note = self.app.note(words::NO_COMMAND);
                let sent = reply::to_interaction(http, Asked::command(command), &note, Extras::plain(true)).await;
                self.sent("command", command.guild_id, sent);
            }
        }
    }

    async fn about(&self, http: &Http, command: &CommandInteraction, about: About) {
        let reply = self.app.about(about, command.guild_id.map_or(0, GuildId::get));
        let guild = command.guild_id.map_or(0, GuildId::get);
        let extras = match about {
            About::Privacy => Extras::privacy(self.desk.is_quiet(guild, command.user.id.get()), guild != 0),
            About::Help => Extras::plain(true),
        };
        let sent = reply::to_interaction(http, Asked::command(command), &reply, extras).await;
        self.sent("about", command.guild_id, sent);
    }

    async fn ask(&self, http: &Http, command: &CommandInteraction) {
        let filled = Filled::read(&command.data);
        let answer = self.app.ask(&Question {
            text: filled.question,
            asker: Some(self.app.asker(command.user.id.get())),
            at: Instant::now(),
            addressed: true,
            guild: command.guild_id.map_or(0, GuildId::get),
        });
        let private = filled.private || answer.record.outcome == BUSY;
        let seen = Seen { private, others: others_there(command.guild_id, command.context), guild: command.guild_id };
        let asked = Asked::command(command);
        let given = self.respond(http, "ask", asked, &answer, seen).await;
        if given && !private {
            self.remember_answer(http, asked, command.guild_id, command.channel_id.get(), &answer).await;
        }
        if given {
            self.desk.count("ask", command.guild_id.map_or(0, GuildId::get), command.user.id.get(), &answer).await;
        }
    }

    pub(super) async fn typing(&self, http: &Http, command: &CommandInteraction) {
        let filled = Filled::read(&command.data);
        let typed = command.data.autocomplete().map_or("", |option| option.value);
        let suggestions = match command.data.name.as_str() {
            commands::GUIDE => self.app.suggest_sections(filled.section),
            orders::PIN | orders::MEDGUIDE => self.app.suggest_sections(typed),
            orders::UNPIN => self.suggest_pins(command, typed).await,
            _ => self.app.suggest(filled.question),
        };
        let count = suggestions.len();
        match reply::suggestions(http, Asked::command(command), suggestions).await {
            Ok(()) => tracing::debug!(count, "suggestions given"),
            // The next letter was typed meanwhile: nobody waits for these any more.
            Err(refusal) => tracing::debug!(status = refusal.status, code = refusal.code, "suggestions not given: {refusal}"),
        }
    }

    pub(super) async fn button(&self, http: &Http, press: &ComponentInteraction) {
        let asked = Asked::press(press);
        let guild = press.guild_id.map_or(0, GuildId::get);
        let caller = Caller { asker: self.app.asker(press.user.id.get()), at: Instant::now(), guild };
        let others = others_there(press.guild_id, press.context);
        let (surface, answer, private) = match Press::read(&press.data.custom_id) {
            Press::Section { guide, section } => ("section", self.app.section(guide, section, &caller), others),
            Press::Shelf { guide } => ("browse", self.chosen(guide, press, &caller), true),
            Press::Browse => return self.browse(http, asked, press.guild_id).await,
            Press::Elsewhere(next) => return self.elsewhere(http, press, next).await,
            Press::Remove => return self.remove(http, press).await,
            Press::Reply { message, recall } => return self.post_below(http, press, message, recall).await,
            Press::Public(_) if !self.posted.insert(press.message.id.get()) => {
                let note = self.app.note(words::POSTED);
                return self.sent("post", press.guild_id, reply::to_interaction(http, asked, &note, Extras::plain(true)).await);
            }
            Press::Public(recall) => ("post", self.app.again(recall, &caller), false),
            Press::Pin { guide, section } => return self.pin_pressed(http, press, guide, section).await,
            Press::Judge { right, channel, message } => return self.judge(http, press, right, channel, message).await,
            Press::Righted { shown } => return self.righted(http, press, shown).await,
            Press::Erase => return self.erase(http, press).await,
            Press::Helpful { yes, section } => return self.vote(http, press, yes, section).await,
            Press::Quiet(everything) => return self.leave_alone(http, press, everything).await,
            Press::Person => return self.get_person(http, press).await,
            Press::Unknown => ("button", None, true),
        };
        let Some(answer) = answer else { return self.stale(http, asked, surface, press.guild_id).await };
        let busy = answer.record.outcome == BUSY;
        let seen = Seen { private: private || busy, others, guild: press.guild_id };
        let posted = self.respond(http, surface, asked, &answer, seen).await;
        if surface == "post" && (busy || !posted) {
            self.posted.remove(press.message.id.get());
        } else if surface == "post" {
            self.remember_answer(http, asked, press.guild_id, press.channel_id.get(), &answer).await;
        }
    }

    /// Remembers a public answer to an interaction, whose id must be asked for.
    async fn remember_answer(&self, http: &Http, asked: Asked<'_>, guild: Option<GuildId>, channel: u64, answer: &Answer) {
        let Some(guild) = guild.filter(|_| self.app.keepable(answer).is_some()) else { return };
        let sent = reply::answer_to(http, asked).await;
        self.remember(Stands { guild: guild.get(), channel, question: 0 }, sent, answer).await;
    }

    /// Whether an answer helped.
    async fn vote(&self, http: &Http, press: &ComponentInteraction, helpful: bool, section: &str) {
        let asked = Asked::press(press);
        // Only what the guide has is counted: the button could be made up.
        if self.app.find_section(section).is_none() {
            return self.stale(http, asked, "vote", press.guild_id).await;
        }
        let guild = press.guild_id.map_or(0, GuildId::get);
        let done = self.desk.vote(press.message.id.get(), guild, section, press.user.id.get(), helpful).await;
        self.say(http, asked, format!("{}{}", words::VOTED, kept(done))).await;
    }

    /// Somebody wants to be left alone, or no longer.
    async fn leave_alone(&self, http: &Http, press: &ComponentInteraction, everything: Option<bool>) {
        let asked = Asked::press(press);
        let Some(guild) = press.guild_id else { return self.stale(http, asked, "alone", None).await };
        let done = self.desk.leave_alone(guild.get(), press.user.id.get(), everything).await;
        let words = match everything {
            Some(false) => words::ALONE,
            Some(true) => words::ALONE_IN_ALL,
            None => words::NOT_ALONE,
        };
        let reply = self.app.report(format!("{words}{}", kept(done)));
        self.sent("alone", press.guild_id, reply::to_interaction(http, asked, &reply, Extras::privacy(everything, true)).await);
    }

    /// Erases what hangs on who presses.
    async fn erase(&self, http: &Http, press: &ComponentInteraction) {
        let guild = press.guild_id.map_or(0, GuildId::get);
        let done = self.desk.forget_person(guild, press.user.id.get()).await;
        self.say(http, Asked::press(press), format!("{}{}", words::ERASED, kept(done))).await;
    }

    /// Says that a button leads nowhere: it is of another version, made up, or names what is gone.
    pub(super) async fn stale(&self, http: &Http, asked: Asked<'_>, surface: &'static str, guild: Option<GuildId>) {
        tracing::info!(surface, "a button leads nowhere in this version");
        let note = self.app.note(words::STALE);
        self.sent(surface, guild, reply::to_interaction(http, asked, &note, Extras::plain(true)).await);
    }

    /// Answers an interaction. A private answer can be posted where there are others to see it. True when it was sent.
    pub(super) async fn respond(&self, http: &Http, surface: &'static str, asked: Asked<'_>, answer: &Answer, seen: Seen) -> bool {
        let Some(reply) = &answer.reply else {
            silent(surface, &answer.record);
            return false;
        };
        let Some(_place) = self.place(surface, answer).await else { return false };
        let extras = Extras::of(answer, seen.private, seen.private && seen.others).with_person(answer, seen.guild.is_some());
        match reply::to_interaction(http, asked, reply, extras).await {
            Ok(()) => answered(surface, seen.guild, &answer.record),
            Err(refusal) => {
                unsent(surface, seen.guild, None, &refusal);
                return false;
            }
        }
        true
    }

    /// Logs what became of a note.
    pub(super) fn sent(&self, surface: &'static str, guild: Option<GuildId>, sent: Result<(), Refusal>) {
        sent.unwrap_or_else(|refusal| unsent(surface, guild, None, &refusal));
    }
}

/// Whether anybody but the asker could see an answer: everywhere except in a direct message with the bot.
pub(super) fn others_there(guild: Option<GuildId>, context: Option<InteractionContext>) -> bool {
    guild.is_some() || context == Some(InteractionContext::PrivateChannel)
}
