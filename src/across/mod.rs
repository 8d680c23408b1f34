//! Changes across many networks: each change on each network, against the same network without it.
//!
//! [`request`] is what is asked, as it is kept with its rows. [`systems`] makes a network and its changed
//! forms, one network at a time, so that memory does not grow with their number. [`simulator`] makes the rows
//! of [`row`]. [`gains`] says what each network gains, [`ranks`] which ranks may be theirs, and [`spread`] how
//! much networks differ and what those that gain have in common.

pub mod gains;
pub mod ranks;
pub mod request;
pub mod row;
pub mod simulator;
pub mod spread;
pub mod systems;
pub mod table;
