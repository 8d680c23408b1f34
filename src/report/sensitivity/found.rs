//! A study of sensitivity that is shown.

use crate::scenario::key_words::in_words;
use crate::simulation::Horizon;
use crate::uncertainty::sensitivity::book::Book;
use crate::uncertainty::sensitivity::central::{Central, MARGIN, MEASURED};
use crate::uncertainty::sensitivity::course::{Course, Outcome};
use crate::uncertainty::sensitivity::groups::label;

/// A study of sensitivity that is shown.
#[derive(Clone, Copy, Debug)]
pub struct Inputs<'r> {
    /// The names of the scenarios, the baseline first.
    pub names: &'r [String],
    /// Their titles.
    pub titles: &'r [String],
    /// What it is about.
    pub course: &'r Course,
    /// Its rows.
    pub book: &'r Book<'r>,
    /// What is known at its end.
    pub outcome: &'r Outcome,
    /// Warm-up and measured period.
    pub horizon: Horizon,
}

impl Inputs<'_> {
    /// Whether rows are missing.
    pub(in crate::report) fn is_partial(&self) -> bool {
        self.outcome.halt.is_some()
    }

    /// The choice at the central values, if there are two options.
    pub(in crate::report) fn choice(&self) -> Option<(&Central, (usize, usize))> {
        let central = self.outcome.central.as_ref()?;
        Some((central, central.leading?))
    }

    /// The same as part of a sentence.
    pub(in crate::report) fn parameter_quoted(&self, index: usize) -> String {
        format!("\"{}\"", self.parameter_words(index))
    }

    /// The title of a scenario.
    pub(in crate::report) fn title(&self, scenario: usize) -> &str {
        self.titles.get(scenario).map_or("", String::as_str)
    }

    /// The key of a parameter, for tables that programs read.
    pub(in crate::report) fn parameter(&self, index: usize) -> String {
        label(&self.course.sources[index])
    }

    /// A parameter in words.
    pub(in crate::report) fn parameter_words(&self, index: usize) -> String {
        in_words(&self.parameter(index))
    }

    /// The quantity that decides: the margin, or needs settled for a single scenario.
    pub(in crate::report) fn decides(&self) -> usize {
        if self.choice().is_some() { MARGIN } else { 0 }
    }
}

/// The name of a quantity in tables that programs read.
pub(super) fn quantity_name(quantity: usize) -> &'static str {
    MEASURED.get(quantity).map_or("needs_settled_margin", |(name, _)| name)
}

/// The words for a quantity.
pub(super) fn quantity_words(quantity: usize) -> &'static str {
    MEASURED.get(quantity).map_or("The margin", |(_, words)| words)
}
