//! Every result: name, unit, definition and better direction. Each is computed from a record.
//!
//! A result exists only if it is defined in this folder. All counts cover the measured period.
//! Appointments count by their date; planned care is included and cancelled appointments are not, as in
//! national data. Requests count by the day on which they arise, calls and attendances by when they happen.
//!
//! [`MEASURES`] are the single numbers of a scenario. [`COMPARED`] are the single numbers of a comparison.
//! [`distributions`] are groups of numbers, such as the share of each day of the week; [`supervision`] by role and stage.

mod activity;
mod administration;
mod avoidable;
mod compared;
pub mod distributions;
mod emergency;
mod encounters;
mod ends;
mod equity;
pub mod first_screen;
mod kind;
mod lists;
pub mod parts;
mod planned_care;
mod staff_time;
pub mod supervision;
mod urgency;
mod weekly;

pub use compared::{COMPARED, ComparedMeasure, find_compared};
pub use kind::{Better, Kind};
use lists::list_of_measures;

use crate::model::role::StaffGroup;
use crate::model::workforce::{SERVICES, Service};
use crate::simulation::record::{Appointments, Constraint, Record, Requests};
use crate::units::{MONTH_DAYS, YEAR_DAYS};

/// A result.
#[derive(Clone, Copy)]
pub struct Measure {
    /// Its name, which never changes.
    pub name: &'static str,
    /// Its unit.
    pub unit: &'static str,
    /// What kind of number it is.
    pub kind: Kind,
    /// Whether more or less of it is better.
    pub better: Better,
    /// What it counts: for whom, over what period, and what is excluded.
    pub definition: &'static str,
    /// Its value in one replication; `None` where there is nothing to divide by.
    pub value: fn(&Record) -> Option<f64>,
}

/// `number` as a rate per month and 1,000 registered patients.
fn per_1000_month(record: &Record, number: u64) -> Option<f64> {
    let months = f64::from(record.days) / MONTH_DAYS;
    (months > 0.0).then(|| number as f64 / record.patients * 1000.0 / months)
}

fn share(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

#[expect(clippy::unnecessary_wraps, reason = "every measure has the same form")]
fn count(value: u64) -> Option<f64> {
    Some(value as f64)
}

/// Appointments booked at most `bands` bands of lag ahead, in the given staff groups.
fn within(counts: &Appointments, bands: usize, groups: &[StaffGroup]) -> (u64, u64) {
    let rows = counts
        .by_group_and_lag
        .iter()
        .zip(StaffGroup::ALL)
        .filter(|(_, group)| groups.contains(group))
        .map(|(row, _)| row);
    let (near, all) = rows.fold((0, 0), |(near, all), row| {
        (near + row[..bands].iter().sum::<u64>(), all + row.iter().sum::<u64>())
    });
    (near, all)
}

fn lag_share(record: &Record, bands: usize, groups: &[StaffGroup]) -> Option<f64> {
    let (near, all) = within(&record.appointments, bands, groups);
    share(near, all)
}

const EVERYONE: &[StaffGroup] = &StaffGroup::ALL;
const GPS: &[StaffGroup] = &[StaffGroup::Gp];
const OTHERS: &[StaffGroup] = &[StaffGroup::Nursing, StaffGroup::Additional];

fn unmet(record: &Record, constraint: Constraint) -> Option<f64> {
    count(record.requests.unmet[constraint as usize])
}

/// Requests of the measured period that have ended.
fn ended(requests: &Requests) -> u64 {
    requests.made - requests.open
}

/// Busy time over time in session, by staff group.
fn staff_utilisation(record: &Record, group: usize) -> Option<f64> {
    let busy: f64 = record.work.busy[group].level_hours().iter().sum();
    let in_session: f64 = record.work.in_session[group].level_hours().iter().sum();
    (in_session > 0.0).then(|| busy / in_session)
}

/// Rooms in use divided by rooms open at the time, for each core hour of the week that has a working day.
fn room_use(record: &Record) -> Vec<f64> {
    let hours = record.work.rooms.level_hours();
    Record::core_hours()
        .filter(|hour| record.working_weekdays[hour / 24] > 0)
        .map(|hour| {
            let days = f64::from(record.working_weekdays[hour / 24]);
            // The number of open rooms changes: estate projects open some, and building works close some.
            let rooms = f64::from(record.room_working_days[hour / 24]) / days;
            hours[hour] / days / rooms.max(1.0)
        })
        .collect()
}

fn supervision_hours(record: &Record) -> f64 {
    let work = &record.work;
    (work.scheduled_supervision_min + work.delegated_supervision_min + work.advice_min.sum) / 60.0
}

/// The number of people that `service` has lost since measurement began.
#[expect(clippy::unnecessary_wraps, reason = "every measure has the same form")]
fn fewer(record: &Record, service: Service) -> Option<f64> {
    let of = |people: [u64; SERVICES]| people[service as usize] as f64;
    Some(of(record.work.hired) - of(record.work.went_back))
}

fn quintile_share(record: &Record, quintile: usize) -> Option<f64> {
    let [made, unmet] = record.requests.by_quintile[quintile];
    share(unmet, made)
}

/// Unmet requests as a share of those made, for each network.
fn shares_of_networks(record: &Record) -> impl Iterator<Item = f64> {
    record.by_pcn.iter().filter_map(|&[made, unmet]| share(unmet, made))
}

/// Every result of a scenario, in the order of the reports.
pub const MEASURES: &[Measure] = &lists::joined::<ALL>(&LISTS);

/// The lists of results, in order.
const LISTS: [&[Measure]; 12] = [
    FIRST,
    encounters::ENCOUNTERS,
    planned_care::PLANNED_CARE,
    urgency::BY_URGENCY,
    staff_time::HOURS,
    activity::ACTIVITY,
    equity::EQUITY,
    avoidable::AVOIDABLE,
    emergency::EMERGENCY,
    ends::ENDS,
    administration::ADMINISTRATION,
    weekly::WEEKLY,
];
const ALL: usize = lists::number_of(&LISTS);

list_of_measures! {
    /// The results that are in no list of their own.
    FIRST:
    "requests", "requests", Flow, Neither,
        "Requests about new needs. Latent requests are included if access was good enough for patients to make them.",
        |r| count(r.requests.made);
    "requests_latent", "requests", Flow, Neither,
        "Induced demand: requests that were made only because the practice's success share over the last four weeks was above the patient's own threshold.",
        |r| count(r.requests.latent);
    "appointments_booked", "appointments", Flow, Neither,
        "Appointments as national data (GPAD) would count them: attended, not attended and not reached. Planned care, follow-ups, clinical triage and messages are included; cancelled appointments are excluded.",
        |r| count(r.appointments.booked());
    "appointments_attended", "appointments", Flow, More,
        "Appointments as national data count them that the patient attended.",
        |r| count(r.appointments.attended);
    "appointments_attended_gp", "appointments", Flow, Neither,
        "Attended appointments with a GP, as national data count them. Clinical triage and messages are included.",
        |r| count(r.appointments.attended_gp);
    "appointments_attended_additional", "appointments", Flow, Neither,
        "Attended appointments with staff who are neither GPs nor nurses: the additional roles.",
        |r| count(r.appointments.attended_additional);
    "appointments_net", "appointments", Flow, More,
        "Consultations attended and not handed back, from the slot ledger. All are counted, even those that national data would not count. Triage and messages are excluded.",
        |r| count(r.ledger().net);
    "appointments_per_patient_year", "appointments per patient and year", Rate, Neither,
        "Appointments as national data count them, per registered patient and year of 365.25 days. All activity: `activity_per_patient_year`.",
        |r| (r.days > 0).then(|| r.appointments.booked() as f64 / r.patients / f64::from(r.days) * YEAR_DAYS);
    "dna_share", "share", Share, Less,
        "Missed appointments, as a share of attended and missed appointments.",
        |r| share(r.appointments.dna, r.appointments.dna + r.appointments.attended);
    "same_day_share", "share", Share, Neither,
        "Appointments booked for the same day, as a share of all, as national data count them. All activity: `activity_same_day_share`.",
        |r| lag_share(r, 1, EVERYONE);
    "within_7_days_share", "share", Share, More,
        "Appointments booked at most 7 calendar days ahead, as a share of all booked (cumulative).",
        |r| lag_share(r, 3, EVERYONE);
    "within_14_days_share", "share", Share, More,
        "Appointments booked at most 14 calendar days ahead, as a share of all booked (cumulative).",
        |r| lag_share(r, 4, EVERYONE);
    "over_28_days_share", "share", Share, Less,
        "Appointments booked more than 28 calendar days ahead, as a share of all booked.",
        |r| lag_share(r, 6, EVERYONE).map(|near| 1.0 - near);
    "same_day_share_gp", "share", Share, Neither,
        "Appointments with GPs booked for the same day, as a share of all with GPs.",
        |r| lag_share(r, 1, GPS);
    "same_day_share_other", "share", Share, Neither,
        "Appointments with other staff booked for the same day, as a share of all with other staff.",
        |r| lag_share(r, 1, OTHERS);
    "face_to_face_share", "share", Share, Neither,
        "Appointments face to face in the practice, as a share of all booked.",
        |r| share(r.appointments.by_mode[0], r.appointments.booked());
    "telephone_share", "share", Share, Neither,
        "Appointments by telephone, as a share of all booked.",
        |r| share(r.appointments.by_mode[1], r.appointments.booked());
    "online_share", "share", Share, Neither,
        "Appointments online, as a share of all, as national data count them: video, clinical triage and messages. All activity: `activity_online_share`.",
        |r| share(r.appointments.by_mode[2], r.appointments.booked());
    "gp_share", "share", Share, Neither,
        "Appointments with GPs, as a share of all, as national data count them. All activity: `activity_gp_share`.",
        |r| { let (_, gps) = within(&r.appointments, 7, GPS); share(gps, r.appointments.booked()) };
    "continuity_share", "share", Share, More,
        "Consultations with the patient's own GP, as a share of those attended with any GP by patients who insist on their own GP.",
        |r| share(r.appointments.own_gp[1], r.appointments.own_gp[0]);
    "calls_inbound", "calls", Flow, Neither,
        "Incoming calls: requests, redials and calls about anything else, within and outside opening hours.",
        |r| count(r.front_door.inbound);
    "calls_per_1000_working_day", "calls per 1,000 patients and working day", Rate, Neither,
        "Incoming calls per 1,000 registered patients and working day.",
        |r| (r.working_days > 0).then(|| r.front_door.inbound as f64 / r.patients * 1000.0 / f64::from(r.working_days));
    "calls_per_1000_month", "calls per 1,000 patients and month", Rate, Neither,
        "Incoming calls per 1,000 registered patients and month of 30.44 days.",
        |r| per_1000_month(r, r.front_door.inbound);
    "calls_answered_share", "share", Share, More,
        "Calls answered by a handler, as a share of all incoming calls. Call-backs are excluded.",
        |r| share(r.front_door.answered, r.front_door.inbound);
    "calls_missed_share", "share", Share, Less,
        "Calls that left the queue or were cut off at closing, as a share of all incoming calls.",
        |r| share(r.front_door.missed, r.front_door.inbound);
    "calls_menu_share", "share", Share, Neither,
        "Calls that ended in the menu or reached the message that the practice is closed, as a share of all incoming calls.",
        |r| share(r.front_door.menu, r.front_door.inbound);
    "calls_callback_share", "share", Share, Neither,
        "Calls whose caller asked to be called back, as a share of all incoming calls.",
        |r| share(r.front_door.call_back, r.front_door.inbound);
    "calls_answered_within_1_min_share", "share", Share, More,
        "Answered calls that waited less than 1 minute in the queue, as a share of all answered.",
        |r| share(r.front_door.answered_within[0], r.front_door.answered);
    "calls_answered_within_5_min_share", "share", Share, More,
        "Answered calls that waited less than 5 minutes in the queue, as a share of all answered.",
        |r| share(r.front_door.answered_within[2], r.front_door.answered);
    "calls_answered_over_5_min_share", "share", Share, Less,
        "Answered calls that waited 5 minutes or more in the queue, as a share of all answered.",
        |r| share(r.front_door.answered - r.front_door.answered_within[2], r.front_door.answered);
    "calls_wait_min_mean", "min", Mean, Less,
        "Mean wait in the queue of answered calls.",
        |r| r.front_door.wait_answered_min.mean();
    "calls_monday_share", "share", Share, Neither,
        "Calls on Mondays, as a share of all incoming calls.",
        |r| share(r.front_door.by_weekday[0], r.front_door.inbound);
    "calls_monday_08_10_share", "share", Share, Neither,
        "Calls between 08:00 and 10:00 on Mondays, as a share of all calls on Mondays.",
        |r| share(r.front_door.monday_opening, r.front_door.by_weekday[0]);
    "online_submissions", "forms", Flow, Neither,
        "Online forms sent, on any subject.",
        |r| count(r.front_door.forms);
    "online_submissions_per_1000_month", "forms per 1,000 patients and month", Rate, Neither,
        "Online forms sent, on any subject, per 1,000 registered patients and month of 30.44 days.",
        |r| per_1000_month(r, r.front_door.forms);
    "online_found_closed", "times", Flow, Less,
        "Times that someone found the online form closed while the practice was open.",
        |r| count(r.front_door.found_closed);
    "walk_ins", "requests", Flow, Neither,
        "Requests made at the reception desk.",
        |r| count(r.front_door.walk_ins);
    "booked_by_111", "appointments", Flow, Neither,
        "Appointments that NHS 111 booked into the slots reserved for it.",
        |r| count(r.front_door.booked_by_111);
    "requests_unmet", "requests", Flow, Less,
        "Requests that ended without a consultation, advice or a diversion that settled them. Each is counted once, when it finally failed.",
        |r| count(r.requests.unmet_total());
    "requests_met", "requests", Flow, More,
        "Requests made that are neither unmet nor still open 28 days after the measured period: settled, referred, or ended because the patient missed or cancelled an appointment and never came again.",
        |r| count(r.requests.made - r.requests.open - r.requests.unmet_total());
    "requests_not_met", "requests", Flow, Less,
        "Requests unmet and requests still open 28 days after the measured period.",
        |r| count(r.requests.not_met());
    "requests_unmet_telephone", "requests", Flow, Less,
        "Unmet requests of patients who could not get through: receptionists' time was missing on the telephone or at the desk, or the online form was closed.",
        |r| unmet(r, Constraint::Telephone);
    "requests_unmet_triage", "requests", Flow, Less,
        "Unmet requests of patients who gave up waiting for a reply to a form: the time of those who deal with forms was missing.",
        |r| unmet(r, Constraint::Triage);
    "requests_unmet_gp", "requests", Flow, Less,
        "Unmet requests that lacked GPs' time: no GP had a slot that the patient would have accepted, and neither a room, nor a supervisor's time, nor a longer book would have provided one.",
        |r| unmet(r, Constraint::Gp);
    "requests_unmet_role", "requests", Flow, Less,
        "Unmet requests that lacked the time of another profession, in the same sense. The results by profession state which.",
        |r| unmet(r, Constraint::Role);
    "requests_unmet_room", "requests", Flow, Less,
        "Unmet requests that lacked a room: a slot closed for lack of a room would have served. Each such slot explains one request at most.",
        |r| unmet(r, Constraint::Room);
    "requests_unmet_supervision", "requests", Flow, Less,
        "Unmet requests that lacked a supervisor's time: a slot closed for a debrief, or because nobody could supervise, would have served. Each such slot explains one request at most.",
        |r| unmet(r, Constraint::Supervision);
    "requests_unmet_horizon", "requests", Flow, Less,
        "Unmet requests whose patient would have accepted a later slot, which was free, but further ahead than the book was open. Zero if the book is open as far ahead as patients accept.",
        |r| unmet(r, Constraint::Horizon);
    "requests_relieved_by_rooms", "requests", Flow, Less,
        "Unmet requests that any slot closed for lack of a room would have served. Several requests may count the same slot.",
        |r| count(r.requests.relieved_by_rooms);
    "requests_relieved_by_supervision", "requests", Flow, Less,
        "Unmet requests that any slot closed for supervision would have served. Several requests may count the same slot.",
        |r| count(r.requests.relieved_by_supervision);
    "told_another_day_share", "share", Share, Less,
        "Requests whose patient was told at least once to try another day, as a share of those that reached reception or triage.",
        |r| share(r.requests.told_another_day, r.requests.reached);
    "tried_none_share", "share", Share, Less,
        "Requests whose last attempt failed, as a share of those that have ended.",
        |r| share(r.requests.unmet_total(), ended(&r.requests));
    "offered_share", "share", Share, More,
        "Requests offered an appointment, as a share of those made.",
        |r| share(r.requests.offered, r.requests.made);
    "needs_settled", "needs", Flow, More,
        "Requests settled: the patient made no further contact for the same need up to 28 days after the measured period. Requests that ended with a referral are excluded, and so are patients who missed or cancelled an appointment and never came again.",
        |r| count(r.requests.settled - r.requests.lapsed);
    "needs_settled_lapsed", "needs", Flow, Neither,
        "Requests that ended because the patient missed or cancelled an appointment and never came again. They are not among the needs settled.",
        |r| count(r.requests.lapsed);
    "needs_settled_front_door", "needs", Flow, Neither,
        "Needs settled without an appointment: by administration, by a pharmacy or by triage, with advice or because it sent the patient to the emergency department.",
        |r| count(r.requests.settled_administrative + r.requests.settled_pharmacy + r.requests.settled_triage);
    "requests_referred", "requests", Flow, Neither,
        "Requests that ended with a referral to secondary care.",
        |r| count(r.requests.referred);
    "requests_open", "requests", Stock, Neither,
        "Requests still open 28 days after the measured period.",
        |r| count(r.requests.open);
    "right_first_time_share", "share", Share, More,
        "Requests whose first consultation was with a suitable profession and was not handed back, as a share of those that had a first consultation.",
        |r| share(r.requests.right_first_time, r.requests.seen);
    "hand_backs", "consultations", Flow, Less,
        "Consultations that did not settle the need and passed it to a GP.",
        |r| count(r.ledger().hand_backs);
    "supervision_hours_gp", "hours", Flow, Neither,
        "Hours that GPs and other supervisors spent supervising: scheduled supervision, delegated tasks and advice during consultations.",
        |r| Some(supervision_hours(r));
    "supervision_hours_clinic_gp", "hours", Flow, Less,
        "Hours of supervision by GPs who hold clinics. Advanced practitioners, and staff who only supervise, are excluded.",
        |r| Some(r.work.supervision_by_clinic_gps_min / 60.0);
    "advice_wait_min_mean", "min", Mean, Less,
        "Mean wait for advice during a consultation. The patient, the room and the supervisee all wait.",
        |r| r.work.advice_wait_min.mean();
    "advice_timed_out", "consultations", Flow, Less,
        "Consultations handed back because nobody was free to advise in time.",
        |r| count(r.work.advice_timed_out);
    "administrative_hours_clinical", "hours", Flow, Neither,
        "Hours that clinicians spent on administrative requests: fit notes, letters and results.",
        |r| Some(r.work.administrative_min / 60.0);
    "posts_vacant_share", "share", Share, Less,
        "Sessions whose post was vacant, as a share of the sessions of the weekly roster. The ledger does not count them as planned.",
        |r| share(r.work.sessions_vacant, r.work.sessions_rostered);
    "travel_hours", "hours", Flow, Less,
        "Hours that staff travelled between sites to sessions held in the measured period. The travel shortens the session, and slots during it are not planned.",
        |r| Some(r.work.travel_min / 60.0);
    "sessions_covered", "sessions", Flow, Neither,
        "Sessions that a locum held for staff on parental leave or long-term sick leave.",
        |r| count(r.work.sessions_covered);
    "hired_from_labour_pool", "people", Stock, Neither,
        "People hired from the labour pool between the start and the end of measurement. Each is a loss where they worked before.",
        |r| count(r.work.hired.iter().sum());
    "fewer_in_community_pharmacy", "people", Stock, Less,
        "People hired from community pharmacies during measurement, minus those who left a post and returned there.",
        |r| fewer(r, Service::CommunityPharmacy);
    "fewer_in_ambulance_service", "people", Stock, Less,
        "The same for the ambulance service.",
        |r| fewer(r, Service::Ambulance);
    "fewer_in_mental_health_services", "people", Stock, Less,
        "The same for mental health services.",
        |r| fewer(r, Service::MentalHealth);
    "fewer_elsewhere", "people", Stock, Less,
        "The same for hospitals, other networks and all other employers.",
        |r| fewer(r, Service::Elsewhere);
    "sessions_in_rooms", "sessions", Flow, Neither,
        "Sessions that the roster planned in a room when their day of the book was opened. Sessions of staff who were away are excluded, those beyond an end that became known later are not.",
        |r| count(r.work.sessions_in_rooms);
    "room_waits", "consultations", Flow, Less,
        "Consultations for which patient and clinician waited more than a minute for a room.",
        |r| count(r.work.room_waits);
    "sessions_lost_to_rooms", "sessions", Flow, Less,
        "Sessions that had no room and could neither be held remotely nor moved.",
        |r| count(r.work.sessions_lost_to_rooms);
    "sessions_remote_for_rooms", "sessions", Flow, Less,
        "Sessions that had no room on the day and were held remotely instead.",
        |r| count(r.work.sessions_remote_for_rooms);
    "sessions_moved_for_rooms", "sessions", Flow, Less,
        "Sessions that had no room and moved to another site.",
        |r| count(r.work.sessions_moved_for_rooms);
    "sessions_in_freed_rooms", "sessions", Flow, Neither,
        "Sessions without a room that got one on the morning, because someone who had one was away.",
        |r| count(r.work.sessions_in_freed_rooms);
    "sessions_before_their_room", "sessions", Flow, Less,
        "Sessions that began before their room was free: their first starts are by telephone, later or lost.",
        |r| count(r.work.sessions_before_their_room);
    "gp_starts_free_beside_unmet", "requests", Flow, Less,
        "Unmet requests that reached the practice and ended while a GP had a free start later on that day, in a mode that would have done. Each start counts once. Requests lost on the telephone or in triage are excluded.",
        |r| count(r.requests.beside_gp_start);
    "gp_starts_free_beside_unmet_share", "share", Share, Less,
        "The same as a share of all unmet requests.",
        |r| share(r.requests.beside_gp_start, r.requests.unmet_total());
    "room_utilisation_mean", "share", Share, Neither,
        "Rooms in use divided by rooms open at the time: mean over the core hours of working days. A room is in use while it is held for a session or, with hot-desking, for an appointment.",
        |r| { let hours = room_use(r); (!hours.is_empty()).then(|| hours.iter().sum::<f64>() / hours.len() as f64) };
    "room_utilisation_peak", "share", Share, Neither,
        "Rooms in use divided by rooms open at the time, in the busiest core hour of the week: mean over the weeks.",
        |r| room_use(r).into_iter().reduce(f64::max);
    "staff_utilisation_gp", "share", Share, Neither,
        "Time that GPs spend with patients, advising or triaging, as a share of their time in session.",
        |r| staff_utilisation(r, 0);
    "staff_utilisation_nursing", "share", Share, Neither,
        "The same for nurses, healthcare assistants and phlebotomists.",
        |r| staff_utilisation(r, 1);
    "staff_utilisation_additional", "share", Share, Neither,
        "The same for all other staff.",
        |r| staff_utilisation(r, 2);
    "late_finish_min_mean", "min", Mean, Less,
        "Mean time by which sessions finish late. Sessions that finish on time count as zero.",
        |r| r.work.late_finish_min.mean();
    "waiting_room_min_mean", "min", Mean, Less,
        "Mean wait from the start of the slot until the patient is called. It starts later if the patient cannot be there at the start of the slot.",
        |r| r.work.waiting_room_min.mean();
    "consultation_min_mean_gp", "min", Mean, Neither,
        "Mean length of consultations with GPs. Waits for advice are included.",
        |r| r.work.consultation_min[0].mean();
    "gp_contacts_per_day", "contacts per day", Rate, Neither,
        "Encounters of a GP in a full day, which is two sessions: consultations held, and triages and messages that national data would count.",
        |r| {
            let encounters = r.work.consultation_min[0].count + r.appointments.triage_gp;
            let days = r.work.sessions_held[0] as f64 / 2.0;
            (days > 0.0).then(|| encounters as f64 / days)
        };
    "planned_care_items", "appointments", Flow, Neither,
        "Items of planned care that fell due: recalls, and what arises besides. A recall with a preparation is two items.",
        |r| count(r.planned_items[0]);
    "planned_care_delivered", "appointments", Flow, More,
        "Items of planned care that were done in the measured period.",
        |r| count(r.planned_items[1]);
    "planned_care_given_up", "appointments", Flow, Less,
        "Items of planned care given up: repeated attempts found no appointment, or the patient did not come after the last invitation. Recalls are never given up.",
        |r| count(r.planned_items[2]);
    "referrals", "referrals", Flow, Neither,
        "Referrals to secondary care, by triage or a consultation. Those from planned care are included.",
        |r| count(r.referrals);
    "rapid_response_referrals", "referrals", Flow, Less,
        "Consultations that referred the patient to the rapid response team. Zero if the scenario has no such team.",
        |r| count(r.rapid_response.referrals);
    "rapid_response_visits", "visits", Flow, Less,
        "Referrals to the rapid response team that led to a visit.",
        |r| count(r.rapid_response.visits);
    "rapid_response_handled", "consultations", Flow, Neither,
        "Consultations that found a need for a rapid response visit, which the clinician made instead of the team.",
        |r| count(r.rapid_response.handled);
    "ed_attendances_all", "attendances", Flow, Less,
        "Attendances at emergency departments: background, self-referred minor ones included, access-related at the central probability, and sent by a clinician.",
        |r| count(r.attendances.all());
    "ed_attendances_access_related_low", "attendances", Flow, Less,
        "Attendances after a failed or late request, if only patients sent by NHS 111 attend.",
        |r| count(r.attendances.access_related[0]);
    "ed_attendances_access_related_central", "attendances", Flow, Less,
        "Attendances after a failed or late request, at the central probability.",
        |r| count(r.attendances.access_related[1]);
    "ed_attendances_access_related_high", "attendances", Flow, Less,
        "Attendances after a failed or late request, at the high probability.",
        |r| count(r.attendances.access_related[2]);
    "ed_attendances_referred", "attendances", Flow, Neither,
        "Attendances of patients sent by a clinician, in triage or in a consultation.",
        |r| count(r.attendances.referred);
    "exits_nhs_111", "requests", Flow, Neither,
        "Unmet requests of patients who rang NHS 111.",
        |r| count(r.exits[0]);
    "exits_pharmacy", "requests", Flow, Neither,
        "Unmet requests of patients who went to a pharmacy.",
        |r| count(r.exits[1]);
    "exits_urgent_treatment_centre", "requests", Flow, Neither,
        "Unmet requests of patients who went to an urgent treatment centre.",
        |r| count(r.exits[2]);
    "exits_private", "requests", Flow, Neither,
        "Unmet requests of patients who paid a private doctor.",
        |r| count(r.exits[3]);
    "exits_nothing", "requests", Flow, Neither,
        "Unmet requests of patients who looked after themselves.",
        |r| count(r.exits[4]);
    "unmet_share_online_able", "share", Share, Less,
        "Unmet requests, as a share of those made by patients who can use online forms.",
        |r| share(r.requests.online_able[1], r.requests.online_able[0]);
    "unmet_share_not_online_able", "share", Share, Less,
        "Unmet requests, as a share of those made by patients who cannot use online forms.",
        |r| share(r.requests.not_online_able[1], r.requests.not_online_able[0]);
    "unmet_share_quintile_1", "share", Share, Less,
        "Unmet requests, as a share of those made at practices in the most deprived fifth.",
        |r| quintile_share(r, 0);
    "unmet_share_quintile_2", "share", Share, Less,
        "The same for the second fifth.",
        |r| quintile_share(r, 1);
    "unmet_share_quintile_3", "share", Share, Less,
        "The same for the middle fifth.",
        |r| quintile_share(r, 2);
    "unmet_share_quintile_4", "share", Share, Less,
        "The same for the fourth fifth.",
        |r| quintile_share(r, 3);
    "unmet_share_quintile_5", "share", Share, Less,
        "The same for the least deprived fifth.",
        |r| quintile_share(r, 4);
    "unmet_share_worst_network", "share", Share, Less,
        "Unmet requests as a share of those made, in the network with the highest such share. A scenario of one network has its own share here.",
        |r| shares_of_networks(r).reduce(f64::max);
    "unmet_share_best_network", "share", Share, Less,
        "The same in the network with the lowest such share.",
        |r| shares_of_networks(r).reduce(f64::min);
    "cohort_members", "people", Stock, Neither,
        "Members of cohorts on any measured day, counted from their enrolment, with or without a programme.",
        |r| count(r.cohorts.members);
    "cohort_members_left", "people", Flow, Neither,
        "Members who left their cohort because they died or moved away.",
        |r| count(r.cohorts.left);
    "cohort_gp_contacts_per_member_year", "contacts per member and year", Rate, Less,
        "Consultations with GPs about members' own requests, per year of membership. Membership lasts from enrolment until the member leaves.",
        |r| per_member_year(r, r.cohorts.gp_contacts);
    "cohort_ed_per_member_year", "attendances per member and year", Rate, Less,
        "Background attendances of members at emergency departments, per year of membership. Membership lasts from enrolment until the member leaves. Access-related attendances, and those sent by a clinician, are excluded.",
        |r| per_member_year(r, r.cohorts.ed_attendances);
    "cohort_requests_spared", "requests", Flow, More,
        "Requests of members that a programme prevented. Regression to the mean is excluded.",
        |r| count(r.cohorts.requests_spared);
    "cohort_ed_spared", "attendances", Flow, More,
        "Attendances of members at emergency departments that a programme prevented. Regression to the mean is excluded.",
        |r| count(r.cohorts.ed_attendances_spared);
    "cohort_contacts_due", "contacts", Flow, Neither,
        "Visits on the schedules of cohorts that fell due, in any mode.",
        |r| count(r.cohorts.visits_total().due);
    "cohort_contacts_held", "contacts", Flow, More,
        "Visits due that were held up to 28 days after the measured period.",
        |r| count(r.cohorts.visits_total().held);
    "cohort_contacts_missed", "contacts", Flow, Less,
        "Visits due that were given up, because repeated attempts found no appointment or the member let it lapse.",
        |r| count(r.cohorts.visits_total().missed);
    "cohort_contacts_called_off", "contacts", Flow, Neither,
        "Visits due that were cancelled because the member had left.",
        |r| count(r.cohorts.visits_total().called_off);
    "cohort_contacts_in_week_share", "share", Share, More,
        "Visits held within seven days of their due day, as a share of all held.",
        |r| { let all = r.cohorts.visits_total(); share(all.in_week, all.held) };
    "cohort_contact_hours", "hours", Flow, Neither,
        "Hours that staff spent with members in visits due that were held.",
        |r| Some(r.cohorts.visit_min / 60.0);
    "cohort_meeting_hours", "hours", Flow, Neither,
        "Hours that staff spent at meetings about cohorts, added up over all who attended.",
        |r| Some(r.cohorts.meeting_min / 60.0);
    "cohort_meeting_places_empty", "places", Flow, Less,
        "Places at meetings about cohorts that stayed empty, because nobody of the profession was working when the rota was drawn up.",
        |r| count(r.cohorts.meeting_places_empty);
    "cohort_staff_hours", "hours", Flow, Neither,
        "Hours that staff spent on cohorts: visits of the schedules and meetings.",
        |r| Some((r.cohorts.visit_min + r.cohorts.meeting_min) / 60.0);
}

fn per_member_year(record: &Record, number: u64) -> Option<f64> {
    let years = record.cohorts.member_days as f64 / YEAR_DAYS;
    (years > 0.0).then(|| number as f64 / years)
}

/// The measure called `name`.
///
/// # Example
///
/// ```
/// let measure = pcn_sim::measures::find("appointments_net").expect("a measure");
/// assert_eq!(measure.unit, "appointments");
/// ```
pub fn find(name: &str) -> Option<&'static Measure> {
    MEASURES.iter().find(|measure| measure.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::alike::most_alike;

    #[test]
    fn names_that_are_nearly_right_are_found() {
        let alike = |name| most_alike(name, MEASURES.iter().map(|measure| measure.name), 3);
        assert_eq!(alike("apointments_net")[0], "appointments_net");
        assert_eq!(alike("unmet_requests")[0], "requests_unmet");
        assert!(find_compared("appointments_gained_net").is_some());
        assert!(find_compared("appointments_net").is_none() && find("appointments_net").is_some());
    }
}
