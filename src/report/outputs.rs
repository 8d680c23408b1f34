//! An output: a file with its name and how it is written; and every file name that this program writes.

use super::animation::POSITIONS;
use super::event_log::EVENT_LOG;
use super::manifest::MANIFEST;
use super::rows::ROWS;
use super::study_file::STUDY;
use std::fmt;
use std::io::{self, Write};

/// How an output is written.
type Writing<'r> = Box<dyn Fn(&mut dyn Write) -> io::Result<()> + 'r>;

/// A file that is derived from the rows of a study.
pub struct Output<'r> {
    /// Its name.
    pub name: String,
    write: Writing<'r>,
}

impl fmt::Debug for Output<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.name)
    }
}

impl<'r> Output<'r> {
    /// A file of any length that is written as it is generated.
    pub fn new(
        name: impl Into<String>,
        write: impl Fn(&mut dyn Write) -> io::Result<()> + 'r,
    ) -> Self {
        Output { name: name.into(), write: Box::new(write) }
    }

    /// A file that contains `text`.
    pub fn text(name: impl Into<String>, text: String) -> Self {
        Output::new(name, move |out| out.write_all(text.as_bytes()))
    }

    /// Writes it.
    ///
    /// # Errors
    ///
    /// I/O errors of `out`.
    pub fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        (self.write)(out)
    }
}

/// Every file name that this program writes, except names with numbers.
pub const NAMES: [&str; 89] = [
    STUDY,
    ROWS,
    MANIFEST,
    "base.toml",
    "bottlenecks.csv",
    "bottlenecks.svg",
    "bottlenecks-hours.csv",
    "bottlenecks-hours.svg",
    "calibration.csv",
    "case-studies.csv",
    "england.csv",
    "estate.csv",
    "elasticities.md",
    EVENT_LOG,
    POSITIONS,
    "evsi.csv",
    "figures.csv",
    "fits.csv",
    "fits.html",
    "fitted.toml",
    "gained.svg",
    "settled.svg",
    "ledger.svg",
    "week.svg",
    "who-waits.svg",
    "by-practice.svg",
    "gains-by-network.csv",
    "gains-by-network.svg",
    "gains-summary.csv",
    "hangs-on.csv",
    "held.csv",
    "identifiability.csv",
    "information.csv",
    "information.svg",
    "lead-time.svg",
    "left-out.csv",
    "levels.csv",
    "log-distance.csv",
    "marginal.csv",
    "marginal.svg",
    "money.csv",
    "monthly.csv",
    "network-staff.csv",
    "networks.csv",
    "networks.svg",
    "optimise.csv",
    "optimise.json",
    "own-export.toml",
    "pareto.csv",
    "pareto.svg",
    "pounds.csv",
    "practices.csv",
    "replications.csv",
    "report.html",
    "report.xlsx",
    "results.json",
    "results.parquet",
    "rooms-in-use.svg",
    "rows.parquet",
    "sensitivity.csv",
    "sensitivity.json",
    "sobol.csv",
    "staff-at-work.svg",
    "stress.html",
    "stress.md",
    "summary.csv",
    "supervision.csv",
    "sweep.csv",
    "sweep.svg",
    "switch.csv",
    "switch.svg",
    "targets.csv",
    "teams.csv",
    "telephone.svg",
    "total.csv",
    "tornado.csv",
    "tornado.svg",
    "validation.csv",
    "validation-appointments.svg",
    "validation-booking-lag.svg",
    "validation-calls.svg",
    "validation-length.svg",
    "validation-not-attended.svg",
    "validation-online.svg",
    "validation-waits.svg",
    "verification.csv",
    "warm-up.csv",
    "warm-up.svg",
    "weekdays.csv",
];
