//! `check --readiness`: what must hold of any simulation is tried on the scenario itself.

use crate::cli::arguments::CheckOptions;
use crate::cli::exit::Exit;
use crate::cli::progress::{Bar, Counts, is_stopped, stop_on_signals};
use crate::cli::study::load_all;
use crate::cli::terminal::{answer, tell};
use pcn_sim::experiment::progress::Unwatched;
use pcn_sim::experiment::run::{Done, InMemory, Part, run};
use pcn_sim::experiment::study::{Design, Entry, Extent, Study};
use pcn_sim::readiness::headings::{EXTREMES, SAME_SEED};
use pcn_sim::readiness::jobs::jobs;
use pcn_sim::readiness::judge::judge;
use pcn_sim::readiness::{AS_STATED, CONFIDENCE, HORIZON, Line, OF_DIRECTIONS, SEED, Verdict};
use pcn_sim::report::manifest::sha256;
use pcn_sim::scenario::Scenario;
use pcn_sim::text::grid::{PROSE, wrap};
use rayon::prelude::*;
use std::io::{self, Write};

/// Replications of each of the runs that are compared byte by byte.
const COMPARED: u32 = 2;

/// Tries every scenario. Exit code 1: a line fails.
pub(crate) fn check(options: &CheckOptions) -> anyhow::Result<Exit> {
    let scenarios = load_all(&options.scenarios)?;
    stop_on_signals();
    let mut exit = Exit::Done;
    for scenario in &scenarios {
        let Some(lines) = tried(scenario, options.quiet)? else {
            tell!("stopped before {} was tried in full; nothing is said of it", scenario.name);
            return Ok(Exit::Partial);
        };
        let fails = lines.iter().any(|line| line.verdict == Verdict::Fails);
        if fails {
            exit = Exit::Failed;
        }
        let printed = answer(|out| print(scenario, &lines, options.quiet, out));
        exit = printed.exit(exit, "");
    }
    Ok(exit)
}

/// The lines of a scenario; `None` if it was stopped.
fn tried(scenario: &Scenario, quiet: bool) -> anyhow::Result<Option<Vec<Line>>> {
    let all = jobs(&scenario.system);
    let bar = Bar::new(all.len() as u64, Counts::Replications, quiet);
    let done: Result<Vec<_>, _> = all
        .par_iter()
        .map(|job| {
            if is_stopped() {
                return Ok(None);
            }
            let done = job.carry_out();
            bar.done(1);
            done.map(Some)
        })
        .collect();
    bar.clear();
    let Some(done) = done?.into_iter().collect::<Option<Vec<_>>>() else { return Ok(None) };
    let mut lines = judge(&scenario.system, &done);
    let at = lines.iter().position(|line| line.heading == EXTREMES).unwrap_or(lines.len());
    let same = same_seed(scenario)?;
    lines.splice(at..at, same);
    Ok(Some(lines))
}

/// The same seed on one and on two threads, and another seed.
fn same_seed(scenario: &Scenario) -> anyhow::Result<Vec<Line>> {
    let [once, again, two, other] =
        [(SEED, 1), (SEED, 1), (SEED, 2), (SEED + 1, 1)].map(|(seed, threads)| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build()?;
            pool.install(|| rows(scenario, seed))
        });
    let (once, again, two, other) = (once?, again?, two?, other?);
    let line = |claim: &str, holds: bool, evidence: String| Line {
        heading: SAME_SEED,
        claim: claim.to_owned(),
        verdict: Verdict::of(holds),
        evidence,
    };
    let short = |text: &str| sha256(text).chars().take(12).collect::<String>();
    Ok(vec![
        line(
            "The same seed gives the same bytes, run twice and on one or two threads",
            once == again && once == two,
            format!(
                "SHA-256 of {COMPARED} rows: {}, again {}, on two threads {}",
                short(&once),
                short(&again),
                short(&two)
            ),
        ),
        line(
            "Another seed gives other numbers",
            once != other,
            format!("seed {SEED}: {}, seed {}: {}", short(&once), SEED + 1, short(&other)),
        ),
    ])
}

/// The rows of a short run, as they would be written.
fn rows(scenario: &Scenario, seed: u64) -> anyhow::Result<String> {
    let entry = Entry {
        name: scenario.name.clone(),
        title: scenario.title.clone(),
        system: scenario.system.clone(),
    };
    let extent = Extent { horizon: HORIZON, seed, replications: COMPARED };
    let study = Study::new(vec![entry], Design::Alone, extent)?;
    let kept = InMemory::default();
    run(&study, &Part::whole(&study), &mut Done::default(), &kept, &Unwatched)?;
    Ok(serde_json::to_string(&kept.into_rows())?)
}

fn print(scenario: &Scenario, lines: &[Line], quiet: bool, out: &mut dyn Write) -> io::Result<()> {
    let count = |verdict| lines.iter().filter(|line| line.verdict == verdict).count();
    if !quiet {
        writeln!(out, "Readiness of {}: {}", scenario.name, scenario.title)?;
        let how = format!(
            "{} weeks after {} weeks of warm-up, seed {SEED}; {AS_STATED} replications as stated, {OF_DIRECTIONS} of \
             each change of which the direction is judged, one of each extreme. What is dated later is not seen. \
             Intervals have {:.0}%; those of arrivals for all of them together.",
            HORIZON.weeks,
            HORIZON.warm_up_weeks,
            CONFIDENCE * 100.0
        );
        for text in wrap(&how, PROSE) {
            writeln!(out, "{text}")?;
        }
    }
    let mut heading = "";
    for line in lines.iter().filter(|line| !quiet || line.verdict == Verdict::Fails) {
        if line.heading != heading {
            writeln!(out, "\n{}", line.heading)?;
            heading = line.heading;
        }
        writeln!(out, "  {}  {}", line.verdict.word(), line.claim)?;
        for text in wrap(&line.evidence, PROSE - 8) {
            writeln!(out, "        {text}")?;
        }
    }
    if !quiet {
        writeln!(out)?;
    }
    writeln!(
        out,
        "{}: {} pass, {} fail, {} cannot be judged.",
        scenario.name,
        count(Verdict::Passes),
        count(Verdict::Fails),
        count(Verdict::NotJudged)
    )
}
