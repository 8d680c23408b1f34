//! The arrivals of a day: requests, other calls and forms, planned care, background attendances.
//!
//! Candidates are generated under a fixed majorant, from the seed and the lists of patients alone. A
//! scenario accepts as many of them as its rates allow. Scenarios that differ in demand therefore thin
//! the same stream, and a candidate has the same identity in each of them.
//!
//! A rate above the majorant takes further layers of candidates. Each fills up before the next begins, so
//! more demand keeps all requests of less. A usual scenario has one layer.

use crate::engine::samplers::{LogNormal, choose, choose_within};
use crate::model::chance::{Chance, Decision};
use crate::model::demand::{
    CHANNEL, CHANNELS, Channel, DAY_BANDS, DAY_FACTOR_LIMIT, MAJORANT_PER_PATIENT_DAY,
    OTHER_CALLS_MAJORANT_PER_PATIENT_DAY, OTHER_LAYERS, PLANNED_LAYERS,
    PLANNED_MAJORANT_PER_PATIENT_DAY, PlannedStream, REQUEST_LAYERS,
};
use crate::model::practice::IDENTITY_BITS;
use crate::simulation::Simulation;
use crate::simulation::observer::Observer;
use crate::simulation::state::{NONE, UNPAIRED};
use crate::units::{SimTime, Span, YEAR_DAYS};
use std::ops::Range;

/// A request, call, form, item of planned care or attendance that arises from outside the model.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Arrival {
    /// When.
    pub(crate) at: SimTime,
    /// The identity: the subject of its random numbers.
    pub(crate) identity: u64,
    /// What it is.
    pub(crate) kind: ArrivalKind,
    /// The practice, as an index.
    pub(crate) practice: u8,
    /// For requests, the index among the candidates of the measured period, [`UNPAIRED`] or [`NONE`].
    pub(crate) pairing: u32,
}

/// The kind of an arrival.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ArrivalKind {
    /// A request by this channel; latent or not.
    Request(Channel, bool),
    /// A call that is no request.
    OtherCall,
    /// A form that is no request.
    OtherForm,
    /// An item of planned care of this stream.
    Planned(u8),
    /// A background attendance at ED.
    Background,
}

/// The streams of candidates: the first part of every identity.
#[derive(Clone, Copy)]
enum Stream {
    Requests = 1,
    OtherContacts = 2,
    Planned = 3,
    Background = 4,
    Cohorts = 5,
    Recall = 6,
}

/// Bits for the number of an arrival on its day; those above are for the time.
const RANK_BITS: u32 = 32;

/// Bits for the number of a candidate on its day, its layer included.
const NUMBER_BITS: u32 = 19;

impl Stream {
    /// Bits for the number of a candidate within its layer: a list of a million patients, all of one
    /// practice, has about 60,000 requests, 80,000 other contacts and 40,000 of planned care in a layer.
    const fn layer_bits(self) -> u32 {
        match self {
            Stream::Requests | Stream::Planned => 16,
            Stream::OtherContacts => 17,
            Stream::Background | Stream::Cohorts | Stream::Recall => NUMBER_BITS,
        }
    }
}

const _: () = assert!(
    REQUEST_LAYERS << Stream::Requests.layer_bits() <= 1 << NUMBER_BITS
        && OTHER_LAYERS << Stream::OtherContacts.layer_bits() <= 1 << NUMBER_BITS
        && PLANNED_LAYERS << Stream::Planned.layer_bits() <= 1 << NUMBER_BITS,
    "the layers have room"
);

/// The layers that hold `rate` candidates for each one of the majorant: one at least.
fn layers(rate: f64, at_most: u32) -> Range<u32> {
    0..(rate.ceil() as u32).clamp(1, at_most)
}

/// The shares of a layer that are calls and forms, of which so many are `left` for this and the layers
/// above it, in candidates of the majorant. Forms take the share that calls leave, half of it at least.
fn calls_and_forms(left: [f64; 2]) -> [f64; 2] {
    let forms = left[1].min((1.0 - left[0]).max(0.5));
    [left[0].min(1.0 - forms), forms]
}

/// Bits for the day: 2,047 days of warm-up and 6,144 after it.
const DAY_BITS: u32 = 13;

/// Days are numbered from far enough back that no number is negative.
const DAY_OFFSET: i32 = 1 << 11;

/// The first bit of the practice in an identity, and of the stream above it.
const PRACTICE_AT: u32 = DAY_BITS + NUMBER_BITS;
const STREAM_AT: u32 = PRACTICE_AT + IDENTITY_BITS;
const _: () = assert!(STREAM_AT == 60, "four bits are left for the stream");

/// The identity of the first candidate of a stream on a day, at the practice of this identity. Adding
/// `number` gives the identity of candidate `number`. Each part has bits of its own.
const fn first_identity(stream: Stream, practice: u64, day: i32) -> u64 {
    ((stream as u64) << STREAM_AT)
        | (practice << PRACTICE_AT)
        | (((day + DAY_OFFSET) as u64) << NUMBER_BITS)
}

/// Whether patients who arise on `day` have an identity.
pub(super) const fn has_names(day: i32) -> bool {
    let number = day + DAY_OFFSET;
    0 < number && number < 1 << DAY_BITS
}

/// The identity of member `number` of the members at a practice of this identity. The next 255
/// identities are those of the member's visits.
pub(super) const fn member_identity(members: u64, number: u32) -> u64 {
    ((Stream::Cohorts as u64) << STREAM_AT) | (members << 24) | ((number as u64) << 8)
}

/// Whether someone was about to attend an emergency department, in the background, when this identity was given.
pub(super) const fn is_of_background(identity: u64) -> bool {
    identity >> STREAM_AT == Stream::Background as u64
}

/// The most by which a wanted day moves to become a working day [d].
const LONGEST_SHIFT_DAYS: i32 = 12;

/// Bits for the number of invitations of one person.
const INVITATION_BITS: u32 = 12;

/// The identity of an invitation of person `number` of those in recall at the practice of this identity.
pub(super) const fn recall_identity(practice: u64, number: u32, invitation: u16) -> u64 {
    let invitation = (invitation as u64) & ((1 << INVITATION_BITS) - 1);
    ((Stream::Recall as u64) << STREAM_AT)
        | (practice << PRACTICE_AT)
        | ((number as u64) << INVITATION_BITS)
        | invitation
}

/// The identity of the practice from whose list the patient with this `identity` comes; `None` for members of a cohort,
/// who stay with their practice.
pub(super) const fn list_of(identity: u64) -> Option<u64> {
    if identity >> STREAM_AT == Stream::Cohorts as u64 {
        return None;
    }
    Some((identity >> PRACTICE_AT) & ((1 << IDENTITY_BITS) - 1))
}

/// Who decides where the patient with this `identity` is registered: the same for all invitations of a person.
pub(super) const fn who_registers(identity: u64) -> u64 {
    let is_invitation = identity >> STREAM_AT == Stream::Recall as u64;
    if is_invitation { identity & !((1 << INVITATION_BITS) - 1) } else { identity }
}

impl<C: Chance, O: Observer> Simulation<'_, C, O> {
    /// The identity of the first candidate of `stream` at a practice on `day`.
    fn first_of(&self, stream: Stream, practice: usize, day: i32) -> u64 {
        first_identity(stream, self.derived.identity_of[practice], day)
    }

    /// The identities of all candidates in a `layer` of `stream` at a practice on `day`. Their number is
    /// Poisson with this `mean`.
    fn candidates(
        &self,
        (stream, layer): (Stream, u32),
        practice: usize,
        day: i32,
        mean: f64,
    ) -> Range<u64> {
        let first =
            self.first_of(stream, practice, day) + (u64::from(layer) << stream.layer_bits());
        let count = self.chance.count(first, mean);
        debug_assert!(count < 1 << stream.layer_bits(), "a checked list has fewer candidates");
        first..first + u64::from(count)
    }

    /// Generates all arrivals of `day`, in order of time.
    pub(crate) fn arrivals_of_day(&mut self, day: i32) {
        debug_assert!(
            self.next_arrival == self.arrivals.len(),
            "yesterday's arrivals have happened"
        );
        let mut arrivals = std::mem::take(&mut self.scratch.arrivals);
        arrivals.clear();
        // In the order of identities, which decides at equal times.
        let practices = std::mem::take(&mut self.practices);
        let mut factors = std::mem::take(&mut self.scratch.day_factors);
        factors.clear();
        factors.extend(practices.iter().map(|&practice| self.day_factor(practice, day)));
        for (&practice, &factor) in practices.iter().zip(&factors) {
            self.requests_of_day(practice, day, factor, &mut arrivals);
        }
        for (&practice, &factor) in practices.iter().zip(&factors) {
            self.other_contacts_of_day(practice, day, factor, &mut arrivals);
        }
        let mut rates = std::mem::take(&mut self.scratch.planned_rates);
        self.rate_planned_care(day, &mut rates);
        for &practice in &practices {
            self.planned_of_day(practice, day, &rates, &mut arrivals);
        }
        self.scratch.planned_rates = rates;
        for &practice in &practices {
            self.background_of_day(practice, day, &mut arrivals);
        }
        self.scratch.day_factors = factors;
        self.practices = practices;
        debug_assert!(
            arrivals.is_sorted_by_key(|arrival| arrival.identity),
            "generated by identity"
        );
        self.put_in_order(&arrivals, SimTime::midnight(day));
        self.scratch.arrivals = arrivals;
    }

    /// Stores the arrivals of the day that begins at `midnight` in order of time. One integer for each
    /// is sorted; then all are copied at once, because single look-ups during the day would be slower.
    fn put_in_order(&mut self, unsorted: &[Arrival], midnight: SimTime) {
        let order = &mut self.scratch.arrival_order;
        order.clear();
        order.extend((0..).zip(unsorted).map(|(number, arrival): (u64, _)| {
            ((arrival.at - midnight).as_ms() as u64) << RANK_BITS | number
        }));
        order.sort_unstable();
        let number = |key: &u64| (key & ((1 << RANK_BITS) - 1)) as usize;
        self.arrivals.clear();
        self.arrivals.extend(order.iter().map(|key| unsorted[number(key)]));
        self.next_arrival = 0;
    }

    /// Demand of the day relative to its calendar: lognormal with mean one, cut off at the limit.
    fn day_factor(&self, practice: usize, day: i32) -> f64 {
        let variation = self.system.demand.day_variation;
        if variation <= 0.0 {
            return 1.0;
        }
        let subject = self.first_of(Stream::Requests, practice, day);
        let chance = self.chance.uniform(Decision::DayFactor, subject, 0, 0);
        LogNormal::from_mean_sd(1.0, variation).quantile(chance).min(DAY_FACTOR_LIMIT)
    }

    fn requests_of_day(
        &mut self,
        practice: usize,
        day: i32,
        factor: f64,
        arrivals: &mut Vec<Arrival>,
    ) {
        let demand = &self.system.demand;
        let about = self.day(day);
        let of_practice = &self.system.practices[practice];
        let daily = self.system.needs_per_patient_year() / YEAR_DAYS
            * of_practice.need_multiplier
            * demand.month_index[about.month]
            * factor
            * self.requests_for_overdue(practice)
            * self.requests_for_own_gp(practice)
            * self.requests_of_month(about.month)
            * self.list_factor(practice, day);
        let mut cumulative = [0.0; CHANNELS];
        let mut sum = 0.0;
        for (bound, channel) in cumulative.iter_mut().zip(CHANNEL) {
            let share = demand.channel_share[channel as usize] * of_practice.contacts.of(channel);
            let weekday = demand.shape[channel as usize].weekday_share[about.demand_weekday] * 7.0;
            sum += daily * share * weekday / MAJORANT_PER_PATIENT_DAY;
            *bound = sum;
        }
        let mean = of_practice.list_size * MAJORANT_PER_PATIENT_DAY;
        let is_measured = (0..self.measured_days).contains(&day);
        for layer in layers(sum * (1.0 + demand.latent_share), REQUEST_LAYERS) {
            let candidates = self.candidates((Stream::Requests, layer), practice, day, mean);
            let first = candidates.start;
            let paired_from = self.candidates_so_far[of_practice.pcn];
            // All scenarios have the first layer, and only it is paired.
            if is_measured && layer == 0 {
                self.candidates_so_far[of_practice.pcn] += (candidates.end - first) as u32;
            }
            for identity in candidates {
                let chance = self.chance.uniform(Decision::Arising, identity, 0, 0);
                let chance = f64::from(layer) + chance;
                let is_latent = chance >= sum;
                // Candidates above `sum` are latent, with the same shares of channels.
                let position =
                    if is_latent { (chance - sum) / demand.latent_share } else { chance };
                if position >= sum || is_latent && demand.latent_share <= 0.0 {
                    continue;
                }
                let Some(at_practice) = self.asks_at(practice, identity) else { continue };
                let channel = CHANNEL[choose(&cumulative, position / sum)];
                arrivals.push(Arrival {
                    at: self.time_of_day((identity, 0), day, channel, about.demand_weekday),
                    identity,
                    kind: ArrivalKind::Request(channel, is_latent),
                    practice: at_practice as u8,
                    pairing: match (is_measured, layer) {
                        (false, _) => NONE,
                        (true, 0) => paired_from + (identity - first) as u32,
                        (true, _) => UNPAIRED,
                    },
                });
            }
        }
    }

    /// Requests of a month, relative to those of the year that the scenario states [-].
    fn requests_of_month(&self, month: usize) -> f64 {
        let (months, needs) = (&self.system.months, &self.system.needs);
        months.as_ref().map_or(1.0, |months| months.requests_in(month, needs))
    }

    /// When on `day` a contact by `channel` comes: a quantile of the channel's day. `who` makes it, and for
    /// the how many-th time.
    pub(super) fn time_of_day(
        &self,
        who: (u64, u16),
        day: i32,
        channel: Channel,
        weekday: usize,
    ) -> SimTime {
        let shape = &self.system.demand.shape[channel as usize];
        let chance = self.chance.uniform(Decision::TimeOfDay, who.0, 0, who.1);
        let (band, within) = choose_within(&shape.band_cumulative[weekday], chance);
        let minutes = DAY_BANDS[band] + within * (DAY_BANDS[band + 1] - DAY_BANDS[band]);
        SimTime::midnight(day) + Span::from_minutes(minutes.min(1439.99))
    }

    fn other_contacts_of_day(
        &mut self,
        practice: usize,
        day: i32,
        factor: f64,
        arrivals: &mut Vec<Arrival>,
    ) {
        let demand = &self.system.demand;
        let about = self.day(day);
        let of_practice = &self.system.practices[practice];
        let daily = of_practice.need_multiplier * demand.month_index[about.month] * factor
            / YEAR_DAYS
            * self.list_factor(practice, day);
        let weekday = |channel: Channel| {
            let of_day = demand.shape[channel as usize].weekday_share[about.demand_weekday];
            of_day * 7.0 * of_practice.contacts.of(channel)
        };
        let majorant = OTHER_CALLS_MAJORANT_PER_PATIENT_DAY;
        let calls =
            daily * demand.other_calls_per_patient_year * weekday(Channel::Telephone) / majorant;
        let forms =
            daily * demand.other_forms_per_patient_year * weekday(Channel::Online) / majorant;
        let mean = of_practice.list_size * majorant;
        let mut left = [calls, forms];
        for layer in layers(calls + forms, OTHER_LAYERS) {
            let [calls, forms] = calls_and_forms(left);
            left = [left[0] - calls, left[1] - forms];
            for identity in self.candidates((Stream::OtherContacts, layer), practice, day, mean) {
                let chance = self.chance.uniform(Decision::Arising, identity, 0, 0);
                // Calls take the lowest chances and forms the highest, so that a change of one rate does
                // not affect the other.
                let (kind, channel) = if chance < calls {
                    (ArrivalKind::OtherCall, Channel::Telephone)
                } else if chance >= 1.0 - forms {
                    (ArrivalKind::OtherForm, Channel::Online)
                } else {
                    continue;
                };
                let Some(at_practice) = self.asks_at(practice, identity) else { continue };
                let at = self.time_of_day((identity, 0), day, channel, about.demand_weekday);
                arrivals.push(Arrival {
                    at,
                    identity,
                    kind,
                    practice: at_practice as u8,
                    pairing: NONE,
                });
            }
        }
    }

    /// Rates of planned care on `day`, stream by stream, per candidate. Of a stream with a season it is the
    /// rate of the busiest month in which it may be wanted.
    fn rate_planned_care(&self, day: i32, rates: &mut Vec<f64>) {
        let month = self.day(day).month;
        let working_days = self.system.calendar.working_days_per_year;
        rates.clear();
        rates.extend(self.system.planned.iter().map(|stream| {
            let index = if stream.is_seasonal {
                self.busiest_wanted(stream, day)
            } else {
                stream.month_index[month]
            };
            stream.per_patient_year * index / working_days / PLANNED_MAJORANT_PER_PATIENT_DAY
        }));
    }

    fn planned_of_day(
        &mut self,
        practice: usize,
        day: i32,
        all: &[f64],
        arrivals: &mut Vec<Arrival>,
    ) {
        if !self.day(day).is_working {
            return;
        }
        let factor = self.derived.planned_factor[practice] * self.list_factor(practice, day);
        let mean = self.system.practices[practice].list_size * PLANNED_MAJORANT_PER_PATIENT_DAY;
        let sum: f64 = all.iter().map(|rate| rate * factor).sum();
        let (opens, closes) = (self.system.calendar.opens, self.system.calendar.closes);
        for layer in layers(sum, PLANNED_LAYERS) {
            for identity in self.candidates((Stream::Planned, layer), practice, day, mean) {
                let chance = self.chance.uniform(Decision::PlannedStream, identity, 0, 0);
                let chance = f64::from(layer) + chance;
                if chance >= sum {
                    continue;
                }
                let Some(at_practice) = self.asks_at(practice, identity) else { continue };
                if let Some(stream) = self.stream_of(identity, day, (all, factor), chance) {
                    let of_day = self.chance.uniform(Decision::TimeOfDay, identity, 0, 0);
                    let open_ms = closes.since(opens).as_ms() as f64;
                    arrivals.push(Arrival {
                        at: SimTime::on(day, opens) + Span::from_ms((of_day * open_ms) as i64),
                        identity,
                        kind: ArrivalKind::Planned(stream as u8),
                        practice: at_practice as u8,
                        pairing: NONE,
                    });
                }
            }
        }
    }

    /// The stream of planned care that a candidate with this `chance` is of: rates are `all` × `factor`,
    /// one after the other. `None` if it is of none.
    fn stream_of(
        &self,
        identity: u64,
        day: i32,
        (all, factor): (&[f64], f64),
        mut chance: f64,
    ) -> Option<usize> {
        let stream = all.iter().position(|rate| {
            chance -= rate * factor;
            chance < 0.0
        })?;
        // What is left of the same chance is uniform over the stream's rate.
        let left = 1.0 + chance / (all[stream] * factor);
        let is_wanted = !self.system.planned[stream].is_seasonal
            || left < self.share_wanted(stream, identity, day);
        is_wanted.then_some(stream)
    }

    /// Of the candidates of a stream with a season on `day`, the share that is taken of those wanted in the
    /// month in which this one is.
    fn share_wanted(&self, stream: usize, identity: u64, day: i32) -> f64 {
        let about = &self.system.planned[stream];
        let wanted = day + self.days_until_wanted(about, identity, day);
        about.month_index[self.day(wanted).month] / self.busiest_wanted(about, day)
    }

    /// The index of the busiest month in which an item of `stream` that arises on `day` may be wanted.
    fn busiest_wanted(&self, stream: &PlannedStream, day: i32) -> f64 {
        let longest = stream.lead_days.iter().copied().fold(0.0, f64::max) as i32;
        // No month is skipped in steps of four weeks. A wanted day moves by less than a week and a holiday.
        let last = day + longest + LONGEST_SHIFT_DAYS;
        let days = (day..last).step_by(28).chain([last]);
        days.map(|day| stream.month_index[self.day(day).month]).fold(0.0, f64::max)
    }

    fn background_of_day(&mut self, practice: usize, day: i32, arrivals: &mut Vec<Arrival>) {
        let emergency = &self.system.emergency;
        let weekday = self.day(day).weekday;
        let daily = self.system.practices[practice].list_size / 1000.0
            * emergency.background_per_1000_year
            / YEAR_DAYS
            * self.derived.background_factor[practice]
            * self.list_factor(practice, day);
        let mean = daily * emergency.weekday_share[weekday] * 7.0;
        for identity in self.candidates((Stream::Background, 0), practice, day, mean) {
            let Some(at_practice) = self.asks_at(practice, identity) else { continue };
            let chance = self.chance.uniform(Decision::BackgroundEd, identity, 0, 0);
            let (hour, within) = choose_within(&emergency.hour_cumulative, chance);
            arrivals.push(Arrival {
                at: SimTime::midnight(day)
                    + Span::from_minutes((hour as f64 + within.min(0.999)) * 60.0),
                identity,
                kind: ArrivalKind::Background,
                practice: at_practice as u8,
                pairing: NONE,
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_of_a_name_do_not_reach_into_each_other() {
        let last = (1 << NUMBER_BITS) - 1;
        let (first_day, last_day) = (1 - DAY_OFFSET, (1 << DAY_BITS) - 1 - DAY_OFFSET);
        assert!(has_names(first_day) && has_names(last_day));
        assert!(!has_names(first_day - 1) && !has_names(last_day + 1));
        let largest = (1 << IDENTITY_BITS) - 1;
        for practice in [0, 1, largest - 1] {
            let of = |practice, day| first_identity(Stream::Requests, practice, day);
            assert!(of(practice, 0) + last < of(practice, 1));
            assert!(of(practice, last_day) + last < of(practice + 1, first_day));
        }
        let next = first_identity(Stream::OtherContacts, 0, first_day);
        assert!(first_identity(Stream::Requests, largest, last_day) + last < next);
    }
}
