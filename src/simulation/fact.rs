//! Facts about a request, as bits.

/// Someone other than a GP is right for the need.
pub const SUITABLE: u32 = 1;
/// The patient accepts someone other than a GP.
pub const ACCEPTS_OTHERS: u32 = 1 << 1;
/// Must be seen in person.
pub const FACE_TO_FACE: u32 = 1 << 2;
/// Must be visited at home.
pub const HOME_VISIT: u32 = 1 << 3;
/// Can use online forms.
pub const ONLINE_ABLE: u32 = 1 << 4;
/// Insists on the own GP.
pub const OWN_GP: u32 = 1 << 5;
/// Is offered a same-day slot even if not urgent.
pub const SAME_DAY: u32 = 1 << 6;
/// Arose within the measured period.
pub const MEASURED: u32 = 1 << 7;
/// Has spoken to the practice.
pub const REACHED: u32 = 1 << 8;
/// Was told to try another day.
pub const TOLD: u32 = 1 << 9;
/// Took a consultation with a GP.
pub const GP_TAKEN: u32 = 1 << 10;
/// Has been offered an appointment.
pub const OFFERED: u32 = 1 << 11;
/// Was sent to the wrong profession.
pub const MISROUTED: u32 = 1 << 12;
/// A clinician has triaged it at this step.
pub const TRIAGED: u32 = 1 << 13;
/// Has had its one chance of an access-related attendance.
pub const ED_DRAWN: u32 = 1 << 14;
/// The next appointment is booked by the practice itself.
pub const IN_HOUSE: u32 = 1 << 15;
/// Comes from NHS 111.
pub const FROM_111: u32 = 1 << 16;
/// Has been in a GP telephone consultation under telephone first.
pub const TELEPHONED: u32 = 1 << 17;
/// The patient first asked about it within the measured period.
pub const NEED_MEASURED: u32 = 1 << 18;
/// Settled without consultation because the patient let an appointment lapse.
pub const LAPSED: u32 = 1 << 20;
/// Has had a first consultation.
pub const SEEN: u32 = 1 << 21;
/// A follow-up is being booked.
pub const FOLLOW_UP: u32 = 1 << 22;
/// Needs a referral that no encounter has made yet.
pub const NEEDS_REFERRAL: u32 = 1 << 23;
/// Needs the emergency department, and no encounter has sent the patient there yet.
pub const NEEDS_ED: u32 = 1 << 24;
/// Advice or a message is all that is needed.
pub const NEEDS_ADVICE_ONLY: u32 = 1 << 25;
/// The front desk or a pharmacy can settle it.
pub const FOR_THE_DOOR: u32 = 1 << 26;
/// Triage closed it in error: the patient is not triaged again, but seen.
pub const CLOSED_IN_ERROR: u32 = 1 << 27;
/// Waits for triage.
pub const AWAITS_TRIAGE: u32 = 1 << 28;
/// Has had an encounter with a clinician.
pub const MET: u32 = 1 << 29;
