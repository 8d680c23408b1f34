//! Journeys between sites: what they take off the sessions of whoever works at more than one.

use crate::model::chance::Chance;
use crate::model::place::Travel;
use crate::model::roster::{Person, Scope};
use crate::simulation::Simulation;
use crate::simulation::observer::Observer;
use std::ops::Range;

impl<C: Chance, O: Observer> Simulation<'_, C, O> {
    /// Lets the sessions of `day` begin after the journeys to them.
    ///
    /// Who is on leave is planned like everyone else, so that absence costs what would have been
    /// there. What is held remotely is held where the clinician is.
    pub(super) fn plan_journeys(&mut self, day: i32, today: Range<usize>, travel: Travel) {
        let week = self.week(day);
        // The sessions of one person stand side by side, in order of time.
        let mut last: Option<(u16, usize)> = None;
        for s in today {
            let (number, site) = (self.sessions[s].person, usize::from(self.sessions[s].site));
            let person = &self.people[usize::from(number)];
            if self.sessions[s].is_remote || !self.goes_on_journeys(person, travel) {
                continue;
            }
            let from = match last {
                Some((who, site)) if who == number => site,
                _ => person.base_in(week),
            };
            last = Some((number, site));
            let system = self.system;
            let place = |site: usize| (site, system.pcn_of_site(site));
            let takes = travel.minutes(place(from), place(site)).to_span();
            let session = &mut self.sessions[s];
            let begins = (session.start + takes).min(session.end);
            session.travel_min = (begins - session.start).as_minutes();
            session.start = begins;
        }
    }

    /// Whether journeys cost someone time: those of place teams do, of network teams if it is said.
    fn goes_on_journeys(&self, person: &Person, travel: Travel) -> bool {
        match self.system.teams[person.team].scope {
            Scope::Place => true,
            Scope::Network => travel.concerns_networks,
            Scope::Practices | Scope::Practice(_) => false,
        }
    }
}
