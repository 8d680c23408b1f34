//! Results with one number for each of several bands, such as the shares that national data publish.

use crate::measures::emergency::{by_weekday, in_hours};
use crate::measures::{Kind, share};
use crate::model::calendar::WEEKDAYS;
use crate::model::role::{STAFF_GROUPS, StaffGroup};
use crate::simulation::record::{DAY_BANDS, DAY_KINDS, Record};
use crate::units::MONTH_NAMES;

/// A result that is a number for each of several bands.
#[derive(Clone, Copy)]
pub struct Distribution {
    /// Its name, which never changes.
    pub name: &'static str,
    /// Its unit.
    pub unit: &'static str,
    /// What kind of number each band holds.
    pub kind: Kind,
    /// What its bands are called, in order.
    pub bands: &'static [&'static str],
    /// What it counts.
    pub definition: &'static str,
    /// Its values in one replication, one for each band; `None` where there is nothing to divide by.
    pub value: fn(&Record) -> Vec<Option<f64>>,
}

const LAGS: &[&str] = &[
    "same day",
    "1 day",
    "2 to 7 days",
    "8 to 14 days",
    "15 to 21 days",
    "22 to 28 days",
    "over 28 days",
];
const DAYS: &[&str] =
    &["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const MONTHS: &[&str] = &MONTH_NAMES;
const MODES: &[&str] = &["face to face", "telephone", "video or online", "home visit"];
const KINDS_OF_ACTIVITY: &[&str] =
    &["face to face", "telephone", "video", "home visit", "triage", "message"];
const LENGTHS: &[&str] =
    &["1-5 min", "6-10 min", "11-15 min", "16-20 min", "21-30 min", "31-60 min"];
const WAITS: &[&str] = &["under 1 min", "1-2 min", "2-5 min", "over 5 min"];
const CALL_BANDS: &[&str] = &[
    "00:00-06:00",
    "06:00-08:00",
    "08:00-10:00",
    "10:00-12:00",
    "12:00-14:00",
    "14:00-16:00",
    "16:00-18:00",
    "18:00-18:30",
    "18:30-24:00",
];
const ED_BANDS: &[&str] = &[
    "00:00-08:00",
    "08:00-10:00",
    "10:00-12:00",
    "12:00-14:00",
    "14:00-16:00",
    "16:00-18:00",
    "18:00-20:00",
    "20:00-24:00",
];
const FORM_BANDS: &[&str] = &[
    "00:00-06:00",
    "06:00-08:00",
    "08:00-10:00",
    "10:00-12:00",
    "12:00-14:00",
    "14:00-16:00",
    "16:00-18:00",
    "18:00-24:00",
];

/// Contacts by kind of day and band of the day.
type ByKind = [[u64; DAY_BANDS]; DAY_KINDS];

/// Each count as a share of their sum.
fn shares(counts: &[u64]) -> Vec<Option<f64>> {
    let whole = counts.iter().sum();
    counts.iter().map(|count| share(*count, whole)).collect()
}

/// Appointments by staff group and band of booking lag.
type ByGroup = [[u64; 7]; STAFF_GROUPS];

/// The staff groups other than GPs.
const OTHERS: &[StaffGroup] = &[StaffGroup::Nursing, StaffGroup::Additional];

/// The sum over the staff groups in `groups`, by band of booking lag.
fn of_groups(counts: &ByGroup, groups: &[StaffGroup]) -> [u64; 7] {
    let rows = counts.iter().zip(StaffGroup::ALL);
    rows.filter(|(_, group)| groups.contains(group)).fold([0; 7], |mut sum, (row, _)| {
        sum.iter_mut().zip(row).for_each(|(sum, count)| *sum += count);
        sum
    })
}

/// The parts of the staff groups in `groups`, by band of booking lag.
fn by_lag(record: &Record, groups: &[StaffGroup]) -> Vec<Option<f64>> {
    shares(&of_groups(&record.appointments.by_group_and_lag, groups))
}

/// The share not attended with the staff groups in `groups`, within each band of booking lag.
fn missed_by_lag(record: &Record, groups: &[StaffGroup]) -> Vec<Option<f64>> {
    let missed = of_groups(&record.appointments.dna_by_group_and_lag, groups);
    let attended = of_groups(&record.appointments.attended_by_group_and_lag, groups);
    missed.iter().zip(attended).map(|(dna, attended)| share(*dna, dna + attended)).collect()
}

/// A part of the joint table of staff, status and booking lag, as shares of the whole table.
fn joint(record: &Record, part: &ByGroup, groups: &[StaffGroup]) -> Vec<Option<f64>> {
    let counts = &record.appointments;
    let whole = [&counts.attended_by_group_and_lag, &counts.dna_by_group_and_lag];
    let whole = whole.into_iter().flatten().flatten().sum();
    of_groups(part, groups).iter().map(|count| share(*count, whole)).collect()
}

/// The mean number on each usual day of the week, as a share of their sum: what a week
/// without bank holidays would show.
fn by_usual_weekday(record: &Record, counts: &ByKind) -> Vec<Option<f64>> {
    let means: Option<Vec<f64>> = counts[..WEEKDAYS.len()]
        .iter()
        .zip(record.kinds_of_day)
        .map(|(row, days)| share(row.iter().sum(), u64::from(days)))
        .collect();
    let means = means.filter(|means| means.iter().sum::<f64>() > 0.0);
    let whole: f64 = means.iter().flatten().sum();
    (0..WEEKDAYS.len()).map(|day| means.as_ref().map(|means| means[day] / whole)).collect()
}

/// The same by band of the day, within the usual days of `weekdays`.
fn by_band(counts: &ByKind, weekdays: std::ops::Range<usize>) -> [u64; DAY_BANDS] {
    counts[weekdays].iter().fold([0; DAY_BANDS], |mut sum, row| {
        sum.iter_mut().zip(row).for_each(|(sum, count)| *sum += count);
        sum
    })
}

/// Calls by band on the usual days of one day of the week.
fn calls_on(record: &Record, weekday: usize) -> Vec<Option<f64>> {
    shares(&by_band(&record.front_door.by_kind_and_band, weekday..weekday + 1))
}

/// Forms by band on usual days. National data combine the half hour to 18:30 with the evening.
fn forms_on(record: &Record, weekdays: std::ops::Range<usize>) -> Vec<Option<f64>> {
    let mut counts = by_band(&record.front_door.forms_by_kind_and_band, weekdays);
    counts[DAY_BANDS - 2] += counts[DAY_BANDS - 1];
    shares(&counts[..DAY_BANDS - 1])
}

/// Attendances on these weekdays, as shares by band of the day.
fn ed_on(record: &Record, weekdays: std::ops::Range<usize>) -> Vec<Option<f64>> {
    const BOUNDS: [usize; 9] = [0, 8, 10, 12, 14, 16, 18, 20, 24];
    let of_band = |bounds: &[usize]| {
        weekdays.clone().map(|weekday| in_hours(record, weekday, bounds[0]..bounds[1])).sum()
    };
    shares(&BOUNDS.windows(2).map(of_band).collect::<Vec<u64>>())
}

/// The waits of `all`, as shares by band; `within` counts waits below 1, 2 and 5 minutes.
fn waits(within: [u64; 3], all: u64) -> Vec<Option<f64>> {
    let [one, two, five] = within;
    shares(&[one, two - one, five - two, all - five])
}

/// Appointments per working day in each month, relative to those of all months together; only
/// where every month has a working day.
fn by_month(record: &Record) -> Vec<Option<f64>> {
    let days = record.working_months;
    let of_all = share(record.appointments.by_month.iter().sum(), days.iter().sum::<u32>().into());
    let of_all = of_all.filter(|mean| *mean > 0.0 && !days.contains(&0));
    let months = record.appointments.by_month.iter().zip(days);
    months.map(|(count, days)| Some(share(*count, days.into())? / of_all?)).collect()
}

/// Contacts of each month per 1,000 patients and working day; empty for a month without one.
fn per_1000_working_day(record: &Record, by_month: &[u64; 12]) -> Vec<Option<f64>> {
    let months = by_month.iter().zip(record.working_months);
    months
        .map(|(count, days)| Some(share(*count, days.into())? / record.patients * 1000.0))
        .collect()
}

macro_rules! distributions {
    ($($name:literal, $unit:literal, $kind:ident, $bands:expr, $definition:literal, $value:expr;)*) => {
        /// Every distribution of a scenario, in the order of the reports.
        pub const DISTRIBUTIONS: &[Distribution] = &[$(Distribution {
            name: $name,
            unit: $unit,
            kind: Kind::$kind,
            bands: $bands,
            definition: $definition,
            value: $value,
        }),*];
    };
}

distributions! {
    "booking_lag_all", "share", Share, LAGS,
        "Appointments booked, by calendar days from booking to appointment.",
        |r| by_lag(r, &StaffGroup::ALL);
    "booking_lag_gp", "share", Share, LAGS,
        "The same for appointments with GPs, clinical triage and messages included.",
        |r| by_lag(r, &[StaffGroup::Gp]);
    "booking_lag_other", "share", Share, LAGS,
        "The same for appointments with all other staff.",
        |r| by_lag(r, &[StaffGroup::Nursing, StaffGroup::Additional]);
    "appointments_by_mode", "share", Share, MODES,
        "Appointments booked, by mode. Clinical triage and messages count as online.",
        |r| shares(&r.appointments.by_mode);
    "activity_by_kind", "share", Share, KINDS_OF_ACTIVITY,
        "Clinical activity, whether or not national data count it, by kind. A triage led on to something else; a message settled the request.",
        |r| shares(&r.appointments.happened.by_kind);
    "appointments_by_weekday", "share", Share, DAYS,
        "Appointments booked, by day of the week, over all days of the period.",
        |r| shares(&r.appointments.by_weekday);
    "appointments_by_month", "index", Index, MONTHS,
        "Appointments booked per working day of the month, relative to the mean per working day over all months. It is undefined unless every month is measured.",
        by_month;
    "dna_by_lag", "share", Share, LAGS,
        "Missed appointments as a share of attended and missed appointments, within each band of days from booking to appointment.",
        |r| missed_by_lag(r, &StaffGroup::ALL);
    "dna_by_lag_gp", "share", Share, LAGS,
        "The same for appointments with GPs.",
        |r| missed_by_lag(r, &[StaffGroup::Gp]);
    "dna_by_lag_other", "share", Share, LAGS,
        "The same for appointments with staff other than GPs.",
        |r| missed_by_lag(r, OTHERS);
    "joint_gp_attended", "share", Share, LAGS,
        "Attended appointments with GPs by days from booking to appointment, as shares of all attended and missed appointments. This is one of the four parts of the joint table of staff, status and lag, which add up to one.",
        |r| joint(r, &r.appointments.attended_by_group_and_lag, &[StaffGroup::Gp]);
    "joint_gp_missed", "share", Share, LAGS,
        "The same for missed appointments with GPs.",
        |r| joint(r, &r.appointments.dna_by_group_and_lag, &[StaffGroup::Gp]);
    "joint_other_attended", "share", Share, LAGS,
        "The same for attended appointments with staff other than GPs.",
        |r| joint(r, &r.appointments.attended_by_group_and_lag, OTHERS);
    "joint_other_missed", "share", Share, LAGS,
        "The same for missed appointments with staff other than GPs.",
        |r| joint(r, &r.appointments.dna_by_group_and_lag, OTHERS);
    "consultation_length", "share", Share, LENGTHS,
        "Attended consultations by length, rounded to whole minutes. Waits for advice are included. Consultations under a minute or over an hour, triage and messages are excluded, because national data state no length for them.",
        |r| shares(&r.appointments.by_length);
    "calls_by_weekday", "share", Share, DAYS,
        "Mean number of incoming calls on each day of the week, as a share of their sum. Bank holidays and the working days after them are excluded.",
        |r| by_usual_weekday(r, &r.front_door.by_kind_and_band);
    "calls_on_monday", "share", Share, CALL_BANDS,
        "Incoming calls on Mondays, by time of day. Bank holidays and the working days after them are excluded.",
        |r| calls_on(r, 0);
    "calls_on_tuesday", "share", Share, CALL_BANDS, "The same on Tuesdays.", |r| calls_on(r, 1);
    "calls_on_wednesday", "share", Share, CALL_BANDS, "The same on Wednesdays.", |r| calls_on(r, 2);
    "calls_on_thursday", "share", Share, CALL_BANDS, "The same on Thursdays.", |r| calls_on(r, 3);
    "calls_on_friday", "share", Share, CALL_BANDS, "The same on Fridays.", |r| calls_on(r, 4);
    "answered_wait", "share", Share, WAITS,
        "Calls answered by a handler, by wait in the queue. Call-backs are excluded.",
        |r| waits(r.front_door.answered_within, r.front_door.answered);
    "missed_wait", "share", Share, WAITS,
        "Calls that left the queue or were cut off at closing, by time waited in the queue.",
        |r| waits(r.front_door.missed_within, r.front_door.missed);
    "online_by_weekday", "share", Share, DAYS,
        "Mean number of online forms sent on each day of the week, as a share of their sum. Bank holidays and the working days after them are excluded.",
        |r| by_usual_weekday(r, &r.front_door.forms_by_kind_and_band);
    "online_on_monday", "share", Share, FORM_BANDS,
        "Online forms sent on Mondays, by time of day. Bank holidays and the working days after them are excluded.",
        |r| forms_on(r, 0..1);
    "online_by_band", "share", Share, FORM_BANDS,
        "The same for Mondays to Fridays together.",
        |r| forms_on(r, 0..5);
    "calls_by_month", "calls per 1,000 patients and working day", Rate, MONTHS,
        "Incoming calls of each month, those of weekends and bank holidays included, per 1,000 registered patients and working day of the month.",
        |r| per_1000_working_day(r, &r.front_door.by_month);
    "online_by_month", "forms per 1,000 patients and working day", Rate, MONTHS,
        "Online forms sent, on any subject, in the same sense.",
        |r| per_1000_working_day(r, &r.front_door.forms_by_month);
    "ed_by_weekday", "share", Share, DAYS,
        "Attendances at emergency departments by day of the week. Access-related ones count at the central probability and, without `[emergency_by_hour.after_failure]`, at the time of the failure.",
        |r| shares(&by_weekday(r));
    "ed_by_band", "share", Share, ED_BANDS,
        "The same by time of day.",
        |r| ed_on(r, 0..WEEKDAYS.len());
    "ed_on_monday", "share", Share, ED_BANDS,
        "The same by time of day, on Mondays.",
        |r| ed_on(r, 0..1);
}

/// The distribution called `name`.
pub fn find(name: &str) -> Option<&'static Distribution> {
    DISTRIBUTIONS.iter().find(|distribution| distribution.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(name: &str, record: &Record) -> Vec<Option<f64>> {
        (find(name).expect(name).value)(record)
    }

    #[test]
    fn every_distribution_has_as_many_values_as_bands_and_a_name_of_its_own() {
        let record = Record::new(0);
        for (index, distribution) in DISTRIBUTIONS.iter().enumerate() {
            let values = (distribution.value)(&record);
            assert_eq!(values.len(), distribution.bands.len(), "{}", distribution.name);
            assert!(values.iter().all(Option::is_none), "{}", distribution.name);
            let before = &DISTRIBUTIONS[..index];
            assert!(before.iter().all(|other| other.name != distribution.name));
            assert!(crate::measures::find(distribution.name).is_none(), "one name, one result");
        }
    }

    #[test]
    fn shares_are_those_worked_by_hand() {
        let mut record = Record::new(0);
        record.appointments.by_group_and_lag =
            [[3, 0, 1, 0, 0, 0, 0], [0; 7], [1, 0, 0, 0, 0, 0, 3]];
        assert_eq!(values("booking_lag_gp", &record)[..3], [Some(0.75), Some(0.0), Some(0.25)]);
        assert_eq!(values("booking_lag_all", &record)[0], Some(0.5));
        assert_eq!(values("booking_lag_other", &record)[6], Some(0.75));
        record.front_door.answered_within = [4, 5, 8];
        record.front_door.answered = 10;
        let waits = values("answered_wait", &record);
        assert_eq!(waits, [Some(0.4), Some(0.1), Some(0.3), Some(0.2)]);
    }

    #[test]
    fn the_joint_table_adds_up_and_gives_the_shares_not_attended() {
        let mut record = Record::new(0);
        let counts = &mut record.appointments;
        counts.attended_by_group_and_lag[0][0] = 6;
        counts.attended_by_group_and_lag[1][2] = 2;
        counts.attended_by_group_and_lag[2][2] = 1;
        counts.dna_by_group_and_lag[2][2] = 1;
        let parts = ["gp_attended", "gp_missed", "other_attended", "other_missed"];
        let parts = parts.map(|part| values(&format!("joint_{part}"), &record));
        assert_eq!([parts[0][0], parts[2][2], parts[3][2]], [Some(0.6), Some(0.3), Some(0.1)]);
        assert!((parts.iter().flatten().flatten().sum::<f64>() - 1.0).abs() < 1e-12);
        assert_eq!(values("dna_by_lag_other", &record)[2], Some(0.25));
        assert_eq!(values("dna_by_lag_gp", &record)[..3], [Some(0.0), None, None]);
        assert_eq!(values("dna_by_lag", &record)[2], Some(0.25));
    }

    #[test]
    fn bank_holidays_take_nothing_from_the_share_of_their_weekday() {
        let mut record = Record::new(0);
        // Two Mondays of 30 calls, one of three being a bank holiday; 20 on all other days.
        record.kinds_of_day = [2, 3, 3, 3, 3, 3, 3, 1];
        for (row, calls) in
            record.front_door.by_kind_and_band.iter_mut().zip([60, 60, 60, 60, 60, 0, 0, 7])
        {
            row[2] = calls;
        }
        let found = values("calls_by_weekday", &record);
        let wanted = [30.0, 20.0, 20.0, 20.0, 20.0, 0.0, 0.0].map(|mean| Some(mean / 110.0));
        assert_eq!(found, wanted);
        assert_eq!(values("calls_on_monday", &record)[2], Some(1.0));
    }

    #[test]
    fn months_are_relative_to_the_working_days_they_have() {
        let mut record = Record::new(0);
        record.working_months = [20; 12];
        record.appointments.by_month = [100; 12];
        record.appointments.by_month[9] = 200;
        let found = values("appointments_by_month", &record);
        assert!(found[9].is_some_and(|index| (index - 24.0 / 13.0).abs() < 1e-12), "{found:?}");
        record.working_months[4] = 0;
        assert!(values("appointments_by_month", &record).iter().all(Option::is_none));
    }
}
