//! The event log in the form that vidigi animates, with the table of where each event is drawn.
//!
//! A patient is in one position at a time: between steps, in a queue, or with a member of staff. In
//! the last case the patient uses the lowest free number of that kind of resource, so that no
//! circle is drawn twice.

use super::event_log::Logged;
use crate::simulation::observer::{Fact, Observer, What, Who};
use crate::text::csv::quoted;
use crate::units::SimTime;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

/// The name of the table of positions.
pub const POSITIONS: &str = "event-positions.csv";

/// The columns of the log.
const COLUMNS: &str = "entity_id,event_type,event,time,resource_id,scenario";

/// Where each event is drawn: its name, position, label, and its resource if it uses one.
const PLACES: [(&str, u32, u32, &str, &str); 13] = [
    ("arrival", 50, 550, "Arrival", ""),
    ("telephone_wait_begins", 200, 500, "Telephone queue", ""),
    ("reception_begins", 200, 400, "Receptionist", "receptionists"),
    ("reception_ends", 200, 350, "After reception", ""),
    ("form_wait_begins", 200, 300, "Online form waits", ""),
    ("triage_wait_begins", 450, 500, "Waiting for triage", ""),
    ("triage_begins", 450, 400, "Triage", "triaging"),
    ("triage_ends", 450, 350, "After triage", ""),
    ("appointment_wait_begins", 700, 500, "Booked", ""),
    ("consultation_begins", 700, 300, "Consultation", "consulting"),
    ("consultation_ends", 700, 200, "After the consultation", ""),
    ("away", 450, 150, "Not in touch with the practice", ""),
    ("depart", 900, 100, "Exit", ""),
];

/// Resources, in the order of their numbers.
const RESOURCES: [&str; 3] = ["receptionists", "triaging", "consulting"];

/// The table of positions: `event`, `x`, `y`, `label`, `resource`. `capacity` says how many of each resource
/// were ever in use at once, by which vidigi draws them.
///
/// # Errors
///
/// I/O errors of `out`.
pub fn write_positions(out: &mut dyn Write, most: Most) -> io::Result<()> {
    writeln!(out, "event,x,y,label,resource,capacity")?;
    for (event, x, y, label, resource) in PLACES {
        let number = RESOURCES.iter().position(|name| *name == resource);
        let capacity = number.map(|number| most.0[number].to_string()).unwrap_or_default();
        writeln!(out, "{event},{x},{y},{label},{resource},{capacity}")?;
    }
    Ok(())
}

/// The most of each resource that were in use at once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Most([u32; RESOURCES.len()]);

impl Most {
    /// The larger of each.
    #[must_use]
    pub fn or(self, other: Most) -> Most {
        Most(std::array::from_fn(|resource| self.0[resource].max(other.0[resource])))
    }
}

/// Writes the head of the log.
///
/// # Errors
///
/// I/O errors of `out`.
pub fn write_animation_head(out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{COLUMNS}")
}

/// Writes a row for each step of each patient of one replication.
pub struct Animation<'n> {
    of: Logged<'n>,
    scenario: String,
    out: &'n mut dyn Write,
    /// Numbers of patients, in the order in which they came.
    numbers: BTreeMap<Who, u64>,
    next_number: u64,
    /// Patients who are there.
    present: BTreeSet<Who>,
    /// What each patient uses: resource and number.
    uses: BTreeMap<Who, (usize, u32, &'static str)>,
    /// By resource: numbers below the highest that are free.
    free: [BTreeSet<u32>; RESOURCES.len()],
    most: Most,
    lost: Option<io::Error>,
}

impl<'n> Animation<'n> {
    /// The log of `of`, written to `out`; its patients are numbered from `before` + 1.
    pub fn new(of: Logged<'n>, before: u64, out: &'n mut dyn Write) -> Self {
        Animation {
            of,
            scenario: quoted(of.scenario),
            out,
            numbers: BTreeMap::new(),
            next_number: before,
            present: BTreeSet::new(),
            uses: BTreeMap::new(),
            free: Default::default(),
            most: Most::default(),
            lost: None,
        }
    }

    /// The number of the last patient, and the most of each resource that were in use at once.
    ///
    /// # Errors
    ///
    /// Why a row could not be written.
    pub fn end(self) -> io::Result<(u64, Most)> {
        self.lost.map_or(Ok((self.next_number, self.most)), Err)
    }

    fn row(&mut self, who: Who, kind: &str, event: &str, at: SimTime, resource: Option<u32>) {
        if self.lost.is_some() {
            return;
        }
        let next = &mut self.next_number;
        let number = *self.numbers.entry(who).or_insert_with(|| {
            *next += 1;
            *next
        });
        let time = at.as_ms() as f64 / 60_000.0;
        let resource = resource.map(|number| number.to_string()).unwrap_or_default();
        self.lost =
            writeln!(self.out, "{number},{kind},{event},{time},{resource},{}", self.scenario).err();
    }

    fn queue(&mut self, fact: &Fact, event: &str) {
        self.release(fact.who, fact.at);
        self.row(fact.who, "queue", event, fact.at, None);
    }

    fn seize(&mut self, fact: &Fact, resource: usize, [begins, ends]: [&'static str; 2]) {
        self.release(fact.who, fact.at);
        let number = self.free[resource].pop_first().unwrap_or_else(|| {
            self.most.0[resource] += 1;
            self.most.0[resource]
        });
        self.uses.insert(fact.who, (resource, number, ends));
        self.row(fact.who, "resource_use", begins, fact.at, Some(number));
    }

    fn release(&mut self, who: Who, at: SimTime) {
        if let Some((resource, number, ends)) = self.uses.remove(&who) {
            self.free[resource].insert(number);
            self.row(who, "resource_use_end", ends, at, Some(number));
        }
    }

    fn departs(&mut self, who: Who, at: SimTime) {
        self.release(who, at);
        if self.present.remove(&who) {
            self.row(who, "arrival_departure", "depart", at, None);
        }
        self.numbers.remove(&who);
    }
}

impl Observer for Animation<'_> {
    const LISTENS: bool = true;

    fn note(&mut self, fact: Fact) {
        let Fact { at, who, what } = fact;
        let Who::Patient(_) = who else { return };
        let arises =
            matches!(what, What::Arose { .. } | What::PlannedDue { .. } | What::VisitDue { .. });
        if arises && self.of.measures(at) {
            self.present.insert(who);
            self.row(who, "arrival_departure", "arrival", at, None);
        }
        if !self.present.contains(&who) {
            return;
        }
        match what {
            What::JoinedQueue { .. } => self.queue(&fact, "telephone_wait_begins"),
            What::FormSent => self.queue(&fact, "form_wait_begins"),
            What::Answered { .. } | What::DeskBegan => {
                self.seize(&fact, 0, ["reception_begins", "reception_ends"]);
            }
            What::TriageAsked => self.queue(&fact, "triage_wait_begins"),
            What::TriageBegan { .. } => self.seize(&fact, 1, ["triage_begins", "triage_ends"]),
            What::Booked(_) | What::AddedToDuty { .. } | What::BookedTwice { .. } => {
                self.queue(&fact, "appointment_wait_begins");
            }
            What::Began { .. } => {
                self.seize(&fact, 2, ["consultation_begins", "consultation_ends"]);
            }
            What::DeskEnded | What::TriageEnded | What::Ended { .. } => self.release(who, at),
            What::HungUp { .. }
            | What::LeftMenu { .. }
            | What::ToldAnotherDay
            | What::Released(_)
            | What::DidNotAttend
            | What::NotReached(_)
            | What::Continues(_) => self.queue(&fact, "away"),
            What::Settled
            | What::Referred
            | What::Unmet { .. }
            | What::PlannedDone
            | What::PlannedGivenUp
            | What::VisitCalledOff => self.departs(who, at),
            _ => {}
        }
    }
}
