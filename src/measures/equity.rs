//! Access, waits and attendances by fifth of deprivation, and how the most deprived fifth fares beside the
//! least deprived.
//!
//! A fifth is all practices of a scenario whose patients are in it: patients who are registered elsewhere during
//! the run stay in the fifth of the practice from which they come, in numerators and denominators. With one practice a fifth, a difference
//! is also one of list size, staff and policy: `pcn-sim equity` exchanges the labels.

use super::{Better, Kind, Measure, share};
use crate::simulation::record::{AccessCounts, Record};
use crate::units::YEAR_DAYS;

/// Counts of all practices of a fifth, 1 the most deprived.
fn of_fifth(record: &Record, fifth: u8) -> AccessCounts {
    let practices = record.by_list.iter().filter(|practice| practice.quintile == fifth);
    practices.fold(AccessCounts::default(), |mut sum, practice| {
        sum.add(&practice.counts);
        sum
    })
}

fn unmet(record: &Record, fifth: u8) -> Option<f64> {
    let counts = of_fifth(record, fifth);
    share(counts.unmet, counts.made)
}

fn not_met(record: &Record, fifth: u8) -> Option<f64> {
    let counts = of_fifth(record, fifth);
    share(counts.not_met(), counts.made)
}

fn wait(record: &Record, fifth: u8) -> Option<f64> {
    let counts = of_fifth(record, fifth);
    share(counts.waited_days, counts.seen)
}

fn missed(record: &Record, fifth: u8) -> Option<f64> {
    let counts = of_fifth(record, fifth);
    share(counts.missed, counts.missed + counts.attended)
}

/// `attendances` per 1,000 patients of a fifth and year.
fn per_1000_year(record: &Record, fifth: u8, attendances: u64) -> Option<f64> {
    let of = record.by_list.iter().filter(|practice| practice.quintile == fifth);
    let patients: f64 = of.map(|practice| practice.patients).sum();
    let years = f64::from(record.days) / YEAR_DAYS;
    (patients > 0.0 && years > 0.0).then(|| attendances as f64 / patients * 1000.0 / years)
}

fn ed(record: &Record, fifth: u8) -> Option<f64> {
    per_1000_year(record, fifth, of_fifth(record, fifth).attendances.all())
}

fn ed_access(record: &Record, fifth: u8) -> Option<f64> {
    per_1000_year(record, fifth, of_fifth(record, fifth).attendances.access_related[1])
}

/// The most deprived fifth relative to the least deprived.
fn ratio(record: &Record, of: fn(&Record, u8) -> Option<f64>) -> Option<f64> {
    let least = of(record, 5).filter(|least| *least > 0.0)?;
    Some(of(record, 1)? / least)
}

macro_rules! of_fifths {
    ($stem:literal, $unit:literal, $kind:ident, $of:ident, $definition:literal) => {
        [
            of_fifths!(one $stem, "_quintile_1", $unit, $kind, $of, 1, concat!($definition, " Practices in the most deprived fifth.")),
            of_fifths!(one $stem, "_quintile_2", $unit, $kind, $of, 2, "The same for the second fifth."),
            of_fifths!(one $stem, "_quintile_3", $unit, $kind, $of, 3, "The same for the middle fifth."),
            of_fifths!(one $stem, "_quintile_4", $unit, $kind, $of, 4, "The same for the fourth fifth."),
            of_fifths!(one $stem, "_quintile_5", $unit, $kind, $of, 5, "The same for the least deprived fifth."),
        ]
    };
    (one $stem:literal, $end:literal, $unit:literal, $kind:ident, $of:ident, $fifth:literal, $definition:expr) => {
        Measure {
            name: concat!($stem, $end),
            unit: $unit,
            kind: Kind::$kind,
            better: Better::Less,
            definition: $definition,
            value: |r| $of(r, $fifth),
        }
    };
}

macro_rules! ratios {
    ($(($name:literal, $of:ident, $what:literal)),* $(,)?) => {
        [$(Measure {
            name: $name,
            unit: "index",
            kind: Kind::Index,
            better: Better::Neither,
            definition: concat!($what, " in the most deprived fifth, relative to the least deprived fifth. Undefined unless there are practices in both."),
            value: |r| ratio(r, $of),
        }),*]
    };
}

const FIFTHS: [[Measure; 5]; 5] = [
    of_fifths!(
        "not_met_share",
        "share",
        Share,
        not_met,
        "Requests not met, as a share of those made."
    ),
    of_fifths!(
        "wait_days_mean",
        "days",
        Mean,
        wait,
        "Mean time from request to first consultation in calendar days."
    ),
    of_fifths!(
        "ed_all_per_1000_year",
        "attendances per 1,000 patients and year",
        Rate,
        ed,
        "Attendances at emergency departments per 1,000 patients and year: background, access-related at the central probability, and sent by a consultation."
    ),
    of_fifths!(
        "ed_access_related_per_1000_year",
        "attendances per 1,000 patients and year",
        Rate,
        ed_access,
        "Access-related attendances per 1,000 patients and year, at the central probability."
    ),
    of_fifths!(
        "dna_share",
        "share",
        Share,
        missed,
        "Missed appointments, as a share of attended and missed appointments."
    ),
];

const RATIOS: [Measure; 6] = ratios![
    ("unmet_share_ratio_deprived", unmet, "The share of requests unmet"),
    ("not_met_share_ratio_deprived", not_met, "The share of requests not met"),
    ("wait_days_ratio_deprived", wait, "The mean wait for a first consultation"),
    ("ed_all_ratio_deprived", ed, "Attendances at emergency departments per patient"),
    ("ed_access_related_ratio_deprived", ed_access, "Access-related attendances per patient"),
    ("dna_share_ratio_deprived", missed, "The share of appointments missed"),
];

/// The network's mean wait and the share seen on the day.
const WAITS: [Measure; 2] = [
    Measure {
        name: "wait_days_mean",
        unit: "days",
        kind: Kind::Mean,
        better: Better::Less,
        definition: "Mean time from request to first consultation in calendar days, over requests that had one. Requests settled without one, at the desk or by triage, are excluded.",
        value: |r| {
            let sum = of_all(r);
            share(sum.waited_days, sum.seen)
        },
    },
    Measure {
        name: "seen_same_day_share",
        unit: "share",
        kind: Kind::Share,
        better: Better::Neither,
        definition: "First consultations on the day on which the request was made, as a share of all first consultations.",
        value: |r| {
            let sum = of_all(r);
            share(sum.seen_same_day, sum.seen)
        },
    },
];

fn of_all(record: &Record) -> AccessCounts {
    record.by_practice.iter().fold(AccessCounts::default(), |mut sum, practice| {
        sum.add(&practice.counts);
        sum
    })
}

/// All of these measures in one list.
pub(super) const EQUITY: &[Measure] =
    &super::lists::joined::<{ 2 + 25 + 6 }>(&[&WAITS, FIFTHS.as_flattened(), &RATIOS]);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measures::find;
    use crate::simulation::record::OfPractice;

    fn practice(quintile: u8, patients: f64, made: u64, unmet: u64) -> OfPractice {
        let settled = made - unmet;
        let mut counts = AccessCounts { made, unmet, settled, ..AccessCounts::default() };
        (counts.seen, counts.waited_days) = (made, 2 * made + unmet);
        counts.attendances.background = unmet;
        OfPractice { patients, quintile, counts }
    }

    #[test]
    fn practices_of_a_fifth_are_pooled_and_the_ratio_is_of_pooled_values() {
        let mut record = Record::new(0);
        record.days = 365;
        record.by_list = vec![
            practice(1, 1000.0, 100, 30),
            practice(1, 3000.0, 300, 30),
            practice(5, 4000.0, 400, 30),
        ];
        let of = |name: &str| (find(name).expect(name).value)(&record);
        let is = |name: &str, wanted: f64| {
            let found = of(name).expect(name);
            assert!((found - wanted).abs() < 1e-12, "{name}: {found}, not {wanted}");
        };
        is("not_met_share_quintile_1", 0.15);
        is("unmet_share_ratio_deprived", 2.0);
        is("wait_days_mean_quintile_1", 2.15);
        is("wait_days_ratio_deprived", 2.15 / 2.075);
        is("ed_all_per_1000_year_quintile_5", 7.5 * YEAR_DAYS / 365.0);
        is("ed_all_ratio_deprived", 2.0);
        assert_eq!(of("wait_days_mean_quintile_3"), None);
        record.by_list.pop();
        assert_eq!((find("ed_all_ratio_deprived").expect("one").value)(&record), None);
    }
}
