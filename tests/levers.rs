//! Every lever of the embedded baseline has an effect: at zero and at twice its value it changes a
//! result or is refused with a message.

use pcn_sim::scenario::document::{Node, Value};
use pcn_sim::scenario::embedded::BASELINE;
use pcn_sim::scenario::{FileSystem, Scenario, Written, read};
use pcn_sim::simulation::chances::Addressed;
use pcn_sim::simulation::observer::Silent;
use pcn_sim::simulation::record::Record;
use pcn_sim::simulation::{Horizon, simulate};

/// Levers that lead to a message instead of another result, and a word of the message.
const ANSWERS: [(&str, &str); 5] = [
    ("book.duty_extra twice", "is more than three duty sessions a day ever fill"),
    ("rooms.also_shown_at", "says what `compare` shows beside its results, not what happens"),
    ("rooms.drawn_within", "says how uncertain the number of rooms is, not what happens"),
    ("triage.coordinators", "navigate nobody under care navigation: `check` says so"),
    ("book.planned_horizon_days twice", "reaches beyond all planned care that is ever wanted"),
];

/// Over the days on which one vaccination team takes turns with the other.
const AUTUMN: Horizon = Horizon { warm_up_weeks: 1, weeks: 2 };

/// A value in a document, by the key of a lever.
fn at<'n>(root: &'n mut Node, key: &str) -> &'n mut Node {
    key.split('.').fold(root, |node, part| {
        let (name, index) = part.split_once('[').map_or((part, None), |(name, rest)| {
            (name, Some(rest.trim_end_matches(']').parse::<usize>().unwrap()))
        });
        let Value::Table(entries) = &mut node.value else { panic!("{key}: {name} of no table") };
        let inner = &mut entries.iter_mut().find(|(known, _)| known == name).unwrap().1;
        let Some(index) = index else { return inner };
        let Value::Array(items) = &mut inner.value else { panic!("{key}: {name} is no list") };
        &mut items[index]
    })
}

/// The number of a value, or of a length of time, replaced; false if it holds none.
fn replace(value: &mut Value, number: &dyn Fn(f64) -> f64) -> bool {
    match value {
        Value::Number(stated) => *stated = number(*stated),
        Value::Array(items) => {
            return items.iter_mut().all(|item| replace(&mut item.value, number));
        }
        Value::Text(text) => {
            let Some((stated, unit)) = text.split_once(' ') else { return false };
            let Ok(stated) = stated.parse() else { return false };
            *text = format!("{} {unit}", number(stated));
        }
        _ => return false,
    }
    true
}

/// The baseline, in which someone is in every post and rooms are no bottleneck: `share` of its patients
/// and staff.
fn peopled(share: f64) -> Written {
    let mut written = read(BASELINE, &FileSystem).unwrap();
    let levers = written.scenario().unwrap().levers;
    for key in levers.iter().map(|lever| lever.key.as_str()) {
        let (is_list, is_wte) = (key.ends_with(".list_size"), key.ends_with(".wte"));
        let has_sessions = levers.iter().any(|other| {
            key.strip_suffix("wte")
                .is_some_and(|team| other.key.starts_with(&format!("{team}sessions")))
        });
        if key.ends_with("consulting_rooms") {
            replace(&mut at(&mut written.root, key).value, &|stated| 3.0 * stated);
        } else if is_list {
            replace(&mut at(&mut written.root, key).value, &|stated| (stated * share).round());
        } else if is_wte && key.starts_with("staff.") && !has_sessions {
            let wte = |stated: f64| if stated > 0.0 { stated * share } else { 5.7 * share };
            replace(&mut at(&mut written.root, key).value, &wte);
        }
    }
    // Another start of a clinic is another week, and not only where no room is free then.
    at(&mut written.root, "rooms.rota_by_rooms").value = Value::Boolean(false);
    at(&mut written.root, "calendar.start").value = Value::Date(jiff::civil::date(2025, 10, 27));
    written
}

/// The outcome of a scenario: its record and its money.
fn result(scenario: &Scenario) -> (Record, String) {
    let system = &scenario.system;
    let record = simulate(system, AUTUMN, &Addressed::new(1, 0), &mut Silent).unwrap();
    let money = scenario.money.as_ref();
    let outlook = money.map(|money| money.outlook(system.patients(), &system.teams));
    (record, format!("{outlook:?}"))
}

/// The levers that change nothing, of those whose keys are `wanted`, tried on networks of these shares.
fn without_answer(wanted: impl Fn(&str) -> bool, shares: &[f64]) -> Vec<String> {
    let levers = peopled(1.0).scenario().unwrap().levers;
    let keys = levers.into_iter().map(|lever| lever.key).filter(|key| wanted(key));
    let mut left: Vec<(String, bool)> =
        keys.flat_map(|key| [(key.clone(), false), (key, true)]).collect();
    for share in shares {
        let written = peopled(*share);
        let stated = result(&written.scenario().unwrap());
        left.retain(|(key, is_twice)| {
            let mut other = written.clone();
            // Twice zero is zero, so one is used.
            let twice = |stated: f64| if stated == 0.0 { 1.0 } else { 2.0 * stated };
            let number = |stated: f64| if *is_twice { twice(stated) } else { 0.0 };
            let node = at(&mut other.root, key);
            let before = node.value.clone();
            let is_other = replace(&mut node.value, &number) && node.value != before;
            // A refusal has a message.
            is_other && other.scenario().is_ok_and(|scenario| result(&scenario) == stated)
        });
    }
    left.into_iter()
        .map(|(key, is_twice)| format!("{key}{}", if is_twice { " twice" } else { " 0" }))
        .collect()
}

/// Every lever that is `wanted` must be answered by another result, a refusal, or one of the words.
#[track_caller]
fn check(wanted: impl Fn(&str) -> bool) {
    let mut left = without_answer(wanted, &[0.1, 1.0, 3.0]);
    left.retain(|key| !ANSWERS.iter().any(|(known, _)| key.starts_with(known)));
    assert!(left.is_empty(), "nothing comes of {left:#?}");
}

#[test]
fn levers_of_staff_hold_as_stated() {
    check(|key| key.starts_with("staff."));
}

#[test]
fn levers_of_roles_from_a_to_g_hold_as_stated() {
    check(|key| key.starts_with("roles.") && is_in_first_half(key));
}

#[test]
fn levers_of_roles_from_h_on_hold_as_stated() {
    check(|key| key.starts_with("roles.") && !is_in_first_half(key));
}

#[test]
fn all_other_levers_hold_as_stated() {
    check(|key| !key.starts_with("roles.") && !key.starts_with("staff."));
}

/// Roles by their names: about half of them.
fn is_in_first_half(key: &str) -> bool {
    key < "roles.h"
}
