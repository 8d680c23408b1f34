//! The front door: the telephone, online forms, the desk.

use crate::model::CareSystem;
use crate::model::practice::Practice;
use crate::units::whole_people;
use crate::units::{Minutes, Probability, TimeOfDay};

/// A period of the day and the number of call handlers in it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HandlerBand {
    /// When the period begins.
    pub from: TimeOfDay,
    /// Call handlers per 10,000 patients. Each practice has a whole number of them, and at least
    /// one unless this is 0.
    pub per_10000: f64,
    /// The same on Mondays and on days after a bank holiday.
    pub per_10000_monday: f64,
}

impl HandlerBand {
    /// The stated number per 10,000 patients.
    pub const fn per_10000(&self, is_monday: bool) -> f64 {
        if is_monday { self.per_10000_monday } else { self.per_10000 }
    }

    /// The stated number for `practice` of `system`. Mondays include days after a bank holiday.
    pub fn stated(&self, system: &CareSystem, practice: &Practice, is_monday: bool) -> f64 {
        self.stated_with(system, practice, 0.0, is_monday)
    }

    fn stated_with(
        &self,
        system: &CareSystem,
        practice: &Practice,
        more: f64,
        is_monday: bool,
    ) -> f64 {
        let per_10000 = self.per_10000(is_monday) * system.reception_staffing(practice);
        per_10000 * (practice.list_size + more) / 10_000.0
    }

    /// The number used: whole people. A practice that has any keeps one.
    pub fn handlers(&self, system: &CareSystem, practice: &Practice, is_monday: bool) -> u32 {
        self.handlers_with(system, practice, 0.0, is_monday)
    }

    /// The same when `practice` has taken over so many patients `more` from practices that have left.
    pub fn handlers_with(
        &self,
        system: &CareSystem,
        practice: &Practice,
        more: f64,
        is_monday: bool,
    ) -> u32 {
        let stated = whole_people(self.stated_with(system, practice, more, is_monday));
        stated.saturating_add_signed(practice.added_handlers).max(stated.min(1))
    }
}

/// What happens to a call that ends in the menu. The remaining share is lost.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MenuFates {
    /// The menu answers it.
    pub resolved: Probability,
    /// The caller goes to the online form.
    pub online: Probability,
    /// The caller rings again.
    pub redial: Probability,
}

/// What a caller does after hanging up in the queue. The remaining share gives up.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AfterHangingUp {
    /// Rings again the same day.
    pub redial: Probability,
    /// Fills in the online form, if able.
    pub online: Probability,
    /// Rings again on another day.
    pub another_day: Probability,
}

/// What people do who find the online form closed while the practice is open. The remaining share waits
/// until the form opens; so does everyone while the practice is closed too.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct FormClosed {
    /// Rings at once instead.
    pub ring: Probability,
    /// Does not ask at all.
    pub gives_up: Probability,
}

/// The front door.
#[derive(Clone, Debug, PartialEq)]
pub struct FrontDoor {
    /// Staffing of the telephone through the day.
    pub handlers: Vec<HandlerBand>,
    /// Length of the menu \[min\].
    pub menu_time: Minutes,
    /// Share of calls during opening hours that end in the menu.
    pub menu_exit: Probability,
    /// What happens to requests that end in the menu.
    pub menu_fates_request: MenuFates,
    /// What happens to other calls that end in the menu.
    pub menu_fates_other: MenuFates,
    /// Share of callers with little patience.
    pub impatient_share: Probability,
    /// Mean patience of these callers \[min\].
    pub impatient_mean: Minutes,
    /// Mean patience of all others \[min\].
    pub patient_mean: Minutes,
    /// Mean talk and wrap-up of a call with a request \[min\].
    pub call_length_request: Minutes,
    /// Mean talk and wrap-up of any other call \[min\].
    pub call_length_other: Minutes,
    /// Standard deviation of the length of a call, as a share of its mean [-].
    pub call_variation: f64,
    /// Number of waiting callers per handler from which a call-back is offered.
    pub call_back_offered_at: f64,
    /// Probability that an offered call-back is accepted.
    pub call_back_accepted: Probability,
    /// What callers do after hanging up.
    pub after_hanging_up: AfterHangingUp,
    /// Mean time until a caller rings again on the same day \[min\].
    pub redial_delay: Minutes,
    /// Mean time after opening at which callers ring who found the practice closed or were told to
    /// try another day \[min\].
    pub opening_delay: Minutes,
    /// Maximum number of attempts on one day. A caller with a request then tries another day or
    /// gives up; other callers give up.
    pub attempts_per_day: u32,
    /// Mean time to read and act on an online form at the desk \[min\].
    pub form_length: Minutes,
    /// Mean time at the desk for a patient who walks in \[min\].
    pub walk_in_length: Minutes,
    /// Mean time that the sender of a form waits for an answer before giving up \[min\].
    pub form_patience: Minutes,
    /// Online forms can be sent from this time of day, at practices that state no other.
    pub forms_open: TimeOfDay,
    /// Online forms can be sent until this time of day, at practices that state no other.
    pub forms_close: TimeOfDay,
    /// What people do who find the form closed.
    pub form_closed: FormClosed,
    /// Administrative time of clinical staff per administrative request \[min\].
    pub administrative_minutes: Minutes,
}
