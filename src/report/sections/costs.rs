//! The cost of each change, and the cost of each appointment gained.

use crate::experiment::results::{Comparison, Results, ScenarioResults};
use crate::model::money::Pence;
use crate::report::block::{Block, ReportInput};
use crate::report::cost::{
    NOT_STATED, cost_per, known, money_each, own_year, signed_pounds, whole_year,
};
use crate::report::estimate::{ED_DEFLECTED, EdRange, gain, in_use, main_comparisons, yearly};
use crate::scenario::Scenario;
use crate::text::grid::{Row, Table};
use crate::text::number::whole;
use crate::units::YEAR_DAYS;

/// What each change costs in a year.
pub(super) fn content<'r>(input: &ReportInput<'r>) -> Vec<Block<'r>> {
    Block::table(costs(input.results, input.scenarios))
}

/// The yearly cost of each change beyond the baseline, and the cost of each appointment gained;
/// `None` unless the baseline and a change have money.
fn costs(results: &Results, scenarios: &[Scenario]) -> Option<Table> {
    let baseline = results.scenarios.first().and_then(|found| known(found, scenarios))?;
    let before = baseline.money.as_ref()?;
    let row = |(found, compared): (&ScenarioResults, &Comparison)| {
        let scenario = known(found, scenarios)?;
        let money = scenario.money.as_ref()?;
        let weeks = results.weeks;
        let cost = whole_year(money, scenario, weeks) - whole_year(before, baseline, weeks);
        let own = own_year(money, scenario, weeks) - own_year(before, baseline, weeks);
        // The cost is that of a whole year, so the gain must be that of a whole year of use.
        let used = in_use(results, found, compared);
        let gained = gain(used, results.weeks);
        let supervision = compared
            .measure("supervision_hours_clinic_gp")
            .and_then(|series| yearly(series, results.weeks))
            .map(|hours| signed_pounds(hours.mean * money.gp_hour.as_pounds()));
        let cells = vec![
            vec![signed_pounds(cost.as_pounds())],
            vec![signed_pounds(own.as_pounds())],
            supervision.into_iter().collect(),
            cost_per(cost, gained),
            cost_per_attendance(cost, used, results.weeks),
        ];
        Some(Row::new(found.title.as_str(), cells))
    };
    let rows: Vec<Row> = main_comparisons(results).filter_map(row).collect();
    let head = [
        "Change",
        "Added cost to all payers",
        "Of which paid by network and practices",
        "GPs' time supervising",
        "Cost per net appointment gained",
        "Cost per ED attendance avoided",
    ];
    (!rows.is_empty()).then(|| Table {
        caption: "What each change costs in a year, against the baseline".into(),
        head: head.map(str::to_owned).into(),
        rows,
        note: format!(
            "Cost: pay, equipment and training of every team that has a price, and a whole year of \
             every estate project. It is divided by the gain of a whole year of use; both years have \
             {YEAR_DAYS} days. The supervision time of GPs with clinics causes no further payment and \
             is already part of the net gain, so it is not added. A cost per appointment cannot be \
             stated if the interval of the gain includes zero.{}",
            posts_and_locums(results)
        ),
    })
}

/// The note on costs about vacant posts and locum cover; empty if there were neither.
fn posts_and_locums(results: &Results) -> String {
    let list = |measure: &str, show: &dyn Fn(f64) -> String| -> String {
        let of = |found: &ScenarioResults| {
            let mean = yearly(found.measure(measure)?, results.weeks)?.mean;
            (mean > 0.0).then(|| format!("{}: {}", found.title, show(mean)))
        };
        let plain = results.scenarios.iter().filter(|found| found.is_stated());
        plain.filter_map(of).collect::<Vec<_>>().join("; ")
    };
    let vacant = list("posts_vacant_share", &|share| format!("{:.1}%", share * 100.0));
    let covered = list("sessions_covered", &whole);
    let mut said = String::new();
    if !vacant.is_empty() {
        said += " Vacant posts are costed as if they were filled; the pay saved is not deducted. \
                 Share of rostered sessions vacant: ";
        said += &vacant;
        said.push('.');
    }
    if !covered.is_empty() {
        said += " Locums who cover sessions have no price and are not costed. Sessions covered: ";
        said += &covered;
        said.push('.');
    }
    said
}

/// The cost of an attendance avoided, from the highest to the lowest estimate of attendances.
fn cost_per_attendance(cost: Pence, compared: &Comparison, weeks: u32) -> Vec<String> {
    let Some(range) = EdRange::of(compared, weeks) else { return Vec::new() };
    let cost = cost.as_pounds();
    match range.bounds {
        Some((low, high)) if low > 0.0 && cost > 0.0 => {
            vec![format!("{} to {}", money_each(cost / high), money_each(cost / low))]
        }
        _ => {
            // The central estimate alone may still be informative.
            let central = compared.measure(ED_DEFLECTED[1]).and_then(|s| yearly(s, weeks));
            let found = cost_per(Pence::from_pounds(cost), central);
            let is_stated = cost > 0.0 && found.len() > 1;
            let mut lines = vec![NOT_STATED.to_owned()];
            if is_stated {
                lines.push(format!("(central: {})", found[0]));
            }
            lines
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::results::Series;
    use crate::report::sample;

    #[test]
    fn a_cost_per_attendance_avoided_is_a_range_or_is_not_stated() {
        let year = |values: [f64; 3]| {
            let mut compared = sample::results().comparisons[0].clone();
            for (name, mean) in ED_DEFLECTED.iter().zip(values) {
                let index = compared.measures.iter().position(|series| series.name == *name);
                let series = &mut compared.measures[index.expect("it is compared")];
                // The same in every replication, so the intervals have no width.
                series.values.iter_mut().for_each(|value| *value = Some(mean));
            }
            compared
        };
        let cost = Pence::from_pounds(12_000.0);
        // £12,000 for 20, 60 or 100 attendances in 364 days, 20.07, 60.21 or 100.34 in a year.
        let sure = cost_per_attendance(cost, &year([20.0, 60.0, 100.0]), 52);
        assert_eq!(sure, ["£120 to £598"]);
        // None at all is possible: only the central estimate says something.
        let unsure = cost_per_attendance(cost, &year([0.0, 60.0, 100.0]), 52);
        assert_eq!(unsure[0], NOT_STATED);
        assert_eq!(unsure[1], "(central: £199)");
        assert_eq!(cost_per_attendance(cost, &year([-5.0, 0.0, 5.0]), 52), [NOT_STATED]);
    }

    #[test]
    fn comparisons_say_what_each_change_costs() {
        let table = costs(&sample::results(), &sample::scenarios()).expect("all have money");
        let cost = |name: &str| {
            let row = table.rows.iter().find(|row| row.name == name);
            row.expect("it is compared").cells[0].join(" ")
        };
        // Two at (53,475 × 1.25 = 66,843.75) + 1,450 + 800.
        assert_eq!(cost("Two more first contact physiotherapists"), "+£138,188");
        // Two at £130,000 over 40 years at 3.5%: £6,087.54 a year; running each £2,000.
        assert_eq!(cost("Two more consulting rooms"), "+£16,175");
        assert_eq!(costs(&sample::results(), &[]), None);
    }

    #[test]
    fn vacant_posts_and_locums_are_told_beside_the_costs() {
        let (results, scenarios) = (sample::results(), sample::scenarios());
        let note = |results: &Results| costs(results, &scenarios).expect("all have money").note;
        assert!(!note(&results).contains("acant") && !note(&results).contains("ocums"));
        let told = |name: &str, mean: f64| {
            let like = &sample::results().scenarios[1].measures[0];
            let values = like.values.iter().map(|_| Some(mean)).collect();
            let mut results = sample::results();
            let kind = crate::measures::find(name).expect("it is measured").kind;
            results.scenarios[1].measures.push(Series {
                name: name.into(),
                kind,
                values,
                ..like.clone()
            });
            note(&results)
        };
        let title = "Two more first contact physiotherapists";
        let said = told("posts_vacant_share", 0.0534);
        assert!(said.contains("Vacant posts are costed as if they were filled"), "{said}");
        assert!(said.ends_with(&format!("vacant: {title}: 5.3%.")), "{said}");
        // 1,234 in 52 weeks.
        let said = told("sessions_covered", 1_234.0);
        assert!(said.ends_with(&format!("Sessions covered: {title}: 1,238.")), "{said}");
        assert_eq!(told("posts_vacant_share", 0.0), note(&results));
    }
}
