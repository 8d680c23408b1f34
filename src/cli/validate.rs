//! Compares a scenario with observed data: results, targets, verdict.

use crate::cli::arguments::{PrintOptions, ValidateOptions, usual};
use crate::cli::compare::carry_out;
use crate::cli::exit::{Exit, WrongRequest};
use crate::cli::networks;
use crate::cli::study::{
    Clock, Finished, Opened, Presentation, Question, named, partial_notice, publish, scenarios,
};
use crate::cli::validate_log;
use pcn_sim::experiment::results::Results;
use pcn_sim::experiment::study::Design;
use pcn_sim::report::study_file::{InputText, StudyFile, Task};
use pcn_sim::report::{derived, json::validation_json};
use pcn_sim::scenario::embedded::ENGLAND;
use pcn_sim::scenario::{FileSystem, Scenario};
use pcn_sim::text::grid::{PROSE, wrap};
use pcn_sim::validation::judgement::{RULE, Validation, judge};
use pcn_sim::validation::table::{summary_text, validation_text};
use pcn_sim::validation::targets::{self, Targets};
use std::io::{self, Write};

/// Compares a scenario with targets.
pub(crate) fn validate(options: &ValidateOptions) -> anyhow::Result<Finished> {
    if let Some(path) = &options.own.log {
        return Ok(Finished::Ended(validate_log::validate(options, path)?));
    }
    if options.networks.is_some()
        || options.data.is_some()
        || networks::is_of_networks(&options.run.study.simulation.resume)?
    {
        return networks::validate(options);
    }
    let ask = |before: Option<&StudyFile>| {
        let scenarios = scenarios(&named(options.scenario.as_deref(), before), before)?;
        let targets = match (before.map(|file| &file.task), &options.targets) {
            (Some(Task::Validate { targets }), None) => targets.clone(),
            (_, wanted) => {
                let targets = load_targets(&scenarios[0], wanted.as_deref())?;
                InputText::new(&targets.name, &targets.text)
            }
        };
        Ok(Question {
            scenarios,
            design: Design::Alone,
            task: Task::Validate { targets },
            draws: None,
        })
    };
    carry_out("validate", ask, &options.run, usual::FOR_VALIDATION)
}

/// The targets asked for, or those that the scenario names, or those of England.
pub(crate) fn load_targets(scenario: &Scenario, wanted: Option<&str>) -> anyhow::Result<Targets> {
    let name = wanted.or(scenario.targets.as_deref()).unwrap_or(ENGLAND);
    Ok(targets::load(name, &FileSystem)?)
}

/// The targets of a study, read from its text.
pub(crate) fn read_targets(text: &InputText) -> anyhow::Result<Targets> {
    let wrong = |problems: Vec<pcn_sim::scenario::error::Problem>| {
        let problems: Vec<String> = problems.iter().map(ToString::to_string).collect();
        WrongRequest(format!("targets {}:\n  {}", text.name, problems.join("\n  ")))
    };
    let mut targets = targets::read(&text.text, &text.name).map_err(wrong)?;
    targets.name.clone_from(&text.name);
    Ok(targets)
}

/// Prints and writes the result of a validation.
pub(crate) fn present(
    opened: &Opened,
    results: &Results,
    targets: &Targets,
    options: PrintOptions,
    clock: Clock,
) -> anyhow::Result<Exit> {
    let found = judge(targets, &results.scenarios[0]);
    let presentation = Presentation {
        answer: Box::new(|out| print(out, &found, results, options)),
        outputs: derived::of_validation(&found, results),
        exit: if found.passes() { Exit::Done } else { Exit::Failed },
        partial: results.partial,
        events: results.events,
        look_at: "report.html",
    };
    publish(opened, presentation, options, clock)
}

fn print(
    out: &mut dyn Write,
    found: &Validation<'_>,
    results: &Results,
    options: PrintOptions,
) -> io::Result<()> {
    if options.json {
        return out.write_all(validation_json(found).as_bytes());
    }
    if !options.quiet {
        let targets = found.targets;
        writeln!(out, "Scenario: {}\nTargets:  {}\n", results.scenarios[0].title, targets.title)?;
        out.write_all(validation_text(found).as_bytes())?;
        let rule = wrap(RULE, PROSE).join("\n");
        let attribution = wrap(&targets.attribution, PROSE).join("\n");
        writeln!(out, "\n{rule}\n{attribution}\n")?;
        partial_notice(out, results)?;
    }
    writeln!(out, "{}", summary_text(found))
}
