//! What stops requests: the relief that each constraint brings, beside the labels of unmet requests.

mod csv;
mod found;
mod reasons;
mod tables;

pub use csv::bottlenecks_csv;
pub(super) use found::{Effect, SHOWN};
pub(super) use tables::blocks;
