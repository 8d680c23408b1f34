//! Figures beside what was published: those held back, and those that the fit saw.

use super::subject::Told;
use crate::fitting::figures::{ALL, FIGURES, Group, Tolerance, Values, expected};
use crate::fitting::foretell::foretold;
use crate::fitting::prior::PRIORS;
use crate::publications::cell::Month;
use crate::text::grid::{Row, Table};
use crate::text::number::counted;

/// The value of a figure as text.
pub(super) fn shown(index: usize, value: Option<f64>) -> String {
    let Some(value) = value else { return "–".to_owned() };
    match ALL[index].tolerance {
        Tolerance::Share(_) => format!("{:.1}%", 100.0 * value),
        Tolerance::Part(..) if value >= 100.0 => format!("{value:.0}"),
        Tolerance::Part(..) => format!("{value:.1}"),
    }
}

/// The distance of two values: points of shares, per cent of rates.
pub(super) fn off(index: usize, value: Option<f64>, observed: Option<f64>) -> Option<f64> {
    let (value, observed) = (value?, observed?);
    match ALL[index].tolerance {
        Tolerance::Share(_) => Some(100.0 * (value - observed).abs()),
        Tolerance::Part(..) => Some(100.0 * (value / observed - 1.0).abs()),
    }
}

fn off_text(index: usize, value: Option<f64>, observed: Option<f64>) -> String {
    let unit = if matches!(ALL[index].tolerance, Tolerance::Share(_)) { "points" } else { "%" };
    off(index, value, observed).map_or("–".to_owned(), |off| format!("{off:.1} {unit}"))
}

/// How a value that the fit did not see compares with a rival.
pub(super) fn verdict(
    index: usize,
    fitted: Option<f64>,
    rival: Option<f64>,
    observed: Option<f64>,
) -> &'static str {
    let (Some(own), Some(other)) = (off(index, fitted, observed), off(index, rival, observed))
    else {
        return "not known";
    };
    if (own - other).abs() < 0.05 {
        "the same"
    } else if own < other {
        "better"
    } else {
        "worse"
    }
}

/// Months in words: "2025-10 to 2025-12".
pub(super) fn months(months: &[Month]) -> String {
    match months {
        [] => "no month".to_owned(),
        [one] => one.to_string(),
        [first, .., last] => format!("{first} to {last}"),
    }
}

/// A row of text cells.
pub(super) fn row(name: &str, cells: impl IntoIterator<Item = String>) -> Row {
    Row::new(name, cells.into_iter().map(|cell| vec![cell]).collect())
}

/// Bands of booking lag that no fit sees, beside the mean of England.
pub(super) fn bands(told: &Told<'_>) -> Table {
    let is_band = |index: &usize| !ALL[*index].is_shown;
    let rows = (0..FIGURES).filter(is_band).map(|index| {
        let observed = told.observed.values[index];
        let (fitted, england) = (told.found.checked[0][index], told.england[index]);
        let alike = expected(&told.observed.values).into_iter().flatten();
        let alike = alike.filter(|(own, ..)| *own == index).map(|(_, value, _)| value).next();
        row(
            ALL[index].title,
            [
                shown(index, observed),
                shown(index, fitted),
                shown(index, england),
                shown(index, alike),
                verdict(index, fitted, england, observed).to_owned(),
                verdict(index, fitted, alike, observed).to_owned(),
            ],
        )
    });
    Table {
        caption: "Not shown to the fit: bands of booking lag of the same year".into(),
        head: [
            "",
            "published",
            "fitted",
            "England",
            "networks alike",
            "fit against England",
            "fit against networks alike",
        ]
        .map(Into::into)
        .into(),
        rows: rows.collect(),
        note: "Networks alike: a line through the networks of England with such shares for the same day, 2 to 7 \
               days and over 14 days before. The fit is drawn towards it, because the model alone knows the middle \
               of the book less well. Where the fit is worse than it, the simulation adds nothing."
            .into(),
    }
}

/// Calls and forms of later months, beside "the same as in the last period"; `None` if no month was held back.
pub(super) fn later(told: &Told<'_>) -> Option<Table> {
    let foretold = told.foretold();
    let is_later = |index: &usize| told.observed.later[*index].is_some();
    let rows: Vec<Row> = (0..FIGURES)
        .filter(is_later)
        .map(|index| {
            let observed = told.observed.later[index];
            let last = told.observed.values[index];
            row(
                ALL[index].title,
                [
                    shown(index, observed),
                    shown(index, foretold[index]),
                    shown(index, last),
                    shown(index, told.england[index]),
                    off_text(index, foretold[index], observed),
                    off_text(index, last, observed),
                    off_text(index, told.england[index], observed),
                    verdict(index, foretold[index], last, observed).to_owned(),
                ],
            )
        })
        .collect();
    if rows.is_empty() {
        return None;
    }
    let all = [&told.observed.periods.calls, &told.observed.periods.forms];
    let period = all.into_iter().find(|period| !period.held_back.is_empty())?;
    Some(Table {
        caption: format!(
            "Not shown to the fit: calls and forms of {}. Foretold: {} and the simulated change since",
            months(&period.held_back),
            months(&period.shown)
        ),
        head: [
            "",
            "published",
            "foretold",
            "last period",
            "England",
            "it is off by",
            "last is off by",
            "England is off by",
            "against the last period it is",
        ]
        .map(Into::into)
        .into(),
        rows,
        note: "The simulated season is used only as far as England's season a year earlier agrees with it. \
               Where it does not, what is foretold is the last period."
            .into(),
    })
}

impl Told<'_> {
    /// Calls and forms of the months held back, foretold.
    pub fn foretold(&self) -> Values {
        foretold(&self.observed.values, &self.found.checked, self.believed)
    }
}

/// What the fit saw.
pub(super) fn seen(told: &Told<'_>) -> Table {
    let fit = &told.found.policies[0];
    let mut rows: Vec<Row> = Vec::new();
    let mut group = None;
    for (index, figure) in ALL.iter().enumerate().filter(|(_, figure)| figure.is_shown) {
        let Some(observed) = told.observed.values[index] else { continue };
        let mut row = row(
            figure.title,
            [
                shown(index, Some(observed)),
                shown(index, told.found.checked[0][index]),
                off_text(index, told.found.checked[0][index], Some(observed)),
                shown(index, fit.values[0][index]),
            ],
        );
        if group.replace(figure.group) != Some(figure.group) {
            row.heading = match figure.group {
                Group::Appointments => "Appointments, a year".into(),
                Group::Calls => format!("Calls, {}", months(&told.observed.periods.calls.shown)),
                Group::Forms => {
                    format!("Online forms, {}", months(&told.observed.periods.forms.shown))
                }
            };
        }
        rows.push(row);
    }
    Table {
        caption: format!(
            "What the fit saw: the scenario as written, with another seed ({})",
            told.seeds[1]
        ),
        head: ["", "published", "simulated", "off by", "with the seed of the fit"]
            .map(Into::into)
            .into(),
        note: format!(
            "{} levels were fitted to {}. That these agree proves nothing; what was held back, if \
             anything was, is the test.",
            PRIORS.iter().filter(|prior| fit.has(prior.level)).count(),
            counted(rows.len(), "figure")
        ),
        rows,
    }
}

/// What is given of each practice, and not fitted.
#[cfg(feature = "report")]
pub(super) fn inputs(told: &Told<'_>) -> Table {
    let rows =
        told.observed.practices.iter().zip(&told.observed.relative).map(|(own, relative)| {
            let value = |name: &str, digits: usize| {
                let value = own.values.get(name);
                value.map_or("England's".to_owned(), |value| format!("{value:.digits$}"))
            };
            let percent = |part: f64| format!("{:.0}%", 100.0 * part);
            let name = if own.name.is_empty() { String::new() } else { format!(", {}", own.name) };
            row(
                &format!("{}{name}", own.practice),
                [
                    crate::text::number::whole(own.list_size),
                    value("deprivation_quintile", 0),
                    value("gp_wte", 1),
                    percent(relative[0]),
                    percent(relative[1]),
                ],
            )
        });
    Table {
        caption: "Inputs: given, not fitted".into(),
        head: [
            "practice",
            "patients",
            "fifth of deprivation",
            "GPs, WTE",
            "calls, of its network's",
            "forms, of its network's",
        ]
        .map(Into::into)
        .into(),
        rows: rows.collect(),
        note: "1 is the most deprived fifth. 100% of the network's is written where nothing is published.".into(),
    }
}
