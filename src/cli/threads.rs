//! How many threads work.

use anyhow::Context;

/// From now on `threads` work, or as many as there are cores.
pub(crate) fn use_threads(threads: Option<u16>) -> anyhow::Result<()> {
    let Some(threads) = threads else { return Ok(()) };
    rayon::ThreadPoolBuilder::new()
        .num_threads(usize::from(threads))
        .build_global()
        .context("cannot start the threads asked for")
}
