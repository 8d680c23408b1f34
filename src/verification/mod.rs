//! Tests the engine against theory: queueing systems with known answers, built from the same parts as
//! the practice.
//!
//! A [`case::Case`] is a system with known values: from a formula, an exact computation or a
//! published simulation. It is built from the same [calendar](crate::engine::calendar),
//! [resources](crate::engine::resource), [streams](crate::engine::streams) and
//! [samplers](crate::engine::samplers), simulated in replications and compared value by value. A case
//! or metric that the program does not know is named and left out, with what it would need; verification then
//! does not pass.
//!
//! ```text
//! case ──► notation ──► station ┐
//!     └──► network, backlog,    ├──► observation ──► judgement
//!          session, trace,      │
//!          call_centre, coverage┘
//! ```

pub mod case;
pub mod judgement;
pub mod table;

mod backlog;
mod call_centre;
mod chance;
mod clock;
mod coverage;
mod line;
mod metric;
mod naming;
mod network;
mod notation;
mod observation;
mod session;
mod settings;
mod stated;
mod station;
mod system;
mod trace;

pub use settings::Settings;

use case::{Case, CaseError, KnownValue, read_cases};
use chance::Address;
use judgement::{Comparison, Verdict, compare};
use observation::{Observation, estimate};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use system::System;

/// The cases that come with the program.
pub const BUILT_IN: &str = include_str!("cases.csv");

/// The tables that the built-in cases name.
const BUILT_IN_TABLE: (&str, &str) = ("service_pmf.csv", include_str!("service_pmf.csv"));

/// The result for one value.
#[derive(Clone, Debug, PartialEq)]
pub struct Check {
    /// The case.
    pub case_id: String,
    /// Its model.
    pub model: String,
    /// The known value.
    pub known_value: KnownValue,
    /// The simulated value, and its distance from the known one.
    pub comparison: Comparison,
}

/// All results of a verification.
#[derive(Clone, Debug, PartialEq)]
pub struct Verification {
    /// The values compared, in the order of the cases.
    pub checks: Vec<Check>,
    /// The cases and metrics left out, and why: one sentence each.
    pub skipped: Vec<String>,
    /// Whether the checks agree with the known values.
    pub verdict: Verdict,
    /// Replications of each case.
    pub replications: u32,
    /// Replications requested: more than were made if the run was stopped.
    pub asked: u32,
    /// The number of events simulated.
    pub events: u64,
}

impl Verification {
    /// Whether everything was checked and agrees.
    pub fn passes(&self) -> bool {
        let is_whole = self.skipped.is_empty() && !self.is_partial();
        is_whole && self.verdict.agrees() && !self.checks.is_empty()
    }

    /// Whether requested replications are missing.
    pub fn is_partial(&self) -> bool {
        self.replications < self.asked
    }
}

/// The built-in cases.
///
/// # Errors
///
/// None, unless a built-in case is wrong. A test excludes this.
pub fn built_in() -> Result<Vec<Case>, CaseError> {
    read_cases(BUILT_IN, |name| (name == BUILT_IN_TABLE.0).then(|| BUILT_IN_TABLE.1.to_owned()))
}

/// Simulates every case and compares the results with the known values.
///
/// The result depends on the cases and the settings alone, not on the number of threads.
///
/// # Example
///
/// ```
/// use pcn_sim::verification::{Settings, built_in, verify};
///
/// let cases = built_in().expect("the built-in cases are valid");
/// // Two short replications of one case, to show the form; a verdict needs the default settings.
/// let settings = Settings { seed: 1, replications: 2, events: 1_000 };
/// let verification = verify(&cases[..1], &settings);
/// assert!(verification.events > 0);
/// ```
pub fn verify(cases: &[Case], settings: &Settings) -> Verification {
    let verifying = Verifying::new(cases, settings);
    let keys = verifying.keys();
    let rows = run_all(keys.len(), |job| verifying.simulate(keys[job]));
    verifying.judged(&rows, verifying.settings.replications)
}

/// The observations of one replication of one case.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CaseRow {
    /// The replication, from 1.
    pub replication: u32,
    /// The case, as an index among the known cases.
    pub case: usize,
    /// Events executed.
    pub events: u64,
    /// One observation for each value of the case.
    observations: Vec<Observation>,
}

/// Cases under verification, replication by replication.
pub struct Verifying<'c> {
    settings: Settings,
    systems: Vec<(&'c Case, Vec<&'c KnownValue>, System)>,
    skipped: Vec<String>,
}

impl<'c> Verifying<'c> {
    /// The cases that can be simulated.
    pub fn new(cases: &'c [Case], settings: &Settings) -> Self {
        let settings = Settings { replications: settings.replications.max(2), ..*settings };
        let mut skipped = Vec::new();
        let systems = known(cases, &mut skipped);
        Verifying { settings, systems, skipped }
    }

    /// Every replication, from 1, of every case. All cases of one replication come before the next, so
    /// that long cases are spread over threads.
    pub fn keys(&self) -> Vec<(u32, usize)> {
        let cases = 0..self.systems.len();
        (1..=self.settings.replications)
            .flat_map(|replication| cases.clone().map(move |case| (replication, case)))
            .collect()
    }

    /// Simulates one of [`Verifying::keys`].
    pub fn simulate(&self, (replication, case): (u32, usize)) -> CaseRow {
        let (about, _, system) = &self.systems[case];
        let address = Address::new(self.settings.seed, replication - 1, &about.id);
        let (observations, events) = system.replicate(&address, &self.settings);
        CaseRow { replication, case, events, observations }
    }

    /// Compares the observations, in the order of the keys, with the known values. Only replications with a
    /// row for every case are used. `None` if there are fewer than two, because one has no interval.
    pub fn judge(&self, mut rows: Vec<CaseRow>) -> Option<Verification> {
        let mut made: BTreeMap<u32, usize> = BTreeMap::new();
        rows.iter().for_each(|row| *made.entry(row.replication).or_insert(0) += 1);
        made.retain(|_, cases| *cases == self.systems.len());
        rows.retain(|row| made.contains_key(&row.replication));
        // Without a known case there is nothing to simulate, and nothing is missing.
        let is_none = self.systems.is_empty();
        let replications = if is_none { self.settings.replications } else { made.len() as u32 };
        (replications >= 2).then(|| self.judged(&rows, replications))
    }

    fn judged(&self, rows: &[CaseRow], replications: u32) -> Verification {
        self.judge_against((rows, replications), |known_value| known_value.value)
    }

    /// The same against `truth` of each known value.
    fn judge_against(
        &self,
        (rows, replications): (&[CaseRow], u32),
        truth: impl Fn(&KnownValue) -> f64,
    ) -> Verification {
        let mut skipped = self.skipped.clone();
        let (mut checks, mut probabilities) = (Vec::new(), Vec::new());
        for (number, (case, known_values, system)) in self.systems.iter().enumerate() {
            let of_case: Vec<&CaseRow> = rows.iter().filter(|row| row.case == number).collect();
            for (index, known_value) in known_values.iter().enumerate() {
                let observed: Vec<Observation> =
                    of_case.iter().filter_map(|row| row.observations.get(index).cloned()).collect();
                let Some(estimate) = estimate(&observed) else {
                    skipped.push(format!(
                        "case {}: `{}` was never observed",
                        case.id, known_value.metric
                    ));
                    continue;
                };
                let known_value =
                    KnownValue { value: truth(known_value), ..(*known_value).clone() };
                let limits = system.limits(index);
                let comparison = compare(&known_value, &estimate, replications, limits);
                let refuted = comparison.is_refuted.then_some(0.0);
                probabilities.push((number, refuted.unwrap_or(comparison.p)));
                let (case_id, model) = (case.id.clone(), case.model.clone());
                checks.push(Check { case_id, model, known_value, comparison });
            }
        }
        let events = rows.iter().map(|row| row.events).sum();
        let (verdict, asked) = (Verdict::of(&probabilities), self.settings.replications);
        Verification { checks, skipped, verdict, replications, asked, events }
    }
}

/// The systems that the program knows, each with its case and the known values that can be checked. Unknown
/// cases and metrics are added to `skipped`.
fn known<'c>(
    cases: &'c [Case],
    skipped: &mut Vec<String>,
) -> Vec<(&'c Case, Vec<&'c KnownValue>, System)> {
    let mut systems = Vec::new();
    for case in cases {
        match System::read(case) {
            Ok((system, known_values, unknown)) => {
                skipped.extend(unknown.into_iter().map(|metric| {
                    format!(
                        "case {}: unknown metric `{metric}` for {}; it would need one of {}",
                        case.id,
                        case.model,
                        system.metrics()
                    )
                }));
                if !known_values.is_empty() {
                    systems.push((case, known_values, system));
                }
            }
            Err(why) => skipped.push(format!("case {} ({}): {why}", case.id, case.model)),
        }
    }
    systems
}

/// Does every job, with threads if available. The results are in the order of the jobs.
fn run_all<T: Send>(jobs: usize, one: impl Fn(usize) -> T + Sync + Send) -> Vec<T> {
    #[cfg(feature = "parallel")]
    {
        use rayon::prelude::*;
        (0..jobs).into_par_iter().with_max_len(1).map(one).collect()
    }
    #[cfg(not(feature = "parallel"))]
    {
        (0..jobs).map(one).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "case_id,model,parameters_json,metric,value,reference\n";
    const QUICK: Settings = Settings { seed: 1, replications: 20, events: 10_000 };

    fn cases(rows: &str) -> Vec<Case> {
        read_cases(&format!("{HEAD}{rows}"), |_| None).expect("the rows are well formed")
    }

    /// Erlang's probability of waiting, `a` being the offered load.
    fn erlang_c(c: u32, a: f64) -> f64 {
        let blocked = (1..=c).fold(1.0, |b, n| a * b / (f64::from(n) + a * b));
        blocked / (1.0 - a / f64::from(c) * (1.0 - blocked))
    }

    #[test]
    fn built_in_values_are_those_of_the_formulas() {
        // M/M/1: the probability of waiting is the load; M/M/2 at a = 1: 1/3.
        assert!((erlang_c(1, 0.3) - 0.3).abs() < 1e-12);
        assert!((erlang_c(2, 1.0) - 1.0 / 3.0).abs() < 1e-12);
        let cases = built_in().expect("the built-in cases are well formed");
        let claimed = |id: &str, metric: &str| {
            let case = cases.iter().find(|case| case.id == id).expect(id);
            case.known_values
                .iter()
                .find(|known_value| known_value.metric == metric)
                .expect(metric)
                .value
        };
        for (id, c, a, mu) in [("mmc-3", 3, 2.4, 1.0), ("mmc-8", 8, 7.5, 0.2)] {
            let delayed = erlang_c(c, a);
            assert!((claimed(id, "P_wait") - delayed).abs() < 1e-12, "{id}");
            let wait = delayed / (mu * (f64::from(c) - a));
            assert!((claimed(id, "Wq") - wait).abs() < 1e-9, "{id}");
        }
        // Pollaczek and Khinchine: rho·mean·(1 + cv²)/(2·(1 - rho)) is 18 without variation.
        assert_eq!(claimed("mg1-d", "Wq"), 18.0);
        // One server of an M/D/c is an M/D/1.
        assert!((claimed("mdc-1", "Wq") - 0.7 / 0.6).abs() < 1e-6);
    }

    #[test]
    fn every_built_in_case_is_known() {
        let cases = built_in().expect("the built-in cases are well formed");
        assert!(cases.len() >= 30);
        for case in &cases {
            let (_, known_values, unknown) = System::read(case).expect(&case.id);
            assert!(
                known_values.len() == case.known_values.len() && unknown.is_empty(),
                "{}",
                case.id
            );
        }
    }

    /// One built-in case of every kind.
    fn quick_cases() -> Vec<Case> {
        let quick = ["mmc-1", "loss-4", "mmck-2", "erlang-a-5", "e3m1", "priority-4", "sources-3"];
        let more = ["mdc-3", "batch-3", "backlog-12", "session-20", "telephone", "trace"];
        let mut cases = built_in().expect("the built-in cases are well formed");
        cases.retain(|case| quick.iter().chain(&more).any(|id| *id == case.id));
        assert_eq!(cases.len(), quick.len() + more.len());
        cases
    }

    #[test]
    fn quick_cases_agree() {
        let found = verify(&quick_cases(), &QUICK);
        assert!(found.passes(), "{}", table::findings_text(&found));
    }

    /// Cases that no file of the program has, in the words of others, each with what it would take to check them.
    const SECOND_FILE: &str = include_str!("second_file.csv");

    #[test]
    fn a_second_file_in_other_words_agrees() {
        let cases = read_cases(SECOND_FILE, |_| None).expect("the rows are well formed");
        let found = verify(&cases, &QUICK);
        assert!(found.skipped.is_empty(), "{:?}", found.skipped);
        assert!(found.passes(), "{}", table::findings_text(&found));
    }

    /// The mean wait at an M/M/c station.
    fn erlang_wait(rate: f64, servers: u32, mu: f64) -> f64 {
        erlang_c(servers, rate / mu) / (f64::from(servers) * mu - rate)
    }

    #[test]
    fn the_wait_in_a_network_is_the_sum_of_the_waits_at_its_stations() {
        assert!((erlang_wait(1.0, 2, 1.0) - 1.0 / 3.0).abs() < 1e-12);
        // Stations in a row: M/M/2 and M/M/3, in each of which customers wait once.
        let row = [erlang_wait(1.5, 2, 1.0), erlang_wait(1.5, 3, 0.7)];
        // Jackson: 0.5 arrive at the first station; 0.8 of its customers go on to the second, of which a quarter go
        // back. So the rates are 0.5/(1 − 0.2) = 0.625 and 0.5, and a customer is there 1.25 times and once.
        let routed = [erlang_wait(0.625, 1, 1.0), erlang_wait(0.5, 2, 0.4)];
        let known = [
            ("a", "Wq", row[0] + row[1]),
            ("a", "mean total wait", row[0] + row[1]),
            ("a", "Wq_1", row[0]),
            ("a", "Wq_2", row[1]),
            ("b", "Wq", 1.25 * routed[0] + routed[1]),
            ("b", "Wq_1", routed[0]),
            ("b", "Wq_2", routed[1]),
            ("b", "W", 1.25 * (routed[0] + 1.0) + routed[1] + 2.5),
        ];
        let parameters = |id: &str| match id {
            "a" => r#"open tandem M/M/2 -> M/M/3,"{""lam"": 1.5, ""mu"": [1.0, 0.7]}""#,
            _ => {
                r#"Jackson network,"{""external"": [0.5, 0], ""c"": [1, 2], ""mu"": [1.0, 0.4], ""routing"": [[0, 0.8], [0.25, 0]]}""#
            }
        };
        let line = |(id, metric, value): &(&str, &str, f64)| {
            format!("{id},{},{metric},{value},x\n", parameters(id))
        };
        let found = verify(&cases(&known.iter().map(line).collect::<String>()), &QUICK);
        assert_eq!(found.checks.len(), known.len(), "{:?}", found.skipped);
        assert!(found.passes(), "{}", table::findings_text(&found));
        // A mean over stations is another number, and fails.
        let mean = [("a", "Wq", (row[0] + row[1]) / 2.0)];
        let found = verify(&cases(&mean.iter().map(line).collect::<String>()), &QUICK);
        assert_eq!(found.verdict.failed, [0]);
    }

    #[test]
    fn the_same_file_with_values_a_tenth_off_fails_everywhere() {
        let mut cases = read_cases(SECOND_FILE, |_| None).expect("the rows are well formed");
        let all = cases.iter_mut().flat_map(|case| &mut case.known_values);
        all.for_each(|known_value| known_value.value *= 1.12);
        let found = verify(&cases, &Settings { replications: 40, ..QUICK });
        assert_eq!(
            found.verdict.failed.len(),
            found.checks.len(),
            "{}",
            table::findings_text(&found)
        );
    }

    #[test]
    fn every_case_left_out_says_what_it_would_need() {
        for (model, parameters) in [
            ("token ring", "{}"),
            ("M/M/1 LCFS", "{\"lam\": 0.5, \"mu\": 1}"),
            ("M/M/1", "{}"),
            ("M/M/1", "{\"lam\": 2, \"mu\": 1}"),
            ("M/M/1", "{\"lam\": 0.5, \"mu\": \"fast\"}"),
            ("M/M/1", "{\"lam\": 0.5, \"mu\": 1, \"setup\": 2}"),
            ("M/Pareto/1", "{\"lam\": 0.5, \"mean\": 1}"),
            ("M/M/1 preemptive repeat", "{\"lam\": [0.1, 0.2], \"mu\": 1}"),
            ("M/M/1 -> M/M/1 with blocking", "{\"lam\": 0.5, \"mu\": [1, 1]}"),
            ("M/M/1 -> M/M/1", "{\"lam\": 0.5, \"mu\": [1, 0.4]}"),
            ("closed tandem M/M/1 -> M/M/1", "{\"N\": 4, \"mu\": [1, 1]}"),
            ("telephone day", "{\"rate_per_hr\": [10, 20], \"mean\": 60}"),
            ("telephone day", "{\"rate_per_hr\": [10], \"agents\": [1, 0], \"mean\": 60}"),
            ("appointment backlog", "{\"daily_slots\": 10, \"daily_demand_poisson\": 11}"),
            ("clinic session", "{\"n\": 10, \"slot\": 10, \"service\": \"lost.csv\"}"),
            ("clinic session", "{\"n\": 10, \"slot\": 10, \"mean\": 9, \"punctual\": false}"),
        ] {
            let row = format!("x,{model},\"{}\",Wq,1,x\n", parameters.replace('"', "\"\""));
            let good =
                "a,M/M/c,\"{\"\"c\"\": 2, \"\"lam\"\": 1, \"\"mu\"\": 1}\",Wq,0.33333333,x\n";
            let all = cases(&format!("{row}{good}"));
            let verifying = Verifying::new(&all, &QUICK);
            assert_eq!(
                verifying.systems.len(),
                1,
                "{model} {parameters}: the other case is compared"
            );
            let [told] = verifying.skipped.as_slice() else { panic!("{model}: left out once") };
            assert!(told.contains("it would need"), "{told}");
        }
        let metric = "a,M/M/c,\"{\"\"c\"\": 2, \"\"lam\"\": 1, \"\"mu\"\": 1}\",colour,1,x\n";
        let verifying_cases = cases(metric);
        let verifying = Verifying::new(&verifying_cases, &QUICK);
        assert!(
            verifying.skipped[0].contains("it would need one of P_wait"),
            "{:?}",
            verifying.skipped
        );
    }

    #[test]
    fn a_published_file_of_known_values_is_known_where_it_is_present() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/queues");
        let Ok(text) = std::fs::read_to_string(folder.join("exact_values.csv")) else { return };
        let beside = |name: &str| std::fs::read_to_string(folder.join(name)).ok();
        let cases = read_cases(&text, beside).expect("the file is well formed");
        let verifying = Verifying::new(&cases, &QUICK);
        assert!(verifying.skipped.is_empty(), "{:?}", verifying.skipped);
    }

    #[test]
    fn a_wrong_value_fails() {
        let wrong = "a,M/M/c,\"{\"\"c\"\": 2, \"\"lam\"\": 1, \"\"mu\"\": 1}\",Wq,0.4,20% off\n";
        let found = verify(&cases(wrong), &QUICK);
        assert_eq!(found.verdict.failed, [0]);
        assert!(!found.passes());
        let right = wrong.replace(",0.4,", ",0.33333333,");
        assert!(verify(&cases(&right), &QUICK).passes());
    }

    #[test]
    fn a_known_value_a_tenth_off_fails_and_no_other_does() {
        let cases = quick_cases();
        // Simulated once, judged as often as there are values that may be wrong.
        let verifying = Verifying::new(&cases, &Settings { events: 10_000, ..Settings::default() });
        let keys = verifying.keys();
        let rows = run_all(keys.len(), |job| verifying.simulate(keys[job]));
        let truth = verifying.judge(rows.clone()).expect("all replications are there");
        assert!(truth.passes(), "{}", table::findings_text(&truth));
        let all = verifying.systems.iter().flat_map(|(case, known_values, _)| {
            known_values.iter().map(move |known_value| (*case, *known_value))
        });
        for (index, (case, known)) in all.enumerate() {
            for factor in [0.9, 1.1] {
                let wrong = |known_value: &KnownValue| {
                    let is_it = std::ptr::eq(known_value, known);
                    if is_it { known_value.value * factor } else { known_value.value }
                };
                let name = format!("{} {}", case.id, known.metric);
                let found = verifying.judge_against((&rows, truth.replications), wrong);
                assert_eq!(found.verdict.failed, [index], "{name} times {factor}");
            }
        }
    }

    #[test]
    fn a_false_value_fails_where_the_spread_is_beyond_all_numbers() {
        let row =
            "a,M/M/c,\"{\"\"c\"\": 1, \"\"lam\"\": 5e-161, \"\"mu\"\": 1e-160}\",Wq,3e160,false\n";
        let found = verify(&cases(row), &QUICK);
        assert!(found.checks[0].comparison.found > 1e159, "waits are long, and are numbers");
        assert_eq!(found.verdict.failed, [0]);
        assert!(!found.passes());
    }

    #[test]
    fn what_was_stopped_is_judged_by_whole_replications_and_does_not_pass() {
        let row = "a,M/M/c,\"{\"\"c\"\": 2, \"\"lam\"\": 1, \"\"mu\"\": 1}\",Wq,0.33333333,x\n";
        let cases = cases(&format!("{row}{}", row.replace("a,M", "b,M")));
        let verifying = Verifying::new(&cases, &QUICK);
        let made = |rows: usize| {
            let keys = verifying.keys().into_iter().take(rows);
            verifying.judge(keys.map(|key| verifying.simulate(key)).collect())
        };
        assert_eq!(made(3), None, "one replication has no interval");
        let found = made(9).expect("four are whole");
        assert_eq!((found.replications, found.asked), (4, QUICK.replications));
        assert_eq!(made(8), Some(found.clone()), "a fifth that is not whole counts for nothing");
        assert!(found.is_partial() && found.verdict.agrees() && !found.passes());
        let said = table::summary_text(&found);
        assert!(said.starts_with("PARTIAL, 4 of 20 replications: 2 values"), "{said}");
        assert!(table::findings_csv(&found).lines().skip(1).all(|line| line.ends_with(",partial")));
    }

    #[test]
    fn what_is_not_known_is_named_and_does_not_pass() {
        let rows = "ring,token ring,{},Wq,1,x\n\
                    t,G/G/1 trace,\"{\"\"arrivals\"\": [0, 1], \"\"services\"\": [2, 1]}\",sum of waits,1,x\n\
                    t,G/G/1 trace,\"{\"\"arrivals\"\": [0, 1], \"\"services\"\": [2, 1]}\",colour,1,x\n";
        let found = verify(&cases(rows), &QUICK);
        assert_eq!(found.skipped.len(), 2);
        assert!(found.skipped[0].contains("ring") && found.skipped[1].contains("`colour`"));
        assert!(found.verdict.agrees() && found.checks.len() == 1 && !found.passes());
    }

    #[test]
    fn the_same_plan_finds_the_same() {
        let row = "a,M/M/1+M,\"{\"\"lam\"\": 1, \"\"mu\"\": 1, \"\"theta\"\": 1}\",P_abandon,0.36787944,1/e\n";
        let settings = Settings { replications: 4, ..QUICK };
        assert_eq!(verify(&cases(row), &settings), verify(&cases(row), &settings));
        assert_ne!(
            verify(&cases(row), &settings).checks,
            verify(&cases(row), &Settings { seed: 2, ..settings }).checks
        );
    }
}
