//! Total uncertainty: parameters drawn from their ranges, fates within each draw.
//!
//! [`spread`] says what is drawn and from which distribution, [`draw`] makes the scenarios of a
//! draw, [`simulator`] simulates them, and [`total`] judges the rows: what the gain of each option
//! is, which option is best, and which parameters the answer hangs on. [`sensitivity`] moves parameters one
//! or some at a time, instead of drawing all of them.
//!
//! A draw has an address: the seed, its number, and the key of the parameter. All options of a
//! study share it, so their differences stay paired. Nothing else decides about a draw, neither the
//! other parameters nor the number of draws.

pub mod agreement;
pub mod belief_form;
pub mod belief_rows;
pub mod beliefs;
pub mod benefits;
pub mod draw;
pub mod emulator;
pub mod pool;
pub mod sensitivity;
pub mod simulator;
pub mod spread;

pub mod total;

pub mod worth;
