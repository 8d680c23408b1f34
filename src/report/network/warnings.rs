//! What a reader must know before using a fitted network.

use super::decisions::{ENOUGH, Spread, leading};
use super::figures::verdict;
use super::subject::Told;
use crate::fitting::figures::{ALL, FIGURES, Group};
use crate::fitting::fit::ALIKE;
use crate::fitting::observed::ENOUGH as COVERED;
use crate::fitting::prior::PRIORS;
use crate::fitting::row::OptionGain;
use crate::model::levels::Level;

/// Levels that record in different ways, rather than care in different ways.
const RECORDING: [Level; 2] = [Level::Recorded, Level::Triaged];

/// Figures that are missed by more tolerances than this on average say that the model does not reach the network.
const POOR: f64 = 2.0;

/// By how many tolerances the figures that the fit saw are missed, on average.
fn misses(told: &Told<'_>) -> f64 {
    let figures = (0..FIGURES).filter(|i| ALL[*i].is_shown && told.observed.values[*i].is_some());
    (told.found.policies[0].objective / (figures.count() as f64).max(1.0)).sqrt()
}

/// Whether the model does not reach the network, so that it must not be used for decisions.
pub(super) fn is_poor(told: &Told<'_>) -> bool {
    misses(told) > POOR
}

/// All warnings, the most important first.
pub(super) fn warnings(told: &Told<'_>) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    if !told.has_held_back() {
        found.push("Nothing could be held back: this fit is untested.".into());
    }
    decision_flips(told, &mut found);
    worse_than_rivals(told, &mut found);
    missing_data(told, &mut found);
    let fit = &told.found.policies[0];
    if is_poor(told) {
        found.push(format!(
            "The model does not reach this network: its figures are missed by {:.1} tolerances on average. Do not \
             use it for decisions.",
            misses(told)
        ));
    }
    if !fit.has_settled {
        found.push(format!(
            "The search ended after {} simulated years, before it had settled.",
            fit.runs
        ));
    }
    let alike: Vec<&str> = told
        .found
        .policies
        .iter()
        .filter(|other| other.objective - fit.objective < ALIKE)
        .map(|other| other.name.as_str())
        .collect();
    if alike.len() > 1 {
        found.push(format!(
            "The figures do not decide who routes requests: {} fit about as well. The scenario has the first; \
             ask the practices.",
            alike.join(" and ")
        ));
    }
    let bounds: Vec<&str> =
        fit.at_bounds.iter().map(|index| Level::ALL[PRIORS[*index].level as usize].1).collect();
    if !bounds.is_empty() {
        found.push(format!(
            "These levels are at the bound of what was thought possible, so the truth may lie beyond: {}.",
            bounds.join(", ")
        ));
    }
    found.push(
        "Rooms, the need to be seen in person (but for the share by telephone) and supervision were not fitted: \
         they are England's. What a room or a supervised post gains here is not known from these figures."
            .into(),
    );
    let recording: Vec<&str> =
        RECORDING.iter().map(|level| Level::ALL[*level as usize].1).collect();
    found.push(format!(
        "Practices record triage and messages in different ways. The levels {} may stand for how appointments \
         are recorded rather than for what is done.",
        recording.join(" and ")
    ));
    found
}

fn decision_flips(told: &Told<'_>, found: &mut Vec<String>) {
    let Some(decisions) = &told.found.decisions else { return };
    let [central, low, high] = leading(decisions).map(|option| option.map(|of| of.title.as_str()));
    let others: Vec<&str> =
        [low, high].into_iter().flatten().filter(|title| Some(*title) != central).collect();
    let Some(central) = central else { return };
    if let Some(spread) = Spread::of(decisions) {
        if spread.weights.effective() < ENOUGH {
            found.push(format!(
                "The draws count as {:.1} of equal weight, which is too few for a range: what a change gains in any \
                 draw, and at both ends, is a hint. State more --draws.",
                spread.weights.effective()
            ));
        }
        let best = spread.best();
        let leader = decisions.options.iter().position(|option| option.title == central);
        let share = leader.map_or(0.0, |leader| best[leader]);
        if share < 0.95 && spread.weights.effective() >= ENOUGH {
            found.push(format!(
                "The decision flips over what the figures leave open: {central} gains most at the most probable \
                 levels, and in {:.0}% of the weighted draws.",
                100.0 * share
            ));
        }
    }
    let beyond: Vec<&str> = decisions
        .options
        .iter()
        .filter(|option| is_beyond(option))
        .map(|option| option.title.as_str())
        .collect();
    if !beyond.is_empty() {
        found.push(format!(
            "What {} would gain at the most probable levels is outside all draws, so the draws contradict it: use the \
             range of the draws.",
            beyond.join(" and ")
        ));
    }
    if let [other, ..] = others.as_slice() {
        found.push(format!(
            "The decision flips along what is least known ({}): at one end {other} gains more than {central}.",
            least_known(told).join(", ")
        ));
    }
}

/// Whether the gain at the most probable levels is less or more than in all draws.
fn is_beyond(option: &OptionGain) -> bool {
    let least = option.draws.iter().copied().fold(f64::INFINITY, f64::min);
    let most = option.draws.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    least.is_finite() && !(least..=most).contains(&option.central)
}

/// The levels that make up most of the direction in which the figures say least, together.
fn least_known(told: &Told<'_>) -> Vec<&'static str> {
    let (direction, _) = &told.found.policies[0].flattest;
    let mut order: Vec<usize> = (0..direction.len()).collect();
    order.sort_by(|one, other| direction[*other].abs().total_cmp(&direction[*one].abs()));
    order.iter().take(3).map(|index| Level::ALL[PRIORS[*index].level as usize].1).collect()
}

fn worse_than_rivals(told: &Told<'_>, found: &mut Vec<String>) {
    let bands = (0..FIGURES).filter(|index| !ALL[*index].is_shown).filter(|index| {
        let observed = told.observed.values[*index];
        verdict(*index, told.found.checked[0][*index], told.england[*index], observed) == "worse"
    });
    let bands: Vec<&str> = bands.map(|index| ALL[index].title).collect();
    if !bands.is_empty() {
        found.push(format!(
            "Held back and worse than the mean of England: {}. What the scenario says of them is not better than \
             knowing nothing of this network.",
            bands.join(", ").to_lowercase()
        ));
    }
    let foretold = told.foretold();
    let later = (0..FIGURES).filter(|index| {
        let (observed, last) = (told.observed.later[*index], told.observed.values[*index]);
        verdict(*index, foretold[*index], last, observed) == "worse"
    });
    let later: Vec<&str> = later.map(|index| ALL[index].title).collect();
    if !later.is_empty() {
        found.push(format!(
            "Foretold worse than by \"the same as in the last period\": {}.",
            later.join(", ").to_lowercase()
        ));
    }
}

fn missing_data(told: &Told<'_>, found: &mut Vec<String>) {
    for (group, words) in [
        (Group::Appointments, "appointments"),
        (Group::Calls, "telephony"),
        (Group::Forms, "online forms"),
    ] {
        let covered = told.observed.covered[group as usize];
        if covered < COVERED {
            found.push(format!(
                "The fit has no {words}: practices of {:.0}% of the patients publish them. What {words} would \
                 say is England's average, and its range is that before the fit.",
                100.0 * covered
            ));
        } else if covered < 0.995 {
            found.push(format!(
                "What the fit knows of {words} is of practices with {:.0}% of the patients.",
                100.0 * covered
            ));
        }
    }
}
