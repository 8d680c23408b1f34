//! Folders and files of publications, as one data set.

use super::data::{Dataset, FileRead};
use super::join::join;
use super::left::LeftOut;
use super::source::Collected;
use super::values::dataset;
use crate::scenario::error::{Problem, list};
use crate::text::shown;
use encoding_rs_io::DecodeReaderBytesBuilder;
use std::fs::{self, File};
use std::io::{self, Cursor, Read};
use std::path::{Path, PathBuf};

/// Publications that cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("cannot use the publications in {}: {}", shown(.folder), list(.problems))]
#[non_exhaustive]
pub struct PublicationsError {
    /// The folder or file.
    pub folder: String,
    /// Every problem found.
    pub problems: Vec<Problem>,
}

/// Folders are searched to this depth.
const DEEPEST: usize = 9;

/// The most files of a folder.
const MOST_FILES: usize = 10_000;

/// Reads the publications in `path`, a folder or a file. Values that are far from those of England are left
/// out unless `accept`.
///
/// # Errors
///
/// [`PublicationsError`] with every problem: a folder without publications, files that cannot be read, columns
/// that are missing, shares in per cent, tenths in place of fifths.
pub fn load(path: &Path, accept: bool) -> Result<Dataset, PublicationsError> {
    let mut collected = Collected::default();
    let mut files = Vec::new();
    let name = path.display().to_string();
    if path.is_dir() {
        search(path, path, &mut Vec::new(), &mut files, &mut collected);
    } else {
        files.push(path.to_owned());
    }
    files.sort();
    for file in &files {
        let label = file.strip_prefix(path).ok().filter(|rest| !rest.as_os_str().is_empty());
        let label = label.unwrap_or(file).display().to_string();
        let regular = fs::metadata(file).is_ok_and(|about| about.is_file());
        match File::open(file) {
            Ok(_) if !regular => skip(&label, "it is not a regular file", &mut collected),
            Ok(opened) => collected.read(&label, opened, 0),
            Err(error) => {
                let remedy = "name a folder of publications that can be read";
                collected.fail(&label, &error.to_string(), "a file that can be read", remedy);
            }
        }
    }
    finish(&name, collected, accept)
}

/// Reads publications from memory, each with its name.
///
/// # Errors
///
/// As [`load`].
pub fn read(files: &[(&str, &[u8])], accept: bool) -> Result<Dataset, PublicationsError> {
    let mut collected = Collected::default();
    for (name, bytes) in files {
        collected.read(name, Cursor::new(*bytes), 0);
    }
    finish("memory", collected, accept)
}

/// A table that an import wrote, without the byte order mark that a spreadsheet may have added.
pub(super) fn text_of(path: &Path) -> io::Result<impl Read> {
    let file = File::open(path)?;
    Ok(DecodeReaderBytesBuilder::new().utf8_passthru(true).strip_bom(true).build(file))
}

fn skip(label: &str, reason: &str, collected: &mut Collected) {
    collected.left.note(0, LeftOut::file(label, reason));
}

/// The files in a folder and below. `above` are the folders above it, each without links.
fn search(
    root: &Path,
    folder: &Path,
    above: &mut Vec<PathBuf>,
    files: &mut Vec<PathBuf>,
    collected: &mut Collected,
) {
    let entries = fs::read_dir(folder).and_then(|entries| Ok((entries, folder.canonicalize()?)));
    let (entries, real) = match entries {
        Ok(found) => found,
        Err(error) => {
            let remedy = "name a folder that can be read";
            let found = error.to_string();
            let label = folder.display().to_string();
            return collected.fail(&label, &found, "a folder that can be read", remedy);
        }
    };
    let label = |path: &Path| path.strip_prefix(root).unwrap_or(path).display().to_string();
    if above.contains(&real) {
        return skip(&label(folder), "a link to a folder above it", collected);
    }
    if above.len() >= DEEPEST {
        return skip(
            &label(folder),
            "more than eight folders deep; name the folder itself",
            collected,
        );
    }
    above.push(real);
    for entry in entries.flatten() {
        let path = entry.path();
        if entry.file_name().to_string_lossy().starts_with('.') {
            skip(&label(&path), "a hidden file or folder", collected);
        } else if path.is_dir() {
            search(root, &path, above, files, collected);
        } else if files.len() < MOST_FILES {
            files.push(path);
        } else {
            skip(&label(&path), "more than 10,000 files; name a folder below", collected);
        }
    }
    above.pop();
}

fn finish(
    name: &str,
    mut collected: Collected,
    accept: bool,
) -> Result<Dataset, PublicationsError> {
    let read: Vec<FileRead> = collected.tables.iter().map(FileRead::of).collect();
    if read.is_empty() && collected.problems.is_empty() {
        let expected = "at least one publication with data by practice";
        let remedy = "docs/networks.md says which files are read and where they are found";
        let files = collected.left.entries().filter(|(entry, ..)| entry.what == "file");
        let files: Vec<(String, String)> =
            files.take(5).map(|(entry, ..)| (entry.file.clone(), entry.reason.clone())).collect();
        collected.fail(name, "no publication that is known by its columns", expected, remedy);
        for (file, reason) in files {
            collected.fail(&file, &reason, expected, remedy);
        }
    }
    if !collected.problems.is_empty() {
        return Err(PublicationsError { folder: name.to_owned(), problems: collected.problems });
    }
    let joined = join(collected.tables, &mut collected.left);
    let mut data = dataset(joined, collected.left, accept);
    data.files = read;
    if data.practices.is_empty() {
        let mut problems = Vec::new();
        let reasons = data.left.reasons();
        if reasons.is_empty() {
            problems.push(Problem {
                file: name.to_owned(),
                line: None,
                key: String::new(),
                found: "no practice in any of the files".into(),
                expected: "at least one practice with a network and a list size".into(),
                remedy: "take files with rows".into(),
            });
        }
        for (what, reason, count, example) in reasons.into_iter().take(5) {
            problems.push(Problem {
                file: if example.file.is_empty() { name.to_owned() } else { example.file.clone() },
                line: None,
                key: example.column.clone(),
                found: format!("{count} × {what} left out: {reason}"),
                expected: "at least one practice with a network and a list size".into(),
                remedy: "add a file that states networks and lists, such as Mapping.csv and Patients Registered".into(),
            });
        }
        return Err(PublicationsError { folder: name.to_owned(), problems });
    }
    Ok(data)
}
