//! stub
pub mod verdict;
pub struct Gate;
impl Gate {
    pub fn build(
        _: &crate::knowledge::model::Knowledge,
        _: &crate::lexicon::build::Lexicon,
    ) -> (Self, Vec<crate::knowledge::fault::Fault>) {
        (Self, vec![])
    }
    pub fn scan(&self, _: &crate::lexicon::reading::Reading) -> verdict::Verdict {
        verdict::Verdict::default()
    }
}
