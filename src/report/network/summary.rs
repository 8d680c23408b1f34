//! Many fitted networks: how far they are off, shown and held back.

use super::figures::row;
use super::subject::Told;
use crate::fitting::figures::{ALL, FIGURES, Tolerance};
use crate::statistics::rank::spearman;
use crate::text::grid::Table;

/// How far a figure is off over networks.
#[derive(Clone, Debug, Default)]
struct Errors {
    /// Published and simulated or foretold values.
    pairs: Vec<(f64, f64)>,
    /// The sums of how far fit and rival are off \[the unit of the figure\].
    off: f64,
    rival_off: f64,
    /// The sum of what is published.
    published: f64,
}

/// How far all figures are off over networks.
#[derive(Clone, Debug, Default)]
pub struct Summary {
    /// By figure: what the fits saw.
    shown: [Errors; FIGURES],
    /// By figure: what was held back or is of a later period.
    held: [Errors; FIGURES],
    /// Networks that were fitted.
    pub fitted: u32,
    /// Networks that were not.
    pub not_fitted: u32,
}

impl Errors {
    fn add(&mut self, own: Option<f64>, rival: Option<f64>, observed: Option<f64>) {
        let (Some(value), Some(published)) = (own, observed) else { return };
        self.pairs.push((published, value));
        self.off += (value - published).abs();
        self.rival_off += rival.map_or(0.0, |rival| (rival - published).abs());
        self.published += published;
    }

    /// The mean of how far something is off: points of a share; of a rate, per cent of the mean published, so
    /// that networks with hardly any do not count for more than others.
    fn mean(&self, sum: f64, tolerance: Tolerance) -> String {
        match tolerance {
            Tolerance::Share(_) => format!("{:.2} points", 100.0 * sum / self.pairs.len() as f64),
            Tolerance::Part(..) => format!("{:.2} %", 100.0 * sum / self.published.max(1e-9)),
        }
    }
}

impl Summary {
    /// Adds a network.
    pub fn add(&mut self, told: &Told<'_>) {
        self.fitted += 1;
        let foretold = told.foretold();
        for (index, figure) in ALL.iter().enumerate() {
            let observed = told.observed.values[index];
            let simulated = told.found.checked[0][index];
            let errors = if figure.is_shown { &mut self.shown } else { &mut self.held };
            errors[index].add(simulated, told.england[index], observed);
            let later = told.observed.later[index];
            self.held[index].add(foretold[index], observed, later);
        }
    }

    fn table(caption: &str, all: &[Errors; FIGURES], rival: Option<&str>) -> Table {
        let known = (0..FIGURES).filter(|index| !all[*index].pairs.is_empty());
        let rows = known.map(|index| {
            let errors = &all[index];
            let count = errors.pairs.len();
            let mean = |sum: f64| errors.mean(sum, ALL[index].tolerance);
            let (published, own): (Vec<f64>, Vec<f64>) = errors.pairs.iter().copied().unzip();
            let rank =
                spearman(&published, &own).map_or("–".to_owned(), |rho| format!("{rho:.2}"));
            let cells = [count.to_string(), mean(errors.off)].into_iter();
            row(ALL[index].title, cells.chain(rival.map(|_| mean(errors.rival_off))).chain([rank]))
        });
        let head = ["", "networks", "fitted is off by"].into_iter().chain(rival);
        let head = head.chain(["rank correlation"]);
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
    let held = Summary::table(
        "Held back: mean absolute error over the networks",
        &summary.held,
        Some("the rival is off by"),
    );
    let shown = Summary::table("What the fits saw", &summary.shown, None);
    let count = summary.fitted;
    let noun = if count == 1 { "network was" } else { "networks were" };
    let mut text = format!("{count} {noun} fitted");
    if summary.not_fitted > 0 {
        text.push_str(&format!(
            "; {} could not be, each named in networks.csv",
            summary.not_fitted
        ));
    }
    format!(
        "{text}\n\n{}The rival is the mean of England for bands of booking lag, and the last period for calls and \
         forms.\n\n{}",
        held.to_text(),
        shown.to_text()
    )
}
