//! When starts are booked: the shares on the day, one or two days before, within a week and a fortnight.

use crate::exports::cells::Status;
use crate::exports::found::{Bin, Estimate, FEWEST, Findings, Fit, Range, Unit};
use crate::exports::read::Export;
use crate::model::CareSystem;

/// The bands of days from booking: the last day of each, its key in a role, and its words.
const BANDS: [(i32, &str, &str); 5] = [
    (0, "same_day_share", "same day"),
    (2, "two_day_share", "1–2 days"),
    (7, "week_share", "3–7 days"),
    (14, "fortnight_share", "8–14 days"),
    (366, "", "over 14 days"),
];

/// The pattern of `export`. Shares are of what a role does not keep for planned care and NHS 111.
pub(super) fn release(export: &Export, base: &CareSystem) -> Findings {
    let mut found = Findings::default();
    for (index, roles) in export.clinicians.iter().enumerate() {
        let mut counts = [0_u64; 5];
        let of = |of: &&crate::exports::read::Appointment| {
            of.clinician == Some(index) && of.status != Status::Cancelled
        };
        for lag in export.appointments.iter().filter(of).filter_map(|of| of.lag) {
            if let Some(band) = BANDS.iter().position(|(last, ..)| (0..=*last).contains(&lag)) {
                counts[band] += 1;
            }
        }
        let n: u64 = counts.iter().sum();
        let title = format!("When starts are booked, {}", roles.join(", "));
        if n < FEWEST {
            if n > 0 {
                found
                    .withheld
                    .push(format!("{title}: fewer than {FEWEST} appointments with both days"));
            }
            continue;
        }
        let is_told = |count: u64| count >= FEWEST;
        let is_whole = counts[..4].iter().all(|count| is_told(*count));
        for role in
            roles.iter().filter_map(|name| base.roles.iter().find(|role| role.name == *name))
        {
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
                    how: "share of starts booked so late, of what is not kept for planned care or NHS 111".into(),
                });
            }
        }
        if !is_whole {
            found.withheld.push(format!(
                "{title}: fewer than {FEWEST} in a band of days up to 14; the base's shares stay"
            ));
        }
        found.fits.push(shown(title, &counts, n));
    }
    found
}

fn shown(title: String, counts: &[u64; 5], n: u64) -> Fit {
    let bin = |(place, (count, (_, _, words))): (usize, (&u64, &(i32, &str, &str)))| Bin {
        label: (*words).to_owned(),
        from: place as f64,
        to: place as f64 + 1.0,
        observed: (*count >= FEWEST).then(|| *count as f64 / n as f64),
        fitted: None,
        count: (*count >= FEWEST).then_some(*count),
    };
    let mut bins: Vec<Bin> = counts.iter().zip(&BANDS).enumerate().map(bin).collect();
    // One suppressed number would follow from the others and the sum.
    if bins.iter().filter(|bin| bin.count.is_none()).count() == 1
        && let Some(least) =
            bins.iter_mut().filter(|bin| bin.count.is_some()).min_by_key(|bin| bin.count)
    {
        (least.count, least.observed) = (None, None);
    }
    Fit {
        sort: "release",
        title,
        axis: "Days from booking".into(),
        n,
        distribution: "the share of each band".into(),
        bins,
        distance: None,
        notes: vec![
            "An export says when a start was booked and not when it was opened: a start that was open for weeks and \
             booked on the day counts as one of the day. The shares are exact only where starts are taken as soon as \
             they open."
                .into(),
        ],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exports::read::Appointment;
    use crate::scenario::{FileSystem, load};
    use jiff::civil::date;

    fn found(counts: &[(i32, usize)]) -> Findings {
        let of = |lag: i32| Appointment {
            starts: date(2025, 3, 3).at(9, 0, 0, 0),
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
    fn a_small_band_hides_another_one_too() {
        let found = found(&[(0, 50), (1, 20), (5, 30), (10, 3), (30, 100)]);
        assert!(found.estimates.is_empty());
        let hidden: Vec<&str> = found.fits[0]
            .bins
            .iter()
            .filter(|bin| bin.count.is_none())
            .map(|bin| bin.label.as_str())
            .collect();
        assert_eq!(hidden, ["1–2 days", "8–14 days"]);
    }
}
