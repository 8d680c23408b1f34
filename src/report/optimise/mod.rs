//! The best team for a goal: its table and sentences, its files, and the teams that no other beats.

mod beside;
mod csv;
mod found;
mod front;
mod json;
#[cfg(feature = "report")]
mod page;
mod told;

pub use csv::{optimise_csv, pareto_csv, teams_csv};
pub use found::Inputs;
pub use json::optimise_json;
#[cfg(feature = "report")]
pub use page::optimise_html;
pub use told::optimise_text;

#[cfg(feature = "figures")]
pub(super) use front::{Front, Member, OBJECTIVES};
