//! The files that each command derives from its results.

use super::bottlenecks::{bottlenecks_csv, hours_csv};
use super::dated::PAGE;
use super::elasticities::{elasticities_html, elasticities_markdown};
use super::information::{self, Told};
use super::optimise::{
    Inputs, optimise_csv, optimise_html, optimise_json, optimise_text, pareto_csv, teams_csv,
};
use super::outputs::Output;
use super::sensitivity::{
    self, sensitivity_csv, sensitivity_json, sensitivity_text, sobol_csv, tornado_csv,
};
use super::summary::write_summary;
use super::sweep::{Plan, sweep_csv, sweep_html, sweep_text};
use super::total::{hangs_on_csv, held_csv, total_csv};
use super::workbook::{Study, WORKBOOK, write_study, write_workbook};
use super::{
    across, estate, json, marginal, money, page, pages, parts, plot, supervision, tables, warm_up,
};
use crate::experiment::marginal::Levels;
use crate::experiment::results::Results;
use crate::experiment::warm_up::WarmUp;
use crate::scenario::Scenario;
use crate::uncertainty::total::Total;
use crate::validation::case_studies::{Reported, case_studies_csv};
use crate::validation::judgement::Validation;
use crate::validation::networks::agreement::Between;
use crate::validation::networks::table::networks_csv;
use crate::validation::table::validation_csv;

/// The files of scenarios, compared or not. `results.json` comes first, because it contains everything.
///
/// The page has the gains scaled to `scale_to` patients, if requested.
pub fn of_run<'r>(
    results: &'r Results,
    scenarios: &'r [Scenario],
    scale_to: Option<f64>,
) -> Vec<Output<'r>> {
    of_comparison(results, scenarios, scale_to, None)
}

/// The same files with what draws of the parameters say, if there are any.
pub fn of_comparison<'r>(
    results: &'r Results,
    scenarios: &'r [Scenario],
    scale_to: Option<f64>,
    total: Option<&'r Total>,
) -> Vec<Output<'r>> {
    let mut all = vec![
        Output::new("results.json", move |out| json::write_comparison(results, total, out)),
        Output::new("summary.csv", move |out| write_summary(results, scenarios, out)),
        Output::new("replications.csv", |out| tables::write_replications(results, out)),
        Output::new("supervision.csv", |out| {
            out.write_all(supervision::supervision_csv(results).as_bytes())
        }),
        Output::text("practices.csv", parts::practices_csv(results)),
        Output::text("weekdays.csv", parts::weekdays_csv(results)),
    ];
    if scenarios.iter().any(|scenario| scenario.money.is_some()) {
        all.push(money_table(scenarios));
    }
    all.extend(estate::estate_csv(results, scenarios).map(|text| Output::text("estate.csv", text)));
    let figures = plot::figures(results, total);
    let page = page::report_html(results, scenarios, &figures, (scale_to, total));
    all.extend(figures.into_iter().map(|figure| Output::text(figure.file(), figure.svg)));
    all.push(Output::text(PAGE, page));
    all.push(Output::new(WORKBOOK, move |out| write_workbook(results, scenarios, total, out)));
    #[cfg(feature = "parquet")]
    all.extend(super::parquet::files(results, scenarios));
    if let Some(total) = total {
        all.push(Output::text("total.csv", total_csv(total, results)));
        all.push(Output::text("hangs-on.csv", hangs_on_csv(total)));
        all.push(Output::text("held.csv", held_csv(total)));
    }
    all
}

/// The files of relieved constraints: those of a run, the constraints as a table, and half-days if any were
/// relieved.
pub fn of_bottlenecks<'r>(results: &'r Results, scenarios: &'r [Scenario]) -> Vec<Output<'r>> {
    let table = Output::text("bottlenecks.csv", bottlenecks_csv(results, scenarios));
    let has_hours = results.scenarios.iter().any(|scenario| scenario.kind.is_half_day());
    let hours =
        has_hours.then(|| Output::text("bottlenecks-hours.csv", hours_csv(results, scenarios)));
    std::iter::once(table).chain(hours).chain(of_run(results, scenarios, None)).collect()
}

/// The files of one unit more and less of each capacity.
pub fn of_elasticities<'r>(results: &'r Results, scenarios: &'r [Scenario]) -> Vec<Output<'r>> {
    vec![
        Output::text("elasticities.md", elasticities_markdown(results, scenarios)),
        Output::text(PAGE, elasticities_html(results, scenarios)),
        Output::new("results.json", |out| json::write_results(results, out)),
        Output::new("summary.csv", move |out| write_summary(results, scenarios, out)),
        Output::new("replications.csv", |out| tables::write_replications(results, out)),
    ]
}

/// The files with a workbook beside them: the answer as printed, and every table but that of all replications.
fn with_workbook<'r>(
    mut all: Vec<Output<'r>>,
    (title, words): (&str, String),
    is_partial: bool,
) -> Vec<Output<'r>> {
    let table = |output: &Output<'_>| {
        let name = output.name.strip_suffix(".csv").filter(|name| *name != "replications")?;
        let mut text = Vec::new();
        output.write(&mut text).ok()?;
        Some((name.to_owned(), String::from_utf8(text).ok()?))
    };
    let tables = all.iter().filter_map(table).collect();
    let study = Study { title: title.to_owned(), words, tables, is_partial };
    all.push(Output::new(WORKBOOK, move |out| write_study(&study, out)));
    all
}

/// The title of the first scenario.
fn title(scenarios: &[Scenario]) -> &str {
    scenarios.first().map_or("no scenario", |scenario| scenario.title.as_str())
}

/// The files of a sweep: its points as a table and a figure of `measure`, and all results.
pub fn of_sweep<'r>(
    plan: &Plan,
    measure: &str,
    (results, scenarios): (&'r Results, &[Scenario]),
) -> Vec<Output<'r>> {
    let mut all = vec![
        Output::text("sweep.csv", sweep_csv(plan, results)),
        Output::new("results.json", |out| json::write_results(results, out)),
        Output::new("replications.csv", |out| tables::write_replications(results, out)),
    ];
    let figures = plot::sweep::sweep(plan, measure, results).into_iter().collect();
    let figures = plot::stamped(figures, results.partial);
    let page = sweep_html(plan, measure, (results, scenarios), &figures);
    all.push(Output::text(PAGE, page));
    all.extend(figures.into_iter().map(|figure| Output::text(figure.file(), figure.svg)));
    let words = sweep_text(plan, measure, results, scenarios);
    with_workbook(all, (title(scenarios), words), results.partial)
}

/// The files of next units: the units and the levels of staff as tables and figures, and all results.
pub fn of_marginal<'r>(
    results: &'r Results,
    scenarios: &[Scenario],
    asked: (Levels, &str),
) -> Vec<Output<'r>> {
    let figures = [
        plot::marginal::marginal(results, scenarios, asked),
        plot::switch::switch(results, scenarios, asked),
    ];
    let mut all = vec![
        Output::text("marginal.csv", marginal::marginal_csv(results, scenarios, asked)),
        Output::text("switch.csv", marginal::switch_csv(results, scenarios, asked)),
        Output::new("results.json", |out| json::write_results(results, out)),
        Output::new("replications.csv", |out| tables::write_replications(results, out)),
    ];
    let figures = figures.into_iter().flatten().collect();
    let figures = plot::stamped(figures, results.partial);
    let page = marginal::marginal_html((results, scenarios), asked, &figures);
    all.push(Output::text(PAGE, page));
    all.extend(figures.into_iter().map(|figure| Output::text(figure.file(), figure.svg)));
    let words = marginal::marginal_text(results, scenarios, asked);
    with_workbook(all, (title(scenarios), words), results.partial)
}

/// The files of changes across many networks: gains and spread as tables, a figure, the page.
pub fn of_across(inputs: &across::Inputs<'_>, found: &across::Found) -> Vec<Output<'static>> {
    let figures = plot::across::across(inputs, found).into_iter().collect();
    let figures = plot::stamped(figures, inputs.partial);
    let mut all = vec![
        Output::text("results.json", across::across_json(inputs, found)),
        Output::text("gains-by-network.csv", across::gains_csv(inputs)),
        Output::text("gains-summary.csv", across::summary_csv(inputs, found)),
        Output::text(PAGE, across::across_html(inputs, found, &figures)),
    ];
    all.extend(figures.into_iter().map(|figure| Output::text(figure.file(), figure.svg)));
    all
}

/// The files of a search for a team: the finalists, every team visited, and those that no other beats.
pub fn of_optimise(inputs: &Inputs<'_>) -> Vec<Output<'static>> {
    let mut all = vec![
        Output::text("optimise.csv", optimise_csv(inputs)),
        Output::text("optimise.json", optimise_json(inputs)),
        Output::text("teams.csv", teams_csv(inputs)),
        Output::text("pareto.csv", pareto_csv(inputs)),
    ];
    let figures = plot::pareto::pareto(inputs).into_iter().collect();
    let figures = plot::stamped(figures, inputs.outcome.halt.is_some());
    all.push(Output::text(PAGE, optimise_html(inputs, &figures)));
    all.extend(figures.into_iter().map(|figure| Output::text(figure.file(), figure.svg)));
    let words = optimise_text(inputs);
    with_workbook(all, (&inputs.scenario.title, words), inputs.outcome.halt.is_some())
}

/// The files of a study of sensitivity: groups, single parameters and Sobol' indices, if there are any.
pub fn of_sensitivity(inputs: &sensitivity::Inputs<'_>) -> Vec<Output<'static>> {
    let mut all = vec![
        Output::text("sensitivity.csv", sensitivity_csv(inputs)),
        Output::text("sensitivity.json", sensitivity_json(inputs)),
        Output::text("tornado.csv", tornado_csv(inputs)),
    ];
    let indices = inputs.outcome.shares.as_ref();
    all.extend(indices.map(|found| Output::text("sobol.csv", sobol_csv(inputs, found))));
    let figures = plot::tornado::tornado(inputs).into_iter().collect();
    let figures = plot::stamped(figures, inputs.outcome.halt.is_some());
    all.push(Output::text(PAGE, sensitivity::sensitivity_html(inputs, &figures)));
    all.extend(figures.into_iter().map(|figure| Output::text(figure.file(), figure.svg)));
    let words = sensitivity_text(inputs);
    let title = inputs.titles.first().map_or("no scenario", String::as_str);
    with_workbook(all, (title, words), inputs.outcome.halt.is_some())
}

/// The files of the value of information: everything, tables and parameters, samples, and in pounds.
pub fn of_information(told: &Told<'_>) -> Vec<Output<'static>> {
    let mut all = vec![
        Output::text("information.csv", information::information_csv(told)),
        Output::text("evsi.csv", information::evsi_csv(told)),
        Output::text("pounds.csv", information::pounds_csv(told)),
    ];
    let figures = plot::information::information(told).into_iter().collect();
    let figures = plot::stamped(figures, told.is_partial());
    all.push(Output::text(PAGE, information::information_html(told, &figures)));
    all.extend(figures.into_iter().map(|figure| Output::text(figure.file(), figure.svg)));
    all
}

/// The files of the costs of scenarios.
pub fn of_money(scenarios: &[Scenario]) -> Vec<Output<'_>> {
    vec![money_table(scenarios), Output::text(PAGE, pages::money_html(scenarios))]
}

fn money_table(scenarios: &[Scenario]) -> Output<'_> {
    Output::text("money.csv", money::money_csv(scenarios))
}

/// The files of case studies.
///
/// Those in `without` have no replication yet.
pub fn of_case_studies<'r>(
    (reported, without): (&[Reported<'_>], &[&str]),
    results: &'r Results,
    scenarios: &'r [Scenario],
) -> Vec<Output<'r>> {
    vec![
        Output::text(PAGE, pages::case_studies_html(reported, without, results)),
        Output::text("case-studies.csv", case_studies_csv(reported, results.partial)),
        Output::new("results.json", |out| json::write_results(results, out)),
        Output::new("summary.csv", move |out| write_summary(results, scenarios, out)),
        Output::new("replications.csv", |out| tables::write_replications(results, out)),
    ]
}

/// The files of a validation: the targets with the simulated values, and figures of both.
pub fn of_validation<'r>(found: &Validation<'_>, results: &'r Results) -> Vec<Output<'r>> {
    let mut all = vec![
        Output::text("validation.csv", validation_csv(found, results.partial)),
        Output::new("results.json", |out| json::write_results(results, out)),
    ];
    let figures = results.scenarios.first().map(|results| plot::observed::observed(found, results));
    let figures = plot::stamped(figures.unwrap_or_default(), results.partial);
    all.push(Output::text(PAGE, pages::validation_html(found, results, &figures)));
    all.extend(figures.into_iter().map(|figure| Output::text(figure.file(), figure.svg)));
    all
}

/// The files of comparing networks with observations: a table, a figure and all results.
pub fn of_networks<'r>(found: &Between, results: &'r Results) -> Vec<Output<'r>> {
    let mut all = vec![
        Output::text("networks.csv", networks_csv(found, results.partial)),
        Output::new("results.json", |out| json::write_results(results, out)),
    ];
    let figures = plot::networks::networks(found).into_iter().collect();
    let figures = plot::stamped(figures, results.partial);
    all.push(Output::text(PAGE, pages::networks_html(found, results, &figures)));
    all.extend(figures.into_iter().map(|figure| Output::text(figure.file(), figure.svg)));
    all
}

/// The files of a warm-up check.
pub fn of_warm_up(found: &WarmUp) -> Vec<Output<'_>> {
    let mut all = vec![Output::text("warm-up.csv", warm_up::warm_up_csv(found))];
    let figures = plot::stamped(vec![plot::warm_up::warm_up(found)], found.is_partial());
    all.push(Output::text(PAGE, pages::warm_up_html(found, &figures)));
    all.extend(figures.into_iter().map(|figure| Output::text(figure.file(), figure.svg)));
    all
}
