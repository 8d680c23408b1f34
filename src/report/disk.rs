//! Every operation on files: each may fail, and what was whole before stays whole.

use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs::{self, File, TryLockError};
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// Makes a folder and those above it.
///
/// # Errors
///
/// Those of the file system.
pub fn make_folder(path: &Path) -> io::Result<()> {
    fault()?;
    fs::create_dir_all(path)
}

/// Makes one folder, which must not exist.
///
/// # Errors
///
/// Those of the file system.
pub fn make_new_folder(path: &Path) -> io::Result<()> {
    fault()?;
    fs::create_dir(path)
}

/// Keeps every other process of this program out of `folder` until this one ends; no file is made for it.
/// Where a folder cannot be locked (Windows, some network drives) nobody is kept out.
///
/// # Errors
///
/// [`io::ErrorKind::ResourceBusy`] if another process is at work there.
pub fn hold(folder: &Path) -> io::Result<()> {
    static HELD: Mutex<BTreeMap<PathBuf, File>> = Mutex::new(BTreeMap::new());
    let Ok(path) = folder.canonicalize() else { return Ok(()) };
    let mut held = HELD.lock().unwrap_or_else(PoisonError::into_inner);
    if held.contains_key(&path) {
        return Ok(());
    }
    let Ok(file) = File::open(&path) else { return Ok(()) };
    if matches!(file.try_lock(), Err(TryLockError::WouldBlock)) {
        let text = "another pcn-sim is at work in it; wait until it ends, or name another folder";
        return Err(io::Error::new(io::ErrorKind::ResourceBusy, text));
    }
    held.insert(path, file);
    Ok(())
}

/// Removes a file; one that is not there is removed already.
///
/// # Errors
///
/// Those of the file system.
pub fn remove(path: &Path) -> io::Result<()> {
    fault()?;
    match fs::remove_file(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        other => other,
    }
}

/// Puts a file into its place: written beside it, then moved, so that a reader never sees half a file
/// and what stood there before stays if anything fails. Returns the SHA-256 of what was written.
///
/// # Errors
///
/// Those of the file system, and of `write`.
pub fn place(
    path: &Path,
    durability: Durability,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<String> {
    let mut part = OsString::from(path);
    part.push(PART);
    let part = PathBuf::from(part);
    let placed = write_part(&part, durability, write).and_then(|hash| {
        fault()?;
        fs::rename(&part, path)?;
        if durability == Durability::Synced {
            sync_folder(path)?;
        }
        Ok(hash)
    });
    if placed.is_err() {
        // What is left of the attempt is of no use; the first error is the one to report.
        let _ = fs::remove_file(&part);
    }
    placed
}

/// Added to the name of a file that is being written.
pub const PART: &str = ".part";

/// Whether a file must outlast a power cut, or can be made again from others that do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Durability {
    /// It reaches the disk before anything else is done.
    Synced,
    /// It is derived.
    Derived,
}

fn write_part(
    part: &Path,
    durability: Durability,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<String> {
    fault()?;
    let mut out = BufWriter::with_capacity(
        1 << 16,
        Hashing { file: File::create(part)?, hash: Sha256::new() },
    );
    write(&mut out)?;
    let Hashing { file, hash } = out.into_inner().map_err(io::IntoInnerError::into_error)?;
    if durability == Durability::Synced {
        fault()?;
        file.sync_all()?;
    }
    Ok(hex(&hash.finalize()))
}

/// A new name in a folder is safe once the folder is.
fn sync_folder(path: &Path) -> io::Result<()> {
    fault()?;
    let folder = path.parent().filter(|parent| !parent.as_os_str().is_empty());
    // Elsewhere a folder cannot be opened to be synced, and need not be.
    if cfg!(unix) { File::open(folder.unwrap_or(Path::new(".")))?.sync_all() } else { Ok(()) }
}

/// The text of a file of this program's.
///
/// # Errors
///
/// Those of the file system.
pub(super) fn read_text(path: &Path) -> io::Result<String> {
    is_regular(path)?;
    let mut text = String::new();
    File::open(path)?.take(LONGEST_TEXT).read_to_string(&mut text)?;
    Ok(text)
}

/// A pipe would be waited for, and a device has no end.
pub(super) fn is_regular(path: &Path) -> io::Result<()> {
    if fs::metadata(path)?.is_file() {
        return Ok(());
    }
    Err(io::Error::new(io::ErrorKind::InvalidInput, "it is no regular file"))
}

/// No study or manifest is longer.
const LONGEST_TEXT: u64 = 256_000_000;

/// The SHA-256 of a file.
///
/// # Errors
///
/// Those of the file system.
pub(super) fn hash_of(path: &Path) -> io::Result<String> {
    let (mut file, mut hash) = (File::open(path)?, Sha256::new());
    let mut bytes = vec![0; 1 << 16];
    loop {
        match file.read(&mut bytes)? {
            0 => return Ok(hex(&hash.finalize())),
            read => hash.update(&bytes[..read]),
        }
    }
}

/// Bytes as hexadecimal digits.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

struct Hashing {
    file: File,
    hash: Sha256,
}

impl Write for Hashing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        write_or_fault(&mut self.file, bytes)?;
        self.hash.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// A file that grows line by line; a line that was added outlasts a power cut.
#[derive(Debug)]
pub struct Growing {
    file: File,
    /// Up to here lines are whole.
    whole: u64,
    /// Whether something was written that is no whole line.
    is_torn: bool,
}

impl Growing {
    /// Opens the file at `path`, of which the first `whole` bytes are kept.
    ///
    /// # Errors
    ///
    /// Those of the file system.
    pub fn open(path: &Path, whole: u64) -> io::Result<Self> {
        fault()?;
        let file = File::options().create(true).append(true).open(path)?;
        if file.metadata()?.len() > whole {
            fault()?;
            file.set_len(whole)?;
        }
        sync_folder(path)?;
        Ok(Growing { file, whole, is_torn: false })
    }

    /// Adds a line, which ends with a line break.
    ///
    /// # Errors
    ///
    /// Those of the file system; then the line is taken off again.
    pub fn add(&mut self, line: &[u8]) -> io::Result<()> {
        if self.is_torn {
            self.file.set_len(self.whole)?;
            self.is_torn = false;
        }
        let added = write_or_fault(&mut self.file, line).and_then(|()| {
            fault()?;
            self.file.sync_data()
        });
        match added {
            Ok(()) => self.whole += line.len() as u64,
            // Should this fail too, whoever reads it passes over the torn line.
            Err(_) => self.is_torn = self.file.set_len(self.whole).is_err(),
        }
        added
    }
}

fn write_or_fault(file: &mut File, bytes: &[u8]) -> io::Result<()> {
    if let Err(error) = fault() {
        // A disk that fills up takes some of it.
        file.write_all(&bytes[..bytes.len() / 2])?;
        return Err(error);
    }
    file.write_all(bytes)
}

/// For tests: lets an operation fail. `PCN_SIM_FAULT=7` fails the seventh, `7+` all from there on. It is
/// no part of a release build.
#[cfg(debug_assertions)]
fn fault() -> io::Result<()> {
    use std::sync::OnceLock;
    use std::sync::atomic::{AtomicU64, Ordering};
    static WANTED: OnceLock<Option<(u64, bool)>> = OnceLock::new();
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let wanted = WANTED.get_or_init(|| {
        let text = std::env::var("PCN_SIM_FAULT").ok()?;
        let number = text.trim_end_matches('+').parse().ok()?;
        Some((number, text.ends_with('+')))
    });
    let Some((wanted, stays)) = *wanted else { return Ok(()) };
    let number = COUNT.fetch_add(1, Ordering::Relaxed) + 1;
    if number == wanted || stays && number > wanted {
        return Err(io::Error::new(io::ErrorKind::StorageFull, "no space left (a test)"));
    }
    Ok(())
}

#[cfg(not(debug_assertions))]
#[expect(clippy::unnecessary_wraps, reason = "in a debug build it fails where a test asks for it")]
fn fault() -> io::Result<()> {
    Ok(())
}
