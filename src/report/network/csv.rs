//! Fitted networks as comma-separated values.

use super::decisions::Spread;
use super::subject::{Told, says};
use super::warnings::is_poor;
use crate::fitting::figures::{ALL, Group};
use crate::fitting::prior::{PRIORS, range};
use crate::fitting::row::{NetworkRow, Outcome};
use crate::model::levels::Level;
use crate::text::csv::Csv;

fn number(value: Option<f64>) -> String {
    value.map_or(String::new(), |value| format!("{value:.6}"))
}

/// The columns of [`figures_csv`].
const FIGURES: [&str; 9] = [
    "network",
    "figure",
    "publication",
    "use",
    "published",
    "simulated",
    "rival",
    "rival_is",
    "simulated_with_seed_of_fit",
];

/// One row for each network and figure: shown to the fit, held back, or of a later period.
pub fn figures_csv(all: &[Told<'_>]) -> String {
    let mut csv = Csv::new(FIGURES);
    for told in all {
        let fit = &told.found.policies[0];
        for (index, figure) in ALL.iter().enumerate() {
            let publication = match figure.group {
                Group::Appointments => "appointments",
                Group::Calls => "calls",
                Group::Forms => "forms",
            };
            let (used, rival, name) = match figure.is_shown {
                true => ("shown", None, ""),
                false => ("held back", told.england[index], "mean of England"),
            };
            csv.row([
                told.observed.network.as_str(),
                figure.key,
                publication,
                used,
                &number(told.observed.values[index]),
                &number(told.found.checked[0][index]),
                &number(rival),
                name,
                &number(fit.values[0][index]),
            ]);
        }
        let foretold = told.foretold();
        for (index, figure) in ALL.iter().enumerate() {
            let Some(later) = told.observed.later[index] else { continue };
            csv.row([
                told.observed.network.as_str(),
                figure.key,
                if figure.group == Group::Calls { "calls" } else { "forms" },
                "later",
                &number(Some(later)),
                &number(foretold[index]),
                &number(told.observed.values[index]),
                "last period",
                "",
            ]);
        }
    }
    csv.text()
}

/// One row for each network and level.
pub fn levels_csv(all: &[Told<'_>]) -> String {
    let mut csv =
        Csv::new(["network", "level", "fitted", "low", "high", "left", "pinned", "at_bound"]);
    for told in all {
        let fit = &told.found.policies[0];
        for (index, prior) in PRIORS.iter().enumerate().filter(|(_, prior)| fit.has(prior.level)) {
            let [low, value, high] = range(prior, fit.deviations[index], fit.left[index]);
            csv.row([
                told.observed.network.as_str(),
                Level::ALL[prior.level as usize].1,
                &value.to_string(),
                &low.to_string(),
                &high.to_string(),
                &format!("{:.3}", fit.left[index]),
                says(fit, index),
                if fit.at_bounds.contains(&index) { "true" } else { "false" },
            ]);
        }
    }
    csv.text()
}

/// One row for each network that was asked for, with what became of it.
pub fn networks_csv(rows: &[NetworkRow], all: &[Told<'_>]) -> String {
    let head = [
        "network",
        "outcome",
        "practices",
        "patients",
        "policy",
        "objective",
        "runs",
        "settled",
        "levels_at_bounds",
        "change",
        "gain",
        "gain_low",
        "gain_high",
        "best_in",
    ];
    let mut csv = Csv::new(head);
    for row in rows {
        let told = all.iter().find(|told| told.observed.network == row.network);
        let (Outcome::Fitted(found), Some(told)) = (&row.outcome, told) else {
            let why = match &row.outcome {
                Outcome::NotFitted(why) => why.as_str(),
                Outcome::Fitted(_) => "its data are missing",
            };
            csv.row([row.network.as_str(), why].into_iter().chain([""; 12]));
            continue;
        };
        let fit = &found.policies[0];
        let patients: f64 = told.observed.practices.iter().map(|own| own.list_size).sum();
        let about = [
            row.network.clone(),
            (if is_poor(told) { "fitted, not reached" } else { "fitted" }).to_owned(),
            told.observed.practices.len().to_string(),
            patients.to_string(),
            fit.name.clone(),
            format!("{:.2}", fit.objective),
            fit.runs.to_string(),
            fit.has_settled.to_string(),
            fit.at_bounds.len().to_string(),
        ];
        let spread = found.decisions.as_ref().and_then(Spread::quoted);
        let best = spread.as_ref().map(Spread::best);
        let options = found.decisions.iter().flat_map(|decisions| &decisions.options);
        let mut has_options = false;
        for (index, option) in options.enumerate() {
            has_options = true;
            let range = spread.as_ref().map(|spread| spread.range(option));
            let gains = [
                option.title.clone(),
                format!("{:.1}", option.central),
                number(range.map(|(low, _)| low)),
                number(range.map(|(_, high)| high)),
                number(best.as_ref().map(|best| best[index])),
            ];
            csv.row(about.iter().cloned().chain(gains));
        }
        if !has_options {
            csv.row(about.iter().map(String::as_str).chain([""; 5]));
        }
    }
    csv.text()
}
