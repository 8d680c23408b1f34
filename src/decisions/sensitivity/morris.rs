//! Elementary effects: a screening of many parameters.

use crate::engine::streams::Streams;
use crate::statistics::interval::{mean, variance};
use crate::statistics::order::shuffled;
use crate::statistics::purpose;

/// A design of trajectories through the unit cube. In each step of a trajectory one group of
/// parameters moves by half of the cube; a trajectory has one step for each group.
///
/// # Source
///
/// Morris (1991), "Factorial sampling plans for preliminary computational experiments",
/// *Technometrics* 33: 161–174. Groups and the mean of absolute effects: Campolongo, Cariboni and
/// Saltelli (2007), "An effective screening design for sensitivity analysis of large models",
/// *Environmental Modelling & Software* 22: 1509–1518. Levels lie in the middle of their cells, so
/// that no coordinate is 0 or 1.
///
/// # Example
///
/// ```
/// use pcn_sim::decisions::sensitivity::morris::Morris;
/// use pcn_sim::engine::streams::Streams;
///
/// let design = Morris::new(&[0, 1, 2], 4, Streams::new(1, 0)).expect("three groups");
/// let model = |point: &[f64]| 5.0 * point[0] - 2.0 * point[1];
/// let values: Vec<f64> = (0..10 * design.block()).map(|index| model(&design.point(index))).collect();
/// let effects = design.effects(&values);
/// assert!((effects[0].absolute - 5.0).abs() < 1e-9 && (effects[1].absolute - 2.0).abs() < 1e-9);
/// assert_eq!(effects[2].absolute, 0.0);
/// ```
#[derive(Clone, Debug)]
pub struct Morris {
    /// The group of each parameter.
    groups: Vec<usize>,
    count: usize,
    levels: u32,
    streams: Streams,
}

/// The effect of a group of parameters, per unit of the cube: from one end of the range to the
/// other, if it were linear.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Effect {
    /// The mean absolute effect, μ* \[the unit of values\]: how much the group matters.
    pub absolute: f64,
    /// The standard error of the mean absolute effect; `None` for a single trajectory.
    pub standard_error: Option<f64>,
    /// The mean effect, μ. For a group of several parameters, whose directions differ, it means
    /// little.
    pub mean: f64,
    /// The standard deviation of effects, σ: curvature and interaction; `None` for a single
    /// trajectory.
    pub spread: Option<f64>,
}

/// The length of a step, in the unit cube.
pub const STEP: f64 = 0.5;

impl Morris {
    /// A design in which parameter i belongs to group `groups[i]`; groups are numbered from 0
    /// without gaps. `levels` is the number of places of a coordinate, even, and 4 usually.
    ///
    /// `None` without parameters, with a gap among groups, or for an odd number of levels or none.
    pub fn new(groups: &[usize], levels: u32, streams: Streams) -> Option<Morris> {
        let count = groups.iter().max()? + 1;
        let is_there = |group: usize| groups.contains(&group);
        let is_complete = (0..count).all(is_there) && levels >= 2 && levels.is_multiple_of(2);
        is_complete.then(|| Morris { groups: groups.to_owned(), count, levels, streams })
    }

    /// The number of points of a trajectory: one more than there are groups.
    pub fn block(&self) -> usize {
        self.count + 1
    }

    /// A point of the design. Points are numbered trajectory by trajectory.
    pub fn point(&self, index: usize) -> Vec<f64> {
        let (trajectory, step) = (index / self.block(), index % self.block());
        self.after(trajectory, &self.order(trajectory)[..step])
    }

    /// The point of a trajectory after these groups have moved. A group that must not move there is left
    /// out of the list and keeps its place.
    pub fn after(&self, trajectory: usize, moved: &[usize]) -> Vec<f64> {
        let mut has_moved = vec![false; self.count];
        moved.iter().for_each(|group| has_moved[*group] = true);
        let coordinate = |(parameter, group): (usize, &usize)| {
            let place =
                |purpose| self.streams.uniform(purpose, parameter as u64, trajectory as u32, 0);
            // From a place in the lower half upwards, or from one in the upper half downwards.
            let level = (place(purpose::BASE) * f64::from(self.levels / 2)).floor();
            let low = (level + 0.5) / f64::from(self.levels);
            let is_low = has_moved[*group] != (place(purpose::DIRECTION) < 0.5);
            if is_low { low } else { low + STEP }
        };
        self.groups.iter().enumerate().map(coordinate).collect()
    }

    /// The order in which groups move in a trajectory.
    pub fn order(&self, trajectory: usize) -> Vec<usize> {
        shuffled(self.count, &self.streams, purpose::ORDER, trajectory as u32)
    }

    /// The elementary effect of a group in a trajectory, per unit of the cube, by the values before and
    /// after its move. Its sign is that of the group's first parameter.
    pub fn effect(&self, trajectory: usize, group: usize, (before, after): (f64, f64)) -> f64 {
        let first = self.groups.iter().position(|of| *of == group);
        let parameter = first.expect("every group has a parameter") as u64;
        let direction = self.streams.uniform(purpose::DIRECTION, parameter, trajectory as u32, 0);
        // As in `after`: a parameter that began in the lower half moves up.
        let sign = if direction < 0.5 { 1.0 } else { -1.0 };
        sign * (after - before) / STEP
    }

    /// The effects of all groups, by the values of the points in their order. An incomplete last
    /// trajectory is left out. The result is empty if no trajectory is complete.
    pub fn effects(&self, values: &[f64]) -> Vec<Effect> {
        let mut found = vec![Vec::new(); self.count];
        for (trajectory, values) in values.chunks_exact(self.block()).enumerate() {
            for (step, group) in self.order(trajectory).into_iter().enumerate() {
                let ends = (values[step], values[step + 1]);
                found[group].push(self.effect(trajectory, group, ends));
            }
        }
        found.iter().filter_map(|effects| Effect::of(effects)).collect()
    }
}

impl Effect {
    /// What elementary effects of a group say together; `None` without one.
    pub fn of(effects: &[f64]) -> Option<Effect> {
        let absolute: Vec<f64> = effects.iter().map(|effect| effect.abs()).collect();
        let several = effects.len() > 1;
        let error = || (variance(&absolute) / absolute.len() as f64).sqrt();
        (!effects.is_empty()).then(|| Effect {
            absolute: mean(&absolute),
            standard_error: several.then(error),
            mean: mean(effects),
            spread: several.then(|| variance(effects).sqrt()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_group_moves_in_a_step_and_stays_in_the_cube() {
        let groups = [0, 1, 1, 2, 0];
        let design = Morris::new(&groups, 4, Streams::new(1, 0)).expect("groups");
        for trajectory in 0..50 {
            let points: Vec<Vec<f64>> =
                (0..4).map(|step| design.point(4 * trajectory + step)).collect();
            for pair in points.windows(2) {
                let steps: Vec<f64> = pair[0].iter().zip(&pair[1]).map(|(a, b)| b - a).collect();
                let moved: Vec<usize> = (0..5).filter(|i| steps[*i] != 0.0).collect();
                assert!(moved.iter().all(|i| steps[*i].abs() == 0.5), "{steps:?}");
                let group = groups[moved[0]];
                let members: Vec<usize> = (0..5).filter(|i| groups[*i] == group).collect();
                assert_eq!(moved, members);
            }
            assert!(points.iter().flatten().all(|x| [0.125, 0.375, 0.625, 0.875].contains(x)));
        }
    }

    #[test]
    fn effects_of_a_product_are_worked_by_hand() {
        // f = x y, per unit: the effect of x is y, which is 1/8, 3/8, 5/8 or 7/8 alike: mean 1/2,
        // variance 5/64.
        let design = Morris::new(&[0, 1], 4, Streams::new(2, 0)).expect("groups");
        let value = |index| design.point(index).iter().product::<f64>();
        let values: Vec<f64> = (0..3 * 2_000).map(value).collect();
        for effect in design.effects(&values) {
            let error = effect.standard_error.expect("many trajectories");
            assert!((effect.absolute - 0.5).abs() < 3.0 * error, "{effect:?}");
            assert_eq!(effect.absolute, effect.mean);
            let spread = effect.spread.expect("many trajectories");
            assert!((spread * spread - 5.0 / 64.0).abs() < 0.005, "{effect:?}");
        }
    }

    #[test]
    fn a_negative_effect_has_a_negative_mean() {
        let design = Morris::new(&[0, 1], 2, Streams::new(3, 0)).expect("groups");
        let value = |index| -3.0 * design.point(index)[0];
        let effects = design.effects(&(0..8 * 3).map(value).collect::<Vec<f64>>());
        assert_eq!(
            (effects[0].mean, effects[0].absolute, effects[0].spread),
            (-3.0, 3.0, Some(0.0))
        );
        assert_eq!(design.effects(&[1.0, 2.0]), []);
    }

    #[test]
    fn groups_with_a_gap_and_odd_levels_are_refused() {
        let streams = Streams::new(1, 0);
        assert!(Morris::new(&[0, 2], 4, streams).is_none());
        assert!(Morris::new(&[], 4, streams).is_none());
        assert!(Morris::new(&[0], 3, streams).is_none() && Morris::new(&[0], 0, streams).is_none());
    }
}
