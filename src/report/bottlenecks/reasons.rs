//! Why the relief of a constraint differs from its label, told by what else changes when it is relieved.

use super::found::{Bottleneck, Bottlenecks};
use crate::experiment::results::{Results, ScenarioResults, Series};
use crate::measures::Kind;
use crate::model::relief::Capacity;
use crate::report::words::listed;
use crate::statistics::interval::MeanInterval;
use crate::text::first_upper;
use crate::text::number::whole;

/// Relief and label differ if they differ by more than this share of the larger [-].
const DIFFERS: f64 = 0.25;

/// What is less than this share of the requests not met, or of a difference, is not told [-].
const TOLD: f64 = 0.01;

/// The most other labels that are named.
const MOST_NAMED: usize = 3;

/// Labels that name no profession, with the words for what is missing.
const LABELS: [(&str, &str); 5] = [
    ("requests_unmet_telephone", "someone on the telephone"),
    ("requests_unmet_triage", "a reply to their form"),
    ("requests_unmet_room", "a room"),
    ("requests_unmet_supervision", "a supervisor's time"),
    ("requests_unmet_horizon", "a longer book"),
];

/// A label, and how many more or fewer requests of a year have it once a constraint is relieved.
struct Moved {
    words: String,
    change: f64,
    /// Whether it is the label of the constraint itself.
    is_own: bool,
}

/// A sentence or two for every constraint whose relief is not what its label says.
pub(super) fn reasons(
    found: &Bottlenecks,
    results: &Results,
    professions: &[String],
) -> Vec<String> {
    let of = |constraint: &Bottleneck| reason(constraint, found, results, professions);
    found.constraints.iter().filter_map(of).collect()
}

fn reason(
    of: &Bottleneck,
    found: &Bottlenecks,
    results: &Results,
    professions: &[String],
) -> Option<String> {
    let effect = of.full.as_ref()?;
    let MeanInterval { mean: relief, half_width } = effect.met()?;
    let label = of.labelled.unwrap_or(0.0);
    let least = DIFFERS * relief.abs().max(label);
    let apart = (relief - label).abs();
    let matters = relief.abs().max(label) > TOLD * found.not_met;
    if !matters || apart <= least || apart <= half_width.unwrap_or(f64::INFINITY) {
        return None;
    }
    let moved = moved(results, effect.scenario, of.capacity, professions);
    let (label_words, name) = (label_in_words(of, found), &of.name);
    Some(if relief <= -half_width.unwrap_or(0.0) {
        format!(
            "{}: {label_words}, but full relief meets {} fewer. {}{}",
            first_upper(name),
            whole(-relief),
            harm(of.capacity),
            rises(&moved, found.not_met)
        )
    } else if relief > label {
        format!(
            "{}: {label_words}, but full relief meets {} more. {}{}",
            first_upper(name),
            whole(relief),
            falls(&moved, found.not_met),
            reach(of.capacity)
        )
    } else {
        let more = rises(&moved, found.not_met);
        let made = more_made(results, effect.scenario, found.not_met);
        let told = if more.is_empty() && made.is_empty() { taken(of.capacity) } else { "" };
        format!(
            "{}: {label_words}, but full relief meets {}. {}{more}{made}{told}",
            first_upper(name),
            meets(relief, half_width),
            own(&moved),
        )
    })
}

fn meets(relief: f64, half_width: Option<f64>) -> String {
    if relief.abs() <= half_width.unwrap_or(0.0) {
        return "no clear number more".into();
    }
    format!("only {} more", whole(relief))
}

/// How many requests have the label, and its place among all.
fn label_in_words(of: &Bottleneck, found: &Bottlenecks) -> String {
    let Some(label) = of.labelled else { return "no label names it".into() };
    let place = |value: &dyn Fn(&Bottleneck) -> f64| {
        found.constraints.iter().filter(|other| value(other) > value(of)).count() + 1
    };
    if label.round() < 1.0 {
        return "no unmet request is labelled so".into();
    }
    let by_label = place(&|b| b.labelled.unwrap_or(-1.0));
    let by_relief = place(&Bottleneck::relief);
    format!(
        "{} unmet requests a year are labelled so (place {by_label} by label, {by_relief} by relief)",
        whole(label)
    )
}

/// Every label and its change from the scenario as it is, largest first.
fn moved(
    results: &Results,
    scenario: usize,
    capacity: Capacity,
    professions: &[String],
) -> Vec<Moved> {
    let (Some(before), Some(after)) = (results.scenarios.first(), results.scenarios.get(scenario))
    else {
        return Vec::new();
    };
    let to_a_year = Kind::Flow.to_a_year(results.weeks);
    // Both are of the same replications: the scenario may have fewer than the baseline.
    let replications = after.measures.first().map_or(0, |series| series.values.len());
    let sum = |series: Option<&Series>| -> f64 {
        series.map_or(0.0, |s| s.values.iter().take(replications).flatten().sum())
    };
    let change = |one: Option<&Series>, other: Option<&Series>| {
        (sum(one) - sum(other)) / replications.max(1) as f64 * to_a_year
    };
    let own = match capacity {
        Capacity::Receptionists => "requests_unmet_telephone",
        Capacity::Duty => "requests_unmet_triage",
        Capacity::Rooms => "requests_unmet_room",
        Capacity::Supervision => "requests_unmet_supervision",
        Capacity::Book => "requests_unmet_horizon",
        Capacity::Profession(_) | Capacity::TelephoneHours => "",
    };
    let by_label = LABELS.iter().map(|(label, words)| Moved {
        words: (*words).to_owned(),
        change: change(after.measure(label), before.measure(label)),
        is_own: *label == own,
    });
    let of = |scenario: &'_ ScenarioResults, name: &str| -> Option<Series> {
        scenario.unmet_for_want_of.iter().find(|series| series.name == name).cloned()
    };
    let by_profession = professions.iter().enumerate().map(|(index, name)| Moved {
        words: format!("{} time", name.replace('-', " ")),
        change: change(of(after, name).as_ref(), of(before, name).as_ref()),
        is_own: capacity == Capacity::Profession(index),
    });
    let mut all: Vec<Moved> = by_label.chain(by_profession).collect();
    all.sort_by(|a, b| b.change.abs().total_cmp(&a.change.abs()));
    all
}

fn list(moved: &[&Moved], direction: &str) -> String {
    let one = |of: &&Moved| {
        let number = whole(of.change.abs());
        format!("{number} {direction} lack {}", of.words)
    };
    let all: Vec<String> = moved.iter().take(MOST_NAMED).map(one).collect();
    listed(&all)
}

/// Other labels that become rarer.
fn falls(moved: &[Moved], not_met: f64) -> String {
    let is_told = |of: &&Moved| !of.is_own && of.change < -TOLD * not_met;
    let told: Vec<&Moved> = moved.iter().filter(is_told).collect();
    if told.is_empty() {
        return String::new();
    }
    format!("Others profit: {}. ", list(&told, "fewer"))
}

/// Other labels that become more frequent.
fn rises(moved: &[Moved], not_met: f64) -> String {
    let is_told = |of: &&Moved| !of.is_own && of.change > TOLD * not_met;
    let told: Vec<&Moved> = moved.iter().filter(is_told).collect();
    if told.is_empty() {
        return String::new();
    }
    format!("Who gets past this constraint meets the next: {}. ", list(&told, "more"))
}

/// The label of the constraint itself.
fn own(moved: &[Moved]) -> String {
    let found = moved.iter().find(|of| of.is_own && of.change < 0.0);
    found.map_or_else(String::new, |of| format!("Of them {} fewer lack it. ", whole(-of.change)))
}

/// Requests that are made only because access is better.
fn more_made(results: &Results, scenario: usize, not_met: f64) -> String {
    let compared = results.comparisons.iter().find(|compared| compared.scenario == scenario);
    let made = compared.and_then(|compared| compared.measure("requests")?.interval());
    let to_a_year = Kind::Flow.to_a_year(results.weeks);
    match made.map(|made| made.mean * to_a_year) {
        Some(made) if made < -TOLD * not_met => {
            format!("{} fewer requests are made. ", whole(-made))
        }
        _ => String::new(),
    }
}

/// Why relief may reach requests that other labels name.
const fn reach(capacity: Capacity) -> &'static str {
    match capacity {
        Capacity::Profession(_) => {
            "People who are added also see patients whom others would have seen, and what those are \
             spared serves other requests."
        }
        Capacity::Receptionists => {
            "Who gets through at once does not ring again, and leaves the line to others."
        }
        Capacity::Rooms => {
            "A session with a room serves whoever comes, and each closed start is the label of one \
             request at most."
        }
        Capacity::Supervision => {
            "A clinician with a supervisor in sees all patients, and supervisors keep their own starts."
        }
        Capacity::Book => "Who accepts a later start leaves the nearer ones to others.",
        Capacity::Duty => {
            "Urgent patients who are squeezed in leave starts of ordinary sessions to others."
        }
        Capacity::TelephoneHours => {
            "Who reaches the practice in the evening does not ring at opening, when lines are busiest."
        }
    }
}

/// Why relief may do harm.
const fn harm(capacity: Capacity) -> &'static str {
    match capacity {
        Capacity::Profession(_) => {
            "People who are added need rooms and, in some roles, supervision, which others then lack. "
        }
        Capacity::Rooms => "Sessions that were held remotely are held in person, and take longer. ",
        Capacity::Receptionists | Capacity::TelephoneHours => {
            "More patients get through than there are starts for. "
        }
        Capacity::Supervision => "More of the supervised see patients, and refer some of them on. ",
        Capacity::Book => {
            "Appointments far ahead are cancelled and missed more often, and their starts are lost. "
        }
        Capacity::Duty => "Duty sessions are taken from the bookable sessions of the same people. ",
    }
}

/// Why relief may bring less than the label says where no other label becomes more frequent.
const fn taken(capacity: Capacity) -> &'static str {
    match capacity {
        Capacity::Profession(_) => {
            "Part of the time that is added serves patients who would have been seen by others."
        }
        _ => "What is added serves patients who would have been met without it.",
    }
}
