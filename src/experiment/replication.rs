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
        let mut records: Vec<Option<Record>> = (0..jobs).map(|_| None).collect();
        for (number, record) in of_threads.into_iter().flatten() {
            records[number] = record;
        }
        records
    }
    #[cfg(not(feature = "parallel"))]
    {
        (0..jobs).map(one).collect()
    }
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
    let record = simulate(&entry.network, design.horizon, &chance, &mut Silent);
    progress.finished(&entry.name, record.events);
    Some(record)
}
