//! Choosing instead of asking: the message menu of helpers, the lists of all sections, other sections than the one shown,
//! and taking a reply away.

use super::{
    commands::Filled,
    errors::{Kind, Refusal},
    events::{Shared, answered, unsent},
    extras::Extras,
    interactions::{Seen, others_there},
    pins::Stands,
    reply::{self, Asked, Below},
    words,
};
use crate::{
    answer::outcome::Outcome,
    app::ask::{Answer, BUSY, Caller, Question},
};
use serenity::all::{
    CommandInteraction, ComponentInteraction, ComponentInteractionDataKind, GuildId, Http, MessageId, MessageInteractionMetadata,
    Permissions,
};
use std::time::Instant;

impl Shared {
    /// "Answer from the guide" on somebody's message: the helper sees what fits, and presses what is to be posted.
    pub(super) async fn offer(&self, http: &Http, command: &CommandInteraction) {
        let asked = Asked::command(command);
        let target = command.data.resolved.messages.values().next();
        let guild = command.guild_id.map_or(0, GuildId::get);
        let helper = Caller { asker: self.app.asker(command.user.id.get()), at: Instant::now(), guild };
        let offered = target.and_then(|target| Some((target.id, self.app.offer(&target.content, &helper)?)));
        let Some((target, offered)) = offered else {
            let note = self.app.note(if target.is_some() { words::BUSY } else { words::NOTHING_THERE });
            return self.sent("menu", command.guild_id, reply::to_interaction(http, asked, &note, Extras::plain(true)).await);
        };
        let Some(reply) = &offered.answer.reply else { return };
        match reply::to_interaction(http, asked, reply, Extras::offering(&offered.postings, target)).await {
            Ok(()) => answered("menu", command.guild_id, &offered.answer.record),
            Err(refusal) => unsent("menu", command.guild_id, None, &refusal),
        }
    }

    /// Posts what a helper pressed as a reply to the message the menu was used on.
    pub(super) async fn post_below(&self, http: &Http, press: &ComponentInteraction, message: u64, recall: &str) {
        let asked = Asked::press(press);
        let guild = press.guild_id.map_or(0, GuildId::get);
        let helper = Caller { asker: self.app.asker(press.user.id.get()), at: Instant::now(), guild };
        let answer = self.app.again(recall, &helper);
        let Some((answer, reply)) = answer.and_then(|answer| Some((answer.clone(), answer.reply?))) else {
            return self.stale(http, asked, "menu", press.guild_id).await;
        };
        let refused =
            if answer.record.outcome == BUSY { Some(words::BUSY) } else { (!self.posted.insert(message)).then_some(words::POSTED) };
        if let Some(refused) = refused {
            let note = self.app.note(refused);
            return self.sent("menu", press.guild_id, reply::to_interaction(http, asked, &note, Extras::plain(true)).await);
        }
        // Posting may take longer than the 3 s of a first answer.
        if let Err(refusal) = reply::acknowledge(http, asked).await {
            self.posted.remove(message);
            return unsent("menu", press.guild_id, None, &refusal);
        }
        let below = Below::offered(press.channel_id, MessageId::new(message));
        let note = match reply::to_message(http, below, &reply, Extras::of(&answer, false, false)).await {
            Ok(sent) => {
                answered("menu", press.guild_id, &answer.record);
                let question = MessageId::new(message);
                let stray = if self.replies.open(question) { self.replies.close(question, sent, &answer, true) } else { sent };
                match stray {
                    Some(stray) => {
                        self.take_back(http, press.channel_id, stray, press.guild_id).await;
                        words::GONE
                    }
                    None => {
                        self.remember(Stands { guild, channel: press.channel_id.get(), question: message }, sent, &answer).await;
                        words::DONE
                    }
                }
            }
            Err(refusal) => {
                self.posted.remove(message);
                unsent("menu", press.guild_id, press.guild_id.map(|_| press.channel_id.get()), &refusal);
                remedy(&refusal)
            }
        };
        self.sent("menu", press.guild_id, reply::instead(http, asked, &self.app.note(note), Extras::plain(true)).await);
    }

    /// `/guide`: the lists to choose from, or what was typed instead, which may be a title or, in need, a cry for help.
    pub(super) async fn guide(&self, http: &Http, command: &CommandInteraction) {
        let asked = Asked::command(command);
        let text = Filled::read(&command.data).section;
        let asker = Some(self.app.asker(command.user.id.get()));
        let guild = command.guild_id.map_or(0, GuildId::get);
        let answer = self.app.ask(&Question { text, asker, at: Instant::now(), addressed: true, guild });
        if text.is_empty() || answer.record.outcome == Outcome::Chatter.name() {
            return self.browse(http, asked, command.guild_id).await;
        }
        let others = others_there(command.guild_id, command.context);
        self.respond(http, "guide", asked, &answer, Seen { private: true, others, guild: command.guild_id }).await;
    }

    /// Shows the lists of all sections.
    pub(super) async fn browse(&self, http: &Http, asked: Asked<'_>, guild: Option<GuildId>) {
        let note = self.app.note(words::CHOOSE);
        let extras = Extras::lists(&self.app.shelves());
        match reply::to_interaction(http, asked, &note, extras).await {
            Ok(()) => tracing::info!(surface = "browse", "the lists of sections were shown"),
            Err(refusal) => unsent("browse", guild, None, &refusal),
        }
    }

    /// The section that was chosen from a list.
    pub(super) fn chosen(&self, guide: &str, press: &ComponentInteraction, caller: &Caller) -> Option<Answer> {
        let ComponentInteractionDataKind::StringSelect { values } = &press.data.kind else { return None };
        self.app.section(guide, values.first()?, caller)
    }

    /// "Not what I asked": the next sections that fitted, and the lists.
    pub(super) async fn elsewhere(&self, http: &Http, press: &ComponentInteraction, next: &str) {
        let asked = Asked::press(press);
        let Some((reply, choices)) = self.app.elsewhere(next) else {
            return self.browse(http, asked, press.guild_id).await;
        };
        let sent = reply::to_interaction(http, asked, &reply, Extras::instead(&choices)).await;
        self.sent("elsewhere", press.guild_id, sent);
    }

    /// Takes a reply away: its asker may, and whoever may delete messages here.
    pub(super) async fn remove(&self, http: &Http, press: &ComponentInteraction) {
        let asked = Asked::press(press);
        if !may_remove(press) {
            let note = self.app.note(words::NOT_YOURS);
            return self.sent("remove", press.guild_id, reply::to_interaction(http, asked, &note, Extras::plain(true)).await);
        }
        match reply::take_away(http, asked).await {
            Ok(()) => tracing::info!(surface = "remove", "a reply was taken away"),
            Err(refusal) => unsent("remove", press.guild_id, None, &refusal),
        }
    }
}

/// The asker is the author of the message replied to, or who used the command; Discord itself tells both.
fn may_remove(press: &ComponentInteraction) -> bool {
    let presser = press.user.id;
    let asker = press.message.referenced_message.as_ref().is_some_and(|question| question.author.id == presser);
    let metadata = press.message.interaction_metadata.as_deref();
    let invoker = match metadata {
        Some(MessageInteractionMetadata::Command(used)) => used.user.id == presser,
        Some(MessageInteractionMetadata::Component(used)) => used.user.id == presser,
        Some(MessageInteractionMetadata::ModalSubmit(used)) => used.user.id == presser,
        Some(_) | None => false,
    };
    let permissions = press.member.as_ref().and_then(|member| member.permissions);
    let moderator = permissions.is_some_and(|held| held.intersects(Permissions::MANAGE_MESSAGES | Permissions::ADMINISTRATOR));
    asker || invoker || moderator
}

/// What the presser is told when Discord does not take a message.
fn remedy(refusal: &Refusal) -> &'static str {
    match (refusal.code, &refusal.kind) {
        // The reply names its message, and Discord finds fault with the form where that is gone.
        (10_008 | 50_035, _) => words::GONE,
        (50_083, _) => words::ARCHIVED,
        (160_002, _) => words::NO_HISTORY,
        (50_001 | 50_013, _) => words::MAY_NOT,
        (_, Kind::Later | Kind::Unreachable) => words::LATER,
        _ => words::REFUSED,
    }
}
