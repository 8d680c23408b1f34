//! Who routes requests at each practice: not published, so several assignments are fitted and compared.

use super::observed::Observed;
use std::fmt::Write;

/// Duty sessions at a time for 10,000 patients under total triage, and the share of their slots that can be
/// booked: those of the built-in scenario `total-triage`.
const DUTY: (f64, f64) = (3.0, 0.7);

/// A practice with at least so many times the forms per patient of the network's median is taken to triage all
/// requests, where practices differ.
const MANY_FORMS: f64 = 1.5;

/// Which practices triage every request by a clinician; all others navigate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    /// Its name.
    pub name: &'static str,
    /// By practice.
    pub is_total: Vec<bool>,
}

/// The assignments that are fitted to `observed`.
pub fn candidates(observed: &Observed) -> Vec<Policy> {
    let count = observed.practices.len();
    let mut all = vec![
        Policy { name: "care navigation", is_total: vec![false; count] },
        Policy { name: "total triage", is_total: vec![true; count] },
    ];
    let many: Vec<bool> = observed.relative.iter().map(|[_, forms]| *forms >= MANY_FORMS).collect();
    if many.contains(&true) && many.contains(&false) {
        all.push(Policy { name: "total triage at some practices", is_total: many });
    }
    all
}

impl Policy {
    /// Its lines in a scenario.
    pub fn to_toml<'k>(&self, keys: impl Iterator<Item = &'k str>) -> String {
        let mut out = String::new();
        if !self.is_total.contains(&true) {
            return out;
        }
        let (sessions, bookable) = DUTY;
        for (key, _) in keys.zip(&self.is_total).filter(|(_, is_total)| **is_total) {
            let _ = write!(
                out,
                "\n[practices.{key}.policy]\ntriage = \"total-triage\"\n\
                 duty_sessions_per_10000 = {sessions}\nduty_bookable_share = {bookable}\n"
            );
        }
        out.push_str("\n# Advanced practitioners take turns with GPs on duty.\n");
        out.push_str("[roles.advanced-practitioner]\ntakes_duty = true\n");
        out
    }
}
