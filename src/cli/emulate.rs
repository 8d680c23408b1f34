//! Fits an emulator to draws from all ranges: waves, table of curves, how well draws agree.

use crate::cli::arguments::PrintOptions;
use crate::cli::cache;
use crate::cli::emulate_options::EmulateOptions;
use crate::cli::exit::{Exit, WrongRequest};
use crate::cli::progress::{Bar, Counts, is_stopped, stop_on_signals};
use crate::cli::study::{
    Clock, Finished, OnDisk, Opened, Presentation, before, cannot_keep, extent, named,
    nothing_to_report, open, publish, rows_in_order, scenarios, use_threads,
};
use crate::cli::validate::{load_targets, read_targets};
use anyhow::Context;
use pcn_sim::calibration::ranges::{Wave, draws, keys};
use pcn_sim::experiment::row::{Key, Row};
use pcn_sim::experiment::study::{Design, Study};
use pcn_sim::report::outputs::Output;
use pcn_sim::report::plain::{Plain, plain_html};
use pcn_sim::report::rows::Rows;
use pcn_sim::report::study_file::{InputText, StudyFile, Task, entries};
use pcn_sim::scenario::Scenario;
use pcn_sim::text::grid::{PROSE, wrap};
use pcn_sim::uncertainty::agreement::{Agreement, effective_targets};
use pcn_sim::uncertainty::draw::Draws;
use pcn_sim::uncertainty::emulator::{Emulator, LEAST_DRAWS_A_SOURCE};
use pcn_sim::uncertainty::simulator::Frame;
use pcn_sim::validation::targets::Targets;
use std::collections::{BTreeMap, BTreeSet};
use std::io;

/// Draws of each wave for each random number that moves something, and waves, by default.
const USUAL_DRAWS: f64 = 4.0;
const USUAL_WAVES: u32 = 2;

/// Simulates the waves.
pub(crate) fn emulate(options: &EmulateOptions) -> anyhow::Result<Finished> {
    let clock = Clock::start();
    cache::choose(options.simulation.cache);
    let resume = options.simulation.resume.resume.as_deref();
    let before = before(resume, "emulate")?;
    let names = named(options.scenario.as_deref(), before.as_ref());
    let scenarios = scenarios(&names, before.as_ref())?;
    let known = before.as_ref().and_then(|file| match &file.task {
        Task::Emulate { draws, waves, targets } => Some((*draws, *waves, targets.clone())),
        _ => None,
    });
    let extent = extent(
        options.simulation.period,
        &options.simulation.chance,
        Some(1),
        (before.as_ref(), 1),
    );
    let targets = match (&known, &options.targets) {
        (Some((.., targets)), None) => targets.clone(),
        (_, wanted) => {
            let targets = load_targets(&scenarios[0], wanted.as_deref())?;
            InputText::new(&targets.name, &targets.text)
        }
    };
    let sources = draws(&scenarios[0], extent.seed, None)?.sources().len();
    let usual = (USUAL_DRAWS * sources as f64).ceil() as u32;
    let count = options.draws.or(known.as_ref().map(|known| known.0)).unwrap_or(usual);
    let waves = options.waves.or(known.as_ref().map(|known| known.1)).unwrap_or(USUAL_WAVES);
    let least = (LEAST_DRAWS_A_SOURCE * sources as f64).ceil() as u32;
    if count < least {
        let text = format!(
            "--draws {count}: {sources} random numbers move the parameters of this scenario; state at least \
             {least}"
        );
        return Err(WrongRequest(text).into());
    }
    let study = Study::new(entries(&scenarios), Design::Alone, extent)?;
    let task = Task::Emulate { draws: count, waves, targets };
    let file = StudyFile::new(task, None, study.outline().clone(), &scenarios);
    use_threads(options.simulation.chance.threads)?;
    let opened = open(study, file, scenarios, (before, resume), &options.simulation.output)?;
    make_waves(&opened, options.quiet)?;
    let presentation = PrintOptions { json: false, quiet: options.quiet };
    Ok(Finished::Rows(Box::new(opened), presentation, clock))
}

/// What is asked of the study in a folder.
struct Inputs {
    count: u32,
    waves: u32,
    targets: Targets,
}

impl Inputs {
    fn of(opened: &Opened) -> anyhow::Result<Inputs> {
        let Task::Emulate { draws, waves, targets } = &opened.file.task else {
            return Err(WrongRequest("it is not an emulation".to_owned()).into());
        };
        Ok(Inputs { count: *draws, waves: *waves, targets: read_targets(targets)? })
    }
}

/// A wave that is complete, with the emulator that follows from it.
struct Fitted {
    draws: Draws,
    wave: Wave,
    emulator: Emulator,
}

/// The complete waves, in order; `simulate` is called with the draws of each before its rows are read.
fn fitted(
    opened: &Opened,
    inputs: &Inputs,
    mut simulate: impl FnMut(u32, &Draws) -> anyhow::Result<()>,
) -> anyhow::Result<Vec<Fitted>> {
    let mut all: Vec<Fitted> = Vec::new();
    for number in 1..=inputs.waves {
        let before = all.last().map(|fitted| &fitted.emulator);
        let draws = draws(&opened.scenarios[0], opened.study.outline().seed, before)?;
        simulate(number, &draws)?;
        let rows: Rows<Row> = opened.rows()?;
        let mut of_wave: BTreeMap<u32, Row> = BTreeMap::new();
        let wanted: BTreeSet<Key> = keys(number, inputs.count).collect();
        rows.each(|row| {
            if wanted.contains(&row.key()) {
                of_wave.insert(row.replication, row);
            }
            Ok(())
        })?;
        if of_wave.len() < wanted.len() {
            break;
        }
        let outline = opened.study.outline();
        let wave = Wave::of(&of_wave, &draws, outline, &inputs.targets);
        let wave = wave.filter(|wave| !wave.misses.is_empty()).context(
            "the run is too short to measure any target that must be met: state more --weeks",
        )?;
        let emulator =
            wave.emulator(&draws).context("no curve could be fitted: state more --draws")?;
        all.push(Fitted { draws, wave, emulator });
    }
    Ok(all)
}

fn make_waves(opened: &Opened, quiet: bool) -> anyhow::Result<()> {
    stop_on_signals();
    let inputs = Inputs::of(opened)?;
    let bar = Bar::new(u64::from(inputs.count * inputs.waves), Counts::Replications, quiet);
    let made = fitted(opened, &inputs, |number, draws| {
        let rows = opened.rows::<Row>()?;
        let done: BTreeSet<Key> = rows.keys().collect();
        let wanted: Vec<Key> = keys(number, inputs.count).collect();
        bar.done(wanted.iter().filter(|key| done.contains(key)).count() as u64);
        let keeper = OnDisk::after(&rows).with_context(|| cannot_keep(opened))?;
        let (outline, cache) = (opened.study.outline(), opened.study.cache());
        let frame = Frame { draws, outline, count: inputs.count, cache };
        if !is_stopped() {
            frame.run_these(wanted.into_iter(), &done, &keeper, &bar)?;
        }
        Ok(())
    });
    bar.clear();
    made.map(|_| ())
}

/// Prints and writes the emulator.
pub(crate) fn present(
    opened: &Opened,
    options: PrintOptions,
    clock: Clock,
) -> anyhow::Result<Exit> {
    let inputs = Inputs::of(opened)?;
    if !opened.is_read_only {
        rows_in_order::<Row>(opened)?;
    }
    let all = fitted(opened, &inputs, |_, _| Ok(()))?;
    let Some(last) = all.last() else { return Ok(nothing_to_report(opened)) };
    let text = text(opened, &inputs, &all);
    let outline = opened.study.outline();
    let about = format!(
        "# {} waves of {} draws, seed {}, {} weeks after {}; scenario {:016x}\n",
        all.len(),
        inputs.count,
        outline.seed,
        outline.horizon.weeks,
        outline.horizon.warm_up_weeks,
        pcn_sim::uncertainty::agreement::identity(&opened.scenarios[0]),
    );
    let table = about + &last.emulator.to_text();
    let is_partial = all.len() < inputs.waves as usize;
    let page = page(opened, &inputs, &text, is_partial);
    let presentation = Presentation {
        answer: Box::new(
            move |out: &mut dyn io::Write| {
                if options.quiet { Ok(()) } else { out.write_all(text.as_bytes()) }
            },
        ),
        outputs: vec![Output::text("emulator.csv", table), Output::text("report.html", page)],
        exit: Exit::Done,
        partial: is_partial,
        events: 0,
        look_at: "emulator.csv",
    };
    publish(opened, presentation, options, clock)
}

/// What `text` says, as a page: its last paragraph answers.
fn page(opened: &Opened, inputs: &Inputs, text: &str, is_partial: bool) -> String {
    let outline = opened.study.outline();
    let paragraphs = text.trim_end().split("\n\n").skip(1);
    let mut sentences: Vec<String> = paragraphs.map(|text| text.replace('\n', " ")).collect();
    sentences.reverse();
    plain_html(Plain {
        title: format!("An emulator of {}", opened.scenarios[0].title),
        question: format!("How well do curves predict {}?", inputs.targets.title),
        partial: is_partial,
        replications: None,
        sentences,
        ranked: None,
        rest: Vec::new(),
        made: vec![
            ("Draws of each wave", inputs.count.to_string()),
            ("Waves", inputs.waves.to_string()),
            ("Seed", outline.seed.to_string()),
        ],
    })
}

fn text(opened: &Opened, inputs: &Inputs, all: &[Fitted]) -> String {
    let mut out =
        format!("Scenario: {}\nTargets:  {}\n\n", opened.scenarios[0].title, inputs.targets.title);
    for (number, Fitted { wave, .. }) in (1..).zip(all) {
        let from = if number == 1 { "from the ranges alone" } else { "moved towards agreement" };
        out.push_str(&format!(
            "Wave {number}: {} draws {from} meet {:.1} of {} targets in the mean.\n",
            wave.scores.len(),
            wave.met(),
            wave.misses.len()
        ));
    }
    let Some(Fitted { draws, wave, emulator }) = all.last() else { return out };
    let terms: usize = emulator.curves.iter().map(|curve| curve.terms.len()).sum();
    let counting: BTreeSet<usize> =
        emulator.curves.iter().flat_map(|curve| curve.terms.iter().map(|term| term.0)).collect();
    let errors: f64 = emulator.curves.iter().map(|curve| curve.error * curve.error).sum();
    let effective = effective(&opened.scenarios[0], emulator, inputs.count).unwrap_or(0.0);
    let said = format!(
        "The last emulator has {terms} terms in {} of {} random numbers, and predicts a target to {:.2} \
         tolerances (root mean square at draws left out, with the noise of one replication). Its targets overlap, \
         and count as much as {:.1} that are independent. Weights of its draws leave {:.0}% of them in \
         effect.",
        counting.len(),
        draws.sources().len(),
        (errors / wave.misses.len() as f64).sqrt(),
        effective_targets(emulator),
        effective * 100.0
    );
    out.push_str(&format!("\n{}\n", wrap(&said, PROSE).join("\n")));
    out
}

/// The seed of the draws by which the weights of an emulator are judged: other ones than it was fitted to.
const EFFECTIVE_SEED: u64 = 0x0EFF_EC70;

/// The effective sample size of so many other draws of `scenario`, as a share of them.
fn effective(scenario: &Scenario, emulator: &Emulator, count: u32) -> Option<f64> {
    let agreement = Agreement::new(emulator.clone())?;
    let draws = Draws::new(std::slice::from_ref(scenario), EFFECTIVE_SEED).ok()?;
    draws.in_agreement(&agreement, scenario).ok()?.effective_share(count)
}
