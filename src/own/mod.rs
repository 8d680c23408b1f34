//! A network of one's own, described in everyday words, as a short scenario.
//!
//! [`stated`] is what somebody states: practices, lists, GPs, staff, rooms, calls. [`twice`] finds what is
//! stated twice, [`words`] which words belong together. [`form`] reads it
//! from a table of one row a practice. [`amount`] reads numbers such as "1,300 a week". [`fill`] adds
//! what is not stated from a base and says what it assumed. [`planned`] scales planned care with the
//! staff who hold it. [`fit`] finds the levels of calls and forms by trial. [`mod@write`] writes the
//! scenario. [`questions`] asks about numbers that are far from England's, and [`against`] is the table
//! of both.

pub mod against;
pub mod amount;
pub mod fill;
pub mod fit;
pub mod form;
pub mod planned;
pub mod questions;
pub mod rooms;
pub mod stated;
pub mod twice;
pub mod words;
pub mod write;
