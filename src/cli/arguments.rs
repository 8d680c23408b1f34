//! What can be typed: clap's types and their help. No logic.

use clap::builder::ArgPredicate;
use clap::{Args, Parser, Subcommand, ValueEnum};
use pcn_sim::report::tables::REGISTERED_IN_ENGLAND;
use std::path::PathBuf;

/// Discrete-event simulation of access to primary care: what a change in skill mix, rooms,
/// supervision or triage gains, net.
///
/// Without a command, the average primary care network of England is compared with five changes:
/// two more first contact physiotherapists, two more rooms, both, no additional roles, and total
/// triage.
#[derive(Debug, Parser)]
#[command(
    version,
    help_expected = true,
    after_help = "Example:\n  pcn-sim compare average-pcn my-change.toml --replications 20\n\n\
                  A change is a file that states only what differs:\n  \
                  base = \"average-pcn\"\n  [about]\n  title = \"Three more paramedics\"\n  \
                  question = \"What do three paramedics gain?\"\n  \
                  [staff.more-paramedics]\n  role = \"paramedic\"\n  wte = 3.0\n  \
                  wte_per_person = 1.0\n  scope = \"network\"\n  stage = \"steady\""
)]
pub(crate) struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
}

/// What the program can do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Compare scenarios with a baseline, on the same patients.
    #[command(
        after_help = "Example:\n  pcn-sim compare average-pcn two-more-rooms my-change.toml \
                            --replications 20 --output rooms-study\n  \
                            pcn-sim compare average-pcn two-more-physiotherapists --precision 0.05\n  \
                            pcn-sim compare average-pcn-2019 arrs-2023 --scale-to 60200000\n\n\
                            Exit code 1: a --precision was not reached; results are written all \
                            the same."
    )]
    Compare(CompareOptions),
    /// Run one scenario.
    #[command(after_help = "Example:\n  pcn-sim run average-pcn --replications 5 --weeks 13\n  \
                            pcn-sim run average-pcn --precision 0.02 --measure requests_unmet \
                            --max-replications 50\n\n\
                            Exit code 1: a --precision was not reached; results are written all \
                            the same.")]
    Run(RunScenario),
    /// Judge whether the warm-up fills the appointment book; exit code 1 if that is not shown.
    #[command(
        mut_arg("warm_up_weeks", |argument| argument
            .help("Weeks before measurement, which are to be judged")),
        after_help = "Example:\n  pcn-sim warm-up average-pcn --warm-up-weeks 26 --replications 10\n\n\
                      Writes warm-up.csv and warm-up.svg: the appointment book, the days from \
                      booking to appointment, what is open and what goes unmet, week by week, with \
                      Welch's moving average and the cut of MSER-5."
    )]
    WarmUp(WarmUpOptions),
    /// Validate scenarios and print every parameter with its source.
    #[command(after_help = "Example:\n  pcn-sim check my-change.toml")]
    Check(CheckOptions),
    /// Say what the additional roles cost, what is reimbursed and what the network pays, year by
    /// year; nothing is simulated.
    #[command(mut_arg("folder", |argument| argument
            .help("The run's own folder, for money.csv; by default a numbered one under `output`")),
        after_help = "Example:\n  pcn-sim money average-pcn two-more-physiotherapists\n\n\
                            Writes money.csv, every amount to the penny. What an appointment gained \
                            costs is told by `compare`.")]
    Money(MoneyOptions),
    /// Hold a scenario against what was observed in general practice; exit code 1 if it differs.
    #[command(
        mut_arg("replications", |argument| argument
            .default_value("20")
            .default_value_if("networks", ArgPredicate::IsPresent, "2")
            .help("Replications, with --networks of each network: more of them, narrower \
                   intervals [default with --networks: 2]")),
        mut_arg("json", |argument| argument.help("Print the findings as JSON and nothing else")),
        mut_arg("quiet", |argument| argument.help("Print the verdict only")),
        after_help = "Examples:\n  pcn-sim validate average-pcn\n  pcn-sim validate my-network.toml \
                      --targets my-targets.toml --replications 20\n  pcn-sim validate \
                      --networks my-networks.csv\n\n\
                      Exit code 1: a target of weight \"must\" is missed, or not measured by so \
                      short a run; 2: the scenario or the file of targets is wrong."
    )]
    Validate(ValidateOptions),
    /// Fit parameters without direct evidence to what was observed, within their ranges.
    #[command(
        after_help = "Examples:\n  pcn-sim calibrate average-pcn --output fit\n  pcn-sim calibrate \
                      my-network.toml --targets my-targets.toml --parameters my-parameters.toml\n  \
                      pcn-sim calibrate average-pcn --output fit --resume\n  \
                      pcn-sim validate fit/fitted.toml\n\n\
                      A parameter that may be fitted is an entry of a file:\n  \
                      [[free]]\n  name = \"Requests per patient and year\"\n  \
                      parameters = [\"demand.requests_per_patient_year\"]\n\n\
                      Writes fitted.toml, an overlay; calibration.csv, every point simulated; \
                      identifiability.csv, which parameters the targets pin down; and targets.csv. \
                      Exit code 1: stopped early, go on with --resume; 2: a file is wrong, or too \
                      many parameters are free: at most one for three values of targets."
    )]
    Calibrate(CalibrateOptions),
    /// Run changes that were made somewhere, each against its own network without the change, and
    /// print what was reported beside what is simulated.
    #[command(
        name = "case-studies",
        mut_arg("json", |argument| argument.help("Print results.json and nothing else")),
        after_help = "Examples:\n  pcn-sim case-studies\n  pcn-sim case-studies well-up-north \
                      --replications 20\n  pcn-sim case-studies my-case.toml --weeks 26\n\n\
                      A case study is a scenario with a table [case_study]: who, done, reported, \
                      baseline, figures; see scenarios/case-studies/. Writes case-studies.csv. \
                      Nothing passes or fails: most of what is reported had no control.\n\
                      Exit code 1: a --precision was not reached; 2: a scenario is wrong, or is no \
                      case study."
    )]
    CaseStudies(CaseStudiesOptions),
    /// Tell one replication, event by event.
    #[command(after_help = "Example:\n  pcn-sim trace average-pcn --weeks 1 --warm-up-weeks 0 | \
                            head -50\n  pcn-sim trace average-pcn --patient 1008613e0000004f")]
    Trace(TraceOptions),
    /// Print what the program knows: parameters, measures, roles or scenarios, as Markdown.
    #[command(after_help = "Example:\n  pcn-sim describe measures")]
    Describe(DescribeOptions),
    /// Prove the engine against queueing theory; exit code 1 if it disagrees.
    #[command(
        mut_arg("folder", |argument| argument.help("The run's own folder, for verification.csv; by \
            default a numbered one under `output`")),
        after_help = "Examples:\n  pcn-sim verify\n  pcn-sim verify exact_values.csv --output proof\n\n\
                      A file of cases has the columns case_id, model, parameters_json, metric, value \
                      and reference:\n  \
                      mm2,M/M/c,\"{\"\"c\"\": 2, \"\"lam\"\": 1.5, \"\"mu\"\": 1}\",Wq,1.285714,Erlang C\n\n\
                      One built-in case is the coverage of 95% intervals, each pooled over several \
                      seeds: 91.5 to 98% of 400 must hold the mean.\n\n\
                      A value fails if it differs with p < 1% / number of values (t-test over \
                      replications), or is not a finite number. Exit code 1: a value fails, more \
                      cases miss than chance allows, or something is not known and left out; 2: \
                      the file is wrong."
    )]
    Verify(VerifyOptions),
}

impl Default for Command {
    fn default() -> Self {
        Command::Compare(CompareOptions::default())
    }
}

/// The chance of a run.
#[derive(Clone, Debug, Args)]
pub(crate) struct ChanceOptions {
    /// The seed: the same seed gives the same results, to the byte.
    #[arg(long, default_value_t = 1, value_name = "N")]
    pub(crate) seed: u64,
    /// Threads to use; all there are by default. Results do not depend on it.
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..=1024), value_name = "N")]
    pub(crate) threads: Option<u16>,
}

/// The weeks of a run.
#[derive(Clone, Copy, Debug, Args)]
pub(crate) struct Period {
    /// Weeks measured.
    #[arg(long, default_value_t = 52, value_parser = clap::value_parser!(u32).range(1..=520), value_name = "N")]
    pub(crate) weeks: u32,
    /// Weeks before measurement, to fill the appointment book.
    #[arg(long, default_value_t = 26, value_parser = clap::value_parser!(u32).range(0..=260), value_name = "N")]
    pub(crate) warm_up_weeks: u32,
}

/// Where results go.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct OutputOptions {
    /// The run's own folder; by default a numbered one under `output`.
    #[arg(long = "output", value_name = "FOLDER")]
    pub(crate) folder: Option<PathBuf>,
    /// Write into the folder even if it exists.
    #[arg(long)]
    pub(crate) force: bool,
}

/// Options of a run.
#[derive(Clone, Debug, Args)]
pub(crate) struct RunOptions {
    /// Replications of each scenario: more of them, narrower intervals.
    #[arg(long, default_value_t = 10, conflicts_with = "precision", value_parser = clap::value_parser!(u32).range(1..=10_000), value_name = "N")]
    pub(crate) replications: u32,
    /// Make replications until half the 95% interval of --measure is at most this share of its
    /// mean, and stays so for 5 more: 0.02 for ±2%. Says how many it took, or that it was not
    /// reached (exit code 1).
    #[arg(long, value_parser = share, value_name = "SHARE")]
    pub(crate) precision: Option<f64>,
    /// The measure that --precision is about, in every scenario, or in every comparison with the
    /// baseline; other numbers of rooms apart. By default appointments_gained_net, or
    /// appointments_net for a single scenario. `describe measures` lists them.
    #[arg(long, requires = "precision", value_name = "NAME")]
    pub(crate) measure: Option<String>,
    /// With --precision: make no more replications than these of each scenario.
    #[arg(long, requires = "precision", default_value_t = 100, value_parser = clap::value_parser!(u32).range(3..=10_000), value_name = "N")]
    pub(crate) max_replications: u32,
    /// How long.
    #[command(flatten)]
    pub(crate) period: Period,
    /// From which chance, on how many threads.
    #[command(flatten)]
    pub(crate) chance: ChanceOptions,
    /// Where to.
    #[command(flatten)]
    pub(crate) output: OutputOptions,
    /// Print results.json and nothing else.
    #[arg(long)]
    pub(crate) json: bool,
    /// Print nothing but errors.
    #[arg(long)]
    pub(crate) quiet: bool,
}

/// A share above none and below all.
fn share(text: &str) -> Result<f64, String> {
    let is_share = |share: &f64| 0.0 < *share && *share < 1.0;
    let wrong = || "expected a share above 0 and below 1, such as 0.02 for ±2%".to_owned();
    text.parse().ok().filter(is_share).ok_or_else(wrong)
}

/// A number of patients, or the word for those of England.
fn patients(text: &str) -> Result<f64, String> {
    if text == "england" {
        return Ok(REGISTERED_IN_ENGLAND);
    }
    let is_some = |patients: &f64| patients.is_finite() && *patients >= 1.0;
    let wrong = || "expected a number of patients, such as 60200000, or england".to_owned();
    text.parse().ok().filter(is_some).ok_or_else(wrong)
}

impl Default for RunOptions {
    fn default() -> Self {
        RunOptions {
            replications: 10,
            precision: None,
            measure: None,
            max_replications: 100,
            period: Period { weeks: 52, warm_up_weeks: 26 },
            chance: ChanceOptions { seed: 1, threads: None },
            output: OutputOptions::default(),
            json: false,
            quiet: false,
        }
    }
}

/// What to compare.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct CompareOptions {
    /// The baseline, then the scenarios: paths of files or built-in names. With none, the built-in
    /// baseline against all built-in changes.
    #[arg(value_name = "BASELINE SCENARIO")]
    pub(crate) scenarios: Vec<String>,
    /// Do not show the comparison again at other numbers of rooms.
    #[arg(long)]
    pub(crate) no_room_sensitivity: bool,
    /// Show the differences once more as those of so many patients, in millions a year, as if all
    /// networks were like this one: a number, or `england` for 63.8 million.
    #[arg(long, value_parser = patients, value_name = "PATIENTS")]
    pub(crate) scale_to: Option<f64>,
    /// How to run.
    #[command(flatten)]
    pub(crate) run: RunOptions,
}

/// What to run.
#[derive(Clone, Debug, Args)]
pub(crate) struct RunScenario {
    /// The path of a file, or a built-in name.
    #[arg(value_name = "SCENARIO")]
    pub(crate) scenario: String,
    /// How to run.
    #[command(flatten)]
    pub(crate) run: RunOptions,
}

/// What to hold against what.
#[derive(Clone, Debug, Args)]
pub(crate) struct ValidateOptions {
    /// The path of a file, or a built-in name.
    #[arg(default_value = "average-pcn", value_name = "SCENARIO")]
    pub(crate) scenario: String,
    /// The targets: the path of a file, or a built-in name. By default those that the scenario
    /// names as `about.targets`, otherwise `england-2025-26`.
    #[arg(long, value_name = "FILE")]
    pub(crate) targets: Option<String>,
    /// Instead of targets: networks, one row a practice, to see whether the model tells one from
    /// another. Lists, GPs, calls and online forms are taken from the file, all else from the
    /// scenario; calls missed, same-day share and share over 14 days are compared. Columns:
    /// docs/networks.md.
    #[arg(long, conflicts_with_all = ["targets", "precision"], value_name = "FILE")]
    pub(crate) networks: Option<PathBuf>,
    /// How to run.
    #[command(flatten)]
    pub(crate) run: RunOptions,
}

/// What to fit to what.
#[derive(Clone, Debug, Args)]
pub(crate) struct CalibrateOptions {
    /// The path of a file, or a built-in name.
    #[arg(default_value = "average-pcn", value_name = "SCENARIO")]
    pub(crate) scenario: String,
    /// The targets, of which those for calibration count: the path of a file, or a built-in name. By
    /// default those that the scenario names as `about.targets`, otherwise `england-2025-26`.
    #[arg(long, value_name = "FILE")]
    pub(crate) targets: Option<String>,
    /// What may be fitted: the path of a file, or a built-in name. By default `england-2025-26-fit`.
    #[arg(long, value_name = "FILE")]
    pub(crate) parameters: Option<String>,
    /// Points simulated in each wave; a few times as many as there are parameters.
    #[arg(long, default_value_t = 60, value_parser = clap::value_parser!(u32).range(4..=10_000), value_name = "N")]
    pub(crate) points: u32,
    /// Waves, each of them where the last ones agree best with the targets.
    #[arg(long, default_value_t = 4, value_parser = clap::value_parser!(u32).range(1..=100), value_name = "N")]
    pub(crate) waves: u32,
    /// Replications of each point.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=1000), value_name = "N")]
    pub(crate) replications: u32,
    /// How long.
    #[command(flatten)]
    pub(crate) period: Period,
    /// From which chance, on how many threads.
    #[command(flatten)]
    pub(crate) chance: ChanceOptions,
    /// The run's own folder; by default a numbered one under `output`.
    #[arg(long, value_name = "FOLDER")]
    pub(crate) output: Option<PathBuf>,
    /// Go on in --output with a calibration that was stopped, or that is to have more waves.
    #[arg(long, requires = "output")]
    pub(crate) resume: bool,
    /// Print nothing but errors.
    #[arg(long)]
    pub(crate) quiet: bool,
}

/// Which case studies to run.
#[derive(Clone, Debug, Args)]
pub(crate) struct CaseStudiesOptions {
    /// The case studies: paths of files or built-in names; all built-in ones by default.
    #[arg(value_name = "SCENARIO")]
    pub(crate) scenarios: Vec<String>,
    /// How to run.
    #[command(flatten)]
    pub(crate) run: RunOptions,
}

/// What to check.
#[derive(Clone, Debug, Args)]
pub(crate) struct CheckOptions {
    /// Paths of files or built-in names.
    #[arg(required = true, value_name = "SCENARIO")]
    pub(crate) scenarios: Vec<String>,
    /// Print problems only.
    #[arg(long)]
    pub(crate) quiet: bool,
}

/// Whose money to tell.
#[derive(Clone, Debug, Args)]
pub(crate) struct MoneyOptions {
    /// The baseline, then the scenarios: paths of files or built-in names, each with a table `[money]`.
    #[arg(required = true, value_name = "SCENARIO")]
    pub(crate) scenarios: Vec<String>,
    /// Where to.
    #[command(flatten)]
    pub(crate) output: OutputOptions,
    /// Print nothing but errors.
    #[arg(long)]
    pub(crate) quiet: bool,
}

/// What to trace.
#[derive(Clone, Debug, Args)]
pub(crate) struct TraceOptions {
    /// The path of a file, or a built-in name.
    #[arg(value_name = "SCENARIO")]
    pub(crate) scenario: String,
    /// Only this patient, by the name that the trace shows.
    #[arg(long, value_name = "NAME")]
    pub(crate) patient: Option<String>,
    /// The seed.
    #[arg(long, default_value_t = 1, value_name = "N")]
    pub(crate) seed: u64,
    /// The replication, from 1.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..), value_name = "N")]
    pub(crate) replication: u32,
    /// Weeks measured.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=520), value_name = "N")]
    pub(crate) weeks: u32,
    /// Weeks before measurement; they are not told.
    #[arg(long, default_value_t = 26, value_parser = clap::value_parser!(u32).range(0..=260), value_name = "N")]
    pub(crate) warm_up_weeks: u32,
}

/// What to describe.
#[derive(Clone, Debug, Args)]
pub(crate) struct DescribeOptions {
    /// What to describe.
    pub(crate) what: Described,
}

/// What can be described.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Described {
    /// Every parameter of the built-in baseline: value, range, source.
    Parameters,
    /// Every result: name, unit, definition.
    Measures,
    /// Every role of the built-in baseline.
    Roles,
    /// The built-in scenarios.
    Scenarios,
}

/// What to verify.
#[derive(Clone, Debug, Args)]
pub(crate) struct VerifyOptions {
    /// A table of cases whose answers are known; tables that it names stand beside it. Without it,
    /// the built-in cases.
    #[arg(value_name = "FILE")]
    pub(crate) file: Option<PathBuf>,
    /// Replications of each case: more of them, narrower intervals.
    #[arg(long, default_value_t = 40, value_parser = clap::value_parser!(u32).range(5..=10_000), value_name = "N")]
    pub(crate) replications: u32,
    /// From which chance, on how many threads.
    #[command(flatten)]
    pub(crate) chance: ChanceOptions,
    /// Where to.
    #[command(flatten)]
    pub(crate) output: OutputOptions,
    /// Print the verdict only.
    #[arg(long)]
    pub(crate) quiet: bool,
}

/// Which warm-up to judge.
#[derive(Clone, Debug, Args)]
pub(crate) struct WarmUpOptions {
    /// The path of a file, or a built-in name.
    #[arg(default_value = "average-pcn", value_name = "SCENARIO")]
    pub(crate) scenario: String,
    /// Replications of which means are taken: as many each of those judged, of the same begun
    /// earlier, and of others begun earlier.
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..=1000), value_name = "N")]
    pub(crate) replications: u32,
    /// How long.
    #[command(flatten)]
    pub(crate) period: Period,
    /// From which chance, on how many threads.
    #[command(flatten)]
    pub(crate) chance: ChanceOptions,
    /// Where to.
    #[command(flatten)]
    pub(crate) output: OutputOptions,
    /// Print the verdict only.
    #[arg(long)]
    pub(crate) quiet: bool,
}
