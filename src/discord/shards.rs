//! Revives shards that died without a word, and closes all of them at the end.
//!
//! A heartbeat's answer changes a shard's measured latency every time, so a latency that stays the same for three
//! heartbeats belongs to a dead connection, whatever stage the shard is said to be in (seen with serenity 0.12.5).

use serenity::{
    all::{ConnectionStage, ShardId},
    gateway::ShardManager,
};
use std::{
    collections::HashMap,
    sync::Arc,
    time::{Duration, Instant},
};

/// What was last seen of one shard.
struct Seen {
    latency: Option<Duration>,
    since: Instant,
}

/// Looks after all shards until it is dropped. `silence` is the time without a new latency after which a shard is dead.
pub async fn watch(manager: Arc<ShardManager>, silence: Duration) {
    let mut seen: HashMap<ShardId, Seen> = HashMap::new();
    let mut ticks = tokio::time::interval(silence / 5);
    loop {
        ticks.tick().await;
        let now = Instant::now();
        for shard in dead(&manager, &mut seen, now, silence).await {
            tracing::warn!(shard = shard.0, "a shard has not heard from Discord for too long and is started anew");
            seen.remove(&shard);
            // Serenity waits up to 5 s for a dead shard to say goodbye; the other shards are looked at meanwhile.
            let manager = manager.clone();
            tokio::spawn(async move {
                settle(&manager).await;
                manager.restart(shard).await;
            });
        }
    }
}

/// Closes every shard with a goodbye to Discord. Serenity waits up to 5 s for each that does not answer: bound it.
pub async fn close(manager: &ShardManager) {
    settle(manager).await;
    manager.shutdown_all().await;
}

/// Takes back the receipts of goodbyes that nobody waited for.
///
/// A shard that restarts itself leaves one behind (serenity 0.12.5, `ShardManager::restart_shard`). The next goodbye would
/// take it for its own, and forget the shard before the shard has heard of it. Asking for a shard that does not exist
/// takes one receipt at once, or waits in vain when there is none.
async fn settle(manager: &ShardManager) {
    const NO_SHARD: ShardId = ShardId(u32::MAX);
    while tokio::time::timeout(Duration::from_millis(5), manager.shutdown(NO_SHARD, 1000)).await.is_ok() {}
}

/// Connected shards whose latency has not changed for too long.
async fn dead(manager: &ShardManager, seen: &mut HashMap<ShardId, Seen>, now: Instant, silence: Duration) -> Vec<ShardId> {
    let runners = manager.runners.lock().await;
    seen.retain(|shard, _| runners.contains_key(shard));
    let mut dead = Vec::new();
    for (&shard, runner) in runners.iter() {
        // Serenity itself retries whatever is not connected; restarting it as well would run the shard twice.
        if runner.stage != ConnectionStage::Connected {
            seen.remove(&shard);
            continue;
        }
        let held = seen.entry(shard).or_insert(Seen { latency: runner.latency, since: now });
        if held.latency != runner.latency {
            *held = Seen { latency: runner.latency, since: now };
        } else if now.duration_since(held.since) >= silence {
            dead.push(shard);
        }
    }
    dead
}
