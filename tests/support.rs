//! Helpers: small networks, single replications, and the program run in a folder of its own.

pub(crate) use crate::identities::{Notes, patient};
use pcn_sim::experiment::progress::Unwatched;
use pcn_sim::experiment::results::Results;
use pcn_sim::experiment::study::{Design, Entry, Extent, Study};
use pcn_sim::model::CareSystem;
use pcn_sim::model::practice::Site;
use pcn_sim::model::roster::{Scope, Team};
use pcn_sim::model::supervision::Stage;
use pcn_sim::scenario::{FileSystem, Scenario, embedded::BASELINE, load};
use pcn_sim::simulation::chances::Addressed;
use pcn_sim::simulation::observer::Silent;
use pcn_sim::simulation::record::Record;
use pcn_sim::simulation::{Horizon, simulate};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::LazyLock;
use tempfile::TempDir;

/// Long enough for the book to fill, short enough for a test.
pub(crate) const SHORT: Horizon = Horizon { warm_up_weeks: 4, weeks: 6 };

/// The patients of the small network.
const SMALL_LIST: f64 = 3_000.0;

/// The scenario that `lines` make of the baseline.
pub(crate) fn upon_baseline(lines: &str) -> Scenario {
    let about = "[about]\ntitle = \"A test\"\nquestion = \"What follows?\"\n";
    let case = Case::new().scenario(&format!("base = \"average-pcn\"\n{about}{lines}"));
    load(case.path().join("scenario.toml").to_str().unwrap(), &FileSystem).unwrap()
}

/// The embedded baseline, as loaded.
pub(crate) fn baseline() -> CareSystem {
    static LOADED: LazyLock<CareSystem> =
        LazyLock::new(|| load(BASELINE, &FileSystem).unwrap().system);
    LOADED.clone()
}

/// The same system with a roster that does not look for rooms: another team or room then changes nobody's week.
pub(crate) fn with_fixed_weeks(mut system: CareSystem) -> CareSystem {
    system.rooms.rota_by_rooms = false;
    system
}

/// The built-in network with an ageing well cohort, a schedule of contacts and a weekly meeting.
pub(crate) fn leyton() -> CareSystem {
    static LOADED: LazyLock<CareSystem> =
        LazyLock::new(|| load("leyton", &FileSystem).unwrap().system);
    LOADED.clone()
}

/// One practice of 3,000 patients with one site, and its share of the baseline's staff.
pub(crate) fn small() -> CareSystem {
    let mut system = baseline();
    let share = SMALL_LIST / system.patients();
    system.practices.retain(|practice| practice.name == "oak-lane");
    system.practices[0].list_size = SMALL_LIST;
    let name = format!("{}/main", system.practices[0].name);
    system.sites = vec![Site {
        name,
        practice: 0,
        consulting_rooms: 2,
        treatment_rooms: 1,
        during: Default::default(),
        dated_rooms: Vec::new(),
    }];
    system.rooms.also_shown_at.clear();
    system.rooms.drawn_within = None;
    for team in &mut system.teams {
        team.wte *= share;
        // Enhanced access is held by one person an evening; the network has five times as many.
        team.sessions.truncate(1);
        team.sessions.iter_mut().for_each(|session| session.people = 1);
    }
    system
}

/// A team of `wte` people in the role called `role`, employed by practices.
pub(crate) fn team(system: &CareSystem, name: &str, role: &str, wte: f64) -> Team {
    Team {
        name: name.into(),
        role: system.roles.iter().position(|known| known.name == role).unwrap(),
        wte,
        wte_per_person: 1.0,
        scope: Scope::Practices,
        pcn: 0,
        weeks_per_pcn: None,
        stage: Stage::Steady,
        sessions: Vec::new(),
        months: Vec::new(),
        turnover: None,
        new_starters: None,
        rotation: None,
        list_weight: 1.0,
        dates: Default::default(),
    }
}

/// The team called `name`, to be changed.
pub(crate) fn team_mut<'n>(system: &'n mut CareSystem, name: &str) -> &'n mut Team {
    system.teams.iter_mut().find(|team| team.name == name).unwrap()
}

/// One replication without an observer.
pub(crate) fn one(system: &CareSystem, horizon: Horizon, seed: u64) -> Record {
    simulate(system, horizon, &Addressed::new(seed, 0), &mut Silent).unwrap()
}

/// Runs networks against the first of them, by name.
pub(crate) fn compared(
    networks: &[(&str, &CareSystem)],
    horizon: Horizon,
    seed: u64,
    replications: u32,
) -> Results {
    let entries = networks
        .iter()
        .map(|(name, system)| Entry {
            name: (*name).into(),
            title: (*name).into(),
            system: (*system).clone(),
        })
        .collect();
    let extent = Extent { horizon, seed, replications };
    let study =
        Study::new(entries, Design::AgainstFirst { at_rooms: false, unlike: false }, extent)
            .unwrap();
    pcn_sim::experiment::results(&study, &Unwatched).unwrap().unwrap()
}

/// A small scenario on top of the embedded baseline, for the command line: the same five practices,
/// a twentieth of the size.
pub(crate) const SMALL: &str = r#"base = "average-pcn"

[about]
title = "A small network"
question = "Does the program run?"

[practices.oak-lane]
list_size = 770
[practices.riverside]
list_size = 580
[practices.market-street]
list_size = 470
[practices.hillside]
list_size = 375
[practices.the-green]
list_size = 260

[staff.gp-partners]
wte = 1.5
[staff.salaried-gps]
wte = 0.6
[staff.gp-trainees]
wte = 0.4
[staff.practice-nurses]
wte = 0.5
[staff.healthcare-assistants]
wte = 0.6
"#;

/// The small network with four times the patients, of whom its GPs cannot see all.
pub(crate) fn few_gps() -> String {
    let lists = [(770, 3_080), (580, 2_320), (470, 1_880), (375, 1_500), (260, 1_040)];
    let line = |list: u32| format!("list_size = {list}\n");
    lists
        .iter()
        .fold(SMALL.to_owned(), |text, (list, more)| text.replace(&line(*list), &line(*more)))
}

/// One more physiotherapist for the small network; `small.toml` must stand beside it.
pub(crate) const SMALL_AND_MORE: &str = r#"base = "small.toml"

[about]
title = "A small network with a physiotherapist more"
question = "What does one physiotherapist gain?"

[staff.more-physiotherapists]
role = "first-contact-physiotherapist"
wte = 0.2
wte_per_person = 0.2
scope = "network"
stage = "steady"
"#;

/// Options of a short run.
pub(crate) const BRIEF: [&str; 6] = ["--weeks", "1", "--warm-up-weeks", "0", "--replications", "1"];

/// The program, run in a folder of its own.
#[derive(Debug)]
#[must_use = "a case does nothing until it succeeds or fails"]
pub(crate) struct Case {
    folder: TempDir,
    args: Vec<String>,
}

impl Case {
    pub(crate) fn new() -> Self {
        Case { folder: tempfile::tempdir().unwrap(), args: Vec::new() }
    }

    /// Writes a file into the folder.
    pub(crate) fn file(self, name: &str, text: &str) -> Self {
        let path = self.folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
        self
    }

    /// Writes `scenario.toml` into the folder.
    pub(crate) fn scenario(self, text: &str) -> Self {
        self.file("scenario.toml", text)
    }

    /// Sets the arguments.
    pub(crate) fn args<'a>(mut self, args: impl IntoIterator<Item = &'a str>) -> Self {
        self.args = args.into_iter().map(str::to_owned).collect();
        self
    }

    /// Where the program runs.
    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// The command, for a test that wants its pipes.
    pub(crate) fn command(&self) -> Command {
        let mut command = without_cache(env!("CARGO_BIN_EXE_pcn-sim"));
        command.args(&self.args).current_dir(self.folder.path());
        command
    }

    /// Runs the program; it must end with `code`.
    #[track_caller]
    pub(crate) fn ends_with(self, code: i32) -> Ended {
        let output = self.command().output().unwrap();
        let ended = Ended { output, folder: self.folder };
        assert_eq!(ended.output.status.code(), Some(code), "{:?}\n{}", self.args, ended.stderr());
        ended
    }

    /// Runs the program; it must do what was asked.
    #[track_caller]
    pub(crate) fn succeeds(self) -> Ended {
        self.ends_with(0)
    }

    /// Runs the program; it must end with `code`, print no result and leave nothing behind.
    #[track_caller]
    pub(crate) fn fails_with(self, code: i32) -> Ended {
        let before = names(self.path());
        let ended = self.ends_with(code);
        assert_eq!(ended.stdout(), "", "a run that fails prints no result");
        assert_eq!(names(ended.path()), before, "a run that fails leaves nothing behind");
        ended
    }
}

/// A command whose pcn-sim simulates everything, whatever others have simulated on this machine.
pub(crate) fn without_cache(program: &str) -> Command {
    let mut command = Command::new(program);
    command.env("PCN_SIM_NO_CACHE", "1");
    command
}

/// A program that has ended.
#[derive(Debug)]
pub(crate) struct Ended {
    output: Output,
    folder: TempDir,
}

impl Ended {
    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn stdout(&self) -> String {
        String::from_utf8(self.output.stdout.clone()).unwrap()
    }

    pub(crate) fn stderr(&self) -> String {
        String::from_utf8(self.output.stderr.clone()).unwrap()
    }

    #[track_caller]
    pub(crate) fn stdout_contains(self, text: &str) -> Self {
        let is_there = self.stdout().contains(text) || self.says(text);
        assert!(is_there, "{text:?} is not in\n{}", self.stdout());
        self
    }

    /// Whether `text` is in the output, wherever its lines are broken.
    pub(crate) fn says(&self, text: &str) -> bool {
        let on_one_line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        on_one_line(&self.stdout()).contains(&on_one_line(text))
    }

    #[track_caller]
    pub(crate) fn stderr_contains(self, text: &str) -> Self {
        assert!(self.stderr().contains(text), "{text:?} is not in\n{}", self.stderr());
        self
    }

    /// The error stream must be `text`, to the letter.
    #[track_caller]
    pub(crate) fn stderr_is(self, text: &str) -> Self {
        assert_eq!(self.stderr(), text);
        self
    }
}

/// The names in a folder, in order.
pub(crate) fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// A path within the crate.
pub(crate) fn in_crate(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// Asserts that `found` is `known` to all `digits` after the point that are printed.
#[track_caller]
pub(crate) fn printed(found: f64, known: f64, digits: i32) {
    let last = 0.5 * 10_f64.powi(-digits);
    assert!((found - known).abs() <= 1.000_001 * last, "{found} is not {known}");
}
