//! Random numbers by address, and quantiles computed from them.

use criterion::{Criterion, criterion_group, criterion_main};
use pcn_sim::engine::samplers::{LogNormal, exponential};
use pcn_sim::engine::streams::Streams;

fn draws(criterion: &mut Criterion) {
    let streams = Streams::new(1, 0);
    let length = LogNormal::from_mean_sd(12.0, 8.0);
    let mut group = criterion.benchmark_group("streams");
    let mut subject = 0;
    let mut next = move || {
        subject += 1;
        streams.uniform(1, subject, 0, 0)
    };
    group.bench_function("uniform", |bencher| bencher.iter(&mut next));
    group.bench_function("exponential", |bencher| bencher.iter(|| exponential(10.0, next())));
    group.bench_function("lognormal", |bencher| bencher.iter(|| length.quantile(next())));
    group.finish();
}

criterion_group!(benches, draws);
criterion_main!(benches);
