//! What a practice decides for itself: who routes requests, when slots open, how long patients can wait.

use crate::model::CareSystem;
use crate::model::appointments::SLOT_KINDS;
use crate::model::demand::{URGENCIES, Urgency};
use crate::model::role::SlotShares;
use crate::model::triage::TriagePolicy;
use crate::units::{Probability, TimeOfDay, whole_people};
use std::ops::Range;

/// Limits of the longest wait that a practice states for itself \[d\].
pub const LONGEST_WAITS: std::ops::RangeInclusive<u32> = 10..=35;

/// What a practice decides otherwise than the scenario states for all practices. What it omits is as stated
/// for all. Keys: `practices.NAME.policy`.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct PolicyOtherwise {
    /// How its patients' requests are assigned to professions; else `triage.policy`.
    pub triage: Option<TriagePolicy>,
    /// Simultaneous duty sessions per 10,000 patients; else `triage.duty_sessions_per_10000`.
    pub duty_sessions_per_10000: Option<f64>,
    /// Share of a duty session's slots that can be booked; else `triage.duty_bookable_share`.
    pub duty_bookable: Option<Probability>,
    /// Share of its GPs' slots kept for the day; else that of each role.
    pub same_day: Option<Probability>,
    /// Share of its GPs' slots that open seven days before; else that of each role.
    pub week: Option<Probability>,
    /// Share of its GPs' slots that open fourteen days before; else that of each role.
    pub fortnight: Option<Probability>,
    /// Longest wait of a routine request \[d\], within [`LONGEST_WAITS`]. The wait of one wanted soon is in
    /// proportion, and the book is open at least as far ahead. Else as in `book`.
    pub longest_wait_days: Option<u32>,
    /// Its online forms can be sent from this time of day; else `front_door.forms_open`.
    pub forms_open: Option<TimeOfDay>,
    /// Its online forms can be sent until this time of day; else `front_door.forms_close`.
    pub forms_close: Option<TimeOfDay>,
}

/// The policy of one practice.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Policy {
    /// How requests of its patients are assigned to professions.
    pub triage: TriagePolicy,
    /// The number of simultaneous duty sessions.
    pub duty_sessions: u32,
    /// Share of a duty session's slots that can be booked.
    pub duty_bookable: Probability,
    /// Longest wait for each urgency \[d\].
    pub longest_wait_days: [u32; URGENCIES],
    /// How far ahead a request can be booked \[d\].
    pub horizon_days: u32,
}

impl CareSystem {
    /// The policy of `practice`.
    pub fn policy_of(&self, practice: usize) -> Policy {
        let own = &self.practices[practice].policy;
        let (book, triage) = (&self.book, &self.triage);
        let mut longest_wait_days = book.longest_wait_days;
        let mut horizon_days = book.horizon_days;
        if let Some(longest) = own.longest_wait_days {
            let [_, soon, routine] = &mut longest_wait_days;
            let in_proportion = f64::from(*soon * longest) / f64::from((*routine).max(1));
            *soon = (in_proportion.round() as u32).min(longest);
            *routine = longest;
            horizon_days = horizon_days.max(longest);
        }
        debug_assert!(Urgency::Routine as usize == 2, "routine requests come last");
        let per_10000 = own.duty_sessions_per_10000.unwrap_or(triage.duty_sessions_per_10000);
        Policy {
            triage: own.triage.unwrap_or(triage.policy),
            duty_sessions: whole_people(per_10000 * self.practices[practice].list_size / 10_000.0)
                + self.practices[practice].added_duty_sessions,
            duty_bookable: own.duty_bookable.unwrap_or(triage.duty_bookable),
            longest_wait_days,
            horizon_days,
        }
    }
}

impl CareSystem {
    /// The time of day in which online forms can be sent to `practice`.
    pub fn form_hours(&self, practice: usize) -> Range<TimeOfDay> {
        let (own, door) = (&self.practices[practice].policy, &self.front_door);
        own.forms_open.unwrap_or(door.forms_open)..own.forms_close.unwrap_or(door.forms_close)
    }
}

impl SlotShares {
    /// The shares in the order of the kinds of slot.
    pub fn of_kinds(&self) -> [f64; SLOT_KINDS] {
        let (planned, week, two_day) = (self.planned.get(), self.week.get(), self.two_day.get());
        let (same_day, nhs_111) = (self.same_day.get(), self.nhs_111.get());
        let fortnight = self.fortnight.get();
        let routine = 1.0 - planned - week - two_day - same_day - nhs_111 - fortnight;
        [planned, routine, week, two_day, same_day, nhs_111, fortnight]
    }
}

impl PolicyOtherwise {
    /// The shares of the kinds of slot of a GP of this practice, whose role keeps `role`, in the order of the
    /// kinds.
    ///
    /// Shares that the practice states replace those of the role. Slots for planned care and NHS 111 stay.
    /// What is left is divided among the other kinds in the proportions of the role.
    pub fn slot_shares(&self, role: &SlotShares) -> [f64; SLOT_KINDS] {
        let stated = [None, None, self.week, None, self.same_day, None, self.fortnight];
        let shares = role.of_kinds();
        if stated.iter().all(Option::is_none) {
            return shares;
        }
        let stays = |kind: usize| kind == PLANNED || kind == NHS_111;
        let is_free = |kind: &usize| stated[*kind].is_none() && !stays(*kind);
        let taken: f64 = shares[PLANNED]
            + shares[NHS_111]
            + stated.iter().flatten().map(|share| share.get()).sum::<f64>();
        let left = (1.0 - taken).max(0.0);
        let of_role: f64 = (0..SLOT_KINDS).filter(is_free).map(|kind| shares[kind]).sum();
        std::array::from_fn(|kind| match stated[kind] {
            Some(share) => share.get(),
            None if stays(kind) => shares[kind],
            None if of_role > 0.0 => left * shares[kind] / of_role,
            None if kind == ROUTINE => left,
            None => 0.0,
        })
    }

    /// The sum of the shares that it states and those of `role` that it cannot change; at most one.
    pub fn shares_taken(&self, role: &SlotShares) -> f64 {
        let own = [self.week, self.same_day, self.fortnight];
        let own: f64 = own.iter().flatten().map(|share| share.get()).sum();
        own + role.planned.get() + role.nhs_111.get()
    }
}

/// `shares` of the kinds of slot with `factor` times as many opened on the day. Slots for planned care and NHS 111
/// stay; the other kinds make room in their proportions, or fill it. No more opens on the day than they leave.
///
/// # Example
///
/// ```
/// use pcn_sim::model::policy::with_same_day;
///
/// // Planned 0.1, routine 0.2, a week before 0.1, two days before 0.1, on the day 0.4, NHS 111 0.1.
/// let shares = [0.1, 0.2, 0.1, 0.1, 0.4, 0.1, 0.0];
/// let monday = with_same_day(&shares, 1.5);
/// assert!((monday[4] - 0.6).abs() < 1e-12 && (monday[1] - 0.1).abs() < 1e-12);
/// assert_eq!((monday[0], monday[5]), (0.1, 0.1));
/// ```
pub fn with_same_day(shares: &[f64; SLOT_KINDS], factor: f64) -> [f64; SLOT_KINDS] {
    if factor == 1.0 {
        return *shares;
    }
    let free = (1.0 - shares[PLANNED] - shares[NHS_111]).max(0.0);
    let same_day = (factor * shares[SAME_DAY]).min(free);
    let is_other = |kind: &usize| ![PLANNED, NHS_111, SAME_DAY].contains(kind);
    let others: f64 = (0..SLOT_KINDS).filter(is_other).map(|kind| shares[kind]).sum();
    let left = free - same_day;
    std::array::from_fn(|kind| match kind {
        SAME_DAY => same_day,
        kind if !is_other(&kind) => shares[kind],
        kind if others > 0.0 => left * shares[kind] / others,
        ROUTINE => left,
        _ => 0.0,
    })
}

const PLANNED: usize = crate::model::appointments::SlotKind::Planned as usize;
const ROUTINE: usize = crate::model::appointments::SlotKind::Routine as usize;
const SAME_DAY: usize = crate::model::appointments::SlotKind::SameDay as usize;
const NHS_111: usize = crate::model::appointments::SlotKind::Nhs111 as usize;

#[cfg(test)]
mod tests {
    use super::*;

    fn share(value: f64) -> Probability {
        Probability::new(value).expect("a share")
    }

    #[test]
    fn a_share_by_weekday_keeps_planned_care_and_the_sum() {
        let shares = role().of_kinds();
        assert_eq!(with_same_day(&shares, 1.0), shares);
        for factor in [0.0, 0.5, 2.0, 10.0] {
            let found = with_same_day(&shares, factor);
            assert!((found.iter().sum::<f64>() - 1.0).abs() < 1e-12, "{factor}: {found:?}");
            assert!(found.iter().all(|share| *share >= 0.0), "{factor}: {found:?}");
            assert_eq!((found[PLANNED], found[NHS_111]), (shares[PLANNED], shares[NHS_111]));
            let wanted = (factor * shares[SAME_DAY]).min(1.0 - shares[PLANNED] - shares[NHS_111]);
            assert!((found[SAME_DAY] - wanted).abs() < 1e-12, "{factor}: {found:?}");
        }
        // All that is not for planned care opened on the day: without it, it is routine.
        let only = [0.2, 0.0, 0.0, 0.0, 0.8, 0.0, 0.0];
        assert_eq!(with_same_day(&only, 0.0), [0.2, 0.8, 0.0, 0.0, 0.0, 0.0, 0.0]);
    }

    fn role() -> SlotShares {
        SlotShares {
            planned: share(0.1),
            week: share(0.1),
            two_day: share(0.2),
            same_day: share(0.4),
            nhs_111: share(0.0),
            fortnight: share(0.1),
        }
    }

    #[test]
    fn a_practice_without_a_policy_has_the_shares_of_the_role_to_the_last_bit() {
        assert_eq!(PolicyOtherwise::default().slot_shares(&role()), role().of_kinds());
    }

    #[test]
    fn what_a_practice_does_not_state_is_divided_in_the_proportions_of_the_role() {
        let policy = PolicyOtherwise { same_day: Some(share(0.65)), ..PolicyOtherwise::default() };
        let found = policy.slot_shares(&role());
        // 0.1 planned and 0.65 of the day leave 0.25 for routine 0.1, week 0.1, two days 0.2, fortnight 0.1.
        for (found, wanted) in found.iter().zip([0.1, 0.05, 0.05, 0.1, 0.65, 0.0, 0.05]) {
            assert!((found - wanted).abs() < 1e-12, "{found} and {wanted}");
        }
        assert!((found.iter().sum::<f64>() - 1.0).abs() < 1e-12);
        assert!((policy.shares_taken(&role()) - 0.75).abs() < 1e-12);
    }

    #[test]
    fn all_slots_may_be_kept_for_the_day() {
        let policy = PolicyOtherwise { same_day: Some(share(0.9)), ..PolicyOtherwise::default() };
        let found = policy.slot_shares(&role());
        assert!((found[4] - 0.9).abs() < 1e-12 && found[1].abs() < 1e-12);
    }
}
