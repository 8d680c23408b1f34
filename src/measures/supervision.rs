//! Supervision received, for each role and stage of the supervised staff.
//!
//! Added up over all roles and stages, the parts are the hours of `supervision_hours_gp`.

use crate::measures::Kind;
use crate::simulation::record::SupervisionMinutes;

/// A result for each role and stage.
#[derive(Clone, Copy)]
pub struct SupervisionPart {
    /// Its name, which never changes.
    pub name: &'static str,
    /// Its unit.
    pub unit: &'static str,
    /// What kind of number it is.
    pub kind: Kind,
    /// What it counts.
    pub definition: &'static str,
    /// Its value for one role and stage in one replication.
    pub value: fn(&SupervisionMinutes) -> f64,
}

/// Every part, then their sum.
pub const SUPERVISION: [SupervisionPart; 4] = [
    SupervisionPart {
        name: "scheduled_h",
        unit: "hours",
        kind: Kind::Flow,
        definition: "Hours of debriefs, over the days on which someone supervised them: the day's total supervision minus the expected advice in the moment and minus delegated tasks.",
        value: |had| had.scheduled / 60.0,
    },
    SupervisionPart {
        name: "in_the_moment_h",
        unit: "hours",
        kind: Kind::Flow,
        definition: "Hours of advice given to them during consultations. Waits for advice are excluded.",
        value: |had| had.in_the_moment / 60.0,
    },
    SupervisionPart {
        name: "delegated_h",
        unit: "hours",
        kind: Kind::Flow,
        definition: "Hours of tasks that they delegate to their supervisor, such as signing and checking, over the days on which someone supervised them.",
        value: |had| had.delegated / 60.0,
    },
    SupervisionPart {
        name: "total_h",
        unit: "hours",
        kind: Kind::Flow,
        definition: "The sum of the three.",
        value: |had| (had.scheduled + had.in_the_moment + had.delegated) / 60.0,
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_total_is_the_sum_of_the_parts() {
        let had = SupervisionMinutes { scheduled: 30.0, in_the_moment: 45.0, delegated: 15.0 };
        assert_eq!(SUPERVISION.map(|part| (part.value)(&had)), [0.5, 0.75, 0.25, 1.5]);
        assert!(SUPERVISION.iter().all(|part| crate::measures::find(part.name).is_none()));
    }
}
