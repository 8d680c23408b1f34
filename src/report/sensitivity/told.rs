//! The answer of a study of sensitivity as text: the leading groups and parameters, and three sentences.

use super::csv::noise_share;
use super::found::{Inputs, quantity_words};
use crate::report::parted::{self, Part, Place};
use crate::scenario::key_words::in_words;
use crate::statistics::interval::MeanInterval;
use crate::text::grid::{Row, Table};
use crate::text::number::{signed, whole};
use crate::uncertainty::sensitivity::central::{Central, MARGIN, NEEDS};
use crate::uncertainty::sensitivity::screen::{OfGroup, Screened};
use crate::uncertainty::sensitivity::shares::Shares;
use crate::uncertainty::sensitivity::tornado::{Bar, ENDS, End, Tornado, Turn};

/// Groups and parameters that are printed; the files have all.
const PRINTED: usize = 10;

/// Parameters that a sentence names.
const NAMED: usize = 5;

/// The answer: what was moved, the leading groups, the leading parameters, Sobol' indices, and three
/// sentences.
pub fn sensitivity_text(inputs: &Inputs<'_>) -> String {
    parted::text(&parts(inputs))
}

/// The answer in parts.
pub(super) fn parts(inputs: &Inputs<'_>) -> Vec<Part<'static>> {
    let mut parts = vec![Part::words(Place::Rest("What was moved"), introduction(inputs))];
    let tornado = inputs.outcome.tornado.as_ref().filter(|found| !found.bars.is_empty());
    if let Some(screened) = &inputs.outcome.screened {
        // Without single parameters the groups are what is ranked.
        let place = if tornado.is_some() { Place::Rest(GROUPS) } else { Place::Ranked };
        parts.push(Part::table(place, groups(inputs, screened)));
    }
    if let Some(tornado) = tornado {
        parts.push(Part::table(Place::Ranked, bars(inputs, tornado)));
    }
    if let Some(found) = &inputs.outcome.shares {
        let tables = found.shares.iter().map(|shares| indices(inputs, shares));
        parts.extend(tables.map(|table| Part::table(Place::Rest(SHARES), table)));
    }
    let heads = ["What to do", "How sure", "What would change it"];
    let sentences = heads.iter().zip(sentences(inputs));
    let sentences = sentences.map(|(head, words)| format!("{head}: {words}."));
    parts.push(Part::sentences(sentences.collect::<Vec<_>>()));
    parts
}

/// The headings of everything else on the page.
const GROUPS: &str = "Groups of parameters";
const SHARES: &str = "Shares of variance";

/// A number of things: `1 week`, `52 weeks`.
fn count(number: u32, one: &str, several: &str) -> String {
    format!("{} {}", whole(f64::from(number)), if number == 1 { one } else { several })
}

fn introduction(inputs: &Inputs<'_>) -> String {
    let (course, request) = (inputs.course, &inputs.course.request);
    let mut parts = Vec::new();
    if inputs.is_partial() {
        parts.push("Partial: the run stopped early, with fewer points than requested.".to_owned());
    }
    let grouped = if request.singly {
        "each by itself".to_owned()
    } else {
        format!(
            "in {} groups, whose members move together, each in a random direction of its own",
            course.groups.len()
        )
    };
    parts.push(format!(
        "{} uncertain parameters (values under one range count once, parts of a composition singly), \
         {grouped}; {} of elementary effects (Morris). A point is {} after {} of warm-up.",
        whole(course.sources.len() as f64),
        count(request.trajectories, "trajectory", "trajectories"),
        count(inputs.horizon.weeks, "week", "weeks"),
        count(inputs.horizon.warm_up_weeks, "week", "weeks")
    ));
    if let Some((_, (one, other))) = inputs.choice() {
        let others = if course.scenarios > 2 {
            ", which settle most needs at the central values"
        } else {
            ""
        };
        parts.push(format!(
            "The margin is needs settled a year by \"{}\" more than by \"{}\"{others}; results are those of \
             \"{}\".",
            inputs.title(one),
            inputs.title(other),
            inputs.title(0)
        ));
    }
    if let Some(screened) = &inputs.outcome.screened {
        parts.push(format!(
            "{} steps; {} more were impossible, because a scenario must not have such values together, and \
             the group kept its place there; {} beginnings were drawn again for the same reason.",
            whole(screened.steps as f64),
            whole(screened.refused as f64),
            whole(f64::from(screened.attempts))
        ));
        if let Some(noise) = screened.noise[inputs.decides()] {
            parts.push(format!(
                "Chance alone gives an effect on {} of {} (one standard deviation, by {} steps that were \
                 simulated twice).",
                of_quantity(inputs),
                whole(noise.deviation()),
                whole(noise.freedom)
            ));
        }
    }
    parts.join(" ")
}

fn of_quantity(inputs: &Inputs<'_>) -> &'static str {
    if inputs.decides() == MARGIN { "the margin" } else { "needs settled" }
}

/// The quantities that tables show: the margin, if there is one, and needs settled.
fn shown(inputs: &Inputs<'_>) -> Vec<usize> {
    if inputs.decides() == MARGIN { vec![MARGIN, NEEDS] } else { vec![NEEDS] }
}

fn groups(inputs: &Inputs<'_>, screened: &Screened) -> Table {
    let by = inputs.decides();
    let mut order: Vec<usize> = (0..screened.groups.len()).collect();
    order.sort_by(|a, b| screened.groups[*b].size(by).total_cmp(&screened.groups[*a].size(by)));
    let quantities = shown(inputs);
    let cell = |group: &OfGroup, quantity: usize| match &group.effects[quantity] {
        None => "–".to_owned(),
        Some(judged) => {
            let mark = if judged.is_told == Some(true) { "" } else { " *" };
            format!("{}{mark}", whole(judged.effect.absolute))
        }
    };
    let row = |index: &usize| {
        let group = &screened.groups[*index];
        let mut cells: Vec<Vec<String>> =
            quantities.iter().map(|quantity| vec![cell(group, *quantity)]).collect();
        if by == MARGIN {
            cells.push(vec![group.turns.to_string()]);
        }
        Row::new(in_words(&inputs.course.groups[*index].name), cells)
    };
    let mut head = vec![String::new()];
    head.extend(quantities.iter().map(|quantity| quantity_words(*quantity).to_owned()));
    if by == MARGIN {
        head.push("Steps that turned the choice".into());
    }
    Table {
        caption: "Mean absolute effect of the leading groups, a year, from one end of the distribution to \
                  the other"
            .into(),
        head,
        rows: order.iter().take(PRINTED).map(row).collect(),
        note: "* Not told from chance. All groups: sensitivity.csv.".into(),
    }
}

fn change(end: &Option<End>, quantity: usize) -> Vec<String> {
    let text = end.as_ref().and_then(|end| {
        let change = end.changes[quantity]?;
        let mark = if end.is_told[quantity] { "" } else { " *" };
        Some(format!("{}{mark}", signed(change)))
    });
    vec![text.unwrap_or_else(|| "–".to_owned())]
}

fn bars(inputs: &Inputs<'_>, tornado: &Tornado) -> Table {
    let quantities = shown(inputs);
    let mut head = vec![String::new()];
    for quantity in &quantities {
        head.extend(["5th", "95th"].map(|end| format!("{} at {end}", quantity_words(*quantity))));
    }
    if inputs.decides() == MARGIN {
        head.push("Turns the choice".into());
    }
    let row = |bar: &Bar| {
        let cells = quantities.iter().flat_map(|of| bar.ends.iter().map(|end| change(end, *of)));
        let mut cells: Vec<Vec<String>> = cells.collect();
        if inputs.decides() == MARGIN {
            cells.push(vec![super::csv::turn(bar.turn()).to_owned()]);
        }
        Row::new(inputs.parameter_words(bar.parameter), cells)
    };
    let margin = inputs.choice().and_then(|(central, _)| central.margin());
    let at = margin.map_or_else(String::new, |margin| {
        format!(" The margin there is {}.", signed(margin.mean))
    });
    let moved = tornado.bars.iter().flat_map(|bar| bar.ends.iter().flatten());
    let moved = moved.filter(|end| !ENDS.contains(&end.at)).count();
    let missing = tornado.bars.iter().flat_map(|bar| &bar.ends).filter(|end| end.is_none()).count();
    let impossible = if moved + missing > 0 {
        format!(
            " Of the ends, {moved} are nearer to the median, because scenarios must not have such values, and \
             {missing} are missing."
        )
    } else {
        String::new()
    };
    Table {
        caption: format!(
            "The leading single parameters at the 5th and 95th percentile, all others at their central \
             values: change a year.{at}"
        ),
        head,
        rows: tornado.bars.iter().take(PRINTED).map(row).collect(),
        note: format!(
            "* Not told from chance. {} parameters: tornado.csv.{impossible}",
            tornado.bars.len()
        ),
    }
}

fn indices(inputs: &Inputs<'_>, shares: &Shares) -> Table {
    let found = inputs.outcome.shares.as_ref();
    let parameters = found.map_or(&[][..], |found| found.parameters.as_slice());
    let percent = |share: f64| format!("{:.0}%", share * 100.0);
    let cell = |index: f64, (low, high): (f64, f64)| {
        vec![percent(index), format!("({} to {})", percent(low), percent(high))]
    };
    let row = |(place, parameter): (usize, &usize)| {
        let (estimate, intervals) = (&shares.estimate, &shares.intervals);
        Row::new(
            inputs.parameter_words(*parameter),
            vec![
                cell(estimate.first[place], intervals.first[place]),
                cell(estimate.total[place], intervals.total[place]),
            ],
        )
    };
    let noise = noise_share(inputs, shares).map_or_else(String::new, |share| {
        format!(
            " Chance is about {} of the variance: a total index that is no larger may be chance.",
            percent(share)
        )
    });
    let blocks = found.map_or((0, 0), |found| (found.blocks, found.refused));
    Table {
        caption: format!(
            "{}: shares of variance among the leading {} parameters, all others at their central values",
            quantity_words(shares.quantity),
            parameters.len()
        ),
        head: vec![String::new(), "Alone".into(), "With others".into()],
        rows: parameters.iter().enumerate().map(row).collect(),
        note: format!("{} blocks; {} more were impossible.{noise}", blocks.0, blocks.1),
    }
}

/// The answer: what to do, how sure that is, and what would change it.
pub fn sentences(inputs: &Inputs<'_>) -> [String; 3] {
    let outcome = inputs.outcome;
    let (Some(central), Some(screened)) = (&outcome.central, &outcome.screened) else {
        return [
            "more runs are needed; no effect is known yet".to_owned(),
            format!("{} points are simulated", whole(inputs.book.simulations() as f64)),
            "continue with --resume".to_owned(),
        ];
    };
    match inputs.choice() {
        None => of_results(inputs, screened),
        Some((central, _)) if nothing_differs(central, screened) => [
            "nothing differs; both options settle the same number of needs".to_owned(),
            format!(
                "that held in {} replications at the central values and at every point of the screening",
                central.replications
            ),
            "no parameter within its range would change the answer".to_owned(),
        ],
        Some((_, leading)) => [
            what_to_do(inputs, central, leading),
            how_sure(inputs, central, screened),
            what_would_change(inputs, central, screened),
        ],
    }
}

/// Whether the options settle the same number of needs wherever they were compared.
fn nothing_differs(central: &Central, screened: &Screened) -> bool {
    let is_none = |margin: MeanInterval| {
        margin.mean == 0.0 && margin.half_width.is_none_or(|half| half == 0.0)
    };
    // What never moved in either of two replications has no noise.
    central.margin().is_some_and(is_none)
        && screened.noise[MARGIN].is_none()
        && screened.groups.iter().all(|group| group.size(MARGIN) == 0.0)
}

/// The bars that are told from chance in a quantity, the largest first.
fn clear<'i>(inputs: &'i Inputs<'_>, quantity: usize) -> Vec<&'i Bar> {
    let bars = inputs.outcome.tornado.iter().flat_map(|tornado| &tornado.bars);
    let mut found: Vec<&Bar> = bars.filter(|bar| bar.is_told(quantity)).collect();
    found.sort_by(|one, other| other.size(quantity).total_cmp(&one.size(quantity)));
    found
}

fn names(inputs: &Inputs<'_>, bars: &[&Bar]) -> String {
    let named: Vec<String> =
        bars.iter().take(NAMED).map(|bar| inputs.parameter_quoted(bar.parameter)).collect();
    let more = bars.len().saturating_sub(NAMED);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    format!("{}{more}", named.join(", "))
}

/// The bars at one of whose ends the choice turns so.
fn turning<'i>(inputs: &'i Inputs<'_>, turn: Turn) -> Vec<&'i Bar> {
    let bars = inputs.outcome.tornado.iter().flat_map(|tornado| &tornado.bars);
    bars.filter(|bar| bar.turn() == turn).collect()
}

fn what_to_do(inputs: &Inputs<'_>, central: &Central, (one, other): (usize, usize)) -> String {
    let (one, other) = (inputs.title(one), inputs.title(other));
    let first = clear(inputs, MARGIN).first().map(|bar| inputs.parameter_quoted(bar.parameter));
    let measure = first.map_or_else(
        || "no single parameter could be told from chance".to_owned(),
        |first| format!("measure {first} first, which moves their difference most"),
    );
    if !central.is_clear() {
        return format!(
            "\"{one}\" and \"{other}\" settle most needs at the central values, and these cannot be told apart; \
             {measure}"
        );
    }
    let turns = turning(inputs, Turn::Yes);
    if turns.is_empty() {
        return format!("prefer \"{one}\" to \"{other}\"; {measure}");
    }
    format!(
        "prefer \"{one}\" to \"{other}\" only if you trust the central value of {}, since the other option is \
         better at an end of the range; measure {} first",
        names(inputs, &turns),
        inputs.parameter_quoted(turns[0].parameter)
    )
}

fn with_interval(margin: MeanInterval) -> String {
    let bounds = margin
        .bounds()
        .map_or_else(String::new, |(low, high)| format!(" ({} to {})", signed(low), signed(high)));
    format!("{}{bounds}", signed(margin.mean))
}

fn how_sure(inputs: &Inputs<'_>, central: &Central, screened: &Screened) -> String {
    let margin = central.margin().map_or_else(String::new, with_interval);
    let told = |quantity: usize| {
        let is_told = |group: &&OfGroup| {
            group.effects[quantity].is_some_and(|judged| judged.is_told == Some(true))
        };
        screened.groups.iter().filter(is_told).count()
    };
    let what = if inputs.course.request.singly { "parameters" } else { "groups" };
    let bars = inputs.outcome.tornado.as_ref().map_or(0, |tornado| tornado.bars.len());
    format!(
        "at the central values the margin is {margin} needs settled a year in {} replications (95%, simulation \
         noise only); of {} {what}, {} move the margin and {} needs settled beyond chance in {}, \
         and of {bars} single parameters {} and {}",
        central.replications,
        screened.groups.len(),
        told(MARGIN),
        told(NEEDS),
        count(inputs.course.request.trajectories, "trajectory", "trajectories"),
        clear(inputs, MARGIN).len(),
        clear(inputs, NEEDS).len()
    )
}

fn what_would_change(inputs: &Inputs<'_>, central: &Central, screened: &Screened) -> String {
    let (turns, may) = (turning(inputs, Turn::Yes), turning(inputs, Turn::May));
    let bars = inputs.outcome.tornado.as_ref().map_or(0, |tornado| tornado.bars.len());
    let mut parts = Vec::new();
    if bars == 0 {
        parts.push("single parameters were not looked at yet".to_owned());
    } else if turns.is_empty() && may.is_empty() {
        parts.push(format!(
            "none of the {bars} leading parameters turns the choice by itself within its range"
        ));
    } else if !central.is_clear() {
        let both: Vec<&Bar> = turns.iter().chain(&may).copied().collect();
        parts.push(format!(
            "the sign of the difference is another one at an end of the range of {}",
            names(inputs, &both)
        ));
    } else {
        if !turns.is_empty() {
            parts.push(format!(
                "another value of {}, at an end of whose range the other option is better",
                names(inputs, &turns)
            ));
        }
        if !may.is_empty() {
            parts.push(format!(
                "perhaps another value of {}, where that cannot be told from chance",
                names(inputs, &may)
            ));
        }
    }
    let turned: usize = screened.groups.iter().map(|group| group.turns).sum();
    parts.push(if turned > 0 {
        format!(
            "with all parameters away from their central values at once the choice turned over {turned} of {} \
             steps, so several together can turn it",
            whole(screened.steps as f64)
        )
    } else {
        format!("no step of {} of the screening turned it", whole(screened.steps as f64))
    });
    parts.join("; ")
}

/// The sentences about a single scenario, where nothing is chosen.
fn of_results(inputs: &Inputs<'_>, screened: &Screened) -> [String; 3] {
    let bars = clear(inputs, NEEDS);
    let what = match bars.first() {
        Some(first) => format!(
            "measure {} first, on which needs settled depend most",
            inputs.parameter_quoted(first.parameter)
        ),
        None => "no single parameter could be told from chance; more --trajectories are needed"
            .to_owned(),
    };
    let needs = inputs.outcome.central.as_ref().and_then(|central| central.means[NEEDS]);
    let needs = needs.map_or_else(String::new, |of| {
        let bounds = of.bounds().map_or_else(String::new, |(low, high)| {
            format!(" ({} to {})", whole(low), whole(high))
        });
        format!("{}{bounds}", whole(of.mean))
    });
    let is_told =
        |group: &&OfGroup| group.effects[NEEDS].is_some_and(|judged| judged.is_told == Some(true));
    let sure = format!(
        "at the central values {needs} needs are settled a year (95%, simulation noise only); {} of {} groups \
         move them beyond chance",
        screened.groups.iter().filter(is_told).count(),
        screened.groups.len()
    );
    let change = if bars.is_empty() {
        "what would change the answer cannot be told yet".to_owned()
    } else {
        format!("other values of {}", names(inputs, &bars))
    };
    [what, sure, change]
}
