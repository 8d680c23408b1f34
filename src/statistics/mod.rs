//! Pure numbers: intervals and differences. Knows neither health care nor simulation.

pub mod interval;
pub mod paired;
