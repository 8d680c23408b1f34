//! What is fuzzed: functions from arbitrary bytes that panic when something is wrong. `cargo fuzz`
//! calls them without end, the tests in `bounded` on as many random bytes as take a moment.

#[cfg(test)]
mod bounded;
mod bytes;
mod edits;
pub(crate) mod practice;
pub(crate) mod publications;
pub(crate) mod reader;
pub(crate) mod tables;
pub(crate) mod writers;
