//! `summary.csv`: every mean with its interval, as measured, a year and a week, with what was changed and what
//! it costs.

use super::cost::{decimal, known, whole_year};
use super::estimate::{weekly, yearly};
use super::levers;
use super::tables::series;
use super::words::{field, interval_fields, partial};
use crate::experiment::results::{Results, ScenarioResults, Series};
use crate::experiment::study::VariantKind;
use crate::measures::{Better, Kind, find};
use crate::model::money::Pence;
use crate::scenario::Scenario;
use crate::text::csv::cell;
use crate::units::YEAR_DAYS;
use std::io::{self, Write};

/// The columns. New ones are added at the end.
const HEAD: [&str; 22] = [
    "scenario",
    "baseline",
    "measure",
    "unit",
    "mean",
    "ci95_low",
    "ci95_high",
    "replications",
    "partial",
    "title",
    "kind",
    "period",
    "a_year",
    "a_year_low",
    "a_year_high",
    "a_week",
    "a_week_low",
    "a_week_high",
    "levers",
    "cost_a_year",
    "cost_a_week",
    "cost_per_result",
];

/// Writes the means with their intervals, one row for every measure: first of the scenarios, then of
/// the comparisons. A field is empty where the value is undefined.
///
/// `mean` and its interval are over the measured weeks, which `period` states. `a_year` and `a_week` are the
/// same for a year of 365.25 days and for a week; what does not grow with time is the same in all three.
/// Intervals are of 95% and hold simulation noise only. `levers` has what differs from the first scenario.
/// Costs are in pounds, to all payers: of a scenario in a whole year, of a comparison what it adds to its
/// baseline; empty where no price is stated for what changes. `cost_per_result` is that cost divided by
/// `a_year`, for counts of which more is not worse; of a comparison only where its interval is above zero.
/// Nothing is rounded but amounts of money, which are in whole pence.
///
/// # Errors
///
/// I/O errors of `out`.
pub fn write_summary(
    results: &Results,
    scenarios: &[Scenario],
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record(HEAD)?;
    let levers = |found| cell(&levers::in_words(found, scenarios));
    let levers: Vec<String> = results.scenarios.iter().map(levers).collect();
    let period = format!("{} weeks", results.weeks);
    for (scenario, baseline, series) in series(results) {
        let index = results.scenarios.iter().position(|found| std::ptr::eq(found, scenario));
        let [mean, low, high] = interval_fields(series.interval());
        let year = yearly(series, results.weeks);
        let [a_year, year_low, year_high] = interval_fields(year);
        let [a_week, week_low, week_high] = interval_fields(weekly(series, results.weeks));
        let cost = cost_a_year(scenario, baseline, (scenarios, results.weeks));
        let each =
            cost.and_then(|cost| cost_per_result(results, (scenario, baseline), series, cost));
        let a_cost_week = cost.map(|cost| cost.as_pounds() * 7.0 / YEAR_DAYS);
        writer.write_record([
            cell(&scenario.name).as_str(),
            &cell(baseline.map_or("", |baseline| baseline.name.as_str())),
            &series.name,
            &series.unit,
            &mean,
            &low,
            &high,
            &series.values.len().to_string(),
            partial(results.partial),
            &cell(&scenario.title),
            series.kind.word(),
            &period,
            &a_year,
            &year_low,
            &year_high,
            &a_week,
            &week_low,
            &week_high,
            index.map_or("", |index| &levers[index]),
            &cost.map_or_else(String::new, decimal),
            &a_cost_week.map_or_else(String::new, |pounds| decimal(Pence::from_pounds(pounds))),
            &field(each),
        ])?;
    }
    writer.flush()
}

/// What a scenario costs all payers in a whole year, or what it adds to the cost of its baseline; `None`
/// without a price for it.
pub(super) fn cost_a_year(
    found: &ScenarioResults,
    baseline: Option<&ScenarioResults>,
    (scenarios, weeks): (&[Scenario], u32),
) -> Option<Pence> {
    let cost = |found: &ScenarioResults| {
        let scenario = known(found, scenarios)?;
        Some(whole_year(scenario.money.as_ref()?, scenario, weeks))
    };
    // In other forms a scenario has what no price is stated for.
    let is_priced = |found: &ScenarioResults| match found.kind {
        VariantKind::Stated | VariantKind::InUse => true,
        VariantKind::Rooms(_) => baseline.is_some(),
        _ => false,
    };
    if !is_priced(found) || !baseline.is_none_or(is_priced) {
        return None;
    }
    match baseline {
        None => cost(found),
        // A change without a price adds nothing to the cost that is known.
        Some(baseline) => {
            let added = cost(found)? - cost(baseline)?;
            (added != Pence::ZERO).then_some(added)
        }
    }
}

/// The pounds for one of what `series` counts.
fn cost_per_result(
    results: &Results,
    (found, baseline): (&ScenarioResults, Option<&ScenarioResults>),
    series: &Series,
    cost: Pence,
) -> Option<f64> {
    let is_worse = find(&series.name).is_some_and(|measure| measure.better == Better::Less);
    let year = yearly(series, results.weeks).filter(|_| series.kind == Kind::Flow && !is_worse)?;
    // The cost of an estate project is that of a whole year, and the gain must be so too.
    let in_use = |other: &ScenarioResults| {
        other.kind == VariantKind::InUse && other.scenario == found.scenario
    };
    let has_other = found.is_stated() && results.scenarios.iter().any(in_use);
    let is_clear = match baseline {
        Some(_) => !has_other && year.bounds().is_some_and(|(low, _)| low > 0.0),
        None => year.mean > 0.0,
    };
    (is_clear && cost > Pence::ZERO).then(|| cost.as_pounds() / year.mean)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    fn text(results: &Results, scenarios: &[Scenario]) -> String {
        let mut out = Vec::new();
        write_summary(results, scenarios, &mut out).expect("memory can be written to");
        String::from_utf8(out).expect("all fields are text")
    }

    /// The row of a measure of a comparison, by column.
    fn row(text: &str, begins: [&str; 3]) -> Vec<String> {
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let rows = reader.records().map(|row| row.expect("it is a table"));
        let mut rows = rows.filter(|row| row.iter().take(3).eq(begins));
        rows.next().expect("it is measured").iter().map(str::to_owned).collect()
    }

    #[test]
    fn the_summary_has_a_row_for_every_measure() {
        let results = sample::results();
        let text = text(&results, &[]);
        let rows = results.scenarios.iter().map(|scenario| scenario.measures.len()).sum::<usize>()
            + results.comparisons.iter().map(|compared| compared.measures.len()).sum::<usize>();
        assert_eq!(text.lines().count(), 1 + rows);
        assert!(text.starts_with(
            "scenario,baseline,measure,unit,mean,ci95_low,ci95_high,replications,partial,title,"
        ));
        assert!(
            text.contains("\ntwo-more-rooms,average-pcn,appointments_gained_net,appointments,")
        );
        assert!(!text.contains('\r') && text.ends_with('\n'));
    }

    #[test]
    fn a_year_a_week_and_costs_follow_from_the_mean() {
        let text = text(&sample::results(), &sample::scenarios());
        let found = row(&text, ["two-more-physiotherapists", "average-pcn", "needs_settled"]);
        let number = |column: usize| found[column].parse::<f64>().expect("it is a number");
        let [mean, year, week] = [number(4), number(12), number(15)];
        assert!((year - mean * YEAR_DAYS / 364.0).abs() < 1e-9 * year);
        assert!((week - mean / 52.0).abs() < 1e-9 * year);
        assert_eq!((found[10].as_str(), found[11].as_str()), ("flow", "52 weeks"));
        assert!(found[18].contains("more-physiotherapists.wte = 2"), "{}", found[18]);
        // Two at (53,475 × 1.25 = 66,843.75) + 1,450 + 800; 7 of 365.25 days.
        assert_eq!((found[19].as_str(), found[20].as_str()), ("138187.50", "2648.36"));
        assert!((number(21) - 138_187.5 / year).abs() < 1e-9);
        // More of what is worse has no cost for one more.
        let unmet = row(&text, ["two-more-physiotherapists", "average-pcn", "requests_unmet"]);
        assert_eq!(unmet[21], "");
        // Total triage hires nobody.
        let triage = row(&text, ["total-triage", "average-pcn", "needs_settled"]);
        assert_eq!(triage[19..], ["", "", ""]);
    }

    #[test]
    fn a_level_is_the_same_in_a_year_and_a_week() {
        let text = text(&sample::results(), &[]);
        let found = row(&text, ["average-pcn", "", "same_day_share"]);
        assert_eq!(found[4..7], found[12..15]);
        assert_eq!(found[4..7], found[15..18]);
    }
}
