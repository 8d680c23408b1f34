//! The teams that may be chosen: roles that the scheme reimburses, in steps of whole-time equivalents,
//! with rooms where asked for; what each costs, and which are possible.

use crate::model::CareSystem;
use crate::model::money::{Factor, Money, PaidRole, Pence, annuity};
use crate::model::roster;
use crate::optimisation::supervised::can_be_supervised;
use crate::scenario::Scenario;
use crate::text::alike::most_alike;
use serde::{Deserialize, Serialize};

/// The most whole-time equivalents of a role, and the fewest in a step.
pub const WTE: (f64, f64) = (0.05, 200.0);

/// The most rooms that may be added.
pub const MOST_ROOMS: u32 = 100;

/// Years, discount rate and running cost \[£ a year\] of a room, if the scenario has no estate project:
/// those of a modular room, `scenarios/levers/estate-modular.toml`. Assumptions.
const A_ROOM: (u32, f64, f64) = (15, 0.035, 2_000.0);

/// The capital cost of a room if none is stated, as in the same place \[£\].
pub const ROOM_CAPITAL: f64 = 75_000.0;

/// Up to so many combinations are counted one by one.
const FEW: u128 = 100_000;

/// Cells in which the sum of money is divided to count more teams than that.
const CELLS: usize = 20_000;

/// Millionths, in which whole-time equivalents are kept.
const MILLION: f64 = 1e6;

/// What may be chosen, as asked for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Asked {
    /// The keys of roles; empty for all that the scheme reimburses.
    pub roles: Vec<String>,
    /// Whole-time equivalents of a step.
    pub step: f64,
    /// The most whole-time equivalents of a role without a cap.
    pub most: f64,
    /// The fewest and the most rooms added.
    pub rooms: (u32, u32),
    /// The capital cost of a room \[£\]; `None` for that of the scenario's first project, or the usual one.
    pub room_capital: Option<f64>,
    /// The sum that claims may reach \[£ a year\]; `None` for that of the scheme.
    pub sum: Option<f64>,
}

impl Default for Asked {
    /// All roles, up to 10 whole-time equivalents in steps of 0.2, no rooms, the scheme's sum.
    fn default() -> Asked {
        let (roles, room_capital, sum) = (Vec::new(), None, None);
        Asked { roles, step: 0.2, most: 10.0, rooms: (0, 0), room_capital, sum }
    }
}

/// A role with the team that is varied.
#[derive(Clone, Debug, PartialEq)]
pub struct Post {
    /// The role, as an index.
    pub role: usize,
    /// Its title.
    pub title: String,
    /// The key of the team under `staff`.
    pub name: String,
    /// The team, as an index; `None` if it is new.
    team: Option<usize>,
    /// The largest number of steps.
    pub most: i64,
    /// By number of steps, what is claimed for the role in a year.
    claims: Vec<Pence>,
}

/// A team: whole-time equivalents of every post, and rooms added.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Team {
    /// By post, in millionths.
    millionths: Vec<u32>,
    /// Rooms added.
    pub rooms: u32,
}

impl Team {
    /// The whole-time equivalents of each post.
    pub fn wte(&self) -> impl Iterator<Item = f64> {
        self.millionths.iter().map(|millionths| f64::from(*millionths) / MILLION)
    }

    /// How far it is from `other`: whole-time equivalents of all posts, and rooms.
    pub fn distance(&self, other: &Team) -> f64 {
        let posts = self.wte().zip(other.wte()).map(|(one, other)| (one - other).abs());
        posts.sum::<f64>() + f64::from(self.rooms.abs_diff(other.rooms))
    }
}

/// What a team costs in a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cost {
    /// What is claimed from the scheme.
    pub claim: Pence,
    /// Every team with a price, with equipment, training, estate and added rooms, whoever pays.
    pub whole: Pence,
}

/// The teams that may be chosen for a scenario.
#[derive(Clone, Debug)]
pub struct Posts {
    /// The posts, in the order of the roles in `[money.roles]`.
    pub posts: Vec<Post>,
    /// Titles of reimbursed roles that are left as they are: practices employ them, or what they do is
    /// not simulated.
    pub left: Vec<String>,
    /// The team in post.
    pub in_post: Team,
    /// The sum that claims may reach.
    pub sum: Pence,
    /// What is claimed in a year for teams that are not varied.
    fixed: Pence,
    /// What an added room costs in a year.
    pub room: Pence,
    step: f64,
    rooms: (u32, u32),
    system: CareSystem,
    money: Money,
}

impl Posts {
    /// The teams that may be chosen for `scenario`.
    ///
    /// Each role has one team: the first that is claimed for and has contracts; without one, a new team
    /// of the network. Roles are those with a limit of reimbursement above 0 in the first year of
    /// `[money]`, unless practices employ all of their staff (`not_claimed`) or nothing that they do is
    /// simulated. A role that is named is taken even if practices employ its other staff.
    ///
    /// # Errors
    ///
    /// Every problem, each with what was found, what was expected, and the remedy.
    pub fn new(scenario: &Scenario, asked: &Asked) -> Result<Posts, Vec<String>> {
        let Some(money) = &scenario.money else {
            return Err(vec![format!(
                "found no table [money] in {}, expected prices and the scheme's sum; state them as in \
                 average-pcn",
                scenario.name
            )]);
        };
        let system = &scenario.system;
        let mut problems = check_numbers(asked);
        let mut left = Vec::new();
        let mut posts = Vec::new();
        problems.extend(unknown(&asked.roles, system, money));
        let mut in_post = Team { millionths: Vec::new(), rooms: 0 };
        for paid in &money.roles {
            let role = &system.roles[paid.role];
            let is_named = asked.roles.contains(&role.name);
            if is_named || asked.roles.is_empty() && is_reimbursed(money, paid) {
                match post_of(paid, system, money, (asked, is_named)) {
                    Some((post, stated)) => {
                        in_post.millionths.push((stated * MILLION).round() as u32);
                        posts.push(post);
                    }
                    None => left.push(role.title.clone()),
                }
            }
        }
        if problems.is_empty() && posts.is_empty() {
            problems.push(format!(
                "found no role in {} that the scheme reimburses, expected at least one; name roles with \
                 --roles",
                scenario.name
            ));
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        let sum = asked
            .sum
            .map_or_else(|| money.sum(system.patients(), money.first_year), Pence::from_pounds);
        let mut all = Posts {
            posts,
            left,
            in_post,
            sum,
            fixed: Pence::ZERO,
            room: a_room(money, asked.room_capital),
            step: asked.step,
            rooms: asked.rooms,
            system: system.clone(),
            money: money.clone(),
        };
        all.price();
        all.none().map(|_| ()).ok_or_else(|| vec![all.why_none()])?;
        Ok(all)
    }

    /// Why not even the team without anybody is possible.
    fn why_none(&self) -> String {
        if self.fixed > self.sum {
            return format!(
                "found no team within the sum of {}, with {} claimed for teams that are not varied; state a \
                 larger --sum, or vary more --roles",
                self.sum, self.fixed
            );
        }
        "found people who cannot be supervised among the teams that are not varied, expected a supervisor \
         with enough clinic hours; vary more --roles, or state more supervisors"
            .to_owned()
    }

    /// Computes what is claimed for each number of steps of each post.
    fn price(&mut self) {
        let nobody = Team { millionths: vec![0; self.posts.len()], rooms: 0 };
        self.fixed = self.claim_of(&nobody);
        for index in 0..self.posts.len() {
            let claim = |steps: i64| {
                let mut team = nobody.clone();
                team.millionths[index] = self.millionths(steps);
                self.claim_of(&team) - self.fixed
            };
            self.posts[index].claims = (0..=self.posts[index].most).map(claim).collect();
        }
    }

    fn millionths(&self, steps: i64) -> u32 {
        (steps as f64 * self.step * MILLION).round() as u32
    }

    /// The number of coordinates of a point: the posts, and rooms if they may be added.
    pub fn dimensions(&self) -> usize {
        self.posts.len() + usize::from(self.rooms.1 > self.rooms.0)
    }

    /// The range of each coordinate.
    pub fn range(&self, coordinate: usize) -> (i64, i64) {
        match self.posts.get(coordinate) {
            Some(post) => (0, post.most),
            None => (self.rooms.0.into(), self.rooms.1.into()),
        }
    }

    /// Whole-time equivalents of a step.
    pub const fn step(&self) -> f64 {
        self.step
    }

    /// The name of a coordinate.
    pub fn title(&self, coordinate: usize) -> &str {
        self.posts.get(coordinate).map_or("rooms", |post| post.title.as_str())
    }

    /// The team at a point of the lattice.
    pub fn at(&self, point: &[i64]) -> Team {
        let posts = &point[..self.posts.len()];
        let rooms = point.get(self.posts.len()).map_or(self.rooms.0, |rooms| *rooms as u32);
        Team { millionths: posts.iter().map(|steps| self.millionths(*steps)).collect(), rooms }
    }

    /// The point of the lattice at or below the team in post in every post, with fewer still if that is
    /// not possible.
    pub fn near_in_post(&self) -> Vec<i64> {
        let steps =
            |(wte, post): (f64, &Post)| ((wte / self.step + 1e-9).floor() as i64).min(post.most);
        let mut point: Vec<i64> = self.in_post.wte().zip(&self.posts).map(steps).collect();
        if self.dimensions() > point.len() {
            point.push(self.rooms.0.into());
        }
        while !self.is_possible(&point) {
            let dearest =
                (0..self.posts.len()).filter(|index| point[*index] > 0).max_by_key(|index| {
                    (self.posts[*index].claims[point[*index] as usize].get(), *index)
                });
            match dearest {
                Some(index) => point[index] -= 1,
                None => break,
            }
        }
        point
    }

    /// The point without anybody, if it is possible.
    pub fn none(&self) -> Option<Vec<i64>> {
        let point: Vec<i64> = (0..self.dimensions()).map(|index| self.range(index).0).collect();
        self.is_possible(&point).then_some(point)
    }

    /// Whether a point is within the caps, the sum, the rooms and supervision.
    pub fn is_possible(&self, point: &[i64]) -> bool {
        let is_within = (0..point.len()).all(|index| {
            let (low, high) = self.range(index);
            (low..=high).contains(&point[index])
        });
        is_within && self.claim_at(point) <= self.sum && {
            can_be_supervised(&self.system, &self.teams(&self.system, &self.at(point)))
        }
    }

    /// Whether the team in post is within the sum and can be supervised.
    pub fn is_in_post_possible(&self) -> bool {
        self.claim_of(&self.in_post) <= self.sum && {
            can_be_supervised(&self.system, &self.system.teams)
        }
    }

    /// What is claimed in a year at a point within the ranges.
    pub fn claim_at(&self, point: &[i64]) -> Pence {
        let of = |(post, steps): (&Post, &i64)| post.claims[*steps as usize];
        self.fixed + self.posts.iter().zip(point).map(of).sum()
    }

    /// What is claimed for so many steps of a post, and 0 for added rooms.
    pub fn claim_of_steps(&self, coordinate: usize, steps: i64) -> Pence {
        self.posts.get(coordinate).map_or(Pence::ZERO, |post| post.claims[steps as usize])
    }

    fn claim_of(&self, team: &Team) -> Pence {
        let teams = self.teams(&self.system, team);
        self.money.year(self.money.first_year, self.system.patients(), &teams).claim()
    }

    /// What a team costs in a year.
    pub fn cost(&self, team: &Team) -> Cost {
        Cost { claim: self.claim_of(team), whole: self.whole_cost(&self.system, &self.money, team) }
    }

    /// The cost of a team in `system`, by other prices.
    pub fn whole_cost(&self, system: &CareSystem, money: &Money, team: &Team) -> Pence {
        let rooms = self.room.times(Factor::new(f64::from(team.rooms)));
        money.whole_year(system.patients(), &self.teams(system, team)) + rooms
    }

    /// All teams of `system` with `team` in its posts.
    fn teams(&self, system: &CareSystem, team: &Team) -> Vec<roster::Team> {
        let mut teams = system.teams.clone();
        for (post, wte) in self.posts.iter().zip(team.wte()) {
            match post.team {
                Some(index) => teams[index].wte = wte,
                None if wte > 0.0 => teams.push(roster::Team {
                    name: post.name.clone(),
                    role: post.role,
                    wte,
                    wte_per_person: 0.8,
                    ..system.bare_team()
                }),
                None => {}
            }
        }
        teams
    }

    /// `system` with `team` in its posts and rooms.
    #[must_use]
    pub fn system(&self, system: &CareSystem, team: &Team) -> CareSystem {
        let mut changed = CareSystem { teams: self.teams(system, team), ..system.clone() };
        if team.rooms > 0 {
            changed.set_rooms_total(changed.rooms_total() + team.rooms);
        }
        changed
    }

    /// The system as stated.
    pub fn stated(&self) -> &CareSystem {
        &self.system
    }

    /// The number of possible teams, and whether it is exact. With very many, money is counted in whole
    /// cells and supervision is not looked at.
    pub fn count(&self) -> (f64, bool) {
        let ranges: Vec<(i64, i64)> =
            (0..self.dimensions()).map(|index| self.range(index)).collect();
        let sizes = ranges.iter().map(|(low, high)| (high - low + 1) as u128);
        let all = sizes.fold(1_u128, u128::saturating_mul);
        if all <= FEW {
            return (self.every().len() as f64, true);
        }
        let cell = (self.sum - self.fixed).get().max(1) as f64 / CELLS as f64;
        let mut ways = vec![0.0; CELLS + 1];
        ways[0] = 1.0;
        for post in &self.posts {
            let mut next = vec![0.0; CELLS + 1];
            for claim in &post.claims {
                let cells = (claim.get() as f64 / cell).round() as usize;
                if cells > CELLS {
                    continue;
                }
                for (to, from) in next[cells..].iter_mut().zip(&ways) {
                    *to += from;
                }
            }
            ways = next;
        }
        let rooms = f64::from(self.rooms.1 - self.rooms.0 + 1);
        (ways.iter().sum::<f64>() * rooms, false)
    }

    /// Every possible point, in order; meant for few.
    pub fn every(&self) -> Vec<Vec<i64>> {
        let mut points = vec![Vec::new()];
        for index in 0..self.dimensions() {
            let (low, high) = self.range(index);
            let longer = |point: &Vec<i64>| {
                let point = point.clone();
                (low..=high).map(move |steps| point.iter().copied().chain([steps]).collect())
            };
            points = points.iter().flat_map(longer).collect();
        }
        points.retain(|point: &Vec<i64>| self.is_possible(point));
        points
    }
}

/// The post of a priced role, and its whole-time equivalents as stated; `None` if it is left as it is.
fn post_of(
    paid: &PaidRole,
    system: &CareSystem,
    money: &Money,
    (asked, is_named): (&Asked, bool),
) -> Option<(Post, f64)> {
    let role = &system.roles[paid.role];
    let is_of_role = |index: &usize| system.teams[*index].role == paid.role;
    let of_role = || (0..system.teams.len()).filter(is_of_role);
    let own = of_role().find(|index| {
        !money.not_claimed.contains(index) && system.teams[*index].sessions.is_empty()
    });
    let is_of_practices = own.is_none() && of_role().next().is_some();
    let is_simulated = role.sessions_per_wte > 0.0 && (role.sees_patients || role.supervises);
    if !is_named && (is_of_practices || !is_simulated) {
        return None;
    }
    let name = own.map_or_else(
        || system.unused_name(&format!("{}s", role.name)),
        |index| system.teams[index].name.clone(),
    );
    let stated = own.map_or(0.0, |index| system.teams[index].wte);
    let others: f64 = of_role()
        .filter(|index| Some(*index) != own && !money.not_claimed.contains(index))
        .map(|index| system.teams[index].wte)
        .sum();
    let capped = paid.cap.map(|cap| cap.get() + paid.baseline_wte.get() - others);
    let upper = capped.unwrap_or_else(|| asked.most.max(stated)).max(0.0);
    let most = (upper / asked.step + 1e-9).floor().min(f64::from(u16::MAX)) as i64;
    let title = role.title.clone();
    Some((Post { role: paid.role, title, name, team: own, most, claims: Vec::new() }, stated))
}

/// Whether the scheme reimburses a role in the first year.
fn is_reimbursed(money: &Money, paid: &PaidRole) -> bool {
    money.limit_per_wte(paid, money.first_year) > Pence::ZERO
}

/// What a room costs in a year: as those of the scenario's first project, or as a modular one.
fn a_room(money: &Money, capital: Option<f64>) -> Pence {
    let (years, rate, running) = A_ROOM;
    let (each, years, rate, running) = match money.estate.iter().find(|project| project.rooms > 0) {
        Some(project) => {
            let rooms = f64::from(project.rooms);
            let each = project.capital.as_pounds() / rooms;
            (each, project.life_years, project.discount_rate, project.running.as_pounds() / rooms)
        }
        None => (ROOM_CAPITAL, years, Factor::new(rate), running),
    };
    annuity(Pence::from_pounds(capital.unwrap_or(each)), rate, years) + Pence::from_pounds(running)
}

fn check_numbers(asked: &Asked) -> Vec<String> {
    let mut problems = Vec::new();
    let (least, most) = WTE;
    for (option, value) in [("--step", asked.step), ("--max", asked.most)] {
        if !(least..=most).contains(&value) {
            problems.push(format!(
                "{option} {value}: expected {least} to {most} whole-time equivalents; correct the number"
            ));
        }
    }
    let (fewest, rooms) = asked.rooms;
    if fewest > rooms || rooms > MOST_ROOMS {
        problems.push(format!(
            "--rooms {fewest}..{rooms}: expected the fewer first, and at most {MOST_ROOMS}; write 0..4"
        ));
    }
    for (option, value) in [("--sum", asked.sum), ("--room-capital", asked.room_capital)] {
        if value.is_some_and(|pounds| !(0.0..=1e9).contains(&pounds)) {
            problems.push(format!(
                "{option} {}: expected 0 to 1,000,000,000 pounds; correct the number",
                value.unwrap_or_default()
            ));
        }
    }
    problems
}

/// The roles that have no price.
fn unknown(names: &[String], system: &CareSystem, money: &Money) -> Vec<String> {
    let priced: Vec<&str> =
        money.roles.iter().map(|paid| system.roles[paid.role].name.as_str()).collect();
    let wrong = names.iter().filter(|name| !priced.contains(&name.as_str()));
    let said = |name: &String| {
        let near = most_alike(name, priced.iter().copied(), 3).join(", ");
        format!(
            "--roles {name}: expected a role with a price under [money.roles]; did you mean {near}?"
        )
    };
    wrong.map(said).collect()
}
