//! What is counted of cohorts.

/// Visits at one index of a cohort's schedule, of those due on a measured day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct VisitCounts {
    /// All of them.
    pub due: u64,
    /// Held.
    pub held: u64,
    /// Of the held, within seven days of the due day.
    pub in_week: u64,
    /// Given up: no appointment after repeated attempts, or the member let it lapse.
    pub missed: u64,
    /// Called off, as the member had left.
    pub called_off: u64,
}

/// Cohorts: their members, what they had, and what was done for them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CohortCounts {
    /// Members on any measured day, from their enrolment on.
    pub members: u64,
    /// Of them, those who left.
    pub left: u64,
    /// Measured days of members, from enrolment until leaving.
    pub member_days: u64,
    /// Consultations with GPs about requests of members' own.
    pub gp_contacts: u64,
    /// Attendances of members at emergency departments.
    pub ed_attendances: u64,
    /// Requests of members that the programme avoided.
    pub requests_spared: u64,
    /// Attendances of members that the programme avoided.
    pub ed_attendances_spared: u64,
    /// By visit of the schedules, cohort by cohort.
    pub visits: Vec<VisitCounts>,
    /// Time of the visits held \[min\].
    pub visit_min: f64,
    /// Attendances of staff at meetings.
    pub meetings_attended: u64,
    /// Time of staff at meetings \[min\].
    pub meeting_min: f64,
    /// Places at meetings for which nobody of the profession was in.
    pub meeting_places_empty: u64,
}

impl CohortCounts {
    /// Activity of all schedules.
    pub fn visits_total(&self) -> VisitCounts {
        self.visits.iter().fold(VisitCounts::default(), |sum, one| VisitCounts {
            due: sum.due + one.due,
            held: sum.held + one.held,
            in_week: sum.in_week + one.in_week,
            missed: sum.missed + one.missed,
            called_off: sum.called_off + one.called_off,
        })
    }
}
