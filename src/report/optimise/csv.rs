//! The teams visited, the finalists and the front as comma-separated values.

use super::found::{Inputs, wte};
use super::front::{Front, OBJECTIVES};
use crate::measures::MEASURES;
use crate::measures::first_screen::{FIRST_SCREEN, Shows};
use crate::optimisation::goal::index_of;
use crate::optimisation::verdict::{Verdict, behind, verdict};
use crate::report::cost::decimal;
use crate::report::words::{field, interval_fields, partial};
use crate::statistics::interval::{CONFIDENCE, MeanInterval, mean_interval};
use crate::text::csv::{Csv, cell};

/// The headline measures: those of the first screen, and all ED attendances.
fn headlines() -> Vec<&'static str> {
    let level = |shows: Shows| match shows {
        Shows::Measure { level, .. } => Some(level),
        _ => None,
    };
    let of_screen = FIRST_SCREEN.iter().filter_map(|headline| level(headline.shows));
    of_screen.chain(["ed_attendances_all"]).collect()
}

/// The columns of a team: its posts, rooms, claim and cost.
fn head_of_team(inputs: &Inputs<'_>) -> Vec<String> {
    let posts = inputs.book.posts.posts.iter().map(|post| cell(&format!("{}_wte", post.name)));
    let after = ["rooms_added", "claim_pounds", "cost_pounds"].map(str::to_owned);
    posts.chain(after).collect()
}

fn cells_of_team(inputs: &Inputs<'_>, number: u32) -> Vec<String> {
    let (team, cost) = (inputs.team(number), inputs.cost(number));
    let posts = team.wte().map(wte);
    let after = [team.rooms.to_string(), decimal(cost.claim), decimal(cost.whole)];
    posts.chain(after).collect()
}

fn is_partial(inputs: &Inputs<'_>) -> &'static str {
    partial(inputs.outcome.halt.is_some())
}

/// Every team visited, with the replications of the search. Flows are a year's. `believed` is what chose
/// them, and no value to report: optimise.csv has that of the finalists.
pub fn teams_csv(inputs: &Inputs<'_>) -> String {
    let names = headlines();
    let measures = names
        .iter()
        .flat_map(|name| ["", "_ci95_low", "_ci95_high"].map(|end| format!("{name}{end}")));
    let head = ["team", "possible"].map(str::to_owned).into_iter().chain(head_of_team(inputs));
    let goal = ["goal", "goal_ci95_low", "goal_ci95_high"].map(str::to_owned);
    let last = ["replications", "partial"].map(str::to_owned);
    let mut table = Csv::new(head.chain(goal).chain(measures).chain(last));
    for number in inputs.visited() {
        let is_possible = if inputs.is_possible(number) { "yes" } else { "no" };
        let first = [number.to_string(), is_possible.to_owned()];
        let of = |name: &str| interval_fields(of_measure(inputs, number, name));
        let goals: Vec<f64> = inputs
            .rows(number)
            .filter_map(|row| inputs.book.gain(row).ok())
            .map(|gain| inputs.book.goal.gain(gain))
            .collect();
        let last = [inputs.rows(number).count().to_string(), is_partial(inputs).to_owned()];
        let cells = first.into_iter().chain(cells_of_team(inputs, number));
        let goal = interval_fields(mean_interval(&goals, CONFIDENCE));
        table.row(cells.chain(goal).chain(names.iter().flat_map(|name| of(name))).chain(last));
    }
    table.text()
}

/// A measure of a team in the search, flows a year.
fn of_measure(inputs: &Inputs<'_>, number: u32, name: &str) -> Option<MeanInterval> {
    let index = index_of(name)?;
    let factor = MEASURES[index].kind.to_a_year(inputs.horizon.weeks);
    let values = inputs.rows(number).map(|row| row.measures.get(index).copied().flatten());
    let values: Vec<f64> = values.collect::<Option<Vec<f64>>>()?;
    mean_interval(&values.iter().map(|value| value * factor).collect::<Vec<_>>(), CONFIDENCE)
}

/// The finalists, by their fresh replications. `behind` is the goal of the first finalist beyond that of
/// the row, positive if the first has more; the intervals of this column hold together.
pub fn optimise_csv(inputs: &Inputs<'_>) -> String {
    let head = ["team", "standing"].map(str::to_owned).into_iter().chain(head_of_team(inputs));
    let numbers = ["goal", "behind_first", "beyond_in_post"]
        .iter()
        .flat_map(|name| ["", "_ci95_low", "_ci95_high"].map(|end| format!("{name}{end}")));
    let last = ["best_share_of_draws", "replications", "partial"].map(str::to_owned);
    let mut table = Csv::new(head.chain(numbers).chain(last));
    let verdict = verdict(inputs.book, inputs.outcome);
    let behind = behind(inputs.outcome);
    for (finalist, number) in inputs.outcome.finalists.iter().enumerate() {
        let values = inputs.outcome.values.get(finalist).map_or(0, Vec::len);
        if values == 0 {
            continue;
        }
        let of_behind = behind.iter().find(|of| of.finalist == finalist).map(|of| MeanInterval {
            mean: inputs.book.goal.gain(of.by.mean),
            half_width: of.by.half_width,
        });
        let beyond = inputs.in_post().and_then(|post| {
            (post != finalist).then(|| inputs.beyond(finalist, post, CONFIDENCE))?
        });
        let drawn = inputs.outcome.drawn.as_ref();
        let share = field(drawn.and_then(|drawn| drawn.best.get(finalist).copied()));
        let first = [number.to_string(), standing(inputs, &verdict, finalist).to_owned()];
        let cells = first.into_iter().chain(cells_of_team(inputs, *number));
        let numbers = [inputs.value(finalist), of_behind, beyond].map(interval_fields);
        let last = [share, values.to_string(), is_partial(inputs).to_owned()];
        table.row(cells.chain(numbers.into_iter().flatten()).chain(last));
    }
    table.text()
}

/// A word for what may be said of a finalist.
pub(super) fn standing(inputs: &Inputs<'_>, verdict: &Verdict, finalist: usize) -> &'static str {
    let is_possible = inputs.is_possible(inputs.outcome.finalists[finalist]);
    match verdict {
        Verdict::NothingDiffers => "same",
        Verdict::TooFew => "not known",
        _ if !is_possible => "not possible",
        Verdict::Best if finalist == 0 => "best",
        Verdict::Best => "worse",
        Verdict::Ties { choice, .. } if *choice == finalist => "tied, may be chosen",
        Verdict::Ties { ties, .. } if finalist == 0 || ties.contains(&finalist) => "tied",
        Verdict::Ties { .. } => "worse",
    }
}

/// The teams visited that no other beats by its means in needs settled, ED attendances, cost and requests
/// not met, each beside the team in post. `clear`: it is so beyond chance.
pub fn pareto_csv(inputs: &Inputs<'_>) -> String {
    let head = ["team", "clear"].map(str::to_owned).into_iter().chain(head_of_team(inputs));
    let objectives = OBJECTIVES.iter().flat_map(|of| {
        ["", "_ci95_low", "_ci95_high"].map(|end| format!("{}_beyond_in_post{end}", of.name))
    });
    let last = ["replications", "partial"].map(str::to_owned);
    let mut table = Csv::new(head.chain(objectives).chain(last));
    for member in Front::of(inputs).members {
        let clear = if member.is_clear { "yes" } else { "no" };
        let first = [member.number.to_string(), clear.to_owned()];
        let cells = first.into_iter().chain(cells_of_team(inputs, member.number));
        let numbers = member.beside.iter().flat_map(|of| interval_fields(Some(*of)));
        let last = [member.replications.to_string(), is_partial(inputs).to_owned()];
        table.row(cells.chain(numbers).chain(last));
    }
    table.text()
}
