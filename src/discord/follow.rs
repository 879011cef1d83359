//! A reply follows its question: deleted with it, and put right when it is edited.
//!
//! What an earlier run answered is found in the store, or by looking: Discord shows which message a reply answers.

use super::{
    events::{Shared, answered, unsent},
    extras::Extras,
    pins::Stands,
    replies::{Answered, Fate},
    reply,
};
use crate::app::ask::{Answer, Question};
use serenity::all::{ChannelId, GuildId, Http, Message, MessageId, MessageUpdateEvent, Timestamp};
use std::time::Instant;

/// Deleted messages that are looked up in the store: a bulk delete has at most a hundred.
const MOST_ASKED: usize = 100;

/// Seconds after which a message without an answer is left alone when it is edited: whoever mends a word of last year needs no help now.
const OLDEST_EDIT: i64 = 24 * 60 * 60;

impl Shared {
    /// Messages were deleted. Of questions the replies go too; of replies the record.
    pub(super) async fn deleted(&self, http: &Http, channel: ChannelId, messages: &[MessageId], guild: Option<GuildId>) {
        let mut replies = Vec::new();
        let mut unknown = Vec::new();
        for &deleted in messages {
            if let Some(question) = self.replies.forget(deleted) {
                // It was a reply of ours: a helper may post another.
                self.posted.remove(question.get());
            }
            match self.replies.take(deleted) {
                Some(known) => replies.extend(known),
                None => {
                    self.replies.gone.insert(deleted.get());
                    unknown.push(deleted);
                }
            }
        }
        // In a direct message nothing is kept.
        if guild.is_some() {
            replies.extend(self.kept_replies(&mut unknown).await);
        }
        if let Some(&oldest) = unknown.iter().min()
            && self.replies.worth_a_look(oldest)
        {
            let me = self.identity.me().await;
            match reply::replies_after(http, channel, oldest, me).await {
                Ok(found) => replies.extend(found.into_iter().filter(|(to, _)| unknown.contains(to)).map(|(_, reply)| reply)),
                Err(refusal) => tracing::debug!(status = refusal.status, code = refusal.code, "earlier replies could not be looked for"),
            }
        }
        for reply in replies {
            self.take_back(http, channel, reply, guild).await;
        }
        messages.iter().for_each(|message| self.channels.bursts.forget(*message));
        self.desk.gone(messages.iter().map(|message| message.get())).await;
    }

    /// Learns from the store which reply an earlier run gave to a question.
    async fn recall_reply(&self, event: &MessageUpdateEvent) {
        if event.guild_id.is_none() || !self.replies.is_earlier(event.id) || self.replies.newest(event.id, |_| ()).is_some() {
            return;
        }
        let kept = self.desk.store().postings_of(event.id.get()).await.unwrap_or_default();
        if let Some(posting) = kept.iter().rfind(|posting| posting.question == event.id.get()) {
            let banner = posting.recall.split(':').nth(1).is_some_and(|head| head.starts_with('e'));
            self.replies.learn(event.id, Answered { reply: MessageId::new(posting.message), banner, settled: false });
        }
    }

    /// A reply shows something else now: what is kept of it changes with it.
    async fn reword_kept(&self, event: &MessageUpdateEvent, reply: MessageId, answer: &Answer) {
        let stands = Stands { guild: event.guild_id.map_or(0, GuildId::get), channel: event.channel_id.get(), question: event.id.get() };
        if self.app.keepable(answer).is_some() {
            self.remember(stands, Some(reply), answer).await;
        } else {
            self.desk.gone([reply.get()]).await;
        }
    }

    /// Replies that the store knows of, to questions that this run knows nothing of; those it found nothing for stay in `unknown`.
    async fn kept_replies(&self, unknown: &mut Vec<MessageId>) -> Vec<MessageId> {
        let mut replies = Vec::new();
        for question in unknown.iter().copied().take(MOST_ASKED).collect::<Vec<_>>() {
            let kept = self.desk.store().postings_of(question.get()).await.unwrap_or_default();
            let found: Vec<MessageId> =
                kept.iter().filter(|posting| posting.question == question.get()).map(|posting| MessageId::new(posting.message)).collect();
            if !found.is_empty() {
                unknown.retain(|known| *known != question);
                replies.extend(found);
            }
        }
        replies
    }

    /// Deletes a reply whose question is gone.
    pub(super) async fn take_back(&self, http: &Http, channel: ChannelId, reply: MessageId, guild: Option<GuildId>) {
        match reply::take_back(http, channel, reply).await {
            Ok(()) => tracing::info!(guild = guild.map_or(0, GuildId::get), "a reply went with its question"),
            Err(refusal) => unsent("follow", guild, guild.map(|_| channel.get()), &refusal),
        }
    }

    /// What had no answer was edited. If it tells of a danger now, it is answered as if it had been written so at once.
    async fn edited_into_danger(&self, http: &Http, event: &MessageUpdateEvent, text: &str) {
        let age = Timestamp::now().unix_timestamp() - event.id.created_at().unix_timestamp();
        let guild = event.guild_id.map_or(0, GuildId::get);
        let danger = || self.app.ask(&Question { text, asker: None, at: Instant::now(), addressed: false, guild }).banner();
        if age > OLDEST_EDIT || event.author.is_none() || !danger() {
            return;
        }
        let mut message = Message::default();
        event.apply_to_message(&mut message);
        self.seen.remove(event.id.get());
        self.message(http, &message).await;
    }

    /// A question was edited. Danger is judged again each time, the section once: a conversation about an answer would lose its
    /// subject if the answer kept changing.
    pub(super) async fn edited(&self, http: &Http, event: &MessageUpdateEvent) {
        // Link previews and pins are updates too, without an edit; without its words there is nothing to judge.
        let (Some(text), Some(edited)) = (event.content.as_deref().filter(|text| !text.is_empty()), event.edited_timestamp) else { return };
        let when = i64::try_from(edited.unix_timestamp_nanos() / 1_000_000).unwrap_or_default();
        self.recall_reply(event).await;
        let dated = || self.replies.newest(event.id, |known| known.edited = known.edited.max(when)).is_some();
        if !dated() {
            let _turn = self.replies.turn(event.id).lock().await;
            // Another edit may have been answered meanwhile.
            if !dated() {
                return self.edited_into_danger(http, event, text).await;
            }
        }
        self.replies.settle(event.id).await;
        let _turn = self.replies.turn(event.id).lock().await;
        // Events may come in any order: of several edits the newest counts.
        let now = self.replies.newest(event.id, |known| (known.edited == when).then_some(known.fate)).flatten();
        let Some(Fate::Answered(before)) = now else { return };
        let guild = event.guild_id.map_or(0, GuildId::get);
        let answer = self.app.ask(&Question { text, asker: None, at: Instant::now(), addressed: true, guild });
        let banner = answer.banner();
        if before.settled && !banner && !before.banner {
            return tracing::debug!("a question was edited again without a danger, and its reply stays");
        }
        let Some(words) = &answer.reply else { return };
        match reply::reword(http, event.channel_id, before.reply, words, Extras::of(&answer, false, false).with_person(&answer, guild != 0))
            .await
        {
            Ok(()) => {
                let after = Fate::Answered(Answered { banner, settled: true, ..before });
                self.replies.newest(event.id, |known| {
                    // It may have been deleted meanwhile.
                    if known.fate == Fate::Answered(before) {
                        known.fate = after;
                    }
                });
                answered("edit", event.guild_id, &answer.record);
                self.reword_kept(event, before.reply, &answer).await;
            }
            Err(refusal) => unsent("edit", event.guild_id, event.guild_id.map(|_| event.channel_id.get()), &refusal),
        }
    }
}
