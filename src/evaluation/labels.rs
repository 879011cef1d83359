//! Labelled questions: a table with tabs, one question a line, columns named by its first line.
//!
//! Columns: `id`, `label` and `text` must be there; `style`, `split` and `tag` may be. Others are passed over. A label
//! `a|b` accepts both, the best first: a section, `emergency`, `crisis`, `not-covered:TOPIC`, `other-medicine`, `chatter`.

use super::acceptance::Acceptance;
use crate::knowledge::fault::Fault;
use std::collections::BTreeMap;

/// Style of a question whose file has no such column.
const PLAIN: &str = "plain";

/// A labelled question.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Item {
    /// Unique in its file.
    pub id: String,
    /// Accepted labels, the best first.
    pub labels: Vec<String>,
    /// How it is written: `plain`, `typos`, `slang` and so on.
    pub style: String,
    /// The question.
    pub text: String,
    /// Which part of a collection it belongs to; may be empty.
    pub split: String,
    /// Class of danger, `near-miss`, `urgent-now`, `urgent-today`; may be empty.
    pub tag: String,
}

/// Where each column stands.
struct Columns {
    id: usize,
    label: usize,
    text: usize,
    style: Option<usize>,
    split: Option<usize>,
    tag: Option<usize>,
    count: usize,
}

/// Reads labelled questions. Quotes mean nothing special; empty lines are passed over.
///
/// # Errors
/// Every fault of the file, each with its line and remedy.
pub fn parse(file: &str, text: &str, acceptance: &Acceptance) -> Result<Vec<Item>, Vec<Fault>> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut lines = text.lines().zip(1_usize..).filter(|(line, _)| !line.trim().is_empty());
    let Some((header, at)) = lines.next() else {
        return Err(vec![Fault::file(file, "is empty", "start with a line that names the columns: id, label, style, text, split, tag")]);
    };
    let columns = Columns::read(file, header, at).map_err(|fault| vec![fault])?;
    let (mut items, mut faults) = (Vec::new(), Vec::new());
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for (line, number) in lines {
        let fault = |key: &str, reason: String, remedy: &str| Fault {
            file: file.to_owned(),
            line: number,
            key: key.to_owned(),
            reason,
            remedy: remedy.to_owned(),
        };
        let item = match columns.item(line) {
            Ok(item) => item,
            Err((reason, remedy)) => {
                faults.push(fault(&line.chars().take(40).collect::<String>(), reason, remedy));
                continue;
            }
        };
        if let Some(first) = seen.insert(item.id.clone(), number) {
            faults.push(fault(&item.id, format!("the id also stands in line {first}"), "give each question its own id"));
        }
        for label in item.labels.iter().filter(|label| !acceptance.knows(label)) {
            let (reason, remedy) = (format!("`{label}` is no label"), unknown(label, acceptance));
            faults.push(fault(&item.id, reason, &remedy));
        }
        items.push(item);
    }
    if items.is_empty() && faults.is_empty() {
        faults.push(Fault::file(file, "has no question", "add one question a line below the names of the columns"));
    }
    if faults.is_empty() { Ok(items) } else { Err(faults) }
}

/// What to write instead of an unknown label.
fn unknown(label: &str, acceptance: &Acceptance) -> String {
    let near = acceptance.groups().min_by_key(|known| strsim::osa_distance(known, label));
    match near.filter(|known| strsim::osa_distance(known, label) <= 2) {
        Some(known) => format!("did you mean `{known}`?"),
        None => "write a section's id, emergency, crisis, not-covered:TOPIC, other-medicine or chatter; `|` between two".to_owned(),
    }
}

impl Columns {
    fn read(file: &str, header: &str, line: usize) -> Result<Self, Fault> {
        let names: Vec<&str> = header.split('\t').map(str::trim).collect();
        let find = |name: &str| names.iter().position(|column| *column == name);
        let need = |name: &str| {
            find(name).ok_or_else(|| Fault {
                file: file.to_owned(),
                line,
                key: name.to_owned(),
                reason: "the column is missing".to_owned(),
                remedy: "name the columns in the first line, with tabs between: id, label, style, text, split, tag".to_owned(),
            })
        };
        Ok(Self {
            id: need("id")?,
            label: need("label")?,
            text: need("text")?,
            style: find("style"),
            split: find("split"),
            tag: find("tag"),
            count: names.len(),
        })
    }

    /// One line as a question, or what is wrong with it and what to do.
    fn item(&self, line: &str) -> Result<Item, (String, &'static str)> {
        let fields: Vec<&str> = line.split('\t').collect();
        if fields.len() > self.count {
            let reason = format!("has {} columns, the first line names {}", fields.len(), self.count);
            return Err((reason, "remove tabs from the question"));
        }
        let field = |at: usize| fields.get(at).copied().unwrap_or_default();
        let optional = |at: Option<usize>| at.map_or("", field).to_owned();
        for (name, at) in [("id", self.id), ("label", self.label), ("text", self.text)] {
            if field(at).trim().is_empty() {
                return Err((format!("`{name}` is empty"), "fill it in, or remove the line"));
            }
        }
        let style = optional(self.style);
        Ok(Item {
            id: field(self.id).to_owned(),
            labels: field(self.label).split('|').map(str::to_owned).collect(),
            style: if style.is_empty() { PLAIN.to_owned() } else { style },
            text: field(self.text).to_owned(),
            split: optional(self.split),
            tag: optional(self.tag),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Item, parse};
    use crate::evaluation::acceptance::tests::baclofen;

    #[test]
    fn columns_go_by_their_names() {
        let text = "\u{feff}text\tid\tnote\tlabel\r\nwhat \"is it\r\t\n\nx\ta1\tn\tuses|not-covered:class\r\n";
        let faults = parse("q.tsv", text, &baclofen()).unwrap_err();
        assert_eq!(faults.len(), 1, "a line without id and label: {faults:?}");
        let items = parse("q.tsv", "text\tid\tnote\tlabel\r\n\r\nis \"it\ta1\tn\tuses|not-covered:class\r\n", &baclofen()).unwrap();
        let labels = vec!["uses".to_owned(), "not-covered:class".to_owned()];
        let wanted = Item { id: "a1".into(), labels, style: "plain".into(), text: "is \"it".into(), ..Item::default() };
        assert_eq!(items, [wanted]);
    }

    #[test]
    fn every_fault_has_its_line_and_a_remedy() {
        let head = "id\tlabel\tstyle\ttext\tsplit\ttag";
        for (text, line, part) in [
            (String::new(), 0, "is empty"),
            ("id\tlabel\tstyle\n".into(), 1, "`text`: the column is missing"),
            (format!("{head}\n"), 0, "has no question"),
            (format!("{head}\na\tuses\tplain\tq\tdev\t\textra"), 2, "has 7 columns"),
            (format!("{head}\na\tuses\tplain"), 2, "`text` is empty"),
            (format!("{head}\n \tuses\tplain\tq"), 2, "`id` is empty"),
            (format!("{head}\na\tuses\tplain\tq\n\na\tuses\tplain\tq"), 4, "also stands in line 2"),
            (format!("{head}\na\tmised-dose\tplain\tq"), 2, "did you mean `missed-dose`?"),
            (format!("{head}\na\tuses|\tplain\tq"), 2, "`` is no label"),
            (format!("{head}\na\tuses|weather\tplain\tq"), 2, "not-covered:TOPIC"),
        ] {
            let faults = parse("q.tsv", &text, &baclofen()).unwrap_err();
            let shown = faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
            assert!(shown.contains(part), "{part}: {shown}");
            assert_eq!(faults.first().unwrap().line, line, "{shown}");
            assert!(faults.iter().all(|fault| !fault.remedy.is_empty() && fault.file == "q.tsv"));
        }
    }

    #[test]
    fn all_faults_come_at_once() {
        let text = "id\tlabel\ttext\na\tx\tq\nb\ty\tq\nb\tuses\tq";
        assert_eq!(parse("q.tsv", text, &baclofen()).unwrap_err().len(), 3);
    }
}
