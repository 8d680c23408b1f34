//! The commands and options, with their help texts. No logic.

pub(crate) use super::across_options::AcrossOptions;
pub(crate) use super::beliefs::BeliefsOptions;
pub(crate) use super::bottlenecks_options::BottlenecksOptions;
pub(crate) use super::calibrate_options::CalibrateOptions;
pub(crate) use super::emulate_options::EmulateOptions;
pub(crate) use super::fit_export_options::FitExportOptions;
pub(crate) use super::import_options::ImportOptions;
pub(crate) use super::information_options::InformationOptions;
pub(crate) use super::init_options::InitOptions;
pub(crate) use super::marginal_options::MarginalOptions;
pub(crate) use super::network_options::NetworkOptions;
pub(crate) use super::optimise_options::OptimiseOptions;
pub(crate) use super::options::{
    ChanceOptions, OutputOptions, Period, PrintOptions, ResumeOptions, SimulationOptions,
    StudyOptions, usual,
};
pub(crate) use super::reading_options::OwnLogOptions;
pub(crate) use super::rerun_options::RerunOptions;
pub(crate) use super::sensitivity_options::SensitivityOptions;
pub(crate) use super::sweep_options::{SweepDesign, SweepOptions};
pub(crate) use super::trace_options::TraceOptions;

use super::asked::Parameters;
use super::values::{EventLogAsked, event_log, patients, precision, range};
use clap::{Args, Parser, Subcommand, ValueEnum};
use pcn_sim::experiment::study::MOST_REPLICATIONS;
use pcn_sim::statistics::precision::Wanted;
use pcn_sim::uncertainty::simulator::MOST_DRAWS;
use std::path::PathBuf;

/// Simulate access to primary care, and estimate the net gain of a change in skill mix, rooms,
/// supervision or triage.
///
/// Without a command, the program compares the average primary care network of England with five
/// changes: two more first contact physiotherapists, two more rooms, both, no additional roles, and
/// total triage.
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
    /// Allow scenarios to use files of this folder as their base or targets, as well as files in or
    /// below their own folder. The option may be repeated.
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
                            pcn-sim compare average-pcn-2019 arrs-2023 --scale-to 60200000\n  \
                            pcn-sim compare --networks icb-networks two-more-physiotherapists \
                            more-rooms.toml\n\n\
                            With --networks every scenario is a change, made to each network: \
                            [staff.paramedics] wte = \"+2\" or \"+20%\" is relative to the network's own \
                            number; [add] rooms = 2 adds to every network; docs/commands.md says more.\n\n\
                            Exit code 1: a --precision was not reached; the results are written \
                            anyway."
    )]
    Compare(CompareOptions),
    /// Describe your own network: from a form of one row a practice, from options, or by questions.
    #[command(after_help = "Examples:\n  pcn-sim init\n  pcn-sim init --form practices.xlsx\n  \
                      pcn-sim init practices.xlsx --calls \"1300 a week\"\n  \
                      pcn-sim init --practice \"Station Road: list=14200, gps=6.2, rooms=6+3\" \
                      --practice \"Park: list=9800, gps=3.9, rooms=5\" \
                      --staff \"2 trainees, 3 nurses, 2.5 pharmacists, FCP=1\" --calls \"3900 a week\"\n\n\
                      Writes a short scenario that states what is yours and keeps everything else of the \
                      base, says what it assumed, and shows your network beside England. Numbers far from \
                      England's, and work for which nobody is stated, are asked about; where nobody can \
                      answer, the command stops (exit code 2) and says which option answers.")]
    Init(InitOptions),
    /// Run one scenario.
    #[command(after_help = "Example:\n  pcn-sim run average-pcn --replications 5 --weeks 13\n  \
                            pcn-sim run average-pcn --precision 0.02 --measure requests_unmet \
                            --max-replications 50\n  \
                            pcn-sim run average-pcn --weeks 4 --event-log\n\n\
                            Exit code 1: a --precision was not reached; the results are written \
                            anyway.")]
    Run(RunScenario),
    /// Check whether the warm-up is long enough to fill the appointment book. Exit code 1: not shown.
    #[command(
        mut_arg("warm_up_weeks", |argument| argument
            .help("Weeks before measurement: the warm-up that is checked")),
        after_help = "Example:\n  pcn-sim warm-up average-pcn --warm-up-weeks 26 --replications 10\n\n\
                      Writes warm-up.csv and warm-up.svg. They show week by week: the appointment \
                      book, the days from booking to appointment, and open and unmet requests, with \
                      Welch's moving average and the truncation point of MSER-5."
    )]
    WarmUp(WarmUpOptions),
    /// Find what stops requests: relieve each constraint of a scenario by one unit and fully, and say
    /// how many more requests are met.
    #[command(
        mut_arg("json", |argument| argument.help("Print only results.json")),
        after_help = "Examples:\n  pcn-sim bottlenecks average-pcn\n  pcn-sim bottlenecks my-network.toml \
                      --replications 4 --weeks 26\n  pcn-sim bottlenecks average-pcn --hours\n  \
                      pcn-sim bottlenecks average-pcn --elasticities > \
                      docs/elasticities.md\n\n\
                      Each constraint is held against the scenario as it is, on the same patients: every \
                      profession with staff or demand, receptionists, rooms, supervision, the book, duty and \
                      telephone hours. Replications are added until half the interval of a relief is a tenth \
                      of it; otherwise it says \"cannot be told\". Pairs of the constraints that matter most \
                      are relieved together: \"either would do\" or \"only both\". Writes bottlenecks.csv, \
                      bottlenecks.svg and report.html; with --hours, bottlenecks-hours.csv and \
                      bottlenecks-hours.svg.\n\
                      Exit code 2: the scenario is wrong; 3: stopped early; continue with --resume."
    )]
    Bottlenecks(BottlenecksOptions),
    /// Try many values of levers: a scenario with any lever or parameter at the values stated, each point
    /// against the scenario as it is, on the same patients.
    #[command(
        mut_arg("json", |argument| argument.help("Print only results.json")),
        after_help = "Examples:\n  pcn-sim sweep average-pcn --vary \
                      \"staff.first-contact-physiotherapists.wte=0..6:1\" --vary \"rooms=+0..+8:2\"\n  \
                      pcn-sim sweep average-pcn --vary rooms=24,27,30,36 --replications 20\n  pcn-sim sweep \
                      average-pcn --design one-at-a-time --vary staff.paramedics.wte=+0..+4:1 --vary \
                      book.horizon_days=28,56,84\n  pcn-sim sweep my-network.toml --design sobol --points 64 \
                      --vary staff.gp-partners.wte=10..16 --vary staff.paramedics.wte=0..6\n\n\
                      VALUES are a list 1,2,4, a range LOW..HIGH:STEP (it ends at the last step within it), \
                      or, for latin-hypercube and sobol, LOW..HIGH. A + before numbers adds them to the \
                      scenario's value. Lengths of time are in minutes, or have a unit: \"5 min\". Words are \
                      listed: true,false. `rooms` is the total number of consulting rooms: they are added \
                      where there are fewest per patient. `check SCENARIO` lists all paths.\n\n\
                      Writes sweep.csv (a row for each point and measure, levers as columns) and sweep.svg: \
                      a line for one lever, a heat map for a grid of two.\n\
                      Exit code 2: a path or a value is wrong; 3: stopped early; continue with --resume."
    )]
    Sweep(SweepOptions),
    /// Find what to add next: half a post of each role, a room, a receptionist, an hour of supervision; and
    /// from how much staff on the next room gains more than the next post.
    #[command(
        mut_arg("json", |argument| argument.help("Print only results.json")),
        after_help = "Examples:\n  pcn-sim marginal average-pcn\n  pcn-sim marginal my-network.toml --by \
                      requests-not-met --post 1 --switch-role paramedic --switch-to 6\n\n\
                      Writes marginal.csv, switch.csv, marginal.svg and switch.svg.\n\
                      Exit code 2: an option is wrong; 3: stopped early; continue with --resume."
    )]
    Marginal(MarginalOptions),
    /// Find the best team for a goal within the scheme's sum, caps, rooms and supervision.
    #[command(
        mut_arg("json", |argument| argument.help("Print only optimise.json")),
        after_help = super::optimise_options::HELP
    )]
    Optimise(OptimiseOptions),
    /// Find the parameters that the results and the choice between options depend on.
    #[command(
        mut_arg("json", |argument| argument.help("Print only sensitivity.json")),
        after_help = super::sensitivity_options::HELP
    )]
    Sensitivity(SensitivityOptions),
    /// Say what to measure first: what knowing each parameter would gain the choice between the options of a
    /// `compare` with draws. Nothing is simulated.
    #[command(name = "value-of-information", after_help = super::information_options::HELP)]
    Information(InformationOptions),
    /// Check scenario files and print every parameter with its source.
    #[command(after_help = "Examples:\n  pcn-sim check my-change.toml\n  \
                            pcn-sim check --readiness my-network.toml")]
    Check(CheckOptions),
    /// Read what NHS England publishes of practices, as downloaded, into tables of practices and months.
    /// Nothing is simulated.
    #[command(after_help = super::import_options::HELP)]
    Import(ImportOptions),
    /// Fit parameters to a practice's own exports of appointments and calls: a scenario of what they say, and how well
    /// each distribution fits. Nothing is simulated.
    #[command(after_help = super::fit_export_options::HELP)]
    FitExport(FitExportOptions),
    /// Fit networks to what NHS England publishes of them: each becomes a scenario, with a page that begins with
    /// what the fit was not shown.
    #[command(after_help = super::network_options::HELP)]
    Network(NetworkOptions),
    /// Show what the additional roles cost, what is reimbursed and what the network pays, by year.
    /// Nothing is simulated.
    #[command(mut_arg("folder", |argument| argument
            .help("Folder for money.csv; by default a new numbered folder under `output`")),
        after_help = "Example:\n  pcn-sim money average-pcn two-more-physiotherapists\n\n\
                            Writes money.csv, with every amount to the penny. `compare` shows the \
                            cost of each appointment gained.")]
    Money(MoneyOptions),
    /// Compare a scenario with data observed in general practice. Exit code 1: it differs.
    #[command(
        mut_arg("replications", |argument| argument
            .help("Number of replications, with --networks of each network. More replications \
                   give narrower intervals [default: 20, with --networks: 2, with --log: 4]")),
        mut_arg("json", |argument| argument.help("Print only the findings, as JSON")),
        mut_arg("quiet", |argument| argument.help("Print only the verdict")),
        after_help = "Examples:\n  pcn-sim validate average-pcn\n  pcn-sim validate my-network.toml \
                      --targets my-targets.toml --replications 20\n  pcn-sim validate \
                      --networks my-networks.csv\n  pcn-sim validate my-network.toml --log appointments.csv \
                      --calls calls.csv\n\n\
                      Exit code 1: a target of weight \"must\" is missed, or the run is too short to \
                      measure it; 2: the scenario or the file of targets is wrong."
    )]
    Validate(ValidateOptions),
    /// Fit parameters that lack direct evidence to observed data, within their ranges.
    #[command(
        after_help = "Examples:\n  pcn-sim calibrate average-pcn --output fit\n  pcn-sim calibrate \
                      my-network.toml --targets my-targets.toml --parameters my-parameters.toml\n  \
                      pcn-sim calibrate --resume fit\n  \
                      pcn-sim validate fit/fitted.toml\n\n\
                      A file lists the parameters that may be fitted:\n  \
                      [[free]]\n  name = \"Requests per patient and year\"\n  \
                      parameters = [\"demand.requests_per_patient_year\"]\n\n\
                      Writes fitted.toml (an overlay), calibration.csv (every simulated point), \
                      identifiability.csv (which parameters the targets determine) and targets.csv.\n\
                      Exit code 2: a file is wrong, or too many parameters are free: at most one for \
                      every three target values; 3: stopped early; continue with --resume."
    )]
    Calibrate(CalibrateOptions),
    /// Fit an emulator to draws of all parameters from their ranges: by how much each draw misses the
    /// targets. Draws of comparisons are then made to agree with what was observed.
    #[command(
        after_help = "Example:\n  pcn-sim emulate average-pcn --seed 90001 --output emulator\n\n\
                      Writes emulator.csv, one row for each target and random number. The built-in one, \
                      scenarios/emulators/average-pcn.csv, was made in this way; make it again when a \
                      parameter or the model changes. Takes hours with few cores; exit code 3: stopped \
                      early; continue with --resume."
    )]
    Emulate(EmulateOptions),
    /// Simulate changes that real networks made, each against the same network without the change,
    /// and print the reported and the simulated results side by side.
    #[command(
        name = "case-studies",
        mut_arg("json", |argument| argument.help("Print only results.json")),
        after_help = "Examples:\n  pcn-sim case-studies\n  pcn-sim case-studies well-up-north \
                      --replications 20\n  pcn-sim case-studies my-case.toml --weeks 26\n\n\
                      A case study is a scenario with a table [case_study]: who, done, reported, \
                      baseline, figures; see scenarios/case-studies/. Writes case-studies.csv. \
                      Nothing passes or fails, because most reports had no control group.\n\
                      Exit code 1: a --precision was not reached; 2: a scenario is wrong, or is not \
                      a case study."
    )]
    CaseStudies(CaseStudiesOptions),
    /// Write the result files of a run again, from its stored rows. Nothing is simulated.
    #[command(after_help = "Examples:\n  pcn-sim report output/run-001\n  \
                            pcn-sim report output/run-001 --stress")]
    Report(ReportOptions),
    /// Make a run again from its folder, and say of each file whether the bytes agree.
    #[command(after_help = super::rerun_options::HELP)]
    Rerun(RerunOptions),
    /// Join the shards of a study, each made with --only-replications, into one run.
    #[command(
        after_help = "Example:\n  pcn-sim compare average-pcn my-change.toml --only-replications 1..5 \
                      --output one\n  pcn-sim compare average-pcn my-change.toml --only-replications 6..10 \
                      --output two\n  pcn-sim merge one two --output both\n\n\
                      The files are byte for byte those of one run of all replications. The order of \
                      the folders does not matter. Exit code 2: the folders belong to different \
                      studies, replications are missing, or two copies of a replication differ."
    )]
    Merge(MergeOptions),
    /// Print one replication event by event.
    #[command(after_help = "Example:\n  pcn-sim trace average-pcn --weeks 1 --warm-up-weeks 0 | \
                            head -50\n  pcn-sim trace average-pcn --patient 1771738b400001fc\n  \
                            pcn-sim trace average-pcn --why 1771738b400001fc\n  \
                            pcn-sim trace average-pcn --week-sheet --practice riverside > week.txt\n  \
                            pcn-sim trace average-pcn --week-sheet --blank --csv > form.csv")]
    Trace(TraceOptions),
    /// Print a list of all parameters, measures, roles or scenarios, as Markdown.
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
    /// Test the engine against queueing theory. Exit code 1: it disagrees.
    #[command(
        mut_arg("folder", |argument| argument.help("Folder for verification.csv; by default a new \
            numbered folder under `output`")),
        after_help = "Examples:\n  pcn-sim verify\n  pcn-sim verify exact_values.csv --output proof\n\n\
                      A file of cases has the columns case_id, model, parameters_json, metric, value \
                      and reference:\n  \
                      mm2,M/M/c,\"{\"\"c\"\": 2, \"\"lam\"\": 1.5, \"\"mu\"\": 1}\",Wq,1.285714,Erlang C\n\n\
                      One built-in case tests the coverage of 95% intervals, pooled over several \
                      seeds: 91.5 to 98% of 400 intervals must contain the mean.\n\n\
                      A value fails if it differs with p < 1% / number of values (t-test over \
                      replications), or is not a finite number. Exit code 1: a value fails, more \
                      cases miss than chance allows, or a case is unknown and was left out; 2: \
                      the file is wrong."
    )]
    Verify(VerifyOptions),
}

/// Options of a run.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct RunOptions {
    /// Replications of each scenario. More replications give narrower intervals [default: 10].
    #[arg(long, conflicts_with = "precision", value_parser = clap::value_parser!(u32).range(1..=i64::from(MOST_REPLICATIONS)), value_name = "N")]
    pub(crate) replications: Option<u32>,
    /// Simulate only these replications, such as 4..6 for 4, 5 and 6. The result is a shard;
    /// `pcn-sim merge` joins all shards.
    #[arg(long, conflicts_with = "precision", value_parser = range, value_name = "FIRST..LAST")]
    pub(crate) only_replications: Option<(u32, u32)>,
    /// Add replications until the half-width of the 95% interval of --measure reaches this precision
    /// and keeps it for 5 more replications. The precision is a share of the mean, such as 0.02 for ±2%,
    /// or a width in the unit of the measure, such as "±50". Repeat the option to state one for each
    /// --measure. The program says how many replications it took, or that the precision was not reached
    /// (exit code 1).
    #[arg(long, allow_negative_numbers = true, value_parser = precision, value_name = "SHARE OR ±WIDTH")]
    pub(crate) precision: Vec<Wanted>,
    /// The measure to which --precision applies, in every scenario or in every comparison with the
    /// baseline. It does not apply to comparisons at other numbers of rooms. The option may be repeated.
    /// By default appointments_gained_net, or appointments_net for a single scenario.
    /// `describe measures` lists all measures.
    #[arg(long, requires = "precision", value_name = "NAME")]
    pub(crate) measure: Vec<String>,
    /// The maximum number of replications of each scenario with --precision [default: 100]. With
    /// --resume alone, it raises the limit of that run and keeps its replications.
    #[arg(long, value_parser = clap::value_parser!(u32).range(3..=i64::from(MOST_REPLICATIONS)), value_name = "N")]
    pub(crate) max_replications: Option<u32>,
    /// What is simulated, where results go and how they are printed.
    #[command(flatten)]
    pub(crate) study: StudyOptions,
}

/// What to compare.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct CompareOptions {
    /// The baseline, then the scenarios: file paths or built-in names. By default the built-in
    /// baseline and all built-in changes.
    #[arg(value_name = "BASELINE SCENARIO")]
    pub(crate) scenarios: Vec<String>,
    /// Do not repeat the comparison at other numbers of rooms.
    #[arg(long)]
    pub(crate) no_room_sensitivity: bool,
    /// Allow scenarios that measure other days than the baseline, such as another year. Differences are
    /// then unpaired and per working day.
    #[arg(long)]
    pub(crate) unlike: bool,
    /// Also show the differences scaled to this number of patients, in millions a year, as if all
    /// networks were like this one. A number, or `england` for 63.8 million.
    #[arg(long, value_parser = patients, value_name = "PATIENTS")]
    pub(crate) scale_to: Option<f64>,
    /// Also draw the parameters this often from their ranges, in all scenarios alike: total intervals, the
    /// probability that each option is best, and what the answer hangs on. More draws may be added with
    /// --resume.
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=i64::from(MOST_DRAWS)), value_name = "N")]
    pub(crate) draws: Option<u32>,
    /// `fixed`: parameters keep their values, and every interval is labelled as simulation noise only.
    /// `drawn`: they are drawn as often as takes at most as many simulations again, or --draws times;
    /// this is the default where it is possible.
    #[arg(long, value_enum, value_name = "HOW")]
    pub(crate) parameters: Option<Parameters>,
    /// Whose ranges.
    #[command(flatten)]
    pub(crate) believed: BeliefsOptions,
    /// On which networks.
    #[command(flatten)]
    pub(crate) across: AcrossOptions,
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
    /// A file path or a built-in name.
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
    /// some 5 MB for a network and week.
    #[arg(long, num_args = 0..=1, default_missing_value = "first", value_parser = event_log, value_name = "REPLICATIONS or vidigi")]
    pub(crate) event_log: Option<EventLogAsked>,
}

/// What to validate, and with which data.
#[derive(Clone, Debug, Args)]
pub(crate) struct ValidateOptions {
    /// A file path or a built-in name [default: average-pcn].
    #[arg(value_name = "SCENARIO")]
    pub(crate) scenario: Option<String>,
    /// The targets: a file path or a built-in name. By default the targets that the scenario names as
    /// `about.targets`, or else `england-2025-26`.
    #[arg(long, value_name = "FILE")]
    pub(crate) targets: Option<String>,
    /// A file of networks, one row for each practice, used instead of targets to test whether the model
    /// distinguishes one network from another. List sizes, GPs, calls and online forms come from the
    /// file, everything else from the scenario. Calls missed, the same-day share and the share over 14
    /// days are compared. docs/networks.md describes the columns.
    #[arg(long, conflicts_with_all = ["targets", "precision", "only_replications"], value_name = "FILE")]
    pub(crate) networks: Option<PathBuf>,
    /// As --networks, from a folder: one that `import` wrote, publications as downloaded, or tables
    /// derived from them.
    #[arg(long, conflicts_with_all = ["networks", "targets", "precision", "only_replications"], value_name = "FOLDER")]
    pub(crate) data: Option<PathBuf>,
    /// A practice's own log, used instead of targets.
    #[command(flatten)]
    pub(crate) own: OwnLogOptions,
    /// How to run.
    #[command(flatten)]
    pub(crate) run: RunOptions,
}

/// Which case studies to run.
#[derive(Clone, Debug, Args)]
pub(crate) struct CaseStudiesOptions {
    /// The case studies: file paths or built-in names; by default all built-in ones.
    #[arg(value_name = "SCENARIO")]
    pub(crate) scenarios: Vec<String>,
    /// How to run.
    #[command(flatten)]
    pub(crate) run: RunOptions,
}

/// Which scenarios to check.
#[derive(Clone, Debug, Args)]
pub(crate) struct CheckOptions {
    /// File paths or built-in names.
    #[arg(required = true, value_name = "SCENARIO")]
    pub(crate) scenarios: Vec<String>,
    /// Also simulate a few weeks and try on each scenario what must hold of any: conservation, no double use,
    /// directions, same seed, extremes, arrivals against the scenario's own rates. Each line passes or fails, with the
    /// numbers that show it. Exit code 1: a line fails.
    #[arg(long)]
    pub(crate) readiness: bool,
    /// Print only problems.
    #[arg(long)]
    pub(crate) quiet: bool,
}

/// Which scenarios to cost.
#[derive(Clone, Debug, Args)]
pub(crate) struct MoneyOptions {
    /// The baseline, then the scenarios: file paths or built-in names, each with a table `[money]`.
    #[arg(required = true, value_name = "SCENARIO")]
    pub(crate) scenarios: Vec<String>,
    /// The folder of the results.
    #[command(flatten)]
    pub(crate) output: OutputOptions,
    /// Print only errors.
    #[arg(long)]
    pub(crate) quiet: bool,
}

/// Which run to report.
#[derive(Clone, Debug, Args)]
pub(crate) struct ReportOptions {
    /// The folder of the run.
    #[arg(value_name = "FOLDER")]
    pub(crate) folder: PathBuf,
    /// Write instead the record for whoever assures the analysis, stress.html and stress.md: STRESS-DES 1.0 item by
    /// item, logs of assumptions and data, a statement with places to sign, two checklists. Blanks are for people.
    #[arg(long, conflicts_with = "json")]
    pub(crate) stress: bool,
    /// Number of threads; by default one for each core.
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..=1024), value_name = "N")]
    pub(crate) threads: Option<u16>,
    /// How to print the answer.
    #[command(flatten)]
    pub(crate) print: PrintOptions,
}

/// Which shards to join.
#[derive(Clone, Debug, Args)]
pub(crate) struct MergeOptions {
    /// The folders of the shards.
    #[arg(required = true, value_name = "FOLDER")]
    pub(crate) shards: Vec<PathBuf>,
    /// The folder of the results.
    #[command(flatten)]
    pub(crate) output: OutputOptions,
    /// How to print the answer.
    #[command(flatten)]
    pub(crate) print: PrintOptions,
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
    /// Every parameter of the built-in baseline, with value, range and source.
    Parameters,
    /// Every result, with name, unit and definition.
    Measures,
    /// Every role of the built-in baseline.
    Roles,
    /// The built-in scenarios.
    Scenarios,
    /// Every parameter whose evidence has a year, the publication that renews it and its month.
    Maintenance,
    /// The form on which clinicians state their beliefs about the leading assumptions, for `compare --beliefs`.
    Beliefs,
}

/// What to verify.
#[derive(Clone, Debug, Args)]
pub(crate) struct VerifyOptions {
    /// A table of cases with known answers. Tables that it names are in the same folder. By default
    /// the built-in cases.
    #[arg(value_name = "FILE")]
    pub(crate) file: Option<PathBuf>,
    /// Replications of each case. More replications give narrower intervals [default: 40].
    #[arg(long, value_parser = clap::value_parser!(u32).range(5..=10_000), value_name = "N")]
    pub(crate) replications: Option<u32>,
    /// Seed and threads.
    #[command(flatten)]
    pub(crate) chance: ChanceOptions,
    /// The folder of the results.
    #[command(flatten)]
    pub(crate) output: OutputOptions,
    /// How to continue a stopped run.
    #[command(flatten)]
    pub(crate) resume: ResumeOptions,
    /// Print only the verdict.
    #[arg(long)]
    pub(crate) quiet: bool,
}

/// Which warm-up to check.
#[derive(Clone, Debug, Args)]
pub(crate) struct WarmUpOptions {
    /// A file path or a built-in name [default: average-pcn].
    #[arg(value_name = "SCENARIO")]
    pub(crate) scenario: Option<String>,
    /// Number of replications in each of three groups: those that are checked, the same ones started
    /// earlier, and others started earlier [default: 10].
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=1000), value_name = "N")]
    pub(crate) replications: Option<u32>,
    /// When, by which chance and where it simulates.
    #[command(flatten)]
    pub(crate) simulation: SimulationOptions,
    /// Print only the verdict.
    #[arg(long)]
    pub(crate) quiet: bool,
}
