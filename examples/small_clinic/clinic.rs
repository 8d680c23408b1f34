//! The clinic itself; `benches/small_clinic.rs` times it too.

use pcn_sim::engine::calendar::{Calendar, Phase};
use pcn_sim::engine::monitor::Tally;
use pcn_sim::engine::resource::{Resource, Seized};
use pcn_sim::units::{SimTime, Span};
use rand::Rng;
use rand_distr::{Distribution, Exp1, LogNormal};
use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::SeedableRng;

/// Arrivals an hour in each hour of the ten-hour day.
const PER_HOUR: [f64; 10] = [18.0, 30.0, 36.0, 32.0, 24.0, 18.0, 22.0, 30.0, 26.0, 14.0];
const BUSIEST: f64 = 36.0;
const DAY_MIN: f64 = 600.0;
const TRIAGE_MIN: f64 = 3.0;
const PATIENCE_MIN: f64 = 90.0;
const TO_GP: f64 = 0.6;
const SUPERVISED: f64 = 0.2;
const SUPERVISION_MIN: f64 = 3.0;
const CONSULTATION_MIN: [f64; 2] = [10.0, 20.0];
const SIGMA: f64 = 0.5;

const GP: usize = 0;
const OTHER: usize = 1;
/// Supervision goes before patients.
const FIRST: usize = 0;
const PATIENTS: usize = 1;

#[derive(Clone, Copy)]
enum Event {
    Arrived,
    Triaged(u32),
    LostPatience(u32, u32),
    Consulted(u32),
    Supervised(u32),
    Closed,
}

/// Where a patient is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    InTriage,
    Waiting,
    WithClinician,
    Gone,
}

#[derive(Clone, Copy)]
struct Patient {
    place: Place,
    kind: u8,
    /// Counts uses of the record, so that a timer is matched with the customer for whom it was set.
    visit: u32,
    joined: SimTime,
}

/// A customer of the clinicians' queues: a patient, or an OTHER clinician who asks for a GP.
#[derive(Clone, Copy)]
enum Wants {
    Consultation(u32),
    Supervision(u32),
}

/// The counts of one replication.
#[derive(Clone, Copy, Default)]
pub(crate) struct Counts {
    pub(crate) arrivals: u64,
    pub(crate) triaged: u64,
    pub(crate) served: u64,
    pub(crate) reneged: u64,
    pub(crate) supervised: u64,
    pub(crate) wait: Tally,
}

impl Counts {
    /// The number of events of the model, whichever engine runs it.
    pub(crate) const fn logical(&self) -> u64 {
        self.arrivals + 2 * self.triaged + 2 * self.served + self.reneged + 2 * self.supervised
    }
}

/// The clinic, empty at the start.
pub(crate) struct Clinic {
    calendar: Calendar<Event>,
    chance: Xoshiro256PlusPlus,
    lengths: [LogNormal<f64>; 2],
    triage: Resource<u32>,
    clinicians: [Resource<Wants, 2>; 2],
    rooms: Resource<u32>,
    patients: Vec<Patient>,
    vacant: Vec<u32>,
    pub(crate) counts: Counts,
}

impl Clinic {
    pub(crate) fn new(seed: u64) -> Self {
        let length = |mean: f64| {
            LogNormal::new(mean.ln() - SIGMA * SIGMA / 2.0, SIGMA).expect("sigma is positive")
        };
        Clinic {
            calendar: Calendar::new(SimTime::ZERO),
            chance: Xoshiro256PlusPlus::seed_from_u64(seed),
            lengths: CONSULTATION_MIN.map(length),
            triage: Resource::new(2),
            clinicians: [Resource::new(5), Resource::new(4)],
            rooms: Resource::new(7),
            patients: Vec::new(),
            vacant: Vec::new(),
            counts: Counts::default(),
        }
    }

    fn uniform(&mut self) -> f64 {
        (self.chance.next_u64() >> 11) as f64 * (1.0 / (1_u64 << 53) as f64)
    }

    fn exponential(&mut self, mean: f64) -> Span {
        let standard: f64 = Exp1.sample(&mut self.chance);
        Span::from_minutes(mean * standard)
    }

    /// Runs for `days` of ten hours.
    pub(crate) fn run(&mut self, days: u32) {
        let horizon = SimTime::ZERO + Span::from_minutes(f64::from(days) * DAY_MIN);
        self.calendar.schedule_in(horizon, Phase::Observe, Event::Closed);
        self.schedule_arrival();
        while let Some(event) = self.calendar.advance() {
            match event {
                Event::Arrived => self.arrived(),
                Event::Triaged(patient) => self.triaged(patient),
                Event::LostPatience(patient, visit) => self.lost_patience(patient, visit),
                Event::Consulted(patient) => self.consulted(patient),
                Event::Supervised(patient) => self.supervised(patient),
                Event::Closed => return,
            }
        }
    }

    /// Thinning: candidates at the busiest rate, kept in proportion to the hour's.
    fn schedule_arrival(&mut self) {
        let mut at = self.calendar.now();
        loop {
            at += self.exponential(60.0 / BUSIEST);
            let hour = (at.as_ms() / 3_600_000) as usize % PER_HOUR.len();
            if self.uniform() * BUSIEST < PER_HOUR[hour] {
                break;
            }
        }
        self.calendar.schedule(at, Event::Arrived);
    }

    fn arrived(&mut self) {
        self.counts.arrivals += 1;
        let joined = self.calendar.now();
        let patient = self.vacant.pop().unwrap_or_else(|| {
            self.patients.push(Patient { place: Place::Gone, kind: 0, visit: 0, joined });
            self.patients.len() as u32 - 1
        });
        let record = &mut self.patients[patient as usize];
        record.place = Place::InTriage;
        record.visit += 1;
        if self.triage.seize(patient, 0) == Seized::AtOnce {
            self.begin_triage(patient);
        }
        self.schedule_arrival();
    }

    fn begin_triage(&mut self, patient: u32) {
        let length = self.exponential(TRIAGE_MIN);
        self.calendar.schedule(self.calendar.now() + length, Event::Triaged(patient));
    }

    fn triaged(&mut self, patient: u32) {
        self.counts.triaged += 1;
        self.triage.release();
        if let Some(next) = self.triage.next(|_| true) {
            self.begin_triage(next);
        }
        let now = self.calendar.now();
        let kind = if self.uniform() < TO_GP { GP } else { OTHER };
        let record = &mut self.patients[patient as usize];
        record.kind = kind as u8;
        record.joined = now;
        record.place = Place::Waiting;
        let visit = record.visit;
        match self.clinicians[kind].seize(Wants::Consultation(patient), PATIENTS) {
            Seized::AtOnce => self.got_clinician(patient),
            Seized::Queued => {
                let patience = self.exponential(PATIENCE_MIN);
                self.calendar.schedule(now + patience, Event::LostPatience(patient, visit));
            }
        }
    }

    fn lost_patience(&mut self, patient: u32, visit: u32) {
        let record = &mut self.patients[patient as usize];
        if record.visit == visit && record.place == Place::Waiting {
            record.place = Place::Gone;
            self.counts.reneged += 1;
            // The queue still holds the record: it is vacant once the queue has skipped it.
            self.clinicians[usize::from(record.kind)].renege();
        }
    }

    fn got_clinician(&mut self, patient: u32) {
        self.patients[patient as usize].place = Place::WithClinician;
        if self.rooms.seize(patient, 0) == Seized::AtOnce {
            self.begin_consultation(patient);
        }
    }

    fn begin_consultation(&mut self, patient: u32) {
        let now = self.calendar.now();
        let record = self.patients[patient as usize];
        self.counts.wait.observe((now - record.joined).as_minutes());
        let length = self.lengths[usize::from(record.kind)].sample(&mut self.chance);
        self.calendar.schedule(now + Span::from_minutes(length), Event::Consulted(patient));
    }

    fn consulted(&mut self, patient: u32) {
        let kind = usize::from(self.patients[patient as usize].kind);
        if kind == OTHER && self.uniform() < SUPERVISED {
            if self.clinicians[GP].seize(Wants::Supervision(patient), FIRST) == Seized::AtOnce {
                self.begin_supervision(patient);
            }
            return;
        }
        self.leave(patient, kind);
    }

    fn begin_supervision(&mut self, patient: u32) {
        let at = self.calendar.now() + Span::from_minutes(SUPERVISION_MIN);
        self.calendar.schedule(at, Event::Supervised(patient));
    }

    fn supervised(&mut self, patient: u32) {
        self.counts.supervised += 1;
        self.clinicians[GP].release();
        self.leave(patient, OTHER);
        self.take_next(GP);
    }

    /// Everything is released at once: the room, the clinician.
    fn leave(&mut self, patient: u32, kind: usize) {
        self.counts.served += 1;
        self.patients[patient as usize].place = Place::Gone;
        self.vacant.push(patient);
        self.rooms.release();
        if let Some(next) = self.rooms.next(|_| true) {
            self.begin_consultation(next);
        }
        self.clinicians[kind].release();
        self.take_next(kind);
    }

    fn take_next(&mut self, kind: usize) {
        let (patients, vacant) = (&self.patients, &mut self.vacant);
        let next = self.clinicians[kind].next(|wants| match wants {
            Wants::Supervision(_) => true,
            Wants::Consultation(patient) => {
                let waits = patients[patient as usize].place == Place::Waiting;
                if !waits {
                    vacant.push(patient);
                }
                waits
            }
        });
        match next {
            Some(Wants::Consultation(patient)) => self.got_clinician(patient),
            Some(Wants::Supervision(patient)) => self.begin_supervision(patient),
            None => {}
        }
    }
}
