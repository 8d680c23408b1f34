//! Contacts with the practice, by what made the patient make them: the practice's own failures apart.

/// The number of causes of a contact.
pub const CAUSES: usize = 8;

/// Why a contact was made. A contact has one cause: what happened last.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(u8)]
pub enum Because {
    /// The patient's own reason: a first contact, one after a message that the practice is closed, after an
    /// appointment that the patient missed or cancelled, or because the need went on.
    #[default]
    Own = 0,
    /// While the practice was open, a call before it ended in the menu or the queue, was cut off at closing, or a
    /// visitor was sent home.
    NotAnswered = 1,
    /// The patient was told to try another day.
    ToldAgain = 2,
    /// A consultation handed the patient back to a GP: the contact is the GP's consultation.
    HandedBack = 3,
    /// Triage closed the request although more was needed.
    MissedInTriage = 4,
    /// A consultation ended although more was needed.
    MissedInConsultation = 5,
    /// The practice had nothing for the patient weeks before.
    HadNothing = 6,
    /// A promised call-back was not made, and the patient asks after it.
    Chased = 7,
}

impl Because {
    /// The failures of the practice, in the order of their numbers.
    pub const FAILURES: [Because; CAUSES - 1] = [
        Because::NotAnswered,
        Because::ToldAgain,
        Because::HandedBack,
        Because::MissedInTriage,
        Because::MissedInConsultation,
        Because::HadNothing,
        Because::Chased,
    ];
}

/// Contacts by cause: calls, forms, visits at the desk, and consultations after a hand-back, each counted
/// once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Contacts {
    /// By [`Because`], as a number.
    pub by_cause: [u64; CAUSES],
}

impl Contacts {
    /// Contacts with this cause.
    pub const fn of(&self, because: Because) -> u64 {
        self.by_cause[because as usize]
    }

    /// All contacts.
    pub fn all(&self) -> u64 {
        self.by_cause.iter().sum()
    }

    /// Contacts that the practice's own failures caused.
    pub fn avoidable(&self) -> u64 {
        Because::FAILURES.iter().map(|because| self.of(*because)).sum()
    }
}
