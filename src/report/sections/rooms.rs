//! Every headline result by the baseline's number of rooms.

use crate::experiment::results::{Results, ScenarioResults};
use crate::experiment::study::VariantKind;
use crate::measures::first_screen::{FIRST_SCREEN, Headline, Shows};
use crate::report::block::{Block, ReportInput};
use crate::report::estimate::{comparisons, main_comparisons, with_intervals};
use crate::report::first_screen::difference;
use crate::text::grid::{Row, Table};

/// Every headline result of each change at each number of rooms.
pub(super) fn content<'r>(input: &ReportInput<'r>) -> Vec<Block<'r>> {
    Block::table(rooms(input.results))
}

/// Every headline result of each change at each number of rooms of the baseline, if other numbers were
/// run.
fn rooms(results: &Results) -> Option<Table> {
    let mut numbers: Vec<u32> = comparisons(results).map(|(_, base, _)| base.rooms).collect();
    numbers.sort_unstable();
    numbers.dedup();
    if comparisons(results).all(|(_, _, compared)| compared.baseline == 0) {
        return None;
    }
    let is_at_rooms =
        |found: &ScenarioResults| matches!(found.kind, VariantKind::Stated | VariantKind::Rooms(_));
    let cells = |change: usize, rooms: u32| -> Vec<Vec<String>> {
        let compared = comparisons(results)
            .find(|(scenario, base, _)| {
                scenario.scenario == change && base.rooms == rooms && is_at_rooms(scenario)
            })
            .map(|(_, _, compared)| compared);
        let cell = |headline: Headline| {
            let cell = compared.map(|compared| difference(headline.shows, compared, results.weeks));
            cell.unwrap_or_default()
        };
        columns().map(cell).collect()
    };
    let mut rows = Vec::new();
    for (scenario, _) in main_comparisons(results) {
        let row =
            |rooms: &u32| Row::new(format!("{rooms} rooms"), cells(scenario.scenario, *rooms));
        let mut of_change = numbers.iter().map(row).filter(|row| !row.is_empty());
        let heading = scenario.title.clone();
        rows.extend(of_change.next().map(|first| Row { heading, ..first }));
        rows.extend(of_change);
    }
    let heads = columns().map(|headline| headline.words.to_owned());
    let intervals = if results.replications > 1 {
        " The number after ± is half the width of the 95% interval of simulation noise: +500 ±80 is +420 to +580. If it is \
         the larger number, there is no clear change."
    } else {
        ""
    };
    (!rows.is_empty()).then(|| Table {
        caption: format!(
            "The effect of each change in a year, by the baseline's number of rooms{}",
            with_intervals(results)
        ),
        head: std::iter::once("Change and rooms".to_owned()).chain(heads).collect(),
        rows,
        note: format!(
            "No statistics on the rooms of networks are published, so check whether the answer depends \
             on them. ED: attendances at emergency departments deflected, lowest to highest estimate; − \
             means caused.{intervals}"
        ),
    })
}

/// The first screen but its cost, which does not depend on the number of rooms.
fn columns() -> impl Iterator<Item = Headline> {
    FIRST_SCREEN.into_iter().filter(|headline| headline.shows != Shows::Cost)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::estimate::yearly;
    use crate::report::sample;
    use crate::text::number::{signed, whole};

    #[test]
    fn every_headline_stands_at_every_number_of_rooms() {
        let (results, scenarios) = (sample::results(), sample::scenarios());
        let table = rooms(&results).expect("other numbers were run");
        let heads = columns().map(|headline| headline.words.to_owned());
        let heads: Vec<String> = std::iter::once("Change and rooms".into()).chain(heads).collect();
        assert_eq!(table.head, heads);
        assert_eq!(table.rows.len(), 5 * 3);
        for (change, rows) in scenarios[1..].iter().zip(table.rows.chunks(3)) {
            let names: Vec<_> = rows.iter().map(|row| row.name.as_str()).collect();
            assert_eq!(names, ["27 rooms", "30 rooms", "36 rooms"]);
            let headings: Vec<_> = rows.iter().map(|row| row.heading.as_str()).collect();
            assert_eq!(headings, [change.title.as_str(), "", ""]);
        }
        // What stands there is the comparison at that number of rooms, headline by headline.
        let kinds = [VariantKind::Rooms(27), VariantKind::Stated, VariantKind::Rooms(36)];
        for (rooms, row) in kinds.iter().zip(&table.rows) {
            let (.., compared) = comparisons(&results)
                .find(|(scenario, ..)| scenario.scenario == 1 && scenario.kind == *rooms)
                .expect("it was compared");
            assert_eq!(row.cells.len(), columns().count());
            for (headline, cell) in columns().zip(&row.cells) {
                let Shows::Measure { difference, .. } = headline.shows else {
                    assert!(cell[0].contains(" to "), "a range: {cell:?}");
                    continue;
                };
                let found = compared.measure(difference).and_then(|s| yearly(s, results.weeks));
                let found = found.expect("it was measured");
                let half = found.half_width.expect("there are thirty replications");
                assert_eq!(*cell, [format!("{} ±{}", signed(found.mean), whole(half))]);
            }
        }
    }

    #[test]
    fn without_other_numbers_of_rooms_there_is_no_such_table() {
        let mut results = sample::results();
        results.comparisons.retain(|compared| compared.baseline == 0);
        assert_eq!(rooms(&results), None);
    }
}
