//! Everything that can happen.
//!
//! Arrivals of the day are dealt in advance and kept in order outside the calendar; everything else
//! is scheduled here. Identifiers, not records: an event is a few bytes, copied freely.

use crate::simulation::state::{ContactId, RequestId, SessionId};

/// Something that happens at an instant, in the order in which a patient meets it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// A day begins: its arrivals are dealt, a new day of the book opens, the sick are known.
    DayBegan,
    /// The number of call handlers changes, at every practice.
    HandlersChanged,
    /// The doors close.
    DeskClosed,
    /// A caller has heard the menu.
    MenuCompleted(ContactId),
    /// A caller in the queue loses patience.
    CallerHungUp(ContactId, u32),
    /// A call, form or visit at the desk has been dealt with.
    DeskFinished(ContactId),
    /// Someone whose call was no request rings again.
    OtherCallRepeated(ContactId),
    /// A patient rings, for a request that is under way.
    PatientRang(RequestId),
    /// A patient sends an online form, for a request that is under way.
    FormSent(RequestId),
    /// A care coordinator has dealt with a request.
    CoordinatorFinished(RequestId),
    /// The practice books again what it had to cancel, or could not book before.
    PracticeRebooks(RequestId),
    /// A patient cancels.
    AppointmentCancelled(RequestId, u32),
    /// A member has left a cohort: a contact that was booked is called off.
    ContactCalledOff(RequestId, u32),
    /// A clinic session starts.
    SessionStarted(SessionId),
    /// An idle clinician looks at the list again.
    ClinicianLooked(SessionId, u32),
    /// A room has been cleared and can be used by who waits for it.
    RoomCleared(u32),
    /// A supervisee asks for advice.
    AdviceSought(SessionId),
    /// Nobody was free to advise in time.
    AdviceTimedOut(SessionId, u32),
    /// Advice has been given: supervisor, supervisee.
    AdviceGiven(SessionId, SessionId),
    /// A clinician has triaged a request.
    TriageCompleted(SessionId, RequestId),
    /// A consultation ends.
    ConsultationEnded(SessionId),
    /// Measurement begins: monitors forget the warm-up, the state stays.
    MeasurementStarted,
    /// Measurement ends; requests are followed further.
    MeasurementEnded,
}

const _: () = assert!(size_of::<Event>() <= 16);
