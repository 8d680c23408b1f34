//! Every sampler against its distribution function, and its moments as a scenario states them.
//!
//! Kolmogorov–Smirnov: for n values the statistic exceeds 1.949 / √n with probability 0.1% (the
//! limit distribution; n is 20,000 here). Seeds are fixed, so that a test that passes always passes.

use pcn_sim::engine::samplers::{
    LogNormal, choose_within, exponential, standard_normal, two_exponentials,
};
use pcn_sim::engine::streams::Streams;
use statrs::distribution::{ContinuousCDF, Exp, LogNormal as KnownLogNormal, Normal};

const N: u64 = 20_000;

/// Uniform numbers found by address: neighbouring subjects of one decision.
fn chances(decision: u8) -> impl Iterator<Item = f64> {
    let streams = Streams::new(20_260_101, 3);
    (0..N).map(move |subject| streams.uniform(decision, subject, 1, 0))
}

/// The largest distance between the empirical and the known distribution function, times √n.
fn kolmogorov_smirnov(sample: impl Iterator<Item = f64>, known: impl Fn(f64) -> f64) -> f64 {
    let mut sample: Vec<f64> = sample.collect();
    sample.sort_by(f64::total_cmp);
    let n = sample.len() as f64;
    let distance = |(index, &value): (usize, &f64)| {
        let known = known(value);
        (known - index as f64 / n).abs().max((known - (index as f64 + 1.0) / n).abs())
    };
    sample.iter().enumerate().map(distance).fold(0.0, f64::max) * n.sqrt()
}

#[track_caller]
fn assert_fits(name: &str, sample: impl Iterator<Item = f64>, known: impl Fn(f64) -> f64) {
    let statistic = kolmogorov_smirnov(sample, known);
    assert!(statistic < 1.949, "{name}: {statistic:.3}");
}

#[test]
fn addressed_chance_is_uniform_in_every_part_of_the_address() {
    let streams = Streams::new(1, 0);
    assert_fits("subjects", chances(1), |x| x);
    assert_fits("steps", (0..N).map(|i| streams.uniform(1, 7, i as u32, 0)), |x| x);
    assert_fits("ordinals", (0..N).map(|i| streams.uniform(1, 7, 0, i as u16)), |x| x);
    assert_fits("seeds", (0..N).map(|i| Streams::new(i, 0).uniform(1, 7, 0, 0)), |x| x);
    let replications = (0..N).map(|i| Streams::new(1, i as u32).uniform(1, 7, 0, 0));
    assert_fits("replications", replications, |x| x);
}

#[test]
fn samplers_follow_their_distribution_functions() {
    let known = Exp::new(1.0 / 12.0).unwrap();
    assert_fits("exponential", chances(2).map(|u| exponential(12.0, u)), |x| known.cdf(x));

    let known = Normal::new(0.0, 1.0).unwrap();
    assert_fits("normal", chances(3).map(standard_normal), |x| known.cdf(x));

    // Mean 12 and standard deviation 7, as a scenario states them.
    let variance = (1.0 + 49.0 / 144.0_f64).ln();
    let known = KnownLogNormal::new(12.0_f64.ln() - variance / 2.0, variance.sqrt()).unwrap();
    let length = LogNormal::from_mean_sd(12.0, 7.0);
    assert_fits("lognormal", chances(4).map(|u| length.quantile(u)), |x| known.cdf(x));

    // The patience of callers: 11% with mean 0.7, the others with mean 35.
    let (short, long) = (Exp::new(1.0 / 0.7).unwrap(), Exp::new(1.0 / 35.0).unwrap());
    let known = |x| 0.11 * short.cdf(x) + 0.89 * long.cdf(x);
    assert_fits("patience", chances(5).map(|u| two_exponentials(0.11, 0.7, 35.0, u)), known);

    // Piecewise uniform over bands 0–1, 1–3 and 3–4 with shares 0.2, 0.5 and 0.3.
    let bounds = [0.0, 1.0, 3.0, 4.0];
    let band = |u| {
        let (band, within) = choose_within(&[0.2, 0.7, 1.0], u);
        bounds[band] + within * (bounds[band + 1] - bounds[band])
    };
    let known = |x: f64| match x {
        x if x < 1.0 => 0.2 * x,
        x if x < 3.0 => 0.2 + 0.25 * (x - 1.0),
        x => 0.7 + 0.3 * (x - 3.0),
    };
    assert_fits("bands", chances(6).map(band), known);
}

#[test]
fn a_wrong_distribution_is_found_out() {
    let known = Exp::new(1.0 / 12.0).unwrap();
    let off = kolmogorov_smirnov(chances(2).map(|u| exponential(12.6, u)), |x| known.cdf(x));
    assert!(off > 1.949, "a mean that is 5% off gives {off:.3}");
}

/// Three numbers at neighbouring addresses, for every start.
type Triple<'s> = &'s dyn Fn(u64) -> [f64; 3];

/// Triples of numbers at neighbouring addresses fill the cube evenly: chi-square over 8 × 8 × 8
/// cells, 511 degrees of freedom, 99.9% point 614.4 (Wilson and Hilferty).
#[test]
fn neighbouring_addresses_are_independent_in_triples() {
    let of = |seed: u64, replication: u32| Streams::new(seed, replication);
    let streams = of(5, 1);
    let triples: [(&str, Triple<'_>); 4] = [
        ("subjects", &|i| [0, 1, 2].map(|k| streams.uniform(1, i + k, 0, 0))),
        ("decisions", &|i| [1, 2, 3].map(|k| streams.uniform(k, i, 0, 0))),
        ("replications", &|i| [0, 1, 2].map(|k| of(5, k).uniform(1, i, 0, 0))),
        ("seeds", &|i| [5, 6, 7].map(|k| of(k, 1).uniform(1, i, 0, 0))),
    ];
    for (name, triple) in triples {
        let mut cells = vec![0_u32; 512];
        for i in 0..102_400 {
            let [a, b, c] = triple(i).map(|u| (u * 8.0) as usize);
            cells[(a * 8 + b) * 8 + c] += 1;
        }
        let chi: f64 = cells.iter().map(|&n| (f64::from(n) - 200.0).powi(2) / 200.0).sum();
        assert!(chi < 614.4, "{name}: chi-square {chi:.1}");
    }
}
