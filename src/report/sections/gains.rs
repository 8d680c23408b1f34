//! The gains of each change, and its effect on access.

use crate::experiment::results::{Comparison, Results};
use crate::report::block::{Block, ReportInput};
use crate::report::estimate::{
    ED_DEFLECTED, EdRange, GAINED_NET, main_comparisons, meet_the_same_patients, pairing,
    with_intervals, yearly,
};
use crate::report::words::difference_lines;
use crate::text::grid::{Row, Table};
use crate::text::number::signed;

/// What each change gains in a year.
pub(super) fn content<'r>(input: &ReportInput<'r>) -> Vec<Block<'r>> {
    Block::table(gains(input.results))
}

/// What each change does for access in a year.
pub(super) fn access_content<'r>(input: &ReportInput<'r>) -> Vec<Block<'r>> {
    Block::table(access(input.results))
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

/// The difference in `name`, in lines; none if it is not measured.
fn difference(compared: &Comparison, name: &str, weeks: u32) -> Vec<String> {
    let found = compared.measure(name).and_then(|series| yearly(series, weeks));
    found.map_or_else(Vec::new, difference_lines)
}

/// What each change gains in a year.
pub(crate) fn gains(results: &Results) -> Option<Table> {
    let head = [
        "Change",
        "More needs settled",
        "GP hours freed",
        "GP appointments freed",
        "Net appointments gained",
    ];
    let table = by_scenario(results, &head, |compared| {
        let names = ["needs_settled", "gp_hours_freed", "gp_appointments_freed", GAINED_NET];
        names.iter().map(|name| difference(compared, name, results.weeks)).collect()
    })?;
    Some(Table {
        caption: format!(
            "What each change gains in a year, against the baseline{}",
            with_intervals(results)
        ),
        note: format!(
            "Net appointments are attended and not handed back to another clinician.{}",
            pairing_note(results)
        ),
        ..table
    })
}

/// How much the same patients in all scenarios improve precision, over the comparisons with the baseline.
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
        " Every scenario has the same patients. Without this, the same precision would need {times} \
         times as many replications."
    )
}

/// The effect of each change on patients who were not seen.
fn access(results: &Results) -> Option<Table> {
    let head = ["Change", "Unmet requests", "ED attendances avoided", "Central estimate"];
    let table = by_scenario(results, &head, |compared| {
        let range = EdRange::of(compared, results.weeks).map_or_else(Vec::new, ed_lines);
        let central = ed_central(compared, results.weeks);
        vec![difference(compared, "requests_unmet", results.weeks), range, central]
    })?;
    Some(Table {
        caption: format!(
            "The effect of each change on access in a year, against the baseline{}",
            with_intervals(results)
        ),
        note: "ED attendances: lowest to highest estimate; + means avoided, − means caused. The \
               brackets span the intervals of all estimates."
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
