//! The event calendar: take the next event and schedule another, with a given number pending (hold
//! model). Delays are exponential; their mean grows with the number, as in a practice: few pending
//! events are within the hour, and most are days ahead.

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use pcn_sim::engine::calendar::Calendar;
use pcn_sim::engine::samplers::exponential;
use pcn_sim::engine::streams::Streams;
use pcn_sim::units::{SimTime, Span};

fn hold(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("hold");
    let streams = Streams::new(1, 0);
    for pending in [10, 100, 1000, 10_000_usize] {
        group.bench_with_input(BenchmarkId::from_parameter(pending), &pending, |bencher, &n| {
            let mean = n as f64 / 10.0;
            let delays: Vec<Span> = (0..4096)
                .map(|i| Span::from_minutes(exponential(mean, streams.uniform(1, i, 0, 0))))
                .collect();
            let mut calendar = Calendar::new(SimTime::ZERO);
            for i in 0..n {
                calendar.schedule(SimTime::ZERO + delays[i % delays.len()], i as u32);
            }
            let mut next = 0;
            bencher.iter(|| {
                let event = calendar.advance();
                next = (next + 1) % delays.len();
                calendar.schedule(calendar.now() + delays[next], next as u32);
                event
            });
        });
    }
    group.finish();
}

criterion_group!(benches, hold);
criterion_main!(benches);
