//! What was found, as tables: comma-separated for other programs, text for the terminal.

use crate::text::csv::Csv;
use crate::verification::{Finding, Verification};
use std::fmt::Write;

/// One row for every value, unrounded.
pub fn findings_csv(found: &Verification) -> String {
    let head = "case_id,model,metric,known,found,ci99_low,ci99_high,z,p,verdict,reference,\
                partial";
    let mut table = Csv::new(head.split(','));
    for (place, finding) in found.findings.iter().enumerate() {
        let comparison = &finding.comparison;
        let row = [
            finding.case_id.clone(),
            finding.model.clone(),
            finding.claim.metric.clone(),
            finding.claim.value.to_string(),
            comparison.found.to_string(),
            (comparison.found - comparison.half_width).to_string(),
            (comparison.found + comparison.half_width).to_string(),
            comparison.z.to_string(),
            comparison.p.to_string(),
            word(found, place).to_owned(),
            finding.claim.reference.clone(),
            if found.is_partial() { "partial" } else { "" }.to_owned(),
        ];
        table.row(row);
    }
    table.text()
}

/// One line for every value, under the model of its case.
pub fn findings_text(found: &Verification) -> String {
    let mut text = String::from(
        "metric                                       known       found   99% interval           \
         z\n",
    );
    let mut last: Option<&Finding> = None;
    for (place, finding) in found.findings.iter().enumerate() {
        if last.is_none_or(|last| last.case_id != finding.case_id || last.model != finding.model) {
            let _ = writeln!(text, "{}: {}", finding.case_id, finding.model);
        }
        last = Some(finding);
        let comparison = &finding.comparison;
        let name: String = finding.claim.metric.chars().take(38).collect();
        let verdict = match word(found, place) {
            "agrees" => "",
            word => word,
        };
        let _ = writeln!(
            text,
            "  {name:<38} {:>11} {:>11} ± {:<11} {:>+7.2}  {verdict}",
            digits(finding.claim.value),
            digits(comparison.found),
            digits(comparison.half_width),
            comparison.z,
        );
    }
    text
}

/// The verdict, in a few lines.
pub fn summary_text(found: &Verification) -> String {
    let verdict = &found.verdict;
    let worst =
        found.findings.iter().max_by(|one, other| other.comparison.p.total_cmp(&one.comparison.p));
    let worst = worst.map_or_else(String::new, |worst| {
        format!(
            "; furthest: {} {} at z = {:+.2}",
            worst.case_id, worst.claim.metric, worst.comparison.z
        )
    });
    let verdict_word = match (found.is_partial(), found.passes()) {
        (true, _) => format!("PARTIAL, {} of {} replications", found.replications, found.asked),
        (false, true) => "PASSED".to_owned(),
        (false, false) => "FAILED".to_owned(),
    };
    format!(
        "{verdict_word}: {} values of {} cases compared, {} failed (p < {:.1e}), {} left out{worst}.\n\
         Outside their 99% interval: {} values (99.9% bound {} if they were independent); cases \
         with a miss: {}\n(99.9% bound {}).",
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
fn word(found: &Verification, place: usize) -> &'static str {
    if found.verdict.failed.contains(&place) {
        "failed"
    } else if found.findings[place].comparison.p < 0.01 {
        "outside"
    } else {
        "agrees"
    }
}

/// Six digits.
fn digits(value: f64) -> String {
    let whole = if value == 0.0 { 0 } else { value.abs().log10().floor() as i32 };
    format!("{value:.*}", (5 - whole).clamp(0, 8) as usize)
}
