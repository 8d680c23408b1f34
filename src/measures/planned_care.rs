//! Planned care: what was given up, and recall: who is overdue.

use super::lists::list_of_measures;
use super::share;
use crate::simulation::record::{RecallCounts, Record};

fn people(record: &Record, of: impl Fn(&RecallCounts) -> f64) -> Option<f64> {
    // Without [recall] nobody is called in, and none is overdue.
    (record.recall.people > 0).then(|| of(&record.recall))
}

list_of_measures! {
    /// The measures of planned care beyond items due, delivered and given up.
    pub(super) PLANNED_CARE:
    "planned_care_given_up_share", "share", Share, Less,
        "Items of planned care given up, as a share of those that fell due in the measured period. Recalls are never given up: people stay overdue.",
        |r| share(r.planned_items[2], r.planned_items[0]);
    "recall_people", "people", Stock, Neither,
        "People who are called in again and again for long-term conditions, screening or immunisation, when the measured period ends: those whose practice has left the network are not called. Empty if the scenario has no [recall].",
        |r| people(r, |counts| counts.people as f64);
    "planned_care_overdue", "people", Stock, Less,
        "People in recall who are overdue when the measured period ends: their due day has passed and the recall is not done.",
        |r| people(r, |counts| counts.overdue_at_end as f64);
    "planned_care_overdue_share", "share", Share, Less,
        "The same as a share of the people in recall.",
        |r| share(r.recall.overdue_at_end, r.recall.people);
    "planned_care_overdue_drift", "people", Flow, Less,
        "People overdue at the end of the measured period minus those overdue at its start. Far from zero, the number overdue has not settled: it approaches its level over about one interval of recall.",
        |r| people(r, |counts| counts.overdue_at_end as f64 - counts.overdue_at_start as f64);
}
