//! What people do that makes an interaction: use commands and menus, press buttons, pick, fill in forms.
//!
//! As in `actor.rs`, what Discord's client would not allow panics with the reason.

use serde_json::{Value, json};

use crate::{
    actor::Actor,
    handle::Interaction,
    interaction::{Act, Choice},
    invoke,
    place::{Place, must_find},
    snowflake::MessageId,
    state::Inner,
    validate::{component, response::kind},
    wait::until,
    world::message::Message,
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
        self.connected().await;
        let act = self.state.read(|inner| invoke::slash(inner, self.user, channel, name, &options, None));
        self.open(act)
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
        self.connected().await;
        let typed = json!({ option: partial });
        let act = self.state.read(|inner| invoke::slash(inner, self.user, channel, name, &typed, Some(option)));
        self.open(act).response().await.choices()
    }

    /// Uses a command of a message's menu.
    ///
    /// # Panics
    ///
    /// If the bot is not connected in time, the command is not registered, or the message is not there.
    pub async fn menu(&self, name: &str, message: MessageId) -> Interaction {
        self.connected().await;
        let target = self.seen(message);
        let act = self.state.read(|inner| invoke::menu(inner, self.user, name, &target));
        self.open(act)
    }

    /// Presses a button.
    ///
    /// # Panics
    ///
    /// If the message cannot be seen, or has no such button that can be pressed.
    pub async fn press(&self, message: MessageId, custom_id: &str) -> Interaction {
        self.connected().await;
        let source = self.seen(message);
        let button = source.buttons().into_iter().find(|b| b.custom_id == custom_id && !custom_id.is_empty());
        let Some(button) = button else {
            panic!("message {message} has no button `{custom_id}`; it has {:?}", source.buttons());
        };
        assert!(!button.disabled, "the button `{custom_id}` cannot be pressed");
        self.open(self.component(&source, custom_id, component::kind::BUTTON, None))
    }

    /// Presses the button with this label.
    ///
    /// # Panics
    ///
    /// As [`Self::press`].
    pub async fn press_label(&self, message: MessageId, label: &str) -> Interaction {
        let source = self.seen(message);
        let Some(custom_id) = source.button(label) else {
            panic!("message {message} has no button labelled `{label}`; it has {:?}", source.buttons());
        };
        self.press(message, &custom_id).await
    }

    /// Picks from a select menu.
    ///
    /// # Panics
    ///
    /// If the message cannot be seen, has no such menu, or the menu does not offer the values.
    pub async fn selects(&self, message: MessageId, custom_id: &str, values: &[&str]) -> Interaction {
        self.connected().await;
        let source = self.seen(message);
        let menu = source.component(custom_id).filter(|c| c["type"].as_u64().is_some_and(|kind| component::SELECTS.contains(&kind)));
        let Some(menu) = menu else { panic!("message {message} has no select menu `{custom_id}`") };
        let offered: Vec<_> = menu["options"].as_array().into_iter().flatten().map(|o| &o["value"]).collect();
        let fits = values.iter().all(|value| menu["type"] != component::kind::STRING_SELECT || offered.iter().any(|o| *o == value));
        assert!(fits, "the menu `{custom_id}` offers {offered:?}, not all of {values:?}");
        let most = menu["max_values"].as_u64().unwrap_or(1);
        assert!(values.len() as u64 <= most, "the menu `{custom_id}` takes at most {most} values");
        let kind = menu["type"].as_u64().unwrap_or(component::kind::STRING_SELECT);
        self.open(self.component(&source, custom_id, kind, Some(values)))
    }

    /// Fills in and sends the form an interaction was answered with: pairs of input and text.
    ///
    /// # Panics
    ///
    /// If the interaction was not answered with a form, or the form lacks one of the inputs.
    pub async fn submits(&self, form: &Interaction, inputs: &[(&str, &str)]) -> Interaction {
        let answer = form.response().await;
        assert_eq!(answer.kind, 9, "the interaction was answered with no form: {answer:?}");
        let act = self.state.read(|inner| invoke::form(inner, self.user, form.id, &answer.data, inputs));
        self.open(act)
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

    fn component(&self, source: &Message, custom_id: &str, kind_of: u64, values: Option<&[&str]>) -> Act {
        let id = source.component(custom_id).map_or(Value::Null, |c| c["id"].clone());
        let mut data = json!({"custom_id": custom_id, "component_type": kind_of, "id": id});
        if let Some(values) = values {
            data["values"] = json!(values);
        }
        Act {
            kind: kind::COMPONENT,
            name: custom_id.to_owned(),
            command_type: 0,
            user: self.user,
            channel: source.channel,
            source: Some(source.id),
            data,
        }
    }

    /// Interactions reach only a bot that is there.
    async fn connected(&self) {
        let known = |inner: &Inner| inner.hub.has_session().then_some(());
        until(&self.state, "a bot that could answer an interaction", known).await;
    }

    fn open(&self, act: Act) -> Interaction {
        let id = self.state.with(|inner| inner.interact(act));
        Interaction { state: self.state.clone(), id }
    }
}
