#![allow(clippy::unwrap_used, unused, missing_docs, reason = "x")]
mod architecture;
mod dated;
mod direction;
mod documents;
mod files;
mod fuzz;
mod golden;
mod identities;
mod labels;
mod likeness;
mod memory;
mod messages;
mod place;
mod returns;
mod scenarios;
mod support;
