//! Parameters in groups that move together in a screening.

use crate::scenario::Scenario;
use crate::uncertainty::spread::Source;
use std::collections::{BTreeMap, BTreeSet};

/// The most groups of a grouped screening.
pub const MOST_GROUPS: usize = 60;

/// A table of a scenario with more parameters is divided by the next part of their keys.
const MOST_OF_UNIT: usize = 12;

/// The name of the group of all roles that nobody holds.
pub const NOBODY: &str = "roles without staff";

/// Parameters that move together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// The table or tables that its members belong to.
    pub name: String,
    /// Its members, as indices of sources.
    pub members: Vec<usize>,
}

/// The name of a source: its key, and which value of a list.
pub fn label(source: &Source) -> String {
    if source.item > 0 { format!("{}[{}]", source.key, source.item) } else { source.key.clone() }
}

/// Each source by itself.
pub fn singly(sources: &[Source]) -> Vec<Group> {
    let one = |(index, source)| Group { name: label(source), members: vec![index] };
    sources.iter().enumerate().map(one).collect()
}

/// The roles that nobody holds in any of `scenarios`, by name.
pub fn roles_without_staff(scenarios: &[Scenario]) -> BTreeSet<String> {
    let all = scenarios.iter().flat_map(|of| of.system.roles.iter().map(|role| role.name.clone()));
    let held: BTreeSet<&str> = scenarios
        .iter()
        .flat_map(|of| {
            let teams = of.system.teams.iter();
            let staffed = teams.filter(|team| team.wte > 0.0 || !team.sessions.is_empty());
            staffed.map(|team| of.system.roles[team.role].name.as_str())
        })
        .collect();
    all.filter(|role| !held.contains(role.as_str())).collect()
}

/// The sources in at most `most` groups; every source is in exactly one.
///
/// A unit is a table within a table (`roles.paramedic`, `needs.msk`) or a parameter of a table
/// (`book.dna`); one with more than 12 parameters is divided by the next part of their keys
/// (`planned.streams.blood-tests`). Roles that nobody holds are one unit. Each top table begins as one
/// group; the next group always goes to the table that has most units a group. A table's units are divided
/// among its groups in their alphabetical order, as evenly as they go.
pub fn joined(sources: &[Source], nobody: &BTreeSet<String>, most: usize) -> Vec<Group> {
    let mut tables: BTreeMap<&str, BTreeMap<String, Vec<usize>>> = BTreeMap::new();
    let sizes = sizes(sources);
    for (index, source) in sources.iter().enumerate() {
        let (table, unit) = place(source, nobody, &sizes);
        tables.entry(table).or_default().entry(unit).or_default().push(index);
    }
    if tables.len() > most {
        // Fewer groups than tables: tables are joined as if they were one.
        let all = std::mem::take(&mut tables).into_values().flatten().collect();
        tables.insert("", all);
    }
    let mut shares: Vec<usize> = vec![1; tables.len()];
    let units: Vec<usize> = tables.values().map(BTreeMap::len).collect();
    while shares.iter().sum::<usize>() < most {
        let open = (0..shares.len()).filter(|table| units[*table] > shares[*table]);
        let next = open.reduce(|best, one| {
            // More units a group; the first of those that tie.
            if units[one] * shares[best] > units[best] * shares[one] { one } else { best }
        });
        let Some(next) = next else { break };
        shares[next] += 1;
    }
    tables.into_iter().zip(shares).flat_map(|(table, share)| runs(table, share)).collect()
}

/// The number of parameters under the first two parts of a key; a list counts as one.
fn sizes(sources: &[Source]) -> BTreeMap<String, usize> {
    let keys: BTreeSet<&str> = sources.iter().map(|source| source.key.as_str()).collect();
    let mut sizes = BTreeMap::new();
    for key in keys {
        *sizes.entry(begin(key, 2)).or_insert(0) += 1;
    }
    sizes
}

/// The first parts of a key, without the numbers of items.
fn begin(key: &str, parts: usize) -> String {
    let part = |part: &str| part.split('[').next().unwrap_or_default().to_owned();
    key.split('.').take(parts).map(part).collect::<Vec<_>>().join(".")
}

/// The top table and the unit of a source.
fn place<'s>(
    source: &'s Source,
    nobody: &BTreeSet<String>,
    sizes: &BTreeMap<String, usize>,
) -> (&'s str, String) {
    let mut parts = source.key.split('.');
    let table = parts.next().unwrap_or_default();
    if table == "roles" && parts.next().is_some_and(|role| nobody.contains(role)) {
        return (NOBODY, NOBODY.to_owned());
    }
    let two = begin(&source.key, 2);
    let is_large = sizes.get(&two).is_some_and(|size| *size > MOST_OF_UNIT);
    (table, if is_large { begin(&source.key, 3) } else { two })
}

/// The units of a table as so many groups.
fn runs((table, units): (&str, BTreeMap<String, Vec<usize>>), share: usize) -> Vec<Group> {
    let units: Vec<(String, Vec<usize>)> = units.into_iter().collect();
    let count = units.len();
    let run = |index: usize| {
        let run = &units[index * count / share..(index + 1) * count / share];
        let name = match run {
            [(one, _)] => one.clone(),
            _ if share == 1 && !table.is_empty() => table.to_owned(),
            [(first, _), .., (last, _)] => format!("{first} to {last}"),
            [] => String::new(),
        };
        let mut members: Vec<usize> = run.iter().flat_map(|(_, members)| members.clone()).collect();
        members.sort_unstable();
        Group { name, members }
    };
    (0..share).map(run).collect()
}

/// The group of each of so many sources, as an index.
pub fn of_sources(groups: &[Group], sources: usize) -> Vec<usize> {
    let mut of = vec![0; sources];
    for (index, group) in groups.iter().enumerate() {
        group.members.iter().for_each(|member| of[*member] = index);
    }
    of
}
