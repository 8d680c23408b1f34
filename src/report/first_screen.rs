//! What a planner reads first: what each change does, ranked, in the order of the first screen.

use super::cost::{known, pounds, signed_pounds, whole_year};
use super::estimate::{EdRange, yearly};
use super::ranking::{Ranked, difference as ranked_difference, ed_range, ranked};
use super::words::{difference_line, level_lines, percent};
use crate::experiment::results::{Comparison, Results, ScenarioResults};
use crate::measures::first_screen::{FIRST_SCREEN, Headline, Shows};
use crate::scenario::Scenario;
use crate::text::grid::{Row, Table};
use crate::text::number::{signed, whole};
use crate::uncertainty::total::Total;

/// The text for a cost without a stated price.
const NO_PRICE: &str = "–";

/// What each change does in a year, one column for every scenario, the one that settles most needs first;
/// intervals are total where parameters were drawn.
pub(super) fn first_screen(
    results: &Results,
    scenarios: &[Scenario],
    total: Option<&Total>,
) -> Option<Table> {
    let options = ranked(results, total);
    let weeks = results.weeks;
    let cell = |headline: &Headline, option: &Ranked<'_>| match headline.shows {
        Shows::Cost => vec![added_cost(results, option.found, scenarios)],
        Shows::EmergencyDepartment => {
            ed_range(option, weeks, total).map_or_else(Vec::new, ed_lines)
        }
        Shows::Measure { difference, .. } => {
            let of = (option.found, option.compared);
            ranked_difference(difference, of, weeks, total).map_or_else(Vec::new, |found| {
                let ends = found.bounds.filter(|(low, high)| low != high);
                let ends = ends.map(|(low, high)| format!("{} to {}", signed(low), signed(high)));
                std::iter::once(signed(found.mean)).chain(ends).collect()
            })
        }
    };
    let row = |headline: &Headline| {
        Row::new(headline.words, options.iter().map(|option| cell(headline, option)).collect())
    };
    let rows: Vec<Row> = FIRST_SCREEN.iter().map(row).filter(|row| !row.is_empty()).collect();
    let is_measured = options.iter().any(|option| !option.compared.measures.is_empty());
    let titles = options.iter().map(|option| option.found.title.clone());
    is_measured.then(|| Table {
        caption: format!(
            "What each change does in a year, against the baseline; most needs settled first{}",
            intervals(results, total)
        ),
        head: std::iter::once("More or fewer a year".to_owned()).chain(titles).collect(),
        rows,
        note: note(results),
    })
}

/// With more options, these stand below each other and not side by side.
pub(super) const MOST_SIDE_BY_SIDE: usize = 5;

/// The measures of the table of many options, in the order of the first screen.
const OF_MANY: [&str; 6] = [
    "Needs settled",
    "Planned care delivered",
    "Requests not met",
    "GP hours",
    "ED attendances",
    "Cost",
];

/// Many options below each other, ranked, with the measures that fit beside them; `None` if there are few.
pub(super) fn of_many(table: &Table) -> Option<Table> {
    let options = table.head.len().saturating_sub(1);
    if options <= MOST_SIDE_BY_SIDE {
        return None;
    }
    let shown: Vec<&Row> =
        table.rows.iter().filter(|row| OF_MANY.contains(&row.name.as_str())).collect();
    let rows = table.head.iter().skip(1).enumerate().map(|(at, title)| {
        let cell = |row: &&Row| row.cells.get(at).cloned().unwrap_or_default();
        Row::new(format!("{}. {title}", at + 1), shown.iter().map(cell).collect())
    });
    Some(Table {
        caption: table.caption.clone(),
        rows: rows.collect(),
        head: std::iter::once("Option".to_owned())
            .chain(shown.iter().map(|row| row.name.clone()))
            .collect(),
        note: table.note.clone(),
    })
}

/// What the intervals of the first screen hold, for its caption.
pub(super) fn intervals(results: &Results, total: Option<&Total>) -> String {
    match total {
        Some(total) => format!(
            " (below each: {} interval of total uncertainty, from {} draws of the parameters and chance)",
            percent(total.confidence),
            total.draws
        ),
        None if results.replications > 1 => {
            " (below each: 95% interval, simulation noise only)".to_owned()
        }
        None => String::new(),
    }
}

/// Attendances deflected: the range over the estimates, and the ends of their intervals.
fn ed_lines(range: EdRange) -> Vec<String> {
    let ends = range.bounds.filter(|(low, high)| low != high);
    let ends = ends.map(|(low, high)| format!("{} to {}", signed(low), signed(high)));
    std::iter::once(format!("{} to {}", signed(range.low), signed(range.high)))
        .chain(ends)
        .collect()
}

fn note(results: &Results) -> String {
    let intervals = if results.replications > 1 {
        " An interval that includes 0 shows no clear change."
    } else {
        ""
    };
    format!(
        "Requests not met: unmet, and still open 28 days later. Hours: what work took of each group's \
         time. Appointments counted: as national statistics count them, missed ones and triage \
         included. ED: attendances deflected, lowest to highest estimate; − means caused. Cost: to all \
         payers; {NO_PRICE} where no price is stated for what changes.{intervals}"
    )
}

/// What a comparison says of a line of the first screen.
pub(super) fn difference(shows: Shows, compared: &Comparison, weeks: u32) -> Vec<String> {
    match shows {
        Shows::Measure { difference, .. } => {
            let found = compared.measure(difference).and_then(|series| yearly(series, weeks));
            found.map(difference_line).into_iter().collect()
        }
        Shows::EmergencyDepartment => EdRange::of(compared, weeks).map_or_else(Vec::new, |range| {
            vec![format!("{} to {}", signed(range.low), signed(range.high))]
        }),
        Shows::Cost => Vec::new(),
    }
}

/// The cost of a scenario beyond that of the baseline.
fn added_cost(results: &Results, found: &ScenarioResults, scenarios: &[Scenario]) -> String {
    let cost = |found: &ScenarioResults| {
        let scenario = known(found, scenarios)?;
        Some(whole_year(scenario.money.as_ref()?, scenario, results.weeks))
    };
    let before = results.scenarios.first().and_then(cost);
    match (before, cost(found)) {
        // A change without a price adds nothing to the cost that is known.
        (Some(before), Some(after)) if after != before => {
            signed_pounds((after - before).as_pounds())
        }
        _ => NO_PRICE.to_owned(),
    }
}

/// The levels of a scenario, in the order of the first screen.
pub(super) fn levels(
    scenario: &ScenarioResults,
    scenarios: &[Scenario],
    weeks: u32,
) -> impl Iterator<Item = Row> {
    let lines = move |headline: &Headline| match headline.shows {
        Shows::Measure { level, .. } => {
            let series = scenario.measure(level)?;
            Some(level_lines(&series.unit, yearly(series, weeks)?).to_vec())
        }
        Shows::EmergencyDepartment => ed_attendances(scenario, weeks),
        Shows::Cost => {
            let known = known(scenario, scenarios)?;
            Some(vec![pounds(whole_year(known.money.as_ref()?, known, weeks))])
        }
    };
    FIRST_SCREEN.iter().filter_map(move |headline| {
        let cells = lines(headline)?.into_iter().map(|line| vec![line]).collect();
        Some(Row::new(headline.words, cells))
    })
}

/// Attendances for lack of access. They are a range, because their probability is.
fn ed_attendances(scenario: &ScenarioResults, weeks: u32) -> Option<Vec<String>> {
    let of = |end: &str| {
        let name = format!("ed_attendances_access_related_{end}");
        scenario.measure(&name).and_then(|series| yearly(series, weeks))
    };
    let (low, high) = (of("low")?, of("high")?);
    Some(vec![format!("{} to {}", whole(low.mean), whole(high.mean)), String::new()])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    #[test]
    fn the_first_screen_has_every_line_in_order_and_one_column_for_each_change() {
        let (results, scenarios) = (sample::results(), sample::scenarios());
        let table = first_screen(&results, &scenarios, None).expect("there are comparisons");
        let words: Vec<&str> = table.rows.iter().map(|row| row.name.as_str()).collect();
        assert_eq!(words, FIRST_SCREEN.map(|headline| headline.words));
        assert!(table.rows.iter().all(|row| row.cells.len() == 5));
        assert!(table.to_text().lines().all(|line| line.chars().count() <= 100));
        let (net, cost) = (&table.rows[10], &table.rows[12]);
        assert!(net.cells[0][0].starts_with("+6,1"), "the best comes first: {net:?}");
        assert!(net.cells[4][0].starts_with("−83,"), "the worst comes last: {net:?}");
        assert!(cost.cells[0][0].starts_with("+£"), "{cost:?}");
    }

    #[test]
    fn many_options_stand_below_each_other_with_the_same_numbers() {
        let (results, scenarios) = (sample::results(), sample::scenarios());
        let table = first_screen(&results, &scenarios, None).expect("there are comparisons");
        assert_eq!(of_many(&table), None, "five fit side by side");
        let mut wide = table.clone();
        wide.head.push("A sixth".into());
        for row in &mut wide.rows {
            row.cells.push(vec!["+6".into()]);
        }
        let many = of_many(&wide).expect("six do not fit");
        assert_eq!((many.rows.len(), many.head.len()), (6, 1 + OF_MANY.len()));
        assert_eq!(many.rows[0].cells[0], wide.rows[0].cells[0]);
        assert_eq!(many.rows[5].name, "6. A sixth");
        assert!(OF_MANY.iter().all(|name| many.head.contains(&(*name).to_owned())));
    }

    #[test]
    fn the_levels_of_the_baseline_have_the_same_order() {
        let (results, scenarios) = (sample::results(), sample::scenarios());
        let found: Vec<Row> = levels(&results.scenarios[0], &scenarios, results.weeks).collect();
        let words: Vec<&str> = found.iter().map(|row| row.name.as_str()).collect();
        assert_eq!(words, FIRST_SCREEN.map(|headline| headline.words));
    }
}
