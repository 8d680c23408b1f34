//! When starts are booked: the shares on the day, one or two days before, within a week and a fortnight.

use crate::exports::cells::Status;
use crate::exports::found::{Bin, Distance, Estimate, FEWEST, Findings, Fit, Range, Unit, joined};
use crate::exports::read::{Appointment, Export};
use crate::model::CareSystem;

/// The bands of days from booking: the last day of each, its key in a role, and its words.
const BANDS: [(i32, &str, &str); 5] = [
    (0, "same_day_share", "same day"),
    (2, "two_day_share", "1–2 days"),
    (7, "week_share", "3–7 days"),
    (14, "fortnight_share", "8–14 days"),
    (366, "", "over 14 days"),
];

/// The last day from booking that the shares describe.
const LAST: i32 = 14;

/// The pattern of `export`. Shares are of what a role does not keep for planned care and NHS 111.
pub(super) fn release(export: &Export, base: &CareSystem) -> Findings {
    let mut found = Findings::default();
    for (index, roles) in export.clinicians.iter().enumerate() {
        let of = |of: &&Appointment| of.clinician == Some(index) && of.status != Status::Cancelled;
        let lags = export.appointments.iter().filter(of).filter_map(|of| of.lag);
        let lags: Vec<i32> = lags.filter(|lag| (0..=BANDS[4].0).contains(lag)).collect();
        let title = format!("When starts are booked, {}", roles.join(", "));
        one(title, lags, (roles, base), &mut found);
    }
    found
}

fn one(
    title: String,
    mut lags: Vec<i32>,
    (roles, base): (&[String], &CareSystem),
    found: &mut Findings,
) {
    let late = lags.iter().filter(|lag| **lag > LAST).count() as u64;
    let is_cut = late > 0 && late < FEWEST;
    if is_cut {
        // Their number would follow from the shares.
        lags.retain(|lag| *lag <= LAST);
    }
    let n = lags.len() as u64;
    if n < FEWEST {
        if n > 0 || is_cut {
            found
                .withheld
                .push(format!("{title}: fewer than {FEWEST} appointments with both days"));
        }
        return;
    }
    let mut counts = [0_u64; 5];
    for lag in &lags {
        counts[BANDS.iter().position(|(last, ..)| lag <= last).unwrap_or(4)] += 1;
    }
    let is_whole = counts[..4].iter().all(|count| *count >= FEWEST);
    for role in roles.iter().filter_map(|name| base.roles.iter().find(|role| role.name == *name)) {
        let free = 1.0 - role.slots.planned.get() - role.slots.nhs_111.get();
        for (count, (_, key, _)) in counts.iter().zip(&BANDS[..4]).filter(|_| is_whole) {
            found.estimates.push(Estimate {
                table: format!("roles.{}", role.name),
                key: (*key).to_owned(),
                // Rounded down, so that the shares of a role never sum to more than all.
                values: vec![(free * *count as f64 / n as f64 * 1e4).floor() / 1e4],
                range: Range::Decision,
                unit: Unit::Share,
                n,
                of_base: Vec::new(),
                how: "share of starts booked so late, of what is not kept for planned care or NHS 111".into(),
            });
        }
    }
    if !is_whole {
        found.withheld.push(format!(
            "{title}: fewer than {FEWEST} in a band of days up to {LAST}; the base's shares stay"
        ));
    }
    let mut fit = shown(title, &lags, is_whole.then_some(&counts));
    if is_cut {
        fit.notes.push(format!(
            "Fewer than {FEWEST} were booked more than {LAST} days before and are left out."
        ));
    }
    found.fits.push(fit);
}

/// The share of a day from booking if the starts of a band are booked evenly over its days; of all later days
/// together for the day after the last.
fn even(day: i32, counts: &[u64; 5]) -> f64 {
    let band = BANDS.iter().position(|(last, ..)| day <= *last).unwrap_or(4);
    let first = if band == 0 { 0 } else { BANDS[band - 1].0 + 1 };
    let days = if band == 4 { 1 } else { BANDS[band].0 - first + 1 };
    counts[band] as f64 / f64::from(days) / counts.iter().sum::<u64>() as f64
}

fn shown(title: String, lags: &[i32], counts: Option<&[u64; 5]>) -> Fit {
    let n = lags.len() as u64;
    let of_day = |day: i32| lags.iter().filter(|lag| **lag.min(&&(LAST + 1)) == day).count() as u64;
    let days: Vec<(i32, u64)> = (0..=LAST + 1).map(|day| (day, of_day(day))).collect();
    let distance = counts.map(|counts| {
        let (mut far, mut ks) = (0.0, 0.0_f64);
        for (day, count) in &days {
            far += *count as f64 / n as f64 - even(*day, counts);
            ks = ks.max(far.abs());
        }
        Distance { ks, p: None }
    });
    let raw = days.iter().map(|(day, count)| (f64::from(*day), f64::from(day + 1), *count));
    let bins = joined(raw.collect()).into_iter().map(|(from, to, count)| {
        let (first, last) = (from as i32, to as i32 - 1);
        let label = match (first == last, last > LAST) {
            (true, true) => format!("over {LAST} days"),
            (false, true) => format!("{first} days or more"),
            (true, false) => format!("{first} days"),
            (false, false) => format!("{first}–{last} days"),
        };
        let fitted = counts.map(|counts| (first..=last).map(|day| even(day, counts)).sum());
        Bin { label, from, to, observed: Some(count as f64 / n as f64), fitted, count: Some(count) }
    });
    Fit {
        sort: "release",
        title,
        axis: "Days from booking (15: more than 14)".into(),
        n,
        distribution: "a share for each band of days, evenly over its days".into(),
        bins: bins.collect(),
        distance,
        notes: vec![
            "An export says when a start was booked and not when it was opened: a start that was open for weeks and \
             booked on the day counts as one of the day. The shares are exact only where starts are taken as soon as \
             they open. The distance is between the days from booking and bands whose days are equally usual."
                .into(),
        ],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{FileSystem, load};
    use jiff::civil::date;

    fn found(counts: &[(i32, usize)]) -> Findings {
        let of = |lag: i32| Appointment {
            starts: date(2025, 3, 3).at(9, 0, 0, 0),
            booked: None,
            requested: None,
            seen: None,
            lag: Some(lag),
            mode: None,
            clinician: Some(0),
            status: Status::Attended,
            minutes: None,
        };
        let appointments =
            counts.iter().flat_map(|(lag, count)| vec![of(*lag); *count]).collect::<Vec<_>>();
        let export = Export {
            appointments,
            clinicians: vec![vec!["gp-partner".into()]],
            ..Export::default()
        };
        release(&export, &load("average-pcn", &FileSystem).expect("it is built in").system)
    }

    #[test]
    fn shares_are_of_what_is_not_kept_otherwise() {
        let found = found(&[(0, 50), (1, 10), (2, 10), (5, 20), (14, 10), (30, 100), (-1, 70)]);
        // A partner keeps 0.12 for planned care and 0.015 for NHS 111.
        let values: Vec<f64> = found.estimates.iter().map(|of| of.values[0]).collect();
        assert_eq!(values, [0.2162, 0.0865, 0.0865, 0.0432]);
        assert_eq!(found.fits[0].n, 200);
    }

    #[test]
    fn the_distance_is_from_even_days() {
        // Of 100 in each band: all of the second on the first of its two days, a quarter of n too early.
        let found =
            found(&[(0, 100), (1, 100), (3, 20), (4, 20), (5, 20), (6, 20), (7, 20), (20, 100)]);
        assert!(found.estimates.is_empty(), "no start is booked after 8 to 14 days");
        let found = super::tests::found(&[(0, 100), (1, 100), (5, 100), (11, 100)]);
        let ks = found.fits[0].distance.expect("it has one").ks;
        // After day 1: 200 of 400, and 150 expected. After day 10: 300, and 342.9.
        assert!((ks - 0.125).abs() < 1e-12, "{ks}");
    }

    #[test]
    fn small_days_are_joined_and_a_small_tail_is_left_out() {
        let found = found(&[(0, 50), (1, 12), (2, 8), (5, 30), (10, 12), (30, 3)]);
        let labels: Vec<&str> = found.fits[0].bins.iter().map(|bin| bin.label.as_str()).collect();
        assert_eq!(labels, ["0 days", "1 days", "2–5 days", "6 days or more"]);
        assert!(
            found.fits[0].bins.iter().all(|bin| bin.count.is_some_and(|count| count >= FEWEST))
        );
        assert_eq!(found.fits[0].n, 112);
        assert!(found.estimates.iter().all(|of| of.n == 112) && found.estimates.len() == 4);
    }
}
