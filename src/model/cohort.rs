//! Cohorts: named groups of patients. Each has rates of its own, a schedule of visits, meetings
//! about its members, and an effect. Part of the effect is regression to the mean.

use crate::model::CareSystem;
use crate::model::practice::hash;
use crate::model::role::Mode;
use crate::units::{Minutes, Probability};

/// A named group of patients of the network.
///
/// Members are ordinary patients of the practices. Their requests and attendances are part of the
/// practices' totals; they are not added.
#[derive(Clone, Debug, PartialEq)]
pub struct Cohort {
    /// The key under `cohorts` in the scenario.
    pub name: String,
    /// Number of members, over all practices \[-\].
    pub people: u32,
    /// Contacts of a member with GPs before enrolment \[1/a\].
    pub gp_contacts_per_year: f64,
    /// GP contacts caused by one request of a member \[-\].
    pub gp_contacts_per_request: f64,
    /// Attendances of a member at emergency departments before enrolment \[1/a\].
    pub ed_attendances_per_year: f64,
    /// Probability that a member engages with the programme.
    pub engagement: Probability,
    /// Probability that an engaged member is referred on.
    pub referred_on: Probability,
    /// Probability that a member leaves within a year, by death or moving.
    pub leaving_per_year: Probability,
    /// The day on which enrolment starts, counted from the first measured day \[d\].
    pub enrolment_starts: i32,
    /// Period over which enrolment is spread evenly \[weeks\].
    pub enrolment_weeks: f64,
    /// Whether the programme takes place: visits, meetings and effect. Without it, members are
    /// enrolled for comparison only.
    pub is_programme_on: bool,
    /// The visits of the programme.
    pub visits: Vec<CohortVisit>,
    /// Meetings about the members.
    pub meetings: Vec<Meeting>,
    /// The reported effect of the programme.
    pub effect: Option<Effect>,
}

/// To whom a visit is offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Offered {
    /// Every member.
    Everyone,
    /// Members who engage.
    Engaged,
    /// Engaged members who are referred on, after a first visit.
    ReferredOn,
}

impl Offered {
    /// The choices, as written in a scenario.
    pub const CHOICES: [(&'static str, Offered); 3] = [
        ("everyone", Offered::Everyone),
        ("engaged", Offered::Engaged),
        ("referred-on", Offered::ReferredOn),
    ];
}

/// A visit of the schedule: an appointment, in any mode, that the practice arranges. Scenario files
/// call it a contact.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CohortVisit {
    /// When it is due, counted from enrolment \[weeks\].
    pub week: u32,
    /// The profession that makes it, as an index.
    pub profession: usize,
    /// Its length, notes and travel included \[min\]. The length does not vary.
    pub length: Minutes,
    /// How the clinician meets the member.
    pub mode: Mode,
    /// To whom it is offered.
    pub offered: Offered,
    /// Longest delay after the due day, at the first attempt \[d\].
    pub within_days: u32,
}

impl CohortVisit {
    /// Number of bookable slots of this length that the visit takes. They must cover its whole
    /// length.
    pub fn slots(&self, length: Minutes) -> u32 {
        // Lengths are written in minutes. An excess of a millionth is a rounding error.
        (self.length.get() / length.get() - 1e-6).ceil().max(1.0) as u32
    }
}

/// A meeting about the members: a multidisciplinary team meeting.
#[derive(Clone, Debug, PartialEq)]
pub struct Meeting {
    /// The days of the week on which it is held, if they are working days. Monday is 0.
    pub weekdays: Vec<usize>,
    /// How long it lasts \[min\].
    pub length: Minutes,
    /// Who attends: a profession, as an index, and the number of people.
    pub attended_by: Vec<(usize, u32)>,
}

/// The group for which a fall was reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReportedFor {
    /// The whole cohort. Those who engage account for the fall that is left after regression to the
    /// mean.
    Everyone,
    /// Those who engage.
    Engaged,
}

impl ReportedFor {
    /// The choices, as written in a scenario.
    pub const CHOICES: [(&'static str, ReportedFor); 2] =
        [("everyone", ReportedFor::Everyone), ("engaged", ReportedFor::Engaged)];
}

/// The reported effect of a programme.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Effect {
    /// Share by which contacts with GPs fell.
    pub gp_contacts_fall: Probability,
    /// Share by which attendances at emergency departments fell.
    pub ed_attendances_fall: Probability,
    /// Share of the fall that is regression to the mean.
    pub regression_share: Probability,
    /// The group for which the falls were reported.
    pub reported_for: ReportedFor,
}

/// A reported fall in its two parts, as shares of the member's rate before enrolment.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Fall {
    /// The part that every member has from enrolment on, with or without the programme.
    pub regression: f64,
    /// The part that engaged members have after their first visit.
    pub programme: f64,
}

impl Effect {
    /// Divides the fall `reported` into its two parts, for a cohort with the share `engagement`
    /// engaged.
    pub fn parts(&self, reported: Probability, engagement: Probability) -> Fall {
        let carried_by = match self.reported_for {
            ReportedFor::Everyone => engagement.get(),
            ReportedFor::Engaged => 1.0,
        };
        let regression = self.regression_share.get() * reported.get();
        let rest = reported.get() - regression;
        Fall { regression, programme: if carried_by > 0.0 { rest / carried_by } else { 0.0 } }
    }
}

impl Cohort {
    /// The falls of contacts with GPs and of attendances at emergency departments.
    pub fn falls(&self) -> (Fall, Fall) {
        self.effect.map_or_else(Default::default, |effect| {
            let parts = |reported| effect.parts(reported, self.engagement);
            (parts(effect.gp_contacts_fall), parts(effect.ed_attendances_fall))
        })
    }

    /// Requests of a member for which a GP is suitable, before enrolment \[1/a\].
    pub fn requests_per_year(&self) -> f64 {
        self.gp_contacts_per_year / self.gp_contacts_per_request
    }

    /// The identifier under which chance finds the members in the practice with this key, 36 bits
    /// wide. It is computed from the two keys alone, so a member is the same in every scenario.
    pub fn identity_at(&self, practice: &str) -> u64 {
        hash(&[&self.name, practice], 0) >> 28
    }

    /// The number of members in each practice, in proportion to `lists`. Each practice gets the
    /// whole part of its share; the largest remainders get one more.
    pub fn spread(&self, lists: &[f64]) -> Vec<u32> {
        let sum: f64 = lists.iter().sum();
        let shares: Vec<f64> = lists.iter().map(|l| f64::from(self.people) * l / sum).collect();
        let mut people: Vec<u32> = shares.iter().map(|share| share.floor() as u32).collect();
        let mut order: Vec<usize> = (0..lists.len()).collect();
        order.sort_by(|&a, &b| shares[b].fract().total_cmp(&shares[a].fract()).then(a.cmp(&b)));
        let left = self.people - people.iter().sum::<u32>();
        order.iter().take(left as usize).for_each(|&practice| people[practice] += 1);
        people
    }
}

/// Totals of a practice in a year, members included.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OfPractice {
    /// Requests for which a GP is the right profession and which neither the front desk nor a
    /// pharmacy settles, without latent ones \[1/a\].
    pub requests: f64,
    /// Background attendances at emergency departments \[1/a\].
    pub attendances: f64,
}

impl OfPractice {
    /// The totals of the practice with index `index`.
    pub fn of(system: &CareSystem, index: usize) -> OfPractice {
        let accepts_others = system.demand.accepts_others.get();
        let for_gps: f64 = system
            .needs
            .iter()
            .map(|need| {
                let has_others = need.routes[0] != system.general_practitioner;
                let suitable = if has_others { need.suitable.get() } else { 0.0 };
                let at_the_door = need.administrative.get() + need.pharmacy.get();
                need.share * (1.0 - suitable * accepts_others) * (1.0 - at_the_door).max(0.0)
            })
            .sum();
        let practice = &system.practices[index];
        OfPractice {
            requests: system.demand.requests_per_patient_year
                * practice.need_multiplier
                * system.demand.level(&practice.contacts)
                * practice.list_size
                * for_gps,
            attendances: practice.list_size / 1000.0 * system.emergency.background_per_1000_year,
        }
    }
}
