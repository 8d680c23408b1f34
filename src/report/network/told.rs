//! A fitted network on a terminal.

use super::subject::Told;
use super::{decisions, figures, warnings};
use crate::text::grid::{PROSE, wrap};

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
    for warning in warnings::warnings(told) {
        for (index, line) in wrap(&warning, PROSE - 4).iter().enumerate() {
            out.push_str(if index == 0 { "  - " } else { "    " });
            out.push_str(line);
            out.push('\n');
        }
    }
    out
}
