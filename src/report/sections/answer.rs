//! The answer in sentences.

use crate::experiment::results::{Comparison, Results};
use crate::report::block::{Answer, Block, ReportInput, Span};
use crate::report::estimate::{
    EdRange, gain, includes_zero, main_comparisons, meet_the_same_patients, yearly,
};
use crate::report::words::{range_in_words, rounding};
use crate::scenario::Scenario;
use crate::statistics::interval::MeanInterval;
use crate::text::number::{signed, to_nearest, whole};

/// How every change is compared.
pub(super) fn how_compared<'r>(input: &ReportInput<'r>) -> Vec<Block<'r>> {
    if main_comparisons(input.results).next().is_none() {
        return Vec::new();
    }
    let same = if meet_the_same_patients(input.results) {
        ": the same patients, with the same needs, meet both"
    } else {
        ""
    };
    let text =
        format!("Each change is compared with the baseline, replication by replication{same}.");
    vec![Block::Words(vec![Span::Plain(text)])]
}

/// The answer on every change.
pub(super) fn content<'r>(input: &ReportInput<'r>) -> Vec<Block<'r>> {
    answers(input.results, input.scenarios).into_iter().map(Block::Answer).collect()
}

/// The answer on every change, in the order asked for.
fn answers(results: &Results, scenarios: &[Scenario]) -> Vec<Answer> {
    main_comparisons(results)
        .map(|(found, compared)| {
            let known = scenarios.get(found.scenario);
            let sentences = [
                settled(compared, results.weeks),
                planned(compared, results.weeks),
                not_met(compared, results.weeks),
                gp_hours(compared, results.weeks),
                gp_freed(compared, results.weeks),
                net_gain(compared, results.weeks),
                emergency(compared, results.weeks),
            ];
            Answer {
                title: found.title.clone(),
                question: known.map_or_else(String::new, |known| known.question.clone()),
                sentences: sentences.into_iter().flatten().collect(),
            }
        })
        .collect()
}

/// A difference in words: its size without its sign, rounded to its precision, and its interval
/// in the direction of the size.
fn size(found: MeanInterval) -> (String, String) {
    let unit = rounding(found);
    let sign = if found.mean < 0.0 { -1.0 } else { 1.0 };
    let show = |value: f64| whole(to_nearest(value * sign, unit));
    let interval = found.bounds().map_or_else(String::new, |(low, high)| {
        let (low, high) = if sign < 0.0 { (high, low) } else { (low, high) };
        format!(" (95% interval of simulation noise {} to {})", show(low), show(high))
    });
    (show(found.mean), interval)
}

/// The words for a difference that may be zero.
fn unclear(found: MeanInterval, what: &str) -> String {
    let unit = rounding(found);
    let (low, high) = found.bounds().unwrap_or((found.mean, found.mean));
    format!(
        "There is no clear change in {what} (95% interval of simulation noise {} to {} a year).",
        signed(to_nearest(low, unit)),
        signed(to_nearest(high, unit))
    )
}

fn net_gain(compared: &Comparison, weeks: u32) -> Option<String> {
    let found = gain(compared, weeks)?;
    if includes_zero(found) {
        return Some(unclear(found, "net appointments"));
    }
    let (size, interval) = size(found);
    let verb = if found.mean < 0.0 { "loses" } else { "gains" };
    Some(format!("This {verb} about {size} appointments a year, net{interval}."))
}

/// A sentence about a measure, with one text for more and one for fewer.
fn sentence(
    compared: &Comparison,
    weeks: u32,
    (name, what): (&str, &str),
    (more, fewer): (&str, &str),
) -> Option<String> {
    let found = yearly(compared.measure(name)?, weeks)?;
    if includes_zero(found) {
        return Some(unclear(found, what));
    }
    let (size, interval) = size(found);
    let words = if found.mean < 0.0 { fewer } else { more };
    Some(format!("{}{interval}.", words.replace("{}", &size)))
}

fn settled(compared: &Comparison, weeks: u32) -> Option<String> {
    let words = ("It settles {} more needs", "It settles {} fewer needs");
    sentence(compared, weeks, ("needs_settled", "needs settled"), words)
}

fn gp_freed(compared: &Comparison, weeks: u32) -> Option<String> {
    let words = (
        "{} needs that took a GP in the baseline are settled without one",
        "{} needs that were settled without a GP in the baseline take one",
    );
    sentence(compared, weeks, ("gp_appointments_freed", "GP appointments freed"), words)
}

fn planned(compared: &Comparison, weeks: u32) -> Option<String> {
    let words = (
        "{} more items of planned care are delivered",
        "{} fewer items of planned care are delivered",
    );
    sentence(compared, weeks, ("planned_care_delivered", "planned care delivered"), words)
}

fn not_met(compared: &Comparison, weeks: u32) -> Option<String> {
    let words = ("{} more requests are not met", "{} fewer requests are not met");
    sentence(compared, weeks, ("requests_not_met", "requests not met"), words)
}

fn gp_hours(compared: &Comparison, weeks: u32) -> Option<String> {
    let words = ("{} hours of GPs are freed", "GPs work {} hours more");
    sentence(compared, weeks, ("gp_hours_freed", "GP hours"), words)
}

fn emergency(compared: &Comparison, weeks: u32) -> Option<String> {
    let range = EdRange::of(compared, weeks)?;
    let words = range_in_words(range.low, range.high, "fewer", "more");
    let interval = range.bounds.map_or_else(String::new, |(low, high)| {
        format!(
            " (with 95% intervals of simulation noise, {})",
            range_in_words(low, high, "fewer", "more")
        )
    });
    let caution = if range.includes_zero() { " This may be no change at all." } else { "" };
    Some(format!("ED attendances: {words} a year{interval}.{caution}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    #[test]
    fn every_change_is_answered_in_sentences() {
        let found = answers(&sample::results(), &sample::scenarios());
        assert_eq!(found.len(), 5);
        let first = &found[0];
        assert!(first.question.starts_with("If we hire two"), "{first:?}");
        assert!(first.sentences[0].starts_with("It settles 2,"), "{first:?}");
        assert!(first.sentences.iter().any(|s| s.starts_with("This gains about 4,3")), "{first:?}");
        assert!(first.sentences.iter().all(|sentence| sentence.ends_with('.')));
        let lost = &found[3].sentences;
        assert!(lost.iter().any(|s| s.starts_with("This loses about 83,")), "{lost:?}");
    }

    #[test]
    fn losses_are_told_without_a_minus_sign_and_in_order() {
        let (size, interval) = size(MeanInterval { mean: -500.0, half_width: Some(120.0) });
        assert_eq!(
            (size.as_str(), interval.as_str()),
            ("500", " (95% interval of simulation noise 380 to 620)")
        );
    }
}
