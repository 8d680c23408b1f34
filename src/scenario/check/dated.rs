//! Dates: from which day on, until which day; and policies that hold for a time.

use super::system;
use crate::model::CareSystem;
use crate::model::dated::{DatedPolicy, During};
use crate::scenario::document::{Node, Value};
use crate::scenario::overlay::lay;
use crate::scenario::reader::{Collected, Section};
use jiff::civil::Date;
use std::cell::RefCell;

/// The key of policies that hold for a time.
const DATED: &str = "dated";

/// Maximum number of policies that hold for a time. Each is the scenario checked once more.
const MOST_POLICIES: usize = 50;

/// The years in which a date can be.
const FIRST: Date = Date::constant(2000, 1, 1);
const LAST: Date = Date::constant(2150, 1, 1);

/// A date under `key`, with or without quotes; `None` if it is omitted.
pub(super) fn day(section: &Section<'_>, key: &str, meaning: &'static str) -> Option<Date> {
    let node = section.stated(key)?;
    let read = match &node.value {
        Value::Date(date) => Some(*date),
        Value::Text(text) => text.parse().ok(),
        _ => None,
    };
    match read.filter(|date| (FIRST..LAST).contains(date)) {
        Some(date) => section.note_lever(key, date.to_string(), meaning),
        None => section.problem(
            key,
            &node.found(),
            "a date between 2000 and 2150",
            "write year-month-day, as 2026-10-01",
        ),
    }
    read
}

/// The keys `from` and `until` of a table.
pub(super) fn during(section: &Section<'_>) -> During {
    let from = day(section, "from", "The first day; from the beginning if omitted");
    let until =
        day(section, "until", "The first day on which it no longer holds; to the end if omitted");
    if let (Some(from), Some(until)) = (from, until)
        && from >= until
    {
        section.problem(
            "until",
            &format!("{until}, not after `from`, {from}"),
            "a day after `from`: the first on which it no longer holds",
            "correct one of the two dates",
        );
    }
    During { from, until }
}

/// Why a key cannot change during a run; `None` if it can.
fn why_not(path: &str) -> Option<&'static str> {
    let parts: Vec<&str> = path.split('.').collect();
    match parts.as_slice() {
        ["rooms", "policy" | "rota_by_rooms" | "remote_in_room" | "priority"] => {
            Some("the weekly roster and the rooms of each clinician are laid down once for the run")
        }
        ["rooms", "also_shown_at" | "drawn_within"] => {
            Some("it says what is shown, not what happens")
        }
        ["clinic", "per_day"] => Some("the weekly roster is drawn up once for the run"),
        ["demand", "deprivation_multiplier" | "age", ..] => {
            Some("it says who the patients are, and they stay the same people")
        }
        ["triage" | "front_door" | "book" | "clinic" | "supervision" | "aftercare", ..]
        | ["emergency_department" | "demand" | "rooms" | "months" | "double_slots", ..]
        | ["administration", "close_starts"]
        | ["overbooking", ..]
        | ["practices", _, "policy" | "calls" | "forms" | "reception_staffing", ..]
        | ["roles", _, "planned_share" | "week_share" | "two_day_share" | "same_day_share"]
        | [
            "roles",
            _,
            "nhs_111_share" | "fortnight_share" | "telephone_share" | "home_visit_share",
        ] => None,
        ["practices", ..] => Some(
            "a practice has dates of its own: from, until, joins, growth_per_year, closed, and its sites have from, until and dated_rooms",
        ),
        ["staff", ..] => Some(
            "a team has dates of its own: from and until of the team, of its posts and of its sessions",
        ),
        ["calendar", ..] => {
            Some("opening hours and holidays are laid down once; a practice has `closed`")
        }
        ["roles" | "competence" | "needs", ..] => Some(
            "the book is opened months ahead with one length and kind of clinic, and needs are one list for the run",
        ),
        ["absence", ..] => {
            Some("leave is drawn for whole years; sickness by month is under [months]")
        }
        ["planned" | "recall" | "returns" | "cohorts", ..] => {
            Some("who is due is laid down for the whole run; streams have months of their own")
        }
        ["estate", ..] => Some("a project has `ready` and `works_begin`"),
        ["money", ..] => Some("money is counted for the whole run"),
        ["administration", ..] => Some(
            "the account is made up for the whole run with one set of figures; `close_starts` can change",
        ),
        _ => Some("only rules and rates of access can change during a run"),
    }
}

/// The values of a table, with their paths.
fn leaves(node: &Node, path: &str, found: &mut Vec<String>) {
    match &node.value {
        Value::Table(entries) if !entries.iter().any(|(key, _)| key == "value") => {
            for (key, below) in entries {
                let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                leaves(below, &path, found);
            }
        }
        _ => found.push(path.to_owned()),
    }
}

/// The table `set` of a policy, if all its keys can change.
fn set<'d>(section: &Section<'d>) -> Option<&'d Node> {
    let Some(set) = section.stated("set") else {
        section.problem(
            "",
            "no `set`",
            "the keys that differ for a time",
            "write set = { triage = { policy = \"total-triage\" } }, say",
        );
        return None;
    };
    if !matches!(&set.value, Value::Table(entries) if !entries.is_empty()) {
        let remedy = "write set = { triage = { policy = \"total-triage\" } }, say";
        section.problem("set", &set.found(), "a table of keys and values", remedy);
        return None;
    }
    let mut paths = Vec::new();
    leaves(set, "", &mut paths);
    let mut is_possible = true;
    for path in &paths {
        if let Some(why) = why_not(path) {
            is_possible = false;
            section.problem(
                "set",
                &format!("{path}, which cannot change during a run"),
                "a rule or rate of access: triage, front_door, book, clinic, supervision, aftercare, emergency_department, demand, rooms, months, double_slots, overbooking, administration.close_starts, practices.NAME.policy, or the slots of a role",
                why,
            );
        }
    }
    let meaning = "Keys that have other values for a time, as tables of the scenario";
    section.note_lever("set", set.to_toml(), meaning);
    is_possible.then_some(set)
}

/// The policies that hold for a time, each read as the whole scenario with its keys set. `stated` is the system
/// without them.
pub(super) fn policies(
    root: &Node,
    files: &[String],
    document: &Section<'_>,
    stated: &CareSystem,
) -> Vec<DatedPolicy> {
    let sections = document.list_of_sections(DATED);
    if sections.len() > MOST_POLICIES {
        let found = format!("{} policies", sections.len());
        document.problem(DATED, &found, &format!("at most {MOST_POLICIES}"), "state fewer");
        return Vec::new();
    }
    let mut policies = Vec::new();
    for section in &sections {
        let during = during(section);
        let set = set(section);
        section.finish();
        let Some(set) = set else { continue };
        let mut with = root.clone();
        if let Value::Table(entries) = &mut with.value {
            entries.retain(|(key, _)| key != DATED);
        }
        let over = Node { value: set.value.clone(), file: with.file, line: with.line };
        lay(&mut with, over);
        with.put_in_order();
        let collected = RefCell::new(Collected::default());
        let changed = system(&Section::root(&with, files, &collected));
        let collected = collected.into_inner();
        document.also(collected.problems, collected.cited);
        let Some((changed, _)) = changed else { continue };
        match DatedPolicy::new(during, stated, &changed) {
            Some(policy) => policies.push(policy),
            None => section.problem(
                "set",
                "a key that changes more than rules and rates of access",
                "values that leave patients, staff and rooms as they are",
                "state the change where it belongs: teams, sites and practices have from and until",
            ),
        }
    }
    policies
}
