//! Methods for decisions, against values that are known exactly.
//!
//! Exact methods must give the known value to the digits it is printed with. Methods that sample
//! must be within so many standard errors, which each test states.

use crate::support::printed;
use pcn_sim::decisions::information::{self, measured, normal_value, partial, perfect};
use pcn_sim::decisions::lattice::{Found, Moves, Settings, Wanted, search};
use pcn_sim::decisions::noise::without_noise;
use pcn_sim::decisions::pareto::front;
use pcn_sim::decisions::selection::allocation::{
    next_replications, optimal_shares, probability_of_correct_selection,
};
use pcn_sim::decisions::selection::constants::{bechhofer, kim_nelson, rinott};
use pcn_sim::decisions::selection::elimination::{Elimination, Next};
use pcn_sim::decisions::weights::Weights;
use pcn_sim::engine::samplers::standard_normal;
use pcn_sim::engine::streams::Streams;
use pcn_sim::statistics::range::Distribution;
use pcn_sim::statistics::sobol::Sobol;

#[test]
fn bechhofers_h_is_known() {
    for (options, known) in [(2, 2.3262), (3, 2.7101), (5, 3.0552), (10, 3.4182)] {
        printed(bechhofer(options, 0.95).unwrap(), known, 4);
    }
}

#[test]
fn rinotts_h_is_known() {
    for (options, known) in [(2, 2.4525), (5, 3.3854), (10, 3.8753)] {
        printed(rinott(options, 20, 0.95).unwrap(), known, 4);
    }
    printed(rinott(100, 20, 0.95).unwrap(), 5.184, 3);
}

#[test]
fn kim_and_nelsons_constant_is_known() {
    printed(kim_nelson(2, 10, 0.95).unwrap(), 6.0129, 4);
    printed(kim_nelson(10, 10, 0.95).unwrap(), 15.4635, 4);
}

/// Ten designs N(i, sd 6); the smallest is best, so their signs are turned.
fn ten_designs() -> Vec<f64> {
    (0..10).map(|i| -f64::from(i)).collect()
}

#[test]
fn optimal_shares_of_ten_designs_are_known() {
    let known = [0.4032, 0.3876, 0.0969, 0.0431, 0.0242, 0.0155, 0.0108, 0.0079, 0.0061, 0.0048];
    let found = optimal_shares(&ten_designs(), &[36.0; 10]).unwrap();
    found.iter().zip(known).for_each(|(found, known)| printed(*found, known, 4));
}

#[test]
fn the_probability_of_a_correct_selection_is_known() {
    for (each, known) in [(20, 0.6304), (40, 0.7419), (80, 0.8466), (120, 0.8995), (200, 0.9520)] {
        let errors = [6.0 / f64::from(each).sqrt(); 10];
        printed(probability_of_correct_selection(&ten_designs(), &errors).unwrap(), known, 4);
    }
}

/// A normal value of standard deviation 1 at an address.
fn noise(streams: &Streams, study: u64, replication: usize, option: usize) -> f64 {
    standard_normal(streams.uniform(0, study, replication as u32, option as u16))
}

/// The option that elimination chooses, and the number of replications it took, given a model.
fn chosen(
    choice: &Elimination,
    options: usize,
    value: impl Fn(usize, usize) -> f64,
) -> (usize, usize) {
    let mut values = vec![Vec::new(); options];
    loop {
        match choice.standing(&values).next {
            Next::Chosen(option) => return (option, values.iter().map(Vec::len).sum()),
            Next::Tied(tied) => return (tied[0], values.iter().map(Vec::len).sum()),
            Next::Simulate { options, replications } => {
                for option in options {
                    let from = values[option].len();
                    values[option].extend((from..replications).map(|r| value(option, r)));
                }
            }
        }
    }
}

#[test]
fn the_best_is_chosen_as_often_as_promised_where_that_is_hardest() {
    // Slippage: all others are behind by just the indifference. Independent streams and paired
    // ones, single replications and batches of five; 1,000 studies each, 95% asked: the standard
    // error is 0.0069.
    for (batch, paired) in [(1, false), (5, true)] {
        let choice = Elimination::new(0.95, 1.0, 10, batch).unwrap();
        let streams = Streams::new(7, batch as u32);
        let correct = (0..1_000).filter(|study| {
            let value = |option: usize, r: usize| {
                let common = if paired { 3.0 * noise(&streams, *study, r, 99) } else { 0.0 };
                let ahead = if option == 3 { 1.0 } else { 0.0 };
                ahead + common + 3.0 * noise(&streams, *study, r, option)
            };
            chosen(&choice, 5, value).0 == 3
        });
        let share = correct.count() as f64 / 1_000.0;
        assert!(share >= 0.95 - 2.0 * 0.0069, "batches of {batch}: {share}");
    }
}

#[test]
fn the_winners_value_is_not_flattered_by_fresh_replications() {
    // Ten options 0.1 apart: the mean over the replications that chose the winner is too high, that
    // of 30 fresh ones is right. 200 studies; the standard error of a fresh mean is 3/√30.
    let choice = Elimination::new(0.9, 1.0, 10, 1).unwrap();
    let streams = Streams::new(8, 0);
    let truth = |option: usize| option as f64 / 10.0;
    let mut error = 0.0;
    for study in 0..200 {
        let value = |option, r| truth(option) + 3.0 * noise(&streams, study, r, option);
        let (winner, _) = chosen(&choice, 10, value);
        let fresh = (100_000..100_030).map(|r| value(winner, r)).sum::<f64>() / 30.0;
        error += (fresh - truth(winner)) / 200.0;
    }
    assert!(error.abs() <= 2.0 * 3.0 / (30.0_f64 * 200.0).sqrt(), "{error}");
}

#[test]
fn a_selection_continues_where_it_stopped() {
    // The state follows from the values alone: given in one piece or batch by batch, the choice is
    // the same.
    let choice = Elimination::new(0.95, 0.5, 10, 5).unwrap();
    let streams = Streams::new(9, 0);
    let value = |option: usize, r: usize| option as f64 / 4.0 + noise(&streams, 0, r, option);
    let (winner, made) = chosen(&choice, 6, value);
    let all: Vec<Vec<f64>> = (0..6).map(|o| (0..2_000).map(|r| value(o, r)).collect()).collect();
    assert_eq!(choice.standing(&all).next, Next::Chosen(winner));
    assert!(made < 6 * 2_000, "{made}");
}

/// Searches with a value for each point and replication.
fn searched(
    starts: &[Vec<i64>],
    is_allowed: impl Fn(&[i64]) -> bool,
    settings: &Settings,
    seed: u64,
    value: impl Fn(&[i64], usize) -> f64,
) -> Found {
    let answer = |wanted: &[Wanted]| {
        let each = |w: &Wanted| (w.from..w.to).map(|r| value(&w.point, r)).collect();
        Some(wanted.iter().map(each).collect())
    };
    search(starts, is_allowed, settings, &Streams::new(seed, 1), answer).unwrap()
}

/// A search for the minimum of x² + N(0, variance 3) on −100…100, with noise of its own at each
/// point, from `start` or its opposite.
fn noisy_square(start: i64, last: usize, seed: u64) -> Found {
    let streams = Streams::new(seed, 0);
    let value = |point: &[i64], r: usize| {
        let noise = noise(&streams, (point[0] + 1_000) as u64, r, 0);
        -(point[0].pow(2) as f64 + 3.0_f64.sqrt() * noise)
    };
    let start = if seed.is_multiple_of(2) { start } else { -start };
    let is_allowed = |point: &[i64]| point[0].abs() <= 100;
    let settings = Settings { last, ..Settings::default() };
    searched(&[vec![start]], is_allowed, &settings, seed, value)
}

#[test]
fn the_minimum_of_a_noisy_square_is_found() {
    // With 200 replications the mean difference from a neighbour has the standard error √(6/200) =
    // 0.17, a sixth of the true difference.
    for seed in 0..40 {
        let found = noisy_square(100, 200, seed);
        assert_eq!((found.best.clone(), found.is_complete), (vec![0], true), "seed {seed}");
        assert!(found.replications() < 1_500, "{}", found.replications());
    }
}

/// Burr's distribution XII with c = 2 and k = 20: the demand at a chance.
fn demand(chance: f64) -> f64 {
    ((1.0 - chance).powf(-1.0 / 20.0) - 1.0).sqrt()
}

/// The mean profit of ordering `x`, by the midpoint rule over the quantile function of demand.
fn profit(x: f64) -> f64 {
    let n = 100_000;
    let each = |i: i32| sold(x, demand((f64::from(i) + 0.5) / f64::from(n)));
    (0..n).map(each).sum::<f64>() / f64::from(n)
}

/// Cost 5, price 9, salvage 1.
fn sold(x: f64, demand: f64) -> f64 {
    9.0 * demand.min(x) + (x - demand).max(0.0) - 5.0 * x
}

#[test]
fn the_newsvendors_order_is_found() {
    // The best order is the demand at (9 − 5)/(9 − 1) = 1/2.
    printed(demand(0.5), 0.18779, 5);
    printed(profit(demand(0.5)), 0.46394, 5);
    // In thousandths, with the same demand for all orders. The median of 2,000 demands has the
    // standard error 0.0031, which costs 1.4e-4 of profit; the square of two standard errors costs
    // four times as much.
    let settings = Settings { growth: 1.5, last: 2_000, ..Settings::default() };
    for seed in 0..5 {
        let streams = Streams::new(seed, 0);
        let value = |point: &[i64], r: usize| {
            sold(point[0] as f64 / 1_000.0, demand(streams.uniform(0, r as u64, 0, 0)))
        };
        let is_allowed = |point: &[i64]| (0..=1_000).contains(&point[0]);
        let found = searched(&[vec![900]], is_allowed, &settings, seed, value);
        let order = found.best[0] as f64 / 1_000.0;
        assert!((order - 0.18779).abs() < 3.0 * 0.0031, "seed {seed}: {order}");
        assert!(profit(order) > 0.46394 - 9.0 * 1.4e-4, "seed {seed}: {order}");
    }
}

#[test]
fn the_best_team_within_a_sum_is_found() {
    // Five kinds of posts with prices and returns that diminish; 40 to spend. The best of all
    // 5-dimensional points is found by enumeration. A search with swaps may lose at most 1% of it,
    // from two starts.
    let prices = [3, 4, 5, 6, 7];
    let worth = [3.0, 5.0, 5.5, 8.0, 8.5];
    let truth =
        |p: &[i64]| -> f64 { p.iter().zip(worth).map(|(n, w)| w * (*n as f64).powf(0.8)).sum() };
    let cost = |p: &[i64]| p.iter().zip(prices).map(|(n, price)| n * price).sum::<i64>();
    let is_allowed = |p: &[i64]| p.iter().all(|n| *n >= 0) && cost(p) <= 40;
    let mut best = 0.0_f64;
    let mut count = 0;
    for index in 0..14_i64.pow(5) {
        let point: Vec<i64> = (0..5).map(|i| index / 14_i64.pow(i) % 14).collect();
        if is_allowed(&point) {
            best = best.max(truth(&point));
            count += 1;
        }
    }
    let settings = Settings { last: 60, moves: Moves::StepsAndSwaps, ..Settings::default() };
    for seed in 0..10 {
        let streams = Streams::new(seed, 0);
        let value = |p: &[i64], r: usize| {
            let id = p.iter().fold(0, |id, n| id * 100 + *n as u64);
            truth(p) + 4.0 * noise(&streams, 0, r, 0) + noise(&streams, 1 + id, r, 1)
        };
        let starts = [vec![0; 5], vec![2, 2, 1, 1, 1]];
        let found = searched(&starts, is_allowed, &settings, seed, value);
        let regret = 1.0 - truth(&found.best) / best;
        assert!(regret < 0.01, "seed {seed}: {regret} at {:?}", found.best);
        assert!(found.seen.len() < count / 5, "{} of {count}", found.seen.len());
    }
}

#[test]
fn the_front_of_two_paraboloids_is_known() {
    let square = |x: i64| (x * x) as f64 / 100.0;
    let both = |x: i64, y: i64| {
        vec![-(square(x - 20) + square(y - 10) + 10.0), -(square(x) + square(y - 20) + 8.0)]
    };
    let points: Vec<Vec<f64>> = (0..=50).flat_map(|x| (0..=50).map(move |y| both(x, y))).collect();
    let found = front(&points);
    assert_eq!(found.len(), 49);
    let mut ends: Vec<(f64, f64)> =
        found.iter().map(|place| (-points[*place][0], -points[*place][1])).collect();
    ends.sort_by(|one, other| one.0.total_cmp(&other.0));
    assert_eq!((ends[0], ends[48]), ((10.0, 13.0), (15.0, 8.0)));
}

#[test]
fn the_value_of_information_about_a_normal_difference_is_known() {
    // INB = 2 + θ₁ + θ₂ against 0, standard deviations 3 and 4. Ten observations of θ₂ with sd 8
    // leave it with 4 · √(16 / (16 + 6.4)).
    printed(normal_value(2.0, 5.0), 1.152194, 6);
    printed(normal_value(2.0, 3.0), 0.453359, 6);
    printed(normal_value(2.0, 4.0), 0.791186, 6);
    printed(normal_value(2.0, 4.0 * (16.0_f64 / 22.4).sqrt()), 0.578038, 6);
    // INB = p₁ + p₂, p₁ ~ N(1, 1), p₂ | p₁ ~ N(p₁, 2): the mean given p₁ is 2 p₁, with mean 2 and
    // sd 2.
    printed(normal_value(2.0, 2.0), 0.166631, 6);
}

/// Draws of θ₁ (sd 3), θ₂ (sd 4) and a parameter without influence, with the benefits of the two
/// options.
fn two_thetas(count: u64, seed: u64) -> (Vec<Vec<f64>>, Vec<Vec<f64>>) {
    let streams = Streams::new(seed, 0);
    let z = |draw, which| standard_normal(streams.uniform(0, draw, which, 0));
    let theta = |draw| vec![3.0 * z(draw, 0), 4.0 * z(draw, 1), z(draw, 2)];
    let thetas: Vec<Vec<f64>> = (0..count).map(theta).collect();
    let benefits = thetas.iter().map(|t| vec![0.0, 2.0 + t[0] + t[1]]).collect();
    (thetas, benefits)
}

fn column(rows: &[Vec<f64>], which: usize) -> Vec<Vec<f64>> {
    rows.iter().map(|row| vec![row[which]]).collect()
}

const PLAIN: information::Settings =
    information::Settings { folds: 10, bootstraps: 0, permutations: 0, confidence: 0.95 };

#[test]
fn the_value_of_information_by_regression_is_the_exact_one() {
    // 40 samples of 1,000 draws. Each mean is compared within three standard errors of the mean of
    // 40, as observed; and the cross-fitted value may fall short by up to 1% of EVPI more, its
    // known bias.
    let exact = [1.152194, 0.453359, 0.791186, 0.578038, 0.0];
    let mut found = vec![Vec::new(); exact.len()];
    for seed in 0..40 {
        let (thetas, benefits) = two_thetas(1_000, seed);
        let weights = Weights::equal(1_000);
        let streams = Streams::new(seed, 1);
        let of = |known: &[Vec<f64>]| {
            partial(&benefits, &weights, known, &PLAIN, &streams).unwrap().value
        };
        let sampled: Vec<Vec<f64>> = thetas
            .iter()
            .enumerate()
            .map(|(draw, t)| vec![measured(t[1], 8.0, 10, streams.uniform(9, draw as u64, 0, 0))])
            .collect();
        found[0].push(perfect(&benefits, &weights).unwrap().value);
        found[1].push(of(&column(&thetas, 0)));
        found[2].push(of(&column(&thetas, 1)));
        found[3].push(of(&sampled));
        found[4].push(of(&column(&thetas, 2)));
    }
    for (known, values) in exact.iter().zip(&found) {
        let interval = pcn_sim::statistics::interval::mean_interval(values, 0.997).unwrap();
        let (low, high) = interval.bounds().unwrap();
        assert!(low <= *known && *known <= high + 0.0115, "{known}: {low} to {high}");
    }
}

#[test]
fn bootstrap_intervals_hold_the_value_of_information() {
    // 60 samples of 200 draws: intervals of 95% that cover nine in ten (see `Partial::interval`) do
    // so 54 times, with a standard error of 2.3.
    let settings = information::Settings { bootstraps: 100, ..PLAIN };
    let covered = (0..60).filter(|seed| {
        let (thetas, benefits) = two_thetas(200, 500 + seed);
        let known = column(&thetas, 1);
        let streams = Streams::new(*seed, 7);
        let found = partial(&benefits, &Weights::equal(200), &known, &settings, &streams).unwrap();
        let (low, high) = found.interval.unwrap();
        assert!(low <= found.value && found.value <= high, "{found:?}");
        low <= 0.791186 && 0.791186 <= high
    });
    assert!(covered.count() >= 54 - 5);
}

#[test]
fn the_value_of_a_correlated_parameter_is_the_exact_one() {
    // Also with half of the draws left out at random and the rest weighted: p₁ is drawn from N(1,
    // 1.5) instead.
    let mut values = Vec::new();
    for seed in 0..40 {
        let streams = Streams::new(seed, 2);
        let z = |draw, which| standard_normal(streams.uniform(0, draw, which, 0));
        let first: Vec<f64> = (0..1_000).map(|draw| 1.0 + 1.5 * z(draw, 0)).collect();
        let second = |(draw, p): (usize, &f64)| p + 2.0 * z(draw as u64, 1);
        let seconds: Vec<f64> = first.iter().enumerate().map(second).collect();
        let density = |p: &f64| -0.5 * (p - 1.0).powi(2) * (1.0 - 1.0 / 2.25);
        let weights = Weights::from_logs(&first.iter().map(density).collect::<Vec<_>>()).unwrap();
        let benefits: Vec<Vec<f64>> =
            first.iter().zip(&seconds).map(|(p, q)| vec![0.0, p + q]).collect();
        let known: Vec<Vec<f64>> = first.iter().map(|p| vec![*p]).collect();
        values.push(partial(&benefits, &weights, &known, &PLAIN, &streams).unwrap().value);
    }
    let interval = pcn_sim::statistics::interval::mean_interval(&values, 0.997).unwrap();
    let (low, high) = interval.bounds().unwrap();
    assert!(low <= 0.166631 && 0.166631 <= high + 0.005, "{low} to {high}");
}

#[test]
fn a_parameter_without_influence_is_seldom_told_from_none() {
    // 200 draws, two options that nearly tie. The useless parameter is told in 5% of studies or
    // fewer, with a standard error of 2.2% over 100 studies; a useful one in nearly all.
    let settings = information::Settings { permutations: 60, folds: 5, ..PLAIN };
    let told = |which: usize| {
        let studies = (0..100).filter(|seed| {
            let (thetas, mut benefits) = two_thetas(200, 1_000 + seed);
            benefits.iter_mut().for_each(|draw| draw[1] -= 2.0);
            let weights = Weights::equal(200);
            let streams = Streams::new(*seed, 3);
            let known = column(&thetas, which);
            partial(&benefits, &weights, &known, &settings, &streams).unwrap().is_told()
        });
        studies.count()
    };
    let (useless, useful) = (told(2), told(1));
    assert!(useless <= 5 + 6 && useful >= 95, "{useless} and {useful} of 100");
}

/// Three parameters: a share, a positive quantity and a number.
fn ranges() -> [Distribution; 3] {
    [
        Distribution::share(0.2, 0.5).unwrap().with_median(0.3).unwrap(),
        Distribution::positive(0.5, 3.0).unwrap(),
        Distribution::number(-2.0, 4.0).unwrap(),
    ]
}

/// The gains of two options over a baseline, exactly.
fn gains(ranges: &[Distribution; 3], chances: &[f64]) -> Vec<f64> {
    let x: Vec<f64> = ranges.iter().zip(chances).map(|(r, chance)| r.quantile(*chance)).collect();
    vec![8.0 * x[0] + x[2], 4.0 * x[1] - 10.0 * x[0]]
}

/// How many of 400 truths, drawn from the ranges, lie within the total interval of each option.
/// Each study has 200 draws with one replication, whose noise has the standard deviation `sd`, and
/// a second for one in `one_in`.
fn covered(sd: f64, one_in: usize) -> [usize; 2] {
    let ranges = ranges();
    let weights = Weights::equal(200);
    let mut covered = [0; 2];
    for study in 0..400 {
        let streams = Streams::new(study, 5);
        let chance = |what| streams.uniform(what, 0, 0, 0);
        let truth = gains(&ranges, &[chance(0), chance(1), chance(2)]);
        let points = Sobol::scrambled(3, streams).unwrap();
        let result = |draw: usize, replication: usize| -> Vec<f64> {
            let noise = |option| sd * noise(&streams, 9_000 + draw as u64, replication, option);
            let expected = gains(&ranges, &points.point(draw as u32));
            expected.iter().zip(0..).map(|(gain, option)| gain + noise(option)).collect()
        };
        let values: Vec<Vec<f64>> = (0..200).map(|draw| result(draw, 0)).collect();
        let again: Vec<(usize, Vec<f64>)> =
            (0..200).step_by(one_in).map(|draw| (draw, result(draw, 1))).collect();
        let expected = without_noise(&values, &again, &weights).unwrap().values;
        for option in 0..2 {
            let values: Vec<f64> = expected.iter().map(|row| row[option]).collect();
            let (low, high) = weights.interval(&values, 0.95);
            covered[option] += usize::from(low <= truth[option] && truth[option] <= high);
        }
    }
    covered
}

#[test]
fn total_intervals_cover_truths_drawn_from_the_ranges() {
    // Gains vary with the standard deviations 2.0 and 3.4. Noise of 1 is up to a fifth of the
    // variance, of which 20 pairs are enough; noise of 2.5 is three fifths, and every second draw
    // has a pair. Between 91.5% and 98% of 400 truths.
    for (sd, one_in) in [(1.0, 10), (2.5, 2)] {
        let covered = covered(sd, one_in);
        assert!(
            covered.iter().all(|count| (366..=392).contains(count)),
            "{sd}: {covered:?} of 400"
        );
    }
}

/// The share of 1,000 studies in which the right option has the largest mean after `budget`
/// replications, ten for each option first and then ten at a time by optimal shares.
fn by_optimal_shares(means: &[f64], sd: f64, budget: usize) -> f64 {
    let average = |values: &Vec<f64>| values.iter().sum::<f64>() / values.len() as f64;
    let best = |means: &[f64]| (0..means.len()).max_by(|a, b| means[*a].total_cmp(&means[*b]));
    let correct = (0..1_000).filter(|study| {
        let streams = Streams::new(*study, 11);
        let value = |option: usize, r| means[option] + sd * noise(&streams, *study, r, option);
        let mut values: Vec<Vec<f64>> =
            (0..means.len()).map(|option| (0..10).map(|r| value(option, r)).collect()).collect();
        loop {
            let found: Vec<f64> = values.iter().map(average).collect();
            let made: Vec<u32> = values.iter().map(|values| values.len() as u32).collect();
            if made.iter().sum::<u32>() as usize >= budget {
                return best(&found) == best(means);
            }
            let variances: Vec<f64> =
                values.iter().map(|v| pcn_sim::statistics::interval::variance(v)).collect();
            let next = next_replications(&found, &variances, &made, 10).unwrap();
            for (option, more) in next.into_iter().enumerate() {
                let from = values[option].len();
                values[option].extend((from..from + more as usize).map(|r| value(option, r)));
            }
        }
    });
    correct.count() as f64 / 1_000.0
}

#[test]
fn methods_need_no_more_replications_than_those_of_other_packages() {
    // What tests/peers/decisions.py printed, and its 1,000 studies of each choice repeated 4,000 to
    // 6,000 times. PyMOSO 1.1.0, R-SPLINE, 40 searches: from ±10 0.825 with 204 replications, 0.975
    // with 840, 1 with 1,671; from ±100 none of 20 with 6,411, whose ends were 28 off.
    for (start, last, least, most) in [(10, 32, 970, 204), (10, 48, 990, 300), (100, 48, 990, 411)]
    {
        let searches: Vec<Found> = (0..1_000).map(|seed| noisy_square(start, last, seed)).collect();
        let correct = searches.iter().filter(|found| found.best == [0]).count();
        let made = searches.iter().map(Found::replications).sum::<usize>() / 1_000;
        assert!(correct >= least && made <= most, "{correct} with {made} from {start}");
    }

    // sim-tools 1.3.0, KN: 0.956 with 356 replications (option 3 best) and 0.952 with 353 (option 0
    // best), of 4,000 studies. Its boundaries take the variance of another pair; ours must keep 0.95
    // and may need a twentieth more for it.
    let choice = Elimination::new(0.95, 1.0, 10, 1).unwrap();
    let streams = Streams::new(12, 0);
    let studies = (0..1_000).map(|study| {
        let value =
            |option, r| f64::from(u8::from(option == 0)) + 3.0 * noise(&streams, study, r, option);
        chosen(&choice, 5, value)
    });
    let studies: Vec<(usize, usize)> = studies.collect();
    let correct = studies.iter().filter(|(option, _)| *option == 0).count();
    let made: usize = studies.iter().map(|(_, made)| made).sum();
    assert!(correct >= 950 - 14 && made <= 375 * 1_000, "{correct} with {made}");

    // sim-tools 1.3.0, OCBA: ten designs 0.894 with 400 and 0.978 with 800, of 4,000 studies;
    // slippage 0.959 with 500 and 0.975 with 1,000, of 6,000. Two standard errors of our 1,000
    // studies are 0.019, 0.009, 0.013 and 0.010.
    let slippage = [0.0, 0.0, 0.0, 1.0, 0.0];
    for (means, sd, budget, least) in [
        (&ten_designs()[..], 6.0, 400, 0.894 - 0.019),
        (&ten_designs()[..], 6.0, 800, 0.978 - 0.009),
        (&slippage[..], 3.0, 500, 0.959 - 0.013),
        (&slippage[..], 3.0, 1_000, 0.975 - 0.01),
    ] {
        let share = by_optimal_shares(means, sd, budget);
        assert!(share >= least, "{budget}: {share}");
    }
}
