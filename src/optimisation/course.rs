//! The course from a search to the value of the chosen team: how replications are shared out, and what is
//! known at its end.

use crate::decisions::noise::{LEAST_PAIRS, without_noise};
use crate::decisions::selection::elimination::{Elimination, Next, Standing};
use crate::decisions::weights::Weights;
use crate::experiment::study::MOST_REPLICATIONS;
use crate::optimisation::book::{Book, Halt, Stage};
use crate::optimisation::search::{self, Searched, search};
use crate::statistics::interval::{CONFIDENCE, mean};
use crate::uncertainty::total::{LEAST_DRAWS, MOST_NOISE};

/// Replications in a batch, whose mean is one observation of a selection.
pub const BATCH: usize = 5;

/// The most teams of which the value is stated, the team in post apart.
const MOST_FINALISTS: usize = 5;

/// The fewest options of a selection.
const LEAST_OPTIONS: usize = 3;

/// The fewest replications of a course.
pub const LEAST_BUDGET: u32 = 100;

/// The most replications of a course.
pub const MOST_BUDGET: u32 = 100_000;

/// The number of draws if none is stated and the budget allows.
const USUAL_DRAWS: u32 = 40;

/// The fewest draws that are made unasked.
const FEWEST_DRAWS: u32 = 10;

/// How a course is made.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Settings {
    /// Replications of all teams in all stages, at most.
    pub budget: u32,
    /// Draws of the parameters; `None` for as many as a fifth of the budget allows, at most 40.
    pub draws: Option<u32>,
    /// The smallest difference that matters \[the unit of the goal\]; `None` for the usual one.
    pub indifference: Option<f64>,
    /// The seed.
    pub seed: u64,
}

/// How replications are shared out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plan {
    /// To search.
    pub search: usize,
    /// To choose among options.
    pub selection: usize,
    /// Options, at most.
    pub options: usize,
    /// Batches of each option in the first stage of the selection.
    pub first: usize,
    /// Replications of each finalist.
    pub value: u32,
    /// Draws.
    pub draws: u32,
}

/// How many of so many draws are simulated twice: a tenth, and as many as noise is judged by if there are so
/// many.
fn twice(draws: u32) -> u32 {
    draws.div_ceil(10).max(draws.min(LEAST_PAIRS as u32))
}

/// The replications of so many draws of all finalists.
fn of_draws(draws: u32) -> u32 {
    if draws == 0 { 0 } else { (draws + twice(draws)) * (MOST_FINALISTS as u32 + 1) }
}

impl Settings {
    /// How replications are shared out; `None` if the draws leave too few.
    ///
    /// A fortieth of the budget goes to each finalist, at least 5 and at most 100 replications; draws as
    /// stated, or up to a fifth of the budget. Of the rest, 55% are for the search and 45% for the
    /// selection.
    pub fn plan(&self) -> Option<Plan> {
        let value = (self.budget / 40).clamp(5, 100);
        let fits = |draws: &u32| of_draws(*draws) <= self.budget / 5;
        let usual = || {
            let most = (FEWEST_DRAWS..=USUAL_DRAWS).rev().find(fits);
            most.unwrap_or(0)
        };
        let draws = self.draws.unwrap_or_else(usual);
        let apart = value * (MOST_FINALISTS as u32 + 1) + of_draws(draws);
        let rest = self.budget.checked_sub(apart).filter(|rest| *rest >= 50)? as usize;
        let selection = rest * 45 / 100;
        let options = (selection / 50).clamp(LEAST_OPTIONS, 12);
        Some(Plan {
            search: rest - selection,
            selection,
            options,
            first: (selection / (options * BATCH)).clamp(2, 8),
            value,
            draws,
        })
    }
}

/// How a selection ended.
#[derive(Clone, Debug, PartialEq)]
pub struct Selected {
    /// The teams among which it chose.
    pub options: Vec<u32>,
    /// How it stands: indices are those of `options`.
    pub standing: Standing,
    /// Whether it ended because its replications were used up.
    pub is_cut_short: bool,
    /// The smallest difference that matters.
    pub indifference: f64,
}

/// What draws of the parameters say.
#[derive(Clone, Debug, PartialEq)]
pub struct Drawn {
    /// Draws complete.
    pub draws: usize,
    /// By finalist, the share of draws in which it is best \[-\].
    pub best: Vec<f64>,
    /// Whether there are enough to say more than a tendency.
    pub is_enough: bool,
    /// Whether noise of simulation is taken out.
    pub is_without_noise: bool,
}

/// What is known at the end of a course, or where it was stopped.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Outcome {
    /// The search.
    pub searched: Option<Searched>,
    /// The selection.
    pub selected: Option<Selected>,
    /// The teams whose value is stated: first the one that the selection leads to, then those that it
    /// could not tell from it, those that it dropped last, and the team in post.
    pub finalists: Vec<u32>,
    /// By finalist, the gains of its fresh replications.
    pub values: Vec<Vec<f64>>,
    /// What draws say.
    pub drawn: Option<Drawn>,
    /// Why it ended before its end; `None` if it did not.
    pub halt: Option<Halt>,
}

/// Takes the course as far as rows can be had.
pub fn run(book: &mut Book<'_>, settings: &Settings, plan: &Plan) -> Outcome {
    let mut outcome = Outcome::default();
    outcome.halt = stages(book, settings, plan, &mut outcome).err();
    outcome
}

fn stages(
    book: &mut Book<'_>,
    settings: &Settings,
    plan: &Plan,
    outcome: &mut Outcome,
) -> Result<(), Halt> {
    let of_search =
        search::Settings { budget: plan.search, wanted: plan.options, seed: settings.seed };
    let searched = search(book, of_search)?;
    let mut options = searched.best.clone();
    // The team in post is an option like any other, where it is possible.
    if book.posts.is_in_post_possible() && !options.contains(&0) {
        options.truncate(plan.options.saturating_sub(1).max(1));
        options.push(0);
    }
    outcome.searched = Some(searched);
    let indifference = settings.indifference.unwrap_or_else(|| usual_indifference(book));
    let selected = select(book, options, indifference, plan)?;
    outcome.finalists = finalists(book, &selected)?;
    outcome.selected = Some(selected);
    book.want(Stage::Value, &outcome.finalists, plan.value)?;
    let values = outcome.finalists.iter().map(|number| book.gains(Stage::Value, *number));
    outcome.values = values.collect::<Result<_, _>>()?;
    if plan.draws > 0 {
        outcome.drawn = Some(draw(book, &outcome.finalists, plan.draws)?);
    }
    Ok(())
}

fn usual_indifference(book: &Book<'_>) -> f64 {
    book.row(Stage::Search, 0, 1)
        .map_or(1.0, |row| book.goal.usual_indifference(&row.measures, book.weeks(), row.cost))
}

/// Kim and Nelson's elimination on paired differences of batches, until one option is left or
/// replications are used up.
fn select(
    book: &mut Book<'_>,
    options: Vec<u32>,
    indifference: f64,
    plan: &Plan,
) -> Result<Selected, Halt> {
    let choice = Elimination::new(CONFIDENCE, indifference, plan.first, BATCH)
        .map_err(|error| Halt::Failed(format!("--indifference: {error}")))?;
    loop {
        let values = options.iter().map(|number| book.gains(Stage::Selection, *number));
        let standing = choice.standing(&values.collect::<Result<Vec<_>, _>>()?);
        let Next::Simulate { options: wanted, replications } = &standing.next else {
            return Ok(Selected { options, standing, is_cut_short: false, indifference });
        };
        let numbers: Vec<u32> = wanted.iter().map(|index| options[*index]).collect();
        let has = |number: &u32| book.rows_of(Stage::Selection, *number).count();
        let more: usize =
            numbers.iter().map(|number| replications.saturating_sub(has(number))).sum();
        let is_first = standing.batches == 0;
        let is_too_much = book.count(Stage::Selection) + more > plan.selection && !is_first;
        if is_too_much || *replications > MOST_REPLICATIONS as usize {
            return Ok(Selected { options, standing, is_cut_short: true, indifference });
        }
        book.want(Stage::Selection, &numbers, *replications as u32)?;
    }
}

/// The option that is left or has the best mean of those that are, the others that are left, those dropped
/// last, and the team in post.
fn finalists(book: &Book<'_>, selected: &Selected) -> Result<Vec<u32>, Halt> {
    let Selected { options, standing, .. } = selected;
    let mut left = Vec::new();
    let judged = standing.batches * BATCH;
    for index in &standing.remaining {
        let gains = book.gains(Stage::Selection, options[*index])?;
        left.push((mean(&gains[..judged.min(gains.len())]), options[*index]));
    }
    left.sort_by(|one, other| other.0.total_cmp(&one.0));
    let dropped = standing.dropped.iter().rev().map(|dropped| options[dropped.option]);
    let mut all: Vec<u32> = left.into_iter().map(|(_, number)| number).chain(dropped).collect();
    all.truncate(MOST_FINALISTS);
    if !all.contains(&0) {
        all.push(0);
    }
    Ok(all)
}

/// Compares the finalists with drawn parameters, one replication a draw and two of some.
fn draw(book: &mut Book<'_>, finalists: &[u32], draws: u32) -> Result<Drawn, Halt> {
    book.want(Stage::Draw, finalists, draws)?;
    book.want(Stage::DrawAgain, finalists, twice(draws))?;
    let of = |stage: Stage, draws: u32| -> Result<Vec<Vec<f64>>, Halt> {
        let one = |draw: u32| {
            let rows = finalists.iter().filter_map(|number| book.row(stage, *number, draw));
            rows.map(|row| book.gain(row)).collect::<Result<Vec<f64>, Halt>>()
        };
        (1..=draws).map(one).collect()
    };
    // Differences from the first: most noise is common to all.
    let beside = |rows: Vec<Vec<f64>>| -> Vec<Vec<f64>> {
        let one = |row: Vec<f64>| row[1..].iter().map(|value| value - row[0]).collect();
        rows.into_iter().map(one).collect()
    };
    let mut values = beside(of(Stage::Draw, draws)?);
    let again = beside(of(Stage::DrawAgain, twice(draws))?);
    let weights = Weights::equal(values.len());
    let again: Vec<(usize, Vec<f64>)> = again.into_iter().enumerate().collect();
    let found = without_noise(&values, &again, &weights)
        .filter(|found| found.noise.iter().all(|noise| *noise <= MOST_NOISE));
    let is_without_noise = found.is_some();
    if let Some(found) = found {
        values = found.values;
    }
    let with_first: Vec<Vec<f64>> = values
        .iter()
        .map(|row| std::iter::once(0.0).chain(row.iter().copied()).collect())
        .collect();
    let best = weights.best_shares(&with_first).into_iter().map(|share| share.min(1.0)).collect();
    let is_enough = values.len() >= LEAST_DRAWS;
    Ok(Drawn { draws: values.len(), best, is_enough, is_without_noise })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(budget: u32, draws: Option<u32>) -> Option<Plan> {
        Settings { budget, draws, indifference: None, seed: 1 }.plan()
    }

    #[test]
    fn the_budget_is_shared_out_and_kept() {
        let found = plan(2_000, None).expect("a plan");
        // 50 for each of six; 40 draws and 10 again for six; 45% of 1,400.
        assert_eq!((found.value, found.draws, found.selection, found.search), (50, 40, 630, 770));
        assert_eq!((found.options, found.first), (12, 8));
        for budget in [100, 150, 400, 800, 2_000, 100_000] {
            for draws in [None, Some(0)] {
                let found = plan(budget, draws).expect("a plan");
                let all = found.search
                    + found.selection
                    + (found.value * 6 + of_draws(found.draws)) as usize;
                assert!(all <= budget as usize, "{budget}: {found:?}");
                assert!(found.options * found.first * BATCH <= found.selection.max(30));
            }
        }
    }

    #[test]
    fn draws_that_leave_too_little_are_refused() {
        assert_eq!(plan(300, Some(40)), None);
        assert!(plan(300, Some(0)).is_some_and(|plan| plan.draws == 0));
    }
}
