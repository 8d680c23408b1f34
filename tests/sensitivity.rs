//! Which parameters matter, by functions whose indices are known exactly.

use crate::support::printed;
use pcn_sim::decisions::sensitivity::indices::{Order, SobolIndices};
use pcn_sim::decisions::sensitivity::morris::Morris;
use pcn_sim::decisions::sensitivity::shapley::{Shapley, from_sets};
use pcn_sim::engine::streams::Streams;

/// Ishigami's function with a = 7, b = 0.1, on the unit cube.
fn ishigami(point: &[f64]) -> f64 {
    let x = |i: usize| std::f64::consts::PI * (2.0 * point[i] - 1.0);
    x(0).sin() + 7.0 * x(1).sin().powi(2) + 0.1 * x(2).powi(4) * x(0).sin()
}

/// Sobol's g-function.
fn g_function(point: &[f64]) -> f64 {
    let a = [0.0, 1.0, 4.5, 9.0, 99.0, 99.0, 99.0, 99.0];
    point.iter().zip(a).map(|(x, a)| ((4.0 * x - 2.0).abs() + a) / (1.0 + a)).product()
}

/// Asserts that the values of 20 seeds have a mean within 3.5 of its standard errors of the known
/// value, and a root mean square error of at most `error`.
#[track_caller]
fn sampled(values: &[f64], known: f64, error: f64) {
    let square: f64 = values.iter().map(|value| (value - known).powi(2)).sum();
    let found = (square / values.len() as f64).sqrt();
    assert!(found <= error, "{known}: {found} from {values:?}");
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    let standard_error = found / (values.len() as f64).sqrt();
    // Of an index that is 0, all estimates may be 0.
    assert!((mean - known).abs() <= 3.5 * standard_error + 1e-12, "{known}: {mean}");
}

/// The columns of the rows.
fn columns(rows: &[Vec<f64>]) -> Vec<Vec<f64>> {
    (0..rows[0].len()).map(|i| rows.iter().map(|row| row[i]).collect()).collect()
}

#[test]
fn sobol_indices_of_ishigamis_function_are_known() {
    let rows = (0..20).map(|seed| {
        let design = SobolIndices::new(&[0, 1, 2], Order::Pairs, Streams::new(seed, 0)).unwrap();
        let values: Vec<f64> =
            (0..4_096 * design.block()).map(|index| ishigami(&design.point(index))).collect();
        let found = design.estimate(&values).unwrap();
        let pairs = found.pairs.iter().map(|(_, index)| *index);
        [found.variance].into_iter().chain(found.first).chain(found.total).chain(pairs).collect()
    });
    let columns = columns(&rows.collect::<Vec<Vec<f64>>>());
    let known =
        [13.844588, 0.313905, 0.442411, 0.0, 0.557589, 0.442411, 0.243684, 0.0, 0.243684, 0.0];
    for (values, known) in columns.iter().zip(known) {
        sampled(values, known, if known > 1.0 { 0.1 } else { 0.01 });
    }
}

#[test]
fn sobol_indices_of_the_g_function_are_known() {
    let rows = (0..20).map(|seed| {
        let groups: Vec<usize> = (0..8).collect();
        let streams = Streams::new(seed, 0);
        let design = SobolIndices::new(&groups, Order::FirstAndTotal, streams).unwrap();
        let values: Vec<f64> =
            (0..2_048 * design.block()).map(|index| g_function(&design.point(index))).collect();
        let found = design.estimate(&values).unwrap();
        [found.variance].into_iter().chain(found.first).chain(found.total).collect()
    });
    let columns = columns(&rows.collect::<Vec<Vec<f64>>>());
    let first = [0.716192, 0.179048, 0.023676, 0.007162, 0.000072, 0.000072, 0.000072, 0.000072];
    let total = [0.787144, 0.242198, 0.034317, 0.010460, 0.000105, 0.000105, 0.000105, 0.000105];
    let known = [0.465424].into_iter().chain(first).chain(total);
    for (values, known) in columns.iter().zip(known) {
        sampled(values, known, 0.015);
    }
}

#[test]
fn shapley_effects_of_ishigamis_function_are_known() {
    // By the variances of sets, exactly: V₁ = 4.345888, V₂ = 6.125, V₁₃ = V₁ + 3.373700.
    let (one, two, pair) = (4.345888, 6.125, 3.373700);
    let all = one + two + pair;
    let sets = [0.0, one, two, one + two, 0.0, one + pair, two, all];
    let exact = [0.435747, 0.442411, 0.121842];
    for (found, known) in from_sets(&sets).unwrap().into_iter().zip(exact) {
        printed(found, known, 6);
    }
    let rows = (0..20).map(|seed| {
        let design = Shapley::new(&[0, 1, 2], Streams::new(seed, 0)).unwrap();
        let values: Vec<f64> =
            (0..8_192 * design.block()).map(|index| ishigami(&design.point(index))).collect();
        design.effects(&values).unwrap()
    });
    let columns = columns(&rows.collect::<Vec<Vec<f64>>>());
    for (values, known) in columns.iter().zip(exact) {
        sampled(values, known, 0.01);
    }
}

#[test]
fn morris_ranks_the_g_function_as_its_total_indices_do() {
    let groups: Vec<usize> = (0..8).collect();
    let design = Morris::new(&groups, 4, Streams::new(1, 0)).unwrap();
    let values: Vec<f64> =
        (0..60 * design.block()).map(|index| g_function(&design.point(index))).collect();
    let effects: Vec<f64> = design.effects(&values).iter().map(|e| e.absolute).collect();
    assert!(effects[0] > effects[1] && effects[1] > effects[2] && effects[2] > effects[3]);
    assert!(effects[4..].iter().all(|effect| *effect < effects[3]), "{effects:?}");
}
