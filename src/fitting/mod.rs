//! One network, fitted to its published figures.
//!
//! [`observed`] pools what is published of its practices, and holds a part of it back. [`inputs`] is what the
//! model takes as given; [`policy`] who routes requests, which is not published. [`prior`] lists the levels that
//! are fitted, with what is known of them beforehand. [`figures`] are what is published and simulated.
//! [`mod@fit`] searches the most probable levels.

pub mod decide;
pub mod england;
pub mod figures;
pub mod fit;
pub mod foretell;
pub mod inputs;
pub mod jacobian;
pub mod network;
pub mod observed;
pub mod policy;
mod posterior;
pub mod prior;
pub mod row;
pub mod scenario;
