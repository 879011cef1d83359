//! Every figure of the phone list, the fixed texts and their lock changed in turn.

use super::all_faults;
use medguide::knowledge::{
    files::{self, Files},
    rules::FOLDER,
};

/// Files the rules on numbers read; without the long lists a change costs a few milliseconds.
fn safety_files() -> Files {
    let mut files = files::embedded();
    let read =
        ["safety/phones.toml", "safety/lines.toml", "safety/numbers.tsv", "safety/languages.toml", "sources.toml", "words/wording.toml"];
    files.retain(|path, _| path.starts_with(FOLDER) || read.contains(&path.as_str()));
    files
}

#[test]
fn every_figure_of_the_safety_files_is_locked() {
    let shipped = safety_files();
    let before = all_faults(&shipped);
    let (mut tried, mut survivors) = (0, Vec::new());
    for path in shipped.keys().filter(|path| path.starts_with("safety/") && !path.ends_with("languages.toml")) {
        let text = files::text(&shipped, path).unwrap().to_owned();
        let mut retired = false;
        let mut at = 0;
        for line in text.split_inclusive('\n') {
            let start = at;
            at += line.len();
            retired |= line.starts_with("retired");
            // Of a rule, people see the line alone; the rest are wordings to find.
            let unseen = path.starts_with(FOLDER) && !line.starts_with("line =");
            let passed_over = retired || unseen || line.starts_with(['#', '[']) || line.contains("checked_on");
            retired &= !line.starts_with(']');
            if passed_over {
                continue;
            }
            // Behind a `#` stands a comment: no text of these files holds one.
            let end = line.find('#').unwrap_or(line.len());
            for (found, digit) in line[..end].char_indices().filter(|(_, c)| c.is_ascii_digit()) {
                let new = char::from_digit((digit.to_digit(10).unwrap() + 1) % 10, 10).unwrap();
                let mut changed = text.clone();
                changed.replace_range(start + found..=start + found, &new.to_string());
                let mut files = shipped.clone();
                files.insert(path.clone(), changed.into_bytes().into());
                tried += 1;
                if all_faults(&files).iter().all(|fault| before.contains(fault)) {
                    survivors.push(format!("{path}: {digit} -> {new} in {}", line.trim()));
                }
            }
        }
    }
    println!("{tried} figures changed, {} found", tried - survivors.len());
    assert!(tried > 200 && survivors.is_empty(), "{} of {tried} survived:\n{}", survivors.len(), survivors.join("\n"));
}
