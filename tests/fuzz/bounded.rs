//! The fuzz targets on random bytes of a fixed seed, for machines without a nightly toolchain; and
//! on the inputs that are kept under `seeds`.

use super::{practice, publications, reader, tables, writers};
use crate::support::in_crate;
use rand_xoshiro::SplitMix64;
use rand_xoshiro::rand_core::{Rng, SeedableRng};

/// Random bytes: mostly few, for most things that can go wrong take few changes.
fn random(seed: u64) -> Vec<u8> {
    let mut sequence = SplitMix64::seed_from_u64(seed);
    let length = 1 + sequence.next_u64() as usize % (1 << (3 + sequence.next_u64() % 5));
    let mut bytes = vec![0; length];
    sequence.fill_bytes(&mut bytes);
    bytes
}

/// The inputs kept for `target`.
fn kept(target: &str) -> Vec<Vec<u8>> {
    let folder = std::fs::read_dir(in_crate(&format!("tests/fuzz/seeds/{target}"))).unwrap();
    folder.map(|entry| std::fs::read(entry.unwrap().path()).unwrap()).collect()
}

/// What is fuzzed.
type Target = fn(&[u8]);

/// The readers of other files than scenarios, by the names of their targets.
const READERS: [(&str, Target); 6] = [
    ("targets_reader", tables::read_targets),
    ("parameters_reader", tables::read_parameters),
    ("networks_reader", tables::read_networks),
    ("cases_reader", tables::read_verification),
    ("rows_reader", tables::read_rows),
    ("publications_reader", publications::read_publications),
];

/// Calls `target` on `data`; a panic is preceded by the bytes.
fn call(target: Target, data: &[u8]) {
    struct Told<'d>(&'d [u8]);
    impl Drop for Told<'_> {
        fn drop(&mut self) {
            if std::thread::panicking() {
                eprintln!("found with {:?}", self.0);
            }
        }
    }
    let told = Told(data);
    target(told.0);
}

#[test]
fn kept_inputs_are_read_and_run() {
    kept("scenario_reader").iter().for_each(|data| call(reader::read, data));
    kept("simulate").iter().for_each(|data| call(practice::run, data));
    kept("writers").iter().for_each(|data| call(writers::write, data));
    for (name, read) in READERS {
        kept(name).iter().for_each(|data| call(read, data));
        // Without edits: the good file.
        call(read, b"edits ");
    }
}

#[test]
fn a_practice_without_changes_is_accepted() {
    reader::read(practice::Asked::new(&[]).lines.join("\n").as_bytes());
    practice::run(&[]);
}

#[test]
fn results_under_nasty_names_are_whole() {
    for seed in 0..20 {
        call(writers::write, &random(seed));
    }
}

#[test]
#[ignore = "a minute: run with just statistical"]
fn other_files_are_read_or_refused_with_reasons() {
    for (_, read) in READERS {
        for seed in 0..1_000 {
            let bytes = random(seed);
            call(read, &bytes);
            call(read, &[b"edits ", &bytes[..]].concat());
        }
    }
}

#[test]
#[ignore = "half a minute: run with just statistical"]
fn results_under_any_names_are_whole() {
    for seed in 20..1_000 {
        call(writers::write, &random(seed));
    }
}

#[test]
#[ignore = "a quarter of a minute: run with just statistical"]
fn whatever_is_written_is_a_scenario_or_is_refused_with_reasons() {
    for seed in 0..2_000 {
        let bytes = random(seed);
        call(reader::read, &bytes);
        call(reader::read, &[b"edits ", &bytes[..]].concat());
    }
}

#[test]
#[ignore = "half a minute: run with just statistical"]
fn whatever_is_accepted_runs_and_adds_up() {
    for seed in 0..1_000 {
        call(practice::run, &random(seed));
    }
}
