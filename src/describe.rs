//! What the program knows of itself, as Markdown: the pages under `docs/` are printed from here.

use crate::measures::distributions::DISTRIBUTIONS;
use crate::measures::{COMPARED, MEASURES};
use crate::model::role::StaffGroup;
use crate::model::sourced::Evidence;
use crate::scenario::embedded::{
    BASELINE, BEFORE, BESIDE_LEVERS, CASE_STUDIES, LEVERS, OTHER_YEARS, SCENARIOS,
};
use crate::scenario::error::ScenarioError;
use crate::scenario::{FileSystem, load};
use std::fmt::Write;

/// Every parameter of the embedded baseline.
///
/// # Errors
///
/// [`ScenarioError`] if the embedded baseline cannot be read, which a test excludes.
pub fn parameters() -> Result<String, ScenarioError> {
    let scenario = load(BASELINE, &FileSystem)?;
    let mut out = String::from(
        "# Parameters of the embedded baseline\n\nPrinted by `pcn-sim describe parameters`. A range \
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

fn row(out: &mut String, cells: &[&str]) {
    for cell in cells {
        let _ = write!(out, "| {} ", cell.replace('|', "\\|"));
    }
    out.push_str("|\n");
}

/// Every measure, with its definition.
pub fn measures() -> String {
    let mut out = String::from(
        "# Measures\n\nPrinted by `pcn-sim describe measures`. Counts are over the measured period: \
         appointments by their date, cancelled ones excluded, planned care included; requests by \
         the day they arise. In a comparison every measure stands for the scenario's value minus \
         the baseline's, replication by replication.\n\n\
         | name | unit | better | definition |\n|---|---|---|---|\n",
    );
    for measure in MEASURES {
        let name = format!("`{}`", measure.name);
        row(&mut out, &[&name, measure.unit, measure.better.word(), measure.definition]);
    }
    out.push_str(
        "\n## Distributions\n\nResults with a value for each of several bands; `pcn-sim validate` \
         holds them against observed ones.\n\n\
         | name | unit | bands | definition |\n|---|---|---|---|\n",
    );
    for distribution in DISTRIBUTIONS {
        let (name, bands) = (format!("`{}`", distribution.name), distribution.bands.join(", "));
        row(&mut out, &[&name, distribution.unit, &bands, distribution.definition]);
    }
    out.push_str(
        "\n## Only in comparisons\n\n`appointments_gained_net` is the sum of the lines `gained_…` \
         below it, exactly, in every replication.\n\n| name | unit | definition |\n|---|---|---|\n",
    );
    for measure in COMPARED {
        row(&mut out, &[&format!("`{}`", measure.name), measure.unit, measure.definition]);
    }
    out
}

/// Every role of the embedded baseline.
///
/// # Errors
///
/// [`ScenarioError`] if the embedded baseline cannot be read, which a test excludes.
pub fn roles() -> Result<String, ScenarioError> {
    let scenario = load(BASELINE, &FileSystem)?;
    let network = &scenario.network;
    let mut out = String::from(
        "# Roles of the embedded baseline\n\nPrinted by `pcn-sim describe roles`.\n\n\
         | role | booked as | group | slot | sessions a week at 1 WTE | WTE in post | supervision \
         a day (steady) |\n|---|---|---|---|---|---|---|\n",
    );
    for (index, role) in network.roles.iter().enumerate() {
        let wte: f64 = network.teams.iter().filter(|t| t.role == index).map(|t| t.wte).sum();
        let group = match role.group {
            StaffGroup::Gp => "GP",
            StaffGroup::Nursing => "nursing",
            StaffGroup::Additional => "additional",
        };
        let supervision =
            role.supervision.as_ref().map_or("none".to_owned(), |need| need.steady.to_string());
        row(
            &mut out,
            &[
                &role.title,
                &network.professions[role.booked_as],
                group,
                &role.slot.to_string(),
                &role.sessions_per_wte.to_string(),
                &format!("{wte:.1}"),
                &supervision,
            ],
        );
    }
    Ok(out)
}

/// The embedded scenarios.
///
/// # Errors
///
/// [`ScenarioError`] if one cannot be read, which a test excludes.
pub fn scenarios() -> Result<String, ScenarioError> {
    let mut out =
        String::from("# Built-in scenarios\n\nPrinted by `pcn-sim describe scenarios`.\n");
    let groups: [(&str, &[(&str, &str)]); 6] = [
        ("Compared when nothing else is asked for", &SCENARIOS),
        ("Of another year", &OTHER_YEARS),
        ("Levers, upon the baseline", &LEVERS),
        ("What levers are held against, where not the baseline", &BESIDE_LEVERS),
        ("Case studies, for `pcn-sim case-studies`", &CASE_STUDIES),
        ("Networks of case studies before the change", &BEFORE),
    ];
    for (heading, scenarios) in groups {
        let _ = write!(out, "\n## {heading}\n\n| name | title | question |\n|---|---|---|\n");
        for (name, _) in scenarios {
            let scenario = load(name, &FileSystem)?;
            row(&mut out, &[&format!("`{name}`"), &scenario.title, &scenario.question]);
        }
    }
    Ok(out)
}
