//! Small random practices: what the reader accepts must run, end, and add up.

use super::bytes::Bytes;
use super::edits::{reword, tamper};
use super::reader::InMemory;
use crate::identities::{Notes, check_finite, check_record, check_stories};
use pcn_sim::model::CareSystem;
use pcn_sim::scenario::error::{Problem, ScenarioError, ScenarioErrorKind};
use pcn_sim::scenario::{Scenario, load};
use pcn_sim::simulation::chances::Addressed;
use pcn_sim::simulation::{FOLLOWED_DAYS, Horizon, simulate};
use pcn_sim::units::SimTime;
use std::sync::LazyLock;

/// The baseline with two practices of some 200 patients and a handful of staff.
const SMALL: &str = include_str!("small.toml");

/// Tables of the baseline that a small practice does without.
const LEFT_OUT: [&str; 3] =
    ["[practices.market-street", "[practices.hillside", "[practices.the-green"];

/// At most so many values differ from the small practice.
const MOST_EDITS: usize = 16;

/// After so many refusals the practice is given up.
const MOST_REFUSALS: usize = 5;

/// More events than this no small practice has in so few weeks.
const MOST_EVENTS: u64 = 3_000_000;

/// Words out of closed lists.
const WORDS: [(&str, &[&str]); 12] = [
    (
        "policy",
        &[
            "gp-first",
            "care-navigation",
            "care-coordinators",
            "total-triage",
            "telephone-first",
            "digital-self-booking",
        ],
    ),
    ("policy", &["room-each", "room-per-session", "hot-desking"]),
    ("paid_from", &["patient-facing", "administrative"]),
    ("stage", &["entry", "transition", "steady"]),
    ("scope", &["practices", "network"]),
    ("room", &["consulting", "treatment", "none"]),
    ("group", &["gp", "nursing", "additional"]),
    ("booked_as", &["general-practitioner", "practice-nurse", "paramedic"]),
    ("role", &["gp-partner", "gp-trainee", "practice-nurse", "paramedic"]),
    ("core_hours_open", &["00:00", "08:00", "12:00", "18:00"]),
    ("core_hours_close", &["00:01", "08:00", "18:30", "24:00"]),
    ("release", &["00:00", "08:00", "12:00", "24:00"]),
];

/// The text of the small practice, one value a line.
fn small() -> &'static [String] {
    static LINES: LazyLock<Vec<String>> = LazyLock::new(|| {
        let files = InMemory(vec![("a.toml", SMALL.as_bytes())]);
        let small = load("a.toml", &files).unwrap_or_else(|error| panic!("{error}"));
        let tables = small.resolved.split("\n\n");
        let kept = tables.filter(|table| !LEFT_OUT.iter().any(|name| table.starts_with(name)));
        kept.flat_map(|table| table.lines().chain([""])).map(brief).collect()
    });
    &LINES
}

/// The line with a short assumption: half of the document is reasons, and reading them takes time.
fn brief(line: &str) -> String {
    let (start, end) = ("assumption = \"", "\"");
    let Some((before, after)) = line.split_once(start) else { return line.into() };
    let rest = after.split_once(end).map_or("", |(_, rest)| rest);
    format!("{before}{start}so{end}{rest}")
}

/// What is asked: a practice, for how long, under which chance.
#[derive(Debug)]
pub(crate) struct Asked {
    pub(crate) lines: Vec<String>,
    pub(crate) horizon: Horizon,
    pub(crate) seed: u64,
}

impl Asked {
    /// The small practice with some of its values changed.
    pub(crate) fn new(data: &[u8]) -> Self {
        let mut bytes = Bytes::new(data);
        let horizon =
            Horizon { warm_up_weeks: bytes.below(3) as u32, weeks: 1 + bytes.below(3) as u32 };
        let seed = u64::from(bytes.byte());
        let mut lines = small().to_vec();
        for _ in 0..MOST_EDITS {
            if bytes.is_used_up() {
                break;
            }
            if bytes.below(5) > 0 {
                tamper(&mut lines, &mut bytes);
            } else {
                reword(&mut lines, &mut bytes, &WORDS);
            }
        }
        Asked { lines, horizon, seed }
    }

    /// The scenario, once what the reader refuses of the changes has been taken back.
    pub(crate) fn scenario(&mut self) -> Option<Scenario> {
        for _ in 0..MOST_REFUSALS {
            let text = self.lines.join("\n");
            match load("a.toml", &InMemory(vec![("a.toml", text.as_bytes())])) {
                Ok(scenario) => return Some(scenario),
                Err(ScenarioError { kind: ScenarioErrorKind::Invalid(problems), .. }) => {
                    problems.iter().for_each(|problem| self.take_back(problem));
                }
                Err(other) => panic!("{other}"),
            }
        }
        None
    }

    /// Takes back the line that a problem names; if that is as it was, the whole of its table.
    fn take_back(&mut self, problem: &Problem) {
        let original = small();
        let at = problem.line.expect("a value has a line") - 1;
        if self.lines[at] != original[at] {
            self.lines[at].clone_from(&original[at]);
            return;
        }
        let table = format!("[{}", problem.key.split(['.', '[']).next().unwrap_or_default());
        let mut is_within = false;
        for (line, original) in self.lines.iter_mut().zip(original) {
            is_within =
                if original.starts_with('[') { original.starts_with(&table) } else { is_within };
            if is_within {
                line.clone_from(original);
            }
        }
    }

    /// The lines that differ from the small practice.
    pub(crate) fn differences(&self) -> Vec<&str> {
        let pairs = self.lines.iter().zip(small());
        pairs.filter(|(line, original)| line != original).map(|(line, _)| line.as_str()).collect()
    }
}

/// Whether the network is small enough to be run many times a second; the largest have tests of
/// their own.
fn is_small(system: &CareSystem) -> bool {
    let starts: f64 = system
        .teams
        .iter()
        .map(|team| {
            let role = &system.roles[team.role];
            let by_rota: f64 = team
                .sessions
                .iter()
                .map(|session| f64::from(session.people) * session.length.get())
                .sum();
            let by_contract = team.wte * role.sessions_per_wte * role.session.get();
            (by_contract + by_rota) / role.slot.get()
        })
        .sum();
    system.patients() <= 5_000.0
        && starts <= 20_000.0
        && system.patients() * system.emergency.background_per_1000_year < 1e8
}

/// Simulates the practice that `data` describes, as far as the reader accepts it.
pub(crate) fn run(data: &[u8]) {
    let mut asked = Asked::new(data);
    let Some(scenario) = asked.scenario() else { return };
    let system = &scenario.system;
    if !is_small(system) {
        return;
    }
    // Told if what follows panics.
    let _story = Story(&asked);
    let horizon = asked.horizon;
    let mut notes = Notes::default();
    let record = simulate(system, horizon, &Addressed::new(asked.seed, 0), &mut notes).unwrap();
    assert!(record.events <= MOST_EVENTS, "{} events", record.events);
    check_record(&record, system);
    check_finite(&record);
    let first = SimTime::midnight(-(horizon.warm_up_weeks as i32) * 7);
    let last = SimTime::midnight(horizon.weeks as i32 * 7 + FOLLOWED_DAYS);
    check_stories(&notes, first, last);
}

/// Says what was asked if it ends in a panic.
struct Story<'a>(&'a Asked);

impl Drop for Story<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let asked = self.0;
            eprintln!("{:?}, seed {}: {:#?}", asked.horizon, asked.seed, asked.differences());
        }
    }
}
