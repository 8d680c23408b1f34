//! Whose patients the GPs see: their own or others', and what it does to later requests.

use crate::model::chance::Chance;
use crate::simulation::observer::Observer;
use crate::simulation::state::{RequestId, SessionId};
use crate::simulation::{Simulation, TRAILING_DAYS, fact};

/// Consultations that GPs held about requests, and of these with the own GP, by practice of the patient on each of
/// the last days.
#[derive(Clone, Debug)]
pub(super) struct OwnGps(Vec<[[u32; 2]; TRAILING_DAYS]>);

impl OwnGps {
    pub(super) fn new(practices: usize) -> Self {
        OwnGps(vec![[[0; 2]; TRAILING_DAYS]; practices])
    }

    /// Forgets the oldest day, whose place `day` takes.
    pub(super) fn begin_day(&mut self, day: i32) {
        for practice in &mut self.0 {
            practice[place_of(day)] = [0; 2];
        }
    }

    fn count(&mut self, practice: usize, day: i32, is_own: bool) {
        let counts = &mut self.0[practice][place_of(day)];
        counts[0] += 1;
        counts[1] += u32::from(is_own);
    }

    /// The share with the own GP; `None` if no GP has seen anyone.
    fn share(&self, practice: usize) -> Option<f64> {
        let add = |(all, own), day: &[u32; 2]| (all + day[0], own + day[1]);
        let (all, own) = self.0[practice].iter().fold((0, 0), add);
        (all > 0).then(|| f64::from(own) / f64::from(all))
    }
}

const fn place_of(day: i32) -> usize {
    day.rem_euclid(TRAILING_DAYS as i32) as usize
}

impl<C: Chance, O: Observer> Simulation<'_, C, O> {
    /// Counts a consultation that has ended, if a GP held it about a request.
    pub(super) fn count_own_gp(&mut self, id: SessionId, request: RequestId) {
        let session = &self.sessions[id.index()];
        let request = self.requests.get(request.0);
        let is_gp = usize::from(session.profession) == self.system.general_practitioner;
        if !is_gp || request.is_planned() {
            return;
        }
        let practice = usize::from(request.practice);
        let own = if request.is(fact::OWN_GP) {
            Some(request.own_gp)
        } else {
            self.own_gp(practice, request.identity)
        };
        let is_own = own == Some(session.person);
        self.own_gps.count(practice, self.calendar.now().day(), is_own);
        self.record_now(|record| {
            record.seen_by.gp += 1;
            record.seen_by.own_gp += u64::from(is_own);
        });
    }

    /// Requests of a practice, relative to those at the share of consultations with the own GP at which they were
    /// calibrated [-].
    pub(super) fn requests_for_own_gp(&self, practice: usize) -> f64 {
        let Some(continuity) = &self.system.continuity else { return 1.0 };
        self.own_gps.share(practice).map_or(1.0, |share| continuity.requests(share))
    }
}
