//! The answer of a comparison in a few sentences: the first screen.

#[cfg(feature = "report")]
use super::estimate::main_comparisons;
use super::estimate::{EdRange, titles, yearly};
use super::ranking::{Difference, Ranked, between, ed_range, ranked};
#[cfg(feature = "figures")]
use super::words::short;
use super::words::{listed, percent};
use crate::experiment::results::Results;
use crate::scenario::Scenario;
use crate::uncertainty::total::{LEAST_DRAWS, Total};

/// With fewer replications the answer says first that there are few.
const FEW_REPLICATIONS: u32 = 10;

/// Rooms that are in use for less than this share of their busiest hour are not what is missing.
const ROOMS_TO_SPARE: f64 = 0.9;

/// What a comparison found, without numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Finding {
    /// No option differs from the baseline.
    Nothing,
    /// None settles more needs than the baseline.
    NoneBetter,
    /// One settles clearly more than the baseline and than every other option.
    Best(String),
    /// Several settle most, and which of them more cannot be told.
    Several,
    /// None makes a clear difference.
    Unclear,
    /// There are too few draws to prefer any.
    TooFewDraws,
}

#[cfg(feature = "figures")]
impl Finding {
    /// The title of the figure that carries the answer.
    pub(super) fn headline(&self) -> String {
        match self {
            Finding::Nothing => "No option settles another number of needs".to_owned(),
            Finding::NoneBetter => "No option settles more needs than the baseline".to_owned(),
            Finding::Best(title) => format!("{} settles most needs", quoted(&short(title, 56))),
            Finding::Several => "Several settle most needs; which more cannot be told".to_owned(),
            Finding::Unclear => "No option makes a clear difference to needs settled".to_owned(),
            Finding::TooFewDraws => {
                "Needs settled: more draws are needed to tell which most".to_owned()
            }
        }
    }
}

/// What a comparison found; `None` without one that says how many needs are settled.
#[cfg(feature = "figures")]
pub(super) fn finding(results: &Results, total: Option<&Total>) -> Option<Finding> {
    let options = ranked(results, total);
    options.first()?.settled?;
    Some(found(&options, results, total).0)
}

/// What was found, the answer, and how sure it is: by draws, if there are enough.
fn found(
    options: &[Ranked<'_>],
    results: &Results,
    total: Option<&Total>,
) -> (Finding, String, String) {
    match total {
        Some(total) if total.is_enough() => by_draws(total, results),
        Some(total) => {
            let (finding, answer, how) = by_chance(options, results);
            let is_best = matches!(finding, Finding::Best(_));
            let finding = if is_best { Finding::TooFewDraws } else { finding };
            let more = format!(
                "{how} {} draws of the parameters are too few to say which option is best (at least \
                 {LEAST_DRAWS}).",
                total.draws
            );
            (finding, answer, more)
        }
        None => by_chance(options, results),
    }
}

/// The answer of a comparison.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Answered {
    /// What a reader must know before the answer: that a run is partial, that nothing differs, that there are
    /// few replications, that no effect on emergency departments is clear.
    pub(super) first: Vec<String>,
    /// The answer, option against option, in one sentence.
    pub(super) answer: String,
    /// What it says of the other options and of how sure it is.
    pub(super) more: Vec<String>,
}

/// The answer; `None` without a comparison that says how many needs are settled.
pub(super) fn answered(
    results: &Results,
    scenarios: &[Scenario],
    total: Option<&Total>,
) -> Option<Answered> {
    let options = ranked(results, total);
    options.first()?.settled?;
    let (_, answer, how) = found(&options, results, total);
    let named = named_in(&answer, &options);
    let mut more = others(&options, &named, results, scenarios);
    more.push(how);
    Some(Answered { first: first(results, &options, total), answer, more })
}

/// What is said before the answer.
fn first(results: &Results, options: &[Ranked<'_>], total: Option<&Total>) -> Vec<String> {
    let mut lines = Vec::new();
    let replications = results.replications;
    if results.partial {
        lines.push(format!(
            "Partial: the run was stopped early, after {replications} complete replication(s). Run it to the \
             end before you use this answer."
        ));
    }
    if replications < FEW_REPLICATIONS {
        lines.push(format!(
            "A first look only: {} are too few for a decision. Use 30 or more.",
            match replications {
                1 => "one replication has no interval, and one".to_owned(),
                several => format!("{several} replications"),
            }
        ));
    }
    let is_nothing = |option: &Ranked<'_>| {
        let zero = |series: &crate::experiment::results::Series| {
            series.values.iter().all(|value| value.is_none_or(|value| value == 0.0))
        };
        option.compared.measures.iter().all(zero)
    };
    if total.is_none_or(Total::nothing_differs) && options.iter().all(is_nothing) {
        lines.push(
            "Nothing differs: every measure is the same in all options, in every replication. Check \
             that the changes are what you meant."
                .to_owned(),
        );
        return lines;
    }
    let ranges: Vec<EdRange> =
        options.iter().filter_map(|of| ed_range(of, results.weeks, total)).collect();
    if !ranges.is_empty() && ranges.iter().all(|range| range.includes_zero()) {
        lines.push(
            "No effect on the emergency department is clear: the range of every option includes none."
                .to_owned(),
        );
    }
    lines
}

fn quoted(title: &str) -> String {
    format!("\"{title}\"")
}

/// The answer if parameters were drawn, and how sure it is.
fn by_draws(total: &Total, results: &Results) -> (Finding, String, String) {
    let titles = titles(results);
    let name = |index: usize| match index {
        0 => "the baseline".to_owned(),
        other => titles.get(other).map_or_else(String::new, |title| quoted(title)),
    };
    let interval = format!("{} interval", percent(total.confidence));
    let (one, two) = total.leading;
    let margin = Difference {
        mean: total.margin.mean,
        bounds: Some(total.margin.interval),
        noise: None,
        is_total: true,
    };
    let how = format!(
        "In brackets: {} of total uncertainty, from {} draws of the parameters and chance{}.",
        format_args!("{interval}s"),
        total.draws,
        if total.is_calibrated() { "" } else { ", in ranges that observations do not narrow" }
    );
    if total.nothing_differs() {
        let answer = "No option settles another number of needs than the baseline.".to_owned();
        return (Finding::Nothing, answer, how);
    }
    let answer = match total.undecided.as_slice() {
        [0] => format!(
            "No option settles more needs than the baseline: {} settles {} fewer a year.",
            name(two),
            margin.size(1.0)
        ),
        [_] if total.may_prefer() => {
            let than = if two == 0 { "than the baseline" } else { "than the next option," };
            let next = if two == 0 { String::new() } else { format!(" {}", name(two)) };
            format!("{} settles {} more needs a year {than}{next}.", name(one), margin.size(1.0))
        }
        [_] => format!(
            "More draws are needed before {} can be preferred to {}: it settles {} more needs a year, and the \
             draws count as {:.0} only (at least {LEAST_DRAWS}).",
            name(one),
            name(two),
            margin.size(1.0),
            total.effective
        ),
        several => {
            let names: Vec<String> = several.iter().map(|option| name(*option)).collect();
            let names = listed(&names);
            match several.contains(&0) {
                true => format!(
                    "No option is clearly better than changing nothing: {} cannot be told apart (difference \
                     of the first two {} needs settled a year).",
                    names,
                    margin.range()
                ),
                false => format!(
                    "{names} settle most needs, and which of them more cannot be told (difference of the \
                     first two {} a year).",
                    margin.range()
                ),
            }
        }
    };
    let finding = match total.undecided.as_slice() {
        [0] => Finding::NoneBetter,
        [one] if total.may_prefer() => Finding::Best(titles.get(*one).cloned().unwrap_or_default()),
        [_] => Finding::TooFewDraws,
        several if several.contains(&0) => Finding::Unclear,
        _ => Finding::Several,
    };
    (finding, capital(&answer), how)
}

/// The answer from replications alone, and how sure it is.
fn by_chance(options: &[Ranked<'_>], results: &Results) -> (Finding, String, String) {
    let how = "In brackets: 95% intervals of simulation noise only. What is not known about the parameters \
               is not in them."
        .to_owned();
    let Some((best, settled)) = options.first().and_then(|of| Some((of, of.settled?))) else {
        return (Finding::Nothing, String::new(), how);
    };
    let name = |option: &Ranked<'_>| quoted(&option.found.title);
    let rivals: Vec<(&Ranked<'_>, Difference)> = options[1..]
        .iter()
        .filter_map(|other| Some((other, between(best, other, results)?)))
        .collect();
    if settled.mean <= 0.0 && !settled.is_unclear() {
        let answer = format!(
            "No option settles more needs than the baseline: {}, the best of them, settles {} fewer a year.",
            name(best),
            settled.size(-1.0)
        );
        return (Finding::NoneBetter, answer, how);
    }
    if settled.is_unclear() {
        let alike: Vec<String> = std::iter::once(name(best))
            .chain(
                options[1..]
                    .iter()
                    .filter(|of| of.settled.is_some_and(Difference::is_unclear))
                    .map(name),
            )
            .collect();
        let verb = if alike.len() == 1 { "makes" } else { "make" };
        let range = match settled.bounds {
            Some((low, high)) if low == high => " to needs settled".to_owned(),
            Some(_) if alike.len() == 1 => format!(": {} needs settled a year", settled.range()),
            Some(_) => format!(": the first {} needs settled a year", settled.range()),
            None => " that one replication could show".to_owned(),
        };
        let answer = format!("{} {verb} no clear difference{range}.", listed(&alike));
        return (Finding::Unclear, answer, how);
    }
    let alike: Vec<String> =
        rivals.iter().filter(|(_, by)| by.is_unclear()).map(|(other, _)| name(other)).collect();
    if !alike.is_empty() {
        let all: Vec<String> = std::iter::once(name(best)).chain(alike).collect();
        let by = rivals.iter().find(|(_, by)| by.is_unclear()).map(|(_, by)| by.range());
        let answer = format!(
            "{} settle most needs, and which of them more cannot be told (difference of the first two {} a \
             year).",
            listed(&all),
            by.unwrap_or_default()
        );
        return (Finding::Several, answer, how);
    }
    let (size, than) = match rivals.first() {
        Some((next, by)) if next.settled.is_some_and(|of| of.mean > 0.0) => {
            (by.size(1.0), format!("than the next option, {}", name(next)))
        }
        _ => (settled.size(1.0), "than the baseline".to_owned()),
    };
    let answer = format!("{} settles {size} more needs a year {than}.", name(best));
    (Finding::Best(best.found.title.clone()), answer, how)
}

/// The options that a sentence names.
fn named_in<'r>(sentence: &str, options: &[Ranked<'r>]) -> Vec<&'r str> {
    let titles = options.iter().map(|option| option.found.title.as_str());
    titles.filter(|title| sentence.contains(&quoted(title))).collect()
}

/// What is said of options that the answer does not name: those without a clear difference, with a reason
/// where one is plain, and those that settle fewer needs.
fn others(
    options: &[Ranked<'_>],
    named: &[&str],
    results: &Results,
    scenarios: &[Scenario],
) -> Vec<String> {
    let left: Vec<(&Ranked<'_>, Difference)> = options
        .iter()
        .filter(|option| !named.contains(&option.found.title.as_str()))
        .filter_map(|option| Some((option, option.settled?)))
        .collect();
    let names = |wanted: &dyn Fn(&Ranked<'_>, Difference) -> bool| -> Vec<String> {
        let found = left.iter().filter(|(option, by)| wanted(option, *by));
        found.map(|(option, _)| quoted(&option.found.title)).collect()
    };
    let about_rooms = |option: &Ranked<'_>| {
        let known = scenarios.get(option.found.scenario);
        known.is_some_and(|known| {
            let keys: Vec<&str> = known.differences.iter().map(|(key, _)| key.as_str()).collect();
            !keys.is_empty() && keys.iter().all(|key| is_about_rooms(key))
        })
    };
    let busiest = results.scenarios.first().and_then(|baseline| {
        Some(yearly(baseline.measure("room_utilisation_peak")?, results.weeks)?.mean)
    });
    let spare = busiest.filter(|share| *share < ROOMS_TO_SPARE);
    let rooms = names(&|option, by| by.is_unclear() && spare.is_some() && about_rooms(option));
    let unclear = names(&|option, by| by.is_unclear() && !(spare.is_some() && about_rooms(option)));
    let fewer = names(&|_, by| !by.is_unclear() && by.mean < 0.0);
    let mut lines = Vec::new();
    let make = |names: &[String]| if names.len() == 1 { "makes" } else { "make" };
    if let (false, Some(share)) = (rooms.is_empty(), spare) {
        lines.push(format!(
            "{} {} no clear difference: rooms are {} in use at the busiest hour.",
            listed(&rooms),
            make(&rooms),
            percent(share)
        ));
    }
    if !unclear.is_empty() {
        lines.push(format!("{} {} no clear difference.", listed(&unclear), make(&unclear)));
    }
    if !fewer.is_empty() {
        let verb = if fewer.len() == 1 { "settles" } else { "settle" };
        lines.push(format!("{} {verb} fewer needs than the baseline.", listed(&fewer)));
    }
    lines
}

/// Whether a key of a scenario states rooms or how they are used.
fn is_about_rooms(key: &str) -> bool {
    key.split('.').any(|part| part == "estate" || part.contains("rooms"))
}

/// With a capital letter first, for a sentence.
fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// The question: that of the comparison, else that of the first scenario; empty if it asks none.
#[cfg(feature = "report")]
pub(super) fn asked(results: &Results, scenarios: &[Scenario]) -> String {
    let first = || {
        let known = scenarios.get(results.scenarios.first()?.scenario)?;
        Some(known.question.clone())
    };
    of_options(results, scenarios).or_else(first).unwrap_or_default()
}

/// The question of a comparison: that of its only option, or which of several does most; `None` if nothing is
/// compared, or the only option asks nothing.
#[cfg(feature = "report")]
fn of_options(results: &Results, scenarios: &[Scenario]) -> Option<String> {
    let options: Vec<_> = main_comparisons(results).map(|(found, _)| found).collect();
    match options.as_slice() {
        [] => None,
        [one] => {
            let question = &scenarios.get(one.scenario)?.question;
            (!question.is_empty()).then(|| question.clone())
        }
        [..] if options.len() > MOST_NAMED => Some(format!(
            "Which of these {} options settles most needs, and at what cost?",
            options.len()
        )),
        [..] => {
            let names: Vec<String> =
                options.iter().map(|found| format!("\"{}\"", found.title)).collect();
            let (last, others) = names.split_last()?;
            Some(format!(
                "Which settles most needs, and at what cost: {} or {last}?",
                others.join(", ")
            ))
        }
    }
}

/// The most options that the question names.
#[cfg(feature = "report")]
const MOST_NAMED: usize = 4;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::results::Series;
    use crate::measures::Kind;
    use crate::report::ranking::RANKED_BY;
    use crate::report::sample;

    /// Results whose options settle these many needs more, replication by replication, in a year.
    fn settles(options: &[[f64; 4]]) -> Results {
        let mut results = sample::results();
        results.weeks = 52;
        results.replications = 4;
        results.scenarios[0].measures.push(Series {
            name: "room_utilisation_peak".into(),
            unit: "share".into(),
            kind: Kind::Share,
            values: vec![Some(0.71); 4],
            unpaired: None,
        });
        results
            .comparisons
            .retain(|compared| compared.baseline == 0 && compared.scenario <= options.len());
        for (compared, values) in results.comparisons.iter_mut().zip(options) {
            for series in &mut compared.measures {
                let is_needs = series.name == RANKED_BY;
                series.values = values.map(|value| Some(if is_needs { value } else { 0.0 })).into();
            }
        }
        results
    }

    fn told(options: &[[f64; 4]]) -> (Finding, Answered) {
        let results = settles(options);
        let found = finding(&results, None).expect("needs are settled");
        (found, answered(&results, &sample::scenarios(), None).expect("needs are settled"))
    }

    #[test]
    fn the_best_is_told_against_the_next_and_not_against_the_baseline() {
        let (found, answer) =
            told(&[[1_000.0, 1_010.0, 990.0, 1_000.0], [300.0, 310.0, 290.0, 300.0]]);
        assert!(matches!(found, Finding::Best(_)), "{found:?}");
        // The paired difference is 700 in every replication; a year has 365.25 days, 52 weeks have 364.
        assert!(
            answer.answer.contains("settles 702 (702 to 702) more needs a year than the next"),
            "{answer:?}"
        );
    }

    #[test]
    fn nothing_is_crowned_among_options_that_cannot_be_told_apart() {
        let (found, answer) =
            told(&[[1_000.0, 600.0, 1_400.0, 900.0], [900.0, 1_300.0, 500.0, 1_000.0]]);
        assert_eq!(found, Finding::Several);
        assert!(answer.answer.contains("which of them more cannot be told"), "{answer:?}");
        assert!(
            !answer.answer.contains("next option") && !found.headline().contains("settles most")
        );
    }

    #[test]
    fn a_change_that_may_be_nothing_is_no_gain() {
        let (found, answer) = told(&[[100.0, -120.0, 60.0, -20.0]]);
        assert_eq!(found, Finding::Unclear);
        assert!(answer.answer.contains("makes no clear difference"), "{answer:?}");
    }

    #[test]
    fn where_every_option_loses_the_baseline_is_the_answer() {
        let (found, answer) =
            told(&[[-500.0, -510.0, -490.0, -500.0], [-900.0, -910.0, -890.0, -900.0]]);
        assert_eq!(found, Finding::NoneBetter);
        assert!(answer.answer.starts_with("No option settles more needs"), "{answer:?}");
        assert!(
            answer.answer.contains("fewer a year") && !answer.answer.contains('−'),
            "{answer:?}"
        );
    }

    #[test]
    fn rooms_without_effect_have_their_reason() {
        // The second embedded change is two more rooms.
        let (_, answer) = told(&[[1_000.0, 1_010.0, 990.0, 1_000.0], [4.0, -5.0, 3.0, -2.0]]);
        let reason = "rooms are 71% in use at the busiest hour";
        assert!(answer.more.iter().any(|line| line.contains(reason)), "{answer:?}");
        assert!(
            answer.more.iter().any(|line| line.contains("\"Two more consulting rooms\"")),
            "{answer:?}"
        );
    }

    #[test]
    fn what_must_be_known_first_is_said_first() {
        let mut results = settles(&[[0.0; 4]]);
        let first = |results: &Results| {
            answered(results, &sample::scenarios(), None).expect("needs are settled").first
        };
        let lines = first(&results);
        assert!(lines[0].starts_with("A first look only: 4 replications"), "{lines:?}");
        assert!(lines[1].starts_with("Nothing differs"), "{lines:?}");
        results.partial = true;
        assert!(first(&results)[0].starts_with("Partial:"));
        results.partial = false;
        results.replications = 30;
        let lines = first(&settles(&[[10.0, 20.0, 30.0, 40.0]]));
        let ed = lines.iter().any(|line| line.starts_with("No effect on the emergency department"));
        assert!(ed, "all ranges are zero: {lines:?}");
        let mut clear = settles(&[[10.0, 20.0, 30.0, 40.0]]);
        for series in &mut clear.comparisons[0].measures {
            if series.name.starts_with("ed_deflected") {
                series.values = vec![Some(9.0), Some(10.0), Some(11.0), Some(10.0)];
            }
        }
        let lines = first(&clear);
        assert!(
            !lines.iter().any(|line| line.starts_with("No effect")),
            "the range is clear: {lines:?}"
        );
    }
}
