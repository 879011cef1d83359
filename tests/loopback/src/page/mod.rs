//! A page for people: what each person of the world sees, and a way to do what Discord's client lets them do.
//!
//! The page holds no state of its own. It fetches the whole view of one person again after every change, so that two tabs,
//! a reload and a broken connection all end in the same picture. `view.rs` writes that picture, `act.rs` carries out deeds,
//! `assets.rs` holds the files.

mod act;
mod assets;
mod view;

use std::{collections::HashMap, convert::Infallible, fmt, sync::Arc, time::Duration};

use axum::{
    Json,
    body::Bytes,
    extract::{Path, Query, State as Shared},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{
        IntoResponse, Response, Sse,
        sse::{Event, KeepAlive},
    },
};
use futures_util::{Stream, stream};
use serde_json::{Value, json};

use crate::{place, rest::limits::put, snowflake::Snowflake, state::State};

/// Least time between two notices of changes, so that a burst costs the page a few fetches and not hundreds.
const PACE: Duration = Duration::from_millis(100);

/// What the page shows besides the world. The default shows nothing more.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// Name over the page; `loopback` when empty.
    pub title: String,
    /// One line below the name.
    pub note: String,
    /// Things to try with one click.
    pub starters: Vec<Starter>,
    /// Explains how the bot judges a text.
    pub why: Why,
}

/// How a [`Starter`] is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Via {
    /// In a channel, naming the bot.
    Mention,
    /// With the slash command `ask`, its text as the option `question`.
    Slash,
    /// In a direct message.
    Direct,
    /// In a channel, naming nobody.
    Say,
}

/// Something to try with one click.
#[derive(Clone, Debug)]
pub struct Starter {
    /// Short name, for links and tests: letters and hyphens.
    pub id: String,
    /// What the button says.
    pub title: String,
    /// What is said.
    pub text: String,
    /// How it is said.
    pub via: Via,
    /// One line on what there is to see.
    pub about: String,
}

type Explain = dyn Fn(&str) -> Option<String> + Send + Sync;

/// What explains a text, where there is such a thing.
#[derive(Clone, Default)]
pub struct Why(Option<Arc<Explain>>);

impl Why {
    /// Explains with this function; `None` from it means that there is nothing to say.
    pub fn new(explain: impl Fn(&str) -> Option<String> + Send + Sync + 'static) -> Self {
        Self(Some(Arc::new(explain)))
    }

    fn explain(&self, text: &str) -> Option<String> {
        self.0.as_ref()?(text)
    }
}

impl fmt::Debug for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_some() { "Why(a function)" } else { "Why(nothing)" })
    }
}

/// The page itself, for whoever opens the address in a browser.
pub(crate) async fn index() -> Response {
    file(Path("page.html".to_owned())).await
}

/// One file of the page.
pub(crate) async fn file(Path(name): Path<String>) -> Response {
    let Some((kind, text)) = assets::find(&name) else { return refused(StatusCode::NOT_FOUND, "there is no such file") };
    let mut response = text.into_response();
    let headers = response.headers_mut();
    put(headers, header::CONTENT_TYPE.as_str(), kind);
    put(headers, "content-security-policy", assets::POLICY);
    put(headers, "cache-control", "no-cache");
    put(headers, "x-content-type-options", "nosniff");
    put(headers, "referrer-policy", "no-referrer");
    response
}

/// What one person sees now.
pub(crate) async fn see(Shared(state): Shared<Arc<State>>, headers: HeaderMap, Query(query): Query<HashMap<String, String>>) -> Response {
    if let Some(refusal) = foreign(&state, &headers) {
        return refusal;
    }
    let id = |key: &str| query.get(key).and_then(|text| Snowflake::parse(text));
    let me = state.read(|inner| view::somebody(&inner.world, id("as")));
    let direct = me.filter(|_| query.get("channel").is_some_and(|channel| channel == view::DIRECT));
    let channel = direct.map(|me| direct_with(&state, me)).or_else(|| id("channel"));
    let tick = *state.changes().borrow();
    Json(state.read(|inner| view::of(inner, &state.settings.page, me, channel, tick))).into_response()
}

/// The direct message with the bot, which is a change only where it did not exist: a look must not cause another look.
fn direct_with(state: &State, user: Snowflake) -> Snowflake {
    let known = state.read(|inner| inner.world.direct_with(user).map(|channel| channel.id));
    known.unwrap_or_else(|| state.with(|inner| inner.world.dm_with(user)))
}

/// Tells of every change, a few at a time, until the reader or the server goes.
pub(crate) async fn changes(Shared(state): Shared<Arc<State>>, headers: HeaderMap) -> Response {
    if let Some(refusal) = foreign(&state, &headers) {
        return refusal;
    }
    Sse::new(ticks(state)).keep_alive(KeepAlive::default()).into_response()
}

fn ticks(state: Arc<State>) -> impl Stream<Item = Result<Event, Infallible>> {
    let (changes, stopped) = (state.changes(), state.stopped());
    stream::unfold((changes, stopped, true), |(mut changes, mut stopped, first)| async move {
        if !first {
            tokio::select! {
                changed = changes.changed() => changed.ok()?,
                _ = stopped.changed() => return None,
            }
            tokio::time::sleep(PACE).await;
        }
        let tick = *changes.borrow_and_update();
        Some((Ok(Event::default().data(tick.to_string())), (changes, stopped, false)))
    })
}

/// Does something as one person.
pub(crate) async fn act(Shared(state): Shared<Arc<State>>, headers: HeaderMap, body: Bytes) -> Response {
    if let Some(refusal) = foreign(&state, &headers) {
        return refusal;
    }
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    // Other sites can send plain forms without asking; JSON they cannot.
    if !kind.starts_with("application/json") {
        return refused(StatusCode::UNSUPPORTED_MEDIA_TYPE, "send JSON");
    }
    let Ok(order) = serde_json::from_slice::<Value>(&body) else { return refused(StatusCode::BAD_REQUEST, "the body is not JSON") };
    match act::carry_out(&state, &order).await {
        Ok(mut done) => {
            done["ok"] = true.into();
            Json(done).into_response()
        }
        Err(reason) => refused(StatusCode::BAD_REQUEST, &reason),
    }
}

fn refused(status: StatusCode, reason: &str) -> Response {
    (status, Json(json!({ "error": reason }))).into_response()
}

/// Refuses what another site makes a browser send here: a foreign origin, or a name that was pointed at this machine.
pub(crate) fn foreign(state: &State, headers: &HeaderMap) -> Option<Response> {
    let port = state.address.port();
    let ours = ["127.0.0.1", "localhost", "[::1]"].map(|name| format!("{name}:{port}"));
    let text = |value: &HeaderValue| value.to_str().unwrap_or_default().to_owned();
    let host = headers.get(header::HOST).map(text).unwrap_or_default();
    let origin = headers.get(header::ORIGIN).map(text);
    let known =
        ours.contains(&host) && origin.is_none_or(|origin| origin.strip_prefix("http://").is_some_and(|o| ours.iter().any(|our| our == o)));
    (!known).then(|| refused(StatusCode::FORBIDDEN, "this page answers only itself"))
}

/// The channel an order or a query names: an id, or the direct message with the bot.
fn channel_of(state: &State, user: Snowflake, named: &Value) -> Result<Snowflake, String> {
    if named == view::DIRECT {
        return Ok(direct_with(state, user));
    }
    let id = Snowflake::from_json(named).ok_or("`channel` must be an id")?;
    state.read(|inner| place::find(inner, &id))
}
