//! Total uncertainty of a comparison in words and as tables.

use super::block::{Block, Span};
pub use super::estimate::titles;
use super::estimate::{main_comparisons, yearly};
use super::first_screen::first_screen;
use super::terminal;
use super::words::{field, listed, percent};
use crate::experiment::results::Results;
use crate::scenario::Scenario;
use crate::scenario::key_words::in_words;
use crate::text::csv::cell;
use crate::text::grid::{Row, Table};
use crate::text::number::{signed, whole};
use crate::uncertainty::spread::Source;
use crate::uncertainty::total::{
    DECIDING, HEADLINES, Hanging, LEADING, LEAST_DRAWS, LEAST_FOR_95, OfOption, Total,
};

/// What is said where too few draws are complete.
pub const TOO_FEW: &str =
    "Total uncertainty: fewer than three draws are complete; more runs are needed.";

/// Total uncertainty as text for the terminal, at most 100 columns wide: the ranked options with total
/// intervals, what the answer hangs on, and the answer in three sentences.
pub fn total_text(total: &Total, results: &Results, scenarios: &[Scenario]) -> String {
    let words = |text: String| Block::Words(vec![Span::plain(text)]);
    let ranked = first_screen(results, scenarios, Some(total)).map(Block::Table);
    let blocks = ranked.into_iter().chain([
        Block::Table(hangs_on(total, results)),
        words(three_sentences(total, &titles(results)).join(" ")),
        words(how_drawn(total)),
    ]);
    let texts: Vec<String> =
        blocks.map(|block| format!("{}\n", terminal::text(&block).trim_end())).collect();
    texts.join("\n")
}

/// What the answer hangs on, as blocks of the report.
pub(super) fn leading<'r>(total: &Total, results: &Results) -> Vec<Block<'r>> {
    let change = Block::Words(vec![Span::plain(what_would_change(total))]);
    vec![Block::Table(hangs_on(total, results)), change]
}

/// Total intervals beside simulation noise, and how parameters were drawn, as blocks of the report.
pub(super) fn in_full<'r>(total: &Total, results: &Results) -> Vec<Block<'r>> {
    let words = |text: String| Block::Words(vec![Span::plain(text)]);
    vec![
        words(three_sentences(total, &titles(results)).join(" ")),
        Block::Table(options(total, results)),
        words(how_drawn(total)),
    ]
}

/// Where draws come from and what is in their intervals.
fn how_drawn(total: &Total) -> String {
    let missing = if total.draws < total.wanted as usize {
        format!(" of {} requested", total.wanted)
    } else {
        String::new()
    };
    let ranges = match total.informed {
        Some((parameters, targets)) => format!(
            "{parameters} of these numbers are moved so that the average network, which shares them, agrees with \
             its {targets} targets, and draws with which it still disagrees count less: the effective sample \
             size is {:.0}{}.",
            total.effective,
            if total.is_calibrated() {
                String::new()
            } else {
                format!(", and below {LEAST_FOR_95} these count as uncalibrated ranges")
            }
        ),
        None => format!(
            "Uncalibrated ranges: nothing observed says how likely a draw is, and all count alike \
             (effective sample size {:.0}).",
            total.effective
        ),
    };
    format!(
        "Total uncertainty: {} draws{missing} of the parameters from their ranges, the same for all options of \
         a draw. A range is the 5th to 95th percentile, the stated value the median; values under one range \
         move together. {} random numbers make a draw. {ranges} {} parameters that reach a limit of their \
         range are drawn evenly on either side of their value; {} combinations that exclude each other were \
         drawn again. Held: decisions, money, and {} parameters that are zero or have a range without width \
         (held.csv). Simulation noise is taken out of total intervals, except where they are marked *: there \
         most of the variance is noise, or too few replications show it.",
        total.draws,
        total.sources,
        total.in_halves,
        total.refused,
        total.held.len()
    )
}

/// What ranges are called.
fn ranges(total: &Total) -> &'static str {
    if total.is_calibrated() { "calibrated ranges" } else { "uncalibrated ranges" }
}

/// One column for each option: the central value, its total interval, and simulation noise apart.
fn options(total: &Total, results: &Results) -> Table {
    let comparisons: Vec<_> = main_comparisons(results).collect();
    let central = |option: &OfOption, measure: &str| {
        let found = comparisons.iter().find(|(of, _)| of.scenario == option.scenario)?;
        yearly(found.1.measure(measure)?, results.weeks)
    };
    let of_each = |cell: &dyn Fn(&OfOption) -> String| -> Vec<Vec<String>> {
        total.options.iter().map(|option| vec![cell(option)]).collect()
    };
    let unknown = || "–".to_owned();
    let mut rows = Vec::new();
    for (at, (measure, words)) in HEADLINES.iter().take(DECIDING).enumerate() {
        let value = |option: &OfOption| {
            central(option, measure).map_or_else(unknown, |found| signed(found.mean))
        };
        let mark =
            |option: &OfOption| if option.headlines[at].is_without_noise { "" } else { " *" };
        let low = |option: &OfOption| signed(option.headlines[at].interval.0);
        let high = |option: &OfOption| signed(option.headlines[at].interval.1) + mark(option);
        let noise = |option: &OfOption| {
            let half = central(option, measure).and_then(|found| found.half_width);
            half.map_or_else(unknown, |half| format!("±{}", whole(half)))
        };
        rows.push(Row::new(*words, of_each(&value)));
        rows.push(Row::new("  total interval from", of_each(&low)));
        rows.push(Row::new("  to", of_each(&high)));
        rows.push(Row::new("  simulation noise only", of_each(&noise)));
    }
    rows.push(Row::new("Settles more needs", of_each(&|of| percent(of.headlines[0].above_zero))));
    rows.push(Row::new("Settles most needs", of_each(&|of| percent(of.best))));
    let titles = titles(results);
    let title = |of: &OfOption| titles.get(of.scenario).cloned().unwrap_or_default();
    Table {
        caption: format!(
            "What each change does in a year, with total {} intervals from {}",
            percent(total.confidence),
            ranges(total)
        ),
        head: std::iter::once("Against the baseline".to_owned())
            .chain(total.options.iter().map(title))
            .collect(),
        rows,
        note: format!(
            "Central value: parameters as stated; it may lie outside the total interval, because the mean of \
             results is not the result of mean parameters. Settles more needs: the share of draws in which it does \
             so than the baseline; most: than every other option (options that are equal share), and the baseline \
             in {}.",
            percent(total.baseline_best)
        ),
    }
}

fn name(source: &Source) -> String {
    if source.item > 0 { format!("{}[{}]", source.key, source.item) } else { source.key.clone() }
}

fn words(source: &Source) -> String {
    in_words(&name(source))
}

/// The leading parameters.
fn hangs_on(total: &Total, results: &Results) -> Table {
    let titles = titles(results);
    let title = |index: usize| titles.get(index).map_or("", String::as_str);
    let row = |hanging: &Hanging| {
        let cells = [
            format!("{:+.2}", hanging.correlation).replace('-', "−"),
            signed(hanging.ends.0),
            signed(hanging.ends.1),
            match (hanging.is_clear, hanging.turns()) {
                (_, true) => "yes".to_owned(),
                (true, false) => "no".to_owned(),
                (false, false) => "not told from chance".to_owned(),
            },
        ];
        Row::new(words(&hanging.source), cells.into_iter().map(|cell| vec![cell]).collect())
    };
    Table {
        caption: format!(
            "What the answer hangs on: needs settled a year by \"{}\" more than by \"{}\"",
            title(total.leading.0),
            title(total.leading.1)
        ),
        head: vec![
            "Parameter".into(),
            "Rank correlation".into(),
            "At its 5th percentile".into(),
            "At its 95th".into(),
            "Turns the choice".into(),
        ],
        rows: total.hangs_on.iter().take(LEADING).map(row).collect(),
        note: "The difference at either end of a parameter's range, by a straight line through the draws. \
               `pcn-sim sensitivity` moves one parameter at a time. Keys of parameters: hangs-on.csv."
            .to_owned(),
    }
}

/// The answer: what to do, how sure that is, and what would change it. `titles` are those of the
/// scenarios, the baseline first.
///
/// An option is preferred only where the total interval of the paired difference from every other one, the
/// baseline included, does not include zero.
pub fn three_sentences(total: &Total, titles: &[String]) -> [String; 3] {
    if total.nothing_differs() {
        return [
            "Nothing differs: no option settles another number of needs than the baseline."
                .to_owned(),
            format!("That held in all {} draws.", total.draws),
            "No parameter within its range would change the answer.".to_owned(),
        ];
    }
    if !total.is_enough() {
        return [
            "More runs are needed before an option can be preferred.".to_owned(),
            format!("There are {} draws, and at least {LEAST_DRAWS} are needed.", total.draws),
            "What would change the answer cannot be told yet.".to_owned(),
        ];
    }
    let (low, high) = total.margin.interval;
    let interval = format!(
        "{} to {} needs settled a year ({} interval)",
        signed(low),
        signed(high),
        percent(total.confidence)
    );
    let title = |index: usize| titles.get(index).map_or("the baseline", String::as_str);
    let (first, second) = (title(total.leading.0), title(total.leading.1));
    let ranges = ranges(total);
    let shares = best_shares(total, titles);
    let draws = total.draws;
    let also = match named(&total.alike, titles) {
        alike if alike.is_empty() => String::new(),
        alike => format!(" {alike} settles as many in every draw."),
    };
    let (what, sure) = match total.undecided.as_slice() {
        [_] if total.may_prefer() => (
            format!("Prefer \"{first}\": it settles clearly more needs than every other option."),
            format!(
                "More than \"{second}\", the next, by {interval}; it is best in {shares} of {draws} draws from {ranges}."
            ),
        ),
        [_] => (
            format!("More draws are needed before \"{first}\" can be preferred."),
            format!(
                "It settles more needs than \"{second}\", the next, by {interval}, but {draws} draws count only as \
                 much as {:.0} that agree with observations, and at least {LEAST_DRAWS} are needed.",
                total.effective
            ),
        ),
        several => (
            format!(
                "{} settle most needs, and these cannot be told apart{}.",
                named(several, titles),
                match several.len() + total.alike.len() > total.options.len() {
                    true => "",
                    false => "; every other option is clearly worse than one of them",
                }
            ),
            format!(
                "The difference between the first two is {interval}{}; best in {shares} of {draws} draws from \
                 {ranges}.",
                if low <= 0.0 && high >= 0.0 { ", which includes zero" } else { "" }
            ),
        ),
    };
    [what + &also, sure, what_would_change(total)]
}

/// Options by their titles: `"A", "B" and "C"`; the baseline is called so.
pub(super) fn named(options: &[usize], titles: &[String]) -> String {
    let name = |option: &usize| {
        let title = titles.get(*option).map_or("the baseline", String::as_str);
        if *option == 0 { format!("\"{title}\" (the baseline)") } else { format!("\"{title}\"") }
    };
    listed(&options.iter().map(name).collect::<Vec<_>>())
}

/// In what share of draws each undecided option is best: `66%`, or `66% ("A"), 30% ("B")` of several.
fn best_shares(total: &Total, titles: &[String]) -> String {
    let best = |option: usize| match option {
        0 => total.baseline_best,
        _ => total.options.iter().find(|of| of.scenario == option).map_or(0.0, |of| of.best),
    };
    match total.undecided.as_slice() {
        [one] => percent(best(*one)),
        several => {
            let of = |option: &usize| {
                format!("{} ({})", percent(best(*option)), named(&[*option], titles))
            };
            several.iter().map(of).collect::<Vec<_>>().join(", ")
        }
    }
}

fn what_would_change(total: &Total) -> String {
    let quoted = |of: &Hanging| format!("\"{}\"", words(&of.source));
    let shown = total.hangs_on.iter().take(LEADING);
    let turning: Vec<String> = shown.clone().filter(|of| of.turns()).map(quoted).collect();
    let clear: Vec<String> = shown.filter(|of| of.is_clear).map(quoted).collect();
    match (turning.is_empty(), clear.is_empty()) {
        (false, _) => format!(
            "The other option is better at one end of the range of {}: measure that first.",
            turning.join(", ")
        ),
        (true, false) => format!(
            "The difference depends most on {}, but none of the leading parameters turns the choice by itself \
             within its range.",
            clear.join(", ")
        ),
        (true, true) => format!(
            "No parameter could be told from chance in {} draws: more draws are needed to say what would \
             change the answer.",
            total.draws
        ),
    }
}

/// All that draws say, for `results.json`.
pub(super) fn entry(total: &Total, results: &Results) -> serde_json::Value {
    let comparisons: Vec<_> = main_comparisons(results).collect();
    let of_option = |option: &OfOption| {
        let found = comparisons.iter().find(|(of, _)| of.scenario == option.scenario);
        let measures = HEADLINES.iter().zip(&option.headlines).map(|((name, _), spread)| {
            let told = serde_json::json!({
                "mean_of_draws": spread.mean,
                "interval": [spread.interval.0, spread.interval.1],
                "noise_share": spread.noise,
                "noise_taken_out": spread.is_without_noise,
                "above_zero": spread.above_zero,
            });
            ((*name).to_owned(), told)
        });
        serde_json::json!({
            "scenario": found.map(|(of, _)| of.name.as_str()),
            "best": option.best,
            "a_year": measures.collect::<serde_json::Map<_, _>>(),
        })
    };
    let hanging = total.hangs_on.iter().take(LEADING).map(|of| {
        serde_json::json!({
            "parameter": name(&of.source),
            "rank_correlation": of.correlation,
            "ends": [of.ends.0, of.ends.1],
            "told_from_chance": of.is_clear,
            "turns_the_choice": of.turns(),
        })
    });
    serde_json::json!({
        "draws": total.draws,
        "draws_requested": total.wanted,
        "effective_draws": total.effective,
        "ranges": if total.is_calibrated() { "calibrated" } else { "uncalibrated" },
        "confidence": total.confidence,
        "baseline_best": total.baseline_best,
        "options": total.options.iter().map(of_option).collect::<Vec<_>>(),
        "hangs_on": hanging.collect::<Vec<_>>(),
        "sentences": three_sentences(total, &titles(results)),
    })
}

/// Every option and headline, one row each: the central value and all that draws say, a year.
pub fn total_csv(total: &Total, results: &Results) -> String {
    let mut out = String::from(
        "scenario,measure,central,mean_of_draws,total_low,total_high,confidence,noise_share,\
         noise_taken_out,above_zero,best,draws,effective_draws,ranges,partial\n",
    );
    let comparisons: Vec<_> = main_comparisons(results).collect();
    for option in &total.options {
        let found = comparisons.iter().find(|(of, _)| of.scenario == option.scenario);
        for ((measure, _), spread) in HEADLINES.iter().zip(&option.headlines) {
            let central = found.and_then(|found| yearly(found.1.measure(measure)?, results.weeks));
            let scenario = found.map_or("", |(of, _)| of.name.as_str());
            let cells = [
                cell(scenario).to_string(),
                (*measure).to_owned(),
                field(central.map(|of| of.mean)),
                field(Some(spread.mean)),
                field(Some(spread.interval.0)),
                field(Some(spread.interval.1)),
                total.confidence.to_string(),
                field(spread.noise),
                spread.is_without_noise.to_string(),
                field(Some(spread.above_zero)),
                field(Some(option.best)),
                total.draws.to_string(),
                field(Some(total.effective)),
                if total.is_calibrated() { "calibrated" } else { "uncalibrated" }.to_owned(),
                super::words::partial(results.partial).to_owned(),
            ];
            out.push_str(&cells.join(","));
            out.push('\n');
        }
    }
    out
}

/// The parameters that have a range and were held fixed, one row each: their value is zero or the range has no width.
pub fn held_csv(total: &Total) -> String {
    let rows = total.held.iter().map(|parameter| format!("{}\n", cell(parameter)));
    std::iter::once("parameter\n".to_owned()).chain(rows).collect()
}

/// Every parameter, one row each, the one that the choice depends on most first.
pub fn hangs_on_csv(total: &Total) -> String {
    let mut out = String::from(
        "parameter,rank_correlation,at_5th,at_95th,told_from_chance,turns_the_choice\n",
    );
    for of in &total.hangs_on {
        out.push_str(&format!(
            "{},{},{},{},{},{}\n",
            name(&of.source),
            of.correlation,
            of.ends.0,
            of.ends.1,
            of.is_clear,
            of.turns()
        ));
    }
    out
}
