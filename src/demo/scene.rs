//! What stands there before the visitor comes: a forum beside the channels, a second server, and a few words of welcome.

use loopback::Loopback;

/// Said in `general` before the visitor comes, by whom.
const WELCOME: &[(&str, &str)] = &[
    ("helen", "Welcome! Ask the guide by naming it: `@medguide` and your question, in your own words. `/ask` answers only you."),
    ("mod", "Be kind, no dosing advice among members please. In an emergency call your emergency number first."),
];

/// Sets the scene.
pub(super) async fn set(discord: &Loopback) {
    discord.add_forum("questions");
    discord.add_guild("Another server", "lounge");
    for (who, text) in WELCOME {
        discord.member(who).says("general", text).await;
    }
}
