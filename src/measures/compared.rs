//! Every result that only a comparison has: name, unit, definition; computed from two records.

use super::kind::Kind;
use crate::simulation::record::{Ledger, Record};

/// A result that only a comparison has.
#[derive(Clone, Copy)]
pub struct ComparedMeasure {
    /// Its name, for ever.
    pub name: &'static str,
    /// Its unit.
    pub unit: &'static str,
    /// What kind of number it is.
    pub kind: Kind,
    /// What it counts.
    pub definition: &'static str,
    /// Its value for a scenario against a baseline, in one replication; `None` where it follows each
    /// patient and the two have not met the same patients.
    pub value: fn(&Record, &Record) -> Option<f64>,
}

#[expect(clippy::unnecessary_wraps, reason = "every measure has the same form")]
const fn defined(value: f64) -> Option<f64> {
    Some(value)
}

/// What a line of the ledger gained.
fn gained(scenario: &Record, baseline: &Record, line: fn(&Ledger) -> u64) -> f64 {
    line(&scenario.ledger()) as f64 - line(&baseline.ledger()) as f64
}

/// What a loss of the ledger gained: less of it is a gain.
fn spared(scenario: &Record, baseline: &Record, line: fn(&Ledger) -> u64) -> f64 {
    gained(baseline, scenario, line)
}

/// Requests marked in both: bits, network by network and candidate by candidate.
fn in_both(one: &[Vec<u64>], other: &[Vec<u64>]) -> f64 {
    let words = one.iter().zip(other).flat_map(|(one, other)| one.iter().zip(other));
    words.map(|(a, b)| f64::from((a & b).count_ones())).sum()
}

/// Requests have the same indices in both records only where the candidates are the same.
fn gp_freed(s: &Record, b: &Record) -> Option<f64> {
    (s.population == b.population).then(|| {
        in_both(&b.took_gp, &s.settled_without_gp) - in_both(&s.took_gp, &b.settled_without_gp)
    })
}

fn ed_deflected(scenario: &Record, baseline: &Record, level: usize) -> f64 {
    let (s, b) = (&scenario.attendances, &baseline.attendances);
    let avoided = b.access_related[level] as f64 - s.access_related[level] as f64;
    let added = s.referred as f64 - b.referred as f64;
    avoided - added
}

macro_rules! compared_measures {
    ($($name:literal, $unit:literal, $kind:ident, $definition:literal, $value:expr;)*) => {
        /// Every result that only a comparison has. The lines of the ledger are signed so that they
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
        "Net appointments of the scenario minus those of the baseline.",
        |s, b| defined(gained(s, b, |l| l.net));
    "gained_planned", "appointments", Flow,
        "Gained by starts that the roster would offer with nobody away.",
        |s, b| defined(gained(s, b, |l| l.planned));
    "gained_added", "appointments", Flow,
        "Gained by consultations squeezed in beyond them.",
        |s, b| defined(gained(s, b, |l| l.added));
    "gained_absence", "appointments", Flow,
        "Gained by fewer starts closed because the clinician was away; negative if more.",
        |s, b| defined(spared(s, b, |l| l.absence));
    "gained_rooms", "appointments", Flow,
        "Gained by fewer starts closed for want of a room; negative if more.",
        |s, b| defined(spared(s, b, |l| l.rooms));
    "gained_supervision", "appointments", Flow,
        "Gained by fewer starts closed for supervision; negative if more.",
        |s, b| defined(spared(s, b, |l| l.supervision));
    "gained_merged", "appointments", Flow,
        "Gained by fewer starts used up by double appointments; negative if more.",
        |s, b| defined(spared(s, b, |l| l.merged));
    "gained_unfilled", "appointments", Flow,
        "Gained by fewer starts that nobody booked; negative if more.",
        |s, b| defined(spared(s, b, |l| l.unfilled));
    "gained_cancelled", "appointments", Flow,
        "Gained by fewer starts cancelled and not refilled; negative if more.",
        |s, b| defined(spared(s, b, |l| l.cancelled));
    "gained_dna", "appointments", Flow,
        "Gained by fewer appointments not attended; negative if more.",
        |s, b| defined(spared(s, b, |l| l.dna));
    "gained_not_reached", "appointments", Flow,
        "Gained by fewer appointments that the clinic did not reach; negative if more.",
        |s, b| defined(spared(s, b, |l| l.not_reached));
    "gained_hand_backs", "appointments", Flow,
        "Gained by fewer consultations handed back; negative if more.",
        |s, b| defined(spared(s, b, |l| l.hand_backs));
    "gp_appointments_freed", "needs", Flow,
        "Needs that took a GP consultation in the baseline and were settled without one in the scenario, minus the reverse, request by request; nothing where the two have other patients.",
        gp_freed;
    "ed_deflected_low", "attendances", Flow,
        "Access-related attendances avoided minus consultation-referred attendances added, if only those whom NHS 111 sends go.",
        |s, b| defined(ed_deflected(s, b, 0));
    "ed_deflected_central", "attendances", Flow,
        "The same at the central probability.",
        |s, b| defined(ed_deflected(s, b, 1));
    "ed_deflected_high", "attendances", Flow,
        "The same at the high probability.",
        |s, b| defined(ed_deflected(s, b, 2));
    "ed_deflected_central_share", "share", Share,
        "Attendances deflected at the central probability, of all attendances in the baseline.",
        |s, b| {
            let a = &b.attendances;
            let all = (a.background + a.access_related[1] + a.referred).max(1);
            defined(ed_deflected(s, b, 1) / all as f64)
        };
}

/// The measure called `name` that only a comparison has.
pub fn find_compared(name: &str) -> Option<&'static ComparedMeasure> {
    COMPARED.iter().find(|measure| measure.name == name)
}
