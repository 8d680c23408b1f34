//! Planned care that nobody does, or that is given up too often: warnings with their remedies.

use crate::experiment::results::ScenarioResults;
use crate::model::CareSystem;
use crate::text::number::level;
use std::fmt;

/// Share of planned care given up above which the staff for it are too few.
const MOST_GIVEN_UP: f64 = 0.15;

/// Something amiss with planned care.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PlannedCareWarning {
    /// Much of it is given up.
    GivenUp {
        /// The share, as a text.
        share: String,
    },
    /// Some of it is done by a profession that the scenario does not employ.
    NobodyToDoIt {
        /// The profession, as `booked_as` has it.
        profession: String,
        /// What it would do: streams of planned care, conditions and preparations.
        work: Vec<String>,
    },
}

impl fmt::Display for PlannedCareWarning {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PlannedCareWarning::GivenUp { share } => write!(
                out,
                "{share} of planned care is given up, because no appointment was found for it. Do not \
                 quote planned care delivered as what the practices need: add staff who do it, keep more \
                 slots for it (`planned_share` of their roles), or lower what is planned."
            ),
            PlannedCareWarning::NobodyToDoIt { profession, work } => write!(
                out,
                "nobody to do it: {} need staff who are booked as {profession}, and the scenario has \
                 none. It is given up, or people stay overdue. Give such a team under [staff] its `wte`, \
                 or remove this work.",
                work.join(", ")
            ),
        }
    }
}

/// What is amiss with the planned care of a scenario.
pub(super) fn planned_care_warnings(
    system: Option<&CareSystem>,
    results: &ScenarioResults,
) -> Vec<PlannedCareWarning> {
    let mut found: Vec<PlannedCareWarning> =
        system.map_or_else(Vec::new, |system| nobody_to_do_it(system).collect());
    let given_up = results.measure("planned_care_given_up_share").and_then(|m| m.interval());
    if let Some(share) = given_up.map(|share| share.mean).filter(|share| *share > MOST_GIVEN_UP) {
        found.push(PlannedCareWarning::GivenUp { share: level("share", share) });
    }
    found
}

/// Planned work that nobody of a scenario is employed to do, in words with the remedy.
pub fn unstaffed(system: &CareSystem) -> impl Iterator<Item = String> {
    nobody_to_do_it(system).map(|warning| warning.to_string())
}

/// Each profession that has planned work and nobody in it.
fn nobody_to_do_it(system: &CareSystem) -> impl Iterator<Item = PlannedCareWarning> {
    let is_empty = |profession: &usize| !system.has_staff(*profession);
    (0..system.professions.len()).filter(is_empty).filter_map(|profession| {
        let mut work: Vec<String> = Vec::new();
        for stream in &system.planned {
            if stream.profession == profession && stream.per_patient_year > 0.0 {
                work.push(stream.name.clone());
            }
        }
        for condition in system.recall.iter().flat_map(|recall| &recall.conditions) {
            let prepares = condition.preparation.is_some_and(|p| p.profession == profession);
            if condition.profession == profession {
                work.push(format!("recall for {}", condition.name));
            } else if prepares {
                work.push(format!("preparation of recall for {}", condition.name));
            }
        }
        let profession = system.professions[profession].clone();
        (!work.is_empty()).then_some(PlannedCareWarning::NobodyToDoIt { profession, work })
    })
}
