//! Changes that were made somewhere: what was reported, beside what is simulated.

use crate::cli::Exit;
use crate::cli::arguments::{CaseStudiesOptions, RunOptions};
use crate::cli::compare::{about, design, exit, load_all, set_goal, simulate};
use crate::cli::exit::WrongRequest;
use crate::cli::output;
use crate::cli::threads::use_threads;
use anyhow::Context;
use pcn_sim::experiment::Design;
use pcn_sim::experiment::results::Results;
use pcn_sim::report::{self, json::results_json};
use pcn_sim::scenario::Scenario;
use pcn_sim::scenario::embedded::CASE_STUDIES;
use pcn_sim::validation::case_studies::{Told, case_studies_text, tell, unknown_measures};
use std::io::Write;

/// Runs case studies, each against its own baseline.
pub(crate) fn case_studies(options: &CaseStudiesOptions) -> anyhow::Result<Exit> {
    let names: Vec<String> = if options.scenarios.is_empty() {
        CASE_STUDIES.iter().map(|(name, _)| (*name).to_owned()).collect()
    } else {
        options.scenarios.clone()
    };
    let studies = load_all(&names)?;
    let (scenarios, pairs) = with_baselines(studies)?;
    let design = paired(&scenarios, &pairs, &options.run)?;
    use_threads(options.run.chance.threads)?;
    let folder = output::reserve(&options.run.output)?;
    let (results, seconds) = simulate(&design, &folder, &options.run)?;
    let told: Vec<Told<'_>> = results
        .comparisons
        .iter()
        .filter_map(|comparison| tell(&scenarios[comparison.scenario], comparison, &results))
        .collect();
    let about = about(seconds);
    let printed = print(&told, &results, &options.run);
    let written = report::write_case_studies(&folder.path, &told, &results, &scenarios, &about);
    if written.is_err() {
        folder.leave_if_empty();
    }
    written.context("the table above is complete, but not all files could be written")?;
    printed?;
    if !(options.run.quiet || options.run.json) {
        let million = results.events / 1_000_000;
        let path = folder.path.join("case-studies.csv");
        eprintln!("{million} million events in {seconds:.0} s; table: {}", path.display());
    }
    Ok(exit(&results))
}

/// Every scenario once, baselines included, and which is compared with which.
type WithBaselines = (Vec<Scenario>, Vec<(usize, usize)>);

/// Adds the baselines that the case studies name, each once.
fn with_baselines(studies: Vec<Scenario>) -> anyhow::Result<WithBaselines> {
    let mut wrong = Vec::new();
    let mut baselines: Vec<String> = Vec::new();
    let mut wanted = Vec::new();
    for scenario in &studies {
        let Some(study) = &scenario.case_study else {
            let name = &scenario.name;
            wrong.push(format!(
                "{name}: it is no case study; add a table [case_study], or use `compare`"
            ));
            continue;
        };
        for measure in unknown_measures(study) {
            wrong.push(format!(
                "{}: case_study.figures: no measure is called {measure}; `pcn-sim describe \
                 measures` lists them",
                scenario.name
            ));
        }
        let known = baselines.iter().position(|known| *known == study.baseline);
        wanted.push(known.unwrap_or_else(|| {
            baselines.push(study.baseline.clone());
            baselines.len() - 1
        }));
    }
    if !wrong.is_empty() {
        return Err(WrongRequest(wrong.join("\nerror: ")).into());
    }
    let mut scenarios = load_all(&baselines)?;
    let first = scenarios.len();
    let pairs = wanted.iter().enumerate().map(|(place, base)| (first + place, *base)).collect();
    scenarios.extend(studies);
    Ok((scenarios, pairs))
}

/// A design in which each case study is compared with its own baseline.
fn paired(
    scenarios: &[Scenario],
    pairs: &[(usize, usize)],
    options: &RunOptions,
) -> anyhow::Result<Design> {
    // The goal is set once it is known what is compared.
    let plain = RunOptions { precision: None, ..options.clone() };
    let mut design = design(scenarios, &plain)?;
    design.comparisons = pairs.to_vec();
    set_goal(&mut design, options)?;
    Ok(design)
}

fn print(told: &[Told<'_>], results: &Results, options: &RunOptions) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    if options.json {
        out.write_all(results_json(results).as_bytes())?;
        return Ok(());
    }
    if options.quiet {
        return Ok(());
    }
    writeln!(
        out,
        "What was reported, what would remain of it after regression to the mean, and what the model\n\
         makes of the same change: differences from the same network without it, on the same \
         patients,\nwith 95% intervals over {} replications of {} weeks. \"All\" is all networks \
         concerned.\n",
        results.replications, results.weeks
    )?;
    out.write_all(case_studies_text(told).as_bytes())?;
    if results.partial {
        writeln!(out, "Stopped early: fewer replications than asked for.")?;
    }
    Ok(())
}
