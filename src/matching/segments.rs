//! Parts of a question: "can I drive on it, and does it make you sleepy?" asks two things.

use crate::lexicon::{reading::Reading, vocabulary::Symbol};

/// Words, at the least, on both sides of a cut: shorter parts belong to what stands beside them.
const LEAST: usize = 3;

/// Cuts a reading into parts: at the ends of sentences, and where a new question starts behind "and", "or", "also" or a comma.
///
/// Shape: the first word of each part, rising, the first always 0. `starts` is the concept of words that open a question.
pub fn cut(reading: &Reading, starts: Option<Symbol>, out: &mut Vec<u16>) {
    out.clear();
    out.push(0);
    let mut last = 0_usize;
    let mut opening: Vec<u16> = starts.map(|starts| reading.spans_of(starts).map(|span| span.start).collect()).unwrap_or_default();
    opening.sort_unstable();
    for at in 1..reading.tokens.len() {
        let (Some(before), Some(token)) = (reading.tokens.get(at - 1), reading.tokens.get(at)) else { break };
        let new_sentence = before.sentence != token.sentence;
        let opens = opening.binary_search_by(|&start| usize::from(start).cmp(&at)).is_ok();
        let joined = matches!(reading.word(at - 1), "and" | "or" | "also" | "plus" | "but") || before.clause != token.clause;
        if (new_sentence || (opens && joined)) && at - last >= LEAST && reading.tokens.len() - at >= LEAST {
            if let Ok(start) = u16::try_from(at) {
                out.push(start);
            }
            last = at;
        }
    }
}
