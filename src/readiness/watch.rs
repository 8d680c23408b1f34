//! Watches a replication: who begins and ends, who is where, when somebody first asks.

use crate::model::CareSystem;
use crate::model::demand::{CHANNELS, Channel};
use crate::simulation::Horizon;
use crate::simulation::observer::{
    Clinician, Fact, Observer, PersonId, RoomId, SiteId, What, Whereabouts, Who,
};
use crate::units::SimTime;
use std::collections::{BTreeMap, BTreeSet};

/// What was seen of a replication.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Seen {
    /// Requests, items of planned care and visits that began, ended, and were inside at the end.
    pub(super) stories: [u64; 3],
    /// Ends without a beginning, and beginnings of what had begun.
    pub(super) broken: u64,
    /// Requests that began in the measured weeks, and calls.
    pub(super) made_and_called: [u64; 2],
    /// Consultations, triages and pieces of advice that began.
    pub(super) activities: u64,
    /// Of them, with somebody who was with another patient.
    pub(super) double_people: u64,
    /// Consultations in a room.
    pub(super) in_rooms: u64,
    /// Of them, in a room in which there was somebody else.
    pub(super) double_rooms: u64,
    /// The first breach, in words.
    pub(super) first_breach: Option<String>,
    /// Requests by channel that patients first made in the measured weeks.
    pub(super) first_by_channel: [u64; CHANNELS],
    /// Calls about something else, and first calls about requests, by hour of the day.
    pub(super) first_calls: [u64; 24],
    /// Calls about something else.
    pub(super) other_calls: u64,
}

/// An observer that watches.
pub(super) struct Watch {
    seen: Seen,
    until: SimTime,
    /// The rooms of each site that all share; `None` where they change by date.
    shared: Vec<Option<u32>>,
    open: BTreeSet<u64>,
    known: BTreeSet<Who>,
    /// What the last request that began was counted as.
    last: Option<(Channel, usize)>,
    people: BTreeMap<PersonId, Who>,
    triaged: BTreeMap<Who, PersonId>,
    rooms: BTreeMap<RoomId, Who>,
    in_shared: BTreeMap<SiteId, u32>,
    consulted: BTreeMap<Who, (Clinician, Whereabouts)>,
}

impl Watch {
    pub(super) fn new(system: &CareSystem, horizon: Horizon) -> Self {
        let is_fixed = system.projects.is_empty();
        let rooms = system.sites.iter().map(|site| {
            let all = site.consulting_rooms + site.treatment_rooms;
            (is_fixed && site.dated_rooms.is_empty()).then_some(all)
        });
        Watch {
            seen: Seen::default(),
            until: SimTime::midnight(horizon.weeks as i32 * 7),
            shared: rooms.collect(),
            open: BTreeSet::new(),
            known: BTreeSet::new(),
            last: None,
            people: BTreeMap::new(),
            triaged: BTreeMap::new(),
            rooms: BTreeMap::new(),
            in_shared: BTreeMap::new(),
            consulted: BTreeMap::new(),
        }
    }

    /// What was seen.
    pub(super) fn end(mut self) -> Seen {
        self.seen.stories[2] = self.open.len() as u64;
        self.seen
    }

    fn measures(&self, at: SimTime) -> bool {
        (SimTime::ZERO..self.until).contains(&at)
    }

    fn breach(&mut self, fact: &Fact, words: &str) {
        let at = fact.at;
        let when = format!(
            "day {}, minute {:.1}",
            at.day(),
            (at - SimTime::midnight(at.day())).as_minutes()
        );
        self.seen.first_breach.get_or_insert_with(|| format!("{words} on {when}"));
    }

    /// A story begins.
    fn begins(&mut self, fact: &Fact) {
        let Who::Patient(id) = fact.who else { return };
        if self.open.insert(id.0) {
            self.seen.stories[0] += 1;
        } else {
            self.seen.broken += 1;
            self.breach(fact, "somebody began who had begun");
        }
    }

    /// A story ends.
    fn ends(&mut self, fact: &Fact) {
        let Who::Patient(id) = fact.who else { return };
        if self.open.remove(&id.0) {
            self.seen.stories[1] += 1;
        } else {
            self.seen.broken += 1;
            self.breach(fact, "somebody ended who had not begun");
        }
    }

    /// A request began: it is counted if it is the first of its patient.
    fn asks(&mut self, fact: &Fact, channel: Channel) {
        let is_first = self.known.insert(fact.who);
        if !self.measures(fact.at) {
            return;
        }
        self.seen.made_and_called[0] += 1;
        self.last = None;
        if is_first {
            let hour = fact.at.time_of_day().hour();
            self.seen.first_by_channel[channel as usize] += 1;
            self.seen.first_calls[hour] += u64::from(channel == Channel::Telephone);
            self.last = Some((channel, hour));
        }
    }

    /// The request that just began is made instead of an attendance, and is none that the rates state.
    fn was_instead(&mut self) {
        if let Some((channel, hour)) = self.last.take() {
            self.seen.first_by_channel[channel as usize] -= 1;
            self.seen.first_calls[hour] -= u64::from(channel == Channel::Telephone);
        }
    }

    fn calls(&mut self, fact: &Fact) {
        let is_new = matches!(fact.who, Who::Other(_)) && self.known.insert(fact.who);
        if !self.measures(fact.at) {
            return;
        }
        self.seen.made_and_called[1] += 1;
        if is_new {
            self.seen.other_calls += 1;
            self.seen.first_calls[fact.at.time_of_day().hour()] += 1;
        }
    }

    /// A clinician begins something with a patient.
    fn occupies(&mut self, fact: &Fact, person: PersonId) {
        self.seen.activities += 1;
        if self.people.insert(person, fact.who).is_some_and(|before| before != fact.who) {
            self.seen.double_people += 1;
            self.breach(fact, "a clinician was with two patients");
        }
    }

    fn leaves(&mut self, fact: &Fact, person: PersonId) {
        if self.people.get(&person) == Some(&fact.who) {
            self.people.remove(&person);
        }
    }

    fn enters(&mut self, fact: &Fact, clinician: Clinician, whereabouts: Whereabouts) {
        self.consulted.insert(fact.who, (clinician, whereabouts));
        let is_double = match whereabouts {
            Whereabouts::NoRoom => return,
            Whereabouts::Room(room) => {
                self.rooms.insert(room, fact.who).is_some_and(|before| before != fact.who)
            }
            Whereabouts::SharedRoom => {
                let used = self.in_shared.entry(clinician.site).or_default();
                *used += 1;
                let most = self.shared.get(clinician.site.index()).copied().flatten();
                most.is_some_and(|most| *used > most)
            }
        };
        self.seen.in_rooms += 1;
        if is_double {
            self.seen.double_rooms += 1;
            self.breach(fact, "a room was used twice at once");
        }
    }

    fn goes_out(&mut self, fact: &Fact) {
        match self.consulted.remove(&fact.who) {
            Some((_, Whereabouts::Room(room))) if self.rooms.get(&room) == Some(&fact.who) => {
                self.rooms.remove(&room);
            }
            Some((clinician, Whereabouts::SharedRoom)) => {
                if let Some(used) = self.in_shared.get_mut(&clinician.site) {
                    *used = used.saturating_sub(1);
                }
            }
            _ => {}
        }
    }
}

impl Observer for Watch {
    const LISTENS: bool = true;

    fn note(&mut self, fact: Fact) {
        match fact.what {
            What::Arose { channel, .. } => {
                self.begins(&fact);
                self.asks(&fact, channel);
            }
            What::InsteadOfEd => self.was_instead(),
            What::PlannedDue { .. } | What::VisitDue { .. } => self.begins(&fact),
            What::Settled
            | What::Unmet { .. }
            | What::Referred
            | What::PlannedDone
            | What::PlannedGivenUp
            | What::VisitCalledOff => self.ends(&fact),
            What::Called { .. } => self.calls(&fact),
            What::Began { clinician, whereabouts, .. } => {
                self.occupies(&fact, clinician.person);
                self.enters(&fact, clinician, whereabouts);
            }
            What::Ended { clinician } => {
                self.leaves(&fact, clinician.person);
                self.goes_out(&fact);
            }
            What::TriageBegan { clinician } => {
                self.occupies(&fact, clinician.person);
                self.triaged.insert(fact.who, clinician.person);
            }
            What::TriageEnded => {
                if let Some(person) = self.triaged.remove(&fact.who) {
                    self.leaves(&fact, person);
                }
            }
            What::AdviceBegan { supervisor, .. } => {
                self.occupies(&fact, supervisor.person);
            }
            What::AdviceEnded { supervisor } => {
                self.leaves(&fact, supervisor.person);
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::role::Mode;
    use crate::scenario::{FileSystem, embedded::BASELINE, load};
    use crate::simulation::observer::{PatientId, RoleId, TeamId};

    fn watched(facts: &[(u64, What)]) -> Seen {
        let system = load(BASELINE, &FileSystem).expect("it is built in").system;
        let mut watch = Watch::new(&system, Horizon { warm_up_weeks: 0, weeks: 1 });
        for (patient, what) in facts {
            let who = Who::Patient(PatientId(*patient));
            watch.note(Fact { at: SimTime::ZERO, who, what: *what });
        }
        watch.end()
    }

    fn clinician(person: u16) -> Clinician {
        let (team, role, site) = (TeamId(0), RoleId(0), SiteId(0));
        Clinician { person: PersonId(person), team, role, site }
    }

    fn began(person: u16, room: u32) -> What {
        What::Began {
            clinician: clinician(person),
            mode: Mode::FaceToFace,
            whereabouts: Whereabouts::Room(RoomId(room)),
            supervisor: None,
            waited_min: 0.0,
        }
    }

    #[test]
    fn two_patients_at_once_are_noticed_and_one_after_the_other_is_fine() {
        let ended = What::Ended { clinician: clinician(1) };
        let fine = watched(&[(1, began(1, 7)), (1, ended), (2, began(1, 7)), (3, began(2, 8))]);
        assert_eq!((fine.double_people, fine.double_rooms, fine.activities), (0, 0, 3));
        let person = watched(&[(1, began(1, 7)), (2, began(1, 8))]);
        assert_eq!((person.double_people, person.double_rooms), (1, 0));
        assert!(person.first_breach.is_some_and(|words| words.contains("two patients")));
        let room = watched(&[(1, began(1, 7)), (2, began(2, 7))]);
        assert_eq!((room.double_people, room.double_rooms), (0, 1));
    }

    #[test]
    fn who_ends_twice_or_never_began_breaks_the_account() {
        assert_eq!(watched(&[(1, What::Settled)]).broken, 1);
        let due = What::VisitDue {
            practice: crate::simulation::observer::PracticeId(0),
            week: 1,
            days: 2,
        };
        let found = watched(&[(1, due), (2, due), (1, What::PlannedDone), (1, What::PlannedDone)]);
        assert_eq!((found.stories, found.broken), ([2, 1, 1], 1));
    }
}
