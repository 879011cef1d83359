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
