//! Many fitted networks: how far they are off, shown and held back.

use super::Told;
use super::figures::{off, row};
use crate::fitting::figures::{ALL, FIGURES, Tolerance};
use crate::text::grid::Table;

/// Sums over networks, so that no network is kept in memory.
#[derive(Clone, Debug, Default)]
pub struct Summary {
    /// By figure: the number of networks, and the sums of how far fit and rival are off.
    shown: [(u32, f64, f64); FIGURES],
    /// The same of what was held back or of a later period.
    held: [(u32, f64, f64); FIGURES],
    /// Networks that were fitted.
    pub fitted: u32,
    /// Networks that were not.
    pub not_fitted: u32,
}

impl Summary {
    /// Adds a network.
    pub fn add(&mut self, told: &Told<'_>) {
        self.fitted += 1;
        let foretold = told.foretold();
        for (index, figure) in ALL.iter().enumerate() {
            let observed = told.observed.values[index];
            let simulated = told.found.checked[0][index];
            let sums = if figure.is_shown { &mut self.shown } else { &mut self.held };
            let england = told.england[index];
            if let Some(own) = off(index, simulated, observed) {
                let rival = off(index, england, observed).unwrap_or(0.0);
                let sum = &mut sums[index];
                *sum = (sum.0 + 1, sum.1 + own, sum.2 + rival);
            }
            let (later, last) = (told.observed.later[index], observed);
            if let (Some(own), Some(rival)) =
                (off(index, foretold[index], later), off(index, last, later))
            {
                let sum = &mut self.held[index];
                *sum = (sum.0 + 1, sum.1 + own, sum.2 + rival);
            }
        }
    }

    fn table(&self, caption: &str, sums: &[(u32, f64, f64); FIGURES], rival: Option<&str>) -> Table {
        let known = (0..FIGURES).filter(|index| sums[*index].0 > 0);
        let rows = known.map(|index| {
            let (count, own, other) = sums[index];
            let unit = match ALL[index].tolerance {
                Tolerance::Share(_) => "points",
                Tolerance::Part(_) => "%",
            };
            let mean = |sum: f64| format!("{:.2} {unit}", sum / f64::from(count));
            let cells = [Some(count.to_string()), Some(mean(own)), rival.map(|_| mean(other))];
            row(ALL[index].title, cells.into_iter().flatten())
        });
        let head = ["", "networks", "fitted is off by"].into_iter().chain(rival);
        Table {
            caption: caption.into(),
            head: head.map(Into::into).collect(),
            rows: rows.collect(),
            note: String::new(),
        }
    }
}

/// The mean absolute errors over all networks, held back first.
pub fn summary_text(summary: &Summary) -> String {
    let held = summary.table(
        "Held back: mean absolute error over the networks",
        &summary.held,
        Some("the rival is off by"),
    );
    let shown = summary.table("What the fits saw", &summary.shown, None);
    let count = summary.fitted;
    let noun = if count == 1 { "network was" } else { "networks were" };
    let mut text = format!("{count} {noun} fitted");
    if summary.not_fitted > 0 {
        text.push_str(&format!("; {} could not be, each named in networks.csv", summary.not_fitted));
    }
    format!(
        "{text}\n\n{}The rival is the mean of England for bands of booking lag, and the last period for calls and \
         forms.\n\n{}",
        held.to_text(),
        shown.to_text()
    )
}
