//! The log: lines of this program alone, on standard error.
//!
//! Other crates are never logged, at any level: serenity's warnings, and the spans of its lower levels, hold whole messages
//! (serenity 0.12.5, `gateway/ws.rs`), and its errors may quote values of them. What matters of theirs is logged by `discord`.
//! A panic is logged by its place alone, because its words may quote a question.

use std::{io, panic};
use tracing::{Subscriber, level_filters::LevelFilter, subscriber::SetGlobalDefaultError};
use tracing_subscriber::{Layer, filter::Targets, fmt, fmt::MakeWriter, layer::SubscriberExt, registry};

/// The target that is logged: this crate and the program of the same name.
const OURS: &str = env!("CARGO_CRATE_NAME");

/// Logs to standard error from now on, as text or as one JSON object a line, and replaces what a panic prints.
///
/// # Errors
/// When something logs already.
pub fn install(level: LevelFilter, json: bool) -> Result<(), SetGlobalDefaultError> {
    tracing::subscriber::set_global_default(subscriber(level, json, io::stderr))?;
    panic::set_hook(Box::new(|info| {
        let place = info.location().map_or_else(String::new, |place| format!("{}:{}", place.file(), place.line()));
        tracing::error!(place, "a part of the program broke; please report this place");
    }));
    Ok(())
}

/// What logs, writing to `writer`.
pub fn subscriber<W>(level: LevelFilter, json: bool, writer: W) -> impl Subscriber + Send + Sync
where
    W: for<'w> MakeWriter<'w> + Send + Sync + 'static,
{
    let filter = Targets::new().with_default(LevelFilter::OFF).with_target(OURS, level);
    let layer = fmt::layer().with_writer(writer).with_ansi(false);
    let layer = if json { layer.json().flatten_event(true).boxed() } else { layer.boxed() };
    registry().with(layer.with_filter(filter))
}

#[cfg(test)]
mod tests {
    use super::subscriber;
    use std::{
        io::{self, Write},
        sync::{Arc, Mutex},
    };
    use tracing::level_filters::LevelFilter;

    #[derive(Clone, Default)]
    struct Paper(Arc<Mutex<Vec<u8>>>);

    impl Write for Paper {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    const LEVELS: [LevelFilter; 5] = [LevelFilter::ERROR, LevelFilter::WARN, LevelFilter::INFO, LevelFilter::DEBUG, LevelFilter::TRACE];

    fn logged(level: LevelFilter, json: bool, work: impl FnOnce()) -> String {
        let paper = Paper::default();
        let copy = paper.clone();
        tracing::subscriber::with_default(subscriber(level, json, move || copy.clone()), work);
        String::from_utf8(paper.0.lock().unwrap().clone()).unwrap()
    }

    #[test]
    fn other_crates_are_never_logged_at_any_level() {
        for (level, json) in LEVELS.into_iter().flat_map(|level| [(level, false), (level, true)]) {
            let text = logged(level, json, || {
                let frame = "spiders on the wall";
                let span = tracing::info_span!(target: "serenity::gateway::ws", "recv", frame);
                let _inside = span.enter();
                tracing::error!(target: "serenity::gateway::bridge", "{frame}");
                tracing::warn!(target: "serenity::gateway::ws", "{frame}");
                tracing::trace!(target: "hyper", "{frame}");
                tracing::error!(target: "ours", "{frame}");
                tracing::error!("a line of our own");
            });
            assert!(text.contains("a line of our own"), "{level}: {text}");
            assert!(!text.contains("spiders") && !text.contains("recv"), "{level}: {text}");
        }
    }

    #[test]
    fn the_level_is_kept_and_json_is_json() {
        let work = || {
            tracing::info!(section = "dosing", "told");
            tracing::debug!("not told");
        };
        assert!(logged(LevelFilter::INFO, false, work).contains("section=\"dosing\""));
        let line = logged(LevelFilter::INFO, true, work);
        let json: serde_json::Value = serde_json::from_str(&line).unwrap();
        assert_eq!((json["section"].as_str(), json["message"].as_str()), (Some("dosing"), Some("told")));
    }
}
