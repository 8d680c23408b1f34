//! Requests end: settled, referred or unmet. Patients may go to the emergency department.

use crate::engine::samplers::exponential;
use crate::model::chance::{Chance, Decision};
use crate::simulation::avoidable::Because;
use crate::simulation::event::Event;
use crate::simulation::fact;
use crate::simulation::observer::{Observer, ProfessionId, What};
use crate::simulation::record::{Constraint, OfPatient};
use crate::simulation::state::{RequestId, UNPAIRED};
use crate::simulation::{Simulation, minutes};
use crate::units::SimTime;

/// How a request ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    Settled,
    Referred,
    Unmet(Constraint),
}

impl<C: Chance, O: Observer> Simulation<'_, C, O> {
    /// No slot was found: the patient is sent elsewhere, or told to try another day, and tries again or
    /// gives up.
    pub(crate) fn refuse(&mut self, id: RequestId) {
        let request = self.requests.get(id.0);
        let ordinal = u16::from(request.days_tried);
        let chance =
            self.chance.uniform(Decision::AfterRefusal, request.identity, request.step, ordinal);
        let redirected = self.system.book.redirected.get();
        if chance < redirected {
            self.note(id, What::SentElsewhere);
            self.fail_finally(id, None);
            return;
        }
        let request = self.requests.get_mut(id.0);
        let is_new = !request.is(fact::TOLD);
        request.facts |= fact::TOLD;
        let counts = u64::from(is_new && request.is(fact::MEASURED));
        let urgency = usize::from(request.urgency_at_first);
        self.record.requests.told_another_day += counts;
        self.record.requests.by_urgency[urgency].told_another_day += counts;
        self.note(id, What::ToldAnotherDay);
        // The remainder of the same chance.
        let chance = (chance - redirected) / (1.0 - redirected);
        if self.system.book.tries_again.happens(chance) {
            self.give_cause(id, Because::ToldAgain);
            self.try_another_day(id, None);
        } else {
            self.fail_finally(id, None);
        }
    }

    /// A caller gives up for the day, stopped by `constraint`, and tries another day.
    pub(crate) fn give_up_for_today(&mut self, id: RequestId, constraint: Constraint) {
        self.try_another_day(id, Some(constraint));
    }

    /// The patient rings on the next working day, unless too many days have gone by.
    fn try_another_day(&mut self, id: RequestId, constraint: Option<Constraint>) {
        let limit = self.system.book.days_of_trying;
        if u32::from(self.requests.get(id.0).days_tried) + 1 >= limit {
            self.fail_finally(id, constraint);
            return;
        }
        self.requests.get_mut(id.0).begin_another_day();
        let practice = usize::from(self.requests.get(id.0).practice);
        let tomorrow = SimTime::midnight(self.calendar.now().day() + 1);
        let opening = self.next_try(practice, tomorrow);
        let at = self.opening_call_at(id, opening);
        self.note(id, What::RingsAgain { at });
        self.calendar.schedule(at, Event::PatientRang(id));
    }

    /// When a patient who tries another day rings: soon after the `opening`.
    pub(crate) fn opening_call_at(&self, id: RequestId, opening: SimTime) -> SimTime {
        let request = self.requests.get(id.0);
        let address = (request.identity, request.step, request.call_ordinal());
        let chance = self.chance.uniform(Decision::RedialDelay, address.0, address.1, address.2);
        opening + minutes(exponential(self.system.front_door.opening_delay.get(), chance))
    }

    /// The practice has failed a patient: NHS 111 may book, otherwise the request is unmet.
    ///
    /// `constraint` is stated if the request was lost on the telephone or in triage. Otherwise it is found
    /// from the book.
    pub(crate) fn fail_finally(&mut self, id: RequestId, constraint: Option<Constraint>) {
        let request = self.requests.get(id.0);
        if request.is_planned() {
            self.end_planned(id, false);
            return;
        }
        let (identity, spell) = (request.identity, request.spell());
        let book = &self.system.book;
        let exits = [
            book.exits.nhs_111,
            book.exits.pharmacy,
            book.exits.urgent_treatment_centre,
            book.exits.private,
        ];
        let mut chance = self.chance.uniform(Decision::Exit, identity, 0, spell);
        let exit = exits
            .iter()
            .position(|share| {
                chance -= share.get();
                chance < 0.0
            })
            .unwrap_or(exits.len());
        let rings_111 = exit == 0 && !request.is(fact::FROM_111);
        if rings_111 {
            let advice = self.chance.uniform(Decision::Nhs111, identity, 0, spell);
            let primary_care = book.nhs_111.primary_care.get();
            let emergency = book.nhs_111.emergency.get();
            self.requests.get_mut(id.0).facts |= fact::FROM_111;
            self.note(id, What::Rang111 { first: false });
            if advice < primary_care {
                if self.book_by_111(id) {
                    return;
                }
            } else if advice < primary_care + emergency {
                self.sent_to_ed_by_111(id);
            }
        } else {
            self.draw_access_related_ed(id);
        }
        let is_measured = self.requests.get(id.0).is(fact::MEASURED);
        self.record.exits[exit] += u64::from(is_measured);
        let (constraint, profession) = match constraint {
            Some(constraint) => (constraint, None),
            None => {
                self.look_for_gp_start(id);
                self.what_stopped(id)
            }
        };
        let missing = profession.map(|profession| ProfessionId(profession as u8));
        if let Some(profession) = profession {
            self.record.unmet_for_want_of[profession] += u64::from(is_measured);
        }
        self.note(id, What::Unmet { constraint, missing });
        let practice = usize::from(self.requests.get(id.0).practice);
        self.count_access(practice, false);
        self.end_request(id, End::Unmet(constraint));
    }

    /// No further contact for the same need: the request is settled.
    pub(crate) fn settle(&mut self, id: RequestId) {
        let request = self.requests.get(id.0);
        if !request.is(fact::OFFERED) {
            let practice = usize::from(request.practice);
            self.count_access(practice, true);
        }
        self.end_request(id, End::Settled);
    }

    /// The request ends without consultation, although nobody failed the patient.
    pub(super) fn lapse(&mut self, id: RequestId) {
        self.requests.get_mut(id.0).facts |= fact::LAPSED;
        self.note(id, What::Lapsed);
        self.end_request(id, End::Settled);
    }

    /// The request ends with a referral to secondary care.
    pub(crate) fn refer(&mut self, id: RequestId) {
        self.requests.get_mut(id.0).facts &= !fact::NEEDS_REFERRAL;
        self.record_now(|record| record.referrals += 1);
        self.note(id, What::Referred);
        self.end_request(id, End::Referred);
    }

    /// An item of planned care is done, or given up.
    pub(crate) fn end_planned(&mut self, id: RequestId, is_done: bool) {
        let request = self.requests.get(id.0);
        if request.is_recall() && !is_done {
            self.wait_for_recall_again(id);
            return;
        }
        if self.requests.get(id.0).is_visit() {
            self.visit_over(id, is_done);
            return;
        }
        self.record_now(|record| record.planned_items[if is_done { 1 } else { 2 }] += 1);
        self.note(id, if is_done { What::PlannedDone } else { What::PlannedGivenUp });
        self.requests.remove(id.0);
    }

    fn end_request(&mut self, id: RequestId, end: End) {
        if let End::Unmet(_) = end {
            self.record_day(|state| state.unmet += 1, self.calendar.now().day());
        }
        self.count_end_by_part(id, end);
        let request = self.requests.get(id.0);
        if request.is(fact::MEASURED) {
            let practice = &self.system.practices[usize::from(request.practice)];
            let quintile = self.fifth_of(request.practice, request.identity);
            let counts = &mut self.record.requests;
            match end {
                End::Settled => counts.settled += 1,
                End::Referred => counts.referred += 1,
                End::Unmet(constraint) => {
                    counts.unmet[constraint as usize] += 1;
                    counts.by_quintile[quintile][1] += 1;
                    self.record.by_pcn[practice.pcn][1] += 1;
                    if request.is(fact::ONLINE_ABLE) {
                        counts.online_able[1] += 1;
                    } else {
                        counts.not_online_able[1] += 1;
                    }
                }
            }
            let has_lapsed = end == End::Settled && request.is(fact::LAPSED);
            counts.lapsed += u64::from(has_lapsed);
            let of_urgency = &mut counts.by_urgency[usize::from(request.urgency_at_first)];
            match end {
                End::Unmet(constraint) => of_urgency.unmet[constraint as usize] += 1,
                _ if has_lapsed => of_urgency.lapsed += 1,
                End::Settled => of_urgency.settled += 1,
                End::Referred => of_urgency.referred += 1,
            }
            self.open_measured -= 1;
            self.pair_end(id, end == End::Settled && !has_lapsed);
        }
        if end == End::Settled {
            self.note(id, What::Settled);
        }
        self.spell_ended(id, matches!(end, End::Unmet(_)));
        self.requests.remove(id.0);
    }

    /// Notes for pairs of scenarios whether a request took a GP, or was settled without one.
    fn pair_end(&mut self, id: RequestId, is_settled: bool) {
        let request = self.requests.get(id.0);
        if request.pairing == UNPAIRED {
            return;
        }
        let pcn = self.system.practices[usize::from(request.practice)].pcn;
        let (word, bit) = (request.pairing as usize / 64, 1_u64 << (request.pairing % 64));
        let took_gp = &mut self.record.took_gp[pcn];
        let settled_without_gp = &mut self.record.settled_without_gp[pcn];
        let words = self.candidates_so_far[pcn] as usize / 64 + 1;
        if took_gp.len() < words {
            took_gp.resize(words, 0);
            settled_without_gp.resize(words, 0);
        }
        if request.is(fact::GP_TAKEN) {
            took_gp[word] |= bit;
        } else if is_settled {
            settled_without_gp[word] |= bit;
        }
    }

    /// Counts the end of a request for its practice and the weekday on which it was made.
    fn count_end_by_part(&mut self, id: RequestId, end: End) {
        let request = self.requests.get(id.0);
        if !request.is(fact::MEASURED) {
            return;
        }
        let has_lapsed = end == End::Settled && request.is(fact::LAPSED);
        let (practice, weekday) = self.part_of(id);
        self.record.count_part(practice, weekday, |counts| {
            counts.lapsed += u64::from(has_lapsed);
            match end {
                End::Settled => counts.settled += 1,
                End::Referred => counts.referred += 1,
                End::Unmet(_) => counts.unmet += 1,
            }
        });
    }

    /// Where a patient belongs, and the weekday on which the request was made or the care fell due.
    pub(super) fn part_of(&self, id: RequestId) -> (OfPatient, usize) {
        let request = self.requests.get(id.0);
        let patient = self.patient_of(request.practice, request.identity);
        (patient, self.day(request.arose.day()).weekday)
    }

    /// A failed or late request goes to ED with an uncertain probability: one chance, three answers.
    pub(crate) fn draw_access_related_ed(&mut self, id: RequestId) {
        let request = self.requests.get_mut(id.0);
        if request.is(fact::ED_DRAWN) || !request.is(fact::MEASURED) {
            return;
        }
        request.facts |= fact::ED_DRAWN;
        let address = (request.identity, request.spell());
        let chance = self.chance.uniform(Decision::AccessRelatedEd, address.0, 0, address.1);
        let goes = self.goes_after_failure(id, chance);
        for (count, goes) in self.record.attendances.access_related.iter_mut().zip(goes) {
            *count += u64::from(goes);
        }
        self.count_access_related(id, goes);
        if goes[2] {
            self.note(id, What::GoesToEd);
        }
    }

    /// NHS 111 sends a patient whom the practice failed to ED: that path is modelled, not uncertain.
    fn sent_to_ed_by_111(&mut self, id: RequestId) {
        let request = self.requests.get_mut(id.0);
        if request.is(fact::ED_DRAWN) || !request.is(fact::MEASURED) {
            return;
        }
        request.facts |= fact::ED_DRAWN;
        for count in &mut self.record.attendances.access_related {
            *count += 1;
        }
        self.count_hour(self.calendar.now(), true);
        self.count_access_related(id, [true; 3]);
        self.note(id, What::SentToEdBy111);
    }

    /// Counts an access-related attendance, low, central and high, for its practice and weekday.
    fn count_access_related(&mut self, id: RequestId, goes: [bool; 3]) {
        let (practice, weekday) = self.part_of(id);
        self.record.count_part(practice, weekday, |counts| {
            let each = counts.attendances.access_related.iter_mut().zip(goes);
            each.for_each(|(count, goes)| *count += u64::from(goes));
        });
    }
}
