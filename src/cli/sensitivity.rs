//! Which parameters the results and the choice depend on: the course of stages, and the answer.

use crate::cli::arguments::{PrintOptions, SensitivityOptions};
use crate::cli::beliefs;
use crate::cli::cache;
use crate::cli::compare::is_quiet;
use crate::cli::exit::{Exit, WrongRequest};
use crate::cli::progress::{Bar, Counts, stop_on_signals};
use crate::cli::study::{
    Clock, Finished, KeptRows, Opened, Presentation, before, cannot_keep, extent,
    nothing_to_report, open, publish, rows_in_order, scenarios, use_threads,
};
use anyhow::Context;
use pcn_sim::experiment::study::{Design, Study};
use pcn_sim::report::derived;
use pcn_sim::report::sensitivity::{Inputs, sensitivity_json, sensitivity_text};
use pcn_sim::report::study_file::{StudyFile, Task, entries};
use pcn_sim::scenario::Scenario;
use pcn_sim::uncertainty::draw::Draws;
use pcn_sim::uncertainty::sensitivity::book::{Book, Halt, Job, PointRow};
use pcn_sim::uncertainty::sensitivity::course::Course;
use pcn_sim::uncertainty::sensitivity::groups::MOST_GROUPS;
use pcn_sim::uncertainty::sensitivity::request::{MOST_BLOCKS, Request};
use pcn_sim::uncertainty::sensitivity::simulator::Simulator;
use std::io::{self, Write};

/// The scenarios if none is named.
const USUAL: [&str; 3] = ["average-pcn", "two-more-physiotherapists", "two-more-rooms"];

/// What is asked if nothing is stated: about eight minutes on two cores for the average network.
const USUAL_TRAJECTORIES: u32 = 4;
const USUAL_SINGLE_TRAJECTORIES: u32 = 2;
const USUAL_REPLICATIONS: u32 = 8;
const USUAL_BARS: u32 = 30;

/// Makes a study of sensitivity.
pub(crate) fn sensitivity(options: &SensitivityOptions) -> anyhow::Result<Finished> {
    let clock = Clock::start();
    cache::choose(options.study.simulation.cache);
    let resume = options.study.simulation.resume.resume.as_deref();
    let before = before(resume, "sensitivity")?;
    let names = match (options.scenarios.as_slice(), &before) {
        ([], None) => USUAL.map(str::to_owned).to_vec(),
        (names, _) => names.to_vec(),
    };
    let scenarios = options.believed.of(scenarios(&names, before.as_ref())?)?;
    let extent = extent(
        options.study.simulation.period,
        &options.study.simulation.chance,
        None,
        (before.as_ref(), 1),
    );
    let design = if scenarios.len() > 1 {
        Design::AgainstFirst { at_rooms: false, unlike: false }
    } else {
        Design::Alone
    };
    let study = Study::new(entries(&scenarios), design, extent)?;
    let request = request(options, before.as_ref())?;
    let (_, course) = draws_and_course(&scenarios, &request, extent.seed)?;
    let task = Task::Sensitivity(request);
    let file = StudyFile::new(task, None, study.outline().clone(), &scenarios);
    use_threads(options.study.simulation.chance.threads)?;
    stop_on_signals();
    let opened = open(study, file, scenarios, (before, resume), &options.study.simulation.output)?;
    make_rows(&opened, &course, is_quiet(options.study.print))?;
    Ok(Finished::Rows(Box::new(opened), options.study.print, clock))
}

/// What is asked for, with what is not stated as in the resumed run.
fn request(options: &SensitivityOptions, before: Option<&StudyFile>) -> anyhow::Result<Request> {
    let had = before.and_then(|file| match &file.task {
        Task::Sensitivity(request) => Some(request.clone()),
        _ => None,
    });
    let usual = if options.single { USUAL_SINGLE_TRAJECTORIES } else { USUAL_TRAJECTORIES };
    let mut request = had.unwrap_or(Request {
        singly: options.single,
        groups: MOST_GROUPS as u32,
        trajectories: usual,
        replications: USUAL_REPLICATIONS,
        tornado: USUAL_BARS,
        sobol: 0,
    });
    request.singly |= options.single;
    request.groups = options.groups.unwrap_or(request.groups);
    request.trajectories = options.trajectories.unwrap_or(request.trajectories);
    request.replications = options.replications.unwrap_or(request.replications);
    request.tornado = options.tornado.unwrap_or(request.tornado);
    request.sobol = options.sobol.unwrap_or(request.sobol);
    let Request { sobol, tornado, .. } = request;
    if sobol != 0 && (!sobol.is_power_of_two() || !(2..=MOST_BLOCKS).contains(&sobol)) {
        let near = sobol.clamp(2, MOST_BLOCKS).next_power_of_two().min(MOST_BLOCKS);
        let text = format!(
            "--sobol {sobol}: expected a power of two from 2 to {MOST_BLOCKS}, or 0 for none; state --sobol \
             {near}"
        );
        return Err(WrongRequest(text).into());
    }
    if sobol != 0 && tornado == 0 {
        let text = "--sobol: with --tornado 0 there are no leading parameters; leave out --tornado 0, or \
                    --sobol";
        return Err(WrongRequest(text.to_owned()).into());
    }
    Ok(request)
}

fn draws_and_course(
    scenarios: &[Scenario],
    request: &Request,
    seed: u64,
) -> anyhow::Result<(Draws, Course)> {
    let draws = Draws::new(scenarios, seed)?;
    let course = Course::new(request.clone(), scenarios, draws.sources(), seed);
    let none = || {
        let text = "no parameter of these scenarios has a range; state `range` or `relative_range` where values \
                    are uncertain";
        WrongRequest(text.to_owned())
    };
    Ok((draws, course.ok_or_else(none)?))
}

/// Takes the course, and writes each row as soon as it is finished.
fn make_rows(opened: &Opened, course: &Course, is_quiet: bool) -> anyhow::Result<()> {
    let rows = opened.rows::<PointRow>()?;
    let known = opened.all(&rows)?;
    // A point is a replication of the baseline and of the two options that lead.
    let each = opened.scenarios.len().min(3) as u64;
    let bar = Bar::new(each * course.points(), Counts::Replications, is_quiet);
    bar.done(
        known.iter().map(|row| row.values.iter().filter(|of| !of.is_empty()).count() as u64).sum(),
    );
    let outline = opened.study.outline();
    let draws = Draws::new(&opened.scenarios, outline.seed)?;
    let simulator = Simulator { draws: &draws, outline, course, cache: opened.study.cache() };
    let kept = KeptRows::after(&rows).with_context(|| cannot_keep(opened))?;
    let keep = |row: &PointRow| {
        kept.add(row);
        !kept.is_lost()
    };
    let simulate = |jobs: &[Job]| simulator.run(jobs, &keep, &bar);
    let mut book = Book::new(known, Box::new(simulate));
    let outcome = course.run(&mut book);
    drop(book);
    bar.clear();
    kept.end(opened)?;
    match outcome.halt {
        None | Some(Halt::Stopped) => Ok(()),
        Some(halt) => Err(WrongRequest(halt.to_string()).into()),
    }
}

/// Prints and writes the result.
pub(crate) fn present(
    opened: &Opened,
    options: PrintOptions,
    clock: Clock,
) -> anyhow::Result<Exit> {
    let Task::Sensitivity(request) = &opened.file.task else {
        return Err(WrongRequest("it is no study of sensitivity".to_owned()).into());
    };
    let outline = opened.study.outline();
    let (_, course) = draws_and_course(&opened.scenarios, request, outline.seed)?;
    let known = opened.all(&rows_in_order(opened)?)?;
    if known.is_empty() {
        return Ok(nothing_to_report(opened));
    }
    // Nothing is simulated: the course goes as far as the rows.
    let mut book = Book::new(known, Box::new(|_: &[Job]| Err(Halt::Stopped)));
    let outcome = course.run(&mut book);
    let names: Vec<String> = opened.scenarios.iter().map(|of| of.name.clone()).collect();
    let titles: Vec<String> = opened.scenarios.iter().map(|of| of.title.clone()).collect();
    let shown = Inputs {
        names: &names,
        titles: &titles,
        course: &course,
        book: &book,
        outcome: &outcome,
        horizon: outline.horizon,
    };
    let print = move |out: &mut dyn Write| -> io::Result<()> {
        match options {
            PrintOptions { json: true, .. } => out.write_all(sensitivity_json(&shown).as_bytes()),
            PrintOptions { quiet: true, .. } => Ok(()),
            _ => {
                out.write_all(sensitivity_text(&shown).as_bytes())?;
                beliefs::say(&opened.scenarios, out)
            }
        }
    };
    let presentation = Presentation {
        answer: Box::new(print),
        outputs: derived::of_sensitivity(&shown),
        exit: Exit::Done,
        partial: outcome.halt.is_some(),
        events: book.events(),
        look_at: "report.html",
    };
    publish(opened, presentation, options, clock)
}
