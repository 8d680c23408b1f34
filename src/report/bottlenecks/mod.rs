//! What stops requests: the relief that each constraint brings, beside the labels of unmet requests, and when.

mod csv;
mod found;
mod hours;
mod hours_told;
mod reasons;
mod tables;

pub use csv::bottlenecks_csv;
pub(super) use found::{Effect, SHOWN};
#[cfg(feature = "figures")]
pub(super) use hours::{ByHalfDay, by_half_days};
#[cfg(feature = "figures")]
pub(super) use hours_told::table as half_days_table;
pub use hours_told::{hours_csv, without_hours};
pub(super) use tables::blocks;
