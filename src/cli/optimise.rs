//! The best team for a goal: which, the course of its search, and the answer.

use crate::cli::arguments::{OptimiseOptions, PrintOptions};
use crate::cli::beliefs;
use crate::cli::cache;
use crate::cli::compare::is_quiet;
use crate::cli::exit::{Exit, WrongRequest};
use crate::cli::progress::{Bar, Counts, stop_on_signals};
use crate::cli::study::{
    Clock, Finished, KeptRows, Opened, Presentation, before, cannot_keep, extent, named,
    nothing_to_report, open, publish, rows_in_order, scenarios, use_threads,
};
use anyhow::Context;
use pcn_sim::experiment::study::{Design, Study};
use pcn_sim::optimisation::book::{Book, Halt, Job, Stage, TeamRow};
use pcn_sim::optimisation::course::{Plan, Settings, run};
use pcn_sim::optimisation::goal::Goal;
use pcn_sim::optimisation::posts::Posts;
use pcn_sim::optimisation::request::Request;
use pcn_sim::optimisation::simulator::Simulator;
use pcn_sim::report::derived;
use pcn_sim::report::optimise::{Inputs as Shown, optimise_json, optimise_text};
use pcn_sim::report::study_file::{StudyFile, Task, entries};
use pcn_sim::scenario::Scenario;
use pcn_sim::uncertainty::draw::Draws;
use std::io::{self, Write};

/// Replications of all teams if no number is stated.
const USUAL_BUDGET: u32 = 2_000;

/// The goal if none is stated.
const USUAL_GOAL: &str = "needs-settled";

/// What a course needs, read from its request.
struct Inputs {
    goal: Goal,
    posts: Posts,
    settings: Settings,
    plan: Plan,
}

impl Inputs {
    fn of(request: &Request, scenario: &Scenario, seed: u64) -> anyhow::Result<Self> {
        let mut problems = Vec::new();
        let goal = Goal::read(&request.goal).map_err(|why| problems.push(format!("--goal: {why}")));
        let posts = Posts::new(scenario, &request.teams).map_err(|all| problems.extend(all));
        if let Some(least) = request.indifference
            && !(least.is_finite() && least > 0.0)
        {
            problems.push(format!(
                "--indifference {least}: expected a number above 0, the smallest difference in the goal \
                 that matters; correct the number"
            ));
        }
        let settings = request.settings(seed);
        let plan = settings.plan();
        if plan.is_none() {
            problems.push(format!(
                "--budget {}: expected enough for the draws of six teams and 50 replications more; state a \
                 larger --budget, or fewer --draws",
                request.budget
            ));
        }
        match (goal, posts, plan) {
            (Ok(goal), Ok(posts), Some(plan)) if problems.is_empty() => {
                Ok(Inputs { goal, posts, settings, plan })
            }
            _ => Err(WrongRequest(problems.join("\nerror: ")).into()),
        }
    }

    fn of_opened(opened: &Opened) -> anyhow::Result<Self> {
        let Task::Optimise(request) = &opened.file.task else {
            return Err(WrongRequest("it is no search for a team".to_owned()).into());
        };
        Inputs::of(request, &opened.scenarios[0], opened.file.outline.seed)
    }
}

/// Looks for the best team.
pub(crate) fn optimise(options: &OptimiseOptions) -> anyhow::Result<Finished> {
    let clock = Clock::start();
    cache::choose(options.study.simulation.cache);
    let resume = options.study.simulation.resume.resume.as_deref();
    let before = before(resume, "optimise")?;
    let names = named(options.scenario.as_deref(), before.as_ref());
    let scenarios = options.believed.of(scenarios(&names, before.as_ref())?)?;
    let extent = extent(
        options.study.simulation.period,
        &options.study.simulation.chance,
        None,
        (before.as_ref(), 1),
    );
    let study = Study::new(entries(&scenarios), Design::Alone, extent)?;
    let study = study.remembering(&cache::shared());
    let request = request(options, before.as_ref());
    let inputs = Inputs::of(&request, &scenarios[0], extent.seed)?;
    let task = Task::Optimise(request);
    let file = StudyFile::new(task, None, study.outline().clone(), &scenarios);
    use_threads(options.study.simulation.chance.threads)?;
    stop_on_signals();
    let is_quiet = is_quiet(options.study.print);
    if before.is_none() && !can_be_judged(&inputs, &study, &scenarios[0])? {
        crate::cli::terminal::tell!("stopped before the first replication; nothing was written");
        return Ok(Finished::Ended(Exit::Partial));
    }
    let opened = open(study, file, scenarios, (before, resume), &options.study.simulation.output)?;
    make_rows(&opened, &inputs, is_quiet)?;
    Ok(Finished::Rows(Box::new(opened), options.study.print, clock))
}

/// What is asked for, with what is not stated as in the resumed run.
fn request(options: &OptimiseOptions, before: Option<&StudyFile>) -> Request {
    let had = before.and_then(|file| match &file.task {
        Task::Optimise(request) => Some(request.clone()),
        _ => None,
    });
    let mut request = had.unwrap_or_else(|| Request {
        goal: USUAL_GOAL.to_owned(),
        teams: Default::default(),
        budget: USUAL_BUDGET,
        draws: None,
        indifference: None,
    });
    let teams = &mut request.teams;
    if !options.roles.is_empty() {
        teams.roles.clone_from(&options.roles);
    }
    teams.step = options.step.unwrap_or(teams.step);
    teams.most = options.max.unwrap_or(teams.most);
    teams.sum = options.sum.or(teams.sum);
    teams.rooms = options.rooms.unwrap_or(teams.rooms);
    teams.room_capital = options.room_capital.or(teams.room_capital);
    request.goal = options.goal.clone().unwrap_or(request.goal);
    request.budget = options.budget.unwrap_or(request.budget);
    request.draws = options.draws.or(request.draws);
    request.indifference = options.indifference.or(request.indifference);
    request
}

fn simulator<'s>(
    (inputs, scenario, draws): (&'s Inputs, &'s Scenario, &'s Draws),
    study: &'s Study,
) -> Simulator<'s> {
    let outline = study.outline();
    let (horizon, seed) = (outline.horizon, outline.seed);
    let (posts, cache) = (&inputs.posts, study.cache());
    Simulator { scenario, posts, draws, horizon, seed, cache }
}

/// Whether the goal is defined for the team in post; `false` if stopped. Found out before a folder is
/// made.
fn can_be_judged(inputs: &Inputs, study: &Study, scenario: &Scenario) -> anyhow::Result<bool> {
    let draws = Draws::of_england(std::slice::from_ref(scenario), study.outline().seed)?;
    let simulator = simulator((inputs, scenario, &draws), study);
    let team = inputs.posts.in_post.clone();
    let job = Job { stage: Stage::Search, number: 0, replication: 1, team };
    let hidden = Bar::new(1, Counts::Replications, true);
    let rows = match simulator.run(&[job], &|_| true, &hidden) {
        Ok(rows) => rows,
        Err(Halt::Stopped) => return Ok(false),
        Err(halt) => return Err(WrongRequest(halt.to_string()).into()),
    };
    let horizon = study.outline().horizon;
    let refuse = |_: &[Job]| Err(Halt::Stopped);
    let book =
        Book::new((&inputs.posts, &inputs.goal, horizon.weeks), Vec::new(), Box::new(refuse));
    let judged = rows.first().map(|row| book.gain(row)).transpose();
    judged.map(|gain| gain.is_some()).map_err(|halt| WrongRequest(halt.to_string()).into())
}

/// Takes the course, and writes each row as soon as it is finished.
fn make_rows(opened: &Opened, inputs: &Inputs, is_quiet: bool) -> anyhow::Result<()> {
    let rows = opened.rows::<TeamRow>()?;
    let known = opened.all(&rows)?;
    let bar = Bar::new(inputs.settings.budget.into(), Counts::UntilKnown, is_quiet);
    bar.done(known.len() as u64);
    let scenario = &opened.scenarios[0];
    let draws = Draws::of_england(std::slice::from_ref(scenario), inputs.settings.seed)?;
    let simulator = simulator((inputs, scenario, &draws), &opened.study);
    let kept = KeptRows::after(&rows).with_context(|| cannot_keep(opened))?;
    let keep = |row: &TeamRow| {
        kept.add(row);
        !kept.is_lost()
    };
    let simulate = |jobs: &[Job]| simulator.run(jobs, &keep, &bar);
    let weeks = opened.study.outline().horizon.weeks;
    let mut book = Book::new((&inputs.posts, &inputs.goal, weeks), known, Box::new(simulate));
    let outcome = run(&mut book, &inputs.settings, &inputs.plan);
    drop(book);
    bar.clear();
    kept.end(opened)?;
    match outcome.halt {
        None | Some(Halt::Stopped) => Ok(()),
        Some(halt @ Halt::Mismatch { .. }) => Err(WrongRequest(format!("--resume: {halt}")).into()),
        Some(halt) => Err(WrongRequest(halt.to_string()).into()),
    }
}

/// Prints and writes the result.
pub(crate) fn present(
    opened: &Opened,
    options: PrintOptions,
    clock: Clock,
) -> anyhow::Result<Exit> {
    let inputs = Inputs::of_opened(opened)?;
    let known = opened.all(&rows_in_order(opened)?)?;
    if known.is_empty() {
        return Ok(nothing_to_report(opened));
    }
    // Nothing is simulated: the course goes as far as the rows.
    let refuse = |_: &[Job]| Err(Halt::Stopped);
    let horizon = opened.study.outline().horizon;
    let about = (&inputs.posts, &inputs.goal, horizon.weeks);
    let mut book = Book::new(about, known, Box::new(refuse));
    let outcome = run(&mut book, &inputs.settings, &inputs.plan);
    let is_partial = outcome.halt.is_some();
    let shown = Shown {
        scenario: &opened.scenarios[0],
        book: &book,
        outcome: &outcome,
        plan: &inputs.plan,
        horizon,
    };
    let print = move |out: &mut dyn Write| -> io::Result<()> {
        match options {
            PrintOptions { json: true, .. } => out.write_all(optimise_json(&shown).as_bytes()),
            PrintOptions { quiet: true, .. } => Ok(()),
            _ => {
                out.write_all(optimise_text(&shown).as_bytes())?;
                beliefs::say(&opened.scenarios, out)
            }
        }
    };
    let presentation = Presentation {
        answer: Box::new(print),
        outputs: derived::of_optimise(&shown),
        exit: Exit::Done,
        partial: is_partial,
        events: book.events(),
        look_at: "report.html",
    };
    publish(opened, presentation, options, clock)
}
