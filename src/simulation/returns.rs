//! Requests that return: the same request, weeks after the practice had nothing for it.

use crate::model::chance::{Chance, Decision};
use crate::model::demand::{CHANNEL, Channel, Urgency};
use crate::model::returns::Returns;
use crate::simulation::Simulation;
use crate::simulation::avoidable::Because;
use crate::simulation::event::Event;
use crate::simulation::fact;
use crate::simulation::observer::{NeedId, Observer, PracticeId, What};
use crate::simulation::state::{Booking, NONE, Request, RequestId, ReturnId, UNPAIRED};
use crate::units::SimTime;

/// What a request takes along when it returns: what it needs, whose it is, and whom it has taken. All else is
/// of one spell.
const TAKEN_ALONG: u32 = fact::SUITABLE
    | fact::ACCEPTS_OTHERS
    | fact::FACE_TO_FACE
    | fact::HOME_VISIT
    | fact::ONLINE_ABLE
    | fact::OWN_GP
    | fact::SAME_DAY
    | fact::GP_TAKEN
    | fact::NEED_MEASURED
    | fact::NEEDS_REFERRAL
    | fact::NEEDS_ED
    | fact::NEEDS_ADVICE_ONLY
    | fact::FOR_THE_DOOR;

/// Days in which a return falls, from the first possible one on.
const DAYS: i32 = 7;

/// The first step of a request that has returned so many times: 1, 4, 16. No later step has this number.
const fn first_step(returns: u8) -> u32 {
    1 << (2 * returns)
}

impl Request {
    /// Whether it is at the first consultation of its spell.
    pub(super) const fn is_at_first_step(&self) -> bool {
        self.step == first_step(self.returns)
    }

    /// The ordinal of decisions made once for each spell.
    pub(super) const fn spell(&self) -> u16 {
        self.returns as u16
    }
}

impl<C: Chance, O: Observer> Simulation<'_, C, O> {
    /// A spell has ended. Its need has ended too, unless the request returns.
    pub(super) fn spell_ended(&mut self, id: RequestId, is_unmet: bool) {
        let request = self.requests.get(id.0);
        if is_unmet && let Some(at) = self.return_of(request) {
            let again = self.asked_again(request, at);
            let returning = ReturnId(self.returning.insert(again));
            self.note(id, What::WillReturn { at });
            self.calendar.schedule(at, Event::PatientReturned(returning));
            return;
        }
        if request.is(fact::NEED_MEASURED) {
            self.open_needs -= 1;
            self.record.needs.unmet += u64::from(is_unmet);
        }
    }

    /// When a request that has ended without help returns; `None` if it does not.
    fn return_of(&self, request: &Request) -> Option<SimTime> {
        let returns = self.system.returns.as_ref()?;
        let chance = self.chance.uniform(Decision::AsksAgain, request.identity, 0, request.spell());
        let returns_again = u32::from(request.returns) < returns.at_most;
        (returns_again && returns.probability.happens(chance))
            .then(|| self.time_of_return(request, returns))
    }

    /// A working day of the week after the weeks of the need, by how many patients ask on such a day, at a time
    /// at which patients ask.
    fn time_of_return(&self, request: &Request, returns: &Returns) -> SimTime {
        let channel = CHANNEL[usize::from(request.channel)];
        let shape = &self.system.demand.shape[channel as usize];
        let weeks = returns.after_weeks[usize::from(request.need)];
        let first = self.calendar.now().day() + (weeks * 7.0).ceil() as i32;
        let share = |day: &i32| {
            let about = self.day(*day);
            if about.is_working { shape.weekday_share[about.demand_weekday] } else { 0.0 }
        };
        let days = first..first + DAYS;
        let chance = self.chance.uniform(Decision::ReturnDay, request.identity, 0, request.spell());
        let mut left = chance * days.clone().map(|day| share(&day)).sum::<f64>();
        let chosen = days.clone().find(|day| {
            left -= share(day);
            left < 0.0
        });
        // A channel that nobody uses on working days: the first of them.
        let is_working = |day: &i32| self.day(*day).is_working;
        let day = chosen.or_else(|| days.clone().find(is_working)).unwrap_or(first);
        let weekday = self.day(day).demand_weekday;
        self.time_of_day((request.identity, request.spell() + 1), day, channel, weekday)
    }

    /// A request that ended without help, as it is when the patient asks again `at` an instant: one level more
    /// urgent, and at the beginning of a spell.
    fn asked_again(&self, request: &Request, at: SimTime) -> Request {
        let mut facts = request.facts & TAKEN_ALONG;
        let urgency = request.urgency.saturating_sub(1);
        if urgency == Urgency::Urgent as u8 {
            facts |= fact::SAME_DAY;
        }
        if usize::from(request.channel) == Channel::Nhs111 as usize {
            facts |= fact::FROM_111;
        }
        if request.consultations > 0 {
            // Someone has seen already that the front desk cannot settle it.
            facts &= !fact::FOR_THE_DOOR;
        }
        let is_measured = (0..self.measured_days).contains(&at.day());
        facts |= if is_measured { fact::MEASURED } else { 0 };
        let gp = self.system.general_practitioner as u8;
        let returns = request.returns + 1;
        let is_today = facts & fact::SAME_DAY != 0;
        Request {
            // The need began before the measured period.
            pairing: if request.pairing == NONE { UNPAIRED } else { request.pairing },
            need: request.need,
            urgency,
            urgency_at_first: urgency,
            wanted_from: self.wanted_from(request.identity, at, is_today),
            step: first_step(returns),
            facts,
            own_gp: request.own_gp,
            member: request.member,
            channel: request.channel,
            returns,
            because: Because::HadNothing,
            booking: Booking::NONE,
            ..Request::new(request.identity, request.practice, gp, at)
        }
    }

    /// A patient asks again about a need for which the practice had nothing weeks before.
    pub(crate) fn patient_returned(&mut self, id: ReturnId) {
        let request = self.returning.get(id.0).clone();
        self.returning.remove(id.0);
        if self.derived.at[usize::from(request.practice)].is_none() {
            // The need ends with the practice.
            self.open_needs -= u64::from(request.is(fact::NEED_MEASURED));
            return;
        }
        let channel = CHANNEL[usize::from(request.channel)];
        let is_measured = request.is(fact::MEASURED);
        let id = RequestId(self.requests.insert(request));
        self.record.needs.returned += u64::from(is_measured);
        self.count_made(id);
        self.makes_contact(id, channel);
    }

    /// Counts a request that is made now: a need about which a patient asks first, or a return.
    pub(super) fn count_made(&mut self, id: RequestId) {
        let today = self.calendar.now().day();
        self.record_day(|state| state.made += 1, today);
        let request = self.requests.get(id.0);
        if !request.is(fact::MEASURED) {
            return;
        }
        let practice = usize::from(request.practice);
        let is_able = request.is(fact::ONLINE_ABLE);
        let patient = self.patient_of(request.practice, request.identity);
        let fifth = self.fifth_of(request.practice, request.identity);
        let about = &self.system.practices[practice];
        let counts = &mut self.record.requests;
        counts.made += 1;
        counts.by_quintile[fifth][0] += 1;
        let by_ability =
            if is_able { &mut counts.online_able } else { &mut counts.not_online_able };
        by_ability[0] += 1;
        counts.by_urgency[usize::from(request.urgency_at_first)].made += 1;
        self.record.by_pcn[about.pcn][0] += 1;
        let weekday = self.day(today).weekday;
        self.record.count_part(patient, weekday, |counts| counts.made += 1);
        self.open_measured += 1;
    }

    /// A patient makes the first contact of a spell.
    pub(super) fn makes_contact(&mut self, id: RequestId, channel: Channel) {
        if O::LISTENS {
            let request = self.requests.get(id.0);
            let (need, urgency) =
                (NeedId(request.need), Urgency::ALL[usize::from(request.urgency)]);
            let practice = PracticeId(request.practice);
            self.note(id, What::Arose { practice, need, urgency, channel });
        }
        match channel {
            Channel::Telephone => self.call_placed(id),
            Channel::Online => self.form_sent(id),
            Channel::WalkIn => self.walked_in(id),
            Channel::Nhs111 => self.rang_111_first(id),
        }
    }
}
