//! The files of the page, inside the program.

/// What the page may load and run: its own files, nothing inline, nothing from elsewhere.
pub(super) const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; \
                                 base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const HTML: &str = "text/html; charset=utf-8";
const CSS: &str = "text/css; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";

macro_rules! assets {
    ($($name:literal $kind:ident),* $(,)?) => {
        /// Name, media type and text of every file.
        const ALL: &[(&str, &str, &str)] = &[$(($name, $kind, include_str!(concat!("../../web/", $name)))),*];
    };
}

assets! {
    "page.html" HTML,
    "page.css" CSS,
    "main.js" SCRIPT,
    "dom.js" SCRIPT,
    "net.js" SCRIPT,
    "markdown.js" SCRIPT,
    "render.js" SCRIPT,
    "components.js" SCRIPT,
    "messages.js" SCRIPT,
    "composer.js" SCRIPT,
    "modal.js" SCRIPT,
    "side.js" SCRIPT,
}

/// Media type and text of a file.
pub(super) fn find(name: &str) -> Option<(&'static str, &'static str)> {
    ALL.iter().find(|(known, ..)| *known == name).map(|(_, kind, text)| (*kind, *text))
}
