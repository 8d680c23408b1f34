//! Appointments of two slots among those of patients who ask.

use crate::model::chance::{Chance, Decision};
use crate::model::double_slots::Double;
use crate::simulation::Simulation;
use crate::simulation::observer::Observer;
use crate::simulation::offers::remote_only;
use crate::simulation::query::{Query, Wanted};
use crate::simulation::state::{Request, Slot, SlotId};

impl<C: Chance, O: Observer> Simulation<'_, C, O> {
    /// Why appointments for a request take two slots, if they do.
    fn double(&self, request: &Request) -> Option<Double> {
        let doubles = self.system.double_slots.as_ref().filter(|_| !request.is_planned())?;
        doubles.of(self.chance.uniform(Decision::DoubleSlots, request.identity, 0, 0))
    }

    /// How many slots an appointment for a request should have.
    pub(super) fn slots_wanted(&self, request: &Request) -> u32 {
        1 + u32::from(self.double(request).is_some())
    }

    /// How many slots an appointment for a request takes that begins with `slot`: one if the next is not free.
    pub(super) fn slots_taken(&self, request: &Request, slot: SlotId) -> u8 {
        let wanted = self.slots_wanted(request);
        if self.has_free_after(slot, wanted) { wanted as u8 } else { 1 }
    }

    /// The length of a consultation, relative to one of a single slot: planned care is as long as its slots.
    pub(super) fn slots_in_length(&self, request: &Request, slots: u8) -> f64 {
        if request.is_planned() {
            return f64::from(slots);
        }
        self.double(request).map_or(1.0, |double| double.length)
    }

    /// The earliest slot for a request that fits the query and that `accept` accepts, with another free after it if
    /// it should have two; or else a single one.
    pub(super) fn earliest_for(
        &self,
        request: &Request,
        query: &Query,
        accept: impl Fn(&Slot) -> bool,
    ) -> Option<SlotId> {
        let wanted = self.slots_wanted(request);
        if wanted > 1 {
            let has_row = |id, slot: &Slot| accept(slot) && self.has_free_after(id, wanted);
            let preferred = Query { modes: remote_only(query.modes), ..*query };
            let found = self.diary.earliest(&preferred, Wanted::Free, has_row);
            let found = found.or_else(|| self.diary.earliest(query, Wanted::Free, has_row));
            if found.is_some() {
                return found;
            }
        }
        self.diary.earliest(query, Wanted::Free, |_, slot| accept(slot))
    }

    /// The same in any session, in the preferred mode.
    pub(super) fn earliest_preferred(&self, request: &Request, query: &Query) -> Option<SlotId> {
        if self.slots_wanted(request) == 1 {
            return self.earliest_by_preference(query);
        }
        let found = self.earliest_for(request, query, |_| true);
        let is_row = |slot: &SlotId| self.has_free_after(*slot, 2);
        found.filter(is_row).or_else(|| self.earliest_by_preference(query))
    }
}
