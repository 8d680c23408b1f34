//! Case studies: reported changes and the model's results for them.

use crate::experiment::results::{Comparison, Results};
use crate::measures::{find, find_compared};
use crate::scenario::Scenario;
use crate::scenario::case_study::{CaseStudy, Controlled, Figure, Of, Per};
use crate::statistics::interval::{CONFIDENCE, MeanInterval, mean_interval};
use crate::text::csv::Csv;
use crate::text::grid::PROSE;
use crate::units::{MONTH_DAYS, YEAR_DAYS};
use std::fmt::Write;

/// One case study, with its figures.
#[derive(Clone, Debug)]
pub struct Reported<'s> {
    /// The scenario's name.
    pub name: &'s str,
    /// What was reported.
    pub study: &'s CaseStudy,
    /// The number of replications.
    pub replications: u32,
    /// One entry for each figure.
    pub figures: Vec<Held<'s>>,
}

/// A figure: reported, remaining after regression to the mean, simulated.
#[derive(Clone, Debug)]
pub struct Held<'s> {
    /// The figure.
    pub figure: &'s Figure,
    /// The part of the reported figure that remains after regression to the mean: low, central,
    /// high. `None` if it does not regress.
    pub remains: Option<[f64; 3]>,
    /// The simulated figure of one network, in the figure's unit. `None` if it has no measure, or
    /// the measure is undefined.
    pub simulated: Option<MeanInterval>,
}

/// The measures that `study` names and that do not exist.
pub fn unknown_measures(study: &CaseStudy) -> Vec<String> {
    let is_known = |name: &str| find(name).is_some() || find_compared(name).is_some();
    let mut unknown = Vec::new();
    for figure in &study.figures {
        let of = match &figure.of {
            Of::Measure(name) => Some(name),
            Of::Nothing | Of::Baseline => None,
        };
        unknown.extend(figure.measure.iter().chain(of).filter(|name| !is_known(name)).cloned());
        // Only scenario measures have a value in the baseline.
        if figure.of == Of::Baseline {
            let compared = figure.measure.iter().filter(|name| find(name).is_none());
            unknown.extend(compared.map(|name| format!("{name} (of the baseline)")));
        }
    }
    unknown
}

/// Compares the reports of `scenario` with `results`. `None` if it is not a case study.
pub fn report_on<'s>(
    scenario: &'s Scenario,
    comparison: &Comparison,
    results: &Results,
) -> Option<Reported<'s>> {
    let study = scenario.case_study.as_ref()?;
    let hold = |figure: &'s Figure| {
        let reported = figure.reported.filter(|_| figure.regresses);
        let remains = reported.zip(study.remains).map(|(reported, remains)| {
            [remains.low, remains.central, remains.high].map(|share| share * reported)
        });
        Held { figure, remains, simulated: simulated(figure, comparison, results) }
    };
    Some(Reported {
        name: &scenario.name,
        study,
        replications: comparison.measures.first().map_or(0, |series| series.values.len() as u32),
        figures: study.figures.iter().map(hold).collect(),
    })
}

/// The measure of `figure`, divided and scaled as the figure states, over the replications.
fn simulated(figure: &Figure, comparison: &Comparison, results: &Results) -> Option<MeanInterval> {
    let name = figure.measure.as_deref()?;
    let values = &comparison.measure(name)?.values;
    let days = f64::from(results.weeks) * 7.0;
    let scale = match figure.per {
        Per::Month => MONTH_DAYS / days,
        Per::Year => YEAR_DAYS / days,
        Per::One => 1.0,
    };
    let below = match &figure.of {
        Of::Nothing => None,
        Of::Baseline => Some(&results.scenarios[comparison.baseline].measure(name)?.values),
        Of::Measure(other) => Some(&comparison.measure(other)?.values),
    };
    let sample: Option<Vec<f64>> = values
        .iter()
        .enumerate()
        .map(|(index, value)| {
            let divisor = below.map_or(Some(1.0), |below| below[index]);
            let ratio = (*value)? / divisor.filter(|divisor| *divisor != 0.0)?;
            Some(ratio * scale)
        })
        .collect();
    mean_interval(&sample?, CONFIDENCE)
}

impl Reported<'_> {
    /// Scales a figure of one network to all networks of the case study. Ratios are not scaled. The
    /// networks are assumed to be equal, so the interval scales in proportion.
    pub fn of_all_networks(&self, held: &Held<'_>) -> Option<f64> {
        let times = if held.figure.per == Per::One { 1 } else { self.study.networks };
        held.simulated.map(|found| found.mean * f64::from(times))
    }
}

/// One row for each figure, unrounded. Fields without a value are empty.
pub fn case_studies_csv(reported: &[Reported<'_>], is_partial: bool) -> String {
    let head = "case_study,who,figure,unit,reported,controlled,remains_low,remains_central,\
                remains_high,measure,simulated,ci95_low,ci95_high,networks,simulated_all_networks,\
                reason,done,reported_in_words,assumes,not_represented,citation,replications,partial";
    let mut table = Csv::new(head.split(','));
    let number = |value: Option<f64>| value.map_or_else(String::new, |value| value.to_string());
    for one in reported {
        let study = one.study;
        for held in &one.figures {
            let figure = held.figure;
            let bounds = held.simulated.and_then(|found| found.bounds());
            let row = [
                one.name.to_owned(),
                study.who.clone(),
                figure.title.clone(),
                figure.unit.clone(),
                number(figure.reported),
                study.controlled.word().to_owned(),
                number(held.remains.map(|[low, _, _]| low)),
                number(held.remains.map(|[_, central, _]| central)),
                number(held.remains.map(|[_, _, high]| high)),
                figure.measure.clone().unwrap_or_default(),
                number(held.simulated.map(|found| found.mean)),
                number(bounds.map(|(low, _)| low)),
                number(bounds.map(|(_, high)| high)),
                study.networks.to_string(),
                number(one.of_all_networks(held)),
                figure.reason.clone(),
                study.done.clone(),
                study.reported.clone(),
                study.assumes.clone(),
                study.not_represented.clone(),
                study.citation.clone(),
                one.replications.to_string(),
                if is_partial { "partial".to_owned() } else { String::new() },
            ];
            table.row(row);
        }
    }
    table.text()
}

/// For each case: what was done and reported, each figure beside the model's, and why they differ.
pub fn case_studies_text(reported: &[Reported<'_>]) -> String {
    let mut out = String::new();
    for one in reported {
        let study = one.study;
        let _ = writeln!(out, "{} ({})", study.who, one.name);
        paragraph(&mut out, "Done: ", &study.done);
        let control = match study.controlled {
            Controlled::No => " No control.",
            Controlled::Yes => "",
        };
        paragraph(&mut out, "Reported: ", &format!("{}{control}", study.reported));
        let _ = writeln!(out);
        let all = if study.networks > 1 { "all" } else { "" };
        out.push_str(&line(["", "reported", "what remains", "simulated", "95%", all]));
        for held in &one.figures {
            out.push_str(&row(one, held));
            paragraph(&mut out, "  ", &held.figure.reason);
        }
        if study.replications.is_some() {
            paragraph(&mut out, "Over ", &format!("{} replications.", one.replications));
        }
        if study.networks > 1 {
            let networks = format!("{} networks, assumed to be equal to this one.", study.networks);
            paragraph(&mut out, "All: ", &networks);
        }
        paragraph(&mut out, "Assumed: ", &study.assumes);
        paragraph(&mut out, "Not represented: ", &study.not_represented);
        out.push('\n');
    }
    out
}

fn row(one: &Reported<'_>, held: &Held<'_>) -> String {
    let [reported, remains, simulated, interval, all] = cells(one, held);
    let title = format!("{}, {}", held.figure.title, held.figure.unit);
    line([&title, &reported, &remains, &simulated, &interval, &all])
}

/// What is shown of a figure beside its title: reported, what remains after regression to the mean, simulated, its
/// 95% interval, and that of all networks (empty for one network).
pub fn cells(one: &Reported<'_>, held: &Held<'_>) -> [String; 5] {
    let figure = held.figure;
    let dash = || "-".to_owned();
    let remains = held
        .remains
        .map_or_else(dash, |[low, _, high]| format!("{} to {}", brief(low), brief(high)));
    let interval = held
        .simulated
        .and_then(|found| found.bounds())
        .map_or_else(dash, |(low, high)| format!("{} to {}", brief(low), brief(high)));
    let all = match one.study.networks {
        1 => String::new(),
        _ if figure.per == Per::One => dash(),
        _ => one.of_all_networks(held).map_or_else(dash, brief),
    };
    let reported = figure.reported.map_or_else(dash, brief);
    let simulated = held.simulated.map_or_else(dash, |found| brief(found.mean));
    [reported, remains, simulated, interval, all]
}

/// The columns of a line. A long name has its own line.
fn line([name, reported, remains, simulated, interval, all]: [&str; 6]) -> String {
    const NAME: usize = 42;
    let numbers = format!("{reported:>8} {remains:>13} {simulated:>9} {interval:>16} {all:>6}");
    if name.chars().count() > NAME {
        return format!("  {name}\n  {:<NAME$}{}\n", "", numbers.trim_end());
    }
    format!("  {name:<NAME$}{}\n", numbers.trim_end())
}

/// Three significant digits, with separators.
fn brief(value: f64) -> String {
    let places = if value.abs() >= 100.0 || value == 0.0 {
        0
    } else if value.abs() >= 10.0 {
        1
    } else {
        2
    };
    let text = format!("{value:.places$}");
    let (whole, rest) = text.split_once('.').map_or((text.as_str(), None), |(w, r)| (w, Some(r)));
    let (sign, digits) = whole.strip_prefix('-').map_or(("", whole), |digits| ("-", digits));
    let mut grouped = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    rest.map_or_else(|| format!("{sign}{grouped}"), |rest| format!("{sign}{grouped}.{rest}"))
}

/// A text that begins with `head`, wrapped.
fn paragraph(out: &mut String, head: &str, text: &str) {
    let mut line = format!("  {head}");
    let mut is_fresh = true;
    for word in text.split_whitespace() {
        if !is_fresh && line.chars().count() + 1 + word.chars().count() > PROSE {
            let _ = writeln!(out, "{}", line.trim_end());
            line = String::from("    ");
            is_fresh = true;
        }
        if !is_fresh {
            line.push(' ');
        }
        line.push_str(word);
        is_fresh = false;
    }
    let _ = writeln!(out, "{}", line.trim_end());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_three_digits_and_get_separators() {
        let shown = [1234.5, -1_000_000.0, 99.94, 0.456, -0.5, 0.0].map(brief);
        assert_eq!(shown, ["1,234", "-1,000,000", "99.9", "0.46", "-0.50", "0"]);
    }

    #[test]
    fn long_texts_are_wrapped() {
        let mut out = String::new();
        paragraph(&mut out, "Done: ", &"word ".repeat(40));
        assert!(out.lines().all(|line| line.chars().count() <= PROSE) && out.lines().count() == 3);
        assert!(out.starts_with("  Done: word word"));
    }
}
