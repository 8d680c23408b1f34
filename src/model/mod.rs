//! What is modelled: parameters and rules in the words of the practice. No clock, no queue.
//!
//! A [`Network`] is everything one replication needs to know, checked and complete. Its parts are
//! in the order in which a patient meets them: the calendar, the practices, demand, the front
//! door, triage, the roles and their roster, the appointment book, the clinic, supervision, what
//! follows a consultation, and the emergency department. What is left to chance is listed once, in
//! [`chance`]; where a number comes from is kept beside it, in [`sourced`].

pub mod aftercare;
pub mod appointments;
pub mod calendar;
pub mod chance;
pub mod clinic;
pub mod cohort;
pub mod competence;
pub mod demand;
pub mod emergency_department;
pub mod front_door;
pub mod money;
pub mod practice;
pub mod role;
pub mod rooms;
pub mod roster;
pub mod sourced;
pub mod supervision;
pub mod triage;
pub mod workforce;

use aftercare::Aftercare;
use appointments::AppointmentBook;
use calendar::PracticeCalendar;
use clinic::ClinicRules;
use cohort::Cohort;
use competence::Competence;
use demand::{Demand, Need, PlannedStream};
use emergency_department::EmergencyDepartment;
use front_door::FrontDoor;
use practice::{Practice, Site};
use role::Role;
use rooms::RoomRules;
use roster::{Absence, Team};
use supervision::SupervisionRules;
use triage::Triage;

/// A primary care network: several practices, their patients, staff, rooms and rules.
#[derive(Clone, Debug, PartialEq)]
pub struct Network {
    /// Dates, opening hours and bank holidays.
    pub calendar: PracticeCalendar,
    /// The practices, in the order of the scenario.
    pub practices: Vec<Practice>,
    /// All sites of all practices.
    pub sites: Vec<Site>,
    /// How rooms are given out.
    pub rooms: RoomRules,
    /// What patients have, and how often.
    pub needs: Vec<Need>,
    /// When and by which channel requests arise.
    pub demand: Demand,
    /// Work that the practice initiates, booked ahead.
    pub planned: Vec<PlannedStream>,
    /// Telephone, online forms, reception.
    pub front_door: FrontDoor,
    /// Who decides what happens to a request, and how well.
    pub triage: Triage,
    /// The professions under which appointments are booked; [`Role::booked_as`] points here.
    pub professions: Vec<String>,
    /// The profession that takes what nobody else can: general practitioners.
    pub general_practitioner: usize,
    /// The roles of the staff.
    pub roles: Vec<Role>,
    /// What each profession can settle: `competence[profession][need]`.
    pub competence: Vec<Vec<Option<Competence>>>,
    /// Who is employed, how much and where.
    pub teams: Vec<Team>,
    /// Leave, study, sickness.
    pub absence: Absence,
    /// Slots, release, longest waits, what happens when there is none.
    pub book: AppointmentBook,
    /// How a clinic runs.
    pub clinic: ClinicRules,
    /// Who supervises whom, and what it costs.
    pub supervision: SupervisionRules,
    /// What follows a consultation.
    pub aftercare: Aftercare,
    /// Who goes to the emergency department, and why.
    pub emergency: EmergencyDepartment,
    /// Named groups of patients and what is done for them.
    pub cohorts: Vec<Cohort>,
}

impl Network {
    /// The number of registered patients.
    pub fn patients(&self) -> f64 {
        self.practices.iter().map(|practice| practice.list_size).sum()
    }

    /// The number of consulting and treatment rooms on all sites.
    pub fn rooms_total(&self) -> u32 {
        self.sites.iter().map(|site| site.consulting_rooms + site.treatment_rooms).sum()
    }
}
