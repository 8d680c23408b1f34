//! The catalogue of tests: one binary, one module a subject.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod identities;
mod statistical;
mod support;

mod activity;
mod architecture;
mod bottlenecks;
mod calibration;
mod causes;
mod chance;
mod cli;
mod cohort_schedule;
mod cohorts;
mod decisions;
mod direction;
mod distributions;
mod documents;
mod draws;
mod earlier;
mod endless;
mod estate;
mod event_log;
mod extremes;
mod faults;
mod files;
mod found;
mod fuzz;
mod golden;
mod hostile;
mod interruption;
mod invariants;
mod labels;
mod ledger;
mod levers;
mod likeness;
mod manual;
mod memory;
mod messages;
mod money;
mod networks;
mod nobody;
mod online;
mod openly;
mod partial;
mod place;
mod practices;
mod recall;
mod roles;
mod rooms;
mod scenarios;
mod shards;
mod staff_time;
mod study;
mod supervision;
#[cfg(unix)]
mod terminal;
mod triage;
mod validation;
mod verify;
mod warm_up;
mod worked_example;
mod workforce;
mod workforce_stated;
