//! Navigation: a request is settled at the front door, or finds its profession.

use crate::engine::resource::Seized;
use crate::engine::samplers::exponential;
use crate::model::chance::{BY_COORDINATOR, Chance, Decision};
use crate::model::triage::{TriagePolicy, Triaged};
use crate::simulation::event::Event;
use crate::simulation::fact;
use crate::simulation::observer::{FrontDoorEnd, Observer, ProfessionId, What};
use crate::simulation::state::{Request, RequestId};
use crate::simulation::{Simulation, minutes};

impl<C: Chance, O: Observer> Simulation<'_, C, O> {
    /// Notes that a request has reached the practice.
    pub(super) fn reached(&mut self, id: RequestId) {
        let request = self.requests.get_mut(id.0);
        let is_new = !request.is(fact::REACHED);
        request.facts |= fact::REACHED;
        if is_new && request.is(fact::MEASURED) {
            let urgency = usize::from(request.urgency_at_first);
            self.record.requests.reached += 1;
            self.record.requests.by_urgency[urgency].reached += 1;
        }
    }

    /// A receptionist has heard what a patient wants.
    pub(super) fn spoken_to(&mut self, id: RequestId) {
        let request = self.requests.get(id.0);
        if request.is(fact::TRIAGED) {
            // The patient was told to try another day. The decision of the triage still holds.
            self.offer(id);
        } else if self.is_triaged_first(request) {
            self.ask_for_triage(id);
        } else {
            self.route(id);
        }
    }

    /// Whether total triage concerns a request. Who was closed in error is seen without a second triage.
    pub(super) fn is_triaged_first(&self, request: &Request) -> bool {
        self.triage_policy(request) == TriagePolicy::TotalTriage
            && !request.is(fact::CLOSED_IN_ERROR)
            && (self.system.triage.triaged == Triaged::Everyone || request.is(fact::SAME_DAY))
    }

    /// The receptionist or care coordinator chooses the profession.
    pub(super) fn route(&mut self, id: RequestId) {
        if self.triage_policy(self.requests.get(id.0)) == TriagePolicy::CareCoordinators {
            let pcn = self.pcn_of(id);
            match self.coordinators[pcn].seize(id, 0) {
                Seized::AtOnce => self.coordinate(id),
                Seized::Queued => {}
            }
            return;
        }
        self.navigate(id, self.system.triage.accuracy_reception.get());
    }

    pub(super) fn coordinate(&mut self, id: RequestId) {
        let mean = self.system.triage.coordinator_minutes.get();
        let request = self.requests.get(id.0);
        let chance = self.chance.uniform(
            Decision::TriageLength,
            request.identity,
            request.step,
            BY_COORDINATOR,
        );
        let at = self.calendar.now() + minutes(exponential(mean, chance));
        self.calendar.schedule(at, Event::CoordinatorFinished(id));
    }

    /// A care coordinator has dealt with a request.
    pub(crate) fn coordinator_finished(&mut self, id: RequestId) {
        let pcn = self.pcn_of(id);
        self.coordinators[pcn].release();
        self.take_next_coordinated(pcn);
        self.navigate(id, self.system.triage.accuracy_coordinator.get());
    }

    /// The care coordinators of a network take those who wait.
    pub(super) fn take_next_coordinated(&mut self, pcn: usize) {
        while let Some(next) = self.coordinators[pcn].next(|_| true) {
            self.coordinate(next);
        }
    }

    /// The network of the patient.
    fn pcn_of(&self, id: RequestId) -> usize {
        self.derived.pcn_of[usize::from(self.requests.get(id.0).practice)]
    }

    /// Settles a request at the front door, or finds its profession and books it; right with
    /// probability `accuracy`.
    pub(crate) fn navigate(&mut self, id: RequestId, accuracy: f64) {
        let system = self.system;
        let request = self.requests.get(id.0);
        let need = &system.needs[usize::from(request.need)];
        let address = (request.identity, request.step);
        let draw = |decision| self.chance.uniform(decision, address.0, address.1, 0);
        // Who comes back has heard already that the front desk cannot settle it.
        let is_new = request.consultations == 0 && request.is_at_first_step();
        if is_new && request.is(fact::FOR_THE_DOOR) {
            // As it was drawn when the need arose.
            let advice = self.chance.uniform(Decision::Advice, address.0, 1, 0);
            if need.administrative.happens(advice) {
                self.settle_at_front_door(id, FrontDoorEnd::Administrative);
                return;
            }
            self.settle_at_front_door(id, FrontDoorEnd::Pharmacy);
            return;
        }
        let gp = system.general_practitioner;
        let is_for_others = request.is(fact::SUITABLE) && request.is(fact::ACCEPTS_OTHERS);
        let right = if is_for_others { self.derived.right(request) } else { gp };
        let chosen = match self.triage_policy(request) {
            TriagePolicy::GpFirst | TriagePolicy::TelephoneFirst => gp,
            _ if draw(Decision::Routing) < accuracy => right,
            _ => self.wrong_profession(id, right),
        };
        let request = self.requests.get_mut(id.0);
        request.first_choice = right as u8;
        request.profession = chosen as u8;
        request.facts &= !fact::MISROUTED;
        if chosen != right && chosen != gp {
            request.facts |= fact::MISROUTED;
        }
        let profession = ProfessionId(chosen as u8);
        self.note(id, What::Navigated { profession, is_right: chosen == right });
        self.offer(id);
    }

    /// Where an error sends a request: to a GP whom it does not need, or to someone who is not
    /// right for it.
    pub(super) fn wrong_profession(&self, id: RequestId, right: usize) -> usize {
        let request = self.requests.get(id.0);
        let gp = self.system.general_practitioner;
        let draw = |ordinal| {
            self.chance.uniform(Decision::WrongProfession, request.identity, request.step, ordinal)
        };
        let practice = usize::from(request.practice);
        let is_possible = |p: &usize| *p != right && self.derived.is_staffed(practice, *p);
        let mut others = self.derived.first_visit.iter().copied().filter(is_possible);
        let to_gp = right != gp && draw(0) < self.system.triage.error_to_gp.get();
        let number = others.clone().count();
        if to_gp || number == 0 {
            return gp;
        }
        others.nth((draw(1) * number as f64) as usize).unwrap_or(gp)
    }

    /// Ends a request at the front door.
    pub(crate) fn settle_at_front_door(&mut self, id: RequestId, how: FrontDoorEnd) {
        self.note(id, What::SettledAtFrontDoor(how));
        let administrative = self.system.front_door.administrative_minutes.get();
        if self.requests.get(id.0).is(fact::MEASURED) {
            let counts = &mut self.record.requests;
            match how {
                FrontDoorEnd::Administrative => {
                    counts.settled_administrative += 1;
                    self.record.work.administrative_min += administrative;
                }
                FrontDoorEnd::Menu => counts.settled_administrative += 1,
                FrontDoorEnd::Pharmacy => counts.settled_pharmacy += 1,
                FrontDoorEnd::Triage => counts.settled_triage += 1,
            }
        }
        self.settle(id);
    }
}
