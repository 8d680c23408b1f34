//! What was reported of a change where it was made: data of a scenario, to be held against it.

/// A change that some system made, and what it reported.
#[derive(Clone, Debug, PartialEq)]
pub struct CaseStudy {
    /// Who made the change.
    pub who: String,
    /// What was done, in the words of the report.
    pub done: String,
    /// What was reported to have come of it, in its words.
    pub reported: String,
    /// Where it was reported.
    pub citation: String,
    /// The scenario without the change: a built-in name or a path.
    pub baseline: String,
    /// How many networks made the change, of which the scenario is one \[-\]; 1 where the scenario
    /// holds all of them.
    pub networks: u32,
    /// How many replications `case-studies` makes of it at most \[-\]; `None`: as many as are asked
    /// for. Several networks take as much longer.
    pub replications: Option<u32>,
    /// Whether what was reported was held against others who did not make the change.
    pub controlled: Controlled,
    /// What had to be assumed to make a scenario of it.
    pub assumes: String,
    /// What of it the model does not represent.
    pub not_represented: String,
    /// What is left of a reported effect after regression to the mean, where there is one.
    pub remains: Option<Remains>,
    /// What is compared with what.
    pub figures: Vec<Figure>,
}

/// Whether a reported effect had a control.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Controlled {
    /// Before and after, or a count: nobody else was looked at.
    No,
    /// Held against others.
    Yes,
}

impl Controlled {
    /// The choices, as written in a scenario.
    pub const CHOICES: [(&'static str, Controlled); 2] =
        [("no", Controlled::No), ("yes", Controlled::Yes)];

    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Controlled::No => "no",
            Controlled::Yes => "yes",
        }
    }
}

/// The share of a reported effect that is left after regression to the mean: those chosen because
/// they were at their worst would have been better afterwards without any change.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Remains {
    /// The least [-].
    pub low: f64,
    /// In between [-].
    pub central: f64,
    /// The most [-].
    pub high: f64,
}

/// One figure: what was reported, what the model has beside it, or both.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// What it is.
    pub title: String,
    /// The reported figure, in `unit`; `None` if none was given.
    pub reported: Option<f64>,
    /// The unit of what is reported and of what is simulated.
    pub unit: String,
    /// The measure of the comparison with the baseline; `None` if the model has none.
    pub measure: Option<String>,
    /// What the measure is divided by.
    pub of: Of,
    /// How the measure is scaled.
    pub per: Per,
    /// Whether regression to the mean concerns the reported figure.
    pub regresses: bool,
    /// Why the two differ, or what to make of it.
    pub reason: String,
}

/// What a measure is divided by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Of {
    /// Nothing: a difference.
    Nothing,
    /// The same measure in the baseline: a relative change.
    Baseline,
    /// Another measure of the comparison: a ratio of differences.
    Measure(String),
}

/// How a measure is scaled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Per {
    /// A count over the measured weeks, scaled to a month of 365.25 / 12 days.
    Month,
    /// A count over the measured weeks, scaled to a year of 365.25 days.
    Year,
    /// As it is: shares, means and ratios.
    One,
}

impl Per {
    /// The choices, as written in a scenario.
    pub const CHOICES: [(&'static str, Per); 3] =
        [("month", Per::Month), ("year", Per::Year), ("one", Per::One)];
}
