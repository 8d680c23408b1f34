//! A sweep: its plan, its results as a table and as a file, and what they say.

mod csv;
mod found;
#[cfg(feature = "report")]
mod page;
mod plan;
mod told;

pub use csv::sweep_csv;
pub(super) use found::Judged;
#[cfg(feature = "figures")]
pub(super) use found::{Point, found};
pub use found::{USUAL, cannot_judge};
#[cfg(feature = "report")]
pub use page::sweep_html;
pub use plan::Plan;
pub(super) use told::before_use;
pub use told::sweep_text;
