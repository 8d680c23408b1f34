//! The value of information as text, and what to measure first.

use super::subject::Told;
use crate::report::block::Block;
use crate::report::cost::signed_pounds;
use crate::report::parted::{self, Part, Place};
use crate::report::words::percent;
use crate::scenario::key_words::in_words;
use crate::text::first_upper;
use crate::text::grid::{Row, Table, wrap};
use crate::text::number::{signed, whole};
use crate::uncertainty::total::{LEAST_FOR_95, MOST_NOISE};
use crate::uncertainty::worth::{Family, Item, Preferred, SHOWN, Sampled, Worth};

/// The number of parameters that a sentence names.
const NAMED: usize = 3;

/// The value of information as text for the terminal, at most 100 columns wide, with the answer in three
/// sentences at its end.
pub fn information_text(told: &Told<'_>) -> String {
    parted::text(&parts(told))
}

/// The answer in parts.
pub(super) fn parts(told: &Told<'_>) -> Vec<Part<'static>> {
    let worth = &told.found.worth;
    let mut parts = vec![
        Part::words(Place::Rest(HOW), how(told)),
        Part::table(Place::Rest(OPTIONS), options(told)),
        Part::words(Place::Sure, everything(told)),
    ];
    if !worth.is_settled() {
        let groups = family(told, &worth.groups, "the parameters of a table");
        parts.push(Part::table(Place::Rest("Tables of parameters"), groups));
        parts.push(Part::table(Place::Ranked, family(told, &worth.parameters, "one parameter")));
        parts.extend(samples(told).map(|table| Part::table(Place::Rest("Samples"), table)));
    }
    parts.push(match prices(told) {
        Some(table) => Part::table(Place::Rest(POUNDS), table),
        None => Part::words(Place::Rest(POUNDS), no_pounds(told)),
    });
    let sentences = three_sentences(told);
    parts.push(Part::in_terminal(Block::words(sentences.join(" "))));
    parts.push(Part::on_page(Place::Answer, Block::Sentences(sentences.into())));
    parts
}

/// The headings of everything else on the page.
const HOW: &str = "How it was valued";
const OPTIONS: &str = "The options";
const POUNDS: &str = "In pounds";

/// A value, with a decimal where it is small.
fn amount(value: f64) -> String {
    if value.abs() < 9.95 { format!("{value:.1}") } else { whole(value) }
}

fn span((low, high): (f64, f64)) -> String {
    format!("{} to {}", amount(low), amount(high))
}

fn how(told: &Told<'_>) -> String {
    let requested =
        if told.is_partial() { format!(" of {} requested", told.wanted) } else { String::new() };
    let noise = match told.noise {
        None => "Too few draws have a second replication to tell simulation noise: the value of knowing \
                 everything is too high by what noise adds."
            .to_owned(),
        Some(noise) => {
            let most = noise.iter().copied().fold(0.0, f64::max);
            let kept = if most > MOST_NOISE {
                " Where it is more than that of parameters it stays in, and the value is then too high."
            } else {
                ""
            };
            format!(
                "Simulation noise is up to {} of the variance of an option over draws, judged by second replications \
                 of {} draws; it is taken out of the value of knowing everything.{kept}",
                percent(most),
                told.twice
            )
        }
    };
    format!(
        "Value of information: {} draws{requested} of the parameters from their ranges, as `compare` made them; \
         nothing is simulated. What knowing is worth is what the choice between the options would gain by it. \
         {noise} The other values are cross-fitted: the option of a draw is chosen by other draws and gains what it \
         gained in that draw, so noise does not raise them. {}: the effective \
         sample size is {:.0}.",
        told.found.draws,
        match told.found.is_calibrated {
            true => "Calibrated ranges: draws that disagree with observations count less",
            false => "Uncalibrated ranges",
        },
        told.found.effective
    )
}

fn options(told: &Told<'_>) -> Table {
    let preferred = &told.found.worth.preferred;
    let row = |((option, mean), (_, best)): (&(usize, f64), &(usize, f64))| {
        let cost = match told.costs.get(*option).copied().flatten() {
            Some(cost) => signed_pounds(cost),
            None => "no price".to_owned(),
        };
        let cells = [signed(*mean), percent(*best), cost];
        Row::new(told.title(*option), cells.into_iter().map(|cell| vec![cell]).collect())
    };
    Table {
        caption: format!("The options: {} a year beside the baseline", told.words()),
        head: vec![
            String::new(),
            "Mean of draws".into(),
            "Best in".into(),
            "Added cost to all payers".into(),
        ],
        rows: preferred.means.iter().zip(&preferred.best).map(row).collect(),
        note: String::new(),
    }
}

fn everything(told: &Told<'_>) -> String {
    let worth = &told.found.worth;
    let interval = worth.interval.map_or_else(String::new, |of| format!(" ({})", span(of)));
    format!(
        "To know everything (EVPI) would be worth {}{interval} {} a year.",
        amount(worth.perfect),
        told.words()
    )
}

fn family(told: &Told<'_>, family: &Family, what: &str) -> Table {
    let all = told.found.worth.perfect;
    let row = |item: &Item| {
        let interval = item.interval.map_or_else(|| "–".to_owned(), span);
        let is_told = if item.value > family.least { "yes" } else { "not told from none" };
        let cells = [amount(item.value), interval, percent(item.value / all), is_told.to_owned()];
        Row::new(in_words(&item.name), cells.into_iter().map(|cell| vec![cell]).collect())
    };
    Table {
        caption: format!("What it is worth to know {what} (EVPPI), {} a year", told.words()),
        head: vec![
            String::new(),
            "Value".into(),
            "95% interval".into(),
            "Of everything".into(),
            "Told from none".into(),
        ],
        rows: family.items.iter().take(SHOWN).map(row).collect(),
        note: format!(
            "The smallest value that can be told from none is {}: of all {} together, none would seem to be worth more \
             in 19 of 20 studies if none had any influence.",
            amount(family.least),
            family.items.len()
        ),
    }
}

/// What is measured, in words.
fn sample_words(found: &Sampled) -> String {
    let sample = &found.sample;
    let of = if sample.of.is_empty() { "observations" } else { sample.of.as_str() };
    format!("{} {of}", whole(sample.size as f64))
}

fn samples(told: &Told<'_>) -> Option<Table> {
    let least = told.found.worth.parameters.least;
    let row = |found: &Sampled| {
        let mark = if found.value > least { "" } else { " *" };
        let cells = [
            sample_words(found),
            format!("{}{mark}", amount(found.value)),
            found.interval.map_or_else(|| "–".to_owned(), span),
            amount(found.known),
        ];
        let cells = cells.into_iter().map(|cell| vec![cell]).collect();
        Row::new(in_words(&found.sample.parameter.key), cells)
    };
    let samples = &told.found.samples;
    (!samples.is_empty()).then(|| Table {
        caption: format!(
            "What a sample is worth before the choice (EVSI), {} a year",
            told.words()
        ),
        head: vec![
            String::new(),
            "Sample".into(),
            "Value".into(),
            "95% interval".into(),
            "Of knowing it".into(),
        ],
        rows: samples.iter().map(row).collect(),
        note: "*: not told from none. A share is counted (binomial); of a positive quantity the mean is taken of \
               observations whose standard deviation is --sample-variation times their mean."
            .into(),
    })
}

/// The leading parameter at a price, or that none can be told.
fn leading_at(worth: &Worth) -> String {
    match worth.parameters.told().next() {
        Some(item) => {
            format!("{} ({})", in_words(&item.name), signed_pounds(item.value).replace('+', ""))
        }
        None => "none told".to_owned(),
    }
}

fn prices(told: &Told<'_>) -> Option<Table> {
    let row = |(price, worth): &(f64, Worth)| {
        let preferred = &worth.preferred;
        // The title of a baseline is often long.
        let title = if preferred.first == 0 { "The baseline" } else { told.title(preferred.first) };
        let mark = if preferred.is_clear() { "" } else { " *" };
        let few = "more draws are needed".to_owned();
        let leading = if is_few(told) { few } else { leading_at(worth) };
        let cells = [
            wrap(&format!("{title}{mark}"), 32),
            vec![percent(preferred.share())],
            vec![signed_pounds(worth.perfect).replace('+', "")],
            wrap(&leading, 34),
        ];
        Row::new(format!("£{price}"), cells.into())
    };
    let prices = &told.found.at_prices;
    let left_out = left_out(told);
    (!prices.is_empty()).then(|| Table {
        caption: "In pounds a year, by what a need settled is worth: its benefit less the cost to all payers"
            .into(),
        head: vec![
            "A need".into(),
            "Option".into(),
            "Best in".into(),
            "Knowing everything".into(),
            "Leading parameter".into(),
        ],
        rows: prices.iter().map(row).collect(),
        note: format!("*: the interval of its difference from the next option includes zero. {left_out}"),
    })
}

/// Which options have no price.
fn left_out(told: &Told<'_>) -> String {
    let without: Vec<String> = (1..told.titles.len())
        .filter(|option| told.costs.get(*option).copied().flatten().is_none())
        .map(|option| format!("\"{}\"", told.title(option)))
        .collect();
    match without.as_slice() {
        [] => String::new(),
        all => format!(
            "Left out, because a price is missing or nothing is bought: {}.",
            all.join(", ")
        ),
    }
}

fn no_pounds(told: &Told<'_>) -> String {
    if told.headline != 0 {
        return "In pounds: only needs settled are valued in pounds.".to_owned();
    }
    format!("In pounds: no option has a price. {}", left_out(told))
}

/// The answer: what to measure first, how sure that is, and what would change it.
///
/// A parameter is named only if its value can be told from none. Of several that cannot be told apart, all
/// are named.
pub fn three_sentences(told: &Told<'_>) -> [String; 3] {
    [what_to_do(told), how_sure(told), what_would_change(told)]
        .map(|sentence| first_upper(&sentence) + ".")
}

fn is_few(told: &Told<'_>) -> bool {
    told.found.effective < LEAST_FOR_95 as f64 * (1.0 - 1e-9)
}

fn nothing_differs(preferred: &Preferred) -> bool {
    let first = preferred.best.first().map_or(0.0, |(_, share)| *share);
    preferred.interval == (0.0, 0.0)
        && preferred.best.iter().all(|(_, share)| *share == first)
        && preferred.means.iter().all(|(_, mean)| *mean == 0.0)
}

fn named(items: &[&Item]) -> String {
    let mut names: Vec<String> =
        items.iter().take(NAMED).map(|item| in_words(&item.name)).collect();
    let more = format!("{} more", items.len().saturating_sub(NAMED));
    if items.len() > NAMED {
        names.push(more);
    }
    names.join("; ")
}

fn what_to_do(told: &Told<'_>) -> String {
    let (worth, words) = (&told.found.worth, told.words());
    if nothing_differs(&worth.preferred) {
        return format!(
            "nothing differs: no option changes {words}, so nothing needs to be measured"
        );
    }
    if is_few(told) {
        return format!(
            "more draws are needed before it can be said what to measure first: `pcn-sim compare --resume {} --draws \
             200`",
            told.folder
        );
    }
    if worth.is_settled() {
        return format!(
            "nothing more needs to be measured for this decision: \"{}\" is best in {words} in all {} draws",
            told.title(worth.preferred.first),
            told.found.draws
        );
    }
    let (parameters, tables) = (worth.parameters.leading(), worth.groups.leading());
    match (parameters.as_slice(), tables.as_slice()) {
        ([one], _) => format!(
            "measure this first: {}; to know it would be worth {} of the {} {words} a year that knowing everything \
             would be worth",
            in_words(&one.name),
            amount(one.value),
            amount(worth.perfect)
        ),
        (several @ [first, ..], _) => format!(
            "measure one of these first, whose values cannot be told apart: {}; to know the first would be worth {} of \
             the {} {words} a year that knowing everything would be worth",
            named(several),
            amount(first.value),
            amount(worth.perfect)
        ),
        ([], several @ [first, ..]) => format!(
            "no parameter can be told from none singly; measure first parameters of {}, which together would be worth {} \
             {words} a year",
            named(several),
            amount(first.value)
        ),
        ([], []) => format!(
            "nothing can be named that should be measured first: knowing everything would be worth {} {words} a year, but \
             no parameter can be told from one without influence",
            amount(worth.perfect)
        ),
    }
}

fn how_sure(told: &Told<'_>) -> String {
    let worth = &told.found.worth;
    let preferred = &worth.preferred;
    if nothing_differs(preferred) {
        return format!("that held in all {} draws", told.found.draws);
    }
    if is_few(told) {
        return format!(
            "there are {} draws with an effective sample size of {:.0}, and at least {LEAST_FOR_95} is needed",
            told.found.draws, told.found.effective
        );
    }
    let today = format!(
        "today \"{}\" would be chosen, which is best in {} of {} draws from {} and {} \"{}\"",
        told.title(preferred.first),
        percent(preferred.share()),
        told.found.draws,
        if told.found.is_calibrated { "calibrated ranges" } else { "uncalibrated ranges" },
        if preferred.is_clear() { "clearly better than" } else { "cannot be told from" },
        told.title(preferred.second)
    );
    if worth.is_settled() {
        // None in n draws: at most 3 in n, with 95% confidence.
        let most = 3.0 / told.found.draws as f64;
        return format!(
            "{today}; a state of affairs in which another option is best could still have a probability of up to {:.1}%",
            most * 100.0
        );
    }
    let of_everything = match worth.interval {
        Some(interval) => format!("; knowing everything is worth {} (95%)", span(interval)),
        None => String::new(),
    };
    let first = worth.parameters.leading().first().copied();
    let of_first =
        first.and_then(|item| Some(format!(", the first parameter {}", span(item.interval?))));
    format!(
        "{today}{of_everything}{}, and a parameter without influence would seldom seem to be worth more than {}",
        of_first.unwrap_or_default(),
        amount(worth.parameters.least)
    )
}

fn what_would_change(told: &Told<'_>) -> String {
    let worth = &told.found.worth;
    let mut reasons = Vec::new();
    if nothing_differs(&worth.preferred) {
        return "other options, or other ranges of the parameters, would change this".to_owned();
    }
    if is_few(told) {
        return "what would change the answer cannot be told yet".to_owned();
    }
    let samples = &told.found.samples;
    let told_sample = samples.iter().find(|found| found.value > worth.parameters.least);
    if let Some(found) = told_sample {
        reasons.push(format!(
            "{} of {} would bring {} of it",
            sample_words(found),
            in_words(&found.sample.parameter.key),
            amount(found.value)
        ));
    }
    if worth.parameters.told().next().is_none() && !worth.is_settled() {
        reasons.push(format!(
            "more draws (`pcn-sim compare --resume {} --draws {}`) would show smaller values",
            told.folder,
            4 * told.wanted
        ));
    }
    reasons.extend(switches(told));
    reasons.push("wider or narrower ranges of the parameters would change these values".to_owned());
    reasons.join("; ")
}

/// How the option depends on what a need is worth.
fn switches(told: &Told<'_>) -> Option<String> {
    let prices = &told.found.at_prices;
    let mut found: Vec<(f64, usize)> = Vec::new();
    for (price, worth) in prices {
        if found.last().is_none_or(|(_, option)| *option != worth.preferred.first) {
            found.push((*price, worth.preferred.first));
        }
    }
    let (lowest, highest) = (prices.first()?.0, prices.last()?.0);
    let all: Vec<String> = found
        .iter()
        .map(|(price, option)| format!("\"{}\" from £{price} a need", told.title(*option)))
        .collect();
    Some(match found.as_slice() {
        [(_, option)] => format!(
            "less its cost, of the options with a price \"{}\" has the largest mean benefit from £{lowest} to £{highest} \
             a need",
            told.title(*option)
        ),
        _ => format!(
            "less its cost, of the options with a price the largest mean benefit is that of {}",
            all.join(", ")
        ),
    })
}
