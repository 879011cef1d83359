//! Broken folders: each row spoils a copy of the shipped one in one way and names the fault that must come of it.

use super::{all_faults, few_examples, listed};
use medguide::knowledge::files;
use std::{fs, path::Path};

/// What a row does to a folder.
enum Do {
    /// Removes the file.
    Remove,
    /// Writes the file anew.
    Write(&'static [u8]),
    /// Fills the file with 10 MB of one byte.
    Fill(u8),
    /// Replaces the first place of a text in it.
    Edit(&'static str, &'static str),
    /// Cuts the text behind the front matter away.
    Behead,
    /// Copies the file beside itself, under this name.
    CopyTo(&'static str),
    /// Puts a folder in its place.
    Folder,
}

use Do::{Behead, CopyTo, Edit, Fill, Folder, Remove, Write};

/// A section that every row may spoil.
const USES: &str = "baclofen/uses.md";

/// File that is spoilt, how, the file the fault must name, and words of its reason.
const ROWS: &[(&str, Do, &str, &str)] = &[
    ("baclofen/stopping.md", Remove, "baclofen/missed-dose.md", "`stopping` is no section"),
    (USES, Write(b""), USES, "does not start with a `+++` line"),
    (USES, Edit("+++\n", ""), USES, "does not start with a `+++` line"),
    (USES, Edit("\n+++\n", "\n"), USES, "no closing `+++` line"),
    (USES, Write(b"+++"), USES, "no line behind"),
    (USES, Write(b"+++\n\xff\xfe\n+++\n"), USES, "is not UTF-8"),
    (USES, Write(&[0; 4096]), USES, "does not start with"),
    (USES, Fill(b'x'), USES, "bytes, more than"),
    (USES, Edit("related =", "colour = 1\nrelated ="), USES, "unknown field `colour`"),
    (USES, Edit("related =", "# related ="), USES, ""),
    (USES, Edit("about =", "# about ="), USES, "missing field `about`"),
    (USES, Edit("safety_line =", "id = \"x\"\nsafety_line ="), USES, "duplicate key"),
    (USES, Edit("title = \"", "title = 1 #"), USES, "expected a string"),
    (USES, Edit("related = [", "related = [["), USES, ""),
    (USES, Edit("checked_on = 2026-", "checked_on = 2026-13-01 #"), USES, ""),
    (USES, Edit("kind = \"", "kind = \"un"), USES, "unknown variant"),
    (USES, Edit("Baclofen treats", "Baclofen\r\ntreats"), USES, "carriage return"),
    (USES, Behead, USES, "has 0 characters"),
    (USES, Edit("id = \"uses\"", "id = \"dosing\""), USES, "`dosing` is an id in"),
    (USES, CopyTo("baclofen/uses-2.md"), "baclofen/uses-2.md", "is not the name of the file"),
    (USES, CopyTo("baclofen/notes.txt"), "baclofen/notes.txt", "is no file of a guide"),
    ("baclofen/guide.toml", Remove, "", "there is no guide"),
    ("baclofen/guide.toml", Write(b""), "baclofen/guide.toml", "missing field"),
    ("baclofen/guide.toml", Edit("names =", "name = \"x\"\nnames ="), "baclofen/guide.toml", "duplicate key"),
    ("baclofen/topics.toml", Remove, "baclofen/topics.toml", "is missing"),
    ("baclofen/topics.toml", Write(b""), "baclofen/topics.toml", "holds no topic"),
    ("baclofen/topics.toml", Edit("id = \"vaccines\"", "id = \"storage\""), "baclofen/topics.toml", "`storage` is an id in"),
    ("baclofen/asked-z.tsv", Write(b"target\tquestion\nuses what is it\n"), "baclofen/asked-z.tsv", "is not `target<TAB>"),
    ("baclofen/asked-z.tsv", Write(b"target\tquestion\nnone\twhat is it now\n"), "baclofen/asked-z.tsv", "`none` is no section"),
    ("baclofen/asked-z.tsv", Write(b"target\tquestion\n"), "baclofen/asked-z.tsv", "is empty"),
    ("sources.toml", Remove, "sources.toml", "is missing"),
    ("sources.toml", Folder, "sources.toml", "is missing"),
    ("sources.toml", Edit("[MAYO-IT]", "[MAYO]"), "sources.toml", "duplicate key"),
    ("sources.toml", Edit("grade = \"C\"", "grade = \"Z\""), "sources.toml", "unknown variant"),
    ("safety/lines.toml", Remove, "safety/lines.toml", "is missing"),
    ("safety/lines.toml", Edit("default =", "defaults ="), "baclofen/uses.md", "no safety line `default`"),
    ("safety/phones.toml", Write(b"\n\n\xc3\x28"), "safety/phones.toml", "is not UTF-8"),
    ("safety/numbers.tsv", Remove, "safety/numbers.tsv", "is missing"),
    ("safety/languages.toml", Write(b" \n"), "safety/languages.toml", "is empty"),
    ("words/wording.toml", Write(b"[reassuring]\n"), "words/wording.toml", "missing field"),
    ("medicines/medicines.tsv", Remove, "baclofen/interactions.md", "is no name of the medicines tables"),
    ("medicines/medicines.tsv", Edit("aceclofenac\tgeneric\t", "aceclofenac\t"), "medicines/medicines.tsv", "columns, not 7"),
    ("words/english.tsv", Fill(b'\n'), "words/english.tsv", "bytes, more than"),
    ("words/english.tsv", Write(b"the\tmany\n"), "words/english.tsv", "is not `word<TAB>number`"),
    ("words/forms.toml", Write(b""), "words/forms.toml", "missing field"),
    ("words/concepts/general.toml", Write(b"asks = \"what\""), "words/concepts/general.toml", "expected a sequence"),
];

fn spoil(folder: &Path, file: &str, what: &Do) {
    let path = folder.join(file);
    match what {
        Remove => fs::remove_file(path).unwrap(),
        Write(bytes) => fs::write(path, bytes).unwrap(),
        Fill(byte) => fs::write(path, vec![*byte; 10 << 20]).unwrap(),
        Edit(from, to) => {
            let text = fs::read_to_string(&path).unwrap();
            assert!(text.contains(from), "{file} holds no `{from}`");
            fs::write(path, text.replacen(from, to, 1)).unwrap();
        }
        Behead => {
            let text = fs::read_to_string(&path).unwrap();
            let head = text.rsplit_once("+++").unwrap().0;
            fs::write(path, format!("{head}+++\n")).unwrap();
        }
        CopyTo(name) => assert!(fs::copy(&path, folder.join(name)).is_ok()),
        Folder => {
            fs::remove_file(&path).unwrap();
            fs::create_dir(&path).unwrap();
        }
    }
}

#[test]
fn broken_files_give_a_clear_fault_and_no_panic() {
    let shipped = few_examples();
    let folder = tempfile::tempdir().unwrap();
    for (path, bytes) in &shipped {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    let mut wrong = Vec::new();
    for (file, what, in_file, reason) in ROWS {
        spoil(folder.path(), file, what);
        let (files, mut faults) = files::from_dir(folder.path());
        faults.extend(all_faults(&files));
        match faults.iter().find(|fault| fault.file == *in_file && fault.reason.contains(reason)) {
            Some(fault) if !fault.reason.is_empty() && !fault.remedy.is_empty() => {}
            _ => wrong.push(format!("{file}: no fault `{reason}` in `{in_file}`, only:\n{}", listed(&faults[..faults.len().min(6)]))),
        }
        // Mended again for the next row.
        for touched in [*file, if let CopyTo(name) = what { name } else { file }] {
            let path = folder.path().join(touched);
            if path.is_dir() {
                fs::remove_dir(&path).unwrap();
            }
            match shipped.get(touched) {
                Some(bytes) => fs::write(path, bytes).unwrap(),
                None => fs::remove_file(path).unwrap_or_default(),
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn a_folder_that_is_none_is_a_fault() {
    let (files, faults) = files::from_dir(Path::new("/nowhere/at/all"));
    assert!(files.is_empty() && faults.len() == 1 && faults[0].reason.contains("cannot be read"), "{faults:#?}");
    let empty = tempfile::tempdir().unwrap();
    let (files, faults) = files::from_dir(empty.path());
    assert!(faults[0].reason.contains("no files"), "{faults:#?}");
    assert!(!all_faults(&files).is_empty());
}
