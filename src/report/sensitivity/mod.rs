//! Which parameters the results and the choice depend on: tables, files and three sentences.

mod csv;
mod found;
mod json;
mod told;

pub use csv::{sensitivity_csv, sobol_csv, tornado_csv};
pub use found::Inputs;
pub use json::sensitivity_json;
pub use told::{sensitivity_text, sentences};
