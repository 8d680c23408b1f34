//! Changes across many networks: one table, who gains, three sentences.

mod csv;
mod found;
mod json;
#[cfg(feature = "report")]
mod page;
mod tables;
mod told;

pub use csv::{gains_csv, summary_csv};
pub use found::{Found, Inputs, measures};
pub use json::across_json;
#[cfg(feature = "report")]
pub use page::across_html;
pub use told::across_text;

#[cfg(feature = "figures")]
pub(super) use tables::{interval_words, number};
