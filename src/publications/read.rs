//! Folders and files of publications, as one data set.

use super::data::{Dataset, FileRead};
use super::join::join;
use super::left::LeftOut;
use super::source::Collected;
use super::values::dataset;
use crate::scenario::error::{Problem, list};
use crate::text::shown;
use std::fs::{self, File};
use std::io::Cursor;
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
const DEEPEST: u32 = 8;

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
        search(path, 0, &mut files, &mut collected);
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

fn skip(label: &str, reason: &str, collected: &mut Collected) {
    let entry = LeftOut {
        file: label.to_owned(),
        what: "file",
        reason: reason.to_owned(),
        ..LeftOut::default()
    };
    collected.left.note(0, entry);
}

/// The files in a folder and below, without hidden ones.
fn search(folder: &Path, depth: u32, files: &mut Vec<PathBuf>, collected: &mut Collected) {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) => {
            let remedy = "name a folder that can be read";
            let found = error.to_string();
            return collected.fail(
                &folder.display().to_string(),
                &found,
                "a folder that can be read",
                remedy,
            );
        }
    };
    for entry in entries.flatten() {
        let path = entry.path();
        if entry.file_name().to_string_lossy().starts_with('.') {
            continue;
        }
        if path.is_dir() {
            if depth < DEEPEST {
                search(&path, depth + 1, files, collected);
            }
        } else if files.len() < MOST_FILES {
            files.push(path);
        }
    }
}

fn finish(
    name: &str,
    mut collected: Collected,
    accept: bool,
) -> Result<Dataset, PublicationsError> {
    let read: Vec<FileRead> = collected.tables.iter().map(FileRead::of).collect();
    if read.is_empty() && collected.problems.is_empty() {
        let found = "no publication that is known by its columns";
        let remedy = "docs/networks.md says which files are read and where they are found";
        collected.fail(name, found, "at least one publication with data by practice", remedy);
    }
    if !collected.problems.is_empty() {
        return Err(PublicationsError { folder: name.to_owned(), problems: collected.problems });
    }
    let joined = join(collected.tables, &mut collected.left);
    let mut data = dataset(joined, collected.left, accept);
    data.files = read;
    if data.practices.is_empty() {
        let mut problems = Vec::new();
        for (what, reason, count, example) in data.left.reasons().into_iter().take(5) {
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
