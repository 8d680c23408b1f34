//! The event log of a replication: a row for each activity of each case, for process mining.
//!
//! The columns are those that bupaR's activity logs and pm4py's data frames are made of: `case_id`,
//! `activity`, `start`, `end`, `resource`, and what else is known of each. A case is a request or
//! an item of planned care, from when it arises until it ends. An activity that begins within the
//! measured weeks is written when it ends, so memory holds only activities under way.

use crate::model::CareSystem;
use crate::model::role::Mode;
use crate::report::narrative::clock;
use crate::simulation::observer::{
    Clinician, Continuation, Fact, Observer, What, Whereabouts, Who,
};
use crate::text::csv::quoted;
use crate::units::SimTime;
use std::collections::BTreeMap;
use std::io::{self, Write};

/// The name of the file.
pub const EVENT_LOG: &str = "event-log.csv";

/// The columns.
pub const COLUMNS: [&str; 9] =
    ["case_id", "activity", "start", "end", "resource", "role", "site", "room", "scenario"];

/// The scenario and replication of a log.
#[derive(Clone, Copy, Debug)]
pub struct Logged<'n> {
    /// The scenario's name.
    pub scenario: &'n str,
    /// What is simulated.
    pub system: &'n CareSystem,
    /// The replication, from 1.
    pub replication: u32,
    /// Weeks measured.
    pub weeks: u32,
}

impl Logged<'_> {
    /// Whether `at` is within the measured weeks.
    pub(super) fn measures(&self, at: SimTime) -> bool {
        (SimTime::ZERO..SimTime::midnight(self.weeks as i32 * 7)).contains(&at)
    }
}

/// Writes the head of the table.
///
/// # Errors
///
/// I/O errors of `out`.
pub fn write_head(out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{}", COLUMNS.join(","))
}

/// Writes a row for each activity of one replication.
pub struct EventLog<'n> {
    of: Logged<'n>,
    out: &'n mut dyn Write,
    /// Activities under way, by case and kind.
    open: BTreeMap<(Who, Kind), Begun>,
    /// Why nothing more is written.
    lost: Option<io::Error>,
}

/// Activities that take time and of which a case has one at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Queue,
    Call,
    Form,
    Desk,
    TriageQueue,
    Triage,
    Booked,
    AdviceWait,
    Advice,
    Consultation,
}

impl Kind {
    const fn name(self) -> &'static str {
        match self {
            Kind::Queue => "Telephone queue",
            Kind::Call => "Telephone call",
            Kind::Form => "Online form waits",
            Kind::Desk => "Reception",
            Kind::TriageQueue => "Waiting for triage",
            Kind::Triage => "Triage",
            Kind::Booked => "Waiting for appointment",
            Kind::AdviceWait => "Waiting for advice",
            Kind::Advice => "Advice",
            Kind::Consultation => "Consultation",
        }
    }
}

/// An activity that has begun.
#[derive(Clone, Debug)]
struct Begun {
    at: SimTime,
    clinician: Option<Clinician>,
    mode: Option<Mode>,
    whereabouts: Whereabouts,
}

impl Begun {
    const fn at(at: SimTime) -> Self {
        Begun { at, clinician: None, mode: None, whereabouts: Whereabouts::NoRoom }
    }

    const fn with(at: SimTime, clinician: Clinician) -> Self {
        Begun { at, clinician: Some(clinician), mode: None, whereabouts: Whereabouts::NoRoom }
    }
}

impl<'n> EventLog<'n> {
    /// A log of `of`, written to `out`.
    pub fn new(of: Logged<'n>, out: &'n mut dyn Write) -> Self {
        EventLog { of, out, open: BTreeMap::new(), lost: None }
    }

    /// Ends the log.
    ///
    /// # Errors
    ///
    /// Why a row could not be written.
    pub fn end(self) -> io::Result<()> {
        self.lost.map_or(Ok(()), Err)
    }

    fn begin(&mut self, who: Who, kind: Kind, begun: Begun) {
        self.open.insert((who, kind), begun);
    }

    fn finish(&mut self, who: Who, kind: Kind, at: SimTime) {
        if let Some(begun) = self.open.remove(&(who, kind)) {
            let mode = begun.mode.map(|mode| format!(" ({})", mode.name())).unwrap_or_default();
            let activity = format!("{}{mode}", kind.name());
            self.write(who, &activity, &begun, at);
        }
    }

    /// What takes no time.
    fn moment(&mut self, fact: &Fact, activity: &str) {
        self.write(fact.who, activity, &Begun::at(fact.at), fact.at);
    }

    fn write(&mut self, who: Who, activity: &str, begun: &Begun, end: SimTime) {
        if self.lost.is_some() || !self.of.measures(begun.at) {
            return;
        }
        let (Who::Patient(id) | Who::Other(id)) = who else { return };
        let system = self.of.system;
        let (mut resource, mut role, mut site) = (String::new(), "", "");
        if let Some(clinician) = begun.clinician {
            let team = &system.teams[clinician.team.index()].name;
            resource = format!("{team} {}", clinician.person.0);
            role = &system.roles[clinician.role.index()].title;
            site = &system.sites[clinician.site.index()].name;
        }
        let room = match begun.whereabouts {
            Whereabouts::NoRoom => String::new(),
            Whereabouts::Room(room) => format!("room {}", room.0),
            Whereabouts::SharedRoom => "shared".to_owned(),
        };
        let cells = [
            &format!("{}-{}-{:016x}", self.of.scenario, self.of.replication, id.0),
            activity,
            &instant(system, begun.at),
            &instant(system, end),
            &resource,
            role,
            site,
            &room,
            self.of.scenario,
        ];
        let cells = cells.map(quoted);
        self.lost = writeln!(self.out, "{}", cells.join(",")).err();
    }

    /// Ends the activities that the request was waiting in when it ended.
    fn close(&mut self, fact: &Fact, activity: &str) {
        for kind in [Kind::Queue, Kind::Form, Kind::TriageQueue, Kind::Booked] {
            self.finish(fact.who, kind, fact.at);
        }
        self.moment(fact, activity);
    }

    /// Begins and ends activities.
    fn activity(&mut self, fact: &Fact) {
        let Fact { at, who, what } = *fact;
        match what {
            What::JoinedQueue { .. } => self.begin(who, Kind::Queue, Begun::at(at)),
            What::Answered { .. } => {
                self.finish(who, Kind::Queue, at);
                self.begin(who, Kind::Call, Begun::at(at));
            }
            What::HungUp { .. } => self.finish(who, Kind::Queue, at),
            What::FormSent => self.begin(who, Kind::Form, Begun::at(at)),
            What::DeskBegan => {
                self.finish(who, Kind::Form, at);
                self.begin(who, Kind::Desk, Begun::at(at));
            }
            What::DeskEnded => {
                self.finish(who, Kind::Call, at);
                self.finish(who, Kind::Desk, at);
            }
            What::TriageAsked => self.begin(who, Kind::TriageQueue, Begun::at(at)),
            What::TriageBegan { clinician } => {
                self.finish(who, Kind::TriageQueue, at);
                self.begin(who, Kind::Triage, Begun::with(at, clinician));
            }
            What::TriageEnded => self.finish(who, Kind::Triage, at),
            What::TriageLimitReached => self.finish(who, Kind::TriageQueue, at),
            What::Booked(_) | What::AddedToDuty { .. } | What::BookedTwice { .. } => {
                // Digital self-booking answers the form at once.
                self.finish(who, Kind::Form, at);
                self.begin(who, Kind::Booked, Begun::at(at));
            }
            What::Began { clinician, mode, whereabouts, .. } => {
                self.finish(who, Kind::Booked, at);
                let begun = Begun { mode: Some(mode), whereabouts, ..Begun::with(at, clinician) };
                self.begin(who, Kind::Consultation, begun);
            }
            What::AdviceAsked => self.begin(who, Kind::AdviceWait, Begun::at(at)),
            What::AdviceBegan { supervisor, .. } => {
                self.finish(who, Kind::AdviceWait, at);
                self.begin(who, Kind::Advice, Begun::with(at, supervisor));
            }
            What::AdviceEnded { .. } => self.finish(who, Kind::Advice, at),
            What::AdviceTimedOut => self.finish(who, Kind::AdviceWait, at),
            What::Ended { .. } => self.finish(who, Kind::Consultation, at),
            _ => {}
        }
    }
}

impl Observer for EventLog<'_> {
    const LISTENS: bool = true;

    fn note(&mut self, fact: Fact) {
        if self.lost.is_some() {
            return;
        }
        self.activity(&fact);
        let is_other = matches!(fact.who, Who::Other(_));
        match fact.what {
            What::Arose { .. } => self.moment(&fact, "Request arises"),
            What::PlannedDue { .. } | What::VisitDue { .. } => {
                self.moment(&fact, "Planned care arises");
            }
            What::Released(_) => self.close(&fact, "Appointment cancelled"),
            What::DidNotAttend => self.close(&fact, "Did not attend"),
            What::NotReached(_) => self.close(&fact, "Not reached"),
            What::Called { .. } if is_other => self.moment(&fact, "Calls about something else"),
            What::FormSent if is_other => self.moment(&fact, "Form about something else"),
            What::HungUp { .. } => self.moment(&fact, "Hangs up"),
            What::FormLapsed => self.moment(&fact, "Form lapsed"),
            What::LeftMenu { .. } => self.moment(&fact, "Leaves the menu"),
            What::TriageLimitReached => self.moment(&fact, "Booked without triage"),
            What::NeedMissed => self.moment(&fact, "Need missed"),
            What::SentElsewhere => self.moment(&fact, "Sent elsewhere"),
            What::Continues(Continuation::HandedBack) => self.moment(&fact, "Handed back to a GP"),
            What::ToldAnotherDay => self.moment(&fact, "Told to try another day"),
            What::Rang111 { .. } => self.moment(&fact, "Rings NHS 111"),
            What::SentToEd | What::SentToEdBy111 => self.moment(&fact, "Sent to ED"),
            What::SettledAtFrontDoor(_) => self.moment(&fact, "Settled at the front door"),
            What::Settled | What::PlannedDone => self.close(&fact, "Settled"),
            What::Referred => self.close(&fact, "Referred"),
            What::Unmet { .. } | What::PlannedGivenUp => self.close(&fact, "Unmet"),
            What::VisitCalledOff => self.close(&fact, "Called off"),
            _ => {}
        }
    }
}

/// An instant as ISO 8601 writes it, to the second.
fn instant(system: &CareSystem, at: SimTime) -> String {
    format!("{}T{}", system.calendar.date(at.day()), clock(at))
}
