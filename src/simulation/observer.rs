//! Events as typed facts: patient, time and kind. Words are made elsewhere.

use crate::model::demand::{Channel, Urgency};
use crate::model::role::{MODES, Mode};
use crate::simulation::record::Constraint;
use crate::units::SimTime;

/// Receives the facts of a replication.
pub trait Observer {
    /// Whether the observer receives facts. If not, none are made.
    const LISTENS: bool;

    /// Whether the observer is told how each day ended. If not, nothing is looked up.
    const WANTS_DAYS: bool = false;

    /// Something has happened.
    fn note(&mut self, fact: Fact);

    /// A day has ended.
    fn day_ended(&mut self, _: &DayEnd) {}
}

/// How a day ended.
#[derive(Clone, Debug, PartialEq)]
pub struct DayEnd {
    /// The day, from the first measured one.
    pub day: i32,
    /// Its clinics, also those that were not held.
    pub clinics: Vec<ClinicEnd>,
    /// The first free starts after it, by practice and role.
    pub free: Vec<FreeStart>,
}

/// How a clinic ended: every start is in exactly one of the counts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ClinicEnd {
    /// Whose it was.
    pub clinician: Clinician,
    /// At which practice.
    pub practice: PracticeId,
    /// When it started.
    pub start: SimTime,
    /// When it should have ended.
    pub end: SimTime,
    /// When it ended.
    pub ended: SimTime,
    /// Without a room, by telephone.
    pub is_remote: bool,
    /// Its clinician had the duty.
    pub is_duty: bool,
    /// It was held: the clinician was there, and had a room if one was needed.
    pub is_held: bool,
    /// The room, if it had one to itself.
    pub room: Option<RoomId>,
    /// Starts in the book.
    pub starts: u32,
    /// Closed: away, supervision, no room.
    pub closed: u32,
    /// Used: patients who attended. A double appointment uses two.
    pub attended: u32,
    /// Patients who did not attend.
    pub missed: u32,
    /// Cancelled late, or not reached.
    pub cancelled: u32,
    /// Not booked.
    pub empty: u32,
    /// Patients squeezed in beyond the starts.
    pub added: u32,
}

/// The first free starts of a role at a practice.
#[derive(Clone, Debug, PartialEq)]
pub struct FreeStart {
    /// At which practice.
    pub practice: PracticeId,
    /// Of which role.
    pub role: RoleId,
    /// The starts, at most three, the earliest first.
    pub starts: Vec<SimTime>,
}

/// An observer that ignores every fact.
#[derive(Clone, Copy, Debug, Default)]
pub struct Silent;

impl Observer for Silent {
    const LISTENS: bool = false;

    fn note(&mut self, _: Fact) {}
}

/// A fact: an event, its time and the person concerned.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fact {
    /// When.
    pub at: SimTime,
    /// To whom.
    pub who: Who,
    /// What.
    pub what: What,
}

/// The person whom a fact concerns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Who {
    /// A patient with a request, or for whom care is planned.
    Patient(PatientId),
    /// A person whose call or form is not a request.
    Other(PatientId),
    /// No single patient: staff, on a day of the book that may be ahead.
    Staff {
        /// The day, from the first measured one.
        day: i32,
    },
}

macro_rules! index {
    ($(#[$doc:meta])* $name:ident($kind:ty)) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub $kind);

        impl $name {
            /// The index in its list.
            pub fn index(self) -> usize {
                self.0 as usize
            }
        }
    };
}

index! {
    /// A patient, by the identity of the request in the address of a random number.
    PatientId(u64)
}
index! {
    /// A practice, by its index in the system.
    PracticeId(u8)
}
index! {
    /// A need, by its index in the system.
    NeedId(u8)
}
index! {
    /// A profession, by its index in the system.
    ProfessionId(u8)
}
index! {
    /// A role, by its index in the system.
    RoleId(u8)
}
index! {
    /// A team, by its index in the system.
    TeamId(u16)
}
index! {
    /// A cohort, by its index in the system.
    CohortId(u8)
}
index! {
    /// A site, by its index in the system.
    SiteId(u8)
}
index! {
    /// A person at work, by the index among all staff.
    PersonId(u16)
}
index! {
    /// A room, by its index among all rooms of the system.
    RoomId(u32)
}

/// Who supervises a clinician.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Supervisor {
    /// The person.
    pub person: PersonId,
    /// The role.
    pub role: RoleId,
}

/// A clinician in session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clinician {
    /// Who.
    pub person: PersonId,
    /// In which team.
    pub team: TeamId,
    /// In which role.
    pub role: RoleId,
    /// At which site.
    pub site: SiteId,
}

/// In which room a patient is met.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whereabouts {
    /// In none: by telephone, online, at home, or from a site without consulting rooms.
    NoRoom,
    /// In this room.
    Room(RoomId),
    /// In one of the rooms of the site that all share by appointment.
    SharedRoom,
}

/// The criteria of a search of the book.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Criteria {
    /// Of which profession.
    pub profession: ProfessionId,
    /// Whether only the patient's own GP is acceptable.
    pub own_gp: bool,
    /// In which modes, in the order of [`Mode::ALL`].
    pub modes: [bool; MODES],
    /// The first instant that suits.
    pub from: SimTime,
    /// The last day that is soon enough, from the first measured one.
    pub last_day: i32,
}

/// A slot in the book.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    /// With whom.
    pub clinician: Clinician,
    /// When it starts.
    pub start: SimTime,
    /// How the patient is met.
    pub mode: Mode,
}

/// The obstacles of a search that found no slot. Each is the start of the first slot that one change
/// would have made acceptable.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Obstacles {
    /// A free slot that is kept for others, or not released yet.
    pub kept: Option<SimTime>,
    /// A slot that was closed because its session has no room.
    pub no_room: Option<SimTime>,
    /// A slot that was closed because its clinician supervises, or lacks a supervisor.
    pub supervision: Option<SimTime>,
    /// A free slot later than the need allows.
    pub too_late: Option<SimTime>,
    /// A free slot in a mode that does not suit.
    pub other_mode: Option<SimTime>,
    /// Whether the practice has no staff of the profession.
    pub no_staff: bool,
}

/// Ways in which the front door settles a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FrontDoorEnd {
    /// The menu answered it.
    Menu,
    /// It was administrative.
    Administrative,
    /// A community pharmacy takes it.
    Pharmacy,
    /// Clinical triage settled it by advice or message.
    Triage,
}

/// Why an appointment that was booked did not take place, the patient being there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotReached {
    /// No room came free in time.
    NoRoom,
    /// The clinic had ended.
    ClinicEnded,
}

/// Why an appointment is taken out of the book.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Release {
    /// The patient cancels.
    Cancelled,
    /// The practice cancels: its clinician is away, has no room, or supervises.
    Closed,
    /// The patient has left the cohort that it was for.
    LeftCohort,
}

/// How a request goes on after a consultation that did not end it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Continuation {
    /// A GP must see the patient.
    HandedBack,
    /// The patient, met by telephone first, must be seen in person.
    SeenInPerson,
    /// A follow-up is wanted.
    FollowUp {
        /// In so many days.
        days: i32,
    },
    /// The need is not settled: the patient rings again.
    Reconsultation {
        /// When.
        at: SimTime,
    },
}

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum What {
    /// A request arises.
    Arose {
        /// At which practice.
        practice: PracticeId,
        /// What for.
        need: NeedId,
        /// How urgent.
        urgency: Urgency,
        /// How the patient makes contact.
        channel: Channel,
    },
    /// Planned care arises.
    PlannedDue {
        /// At which practice.
        practice: PracticeId,
        /// Of which profession.
        profession: ProfessionId,
        /// In so many days.
        days: i32,
    },
    /// A visit of a cohort's schedule arises.
    VisitDue {
        /// At which practice.
        practice: PracticeId,
        /// The week of the schedule.
        week: u32,
        /// In so many days.
        days: i32,
    },
    /// Rings a practice.
    Called {
        /// Which.
        practice: PracticeId,
    },
    /// The call ends in the menu or, out of hours, at the message.
    LeftMenu {
        /// Whether the practice is open.
        is_open: bool,
    },
    /// The menu, or the message out of hours, sends the caller online.
    SentOnline,
    /// Joins the telephone queue.
    JoinedQueue {
        /// Callers before.
        ahead: u32,
        /// Whether a call-back is asked for.
        call_back: bool,
    },
    /// A receptionist answers the call, or calls back.
    Answered {
        /// How long the caller waited \[min\].
        waited_min: f64,
        /// Whether the caller was called back.
        called_back: bool,
    },
    /// Hangs up, or is cut off when the lines close.
    HungUp {
        /// How long the caller waited \[min\].
        waited_min: f64,
    },
    /// Sends an online form.
    FormSent,
    /// Comes to the desk.
    WalkedIn,
    /// A receptionist takes the form, or the visitor.
    DeskBegan,
    /// A receptionist is done.
    DeskEnded,
    /// The sender of a form no longer waits for it to be read.
    FormLapsed,
    /// Waits for clinical triage.
    TriageAsked,
    /// A clinician begins to triage.
    TriageBegan {
        /// Who.
        clinician: Clinician,
    },
    /// A clinician has triaged.
    TriageEnded,
    /// Has waited for triage as long as an urgent request may, and is booked without it.
    TriageLimitReached,
    /// An encounter missed what is needed.
    NeedMissed,
    /// A profession is chosen for the request.
    Navigated {
        /// Which.
        profession: ProfessionId,
        /// Whether it is the right one.
        is_right: bool,
    },
    /// The front door settles the request.
    SettledAtFrontDoor(FrontDoorEnd),
    /// The book is searched.
    Searched {
        /// For what.
        criteria: Criteria,
        /// What was found.
        found: Option<Found>,
        /// If nothing was: what stood in the way.
        obstacles: Obstacles,
    },
    /// An appointment is booked.
    Booked(Found),
    /// The patient is added to the list of the duty clinician, beyond the slots.
    AddedToDuty {
        /// Who has the duty.
        clinician: Clinician,
        /// From when on the patient may be called in.
        from: SimTime,
    },
    /// The patient is given a start for which someone is booked who may not come.
    BookedTwice {
        /// With whom.
        clinician: Clinician,
        /// The start that both have.
        start: SimTime,
    },
    /// An appointment is taken out of the book.
    Released(Release),
    /// The patient is called in.
    CalledIn {
        /// By whom.
        clinician: Clinician,
    },
    /// The patient does not attend.
    DidNotAttend,
    /// A consultation begins.
    Began {
        /// With whom.
        clinician: Clinician,
        /// How.
        mode: Mode,
        /// In which room.
        whereabouts: Whereabouts,
        /// Who supervises the clinician on this day, if anybody does.
        supervisor: Option<Supervisor>,
        /// How long after the appointed time \[min\].
        waited_min: f64,
    },
    /// The clinician asks for advice and waits for a supervisor.
    AdviceAsked,
    /// A supervisor advises.
    AdviceBegan {
        /// Who.
        supervisor: Clinician,
        /// For so long \[min\].
        length_min: f64,
    },
    /// The advice has been given.
    AdviceEnded {
        /// By whom.
        supervisor: Clinician,
    },
    /// No supervisor was free in time.
    AdviceTimedOut,
    /// A consultation ends.
    Ended {
        /// With whom.
        clinician: Clinician,
    },
    /// The consultation did not end the request.
    Continues(Continuation),
    /// The clinic could not reach the patient, who is booked again.
    NotReached(NotReached),
    /// The clinician sends the patient to the emergency department.
    SentToEd,
    /// A visit is needed within hours.
    RapidResponse {
        /// Whether the clinician makes it; otherwise the rapid response team is asked.
        by_clinician: bool,
    },
    /// Rings NHS 111.
    Rang111 {
        /// Whether before the practice.
        first: bool,
    },
    /// NHS 111 sends the patient to the emergency department.
    SentToEdBy111,
    /// Goes to the emergency department, if failures of access lead there as often as the highest estimate
    /// says.
    GoesToEd,
    /// Was about to attend the emergency department, and asks the practice instead.
    InsteadOfEd,
    /// Nothing is found; the patient is sent elsewhere.
    SentElsewhere,
    /// Nothing is found; the patient is told to try another day.
    ToldAnotherDay,
    /// Will ring again.
    RingsAgain {
        /// When.
        at: SimTime,
    },
    /// Nothing was found, and weeks later the patient will ask again.
    WillReturn {
        /// When.
        at: SimTime,
    },
    /// Does not come again after an appointment that was cancelled or missed.
    Lapsed,
    /// A recall is not done: still due, the person waits to be called in again.
    WaitsForRecall,
    /// The request ends: settled.
    Settled,
    /// The request ends: referred to secondary care.
    Referred,
    /// The request ends: unmet.
    Unmet {
        /// What stopped it.
        constraint: Constraint,
        /// The profession whose time was missing, if that stopped it.
        missing: Option<ProfessionId>,
    },
    /// Planned care is done.
    PlannedDone,
    /// Planned care is given up.
    PlannedGivenUp,
    /// A visit of a cohort is called off because the patient is no longer a member.
    VisitCalledOff,
    /// Staff meet about a cohort.
    Meeting {
        /// Which.
        cohort: CohortId,
        /// How many attend.
        attend: u32,
    },
    /// A post is filled from a labour pool.
    Hired(TeamId),
    /// A post falls vacant.
    PostVacant(TeamId),
    /// A successor begins.
    SuccessorBegan(TeamId),
}
