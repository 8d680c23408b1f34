//! The next unit of everything, and where the next room beats the next post as staff grows.
//!
//! A gain is the difference from the scenario as it is, replication by replication, positive where it is
//! better. The next post at a level of staff is the difference between that level with a post more and
//! that level; the next room is the difference between that level with a room more and that level. The
//! switch point is the smallest level from which the next room gains more than the next post, with straight
//! lines between levels.

use crate::engine::streams::Streams;
use crate::experiment::results::{Comparison, Results};
use crate::experiment::study::VariantKind;
use crate::model::margin::{More, wte};
use crate::statistics::interval::{CONFIDENCE, MeanInterval, errors_beside, mean, mean_interval};
use crate::statistics::order::{quantile, resampled};
use serde::{Deserialize, Serialize};

/// The most levels of staff.
pub const MOST_LEVELS: u32 = 100;

/// Resamples of the replications for the interval of the switch point.
const RESAMPLES: u32 = 2_000;

/// The levels of staff at which the next post and the next room are compared, in thousandths of a whole-time
/// equivalent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Levels {
    /// The size of a post.
    pub post: u32,
    /// The distance between two levels.
    pub step: u32,
    /// The last level; the first is none.
    pub to: u32,
}

impl Levels {
    /// The levels, the last at most [`Levels::to`].
    pub fn all(self) -> impl Iterator<Item = u32> {
        (0..=self.to).step_by(self.step.max(1) as usize)
    }

    /// Whether there are levels, and no more than [`MOST_LEVELS`].
    pub fn is_fine(self) -> bool {
        self.post > 0 && self.step > 0 && self.to / self.step < MOST_LEVELS
    }

    /// What is simulated for a role, beside the scenario as it is: each level, with a post more, with a room
    /// more.
    pub fn of_role(self, role: usize) -> Vec<More> {
        let staff = |thousandths| More::Staff { role, thousandths };
        let room = |thousandths| match thousandths {
            0 => More::Room,
            thousandths => More::StaffAndRoom { role, thousandths },
        };
        let mut found: Vec<More> = Vec::new();
        for level in self.all() {
            let more = [staff(level), staff(level + self.post), room(level)];
            let new = more.into_iter().filter(|more| *more != staff(0));
            for more in new {
                if !found.contains(&more) {
                    found.push(more);
                }
            }
        }
        found
    }

    /// Whether a variant is one of the next units, and not only a level of staff.
    pub fn is_next(self, kind: VariantKind) -> bool {
        match kind {
            VariantKind::More(More::Staff { thousandths, .. }) => thousandths == self.post,
            VariantKind::More(More::StaffAndRoom { .. }) => false,
            _ => true,
        }
    }
}

/// The next units that were simulated, with their comparison with the scenario as it is.
pub fn next_units(results: &Results, levels: Levels) -> Vec<(More, &Comparison)> {
    let of = |compared: &'_ Comparison| match results.scenarios.get(compared.scenario)?.kind {
        kind @ VariantKind::More(more) if levels.is_next(kind) => Some(more),
        _ => None,
    };
    results.comparisons.iter().filter_map(|compared| Some((of(compared)?, compared))).collect()
}

/// The gains of a comparison in a measure; `None` if undefined in a replication.
pub fn gains(compared: &Comparison, measure: &str, less: bool) -> Option<Vec<f64>> {
    let sign = if less { -1.0 } else { 1.0 };
    let series = compared.measure(measure).filter(|of| of.unpaired.is_none())?;
    series.values.iter().map(|value| value.map(|value| sign * value)).collect()
}

/// The role whose next post gains most on average, the first of several; `None` without posts.
pub fn best_role(results: &Results, levels: Levels, measure: &str, less: bool) -> Option<usize> {
    let of = |(more, compared): &(More, &Comparison)| match more {
        More::Staff { role, .. } => {
            let gains = gains(compared, measure, less);
            Some((*role, gains.map_or(f64::NEG_INFINITY, |gains| mean(&gains))))
        }
        _ => None,
    };
    let all = next_units(results, levels);
    let posts = all.iter().filter_map(of);
    posts.reduce(|most, next| if next.1 > most.1 { next } else { most }).map(|(role, _)| role)
}

/// The role whose levels of staff were simulated.
pub fn role_of_levels(kinds: impl IntoIterator<Item = VariantKind>) -> Option<usize> {
    kinds.into_iter().find_map(|kind| match kind {
        VariantKind::More(More::StaffAndRoom { role, .. }) => Some(role),
        _ => None,
    })
}

/// The next post and the next room at a level of staff.
#[derive(Clone, Debug, PartialEq)]
pub struct Level {
    /// Whole-time equivalents beyond the scenario as it is.
    pub wte: f64,
    /// The gain of the next post in each replication.
    pub post: Vec<f64>,
    /// The gain of the next room in each replication.
    pub room: Vec<f64>,
}

impl Level {
    /// By how much the room gains more than the post, in each replication.
    pub fn ahead(&self) -> Vec<f64> {
        self.room.iter().zip(&self.post).map(|(room, post)| room - post).collect()
    }
}

/// What is known of the switch point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Finding {
    /// There is no interval, since there is one replication.
    TooFew,
    /// Neither a post nor a room changes anything at any level.
    NothingDiffers,
    /// The room gains more on average from some level on, and clearly so at one of them.
    Clear,
    /// The room gains more on average from some level on, but not clearly at any.
    Unclear,
    /// The post gains more on average at all levels.
    None,
}

/// The switch point of a role.
#[derive(Clone, Debug, PartialEq)]
pub struct Switch {
    /// The role, as an index.
    pub role: usize,
    /// The levels, fewest staff first.
    pub levels: Vec<Level>,
    /// What is known of it.
    pub finding: Finding,
    /// The switch point \[whole-time equivalents beyond the scenario as it is\].
    pub at: Option<f64>,
    /// The ends of its 95% interval; `None` where an end lies beyond the last level.
    pub interval: Option<(Option<f64>, Option<f64>)>,
}

impl Switch {
    /// The intervals of the differences between room and post by level, which hold together.
    pub fn ahead(&self) -> Vec<Option<MeanInterval>> {
        self.levels.iter().map(|level| self.joint(&level.ahead())).collect()
    }

    /// The interval of the mean of one value a level, which holds together with those of all levels
    /// (Bonferroni).
    pub fn joint(&self, values: &[f64]) -> Option<MeanInterval> {
        mean_interval(values, together(self.levels.len()))
    }
}

/// The confidence of each of so many intervals that hold together at 95%, by Bonferroni's inequality.
pub fn together(intervals: usize) -> f64 {
    1.0 - (1.0 - CONFIDENCE) / intervals.max(1) as f64
}

/// The switch point of the role whose levels were simulated; `None` without them, or if the measure is
/// undefined in a replication.
pub fn switch(results: &Results, levels: Levels, measure: &str, less: bool) -> Option<Switch> {
    let role = role_of_levels(results.scenarios.iter().map(|scenario| scenario.kind))?;
    let of = |wanted: More| {
        let is_it = |compared: &&Comparison| {
            let scenario = results.scenarios.get(compared.scenario);
            scenario.is_some_and(|scenario| scenario.kind == VariantKind::More(wanted))
        };
        gains(results.comparisons.iter().find(is_it)?, measure, less)
    };
    let staff = |thousandths| match thousandths {
        0 => Some(vec![0.0; of(More::Room)?.len()]),
        thousandths => of(More::Staff { role, thousandths }),
    };
    let beyond = |more: Vec<f64>, less: &[f64]| -> Vec<f64> {
        more.iter().zip(less).map(|(more, less)| more - less).collect()
    };
    let level = |level: u32| {
        let own = staff(level)?;
        let with_room = match level {
            0 => More::Room,
            thousandths => More::StaffAndRoom { role, thousandths },
        };
        Some(Level {
            wte: wte(level),
            post: beyond(staff(level + levels.post)?, &own),
            room: beyond(of(with_room)?, &own),
        })
    };
    let levels: Option<Vec<Level>> = levels.all().map(level).collect();
    Some(judged(role, levels?, &Streams::new(results.seed, 0)))
}

/// The switch point of levels of staff, with its bootstrap interval over replications.
pub fn judged(role: usize, levels: Vec<Level>, streams: &Streams) -> Switch {
    let ahead: Vec<Vec<f64>> = levels.iter().map(Level::ahead).collect();
    let places: Vec<f64> = levels.iter().map(|level| level.wte).collect();
    let means = |of: &dyn Fn(&[f64]) -> f64| ahead.iter().map(|values| of(values)).collect();
    let at = crossing(&places, means(&|values: &[f64]| mean(values)));
    let mut switch = Switch { role, levels, finding: Finding::TooFew, at, interval: None };
    let count = ahead.first().map_or(0, Vec::len);
    if count < 2 {
        return switch;
    }
    let is_nothing = |level: &Level| level.post.iter().chain(&level.room).all(|gain| *gain == 0.0);
    let is_clear = |found: &Option<MeanInterval>| {
        found.and_then(|found| found.bounds()).is_some_and(|(low, _)| low > 0.0)
    };
    switch.finding = if switch.levels.iter().all(is_nothing) {
        Finding::NothingDiffers
    } else if at.is_none() {
        Finding::None
    } else if switch.ahead().iter().any(is_clear) {
        Finding::Clear
    } else {
        Finding::Unclear
    };
    // A resample without a switch point has one beyond the last level, wherever that may be.
    let last = places.last().copied().unwrap_or_default();
    let wider = widening(count);
    let mut resamples: Vec<f64> = (0..RESAMPLES)
        .map(|replicate| {
            let drawn = resampled(count, streams, replicate);
            let mean_of = |values: &[f64]| {
                let of_drawn = drawn.iter().map(|i| values[*i]).sum::<f64>() / count as f64;
                mean(values) + wider * (of_drawn - mean(values))
            };
            crossing(&places, means(&mean_of)).unwrap_or(last + 1.0)
        })
        .collect();
    resamples.sort_by(f64::total_cmp);
    let tail = (1.0 - CONFIDENCE) / 2.0;
    let end = |share: f64| Some(quantile(&resamples, share)).filter(|end| *end <= last);
    switch.interval = Some((end(tail), end(1.0 - tail)));
    switch
}

/// How many times as far from the mean as they fall the means of resamples of `count` values must lie to
/// have the spread of Student's t: resamples of few values are too much alike [-].
fn widening(count: usize) -> f64 {
    let freedom = count as f64 - 1.0;
    let many = errors_beside(1e6, CONFIDENCE);
    (count as f64 / freedom).sqrt() * errors_beside(freedom, CONFIDENCE) / many
}

/// The first place at which `values` are above zero, with straight lines between `places`.
fn crossing(places: &[f64], values: Vec<f64>) -> Option<f64> {
    let first = values.iter().position(|value| *value > 0.0)?;
    let Some(before) = first.checked_sub(1) else { return Some(places[first]) };
    let share = -values[before] / (values[first] - values[before]);
    Some(places[before] + share * (places[first] - places[before]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::samplers::standard_normal;

    const NOISE: [f64; 6] = [0.3, -0.2, 0.1, -0.3, 0.2, -0.1];

    /// Levels 0, 1, 2, …: the post gains what is stated, the room always 5, with some noise.
    fn made(posts: &[f64], noise: f64) -> Switch {
        let level = |(wte, post): (usize, &f64)| Level {
            wte: wte as f64,
            post: NOISE.iter().map(|value| post + noise * value).collect(),
            room: vec![5.0; 6],
        };
        judged(0, posts.iter().enumerate().map(level).collect(), &Streams::new(1, 0))
    }

    #[test]
    fn the_switch_point_lies_where_a_straight_line_between_levels_crosses() {
        let found = made(&[9.0, 7.0, 3.0, 1.0], 1.0);
        // From 2 below to 2 above between 1 and 2.
        assert_eq!((found.finding, found.at), (Finding::Clear, Some(1.5)));
        let (Some(low), Some(high)) = found.interval.unwrap() else { panic!("within the levels") };
        assert!(1.4 < low && low < 1.5 && 1.5 < high && high < 1.6, "{low} {high}");
        assert_eq!(made(&[4.0, 3.0], 1.0).at, Some(0.0), "from the first level on");
    }

    #[test]
    fn what_is_not_known_is_said() {
        let none = made(&[9.0, 8.0, 7.0], 1.0);
        assert_eq!(
            (none.finding, none.at, none.interval),
            (Finding::None, None, Some((None, None)))
        );
        let unclear = made(&[9.0, 8.0, 4.9], 5.0);
        assert_eq!(unclear.finding, Finding::Unclear);
        assert!(unclear.interval.unwrap().1.is_none(), "it may lie beyond the last level");
        let nothing = Level { wte: 0.0, post: vec![0.0; 3], room: vec![0.0; 3] };
        let found = judged(0, vec![nothing], &Streams::new(1, 0));
        assert_eq!((found.finding, found.at), (Finding::NothingDiffers, None));
        let one = Level { wte: 0.0, post: vec![1.0], room: vec![2.0] };
        assert_eq!(judged(0, vec![one], &Streams::new(1, 0)).finding, Finding::TooFew);
    }

    #[test]
    fn the_interval_holds_the_switch_point_about_as_often_as_it_says() {
        // The room gains 4; the post 9, 7, 5, 3, 1: they are equal at 2.5.
        let noise = Streams::new(5, 0);
        let held = (0..200_u64).filter(|study| {
            let level = |level: u16| {
                let chance = |r: u32| standard_normal(noise.uniform(0, *study, r, level));
                let post = (0..8).map(|r| 9.0 - 2.0 * f64::from(level) + chance(r));
                Level { wte: f64::from(level), post: post.collect(), room: vec![4.0; 8] }
            };
            let found = judged(0, (0..5).map(level).collect(), &Streams::new(*study, 0));
            let (low, high) = found.interval.expect("eight replications");
            low.is_some_and(|low| low <= 2.5) && high.is_none_or(|high| 2.5 <= high)
        });
        let held = held.count();
        // Four standard errors of a share of 95% around it.
        assert!((178..=200).contains(&held), "{held} of 200");
    }

    #[test]
    fn levels_share_what_is_simulated_once() {
        let levels = |post, step, to| Levels { post, step, to };
        let count = |of: Levels| of.of_role(0).len();
        assert_eq!(levels(1_000, 1_000, 8_000).all().count(), 9);
        // Levels 1 to 9, and nine rooms.
        assert_eq!(count(levels(1_000, 1_000, 8_000)), 18);
        assert_eq!(count(levels(500, 1_000, 2_000)), 2 + 3 + 3);
        assert!(!levels(500, 10, 8_000).is_fine() && !levels(500, 0, 8_000).is_fine());
    }
}
