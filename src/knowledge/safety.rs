//! Fixed safety texts and phone numbers. Every sentence stands in the data; code only fills placeholders.

use super::section::Day;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Safety texts and numbers.
#[derive(Debug, Clone, Default, Deserialize, Serialize)]
pub struct Safety {
    /// `safety/lines.toml`; `None` only while faults are being reported.
    pub lines: Option<Lines>,
    /// `safety/phones.toml`; `None` only while faults are being reported.
    pub phones: Option<Phones>,
}

/// `safety/lines.toml`. The file explains each key.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Lines {
    /// Closing lines by name; `default` must be there.
    pub safety_line: BTreeMap<String, String>,
    /// How phone numbers become words.
    pub numbers: NumberWords,
    /// The banner.
    pub emergency: EmergencyLines,
    /// Urgent, without a banner.
    pub urgent: UrgentLines,
    /// Crisis texts.
    pub crisis: CrisisLines,
    /// Another medicine.
    pub other_medicine: OtherMedicineLines,
    /// The guide is silent.
    pub not_covered: NotCoveredLines,
    /// A second medicine the guide does not name.
    pub interaction: InteractionLines,
    /// Marks of sections.
    pub tier: TierLines,
    /// Two or three sections are close.
    pub clarify: ClarifyLines,
    /// Not for the bot.
    pub chatter: ChatterLines,
    /// What the bot says of itself.
    pub about: AboutLines,
    /// Something is broken or paused.
    pub trouble: TroubleLines,
    /// Source and review line.
    pub review: ReviewLines,
}

/// `[numbers]` of `lines.toml`.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "each key is explained in lines.toml")]
pub struct NumberWords {
    pub emergency_item: String,
    pub crisis_item: String,
    pub crisis_rest: String,
    pub poison_item: String,
    pub poison_rest: String,
    pub urgent_item: String,
    pub join: String,
}

/// `[emergency]` of `lines.toml`.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "each key is explained in lines.toml")]
pub struct EmergencyLines {
    pub line: String,
    pub line_unknown_country: String,
    #[serde(default)]
    pub class: BTreeMap<String, ClassLine>,
}

/// Second line of an emergency class.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ClassLine {
    /// What is said; `{guide}` and `{poison}` are filled in.
    pub say: String,
    /// Keys of `sources.toml`.
    pub sources: Vec<String>,
}

/// `[urgent]` of `lines.toml`.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "each key is explained in lines.toml")]
pub struct UrgentLines {
    pub today: String,
    pub poison: String,
    pub pump_alarm: String,
    #[serde(default)]
    pub pet: Option<String>,
    pub sources: Vec<String>,
}

/// `[crisis]` of `lines.toml`.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "each key is explained in lines.toml")]
pub struct CrisisLines {
    pub text: String,
    pub text_other: String,
    pub taken: String,
    pub taken_now: String,
    pub footer: String,
    pub sources: Vec<String>,
}

/// `[other_medicine]` of `lines.toml`.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "each key is explained in lines.toml")]
pub struct OtherMedicineLines {
    pub named: String,
    pub unnamed: String,
}

/// `[not_covered]` of `lines.toml`.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "each key is explained in lines.toml")]
pub struct NotCoveredLines {
    pub known: String,
    pub unknown: String,
}

/// `[interaction]` of `lines.toml`.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "each key is explained in lines.toml")]
pub struct InteractionLines {
    pub known: String,
    pub severity: BTreeMap<String, String>,
    pub unknown: String,
    pub unknown_unnamed: String,
}

/// `[tier]` of `lines.toml`.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "each key is explained in lines.toml")]
pub struct TierLines {
    pub beyond: String,
}

/// `[clarify]` of `lines.toml`.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "each key is explained in lines.toml")]
pub struct ClarifyLines {
    pub text: String,
    pub none: String,
}

/// `[chatter]` of `lines.toml`.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "each key is explained in lines.toml")]
pub struct ChatterLines {
    pub how_to_ask: String,
    pub who: String,
}

/// `[about]` of `lines.toml`.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "each key is explained in lines.toml")]
pub struct AboutLines {
    pub help: String,
    pub privacy: String,
}

/// `[trouble]` of `lines.toml`.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "each key is explained in lines.toml")]
pub struct TroubleLines {
    pub failure: String,
    pub paused_section: String,
    pub paused_all: String,
    pub withdrawn: String,
    pub busy: String,
}

/// `[review]` of `lines.toml`.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "each key is explained in lines.toml")]
pub struct ReviewLines {
    pub checked: String,
    pub unreviewed: String,
    pub reviewed: String,
    pub stale: String,
    pub corrected: String,
}

/// `safety/phones.toml`. The file explains each key.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Phones {
    /// Numbers out of use: none may be shown.
    pub retired: Vec<String>,
    /// Helpline finder for any country.
    pub finder: Finder,
    /// Countries in the order replies list them.
    pub country: Vec<Country>,
    /// Poison lines for animals.
    #[serde(default)]
    pub animal: Vec<Animal>,
}

/// Where a crisis line of any country is found.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "each key is explained in phones.toml")]
pub struct Finder {
    pub name: String,
    pub address: String,
    pub sources: Vec<String>,
}

/// Numbers of one country.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Country {
    /// ISO 3166 code; `EU` for the European Union, `ZZ` for elsewhere.
    pub code: String,
    /// Name.
    pub name: String,
    /// Short name used inside replies.
    pub short: String,
    /// Ambulance and rescue.
    #[serde(default)]
    pub emergency: Option<String>,
    /// Crisis lines, the first is shown.
    #[serde(default)]
    pub crisis: Vec<Phone>,
    /// Poison lines.
    #[serde(default)]
    pub poison: Vec<Phone>,
    /// Line for urgent advice.
    #[serde(default)]
    pub urgent: Option<Phone>,
    /// Keys of `sources.toml` for the emergency number.
    #[serde(default)]
    pub sources: Vec<String>,
    /// Day of the last comparison with the sources.
    #[serde(with = "super::written_day")]
    pub checked_on: Day,
}

/// One phone line.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "each key is explained in phones.toml")]
pub struct Phone {
    pub name: String,
    pub number: String,
    #[serde(default)]
    pub how: Option<String>,
    #[serde(default)]
    pub note: Option<String>,
    #[serde(default)]
    pub sources: Vec<String>,
}

/// A poison line for animals.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "each key is explained in phones.toml")]
pub struct Animal {
    pub name: String,
    pub number: String,
    pub place: String,
    #[serde(default)]
    pub note: Option<String>,
    pub sources: Vec<String>,
    #[serde(with = "super::written_day")]
    pub checked_on: Day,
}
