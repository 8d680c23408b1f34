//! What happened between patients and clinicians, whether or not national data count it.

use crate::model::role::Mode;

/// How a contact with a clinician was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum ContactKind {
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

impl ContactKind {
    /// The kind of an appointment in `mode`.
    pub const fn of_appointment(mode: Mode) -> ContactKind {
        match mode {
            Mode::FaceToFace => ContactKind::FaceToFace,
            Mode::Telephone => ContactKind::Telephone,
            Mode::Online => ContactKind::Video,
            Mode::HomeVisit => ContactKind::HomeVisit,
        }
    }

    /// The mode in which national data count it: video, triages and messages are online.
    pub const fn recorded_as(self) -> Mode {
        match self {
            ContactKind::FaceToFace => Mode::FaceToFace,
            ContactKind::Telephone => Mode::Telephone,
            ContactKind::HomeVisit => Mode::HomeVisit,
            ContactKind::Video | ContactKind::Triage | ContactKind::Message => Mode::Online,
        }
    }
}

/// The number of kinds of contact.
pub const CONTACT_KINDS: usize = 6;

/// Contacts with clinicians: appointments, triages and messages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Contacts {
    /// By kind.
    pub by_kind: [u64; CONTACT_KINDS],
    /// Of them, appointments booked for the same day, and triages and messages on the day of the request.
    pub same_day: u64,
    /// Of them, with GPs.
    pub gp: u64,
}

impl Contacts {
    /// All of them.
    pub fn total(&self) -> u64 {
        self.by_kind.iter().sum()
    }

    /// Counts one.
    pub fn count(&mut self, kind: ContactKind, is_same_day: bool, is_gp: bool) {
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
        let online = [ContactKind::Video, ContactKind::Triage, ContactKind::Message];
        assert!(online.iter().all(|kind| kind.recorded_as() == Mode::Online));
        for mode in [Mode::FaceToFace, Mode::Telephone, Mode::HomeVisit] {
            assert_eq!(ContactKind::of_appointment(mode).recorded_as(), mode);
        }
    }

    #[test]
    fn each_contact_is_counted_once() {
        let mut contacts = Contacts::default();
        contacts.count(ContactKind::Telephone, true, true);
        contacts.count(ContactKind::Message, false, true);
        assert_eq!((contacts.total(), contacts.same_day, contacts.gp), (2, 1, 2));
    }
}
