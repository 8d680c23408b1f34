//! Cohorts: named groups of patients with rates of their own, a schedule of contacts, meetings about
//! them, and an effect of which a part is regression to the mean.

use crate::model::Network;
use crate::model::practice::hash;
use crate::model::role::Mode;
use crate::units::{Minutes, Probability};

/// A named group of patients of the network.
///
/// Its members are patients of the practices like any others: their requests and attendances are a part
/// of what the practices have anyhow, and are not added to it.
#[derive(Clone, Debug, PartialEq)]
pub struct Cohort {
    /// The key under `cohorts` in the scenario.
    pub name: String,
    /// How many people, over all practices \[-\].
    pub people: u32,
    /// Contacts of a member with GPs before enrolment \[1/a\].
    pub gp_contacts_per_year: f64,
    /// Contacts with GPs to which one request of a member leads \[-\].
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
    /// Over so long enrolment is spread evenly \[weeks\].
    pub enrolment_weeks: f64,
    /// Whether the programme takes place: contacts, meetings and its effect. Without it members are
    /// enrolled all the same, as those with whom it is compared.
    pub is_programme_on: bool,
    /// The contacts of the programme.
    pub contacts: Vec<CohortContact>,
    /// Meetings about the members.
    pub meetings: Vec<Meeting>,
    /// What was reported to have come of it.
    pub effect: Option<Effect>,
}

/// To whom a contact is offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Offered {
    /// Every member.
    Everyone,
    /// Members who engage.
    Engaged,
    /// Engaged members who are referred on, once somebody has met them.
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

/// A contact of the schedule.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CohortContact {
    /// When it is due after enrolment \[weeks\].
    pub week: u32,
    /// Who does it: a profession, as an index.
    pub profession: usize,
    /// How long it takes, notes and travel included \[min\]: exactly so long.
    pub length: Minutes,
    /// How the member is met.
    pub mode: Mode,
    /// To whom it is offered.
    pub offered: Offered,
    /// How many days after its due day it may be at most, at the first attempt \[d\].
    pub within_days: u32,
}

impl CohortContact {
    /// Bookable starts of `slot` that the contact takes: it is not begun unless it can be ended.
    pub fn starts(&self, slot: Minutes) -> u32 {
        // Lengths are written in minutes: a millionth over is rounding.
        (self.length.get() / slot.get() - 1e-6).ceil().max(1.0) as u32
    }
}

/// A meeting about the members: a multidisciplinary team.
#[derive(Clone, Debug, PartialEq)]
pub struct Meeting {
    /// On which days of the week it is held, if they are working days; Monday is 0.
    pub weekdays: Vec<usize>,
    /// How long it lasts \[min\].
    pub length: Minutes,
    /// Who attends: a profession, as an index, and how many of it.
    pub attended_by: Vec<(usize, u32)>,
}

/// For whom a fall was reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReportedFor {
    /// The whole cohort: what is left after regression is carried by those who engage.
    Everyone,
    /// Those who engaged.
    Engaged,
}

impl ReportedFor {
    /// The choices, as written in a scenario.
    pub const CHOICES: [(&'static str, ReportedFor); 2] =
        [("everyone", ReportedFor::Everyone), ("engaged", ReportedFor::Engaged)];
}

/// What was reported to have come of a programme.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Effect {
    /// By which share contacts with GPs fell.
    pub gp_contacts_fall: Probability,
    /// By which share attendances at emergency departments fell.
    pub ed_attendances_fall: Probability,
    /// Which share of the fall is regression to the mean.
    pub regression_share: Probability,
    /// For whom the falls were reported.
    pub reported_for: ReportedFor,
}

/// A reported fall in its two parts, as shares of what a member had before.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Fall {
    /// With the programme or without it, for every member from enrolment on.
    pub regression: f64,
    /// For those who engage, once they have been met.
    pub programme: f64,
}

impl Effect {
    /// The two parts of the fall `reported`, of a cohort of which `engagement` engages.
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

    /// Requests of a member that a GP should see, before enrolment \[1/a\].
    pub fn requests_per_year(&self) -> f64 {
        self.gp_contacts_per_year / self.gp_contacts_per_request
    }

    /// The name by which chance finds the members of the practice with this key, 36 bits wide: it is
    /// made of the two keys alone, so that a member is the same in every scenario.
    pub fn identity_at(&self, practice: &str) -> u64 {
        hash(&[&self.name, practice], 0) >> 28
    }

    /// How many members each practice has, by its share of `lists`: each as many as its share has
    /// whole people, and the largest remainders one more.
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

/// What a practice has in a year, of which a part is members'.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OfPractice {
    /// Requests of which a GP is the right profession and that no front desk and no pharmacy settles,
    /// latent ones apart \[1/a\].
    pub requests: f64,
    /// Background attendances at emergency departments \[1/a\].
    pub attendances: f64,
}

impl OfPractice {
    /// What the practice at `place` has.
    pub fn of(network: &Network, place: usize) -> OfPractice {
        let accepts_others = network.demand.accepts_others.get();
        let for_gps: f64 = network
            .needs
            .iter()
            .map(|need| {
                let has_others = need.routes[0] != network.general_practitioner;
                let suitable = if has_others { need.suitable.get() } else { 0.0 };
                let at_the_door = need.administrative.get() + need.pharmacy.get();
                need.share * (1.0 - suitable * accepts_others) * (1.0 - at_the_door).max(0.0)
            })
            .sum();
        let practice = &network.practices[place];
        OfPractice {
            requests: network.demand.requests_per_patient_year
                * practice.need_multiplier
                * practice.list_size
                * for_gps,
            attendances: practice.list_size / 1000.0 * network.emergency.background_per_1000_year,
        }
    }
}
