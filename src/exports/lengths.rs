//! The length of consultations by kind of clinician and mode: lognormal distributions.

use crate::engine::streams::Streams;
use crate::exports::cells::{Mode, Status};
use crate::exports::found::{
    Bin, Distance, Estimate, FEWEST, Findings, Fit, Range, Unit, Z, few, joined,
};
use crate::exports::read::{Appointment, Export};
use crate::statistics::lognormal::{Between, Lognormal, distance, grouped, probability};

/// The longest consultation \[min\]. Longer ones were left open on the screen.
const LONGEST: f64 = 240.0;

/// The largest sample for which the probability of its distance is computed. In larger ones every distribution is
/// improbable that is not exactly right.
const MOST_JUDGED: u64 = 5_000;

/// Samples for that probability.
const REPLICATES: u32 = 99;

/// About how many bars a figure has.
const BARS: f64 = 20.0;

const MODES: [(Mode, &str, &str); 3] = [
    (Mode::FaceToFace, "length_face_to_face", "in person"),
    (Mode::Remote, "length_remote", "by telephone or online"),
    (Mode::HomeVisit, "length_home_visit", "at home"),
];

/// The lengths of `export`.
pub(super) fn lengths(export: &Export, streams: &Streams) -> Findings {
    let mut found = Findings::default();
    let seen = || export.appointments.iter().filter(|of| of.status == Status::Attended);
    let is_usable = |minutes: f64| minutes > 0.0 && minutes <= LONGEST;
    let without =
        seen().filter(|of| of.minutes.is_none_or(|minutes| minutes == 0.0)).count() as u64;
    let beyond =
        seen().filter(|of| of.minutes.is_some_and(|minutes| minutes > LONGEST)).count() as u64;
    for (count, what) in
        [(without, "no actual length or one of 0"), (beyond, "an actual length above 240 min")]
    {
        if count > 0 {
            found.told.push(format!(
                "{} attended appointments have {what} and are left out of the lengths",
                few(count)
            ));
        }
    }
    for (index, roles) in export.clinicians.iter().enumerate() {
        let of = |appointment: &&Appointment| appointment.clinician == Some(index);
        let mut variances = Vec::new();
        for (mode, key, words) in MODES {
            let of =
                seen().filter(of).filter(|of| of.mode == Some(mode)).filter_map(|of| of.minutes);
            let mut minutes: Vec<f64> = of.filter(|minutes| is_usable(*minutes)).collect();
            let title = format!("Length of consultations {words}, {}", roles.join(", "));
            let n = minutes.len() as u64;
            if n < FEWEST {
                if n > 0 {
                    found.withheld.push(format!("{title}: fewer than {FEWEST} lengths"));
                }
                continue;
            }
            let unit = unit(&minutes);
            let cells = grouped(&mut minutes, unit);
            let Some(fit) = Lognormal::fitted(&cells, least(unit)) else {
                found.withheld.push(format!(
                    "{title}: all lengths are the same, so their spread is not known"
                ));
                continue;
            };
            variances.push((n, fit.sigma * fit.sigma));
            let error = fit.sigma * libm::sqrt((1.0 + fit.sigma * fit.sigma / 2.0) / n as f64);
            let (mean, factor) = (fit.mean(), libm::exp(Z * error));
            for role in roles {
                found.estimates.push(Estimate {
                    table: format!("roles.{role}"),
                    key: key.to_owned(),
                    values: vec![mean],
                    range: Range::Within(mean / factor, mean * factor),
                    unit: Unit::Minutes,
                    n,
                    of_base: Vec::new(),
                    how: format!("actual lengths {words}, lognormal by maximum likelihood"),
                });
            }
            found.fits.push(shown(title, (&fit, &cells, unit), n, streams));
        }
        variation(roles, &variances, &mut found);
    }
    found
}

/// The standard deviation of all modes by the mean: the scenario has one for each role.
fn variation(roles: &[String], variances: &[(u64, f64)], found: &mut Findings) {
    let n: u64 = variances.iter().map(|(n, _)| n).sum();
    if n == 0 {
        return;
    }
    let variance = variances.iter().map(|(n, of)| *n as f64 * of).sum::<f64>() / n as f64;
    let error = libm::exp(Z / libm::sqrt(2.0 * n as f64));
    let of = |factor: f64| libm::sqrt(libm::expm1(variance * factor * factor)).min(10.0);
    for role in roles {
        found.estimates.push(Estimate {
            table: format!("roles.{role}"),
            key: "length_variation".into(),
            values: vec![of(1.0)],
            range: Range::Within(of(1.0 / error), of(error)),
            unit: Unit::Number,
            n,
            of_base: Vec::new(),
            how: "actual lengths of all modes, variance of their logarithms".into(),
        });
    }
}

/// To how many minutes the lengths are rounded: 5, 1, or not at all.
fn unit(minutes: &[f64]) -> Option<f64> {
    let is_multiple = |of: f64| minutes.iter().all(|value| (value / of).fract() == 0.0);
    [5.0, 1.0].into_iter().find(|of| is_multiple(*of))
}

/// The shortest length that is not rounded to nothing \[min\]: lengths of 0 are left out.
fn least(unit: Option<f64>) -> f64 {
    unit.map_or(0.0, |unit| unit / 2.0)
}

fn shown(
    title: String,
    (fit, cells, unit): (&Lognormal, &[Between], Option<f64>),
    n: u64,
    streams: &Streams,
) -> Fit {
    let share_below = |value: f64| fit.share_of_kept(value, least(unit));
    let ks = distance(cells, share_below);
    let p =
        (n <= MOST_JUDGED).then(|| probability(fit, (n as usize, unit), ks, (streams, REPLICATES)));
    let top = cells.last().map_or(1.0, |cell| cell.high);
    let step = unit.unwrap_or(0.5);
    // Bars begin between the values of rounded lengths.
    let width = (top / BARS / step).ceil() * step;
    let begin = unit.map_or(0.0, |unit| unit / 2.0);
    let bars = ((top - begin) / width).ceil().max(1.0) as usize;
    let edge = |bar: usize| if bar == 0 { 0.0 } else { begin + bar as f64 * width };
    let mut counts = vec![0; bars];
    for cell in cells {
        let bar = ((f64::midpoint(cell.low, cell.high) - begin).max(0.0) / width) as usize;
        counts[bar.min(bars - 1)] += cell.count;
    }
    let raw = counts.iter().enumerate().map(|(bar, count)| (edge(bar), edge(bar + 1), *count));
    let bins = joined(raw.collect());
    let last = bins.len().saturating_sub(1);
    let bins = bins.iter().enumerate().map(|(place, &(from, to, count))| {
        let above = if place == last { 1.0 } else { share_below(to) };
        Bin {
            // Where the last bar ends would be the longest length, which is of one patient.
            label: match place == last {
                true => format!("{from:.1} min or more"),
                false => format!("{from:.1} to {to:.1} min"),
            },
            from,
            to,
            observed: Some(count as f64 / n as f64),
            fitted: Some(above - share_below(from)),
            count: Some(count),
        }
    });
    let rounded = match unit {
        Some(unit) => format!(
            "All lengths are multiples of {unit} min: each is taken as within {} min of what is stated, for the fit and for the distance.",
            unit / 2.0
        ),
        None => "Lengths are taken as exact.".to_owned(),
    };
    let judged = match p {
        Some(_) => {
            "The probability of such a distance is by a parametric bootstrap, because the parameters come from the same lengths."
        }
        None => {
            "With so many lengths every test refuses a distribution that is not exactly right; judge the distance itself."
        }
    };
    Fit {
        sort: "length",
        title,
        axis: "Length, min".into(),
        n,
        distribution: format!(
            "lognormal, mean {:.1} min, standard deviation {:.2} of the mean",
            fit.mean(),
            fit.variation()
        ),
        bins: bins.collect(),
        distance: Some(Distance { ks, p }),
        notes: vec![rounded, judged.to_owned()],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn export(minutes: &[f64]) -> Export {
        let of = |minutes: &f64| Appointment {
            starts: date(2025, 3, 3).at(9, 0, 0, 0),
            booked: None,
            requested: None,
            seen: None,
            lag: Some(0),
            mode: Some(Mode::FaceToFace),
            clinician: Some(0),
            status: Status::Attended,
            minutes: Some(*minutes),
        };
        Export {
            appointments: minutes.iter().map(of).collect(),
            clinicians: vec![vec!["gp-partner".into()]],
            ..Export::default()
        }
    }

    #[test]
    fn lengths_drawn_from_a_known_distribution_give_it_back() {
        let streams = Streams::new(3, 0);
        let draw = |who: u64| {
            let z = crate::engine::samplers::standard_normal(streams.uniform(1, who, 0, 0));
            (libm::exp(2.3 + 0.6 * z)).round()
        };
        let minutes: Vec<f64> = (0..4_000).map(draw).collect();
        let found = lengths(&export(&minutes), &streams);
        let of =
            |key: &str| found.estimates.iter().find(|of| of.key == key).expect("it is estimated");
        let (mean, spread) = (libm::exp(2.3 + 0.18), libm::sqrt(libm::expm1(0.36)));
        for (key, truth) in [("length_face_to_face", mean), ("length_variation", spread)] {
            let Range::Within(low, high) = of(key).range else { panic!("it has a range") };
            assert!(low < truth && truth < high, "{key}: {low} to {high}, {truth}");
            assert!(high / low < 1.1, "{key}: {low} to {high}");
        }
        let fit = &found.fits[0];
        let distance = fit.distance.expect("it has a distance");
        assert!(distance.p.is_some_and(|p| p > 0.02), "{distance:?}");
        assert!(fit.bins.iter().all(|bin| bin.count.is_some_and(|count| count >= FEWEST)));
        let sum = |of: fn(&Bin) -> Option<f64>| fit.bins.iter().filter_map(of).sum::<f64>();
        assert!((sum(|bin| bin.observed) - 1.0).abs() < 1e-9);
        assert!((sum(|bin| bin.fitted) - 1.0).abs() < 0.01);
    }

    #[test]
    fn few_lengths_and_equal_ones_give_nothing_and_zeros_are_left_out() {
        let streams = Streams::new(3, 0);
        let few = lengths(&export(&[5.0; 9]), &streams);
        assert!(few.estimates.is_empty() && few.withheld.len() == 1, "{few:?}");
        let same = lengths(&export(&[10.0; 50]), &streams);
        assert!(same.estimates.is_empty() && same.withheld.len() == 1, "{same:?}");
        let mut minutes = vec![0.0; 30];
        minutes.extend((1..=20).map(f64::from));
        let found = lengths(&export(&minutes), &streams);
        assert_eq!(found.estimates[0].n, 20);
        assert!(found.told[0].starts_with("30 attended"), "{:?}", found.told);
    }
}
