//! What goes on beside the answers: looking after the store, reloading, putting posted answers right, weekly lists.

use super::{correct, extras::Extras, reply};
use crate::{
    app::desk::{Desk, counting::MOST_GAPS},
    store::Store,
};
use serenity::all::{ChannelId, Http};
use std::{sync::Arc, time::Duration};
use tokio::time::{MissedTickBehavior, interval};

/// Between two looks at the store: a pause set by another process holds within two of them.
const LOOK: Duration = Duration::from_secs(1);

/// Between two looks at the folder of the knowledge. A change counts when two looks see the same: nobody is writing any more.
const FOLDER: Duration = Duration::from_secs(2);

/// Until the work of another process, or of a store that is down, is looked at again.
const AGAIN: Duration = Duration::from_secs(20);

/// Between two rounds of what has time.
const ROUND: Duration = Duration::from_secs(60 * 60);

/// Never ends; every part of it goes on when another fails.
pub async fn tend(http: Arc<Http>, desk: Arc<Desk>) {
    tokio::join!(look(&desk), corrections(&http, &desk), rounds(&http, &desk), folder(&desk), signals(&desk));
}

async fn look(desk: &Desk) {
    let mut ticks = interval(LOOK);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        desk.look().await;
    }
}

async fn corrections(http: &Arc<Http>, desk: &Arc<Desk>) {
    loop {
        // Each in a task of its own, so that a fault in one run does not end the others.
        let (http, task) = (http.clone(), desk.clone());
        let done = tokio::spawn(async move { correct::run(&http, &task).await }).await;
        if done.is_err() {
            tracing::error!("putting posted answers right broke off; it goes on with the next change or within the hour");
        }
        if matches!(done, Ok(false)) {
            // Somebody rings, or the other process has had its time.
            _ = tokio::time::timeout(AGAIN, desk.corrections_due()).await;
        } else {
            desk.corrections_due().await;
        }
    }
}

async fn rounds(http: &Http, desk: &Desk) {
    let mut ticks = interval(ROUND);
    loop {
        ticks.tick().await;
        desk.tidy().await;
        weekly(http, desk).await;
        desk.correct_soon();
    }
}

/// Posts what the guide could not answer, once a week, where a server has a channel for staff.
async fn weekly(http: &Http, desk: &Desk) {
    let staff: Vec<(u64, u64)> = desk.standing().staff_channels().collect();
    for (guild, channel) in staff {
        let list = match desk.weekly(guild).await {
            Ok(true) => desk.gap_list(guild).await,
            Ok(false) => continue,
            Err(error) => Err(error),
        };
        let text = match list {
            Ok(text) => desk.app().report(text),
            Err(error) => {
                tracing::warn!(guild, "the weekly list could not be made: {error}");
                continue;
            }
        };
        match reply::post(http, ChannelId::new(channel), Store::fresh_id(), &text, Extras::plain(false)).await {
            Ok(_) => tracing::info!(guild, most = MOST_GAPS, "the weekly list was posted"),
            Err(refusal) => {
                tracing::error!(guild, channel, status = refusal.status, code = refusal.code, "the weekly list was not posted: {refusal}");
            }
        }
    }
}

async fn folder(desk: &Desk) {
    let Some(mut taken) = desk.fingerprint() else { return };
    let mut last = taken;
    loop {
        tokio::time::sleep(FOLDER).await;
        let Some(now) = desk.fingerprint() else { continue };
        if now != taken && now == last {
            taken = now;
            desk.reload().await;
        }
        last = now;
    }
}

/// SIGHUP: read the knowledge anew.
async fn signals(desk: &Desk) {
    #[cfg(unix)]
    {
        let Ok(mut hangup) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::hangup()) else {
            return tracing::error!("cannot listen for SIGHUP: use /medguide reload");
        };
        while hangup.recv().await.is_some() {
            tracing::info!(signal = "SIGHUP", "asked to read the guide anew");
            desk.reload().await;
        }
    }
    #[cfg(not(unix))]
    let _ = desk;
}
