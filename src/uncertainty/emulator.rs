//! Emulators over all uncertain parameters: by how much a network misses each of its targets, predicted
//! from the random numbers of a draw.
//!
//! `calibration::emulator` does the same for the few parameters that are fitted, within their ranges.

use crate::statistics::interval::variance;
use crate::statistics::least_squares::Ridge;
use crate::uncertainty::spread::Source;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// A parameter counts for a target if its slope is so many standard errors from zero; so for a curve.
const LEAST_T: f64 = 3.5;

/// The penalty of the first fit, to all parameters. Scores have a variance of about 1, so it is worth this
/// many draws without any effect.
const FIRST_PENALTY: f64 = 100.0;

/// The penalty of the second fit, to those that count.
const SECOND_PENALTY: f64 = 1.0;

/// The smallest number of draws for each parameter in the first fit.
pub const LEAST_DRAWS_A_SOURCE: f64 = 1.5;

/// The head of the table that [`Emulator::to_text`] writes.
const HEAD: &str = "target,source,item,slope,curve";

/// What stands in the column of the source for the constant of a target and for its error.
const CONSTANT: &str = "(constant)";
const ERROR: &str = "(error)";

/// What one target depends on: constant + Σ slope · z + curve · (z² − 1), for scores z that are standard
/// normal over the ranges.
#[derive(Clone, Debug, PartialEq)]
pub struct Curve {
    /// The target, with its band.
    pub target: String,
    /// The mean miss over the ranges \[tolerances\].
    pub constant: f64,
    /// The root mean square error at draws that were left out \[tolerances\]; it contains the simulation
    /// noise of one replication.
    pub error: f64,
    /// The sources that count, as indices, each with its slope and its curve \[tolerances\].
    pub terms: Vec<(usize, f64, f64)>,
}

impl Curve {
    /// The predicted miss at `scores` \[tolerances\].
    pub fn miss(&self, scores: &[f64]) -> f64 {
        let terms = self.terms.iter().map(|&(source, slope, curve)| {
            let z = scores[source];
            slope * z + curve * parabola(z)
        });
        self.constant + terms.sum::<f64>()
    }
}

/// The curves of all targets.
#[derive(Clone, Debug, PartialEq)]
pub struct Emulator {
    /// The sources whose scores it is given, in this order.
    pub sources: Vec<Source>,
    /// One curve for each target.
    pub curves: Vec<Curve>,
}

impl Emulator {
    /// Fits a curve to each target: first a line in all scores, then a line in those that count, with a
    /// parabola where that is clear. `scores` are by draw and source, `misses` by target and draw.
    ///
    /// `None` with fewer draws than [`LEAST_DRAWS_A_SOURCE`] for each source.
    pub fn fit(
        sources: Vec<Source>,
        scores: &[Vec<f64>],
        misses: &[(String, Vec<f64>)],
    ) -> Option<Emulator> {
        if (scores.len() as f64) < LEAST_DRAWS_A_SOURCE * sources.len() as f64 {
            return None;
        }
        let counts = vec![1.0; scores.len()];
        let with_constant = |row: &Vec<f64>| [1.0].into_iter().chain(row.iter().copied()).collect();
        let rows: Vec<Vec<f64>> = scores.iter().map(with_constant).collect();
        let ridge = Ridge::new(&rows, &counts, FIRST_PENALTY)?;
        let leverages = ridge.leverages();
        let one = |(target, values): &(String, Vec<f64>)| {
            let fit = ridge.fit_with(values, &leverages);
            let error = root_mean_square(&fit.left_out);
            let least = LEAST_T * error / (scores.len() as f64).sqrt();
            let counting: Vec<usize> =
                (0..sources.len()).filter(|at| fit.coefficients[1 + at].abs() > least).collect();
            curve(target, &counting, scores, values)
        };
        let curves = misses.iter().map(one).collect::<Option<Vec<_>>>()?;
        Some(Emulator { sources, curves })
    }

    /// The predicted miss of each target at `scores` \[tolerances\].
    pub fn misses(&self, scores: &[f64]) -> Vec<f64> {
        self.curves.iter().map(|curve| curve.miss(scores)).collect()
    }

    /// The emulator as comma-separated values, one row for each term.
    pub fn to_text(&self) -> String {
        let mut out = format!("{HEAD}\n");
        for curve in &self.curves {
            let name = curve.target.replace(',', ";");
            let _ = writeln!(out, "{name},{CONSTANT},,{},", shortened(curve.constant));
            let _ = writeln!(out, "{name},{ERROR},,{},", shortened(curve.error));
            for (source, slope, curved) in &curve.terms {
                let Source { key, item } = &self.sources[*source];
                let (slope, curved) = (shortened(*slope), shortened(*curved));
                let _ = writeln!(out, "{name},{key},{item},{slope},{curved}");
            }
        }
        out
    }

    /// Reads what [`Emulator::to_text`] writes. Lines that begin with `#` are passed over.
    ///
    /// # Errors
    ///
    /// What is wrong with the first bad line, with its number.
    pub fn parse(text: &str) -> Result<Emulator, String> {
        let mut sources: BTreeMap<Source, usize> = BTreeMap::new();
        let mut curves: Vec<Curve> = Vec::new();
        let lines = text.lines().enumerate().filter(|(_, line)| !line.starts_with('#'));
        for (number, line) in lines.filter(|(_, line)| *line != HEAD) {
            let wrong = || {
                let number = number + 1;
                format!("line {number}: found {line:?}, expected {HEAD}; make the file again")
            };
            let cells: Vec<&str> = line.split(',').collect();
            let &[target, key, item, slope, curved] = cells.as_slice() else { return Err(wrong()) };
            let slope: f64 = slope.parse().map_err(|_| wrong())?;
            if curves.last().is_none_or(|last| last.target != target) {
                let target = target.to_owned();
                curves.push(Curve { target, constant: 0.0, error: 0.0, terms: Vec::new() });
            }
            let curve = curves.last_mut().ok_or_else(wrong)?;
            match key {
                CONSTANT => curve.constant = slope,
                ERROR => curve.error = slope,
                _ => {
                    let item = item.parse().map_err(|_| wrong())?;
                    let next = sources.len();
                    let source = Source { key: key.to_owned(), item };
                    let at = *sources.entry(source).or_insert(next);
                    curve.terms.push((at, slope, curved.parse().map_err(|_| wrong())?));
                }
            }
        }
        let mut ordered: Vec<(Source, usize)> = sources.into_iter().collect();
        ordered.sort_by_key(|(_, at)| *at);
        Ok(Emulator { sources: ordered.into_iter().map(|(source, _)| source).collect(), curves })
    }
}

/// The curve of one target in the sources that count: a line in each, and a parabola where it is clear.
fn curve(target: &str, counting: &[usize], scores: &[Vec<f64>], values: &[f64]) -> Option<Curve> {
    let counts = vec![1.0; scores.len()];
    let fitted = |curved: &[usize]| -> Option<(Vec<f64>, f64)> {
        let features = |row: &Vec<f64>| -> Vec<f64> {
            let lines = counting.iter().map(|at| row[*at]);
            let parabolas = curved.iter().map(|at| parabola(row[*at]));
            [1.0].into_iter().chain(lines).chain(parabolas).collect()
        };
        let rows: Vec<Vec<f64>> = scores.iter().map(features).collect();
        let fit = Ridge::new(&rows, &counts, SECOND_PENALTY)?.fit(values);
        Some((fit.coefficients, root_mean_square(&fit.left_out)))
    };
    let (all, error) = fitted(counting)?;
    let is_clear = |(place, at): &(usize, &usize)| {
        let spread = variance(&scores.iter().map(|row| parabola(row[**at])).collect::<Vec<_>>());
        let least = LEAST_T * error / (scores.len() as f64 * spread).sqrt();
        all[1 + counting.len() + place].abs() > least
    };
    let curved: Vec<usize> =
        counting.iter().enumerate().filter(is_clear).map(|(_, at)| *at).collect();
    let (coefficients, error) = fitted(&curved)?;
    let (lines, parabolas) = coefficients[1..].split_at(counting.len());
    let terms = counting.iter().zip(lines).map(|(at, slope)| {
        let place = curved.iter().position(|of| of == at);
        (*at, *slope, place.map_or(0.0, |place| parabolas[place]))
    });
    Some(Curve {
        target: target.to_owned(),
        constant: coefficients[0],
        error,
        terms: terms.collect(),
    })
}

/// Zero in the mean for standard normal scores, and independent of them.
fn parabola(z: f64) -> f64 {
    z * z - 1.0
}

fn root_mean_square(values: &[f64]) -> f64 {
    let sum: f64 = values.iter().map(|value| value * value).sum();
    (sum / values.len().max(1) as f64).sqrt()
}

/// Four decimal places of a tolerance are far below every error.
fn shortened(value: f64) -> f64 {
    (value * 1e4).round() / 1e4
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::samplers::standard_normal;
    use crate::engine::streams::Streams;

    fn sources(count: usize) -> Vec<Source> {
        (0..count).map(|at| Source { key: format!("table.key-{at}"), item: 0 }).collect()
    }

    type Drawn = (Vec<Vec<f64>>, [(String, Vec<f64>); 2]);

    /// Scores, and misses that are known exactly but for noise.
    fn drawn(draws: u64, count: usize) -> Drawn {
        let streams = Streams::new(3, 0);
        let z = |draw, what: u32| standard_normal(streams.uniform(1, draw, what, 0));
        let scores: Vec<Vec<f64>> =
            (0..draws).map(|draw| (0..count as u32).map(|at| z(draw, at)).collect()).collect();
        let noise = |draw: usize, what: u32| 0.3 * z(draw as u64, 1_000 + what);
        let one = scores.iter().enumerate().map(|(draw, s)| {
            1.0 + 2.0 * s[0] - 0.5 * s[3] + 0.25 * (s[0] * s[0] - 1.0) + noise(draw, 0)
        });
        let other = scores.iter().enumerate().map(|(draw, s)| s[1] + noise(draw, 1));
        let misses = [("one".to_owned(), one.collect()), ("other".to_owned(), other.collect())];
        (scores, misses)
    }

    #[test]
    fn what_a_target_depends_on_is_found_and_nothing_else() {
        let (scores, misses) = drawn(400, 60);
        let found = Emulator::fit(sources(60), &scores, &misses).expect("enough draws");
        let [one, other] = found.curves.as_slice() else { panic!("{found:?}") };
        let named: Vec<usize> = one.terms.iter().map(|term| term.0).collect();
        assert_eq!(named, [0, 3], "{one:?}");
        let (_, slope, curved) = one.terms[0];
        assert!((slope - 2.0).abs() < 0.05 && (curved - 0.25).abs() < 0.05, "{one:?}");
        assert!((one.constant - 1.0).abs() < 0.06 && (one.error - 0.3).abs() < 0.05, "{one:?}");
        assert_eq!(other.terms.len(), 1);
        let at = vec![0.5; 60];
        let known = 1.0 + 1.0 - 0.25 + 0.25 * (0.25 - 1.0);
        assert!((found.misses(&at)[0] - known).abs() < 0.1);
    }

    #[test]
    fn too_few_draws_are_refused() {
        let (scores, misses) = drawn(80, 60);
        assert!(Emulator::fit(sources(60), &scores, &misses).is_none());
    }

    #[test]
    fn a_table_is_read_as_it_was_written() {
        let (scores, misses) = drawn(400, 60);
        let found = Emulator::fit(sources(60), &scores, &misses).expect("enough draws");
        let text = found.to_text();
        let again = Emulator::parse(&format!("# made by hand\n{text}")).expect("it is whole");
        assert_eq!(again.to_text(), text);
        assert_eq!(again.sources.len(), 3);
        let why = Emulator::parse(&text.replace("table.key-0,0", "table.key-0")).expect_err("cut");
        assert!(why.starts_with("line 4: found") && why.contains("expected target"), "{why}");
    }
}
