//! The small clinic on the engine beside the same clinic as a bare hand-written loop.
//!
//! The two alternate, so that both run under the same conditions. The result is the ratio of the
//! medians. Usage: `cargo bench --bench small_clinic [-- days turns]`.

mod bare;
#[path = "../../examples/small_clinic/clinic.rs"]
mod clinic;

use std::hint::black_box;
use std::time::Instant;

/// The time that `work` takes \[s\], and its result.
#[expect(clippy::disallowed_methods, reason = "it measures time")]
fn timed<T>(work: impl FnOnce() -> T) -> (f64, T) {
    let started = Instant::now();
    let result = black_box(work());
    (started.elapsed().as_secs_f64(), result)
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

fn main() {
    let numbers: Vec<u32> = std::env::args().skip(1).filter_map(|a| a.parse().ok()).collect();
    let days = numbers.first().copied().unwrap_or(200);
    let turns = numbers.get(1).copied().unwrap_or(200);
    let (mut engine, mut bare) = (Vec::new(), Vec::new());
    let (mut engine_events, mut bare_events) = (0, 0);
    let (mut engine_wait, mut bare_wait) = (0.0, 0.0);
    for seed in 0..u64::from(turns) {
        let (seconds, clinic) = timed(|| {
            let mut clinic = clinic::Clinic::new(seed);
            clinic.run(days);
            clinic.counts
        });
        engine.push(seconds);
        engine_events += clinic.logical();
        engine_wait += clinic.wait.mean().unwrap_or(0.0) / f64::from(turns);
        let (seconds, counts) = timed(|| bare::run(days, seed));
        bare.push(seconds);
        bare_events += counts.logical();
        bare_wait += counts.wait_sum / counts.waits as f64 / f64::from(turns);
    }
    let (engine, bare) = (median(engine), median(bare));
    println!("{turns} turns of {days} days each; medians");
    let line = |name: &str, seconds: f64, events: u64, wait: f64| {
        let rate = events as f64 / f64::from(turns) / seconds / 1e6;
        println!(
            "{name:<10} {:6.2} ms  {rate:5.1} million logical events/s  mean wait {wait:.3} min",
            1e3 * seconds
        );
    };
    line("engine", engine, engine_events, engine_wait);
    line("bare loop", bare, bare_events, bare_wait);
    println!("ratio      {:6.2}", engine / bare);
}
