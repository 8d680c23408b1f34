//! What to measure first, from the rows of a comparison with draws.

use crate::cli::Exit;
use crate::cli::answer::opened;
use crate::cli::exit::WrongRequest;
use crate::cli::information_options::InformationOptions;
use crate::cli::output;
use crate::cli::study::{Clock, Opened, cannot_read, use_threads};
use crate::cli::terminal::{answer, tell};
use crate::cli::values::SampleAsked;
use anyhow::Context;
use pcn_sim::experiment::row::Row;
use pcn_sim::report::information::{Told, costs, information_text};
use pcn_sim::report::study_file::{STUDY, Task};
use pcn_sim::report::{self, Made, derived, disk};
use pcn_sim::text::alike::most_alike;
use pcn_sim::uncertainty::beliefs;
use pcn_sim::uncertainty::benefits::Benefits;
use pcn_sim::uncertainty::draw::Draws;
use pcn_sim::uncertainty::total::{Gathered, LEAST_DRAWS};
use pcn_sim::uncertainty::worth::{Asked, Found, Plan, Sample};
use std::path::Path;

/// The number of draws for which a folder without them is to be continued.
const ENOUGH: u32 = 200;

/// Says what to measure first.
pub(crate) fn information(options: &InformationOptions) -> anyhow::Result<Exit> {
    let clock = Clock::start();
    is_another_folder(options)?;
    let opened = opened(&options.rows)?;
    let wanted = wanted(&opened)?;
    let seed = opened.file.outline.seed;
    let draws = Draws::of_england(&opened.scenarios, seed)?;
    let headline = options.measure.unwrap_or(0);
    let benefits = benefits(&opened, &draws, (wanted, headline))?;
    let costs = costs(&opened.scenarios, opened.study.outline().horizon.weeks);
    let asked = Asked {
        seed,
        samples: samples(&options.measure_sample, &draws)?,
        variation: options.sample_variation,
        prices: if headline == 0 { options.pounds_per_need.to_vec() } else { Vec::new() },
        costs: costs.clone(),
        plan: Plan::of(benefits.count()),
    };
    use_threads(options.threads)?;
    let folder = output::reserve(&options.output)?;
    if !options.quiet {
        tell!(
            "valuing {} random numbers of {} draws: up to some minutes",
            draws.sources().len(),
            benefits.count()
        );
        if let Some(words) = beliefs::told(&opened.scenarios) {
            tell!("note: {words}");
        }
    }
    let found = Found::of(&benefits, &draws, &asked);
    let titles: Vec<String> = opened.scenarios.iter().map(|of| of.title.clone()).collect();
    let rows = options.rows.display().to_string();
    let told = Told {
        found: &found,
        titles: &titles,
        costs: &costs,
        headline,
        wanted,
        twice: benefits.twice(),
        noise: benefits.noise.as_deref(),
        folder: &rows,
    };
    publish(&told, options, (&folder, clock))
}

/// Refuses to write into the folder of the rows, which --force would remove.
fn is_another_folder(options: &InformationOptions) -> anyhow::Result<()> {
    let Some(output) = &options.output.folder else { return Ok(()) };
    let same = match (options.rows.canonicalize(), output.canonicalize()) {
        (Ok(rows), Ok(output)) => rows == output,
        _ => false,
    };
    if !same {
        return Ok(());
    }
    let text = format!(
        "--output {}: it is the folder of the rows, which stays as it is; name another folder",
        output.display()
    );
    Err(WrongRequest(text).into())
}

/// The number of draws that the comparison in a folder asks for.
fn wanted(opened: &Opened) -> anyhow::Result<u32> {
    let folder = opened.folder.display();
    let text = match opened.file.task {
        Task::Compare { .. } if opened.file.shard.is_some() => format!(
            "{folder}: it is a shard, which has no draws; join the shards with `pcn-sim merge` and continue the joined \
             run with --draws {ENOUGH}"
        ),
        Task::Compare { draws: Some(draws @ 1..), .. } => return Ok(draws),
        Task::Compare { .. } => no_draws(&opened.folder, "it has no draws of the parameters"),
        _ => format!(
            "{folder}: it contains a run of `pcn-sim {}`; name the folder of a `pcn-sim compare` with --draws {ENOUGH}",
            opened.file.task.command()
        ),
    };
    Err(WrongRequest(text).into())
}

fn no_draws(folder: &Path, what: &str) -> String {
    let folder = folder.display();
    format!("{folder}: {what}; make them with `pcn-sim compare --resume {folder} --draws {ENOUGH}`")
}

/// The benefits of the draws in a folder.
fn benefits(opened: &Opened, draws: &Draws, asked: (u32, usize)) -> anyhow::Result<Benefits> {
    let rows = opened.rows::<Row>()?;
    let mut gathered = Gathered::default();
    rows.each(|row| {
        gathered.add(&row);
        Ok(())
    })
    .with_context(|| cannot_read(opened))?;
    let found = Benefits::of(&gathered, opened.study.outline(), draws, asked);
    let count = found.as_ref().map_or(0, Benefits::count);
    match found {
        Some(found) if count >= LEAST_DRAWS => Ok(found),
        _ => {
            let what = format!("{count} draws are complete, and at least {LEAST_DRAWS} are needed");
            Err(WrongRequest(no_draws(&opened.folder, &what)).into())
        }
    }
}

/// The samples asked for, each of a parameter that is drawn.
fn samples(asked: &[SampleAsked], draws: &Draws) -> anyhow::Result<Vec<Sample>> {
    let known = draws.measurable();
    let (mut found, mut wrong) = (Vec::new(), Vec::new());
    for SampleAsked { key, size, of } in asked {
        // A table whose values are drawn together is measured by its first.
        let parameter = known
            .iter()
            .find(|parameter| parameter.key == *key)
            .or_else(|| known.iter().find(|parameter| parameter.source.key == *key));
        match parameter {
            Some(parameter) => {
                found.push(Sample { parameter: parameter.clone(), size: *size, of: of.clone() })
            }
            None => {
                let names = known.iter().map(|parameter| parameter.key.as_str());
                wrong.push(format!(
                    "--measure-sample {key}: no parameter of this name with one value is drawn; did you mean {}?",
                    most_alike(key, names, 3).join(", ")
                ));
            }
        }
    }
    if wrong.is_empty() { Ok(found) } else { Err(WrongRequest(wrong.join("\nerror: ")).into()) }
}

/// Prints the answer and writes the files.
fn publish(
    told: &Told<'_>,
    options: &InformationOptions,
    (folder, clock): (&Path, Clock),
) -> anyhow::Result<Exit> {
    let study = folder.join(STUDY);
    if let Err(error) = disk::remove(&study) {
        output::leave_if_empty(folder);
        let text = format!("cannot remove {}", study.display());
        return Err(anyhow::Error::new(error).context(text));
    }
    let words = information_text(told);
    let answered =
        answer(|out| if options.quiet { Ok(()) } else { out.write_all(words.as_bytes()) });
    let about = clock.about();
    let partial = told.is_partial();
    let made = Made { about: &about, events: 0, partial };
    let outputs = derived::of_information(told);
    if let Err(error) = report::write(folder, &outputs, Some(made)) {
        // Without its manifest the folder would not be recognised as ours, so nothing is left.
        for output in &outputs {
            let _ = std::fs::remove_file(folder.join(&output.name));
        }
        output::leave_if_empty(folder);
        let (path, cause) = (error.path.display(), error.cause);
        let told = answered.beside_files("the answer is");
        anyhow::bail!("{told}{path} could not be written: {cause}");
    }
    if partial {
        tell!(
            "partial: draws are missing; continue with `pcn-sim compare --resume {}`",
            told.folder
        );
    }
    if !options.quiet {
        tell!("{:.0} s; see {}", about.wall_time_seconds, folder.join("report.html").display());
    }
    let exit = if partial { Exit::Partial } else { Exit::Done };
    Ok(answered.exit(exit, &format!("; the results are complete in {}", folder.display())))
}
