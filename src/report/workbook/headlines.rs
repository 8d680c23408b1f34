//! The headline measures, one row a scenario: what each change does, in ranks, and the levels of each scenario.

use super::grid::{Column, Grid, Show, Value};
use crate::experiment::results::{Comparison, Results, ScenarioResults, Series};
use crate::measures::first_screen::{FIRST_SCREEN, Headline, Shows};
use crate::report::block::ReportInput;
use crate::report::estimate::{ED_DEFLECTED, includes_zero, to_a_week, weekly, yearly};
use crate::report::ranking::{RANKED_BY, ranked};
use crate::report::summary::cost_a_year;
use crate::report::words::percent;
use crate::statistics::interval::{CONFIDENCE, MeanInterval, mean_interval};
use crate::uncertainty::total::{HEADLINES, Spread, Total};
use crate::units::YEAR_DAYS;

/// The width of a column of numbers \[characters\].
const WIDTH: f64 = 17.0;

/// The time to which counts are scaled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Per {
    Year,
    Week,
}

impl Per {
    const fn words(self) -> &'static str {
        match self {
            Per::Year => "a year",
            Per::Week => "a week",
        }
    }

    fn scaled(self, series: &Series, weeks: u32) -> Option<MeanInterval> {
        match self {
            Per::Year => yearly(series, weeks),
            Per::Week => weekly(series, weeks),
        }
    }

    /// The factor from a year.
    fn of_a_year(self, series: &Series, weeks: u32) -> f64 {
        match self {
            Per::Year => 1.0,
            Per::Week => to_a_week(series.kind, weeks) / series.kind.to_a_year(weeks),
        }
    }

    fn of_pounds(self, pounds: f64) -> f64 {
        match self {
            Per::Year => pounds,
            Per::Week => pounds * 7.0 / YEAR_DAYS,
        }
    }

    /// The unit with the time, for counts.
    fn unit(self, series: &Series) -> String {
        if series.kind.to_a_year(1) == 1.0 {
            series.unit.clone()
        } else {
            format!("{} {}", series.unit, self.words())
        }
    }
}

/// What each change does against the baseline, the one that settles most needs first.
pub(super) fn changes(input: &ReportInput<'_>, per: Per, name: &str) -> Grid {
    let all = in_order(input.results);
    let mut columns = vec![
        (
            Column::new(
                "Rank by needs settled: 1 + the changes that settle clearly more (paired, chance only)",
                14.0,
                Show::Plain,
            ),
            ranks(&all),
        ),
        (
            Column::new("Change", 40.0, Show::Words),
            all.iter().map(|(found, _)| Value::text(found.title.as_str())).collect(),
        ),
    ];
    for headline in &FIRST_SCREEN {
        columns.extend(of_headline(input, &all, headline, (per, input.total)));
    }
    columns.push((
        Column::new("Name of the scenario, as in the CSV files", 28.0, Show::Plain),
        all.iter().map(|(found, _)| Value::text(found.name.as_str())).collect(),
    ));
    let about = format!(
        "What each change does {} more or less than the baseline, headline by headline, with intervals; ranked \
         by needs settled.",
        per.words()
    );
    Grid::of_columns(name, about, 2, columns)
}

/// The comparisons with the baseline, the one that settles most needs first.
pub(super) fn in_order(results: &Results) -> Vec<(&ScenarioResults, &Comparison)> {
    ranked(results, None).into_iter().map(|option| (option.found, option.compared)).collect()
}

/// One more than the number of changes that settle clearly more. Changes that cannot be told apart may share
/// a rank.
fn ranks(all: &[(&ScenarioResults, &Comparison)]) -> Vec<Value> {
    let values = |compared: &Comparison| -> Option<Vec<f64>> {
        compared.measure(RANKED_BY)?.values.iter().copied().collect()
    };
    let is_clearly_more = |more: &Comparison, less: &Comparison| {
        let (Some(more), Some(less)) = (values(more), values(less)) else { return false };
        let apart: Vec<f64> = more.iter().zip(&less).map(|(more, less)| more - less).collect();
        let found = mean_interval(&apart, CONFIDENCE).and_then(|found| found.bounds());
        more.len() == less.len() && found.is_some_and(|(low, _)| low > 0.0)
    };
    let rank = |(_, own): &(&ScenarioResults, &Comparison)| {
        values(own)?;
        Some(1.0 + all.iter().filter(|(_, other)| is_clearly_more(other, own)).count() as f64)
    };
    all.iter().map(|one| Value::number(rank(one))).collect()
}

type Filled = Vec<(Column, Vec<Value>)>;

/// The columns of a headline.
fn of_headline(
    input: &ReportInput<'_>,
    all: &[(&ScenarioResults, &Comparison)],
    headline: &Headline,
    (per, total): (Per, Option<&Total>),
) -> Filled {
    let weeks = input.results.weeks;
    let of = |words: &str, name: &str| {
        let series: Vec<_> = all.iter().map(|(_, compared)| compared.measure(name)).collect();
        let is_clear = |series: &Option<&Series>| {
            let found = yearly((*series)?, weeks).filter(|found| found.bounds().is_some())?;
            Some(if includes_zero(found) { "no clear change" } else { "yes" })
        };
        let mut filled =
            estimates(&format!("{words}, more or fewer"), &series, (per, weeks), Show::Signed);
        let clear = series.iter().map(|of| is_clear(of).map_or(Value::Nothing, Value::text));
        filled.push((
            Column::new(format!("{words}: told from no change (chance only)"), WIDTH, Show::Plain),
            clear.collect(),
        ));
        filled.extend(
            total
                .into_iter()
                .flat_map(|total| drawn(words, name, (all, &series), (per, weeks), total)),
        );
        filled
    };
    match headline.shows {
        Shows::Measure { difference, .. } => of(headline.words, difference),
        Shows::EmergencyDepartment => ED_DEFLECTED
            .iter()
            .zip(["lowest", "central", "highest"])
            .flat_map(|(name, which)| {
                of(&format!("{} avoided ({which} estimate)", headline.words), name)
            })
            .collect(),
        Shows::Cost => {
            let baseline = input.results.scenarios.first();
            let cost = |found: &ScenarioResults| {
                let cost = cost_a_year(found, baseline, (input.scenarios, input.results.weeks))?;
                Some(per.of_pounds(cost.as_pounds()))
            };
            let cells = all.iter().map(|(found, _)| Value::number(cost(found)));
            let head =
                format!("{}, more or less, to all payers [£ {}]", headline.words, per.words());
            vec![(Column::new(head, WIDTH, Show::SignedPounds), cells.collect())]
        }
    }
}

/// A mean and the ends of its interval of chance, in three columns.
fn estimates(
    words: &str,
    series: &[Option<&Series>],
    (per, weeks): (Per, u32),
    show: Show,
) -> Filled {
    let Some(first) = series.iter().copied().flatten().next() else { return Vec::new() };
    let show = if first.unit == "share" { Show::Share } else { show };
    let found: Vec<_> =
        series.iter().map(|series| series.and_then(|one| per.scaled(one, weeks))).collect();
    let bounds = |end: fn((f64, f64)) -> f64| -> Vec<Value> {
        let of = |found: &Option<MeanInterval>| found.and_then(|found| found.bounds()).map(end);
        found.iter().map(|found| Value::number(of(found))).collect()
    };
    let unit = per.unit(first);
    let level = percent(CONFIDENCE);
    vec![
        (
            Column::new(format!("{words} [{unit}]"), WIDTH, show),
            found.iter().map(|found| Value::number(found.map(|found| found.mean))).collect(),
        ),
        (
            Column::new(format!("{words}: low, chance only, {level} [{unit}]"), WIDTH, show),
            bounds(|(low, _)| low),
        ),
        (
            Column::new(format!("{words}: high, chance only, {level} [{unit}]"), WIDTH, show),
            bounds(|(_, high)| high),
        ),
    ]
}

/// The ends of the total interval, if draws of the parameters tell it of this measure.
fn drawn(
    words: &str,
    name: &str,
    (all, series): (&[(&ScenarioResults, &Comparison)], &[Option<&Series>]),
    (per, weeks): (Per, u32),
    total: &Total,
) -> Filled {
    let Some(at) = HEADLINES.iter().position(|(known, _)| *known == name) else {
        return Vec::new();
    };
    let Some(first) = series.iter().copied().flatten().next() else { return Vec::new() };
    let factor = per.of_a_year(first, weeks);
    let of = |found: &ScenarioResults, end: &dyn Fn(&Spread) -> f64| {
        let option = total.options.iter().find(|option| option.scenario == found.scenario)?;
        Some(end(option.headlines.get(at)?) * factor)
    };
    let cells = |end: &dyn Fn(&Spread) -> f64| -> Vec<Value> {
        all.iter().map(|(found, _)| Value::number(of(found, end))).collect()
    };
    let head = |end: &str| {
        let (level, unit) = (percent(total.confidence), per.unit(first));
        Column::new(format!("{words}: {end}, total, {level} [{unit}]"), WIDTH, Show::Signed)
    };
    vec![(head("low"), cells(&|of| of.interval.0)), (head("high"), cells(&|of| of.interval.1))]
}

/// The levels of every scenario as stated, the baseline first.
pub(super) fn levels(input: &ReportInput<'_>) -> Grid {
    let results = input.results;
    let all: Vec<_> = results.scenarios.iter().filter(|found| found.is_stated()).collect();
    let texts = |of: fn(&ScenarioResults) -> &str| -> Vec<Value> {
        all.iter().map(|&found| Value::text(of(found))).collect()
    };
    let mut columns =
        vec![(Column::new("Scenario", 40.0, Show::Words), texts(|found| &found.title))];
    let of = |words: &str, name: &str| {
        let series: Vec<_> = all.iter().map(|found| found.measure(name)).collect();
        estimates(words, &series, (Per::Year, results.weeks), Show::Number)
    };
    for headline in &FIRST_SCREEN {
        match headline.shows {
            Shows::Measure { level, .. } => columns.extend(of(headline.words, level)),
            Shows::EmergencyDepartment => {
                for (end, which) in [("low", "lowest"), ("central", "central"), ("high", "highest")]
                {
                    let words = format!("{} for lack of access ({which} estimate)", headline.words);
                    columns.extend(of(&words, &format!("ed_attendances_access_related_{end}")));
                }
            }
            Shows::Cost => {
                let cost = |found: &&ScenarioResults| {
                    Some(
                        cost_a_year(found, None, (input.scenarios, input.results.weeks))?
                            .as_pounds(),
                    )
                };
                let head = format!("{}, to all payers [£ a year]", headline.words);
                let cells = all.iter().map(|found| Value::number(cost(found)));
                columns.push((Column::new(head, WIDTH, Show::Pounds), cells.collect()));
            }
        }
    }
    columns.push((
        Column::new("Name of the scenario, as in the CSV files", 28.0, Show::Plain),
        texts(|found| &found.name),
    ));
    let about = "The headline measures of every scenario in a year, with intervals.".to_owned();
    Grid::of_columns("Levels", about, 1, columns)
}
