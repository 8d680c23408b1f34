//! Who decides what happens to a request, how long it takes, and how often it is wrong.

use crate::units::whole_people;
use crate::units::{Minutes, Probability};

/// How requests find their practitioner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TriagePolicy {
    /// Everyone is booked with a GP: the pattern of 2019.
    GpFirst,
    /// Receptionists navigate to the right profession.
    CareNavigation,
    /// Care coordinators navigate.
    CareCoordinators,
    /// A clinician triages every request before anything is booked.
    TotalTriage,
    /// Every request gets a GP's telephone call first.
    TelephoneFirst,
    /// Patients with an online form book a first-contact role themselves; others are navigated.
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

/// Triage and routing.
#[derive(Clone, Debug, PartialEq)]
pub struct Triage {
    /// How requests find their practitioner.
    pub policy: TriagePolicy,
    /// Probability that reception finds the right profession.
    pub accuracy_reception: Probability,
    /// Probability that a care coordinator does.
    pub accuracy_coordinator: Probability,
    /// Probability that a clinician does.
    pub accuracy_clinician: Probability,
    /// Probability that a patient booking themselves does.
    pub accuracy_patient: Probability,
    /// Of the errors, the share that sends to a GP what another would have settled.
    pub error_to_gp: Probability,
    /// Probability that someone to whom a need was sent by error hands it back.
    pub misrouted_hand_back: Probability,
    /// Care coordinators on navigation in core hours, over the network.
    pub coordinators: u32,
    /// Mean time of a care coordinator per request \[min\].
    pub coordinator_minutes: Minutes,
    /// Share of online requests that go to a clinician, unless all do.
    pub clinical_triage_share: Probability,
    /// Mean time of clinical triage per request \[min\].
    pub triage_minutes: Minutes,
    /// Standard deviation of that time, as a share of its mean [-].
    pub triage_variation: f64,
    /// Share of first telephone consultations that must be seen face to face afterwards.
    pub telephone_conversion: Probability,
    /// Duty sessions at a time per 10,000 patients; each practice has whole ones, and at least one
    /// unless it is 0.
    pub duty_sessions_per_10000: f64,
    /// Share of a duty session's starts that can be booked; the rest is kept for triage.
    pub duty_bookable: Probability,
    /// Share of triages that national data count as appointments.
    pub triage_gpad_counted: Probability,
    /// Share of messages that national data count as appointments.
    pub message_gpad_counted: Probability,
}

impl Triage {
    /// Duty sessions at a time that are stated for a list of so many patients.
    pub fn duty_stated(&self, list_size: f64) -> f64 {
        self.duty_sessions_per_10000 * list_size / 10_000.0
    }

    /// Duty sessions that there are at a time: whole ones.
    pub fn duty_sessions(&self, list_size: f64) -> u32 {
        whole_people(self.duty_stated(list_size))
    }
}
