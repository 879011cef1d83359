//! One message: what it holds, whom it notifies, and whether the bot may read it.

use serde_json::Value;

use super::World;
use crate::{
    permission::MENTION_EVERYONE,
    snowflake::{ChannelId, GuildId, MessageId, RoleId, Snowflake, UserId, now_ms},
    validate::{
        component,
        mentions::{Allowed, Named, named_in},
        message as limits,
    },
};

/// Kinds of message, by Discord's numbers.
pub(crate) mod kind {
    pub(crate) const ORDINARY: u8 = 0;
    pub(crate) const PINNED_NOTICE: u8 = 6;
    pub(crate) const REPLY: u8 = 19;
    pub(crate) const SLASH: u8 = 20;
    pub(crate) const MENU: u8 = 23;
}

/// Who a message notifies, after permissions and `allowed_mentions` had their say.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Mentions {
    /// People, each once.
    pub users: Vec<UserId>,
    /// Roles, each once.
    pub roles: Vec<RoleId>,
    /// Everybody in the channel.
    pub everyone: bool,
}

impl Mentions {
    /// Whether the message notifies nobody at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// One button of a message.
#[derive(Clone, Debug, PartialEq)]
pub struct Button {
    /// What is written on it; empty for an emoji alone.
    pub label: String,
    /// What comes back when it is pressed; empty for links.
    pub custom_id: String,
    /// Where a link leads.
    pub url: Option<String>,
    /// Discord's number: 1 primary, 2 secondary, 3 success, 4 danger, 5 link.
    pub style: u64,
    /// Whether it can be pressed.
    pub disabled: bool,
}

/// One message as the people in the channel see it.
#[derive(Clone, Debug)]
pub struct Message {
    /// Its id, which also tells when it was sent.
    pub id: MessageId,
    /// Where it stands.
    pub channel: ChannelId,
    /// The guild of that channel, none in a direct message.
    pub guild: Option<GuildId>,
    /// Who wrote it; the webhook's id where a webhook did.
    pub author: UserId,
    /// The name shown over it.
    pub author_name: String,
    /// Whether the author is a bot or webhook.
    pub author_is_bot: bool,
    /// Its text, trimmed as Discord trims it.
    pub content: String,
    /// Its embeds as JSON.
    pub embeds: Vec<Value>,
    /// Its components as JSON, numbered.
    pub components: Vec<Value>,
    /// Its files as JSON.
    pub attachments: Vec<Value>,
    /// Discord's message flags.
    pub flags: u64,
    /// Discord's number for the kind: 0 ordinary, 6 pin notice, 19 reply, 20 answer to a slash command, 23 to a menu.
    pub kind: u8,
    /// Whom it notifies.
    pub mentions: Mentions,
    /// The message it replies to, or that a pin notice speaks of.
    pub replies_to: Option<MessageId>,
    /// The nonce it was sent with.
    pub nonce: Option<Value>,
    /// The one person who sees it, if it is ephemeral.
    pub ephemeral_for: Option<UserId>,
    /// When it was last edited, in Unix milliseconds.
    pub edited_ms: Option<u64>,
    /// When it was pinned, in Unix milliseconds.
    pub pinned_ms: Option<u64>,
    /// Whether it was deleted.
    pub deleted: bool,
    /// Every text it had before the present one, oldest first.
    pub earlier: Vec<String>,
    pub(crate) webhook: Option<Snowflake>,
    /// `interaction_metadata` where it answers an interaction.
    pub(crate) interaction: Option<Value>,
    pub(crate) tts: bool,
}

impl Message {
    /// A blank ordinary message, to be filled in.
    pub(crate) fn blank(world: &mut World, channel: ChannelId, author: UserId) -> Self {
        let user = world.user(author);
        let (author_name, author_is_bot) = user.map_or_else(|| (String::new(), true), |user| (user.name.clone(), user.bot));
        Self {
            id: world.minter.mint(),
            channel,
            guild: world.channel(channel).and_then(|c| c.guild),
            author,
            author_name,
            author_is_bot,
            content: String::new(),
            embeds: vec![],
            components: vec![],
            attachments: vec![],
            flags: 0,
            kind: kind::ORDINARY,
            mentions: Mentions::default(),
            replies_to: None,
            nonce: None,
            ephemeral_for: None,
            edited_ms: None,
            pinned_ms: None,
            deleted: false,
            earlier: vec![],
            webhook: None,
            interaction: None,
            tts: false,
        }
    }

    /// Whether only one person sees it.
    #[must_use]
    pub fn is_ephemeral(&self) -> bool {
        self.ephemeral_for.is_some()
    }

    /// Whether it still says "thinking".
    #[must_use]
    pub fn is_loading(&self) -> bool {
        self.flags & limits::LOADING != 0
    }

    /// Every button, row by row, also those inside layout components.
    #[must_use]
    pub fn buttons(&self) -> Vec<Button> {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let mut buttons = Vec::new();
        walk(&self.components, &mut |part| {
            if part["type"] == component::kind::BUTTON {
                buttons.push(Button {
                    label: text(&part["label"]),
                    custom_id: text(&part["custom_id"]),
                    url: part["url"].as_str().map(str::to_owned),
                    style: part["style"].as_u64().unwrap_or(0),
                    disabled: part["disabled"].as_bool().unwrap_or(false),
                });
            }
        });
        buttons
    }

    /// The `custom_id` of the button with this label.
    #[must_use]
    pub fn button(&self, label: &str) -> Option<String> {
        self.buttons().into_iter().find(|b| b.label == label).map(|b| b.custom_id)
    }

    /// The component with this `custom_id`, as JSON.
    #[must_use]
    pub fn component(&self, custom_id: &str) -> Option<Value> {
        let mut found = None;
        walk(&self.components, &mut |component| {
            if component["custom_id"].as_str() == Some(custom_id) {
                found = Some(component.clone());
            }
        });
        found
    }

    /// All its words: text, embeds and text displays, a line each.
    #[must_use]
    pub fn text(&self) -> String {
        let mut lines = vec![self.content.clone()];
        for embed in &self.embeds {
            let fields = embed["fields"].as_array().into_iter().flatten();
            let fields = fields.flat_map(|f| [&f["name"], &f["value"]]);
            let parts = [&embed["author"]["name"], &embed["title"], &embed["description"]];
            let parts = parts.into_iter().chain(fields).chain([&embed["footer"]["text"]]);
            lines.extend(parts.filter_map(Value::as_str).map(str::to_owned));
        }
        lines.extend(self.displayed());
        lines.retain(|line| !line.is_empty());
        lines.join("\n")
    }

    /// The texts of its text displays.
    fn displayed(&self) -> Vec<String> {
        let mut texts = Vec::new();
        walk(&self.components, &mut |part| {
            if part["type"] == component::kind::TEXT {
                texts.extend(part["content"].as_str().map(str::to_owned));
            }
        });
        texts
    }

    /// Puts a checked body into the message, fields it does not speak of staying as they are.
    pub(crate) fn apply(&mut self, draft: &limits::Draft) {
        if let Some(content) = &draft.content {
            self.reword(content);
        }
        for (mine, theirs) in
            [(&mut self.embeds, &draft.embeds), (&mut self.components, &draft.components), (&mut self.attachments, &draft.attachments)]
        {
            if let Some(theirs) = theirs {
                mine.clone_from(theirs);
            }
        }
    }

    /// Gives it another text, keeping the one it had.
    pub(crate) fn reword(&mut self, content: &str) {
        let old = std::mem::replace(&mut self.content, content.trim().to_owned());
        if old != self.content && !old.is_empty() {
            self.earlier.push(old);
        }
    }

    /// Notes that it was edited just now.
    pub(crate) fn mark_edited(&mut self) {
        self.edited_ms = Some(now_ms());
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.content.is_empty() && self.embeds.is_empty() && self.components.is_empty() && self.attachments.is_empty()
    }

    /// What its text names, allowed or not.
    pub(crate) fn named(&self) -> Named {
        let mut text = self.content.clone();
        for part in self.displayed() {
            text.push('\n');
            text.push_str(&part);
        }
        named_in(&text)
    }
}

/// Calls `visit` on every component, parents before their children and accessories.
pub(crate) fn walk(components: &[Value], visit: &mut dyn FnMut(&Value)) {
    for component in components {
        visit(component);
        if let Some(children) = component["components"].as_array() {
            walk(children, visit);
        }
        if component["accessory"].is_object() {
            walk(std::slice::from_ref(&component["accessory"]), visit);
        }
    }
}

impl World {
    /// Works out whom a message notifies. A message never notifies by what its text does not name, except that a reply
    /// may notify the author of what it answers.
    pub(crate) fn mentions_of(&self, message: &Message, allowed: &Allowed) -> Mentions {
        let named = message.named();
        let may_everyone = message.guild.is_some()
            && (message.webhook.is_some() || self.permissions(message.channel, message.author) & MENTION_EVERYONE != 0);
        let mut mentions = Mentions {
            users: named.users.iter().copied().filter(|id| allowed.user(*id) && self.user(*id).is_some()).collect(),
            roles: named.roles.iter().copied().filter(|id| allowed.role(*id)).collect(),
            everyone: named.everyone && allowed.everyone && may_everyone,
        };
        mentions.roles.retain(|id| self.role(*id).is_some_and(|role| role.mentionable || may_everyone));
        let answered = message.replies_to.filter(|_| message.kind == kind::REPLY).and_then(|id| self.message(id));
        if let Some(answered) = answered
            && allowed.replied_user
            && answered.author != message.author
            && answered.webhook.is_none_or(|hook| hook == self.bot)
            && !mentions.users.contains(&answered.author)
        {
            mentions.users.push(answered.author);
        }
        mentions
    }

    /// Whether the bot may read a message without the message-content intent: its own, direct ones, those that name it,
    /// and replies that ping one of its ordinary messages. A reply to an answer to an interaction does not count.
    pub(crate) fn open_to_bot(&self, message: &Message) -> bool {
        let pinged = message.mentions.users.contains(&self.bot);
        let answered = message.replies_to.and_then(|id| self.message(id));
        let ordinary_reply = answered.is_some_and(|m| m.author == self.bot && m.interaction.is_none());
        message.author == self.bot || message.guild.is_none() || (pinged && (message.named().users.contains(&self.bot) || ordinary_reply))
    }
}
