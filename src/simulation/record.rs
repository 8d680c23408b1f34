//! The record of one replication.
//!
//! Counts are over the measured period: appointments by their date, requests by the day they arise,
//! calls and attendances by the moment they happen.

use crate::engine::monitor::{HOURS_PER_WEEK, Tally, WeekProfile};
use crate::model::calendar::{Day, SATURDAY, WEEKDAYS};
use crate::model::demand::URGENCIES;
use crate::model::role::STAFF_GROUPS;
use crate::model::supervision::{STAGES, Stage};
use crate::model::workforce::SERVICES;
pub use crate::simulation::activity::{
    ACTIVITY_KINDS, Activity, ActivityKind, Appointments, LENGTH_BANDS,
};
pub use crate::simulation::administration_counts::AdministrationCounts;
pub use crate::simulation::avoidable::{Because, CAUSES, Contacts};
pub use crate::simulation::cohort_counts::{CohortCounts, VisitCounts};
pub use crate::simulation::emergency_counts::{EmergencyCounts, START_KINDS, StartKind};
pub use crate::simulation::ended::Ended;
pub use crate::simulation::ledger::{Ledger, TIME_USES, TimeLedger, TimeLedgers, TimeUse};
pub use crate::simulation::parts::{
    AccessCounts, Attendances, MonthOfCalls, OfPatient, OfPractice, RecallCounts,
};
pub use crate::simulation::triage_counts::{QUEUE_DAYS, TriageCounts};
pub use crate::simulation::unmet::{CONSTRAINTS, Constraint, Needs, OfUrgency};
pub use crate::simulation::weekly_counts::{BookedTwice, SeenBy};
use crate::units::TimeOfDay;
use serde::{Deserialize, Serialize};

/// Kinds of day by which contacts are counted: the days of the week as they usually are, Monday
/// first, and last bank holidays with the days after them, which are busy like Mondays.
pub const DAY_KINDS: usize = 8;

/// Bands of the day in which national data count calls.
pub const DAY_BANDS: usize = 9;

/// The last minute of each band of length but the last, which ends after an hour.
const LENGTH_BOUNDS: [f64; LENGTH_BANDS] = [5.0, 10.0, 15.0, 20.0, 30.0, 60.0];

/// What kind of day `day` is for [`DAY_KINDS`].
pub const fn day_kind(day: Day) -> usize {
    // A bank holiday at a weekend is a quiet day like any other there.
    if day.weekday < SATURDAY && day.demand_weekday != day.weekday {
        WEEKDAYS.len()
    } else {
        day.weekday
    }
}

/// The band of the day in which `time` lies: two hours each from 06:00 to 18:00, the half hour to
/// 18:30, and what is before and after.
pub const fn day_band(time: TimeOfDay) -> usize {
    match time.hour() {
        0..6 => 0,
        hour @ 6..18 => hour / 2 - 2,
        18 if time.minute() < 30 => 7,
        _ => 8,
    }
}

/// The band of a consultation of so many minutes, to the nearest whole minute; `None` where
/// national data state no length: under a minute, or over an hour.
pub fn length_band(minutes: f64) -> Option<usize> {
    let whole = minutes.round();
    LENGTH_BOUNDS.iter().position(|bound| whole <= *bound).filter(|_| whole >= 1.0)
}

/// Half hours of a Monday from 08:00 to 18:30.
pub const MONDAY_BINS: usize = 21;

/// How requests that arose in the measured period ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Requests {
    /// All that were made.
    pub made: u64,
    /// Of them, latent ones, made because access was good.
    pub latent: u64,
    /// No further contact for the same need.
    pub settled: u64,
    /// Of the settled, those in which the patient let an appointment lapse.
    pub lapsed: u64,
    /// Of the settled, by the front desk.
    pub settled_administrative: u64,
    /// Of the settled, by a community pharmacy.
    pub settled_pharmacy: u64,
    /// Of the settled, by clinical triage.
    pub settled_triage: u64,
    /// Referred to secondary care.
    pub referred: u64,
    /// Ended without help, by what stopped them.
    pub unmet: [u64; CONSTRAINTS],
    /// Still open at the end.
    pub open: u64,
    /// Reached reception or triage.
    pub reached: u64,
    /// Were told to try another day at least once.
    pub told_another_day: u64,
    /// Were offered an appointment.
    pub offered: u64,
    /// Had a first consultation.
    pub seen: u64,
    /// Of them, with a right profession and not handed back.
    pub right_first_time: u64,
    /// Unmet requests that any slot closed by rooms would have served, even if others would have used the same slot.
    pub relieved_by_rooms: u64,
    /// The same for slots closed by supervision.
    pub relieved_by_supervision: u64,
    /// Unmet requests that reached the practice, beside a free GP start of the day that would have done.
    pub beside_gp_start: u64,
    /// Made by patients who can use online forms, and of them unmet.
    pub online_able: [u64; 2],
    /// Made by patients who cannot, and of them unmet.
    pub not_online_able: [u64; 2],
    /// By deprivation quintile of the practice, the most deprived first: made, unmet.
    pub by_quintile: [[u64; 2]; 5],
    /// By urgency when the need arose.
    pub by_urgency: [OfUrgency; URGENCIES],
}

impl Requests {
    /// Requests that ended without help.
    pub fn unmet_total(&self) -> u64 {
        self.unmet.iter().sum()
    }

    /// Requests without help: those that ended without it, and those still open.
    pub fn not_met(&self) -> u64 {
        self.unmet_total() + self.open
    }
}

/// The telephone and the forms.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct FrontDoorCounts {
    /// All calls that came in.
    pub inbound: u64,
    /// Answered by a handler.
    pub answered: u64,
    /// Ended in the menu, or met the closed message.
    pub menu: u64,
    /// Left the queue, or were cut off at closing.
    pub missed: u64,
    /// Asked to be called back.
    pub call_back: u64,
    /// Of the answered, within 1, 2 and 5 minutes.
    pub answered_within: [u64; 3],
    /// Waits of the answered \[min\].
    pub wait_answered_min: Tally,
    /// Waits of the missed \[min\].
    pub wait_missed_min: Tally,
    /// Of the missed, after less than 1, 2 and 5 minutes.
    pub missed_within: [u64; 3],
    /// Calls by weekday.
    pub by_weekday: [u64; 7],
    /// Calls by kind of day and band of the day.
    pub by_kind_and_band: [[u64; DAY_BANDS]; DAY_KINDS],
    /// Calls on Mondays between 08:00 and 10:00.
    pub monday_opening: u64,
    /// Waits of all who joined the queue on Mondays, by half hour from 08:00 \[min\].
    pub monday_wait_min: [Tally; MONDAY_BINS],
    /// Calls by month, January first.
    pub by_month: [u64; 12],
    /// How they ended, by the month of the end.
    pub ends_by_month: [MonthOfCalls; 12],
    /// Online forms sent.
    pub forms: u64,
    /// Online forms by kind of day and band of the day.
    pub forms_by_kind_and_band: [[u64; DAY_BANDS]; DAY_KINDS],
    /// Online forms by month, January first.
    pub forms_by_month: [u64; 12],
    /// How often someone found the online form closed while the practice was open.
    pub found_closed: u64,
    /// Walk-ins.
    pub walk_ins: u64,
    /// Direct bookings by NHS 111.
    pub booked_by_111: u64,
}

/// Supervision that people of one role had at one stage.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct SupervisionMinutes {
    /// Scheduled \[min\].
    pub scheduled: f64,
    /// In the moment: advice during consultations \[min\].
    pub in_the_moment: f64,
    /// Delegated tasks \[min\].
    pub delegated: f64,
}

/// Minutes and hours of staff and rooms.
#[derive(Clone, Debug, PartialEq)]
pub struct Work {
    /// Staff with a patient, advising or triaging, by staff group and hour of the week.
    pub busy: Vec<WeekProfile>,
    /// Staff in session, by staff group and hour of the week.
    pub in_session: Vec<WeekProfile>,
    /// Rooms in use, by hour of the week.
    pub rooms: WeekProfile,
    /// The ledger of time, by staff group. Sessions count by their day.
    pub time: TimeLedgers,
    /// Sessions with patients that began, by staff group.
    pub sessions_held: [u64; STAFF_GROUPS],
    /// Minutes of consultations, by staff group.
    pub consultation_min: [Tally; STAFF_GROUPS],
    /// How late sessions ended \[min\].
    pub late_finish_min: Tally,
    /// Waits in the waiting room \[min\].
    pub waiting_room_min: Tally,
    /// Advice during consultations \[min\].
    pub advice_min: Tally,
    /// Waits for advice \[min\].
    pub advice_wait_min: Tally,
    /// Scheduled supervision \[min\].
    pub scheduled_supervision_min: f64,
    /// Delegated supervision tasks \[min\].
    pub delegated_supervision_min: f64,
    /// Of scheduled, delegated and advice together, by GPs who hold clinics \[min\].
    pub supervision_by_clinic_gps_min: f64,
    /// The same minutes by role of the supervisee and by stage.
    pub supervision_by_role: Vec<[SupervisionMinutes; STAGES]>,
    /// Consultations handed back because nobody could advise in time.
    pub advice_timed_out: u64,
    /// Administrative minutes of clinicians for administrative requests \[min\].
    pub administrative_min: f64,
    /// Journeys of staff to sessions that were held \[min\].
    pub travel_min: f64,
    /// Sessions of the weekly roster, whether the post is filled or not.
    pub sessions_rostered: u64,
    /// Of them, sessions whose post is vacant: not held, and not planned in the ledger.
    pub sessions_vacant: u64,
    /// Sessions of people who were away for long, held by a locum.
    pub sessions_covered: u64,
    /// People hired from the labour pool, by where they worked before.
    pub hired: [u64; SERVICES],
    /// People who left a post and went back there.
    pub went_back: [u64; SERVICES],
    /// Sessions in a room that the roster planned.
    pub sessions_in_rooms: u64,
    /// Sessions without a room, held remotely instead.
    pub sessions_remote_for_rooms: u64,
    /// Sessions without a room, moved to another site.
    pub sessions_moved_for_rooms: u64,
    /// Sessions without a room, lost.
    pub sessions_lost_to_rooms: u64,
    /// Sessions that got the room of someone who turned out to be away.
    pub sessions_in_freed_rooms: u64,
    /// Sessions that began before their room was free.
    pub sessions_before_their_room: u64,
    /// Consultations with more than a minute's wait for a room (hot-desking).
    pub room_waits: u64,
}

/// How full the practice was on one day, warm-up included. It shows when the initial state is
/// forgotten.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayState {
    /// Appointments in the book for later days, at the end of the day.
    pub booked_ahead: u32,
    /// Requests and items of planned care that have not ended, at the end of the day.
    pub open: u32,
    /// Appointments booked on the day.
    pub booked: u32,
    /// The days from booking to appointment of all of these, added up \[days\].
    pub booked_lead_days: u32,
    /// Requests made on the day.
    pub made: u32,
    /// Requests that ended without help on the day.
    pub unmet: u32,
}

/// Patients whom a consultation found to need a visit within hours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RapidResponseCounts {
    /// Looked after by the clinician who found it.
    pub handled: u64,
    /// Referred to the rapid response team.
    pub referrals: u64,
    /// Of the referred, visited by it.
    pub visits: u64,
}

/// The record of one replication.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// Days measured.
    pub days: u32,
    /// Working days among them.
    pub working_days: u32,
    /// How often each weekday occurs among them as a working day.
    pub working_weekdays: [u32; 7],
    /// How many of the measured days are of each kind.
    pub kinds_of_day: [u32; DAY_KINDS],
    /// Working days by month, January first.
    pub working_months: [u32; 12],
    /// Registered patients.
    pub patients: f64,
    /// Which patients they are, as a number: records of other patients are not compared patient by
    /// patient ([`Population`](crate::model::population::Population)).
    pub population: u64,
    /// Rooms in use on the first measured day.
    pub rooms: u32,
    /// By weekday: rooms in use, summed over the measured days.
    pub room_days: [u32; 7],
    /// By weekday: rooms in use, summed over the measured days that are working days.
    pub room_working_days: [u32; 7],
    /// Requests.
    pub requests: Requests,
    /// Needs over all their requests.
    pub needs: Needs,
    /// Contacts by what made patients make them.
    pub contacts: Contacts,
    /// Telephone and forms.
    pub front_door: FrontDoorCounts,
    /// Appointments.
    pub appointments: Appointments,
    /// Consultations by GPs, and of these those with the own GP.
    pub seen_by: SeenBy,
    /// Starts that were booked twice.
    pub booked_twice: BookedTwice,
    /// By profession: unmet requests that its time would have served.
    pub unmet_for_want_of: Vec<u64>,
    /// By network: requests made, and of them unmet.
    pub by_pcn: Vec<[u64; 2]>,
    /// By practice: access and attendances of its patients.
    pub by_practice: Vec<OfPractice>,
    /// The same by the practice where patients were registered when the run began, wherever they ask now.
    pub by_list: Vec<OfPractice>,
    /// The same by the day of the week on which the request was made, or the care fell due.
    pub by_weekday: [AccessCounts; 7],
    /// The slot ledger, by profession.
    pub ledgers: Vec<Ledger>,
    /// The emergency department.
    pub attendances: Attendances,
    /// The same by time of day, and starts for which patients stayed away.
    pub emergency: EmergencyCounts,
    /// Triage, and what encounters miss.
    pub triage: TriageCounts,
    /// Secondary care referrals.
    pub referrals: u64,
    /// Planned care: items that arose, were done, were given up.
    pub planned_items: [u64; 3],
    /// Recall.
    pub recall: RecallCounts,
    /// Staff and rooms.
    pub work: Work,
    /// Administrative work of GPs.
    pub administration: AdministrationCounts,
    /// Rapid response.
    pub rapid_response: RapidResponseCounts,
    /// What happened because something ended.
    pub ended: Ended,
    /// Cohorts.
    pub cohorts: CohortCounts,
    /// Exits of patients who gave up: NHS 111, pharmacy, urgent treatment centre, private, nothing.
    pub exits: [u64; 5],
    /// By network and candidate request of the measured period, a bit each: took a GP consultation.
    pub took_gp: Vec<Vec<u64>>,
    /// By network and candidate request of the measured period: settled without one.
    pub settled_without_gp: Vec<Vec<u64>>,
    /// Day by day, from the first of the warm-up to the last measured.
    pub by_day: Vec<DayState>,
    /// Events executed; days begin and desks open once on each clock.
    pub events: u64,
}

impl Work {
    /// All levels over time.
    pub fn profiles(&mut self) -> impl Iterator<Item = &mut WeekProfile> {
        let levels = self.busy.iter_mut().chain(&mut self.in_session);
        levels.chain(std::iter::once(&mut self.rooms))
    }

    /// Where supervision of people of the role with index `role` at `stage` is counted.
    pub fn supervision_of(&mut self, role: usize, stage: Stage) -> &mut SupervisionMinutes {
        &mut self.supervision_by_role[role][stage as usize]
    }
}

impl Work {
    /// No work yet; day zero is `weekday_of_zero`.
    fn new(weekday_of_zero: i32) -> Work {
        let profile = || WeekProfile::new(weekday_of_zero);
        Work {
            busy: (0..STAFF_GROUPS).map(|_| profile()).collect(),
            in_session: (0..STAFF_GROUPS).map(|_| profile()).collect(),
            rooms: profile(),
            time: TimeLedgers::default(),
            sessions_held: [0; STAFF_GROUPS],
            consultation_min: [Tally::default(); STAFF_GROUPS],
            late_finish_min: Tally::default(),
            waiting_room_min: Tally::default(),
            advice_min: Tally::default(),
            advice_wait_min: Tally::default(),
            scheduled_supervision_min: 0.0,
            delegated_supervision_min: 0.0,
            supervision_by_clinic_gps_min: 0.0,
            supervision_by_role: Vec::new(),
            advice_timed_out: 0,
            administrative_min: 0.0,
            travel_min: 0.0,
            sessions_rostered: 0,
            sessions_vacant: 0,
            sessions_covered: 0,
            hired: [0; SERVICES],
            went_back: [0; SERVICES],
            sessions_in_rooms: 0,
            sessions_remote_for_rooms: 0,
            sessions_moved_for_rooms: 0,
            sessions_lost_to_rooms: 0,
            sessions_in_freed_rooms: 0,
            sessions_before_their_room: 0,
            room_waits: 0,
        }
    }
}

impl Record {
    /// The slot ledger over all professions.
    pub fn ledger(&self) -> Ledger {
        Ledger::sum(&self.ledgers)
    }

    /// Counts the rooms in use on a measured day.
    pub fn count_rooms(&mut self, about: Day, rooms: u32) {
        self.room_days[about.weekday] += rooms;
        self.room_working_days[about.weekday] += rooms * u32::from(about.is_working);
    }

    /// Counts something of a patient who asked, or for whom care fell due, on `weekday`.
    pub fn count_part(
        &mut self,
        patient: OfPatient,
        weekday: usize,
        count: impl Fn(&mut AccessCounts),
    ) {
        count(&mut self.by_practice[patient.practice].counts);
        count(&mut self.by_list[patient.list].counts);
        count(&mut self.by_weekday[weekday]);
    }

    /// An empty record; day zero is `weekday_of_zero` (Monday is 0).
    pub fn new(weekday_of_zero: i32) -> Self {
        Record {
            days: 0,
            working_days: 0,
            working_weekdays: [0; 7],
            kinds_of_day: [0; DAY_KINDS],
            working_months: [0; 12],
            patients: 0.0,
            population: 0,
            rooms: 0,
            room_days: [0; 7],
            room_working_days: [0; 7],
            requests: Requests::default(),
            needs: Needs::default(),
            contacts: Contacts::default(),
            front_door: FrontDoorCounts::default(),
            appointments: Appointments::default(),
            seen_by: SeenBy::default(),
            booked_twice: BookedTwice::default(),
            unmet_for_want_of: Vec::new(),
            by_pcn: Vec::new(),
            by_practice: Vec::new(),
            by_list: Vec::new(),
            by_weekday: [AccessCounts::default(); 7],
            ledgers: Vec::new(),
            attendances: Attendances::default(),
            emergency: EmergencyCounts::default(),
            triage: TriageCounts::default(),
            referrals: 0,
            planned_items: [0; 3],
            recall: RecallCounts::default(),
            work: Work::new(weekday_of_zero),
            administration: AdministrationCounts::default(),
            rapid_response: RapidResponseCounts::default(),
            ended: Ended::default(),
            cohorts: CohortCounts::default(),
            exits: [0; 5],
            took_gp: Vec::new(),
            settled_without_gp: Vec::new(),
            by_day: Vec::new(),
            events: 0,
        }
    }

    /// Hours of the week in which practices keep core hours: weekday and hour, 08 to 18 o'clock.
    pub fn core_hours() -> impl Iterator<Item = usize> {
        (0..HOURS_PER_WEEK).filter(|hour| hour / 24 < 5 && (8..18).contains(&(hour % 24)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bands_of_the_day_are_those_of_national_data() {
        let band = |hour, minute| day_band(TimeOfDay::at(hour, minute));
        assert_eq!([band(0, 0), band(5, 59), band(6, 0), band(7, 59)], [0, 0, 1, 1]);
        assert_eq!([band(8, 0), band(9, 59), band(10, 0), band(17, 59)], [2, 2, 3, 6]);
        assert_eq!([band(18, 0), band(18, 29), band(18, 30), band(23, 59)], [7, 7, 8, 8]);
    }

    #[test]
    fn lengths_are_rounded_to_whole_minutes_and_those_out_of_reach_left_out() {
        assert_eq!([0.4, 0.5, 5.5, 9.0].map(length_band), [None, Some(0), Some(1), Some(1)]);
        assert_eq!([30.5, 60.4, 60.5].map(length_band), [Some(5), Some(5), None]);
    }

    #[test]
    fn the_day_after_a_bank_holiday_is_no_usual_day() {
        let day = |of, like| Day { weekday: of, month: 0, is_working: true, demand_weekday: like };
        assert_eq!([day(0, 0), day(1, 0), day(0, 6), day(5, 6)].map(day_kind), [0, 7, 7, 5]);
    }
}
