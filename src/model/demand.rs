//! When requests come, by which channel, and with what need.

use crate::model::CareSystem;
use crate::model::competence::Competence;
use crate::units::{Probability, YEAR_DAYS};

/// How a request first reaches the practice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Channel {
    /// The patient rings.
    Telephone = 0,
    /// The patient fills in an online form.
    Online = 1,
    /// The patient comes to the desk.
    WalkIn = 2,
    /// The patient rings NHS 111, which books.
    Nhs111 = 3,
}

/// The number of channels.
pub const CHANNELS: usize = 4;

/// All channels, in the order of their numbers.
pub const CHANNEL: [Channel; CHANNELS] =
    [Channel::Telephone, Channel::Online, Channel::WalkIn, Channel::Nhs111];

/// How much more or less the patients of a practice ring and write than the scenario states for all.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Contacts {
    /// Everything by telephone, requests and other calls [-]. Key: `practices.NAME.calls`.
    pub calls: f64,
    /// Everything by online form [-]. Key: `practices.NAME.forms`.
    pub forms: f64,
}

impl Contacts {
    /// As the scenario states for all practices.
    pub const USUAL: Contacts = Contacts { calls: 1.0, forms: 1.0 };

    /// The factor of what comes by `channel`.
    pub const fn of(&self, channel: Channel) -> f64 {
        match channel {
            Channel::Telephone => self.calls,
            Channel::Online => self.forms,
            Channel::WalkIn | Channel::Nhs111 => 1.0,
        }
    }
}

/// Candidate requests per patient and day, in each layer of candidates [1/d].
///
/// Every scenario thins the same streams of candidates under this majorant. It is about 22 a year,
/// six times the usual rate. That leaves room for Mondays, winters and latent demand. A scenario
/// with more than this takes candidates of further layers too, of [`REQUEST_LAYERS`] at most.
pub const MAJORANT_PER_PATIENT_DAY: f64 = 0.06;

/// Candidate calls that are not requests, per patient and day, in each layer [1/d].
pub const OTHER_CALLS_MAJORANT_PER_PATIENT_DAY: f64 = 0.08;

/// Candidates for planned care, per patient and day, in each layer [1/d].
pub const PLANNED_MAJORANT_PER_PATIENT_DAY: f64 = 0.04;

/// The most layers of candidate requests. Seventeen times the usual rate needs all of them. A scenario
/// that would exceed them is refused.
pub const REQUEST_LAYERS: u32 = 8;

/// The most layers of candidate contacts that are not requests.
pub const OTHER_LAYERS: u32 = 4;

/// The most layers of candidates for planned care.
pub const PLANNED_LAYERS: u32 = 8;

/// Upper limit of the day-to-day factor. It keeps the rate below the majorant.
pub const DAY_FACTOR_LIMIT: f64 = 1.4;

/// Bands of the day with a constant rate: the start of each, in minutes after midnight, and the end
/// of the last.
pub const DAY_BANDS: [f64; 11] =
    [0.0, 360.0, 480.0, 510.0, 600.0, 720.0, 840.0, 960.0, 1080.0, 1110.0, 1440.0];

/// The number of bands of the day.
pub const BANDS: usize = DAY_BANDS.len() - 1;

/// How a channel's contacts are spread over the week.
#[derive(Clone, Debug, PartialEq)]
pub struct WeekShape {
    /// Share of the week's contacts by weekday, Monday first; sums to one.
    pub weekday_share: [f64; 7],
    /// For each weekday, cumulative share of the day's contacts by [`DAY_BANDS`].
    pub band_cumulative: [[f64; BANDS]; 7],
}

/// When and how requests arise.
#[derive(Clone, Debug, PartialEq)]
pub struct Demand {
    /// Requests about new needs per patient and year, latent ones excluded [1/a].
    pub requests_per_patient_year: f64,
    /// Share of requests by channel.
    pub channel_share: [f64; CHANNELS],
    /// Spread over the week, by channel.
    pub shape: [WeekShape; CHANNELS],
    /// Month by month, relative to the year's mean, January first [-].
    pub month_index: [f64; 12],
    /// Coefficient of variation of a practice's daily rate around its expected value [-].
    pub day_variation: f64,
    /// Latent requests as a share of all others [-]. They are made only when access is good enough.
    pub latent_share: f64,
    /// Lowest success share at which any latent request is made [-].
    pub latent_threshold_low: Probability,
    /// Success share at which all latent requests are made [-].
    pub latent_threshold_high: Probability,
    /// Calls that are not requests (results, prescriptions, planned care) per patient and year
    /// [1/a].
    pub other_calls_per_patient_year: f64,
    /// Forms that are not requests, per patient and year [1/a].
    pub other_forms_per_patient_year: f64,
    /// Need rate of a practice by deprivation quintile (1 first), relative to the mean [-].
    pub deprivation_multiplier: [f64; 5],
    /// Share of patients who can use online forms, by deprivation quintile (1 first).
    pub online_ability: [Probability; 5],
    /// Probability of accepting someone other than a GP.
    pub accepts_others: Probability,
}

impl Demand {
    /// Requests of a practice with these contacts, relative to one with the usual ones [-].
    pub fn level(&self, contacts: &Contacts) -> f64 {
        if *contacts == Contacts::USUAL {
            return 1.0;
        }
        let by = |channel: Channel| self.channel_share[channel as usize] * contacts.of(channel);
        CHANNEL.into_iter().map(by).sum()
    }
}

/// Arrivals on the busiest possible day, per patient \[1/d\].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BusiestDay {
    /// Requests, latent ones included; at most [`REQUEST_LAYERS`] × [`MAJORANT_PER_PATIENT_DAY`].
    pub requests: f64,
    /// Calls and forms that are not requests; at most [`OTHER_LAYERS`] ×
    /// [`OTHER_CALLS_MAJORANT_PER_PATIENT_DAY`].
    pub other_contacts: f64,
    /// Planned care; at most [`PLANNED_LAYERS`] × [`PLANNED_MAJORANT_PER_PATIENT_DAY`].
    pub planned: f64,
}

impl BusiestDay {
    /// The busiest day of `system`, in the practice with the highest need.
    pub fn of(system: &CareSystem) -> BusiestDay {
        let demand = &system.demand;
        let greatest = |values: &[f64]| values.iter().copied().fold(0.0, f64::max);
        let weekday = |channel: usize| 7.0 * greatest(&demand.shape[channel].weekday_share);
        let day = greatest(&demand.month_index) * DAY_FACTOR_LIMIT / YEAR_DAYS;
        let months = system.months.as_ref().map_or(1.0, |months| {
            months.busiest(&demand.month_index, &system.needs) / greatest(&demand.month_index)
        });
        let of_busiest = |rate: &dyn Fn(&Contacts) -> f64| {
            let rates = system
                .practices
                .iter()
                .map(|own| own.need_multiplier * rate(&own.contacts) * own.list.at_most());
            rates.fold(0.0, f64::max)
        };
        let requests = of_busiest(&|own| {
            let by = |channel: Channel| {
                demand.channel_share[channel as usize] * own.of(channel) * weekday(channel as usize)
            };
            CHANNEL.into_iter().map(by).sum()
        });
        let other_contacts = of_busiest(&|own| {
            let calls = demand.other_calls_per_patient_year * own.calls;
            let forms = demand.other_forms_per_patient_year * own.forms;
            calls * weekday(Channel::Telephone as usize) + forms * weekday(Channel::Online as usize)
        });
        let most_planned = (system.practices.iter())
            .map(|practice| system.planned_factor(practice) * practice.list.at_most())
            .fold(0.0, f64::max);
        let planned = system.planned.iter().map(|stream| {
            stream.per_patient_year * greatest(&stream.month_index)
                / system.calendar.working_days_per_year
        });
        BusiestDay {
            requests: day
                * months
                * system.recall.as_ref().map_or(1.0, |recall| recall.requests_while_overdue)
                * requests
                * demand.requests_per_patient_year
                * (1.0 + demand.latent_share),
            other_contacts: day * other_contacts,
            planned: planned.sum::<f64>() * most_planned,
        }
    }

    /// The most that there can be.
    pub const MOST: BusiestDay = BusiestDay {
        requests: REQUEST_LAYERS as f64 * MAJORANT_PER_PATIENT_DAY,
        other_contacts: OTHER_LAYERS as f64 * OTHER_CALLS_MAJORANT_PER_PATIENT_DAY,
        planned: PLANNED_LAYERS as f64 * PLANNED_MAJORANT_PER_PATIENT_DAY,
    };

    /// Whether there are enough candidates for it.
    pub fn is_within_limits(&self) -> bool {
        self.requests <= Self::MOST.requests
            && self.other_contacts <= Self::MOST.other_contacts
            && self.planned <= Self::MOST.planned
    }
}

/// How soon a need requires attention.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Urgency {
    /// Today.
    Urgent = 0,
    /// This week.
    Soon = 1,
    /// Within weeks.
    Routine = 2,
}

impl Urgency {
    /// All of them, the most urgent first.
    pub const ALL: [Urgency; URGENCIES] = [Urgency::Urgent, Urgency::Soon, Urgency::Routine];

    /// Their names, the most urgent first.
    pub const WORDS: [&str; URGENCIES] = ["urgent", "soon", "routine"];
}

/// The number of urgencies.
pub const URGENCIES: usize = 3;

/// A kind of need.
#[derive(Clone, Debug, PartialEq)]
pub struct Need {
    /// The key under `needs` in the scenario.
    pub name: String,
    /// Share of requests.
    pub share: f64,
    /// Probability of being urgent.
    pub urgent: Probability,
    /// Probability of being wanted soon.
    pub soon: Probability,
    /// Professions that can take it, best first. The general practitioner is always the last.
    pub routes: Vec<usize>,
    /// Probability that a profession other than a GP is right for it, if its routes name one.
    pub suitable: Probability,
    /// Probability that it must be seen face to face.
    pub face_to_face: Probability,
    /// Probability that the patient must be visited at home.
    pub home_visit: Probability,
    /// Probability that it is administrative: the front desk settles it without an appointment.
    pub administrative: Probability,
    /// Probability that a community pharmacy can take it.
    pub pharmacy: Probability,
    /// Probability that advice or a message is all it needs, which clinical triage can give.
    pub triage_settles: Probability,
    /// Probability that a consultation finds a need for a rapid response visit, for a patient who
    /// is not visited at home.
    pub rapid_response: Probability,
    /// Weeks until a follow-up, on average.
    pub follow_up_weeks: f64,
}

impl Need {
    /// The chance below which the front desk or a pharmacy settles it.
    pub fn settled_at_the_door(&self) -> f64 {
        self.administrative.get() + self.pharmacy.get()
    }

    /// The urgency of a request under `chance`.
    pub fn urgency(&self, chance: f64) -> Urgency {
        if chance < self.urgent.get() {
            Urgency::Urgent
        } else if chance < self.urgent.get() + self.soon.get() {
            Urgency::Soon
        } else {
            Urgency::Routine
        }
    }
}

/// A stream of work that the practice initiates: reviews, recalls, screening, vaccination.
#[derive(Clone, Debug, PartialEq)]
pub struct PlannedStream {
    /// The key under `planned` in the scenario.
    pub name: String,
    /// The profession that does it, as an index.
    pub profession: usize,
    /// Items per patient and year [1/a].
    pub per_patient_year: f64,
    /// Month by month, relative to the year's mean, January first [-].
    pub month_index: [f64; 12],
    /// The months are those in which it is wanted, not those in which it arises: it has a season of its own.
    pub is_seasonal: bool,
    /// Bands of the wanted lead time: upper bounds \[d\].
    pub lead_days: Vec<f64>,
    /// Cumulative share of items by band of lead time.
    pub lead_cumulative: Vec<f64>,
    /// Probability that it must be face to face.
    pub face_to_face: Probability,
    /// Slots that one appointment uses: 1, or 2 for a double appointment.
    pub slots: u32,
    /// How its consultations proceed.
    pub competence: Competence,
}
