//! Estimates as a scenario that states only them.

use crate::exports::found::{Estimate, Findings, Range, Unit};
use crate::scenario::document::{Node, Value};
use crate::text::grid::wrap;
use crate::text::number::whole;
use std::collections::BTreeMap;
use std::fmt::Write;

/// The maximum width of a comment \[characters\].
const COMMENT: usize = 98;

fn text(text: &str) -> String {
    Node { value: Value::Text(text.to_owned()), file: 0, line: 0 }.to_toml()
}

/// A number with at most so many decimals.
fn decimals(value: f64, places: i32) -> f64 {
    let scale = 10_f64.powi(places);
    (value * scale).round() / scale
}

/// Significant decimals of values in that unit.
const fn places(unit: Unit) -> i32 {
    match unit {
        Unit::Minutes => 3,
        Unit::Share => 5,
        Unit::Number => 4,
    }
}

/// The name of the source of an estimate, which is the same for all with the same words.
fn citation(estimate: &Estimate) -> String {
    format!("own export, n = {}: {}", whole(estimate.n as f64), estimate.how)
}

fn written(estimate: &Estimate, source: &str) -> String {
    let number = |value: f64| decimals(value, places(estimate.unit));
    let one = |value: f64| match estimate.unit {
        Unit::Minutes => format!("\"{} min\"", number(value)),
        Unit::Share | Unit::Number => number(value).to_string(),
    };
    let value = match estimate.values.as_slice() {
        [only] => one(*only),
        values => format!(
            "[{}]",
            values
                .iter()
                .map(|value| decimals(*value, 6).to_string())
                .collect::<Vec<_>>()
                .join(", ")
        ),
    };
    match estimate.range {
        Range::Decision => value,
        Range::Within(low, high) => {
            format!(
                "{{ value = {value}, range = [{}, {}], source = \"{source}\" }}",
                one(low),
                one(high)
            )
        }
        Range::Times(low, high) => {
            // Rounded outwards, so that 1 stays within.
            let (low, high) = ((low * 1e3).floor() / 1e3, (high * 1e3).ceil() / 1e3);
            format!(
                "{{ value = {value}, relative_range = [{low}, {high}], source = \"{source}\" }}"
            )
        }
    }
}

/// The scenario, upon the one called `base`, with its `title`.
pub fn overlay(found: &Findings, base: &str, title: &str) -> String {
    let mut out = String::new();
    let mut comment = |words: &str| {
        for words in wrap(words, COMMENT) {
            // Writing into a text cannot fail.
            let _ = writeln!(out, "# {words}");
        }
    };
    comment(
        "What our own exports say, as `pcn-sim fit-export` wrote it. Every value here is an aggregate of ten rows or more. \
         Everything else comes from the base.",
    );
    found.periods.iter().for_each(|words| comment(&format!("- {words}.")));
    let _ = writeln!(out, "base = {}\n\n[about]\ntitle = {}", text(base), text(title));
    let mut sources: BTreeMap<String, String> = BTreeMap::new();
    for (table, estimates) in found.by_table() {
        let _ = writeln!(out, "\n[{table}]");
        for estimate in estimates {
            let cited = citation(estimate);
            if estimate.range == Range::Decision {
                for words in wrap(&format!("{cited}."), COMMENT) {
                    let _ = writeln!(out, "# {words}");
                }
                let _ = writeln!(out, "{} = {}", estimate.key, written(estimate, ""));
                continue;
            }
            let source = match sources.get(&cited) {
                Some(known) => known.clone(),
                None => {
                    let own = if estimate.of_base.is_empty() {
                        "own-export"
                    } else {
                        "own-export-and-base"
                    };
                    let name = format!("{own}-n-{}", estimate.n);
                    let same = sources.values().filter(|of| of.starts_with(&name)).count();
                    let next = if same == 0 { name } else { format!("{name}-{}", same + 1) };
                    sources.insert(cited, next.clone());
                    next
                }
            };
            let _ = writeln!(out, "{} = {}", estimate.key, written(estimate, &source));
        }
    }
    let mut named: Vec<(&String, &String)> = sources.iter().collect();
    named.sort_by_key(|(_, name)| (name.len(), (*name).clone()));
    for (cited, name) in named {
        let _ = writeln!(out, "\n[sources.{name}]\ncitation = {}", text(cited));
    }
    out
}
