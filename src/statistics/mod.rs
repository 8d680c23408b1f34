//! Pure numbers: intervals, differences, least squares, the number of replications, the length of
//! the warm-up; points spread over parameters, and distributions fitted to ranges. These functions know neither
//! health care nor simulation.

pub mod censored;
pub mod composition;
pub mod distributions;
pub mod hypercube;
pub mod interval;
pub mod least_squares;
pub mod lognormal;
pub mod moderated;
pub mod order;
pub mod paired;
pub mod precision;
pub mod purpose;
pub mod range;
pub mod rank;
pub mod sobol;
pub mod symmetric;
pub mod transport;
pub mod trend;
pub mod warm_up;
