//! What the targets determine: ranges after the fit, and correlated quantities.

use crate::calibration::change::Free;
use crate::calibration::emulator::{Chance, Emulators, distance};
use crate::calibration::search::{Point, Settings, seen};

/// The rule, in words.
pub const RULE: &str = "\
Width is the width of the central 90% of the plausible values after the fit, divided by the width of
the central 90% of the range before it. Below 0.35 the targets determine a parameter; below 0.75 they
do so in part. Off is the miss in tolerances. Distance is the root mean square of the misses over all
target values for calibration; values that should be met have half weight.";

/// How well the targets determine a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Identified {
    /// Its range is much narrower than before.
    PinnedDown,
    /// Its range is somewhat narrower.
    InPart,
    /// Its range is hardly narrower.
    Not,
}

impl Identified {
    /// Its words.
    pub const fn words(self) -> &'static str {
        match self {
            Identified::PinnedDown => "pinned down",
            Identified::InPart => "in part",
            Identified::Not => "not pinned down",
        }
    }

    fn of(width: f64) -> Identified {
        match width {
            ..0.35 => Identified::PinnedDown,
            ..0.75 => Identified::InPart,
            _ => Identified::Not,
        }
    }
}

/// The result for a free quantity.
#[derive(Clone, Debug)]
pub struct Posterior {
    /// The fitted value.
    pub fitted: f64,
    /// The central 90% of the plausible values.
    pub range: (f64, f64),
    /// The width of this range relative to the width before the fit \[-\].
    pub width: f64,
    /// How well the targets determine it.
    pub verdict: Identified,
    /// The end of its range that the fitted value is at, if any.
    pub bound: Option<Bound>,
    /// Quantities that are correlated with it, with the correlation. Only their combination is
    /// determined.
    pub tied: Vec<(usize, f64)>,
}

/// An end of a range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bound {
    /// The lower.
    Low,
    /// The upper.
    High,
}

/// The result of a calibration.
#[derive(Clone, Debug)]
pub struct Fitted {
    /// The simulated point that agrees best.
    pub best: Point,
    /// Its distance.
    pub distance: f64,
    /// The distance of the scenario before the fit, if it could be measured.
    pub distance_at_start: Option<f64>,
    /// One entry for each free quantity.
    pub posteriors: Vec<Posterior>,
    /// The emulators of all points.
    pub emulators: Emulators,
}

/// The number of samples from which ranges are computed.
const SAMPLES: usize = 2000;

/// Minimum correlation of quantities that are reported together.
const TIED: f64 = 0.8;

/// A fitted value within this share of its range of an end counts as at the end.
const AT_BOUND: f64 = 0.02;

/// The result that the points give for the free quantities; `None` if no point could be measured.
pub fn identify(
    free: &[Free],
    weights: &[f64],
    settings: Settings,
    points: &[Point],
) -> Option<Fitted> {
    let off = |point: &Point| Some(distance(point.misses.as_ref()?, weights));
    let measured = points.iter().filter_map(|point| Some((point, off(point)?)));
    let (best, least) = measured.min_by(|(_, one), (_, other)| one.total_cmp(other))?;
    let emulators = Emulators::fit(&seen(free, points), weights)?;
    let start: Vec<f64> = free.iter().zip(&best.values).map(|(f, value)| f.share(*value)).collect();
    // A sequence of its own. Numbers below it are for waves.
    let samples = emulators.sample(&start, SAMPLES, &mut Chance::new(settings.seed, u32::MAX));
    let posteriors = free.iter().enumerate().map(|(number, free)| {
        let mut column: Vec<f64> = samples.iter().map(|sample| sample[number]).collect();
        column.sort_by(f64::total_cmp);
        let (low, high) = (quantile(&column, 0.05), quantile(&column, 0.95));
        let width = (high - low) / 0.9;
        let bound = match start[number] {
            ..AT_BOUND => Some(Bound::Low),
            share if share > 1.0 - AT_BOUND => Some(Bound::High),
            _ => None,
        };
        let others = (0..start.len()).filter(|other| *other != number);
        let tied = others.map(|other| (other, correlation(&samples, number, other)));
        Posterior {
            fitted: best.values[number],
            range: (free.at(low), free.at(high)),
            width,
            verdict: Identified::of(width),
            bound,
            tied: tied.filter(|(_, with)| with.abs() > TIED).collect(),
        }
    });
    Some(Fitted {
        posteriors: posteriors.collect(),
        best: best.clone(),
        distance: least,
        distance_at_start: points.first().and_then(off),
        emulators,
    })
}

/// The value below which a share of sorted values is, rounded to the nearest value.
fn quantile(sorted: &[f64], share: f64) -> f64 {
    sorted[((sorted.len() - 1) as f64 * share).round() as usize]
}

fn correlation(samples: &[Vec<f64>], one: usize, other: usize) -> f64 {
    let count = samples.len() as f64;
    let mean = |location: usize| samples.iter().map(|sample| sample[location]).sum::<f64>() / count;
    let (mean_one, mean_other) = (mean(one), mean(other));
    let sum = |of: &dyn Fn(f64, f64) -> f64| -> f64 {
        samples.iter().map(|s| of(s[one] - mean_one, s[other] - mean_other)).sum()
    };
    let spread = (sum(&|a, _| a * a) * sum(&|_, b| b * b)).sqrt();
    if spread > 0.0 { sum(&|a, b| a * b) / spread } else { 0.0 }
}
