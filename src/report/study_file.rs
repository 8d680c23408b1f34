//! The study file of a run's folder. It states completely what is simulated, and nothing about how.

use super::columns::Columns;
use super::disk::{self, Durability};
use super::manifest::{MANIFEST, MODEL, sha256};
use super::outlines::outline_differences;
use super::rows::StudyHash;
use super::sweep::Plan;
use crate::across::request::Request as AcrossRequest;
use crate::experiment::marginal::Levels;
use crate::experiment::study::{Entry, MOST_REPLICATIONS, Outline};
use crate::experiment::sweep::Arrangement;
use crate::optimisation::request::Request;
use crate::scenario::{self, Scenario};
use crate::uncertainty::sensitivity::request::Request as SensitivityRequest;
use serde::{Deserialize, Serialize};
use std::io;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};

/// The name of the file.
pub const STUDY: &str = "study.json";

/// The version of the file format.
const SCHEMA: u32 = 1;

/// The most points in each wave of a calibration.
pub const MOST_POINTS: u32 = 10_000;

/// The most waves of a calibration.
pub const MOST_WAVES: u32 = 100;

/// Everything that determines the rows of a folder.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StudyFile {
    schema: u32,
    program: String,
    /// The version of the program that made it.
    pub version: String,
    /// The SHA-256 of that program's model.
    pub model_sha256: String,
    /// The task.
    pub task: Task,
    /// The first and the last replication of a shard; `None` for a whole study.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shard: Option<(u32, u32)>,
    /// The variants, horizon and number of replications.
    pub outline: Outline,
    /// The scenarios as they were resolved.
    pub scenarios: Vec<ScenarioText>,
    /// The names of the numbers of a row, in their order.
    columns: Columns,
}

/// The purpose of the rows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "command")]
pub enum Task {
    /// One scenario.
    Run,
    /// Scenarios against a baseline.
    Compare {
        /// Patients to scale the differences to.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        scale_to: Option<f64>,
        /// Draws of the parameters; 0 if they are held fixed, `None` if that was not asked.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        draws: Option<u32>,
    },
    /// A scenario against targets.
    Validate {
        /// The targets.
        targets: InputText,
    },
    /// Networks against observations.
    Networks {
        /// The table.
        networks: InputText,
    },
    /// Case studies against their reports.
    CaseStudies {
        /// The scenarios that are case studies, in the order asked for, as indices.
        order: Vec<usize>,
    },
    /// An emulator of all ranges, beside targets.
    Emulate {
        /// Draws of each wave.
        draws: u32,
        /// Waves.
        waves: u32,
        /// The targets.
        targets: InputText,
    },
    /// Whether a warm-up is long enough.
    WarmUp,
    /// The relief that each constraint of a scenario brings.
    Bottlenecks {
        /// Replications of every variant in the first round.
        first: u32,
        /// Replications of a variant at most.
        at_most: u32,
        /// Whether half-days of the leading constraints are relieved.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        hours: bool,
    },
    /// One unit more and less of each role, of rooms and of receptionists.
    Elasticities,
    /// A scenario with levers at other values.
    Sweep {
        /// The levers with their values, each as `PATH=VALUES`.
        vary: Vec<String>,
        /// How points are chosen among the values.
        arrangement: Arrangement,
        /// The measure by which points are judged.
        measure: String,
    },
    /// The next unit of everything, and where the next room gains more than the next post.
    Marginal {
        /// The measure by which units are judged.
        by: String,
        /// The levels of staff.
        levels: Levels,
        /// The role of the levels; without it, that whose next post gains most.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        role: Option<String>,
    },
    /// The best team for a goal.
    Optimise(Request),
    /// Which parameters the results and the choice depend on.
    Sensitivity(SensitivityRequest),
    /// Changes on many networks, each against the same network without them.
    Across(AcrossRequest),
    /// Parameters fitted to targets.
    Calibrate {
        /// The targets.
        targets: InputText,
        /// The parameters to fit.
        parameters: InputText,
        /// Points in each wave.
        points: u32,
        /// Waves.
        waves: u32,
        /// The target values that a run of this length measures, as indices among all that could be
        /// fitted.
        measured: Vec<usize>,
    },
    /// The engine against theory.
    Verify {
        /// The file of cases; the built-in ones without it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        cases: Option<InputText>,
        /// Tables that the cases name.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        tables: Vec<InputText>,
        /// The seed.
        #[serde(with = "crate::experiment::seed")]
        seed: u64,
        /// Replications of each case.
        replications: u32,
    },
}

impl Task {
    /// The command.
    pub const fn command(&self) -> &'static str {
        match self {
            Task::Run => "run",
            Task::Compare { .. } | Task::Across(_) => "compare",
            Task::Emulate { .. } => "emulate",
            Task::Validate { .. } | Task::Networks { .. } => "validate",
            Task::CaseStudies { .. } => "case-studies",
            Task::WarmUp => "warm-up",
            Task::Bottlenecks { .. } | Task::Elasticities => "bottlenecks",
            Task::Sweep { .. } => "sweep",
            Task::Marginal { .. } => "marginal",
            Task::Optimise(_) => "optimise",
            Task::Sensitivity(_) => "sensitivity",
            Task::Calibrate { .. } => "calibrate",
            Task::Verify { .. } => "verify",
        }
    }

    /// The files read for it, apart from scenarios.
    fn inputs(&self) -> impl Iterator<Item = &InputText> {
        let all: Vec<&InputText> = match self {
            Task::Validate { targets } | Task::Emulate { targets, .. } => vec![targets],
            Task::Networks { networks } => vec![networks],
            Task::Calibrate { targets, parameters, .. } => vec![targets, parameters],
            Task::Verify { cases, tables, .. } => cases.iter().chain(tables).collect(),
            _ => Vec::new(),
        };
        all.into_iter()
    }

    /// # Errors
    ///
    /// If a number is outside the range of its command, for a study of this many `scenarios`.
    fn check(&self, scenarios: usize) -> Result<(), String> {
        let is_fine = match self {
            Task::Compare { draws: Some(draws), .. } if *draws > MOST_REPLICATIONS => false,
            Task::Compare { scale_to: Some(patients), .. } => {
                patients.is_finite() && *patients > 0.0
            }
            Task::CaseStudies { order } => order.iter().all(|index| *index < scenarios),
            Task::Calibrate { points, waves, .. } => {
                (1..=MOST_POINTS).contains(points) && (1..=MOST_WAVES).contains(waves)
            }
            Task::Verify { replications, .. } => (1..=MOST_REPLICATIONS).contains(replications),
            Task::Optimise(request) => request.is_in_range(),
            Task::Sensitivity(request) => request.is_in_range(),
            Task::Bottlenecks { first, at_most, .. } => {
                (1..=*at_most).contains(first) && *at_most <= MOST_REPLICATIONS
            }
            Task::Marginal { levels, .. } => levels.is_fine(),
            _ => true,
        };
        if is_fine {
            return Ok(());
        }
        Err(format!("a number for `{}` is out of range", self.command()))
    }
}

/// A file that was read, or something built in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InputText {
    /// Its name.
    pub name: String,
    /// The SHA-256 of its text.
    pub sha256: String,
    /// Its text.
    pub text: String,
}

impl InputText {
    /// The text read under `name`.
    pub fn new(name: &str, text: &str) -> Self {
        InputText { name: name.to_owned(), sha256: sha256(text), text: text.to_owned() }
    }
}

/// A scenario merged with its bases.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScenarioText {
    /// Its name in this study.
    pub name: String,
    /// Its title in this study.
    pub title: String,
    /// The SHA-256 of its text.
    pub sha256: String,
    /// Its text.
    pub resolved: String,
    /// Its differences from its base.
    pub differences: Vec<(String, String)>,
}

impl ScenarioText {
    /// The text of `scenario`.
    pub fn of(scenario: &Scenario) -> Self {
        ScenarioText {
            name: scenario.name.clone(),
            title: scenario.title.clone(),
            sha256: sha256(&scenario.resolved),
            resolved: scenario.resolved.clone(),
            differences: scenario.differences.clone(),
        }
    }
}

/// The hash that a study file states about itself.
#[derive(Deserialize)]
struct Seal {
    sha256: String,
}

/// Why the study of a folder cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StudyFileError {
    /// There is no study.
    #[error("{}: there is no {STUDY}; name the folder of a run", .0.display())]
    None(PathBuf),
    /// It cannot be read.
    #[error("{}: {source}", .path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// It is not a study, or it is damaged.
    #[error("{}: {why}; it is not the study of a run, or it was changed", .path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        why: String,
    },
    /// Another program made it.
    #[error(
        "{}: made by {what} {theirs}, but this is {ours}; their rows have different meanings. Use the \
         program that made it, or run it again with this one", .path.display()
    )]
    Other {
        /// The file.
        path: PathBuf,
        /// Version or model.
        what: &'static str,
        /// What made it.
        theirs: String,
        /// What this is.
        ours: String,
    },
}

impl StudyFile {
    /// The study as this program would write it.
    pub fn new(
        task: Task,
        shard: Option<(u32, u32)>,
        outline: Outline,
        scenarios: &[Scenario],
    ) -> Self {
        // The points of a sweep follow from its levers.
        let stated = if matches!(task, Task::Sweep { .. }) { 1 } else { scenarios.len() };
        StudyFile {
            schema: SCHEMA,
            program: env!("CARGO_PKG_NAME").to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            model_sha256: MODEL.to_owned(),
            task,
            shard,
            outline,
            scenarios: scenarios.iter().take(stated).map(ScenarioText::of).collect(),
            columns: Columns::of_this_version(),
        }
    }

    /// Reads the study of `folder`, which this program must have made.
    ///
    /// # Errors
    ///
    /// [`StudyFileError`].
    pub fn read(folder: &Path) -> Result<Self, StudyFileError> {
        let study = StudyFile::read_any(folder)?;
        study.is_of_this_program(folder)?;
        Ok(study)
    }

    /// Reads the study of `folder`, made by any version.
    ///
    /// # Errors
    ///
    /// [`StudyFileError`].
    pub fn read_any(folder: &Path) -> Result<Self, StudyFileError> {
        let path = folder.join(STUDY);
        let damaged = |why: String| StudyFileError::Damaged { path: path.clone(), why };
        let text = match disk::read_text(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Err(StudyFileError::None(folder.to_owned()));
            }
            Err(source) => return Err(StudyFileError::Read { path, source }),
        };
        let study: StudyFile =
            serde_json::from_str(&text).map_err(|error| damaged(error.to_string()))?;
        // Another version may have keys that this one does not read, so its hash cannot be checked.
        if study.is_of_this_program(folder).is_ok() {
            let seal: Seal =
                serde_json::from_str(&text).map_err(|error| damaged(error.to_string()))?;
            if seal.sha256 != sha256(&super::json::text(&study)) {
                return Err(damaged("its contents do not have the hash that it states".to_owned()));
            }
            study.check().map_err(damaged)?;
        }
        Ok(study)
    }

    /// # Errors
    ///
    /// What this program would not have written.
    fn check(&self) -> Result<(), String> {
        if (self.schema, self.program.as_str()) != (SCHEMA, env!("CARGO_PKG_NAME")) {
            return Err(format!("it is of {} and schema {}", self.program, self.schema));
        }
        if self.columns != Columns::of_this_version() {
            return Err("its rows have other columns".to_owned());
        }
        if let Some(scenario) = self.scenarios.iter().find(|s| sha256(&s.resolved) != s.sha256) {
            return Err(format!("the text of {} has another hash", scenario.name));
        }
        if let Some(input) = self.task.inputs().find(|input| sha256(&input.text) != input.sha256) {
            return Err(format!("the text of {} has another hash", input.name));
        }
        let replications = self.outline.replications;
        if let Some((first, last)) = self.shard
            && !(1 <= first && first <= last && last <= replications)
        {
            return Err(format!("replications {first} to {last} of {replications} are no shard"));
        }
        self.task.check(self.scenarios.len())
    }

    /// Which rows belong to this study: all that decides what a row holds, and not how many rows there
    /// are to be. A study that is made longer keeps its rows.
    pub fn rows_hash(&self) -> StudyHash {
        let mut decisive = self.whole();
        if !matches!(decisive.task, Task::Calibrate { .. }) {
            decisive.outline.replications = 0;
        }
        decisive.outline.goals.clear();
        decisive.outline.variants.iter_mut().for_each(|variant| variant.at_most = None);
        match &mut decisive.task {
            Task::Calibrate { waves, .. } => *waves = 0,
            // How networks are ranked does not change what they gain.
            Task::Across(request) => request.forget_how_shown(),
            // Draws have addresses: more or fewer of them leave each as it is.
            Task::Compare { draws, .. } => *draws = None,
            Task::Verify { replications, .. } => *replications = 0,
            Task::Bottlenecks { at_most, hours, .. } => {
                (*at_most, *hours) = (0, false);
                // Pairs and half-days are chosen by the rows of the first round, and added after it.
                decisive.outline.variants.retain(|variant| !variant.kind.is_added());
            }
            Task::Marginal { levels, role: None, .. } => {
                // The levels are of the role that the next units choose.
                decisive.outline.variants.retain(|variant| levels.is_next(variant.kind));
            }
            _ => {}
        }
        StudyHash::of(&super::json::text(&decisive))
    }

    /// # Errors
    ///
    /// [`StudyFileError::Other`] unless this program would understand its rows.
    pub fn is_of_this_program(&self, folder: &Path) -> Result<(), StudyFileError> {
        let pairs = [
            ("version", &self.version, env!("CARGO_PKG_VERSION")),
            ("a model with hash", &self.model_sha256, MODEL),
        ];
        for (what, theirs, ours) in pairs {
            if theirs != ours {
                return Err(StudyFileError::Other {
                    path: folder.join(STUDY),
                    what,
                    theirs: theirs.clone(),
                    ours: ours.to_owned(),
                });
            }
        }
        Ok(())
    }

    /// Writes it into `folder`, to outlast a power cut.
    ///
    /// # Errors
    ///
    /// I/O errors of the file system.
    pub fn write(&self, folder: &Path) -> io::Result<()> {
        let content = super::json::text(self);
        let rest = content.strip_prefix("{\n").unwrap_or(&content);
        let text = format!("{{\n  \"sha256\": \"{}\",\n{rest}", sha256(&content));
        disk::put(&folder.join(STUDY), Durability::Synced, |out| out.write_all(text.as_bytes()))?;
        Ok(())
    }

    /// Writes it into `folder` as the first file of a run; the manifest of one that it replaces goes.
    ///
    /// # Errors
    ///
    /// I/O errors of the file system.
    pub fn begin(&self, folder: &Path) -> io::Result<()> {
        self.write(folder)?;
        disk::remove(&folder.join(MANIFEST))
    }

    /// The same study as this version of the program would write it, whichever version wrote it.
    #[must_use]
    pub fn of_this_version(&self) -> Self {
        StudyFile {
            schema: SCHEMA,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            model_sha256: MODEL.to_owned(),
            columns: Columns::of_this_version(),
            ..self.clone()
        }
    }

    /// The replications of this folder.
    pub fn wanted(&self) -> RangeInclusive<u32> {
        let (first, last) = self.shard.unwrap_or((1, self.outline.replications));
        first..=last
    }

    /// The same study, all of it.
    #[must_use]
    pub fn whole(&self) -> Self {
        StudyFile { shard: None, ..self.clone() }
    }

    /// The scenarios, read again.
    ///
    /// # Errors
    ///
    /// [`scenario::error::ScenarioError`] if this program refuses one of them.
    pub fn scenarios(&self) -> Result<Vec<Scenario>, scenario::error::ScenarioError> {
        let read = |text: &ScenarioText| {
            let mut read = scenario::of_resolved(&text.name, &text.resolved)?;
            read.title.clone_from(&text.title);
            read.differences.clone_from(&text.differences);
            Ok(read)
        };
        let mut all = self.scenarios.iter().map(read).collect::<Result<Vec<_>, _>>()?;
        if let Task::Sweep { vary, arrangement, .. } = &self.task
            && let Some(base) = all.first()
        {
            let points = Plan::new(base, vary, *arrangement, self.outline.seed)
                .and_then(|plan| plan.scenarios(base));
            let name = base.name.clone();
            all.extend(points.map_err(|problems| scenario::error::ScenarioError {
                name,
                kind: scenario::error::ScenarioErrorKind::Invalid(problems),
            })?);
        }
        Ok(all)
    }

    /// What differs between this study and `other`, in words; empty if it is the same. Shards of one
    /// study do not differ.
    pub fn differences(&self, other: &StudyFile) -> Vec<String> {
        let mut found = Vec::new();
        let mut compare = |what: &str, one: String, other: String| {
            if one != other {
                found.push(format!("{what}: {one} and {other}"));
            }
        };
        let StudyFile { outline: own, .. } = self;
        let theirs = &other.outline;
        compare("version", self.version.clone(), other.version.clone());
        compare("model hash", self.model_sha256.clone(), other.model_sha256.clone());
        compare("command", self.task.command().into(), other.task.command().into());
        compare("seed", own.seed.to_string(), theirs.seed.to_string());
        compare("--weeks", own.horizon.weeks.to_string(), theirs.horizon.weeks.to_string());
        compare(
            "--warm-up-weeks",
            own.horizon.warm_up_weeks.to_string(),
            theirs.horizon.warm_up_weeks.to_string(),
        );
        compare("--replications", own.replications.to_string(), theirs.replications.to_string());
        let names = |study: &StudyFile| {
            let names = study.scenarios.iter().map(|scenario| scenario.name.as_str());
            names.collect::<Vec<_>>().join(", ")
        };
        compare("scenarios", names(self), names(other));
        if names(self) == names(other) {
            for (one, other) in self.scenarios.iter().zip(&other.scenarios) {
                if one.resolved != other.resolved {
                    found.push(format!("scenario {}: its text", one.name));
                } else if one.title != other.title {
                    found.push(format!("scenario {}: its title", one.name));
                }
            }
        }
        if found.is_empty() {
            found.extend(outline_differences(own, theirs));
        }
        if found.is_empty() && self.task != other.task {
            let what = match self.task {
                Task::Optimise(_) => "the goal, roles, limits, budget or draws of the search",
                Task::Across(_) => "the networks or the changes",
                Task::Sensitivity(_) => {
                    "the groups, trajectories, replications, parameters or blocks"
                }
                _ => "what the scenarios are held against, or how results are shown",
            };
            found.push(what.to_owned());
        }
        found
    }
}

/// The scenarios as a study takes them.
pub fn entries(scenarios: &[Scenario]) -> Vec<Entry> {
    let entry = |scenario: &Scenario| Entry {
        name: scenario.name.clone(),
        title: scenario.title.clone(),
        system: scenario.system.clone(),
    };
    scenarios.iter().map(entry).collect()
}
