//! Every random decision of the model, one line each, with its number.
//!
//! A number is never reused and never renumbered, because published figures depend on it. Each line
//! gives the decision, the subject of its address, and what the ordinal counts.

/// A random decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Decision {
    /// Number of candidate arrivals: stream, practice and day.
    Arrivals = 1,
    /// Whether a candidate becomes a request, and by which channel: request.
    Arising = 2,
    /// Time of day at which the request arises: request, by return.
    TimeOfDay = 3,
    /// Day-to-day variation of demand beyond the calendar: practice and day.
    DayFactor = 4,
    /// Which need: request.
    Need = 5,
    /// How urgent: request.
    Urgency = 6,
    /// Whether someone other than a GP is acceptable: request.
    AcceptsOthers = 7,
    /// Whether the need must be seen face to face: request.
    FaceToFace = 8,
    /// Whether the patient can use online forms: request.
    OnlineAbility = 9,
    /// Whether the request is latent, and its threshold: request.
    Latent = 10,
    /// The patient's own GP, and whether they insist: request.
    OwnGp = 11,
    /// How long after the earliest slot the patient prefers to be seen: request.
    Convenience = 12,
    /// Whether a visit at home is needed: request.
    HomeVisit = 13,
    /// Whether someone other than a GP is right for the need: request.
    Suitable = 14,
    /// Whether a referral or the emergency department is needed: request.
    Needed = 15,
    /// Whether a call ends in the menu, and how: request or call, by attempt.
    Menu = 20,
    /// How long a caller is willing to wait: request or call, by attempt.
    Patience = 21,
    /// Whether a call-back is accepted: request or call, by attempt.
    CallBack = 22,
    /// How long a call takes: request or call, by attempt.
    CallLength = 23,
    /// What a caller does after hanging up: request or call, by attempt.
    AfterHangingUp = 24,
    /// Time until the next attempt: request or call, by attempt.
    RedialDelay = 25,
    /// Time needed to read a form: request, by form.
    FormLength = 26,
    /// How long a sender waits for an answer to a form: request, by form.
    FormPatience = 27,
    /// What someone does who finds the online form closed: request or form, by form.
    FormClosed = 28,
    /// Whether advice or a pharmacy settles it at the front door: request, by contact.
    Advice = 30,
    /// Whether it is sent to the right profession: request, by contact.
    Routing = 31,
    /// Which wrong profession: request, by contact.
    WrongProfession = 32,
    /// How long clinical triage takes, by triage, and (ordinal [`BY_COORDINATOR`]) how long a care
    /// coordinator takes: request.
    TriageLength = 33,
    /// Whether advice or a message is all that is needed: request.
    TriageOutcome = 34,
    /// Whether a form goes to a clinician: request, by form.
    ClinicalTriage = 35,
    /// What a patient does when told to try another day: request, by refusal.
    AfterRefusal = 40,
    /// Whether an appointment is cancelled, and when: request and step, by booking.
    Cancellation = 41,
    /// Whether a patient attends: request and step, by booking.
    Attendance = 42,
    /// Whether a patient who missed or cancelled contacts the practice again: request and step, by
    /// booking.
    Rebooking = 43,
    /// Where a patient goes when the practice fails: request, by return.
    Exit = 44,
    /// What NHS 111 advises: request, by return.
    Nhs111 = 45,
    /// Whether a request that ended without help returns: request, by return.
    AsksAgain = 46,
    /// On which day of its week a request returns: request, by return.
    ReturnDay = 47,
    /// How long a consultation takes: request and step.
    ConsultationLength = 50,
    /// How a consultation proceeds (alone, with advice, handed back): request and step.
    Proceeding = 51,
    /// What follows a consultation: request and step.
    Outcome = 52,
    /// How long advice takes: request and step.
    AdviceLength = 53,
    /// When the follow-up or re-consultation comes: request and step.
    Return = 54,
    /// Whether a consultation sends the patient to ED: request and step.
    SentToEd = 55,
    /// Whether an encounter is counted by the national data: request and step, by encounter.
    Counted = 56,
    /// Whether an encounter finds what is needed: request and step, by encounter and by what it is
    /// that may be found.
    Found = 57,
    /// Whether a consultation by telephone is held by video: request and step, by booking.
    Video = 58,
    /// Whether a failed or late request leads to an ED attendance: request, by return.
    AccessRelatedEd = 60,
    /// When a background attendance arises: attendance.
    BackgroundEd = 61,
    /// Whether a background attendance is self-referred and minor: attendance.
    SelfReferred = 62,
    /// Whether someone who is about to attend takes a start instead: attendance.
    TakesStart = 63,
    /// Weeks of leave: person and week.
    Leave = 70,
    /// Days of study: person and day.
    Study = 71,
    /// Onset and length of sickness: person and day.
    Sickness = 72,
    /// Parental leave: person and year.
    ParentalLeave = 73,
    /// Whether a locum covers parental leave, and (ordinal 1) long sickness: person and day.
    Cover = 74,
    /// Which item of planned care arises: item.
    PlannedStream = 80,
    /// How far ahead planned care is wanted: item.
    PlannedLead = 81,
    /// Whether a post is vacant when measurement begins: post.
    Vacant = 90,
    /// How long the occupant of a post stays, and (ordinal 1) how long they have already been
    /// there: post and number of earlier occupants.
    Leaving = 91,
    /// How long a post stays vacant, and (ordinal 1) how much of that time has already passed: post
    /// and number of earlier occupants.
    Recruitment = 92,
    /// Whether someone who leaves a post returns to the labour pool: post and number of earlier
    /// occupants.
    BackToPool = 93,
    /// Whether a request or an attendance belongs to a cohort member, and to which: request or
    /// attendance.
    Member = 110,
    /// Whether a member's request or attendance is avoided, and why: request or attendance.
    CohortEffect = 111,
    /// Whether a member engages: member.
    Engagement = 112,
    /// Whether an engaged member is referred on: member.
    ReferredOn = 113,
    /// When a member leaves the cohort: member.
    LeavingCohort = 114,
    /// Whether a consultation finds that a rapid response visit is needed, (ordinal 1) whether the
    /// clinician makes it, (ordinal 2) whether the team makes it after a referral: request and
    /// step.
    RapidResponse = 115,
    /// Where a patient is registered whose practice has left: request, call, item or attendance.
    RegisteredElsewhere = 190,
    /// Whether appointments for a request take two slots, and why: request.
    DoubleSlots = 191,
    /// Where in their cycle of recall the people of a practice are at the start, all of them moved
    /// together: practice.
    RecallPhase = 130,
}

/// The ordinal of [`Decision::TriageLength`] for a care coordinator: beyond all clinical triages of a
/// request, whose ordinals count from 0. Like the number of a decision, it never changes.
pub const BY_COORDINATOR: u16 = 100;

/// Chance, as the simulation asks for it. The program finds it by address; tests supply it from a
/// script.
pub trait Chance {
    /// The uniform number in [0, 1) that decides `decision` for `subject` at `step`, for the
    /// `ordinal`-th time.
    fn uniform(&self, decision: Decision, subject: u64, step: u32, ordinal: u16) -> f64;

    /// The number of candidates of a stream on a day, with mean `mean`.
    fn count(&self, subject: u64, mean: f64) -> u32;
}
