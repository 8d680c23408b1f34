//! What happened, beside what national data count of it.
//!
//! Practices record triages and messages as appointments in different shares, so the same work can look
//! like many appointments or like few. These results count every item once, recorded or not.

use super::{Better, Kind, Measure, share};
use crate::simulation::record::{ActivityKind, Record};
use crate::units::YEAR_DAYS;

const ONLINE: [ActivityKind; 3] =
    [ActivityKind::Video, ActivityKind::Triage, ActivityKind::Message];

/// Clinical activity, recorded or not.
pub(super) const ACTIVITY: &[Measure] = &[
    Measure {
        name: "activity",
        unit: "items",
        kind: Kind::Flow,
        better: Better::Neither,
        definition: "Clinical activity, whether or not national data count them: appointments attended, not attended and not reached, triages and messages.",
        value: |r| Some(r.appointments.happened.total() as f64),
    },
    Measure {
        name: "activity_per_patient_year",
        unit: "items per patient and year",
        kind: Kind::Rate,
        better: Better::Neither,
        definition: "Clinical activity per registered patient and year of 365.25 days.",
        value: |r| {
            let items = r.appointments.happened.total() as f64;
            (r.days > 0).then(|| items / r.patients / f64::from(r.days) * YEAR_DAYS)
        },
    },
    Measure {
        name: "activity_recorded_share",
        unit: "share",
        kind: Kind::Share,
        better: Better::Neither,
        definition: "Appointments as national data count them, as a share of clinical activity.",
        value: |r| share(r.appointments.booked(), r.appointments.happened.total()),
    },
    Measure {
        name: "activity_same_day_share",
        unit: "share",
        kind: Kind::Share,
        better: Better::Neither,
        definition: "Activity on the day on which it was booked or asked for, as a share of all.",
        value: |r| share(r.appointments.happened.same_day, r.appointments.happened.total()),
    },
    Measure {
        name: "activity_online_share",
        unit: "share",
        kind: Kind::Share,
        better: Better::Neither,
        definition: "Activity by video, triages and messages, as a share of all.",
        value: |r| share(online(r), r.appointments.happened.total()),
    },
    Measure {
        name: "activity_gp_share",
        unit: "share",
        kind: Kind::Share,
        better: Better::Neither,
        definition: "Activity of GPs, as a share of all.",
        value: |r| share(r.appointments.happened.gp, r.appointments.happened.total()),
    },
];

fn online(record: &Record) -> u64 {
    ONLINE.iter().map(|kind| record.appointments.happened.by_kind[*kind as usize]).sum()
}
