//! One replication of the embedded baseline, a year after half a year of warm-up; and a comparison of
//! two scenarios with eight replications.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use pcn_sim::experiment::progress::Unwatched;
use pcn_sim::experiment::study::{Design, Entry, Extent, Study};
use pcn_sim::scenario::embedded::BASELINE;
use pcn_sim::scenario::{FileSystem, load};
use pcn_sim::simulation::chances::Addressed;
use pcn_sim::simulation::observer::Silent;
use pcn_sim::simulation::{Horizon, simulate};

fn baseline_year(criterion: &mut Criterion) {
    let scenario = load(BASELINE, &FileSystem).expect("the embedded baseline is valid");
    let horizon = Horizon { warm_up_weeks: 26, weeks: 52 };
    let chance = Addressed::new(1, 0);
    let events = simulate(&scenario.system, horizon, &chance, &mut Silent).expect("it ends").events;
    let mut group = criterion.benchmark_group("replication");
    group.sample_size(10).throughput(Throughput::Elements(events));
    group.bench_function("baseline_year", |bencher| {
        bencher.iter(|| simulate(&scenario.system, horizon, &chance, &mut Silent));
    });
    group.finish();
}

/// A quarter of a year each, or the bench would take minutes.
fn eight_pairs(criterion: &mut Criterion) {
    let entry = |name: &str| {
        let scenario = load(name, &FileSystem).expect("embedded scenarios are valid");
        Entry { name: scenario.name, title: scenario.title, system: scenario.system }
    };
    let horizon = Horizon { warm_up_weeks: 4, weeks: 13 };
    let entries = vec![entry(BASELINE), entry("two-more-physiotherapists")];
    let extent = Extent { horizon, seed: 1, replications: 8 };
    let plan = Design::AgainstFirst { at_rooms: false, unlike: false };
    let study = Study::new(entries, plan, extent).expect("a quarter of a year is no trouble");
    let mut group = criterion.benchmark_group("compare");
    group.sample_size(10);
    group.bench_function("eight_replications", |bencher| {
        bencher.iter(|| pcn_sim::experiment::results(&study, &Unwatched).expect("it ends"));
    });
    group.finish();
}

criterion_group!(benches, baseline_year, eight_pairs);
criterion_main!(benches);
