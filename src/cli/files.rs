//! Which files scenarios may name, as the command line allows.

use pcn_sim::scenario::{Allowing, FileSystem};
use std::path::PathBuf;
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
