//! The cache on disk: one file for each row, under a name that is the hash of all that decides it.
//!
//! Nothing here fails: a row that cannot be read is simulated, and one that cannot be written is
//! simulated again next time. The folder may be deleted at any time.

use super::disk::{self, Durability, hex};
use super::manifest::MODEL;
use super::rows::{StudyHash, line_of, row_of};
use crate::experiment::cache::{Cache, Origin};
use crate::experiment::row::Row;
use crate::model::CareSystem;
use sha2::{Digest, Sha256};
use std::fmt::{self, Write};
use std::fs::{self, DirEntry, Metadata};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

/// The ending of the names of rows. Other files are never touched.
const ENDING: &str = "row";

/// The share of the limit down to which the oldest rows are removed.
const KEPT_SHARE: f64 = 0.8;

/// Rows of earlier runs in a folder of limited size.
#[derive(Debug)]
pub struct RowCache {
    folder: PathBuf,
    /// The most that rows may take \[bytes\].
    most: u64,
    /// What they take now \[bytes\], found when the first row is written; other processes may add some.
    size: Mutex<Option<u64>>,
    found: AtomicU64,
    damaged: AtomicU64,
    is_full: AtomicBool,
}

/// What a cache has done for a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Account {
    /// Rows that did not have to be simulated.
    pub found: u64,
    /// Rows that were damaged, and were simulated again.
    pub damaged: u64,
    /// Whether rows could not be written.
    pub is_full: bool,
}

impl RowCache {
    /// The cache in `folder`, which is made with its first row, of at most this size \[bytes\].
    pub fn new(folder: PathBuf, most: u64) -> Self {
        RowCache {
            size: Mutex::new(None),
            folder,
            most,
            found: AtomicU64::new(0),
            damaged: AtomicU64::new(0),
            is_full: AtomicBool::new(false),
        }
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// What it has done.
    pub fn account(&self) -> Account {
        Account {
            found: self.found.load(Ordering::Relaxed),
            damaged: self.damaged.load(Ordering::Relaxed),
            is_full: self.is_full.load(Ordering::Relaxed),
        }
    }

    /// Where the row with this `key` is: in one of 256 folders.
    fn path(&self, key: &str) -> PathBuf {
        let name = hex(&Sha256::digest(key));
        let (folder, rest) = name.split_at(2);
        self.folder.join(folder).join(rest).with_extension(ENDING)
    }

    fn write(&self, path: &Path, line: &[u8]) -> std::io::Result<()> {
        if let Some(folder) = path.parent() {
            disk::make_folder(folder)?;
        }
        disk::put(path, Durability::Derived, |out| out.write_all(line)).map(drop)
    }

    /// Counts a row that was written, and removes the oldest ones if there are too many.
    fn grown(&self, by: u64) {
        let mut size = self.size.lock().unwrap_or_else(PoisonError::into_inner);
        let now = size.map_or_else(|| size_of(&self.folder), |size| size + by);
        *size = Some(if now > self.most {
            remove_oldest(&self.folder, (self.most as f64 * KEPT_SHARE) as u64)
        } else {
            now
        });
    }
}

impl Cache for RowCache {
    fn digest(&self, system: &CareSystem) -> String {
        // Every field is printed, and numbers with all their digits.
        let mut text = Hashed(Sha256::new());
        write!(text, "{system:?}").expect("hashing does not fail");
        hex(&text.0.finalize())
    }

    fn find(&self, origin: &Origin) -> Option<Row> {
        let key = key_of(origin);
        let path = self.path(&key);
        let line = fs::read(&path).ok()?;
        let row = row_of(line.strip_suffix(b"\n").unwrap_or(&line), &StudyHash::of(&key));
        let counter = if row.is_some() { &self.found } else { &self.damaged };
        counter.fetch_add(1, Ordering::Relaxed);
        row
    }

    fn enter(&self, origin: &Origin, row: &Row) {
        let key = key_of(origin);
        let Ok(line) = line_of(row, &StudyHash::of(&key)) else { return };
        match self.write(&self.path(&key), &line) {
            Ok(()) => self.grown(line.len() as u64),
            Err(_) => self.is_full.store(true, Ordering::Relaxed),
        }
    }
}

/// All that decides a row, as text.
fn key_of(origin: &Origin) -> String {
    format!("{} {MODEL}\n{origin:?}", env!("CARGO_PKG_VERSION"))
}

struct Hashed(Sha256);

impl Write for Hashed {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0.update(text);
        Ok(())
    }
}

/// The rows in `folder`. What cannot be read is left out.
fn rows_of(folder: &Path) -> Vec<(PathBuf, Metadata)> {
    let inside = |folder: &Path| fs::read_dir(folder).into_iter().flatten().flatten();
    let row = |entry: DirEntry| {
        let path = entry.path();
        let about = entry.metadata().ok().filter(Metadata::is_file)?;
        path.extension().is_some_and(|ending| ending == ENDING).then_some((path, about))
    };
    inside(folder).flat_map(|entry| inside(&entry.path())).filter_map(row).collect()
}

/// What the rows in `folder` take \[bytes\].
fn size_of(folder: &Path) -> u64 {
    rows_of(folder).iter().map(|(_, about)| about.len()).sum()
}

/// Removes the oldest rows until all take at most `most` \[bytes\]; what they take then.
fn remove_oldest(folder: &Path, most: u64) -> u64 {
    let mut rows = rows_of(folder);
    rows.sort_by_cached_key(|(path, about)| (about.modified().ok(), path.clone()));
    let mut size: u64 = rows.iter().map(|(_, about)| about.len()).sum();
    for (path, about) in rows {
        if size <= most {
            break;
        }
        if disk::remove(&path).is_ok() {
            size -= about.len();
        }
    }
    size
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::cache::Simulated;
    use crate::experiment::row::ProfileSums;
    use crate::simulation::Horizon;
    use std::time::{Duration, SystemTime};

    fn origin(address: u32) -> Origin {
        let horizon = Horizon { warm_up_weeks: 0, weeks: 1 };
        let own = Simulated { digest: "a system".to_owned(), horizon, address };
        Origin { seed: 1, own, baseline: None, keeps_days: false }
    }

    fn row() -> Row {
        let profile = ProfileSums {
            lags: Vec::new(),
            monday_waits: vec![(3, 0.1 + 0.2)],
            rooms: vec![1e-300],
            room_days: Vec::new(),
            busy: Vec::new(),
            in_session: Vec::new(),
        };
        Row {
            stage: 0,
            replication: 1,
            variant: 0,
            refused: 0,
            events: 7,
            working_days: 5,
            measures: vec![Some(-0.0), None],
            paired: Vec::new(),
            distributions: Vec::new(),
            supervision: Vec::new(),
            unmet_for_want_of: Vec::new(),
            practices: Vec::new(),
            weekdays: Vec::new(),
            profile,
            days: Vec::new(),
        }
    }

    fn folder(name: &str) -> PathBuf {
        let path =
            std::env::temp_dir().join(format!("pcn-sim-cache-{}-{name}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        path
    }

    #[test]
    fn it_is_never_larger_than_its_limit_and_keeps_the_newest_rows() {
        let (folder, row) = (folder("limit"), row());
        // Rows have times of their own, since a clock may not tell one write from the next.
        let enter = |cache: &RowCache, address: u32| {
            cache.enter(&origin(address), &row);
            let path = cache.path(&key_of(&origin(address)));
            let when = SystemTime::UNIX_EPOCH + Duration::from_secs(address.into());
            let written = fs::File::options().write(true).open(path).expect("the newest is there");
            written.set_modified(when).expect("it has a time");
        };
        enter(&RowCache::new(folder.clone(), u64::MAX), 0);
        let each = size_of(&folder);
        let cache = RowCache::new(folder.clone(), 10 * each + each / 2);
        for address in 1..40 {
            enter(&cache, address);
            let size = size_of(&folder);
            assert!(size <= 10 * each + each / 2, "{size} bytes after row {address}");
        }
        assert_eq!(cache.find(&origin(39)).as_ref(), Some(&row));
        assert_eq!(cache.find(&origin(0)), None);
        fs::remove_dir_all(&folder).expect("it is ours");
    }

    #[test]
    fn files_that_are_no_rows_are_left_alone() {
        let folder = folder("others");
        fs::create_dir_all(folder.join("ab")).expect("it is made");
        fs::write(folder.join("ab/notes.txt"), "mine").expect("it is written");
        let cache = RowCache::new(folder.clone(), 1);
        cache.enter(&origin(0), &row());
        assert_eq!(rows_of(&folder).len(), 0, "a row is larger than a byte");
        assert!(folder.join("ab/notes.txt").exists());
        fs::remove_dir_all(&folder).expect("it is ours");
    }
}
