//! Replications, side by side on threads where there are any.

use crate::experiment::Design;
use crate::experiment::progress::Progress;
use crate::simulation::chances::Addressed;
use crate::simulation::record::Record;
use crate::simulation::simulate;
use crate::simulation::trace::Silent;
use std::ops::Range;

/// The replications `numbers` of every scenario: replication by replication, and within one,
/// scenario by scenario. `None` for those that were not begun because the run was stopped.
///
/// Work is taken from the front, so that a run that is stopped has whole replications.
pub fn run_all(
    design: &Design,
    numbers: Range<u32>,
    progress: &(impl Progress + Sync),
) -> Vec<Option<Record>> {
    let jobs = numbers.len() * design.entries.len();
    let one = |job: usize| {
        let replication = numbers.start + (job / design.entries.len()) as u32;
        one(design, replication, job % design.entries.len(), progress)
    };
    spread(jobs, one)
}

/// Does `jobs` pieces of work, on threads where there are any; what comes of them is in their
/// order all the same. Work is taken from the front.
pub fn spread<T: Send>(jobs: usize, one: impl Fn(usize) -> T + Sync) -> Vec<T> {
    #[cfg(feature = "parallel")]
    {
        use std::sync::atomic::{AtomicUsize, Ordering};
        let next = AtomicUsize::new(0);
        let of_threads = rayon::broadcast(|_| {
            let mut done = Vec::new();
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                if number >= jobs {
                    return done;
                }
                done.push((number, one(number)));
            }
        });
        let mut all: Vec<(usize, T)> = of_threads.into_iter().flatten().collect();
        all.sort_by_key(|(number, _)| *number);
        all.into_iter().map(|(_, done)| done).collect()
    }
    #[cfg(not(feature = "parallel"))]
    {
        (0..jobs).map(one).collect()
    }
}

/// All replications of the first scenario of `design`, one after the other on this thread; `None`
/// if they were stopped.
pub fn in_turn(design: &Design, progress: &impl Progress) -> Option<Vec<Record>> {
    (0..design.replications).map(|replication| one(design, replication, 0, progress)).collect()
}

fn one(
    design: &Design,
    replication: u32,
    entry: usize,
    progress: &impl Progress,
) -> Option<Record> {
    if progress.should_stop() {
        return None;
    }
    let entry = &design.entries[entry];
    let chance = Addressed::new(design.seed, replication);
    let record = simulate(&entry.network, design.horizon, &chance, &mut Silent)
        .map_err(|endless| progress.failed(&entry.name, endless))
        .ok()?;
    progress.finished(&entry.name, record.events);
    Some(record)
}
