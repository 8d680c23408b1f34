//! Which parameters the results and the choice depend on: tables, files and three sentences.

mod csv;
mod found;
mod json;
#[cfg(feature = "report")]
mod page;
mod told;

pub use csv::{sensitivity_csv, sobol_csv, tornado_csv};
pub use found::Inputs;
pub use json::sensitivity_json;
#[cfg(feature = "report")]
pub use page::sensitivity_html;
pub use told::{sensitivity_text, sentences};
