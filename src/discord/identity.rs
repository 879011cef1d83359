//! Who the bot is: told by Discord's greeting, and wanted before any message can be judged as said to the bot.
//!
//! Serenity hands every event to a task of its own, so the first question after a start can overtake the greeting.

use serenity::all::UserId;
use tokio::sync::watch;

/// The bot's own id, once Discord has told it.
#[derive(Default)]
pub struct Identity(watch::Sender<Option<UserId>>);

impl Identity {
    /// Discord greeted the bot.
    pub fn greeted(&self, me: UserId) {
        self.0.send_replace(Some(me));
    }

    /// A receiver that is marked as changed with every greeting.
    pub fn greetings(&self) -> watch::Receiver<Option<UserId>> {
        self.0.subscribe()
    }

    /// The bot's own id; waits for the first greeting.
    pub async fn me(&self) -> UserId {
        loop {
            // The sender lives as long as `self`, so waiting cannot fail.
            if let Ok(Some(me)) = self.0.subscribe().wait_for(Option::is_some).await.map(|me| *me) {
                return me;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Identity;
    use serenity::all::UserId;

    #[tokio::test]
    async fn a_question_that_overtakes_the_greeting_waits_for_it() {
        let identity = Identity::default();
        let (me, ()) = tokio::join!(identity.me(), async {
            tokio::task::yield_now().await;
            identity.greeted(UserId::new(7));
        });
        assert_eq!(me, UserId::new(7));
        assert_eq!(identity.me().await, UserId::new(7), "later questions wait for nothing");
    }
}
