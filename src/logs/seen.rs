//! The quantities that are compared, as a log shows them.

use crate::exports::cells::{Outcome, Status};
use crate::exports::read::{Appointment, Call, Export};
use jiff::civil::{Date, DateTime};
use std::collections::{BTreeMap, BTreeSet};

/// Hours of a week.
pub const HOURS: usize = 168;

/// The longest length and wait \[min\], and lag \[d\], that are no faults of a log.
const LONGEST: f64 = 240.0;
const LONGEST_LAG: i32 = 366;

/// The fewest days of a week with which a log ends that count as a week.
const WHOLE: i32 = 5;

/// What is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Quantity {
    /// The hour of the week at which appointments begin.
    Hour,
    /// Days from booking.
    Lag,
    /// Lengths of consultations.
    Length,
    /// Days from the request to being seen.
    Cycle,
    /// The hour of the week at which calls come.
    CallHour,
    /// Waits in the queue.
    Wait,
}

impl Quantity {
    /// All of them.
    pub const ALL: [Quantity; 6] = [
        Quantity::Hour,
        Quantity::Lag,
        Quantity::Length,
        Quantity::Cycle,
        Quantity::CallHour,
        Quantity::Wait,
    ];

    /// Its name in tables.
    pub const fn name(self) -> &'static str {
        match self {
            Quantity::Hour => "appointments by hour of week",
            Quantity::Lag => "lag",
            Quantity::Length => "length",
            Quantity::Cycle => "cycle time",
            Quantity::CallHour => "calls by hour of week",
            Quantity::Wait => "wait in the queue",
        }
    }

    /// Its unit.
    pub const fn unit(self) -> &'static str {
        match self {
            Quantity::Hour | Quantity::CallHour => "h",
            Quantity::Lag | Quantity::Cycle => "d",
            Quantity::Length | Quantity::Wait => "min",
        }
    }

    /// Whether it goes round a week.
    pub const fn is_round(self) -> bool {
        matches!(self, Quantity::Hour | Quantity::CallHour)
    }

    /// Whether it is of calls.
    pub const fn is_of_calls(self) -> bool {
        matches!(self, Quantity::CallHour | Quantity::Wait)
    }
}

/// How a log must be read so that another can be read in the same way.
#[derive(Clone, Debug, Default)]
pub struct Manner {
    /// The roles that it has; all if empty.
    pub roles: BTreeSet<String>,
    /// To how many minutes its lengths are rounded, if they are.
    pub rounded: Option<f64>,
    /// Whether it has the moment at which patients were seen.
    pub has_seen: bool,
    /// Whether it has the moment of the request, and not only that of booking.
    pub has_requested: bool,
    /// Whether appointments begin at a time of day.
    pub has_clock: bool,
    /// Whether requests or bookings, too, have times of day.
    pub has_times: bool,
    /// Whether it has calls that end in the menu.
    pub has_menu: bool,
}

impl Manner {
    /// The manner of `export`.
    pub fn of(export: &Export) -> Manner {
        let all = || export.appointments.iter();
        let used: BTreeSet<usize> = all().filter_map(|of| of.clinician).collect();
        let roles = used.iter().filter_map(|index| export.clinicians.get(*index)).flatten();
        let has_time = |at: &Option<DateTime>| at.is_some_and(|at| at.hour() + at.minute() > 0);
        let half = all().count() / 2;
        let many = |is: &dyn Fn(&Appointment) -> bool| all().filter(|of| is(of)).count() > half;
        let lengths: Vec<f64> = all().filter_map(|of| of.minutes).filter(|of| *of > 0.0).collect();
        let is_multiple = |unit: f64| lengths.iter().all(|of| (of / unit).fract() == 0.0);
        let attended = all().filter(|of| of.status == Status::Attended);
        let (came, with_seen) = attended.fold((0_usize, 0_usize), |(came, with), of| {
            (came + 1, with + usize::from(of.seen.is_some()))
        });
        Manner {
            roles: roles.cloned().collect(),
            rounded: [5.0, 1.0].into_iter().find(|unit| is_multiple(*unit)),
            has_seen: with_seen * 2 > came,
            has_requested: many(&|of| of.requested.is_some()),
            has_clock: many(&|of| has_time(&Some(of.starts))),
            has_times: many(&|of| has_time(&of.booked) || has_time(&of.requested)),
            has_menu: export.calls.iter().any(|call| call.outcome == Some(Outcome::Menu)),
        }
    }
}

impl Manner {
    /// What a log read in this manner lacks, and what stands in for it, in sentences.
    pub fn lacking(&self) -> Vec<String> {
        let mut told = Vec::new();
        if !self.has_clock {
            told.push(
                "appointments by hour of week: the log has no times at which appointments begin"
                    .to_owned(),
            );
        }
        match (self.has_times, self.has_seen || self.has_clock, self.has_seen) {
            (true, true, true) => {}
            (true, true, false) => told.push(
                "cycle time: the log has no moment at which patients were seen (seen_at), so it ends at the start of the appointment, in both logs".to_owned(),
            ),
            _ => told.push(
                "cycle time: not in the log, which needs a time of booking (or requested_at) and of the start (or seen_at)".to_owned(),
            ),
        }
        if self.has_times && !self.has_requested {
            told.push(
                "cycle time: the log has no moment of the request (requested_at), so it begins at booking, in both logs".to_owned(),
            );
        }
        told
    }
}

/// What was seen of a quantity, week by week; a week may be empty.
pub type Weeks = Vec<Vec<f64>>;

/// The quantities of `export`, read in that `manner`, in whole weeks of seven days from its first day.
pub fn seen(export: &Export, manner: &Manner) -> BTreeMap<Quantity, Weeks> {
    let mut found = BTreeMap::new();
    let known = |of: &&Appointment| {
        let is_over = matches!(of.status, Status::Attended | Status::NotAttended);
        let roles = of.clinician.and_then(|index| export.clinicians.get(index));
        let has_role =
            roles.is_some_and(|roles| roles.iter().any(|role| manner.roles.contains(role)));
        is_over && (manner.roles.is_empty() || has_role)
    };
    let appointments: Vec<&Appointment> = export.appointments.iter().filter(known).collect();
    let calls: Vec<&Call> = export
        .calls
        .iter()
        .filter(|call| manner.has_menu || call.outcome != Some(Outcome::Menu))
        .collect();
    let days = appointments.iter().map(|of| of.starts.date());
    let Period { first, weeks } = Period::of(days);
    let of_calls = Period::of(calls.iter().map(|call| call.start.date()));
    let is_in = |of: &Quantity| match of.is_of_calls() {
        true => !calls.is_empty(),
        false => !appointments.is_empty(),
    };
    for quantity in Quantity::ALL.into_iter().filter(is_in) {
        let mut by_week: Weeks =
            vec![Vec::new(); if quantity.is_of_calls() { of_calls.weeks } else { weeks }];
        let mut put = |first: Option<Date>, at: DateTime, value: Option<f64>| {
            let week = first.map_or(0, |first| days_between(first, at.date()) / 7) as usize;
            if let (Some(week), Some(value)) = (by_week.get_mut(week), value) {
                week.push(value);
            }
        };
        if quantity.is_of_calls() {
            calls.iter().for_each(|call| put(of_calls.first, call.start, of_call(quantity, call)));
        } else {
            appointments
                .iter()
                .for_each(|of| put(first, of.starts, of_appointment(quantity, of, manner)));
        }
        by_week.iter_mut().for_each(|week| week.sort_by(f64::total_cmp));
        found.insert(quantity, by_week);
    }
    found
}

/// The first day, and the number of whole weeks from it.
struct Period {
    first: Option<Date>,
    weeks: usize,
}

impl Period {
    fn of(days: impl Iterator<Item = Date> + Clone) -> Period {
        let (first, last) = (days.clone().min(), days.max());
        let count = first.zip(last).map_or(0, |(first, last)| days_between(first, last) + 1);
        // A log that ends on a Friday has its last week.
        let weeks = count / 7 + i32::from(count % 7 >= WHOLE);
        Period { first, weeks: weeks as usize }
    }
}

fn days_between(first: Date, last: Date) -> i32 {
    first.until(last).map_or(0, |span| span.get_days()).max(0)
}

fn hour_of_week(at: DateTime) -> f64 {
    f64::from(i32::from(at.weekday().to_monday_zero_offset()) * 24 + i32::from(at.hour()))
}

fn of_call(quantity: Quantity, call: &Call) -> Option<f64> {
    match quantity {
        Quantity::CallHour => Some(hour_of_week(call.start)),
        _ => call.wait.filter(|wait| *wait <= LONGEST),
    }
}

fn of_appointment(quantity: Quantity, of: &Appointment, manner: &Manner) -> Option<f64> {
    let is_attended = of.status == Status::Attended;
    match quantity {
        Quantity::Hour => manner.has_clock.then(|| hour_of_week(of.starts)),
        Quantity::Lag => of.lag.filter(|lag| (0..=LONGEST_LAG).contains(lag)).map(f64::from),
        Quantity::Length => {
            let rounded = |minutes: f64| match manner.rounded {
                Some(unit) => (minutes / unit).round() * unit,
                None => minutes,
            };
            let minutes = of.minutes.filter(|_| is_attended).map(rounded);
            minutes.filter(|minutes| *minutes > 0.0 && *minutes <= LONGEST)
        }
        _ => {
            let from = if manner.has_requested { of.requested } else { of.booked };
            let until = if manner.has_seen { of.seen } else { Some(of.starts) };
            let days = until?.duration_since(from?).as_secs_f64() / 86_400.0;
            (is_attended
                && manner.has_times
                && (manner.has_clock || manner.has_seen)
                && (0.0..=f64::from(LONGEST_LAG)).contains(&days))
            .then_some(days)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exports::cells::Mode;
    use jiff::civil::date;

    /// Booked on Monday 3 March at 08:00, begins `days` later at 10:00, seen at 10:30 for 12.4 minutes.
    fn appointment(days: i8) -> Appointment {
        let starts = date(2025, 3, 3 + days).at(10, 0, 0, 0);
        Appointment {
            starts,
            booked: Some(date(2025, 3, 3).at(8, 0, 0, 0)),
            requested: None,
            seen: Some(starts.date().at(10, 30, 0, 0)),
            lag: Some(days.into()),
            mode: Some(Mode::FaceToFace),
            clinician: Some(0),
            status: Status::Attended,
            minutes: Some(12.4),
        }
    }

    fn export(days: &[i8]) -> Export {
        let clinicians = vec![vec!["gp-partner".to_owned()], vec!["paramedic".to_owned()]];
        let appointments = days.iter().map(|days| appointment(*days)).collect();
        Export { appointments, clinicians, ..Export::default() }
    }

    #[test]
    fn five_rows_show_what_is_worked_out_by_hand() {
        let mut log = export(&[0, 1, 2, 8, 9]);
        log.appointments[4].status = Status::NotAttended;
        let manner = Manner::of(&log);
        let found = seen(&log, &manner);
        // Ten days from Monday are a week, and three days that are none.
        assert_eq!(found[&Quantity::Hour], [[10.0, 34.0, 58.0]]);
        assert_eq!(found[&Quantity::Lag], [[0.0, 1.0, 2.0]]);
        let cycle: Vec<f64> = found[&Quantity::Cycle][0].clone();
        let known = [2.5 / 24.0, 1.0 + 2.5 / 24.0, 2.0 + 2.5 / 24.0];
        assert!(
            cycle.iter().zip(known).all(|(one, other)| (one - other).abs() < 1e-9),
            "{cycle:?}"
        );
        assert_eq!(cycle.len(), 3);
        assert!(!found.contains_key(&Quantity::Wait), "there are no calls");
    }

    #[test]
    fn another_log_is_read_in_the_manner_of_the_first() {
        let mut log = export(&[0, 1, 2, 3, 4, 5, 6]);
        log.appointments.iter_mut().for_each(|of| {
            (of.seen, of.minutes) = (None, Some(12.0));
        });
        let manner = Manner::of(&log);
        let mut other = export(&[0, 1, 2, 3, 4, 5, 6]);
        other.appointments[6].clinician = Some(1);
        let found = seen(&other, &manner);
        assert_eq!(
            found[&Quantity::Length],
            [[12.0; 6]],
            "minutes are whole, and one role is not in the log"
        );
        assert!((found[&Quantity::Cycle][0][0] - 2.0 / 24.0).abs() < 1e-9, "until the start");
        assert!(manner.lacking().iter().any(|told| told.contains("seen_at")));
    }
}
