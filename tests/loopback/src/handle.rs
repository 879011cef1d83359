//! What a test holds of one interaction: its answer, its follow-ups, and its end.

use std::{sync::Arc, time::Duration};

use tokio::time::sleep;

use crate::{
    interaction::{Response, Ticket},
    snowflake::Snowflake,
    state::State,
    wait::until,
    world::message::Message,
};

/// One interaction somebody made.
#[derive(Clone, Debug)]
pub struct Interaction {
    pub(crate) state: Arc<State>,
    pub(crate) id: Snowflake,
}

impl Interaction {
    /// Its id.
    #[must_use]
    pub fn id(&self) -> Snowflake {
        self.id
    }

    /// Its token, for a test that speaks REST itself.
    #[must_use]
    pub fn token(&self) -> String {
        self.look(|t| t.token.clone()).unwrap_or_default()
    }

    /// Waits for the bot's first answer.
    ///
    /// # Panics
    ///
    /// If none came in time.
    pub async fn response(&self) -> Response {
        let what = self.look(|t| format!("an answer to `{}` (interaction of type {})", t.name, t.kind));
        let what = what.unwrap_or_default();
        until(&self.state, &what, |inner| inner.desk.ticket(self.id).and_then(|t| t.response.clone())).await
    }

    /// Waits for the first answer and returns the message it made or changed, once that no longer says "thinking".
    ///
    /// # Panics
    ///
    /// If there is no such message in time.
    pub async fn message(&self) -> Message {
        until(&self.state, "the message that answers an interaction", |inner| {
            let original = inner.desk.ticket(self.id)?.original?;
            inner.world.message(original).filter(|m| !m.is_loading()).cloned()
        })
        .await
    }

    /// The first answer, if it has come.
    #[must_use]
    pub fn answered(&self) -> Option<Response> {
        self.look(|t| t.response.clone()).flatten()
    }

    /// The follow-up messages that still stand, oldest first.
    #[must_use]
    pub fn followups(&self) -> Vec<Message> {
        self.state.read(|inner| {
            let ids = inner.desk.ticket(self.id).map(|t| t.followups.clone()).unwrap_or_default();
            ids.into_iter().filter_map(|id| inner.world.message(id).cloned()).collect()
        })
    }

    /// Waits until there are so many follow-ups.
    ///
    /// # Panics
    ///
    /// If there are not in time.
    pub async fn wait_followups(&self, count: usize) -> Vec<Message> {
        let enough = |count_now: usize| (count_now >= count).then_some(());
        let what = format!("{count} follow-ups");
        until(&self.state, &what, |inner| enough(inner.desk.ticket(self.id)?.followups.len())).await;
        self.followups()
    }

    /// Lets the time given pass and fails if the bot has answered.
    ///
    /// # Panics
    ///
    /// If it has.
    pub async fn expect_no_response(&self, time: Duration) {
        sleep(time).await;
        let answer = self.answered();
        assert!(answer.is_none(), "the bot was not to answer, but did: {answer:?}");
    }

    /// Ends the interaction now: a first answer is refused with 10062, anything later with 50027.
    pub fn expire(&self) {
        self.state.with(|inner| {
            if let Some(ticket) = inner.desk.ticket_mut(self.id) {
                ticket.expired = true;
            }
        });
    }

    fn look<T>(&self, look: impl FnOnce(&Ticket) -> T) -> Option<T> {
        self.state.read(|inner| inner.desk.ticket(self.id).map(look))
    }
}
