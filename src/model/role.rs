//! Roles: the kinds of staff, how long their consultations take, where they can work.

use crate::units::{Minutes, Probability, TimeOfDay};

/// Ways to meet a patient.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Mode {
    /// In a room of the practice.
    FaceToFace = 0,
    /// By telephone.
    Telephone = 1,
    /// By video or message.
    Online = 2,
    /// At the patient's home.
    HomeVisit = 3,
}

/// The number of modes.
pub const MODES: usize = 4;

impl Mode {
    /// All modes, in the order of their numbers.
    pub const ALL: [Mode; MODES] =
        [Mode::FaceToFace, Mode::Telephone, Mode::Online, Mode::HomeVisit];

    /// The words used in results.
    pub const fn name(self) -> &'static str {
        match self {
            Mode::FaceToFace => "face to face",
            Mode::Telephone => "telephone",
            Mode::Online => "online",
            Mode::HomeVisit => "home visit",
        }
    }
}

/// Staff groups as in national data, with nurses separate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum StaffGroup {
    /// General practitioners.
    Gp,
    /// Nurses, healthcare assistants and phlebotomists employed by practices.
    Nursing,
    /// All others, most of them reimbursed under ARRS.
    Additional,
}

/// The number of staff groups.
pub const STAFF_GROUPS: usize = 3;

impl StaffGroup {
    /// All groups, in order.
    pub const ALL: [StaffGroup; STAFF_GROUPS] =
        [StaffGroup::Gp, StaffGroup::Nursing, StaffGroup::Additional];

    /// The words used in results.
    pub const fn name(self) -> &'static str {
        match self {
            StaffGroup::Gp => "GPs",
            StaffGroup::Nursing => "Nursing",
            StaffGroup::Additional => "Additional roles",
        }
    }
}

/// Which rooms a role can use for face-to-face work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RoomNeed {
    /// A consulting room.
    Consulting,
    /// A treatment room, or a consulting room if no treatment room is free.
    Treatment,
    /// None: the work is done at a desk or away.
    None,
}

/// A start of a session in the week, and how often it is chosen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SessionStart {
    /// When the session starts.
    pub at: TimeOfDay,
    /// How many of a team's sessions start then, relative to the others [-].
    pub weight: f64,
}

/// Length of a consultation by mode: mean and spread of a lognormal distribution \[min\].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ConsultationLength {
    /// Mean length, face to face, notes included.
    pub face_to_face: Minutes,
    /// Mean length by telephone or online, notes included.
    pub remote: Minutes,
    /// Mean length of a visit at home, travel included.
    pub home_visit: Minutes,
    /// Standard deviation as a share of the mean [-].
    pub variation: f64,
}

/// The share of a role's slots kept for each purpose. The remaining slots are routine.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SlotShares {
    /// Kept for planned care.
    pub planned: Probability,
    /// Opened two days before.
    pub two_day: Probability,
    /// Opened seven days before.
    pub week: Probability,
    /// Opened fourteen days before.
    pub fortnight: Probability,
    /// Opened on the day.
    pub same_day: Probability,
    /// Kept for direct booking by NHS 111.
    pub nhs_111: Probability,
}

impl SlotShares {
    /// The share of slots that are not routine.
    pub fn kept(&self) -> [f64; 6] {
        [self.planned, self.week, self.two_day, self.same_day, self.nhs_111, self.fortnight]
            .map(|share| share.get())
    }
}

/// A kind of staff.
#[derive(Clone, Debug, PartialEq)]
pub struct Role {
    /// The key under `roles` in the scenario.
    pub name: String,
    /// The usual name of the role.
    pub title: String,
    /// The group under which national data count it.
    pub group: StaffGroup,
    /// The profession whose appointments it takes, as an index.
    pub booked_as: usize,
    /// Length of a bookable slot \[min\].
    pub slot: Minutes,
    /// Length of a session with patients \[min\].
    pub session: Minutes,
    /// Sessions with patients a week at one whole-time equivalent.
    pub sessions_per_wte: f64,
    /// When sessions start.
    pub session_starts: Vec<SessionStart>,
    /// How long consultations take.
    pub length: ConsultationLength,
    /// Which rooms it needs.
    pub room: RoomNeed,
    /// Share of its sessions held entirely by telephone or online, without a room.
    pub remote_sessions: Probability,
    /// Share of telephone slots within a session held in a room.
    pub telephone_share: Probability,
    /// Share of home visits among slots.
    pub home_visit_share: Probability,
    /// Whether a session that gets no room can be held remotely instead.
    pub can_work_remotely: bool,
    /// The shares of its slots that are kept.
    pub slots: SlotShares,
    /// By weekday, Monday first: the share of its slots opened on the day, relative to that of `slots` or of the
    /// practice's policy [-]; 0 to 10. Ones change nothing.
    pub same_day_by_weekday: [f64; 7],
    /// Probability of seeking advice in addition to what the need requires, as trainees do.
    pub extra_advice: Probability,
    /// Whether it supervises others.
    pub supervises: bool,
    /// Whether it is asked to supervise before others, so that their clinics continue.
    pub supervises_first: bool,
    /// Whether patients can book its sessions. If not, it only supervises.
    pub sees_patients: bool,
    /// Whether it takes turns as duty doctor.
    pub takes_duty: bool,
    /// Supervision it needs, if any.
    pub supervision: Option<crate::model::supervision::SupervisionNeed>,
    /// Share of its consultations that send the patient to ED.
    pub sends_to_ed: Probability,
    /// Probability that a settled patient comes back within 14 days nevertheless.
    pub reconsultation: Probability,
    /// Share of patients in need of a rapid response visit whom the clinician treats without the
    /// team.
    pub handles_rapid_response: Probability,
}
