//! Every result that only a comparison has. Each is computed from two records.

use super::kind::Kind;
use super::staff_time::hours_worked;
use crate::model::role::StaffGroup;
use crate::simulation::record::{Ledger, Record};

/// A result that only a comparison has.
#[derive(Clone, Copy)]
pub struct ComparedMeasure {
    /// Its name, which never changes.
    pub name: &'static str,
    /// Its unit.
    pub unit: &'static str,
    /// What kind of number it is.
    pub kind: Kind,
    /// What it counts.
    pub definition: &'static str,
    /// Its value for a scenario against a baseline, in one replication. A measure that follows each
    /// patient is `None` if the two have different patients.
    pub value: fn(&Record, &Record) -> Option<f64>,
}

#[expect(clippy::unnecessary_wraps, reason = "every measure has the same form")]
const fn defined(value: f64) -> Option<f64> {
    Some(value)
}

/// The gain in a line of the ledger.
fn gained(scenario: &Record, baseline: &Record, line: fn(&Ledger) -> u64) -> f64 {
    line(&scenario.ledger()) as f64 - line(&baseline.ledger()) as f64
}

/// The gain in a loss of the ledger: a smaller loss is a gain.
fn spared(scenario: &Record, baseline: &Record, line: fn(&Ledger) -> u64) -> f64 {
    gained(baseline, scenario, line)
}

/// Requests marked in both, as bits: one list for each network, one bit for each candidate.
fn in_both(one: &[Vec<u64>], other: &[Vec<u64>]) -> f64 {
    let words = one.iter().zip(other).flat_map(|(one, other)| one.iter().zip(other));
    words.map(|(a, b)| f64::from((a & b).count_ones())).sum()
}

/// The same request has the same index in both records only if both had the same candidate arrivals.
fn gp_freed(s: &Record, b: &Record) -> Option<f64> {
    (s.population == b.population).then(|| {
        in_both(&b.took_gp, &s.settled_without_gp) - in_both(&s.took_gp, &b.settled_without_gp)
    })
}

fn ed_deflected(scenario: &Record, baseline: &Record, level: usize) -> f64 {
    let (s, b) = (&scenario.attendances, &baseline.attendances);
    let avoided = b.access_related[level] as f64 - s.access_related[level] as f64;
    let added = s.referred as f64 - b.referred as f64;
    let took_starts = |record: &Record| record.emergency.avoided_total() as f64;
    avoided - added + took_starts(scenario) - took_starts(baseline)
}

macro_rules! compared_measures {
    ($($name:literal, $unit:literal, $kind:ident, $definition:literal, $value:expr;)*) => {
        /// Every result that only a comparison has. The lines of the ledger have signs such that they
        /// add up to `appointments_gained_net`, exactly, in every replication.
        pub const COMPARED: &[ComparedMeasure] = &[$(ComparedMeasure {
            name: $name,
            unit: $unit,
            kind: Kind::$kind,
            definition: $definition,
            value: $value,
        }),*];
    };
}

compared_measures! {
    "appointments_gained_net", "appointments", Flow,
        "Net appointments in the scenario minus those in the baseline.",
        |s, b| defined(gained(s, b, |l| l.net));
    "gained_planned", "appointments", Flow,
        "Gained from slots that the roster would offer if nobody were away.",
        |s, b| defined(gained(s, b, |l| l.planned));
    "gained_added", "appointments", Flow,
        "Gained from consultations squeezed in beyond the planned slots.",
        |s, b| defined(gained(s, b, |l| l.added));
    "gained_absence", "appointments", Flow,
        "Gained because fewer slots were closed by the clinician's absence; negative if more were.",
        |s, b| defined(spared(s, b, |l| l.absence));
    "gained_rooms", "appointments", Flow,
        "Gained because fewer slots were closed for lack of a room; negative if more were.",
        |s, b| defined(spared(s, b, |l| l.rooms));
    "gained_supervision", "appointments", Flow,
        "Gained because fewer slots were closed for supervision; negative if more were.",
        |s, b| defined(spared(s, b, |l| l.supervision));
    "gained_merged", "appointments", Flow,
        "Gained because double appointments used fewer extra slots; negative if they used more.",
        |s, b| defined(spared(s, b, |l| l.merged));
    "gained_unfilled", "appointments", Flow,
        "Gained because fewer slots stayed unbooked; negative if more did.",
        |s, b| defined(spared(s, b, |l| l.unfilled));
    "gained_cancelled", "appointments", Flow,
        "Gained because fewer slots were cancelled and not refilled; negative if more were.",
        |s, b| defined(spared(s, b, |l| l.cancelled));
    "gained_dna", "appointments", Flow,
        "Gained because fewer appointments were missed; negative if more were.",
        |s, b| defined(spared(s, b, |l| l.dna));
    "gained_not_reached", "appointments", Flow,
        "Gained because the clinic reached more of its appointments; negative if it reached fewer.",
        |s, b| defined(spared(s, b, |l| l.not_reached));
    "gained_hand_backs", "appointments", Flow,
        "Gained because fewer consultations were handed back; negative if more were.",
        |s, b| defined(spared(s, b, |l| l.hand_backs));
    "gp_appointments_freed", "needs", Flow,
        "Needs that took a GP consultation in the baseline and were settled without one in the scenario, minus the reverse. Requests are compared one by one, so it is undefined if the two have different patients.",
        gp_freed;
    "gp_hours_freed", "hours", Flow,
        "Hours that work took of GPs in the baseline minus those in the scenario, from the ledger of time. Negative if GPs work longer.",
        |s, b| defined(hours_worked(b, StaffGroup::Gp) - hours_worked(s, StaffGroup::Gp));
    "ed_deflected_low", "attendances", Flow,
        "Access-related attendances avoided, minus attendances added by referral from a clinician, plus self-referred ones for which patients took a start instead, if after a failure only patients sent by NHS 111 attend.",
        |s, b| defined(ed_deflected(s, b, 0));
    "ed_deflected_central", "attendances", Flow,
        "The same at the central probability.",
        |s, b| defined(ed_deflected(s, b, 1));
    "ed_deflected_high", "attendances", Flow,
        "The same at the high probability.",
        |s, b| defined(ed_deflected(s, b, 2));
    "ed_deflected_central_share", "share", Share,
        "Attendances deflected at the central probability, as a share of all attendances in the baseline.",
        |s, b| {
            let a = &b.attendances;
            let all = (a.background + a.access_related[1] + a.referred).max(1);
            defined(ed_deflected(s, b, 1) / all as f64)
        };
}

/// The measure called `name` among those that only a comparison has.
pub fn find_compared(name: &str) -> Option<&'static ComparedMeasure> {
    COMPARED.iter().find(|measure| measure.name == name)
}
