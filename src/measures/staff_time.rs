//! The hours of each staff group, from the ledger of time.
//!
//! For each group, the hours of all uses add up to contracted hours and overtime, exactly.

use super::{Better, Kind, Measure};
use crate::model::role::StaffGroup;
use crate::simulation::record::{Record, TimeLedger, TimeUse};

const MS_PER_HOUR: f64 = 3_600_000.0;

#[expect(clippy::unnecessary_wraps, reason = "every measure has the same form")]
fn hours(record: &Record, group: StaffGroup, of: impl Fn(&TimeLedger) -> i64) -> Option<f64> {
    Some(of(&record.work.time[group as usize]) as f64 / MS_PER_HOUR)
}

/// The hours that work took of the people of `group`, waits included \[h\].
pub(super) fn hours_worked(record: &Record, group: StaffGroup) -> f64 {
    record.work.time[group as usize].worked_ms() as f64 / MS_PER_HOUR
}

/// One measure: the hours of a group.
macro_rules! of_hours {
    ($name:expr, $better:ident, $definition:expr, $value:expr) => {
        Measure {
            name: $name,
            unit: "hours",
            kind: Kind::Flow,
            better: Better::$better,
            definition: $definition,
            value: $value,
        }
    };
}

/// The measures of one group: hours worked, contracted, of overtime, and of every use of time.
macro_rules! of_group {
    ($group:ident, $prefix:literal, $whom:literal, [$(($use:ident, $end:literal, $better:ident, $words:literal)),* $(,)?]) => {
        [
            of_hours!(
                concat!($prefix, "_hours"), Neither,
                concat!("Hours that work took of ", $whom, ": contracted hours and overtime, without hours empty, away or without a room. Administrative time outside sessions is excluded."),
                |r| hours(r, StaffGroup::$group, TimeLedger::worked_ms)
            ),
            of_hours!(
                concat!($prefix, "_hours_contracted"), Neither,
                concat!("Hours of the sessions of ", $whom, " in the roster whose post is filled, held or not. The hours of all uses add up to these and overtime."),
                |r| hours(r, StaffGroup::$group, |time| time.contracted_ms)
            ),
            of_hours!(
                concat!($prefix, "_hours_overtime"), Less,
                concat!("Hours that ", $whom, " worked after the end of a session: patients still to be seen, and debriefs and meetings for which they left no time. Hours that belong to the person's next session are excluded."),
                |r| hours(r, StaffGroup::$group, |time| time.overtime_ms)
            ),
            $(of_hours!(
                concat!($prefix, "_hours_", $end), $better,
                concat!("Of the contracted hours and overtime of ", $whom, ": ", $words),
                |r| hours(r, StaffGroup::$group, |time| time.of(TimeUse::$use))
            )),*
        ]
    };
}

macro_rules! of_every_group {
    ($(($group:ident, $prefix:literal, $whom:literal)),* $(,)?) => {
        [$(of_group!($group, $prefix, $whom, [
            (Consultations, "consultations", Neither, "consultations about requests, with their notes. Follow-ups are included, waits for advice are not."),
            (Planned, "planned", Neither, "consultations of planned care, with their notes, and visits on the schedules of cohorts."),
            (Triage, "triage", Neither, "clinical triage, and messages that settle a request."),
            (Advice, "advice", Neither, "advice to colleagues during their consultations."),
            (Supervision, "supervision", Neither, "debriefs that close slots. Those paid for from administrative time are excluded."),
            (Meetings, "meetings", Neither, "meetings about cohorts."),
            (Travel, "travel", Less, "journeys between sites."),
            (Waiting, "waiting", Less, "waits for a room or for advice."),
            (Empty, "empty", Less, "in session with nothing to do."),
            (Away, "away", Less, "sessions of people on leave, sick, studying or on parental leave without a locum, and clinics in the book beyond an end."),
            (Roomless, "no_room", Less, "sessions lost because they had no room."),
        ])),*]
    };
}

/// The hours of every group.
const BY_GROUP: [[Measure; 14]; 3] = of_every_group![
    (Gp, "gp", "GPs, trainees included"),
    (Nursing, "nursing", "nurses, healthcare assistants and phlebotomists"),
    (Additional, "additional", "staff who are neither GPs nor nursing staff"),
];

/// The same, in one list.
pub(super) const HOURS: &[Measure] = BY_GROUP.as_flattened();
