//! The tables of what was found: the baseline, what each change gains, what it costs, where the
//! gain comes from, and how all of it depends on the number of rooms.

use super::estimate::{
    ED_DEFLECTED, EdRange, comparisons, includes_zero, main_comparisons, pairing, yearly,
};
use super::grid::{Row, Table};
use super::labels::{
    BASELINE, BEST_NETWORK, HEADLINES, LEDGER, SCALED, WHERE_PRESENT, WORST_NETWORK,
};
use super::words::{
    NO_CLEAR_CHANGE, change_lines, difference_line, difference_lines, level_lines, millions,
    signed, whole,
};
use crate::experiment::results::{Comparison, Results, ScenarioResults};
use crate::experiment::study::VariantKind;
use crate::scenario::Scenario;
use crate::units::YEAR_DAYS;

/// Every table there is something to show for.
pub(super) fn tables(results: &Results, scenarios: &[Scenario]) -> Vec<Table> {
    // A comparison is long enough for a terminal; the page has this too.
    let by_role = || super::supervision::supervision(results);
    let all = [
        baseline(results),
        results.comparisons.is_empty().then(by_role).flatten(),
        super::likeness::by_working_day(results),
        gains(results),
        access(results),
        what_else(results),
        super::money::costs(results, scenarios),
        super::estate::options(results, scenarios),
        ledger(results),
        rooms(results),
    ];
    all.into_iter().flatten().collect()
}

/// The words for an interval that stand in captions, if the run has intervals.
fn with_intervals(results: &Results) -> &'static str {
    if results.replications > 1 { ", with 95% intervals" } else { "" }
}

/// Levels of the baseline.
pub(super) fn baseline(results: &Results) -> Option<Table> {
    let scenario = results.scenarios.first()?;
    let present = WHERE_PRESENT.iter().filter(|(name, _)| has_something(scenario, name));
    let mut rows: Vec<Row> = BASELINE
        .iter()
        .chain(present)
        .filter_map(|(name, words)| {
            let series = scenario.measure(name)?;
            let lines = level_lines(&series.unit, yearly(series, results.weeks)?);
            Some(Row::new(*words, lines.into_iter().map(|line| vec![line]).collect()))
        })
        .collect();
    rows.extend(ed_attendances(scenario, results.weeks));
    (!rows.is_empty()).then(|| Table {
        caption: format!("The baseline: {}, a year", scenario.title),
        head: vec!["Measure".into(), "Level".into(), "95% interval".into()],
        rows,
        note: format!("Counts are for a year of {YEAR_DAYS} days."),
    })
}

/// Whether `scenario` has something of a measure that most scenarios have nothing of.
fn has_something(scenario: &ScenarioResults, name: &str) -> bool {
    let values = |name: &str| scenario.measure(name).map(|series| series.values.as_slice());
    match name {
        // A network by itself is both the worst and the best.
        WORST_NETWORK | BEST_NETWORK => values(WORST_NETWORK) != values(BEST_NETWORK),
        name => values(name).into_iter().flatten().any(|value| value.is_some_and(|v| v != 0.0)),
    }
}

/// What each change does to posts, labour pools, journeys, cohorts and the like, one column for every
/// scenario: a row for what any of them, or the baseline, has.
pub(super) fn what_else(results: &Results) -> Option<Table> {
    let baseline = results.scenarios.first()?;
    let compared: Vec<_> = main_comparisons(results).collect();
    let is_present = |name: &str| {
        let mut of =
            std::iter::once(baseline).chain(compared.iter().map(|(scenario, _)| *scenario));
        of.any(|scenario| has_something(scenario, name))
    };
    let cell = |name: &str, compared: &Comparison| {
        let series = compared.measure(name);
        let found =
            series.and_then(|series| Some((series.unit.as_str(), yearly(series, results.weeks)?)));
        found.map_or_else(Vec::new, |(unit, found)| change_lines(unit, found))
    };
    let rows: Vec<Row> = WHERE_PRESENT
        .iter()
        .filter(|(name, _)| is_present(name))
        .map(|(name, words)| {
            Row::new(*words, compared.iter().map(|(_, compared)| cell(name, compared)).collect())
        })
        .filter(|row| !row.is_empty())
        .collect();
    let titles = compared.iter().map(|(scenario, _)| scenario.title.clone());
    (!rows.is_empty()).then(|| Table {
        caption: format!(
            "What else each change does in a year, against the baseline{}",
            with_intervals(results)
        ),
        head: std::iter::once("Result".to_owned()).chain(titles).collect(),
        rows,
        note:
            "Shown is what the baseline or a change has. People are those when measurement ends, \
               whatever its length. What is of a cohort member is for each and year."
                .into(),
    })
}

/// Attendances at emergency departments of the baseline: a range, since their chance is one.
fn ed_attendances(scenario: &ScenarioResults, weeks: u32) -> Option<Row> {
    let of = |end: &str| {
        let name = format!("ed_attendances_access_related_{end}");
        scenario.measure(&name).and_then(|series| yearly(series, weeks))
    };
    let (low, high) = (of("low")?, of("high")?);
    let level = format!("{} to {}", super::words::whole(low.mean), super::words::whole(high.mean));
    Some(Row::new("ED attendances for want of access", vec![vec![level], Vec::new()]))
}

/// A table with one row for every scenario that is compared with the first.
fn by_scenario(
    results: &Results,
    head: &[&str],
    cells: impl Fn(&Comparison) -> Vec<Vec<String>>,
) -> Option<Table> {
    let rows: Vec<Row> = main_comparisons(results)
        .map(|(scenario, compared)| Row::new(scenario.title.as_str(), cells(compared)))
        .filter(|row| !row.is_empty())
        .collect();
    (!rows.is_empty()).then(|| Table {
        head: head.iter().map(|&words| words.to_owned()).collect(),
        rows,
        ..Table::default()
    })
}

/// The difference that a comparison finds in `name`, in lines; none if it is not measured.
fn difference(compared: &Comparison, name: &str, weeks: u32) -> Vec<String> {
    let found = compared.measure(name).and_then(|series| yearly(series, weeks));
    found.map_or_else(Vec::new, difference_lines)
}

/// What each change gains in a year.
pub(super) fn gains(results: &Results) -> Option<Table> {
    let head = ["Change", "Net appointments gained", "More needs settled", "GP appointments freed"];
    let table = by_scenario(results, &head, |compared| {
        let names = [super::estimate::GAINED_NET, "needs_settled", "gp_appointments_freed"];
        names.iter().map(|name| difference(compared, name, results.weeks)).collect()
    })?;
    Some(Table {
        caption: format!(
            "What each change gains in a year, against the baseline{}",
            with_intervals(results)
        ),
        note: format!(
            "Net appointments: attended and not handed back to another clinician.{}",
            pairing_note(results)
        ),
        ..table
    })
}

/// Whether it was checked of every scenario that it meets the patients of its baseline.
pub(super) fn meet_the_same_patients(results: &Results) -> bool {
    let mut all = comparisons(results).peekable();
    all.peek().is_some() && all.all(|(.., compared)| compared.same_patients)
}

/// What meeting the same patients was worth, over the comparisons with the baseline.
fn pairing_note(results: &Results) -> String {
    let ratios: Vec<f64> = main_comparisons(results)
        .filter_map(|(_, compared)| pairing(results, compared))
        .filter(|ratio| ratio.is_finite())
        .collect();
    let least = ratios.iter().copied().fold(f64::INFINITY, f64::min);
    let most = ratios.iter().copied().fold(0.0, f64::max);
    if ratios.is_empty() || !meet_the_same_patients(results) {
        return String::new();
    }
    let (least, most) = (format!("{least:.1}"), format!("{most:.1}"));
    let times = if least == most { least } else { format!("{least} to {most}") };
    format!(
        " Every scenario meets the same patients: as precise without would take {times} times as \
         many replications."
    )
}

/// What each change does for those who were not seen.
pub(super) fn access(results: &Results) -> Option<Table> {
    let head = ["Change", "Unmet requests", "ED attendances avoided", "Central estimate"];
    let table = by_scenario(results, &head, |compared| {
        let range = EdRange::of(compared, results.weeks).map_or_else(Vec::new, ed_lines);
        let central = ed_central(compared, results.weeks);
        vec![difference(compared, "requests_unmet", results.weeks), range, central]
    })?;
    Some(Table {
        caption: format!(
            "What each change does for access in a year, against the baseline{}",
            with_intervals(results)
        ),
        note: "ED attendances: lowest to highest estimate; + means avoided, − means caused. The \
               brackets hold all their intervals."
            .into(),
        ..table
    })
}

fn ed_lines(range: EdRange) -> Vec<String> {
    let mut lines = vec![format!("{} to {}", signed(range.low), signed(range.high))];
    lines.extend(range.bounds.map(|(low, high)| format!("({} to {})", signed(low), signed(high))));
    if range.includes_zero() {
        lines.push("may be none".into());
    }
    lines
}

/// The central estimate and its share of all attendances.
fn ed_central(compared: &Comparison, weeks: u32) -> Vec<String> {
    let central = compared.measure(ED_DEFLECTED[1]).and_then(|series| yearly(series, weeks));
    let share = compared.measure("ed_deflected_central_share").and_then(|s| yearly(s, weeks));
    let (Some(central), Some(share)) = (central, share) else { return Vec::new() };
    vec![signed(central.mean), format!("{:+.1}% of all", share.mean * 100.0).replace('-', "−")]
}

/// The slot ledger: where the net gain comes from, one column for every scenario.
pub(super) fn ledger(results: &Results) -> Option<Table> {
    let compared: Vec<_> = main_comparisons(results).collect();
    let cells = |name: &str| -> Vec<Vec<String>> {
        let mean = |(_, compared): &(_, &Comparison)| {
            let found = compared.measure(name).and_then(|series| yearly(series, results.weeks));
            found.map_or_else(Vec::new, |found| vec![signed(found.mean)])
        };
        compared.iter().map(mean).collect()
    };
    let lines = LEDGER.iter().map(|(name, words)| Row::new(*words, cells(name)));
    let mut rows: Vec<Row> = lines.filter(|row| !row.is_empty()).collect();
    if rows.is_empty() {
        return None;
    }
    let sum = Row::new("Net gain", cells(super::estimate::GAINED_NET));
    rows.push(Row { is_total: true, ..sum });
    let titles = compared.iter().map(|(scenario, _)| scenario.title.clone());
    Some(Table {
        caption: "Where the net gain comes from: appointment slots in a year, against the baseline"
            .into(),
        head: std::iter::once("Slots".to_owned()).chain(titles).collect(),
        rows,
        note: "+ adds to the gain, − takes from it. The lines add up to the net gain exactly; \
               shown rounded, they may seem to differ from it by a few."
            .into(),
    })
}

/// The gain and where it comes from, of so many `patients` instead of those of the network, in
/// millions a year.
pub(super) fn scaled(results: &Results, scenarios: &[Scenario], patients: f64) -> Option<Table> {
    let baseline = results.scenarios.first()?;
    let of_network = scenarios.get(baseline.scenario)?.network.patients();
    let factor = patients / of_network;
    let compared: Vec<_> = main_comparisons(results).collect();
    let cells = |name: &str, with_interval: bool| -> Vec<Vec<String>> {
        let cell = |(_, compared): &(_, &Comparison)| {
            let found = compared.measure(name).and_then(|series| yearly(series, results.weeks));
            found.map_or_else(Vec::new, |found| {
                let bounds = found.bounds().filter(|_| with_interval);
                let bounds = bounds.map(|(low, high)| {
                    format!("({} to {})", millions(low * factor), millions(high * factor))
                });
                std::iter::once(millions(found.mean * factor)).chain(bounds).collect()
            })
        };
        compared.iter().map(cell).collect()
    };
    let row = |(name, words): &(&str, &str)| Row::new(*words, cells(name, false));
    let sum = Row::new("Net gain", cells(super::estimate::GAINED_NET, true));
    let mut rows: Vec<Row> = LEDGER.iter().map(row).collect();
    rows.push(Row { is_total: true, ..sum });
    rows.extend(SCALED.iter().map(|(name, words)| Row::new(*words, cells(name, true))));
    rows.retain(|row| !row.is_empty());
    let titles = compared.iter().map(|(scenario, _)| scenario.title.clone());
    (!rows.is_empty()).then(|| Table {
        caption: format!(
            "Scaled to {:.1} million patients: millions a year, against the baseline{}",
            patients / 1e6,
            with_intervals(results)
        ),
        head: std::iter::once("Slots".to_owned()).chain(titles).collect(),
        rows,
        note: format!(
            "As if {} networks were all like this one: each of {} patients.",
            whole(factor),
            whole(of_network)
        ),
    })
}

/// Every headline result of each change at each number of rooms of the baseline, if other numbers were
/// run.
pub(super) fn rooms(results: &Results) -> Option<Table> {
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
        let cell = |name: &str| {
            let found = compared.and_then(|compared| compared.measure(name));
            let found = found.and_then(|series| yearly(series, results.weeks));
            found.map(difference_line).into_iter().collect()
        };
        HEADLINES.iter().map(|(name, _)| cell(name)).collect()
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
    let heads = HEADLINES.iter().map(|(_, head)| (*head).to_owned());
    let intervals = if results.replications > 1 {
        " ± is half the 95% interval: +500 ±80 is +420 to +580. Where the number after ± is the larger \
         one, there is no clear change."
    } else {
        ""
    };
    (!rows.is_empty()).then(|| Table {
        caption: format!(
            "What each change does in a year, by the baseline's number of rooms{}",
            with_intervals(results)
        ),
        head: std::iter::once("Change and rooms".to_owned()).chain(heads).collect(),
        rows,
        note: format!(
            "Nobody publishes how many rooms networks have: see whether the answer depends on it. \
             ED: attendances at emergency departments avoided, by the lowest, the central and the \
             highest estimate; − means caused.{intervals}"
        ),
    })
}

/// The words on a net gain for a label: its size, and whether it may be nothing.
pub(super) fn gain_label(found: crate::statistics::interval::MeanInterval) -> String {
    let unclear = if includes_zero(found) { format!(", {NO_CLEAR_CHANGE}") } else { String::new() };
    format!("{}{unclear}", signed(found.mean))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::results::Series;
    use crate::report::estimate::gain;
    use crate::report::sample;

    #[test]
    fn every_headline_stands_at_every_number_of_rooms() {
        let (results, scenarios) = (sample::results(), sample::scenarios());
        let table = rooms(&results).expect("other numbers were run");
        let heads = [
            "Change and rooms",
            "Net appointments gained",
            "More needs settled",
            "GP appointments freed",
            "Unmet requests",
            "ED low",
            "ED central",
            "ED high",
        ];
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
            let headlines = [
                "appointments_gained_net",
                "needs_settled",
                "gp_appointments_freed",
                "requests_unmet",
                "ed_deflected_low",
                "ed_deflected_central",
                "ed_deflected_high",
            ];
            assert_eq!(row.cells.len(), headlines.len());
            for (headline, cell) in headlines.iter().zip(&row.cells) {
                let found = compared.measure(headline).and_then(|s| yearly(s, results.weeks));
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

    #[test]
    fn what_most_scenarios_have_nothing_of_is_shown_where_it_is_found() {
        let mut results = sample::results();
        let named = |name: &str, unit: &str, values: [f64; 2]| Series {
            name: name.into(),
            unit: unit.into(),
            kind: crate::measures::find(name).expect("it is measured").kind,
            values: values.into_iter().map(Some).collect(),
            unpaired: None,
        };
        let unmet = |name: &str, share| named(name, "share", [share, share]);
        for scenario in &mut results.scenarios {
            scenario.measures.push(named("travel_hours", "hours", [0.0, 0.0]));
            scenario.measures.push(unmet(WORST_NETWORK, 0.2));
            scenario.measures.push(unmet(BEST_NETWORK, 0.2));
        }
        let names = |table: &Table| -> Vec<String> {
            table.rows.iter().map(|row| row.name.clone()).collect()
        };
        assert_eq!(what_else(&results), None, "one network, in which nobody travels");
        let before = names(&baseline(&results).expect("there is a baseline"));

        let changed = results.comparisons[0].scenario;
        let travel = |series: &&mut Series| series.name == "travel_hours";
        let series = results.scenarios[changed].measures.iter_mut().find(travel);
        series.expect("it was added").values[1] = Some(8.0);
        results.comparisons[0].measures.push(named("travel_hours", "hours", [0.0, 8.0]));
        let table = what_else(&results).expect("somebody travels");
        assert_eq!(names(&table), ["Hours on journeys"]);
        assert_eq!(table.rows[0].cells[0][0], "+4");
        assert_eq!(names(&baseline(&results).expect("there is a baseline")), before);

        results.scenarios[0].measures.retain(|series| series.name != BEST_NETWORK);
        results.scenarios[0].measures.push(unmet(BEST_NETWORK, 0.1));
        let after = names(&baseline(&results).expect("there is a baseline"));
        assert_eq!(after.len(), before.len() + 2, "{after:?}");
    }

    #[test]
    fn what_is_scaled_adds_up_to_the_net_gain_of_as_many_networks() {
        let (results, scenarios) = (sample::results(), sample::scenarios());
        let patients = scenarios[0].network.patients();
        let table = scaled(&results, &scenarios, patients * 1000.0).expect("there are comparisons");
        assert!(table.note.contains("As if 1,000 networks"), "{}", table.note);
        let number = |cell: &Vec<String>| cell[0].replace('−', "-").parse::<f64>().expect("number");
        let end = table.rows.iter().position(|row| row.is_total).expect("there is a sum");
        let lines: f64 = table.rows[..end].iter().map(|row| number(&row.cells[0])).sum();
        let net = number(&table.rows[end].cells[0]);
        // A dozen numbers rounded to a hundredth of a million; those of the sample add up roughly.
        assert!((lines - net).abs() < 0.6 && net > 0.0, "{lines} and {net}");
        let gain = gain(&results.comparisons[0], results.weeks).expect("it is there");
        assert!((net - gain.mean / 1000.0).abs() < 0.006, "{net}");
        assert_eq!(scaled(&results, &[], patients), None, "nobody knows how many patients");
    }

    #[test]
    fn the_ledger_ends_with_the_net_gain() {
        let table = ledger(&sample::results()).expect("there are comparisons");
        assert!(table.rows.last().is_some_and(|row| row.is_total));
        assert_eq!(table.rows.len(), LEDGER.len() + 1);
    }
}
