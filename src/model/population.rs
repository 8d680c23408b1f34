//! Whose requests they are: when two networks meet the same patients.
//!
//! Patients are dealt as *candidates*, by practice, day and number, whatever a scenario's rates; those
//! thin them. So two networks meet the same patients if the same candidates are dealt, on the same
//! dates: the same practices with the same lists and deprivation, in the same networks, the same
//! first day and bank holidays, and the same catalogue of needs out of which a candidate has one.
//!
//! What may differ are rates and traits: how often people ask, what share has which need, age as it
//! moves the rate, what they accept. The same person then asks more often, or wants something else.
//! Opening hours may differ too: they change when someone is served, not who comes.

use crate::model::Network;
use crate::model::practice::hash;
use std::cmp::Ordering;
use std::fmt;

/// So many reasons are told at most.
const MOST_TOLD: usize = 4;

/// Everything that decides which patients a network meets, key by key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Population {
    /// Keys in order, each once, with what is stated of them; nothing for a table that is there.
    facts: Vec<(String, String)>,
}

impl Population {
    /// That of `network`.
    pub fn of(network: &Network) -> Self {
        let calendar = &network.calendar;
        let holidays: Vec<String> =
            calendar.bank_holidays.iter().map(ToString::to_string).collect();
        let mut facts = vec![
            ("calendar.start".to_owned(), calendar.start.to_string()),
            ("calendar.bank_holidays.dates".to_owned(), holidays.join(", ")),
            ("place.networks".to_owned(), network.place.pcns.join(", ")),
        ];
        facts.extend(
            network.needs.iter().map(|need| (format!("needs.{}", need.name), String::new())),
        );
        for practice in &network.practices {
            let key = format!("practices.{}", practice.name);
            let quintile = practice.deprivation_quintile.to_string();
            facts.push((format!("{key}.list_size"), practice.list_size.to_string()));
            facts.push((format!("{key}.deprivation_quintile"), quintile));
            facts.push((format!("{key}.pcn"), network.place.pcns[practice.pcn].clone()));
            facts.push((key, String::new()));
        }
        facts.sort();
        Population { facts }
    }

    /// A number that two populations share if they are the same, and otherwise hardly ever.
    pub fn fingerprint(&self) -> u64 {
        let parts: Vec<&str> =
            self.facts.iter().flat_map(|(key, value)| [key.as_str(), value.as_str()]).collect();
        hash(&parts, self.facts.len() as u64)
    }

    /// In what it differs from that of a `baseline`.
    fn reasons(&self, baseline: &Population) -> Vec<Reason> {
        let (mut ours, mut theirs) =
            (self.facts.iter().peekable(), baseline.facts.iter().peekable());
        let mut reasons: Vec<Reason> = Vec::new();
        loop {
            let order = match (ours.peek(), theirs.peek()) {
                (Some((our, _)), Some((their, _))) => our.cmp(their),
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                (None, None) => return reasons,
            };
            let here = if order == Ordering::Greater { None } else { ours.next() };
            let there = if order == Ordering::Less { None } else { theirs.next() };
            let Some((key, _)) = here.or(there) else { return reasons };
            // What is said of a practice that is only in one is not said once more.
            let is_told = |reason: &Reason| {
                let below = key.strip_prefix(reason.key.as_str());
                reason.is_of_one() && below.is_some_and(|rest| rest.starts_with('.'))
            };
            if here != there && !reasons.iter().any(is_told) {
                let value = |fact: Option<&(String, String)>| fact.map(|(_, value)| value.clone());
                let (baseline, scenario) = (value(there), value(here));
                reasons.push(Reason { key: key.clone(), baseline, scenario });
            }
        }
    }
}

/// Something that makes the patients of two networks other people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// The key in a scenario.
    pub key: String,
    /// What stands there in the baseline; `None` if nothing does.
    pub baseline: Option<String>,
    /// What stands there in the scenario.
    pub scenario: Option<String>,
}

impl Reason {
    /// Whether the key is there in one of the two only.
    const fn is_of_one(&self) -> bool {
        self.baseline.is_some() != self.scenario.is_some()
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let key = &self.key;
        match (&self.baseline, &self.scenario) {
            (_, None) => write!(out, "`{key}` is only in the baseline"),
            (None, _) => write!(out, "`{key}` is only in the scenario"),
            (Some(baseline), Some(scenario)) => {
                write!(out, "`{key}` is {scenario}, and {baseline} in the baseline")
            }
        }
    }
}

/// Why two networks do not meet the same patients: at least one reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WhyNot {
    /// The reasons, in the order of their keys.
    pub reasons: Vec<Reason>,
}

impl fmt::Display for WhyNot {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, reason) in self.reasons.iter().take(MOST_TOLD).enumerate() {
            let before = if number == 0 { "" } else { "; " };
            write!(out, "{before}{reason}")?;
        }
        match self.reasons.len().saturating_sub(MOST_TOLD) {
            0 => Ok(()),
            more => write!(out, "; and {more} more"),
        }
    }
}

/// Whether `other` meets the same patients as `baseline`, so that the two can be compared patient by
/// patient.
///
/// # Errors
///
/// What makes them other people.
pub fn same_patients(baseline: &Network, other: &Network) -> Result<(), WhyNot> {
    let reasons = Population::of(other).reasons(&Population::of(baseline));
    if reasons.is_empty() { Ok(()) } else { Err(WhyNot { reasons }) }
}
