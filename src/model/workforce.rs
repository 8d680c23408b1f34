//! Posts and who fills them: turnover, recruitment, the labour pool, new starters, rotation between
//! two employers, cover of long absence.

use crate::model::supervision::Stage;
use crate::units::Probability;

/// How often the posts of a team fall vacant, and for how long.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Turnover {
    /// Probability that the occupant of a post leaves it within a year; below 1.
    pub per_year: Probability,
    /// Mean time from a leaver's last day to the successor's first \[weeks\].
    pub recruitment_weeks: f64,
    /// Part of this time that every recruitment takes \[weeks\].
    pub recruitment_least_weeks: f64,
    /// Share of posts vacant when measurement begins. `None`: the long-run share that follows from
    /// turnover and recruitment.
    pub vacant: Option<Probability>,
}

/// The service in which hired people worked before, and which loses them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Service {
    /// Community pharmacies.
    CommunityPharmacy = 0,
    /// The ambulance service.
    Ambulance = 1,
    /// Mental health services.
    MentalHealth = 2,
    /// Hospitals, other networks and all other services.
    Elsewhere = 3,
}

/// The number of services.
pub const SERVICES: usize = 4;

impl Service {
    /// The choices, as written in a scenario.
    pub const CHOICES: [(&'static str, Service); SERVICES] = [
        ("community-pharmacy", Service::CommunityPharmacy),
        ("ambulance", Service::Ambulance),
        ("mental-health", Service::MentalHealth),
        ("elsewhere", Service::Elsewhere),
    ];
}

/// The people of one role who can be hired from nearby. All teams of the role with turnover hire
/// from the pool, and each hire reduces it by one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LabourPool {
    /// The role, as an index.
    pub role: usize,
    /// People in the pool when measurement begins; at least 1.
    pub people: u32,
    /// Share of leavers who return to the pool. The others are lost to the area.
    pub leavers_return: Probability,
    /// Where they work until they are hired.
    pub taken_from: Service,
}

impl LabourPool {
    /// The speed of a search with `left` people in the pool, relative to the full pool [-]. Each
    /// person is equally likely to be found.
    pub fn pace(&self, left: u32) -> f64 {
        f64::from(left) / f64::from(self.people)
    }
}

/// Locums for long absences. Without this table there is no cover.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cover {
    /// Share of the days of parental leave on which a locum works.
    pub parental_leave: Probability,
    /// Share of the days of long sickness on which a locum works.
    pub sickness: Probability,
    /// Number of days after the first day of a spell from which sickness is long \[d\].
    pub sickness_after_days: u32,
}

/// How new starters progress.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NewStarters {
    /// Time in [`Stage::Entry`] \[weeks\].
    pub entry_weeks: f64,
    /// Time in [`Stage::Transition`] \[weeks\].
    pub transition_weeks: f64,
    /// Length of a consultation at entry, relative to the role's [-].
    pub entry_length: f64,
    /// Length of a consultation in transition, relative to the role's [-].
    pub transition_length: f64,
}

impl NewStarters {
    /// The stage of a person who has been in post for `weeks` weeks.
    pub fn stage_after(&self, weeks: f64) -> Stage {
        if weeks < self.entry_weeks {
            Stage::Entry
        } else if weeks < self.entry_weeks + self.transition_weeks {
            Stage::Transition
        } else {
            Stage::Steady
        }
    }

    /// How long a person who begins `stage` today has been in post \[weeks\].
    pub fn weeks_before(&self, stage: Stage) -> f64 {
        match stage {
            Stage::Entry => 0.0,
            Stage::Transition => self.entry_weeks,
            Stage::Steady => self.entry_weeks + self.transition_weeks,
        }
    }

    /// Length of a consultation at `stage`, relative to the role's [-].
    pub const fn length(&self, stage: Stage) -> f64 {
        match stage {
            Stage::Entry => self.entry_length,
            Stage::Transition => self.transition_length,
            Stage::Steady => 1.0,
        }
    }
}

/// A rotation between this network and another employer, such as the ambulance service.
///
/// A team of twelve people at 0.5 WTE who alternate fortnights is six people in every week. Each of
/// them is here for the whole week.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rotation {
    /// Consecutive weeks here; at least 1.
    pub weeks_on: u32,
    /// Consecutive weeks with the other employer; at least 1.
    pub weeks_off: u32,
    /// Whether leave is taken in weeks with the other employer where possible. Otherwise it is
    /// taken in any week.
    pub takes_leave_away: bool,
}

impl Rotation {
    /// The length of a cycle \[weeks\].
    pub const fn cycle(self) -> u32 {
        self.weeks_on + self.weeks_off
    }

    /// The number of groups of the team: the smallest for which equally many people are here in
    /// every week.
    pub const fn groups(self) -> u32 {
        self.cycle() / self.step()
    }

    /// The greatest common divisor of the two parts: the offset between groups.
    const fn step(self) -> u32 {
        let (mut a, mut b) = (self.weeks_on, self.weeks_off);
        while b > 0 {
            (a, b) = (b, a % b);
        }
        a
    }
}

/// One person's part in a rotation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Turn {
    /// The rotation of the team.
    pub rotation: Rotation,
    /// The group, from 0 to one less than [`Rotation::groups`].
    pub group: u32,
}

impl Turn {
    /// The week of the cycle, and the number of completed cycles.
    fn week_of_cycle(self, week: i32) -> (i32, i32) {
        let week = week + (self.group * self.rotation.step()) as i32;
        let cycle = self.rotation.cycle() as i32;
        (week.rem_euclid(cycle), week.div_euclid(cycle))
    }

    /// Whether the person is here in `week`, counted from any fixed origin.
    pub fn is_here(self, week: i32) -> bool {
        self.week_of_cycle(week).0 < self.rotation.weeks_on as i32
    }

    /// The number of weeks the person has been here before `week`, from the same origin.
    pub fn weeks_here_before(self, week: i32) -> i32 {
        let (of_cycle, cycles) = self.week_of_cycle(week);
        let here = self.rotation.weeks_on as i32;
        cycles * here + of_cycle.min(here)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn new_starters_move_on_by_the_week() {
        let new = NewStarters {
            entry_weeks: 26.0,
            transition_weeks: 13.0,
            entry_length: 1.4,
            transition_length: 1.2,
        };
        let stages = [0.0, 25.9, 26.0, 38.9, 39.0].map(|weeks| new.stage_after(weeks));
        use Stage::{Entry, Steady, Transition};
        assert_eq!(stages, [Entry, Entry, Transition, Transition, Steady]);
        for stage in [Entry, Transition, Steady] {
            assert_eq!(new.stage_after(new.weeks_before(stage)), stage);
        }
        assert_eq!([Entry, Transition, Steady].map(|s| new.length(s)), [1.4, 1.2, 1.0]);
    }

    #[test]
    fn a_search_goes_as_fast_as_the_pool_is_full() {
        let pool = LabourPool {
            role: 0,
            people: 4,
            leavers_return: Probability::ZERO,
            taken_from: Service::Ambulance,
        };
        assert_eq!([4, 2, 1, 0, 5].map(|left| pool.pace(left)), [1.0, 0.5, 0.25, 0.0, 1.25]);
    }

    #[test]
    fn equally_many_are_here_in_every_week() {
        for (on, off, groups) in
            [(2, 2, 2), (1, 1, 2), (2, 4, 3), (3, 1, 4), (4, 6, 5), (13, 39, 4)]
        {
            let rotation = Rotation { weeks_on: on, weeks_off: off, takes_leave_away: true };
            assert_eq!(rotation.groups(), groups);
            for week in -100..100 {
                let here = (0..groups).filter(|&group| Turn { rotation, group }.is_here(week));
                assert_eq!(here.count() as u32 * rotation.cycle(), groups * on, "week {week}");
            }
        }
    }

    #[test]
    fn weeks_here_are_counted_one_by_one() {
        let rotation = Rotation { weeks_on: 2, weeks_off: 3, takes_leave_away: true };
        for group in 0..rotation.groups() {
            let turn = Turn { rotation, group };
            for week in -50..50 {
                let more = turn.weeks_here_before(week + 1) - turn.weeks_here_before(week);
                assert_eq!(more, i32::from(turn.is_here(week)), "week {week}");
            }
        }
    }
}
