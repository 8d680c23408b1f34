//! Changes that were made somewhere: what was reported, beside what is simulated.

use crate::cli::Exit;
use crate::cli::arguments::{CaseStudiesOptions, RunOptions};
use crate::cli::compare::{about, design, exit, load_all, set_goal, simulate};
use crate::cli::exit::WrongRequest;
use crate::cli::output;
use crate::cli::threads::use_threads;
use anyhow::Context;
use pcn_sim::experiment::Design;
use pcn_sim::experiment::results::{Comparison, Results};
use pcn_sim::report::{self, RunAbout, json::results_json};
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
    let order: Vec<String> = studies.iter().map(|study| study.name.clone()).collect();
    let mut asked = Vec::new();
    for (run, studies) in by_replications(studies, &options.run) {
        let (scenarios, pairs) = with_baselines(studies)?;
        let design = paired(&scenarios, &pairs, &run)?;
        asked.push((scenarios, design));
    }
    use_threads(options.run.chance.threads)?;
    let folder = output::reserve(&options.run.output)?;
    let mut runs: Vec<Run> = Vec::new();
    let mut is_stopped = false;
    for (scenarios, design) in asked {
        match simulate(&design, &folder, &options.run) {
            Ok((results, seconds)) => runs.push((results, scenarios, about(seconds))),
            // Stopped: what was finished before is worth having.
            Err(_) if !runs.is_empty() => is_stopped = true,
            Err(error) => return Err(error),
        }
        is_stopped |= runs.last().is_some_and(|(results, ..)| results.partial);
        if is_stopped {
            break;
        }
    }
    let mut told: Vec<Told<'_>> = runs.iter().flat_map(told).collect();
    told.sort_by_key(|one| order.iter().position(|name| name == one.name));
    let printed = print(&told, &runs, is_stopped, &options.run);
    let written = report::write_case_studies(&folder.path, &told, &runs);
    if written.is_err() {
        folder.leave_if_empty();
    }
    written.context("the table above is complete, but not all files could be written")?;
    printed?;
    if !(options.run.quiet || options.run.json) {
        let million = runs.iter().map(|(results, ..)| results.events).sum::<u64>() / 1_000_000;
        let seconds: f64 = runs.iter().map(|(.., about)| about.wall_time_seconds).sum();
        let path = folder.path.join("case-studies.csv");
        eprintln!("{million} million events in {seconds:.0} s; table: {}", path.display());
    }
    let ends: Vec<Exit> = runs.iter().map(|(results, ..)| exit(results)).collect();
    Ok(ends.into_iter().find(|end| *end != Exit::Done).unwrap_or(Exit::Done))
}

/// What was simulated together, and how.
type Run = (Results, Vec<Scenario>, RunAbout);

/// The case studies of a run, told.
fn told((results, scenarios, _): &Run) -> Vec<Told<'_>> {
    let tell_one =
        |comparison: &Comparison| tell(&scenarios[comparison.scenario], comparison, results);
    results.comparisons.iter().filter_map(tell_one).collect()
}

/// Puts those together of which equally many replications are made, most of them first: several
/// networks take as much longer. A precision that is asked for decides for all.
fn by_replications(
    studies: Vec<Scenario>,
    options: &RunOptions,
) -> Vec<(RunOptions, Vec<Scenario>)> {
    let mut groups: Vec<(RunOptions, Vec<Scenario>)> = Vec::new();
    for scenario in studies {
        let stated = scenario.case_study.as_ref().and_then(|study| study.replications);
        let most = stated.filter(|_| options.precision.is_none()).unwrap_or(u32::MAX);
        let replications = options.replications.min(most);
        match groups.iter_mut().find(|(run, _)| run.replications == replications) {
            Some((_, group)) => group.push(scenario),
            None => groups.push((RunOptions { replications, ..options.clone() }, vec![scenario])),
        }
    }
    groups.sort_by_key(|(run, _)| std::cmp::Reverse(run.replications));
    groups
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

fn print(
    told: &[Told<'_>],
    runs: &[Run],
    is_stopped: bool,
    options: &RunOptions,
) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    if options.json {
        let documents: Vec<String> =
            runs.iter().map(|(results, ..)| results_json(results)).collect();
        match documents.as_slice() {
            [one] => out.write_all(one.as_bytes())?,
            several => writeln!(out, "[\n{}]", several.join(",\n"))?,
        }
        return Ok(());
    }
    if options.quiet {
        return Ok(());
    }
    let results = &runs[0].0;
    writeln!(
        out,
        "What was reported, what would remain of it after regression to the mean, and what the model\n\
         makes of the same change: differences from the same network without it, on the same \
         patients,\nwith 95% intervals over {} replications of {} weeks, or fewer where it is said. \
         Figures\nare of all networks that a case study simulates.\n",
        results.replications, results.weeks
    )?;
    out.write_all(case_studies_text(told).as_bytes())?;
    if is_stopped {
        writeln!(out, "Stopped early: fewer replications or case studies than asked for.")?;
    }
    Ok(())
}
