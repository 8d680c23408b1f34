//! Descriptions of parameters, measures, roles and scenarios as Markdown. The pages under `docs/`
//! are printed here.

use crate::measures::distributions::DISTRIBUTIONS;
use crate::measures::parts::PARTS;
use crate::measures::supervision::SUPERVISION;
use crate::measures::{COMPARED, MEASURES};
use crate::model::CareSystem;
use crate::model::competence::Competence;
use crate::model::money::{Money, Pence};
use crate::model::role::StaffGroup;
use crate::model::sourced::Evidence;
use crate::scenario::embedded::{
    BASELINE, BEFORE, BESIDE_LEVERS, CASE_STUDIES, CHANGE, EQUITY, HELD_AGAINST, LEVERS,
    OTHER_YEARS, SCENARIOS, UNMEASURED, WEEKLY,
};
use crate::scenario::error::ScenarioError;
use crate::scenario::{FileSystem, Files, Scenario, Sort, load};
use crate::units::YEAR_DAYS;
use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::Path;

/// Every parameter of the built-in baseline.
///
/// # Errors
///
/// [`ScenarioError`] if the built-in baseline cannot be read. A test excludes this.
pub fn parameters() -> Result<String, ScenarioError> {
    let scenario = load(BASELINE, &FileSystem)?;
    let mut out = String::from(
        "# Parameters of the built-in baseline\n\nPrinted by `pcn-sim describe parameters`. A range \
         such as \"0.8 to 1.2 times\" is relative to the value.\n\n\
         | key | value | range | meaning | evidence |\n|---|---|---|---|---|\n",
    );
    for parameter in &scenario.parameters {
        let evidence = match &parameter.evidence {
            Evidence::Source(key) => format!("source: {key}"),
            Evidence::Assumption(why) => format!("assumption: {why}"),
            Evidence::Fitted(how) => format!("fitted {how}"),
        };
        let (key, value, range) = (&parameter.key, &parameter.value, &parameter.range);
        let meaning = parameter.meaning;
        row(&mut out, &[&format!("`{key}`"), value, range, meaning, &evidence]);
    }
    out.push_str("\n## Levers\n\n| key | value | meaning |\n|---|---|---|\n");
    for lever in &scenario.levers {
        row(&mut out, &[&format!("`{}`", lever.key), &lever.value, lever.meaning]);
    }
    optional_keys(&mut out, &scenario)?;
    out.push_str("\n## Sources\n\n| key | citation |\n|---|---|\n");
    for (key, citation) in &scenario.sources {
        row(&mut out, &[key, citation]);
    }
    out.push_str(
        "\nContains information from NHS England, licensed under the current version of the Open \
         Government Licence.\n",
    );
    Ok(out)
}

/// The positions of keys that are names, chosen by the user or existing.
const NAMED: [&str; 12] = [
    "practices.NAME",
    "estate.NAME",
    "needs.NAME",
    "roles.NAME",
    "staff.NAME",
    "labour_pool.NAME",
    "cohorts.NAME",
    "competence.NAME.NAME",
    "planned.streams.NAME",
    "recall.conditions.NAME",
    "money.roles.NAME",
    "place.changes.NAME.staff.NAME",
];

/// A scenario that states the keys that no built-in scenario states.
const STATES_THE_REST: &str = r#"
base = "average-pcn"
dated = [{ from = 2025-10-01, until = 2026-01-01, set = { triage = { policy = "total-triage" } } }]
[about]
title = "Optional keys"
question = "Which keys are there?"
[absence.cover]
parental_leave = 1.0
sickness = 0.5
sickness_after_days = 14
[practices.oak-lane.policy]
triage = "telephone-first"
duty_sessions_per_10000 = 2.0
duty_bookable_share = 0.5
week_share = 0.1
fortnight_share = 0.08
forms_open = "08:00"
forms_close = "18:30"
[practices.oak-lane]
growth_per_year = 0.02
closed = [{ weekdays = ["thursday"], starts = "13:00", ends = "18:30", from = 2025-06-01, until = 2025-12-01 }]
[practices.oak-lane.sites.main]
from = 2025-05-01
until = 2026-02-01
dated_rooms = [{ consulting_rooms = 1, from = 2025-06-01, until = 2025-12-01 }]
[practices.the-green]
from = 2025-05-01
until = 2025-10-01
notice_weeks = 4
registered_at = { riverside = 0.5 }
[practices.hillside]
joins = { practice = "market-street", from = 2025-10-01 }
[months.requests]
relative_range = [0.5, 2.0]
assumption = "an example"
msk = [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]
[front_door.form_closed]
relative_range = [0.0, 2.0]
assumption = "an example"
ring = 0.3
gives_up = 0.3
[roles.gp-partner]
fortnight_share = 0.05
[rooms]
believed = "an example"
[place]
networks = 2
rotate_deprivation = true
[place.changes.2]
list_size_factor = 1.2
need_factor = 1.1
[staff.paramedics]
from = 2025-05-01
until = 2026-02-01
notice_weeks = 8
posts = [{ people = 1, from = 2025-06-01, until = 2025-12-01 }]
turnover_per_year = { value = 0.2, range = [0.1, 0.3], assumption = "an example" }
recruitment_weeks = { value = 14, range = [8, 30], assumption = "an example" }
[staff.locum-gps]
posts = [{ people = 1, practice = "riverside", until = 2025-12-01 }]
[staff.paramedics.new_starters]
relative_range = [0.5, 2.0]
assumption = "an example"
entry_weeks = 26
transition_weeks = 26
entry_length = 1.3
transition_length = 1.1
"#;

/// Returns [`STATES_THE_REST`] for every file.
struct TheRest;

impl Files for TheRest {
    fn read(&self, _: &Path, _: Sort) -> Result<String, String> {
        Ok(STATES_THE_REST.to_owned())
    }

    fn exists(&self, _: &Path) -> bool {
        true
    }
}

/// A key with `NAME` in place of names, and without the indices of entries.
fn form_of(key: &str) -> String {
    let entries = key.split('.').map(|part| part.split_once('[').map_or(part, |(list, _)| list));
    let mut parts: Vec<&str> = entries.collect();
    for named in NAMED {
        let form: Vec<&str> = named.split('.').collect();
        let fits = |(part, form): (&&str, &&str)| *form == "NAME" || part == form;
        // A number under a place's changes is a name, whether or not staff are changed.
        let common = form.len().min(parts.len() - 1);
        if parts.iter().zip(&form[..common]).all(fits) {
            parts[..common].copy_from_slice(&form[..common]);
        }
    }
    parts.join(".")
}

/// Keys that the baseline omits, as other built-in scenarios state them.
fn optional_keys(out: &mut String, baseline: &Scenario) -> Result<(), ScenarioError> {
    out.push_str(
        "\n## Keys that the baseline omits\n\nEach key is optional and has no effect unless stated. `NAME` is a \
         name chosen by the user, or the name of a role, team, need or network. The value of some other \
         keys is a name: `practices.NAME.pcn`, `estate.NAME.site`, and in cohorts `contacts.by`, \
         `meetings.on` and `meetings.attended_by.profession`. They are described in \
         [model.md](model.md), 2.4.\n\n\
         | key | for example | in | meaning |\n|---|---|---|---|\n",
    );
    let keys = |scenario: &Scenario| -> Vec<(String, String, &'static str)> {
        let parameters = scenario.parameters.iter();
        let parameters = parameters.map(|p| (form_of(&p.key), p.value.clone(), p.meaning));
        let levers = scenario.levers.iter();
        parameters
            .chain(levers.map(|lever| (form_of(&lever.key), lever.value.clone(), lever.meaning)))
            .collect()
    };
    let mut known: BTreeSet<String> = keys(baseline).into_iter().map(|(key, ..)| key).collect();
    let mut rows = Vec::new();
    let built_in = LEVERS.iter().chain(&WEEKLY).chain(&BESIDE_LEVERS).chain(&UNMEASURED);
    let built_in = built_in.chain(&CASE_STUDIES);
    let built_in = built_in.map(|(name, _)| *name);
    let states_the_rest = load("the-rest.toml", &TheRest)?;
    let scenarios = built_in.map(|name| Ok((format!("`{name}`"), load(name, &FileSystem)?)));
    for stated in scenarios.chain([Ok((String::new(), states_the_rest))]) {
        let (name, scenario) = stated?;
        for (key, value, meaning) in keys(&scenario) {
            if !key.starts_with("case_study.") && known.insert(key.clone()) {
                rows.push([format!("`{key}`"), value, name.clone(), meaning.to_owned()]);
            }
        }
    }
    rows.sort();
    for cells in rows {
        row(out, &cells.each_ref().map(String::as_str));
    }
    Ok(())
}

fn row(out: &mut String, cells: &[&str]) {
    for cell in cells {
        let _ = write!(out, "| {} ", cell.replace('|', "\\|"));
    }
    out.push_str("|\n");
}

/// Every measure, with its definition.
///
/// # Example
///
/// ```
/// assert!(pcn_sim::describe::measures().contains("| `appointments_net` |"));
/// ```
pub fn measures() -> String {
    let mut out = format!(
        "# Measures\n\nPrinted by `pcn-sim describe measures`. Counts cover the measured period. Appointments \
         count by their date, without cancelled ones and with planned care. Requests count by the day \
         on which they arise. A *flow* is counted or added up over that period. Where a report says \
         \"a year\", a flow is scaled to {YEAR_DAYS} days, the year of every rate and of money; a month is a \
         twelfth of it. A *stock* is a level at a time and is not scaled. A *share*, a *mean* of \
         observations, a *rate* and an *index* are not scaled either. In a comparison every measure is \
         the scenario's value minus the baseline's, replication by replication.\n\n\
         | name | unit | kind | better | definition |\n|---|---|---|---|---|\n",
    );
    for measure in MEASURES {
        let name = format!("`{}`", measure.name);
        let (kind, better) = (measure.kind.word(), measure.better.word());
        row(&mut out, &[&name, measure.unit, kind, better, measure.definition]);
    }
    out.push_str(
        "\n## Distributions\n\nResults with a value for each of several bands. `pcn-sim validate` \
         compares them with observed values.\n\n\
         | name | unit | kind | bands | definition |\n|---|---|---|---|---|\n",
    );
    for distribution in DISTRIBUTIONS {
        let (name, bands) = (format!("`{}`", distribution.name), distribution.bands.join(", "));
        let kind = distribution.kind.word();
        row(&mut out, &[&name, distribution.unit, kind, &bands, distribution.definition]);
    }
    out.push_str(
        "\n## Supervision by role and stage\n\nThe columns of `supervision.csv`, by role and stage of \
         the supervisee. Hours are the supervisor's, who may be a GP or another supervisor. Added up over \
         roles and stages, `total_h` is `supervision_hours_gp`.\n\n\
         | name | unit | kind | definition |\n|---|---|---|---|\n",
    );
    for part in SUPERVISION {
        let (name, kind) = (format!("`{}`", part.name), part.kind.word());
        row(&mut out, &[&name, part.unit, kind, part.definition]);
    }
    out.push_str(
        "\n## By practice and by day of the week\n\nThe results of `practices.csv` and `weekdays.csv`, also in \
         `results.json`. The day is the one on which the request was made. Flows add up to the measures of the \
         same name over all practices, and over all days.\n\n\
         | name | unit | kind | definition |\n|---|---|---|---|\n",
    );
    for part in PARTS {
        let (name, kind) = (format!("`{}`", part.name), part.kind.word());
        row(&mut out, &[&name, part.unit, kind, part.definition]);
    }
    out.push_str(
        "\n## Only in comparisons\n\n`appointments_gained_net` is exactly the sum of the lines \
         `gained_…` below it, in every replication.\n\n| name | unit | kind | definition |\n|---|---|---|---|\n",
    );
    for measure in COMPARED {
        let (name, kind) = (format!("`{}`", measure.name), measure.kind.word());
        row(&mut out, &[&name, measure.unit, kind, measure.definition]);
    }
    out
}

/// Every role of the built-in baseline: how it works, what supervision it needs, what is
/// reimbursed, and what its profession settles.
///
/// # Errors
///
/// [`ScenarioError`] if the built-in baseline cannot be read. A test excludes this.
pub fn roles() -> Result<String, ScenarioError> {
    let scenario = load(BASELINE, &FileSystem)?;
    let system = &scenario.system;
    let mut out = String::from(
        "# Roles of the built-in baseline\n\nPrinted by `pcn-sim describe roles`; the evidence and range of \
         each number are in [parameters.md](parameters.md). To employ a role with 0 WTE in post, state \
         `wte` of its team, or add a team, in a scenario.\n\n## At work\n\n\
         Length: the mean in person and remotely. Without a room: the share of sessions held entirely by \
         telephone or online.\n\n\
         | role | key | booked as | group | slot | length | without a room | sessions a week at 1 WTE \
         | WTE in post |\n|---|---|---|---|---|---|---|---|---|\n",
    );
    for (index, role) in system.roles.iter().enumerate() {
        let wte: f64 = system.teams.iter().filter(|t| t.role == index).map(|t| t.wte).sum();
        let group = match role.group {
            StaffGroup::Gp => "GP",
            StaffGroup::Nursing => "nursing",
            StaffGroup::Additional => "additional",
        };
        let cells = [
            role.title.clone(),
            format!("`{}`", role.name),
            system.professions[role.booked_as].clone(),
            group.to_owned(),
            role.slot.to_string(),
            format!("{}, {}", role.length.face_to_face, role.length.remote),
            format!("{:.0}%", role.remote_sessions.get() * 100.0),
            role.sessions_per_wte.to_string(),
            format!("{wte:.1}"),
        ];
        row(&mut out, &cells.each_ref().map(String::as_str));
    }
    supervision_of_roles(&mut out, system);
    if let Some(money) = &scenario.money {
        money_of_roles(&mut out, system, money);
    }
    competence_of_professions(&mut out, system);
    Ok(out)
}

fn supervision_of_roles(out: &mut String, system: &CareSystem) {
    out.push_str(
        "\n## Supervision\n\nMinutes per clinical day and person. The parts expected in the moment and \
         delegated are not scheduled; the rest of the total is.\n\n\
         | role | by | entry | transition | steady | in the moment | delegated | undifferentiated \
         patients only with a supervisor in |\n|---|---|---|---|---|---|---|---|\n",
    );
    for role in &system.roles {
        let Some(need) = &role.supervision else { continue };
        let by: Vec<&str> = need.by.iter().map(|p| system.professions[*p].as_str()).collect();
        let minutes =
            [need.entry, need.transition, need.steady, need.in_the_moment, need.delegated];
        let mut cells = vec![role.title.clone(), by.join(", ")];
        // All in minutes, so that lines can be compared.
        cells.extend(minutes.map(|length| format!("{} min", length.get())));
        cells.push(if need.needs_presence { "yes" } else { "no" }.to_owned());
        row(out, &cells.iter().map(String::as_str).collect::<Vec<_>>());
    }
}

fn money_of_roles(out: &mut String, system: &CareSystem, money: &Money) {
    out.push_str(
        "\n## Pay and reimbursement\n\nPer whole-time equivalent and year, outside London. Salary: without \
         on-costs, in 2025/26. A limit of zero: not in the scheme that year, or not claimed for.\n\n\
         | role | band | salary | limit 2023/24 | limit 2024/25 | limit 2025/26 | cap | trust's share \
         |\n|---|---|---|---|---|---|---|---|\n",
    );
    for paid in &money.roles {
        let pounds = |amount: &Pence| amount.to_string().trim_end_matches(".00").to_owned();
        let mut cells = vec![system.roles[paid.role].title.clone()];
        cells.push(paid.band.clone().unwrap_or_else(|| "none".to_owned()));
        cells.push(pounds(&paid.salary));
        cells.extend(paid.limit.iter().map(pounds));
        cells.push(paid.cap.map_or_else(|| "none".to_owned(), |cap| cap.get().to_string()));
        cells.push(format!("{:.0}%", paid.trust_share.get() * 100.0));
        row(out, &cells.iter().map(String::as_str).collect::<Vec<_>>());
    }
}

fn competence_of_professions(out: &mut String, system: &CareSystem) {
    out.push_str(
        "\n## What professions settle\n\nShares of consultations about a need that are settled alone, with \
         advice during the consultation, or handed back to a GP; then what follows those not handed \
         back. A profession and a need that are missing here are booked together only by mistake. \
         Planned care has its own values under `planned`.\n\n\
         | profession | needs | alone | advice | handed back | follow-up | referred |\n\
         |---|---|---|---|---|---|---|\n",
    );
    for (profession, of_profession) in system.competence.iter().enumerate() {
        // Needs with the same competence are listed together.
        let mut told: Vec<(Competence, Vec<&str>)> = Vec::new();
        for (need, competence) in system.needs.iter().zip(of_profession) {
            let is_gp = profession == system.general_practitioner;
            let Some(competence) = competence else { continue };
            if !(is_gp || need.routes.contains(&profession)) {
                continue;
            }
            match told.iter_mut().find(|(known, _)| known == competence) {
                Some((_, needs)) => needs.push(&need.name),
                None => told.push((*competence, vec![&need.name])),
            }
        }
        for (competence, needs) in told {
            let percent = |share: f64| format!("{:.1}%", share * 100.0);
            let (advice, hand_back) = (competence.advice.get(), competence.hand_back.get());
            let needs = if profession == system.general_practitioner {
                "all".to_owned()
            } else {
                needs.join(", ")
            };
            let shares = [
                1.0 - advice - hand_back,
                advice,
                hand_back,
                competence.follow_up.get(),
                competence.referral.get(),
            ];
            let mut cells = vec![system.professions[profession].clone(), needs];
            cells.extend(shares.map(percent));
            row(out, &cells.iter().map(String::as_str).collect::<Vec<_>>());
        }
    }
}

/// The built-in scenarios.
///
/// # Errors
///
/// [`ScenarioError`] if one cannot be read. A test excludes this.
pub fn scenarios() -> Result<String, ScenarioError> {
    let mut out =
        String::from("# Built-in scenarios\n\nPrinted by `pcn-sim describe scenarios`.\n");
    let groups: [(&str, &[(&str, &str)]); 10] = [
        ("Compared by default", &SCENARIOS),
        ("Other years", &OTHER_YEARS),
        ("Deprivation, all else being equal", &EQUITY),
        ("A change foretold from the months before: online forms of October 2025", &CHANGE),
        ("Levers, each compared with the baseline unless another scenario is named", &LEVERS),
        ("What managers decide from week to week", &WEEKLY),
        ("References of levers other than the baseline", &BESIDE_LEVERS),
        ("What nobody measured, at another value than the baseline's", &UNMEASURED),
        ("Case studies, for `pcn-sim case-studies`", &CASE_STUDIES),
        ("Networks of case studies before the change", &BEFORE),
    ];
    for (heading, scenarios) in groups {
        let _ = write!(out, "\n## {heading}\n\n| name | title | question |\n|---|---|---|\n");
        for (name, _) in scenarios {
            let scenario = load(name, &FileSystem)?;
            let beside = HELD_AGAINST.iter().find(|(lever, _)| lever == name);
            let name = match beside {
                Some((_, other)) => format!("`{name}` (compared with `{other}`, not the baseline)"),
                None => format!("`{name}`"),
            };
            row(&mut out, &[&name, &scenario.title, &scenario.question]);
        }
    }
    Ok(out)
}
