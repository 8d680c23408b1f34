//! What is modelled: parameters and rules in the words of the practice. It has no clock and no
//! queue.
//!
//! A [`CareSystem`] is everything that one replication needs, checked and complete. Its parts come in
//! the order in which a patient meets them: the calendar, the place with its practices, demand, the
//! front door, triage, the roles and their roster, the appointment book, the clinic, supervision,
//! what follows a consultation, and the emergency department. [`chance`] lists every random
//! decision once. [`sourced`] keeps the evidence of each number beside it.

pub mod absence;
pub mod administration;
pub mod aftercare;
pub mod appointments;
pub mod calendar;
pub mod chance;
pub mod clinic;
pub mod cohort;
pub mod competence;
pub mod continuity;
pub mod dated;
pub mod demand;
pub mod deprivation;
pub mod double_slots;
pub mod emergency_by_hour;
pub mod emergency_department;
mod fair_shares;
pub mod finding;
pub mod front_door;
pub mod half_day;
pub mod in_post;
pub mod levels;
pub mod margin;
pub mod money;
pub mod months;
mod outside;
pub mod overbooking;
pub mod overtime;
pub mod pence;
pub mod place;
pub mod policy;
pub mod population;
pub mod practice;
pub mod recall;
mod registered;
pub mod relief;
pub mod returns;
pub mod role;
pub mod rooms;
pub mod roster;
pub mod rounded;
pub mod scaled;
pub mod sourced;
pub mod supervision;
pub mod triage;
mod weekly_rooms;
pub mod workforce;

use administration::Administration;
use aftercare::Aftercare;
use appointments::AppointmentBook;
use calendar::PracticeCalendar;
use clinic::ClinicRules;
use cohort::Cohort;
use competence::Competence;
use continuity::Continuity;
use dated::DatedPolicy;
use demand::{Demand, Need, PlannedStream};
use deprivation::Gradients;
use double_slots::DoubleSlots;
use emergency_department::EmergencyDepartment;
use front_door::FrontDoor;
use half_day::MoreInHalfDay;
use jiff::civil::Date;
use months::Months;
use overbooking::Overbooking;
use place::Place;
use practice::{Practice, Site};
use recall::Recall;
use returns::Returns;
use role::Role;
use rooms::{RoomProject, RoomRules};
use roster::{Absence, Scope, Team};
use supervision::SupervisionRules;
use triage::Triage;
use workforce::LabourPool;

/// What is simulated: one primary care network, or several networks of one [`Place`] under the same
/// rules, with their practices, patients, staff and rooms.
#[derive(Clone, Debug, PartialEq)]
pub struct CareSystem {
    /// Dates, opening hours and bank holidays.
    pub calendar: PracticeCalendar,
    /// Which networks there are, and journeys between sites.
    pub place: Place,
    /// The practices, in the order of their keys; copies of a network follow one another.
    pub practices: Vec<Practice>,
    /// All sites of all practices.
    pub sites: Vec<Site>,
    /// What differs between practices with the deprivation of their patients.
    pub deprivation: Gradients,
    /// Rooms that open or close on a given day.
    pub projects: Vec<RoomProject>,
    /// How rooms are allocated.
    pub rooms: RoomRules,
    /// The kinds of need, and how frequent each is.
    pub needs: Vec<Need>,
    /// When and by which channel requests arise.
    pub demand: Demand,
    /// Who asks again weeks after the practice had nothing for them, if anyone does.
    pub returns: Option<Returns>,
    /// Work that the practice initiates, booked ahead.
    pub planned: Vec<PlannedStream>,
    /// Who is called in again and again, if anyone is.
    pub recall: Option<Recall>,
    /// Telephone, online forms, reception.
    pub front_door: FrontDoor,
    /// Who decides what happens to a request, and how accurately.
    pub triage: Triage,
    /// The professions under which appointments are booked; [`Role::booked_as`] points here.
    pub professions: Vec<String>,
    /// The profession that takes what no other can: general practitioners.
    pub general_practitioner: usize,
    /// The roles of the staff.
    pub roles: Vec<Role>,
    /// What each profession can settle: `competence[profession][need]`.
    pub competence: Vec<Vec<Option<Competence>>>,
    /// Who is employed, how much and where.
    pub teams: Vec<Team>,
    /// The labour pools from which posts of a role are filled, if the pool is limited.
    pub labour_pools: Vec<LabourPool>,
    /// Leave, study, sickness.
    pub absence: Absence,
    /// Slots, their release, longest waits, and what happens when there is no slot.
    pub book: AppointmentBook,
    /// How a clinic runs.
    pub clinic: ClinicRules,
    /// Who supervises whom, and how much time it takes.
    pub supervision: SupervisionRules,
    /// Administrative work of the practices' GPs, if it is accounted for.
    pub administration: Option<Administration>,
    /// What follows a consultation.
    pub aftercare: Aftercare,
    /// Who goes to the emergency department, and why.
    pub emergency: EmergencyDepartment,
    /// Named groups of patients and their programmes.
    pub cohorts: Vec<Cohort>,
    /// Receptionists and rooms in one half-day of the week only.
    pub in_half_day: Option<MoreInHalfDay>,
    /// What differs from month to month, if anything does beside the total of requests.
    pub months: Option<Months>,
    /// For whom two slots are booked, if for anyone who asks.
    pub double_slots: Option<DoubleSlots>,
    /// What it does to later requests whether patients see their own GP, if anything.
    pub continuity: Option<Continuity>,
    /// Which starts may be booked twice, if any.
    pub overbooking: Option<Overbooking>,
    /// Policies that hold for a time, in the order stated: a later one prevails.
    pub dated: Vec<DatedPolicy>,
}

impl CareSystem {
    /// The number of registered patients.
    pub fn patients(&self) -> f64 {
        self.practices.iter().map(|practice| practice.list_size).sum()
    }

    /// Needs about which patients first ask, per patient and year, latent ones excluded [1/a].
    /// `demand.requests_per_patient_year` is calibrated to contacts, so it counts spells: returns are among them.
    pub fn needs_per_patient_year(&self) -> f64 {
        let spells = self.returns.as_ref().map_or(1.0, Returns::spells_per_need);
        self.demand.requests_per_patient_year / spells
    }

    /// Whether anyone is employed whose appointments are booked with `profession`.
    pub fn has_staff(&self, profession: usize) -> bool {
        self.teams.iter().any(|team| {
            let role = &self.roles[team.role];
            let is_anyone =
                team.wte > 0.0 || team.sessions.iter().any(|session| session.people > 0);
            role.booked_as == profession && role.sees_patients && is_anyone
        })
    }

    /// The number of primary care networks.
    pub fn pcns(&self) -> usize {
        self.place.pcns.len()
    }

    /// The primary care networks that must be simulated on one clock, as groups of indices.
    /// Networks that share no staff, labour pool or cohort are groups of one; otherwise there is
    /// one group.
    pub fn on_one_clock(&self) -> Vec<Vec<usize>> {
        let is_shared = |team: &Team| team.scope == Scope::Place;
        // A labour pool fills posts of all networks. A cohort is spread over all lists.
        let are_apart = !self.teams.iter().any(is_shared)
            && self.labour_pools.is_empty()
            && self.cohorts.is_empty();
        let all = 0..self.pcns();
        if are_apart { all.map(|pcn| vec![pcn]).collect() } else { vec![all.collect()] }
    }

    /// The primary care network to which `site` belongs, as an index.
    pub fn pcn_of_site(&self, site: usize) -> usize {
        self.practices[self.sites[site].practice].pcn
    }

    /// The number of consulting and treatment rooms in use at all sites on `date`.
    pub fn rooms_on(&self, date: Date) -> u32 {
        (0..self.sites.len()).map(|site| self.rooms_of_site(site, date)).sum()
    }

    /// The number of consulting and treatment rooms in use at all sites on the first measured day.
    pub fn rooms_total(&self) -> u32 {
        self.rooms_on(self.calendar.start)
    }
}
