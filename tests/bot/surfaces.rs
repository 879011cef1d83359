//! Where people ask: the command, its suggestions, mentions, replies and direct messages; and who is left alone.

use super::support::{Bot, MISSED, MISSED_TITLE, said, scene, sound};
use loopback::{Loopback, Settings};
use serde_json::json;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ask_is_answered_to_the_asker_alone() {
    let (discord, bot) = scene().await;
    let alice = discord.member("alice");
    let asked = alice.slash("ask", json!({"question": MISSED}), "general").await;
    let response = asked.response().await;
    assert_eq!((response.kind, response.ephemeral), (4, true));
    let message = asked.message().await;
    assert!(message.content.starts_with(MISSED_TITLE), "{}", message.content);
    assert!(message.content.contains("Checked against"));
    sound(&message);
    assert_eq!(message.ephemeral_for, Some(alice.id()));
    assert!(message.button("Post publicly").is_some(), "{:?}", message.buttons());
    assert!(said(&discord, "general").is_empty());
    bot.finish(&discord).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ask_can_be_answered_to_everybody() {
    let (discord, bot) = scene().await;
    let asked = discord.member("alice").slash("ask", json!({"question": MISSED, "private": false}), "general").await;
    let message = asked.message().await;
    assert!(!message.is_ephemeral());
    sound(&message);
    assert!(message.button("Post publicly").is_none());
    bot.finish(&discord).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ask_works_in_direct_messages() {
    let (discord, bot) = scene().await;
    let alice = discord.member("alice");
    let asked = alice.slash("ask", json!({"question": MISSED}), alice.dm_channel()).await;
    let message = asked.message().await;
    assert!(message.content.starts_with(MISSED_TITLE));
    assert!(message.button("Post publicly").is_none(), "there is nobody else to see it");
    bot.finish(&discord).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn suggestions_come_while_typing_and_lead_to_their_section() {
    let (discord, bot) = scene().await;
    let alice = discord.member("alice");
    let titles = alice.autocomplete("ask", "question", "").await;
    assert!(titles.len() >= 14 && titles.len() <= 25, "{titles:?}");
    let found = alice.autocomplete("ask", "question", "mised do").await;
    let choice = found.iter().find(|choice| choice.name == "Missed dose").unwrap_or_else(|| panic!("{found:?}"));
    assert!(alice.autocomplete("ask", "question", "best pizza in paris").await.is_empty());
    let asked = alice.slash("ask", json!({"question": choice.value}), "general").await;
    assert!(asked.message().await.content.starts_with(MISSED_TITLE));
    bot.finish(&discord).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mention_is_replied_to() {
    let (discord, bot) = scene().await;
    let question = discord.member("alice").mentions_bot("general", MISSED).await;
    let reply = discord.wait_reply(question).await;
    assert!(reply.content.starts_with(MISSED_TITLE), "{}", reply.content);
    sound(&reply);
    assert!(!reply.buttons().is_empty());
    bot.finish(&discord).await;
    assert_eq!(said(&discord, "general").len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mention_in_a_thread_and_a_forum_is_replied_to_there() {
    let (discord, bot) = scene().await;
    discord.add_forum("help");
    let mention = format!("<@{}> {MISSED}", discord.bot_id());
    for parent in ["general", "help"] {
        let (thread, question) = discord.member("alice").opens_thread(parent, "a question", &mention).await;
        let reply = discord.wait_reply(question).await;
        assert_eq!(reply.channel, thread, "{parent}");
        sound(&reply);
    }
    bot.finish(&discord).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reply_that_pings_the_bot_is_a_question() {
    let (discord, bot) = scene().await;
    let bob = discord.member("bob");
    let first = discord.wait_reply(bob.mentions_bot("general", MISSED).await).await;
    let second = bob.replies_to(first.id, "can i drink alcohol with baclofen", true).await;
    let reply = discord.wait_reply(second).await;
    assert!(reply.content.contains("**Alcohol and other medicines**"), "{}", reply.content);
    sound(&reply);
    bot.finish(&discord).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_direct_message_is_replied_to() {
    let (discord, bot) = scene().await;
    let reply = discord.wait_reply(discord.member("bob").dm(MISSED).await).await;
    assert!(reply.content.starts_with(MISSED_TITLE));
    assert_eq!(reply.guild, None);
    sound(&reply);
    bot.finish(&discord).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_medicine_is_named_and_not_answered() {
    let (discord, bot) = scene().await;
    let reply = discord.wait_reply(discord.member("bob").mentions_bot("general", "how much diclofenac can i take a day").await).await;
    assert!(reply.content.to_lowercase().contains("diclofenac"), "{}", reply.content);
    assert!(!reply.content.contains("Checked against"), "{}", reply.content);
    sound(&reply);
    bot.finish(&discord).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn chatter_and_a_bare_mention_get_a_word_on_how_to_ask() {
    let (discord, bot) = scene().await;
    let alice = discord.member("alice");
    let mention = format!("<@{}>", discord.bot_id());
    for text in [mention.clone(), format!("{mention} lol good morning"), format!("{mention} 🙂🙂"), format!("{mention} ???")] {
        let reply = discord.wait_reply(alice.says("general", &text).await).await;
        assert!(reply.content.contains("in your own words"), "{text}: {}", reply.content);
        sound(&reply);
    }
    let picture = discord.wait_reply(alice.attaches("general", "pill.png", &mention).await).await;
    sound(&picture);
    bot.finish(&discord).await;
}

/// Everything here must stay unanswered. The direct message behind it is answered, and stopping drains what came before.
async fn left_alone(discord: &Loopback, bot: Bot) {
    let before = discord.wait_reply(discord.member("bob").dm(MISSED).await).await;
    sound(&before);
    bot.finish(discord).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_not_said_to_the_bot_is_left_alone() {
    let (discord, bot) = scene().await;
    let (alice, bob) = (discord.member("alice"), discord.member("bob"));
    let first = alice.says("general", MISSED).await;
    bob.replies_to(first, "me too, can i take two tablets of baclofen", true).await;
    alice.says("general", "@everyone has anybody missed a baclofen tablet?").await;
    left_alone(&discord, bot).await;
    assert!(said(&discord, "general").is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_not_said_to_the_bot_is_left_alone_even_where_it_could_be_read() {
    let discord = Loopback::start(Settings { message_content: true, ..Settings::default() }).await;
    let bot = Bot::start(&discord).await;
    discord.member("alice").says("general", MISSED).await;
    left_alone(&discord, bot).await;
    assert!(said(&discord, "general").is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bots_webhooks_and_notices_are_ignored() {
    let (discord, bot) = scene().await;
    let mention = format!("<@{}> {MISSED}", discord.bot_id());
    discord.member("robin").says("general", &mention).await;
    discord.webhook_says("general", "hook", &mention).await;
    let human = discord.member("mod");
    let message = human.says("general", "rules").await;
    human.pins(message).await;
    left_alone(&discord, bot).await;
    assert!(said(&discord, "general").is_empty());
}
