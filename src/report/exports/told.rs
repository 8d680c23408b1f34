//! What was fitted, for the terminal and the page.

use crate::exports::found::{Estimate, Findings, Range, Unit};
use crate::text::grid::{PROSE, Row, Table, wrap};
use crate::text::number::whole;

/// A value in its unit.
fn shown(value: f64, unit: Unit) -> String {
    match unit {
        Unit::Minutes => format!("{value:.2} min"),
        Unit::Share => format!("{value:.3}"),
        Unit::Number => format!("{value:.2}"),
    }
}

fn value(estimate: &Estimate) -> Vec<String> {
    match estimate.values.as_slice() {
        [only] => vec![shown(*only, estimate.unit)],
        values => {
            vec![values.iter().map(|value| format!("{value:.3}")).collect::<Vec<_>>().join(" ")]
        }
    }
}

fn range(estimate: &Estimate) -> String {
    match estimate.range {
        Range::Within(low, high) => {
            format!("{} to {}", shown(low, estimate.unit), shown(high, estimate.unit))
        }
        Range::Times(low, high) => format!("{low:.2} to {high:.2} times"),
        Range::Decision => "a decision".into(),
    }
}

/// The parameters, with value, range and number of observations.
pub(super) fn parameters(found: &Findings) -> Table {
    let rows = found.by_table().into_iter().flat_map(|(table, estimates)| {
        estimates.into_iter().enumerate().map(move |(place, estimate)| Row {
            heading: if place == 0 { table.to_owned() } else { String::new() },
            ..Row::new(
                estimate.key.as_str(),
                vec![value(estimate), vec![range(estimate)], vec![whole(estimate.n as f64)]],
            )
        })
    });
    Table {
        caption: "Parameters estimated from your own exports".into(),
        head: vec![String::new(), "Value".into(), "Range (5% to 95%)".into(), "n".into()],
        rows: rows.collect(),
        note: "n is the number of observations. Ranges hold sampling error only; lists have the widest range of their \
               main parts."
            .into(),
    }
}

/// The distributions, with their distance from the data.
pub(super) fn distances(found: &Findings) -> Table {
    let row = |fit: &crate::exports::found::Fit| {
        let ks = fit.distance.map_or("none".to_owned(), |of| format!("{:.3}", of.ks));
        let p = fit.distance.and_then(|of| of.p).map_or(String::new(), |p| format!("{p:.2}"));
        Row::new(fit.title.as_str(), vec![vec![whole(fit.n as f64)], vec![ks], vec![p]])
    };
    Table {
        caption: "How far each distribution is from the data".into(),
        head: vec![String::new(), "n".into(), "Kolmogorov–Smirnov".into(), "p".into()],
        rows: found.fits.iter().map(row).collect(),
        note: "Kolmogorov–Smirnov: the largest difference between the shares below a value. The parameters come from the \
               same data, so it is smaller than for other data; p is by a parametric bootstrap, which takes that into \
               account, for at most 5,000 lengths. None: the shares of bands are the data themselves."
            .into(),
    }
}

/// Sentences for the terminal.
fn sentences(out: &mut String, heading: &str, lines: &[String]) {
    if lines.is_empty() {
        return;
    }
    out.push_str(&format!("\n{heading}\n"));
    for line in lines {
        for (index, words) in wrap(&format!("{line}."), PROSE - 4).iter().enumerate() {
            out.push_str(&format!("{}{words}\n", if index == 0 { "  - " } else { "    " }));
        }
    }
}

/// All that was found, as text.
pub fn fits_text(found: &Findings) -> String {
    let mut out = parameters(found).to_text();
    out.push('\n');
    out.push_str(&distances(found).to_text());
    sentences(&mut out, "Read", &found.periods);
    sentences(&mut out, "Not fitted", &found.withheld);
    sentences(&mut out, "Left out or understood", &found.told);
    sentences(
        &mut out,
        "Words that are not understood (shown here only, in no file)",
        &found.words,
    );
    out
}
