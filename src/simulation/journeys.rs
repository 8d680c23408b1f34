//! Journeys between sites, which shorten the sessions of staff who work at more than one.

use crate::model::chance::Chance;
use crate::model::place::Travel;
use crate::model::roster::{Person, Scope};
use crate::simulation::Simulation;
use crate::simulation::observer::Observer;
use std::ops::Range;

impl<C: Chance, O: Observer> Simulation<'_, C, O> {
    /// Lets the sessions of `day` begin after the journeys to them.
    ///
    /// People on leave are planned like everyone else, so that the ledger shows what absence costs. A
    /// remote session needs no journey.
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
            let site_and_pcn = |site: usize| (site, system.pcn_of_site(site));
            let takes = travel.minutes(site_and_pcn(from), site_and_pcn(site)).to_span();
            let session = &mut self.sessions[s];
            let begins = (session.start + takes).min(session.end);
            session.travel_min = (begins - session.start).as_minutes();
            session.start = begins;
        }
    }

    /// Whether journeys take time: those of place teams do, those of network teams if the scenario says so.
    fn goes_on_journeys(&self, person: &Person, travel: Travel) -> bool {
        match self.system.teams[person.team].scope {
            Scope::Place => true,
            Scope::Network => travel.concerns_networks,
            Scope::Practices | Scope::Practice(_) => false,
        }
    }
}
