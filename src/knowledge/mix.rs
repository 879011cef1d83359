//! What the sources say of the guide's medicine together with another one: one row a medicine or class.

use super::{medicine::Medicine, section::Fact};
use serde::{Deserialize, Serialize};

/// One row of a guide's `mixes.toml`.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Mix {
    /// Generic names it holds for, in lower case, as in the medicines tables.
    #[serde(default)]
    pub names: Vec<String>,
    /// Classes it holds for, as in the medicines tables.
    #[serde(default)]
    pub classes: Vec<String>,
    /// How grave it is, in a word or two: a key of `[interaction.severity]` in `safety/lines.toml`.
    pub severity: String,
    /// What is shown; one to three short sentences.
    pub says: String,
    /// Keys of `sources.toml`.
    pub sources: Vec<String>,
    /// The locked facts of `says`, as in a section.
    #[serde(default)]
    pub facts: Vec<Fact>,
}

impl Mix {
    fn names(&self, medicine: &Medicine) -> bool {
        self.names.iter().any(|name| **name == *medicine.generic || name.eq_ignore_ascii_case(&medicine.name))
    }
}

/// The row for a medicine: one that names it, else one that names its class.
#[must_use]
pub fn find<'m>(mixes: &'m [Mix], medicine: &Medicine) -> Option<&'m Mix> {
    let of_class = || mixes.iter().find(|mix| mix.classes.iter().any(|class| **class == *medicine.class));
    mixes.iter().find(|mix| mix.names(medicine)).or_else(of_class)
}

#[cfg(test)]
mod tests {
    use super::{Mix, find};
    use crate::knowledge::medicine;

    #[test]
    fn a_row_that_names_the_medicine_comes_before_one_of_its_class() {
        let rows = "name\tkind\tgeneric\tclass\tambiguous\tsource\tin_guide\n\
            Zyban\tbrand\tbupropion\tantidepressant\t\t\t\nmoclobemide\tgeneric\tmoclobemide\tMAOI\t\t\t\n\
            Marplan\tbrand\tisocarboxazid\tMAOI\t\t\t\nmilk\tgeneric\tmilk\tdrink\t\t\t";
        let medicines = medicine::parse("", rows, &mut Vec::new());
        let mix = |names: &[&str], classes: &[&str], says: &str| Mix {
            names: names.iter().map(ToString::to_string).collect(),
            classes: classes.iter().map(ToString::to_string).collect(),
            severity: String::new(),
            says: says.to_owned(),
            sources: Vec::new(),
            facts: Vec::new(),
        };
        let mixes = [mix(&["bupropion"], &[], "1"), mix(&[], &["MAOI"], "2"), mix(&["isocarboxazid"], &[], "3")];
        let found: Vec<Option<&str>> = medicines.iter().map(|m| find(&mixes, m).map(|mix| mix.says.as_str())).collect();
        assert_eq!(found, [Some("1"), Some("2"), Some("3"), None]);
    }
}
