//! Which files scenarios may name, as the command line allows.

use pcn_sim::scenario::{Allowing, FileSystem, Files, Sort};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

static FILES: OnceLock<Allowing> = OnceLock::new();

/// Lets every scenario use files in or below `folders`. Called once, before anything is read.
pub(crate) fn allow(folders: &[PathBuf]) {
    FILES.get_or_init(|| FileSystem::allowing(folders));
}

/// The file system, limited to allowed folders.
pub(crate) fn files() -> &'static Allowing {
    FILES.get_or_init(Allowing::default)
}

/// A scenario that is not yet a file, beside the built-in ones and the files of the working folder.
pub(crate) struct NotYetAFile<'f> {
    /// The name under which it is read.
    pub(crate) name: &'f str,
    /// Its text.
    pub(crate) text: &'f str,
}

impl Files for NotYetAFile<'_> {
    fn read(&self, path: &Path, sort: Sort) -> Result<String, String> {
        if path == Path::new(self.name) {
            Ok(self.text.to_owned())
        } else {
            files().read(path, sort)
        }
    }

    fn exists(&self, path: &Path) -> bool {
        path == Path::new(self.name) || files().exists(path)
    }

    fn admits(&self, path: &Path, home: &Path) -> bool {
        files().admits(path, home)
    }
}
