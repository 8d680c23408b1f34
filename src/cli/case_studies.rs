//! Case studies: changes that real networks made, as reported and as simulated.

use crate::cli::arguments::{CaseStudiesOptions, PrintOptions, usual};
use crate::cli::compare::{carry_out, exit};
use crate::cli::exit::WrongRequest;
use crate::cli::study::{Finished, Opened, Presentation, Question, load_all};
use pcn_sim::experiment::results::Results;
use pcn_sim::experiment::study::Design;
use pcn_sim::report::study_file::{StudyFile, Task};
use pcn_sim::report::{derived, json::write_results};
use pcn_sim::scenario::Scenario;
use pcn_sim::scenario::embedded::CASE_STUDIES;
use pcn_sim::validation::case_studies::{Reported, case_studies_text, report_on, unknown_measures};
use std::io::{self, Write};

/// Runs case studies, each against its own baseline.
pub(crate) fn case_studies(options: &CaseStudiesOptions) -> anyhow::Result<Finished> {
    let ask = |before: Option<&StudyFile>| match before {
        Some(file) if options.scenarios.is_empty() => again(file),
        _ => question(&options.scenarios, options.run.replications),
    };
    carry_out("case-studies", ask, &options.run, usual::REPLICATIONS)
}

/// The question of a resumed run.
fn again(file: &StudyFile) -> anyhow::Result<Question> {
    let of = |variant: &pcn_sim::experiment::study::Variant| (variant.baseline, variant.at_most);
    Ok(Question {
        draws: None,
        scenarios: file.scenarios()?,
        design: Design::Pairs { of: file.outline.variants.iter().map(of).collect(), unlike: false },
        task: file.task.clone(),
    })
}

/// All baselines that the case studies name, each once, then all case studies.
fn question(names: &[String], replications: Option<u32>) -> anyhow::Result<Question> {
    let names: Vec<String> = match names {
        [] => CASE_STUDIES.iter().map(|(name, _)| (*name).to_owned()).collect(),
        names => names.to_vec(),
    };
    let studies = load_all(&names)?;
    let mut wrong = Vec::new();
    let mut baselines: Vec<String> = Vec::new();
    let mut wanted = Vec::new();
    for scenario in &studies {
        let name = &scenario.name;
        let Some(study) = &scenario.case_study else {
            wrong.push(format!(
                "{name}: it is not a case study; add a table [case_study], or use `compare`"
            ));
            continue;
        };
        for measure in unknown_measures(study) {
            wrong.push(format!(
                "{name}: case_study.figures: no measure is called {measure}; `pcn-sim describe \
                 measures` lists them"
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
    let first = baselines.len();
    let mut all = baselines;
    all.extend(names);
    let scenarios = load_all(&all)?;
    // Several networks take longer to simulate, so a case study may ask for fewer replications.
    let usual = replications.unwrap_or(usual::REPLICATIONS);
    let at_most = |scenario: &Scenario| {
        scenario.case_study.as_ref().and_then(|study| study.replications).filter(|n| *n < usual)
    };
    let of_study: Vec<(Option<usize>, Option<u32>)> = wanted
        .iter()
        .zip(&scenarios[first..])
        .map(|(baseline, scenario)| (Some(*baseline), at_most(scenario)))
        .collect();
    let of_baseline = |baseline: usize| {
        let needed = of_study.iter().filter(|(of, _)| *of == Some(baseline));
        let most = needed.map(|(_, at_most)| at_most.unwrap_or(usual)).max();
        (None, most.filter(|most| *most < usual))
    };
    let pairs = (0..first).map(of_baseline).chain(of_study.iter().copied()).collect();
    Ok(Question {
        draws: None,
        design: Design::Pairs { of: pairs, unlike: false },
        task: Task::CaseStudies { order: (first..scenarios.len()).collect() },
        scenarios,
    })
}

/// The answer and the files of case studies.
pub(crate) fn presentation<'r>(
    opened: &'r Opened,
    results: &'r Results,
    order: &[usize],
    options: PrintOptions,
) -> Presentation<'r> {
    let reported: Vec<Reported<'r>> = order
        .iter()
        .filter_map(|index| {
            let compared = results.comparisons.iter().find(|c| c.scenario == *index)?;
            report_on(opened.scenarios.get(*index)?, compared, results)
        })
        .collect();
    // A shard may start after the last replication of a case study, and then has none of it.
    let (reported, without): (Vec<_>, Vec<_>) =
        reported.into_iter().partition(|one| one.replications > 0);
    let without: Vec<&str> = without.iter().map(|one| one.name).collect();
    Presentation {
        outputs: derived::of_case_studies((&reported, &without), results, &opened.scenarios),
        answer: Box::new(move |out| print(out, (&reported, &without), results, options)),
        exit: exit(results),
        partial: results.partial,
        events: results.events,
        look_at: "report.html",
    }
}

fn print(
    out: &mut dyn Write,
    (reported, without): (&[Reported<'_>], &[&str]),
    results: &Results,
    options: PrintOptions,
) -> io::Result<()> {
    if options.json {
        return write_results(results, out);
    }
    if options.quiet {
        return Ok(());
    }
    writeln!(
        out,
        "Each change as reported, as it would remain after regression to the mean, and as\n\
         the model simulates it. Simulated figures are differences from the same network\n\
         without the change, on the same patients, with 95% intervals over {} replications\n\
         of {} weeks, or fewer where stated. They cover all networks of a case study.\n",
        results.replications, results.weeks
    )?;
    out.write_all(case_studies_text(reported).as_bytes())?;
    if !without.is_empty() {
        let names = without.join(", ");
        writeln!(out, "Left out, because this shard has none of their replications: {names}.")?;
    }
    if results.partial {
        writeln!(out, "Partial: the run stopped early, with fewer replications than requested.")?;
    }
    Ok(())
}
