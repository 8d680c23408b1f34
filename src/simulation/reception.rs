//! Requests arise and reach the front door.

use crate::engine::samplers::{choose, exponential};
use crate::model::chance::{Chance, Decision};
use crate::model::demand::{Channel, Urgency};
use crate::simulation::Simulation;
use crate::simulation::arrivals::{Arrival, ArrivalKind};
use crate::simulation::fact;
use crate::simulation::observer::Observer;
use crate::simulation::state::{NONE, Request, RequestId};
use crate::units::{SimTime, Span};

impl<C: Chance, O: Observer> Simulation<'_, C, O> {
    /// Handles an arrival.
    pub(crate) fn arose(&mut self, arrival: Arrival) {
        match arrival.kind {
            ArrivalKind::Request(channel, is_latent) => {
                self.request_arose(arrival, channel, is_latent);
            }
            ArrivalKind::OtherCall => self.other_call(arrival),
            ArrivalKind::OtherForm => self.other_form(arrival),
            ArrivalKind::Planned(stream) => self.planned_care_arose(arrival, stream),
            ArrivalKind::Background if self.cohorts.is_empty() => {
                self.background_attendance(&arrival);
            }
            ArrivalKind::Background => self.attendance_arose(&arrival),
        }
    }

    pub(super) fn request_arose(&mut self, arrival: Arrival, channel: Channel, is_latent: bool) {
        let practice = usize::from(arrival.practice);
        if is_latent && !self.is_access_good_enough(practice, arrival.identity) {
            return;
        }
        // Latent requests are not those of members, who ask often.
        let member = if is_latent || self.cohorts.is_empty() {
            NONE
        } else {
            let Some(member) = self.whose_request(&arrival) else { return };
            member
        };
        let id = self.new_request(&arrival, channel);
        self.requests.get_mut(id.0).member = member;
        let is_measured = self.requests.get(id.0).is(fact::MEASURED);
        self.open_needs += u64::from(is_measured);
        self.record.needs.made += u64::from(is_measured);
        self.record.requests.latent += u64::from(is_measured && is_latent);
        self.count_made(id);
        self.makes_contact(id, channel);
    }

    /// Requests of a practice rise with the share of its list that is overdue, if the scenario says so.
    pub(super) fn weigh_requests(&mut self, today: i32) {
        let Some(recall) = &self.system.recall else { return };
        if recall.requests_while_overdue <= 1.0 {
            return;
        }
        for &practice in &self.practices {
            let overdue = self.recalls.overdue_at(practice, today) as f64;
            let list = self.system.practices[practice].list_size;
            let share = overdue / (list * self.list_factor(practice, today));
            self.recalls.requests_factor[practice] =
                1.0 + (recall.requests_while_overdue - 1.0) * share;
        }
    }

    /// Requests of a practice, relative to those if nobody were overdue [-].
    pub(super) fn requests_for_overdue(&self, practice: usize) -> f64 {
        self.recalls.requests_factor.get(practice).copied().unwrap_or(1.0)
    }

    /// Whether the practice's success share over the last four weeks is above a latent request's own
    /// threshold.
    pub(super) fn is_access_good_enough(&self, practice: usize, identity: u64) -> bool {
        let (good, bad) = self.access[practice]
            .iter()
            .fold((0, 0), |(good, bad), day| (good + day[0], bad + day[1]));
        if good + bad == 0 {
            return false;
        }
        let success = f64::from(good) / f64::from(good + bad);
        let demand = &self.system.demand;
        let (low, high) = (demand.latent_threshold_low.get(), demand.latent_threshold_high.get());
        let chance = self.chance.uniform(Decision::Latent, identity, 0, 0);
        success >= low + (high - low) * chance
    }

    pub(super) fn new_request(&mut self, arrival: &Arrival, channel: Channel) -> RequestId {
        let (system, chance) = (self.system, self.chance);
        let identity = arrival.identity;
        let draw = |decision| chance.uniform(decision, identity, 0, 0);
        let needs = self.derived.needs_in(self.day(arrival.at.day()).month);
        let need_index = choose(needs, draw(Decision::Need));
        let need = &system.needs[need_index];
        let quintile = self.fifth_of(arrival.practice, identity);
        let is_suitable = need.suitable.happens(draw(Decision::Suitable));
        let mut facts = self.dealt_needs(identity, need_index, is_suitable);
        let mut set = |bit, holds| facts |= if holds { bit } else { 0 };
        let demand = &system.demand;
        set(fact::SUITABLE, is_suitable);
        set(fact::ACCEPTS_OTHERS, demand.accepts_others.happens(draw(Decision::AcceptsOthers)));
        set(fact::FACE_TO_FACE, need.face_to_face.happens(draw(Decision::FaceToFace)));
        set(fact::HOME_VISIT, need.home_visit.happens(draw(Decision::HomeVisit)));
        let is_able = demand.online_ability[quintile].happens(draw(Decision::OnlineAbility));
        set(fact::ONLINE_ABLE, is_able || channel == Channel::Online);
        let insists = system.book.own_gp.happens(draw(Decision::OwnGp));
        // A practice without GPs of its own has no own GP to insist on.
        let own_gp =
            insists.then(|| self.own_gp(usize::from(arrival.practice), identity)).flatten();
        set(fact::OWN_GP, own_gp.is_some());
        set(fact::FROM_111, channel == Channel::Nhs111);
        set(fact::MEASURED | fact::NEED_MEASURED, arrival.pairing != NONE);
        let urgency = need.urgency(draw(Decision::Urgency));
        let day = chance.uniform(Decision::Convenience, identity, 0, 1);
        set(
            fact::SAME_DAY,
            urgency == Urgency::Urgent || system.book.same_day_for_others.happens(day),
        );
        let is_today = facts & fact::SAME_DAY != 0;
        let gp = system.general_practitioner as u8;
        let request = Request {
            pairing: arrival.pairing,
            need: need_index as u8,
            urgency: urgency as u8,
            urgency_at_first: urgency as u8,
            wanted_from: self.wanted_from(identity, arrival.at, is_today),
            facts,
            own_gp: own_gp.unwrap_or_default(),
            channel: channel as u8,
            ..Request::new(identity, arrival.practice, gp, arrival.at)
        };
        RequestId(self.requests.insert(request))
    }

    /// From when on a patient who asks `at` an instant wants to be seen: from a convenient day on, or at once if
    /// they may take a slot of the same day, as all who are urgent do.
    pub(super) fn wanted_from(&self, identity: u64, at: SimTime, is_today: bool) -> SimTime {
        if is_today {
            return at;
        }
        let chance = self.chance.uniform(Decision::Convenience, identity, 0, 0);
        let days = exponential(self.system.book.convenience_days, chance);
        at + Span::from_days(days as i64)
    }

    /// The GP with whom a patient is registered: the one with the highest score, so that a GP who
    /// joins takes some patients from each and moves nobody else. `None` where the practice has none.
    ///
    /// The score is uniform to the power of one over the weight of the GP's list, so each has patients in proportion
    /// to it (Efraimidis & Spirakis 2006, "Weighted random sampling with a reservoir").
    pub(super) fn own_gp(&self, practice: usize, identity: u64) -> Option<u16> {
        let score = |gp: u16| {
            let name = self.people[usize::from(gp)].identity;
            // The patient is the subject and the GP the step: exchanged, they are another address.
            let name = (name >> 32) as u32 ^ name as u32;
            let chance = self.chance.uniform(Decision::OwnGp, identity, name, 1);
            let weight = self.list_weight(gp);
            if weight == 1.0 { chance } else { chance.powf(weight.recip()) }
        };
        let gps = self.derived.gps[practice].iter().copied();
        let gps = gps.filter(|gp| self.list_weight(*gp) > 0.0);
        gps.max_by(|&a, &b| score(a).total_cmp(&score(b)))
    }

    fn list_weight(&self, gp: u16) -> f64 {
        self.system.teams[self.people[usize::from(gp)].team].list_weight
    }

    /// The first instant, from `at` on, at which the doors are open.
    pub(super) fn next_opening(&self, at: SimTime) -> SimTime {
        let calendar = &self.system.calendar;
        let mut day = at.day();
        if day > self.last_day {
            // The run is over before then, and the calendar does not reach so far.
            return at;
        }
        if self.day(day).is_working && at < SimTime::on(day, calendar.telephone_closes) {
            return at.max(SimTime::on(day, calendar.opens));
        }
        loop {
            day += 1;
            if self.day(day).is_working {
                return SimTime::on(day, calendar.opens);
            }
        }
    }
}
