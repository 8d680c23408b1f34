//! How long callers wait before they hang up.
//!
//! A caller who hangs up after five minutes had a patience of five minutes: it is observed. A caller who is answered
//! after five minutes had more than that: the patience is censored at the wait. (Of what the caller would have
//! waited for, the reverse holds: hanging up censors the wait that was offered.)

use crate::engine::streams::Streams;
use crate::exports::attendance::{is_told, jeffreys};
use crate::exports::cells::Outcome;
use crate::exports::found::{Bin, Distance, Estimate, FEWEST, Findings, Fit, Range, Unit, Z, few};
use crate::exports::read::{Call, Export};
use crate::statistics::censored::{Point, Times, TwoExponentials, kaplan_meier};
use crate::statistics::order::quantile;
use std::collections::BTreeMap;

/// The longest wait \[min\]. Longer ones are faults of the log.
const LONGEST: f64 = 240.0;

/// The smallest mean patience \[min\]: a second.
const LEAST: f64 = 1.0 / 60.0;

/// So many different waits are told apart; if there are more, to the nearest second.
const MOST_DIFFERENT: usize = 4_000;

/// Resamples for the ranges.
const REPLICATES: u32 = 100;

/// Where bars may begin \[min\].
const EDGES: [f64; 12] = [0.0, 0.25, 0.5, 1.0, 2.0, 3.0, 5.0, 8.0, 12.0, 20.0, 30.0, 60.0];

/// The patience of the callers of `export`, and the share of calls that end in the menu.
pub(super) fn patience(export: &Export, streams: &Streams) -> Findings {
    let mut found = Findings::default();
    menu(export, &mut found);
    let times = times(export, &mut found);
    let hung_up: u64 = times.iter().filter(|of| of.ended).map(|of| of.count).sum();
    let n: u64 = times.iter().map(|of| of.count).sum();
    let title = "Patience of callers in the queue".to_owned();
    if n == 0 {
        return found;
    }
    let (Some(one), true) = (TwoExponentials::one(&times), hung_up >= FEWEST) else {
        found
            .withheld
            .push(format!("{title}: fewer than {FEWEST} callers hung up, or none waited"));
        return found;
    };
    let two = TwoExponentials::fitted(&times, LEAST).filter(|two| {
        // Two more parameters must be worth it: the information criterion of Schwarz, by the number of ends.
        let gain = two.log_likelihood(&times) - one.log_likelihood(&times);
        gain > libm::log(hung_up as f64) && two.share > 1e-3 && two.share < 1.0 - 1e-3
    });
    let how = match n - hung_up < FEWEST {
        true => "hang-ups, and the others censored at their wait".to_owned(),
        false => format!("{hung_up} hung up, the others censored at their wait"),
    };
    let mut add = |key: &str, value: f64, (low, high): (f64, f64), unit: Unit| {
        found.estimates.push(Estimate {
            table: "front_door".into(),
            key: key.into(),
            values: vec![value],
            range: Range::Within(low.min(value), high.max(value)),
            unit,
            n,
            of_base: Vec::new(),
            how: how.clone(),
        });
    };
    match two {
        Some(fit) => {
            let again = fit.resampled(&times, LEAST, (streams, REPLICATES));
            let range = |of: &dyn Fn(&TwoExponentials) -> f64| {
                let mut values: Vec<f64> = again.iter().map(of).collect();
                values.sort_by(f64::total_cmp);
                (quantile(&values, 0.05), quantile(&values, 0.95))
            };
            add("impatient_share", fit.share, range(&|of| of.share), Unit::Share);
            add("impatient_mean", fit.first, range(&|of| of.first), Unit::Minutes);
            add("patient_mean", fit.second, range(&|of| of.second), Unit::Minutes);
        }
        None => {
            let factor = libm::exp(Z / libm::sqrt(hung_up as f64));
            add("impatient_share", 0.0, (0.0, 0.0), Unit::Share);
            add(
                "patient_mean",
                one.second,
                (one.second / factor, one.second * factor),
                Unit::Minutes,
            );
        }
    }
    found.fits.push(shown(title, &times, (&two.unwrap_or(one), two.is_some()), n));
    found
}

/// Waits of equal length, which ended or not.
fn times(export: &Export, found: &mut Findings) -> Vec<Times> {
    let mut counts: BTreeMap<(u64, bool), u64> = BTreeMap::new();
    let (mut without, mut beyond, mut unknown) = (0, 0, 0);
    for Call { wait, outcome, .. } in &export.calls {
        let ended = match outcome {
            Some(Outcome::HungUp) => true,
            Some(Outcome::Answered | Outcome::CallBack | Outcome::Diverted) => false,
            Some(Outcome::Menu) => continue,
            None => {
                unknown += 1;
                continue;
            }
        };
        match wait {
            None => without += 1,
            Some(wait) if *wait > LONGEST => beyond += 1,
            // Milliseconds, so that equal waits are one.
            Some(wait) => {
                *counts.entry(((wait * 60_000.0).round() as u64, ended)).or_default() += 1
            }
        }
    }
    if counts.len() > MOST_DIFFERENT {
        let mut whole: BTreeMap<(u64, bool), u64> = BTreeMap::new();
        for ((time, ended), count) in counts {
            *whole.entry(((time + 500) / 1000 * 1000, ended)).or_default() += count;
        }
        counts = whole;
        found
            .told
            .push("so many waits are different that they are taken to the nearest second".into());
    }
    for (count, words) in [
        (unknown, "calls have no known outcome"),
        (without, "calls have no wait"),
        (beyond, "calls have a wait above 240 min"),
    ] {
        if count > 0 {
            found.told.push(format!("{} {words} and are left out of patience", few(count)));
        }
    }
    let of = |((time, ended), count): (&(u64, bool), &u64)| Times {
        time: *time as f64 / 60_000.0,
        ended: *ended,
        count: *count,
    };
    counts.iter().map(of).collect()
}

/// The share of calls in opening hours that end in the menu, where the log has such calls.
fn menu(export: &Export, found: &mut Findings) {
    let in_hours = |call: &&Call| {
        let minutes = i32::from(call.start.hour()) * 60 + i32::from(call.start.minute());
        call.start.weekday().to_monday_zero_offset() < 5 && (480..1110).contains(&minutes)
    };
    let of = || export.calls.iter().filter(in_hours).filter_map(|call| call.outcome);
    let (k, n) = (of().filter(|of| *of == Outcome::Menu).count() as u64, of().count() as u64);
    if k == 0 {
        if n > 0 {
            found.withheld.push(
                "Calls that end in the menu: the log names none; it may begin at the queue".into(),
            );
        }
    } else if is_told(k, n) {
        let (low, high) = jeffreys(k, n);
        found.estimates.push(Estimate {
            table: "front_door".into(),
            key: "menu_exit".into(),
            values: vec![k as f64 / n as f64],
            range: Range::Within(low, high),
            unit: Unit::Share,
            n,
            of_base: Vec::new(),
            how: "calls that end in the menu, Monday to Friday 08:00 to 18:30".into(),
        });
    } else {
        found.withheld.push(format!(
            "Calls that end in the menu: fewer than {FEWEST}, or fewer than {FEWEST} others"
        ));
    }
}

fn shown(title: String, times: &[Times], (fit, is_two): (&TwoExponentials, bool), n: u64) -> Fit {
    let curve: Vec<Point> =
        kaplan_meier(times).into_iter().filter(|point| point.at_risk >= FEWEST).collect();
    let mut ks = 0.0_f64;
    let mut before = 1.0;
    for point in &curve {
        let expected = fit.survival(point.time);
        ks = ks.max((expected - before).abs()).max((expected - point.survival).abs());
        before = point.survival;
    }
    let survival = |time: f64| {
        let passed = curve.partition_point(|point| point.time <= time);
        if passed == 0 { 1.0 } else { curve[passed - 1].survival }
    };
    let ends = |from: f64, to: f64| {
        let is_in = |of: &&Times| of.ended && (from..to).contains(&of.time);
        times.iter().filter(is_in).map(|of| of.count).sum::<u64>()
    };
    // The curve says nothing beyond its last point, which is of one caller and told to a tenth of a minute.
    let last = curve.last().map_or(0.0, |point| (point.time * 10.0).ceil() / 10.0);
    let inner = EDGES.into_iter().filter(|edge| *edge < last);
    let edges: Vec<f64> = inner.chain([last.max(0.1)]).collect();
    let raw = edges.windows(2).map(|edge| (edge[0], edge[1], ends(edge[0], edge[1]))).collect();
    let bins = crate::exports::found::joined(raw).into_iter().map(|(from, to, count)| {
        let just_before = |time: f64| survival(time - 1e-9);
        Bin {
            label: format!("{from:.2} to {to:.2} min"),
            from,
            to,
            observed: Some(just_before(from) - just_before(to)),
            fitted: Some(fit.survival(from) - fit.survival(to)),
            count: Some(count),
        }
    });
    let distribution = match is_two {
        true => format!(
            "{:.1}% exponential with mean {:.2} min, the others with mean {:.1} min",
            fit.share * 100.0,
            fit.first,
            fit.second
        ),
        false => format!("exponential with mean {:.1} min", fit.second),
    };
    Fit {
        sort: "patience",
        title,
        axis: "Patience, min".into(),
        n,
        distribution,
        bins: bins.collect(),
        distance: Some(Distance { ks, p: None }),
        notes: vec![
            "A caller who hangs up shows the patience; one who is answered, called back or diverted only shows that it was \
             longer than the wait. Bars are differences of the curve of Kaplan and Meier, which takes both into account."
                .into(),
            format!("The distance is the largest between that curve and the fit, while {FEWEST} or more callers waited."),
        ],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn call(wait: f64, outcome: Outcome) -> Call {
        Call { start: date(2025, 3, 3).at(9, 0, 0, 0), wait: Some(wait), outcome: Some(outcome) }
    }

    #[test]
    fn known_patience_is_found_again_although_most_callers_are_answered() {
        let streams = Streams::new(11, 0);
        let of = |who: u64| {
            let chance = |which: u16| streams.uniform(1, who, 0, which);
            let mean = if chance(0) < 0.2 { 0.6 } else { 25.0 };
            let patience = -mean * libm::log(1.0 - chance(1));
            let offered = -5.0 * libm::log(1.0 - chance(2));
            match patience < offered {
                true => call(patience, Outcome::HungUp),
                false => call(offered, Outcome::Answered),
            }
        };
        let export = Export { calls: (0..8_000).map(of).collect(), ..Export::default() };
        let found = patience(&export, &streams);
        for (key, truth) in
            [("impatient_share", 0.2), ("impatient_mean", 0.6), ("patient_mean", 25.0)]
        {
            let estimate =
                found.estimates.iter().find(|of| of.key == key).expect("it is estimated");
            let Range::Within(low, high) = estimate.range else { panic!("it has a range") };
            assert!(
                low < truth * 1.05 && truth * 0.95 < high,
                "{key}: {low} to {high}, not {truth}"
            );
            assert!(high / low < 1.6, "{key}: {low} to {high}");
        }
        // The curve is known less and less as callers leave: its distance from the fit is judged by the standard
        // error of Greenwood (1926). It needs numbers: thirty who have hung up and thirty who are left.
        let value =
            |key: &str| found.estimates.iter().find(|of| of.key == key).map(|of| of.values[0]);
        let [Some(share), Some(first), Some(second)] =
            ["impatient_share", "impatient_mean", "patient_mean"].map(value)
        else {
            panic!("all are estimated")
        };
        let curve = kaplan_meier(&times(&export, &mut Findings::default()));
        let farthest = |fit: TwoExponentials| {
            let (mut sum, mut before, mut most) = (0.0, 1.0, 0.0_f64);
            for (ended, point) in curve.iter().enumerate().filter(|(_, point)| point.at_risk >= 30)
            {
                let lasts = point.survival / before;
                sum += (1.0 - lasts) / (point.at_risk as f64 * lasts);
                before = point.survival;
                let error = point.survival * libm::sqrt(sum);
                if ended >= 30 {
                    most = most.max((point.survival - fit.survival(point.time)).abs() / error);
                }
            }
            most
        };
        let far = farthest(TwoExponentials { share, first, second });
        assert!(far < 4.0, "{far} standard errors");
        let one = TwoExponentials { share: 0.0, first: 1.0, second: 19.0 };
        assert!(farthest(one) > 8.0, "one exponential is far");
        let fit = &found.fits[0];
        assert!(fit.bins.iter().all(|bin| bin.count.is_some_and(|count| count >= FEWEST)));
    }

    #[test]
    fn one_exponential_stays_one() {
        // Twenty callers hang up after one minute, twenty are answered after three: 80 minutes, 20 ends.
        let mut calls = vec![call(1.0, Outcome::HungUp); 20];
        calls.extend(vec![call(3.0, Outcome::Answered); 20]);
        let found = patience(&Export { calls, ..Export::default() }, &Streams::new(1, 0));
        let mean =
            found.estimates.iter().find(|of| of.key == "patient_mean").expect("it is estimated");
        assert!((mean.values[0] - 4.0).abs() < 1e-9);
        let share =
            found.estimates.iter().find(|of| of.key == "impatient_share").expect("it is none");
        assert_eq!(share.values, [0.0]);
    }

    #[test]
    fn nine_who_hang_up_are_too_few() {
        let mut calls = vec![call(1.0, Outcome::HungUp); 9];
        calls.extend(vec![call(3.0, Outcome::Answered); 100]);
        let found = patience(&Export { calls, ..Export::default() }, &Streams::new(1, 0));
        assert!(found.estimates.is_empty() && !found.withheld.is_empty());
        assert!(patience(&Export::default(), &Streams::new(1, 0)).withheld.is_empty());
    }
}
