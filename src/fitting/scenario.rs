//! The scenario of a fitted network: what is given, who routes requests, and each level with its range.

use super::figures::{CALLS, FORMS};
use super::observed::Observed;
use super::prior::{PRIORS, range};
use super::row::PolicyFit;
use crate::model::levels::Level;
use std::fmt::Write;

/// The scenario of which `text` has all but the levels, at the levels of `fit`.
pub fn to_toml(text: &str, fit: &PolicyFit, observed: &Observed, seed: u64) -> String {
    let mut out = text.to_owned();
    out.push_str(
        "\n# How the network differs from England's average, fitted to its published figures. A range holds 90%.\n\
         [levels]\n",
    );
    let to = sources(observed);
    for (index, prior) in PRIORS.iter().enumerate() {
        if !fit.has(prior.level) {
            continue;
        }
        let (_, key, _) = Level::ALL[prior.level as usize];
        let [low, value, high] = range(prior, fit.deviations[index], fit.left[index]);
        let bound = if fit.at_bounds.contains(&index) { "; at a bound" } else { "" };
        let _ = writeln!(
            out,
            "{key} = {{ value = {value}, range = [{low}, {high}], fitted = \"to {to}, seed {seed}{bound}\" }}"
        );
    }
    out
}

/// The publications to which it was fitted, with their months.
fn sources(observed: &Observed) -> String {
    let periods = &observed.periods;
    let mut found: Vec<String> = Vec::new();
    if observed.values[0].is_some() {
        found.push("appointments of the year".into());
    }
    for (index, words, period) in
        [(CALLS, "calls", &periods.calls), (FORMS, "forms", &periods.forms)]
    {
        if let (Some(_), Some(first), Some(last)) =
            (observed.values[index], period.shown.first(), period.shown.last())
        {
            found.push(format!("{words} of {first} to {last}"));
        }
    }
    if found.is_empty() { "nothing: no figures are published".into() } else { found.join(", ") }
}
