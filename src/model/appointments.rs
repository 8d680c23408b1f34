//! The appointment book: which slots are kept for whom, how long patients can wait, and what
//! happens when there is no slot.

use crate::model::demand::URGENCIES;
use crate::model::role::STAFF_GROUPS;
use crate::units::{Minutes, Probability, TimeOfDay};

/// For whom a slot is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum SlotKind {
    /// Planned care, booked up to a quarter ahead.
    Planned = 0,
    /// Anyone, up to the horizon.
    Routine = 1,
    /// Anyone, from seven days before.
    Week = 2,
    /// Anyone, from two days before.
    TwoDay = 3,
    /// Anyone, from the release hour of the day itself.
    SameDay = 4,
    /// Direct booking by NHS 111, and anyone from the release hour of the day itself plus the delay.
    Nhs111 = 5,
    /// Anyone, from fourteen days before.
    Fortnight = 6,
}

/// The number of kinds of slot.
pub const SLOT_KINDS: usize = 7;

impl SlotKind {
    /// All kinds, in the order of their numbers.
    pub const ALL: [SlotKind; SLOT_KINDS] = [
        SlotKind::Planned,
        SlotKind::Routine,
        SlotKind::Week,
        SlotKind::TwoDay,
        SlotKind::SameDay,
        SlotKind::Nhs111,
        SlotKind::Fortnight,
    ];
}

/// Bands of booking lag, as in national data.
pub const LAG_BANDS: [&str; 7] =
    ["same day", "1 day", "2–7 days", "8–14 days", "15–21 days", "22–28 days", "over 28 days"];

/// The band of a lag of `days` calendar days.
pub const fn lag_band(days: i32) -> usize {
    match days {
        ..=0 => 0,
        1 => 1,
        2..=7 => 2,
        8..=14 => 3,
        15..=21 => 4,
        22..=28 => 5,
        _ => 6,
    }
}

/// What patients do when the practice has nothing to offer. The remaining share does nothing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Exits {
    /// Rings NHS 111.
    pub nhs_111: Probability,
    /// Goes to a pharmacy.
    pub pharmacy: Probability,
    /// Goes to an urgent treatment centre.
    pub urgent_treatment_centre: Probability,
    /// Pays a private doctor.
    pub private: Probability,
}

/// What NHS 111 advises. The remaining share is told to look after themselves.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Nhs111Advice {
    /// Primary care: a kept slot if there is one.
    pub primary_care: Probability,
    /// The emergency department or an ambulance.
    pub emergency: Probability,
}

/// The appointment book.
#[derive(Clone, Debug, PartialEq)]
pub struct AppointmentBook {
    /// How far ahead a request can be booked \[d\], unless its practice decides otherwise.
    pub horizon_days: u32,
    /// How far ahead planned care can be booked \[d\].
    pub planned_horizon_days: u32,
    /// When same-day and two-day slots open.
    pub release: TimeOfDay,
    /// Number of days before the date at which unused planned slots open to requests \[d\].
    pub planned_release_days: u32,
    /// The hour from which anyone can book the slots kept for NHS 111.
    pub nhs_111_release: TimeOfDay,
    /// Number of working days before the date from which telephone slots of a session in a room are also
    /// offered in person \[d\]; 0: on the day. `None`: never.
    pub either_mode_days: Option<u32>,
    /// Whether a request for which nothing fits is offered any slot that is left of the day.
    pub offers_left_over: bool,
    /// Whether a clinic's first starts are those that open first: those that open on the day come last, so that
    /// who rings at eight can still get there. Otherwise kinds of start alternate.
    pub first_to_open_first: bool,
    /// How long before its start a slot kept for the day is offered to any request that could be seen then,
    /// so that the clinic is filled \[min\]; 0: never.
    pub fill_window: Minutes,
    /// How long before the practice closes a request for which nothing fits is offered the slots that are kept
    /// for the next working day \[min\]; 0: never.
    pub late_caller_window: Minutes,
    /// Whether starts kept for the day or for two days are for patients who ask: recall is not booked into them,
    /// and planned care is not given those of the next day late in the day.
    pub kept_for_requests: bool,
    /// Longest wait allowed for each urgency \[d\].
    pub longest_wait_days: [u32; URGENCIES],
    /// Shortest time between booking and the start of the slot \[min\].
    pub notice: Minutes,
    /// Probability that a non-urgent request is offered a same-day slot.
    pub same_day_for_others: Probability,
    /// Mean time by which a patient who can wait prefers to be seen after the earliest date \[d\].
    pub convenience_days: f64,
    /// Probability that a patient insists on their own GP.
    pub own_gp: Probability,
    /// How long such a patient waits for their own GP before accepting another \[d\].
    pub own_gp_wait_days: u32,
    /// Number of urgent patients that a duty session accepts beyond its slots.
    pub duty_extra: u32,
    /// Probability that a patient who is told to try another day does so.
    pub tries_again: Probability,
    /// Probability that a patient for whom nothing is found is sent elsewhere instead of being told
    /// to try another day.
    pub redirected: Probability,
    /// Number of days on which a patient tries before giving up.
    pub days_of_trying: u32,
    /// Where patients who give up go.
    pub exits: Exits,
    /// What NHS 111 advises.
    pub nhs_111: Nhs111Advice,
    /// Probability that an appointment booked for another day is cancelled.
    pub cancelled: Probability,
    /// Minimum time before its start at which a cancelled slot is offered again \[min\].
    pub cancelled_reusable: Minutes,
    /// Probability that a patient who cancelled or missed an appointment contacts the practice
    /// again.
    pub rebooks: Probability,
    /// Probability of not attending, by staff group and band of booking lag, face to face.
    pub dna: [[Probability; 7]; STAFF_GROUPS],
    /// Non-attendance by telephone or online, relative to face to face [-].
    pub dna_remote_factor: f64,
    /// Number of weekly retries for planned care when no slot is found.
    pub planned_tries: u32,
    /// How often someone who did not come to planned care is invited again, before it is given up.
    pub planned_invitations: u32,
    /// Longest time from the wanted day to planned care \[d\].
    pub planned_tolerance_days: u32,
    /// Share of consultations by telephone that are held by video.
    pub video: Probability,
    /// Share of consultations that national data count as appointments.
    pub gpad_counted: Probability,
}
