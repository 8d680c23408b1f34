//! What happened, beside what national data count of it.
//!
//! Practices record triages and messages as appointments in different shares, so the same work can look
//! like many appointments or like few. These results count every contact once, recorded or not.

use super::{Better, Kind, Measure, share};
use crate::simulation::record::{ContactKind, Record};
use crate::units::YEAR_DAYS;

const ONLINE: [ContactKind; 3] = [ContactKind::Video, ContactKind::Triage, ContactKind::Message];

/// Contacts whether or not they are recorded.
pub(super) const CONTACTS: &[Measure] = &[
    Measure {
        name: "contacts",
        unit: "contacts",
        kind: Kind::Flow,
        better: Better::Neither,
        definition: "Contacts with clinicians, whether or not national data count them: appointments attended, not attended and not reached, triages and messages.",
        value: |r| Some(r.appointments.happened.total() as f64),
    },
    Measure {
        name: "contacts_per_patient_year",
        unit: "contacts per patient and year",
        kind: Kind::Rate,
        better: Better::Neither,
        definition: "Contacts per registered patient and year of 365.25 days.",
        value: |r| {
            let contacts = r.appointments.happened.total() as f64;
            (r.days > 0).then(|| contacts / r.patients / f64::from(r.days) * YEAR_DAYS)
        },
    },
    Measure {
        name: "contacts_recorded_share",
        unit: "share",
        kind: Kind::Share,
        better: Better::Neither,
        definition: "Appointments as national data count them, as a share of contacts.",
        value: |r| share(r.appointments.booked(), r.appointments.happened.total()),
    },
    Measure {
        name: "contacts_same_day_share",
        unit: "share",
        kind: Kind::Share,
        better: Better::Neither,
        definition: "Contacts on the day on which they were booked or asked for, as a share of all contacts.",
        value: |r| share(r.appointments.happened.same_day, r.appointments.happened.total()),
    },
    Measure {
        name: "contacts_online_share",
        unit: "share",
        kind: Kind::Share,
        better: Better::Neither,
        definition: "Contacts by video, triages and messages, as a share of all contacts.",
        value: |r| share(online(r), r.appointments.happened.total()),
    },
    Measure {
        name: "contacts_gp_share",
        unit: "share",
        kind: Kind::Share,
        better: Better::Neither,
        definition: "Contacts with GPs, as a share of all contacts.",
        value: |r| share(r.appointments.happened.gp, r.appointments.happened.total()),
    },
];

fn online(record: &Record) -> u64 {
    ONLINE.iter().map(|kind| record.appointments.happened.by_kind[*kind as usize]).sum()
}
