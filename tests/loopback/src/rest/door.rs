//! The door every request comes through.
//!
//! Order, as at Discord's: faults set up by the test, user agent, token, rate limit, body, route. Every request is written
//! into the journal with its answer.

use std::{collections::HashMap, sync::Arc};

use axum::{
    body::{Body, Bytes},
    extract::Query,
    http::{HeaderMap, Method, StatusCode, Uri, header},
    response::Response,
};
use serde_json::Value;

use super::{
    Answer, Call, Outcome,
    files::{self, Upload},
    limits::{Standing, put},
    route,
};
use crate::{
    error::ApiError,
    faults::{Action, Fault, rate_limited},
    journal::RestCall,
    settings::Settings,
    state::{Inner, State},
    validate::Form,
    wire::Wire,
};

/// A request as it came, before anything is decided.
struct Request {
    method: String,
    /// Without the version prefix; `None` where the prefix is another one.
    path: Option<String>,
    uri: Uri,
    headers: HeaderMap,
    bytes: Bytes,
}

/// Serves one request.
pub(crate) async fn serve(state: Arc<State>, wire: Wire, method: Method, uri: Uri, headers: HeaderMap, bytes: Bytes) -> Response {
    let path = uri.path().strip_prefix("/api/v10/").map(|rest| format!("/{rest}"));
    let request = Request { method: method.to_string(), path, uri, headers, bytes };
    let fault = state.with(|inner| inner.faults.take(&request.method, request.shown_path()));
    if let Some(fault) = &fault {
        tokio::time::sleep(fault.delay).await;
    }
    if let Some(response) = fault.as_ref().and_then(|fault| injected(&state, &wire, &request, fault)) {
        return response;
    }
    let response = answer(&state, &request);
    if fault.is_some_and(|fault| matches!(fault.action, Action::LoseAnswer)) {
        wire.cut();
    }
    response
}

impl Request {
    fn shown_path(&self) -> &str {
        self.path.as_deref().unwrap_or_else(|| self.uri.path())
    }

    fn header(&self, name: header::HeaderName) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// The journal's line for this request, still without an answer.
    fn line(&self) -> RestCall {
        let reason = self.headers.get("x-audit-log-reason").and_then(|value| value.to_str().ok());
        RestCall {
            method: self.method.clone(),
            path: self.shown_path().to_owned(),
            query: self.uri.query().unwrap_or_default().to_owned(),
            body: self.body().map_or(Value::Null, |(body, _)| body),
            audit_reason: reason.map(percent_decoded),
            status: 0,
            code: 0,
            reason: None,
            injected: false,
            unknown_route: false,
        }
    }

    /// The JSON body and the files; no body at all is null.
    fn body(&self) -> Result<(Value, Vec<Upload>), ApiError> {
        if self.bytes.is_empty() {
            return Ok((Value::Null, vec![]));
        }
        let kind = self.header(header::CONTENT_TYPE);
        if kind.starts_with("multipart/form-data") {
            return files::read_multipart(kind, &self.bytes);
        }
        if !kind.starts_with("application/json") {
            let mut form = Form::default();
            let message = "Expected \"Content-Type\" header to be one of {'application/json'}.";
            form.fault("", "CONTENT_TYPE_INVALID", message);
            form.finish()?;
        }
        let body = serde_json::from_slice(&self.bytes).map_err(|_| ApiError::invalid_json())?;
        Ok((body, vec![]))
    }

    /// Answers to interactions carry their own token in the path; everything else needs the bot's.
    fn authorised(&self, settings: &Settings) -> bool {
        let open = matches!(self.segments().as_slice(), ["interactions" | "webhooks", _, _, ..] | ["gateway"]);
        open || self.header(header::AUTHORIZATION).strip_prefix("Bot ") == Some(settings.token.as_str())
    }

    fn segments(&self) -> Vec<&str> {
        self.path.as_deref().unwrap_or_default().split('/').filter(|part| !part.is_empty()).collect()
    }
}

/// Carries out a fault that replaces the answer; `None` where the request goes on.
fn injected(state: &State, wire: &Wire, request: &Request, fault: &Fault) -> Option<Response> {
    let mut line = RestCall { injected: true, ..request.line() };
    let response = match &fault.action {
        Action::Pass | Action::LoseAnswer => return None,
        Action::Cut => {
            wire.cut();
            respond(502, &Value::Null)
        }
        Action::Answer { status, headers, body } => {
            line.status = *status;
            line.code = code_of(body);
            line.reason = (*status >= 400).then(|| format!("{status}: {body}"));
            let mut response = respond(*status, body);
            for (name, value) in headers {
                put(response.headers_mut(), name, value);
            }
            response
        }
    };
    state.with(|inner| inner.journal.calls.push(line));
    Some(response)
}

fn code_of(body: &Value) -> u32 {
    body["code"].as_u64().and_then(|code| u32::try_from(code).ok()).unwrap_or(0)
}

/// Decides on a request by the rules, and writes it down.
fn answer(state: &State, request: &Request) -> Response {
    let mut line = request.line();
    let gateway_url = state.gateway_url();
    state.with(|inner| {
        let mut standing = None;
        let outcome = decide(inner, state, request, &gateway_url, &mut standing);
        let limited = standing.as_ref().is_some_and(|s| s.exceeded) && outcome.as_ref().is_err_and(|e| e.status == 429);
        let (status, body) = match &outcome {
            Ok(Answer::Json(body)) => (200, body.clone()),
            Ok(Answer::Empty) => (204, Value::Null),
            Err(_) if limited => (429, rate_limited(standing.as_ref().map_or(0.0, Standing::retry_after))),
            Err(error) => (error.status, error.body()),
        };
        if let Err(error) = &outcome {
            line.reason = Some(error.reason());
            line.code = error.code;
            line.unknown_route = *error == ApiError::unknown_route();
        }
        line.status = status;
        inner.journal.calls.push(line);
        let mut response = respond(status, &body);
        if let Some(standing) = standing {
            standing.write(response.headers_mut());
        }
        response
    })
}

fn decide(inner: &mut Inner, state: &State, request: &Request, gateway_url: &str, standing: &mut Option<Standing>) -> Outcome {
    if request.header(header::USER_AGENT).is_empty() {
        return Err(ApiError::no_user_agent());
    }
    let segments = request.segments();
    if segments.is_empty() {
        return Err(ApiError::unknown_route());
    }
    if !request.authorised(&state.settings) {
        return Err(ApiError::unauthorized());
    }
    *standing = inner.buckets.count(&request.method, &segments);
    if let Some(standing) = standing {
        standing.exceeded &= state.settings.enforce_rate_limits;
        if standing.exceeded {
            return Err(ApiError::new(429, 0, "You are being rate limited."));
        }
    }
    let (body, files) = request.body()?;
    let query = Query::<HashMap<String, String>>::try_from_uri(&request.uri).map(|q| q.0).unwrap_or_default();
    let mut call = Call { inner, settings: &state.settings, gateway_url, query: &query, body: &body, files: &files };
    route(&mut call, &request.method, &segments)
}

fn respond(status: u16, body: &Value) -> Response {
    let empty = body.is_null();
    let mut response = Response::new(if empty { Body::empty() } else { Body::from(body.to_string()) });
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    if !empty {
        put(response.headers_mut(), "content-type", "application/json");
    }
    response
}

/// Undoes percent encoding; what does not decode stays as it is.
fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let hex = tail.get(..2).and_then(|pair| std::str::from_utf8(pair).ok());
        let byte = hex.filter(|_| *first == b'%').and_then(|pair| u8::from_str_radix(pair, 16).ok());
        bytes.push(byte.unwrap_or(*first));
        rest = if byte.is_some() { tail.get(2..).unwrap_or_default() } else { tail };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percent() {
        for (coded, plain) in [("asked%20by", "asked by"), ("50%", "50%"), ("%c3%a9", "é"), ("%zz", "%zz")] {
            assert_eq!(percent_decoded(coded), plain);
        }
    }
}
