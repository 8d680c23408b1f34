//! The results as tables: comma-separated files for other programs, and text for the terminal.

use crate::text::csv::Csv;
use crate::text::grid::{Row, Table};
use crate::verification::{Check, Verification};

/// The word for a value that agrees.
const AGREES: &str = "agrees";

/// One row for every value, unrounded.
pub fn findings_csv(found: &Verification) -> String {
    let head = "case_id,model,metric,known,found,ci99_low,ci99_high,z,p,verdict,reference,\
                partial";
    let mut table = Csv::new(head.split(','));
    for (index, check) in found.checks.iter().enumerate() {
        let comparison = &check.comparison;
        let row = [
            check.case_id.clone(),
            check.model.clone(),
            check.known_value.metric.clone(),
            check.known_value.value.to_string(),
            comparison.found.to_string(),
            (comparison.found - comparison.half_width).to_string(),
            (comparison.found + comparison.half_width).to_string(),
            comparison.z.to_string(),
            comparison.p.to_string(),
            word(found, index).to_owned(),
            check.known_value.reference.clone(),
            if found.is_partial() { "partial" } else { "" }.to_owned(),
        ];
        table.row(row);
    }
    table.text()
}

/// One line for every value, under the model of its case.
pub fn findings_text(found: &Verification) -> String {
    findings_table(found).to_text()
}

/// The same as a table.
pub fn findings_table(found: &Verification) -> Table {
    let row = |(index, check): (usize, &Check)| {
        let before = index.checked_sub(1).map(|before| &found.checks[before]);
        let is_other_case = before
            .is_none_or(|before| before.case_id != check.case_id || before.model != check.model);
        let heading = format!("{}: {}", check.case_id, check.model);
        let comparison = &check.comparison;
        let verdict = word(found, index);
        let cells = [
            digits(check.known_value.value),
            digits(comparison.found),
            format!("±{}", digits(comparison.half_width)),
            format!("{:+.2}", comparison.z),
            if verdict == AGREES { String::new() } else { verdict.to_owned() },
        ];
        Row {
            heading: if is_other_case { heading } else { String::new() },
            ..Row::new(
                check.known_value.metric.as_str(),
                cells.into_iter().map(|cell| vec![cell]).collect(),
            )
        }
    };
    let head = ["Metric", "Known", "Simulated", "99% interval", "z", "Verdict"];
    Table {
        caption: "The simulation compared with known values".into(),
        head: head.map(str::to_owned).into(),
        rows: found.checks.iter().enumerate().map(row).collect(),
        note: String::new(),
    }
}

/// The verdict, in a few lines.
pub fn summary_text(found: &Verification) -> String {
    let verdict = &found.verdict;
    let worst =
        found.checks.iter().max_by(|one, other| other.comparison.p.total_cmp(&one.comparison.p));
    let worst = worst.map_or_else(String::new, |worst| {
        format!(
            "; largest difference: {} {} at z = {:+.2}",
            worst.case_id, worst.known_value.metric, worst.comparison.z
        )
    });
    let verdict_word = match (found.is_partial(), found.passes()) {
        (true, _) => format!("PARTIAL, {} of {} replications", found.replications, found.asked),
        (false, true) => "PASSED".to_owned(),
        (false, false) => "FAILED".to_owned(),
    };
    format!(
        "{verdict_word}: {} values of {} cases compared, {} failed (p < {:.1e}),\n\
         {} left out{worst}.\n\
         Outside their 99% interval: {} values (99.9% bound {} if they were independent).\n\
         Cases with a miss: {} (99.9% bound {}).",
        verdict.values,
        verdict.cases,
        verdict.failed.len(),
        verdict.level,
        found.skipped.len(),
        verdict.misses,
        verdict.misses_bound,
        verdict.case_misses,
        verdict.case_misses_bound,
    )
}

/// `agrees`, `outside` its interval, or `failed`.
fn word(found: &Verification, index: usize) -> &'static str {
    if found.verdict.failed.contains(&index) {
        "failed"
    } else if found.checks[index].comparison.p < 0.01 {
        "outside"
    } else {
        AGREES
    }
}

/// Six digits.
fn digits(value: f64) -> String {
    let whole = if value == 0.0 { 0 } else { libm::log10(value.abs()).floor() as i32 };
    format!("{value:.*}", (5 - whole).clamp(0, 8) as usize)
}
