//! The practice in motion: the only place where model and engine meet.
//!
//! ```text
//!  dealing ─► reception ─► telephone, desk, forms ─► navigation ─► offers ─► clinic ─► departures
//!  (what a    (requests    (menu, queue, call-back)  (who is      (bookings, (called, (settled,
//!  day         arise)               │                right)        ahead)    seen,    referred,
//!  brings)                          └──► duty ──────────▲            ▲       advised)  unmet, ED)
//!                    ▲                   (triage)                    │          │
//!                    └── rings again, another day ───────────────────┼──────────┘
//!                                          rota, timetable, starts, supervision
//!                                          (who is in, rooms, what can be booked)
//! ```
//!
//! [`simulate`] is a pure function: the same network, horizon and chance give the same record. An observer
//! never changes the record, except the count of events and the order of sums if several networks share
//! nobody. The function does not print, read or start threads.

mod advice;
mod ahead;
mod bookings;
pub mod budget;
pub mod chances;
mod clinic;
mod cohorts;
mod consultation;
mod day_sheet;
mod dealing;
mod departures;
mod desk;
pub mod diary;
mod duty;
pub mod event;
mod forms;
mod journeys;
mod labour;
mod memory;
mod navigation;
pub mod observer;
mod offers;
mod plan;
mod reception;
pub mod record;
mod rota;
mod searches;
mod shelf;
mod starts;
pub mod state;
mod supervision;
mod telephone;
mod tenure;
mod timetable;

use crate::engine::calendar::{Calendar, Phase};
use crate::engine::monitor::WeekProfile;
use crate::engine::resource::Resource;
use crate::model::Network;
use crate::model::calendar::Day;
use crate::model::chance::Chance;
use crate::model::population::Population;
use crate::model::practice::{Practice, taken_for_each_other};
use crate::model::roster::{Person, people};
use crate::units::{SimTime, Span};
use budget::{Budget, Endless, Watch};
use cohorts::Cohorts;
use day_sheet::DaySheet;
use dealing::Arrival;
use diary::Diary;
use event::Event;
use observer::{Fact, Observer, PatientId, What, Who};
use plan::Plan;
use record::{DayState, Record};
use rota::PersonState;
use serde::{Deserialize, Serialize};
use shelf::Shelf;
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

/// Nobody simulates a longer warm-up, nor a longer period after it \[weeks\]: patients of later days
/// would have no name.
const LONGEST_WARM_UP: u32 = 292;
const LONGEST: u32 = 873;

/// Calendar margin before the first and after the last day of the book \[d\]; leave is drawn by whole years.
const DAYS_BEFORE: i32 = 800;

/// Days over which access is judged for latent demand.
const TRAILING_DAYS: usize = 28;

/// Calls and visits go before forms at the desk.
const DESK_CLASSES: usize = 2;

/// One replication: what happens to `network` over `horizon` under `chance`, told to `observer`.
///
/// # Example
///
/// ```
/// use pcn_sim::scenario::{FileSystem, load};
/// use pcn_sim::simulation::chances::Addressed;
/// use pcn_sim::simulation::trace::Silent;
/// use pcn_sim::simulation::{Horizon, simulate};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let network = load("average-pcn", &FileSystem)?.network;
/// let horizon = Horizon { warm_up_weeks: 0, weeks: 1 };
/// let record = simulate(&network, horizon, &Addressed::new(1, 1), &mut Silent)?;
/// assert!(record.front_door.inbound > 0);
/// # Ok(())
/// # }
/// ```
///
/// # Errors
///
/// [`Endless`], if more happens at one instant or within one week than [`Budget::of`] `network` allows.
pub fn simulate<C: Chance, O: Observer>(
    network: &Network,
    horizon: Horizon,
    chance: &C,
    observer: &mut O,
) -> Result<Record, Endless> {
    simulate_within(Budget::of(network), network, horizon, chance, observer)
}

/// The same under another `budget`.
///
/// # Errors
///
/// [`Endless`], if more happens than `budget` allows.
pub fn simulate_within<C: Chance, O: Observer>(
    budget: Budget,
    network: &Network,
    horizon: Horizon,
    chance: &C,
    observer: &mut O,
) -> Result<Record, Endless> {
    // Whoever listens is told of all networks in order of time. Otherwise those that share nobody are
    // simulated one after the other: the same befalls each, and the caches hold one at a time.
    let groups =
        if O::LISTENS { vec![(0..network.pcns()).collect()] } else { network.on_one_clock() };
    debug_assert!(taken_for_each_other(&network.practices).is_none(), "a checked network");
    let everyone = people(network);
    let mut record = blank_record(network, horizon);
    for networks in &groups {
        let works_there = |person: &&Person| person.pcn.is_none_or(|pcn| networks.contains(&pcn));
        let here = everyone.iter().filter(works_there).cloned().collect();
        let mut simulation =
            Simulation::new(network, networks, here, horizon, chance, observer, record);
        simulation.run(budget)?;
        record = simulation.close();
    }
    Ok(record)
}

/// A record in which only what is known beforehand is entered.
fn blank_record(network: &Network, horizon: Horizon) -> Record {
    let measured_days = horizon.weeks as i32 * 7;
    let mut record = Record::new(network.calendar.weekday_of_zero() as i32);
    record.days = measured_days as u32;
    record.patients = network.patients();
    record.population = Population::of(network).fingerprint();
    record.rooms = network.rooms_total();
    record.by_pcn = vec![[0; 2]; network.pcns()];
    record.took_gp = vec![Vec::new(); network.pcns()];
    record.settled_without_gp = vec![Vec::new(); network.pcns()];
    record.ledgers = vec![record::Ledger::default(); network.professions.len()];
    let contacts = network.cohorts.iter().map(|cohort| cohort.contacts.len()).sum();
    record.cohorts.contacts = vec![record::ContactCounts::default(); contacts];
    record.work.supervision_by_role = vec![Default::default(); network.roles.len()];
    let days_recorded = (horizon.warm_up_weeks + horizon.weeks) * 7;
    record.by_day = vec![DayState::default(); days_recorded as usize];
    for day in 0..measured_days {
        let about = network.calendar.day(day);
        record.count_rooms(about, network.rooms_on(network.calendar.date(day)));
        record.working_days += u32::from(about.is_working);
        record.working_weekdays[about.weekday] += u32::from(about.is_working);
        record.working_months[about.month] += u32::from(about.is_working);
        record.kinds_of_day[record::day_kind(about)] += 1;
    }
    record
}

/// The practices of some `networks`, as indices in the order of their patients' identities: that of
/// the scenario decides nothing.
fn practices_of(network: &Network, networks: &[usize]) -> Vec<usize> {
    let mut practices: Vec<usize> = (0..network.practices.len())
        .filter(|&practice| networks.contains(&network.practices[practice].pcn))
        .collect();
    practices.sort_unstable_by_key(|&practice| network.practices[practice].identity());
    practices
}

/// The state of a replication.
pub(crate) struct Simulation<'n, C, O> {
    network: &'n Network,
    /// Which of its networks are simulated, and their practices, as indices.
    networks: &'n [usize],
    practices: Vec<usize>,
    chance: &'n C,
    observer: &'n mut O,
    plan: Plan,
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
    /// What kind of day each day is, from a year before the first: asked for at every event.
    days: Vec<Day>,

    /// What arises today, in order of time.
    arrivals: Vec<Arrival>,
    next_arrival: usize,
    /// By network: of the measured period.
    candidates_dealt: Vec<u32>,

    requests: Slab<Request>,
    contacts: Slab<Contact>,
    /// Appointments that stand.
    booked: u32,
    generation: u32,

    desks: Vec<Resource<ContactId, DESK_CLASSES>>,
    /// By practice: callers and visitors who wait, forms apart.
    live_waiting: Vec<u32>,
    /// By network: the care coordinators who navigate.
    coordinators: Vec<Resource<RequestId>>,
    triage_queues: Vec<VecDeque<RequestId>>,
    /// Successes and failures of each practice on each of the last days.
    access: Vec<[[u32; 2]; TRAILING_DAYS]>,

    diary: Diary,
    sessions: Shelf<Session>,
    /// By day: the places of its sessions.
    sessions_by_day: Vec<Range<usize>>,
    /// The first day of which sessions and starts are kept: all before it are over.
    kept_from: i32,
    free_from: Vec<SimTime>,

    /// By room: the session that holds it, or [`state::NONE`].
    room_held_by: Vec<u32>,
    /// By person: the session under way, or [`state::NONE`].
    person_in: Vec<u32>,
    /// Sessions that should have started, but for a room or a clinician who is still at work.
    held_up: Vec<SessionId>,
    hot_rooms: Vec<Resource<SessionId>>,
    /// The day that is opened in the book, and the day that it is.
    opening: DaySheet,
    today: DaySheet,
    /// By practice: the sessions under way.
    under_way: Vec<Vec<SessionId>>,
    /// By practice: supervisees who wait for advice.
    advice_queues: Vec<VecDeque<SessionId>>,

    cohorts: Cohorts,

    scratch: memory::Scratch,
    /// Requests of the measured period that have not ended.
    open_measured: u64,
}

impl<'n, C: Chance, O: Observer> Simulation<'n, C, O> {
    /// Of the networks of `network`, those with the indices `networks` and their `people`, before
    /// anything has happened; what happens is added to `record`.
    fn new(
        network: &'n Network,
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
            dealing::has_names(first_day) && dealing::has_names(last_day),
            "patients have names on {LONGEST_WARM_UP} weeks of warm-up and {LONGEST} weeks after it"
        );
        let start = SimTime::midnight(first_day);
        let plan = Plan::new(network, &people);
        let cohorts = Cohorts::new(network, chance, first_day);
        let practices = network.practices.len();
        let book_days = (last_day - first_day + 1) as usize + plan.open_ahead_days as usize + 1;
        record.work.profiles().for_each(WeekProfile::clear);
        let is_pooled = |role| network.labour_pools.iter().any(|pool| pool.role == role);
        let person_states: Vec<PersonState> = people
            .iter()
            .map(|person| {
                let mut state = PersonState::new(person.identity);
                let (team, is_pooled) = (&network.teams[person.team], is_pooled(person.role));
                state.tenure = Tenure::at_start(team, person.identity, is_pooled, chance);
                state
            })
            .collect();
        Simulation {
            diary: Diary::new(plan.diaries, plan.open_ahead_days as usize + 2),
            pools: labour::pools(network, &people, &person_states),
            person_states,
            calendar: Calendar::new(start),
            record,
            is_measuring: false,
            first_day,
            measured_days,
            last_day,
            days: (first_day - DAYS_BEFORE..first_day + book_days as i32 + DAYS_BEFORE)
                .map(|day| network.calendar.day(day))
                .collect(),
            arrivals: Vec::new(),
            next_arrival: 0,
            candidates_dealt: vec![0; network.pcns()],
            requests: Slab::default(),
            contacts: Slab::default(),
            booked: 0,
            generation: 0,
            desks: vec![Resource::new(0); practices],
            live_waiting: vec![0; practices],
            coordinators: vec![Resource::new(0); network.pcns()],
            triage_queues: vec![VecDeque::new(); practices],
            access: vec![[[0; 2]; TRAILING_DAYS]; practices],
            sessions: Shelf::default(),
            sessions_by_day: Vec::new(),
            kept_from: first_day,
            free_from: vec![SimTime::ZERO; plan.rooms as usize],
            room_held_by: vec![state::NONE; plan.rooms as usize],
            person_in: vec![state::NONE; people.len()],
            held_up: Vec::new(),
            hot_rooms: plan
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
            scratch: memory::Scratch::default(),
            open_measured: 0,
            practices: practices_of(network, networks),
            network,
            networks,
            chance,
            observer,
            plan,
            people,
        }
    }

    /// From the first day of the warm-up to the last day on which requests are followed.
    fn run(&mut self, budget: Budget) -> Result<(), Endless> {
        let mut watch = Watch::new(budget);
        let start = SimTime::midnight(self.first_day);
        // The book is open as far ahead as it always is, the day that opens today apart.
        for day in self.first_day..self.first_day + self.plan.open_ahead_days {
            self.open_day(day);
        }
        self.calendar.schedule_in(SimTime::ZERO, Phase::Release, Event::MeasurementStarted);
        let end = SimTime::midnight(self.measured_days);
        self.calendar.schedule_in(end, Phase::Release, Event::MeasurementEnded);
        self.calendar.schedule(start, Event::DayBegan);
        let stop = SimTime::midnight(self.last_day);
        loop {
            let next_event = self.calendar.next_at().unwrap_or(SimTime::NEVER);
            // What arises at an instant is there before what happens at it, as the calendar of
            // the day was drawn up first.
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
        format!("{} at {}", self.network.calendar.date(now.day()), now.time_of_day())
    }

    /// One line an event, one function an event, in the order in which a patient meets them.
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
            Event::FormSent(request) => self.form_sent(request),
            Event::CoordinatorFinished(request) => self.coordinator_finished(request),
            Event::PracticeRebooks(request) => self.practice_rebooks(request),
            Event::AppointmentCancelled(request, generation) => {
                self.appointment_cancelled(request, generation);
            }
            Event::ContactCalledOff(request, generation) => {
                self.contact_called_off(request, generation);
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
        self.open_day(today + self.plan.open_ahead_days);
        self.change_rooms(today);
        self.start_rota(today);
        self.deal_day(today);
        if !self.cohorts.is_empty() {
            self.plan_contacts(today);
        }
        self.set_handlers(today);
        if today < self.last_day {
            let tomorrow = SimTime::midnight(today + 1);
            self.calendar.schedule_in(tomorrow, Phase::Release, Event::DayBegan);
        }
    }

    /// Rooms come into use, or go: what is shared by appointment has another size from today on.
    fn change_rooms(&mut self, today: i32) {
        let Some(period) = self.plan.rooms_change_on(today) else { return };
        for (hot, rooms) in self.hot_rooms.iter_mut().zip(&period.rooms_of_site) {
            hot.set_capacity(*rooms);
        }
        // An evening clinic may have run past midnight.
        (0..self.hot_rooms.len()).for_each(|site| self.take_next_for_room(site));
    }

    /// Forgets a day that is over in the book.
    fn end_day(&mut self, day: i32) {
        let (booked_ahead, open) = (self.booked, self.requests.count());
        self.record_day(
            |state| {
                state.booked_ahead += booked_ahead;
                state.open += open;
            },
            day,
        );
        self.diary.close_day(day);
        self.forget_days(day);
        let trailing = (day + 1).rem_euclid(TRAILING_DAYS as i32) as usize;
        for practice in &mut self.access {
            practice[trailing] = [0; 2];
        }
    }

    /// The warm-up is over: monitors forget it, the state stays.
    fn measurement_started(&mut self) {
        self.make_room();
        self.is_measuring = true;
        let now = self.calendar.now();
        self.record.work.profiles().for_each(|profile| profile.open(now));
    }

    /// Measurement is over: what runs on is followed, not measured.
    fn measurement_ended(&mut self) {
        self.is_measuring = false;
        let now = self.calendar.now();
        self.record.work.profiles().for_each(|profile| profile.close(now));
    }

    /// The practices of a network.
    fn practices_of(&self, pcn: usize) -> impl Iterator<Item = &Practice> {
        self.network.practices.iter().filter(move |practice| practice.pcn == pcn)
    }

    /// What kind of day `day` is.
    pub(crate) fn day(&self, day: i32) -> Day {
        self.days[(day - self.first_day + DAYS_BEFORE) as usize]
    }

    /// Counts what belongs to `day` if the day is measured.
    fn record_if(&mut self, count: impl FnOnce(&mut Record), day: i32) {
        if (0..self.measured_days).contains(&day) {
            count(&mut self.record);
        }
    }

    /// Counts what happens now if now is measured.
    fn record_now(&mut self, count: impl FnOnce(&mut Record)) {
        if self.is_measuring {
            count(&mut self.record);
        }
    }

    /// Enters what belongs to `day`, in the warm-up too.
    fn record_day(&mut self, enter: impl FnOnce(&mut DayState), day: i32) {
        let place = (day - self.first_day) as usize;
        // Days on which requests are only followed are not kept.
        self.record.by_day.get_mut(place).map(enter);
    }

    /// Tells the observer what happens to the patient of a request.
    fn note(&mut self, request: RequestId, what: What) {
        if O::LISTENS {
            let who = Who::Patient(PatientId(self.requests.get(request.0).identity));
            self.observer.note(Fact { at: self.calendar.now(), who, what });
        }
    }

    /// Tells the observer what happens to someone at the desk, on the telephone or online.
    fn note_contact(&mut self, contact: &Contact, what: What) {
        if O::LISTENS {
            let id = PatientId(contact.subject);
            let is_other = contact.request == state::NONE;
            let who = if is_other { Who::Other(id) } else { Who::Patient(id) };
            self.observer.note(Fact { at: self.calendar.now(), who, what });
        }
    }

    /// Tells the observer what happens to staff on `day`, which may lie ahead in the book.
    fn note_of_staff(&mut self, what: What, day: i32) {
        if O::LISTENS {
            self.observer.note(Fact { at: self.calendar.now(), who: Who::Staff { day }, what });
        }
    }

    /// A timer that was overtaken by what it was waiting for: not an event.
    const fn overtaken(&mut self) {
        self.record.events -= 1;
    }

    /// A number that no timer has been given before.
    fn next_generation(&mut self) -> u32 {
        // 0 is kept for what no timer is set for.
        self.generation = self.generation.wrapping_add(1).max(1);
        self.generation
    }

    /// The first instant, from `at` on, at which the doors are open.
    fn next_opening(&self, at: SimTime) -> SimTime {
        let calendar = &self.network.calendar;
        let mut day = at.day();
        if day > self.last_day {
            // The run is over before then, and of days so far ahead no calendar is kept.
            return at;
        }
        if self.day(day).is_working && at < SimTime::on(day, calendar.closes) {
            return at.max(SimTime::on(day, calendar.opens));
        }
        loop {
            day += 1;
            if self.day(day).is_working {
                return SimTime::on(day, calendar.opens);
            }
        }
    }

    /// Clock time since `since` less days on which practices are closed \[min\].
    fn working_minutes_since(&self, since: SimTime) -> f64 {
        let now = self.calendar.now();
        let is_closed = |day: &i32| !self.day(*day).is_working;
        let closed = (since.day()..now.day()).filter(is_closed).count();
        ((now - since).as_minutes() - Span::from_days(closed as i64).as_minutes()).max(0.0)
    }

    /// What is left behind: open requests are counted, the ledger is entered and checked.
    fn close(mut self) -> Record {
        // Of days whose clinics are not over.
        for day in self.kept_from.max(0)..self.measured_days {
            self.enter_into_ledger(day);
        }
        self.count_members();
        self.record.requests.open += self.open_measured;
        debug_assert!(self.record.ledger().balances(), "the slot ledger adds up");
        self.record
    }
}

/// A length of time in simulated time.
pub(crate) fn minutes(minutes: f64) -> Span {
    Span::from_minutes(minutes)
}
