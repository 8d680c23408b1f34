//! What happened between patients and clinicians, whether or not national data count it.

use crate::model::role::Mode;

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
