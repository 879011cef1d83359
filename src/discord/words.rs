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
