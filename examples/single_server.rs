//! One server, one queue (M/M/1), on the engine's own calendar, resource and streams.
//!
//! Usage: `single_server [customers] [seed]`. Prints `name=value` pairs on one line.

use pcn_sim::engine::calendar::Calendar;
use pcn_sim::engine::monitor::Tally;
use pcn_sim::engine::resource::{Resource, Seized};
use pcn_sim::units::{SimTime, Span};
use rand_distr::{Distribution, Exp1};
use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::SeedableRng;

/// Mean time between arrivals [min]: 0.9 a minute.
const INTERARRIVAL: f64 = 1.0 / 0.9;
/// Mean service [min].
const SERVICE: f64 = 1.0;

#[derive(Clone, Copy)]
enum Event {
    Arrived,
    ServiceEnded,
}

/// An exponential length of time with `mean` [min].
fn draw(mean: f64, chance: &mut Xoshiro256PlusPlus) -> Span {
    let standard: f64 = Exp1.sample(chance);
    Span::from_minutes(mean * standard)
}

#[expect(clippy::disallowed_methods, reason = "it measures its own time")]
fn main() {
    let mut arguments = std::env::args().skip(1);
    let customers = arguments.next().and_then(|n| n.parse().ok()).unwrap_or(1_000_000_u64);
    let seed = arguments.next().and_then(|n| n.parse().ok()).unwrap_or(1);
    let started = std::time::Instant::now();

    let mut arrivals = Xoshiro256PlusPlus::seed_from_u64(seed);
    let mut services = arrivals.clone();
    services.jump();
    let mut calendar = Calendar::new(SimTime::ZERO);
    let mut server: Resource<SimTime> = Resource::new(1);
    let mut waits = Tally::default();
    let mut arrived = 0;
    calendar.schedule(SimTime::ZERO + draw(INTERARRIVAL, &mut arrivals), Event::Arrived);
    while waits.count < customers {
        let Some(event) = calendar.advance() else { break };
        let now = calendar.now();
        let mut begun = None;
        match event {
            Event::Arrived => {
                arrived += 1;
                if arrived < customers {
                    calendar.schedule(now + draw(INTERARRIVAL, &mut arrivals), Event::Arrived);
                }
                if server.seize(now, 0) == Seized::AtOnce {
                    begun = Some(now);
                }
            }
            Event::ServiceEnded => {
                server.release();
                begun = server.next(|_| true);
            }
        }
        if let Some(since) = begun {
            waits.observe((now - since).as_minutes());
            calendar.schedule(now + draw(SERVICE, &mut services), Event::ServiceEnded);
        }
    }
    let model_s = started.elapsed().as_secs_f64();
    let mean = waits.mean().unwrap_or(0.0);
    println!(
        "customers={customers} mean_wait={mean:.4} logical={} model_s={model_s:.6} wall_s={:.6}",
        3 * customers,
        started.elapsed().as_secs_f64()
    );
}
