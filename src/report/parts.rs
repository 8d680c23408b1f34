//! Access and attendances by practice and by day of the week, as comma-separated tables.

use super::words::{interval_fields, partial};
use crate::experiment::results::{PartResults, Results, ScenarioResults};
use crate::text::csv::Csv;

/// The results of each practice of every scenario with their intervals, over the measured weeks.
/// Nothing is rounded.
pub fn practices_csv(results: &Results) -> String {
    table(results, "practice", |scenario| &scenario.practices)
}

/// The same by the day of the week on which the request was made.
pub fn weekdays_csv(results: &Results) -> String {
    table(results, "weekday", |scenario| &scenario.weekdays)
}

fn table(
    results: &Results,
    part: &'static str,
    parts: fn(&ScenarioResults) -> &[PartResults],
) -> String {
    let head = ["scenario", part, "measure", "unit", "mean", "ci95_low", "ci95_high", "partial"];
    let mut table = Csv::new(head);
    for scenario in &results.scenarios {
        for of in parts(scenario) {
            for series in &of.measures {
                let [mean, low, high] = interval_fields(series.interval());
                table.row([
                    scenario.name.clone(),
                    of.name.clone(),
                    series.name.clone(),
                    series.unit.clone(),
                    mean,
                    low,
                    high,
                    partial(results.partial).to_owned(),
                ]);
            }
        }
    }
    table.text()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    #[test]
    fn every_result_of_every_practice_has_a_row() {
        let results = sample::results();
        let rows = |parts: fn(&ScenarioResults) -> &[PartResults]| -> usize {
            results.scenarios.iter().flat_map(parts).map(|of| of.measures.len()).sum()
        };
        let text = practices_csv(&results);
        assert_eq!(text.lines().count(), 1 + rows(|of| &of.practices));
        assert!(text.contains("\naverage-pcn,oak-lane,wait_days_mean,days,"), "{text}");
        let text = weekdays_csv(&results);
        assert_eq!(text.lines().count(), 1 + rows(|of| &of.weekdays));
        assert!(text.starts_with("scenario,weekday,measure,unit,mean,"), "{text}");
    }
}
