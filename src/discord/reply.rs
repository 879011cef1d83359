//! The only sender. Whatever goes out is a reply closed by its safety line, pings nobody, and is tried again when the
//! network fails, without being said twice.

use super::{
    errors::{Kind, Refusal},
    press, words,
};
use crate::{
    answer::reply::Reply,
    app::{ask::Answer, suggest::Suggestion},
};
use serenity::{
    all::{
        AutocompleteChoice, ButtonStyle, CreateActionRow, CreateAllowedMentions, CreateAutocompleteResponse, CreateButton,
        CreateInteractionResponse, CreateInteractionResponseMessage, CreateMessage, Http, InteractionId, Message, MessageReference, Nonce,
    },
    builder::Builder,
};
use std::{pin::Pin, time::Duration};

/// Longest label of a button, in characters (Discord documentation, Button Structure).
const MAX_LABEL: usize = 80;

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

/// What goes with a reply.
#[derive(Clone, Default)]
pub struct Extras {
    /// Only the asker sees it. Of no effect on messages.
    pub private: bool,
    /// Rows of buttons.
    rows: Vec<CreateActionRow>,
}

impl Extras {
    /// Nothing but the text.
    pub fn plain(private: bool) -> Self {
        Self { private, rows: Vec::new() }
    }

    /// The buttons of an answer; with `postable`, the one that posts it for everybody too.
    pub fn of(answer: &Answer, private: bool, postable: bool) -> Self {
        let mut sections: Vec<(String, CreateButton)> = Vec::new();
        for choice in &answer.choices {
            if let Some(id) = press::section(choice).filter(|id| !sections.iter().any(|(held, _)| held == id)) {
                let label: String = choice.title.chars().take(MAX_LABEL).collect();
                let button = CreateButton::new(&id).label(label).style(ButtonStyle::Secondary);
                sections.push((id, button));
            }
        }
        let public = answer.recall.as_deref().filter(|_| postable).and_then(press::public);
        let public = public.map(|id| CreateButton::new(id).label(words::POST_PUBLICLY).style(ButtonStyle::Primary));
        let rows = [sections.into_iter().map(|(_, button)| button).collect(), public.into_iter().collect()];
        let filled = rows.into_iter().filter(|row: &Vec<CreateButton>| !row.is_empty());
        Self { private, rows: filled.map(CreateActionRow::Buttons).collect() }
    }
}

/// Replies to a message in its channel.
pub async fn to_message(http: &Http, message: &Message, reply: &Reply, extras: Extras) -> Result<(), Refusal> {
    let attempt = |form: Form| -> Pin<Box<dyn Future<Output = serenity::Result<()>> + Send + '_>> {
        Box::pin(async move {
            let mut create = CreateMessage::new()
                .content(reply.text())
                .allowed_mentions(nobody())
                // The same nonce again gives the message that is there already: nothing is said twice.
                .nonce(Nonce::String(message.id.to_string()))
                .enforce_nonce(true)
                .components(form.rows);
            if form.reference {
                create = create.reference_message(MessageReference::from(message).fail_if_not_exists(false));
            }
            #[expect(clippy::disallowed_methods, reason = "this is the only sender")]
            message.channel_id.send_message(http, create).await.map(drop)
        })
    };
    persist(attempt, extras.rows, &MESSAGE_PAUSES, MESSAGE_PATIENCE).await
}

/// Answers an interaction with a message.
pub async fn to_interaction(http: &Http, asked: Asked<'_>, reply: &Reply, extras: Extras) -> Result<(), Refusal> {
    let private = extras.private;
    let attempt = |form: Form| -> Pin<Box<dyn Future<Output = serenity::Result<()>> + Send + '_>> {
        let message = CreateInteractionResponseMessage::new()
            .content(reply.text())
            .allowed_mentions(nobody())
            .ephemeral(private)
            .components(form.rows);
        respond(http, asked, CreateInteractionResponse::Message(message))
    };
    persist(attempt, extras.rows, &INTERACTION_PAUSES, INTERACTION_PATIENCE).await
}

/// Answers an interaction with suggestions.
pub async fn suggestions(http: &Http, asked: Asked<'_>, suggestions: Vec<Suggestion>) -> Result<(), Refusal> {
    let choices: Vec<_> = suggestions.into_iter().map(|s| AutocompleteChoice::new(s.name, s.value)).collect();
    let response = CreateInteractionResponse::Autocomplete(CreateAutocompleteResponse::new().set_choices(choices));
    // Once: by the time of a second attempt the next letter has been typed.
    respond(http, asked, response).await.map_err(|error| Refusal::of(&error))
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

type Attempt<'a> = Pin<Box<dyn Future<Output = serenity::Result<()>> + Send + 'a>>;

/// Sends until it is taken: later when Discord is busy or out of reach, plainer when it finds fault with the form.
async fn persist<'a>(
    attempt: impl Fn(Form) -> Attempt<'a>,
    rows: Vec<CreateActionRow>,
    pauses: &[Duration],
    patience: Duration,
) -> Result<(), Refusal> {
    let mut form = Form { reference: true, rows };
    let mut pauses = pauses.iter();
    let mut repeated = false;
    let work = async {
        loop {
            let Err(error) = attempt(form.clone()).await else { return Ok(()) };
            let refusal = Refusal::of(&error);
            match refusal.kind {
                Kind::Delivered => return Ok(()),
                // An attempt whose answer was lost has reached Discord after all.
                Kind::Answered if repeated => return Ok(()),
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
