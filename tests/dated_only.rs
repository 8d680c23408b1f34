#![allow(clippy::unwrap_used, unused, reason="x")]
mod identities;
mod support;
mod dated;
