//! A network fitted to its published figures: what was held back first, then what the fit saw, what the figures
//! pinned down, what changes gain, and what to beware of.

mod csv;
mod decisions;
mod figures;
#[cfg(feature = "report")]
mod levels;
#[cfg(feature = "report")]
mod page;
mod study;
pub(in crate::report) mod subject;
mod summary;
mod told;
mod warnings;

pub use csv::{figures_csv, levels_csv, networks_csv};
#[cfg(feature = "report")]
pub use page::network_html;
pub use study::NetworkStudy;
pub use subject::Told;
pub use summary::{Summary, summary_text};
pub use told::network_text;
