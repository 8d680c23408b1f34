//! The search: teams spread at random, a surface through their results, climbs on the lattice from the
//! best of them, and a closer look at those that seem best.

use crate::decisions::lattice::{self, Moves, Wanted};
use crate::engine::streams::Streams;
use crate::model::money::Pence;
use crate::optimisation::book::{Book, Halt, Stage};
use crate::optimisation::posts::{Posts, Team};
use crate::optimisation::surface::{Seen, Surface};
use crate::statistics::purpose;

/// Replications of each team that is spread at random.
const SPREAD: u32 = 2;

/// The share of the budget for teams spread at random, and that of the climbs [-]; the rest is for a
/// closer look.
const SHARES: (f64, f64) = (0.25, 0.5);

/// How the climbs share their budget: from the best of the surface, from the team in post, from the best
/// of those spread at random [-].
const CLIMBS: [f64; 3] = [0.4, 0.3, 0.3];

/// The most coordinates that a climb changes: those of which the surface says most.
const ACTIVE: usize = 6;

/// Steps by which a team on the surface is moved at once.
const STRIDES: [i64; 2] = [1, 5];

/// The most moves on the surface.
const MOST_MOVES: usize = 400;

/// Up to so many combinations of steps, the surface is computed for all possible teams.
const FEW: f64 = 20_000.0;

/// With more, the surface is climbed from so many teams.
const MOST_STARTS: usize = 12;

/// The most places of the surface that are looked at.
const MOST_PLACES: usize = 12;

/// Rounds of looking at the highest places of the surface, and how many places in each.
const ROUNDS: (usize, usize) = (6, 3);

/// Attempts at a team at random.
const ATTEMPTS: u64 = 30;

/// How a search is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Replications of all teams together, at most.
    pub budget: usize,
    /// The number of teams that are wanted.
    pub wanted: usize,
    /// The seed.
    pub seed: u64,
}

impl Settings {
    /// Replications of a team in the first climb and in the last.
    const fn depth(self) -> (usize, usize) {
        if self.budget < 400 { (3, 6) } else { (4, 12) }
    }
}

/// The outcome of a search.
#[derive(Clone, Debug, PartialEq)]
pub struct Searched {
    /// The teams that seem best, the best first.
    pub best: Vec<u32>,
    /// Whether every climb came to its end within the budget.
    pub is_complete: bool,
}

/// Searches the possible teams for those with the largest gain.
///
/// All teams share random numbers, replication by replication, and none is simulated twice. The way
/// follows from the rows alone.
///
/// # Errors
///
/// [`Halt`].
pub fn search(book: &mut Book<'_>, settings: Settings) -> Result<Searched, Halt> {
    let (first, last) = settings.depth();
    let posts = book.posts;
    let near = posts.near_in_post();
    let spread = spread_out(posts, settings);
    let mut numbers: Vec<u32> = vec![0, book.number_of(&near)];
    numbers.extend(spread.iter().map(|point| book.number_of(point)));
    book.want(Stage::Search, &numbers, SPREAD)?;
    book.want(Stage::Search, &numbers[..1], last as u32)?;
    let surface = fitted(book)?;
    let best_spread = best_of(book, surface.as_ref(), &spread)?;
    let few = spread.iter().take(MOST_STARTS).cloned();
    let from = [near.clone()].into_iter().chain(posts.none()).chain(few).collect();
    let places = Places { all: (combinations(posts) <= FEW).then(|| posts.every()), starts: from };
    let highest = surface.as_ref().and_then(|of| places.highest(of, posts).into_iter().next());
    let starts: Vec<Vec<i64>> = highest.into_iter().chain([near]).chain(best_spread).collect();
    let mut is_complete = true;
    let left = settings.budget as f64 * SHARES.1;
    for (index, (start, share)) in starts.iter().zip(CLIMBS).enumerate() {
        let climb = lattice::Settings {
            first,
            growth: 1.8,
            last,
            budget: (left * share) as usize,
            moves: Moves::StepsAndSwaps,
        };
        let streams = Streams::new(settings.seed, index as u32);
        is_complete &= climbed(book, surface.as_ref(), start, (&climb, &streams))?;
    }
    look_closer(book, settings, &places, (first, last))?;
    let best = ranked(book)?.into_iter().take(settings.wanted).collect();
    Ok(Searched { best, is_complete })
}

/// Possible teams at random: half of them near the team in post, half with few roles.
fn spread_out(posts: &Posts, settings: Settings) -> Vec<Vec<i64>> {
    let dimensions = posts.dimensions();
    let eighth = (combinations(posts) / 8.0).min(1e6) as usize;
    let affordable = (settings.budget as f64 * SHARES.0) as usize / SPREAD as usize;
    let count = eighth.max(2 * dimensions + 2).min(affordable);
    let streams = Streams::new(settings.seed, 0);
    let near = posts.near_in_post();
    let mut found: Vec<Vec<i64>> = Vec::new();
    for number in 0..count as u64 * ATTEMPTS {
        if found.len() >= count {
            break;
        }
        let point = at_random(posts, &near, number, &streams);
        if !found.contains(&point) && point != near && posts.is_possible(&point) {
            found.push(point);
        }
    }
    found
}

/// Combinations of steps, possible or not.
fn combinations(posts: &Posts) -> f64 {
    let sizes = (0..posts.dimensions()).map(|index| {
        let (low, high) = posts.range(index);
        (high - low + 1) as f64
    });
    sizes.product()
}

fn at_random(posts: &Posts, near: &[i64], number: u64, streams: &Streams) -> Vec<i64> {
    let chance = |coordinate: usize, what: u16| {
        streams.uniform(purpose::TEAM, number, coordinate as u32, what)
    };
    let dimensions = posts.dimensions();
    let within = |coordinate: usize, high: i64| {
        let low = posts.range(coordinate).0;
        low + (chance(coordinate, 1) * (high - low + 1) as f64) as i64
    };
    let few = 1.0 + (chance(0, 2) * dimensions.min(ACTIVE) as f64).floor();
    let one = |coordinate: usize| {
        let (low, high) = posts.range(coordinate);
        if number.is_multiple_of(2) {
            let is_kept = chance(coordinate, 0) < 0.5;
            let at = near[coordinate];
            if is_kept { at } else { within(coordinate, high.min(2 * at + 5)) }
        } else if chance(coordinate, 0) < few / dimensions as f64 {
            within(coordinate, high)
        } else {
            low
        }
    };
    let mut point: Vec<i64> = (0..dimensions).map(one).collect();
    // A team that is too dear is made smaller, all posts alike.
    for _ in 0..100 {
        if posts.is_possible(&point) {
            break;
        }
        let smaller = |(index, steps): (usize, &i64)| {
            let low = posts.range(index).0;
            low + ((steps - low) as f64 * 0.9) as i64
        };
        point = point.iter().enumerate().map(smaller).collect();
    }
    point
}

/// The coordinates of a team as shares of their ranges, and the share of the sum that it claims.
fn places(posts: &Posts, team: &Team, point: Option<&[i64]>) -> (Vec<f64>, f64) {
    let share = |value: f64, (low, high): (f64, f64)| {
        if high > low { (value - low) / (high - low) } else { 0.0 }
    };
    let rooms = f64::from(team.rooms);
    let of = |(index, wte): (usize, f64)| {
        let most = posts.posts[index].most as f64;
        share(wte, (0.0, most.max(1.0) * posts.step()))
    };
    let mut shares: Vec<f64> = team.wte().enumerate().map(of).collect();
    if posts.dimensions() > shares.len() {
        let (low, high) = posts.range(shares.len());
        shares.push(share(rooms, (low as f64, high as f64)));
    }
    let claim = point.map_or_else(|| posts.cost(team).claim, |point| posts.claim_at(point));
    (shares, spent(posts, claim))
}

fn spent(posts: &Posts, claim: Pence) -> f64 {
    claim.get() as f64 / posts.sum.get().max(1) as f64
}

fn places_of(book: &Book<'_>, number: u32) -> (Vec<f64>, f64) {
    let index = number as usize;
    places(book.posts, &book.teams[index], book.points[index].as_deref())
}

fn places_at(posts: &Posts, point: &[i64]) -> (Vec<f64>, f64) {
    places(posts, &posts.at(point), Some(point))
}

/// The surface through all results so far.
fn fitted(book: &Book<'_>) -> Result<Option<Surface>, Halt> {
    let mut seen = Vec::new();
    for number in 0..book.teams.len() as u32 {
        let (shares, spent) = places_of(book, number);
        for row in book.rows_of(Stage::Search, number) {
            let (shares, replication) = (shares.clone(), row.replication);
            seen.push(Seen { shares, spent, number, replication, gain: book.gain(row)? });
        }
    }
    Ok(Surface::fit(&seen))
}

/// Where places of a surface are looked for.
struct Places {
    /// Every possible point, if there are few.
    all: Option<Vec<Vec<i64>>>,
    /// Otherwise the points from which the surface is climbed.
    starts: Vec<Vec<i64>>,
}

impl Places {
    /// The highest places of a surface, the highest first.
    fn highest(&self, surface: &Surface, posts: &Posts) -> Vec<Vec<i64>> {
        let value = |point: &[i64]| {
            let (shares, spent) = places_at(posts, point);
            surface.at(&shares, spent)
        };
        let points = match &self.all {
            Some(all) => all.clone(),
            None => {
                let ends = self.starts.iter().map(|start| climbed_on(surface, posts, start));
                let mut ends: Vec<Vec<i64>> = ends.collect();
                ends.sort_unstable();
                ends.dedup();
                ends
            }
        };
        let mut found: Vec<(f64, Vec<i64>)> =
            points.into_iter().map(|point| (value(&point), point)).collect();
        found.sort_by(|one, other| other.0.total_cmp(&one.0));
        found.truncate(MOST_PLACES);
        found.into_iter().map(|(_, point)| point).collect()
    }
}

/// The place of the surface that is reached from `from` by moves of one coordinate, and of one up and
/// another down by as much as keeps within the sum.
fn climbed_on(surface: &Surface, posts: &Posts, from: &[i64]) -> Vec<i64> {
    let value = |point: &[i64]| {
        let (shares, spent) = places_at(posts, point);
        surface.at(&shares, spent)
    };
    let (mut at, mut here) = (from.to_owned(), value(from));
    for _ in 0..MOST_MOVES {
        let mut moves: Vec<(f64, Vec<i64>)> = moves(posts, &at)
            .into_iter()
            .map(|point| (value(&point), point))
            .filter(|(value, _)| *value > here + 1e-9 * here.abs())
            .collect();
        moves.sort_by(|one, other| other.0.total_cmp(&one.0));
        match moves.into_iter().find(|(_, point)| posts.is_possible(point)) {
            Some((value, point)) => (here, at) = (value, point),
            None => break,
        }
    }
    at
}

/// The points within the ranges and the sum to which a team on the surface may move.
fn moves(posts: &Posts, at: &[i64]) -> Vec<Vec<i64>> {
    let dimensions = at.len();
    let is_within = |index: usize, steps: i64| {
        let (low, high) = posts.range(index);
        (low..=high).contains(&steps)
    };
    let mut found = Vec::new();
    for index in 0..dimensions {
        for by in STRIDES.iter().flat_map(|stride| [*stride, -stride]) {
            if !is_within(index, at[index] + by) {
                continue;
            }
            let mut point = at.to_owned();
            point[index] += by;
            if posts.claim_at(&point) <= posts.sum {
                found.push(point.clone());
            }
            if by < 0 {
                continue;
            }
            for other in (0..dimensions).filter(|other| *other != index) {
                found.extend(made_room(posts, &point, other));
            }
        }
    }
    found
}

/// `point` with the fewest steps less of `other`, at least one, that keep within the sum.
fn made_room(posts: &Posts, point: &[i64], other: usize) -> Option<Vec<i64>> {
    let low = posts.range(other).0;
    let over = posts.claim_at(point) - posts.sum;
    let own = posts.claim_of_steps(other, point[other]);
    let is_enough = |steps: i64| own - posts.claim_of_steps(other, steps) >= over;
    let mut steps = point[other] - 1;
    while steps >= low && !is_enough(steps) {
        steps -= 1;
    }
    let mut point = point.to_owned();
    point[other] = steps;
    (steps >= low).then_some(point)
}

/// The point with the best result, as far as it is to be believed.
fn best_of(
    book: &mut Book<'_>,
    surface: Option<&Surface>,
    points: &[Vec<i64>],
) -> Result<Option<Vec<i64>>, Halt> {
    let mut best: Option<(f64, &Vec<i64>)> = None;
    for point in points {
        let number = book.number_of(point);
        let value = believed(book, surface, number)?;
        if best.as_ref().is_none_or(|(known, _)| value > *known) {
            best = Some((value, point));
        }
    }
    Ok(best.map(|(_, point)| point.clone()))
}

fn believed(book: &Book<'_>, surface: Option<&Surface>, number: u32) -> Result<f64, Halt> {
    if let Some(surface) = surface {
        let (shares, spent) = places_of(book, number);
        return Ok(surface.believed(number, &shares, spent));
    }
    let gains = book.gains(Stage::Search, number)?;
    Ok(gains.iter().sum::<f64>() / gains.len().max(1) as f64)
}

/// Climbs from `start` with the coordinates of which the surface says most; whether it came to its end.
fn climbed(
    book: &mut Book<'_>,
    surface: Option<&Surface>,
    start: &[i64],
    (settings, streams): (&lattice::Settings, &Streams),
) -> Result<bool, Halt> {
    let posts = book.posts;
    let active = active(posts, surface, start);
    let whole = |part: &[i64]| {
        let mut point = start.to_owned();
        active.iter().zip(part).for_each(|(index, steps)| point[*index] = *steps);
        point
    };
    let part: Vec<i64> = active.iter().map(|index| start[*index]).collect();
    let mut halted = None;
    let mut answer = |wanted: &[Wanted]| -> Option<Vec<Vec<f64>>> {
        let numbers: Vec<u32> =
            wanted.iter().map(|one| book.number_of(&whole(&one.point))).collect();
        let of = |(number, one): (&u32, &Wanted)| {
            let number = *number;
            (one.from as u32 + 1..=one.to as u32).map(move |replication| (number, replication))
        };
        let all: Vec<(u32, u32)> = numbers.iter().zip(wanted).flat_map(of).collect();
        let known = book.want_each(Stage::Search, &all).and_then(|()| {
            let one = |(number, one): (&u32, &Wanted)| {
                let gains = book.gains(Stage::Search, *number)?;
                Ok(gains[one.from..one.to].to_vec())
            };
            numbers.iter().zip(wanted).map(one).collect::<Result<Vec<_>, Halt>>()
        });
        known.map_err(|halt| halted = Some(halt)).ok()
    };
    let is_allowed = |part: &[i64]| posts.is_possible(&whole(part));
    let found = lattice::search(&[part], is_allowed, settings, streams, &mut answer);
    match halted {
        Some(halt) => Err(halt),
        None => Ok(found.is_some_and(|found| found.is_complete)),
    }
}

/// The coordinates that a climb from `start` changes: those that add most for their money, and those whose
/// loss costs least for it.
fn active(posts: &Posts, surface: Option<&Surface>, start: &[i64]) -> Vec<usize> {
    let all: Vec<usize> = (0..start.len()).collect();
    let Some(surface) = surface.filter(|_| all.len() > ACTIVE) else {
        return all.into_iter().take(ACTIVE).collect();
    };
    let value = |point: &[i64]| {
        let (shares, spent) = places_at(posts, point);
        surface.at(&shares, spent)
    };
    let here = value(start);
    let for_money = |index: usize, by: i64| {
        let (low, high) = posts.range(index);
        let steps = start[index] + by;
        if !(low..=high).contains(&steps) {
            return None;
        }
        let mut point = start.to_owned();
        point[index] = steps;
        let own = posts.claim_of_steps(index, start[index]);
        let other = posts.claim_of_steps(index, steps);
        let money = (other.get() - own.get()).unsigned_abs().max(1);
        Some((index, (value(&point) - here) / money as f64))
    };
    let by = |by: i64| {
        let mut found: Vec<(usize, f64)> =
            all.iter().filter_map(|index| for_money(*index, by)).collect();
        found.sort_by(|one, other| other.1.total_cmp(&one.1));
        found.into_iter().map(|(index, _)| index).collect::<Vec<_>>()
    };
    let mut chosen: Vec<usize> = Vec::new();
    let (up, down) = (by(1), by(-1));
    for place in 0..all.len() {
        for index in [up.get(place), down.get(place)].into_iter().flatten() {
            if !chosen.contains(index) && chosen.len() < ACTIVE {
                chosen.push(*index);
            }
        }
    }
    chosen.sort_unstable();
    chosen
}

/// Looks at the highest places of the surface through all results, round by round, and then at the teams
/// that seem best, until the budget is used.
fn look_closer(
    book: &mut Book<'_>,
    settings: Settings,
    places: &Places,
    (first, last): (usize, usize),
) -> Result<(), Halt> {
    let posts = book.posts;
    let left = |book: &Book<'_>| settings.budget.saturating_sub(book.count(Stage::Search));
    // The teams that seem best in the end need replications too.
    let of_best = settings.wanted * (last - first);
    for _ in 0..ROUNDS.0 {
        let Some(surface) = fitted(book)? else { break };
        let mut new = Vec::new();
        for point in places.highest(&surface, posts) {
            let number = book.number_of(&point);
            let known = book.rows_of(Stage::Search, number).count();
            let is_affordable = left(book) >= of_best + (new.len() + 1) * first;
            if known < first && is_affordable && new.len() < ROUNDS.1 {
                new.push(number);
            }
        }
        if new.is_empty() {
            break;
        }
        book.want(Stage::Search, &new, first as u32)?;
    }
    for number in ranked(book)?.into_iter().take(2 * settings.wanted) {
        let known = book.rows_of(Stage::Search, number).count();
        if known < last && left(book) >= last - known {
            book.want(Stage::Search, &[number], last as u32)?;
        }
    }
    Ok(())
}

/// The possible teams visited, the best first as far as their results are to be believed.
pub fn ranked(book: &Book<'_>) -> Result<Vec<u32>, Halt> {
    let surface = fitted(book)?;
    let mut found = Vec::new();
    for number in 0..book.teams.len() as u32 {
        let is_possible = number > 0 || book.posts.is_in_post_possible();
        if is_possible && book.rows_of(Stage::Search, number).next().is_some() {
            found.push((believed(book, surface.as_ref(), number)?, number));
        }
    }
    found.sort_by(|one, other| other.0.total_cmp(&one.0));
    Ok(found.into_iter().map(|(_, number)| number).collect())
}
