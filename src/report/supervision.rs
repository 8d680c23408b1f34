//! Supervision by role and stage of those who are supervised.

use super::estimate::yearly;
use super::grid::{Row, Table};
use super::words::{field, partial, whole};
use crate::experiment::results::{Results, Series};
use crate::measures::supervision::SUPERVISION;
use crate::text::csv::Csv;

/// The mean hours of supervision over the measured weeks, one row for every role and stage of every
/// scenario that had any. Nothing is rounded.
pub fn supervision_csv(results: &Results) -> String {
    let head = ["scenario", "role", "stage"].into_iter().chain(SUPERVISION.map(|part| part.name));
    let head = head.chain(["partial"]);
    let mut table = Csv::new(head);
    for scenario in &results.scenarios {
        for of in &scenario.supervision {
            let names = [&scenario.name, &of.role, &of.stage].map(String::clone);
            let mean = |part: &Series| field(part.interval().map(|found| found.mean));
            let last = [partial(results.partial).to_owned()];
            let row = names.into_iter().chain(of.parts.iter().map(mean)).chain(last);
            table.row(row);
        }
    }
    table.text()
}

/// Supervision of the baseline, a year.
pub(super) fn supervision(results: &Results) -> Option<Table> {
    let scenario = results.scenarios.first()?;
    let means = |parts: &[Series]| -> Option<Vec<f64>> {
        parts.iter().map(|part| Some(yearly(part, results.weeks)?.mean)).collect()
    };
    let cells = |hours: &[f64]| hours.iter().map(|mean| vec![whole(*mean)]).collect();
    let mut sum = vec![0.0; SUPERVISION.len()];
    let mut rows = Vec::new();
    for of in &scenario.supervision {
        let hours = means(&of.parts)?;
        sum.iter_mut().zip(&hours).for_each(|(sum, mean)| *sum += mean);
        rows.push(Row::new(format!("{}, {}", of.title, of.stage), cells(&hours)));
    }
    if rows.is_empty() {
        return None;
    }
    rows.push(Row { is_total: true, ..Row::new("All", cells(&sum)) });
    let head = ["Supervised", "Scheduled", "In the moment", "Delegated", "Total"];
    Some(Table {
        caption: "Supervision, hours a year by role and stage".into(),
        head: head.map(str::to_owned).into(),
        rows,
        note: "Hours of GPs, and of whoever else supervises, in the baseline. Shown rounded, lines may \
               seem to differ from their sum by a few."
            .into(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    #[test]
    fn every_role_and_stage_of_every_scenario_has_a_row() {
        let results = sample::results();
        let text = supervision_csv(&results);
        let rows: usize = results.scenarios.iter().map(|of| of.supervision.len()).sum();
        assert_eq!(text.lines().count(), 1 + rows);
        let head = "scenario,role,stage,scheduled_h,in_the_moment_h,delegated_h,total_h,partial\n";
        assert!(text.starts_with(&format!("{head}average-pcn,clinical-pharmacist,transition,8")));
    }

    #[test]
    fn the_table_is_of_the_baseline_a_year_and_ends_with_the_sum() {
        let mut results = sample::results();
        results.weeks = 26;
        for of in &mut results.scenarios[0].supervision {
            for (part, hours) in of.parts.iter_mut().zip([10.0, 5.0, 2.0, 17.0]) {
                part.values = vec![Some(hours); 2];
            }
        }
        let table = supervision(&results).expect("somebody is supervised");
        let of = |row: &Row| (row.name.clone(), row.cells.concat().join(" "));
        assert_eq!(
            of(&table.rows[0]),
            ("Clinical pharmacist, transition".into(), "20 10 4 34".into())
        );
        assert_eq!(of(&table.rows[3]), ("All".into(), "60 30 12 102".into()));
        assert!(table.rows[3].is_total && table.rows.len() == 4);
        results.scenarios[0].supervision.clear();
        assert_eq!(supervision(&results), None, "nobody is supervised");
    }
}
