//! Compares networks of practice-level data with observations, to test whether the model distinguishes them.
//!
//! Demand is fitted in stages. Each stage is one replication of every network, and its rows change the
//! demand of the next. Only the last stage counts.

use crate::cli::arguments::{PrintOptions, ValidateOptions, usual};
use crate::cli::cache;
use crate::cli::compare::is_quiet;
use crate::cli::exit::{Exit, WrongRequest};
use crate::cli::progress::{Bar, Counts, is_stopped};
use crate::cli::study::{
    Clock, Finished, Opened, Presentation, before, extent, named, nothing_to_report, open,
    partial_notice, publish, scenarios, simulate, use_threads,
};
use pcn_sim::experiment::results::Results;
use pcn_sim::experiment::row::Row;
use pcn_sim::experiment::run::Part;
use pcn_sim::experiment::study::{Design, Entry, Extent, Outline, Study};
use pcn_sim::publications::again::is_written;
use pcn_sim::publications::written::{FILES, practices_csv};
use pcn_sim::report;
use pcn_sim::report::derived;
use pcn_sim::report::study_file::{InputText, StudyFile, Task};
use pcn_sim::scenario::{FileSystem, Scenario};
use pcn_sim::validation::networks::agreement::{Between, hold, observed_over_simulated};
use pcn_sim::validation::networks::build::{ROUNDS, build, fit, has_own_gps};
use pcn_sim::validation::networks::rows::{Networks, load, read};
use pcn_sim::validation::networks::table::{agreement_text, networks_text};
use std::io::{self, Write};
use std::path::Path;

/// The stage that counts, after those in which demand is fitted.
const LAST: u32 = ROUNDS + 1;

/// Whether the resumed run is one of networks.
pub(crate) fn is_of_networks(
    resume: &crate::cli::arguments::ResumeOptions,
) -> anyhow::Result<bool> {
    let file = before(resume.resume.as_deref(), "validate")?;
    Ok(file.is_some_and(|file| matches!(file.task, Task::Networks { .. })))
}

/// Compares the networks of a file with observations.
pub(crate) fn validate(options: &ValidateOptions) -> anyhow::Result<Finished> {
    let clock = Clock::start();
    cache::choose(options.run.study.simulation.cache);
    let run = &options.run;
    let is_until_known = !run.precision.is_empty() || run.max_replications.is_some();
    if run.only_replications.is_some() || is_until_known {
        let text = "--networks chooses what to simulate while it runs, so it allows neither shards \
                    (--only-replications) nor a --precision (--max-replications)";
        return Err(WrongRequest(text.to_owned()).into());
    }
    let resume = run.study.simulation.resume.resume.as_deref();
    let before = before(resume, "validate")?;
    let names = named(options.scenario.as_deref(), before.as_ref());
    let scenarios = scenarios(&names, before.as_ref())?;
    let text = networks_text_of(options, before.as_ref())?;
    let usual = (before.as_ref(), usual::FOR_NETWORKS);
    let extent =
        extent(run.study.simulation.period, &run.study.simulation.chance, run.replications, usual);
    let networks = networks_of(&text)?;
    let study = study(&scenarios[0], &networks, extent)?;
    let task = Task::Networks { networks: text };
    let file = StudyFile::new(task, None, study.outline().clone(), &scenarios);
    use_threads(run.study.simulation.chance.threads)?;
    let mut opened = open(study, file, scenarios, (before, resume), &run.study.simulation.output)?;
    let count = opened.study.variants().len() as u64;
    let all = u64::from(ROUNDS + extent.replications) * count;
    let quiet = is_quiet(run.study.print);
    for stage in 1..=ROUNDS {
        let part = Part { stage, replications: 1..=1 };
        simulate(&opened, &part, &Bar::new(count, Counts::Replications, quiet))?;
        if !fitted(&mut opened, &networks, stage)? {
            return Ok(Finished::Ended(nothing_to_report(&opened)));
        }
    }
    let part = Part { stage: LAST, replications: 1..=extent.replications };
    simulate(
        &opened,
        &part,
        &Bar::new(all - u64::from(ROUNDS) * count, Counts::Replications, quiet),
    )?;
    Ok(Finished::Rows(Box::new(opened), run.study.print, clock))
}

/// The table asked for, or that of the resumed run.
fn networks_text_of(
    options: &ValidateOptions,
    before: Option<&StudyFile>,
) -> anyhow::Result<InputText> {
    if let Some(folder) = &options.data {
        return text_of_data(folder);
    }
    match (&options.networks, before.map(|file| &file.task)) {
        (Some(path), _) => {
            let networks = load(path, &FileSystem)?;
            Ok(InputText::new(&networks.name, &networks.text))
        }
        (None, Some(Task::Networks { networks })) => Ok(networks.clone()),
        (None, _) => {
            let text = "--networks: the resumed run uses targets, not networks";
            Err(WrongRequest(text.to_owned()).into())
        }
    }
}

/// The table of a folder: as an import wrote it, or of the publications in it.
fn text_of_data(folder: &Path) -> anyhow::Result<InputText> {
    if is_written(folder) {
        let networks = load(&folder.join(FILES[0]), &FileSystem)?;
        return Ok(InputText::new(&networks.name, &networks.text));
    }
    let data = pcn_sim::publications::load(folder, false)?;
    Ok(InputText::new(&folder.display().to_string(), &practices_csv(&data)))
}

fn networks_of(text: &InputText) -> anyhow::Result<Networks> {
    let wrong = |problems: Vec<pcn_sim::scenario::error::Problem>| {
        let problems: Vec<String> = problems.iter().map(ToString::to_string).collect();
        WrongRequest(format!("networks {}:\n  {}", text.name, problems.join("\n  ")))
    };
    let networks = read(&text.text, &text.name).map_err(wrong)?;
    Ok(Networks { name: text.name.clone(), networks, text: text.text.clone() })
}

/// Every network, with the demand of the base so far. Networks are compared with observations, not
/// with each other.
fn study(base: &Scenario, networks: &Networks, extent: Extent) -> anyhow::Result<Study> {
    if !has_own_gps(&base.system) {
        let text = format!(
            "scenario {}: it has no practice GPs who take duty, whom the GPs of \
             --networks would replace; state a team with scope = \"practices\"",
            base.name
        );
        return Err(WrongRequest(text).into());
    }
    if base.system.pcns() > 1 {
        let text = format!(
            "scenario {}: it has {} networks; --networks needs a scenario of one network",
            base.name,
            base.system.pcns()
        );
        return Err(WrongRequest(text).into());
    }
    let entries = networks.networks.iter().map(|rows| Entry {
        name: rows.network.clone(),
        title: format!("{}: {}", base.title, rows.network),
        system: build(&base.system, rows),
    });
    Ok(Study::new(entries.collect(), Design::Alone, extent)?)
}

/// The study of a folder of networks; `None` if it is of another kind.
pub(crate) fn study_again(
    file: &StudyFile,
    scenarios: &[Scenario],
) -> anyhow::Result<Option<Study>> {
    let Task::Networks { networks } = &file.task else { return Ok(None) };
    let Outline { horizon, seed, replications, .. } = file.outline;
    let extent = Extent { horizon, seed, replications };
    Ok(Some(study(&scenarios[0], &networks_of(networks)?, extent)?))
}

/// Changes demand by the results of `stage`; false if the stage is incomplete.
fn fitted(opened: &mut Opened, networks: &Networks, stage: u32) -> anyhow::Result<bool> {
    let mut of_stage: Vec<Row> = Vec::new();
    opened.rows::<Row>()?.each(|row| {
        if row.stage == stage {
            of_stage.push(row);
        }
        Ok(())
    })?;
    let outline = Outline { replications: 1, ..opened.study.outline().clone() };
    let Some(results) = Results::from_rows(&outline, &of_stage)? else { return Ok(false) };
    for (index, (rows, found)) in networks.networks.iter().zip(&results.scenarios).enumerate() {
        fit(opened.study.system_mut(index), observed_over_simulated(rows, found));
    }
    Ok(!is_stopped())
}

/// Prints and writes the result.
pub(crate) fn present(
    opened: &Opened,
    results: &Results,
    networks: &InputText,
    options: PrintOptions,
    clock: Clock,
) -> anyhow::Result<Exit> {
    let is_last = opened.rows::<Row>()?.keys().any(|key| key.stage == LAST);
    if !is_last {
        return Ok(nothing_to_report(opened));
    }
    let networks = networks_of(networks)?;
    let found = hold(&networks, results);
    let base = &opened.scenarios[0];
    let presentation = Presentation {
        answer: Box::new(|out| print(out, &found, base, &networks, results, options)),
        outputs: derived::of_networks(&found, results),
        exit: Exit::Done,
        partial: results.partial,
        events: results.events,
        look_at: "report.html",
    };
    publish(opened, presentation, options, clock)
}

fn print(
    out: &mut dyn Write,
    found: &Between,
    base: &Scenario,
    networks: &Networks,
    results: &Results,
    options: PrintOptions,
) -> io::Result<()> {
    if options.json {
        return out.write_all(report::json::networks_json(found).as_bytes());
    }
    if !options.quiet {
        let count = networks.networks.len();
        writeln!(out, "Base:     {}\nNetworks: {count}, of {}\n", base.title, networks.name)?;
        writeln!(out, "{}", networks_text(found))?;
        partial_notice(out, results)?;
    }
    out.write_all(agreement_text(found).as_bytes())
}
