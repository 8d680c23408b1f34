//! The precision of results, in words and as JSON.

use crate::experiment::results::Results;
use crate::experiment::results::{Known, Precision};
use crate::statistics::precision::Wanted;
use crate::text::number::whole;
use serde::Serialize;

/// Whether the requested precision was reached, in a sentence or two; `None` if none was requested.
pub fn precision_text(results: &Results) -> Option<String> {
    let precision = results.precision.as_ref()?;
    Some(match precision.needed {
        Some(needed) => reached(results, precision, needed),
        None => not_reached(results, precision),
    })
}

/// A share as a percentage with two significant digits: `1.8%`, `0.047%`, `140%`.
fn percent(share: f64) -> String {
    let percent = share * 100.0;
    let digits =
        if percent > 0.0 { (1.0 - libm::log10(percent).floor()).clamp(0.0, 4.0) } else { 0.0 };
    format!("{percent:.*}%", digits as usize)
}

/// Half the width of an interval, relative or absolute as it was requested.
fn width(wanted: Wanted, beside: f64) -> String {
    match wanted {
        Wanted::Relative(share) => format!("±{}", percent(share * beside)),
        Wanted::Absolute(width) => format!("±{}", number(width * beside)),
    }
}

fn number(value: f64) -> String {
    if value >= 10.0 { whole(value) } else { format!("{value:.2}") }
}

fn title<'r>(results: &'r Results, known: &Known) -> &'r str {
    results.scenarios.get(known.scenario).map_or("", |scenario| &scenario.title)
}

fn reached(results: &Results, precision: &Precision, needed: u32) -> String {
    let Precision { look_ahead, known, .. } = precision;
    let of_goal = |known: &[Known]| {
        let Known { measure, wanted, .. } = &known[0];
        if known.iter().all(Known::never_varies) {
            return format!("{measure}: the same in every replication");
        }
        let widest = known.iter().filter_map(Known::beside_wanted).fold(0.0, f64::max);
        let everywhere = match known.len() {
            1 => String::new(),
            all => format!(" or better in all {all} scenarios"),
        };
        let (found, asked) = (width(*wanted, widest), width(*wanted, 1.0));
        format!("{measure}: {found}{everywhere}, requested {asked}")
    };
    let goals = known.chunk_by(|one, next| one.measure == next.measure).map(of_goal);
    let nothing_differs = known
        .iter()
        .all(|known| known.never_varies() && known.interval.is_some_and(|found| found.mean == 0.0));
    let plain = if nothing_differs && !results.comparisons.is_empty() {
        "Nothing differs: every replication equals that of the baseline. "
    } else {
        ""
    };
    format!(
        "{plain}Reached (95%) after {} replications, {needed} and a look-ahead of {look_ahead}. \
         {}.",
        results.replications,
        goals.collect::<Vec<_>>().join("; "),
    )
}

fn not_reached(results: &Results, precision: &Precision) -> String {
    let made = results.replications;
    let Some(widest) = precision.undefined().or_else(|| precision.widest()) else {
        return "The precision was NOT reached: no scenario has the measure.".to_owned();
    };
    let Known { measure, wanted, .. } = widest;
    let asked = width(*wanted, 1.0);
    let head = format!("{asked} was NOT reached: after {made} replications {measure}");
    let of = title(results, widest);
    let Some(interval) = widest.interval else {
        let number = widest
            .undefined_in
            .map_or("a replication".to_owned(), |number| format!("replication {number}"));
        return format!(
            "{head} of \"{of}\" is undefined in {number}, so its mean cannot be estimated with any number \
             of replications. Choose another measure with --measure."
        );
    };
    let Some(found) = widest.beside_wanted() else {
        return format!(
            "{head} of \"{of}\" has a mean of {}, so a relative precision is undefined. Request an absolute \
             width, such as \"±50\", or choose another measure.",
            interval.mean
        );
    };
    let known = format!("{head} of \"{of}\" is known to {} (95%)", width(*wanted, found));
    let stopped = if results.partial { ", and the run was stopped" } else { "" };
    match precision.about_needed(made) {
        Some(needed) => format!(
            "{known}{stopped}. About {} would be needed: raise --max-replications, or request less.",
            whole(needed.ceil())
        ),
        None if found > 1.0 => format!(
            "{known}{stopped}. Its interval includes zero, so more replications may never make it narrow \
             relative to the mean. Request an absolute width, such as \"±50\", or choose another measure."
        ),
        None => format!(
            "{known}{stopped}, but this has not yet held for a look-ahead of {}. Raise \
             --max-replications.",
            precision.look_ahead
        ),
    }
}

/// The precision as written to files.
#[derive(Serialize)]
pub(super) struct PrecisionEntry<'r> {
    max_replications: u32,
    reached: bool,
    replications_needed: Option<u32>,
    look_ahead: u32,
    known: Vec<KnownEntry<'r>>,
}

#[derive(Serialize)]
struct KnownEntry<'r> {
    measure: &'r str,
    wanted: Wanted,
    scenario: &'r str,
    scenario_id: usize,
    mean: Option<f64>,
    half_width: Option<f64>,
}

/// The precision of `results` as written to files, if one was requested.
pub(super) fn entry(results: &Results) -> Option<PrecisionEntry<'_>> {
    let precision = results.precision.as_ref()?;
    let known = precision.known.iter().map(|known| KnownEntry {
        measure: &known.measure,
        wanted: known.wanted,
        scenario: results.scenarios.get(known.scenario).map_or("", |scenario| &scenario.name),
        scenario_id: known.scenario,
        mean: known.interval.map(|interval| interval.mean),
        half_width: known.interval.and_then(|interval| interval.half_width),
    });
    Some(PrecisionEntry {
        max_replications: precision.at_most,
        reached: precision.is_reached(),
        replications_needed: precision.needed,
        look_ahead: precision.look_ahead,
        known: known.collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;
    use crate::statistics::interval::MeanInterval;

    fn known(mean: f64, half_width: Option<f64>, wanted: Wanted) -> Known {
        let interval = Some(MeanInterval { mean, half_width });
        Known {
            measure: "appointments_gained_net".into(),
            wanted,
            scenario: 1,
            interval,
            undefined_in: None,
        }
    }

    fn said_of(needed: Option<u32>, known: Vec<Known>) -> String {
        let mut results = sample::results();
        results.replications = 40;
        results.precision = Some(Precision { at_most: 40, needed, look_ahead: 5, known });
        precision_text(&results).expect("it was asked for")
    }

    /// What is said of a mean of 100 in the second scenario, of 40 replications.
    fn said(needed: Option<u32>, half_width: Option<f64>, mean: f64) -> String {
        said_of(needed, vec![known(mean, half_width, Wanted::Relative(0.02))])
    }

    #[test]
    fn what_is_reached_is_told_with_its_cost() {
        assert_eq!(
            said(Some(35), Some(1.84), 100.0),
            "Reached (95%) after 40 replications, 35 and a look-ahead of 5. \
             appointments_gained_net: ±1.8%, requested ±2.0%."
        );
        let absolute = vec![known(100.0, Some(41.0), Wanted::Absolute(50.0))];
        assert!(said_of(Some(35), absolute).ends_with("net: ±41, requested ±50."));
    }

    #[test]
    fn what_never_differs_is_told_plainly() {
        let text = said_of(Some(8), vec![known(0.0, Some(0.0), Wanted::Relative(0.05))]);
        assert!(text.starts_with("Nothing differs: every replication equals that"), "{text}");
    }

    #[test]
    fn what_is_not_reached_is_not_claimed() {
        let text = said(None, Some(4.0), 100.0);
        assert!(text.starts_with("±2.0% was NOT reached: after 40 replications"), "{text}");
        assert!(text.contains("±4.0% (95%). About 160 would be needed"), "{text}");
        assert!(said(None, Some(1.9), 100.0).contains("has not yet held for a look-ahead of 5"));
        assert!(said(None, Some(140.0), 100.0).contains("includes zero"));
        assert!(said(None, Some(3.0), 0.0).contains("a mean of 0"));
    }

    #[test]
    fn without_an_interval_nothing_is_claimed() {
        let undefined = Known {
            interval: None,
            undefined_in: Some(7),
            ..known(0.0, None, Wanted::Relative(0.02))
        };
        let text = said_of(None, vec![undefined]);
        assert!(text.contains("undefined in replication 7, so"), "{text}");
        let mut results = sample::results();
        results.precision = None;
        assert_eq!(precision_text(&results), None);
    }
}
