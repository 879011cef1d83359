//! What people do that makes an interaction: use commands and menus, press buttons, pick, fill in forms.
//!
//! As in `actor.rs`, what Discord's client would not allow panics with the reason.

use serde_json::{Value, json};

use crate::{
    actor::Actor,
    deeds::Deed,
    handle::Interaction,
    interaction::{Act, Choice},
    invoke,
    place::{Place, must_find},
    snowflake::{MessageId, UserId},
    state::Inner,
    wait::until,
};

impl Actor {
    /// Uses a slash command. `name` may hold a sub-command: `"medguide status"`. `options` is an object of values by name.
    ///
    /// # Panics
    ///
    /// If the bot is not connected in time, the command is not registered, this person cannot see it there, or the
    /// options do not fit.
    pub async fn slash(&self, name: &str, options: Value, channel: impl Place) -> Interaction {
        let channel = must_find(&self.state, &channel);
        self.opens(|inner, me| invoke::slash(inner, me, channel, name, &options, None)).await
    }

    /// Types into an option with autocomplete and waits for the suggestions. The channel is `general`, unless another is
    /// given with [`Self::autocomplete_in`].
    ///
    /// # Panics
    ///
    /// As [`Self::slash`], and if no answer came in time.
    pub async fn autocomplete(&self, name: &str, option: &str, partial: &str) -> Vec<Choice> {
        self.autocomplete_in("general", name, option, partial).await
    }

    /// As [`Self::autocomplete`], in a channel of choice.
    ///
    /// # Panics
    ///
    /// As [`Self::autocomplete`].
    pub async fn autocomplete_in(&self, channel: impl Place, name: &str, option: &str, partial: &str) -> Vec<Choice> {
        let channel = must_find(&self.state, &channel);
        let typed = json!({ option: partial });
        let typing = self.opens(|inner, me| invoke::slash(inner, me, channel, name, &typed, Some(option))).await;
        typing.response().await.choices()
    }

    /// Uses a command of a message's menu.
    ///
    /// # Panics
    ///
    /// If the bot is not connected in time, the command is not registered, or the message is not there.
    pub async fn menu(&self, name: &str, message: MessageId) -> Interaction {
        self.opens(|inner, me| invoke::menu(inner, me, name, message)).await
    }

    /// Presses a button.
    ///
    /// # Panics
    ///
    /// If the message cannot be seen, or has no such button that can be pressed.
    pub async fn press(&self, message: MessageId, custom_id: &str) -> Interaction {
        self.opens(|inner, me| invoke::press(inner, me, message, custom_id)).await
    }

    /// Presses the button with this label.
    ///
    /// # Panics
    ///
    /// As [`Self::press`].
    pub async fn press_label(&self, message: MessageId, label: &str) -> Interaction {
        self.opens(|inner, me| {
            let source = inner.seen_by(me, message)?;
            let none = || format!("message {message} has no button labelled `{label}`; it has {:?}", source.buttons());
            let custom_id = source.button(label).ok_or_else(none)?;
            invoke::press(inner, me, message, &custom_id)
        })
        .await
    }

    /// Picks from a select menu.
    ///
    /// # Panics
    ///
    /// If the message cannot be seen, has no such menu, or the menu does not offer the values.
    pub async fn selects(&self, message: MessageId, custom_id: &str, values: &[&str]) -> Interaction {
        self.opens(|inner, me| invoke::select(inner, me, message, custom_id, values)).await
    }

    /// Fills in and sends the form an interaction was answered with: pairs of input and text.
    ///
    /// # Panics
    ///
    /// If the interaction was not answered with a form, or the form lacks one of the inputs.
    pub async fn submits(&self, form: &Interaction, inputs: &[(&str, &str)]) -> Interaction {
        form.response().await;
        self.opens(|inner, me| invoke::form(inner, me, form.id, inputs)).await
    }

    /// Whether Discord would offer this person a command in a channel: registered, in its contexts, permissions held.
    ///
    /// # Panics
    ///
    /// If there is no such channel.
    #[must_use]
    pub fn can_see(&self, command: &str, channel: impl Place) -> bool {
        let channel = must_find(&self.state, &channel);
        self.state.read(|inner| invoke::visible(inner, self.user, channel, command).is_ok())
    }

    /// Opens an interaction once there is a bot that could hear of it.
    async fn opens(&self, act: impl FnOnce(&Inner, UserId) -> Deed<Act>) -> Interaction {
        let known = |inner: &Inner| inner.hub.has_session().then_some(());
        until(&self.state, "a bot that could answer an interaction", known).await;
        let opened = self.state.with(|inner| act(inner, self.user).map(|act| inner.interact(act)));
        let id = opened.unwrap_or_else(|reason| panic!("{reason}"));
        Interaction { state: self.state.clone(), id }
    }
}
