//! Publications of NHS England.

#![no_main]
#![allow(dead_code, reason = "the tests use more of these modules")]

#[path = "../mod.rs"]
mod fuzz;
#[path = "../../identities.rs"]
mod identities;

libfuzzer_sys::fuzz_target!(|data: &[u8]| fuzz::publications::read_publications(data));
