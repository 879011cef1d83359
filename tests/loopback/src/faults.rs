//! Faults a test asks for: REST answers that go wrong, and a gateway that misbehaves.
//!
//! A REST fault waits in a queue until a request fits it. The first fitting fault is used, and used up.

use std::time::Duration;

use serde_json::{Value, json};

use crate::{gateway::Frame, state::State};

pub(crate) mod named;

/// What happens to a request that a fault fits.
#[derive(Clone, Debug)]
pub(crate) enum Action {
    /// It is only late.
    Pass,
    /// It is not carried out, and answered like this.
    Answer { status: u16, headers: Vec<(String, String)>, body: Value },
    /// It is not carried out, and the connection breaks.
    Cut,
    /// It is carried out, but the connection breaks before the answer.
    LoseAnswer,
}

#[derive(Clone, Debug)]
pub(crate) struct Fault {
    method: Option<String>,
    path: String,
    /// Fitting requests let through before the fault sets in.
    skip: usize,
    left: usize,
    pub(crate) delay: Duration,
    pub(crate) action: Action,
}

/// REST faults that have not been used up.
#[derive(Debug, Default)]
pub(crate) struct FaultQueue {
    queue: Vec<Fault>,
}

impl FaultQueue {
    /// The fault for a request, if one fits.
    pub(crate) fn take(&mut self, method: &str, path: &str) -> Option<Fault> {
        let fits = |f: &Fault| path.contains(&f.path) && f.method.as_deref().is_none_or(|m| m == method);
        let fault = self.queue.iter_mut().find(|f| fits(f))?;
        if fault.skip > 0 {
            fault.skip -= 1;
            return None;
        }
        fault.left = fault.left.saturating_sub(1);
        let taken = fault.clone();
        self.queue.retain(|f| f.left > 0);
        Some(taken)
    }
}

/// The faults of one loopback Discord; see [`crate::Loopback::faults`].
#[derive(Clone, Copy, Debug)]
pub struct Faults<'a> {
    pub(crate) state: &'a State,
}

impl<'a> Faults<'a> {
    /// Begins a REST fault for requests whose path contains `path`. Nothing happens until one of the rule's ends is called.
    pub fn on(self, path: &str) -> Rule<'a> {
        let fault = Fault { method: None, path: path.to_owned(), skip: 0, left: 1, delay: Duration::ZERO, action: Action::Pass };
        Rule { state: self.state, fault }
    }

    /// How many REST faults have not been used up.
    #[must_use]
    pub fn pending(self) -> usize {
        self.state.read(|inner| inner.faults.queue.len())
    }

    /// Withdraws every fault, those of the gateway too.
    pub fn clear(self) {
        self.state.with(|inner| {
            inner.faults.queue.clear();
            inner.hub.refuse_identify = None;
            inner.hub.deaf = false;
            inner.hub.lag = Duration::ZERO;
            inner.hub.again = 0;
        });
    }

    /// Closes every gateway connection with a code.
    pub fn close(self, code: u16) {
        self.send(&Frame::Close(Some(code)));
    }

    /// Closes every gateway connection with a close frame that carries no code.
    pub fn close_without_code(self) {
        self.send(&Frame::Close(None));
    }

    /// Breaks every gateway connection without a close frame. Sessions can be resumed.
    pub fn drop_connection(self) {
        self.send(&Frame::Cut);
    }

    /// Sends a text frame as it stands, valid or not.
    pub fn raw(self, text: impl Into<String>) {
        self.send(&Frame::Text(text.into()));
    }

    /// Asks every client to reconnect and resume (op 7).
    pub fn reconnect(self) {
        self.raw(json!({"t": null, "s": null, "op": 7, "d": null}).to_string());
    }

    /// Tells every client its session is invalid (op 9). Unless it is `resumable`, the session is forgotten too.
    pub fn invalid_session(self, resumable: bool) {
        self.raw(json!({"t": null, "s": null, "op": 9, "d": resumable}).to_string());
        if !resumable {
            self.forget_sessions();
        }
    }

    /// Forgets all sessions, so that the next RESUME is refused and events until then are lost.
    pub fn forget_sessions(self) {
        self.state.with(|inner| inner.hub.forget_sessions());
    }

    /// Closes every IDENTIFY with this code until [`Self::accept_identify`].
    pub fn refuse_identify(self, code: u16) {
        self.state.with(|inner| inner.hub.refuse_identify = Some(code));
    }

    /// Lets IDENTIFY succeed again.
    pub fn accept_identify(self) {
        self.state.with(|inner| inner.hub.refuse_identify = None);
    }

    /// Leaves heartbeats without an answer, or answers them again.
    pub fn ignore_heartbeats(self, ignore: bool) {
        self.state.with(|inner| inner.hub.deaf = ignore);
    }

    /// Lets every event from now on leave this late; what is sent after it is set back to zero overtakes.
    pub fn delay_events(self, lag: Duration) {
        self.state.with(|inner| inner.hub.lag = lag);
    }

    /// Sends every event from now on so many times more, with the same number, as around a resume.
    pub fn repeat_events(self, again: usize) {
        self.state.with(|inner| inner.hub.again = again);
    }

    /// Sets up one of [`FAULTS`](named::FAULTS) by name, with fields: `slow,ms=2000,path=/messages`.
    ///
    /// # Errors
    ///
    /// If there is no such fault or a field does not fit.
    pub fn named(self, order: &str) -> Result<(), String> {
        let (name, with) = named::parse(order)?;
        named::apply(self, name, &with)
    }

    fn send(self, frame: &Frame) {
        self.state.with(|inner| inner.hub.send_all(frame));
    }
}

/// Whose limit a 429 speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// The bot's own on this route.
    User,
    /// The bot's own on all routes together.
    Global,
    /// One that all bots share, as that of a busy channel.
    Shared,
}

impl Scope {
    fn name(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Global => "global",
            Self::Shared => "shared",
        }
    }
}

/// A REST fault being put together. It takes effect with [`answer`](Self::answer), [`rate_limit`](Self::rate_limit),
/// [`delay`](Self::delay), [`cut`](Self::cut) or [`lose_answer`](Self::lose_answer).
#[derive(Debug)]
#[must_use = "a fault is queued only by the call that says what goes wrong"]
pub struct Rule<'a> {
    state: &'a State,
    fault: Fault,
}

impl Rule<'_> {
    /// Only for requests with this method.
    pub fn method(mut self, method: &str) -> Self {
        self.fault.method = Some(method.to_ascii_uppercase());
        self
    }

    /// For so many requests; one if not said.
    pub fn times(mut self, times: usize) -> Self {
        self.fault.left = times;
        self
    }

    /// Lets so many fitting requests through first.
    pub fn after(mut self, requests: usize) -> Self {
        self.fault.skip = requests;
        self
    }

    /// Makes the request late by this much before whatever else happens to it.
    pub fn late_by(mut self, delay: Duration) -> Self {
        self.fault.delay = delay;
        self
    }

    /// The request is not carried out and gets this status and body.
    pub fn answer(self, status: u16, body: Value) {
        self.answer_with(status, &[], body);
    }

    /// The request is not carried out and gets this status, these headers and this body.
    pub fn answer_with(mut self, status: u16, headers: &[(&str, &str)], body: Value) {
        let headers = headers.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
        self.fault.action = Action::Answer { status, headers, body };
        self.queue();
    }

    /// The request gets a 429 of this route that names this wait, headers included.
    pub fn rate_limit(self, retry_after: Duration) {
        self.rate_limit_of(Scope::User, retry_after);
    }

    /// The request gets a 429 of this scope.
    pub fn rate_limit_of(self, scope: Scope, retry_after: Duration) {
        let seconds = retry_after.as_secs_f64();
        let (header, exact) = (format!("{:.0}", seconds.ceil()), format!("{seconds:.3}"));
        let mut headers = vec![("retry-after", header.as_str()), ("x-ratelimit-scope", scope.name())];
        if scope == Scope::Global {
            headers.push(("x-ratelimit-global", "true"));
        } else {
            headers.extend([("x-ratelimit-limit", "5"), ("x-ratelimit-remaining", "0"), ("x-ratelimit-reset-after", exact.as_str())]);
        }
        let mut body = rate_limited(seconds);
        body["global"] = (scope == Scope::Global).into();
        self.answer_with(429, &headers, body);
    }

    /// The request is carried out, but late by this much.
    pub fn delay(mut self, delay: Duration) {
        self.fault.delay = delay;
        self.queue();
    }

    /// The request is not carried out; the connection breaks.
    pub fn cut(mut self) {
        self.fault.action = Action::Cut;
        self.queue();
    }

    /// The request is carried out, but the connection breaks before the answer arrives.
    pub fn lose_answer(mut self) {
        self.fault.action = Action::LoseAnswer;
        self.queue();
    }

    fn queue(self) {
        let Self { state, fault } = self;
        if fault.left > 0 {
            state.with(|inner| inner.faults.queue.push(fault));
        }
    }
}

/// The body of a 429.
pub(crate) fn rate_limited(retry_after: f64) -> Value {
    json!({"message": "You are being rate limited.", "retry_after": retry_after, "global": false})
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(method: Option<&str>, path: &str, skip: usize, left: usize) -> Fault {
        let method = method.map(str::to_owned);
        Fault { method, path: path.to_owned(), skip, left, delay: Duration::ZERO, action: Action::Cut }
    }

    #[test]
    fn the_first_fitting_fault_is_used_up() {
        let mut queue =
            FaultQueue { queue: vec![fault(Some("POST"), "/messages", 0, 1), fault(None, "/messages", 1, 2), fault(None, "/x", 0, 1)] };
        let steps = [
            ("another path", "GET", "/users/@me", false),
            ("first fault", "POST", "/channels/5/messages", true),
            ("second lets one through", "POST", "/channels/5/messages", false),
            ("second", "GET", "/channels/5/messages", true),
            ("second again", "POST", "/channels/5/messages", true),
            ("used up", "POST", "/channels/5/messages", false),
        ];
        for (label, method, path, hit) in steps {
            assert_eq!(queue.take(method, path).is_some(), hit, "{label}");
        }
        assert_eq!(queue.queue.len(), 1);
    }
}
