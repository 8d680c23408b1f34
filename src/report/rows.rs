//! Rows on disk, one line each. Each has a checksum of the row and of the study to
//! which it belongs. They are sorted when the run ends.

use super::disk::{self, Durability, Growing, hex};
use crate::experiment::row::Kept;
use crate::verification::CaseRow;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};
use std::marker::PhantomData;
use std::path::{Path, PathBuf};

/// The name of the file.
pub const ROWS: &str = "rows.jsonl";

/// The text before the checksum of a line, between checksum and row, and after the row.
const FRAME: [&str; 3] = ["{\"check\":\"", "\",\"row\":", "}"];

/// Length of a checksum: the first hexadecimal digits of a SHA-256.
const DIGITS: usize = 16;

/// The maximum length of a row. A longer line was not written by this program.
const LONGEST_LINE: u64 = 64_000_000;

impl Kept for CaseRow {
    type Key = (u32, usize);

    fn key(&self) -> (u32, usize) {
        (self.replication, self.case)
    }
}

/// The hash that says to which study a row belongs. Rows of another study are ignored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StudyHash(String);

impl StudyHash {
    /// The hash of the study described by `text`, which states everything that determines its rows.
    pub fn of(text: &str) -> Self {
        StudyHash(hex(&Sha256::digest(text)))
    }
}

/// A row of the study `of` as a line, with its line break.
///
/// # Errors
///
/// If the row cannot be written as JSON.
pub fn line_of<T: Kept>(row: &T, of: &StudyHash) -> io::Result<Vec<u8>> {
    let json = serde_json::to_string(row)?;
    let [before, between, after] = FRAME;
    let check = check_of(json.as_bytes(), of);
    Ok(format!("{before}{check}{between}{json}{after}\n").into_bytes())
}

fn check_of(json: &[u8], of: &StudyHash) -> String {
    let mut digits = hex(&Sha256::new().chain_update(&of.0).chain_update(json).finalize());
    digits.truncate(DIGITS);
    digits
}

/// The JSON of a line, if it is whole and belongs to the study `of`.
fn json_of<'l>(line: &'l [u8], of: &StudyHash) -> Option<&'l [u8]> {
    let [before, between, after] = FRAME.map(str::as_bytes);
    let rest = line.strip_prefix(before)?;
    let (check, rest) = rest.split_at_checked(DIGITS)?;
    let json = rest.strip_prefix(between)?.strip_suffix(after)?;
    (check_of(json, of).as_bytes() == check).then_some(json)
}

/// The row of a line, if the line is whole and belongs to the study `of`.
pub fn row_of<T: Kept>(line: &[u8], of: &StudyHash) -> Option<T> {
    serde_json::from_slice(json_of(line, of)?).ok()
}

/// The rows of a folder. Only their positions in the file are kept in memory.
#[derive(Debug)]
pub struct Rows<T: Kept> {
    path: PathBuf,
    of: StudyHash,
    /// By key: where the line begins, and its length without the line break.
    positions: BTreeMap<T::Key, (u64, usize)>,
    /// The length of the whole lines \[bytes\].
    whole: u64,
    /// The number of lines in the middle that are damaged or belong to another study.
    pub damaged: usize,
    /// Whether the lines are in the order of their keys, with nothing between them.
    in_order: bool,
    rows: PhantomData<T>,
}

impl<T: Kept> Rows<T> {
    /// Finds the rows of the study `of` in `folder`. An incomplete last line, damaged lines and lines of
    /// another study are skipped.
    ///
    /// # Errors
    ///
    /// I/O errors of the file system, or if two rows with the same key differ. A missing file has no rows.
    pub fn find(folder: &Path, of: StudyHash) -> io::Result<Self> {
        let path = folder.join(ROWS);
        let mut found = Rows {
            path,
            of,
            positions: BTreeMap::new(),
            whole: 0,
            damaged: 0,
            in_order: true,
            rows: PhantomData,
        };
        match disk::is_regular(&found.path).and_then(|()| File::open(&found.path)) {
            Ok(file) => found.scan(file)?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
        Ok(found)
    }

    fn scan(&mut self, file: File) -> io::Result<()> {
        let mut reader = BufReader::with_capacity(1 << 16, file);
        let (mut at, mut line) = (0_u64, Vec::new());
        loop {
            line.clear();
            let read = reader.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut line)?;
            if read == 0 {
                return Ok(());
            }
            if line.pop_if(|last| *last == b'\n').is_none() {
                // The last line is incomplete and is ignored.
                self.in_order = false;
                return Ok(());
            }
            // An editor or a text-mode transfer may have added these; the rows are still whole.
            if line.pop_if(|last| *last == b'\r').is_some() {
                self.in_order = false;
            }
            let row: Option<T> = row_of(&line, &self.of);
            match row {
                Some(row) => self.enter(row.key(), (at, line.len()))?,
                None => {
                    self.damaged += 1;
                    self.in_order = false;
                }
            }
            at += read as u64;
            self.whole = at;
        }
    }

    fn enter(&mut self, key: T::Key, position: (u64, usize)) -> io::Result<()> {
        if let Some(known) = self.positions.get(&key).copied() {
            self.in_order = false;
            if self.line(known)? != self.line(position)? {
                let text = format!("two rows of {key:?} in {} differ", self.path.display());
                return Err(io::Error::new(io::ErrorKind::InvalidData, text));
            }
            return Ok(());
        }
        self.in_order &= self.positions.last_key_value().is_none_or(|(last, _)| *last < key);
        self.positions.insert(key, position);
        Ok(())
    }

    fn line(&self, (at, length): (u64, usize)) -> io::Result<Vec<u8>> {
        let mut file = File::open(&self.path)?;
        file.seek(SeekFrom::Start(at))?;
        let mut line = vec![0; length];
        file.read_exact(&mut line)?;
        Ok(line)
    }

    /// The keys, in order.
    pub fn keys(&self) -> impl Iterator<Item = T::Key> {
        self.positions.keys().copied()
    }

    /// Whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.positions.is_empty()
    }

    /// Gives every row to `each`, in the order of their keys.
    ///
    /// # Errors
    ///
    /// I/O errors of the file system, and of `each`.
    pub fn each(&self, mut each: impl FnMut(T) -> io::Result<()>) -> io::Result<()> {
        self.each_line(|line| {
            let json = json_of(line, &self.of).ok_or_else(|| self.changed())?;
            each(serde_json::from_slice(json)?)
        })
    }

    /// Gives the line of every row to `each`, in the order of their keys, without its line break.
    ///
    /// # Errors
    ///
    /// I/O errors of the file system, and of `each`.
    pub fn each_line(&self, mut each: impl FnMut(&[u8]) -> io::Result<()>) -> io::Result<()> {
        if self.positions.is_empty() {
            return Ok(());
        }
        let mut reader = BufReader::with_capacity(1 << 16, File::open(&self.path)?);
        let (mut at, mut line) = (0_u64, Vec::new());
        for &(position, length) in self.positions.values() {
            if position != at {
                reader.seek(SeekFrom::Start(position))?;
            }
            line.resize(length, 0);
            reader.read_exact(&mut line)?;
            reader.read_exact(&mut [0])?;
            at = position + length as u64 + 1;
            each(&line)?;
        }
        Ok(())
    }

    fn changed(&self) -> io::Error {
        let text = format!("{} was changed while it was read", self.path.display());
        io::Error::new(io::ErrorKind::InvalidData, text)
    }

    /// Opens the file to append rows after the existing ones.
    ///
    /// # Errors
    ///
    /// I/O errors of the file system.
    pub fn grow(&self) -> io::Result<GrowingRows> {
        Ok(GrowingRows { file: Growing::open(&self.path, self.whole)?, of: self.of.clone() })
    }

    /// Sorts the lines by their keys if necessary. The same rows are then the same bytes, in whatever
    /// order they were finished.
    ///
    /// # Errors
    ///
    /// I/O errors of the file system. The file is then unchanged.
    pub fn put_in_order(self) -> io::Result<()> {
        if self.in_order {
            return Ok(());
        }
        write_in_order(&self.path, &[&self])
    }
}

/// Writes the rows of several folders into one folder, each row once, in the order of their keys.
///
/// # Errors
///
/// I/O errors of the file system, or if two rows with the same key differ.
pub fn join<T: Kept>(into: &Path, from: &[Rows<T>]) -> io::Result<()> {
    write_in_order(&into.join(ROWS), &from.iter().collect::<Vec<_>>())
}

/// Whether rows of one key are the same in all folders.
///
/// # Errors
///
/// I/O errors of the file system, or if two rows with the same key differ.
pub fn agree<T: Kept>(rows: &[Rows<T>]) -> io::Result<()> {
    positions_in_order(&rows.iter().collect::<Vec<_>>()).map(drop)
}

/// By key: which of `from` has the row, and where.
type Positions<T> = BTreeMap<<T as Kept>::Key, (usize, (u64, usize))>;

fn positions_in_order<T: Kept>(from: &[&Rows<T>]) -> io::Result<Positions<T>> {
    let mut all: Positions<T> = BTreeMap::new();
    for (number, rows) in from.iter().enumerate() {
        for (key, position) in &rows.positions {
            if let Some((first, known)) = all.get(key)
                && from[*first].line(*known)? != rows.line(*position)?
            {
                let text = format!(
                    "the rows of {key:?} in {} and in {} differ",
                    from[*first].path.display(),
                    rows.path.display()
                );
                return Err(io::Error::new(io::ErrorKind::InvalidData, text));
            }
            all.entry(*key).or_insert((number, *position));
        }
    }
    Ok(all)
}

fn write_in_order<T: Kept>(path: &Path, from: &[&Rows<T>]) -> io::Result<()> {
    let all = positions_in_order(from)?;
    let mut files: Vec<Option<File>> = from.iter().map(|_| None).collect();
    disk::put(path, Durability::Synced, |out| {
        for (number, (at, length)) in all.values() {
            let file = match &mut files[*number] {
                Some(file) => file,
                none => none.insert(File::open(&from[*number].path)?),
            };
            file.seek(SeekFrom::Start(*at))?;
            let mut line = vec![0; *length];
            file.read_exact(&mut line)?;
            line.push(b'\n');
            out.write_all(&line)?;
        }
        Ok(())
    })?;
    Ok(())
}

/// A file to which finished rows are appended.
#[derive(Debug)]
pub struct GrowingRows {
    file: Growing,
    of: StudyHash,
}

impl GrowingRows {
    /// Appends a row, which from then on survives a power cut.
    ///
    /// # Errors
    ///
    /// I/O errors of the file system. Earlier rows are kept.
    pub fn add<T: Kept>(&mut self, row: &T) -> io::Result<()> {
        self.file.add(&line_of(row, &self.of)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::{Deserialize, Serialize};
    use std::fs;
    use std::io::Write;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Pair(u32, f64);

    impl Kept for Pair {
        type Key = u32;

        fn key(&self) -> u32 {
            self.0
        }
    }

    fn folder(name: &str) -> PathBuf {
        let path = std::env::temp_dir().join(format!("pcn-sim-rows-{}-{name}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).expect("a temporary folder can be made");
        path
    }

    fn study() -> StudyHash {
        StudyHash::of("a study")
    }

    fn written(folder: &Path, rows: &[Pair]) {
        let mut file =
            Rows::<Pair>::find(folder, study()).and_then(|rows| rows.grow()).expect("it opens");
        rows.iter().for_each(|row| file.add(row).expect("it is added"));
    }

    fn all(folder: &Path) -> Vec<Pair> {
        let mut found = Vec::new();
        let rows = Rows::<Pair>::find(folder, study()).expect("they are found");
        rows.each(|row| {
            found.push(row);
            Ok(())
        })
        .expect("they are read");
        found
    }

    #[test]
    fn rows_come_back_as_they_were_in_the_order_of_their_keys() {
        let folder = folder("order");
        written(&folder, &[Pair(3, 0.1 + 0.2), Pair(1, 1e-300), Pair(2, -0.0)]);
        let before = all(&folder);
        assert_eq!(before, [Pair(1, 1e-300), Pair(2, -0.0), Pair(3, 0.1 + 0.2)]);
        Rows::<Pair>::find(&folder, study()).and_then(Rows::put_in_order).expect("it is sorted");
        let text = fs::read_to_string(folder.join(ROWS)).expect("it is there");
        assert!(text.starts_with("{\"check\":\"") && text.contains("[1,1e-300]"), "{text}");
        assert!(text.find("[1,") < text.find("[2,") && text.find("[2,") < text.find("[3,"));
        assert_eq!(all(&folder), before);
        fs::remove_dir_all(&folder).expect("it is ours");
    }

    #[test]
    fn a_row_that_was_cut_off_or_damaged_is_made_again_and_all_others_are_kept() {
        let folder = folder("cut");
        written(&folder, &[Pair(1, 0.5), Pair(2, 1.5)]);
        let path = folder.join(ROWS);
        let mut file = fs::OpenOptions::new().append(true).open(&path).expect("it opens");
        file.write_all(b"{\"check\":\"00").expect("it is written");
        assert_eq!(all(&folder).len(), 2);
        written(&folder, &[Pair(3, 2.5)]);
        assert_eq!(all(&folder).len(), 3, "the torn line is gone");
        let text = fs::read_to_string(&path).expect("it is there").replace("1.5", "9.5");
        fs::write(&path, text).expect("it is written");
        let found = Rows::<Pair>::find(&folder, study()).expect("they are found");
        assert_eq!((found.damaged, found.keys().collect::<Vec<_>>()), (1, vec![1, 3]));
        fs::remove_dir_all(&folder).expect("it is ours");
    }

    #[test]
    fn rows_of_several_folders_are_joined_unless_they_differ() {
        let [one, two, both] = ["one", "two", "both"].map(folder);
        written(&one, &[Pair(1, 0.5), Pair(3, 1.5)]);
        written(&two, &[Pair(2, 0.25), Pair(3, 1.5)]);
        let find = |folder: &Path| Rows::<Pair>::find(folder, study()).expect("they are found");
        join(&both, &[find(&two), find(&one)]).expect("they agree");
        assert_eq!(all(&both), [Pair(1, 0.5), Pair(2, 0.25), Pair(3, 1.5)]);
        written(&two, &[Pair(1, 0.75)]);
        let error = join(&both, &[find(&two), find(&one)]).expect_err("they differ");
        assert!(error.to_string().contains("the rows of 1 in"), "{error}");
        assert_eq!(all(&both).len(), 3, "what was there stays");
        [one, two, both].iter().for_each(|folder| fs::remove_dir_all(folder).expect("ours"));
    }

    #[test]
    fn rows_of_another_study_are_not_read() {
        let folder = folder("another");
        written(&folder, &[Pair(1, 0.5), Pair(2, 1.5)]);
        let other = Rows::<Pair>::find(&folder, StudyHash::of("another")).expect("they are read");
        assert_eq!((other.damaged, other.is_empty()), (2, true));
        fs::remove_dir_all(&folder).expect("it is ours");
    }
}
