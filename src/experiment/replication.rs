//! Replications, side by side on threads where there are any.

use crate::experiment::Design;
use crate::experiment::progress::Progress;
use crate::simulation::chances::Addressed;
use crate::simulation::record::Record;
use crate::simulation::simulate;
use crate::simulation::trace::Silent;

/// Every replication of every scenario: replication by replication, and within one, scenario by
/// scenario. `None` for those that were not begun because the run was stopped.
///
/// Work is taken from the front, so that a run that is stopped has whole replications.
pub fn run_all(design: &Design, progress: &(impl Progress + Sync)) -> Vec<Option<Record>> {
    let jobs = design.replications as usize * design.entries.len();
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
                done.push((number, one(design, number, progress)));
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
        (0..jobs).map(|number| one(design, number, progress)).collect()
    }
}

fn one(design: &Design, number: usize, progress: &impl Progress) -> Option<Record> {
    if progress.should_stop() {
        return None;
    }
    let replication = (number / design.entries.len()) as u32;
    let entry = &design.entries[number % design.entries.len()];
    let chance = Addressed::new(design.seed, replication);
    let record = simulate(&entry.network, design.horizon, &chance, &mut Silent);
    progress.finished(&entry.name, record.events);
    Some(record)
}
