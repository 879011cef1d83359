//! What moderators have paused of a decision. Never a crisis, never an emergency, never an urgent line.

use super::{current::Current, standing::Standing};
use crate::{
    answer::outcome::{Decision, Outcome, Paused},
    knowledge::section::TargetId,
};

/// Takes what is paused in a server out of a decision; 0 is a direct message.
pub(super) fn hold(decision: &mut Decision, current: &Current, standing: &Standing, guild: u64) {
    if !standing.any_pause() {
        return;
    }
    let Some(known) = current.snapshot.knowledge.guides.get(decision.guide) else { return };
    let paused = |target: TargetId| standing.is_paused(guild, &format!("{}/{}", known.head.id, known.target_id(target)));
    let everything = standing.is_all_paused(guild);
    match decision.outcome {
        Outcome::Crisis => {}
        // The banner stays; only the section below it goes.
        Outcome::Emergency => decision.shown.retain(|&target| !paused(target)),
        _ if everything => decision.paused = Some(Paused::Everything),
        Outcome::Answer => {
            if !decision.shown.is_empty() && decision.shown.iter().all(|&target| paused(target)) {
                // What would be shown stays known, so that the answer comes back when the pause ends.
                decision.paused = Some(Paused::Section);
            } else {
                decision.shown.retain(|&target| !paused(target));
            }
        }
        // Titles and notes: the sections behind them are held when they are opened.
        Outcome::Clarify | Outcome::OtherMedicine | Outcome::NotCovered | Outcome::Chatter => {}
    }
}
