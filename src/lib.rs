//! How many appointments does a change in a primary care network gain, net, and does anyone stay
//! out of the emergency department?
//!
//! This crate simulates access to primary care in England, event by event. Patients ring at eight and
//! hang up. They are navigated or triaged, and booked days ahead. They are seen when a clinician and a
//! room are free. GPs lose time to supervision. Scenarios that differ in staff, rooms, supervision or
//! triage are run on the same patients and compared replication by replication. Money is computed
//! separately and does not affect the simulation. Several networks may share staff, and groups of
//! patients may have a programme of their own.
//!
//! # The way through this crate
//!
//! ```text
//! scenario ──► model ──► simulation ──► measures ──► experiment ──► report
//!                            ▲                           ▲
//!                          engine                    statistics
//! ```
//!
//! - [`text`]: text from strangers, made safe for terminals and tables; similar names; numbers and
//!   tables as text.
//! - [`units`]: quantities with a unit that cannot be lost.
//! - [`engine`]: the event calendar, resources, monitors, random numbers by address.
//! - [`statistics`]: intervals and paired differences; points spread over parameters, distributions of ranges.
//! - [`model`]: the parameters and rules, in the words of a practice.
//! - [`scenario`]: from TOML to a network; all problems are reported at once.
//! - [`simulation`]: one replication.
//! - [`measures`]: every result, defined once.
//! - [`experiment`]: many replications, and scenarios against a baseline.
//! - [`decisions`]: which option, how sure, and what to find out first: methods that know only numbers.
//! - [`describe`]: parameters, measures, roles and scenarios as Markdown.
//! - [`verification`]: the engine against queueing theory (feature `tables`).
//! - [`validation`]: results against observations (feature `tables`).
//! - [`publications`]: what NHS England publishes of practices, read as downloaded (feature `import`).
//! - [`own`]: a network of one's own, described in everyday words, as a short scenario (feature `tables`).
//! - [`calibration`]: uncertain parameters fitted to observations (feature `tables`).
//! - [`fitting`]: one network, fitted to its published figures (feature `import`).
//! - [`optimisation`]: the best team for a goal within a sum of money (feature `tables`).
//! - [`report`]: tables (feature `tables`), figures (`figures`), a page (`report`).
//!
//! Begin with [`scenario::load`], [`experiment::study::Study::new`] and [`experiment::results()`]. Each
//! has an example, and so have [`simulation::simulate`], [`scenario::likeness::like`] and, with the
//! feature `report`, `validation::judgement::judge`, `calibration::search::search`,
//! `verification::verify` and `report::page::report_html`.
//!
//! # Example
//!
//! ```
//! use pcn_sim::experiment::progress::Unwatched;
//! use pcn_sim::experiment::study::{Entry, Extent, Design, Study};
//! use pcn_sim::scenario::{self, FileSystem};
//! use pcn_sim::simulation::Horizon;
//!
//! let entries = ["average-pcn", "two-more-physiotherapists"].map(|name| {
//!     let scenario = scenario::load(name, &FileSystem).expect("a built-in scenario");
//!     Entry { name: scenario.name, title: scenario.title, system: scenario.system }
//! });
//! // Two weeks without warm-up: enough to see it run, not to learn anything.
//! let horizon = Horizon { warm_up_weeks: 0, weeks: 2 };
//! let extent = Extent { horizon, seed: 1, replications: 2 };
//! let study = Study::new(entries.into(), Design::AgainstFirst { at_rooms: false, unlike: false }, extent)
//!     .expect("two weeks are within the limits");
//! let results = pcn_sim::experiment::results(&study, &Unwatched)
//!     .expect("the built-in scenarios end")
//!     .expect("it is not stopped");
//! let gained = results.comparisons[0].measure("appointments_gained_net").expect("it is measured");
//! assert!(gained.interval().is_some_and(|interval| interval.mean > 0.0));
//! ```

pub mod text;
pub mod units;

pub mod engine;
pub mod statistics;

pub mod model;
pub mod scenario;

pub mod simulation;

pub mod measures;

pub mod experiment;

pub mod decisions;

pub mod readiness;

pub mod maintenance;

pub mod describe;

#[cfg(feature = "tables")]
pub mod verification;

#[cfg(feature = "tables")]
pub mod validation;

#[cfg(feature = "import")]
pub mod publications;

#[cfg(feature = "import")]
pub mod exports;

#[cfg(feature = "import")]
pub mod logs;

#[cfg(feature = "tables")]
pub mod own;

#[cfg(feature = "tables")]
pub mod uncertainty;

#[cfg(feature = "tables")]
pub mod calibration;

#[cfg(feature = "import")]
pub mod fitting;

#[cfg(feature = "tables")]
pub mod optimisation;

#[cfg(feature = "tables")]
pub mod across;

#[cfg(feature = "tables")]
pub mod report;
