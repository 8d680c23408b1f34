//! Everything that can happen.
//!
//! Arrivals of the day are generated in advance and kept in order outside the calendar; everything else
//! is scheduled here. An event holds identifiers, not records, so it is a few bytes and cheap to copy.

use crate::simulation::state::{ContactId, RequestId, ReturnId, SessionId};

/// Something that happens at an instant, in the order in which a patient meets it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// A day begins: its arrivals are generated, a new day of the book opens, sickness is known.
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
    /// A patient asks again, weeks after a request ended without help.
    PatientReturned(ReturnId),
    /// A patient sends an online form, for a request that is under way.
    FormSent(RequestId),
    /// Someone sends an online form about anything else, who found it closed before.
    OtherFormSent(ContactId),
    /// A care coordinator has dealt with a request.
    CoordinatorFinished(RequestId),
    /// The practice rebooks an appointment that it cancelled, or could not book before.
    PracticeRebooks(RequestId),
    /// A patient cancels.
    AppointmentCancelled(RequestId, u32),
    /// A member has left a cohort: a visit that was booked is called off.
    VisitCalledOff(RequestId, u32),
    /// A clinic session starts.
    SessionStarted(SessionId),
    /// An idle clinician looks at the list again.
    ClinicianLooked(SessionId, u32),
    /// A room has been cleared and can be used again.
    RoomCleared(u32),
    /// A supervisee asks for advice.
    AdviceSought(SessionId),
    /// Nobody was free to advise in time.
    AdviceTimedOut(SessionId, u32),
    /// Advice has been given: supervisor, supervisee.
    AdviceGiven(SessionId, SessionId),
    /// A clinician has triaged a request.
    TriageCompleted(SessionId, RequestId),
    /// An urgent request, waiting for triage since an instant, has waited for as long as it may.
    TriageOverdue(RequestId, u32),
    /// A consultation ends.
    ConsultationEnded(SessionId),
    /// Measurement begins: monitors are reset, and the state is kept.
    MeasurementStarted,
    /// Measurement ends; requests are followed further.
    MeasurementEnded,
}

const _: () = assert!(size_of::<Event>() <= 16);

impl Event {
    /// What happens, in words, and the keys of the scenario that say how often and how soon it happens
    /// again.
    pub const fn told(self) -> (&'static str, &'static [&'static str]) {
        match self {
            Event::DayBegan => ("a day begins", &[]),
            Event::HandlersChanged => ("reception changes", &["front_door.handlers"]),
            Event::DeskClosed => ("the doors close", &[]),
            Event::MenuCompleted(_) => {
                ("a caller has heard the menu", &["front_door.menu_time", "front_door.menu_exit"])
            }
            Event::CallerHungUp(..) => (
                "a caller hangs up",
                &[
                    "front_door.impatient_mean",
                    "front_door.patient_mean",
                    "front_door.after_hanging_up.redial",
                ],
            ),
            Event::DeskFinished(_) => (
                "a call, form or visit is dealt with at the desk",
                &["front_door.call_length_request", "front_door.form_length"],
            ),
            Event::OtherCallRepeated(_) => (
                "a caller without a request rings again",
                &[
                    "front_door.redial_delay",
                    "front_door.attempts_per_day",
                    "front_door.menu_exit_other_calls.redial",
                    "front_door.after_hanging_up.redial",
                ],
            ),
            Event::PatientRang(_) => (
                "a patient rings again",
                &[
                    "front_door.redial_delay",
                    "front_door.attempts_per_day",
                    "front_door.menu_exit_requests.redial",
                    "front_door.after_hanging_up.redial",
                    "book.days_of_trying",
                ],
            ),
            Event::PatientReturned(_) => ("a request returns", &["returns"]),
            Event::FormSent(_) | Event::OtherFormSent(_) => (
                "a patient sends an online form",
                &["front_door.menu_exit_requests.online", "front_door.after_hanging_up.online"],
            ),
            Event::CoordinatorFinished(_) => {
                ("a care coordinator has dealt with a request", &["triage.coordinator_minutes"])
            }
            Event::PracticeRebooks(_) => ("the practice books again", &["book.planned_tries"]),
            Event::AppointmentCancelled(..) => {
                ("a patient cancels", &["book.cancelled", "book.rebooks"])
            }
            Event::VisitCalledOff(..) => ("a contact is called off", &["cohorts"]),
            Event::SessionStarted(_) => ("a session starts", &["staff"]),
            Event::ClinicianLooked(..) => ("an idle clinician looks at the list", &["clinic"]),
            Event::RoomCleared(_) => ("a room is cleared", &["rooms.turnover"]),
            Event::AdviceSought(_) => ("advice is sought", &["competence"]),
            Event::AdviceTimedOut(..) => ("nobody is free to advise", &["supervision"]),
            Event::AdviceGiven(..) => ("advice is given", &["supervision.advice_minutes"]),
            Event::TriageCompleted(..) => {
                ("a clinician has triaged a request", &["triage.triage_minutes"])
            }
            Event::TriageOverdue(..) => {
                ("an urgent request has waited too long for triage", &["triage.urgent_wait_limit"])
            }
            Event::ConsultationEnded(_) => {
                ("a consultation ends", &["roles", "aftercare", "competence"])
            }
            Event::MeasurementStarted => ("measurement begins", &[]),
            Event::MeasurementEnded => ("measurement ends", &[]),
        }
    }
}
