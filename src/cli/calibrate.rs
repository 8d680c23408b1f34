//! Fits uncertain parameters to observed data: points, overlay, what the data determine.

use crate::cli::arguments::{CalibrateOptions, PrintOptions};
use crate::cli::cache;
use crate::cli::exit::{Exit, WrongRequest};
use crate::cli::progress::{Bar, Counts, stop_on_signals};
use crate::cli::study::{
    Clock, Finished, KeptRows, Opened, Presentation, before, extent, named, nothing_to_report,
    open, publish, rows_in_order, scenarios, use_threads,
};
use crate::cli::validate::{load_targets, read_targets};
use anyhow::Context;
use pcn_sim::calibration::fitted::{Heading, fitted_toml};
use pcn_sim::calibration::free::{self, FreeList};
use pcn_sim::calibration::identified::{self, Fitted, Identified, identify};
use pcn_sim::calibration::search::{Outcome, Point, Settings, search};
use pcn_sim::calibration::simulator::{Simulator, Wanted, independent, wanted};
use pcn_sim::calibration::table;
use pcn_sim::experiment::study::{self, Study};
use pcn_sim::report::outputs::Output;
use pcn_sim::report::plain::{Plain, plain_html};
use pcn_sim::report::rows::Rows;
use pcn_sim::report::study_file::{InputText, StudyFile, Task, entries};
use pcn_sim::scenario::alone;
use pcn_sim::scenario::document::parse;
use pcn_sim::scenario::embedded::{ENGLAND_FIT, text};
use pcn_sim::scenario::{self, FileSystem, Written};
use pcn_sim::text::grid::{PROSE, Row, Table, wrap};
use pcn_sim::validation::targets::Targets;
use std::io::{self, Write};

/// Target values needed for each parameter. Fewer could be fitted by almost any model.
const VALUES_PER_PARAMETER: usize = 3;

/// Points of each wave, waves, and replications of each point by default.
const USUAL: (u32, u32, u32) = (60, 4, 1);

/// The inputs of a calibration, read from its study.
struct Inputs {
    written: Written,
    targets: Targets,
    list: FreeList,
    settings: Settings,
    /// The target values that are fitted, as indices among all for calibration.
    measured: Vec<usize>,
}

impl Inputs {
    fn of(file: &StudyFile) -> anyhow::Result<Self> {
        let Task::Calibrate { targets, parameters, points, waves, measured } = &file.task else {
            return Err(WrongRequest("it is not a calibration".to_owned()).into());
        };
        let scenario = &file.scenarios[0];
        let written = scenario::written(&scenario.name, &scenario.resolved)?;
        let list = read_list(parameters, &written)?;
        let settings =
            Settings { points: *points as usize, waves: *waves as usize, seed: file.outline.seed };
        let (targets, measured) = (read_targets(targets)?, measured.clone());
        Ok(Inputs { written, targets, list, settings, measured })
    }

    fn wanted(&self) -> Vec<Wanted<'_>> {
        let all = wanted(&self.targets);
        self.measured.iter().filter_map(|index| all.get(*index).copied()).collect()
    }

    fn simulator<'s>(&'s self, study: &Study, progress: Bar) -> Simulator<'s, Bar> {
        let outline = study.outline();
        Simulator {
            written: &self.written,
            free: &self.list.free,
            targets: &self.targets,
            horizon: outline.horizon,
            seed: outline.seed,
            replications: outline.replications,
            cache: cache::shared(),
            progress,
        }
    }
}

fn read_list(parameters: &InputText, written: &Written) -> anyhow::Result<FreeList> {
    let wrong = |problems: Vec<pcn_sim::scenario::error::Problem>| {
        let problems: Vec<String> = problems.iter().map(ToString::to_string).collect();
        WrongRequest(format!("parameters {}:\n  {}", parameters.name, problems.join("\n  ")))
    };
    Ok(free::read(&parameters.text, &parameters.name, written).map_err(wrong)?)
}

/// Fits the parameters of a scenario.
pub(crate) fn calibrate(options: &CalibrateOptions) -> anyhow::Result<Finished> {
    let clock = Clock::start();
    cache::choose(options.simulation.cache);
    let resume = options.simulation.resume.resume.as_deref();
    let mut before = before(resume, "calibrate")?;
    let names = named(options.scenario.as_deref(), before.as_ref());
    let scenarios = scenarios(&names, before.as_ref())?;
    let (usual_points, usual_waves, usual_replications) = USUAL;
    let usual = (before.as_ref(), usual_replications);
    let extent =
        extent(options.simulation.period, &options.simulation.chance, options.replications, usual);
    let study = Study::new(entries(&scenarios), study::Design::Alone, extent)?;
    let (mut task, known_waves) = task(options, &scenarios[0], before.as_ref())?;
    if let Task::Calibrate { points, waves, .. } = &mut task {
        let of_before = known_waves.unwrap_or((usual_points, usual_waves));
        *points = options.points.unwrap_or(of_before.0);
        *waves = options.waves.unwrap_or(of_before.1);
        // More waves belong to the same calibration.
        if let Some(Task::Calibrate { waves: had, .. }) = before.as_mut().map(|file| &mut file.task)
        {
            *had = (*waves).max(*had);
            *waves = *had;
        }
    }
    let mut file = StudyFile::new(task, None, study.outline().clone(), &scenarios);
    use_threads(options.simulation.chance.threads)?;
    stop_on_signals();
    let inputs = Inputs::of(&file)?;
    if before.is_none() {
        let hidden = Bar::new(1, Counts::Points, true);
        let Some(measured) = measured(&inputs.simulator(&study, hidden), options.quiet) else {
            crate::cli::terminal::tell!("stopped before the first point; nothing was written");
            return Ok(Finished::Ended(Exit::Partial));
        };
        if let Task::Calibrate { measured: known, .. } = &mut file.task {
            *known = measured;
        }
    }
    let inputs = Inputs::of(&file)?;
    enough(inputs.list.free.len(), &inputs.wanted())?;
    let opened = open(study, file, scenarios, (before, resume), &options.simulation.output)?;
    let all = (inputs.settings.points * inputs.settings.waves) as u64;
    make_points(&opened, &inputs, Bar::new(all, Counts::Points, options.quiet))?;
    let presentation = PrintOptions { json: false, quiet: options.quiet };
    Ok(Finished::Rows(Box::new(opened), presentation, clock))
}

/// The task asked for, with the points and waves of the resumed run.
fn task(
    options: &CalibrateOptions,
    scenario: &scenario::Scenario,
    before: Option<&StudyFile>,
) -> anyhow::Result<(Task, Option<(u32, u32)>)> {
    let known = before.and_then(|file| match &file.task {
        Task::Calibrate { targets, parameters, points, waves, measured } => {
            Some((targets, parameters, (*points, *waves), measured))
        }
        _ => None,
    });
    let targets = match (known, &options.targets) {
        (Some((targets, ..)), None) => targets.clone(),
        (_, wanted) => {
            let targets = load_targets(scenario, wanted.as_deref())?;
            InputText::new(&targets.name, &targets.text)
        }
    };
    let parameters = match (known, &options.parameters) {
        (Some((_, parameters, ..)), None) => parameters.clone(),
        (_, wanted) => {
            let name = wanted.as_deref().unwrap_or(ENGLAND_FIT);
            let written = scenario::written(&scenario.name, &scenario.resolved)?;
            InputText::new(name, &free::load(name, &written, &FileSystem)?.text)
        }
    };
    let measured = known.map_or_else(Vec::new, |(.., measured)| measured.clone());
    let task = Task::Calibrate { targets, parameters, points: 0, waves: 0, measured };
    Ok((task, known.map(|(_, _, settings, _)| settings)))
}

/// The indices of the target values that the unchanged scenario can measure in this number of weeks;
/// `None` if stopped.
fn measured(simulator: &Simulator<'_, Bar>, is_quiet: bool) -> Option<Vec<usize>> {
    let all = wanted(simulator.targets);
    let start: Vec<f64> = simulator.free.iter().map(|free| free.start).collect();
    let found = simulator.off(&all, &start)?;
    let measured: Vec<usize> =
        (0..).zip(&found).filter(|(_, off)| off.is_some()).map(|(index, _)| index).collect();
    if measured.len() < all.len() && !is_quiet {
        crate::cli::terminal::tell!(
            "note: the run is too short to measure {} of {} target values, which are left out",
            all.len() - measured.len(),
            all.len()
        );
    }
    Some(measured)
}

fn enough(free: usize, wanted: &[Wanted<'_>]) -> anyhow::Result<()> {
    let values = independent(wanted);
    if free * VALUES_PER_PARAMETER > values {
        let text = format!(
            "{free} free parameters for {values} target value(s) for calibration: at most a third \
             as many parameters as values can be distinguished; free fewer, or add targets"
        );
        return Err(WrongRequest(text).into());
    }
    Ok(())
}

/// The stored points, up to the first gap.
fn points(rows: &Rows<Point>) -> anyhow::Result<Vec<Point>> {
    let mut points: Vec<Point> = Vec::new();
    rows.each(|point| {
        if point.number == points.len() {
            points.push(point);
        }
        Ok(())
    })?;
    Ok(points)
}

/// Simulates the missing points; each is written as a row as soon as it is finished.
fn make_points(opened: &Opened, inputs: &Inputs, bar: Bar) -> anyhow::Result<()> {
    let rows = opened.rows::<Point>()?;
    let known = points(&rows)?;
    bar.done(known.len() as u64);
    let simulator = inputs.simulator(&opened.study, bar);
    let wanted = inputs.wanted();
    let weights: Vec<f64> = wanted.iter().map(Wanted::weight).collect();
    let kept = KeptRows::after(&rows)?;
    let keep = |point: &Point| {
        kept.add(point);
        simulator.progress.done(1);
    };
    let simulate = |values: &[f64]| {
        if kept.is_lost() { Outcome::Stopped } else { simulator.misses(&wanted, values) }
    };
    let found = search(simulator.free, &weights, inputs.settings, &known, simulate, keep);
    simulator.progress.clear();
    found.map_err(|error| WrongRequest(format!("--resume: {error}")))?;
    kept.end(opened)
}

/// Prints and writes the result.
pub(crate) fn present(
    opened: &Opened,
    options: PrintOptions,
    clock: Clock,
) -> anyhow::Result<Exit> {
    let inputs = Inputs::of(&opened.file)?;
    let points = points(&rows_in_order(opened)?)?;
    let wanted = inputs.wanted();
    let weights: Vec<f64> = wanted.iter().map(Wanted::weight).collect();
    let (free, settings) = (&inputs.list.free, inputs.settings);
    let all = settings.points * settings.waves;
    let is_partial = points.len() < all;
    let table = Output::new("calibration.csv", |out| {
        out.write_all(table::points_head(free, &wanted).as_bytes())?;
        let line = |point| table::points_line(point, &weights, is_partial);
        points.iter().try_for_each(|point| out.write_all(line(point).as_bytes()))
    });
    if is_partial {
        if points.is_empty() {
            return Ok(nothing_to_report(opened));
        }
        let presentation = unfinished((points.len(), all), table, options);
        return publish(opened, presentation, options, clock);
    }
    let found = identify(free, &weights, settings, &points)
        .context("no point could be measured: narrow the ranges of the parameters")?;
    let start = points[0].misses.as_deref();
    let mut outputs = vec![table];
    let (base, base_text) = base(opened);
    outputs.extend(base_text.map(|text| Output::text("base.toml", text)));
    let title = format!("{}, fitted", opened.scenarios[0].title);
    let heading = Heading {
        base: &base,
        title: &title,
        to: &inputs.targets.name,
        seed: settings.seed,
        points: points.len(),
    };
    let fitted = fitted_toml(&heading, &inputs.written, free, &found);
    outputs.push(Output::text("fitted.toml", fitted));
    outputs.push(Output::text("identifiability.csv", table::identifiability_csv(free, &found)));
    let targets = table::targets_csv(free, &wanted, start, &found);
    outputs.push(Output::text("targets.csv", targets));
    outputs.push(Output::text("report.html", page(opened, &inputs, points.len(), &found)));
    let presentation = Presentation {
        answer: Box::new(|out| {
            if options.quiet {
                return Ok(());
            }
            print(out, opened, &inputs, (&points, start), &found)
        }),
        outputs,
        exit: Exit::Done,
        partial: false,
        events: 0,
        look_at: "report.html",
    };
    publish(opened, presentation, options, clock)
}

/// What was fitted, as a page.
fn page(opened: &Opened, inputs: &Inputs, points: usize, found: &Fitted) -> String {
    let free = &inputs.list.free;
    let row = |(quantity, cells): (&pcn_sim::calibration::change::Free, [String; 6])| {
        Row::new(quantity.name.as_str(), cells.into_iter().map(|cell| vec![cell]).collect())
    };
    let heads = std::iter::once("Parameter").chain(table::IDENTIFIED).map(str::to_owned);
    let before = found.distance_at_start.map_or("–".into(), |before| format!("{before:.2}"));
    let pinned = found.posteriors.iter().filter(|of| of.verdict == Identified::PinnedDown).count();
    let mut sentences = vec![
        format!(
            "The distance from the targets is {:.2} after the fit and was {before} before; targets determine {pinned} of \
             {} parameters.",
            found.distance,
            free.len()
        ),
        identified::RULE.replace('\n', " "),
    ];
    sentences.extend(table::tied(free, found).into_iter().map(|tied| format!("{tied}.")));
    plain_html(Plain {
        title: format!("{}, fitted", opened.scenarios[0].title),
        question: format!("Which values of the parameters meet {}?", inputs.targets.title),
        partial: false,
        replications: None,
        sentences,
        ranked: Some(Table {
            caption: "What the targets say of each parameter".into(),
            head: heads.collect(),
            rows: free.iter().zip(table::identifiability_cells(free, found)).map(row).collect(),
            note: "targets.csv has every target, fitted.toml the fitted scenario.".into(),
        }),
        rest: Vec::new(),
        made: vec![
            ("Points", points.to_string()),
            ("Waves", inputs.settings.waves.to_string()),
            ("Seed", inputs.settings.seed.to_string()),
        ],
    })
}

/// The page of a calibration of which points are missing.
fn unfinished_page(told: &str) -> String {
    plain_html(Plain {
        title: "A calibration that is not finished".to_owned(),
        question: "Which values of the parameters meet the targets?".to_owned(),
        partial: true,
        replications: None,
        sentences: vec![format!("Not known yet: {told}.")],
        ranked: None,
        rest: Vec::new(),
        made: Vec::new(),
    })
}

/// What is printed and written before all points are simulated: `(simulated, all)`.
fn unfinished<'r>(
    (simulated, all): (usize, usize),
    table: Output<'r>,
    options: PrintOptions,
) -> Presentation<'r> {
    let told = format!("{simulated} of {all} points are simulated; nothing is fitted yet");
    let page = unfinished_page(&told);
    Presentation {
        answer: Box::new(move |out| {
            if options.quiet {
                return Ok(());
            }
            writeln!(out, "{told}")
        }),
        outputs: vec![table, Output::text("report.html", page)],
        exit: Exit::Partial,
        partial: true,
        events: 0,
        look_at: "report.html",
    }
}

/// The base of the overlay: a built-in name, or a file written into the same folder.
fn base(opened: &Opened) -> (String, Option<String>) {
    let file = &opened.file.scenarios[0];
    let is_built_in = text(&file.name).is_some()
        && scenario::load(&file.name, &FileSystem)
            .is_ok_and(|built_in| built_in.resolved == file.resolved);
    if is_built_in {
        (file.name.clone(), None)
    } else {
        let root = parse(&file.resolved, 0, "base.toml");
        let text = root.map_or_else(|_| file.resolved.clone(), |root| alone(&root));
        ("base.toml".to_owned(), Some(text))
    }
}

fn print(
    out: &mut dyn Write,
    opened: &Opened,
    inputs: &Inputs,
    (points, start): (&[Point], Option<&[f64]>),
    found: &Fitted,
) -> io::Result<()> {
    let (free, wanted) = (&inputs.list.free, inputs.wanted());
    let title = &opened.scenarios[0].title;
    writeln!(out, "Scenario: {title}\nTargets:  {}\n", inputs.targets.title)?;
    out.write_all(table::identifiability_text(free, found).as_bytes())?;
    writeln!(out)?;
    out.write_all(table::targets_text(free, &wanted, start, found).as_bytes())?;
    writeln!(out, "\n{}\n", wrap(identified::RULE, PROSE).join("\n"))?;
    let before = found.distance_at_start.map_or("–".into(), |before| format!("{before:.2}"));
    writeln!(
        out,
        "Distance {before} before, {:.2} fitted; {} points in {} waves, {} parameters, {} values of \
         targets, seed {}",
        found.distance,
        points.len(),
        inputs.settings.waves,
        free.len(),
        wanted.len(),
        inputs.settings.seed
    )
}
