//! When calls come: shares of the days of a week and of the bands of each day.

use crate::exports::attendance::{is_told, jeffreys};
use crate::exports::found::{Bin, Distance, Estimate, FEWEST, Findings, Fit, Range, Unit, joined};
use crate::exports::read::Export;
use crate::model::calendar::WEEKDAYS;
use crate::scenario::Scenario;
use jiff::civil::DateTime;

/// Where published bands of a day begin \[h\], and the end of the last.
const BANDS: [f64; 10] = [0.0, 6.0, 8.0, 10.0, 12.0, 14.0, 16.0, 18.0, 18.5, 24.0];

/// The table of a scenario.
const TABLE: &str = "demand.telephone";

/// The share of a day from which on a band decides the range of the list.
const MAIN: f64 = 0.05;

/// The smallest range of a list, if a part of it is the base's.
const OF_BASE: (f64, f64) = (0.97, 1.03);

fn hour(at: DateTime) -> f64 {
    f64::from(at.hour()) + f64::from(at.minute()) / 60.0 + f64::from(at.second()) / 3600.0
}

fn weekday(at: DateTime) -> usize {
    at.weekday().to_monday_zero_offset() as usize
}

/// The calls of `export` by weekday and time.
pub(super) fn arrivals(export: &Export, base: &Scenario) -> Findings {
    let mut found = Findings::default();
    let times: Vec<DateTime> = export.calls.iter().map(|call| call.start).collect();
    let (Some(first), Some(last)) = (times.iter().min(), times.iter().max()) else { return found };
    let mut hours: [Vec<f64>; 7] = Default::default();
    times.iter().for_each(|at| hours[weekday(*at)].push(hour(*at)));
    let days = first.date().until(last.date()).map_or(0, |span| span.get_days()) + 1;
    if days >= 7 {
        weekdays(&hours, (*first, days), base, &mut found);
    } else {
        found.withheld.push("Calls by weekday: fewer than seven days".into());
    }
    first_half_hour(&hours, &mut found);
    for (index, hours) in hours.iter_mut().enumerate().filter(|(_, hours)| !hours.is_empty()) {
        of_day(index, hours, base, &mut found);
    }
    found
}

/// The values of a list of the base.
fn of_base(base: &Scenario, key: &str, count: usize) -> Vec<f64> {
    let path = format!("{TABLE}.{key}");
    let text = base.parameters.iter().find(|of| of.key == path).map(|of| of.value.clone());
    let is_part = |c: char| c.is_ascii_digit() || c == '.';
    let text = text.unwrap_or_default();
    let values = text.split(|c: char| !is_part(c)).filter_map(|part| part.parse().ok());
    let values: Vec<f64> = values.collect();
    if values.len() == count { values } else { vec![1.0 / count as f64; count] }
}

/// The shares, their range, and the places of those that are the base's.
type Shares = (Vec<f64>, (f64, f64), Vec<usize>);

/// Shares that sum to one: those of `weights` that are told, and the base's for the rest. With them the range, and
/// which are the base's.
fn shares(counts: &[u64], weights: &[f64], of_base: &[f64]) -> Option<Shares> {
    let n: u64 = counts.iter().sum();
    let small: Vec<usize> = (0..counts.len()).filter(|index| counts[*index] < FEWEST).collect();
    if small.len() + 1 >= counts.len() {
        return None;
    }
    let kept: f64 = small.iter().map(|index| of_base[*index]).sum();
    let told = |index: &usize| !small.contains(index);
    let all: f64 = (0..counts.len()).filter(told).map(|index| weights[index]).sum();
    let of = |index: usize| match small.contains(&index) {
        true => of_base[index],
        false => weights[index] / all * (1.0 - kept),
    };
    let decimals = |value: f64| (value * 1e6).round() / 1e6;
    let mut values: Vec<f64> = (0..counts.len()).map(of).map(decimals).collect();
    // Rounding must not change the sum.
    let rest = 1.0 - values.iter().sum::<f64>();
    if let Some(largest) = values.iter_mut().max_by(|a, b| a.total_cmp(b)) {
        *largest = decimals(*largest + rest);
    }
    let (mut low, mut high) = if small.is_empty() { (1.0_f64, 1.0_f64) } else { OF_BASE };
    for index in
        (0..counts.len()).filter(told).filter(|index| counts[*index] as f64 >= MAIN * n as f64)
    {
        let (below, above) = jeffreys(counts[index], n);
        let share = counts[index] as f64 / n as f64;
        (low, high) = (low.min(below / share), high.max(above / share));
    }
    Some((values, (low, high), small))
}

fn list(key: &str, n: u64, (values, (low, high)): (Vec<f64>, (f64, f64)), how: String) -> Estimate {
    Estimate {
        table: TABLE.into(),
        key: key.into(),
        values,
        range: Range::Times(low, high),
        unit: Unit::Share,
        n,
        of_base: Vec::new(),
        how,
    }
}

fn weekdays(
    hours: &[Vec<f64>; 7],
    (first, days): (DateTime, i32),
    base: &Scenario,
    found: &mut Findings,
) {
    let counts: Vec<u64> = hours.iter().map(|hours| hours.len() as u64).collect();
    // How often the period has each weekday.
    let times = |index: usize| {
        let from = (index + 7 - weekday(first)) % 7;
        ((days - from as i32 - 1).div_euclid(7) + 1).max(1)
    };
    let weights: Vec<f64> =
        (0..7).map(|index| counts[index] as f64 / f64::from(times(index))).collect();
    let of_base = of_base(base, "weekday_share", 7);
    let Some((values, range, small)) = shares(&counts, &weights, &of_base) else {
        found.withheld.push(format!("Calls by weekday: fewer than {FEWEST} on almost all days"));
        return;
    };
    // Without those of small days, whose number would follow from the sum.
    let n: u64 = (0..7).filter(|index| !small.contains(index)).map(|index| counts[index]).sum();
    let bin = |index: usize| Bin {
        label: WEEKDAYS[index].to_owned(),
        from: index as f64,
        to: index as f64 + 1.0,
        observed: (!small.contains(&index)).then(|| values[index]),
        fitted: Some(of_base[index]),
        count: (!small.contains(&index)).then(|| counts[index]),
    };
    let how = match small.is_empty() {
        true => "calls by weekday, by the number of such days".to_owned(),
        false => format!(
            "calls by weekday, by the number of such days; {} the base's",
            of_words(&small, &WEEKDAYS)
        ),
    };
    found.fits.push(Fit {
        sort: "arrivals",
        title: "Calls by weekday".into(),
        axis: "Weekday".into(),
        n,
        distribution: "a share for each weekday; the line is the base".into(),
        bins: (0..7).map(bin).collect(),
        distance: None,
        notes: vec!["Bank holidays count as the weekday on which they fall.".into()],
    });
    found.estimates.push(list("weekday_share", n, (values, range), how));
}

fn of_words(small: &[usize], names: &[&str]) -> String {
    let names: Vec<&str> = small.iter().map(|index| names[*index]).collect();
    format!("fewer than {FEWEST} on {}, whose shares are", names.join(", "))
}

fn first_half_hour(hours: &[Vec<f64>; 7], found: &mut Findings) {
    let of = |from: f64, to: f64| {
        hours[..5].iter().flatten().filter(|hour| (from..to).contains(*hour)).count() as u64
    };
    let (early, all) = (of(8.0, 8.5), of(8.0, 10.0));
    if !is_told(early, all) {
        found.withheld.push(format!(
            "Calls from 08:00 to 08:30: fewer than {FEWEST}, or fewer than {FEWEST} until 10:00"
        ));
        return;
    }
    let (low, high) = jeffreys(early, all);
    found.estimates.push(Estimate {
        table: TABLE.into(),
        key: "first_half_hour_share".into(),
        values: vec![early as f64 / all as f64],
        range: Range::Within(low, high),
        unit: Unit::Share,
        n: all,
        of_base: Vec::new(),
        how: "calls from 08:00 to 08:30 of those until 10:00, Monday to Friday".into(),
    });
}

/// The bands of a weekday, and how far calls are from coming evenly within them.
fn of_day(index: usize, hours: &mut [f64], base: &Scenario, found: &mut Findings) {
    let name = WEEKDAYS[index];
    let n = hours.len() as u64;
    let counts: Vec<u64> = BANDS
        .windows(2)
        .map(|band| hours.iter().filter(|hour| (band[0]..band[1]).contains(*hour)).count() as u64)
        .collect();
    let weights: Vec<f64> = counts.iter().map(|count| *count as f64).collect();
    let Some((values, range, small)) = shares(&counts, &weights, &of_base(base, name, 9)) else {
        found.withheld.push(format!("Calls on {name}: fewer than {FEWEST} in almost all bands"));
        return;
    };
    hours.sort_by(f64::total_cmp);
    let below = |hour: f64| {
        let of = |(band, share): (&[f64], &f64)| {
            share * ((hour - band[0]) / (band[1] - band[0])).clamp(0.0, 1.0)
        };
        BANDS.windows(2).zip(&values).map(of).sum::<f64>()
    };
    let far = |(place, hour): (usize, &f64)| {
        let expected = below(*hour);
        let (under, over) = (place as f64 / n as f64, (place + 1) as f64 / n as f64);
        (expected - under).abs().max((over - expected).abs())
    };
    let ks = hours.iter().enumerate().map(far).fold(0.0, f64::max);
    let by_hour = (0..24).map(|hour| {
        let (from, to) = (f64::from(hour), f64::from(hour + 1));
        (from, to, hours.iter().filter(|hour| (from..to).contains(*hour)).count() as u64)
    });
    let bins = joined(by_hour.collect());
    let bins = bins.into_iter().map(|(from, to, count)| Bin {
        label: format!("{from:02.0}:00 to {to:02.0}:00"),
        from,
        to,
        observed: Some(count as f64 / n as f64),
        fitted: Some(below(to) - below(from)),
        count: Some(count),
    });
    let words: Vec<String> = BANDS
        .windows(2)
        .map(|band| format!("{:02.0}:{:02.0}", band[0].floor(), band[0].fract() * 60.0))
        .collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let how = match small.is_empty() {
        true => format!("calls on {name} by published bands of the day"),
        false => format!(
            "calls on {name} by published bands of the day; {} the base's",
            of_words(&small, &words).replace(" on ", " in the bands from ")
        ),
    };
    found.fits.push(Fit {
        sort: "arrivals",
        title: format!("Calls on {name} by time of day"),
        axis: "Hour".into(),
        n,
        distribution: "evenly within each published band of the day".into(),
        bins: bins.collect(),
        distance: Some(Distance { ks, p: None }),
        notes: vec!["The distance is between the time of each call and bands within which calls come evenly; the band from 08:00 to 10:00 is divided at 08:30 by first_half_hour_share, which is not used here.".into()],
    });
    found.estimates.push(list(name, n, (values, range), how));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exports::read::Call;
    use crate::scenario::{FileSystem, load};
    use jiff::civil::date;

    fn found(calls: &[(i8, i8, i8, usize)]) -> Findings {
        let of = |(day, hour, minute, count): &(i8, i8, i8, usize)| {
            vec![
                Call {
                    start: date(2025, 3, *day).at(*hour, *minute, 0, 0),
                    wait: None,
                    outcome: None
                };
                *count
            ]
        };
        let export = Export { calls: calls.iter().flat_map(of).collect(), ..Export::default() };
        arrivals(&export, &load("average-pcn", &FileSystem).expect("it is built in"))
    }

    fn values<'f>(found: &'f Findings, key: &str) -> Option<&'f [f64]> {
        found.estimates.iter().find(|of| of.key == key).map(|of| of.values.as_slice())
    }

    #[test]
    fn days_and_bands_have_their_shares_and_small_ones_are_the_bases() {
        // Two Mondays (3 and 10 March) and one of each other day.
        let found = found(&[
            (3, 8, 10, 60),
            (10, 8, 40, 40),
            (10, 11, 0, 100),
            (4, 9, 0, 100),
            (5, 10, 30, 50),
            (6, 12, 0, 50),
            (7, 17, 0, 3),
        ]);
        let week = values(&found, "weekday_share").expect("seven days");
        let base = [0.17431, 0.00939, 0.00325];
        assert_eq!(&week[4..], base, "Friday has three calls, the weekend none");
        let left = 1.0 - base.iter().sum::<f64>();
        for (index, share) in [1.0 / 3.0, 1.0 / 3.0, 1.0 / 6.0, 1.0 / 6.0].into_iter().enumerate() {
            assert!((week[index] - share * left).abs() < 2e-6, "{week:?}");
        }
        assert!((week.iter().sum::<f64>() - 1.0).abs() < 1e-9);
        let monday = values(&found, "monday").expect("two bands");
        assert!((monday[2] - monday[3]).abs() < 1e-5, "{monday:?}");
        assert_eq!(monday[0], 0.00072);
        let early = values(&found, "first_half_hour_share").expect("sixty of 200");
        assert!((early[0] - 0.3).abs() < 1e-12);
        assert_eq!(values(&found, "friday"), None);
    }

    #[test]
    fn a_few_days_say_nothing_of_weekdays() {
        let found = found(&[(3, 8, 10, 60), (3, 11, 0, 60)]);
        assert_eq!(values(&found, "weekday_share"), None);
        assert!(values(&found, "monday").is_some());
    }
}
