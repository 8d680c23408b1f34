//! Fits networks to their published figures: one row a network, from which its scenario, its page and the
//! tables are made.

use crate::cli::exit::{Exit, WrongRequest};
use crate::cli::files::{NotYetAFile, files};
use crate::cli::network_options::NetworkOptions;
use crate::cli::options::usual;
use crate::cli::output::{hold, leave_if_empty, reserve};
use crate::cli::progress::{Bar, Counts, is_stopped, stop_on_signals};
use crate::cli::study::{Clock, KeptRows, use_threads};
use crate::cli::terminal::{answer, tell};
use anyhow::Context;
use pcn_sim::fitting::england::england;
use pcn_sim::fitting::figures::{FIGURES, Values};
use pcn_sim::fitting::fit::{World, describe};
use pcn_sim::fitting::foretell::believed;
use pcn_sim::fitting::jacobian::{STORED, Stored};
use pcn_sim::fitting::network::{FITTING, Task, check_seed, fit_network};
use pcn_sim::fitting::observed::{Observed, Periods, networks, observed};
use pcn_sim::fitting::policy::candidates;
use pcn_sim::fitting::prior::PRIORS;
use pcn_sim::fitting::row::{FittedNetwork, NetworkRow, Outcome};
use pcn_sim::fitting::scenario::to_toml;
use pcn_sim::model::CareSystem;
use pcn_sim::publications::data::Dataset;
use pcn_sim::publications::open;
use pcn_sim::report::disk::{Durability, put};
use pcn_sim::report::network::{
    NetworkStudy, Summary, Told, figures_csv, levels_csv, network_html, network_text, networks_csv,
    summary_text,
};
use pcn_sim::report::outputs::Output;
use pcn_sim::report::rows::Rows;
use pcn_sim::report::{self, Made, RunAbout};
use pcn_sim::scenario::error::{Problem, ScenarioError};
use pcn_sim::scenario::{Scenario, load};
use pcn_sim::text::alike::most_alike;
use pcn_sim::text::shown;
use pcn_sim::validation::targets;
use rayon::prelude::*;
use std::path::{Path, PathBuf};

/// The base of every network, and the same under total triage.
const BASES: [&str; 2] = ["average-pcn", "total-triage"];

/// The targets of England, for its mean.
const ENGLAND: &str = "england-2025-26";

/// Draws for networks that are named, unless stated.
const USUAL_DRAWS: u32 = 40;

/// Networks whose results are printed one by one.
const PRINTED: usize = 3;

/// Fits networks.
pub(crate) fn network(options: &NetworkOptions) -> anyhow::Result<Exit> {
    let clock = Clock::start();
    use_threads(options.chance.threads)?;
    let before = before(options)?;
    let folder = options.data.as_deref().or(before.as_ref().map(|study| study.data.as_path()));
    let folder = folder.context("--data or --resume is stated")?;
    let accept = options.accept || before.as_ref().is_some_and(|study| study.accept);
    let base = load(BASES[0], files())?;
    let data = open(folder, accept)?;
    data.told.iter().for_each(|told| tell!("note: {}", shown(told)));
    let periods = Periods::of(&data);
    if let Some(path) = &options.jacobian {
        return make_stored(path, &base, &periods);
    }
    let stored = Stored::built_in();
    let world = World {
        base: (BASES[0], &base.system),
        periods: &periods,
        jacobians: &stored.jacobians,
        usual_planned: stored.usual_planned,
        seed: options
            .chance
            .seed
            .or(before.as_ref().map(|study| study.seed))
            .unwrap_or(usual::SEED),
    };
    let asked = Asked { options, before: before.as_ref(), folder, accept };
    let codes = asked.codes(&data)?;
    let observed = observed(&data, &codes, &periods, &base.system.calendar);
    let study = asked.study(codes, &observed, &world, &base);
    let folder = reserved(options, before.as_ref(), &study)?;
    let run = Run {
        options,
        data: &data,
        observed: &observed,
        world: &world,
        study: &study,
        folder: &folder,
        stored: &stored,
    };
    run.fit()?;
    run.present(clock)
}

/// The study of the folder that is resumed, if one is.
fn before(options: &NetworkOptions) -> anyhow::Result<Option<NetworkStudy>> {
    let Some(folder) = &options.resume.resume else { return Ok(None) };
    hold(folder)?;
    let found = NetworkStudy::read(folder);
    found.map(Some).map_err(|error| wrong_folder("--resume", folder, &error))
}

/// The folder of `study`: a new one, or that of `before`, which must be the same.
fn reserved(
    options: &NetworkOptions,
    before: Option<&NetworkStudy>,
    study: &NetworkStudy,
) -> anyhow::Result<PathBuf> {
    if let (Some(folder), Some(before)) = (&options.resume.resume, before) {
        let differences = before.differences(study);
        if differences.is_empty() {
            check_parts(options, study)?;
            report::remove_left_over(folder)?;
            return Ok(folder.clone());
        }
        let text = format!(
            "--resume {}: it contains another study; these differ: {}; leave out options that should not \
             change, or start a new run",
            folder.display(),
            differences.join("; ")
        );
        return Err(WrongRequest(text).into());
    }
    check_parts(options, study)?;
    let replaced = options.output.folder.as_deref().filter(|_| options.output.force);
    let replaced = replaced.and_then(|folder| NetworkStudy::read(folder).ok());
    let folder = reserve(&options.output)?;
    // Scenarios and pages of the run that is replaced.
    for code in replaced.iter().flat_map(|study| &study.networks) {
        for ending in ["toml", "html"] {
            let path = folder.join(format!("{code}.{ending}"));
            report::disk::remove(&path)
                .with_context(|| format!("--force: cannot remove {}", path.display()))?;
        }
    }
    if let Err(error) = study.write(&folder) {
        leave_if_empty(&folder);
        let text = format!("cannot write the study into {}", folder.display());
        return Err(anyhow::Error::new(error).context(text));
    }
    Ok(folder)
}

/// Refuses folders that are not parts of the same study, before anything is written.
fn check_parts(options: &NetworkOptions, study: &NetworkStudy) -> anyhow::Result<()> {
    for folder in &options.with {
        let other =
            NetworkStudy::read(folder).map_err(|error| wrong_folder("--with", folder, &error))?;
        if other.rows_hash() != study.rows_hash() {
            let differences: Vec<&str> =
                study.differences(&other).into_iter().filter(|words| *words != "--shard").collect();
            let text = format!(
                "--with {}: it is not a part of the same study; these differ: {}",
                folder.display(),
                differences.join("; ")
            );
            return Err(WrongRequest(text).into());
        }
    }
    Ok(())
}

fn wrong_folder(option: &str, folder: &Path, error: &std::io::Error) -> anyhow::Error {
    WrongRequest(format!("{option} {}: {error}", folder.display())).into()
}

/// Makes the stored table again.
fn make_stored(path: &Path, base: &Scenario, periods: &Periods) -> anyhow::Result<Exit> {
    let none = vec![vec![0.0; PRIORS.len()]; FIGURES];
    let jacobians = [none.clone(), none];
    let world = World {
        base: (BASES[0], &base.system),
        periods,
        jacobians: &jacobians,
        usual_planned: 1.0,
        seed: 1,
    };
    let total = load(BASES[1], files())?;
    let made = Stored::made([&base.system, &total.system], &world)
        .context("a year of the average network cannot be simulated")?;
    put(path, Durability::Synced, |out| out.write_all(made.to_csv().as_bytes()))
        .with_context(|| format!("cannot write {}", path.display()))?;
    Ok(Exit::Done)
}

/// What is asked, and what was asked before.
struct Asked<'a> {
    options: &'a NetworkOptions,
    before: Option<&'a NetworkStudy>,
    folder: &'a Path,
    accept: bool,
}

impl Asked<'_> {
    /// The networks that are asked for.
    fn codes(&self, data: &Dataset) -> anyhow::Result<Vec<String>> {
        let Asked { options, before, folder, .. } = self;
        let known = networks(data);
        let codes: Vec<String> = match before {
            Some(before) if options.codes.is_empty() && !options.all => before.networks.clone(),
            _ if options.all => known.iter().map(|code| (*code).to_owned()).collect(),
            _ => named(&options.codes, &known)?,
        };
        if codes.is_empty() {
            let text = format!("--data {}: no practice of it is in a network", folder.display());
            return Err(WrongRequest(text).into());
        }
        Ok(codes)
    }

    fn study(
        &self,
        codes: Vec<String>,
        observed: &[Option<Observed>],
        world: &World<'_>,
        base: &Scenario,
    ) -> NetworkStudy {
        let Asked { options, before, folder, accept } = self;
        let usual = if options.all { 0 } else { USUAL_DRAWS };
        let draws = options.draws.or(before.map(|study| study.draws)).unwrap_or(usual);
        let shard = options.shard.or(before.and_then(|study| study.shard));
        let method = format!("{FITTING}{STORED}");
        let published = format!("{:?}{observed:?}", world.periods);
        let base = (world.base.0, base.resolved.as_str());
        let data = (*folder, *accept, published.as_str());
        NetworkStudy::new(base, &method, data, codes, (world.seed, draws), shard)
    }
}

/// The codes asked for, each once, as they are in the data.
fn named(asked: &[String], known: &[&str]) -> anyhow::Result<Vec<String>> {
    let (mut found, mut unknown): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
    for code in asked {
        let code = code.trim().to_uppercase();
        if !known.contains(&code.as_str()) {
            let near = most_alike(&code, known.iter().copied(), 3);
            let near = if near.is_empty() {
                String::new()
            } else {
                format!("; near it: {}", near.join(", "))
            };
            unknown.push(format!("{code}: no practice of the data is in it{near}"));
        } else if !found.contains(&code) {
            found.push(code);
        }
    }
    if unknown.is_empty() {
        return Ok(found);
    }
    let text = format!(
        "{}; the data have {} networks, which `pcn-sim import` lists in practices.csv",
        unknown.join("\n"),
        known.len()
    );
    Err(WrongRequest(text).into())
}

/// A run of the command.
struct Run<'r> {
    options: &'r NetworkOptions,
    data: &'r Dataset,
    /// What is published of the networks of the study, in their order.
    observed: &'r [Option<Observed>],
    world: &'r World<'r>,
    study: &'r NetworkStudy,
    folder: &'r Path,
    stored: &'r Stored,
}

impl Run<'_> {
    /// Fits every network of the part that is not yet fitted.
    fn fit(&self) -> anyhow::Result<()> {
        stop_on_signals();
        let rows = self.rows()?;
        self.take_over(&rows)?;
        let rows = self.rows()?;
        let done: Vec<u32> = rows.keys().collect();
        let wanted: Vec<(u32, &str)> =
            self.study.own().filter(|(index, _)| !done.contains(index)).collect();
        if wanted.is_empty() {
            return Ok(());
        }
        let keeper = KeptRows::after(&rows)?;
        let bar = Bar::new(wanted.len() as u64, Counts::Networks, self.options.quiet);
        wanted.par_iter().for_each(|(index, code)| {
            if is_stopped() || keeper.is_lost() {
                return;
            }
            let observed = self.observed[*index as usize].as_ref();
            let task = Task { index: *index, network: code, observed, draws: self.study.draws };
            let row = fit_network(task, self.data, self.world, &loaded, &is_stopped);
            if let Some(row) = row {
                keeper.add(&row);
                bar.done(1);
            }
        });
        bar.clear();
        keeper.lost().map_or(Ok(()), |error| {
            let text = format!("a fitted network could not be kept in {}", self.folder.display());
            Err(anyhow::Error::new(error).context(text))
        })
    }

    fn rows(&self) -> anyhow::Result<Rows<NetworkRow>> {
        Rows::find(self.folder, self.study.rows_hash())
            .with_context(|| format!("cannot read the networks in {}", self.folder.display()))
    }

    /// Takes over what other folders of the same study have.
    fn take_over(&self, own: &Rows<NetworkRow>) -> anyhow::Result<()> {
        let mut known: Vec<u32> = own.keys().collect();
        let mut growing = None;
        for folder in &self.options.with {
            let rows: Rows<NetworkRow> = Rows::find(folder, self.study.rows_hash())?;
            rows.each(|row| {
                if known.contains(&row.index) {
                    return Ok(());
                }
                known.push(row.index);
                let file = match &mut growing {
                    Some(file) => file,
                    none => none.insert(own.grow()?),
                };
                file.add(&row)
            })?;
        }
        Ok(())
    }

    /// Writes the scenario and the page of every network, and the tables; prints a few, or the summary.
    fn present(&self, clock: Clock) -> anyhow::Result<Exit> {
        self.rows()?
            .put_in_order()
            .with_context(|| format!("cannot write {}", self.folder.display()))?;
        let mut all: Vec<NetworkRow> = Vec::new();
        self.rows()?.each(|row| {
            all.push(row);
            Ok(())
        })?;
        let missing =
            self.study.own().filter(|(index, _)| !all.iter().any(|row| row.index == *index));
        let missing = missing.count();
        let continued = format!("continue with --resume {}", self.folder.display());
        if all.is_empty() {
            tell!("stopped before a network was fitted; {continued}");
            return Ok(Exit::Partial);
        }
        let shown = self.shown(&all)?;
        let england = england(&targets::load(ENGLAND, files())?);
        let told: Vec<Told<'_>> = shown.iter().map(|shown| self.told(shown, &england)).collect();
        let mut summary = Summary::default();
        summary.not_fitted = (all.len() - told.len()) as u32;
        told.iter().for_each(|told| summary.add(told));
        let mut outputs: Vec<Output<'_>> = vec![
            Output::text("figures.csv", figures_csv(&told)),
            Output::text("levels.csv", levels_csv(&told)),
            Output::text("networks.csv", networks_csv(&all, &told)),
        ];
        for (told, shown) in told.iter().zip(&shown) {
            let code = &told.observed.network;
            outputs.push(Output::new(format!("{code}.toml"), |out| {
                out.write_all(shown.text.as_bytes())
            }));
            outputs.push(Output::new(format!("{code}.html"), |out| {
                out.write_all(network_html(told).as_bytes())
            }));
        }
        let about = RunAbout { seed: Some(self.world.seed), ..clock.about() };
        let made = Made { about: &about, events: 0, partial: missing > 0 };
        let printed = self.print(&all, &told, &summary);
        report::write(self.folder, &outputs, Some(made))?;
        if missing > 0 {
            let noun = if missing == 1 { "network is" } else { "networks are" };
            tell!("stopped: {missing} {noun} not yet fitted; {continued}");
        }
        let exit = if missing > 0 { Exit::Partial } else { Exit::Done };
        Ok(printed.exit(exit, &format!("; the files are complete in {}", self.folder.display())))
    }

    /// The fitted networks with all that is told of them.
    fn shown<'s>(&'s self, all: &'s [NetworkRow]) -> anyhow::Result<Vec<Shown<'s>>> {
        let mut shown = Vec::new();
        for row in all {
            let Outcome::Fitted(found) = &row.outcome else { continue };
            let observed = self.observed[row.index as usize].as_ref();
            let observed =
                observed.with_context(|| format!("{}: its data are missing", row.network))?;
            let (assumed, text) = self.scenario(observed, found)?;
            let believed = believed(&self.stored.season, &observed.months());
            shown.push(Shown { observed, found, assumed, text, believed });
        }
        Ok(shown)
    }

    fn print(
        &self,
        all: &[NetworkRow],
        told: &[Told<'_>],
        summary: &Summary,
    ) -> crate::cli::terminal::Answered {
        let answered = answer(|out| {
            if self.options.quiet {
                return Ok(());
            }
            for row in all {
                if let Outcome::NotFitted(why) = &row.outcome {
                    writeln!(out, "{}: not fitted: {why}", row.network)?;
                }
            }
            match told {
                [] => Ok(()),
                few if few.len() <= PRINTED => {
                    few.iter().try_for_each(|told| writeln!(out, "{}", network_text(told)))
                }
                _ => out.write_all(summary_text(summary).as_bytes()),
            }
        });
        if !self.options.quiet {
            tell!("scenarios, pages and tables: {}", self.folder.display());
        }
        answered
    }

    /// What was assumed of a network, and its scenario.
    fn scenario(
        &self,
        observed: &Observed,
        found: &FittedNetwork,
    ) -> anyhow::Result<(Vec<String>, String)> {
        let described = describe(observed, self.data, self.world, &loaded)
            .map_err(|problems| WrongRequest(pcn_sim::scenario::error::list(&problems)))?;
        let best = &found.policies[0];
        let policies = candidates(observed);
        let policy = policies.iter().find(|policy| policy.is_total == best.is_total);
        let policy =
            policy.with_context(|| format!("{}: its policy is missing", observed.network))?;
        let text = to_toml(&described.under(policy), best, observed, self.world.seed);
        Ok((described.network.assumed, text))
    }

    fn told<'t>(&'t self, shown: &'t Shown<'t>, england: &'t Values) -> Told<'t> {
        Told {
            observed: shown.observed,
            found: shown.found,
            england,
            believed: &shown.believed,
            assumed: &shown.assumed,
            seeds: [self.world.seed, check_seed(self.world.seed)],
        }
    }
}

/// A network as it is shown.
struct Shown<'s> {
    observed: &'s Observed,
    found: &'s FittedNetwork,
    assumed: Vec<String>,
    text: String,
    believed: [f64; FIGURES],
}

/// The name of a scenario that is not yet a file.
const NAME: &str = "network.toml";

/// The system that `text` describes.
fn loaded(text: &str) -> Result<CareSystem, Vec<Problem>> {
    let loaded = load(NAME, &NotYetAFile { name: NAME, text });
    loaded.map(|scenario| scenario.system).map_err(ScenarioError::into_problems)
}
