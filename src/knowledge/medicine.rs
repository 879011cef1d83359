//! Names of other medicines and substances.

use super::fault::Fault;
use crate::text::packed::Text;
use serde::{Deserialize, Serialize};

/// What a name stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
pub enum MedicineKind {
    /// A generic name.
    Generic,
    /// A brand name.
    Brand,
    /// A class ("statin", "sleeping tablet").
    Class,
    /// Alcohol, nicotine, caffeine or a street drug.
    Recreational,
}

/// Endings of words, `medicines/endings.toml`.
#[derive(Debug, Clone, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Endings {
    /// Those that names of medicines share.
    pub endings: Vec<String>,
    /// Those of everyday words, which are no names.
    pub everyday: Vec<String>,
}

/// One row of `medicines/medicines.tsv`.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Medicine {
    /// As it is shown to people.
    pub name: Text,
    /// Kind of name.
    pub kind: MedicineKind,
    /// Generic name it stands for.
    pub generic: Text,
    /// Class in words.
    pub class: Text,
    /// The name is an ordinary word too (code `word:`): it needs a second cue.
    pub needs_cue: bool,
    /// One slip away from an ordinary word or another name, or known to be confused: matched exactly only.
    pub exact: bool,
    /// The guide's own class ("muscle relaxant"): not another medicine.
    pub own_class: bool,
    /// The guide itself discusses it, as an interaction or an alternative.
    pub in_guide: bool,
    /// The name is a listed misspelling (source `misspelling`), not one that anybody should be shown.
    pub misspelling: bool,
}

/// Reads the table. Columns: name, kind, generic, class, ambiguous, source, `in_guide`, parted by tabs, with a header line.
pub fn parse(file: &str, text: &str, faults: &mut Vec<Fault>) -> Vec<Medicine> {
    let mut out = Vec::with_capacity(1_300);
    for (index, line) in text.lines().enumerate().skip(1) {
        if line.trim().is_empty() || line.starts_with('#') {
            continue;
        }
        let cells: Vec<&str> = line.split('\t').collect();
        let [name, kind, generic, class, ambiguous, source, in_guide] = cells[..] else {
            faults.push(Fault {
                file: file.to_owned(),
                line: index + 1,
                key: cells.first().copied().unwrap_or_default().to_owned(),
                reason: format!("has {} columns, not 7", cells.len()),
                remedy: "part the columns by single tabs: name, kind, generic, class, ambiguous, source, in_guide".to_owned(),
            });
            continue;
        };
        let kind = match kind {
            "generic" => MedicineKind::Generic,
            "brand" => MedicineKind::Brand,
            "class" => MedicineKind::Class,
            "recreational" => MedicineKind::Recreational,
            other => {
                faults.push(Fault {
                    file: file.to_owned(),
                    line: index + 1,
                    key: name.to_owned(),
                    reason: format!("unknown kind `{other}`"),
                    remedy: "use generic, brand, class or recreational".to_owned(),
                });
                continue;
            }
        };
        out.push(Medicine {
            name: name.into(),
            kind,
            generic: generic.into(),
            class: class.into(),
            needs_cue: kind != MedicineKind::Generic && ambiguous.split("; ").any(|code| code.starts_with("word:")),
            exact: !ambiguous.is_empty(),
            own_class: ambiguous.to_lowercase().contains("own class"),
            in_guide: !in_guide.is_empty(),
            misspelling: source == "misspelling",
        });
    }
    out
}
