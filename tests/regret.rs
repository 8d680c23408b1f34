//! How far the team that a search chooses falls short of the best of all possible ones, all simulated.

use crate::support::small;
use pcn_sim::engine::streams::Streams;
use pcn_sim::experiment::progress::Unwatched;
use pcn_sim::optimisation::book::{Book, Job, Stage};
use pcn_sim::optimisation::course::{Settings, run};
use pcn_sim::optimisation::goal::Goal;
use pcn_sim::optimisation::posts::{Asked, Posts};
use pcn_sim::optimisation::simulator::Simulator;
use pcn_sim::scenario::embedded::BASELINE;
use pcn_sim::scenario::{FileSystem, Scenario, load};
use pcn_sim::simulation::Horizon;
use pcn_sim::statistics::interval::{mean, variance};
use pcn_sim::uncertainty::draw::Draws;

/// Enumeration takes so many times the replications of a search.
const TIMES: usize = 5;

/// What is held against each other: all teams, and one search.
#[derive(Clone, Debug)]
pub(crate) struct Held {
    /// Possible teams.
    pub(crate) teams: usize,
    /// Replications of all of them, and of the search.
    pub(crate) replications: (usize, usize),
    /// The goal of the best team less that of the chosen one, in the replications of the enumeration.
    pub(crate) regret: f64,
    /// Its standard error, by paired differences.
    pub(crate) error: f64,
    /// The goal of the best team less that of the worst.
    pub(crate) range: f64,
    /// Teams that are better than the chosen one.
    pub(crate) better: usize,
    /// By how many standard errors the value that the search reports is above that of the enumeration.
    pub(crate) flattered: f64,
}

/// A team by its point, with its gains in every replication of an enumeration.
type Enumerated = Vec<(Vec<i64>, Vec<f64>)>;

/// A scenario with its posts and how long it is simulated.
pub(crate) struct World {
    pub(crate) scenario: Scenario,
    pub(crate) posts: Posts,
    pub(crate) horizon: Horizon,
}

impl World {
    fn simulator<'w>(&'w self, draws: &'w Draws, seed: u64) -> Simulator<'w> {
        let World { scenario, posts, horizon } = self;
        Simulator { scenario, posts, draws, horizon: *horizon, seed, cache: &None }
    }

    fn draws(&self, seed: u64) -> Draws {
        Draws::new(std::slice::from_ref(&self.scenario), seed).unwrap()
    }

    /// Every possible team in so many replications, with other random numbers than any search.
    pub(crate) fn enumerated(&self, replications: u32) -> Enumerated {
        let goal = Goal::read("needs-settled").unwrap();
        let draws = self.draws(1_000_003);
        let simulator = self.simulator(&draws, 1_000_003);
        let simulate = |jobs: &[Job]| simulator.run(jobs, &|_| true, &Unwatched);
        let about = (&self.posts, &goal, self.horizon.weeks);
        let mut book = Book::new(about, Vec::new(), Box::new(simulate));
        let points = self.posts.every();
        let numbers: Vec<u32> = points.iter().map(|point| book.number_of(point)).collect();
        book.want(Stage::Value, &numbers, replications).unwrap();
        let gains = numbers.iter().map(|number| book.gains(Stage::Value, *number).unwrap());
        points.into_iter().zip(gains.collect::<Vec<_>>()).collect()
    }

    /// The number of possible teams.
    pub(crate) fn teams(&self) -> usize {
        self.posts.every().len()
    }

    /// A search of a fifth of the replications, held against all teams.
    pub(crate) fn held(&self, all: &Enumerated, seed: u64) -> Held {
        let goal = Goal::read("needs-settled").unwrap();
        let enumeration = all.iter().map(|(_, gains)| gains.len()).sum::<usize>();
        let budget = (enumeration / TIMES) as u32;
        let settings = Settings { budget, draws: Some(0), indifference: None, seed };
        let draws = self.draws(seed);
        let simulator = self.simulator(&draws, seed);
        let simulate = |jobs: &[Job]| simulator.run(jobs, &|_| true, &Unwatched);
        let about = (&self.posts, &goal, self.horizon.weeks);
        let mut book = Book::new(about, Vec::new(), Box::new(simulate));
        let outcome = run(&mut book, &settings, &settings.plan().unwrap());
        assert_eq!(outcome.halt, None);
        let stages = [Stage::Search, Stage::Selection, Stage::Value];
        let used = stages.iter().map(|stage| book.count(*stage)).sum();
        assert!(used <= budget as usize, "{used} of {budget}");
        // The first that may be chosen: the team in post may be none of the possible ones.
        let lead = outcome.finalists[0];
        let of = |point: &[i64]| all.iter().find(|(known, _)| known == point).map(|(_, of)| of);
        let chosen = book.points[lead as usize].as_deref().and_then(of).expect("it is enumerated");
        let best = all.iter().map(|(_, of)| of).max_by(|a, b| mean(a).total_cmp(&mean(b))).unwrap();
        let worst = all.iter().map(|(_, of)| mean(of)).fold(f64::MAX, f64::min);
        let missed: Vec<f64> = best.iter().zip(chosen).map(|(a, b)| a - b).collect();
        let value = book.gains(Stage::Value, lead).unwrap();
        let error = |of: &[f64]| variance(of) / of.len() as f64;
        Held {
            teams: all.len(),
            replications: (enumeration, used),
            regret: mean(&missed),
            error: error(&missed).sqrt(),
            range: mean(best) - worst,
            better: all.iter().filter(|(_, of)| mean(of) > mean(chosen)).count(),
            flattered: (mean(&value) - mean(chosen)) / (error(&value) + error(chosen)).sqrt(),
        }
    }
}

/// Roles of which a random practice may employ three.
const ROLES: [&str; 7] = [
    "clinical-pharmacist",
    "pharmacy-technician",
    "first-contact-physiotherapist",
    "physician-associate",
    "paramedic",
    "gp-newly-qualified-arrs",
    "general-practice-nurse-arrs",
];

/// A random practice: 1,600 to 2,800 patients, staff between 0.7 and 1.3 of the usual, 2 to 4 rooms, three
/// roles that its share of the scheme may pay for, and nobody else under the scheme.
pub(crate) fn random_practice(number: u64) -> World {
    let streams = Streams::new(20_261_129, 0);
    let chance = |what: u32| streams.uniform(0, number, what, 0);
    let mut scenario = load(BASELINE, &FileSystem).unwrap();
    let mut system = small();
    let list = (1_600.0 + 1_200.0 * chance(0)).round();
    let share = list / system.practices[0].list_size;
    system.practices[0].list_size = list;
    system.sites[0].consulting_rooms = 2 + (chance(1) * 3.0) as u32;
    let money = scenario.money.as_ref().unwrap();
    let is_claimed = |index: usize, role: usize| {
        !money.not_claimed.contains(&index) && money.roles.iter().any(|paid| paid.role == role)
    };
    for (index, team) in system.teams.iter_mut().enumerate() {
        let factor = 0.7 + 0.6 * chance(100 + index as u32);
        team.wte *= if is_claimed(index, team.role) { 0.0 } else { share * factor };
    }
    scenario.system = system;
    let mut roles: Vec<&str> = ROLES.to_vec();
    let chosen = (0..3).map(|place| {
        let index = (chance(10 + place) * roles.len() as f64) as usize;
        roles.remove(index).to_owned()
    });
    let asked = Asked { roles: chosen.collect(), ..Asked::default() };
    let posts = Posts::new(&scenario, &asked).unwrap();
    World { scenario, posts, horizon: Horizon { warm_up_weeks: 3, weeks: 10 } }
}

/// The average network with four roles in steps of 1.8 whole-time equivalents: some 200 teams.
pub(crate) fn average_network() -> World {
    let scenario = load(BASELINE, &FileSystem).unwrap();
    let roles = [ROLES[0], ROLES[2], ROLES[4], ROLES[5]].map(str::to_owned).to_vec();
    let asked = Asked { roles, step: 1.8, most: 12.0, ..Asked::default() };
    let posts = Posts::new(&scenario, &asked).unwrap();
    World { scenario, posts, horizon: Horizon { warm_up_weeks: 4, weeks: 13 } }
}
