//! What was reported of a change that a health system made. It is data of a scenario, for
//! comparison.

/// A change that a health system made, and what it reported.
#[derive(Clone, Debug, PartialEq)]
pub struct CaseStudy {
    /// Who made the change.
    pub who: String,
    /// What was done, in the words of the report.
    pub done: String,
    /// The reported effect, in the words of the report.
    pub reported: String,
    /// The citation of the report.
    pub citation: String,
    /// The scenario without the change: a built-in name or a path.
    pub baseline: String,
    /// Number of networks that made the change, of which the scenario is one \[-\]; 1 if the
    /// scenario holds all of them.
    pub networks: u32,
    /// Maximum number of replications that `case-studies` makes of it \[-\]; `None`: as many as
    /// requested. A scenario of several networks takes several times as long.
    pub replications: Option<u32>,
    /// Whether the report had a control: others who did not make the change.
    pub controlled: Controlled,
    /// What had to be assumed to describe the change as a scenario.
    pub assumes: String,
    /// The parts of the change that the model does not represent.
    pub not_represented: String,
    /// The share of a reported effect that is left after regression to the mean, if any effect
    /// regresses.
    pub remains: Option<Remains>,
    /// The figures to compare.
    pub figures: Vec<Figure>,
}

/// Whether a reported effect had a control.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Controlled {
    /// Before and after, or a count, without a comparison group.
    No,
    /// With a comparison group.
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

/// The share of a reported effect that is left after regression to the mean. Patients chosen at
/// their worst would have improved without any change.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Remains {
    /// Lowest estimate [-].
    pub low: f64,
    /// Central estimate [-].
    pub central: f64,
    /// Highest estimate [-].
    pub high: f64,
}

/// One figure: what was reported, the measure of the model for it, or both.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// Its title.
    pub title: String,
    /// The reported figure, in `unit`; `None` if none was given.
    pub reported: Option<f64>,
    /// The unit of both values.
    pub unit: String,
    /// The measure of the comparison with the baseline; `None` if the model has no such measure.
    pub measure: Option<String>,
    /// The divisor of the measure.
    pub of: Of,
    /// How the measure is scaled.
    pub per: Per,
    /// Whether the reported figure regresses to the mean.
    pub regresses: bool,
    /// Why the two differ, or how to interpret the figure.
    pub reason: String,
}

/// The divisor of a measure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Of {
    /// None: the figure is a difference.
    Nothing,
    /// The same measure in the baseline: the figure is a relative change.
    Baseline,
    /// Another measure of the comparison: the figure is a ratio of differences.
    Measure(String),
}

/// How a measure is scaled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Per {
    /// A count over the measured weeks, scaled to a month of 365.25 / 12 days.
    Month,
    /// A count over the measured weeks, scaled to a year of 365.25 days.
    Year,
    /// Not scaled: shares, means and ratios.
    One,
}

impl Per {
    /// The choices, as written in a scenario.
    pub const CHOICES: [(&'static str, Per); 3] =
        [("month", Per::Month), ("year", Per::Year), ("one", Per::One)];
}
