//! One replication of the embedded baseline: a year of the mean network after half a year of warm-up.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use pcn_sim::scenario::embedded::BASELINE;
use pcn_sim::scenario::{FileSystem, load};
use pcn_sim::simulation::chances::Addressed;
use pcn_sim::simulation::trace::Silent;
use pcn_sim::simulation::{Horizon, simulate};

fn baseline_year(criterion: &mut Criterion) {
    let scenario = load(BASELINE, &FileSystem).expect("the embedded baseline is valid");
    let horizon = Horizon { warm_up_weeks: 26, weeks: 52 };
    let chance = Addressed::new(1, 0);
    let events = simulate(&scenario.network, horizon, &chance, &mut Silent).events;
    let mut group = criterion.benchmark_group("replication");
    group.sample_size(10).throughput(Throughput::Elements(events));
    group.bench_function("baseline_year", |bencher| {
        bencher.iter(|| simulate(&scenario.network, horizon, &chance, &mut Silent));
    });
    group.finish();
}

criterion_group!(benches, baseline_year);
criterion_main!(benches);
