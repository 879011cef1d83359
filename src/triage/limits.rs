//! From which sums on the examples of danger count, and what is let go below them.

use super::verdict::{Finding, Verdict};
use crate::knowledge::rules::Level;

/// Name of the rule of what the examples alone see.
pub(super) const TOLD: &str = "told like examples of this class";

/// Sums from which the examples count. Chosen on writers held back from the examples, and moved down a little when four thousand
/// harmless questions joined them, which lowered all sums. Of the dangers of eight hands that the weights had never seen, 1,108 emergencies
/// and 610 crises, half of them made to be hard, 98 and 92 % are found; of 5,384 ordinary questions 0.4 and 0.5 % are taken for one. The
/// limit of a crisis is where one message in a hundred of small talk is taken for one; at 0 one in 160, for four crises in a hundred.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Limits {
    /// From here examples alone make an emergency.
    pub emergency: f32,
    /// From here they make it urgent: help today is named, without a banner.
    pub suspected: f32,
    /// From here examples alone make a crisis.
    pub crisis: f32,
    /// Below here an emergency that the rules found is only urgent: help today is named, without a banner.
    pub doubted: f32,
    /// Below here an emergency that the rules found is let go.
    pub no_emergency: f32,
    /// Below here a crisis that the rules found is let go.
    pub no_crisis: f32,
}

impl Default for Limits {
    fn default() -> Self {
        Self { emergency: -0.36, suspected: -0.6, crisis: -0.15, doubted: -0.5, no_emergency: -1.1, no_crisis: -0.3 }
    }
}

/// Below here a crisis that the examples alone see is faint: a message that is clearly something else is no crisis for it. With
/// 0.8, half of the crises seen in ordinary questions go, and one in five hundred of the real ones.
const FAINT: f32 = 0.8;

/// Lets go of a crisis that rests on nothing but a faint resemblance to examples, and of what was kept because of it alone: an
/// emergency that the rules found and the examples doubt. Returns whether there was one.
pub fn let_go_of_faint_crisis(verdict: &mut Verdict, limits: Limits) -> bool {
    let Some([emergency, crisis]) = verdict.sums else { return false };
    let mut crises = verdict.findings.iter().filter(|finding| finding.level == Level::Crisis).peekable();
    let faint = crises.peek().is_some() && crises.all(|finding| &*finding.rule == TOLD) && crisis < FAINT;
    if faint {
        let doubted = |finding: &Finding| finding.level == Level::Emergency && !finding.sure && emergency < limits.doubted;
        verdict.findings.retain(|finding| finding.level != Level::Crisis && !doubted(finding));
    }
    faint
}

#[cfg(test)]
mod tests {
    use super::{Limits, TOLD, let_go_of_faint_crisis};
    use crate::{
        knowledge::rules::Level,
        triage::verdict::{Finding, Verdict},
    };

    fn finding(level: Level, rule: &str, sure: bool) -> Finding {
        Finding {
            class: "any".into(),
            level,
            rule: rule.into(),
            variant: None,
            sure,
            signs: Vec::new(),
            setting: Vec::new(),
            time: None,
            person: None,
        }
    }

    #[test]
    fn only_a_faint_crisis_of_the_examples_alone_is_let_go() {
        use Level::{Crisis, Emergency};
        let seen = |rule: &str| finding(Crisis, rule, false);
        for (why, findings, sums, left) in [
            ("faint, by examples alone", vec![seen(TOLD)], Some([-1.0, 0.2]), 0),
            ("clear", vec![seen(TOLD)], Some([-1.0, 0.9]), 1),
            ("a rule found it", vec![seen("a wish to die")], Some([-1.0, 0.2]), 1),
            ("a rule found it, too", vec![seen("a wish to die"), seen(TOLD)], Some([-1.0, 0.2]), 2),
            ("examples were not asked", vec![seen(TOLD)], None, 1),
            ("no crisis", vec![finding(Emergency, "a rule", false)], Some([-1.0, 0.2]), 1),
            ("with a doubted emergency", vec![seen(TOLD), finding(Emergency, "a rule", false)], Some([-1.0, 0.2]), 0),
            ("with a sure emergency", vec![seen(TOLD), finding(Emergency, "a rule", true)], Some([-1.0, 0.2]), 1),
            ("with an emergency the examples see", vec![seen(TOLD), finding(Emergency, TOLD, false)], Some([0.4, 0.2]), 1),
        ] {
            let mut verdict = Verdict { findings, sums, ..Verdict::default() };
            let before = verdict.findings.len();
            assert_eq!(let_go_of_faint_crisis(&mut verdict, Limits::default()), left < before, "{why}");
            assert_eq!(verdict.findings.len(), left, "{why}");
        }
    }
}
