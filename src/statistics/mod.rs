//! Pure numbers: intervals, differences, least squares, how many values are enough and from which on they count.
//! Knows neither health care nor simulation.

pub mod distributions;
pub mod interval;
pub mod least_squares;
pub mod paired;
pub mod precision;
pub mod rank;
pub mod trend;
pub mod warm_up;
