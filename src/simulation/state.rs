//! The state of patients, staff and rooms: identifiers and the records they refer to.

use crate::model::demand::{Channel, Urgency};
use crate::model::role::{Mode, Role};
use crate::model::supervision::Stage;
use crate::simulation::avoidable::Because;
use crate::simulation::fact;
use crate::units::SimTime;

macro_rules! identifier {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub struct $name(pub u32);

        impl $name {
            /// The index in its list.
            pub const fn index(self) -> usize {
                self.0 as usize
            }
        }
    };
}

identifier! {
    /// A request, or an item of planned care, under way.
    RequestId
}
identifier! {
    /// A request that ended without help and will return.
    ReturnId
}
identifier! {
    /// A call, form or visit at the desk.
    ContactId
}
identifier! {
    /// A clinic session.
    SessionId
}
identifier! {
    /// A bookable slot.
    SlotId
}

/// No session, slot or request.
pub const NONE: u32 = u32::MAX;

/// The pairing of a request of the measured period that no usual scenario has: it is counted, and paired
/// with no other.
pub const UNPAIRED: u32 = NONE - 1;

/// Records addressed by a dense identifier, whose indices are reused.
#[derive(Clone, Debug)]
pub struct Slab<T> {
    items: Vec<T>,
    vacant: Vec<u32>,
}

impl<T> Default for Slab<T> {
    fn default() -> Self {
        Slab { items: Vec::new(), vacant: Vec::new() }
    }
}

impl<T> Slab<T> {
    /// Makes room for as many again.
    pub fn make_room(&mut self) {
        self.items.reserve(self.items.len());
        self.vacant.reserve(self.items.capacity() - self.vacant.len());
    }

    /// Stores `item` and returns its index.
    pub fn insert(&mut self, item: T) -> u32 {
        match self.vacant.pop() {
            Some(index) => {
                self.items[index as usize] = item;
                index
            }
            None => {
                self.items.push(item);
                self.items.len() as u32 - 1
            }
        }
    }

    /// Frees an index for another record.
    pub fn remove(&mut self, index: u32) {
        self.vacant.push(index);
    }

    /// The indices of the records kept, in order.
    pub(super) fn kept(&self) -> Vec<u32> {
        let vacant: std::collections::BTreeSet<&u32> = self.vacant.iter().collect();
        (0..self.items.len() as u32).filter(|index| !vacant.contains(index)).collect()
    }

    /// The number of records kept.
    pub fn count(&self) -> u32 {
        (self.items.len() - self.vacant.len()) as u32
    }

    /// The record at `index`.
    pub fn get(&self, index: u32) -> &T {
        &self.items[index as usize]
    }

    /// The record at `index`, to be changed.
    pub fn get_mut(&mut self, index: u32) -> &mut T {
        &mut self.items[index as usize]
    }
}

/// An item of planned care belongs to a stream; a request to none.
pub const NO_STREAM: u8 = u8::MAX;

/// The stream of visits of a cohort's schedule, which are booked ahead like planned care.
pub const VISIT_STREAM: u8 = u8::MAX - 1;

/// The stream of recalls, which are booked ahead like planned care.
pub const RECALL_STREAM: u8 = u8::MAX - 2;

/// No visit of a schedule.
pub const NO_VISIT: u8 = u8::MAX;

/// A request about a new need, or an item of planned care, under way.
#[derive(Clone, Debug)]
#[repr(align(128))]
pub struct Request {
    /// The identity: the subject of its random numbers.
    pub identity: u64,
    /// Its index among the candidates of the measured period, to pair scenarios; [`UNPAIRED`]; or [`NONE`]
    /// if it is not of the measured period.
    pub pairing: u32,
    /// The practice, as an index.
    pub practice: u8,
    /// The need, as an index.
    pub need: u8,
    /// The stream of planned care, or [`NO_STREAM`].
    pub stream: u8,
    /// How urgent: 0 urgent, 1 soon, 2 routine.
    pub urgency: u8,
    /// Its urgency when it arose, under which it is counted.
    pub urgency_at_first: u8,
    /// The profession it is being booked with.
    pub profession: u8,
    /// The profession that was right for it first.
    pub first_choice: u8,
    /// When it arose.
    pub arose: SimTime,
    /// The earliest instant at which the patient can be seen.
    pub wanted_from: SimTime,
    /// The consultation that it is at: 1 for the first; 4s+1, 4s+2 and 4s+3 for the consultation
    /// after step s that follows a hand-back, is a follow-up, or is a re-consultation; 4 and 16 for the
    /// first of a request that has returned.
    pub step: u32,
    /// [`fact`]s.
    pub facts: u32,
    /// The own GP, as an index of people.
    pub own_gp: u16,
    /// Days of trying at this step before today.
    pub days_tried: u8,
    /// Calls on this day.
    pub calls: u8,
    /// Forms at this step.
    pub forms: u8,
    /// Bookings at this step.
    pub bookings: u8,
    /// Consultations so far.
    pub consultations: u8,
    /// Attempts to book planned care or a follow-up.
    pub tries: u8,
    /// Since when it waits for triage.
    pub waiting_since: SimTime,
    /// The cohort member who makes it, or [`NONE`].
    pub member: u32,
    /// Which visit of the member's schedule it is, or [`NO_VISIT`].
    pub visit: u8,
    /// Who is called in, of those in recall, or [`NONE`].
    pub recalled: u32,
    /// The channel of the first contact of each spell, as a number.
    pub channel: u8,
    /// How often it has returned, weeks after it ended without help.
    pub returns: u8,
    /// Why the next contact about it is made.
    pub because: Because,
    /// Its appointment, if one stands.
    pub booking: Booking,
}

// Two adjacent cache lines: more than ten thousand requests are open at once and accessed at random.
const _: () = assert!(size_of::<Request>() == 128);

impl Request {
    /// A request that arises at the instant `arose`, at its first step: routine, wanted at once, of no
    /// stream and no cohort.
    pub const fn new(identity: u64, practice: u8, profession: u8, arose: SimTime) -> Self {
        Request {
            identity,
            pairing: NONE,
            practice,
            need: 0,
            stream: NO_STREAM,
            urgency: Urgency::Routine as u8,
            urgency_at_first: Urgency::Routine as u8,
            profession,
            first_choice: profession,
            arose,
            wanted_from: arose,
            step: 1,
            facts: 0,
            own_gp: 0,
            days_tried: 0,
            calls: 0,
            forms: 0,
            bookings: 0,
            consultations: 0,
            tries: 0,
            waiting_since: arose,
            member: NONE,
            visit: NO_VISIT,
            recalled: NONE,
            channel: Channel::Telephone as u8,
            returns: 0,
            because: Because::Own,
            booking: Booking::NONE,
        }
    }

    /// Whether `bit` of [`fact`] holds.
    pub const fn is(&self, bit: u32) -> bool {
        self.facts & bit != 0
    }

    /// Whether it is planned care.
    pub const fn is_planned(&self) -> bool {
        self.stream != NO_STREAM
    }

    /// Whether the patient is met in person, if at all.
    pub const fn needs_examination(&self) -> bool {
        self.facts & (fact::FACE_TO_FACE | fact::HOME_VISIT) != 0
    }

    /// Whether it is a recall.
    pub const fn is_recall(&self) -> bool {
        self.stream == RECALL_STREAM
    }

    /// The ordinal of decisions made once for each call: the day of trying and the call of the day. An
    /// additional call today changes no ordinal of tomorrow.
    pub const fn call_ordinal(&self) -> u16 {
        (self.days_tried as u16) * 64 + self.calls as u16
    }

    /// Why the contact that is made now is made. The next is for the patient's own reason, unless another is
    /// given.
    pub const fn take_cause(&mut self) -> Because {
        std::mem::replace(&mut self.because, Because::Own)
    }

    /// Whether it is at a consultation that a hand-back asked for.
    pub const fn is_after_hand_back(&self) -> bool {
        self.step > 1 && self.step % 4 == StepKind::HandBack as u32
    }

    /// The next attempts are made on another day.
    pub const fn begin_another_day(&mut self) {
        self.days_tried = self.days_tried.saturating_add(1);
        self.calls = 0;
    }

    /// Begins a new step. Its ordinals do not depend on the last step.
    pub const fn begin_step(&mut self, kind: StepKind) {
        self.step = self.step.wrapping_mul(4).wrapping_add(kind as u32);
        self.days_tried = 0;
        self.calls = 0;
        self.forms = 0;
        self.bookings = 0;
        self.tries = 0;
    }
}

/// The reason for the next consultation about a need.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum StepKind {
    /// It was handed back to a GP.
    HandBack = 1,
    /// A follow-up was wanted.
    FollowUp = 2,
    /// The patient came back.
    Reconsultation = 3,
}

/// The kinds of contact at the desk, by telephone and online.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ContactKind {
    /// Rings with a request.
    RequestCall,
    /// Rings about something else.
    OtherCall,
    /// Has sent a form with a request.
    RequestForm,
    /// Has sent a form about something else.
    OtherForm,
    /// Stands at the desk with a request.
    WalkIn,
}

impl ContactKind {
    /// Whether it is a call.
    pub const fn is_call(self) -> bool {
        matches!(self, ContactKind::RequestCall | ContactKind::OtherCall)
    }

    /// Whether it is a form.
    pub const fn is_form(self) -> bool {
        matches!(self, ContactKind::RequestForm | ContactKind::OtherForm)
    }
}

/// A call, form or visit at the desk.
#[derive(Clone, Copy, Debug)]
pub struct Contact {
    /// What it is.
    pub kind: ContactKind,
    /// The practice, as an index.
    pub practice: u8,
    /// Still waits.
    pub is_waiting: bool,
    /// Has asked to be called back.
    pub wants_call_back: bool,
    /// Its request, or [`NONE`].
    pub request: u32,
    /// A unique number by which a timer recognises its contact.
    pub generation: u32,
    /// When it joined the queue.
    pub joined: SimTime,
    /// The identity: the subject of its random numbers.
    pub subject: u64,
    /// The ordinal of the attempt.
    pub ordinal: u16,
    /// Calls on this day, for calls that are not requests.
    pub calls: u8,
    /// The step of its request.
    pub step: u32,
    /// Why it is made.
    pub because: Because,
}

impl Contact {
    /// A contact about the request `id`, made `now` for the `ordinal`-th time.
    pub const fn about(
        kind: ContactKind,
        id: RequestId,
        request: &Request,
        ordinal: u16,
        now: SimTime,
    ) -> Self {
        let (subject, step) = (request.identity, request.step);
        Contact {
            request: id.0,
            ordinal,
            step,
            ..Self::other(kind, request.practice, subject, now)
        }
    }

    /// A contact about anything else, made `now`.
    pub const fn other(kind: ContactKind, practice: u8, subject: u64, now: SimTime) -> Self {
        Contact {
            kind,
            practice,
            // A caller has to hear the menu first.
            is_waiting: !kind.is_call(),
            wants_call_back: false,
            request: NONE,
            generation: 0,
            joined: now,
            subject,
            ordinal: 0,
            calls: kind.is_call() as u8,
            step: 0,
            because: Because::Own,
        }
    }
}

/// The state of a bookable slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum SlotState {
    /// Can be booked.
    Free,
    /// Is booked.
    Booked,
    /// Used up by a double appointment that starts before.
    Merged,
    /// Closed: no room.
    ClosedRooms,
    /// Closed: the clinician supervises, or nobody supervises the clinician.
    ClosedSupervision,
    /// Closed: the clinician is away.
    ClosedAbsence,
    /// Cancelled too late to be offered again.
    CancelledLate,
    /// Attended, and not handed back.
    Attended,
    /// Attended, and handed back to a GP.
    HandedBack,
    /// Not attended.
    Missed,
    /// The clinic ended first.
    NotReached,
}

/// A bookable slot.
#[derive(Clone, Copy, Debug)]
#[repr(align(32))]
pub struct Slot {
    /// When.
    pub start: SimTime,
    /// In which session.
    pub session: u32,
    /// The request that it is booked for, or [`NONE`].
    pub request: u32,
    /// The next slot of the same session, or [`NONE`].
    pub after: u32,
    /// The diary that it is in.
    pub diary: u16,
    /// The clinician, as an index of people.
    pub person: u16,
    /// For whom it is kept: [`crate::model::appointments::SlotKind`] as a number.
    pub kind: u8,
    /// How the patient is met.
    pub mode: Mode,
    /// Its state.
    pub state: SlotState,
    /// A booking of it was cancelled.
    pub was_cancelled: bool,
    /// The session has a room at its start, so that the patient can be seen there.
    pub is_in_room: bool,
}

// Two to a line of the cache.
const _: () = assert!(size_of::<Slot>() == 32);

impl Slot {
    /// How the patient of `request` is met in it: one who must be seen takes a telephone slot only of a
    /// session in a room, which sees them there.
    pub const fn mode_for(&self, request: &Request) -> Mode {
        match self.mode {
            Mode::Telephone if request.is(fact::FACE_TO_FACE) => Mode::FaceToFace,
            mode => mode,
        }
    }
}

/// An appointment. A request has one at a time.
#[derive(Clone, Copy, Debug)]
pub struct Booking {
    /// Its slot, or [`NONE`] if it was squeezed in.
    pub slot: u32,
    /// When it was booked.
    pub booked_at: SimTime,
    /// When it starts, or the time at which the patient was squeezed in.
    pub start: SimTime,
    /// How the patient is met.
    pub mode: Mode,
    /// Slots that it uses.
    pub slots: u8,
    /// The request whose appointment is squeezed in after it, or [`NONE`].
    pub added_after: u32,
    /// A unique number by which a timer recognises its appointment; 0 without an appointment.
    pub generation: u32,
}

impl Booking {
    /// No appointment stands.
    pub const NONE: Self = Booking {
        slot: NONE,
        booked_at: SimTime::ZERO,
        start: SimTime::ZERO,
        mode: Mode::FaceToFace,
        slots: 0,
        added_after: NONE,
        generation: 0,
    };
}

/// What a clinician in session is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doing {
    /// The session has not started, or waits for its room.
    NotStarted,
    /// Between patients.
    Idle,
    /// Has called a patient and waits for a room.
    AwaitingRoom,
    /// With a patient.
    Consulting,
    /// With a patient, waiting for advice.
    AwaitingAdvice,
    /// With a patient, being advised.
    BeingAdvised,
    /// Advising someone else.
    Advising,
    /// Triaging.
    Triaging,
    /// The session is over.
    Ended,
}

/// A clinic session.
#[derive(Clone, Debug)]
pub struct Session {
    /// The clinician, as an index of people.
    pub person: u16,
    /// Their role, as an index.
    pub role: u8,
    /// Their profession, as an index.
    pub profession: u8,
    /// The practice of the site. Its duty work and supervisors are shared.
    pub practice: u8,
    /// The diary it belongs to.
    pub diary: u16,
    /// The site, as an index.
    pub site: u8,
    /// The clinician's stage in the role.
    pub stage: Stage,
    /// Held without a room.
    pub is_remote: bool,
    /// The clinician has the duty.
    pub is_duty: bool,
    /// The clinician is away.
    pub is_absent: bool,
    /// Lost for lack of a room.
    pub is_lost: bool,
    /// Held remotely for lack of a room: its free slots could have been in person.
    pub is_remote_for_rooms: bool,
    /// What the clinician is doing.
    pub doing: Doing,
    /// The day.
    pub day: i32,
    /// When it starts, after the journey to it.
    pub start: SimTime,
    /// The journey to it, within working time \[min\].
    pub travel_min: f64,
    /// When it should end.
    pub end: SimTime,
    /// Takes part in the room timetable: sees patients in person, or remotely in a room.
    pub wants_room: bool,
    /// The share of its starts that is expected to be used beside those of the clinics before it.
    pub expected_use: f64,
    /// The room, or [`NONE`].
    pub room: u32,
    /// From when on it has the room: from its start, or later; never without one.
    pub room_from: SimTime,
    /// Slots that were lost for want of a room \[ms\].
    pub roomless_ms: i64,
    /// The first of its slots, or [`NONE`]. Each slot links to the next.
    pub first: u32,
    /// The next slot to look at, or [`NONE`].
    pub next: u32,
    /// The first and last of the requests squeezed in, or [`NONE`]. Each links to the next.
    pub added: (u32, u32),
    /// How many have been squeezed in.
    pub extras: u32,
    /// The request whose appointment is under way, or [`NONE`].
    pub current: u32,
    /// When the clinician's present work began, or when the session ended.
    pub busy_since: SimTime,
    /// The part of the time since the start that is already in the ledger of time \[ms\]: work with
    /// patients, advice, triage, waits.
    pub accounted_ms: i64,
    /// Debriefs that closed slots of the session \[ms\].
    pub debriefs_ms: i64,
    /// When the clinician last asked for advice.
    pub asked_at: SimTime,
    /// The rest of the consultation after the advice \[ms\].
    pub remaining_ms: i64,
    /// The consultation will be handed back.
    pub hands_back: bool,
    /// Who supervises the clinician on this day, as an index of people; `None` if nobody does.
    pub supervisor: Option<u16>,
    /// A unique number by which a timer recognises its work.
    pub generation: u32,
    /// Meetings about cohorts within the session.
    pub meetings: u8,
    /// The time of these meetings \[min\].
    pub meeting_min: f64,
}

impl Session {
    /// The starts that fit into it, if its clinician is in `role`.
    pub fn starts(&self, role: &Role) -> u32 {
        ((self.end - self.start).as_ms() / role.slot.to_span().as_ms()) as u32
    }
}
