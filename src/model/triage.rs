//! Who decides what happens to a request, how long it takes, and how often the decision is wrong.

use crate::model::finding::Sensitivity;
use crate::units::{Minutes, Probability};

/// How a request is assigned to a profession.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TriagePolicy {
    /// Everyone is booked with a GP, as in 2019.
    GpFirst,
    /// Receptionists navigate to the right profession.
    CareNavigation,
    /// Care coordinators navigate.
    CareCoordinators,
    /// A clinician triages every request before anything is booked.
    TotalTriage,
    /// Every request first gets a telephone call from a GP.
    TelephoneFirst,
    /// Patients with an online form book a first-contact role themselves. Others are navigated.
    DigitalSelfBooking,
}

impl TriagePolicy {
    /// The choices, as written in a scenario.
    pub const CHOICES: [(&'static str, TriagePolicy); 6] = [
        ("gp-first", TriagePolicy::GpFirst),
        ("care-navigation", TriagePolicy::CareNavigation),
        ("care-coordinators", TriagePolicy::CareCoordinators),
        ("total-triage", TriagePolicy::TotalTriage),
        ("telephone-first", TriagePolicy::TelephoneFirst),
        ("digital-self-booking", TriagePolicy::DigitalSelfBooking),
    ];
}

/// Which requests a clinician triages under total triage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Triaged {
    /// All of them.
    Everyone,
    /// Those of patients who want to be seen on the day. Others are navigated.
    SameDay,
}

impl Triaged {
    /// The choices, as written in a scenario.
    pub const CHOICES: [(&'static str, Triaged); 2] =
        [("everyone", Triaged::Everyone), ("same-day", Triaged::SameDay)];
}

/// Triage and routing.
#[derive(Clone, Debug, PartialEq)]
pub struct Triage {
    /// How requests are assigned to professions.
    pub policy: TriagePolicy,
    /// Probability that reception finds the right profession.
    pub accuracy_reception: Probability,
    /// Probability that a care coordinator finds the right profession.
    pub accuracy_coordinator: Probability,
    /// Probability that a clinician finds the right profession.
    pub accuracy_clinician: Probability,
    /// Probability that a patient who books online finds the right profession.
    pub accuracy_patient: Probability,
    /// Share of errors that send to a GP what another profession would have settled.
    pub error_to_gp: Probability,
    /// Probability that a clinician hands back a need that was sent to them by error.
    pub misrouted_hand_back: Probability,
    /// Care coordinators who navigate in core hours, over the network.
    pub coordinators: u32,
    /// Mean time of a care coordinator per request \[min\].
    pub coordinator_minutes: Minutes,
    /// Share of online requests triaged by a clinician, unless all requests are.
    pub clinical_triage_share: Probability,
    /// Mean time of clinical triage per request \[min\].
    pub triage_minutes: Minutes,
    /// Standard deviation of that time, as a share of its mean [-].
    pub triage_variation: f64,
    /// Share of patients telephoned first who must be seen face to face afterwards.
    pub telephone_conversion: Probability,
    /// How surely an encounter finds what the patient needs.
    pub sensitivity: Sensitivity,
    /// Which requests total triage concerns.
    pub triaged: Triaged,
    /// Longest wait of an urgent request for triage \[min\], if there is a limit. Then it is booked without
    /// triage.
    pub urgent_wait_limit: Option<Minutes>,
    /// Simultaneous duty sessions per 10,000 patients. Each practice has a whole number of them,
    /// and at least one unless this is 0.
    pub duty_sessions_per_10000: f64,
    /// Share of a duty session's slots that can be booked. The rest is kept for triage.
    pub duty_bookable: Probability,
    /// Share of triages that national data count as appointments.
    pub triage_gpad_counted: Probability,
    /// Share of messages that national data count as appointments.
    pub message_gpad_counted: Probability,
}
