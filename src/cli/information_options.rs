//! The options of `value-of-information`, with their help texts. No logic.

use super::options::OutputOptions;
use super::values::{SampleAsked, prices, sample};
use clap::Args;
use pcn_sim::uncertainty::total::HEADLINES;
use std::path::PathBuf;

/// Examples and files.
pub(super) const HELP: &str = "Examples:\n  pcn-sim compare average-pcn two-more-rooms two-more-physiotherapists \
    --draws 200 --output rooms\n  pcn-sim value-of-information rooms\n  pcn-sim value-of-information rooms \
    --measure-sample \"needs.msk.face_to_face=200 requests\" --pounds-per-need 20..200:20\n\n\
    For each table of the scenario and each parameter: what the choice between the options would gain if it were \
    known (EVPPI), beside the gain if everything were known (EVPI). A value that chance alone could show is marked \
    \"not told from none\". For the leading parameters, or those stated: what a sample would bring (EVSI).\n\n\
    Writes information.csv, evsi.csv, pounds.csv and information.svg.\n\
    Exit code 2: the folder has no draws, or too few; 3: draws are missing.";

/// What is to be known, and from which rows.
#[derive(Clone, Debug, Args)]
pub(crate) struct InformationOptions {
    /// The folder of a `compare` with draws.
    #[arg(value_name = "FOLDER")]
    pub(crate) rows: PathBuf,
    /// What options are chosen by [default: needs-settled].
    #[arg(long, value_parser = measure, value_name = "MEASURE")]
    pub(crate) measure: Option<usize>,
    /// A sample to be valued: a parameter, a number and what is counted, such as
    /// "needs.msk.face_to_face=200 requests". May be repeated [default: 50, 200 and 1,000 observations of the
    /// leading parameters].
    #[arg(long, value_parser = sample, value_name = "PARAMETER=N")]
    pub(crate) measure_sample: Vec<SampleAsked>,
    /// The standard deviation of one observation of a positive quantity, divided by its mean.
    #[arg(long, value_parser = variation, default_value = "1", value_name = "RATIO")]
    pub(crate) sample_variation: f64,
    /// Pounds that a need settled is worth: a range LOW..HIGH:STEP or a list.
    #[arg(long, value_parser = prices, default_value = "10..100:10", value_name = "POUNDS")]
    pub(crate) pounds_per_need: Prices,
    /// Number of threads; by default one for each core. Results do not depend on it.
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..=1024), value_name = "N")]
    pub(crate) threads: Option<u16>,
    /// The folder of the results.
    #[command(flatten)]
    pub(crate) output: OutputOptions,
    /// Print only errors.
    #[arg(long)]
    pub(crate) quiet: bool,
}

/// Pounds, in order; a type of its own, since clap takes a list for a repeated option.
pub(crate) type Prices = std::sync::Arc<[f64]>;

/// The index of a headline.
fn measure(text: &str) -> Result<usize, String> {
    let name = text.replace('-', "_");
    let names: Vec<String> = HEADLINES.iter().map(|(name, _)| name.replace('_', "-")).collect();
    let wrong = || format!("expected one of: {}", names.join(", "));
    HEADLINES.iter().position(|(known, _)| *known == name).ok_or_else(wrong)
}

fn variation(text: &str) -> Result<f64, String> {
    let is_fine = |value: &f64| value.is_finite() && *value > 0.0;
    let wrong = || "expected a ratio above 0, such as 0.5".to_owned();
    text.trim().parse().ok().filter(is_fine).ok_or_else(wrong)
}
