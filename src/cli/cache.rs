//! Where the cache is, and what it says at the end of a run.

use crate::cli::options::CacheOptions;
use crate::cli::terminal::tell;
use etcetera::BaseStrategy;
use pcn_sim::experiment::cache::Shared;
use pcn_sim::report::cache::{Account, RowCache};
use std::sync::{Arc, OnceLock};

/// The largest size of the cache \[bytes\].
const MOST: u64 = 1_000_000_000;

static CACHE: OnceLock<Option<Arc<RowCache>>> = OnceLock::new();

/// Uses the cache, unless the options or the machine have none. Called once, before the first study.
pub(crate) fn choose(options: CacheOptions) {
    CACHE.get_or_init(|| {
        let folder = etcetera::base_strategy::choose_native_strategy().ok()?.cache_dir();
        let cache = || Arc::new(RowCache::new(folder.join(env!("CARGO_PKG_NAME")), MOST));
        (!options.no_cache).then(cache)
    });
}

fn chosen() -> Option<&'static Arc<RowCache>> {
    CACHE.get()?.as_ref()
}

/// The cache for a study.
pub(crate) fn shared() -> Shared {
    let cache = Arc::clone(chosen()?);
    Some(cache)
}

/// Says what was taken from the cache, and what was wrong with it.
pub(crate) fn say() {
    let Some(cache) = chosen() else { return };
    let Account { found, damaged, is_full } = cache.account();
    let folder = cache.folder().display();
    if damaged > 0 {
        tell!("note: {damaged} damaged row(s) of the cache in {folder} were simulated again");
    }
    if is_full {
        tell!("note: rows could not be written to the cache in {folder}; the results are complete");
    }
    if found > 0 {
        tell!(
            "{found} replication(s) were not simulated again but taken from the cache in {folder} \
             (--no-cache simulates them)"
        );
    }
}
