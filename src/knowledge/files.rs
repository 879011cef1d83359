//! The knowledge folder as bytes: embedded in the binary or read from a directory.

use super::fault::Fault;
use include_dir::{Dir, include_dir};
use std::{borrow::Cow, collections::BTreeMap, fs, path::Path};

/// The knowledge folder as it was when the program was built.
static EMBEDDED: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/knowledge");

/// Largest file read, in bytes. The longest one shipped, the word list, has 300 kB.
pub const MAX_BYTES: u64 = 4 * 1024 * 1024;

/// Path below the knowledge folder (with `/`) to its bytes; sorted by path.
pub type Files = BTreeMap<String, Cow<'static, [u8]>>;

/// The files inside the binary.
#[must_use]
pub fn embedded() -> Files {
    fn add(dir: &'static Dir<'static>, files: &mut Files) {
        for file in dir.files() {
            files.insert(file.path().to_string_lossy().replace('\\', "/"), Cow::Borrowed(file.contents()));
        }
        for dir in dir.dirs() {
            add(dir, files);
        }
    }
    let mut files = Files::new();
    add(&EMBEDDED, &mut files);
    files
}

/// Reads a knowledge folder. Files that cannot be read or are over [`MAX_BYTES`] become faults.
///
/// Hidden files and editors' backups (`.x`, `x~`) are passed over.
#[must_use]
pub fn from_dir(root: &Path) -> (Files, Vec<Fault>) {
    let (mut files, mut faults) = (Files::new(), Vec::new());
    read_dir(root, "", &mut files, &mut faults, 0);
    if files.is_empty() && faults.is_empty() {
        faults.push(Fault::file(&root.display().to_string(), "the folder has no files", "name a folder made like the shipped `knowledge`"));
    }
    (files, faults)
}

/// Folders below folders are followed this deep: deeper ones are a mistake or a link to a parent.
const MAX_DEPTH: usize = 6;

fn read_dir(dir: &Path, prefix: &str, files: &mut Files, faults: &mut Vec<Fault>, depth: usize) {
    let entries = match fs::read_dir(dir) {
        Ok(entries) if depth <= MAX_DEPTH => entries,
        Ok(_) => return faults.push(Fault::file(prefix, "folders are nested too deep", "move the files up")),
        Err(error) => {
            let name = if prefix.is_empty() { dir.display().to_string() } else { prefix.to_owned() };
            return faults.push(Fault::file(&name, format!("cannot be read: {error}"), "check the path and its permissions"));
        }
    };
    for entry in entries.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with('.') || name.ends_with('~') {
            continue;
        }
        let path = entry.path();
        let below = if prefix.is_empty() { name } else { format!("{prefix}/{name}") };
        if path.is_dir() {
            read_dir(&path, &below, files, faults, depth + 1);
            continue;
        }
        match fs::metadata(&path) {
            Ok(meta) if meta.len() > MAX_BYTES => {
                let reason = format!("has {} bytes, more than {MAX_BYTES}", meta.len());
                faults.push(Fault::file(&below, reason, "split or remove the file"));
            }
            _ => match fs::read(&path) {
                Ok(bytes) => {
                    files.insert(below, Cow::Owned(bytes));
                }
                Err(error) => faults.push(Fault::file(&below, format!("cannot be read: {error}"), "check its permissions")),
            },
        }
    }
}

/// A file as text, or a fault when it is missing or not UTF-8.
///
/// # Errors
/// The fault names the file and, when it is not UTF-8, the line where the text breaks off.
pub fn text<'f>(files: &'f Files, path: &str) -> Result<&'f str, Fault> {
    let bytes = files.get(path).ok_or_else(|| Fault::file(path, "is missing", "restore the file from the shipped knowledge folder"))?;
    std::str::from_utf8(bytes).map_err(|error| {
        let line = bytes.get(..error.valid_up_to()).unwrap_or_default().iter().filter(|&&b| b == b'\n').count() + 1;
        Fault {
            file: path.to_owned(),
            line,
            key: String::new(),
            reason: "is not UTF-8 text".to_owned(),
            remedy: "save the file as UTF-8".to_owned(),
        }
    })
}
