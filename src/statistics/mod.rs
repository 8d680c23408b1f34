//! Pure numbers: intervals, differences, least squares, the number of replications, the length of
//! the warm-up. These functions know neither health care nor simulation.

pub mod distributions;
pub mod interval;
pub mod least_squares;
pub mod paired;
pub mod precision;
pub mod rank;
pub mod trend;
pub mod warm_up;
