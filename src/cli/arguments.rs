//! What can be typed: clap's types and their help. No logic.

use super::values::{EventLogAsked, event_log, patients, precision, range};
use clap::{Args, Parser, Subcommand, ValueEnum};
use pcn_sim::experiment::study::{MOST_REPLICATIONS, MOST_WARM_UP_WEEKS, MOST_WEEKS};
use pcn_sim::report::study_file::{MOST_POINTS, MOST_WAVES};
use pcn_sim::statistics::precision::Wanted;
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
    /// A folder whose files scenarios may name as their base or targets, beside what stands in
    /// their own folder or below it; may be given several times.
    #[arg(long, global = true, value_name = "FOLDER")]
    pub(crate) allow_base: Vec<PathBuf>,
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
                            --max-replications 50\n  \
                            pcn-sim run average-pcn --weeks 4 --event-log\n\n\
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
            .help("Replications, with --networks of each network: more of them, narrower \
                   intervals [default: 20, with --networks: 2]")),
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
                      pcn-sim calibrate --resume fit\n  \
                      pcn-sim validate fit/fitted.toml\n\n\
                      A parameter that may be fitted is an entry of a file:\n  \
                      [[free]]\n  name = \"Requests per patient and year\"\n  \
                      parameters = [\"demand.requests_per_patient_year\"]\n\n\
                      Writes fitted.toml, an overlay; calibration.csv, every point simulated; \
                      identifiability.csv, which parameters the targets pin down; and targets.csv. \
                      Exit code 3: stopped early, go on with --resume; 2: a file is wrong, or too \
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
    /// Write the files of a run again, from what was simulated; nothing is simulated.
    #[command(after_help = "Example:\n  pcn-sim report output/run-001")]
    Report(ReportOptions),
    /// Join shards of one study, each made with --only-replications, to one run.
    #[command(
        after_help = "Example:\n  pcn-sim compare average-pcn my-change.toml --only-replications 1..5 \
                      --output one\n  pcn-sim compare average-pcn my-change.toml --only-replications 6..10 \
                      --output two\n  pcn-sim merge one two --output both\n\n\
                      The files are those of one run of all replications, to the byte, whatever the \
                      order of the folders. Exit code 2: the folders are not of one study, or replications \
                      are missing, or the same one differs."
    )]
    Merge(MergeOptions),
    /// Tell one replication, event by event.
    #[command(after_help = "Example:\n  pcn-sim trace average-pcn --weeks 1 --warm-up-weeks 0 | \
                            head -50\n  pcn-sim trace average-pcn --patient 1771738b400001fc\n  \
                            pcn-sim trace average-pcn --why 1771738b400001fc")]
    Trace(TraceOptions),
    /// Print what the program knows: parameters, measures, roles or scenarios, as Markdown.
    #[command(after_help = "Example:\n  pcn-sim describe measures")]
    Describe(DescribeOptions),
    /// Print a script that completes commands and options in a shell.
    #[command(after_help = "Example (bash):\n  pcn-sim completions bash > \
                            ~/.local/share/bash-completion/completions/pcn-sim")]
    Completions(CompletionsOptions),
    /// Write a manual page for each command into a folder.
    #[command(
        after_help = "Example:\n  pcn-sim man ~/.local/share/man/man1\n  man pcn-sim-compare"
    )]
    Man(ManOptions),
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

/// Replications, weeks, seed: what is simulated if nothing else is asked for.
pub(crate) mod usual {
    /// Replications of each scenario.
    pub(crate) const REPLICATIONS: u32 = 10;
    /// The same where a scenario is held against targets.
    pub(crate) const FOR_VALIDATION: u32 = 20;
    /// The same where many networks are held against what was observed there.
    pub(crate) const FOR_NETWORKS: u32 = 2;
    /// With a precision: the most replications.
    pub(crate) const AT_MOST: u32 = 100;
    /// Weeks measured.
    pub(crate) const WEEKS: u32 = 52;
    /// Weeks before measurement.
    pub(crate) const WARM_UP_WEEKS: u32 = 26;
    /// The seed.
    pub(crate) const SEED: u64 = 1;
}

/// The chance of a run.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct ChanceOptions {
    /// The seed: the same seed gives the same results, to the byte [default: 1].
    #[arg(long, value_name = "N")]
    pub(crate) seed: Option<u64>,
    /// Threads to use; all there are by default. Results do not depend on it.
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..=1024), value_name = "N")]
    pub(crate) threads: Option<u16>,
}

/// The weeks of a run.
#[derive(Clone, Copy, Debug, Default, Args)]
pub(crate) struct Period {
    /// Weeks measured [default: 52].
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=i64::from(MOST_WEEKS)), value_name = "N")]
    pub(crate) weeks: Option<u32>,
    /// Weeks before measurement, to fill the appointment book [default: 26].
    #[arg(long, value_parser = clap::value_parser!(u32).range(0..=i64::from(MOST_WARM_UP_WEEKS)), value_name = "N")]
    pub(crate) warm_up_weeks: Option<u32>,
}

/// Where results go.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct OutputOptions {
    /// The run's own folder; by default a numbered one under `output`.
    #[arg(long = "output", value_name = "FOLDER")]
    pub(crate) folder: Option<PathBuf>,
    /// Replace the run that is in the folder; files that are not of a run stay.
    #[arg(long)]
    pub(crate) force: bool,
}

/// Going on with a run.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct ResumeOptions {
    /// Go on with the run in this folder, which was stopped: what is finished is kept, the rest is
    /// simulated, and the files are those of a run that was never stopped. What was asked then need
    /// not be stated again.
    #[arg(long, conflicts_with_all = ["folder", "force"], value_name = "FOLDER")]
    pub(crate) resume: Option<PathBuf>,
}

/// Options of a run.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct RunOptions {
    /// Replications of each scenario: more of them, narrower intervals [default: 10].
    #[arg(long, conflicts_with = "precision", value_parser = clap::value_parser!(u32).range(1..=i64::from(MOST_REPLICATIONS)), value_name = "N")]
    pub(crate) replications: Option<u32>,
    /// Simulate only these replications, such as 4..6 for 4, 5 and 6: a shard, to be joined with the
    /// others by `pcn-sim merge`.
    #[arg(long, conflicts_with = "precision", value_parser = range, value_name = "FIRST..LAST")]
    pub(crate) only_replications: Option<(u32, u32)>,
    /// Make replications until half the 95% interval of --measure is at most this share of its mean,
    /// such as 0.02 for ±2%, or so wide in its own unit, such as "±50", and stays so for 5 more. Stated
    /// several times: one for each --measure. Says how many it took, or that it was not reached (exit
    /// code 1).
    #[arg(long, allow_negative_numbers = true, value_parser = precision, value_name = "SHARE OR ±WIDTH")]
    pub(crate) precision: Vec<Wanted>,
    /// The measure that --precision is about, in every scenario, or in every comparison with the
    /// baseline; other numbers of rooms apart. May be stated several times. By default
    /// appointments_gained_net, or appointments_net for a single scenario. `describe measures` lists
    /// them.
    #[arg(long, requires = "precision", value_name = "NAME")]
    pub(crate) measure: Vec<String>,
    /// With --precision: make no more replications than these of each scenario [default: 100]. With
    /// --resume alone it raises the limit of that run, whose replications are kept.
    #[arg(long, value_parser = clap::value_parser!(u32).range(3..=i64::from(MOST_REPLICATIONS)), value_name = "N")]
    pub(crate) max_replications: Option<u32>,
    /// How long.
    #[command(flatten)]
    pub(crate) period: Period,
    /// From which chance, on how many threads.
    #[command(flatten)]
    pub(crate) chance: ChanceOptions,
    /// Where to.
    #[command(flatten)]
    pub(crate) output: OutputOptions,
    /// Going on.
    #[command(flatten)]
    pub(crate) resume: ResumeOptions,
    /// How to tell it.
    #[command(flatten)]
    pub(crate) telling: TellingOptions,
}

/// How an answer is given.
#[derive(Clone, Copy, Debug, Default, Args)]
pub(crate) struct TellingOptions {
    /// Print results.json and nothing else.
    #[arg(long)]
    pub(crate) json: bool,
    /// Print nothing but errors.
    #[arg(long)]
    pub(crate) quiet: bool,
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
    /// Compare scenarios that measure other days than the baseline, such as another year: differences are
    /// then shown by working day, unpaired.
    #[arg(long)]
    pub(crate) unlike: bool,
    /// Show the differences once more as those of so many patients, in millions a year, as if all
    /// networks were like this one: a number, or `england` for 63.8 million.
    #[arg(long, value_parser = patients, value_name = "PATIENTS")]
    pub(crate) scale_to: Option<f64>,
    /// What to log.
    #[command(flatten)]
    pub(crate) log: LogOptions,
    /// How to run.
    #[command(flatten)]
    pub(crate) run: RunOptions,
}

/// What to run.
#[derive(Clone, Debug, Args)]
pub(crate) struct RunScenario {
    /// The path of a file, or a built-in name.
    #[arg(value_name = "SCENARIO", required_unless_present = "resume")]
    pub(crate) scenario: Option<String>,
    /// What to log.
    #[command(flatten)]
    pub(crate) log: LogOptions,
    /// How to run.
    #[command(flatten)]
    pub(crate) run: RunOptions,
}

/// Whether every step of every patient is written down.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct LogOptions {
    /// Write `event-log.csv` into the folder: a row for each step of each patient, with start, end,
    /// clinician and room. Without a value it is of the first replication; state others as 2 or 1..3.
    /// `vidigi` writes the form that the Python package vidigi animates, and `event-positions.csv`. Takes
    /// some 4 MB for a network and week.
    #[arg(long, num_args = 0..=1, default_missing_value = "1", value_parser = event_log, value_name = "REPLICATIONS or vidigi")]
    pub(crate) event_log: Option<EventLogAsked>,
}

/// What to hold against what.
#[derive(Clone, Debug, Args)]
pub(crate) struct ValidateOptions {
    /// The path of a file, or a built-in name [default: average-pcn].
    #[arg(value_name = "SCENARIO")]
    pub(crate) scenario: Option<String>,
    /// The targets: the path of a file, or a built-in name. By default those that the scenario
    /// names as `about.targets`, otherwise `england-2025-26`.
    #[arg(long, value_name = "FILE")]
    pub(crate) targets: Option<String>,
    /// Instead of targets: networks, one row a practice, to see whether the model tells one from
    /// another. Lists, GPs, calls and online forms are taken from the file, all else from the
    /// scenario; calls missed, same-day share and share over 14 days are compared. Columns:
    /// docs/networks.md.
    #[arg(long, conflicts_with_all = ["targets", "precision", "only_replications"], value_name = "FILE")]
    pub(crate) networks: Option<PathBuf>,
    /// How to run.
    #[command(flatten)]
    pub(crate) run: RunOptions,
}

/// What to fit to what.
#[derive(Clone, Debug, Args)]
pub(crate) struct CalibrateOptions {
    /// The path of a file, or a built-in name [default: average-pcn].
    #[arg(value_name = "SCENARIO")]
    pub(crate) scenario: Option<String>,
    /// The targets, of which those for calibration count: the path of a file, or a built-in name. By
    /// default those that the scenario names as `about.targets`, otherwise `england-2025-26`.
    #[arg(long, value_name = "FILE")]
    pub(crate) targets: Option<String>,
    /// What may be fitted: the path of a file, or a built-in name. By default `england-2025-26-fit`.
    #[arg(long, value_name = "FILE")]
    pub(crate) parameters: Option<String>,
    /// Points simulated in each wave; a few times as many as there are parameters [default: 60].
    #[arg(long, value_parser = clap::value_parser!(u32).range(4..=i64::from(MOST_POINTS)), value_name = "N")]
    pub(crate) points: Option<u32>,
    /// Waves, each of them where the last ones agree best with the targets; a run that is gone on with may
    /// have more of them [default: 4].
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=i64::from(MOST_WAVES)), value_name = "N")]
    pub(crate) waves: Option<u32>,
    /// Replications of each point [default: 1].
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=1000), value_name = "N")]
    pub(crate) replications: Option<u32>,
    /// How long.
    #[command(flatten)]
    pub(crate) period: Period,
    /// From which chance, on how many threads.
    #[command(flatten)]
    pub(crate) chance: ChanceOptions,
    /// Where to.
    #[command(flatten)]
    pub(crate) output: OutputOptions,
    /// Going on.
    #[command(flatten)]
    pub(crate) resume: ResumeOptions,
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

/// Which run to report.
#[derive(Clone, Debug, Args)]
pub(crate) struct ReportOptions {
    /// The folder of a run.
    #[arg(value_name = "FOLDER")]
    pub(crate) folder: PathBuf,
    /// Threads to use; all there are by default.
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..=1024), value_name = "N")]
    pub(crate) threads: Option<u16>,
    /// How to tell it.
    #[command(flatten)]
    pub(crate) telling: TellingOptions,
}

/// Which shards to join.
#[derive(Clone, Debug, Args)]
pub(crate) struct MergeOptions {
    /// The folders of the shards.
    #[arg(required = true, value_name = "FOLDER")]
    pub(crate) shards: Vec<PathBuf>,
    /// Where to.
    #[command(flatten)]
    pub(crate) output: OutputOptions,
    /// How to tell it.
    #[command(flatten)]
    pub(crate) telling: TellingOptions,
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
    /// Only this patient, and of this one only what was searched for in the appointment book, what was
    /// found, and what stood in the way.
    #[arg(long, conflicts_with = "patient", value_name = "NAME")]
    pub(crate) why: Option<String>,
    /// The seed.
    #[arg(long, default_value_t = usual::SEED, value_name = "N")]
    pub(crate) seed: u64,
    /// The replication, from 1.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..), value_name = "N")]
    pub(crate) replication: u32,
    /// Weeks measured.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=i64::from(MOST_WEEKS)), value_name = "N")]
    pub(crate) weeks: u32,
    /// Weeks before measurement; they are not told.
    #[arg(long, default_value_t = usual::WARM_UP_WEEKS, value_parser = clap::value_parser!(u32).range(0..=i64::from(MOST_WARM_UP_WEEKS)), value_name = "N")]
    pub(crate) warm_up_weeks: u32,
}

/// What to describe.
#[derive(Clone, Debug, Args)]
pub(crate) struct DescribeOptions {
    /// What to describe.
    pub(crate) what: Described,
}

/// Which shell to complete in.
#[derive(Clone, Debug, Args)]
pub(crate) struct CompletionsOptions {
    /// The shell.
    pub(crate) shell: clap_complete::Shell,
}

/// Where manual pages go.
#[derive(Clone, Debug, Args)]
pub(crate) struct ManOptions {
    /// The folder; it is made if need be. Pages of the same names are replaced.
    #[arg(value_name = "FOLDER")]
    pub(crate) folder: PathBuf,
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
    /// Replications of each case: more of them, narrower intervals [default: 40].
    #[arg(long, value_parser = clap::value_parser!(u32).range(5..=10_000), value_name = "N")]
    pub(crate) replications: Option<u32>,
    /// From which chance, on how many threads.
    #[command(flatten)]
    pub(crate) chance: ChanceOptions,
    /// Where to.
    #[command(flatten)]
    pub(crate) output: OutputOptions,
    /// Going on.
    #[command(flatten)]
    pub(crate) resume: ResumeOptions,
    /// Print the verdict only.
    #[arg(long)]
    pub(crate) quiet: bool,
}

/// Which warm-up to judge.
#[derive(Clone, Debug, Args)]
pub(crate) struct WarmUpOptions {
    /// The path of a file, or a built-in name [default: average-pcn].
    #[arg(value_name = "SCENARIO")]
    pub(crate) scenario: Option<String>,
    /// Replications of which means are taken: as many each of those judged, of the same begun
    /// earlier, and of others begun earlier [default: 10].
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=1000), value_name = "N")]
    pub(crate) replications: Option<u32>,
    /// How long.
    #[command(flatten)]
    pub(crate) period: Period,
    /// From which chance, on how many threads.
    #[command(flatten)]
    pub(crate) chance: ChanceOptions,
    /// Where to.
    #[command(flatten)]
    pub(crate) output: OutputOptions,
    /// Going on.
    #[command(flatten)]
    pub(crate) resume: ResumeOptions,
    /// Print the verdict only.
    #[arg(long)]
    pub(crate) quiet: bool,
}
