//! Short words of buttons, commands and notes on Discord. Nothing here speaks about a medicine: such words are data.

/// Label of the button that posts a private answer for everybody; at most 80 characters.
pub const POST_PUBLICLY: &str = "Post publicly";

/// A button that leads nowhere: from another version, or made up.
pub const STALE: &str = "This button is out of date. Please ask again with /ask.";

/// "Post publicly" pressed once more on the same answer.
pub const POSTED: &str = "This answer is posted already.";

/// A command this version does not have.
pub const NO_COMMAND: &str = "I do not have this command (any more). Please use /ask.";

/// Description of `/ask`; at most 100 characters.
pub const ASK: &str = "Ask the guide in your own words. No dose or personal details needed.";

/// Description of its question; at most 100 characters.
pub const ASK_QUESTION: &str = "Your question, in your own words";

/// Description of its switch; at most 100 characters.
pub const ASK_PRIVATE: &str = "Only you see the answer (this is the default)";

/// Name of the message menu's entry; at most 32 characters.
pub const ANSWER: &str = "Answer from the guide";

/// Description of `/guide`; at most 100 characters.
pub const GUIDE: &str = "Look through the whole guide. Only you see it.";

/// Description of its section; at most 100 characters.
pub const GUIDE_SECTION: &str = "A section to open; leave it out to see all";

/// Description of `/help`; at most 100 characters.
pub const HELP: &str = "How to ask, and what I cannot do. Only you see it.";

/// Description of `/privacy`; at most 100 characters.
pub const PRIVACY: &str = "What I keep of you, and what I do not. Only you see it.";

/// Above the lists of sections.
pub const CHOOSE: &str = "Choose what you want to read. Only you see it.";

/// In a list of the guide's own sections; at most 150 characters.
pub const LIST: &str = "Sections of the guide";

/// In a list of sections beyond the guide; at most 150 characters.
pub const LIST_BEYOND: &str = "More topics, beyond the guide";

/// Label of the button that opens other sections; at most 80 characters.
pub const NOT_THIS: &str = "Not what I asked";

/// Label of the button that opens the lists; at most 80 characters.
pub const ALL: &str = "All sections";

/// Label of the button that takes a reply away; at most 80 characters.
pub const REMOVE: &str = "Remove";

/// Label of the button that posts the reply a helper was shown; at most 80 characters.
pub const POST_THIS: &str = "Post this reply";

/// A helper's posting went well.
pub const DONE: &str = "Posted as a reply to that message.";

/// Remove pressed by somebody else.
pub const NOT_YOURS: &str = "Only the person who asked and moderators (Manage Messages) can remove this.";

/// The message of a menu did not come with it.
pub const NOTHING_THERE: &str = "I could not read that message. Please try again.";

/// Too many questions in a minute.
pub const BUSY: &str = "That was a lot of questions in one minute. Please wait a moment.";

/// 10008: the message to reply to was deleted.
pub const GONE: &str = "Not posted: that message is gone.";

/// 50083: the thread is archived.
pub const ARCHIVED: &str = "Not posted: this thread is archived. Open it again first.";

/// 160002: no right to refer to earlier messages.
pub const NO_HISTORY: &str = "Not posted: I need the permission Read Message History here.";

/// 50001 and 50013: the bot may not write there.
pub const MAY_NOT: &str = "Not posted: I need View Channel and Send Messages here (in threads, Send Messages in Threads).";

/// Discord was out of reach or busy.
pub const LATER: &str = "Not posted: Discord does not answer just now. Please try again in a minute.";

/// Anything else that Discord refuses.
pub const REFUSED: &str = "Not posted: Discord refused it. The log of the bot says why.";

/// Description of `/medguide`; at most 100 characters, as all that follow.
pub const MEDGUIDE: &str = "For moderators: how I behave here, what I keep, what is missing";
/// Of `status`.
pub const STATUS: &str = "How things stand";
/// Of `channel`.
pub const CHANNEL: &str = "How I behave in a channel when nobody asks me";
/// Of its mode.
pub const MODE: &str = "What I do there";
/// Labels of the modes, in their order.
pub const MODES: [&str; 5] = [
    "off: only when I am asked",
    "shadow: say nothing, count what I would have said",
    "emergencies: answer emergencies alone",
    "on: answer what I am sure of",
    "private: offer a private answer",
];
/// Of a channel.
pub const OF_CHANNEL: &str = "The channel; leave it out for this one";
/// Of `country`.
pub const COUNTRY: &str = "Whose phone numbers come first here";
/// Of its code.
pub const COUNTRY_CODE: &str = "Two letters, such as GB; leave it out for none";
/// Of `role`.
pub const ROLE: &str = "Which role I call when a person is asked for";
/// Of the role.
pub const ROLE_WHICH: &str = "The role; leave it out for none";
/// Of `staff`.
pub const STAFF: &str = "Where I post weekly lists and progress for staff";
/// Of `pause`.
pub const PAUSE: &str = "Stop showing a section, or everything. Emergencies are answered all the same";
/// Of a section to pause.
pub const PAUSE_SECTION: &str = "The section; leave it out for everything";
/// Of `resume`.
pub const RESUME: &str = "End a pause";
/// Of `reload`.
pub const RELOAD: &str = "Read the guide anew from its folder";
/// Of `gaps`.
pub const GAPS: &str = "What the guide could not answer, without anybody's words";
/// Of `stats`.
pub const STATS: &str = "What was asked in the last 30 days";
/// Of `report`.
pub const REPORT: &str = "What I would have said in a channel in shadow mode";
/// Of `audit`.
pub const AUDIT: &str = "What moderators did";
/// Of `/pin`.
pub const PIN: &str = "Post a section here and pin it. It stays up to date.";
/// Of its section.
pub const PIN_SECTION: &str = "The section; leave it out to see what is pinned here";
/// Of `/unpin`.
pub const UNPIN: &str = "End the pin of a section in this channel";
/// Of its section.
pub const UNPIN_SECTION: &str = "The pinned section";

/// An order by somebody who may not give it.
pub const NOT_MANAGER: &str = "This is for people with the permission Manage Server.";
/// A menu used by somebody who may not.
pub const NOT_MODERATOR: &str = "This is for moderators (Manage Messages).";
/// A section that is not in the guide.
pub const NO_SECTION: &str = "There is no such section. Please choose one from the list that opens while you type.";
/// A country without numbers.
pub const NO_COUNTRY: &str = "I have no phone numbers of that country. I know:";
/// A section that is paused and cannot be pinned.
pub const IS_PAUSED: &str = "That section is paused. End the pause first: /medguide resume.";
/// 30003: Discord's limit of pins.
pub const PINS_FULL: &str = "Not pinned: this channel has as many pins as Discord allows (250). Unpin one first.";
/// The section is not pinned here.
pub const NOT_PINNED: &str = "I have not pinned that section in this channel.";
/// A message of the bot whose content is not known any more.
pub const UNKNOWN_POST: &str = "I do not remember what that message shows. Please use /pin and name the section.";
/// The store does not answer.
pub const STORE_DOWN: &str = "The store does not answer just now. Please try again in a minute.";
/// A message without a question that can be read.
pub const NOT_KEPT: &str = "I keep no questions, and the message it answers cannot be read any more.";
/// Asking for the right section.
pub const WHICH_RIGHT: &str = "Which section would have been right?";
/// The guide has none.
pub const NONE_FITS: &str = "The guide has none for it";
/// Title of the form; at most 45 characters.
pub const WORDING_TITLE: &str = "A question like it, in your own words";
/// Label of its field; at most 45 characters.
pub const WORDING_LABEL: &str = "Your words: no names, nothing copied";
/// In its empty field; at most 100 characters.
pub const WORDING_HINT: &str = "how would you ask this?";
/// A guide that cannot change.
pub const FIXED: &str = "My guide is inside the program and cannot change while I run. The operator starts me with --knowledge and a \
    folder; then I read it anew whenever it changes.";
/// A wrong section was noted.
pub const NOTED: &str = "Noted for the curators. Nothing has changed yet: they decide, and test it.";
/// Label of the button that calls an answer of shadow mode right.
pub const RIGHT: &str = "Right";
/// Label of the button that calls it wrong.
pub const WRONG: &str = "Wrong";
/// Nothing is left to judge.
pub const ALL_JUDGED: &str = "Nothing is left to judge.";
/// In channels where answers are private.
pub const PRIVATELY: &str = "I can answer that privately: type /ask.";
/// The same answer stands above.
pub const ABOVE: &str = "Answered above";
/// Labels of the buttons that say whether an answer helped.
pub const HELPFUL: &str = "Helpful";
/// As above.
pub const NOT_HELPFUL: &str = "Not helpful";
/// A vote was counted.
pub const VOTED: &str = "Counted, without your name. You can change it by pressing the other button.";
/// Label of the button that gets a person.
pub const GET_PERSON: &str = "Get a person";
/// A person was called.
pub const CALLED: &str = "I have called the helpers of this server. They see where, and that you asked; not what you wrote to me.";
/// One was called a moment ago.
pub const CALLED_ALREADY: &str = "The helpers were called here a few minutes ago. Please give them a moment.";
/// There is nobody to call.
pub const NOBODY: &str = "This server has not told me whom to call. Please ask in the channel, or write to a moderator.";
/// The call was not taken.
pub const CALL_FAILED: &str = "I could not reach the helpers of this server. Please ask in the channel, or write to a moderator.";
/// To the helpers, before where it is.
pub const SOMEBODY_ASKS: &str = "Somebody asks for a person:";
/// To the helpers, when somebody wrote of a crisis, before where it is.
pub const SOMEBODY_NEEDS: &str = "Somebody may be in a crisis. Please be with them:";
/// Label of the button by which somebody is left alone.
pub const LEAVE_ALONE: &str = "Leave me alone";
/// Label of the button by which that holds in emergencies too.
pub const ALONE_ALWAYS: &str = "In emergencies too";
/// Label of the button that ends it.
pub const ANSWER_AGAIN: &str = "Answer me again";
/// Somebody is left alone.
pub const ALONE: &str = "I leave you alone in this server: I answer you only when you ask me. In an emergency I still do.";
/// In emergencies too.
pub const ALONE_IN_ALL: &str = "I leave you alone in this server, in emergencies too. When you ask me, I answer.";
/// No longer.
pub const NOT_ALONE: &str = "I answer you again where the moderators let me.";
/// Label of the button that erases what hangs on somebody.
pub const ERASE: &str = "Erase what counts me";
/// It was erased.
pub const ERASED: &str = "Done. Nothing that I keep comes from you any more.";
