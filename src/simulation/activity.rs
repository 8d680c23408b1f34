//! What happened between patients and clinicians, whether or not national data count it.

use crate::model::role::{MODES, Mode, STAFF_GROUPS};

/// What a clinician did for a patient.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum ActivityKind {
    /// An appointment face to face in the practice.
    FaceToFace = 0,
    /// An appointment by telephone.
    Telephone = 1,
    /// An appointment by video.
    Video = 2,
    /// An appointment at the patient's home.
    HomeVisit = 3,
    /// A triage after which the patient was booked or sent on.
    Triage = 4,
    /// A triage that settled the request, by a message or a call.
    Message = 5,
}

impl ActivityKind {
    /// The kind of an appointment in `mode`.
    pub const fn of_appointment(mode: Mode) -> ActivityKind {
        match mode {
            Mode::FaceToFace => ActivityKind::FaceToFace,
            Mode::Telephone => ActivityKind::Telephone,
            Mode::Online => ActivityKind::Video,
            Mode::HomeVisit => ActivityKind::HomeVisit,
        }
    }

    /// The mode in which national data count it: video, triages and messages are online.
    pub const fn recorded_as(self) -> Mode {
        match self {
            ActivityKind::FaceToFace => Mode::FaceToFace,
            ActivityKind::Telephone => Mode::Telephone,
            ActivityKind::HomeVisit => Mode::HomeVisit,
            ActivityKind::Video | ActivityKind::Triage | ActivityKind::Message => Mode::Online,
        }
    }
}

/// The number of kinds of activity.
pub const ACTIVITY_KINDS: usize = 6;

/// Clinical activity: appointments, missed ones included, triages and messages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Activity {
    /// By kind.
    pub by_kind: [u64; ACTIVITY_KINDS],
    /// Of them, appointments booked for the same day, and triages and messages on the day of the request.
    pub same_day: u64,
    /// Of them, with GPs.
    pub gp: u64,
}

impl Activity {
    /// All of them.
    pub fn total(&self) -> u64 {
        self.by_kind.iter().sum()
    }

    /// Counts one.
    pub fn count(&mut self, kind: ActivityKind, is_same_day: bool, is_gp: bool) {
        self.by_kind[kind as usize] += 1;
        self.same_day += u64::from(is_same_day);
        self.gp += u64::from(is_gp);
    }
}

/// Bands of the length of a consultation in national data.
pub const LENGTH_BANDS: usize = 6;

/// Appointments by their date, as national data would count them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Appointments {
    /// By staff group and band of booking lag, cancelled ones excluded.
    pub by_group_and_lag: [[u64; 7]; STAFF_GROUPS],
    /// By mode.
    pub by_mode: [u64; MODES],
    /// Attended.
    pub attended: u64,
    /// Attended, with GPs.
    pub attended_gp: u64,
    /// Attended, with staff who are neither GPs nor nurses.
    pub attended_additional: u64,
    /// Not attended.
    pub dna: u64,
    /// Not attended, by staff group and band of booking lag.
    pub dna_by_group_and_lag: [[u64; 7]; STAFF_GROUPS],
    /// Attended, by staff group and band of booking lag.
    pub attended_by_group_and_lag: [[u64; 7]; STAFF_GROUPS],
    /// Attended, by length of the consultation; triages, messages and lengths that national data
    /// do not state are in none.
    pub by_length: [u64; LENGTH_BANDS],
    /// By weekday.
    pub by_weekday: [u64; 7],
    /// By month, January first.
    pub by_month: [u64; 12],
    /// Of them, triages and messages by a clinician.
    pub triage: u64,
    /// Of those, by GPs.
    pub triage_gp: u64,
    /// Of them, planned care and follow-ups.
    pub planned: u64,
    /// Of those, with GPs.
    pub planned_gp: u64,
    /// Consultations attended by patients who insisted on their own GP, and of them with that GP.
    pub own_gp: [u64; 2],
    /// What happened, whether or not national data count it.
    pub happened: Activity,
}

impl Appointments {
    /// All of them.
    pub fn booked(&self) -> u64 {
        self.by_group_and_lag.iter().flatten().sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn video_triage_and_messages_are_recorded_as_online() {
        let online = [ActivityKind::Video, ActivityKind::Triage, ActivityKind::Message];
        assert!(online.iter().all(|kind| kind.recorded_as() == Mode::Online));
        for mode in [Mode::FaceToFace, Mode::Telephone, Mode::HomeVisit] {
            assert_eq!(ActivityKind::of_appointment(mode).recorded_as(), mode);
        }
    }

    #[test]
    fn each_is_counted_once() {
        let mut activity = Activity::default();
        activity.count(ActivityKind::Telephone, true, true);
        activity.count(ActivityKind::Message, false, true);
        assert_eq!((activity.total(), activity.same_day, activity.gp), (2, 1, 2));
    }
}
