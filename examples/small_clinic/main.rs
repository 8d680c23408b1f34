//! A small clinic: triage, two kinds of clinician, patience, rooms, supervision; on the engine's own
//! calendar and resources.
//!
//! Usage: `small_clinic [days] [seed] [replications] [threads]`. Prints `name=value` pairs on one
//! line: means over the replications, and the median model time of one.

mod clinic;

use clinic::{Clinic, Counts};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Instant;

/// Simulates one replication: what it counted, and its model time \[s\].
#[expect(clippy::disallowed_methods, reason = "it measures its own time")]
fn replicate(days: u32, seed: u64, replication: u32) -> (Counts, f64) {
    let started = Instant::now();
    let mut clinic = Clinic::new(seed.wrapping_mul(1_000_003).wrapping_add(u64::from(replication)));
    clinic.run(days);
    (clinic.counts, started.elapsed().as_secs_f64())
}

#[expect(clippy::disallowed_methods, reason = "it measures its own time")]
fn main() {
    let arguments: Vec<u64> = std::env::args().skip(1).filter_map(|a| a.parse().ok()).collect();
    let argument = |place: usize, usual| arguments.get(place).copied().unwrap_or(usual);
    let (days, seed) = (argument(0, 200) as u32, argument(1, 1));
    let (replications, threads) = (argument(2, 1).max(1) as u32, argument(3, 1).max(1));
    let started = Instant::now();
    let next = AtomicU32::new(0);
    let work = || {
        let mut done = Vec::new();
        loop {
            let replication = next.fetch_add(1, Ordering::Relaxed);
            if replication >= replications {
                return done;
            }
            done.push(replicate(days, seed, replication));
        }
    };
    let mut all: Vec<(Counts, f64)> = std::thread::scope(|scope| {
        let helpers: Vec<_> = (1..threads).map(|_| scope.spawn(work)).collect();
        let mut all = work();
        for helper in helpers {
            all.extend(helper.join().expect("a replication does not panic"));
        }
        all
    });
    let wall_s = started.elapsed().as_secs_f64();
    all.sort_by(|a, b| a.1.total_cmp(&b.1));
    let n = all.len() as f64;
    let mean =
        |value: fn(&Counts) -> f64| all.iter().map(|(counts, _)| value(counts)).sum::<f64>() / n;
    let wait = mean(|c| c.wait.mean().unwrap_or(0.0));
    let (reneged, triaged) = (mean(|c| c.reneged as f64), mean(|c| c.triaged as f64));
    println!(
        "arrivals={:.1} triaged={triaged:.1} served={:.1} reneged={reneged:.1} supervised={:.1} \
         mean_wait={wait:.3} reneged_share={:.4} throughput_per_day={:.1} logical={:.0} \
         model_s={:.6} wall_s={wall_s:.6}",
        mean(|c| c.arrivals as f64),
        mean(|c| c.served as f64),
        mean(|c| c.supervised as f64),
        reneged / triaged,
        mean(|c| c.served as f64) / f64::from(days),
        mean(|c| c.logical() as f64),
        all[all.len() / 2].1,
    );
}
