//! Phone numbers as words, built from `safety/phones.toml` with the patterns of `safety/lines.toml`.

use crate::knowledge::safety::{Country, Lines, Phones};

/// Ready-made lists of numbers for one home country (or none).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Numbers {
    /// "911 (US/Canada), 999 (UK), …"
    pub emergency: String,
    /// Crisis lines, closed by the helpline finder.
    pub crisis: String,
    /// Poison lines for people.
    pub poison: String,
    /// Poison lines for animals.
    pub animals: String,
    /// Lines for urgent advice.
    pub urgent: String,
}

impl Numbers {
    /// Builds the lists. The `home` country (ISO code) comes first; the others always follow, because a person may be elsewhere.
    #[must_use]
    pub fn build(lines: &Lines, phones: &Phones, home: Option<&str>) -> Self {
        let mut countries: Vec<&Country> = phones.country.iter().collect();
        countries.sort_by_key(|country| home.is_none_or(|code| !country.code.eq_ignore_ascii_case(code)));
        let words = &lines.numbers;
        let list = |item: &str, number: &dyn Fn(&Country) -> Option<String>| {
            let items =
                shared(&countries, number).into_iter().map(|(number, places)| fill(item, &[("number", &number), ("places", &places)]));
            items.collect::<Vec<_>>().join(&words.join)
        };
        let own = |number: Option<&str>| number.map(str::to_owned);
        let emergency = list(&words.emergency_item, &|country| country.emergency.clone());
        let crisis = list(&words.crisis_item, &|country| {
            let first = country.crisis.first()?;
            first.number.starts_with(|c: char| c.is_ascii_digit()).then(|| first.number.clone())
        });
        let poison = list(&words.poison_item, &|country| {
            own(country.poison.first().map(|p| p.number.as_str())).filter(|number| Some(number) != country.emergency.as_ref())
        });
        let urgent = list(&words.urgent_item, &|country| own(country.urgent.as_ref().map(|p| p.number.as_str())));
        let animals = phones.animal.iter().map(|a| fill(&words.poison_item, &[("number", &a.number), ("places", &a.place)]));
        let finder = fill(&words.crisis_rest, &[("finder", &phones.finder.address)]);
        Self {
            emergency,
            crisis: format!("{crisis}{}{finder}", words.join),
            poison: format!("{poison}{}{}", words.join, words.poison_rest),
            animals: animals.collect::<Vec<_>>().join(&words.join),
            urgent,
        }
    }
}

/// Numbers in order, each with the short names of all countries that share it.
fn shared(countries: &[&Country], number: &dyn Fn(&Country) -> Option<String>) -> Vec<(String, String)> {
    let mut out: Vec<(String, String)> = Vec::new();
    for country in countries {
        let Some(number) = number(country) else { continue };
        match out.iter_mut().find(|(held, _)| *held == number) {
            Some((_, places)) => {
                places.push('/');
                places.push_str(&country.short);
            }
            None => out.push((number, country.short.clone())),
        }
    }
    out
}

/// Fills `{name}` places of a fixed text. Values are data of ours, never a person's words.
#[must_use]
pub fn fill(text: &str, values: &[(&str, &str)]) -> String {
    let mut out = String::with_capacity(text.len() + 64);
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        match after.split_once('}').and_then(|(name, behind)| Some((values.iter().find(|(key, _)| *key == name)?.1, behind))) {
            Some((value, behind)) => {
                out.push_str(value);
                rest = behind;
            }
            None => {
                out.push('{');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}
