//! All file operations. Each may fail, and a failure leaves existing files intact.

use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs::{self, File, TryLockError};
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// Creates a folder and its parents.
///
/// # Errors
///
/// I/O errors of the file system.
pub fn make_folder(path: &Path) -> io::Result<()> {
    fault()?;
    fs::create_dir_all(path)
}

/// Creates one folder, which must not exist.
///
/// # Errors
///
/// I/O errors of the file system.
pub fn make_new_folder(path: &Path) -> io::Result<()> {
    fault()?;
    fs::create_dir(path)
}

/// The folders that this process holds.
static HELD: Mutex<BTreeMap<PathBuf, File>> = Mutex::new(BTreeMap::new());

/// Locks `folder` against other processes of this program until this one ends. No lock file is created.
/// On systems that cannot lock a folder (Windows, some network drives), this has no effect.
///
/// # Errors
///
/// [`io::ErrorKind::ResourceBusy`] if another process uses the folder.
pub fn hold(folder: &Path) -> io::Result<()> {
    let Ok(path) = folder.canonicalize() else { return Ok(()) };
    let mut held = HELD.lock().unwrap_or_else(PoisonError::into_inner);
    if held.contains_key(&path) {
        return Ok(());
    }
    let Ok(file) = File::open(&path) else { return Ok(()) };
    if matches!(file.try_lock(), Err(TryLockError::WouldBlock)) {
        let text =
            "another pcn-sim is using this folder; wait until it ends, or name another folder";
        return Err(io::Error::new(io::ErrorKind::ResourceBusy, text));
    }
    held.insert(path, file);
    Ok(())
}

/// Lets other processes use a folder that [`hold`] locked.
pub fn let_go(folder: &Path) {
    let Ok(path) = folder.canonicalize() else { return };
    HELD.lock().unwrap_or_else(PoisonError::into_inner).remove(&path);
}

/// Removes a file. It is not an error if the file does not exist.
///
/// # Errors
///
/// I/O errors of the file system.
pub fn remove(path: &Path) -> io::Result<()> {
    fault()?;
    match fs::remove_file(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        other => other,
    }
}

/// Removes those files of a new folder that there are, and the folder if nothing else is in it: what was half written
/// is of no use, and the error that led to it is the one to report.
pub fn discard(folder: &Path, names: &[&str]) {
    for name in names {
        let _ = fs::remove_file(folder.join(name));
    }
    let _ = fs::remove_dir(folder);
}

/// Writes a file under a temporary name, then renames it. A reader never sees half a file, and the old
/// file is kept if anything fails. Returns the SHA-256 of what was written.
///
/// # Errors
///
/// I/O errors of the file system, and of `write`.
pub fn put(
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
        // The temporary file is useless, and the first error is the one to report.
        let _ = fs::remove_file(&part);
    }
    placed
}

/// The ending of the temporary name.
pub const PART: &str = ".part";

/// Whether a file must survive a power cut, or can be written again from files that do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Durability {
    /// It is on the disk before anything else is done.
    Synced,
    /// It can be written again.
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

/// Syncs the folder of a new name, which makes the name survive a power cut.
fn sync_folder(path: &Path) -> io::Result<()> {
    fault()?;
    let folder = path.parent().filter(|parent| !parent.as_os_str().is_empty());
    // On other systems a folder cannot be opened for syncing, and does not need it.
    if cfg!(unix) { File::open(folder.unwrap_or(Path::new(".")))?.sync_all() } else { Ok(()) }
}

/// The text of a file that this program wrote.
///
/// # Errors
///
/// I/O errors of the file system.
pub(super) fn read_text(path: &Path) -> io::Result<String> {
    is_regular(path)?;
    let mut text = String::new();
    File::open(path)?.take(LONGEST_TEXT).read_to_string(&mut text)?;
    Ok(text)
}

/// Accepts only regular files: a pipe would block, and a device has no end.
pub(super) fn is_regular(path: &Path) -> io::Result<()> {
    if fs::symlink_metadata(path)?.is_file() {
        return Ok(());
    }
    Err(io::Error::new(io::ErrorKind::InvalidInput, "it is not a regular file"))
}

/// The maximum length of a study or manifest \[bytes\].
const LONGEST_TEXT: u64 = 256_000_000;

/// The SHA-256 of a file.
///
/// # Errors
///
/// I/O errors of the file system.
pub fn hash_of(path: &Path) -> io::Result<String> {
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

/// A file that grows by whole lines. Each added line survives a power cut.
#[derive(Debug)]
pub struct Growing {
    file: File,
    /// The length of the whole lines \[bytes\].
    whole: u64,
    /// Whether the file ends with an incomplete line.
    is_torn: bool,
}

impl Growing {
    /// Opens the file at `path` and keeps its first `whole` bytes.
    ///
    /// # Errors
    ///
    /// I/O errors of the file system.
    pub fn open(path: &Path, whole: u64) -> io::Result<Self> {
        fault()?;
        // A link could lead to a file outside the folder.
        if fs::symlink_metadata(path).is_ok() {
            is_regular(path)?;
        }
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
    /// I/O errors of the file system. The line is then removed again.
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
            // If this fails too, a reader skips the incomplete line.
            Err(_) => self.is_torn = self.file.set_len(self.whole).is_err(),
        }
        added
    }
}

fn write_or_fault(file: &mut File, bytes: &[u8]) -> io::Result<()> {
    if let Err(error) = fault() {
        // A disk that fills up accepts a part of the line.
        file.write_all(&bytes[..bytes.len() / 2])?;
        return Err(error);
    }
    file.write_all(bytes)
}

/// For tests: makes an operation fail. `PCN_SIM_FAULT=7` fails the seventh, `7+` all from the seventh on. It is
/// not part of a release build.
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
