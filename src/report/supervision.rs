//! Supervision by role and stage of the supervised staff.

use super::words::{field, partial};
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
}
