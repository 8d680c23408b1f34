//! A fitted network on a terminal.

use super::subject::Told;
use super::{decisions, figures, warnings};
use crate::text::grid::dashes;

/// What is printed of a network: held back first, then warnings, then the rest.
pub fn network_text(told: &Told<'_>) -> String {
    let fit = &told.found.policies[0];
    let mut out = format!("Network {}\nWho routes requests: {}\n\n", told.title(), fit.name);
    if !told.has_held_back() {
        out.push_str("Nothing could be held back: this fit is untested.\n\n");
    }
    let bands = told.observed.values[2].map(|_| figures::bands(told));
    let tables = [bands, figures::later(told), Some(figures::seen(told))];
    for table in tables.into_iter().flatten().chain(decisions::table(told)) {
        out.push_str(&table.to_text());
        out.push('\n');
    }
    out.push_str("Before using the numbers\n");
    out.push_str(&dashes(warnings::warnings(told)));
    out
}
