//! What goes with a reply: buttons and lists, in rows.

use super::{press, words};
use crate::{
    answer::outcome::Outcome,
    app::{
        ask::{Answer, Choice},
        offer::{Line, Posting, Shelf},
    },
};
use serenity::all::{
    ButtonStyle, CreateActionRow, CreateButton, CreateSelectMenu, CreateSelectMenuKind, CreateSelectMenuOption, MessageId,
};

/// Longest label of a button, in characters (Discord documentation, Button Structure).
const MAX_LABEL: usize = 80;

/// Most buttons of a row (Discord documentation, Action Rows).
const MAX_WIDTH: usize = 5;

/// Most rows of buttons and lists (Discord documentation, Action Rows).
const MAX_ROWS: usize = 5;

/// What goes with a reply.
#[derive(Clone, Default)]
pub struct Extras {
    /// Only the asker sees it. Of no effect on messages.
    pub private: bool,
    /// Rows of buttons.
    pub(super) rows: Vec<CreateActionRow>,
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
                let button = quiet(&id, &choice.title);
                sections.push((id, button));
            }
        }
        let public = answer.recall.as_deref().filter(|_| postable).and_then(press::public);
        let public = public.map(|id| CreateButton::new(id).label(words::POST_PUBLICLY).style(ButtonStyle::Primary));
        let not_this = answer.elsewhere.as_deref().map(|next| quiet(press::elsewhere(Some(next)), words::NOT_THIS));
        // What only its reader sees has Discord's own way to go.
        let remove = (!private).then(|| quiet(press::remove(), words::REMOVE));
        let section = answer.record.sections.first().filter(|_| answer.record.outcome == Outcome::Answer.name() && !answer.record.paused);
        let vote = |yes, label| section.and_then(|section| Some(quiet(press::helpful(yes, section)?, label)));
        let votes = [vote(true, words::HELPFUL), vote(false, words::NOT_HELPFUL)].into_iter().flatten();
        let below = public.into_iter().chain(not_this).chain(votes).chain(remove).take(MAX_WIDTH);
        let rows = [sections.into_iter().map(|(_, button)| button).collect(), below.collect()];
        Self { private, rows: rows_of(rows) }
    }

    /// With the button that gets a person, where the guide had no answer or somebody is in a crisis, and there is a server to ask.
    pub fn with_person(mut self, answer: &Answer, in_server: bool) -> Self {
        let wanted = [Outcome::NotCovered.name(), Outcome::Crisis.name()].contains(&answer.record.outcome);
        if wanted && in_server && self.rows.len() < MAX_ROWS {
            // First: it may be the only one that counts.
            self.rows.insert(0, CreateActionRow::Buttons(vec![quiet(press::person(), words::GET_PERSON)]));
        }
        self
    }

    /// What a helper can post below a message. Only the helper sees it.
    pub fn offering(postings: &[Posting], below: MessageId) -> Self {
        let buttons = postings.iter().filter_map(|posting| {
            let label = posting.title.as_deref().unwrap_or(words::POST_THIS);
            let style = ButtonStyle::Primary;
            Some(CreateButton::new(press::reply(below.get(), &posting.recall)?).label(short(label)).style(style))
        });
        Self { private: true, rows: rows_of([buttons.collect()]) }
    }

    /// The lists of all sections. Only the one who opened them sees them.
    pub fn lists(shelves: &[Shelf]) -> Self {
        let rows = shelves.iter().take(MAX_ROWS).enumerate();
        let rows = rows.filter_map(|(number, shelf)| list(press::shelf(&shelf.guide, number)?, shelf));
        Self { private: true, rows: rows.collect() }
    }

    /// The related sections of a pinned answer: it is nobody's, so there is nothing to take away or to have meant otherwise.
    pub fn related(answer: &Answer) -> Self {
        let buttons = answer.choices.iter().filter_map(|choice| Some(quiet(press::section(choice)?, &choice.title)));
        Self { private: false, rows: rows_of([buttons.collect()]) }
    }

    /// What a moderator can pin for a message. Only the moderator sees it.
    pub fn pinning(postings: &[Posting]) -> Self {
        let buttons = postings.iter().filter_map(|posting| {
            let label = posting.title.as_deref()?;
            Some(CreateButton::new(press::pin(&posting.recall)?).label(short(label)).style(ButtonStyle::Primary))
        });
        Self { private: true, rows: rows_of([buttons.collect()]) }
    }

    /// Right and wrong, for an answer that shadow mode would have given. Only the moderator sees it.
    pub fn judging(channel: u64, message: Option<u64>) -> Self {
        let button = |right, label| message.map(|message| quiet(press::judging(right, channel, message), label));
        let buttons = [button(true, words::RIGHT), button(false, words::WRONG)];
        Self { private: true, rows: rows_of([buttons.into_iter().flatten().collect()]) }
    }

    /// All sections, of which one would have been right, and none of them. Only the moderator sees it.
    pub fn righting(shelves: &[Shelf], shown: &str) -> Self {
        let none = press::righted(shown, MAX_ROWS).map(|id| quiet(id, words::NONE_FITS));
        let rows = shelves.iter().take(MAX_ROWS - 1).enumerate();
        let mut rows: Vec<CreateActionRow> = rows.filter_map(|(number, shelf)| list(press::righted(shown, number)?, shelf)).collect();
        rows.extend(none.map(|button| CreateActionRow::Buttons(vec![button])));
        Self { private: true, rows }
    }

    /// Below what is kept of the reader: erasing it, and being left alone in this server or no longer.
    pub fn privacy(held: Option<bool>, in_server: bool) -> Self {
        let alone = match held {
            _ if !in_server => Vec::new(),
            None => vec![quiet(press::quiet(Some(false)), words::LEAVE_ALONE)],
            Some(false) => vec![quiet(press::quiet(Some(true)), words::ALONE_ALWAYS), quiet(press::quiet(None), words::ANSWER_AGAIN)],
            Some(true) => vec![quiet(press::quiet(None), words::ANSWER_AGAIN)],
        };
        Self { private: true, rows: rows_of([[quiet(press::erase(), words::ERASE)].into_iter().chain(alone).collect()]) }
    }

    /// Sections instead of the one that was not meant, and the way to all.
    pub fn instead(choices: &[Choice]) -> Self {
        let sections = choices.iter().filter_map(|choice| Some(quiet(press::section(choice)?, &choice.title)));
        Self { private: true, rows: rows_of([sections.chain([quiet(press::browse(), words::ALL)]).collect()]) }
    }
}

fn short(label: &str) -> String {
    label.chars().take(MAX_LABEL).collect()
}

fn quiet(custom_id: impl Into<String>, label: &str) -> CreateButton {
    CreateButton::new(custom_id).label(short(label)).style(ButtonStyle::Secondary)
}

fn rows_of<const N: usize>(rows: [Vec<CreateButton>; N]) -> Vec<CreateActionRow> {
    rows.into_iter().filter(|row| !row.is_empty()).map(CreateActionRow::Buttons).collect()
}

/// A list of sections to choose one from.
fn list(custom_id: String, shelf: &Shelf) -> Option<CreateActionRow> {
    let option = |line: &Line| CreateSelectMenuOption::new(line.title.clone(), line.id.clone()).description(line.about.clone());
    let options: Vec<_> = shelf.sections.iter().map(option).collect();
    let placeholder = if shelf.beyond { words::LIST_BEYOND } else { words::LIST };
    let menu = CreateSelectMenu::new(custom_id, CreateSelectMenuKind::String { options }).placeholder(placeholder);
    (!shelf.sections.is_empty()).then_some(CreateActionRow::SelectMenu(menu))
}
