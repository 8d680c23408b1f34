//! One parameter at a time at the ends of its range, all others at their central values.

use crate::statistics::distributions::quantile_of_t;
use crate::uncertainty::sensitivity::book::{Book, Job, Stage, What};
use crate::uncertainty::sensitivity::central::{
    Central, FALSE_ALARM, MARGIN, NEEDS, Noise, QUANTITIES, Quantities, quantities,
};
use crate::uncertainty::sensitivity::groups::Group;
use crate::uncertainty::sensitivity::request::TORNADO_REPLICATIONS;
use crate::uncertainty::sensitivity::screen::alternately;
use crate::uncertainty::spread::Source;
use std::ops::RangeInclusive;

/// The places of a parameter in its distribution: the ends of its range.
pub const ENDS: [f64; 2] = [0.05, 0.95];

/// The median, to which impossible points move.
pub const MIDDLE: f64 = 0.5;

/// How often an impossible point moves half of the way to the median.
pub const MOST_SHRINKS: u32 = 5;

/// Parameters that are looked at singly for each bar of the tornado.
const LOOKED_AT: usize = 2;

/// A group may have one in so many of the parameters that are looked at.
const SHARE_OF_GROUP: usize = 5;

/// The replication in which members of leading groups are looked at.
pub const LOOK: RangeInclusive<u32> = 1..=1;

/// The replications from which bars are drawn: none of them chose the bars.
pub const FRESH: RangeInclusive<u32> = 2..=1 + TORNADO_REPLICATIONS;

/// The place of an end after so many attempts.
///
/// ```
/// use pcn_sim::uncertainty::sensitivity::tornado::shrunk;
///
/// assert_eq!([0, 1].map(|attempts| shrunk(0.05, attempts)), [0.05, 0.275]);
/// ```
pub fn shrunk(chance: f64, attempts: u32) -> f64 {
    if attempts == 0 {
        return chance;
    }
    MIDDLE + (chance - MIDDLE) / f64::from(1_u32 << attempts)
}

/// The parameters that are looked at singly for `bars` bars: members of the groups in this `order`, from
/// each at most a fifth of all that are looked at, the first values of lists before others.
pub fn candidates(
    (groups, order): (&[Group], &[usize]),
    sources: &[Source],
    bars: usize,
) -> Vec<usize> {
    let most = LOOKED_AT * bars;
    let of_group = most.div_ceil(SHARE_OF_GROUP);
    let mut found = Vec::new();
    for group in order {
        let mut members = groups[*group].members.clone();
        members.sort_by_key(|member| (sources[*member].item, *member));
        found.extend(members.into_iter().take(of_group.min(most - found.len())));
    }
    found
}

/// Both ends of these parameters, of `count` in all, in these replications.
pub fn ends(
    stage: Stage,
    (parameters, count): (&[usize], usize),
    replications: RangeInclusive<u32>,
    scenarios: &[usize],
) -> Vec<Job> {
    let mut jobs = Vec::new();
    for &parameter in parameters {
        for (step, chance) in (0..).zip(ENDS) {
            let mut chances = vec![None; count];
            chances[parameter] = Some(chance);
            jobs.extend(replications.clone().map(|replication| Job {
                stage,
                number: parameter as u32,
                step,
                replication,
                scenarios: scenarios.to_vec(),
                what: What::Point { chances: chances.clone(), may_shrink: true },
            }));
        }
    }
    jobs
}

/// Where an end is in the distribution, and the changes of each quantity there, by replication.
type Changes = (f64, [Vec<f64>; QUANTITIES]);

/// The changes at an end of a parameter; `None` without a row.
fn changes(
    book: &Book<'_>,
    (stage, parameter, step): (Stage, usize, u32),
    replications: RangeInclusive<u32>,
    central: &Central,
) -> Option<Changes> {
    let mut found: [Vec<f64>; QUANTITIES] = Default::default();
    let mut at = None;
    for replication in replications {
        let row = book.row(stage, (parameter as u32, step, replication));
        let Some(row) = row.filter(|row| !row.is_refused()) else { continue };
        let Some(stated) = book.row(Stage::Central, (0, 0, replication)) else { continue };
        at = Some(shrunk(ENDS[step as usize], row.attempts));
        let own = quantities(row, central.leading);
        let stated = quantities(stated, central.leading);
        for quantity in 0..QUANTITIES {
            let change = own[quantity].zip(stated[quantity]).map(|(own, stated)| own - stated);
            found[quantity].extend(change);
        }
    }
    Some((at?, found))
}

fn mean(values: &[f64]) -> Option<f64> {
    (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
}

/// The leading `bars` of the parameters looked at: alternately the next by its largest change of the margin
/// and the next by that of needs settled.
pub fn leading(book: &Book<'_>, looked_at: &[usize], central: &Central, bars: usize) -> Vec<usize> {
    let size = |quantity: usize| -> Vec<f64> {
        let of = |parameter: &usize| {
            let end = |step| {
                let (_, all) = changes(book, (Stage::Members, *parameter, step), LOOK, central)?;
                mean(&all[quantity])
            };
            [end(0), end(1)].into_iter().flatten().map(f64::abs).fold(0.0, f64::max)
        };
        looked_at.iter().map(of).collect()
    };
    let order = alternately(&size(MARGIN), &size(NEEDS));
    order.into_iter().take(bars).map(|place| looked_at[place]).collect()
}

/// Whether the preferred option becomes the other one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Turn {
    /// It stays.
    No,
    /// It does by the mean of the replications, but that may be chance.
    May,
    /// It does, and that is told from chance.
    Yes,
}

/// An end of a bar.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct End {
    /// Where it is in the distribution: 0.05 or 0.95, or nearer to the median if that is impossible.
    pub at: f64,
    /// The mean change of each quantity from the central values.
    pub changes: Quantities,
    /// Whether the change is larger than chance gives any of all bars in 1 of 20 studies.
    pub is_told: [bool; QUANTITIES],
    /// Whether the preferred option is the other one there.
    pub turn: Turn,
}

/// A parameter of the tornado.
#[derive(Clone, Debug, PartialEq)]
pub struct Bar {
    /// The parameter, as an index of sources.
    pub parameter: usize,
    /// Its lower and its upper end; `None` if no such scenario is possible or it is not simulated yet.
    pub ends: [Option<End>; 2],
}

impl Bar {
    /// The largest absolute change of a quantity.
    pub fn size(&self, quantity: usize) -> f64 {
        let changes = self.ends.iter().flatten().filter_map(|end| end.changes[quantity]);
        changes.map(f64::abs).fold(0.0, f64::max)
    }

    /// Whether a quantity changes at one of the ends, beyond chance.
    pub fn is_told(&self, quantity: usize) -> bool {
        self.ends.iter().flatten().any(|end| end.is_told[quantity])
    }

    /// Whether the preferred option becomes the other one at one of the ends.
    pub fn turn(&self) -> Turn {
        self.ends.iter().flatten().map(|end| end.turn).max().unwrap_or(Turn::No)
    }
}

/// The tornado.
#[derive(Clone, Debug, PartialEq)]
pub struct Tornado {
    /// The bars, that which moves the margin most first; without a margin, needs settled.
    pub bars: Vec<Bar>,
    /// The noise of the change at an end in one replication.
    pub noise: [Option<Noise>; QUANTITIES],
}

impl Tornado {
    /// What the rows of these `parameters` say.
    pub fn of(book: &Book<'_>, parameters: &[usize], central: &Central) -> Tornado {
        let at = |parameter: &usize| {
            [0, 1].map(|step| changes(book, (Stage::Tornado, *parameter, step), FRESH, central))
        };
        let found: Vec<_> = parameters.iter().map(at).collect();
        let noise: [Option<Noise>; QUANTITIES] = std::array::from_fn(|quantity| {
            let all = found.iter().flatten().flatten().map(|(_, all)| all[quantity].clone());
            Noise::of(&all.collect::<Vec<_>>())
        });
        let judge = Judge { central, noise, ends: 2 * parameters.len() };
        let bar = |(parameter, ends): (&usize, &[Option<Changes>; 2])| Bar {
            parameter: *parameter,
            ends: std::array::from_fn(|step| ends[step].as_ref().map(|end| judge.end(end))),
        };
        let mut bars: Vec<Bar> = parameters.iter().zip(&found).map(bar).collect();
        let by = if central.leading.is_some() { MARGIN } else { NEEDS };
        bars.sort_by(|one, other| other.size(by).total_cmp(&one.size(by)));
        Tornado { bars, noise }
    }
}

/// What an end is judged by.
struct Judge<'j> {
    central: &'j Central,
    noise: [Option<Noise>; QUANTITIES],
    ends: usize,
}

impl Judge<'_> {
    fn end(&self, (at, all): &Changes) -> End {
        let changes: Quantities = std::array::from_fn(|quantity| mean(&all[quantity]));
        let is_told = std::array::from_fn(|quantity| {
            let (Some(change), Some(noise)) = (changes[quantity], self.noise[quantity]) else {
                return false;
            };
            let count = all[quantity].len() as f64;
            noise.probability(count * change * change, 1.0) < FALSE_ALARM / self.ends as f64
        });
        let turn = self.turn(changes[MARGIN], all[MARGIN].len() as f64, is_told[MARGIN]);
        End { at: *at, changes, is_told, turn }
    }

    /// Whether a change of the margin turns the choice: the margin at the central values, known from all
    /// of their replications, and the change together have the other sign.
    fn turn(&self, change: Option<f64>, count: f64, is_told: bool) -> Turn {
        let margin = self.central.margin();
        let (Some(margin), Some(change), Some(noise)) = (margin, change, self.noise[MARGIN]) else {
            return Turn::No;
        };
        let there = margin.mean + change;
        if there * margin.mean >= 0.0 {
            return Turn::No;
        }
        // Both errors, as if they were independent.
        let replications = self.central.replications as f64;
        let own = margin.half_width.map_or(0.0, |half| {
            let t = quantile_of_t(0.975, (replications - 1.0).max(1.0));
            half / t
        });
        let error = (noise.variance / count + own * own).sqrt();
        let t = quantile_of_t(0.975, noise.freedom);
        if is_told && there.abs() > t * error { Turn::Yes } else { Turn::May }
    }
}
