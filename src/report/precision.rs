//! How precisely something is known: in words, and as JSON.

use super::words::whole;
use crate::experiment::precision::{Known, Precision};
use crate::experiment::results::Results;
use crate::statistics::interval::MeanInterval;
use serde::Serialize;

/// What is claimed of the precision that was asked for, in a sentence or two; `None` if none was.
pub fn precision_text(results: &Results) -> Option<String> {
    let precision = results.precision.as_ref()?;
    Some(match precision.needed {
        Some(needed) => reached(results, precision, needed),
        None => not_reached(results, precision),
    })
}

/// A share as a percentage with two digits that count: `1.8%`, `0.047%`, `140%`.
fn percent(share: f64) -> String {
    let percent = share * 100.0;
    let digits = if percent > 0.0 { (1.0 - percent.log10().floor()).clamp(0.0, 4.0) } else { 0.0 };
    format!("{percent:.*}%", digits as usize)
}

fn title<'r>(results: &'r Results, known: &Known) -> &'r str {
    results.scenarios.get(known.scenario).map_or("", |scenario| &scenario.title)
}

fn reached(results: &Results, precision: &Precision, needed: u32) -> String {
    let Precision { measure, wanted, look_ahead, known, .. } = precision;
    let is_nothing =
        |known: &Known| known.interval == Some(MeanInterval { mean: 0.0, half_width: Some(0.0) });
    if known.iter().all(is_nothing) {
        return format!(
            "Nothing differs: {measure} is exactly 0 in every one of {} replications, so no more were made.",
            results.replications
        );
    }
    let found = precision.widest().and_then(Known::relative_half_width).unwrap_or(0.0);
    let everywhere = match known.as_slice() {
        [_] | [] => String::new(),
        all => format!(" or better in all {} scenarios", all.len()),
    };
    format!(
        "{measure} is known to ±{}{everywhere} (95%) after {} replications: {needed} and a look-ahead \
         of {look_ahead}. Asked for: ±{}.",
        percent(found),
        results.replications,
        percent(*wanted),
    )
}

fn not_reached(results: &Results, precision: &Precision) -> String {
    let Precision { measure, wanted, look_ahead, .. } = precision;
    let (made, wanted_text) = (results.replications, percent(*wanted));
    let head = format!("±{wanted_text} was NOT reached: after {made} replications {measure}");
    let Some(widest) = precision.widest() else {
        return format!("{head} has no scenario in which it could be known.");
    };
    let of = title(results, widest);
    let Some(interval) = widest.interval else {
        return format!(
            "{head} of \"{of}\" is undefined in a replication, so nothing can be claimed of its mean. \
             Ask about another measure."
        );
    };
    let Some(found) = widest.relative_half_width() else {
        return format!(
            "{head} of \"{of}\" has a mean of {} and no interval in relation to it. Ask about \
             another measure, or make more replications.",
            interval.mean
        );
    };
    let known = format!("{head} of \"{of}\" is known to ±{} (95%)", percent(found));
    let stopped = if results.partial { ", and the run was stopped" } else { "" };
    match precision.about_needed(made) {
        _ if found >= 1.0 => format!(
            "{known}{stopped}. Its interval includes zero: no number of replications makes it narrow \
             beside a mean that may be nothing. Quote the interval as it stands, or ask about \
             another measure."
        ),
        Some(needed) => format!(
            "{known}{stopped}. About {} would be needed: raise --max-replications, or ask for less.",
            whole(needed.ceil())
        ),
        None => format!(
            "{known}{stopped}, which did not yet hold for a look-ahead of {look_ahead}. Raise \
             --max-replications."
        ),
    }
}

/// The precision as it stands in files.
#[derive(Serialize)]
pub(super) struct PrecisionEntry<'r> {
    measure: &'static str,
    relative_half_width_wanted: f64,
    max_replications: u32,
    reached: bool,
    replications_needed: Option<u32>,
    look_ahead: u32,
    known: Vec<KnownEntry<'r>>,
}

#[derive(Serialize)]
struct KnownEntry<'r> {
    scenario: &'r str,
    mean: Option<f64>,
    relative_half_width: Option<f64>,
}

/// The precision of `results` as it stands in files, if one was asked for.
pub(super) fn entry(results: &Results) -> Option<PrecisionEntry<'_>> {
    let precision = results.precision.as_ref()?;
    let known = precision.known.iter().map(|known| KnownEntry {
        scenario: results.scenarios.get(known.scenario).map_or("", |scenario| &scenario.name),
        mean: known.interval.map(|interval| interval.mean),
        relative_half_width: known.relative_half_width(),
    });
    Some(PrecisionEntry {
        measure: precision.measure,
        relative_half_width_wanted: precision.wanted,
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

    /// What is said of a mean of 100 in the second scenario, of 40 replications.
    fn said(needed: Option<u32>, half_width: Option<f64>, mean: f64) -> String {
        let mut results = sample::results();
        results.replications = 40;
        results.precision = Some(Precision {
            measure: "appointments_gained_net",
            wanted: 0.02,
            at_most: 40,
            needed,
            look_ahead: 5,
            known: vec![Known { scenario: 1, interval: Some(MeanInterval { mean, half_width }) }],
        });
        precision_text(&results).expect("it was asked for")
    }

    #[test]
    fn what_is_reached_is_told_with_its_cost() {
        assert_eq!(
            said(Some(35), Some(1.84), 100.0),
            "appointments_gained_net is known to ±1.8% (95%) after 40 replications: 35 and a \
             look-ahead of 5. Asked for: ±2.0%."
        );
    }

    #[test]
    fn where_nothing_differs_that_is_told() {
        let text = said(Some(3), Some(0.0), 0.0);
        assert!(
            text.starts_with("Nothing differs: appointments_gained_net is exactly 0"),
            "{text}"
        );
        assert!(!said(Some(3), Some(0.0), 5.0).contains("Nothing differs"));
    }

    #[test]
    fn what_is_not_reached_is_not_claimed() {
        let text = said(None, Some(4.0), 100.0);
        assert!(text.starts_with("±2.0% was NOT reached: after 40 replications"), "{text}");
        assert!(text.contains("±4.0% (95%). About 160 would be needed"), "{text}");
        assert!(said(None, Some(1.9), 100.0).contains("did not yet hold for a look-ahead of 5"));
        assert!(said(None, Some(140.0), 100.0).contains("includes zero"));
        assert!(said(None, None, 0.0).contains("a mean of 0"));
    }

    #[test]
    fn without_an_interval_nothing_is_claimed() {
        let mut results = sample::results();
        results.precision = Some(Precision {
            measure: "dna_share",
            wanted: 0.02,
            at_most: 40,
            needed: None,
            look_ahead: 5,
            known: vec![Known { scenario: 0, interval: None }],
        });
        let text = precision_text(&results).expect("it was asked for");
        assert!(text.contains("undefined in a replication"), "{text}");
        results.precision = None;
        assert_eq!(precision_text(&results), None);
    }
}
