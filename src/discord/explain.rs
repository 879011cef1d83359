//! "Why this answer?" and "Wrong section": for moderators, privately, over the question where it can still be read.

use super::{
    events::Shared,
    extras::Extras,
    moderate::moderates,
    press,
    reply::{self, Asked},
    words,
};
use crate::app::desk::{curating::NOT_COVERED, reports::kept};
use serenity::all::{
    ActionRowComponent, CommandInteraction, ComponentInteraction, ComponentInteractionDataKind, Http, Message, MessageId, ModalInteraction,
};

/// Characters of an explanation, which stands in a block of code.
const ROOM: usize = 1_700;

impl Shared {
    /// Why a message was or would be answered as it is.
    pub(super) async fn why(&self, http: &Http, command: &CommandInteraction) {
        let asked = Asked::command(command);
        if !moderates(command.member.as_deref()) {
            return self.say(http, asked, words::NOT_MODERATOR.to_owned()).await;
        }
        let Some(target) = command.data.resolved.messages.values().next() else {
            return self.say(http, asked, words::NOTHING_THERE.to_owned()).await;
        };
        let Some(question) = self.question_of(http, target).await else {
            return self.say(http, asked, words::NOT_KEPT.to_owned()).await;
        };
        let why: String = self.app.why(&without_mention(&question)).replace("```", "'''");
        let cut: String = why.chars().take(ROOM).collect();
        let more = if cut.len() < why.len() { "\n…" } else { "" };
        self.say(http, asked, format!("Content version {}.\n```\n{}{more}\n```", self.app.version(), cut.trim_end())).await;
    }

    /// The question's words: the message's own, or of an answer of ours those of the message it answers.
    async fn question_of(&self, http: &Http, target: &Message) -> Option<String> {
        let own = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        if target.author.id != self.identity.me().await {
            return own(&target.content);
        }
        if let Some(question) = &target.referenced_message {
            return own(&question.content);
        }
        let question = target.message_reference.as_ref().and_then(|reference| reference.message_id)?;
        target.channel_id.message(http, question).await.ok().and_then(|message| own(&message.content))
    }

    /// "Wrong section": asks for the right one.
    pub(super) async fn wrong(&self, http: &Http, command: &CommandInteraction) {
        let asked = Asked::command(command);
        if !moderates(command.member.as_deref()) {
            return self.say(http, asked, words::NOT_MODERATOR.to_owned()).await;
        }
        let Some(target) = command.data.resolved.messages.values().next() else {
            return self.say(http, asked, words::NOTHING_THERE.to_owned()).await;
        };
        let shown = self.shown_by(http, target).await;
        let reply = self.app.report(words::WHICH_RIGHT.to_owned());
        let sent = reply::to_interaction(http, asked, &reply, Extras::righting(&self.app.shelves(), &shown)).await;
        self.sent("wrong", command.guild_id, sent);
    }

    /// Id of the first section that a message shows, or that its words would lead to; empty where there is none.
    async fn shown_by(&self, http: &Http, target: &Message) -> String {
        if target.author.id == self.identity.me().await {
            let known = self.desk.store().postings_of(MessageId::get(target.id)).await.unwrap_or_default();
            if let Some(posting) = known.into_iter().find(|posting| posting.message == target.id.get()) {
                return posting.recall.split(':').nth(2).and_then(|ids| ids.split(',').next()).unwrap_or_default().to_owned();
            }
        }
        let question = self.question_of(http, target).await.unwrap_or_default();
        self.app.leads_to(&without_mention(&question)).unwrap_or_default()
    }

    /// The right section was chosen: asks for a wording in a form.
    pub(super) async fn righted(&self, http: &Http, press: &ComponentInteraction, shown: &str) {
        let asked = Asked::press(press);
        if !moderates(press.member.as_ref()) {
            return self.say(http, asked, words::NOT_MODERATOR.to_owned()).await;
        }
        let wanted = match &press.data.kind {
            ComponentInteractionDataKind::StringSelect { values } => values.first().map_or(NOT_COVERED, String::as_str),
            _ => NOT_COVERED,
        };
        let Some(id) = press::wording(wanted, shown) else { return self.stale(http, asked, "wrong", press.guild_id).await };
        self.sent("wrong", press.guild_id, reply::form(http, asked, &id).await);
    }

    /// The form came back: a row for the curators.
    pub(super) async fn worded(&self, http: &Http, form: &ModalInteraction) {
        let asked = Asked::form(form);
        let read = press::read_wording(&form.data.custom_id);
        let (Some((wanted, shown)), Some(guild)) = (read, form.guild_id.filter(|_| moderates(form.member.as_ref()))) else {
            return self.say(http, asked, words::NOT_MODERATOR.to_owned()).await;
        };
        let inputs = form.data.components.iter().flat_map(|row| &row.components);
        let mut texts = inputs.filter_map(|input| match input {
            ActionRowComponent::InputText(text) => text.value.as_deref(),
            _ => None,
        });
        let wording = texts.next().unwrap_or_default();
        let recall = if shown.is_empty() { String::new() } else { format!(":a:{shown}:") };
        let done = self.desk.wrong(guild.get(), form.user.id.get(), &recall, wanted, wording).await;
        self.say(http, asked, format!("{}{}", words::NOTED, kept(done))).await;
    }
}

/// Without the names of the bot and of others in front, which say nothing of the question.
fn without_mention(text: &str) -> String {
    let mut rest = text.trim();
    while let Some((_, behind)) = rest.strip_prefix("<@").and_then(|after| after.split_once('>')) {
        rest = behind.trim_start();
    }
    rest.to_owned()
}

#[cfg(test)]
mod tests {
    use super::without_mention;

    #[test]
    fn mentions_in_front_go() {
        for (text, question) in [("<@7> can i drive", "can i drive"), ("<@!7><@&8>  x <@9>", "x <@9>"), ("plain", "plain"), ("<@", "<@")] {
            assert_eq!(without_mention(text), question);
        }
    }
}
