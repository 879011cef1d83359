//! Rate-limit buckets: the headers on every answer, and the 429 where a test wants limits enforced.
//!
//! The sizes are those seen in practice; Discord publishes none.

use std::{collections::HashMap, time::Duration};

use axum::http::{HeaderMap, HeaderName, HeaderValue};
use tokio::time::Instant;

use crate::snowflake::now_ms;

/// One bucket of one top-level resource.
#[derive(Debug)]
struct Bucket {
    resets: Instant,
    used: u32,
}

/// All buckets that were ever touched.
#[derive(Debug, Default)]
pub(crate) struct Buckets {
    buckets: HashMap<String, Bucket>,
}

/// Where a request stands in its bucket.
#[derive(Clone, Debug)]
pub(crate) struct Standing {
    limit: u32,
    remaining: u32,
    reset_after: Duration,
    /// Same for all resources that share the limit.
    name: String,
    pub(crate) exceeded: bool,
}

impl Buckets {
    /// Counts a request; `None` for routes that carry no limit headers.
    pub(crate) fn count(&mut self, method: &str, segments: &[&str]) -> Option<Standing> {
        let (limit, window) = size(method, segments)?;
        let shape: Vec<_> = segments.iter().map(|s| if is_variable(s) { "*" } else { s }).collect();
        let name = format!("{:016x}", fingerprint(&format!("{method} {}", shape.join("/"))));
        let resource = segments.get(1).copied().unwrap_or_default();
        let token = if segments.first() == Some(&"webhooks") { segments.get(2).copied() } else { None };
        let key = format!("{name}:{resource}:{}", token.unwrap_or_default());
        let now = Instant::now();
        let bucket = self.buckets.entry(key).or_insert(Bucket { resets: now + window, used: 0 });
        if bucket.resets <= now {
            *bucket = Bucket { resets: now + window, used: 0 };
        }
        let exceeded = bucket.used >= limit;
        bucket.used += u32::from(!exceeded);
        Some(Standing { limit, remaining: limit - bucket.used, reset_after: bucket.resets - now, name, exceeded })
    }
}

impl Standing {
    pub(crate) fn retry_after(&self) -> f64 {
        self.reset_after.as_secs_f64()
    }

    pub(crate) fn write(&self, headers: &mut HeaderMap) {
        #[expect(clippy::cast_precision_loss, reason = "milliseconds of this century fit a double exactly")]
        let resets = now_ms() as f64 / 1000.0 + self.retry_after();
        let fields = [
            ("x-ratelimit-limit", self.limit.to_string()),
            ("x-ratelimit-remaining", self.remaining.to_string()),
            ("x-ratelimit-reset", format!("{resets:.3}")),
            ("x-ratelimit-reset-after", format!("{:.3}", self.retry_after())),
            ("x-ratelimit-bucket", self.name.clone()),
        ];
        for (name, value) in fields {
            put(headers, name, &value);
        }
        if self.exceeded {
            put(headers, "x-ratelimit-scope", "user");
            put(headers, "retry-after", &format!("{:.0}", self.retry_after().ceil()));
        }
    }
}

/// Sets a header, skipping one that HTTP cannot carry.
pub(crate) fn put(headers: &mut HeaderMap, name: &str, value: &str) {
    if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::from_str(value)) {
        headers.insert(name, value);
    }
}

/// Requests per window. Answers to interactions are outside all limits.
fn size(method: &str, segments: &[&str]) -> Option<(u32, Duration)> {
    let seconds = Duration::from_secs;
    match (method, segments) {
        (_, ["interactions" | "gateway", ..]) => None,
        ("POST" | "PATCH", ["channels", _, "messages", ..]) => Some((5, seconds(5))),
        ("DELETE", ["channels", _, "messages", _]) => Some((5, seconds(1))),
        ("PUT" | "DELETE", ["channels", _, ..]) => Some((5, seconds(4))),
        (_, ["webhooks", ..]) => Some((5, seconds(2))),
        _ => Some((50, seconds(1))),
    }
}

fn is_variable(segment: &str) -> bool {
    segment.len() > 40 || (!segment.is_empty() && segment.bytes().all(|b| b.is_ascii_digit()))
}

/// FNV-1a, enough to name buckets.
fn fingerprint(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, b| (hash ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn buckets_belong_to_a_resource() {
        let mut buckets = Buckets::default();
        let mut post = |channel: &str| buckets.count("POST", &["channels", channel, "messages"]).unwrap();
        let names: Vec<_> = (0..5).map(|_| post("1")).collect();
        assert!(names.iter().all(|s| !s.exceeded));
        assert_eq!(names[4].remaining, 0);
        assert!(post("1").exceeded, "the sixth in one channel");
        let other = post("2");
        assert!(!other.exceeded, "another channel has its own");
        assert_eq!(other.name, names[0].name, "under the same name");
        assert!(Buckets::default().count("POST", &["interactions", "1", "token", "callback"]).is_none());
    }
}
