//! The only sender. Whatever goes out is a reply closed by its safety line, pings nobody, and is tried again when the
//! network fails, without being said twice.

use super::{
    errors::{Kind, Refusal},
    extras::Extras,
    words,
};
use crate::{answer::reply::Reply, app::suggest::Suggestion};
use serenity::{
    all::{
        AutocompleteChoice, ChannelId, CommandInteraction, ComponentInteraction, CreateActionRow, CreateAllowedMentions,
        CreateAutocompleteResponse, CreateInputText, CreateInteractionResponse, CreateInteractionResponseMessage, CreateMessage,
        CreateModal, EditInteractionResponse, EditMessage, GetMessages, Http, InputTextStyle, InteractionId, Message, MessageId,
        MessageReference, MessageType, ModalInteraction, Nonce, RoleId, UserId,
    },
    builder::Builder,
};
use std::{pin::Pin, time::Duration};

/// Discord's code for a message that is gone.
const UNKNOWN_MESSAGE: isize = 10_008;

/// Pauses between attempts at a message: about 8 s in all, so that a short break of the network is bridged.
const MESSAGE_PAUSES: [Duration; 4] =
    [Duration::from_millis(300), Duration::from_millis(1_000), Duration::from_millis(2_500), Duration::from_millis(4_000)];

/// Pauses between attempts at the answer to an interaction, which Discord takes for 3 s.
const INTERACTION_PAUSES: [Duration; 3] = [Duration::from_millis(200), Duration::from_millis(400), Duration::from_millis(800)];

/// Time for all attempts at a message. Serenity itself waits without end for a rate limit.
const MESSAGE_PATIENCE: Duration = Duration::from_secs(30);

/// Time for all attempts at an interaction: Discord takes the first answer for 3 s after it was made.
const INTERACTION_PATIENCE: Duration = Duration::from_secs(3);

/// An interaction to answer.
#[derive(Clone, Copy)]
pub struct Asked<'i> {
    /// Its id.
    pub id: InteractionId,
    /// Its token.
    pub token: &'i str,
}

impl<'i> Asked<'i> {
    /// The use of a command.
    pub fn command(command: &'i CommandInteraction) -> Self {
        Self { id: command.id, token: &command.token }
    }

    /// A form that was sent.
    pub fn form(form: &'i ModalInteraction) -> Self {
        Self { id: form.id, token: &form.token }
    }

    /// The press of a button or a choice from a list.
    pub fn press(press: &'i ComponentInteraction) -> Self {
        Self { id: press.id, token: &press.token }
    }
}

/// The message a reply goes below.
#[derive(Clone, Copy)]
pub struct Below {
    channel: ChannelId,
    message: MessageId,
    /// A helper had it answered: its author is told, a message that is gone is none to answer, and the bot's own reply, if there
    /// is one, is another.
    offered: bool,
}

impl Below {
    /// A question to the bot.
    pub fn question(message: &Message) -> Self {
        Self { channel: message.channel_id, message: message.id, offered: false }
    }

    /// At most 25 characters (Discord documentation, Create Message).
    fn nonce(self) -> String {
        format!("{}{}", if self.offered { "h" } else { "" }, self.message)
    }

    /// Somebody's message that a helper has answered.
    pub fn offered(channel: ChannelId, message: MessageId) -> Self {
        Self { channel, message, offered: true }
    }
}

/// Replies to a message in its channel. Gives the reply's id, where Discord's answer could be read.
pub async fn to_message(http: &Http, below: Below, reply: &Reply, extras: Extras) -> Result<Option<MessageId>, Refusal> {
    let attempt = |form: Form| -> Attempt<'_, MessageId> {
        Box::pin(async move {
            let mut create = CreateMessage::new()
                .content(reply.text())
                .allowed_mentions(nobody().replied_user(below.offered))
                // The same nonce again gives the message that is there already: nothing is said twice.
                .nonce(Nonce::String(below.nonce()))
                .enforce_nonce(true)
                .components(form.rows);
            if form.reference {
                create = create.reference_message(MessageReference::from((below.channel, below.message)).fail_if_not_exists(below.offered));
            }
            #[expect(clippy::disallowed_methods, reason = "this is the only sender")]
            below.channel.send_message(http, create).await.map(|message| message.id)
        })
    };
    persist(attempt, extras.rows, &MESSAGE_PAUSES, MESSAGE_PATIENCE).await
}

/// Puts other words and buttons in the place of a reply.
pub async fn reword(http: &Http, channel: ChannelId, message: MessageId, reply: &Reply, extras: Extras) -> Result<(), Refusal> {
    let attempt = |form: Form| -> Attempt<'_, ()> {
        let edit = EditMessage::new().content(reply.text()).allowed_mentions(nobody()).components(form.rows);
        #[expect(clippy::disallowed_methods, reason = "this is the only sender")]
        Box::pin(async move { channel.edit_message(http, message, edit).await.map(drop) })
    };
    persist(attempt, extras.rows, &MESSAGE_PAUSES, MESSAGE_PATIENCE).await.map(drop)
}

/// Deletes a reply. One that is gone already is as well.
pub async fn take_back(http: &Http, channel: ChannelId, message: MessageId) -> Result<(), Refusal> {
    let attempt = |_: Form| -> Attempt<'_, ()> { Box::pin(async move { channel.delete_message(http, message).await }) };
    match persist(attempt, Vec::new(), &MESSAGE_PAUSES, MESSAGE_PATIENCE).await {
        Err(refusal) if refusal.code != UNKNOWN_MESSAGE => Err(refusal),
        _ => Ok(()),
    }
}

/// The bot's replies among the messages that follow one: the message each answers, and its own id.
pub async fn replies_after(
    http: &Http,
    channel: ChannelId,
    message: MessageId,
    me: UserId,
) -> Result<Vec<(MessageId, MessageId)>, Refusal> {
    let found = channel.messages(http, GetMessages::new().after(message).limit(100)).await.map_err(|error| Refusal::of(&error))?;
    // A notice of a pin names a message too, and answers none.
    let mine = found.into_iter().filter(|found| found.author.id == me && found.kind == MessageType::InlineReply);
    Ok(mine.filter_map(|found| Some((found.message_reference.as_ref()?.message_id?, found.id))).collect())
}

/// Answers an interaction with a message.
pub async fn to_interaction(http: &Http, asked: Asked<'_>, reply: &Reply, extras: Extras) -> Result<(), Refusal> {
    let private = extras.private;
    let attempt = |form: Form| -> Attempt<'_, ()> {
        let message = CreateInteractionResponseMessage::new()
            .content(reply.text())
            .allowed_mentions(nobody())
            .ephemeral(private)
            .components(form.rows);
        respond(http, asked, CreateInteractionResponse::Message(message))
    };
    persist(attempt, extras.rows, &INTERACTION_PAUSES, INTERACTION_PATIENCE).await.map(drop)
}

/// Answers an interaction with suggestions.
pub async fn suggestions(http: &Http, asked: Asked<'_>, suggestions: Vec<Suggestion>) -> Result<(), Refusal> {
    let choices: Vec<_> = suggestions.into_iter().map(|s| AutocompleteChoice::new(s.name, s.value)).collect();
    let response = CreateInteractionResponse::Autocomplete(CreateAutocompleteResponse::new().set_choices(choices));
    // Once: by the time of a second attempt the next letter has been typed.
    respond(http, asked, response).await.map_err(|error| Refusal::of(&error))
}

/// Tells Discord that the press was heard and the answer will take longer.
pub async fn acknowledge(http: &Http, asked: Asked<'_>) -> Result<(), Refusal> {
    let attempt = |_: Form| respond(http, asked, CreateInteractionResponse::Acknowledge);
    persist(attempt, Vec::new(), &INTERACTION_PAUSES, INTERACTION_PATIENCE).await.map(drop)
}

/// Tells Discord that a private answer to a command will take longer than 3 s; [`instead`] gives it.
pub async fn think(http: &Http, asked: Asked<'_>) -> Result<(), Refusal> {
    let attempt = |_: Form| {
        let message = CreateInteractionResponseMessage::new().ephemeral(true);
        respond(http, asked, CreateInteractionResponse::Defer(message))
    };
    persist(attempt, Vec::new(), &INTERACTION_PAUSES, INTERACTION_PATIENCE).await.map(drop)
}

/// Puts a reply in the place of the message whose button was pressed, after [`acknowledge`], or of the wait after [`think`].
pub async fn instead(http: &Http, asked: Asked<'_>, reply: &Reply, extras: Extras) -> Result<(), Refusal> {
    let attempt = |form: Form| -> Attempt<'_, ()> {
        let edit = EditInteractionResponse::new().content(reply.text()).allowed_mentions(nobody()).components(form.rows);
        #[expect(clippy::disallowed_methods, reason = "this is the only sender")]
        Box::pin(async move { edit.execute(http, asked.token).await.map(drop) })
    };
    persist(attempt, extras.rows, &MESSAGE_PAUSES, MESSAGE_PATIENCE).await.map(drop)
}

/// Puts a reply in the place of the message whose button was pressed, at once.
pub async fn update(http: &Http, asked: Asked<'_>, reply: &Reply, extras: Extras) -> Result<(), Refusal> {
    let attempt = |form: Form| -> Attempt<'_, ()> {
        let message = CreateInteractionResponseMessage::new().content(reply.text()).allowed_mentions(nobody()).components(form.rows);
        respond(http, asked, CreateInteractionResponse::UpdateMessage(message))
    };
    persist(attempt, extras.rows, &INTERACTION_PAUSES, INTERACTION_PATIENCE).await.map(drop)
}

/// Opens the form that asks a moderator for a wording.
pub async fn form(http: &Http, asked: Asked<'_>, custom_id: &str) -> Result<(), Refusal> {
    let attempt = |_: Form| {
        let input = CreateInputText::new(InputTextStyle::Short, words::WORDING_LABEL, "wording")
            .placeholder(words::WORDING_HINT)
            .min_length(4)
            .max_length(300);
        let modal = CreateModal::new(custom_id, words::WORDING_TITLE).components(vec![CreateActionRow::InputText(input)]);
        respond(http, asked, CreateInteractionResponse::Modal(modal))
    };
    persist(attempt, Vec::new(), &INTERACTION_PAUSES, INTERACTION_PATIENCE).await.map(drop)
}

/// Posts a message that answers nothing. `nonce` makes it one however often it is tried.
pub async fn post(http: &Http, channel: ChannelId, nonce: u64, reply: &Reply, extras: Extras) -> Result<Option<MessageId>, Refusal> {
    let attempt = |form: Form| -> Attempt<'_, MessageId> {
        let create = CreateMessage::new()
            .content(reply.text())
            .allowed_mentions(nobody())
            .nonce(Nonce::String(nonce.to_string()))
            .enforce_nonce(true)
            .components(form.rows);
        #[expect(clippy::disallowed_methods, reason = "this is the only sender")]
        Box::pin(async move { channel.send_message(http, create).await.map(|message| message.id) })
    };
    persist(attempt, extras.rows, &MESSAGE_PAUSES, MESSAGE_PATIENCE).await
}

/// Posts a message that calls a role, and nobody else.
pub async fn alert(http: &Http, channel: ChannelId, nonce: u64, reply: &Reply, role: RoleId) -> Result<(), Refusal> {
    let attempt = |_: Form| -> Attempt<'_, ()> {
        let mentions = nobody().roles(vec![role]);
        let create = CreateMessage::new().content(reply.text()).allowed_mentions(mentions);
        let create = create.nonce(Nonce::String(nonce.to_string())).enforce_nonce(true);
        #[expect(clippy::disallowed_methods, reason = "this is the only sender")]
        Box::pin(async move { channel.send_message(http, create).await.map(drop) })
    };
    persist(attempt, Vec::new(), &MESSAGE_PAUSES, MESSAGE_PATIENCE).await.map(drop)
}

/// The id of the public message that answered an interaction, which Discord does not tell with the answer.
pub async fn answer_to(http: &Http, asked: Asked<'_>) -> Option<MessageId> {
    http.get_original_interaction_response(asked.token).await.ok().map(|message| message.id)
}

/// Deletes the message whose button was pressed.
pub async fn take_away(http: &Http, asked: Asked<'_>) -> Result<(), Refusal> {
    acknowledge(http, asked).await?;
    let attempt = |_: Form| -> Attempt<'_, ()> { Box::pin(async move { http.delete_original_interaction_response(asked.token).await }) };
    persist(attempt, Vec::new(), &MESSAGE_PAUSES, MESSAGE_PATIENCE).await.map(drop)
}

fn respond<'h>(
    http: &'h Http,
    asked: Asked<'h>,
    response: CreateInteractionResponse,
) -> Pin<Box<dyn Future<Output = serenity::Result<()>> + Send + 'h>> {
    #[expect(clippy::disallowed_methods, reason = "this is the only sender")]
    Box::pin(async move { response.execute(http, (asked.id, asked.token)).await })
}

/// Nobody is pinged: no user, no role, not everyone, not the author of the message replied to.
fn nobody() -> CreateAllowedMentions {
    CreateAllowedMentions::new().replied_user(false)
}

/// The parts of a message that are given up when Discord does not take them.
#[derive(Clone)]
struct Form {
    reference: bool,
    rows: Vec<CreateActionRow>,
}

type Attempt<'a, T> = Pin<Box<dyn Future<Output = serenity::Result<T>> + Send + 'a>>;

/// Sends until it is taken: later when Discord is busy or out of reach, plainer when it finds fault with the form. Gives what
/// Discord answered, or nothing where that could not be read or came to another attempt.
async fn persist<'a, T>(
    attempt: impl Fn(Form) -> Attempt<'a, T>,
    rows: Vec<CreateActionRow>,
    pauses: &[Duration],
    patience: Duration,
) -> Result<Option<T>, Refusal> {
    let mut form = Form { reference: true, rows };
    let mut pauses = pauses.iter();
    let mut repeated = false;
    let work = async {
        loop {
            let error = match attempt(form.clone()).await {
                Ok(sent) => return Ok(Some(sent)),
                Err(error) => error,
            };
            let refusal = Refusal::of(&error);
            match refusal.kind {
                Kind::Delivered => return Ok(None),
                // An attempt whose answer was lost has reached Discord after all.
                Kind::Answered if repeated => return Ok(None),
                Kind::NoReference if form.reference => form.reference = false,
                Kind::Malformed if !form.rows.is_empty() => {
                    tracing::error!(status = refusal.status, code = refusal.code, "{refusal}; sent without its buttons");
                    form.rows.clear();
                }
                Kind::Later | Kind::Unreachable => {
                    let Some(&pause) = pauses.next() else { return Err(refusal) };
                    repeated = true;
                    tokio::time::sleep(pause).await;
                }
                Kind::Answered | Kind::NoReference | Kind::Malformed | Kind::Final => return Err(refusal),
            }
        }
    };
    tokio::time::timeout(patience, work).await.unwrap_or_else(|_| Err(Refusal::out_of_time()))
}
