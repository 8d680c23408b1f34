//! The next units and the levels of staff as comma-separated values.

use super::found::{Standing, found};
use super::switch::shown;
use crate::experiment::marginal::{Finding, Levels};
use crate::experiment::results::Results;
use crate::report::cost::decimal;
use crate::report::words::{field, interval_fields, partial};
use crate::scenario::Scenario;
use crate::text::csv::Csv;

/// The columns of the next units.
const UNITS: [&str; 21] = [
    "option",
    "title",
    "size",
    "unit",
    "measure",
    "measure_unit",
    "per_unit",
    "per_unit_ci95_low",
    "per_unit_ci95_high",
    "cost_pounds",
    "per_10000_pounds",
    "per_10000_pounds_ci95_low",
    "per_10000_pounds_ci95_high",
    "judged_by",
    "leading",
    "leading_for_money",
    "behind_best",
    "behind_best_ci95_low",
    "behind_best_ci95_high",
    "replications",
    "partial",
];

/// One row for each next unit and headline measure, by gain. Flows are a year's. Intervals hold together over
/// all units of a measure. Cells are empty where there is no price.
pub fn marginal_csv(
    results: &Results,
    scenarios: &[Scenario],
    (levels, by): (Levels, &str),
) -> String {
    let mut table = Csv::new(UNITS);
    let scenario = scenarios.first();
    let found = scenario.and_then(|scenario| found(results, scenario, levels, by));
    let Some(found) = found else { return table.text() };
    let yes = |is_so: Option<bool>| match is_so {
        Some(true) => "yes",
        Some(false) => "no",
        None => "",
    };
    for unit in &found.units {
        let (size, of) = unit.more.size();
        let leads = match unit.standing {
            Standing::Unknown => None,
            standing => Some(matches!(standing, Standing::Best | Standing::MayBeBest)),
        };
        for (index, headline) in found.headlines.iter().enumerate() {
            let is_by = index == found.by;
            let names =
                [&unit.name, &unit.words, &size.to_string(), of, headline.name, headline.unit]
                    .map(str::to_owned);
            let per_unit = interval_fields(unit.differences[index]);
            let cost = unit.cost.map_or_else(String::new, decimal);
            let per_pounds = interval_fields(unit.per_pounds(index));
            let behind = interval_fields(unit.behind.filter(|_| is_by));
            let of_goal = |text: &str| if is_by { text.to_owned() } else { String::new() };
            let judged = [of_goal("yes"), of_goal(yes(leads)), of_goal(yes(unit.leads_for_money))];
            let last = [results.replications.to_string(), partial(results.partial).to_owned()];
            let numbers = per_unit.into_iter().chain([cost]).chain(per_pounds);
            table.row(names.into_iter().chain(numbers).chain(judged).chain(behind).chain(last));
        }
    }
    table.text()
}

/// The columns of the levels of staff.
const LEVELS: [&str; 19] = [
    "role",
    "wte_added",
    "measure",
    "measure_unit",
    "post_wte",
    "next_post",
    "next_post_ci95_low",
    "next_post_ci95_high",
    "next_room",
    "next_room_ci95_low",
    "next_room_ci95_high",
    "room_minus_post",
    "room_minus_post_ci95_low",
    "room_minus_post_ci95_high",
    "switch",
    "switch_wte",
    "switch_wte_ci95_low",
    "switch_wte_ci95_high",
    "partial",
];

/// One row for each level of staff: gains of a year, positive where they are better, with intervals that hold
/// together over all levels. The switch point is repeated; an end of its interval is empty where it lies beyond
/// the last level.
pub fn switch_csv(
    results: &Results,
    scenarios: &[Scenario],
    (levels, by): (Levels, &str),
) -> String {
    let mut table = Csv::new(LEVELS);
    let scenario = scenarios.first();
    let shown = scenario.and_then(|scenario| shown(results, scenario, levels, by));
    let Some(shown) = shown else { return table.text() };
    let finding = match shown.switch.finding {
        Finding::TooFew => "more runs are needed",
        Finding::NothingDiffers => "nothing differs",
        Finding::Clear => "clear",
        Finding::Unclear => "not clear",
        Finding::None => "none within these levels",
    };
    let (low, high) = shown.switch.interval.unwrap_or_default();
    for place in &shown.places {
        let names = [
            shown.role.0.clone(),
            place.wte.to_string(),
            shown.judged.name.to_owned(),
            shown.judged.unit.to_owned(),
            shown.post.to_string(),
        ];
        let numbers = [place.post, place.room, place.ahead];
        let numbers = numbers.into_iter().flat_map(|found| interval_fields(Some(found)));
        let switch = [finding.to_owned(), field(shown.switch.at), field(low), field(high)];
        let last = partial(results.partial).to_owned();
        table.row(names.into_iter().chain(numbers).chain(switch).chain([last]));
    }
    table.text()
}
