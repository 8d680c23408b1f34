//! The simulation of a care system: the only module that uses both model and engine.
//!
//! ```text
//!  arrivals ─► reception ─► telephone, desk, forms ─► navigation ─► offers ─► clinic ─► departures
//!  (what a    (requests    (menu, queue, call-back)  (who is      (bookings, (called, (settled,
//!  day         arise)               │                right)        ahead)    seen,    referred,
//!  brings)                          └──► duty ──────────▲            ▲       advised)  unmet, ED)
//!                    ▲                   (triage)                    │          │
//!                    └── rings again, another day ───────────────────┼──────────┘
//!                                          rota, timetable, slots, supervision
//!                                          (who is in, rooms, what can be booked)
//! ```
//!
//! [`simulate`] is a pure function: the same system, horizon and chance give the same record. An
//! observer never changes the record, except for the number of events and the order of sums where
//! several networks share no staff. The function does not print, read files or start threads.

mod activity;
mod administration;
mod administration_counts;
mod advice;
mod ahead;
mod arena;
mod arrivals;
pub mod avoidable;
mod bits;
mod bookings;
pub mod budget;
mod cause;
pub mod chances;
mod clinic;
mod cohort_counts;
mod cohorts;
mod consultation;
mod dated;
mod day_end;
mod day_sheet;
mod departures;
mod derived;
mod desk;
pub mod diary;
mod double_slots;
mod duty;
mod emergency;
mod emergency_counts;
mod ended;
pub mod event;
pub mod fact;
mod facts;
mod fill;
mod findings;
mod forms;
mod journeys;
mod labour;
mod leave;
mod ledger;
mod lists;
mod measuring;
mod memory;
mod navigation;
pub mod observer;
mod offers;
mod overbooking;
mod own_gps;
mod parts;
mod query;
mod recall;
mod recall_moves;
mod reception;
pub mod record;
mod returns;
mod rooms;
mod rota;
mod slots;
pub mod state;
mod supervision;
mod telephone;
mod tenure;
mod time_sheet;
mod timetable;
mod triage_counts;
mod unmet;
mod weekly_counts;

use crate::engine::assignment::Assignment;
use crate::engine::calendar::{Calendar, Phase};
use crate::engine::monitor::WeekProfile;
use crate::engine::resource::Resource;
use crate::model::CareSystem;
use crate::model::calendar::Day;
use crate::model::chance::Chance;
use crate::model::demand::URGENCIES;
use crate::model::practice::{Practice, taken_for_each_other};
use crate::model::roster::{Person, people};
use crate::units::{SimTime, Span};
use arena::Arena;
use arrivals::Arrival;
use budget::{Budget, Endless, Watch};
use cohorts::Cohorts;
use dated::{Parts, Timeline};
use day_sheet::DaySheet;
use derived::Derived;
use diary::{Diary, NO_DAY};
use event::Event;
use observer::Observer;
use recall::Recalls;
use record::Record;
use rota::PersonState;
use serde::{Deserialize, Serialize};
use state::{Contact, ContactId, Request, RequestId, Session, SessionId, Slab};
use std::collections::VecDeque;
use std::ops::Range;
use tenure::Tenure;

/// How long a replication runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Horizon {
    /// Weeks before measurement, to fill the appointment book.
    pub warm_up_weeks: u32,
    /// Weeks measured.
    pub weeks: u32,
}

/// Requests are followed this long beyond the measured period.
pub const FOLLOWED_DAYS: i32 = 28;

/// The longest warm-up, and the longest period after it \[weeks\]. Days beyond them have no
/// identities for patients.
const LONGEST_WARM_UP: u32 = 292;
const LONGEST: u32 = 873;

/// Calendar margin before the first and after the last day of the book \[d\]; leave is drawn by whole years.
const DAYS_BEFORE: i32 = 800;

/// Days over which access is judged for latent demand.
const TRAILING_DAYS: usize = 28;

/// Calls and visits go before forms at the desk.
const DESK_CLASSES: usize = 2;

/// Simulates one replication of `system` over `horizon` under `chance` and notifies `observer`.
///
/// # Example
///
/// ```
/// use pcn_sim::scenario::{FileSystem, load};
/// use pcn_sim::simulation::chances::Addressed;
/// use pcn_sim::simulation::observer::Silent;
/// use pcn_sim::simulation::{Horizon, simulate};
///
/// let system = load("average-pcn", &FileSystem)?.system;
/// let horizon = Horizon { warm_up_weeks: 0, weeks: 1 };
/// let record = simulate(&system, horizon, &Addressed::new(1, 1), &mut Silent)?;
/// assert!(record.front_door.inbound > 0);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
///
/// [`Endless`], if more happens at one instant or within one week than [`Budget::of`] `system` allows.
pub fn simulate<C: Chance, O: Observer>(
    system: &CareSystem,
    horizon: Horizon,
    chance: &C,
    observer: &mut O,
) -> Result<Record, Endless> {
    simulate_within(Budget::of(system), system, horizon, chance, observer)
}

/// The same under another `budget`.
///
/// # Errors
///
/// [`Endless`], if more happens than `budget` allows.
pub fn simulate_within<C: Chance, O: Observer>(
    budget: Budget,
    system: &CareSystem,
    horizon: Horizon,
    chance: &C,
    observer: &mut O,
) -> Result<Record, Endless> {
    // An observer receives the facts of all networks in order of time. Without an observer,
    // networks that share no staff are simulated one after the other: the events of each are the
    // same, and the caches hold one network at a time.
    let groups =
        if O::LISTENS { vec![(0..system.pcns()).collect()] } else { system.on_one_clock() };
    debug_assert!(taken_for_each_other(&system.practices).is_none(), "a checked network");
    let timeline = Timeline::of(system, horizon.weeks as i32 * 7);
    let everyone = people(&timeline.stated);
    let mut record = measuring::blank_record(&timeline.stated, horizon);
    for networks in &groups {
        let works_there = |person: &&Person| person.pcn.is_none_or(|pcn| networks.contains(&pcn));
        let here = everyone.iter().filter(works_there).cloned().collect();
        let mut simulation =
            Simulation::new(&timeline, networks, here, horizon, chance, observer, record);
        simulation.run(budget)?;
        record = simulation.close();
    }
    Ok(record)
}

/// The practices of some `networks`, as indices, in the order of their patients' identities. The order
/// in the scenario has no effect.
fn practices_of(system: &CareSystem, networks: &[usize]) -> Vec<usize> {
    let mut practices: Vec<usize> = (0..system.practices.len())
        .filter(|&practice| networks.contains(&system.practices[practice].pcn))
        .collect();
    practices.sort_unstable_by_key(|&practice| system.practices[practice].identity());
    practices
}

/// The state of a replication.
pub(crate) struct Simulation<'n, C, O> {
    /// The system as it is today, and the parts of the run.
    system: &'n CareSystem,
    parts: Parts<'n>,
    /// Which of its networks are simulated, and their practices, as indices.
    networks: &'n [usize],
    practices: Vec<usize>,
    chance: &'n C,
    observer: &'n mut O,
    derived: Derived,
    people: Vec<Person>,
    person_states: Vec<PersonState>,
    /// The labour pools from which posts are filled.
    pools: Vec<labour::Pool>,
    calendar: Calendar<Event>,
    record: Record,
    is_measuring: bool,
    first_day: i32,
    measured_days: i32,
    last_day: i32,
    /// The properties of each day, from a year before the first. They are needed at every event.
    days: Vec<Day>,

    /// The arrivals of today, in order of time.
    arrivals: Vec<Arrival>,
    next_arrival: usize,
    /// By network: the candidate requests of the measured period so far.
    candidates_so_far: Vec<u32>,

    requests: Slab<Request>,
    /// Requests that have ended without help and will return.
    returning: Slab<Request>,
    contacts: Slab<Contact>,
    /// The number of appointments in the book.
    booked: u32,
    generation: u32,

    desks: Vec<Resource<ContactId, DESK_CLASSES>>,
    /// By practice: callers and visitors who wait, forms apart.
    live_waiting: Vec<u32>,
    /// By network: the care coordinators who navigate.
    coordinators: Vec<Resource<RequestId>>,
    /// By practice and urgency: requests that wait for triage.
    triage_queues: Vec<[VecDeque<RequestId>; URGENCIES]>,
    /// Successes and failures of each practice on each of the last days.
    access: Vec<[[u32; 2]; TRAILING_DAYS]>,
    /// By practice: who saw their own GP on the last days.
    own_gps: own_gps::OwnGps,
    /// Starts of today that are booked twice.
    booked_twice: Vec<overbooking::Second>,

    diary: Diary,
    sessions: Arena<Session>,
    /// By day: the indices of its sessions.
    sessions_by_day: Vec<Range<usize>>,
    /// The first day of which sessions and slots are kept: all before it are over.
    kept_from: i32,
    free_from: Vec<SimTime>,
    assignment: Assignment,
    /// By diary: how full its clinics have been.
    fill: Vec<fill::Fill>,
    /// The last day on which telephone slots of sessions in a room are now offered in person too.
    either_mode_until: i32,
    /// The next working day whose slots are in the book.
    next_working_day: i32,

    /// By room: the session that holds it, or [`state::NONE`].
    room_held_by: Vec<u32>,
    /// By person: the session under way, or [`state::NONE`].
    person_in: Vec<u32>,
    /// Sessions whose start is delayed because the room or the clinician is still busy.
    held_up: Vec<SessionId>,
    hot_rooms: Vec<Resource<SessionId>>,
    /// The last day that is open in the book, and today.
    opening: DaySheet,
    today: DaySheet,
    /// By practice: the sessions under way.
    under_way: Vec<Vec<SessionId>>,
    /// By practice: supervisees who wait for advice.
    advice_queues: Vec<VecDeque<SessionId>>,

    cohorts: Cohorts,
    recalls: Recalls,
    /// Administrative work of GPs, until it is accounted for.
    administration: administration::Book,

    scratch: memory::Scratch,
    /// Requests of the measured period that have not ended.
    open_measured: u64,
    /// Needs about which patients first asked in the measured period, and that have not ended.
    open_needs: u64,
}

impl<'n, C: Chance, O: Observer> Simulation<'n, C, O> {
    /// Of the networks of a system, those with the indices `networks` and their `people`, before
    /// anything has happened; what happens is added to `record`.
    fn new(
        timeline: &'n Timeline<'_>,
        networks: &'n [usize],
        people: Vec<Person>,
        horizon: Horizon,
        chance: &'n C,
        observer: &'n mut O,
        mut record: Record,
    ) -> Self {
        let first_day = -(horizon.warm_up_weeks as i32 * 7);
        let measured_days = horizon.weeks as i32 * 7;
        let last_day = measured_days + FOLLOWED_DAYS;
        assert!(
            arrivals::has_names(first_day) && arrivals::has_names(last_day),
            "patients have names on {LONGEST_WARM_UP} weeks of warm-up and {LONGEST} weeks after it"
        );
        let start = SimTime::midnight(first_day);
        let systems = timeline.parts();
        let system = systems[0].1;
        let (parts, derived) = Parts::new(systems, &people);
        let cohorts = Cohorts::new(system, chance, first_day);
        let practices = system.practices.len();
        let book_days = (last_day - first_day + 1) as usize + derived.open_ahead_days as usize + 1;
        record.work.profiles().for_each(WeekProfile::clear);
        let is_pooled = |role| system.labour_pools.iter().any(|pool| pool.role == role);
        let person_states: Vec<PersonState> = people
            .iter()
            .map(|person| {
                let mut state = PersonState::new(person.identity);
                let (team, is_pooled) = (&system.teams[person.team], is_pooled(person.role));
                state.tenure = Tenure::at_start(team, person.identity, is_pooled, chance);
                state
            })
            .collect();
        Simulation {
            diary: Diary::new(derived.diaries, derived.open_ahead_days as usize + 2),
            pools: labour::pools(system, &people, &person_states),
            person_states,
            calendar: Calendar::new(start),
            record,
            is_measuring: false,
            first_day,
            measured_days,
            last_day,
            days: (first_day - DAYS_BEFORE..first_day + book_days as i32 + DAYS_BEFORE)
                .map(|day| system.calendar.day(day))
                .collect(),
            arrivals: Vec::new(),
            next_arrival: 0,
            candidates_so_far: vec![0; system.pcns()],
            requests: Slab::default(),
            returning: Slab::default(),
            contacts: Slab::default(),
            booked: 0,
            generation: 0,
            desks: vec![Resource::new(0); practices],
            live_waiting: vec![0; practices],
            coordinators: vec![Resource::new(0); system.pcns()],
            triage_queues: vec![Default::default(); practices],
            access: vec![[[0; 2]; TRAILING_DAYS]; practices],
            own_gps: own_gps::OwnGps::new(practices),
            booked_twice: Vec::new(),
            sessions: Arena::default(),
            sessions_by_day: Vec::new(),
            kept_from: first_day,
            free_from: vec![SimTime::ZERO; derived.rooms as usize],
            assignment: Assignment::default(),
            fill: vec![fill::Fill::default(); derived.diaries],
            either_mode_until: NO_DAY,
            next_working_day: NO_DAY,
            room_held_by: vec![state::NONE; derived.rooms as usize],
            person_in: vec![state::NONE; people.len()],
            held_up: Vec::new(),
            hot_rooms: derived
                .rooms_on(first_day)
                .rooms_of_site
                .iter()
                .map(|rooms| Resource::new(*rooms))
                .collect(),
            opening: DaySheet::new(practices, people.len()),
            today: DaySheet::new(practices, people.len()),
            under_way: vec![Vec::new(); practices],
            advice_queues: vec![VecDeque::new(); practices],
            cohorts,
            recalls: Recalls::new(
                system,
                &practices_of(system, networks),
                (last_day - first_day) as usize,
                derived.diaries,
            ),
            administration: administration::Book::new(&parts, &people, horizon.weeks),
            scratch: memory::Scratch::default(),
            open_measured: 0,
            open_needs: 0,
            practices: practices_of(system, networks),
            system,
            parts,
            networks,
            chance,
            observer,
            derived,
            people,
        }
    }

    /// From the first day of the warm-up to the last day on which requests are followed.
    fn run(&mut self, budget: Budget) -> Result<(), Endless> {
        let mut watch = Watch::new(budget);
        let start = SimTime::midnight(self.first_day);
        // At the start, the book is open up to its usual horizon, except for the day that opens today.
        for day in self.first_day..self.first_day + self.derived.open_ahead_days {
            self.open_in_its_part(day);
        }
        self.begin_recall();
        self.calendar.schedule_in(SimTime::ZERO, Phase::Release, Event::MeasurementStarted);
        let end = SimTime::midnight(self.measured_days);
        self.calendar.schedule_in(end, Phase::Release, Event::MeasurementEnded);
        self.calendar.schedule(start, Event::DayBegan);
        let stop = SimTime::midnight(self.last_day);
        loop {
            let next_event = self.calendar.next_at().unwrap_or(SimTime::NEVER);
            // At equal times arrivals come before scheduled events.
            if let Some(&arrival) = self.arrivals.get(self.next_arrival)
                && arrival.at <= next_event
            {
                self.next_arrival += 1;
                self.calendar.advance_to(arrival.at);
                self.record.events += 1;
                self.arose(arrival);
                continue;
            }
            if next_event >= stop {
                return Ok(());
            }
            let event = self.calendar.advance().expect("there is a next event");
            self.record.events += 1;
            if watch.is_time_to_look()
                && let Some(exceeded) = watch.look(self.calendar.now(), event)
            {
                return Err(watch.endless(exceeded, self.date_and_time()));
            }
            self.happened(event);
        }
    }

    /// Now, as date and time.
    fn date_and_time(&self) -> String {
        let now = self.calendar.now();
        format!("{} at {}", self.system.calendar.date(now.day()), now.time_of_day())
    }

    /// One line and one function for each event, in the order in which a patient meets them.
    fn happened(&mut self, event: Event) {
        match event {
            Event::DayBegan => self.day_began(),
            Event::HandlersChanged => self.handlers_changed(),
            Event::DeskClosed => self.desk_closed(),
            Event::MenuCompleted(contact) => self.menu_completed(contact),
            Event::CallerHungUp(contact, generation) => self.caller_hung_up(contact, generation),
            Event::DeskFinished(contact) => self.desk_finished(contact),
            Event::OtherCallRepeated(contact) => self.other_call_repeated(contact),
            Event::PatientRang(request) => self.patient_rang(request),
            Event::PatientReturned(request) => self.patient_returned(request),
            Event::FormSent(request) => self.form_sent(request),
            Event::OtherFormSent(contact) => self.other_form_sent(contact),
            Event::CoordinatorFinished(request) => self.coordinator_finished(request),
            Event::PracticeRebooks(request) => self.practice_rebooks(request),
            Event::AppointmentCancelled(request, generation) => {
                self.appointment_cancelled(request, generation);
            }
            Event::VisitCalledOff(request, generation) => {
                self.visit_called_off(request, generation);
            }
            Event::SessionStarted(session) => self.session_started(session),
            Event::ClinicianLooked(session, generation) => {
                self.clinician_looked(session, generation);
            }
            Event::RoomCleared(room) => self.room_cleared(room),
            Event::AdviceSought(session) => self.advice_sought(session),
            Event::AdviceTimedOut(session, generation) => {
                self.advice_timed_out(session, generation);
            }
            Event::AdviceGiven(supervisor, supervisee) => self.advice_given(supervisor, supervisee),
            Event::TriageCompleted(session, request) => self.triage_completed(session, request),
            Event::TriageOverdue(request, since) => self.triage_overdue(request, since),
            Event::ConsultationEnded(session) => self.consultation_ended(session),
            Event::MeasurementStarted => self.measurement_started(),
            Event::MeasurementEnded => self.measurement_ended(),
        }
    }

    fn day_began(&mut self) {
        let today = self.calendar.now().day();
        if self.first_day < today {
            self.end_day(today - 1);
        }
        self.begin_part(today);
        self.open_in_its_part(today + self.derived.open_ahead_days);
        self.change_rooms(today);
        self.either_mode_until = self.last_day_in_either_mode(today);
        self.next_working_day = self.working_day_in_book(today, 1);
        self.start_rota(today);
        self.arrivals_of_day(today);
        if !self.cohorts.is_empty() {
            self.plan_visits(today);
        }
        if !self.recalls.is_empty() {
            self.recall_of_day(today);
        }
        self.set_handlers(today);
        if today < self.last_day {
            let tomorrow = SimTime::midnight(today + 1);
            self.calendar.schedule_in(tomorrow, Phase::Release, Event::DayBegan);
        }
    }

    /// Opens and closes rooms on `today`. The capacity of shared rooms changes accordingly.
    fn change_rooms(&mut self, today: i32) {
        let Some(period) = self.derived.rooms_change_on(today) else { return };
        for (hot, rooms) in self.hot_rooms.iter_mut().zip(&period.rooms_of_site) {
            hot.set_capacity(*rooms);
        }
        // An evening clinic may have run past midnight.
        (0..self.hot_rooms.len()).for_each(|site| self.take_next_for_room(site));
    }

    /// Forgets a day that is over in the book.
    fn end_day(&mut self, day: i32) {
        self.count_day_end(day);
        self.count_waiting_for_triage(day);
        self.tell_day_end(day);
        self.diary.close_day(day);
        self.forget_days(day);
        let trailing = (day + 1).rem_euclid(TRAILING_DAYS as i32) as usize;
        for practice in &mut self.access {
            practice[trailing] = [0; 2];
        }
        self.own_gps.begin_day(day + 1);
    }

    /// The warm-up is over: monitors are reset, and the state is kept.
    fn measurement_started(&mut self) {
        self.make_room();
        self.count_overdue(0, false);
        self.is_measuring = true;
        let now = self.calendar.now();
        self.record.work.profiles().for_each(|profile| profile.open(now));
    }

    /// Measurement is over. Open requests are followed further but not measured.
    fn measurement_ended(&mut self) {
        self.is_measuring = false;
        self.count_overdue(self.measured_days, true);
        let now = self.calendar.now();
        self.record.work.profiles().for_each(|profile| profile.close(now));
    }

    /// The practices of a network.
    fn practices_of(&self, pcn: usize) -> impl Iterator<Item = &Practice> {
        self.system.practices.iter().filter(move |practice| practice.pcn == pcn)
    }

    /// The properties of `day`.
    pub(crate) fn day(&self, day: i32) -> Day {
        self.days[(day - self.first_day + DAYS_BEFORE) as usize]
    }

    /// A timer that is no longer needed. It does not count as an event.
    const fn overtaken(&mut self) {
        self.record.events -= 1;
    }

    /// A new number for a timer.
    fn next_generation(&mut self) -> u32 {
        // 0 means that no timer is set.
        self.generation = self.generation.wrapping_add(1).max(1);
        self.generation
    }
}

/// A length of time in simulated time.
pub(crate) fn minutes(minutes: f64) -> Span {
    Span::from_minutes(minutes)
}
