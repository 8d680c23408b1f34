//! What a request needs is drawn when it arises. An encounter finds it or misses it.

use crate::model::chance::{Chance, Decision};
use crate::model::demand::Urgency;
use crate::simulation::Simulation;
use crate::simulation::avoidable::Because;
use crate::simulation::fact;
use crate::simulation::observer::{Observer, What};
use crate::simulation::state::{Request, RequestId};
use crate::units::Probability;

/// Contacts about a request are counted this long after it arose \[d\].
const COUNTED_DAYS: i32 = 28;

/// The chance of the return after triage closed a request in error; consultations have those before.
const AFTER_TRIAGE: u16 = 3;

/// What an encounter may find.
#[derive(Clone, Copy)]
enum Finding {
    Referral = 0,
    Emergency = 1,
    Treatment = 2,
    Examination = 3,
}

/// The number of findings at one encounter, for the ordinals of chances.
const FINDINGS: u16 = 4;

/// What clinical triage finds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Triage {
    /// The patient is to go to the emergency department.
    Emergency,
    /// The patient is referred.
    Referral,
    /// Advice is enough.
    Advice,
    /// The patient has to be seen, or the front desk can settle it.
    ToBeBooked,
    /// Advice, although more is needed.
    Missed,
}

/// What a consultation finds of what only a clinician can arrange.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// There is nothing to find.
    Nothing,
    /// A referral.
    Referral,
    /// The emergency department.
    Emergency,
    /// Nothing, although there is something.
    Missed,
}

impl<C: Chance, O: Observer> Simulation<'_, C, O> {
    /// What a request about `need` needs, as [`fact`]s. They depend on the patient alone.
    ///
    /// What the front desk or a pharmacy can settle needs neither a referral nor the emergency
    /// department.
    pub(super) fn dealt_needs(&self, identity: u64, need: usize, is_suitable: bool) -> u32 {
        let about = &self.system.needs[need];
        let draw = |decision, step| self.chance.uniform(decision, identity, step, 0);
        let mut facts = 0;
        if about.triage_settles.happens(draw(Decision::TriageOutcome, 0)) {
            facts |= fact::NEEDS_ADVICE_ONLY;
        }
        // Drawn as at the first step, at which the front desk hears of it.
        if draw(Decision::Advice, 1) < about.settled_at_the_door() {
            return facts | fact::FOR_THE_DOOR;
        }
        let needed = self.derived.needed[need][usize::from(is_suitable)];
        let chance = draw(Decision::Needed, 0);
        // From both ends: neither share moves patients in or out of the other.
        if chance < needed.referral {
            facts |= fact::NEEDS_REFERRAL;
        } else if chance >= 1.0 - needed.emergency {
            facts |= fact::NEEDS_ED;
        }
        facts
    }

    /// Whether the encounter number `encounter` at this step finds what is there.
    fn finds(
        &self,
        request: &Request,
        encounter: u16,
        finding: Finding,
        sensitivity: Probability,
    ) -> bool {
        let ordinal = encounter * FINDINGS + finding as u16;
        let address = (request.identity, request.step);
        sensitivity == Probability::ONE
            || sensitivity.happens(self.chance.uniform(
                Decision::Found,
                address.0,
                address.1,
                ordinal,
            ))
    }

    /// What clinical triage of a request finds.
    pub(super) fn triage_finds(&self, id: RequestId) -> Triage {
        let request = self.requests.get(id.0);
        let sensitivity = self.system.triage.sensitivity.of_triage(request.forms > 0);
        // Encounter 0 of a step is its consultation.
        let encounter = 1 + u16::from(request.forms);
        let finds = |finding| self.finds(request, encounter, finding, sensitivity);
        if request.is(fact::NEEDS_ED) && finds(Finding::Emergency) {
            return Triage::Emergency;
        }
        if request.is(fact::NEEDS_REFERRAL) && finds(Finding::Referral) {
            return Triage::Referral;
        }
        // After a consultation advice alone is not enough.
        if request.consultations > 0 {
            return Triage::ToBeBooked;
        }
        if request.is(fact::NEEDS_ADVICE_ONLY) {
            let is_complete = !request.is(fact::NEEDS_ED) && !request.is(fact::NEEDS_REFERRAL);
            return if is_complete { Triage::Advice } else { Triage::Missed };
        }
        let must_be_seen = request.is(fact::FOR_THE_DOOR)
            || finds(Finding::Treatment)
            || request.needs_examination() && finds(Finding::Examination);
        if must_be_seen { Triage::ToBeBooked } else { Triage::Missed }
    }

    /// What a consultation about a request finds, in the mode of its appointment.
    pub(super) fn consultation_finds(&self, id: RequestId, sensitivity: Probability) -> Found {
        let request = self.requests.get(id.0);
        let finds = |finding| self.finds(request, 0, finding, sensitivity);
        if request.is(fact::NEEDS_ED) {
            if finds(Finding::Emergency) { Found::Emergency } else { Found::Missed }
        } else if request.is(fact::NEEDS_REFERRAL) {
            if finds(Finding::Referral) { Found::Referral } else { Found::Missed }
        } else {
            Found::Nothing
        }
    }

    /// Whether a GP on the telephone finds that a patient must be seen in person; `None` if there is
    /// nothing to find.
    pub(super) fn telephone_finds_examination(&self, id: RequestId) -> Option<bool> {
        let request = self.requests.get(id.0);
        let chance = self.chance.uniform(Decision::Outcome, request.identity, 1, EXAMINED);
        let is_needed = self.system.triage.telephone_conversion.happens(chance);
        let sensitivity = self.system.triage.sensitivity.telephone;
        is_needed.then(|| self.finds(request, 0, Finding::Examination, sensitivity))
    }

    /// A clinician sends the patient to the emergency department.
    pub(super) fn send_to_ed(&mut self, id: RequestId) {
        self.requests.get_mut(id.0).facts &= !fact::NEEDS_ED;
        let (practice, weekday) = self.part_of(id);
        self.count_hour(self.calendar.now(), self.is_measuring);
        self.record_now(|record| {
            record.attendances.referred += 1;
            record.count_part(practice, weekday, |counts| counts.attendances.referred += 1);
        });
        self.note(id, What::SentToEd);
    }

    /// Triage closed a request although more is needed: the patient comes back, and is seen.
    pub(super) fn closed_in_error(&mut self, id: RequestId) {
        self.requests.get_mut(id.0).facts |= fact::CLOSED_IN_ERROR;
        self.missed(id, AFTER_TRIAGE);
    }

    /// An encounter missed what is needed: the patient comes back, one level more urgent.
    pub(super) fn missed(&mut self, id: RequestId, ordinal: u16) {
        self.record_now(|record| record.triage.missed += 1);
        self.note(id, What::NeedMissed);
        let request = self.requests.get_mut(id.0);
        request.urgency = request.urgency.saturating_sub(1);
        if request.urgency == Urgency::Urgent as u8 {
            request.facts |= fact::SAME_DAY;
        }
        let address = (request.identity, request.step);
        let chance = self.chance.uniform(Decision::Return, address.0, address.1, ordinal);
        let is_triage = ordinal == AFTER_TRIAGE;
        let because =
            if is_triage { Because::MissedInTriage } else { Because::MissedInConsultation };
        self.give_cause(id, because);
        self.comes_back(id, chance);
    }

    /// Counts an encounter about a request: triage, a message or a consultation.
    pub(super) fn met(&mut self, id: RequestId) {
        let today = self.calendar.now().day();
        let request = self.requests.get_mut(id.0);
        let is_counted = request.is(fact::MEASURED)
            && !request.is_planned()
            && today - request.arose.day() <= COUNTED_DAYS;
        if !is_counted {
            return;
        }
        let is_first = !request.is(fact::MET);
        request.facts |= fact::MET;
        let counts = &mut self.record.triage.contacts[usize::from(request.urgency_at_first)];
        counts[0] += u64::from(is_first);
        counts[1] += 1;
    }
}

/// The chance that a patient telephoned first must be examined: that of the first step, whenever the
/// call is made.
const EXAMINED: u16 = 2;
