//! What NHS England publishes of practices, read as downloaded: appointments, telephony, online forms, lists,
//! staff, networks, deprivation.
//!
//! [`load`] reads a folder, and [`open`] also the tables that an import wrote. Which publication a file is follows from its columns, not from its name. Every
//! file, row and value that is not used is named with its reason in [`left::Left`].
//!
//! ```
//! let map = "practice,pcn,registered\nA81001,U12345,4000\n";
//! let calls = "month,practice,inbound,answered,ended_ivr,callback_requested,missed\n\
//!              2025-10,A81001,\"1,000\",650,200,50,100\n";
//! let files = [("map.csv", map.as_bytes()), ("calls.csv", calls.as_bytes())];
//! let data = pcn_sim::publications::read::read(&files, false).expect("two publications");
//! assert_eq!(data.practices[0].values["calls_per_1000_month"], 250.0);
//! ```

pub mod again;
pub mod beside;
pub mod cell;
pub mod chosen;
pub mod data;
pub mod england;
pub mod left;
pub mod plain;
pub mod read;
pub mod summary;
pub mod written;

mod again_stated;
mod appointments;
mod calls;
mod columns;
mod deprivation;
mod join;
mod limits;
mod lists;
mod measure;
mod others;
mod registers;
mod repeats;
mod rows;
mod schema;
mod schemas;
mod sheet;
mod source;
mod table;
mod values;
mod workbook;

pub use again::open;
pub use read::load;
