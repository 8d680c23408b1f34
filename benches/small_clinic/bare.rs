//! The reference: the same small clinic as one hand-written loop, without the engine.
//!
//! Times are floating-point minutes, the event list is a four-ary heap of its own with time and
//! sequence in one integer, queues are ring buffers, and nothing is general. A programmer who
//! needed only this clinic, and needed it fast, would write this.

use rand::Rng;
use rand_distr::{Distribution, Exp1, LogNormal};
use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::SeedableRng;
use std::collections::VecDeque;
use std::hint::select_unpredictable;

const PER_HOUR: [f64; 10] = [18.0, 30.0, 36.0, 32.0, 24.0, 18.0, 22.0, 30.0, 26.0, 14.0];

const ARRIVED: u32 = 0;
const TRIAGED: u32 = 1;
const LOST_PATIENCE: u32 = 2;
const CONSULTED: u32 = 3;
const SUPERVISED: u32 = 4;

const WAITING: u8 = 1;
const ELSEWHERE: u8 = 2;

#[derive(Clone, Copy)]
struct Patient {
    place: u8,
    kind: u8,
    visit: u32,
    joined: f64,
}

#[derive(Clone, Copy)]
struct Entry {
    /// Bits of the time, then the sequence: times are never negative, so bits order them.
    key: u128,
    kind: u32,
    patient: u32,
    visit: u32,
}

/// What the loop counted.
#[derive(Default)]
pub(crate) struct Counts {
    pub(crate) arrivals: u64,
    pub(crate) triaged: u64,
    pub(crate) served: u64,
    pub(crate) reneged: u64,
    pub(crate) supervised: u64,
    pub(crate) wait_sum: f64,
    pub(crate) waits: u64,
}

impl Counts {
    /// The number of events of the model.
    pub(crate) const fn logical(&self) -> u64 {
        self.arrivals + 2 * self.triaged + 2 * self.served + self.reneged + 2 * self.supervised
    }
}

struct Loop {
    heap: Vec<Entry>,
    sequence: u64,
    now: f64,
    chance: Xoshiro256PlusPlus,
    lengths: [LogNormal<f64>; 2],
    patients: Vec<Patient>,
    vacant: Vec<u32>,
    triage_free: u32,
    triage_queue: VecDeque<u32>,
    free: [u32; 2],
    waiting: [VecDeque<u32>; 2],
    supervision: VecDeque<u32>,
    rooms_free: u32,
    rooms_queue: VecDeque<u32>,
    counts: Counts,
}

/// Runs the clinic for `days` of ten hours.
pub(crate) fn run(days: u32, seed: u64) -> Counts {
    let length = |mean: f64| LogNormal::new(mean.ln() - 0.125, 0.5).expect("sigma is positive");
    let mut clinic = Loop {
        heap: Vec::with_capacity(256),
        sequence: 0,
        now: 0.0,
        chance: Xoshiro256PlusPlus::seed_from_u64(seed),
        lengths: [length(10.0), length(20.0)],
        patients: Vec::with_capacity(256),
        vacant: Vec::with_capacity(256),
        triage_free: 2,
        triage_queue: VecDeque::with_capacity(256),
        free: [5, 4],
        waiting: [VecDeque::with_capacity(256), VecDeque::with_capacity(256)],
        supervision: VecDeque::with_capacity(16),
        rooms_free: 7,
        rooms_queue: VecDeque::with_capacity(16),
        counts: Counts::default(),
    };
    clinic.run(f64::from(days) * 600.0);
    clinic.counts
}

impl Loop {
    fn run(&mut self, horizon: f64) {
        self.next_arrival();
        while let Some(entry) = self.pop() {
            let at = f64::from_bits((entry.key >> 64) as u64);
            if at >= horizon {
                return;
            }
            self.now = at;
            let patient = entry.patient;
            match entry.kind {
                ARRIVED => self.arrived(),
                TRIAGED => self.triaged(patient),
                LOST_PATIENCE => {
                    let record = &mut self.patients[patient as usize];
                    if record.visit == entry.visit && record.place == WAITING {
                        record.place = ELSEWHERE;
                        self.counts.reneged += 1;
                    }
                }
                CONSULTED => {
                    let kind = self.patients[patient as usize].kind;
                    if kind == 1 && self.uniform() < 0.2 {
                        if self.free[0] > 0 {
                            self.free[0] -= 1;
                            self.push(3.0, SUPERVISED, patient, 0);
                        } else {
                            self.supervision.push_back(patient);
                        }
                    } else {
                        self.leave(patient, usize::from(kind));
                    }
                }
                _ => {
                    debug_assert_eq!(entry.kind, SUPERVISED, "there is no other kind");
                    self.counts.supervised += 1;
                    self.leave(patient, 1);
                    self.take_next(0);
                }
            }
        }
    }

    fn uniform(&mut self) -> f64 {
        (self.chance.next_u64() >> 11) as f64 * (1.0 / (1_u64 << 53) as f64)
    }

    fn exponential(&mut self, mean: f64) -> f64 {
        let standard: f64 = Exp1.sample(&mut self.chance);
        mean * standard
    }

    fn next_arrival(&mut self) {
        let mut wait = 0.0;
        loop {
            wait += self.exponential(60.0 / 36.0);
            let hour = ((self.now + wait) / 60.0) as usize % 10;
            if self.uniform() * 36.0 < PER_HOUR[hour] {
                break;
            }
        }
        self.push(wait, ARRIVED, 0, 0);
    }

    fn arrived(&mut self) {
        self.counts.arrivals += 1;
        let patient = self.vacant.pop().unwrap_or_else(|| {
            self.patients.push(Patient { place: ELSEWHERE, kind: 0, visit: 0, joined: 0.0 });
            self.patients.len() as u32 - 1
        });
        let record = &mut self.patients[patient as usize];
        record.place = ELSEWHERE;
        record.visit += 1;
        if self.triage_free > 0 {
            self.triage_free -= 1;
            let length = self.exponential(3.0);
            self.push(length, TRIAGED, patient, 0);
        } else {
            self.triage_queue.push_back(patient);
        }
        self.next_arrival();
    }

    fn triaged(&mut self, patient: u32) {
        self.counts.triaged += 1;
        if let Some(next) = self.triage_queue.pop_front() {
            let length = self.exponential(3.0);
            self.push(length, TRIAGED, next, 0);
        } else {
            self.triage_free += 1;
        }
        let kind = usize::from(self.uniform() >= 0.6);
        let now = self.now;
        let record = &mut self.patients[patient as usize];
        record.kind = kind as u8;
        record.joined = now;
        record.place = WAITING;
        let visit = record.visit;
        if self.free[kind] > 0 {
            self.free[kind] -= 1;
            self.got_clinician(patient);
        } else {
            self.waiting[kind].push_back(patient);
            let patience = self.exponential(90.0);
            self.push(patience, LOST_PATIENCE, patient, visit);
        }
    }

    fn got_clinician(&mut self, patient: u32) {
        self.patients[patient as usize].place = ELSEWHERE;
        if self.rooms_free > 0 {
            self.rooms_free -= 1;
            self.begin(patient);
        } else {
            self.rooms_queue.push_back(patient);
        }
    }

    fn begin(&mut self, patient: u32) {
        let record = self.patients[patient as usize];
        self.counts.wait_sum += self.now - record.joined;
        self.counts.waits += 1;
        let length = self.lengths[usize::from(record.kind)].sample(&mut self.chance);
        self.push(length, CONSULTED, patient, 0);
    }

    fn leave(&mut self, patient: u32, kind: usize) {
        self.counts.served += 1;
        self.vacant.push(patient);
        if let Some(next) = self.rooms_queue.pop_front() {
            self.begin(next);
        } else {
            self.rooms_free += 1;
        }
        self.take_next(kind);
    }

    fn take_next(&mut self, kind: usize) {
        if kind == 0
            && let Some(patient) = self.supervision.pop_front()
        {
            self.push(3.0, SUPERVISED, patient, 0);
            return;
        }
        while let Some(patient) = self.waiting[kind].pop_front() {
            if self.patients[patient as usize].place == WAITING {
                self.got_clinician(patient);
                return;
            }
            self.vacant.push(patient);
        }
        self.free[kind] += 1;
    }

    fn push(&mut self, wait: f64, kind: u32, patient: u32, visit: u32) {
        let time = (self.now + wait).to_bits();
        let key = (u128::from(time) << 64) | u128::from(self.sequence);
        self.sequence += 1;
        let entry = Entry { key, kind, patient, visit };
        let mut index = self.heap.len();
        self.heap.push(entry);
        while index > 0 {
            let parent = (index - 1) / 4;
            if self.heap[parent].key <= key {
                break;
            }
            self.heap[index] = self.heap[parent];
            index = parent;
        }
        self.heap[index] = entry;
    }

    fn pop(&mut self) -> Option<Entry> {
        let first = *self.heap.first()?;
        let last = self.heap.pop()?;
        let len = self.heap.len();
        if len > 0 {
            let mut index = 0;
            loop {
                let child = index * 4 + 1;
                if child >= len {
                    break;
                }
                let least = if let Some([a, b, c, d]) = self.heap[child..].first_chunk() {
                    let left = child + usize::from(b.key < a.key);
                    let right = child + 2 + usize::from(d.key < c.key);
                    select_unpredictable(self.heap[right].key < self.heap[left].key, right, left)
                } else {
                    let mut least = child;
                    for other in child + 1..len {
                        let earlier = self.heap[other].key < self.heap[least].key;
                        least = select_unpredictable(earlier, other, least);
                    }
                    least
                };
                if last.key <= self.heap[least].key {
                    break;
                }
                self.heap[index] = self.heap[least];
                index = least;
            }
            self.heap[index] = last;
        }
        Some(first)
    }
}
