//! How files are read: regular files of bounded size, in UTF-8, and only from permitted folders.

use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// The kind of file that is read, used in messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// A scenario or its base.
    Scenario,
    /// Targets.
    Targets,
    /// A list of parameters that may be fitted.
    Parameters,
    /// Networks and their practices.
    Networks,
    /// Cases of a verification.
    Cases,
    /// A table named by a case.
    CaseTable,
    /// Points of a calibration.
    Points,
    /// A form of one row a practice.
    Form,
    /// What clinicians believe about parameters.
    Beliefs,
}

impl Sort {
    /// A description of such a file.
    const fn words(self) -> &'static str {
        match self {
            Sort::Scenario => "a scenario is a TOML file",
            Sort::Targets => "a file of targets is a TOML file",
            Sort::Parameters => "a list of parameters is a TOML file",
            Sort::Networks => "a file of networks is a table of comma-separated values",
            Sort::Cases => "a file of cases is a table of comma-separated values",
            Sort::CaseTable => "a table of a case is a table of comma-separated values",
            Sort::Form => "a form is a table of comma-separated values or a workbook (.xlsx)",
            Sort::Beliefs => "a form of beliefs is a table of comma-separated values",
            Sort::Points => "points of a calibration are a table of comma-separated values",
        }
    }

    const fn is_toml(self) -> bool {
        matches!(self, Sort::Scenario | Sort::Targets | Sort::Parameters)
    }

    const fn ending(self) -> &'static str {
        if self.is_toml() { ".toml" } else { ".csv" }
    }

    /// How to save the file as UTF-8 in the program that wrote it.
    const fn saved(self) -> &'static str {
        if self.is_toml() {
            "save it again as UTF-8: in Notepad, Save as, Encoding: UTF-8"
        } else {
            "save it again as UTF-8: in Excel, Save as, CSV UTF-8 (Comma delimited); in Notepad, \
             Save as, Encoding: UTF-8"
        }
    }

    /// Maximum size of a file of this sort \[MB\].
    const fn most_megabytes(self) -> u64 {
        match self {
            Sort::Scenario | Sort::Targets | Sort::Parameters | Sort::Beliefs => 1,
            Sort::Networks | Sort::Cases | Sort::CaseTable | Sort::Form => 10,
            Sort::Points => 1_000,
        }
    }

    const fn most_bytes(self) -> u64 {
        self.most_megabytes() * 1_000_000
    }

    /// The text encoded by `bytes`, without a byte order mark.
    ///
    /// # Errors
    ///
    /// What the bytes are instead, and what to do about it.
    pub fn text(self, bytes: Vec<u8>) -> Result<String, String> {
        let (what, saved) = (self.words(), self.saved());
        if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
            return Err(format!("it is text in UTF-16, and {what} in UTF-8; {saved}"));
        }
        let has_zeros = bytes.contains(&0);
        match String::from_utf8(bytes) {
            Ok(text) => Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text)),
            Err(_) if has_zeros => Err(format!("it is not text; {what} in UTF-8")),
            Err(error) => {
                let good = &error.as_bytes()[..error.utf8_error().valid_up_to()];
                let line = 1 + good.iter().filter(|byte| **byte == b'\n').count();
                Err(format!(
                    "line {line} is not UTF-8 but probably Windows-1252, and {what} in UTF-8; {saved}"
                ))
            }
        }
    }
}

/// Where files are read from: the file system, or nowhere (in a browser).
pub trait Files {
    /// The text of the file at `path`, which should be of the given sort.
    ///
    /// # Errors
    ///
    /// The reason why it cannot be read, and what to do about it.
    fn read(&self, path: &Path, sort: Sort) -> Result<String, String>;

    /// Whether there is anything at `path`.
    fn exists(&self, path: &Path) -> bool;

    /// Whether the file at `path` may be read when a scenario in the folder `home` names it. If
    /// there is nothing to protect, every file may be read.
    fn admits(&self, _path: &Path, _home: &Path) -> bool {
        true
    }
}

/// The file system. A scenario may name files in its own folder or below it.
#[derive(Clone, Copy, Debug, Default)]
pub struct FileSystem;

impl FileSystem {
    /// The file system. Scenarios may also name files in or below `folders`.
    pub fn allowing(folders: &[PathBuf]) -> Allowing {
        Allowing { folders: folders.to_vec() }
    }
}

/// The file system with folders whose files any scenario may name.
#[derive(Clone, Debug, Default)]
pub struct Allowing {
    folders: Vec<PathBuf>,
}

impl Files for FileSystem {
    fn read(&self, path: &Path, sort: Sort) -> Result<String, String> {
        read(path, sort)
    }

    fn exists(&self, path: &Path) -> bool {
        path.exists()
    }

    fn admits(&self, path: &Path, home: &Path) -> bool {
        is_below(path, home)
    }
}

impl Files for Allowing {
    fn read(&self, path: &Path, sort: Sort) -> Result<String, String> {
        read(path, sort)
    }

    fn exists(&self, path: &Path) -> bool {
        path.exists()
    }

    fn admits(&self, path: &Path, home: &Path) -> bool {
        is_below(path, home) || self.folders.iter().any(|folder| is_below(path, folder))
    }
}

/// Whether a path names another machine or a device, as in `\\server\share` or `\\.\pipe`. Looking
/// there would send a request to it.
pub(super) fn is_remote(name: &str) -> bool {
    let is_slash = |c: char| c == '/' || c == '\\';
    name.starts_with(is_slash) && name[1..].starts_with(is_slash)
}

/// Whether `path` is within `folder`, after links and `..` have been followed.
fn is_below(path: &Path, folder: &Path) -> bool {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let inner = settled(path);
    let outer = std::fs::canonicalize(folder).ok();
    inner.zip(outer).is_some_and(|(inner, outer)| inner.starts_with(outer))
}

/// The path with links followed as far as it exists; `None` if the rest goes upwards.
fn settled(path: &Path) -> Option<PathBuf> {
    if let Ok(path) = std::fs::canonicalize(path) {
        return Some(path);
    }
    let parent = path.parent()?;
    let parent = if parent.as_os_str().is_empty() { Path::new(".") } else { parent };
    Some(settled(parent)?.join(path.file_name()?))
}

fn read(path: &Path, sort: Sort) -> Result<String, String> {
    let about = std::fs::metadata(path).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound if sort == Sort::Scenario => {
            "there is no such file; built-in scenarios are named without .toml".to_owned()
        }
        io::ErrorKind::NotFound => "there is no such file".to_owned(),
        _ => error.to_string(),
    })?;
    check_kind(&about, sort)?;
    let file = open(path).map_err(|error| error.to_string())?;
    // The path may have been replaced in the meantime.
    check_kind(&file.metadata().map_err(|error| error.to_string())?, sort)?;
    let mut bytes = Vec::new();
    let read = file.take(sort.most_bytes() + 1).read_to_end(&mut bytes);
    read.map_err(|error| error.to_string())?;
    if bytes.len() as u64 > sort.most_bytes() {
        return Err(too_large("larger", sort));
    }
    sort.text(bytes)
}

fn check_kind(about: &std::fs::Metadata, sort: Sort) -> Result<(), String> {
    if about.is_dir() {
        return Err(format!("it is a folder; name a {} file within it", sort.ending()));
    }
    if !about.is_file() {
        return Err("it is a device, a pipe or a socket; name a regular file".into());
    }
    if about.len() > sort.most_bytes() {
        return Err(too_large(&format!("{} MB large", about.len() / 1_000_000), sort));
    }
    Ok(())
}

fn too_large(how: &str, sort: Sort) -> String {
    let (what, most) = (sort.words(), sort.most_megabytes());
    format!("it is {how}; {what} of at most {most} MB: is it the right file?")
}

/// Opened without blocking, in case the file has been replaced by a pipe.
#[cfg(unix)]
fn open(path: &Path) -> io::Result<std::fs::File> {
    use std::os::unix::fs::OpenOptionsExt;
    std::fs::OpenOptions::new().read(true).custom_flags(libc::O_NONBLOCK).open(path)
}

#[cfg(not(unix))]
fn open(path: &Path) -> io::Result<std::fs::File> {
    std::fs::File::open(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_utf_8_and_anything_else_is_told_by_name() {
        assert_eq!(Sort::Networks.text(b"\xef\xbb\xbfa,b".to_vec()), Ok("a,b".into()));
        let told = |sort: Sort, bytes: &[u8]| sort.text(bytes.to_vec()).expect_err("no UTF-8");
        assert!(told(Sort::Scenario, b"\xff\xfea\0").contains("UTF-16, and a scenario is a TOML"));
        let words = told(Sort::Networks, b"a,b\nCaf\xe9,1\n");
        assert!(words.contains("line 2 is not UTF-8 but probably Windows-1252"), "{words}");
        assert!(
            words.contains("CSV UTF-8 (Comma delimited)") && !words.contains("TOML"),
            "{words}"
        );
        assert!(told(Sort::Scenario, b"\x7fELF\0\xff").starts_with("it is not text"));
    }

    #[test]
    fn paths_to_other_machines_and_devices_are_known_by_their_slashes() {
        for remote in [r"\\server\share\x.toml", "//server/x", r"\\.\pipe\x", r"/\x", r"\\?\C:\x"] {
            assert!(is_remote(remote), "{remote}");
        }
        for own in ["x.toml", "/home/x.toml", r"\x", "", "a//b"] {
            assert!(!is_remote(own), "{own}");
        }
    }
}
