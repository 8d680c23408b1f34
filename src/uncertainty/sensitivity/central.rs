//! What rows measure, the choice at the central values, and how large chance is.

use crate::statistics::distributions::tail_of_f;
use crate::statistics::interval::{CONFIDENCE, MeanInterval, mean_interval};
use crate::uncertainty::sensitivity::book::{Book, PointRow, Stage};

/// The measures of a row, each with its words; the first decides which option is best.
pub const MEASURED: [(&str, &str); 4] = [
    ("needs_settled", "Needs settled"),
    ("requests_not_met", "Requests not met"),
    ("appointments_net", "Appointments, net"),
    ("ed_attendances_all", "ED attendances"),
];

/// The number of quantities that are judged: the measures of the baseline, and the margin.
pub const QUANTITIES: usize = MEASURED.len() + 1;

/// Needs settled by the baseline, as a quantity.
pub const NEEDS: usize = 0;

/// Needs settled by one leading option more than by the other, as a quantity.
pub const MARGIN: usize = MEASURED.len();

/// Each quantity, a year; `None` where it is undefined or not simulated.
pub type Quantities = [Option<f64>; QUANTITIES];

/// The probability that something without influence is told from chance, among all that are judged
/// together.
pub const FALSE_ALARM: f64 = 0.05;

/// The choice at the central values.
#[derive(Clone, Debug, PartialEq)]
pub struct Central {
    /// Replications.
    pub replications: usize,
    /// The two options that settle most needs, as scenarios; `None` for a single scenario.
    pub leading: Option<(usize, usize)>,
    /// Each quantity, a year.
    pub means: [Option<MeanInterval>; QUANTITIES],
}

impl Central {
    /// What the central rows say; `None` without one.
    pub fn of(book: &Book<'_>, scenarios: usize) -> Option<Central> {
        let rows: Vec<&PointRow> = book.rows_of(Stage::Central).collect();
        let mean_of = |scenario: usize| -> f64 {
            let values =
                rows.iter().filter_map(|row| row.values.get(scenario)?.first().copied()?);
            let values: Vec<f64> = values.collect();
            if values.is_empty() {
                f64::MIN
            } else {
                values.iter().sum::<f64>() / values.len() as f64
            }
        };
        let mut order: Vec<(usize, f64)> = (0..scenarios).map(|one| (one, mean_of(one))).collect();
        // Of those that tie, the first comes first.
        order.sort_by(|one, other| other.1.total_cmp(&one.1));
        let leading = (scenarios > 1).then(|| (order[0].0, order[1].0));
        let all: Vec<Quantities> = rows.iter().map(|row| quantities(row, leading)).collect();
        let mean = |index: usize| {
            let values: Vec<f64> = all.iter().filter_map(|of| of[index]).collect();
            mean_interval(&values, CONFIDENCE)
        };
        (!rows.is_empty()).then(|| Central {
            replications: rows.len(),
            leading,
            means: std::array::from_fn(mean),
        })
    }

    /// The scenarios that are simulated at other points: the baseline and the two that lead.
    pub fn scenarios(&self) -> Vec<usize> {
        let (one, other) = self.leading.unwrap_or((0, 0));
        let mut all = vec![0, one, other];
        all.sort_unstable();
        all.dedup();
        all
    }

    /// The margin.
    pub fn margin(&self) -> Option<MeanInterval> {
        self.means[MARGIN]
    }

    /// Whether the margin is told from nothing.
    pub fn is_clear(&self) -> bool {
        let bounds = self.margin().and_then(|margin| margin.bounds());
        bounds.is_some_and(|(low, high)| low > 0.0 || high < 0.0)
    }
}

/// The quantities of a row.
pub fn quantities(row: &PointRow, leading: Option<(usize, usize)>) -> Quantities {
    let at = |scenario: usize, measure: usize| row.values.get(scenario)?.get(measure).copied()?;
    std::array::from_fn(|index| match (index, leading) {
        (MARGIN, Some((one, other))) => Some(at(one, NEEDS)? - at(other, NEEDS)?),
        (MARGIN, None) => None,
        _ => at(0, index),
    })
}

/// What chance adds to the difference between two points with the same fates.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Noise {
    /// Its variance.
    pub variance: f64,
    /// How many differences of replications it is known from.
    pub freedom: f64,
}

impl Noise {
    /// The noise by the same differences in several replications, `None` if no difference ever was other
    /// than zero. Differences that are zero in all replications are passed over: what has no effect has no
    /// noise either.
    pub fn of(differences: &[Vec<f64>]) -> Option<Noise> {
        let several = differences.iter().filter(|of| of.len() > 1);
        let moved = several.filter(|of| of.iter().any(|one| *one != 0.0));
        let (mut sum, mut freedom) = (0.0, 0.0);
        for of in moved {
            let mean = of.iter().sum::<f64>() / of.len() as f64;
            sum += of.iter().map(|one| (one - mean).powi(2)).sum::<f64>();
            freedom += of.len() as f64 - 1.0;
        }
        (freedom > 0.0).then(|| Noise { variance: sum / freedom, freedom })
    }

    /// The probability that chance alone gives so many differences with a mean square of at least
    /// `square`.
    pub fn probability(&self, square: f64, count: f64) -> f64 {
        match (square > 0.0, self.variance > 0.0) {
            (false, _) => 1.0,
            (true, false) => 0.0,
            (true, true) => tail_of_f(square / self.variance, count, self.freedom),
        }
    }

    /// Its standard deviation.
    pub fn deviation(&self) -> f64 {
        self.variance.sqrt()
    }
}
