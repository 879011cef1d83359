//! Putting posted answers right: each one whose section changed, was paused or is shown again is edited, one channel at a time in
//! each of a few tasks, within Discord's limits. What was done stands in the store, so that a run that breaks off goes on.

use super::{
    errors::{Kind, Refusal},
    extras::Extras,
    raw::GONE,
    reply,
};
use crate::app::{
    desk::{Desk, keeping::Progress},
    posted::Due,
};
use crate::store::rows::{self, Posting};
use serenity::all::{ChannelId, Http, MessageId};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};
use tokio::{sync::Semaphore, task::JoinSet};

/// Channels that are worked on at the same time.
const AT_ONCE: usize = 8;

/// Messages of a server from which its staff are told.
const TOLD_FROM: usize = 3;

/// Runs between which the progress is written into the staff's message.
const STEP: usize = 50;

/// Goes through all posted messages once. False when that must be tried again soon: another process is at it, which may have ended
/// in the middle, or the store is down.
pub async fn run(http: &Arc<Http>, desk: &Arc<Desk>) -> bool {
    match desk.may_correct().await {
        Ok(true) => {}
        Ok(false) => {
            tracing::debug!("another process puts posted answers right");
            return false;
        }
        Err(error) => {
            tracing::warn!("posted answers cannot be looked through: {error}");
            return false;
        }
    }
    let due = desk.due().await;
    let found = due.is_ok();
    match due {
        Ok(due) => put_right(http, desk, due).await,
        Err(error) => tracing::warn!("posted answers cannot be looked through: {error}"),
    }
    desk.leave_corrections().await;
    found
}

async fn put_right(http: &Arc<Http>, desk: &Arc<Desk>, due: Vec<(Posting, Due)>) {
    if due.is_empty() {
        return;
    }
    let count = due.len();
    tracing::info!(due = count, "posted answers are put right");
    let run = Arc::new(Run::new(http.clone(), desk.clone(), &due));
    run.tell_staff().await;
    let mut channels: BTreeMap<u64, Vec<(Posting, Due)>> = BTreeMap::new();
    for (posting, due) in due {
        channels.entry(posting.channel).or_default().push((posting, due));
    }
    let places = Arc::new(Semaphore::new(AT_ONCE));
    let mut tasks = JoinSet::new();
    for (_, postings) in channels {
        let (run, places) = (run.clone(), places.clone());
        tasks.spawn(async move {
            let Ok(_place) = places.acquire().await else { return };
            for (posting, due) in postings {
                run.correct(&posting, &due).await;
            }
        });
    }
    while tasks.join_next().await.is_some() {}
    let progress = run.finish().await;
    tracing::info!(done = progress.done, failed = progress.failed, "posted answers were put right");
}

/// One run.
struct Run {
    http: Arc<Http>,
    desk: Arc<Desk>,
    state: Mutex<State>,
}

struct State {
    progress: Progress,
    /// By server: how many are due, done and failed, and the staff's message, once it is sent.
    servers: BTreeMap<u64, (Progress, Option<(u64, MessageId)>)>,
}

impl Run {
    fn new(http: Arc<Http>, desk: Arc<Desk>, due: &[(Posting, Due)]) -> Self {
        let progress = Progress { due: due.len(), running: true, ..Progress::default() };
        desk.set_progress(progress);
        let mut servers: BTreeMap<u64, (Progress, Option<(u64, MessageId)>)> = BTreeMap::new();
        for (posting, _) in due {
            servers.entry(posting.guild).or_default().0.due += 1;
        }
        Self { http, desk, state: Mutex::new(State { progress, servers }) }
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn correct(&self, posting: &Posting, due: &Due) {
        let (answer, extras) = match due {
            Due::Reword { answer, .. } if posting.kind == rows::Kind::Pin => (answer, Extras::related(answer)),
            Due::Reword { answer, .. } => (answer, Extras::of(answer, false, false)),
            Due::Withdraw { answer } => (answer, Extras::plain(false)),
        };
        let Some(words) = &answer.reply else { return self.count(posting.guild, false).await };
        let (channel, message) = (ChannelId::new(posting.channel), MessageId::new(posting.message));
        let failed = match reply::reword(&self.http, channel, message, words, extras).await {
            Ok(()) => {
                self.desk.corrected(posting, due).await;
                false
            }
            // Nobody reads it any more.
            Err(refusal) if GONE.contains(&refusal.code) => {
                self.desk.gone([posting.message]).await;
                false
            }
            Err(refusal) => {
                self.desk.troubled(posting, &trouble(&refusal)).await;
                true
            }
        };
        self.count(posting.guild, failed).await;
    }

    async fn count(&self, guild: u64, failed: bool) {
        let (all, told) = {
            let mut state = self.state();
            let add = |progress: &mut Progress| if failed { progress.failed += 1 } else { progress.done += 1 };
            add(&mut state.progress);
            let told = state.servers.get_mut(&guild).and_then(|(progress, message)| {
                add(progress);
                let finished = progress.done + progress.failed;
                (finished % STEP == 0 || finished == progress.due).then_some((*progress, *message))
            });
            (state.progress, told)
        };
        self.desk.set_progress(all);
        if (all.done + all.failed).is_multiple_of(STEP) {
            // Keeps the work for this process. When that fails another one may take it, and finds less to do.
            if let Err(error) = self.desk.may_correct().await {
                tracing::debug!("the work of putting answers right could not be kept: {error}");
            }
        }
        if let Some((progress, Some((channel, message)))) = told {
            let text = self.desk.app().report(line(progress));
            let (channel, plain) = (ChannelId::new(channel), Extras::plain(false));
            if let Err(refusal) = reply::reword(&self.http, channel, message, &text, plain).await {
                tracing::warn!(guild, status = refusal.status, code = refusal.code, "the progress for staff could not be shown: {refusal}");
            }
        }
    }

    /// Posts a line of progress where a server has a channel for staff and more than a few messages are due.
    async fn tell_staff(&self) {
        let staff: Vec<(u64, u64)> = self.desk.standing().staff_channels().collect();
        for (guild, channel) in staff {
            let Some(progress) = self.state().servers.get(&guild).map(|(progress, _)| *progress) else { continue };
            if progress.due < TOLD_FROM {
                continue;
            }
            let nonce = crate::store::Store::fresh_id();
            let text = self.desk.app().report(line(progress));
            match reply::post(&self.http, ChannelId::new(channel), nonce, &text, Extras::plain(false)).await {
                Ok(Some(sent)) => {
                    if let Some((_, message)) = self.state().servers.get_mut(&guild) {
                        *message = Some((channel, sent));
                    }
                }
                Ok(None) => {}
                Err(refusal) => {
                    tracing::warn!(guild, status = refusal.status, code = refusal.code, "staff could not be told of a run: {refusal}");
                }
            }
        }
    }

    async fn finish(&self) -> Progress {
        let progress = Progress { running: false, ..self.state().progress };
        self.desk.set_progress(progress);
        progress
    }
}

fn line(progress: Progress) -> String {
    let Progress { due, done, failed, .. } = progress;
    let head = if done + failed == due { "Posted answers were put right" } else { "Putting posted answers right" };
    let tail = if failed > 0 { format!(", {failed} could not be (see /medguide status)") } else { String::new() };
    format!("{head}: {done} of {due}{tail}.")
}

/// Why a message could not be put right, for staff.
fn trouble(refusal: &Refusal) -> String {
    match refusal.kind {
        Kind::Later | Kind::Unreachable => "Discord did not take the change; I try again within the hour".to_owned(),
        _ => refusal.to_string(),
    }
}
