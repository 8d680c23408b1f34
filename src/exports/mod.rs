//! A practice's own exports, appointments and calls, and what they say of the parameters of a scenario.
//!
//! [`read::read`] keeps moments, lengths and categories of each row and nothing else: columns that are not mapped are
//! dropped as they are read. [`fit::fit`] estimates parameters; [`overlay::overlay`] writes them as a scenario. No
//! number below [`found::FEWEST`] leaves this module.

pub mod arrivals;
pub mod attendance;
pub mod cells;
pub mod columns;
pub mod fit;
pub mod found;
pub mod head;
pub mod lengths;
pub mod mapping;
pub mod overlay;
pub mod patience;
mod raw;
pub mod read;
pub mod release;
mod words;
