//! The plan of a sweep: its levers, its points, and the scenario at each point.

use crate::experiment::sweep::{Arrangement, SweepError, points};
use crate::scenario::error::Problem;
use crate::scenario::vary::{self, Setting, Varied, short_names};
use crate::scenario::{self, Scenario, Written};

/// The most problems of points that are listed.
const MOST_SHOWN: usize = 20;

/// The levers and the points of a sweep.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The levers, in the order stated.
    pub varied: Vec<Varied>,
    /// The name of each lever in tables and figures: the shortest end of its path.
    pub names: Vec<String>,
    /// How points were chosen.
    pub arrangement: Arrangement,
    /// The points: the value of each lever, `None` where the scenario states none and it stays so. No
    /// point occurs twice.
    pub points: Vec<Vec<Option<Setting>>>,
    written: Written,
}

impl Plan {
    /// The plan of a sweep of `scenario`, with each of `vary` as `PATH=VALUES`.
    ///
    /// # Errors
    ///
    /// Every problem found.
    pub fn new(
        scenario: &Scenario,
        vary: &[String],
        arrangement: Arrangement,
        seed: u64,
    ) -> Result<Plan, Vec<Problem>> {
        let written = match scenario::written(&scenario.name, &scenario.resolved) {
            Ok(written) => written,
            Err(error) => return Err(vec![of_command(&error.to_string(), "a scenario", "")]),
        };
        let varied = vary::read(vary, &written, scenario)?;
        let counts: Vec<Option<usize>> = varied.iter().map(Varied::count).collect();
        let shares = points(&counts, arrangement, seed).map_err(|error| {
            let (found, remedy) = match &error {
                SweepError::NoStep => {
                    let of = varied.iter().find(|of| of.count().is_none());
                    (
                        format!("`{}` without a step", of.map_or("", |of| &of.path)),
                        error.to_string(),
                    )
                }
                error => ("too much".to_owned(), error.to_string()),
            };
            vec![of_command(&found, "levers and values that give points", &remedy)]
        })?;
        let mut found: Vec<Vec<Option<Setting>>> = Vec::new();
        for point in shares {
            let setting = |(varied, share): (&Varied, Option<f64>)| {
                share.map_or_else(|| varied.stated.clone(), |share| Some(varied.at(share)))
            };
            let point = varied.iter().zip(point).map(setting).collect();
            if !found.contains(&point) {
                found.push(point);
            }
        }
        let paths: Vec<&str> = varied.iter().map(|of| of.path.as_str()).collect();
        let names = short_names(&paths);
        Ok(Plan { names, varied, arrangement, points: found, written })
    }

    /// The total number of rooms at each point; `None` where it is that of the scenario there.
    pub fn rooms(&self) -> Vec<Option<u32>> {
        let Some(lever) = self.varied.iter().position(Varied::is_rooms) else {
            return vec![None; self.points.len()];
        };
        let rooms = |point: &Vec<Option<Setting>>| {
            point[lever].as_ref().and_then(Setting::number).map(|rooms| rooms as u32)
        };
        self.points.iter().map(rooms).collect()
    }

    /// Whether a point is the scenario as it is stated.
    pub fn is_as_stated(&self, point: usize) -> bool {
        self.points[point].iter().zip(&self.varied).all(|(at, varied)| *at == varied.stated)
    }

    /// A point in words: `paramedics.wte 3, rooms 34`.
    pub fn title(&self, point: usize) -> String {
        let words = self.names.iter().zip(&self.points[point]).map(|(name, at)| match at {
            Some(setting) => format!("{name} {setting}"),
            None => format!("{name} not stated"),
        });
        words.collect::<Vec<_>>().join(", ")
    }

    /// The scenario of every point. Only what is simulated is kept of each.
    ///
    /// # Errors
    ///
    /// The problems of points that are no scenario.
    pub fn scenarios(&self, base: &Scenario) -> Result<Vec<Scenario>, Vec<Problem>> {
        let mut all = Vec::with_capacity(self.points.len());
        let mut problems: Vec<Problem> = Vec::new();
        let digits = self.points.len().to_string().len();
        for (index, settings) in self.points.iter().enumerate() {
            match vary::at(&self.written, &self.varied, settings).scenario() {
                Ok(found) => all.push(Scenario {
                    name: format!("{}@point-{:0digits$}", base.name, index + 1),
                    title: self.title(index),
                    resolved: String::new(),
                    parameters: Vec::new(),
                    levers: Vec::new(),
                    values: Vec::new(),
                    sources: Vec::new(),
                    ..found
                }),
                Err(found) => {
                    let is_new = |one: &Problem| {
                        let same = |other: &Problem| {
                            let is_like =
                                (&one.key, &one.expected) == (&other.key, &other.expected);
                            is_like && (one.found == other.found || asks_for_whole_numbers(one))
                        };
                        !problems.iter().any(same)
                    };
                    let new: Vec<Problem> = found.into_iter().filter(is_new).collect();
                    problems.extend(new.into_iter().map(|problem| Problem {
                        file: format!("--vary, the point {}", self.title(index)),
                        line: None,
                        remedy: match asks_for_whole_numbers(&problem) {
                            true => format!(
                                "state a step of whole numbers: {}=LOW..HIGH:1",
                                problem.key
                            ),
                            false => problem.remedy.clone(),
                        },
                        ..problem
                    }));
                }
            }
        }
        problems.truncate(MOST_SHOWN);
        if problems.is_empty() { Ok(all) } else { Err(problems) }
    }
}

/// Whether a point has a fraction where a lever takes whole numbers only: its range needs a step.
fn asks_for_whole_numbers(problem: &Problem) -> bool {
    problem.expected.contains("whole number")
}

fn of_command(found: &str, expected: &str, remedy: &str) -> Problem {
    Problem {
        file: "--vary".to_owned(),
        line: None,
        key: String::new(),
        found: found.to_owned(),
        expected: expected.to_owned(),
        remedy: remedy.to_owned(),
    }
}
