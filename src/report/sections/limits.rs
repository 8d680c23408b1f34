//! The limits of all results of the model.

use crate::report::beside_england::average;
use crate::report::block::{Block, ReportInput};
use crate::scenario::Scenario;

/// The limits that hold for every run.
const LIMITS: [&str; 4] = [
    "Attendances at emergency departments are a range. The probability that a patient who is not \
     seen goes there is known only as a range, which starts at zero. The attendances are conditional \
     on that probability and not measured.",
    "No statistics on the number of rooms of networks are published. In a survey of 2023, 40% of the \
     practices that answered said their premises were unfit, and 88% of these lacked rooms: about 35% \
     of all who answered, not nine in ten.",
    "Most reported effects of additional roles come from case studies without controls. They were \
     used to check whether results are plausible, not to set parameters.",
    "The model leaves out what happens in hospital, the work that other services lose when their staff \
     are hired, and patients who would prefer not to be seen at another practice.",
];

/// What is said where the baseline is the built-in one.
const OF_THE_AVERAGE: &str = "The baseline is a network of average size and staff. Yours differs: replace list sizes, rooms and \
     staff before you decide.";

/// What is said of any other baseline.
const OF_ANOTHER: &str = "What the baseline does not state of its own stays that of the average network of England: `check` \
     says what that is.";

/// The list of limits.
pub(super) fn content<'r>(input: &ReportInput<'r>) -> Vec<Block<'r>> {
    let baseline = input.results.scenarios.first();
    let stated = baseline.and_then(|found| input.scenarios.get(found.scenario));
    let last =
        if stated.is_some_and(|own| !is_the_average(own)) { OF_ANOTHER } else { OF_THE_AVERAGE };
    vec![Block::List(LIMITS.iter().copied().chain([last]).collect())]
}

/// Whether a scenario is the system of the built-in baseline, whatever it is called and however it is written: a
/// resumed run reads it from its study.
fn is_the_average(scenario: &Scenario) -> bool {
    average().is_some_and(|average| average.system == scenario.system)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;
    use crate::scenario::{FileSystem, load, of_resolved};

    fn said(scenarios: &[Scenario]) -> String {
        let results = sample::results();
        let input =
            ReportInput { results: &results, scenarios, figures: &[], scale_to: None, total: None };
        format!("{:?}", content(&input))
    }

    #[test]
    fn only_the_built_in_baseline_is_called_of_average_size() {
        let mut scenarios = sample::scenarios();
        assert!(said(&scenarios).contains("of average size"));
        scenarios[0].system.practices[0].list_size += 1.0;
        assert!(!said(&scenarios).contains("of average size"), "a user's own network is not");
        scenarios[0] = load("average-pcn", &FileSystem).expect("it is built in");
        scenarios[0].name = "mine".into();
        assert!(said(&scenarios).contains("of average size"), "a name decides nothing");
        scenarios[0] = of_resolved("mine", &scenarios[0].resolved).expect("a study holds it");
        assert!(said(&scenarios).contains("of average size"), "nor does how it is written");
    }
}
