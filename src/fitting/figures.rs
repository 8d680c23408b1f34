//! The published figures of a network, and the same figures of a simulated year.

use crate::model::role::StaffGroup;
use crate::simulation::record::{MonthOfCalls, Record};
use crate::units::MONTH_DAYS;

/// The number of figures.
pub const FIGURES: usize = 20;

/// A value of each figure, where it is known.
pub type Values = [Option<f64>; FIGURES];

/// What is counted, and in which publication.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// Appointments in General Practice.
    Appointments,
    /// Cloud Based Telephony.
    Calls,
    /// Submissions via Online Consultation Systems.
    Forms,
}

/// By how much a figure may be missed: one standard deviation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Tolerance {
    /// A part of the observed value \[-\], and at least so much \[its unit\].
    Part(f64, f64),
    /// A difference of shares \[-\].
    Share(f64),
}

impl Tolerance {
    /// The tolerance of an observed value \[its unit\].
    pub fn of(self, observed: f64) -> f64 {
        match self {
            Tolerance::Part(part, least) => (part * observed).max(least),
            Tolerance::Share(share) => share,
        }
    }
}

/// A figure that is published of practices and simulated of a network.
#[derive(Clone, Copy, Debug)]
pub struct Figure {
    /// Its name in tables for other programs.
    pub key: &'static str,
    /// Its name for people.
    pub title: &'static str,
    /// The publication.
    pub group: Group,
    /// By how much it may be missed.
    pub tolerance: Tolerance,
    /// Whether the fit sees it. What it does not see tests it.
    pub is_shown: bool,
}

const fn figure(
    key: &'static str,
    title: &'static str,
    group: Group,
    tolerance: Tolerance,
    is_shown: bool,
) -> Figure {
    Figure { key, title, group, tolerance, is_shown }
}

/// The figures, in the order of their values.
///
/// Tolerances are what differs between two years of the same network, or more where practices record in
/// different ways (modes, categories).
pub const ALL: [Figure; FIGURES] = {
    use Group::{Appointments, Calls, Forms};
    use Tolerance::{Part, Share};
    [
        figure(
            "appointments_per_1000_month",
            "Appointments per 1,000 patients and month",
            Appointments,
            Part(0.02, 2.0),
            true,
        ),
        figure("same_day_share", "Booked for the same day", Appointments, Share(0.01), true),
        figure("days_1_share", "Booked 1 day before", Appointments, Share(0.01), false),
        figure("days_2_to_7_share", "Booked 2 to 7 days before", Appointments, Share(0.02), true),
        figure(
            "days_8_to_14_share",
            "Booked 8 to 14 days before",
            Appointments,
            Share(0.01),
            false,
        ),
        figure("over_14_days_share", "Booked over 14 days before", Appointments, Share(0.01), true),
        figure("gp_share", "With a GP", Appointments, Share(0.015), true),
        figure("face_to_face_share", "Face to face", Appointments, Share(0.025), true),
        figure("telephone_share", "By telephone", Appointments, Share(0.025), true),
        figure("online_share", "By video or online", Appointments, Share(0.03), true),
        figure("not_attended_share", "Not attended", Appointments, Share(0.002), true),
        figure("triage_share", "Clinical triage", Appointments, Share(0.015), true),
        figure("planned_share", "Planned clinics and procedures", Appointments, Share(0.02), true),
        figure(
            "calls_per_1000_day",
            "Calls per 1,000 patients and working day",
            Calls,
            Part(0.03, 0.3),
            true,
        ),
        figure("missed_share", "Calls missed", Calls, Share(0.004), true),
        figure("menu_share", "Calls that ended in the menu", Calls, Share(0.01), true),
        figure("call_back_share", "Calls that asked for a call-back", Calls, Share(0.01), true),
        figure("within_1_min_share", "Answered within 1 minute", Calls, Share(0.02), true),
        figure("after_5_min_share", "Answered after 5 minutes", Calls, Share(0.02), true),
        figure(
            "forms_per_1000_day",
            "Online forms per 1,000 patients and working day",
            Forms,
            Part(0.06, 0.2),
            true,
        ),
    ]
};

/// The index of the first figure of each group after appointments.
pub(super) const CALLS: usize = 13;
pub(super) const FORMS: usize = 19;

/// Months of the year, January being 0, from which figures of calls and of forms are taken.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Months {
    /// Of calls.
    pub calls: Vec<usize>,
    /// Of forms.
    pub forms: Vec<usize>,
}

/// Planned clinics and procedures are this part of all appointments of England \[-\].
///
/// NHS England, Appointments in General Practice: national categories, August 2021 to June 2022.
pub const ENGLAND_PLANNED: f64 = 0.27;

/// What networks with such a book usually book 1 day before: a constant, and the coefficients of the shares booked
/// for the same day, 2 to 7 days and over 14 days before; and by how much it may be missed \[-\].
///
/// Least squares over 512 networks of England that are not among those on which the fit is tested. Own
/// computation from NHS England, Appointments in General Practice, practice level, April 2025 to March 2026. Networks
/// differ from it by a standard deviation of 0.014. The tolerance is smaller, because the model alone foretells the
/// middle of the book worse than this.
const USUAL_NEXT_DAY: ([f64; 4], f64) = ([0.227, -0.202, -0.055, -0.294], 0.004);

/// What is expected of the bands that are not shown, with the tolerance of it: bands
/// 1 day and 8 to 14 days before, by index. `None` if the bands that are shown are not known.
pub fn expected(values: &Values) -> Option<[(usize, f64, f64); 2]> {
    let (same, week, late) = (values[1]?, values[3]?, values[5]?);
    let ([constant, of_same, of_week, of_late], deviation) = USUAL_NEXT_DAY;
    let next = (constant + of_same * same + of_week * week + of_late * late).max(0.005);
    let fortnight = (1.0 - same - next - week - late).max(0.005);
    Some([(2, next, deviation), (4, fortnight, deviation)])
}

fn ratio(part: f64, whole: f64) -> Option<f64> {
    (whole > 0.0).then(|| part / whole)
}

/// The figures of a simulated year. `usual_planned` is the share of planned care in the average network, which
/// stands for [`ENGLAND_PLANNED`].
pub fn simulated(record: &Record, months: &Months, usual_planned: f64) -> Values {
    let mut values = [None; FIGURES];
    let counts = &record.appointments;
    let booked = counts.booked() as f64;
    let in_months = f64::from(record.days) / MONTH_DAYS;
    values[0] = ratio(booked * 1000.0, record.patients * in_months);
    let lag = |bands: std::ops::Range<usize>| {
        counts
            .by_group_and_lag
            .iter()
            .map(|row| row[bands.clone()].iter().sum::<u64>())
            .sum::<u64>()
    };
    for (index, bands) in [0..1, 1..2, 2..3, 3..4, 4..7].into_iter().enumerate() {
        values[1 + index] = ratio(lag(bands) as f64, booked);
    }
    let of_gps: u64 = counts.by_group_and_lag[StaffGroup::Gp as usize].iter().sum();
    values[6] = ratio(of_gps as f64, booked);
    let by_mode: u64 = counts.by_mode.iter().sum();
    for (index, mode) in counts.by_mode[..3].iter().enumerate() {
        values[7 + index] = ratio(*mode as f64, by_mode as f64);
    }
    values[10] = ratio(counts.dna as f64, (counts.attended + counts.dna) as f64);
    values[11] = ratio(counts.triage as f64, booked);
    values[12] = planned_share(record).map(|share| share / usual_planned * ENGLAND_PLANNED);
    calls(record, &months.calls, &mut values[CALLS..FORMS]);
    let days: u32 = months.forms.iter().map(|month| record.working_months[*month]).sum();
    let forms: u64 =
        months.forms.iter().map(|month| record.front_door.forms_by_month[*month]).sum();
    values[FORMS] = ratio(forms as f64 * 1000.0, record.patients * f64::from(days));
    values
}

/// Planned care and follow-ups as a share of all appointments \[-\].
pub fn planned_share(record: &Record) -> Option<f64> {
    ratio(record.appointments.planned as f64, record.appointments.booked() as f64)
}

fn calls(record: &Record, months: &[usize], values: &mut [Option<f64>]) {
    let door = &record.front_door;
    let days: u32 = months.iter().map(|month| record.working_months[*month]).sum();
    let inbound: u64 = months.iter().map(|month| door.by_month[*month]).sum();
    let sum = |of: &dyn Fn(&MonthOfCalls) -> u64| {
        months.iter().map(|month| of(&door.ends_by_month[*month])).sum::<u64>() as f64
    };
    let answered = sum(&|month| month.answered);
    let ended = answered + sum(&|month| month.menu + month.missed + month.call_back);
    values[0] = ratio(inbound as f64 * 1000.0, record.patients * f64::from(days));
    values[1] = ratio(sum(&|month| month.missed), ended);
    values[2] = ratio(sum(&|month| month.menu), ended);
    values[3] = ratio(sum(&|month| month.call_back), ended);
    values[4] = ratio(sum(&|month| month.answered_within[0]), answered);
    values[5] = ratio(sum(&|month| month.answered - month.answered_within[2]), answered);
}
