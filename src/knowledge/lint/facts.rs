//! The fact lock: every number, medicine name and prohibition a section shows is listed among its facts, in the order of
//! the text and once for each time it stands there, so that no single change of either side passes unseen.
//!
//! Compares words only; whether the source says so is for people to read.

use super::{
    amounts::amounts,
    names::Names,
    pieces::Piece,
    spans::{Span, Word, sentences, words},
};
use crate::knowledge::{
    fault::{Fault, line_of},
    section::{Fact, FactKind},
};

/// Words that make a sentence forbid or limit something. Each changes the meaning when it is lost or swapped:
/// plain denials, the exceptions (`unless`, `only`, `except`, `without`), the advice against (`avoid`) and the law.
/// Short forms (`don't`, `can't`, `isn't`) are found by their ending.
const FORBIDS: &[&str] = &[
    "not",
    "never",
    "no",
    "nor",
    "none",
    "neither",
    "nobody",
    "nothing",
    "cannot",
    "avoid",
    "avoids",
    "avoided",
    "avoiding",
    "unless",
    "only",
    "except",
    "without",
    "forbidden",
    "illegal",
];

/// Short forms as folded words, beside those that end in `n't`: people write `cant` too.
const SHORT_FORMS: &[&str] = &["dont", "cant", "wont", "isnt", "arent", "doesnt", "didnt", "shouldnt", "mustnt", "couldnt", "wouldnt"];

/// A number, name or prohibition as it stands in a shown text.
struct Item<'t> {
    text: &'t str,
    key: &'static str,
    line: usize,
}

/// Reports every difference between what is shown and what the facts list.
pub(super) fn check(lock: &Lock<'_>, pieces: &[Piece<'_>], names: &Names, faults: &mut Vec<Fault>) {
    let listed = |kind| lock.facts.iter().filter(move |fact| fact.kind == kind).collect::<Vec<_>>();
    let (mut medicines, mut prohibitions, mut numbers) = (Vec::new(), Vec::new(), Vec::new());
    for piece in pieces {
        let words = words(piece.text);
        let found = names.find(piece.text, &words);
        let amounts = amounts(piece.text, &words, &found);
        medicines.extend(found.iter().map(|span| item(piece, *span)));
        prohibitions.extend(sentences(piece.text).into_iter().filter(|span| forbids(&words, *span)).map(|span| item(piece, span)));
        numbers.push((piece, words, amounts));
    }
    lock.facts_fit_their_kind(names, faults);
    lock.same(FactKind::Medicine, &medicines, &listed(FactKind::Medicine), faults);
    lock.same(FactKind::Prohibition, &prohibitions, &listed(FactKind::Prohibition), faults);
    lock.covered(&numbers, &listed(FactKind::Number), faults);
}

fn item<'t>(piece: &Piece<'t>, span: Span) -> Item<'t> {
    Item { text: span.of(piece.text), key: piece.key, line: piece.line_at(span.start) }
}

/// Whether a sentence holds a word of [`FORBIDS`].
fn forbids(words: &[Word<'_>], sentence: Span) -> bool {
    words.iter().filter(|word| sentence.holds(Span { start: word.start, end: word.end })).any(|word| is_forbidding(word))
}

fn is_forbidding(word: &Word<'_>) -> bool {
    let folded = word.folded();
    let short = word.text.contains(['\'', '’']) && folded.ends_with("nt");
    short || FORBIDS.contains(&folded.as_str()) || SHORT_FORMS.contains(&folded.as_str())
}

fn kind_name(kind: FactKind) -> &'static str {
    match kind {
        FactKind::Number => "number",
        FactKind::Medicine => "medicine",
        FactKind::Prohibition => "prohibition",
    }
}

/// Listed facts, and the file they stand in.
pub(super) struct Lock<'s> {
    pub facts: &'s [Fact],
    pub file: &'s str,
    pub file_text: &'s str,
}

impl<'s> Lock<'s> {
    fn fault(&self, line: usize, key: &str, reason: String, remedy: &str) -> Fault {
        Fault { file: self.file.to_owned(), line, key: key.to_owned(), reason, remedy: remedy.to_owned() }
    }

    fn at_fact(&self, fact: &Fact, reason: String, remedy: &str) -> Fault {
        let line = match line_of(self.file_text, &format!("text = \"{}\"", fact.text)) {
            0 => line_of(self.file_text, &fact.text),
            line => line,
        };
        self.fault(line, "facts", reason, remedy)
    }

    /// A fact must hold what its kind says, or it locks nothing.
    fn facts_fit_their_kind(&self, names: &Names, faults: &mut Vec<Fault>) {
        for fact in self.facts {
            let words = words(&fact.text);
            let fits = match fact.kind {
                FactKind::Number => !amounts(&fact.text, &words, &[]).is_empty(),
                FactKind::Medicine => names.knows(&fact.text),
                FactKind::Prohibition => words.iter().any(is_forbidding),
            };
            if !fits {
                let (reason, remedy) = match fact.kind {
                    FactKind::Number => ("holds no number", "remove it or correct its kind"),
                    FactKind::Medicine => (
                        "is no name of the medicines tables or of guide.toml",
                        "correct it, or add the name to a table in medicines/ so that it is known everywhere",
                    ),
                    FactKind::Prohibition => ("holds no word that forbids or limits", "remove it or correct its kind"),
                };
                faults.push(self.at_fact(fact, format!("the {} `{}` {reason}", kind_name(fact.kind), fact.text), remedy));
            }
        }
    }

    /// Names and prohibitions: the facts are the found items, one for one and in the same order.
    fn same(&self, kind: FactKind, found: &[Item<'_>], listed: &[&Fact], faults: &mut Vec<Fault>) {
        let name = kind_name(kind);
        let before = faults.len();
        let mut left: Vec<&Fact> = listed.to_vec();
        for item in found {
            if let Some(at) = left.iter().position(|fact| fact.text == item.text) {
                left.remove(at);
            } else {
                let reason = format!("the {name} `{}` is not among the facts, or fewer times than it is shown", item.text);
                faults.push(self.fault(
                    item.line,
                    item.key,
                    reason,
                    "read its source, then list it in `facts` once for each time it stands here",
                ));
            }
        }
        for fact in left {
            let reason =
                format!("the {name} `{}` is listed, but it does not stand in the text, or fewer times than it is listed", fact.text);
            faults.push(self.at_fact(fact, reason, "read the source, then make text and fact the same word for word"));
        }
        if faults.len() == before
            && let Some((_, fact)) = found.iter().zip(listed).find(|(item, fact)| item.text != fact.text)
        {
            faults.push(self.out_of_order(fact));
        }
    }

    /// Numbers: each stands inside one listed text, and each listed text stands as often as it is listed.
    fn covered(&self, numbers: &[(&Piece<'_>, Vec<Word<'_>>, Vec<Span>)], listed: &[&'s Fact], faults: &mut Vec<Fault>) {
        let before = faults.len();
        let mut places: Vec<(usize, Span, &'s Fact)> = Vec::new();
        for (index, fact) in listed.iter().enumerate() {
            if listed.iter().take(index).any(|earlier| earlier.text == fact.text) {
                continue;
            }
            let at = places.len();
            for (number, (piece, words, _)) in numbers.iter().enumerate() {
                places.extend(occurrences(piece.text, words, &fact.text).into_iter().map(|span| (number, span, *fact)));
            }
            let (stands, is_listed) = (places.len() - at, listed.iter().filter(|other| other.text == fact.text).count());
            if stands != is_listed {
                let reason = format!("the number `{}` is listed {is_listed} times and stands in the text {stands} times", fact.text);
                faults.push(self.at_fact(fact, reason, "read the source, then list it once for each time it stands there, word for word"));
            }
        }
        for (number, (piece, _, amounts)) in numbers.iter().enumerate() {
            for amount in amounts {
                let covering = places.iter().filter(|(at, span, _)| *at == number && span.holds(*amount)).count();
                let text = amount.of(piece.text);
                let reason = match covering {
                    1 => continue,
                    0 => format!("the number `{text}` is not inside a fact"),
                    n => format!("the number `{text}` is inside {n} facts"),
                };
                faults.push(self.fault(
                    piece.line_at(amount.start),
                    piece.key,
                    reason,
                    "read its source, then list it in one `number` fact with its unit",
                ));
            }
        }
        places.sort_by_key(|(number, span, _)| (*number, *span));
        if faults.len() == before
            && let Some((_, fact)) = places.iter().zip(listed).find(|((_, _, stands), fact)| stands.text != fact.text)
        {
            faults.push(self.out_of_order(fact));
        }
    }

    fn out_of_order(&self, fact: &Fact) -> Fault {
        let reason = format!("the {} `{}` is not listed in the order of the text", kind_name(fact.kind), fact.text);
        self.at_fact(fact, reason, "order the facts of a kind as title, about, text and referral show them")
    }
}

/// Places of `fact` in a text that do not cut a word: `5 mg` does not stand in `25 mg` or `2.5 mg`.
fn occurrences(text: &str, words: &[Word<'_>], fact: &str) -> Vec<Span> {
    if fact.is_empty() {
        return Vec::new();
    }
    let whole = |span: &Span| {
        !words.iter().any(|word| (word.start < span.start && span.start < word.end) || (word.start < span.end && span.end < word.end))
    };
    text.match_indices(fact).map(|(start, found)| Span { start, end: start + found.len() }).filter(whole).collect()
}
