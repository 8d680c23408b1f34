//! Uncertain parameters fitted to what was observed: points, overlay, what the data pin down.

use crate::cli::Exit;
use crate::cli::arguments::{CalibrateOptions, Period};
use crate::cli::exit::WrongRequest;
use crate::cli::files::files;
use crate::cli::horizon::{check_horizon, horizon};
use crate::cli::output::{self, Folder};
use crate::cli::progress::{Bar, stop_on_ctrl_c};
use crate::cli::threads::use_threads;
use anyhow::{Context, anyhow};
use pcn_sim::calibration::fitted::{Heading, fitted_toml};
use pcn_sim::calibration::free::{self, FreeList};
use pcn_sim::calibration::identified::{self, Fitted, identify};
use pcn_sim::calibration::search::{Outcome, Plan, Point, search};
use pcn_sim::calibration::simulator::{Simulator, Wanted, independent, wanted};
use pcn_sim::calibration::table;
use pcn_sim::report::{self, PointsFile};
use pcn_sim::scenario::embedded::{ENGLAND, ENGLAND_FIT, text};
use pcn_sim::scenario::{self, FileSystem, Files, Scenario, Sort, Written};
use pcn_sim::validation::targets::{self, Targets};
use std::io::Write;
use std::sync::Mutex;

/// Of a parameter so many values of targets are asked for: fewer would fit anything.
const VALUES_PER_PARAMETER: usize = 3;

/// Fits the parameters of a scenario.
pub(crate) fn calibrate(options: &CalibrateOptions) -> anyhow::Result<Exit> {
    let written = scenario::read(&options.scenario, files())?;
    let scenario = scenario::load(&options.scenario, files())?;
    let horizon = horizon(options.period);
    check_horizon(&scenario, horizon)?;
    let name = options.targets.as_deref().or(scenario.targets.as_deref()).unwrap_or(ENGLAND);
    let targets = targets::load(name, &FileSystem)?;
    let list = options.parameters.as_deref().unwrap_or(ENGLAND_FIT);
    let list = free::load(list, &written, &FileSystem)?;
    use_threads(options.chance.threads)?;
    stop_on_ctrl_c();
    let free = &list.free;
    let bar = Bar::points(u64::from(options.points) * u64::from(options.waves), options.quiet);
    let (seed, replications) = (options.chance.seed, options.replications);
    let simulator = Simulator {
        written: &written,
        free,
        targets: &targets,
        horizon,
        seed,
        replications,
        progress: bar,
    };
    let wanted = measured(&simulator, options.quiet)?;
    enough(free.len(), &wanted)?;
    let design = design(options, &scenario, &targets, &list);
    let folder = folder(options)?;
    let head = table::points_head(free, &wanted);
    let known = known(options, &folder, &head, &design, free.len())?;
    let points = carry_out(options, &simulator, &wanted, (&folder, &head, &design), &known)?;
    simulator.progress.clear();
    let task = Task {
        options,
        written: &written,
        scenario: &scenario,
        targets: &targets,
        free,
        wanted: &wanted,
    };
    match points {
        Some(points) => task.tell(&folder, &points),
        None => {
            let path = folder.path.display();
            eprintln!(
                "stopped; what is finished is in {path}. Go on with the same command and \
                 --resume --output {path}"
            );
            Ok(Exit::Failed)
        }
    }
}

/// The values of targets that the scenario as it stands measures over so many weeks.
fn measured<'t>(simulator: &Simulator<'t, Bar>, is_quiet: bool) -> anyhow::Result<Vec<Wanted<'t>>> {
    let all = wanted(simulator.targets);
    let start: Vec<f64> = simulator.free.iter().map(|free| free.start).collect();
    let found = simulator.off(&all, &start).context("stopped before the first point")?;
    let count = all.len();
    let pairs = all.into_iter().zip(found).filter(|(_, off)| off.is_some());
    let measured: Vec<Wanted<'t>> = pairs.map(|(wanted, _)| wanted).collect();
    if measured.len() < count && !is_quiet {
        eprintln!(
            "note: {} of {count} values of targets are not measured by so short a run, and left out",
            count - measured.len()
        );
    }
    Ok(measured)
}

const fn plan(options: &CalibrateOptions) -> Plan {
    let CalibrateOptions { points, waves, .. } = *options;
    Plan { points: points as usize, waves: waves as usize, seed: options.chance.seed }
}

fn enough(free: usize, wanted: &[Wanted<'_>]) -> anyhow::Result<()> {
    let values = independent(wanted);
    if free * VALUES_PER_PARAMETER > values {
        let text = format!(
            "{free} free parameters for {values} values of targets for calibration: at most a third \
             as many parameters as values can be told apart; free fewer, or add targets"
        );
        return Err(WrongRequest(text).into());
    }
    Ok(())
}

/// What tells calibrations apart: a hash of everything that points depend on.
fn design(
    options: &CalibrateOptions,
    scenario: &Scenario,
    targets: &Targets,
    list: &FreeList,
) -> String {
    let CalibrateOptions { points, replications, chance, period, .. } = options;
    let (seed, Period { weeks, warm_up_weeks }) = (chance.seed, period);
    let numbers = format!(
        "{} {points} {replications} {seed} {weeks} {warm_up_weeks}",
        env!("CARGO_PKG_VERSION")
    );
    report::manifest::hash(&[&scenario.resolved, &targets.text, &list.text, &numbers])[..12]
        .to_owned()
}

fn folder(options: &CalibrateOptions) -> anyhow::Result<Folder> {
    // A folder to go on in exists, as it should.
    output::reserve_or_number(options.output.as_deref(), options.resume)
}

/// The points that are finished, if there are any to go on from.
fn known(
    options: &CalibrateOptions,
    folder: &Folder,
    head: &str,
    design: &str,
    free: usize,
) -> anyhow::Result<Vec<Point>> {
    let path = folder.path.join(report::POINTS);
    if !options.resume || !path.exists() {
        return Ok(Vec::new());
    }
    let text = FileSystem.read(&path, Sort::Points);
    let text = text.map_err(|why| anyhow!("cannot read {}: {why}", path.display()))?;
    table::read_points(&text, head, design, free).map_err(|why| {
        let path = path.display();
        let text = format!("--resume: cannot go on from {path}: {why}; name another --output");
        WrongRequest(text).into()
    })
}

/// Simulates all points; `None` if stopped.
fn carry_out(
    options: &CalibrateOptions,
    simulator: &Simulator<'_, Bar>,
    wanted: &[Wanted<'_>],
    (folder, head, design): (&Folder, &str, &str),
    known: &[Point],
) -> anyhow::Result<Option<Vec<Point>>> {
    let weights: Vec<f64> = wanted.iter().map(Wanted::weight).collect();
    let plan = plan(options);
    let mut file = PointsFile::begin(&folder.path, head)?;
    for point in known {
        file.add(&table::points_line(point, &weights, design))?;
    }
    simulator.progress.done(known.len() as u64);
    let file = Mutex::new((file, None));
    let told = |point: &Point| {
        let mut file = file.lock().expect("nobody panics while writing");
        let added = file.0.add(&table::points_line(point, &weights, design));
        if let Err(error) = added {
            file.1.get_or_insert(error);
        }
        simulator.progress.done(1);
    };
    let simulate = |values: &[f64]| {
        // A disk that is full stays full.
        let is_lost = file.lock().is_ok_and(|file| file.1.is_some());
        if is_lost { Outcome::Stopped } else { simulator.misses(wanted, values) }
    };
    let found = search(simulator.free, &weights, plan, known, simulate, told);
    let found = found.map_err(|error| WrongRequest(format!("--resume: {error}")))?;
    if let Some(error) = file.into_inner().expect("nobody panicked").1 {
        return Err(error.into());
    }
    Ok((!found.partial).then_some(found.points))
}

/// Everything that is told at the end.
struct Task<'t> {
    options: &'t CalibrateOptions,
    written: &'t Written,
    scenario: &'t Scenario,
    targets: &'t Targets,
    free: &'t [free::Free],
    wanted: &'t [Wanted<'t>],
}

impl Task<'_> {
    fn tell(&self, folder: &Folder, points: &[Point]) -> anyhow::Result<Exit> {
        let Task { options, free, wanted, .. } = self;
        let weights: Vec<f64> = wanted.iter().map(Wanted::weight).collect();
        let plan = plan(options);
        let found = identify(free, &weights, plan, points)
            .context("no point could be measured: narrow the ranges of the parameters")?;
        let start = points[0].misses.as_deref();
        let base = self.built_in();
        let title = format!("{}, fitted", self.scenario.title);
        let heading = Heading {
            base: base.unwrap_or("base.toml"),
            title: &title,
            to: &self.targets.name,
            seed: options.chance.seed,
            points: points.len(),
        };
        let mut files = vec![
            ("fitted.toml", fitted_toml(&heading, self.written, free, &found)),
            ("identifiability.csv", table::identifiability_csv(free, &found)),
            ("targets.csv", table::targets_csv(free, wanted, start, &found)),
        ];
        if base.is_none() {
            files.push(("base.toml", self.written.alone()));
        }
        if !options.quiet {
            self.print(points.len(), start, &found)?;
        }
        report::write_calibration(&folder.path, &files)?;
        if !options.quiet {
            let path = folder.path.join("fitted.toml");
            eprintln!("overlay: {}; try `pcn-sim validate` on it", path.display());
        }
        Ok(Exit::Done)
    }

    /// The base of the overlay: the built-in name, or none, for a file that is written beside it.
    fn built_in(&self) -> Option<&str> {
        let name = &self.options.scenario;
        let is_file = std::path::Path::new(name).exists();
        let short = name.trim_end_matches(".toml");
        (text(name).is_some() || text(short).is_some() && !is_file).then_some(short)
    }

    fn print(&self, points: usize, start: Option<&[f64]>, found: &Fitted) -> anyhow::Result<()> {
        let Task { options, free, wanted, .. } = self;
        let mut out = std::io::stdout().lock();
        writeln!(out, "Scenario: {}\nTargets:  {}\n", self.scenario.title, self.targets.title)?;
        out.write_all(table::identifiability_text(free, found).as_bytes())?;
        writeln!(out)?;
        out.write_all(table::targets_text(free, wanted, start, found).as_bytes())?;
        writeln!(out, "\n{}\n", identified::RULE)?;
        let before = found.distance_at_start.map_or("–".into(), |before| format!("{before:.2}"));
        writeln!(
            out,
            "Distance {before} before, {:.2} fitted; {points} points in {} waves, {} parameters, {} \
             values of targets, seed {}",
            found.distance,
            options.waves,
            free.len(),
            wanted.len(),
            options.chance.seed
        )?;
        Ok(())
    }
}
