//! The simulation as an export: one row an appointment, one row a call.

use crate::exports::cells::{Mode as Seen, Outcome, Status};
use crate::exports::read::{Appointment, Call, Export};
use crate::model::CareSystem;
use crate::model::role::Mode;
use crate::simulation::observer::{Fact, Found, Observer, What, Who};
use crate::units::SimTime;
use jiff::civil::{DateTime, Time};
use std::collections::BTreeMap;

/// An appointment in the book.
#[derive(Clone, Copy, Debug)]
struct Booked {
    role: usize,
    mode: Mode,
    starts: SimTime,
    booked: SimTime,
    began: Option<SimTime>,
}

/// An observer that keeps what a practice's systems would export.
#[derive(Debug)]
pub struct Recorder<'s> {
    system: &'s CareSystem,
    /// Measured weeks: nothing before or after them is kept.
    weeks: u32,
    /// When the request of each patient arose.
    arose: BTreeMap<Who, SimTime>,
    booked: BTreeMap<Who, Booked>,
    calling: BTreeMap<Who, SimTime>,
    export: Export,
}

impl<'s> Recorder<'s> {
    /// Nothing yet, of `weeks` measured weeks of `system`.
    pub fn new(system: &'s CareSystem, weeks: u32) -> Recorder<'s> {
        let clinicians = system.roles.iter().map(|role| vec![role.name.clone()]).collect();
        Recorder {
            system,
            weeks,
            arose: BTreeMap::new(),
            booked: BTreeMap::new(),
            calling: BTreeMap::new(),
            export: Export { clinicians, ..Export::default() },
        }
    }

    /// The export.
    pub fn export(mut self) -> Export {
        self.export.rows = (self.export.appointments.len() + self.export.calls.len()) as u64;
        self.export
    }

    fn at(&self, at: SimTime) -> DateTime {
        let minutes = at.time_of_day().as_minutes();
        // Of a day, so both numbers are in the range of a clock.
        let seconds = ((minutes * 60.0) as i32).clamp(0, 86_399);
        let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
        let time = Time::new(hour as i8, minute as i8, second as i8, 0);
        self.system.calendar.date(at.day()).to_datetime(time.unwrap_or_default())
    }

    fn is_measured(&self, at: SimTime) -> bool {
        (0..i64::from(self.weeks) * 7).contains(&i64::from(at.day()))
    }

    fn book(&mut self, who: Who, at: SimTime, found: Found) {
        let role = found.clinician.role.index();
        let booked =
            Booked { role, mode: found.mode, starts: found.start, booked: at, began: None };
        self.booked.insert(who, booked);
    }

    fn appointment(&mut self, who: Who, status: Status, ended: Option<SimTime>) {
        let Some(of) = self.booked.remove(&who) else { return };
        if !self.is_measured(of.starts) {
            return;
        }
        let minutes = ended
            .zip(of.began)
            .map(|(ended, began)| (ended.as_ms() - began.as_ms()) as f64 / 60_000.0);
        self.export.appointments.push(Appointment {
            starts: self.at(of.starts),
            booked: Some(self.at(of.booked)),
            requested: self.arose.get(&who).map(|at| self.at(*at)),
            seen: of.began.map(|at| self.at(at)),
            lag: Some(of.starts.day() - of.booked.day()),
            mode: Some(match of.mode {
                Mode::FaceToFace => Seen::FaceToFace,
                Mode::Telephone | Mode::Online => Seen::Remote,
                Mode::HomeVisit => Seen::HomeVisit,
            }),
            clinician: Some(of.role),
            status,
            minutes,
        });
    }

    fn call(&mut self, who: Who, wait: Option<f64>, outcome: Outcome) {
        let Some(start) = self.calling.remove(&who) else { return };
        if self.is_measured(start) {
            self.export.calls.push(Call { start: self.at(start), wait, outcome: Some(outcome) });
        }
    }
}

impl Observer for Recorder<'_> {
    const LISTENS: bool = true;

    fn note(&mut self, Fact { at, who, what }: Fact) {
        match what {
            What::Arose { .. } | What::PlannedDue { .. } | What::VisitDue { .. } => {
                self.arose.insert(who, at);
            }
            What::Booked(found) => self.book(who, at, found),
            What::AddedToDuty { clinician, from: start }
            | What::BookedTwice { clinician, start } => {
                self.book(who, at, Found { clinician, start, mode: Mode::FaceToFace });
            }
            What::Released(_) | What::NotReached(_) => {
                self.booked.remove(&who);
            }
            What::DidNotAttend => self.appointment(who, Status::NotAttended, None),
            What::Began { clinician, mode, .. } => {
                if let Some(of) = self.booked.get_mut(&who) {
                    (of.role, of.mode, of.began) = (clinician.role.index(), mode, Some(at));
                }
            }
            What::Ended { .. } => self.appointment(who, Status::Attended, Some(at)),
            What::Called { .. } => {
                self.calling.insert(who, at);
            }
            What::LeftMenu { .. } | What::SentOnline => self.call(who, None, Outcome::Menu),
            What::Answered { waited_min, .. } => {
                self.call(who, Some(waited_min), Outcome::Answered);
            }
            What::HungUp { waited_min } => self.call(who, Some(waited_min), Outcome::HungUp),
            _ => {}
        }
    }
}
