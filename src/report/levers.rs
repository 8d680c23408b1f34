//! What a scenario changes in the baseline of a run: its levers, as keys and values.

use crate::experiment::results::ScenarioResults;
use crate::experiment::study::VariantKind;
use crate::scenario::Scenario;
use std::collections::BTreeMap;

/// The maximum number of changes named in one text. Others are counted.
const MOST_NAMED: usize = 20;

/// A changed key with its value; `None` where the scenario leaves it out.
pub(super) type Changed<'s> = (&'s str, Option<&'s str>);

/// What `scenario` states otherwise than `baseline`, in the order of its file; then what it leaves out.
pub(super) fn changed<'s>(scenario: &'s Scenario, baseline: &'s Scenario) -> Vec<Changed<'s>> {
    let table = |of: &'s Scenario| -> BTreeMap<&'s str, &'s str> {
        of.values.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect()
    };
    let (own, before) = (table(scenario), table(baseline));
    let stated = scenario.values.iter().map(|(key, value)| (key.as_str(), value.as_str()));
    let other = stated.filter(|(key, value)| before.get(key) != Some(value));
    let other = other.map(|(key, value)| (key, Some(value)));
    let left_out = baseline.values.iter().map(|(key, _)| key.as_str());
    let left_out = left_out.filter(|key| !own.contains_key(key)).map(|key| (key, None));
    other.chain(left_out).collect()
}

/// The changes of what was simulated on one line: `rooms.other = 32; staff.x.wte = 4`. Empty for the
/// baseline as stated.
pub(super) fn in_words(found: &ScenarioResults, scenarios: &[Scenario]) -> String {
    let own = scenarios.get(found.scenario).zip(scenarios.first());
    let all = own.map_or_else(Vec::new, |(own, baseline)| changed(own, baseline));
    let mut words: Vec<String> = form(found).into_iter().collect();
    words.extend(all.iter().take(MOST_NAMED).map(|(key, value)| match value {
        Some(value) => format!("{key} = {value}"),
        None => format!("{key} left out"),
    }));
    if all.len() > MOST_NAMED {
        words.push(format!("and {} more", all.len() - MOST_NAMED));
    }
    words.join("; ")
}

/// The form in which a scenario was simulated, unless it is as stated.
pub(super) fn form(found: &ScenarioResults) -> Option<String> {
    match found.kind {
        VariantKind::Stated => None,
        VariantKind::Rooms(_) => Some(format!("{} rooms in all", found.rooms)),
        VariantKind::InUse => Some("estate projects in use all the time".to_owned()),
        _ => Some(found.title.clone()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    #[test]
    fn a_lever_is_what_differs_from_the_baseline_of_the_run() {
        let (results, scenarios) = (sample::results(), sample::scenarios());
        let words = |index: usize| in_words(&results.scenarios[index], &scenarios);
        assert_eq!(words(0), "", "the baseline changes nothing");
        assert!(words(1).contains("more-physiotherapists.wte = 2"), "{}", words(1));
        // The same scenario with all variants at 27 rooms.
        assert_eq!(words(6), "27 rooms in all");
        assert!(words(7).starts_with("27 rooms in all; "), "{}", words(7));
    }

    #[test]
    fn what_is_left_out_is_said_and_many_changes_are_counted() {
        let mut scenarios = sample::scenarios();
        scenarios[1].values = scenarios[0].values[1..].to_vec();
        let (key, _) = scenarios[0].values[0].clone();
        assert_eq!(changed(&scenarios[1], &scenarios[0]), [(key.as_str(), None)]);
        scenarios[1].values.clear();
        let words = in_words(&sample::results().scenarios[1], &scenarios);
        let more = scenarios[0].values.len() - MOST_NAMED;
        assert!(words.ends_with(&format!("; and {more} more")), "{words}");
    }
}
