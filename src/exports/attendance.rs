//! Appointments not attended, by staff group and the days from booking.

use crate::exports::cells::{Mode, Status};
use crate::exports::found::{Bin, Distance, Estimate, FEWEST, Findings, Fit, Range, Unit, Z, few};
use crate::exports::read::{Appointment, Export};
use crate::model::CareSystem;
use crate::model::appointments::{LAG_BANDS, lag_band};
use crate::model::role::StaffGroup;
use crate::statistics::distributions::quantile_of_beta;
use std::collections::BTreeMap;

/// The longest time from booking \[d\]. Longer ones are dates that were mistyped.
const LONGEST: i32 = 366;

/// What the range of a list is at least, if a part of it is the base's.
const OF_BASE: (f64, f64) = (0.7, 1.3);

/// The keys of the staff groups in a scenario.
const GROUPS: [(StaffGroup, &str); 3] = [
    (StaffGroup::Gp, "gp"),
    (StaffGroup::Nursing, "nursing"),
    (StaffGroup::Additional, "additional"),
];

/// Appointments that were attended and that were not, by band.
type Bands = [(u64, u64); 7];

/// The same by days from booking.
type Days = BTreeMap<i32, (u64, u64)>;

fn in_bands(days: &Days) -> Bands {
    let mut bands: Bands = Default::default();
    for (lag, (seen, missed)) in days {
        let band = &mut bands[lag_band(*lag)];
        band.0 += seen;
        band.1 += missed;
    }
    bands
}

/// The largest distance between the share of those not attended that had at most so many days, and the share
/// expected if everybody in a band misses as many. Bands that are not told do not count.
fn distance(days: &Days, told: &[bool], share: impl Fn(usize) -> f64) -> f64 {
    let known = || days.iter().filter(|(lag, _)| told[lag_band(**lag)]);
    let all = known().map(|(_, (_, missed))| *missed as f64).sum::<f64>();
    let (mut observed, mut expected, mut most) = (0.0, 0.0, 0.0_f64);
    for (lag, (seen, missed)) in known() {
        observed += *missed as f64;
        expected += (seen + missed) as f64 * share(lag_band(*lag));
        most = most.max((observed - expected).abs() / all);
    }
    most
}

/// The range of a share of which `k` of `n` are known: Jeffreys' interval, 5th to 95th percentile.
pub(super) fn jeffreys(k: u64, n: u64) -> (f64, f64) {
    let (a, b) = (k as f64 + 0.5, (n - k) as f64 + 0.5);
    (quantile_of_beta(0.05, a, b), quantile_of_beta(0.95, a, b))
}

/// Whether a share may be told: neither part of it is small.
pub(super) fn is_told(k: u64, n: u64) -> bool {
    k >= FEWEST && n - k >= FEWEST
}

/// The shares not attended of `export`.
pub(super) fn attendance(export: &Export, base: &CareSystem) -> Findings {
    let mut found = Findings::default();
    let by_day = |group: StaffGroup, is_wanted: &dyn Fn(Option<Mode>) -> bool| {
        let mut days = Days::new();
        for of in &export.appointments {
            let Some(lag) = of.lag.filter(|lag| (0..=LONGEST).contains(lag)) else { continue };
            if of.clinician.and_then(|index| group_of(export, base, index)) != Some(group)
                || !is_wanted(of.mode)
            {
                continue;
            }
            let day = days.entry(lag).or_default();
            match of.status {
                Status::Attended => day.0 += 1,
                Status::NotAttended => day.1 += 1,
                Status::Cancelled | Status::Unknown => {}
            }
        }
        days
    };
    left_out(export, &mut found);
    let is_without_mode = export.appointments.iter().all(|of| of.mode.is_none());
    if is_without_mode {
        found.told.push("no mode is known, so shares not attended are of all appointments and not of those in person".into());
    }
    let mut remote = (0, 0.0);
    for (group, key) in GROUPS {
        let days = by_day(group, &|mode| is_without_mode || mode == Some(Mode::FaceToFace));
        let bands = in_bands(&days);
        let of_base = base.book.dna[group as usize].map(|share| share.get());
        one(key, &days, &of_base, &mut found);
        let of_remote = in_bands(&by_day(group, &|mode| mode == Some(Mode::Remote)));
        for (band, (seen, missed)) in of_remote.iter().enumerate() {
            let (own_seen, own_missed) = bands[band];
            if is_told(own_missed, own_seen + own_missed) {
                remote.0 += missed;
                remote.1 +=
                    (seen + missed) as f64 * own_missed as f64 / (own_seen + own_missed) as f64;
            }
        }
    }
    if remote.0 >= FEWEST && remote.1 > 0.0 {
        let value = remote.0 as f64 / remote.1;
        let factor = libm::exp(Z / libm::sqrt(remote.0 as f64));
        found.estimates.push(Estimate {
            table: "book.dna".into(),
            key: "remote_factor".into(),
            values: vec![value],
            range: Range::Within(value / factor, value * factor),
            unit: Unit::Number,
            n: remote.0,
            of_base: Vec::new(),
            how: "appointments not attended by telephone or online, by those expected in person at the same lag".into(),
        });
    } else if !is_without_mode {
        found.withheld.push(format!("Not attended by telephone or online: fewer than {FEWEST}"));
    }
    found
}

fn group_of(export: &Export, base: &CareSystem, clinician: usize) -> Option<StaffGroup> {
    let name = export.clinicians.get(clinician)?.first()?;
    base.roles.iter().find(|role| role.name == *name).map(|role| role.group)
}

fn left_out(export: &Export, found: &mut Findings) {
    let count = |is: &dyn Fn(&Appointment) -> bool| {
        export.appointments.iter().filter(|of| is(of)).count() as u64
    };
    for (count, words) in [
        (
            count(&|of| of.status == Status::Unknown),
            "have no known status and count neither as attended nor as not attended",
        ),
        (
            count(&|of| of.status == Status::Cancelled),
            "were cancelled or booked again and count neither as attended nor as not attended",
        ),
        (
            count(&|of| of.lag.is_some_and(|lag| lag < 0)),
            "begin before the day on which they were booked and have no lag",
        ),
        (
            count(&|of| of.lag.is_some_and(|lag| lag > LONGEST)),
            "were booked more than a year ahead and have no lag",
        ),
        (count(&|of| of.clinician.is_none()), "are of no known kind of clinician"),
    ] {
        if count > 0 {
            found.told.push(format!("{} appointments {words}", few(count)));
        }
    }
}

/// The shares of a staff group.
fn one(key: &str, days: &Days, of_base: &[f64; 7], found: &mut Findings) {
    let bands = in_bands(days);
    let n: u64 = bands.iter().map(|(seen, missed)| seen + missed).sum();
    if n == 0 {
        return;
    }
    let title = format!("Not attended by days from booking, {key}");
    let told: Vec<bool> =
        bands.iter().map(|(seen, missed)| is_told(*missed, seen + missed)).collect();
    if !told.contains(&true) {
        found
            .withheld
            .push(format!("{title}: in no band of days are {FEWEST} attended and {FEWEST} not"));
        return;
    }
    let estimate = estimate(key, (&bands, &told), of_base, (&title, found));
    let n_used = estimate.n;
    found.estimates.push(estimate);
    let share = |band: usize| bands[band].1 as f64 / (bands[band].0 + bands[band].1) as f64;
    let bin = |band: usize| Bin {
        label: LAG_BANDS[band].to_owned(),
        from: band as f64,
        to: band as f64 + 1.0,
        observed: told[band].then(|| share(band)),
        fitted: Some(of_base[band]),
        count: told[band].then(|| bands[band].0 + bands[band].1),
    };
    found.fits.push(Fit {
        sort: "attendance",
        title,
        axis: "Days from booking".into(),
        n: n_used,
        distribution: "a share for each band; the line is the base".into(),
        bins: (0..7).map(bin).collect(),
        distance: Some(Distance { ks: distance(days, &told, share), p: None }),
        notes: vec![
            "Each band has its own share; the line shows what the base states. The distance is between the days from \
             booking of those not attended and what is expected if all in a band miss as many."
                .into(),
        ],
    });
}

/// The shares of all bands, with the base's where the data say too little.
fn estimate(
    key: &str,
    (bands, told): (&Bands, &[bool]),
    of_base: &[f64; 7],
    (title, found): (&str, &mut Findings),
) -> Estimate {
    let share = |band: usize| bands[band].1 as f64 / (bands[band].0 + bands[band].1) as f64;
    let (mut low, mut high) = (1.0_f64, 1.0_f64);
    let mut values = Vec::new();
    let mut from_base = Vec::new();
    let mut n_used = 0;
    for band in 0..7 {
        if told[band] {
            let (seen, missed) = bands[band];
            let (below, above) = jeffreys(missed, seen + missed);
            low = low.min(below / share(band));
            high = high.max(above / share(band));
            values.push(share(band));
            n_used += seen + missed;
        } else {
            values.push(of_base[band]);
            from_base.push(LAG_BANDS[band]);
        }
    }
    let mut how = "not attended of attended and not attended".to_owned();
    if !from_base.is_empty() {
        (low, high) = (low.min(OF_BASE.0), high.max(OF_BASE.1));
        how += &format!("; too few for {}, which are the base's", from_base.join(", "));
        found.withheld.push(format!(
            "{title}: {}: fewer than {FEWEST} attended or not; the base's values stay",
            from_base.join(", ")
        ));
    }
    // No share is above 1, nor is the upper end of its range.
    let largest = values.iter().copied().fold(0.0, f64::max);
    high = high.min(1.0 / largest).max(1.0);
    Estimate {
        table: "book.dna".into(),
        key: key.into(),
        values,
        range: Range::Times(low, high),
        unit: Unit::Share,
        n: n_used,
        of_base: (0..7).filter(|band| !told[*band]).collect(),
        how,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{FileSystem, load};
    use jiff::civil::date;

    fn appointments(count: usize, lag: i32, status: Status, mode: Mode) -> Vec<Appointment> {
        let of = Appointment {
            starts: date(2025, 3, 3).at(9, 0, 0, 0),
            booked: None,
            requested: None,
            seen: None,
            lag: Some(lag),
            mode: Some(mode),
            clinician: Some(0),
            status,
            minutes: None,
        };
        vec![of; count]
    }

    fn found(appointments: Vec<Vec<Appointment>>) -> Findings {
        let base = load("average-pcn", &FileSystem).expect("it is built in");
        let export = Export {
            appointments: appointments.concat(),
            clinicians: vec![vec!["gp-partner".into()]],
            ..Export::default()
        };
        attendance(&export, &base.system)
    }

    #[test]
    fn shares_are_of_known_statuses_and_small_bands_are_the_bases() {
        let face = Mode::FaceToFace;
        let found = found(vec![
            appointments(180, 0, Status::Attended, face),
            appointments(20, 0, Status::NotAttended, face),
            appointments(400, 0, Status::Unknown, face),
            appointments(300, 0, Status::Cancelled, face),
            appointments(50, 1, Status::Attended, face),
            appointments(9, 1, Status::NotAttended, face),
            appointments(190, 0, Status::Attended, Mode::Remote),
            appointments(10, 0, Status::NotAttended, Mode::Remote),
        ]);
        let gp = found.estimates.iter().find(|of| of.key == "gp").expect("it is estimated");
        assert!((gp.values[0] - 0.1).abs() < 1e-12);
        assert_eq!(gp.values[1], 0.053, "nine are too few");
        assert_eq!((gp.n, gp.of_base.as_slice()), (200, [1, 2, 3, 4, 5, 6].as_slice()));
        let factor = found.estimates.iter().find(|of| of.key == "remote_factor").expect("ten");
        assert!((factor.values[0] - 0.5).abs() < 1e-12);
        let fit = &found.fits[0];
        assert_eq!((fit.bins[1].count, fit.bins[1].observed), (None, None));
    }

    #[test]
    fn the_distance_is_that_of_a_table_made_by_hand() {
        // Of the band of 2 to 7 days 20 of 100 are missed after two days, and none of 100 after five.
        let face = Mode::FaceToFace;
        let found = found(vec![
            appointments(80, 2, Status::Attended, face),
            appointments(20, 2, Status::NotAttended, face),
            appointments(100, 5, Status::Attended, face),
        ]);
        // Expected are ten and ten: half of those missed are too early.
        let distance = found.fits[0].distance.expect("it has one");
        assert!((distance.ks - 0.5).abs() < 1e-12, "{distance:?}");
    }

    #[test]
    fn where_nobody_attends_nothing_is_estimated() {
        let found = found(vec![appointments(100, 0, Status::NotAttended, Mode::FaceToFace)]);
        assert!(found.estimates.is_empty() && !found.withheld.is_empty());
    }

    #[test]
    fn the_range_is_that_of_jeffreys() {
        // Without observations it is the arcsine distribution, whose quantiles are sin²(π p / 2).
        let (low, high) = jeffreys(0, 0);
        let known = |p: f64| libm::sin(std::f64::consts::FRAC_PI_2 * p).powi(2);
        assert!(
            (low - known(0.05)).abs() < 1e-6 && (high - known(0.95)).abs() < 1e-6,
            "{low} {high}"
        );
    }
}
