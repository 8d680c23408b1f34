#![allow(clippy::unwrap_used, unused, reason = "x")]
mod dated;
mod identities;
mod support;
