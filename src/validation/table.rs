//! The comparison with targets as tables: comma-separated for other programs, text for the
//! terminal.

use crate::text::csv::Csv;
use crate::validation::judgement::{Finding, Validation, Verdict};
use crate::validation::targets::{Purpose, Weight};
use std::fmt::Write;

/// One row for each value, unrounded. Fields without a value are empty.
pub fn validation_csv(found: &Validation<'_>, is_partial: bool) -> String {
    let head = "target,compared_with,band,unit,period,weight,use,observed,low,high,simulated,\
                ci95_low,ci95_high,off,off_in_tolerances,verdict,interval_crosses_limit,source,note,\
                partial";
    let mut table = Csv::new(head.split(','));
    let source = |key: &str| {
        let known = found.targets.sources.iter().find(|(known, _)| known == key);
        known.map_or_else(String::new, |(_, citation)| citation.clone())
    };
    for finding in &found.findings {
        let (target, target_value) = (finding.target, finding.target_value);
        let bounds = finding.simulated.and_then(|found| found.bounds());
        let row = [
            target.name.clone(),
            target.compared.name().to_owned(),
            finding.band().unwrap_or_default().to_owned(),
            target.compared.unit().to_owned(),
            target.period.clone(),
            target.weight.map_or("", Weight::word).to_owned(),
            target.purpose.word().to_owned(),
            field(target_value.observed),
            field(target_value.limits.map(|(low, _)| low)),
            field(target_value.limits.map(|(_, high)| high)),
            field(finding.simulated.map(|found| found.mean)),
            field(bounds.map(|(low, _)| low)),
            field(bounds.map(|(_, high)| high)),
            field(finding.off()),
            field(finding.off_in_tolerances()),
            finding.verdict.word().to_owned(),
            finding.is_close().to_string(),
            source(&target.source),
            target.note.clone().unwrap_or_default(),
            if is_partial { "partial".to_owned() } else { String::new() },
        ];
        table.row(row);
    }
    table.text()
}

/// Twelve digits: limits are shown as they were written, and no measured digit is lost.
fn field(value: Option<f64>) -> String {
    value.map_or_else(String::new, |value| {
        let whole = if value == 0.0 { 0 } else { libm::log10(value.abs()).floor() as i32 };
        let text = format!("{value:.*}", (11 - whole).clamp(0, 15) as usize);
        let text = text.trim_end_matches('0').trim_end_matches('.');
        if text.contains('.') || value.abs() < 1e11 { text.to_owned() } else { value.to_string() }
    })
}

/// One line for each value, with the bands of a distribution under its name.
pub fn validation_text(found: &Validation<'_>) -> String {
    let mut text = head();
    let mut last: Option<&str> = None;
    for finding in &found.findings {
        let name = &finding.target.name;
        match finding.band() {
            Some(band) => {
                if last != Some(name) {
                    let _ = writeln!(text, "{name}");
                }
                text.push_str(&line(&format!("  {band}"), finding));
            }
            None => text.push_str(&line(name, finding)),
        }
        last = Some(name);
    }
    text
}

/// The columns of a line.
fn columns(name: &str, weight: &str, numbers: [&str; 6], verdict: &str) -> String {
    let [observed, tolerance, simulated, half, off, tolerances] = numbers;
    let line = format!(
        "{name:<38.38} {weight:<6} {observed:>8} {tolerance:>6} {simulated:>9} {half:>7} {off:>6} \
         {tolerances:>6}  {verdict}"
    );
    format!("{}\n", line.trim_end())
}

fn head() -> String {
    let above = columns("", "", ["", "", "", "95%", "", "in"], "");
    let numbers = ["observed", "within", "simulated", "±", "off", "tol."];
    above + &columns("target", "weight", numbers, "verdict")
}

fn line(name: &str, finding: &Finding<'_>) -> String {
    let [weight, observed, tolerance, simulated, half, off, tolerances, verdict] = cells(finding);
    let numbers = [&observed, &tolerance, &simulated, &half, &off, &tolerances];
    columns(name, &weight, numbers.map(String::as_str), &verdict)
}

/// The heads of [`cells`].
pub const CELLS: [&str; 8] =
    ["Weight", "Observed", "Within", "Simulated", "95% ±", "Off", "In tolerances", "Verdict"];

/// What is shown of a value beside its name: weight, observed, tolerance, simulated, half of its interval, how far
/// off, that in tolerances, verdict. Empty where there is none.
pub fn cells(finding: &Finding<'_>) -> [String; 8] {
    let form = Form::of(finding);
    let target_value = finding.target_value;
    let observed = match (target_value.observed, target_value.limits) {
        (Some(value), _) => form.value(value),
        (None, Some((low, high))) => form.range(low, high),
        (None, None) => String::new(),
    };
    let tolerance = match (target_value.observed, target_value.limits) {
        (Some(_), Some((low, high))) => format!("±{}", form.number((high - low) / 2.0)),
        _ => String::new(),
    };
    let simulated = finding.simulated.map_or_else(|| "–".into(), |found| form.value(found.mean));
    let half = finding.simulated.and_then(|found| found.half_width);
    let half = half.map_or_else(String::new, |half| format!("±{}", form.fine(half)));
    let off = finding.off().map_or_else(String::new, |off| form.signed(off));
    let tolerances = finding.off_in_tolerances();
    let tolerances = tolerances.map_or_else(String::new, |times| format!("{times:+.2}"));
    let weight = match (finding.target.purpose, finding.target.weight) {
        (Purpose::Validation, Some(weight)) => format!("{}*", weight.word()),
        (_, weight) => weight.map_or("", Weight::word).to_owned(),
    };
    let is_judged = matches!(finding.verdict, Verdict::Pass | Verdict::Fail);
    let mark = if is_judged && finding.is_close() { "?" } else { "" };
    let verdict = match finding.verdict {
        Verdict::Fail => "FAIL",
        verdict => verdict.word(),
    };
    [weight, observed, tolerance, simulated, half, off, tolerances, format!("{verdict}{mark}")]
}

/// How numbers of a unit are written.
#[derive(Clone, Copy)]
struct Form {
    is_share: bool,
    decimals: usize,
}

impl Form {
    fn of(finding: &Finding<'_>) -> Form {
        let is_share = finding.target.compared.unit() == "share";
        let size = finding.target_value.centre().unwrap_or(0.0).abs();
        // Shares in per cent; other numbers with about three digits.
        let decimals = match size {
            _ if is_share => 1,
            100.0.. => 0,
            10.0.. => 1,
            _ => 2,
        };
        Form { is_share, decimals }
    }

    fn scaled(self, value: f64) -> f64 {
        if self.is_share { value * 100.0 } else { value }
    }

    fn number(self, value: f64) -> String {
        format!("{:.*}", self.decimals, self.scaled(value))
    }

    fn value(self, value: f64) -> String {
        format!("{}{}", self.number(value), if self.is_share { "%" } else { "" })
    }

    /// Two ends, with no more digits than necessary.
    fn range(self, low: f64, high: f64) -> String {
        let [low, high] = [low, high].map(|end| {
            let text = self.number(end);
            if text.contains('.') {
                text.trim_end_matches('0').trim_end_matches('.').into()
            } else {
                text
            }
        });
        format!("{low}-{high}{}", if self.is_share { "%" } else { "" })
    }

    /// Half an interval, with one digit more than the value.
    fn fine(self, value: f64) -> String {
        format!("{:.*}", self.decimals + 1, self.scaled(value))
    }

    fn signed(self, value: f64) -> String {
        format!("{:+.*}", self.decimals, self.scaled(value))
    }
}

/// The summary in one line.
pub fn summary_text(found: &Validation<'_>) -> String {
    let (must, should, held) =
        (found.weighing(Weight::Must), found.weighing(Weight::Should), found.held());
    let mut text = format!("{} of {} must targets pass", must.passed, must.all);
    if should.all > 0 {
        let _ = write!(text, "; {} of {} should", should.passed, should.all);
    }
    if held.all > 0 {
        let _ = write!(text, "; {} held for validation (*): {} pass", held.all, held.passed);
    }
    for (verdict, words) in
        [(Verdict::Unmeasured, "not measured by this run"), (Verdict::Input, "inputs not judged")]
    {
        match found.with(verdict) {
            0 => {}
            count => {
                let _ = write!(text, "; {count} {words}");
            }
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_read_as_they_were_written() {
        // 0.435 and 0.455 ± 0.02 are not exact in binary.
        for (value, text) in
            [(0.455 - 0.02, "0.435"), (560.0 * 1.05, "588"), (0.0, "0"), (100.0, "100")]
        {
            assert_eq!(field(Some(value)), text);
        }
        assert_eq!(field(None), "");
    }

    #[test]
    fn shares_are_written_in_per_cent_and_other_numbers_with_three_digits() {
        let share = Form { is_share: true, decimals: 1 };
        assert_eq!((share.value(0.4382), share.signed(-0.0123)), ("43.8%".into(), "-1.2".into()));
        let other = Form { is_share: false, decimals: 2 };
        assert_eq!(
            (share.range(0.1, 0.16), other.range(25.0, 37.5)),
            ("10-16%".into(), "25-37.5".into())
        );
        assert_eq!((other.value(5.957), other.fine(0.0123)), ("5.96".into(), "0.012".into()));
    }
}
