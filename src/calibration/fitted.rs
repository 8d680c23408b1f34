//! The overlay with the fitted values.

use crate::calibration::change::{Free, Provenance, change};
use crate::calibration::identified::Fitted;
use crate::scenario::Written;
use crate::scenario::document::{Node, Value};
use std::fmt::Write;

/// The description of the overlay.
#[derive(Clone, Debug)]
pub struct Heading<'h> {
    /// The base: a built-in name or a path.
    pub base: &'h str,
    /// The title of the fitted scenario.
    pub title: &'h str,
    /// What it was fitted to, in words.
    pub to: &'h str,
    /// The seed.
    pub seed: u64,
    /// The number of simulated points.
    pub points: usize,
}

/// The overlay as TOML: every fitted value, marked as fitted, with its range after the fit.
pub fn fitted_toml(
    heading: &Heading<'_>,
    written: &Written,
    free: &[Free],
    fitted: &Fitted,
) -> String {
    let Heading { base, title, to, seed, points } = heading;
    let mut text = format!(
        "# Written by `pcn-sim calibrate`: {} quantities fitted to {to}, seed {seed}, {points} points.\n\
         # All other values are those of the base.\n",
        free.len()
    );
    for (free, posterior) in free.iter().zip(&fitted.posteriors) {
        let (low, high) = posterior.range;
        let _ = writeln!(
            text,
            "#   {}: {} ({low} to {high}), {}",
            free.name,
            posterior.fitted,
            posterior.verdict.words()
        );
    }
    let _ = write!(text, "base = {base:?}\n\n[about]\ntitle = {title:?}\n");
    let how = free.iter().zip(&fitted.posteriors).map(|(free, posterior)| {
        let (low, high) = posterior.range;
        let verdict = posterior.verdict.words();
        format!(
            "to {to} by calibrate, seed {seed}: {}, posterior 90% {low} to {high}; {verdict}",
            free.name
        )
    });
    let how: Vec<String> = how.collect();
    // A range contains its value, even if the best point is outside the central 90%.
    let ranges = fitted.posteriors.iter().map(|posterior| {
        (posterior.range.0.min(posterior.fitted), posterior.range.1.max(posterior.fitted))
    });
    let ranges: Vec<(f64, f64)> = ranges.collect();
    let values: Vec<f64> = fitted.posteriors.iter().map(|posterior| posterior.fitted).collect();
    let provenance = Provenance { ranges: &ranges, how: &how };
    tables(&change(written, free, &values, Some(&provenance)), "", &mut text);
    text
}

/// Each table has a heading, with its values below.
fn tables(node: &Node, key: &str, text: &mut String) {
    let Value::Table(entries) = &node.value else { return };
    let is_table =
        |node: &Node| matches!(node.value, Value::Table(_)) && node.get("value").is_none();
    if !key.is_empty() && entries.iter().any(|(_, node)| !is_table(node)) {
        let _ = write!(text, "\n[{key}]\n");
    }
    for (name, node) in entries.iter().filter(|(_, node)| !is_table(node)) {
        let _ = writeln!(text, "{name} = {}", node.to_toml());
    }
    for (name, node) in entries.iter().filter(|(_, node)| is_table(node)) {
        let key = if key.is_empty() { name.clone() } else { format!("{key}.{name}") };
        tables(node, &key, text);
    }
}
