//! Supervision of the baseline by role and stage.

use crate::experiment::results::{Results, Series};
use crate::measures::supervision::SUPERVISION;
use crate::report::block::{Block, ReportInput};
use crate::report::estimate::yearly;
use crate::text::grid::{Row, Table};
use crate::text::number::whole;

/// Hours of supervision of the baseline, a year.
pub(super) fn content<'r>(input: &ReportInput<'r>) -> Vec<Block<'r>> {
    Block::table(supervision(input.results))
}

/// Supervision of the baseline, a year.
fn supervision(results: &Results) -> Option<Table> {
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
        note: "Hours of GPs and other supervisors in the baseline. Figures are rounded, so the lines may \
               not add up exactly to their sum."
            .into(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

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
