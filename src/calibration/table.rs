//! The simulated points and the result, as tables.

use crate::calibration::change::Free;
use crate::calibration::emulator::distance;
use crate::calibration::identified::{Bound, Fitted};
use crate::calibration::search::Point;
use crate::calibration::simulator::Wanted;
use crate::text::csv::Csv;
use std::fmt::Write;

/// Columns of `calibration.csv` before and after the free quantities.
const BEFORE: [&str; 3] = ["point", "wave", "measured"];
const AFTER: [&str; 2] = ["distance", "third_largest_miss"];
const LAST: &str = "partial";

fn row<S: AsRef<str>>(fields: impl IntoIterator<Item = S>) -> String {
    Csv::new(fields).text()
}

/// The header of `calibration.csv`: free quantities by name, misses of targets in tolerances.
pub fn points_head(free: &[Free], wanted: &[Wanted<'_>]) -> String {
    let before = BEFORE.iter().map(ToString::to_string);
    let names = free.iter().map(|free| free.name.clone());
    let after = AFTER.iter().map(ToString::to_string);
    let labels = wanted.iter().map(Wanted::label).chain([LAST.to_owned()]);
    row(before.chain(names).chain(after).chain(labels))
}

/// The line of a point in `calibration.csv`; `is_partial` if points are still missing.
pub fn points_line(point: &Point, weights: &[f64], is_partial: bool) -> String {
    let is_measured = point.misses.is_some();
    let mut fields =
        vec![point.number.to_string(), point.wave.to_string(), is_measured.to_string()];
    fields.extend(point.values.iter().map(f64::to_string));
    match &point.misses {
        Some(misses) => {
            let mut sizes: Vec<f64> = misses.iter().map(|miss| miss.abs()).collect();
            sizes.sort_by(|one, other| other.total_cmp(one));
            let third = sizes.get(2).or(sizes.last()).copied().unwrap_or(0.0);
            fields.extend([distance(misses, weights).to_string(), third.to_string()]);
            fields.extend(misses.iter().map(f64::to_string));
        }
        None => fields.extend(std::iter::repeat_n(String::new(), AFTER.len() + weights.len())),
    }
    fields.push(if is_partial { LAST } else { "" }.to_owned());
    row(fields)
}

const fn bound(bound: Option<Bound>) -> &'static str {
    match bound {
        None => "",
        Some(Bound::Low) => "low",
        Some(Bound::High) => "high",
    }
}

/// One row for each free quantity.
pub fn identifiability_csv(free: &[Free], found: &Fitted) -> String {
    let head = "parameter,moves,change,low,high,start,fitted,posterior_5,posterior_95,width_ratio,\
                verdict,at_bound,tied_to";
    let mut text = row(head.split(','));
    for (quantity, posterior) in free.iter().zip(&found.posteriors) {
        let moves: Vec<String> = quantity.locations.iter().map(|location| location.key()).collect();
        let tied = posterior
            .tied
            .iter()
            .map(|(other, with)| format!("{} ({with:+.2})", free[*other].name));
        let word = super::change::Change::WORDS.iter().find(|(_, known)| *known == quantity.change);
        text.push_str(&row([
            quantity.name.clone(),
            moves.join(" "),
            word.map_or("", |(word, _)| word).to_owned(),
            quantity.low.to_string(),
            quantity.high.to_string(),
            quantity.start.to_string(),
            posterior.fitted.to_string(),
            posterior.range.0.to_string(),
            posterior.range.1.to_string(),
            format!("{:.3}", posterior.width),
            posterior.verdict.words().to_owned(),
            bound(posterior.bound).to_owned(),
            tied.collect::<Vec<_>>().join("; "),
        ]));
    }
    text
}

/// The free quantities for the terminal, and which are correlated.
pub fn identifiability_text(free: &[Free], found: &Fitted) -> String {
    let mut text = format!(
        "{:<42} {:>15} {:>8} {:>8} {:>17} {:>6}  targets say\n",
        "parameter", "range", "start", "fitted", "90% plausible", "width"
    );
    for (quantity, cells) in free.iter().zip(identifiability_cells(free, found)) {
        let [range, start, fitted, plausible, width, verdict] = cells;
        let _ = writeln!(
            text,
            "{:<42.42} {range:>15} {start:>8} {fitted:>8} {plausible:>17} {width:>6}  {verdict}",
            quantity.name
        );
    }
    for tied in tied(free, found) {
        let _ = writeln!(text, "{tied}");
    }
    text
}

/// The heads of [`identifiability_cells`].
pub const IDENTIFIED: [&str; 6] =
    ["Range", "Start", "Fitted", "90% plausible", "Width", "Targets say"];

/// What is shown of each parameter: its range, its start, its fitted value, the plausible range, how wide that is, how
/// well targets determine it.
pub fn identifiability_cells<'f>(
    free: &'f [Free],
    found: &'f Fitted,
) -> impl Iterator<Item = [String; 6]> + 'f {
    free.iter().zip(&found.posteriors).map(|(quantity, posterior)| {
        let end = match posterior.bound {
            None => String::new(),
            Some(end) => format!(", at its {} end", bound(Some(end))),
        };
        let (low, high) = posterior.range;
        [
            format!("{} to {}", short(quantity.low), short(quantity.high)),
            short(quantity.start),
            short(posterior.fitted),
            format!("{} to {}", short(low), short(high)),
            format!("{:.2}", posterior.width),
            format!("{}{end}", posterior.verdict.words()),
        ]
    })
}

/// The parameters of which only a combination is pinned down, in a sentence for each pair.
pub fn tied(free: &[Free], found: &Fitted) -> Vec<String> {
    let mut all = Vec::new();
    for (number, posterior) in found.posteriors.iter().enumerate() {
        for (other, with) in posterior.tied.iter().filter(|(other, _)| *other > number) {
            let (one, other) = (&free[number].name, &free[*other].name);
            all.push(format!(
                "Only their combination is pinned down: {one} and {other} (correlation {with:+.2})"
            ));
        }
    }
    all
}

/// Three significant digits.
fn short(value: f64) -> String {
    if value == 0.0 {
        return "0".into();
    }
    let digits = (2 - libm::floor(libm::log10(value.abs())) as i32).clamp(0, 6) as usize;
    let text = format!("{value:.digits$}");
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').into() } else { text }
}

/// The parameters that change a target most over their range, the largest effect first
/// \[tolerances\].
fn movers(free: &[Free], found: &Fitted, target: usize) -> Vec<(usize, f64)> {
    let mut all: Vec<(usize, f64)> = (0..free.len())
        .map(|location| (location, found.emulators.effect(target, location)))
        .collect();
    all.sort_by(|(_, one), (_, other)| other.abs().total_cmp(&one.abs()));
    all
}

/// One row for each value that parameters were fitted to.
pub fn targets_csv(
    free: &[Free],
    wanted: &[Wanted<'_>],
    start: Option<&[f64]>,
    found: &Fitted,
) -> String {
    let head = "target,weight,observed,tolerance,fitted,off_in_tolerances_at_start,\
                off_in_tolerances_fitted,emulator_error,moved_most_by";
    let mut text = row(head.split(','));
    for (number, wanted) in wanted.iter().enumerate() {
        let off = off(found, number);
        let centre = wanted.target_value.centre().unwrap_or(f64::NAN);
        let most = movers(free, found, number).into_iter().take(3);
        let most = most.map(|(location, by)| format!("{} ({by:+.2})", free[location].name));
        text.push_str(&row([
            wanted.label(),
            wanted.target.weight.map_or("", |weight| weight.word()).to_owned(),
            format!("{centre:.6}"),
            format!("{:.6}", wanted.tolerance()),
            format!("{:.6}", centre + off * wanted.tolerance()),
            start.map_or(String::new(), |start| format!("{:.3}", start[number])),
            format!("{off:.3}"),
            format!("{:.3}", found.emulators.errors[number]),
            most.collect::<Vec<_>>().join("; "),
        ]));
    }
    text
}

fn off(found: &Fitted, target: usize) -> f64 {
    found.best.misses.as_ref().map_or(f64::NAN, |misses| misses[target])
}

/// The targets at the fitted point for the terminal: those missed before or after the fit, and the
/// parameters that limit them.
pub fn targets_text(
    free: &[Free],
    wanted: &[Wanted<'_>],
    start: Option<&[f64]>,
    found: &Fitted,
) -> String {
    let mut text = format!(
        "{:<48} {:>9} {:>9} {:>7} {:>7}\n",
        "target", "observed", "fitted", "before", "off"
    );
    let mut within = 0;
    for (number, wanted) in wanted.iter().enumerate() {
        let off = off(found, number);
        let before = start.map(|start| start[number]);
        if off.abs() <= 1.0 && before.is_some_and(|before| before.abs() <= 1.0) {
            within += 1;
            continue;
        }
        let centre = wanted.target_value.centre().unwrap_or(f64::NAN);
        let (scale, unit) =
            if wanted.target.compared.unit() == "share" { (100.0, "%") } else { (1.0, "") };
        let _ = writeln!(
            text,
            "{:<48.48} {:>9} {:>9} {:>7} {off:>+7.2}  {}",
            wanted.label(),
            format!("{}{unit}", short(centre * scale)),
            format!("{}{unit}", short((centre + off * wanted.tolerance()) * scale)),
            before.map_or("–".into(), |before| format!("{before:+.2}")),
            in_the_way(free, found, number, off)
        );
    }
    let _ = writeln!(text, "{within} more values lie within their tolerances, before and after.");
    text
}

/// The parameters at an end of their range that would improve a target beyond that end.
fn in_the_way(free: &[Free], found: &Fitted, target: usize, off: f64) -> String {
    if off.abs() <= 1.0 {
        return String::new();
    }
    let would_help = |(location, by): &(usize, f64)| {
        let further = match found.posteriors[*location].bound {
            None => return false,
            Some(Bound::Low) => -by,
            Some(Bound::High) => *by,
        };
        // Minimum effect over the whole range: half a tolerance.
        further * off < 0.0 && by.abs() > 0.5
    };
    let ends = movers(free, found, target).into_iter().filter(would_help);
    let names: Vec<&str> = ends.map(|(location, _)| free[location].name.as_str()).collect();
    if names.is_empty() { "OUT".into() } else { format!("OUT; at its end: {}", names.join(", ")) }
}
