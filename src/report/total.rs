//! Total uncertainty of a comparison in words and as tables.

use super::estimate::{main_comparisons, yearly};
use super::words::field;
use crate::experiment::results::Results;
use crate::text::csv::cell;
use crate::text::grid::{PROSE, Row, Table, wrap};
use crate::text::number::{signed, whole};
use crate::text::shown_lines;
use crate::uncertainty::spread::Source;
use crate::uncertainty::total::{HEADLINES, Hanging, LEADING, LEAST_DRAWS, Total};

/// What is said where parameters are held fixed.
pub const NOISE_ONLY: &str = "Parameters were held fixed: every interval above is simulation noise only. \
     It says nothing about parameters that nobody measured.";

/// Total uncertainty as text for the terminal, at most 100 columns wide: each option, what the answer
/// hangs on, and the answer in three sentences.
pub fn total_text(total: &Total, results: &Results) -> String {
    let paragraph = |text: &str| format!("{}\n", shown_lines(&wrap(text, PROSE).join("\n")));
    let mut parts = vec![paragraph(&how_drawn(total))];
    parts.extend(options(total, results).iter().map(Table::to_text));
    parts.push(paragraph(&chances(total, results)));
    parts.push(hangs_on(total, results));
    parts.extend([paragraph(&three_sentences(total, &titles(results)).join(" "))]);
    parts.join("\n")
}

/// The titles of the scenarios as stated, the baseline first.
pub fn titles(results: &Results) -> Vec<String> {
    let stated = results.scenarios.iter().filter(|scenario| scenario.is_stated());
    stated.map(|scenario| scenario.title.clone()).collect()
}

fn percent(share: f64) -> String {
    format!("{:.0}%", share * 100.0)
}

fn how_drawn(total: &Total) -> String {
    let missing = if total.draws < total.wanted as usize {
        format!(" of {} requested", total.wanted)
    } else {
        String::new()
    };
    let noise = format!(
        "Simulation noise is judged by second replications of {} draws and taken out of total intervals, \
         except where they are marked *: there most of the variance is noise, or too few draws have a second \
         replication, and more weeks or draws are needed.",
        total.twice
    );
    format!(
        "Total uncertainty: {} draws{missing} of the parameters from their ranges, the same for all \
         options of a draw. A range is taken as the 5th to 95th percentile and the stated value as the \
         median. {} random numbers of a draw move the parameters; values under one range move \
         together; {} parameters that reach a limit of their range are drawn evenly on either side of their \
         value. {} combinations that exclude each other were drawn again. Held: staff, rooms and other \
         decisions, money, and {} parameters that are zero or have a range without width (held.csv). Uncalibrated ranges: draws \
         that disagree with observations count like others. {noise}",
        total.draws,
        total.sources,
        total.in_halves,
        total.refused,
        total.held.len()
    )
}

/// A table for each option: the central value, its total interval and simulation noise apart.
fn options(total: &Total, results: &Results) -> Vec<Table> {
    let comparisons: Vec<_> = main_comparisons(results).collect();
    let of = |option: &crate::uncertainty::total::OfOption| {
        let found = comparisons.iter().find(|(of, _)| of.scenario == option.scenario)?;
        let rows = HEADLINES.iter().zip(&option.headlines).map(|((name, words), spread)| {
            let central = found.1.measure(name).and_then(|series| yearly(series, results.weeks));
            let half = central.and_then(|central| central.half_width);
            let (low, high) = spread.interval;
            let mark = if spread.is_without_noise { "" } else { " *" };
            Row::new(
                *words,
                vec![
                    vec![central.map_or_else(|| "–".to_owned(), |of| signed(of.mean))],
                    vec![format!("{} to {}{mark}", signed(low), signed(high))],
                    vec![signed(spread.mean)],
                    vec![half.map_or_else(|| "–".to_owned(), |half| format!("±{}", whole(half)))],
                ],
            )
        });
        Some(Table {
            caption: format!("{}, beside the baseline, a year", found.0.title),
            head: vec![
                String::new(),
                "Central value".into(),
                format!("Total {} interval", percent(total.confidence)),
                "Mean of draws".into(),
                "Simulation noise only, 95%".into(),
            ],
            rows: rows.collect(),
            note: String::new(),
        })
    };
    total.options.iter().filter_map(of).collect()
}

/// How likely each option is best, and gains at all.
fn chances(total: &Total, results: &Results) -> String {
    let titles = titles(results);
    let of = |option: &crate::uncertainty::total::OfOption| {
        format!(
            "{}: best in {} of draws, settles more needs than the baseline in {}.",
            titles.get(option.scenario).map_or("", String::as_str),
            percent(option.best),
            percent(option.headlines[0].above_zero)
        )
    };
    let options: Vec<String> = total.options.iter().map(of).collect();
    format!(
        "Which settles most needs. {} The baseline: best in {}.",
        options.join(" "),
        percent(total.baseline_best)
    )
}

fn name(source: &Source) -> String {
    if source.item > 0 { format!("{}[{}]", source.key, source.item) } else { source.key.clone() }
}

/// The leading parameters.
fn hangs_on(total: &Total, results: &Results) -> String {
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
        Row::new(name(&hanging.source), cells.into_iter().map(|cell| vec![cell]).collect())
    };
    let table = Table {
        caption: format!(
            "What the answer hangs on: needs settled a year by \"{}\" more than by \"{}\"",
            title(total.leading.0),
            title(total.leading.1)
        ),
        head: vec![
            String::new(),
            "Rank correlation".into(),
            "At its 5th percentile".into(),
            "At its 95th".into(),
            "Turns the choice".into(),
        ],
        rows: total.hangs_on.iter().take(LEADING).map(row).collect(),
        note: String::new(),
    };
    table.to_text()
}

/// The answer: what to do, how sure that is, and what would change it. `titles` are those of the
/// scenarios, the baseline first.
///
/// An option is preferred only where the total interval of the paired difference from the next best one
/// does not include zero.
pub fn three_sentences(total: &Total, titles: &[String]) -> [String; 3] {
    let title = |index: usize| titles.get(index).map_or("the baseline", String::as_str);
    let (first, second) = (title(total.leading.0), title(total.leading.1));
    let (low, high) = total.margin.interval;
    let interval = format!(
        "{} to {} needs settled a year ({} interval)",
        signed(low),
        signed(high),
        percent(total.confidence)
    );
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
    let best = if total.leading.0 == 0 {
        total.baseline_best
    } else {
        total.options.iter().find(|of| of.scenario == total.leading.0).map_or(0.0, |of| of.best)
    };
    let (what, sure) = if total.is_clear() {
        (
            format!("Prefer \"{first}\": it settles more needs than \"{second}\"."),
            format!(
                "The difference is {interval}; it is best in {} of {} draws from uncalibrated ranges.",
                percent(best),
                total.draws
            ),
        )
    } else {
        (
            format!(
                "\"{first}\" and \"{second}\" settle most needs, and these cannot be told apart."
            ),
            format!(
                "The difference is {interval}, which includes zero; \"{first}\" is best in {} of {} draws \
                 from uncalibrated ranges.",
                percent(best),
                total.draws
            ),
        )
    };
    [what, sure, what_would_change(total)]
}

fn what_would_change(total: &Total) -> String {
    let shown = total.hangs_on.iter().take(LEADING);
    let turning: Vec<String> =
        shown.clone().filter(|of| of.turns()).map(|of| name(&of.source)).collect();
    let clear: Vec<String> = shown.filter(|of| of.is_clear).map(|of| name(&of.source)).collect();
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

/// Every option and headline, one row each: the central value and all that draws say, a year.
pub fn total_csv(total: &Total, results: &Results) -> String {
    let mut out = String::from(
        "scenario,measure,central,mean_of_draws,total_low,total_high,confidence,noise_share,\
         noise_taken_out,above_zero,best,draws,ranges,partial\n",
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
                "uncalibrated".to_owned(),
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
