//! Turning a checked body into a message, new or changed; shared by channel messages, answers and follow-ups.

use super::{Call, files};
use crate::{
    error::ApiError,
    snowflake::MessageId,
    validate::{
        Form,
        mentions::Allowed,
        message::{Draft, LAYOUT, LOADING, SUPPRESS_EMBEDS, SUPPRESS_NOTIFICATIONS},
    },
    world::message::Message,
};

/// Flags a new message keeps of those a bot asks for; the others are dropped without a word.
const SETTABLE: u64 = SUPPRESS_EMBEDS | SUPPRESS_NOTIFICATIONS | LAYOUT;

/// Reads and checks the body of a message.
pub(crate) fn draft(call: &Call<'_>, layout: bool) -> Result<Draft, ApiError> {
    let mut form = Form::default();
    let draft = Draft::read(&mut form, "", call.body, layout);
    form.finish()?;
    Ok(draft)
}

/// Fills a new message with a body. An empty body is an empty message, which Discord refuses.
pub(crate) fn fill(call: &mut Call<'_>, message: &mut Message, draft: &Draft) -> Result<(), ApiError> {
    message.apply(draft);
    message.attachments = files::attachments(&[], draft.attachments.as_deref(), call.files, &mut call.inner.world.minter);
    message.flags |= draft.flags.unwrap_or(0) & SETTABLE;
    message.tts = draft.tts;
    message.nonce.clone_from(&draft.nonce);
    if message.is_empty() { Err(ApiError::empty_message()) } else { Ok(()) }
}

/// Changes a message that stands and tells the gateway. `default` says whom an edit notifies that does not say so.
///
/// An answer that was still "thinking" is filled by its first change, and does not count as edited.
pub(crate) fn change(call: &mut Call<'_>, id: MessageId, draft: &Draft, default: Allowed) -> Result<(), ApiError> {
    let world = &mut call.inner.world;
    let mut message = world.message(id).cloned().ok_or_else(ApiError::unknown_message)?;
    let was_loading = message.is_loading();
    let old_files = message.attachments.clone();
    message.apply(draft);
    message.attachments = files::attachments(&old_files, draft.attachments.as_deref(), call.files, &mut world.minter);
    if message.is_empty() {
        return Err(ApiError::empty_message());
    }
    if let Some(flags) = draft.flags {
        // Previews can be switched both ways, the layout flag only on.
        message.flags = message.flags & !SUPPRESS_EMBEDS | flags & (SUPPRESS_EMBEDS | LAYOUT);
    }
    message.flags &= !LOADING;
    if !was_loading {
        message.mark_edited();
    }
    message.mentions = world.mentions_of(&message, &draft.allowed.clone().unwrap_or(default));
    if let Some(stored) = world.message_mut(id) {
        *stored = message;
    }
    call.inner.announce(id, "MESSAGE_UPDATE");
    Ok(())
}
